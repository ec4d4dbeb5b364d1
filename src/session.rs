//! One bucket: provider, lease, clock, and the request slots that all its uploads share.
//!
//! Every nudge ends where it began; what follows from it is found by [`Session::poll`], which is called until it has
//! nothing more to say. Then the hands sleep until [`Session::deadline`] or the next event.

mod asking;
mod dispatch;
mod loan;
mod queue;
mod reception;
mod roster;

use std::collections::VecDeque;

use crate::backoff::Die;
use crate::bucket::Bucket;
use crate::clock::{Clock, Instant, Now};
use crate::command::Command;
use crate::error::{Error, Hint};
use crate::lease::Lease;
use crate::pace::Pace;
use crate::spec::{Options, UploadSpec};
use crate::text;
use crate::upload::{Digests, Learnt, Mark, Task, Turn, Upload};
use queue::Queue;
use roster::Roster;

/// One bucket's engine.
pub struct Session {
    bucket: Bucket,
    options: Options,
    clock: Clock,
    lease: Lease,
    pace: Pace,
    die: Die,
    learnt: Learnt,
    uploads: Roster,
    /// Uploads that may want something, the most urgent first.
    ready: Queue,
    sleeping: Queue,
    asks: Vec<asking::Asked>,
    flights: Vec<Flight>,
    requests: u32,
    out: VecDeque<Command>,
    offline_since: Option<Instant>,
    /// Until when the hands were told they may sleep: waking much later means that the machine slept.
    slept_until: Option<Instant>,
    sleeps: u32,
}

/// A request in the air.
#[derive(Debug, Clone, Copy)]
struct Flight {
    request: u32,
    owner: Owner,
    mark: Mark,
    /// How often the machine had slept when it left.
    sleeps: u32,
    left: Instant,
    /// Bytes of the file that it carries.
    bytes: u64,
    /// How many flew as it left, itself included.
    beside: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Upload(u32, Task),
    Ask(u32),
}

impl Session {
    /// A session for the options of an uploader, as JSON; the seed is the only chance it will ever have.
    ///
    /// # Errors
    /// `invalid-argument` naming the option.
    pub fn new(options: &str, seed: u64) -> Result<Self, Error> {
        let (options, bucket) = Options::read(options)?;
        Ok(Self {
            bucket: Bucket::new(&bucket)?,
            lease: Lease::new(options.renewable),
            pace: Pace::new(options.concurrency),
            options,
            clock: Clock::default(),
            die: Die::new(seed),
            learnt: Learnt::default(),
            uploads: Roster::default(),
            ready: Queue::default(),
            sleeping: Queue::default(),
            asks: Vec::new(),
            flights: Vec::new(),
            requests: 0,
            out: VecDeque::new(),
            offline_since: None,
            slept_until: None,
            sleeps: 0,
        })
    }

    /// A file to upload. What is wrong with its options becomes a `Fail`.
    pub fn upload(&mut self, id: u32, spec: &str, now: Now) {
        self.tick(now);
        match UploadSpec::read(spec, &self.options) {
            Ok(spec) => {
                let upload = Upload::new(id, spec, &mut self.turn().0);
                self.uploads.insert(upload);
                self.touch(id);
            }
            Err(error) => self.out.push_back(Command::Fail { upload: id, error }),
        }
    }

    /// Stop an upload, keeping everything.
    pub fn pause(&mut self, id: u32, now: Now) {
        self.nudge(id, now, |upload, turn| upload.pause(turn));
    }

    /// Let a paused upload go on.
    pub fn resume(&mut self, id: u32, now: Now) {
        self.nudge(id, now, |upload, turn| upload.resume(turn));
    }

    /// Take a failed upload up again.
    pub fn retry(&mut self, id: u32, now: Now) {
        if self.uploads.get(id).is_some() {
            return self.nudge(id, now, |upload, turn| upload.retry(turn));
        }
        let message = "the upload cannot go on: its options were refused, or its object is stored already";
        let error = Error::invalid(Hint::Number, message);
        self.out.push_back(Command::Fail { upload: id, error });
    }

    /// Give an upload up, and its multipart on the cloud.
    pub fn abort(&mut self, id: u32, now: Now) {
        if self.uploads.get(id).is_some() {
            self.nudge(id, now, |upload, turn| upload.abort(turn));
        } else {
            self.out.push_back(Command::Aborted { upload: id });
        }
    }

    /// What an earlier attempt left under the key that the function answered: said before `keyed`.
    pub fn recall(&mut self, id: u32, checkpoint: &str, now: Now) {
        self.nudge(id, now, |upload, _| upload.recall(checkpoint));
    }

    /// The key function answered, or threw.
    pub fn keyed(&mut self, id: u32, key: Result<&str, &str>, now: Now) {
        self.nudge(id, now, |upload, turn| upload.keyed(key, turn));
    }

