//! Baidu Cloud BOS, bce-auth-v1.
//!
//! <https://cloud.baidu.com/doc/Reference/s/Njwvz1wot>

use super::form::{Conditions, exactly, expiration};
use super::lines::{Lines, Order, begun, encoded, known, push_all};
use super::{Dialect, Explanation, Form, Object, Place, Policy, Provider, Signing, Token, Verdict, object};
use crate::credential::Credential;
use crate::digest::{Keyed, hmac_sha256};
use crate::error::{Error, ErrorCode, Hint};
use crate::request::{Request, Signed};
use crate::text::{Civil, base64, decimal, find, hex, pairs};

/// BOS.
pub struct Bos;

impl Provider for Bos {
    fn host(&self, region: &str) -> String {
        [region, ".bcebos.com"].concat()
    }

    fn sign(&self, request: Request, signing: &Signing<'_>) -> Signed {
        let date = Civil::from_unix(signing.now).iso_extended();
        let prefix = prefix_at(&date, signing);
        let mut request = dressed(request, signing, date);
        let headers = signed_headers(&request, signing.bucket.authority());
        let canonical = canonical_of(&request, signing, &headers, Token::Plain);
        let authorization = authorization(signing.credential, &prefix, &headers, &canonical);
        request.put_header("authorization", authorization);
        request.into_signed(signing.bucket)
    }

    fn presign(&self, mut request: Request, signing: &Signing<'_>) -> String {
        if !signing.credential.token().is_empty() {
            request.query.push((TOKEN.to_owned(), signing.credential.token().to_owned()));
        }
        let prefix = prefix_at(&Civil::from_unix(signing.now).iso_extended(), signing);
        let headers = signed_headers(&request, signing.bucket.authority());
        let canonical = canonical_of(&request, signing, &headers, Token::Plain);
        let authorization = authorization(signing.credential, &prefix, &headers, &canonical);
        request.query.push(("authorization".to_owned(), authorization));
        signing.bucket.url(&request.key, &request.query)
    }

    fn post_form(&self, policy: &Policy, signing: &Signing<'_>) -> Result<Form, Error> {
        if !signing.credential.token().is_empty() {
            let message = "BOS documents no form upload with a session token";
            return Err(Error::new(ErrorCode::Unsupported, Hint::BosForm, message));
        }
        let mut conditions = Conditions::bare(&signing.bucket.name);
        if let Some(key) = &policy.key {
            conditions.send("key", key)?;
        }
        // In a policy of BOS an asterisk stands for anything.
        let prefix = || [policy.key_prefix.as_deref().unwrap_or_default(), "*"].concat();
        conditions.require(exactly("key", &policy.key.clone().unwrap_or_else(prefix)));
        conditions.rest(policy)?;
        let text = conditions.text(&expiration(signing, VALIDITY_DEFAULT).iso_extended());
        let policy_base64 = base64(text.as_bytes());
        // No derived key here: the secret itself signs.
        let signature = hmac_sha256(signing.credential.secret.as_bytes(), policy_base64.as_bytes());
        conditions.send("accessKey", &signing.credential.id)?;
        conditions.send("policy", &policy_base64)?;
        conditions.send("signature", &hex(&signature))?;
        Ok(conditions.into_form(signing.bucket))
    }

    fn explain(&self, request: Request, signing: &Signing<'_>) -> Explanation {
        let request = dressed(request, signing, Civil::from_unix(signing.now).iso_extended());
        let headers = signed_headers(&request, signing.bucket.authority());
        let canonical = canonical_of(&request, signing, &headers, Token::Hidden);
        Explanation {
            canonical_request: Some(canonical.clone()),
            string_to_sign: canonical,
            signed_headers: headers.into_iter().map(|(name, _)| name.to_owned()).collect(),
        }
    }

    fn object_headers(&self, object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
        object::bos(object, place)
    }

    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }

    fn verdict(&self, status: u16, code: &str, message: &str) -> Verdict {
        let says = |words| find(message, words).is_some();
        match code {
            "RequestTimeTooSkewed" | "RequestExpired" => Verdict::Resync,
            "AccessDenied" if says("request rate is too high") => Verdict::Throttle,
            // Which code an ended session token gets is not documented: each of these may be it.
            "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "AccessDenied" => Verdict::Refresh,
            "InvalidRequest" if says("authn user") || says("time expired") => Verdict::Refresh,
            "NoSuchUpload" | "InvalidPart" | "InvalidPartOrder" => Verdict::Restart,
            "BadDigest" => Verdict::Resend,
            "PreconditionFailed" | "ObjectAlreadyExists" => Verdict::Exists,
            "SlowDown" => Verdict::Throttle,
            "Http400" | "RequestTimeout" => Verdict::Backoff,
            "AccountOverdue" | "OptInRequired" => Verdict::Fail(ErrorCode::Permission),
            _ => Verdict::of_status(status, code),
        }
    }
}

