//! One upload that is taken up by hand, for what a die rarely makes: each answer of the cloud is told word by word.

use serde_json::Value;
use trebucket::clock::Now;
use trebucket::command::{Command, Event, Send};
use trebucket::session::Session;

/// A page that took up parts which were home, as far as it knows, and has asked the cloud for them.
pub struct Reopened {
    session: Session,
    now: Now,
    flying: Vec<Send>,
    pub digests: Vec<u32>,
    /// How often a credential was asked for.
    pub asked: u32,
    ask: u32,
    pub done: bool,
    pub aborted: bool,
    pub failed: bool,
    /// Bytes in each part of the file that was cut last.
    pub part_size: u64,
}

impl Reopened {
    /// With two parts.
    pub fn new() -> Self {
        Self::of(2)
    }

    pub fn of(parts: u32) -> Self {
        let page = Self::kept_under("k", parts);
        assert_eq!(page.sent(), ["GET"]);
        page
    }

    /// With a checkpoint that was kept under this key.
    pub fn kept_under(key: &str, parts: u32) -> Self {
        let part = |part: u32| serde_json::json!([part, TAG.trim_matches('"'), "77"]);
        let (size, parts) = (u64::from(parts) * MIB, (1..=parts).map(part).collect::<Vec<_>>());
        let checkpoint = serde_json::json!({
            "version": 1, "key": key, "size": size, "partSize": MIB, "uploadId": "U1", "parts": parts,
        });
        let spec = serde_json::json!({
            "key": "k", "size": size, "mode": "multipart", "checkpoint": checkpoint.to_string(),
        });
        Self::open("oss", &spec)
    }

    /// A file of two parts that nobody knows yet, and what else is wished for it.
    pub fn fresh(provider: &str, wish: Value) -> Self {
        Self::open(provider, &of_two_parts("k", wish))
    }

    fn open(provider: &str, spec: &Value) -> Self {
        let options = serde_json::json!({ "provider": provider, "bucket": "photos-1250000000", "region": "cn-hangzhou" });
        let session = Session::new(&options.to_string(), 7).expect("plain options");
        let mut page = Self {
            session,
            now: NOW,
            flying: Vec::new(),
            digests: Vec::new(),
            asked: 0,
            ask: 0,
            done: false,
            aborted: false,
            failed: false,
            part_size: 0,
        };
        page.session.upload(1, &spec.to_string(), NOW);
        page.drain();
        page.renew();
        page
    }

    /// A credential comes.
    pub fn renew(&mut self) {
        let (time, fake) = (self.now.wall, format!("FAKE{}", self.ask));
        let set = format!(
            r#"{{"accessKeyId":"{fake}","accessKeySecret":"{fake}","securityToken":"{fake}","serverTime":{time}}}"#,
        );
        self.session.credential(self.ask, 200, "", &set, self.now);
        self.drain();
    }

    pub fn sent(&self) -> Vec<String> {
        let name = |send: &Send| match send.part {
            Some(part) => format!("{} {part}", send.method),
            None if send.method == "POST" && send.url.contains("uploadId") => "POST complete".to_owned(),
            None => send.method.clone(),
        };
        self.flying.iter().map(name).collect()
    }

    /// Whether what flies is signed in its URL.
    pub fn in_url(&self) -> Vec<bool> {
        self.flying.iter().map(|send| send.headers.is_empty()).collect()
    }

    pub fn answer(&mut self, headers: &str, body: &str) {
        self.reply(200, headers, body, "");
    }

    /// The cloud has stored a part, and tells its checksum; the page has reckoned its own.
    pub fn stored(&mut self, theirs: &str, ours: &str) {
        let checksum = ["oss-hash", "cos-hash", "bce-content"]
            .map(|name| format!("x-{name}-crc64ecma: {theirs}\r\n"))
            .concat();
        self.reply(200, &format!("etag: {TAG}\r\n{checksum}"), "", ours);
    }

