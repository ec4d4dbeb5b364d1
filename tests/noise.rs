//! Random nudges in random order with hostile texts: nothing panics, hangs, or grows without bound.

use proptest::prelude::*;
use trebucket::clock::Now;
use trebucket::command::Command;
use trebucket::session::Session;

/// Anything the seam may be told.
#[derive(Debug, Clone)]
enum Nudge {
    Upload(u32, String),
    Pause(u32),
    Resume(u32),
    Retry(u32),
    Abort(u32),
    Recall(u32, String),
    Keyed(u32, bool, String),
    Ask(u32, String, String),
    DropAsk(u32),
    Credential(u32, u16, String, String),
    CredentialLost(u32),
    Reply(u32, u16, String, String, String),
    Lost(u32, String),
    Digested(u32, u32, String, String),
    Filled(u32, u32, u64, bool),
    Online(bool),
    Wake,
    Wipe,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_heard_the_session_answers_and_falls_silent(
        provider in prop::sample::select(vec!["oss", "bos", "cos"]),
        nudges in prop::collection::vec((nudge(), moment()), 0..120),
    ) {
        let bucket = if provider == "cos" { "photos-1250000000" } else { "photos" };
        let options = format!(r#"{{"provider":"{provider}","bucket":"{bucket}","region":"bj","debug":true}}"#);
        let mut session = Session::new(&options, 7).expect("plain options");
        let (mut flying, mut uploads) = (0_usize, 0_usize);
        for (nudge, now) in nudges {
            uploads += usize::from(matches!(nudge, Nudge::Upload(..)));
            tell(&mut session, &nudge, now);
            let commands: Vec<Command> = std::iter::from_fn(|| session.poll(now)).take(COMMANDS_MAX).collect();
            prop_assert!(commands.len() < COMMANDS_MAX, "a drain without end after {nudge:?}");
            flying += commands.iter().filter(|command| matches!(command, Command::Send(_))).count();
            prop_assert!(session.deadline().is_none_or(f64::is_finite));
            prop_assert!(session.poll(now).is_none(), "silent, and then not");
        }
        // Six at once, and one for each answer that was heard: nobody answers here more than 120 times.
        prop_assert!(flying <= 6 * (uploads + 1) + 400, "{flying} requests for {uploads} uploads");
    }

    #[test]
    fn options_of_any_text_are_taken_or_refused(text in hostile(), seed in any::<u64>()) {
        if let Err(error) = Session::new(&text, seed) {
            prop_assert!(!error.message.is_empty());
        }
    }
}

fn tell(session: &mut Session, nudge: &Nudge, now: Now) {
    match nudge.clone() {
        Nudge::Upload(id, spec) => session.upload(id, &spec, now),
        Nudge::Pause(id) => session.pause(id, now),
        Nudge::Resume(id) => session.resume(id, now),
        Nudge::Retry(id) => session.retry(id, now),
        Nudge::Abort(id) => session.abort(id, now),
        Nudge::Recall(id, text) => session.recall(id, &text, now),
        Nudge::Keyed(id, answered, text) => {
            session.keyed(id, if answered { Ok(&text) } else { Err(&text) }, now);
        }
        Nudge::Ask(ask, kind, spec) => session.ask(ask, &kind, &spec, now),
        Nudge::DropAsk(ask) => session.drop_ask(ask, now),
        Nudge::Credential(ask, status, date, text) => session.credential(ask, status, &date, &text, now),
        Nudge::CredentialLost(ask) => session.credential_lost(ask, "Failed to fetch", now),
        Nudge::Reply(request, status, headers, body, crc64) => {
            session.reply(request, status, &headers, &body, &crc64, &crc64, now);
        }
        Nudge::Lost(request, why) => session.lost(request, &why, now),
        Nudge::Digested(id, part, crc64, md5) => session.digested(id, part, &crc64, &md5, now),
        Nudge::Filled(id, part, bytes, ended) => session.filled(id, part, bytes, ended, now),
        Nudge::Online(online) => session.online(online, now),
        Nudge::Wake => session.wake(now),
        Nudge::Wipe => session.wipe(),
    }
}

fn nudge() -> impl Strategy<Value = Nudge> {
    let (id, request) = (0..4_u32, 0..40_u32);
    prop_oneof![
        6 => (id.clone(), spec()).prop_map(|(id, spec)| Nudge::Upload(id, spec)),
        2 => id.clone().prop_map(Nudge::Pause),
        3 => id.clone().prop_map(Nudge::Resume),
        2 => id.clone().prop_map(Nudge::Retry),
        1 => id.clone().prop_map(Nudge::Abort),
        1 => (id.clone(), hostile()).prop_map(|(id, text)| Nudge::Recall(id, text)),
        2 => (id.clone(), any::<bool>(), hostile()).prop_map(|(id, said, text)| Nudge::Keyed(id, said, text)),
        2 => (id.clone(), kind(), spec()).prop_map(|(ask, kind, spec)| Nudge::Ask(ask, kind, spec)),
        1 => id.clone().prop_map(Nudge::DropAsk),
        8 => (0..8_u32, status(), hostile(), set())
            .prop_map(|(ask, status, date, text)| Nudge::Credential(ask, status, date, text)),
        1 => id.clone().prop_map(Nudge::CredentialLost),
        20 => (request.clone(), status(), headers(), body(), hostile())
            .prop_map(|(request, status, headers, body, crc64)| Nudge::Reply(request, status, headers, body, crc64)),
        4 => (request, hostile()).prop_map(|(request, why)| Nudge::Lost(request, why)),
        3 => (id.clone(), 0..12_000_u32, hostile(), hostile())
            .prop_map(|(id, part, crc64, md5)| Nudge::Digested(id, part, crc64, md5)),
        3 => (id, 0..12_000_u32, any::<u64>(), any::<bool>())
            .prop_map(|(id, part, bytes, ended)| Nudge::Filled(id, part, bytes, ended)),
        1 => any::<bool>().prop_map(Nudge::Online),
        2 => Just(Nudge::Wake),
        1 => Just(Nudge::Wipe),
    ]
}

/// Clocks as a broken device may show them.
fn moment() -> impl Strategy<Value = Now> {
    let clock = || prop_oneof![10 => 0.0..1e7, 1 => Just(f64::NAN), 1 => any::<f64>()];
    (clock(), clock()).prop_map(|(mono, wall)| Now { mono, wall: wall + 1.7e12 })
}

fn spec() -> impl Strategy<Value = String> {
    let size = prop::sample::select(vec!["0", "5", "9000000", "52428800001", "48000000000000", "-1", "null"]);
    let rest = prop::sample::select(vec![
        r#""key":"a""#,
        r#""key":"a","mode":"multipart","checksum":"none""#,
        r#""key":"a","forbidOverwrite":true,"callback":{"url":"https://x"}"#,
        r#""checkpoint":"{\"version\":1}""#,
        r#""key":"../a","partSize":0"#,
    ]);
    prop_oneof![
        8 => (size, rest).prop_map(|(size, rest)| format!("{{\"size\":{size},{rest}}}")),
        1 => Just(r#"{"key":"stream"}"#.to_owned()),
        1 => hostile(),
    ]
}

fn kind() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["fetch", "presign", "form", "?"]).prop_map(str::to_owned)
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![6 => prop::sample::select(vec![200, 203, 204, 400, 403, 404, 409, 412, 429, 500, 503]), 1 => any::<u16>()]
}

