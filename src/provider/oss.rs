//! Alibaba Cloud OSS, signature version 4.
//!
//! <https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4>

use super::form::{Conditions, expiration};
use super::lines::{Lines, Order, begun, encoded, push_all};
use super::{Dialect, Explanation, Form, Object, Place, Policy, Provider, Signing, Token, Verdict, object};
use crate::credential::Credential;
use crate::digest::{Keyed, hmac_sha256, sha256};
use crate::error::{Error, ErrorCode};
use crate::request::{Request, Signed};
use crate::text::{Civil, Keep, base64, decimal, find, hex, pairs, push_percent};

/// OSS with signature version 4.
pub struct Oss;

impl Provider for Oss {
    fn host(&self, region: &str) -> String {
        ["oss-", region, ".aliyuncs.com"].concat()
    }

    fn sign(&self, request: Request, signing: &Signing<'_>) -> Signed {
        let scope = Scope::of(signing);
        let mut request = dressed(request, signing, &scope);
        let canonical = canonical_request(&request, &signing.bucket.name, &[], Token::Plain);
        let signature = scope.signature(signing.credential, &scope.string_to_sign(&canonical));
        let id = &signing.credential.id;
        let authorization = [ALGORITHM, " Credential=", id, "/", &scope.text, ",Signature=", &signature];
        request.put_header("authorization", authorization.concat());
        request.into_signed(signing.bucket)
    }

    fn presign(&self, request: Request, signing: &Signing<'_>) -> String {
        let seconds = signing.expires_in.unwrap_or(VALIDITY_DEFAULT);
        let scope = Scope::of(signing);
        presign_for(request, signing, &scope, seconds, &[])
    }

    fn post_form(&self, policy: &Policy, signing: &Signing<'_>) -> Result<Form, Error> {
        let scope = Scope::of(signing);
        let mut signed = vec![
            ("x-oss-signature-version", ALGORITHM.to_owned()),
            ("x-oss-credential", [&signing.credential.id, "/", &scope.text].concat()),
            ("x-oss-date", scope.date_time.clone()),
        ];
        if !signing.credential.token().is_empty() {
            signed.push((TOKEN, signing.credential.token().to_owned()));
        }
        let mut conditions = Conditions::of(policy, &signing.bucket.name)?;
        for (name, value) in signed {
            conditions.hold(name, &value)?;
        }
        let text = conditions.text(&expiration(signing, VALIDITY_DEFAULT).iso_millis());
        let policy_base64 = base64(text.as_bytes());
        let signature = scope.signature(signing.credential, &policy_base64);
        conditions.send("policy", &policy_base64)?;
        conditions.send("x-oss-signature", &signature)?;
        Ok(conditions.into_form(signing.bucket))
    }

    fn explain(&self, request: Request, signing: &Signing<'_>) -> Explanation {
        let scope = Scope::of(signing);
        let request = dressed(request, signing, &scope);
        let bucket = &signing.bucket.name;
        let canonical = canonical_request(&request, bucket, &[], Token::Plain);
        Explanation {
            canonical_request: Some(canonical_request(&request, bucket, &[], Token::Hidden)),
            string_to_sign: scope.string_to_sign(&canonical),
            signed_headers: request
                .sorted_headers(&|name| is_signed(name, &[]))
                .into_iter()
                .map(|(name, _)| name.to_owned())
                .collect(),
        }
    }

    fn object_headers(&self, object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
        object::oss(object, place)
    }

    fn dialect(&self) -> &'static Dialect {
        static WORDS: Dialect = DIALECT;
        &WORDS
    }

    fn verdict(&self, status: u16, code: &str, message: &str) -> Verdict {
        match code {
            "SecurityTokenExpired"
            | "InvalidSecurityToken"
            | "AccessKeyIdAndSecurityTokenNotMatch"
            | "InvalidAccessKeyId" => Verdict::Refresh,
            "RequestTimeTooSkewed" => Verdict::Resync,
            "AccessDenied" if find(message, "expired").is_some() => Verdict::Resync,
            "AccessDenied" | "AccessForbidden" => Verdict::Fail(ErrorCode::Permission),
            "SignatureDoesNotMatch" => Verdict::Fail(ErrorCode::Credentials),
            "NoSuchUpload" | "InvalidPart" | "InvalidPartOrder" | "FilePartNotExist" => Verdict::Restart,
            "InvalidDigest" | "InvalidCRC64" | "BadDigest" => Verdict::Resend,
            "FileAlreadyExists" => Verdict::Exists,
            "FileImmutable" => Verdict::Fail(ErrorCode::Conflict),
            "CallbackFailed" => Verdict::Fail(ErrorCode::Callback),
            "UploadTrafficRateLimitExceeded"
            | "DownloadTrafficRateLimitExceeded"
            | "TotalQpsLimitExceeded"
            | "ActiveRequestLimitExceeded" => Verdict::Throttle,
            "RequestTimeout" | "IncompleteBody" | "BadRequest" => Verdict::Backoff,
            _ => Verdict::of_status(status, code),
        }
    }
}

/// The day, region and product that a V4 key is good for, and the moment.
pub struct Scope {
    date_time: String,
    /// `20240520/cn-hangzhou/oss/aliyun_v4_request`
    text: String,
}

impl Scope {
    /// The scope of a moment (seconds since the epoch) in a region, for a product: `oss` everywhere but in a cloud box.
    #[must_use]
    pub fn new(now: u64, region: &str, product: &str) -> Self {
        let date_time = Civil::from_unix(now).iso_basic();
        let text = [&date_time[..8], "/", region, "/", product, "/aliyun_v4_request"].concat();
        Self { date_time, text }
    }

