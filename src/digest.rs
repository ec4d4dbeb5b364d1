//! Hashes and keyed hashes, through RustCrypto.

use crate::text::hex;
use hmac::digest::Output;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// HMAC-SHA1.
#[must_use]
pub fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    finished(keyed::<Hmac<Sha1>>(key), message).into()
}

/// HMAC-SHA256.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    finished(keyed::<Hmac<Sha256>>(key), message).into()
}

/// An HMAC that has taken in its key, for one message after the other: half of what a short message costs is the key.
/// Wiped when dropped.
pub enum Keyed {
    /// HMAC-SHA1.
    Sha1(Hmac<Sha1>),
    /// HMAC-SHA256.
    Sha256(Hmac<Sha256>),
}

impl Keyed {
    /// HMAC-SHA1 with this key.
    #[must_use]
    pub fn sha1(key: &[u8]) -> Self {
        Self::Sha1(keyed(key))
    }

    /// HMAC-SHA256 with this key.
    #[must_use]
    pub fn sha256(key: &[u8]) -> Self {
        Self::Sha256(keyed(key))
    }

    /// The HMAC of a message in lower-case hexadecimal.
    #[must_use]
    pub fn hex(&self, message: &[u8]) -> String {
        match self {
            Self::Sha1(mac) => hex(&finished(mac.clone(), message)),
            Self::Sha256(mac) => hex(&finished(mac.clone(), message)),
        }
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    let Ok(mac) = M::new_from_slice(key) else { unreachable!("HMAC takes keys of every length") };
    mac
}

fn finished<M: Mac>(mut mac: M, message: &[u8]) -> Output<M> {
    mac.update(message);
    mac.finalize().into_bytes()
}

/// SHA-256 of bytes as they pass.
#[derive(Debug, Clone, Default)]
pub struct PassingSha256(Sha256);

impl PassingSha256 {
    /// Takes in further bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes so far.
    #[must_use]
    pub fn value(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// SHA-1.
#[must_use]
pub fn sha1(message: &[u8]) -> [u8; 20] {
    Sha1::digest(message).into()
}

/// SHA-256.
#[must_use]
pub fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 2202 case 2, RFC 4231 case 2, FIPS 180 "abc".
    #[test]
    fn digests_give_the_published_values() {
        let (key, message) = (b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&hmac_sha1(key, message)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assert_eq!(
            hex(&hmac_sha256(key, message)),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let mut passing = PassingSha256::default();
        passing.update(b"a");
        passing.update(b"bc");
        assert_eq!(passing.value(), sha256(b"abc"));
    }

    #[test]
    fn a_key_once_taken_in_is_good_for_many_messages() {
        let (one, two) = (Keyed::sha1(b"Jefe"), Keyed::sha256(b"Jefe"));
        for message in [&b"what do ya want"[..], b"for nothing?", b""] {
            assert_eq!(one.hex(message), hex(&hmac_sha1(b"Jefe", message)));
            assert_eq!(two.hex(message), hex(&hmac_sha256(b"Jefe", message)));
        }
    }

    #[test]
    fn a_key_longer_than_a_block_is_hashed_first() {
        let long = [0xAA_u8; 131];
        let message = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(
            hex(&hmac_sha256(&long, message)),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
