//! The engine's session as JavaScript sees it: numbers and texts in, commands out. It decides nothing.

use crate::clock::Now;
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
    /// Throws an error that names the option, as JSON.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any seed will do")]
    pub fn new(options: &str, seed: f64) -> Result<Self, String> {
        let engine = session::Session::new(options, seed as u64);
        let now = Now { mono: 0.0, wall: 0.0 };
        engine.map(|engine| Self { engine, now }).map_err(|error| to_json(&error))
    }

    /// What time it is, by `performance.now()` and `Date.now()`: said before every nudge, and true until the next.
    pub fn tick(&mut self, mono: f64, wall: f64) {
        self.now = Now { mono, wall };
    }

    /// An event that a number and a text tell: which upload, asking or request, and what about it.
    pub fn nudge(&mut self, word: &str, number: u32, text: &str) {
        let (engine, now) = (&mut self.engine, self.now);
        match word {
            "upload" => engine.upload(number, text, now),
            "pause" => engine.pause(number, now),
            "resume" => engine.resume(number, now),
            "retry" => engine.retry(number, now),
            "abort" => engine.abort(number, now),
            "recall" => engine.recall(number, text, now),
            "keyed" => engine.keyed(number, Ok(text), now),
            "keyThrew" => engine.keyed(number, Err(text), now),
            "fetch" | "presign" | "form" => engine.ask(number, word, text, now),
            "dropAsk" => engine.drop_ask(number, now),
            "credentialLost" => engine.credential_lost(number, text, now),
            "credentialThrew" => engine.credential_threw(number, text, now),
            "lost" => engine.lost(number, text, now),
            "online" | "offline" => engine.online(word == "online", now),
            _ => engine.wake(now),
        }
    }

    /// The credential source answered.
    pub fn credential(&mut self, ask: u32, status: u16, date: &str, text: &str) {
        self.engine.credential(ask, status, date, text, self.now);
    }

    /// A request was answered; the figures of its bytes in decimal and hexadecimal, or empty.
    pub fn reply(&mut self, request: u32, status: u16, headers: &str, body: &str, crc64: &str, md5: &str) {
        self.engine.reply(request, status, headers, body, crc64, md5, self.now);
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
