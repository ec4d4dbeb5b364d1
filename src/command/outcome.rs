//! How an upload ends, as the caller hears it.

use serde::Serialize;

/// What `done()` resolves to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadResult {
    /// The key that was written.
    pub key: String,
    /// The object's URL, unsigned.
    pub url: String,
    /// The ETag without quotes, empty where CORS hides it.
    pub etag: String,
    /// Bytes.
    pub size: u64,
    /// CRC-64/XZ of the object in decimal, where it was computed.
    pub crc64: Option<String>,
    /// Whether the cloud's figure for the whole object matched ours.
    pub verified: bool,
    /// How many parts; 1 for a single request.
    pub parts: u32,
    /// Whether parts of an earlier attempt were used.
    pub resumed: bool,
    /// Where the bucket keeps versions.
    pub version_id: Option<String>,
    /// The last request's id.
    pub request_id: Option<String>,
    /// The callback server's answer.
    pub callback: Option<CallbackReply>,
}

/// What the callback server said through the cloud.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CallbackReply {
    /// HTTP status.
    pub status: u16,
    /// Body text.
    pub body: String,
}
