//! Signing alone, for JavaScript: strings go over, one string comes back, an error is thrown as a string.

use crate::bucket::{Bucket, BucketOptions};
use crate::credential::{self, Credential};
use crate::error::{Error, Hint};
use crate::json::Json;
use crate::provider::{Explanation, Form, Policy, Signing};
use crate::request::Request;
use crate::text::percent_decode;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

/// Signs for one bucket.
#[wasm_bindgen]
pub struct Signer {
    bucket: Bucket,
}

#[wasm_bindgen]
impl Signer {
    /// Checks the options of the public contract.
    ///
    /// # Errors
    /// Every error here is thrown as `code \n hint \n server code \n message`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        provider: String,
        bucket: String,
        region: String,
        endpoint: Option<String>,
        addressing: Option<String>,
        signature: Option<String>,
    ) -> Result<Signer, String> {
        let options = BucketOptions { provider, bucket, region, endpoint, addressing, signature };
        Bucket::new(&options).map(|bucket| Signer { bucket }).map_err(|error| thrown(&error))
    }

    /// Signs with headers. `request` is `method \n query \n name:value \n …`, the query percent-encoded; `credential`
    /// is `id \n secret \n token`; `times` are the moment and the validity in seconds, expiration and start in
    /// milliseconds, NaN where unknown. Answers `url \n name:value \n …`.
    pub fn sign(
        &self,
        request: &str,
        key: &str,
        credential: String,
        times: &[f64],
    ) -> Result<String, String> {
        self.with(credential, times, |signing| {
            let signed = self.bucket.provider.sign(self.request(request, key)?, signing);
            let lines = signed.headers.iter().map(|(name, value)| ["\n", name, ":", value].concat());
            Ok(signed.url.clone() + &lines.collect::<String>())
        })
    }

    /// Signs into the URL; the arguments are those of `sign`.
    pub fn presign(
        &self,
        request: &str,
        key: &str,
        credential: String,
        times: &[f64],
    ) -> Result<String, String> {
        self.with(credential, times, |signing| {
            Ok(self.bucket.provider.presign(self.request(request, key)?, signing))
        })
    }

    /// What `sign` signs, as JSON; the arguments are those of `sign`.
    pub fn explain(
        &self,
        request: &str,
        key: &str,
        credential: String,
        times: &[f64],
    ) -> Result<String, String> {
        self.with(credential, times, |signing| {
            Ok(explained(self.bucket.provider.explain(self.request(request, key)?, signing)))
        })
    }

    /// Signs an HTML form, from JSON to JSON.
    #[wasm_bindgen(js_name = postForm)]
    pub fn post_form(&self, policy: &str, credential: String, times: &[f64]) -> Result<String, String> {
        self.with(credential, times, |signing| {
            let policy = policy_of(policy)?;
            policy.key.as_deref().map_or(Ok(()), |key| self.bucket.check_key(key))?;
            Ok(form_text(self.bucket.provider.post_form(&policy, signing)?))
        })
    }

    fn with(
        &self,
        mut text: String,
        times: &[f64],
        work: impl Fn(&Signing<'_>) -> Result<String, Error>,
    ) -> Result<String, String> {
        let time = |at: usize| times.get(at).filter(|time| time.is_finite()).map(|time| *time as u64);
        let mut fields = text.splitn(3, '\n').map(str::to_owned);
        let mut field = || fields.next().unwrap_or_default();
        let mut credential = Credential::new(field(), field(), field());
        text.zeroize();
        credential.expiration = time(EXPIRATION);
        credential.start_time = time(START);
        let signing = Signing {
            bucket: &self.bucket,
            credential: &credential,
            now: time(NOW).unwrap_or_default(),
            expires_in: time(VALIDITY),
        };
        let checked = signing.expires_in.map_or(Ok(()), |seconds| self.bucket.check_validity(seconds));
        checked.and_then(|()| work(&signing)).map_err(|error| thrown(&error))
    }

    fn request(&self, text: &str, key: &str) -> Result<Request, Error> {
        let mut lines = text.split('\n');
        let mut request = Request::new(lines.next().unwrap_or_default(), key);
        for pair in lines.next().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            request.query.push((decoded(name)?, decoded(value)?));
        }
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            request.set_header(&name.to_ascii_lowercase(), value);
        }
        self.bucket.check_request(&request)?;
        Ok(request)
    }
}

/// Reads an app server's answer; answers the credential of the public contract as JSON.
///
/// # Errors
/// Thrown as `code \n hint \n server code \n message`.
#[wasm_bindgen(js_name = readCredential)]
pub fn read_credential(mut answer: String) -> Result<String, String> {
    let issued = credential::read(&answer).map_err(|error| thrown(&error));
    answer.zeroize();
    let issued = issued?;
    let mut members = Vec::new();
    for (name, text) in [
        ("accessKeyId", &issued.credential.id),
        ("accessKeySecret", &issued.credential.secret),
        ("sessionToken", &issued.credential.token),
    ] {
        members.push((name.to_owned(), Json::of(text.as_str())));
    }
    for (name, time) in [
        ("expiration", issued.credential.expiration),
        ("startTime", issued.credential.start_time),
        ("serverTime", issued.server_time),
    ] {
        members.extend(time.map(|time| (name.to_owned(), Json::number(time))));
    }
    Ok(Json::Map(members).to_text())
}

fn policy_of(text: &str) -> Result<Policy, Error> {
    let wrong = || Error::invalid(Hint::Header, "the form's policy cannot be read");
    let json = Json::parse(text).ok_or_else(wrong)?;
    let word = |name| json.get(name).and_then(Json::text).map(str::to_owned);
    let field = |(name, value): &(String, Json)| Some((name.clone(), value.text()?.to_owned()));
    let fields = json.get("fields").map_or(&[][..], Json::members).iter().map(field);
    Ok(Policy {
        key: word("key"),
        key_prefix: word("keyPrefix"),
        max_bytes: json.get("maxBytes").and_then(Json::whole),
        fields: fields.collect::<Option<_>>().ok_or_else(wrong)?,
    })
}

fn form_text(form: Form) -> String {
    let fields = form.fields.into_iter().map(|(name, value)| (name, Json::Text(value))).collect();
    Json::Map(vec![("url".to_owned(), Json::Text(form.url)), ("fields".to_owned(), Json::Map(fields))])
        .to_text()
}

fn explained(explanation: Explanation) -> String {
    let mut members = Vec::new();
    members
        .extend(explanation.canonical_request.map(|text| ("canonicalRequest".to_owned(), Json::Text(text))));
    members.push(("stringToSign".to_owned(), Json::Text(explanation.string_to_sign)));
    let names = explanation.signed_headers.into_iter().map(Json::Text).collect();
    members.push(("signedHeaders".to_owned(), Json::List(names)));
    Json::Map(members).to_text()
}

fn decoded(text: &str) -> Result<String, Error> {
    percent_decode(text).ok_or_else(|| Error::invalid(Hint::Header, "the query cannot be read"))
}

fn thrown(error: &Error) -> String {
    let server_code = error.server_code.as_deref().unwrap_or_default();
    [error.code.as_str(), error.hint.as_str(), server_code, &error.message].join("\n")
}

const NOW: usize = 0;
const VALIDITY: usize = 1;
const EXPIRATION: usize = 2;
const START: usize = 3;
