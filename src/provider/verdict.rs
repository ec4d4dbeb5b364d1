//! What an answer means that is not a success.

use crate::error::ErrorCode;

/// What to do about an answer that is not a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Try again after a rest.
    Backoff,
    /// Try again after a rest, and the whole bucket slows down.
    Throttle,
    /// The credential is refused: revoke its generation, sign anew with the next.
    Refresh,
    /// The clock is wrong: take the server's, sign anew.
    Resync,
    /// The upload id or a part is gone: ask what is there, or begin anew.
    Restart,
    /// The bytes arrived damaged: read and send the part again.
    Resend,
    /// The object exists: a conflict, unless it is ours.
    Exists,
    /// Nothing helps.
    Fail(ErrorCode),
}

impl Verdict {
    /// Whether what this code refuses may be the way a request was signed: another way is tried before a credential or
    /// a clock is doubted.
    #[must_use]
    pub fn doubts_signature(self, code: &str) -> bool {
        match self {
            Self::Resync | Self::Fail(_) => true,
            Self::Refresh => matches!(code, "SignatureDoesNotMatch" | "AccessDenied"),
            _ => false,
        }
    }

    /// What a refusal means whose code says nothing special.
    pub(super) fn of_status(status: u16, code: &str) -> Self {
        match status {
            203 => Self::Fail(ErrorCode::Callback),
            // A refused HEAD has no body, hence no code.
            401 => Self::Refresh,
            403 if code.is_empty() => Self::Refresh,
            403 => Self::Fail(ErrorCode::Permission),
            412 => Self::Exists,
            429 => Self::Throttle,
            503 if code != "ServiceUnavailable" => Self::Throttle,
            // An error inside a success: the cloud had begun to answer before it failed.
            0 | 200..=299 | 408 | 500..=599 => Self::Backoff,
            _ => Self::Fail(ErrorCode::Server),
        }
    }
}