/// `bce-auth-v1/{id}/{moment}/{validity}`: `now` in seconds since the epoch, the validity in seconds as it is spelled.
#[must_use]
pub fn auth_prefix(id: &str, now: u64, validity: &str) -> String {
    prefix_of(id, &Civil::from_unix(now).iso_extended(), validity)
}

/// The key that signs: the hexadecimal text of an HMAC, not the bytes it spells.
#[must_use]
pub fn signing_key(secret: &str, auth_prefix: &str) -> String {
    hex(&hmac_sha256(secret.as_bytes(), auth_prefix.as_bytes()))
}

/// The canonical request of an encoded path, decoded query and the headers to sign (names in lower case); `known` is one
/// of them with its value encoded, or nothing.
#[must_use]
pub fn canonical_request(
    method: &str,
    path: &str,
    query: &[(String, String)],
    headers: &[(&str, &str)],
    known: (&str, &str),
    token: Token,
) -> String {
    let mut out = begun(&[method, "\n", path, "\n"]);
    push_lines(&mut out, query, headers, known, token);
    out
}

fn push_lines(
    out: &mut String,
    query: &[(String, String)],
    headers: &[(&str, &str)],
    known: (&str, &str),
    token: Token,
) {
    let mut lines = Lines::new(Order::Line, token);
    for (name, value) in query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("authorization")) {
        lines.add(name, "=", value, [encoded, encoded]);
    }
    lines.drain_onto(out, "&");
    out.push('\n');
    lines.add_headers(headers, ":", known, encoded);
    lines.drain_onto(out, "\n");
}

/// The value of the `authorization` header or parameter.
#[must_use]
pub fn authorization(
    credential: &Credential,
    auth_prefix: &str,
    headers: &[(&str, &str)],
    canonical: &str,
) -> String {
    let derive = |secret: &str| Keyed::sha256(signing_key(secret, auth_prefix).as_bytes());
    let mut out = begun(&[auth_prefix, "/"]);
    pairs::push_names(&mut out, headers, ";");
    push_all(&mut out, &["/", &credential.sign(auth_prefix, derive, canonical)]);
    out
}

fn canonical_of(request: &Request, signing: &Signing<'_>, headers: &[(&str, &str)], token: Token) -> String {
    let mut out = begun(&[&request.method, "\n"]);
    signing.bucket.push_path(&mut out, &request.key);
    out.push('\n');
    push_lines(&mut out, &request.query, headers, known(TOKEN, signing.credential), token);
    out
}

/// Host and every header of BOS's own, sorted by name. The rest a browser may rewrite on the way.
fn signed_headers<'a>(request: &'a Request, host: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut headers = request.sorted_headers(&|name| name.starts_with("x-bce-"));
    headers.insert(0, ("host", host));
    headers.retain(|(_, value)| !value.is_empty());
    headers
}

fn prefix_at(date: &str, signing: &Signing<'_>) -> String {
    prefix_of(&signing.credential.id, date, &decimal(signing.expires_in.unwrap_or(VALIDITY_DEFAULT)))
}

fn prefix_of(id: &str, date: &str, validity: &str) -> String {
    ["bce-auth-v1/", id, "/", date, "/", validity].concat()
}

fn dressed(mut request: Request, signing: &Signing<'_>, date: String) -> Request {
    request.put_header("x-bce-date", date);
    if !signing.credential.token().is_empty() {
        request.set_header(TOKEN, signing.credential.token());
    }
    request
}

const TOKEN: &str = "x-bce-security-token";
/// What every official SDK signs for.
const VALIDITY_DEFAULT: u64 = 1800;

static DIALECT: Dialect = Dialect {
    name: "bos",
    json: true,
    crc64: "x-bce-content-crc64ecma",
    request_id: "x-bce-request-id",
    version_id: "x-bce-version-id",
    list_parts: ("maxParts", "partNumberMarker"),
    lists_crc64: false,
    prefix: "x-bce-",
    traffic_limit: "x-bce-traffic-limit",
    key_max: 1023,
    key_forbidden: &[],
    signs_region: false,
    validity_max: u32::MAX as u64,
    part_min: 100 << 10,
    // Old clusters want 5 MiB, or a multiple of 1 MiB.
    part_default: 8 << 20,
    part_max: 5 << 30,
    object_max: 10_000 * (5 << 30),
    form_post: false,
    token_in_url: false,
};
