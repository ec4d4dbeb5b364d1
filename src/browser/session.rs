//! The engine's session as JavaScript sees it: numbers and texts in, commands out. It decides nothing.

use crate::clock::Now;
use crate::command::Failure;
use crate::json::to_json;
use crate::session;
use wasm_bindgen::prelude::wasm_bindgen;

/// One bucket's engine.
#[wasm_bindgen]
pub struct Session {
    engine: session::Session,
    now: Now,
}

#[wasm_bindgen]
impl Session {
    /// A session for the options of an uploader, as JSON.
    ///
    /// # Errors
    /// Throws a `Failure` that names the option, as JSON.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any seed will do")]
    pub fn new(options: &str, seed: f64) -> Result<Self, String> {
        let engine = session::Session::new(options, seed as u64);
        let now = Now { mono: 0.0, wall: 0.0 };
        engine.map(|engine| Self { engine, now }).map_err(|error| to_json(&Failure::from(error)))
    }

    /// What time it is, by `performance.now()` and `Date.now()`: said before every nudge, and true until the next.
    pub fn tick(&mut self, mono: f64, wall: f64) {
        self.now = Now { mono, wall };
    }

    /// A file to upload, its options as JSON.
    pub fn upload(&mut self, id: u32, spec: &str) {
        self.engine.upload(id, spec, self.now);
    }

    /// Stop an upload, keeping everything.
    pub fn pause(&mut self, id: u32) {
        self.engine.pause(id, self.now);
    }

    /// Let a paused upload go on.
    pub fn resume(&mut self, id: u32) {
        self.engine.resume(id, self.now);
    }

    /// Take a failed upload up again.
    pub fn retry(&mut self, id: u32) {
        self.engine.retry(id, self.now);
    }

    /// Give an upload up, and its multipart on the cloud.
    pub fn abort(&mut self, id: u32) {
        self.engine.abort(id, self.now);
    }

    /// The key function answered.
    pub fn keyed(&mut self, id: u32, key: &str) {
        self.engine.keyed(id, Ok(key), self.now);
    }

    /// The key function threw.
    #[wasm_bindgen(js_name = keyThrew)]
    pub fn key_threw(&mut self, id: u32, message: &str) {
        self.engine.keyed(id, Err(message), self.now);
    }

    /// A one-shot asking, its words as JSON.
    pub fn ask(&mut self, ask: u32, kind: &str, spec: &str) {
        self.engine.ask(ask, kind, spec, self.now);
    }

    /// Nobody waits for that asking any more.
    #[wasm_bindgen(js_name = dropAsk)]
    pub fn drop_ask(&mut self, ask: u32) {
        self.engine.drop_ask(ask, self.now);
    }

    /// The credential source answered.
    pub fn credential(&mut self, ask: u32, status: u16, date: &str, text: &str) {
        self.engine.credential(ask, status, date, text, self.now);
    }

    /// The app server could not be reached.
    #[wasm_bindgen(js_name = credentialLost)]
    pub fn credential_lost(&mut self, ask: u32, message: &str) {
        self.engine.credential_lost(ask, message, self.now);
    }

    /// The credential function threw.
    #[wasm_bindgen(js_name = credentialThrew)]
    pub fn credential_threw(&mut self, ask: u32, message: &str) {
        self.engine.credential_threw(ask, message, self.now);
    }

    /// A request was answered; the figures of its bytes in decimal and hexadecimal, or empty.
    pub fn reply(&mut self, request: u32, status: u16, headers: &str, body: &str, crc64: &str, md5: &str) {
        self.engine.reply(request, status, headers, body, crc64, md5, self.now);
    }

    /// A request got no answer.
    pub fn lost(&mut self, request: u32, why: &str) {
        self.engine.lost(request, why, self.now);
    }

    /// A range was hashed; empty where it could not be read.
    pub fn digested(&mut self, id: u32, part: u32, crc64: &str, md5: &str) {
        self.engine.digested(id, part, crc64, md5, self.now);
    }

    /// A stream's buffer was filled.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of bytes")]
    pub fn filled(&mut self, id: u32, part: u32, bytes: f64, ended: bool) {
        self.engine.filled(id, part, bytes as u64, ended, self.now);
    }

    /// The browser says whether there is a network.
    pub fn online(&mut self, online: bool) {
        self.engine.online(online, self.now);
    }

    /// The timer rang, or the page came to life.
    pub fn wake(&mut self) {
        self.engine.wake(self.now);
    }

    /// The next command as JSON, or `undefined`.
    pub fn poll(&mut self) -> Option<String> {
        self.engine.poll(self.now).map(|command| to_json(&command))
    }

    /// When to wake it at the latest, by the monotonic clock.
    #[must_use]
    pub fn deadline(&self) -> Option<f64> {
        self.engine.deadline()
    }

    /// Forgets the credential; nothing is sent any more.
    pub fn wipe(&mut self) {
        self.engine.wipe();
    }
}
