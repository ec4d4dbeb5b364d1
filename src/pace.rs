//! How many requests fly at once, for the whole bucket.

use crate::clock::Instant;

/// The slots that all uploads of a bucket share, and the brake the cloud can pull.
#[derive(Debug)]
pub struct Pace {
    most: u32,
    limit: u32,
    successes: u32,
    braked_until: Option<Instant>,
}

impl Pace {
    /// At most so many at once.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, limit: most, successes: 0, braked_until: None }
    }

    /// How many may fly now.
    #[must_use]
    pub fn slots(&self, now: Instant) -> u32 {
        if self.braked_until.is_some_and(|until| now < until) { 0 } else { self.limit }
    }

    /// When the brake is released, while it is on.
    #[must_use]
    pub fn braked_until(&self, now: Instant) -> Option<Instant> {
        self.braked_until.filter(|until| now < *until)
    }

    /// The cloud said "slow down": half as many, and none until the rest is over.
    pub fn throttled(&mut self, now: Instant, rest: u64) {
        if self.braked_until(now).is_none() {
            self.limit = (self.limit / 2).max(1);
        }
        let until = now.after(rest);
        self.braked_until = Some(self.braked_until.map_or(until, |known| known.max(until)));
        self.successes = 0;
    }

    /// A request succeeded: after a calm stretch one more may fly.
    pub fn succeeded(&mut self) {
        self.successes += 1;
        if self.successes >= CALM && self.limit < self.most {
            self.limit += 1;
            self.successes = 0;
        }
    }
}

/// How many may fly by default: one below the six connections a browser opens to a host, so that a preflight or a
/// question about an object never waits behind whole parts.
pub const SLOTS: u32 = 5;

/// Browsers open no more connections to a host (HTTP/1.1); more slots would only queue where nobody sees it.
pub const SLOTS_MAX: u32 = 6;

/// Successes in a row before a throttled bucket dares one more.
const CALM: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttling_stops_everyone_then_halves_the_flow() {
        let mut pace = Pace::new(4);
        pace.throttled(Instant(0), 1_000);
        assert_eq!(pace.slots(Instant(999)), 0);
        assert_eq!(pace.slots(Instant(1_000)), 2);
    }

    #[test]
    fn four_refusals_of_one_storm_halve_once() {
        let mut pace = Pace::new(4);
        for _ in 0..4 {
            pace.throttled(Instant(5), 1_000);
        }
        assert_eq!(pace.slots(Instant(2_000)), 2);
    }

    #[test]
    fn calm_gives_the_slots_back_one_by_one() {
        let mut pace = Pace::new(4);
        pace.throttled(Instant(0), 10);
        for _ in 0..CALM {
            pace.succeeded();
        }
        assert_eq!(pace.slots(Instant(10)), 3);
    }
}
