//! What the oracle remembers of a world while it runs.

use std::collections::{BTreeMap, BTreeSet};

use super::cloud::Task;

/// Counts and moments of the whole world, and of the present page.
#[derive(Debug, Default)]
pub struct Ledger {
    pub requests: u64,
    pub credentials: u64,
    /// Requests that met bad weather, were refused for credential or clock, or were cut.
    pub mishaps: u64,
    /// Askings of the app server that brought nothing new.
    pub barren: u64,
    /// Refusals of a credential that reached the page.
    pub refused: u64,
    pub revocations: u64,
    pub forgets: u64,
    pub reloads: u64,
    pub wakes: u64,
    pub jumps: u64,
    pub flights_most: usize,
    /// Parts that were sent beside themselves.
    pub twins: u64,
    pub asks_open: BTreeSet<u32>,
    pub asks_settled: u64,
    pub page: PageLedger,
}

/// What is forgotten when the page is loaded anew.
#[derive(Debug, Default)]
pub struct PageLedger {
    /// When a request failed, by the monotonic clock, and how long it must rest.
    pub rests: BTreeMap<(u32, Task), Rest>,
    /// Sets that the page knows to be refused.
    pub refused: BTreeSet<usize>,
    /// Sets that may have been refused, without a word.
    pub doubted: BTreeSet<usize>,
    /// Until when the whole bucket rests.
    pub brake_until: u64,
    /// Most flights since the brake was pulled, until calm returns.
    pub limit: Option<u64>,
    pub calm: u64,
    pub offline: bool,
    /// The set that the page holds.
    pub grant: Option<Grant>,
    /// Woken past the half-life: nothing is signed before the app server was asked.
    pub hold: bool,
    /// No credential can be had, which has still to be told.
    pub owes_word: bool,
    /// Failures of the app server in a row that waiting does not mend, and since when any.
    pub hopeless: u32,
    pub app_trouble_since: Option<u64>,
    /// Sets refused in a row without a success between.
    pub refused_in_a_row: BTreeSet<usize>,
    /// How long the page has lived, sleep and jumps of the wall included; and its clocks at the last nudge.
    pub life: u64,
    pub clocks: Option<(f64, f64)>,
    pub deadline: Option<u64>,
    pub idle_alarms: u32,
    /// A set on its way into the page.
    pub pending: Option<usize>,
    /// The page's life when it last asked the app server.
    pub asked_at: u64,
    pub knows_time: bool,
    pub asked_rest_until: u64,
    pub offline_since: Option<u64>,
}

/// A failure that must be slept over.
#[derive(Debug, Clone, Copy)]
pub struct Rest {
    pub failed_at: u64,
    pub least: u64,
}

/// A credential as the page took it.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub set: usize,
    /// By the page's life.
    pub renews_at: Option<u64>,
    pub ends_at: u64,
}
