//! A temporary credential: id, secret and token. Prints nothing, is wiped when dropped.

mod reading;

pub use reading::{Issued, read};

use crate::digest::Keyed;
use crate::request::trim;
use crate::text::{Keep, percent};
use std::cell::RefCell;
use zeroize::{Zeroize, Zeroizing};

/// What STS issued, as the signers use it.
pub struct Credential {
    /// The access key id (OSS `STS.…`, COS `TmpSecretId`, BOS `accessKeyId`).
    pub id: String,
    /// The access key secret.
    pub secret: String,
    token: String,
    /// The token percent-encoded, as two of three clouds sign it.
    encoded_token: String,
    /// When it ends, milliseconds since the epoch, in server time.
    pub expiration: Option<u64>,
    /// When it began, milliseconds, server time: opens COS's signing window, and is no clock.
    pub start_time: Option<u64>,
    derived: RefCell<Option<Derived>>,
}

/// A key made from the secret for one purpose: a day, a window, a prefix.
struct Derived {
    secret: Zeroizing<String>,
    purpose: String,
    key: Keyed,
}

impl Credential {
    /// A credential whose times are not known.
    #[must_use]
    pub fn new(id: &str, secret: &str, token: &str) -> Self {
        Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
            token: token.to_owned(),
            encoded_token: percent(trim(token), Keep::Nothing),
            expiration: None,
            start_time: None,
            derived: RefCell::new(None),
        }
    }

    /// The session token; empty for a long-lived key, which only the signer functions accept.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The session token, percent-encoded.
    #[must_use]
    pub(crate) fn encoded_token(&self) -> &str {
        &self.encoded_token
    }

    /// Signs with the key that `make` derives from the secret, made once while the purpose stays the same; in hexadecimal.
    /// The same purpose must always mean the same `make`.
    pub(crate) fn sign(&self, purpose: &str, make: impl FnOnce(&str) -> Keyed, text: &str) -> String {
        let mut derived = self.derived.borrow_mut();
        let is_known = |known: &Derived| known.purpose == purpose && *known.secret == self.secret;
        if !derived.as_ref().is_some_and(is_known) {
            *derived = None;
        }
        let derive = || Derived {
            secret: Zeroizing::new(self.secret.clone()),
            purpose: purpose.to_owned(),
            key: make(&self.secret),
        };
        derived.get_or_insert_with(derive).key.hex(text.as_bytes())
    }
}

impl Clone for Credential {
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.id.as_str(), self.secret.as_str(), self.token.as_str());
        copy.expiration = self.expiration;
        copy.start_time = self.start_time;
        copy
    }
}

impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        let texts = [&self.id, &self.secret, &self.token] == [&other.id, &other.secret, &other.token];
        texts && self.expiration == other.expiration && self.start_time == other.start_time
    }
}

impl Eq for Credential {}

impl Drop for Credential {
    fn drop(&mut self) {
        self.id.zeroize();
        self.secret.zeroize();
        self.token.zeroize();
        self.encoded_token.zeroize();
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credential(***)")
    }
}
