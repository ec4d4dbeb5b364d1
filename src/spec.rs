//! What the caller wants, read from the words of the public contract and checked.

use crate::bucket::BucketOptions;
use crate::error::{Error, Hint};
use crate::json::Json;
use crate::provider::{Callback, Object, Policy};
use crate::text::pairs::spelled;

/// The options of an uploader, beyond the bucket's.
#[derive(Debug, Clone)]
pub struct Options {
    /// Requests in flight; `None` for as many as carry the most.
    pub concurrency: Option<u32>,
    /// Wished part size.
    pub part_size: Option<u64>,
    /// How bytes are verified.
    pub checksum: Checksum,
    /// How long to go on without progress, ms.
    pub patience: u64,
    /// Rate limit, bytes a second.
    pub traffic_limit: Option<u64>,
    /// Whether the credential source can be asked again.
    pub renewable: bool,
    /// Whether lines for `debug` are wanted.
    pub debug: bool,
}

/// How bytes are verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// CRC-64/XZ, compared with the cloud's.
    Crc64,
    /// MD5, compared with the ETag; CRC-64 too, for the whole object.
    Md5,
    /// Not at all.
    None,
}

/// Which way an upload goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The engine chooses.
    Auto,
    /// One PUT.
    Put,
    /// One form POST.
    Post,
    /// Parts.
    Multipart,
}

/// One upload as the caller ordered it.
#[derive(Debug, Clone)]
pub struct UploadSpec {
    /// The key; `None` until the key function has answered.
    pub key: Option<String>,
    /// Bytes; `None` for a stream.
    pub size: Option<u64>,
    /// Which way.
    pub mode: Mode,
    /// Higher goes first.
    pub priority: i32,
    /// Wished part size.
    pub part_size: Option<u64>,
    /// How bytes are verified.
    pub checksum: Checksum,
    /// The object's properties.
    pub object: Object,
    /// What an earlier attempt left, as text.
    pub checkpoint: Option<String>,
}

impl Options {
    /// Reads the options and the bucket's.
    ///
    /// # Errors
    /// `invalid-argument` naming the option.
    pub fn read(text: &str) -> Result<(Self, BucketOptions), Error> {
        let json = Json::parse(text).unwrap_or(Json::Null);
        let concurrency = number(&json, "concurrency", 1, CONCURRENCY_MAX)?;
        let options = Self {
            concurrency: concurrency.and_then(|wish| u32::try_from(wish).ok()),
            part_size: number(&json, "partSize", 1, PART_SIZE_MAX)?,
            checksum: checksum(&json)?.unwrap_or(Checksum::Crc64),
            patience: number(&json, "patience", 0, u64::MAX)?.unwrap_or(PATIENCE),
            traffic_limit: number(&json, "trafficLimit", 1, u64::MAX / 8)?,
            renewable: flag(&json, "renewable").unwrap_or(true),
            debug: flag(&json, "debug").unwrap_or(false),
        };
        Ok((options, bucket(&json)))
    }
}

impl UploadSpec {
    /// Reads one upload's options.
    ///
    /// # Errors
    /// `invalid-argument` naming the option.
    pub fn read(text: &str, options: &Options) -> Result<Self, Error> {
        let json = Json::parse(text)
            .ok_or_else(|| Error::invalid(Hint::Report, "the upload's options could not be read"))?;
        Ok(Self {
            key: json.word("key"),
            size: number(&json, "size", 0, u64::MAX)?,
            mode: mode(&json)?,
            priority: json.get("priority").and_then(Json::signed).unwrap_or(0),
            part_size: number(&json, "partSize", 1, PART_SIZE_MAX)?.or(options.part_size),
            checksum: checksum(&json)?.unwrap_or(options.checksum),
            object: object(&json, options),
            checkpoint: json.word("checkpoint"),
        })
    }
}

/// The bucket's options, unchecked.
#[must_use]
pub fn bucket(json: &Json) -> BucketOptions {
    BucketOptions {
        provider: json.word("provider").unwrap_or_default(),
        bucket: json.word("bucket").unwrap_or_default(),
        region: json.word("region").unwrap_or_default(),
        endpoint: json.word("endpoint"),
        addressing: json.word("addressing"),
        signature: json.word("signature"),
    }
}

