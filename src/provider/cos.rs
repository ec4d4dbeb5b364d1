//! Tencent Cloud COS, the signature of its XML API.
//!
//! <https://cloud.tencent.com/document/product/436/7778>

use super::form::{Conditions, exactly};
use super::lines::{Lines, Order, begun, encoded, known, push_all};
use super::{Dialect, Explanation, Form, Object, Place, Policy, Provider, Signing, Token, Verdict, object};
use crate::credential::Credential;
use crate::digest::{Keyed, hmac_sha1, sha1};
use crate::error::{Error, ErrorCode};
use crate::request::{Request, Signed};
use crate::text::{Civil, base64, decimal, find, hex};

/// COS.
pub struct Cos;

impl Provider for Cos {
    fn host(&self, region: &str) -> String {
        let service = if LEGACY_REGIONS.contains(&region) { "" } else { "cos." };
        [service, region, ".myqcloud.com"].concat()
    }

    fn sign(&self, mut request: Request, signing: &Signing<'_>) -> Signed {
        if !signing.credential.token().is_empty() {
            request.set_header(TOKEN, signing.credential.token());
        }
        let text = Text::of(&request, signing, header_window(signing), Token::Plain);
        request.put_header("authorization", text.authorization(signing.credential));
        request.into_signed(signing.bucket)
    }

    fn presign(&self, mut request: Request, signing: &Signing<'_>) -> String {
        if !signing.credential.token().is_empty() {
            request.query.push((TOKEN.to_owned(), signing.credential.token().to_owned()));
        }
        let text = Text::of(&request, signing, url_window(signing).key_time(), Token::Plain);
        text.fields(signing.credential, &mut |name, value| {
            request.query.push((name.to_owned(), value.to_owned()));
        });
        signing.bucket.url(&request.key, &request.query)
    }

    fn post_form(&self, policy: &Policy, signing: &Signing<'_>) -> Result<Form, Error> {
        let window = form_window(signing);
        let (id, key_time) = (&signing.credential.id, window.key_time());
        let mut conditions = Conditions::of(policy, &signing.bucket.name)?;
        conditions.hold("q-sign-algorithm", "sha1")?;
        conditions.hold("q-ak", id)?;
        // The policy says q-sign-time where the form says q-key-time.
        conditions.require(exactly("q-sign-time", &key_time));
        let text = conditions.text(&Civil::from_unix(window.end).iso_millis());
        let signature = signature(signing.credential, &key_time, &hex(&sha1(text.as_bytes())));
        conditions.send("policy", &base64(text.as_bytes()))?;
        conditions.send("q-key-time", &key_time)?;
        conditions.send("q-signature", &signature)?;
        if !signing.credential.token().is_empty() {
            conditions.send(TOKEN, signing.credential.token())?;
        }
        Ok(conditions.into_form(signing.bucket))
    }

    fn explain(&self, mut request: Request, signing: &Signing<'_>) -> Explanation {
        if !signing.credential.token().is_empty() {
            request.set_header(TOKEN, signing.credential.token());
        }
        let text = |token| Text::of(&request, signing, header_window(signing), token);
        Explanation {
            canonical_request: Some(text(Token::Hidden).http_string),
            string_to_sign: text(Token::Plain).string_to_sign(),
            signed_headers: signed_headers(&request, signing)
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
        }
    }

    fn object_headers(&self, object: &Object, place: Place) -> Result<Vec<(String, String)>, Error> {
        object::cos(object, place)
    }

    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }

    fn verdict(&self, status: u16, code: &str, message: &str) -> Verdict {
        match code {
            "InvalidAccessKeyId" | "ExpiredToken" | "SignatureDoesNotMatch" => Verdict::Refresh,
            // The window that is signed is the credential's own: a new one brings a new window.
            "AccessDenied" if find(message, "expired").is_some() => Verdict::Refresh,
            "AccessDenied" | "AccessForbidden" => Verdict::Fail(ErrorCode::Permission),
            "RequestTimeTooSkewed" => Verdict::Resync,
            "NoSuchUpload" | "InvalidPart" | "InvalidPartOrder" => Verdict::Restart,
            "BadDigest" | "InvalidDigest" => Verdict::Resend,
            "FileAlreadyExists" => Verdict::Exists,
            "SlowDown" => Verdict::Throttle,
            "RequestTimeout" | "RequestTimeOut" | "IncompleteBody" | "UserNetworkTooSlow" => Verdict::Backoff,
            _ => Verdict::of_status(status, code),
        }
    }
}

/// What COS signs, before it is hashed.
pub struct Text {
    /// The canonical form of the request.
    pub http_string: String,
    /// `start;end` in seconds since the epoch.
    key_time: String,
    header_list: String,
    parameter_list: String,
}

impl Text {
    /// Of a path and a query that are not encoded, and of the headers to sign, names in lower case; `known` is one of
    /// them with its value encoded, or nothing.
    #[must_use]
    pub fn new(
        [method, path]: [&str; 2],
        query: &[(String, String)],
        headers: &[(&str, &str)],
        known: (&str, &str),
        key_time: String,
        token: Token,
    ) -> Self {
        let mut http_string = begun(&[&method.to_ascii_lowercase(), "\n", path, "\n"]);
        let mut lines = Lines::new(Order::Name, token);
        for (name, value) in query {
            lines.add(name, "=", value, [lowered, encoded]);
        }
        let parameter_list = push_lines(&mut http_string, &mut lines);
        lines.add_headers(headers, "=", known, lowered);
        let header_list = push_lines(&mut http_string, &mut lines);
        Self { http_string, key_time, header_list, parameter_list }
    }

