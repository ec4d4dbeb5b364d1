//! What must hold about credentials and pace: who may sign with what, when to ask, how long to brake.

use super::app::Word;
use super::climate::Told;
use super::cloud::{Call, Task};
use super::device::server_time;
use super::job::State;
use super::ledger::Grant;
use super::page::Flight;
use super::world::World;
use trebucket::backoff;

impl World {
    /// One asking at a time, each with a reason, none right after a failure.
    pub fn watch_asking(&mut self) {
        self.ledger.credentials += 1;
        self.ledger.page.asked_at = self.ledger.page.life;
        if self.page.asking.is_some() {
            self.wrong("a second asking of the app server while one is out");
        }
        if self.ledger.page.offline {
            self.wrong("the app server is asked while offline");
        }
        let mono = self.device.mono(self.now);
        if mono < self.ledger.page.asked_rest_until {
            self.wrong("the app server is asked again without rest");
        }
        let page = &self.ledger.page;
        let Some(grant) = page.grant else { return };
        let refused = page.refused.contains(&grant.set) || page.doubted.contains(&grant.set);
        let due = grant.renews_at.is_some_and(|at| page.life >= at);
        if !refused && !due {
            self.wrong("the app server is asked although the set is fresh");
        }
    }

    /// The app server answered, or could not be reached.
    pub fn watch_app(&mut self, heard: &Word, told_at: u64) {
        let mono = self.device.mono(self.now);
        let (status, set) = match heard {
            Word::Answer { status, set, .. } => (*status, *set),
            _ => (0, None),
        };
        let again = set.is_some_and(|set| self.ledger.page.refused.contains(&set));
        let ended = set.is_some_and(|set| self.cloud.sets[set].until <= server_time(told_at));
        let near = set.is_some_and(|set| self.cloud.sets[set].until <= self.server() + 2_000);
        self.ledger.page.hold = false;
        let stale = self.ledger.page.life - self.ledger.page.asked_at >= ASKED_MOST;
        let knows = self.climate.sts.time != Told::Never && self.climate.sts.tells_end;
        if let Some(set) = set.filter(|_| !(again || stale || ended && knows)) {
            self.ledger.barren += u64::from(self.ledger.page.grant.is_some_and(|grant| grant.set == set));
            let page = &mut self.ledger.page;
            page.pending = Some(set);
            // A set that was refused without a word may be taken again, or not.
            // So may one that has ended, by a time that the cloud told.
            let doubtful = near || page.doubted.contains(&set);
            page.hopeless = if doubtful { page.hopeless + 1 } else { 0 };
            page.app_trouble_since = None;
            return;
        }
        self.ledger.barren += 1;
        let waits = self.jobs.iter().any(|job| job.state == State::Going);
        let page = &mut self.ledger.page;
        let usable = |grant: &Grant| page.life < grant.ends_at && !page.refused.contains(&grant.set);
        page.owes_word = waits && !page.grant.as_ref().is_some_and(usable);
        page.asked_rest_until = mono + backoff::FLOOR;
        page.app_trouble_since.get_or_insert(mono);
        page.hopeless += u32::from(status != 0 && status < 500);
    }

    /// The page says how it understood a set.
    pub fn watch_grant(&mut self, renews_in: Option<u64>, ends_in: u64) {
        let Some(set) = self.ledger.page.pending.take() else {
            return self.wrong("a credential that nobody gave");
        };
        let sts = self.climate.sts;
        self.ledger.page.knows_time |= sts.time != Told::Never;
        let known = sts.tells_end && self.ledger.page.knows_time && sts.renewable;
        let left = self.cloud.sets[set].until.saturating_sub(self.server());
        // Never younger than it is, but for the whole seconds that are told and the way that the cloud's word took;
        // older by what the way may have taken.
        let (way, asked) = (self.climate.latency.1, self.ledger.page.life - self.ledger.page.asked_at);
        let (most, least) = (left + way + 1_500, left.saturating_sub(asked + 1_500));
        if known && !(least..=most).contains(&ends_in) {
            self.wrong(format!("a set of {left} ms is believed to live {ends_in} ms"));
        }
        if renews_in.is_some_and(|renews| renews.abs_diff(ends_in / 2) > 500) {
            self.wrong("a set is not renewed at half of its life");
        }
        let page = &mut self.ledger.page;
        page.grant = Some(Grant {
            set,
            renews_at: renews_in.map(|renews| page.life + renews),
            ends_at: page.life + ends_in,
        });
    }

