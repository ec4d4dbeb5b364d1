//! How many requests carry the most: one fewer and one more are tried in turn, and what they carry is measured.
//!
//! With as many in the air all the time, each for so long, all together carry `level × bytes ÷ time` (Little's law).
//! Where fewer carry as much, fewer fly: each part is home sooner, and a cut connection loses less.

use super::Trip;
use crate::clock::Instant;

/// The search for the best number.
#[derive(Debug)]
pub(super) struct Climb {
    level: u32,
    most: u32,
    probe: Probe,
    /// What the best level so far carries, bytes a second.
    best: u64,
    /// What left before does not tell of this level.
    since: Instant,
    bytes: u64,
    ms: u64,
    trips: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Probe {
    /// The caller has chosen.
    Never,
    /// What does this level carry?
    Base,
    /// Do fewer carry as much? They did before, if `again`.
    Fewer { again: bool },
    /// Do more carry more?
    More,
    /// Found; measured anew after a while.
    Found,
}

impl Climb {
    pub(super) fn new(level: u32, most: u32, climbs: bool) -> Self {
        let probe = if climbs { Probe::Base } else { Probe::Never };
        Self { level, most, probe, best: 0, since: Instant(0), bytes: 0, ms: 0, trips: 0 }
    }

    pub(super) fn level(&self) -> u32 {
        self.level
    }

    /// What was measured counts no more.
    pub(super) fn forget(&mut self) {
        if self.probe != Probe::Never {
            self.probe = Probe::Base;
            (self.bytes, self.ms, self.trips) = (0, 0, 0);
        }
    }

    /// A body came home. It tells of this level only if it left since, and if as many flew as may.
    pub(super) fn carried(&mut self, trip: &Trip) {
        if self.probe == Probe::Never || trip.left < self.since || trip.flying < self.level {
            return;
        }
        self.bytes += trip.bytes;
        self.ms += trip.ms();
        self.trips += 1;
        let wanted = if self.probe == Probe::Found { FOUND_TRIPS } else { PROBE_TRIPS };
        if self.trips < wanted * self.level {
            return;
        }
        let goodput = u64::from(self.level) * self.bytes * 1_000 / self.ms;
        (self.level, self.probe) = self.judge(goodput);
        self.since = trip.landed;
        (self.bytes, self.ms, self.trips) = (0, 0, 0);
    }

    fn judge(&mut self, goodput: u64) -> (u32, Probe) {
        let (level, best) = (self.level, self.best);
        let down = level > LEAST;
        let up = level < self.most;
        match self.probe {
            Probe::Base => {
                self.best = goodput;
                if down { (level - 1, Probe::Fewer { again: false }) } else { (level + 1, Probe::More) }
            }
            Probe::Fewer { .. } if goodput * 100 >= best * SAME => {
                self.best = best.max(goodput);
                if down { (level - 1, Probe::Fewer { again: true }) } else { (level, Probe::Found) }
            }
            Probe::Fewer { again: false } if level + 2 <= self.most => (level + 2, Probe::More),
            Probe::Fewer { .. } => (level + 1, Probe::Found),
            Probe::More if goodput * 100 < best * BETTER => (level - 1, Probe::Found),
            Probe::More => {
                self.best = goodput;
                if up { (level + 1, Probe::More) } else { (level, Probe::Found) }
            }
            Probe::Found | Probe::Never => (level, Probe::Base),
        }
    }
}

/// One request alone would leave the line idle for a preflight and an answer after each part.
const LEAST: u32 = 2;

/// Fewer requests carry as much if they carry so many per cent.
const SAME: u64 = 98;

/// More requests pay if they carry so many per cent.
const BETTER: u64 = 102;

/// A level is judged by so many trips a slot.
const PROBE_TRIPS: u32 = 3;

/// And doubted after so many: lines change.
const FOUND_TRIPS: u32 = 32;
