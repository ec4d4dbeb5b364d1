//! What a refusal or a lost answer means, task by task. It acts on verdicts and knows no cloud's code.

use super::listing::Listing;
use super::question::Why;
use super::{Mark, Stage, Task, Turn, Upload};
use crate::backoff;
use crate::command::{Command, Event};
use crate::error::{Error, ErrorCode, Hint};
use crate::parts::Parts;
use crate::provider::Verdict;
use crate::spec::Mode;

/// A refusal as the session understood it.
#[derive(Debug)]
pub struct Refusal {
    /// What to do about it.
    pub verdict: Verdict,
    /// What it would end with.
    pub error: Error,
    /// What the request was signed with.
    pub mark: Mark,
    /// How long the cloud asks us to rest, ms.
    pub rest: u64,
    /// For `Resync`: whether the server's time is known now.
    pub resynced: bool,
}

/// What a refusal casts doubt on: parts that flew together count once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// This generation of the credential.
    Credential(u32),
    /// The clock after so many corrections.
    Clock(u32),
}

impl Upload {
    /// The cloud refused.
    pub fn refused(&mut self, task: Task, refusal: Refusal, turn: &mut Turn<'_>) {
        if self.has_twin(task, refusal.rest, turn) {
            return;
        }
        if self.is_cleaning() && task == Task::Initiate {
            return self.cleaned(turn);
        }
        if self.is_cleaning() && matches!(refusal.verdict, Verdict::Backoff | Verdict::Throttle) {
            return self.cleaning_failed(task, refusal.error, refusal.rest, turn);
        }
        if !matches!(refusal.verdict, Verdict::Backoff | Verdict::Refresh | Verdict::Resync) {
            // Who refuses for another reason has accepted the signature.
            self.refusals.clear();
        }
        let status = refusal.error.status.unwrap_or_default();
        let forbidden = refusal.verdict == Verdict::Fail(ErrorCode::Permission);
        if task == Task::Head && (status == 404 || forbidden) {
            return self.object_not_found(forbidden, refusal.error.server_code.is_some(), turn);
        }
        match refusal.verdict {
            Verdict::Backoff | Verdict::Throttle => self.put_off(task, refusal, turn),
            // A form that came too late is not told the time, or signs a window that a PUT does not need.
            Verdict::Refresh | Verdict::Resync
                if task == Task::Whole && refusal.error.code == ErrorCode::Clock && self.leave_form() => {}
            Verdict::Refresh => self.sign_anew(task, refusal, turn),
            Verdict::Resync if refusal.resynced => self.sign_anew(task, refusal, turn),
            Verdict::Resync => self.fail(refusal.error, turn),
            Verdict::Restart => self.upload_gone(task, refusal.error, turn),
            Verdict::Resend => self.damaged(task, turn),
            Verdict::Exists if task == Task::Initiate => self.fail(refusal.error, turn),
            Verdict::Exists => self.ask(Why::Exists, task),
            Verdict::Fail(code) => self.refused_for_good(task, code, refusal.error, turn),
        }
    }

    /// No answer came: whether the cloud acted is not known.
    pub fn lost(&mut self, task: Task, error: Error, turn: &mut Turn<'_>) {
        if error.code == ErrorCode::Source {
            return self.fail(error, turn);
        }
        if self.has_twin(task, 0, turn) {
            return;
        }
        if self.is_cleaning() {
            return self.cleaning_failed(task, error, 0, turn);
        }
        if matches!(task, Task::Part(_)) {
            self.strayed_at = Some(turn.now);
        }
        // While nobody answered, a set that lives a minute may have ended unseen: it was not refused when it was new.
        self.refusals.clear();
        self.stumble(task, error.clone(), 0, turn);
        if error.code == ErrorCode::Cors && self.is_shut_out() {
            return self.fail(error, turn);
        }
        self.doubt(task);
        // A CORS rule without POST lets the form through and hides the answer.
        self.leave_form();
        self.lost_in_url(task);
    }