    fn of(signing: &Signing<'_>) -> Self {
        Self::new(signing.now, &signing.bucket.region, "oss")
    }

    /// `20240520/cn-hangzhou/oss/aliyun_v4_request`
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the derived key signs.
    #[must_use]
    pub fn string_to_sign(&self, canonical_request: &str) -> String {
        let hash = hex(&sha256(canonical_request.as_bytes()));
        [ALGORITHM, "\n", &self.date_time, "\n", &self.text, "\n", &hash].concat()
    }

    /// The signature of a text, in hexadecimal. The derivation of the key is the scope, folded.
    #[must_use]
    pub fn signature(&self, credential: &Credential, text: &str) -> String {
        let derive = |secret: &str| {
            let seed = ["aliyun_v4", secret].concat().into_bytes();
            let next = |key: Vec<u8>, step: &str| hmac_sha256(&key, step.as_bytes()).to_vec();
            Keyed::sha256(&self.text.split('/').fold(seed, next))
        };
        credential.sign(&self.text, derive, text)
    }
}

/// The canonical request; `additional` names further headers to sign, in lower case.
#[must_use]
pub fn canonical_request(request: &Request, bucket: &str, additional: &[&str], token: Token) -> String {
    let mut out = begun(&[&request.method, "\n/"]);
    // Without a bucket it is the service; a bucket's name is of characters that stay as they are.
    if !bucket.is_empty() {
        push_all(&mut out, &[bucket, "/"]);
        push_percent(&mut out, &request.key, Keep::Slash);
    }
    let mut query = Lines::new(Order::Name, Token::Plain);
    for (name, value) in &request.query {
        // A parameter without a value is its name alone.
        query.add(name, if value.is_empty() { "" } else { "=" }, value, [encoded, encoded]);
    }
    out.push('\n');
    query.drain_onto(&mut out, "&");
    out.push('\n');
    push_headers(&mut out, &request.sorted_headers(&|name| is_signed(name, additional)), token);
    push_all(&mut out, &["\n", &additional_headers(request, additional), "\n", PAYLOAD]);
    out
}

/// The additional headers that are there and are not signed anyway, sorted, joined by semicolons.
#[must_use]
pub fn additional_headers(request: &Request, additional: &[&str]) -> String {
    let headers = request.sorted_headers(&|name| additional.contains(&name) && !is_signed(name, &[]));
    pairs::names(&headers, ";")
}

/// A presigned URL; `additional` names further headers to sign, in lower case.
#[must_use]
pub fn presign_for(
    mut request: Request,
    signing: &Signing<'_>,
    scope: &Scope,
    seconds: u64,
    additional: &[&str],
) -> String {
    request.query.push(("x-oss-signature-version".to_owned(), ALGORITHM.to_owned()));
    request.query.push(("x-oss-credential".to_owned(), [&signing.credential.id, "/", &scope.text].concat()));
    request.query.push(("x-oss-date".to_owned(), scope.date_time.clone()));
    request.query.push(("x-oss-expires".to_owned(), decimal(seconds)));
    if !signing.credential.token().is_empty() {
        request.query.push((TOKEN.to_owned(), signing.credential.token().to_owned()));
    }
    let names = additional_headers(&request, additional);
    if !names.is_empty() {
        request.query.push(("x-oss-additional-headers".to_owned(), names));
    }
    let canonical = canonical_request(&request, &signing.bucket.name, additional, Token::Plain);
    let signature = scope.signature(signing.credential, &scope.string_to_sign(&canonical));
    request.query.push(("x-oss-signature".to_owned(), signature));
    signing.bucket.url(&request.key, &pairs::sorted(request.query))
}

/// A line for each header that is signed.
pub(super) fn push_headers(out: &mut String, headers: &[(&str, &str)], token: Token) {
    for (name, value) in headers {
        push_all(out, &[name, ":", token.show(name, value), "\n"]);
    }
}

fn dressed(mut request: Request, signing: &Signing<'_>, scope: &Scope) -> Request {
    request.set_header("x-oss-date", &scope.date_time);
    request.set_header("x-oss-content-sha256", PAYLOAD);
    if !signing.credential.token().is_empty() {
        request.set_header(TOKEN, signing.credential.token());
    }
    request
}

fn is_signed(name: &str, additional: &[&str]) -> bool {
    name.starts_with("x-oss-")
        || name == "content-type"
        || name == "content-md5"
        || additional.contains(&name)
}

/// Where the session token goes, in a header, a V4 URL and a form.
pub(super) const TOKEN: &str = "x-oss-security-token";
/// A presigned URL lives a quarter of an hour unless told otherwise.
pub(super) const VALIDITY_DEFAULT: u64 = 900;
const ALGORITHM: &str = "OSS4-HMAC-SHA256";
const PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// OSS's words and limits.
pub(super) const DIALECT: Dialect = Dialect {
    name: "oss",
    json: false,
    crc64: "x-oss-hash-crc64ecma",
    request_id: "x-oss-request-id",
    version_id: "x-oss-version-id",
    list_parts: ("max-parts", "part-number-marker"),
    lists_crc64: true,
    prefix: "x-oss-",
    traffic_limit: "x-oss-traffic-limit",
    key_max: 1023,
    key_forbidden: &[],
    signs_region: true,
    // The cloud refuses a V4 URL that lives longer than seven days.
    validity_max: 604_800,
    part_min: 100 << 10,
    part_default: 8 << 20,
    part_max: 5 << 30,
    // 10,000 parts of 5 GiB.
    object_max: 10_000 * (5 << 30),
    form_post: true,
    token_in_url: true,
};
