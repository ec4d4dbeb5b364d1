//! How many requests fly at once, for the whole bucket; how fast its line is, and which request lags behind.

mod climb;

use crate::clock::Instant;
use climb::Climb;

/// The slots that all uploads of a bucket share, and the brake the cloud can pull.
#[derive(Debug)]
pub struct Pace {
    climb: Climb,
    most: u32,
    limit: u32,
    successes: u32,
    braked_until: Option<Instant>,
    /// Bytes a second that one request carries, and all together; averages of the latest trips.
    each: u64,
    line: u64,
    trips: u32,
}

/// A body that came home.
#[derive(Debug, Clone, Copy)]
pub struct Trip {
    /// Bytes it carried.
    pub bytes: u64,
    /// When it left.
    pub left: Instant,
    /// When its answer came.
    pub landed: Instant,
    /// How many flew as it left, itself included.
    pub beside: u32,
    /// How many flew as it landed, itself included.
    pub flying: u32,
}

impl Trip {
    fn ms(&self) -> u64 {
        self.landed.since(self.left).max(1)
    }
}

impl Pace {
    /// As many at once as the caller wishes; without a wish as many as turn out to carry the most.
    #[must_use]
    pub fn new(wish: Option<u32>) -> Self {
        let most = wish.unwrap_or(SLOTS_MAX);
        let climb = Climb::new(wish.unwrap_or(SLOTS), most, wish.is_none());
        Self { climb, most, limit: most, successes: 0, braked_until: None, each: 0, line: 0, trips: 0 }
    }

    /// How many may fly now.
    #[must_use]
    pub fn slots(&self, now: Instant) -> u32 {
        if self.braked_until(now).is_some() { 0 } else { self.limit.min(self.climb.level()) }
    }

    /// When the brake is released, while it is on.
    #[must_use]
    pub fn braked_until(&self, now: Instant) -> Option<Instant> {
        self.braked_until.filter(|until| now < *until)
    }

    /// The cloud said "slow down": half as many, and none until the rest is over.
    pub fn throttled(&mut self, now: Instant, rest: u64) {
        if self.braked_until(now).is_none() {
            self.limit = (self.limit.min(self.climb.level()) / 2).max(1);
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

    /// A body came home: what that tells of the line.
    pub fn carried(&mut self, trip: &Trip) {
        if trip.bytes < TELLING {
            return;
        }
        let each = trip.bytes * 1_000 / trip.ms();
        let line = each * u64::from(trip.beside.max(trip.flying));
        let mean = |known: u64, new: u64| if self.trips == 0 { new } else { (known * 3 + new) / 4 };
        (self.each, self.line) = (mean(self.each, each), mean(self.line, line));
        self.trips += 1;
        self.climb.carried(trip);
    }

    /// Another network, perhaps: what was measured is of no use.
    pub fn forget(&mut self) {
        self.trips = 0;
        self.climb.forget();
    }

    /// Bytes a second that all requests carry together, once that is known.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        Some(self.line).filter(|_| self.trips > 0)
    }

    /// When a body that left then lags behind what others took for as many bytes.
    #[must_use]
    pub fn lags_at(&self, left: Instant, bytes: u64) -> Option<Instant> {
        let usual = bytes * 1_000 / self.each.max(1);
        Some(left.after((usual * LAG).max(LAG_MS))).filter(|_| self.trips >= LAG_TRIPS)
    }
}

/// How many may fly by default, to begin with: one below the six connections a browser opens to a host, so that a
/// preflight or a question about an object never waits behind whole parts.
pub const SLOTS: u32 = 5;

/// Browsers open no more connections to a host (HTTP/1.1); more slots would only queue where nobody sees it.
pub const SLOTS_MAX: u32 = 6;

/// Successes in a row before a throttled bucket dares one more.
const CALM: u32 = 8;

/// What a smaller body takes, latency decides and not the line.
const TELLING: u64 = 256 << 10;

/// A body lags when it takes so many times as long as others did.
const LAG: u64 = 3;

/// A shorter time, ms, is no lag: wireless networks hold their breath for a second or two.
const LAG_MS: u64 = 3_000;

/// Two trips at least tell what is usual.
const LAG_TRIPS: u32 = 2;

#[cfg(test)]
mod tests;
