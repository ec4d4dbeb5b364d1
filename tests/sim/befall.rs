//! Carries out what was planned for the world.

use super::device::server_time;
use super::doom::Doom;
use super::job::State;
use super::ledger::PageLedger;
use super::page::{Nudge, Page};
use super::plan::{Mood, Plan};
use super::world::{Happening, World};

impl World {
    pub fn befall(&mut self, plan: Plan) {
        let needs_page = !matches!(plan, Plan::Revoke | Plan::Forget | Plan::App(_) | Plan::Change(_));
        if needs_page && self.now < self.device.asleep_until {
            return self.at(self.device.asleep_until + 60, Happening::Plan(plan));
        }
        self.say(|| format!("== {plan:?}"));
        match plan {
            Plan::App(_) if self.climate.doom.is_some() => {}
            Plan::Start(job) => self.start(job),
            Plan::Pause(job) => self.pause(job),
            Plan::Resume(job) => self.resume(job),
            Plan::Abort(job) => self.abort(job),
            Plan::Retry(job) => self.retry(job),
            Plan::Change(job) => self.jobs[job].changed |= !self.jobs[job].is_over(),
            Plan::Reload => self.reload(),
            Plan::Offline => self.network(true),
            Plan::Online => self.network(false),
            Plan::Sleep { ms, stops } => self.sleep(ms, stops),
            Plan::Jump(ms) => self.jump(ms),
            Plan::Revoke => self.revoke(),
            Plan::Forget => self.forget(),
            Plan::App(mood) if self.calm => {
                self.app.mood = if mood == Mood::Slow { mood } else { Mood::Well }
            }
            Plan::App(mood) => self.app.mood = mood,
            Plan::Ask(kind) => self.ask(kind),
            Plan::Calm => self.calm_down(),
        }
    }

    fn start(&mut self, job: usize) {
        if self.jobs[job].state == State::Unborn {
            self.watch_time();
            self.upload(job);
        }
    }

    /// What the user does to an upload that lives on this page.
    fn whim(&mut self, job: usize, act: impl FnOnce(&mut Page, u32, trebucket::clock::Now)) {
        self.watch_time();
        let (Some(id), now) = (self.jobs[job].id, self.moment()) else { return };
        self.ledger.page.asked_rest_until = 0;
        act(&mut self.page, id, now);
        self.drain();
    }

    fn pause(&mut self, job: usize) {
        if self.jobs[job].state == State::Going {
            self.jobs[job].state = State::Paused;
            self.whim(job, |page, id, now| page.session.pause(id, now));
        }
    }

    fn resume(&mut self, job: usize) {
        if self.jobs[job].state == State::Paused {
            self.jobs[job].state = State::Going;
            self.jobs[job].facts.began_at = self.now;
            self.jobs[job].facts.trouble_since = None;
            self.whim(job, |page, id, now| page.session.resume(id, now));
        }
    }

    fn abort(&mut self, job: usize) {
        let lives = matches!(self.jobs[job].state, State::Going | State::Paused | State::Failed(_));
        let memory = self.jobs[job].memory.is_some();
        if lives && self.jobs[job].id.is_some() {
            self.jobs[job].state = State::Aborting;
            let facts = &mut self.jobs[job].facts;
            facts.orphans += u32::from(!facts.is_named && memory);
            self.whim(job, |page, id, now| page.session.abort(id, now));
        }
    }

    fn retry(&mut self, job: usize) {
        let failed = matches!(self.jobs[job].state, State::Failed(code) if code != "callback");
        if failed && self.jobs[job].id.is_some() {
            self.jobs[job].state = State::Going;
            self.jobs[job].facts.began_at = self.now;
            self.jobs[job].facts.tries += 1;
            self.ledger.page.asked_rest_until = 0;
            self.ledger.page.rests.retain(|(upload, _), _| Some(*upload) != self.jobs[job].id);
            self.whim(job, |page, id, now| page.session.retry(id, now));
        }
    }

