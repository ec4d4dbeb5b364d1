//! What must hold at every moment, whatever the weather.

use super::app::Word;
use super::climate::Fate;
use super::cloud::{Answer, Call, Task};
use super::heard::Heard;
use super::job::{Facts, State};
use super::ledger::Rest;
use super::page::Flight;
use super::world::World;
use trebucket::backoff;
use trebucket::command::{Command, Event, Send};

impl World {
    /// Life as the page must count it: the larger of what its two clocks moved.
    pub fn watch_time(&mut self) {
        let now = self.moment();
        let page = &mut self.ledger.page;
        if let Some((mono, wall)) = page.clocks {
            let (by_mono, by_wall) = ((now.mono - mono).max(0.0) as u64, (now.wall - wall).max(0.0) as u64);
            page.life += by_mono.max(by_wall);
            let hidden = by_wall.saturating_sub(by_mono);
            let late = page.deadline.map_or(0, |deadline| (now.mono as u64).saturating_sub(deadline));
            if hidden.max(late) >= SLEPT {
                self.watch_wake();
            }
        }
        self.ledger.page.clocks = Some((now.mono, now.wall));
    }

    /// After sleep rests are over, and a set past its half-life waits for the next.
    pub fn watch_wake(&mut self) {
        let mono = self.device.mono(self.now);
        let page = &mut self.ledger.page;
        page.rests.clear();
        page.asked_rest_until = 0;
        page.app_trouble_since = page.app_trouble_since.map(|_| mono);
        page.deadline = None;
        page.offline_since = page.offline_since.map(|_| mono);
        let stale = page.grant.is_some_and(|grant| grant.renews_at.is_some_and(|at| page.life >= at));
        page.hold = stale && self.climate.sts.renewable;
        self.ledger.wakes += 1;
        for job in &mut self.jobs {
            job.facts.began_at = self.now;
            job.facts.trouble_since = job.facts.trouble_since.map(|_| mono);
        }
    }

    pub fn watch_online(&mut self, online: bool) {
        let mono = self.device.mono(self.now);
        let was_offline = self.ledger.page.offline;
        self.ledger.page.offline = !online;
        if online && was_offline {
            self.watch_wake();
            self.ledger.page.offline_since = None;
        } else if !online {
            self.ledger.page.offline_since.get_or_insert(mono);
        }
    }

    pub fn watch_send(&mut self, send: &Send, call: &Call, flight: Flight) {
        self.ledger.requests += 1;
        let flying = self.page.flights.len() + 1;
        self.ledger.flights_most = self.ledger.flights_most.max(flying);
        if flying > self.climate.slots() {
            self.wrong(format!("{flying} requests in flight"));
        }
        if self.ledger.page.offline {
            self.wrong("a request while offline");
        }
        self.watch_credential(flight);
        self.watch_brake(flying);
        if let Some(upload) = send.upload {
            self.watch_twin(upload, call);
            self.watch_upload_send(upload, call);
        }
    }

    fn watch_upload_send(&mut self, upload: u32, call: &Call) {
        let Some(job) = self.page.uploads.get(&upload).copied() else {
            return self.wrong("an unknown upload");
        };
        let mono = self.device.mono(self.now);
        let (task, state) = (call.task, self.jobs[job].state);
        let may = match state {
            State::Going => task != Task::Abort,
            State::Aborting | State::Done => task == Task::Abort,
            _ => false,
        };
        if !may {
            self.wrong(format!("{task:?} sent while {state:?}"));
        }
        if call.key != self.jobs[job].key {
            self.wrong(format!("{task:?} for the key {:?}", call.key));
        }
        if let Some(Rest { failed_at, least }) = self.ledger.page.rests.remove(&(upload, task))
            && mono < failed_at + least
        {
            self.wrong(format!("{task:?} again after {} ms of rest, not {least}", mono - failed_at));
        }
        let facts = &mut self.jobs[job].facts;
        *facts.sent.entry(task).or_default() += 1;
        match task {
            Task::Part(part) if facts.home.contains(&part) && facts.damaged == 0 => {
                self.wrong(format!("part {part} sent again though it is home"));
            }
            Task::Whole | Task::Complete if facts.must_ask => {
                self.wrong(format!("{task:?} is repeated, and nobody asked what became of it"));
            }
            Task::Head => facts.must_ask = false,
            Task::List => facts.pages += 1,
            _ => {}
        }
    }

    pub fn watch_reply(&mut self, request: u32, flight: Flight, heard: &Heard) {
        let status = heard.status;
        self.say(|| format!("   #{request} {:?} answered {status}", flight.task));
        self.watch_refusal(flight, heard);
        if flight.task == Task::Head {
            self.note(flight, |facts| {
                facts.heads_answered += u32::from(status == 200);
                facts.heads_refused += u32::from(status == 403);
            });
        }
        let fine = heard.is_fine();
        if !fine || self.travels[&flight.travel].fate != Fate::Fine {
            self.mishap(flight);
        }
        if heard.is_throttling() {
            self.brake(heard.least_rest());
        }
        if heard.asks_to_come_again() && flight.upload.is_some() {
            self.must_rest(flight, heard.least_rest());
        }
        self.ledger.page.calm += u64::from(fine || status == 203 || status == 200 && heard.is_page());
        if fine {
            self.ledger.page.refused_in_a_row.clear();
            self.succeeded(flight, heard.whole);
        }
    }

