//! A request as data: decoded inside, encoded once, at the edge. Only what is `Signed` can be sent.

use serde::Serialize;

use crate::bucket::Bucket;
use crate::error::{Error, Hint};

/// A request before it is signed. Nothing in it is percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `PUT`, …
    pub method: String,
    /// The object's key; empty addresses the bucket.
    pub key: String,
    /// Query parameters in the order they are sent; a parameter without a value has an empty one.
    pub query: Vec<(String, String)>,
    /// Header names (lower case) and values.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// A request without query and headers.
    #[must_use]
    pub fn new(method: &str, key: &str) -> Self {
        Self { method: method.to_owned(), key: key.to_owned(), query: Vec::new(), headers: Vec::new() }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a header, or replaces the one of that name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.set_header(name, value);
        self
    }

    /// Sets a header by its lower-case name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.put_header(name, value.to_owned());
    }

    /// The same for a value that is nobody else's.
    pub(crate) fn put_header(&mut self, name: &str, value: String) {
        match self.headers.iter_mut().find(|(known, _)| known == name) {
            Some((_, held)) => *held = value,
            None => self.headers.push((name.to_owned(), value)),
        }
    }

    /// The headers whose names are wanted, sorted by name, with their values trimmed.
    #[must_use]
    pub fn sorted_headers(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<(&str, &str)> {
        let mut headers: Vec<(&str, &str)> = Vec::with_capacity(self.headers.len() + 1);
        for (name, value) in self.headers.iter().filter(|(name, _)| wanted(name)) {
            let before = headers.iter().rposition(|(other, _)| *other <= name.as_str());
            headers.insert(before.map_or(0, |at| at + 1), (name, trim(value)));
        }
        headers
    }

    /// The request as it goes over the wire, once its signature is among its headers.
    #[must_use]
    pub(crate) fn into_signed(mut self, bucket: &Bucket) -> Signed {
        let url = bucket.url(&self.key, &self.query);
        // The browser writes Host itself, from the URL.
        self.headers.retain(|(name, _)| name != "host");
        for (_, value) in &mut self.headers {
            let trimmed = trim(value);
            if trimmed.len() < value.len() {
                *value = trimmed.to_owned();
            }
        }
        Signed { method: self.method, url, headers: self.headers }
    }

    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A request that can be sent: everything in it is as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// `GET`, `PUT`, …
    pub method: String,
    /// The whole URL, encoded.
    pub url: String,
    /// Every header to send, the caller's own included; never `host`.
    pub headers: Vec<(String, String)>,
}

/// Whether a header can be sent as it was signed: a name of token characters, a value of printable ASCII.
///
/// # Errors
/// `invalid-argument`; values beyond ASCII must be percent-encoded by whoever reads them back.
pub fn check_header(name: &str, value: &str) -> Result<(), Error> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(Error::invalid(Hint::Header, "a header's name holds a character that cannot be sent"));
    }
    if !trim(value).bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
        let message = ["the value holds a character that cannot be sent: header ", name].concat();
        return Err(Error::invalid(Hint::Header, &message));
    }
    Ok(())
}

/// A header's value without the white space that the browser would take off its ends.
pub(crate) fn trim(value: &str) -> &str {
    value.trim_ascii()
}