/// What a form may do.
///
/// # Errors
/// `invalid-argument` naming the option.
pub fn policy(json: &Json) -> Result<Policy, Error> {
    Ok(Policy {
        key: json.word("key"),
        key_prefix: json.word("keyPrefix"),
        max_bytes: number(json, "maxBytes", 0, u64::MAX)?,
        fields: json.pairs("fields"),
    })
}

fn object(json: &Json, options: &Options) -> Object {
    Object {
        content_type: json.word("contentType"),
        cache_control: json.word("cacheControl"),
        content_disposition: json.word("contentDisposition"),
        content_encoding: json.word("contentEncoding"),
        metadata: json.pairs("metadata"),
        acl: json.word("acl"),
        storage_class: json.word("storageClass"),
        tagging: json.pairs("tagging"),
        forbid_overwrite: flag(json, "forbidOverwrite").unwrap_or(false),
        callback: json.get("callback").and_then(callback),
        traffic_limit: options.traffic_limit,
        headers: headers(json),
    }
}

/// Headers by their names in lower case.
pub(crate) fn headers(json: &Json) -> Vec<(String, String)> {
    spelled(&json.pairs("headers"), &|name, value| (name.to_ascii_lowercase(), value.to_owned()))
}

fn callback(json: &Json) -> Option<Callback> {
    let url = json.get("url")?;
    let urls: Vec<String> = match url.text() {
        Some(one) => vec![one.to_owned()],
        None => url.list().iter().filter_map(Json::text).map(str::to_owned).collect(),
    };
    Some(Callback {
        urls,
        body: json.word("body"),
        body_type: json.word("bodyType"),
        vars: json.pairs("vars"),
    })
}

fn mode(json: &Json) -> Result<Mode, Error> {
    match json.get("mode").and_then(Json::text) {
        None | Some("auto") => Ok(Mode::Auto),
        Some("put") => Ok(Mode::Put),
        Some("post") => Ok(Mode::Post),
        Some("multipart") => Ok(Mode::Multipart),
        Some(other) => Err(Error::invalid(
            Hint::Number,
            &["mode \"", other, "\" is none of auto, put, post, multipart"].concat(),
        )),
    }
}

fn checksum(json: &Json) -> Result<Option<Checksum>, Error> {
    match json.get("checksum").and_then(Json::text) {
        None => Ok(None),
        Some("crc64") => Ok(Some(Checksum::Crc64)),
        Some("md5") => Ok(Some(Checksum::Md5)),
        Some("none") => Ok(Some(Checksum::None)),
        Some(other) => Err(Error::invalid(
            Hint::Number,
            &["checksum \"", other, "\" is none of crc64, md5, none"].concat(),
        )),
    }
}

fn flag(json: &Json, name: &str) -> Option<bool> {
    json.get(name).and_then(Json::bool)
}

/// A number that is there must be whole and in range. `null` stands for what JSON cannot write: NaN and infinity.
pub(crate) fn number(json: &Json, name: &str, least: u64, most: u64) -> Result<Option<u64>, Error> {
    let Some(value) = json.get(name) else { return Ok(None) };
    match value.whole() {
        Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
        _ => Err(Error::invalid(Hint::Number, &[name, " is not a whole number in range"].concat())),
    }
}

/// Ten minutes without progress: a reboot of the router, a train through the mountains.
const PATIENCE: u64 = 10 * 60 * 1_000;

/// More in flight than this is a mistake, not a wish.
const CONCURRENCY_MAX: u64 = 64;

/// No cloud takes a part above 5 GiB.
const PART_SIZE_MAX: u64 = 5 << 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_are_no_sizes_are_refused_by_name() {
        for wrong in ["0", "-1", "null", "1.5", "1e400", "9007199254740993000", "\"8\""] {
            let text = ["{\"partSize\":", wrong, "}"].concat();
            let error = Options::read(&text).expect_err(wrong);
            assert!(error.message.contains("partSize"), "{wrong}: {}", error.message);
        }
    }

    #[test]
    fn a_callback_takes_one_url_or_several() {
        let (options, _) = Options::read("{}").expect("defaults");
        for (url, count) in [("\"https://a\"", 1), ("[\"https://a\",\"https://b\"]", 2)] {
            let text = ["{\"callback\":{\"url\":", url, "}}"].concat();
            let spec = UploadSpec::read(&text, &options).expect("read");
            assert_eq!(spec.object.callback.map(|callback| callback.urls.len()), Some(count));
        }
    }
}
