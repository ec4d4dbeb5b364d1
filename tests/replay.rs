//! Plays recordings back: what a session heard (`ts/record.ts`), line by line; what it says must be what it said then.
//!
//! A recording is `tests/replays/NAME.jsonl`. What follows from it stands in `NAME.txt`; `UPDATE=1` writes it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trebucket::clock::Now;
use trebucket::command::{Command, Event};
use trebucket::session::Session;

#[test]
fn every_recording_is_answered_as_it_was() {
    let recordings = recordings();
    assert!(!recordings.is_empty(), "tests/replays holds a recording");
    for path in recordings {
        let (said, expected) = (replay(&path).join("\n") + "\n", path.with_extension("txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &said).expect("tests/replays can be written");
        }
        let known = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(said, known, "{}", path.display());
    }
}

#[test]
fn a_recording_holds_no_line_that_is_no_nudge() {
    for path in recordings() {
        let text = fs::read_to_string(&path).expect("readable");
        for line in text.lines().skip(1) {
            let (mut session, mut now) = fresh();
            assert!(hear(&mut session, &mut now, &parse(line)), "{}: {line}", path.display());
        }
    }
}

#[test]
fn a_recording_holds_no_secret() {
    let mut sets = 0;
    for path in recordings() {
        let text = fs::read_to_string(&path).expect("readable");
        for line in text.lines().map(parse).filter(|line| word(line, 0) == "credential") {
            let issued = trebucket::credential::read(word(&line, 4)).expect("a set").credential;
            for secret in [issued.id.as_str(), &issued.secret, issued.token()] {
                assert!(secret.starts_with("veiled-"), "{}", path.display());
                sets += 1;
            }
        }
    }
    assert!(sets >= 3, "some recording holds a set");
}

fn recordings() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replays");
    let entries = fs::read_dir(folder).expect("tests/replays is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    paths.sort();
    paths
}

fn replay(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("readable");
    let mut lines = text.lines().map(parse);
    let first = lines.next().expect("a recording begins with the options");
    let (_, mut now) = fresh();
    let mut session = Session::new(word(&first, 1), number(&first, 2)).expect("options that were taken then");
    let mut said = Vec::new();
    for line in lines {
        assert!(hear(&mut session, &mut now, &line), "no nudge: {line:?}");
        if word(&line, 0) != "tick" {
            said.extend(std::iter::from_fn(|| session.poll(now)).map(|command| brief(&command)));
        }
    }
    said
}

/// Tells the session one line; false where it is none that the seam knows.
fn hear(session: &mut Session, now: &mut Now, line: &[Value]) -> bool {
    let (text, id) = (|at: usize| word(line, at), number(line, 1) as u32);
    match text(0) {
        "tick" => *now = Now { mono: float(line, 1), wall: float(line, 2) },
        "upload" => session.upload(id, text(2), *now),
        "pause" => session.pause(id, *now),
        "resume" => session.resume(id, *now),
        "retry" => session.retry(id, *now),
        "abort" => session.abort(id, *now),
        "recall" => session.recall(id, text(2), *now),
        "keyed" => session.keyed(id, Ok(text(2)), *now),
        "keyThrew" => session.keyed(id, Err(text(2)), *now),
        "fetch" | "presign" | "form" => session.ask(id, text(0), text(2), *now),
        "dropAsk" => session.drop_ask(id, *now),
        "credential" => session.credential(id, number(line, 2) as u16, text(3), text(4), *now),
        "credentialLost" => session.credential_lost(id, text(2), *now),
        "credentialThrew" => session.credential_threw(id, text(2), *now),
        "reply" => {
            let status = number(line, 2) as u16;
            session.reply(id, status, text(3), text(4), text(5), text(6), *now);
        }
        "lost" => session.lost(id, text(2), *now),
        "digested" => session.digested(id, number(line, 2) as u32, text(3), text(4), *now),
        "filled" => session.filled(id, number(line, 2) as u32, number(line, 3), flag(line, 4), *now),
        "online" | "offline" => session.online(text(0) == "online", *now),
        "wake" => session.wake(*now),
        "wipe" => session.wipe(),
        _ => return false,
    }
    true
}

/// What a command says, without what changes with the secrets.
fn brief(command: &Command) -> String {
    match command {
        Command::Send(send) => {
            let url = send.url.split('?').next().unwrap_or_default();
            format!("send {} {} {url} {:?}", send.request, send.method, send.body)
        }
        Command::AskCredential { ask, reason, .. } => format!("ask for a credential {ask} ({reason})"),
        Command::Answer { ask, .. } => format!("answer {ask}"),
        Command::Tell { event: Event::Credential { reason, generation, .. }, .. } => {
            format!("tell credential {generation} ({reason})")
        }
        other => format!("{other:?}"),
    }
}

fn fresh() -> (Session, Now) {
    let options = r#"{"provider":"oss","bucket":"photos","region":"cn-hangzhou"}"#;
    (Session::new(options, 1).expect("plain options"), Now { mono: 0.0, wall: 0.0 })
}

fn parse(line: &str) -> Vec<Value> {
    serde_json::from_str(line).expect("one JSON array a line")
}

fn word(line: &[Value], at: usize) -> &str {
    line.get(at).and_then(Value::as_str).unwrap_or_default()
}

fn number(line: &[Value], at: usize) -> u64 {
    float(line, at) as u64
}

fn float(line: &[Value], at: usize) -> f64 {
    line.get(at).and_then(Value::as_f64).unwrap_or_default()
}

fn flag(line: &[Value], at: usize) -> bool {
    line.get(at).and_then(Value::as_bool).unwrap_or_default()
}
