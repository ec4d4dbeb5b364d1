//! Aborting: cut what is in the air, give the multipart up on the cloud, and once more after stragglers have landed.

use super::{End, Next, Stage, Task, Turn, Upload};
use crate::clock::Instant;
use crate::command::Command;
use crate::error::{Error, ErrorCode, Hint};

/// An abort under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cleaning {
    /// Parts that were cut may still arrive at the cloud.
    stragglers: bool,
    not_before: Instant,
    tries: u32,
}

impl Upload {
    /// The caller gave it up. It ends for the caller at once; the cloud is cleaned up behind.
    pub fn abort(&mut self, turn: &mut Turn<'_>) {
        if matches!(self.end, Some(End::Done | End::Aborted)) {
            turn.out.push_back(Command::Aborted { upload: self.id });
            return;
        }
        let told = self.end.is_some();
        self.end = Some(End::Aborted);
        // An Initiate in the air is left to land: only its answer tells which multipart to give up.
        self.cut(|task| task != Task::Initiate, turn);
        let stragglers = self.strayed_at.is_some_and(|at| turn.now.since(at) < STRAGGLERS_MS);
        self.rests.clear();
        self.refusals.clear();
        self.state("aborted", turn);
        if !told {
            let error = Error::new(ErrorCode::Aborted, Hint::None, "the upload was aborted");
            turn.out.push_back(Command::Fail { upload: self.id, error });
        }
        self.stage = Stage::Clean(Cleaning { stragglers, not_before: turn.now, tries: 0 });
        if self.upload_id.is_none() && !self.is_flying(Task::Initiate) {
            self.cleaned(turn);
        }
    }

    /// The object was put together from an earlier multipart upload: the present one is of no use.
    pub(super) fn clean_spare(&mut self, upload_id: String, turn: &Turn<'_>) {
        self.upload_id = Some(upload_id);
        self.stage = Stage::Clean(Cleaning { stragglers: false, not_before: turn.now, tries: 0 });
    }

    pub(super) fn next_cleaning(&self, now: Instant) -> Next {
        let Stage::Clean(cleaning) = self.stage else { return Next::Idle };
        if self.is_flying(Task::Initiate) || self.is_flying(Task::Abort) || self.upload_id.is_none() {
            return Next::Idle;
        }
        let rest = self.rests.iter().find(|(task, _)| *task == Task::Abort).map(|(_, until)| *until);
        let until = rest.map_or(cleaning.not_before, |until| until.max(cleaning.not_before));
        if now >= until { Next::Send(Task::Abort) } else { Next::Sleep(until) }
    }

    /// The cloud says the multipart is gone.
    pub(super) fn multipart_gone(&mut self, turn: &mut Turn<'_>) {
        let Stage::Clean(cleaning) = &mut self.stage else { return };
        if !cleaning.stragglers {
            return self.cleaned(turn);
        }
        cleaning.stragglers = false;
        cleaning.not_before = turn.now.after(STRAGGLERS_MS);
    }

    /// A request of the clean-up failed; it is not repeated for ever. A lost Initiate told no name to clean up.
    pub(super) fn cleaning_failed(&mut self, task: Task, error: Error, rest: u64, turn: &mut Turn<'_>) {
        let Stage::Clean(cleaning) = &mut self.stage else { return };
        cleaning.tries += 1;
        if task == Task::Abort && cleaning.tries < TRIES_MAX {
            self.stumble(task, error, rest, turn);
            return;
        }
        turn.log(&["the multipart upload could not be aborted: it is left to the bucket's lifecycle rule"]);
        self.cleaned(turn);
    }

    /// Nothing of it is left, or nothing that we could remove.
    pub(super) fn cleaned(&mut self, turn: &mut Turn<'_>) {
        self.cut(|_| true, turn);
        self.stage = Stage::Whole;
        if self.upload_id.take().is_some() {
            turn.out.push_back(Command::Forget { upload: self.id });
        }
        if self.end == Some(End::Aborted) {
            turn.out.push_back(Command::Aborted { upload: self.id });
        }
    }
}

/// A part that was cut on its way lands within this, ms, or not at all.
const STRAGGLERS_MS: u64 = 2_000;

/// A bucket that cannot be reached now is cleaned by its lifecycle rule.
const TRIES_MAX: u32 = 5;
