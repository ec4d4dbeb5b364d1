//! The device: its two clocks, its sleep, its network.

use trebucket::clock::Now;

/// A device. True time is ms since the world began; the server's clock is right.
#[derive(Debug, Default)]
pub struct Device {
    /// How far the wall clock is ahead, ms.
    pub skew: i64,
    /// When the page's monotonic clock stood at zero, plus all the sleep that it missed.
    pub mono_lost: u64,
    pub asleep_until: u64,
    pub offline: bool,
}

impl Device {
    pub fn now(&self, at: u64) -> Now {
        Now { mono: self.mono(at) as f64, wall: (server_time(at) as i64 + self.skew) as f64 }
    }

    pub fn mono(&self, at: u64) -> u64 {
        at.saturating_sub(self.mono_lost)
    }
}

/// The server's clock, ms since the epoch.
pub fn server_time(at: u64) -> u64 {
    EPOCH + at
}

/// The day the worlds begin: 2026-03-01, half a second after midnight.
const EPOCH: u64 = 1_772_323_200_500;
