//! A lost answer is not a failure: ask for the object and compare, before anything is repeated or given up.

use super::proof::is_md5;
use super::{Next, Stage, Task, Turn, Upload};
use crate::error::{Error, ErrorCode, Hint};
use crate::reply::Reply;
use crate::text;

/// Why the object is asked for, and what was asked before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    why: Why,
    whole: bool,
    refreshed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The answer to Complete, PUT or POST was lost.
    Lost,
    /// Complete found no upload: it may have been completed before.
    Gone,
    /// The key is taken, and must not be overwritten: perhaps by ourselves.
    Exists,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// The cloud's checksum equals ours.
    Proved,
    /// Size, form and time fit, but the checksum is hidden.
    Likely,
    /// Another object, or none.
    Other,
    /// It may not be read.
    Forbidden,
}

impl Upload {
    pub(super) fn ask(&mut self, why: Why, task: Task) {
        self.stage = Stage::Ask(Question { why, whole: task == Task::Whole, refreshed: false });
    }

    pub(super) fn ask_after_loss(&mut self) {
        let whole = matches!(self.stage, Stage::Whole);
        self.ask(Why::Lost, if whole { Task::Whole } else { Task::Complete });
    }

    /// A whole file whose answer was lost has no checksum of ours yet: it is computed before asking.
    pub(super) fn next_question(&mut self, turn: &mut Turn<'_>) -> Next {
        if self.digesting.is_some() {
            return Next::Idle;
        }
        if self.verifies() && self.parts.total() == 1 && self.parts.get(1).is_none() {
            self.digest(1, turn);
            return Next::Idle;
        }
        self.when(Task::Head, turn.now)
    }

    /// The object, or one of its name, is there.
    pub(super) fn object_found(&mut self, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        let Stage::Ask(question) = self.stage else { return };
        let found = self.recognise_object(reply, question, turn);
        match (found, question.why) {
            (Found::Proved, why) => self.ours(why, true, reply, turn),
            (Found::Likely, Why::Gone) => self.ours(Why::Gone, false, reply, turn),
            (Found::Likely, Why::Exists) if self.ambiguous => self.ours(Why::Exists, false, reply, turn),
            _ => self.not_ours(found, question, turn),
        }
    }

    /// The object is not there, or may not be asked for.
    pub(super) fn object_not_found(&mut self, forbidden: bool, says_why: bool, turn: &mut Turn<'_>) {
        let doubts = self.doubts_credential();
        let Stage::Ask(question) = &mut self.stage else { return };
        if forbidden && !says_why && doubts {
            question.refreshed = true;
            return;
        }
        let question = *question;
        let found = if forbidden { Found::Forbidden } else { Found::Other };
        self.not_ours(found, question, turn);
    }

    /// A refused HEAD does not say why. Before everything is declared unproved, a fresh credential asks once more.
    #[must_use]
    pub fn doubts_credential(&self) -> bool {
        let Stage::Ask(question) = self.stage else { return false };
        let harmless = question.why == Why::Lost && !(question.whole && self.repeats_badly());
        !harmless && !question.refreshed
    }

    fn recognise_object(&self, reply: &Reply<'_>, question: Question, turn: &Turn<'_>) -> Found {
        if reply.header("content-length").and_then(text::parse_decimal) != Some(self.plan.size) {
            return Found::Other;
        }
        if let (Some(ours), Some(told)) = (self.whole_crc64(), reply.crc64()) {
            return if ours == told { Found::Proved } else { Found::Other };
        }
        let Some(etag) = reply.etag() else { return self.recognise_by_time(reply, turn) };
        let whole_tag =
            self.parts.get(1).map(|home| home.md5.as_str()).filter(|tag| is_md5(tag) && question.whole);
        match whole_tag {
            Some(tag) if is_md5(etag) => {
                if tag.eq_ignore_ascii_case(etag) {
                    Found::Likely
                } else {
                    Found::Other
                }
            }
            _ if question.whole == is_md5(etag) => self.recognise_by_time(reply, turn),
            _ => Found::Other,
        }
    }

    /// Only size and `Last-Modified` are readable without CORS exposure.
    fn recognise_by_time(&self, reply: &Reply<'_>, turn: &Turn<'_>) -> Found {
        // Reckoned back from now: as the upload began, the server's time may not have been known.
        let server = reply.server_time().unwrap_or(turn.server.0);
        let began = server.saturating_sub(turn.life.0.saturating_sub(self.began.0));
        let modified = reply.header("last-modified").and_then(text::parse_date);
        let recent = modified.is_some_and(|modified| modified + CLOCK_SLACK >= began);
        if recent { Found::Likely } else { Found::Other }
    }

    fn ours(&mut self, why: Why, verified: bool, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        turn.log(&["the lost answer was a success: the object is there"]);
        // One that was there before and holds the same bytes leaves ours unfinished.
        let spare = self.upload_id.clone().filter(|_| why != Why::Gone);
        self.finish(verified, reply, turn);
        if let Some(spare) = spare {
            self.clean_spare(spare, turn);
        }
    }

    fn not_ours(&mut self, found: Found, question: Question, turn: &mut Turn<'_>) {
        match question.why {
            Why::Exists => {
                let error =
                    Error::new(ErrorCode::Conflict, Hint::Exists, "an object with this key exists already");
                self.back(question);
                self.fail(error, turn);
            }
            Why::Gone if found == Found::Forbidden => self.unproved(question, turn),
            Why::Gone => {
                self.restarts += 1;
                self.restart(turn);
                if self.restarts > GONE_MAX {
                    self.fail(
                        Error::new(
                            ErrorCode::Server,
                            Hint::Report,
                            "the cloud forgets the upload again and again",
                        ),
                        turn,
                    );
                }
            }
            Why::Lost if question.whole && found == Found::Forbidden && self.repeats_badly() => {
                self.unproved(question, turn)
            }
            Why::Lost => self.back(question),
        }
    }

    /// A repeated PUT would meet its own object, or call the callback server twice.
    fn repeats_badly(&self) -> bool {
        self.spec.object.forbid_overwrite || self.spec.object.callback.is_some()
    }

    fn unproved(&mut self, question: Question, turn: &mut Turn<'_>) {
        self.back(question);
        let message = "the answer was lost, and the credential may not read the object: whether it is stored is not known";
        self.fail(Error::new(ErrorCode::Integrity, Hint::Unproved, message), turn);
    }

    fn back(&mut self, question: Question) {
        self.stage = if question.whole { Stage::Whole } else { Stage::Complete };
        if question.whole {
            self.parts.missing(1);
        }
    }
}

/// Server clocks may differ by so much, ms, and an object is still taken for younger than the upload.
const CLOCK_SLACK: u64 = 2_000;

/// Restarts after a vanished upload.
const GONE_MAX: u32 = 3;
