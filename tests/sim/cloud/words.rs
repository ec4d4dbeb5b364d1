//! What the cloud says: bodies, headers and codes as `wire/*.md` has them, and what CORS leaves of them.

use super::{Call, Cloud, Task};
use crate::sim::climate::Cors;
use trebucket::text::{Civil, base64};

/// An answer on its way.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The cloud's own figure for what is stored, where it is among the headers.
    pub whole_crc64: Option<u64>,
}

impl Answer {
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new(), whole_crc64: None }
    }

    pub fn with_body(status: u16, body: String) -> Self {
        Self { body, ..Self::empty(status) }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The lines a page may read.
    pub fn readable(&self, cors: &Cors) -> String {
        let shown = |name: &str| match name {
            "etag" => cors.etag,
            "date" => cors.date,
            "retry-after" => cors.retry_after,
            "x-oss-err" => cors.error,
            name if name.ends_with("crc64ecma") => cors.crc64,
            _ => true,
        };
        let lines = self.headers.iter().filter(|(name, _)| shown(name));
        lines.map(|(name, value)| format!("{name}: {value}\r\n")).collect()
    }
}

impl Cloud {
    /// A refusal in this cloud's words; to HEAD without a body.
    pub fn refuse(&self, call: &Call, status: u16, code: &str, message: &str) -> Answer {
        self.refuse_with(call, status, code, message, "")
    }

    pub fn refuse_with(&self, call: &Call, status: u16, code: &str, message: &str, more: &str) -> Answer {
        let body = if self.is_json() {
            serde_json::json!({ "code": code, "message": message, "requestId": "sim-1" }).to_string()
        } else {
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{code}</Code>\n  <Message>{message}</Message>\n  <RequestId>sim-1</RequestId>{more}\n</Error>\n"
            )
        };
        if call.task != Task::Head {
            return Answer::with_body(status, body);
        }
        let answer = Answer::empty(status);
        if self.brand() == "oss" { answer.header("x-oss-err", base64(body.as_bytes())) } else { answer }
    }

    /// What every answer of this cloud carries.
    pub fn stamped(&self, answer: Answer, server: u64) -> Answer {
        let date = Civil::from_unix(server / 1_000).rfc1123();
        answer.header("date", date).header(self.bucket.provider.dialect().request_id, "sim-1")
    }

    /// The tag of what carried these bytes, as this cloud spells it.
    pub fn tag(&self, md5: &str) -> String {
        if self.brand() == "oss" { format!("\"{}\"", md5.to_ascii_uppercase()) } else { format!("\"{md5}\"") }
    }

    /// Adds the cloud's figure for the bytes.
    pub fn figured(&self, answer: Answer, crc64: u64) -> Answer {
        answer.header(self.bucket.provider.dialect().crc64, crc64.to_string())
    }
}
