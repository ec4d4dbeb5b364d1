//! What a whole world may cost: requests, beginnings and askings of the app server.

use super::climate::Told;
use super::job::Job;
use super::world::World;

impl World {
    pub fn judge_budgets(&mut self) {
        let (mut useful, mut births, mut allowed) = (0, 0, 0);
        for job in &self.jobs {
            let facts = &job.facts;
            let strangers = if self.is_blind(job) { facts.heads_answered } else { 0 };
            let again = facts.forgotten + facts.reloads + facts.restarts_due() + strangers;
            births += facts.initiations_heard;
            allowed += 1 + again;
            let parts = job.wish.parts() as u64 + 2;
            let pages = 2 + parts / self.climate.page as u64;
            useful += parts * u64::from(1 + again) + pages * u64::from(1 + again + facts.hidden_lists);
        }
        let asked = self.ledger.asks_settled;
        let budget = useful + 3 * self.ledger.mishaps + 2 * asked;
        let requests = self.ledger.requests;
        if requests > budget {
            self.wrong(format!("{requests} requests for {budget}"));
        }
        if births > allowed {
            self.wrong(format!("{births} initiations for {allowed}"));
        }
        self.judge_fetches();
    }

    fn judge_fetches(&mut self) {
        let ledger = &self.ledger;
        let sts = self.climate.sts;
        let told = sts.tells_end && sts.time != Told::Never;
        let life = if told { sts.life } else { sts.life.min(900_000) };
        let by_age = self.now / (life / 2 - 1);
        let caching = if self.climate.sts.caches { 12 * (1 + by_age) } else { 0 };
        let fuss = ledger.barren + ledger.refused + ledger.reloads + ledger.wakes + ledger.jumps;
        let fetches = 2 + by_age + fuss + caching;
        let credentials = ledger.credentials;
        // By a clock that is wrong, and that nobody sets right, a set may seem to be near its end whenever it comes.
        let misled = sts.time == Told::Never && (ledger.jumps > 0 || self.climate.skew != 0);
        if credentials > fetches && !misled {
            self.wrong(format!("{credentials} credentials for {fetches}"));
        }
        if self.climate.doom.is_none()
            && self.climate.fates.is_empty()
            && self.climate.plans.is_empty()
            && self.climate.skew == 0
        {
            self.judge_calm();
        }
    }

    /// Without any wind it takes parts + 2 requests and one credential. That the cloud takes no signature in a URL is
    /// learnt once, by each upload that is on its way before that.
    fn judge_calm(&mut self) {
        let job = |job: &Job| if job.wish.is_single() { 1 } else { job.wish.parts() as u64 + 2 };
        let needed: u64 = self.jobs.iter().map(job).sum();
        let conflict = self.jobs.iter().any(|job| job.wish.taken && job.wish.forbid_overwrite);
        let hidden = !self.climate.cors.crc64 || !self.climate.cors.etag;
        let requests = self.ledger.requests;
        let learning = if self.climate.policy.urls || self.climate.provider == "bos" {
            0
        } else {
            self.jobs.len() as u64
        };
        let fair = needed + self.ledger.twins..=needed + self.ledger.twins + learning;
        if !fair.contains(&requests) && !conflict && !hidden {
            self.wrong(format!("{requests} requests in calm weather, not {needed}"));
        }
        let long = self.now > self.climate.sts.life / 2 || self.climate.sts.time == Told::Never;
        let doubted = conflict && !self.climate.policy.head;
        if self.ledger.credentials != 1 && !long && !doubted {
            self.wrong("more than one credential in calm weather");
        }
    }
}