    /// The hands hashed a range of a file; empty texts mean that it could not be read.
    pub fn digested(&mut self, id: u32, part: u32, crc64: &str, md5: &str, now: Now) {
        let digests = Digests { crc64: text::parse_decimal(crc64), md5 };
        self.nudge(id, now, |upload, turn| upload.digested(part, digests, turn));
    }

    /// The hands read a stream: so many bytes for a part, and whether the stream ended there.
    pub fn filled(&mut self, id: u32, part: u32, bytes: u64, ended: bool, now: Now) {
        self.nudge(id, now, |upload, turn| upload.filled(part, bytes, ended, turn));
    }

    /// The browser says whether there is a network.
    pub fn online(&mut self, online: bool, now: Now) {
        let now = self.tick(now);
        if !online {
            self.offline_since.get_or_insert(now);
        } else if self.offline_since.take().is_some() {
            self.woke(now);
        }
    }

    /// The timer rang, or the page came to life.
    pub fn wake(&mut self, now: Now) {
        self.tick(now);
    }

    /// Forgets the credential; nothing is sent any more.
    pub fn wipe(&mut self) {
        self.lease.wipe();
        self.uploads = Roster::default();
        self.ready = Queue::default();
        self.sleeping = Queue::default();
        self.asks.clear();
        self.flights.clear();
        self.out.clear();
    }

    /// The next thing to do, until there is nothing more.
    pub fn poll(&mut self, now: Now) -> Option<Command> {
        let now = self.tick(now);
        if self.out.is_empty() {
            self.work(now);
        }
        let command = self.out.pop_front();
        match &command {
            Some(Command::Cancel { request }) => {
                self.landed(*request);
            }
            Some(_) => {}
            None => self.slept_until = self.deadline_at(),
        }
        command
    }

    /// When the hands must wake it at the latest, by the monotonic clock; asked after `poll` had nothing more.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a page's life fit a float")]
    pub fn deadline(&self) -> Option<f64> {
        self.slept_until.map(|at| at.0 as f64)
    }

    fn nudge(&mut self, id: u32, now: Now, act: impl FnOnce(&mut Upload, &mut Turn<'_>)) {
        self.tick(now);
        self.act(id, act);
    }

    fn act(&mut self, id: u32, act: impl FnOnce(&mut Upload, &mut Turn<'_>)) {
        let (mut turn, uploads) = self.turn();
        let Some(place) = uploads.get_mut(id) else { return };
        act(&mut place.upload, &mut turn);
        self.touch(id);
    }

    /// What an upload needs for a turn, and the uploads beside it.
    fn turn(&mut self) -> (Turn<'_>, &mut Roster) {
        let turn = Turn {
            now: self.clock.instant(),
            life: self.clock.life(),
            server: self.clock.server(),
            bucket: &self.bucket,
            pace: &self.pace,
            options: &self.options,
            die: &mut self.die,
            out: &mut self.out,
            learnt: &mut self.learnt,
        };
        (turn, &mut self.uploads)
    }

    fn touch(&mut self, id: u32) {
        let Some(place) = self.uploads.get_mut(id) else { return };
        if let Some(at) = place.sleeps.take() {
            self.sleeping.remove(at.0, id);
        }
        // The higher the priority, the lower the rank.
        let rank = i32::MAX.abs_diff(place.upload.priority).into();
        if place.upload.is_forgotten() {
            self.ready.remove(rank, id);
            self.uploads.remove(id);
        } else {
            self.ready.insert(rank, id);
        }
    }

    /// Takes the time, and notices that the machine slept through the hour it wanted to be woken at.
    fn tick(&mut self, now: Now) -> Instant {
        let before = self.clock.life().0.saturating_sub(self.clock.instant().0);
        let now = self.clock.tick(now);
        let hidden = self.clock.life().0.saturating_sub(self.clock.instant().0).saturating_sub(before);
        let late = self.slept_until.map_or(0, |until| now.since(until));
        if hidden.max(late) >= SLEPT_MS {
            self.slept_until = None;
            self.woke(now);
        }
        now
    }

    fn woke(&mut self, now: Instant) {
        self.sleeps += 1;
        self.offline_since = self.offline_since.map(|_| now);
        self.lease.woke(now, self.clock.life());
        self.pace.forget();
        self.uploads.iter_mut().for_each(|upload| upload.woke(now));
        let ids: Vec<u32> = self.uploads.iter().map(|upload| upload.id).collect();
        ids.into_iter().for_each(|id| self.touch(id));
        self.log(&["the page or the machine slept: going on"]);
    }

    fn log(&mut self, line: &[&str]) {
        self.turn().0.log(line);
    }
}

/// A timer that rings so late, ms, or a wall that is so far ahead of the monotonic clock, means sleep. Hidden tabs
/// ring once a minute at worst.
const SLEPT_MS: u64 = 70_000;
