//! What a cloud answered: the few words the engine needs out of headers, XML or JSON.
//!
//! Answers are not trusted: a captive portal, a proxy or a hostile server may have written them. Reading is bounded
//! and never panics; a word that is not there is `None`.

use crate::json::Json;
use crate::provider::Dialect;
use crate::text;

/// An answer as the hands hand it over.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// Header lines as the browser lets a page see them.
    pub headers: &'a str,
    /// Body text.
    pub body: &'a str,
    /// Whose words these are.
    pub dialect: &'static Dialect,
}

/// A part as ListParts tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// From 1.
    pub part: u32,
    /// Its tag, quotes and all where the cloud sends them.
    pub etag: String,
    /// Its bytes.
    pub size: u64,
    /// Its CRC-64, which OSS tells.
    pub crc64: Option<u64>,
}

/// One page of ListParts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// In the cloud's order.
    pub parts: Vec<Listed>,
    /// Where the next page begins, if there is one.
    pub next: Option<u32>,
}

impl<'a> Reply<'a> {
    /// Whether the cloud did what was asked. A 200 with an `<Error>` inside is a refusal (COS Complete, wire/cos.md 2).
    #[must_use]
    pub fn succeeded(&self) -> bool {
        let refused = self.code().is_some() && !self.tells_of_callback();
        self.status == STORED_WITHOUT_CALLBACK || (200..300).contains(&self.status) && !refused
    }

    /// COS says inside a 200 why the callback failed: that error is the callback's, and the object is stored.
    fn tells_of_callback(&self) -> bool {
        !self.dialect.json && element(self.bounded(), "CallbackResult").is_some()
    }

    /// The value of a header that the page may read.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        for line in self.headers.split('\n') {
            let (known, value) = line.split_once(':').unwrap_or_default();
            if known.trim_ascii().eq_ignore_ascii_case(name) {
                return Some(value.trim_ascii()).filter(|value| !value.is_empty());
            }
        }
        None
    }

    /// The cloud's error code.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        if self.dialect.json {
            return self.word("code");
        }
        if let Some(error) = element(self.bounded(), "Error") {
            return element(error, "Code").map(unescape);
        }
        let hidden = self.hidden_error()?;
        element(&hidden, "Code").map(unescape)
    }

    /// The cloud's error message.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        if self.dialect.json {
            return self.word("message");
        }
        let hidden = self.hidden_error();
        let body = hidden.as_deref().unwrap_or(self.bounded());
        element(element(body, "Error")?, "Message").map(unescape)
    }

    /// A refused HEAD has no body: OSS sends it as base64 in a header (wire/oss.md 4).
    fn hidden_error(&self) -> Option<String> {
        let bytes = text::base64_decode(self.header("x-oss-err")?)?;
        String::from_utf8(bytes).ok()
    }

    /// The request id, from the header or the error body.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        let name = if self.dialect.json { "requestId" } else { "RequestId" };
        self.header(self.dialect.request_id).map(str::to_owned).or_else(|| self.word(name))
    }

    /// The server's time, ms: from the error body, else from the `Date` header.
    #[must_use]
    pub fn server_time(&self) -> Option<u64> {
        let hidden = self.hidden_error();
        let body = hidden.as_deref().unwrap_or(self.bounded());
        let told = element(body, "ServerTime").and_then(text::parse_date);
        told.or_else(|| text::parse_date(self.header("date")?))
    }

    /// The ETag header without quotes.
    #[must_use]
    pub fn etag(&self) -> Option<&'a str> {
        self.header("etag").map(text::unquoted)
    }

    /// The CRC-64 of what was stored.
    #[must_use]
    pub fn crc64(&self) -> Option<u64> {
        text::parse_decimal(self.header(self.dialect.crc64)?)
    }

    /// How long the cloud asks us to rest, ms.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        let seconds = text::parse_decimal(self.header("retry-after")?)?;
        Some(seconds.min(RETRY_AFTER_MAX) * 1_000)
    }

    /// Whether it is a page for people, which no cloud sends.
    #[must_use]
    pub fn is_page(&self) -> bool {
        let body = self.body.trim_ascii_start().as_bytes();
        PAGES.iter().any(|page| body.len() >= page.len() && body[..page.len()].eq_ignore_ascii_case(page))
    }

    /// A word by its name: an XML element at any depth, or a JSON member at the top.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<String> {
        if self.dialect.json {
            return Json::parse(self.bounded())?.get(name)?.text().map(str::to_owned);
        }
        element(self.bounded(), name).map(unescape)
    }

    /// A page of ListParts; `None` where the answer is something else.
    #[must_use]
    pub fn page(&self) -> Option<Page> {
        if self.dialect.json { self.json_page() } else { self.xml_page() }
    }

    fn xml_page(&self) -> Option<Page> {
        let list = element(self.bounded(), "ListPartsResult")?;
        let (mut parts, mut rest) = (Vec::new(), list);
        while let Some((part, after)) = next_element(rest, "Part") {
            parts.push(listed(part)?);
            rest = after;
        }
        let more =
            element(list, "IsTruncated").is_some_and(|text| text.trim_ascii().eq_ignore_ascii_case("true"));
        let next = number(list, "NextPartNumberMarker").and_then(|part| u32::try_from(part).ok());
        Some(Page { next: next.filter(|_| more), parts })
    }

    fn json_page(&self) -> Option<Page> {
        let list = Json::parse(self.bounded())?;
        let mut parts = Vec::new();
        for part in list.get("parts")?.list() {
            parts.push(json_listed(part)?);
        }
        let more = list.get("isTruncated").and_then(Json::bool).unwrap_or(false);
        let next =
            list.get("nextPartNumberMarker").and_then(Json::whole).and_then(|part| u32::try_from(part).ok());
        Some(Page { next: next.filter(|_| more), parts })
    }

    fn bounded(&self) -> &'a str {
        if self.body.len() <= BODY_MAX { self.body } else { "" }
    }
}

