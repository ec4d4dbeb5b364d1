//! An object's properties in each cloud's headers, at the request that takes them.

use super::{Callback, Object, Place};
use crate::error::{Error, ErrorCode, Hint};
use crate::json::Json;
use crate::request::check_header;
use crate::text::{Keep, base64, base64_url, decimal, find, pairs, percent};

/// OSS: the ACL and the callback wait for Complete.
pub(super) fn oss(object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
    let mut headers = Headers::new(place);
    if matches!(place, Place::Put | Place::Form | Place::Initiate) {
        headers.content(object)?;
        headers.metadata("x-oss-meta-", object)?;
        headers.option("x-oss-storage-class", object.storage_class.as_deref())?;
        headers.tagging("x-oss-tagging", object)?;
        // What OSS takes a multipart upload without a type for: unsaid, it costs no preflight.
        let needless = |(name, value): &(String, String)| {
            place == Place::Initiate && name == "content-type" && value == "application/octet-stream"
        };
        headers.list.retain(|header| !needless(header));
    }
    if matches!(place, Place::Put | Place::Form | Place::Complete) {
        headers.option("x-oss-object-acl", object.acl.as_deref())?;
        headers.callback(["callback", "x-oss-callback"], object)?;
    }
    if place != Place::Part {
        headers.forbid_overwrite("x-oss-forbid-overwrite", object)?;
    }
    headers.traffic_limit("x-oss-traffic-limit", object, 245_760)?;
    headers.rest(object)
}

/// BOS: metadata and the callback wait for Complete.
pub(super) fn bos(object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
    let mut headers = Headers::new(place);
    if matches!(place, Place::Put | Place::Form | Place::Initiate) {
        headers.content(object)?;
        headers.option("x-bce-acl", object.acl.as_deref())?;
        headers.option("x-bce-storage-class", object.storage_class.as_deref())?;
        headers.tagging("x-bce-tagging", object)?;
    }
    if matches!(place, Place::Put | Place::Form | Place::Complete) {
        headers.metadata("x-bce-meta-", object)?;
        headers.option("x-bce-process", bos_callback(object.callback.as_ref())?.as_deref())?;
    }
    match place {
        Place::Put | Place::Form => headers.forbid_overwrite("x-bce-forbid-overwrite", object)?,
        Place::Complete if object.forbid_overwrite => headers.add("if-none-match", "*")?,
        _ => {}
    }
    headers.traffic_limit("x-bce-traffic-limit", object, 819_200)?;
    headers.rest(object)
}

/// COS: the callback waits for Complete; the ban on overwriting is said at each step.
pub(super) fn cos(object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
    let mut headers = Headers::new(place);
    if matches!(place, Place::Put | Place::Form | Place::Initiate) {
        headers.content(object)?;
        headers.metadata("x-cos-meta-", object)?;
        headers.option(if place == Place::Form { "acl" } else { "x-cos-acl" }, object.acl.as_deref())?;
        headers.option("x-cos-storage-class", object.storage_class.as_deref())?;
        headers.tagging("x-cos-tagging", object)?;
    }
    if matches!(place, Place::Put | Place::Form | Place::Complete) {
        headers.callback(["x-cos-callback"; 2], object)?;
    }
    if place != Place::Part {
        headers.forbid_overwrite("x-cos-forbid-overwrite", object)?;
    }
    headers.traffic_limit("x-cos-traffic-limit", object, 819_200)?;
    headers.rest(object)
}

struct Headers {
    place: Place,
    list: Vec<(String, String)>,
}

impl Headers {
    fn new(place: Place) -> Self {
        Self { place, list: Vec::new() }
    }

    fn add(&mut self, name: &str, value: &str) -> Result<(), Error> {
        check_header(name, value)?;
        self.list.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    fn option(&mut self, name: &str, value: Option<&str>) -> Result<(), Error> {
        value.map_or(Ok(()), |value| self.add(name, value))
    }

    fn content(&mut self, object: &Object) -> Result<(), Error> {
        let names = match self.place {
            Place::Form => ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding"],
            _ => ["content-type", "cache-control", "content-disposition", "content-encoding"],
        };
        self.option(names[0], object.content_type.as_deref())?;
        self.option(names[1], object.cache_control.as_deref())?;
        self.option(names[2], object.content_disposition.as_deref())?;
        self.option(names[3], object.content_encoding.as_deref())
    }

    fn metadata(&mut self, prefix: &str, object: &Object) -> Result<(), Error> {
        for (name, value) in &object.metadata {
            let name = name.to_ascii_lowercase();
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                let message = ["metadata names hold letters, digits and hyphens only: ", &name].concat();
                return Err(Error::invalid(Hint::Header, &message));
            }
            let plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            let value = if plain { value.clone() } else { percent(value, Keep::Nothing) };
            self.add(&[prefix, &name].concat(), &value)?;
        }
        Ok(())
    }

