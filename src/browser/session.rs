//! The engine's session as JavaScript sees it: numbers and texts in, commands out. It decides nothing.

use crate::clock::Now;
use crate::command::Failure;
use crate::session;
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// One bucket's engine. Every nudge ends in the two clocks, `performance.now()` and `Date.now()`.
#[wasm_bindgen]
pub struct Session(session::Session);

#[wasm_bindgen]
#[expect(
    clippy::too_many_arguments,
    reason = "an answer crosses in one call, without building an object for it"
)]
impl Session {
    /// A session for the options of an uploader, as JSON.
    ///
    /// # Errors
    /// Throws a `Failure` that names the option.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any seed will do")]
    pub fn new(options: &str, seed: f64) -> Result<Self, JsValue> {
        session::Session::new(options, seed as u64).map(Self).map_err(|error| plain(&Failure::from(error)))
    }

    /// A file to upload, its options as JSON.
    pub fn upload(&mut self, id: u32, spec: &str, mono: f64, wall: f64) {
        self.0.upload(id, spec, Now { mono, wall });
    }

    /// Stop an upload, keeping everything.
    pub fn pause(&mut self, id: u32, mono: f64, wall: f64) {
        self.0.pause(id, Now { mono, wall });
    }

    /// Let a paused upload go on.
    pub fn resume(&mut self, id: u32, mono: f64, wall: f64) {
        self.0.resume(id, Now { mono, wall });
    }

    /// Take a failed upload up again.
    pub fn retry(&mut self, id: u32, mono: f64, wall: f64) {
        self.0.retry(id, Now { mono, wall });
    }

    /// Give an upload up, and its multipart on the cloud.
    pub fn abort(&mut self, id: u32, mono: f64, wall: f64) {
        self.0.abort(id, Now { mono, wall });
    }

    /// The key function answered.
    pub fn keyed(&mut self, id: u32, key: &str, mono: f64, wall: f64) {
        self.0.keyed(id, Ok(key), Now { mono, wall });
    }

    /// The key function threw.
    #[wasm_bindgen(js_name = keyThrew)]
    pub fn key_threw(&mut self, id: u32, message: &str, mono: f64, wall: f64) {
        self.0.keyed(id, Err(message), Now { mono, wall });
    }

    /// A one-shot asking, its words as JSON.
    pub fn ask(&mut self, ask: u32, kind: &str, spec: &str, mono: f64, wall: f64) {
        self.0.ask(ask, kind, spec, Now { mono, wall });
    }

    /// Nobody waits for that asking any more.
    #[wasm_bindgen(js_name = dropAsk)]
    pub fn drop_ask(&mut self, ask: u32, mono: f64, wall: f64) {
        self.0.drop_ask(ask, Now { mono, wall });
    }

    /// The credential source answered.
    pub fn credential(&mut self, ask: u32, status: u16, date: &str, text: &str, mono: f64, wall: f64) {
        self.0.credential(ask, status, date, text, Now { mono, wall });
    }

    /// The app server could not be reached.
    #[wasm_bindgen(js_name = credentialLost)]
    pub fn credential_lost(&mut self, ask: u32, message: &str, mono: f64, wall: f64) {
        self.0.credential_lost(ask, message, Now { mono, wall });
    }

    /// The credential function threw.
    #[wasm_bindgen(js_name = credentialThrew)]
    pub fn credential_threw(&mut self, ask: u32, message: &str, mono: f64, wall: f64) {
        self.0.credential_threw(ask, message, Now { mono, wall });
    }

    /// A request was answered; the figures of its bytes in decimal and hexadecimal, or empty.
    pub fn reply(
        &mut self,
        request: u32,
        status: u16,
        headers: &str,
        body: &str,
        crc64: &str,
        md5: &str,
        mono: f64,
        wall: f64,
    ) {
        self.0.reply(request, status, headers, body, crc64, md5, Now { mono, wall });
    }

    /// A request got no answer.
    pub fn lost(&mut self, request: u32, why: &str, mono: f64, wall: f64) {
        self.0.lost(request, why, Now { mono, wall });
    }

    /// A range was hashed; empty where it could not be read.
    pub fn digested(&mut self, id: u32, part: u32, crc64: &str, md5: &str, mono: f64, wall: f64) {
        self.0.digested(id, part, crc64, md5, Now { mono, wall });
    }

    /// A stream's buffer was filled.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of bytes")]
    pub fn filled(&mut self, id: u32, part: u32, bytes: f64, ended: bool, mono: f64, wall: f64) {
        self.0.filled(id, part, bytes as u64, ended, Now { mono, wall });
    }

    /// The browser says whether there is a network.
    pub fn online(&mut self, online: bool, mono: f64, wall: f64) {
        self.0.online(online, Now { mono, wall });
    }

    /// The timer rang, or the page came to life.
    pub fn wake(&mut self, mono: f64, wall: f64) {
        self.0.wake(Now { mono, wall });
    }

    /// The next command, or `undefined`.
    pub fn poll(&mut self, mono: f64, wall: f64) -> JsValue {
        self.0.poll(Now { mono, wall }).map_or(JsValue::UNDEFINED, |command| plain(&command))
    }

    /// When to wake it at the latest, by the monotonic clock.
    #[must_use]
    pub fn deadline(&self) -> Option<f64> {
        self.0.deadline()
    }

    /// Forgets the credential; nothing is sent any more.
    pub fn wipe(&mut self) {
        self.0.wipe();
    }
}

/// As a plain object: numbers stay numbers, what is absent is `undefined`. A command that got lost here would look
/// like an end of the drain, so a number that JavaScript cannot hold is a panic.
fn plain(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).expect("a command is plain data")
}