    fn is_shut_out(&mut self) -> bool {
        self.shut += 1;
        self.shut >= SHUT_MAX
    }

    /// A form that the engine chose by itself gives way to a PUT.
    fn leave_form(&mut self) -> bool {
        let chosen = self.post && self.spec.mode == Mode::Auto;
        self.post &= !chosen;
        chosen
    }

    fn put_off(&mut self, task: Task, refusal: Refusal, turn: &mut Turn<'_>) {
        // A 503 is a door that stayed shut; behind any other 5xx the work may have been done.
        let unclear =
            refusal.error.status.is_some_and(|status| status >= 500 && status != 503 || status < 300);
        self.stumble(task, refusal.error, refusal.rest, turn);
        if unclear {
            self.doubt(task);
        }
    }

    fn doubt(&mut self, task: Task) {
        // Also where patience is at its end: who tries again later begins with the question.
        if matches!(task, Task::Whole | Task::Complete) {
            self.ambiguous = true;
            self.ask_after_loss();
        }
    }

    /// The same request again, with the next credential or the corrected clock: parts that flew together count once.
    fn sign_anew(&mut self, task: Task, refusal: Refusal, turn: &mut Turn<'_>) {
        self.clear_url();
        let doubt = match refusal.verdict {
            Verdict::Resync => Doubt::Clock(refusal.mark.corrections),
            _ => Doubt::Credential(refusal.mark.generation),
        };
        if !self.refusals.contains(&doubt) {
            self.refusals.push(doubt);
        }
        // What a fresh credential may not do either, the third will not be allowed to do.
        let most = if refusal.error.code == ErrorCode::Permission { 2 } else { REFUSALS_MAX };
        let alike = |known: &&Doubt| std::mem::discriminant(*known) == std::mem::discriminant(&doubt);
        if self.refusals.iter().filter(alike).count() >= most {
            self.refusals.clear();
            self.refused_for_good(task, refusal.error.code, refusal.error, turn);
        }
    }

    fn refused_for_good(&mut self, task: Task, code: ErrorCode, mut error: Error, turn: &mut Turn<'_>) {
        match task {
            Task::Whole if self.leave_form() => {
                turn.learnt.refuses_form = true;
                turn.log(&["the form upload is refused: sending a PUT"]);
            }
            Task::List if code == ErrorCode::Permission => self.unlisted(turn),
            // The words of "no such upload" may have been cut off on their way.
            _ if error.status == Some(404) && error.server_code.is_none() && self.upload_id.is_some() => {
                self.upload_gone(task, error, turn);
            }
            Task::Abort => {
                turn.log(&["the multipart upload could not be aborted: ", &error.message]);
                self.cleaned(turn);
            }
            _ => {
                error.code = code;
                self.fail(error, turn);
            }
        }
    }

    fn upload_gone(&mut self, task: Task, error: Error, turn: &mut Turn<'_>) {
        let missing_part = error.server_code.as_deref().is_some_and(|code| code != NO_SUCH_UPLOAD);
        match task {
            Task::Abort => self.multipart_gone(turn),
            Task::Complete if missing_part => {
                self.count_restart(error, turn);
                if self.end.is_none() {
                    self.ask_for_parts(turn);
                }
            }
            // Browsers repeat a request by themselves when a reused connection dies: our Complete may have succeeded.
            Task::Complete => self.ask(Why::Gone, task),
            Task::List if self.may_be_complete() => self.ask(Why::Gone, task),
            Task::Part(_) | Task::List => {
                self.count_restart(error, turn);
                if self.end.is_none() {
                    turn.log(&["the cloud has forgotten the upload: beginning anew"]);
                    self.restart(turn);
                }
            }
            Task::Whole | Task::Initiate | Task::Head => self.fail(error, turn),
        }
    }

