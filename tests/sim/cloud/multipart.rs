//! Multipart uploads: ids, parts, lists, and the strictness of Complete.

use std::fmt::Write;

use super::{Answer, Call, Cloud, Multipart};
use crate::sim::bytes::{self, Piece};
use trebucket::json::Json;

impl Cloud {
    pub(super) fn initiate(&mut self, call: &Call) -> Answer {
        if self.is_forbidden_to_replace(call) {
            return self.exists(call);
        }
        let id = format!("{:016X}", self.name());
        self.multiparts.insert(id.clone(), Multipart { key: call.key.clone(), parts: Default::default() });
        let body = if self.is_json() {
            serde_json::json!({ "bucket": self.bucket.name, "key": call.key, "uploadId": id }).to_string()
        } else {
            format!(
                "<InitiateMultipartUploadResult><Bucket>{}</Bucket><Key>{}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>",
                self.bucket.name, call.key
            )
        };
        Answer::with_body(200, body)
    }

    pub(super) fn upload_part(&mut self, call: &Call, part: u32) -> Answer {
        let Some(piece) = call.piece else { return Answer::empty(400) };
        if !(1..=10_000).contains(&part) {
            return self.refuse(call, 400, "InvalidArgument", "Part number must be from 1 to 10000.");
        }
        self.bring_back(call);
        let Some(multipart) = self.known(call) else { return self.no_such_upload(call) };
        multipart.parts.insert(part, piece);
        let answer = Answer::empty(200).header("etag", self.tag(&piece.md5()));
        self.figured(answer, piece.crc64())
    }

    /// OSS: parts that were on their way when the upload was aborted are kept (wire/oss.md 2).
    fn bring_back(&mut self, call: &Call) {
        let id = call.upload_id();
        let Some((multipart, at)) = self.aborted.get(id) else { return };
        if call.admitted < *at {
            let key = multipart.key.clone();
            self.multiparts.insert(id.to_owned(), Multipart { key, parts: Default::default() });
        }
    }

    pub(super) fn list_parts(&mut self, call: &Call) -> Answer {
        let marker: u32 = ["part-number-marker", "partNumberMarker"]
            .iter()
            .find_map(|name| call.parameter(name)?.parse().ok())
            .unwrap_or(0);
        let page = self.page;
        let Some(multipart) = self.known(call) else { return self.no_such_upload(call) };
        let after = multipart.parts.range(marker + 1..);
        let mut parts: Vec<(u32, Piece)> = after.map(|(part, piece)| (*part, *piece)).collect();
        let more = parts.len() > page;
        parts.truncate(page);
        Answer::with_body(
            200,
            if self.is_json() { self.json_page(&parts, more) } else { self.xml_page(&parts, more) },
        )
    }

    fn xml_page(&self, parts: &[(u32, Piece)], more: bool) -> String {
        let mut text = String::from("<?xml version=\"1.0\"?><ListPartsResult>");
        let next = parts.last().map_or(0, |(part, _)| *part);
        let _ = write!(
            text,
            "<NextPartNumberMarker>{next}</NextPartNumberMarker><IsTruncated>{more}</IsTruncated>"
        );
        for (part, piece) in parts {
            let (tag, size) = (self.tag(&piece.md5()), piece.size());
            let _ =
                write!(text, "<Part><PartNumber>{part}</PartNumber><ETag>{tag}</ETag><Size>{size}</Size>");
            if self.brand() == "oss" {
                let _ = write!(text, "<HashCrc64ecma>{}</HashCrc64ecma>", piece.crc64());
            }
            text.push_str("</Part>");
        }
        text + "</ListPartsResult>"
    }

    fn json_page(&self, parts: &[(u32, Piece)], more: bool) -> String {
        let next = parts.last().map_or(0, |(part, _)| *part);
        let each = |(part, piece): &(u32, Piece)| serde_json::json!({ "partNumber": part, "eTag": piece.md5(), "size": piece.size() });
        let parts: Vec<serde_json::Value> = parts.iter().map(each).collect();
        serde_json::json!({ "isTruncated": more, "nextPartNumberMarker": next, "parts": parts }).to_string()
    }

