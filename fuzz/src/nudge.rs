//! Anything the seam may be told.

use arbitrary::Arbitrary;

use crate::page::Page;

/// One event. Plain ones lead deep, strange ones try the reading.
#[derive(Debug, Arbitrary)]
pub enum Nudge {
    Upload(u8, u8, u8),
    UploadAs(String),
    Pause(u8),
    Resume(u8),
    Retry(u8),
    Abort(u8),
    Recall(u8, String),
    Keyed(u8, String),
    KeyThrew(u8, String),
    Ask(u8, String),
    DropAsk(u8),
    Grant,
    Credential(u16, String, String),
    CredentialLost(u8),
    Answer(u8, u8),
    AnswerStrangely(u8, u8, String),
    Reply(u32, u16, String, String),
    Lose(u8, u8),
    Digested(u8, u32, String),
    Filled(u8, u32, u64, bool),
    Online(bool),
    Sleep,
    Pass(u32),
    Jump(f64, f64),
    Wipe,
}

impl Nudge {
    /// Tells the page.
    pub fn befall(self, page: &mut Page) {
        let now = page.now;
        page.hear(&format!("{self:?}"));
        match self {
            Self::Upload(size, key, rest) => page.upload_as(&spec(size, key, rest)),
            Self::UploadAs(text) => page.upload_as(&text),
            Self::Ask(kind, text) => page.ask(pick(&["fetch", "presign", "form", "?"], kind), &text),
            Self::Grant => page.grant(),
            Self::Credential(status, date, text) => page.credential(status, &date, &text),
            Self::Answer(which, way) => page.answer(which.into(), way, ""),
            Self::AnswerStrangely(which, way, text) => page.answer(which.into(), way, &text),
            Self::Lose(which, why) => page.lose(which.into(), pick(&LOSSES, why)),
            Self::Sleep => page.sleep(),
            Self::Pass(ms) => page.pass(ms.into(), ms.into()),
            Self::Jump(mono, wall) => page.pass(mono, wall),
            told => {
                told.tell(page, now);
                page.drain();
            }
        }
    }

    fn tell(self, page: &mut Page, now: trebucket::clock::Now) {
        let session = &mut page.session;
        match self {
            Self::Pause(id) => session.pause(id.into(), now),
            Self::Resume(id) => session.resume(id.into(), now),
            Self::Retry(id) => session.retry(id.into(), now),
            Self::Abort(id) => session.abort(id.into(), now),
            Self::Recall(id, text) => session.recall(id.into(), &text, now),
            Self::Keyed(id, key) => session.keyed(id.into(), Ok(&key), now),
            Self::KeyThrew(id, message) => session.keyed(id.into(), Err(&message), now),
            Self::DropAsk(ask) => session.drop_ask(ask.into(), now),
            Self::CredentialLost(ask) => session.credential_lost(ask.into(), "Failed to fetch", now),
            Self::Reply(request, status, headers, body) => page.reply(request, status, &headers, &body),
            Self::Digested(id, part, crc64) => session.digested(id.into(), part, &crc64, "", now),
            Self::Filled(id, part, bytes, ended) => session.filled(id.into(), part, bytes, ended, now),
            Self::Online(online) => session.online(online, now),
            Self::Wipe => page.wipe(),
            _ => session.wake(now),
        }
    }
}

fn spec(size: u8, key: u8, rest: u8) -> String {
    let size = pick(&["0", "5", "1048576", "9000000", "52428800001", "48000000000000", "-1", "null"], size);
    let key = pick(&[r#","key":"a/b""#, "", r#","key":"../a""#, r#","key":"目录""#], key);
    format!("{{\"size\":{size}{key}{}}}", pick(&PROPERTIES, rest))
}

fn pick<'a>(list: &[&'a str], at: u8) -> &'a str {
    list[usize::from(at) % list.len()]
}

const PROPERTIES: [&str; 8] = [
    "",
    r#","mode":"multipart","partSize":1048576"#,
    r#","mode":"put","forbidOverwrite":true"#,
    r#","mode":"post""#,
    r#","callback":{"url":["https://x.test"],"vars":{"a":"b"}}"#,
    r#","checksum":"none","priority":-3"#,
    r#","metadata":{"a":"目"},"tagging":{"a":"b"},"headers":{"x-a":"b"}"#,
    r#","mode":"multipart","checksum":"md5","checkpoint":"{\"version\":1,\"key\":\"a/b\",\"size\":9000000,\"partSize\":1048576,\"uploadId\":\"U1\",\"parts\":[[1,\"d41d8cd98f00b204e9800998ecf8427e\",\"77\"]]}""#,
];
const LOSSES: [&str; 6] = ["network", "shut", "stalled", "source-changed", "source-unreadable", "?"];
