//! One file on its way: initiate, parts, complete, verify, abort. Pure; the session gives it time, dice and answers.
//!
//! The stage says what is wanted next, the flights what is in the air, the end whether anything is wanted at all.
//! A stage survives a failure, so `retry` goes on from the parts that are home.

mod arrival;
mod cleaning;
mod control;
mod flown;
mod listing;
mod opening;
mod operation;
mod proof;
mod question;
mod refusal;
mod simple;
mod streaming;

use flown::Flown;
pub use operation::Order;
pub use proof::Digests;
pub use refusal::Refusal;

use std::collections::VecDeque;

use crate::backoff::Die;
use crate::bucket::Bucket;
use crate::checkpoint::Checkpoint;
use crate::clock::{Instant, Life, ServerTime};
use crate::command::{Command, Event, UploadResult};
use crate::pace::Pace;
use crate::parts::{Parts, Plan};
use crate::spec::{Checksum, Options, UploadSpec};

/// What an upload is given with every nudge.
pub struct Turn<'a> {
    /// The moment.
    pub now: Instant,
    /// How long the engine has lived, sleep included.
    pub life: Life,
    /// The server's clock.
    pub server: ServerTime,
    /// Where the object goes.
    pub bucket: &'a Bucket,
    /// How fast its line is.
    pub pace: &'a Pace,
    /// The uploader's options.
    pub options: &'a Options,
    /// Chance.
    pub die: &'a mut Die,
    /// Where commands go.
    pub out: &'a mut VecDeque<Command>,
    /// What the bucket taught so far.
    pub learnt: &'a mut Learnt,
}

impl Turn<'_> {
    /// Tells the caller.
    pub fn tell(&mut self, upload: u32, event: Event) {
        self.out.push_back(Command::Tell { upload: Some(upload), event });
    }

    /// A line for `debug`, put together only when somebody listens.
    pub fn log(&mut self, line: &[&str]) {
        if self.options.debug {
            self.out.push_back(Command::Log { line: line.concat() });
        }
    }
}

/// What a bucket taught, for all its uploads.
#[derive(Debug, Default)]
pub struct Learnt {
    /// The CORS rule hides the cloud's CRC-64: MD5 is computed too from now on, for the ETag.
    pub hides_crc64: bool,
    /// A form upload was refused: small files are PUT from now on.
    pub refuses_form: bool,
    /// The cloud has answered a POST: its CORS rule allows them.
    pub answers_posts: bool,
    /// A request signed in its URL was refused: all are signed in headers from now on.
    pub refuses_simple: bool,
    /// The cloud has answered once: what fails from now on is not its CORS rule.
    pub heard: bool,
}

/// What an upload may have in the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// The whole file in one PUT or form POST.
    Whole,
    /// Begin a multipart upload.
    Initiate,
    /// One part, from 1.
    Part(u32),
    /// One page of ListParts.
    List,
    /// Complete a multipart upload.
    Complete,
    /// Ask for the object after a lost answer.
    Head,
    /// Give a multipart upload up.
    Abort,
}

/// What an upload wants next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// This request, as soon as there is a slot.
    Send(Task),
    /// Nothing before this moment.
    Sleep(Instant),
    /// Nothing before something happens.
    Idle,
}

/// What a request was signed with: the credential's generation, and how often the clock had been corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The credential's generation.
    pub generation: u32,
    /// Corrections of the clock before.
    pub corrections: u32,
}

/// One file.
#[derive(Debug)]
pub struct Upload {
    /// The hands' number for it.
    pub id: u32,
    /// Higher goes first.
    pub priority: i32,
    spec: UploadSpec,
    stage: Stage,
    end: Option<End>,
    paused: bool,
    started: bool,
    post: bool,
    simple: simple::Simple,
    /// Initiate or Complete flew last signed in its URL.
    in_url: bool,
    plan: Plan,
    parts: Parts,
    upload_id: Option<String>,
    flights: Vec<Flown>,
    rests: Vec<(Task, Instant)>,
    /// How often each task failed since it last succeeded.
    stumbles: Vec<(Task, u32)>,
    /// How many requests the CORS rule seems to have kept from being answered.
    shut: u32,
    /// Since when nothing has succeeded.
    trouble_since: Option<Instant>,
    /// With which credentials and clocks we were refused in a row, each once.
    refusals: Vec<refusal::Doubt>,
    /// How often each task's bytes arrived damaged.
    damages: Vec<(Task, u32)>,
    /// When a part last left us without an answer: it may still arrive.
    strayed_at: Option<Instant>,
    restarts: u32,
    /// A request that may have stored the object got no answer.
    ambiguous: bool,
    resumed: bool,
    saved_at: Option<Instant>,
    began: Life,
    digesting: Option<u32>,
    /// The policy does not allow ListParts.
    list_refused: bool,
    stream: Option<streaming::Stream>,
    /// Stored, as far as the answer tells; our MD5 must still agree with the tag.
    stored: Option<Box<UploadResult>>,
    key_called: bool,
}

