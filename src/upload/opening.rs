//! How an upload begins: the key is known, one request or parts is chosen, an earlier attempt is taken up.

use super::listing::Listing;
use super::simple::Simple;
use super::streaming::Stream;
use super::{Stage, Turn, Upload};
use crate::checkpoint::Checkpoint;
use crate::command::Event;
use crate::error::{Error, ErrorCode, Hint};
use crate::parts::{Parts, Plan};
use crate::provider::Dialect;
use crate::spec::{Mode, UploadSpec};
use crate::text;

impl Upload {
    /// An upload that has not begun.
    #[must_use]
    pub fn new(id: u32, spec: UploadSpec, turn: &mut Turn<'_>) -> Self {
        let size = spec.size.unwrap_or(0);
        let plan = Plan::cut(size, spec.part_size, turn.bucket.provider.dialect(), turn.pace.line());
        let mut upload = Self {
            id,
            priority: spec.priority,
            stage: Stage::Key,
            end: None,
            paused: false,
            started: false,
            post: false,
            simple: Simple::No,
            in_url: false,
            plan,
            parts: Parts::new(0),
            upload_id: None,
            flights: Vec::new(),
            rests: Vec::new(),
            stumbles: Vec::new(),
            shut: 0,
            trouble_since: None,
            refusals: Vec::new(),
            damages: Vec::new(),
            strayed_at: None,
            restarts: 0,
            ambiguous: false,
            resumed: false,
            saved_at: None,
            began: turn.life,
            digesting: None,
            list_refused: false,
            stored: None,
            stream: spec.size.is_none().then(Stream::default),
            key_called: false,
            spec,
        };
        upload.open(turn);
        upload
    }

    /// What an earlier attempt left, which only the key could tell.
    pub fn recall(&mut self, checkpoint: &str) {
        if matches!(self.stage, Stage::Key) {
            self.spec.checkpoint = Some(checkpoint.to_owned());
        }
    }

    /// The key function answered.
    pub fn keyed(&mut self, key: Result<&str, &str>, turn: &mut Turn<'_>) {
        if !matches!(self.stage, Stage::Key) || self.end.is_some() {
            return;
        }
        match key {
            Ok(key) => {
                self.spec.key = Some(key.to_owned());
                self.open(turn);
            }
            Err(message) => {
                self.key_called = false;
                let message = ["the key function failed: ", message].concat();
                self.fail(Error::invalid(Hint::KeyFunction, &message), turn);
            }
        }
    }

    /// Whether the key function is to be called now; true once.
    pub fn take_key_call(&mut self) -> bool {
        let call = matches!(self.stage, Stage::Key) && self.is_active() && !self.key_called;
        self.key_called |= call;
        call
    }

    pub(super) fn open(&mut self, turn: &mut Turn<'_>) {
        let Some(key) = self.spec.key.as_deref() else { return };
        if let Err(error) = turn.bucket.check_key(key).and_then(|()| self.choose(turn)) {
            return self.fail(error, turn);
        }
        self.announce(turn);
    }

    /// One request or parts? A stream tells when its first part is read.
    fn choose(&mut self, turn: &Turn<'_>) -> Result<(), Error> {
        self.check_mode(turn.bucket.provider.dialect())?;
        self.post = self.spec.mode == Mode::Post || self.spec.mode == Mode::Auto && self.suits_form(turn);
        self.choose_simple(turn);
        if self.stream.is_some() {
            self.stage = Stage::Fill;
            return Ok(());
        }
        let single = match self.spec.mode {
            Mode::Put | Mode::Post => true,
            Mode::Multipart => false,
            Mode::Auto => self.plan.size <= self.plan.part_size,
        };
        if single {
            self.stage = Stage::Whole;
            self.parts = Parts::new(1);
            self.plan.part_size = self.plan.size.max(1);
        } else {
            self.stage = Stage::Initiate;
            self.parts = Parts::new(self.plan.count());
            self.take_up();
        }
        Ok(())
    }

    /// A form needs no preflight: on a slow link that halves the time of a small file. It cannot carry everything.
    fn suits_form(&self, turn: &Turn<'_>) -> bool {
        let (object, key) = (&self.spec.object, self.key());
        let plain = object.headers.is_empty() && object.tagging.is_empty() && object.callback.is_none();
        // Browsers rewrite line breaks in fields, and the clouds replace this word by the file's name.
        let literal =
            !key.contains(|sign: char| sign.is_control()) && text::find(key, "${filename}").is_none();
        let allowed = turn.bucket.provider.dialect().form_post && !turn.learnt.refuses_form;
        allowed
            && plain
            && literal
            && !object.forbid_overwrite
            && self.plan.size <= FORM_MAX
            && self.stream.is_none()
    }

    fn check_mode(&self, dialect: &Dialect) -> Result<(), Error> {
        let (size, mode) = (self.plan.size, self.spec.mode);
        if size > dialect.object_max {
            return Err(Error::invalid(Hint::TooLarge, "the file is larger than the cloud stores"));
        }
        if matches!(mode, Mode::Put | Mode::Post) && size > dialect.part_max {
            return Err(Error::invalid(Hint::TooLarge, "the file is too large for a single request"));
        }
        if mode == Mode::Post && !dialect.form_post {
            let message = "this cloud documents no form upload with a session token";
            return Err(Error::new(ErrorCode::Unsupported, Hint::BosForm, message));
        }
        Ok(())
    }

    /// Takes up what a checkpoint tells of an earlier attempt.
    fn take_up(&mut self) {
        let Some(known) = self.spec.checkpoint.take().and_then(|text| Checkpoint::read(&text)) else {
            return;
        };
        if Some(&known.key) != self.spec.key.as_ref() || known.size != self.plan.size {
            return;
        }
        self.plan = Plan { size: known.size, part_size: known.part_size };
        self.parts = Parts::new(self.plan.count());
        self.upload_id = Some(known.upload_id);
        self.stage = Stage::List(Listing::resume(known.parts));
    }

    /// Says how the file is cut, and what of it is home.
    pub(super) fn announce(&self, turn: &mut Turn<'_>) {
        let key = self.key().to_owned();
        turn.tell(self.id, Event::Plan { key, parts: self.parts.total(), part_size: self.plan.part_size });
        for (part, _) in self.parts.homes() {
            turn.tell(self.id, Event::Part { part, size: self.plan.bytes(part) });
        }
    }
}

/// Above this a file is worth its preflight, and its progress in bytes: 1 MiB takes four seconds at 2 Mbit/s.
const FORM_MAX: u64 = 1 << 20;
