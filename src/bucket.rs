//! Where a bucket is: the options every call shares, and the URL they make.

use crate::provider::Provider;

/// A bucket's address, checked.
pub struct Bucket {
    /// The cloud.
    pub provider: &'static dyn Provider,
    /// The bucket's name (COS: with the appid).
    pub name: String,
    /// The region id without the `oss-` prefix.
    pub region: String,
    /// `https` or `http`.
    pub scheme: String,
    /// Host and port before the bucket is put in front: the cloud's own, or the caller's endpoint.
    pub authority: String,
    /// How bucket and authority make the URL.
    pub addressing: Addressing,
}

/// How bucket and endpoint make the URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressing {
    /// `scheme://bucket.host[:port]/key`
    Virtual,
    /// `scheme://host[:port]/bucket/key`
    Path,
    /// `scheme://host[:port]/key`
    Cname,
}