    pub(super) fn complete(&mut self, call: &Call, server: u64) -> Answer {
        let listed = if self.is_json() { json_list(&call.text) } else { xml_list(&call.text) };
        let Some(multipart) = self.known(call).cloned() else { return self.no_such_upload(call) };
        if self.is_forbidden_to_replace(call) {
            return self.exists(call);
        }
        let pieces = match self.chosen(&multipart, &listed) {
            Ok(pieces) => pieces,
            Err(code) => return self.refuse(call, 400, code, "One or more of the parts could not be used."),
        };
        let (crc64, hash) = (bytes::crc64(&pieces), self.name());
        let etag = match self.brand() {
            "bos" => format!("\"-{hash:016x}{hash:016x}\""),
            _ => format!("\"{hash:016X}{hash:016X}-{}\"", pieces.len()),
        };
        self.multiparts.remove(call.upload_id());
        self.store(&call.key, pieces, etag.clone(), server);
        let answer = Answer::with_body(200, self.completed(&call.key, &etag));
        let answer = Answer { whole_crc64: Some(crc64), ..self.figured(answer, crc64) };
        self.called_back(call, answer)
    }

    /// The parts that Complete names, in order, each with the tag that was given for it.
    fn chosen(&self, multipart: &Multipart, listed: &[(u32, String)]) -> Result<Vec<Piece>, &'static str> {
        let least = self.bucket.provider.dialect().part_min;
        let mut pieces = Vec::new();
        for (at, (part, tag)) in listed.iter().enumerate() {
            if at > 0 && listed[at - 1].0 >= *part {
                return Err("InvalidPartOrder");
            }
            let Some(piece) = multipart.parts.get(part) else { return Err("InvalidPart") };
            if tag.trim_matches('"') != self.tag(&piece.md5()).trim_matches('"') {
                return Err("InvalidPart");
            }
            if at + 1 < listed.len() && piece.size() < least {
                return Err("EntityTooSmall");
            }
            pieces.push(*piece);
        }
        if pieces.is_empty() { Err("MalformedXML") } else { Ok(pieces) }
    }

    fn completed(&self, key: &str, etag: &str) -> String {
        let name = &self.bucket.name;
        match self.brand() {
            "bos" => {
                let tag = etag.trim_matches('"');
                serde_json::json!({ "location": "x", "bucket": name, "key": key, "eTag": tag }).to_string()
            }
            // Kept alive by white space while the parts are put together.
            "cos" => format!(
                "\n\n  <CompleteMultipartUploadResult><Location>x</Location><Bucket>{name}</Bucket><Key>{key}</Key><ETag>{etag}</ETag></CompleteMultipartUploadResult>"
            ),
            _ => format!(
                "<CompleteMultipartUploadResult><Location>x</Location><Bucket>{name}</Bucket><Key>{key}</Key><ETag>{etag}</ETag></CompleteMultipartUploadResult>"
            ),
        }
    }

    pub(super) fn abort_multipart(&mut self, call: &Call, server: u64) -> Answer {
        match self.multiparts.remove(call.upload_id()) {
            Some(multipart) => {
                self.aborted.insert(call.upload_id().to_owned(), (multipart, server));
                Answer::empty(204)
            }
            None => self.no_such_upload(call),
        }
    }

    fn known(&mut self, call: &Call) -> Option<&mut Multipart> {
        self.multiparts.get_mut(call.upload_id()).filter(|multipart| multipart.key == call.key)
    }

    fn no_such_upload(&self, call: &Call) -> Answer {
        self.refuse(call, 404, "NoSuchUpload", "The specified upload does not exist.")
    }
}

fn xml_list(text: &str) -> Vec<(u32, String)> {
    let part = |part: &str| {
        let between = |open: &str, close: &str| {
            part.split_once(open)?.1.split_once(close).map(|(inside, _)| inside.to_owned())
        };
        let number = between("<PartNumber>", "</PartNumber>")?.parse().ok()?;
        Some((number, between("<ETag>", "</ETag>")?))
    };
    text.split("<Part>").skip(1).filter_map(part).collect()
}

fn json_list(text: &str) -> Vec<(u32, String)> {
    let part = |part: &Json| {
        let number = u32::try_from(part.get("partNumber")?.whole()?).ok()?;
        Some((number, part.get("eTag")?.text()?.to_owned()))
    };
    let json = Json::parse(text).unwrap_or(Json::Null);
    json.get("parts").map(|parts| parts.list().iter().filter_map(part).collect()).unwrap_or_default()
}
