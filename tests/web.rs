//! The seam in real browsers: what Rust and JavaScript hand each other arrives as the other expects it.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, JSON, Reflect, eval};
use trebucket::browser::credential::ask_app_server;
use trebucket::browser::session::Session;
use trebucket::command::{Command, Hash};
use trebucket::json::to_json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Request;

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
fn bad_options_throw_json_with_code_and_hint() {
    let thrown = Session::new(r#"{"provider":"s3","bucket":"photos"}"#, 1.0).err().expect("a refusal");
    let thrown = JSON::parse(&thrown).expect("JSON");
    assert_eq!(text(&thrown, "code"), "invalid-argument");
    assert_eq!(text(&thrown, "hint"), "provider");
}

#[wasm_bindgen_test]
fn an_upload_asks_for_a_credential_and_then_sends_a_signed_request() {
    let mut session = Session::new(OPTIONS, 1.0).expect("good options");
    session.tick(0.0, NOON);
    session.nudge("upload", 1, r#"{"key":"cat.png","size":1,"mode":"put"}"#);
    let ask = until(&mut session, "askCredential");
    assert_eq!(text(&ask, "reason"), "first");
    session.credential(number(&ask, "ask"), 200, "", SET);
    let send = until(&mut session, "send");
    assert_eq!(text(&send, "method"), "PUT");
    assert_eq!(text(&send, "url"), "https://photos.oss-cn-hangzhou.aliyuncs.com/cat.png");
}

#[wasm_bindgen_test]
async fn the_app_servers_answer_arrives_with_its_status_and_text() {
    let url = r#"data:application/json,{"accessKeyId":"fake"}"#;
    let answer = ask_app_server(Request::new_with_str(url).expect("a request")).await.expect("an answer");
    let [status, _, text] = [0, 1, 2].map(|index| Array::from(&answer).get(index));
    assert_eq!(status.as_f64(), Some(200.0));
    assert_eq!(text.as_string().as_deref(), Some(r#"{"accessKeyId":"fake"}"#));
}

#[wasm_bindgen_test]
async fn an_asking_that_was_given_up_rejects() {
    let request = "new Request('data:application/json,{}', { signal: AbortSignal.abort() })";
    let request: Request = eval(request).expect("a request").unchecked_into();
    let error = JsValue::from(ask_app_server(request).await.expect_err("a rejection"));
    assert!(text(&error, "message").starts_with("AbortError"));
}

/// The next command of this kind; what comes before it is passed over.
fn until(session: &mut Session, kind: &str) -> JsValue {
    for _ in 0..10 {
        let command = session.poll().unwrap_or_else(|| unreachable!("the session never said {kind}"));
        let command = JSON::parse(&command).expect("JSON");
        if text(&command, "do") == kind {
            return command;
        }
    }
    unreachable!("the session never said {kind}")
}

fn crossed(command: &Command) -> JsValue {
    JSON::parse(&to_json(command)).expect("JSON")
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
