//! A temporary credential: id, secret and token. Prints nothing, is wiped when dropped.

mod reading;

pub use reading::{Issued, read};

use std::cell::RefCell;
use zeroize::{Zeroize, Zeroizing};

/// What STS issued, as the signers use it.
pub struct Credential {
    /// The access key id (OSS `STS.…`, COS `TmpSecretId`, BOS `accessKeyId`).
    pub id: String,
    /// The access key secret.
    pub secret: String,
    /// The session token; empty for a long-lived key, which only the signer functions accept.
    pub token: String,
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
    key: Zeroizing<Vec<u8>>,
}

impl Credential {
    /// A credential whose times are not known.
    #[must_use]
    pub fn new(id: &str, secret: &str, token: &str) -> Self {
        Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
            token: token.to_owned(),
            expiration: None,
            start_time: None,
            derived: RefCell::new(None),
        }
    }

    /// The key that `make` derives from the secret, made once while the purpose stays the same.
    /// The same purpose must always mean the same `make`.
    pub(crate) fn derive(&self, purpose: &str, make: impl FnOnce(&str) -> Vec<u8>) -> Zeroizing<Vec<u8>> {
        if let Some(known) = self.derived.borrow().as_ref()
            && known.purpose == purpose
            && *known.secret == self.secret
        {
            return known.key.clone();
        }
        let key = Zeroizing::new(make(&self.secret));
        let secret = Zeroizing::new(self.secret.clone());
        *self.derived.borrow_mut() = Some(Derived { secret, purpose: purpose.to_owned(), key: key.clone() });
        key
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
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credential(***)")
    }
}
