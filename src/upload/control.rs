//! What the caller can do to an upload, and how it ends badly.

use super::{End, Stage, Task, Turn, Upload};
use crate::clock::Instant;
use crate::command::Command;
use crate::error::Error;

impl Upload {
    /// Stop, but keep everything. A completion in the air is left to land: what it did cannot be taken back.
    pub fn pause(&mut self, turn: &mut Turn<'_>) {
        if self.end.is_some() || self.paused {
            return;
        }
        self.paused = true;
        self.ambiguous |= self.is_flying(Task::Whole);
        self.cut(|task| matches!(task, Task::Part(_) | Task::Whole), turn);
        self.save(turn);
        self.state("paused", turn);
    }

    /// Go on.
    pub fn resume(&mut self, turn: &mut Turn<'_>) {
        if !self.paused || self.end.is_some() {
            return;
        }
        self.paused = false;
        self.started = false;
        self.trouble_since = None;
        if self.ambiguous && matches!(self.stage, Stage::Whole) {
            self.ask_after_loss();
        }
        self.state("queued", turn);
    }

    /// A failed upload goes on from the parts that are home.
    pub fn retry(&mut self, turn: &mut Turn<'_>) {
        if self.end != Some(End::Failed) {
            return;
        }
        self.end = None;
        self.paused = false;
        self.started = false;
        self.trouble_since = None;
        self.restarts = 0;
        self.stored = None;
        self.rests.clear();
        self.stumbles.clear();
        self.shut = 0;
        self.refusals.clear();
        self.damages.clear();
        if matches!(self.stage, Stage::Key) {
            self.open(turn);
        } else {
            self.announce(turn);
        }
        self.state("queued", turn);
    }

    /// The machine slept or the page was frozen: the time that passed was nobody's failure.
    pub fn woke(&mut self, now: Instant) {
        if self.trouble_since.is_some() {
            self.trouble_since = Some(now);
        }
        self.rests.clear();
    }

    /// It failed for a reason of the session's: no credential, or no network for too long.
    pub fn fail(&mut self, error: Error, turn: &mut Turn<'_>) {
        if self.is_cleaning() {
            turn.log(&["the multipart upload is left behind: ", &error.message]);
            return self.cleaned(turn);
        }
        if self.end.is_some() {
            return;
        }
        self.cut(|_| true, turn);
        self.save(turn);
        self.end = Some(End::Failed);
        self.state("failed", turn);
        turn.out.push_back(Command::Fail { upload: self.id, error });
    }

    pub(super) fn cut(&mut self, which: impl Fn(Task) -> bool, turn: &mut Turn<'_>) {
        for flown in std::mem::take(&mut self.flights) {
            if !which(flown.task) {
                self.flights.push(flown);
                continue;
            }
            if matches!(flown.task, Task::Part(_)) {
                self.strayed_at = Some(turn.now);
            }
            turn.out.push_back(Command::Cancel { request: flown.request });
        }
    }
}
