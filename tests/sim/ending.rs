//! How uploads may end, and what must be true when the world is over.

use super::climate::Told;
use super::cloud::Task;
use super::job::{Job, State};
use super::wish::Callback;
use super::world::World;
use trebucket::command::UploadResult;
use trebucket::error::Error;

impl World {
    pub fn done(&mut self, upload: u32, result: UploadResult) {
        let Some(index) = self.page.uploads.get(&upload).copied() else { return self.wrong("done: unknown") };
        self.say(|| format!("DONE {upload} verified {}", result.verified));
        self.watch_silence(upload);
        let job = &self.jobs[index];
        // A completion in the air when the user paused lands all the same.
        if !matches!(job.state, State::Going | State::Paused) {
            let state = job.state;
            return self.wrong(format!("done while {state:?}"));
        }
        if !job.is_stored(&self.cloud) && job.wish.checksum != "none" {
            let stored = self.cloud.objects.get(&job.key).map(|object| object.pieces.clone());
            return self.wrong(format!("done, but what is stored is not the file: {stored:?}"));
        }
        let told: u64 = job.facts.told_parts.values().sum();
        if told != job.wish.size
            && !(told == 0 && result.resumed)
            && job.wish.parts() > 1
            && job.facts.damaged == 0
        {
            return self.wrong(format!("{told} bytes told of {}", job.wish.size));
        }
        if result.size != job.wish.size || result.key != job.key || result.parts as usize != job.wish.parts()
        {
            return self.wrong(format!("a result that is not the file's: {result:?}"));
        }
        if result.verified && !job.facts.whole_told {
            return self.wrong("verified, but the cloud's figure for the whole was not readable");
        }
        if !result.verified && job.facts.whole_told && job.wish.checksum != "none" {
            return self.wrong("not verified, but the cloud's figure was readable");
        }
        if job.wish.callback == Some(Callback::Fails) && result.callback.is_some() {
            return self.wrong("done, but the callback failed");
        }
        let job = &mut self.jobs[index];
        job.done_at = self.now;
        (job.state, job.result) = (State::Done, Some(result));
    }

    pub fn failed(&mut self, upload: u32, error: &Error) {
        let Some(index) = self.page.uploads.get(&upload).copied() else {
            return self.wrong("failed: unknown");
        };
        let code = error.code.as_str();
        self.say(|| format!("FAIL {upload} {error:?}"));
        self.watch_silence(upload);
        let state = self.jobs[index].state;
        if code == "aborted" && state == State::Aborting {
            return;
        }
        if !matches!(state, State::Going | State::Paused) {
            return self.wrong(format!("failed while {state:?}: {error:?}"));
        }
        let doomed = self.climate.doom.is_some_and(|doom| doom.explains(code));
        if doomed {
            self.judge_doom(index);
        } else if let Some(why) = self.inexcusable(index, error) {
            return self.wrong(format!("failed without need ({why}): {error:?}"));
        }
        let most = if doomed { 2 } else { RETRIES_MAX };
        let job = &mut self.jobs[index];
        job.state = State::Failed(code);
        job.failures.push(code);
        job.facts.trouble_since = None;
        if !self.is_final(index, code) && self.jobs[index].facts.retries < most {
            self.jobs[index].facts.retries += u32::from(self.calm || doomed);
            let wait = self.die.between(1_000, 30_000);
            self.after(wait, super::world::Happening::Plan(super::plan::Plan::Retry(index)));
        }
    }

    /// Of what has ended nothing flies but an Initiate, whose answer names what is to be cleaned up.
    fn watch_silence(&mut self, upload: u32) {
        let mut flights = self.page.flights.values();
        let left = flights.find(|flight| flight.upload == Some(upload) && flight.task != Task::Initiate);
        if let Some(task) = left.map(|flight| flight.task) {
            self.wrong(format!("{task:?} is still in the air after the end"));
        }
    }

    /// Why an honest engine would not have failed here.
    fn inexcusable(&self, index: usize, error: &Error) -> Option<String> {
        let (job, page, mono) = (&self.jobs[index], &self.ledger.page, self.device.mono(self.now));
        let waited = |since: Option<u64>| since.is_some_and(|since| mono - since >= self.climate.patience);
        let excused = match error.code.as_str() {
            "network" => waited(job.facts.trouble_since) || waited(page.offline_since),
            "server" => {
                waited(job.facts.trouble_since)
                    || job.facts.forgotten > 3
                    || job.facts.damaged > 3
                    || self.is_blind(job) && job.facts.heads_answered > 3
            }
            "credentials" => {
                page.hopeless > 0
                    || waited(page.app_trouble_since)
                    || page.refused_in_a_row.len() >= 3
                    || job.facts.refused_in_a_row.len() >= 3
                    || !self.climate.sts.renewable
                    || !self.can_learn_time(index)
            }
            "clock" => !self.can_learn_time(index),
            "source" => job.changed,
            "conflict" => {
                job.wish.forbid_overwrite
                    && (job.wish.taken || job.facts.damaged > 0 || self.is_strange(index))
            }
            "integrity" => job.facts.damaged >= 4 || self.is_unproved(index) || job.facts.heads_refused > 0,
            "callback" => {
                let stored = job.is_stored(&self.cloud) || job.facts.damaged > 0;
                job.wish.callback == Some(Callback::Fails) && stored
            }
            "invalid-argument" => job.wish.key_function.is_some_and(|throws| throws > 0),
            _ => false,
        };
        (!excused).then(|| format!("trouble since {:?}, now {mono}", job.facts.trouble_since))
    }

