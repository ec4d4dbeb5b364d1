//! What a seed makes of the world: which cloud, what weather, how long the storm lasts, what the user has in mind.

use trebucket::pace::SLOTS_MAX;

use super::die::Die;
use super::doom::Doom;
use super::plan::{self, Plan};
use super::wish::{self, Wish};

/// Everything that is decided before time begins.
#[derive(Debug, Clone)]
pub struct Climate {
    pub provider: &'static str,
    pub signature: Option<&'static str>,
    /// `None` leaves it to the engine.
    pub concurrency: Option<u32>,
    pub patience: u64,
    /// When the weather turns calm for good, ms.
    pub calm_at: u64,
    /// What happens to requests while it storms, each so many times in a thousand.
    pub fates: Vec<(Fate, u64)>,
    /// One way, ms.
    pub latency: (u64, u64),
    /// Bytes in a ms, for each request.
    pub bandwidth: u64,
    pub cors: Cors,
    pub policy: Policy,
    pub sts: Sts,
    /// How far the device's wall clock is ahead, ms.
    pub skew: i64,
    /// Parts on a page of ListParts.
    pub page: usize,
    pub debug: bool,
    pub wishes: Vec<Wish>,
    pub plans: Vec<(u64, Plan)>,
    pub doom: Option<Doom>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Fine,
    /// The connection fails before the cloud hears of it.
    Unsent,
    /// The cloud acts, the answer is lost.
    Unheard,
    /// No byte moves; nobody says so.
    Stalled,
    /// The cloud acts and never answers.
    Silent,
    /// The browser sends it again by itself; the second answer counts.
    Twice,
    /// The connection fails, and the cloud acts some time after.
    Late,
    /// The cloud refuses and does nothing.
    Refused,
    /// The cloud says "slow down".
    Throttled,
    /// The cloud acts, and a gateway says that it did not.
    Denied,
    /// A hotel's page, with status 200.
    Portal,
    /// The cloud acts; half of the answer's body comes.
    Truncated,
    /// The bytes change on the way.
    Damaged,
}

/// Which headers the CORS rule lets a page read.
#[derive(Debug, Clone, Copy)]
pub struct Cors {
    pub etag: bool,
    pub crc64: bool,
    pub date: bool,
    pub retry_after: bool,
    pub error: bool,
}

/// What the cloud and the credential's policy allow besides uploading.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub list: bool,
    pub head: bool,
    pub abort: bool,
    /// Requests that are signed in their URL.
    pub urls: bool,
}

/// How the app server issues credentials.
#[derive(Debug, Clone, Copy)]
pub struct Sts {
    /// Life of a set, ms.
    pub life: u64,
    /// Whether the answer names the end.
    pub tells_end: bool,
    /// Whether the answer names the start.
    pub tells_start: bool,
    pub time: Told,
    /// Whether it hands out the same set until half of its life is over.
    pub caches: bool,
    /// One way, ms.
    pub latency: (u64, u64),
    pub renewable: bool,
}

/// How the app server tells the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    InBody,
    InHeader,
    Never,
}

impl Climate {
    /// No wind at all: one file.
    pub fn calm(provider: &'static str, wishes: Vec<Wish>) -> Self {
        Self {
            provider,
            signature: None,
            concurrency: Some(5),
            patience: 600_000,
            calm_at: 0,
            fates: Vec::new(),
            latency: (20, 20),
            bandwidth: 10_000,
            cors: Cors { etag: true, crc64: true, date: true, retry_after: true, error: true },
            policy: Policy { list: true, head: true, abort: true, urls: true },
            sts: Sts {
                life: 3_600_000,
                tells_end: true,
                tells_start: true,
                time: Told::InBody,
                caches: false,
                latency: (50, 50),
                renewable: true,
            },
            skew: 0,
            page: 1_000,
            debug: true,
            wishes,
            plans: Vec::new(),
            doom: None,
        }
    }

    /// Most requests in flight.
    pub fn slots(&self) -> usize {
        self.concurrency.unwrap_or(SLOTS_MAX) as usize
    }

    /// What this seed makes of it.
    pub fn of(die: &mut Die) -> Self {
        let (provider, signature) =
            die.pick(&[("oss", None), ("oss", Some("v1")), ("bos", None), ("cos", None)]);
        let wishes = wish::draw(die, provider);
        let mut climate = Self::calm(provider, wishes);
        climate.signature = signature;
        climate.concurrency = die.pick(&[Some(1), Some(2), Some(3), None, None, Some(6)]);
        let largest = climate.wishes.iter().map(|wish| wish.size).max().unwrap_or(0);
        climate.bandwidth = die.between(500, 20_000).max(largest / 400_000);
        climate.latency = die.pick(&[(1, 5), (20, 80), (50, 400), (200, 3_000)]);
        climate.page = die.pick(&[1_000, 1_000, 7, 2]).max(climate.wishes[0].parts() / 40);
        if die.permille(100) {
            return climate;
        }
        if die.permille(25) && climate.wishes.len() < 4 && climate.wishes[0].parts() < 50 {
            climate.doom = Some(Doom::draw(die));
        }
        climate.calm_at = die.pick(&[20_000, 60_000, 180_000]);
        climate.storm(die);
        climate.landscape(die);
        climate.plans = plan::draw(die, &climate);
        climate
    }

    fn storm(&mut self, die: &mut Die) {
        for fate in FATES {
            if die.permille(350) {
                self.fates.push((fate, die.pick(&[5, 30, 100, 250])));
            }
        }
        if die.permille(500) {
            self.fates.retain(|(_, chance)| *chance < 100);
        }
    }

    fn landscape(&mut self, die: &mut Die) {
        let mut mostly = |chance| !die.permille(chance);
        self.cors = Cors {
            etag: mostly(150),
            crc64: mostly(200),
            date: mostly(500),
            retry_after: mostly(300),
            error: mostly(300),
        };
        let urls = !self.bandwidth.is_multiple_of(8);
        self.policy = Policy { list: mostly(120), head: mostly(120), abort: mostly(120), urls };
        self.sts.tells_end = mostly(80);
        self.sts.tells_start = mostly(100);
        self.sts.caches = !mostly(250);
        self.sts.life = die.pick(&[3_600_000, 900_000, 900_000, 240_000, 60_000]);
        self.sts.time = die.pick(&[Told::InBody, Told::InBody, Told::InHeader, Told::Never]);
        self.sts.latency = die.pick(&[(5, 50), (100, 900), (1_000, 6_000)]);
        if die.permille(300) {
            self.skew = die.between(0, 20 * HOUR) as i64 - 10 * HOUR as i64;
        }
    }
}

pub const HOUR: u64 = 3_600_000;

const FATES: [Fate; 12] = [
    Fate::Unsent,
    Fate::Unheard,
    Fate::Stalled,
    Fate::Silent,
    Fate::Twice,
    Fate::Late,
    Fate::Refused,
    Fate::Throttled,
    Fate::Denied,
    Fate::Portal,
    Fate::Truncated,
    Fate::Damaged,
];
