//! An answer of a cloud as the page hears it, read by the oracle in its own way.

use trebucket::backoff;
use trebucket::text::base64_decode;

/// What came.
pub struct Heard {
    pub status: u16,
    /// The body, or what OSS puts into a header in its place.
    pub text: String,
    /// Whether it told the cloud's figure for a whole object.
    pub whole: bool,
    retry_after: Option<u64>,
}

impl Heard {
    pub fn new(status: u16, headers: &str, body: &str, whole: bool) -> Self {
        let header = |name: &str| headers.split(name).nth(1)?.split('\r').next();
        let hidden =
            header("x-oss-err: ").and_then(base64_decode).and_then(|bytes| String::from_utf8(bytes).ok());
        let retry_after = header("retry-after: ").and_then(|seconds| seconds.parse().ok());
        Self { status, text: hidden.unwrap_or_else(|| body.to_owned()), whole, retry_after }
    }

    pub fn says(&self, code: &str) -> bool {
        self.text.contains(&format!(">{code}<")) || self.text.contains(&format!("\"{code}\""))
    }

    pub fn is_page(&self) -> bool {
        self.text.contains("<html>")
    }

    pub fn is_fine(&self) -> bool {
        (200..300).contains(&self.status) && !self.text.contains("<Error>") && !self.is_page()
    }

    pub fn is_throttling(&self) -> bool {
        let busy = self.status == 503 && !self.says("ServiceUnavailable");
        self.status == 429 || busy || self.says("SlowDown") || self.says("TotalQpsLimitExceeded")
    }

    pub fn asks_to_come_again(&self) -> bool {
        let failed = self.status >= 500 || self.status == 408 || self.says("InternalError");
        failed || self.is_throttling() || self.is_page()
    }

    /// How long the page must rest at least, ms.
    pub fn least_rest(&self) -> u64 {
        self.retry_after.map_or(backoff::FLOOR, |seconds| (seconds * 1_000).max(backoff::FLOOR))
    }
}
