//! Weather that never passes: what must end badly, soon and with the right word.

use super::climate::Fate;
use super::cloud::{Call, Task};
use super::die::Die;
use super::plan::Mood;
use super::world::World;

/// One thing that stays broken for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doom {
    /// The cloud forgets each multipart upload at once.
    Amnesia,
    /// Whatever is sent arrives damaged.
    Rotten,
    /// The cloud refuses every credential.
    Banned,
    /// No request reaches the cloud.
    Dead,
    /// Nor the app server.
    NoApp,
    /// The app server refuses.
    ClosedApp,
}

pub const DOOMS: [Doom; 6] =
    [Doom::Amnesia, Doom::Rotten, Doom::Banned, Doom::Dead, Doom::NoApp, Doom::ClosedApp];

impl Doom {
    /// Whether this is the word for it.
    pub fn explains(self, code: &str) -> bool {
        match self {
            Self::Amnesia => code == "server",
            // Where no list may tell which part is rotten, the cloud's refusal to complete is all there is.
            Self::Rotten => code == "integrity" || code == "server",
            Self::Banned | Self::NoApp | Self::ClosedApp => code == "credentials",
            Self::Dead => code == "network",
        }
    }

    /// How long it may take to say so, ms after patience where that is asked for.
    pub fn most(self, patience: u64) -> u64 {
        match self {
            Self::Dead | Self::NoApp => patience + 120_000,
            Self::ClosedApp => 60_000,
            Self::Amnesia | Self::Rotten | Self::Banned => 600_000,
        }
    }

    pub fn draw(die: &mut Die) -> Self {
        die.pick(&DOOMS)
    }

    /// The mood of the app server, where that is what is broken.
    pub fn mood(self) -> Option<Mood> {
        match self {
            Self::NoApp => Some(Mood::Unreachable),
            Self::ClosedApp => Some(Mood::Refusing),
            _ => None,
        }
    }
}

impl World {
    /// What doom makes of a request.
    pub fn doomed_fate(&self, job: Option<usize>, call: &Call) -> Option<Fate> {
        let carries = call.piece.is_some_and(|piece| piece.size() > 0);
        match self.climate.doom? {
            Doom::Dead => Some(Fate::Unsent),
            Doom::Rotten if carries && self.can_be_proved(job, call) => Some(Fate::Damaged),
            _ => None,
        }
    }

    /// What doom does to the cloud before it hears a request.
    pub fn strike(&mut self, job: Option<usize>, call: &Call) {
        match self.climate.doom {
            Some(Doom::Banned) => self.cloud.sets.iter_mut().for_each(|set| set.revoked = true),
            Some(Doom::Amnesia) if matches!(call.task, Task::Part(_)) => {
                self.cloud.multiparts.clear();
                if let Some(job) = job {
                    self.jobs[job].facts.forgotten += 1;
                }
            }
            _ => {}
        }
    }

    /// Whether an upload that met its doom said so in time, and did not try for ever.
    pub fn judge_doom(&mut self, index: usize) {
        let Some(doom) = self.climate.doom else { return };
        let facts = &self.jobs[index].facts;
        let (tries, took) = (facts.tries, self.now - facts.began_at);
        if took > doom.most(self.climate.patience) {
            self.wrong(format!("{doom:?} was told after {took} ms"));
        }
        let facts = &self.jobs[index].facts;
        let parts = facts.sent.get(&Task::Part(1)).copied().unwrap_or(0);
        if doom == Doom::Amnesia && facts.initiations_heard > 5 * tries {
            self.wrong("a cloud that forgets was believed too often");
        } else if doom == Doom::Rotten && self.climate.cors.crc64 && parts > 4 * tries + facts.mishaps {
            self.wrong("a part that arrives damaged was sent too often");
        } else if doom == Doom::Banned && self.ledger.refused > 60 * u64::from(tries) {
            self.wrong("credentials were refused too often");
        }
    }
}