#[derive(Debug)]
enum Stage {
    /// The key function has not answered.
    Key,
    /// The first part of a stream is being read.
    Fill,
    Whole,
    Initiate,
    List(listing::Listing),
    Parts,
    Complete,
    Ask(question::Question),
    Clean(cleaning::Cleaning),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    Failed,
    Aborted,
}

impl Upload {
    /// What it wants next. Asked again after every event, and after every send until it wants nothing.
    pub fn next(&mut self, turn: &mut Turn<'_>) -> Next {
        if !self.is_active() {
            return Next::Idle;
        }
        let task = match &self.stage {
            Stage::Key => return Next::Idle,
            Stage::Fill => {
                self.read_on(turn);
                return Next::Idle;
            }
            Stage::Parts => return self.next_part(turn),
            Stage::Whole if self.digesting.is_some() => return Next::Idle,
            Stage::Whole => Task::Whole,
            Stage::Initiate => Task::Initiate,
            Stage::List(_) => Task::List,
            Stage::Complete => Task::Complete,
            Stage::Ask(_) => return self.next_question(turn),
            Stage::Clean(_) => return self.next_cleaning(turn.now),
        };
        self.when(task, turn.now)
    }

    fn when(&self, task: Task, now: Instant) -> Next {
        if self.is_flying(task) {
            return Next::Idle;
        }
        match self.rests.iter().find(|(resting, until)| *resting == task && *until > now) {
            Some((_, until)) => Next::Sleep(*until),
            None => Next::Send(task),
        }
    }

    fn next_part(&mut self, turn: &mut Turn<'_>) -> Next {
        let (flights, rests) = (&self.flights, &self.rests);
        let taken = |part: u32| {
            let task = Task::Part(part);
            flights.iter().any(|flown| flown.task == task)
                || rests.iter().any(|(resting, until)| *resting == task && *until > turn.now)
        };
        if let Some(part) = self.parts.next(taken) {
            return Next::Send(Task::Part(part));
        }
        if !self.parts.all_home() {
            return self.next_twin(turn);
        }
        if self.read_on(turn) {
            return Next::Idle;
        }
        self.prove_parts(turn);
        if self.digesting.is_some() || self.end.is_some() { Next::Idle } else { self.next(turn) }
    }

    /// Whether it wants requests to be sent.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.is_cleaning() || self.end.is_none() && !self.paused
    }

    /// Whether it waits for requests to be possible.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.is_active() && self.flights.is_empty() && self.digesting.is_none()
    }

    /// Whether nothing more will come of it, ever; a failed one can be retried.
    #[must_use]
    pub fn is_forgotten(&self) -> bool {
        matches!(self.end, Some(End::Done | End::Aborted)) && !self.is_cleaning()
    }

    fn is_cleaning(&self) -> bool {
        matches!(self.stage, Stage::Clean(_))
    }

    fn state(&self, state: &'static str, turn: &mut Turn<'_>) {
        turn.tell(self.id, Event::State { state });
    }

    fn save(&mut self, turn: &mut Turn<'_>) {
        let Some(upload_id) = self.upload_id.as_ref().filter(|_| self.stream.is_none()) else { return };
        let text = Checkpoint::write(self.key(), self.plan, upload_id, &self.parts);
        self.saved_at = Some(turn.now);
        turn.out.push_back(Command::Save { upload: self.id, checkpoint: text });
    }

    fn key(&self) -> &str {
        self.spec.key.as_deref().unwrap_or_default()
    }

    fn verifies(&self) -> bool {
        self.spec.checksum != Checksum::None
    }
}