    fn of(request: &Request, signing: &Signing<'_>, key_time: String, token: Token) -> Self {
        let path = signing.bucket.path(&request.key);
        let headers = signed_headers(request, signing);
        let known = known(TOKEN, signing.credential);
        Self::new([&request.method, &path], &request.query, &headers, known, key_time, token)
    }

    /// What the key signs.
    #[must_use]
    pub fn string_to_sign(&self) -> String {
        ["sha1\n", &self.key_time, "\n", &hex(&sha1(self.http_string.as_bytes())), "\n"].concat()
    }

    /// The value of the `authorization` header, which is not encoded.
    #[must_use]
    pub fn authorization(&self, credential: &Credential) -> String {
        let mut out = begun(&[]);
        let mut and = "";
        self.fields(credential, &mut |name, value| {
            push_all(&mut out, &[and, name, "=", value]);
            and = "&";
        });
        out
    }

    /// The seven fields of a signature, in their order.
    pub fn fields(&self, credential: &Credential, field: &mut dyn FnMut(&str, &str)) {
        field("q-sign-algorithm", "sha1");
        field("q-ak", &credential.id);
        field("q-sign-time", &self.key_time);
        field("q-key-time", &self.key_time);
        field("q-header-list", &self.header_list);
        field("q-url-param-list", &self.parameter_list);
        field("q-signature", &signature(credential, &self.key_time, &self.string_to_sign()));
    }
}

/// The key that signs: the hexadecimal text of an HMAC, not the bytes it spells.
#[must_use]
pub fn sign_key(secret: &str, key_time: &str) -> String {
    hex(&hmac_sha1(secret.as_bytes(), key_time.as_bytes()))
}

/// The signature of a text within a window.
#[must_use]
pub fn signature(credential: &Credential, key_time: &str, text: &str) -> String {
    credential.sign(key_time, |secret| Keyed::sha1(sign_key(secret, key_time).as_bytes()), text)
}

/// Writes all lines, and answers their names.
fn push_lines(out: &mut String, lines: &mut Lines) -> String {
    let mut names = begun(&[]);
    lines.push_names(&mut names, ";");
    lines.drain_onto(out, "&");
    out.push('\n');
    names
}

/// Host is the one of the URL, whatever the caller says.
fn signed_headers<'a>(request: &'a Request, signing: &'a Signing<'_>) -> Vec<(&'a str, &'a str)> {
    let mut headers = request.sorted_headers(&|name| is_signed(name) && name != "host");
    let before = headers.iter().rposition(|(name, _)| *name < "host");
    headers.insert(before.map_or(0, |at| at + 1), ("host", signing.bucket.authority()));
    headers
}

/// Lower case comes after encoding, so the escapes in a name are in lower case too.
fn lowered(out: &mut String, name: &str) {
    let begin = out.len();
    encoded(out, name);
    out[begin..].make_ascii_lowercase();
}

struct Window {
    start: u64,
    end: u64,
}

impl Window {
    fn key_time(&self) -> String {
        [&decimal(self.start), ";", &decimal(self.end)].concat()
    }
}

/// The credential's own window, where it has one: then no clock but the server's is asked.
fn header_window(signing: &Signing<'_>) -> String {
    let window = match (signing.credential.start_time, signing.credential.expiration) {
        (Some(start), Some(end)) => Window { start: start / 1000, end: end / 1000 },
        _ => Window { start: signing.now, end: end_of(signing) },
    };
    window.key_time()
}

/// A form of our own making may be posted as long as the credential lives; one that is handed out, as long as was asked.
fn form_window(signing: &Signing<'_>) -> Window {
    match (signing.credential.start_time, signing.credential.expiration, signing.expires_in) {
        (Some(start), Some(end), None) => Window { start: start / 1000, end: end / 1000 },
        _ => url_window(signing),
    }
}

fn url_window(signing: &Signing<'_>) -> Window {
    let end = signing.credential.expiration.map_or(u64::MAX, |end| end / 1000);
    Window { start: signing.now, end: end_of(signing).min(end) }
}

fn end_of(signing: &Signing<'_>) -> u64 {
    signing.now.saturating_add(signing.expires_in.unwrap_or(VALIDITY_DEFAULT))
}

fn is_signed(name: &str) -> bool {
    name.starts_with("x-cos-") || name.starts_with("x-ci-") || SIGNED_HEADERS.contains(&name)
}

const SIGNED_HEADERS: &[&str] = &[
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-md5",
    "content-type",
    "expires",
    "host",
    "pic-operations",
];
const TOKEN: &str = "x-cos-security-token";
/// What the official JavaScript SDK signs for.
const VALIDITY_DEFAULT: u64 = 900;
/// Regions named before hosts began with `cos.`
const LEGACY_REGIONS: &[&str] = &["cn-south", "cn-south-2", "cn-north", "cn-east", "cn-southwest", "sg"];

static DIALECT: Dialect = Dialect {
    name: "cos",
    json: false,
    crc64: "x-cos-hash-crc64ecma",
    request_id: "x-cos-request-id",
    version_id: "x-cos-version-id",
    list_parts: ("max-parts", "part-number-marker"),
    lists_crc64: false,
    prefix: "x-cos-",
    traffic_limit: "x-cos-traffic-limit",
    key_max: 850,
    // Line breaks, and CAN, EM, SUB and ESC.
    key_forbidden: &[10, 13, 24, 25, 26, 27],
    signs_region: false,
    validity_max: u32::MAX as u64,
    part_min: 1 << 20,
    part_default: 8 << 20,
    part_max: 5 << 30,
    object_max: 10_000 * (5 << 30),
    form_post: true,
    token_in_url: true,
};