    /// Whether this set may sign now, by all that the page knows.
    pub fn watch_credential(&mut self, flight: Flight) {
        let page = &self.ledger.page;
        if page.refused.contains(&flight.set) {
            return self.wrong("signed with a set that the cloud has refused");
        }
        if page.hold {
            return self.wrong("signed with a stale set right after sleep");
        }
        let Some(grant) = page.grant.filter(|grant| grant.set == flight.set) else {
            return self.wrong("signed with a set that is not the latest");
        };
        let late = page.life.saturating_sub(grant.ends_at);
        if page.life >= grant.ends_at {
            return self.wrong(format!("signed with a set that ended {late} ms ago"));
        }
        let due = grant.renews_at.is_some_and(|at| page.life >= at);
        let minded = self.page.asking.is_some() || page.app_trouble_since.is_some();
        if due && !minded {
            self.wrong("signed past the half-life, and the app server was not asked");
        }
    }

    /// The cloud asked the whole bucket to slow down.
    pub fn brake(&mut self, least: u64) {
        let mono = self.device.mono(self.now);
        let page = &mut self.ledger.page;
        let braked = page.brake_until > mono;
        page.brake_until = page.brake_until.max(mono + least.max(BRAKE));
        if !braked {
            let most = self.climate.slots() as u64;
            let limit = page.limit.map_or(most, |limit| (limit + page.calm / 8).min(most));
            page.limit = Some((limit / 2).max(1));
        }
        page.calm = 0;
    }

    pub fn watch_brake(&mut self, flying: usize) {
        let mono = self.device.mono(self.now);
        let page = &self.ledger.page;
        if mono < page.brake_until {
            return self.wrong("a request while the bucket is braked");
        }
        // One more flies after every eight successes.
        if page.limit.is_some_and(|limit| flying as u64 > limit + page.calm / 8) {
            self.wrong(format!("{flying} requests in flight after the brake"));
        }
    }

    /// Only a part flies beside itself: once, and when it has been in the air for long.
    pub fn watch_twin(&mut self, upload: u32, call: &Call) {
        let mono = self.device.mono(self.now);
        let alike = |flight: &&Flight| flight.upload == Some(upload) && flight.task == call.task;
        let beside: Vec<u64> = self.page.flights.values().filter(alike).map(|flight| flight.left).collect();
        let Some(left) = beside.first() else { return };
        let age = mono - left;
        if beside.len() > 1 || age < LAG || !matches!(call.task, Task::Part(_)) {
            self.wrong(format!("{:?} sent beside itself after {age} ms", call.task));
        }
        self.ledger.twins += 1;
    }

    /// A deadline that has passed must lead to something; else the page would spin.
    pub fn watch_deadline(&mut self, wait: u64, commands: u32) {
        let mono = self.device.mono(self.now);
        let page = &mut self.ledger.page;
        page.deadline = Some(mono + wait);
        page.idle_alarms = if commands == 0 && wait == 0 { page.idle_alarms + 1 } else { 0 };
        if page.idle_alarms > 3 {
            self.wrong("the page spins: its deadline has passed, and nothing follows");
        }
    }
}

/// An answer of the app server that took longer, ms, is not believed.
const ASKED_MOST: u64 = 20_000;

/// A throttled bucket rests at least so long, ms.
const BRAKE: u64 = 1_000;

/// As the engine defines a lag, ms.
const LAG: u64 = 3_000;
