//! A temporary credential: id, secret and token. Prints nothing, is wiped when dropped.

/// What STS issued, as the signers use it.
#[derive(Clone, PartialEq, Eq)]
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
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credential(***)")
    }
}