    /// A crash or F5: what was in the air may land, nobody hears of it; what was remembered is taken up.
    fn reload(&mut self) {
        let requests: Vec<u32> = self.page.flights.keys().copied().collect();
        requests.into_iter().for_each(|request| self.cut(request));
        let (epoch, seed) = (self.page.epoch + 1, self.die.roll());
        self.page = Page { epoch, ..Page::new(&self.climate, seed) };
        self.device.mono_lost = self.now;
        self.ledger.reloads += 1;
        self.ledger.asks_open.clear();
        self.ledger.page = PageLedger::default();
        if self.device.offline {
            self.hear(epoch, Nudge::Online(false));
        }
        for job in 0..self.jobs.len() {
            self.rename(job);
            let facts = &mut self.jobs[job].facts;
            facts.reloads += 1;
            facts.trouble_since = None;
            facts.must_ask = false;
            facts.home.clear();
            facts.told_parts.clear();
            match self.jobs[job].state {
                State::Failed(code) if self.is_final(job, code) => self.jobs[job].id = None,
                State::Going | State::Paused | State::Failed(_) => {
                    self.jobs[job].facts.orphans += u32::from(self.jobs[job].memory.is_none());
                    self.watch_time();
                    self.upload(job);
                }
                State::Aborting => {
                    self.jobs[job].state = State::Aborted;
                    self.jobs[job].facts.orphans += 1;
                }
                _ => {}
            }
        }
    }

    /// A key function may answer otherwise on another day.
    fn rename(&mut self, index: usize) {
        let renames = self.die.permille(500);
        let job = &mut self.jobs[index];
        if renames && job.wish.key_function.is_some() && !job.is_over() && job.state != State::Unborn {
            job.key.push_str(" again");
            job.prepare(&mut self.cloud);
        }
    }

    fn network(&mut self, offline: bool) {
        if self.device.offline == offline {
            return;
        }
        self.device.offline = offline;
        self.tell(1, Nudge::Online(!offline));
        if offline {
            self.break_connections(0);
        }
    }

    /// Every connection is gone; the page hears of it one by one.
    fn break_connections(&mut self, after: u64) {
        let flights: Vec<(u32, u64)> =
            self.page.flights.iter().map(|(request, flight)| (*request, flight.travel)).collect();
        for (request, travel) in flights {
            if let Some(travel) = self.travels.get_mut(&travel) {
                travel.dead = true;
            }
            let late = self.die.below(800);
            self.tell(after + late, Nudge::Lost { request, why: "network" });
        }
    }

    fn sleep(&mut self, ms: u64, stops: bool) {
        self.device.asleep_until = self.now + ms;
        self.jobs.iter_mut().for_each(|job| job.facts.began_at = self.now + ms);
        if stops {
            self.device.mono_lost += ms;
        }
        self.break_connections(ms);
        let wake = self.die.below(40);
        self.tell(ms + wake, Nudge::Wake);
    }

    fn jump(&mut self, ms: i64) {
        self.device.skew += ms;
        self.ledger.jumps += 1;
    }

    fn revoke(&mut self) {
        self.ledger.revocations += 1;
        self.cloud.sets.iter_mut().for_each(|set| set.revoked = true);
        self.app.forget();
    }

    fn forget(&mut self) {
        self.ledger.forgets += 1;
        for job in &mut self.jobs {
            let known = self.cloud.multiparts.values().any(|multipart| multipart.key == job.key);
            job.facts.forgotten += u32::from(known);
        }
        self.cloud.multiparts.clear();
    }

    fn ask(&mut self, kind: &'static str) {
        if kind == "form" && self.climate.provider == "bos" {
            return;
        }
        self.page.asks += 1;
        let (ask, now) = (self.page.asks, self.moment());
        self.ledger.asks_open.insert(ask);
        self.ledger.page.asked_rest_until = 0;
        self.watch_time();
        let spec = serde_json::json!({ "method": "GET", "key": "a/b", "expiresIn": 600 });
        self.page.session.ask(ask, kind, &spec.to_string(), now);
        self.drain();
    }

    /// The storm is over: the user lets everything go on.
    fn calm_down(&mut self) {
        self.calm = true;
        self.app.mood = self.climate.doom.and_then(Doom::mood).unwrap_or(Mood::Well);
        self.network(false);
        for job in 0..self.jobs.len() {
            self.resume(job);
            self.retry(job);
        }
        debug_assert!(self.server() >= server_time(0));
    }
}
