//! The policy of an HTML form upload: what the form sends, and what it is held to.

use super::{Form, Policy, Signing};
use crate::bucket::Bucket;
use crate::error::{Error, Hint};
use crate::json::Json;
use crate::text::Civil;

/// A policy in the making: conditions, and the fields that shall meet them.
pub(super) struct Conditions {
    fields: Vec<(String, String)>,
    conditions: Vec<Json>,
}

impl Conditions {
    /// What the caller asks of the form, in the words of OSS and COS.
    pub(super) fn of(policy: &Policy, bucket: &str) -> Result<Self, Error> {
        let mut conditions = Self::bare(bucket);
        if let Some(key) = &policy.key {
            conditions.hold("key", key)?;
        }
        let prefix = policy.key_prefix.as_deref().unwrap_or_default();
        if policy.key.is_none() {
            // The cloud puts the file's own name in.
            conditions.send("key", &[prefix, "${filename}"].concat())?;
        }
        if policy.key.is_none() || !prefix.is_empty() {
            let starts = ["starts-with", "$key", prefix].map(Json::of);
            conditions.require(Json::List(starts.into()));
        }
        conditions.rest(policy)?;
        Ok(conditions)
    }

    /// The bucket alone.
    pub(super) fn bare(bucket: &str) -> Self {
        Self { fields: Vec::new(), conditions: vec![exactly("bucket", bucket)] }
    }

    /// The size and the caller's own fields, which every cloud words alike.
    pub(super) fn rest(&mut self, policy: &Policy) -> Result<(), Error> {
        if let Some(max) = policy.max_bytes {
            let range = [Json::of("content-length-range"), Json::number(0), Json::number(max)];
            self.require(Json::List(range.into()));
        }
        policy.fields.iter().try_for_each(|(name, value)| self.hold(name, value))
    }

    /// Sends a field and holds it to its value.
    pub(super) fn hold(&mut self, name: &str, value: &str) -> Result<(), Error> {
        self.require(exactly(name, value));
        self.send(name, value)
    }

    /// Sends a field.
    pub(super) fn send(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let taken = self.fields.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if taken || name.is_empty() || name.eq_ignore_ascii_case("file") {
            return Err(Error::invalid(Hint::Header, &["the form's field cannot be set: ", name].concat()));
        }
        self.fields.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Adds a condition.
    pub(super) fn require(&mut self, condition: Json) {
        self.conditions.push(condition);
    }

    /// The policy's text, once all conditions are in it.
    pub(super) fn text(&mut self, expiration: &str) -> String {
        Json::Map(vec![
            ("expiration".to_owned(), Json::of(expiration)),
            ("conditions".to_owned(), Json::List(std::mem::take(&mut self.conditions))),
        ])
        .to_text()
    }

    /// The form, to be posted to the bucket.
    pub(super) fn into_form(self, bucket: &Bucket) -> Form {
        Form { url: bucket.url("", &[]), fields: self.fields }
    }
}

/// An object of one member: the field has this value.
pub(super) fn exactly(name: &str, value: &str) -> Json {
    Json::Map(vec![(name.to_owned(), Json::of(value))])
}

/// When the policy ends.
pub(super) fn expiration(signing: &Signing<'_>, default: u64) -> Civil {
    Civil::from_unix(signing.now.saturating_add(signing.expires_in.unwrap_or(default)))
}