fn listed(part: &str) -> Option<Listed> {
    Some(Listed {
        part: u32::try_from(number(part, "PartNumber")?).ok()?,
        etag: unescape(element(part, "ETag")?.trim_ascii()),
        size: number(part, "Size")?,
        crc64: number(part, "HashCrc64ecma"),
    })
}

fn json_listed(part: &Json) -> Option<Listed> {
    Some(Listed {
        part: u32::try_from(part.get("partNumber")?.whole()?).ok()?,
        etag: part.get("eTag")?.text()?.to_owned(),
        size: part.get("size")?.whole()?,
        crc64: None,
    })
}

fn number(xml: &str, name: &str) -> Option<u64> {
    text::parse_decimal(element(xml, name)?.trim_ascii())
}

/// The inside of the first element of a name, whatever its case and attributes (the clouds vary both).
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    next_element(xml, name).map(|(inside, _)| inside)
}

fn next_element<'a>(xml: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut rest = xml;
    loop {
        let tag = &rest[rest.find('<')? + 1..];
        let end = tag.find('>')?;
        let (head, after) = (&tag[..end], &tag[end + 1..]);
        let word = head.split(|byte: char| byte.is_ascii_whitespace() || byte == '/').next().unwrap_or("");
        if word.eq_ignore_ascii_case(name) {
            if head.ends_with('/') {
                return Some(("", after));
            }
            let close = closing(after, name)?;
            return Some((&after[..close], &after[close..]));
        }
        rest = after;
    }
}

fn closing(xml: &str, name: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text::find(&xml[at..], "</")?;
        let (known, after) = xml.as_bytes()[at + 2..].split_at_checked(name.len())?;
        let ends = matches!(after.first(), Some(b'>' | b' ' | b'\n' | b'\r' | b'\t'));
        if ends && known.eq_ignore_ascii_case(name.as_bytes()) {
            return Some(at);
        }
        at += 2;
    }
}

fn unescape(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (entity, plain) = known.unwrap_or(&("&", "&"));
        out.push_str(plain);
        rest = &rest[entity.len()..];
    }
    out.push_str(rest);
    out
}

/// What XML writes in place of signs of its own.
const ENTITIES: [(&str, &str); 6] =
    [("&quot;", "\""), ("&#34;", "\""), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];

/// OSS and BOS: the object is stored, only the callback failed.
pub const STORED_WITHOUT_CALLBACK: u16 = 203;

/// How pages for people begin.
const PAGES: [&[u8]; 2] = [b"<!doctype html", b"<html"];

/// A page of 1,000 parts is about 250 KB; ten times that is not an answer of these clouds.
const BODY_MAX: usize = 4 << 20;

/// Nobody is kept resting longer than this, seconds.
const RETRY_AFTER_MAX: u64 = 120;

#[cfg(test)]
mod tests;
