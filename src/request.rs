//! A request as data: decoded inside, encoded once, at the edge. Only what is `Signed` can be sent.

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
    pub fn new(method: impl Into<String>, key: impl Into<String>) -> Self {
        Self { method: method.into(), key: key.into(), query: Vec::new(), headers: Vec::new() }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Adds a header, or replaces the one of that name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set_header(name, value);
        self
    }

    /// Sets a header by its lower-case name.
    pub fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.into()));
    }

    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A request that can be sent: everything in it is as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `GET`, `PUT`, …
    pub method: String,
    /// The whole URL, encoded.
    pub url: String,
    /// Every header to send, the caller's own included; never `host`.
    pub headers: Vec<(String, String)>,
}
