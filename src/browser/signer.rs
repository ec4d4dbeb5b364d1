//! Signing alone, for JavaScript: strings go over, one string comes back, an error is thrown as a string.

use crate::bucket::Bucket;
use crate::credential::{self, Credential, Issued};
use crate::error::{Error, Hint};
use crate::json::{Json, to_json};
use crate::provider::Signing;
use crate::request::{Request, Signed};
use crate::spec;
use crate::text::percent_decode;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

/// Signs for one bucket.
#[wasm_bindgen]
pub struct Signer {
    bucket: Bucket,
    /// The one that signed last: the keys derived from it are made once.
    credential: Credential,
}

#[wasm_bindgen]
impl Signer {
    /// Checks the options of the public contract, as JSON.
    ///
    /// # Errors
    /// Every error here is thrown as `code \n hint \n server code \n message`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Signer, String> {
        let options = spec::bucket(&Json::parse(options).unwrap_or(Json::Null));
        let signer = |bucket| Signer { bucket, credential: Credential::new("", "", "") };
        Bucket::new(&options).map(signer).map_err(|error| thrown(&error))
    }

    /// Signs. `request` is `method \n query \n name:value \n …`, the query percent-encoded; for a `form` it is the policy
    /// as JSON. `credential` is `id \n secret \n token`; `times` are the moment and the validity in seconds, expiration
    /// and start in milliseconds, NaN where unknown. Answers a URL where `presign` asks for one, `method \n url \n
    /// name:value \n …` where `sign` does, else JSON.
    pub fn sign(
        &mut self,
        kind: &str,
        request: &str,
        key: &str,
        mut credential: String,
        times: &[f64],
    ) -> Result<String, String> {
        self.hold(&credential, times);
        credential.zeroize();
        let signing = Signing {
            bucket: &self.bucket,
            credential: &self.credential,
            now: time(times, NOW).unwrap_or_default(),
            expires_in: time(times, VALIDITY),
        };
        self.signed(kind, request, key, &signing).map_err(|error| thrown(&error))
    }

    fn signed(&self, kind: &str, request: &str, key: &str, signing: &Signing<'_>) -> Result<String, Error> {
        let provider = self.bucket.provider;
        signing.expires_in.map_or(Ok(()), |seconds| self.bucket.check_validity(seconds))?;
        if kind == "form" {
            let policy = spec::policy(&Json::parse(request).unwrap_or(Json::Null))?;
            policy.key.as_deref().map_or(Ok(()), |key| self.bucket.check_key(key))?;
            return Ok(to_json(&provider.post_form(&policy, signing)?));
        }
        let request = self.request(request, key)?;
        Ok(match kind {
            "presign" => provider.presign(request, signing),
            "explain" => to_json(&provider.explain(request, signing)),
            _ => written(&provider.sign(request, signing)),
        })
    }

    fn hold(&mut self, text: &str, times: &[f64]) {
        let mut fields = text.split('\n');
        let [id, secret, token] = std::array::from_fn(|_| fields.next().unwrap_or_default());
        let held = &self.credential;
        if [id, secret, token] != [&held.id, &held.secret, &held.token] {
            self.credential = Credential::new(id, secret, token);
        }
        self.credential.expiration = time(times, EXPIRATION);
        self.credential.start_time = time(times, START);
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
    issued.map(|Issued { credential, server_time }| {
        to_json(&Told {
            access_key_id: &credential.id,
            access_key_secret: &credential.secret,
            session_token: &credential.token,
            expiration: credential.expiration,
            start_time: credential.start_time,
            server_time,
        })
    })
}

/// The credential of the public contract.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    access_key_id: &'a str,
    access_key_secret: &'a str,
    session_token: &'a str,
    expiration: Option<u64>,
    start_time: Option<u64>,
    server_time: Option<u64>,
}

fn written(signed: &Signed) -> String {
    let mut out = [
        &signed.method,
        "
",
        &signed.url,
    ]
    .concat();
    for (name, value) in &signed.headers {
        for piece in [
            "
", name, ":", value,
        ] {
            out.push_str(piece);
        }
    }
    out
}

fn time(times: &[f64], at: usize) -> Option<u64> {
    times.get(at).filter(|time| time.is_finite()).map(|time| *time as u64)
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
