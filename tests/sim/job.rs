//! One file of the user's, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use super::bytes::{self, Piece};
use super::cloud::{Cloud, Task};
use super::die::mix;
use super::wish::Wish;
use trebucket::command::UploadResult;

pub struct Job {
    pub wish: Wish,
    pub key: String,
    /// Which version of which file the hands hold.
    pub content: u64,
    /// The file on disk is another one now.
    pub changed: bool,
    pub state: State,
    /// Its number on the present page.
    pub id: Option<u32>,
    /// The checkpoint in the browser's store.
    pub memory: Option<String>,
    pub throws_left: u32,
    pub result: Option<UploadResult>,
    pub done_at: u64,
    pub failures: Vec<&'static str>,
    pub facts: Facts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Unborn,
    Going,
    Paused,
    Failed(&'static str),
    Done,
    Aborting,
    Aborted,
}

/// What happened to it that explains what it did.
#[derive(Debug, Default)]
pub struct Facts {
    /// Requests of each kind that left.
    pub sent: BTreeMap<Task, u32>,
    /// Multipart uploads that the cloud began for it, and how many of them the page heard of.
    pub initiations: u32,
    pub initiations_heard: u32,
    pub pages: u32,
    pub reloads: u32,
    pub retries: u32,
    pub forgotten: u32,
    pub damaged: u32,
    /// Requests of its that met bad weather, refusals of credential or clock, or were cut.
    pub mishaps: u32,
    /// Parts the page knows to be home since it last began anew.
    pub home: BTreeSet<u32>,
    pub told_parts: BTreeMap<u32, u64>,
    pub plans_told: u32,
    /// Since when nothing has succeeded, by the page's monotonic clock; failures since.
    pub trouble_since: Option<u64>,
    /// How often the user began or took it up.
    pub tries: u32,
    /// When the user last began or took it up.
    pub began_at: u64,
    /// Whether this page knows its key.
    pub is_named: bool,
    /// Why a multipart may be left behind.
    pub orphans: u32,
    /// The last answer told the cloud's figure for the whole object, readably.
    pub whole_told: bool,
    /// A request that may have stored the object got no answer: the cloud is to be asked first.
    pub must_ask: bool,
    /// Sets refused to it in a row.
    pub refused_in_a_row: BTreeSet<usize>,
    /// Requests to abort that came to nothing.
    pub aborts_failed: u32,
    pub heads_answered: u32,
    /// Questions about the object that were not let in.
    pub heads_refused: u32,
    /// Listings that hidden tags make needful.
    pub hidden_lists: u32,
}

impl Facts {
    /// Beginnings that damage and vanished parts make needful.
    pub fn restarts_due(&self) -> u32 {
        self.damaged
    }
}

impl Job {
    pub fn new(seed: u64, at: usize, wish: Wish) -> Self {
        Self {
            key: format!("目录/file {at}.mp4"),
            content: mix(seed ^ mix(at as u64 + 1)),
            changed: false,
            state: State::Unborn,
            id: None,
            memory: None,
            throws_left: wish.key_function.unwrap_or(0),
            result: None,
            done_at: 0,
            failures: Vec::new(),
            facts: Facts::default(),
            wish,
        }
    }

    /// What the bucket holds before the user comes.
    pub fn prepare(&self, cloud: &mut Cloud) {
        if self.wish.taken {
            // Half of them are as long as ours: length alone proves nothing.
            let size = if self.content.is_multiple_of(2) { self.wish.size } else { 77 };
            let piece = Piece::new(OTHER, 0, size);
            let etag = cloud.tag(&piece.md5());
            cloud.store(&self.key, vec![piece], etag, 0);
        }
        if let Some(callback) = self.wish.callback {
            cloud.callbacks.insert(self.key.clone(), callback);
        }
    }

    /// Whether the bucket holds exactly this file.
    pub fn is_stored(&self, cloud: &Cloud) -> bool {
        let object = cloud.objects.get(&self.key);
        object.is_some_and(|object| bytes::is_whole(&object.pieces, self.content, self.wish.size))
    }

    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Done | State::Aborted)
    }
}

/// Somebody else's object.
const OTHER: u64 = 4_711;