    /// The object is ours, but this page has no way to know.
    fn is_strange(&self, index: usize) -> bool {
        let job = &self.jobs[index];
        job.is_stored(&self.cloud)
            && (!self.climate.cors.crc64
                || !self.climate.policy.head
                || job.facts.heads_refused > 0
                || job.wish.checksum == "none")
    }

    /// Whether the page can ever learn the right time.
    fn can_learn_time(&self, index: usize) -> bool {
        let in_body = match self.climate.provider {
            "oss" => self.jobs[index].wish.mode != "post",
            // A window of our own that has passed is refused without a word about the time.
            "cos" => self.climate.sts.tells_start && self.climate.sts.tells_end,
            _ => false,
        };
        self.climate.sts.time != Told::Never || self.climate.cors.date || in_body
    }

    /// Without a checksum and without the time an object that was found cannot be told from an older one.
    pub fn is_blind(&self, job: &Job) -> bool {
        let summed = self.climate.cors.crc64 && job.wish.checksum != "none";
        !summed && self.climate.sts.time == Told::Never && !self.climate.cors.date
    }

    /// Whether it is stored cannot be known.
    fn is_unproved(&self, index: usize) -> bool {
        self.jobs[index].facts.mishaps > 0 && !self.climate.policy.head
    }

    /// Whether trying again is of no use.
    pub fn is_final(&self, index: usize, code: &str) -> bool {
        match code {
            "conflict" | "callback" | "source" => true,
            "clock" => !self.can_learn_time(index),
            "integrity" => self.is_unproved(index),
            _ => false,
        }
    }

    pub fn aborted(&mut self, upload: u32) {
        let Some(index) = self.page.uploads.get(&upload).copied() else {
            return self.wrong("aborted: unknown");
        };
        self.say(|| format!("ABORTED {upload}"));
        match self.jobs[index].state {
            State::Aborting => {
                let timeless = !self.can_learn_time(index);
                let gave_up = self.ledger.page.app_trouble_since.is_some();
                let job = &mut self.jobs[index];
                job.state = State::Aborted;
                job.facts.orphans += u32::from(gave_up || timeless || job.facts.aborts_failed >= 5);
            }
            State::Done | State::Aborted => {}
            state => self.wrong(format!("aborted while {state:?}")),
        }
    }

    /// When nothing moves any more.
    pub fn judge(&mut self) {
        for index in 0..self.jobs.len() {
            self.judge_job(index);
        }
        if !self.page.flights.is_empty() || self.page.asking.is_some() {
            self.wrong("something is still in the air");
        }
        if !self.ledger.asks_open.is_empty() {
            self.wrong("an asking was never answered");
        }
        self.judge_budgets();
        self.judge_orphans();
        let defects = std::mem::take(&mut self.cloud.defects);
        defects.into_iter().for_each(|defect| self.wrong(defect));
    }

    fn judge_job(&mut self, index: usize) {
        let job = &self.jobs[index];
        match job.state {
            State::Done | State::Aborted => {}
            State::Failed(code) if self.is_final(index, code) => {}
            State::Failed(code) if self.climate.doom.is_some_and(|doom| doom.explains(code)) => {}
            state => {
                let (key, failures) = (job.key.clone(), job.failures.clone());
                self.wrong(format!("{key} ended {state:?} after {failures:?}"));
            }
        }
        let job = &self.jobs[index];
        if job.state == State::Done && job.memory.is_some() {
            self.wrong("done, and its checkpoint is still kept");
        }
    }

    /// What is left of multipart uploads must have a reason.
    fn judge_orphans(&mut self) {
        for index in 0..self.jobs.len() {
            let job = &self.jobs[index];
            let left =
                self.cloud.multiparts.values().filter(|multipart| multipart.key == job.key).count() as u32;
            let kept = matches!(job.state, State::Failed(_)) as u32;
            let facts = &job.facts;
            let excused = facts.initiations.saturating_sub(facts.initiations_heard) + kept + facts.orphans;
            if left > excused && self.climate.policy.abort {
                let state = job.state;
                self.wrong(format!("{left} multiparts left of {state:?}, {excused} excused"));
            }
        }
    }
}

/// The user presses "again" so often, not for ever.
const RETRIES_MAX: u32 = 12;
