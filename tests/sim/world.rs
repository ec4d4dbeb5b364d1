//! One world: one clock, one queue, one die, a page with its hands, a cloud, an app server, a user.

use std::collections::BTreeMap;

use super::app::AppServer;
use super::climate::Climate;
use super::cloud::Cloud;
use super::device::{Device, server_time};
use super::die::Die;
use super::doom::Doom;
use super::job::Job;
use super::ledger::Ledger;
use super::network::Travel;
use super::page::{Nudge, Page};
use super::plan::{Mood, Plan};

pub struct World {
    pub die: Die,
    /// True time, ms since the world began.
    pub now: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    order: u64,
    pub climate: Climate,
    pub calm: bool,
    pub device: Device,
    pub page: Page,
    pub jobs: Vec<Job>,
    pub travels: BTreeMap<u64, Travel>,
    pub cloud: Cloud,
    pub app: AppServer,
    pub ledger: Ledger,
    pub wrongs: Vec<String>,
    pub steps: u64,
    /// Prints what happens.
    pub loud: bool,
}

/// What the queue holds.
pub enum Happening {
    /// Something the page of this number hears.
    Page(u32, Nudge),
    /// A request's head reaches the cloud.
    Reach(u64),
    /// The whole request has reached the cloud.
    Act(u64),
    /// An asking reaches the app server.
    App {
        epoch: u32,
        ask: u32,
        refused: Option<String>,
    },
    Plan(Plan),
}

impl World {
    pub fn of(seed: u64) -> Self {
        let mut die = Die::new(seed);
        let climate = Climate::of(&mut die);
        Self::new(seed, die, climate)
    }

    pub fn new(seed: u64, mut die: Die, climate: Climate) -> Self {
        let jobs = climate.wishes.iter().enumerate().map(|(at, wish)| Job::new(seed, at, wish.clone()));
        let mut cloud = Cloud::new(&climate);
        let jobs: Vec<Job> = jobs.collect();
        jobs.iter().for_each(|job| job.prepare(&mut cloud));
        let mut world = Self {
            now: 0,
            queue: BTreeMap::new(),
            order: 0,
            calm: false,
            device: Device { skew: climate.skew, ..Device::default() },
            page: Page::new(&climate, die.roll()),
            jobs,
            travels: BTreeMap::new(),
            app: AppServer::new(climate.sts),
            cloud,
            ledger: Ledger::default(),
            wrongs: Vec::new(),
            steps: 0,
            loud: false,
            die,
            climate,
        };
        world.app.mood = world.climate.doom.and_then(Doom::mood).unwrap_or(Mood::Well);
        world.foresee();
        world
    }

    fn foresee(&mut self) {
        for (at, plan) in self.climate.plans.clone() {
            self.at(at, Happening::Plan(plan));
        }
        for job in 0..self.jobs.len() {
            let at = if self.climate.calm_at == 0 { 0 } else { self.die.below(2_000) };
            self.at(at, Happening::Plan(Plan::Start(job)));
        }
        self.at(self.climate.calm_at, Happening::Plan(Plan::Calm));
    }

    /// Lets time pass until nothing more happens; answers what went wrong.
    pub fn run(&mut self) -> Vec<String> {
        while let Some(((at, _), happening)) = self.queue.pop_first() {
            self.now = at;
            self.steps += 1;
            self.happen(happening);
            if self.steps > STEPS_MAX || self.now > TIME_MAX {
                let (steps, now) = (self.steps, self.now);
                self.wrong(format!("it does not end: {steps} steps, {now} ms"));
            }
            if !self.wrongs.is_empty() {
                return std::mem::take(&mut self.wrongs);
            }
        }
        self.judge();
        std::mem::take(&mut self.wrongs)
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Page(epoch, nudge) => self.hear(epoch, nudge),
            Happening::Reach(travel) => self.reach(travel),
            Happening::Act(travel) => self.act(travel),
            Happening::App { epoch, ask, refused } => self.app_answers(epoch, ask, refused.as_deref()),
            Happening::Plan(plan) => self.befall(plan),
        }
    }

    pub fn at(&mut self, at: u64, happening: Happening) {
        self.order += 1;
        self.queue.insert((at.max(self.now), self.order), happening);
    }

    pub fn after(&mut self, ms: u64, happening: Happening) {
        self.at(self.now + ms, happening);
    }

    /// The present page hears this after so many ms.
    pub fn tell(&mut self, ms: u64, nudge: Nudge) {
        let epoch = self.page.epoch;
        self.after(ms, Happening::Page(epoch, nudge));
    }

    pub fn server(&self) -> u64 {
        server_time(self.now)
    }

    pub fn latency(&mut self) -> u64 {
        let (least, most) = self.climate.latency;
        self.die.between(least, most)
    }

    pub fn wrong(&mut self, what: impl Into<String>) {
        let what = what.into();
        self.say(|| format!("WRONG {what}"));
        self.wrongs.push(what);
    }

    #[allow(clippy::print_stderr, reason = "a replayed world tells its story")]
    pub fn say(&self, line: impl FnOnce() -> String) {
        if self.loud {
            eprintln!("{:>9} {}", self.now, line());
        }
    }
}

/// The largest world takes about a tenth of this.
const STEPS_MAX: u64 = 2_000_000;

/// Three days: whatever the weather was, everything has ended by then.
const TIME_MAX: u64 = 3 * 24 * 3_600_000;
