//! The seam in real browsers: what Rust hands to JavaScript arrives as JavaScript expects it.
#![cfg(target_arch = "wasm32")]

use js_sys::Reflect;
use serde::Serialize;
use trebucket::command::{Command, Hash};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

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

fn crossed(command: &Command) -> JsValue {
    command.serialize(&serde_wasm_bindgen::Serializer::new()).expect("a command is plain data")
}

fn word(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}
