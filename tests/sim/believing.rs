//! What the cloud tells of an earlier attempt, and how much of it is believed: worlds that a die rarely makes.

use trebucket::clock::Now;
use trebucket::command::{Command, Send};
use trebucket::session::Session;

#[test]
fn a_listed_part_of_another_size_is_sent_again() {
    let mut page = Page::resumed();
    page.answer("", &list(&[(1, TAG, 5), (2, TAG, MIB)]));
    assert_eq!(page.sent(), ["PUT 1"]);
}

#[test]
fn a_listed_part_with_another_tag_is_compared_with_the_file() {
    let mut page = Page::resumed();
    page.answer("", &list(&[(1, "\"C4CA4238A0B923820DCC509A6F75849B\"", MIB), (2, TAG, MIB)]));
    assert_eq!((page.sent(), page.digests.as_slice()), (Vec::new(), [1].as_slice()));
}

#[test]
fn an_old_object_of_the_same_size_is_not_ours() {
    for (modified, ours) in
        [("Sun, 22 Nov 2026 05:00:00 GMT", false), ("Sun, 22 Nov 2026 06:00:09 GMT", true)]
    {
        let mut page = Page::resumed();
        page.answer("", &list(&[(1, TAG, MIB), (2, TAG, MIB)]));
        assert_eq!(page.sent(), ["POST complete"]);
        page.refuse(404, "<Error><Code>NoSuchUpload</Code></Error>");
        assert_eq!(page.sent(), ["HEAD"]);
        page.answer(&format!("content-length: 2097152\r\nlast-modified: {modified}\r\n"), "");
        assert_eq!(page.done, ours, "{modified}");
        assert_eq!(page.sent().is_empty(), ours, "what is not there is begun anew");
    }
}

struct Page {
    session: Session,
    flying: Vec<Send>,
    digests: Vec<u32>,
    done: bool,
}

impl Page {
    /// A page that takes up two parts which were home, and has asked the cloud for them.
    fn resumed() -> Self {
        let options = r#"{"provider":"oss","bucket":"photos","region":"cn-hangzhou"}"#;
        let session = Session::new(options, 7).expect("plain options");
        let mut page = Self { session, flying: Vec::new(), digests: Vec::new(), done: false };
        let part = |part: u32| serde_json::json!([part, TAG.trim_matches('"'), "77"]);
        let checkpoint = serde_json::json!({
            "version": 1, "key": "k", "size": 2 * MIB, "partSize": MIB, "uploadId": "U1", "parts": [part(1), part(2)],
        });
        let spec = serde_json::json!({
            "key": "k", "size": 2 * MIB, "mode": "multipart", "checkpoint": checkpoint.to_string(),
        });
        page.session.upload(1, &spec.to_string(), NOW);
        page.drain();
        let set = format!(
            r#"{{"accessKeyId":"FAKE","accessKeySecret":"FAKE","securityToken":"FAKE","serverTime":{}}}"#,
            NOW.wall
        );
        page.session.credential(1, 200, "", &set, NOW);
        page.drain();
        assert_eq!(page.sent(), ["GET"]);
        page
    }

    fn sent(&self) -> Vec<String> {
        let name = |send: &Send| match send.part {
            Some(part) => format!("{} {part}", send.method),
            None if send.method == "POST" && send.url.contains("uploadId") => "POST complete".to_owned(),
            None => send.method.clone(),
        };
        self.flying.iter().map(name).collect()
    }

    fn answer(&mut self, headers: &str, body: &str) {
        self.reply(200, headers, body);
    }

    fn refuse(&mut self, status: u16, body: &str) {
        self.reply(status, "", body);
    }

    fn reply(&mut self, status: u16, headers: &str, body: &str) {
        let send = self.flying.pop().expect("a request in the air");
        self.session.reply(send.request, status, headers, body, "", "", NOW);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(command) = self.session.poll(NOW) {
            match command {
                Command::Send(send) => self.flying.push(*send),
                Command::Digest { part, .. } => self.digests.push(part),
                Command::Done { .. } => self.done = true,
                _ => {}
            }
        }
    }
}

fn list(parts: &[(u32, &str, u64)]) -> String {
    let part = |(part, tag, size): &(u32, &str, u64)| {
        format!("<Part><PartNumber>{part}</PartNumber><ETag>{tag}</ETag><Size>{size}</Size></Part>")
    };
    let parts: String = parts.iter().map(part).collect();
    format!("<ListPartsResult><IsTruncated>false</IsTruncated>{parts}</ListPartsResult>")
}

const MIB: u64 = 1 << 20;
const TAG: &str = "\"D41D8CD98F00B204E9800998ECF8427E\"";
/// 06:00 on the 22nd of November 2026.
const NOW: Now = Now { mono: 1_000.0, wall: 1_795_327_200_000.0 };