    /// The cloud has stored the first that flies.
    pub fn stored_first(&mut self) {
        let first = self.flying.remove(0);
        self.flying.push(first);
        self.stored("77", "77");
    }

    /// No answer comes to the first that flies.
    pub fn lost_first(&mut self) {
        let request = self.flying.remove(0).request;
        self.session.lost(request, "network", self.now);
        self.drain();
    }

    /// The cloud has stored a part, and CORS hides what it tells of it.
    pub fn hidden(&mut self, ours: &str) {
        self.reply(200, "", "", ours);
    }

    /// Begun anew: both parts fly.
    pub fn begin(&mut self) {
        assert_eq!(self.sent(), ["POST"]);
        self.answer(
            "",
            "<InitiateMultipartUploadResult><UploadId>U2</UploadId></InitiateMultipartUploadResult>",
        );
        assert_eq!(self.sent(), ["PUT 1", "PUT 2"]);
    }

    /// Another file, to be cut as the engine likes.
    pub fn cut(&mut self, size: u64) -> u64 {
        let spec = serde_json::json!({ "key": "another", "size": size });
        self.session.upload(2, &spec.to_string(), self.now);
        self.drain();
        self.part_size
    }

    /// The network goes and comes again.
    pub fn roam(&mut self) {
        for online in [false, true] {
            self.session.online(online, self.now);
            self.drain();
        }
    }

    pub fn abort(&mut self) {
        self.session.abort(1, self.now);
        self.drain();
    }

    pub fn abort_second(&mut self) {
        self.session.abort(2, self.now);
        self.drain();
    }

    /// A second file of two parts, asked for when the first is done: its beginning flies.
    pub fn another(&mut self, wish: Value) {
        self.session.upload(2, &of_two_parts("k2", wish).to_string(), self.now);
        self.drain();
    }

    /// So many ms later the timer rings.
    pub fn wait(&mut self, ms: f64) {
        self.now = Now { mono: self.now.mono + ms, wall: self.now.wall + ms };
        self.session.wake(self.now);
        self.drain();
    }

    pub fn refuse(&mut self, status: u16, body: &str) {
        self.reply(status, "", body, "");
    }

    fn reply(&mut self, status: u16, headers: &str, body: &str, crc64: &str) {
        let send = self.flying.pop().expect("a request in the air");
        self.session.reply(send.request, status, headers, body, crc64, "", self.now);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(command) = self.session.poll(self.now) {
            match command {
                Command::Send(send) => self.flying.push(*send),
                Command::Digest { part, .. } => self.digests.push(part),
                Command::Cancel { request } => self.flying.retain(|send| send.request != request),
                Command::AskCredential { ask, .. } => {
                    self.asked += 1;
                    self.ask = ask;
                }
                Command::Done { .. } => self.done = true,
                Command::Aborted { .. } => self.aborted = true,
                Command::Fail { .. } => self.failed = true,
                Command::Tell { event: Event::Plan { part_size, .. }, .. } => self.part_size = part_size,
                _ => {}
            }
        }
    }
}

fn of_two_parts(key: &str, mut wish: Value) -> Value {
    for (name, value) in [("key", key.into()), ("size", (2 * MIB).into()), ("partSize", MIB.into())] {
        wish[name] = value;
    }
    wish
}

pub fn list(parts: &[(u32, &str, u64)]) -> String {
    let part = |(part, tag, size): &(u32, &str, u64)| {
        format!("<Part><PartNumber>{part}</PartNumber><ETag>{tag}</ETag><Size>{size}</Size></Part>")
    };
    let parts: String = parts.iter().map(part).collect();
    format!("<ListPartsResult><IsTruncated>false</IsTruncated>{parts}</ListPartsResult>")
}

pub const MIB: u64 = 1 << 20;
pub const TAG: &str = "\"D41D8CD98F00B204E9800998ECF8427E\"";
/// 06:00 on the 22nd of November 2026.
const NOW: Now = Now { mono: 1_000.0, wall: 1_795_327_200_000.0 };
