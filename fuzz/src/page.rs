//! The hands of a page as far as a session notices: what flies, what is asked for, what time it is.

use trebucket::clock::Now;
use trebucket::command::{Command, Send};
use trebucket::session::Session;

use crate::cloud;

/// One session and what it waits for.
pub struct Page {
    pub session: Session,
    pub now: Now,
    flying: Vec<Send>,
    asking: Option<u32>,
    digesting: Vec<(u32, u32)>,
    filling: Vec<(u32, u32, u64)>,
    uploads: u32,
    asks: u32,
    /// Whether the words of the set were told from outside too: then they are no secret.
    pub spilt: bool,
}

impl Page {
    /// A page that has just been loaded.
    pub fn new(options: &str) -> Self {
        Self {
            session: Session::new(options, 7).expect("options that can be used"),
            now: Now { mono: 1_000.0, wall: 1.78e12 },
            flying: Vec::new(),
            asking: None,
            digesting: Vec::new(),
            filling: Vec::new(),
            uploads: 0,
            asks: 0,
            spilt: false,
        }
    }

    /// Hears a text from outside.
    pub fn hear(&mut self, text: &str) {
        self.spilt |= ["FAKE-secret", "FAKE-token"].iter().any(|word| text.contains(word));
    }

    /// Time passes; a broken clock may run anywhere.
    pub fn pass(&mut self, mono: f64, wall: f64) {
        self.now = Now { mono: self.now.mono + mono, wall: self.now.wall + wall };
        self.session.wake(self.now);
        self.drain();
    }

    /// Until the session wants to be woken.
    pub fn sleep(&mut self) {
        let wait = self.session.deadline().map_or(0.0, |at| (at - self.now.mono).clamp(0.0, 1e9));
        self.pass(wait, wait);
    }

    /// A file of this size; 0 bytes and the largest are as welcome as any.
    pub fn upload(&mut self, size: u64, key: &str, checkpoint: Option<&str>) {
        let mut spec = serde_json::json!({ "key": key, "size": size, "mode": "multipart" });
        if let Some(checkpoint) = checkpoint {
            spec["checkpoint"] = checkpoint.into();
        }
        self.upload_as(&spec.to_string());
    }

    /// An upload in these words.
    pub fn upload_as(&mut self, spec: &str) {
        if self.uploads < UPLOADS_MAX {
            self.uploads += 1;
            self.session.upload(self.uploads, spec, self.now);
            self.drain();
        }
    }

    /// A one-shot asking in these words.
    pub fn ask(&mut self, kind: &str, spec: &str) {
        self.asks += 1;
        self.session.ask(self.asks, kind, spec, self.now);
        self.drain();
    }

    /// The app server answers as it should, whether or not it was asked.
    pub fn grant(&mut self) {
        let end = self.now.wall / 1_000.0 + 3_600.0;
        let text = format!(
            r#"{{"accessKeyId":"{ID}","accessKeySecret":"{SECRET}","securityToken":"{TOKEN}","expiration":{end:.0}}}"#
        );
        self.credential(200, "", &text);
    }

    /// The app server answers this.
    pub fn credential(&mut self, status: u16, date: &str, text: &str) {
        let ask = self.asking.take().unwrap_or(1);
        self.session.credential(ask, status, date, text, self.now);
        self.drain();
    }

    /// The cloud answers one of the requests in the air as it would, or in a way of its own.
    pub fn answer(&mut self, which: usize, way: u8, strange: &str) {
        if let Some((upload, part)) = self.digesting.pop() {
            self.session.digested(upload, part, "77", cloud::MD5, self.now);
        } else if let Some((upload, part, bytes)) = self.filling.pop() {
            self.session.filled(upload, part, bytes.min(1 << 40), way % 2 == 0, self.now);
        } else if self.asking.is_some() {
            return self.grant();
        } else if !self.flying.is_empty() {
            let send = self.flying.swap_remove(which % self.flying.len());
            let (status, headers, body) = cloud::answer(&send, way, strange);
            self.session.reply(send.request, status, &headers, &body, "77", cloud::MD5, self.now);
        } else {
            return self.sleep();
        }
        self.drain();
    }

