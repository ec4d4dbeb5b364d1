//! What survives a reload: enough to go on, nothing secret. A memory may be stale, foreign or damaged; the cloud's own
//! list of parts is the truth, so whatever cannot be read is simply not there.

use crate::json::Json;
use crate::parts::{PARTS_MAX, Parts, Plan};
use crate::text;

/// An earlier attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The key it was to be stored under.
    pub key: String,
    /// Bytes of the file.
    pub size: u64,
    /// Bytes of every part but the last.
    pub part_size: u64,
    /// The cloud's name for the multipart upload.
    pub upload_id: String,
    /// The parts that were home.
    pub parts: Vec<Kept>,
}

/// A part that was home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// From 1.
    pub part: u32,
    /// The cloud's tag for it.
    pub etag: String,
    /// CRC-64 of the bytes we sent.
    pub crc64: Option<u64>,
    /// MD5 of the bytes we sent, known only while the page lives.
    pub md5: String,
}

impl Checkpoint {
    /// The text to store.
    #[must_use]
    pub fn write(key: &str, plan: Plan, upload_id: &str, parts: &Parts) -> String {
        let mut kept = Vec::new();
        for (part, home) in parts.homes() {
            let crc64 = home.figure().map_or(Json::Null, |crc64| Json::of(text::decimal(crc64)));
            kept.push(Json::List(vec![Json::number(part.into()), Json::of(home.etag.clone()), crc64]));
        }
        let member = |name: &str, value: Json| (name.to_owned(), value);
        let json = Json::Map(vec![
            member("version", Json::number(VERSION)),
            member("key", Json::of(key)),
            member("size", Json::number(plan.size)),
            member("partSize", Json::number(plan.part_size)),
            member("uploadId", Json::of(upload_id)),
            member("parts", Json::List(kept)),
        ]);
        json.to_text()
    }

    /// Reads what was stored; `None` for anything else, a newer version's too.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let json = Json::parse(text)?;
        let number = |name: &str| json.get(name).and_then(Json::whole);
        if number("version") != Some(VERSION) {
            return None;
        }
        let checkpoint = Self {
            key: json.word("key")?,
            size: number("size")?,
            part_size: number("partSize").filter(|bytes| *bytes > 0)?,
            upload_id: json.word("uploadId").filter(|id| !id.is_empty())?,
            parts: json.get("parts")?.list().iter().filter_map(kept).collect(),
        };
        (checkpoint.size.div_ceil(checkpoint.part_size) <= PARTS_MAX).then_some(checkpoint)
    }
}

fn kept(json: &Json) -> Option<Kept> {
    let [part, etag, crc64] = json.list() else { return None };
    let part =
        u32::try_from(part.whole()?).ok().filter(|part| (1..=PARTS_MAX).contains(&u64::from(*part)))?;
    Some(Kept {
        part,
        etag: etag.text()?.to_owned(),
        crc64: crc64.text().and_then(text::parse_decimal),
        md5: String::new(),
    })
}

/// Raised when an older reader would misunderstand.
const VERSION: u64 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::Home;

    #[test]
    fn what_was_written_is_read_again() {
        let plan = Plan { size: 20 << 20, part_size: 8 << 20 };
        let mut parts = Parts::new(plan.count());
        parts.arrived(
            2,
            Home { etag: "AB\"C".into(), crc64: Some(u64::MAX), proved: true, ..Home::default() },
        );
        let text = Checkpoint::write("目录/a \"b\"", plan, "id+/=", &parts);
        let known = Checkpoint::read(&text).expect("readable");
        assert_eq!(
            (known.key.as_str(), known.size, known.part_size),
            ("目录/a \"b\"", plan.size, plan.part_size)
        );
        assert_eq!(
            known.parts,
            [Kept { part: 2, etag: "AB\"C".into(), crc64: Some(u64::MAX), md5: String::new() }]
        );
    }

    #[test]
    fn damaged_foreign_and_newer_memories_are_forgotten() {
        for text in [
            "",
            "{}",
            "[]",
            "{\"version\":2}",
            "\u{0}",
            "{\"version\":1,\"key\":\"a\",\"size\":1,\"partSize\":0,\"uploadId\":\"x\",\"parts\":[]}",
        ] {
            assert_eq!(Checkpoint::read(text), None, "{text}");
        }
    }
}
