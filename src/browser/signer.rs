//! Signing alone, for JavaScript: strings go over, one string comes back, an error is thrown as a string.

use crate::bucket::Bucket;
use crate::credential::{self, Credential, Issued};
use crate::error::{Error, Hint};
use crate::json::{Json, to_json};
use crate::provider::Signing;
use crate::request::{Request, Signed};
use crate::spec;
use crate::text::{cut, percent_decode};
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

    /// Signs with this credential from now on: `id \n secret \n token`, expiration and start in milliseconds, NaN where
    /// unknown.
    pub fn hold(&mut self, mut credential: String, expiration: f64, start: f64) {
        let mut fields = credential.split('\n');
        let [id, secret, token] = std::array::from_fn(|_| fields.next().unwrap_or_default());
        self.credential = Credential::new(id, secret, token);
        self.credential.expiration = time(expiration);
        self.credential.start_time = time(start);
        credential.zeroize();
    }

    /// Signs. `request` is `method \n query \n name:value \n … \n \n key`, the query percent-encoded; for a form it is
    /// the policy as JSON. `now` and `validity` are in seconds, NaN where unknown. Answers a URL where `PRESIGN` asks for
    /// one, `method \n url \n` and `name:value \n` for each header where `SIGN` does, else JSON.
    pub fn sign(&self, kind: u32, request: &str, now: f64, validity: f64) -> Result<String, String> {
        let signing = Signing {
            bucket: &self.bucket,
            credential: &self.credential,
            now: time(now).unwrap_or_default(),
            expires_in: time(validity),
        };
        self.signed(kind, request, &signing).map_err(|error| thrown(&error))
    }

    fn signed(&self, kind: u32, request: &str, signing: &Signing<'_>) -> Result<String, Error> {
        let provider = self.bucket.provider;
        signing.expires_in.map_or(Ok(()), |seconds| self.bucket.check_validity(seconds))?;
        if kind == FORM {
            let policy = spec::policy(&Json::parse(request).unwrap_or(Json::Null))?;
            policy.key.as_deref().map_or(Ok(()), |key| self.bucket.check_key(key))?;
            return Ok(to_json(&provider.post_form(&policy, signing)?));
        }
        let request = self.request(request)?;
        Ok(match kind {
            PRESIGN => provider.presign(request, signing),
            EXPLAIN => to_json(&provider.explain(request, signing)),
            _ => written(&provider.sign(request, signing)),
        })
    }

    fn request(&self, text: &str) -> Result<Request, Error> {
        let (method, rest) = line(text);
        let (mut query, mut rest) = line(rest);
        let mut request = Request::new(method, "");
        while !query.is_empty() {
            let (pair, more) = cut(query, b'&').unwrap_or((query, ""));
            let (name, value) = cut(pair, b'=').unwrap_or((pair, ""));
            request.query.push((decoded(name)?, decoded(value)?));
            query = more;
        }
        loop {
            let (header, more) = line(rest);
            rest = more;
            let Some((name, value)) = cut(header, b':') else { break };
            request.set_header(&name.to_ascii_lowercase(), value);
        }
        rest.clone_into(&mut request.key);
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
            session_token: credential.token(),
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
    let mut out = String::with_capacity(ANSWER);
    out.push_str(&signed.method);
    out.push('\n');
    out.push_str(&signed.url);
    out.push('\n');
    for (name, value) in &signed.headers {
        for piece in [name, ":", value, "\n"] {
            out.push_str(piece);
        }
    }
    out
}

/// The first line, and what follows it.
fn line(text: &str) -> (&str, &str) {
    cut(text, b'\n').unwrap_or((text, ""))
}

fn time(time: f64) -> Option<u64> {
    time.is_finite().then_some(time as u64)
}

fn decoded(text: &str) -> Result<String, Error> {
    percent_decode(text).ok_or_else(|| Error::invalid(Hint::Header, "the query cannot be read"))
}

fn thrown(error: &Error) -> String {
    let server_code = error.server_code.as_deref().unwrap_or_default();
    [error.code.as_str(), error.hint.as_str(), server_code, &error.message].join("\n")
}

/// What is asked for; the same numbers in `ts/signer.ts`.
const PRESIGN: u32 = 1;
const FORM: u32 = 2;
const EXPLAIN: u32 = 3;
/// Room for most answers.
const ANSWER: usize = 2048;
