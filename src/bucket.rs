//! Where a bucket is: the options every call shares, and the URL they make.

mod options;

pub use options::BucketOptions;

use crate::error::{Error, Hint};
use crate::provider::{self, Provider};
use crate::request::{Request, check_header};
use crate::text::{Keep, push_percent, push_query};

/// A bucket's address, checked.
#[derive(Clone)]
pub struct Bucket {
    /// The cloud.
    pub provider: &'static dyn Provider,
    /// The bucket's name (COS: with the appid).
    pub name: String,
    /// The region id without the `oss-` prefix.
    pub region: String,
    scheme: &'static str,
    authority: String,
    /// What the path begins with.
    root: String,
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

impl Bucket {
    /// Checks the options.
    ///
    /// # Errors
    /// `invalid-argument` with the hint that names the option.
    ///
    /// ```
    /// use trebucket::bucket::{Bucket, BucketOptions};
    ///
    /// let options = BucketOptions {
    ///     provider: "oss".into(),
    ///     bucket: "photos".into(),
    ///     region: "cn-hangzhou".into(),
    ///     ..BucketOptions::default()
    /// };
    /// let bucket = Bucket::new(&options).unwrap();
    /// assert_eq!(bucket.url("a b.png", &[]), "https://photos.oss-cn-hangzhou.aliyuncs.com/a%20b.png");
    /// ```
    pub fn new(options: &BucketOptions) -> Result<Self, Error> {
        let provider = provider::by_name(&options.provider, options.signature.as_deref())?;
        options::check_name(provider.dialect().name, &options.bucket)?;
        let region = options::region(provider, options)?;
        let (scheme, authority) = match options.endpoint.as_deref() {
            Some(endpoint) => options::origin(endpoint)?,
            None => ("https", provider.host(&region)),
        };
        let addressing = options::addressing(options, &authority)?;
        let name = options.bucket.clone();
        let (authority, root) = match addressing {
            Addressing::Virtual => ([&name, ".", &authority].concat(), "/".to_owned()),
            Addressing::Path => (authority, ["/", &name, "/"].concat()),
            Addressing::Cname => (authority, "/".to_owned()),
        };
        Ok(Self { provider, name, region, scheme, authority, root })
    }

    /// Host and port as they stand in the URL, hence in the `Host` header.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The URL's path before it is encoded; an empty key names the bucket.
    #[must_use]
    pub fn path(&self, key: &str) -> String {
        [&self.root, key].concat()
    }

    /// Writes the URL's path, encoded. A bucket's name is of characters that stay as they are.
    pub(crate) fn push_path(&self, out: &mut String, key: &str) {
        out.push_str(&self.root);
        push_percent(out, key, Keep::Slash);
    }

    /// The whole URL, encoded: the only place where a request's path and query are.
    #[must_use]
    pub fn url(&self, key: &str, query: &[(String, String)]) -> String {
        let mut url = String::with_capacity(URL);
        for piece in [self.scheme, "://", &self.authority] {
            url.push_str(piece);
        }
        self.push_path(&mut url, key);
        if !query.is_empty() {
            url.push('?');
            push_query(&mut url, query);
        }
        url
    }

    /// Whether an object may have this key in this cloud and be reached from a browser.
    ///
    /// # Errors
    /// `invalid-argument` with the hint that says what is wrong with it.
    pub fn check_key(&self, key: &str) -> Result<(), Error> {
        let dialect = self.provider.dialect();
        if key.is_empty() {
            return Err(Error::invalid(Hint::KeyEmpty, "the key is empty"));
        }
        if key.starts_with(['/', '\\']) {
            return Err(Error::invalid(Hint::KeySlash, "the key begins with a slash or backslash"));
        }
        // URL parsers remove such segments, even when they are percent-encoded.
        if key.as_bytes().split(|&byte| byte == b'/').any(|segment| matches!(segment, b"." | b"..")) {
            return Err(Error::invalid(Hint::KeyDots, "the key has a \".\" or \"..\" segment"));
        }
        if key.len() > dialect.key_max {
            return Err(Error::invalid(Hint::KeyLong, "the key is longer than this cloud allows"));
        }
        if dialect.key_forbidden.iter().any(|byte| key.as_bytes().contains(byte)) {
            return Err(Error::invalid(Hint::KeyCharacter, "the key holds a character this cloud forbids"));
        }
        Ok(())
    }

    /// Whether a request can be sent as it will be signed; an empty key is the bucket.
    ///
    /// # Errors
    /// `invalid-argument` with the hint that says which part of it cannot.
    pub fn check_request(&self, request: &Request) -> Result<(), Error> {
        if request.method.is_empty() || !request.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(Error::invalid(Hint::Header, "the method is not a word in capitals"));
        }
        if !request.key.is_empty() {
            self.check_key(&request.key)?;
        }
        request.headers.iter().try_for_each(|(name, value)| check_header(name, value))?;
        let same = |name: &str| {
            request.query.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count() > 1
        };
        // COS signs names in lower case, and the official SDKs disagree on two that become one.
        let unique = self.provider.dialect().name == "cos";
        if request.query.iter().any(|(name, _)| name.is_empty() || unique && same(name)) {
            return Err(Error::invalid(Hint::Header, "a query name is empty or given twice"));
        }
        Ok(())
    }

    /// Whether a validity in seconds is one the cloud takes.
    ///
    /// # Errors
    /// `invalid-argument` for zero, and for more than the cloud's longest.
    pub fn check_validity(&self, seconds: u64) -> Result<(), Error> {
        if seconds == 0 || seconds > self.provider.dialect().validity_max {
            return Err(Error::invalid(Hint::Number, "expiresIn is out of range"));
        }
        Ok(())
    }
}

/// Room for most.
const URL: usize = 512;

#[cfg(test)]
mod tests;