fn set() -> impl Strategy<Value = String> {
    let good = (0..3_u32, 0..4_000_u64).prop_map(|(id, life)| {
        let end = 1_700_000_000 + life;
        format!(r#"{{"accessKeyId":"FAKE{id}","accessKeySecret":"FAKE","securityToken":"FAKE","expiration":{end}}}"#)
    });
    prop_oneof![6 => good, 1 => hostile()]
}

fn headers() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "etag: \"D41D8CD98F00B204E9800998ECF8427E\"",
        "x-oss-hash-crc64ecma: 0",
        "x-cos-hash-crc64ecma: 99999999999999999999999",
        "retry-after: 99999999999",
        "content-length: 5",
        "date: Mon, 20 May 2024 08:30:15 GMT",
        "x-oss-err: !!!",
        ":",
        "last-modified",
    ]);
    prop::collection::vec(line, 0..4).prop_map(|lines| lines.join("\r\n"))
}

fn body() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        "<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>",
        r#"{"uploadId":"U","eTag":"x","parts":[{"partNumber":1,"eTag":"","size":0}],"isTruncated":true,"nextPartNumberMarker":1}"#,
        "<Error><Code>NoSuchUpload</Code></Error>",
        "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2026-01-01T00:00:00Z</ServerTime></Error>",
        "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>",
        "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>4294967295</NextPartNumberMarker></ListPartsResult>",
        "<html>Welcome</html>",
    ]);
    prop_oneof![5 => known.prop_map(str::to_owned), 1 => hostile()]
}

/// Text from a stranger: any characters, long, deep, half of a tag.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => ".{0,40}",
        1 => "[<>/&;\"'{}\\[\\]:,a-zA-Z0-9\\\\]{0,200}",
        1 => Just("[".repeat(10_000)),
        1 => Just("<Error>".repeat(2_000)),
        1 => Just("\u{0}\u{202e}\u{1f4a9}".to_owned()),
    ]
}

/// A drain that says more leads nowhere: ten thousand parts are told in one.
const COMMANDS_MAX: usize = 50_000;
