//! Time: the device's two clocks made into one that only runs forward, and the server's time made from it.

/// A moment as the hands tell it, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// The monotonic clock (`performance.now()`); on some systems it stands still while the machine sleeps.
    pub mono: f64,
    /// The wall clock (`Date.now()`); it may be hours off and may jump.
    pub wall: f64,
}

/// A moment of the engine, milliseconds of the monotonic clock. Rests, timers and patience count in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Instant(pub u64);

impl Instant {
    /// So many milliseconds later.
    #[must_use]
    pub fn after(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds since an earlier moment.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A length of life, milliseconds since the engine was born, sleep included: what leases count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Life(pub u64);

/// The server's time, milliseconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerTime(pub u64);

/// The one home of time.
#[derive(Debug, Default)]
pub struct Clock {
    started: bool,
    mono: u64,
    wall: u64,
    life: u64,
    server: Option<Anchor>,
    /// The wall ran ahead since the server's time was told: the machine slept, or somebody set the clock.
    doubted: bool,
    /// How far, ms.
    ahead: u64,
    corrections: u32,
}

/// What the server's clock showed at a moment of ours.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    life: u64,
    server: u64,
    cloud: bool,
}

impl Clock {
    /// Takes the hands' word for what time it is. Elapsed is the larger of what the two clocks moved:
    /// one stops in sleep, the other jumps, and a credential must never seem younger than it is.
    pub fn tick(&mut self, now: Now) -> Instant {
        let (mono, wall) = (whole(now.mono).max(self.mono), whole(now.wall));
        if self.started {
            let (by_mono, by_wall) = (mono - self.mono, wall.saturating_sub(self.wall));
            self.life += by_mono.max(by_wall);
            let ahead = by_wall.saturating_sub(by_mono);
            self.doubted |= ahead >= DOUBT_MS;
            self.ahead += if ahead >= DOUBT_MS { ahead } else { 0 };
        }
        self.started = true;
        self.mono = mono;
        self.wall = wall;
        Instant(mono)
    }

    /// The latest tick.
    #[must_use]
    pub fn instant(&self) -> Instant {
        Instant(self.mono)
    }

    /// How long the engine has lived, sleep included.
    #[must_use]
    pub fn life(&self) -> Life {
        Life(self.life)
    }

    /// The server's time: told by a server if one told, else the device's word.
    #[must_use]
    pub fn server(&self) -> ServerTime {
        ServerTime(self.server.map_or(self.wall, |anchor| anchor.server + (self.life - anchor.life)))
    }

    /// Whether a server told the time, and nothing has shaken it since.
    #[must_use]
    pub fn knows_server(&self) -> bool {
        self.server.is_some() && !self.doubted
    }

    /// How often the cloud has corrected us: a request signed before the last correction deserves another try.
    #[must_use]
    pub fn corrections(&self) -> u32 {
        self.corrections
    }

    /// The app server's word. The cloud's own, once learnt, is better: it is the cloud that checks signatures.
    pub fn hear_app_server(&mut self, server: ServerTime) {
        if self.doubted || !self.server.is_some_and(|anchor| anchor.cloud) {
            self.anchor(server, false);
        }
    }

    /// The cloud's word, read from a refusal.
    pub fn hear_cloud(&mut self, server: ServerTime) {
        self.corrections += 1;
        self.anchor(server, true);
    }

    /// The cloud refuses our time and does not tell its own: if the wall ran ahead, it was set, and nobody slept.
    pub fn disbelieve_wall(&mut self) -> bool {
        let Some(anchor) = self.server.as_mut().filter(|_| self.ahead > 0) else { return false };
        anchor.server = anchor.server.saturating_sub(self.ahead);
        self.ahead = 0;
        self.corrections += 1;
        true
    }

    fn anchor(&mut self, server: ServerTime, cloud: bool) {
        self.server = Some(Anchor { life: self.life, server: server.0, cloud });
        (self.doubted, self.ahead) = (false, 0);
    }
}

/// Clocks are floats in JavaScript; a broken one (`NaN`, negative) reads as zero and is then ignored.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
fn whole(ms: f64) -> u64 {
    ms.min(MOMENT_MAX) as u64
}

/// The wall is allowed to be so far ahead of the monotonic clock, ms: more than what NTP corrects step by step.
const DOUBT_MS: u64 = 5_000;

/// Largest integer that a float carries exactly.
const MOMENT_MAX: f64 = 9_007_199_254_740_991.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono: f64, wall: f64) -> Now {
        Now { mono, wall }
    }

    #[test]
    fn sleep_that_the_monotonic_clock_misses_is_seen_on_the_wall() {
        let mut clock = Clock::default();
        clock.tick(at(0.0, 1_000_000.0));
        clock.tick(at(1_000.0, 1_000_000.0 + 3_600_000.0));
        assert_eq!(clock.life(), Life(3_600_000));
        assert_eq!(clock.instant(), Instant(1_000));
    }

    #[test]
    fn a_wall_that_jumps_back_is_ignored() {
        let mut clock = Clock::default();
        clock.tick(at(0.0, 10_000_000.0));
        clock.tick(at(500.0, 1_000.0));
        assert_eq!(clock.life(), Life(500));
    }

    #[test]
    fn server_time_runs_on_without_the_wall() {
        let mut clock = Clock::default();
        clock.tick(at(0.0, 5.0));
        clock.hear_app_server(ServerTime(1_700_000_000_000));
        clock.tick(at(2_000.0, 5.0));
        assert_eq!(clock.server(), ServerTime(1_700_000_002_000));
    }

    #[test]
    fn the_cloud_outranks_the_app_server() {
        let mut clock = Clock::default();
        clock.tick(at(0.0, 0.0));
        clock.hear_cloud(ServerTime(2_000));
        clock.hear_app_server(ServerTime(9_000));
        assert_eq!(clock.server(), ServerTime(2_000));
        assert_eq!(clock.corrections(), 1);
    }

    #[test]
    fn a_broken_clock_neither_panics_nor_runs() {
        let mut clock = Clock::default();
        clock.tick(at(f64::NAN, f64::NEG_INFINITY));
        clock.tick(at(f64::INFINITY, f64::NAN));
        clock.tick(at(-4.0, 3.0));
        assert!(clock.server().0 >= 3);
    }
}
