//! The page: a session and the hands that obey it. One nudge, drain, sleep.

use std::collections::BTreeMap;

use super::app::Word;
use super::bytes::Piece;
use super::climate::Climate;
use super::cloud::{Task, bucket_options};
use super::heard::Heard;
use super::job::State;
use super::world::{Happening, World};
use trebucket::clock::Now;
use trebucket::command::Command;
use trebucket::session::Session;

pub struct Page {
    pub session: Session,
    /// Which load of the page this is.
    pub epoch: u32,
    /// The alarm that counts; earlier ones were set anew.
    pub alarm: u64,
    /// By request.
    pub flights: BTreeMap<u32, Flight>,
    pub asking: Option<u32>,
    /// The files, by the numbers they have here.
    pub uploads: BTreeMap<u32, usize>,
    pub numbers: u32,
    pub asks: u32,
}

/// A request in the air as the hands know it.
#[derive(Debug, Clone, Copy)]
pub struct Flight {
    pub upload: Option<u32>,
    pub task: Task,
    pub travel: u64,
    pub set: usize,
    /// When it left, by the monotonic clock.
    pub left: u64,
}

/// What the page hears, besides its user.
#[derive(Debug, Clone)]
pub enum Nudge {
    Alarm(u64),
    /// The page came to life.
    Wake,
    Reply {
        request: u32,
        status: u16,
        headers: String,
        body: String,
        piece: Option<Piece>,
        whole: bool,
    },
    Lost {
        request: u32,
        why: &'static str,
    },
    App {
        ask: u32,
        heard: Word,
        told_at: u64,
    },
    Digested {
        upload: u32,
        part: u32,
        piece: Option<Piece>,
    },
    Keyed {
        upload: u32,
    },
    Online(bool),
}

impl Page {
    pub fn new(climate: &Climate, seed: u64) -> Self {
        let bucket = bucket_options(climate);
        let options = serde_json::json!({
            "provider": bucket.provider,
            "bucket": bucket.bucket,
            "region": bucket.region,
            "patience": climate.patience,
            "renewable": climate.sts.renewable,
            "debug": climate.debug,
        });
        let mut options = options;
        if let Some(concurrency) = climate.concurrency {
            options["concurrency"] = concurrency.into();
        }
        if let Some(signature) = bucket.signature {
            options["signature"] = signature.into();
        }
        Self {
            session: Session::new(&options.to_string(), seed).expect("the sim's options are well-formed"),
            epoch: 0,
            alarm: 0,
            flights: BTreeMap::new(),
            asking: None,
            uploads: BTreeMap::new(),
            numbers: 0,
            asks: 0,
        }
    }
}

impl World {
    pub fn moment(&self) -> Now {
        self.device.now(self.now)
    }

    /// Something reaches the page; a sleeping machine hears it when it wakes.
    pub fn hear(&mut self, epoch: u32, nudge: Nudge) {
        if epoch != self.page.epoch {
            return;
        }
        if self.now < self.device.asleep_until {
            let late = self.die.below(50);
            return self.at(self.device.asleep_until + late, Happening::Page(epoch, nudge));
        }
        if matches!(nudge, Nudge::Alarm(alarm) if alarm != self.page.alarm) {
            return;
        }
        self.watch_time();
        let now = self.moment();
        match nudge {
            Nudge::Alarm(_) | Nudge::Wake => self.page.session.wake(now),
            Nudge::Reply { request, status, headers, body, piece, whole } => {
                let Some(flight) = self.page.flights.remove(&request) else { return };
                let heard = Heard::new(status, &headers, &body, whole);
                self.watch_reply(request, flight, &heard);
                let (crc64, md5) = self.hashes(flight.travel, piece);
                self.page.session.reply(request, status, &headers, &body, &crc64, &md5, now);
            }
            Nudge::Lost { request, why } => {
                let Some(flight) = self.page.flights.remove(&request) else { return };
                self.watch_lost(request, flight, why);
                self.page.session.lost(request, why, now);
            }
            Nudge::App { ask, heard, told_at } => self.hear_app(ask, &heard, told_at),
            Nudge::Digested { upload, part, piece } => {
                let md5 = piece.map(|piece| piece.md5()).unwrap_or_default();
                let crc64 = piece.map(|piece| piece.crc64().to_string()).unwrap_or_default();
                self.page.session.digested(upload, part, &crc64, &md5, now);
            }
            Nudge::Keyed { upload } => self.answer_key(upload),
            Nudge::Online(online) => {
                self.watch_online(online);
                self.page.session.online(online, now);
            }
        }
        self.drain();
    }

    fn hear_app(&mut self, ask: u32, heard: &Word, told_at: u64) {
        if self.page.asking != Some(ask) {
            return;
        }
        self.page.asking = None;
        let now = self.moment();
        self.watch_app(heard, told_at);
        match heard {
            Word::Answer { status, date, text, .. } => {
                self.page.session.credential(ask, *status, date, text, now);
            }
            Word::Lost => self.page.session.credential_lost(ask, "Failed to fetch", now),
            Word::Nothing => {}
        }
    }

