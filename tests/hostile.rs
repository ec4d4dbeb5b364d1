//! Answers that no cloud gives: each is survived, none is believed, and the next honest one is taken.

use trebucket::clock::Now;
use trebucket::command::{Command, Event, Send};
use trebucket::session::Session;

#[test]
fn no_hostile_answer_is_taken_for_a_success() {
    for (what, body) in hostile() {
        for cloud in ["oss", "bos", "cos"] {
            for spoilt in 0..3 {
                let told = story(cloud, spoilt, "", &body);
                assert!(told.contains(&"retry"), "{what} from {cloud} to request {spoilt}: {told:?}");
                assert_eq!(told.last(), Some(&"done"), "{what} from {cloud} to request {spoilt}: {told:?}");
            }
        }
    }
}

#[test]
fn hostile_headers_are_survived() {
    let long = format!("x-request-id: {}\r\netag: \"", "a".repeat(10 << 20));
    let endless = "retry-after: 99999999999999999999\r\ndate: Mon, 99 Foo 99999 99:99:99 GMT\r\n";
    for headers in [long.as_str(), endless, &":\r\n".repeat(100_000), "\u{fffd}\0\u{202e}"] {
        let told = story("oss", 1, headers, "<html>");
        assert_eq!(told.last(), Some(&"done"), "{told:?}");
    }
}

#[test]
fn an_app_server_may_answer_anything_and_the_next_honest_set_is_taken() {
    for (what, text) in hostile() {
        let mut page = Page::new("oss");
        page.hear_app(200, &text);
        assert!(page.told.contains(&"retry"), "{what}: {:?}", page.told);
        page.pass(1_000.0);
        page.hear_app(200, SET);
        assert!(!page.flying.is_empty(), "{what}");
    }
}

/// Names of hostile texts, and the texts.
fn hostile() -> Vec<(&'static str, String)> {
    let wide = |text: &str| text.chars().flat_map(|sign| [sign, '\0']).collect::<String>();
    vec![
        ("ten megabytes of XML", ["<Error><Code>", &"x".repeat(10 << 20)].concat()),
        ("ten megabytes of JSON", ["{\"code\":[", &"0,".repeat(5 << 20), "0]}"].concat()),
        ("ten megabytes of empty elements", "<a/>".repeat(10 << 18)),
        ("XML nested 10,000 deep", ["<a>".repeat(10_000), "</a>".repeat(10_000)].concat()),
        ("errors nested 10,000 deep", "<Error>".repeat(10_000)),
        ("lists nested 10,000 deep", ["[".repeat(10_000), "]".repeat(10_000)].concat()),
        ("objects nested 10,000 deep", ["{\"a\":".repeat(10_000), "1".into(), "}".repeat(10_000)].concat()),
        (
            "UTF-16 read as UTF-8",
            ["\u{fffd}\u{fffd}", &wide("<Error><Code>SlowDown</Code></Error>")].concat(),
        ),
        ("GBK read as UTF-8", "\u{fffd}\u{fffd}<\u{fffd}>\u{fffd}\u{fffd}</\u{fffd}>".to_owned()),
        ("a captive portal", "<!DOCTYPE html><html><title>Welcome</title></html>".to_owned()),
        ("a captive portal behind a comment", "<!-- 1 --><html><body>Log in</body></html>".to_owned()),
        ("a portal's JSON", "{\"status\":\"login\",\"url\":\"http://portal.test\"}".to_owned()),
        (
            "laughs by the million",
            "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>".to_owned(),
        ),
        ("an upload id of a megabyte", [INITIATED[0], &"U".repeat(1 << 20), INITIATED[1]].concat()),
    ]
}

/// An upload of two parts, one of whose requests (Initiate, a part, Complete) is first answered so; what was told of it.
fn story(cloud: &str, spoilt: usize, headers: &str, body: &str) -> Vec<&'static str> {
    let mut page = Page::new(cloud);
    page.hear_app(200, SET);
    let mut stage = 0;
    for _ in 0..40 {
        let Some(send) = page.flying.pop() else {
            page.pass(30_000.0);
            continue;
        };
        let step = step(&send);
        if step == Some(spoilt) && stage == spoilt {
            stage = 99;
            page.reply(&send, headers, body);
        } else {
            stage = if stage == 99 { 99 } else { stage.max(step.map_or(0, |step| step + 1)).min(spoilt) };
            let (headers, body) = honest(&send);
            page.reply(&send, &headers, &body);
        }
    }
    page.told
}

fn step(send: &Send) -> Option<usize> {
    match send.method.as_str() {
        "POST" if send.url.contains("?uploads") => Some(0),
        "PUT" => Some(1),
        "POST" => Some(2),
        _ => None,
    }
}

fn honest(send: &Send) -> (String, String) {
    let json = send.url.contains("bcebos");
    let tag = format!("etag: \"{MD5}\"\r\n");
    match (step(send), json) {
        (Some(0), true) => (String::new(), r#"{"uploadId":"U1"}"#.to_owned()),
        (Some(0), false) => (String::new(), INITIATED.join("U1")),
        (Some(2), true) => (String::new(), format!(r#"{{"eTag":"{MD5}"}}"#)),
        (Some(2), false) => (String::new(), COMPLETED.to_owned()),
        _ => (tag, String::new()),
    }
}

struct Page {
    session: Session,
    now: Now,
    flying: Vec<Send>,
    asks: u32,
    told: Vec<&'static str>,
}

impl Page {
    fn new(cloud: &str) -> Self {
        let bucket = if cloud == "cos" { "photos-1250000000" } else { "photos" };
        let options =
            format!(r#"{{"provider":"{cloud}","bucket":"{bucket}","region":"bj","checksum":"none"}}"#);
        let session = Session::new(&options, 7).expect("plain options");
        let now = Now { mono: 0.0, wall: 1.78e12 };
        let mut page = Self { session, now, flying: Vec::new(), asks: 0, told: Vec::new() };
        let spec = r#"{"key":"k","size":2097152,"partSize":1048576,"mode":"multipart"}"#;
        page.session.upload(1, spec, page.now);
        page.drain();
        page
    }

    fn hear_app(&mut self, status: u16, text: &str) {
        self.session.credential(self.asks, status, "", text, self.now);
        self.drain();
    }

    fn reply(&mut self, send: &Send, headers: &str, body: &str) {
        self.session.reply(send.request, 200, headers, body, "", "", self.now);
        self.drain();
    }

    fn pass(&mut self, ms: f64) {
        self.now = Now { mono: self.now.mono + ms, wall: self.now.wall + ms };
        self.session.wake(self.now);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(command) = self.session.poll(self.now) {
            match command {
                Command::Send(send) => self.flying.push(*send),
                Command::AskCredential { ask, .. } => self.asks = ask,
                Command::Tell { event: Event::Retry { .. }, .. } => self.told.push("retry"),
                Command::Done { .. } => self.told.push("done"),
                Command::Fail { error, .. } => self.told.push(error.code.as_str()),
                _ => {}
            }
        }
    }
}

const SET: &str = r#"{"accessKeyId":"FAKE","accessKeySecret":"FAKE","securityToken":"FAKE"}"#;
const MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";
const INITIATED: [&str; 2] =
    ["<InitiateMultipartUploadResult><UploadId>", "</UploadId></InitiateMultipartUploadResult>"];
const COMPLETED: &str = "<CompleteMultipartUploadResult><ETag>x-2</ETag></CompleteMultipartUploadResult>";