    fn tagging(&mut self, header: &str, object: &Object) -> Result<(), Error> {
        if object.tagging.is_empty() {
            return Ok(());
        }
        if self.place == Place::Form {
            return Err(unsupported("a form upload cannot carry object tags"));
        }
        self.add(header, &pairs::joined(&pairs::encoded(&object.tagging), "=", "&"))
    }

    fn forbid_overwrite(&mut self, header: &str, object: &Object) -> Result<(), Error> {
        if object.forbid_overwrite { self.add(header, "true") } else { Ok(()) }
    }

    fn traffic_limit(&mut self, header: &str, object: &Object, least: u64) -> Result<(), Error> {
        let carries_bytes = matches!(self.place, Place::Put | Place::Form | Place::Part);
        match object.traffic_limit.filter(|_| carries_bytes) {
            Some(bytes) => {
                let bits = bytes.saturating_mul(8).clamp(least, TRAFFIC_LIMIT_MAX);
                self.add(header, &decimal(bits))
            }
            None => Ok(()),
        }
    }

    /// The callback of OSS and COS: base64 of JSON. In OSS's form the variables are fields of their own.
    fn callback(&mut self, [field, header]: [&str; 2], object: &Object) -> Result<(), Error> {
        let Some(callback) = &object.callback else { return Ok(()) };
        let form = self.place == Place::Form && field != header;
        let text = base64(callback_json(callback).as_bytes());
        self.add(if form { field } else { header }, &text)?;
        if callback.vars.is_empty() {
            return Ok(());
        }
        if form {
            return callback.vars.iter().try_for_each(|(name, value)| self.add(&variable(name), value));
        }
        let vars = callback.vars.iter().map(|(name, value)| (variable(name), Json::of(value.as_str())));
        let text = base64(Json::Map(vars.collect()).to_text().as_bytes());
        self.add(&[header, "-var"].concat(), &text)
    }

    /// The caller's own headers ride where the object is made; what later requests must repeat rides there too.
    fn rest(mut self, object: &Object) -> Result<Vec<(String, String)>, Error> {
        let makes = matches!(self.place, Place::Put | Place::Form | Place::Initiate);
        for (name, value) in &object.headers {
            let repeated = find(name, "-encryption-customer-").is_some() || name.ends_with("-request-payer");
            if makes || (repeated && self.place == Place::Part) || name.ends_with("-request-payer") {
                self.list.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
                self.add(name, value)?;
            }
        }
        Ok(self.list)
    }
}

fn callback_json(callback: &Callback) -> String {
    let member = |name: &str, value: &str| (name.to_owned(), Json::of(value));
    let mut members = vec![
        member("callbackUrl", &callback.urls.join(";")),
        member("callbackBody", callback.body.as_deref().unwrap_or(CALLBACK_BODY)),
    ];
    if let Some(body_type) = &callback.body_type {
        members.push(member("callbackBodyType", body_type));
    }
    Json::Map(members).to_text()
}

fn bos_callback(callback: Option<&Callback>) -> Result<Option<String>, Error> {
    let Some(callback) = callback else { return Ok(None) };
    if callback.body.is_some() || callback.body_type.is_some() {
        return Err(unsupported("BOS words the callback's body itself"));
    }
    let urls = callback.urls.iter().map(|url| Json::of(url.as_str())).collect();
    let mut process =
        ["callback/callback,u_", &base64_url(Json::List(urls).to_text().as_bytes()), ",m_sync"].concat();
    if !callback.vars.is_empty() {
        let vars = callback.vars.iter().map(|(name, value)| (name.clone(), Json::of(value.as_str())));
        process.push_str(",v_");
        process.push_str(&base64_url(Json::Map(vars.collect()).to_text().as_bytes()));
    }
    Ok(Some(process))
}

fn variable(name: &str) -> String {
    if name.starts_with("x:") { name.to_owned() } else { ["x:", name].concat() }
}

fn unsupported(message: &str) -> Error {
    Error::new(ErrorCode::Unsupported, Hint::None, message)
}

/// The callback's body where the caller words none.
const CALLBACK_BODY: &str =
    "bucket=${bucket}&object=${object}&etag=${etag}&size=${size}&mimeType=${mimeType}";
/// Bit/s; the largest that each of the three takes.
const TRAFFIC_LIMIT_MAX: u64 = 838_860_800;