    fn answer_key(&mut self, upload: u32) {
        let Some(job) = self.page.uploads.get(&upload).copied() else { return };
        let now = self.moment();
        let job = &mut self.jobs[job];
        if job.throws_left > 0 {
            job.throws_left -= 1;
            self.page.session.keyed(upload, Err("no name today"), now);
        } else {
            job.facts.is_named = true;
            if let Some(memory) = &job.memory {
                self.page.session.recall(upload, memory, now);
            }
            self.page.session.keyed(upload, Ok(&job.key), now);
        }
    }

    /// Does all that the core wants, then sets the alarm it asked for.
    pub fn drain(&mut self) {
        let mut commands = 0;
        while let Some(command) = self.page.session.poll(self.moment()) {
            commands += 1;
            if commands > COMMANDS_MAX {
                return self.wrong("a drain without end");
            }
            self.watch_command(&command);
            self.obey(command);
        }
        if std::mem::take(&mut self.ledger.page.owes_word) {
            self.wrong("no credential can be had, and nobody is told");
        }
        self.page.alarm += 1;
        self.ledger.page.deadline = None;
        let Some(deadline) = self.page.session.deadline() else { return };
        let wait = (deadline - self.moment().mono).max(0.0) as u64;
        self.watch_deadline(wait, commands);
        // A hidden tab's timers ring late, a busy one's a little.
        let late = if self.calm { 0 } else { self.die.pick(&[0, 0, 1, 15, 1_000]) };
        let alarm = self.page.alarm;
        self.tell(wait.max(1) + late, Nudge::Alarm(alarm));
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::AskCredential { ask, refused, .. } => self.ask_app(ask, refused),
            Command::DropCredential { .. } => self.page.asking = None,
            Command::Send(send) => self.take_off(&send),
            Command::Cancel { request } => self.cut(request),
            Command::AskKey { upload } => {
                let wait = self.die.between(1, 200);
                self.tell(wait, Nudge::Keyed { upload });
            }
            Command::Digest { upload, part, start, end, .. } => self.digest(upload, part, start, end),
            Command::Save { upload, checkpoint } => self.remember(upload, Some(checkpoint)),
            Command::Forget { upload } => self.remember(upload, None),
            Command::Done { upload, result } => self.done(upload, *result),
            Command::Fail { upload, error } => self.failed(upload, &error),
            Command::Aborted { upload } => self.aborted(upload),
            Command::Fill { .. } | Command::Release { .. } => self.wrong("a stream that nobody gave"),
            Command::Tell { .. }
            | Command::Settle { .. }
            | Command::Answer { .. }
            | Command::Refuse { .. }
            | Command::Log { .. } => {}
        }
    }

    fn ask_app(&mut self, ask: u32, refused: Option<String>) {
        self.page.asking = Some(ask);
        let (least, most) = self.climate.sts.latency;
        let there = self.die.between(least, most);
        let epoch = self.page.epoch;
        self.after(there, Happening::App { epoch, ask, refused });
    }

    pub fn app_answers(&mut self, epoch: u32, ask: u32, refused: Option<&str>) {
        let server = self.server();
        let offline = self.device.offline || self.now < self.device.asleep_until;
        let heard = if offline { Word::Lost } else { self.app.answer(&mut self.cloud, server, refused) };
        if heard == Word::Nothing || epoch != self.page.epoch {
            return;
        }
        let (least, most) = self.climate.sts.latency;
        let back = self.die.between(least, most) + self.app.thinks();
        let told_at = self.now;
        self.tell(back, Nudge::App { ask, heard, told_at });
    }

    fn digest(&mut self, upload: u32, part: u32, start: u64, end: u64) {
        let Some(job) = self.page.uploads.get(&upload).map(|job| &self.jobs[*job]) else { return };
        let piece = (!job.changed).then(|| Piece::new(job.content, start, end));
        self.say(|| format!("   digest {part} of {upload}"));
        let wait = (end - start) / DISK;
        self.tell(wait + 1, Nudge::Digested { upload, part, piece });
    }

    fn remember(&mut self, upload: u32, memory: Option<String>) {
        if let Some(job) = self.page.uploads.get(&upload) {
            self.jobs[*job].memory = memory;
        }
    }

    /// Gives a file to the present page.
    pub fn upload(&mut self, job: usize) {
        self.page.numbers += 1;
        let (id, now) = (self.page.numbers, self.moment());
        self.page.uploads.insert(id, job);
        let job = &mut self.jobs[job];
        job.id = Some(id);
        job.state = State::Going;
        job.facts.began_at = self.now;
        job.facts.tries += 1;
        self.ledger.page.asked_rest_until = 0;
        // Under which key to look for an earlier attempt, a key function has still to tell.
        job.facts.is_named = job.wish.key_function.is_none();
        let memory = job.memory.as_deref().filter(|_| job.facts.is_named);
        let spec = job.wish.spec(&job.key, memory);
        self.page.session.upload(id, &spec, now);
        self.drain();
    }
}

/// A nudge that leads to more commands than this leads nowhere.
const COMMANDS_MAX: u32 = 50_000;

/// Bytes read and hashed in a ms.
const DISK: u64 = 1_000_000;
