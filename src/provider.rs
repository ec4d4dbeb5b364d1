//! What a cloud is to the engine: how it signs, what its words are, and what its refusals mean.

pub mod bos;
pub mod cos;
mod form;
mod lines;
mod object;
pub mod oss;
pub mod oss_v1;
mod verdict;

use serde::Serialize;
pub use verdict::Verdict;

use crate::bucket::Bucket;
use crate::credential::Credential;
use crate::error::{Error, ErrorCode, Hint};
use crate::request::{Request, Signed};
use crate::text::find;

/// The cloud of this name; `signature` is OSS's alone.
///
/// # Errors
/// `invalid-argument` for a name or signature that is none of ours.
pub fn by_name(name: &str, signature: Option<&str>) -> Result<&'static dyn Provider, Error> {
    match (name, signature) {
        ("oss", None | Some("v4")) => Ok(&oss::Oss),
        ("oss", Some("v1")) => Ok(&oss_v1::OssV1),
        ("oss", Some(_)) => Err(Error::invalid(Hint::Signature, "signature must be v4 or v1")),
        ("bos" | "cos", Some(_)) => {
            Err(Error::invalid(Hint::Signature, "signature is an option of OSS alone"))
        }
        ("bos", None) => Ok(&bos::Bos),
        ("cos", None) => Ok(&cos::Cos),
        _ => Err(Error::invalid(Hint::Provider, "provider must be oss, bos or cos")),
    }
}

/// One cloud. A fourth is a file with this silhouette and a line in `by_name`.
///
/// ```
/// use trebucket::{bucket::{Bucket, BucketOptions}, credential::Credential};
/// use trebucket::provider::Signing;
/// use trebucket::request::Request;
///
/// let [provider, bucket, region] = ["cos", "photos-1250000000", "ap-guangzhou"].map(str::to_owned);
/// let options = BucketOptions { provider, bucket, region, ..BucketOptions::default() };
/// let bucket = Bucket::new(&options).unwrap();
/// let credential = Credential::new("a-fake-id", "a-fake-secret", "a-fake-token");
/// let signing = Signing { bucket: &bucket, credential: &credential, now: 1_700_000_000, expires_in: None };
/// let signed = bucket.provider.sign(Request::new("PUT", "a b.png"), &signing);
/// assert_eq!(signed.url, "https://photos-1250000000.cos.ap-guangzhou.myqcloud.com/a%20b.png");
/// ```
pub trait Provider: Sync {
    /// The service host without the bucket: `oss-cn-hangzhou.aliyuncs.com`.
    fn host(&self, region: &str) -> String;

    /// Signs with headers.
    fn sign(&self, request: Request, signing: &Signing<'_>) -> Signed;

    /// Signs into the URL, for whoever holds it.
    fn presign(&self, request: Request, signing: &Signing<'_>) -> String;

    /// Signs the policy of an HTML form upload.
    ///
    /// # Errors
    /// `unsupported` where the cloud documents no form upload with a session token (BOS).
    fn post_form(&self, policy: &Policy, signing: &Signing<'_>) -> Result<Form, Error>;

    /// The strings that `sign` hashes, to debug a refusal; the session token is shown as `***`.
    fn explain(&self, request: Request, signing: &Signing<'_>) -> Explanation;

    /// The headers that carry an object's properties, at the request that takes them.
    ///
    /// # Errors
    /// `invalid-argument` for a name or value that cannot be sent.
    fn object_headers(&self, object: &Object, place: Place) -> Result<Vec<(String, String)>, Error>;

    /// The cloud's words and limits.
    fn dialect(&self) -> &'static Dialect;

    /// What a refusal means.
    fn verdict(&self, status: u16, code: &str, message: &str) -> Verdict;

    /// What a refusal is called once a fresh credential was refused in the same words.
    fn refused(&self, code: &str, message: &str) -> ErrorCode {
        match code {
            // Windows of fresh credentials that have all passed are windows of a wrong clock.
            "AccessDenied" if find(message, "expired").is_some() => ErrorCode::Clock,
            "AccessDenied" => ErrorCode::Permission,
            _ => ErrorCode::Credentials,
        }
    }
}

/// What signing needs besides the request. Time is an argument.
pub struct Signing<'a> {
    /// Where the request goes.
    pub bucket: &'a Bucket,
    /// With which credential.
    pub credential: &'a Credential,
    /// Server time, seconds since the epoch.
    pub now: u64,
    /// Validity in seconds, where the caller chose one.
    pub expires_in: Option<u64>,
}

/// Whether the session token is written out or shown as `***`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// As it is signed.
    Plain,
    /// For a person's eyes.
    Hidden,
}

impl Token {
    /// The value to write for a header of this name.
    fn show<'a>(self, name: &str, value: &'a str) -> &'a str {
        if self.hides(name) { "***" } else { value }
    }