    /// A request of this number is answered so, whether or not it is in the air.
    pub fn reply(&mut self, request: u32, status: u16, headers: &str, body: &str) {
        self.flying.retain(|send| send.request != request);
        self.session.reply(request, status, headers, body, "77", cloud::MD5, self.now);
    }

    /// The page is closed.
    pub fn wipe(&mut self) {
        self.flying.clear();
        self.session.wipe();
    }

    /// One of the requests in the air comes to nothing.
    pub fn lose(&mut self, which: usize, why: &str) {
        if !self.flying.is_empty() {
            let send = self.flying.swap_remove(which % self.flying.len());
            self.session.lost(send.request, why, self.now);
            self.drain();
        }
    }

    /// Does what the session wants, and sees that it falls silent, tells no secret and keeps within its slots.
    pub fn drain(&mut self) {
        let mut commands = 0;
        while let Some(command) = self.session.poll(self.now) {
            commands += 1;
            assert!(commands < COMMANDS_MAX, "a drain without end");
            assert!(self.spilt || is_discreet(&command), "a secret in {command:?}");
            self.obey(command);
        }
        assert!(self.session.deadline().is_none_or(f64::is_finite));
        assert!(self.flying.len() <= SLOTS_MAX, "{} requests in the air", self.flying.len());
        assert!(self.session.poll(self.now).is_none(), "silent, and then not");
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Send(send) => self.flying.push(*send),
            Command::Cancel { request } => self.flying.retain(|send| send.request != request),
            Command::AskCredential { ask, .. } => self.asking = Some(ask),
            Command::DropCredential { .. } => self.asking = None,
            Command::AskKey { upload } => self.session.keyed(upload, Ok("from/a/function"), self.now),
            Command::Digest { upload, part, .. } => self.digesting.push((upload, part)),
            Command::Fill { upload, part, bytes } => self.filling.push((upload, part, bytes)),
            _ => {}
        }
    }
}

/// Whatever is kept, told or written down holds nothing of the set.
fn is_discreet(command: &Command) -> bool {
    let text = match command {
        Command::Log { line } => line.clone(),
        Command::Save { checkpoint, .. } => checkpoint.clone(),
        Command::Fail { error, .. } | Command::Refuse { error, .. } => format!("{error:?}"),
        Command::Tell { event, .. } => format!("{event:?}"),
        _ => return true,
    };
    ![SECRET, TOKEN].iter().any(|secret| text.contains(secret))
}

/// Options of each cloud; the last set is one that nobody renews.
pub const OPTIONS: [&str; 5] = [
    r#"{"provider":"oss","bucket":"photos","region":"cn-hangzhou","debug":true}"#,
    r#"{"provider":"oss","bucket":"photos","region":"cn-hangzhou","signature":"v1","patience":5000}"#,
    r#"{"provider":"bos","bucket":"photos","region":"bj","checksum":"md5","trafficLimit":100000}"#,
    r#"{"provider":"cos","bucket":"photos-1250000000","region":"ap-guangzhou","debug":true}"#,
    r#"{"provider":"cos","bucket":"photos-1250000000","region":"ap-guangzhou","renewable":false,"checksum":"none"}"#,
];

const ID: &str = "FAKE-id";
const SECRET: &str = "FAKE-secret-0123456789";
const TOKEN: &str = "FAKE-token-0123456789";

/// Enough to fill every slot, and for some to wait.
const UPLOADS_MAX: u32 = 12;
/// What a session takes by default.
const SLOTS_MAX: usize = 6;
/// Ten thousand parts are told in one drain.
const COMMANDS_MAX: usize = 50_000;
