//! Alibaba Cloud OSS, signature version 1: for private clouds and old buckets that know no other.
//!
//! <https://www.alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header>

use super::form::{Conditions, expiration};
use super::lines::{Lines, Order, begun, plain, push_all};
use super::oss::{DIALECT, Oss, TOKEN, VALIDITY_DEFAULT, push_headers};
use super::{Dialect, Explanation, Form, Object, Place, Policy, Provider, Signing, Token, Verdict};
use crate::digest::hmac_sha1;
use crate::error::Error;
use crate::request::{Request, Signed, trim};
use crate::text::{Civil, base64, decimal, pairs};

/// OSS with signature version 1. All but the signature is OSS's own.
pub struct OssV1;

impl Provider for OssV1 {
    fn host(&self, region: &str) -> String {
        Oss.host(region)
    }

    fn sign(&self, request: Request, signing: &Signing<'_>) -> Signed {
        let mut request = dressed(request, signing);
        let date = request.header(DATE).unwrap_or_default();
        let string_to_sign = string_to_sign(&request, &signing.bucket.name, date, Token::Plain);
        let signature = signature(signing, &string_to_sign);
        request.put_header("authorization", ["OSS ", &signing.credential.id, ":", &signature].concat());
        request.into_signed(signing.bucket)
    }

    fn presign(&self, mut request: Request, signing: &Signing<'_>) -> String {
        let expires = decimal(signing.now + signing.expires_in.unwrap_or(VALIDITY_DEFAULT));
        if !signing.credential.token().is_empty() {
            request.query.push(("security-token".to_owned(), signing.credential.token().to_owned()));
        }
        let string_to_sign = string_to_sign(&request, &signing.bucket.name, &expires, Token::Plain);
        request.query.push(("OSSAccessKeyId".to_owned(), signing.credential.id.clone()));
        request.query.push(("Expires".to_owned(), expires));
        request.query.push(("Signature".to_owned(), signature(signing, &string_to_sign)));
        signing.bucket.url(&request.key, &pairs::sorted(request.query))
    }

    fn post_form(&self, policy: &Policy, signing: &Signing<'_>) -> Result<Form, Error> {
        let mut conditions = Conditions::of(policy, &signing.bucket.name)?;
        if !signing.credential.token().is_empty() {
            conditions.send(TOKEN, signing.credential.token())?;
        }
        let text = conditions.text(&expiration(signing, VALIDITY_DEFAULT).iso_millis());
        let policy_base64 = base64(text.as_bytes());
        conditions.send("OSSAccessKeyId", &signing.credential.id)?;
        conditions.send("Signature", &signature(signing, &policy_base64))?;
        conditions.send("policy", &policy_base64)?;
        Ok(conditions.into_form(signing.bucket))
    }

    fn explain(&self, request: Request, signing: &Signing<'_>) -> Explanation {
        let request = dressed(request, signing);
        let date = request.header(DATE).unwrap_or_default();
        let signed = request.sorted_headers(&|name| {
            name.starts_with("x-oss-") || name == "content-type" || name == "content-md5"
        });
        Explanation {
            canonical_request: None,
            string_to_sign: string_to_sign(&request, &signing.bucket.name, date, Token::Hidden),
            signed_headers: signed.into_iter().map(|(name, _)| name.to_owned()).collect(),
        }
    }

    fn object_headers(&self, object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
        Oss.object_headers(object, place)
    }

    fn dialect(&self) -> &'static Dialect {
        &DIALECT_V1
    }

    fn verdict(&self, status: u16, code: &str, message: &str) -> Verdict {
        Oss.verdict(status, code, message)
    }
}

/// What the secret signs. `date` is the value of `x-oss-date`, or the instant at which a presigned URL ends.
#[must_use]
pub fn string_to_sign(request: &Request, bucket: &str, date: &str, token: Token) -> String {
    let header = |name: &str| trim(request.header(name).unwrap_or_default());
    let mut out = begun(&[
        &request.method,
        "\n",
        header("content-md5"),
        "\n",
        header("content-type"),
        "\n",
        date,
        "\n",
    ]);
    push_headers(&mut out, &request.sorted_headers(&|name| name.starts_with("x-oss-")), token);
    out.push('/');
    // Without a bucket it is the service.
    if !bucket.is_empty() {
        push_all(&mut out, &[bucket, "/", &request.key]);
    }
    let mut query = Lines::new(Order::Name, token);
    for (name, value) in request.query.iter().filter(|(name, _)| is_signed_parameter(name)) {
        query.add(name, if value.is_empty() { "" } else { "=" }, value, [plain, plain]);
    }
    if !query.is_empty() {
        out.push('?');
        query.drain_onto(&mut out, "&");
    }
    out
}

fn signature(signing: &Signing<'_>, text: &str) -> String {
    base64(&hmac_sha1(signing.credential.secret.as_bytes(), text.as_bytes()))
}

fn dressed(mut request: Request, signing: &Signing<'_>) -> Request {
    // Scripts may not set Date; x-oss-date takes its place.
    request.put_header(DATE, Civil::from_unix(signing.now).rfc1123());
    if !signing.credential.token().is_empty() {
        request.set_header(TOKEN, signing.credential.token());
    }
    request
}

fn is_signed_parameter(name: &str) -> bool {
    name.starts_with("x-oss-") || SIGNED_PARAMETERS.contains(&name)
}

const DATE: &str = "x-oss-date";

/// The parameters that select a sub-resource or change the answer, as the newest official SDKs list them.
const SIGNED_PARAMETERS: &[&str] = &[
    "acl",
    "append",
    "asyncFetch",
    "bucketInfo",
    "callback",
    "callback-var",
    "cleanRestoredObject",
    "cloudboxes",
    "continuation-token",
    "delete",
    "location",
    "objectMeta",
    "partNumber",
    "position",
    "regionList",
    "resourceGroup",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "security-token",
    "sequential",
    "stat",
    "symlink",
    "tagging",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
];

// A V1 URL ends at an instant, for which no limit is enforced.
static DIALECT_V1: Dialect = Dialect { signs_region: false, validity_max: u32::MAX as u64, ..DIALECT };