    fn hides(self, name: &str) -> bool {
        self == Self::Hidden && name.ends_with("security-token")
    }
}

/// The words and limits in which the clouds differ (wire files, section 2).
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The word in the public contract: `oss`, `bos`, `cos`.
    pub name: &'static str,
    /// Whether bodies are JSON (BOS) instead of XML.
    pub json: bool,
    /// Response header with the CRC-64 of what was stored, in decimal.
    pub crc64: &'static str,
    /// Response header with the request id.
    pub request_id: &'static str,
    /// Response header with the version id.
    pub version_id: &'static str,
    /// ListParts query names: page size and marker.
    pub list_parts: (&'static str, &'static str),
    /// Whether ListParts tells each part's CRC-64 (OSS).
    pub lists_crc64: bool,
    /// Prefix of this cloud's own headers, `x-oss-`.
    pub prefix: &'static str,
    /// Header that limits the rate in bit/s.
    pub traffic_limit: &'static str,
    /// Longest key in bytes of UTF-8.
    pub key_max: usize,
    /// ASCII characters that a key must not hold.
    pub key_forbidden: &'static [u8],
    /// Whether the region is part of what is signed.
    pub signs_region: bool,
    /// Longest validity of a signature, seconds.
    pub validity_max: u64,
    /// Smallest part but the last, bytes.
    pub part_min: u64,
    /// Smallest part the engine chooses by itself.
    pub part_default: u64,
    /// Largest part, and largest single PUT, bytes.
    pub part_max: u64,
    /// Largest object, bytes.
    pub object_max: u64,
    /// Whether a form POST with a session token is documented.
    pub form_post: bool,
    /// Whether a session token in a POST's URL is known to be taken.
    pub token_in_url: bool,
}

/// Which request the properties of an object ride on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The single PUT.
    Put,
    /// The form POST: names are form fields.
    Form,
    /// Initiate of a multipart upload.
    Initiate,
    /// Each UploadPart.
    Part,
    /// Complete of a multipart upload.
    Complete,
}

/// An object's properties in the words of the public contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// `Content-Type`; the hands fill in the file's own.
    pub content_type: Option<String>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Content-Disposition`.
    pub content_disposition: Option<String>,
    /// `Content-Encoding`.
    pub content_encoding: Option<String>,
    /// User metadata; values beyond ASCII are percent-encoded.
    pub metadata: Vec<(String, String)>,
    /// Canned ACL.
    pub acl: Option<String>,
    /// Storage class, the cloud's own word.
    pub storage_class: Option<String>,
    /// Object tags.
    pub tagging: Vec<(String, String)>,
    /// Refuse to replace an object.
    pub forbid_overwrite: bool,
    /// Upload callback.
    pub callback: Option<Callback>,
    /// Rate limit in bytes a second.
    pub traffic_limit: Option<u64>,
    /// Anything else, signed as given; names in lower case.
    pub headers: Vec<(String, String)>,
}

/// Which server the cloud calls after the object is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Callback {
    /// One or more URLs, tried in order.
    pub urls: Vec<String>,
    /// The body's template.
    pub body: Option<String>,
    /// The body's type, `application/json` or form.
    pub body_type: Option<String>,
    /// The caller's variables, `x:name`.
    pub vars: Vec<(String, String)>,
}

/// What an HTML form upload is allowed to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The exact key, or
    pub key: Option<String>,
    /// the key's beginning.
    pub key_prefix: Option<String>,
    /// Largest file in bytes.
    pub max_bytes: Option<u64>,
    /// Further fields, each held to its value.
    pub fields: Vec<(String, String)>,
}

/// A signed form: `file` is appended last by the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// Where to post.
    pub url: String,
    /// Every field but `file`, in order.
    pub fields: Vec<(String, String)>,
}

/// What was hashed, for the person who debugs a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Where the cloud's algorithm has one.
    pub canonical_request: Option<String>,
    /// What the key signs.
    pub string_to_sign: String,
    /// Which headers are covered.
    pub signed_headers: Vec<String>,
}

#[cfg(test)]
mod tests;