    /// What the page learns about its credential.
    fn watch_refusal(&mut self, flight: Flight, heard: &Heard) {
        let denied = self.cloud.brand() == "bos" && heard.says("AccessDenied");
        let refused = ["InvalidAccessKeyId", "SecurityTokenExpired", "ExpiredToken"];
        if denied || refused.iter().any(|code| heard.says(code)) || heard.text.contains("time expired") {
            self.ledger.page.refused.insert(flight.set);
            self.ledger.page.refused_in_a_row.insert(flight.set);
            self.note(flight, |facts| {
                facts.refused_in_a_row.insert(flight.set);
            });
            self.ledger.refused += 1;
        }
        // A refused HEAD has no body to say why: the credential may be asked for anew.
        let silent = flight.task == Task::Head && matches!(heard.status, 400 | 403) && heard.text.is_empty();
        if silent || heard.text.contains("Request has expired") {
            self.ledger.page.doubted.insert(flight.set);
            self.ledger.refused += 1;
        }
    }

    pub fn watch_lost(&mut self, request: u32, flight: Flight, why: &str) {
        self.say(|| format!("   #{request} {:?} lost: {why}", flight.task));
        self.mishap(flight);
        if why != "source-changed" {
            self.must_ask(flight);
            self.must_rest(flight, backoff::FLOOR);
        }
    }

    pub fn watch_cut(&mut self, flight: Flight) {
        self.mishap(flight);
        self.must_ask(flight);
    }

    /// What the cloud did, whether or not the page will hear of it.
    pub fn note_act(&mut self, number: u64, answer: &Answer) {
        let travel = &self.travels[&number];
        let (fate, task) = (travel.fate, travel.call.task);
        let Some(job) = travel.job else { return };
        let facts = &mut self.jobs[job].facts;
        if fate == Fate::Damaged {
            facts.damaged += 1;
        }
        facts.initiations += u32::from(task == Task::Initiate && answer.status < 300);
        // It comes so late that nobody cleans up any more.
        facts.orphans += u32::from(fate == Fate::Late && matches!(task, Task::Part(_)));
    }

    pub fn watch_command(&mut self, command: &Command) {
        self.watch_secrets(command);
        match command {
            Command::AskCredential { .. } => self.watch_asking(),
            Command::DropCredential { .. } => self.watch_app(&Word::Nothing, self.now),
            Command::Tell { upload, event } => self.watch_event(*upload, event),
            Command::Answer { ask, .. } | Command::Settle { ask } | Command::Refuse { ask, .. } => {
                self.ledger.asks_settled += 1;
                if !self.ledger.asks_open.remove(ask) {
                    self.wrong("an asking answered twice");
                }
            }
            Command::Log { line } => self.say(|| format!("   · {line}")),
            _ => {}
        }
    }

    fn watch_secrets(&mut self, command: &Command) {
        let text = match command {
            Command::Log { line } => line.clone(),
            Command::Save { checkpoint, .. } => checkpoint.clone(),
            Command::Fail { error, .. } | Command::Refuse { error, .. } => format!("{error:?}"),
            Command::Tell { event, .. } => format!("{event:?}"),
            _ => return,
        };
        if text.contains("FAKEsecret") || text.contains("FAKEtoken") {
            self.wrong(format!("a secret in {text}"));
        }
    }

    fn watch_event(&mut self, upload: Option<u32>, event: &Event) {
        if let Event::Credential { renews_in, ends_in, .. } = event {
            return self.watch_grant(*renews_in, *ends_in);
        }
        if upload.is_none() && matches!(event, Event::Retry { code: "credentials", .. }) {
            self.ledger.page.owes_word = false;
        }
        let Some(job) = upload.and_then(|upload| self.page.uploads.get(&upload).copied()) else { return };
        let job = &mut self.jobs[job];
        match event {
            Event::Plan { .. } => {
                job.facts.told_parts.clear();
                job.facts.home.clear();
                job.facts.plans_told += 1;
                let id = job.id;
                self.ledger.page.rests.retain(|(upload, _), _| Some(*upload) != id);
            }
            Event::Part { part, size } => {
                job.facts.told_parts.insert(*part, *size);
                job.facts.home.insert(*part);
            }
            _ => {}
        }
    }

    pub fn mishap(&mut self, flight: Flight) {
        self.ledger.mishaps += 1;
        self.note(flight, |facts| {
            facts.mishaps += 1;
            facts.aborts_failed += u32::from(flight.task == Task::Abort);
        });
    }

    fn must_ask(&mut self, flight: Flight) {
        if matches!(flight.task, Task::Whole | Task::Complete) {
            self.note(flight, |facts| facts.must_ask = true);
        }
    }

    fn note(&mut self, flight: Flight, fact: impl FnOnce(&mut Facts)) {
        let Some(job) = flight.upload.and_then(|upload| self.page.uploads.get(&upload)) else { return };
        fact(&mut self.jobs[*job].facts);
    }

    fn must_rest(&mut self, flight: Flight, least: u64) {
        let failed_at = self.device.mono(self.now);
        let Some(upload) = flight.upload else { return };
        let rest = Rest { failed_at, least };
        self.ledger.page.rests.insert((upload, flight.task), rest);
        if matches!(flight.task, Task::Whole | Task::Complete) {
            self.ledger.page.rests.insert((upload, Task::Head), rest);
        }
        let Some(job) = self.page.uploads.get(&upload) else { return };
        self.jobs[*job].facts.trouble_since.get_or_insert(failed_at);
    }

    /// Something arrived: the trouble of its upload is over.
    fn succeeded(&mut self, flight: Flight, whole: bool) {
        let Some(job) = flight.upload.and_then(|upload| self.page.uploads.get(&upload).copied()) else {
            return;
        };
        self.jobs[job].facts.trouble_since = None;
        self.jobs[job].facts.refused_in_a_row.clear();
        self.jobs[job].facts.initiations_heard += u32::from(flight.task == Task::Initiate);
        self.jobs[job].facts.whole_told = whole && self.climate.cors.crc64;
    }
}

/// As the engine defines sleep.
const SLEPT: u64 = 70_000;