    /// Complete says that a part is not there as we believe. Where no list may tell which, all are sent again.
    fn ask_for_parts(&mut self, turn: &mut Turn<'_>) {
        if !self.list_refused {
            self.stage = Stage::List(Listing::recover(&self.parts));
        } else if self.cannot_repeat(Task::Initiate) {
            self.fail(Self::stream_is_gone(), turn);
        } else {
            self.parts = Parts::new(self.parts.total());
            self.stage = Stage::Parts;
            self.announce(turn);
        }
    }

    pub(super) fn count_restart(&mut self, error: Error, turn: &mut Turn<'_>) {
        self.restarts += 1;
        if self.restarts > RESTARTS_MAX {
            self.fail(error, turn);
        }
    }

    /// Begin anew.
    pub(super) fn restart(&mut self, turn: &mut Turn<'_>) {
        if self.cannot_repeat(Task::Initiate) {
            return self.fail(Self::stream_is_gone(), turn);
        }
        self.lose_all(turn);
        self.announce(turn);
    }

    /// Nothing is home any more.
    pub(super) fn lose_all(&mut self, turn: &mut Turn<'_>) {
        self.cut(|_| true, turn);
        self.rests.clear();
        self.ambiguous = false;
        self.resumed = false;
        self.parts = Parts::new(self.parts.total());
        if self.upload_id.take().is_some() {
            turn.out.push_back(Command::Forget { upload: self.id });
        }
        if !matches!(self.stage, Stage::Whole) {
            self.stage = Stage::Initiate;
        }
    }

    /// Bytes arrived damaged: read and send them again, but not for ever.
    pub(super) fn damaged(&mut self, task: Task, turn: &mut Turn<'_>) {
        let error = Error::new(
            ErrorCode::Integrity,
            Hint::Checksum,
            "what arrives is not what was sent, again and again",
        );
        if count(&mut self.damages, task) >= DAMAGED_MAX {
            self.fail(error, turn);
        } else {
            self.stumble(task, error, 0, turn);
        }
    }

    /// Rest, then again; or give up when patience is at its end.
    pub(super) fn stumble(&mut self, task: Task, error: Error, least: u64, turn: &mut Turn<'_>) {
        let failures = count(&mut self.stumbles, task);
        let since = *self.trouble_since.get_or_insert(turn.now);
        if turn.now.since(since) >= turn.options.patience && failures >= TRIES_MIN {
            return self.fail(error, turn);
        }
        let rest = backoff::rest(backoff::CLOUD, failures - 1, turn.die).max(least);
        let resting =
            if matches!(task, Task::Whole | Task::Complete) { &[task, Task::Head][..] } else { &[task][..] };
        self.rests.retain(|(known, _)| !resting.contains(known));
        self.rests.extend(resting.iter().map(|task| (*task, turn.now.after(rest))));
        turn.tell(self.id, Event::Retry { code: error.code.as_str(), attempt: failures, delay: rest });
    }
}

/// Counts one more.
fn count(counts: &mut Vec<(Task, u32)>, task: Task) -> u32 {
    if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == task) {
        *count += 1;
        return *count;
    }
    counts.push((task, 1));
    1
}

/// The one code of the `Restart` family that says the upload id is gone; the others say that parts are.
const NO_SUCH_UPLOAD: &str = "NoSuchUpload";

/// Three generations in a row refused: the fourth would be too. Two could be a very short life and a slow network.
const REFUSALS_MAX: usize = 3;

/// A cloud that forgets an upload three times will forget the fourth.
const RESTARTS_MAX: u32 = 3;

/// The same bytes damaged so often in a row: not the weather, but memory, a proxy or the disk.
const DAMAGED_MAX: u32 = 4;

/// A request that fails while the cloud can be reached may be a blip; so many in a row, and no answer ever, are a rule.
const SHUT_MAX: u32 = 5;

/// However long an attempt took, patience allows this many.
const TRIES_MIN: u32 = 4;
