//! The seam in real browsers: what Rust and JavaScript hand each other arrives as the other expects it.
#![cfg(target_arch = "wasm32")]

use js_sys::{JSON, Reflect, eval};
use serde::Serialize;
use trebucket::browser::credential::ask_app_server;
use trebucket::browser::session::Session;
use trebucket::command::{Command, Hash};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortSignal, Headers};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_range_beyond_four_gibibytes_crosses_as_plain_numbers() {
    let (start, end) = (5 << 30, (5 << 30) + 1);
    let command = crossed(&Command::Digest { upload: 1, part: 2, start, end, hash: Hash::Crc64 });
    assert_eq!(word(&command, "do").as_string().as_deref(), Some("digest"));
    assert_eq!(word(&command, "start").as_f64(), Some(5_368_709_120.0));
    assert_eq!(word(&command, "end").as_f64(), Some(5_368_709_121.0));
}

#[wasm_bindgen_test]
fn a_command_without_a_refused_key_has_no_null_in_it() {
    let command = crossed(&Command::AskCredential { ask: 1, reason: "first", refused: None });
    assert_eq!(word(&command, "do").as_string().as_deref(), Some("askCredential"));
    assert!(word(&command, "refused").is_undefined());
}

#[wasm_bindgen_test]
fn bad_options_throw_an_object_with_code_and_hint() {
    let thrown = Session::new(r#"{"provider":"s3","bucket":"photos"}"#, 1.0).err().expect("a refusal");
    assert_eq!(text(&thrown, "code"), "invalid-argument");
    assert_eq!(text(&thrown, "hint"), "provider");
}

#[wasm_bindgen_test]
fn an_upload_asks_for_a_credential_and_then_sends_a_signed_request() {
    let mut session = Session::new(OPTIONS, 1.0).expect("good options");
    session.upload(1, r#"{"key":"cat.png","size":1,"mode":"put"}"#, 0.0, NOON);
    let ask = until(&mut session, "askCredential");
    assert_eq!(text(&ask, "reason"), "first");
    session.credential(number(&ask, "ask"), 200, "", SET, 5.0, NOON + 5.0);
    let send = until(&mut session, "send");
    assert_eq!(text(&send, "method"), "PUT");
    assert_eq!(text(&send, "url"), "https://photos.oss-cn-hangzhou.aliyuncs.com/cat.png");
}

#[wasm_bindgen_test]
async fn the_app_servers_answer_arrives_with_its_status_and_text() {
    let url = r#"data:application/json,{"accessKeyId":"fake"}"#.to_owned();
    let headers = Headers::new().expect("headers");
    let answer = ask_app_server(url, "get".to_owned(), headers, None, false, signal("new AbortController()"));
    let answer = answer.await.expect("an answer");
    assert_eq!(word(&answer, "status").as_f64(), Some(200.0));
    assert_eq!(text(&answer, "text"), r#"{"accessKeyId":"fake"}"#);
}

#[wasm_bindgen_test]
async fn an_asking_that_was_given_up_rejects() {
    let url = "data:application/json,{}".to_owned();
    let headers = Headers::new().expect("headers");
    let gone = signal("(() => { const it = new AbortController(); it.abort(); return it; })()");
    assert!(ask_app_server(url, "GET".to_owned(), headers, None, false, gone).await.is_err());
}

/// The next command of this kind; what comes before it is passed over.
fn until(session: &mut Session, kind: &str) -> JsValue {
    for _ in 0..10 {
        let command = session.poll(10.0, NOON + 10.0);
        assert!(!command.is_undefined(), "the session never said {kind}");
        if text(&command, "do") == kind {
            return command;
        }
    }
    unreachable!("the session never said {kind}")
}

fn crossed(command: &Command) -> JsValue {
    command.serialize(&serde_wasm_bindgen::Serializer::new()).expect("a command is plain data")
}

fn signal(controller: &str) -> AbortSignal {
    word(&eval(controller).expect("a controller"), "signal").unchecked_into()
}

fn word(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

fn text(object: &JsValue, name: &str) -> String {
    let value = word(object, name);
    value.as_string().unwrap_or_else(|| format!("{name} is {:?}", JSON::stringify(&value)))
}

fn number(object: &JsValue, name: &str) -> u32 {
    word(object, name).as_f64().expect("a number") as u32
}

const NOON: f64 = 1_700_000_000_000.0;
const OPTIONS: &str = r#"{"provider":"oss","bucket":"photos","region":"cn-hangzhou","renewable":true}"#;
const SET: &str = r#"{"accessKeyId":"STS.fake","accessKeySecret":"fake","sessionToken":"fake","expiration":1700003600000,"serverTime":1700000000000}"#;
