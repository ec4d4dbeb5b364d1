//! The credential on loan: when to ask for the next, whether this one may still sign, and whose refusal counts.
//!
//! *Fresh* and *valid* are two questions. Half of its remaining life after it came, a set is no longer fresh and the
//! next is asked for; it stays valid, and signs, until its end. A refusal names the generation that was refused: it
//! revokes that one and never a newer.

use crate::backoff::{self, Die};
use crate::clock::{Clock, Instant, Life};
use crate::credential::Credential;
use crate::error::{Error, ErrorCode, Hint};

/// The lease of one bucket, shared by all its uploads.
#[derive(Debug)]
pub struct Lease {
    renewable: bool,
    held: Option<Held>,
    generation: u32,
    refused: Option<Credential>,
    fetch: Fetch,
    asks: u32,
    failures: u32,
    trouble: Option<Trouble>,
    /// After sleep past the half-life: nobody signs until the app server was asked once.
    hold: bool,
}

/// A credential that arrived.
#[derive(Debug)]
pub struct Held {
    /// The set.
    pub credential: Credential,
    /// Which generation it is; the same id and token fetched again is the same generation.
    pub generation: u32,
    renews: Life,
    ends: Life,
    revoked: bool,
}

/// An asking to be carried out.
#[derive(Debug, PartialEq, Eq)]
pub struct Asking {
    /// Its number.
    pub ask: u32,
    /// `first`, `renew` or `refused`.
    pub reason: &'static str,
    /// The id that the cloud refused.
    pub refused: Option<String>,
}

/// A credential was taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// Why it had been asked for.
    pub reason: &'static str,
    /// Its generation.
    pub generation: u32,
    /// ms until it is renewed.
    pub renews_in: Option<u64>,
    /// ms until it ends.
    pub ends_in: u64,
}

#[derive(Debug)]
enum Fetch {
    Idle,
    Asked { ask: u32, reason: &'static str, at: Instant, life: Life },
    Resting { until: Instant },
}

/// Since when no credential could be had while none was valid.
#[derive(Debug)]
struct Trouble {
    since: Instant,
    /// Answers that no waiting will mend: 4xx, HTML, an error envelope.
    hopeless: u32,
    error: Error,
}

impl Lease {
    /// A lease that holds nothing yet. A static set is not renewable.
    #[must_use]
    pub fn new(renewable: bool) -> Self {
        Self {
            renewable,
            held: None,
            generation: 0,
            refused: None,
            fetch: Fetch::Idle,
            asks: 0,
            failures: 0,
            trouble: None,
            hold: false,
        }
    }

    /// May I sign with this now?
    #[must_use]
    pub fn usable(&self, life: Life) -> Option<&Held> {
        self.held.as_ref().filter(|held| !held.revoked && life < held.ends && !self.hold)
    }

    /// Is it time to ask? At most one asking is out at a time.
    pub fn next_ask(&mut self, now: Instant, life: Life) -> Option<Asking> {
        match self.fetch {
            Fetch::Asked { .. } => return None,
            Fetch::Resting { until } if now < until => return None,
            Fetch::Resting { .. } | Fetch::Idle => {}
        }
        let reason = self.reason(life)?;
        self.asks += 1;
        self.fetch = Fetch::Asked { ask: self.asks, reason, at: now, life };
        let refused =
            self.refused.as_ref().filter(|_| reason == REFUSED).map(|credential| credential.id.clone());
        Some(Asking { ask: self.asks, reason, refused })
    }

    fn reason(&self, life: Life) -> Option<&'static str> {
        match &self.held {
            None => Some(FIRST),
            Some(held) if held.revoked => self.renewable.then_some(REFUSED),
            Some(held) => (self.renewable && life >= held.renews).then_some(RENEW),
        }
    }

    /// The app server answered with a credential.
    ///
    /// # Errors
    /// When the set is the one the cloud just refused, or has ended by the server's own clock.
    pub fn take(&mut self, ask: u32, credential: Credential, clock: &Clock) -> Result<Option<Taken>, Error> {
        let Fetch::Asked { ask: asked, reason, .. } = self.fetch else { return Ok(None) };
        if asked != ask {
            return Ok(None);
        }
        if self.refused.as_ref().is_some_and(|refused| same(refused, &credential)) {
            return Err(Error::new(
                ErrorCode::Credentials,
                Hint::CredentialRefused,
                "the app server answered again with the credential that the cloud had refused",
            ));
        }
        let life = clock.life();
        let ends_in = self.ends_in(&credential, clock)?;
        if !self.held.as_ref().is_some_and(|held| same(&held.credential, &credential)) {
            self.generation += 1;
        }
        let renews_in = self.renewable.then(|| (ends_in / 2).max(RENEW_MIN));
        let renews = Life(life.0.saturating_add(renews_in.unwrap_or(u64::MAX)));
        let ends = Life(life.0.saturating_add(ends_in));
        self.held = Some(Held { credential, generation: self.generation, renews, ends, revoked: false });
        self.fetch = Fetch::Idle;
        self.failures = 0;
        self.trouble = None;
        self.hold = false;
        Ok(Some(Taken { reason, generation: self.generation, renews_in, ends_in }))
    }

    /// Whether an answer to the present asking would be so old that the time it tells and the set it brings are not
    /// what they seem.
    #[must_use]
    pub fn is_stale(&self, life: Life) -> bool {
        self.asked_for(life) >= ASK_MS
    }

    /// How long the present asking has been out, ms.
    fn asked_for(&self, life: Life) -> u64 {
        if let Fetch::Asked { life: asked_at, .. } = self.fetch {
            life.0.saturating_sub(asked_at.0)
        } else {
            0
        }
    }

    /// Whether the set of this generation brought its own window: what COS signs, whatever our clock shows.
    #[must_use]
    pub fn has_window(&self, generation: u32) -> bool {
        let held = self.held.as_ref().filter(|held| held.generation == generation);
        held.is_some_and(|held| held.credential.start_time.and(held.credential.expiration).is_some())
    }

    /// Counts in durations: how much longer the set lives, from now. A static set is used until the cloud refuses it.
    fn ends_in(&self, credential: &Credential, clock: &Clock) -> Result<u64, Error> {
        let Some(expiration) = credential.expiration else { return Ok(self.unknown_life()) };
        if !self.renewable {
            return Ok(self.unknown_life());
        }
        // The answer may have been on its way since it was asked for: all that time the set grew older.
        match expiration.checked_sub(clock.server().0).filter(|left| *left > 0) {
            Some(left) => return Ok(left.saturating_sub(self.asked_for(clock.life())).max(1)),
            None if !clock.knows_server() => return Ok(LIFE_ASSUMED),
            None => {}
        }
        Err(Error::new(
            ErrorCode::Credentials,
            Hint::CredentialExpired,
            "the app server answered with a credential that has already expired",
        ))
    }

    fn unknown_life(&self) -> u64 {
        if self.renewable { LIFE_ASSUMED } else { u64::MAX / 4 }
    }

    /// The asking brought no credential. `hopeless`: the app server refused, waiting will not mend it.
    /// Answers how long to rest.
    pub fn failed(
        &mut self,
        ask: u32,
        hopeless: bool,
        error: Error,
        clock: &Clock,
        die: &mut Die,
    ) -> Option<u64> {
        let Fetch::Asked { ask: asked, .. } = self.fetch else { return None };
        if asked != ask {
            return None;
        }
        self.hold = false;
        let (now, left) = (clock.instant(), self.usable(clock.life()).is_none());
        if left {
            let trouble =
                self.trouble.get_or_insert(Trouble { since: now, hopeless: 0, error: error.clone() });
            trouble.hopeless = if hopeless { trouble.hopeless + 1 } else { 0 };
            trouble.error = error;
        }
        let rest = backoff::rest(backoff::APP_SERVER, self.failures, die);
        self.failures += 1;
        self.fetch = Fetch::Resting { until: now.after(rest) };
        Some(rest)
    }

    /// Whether those who wait must be told that no credential will come, and why. Forgets the trouble: whoever tries
    /// again later starts afresh.
    pub fn give_up(&mut self, clock: &Clock, patience: u64) -> Option<Error> {
        if self.usable(clock.life()).is_some() {
            self.trouble = None;
            return None;
        }
        if self.held.as_ref().is_some_and(|held| held.revoked) && !self.renewable {
            return Some(Error::new(
                ErrorCode::Credentials,
                Hint::CredentialRefused,
                "the cloud refused the credential, and a static one cannot be renewed",
            ));
        }
        let trouble = self.trouble.as_ref()?;
        let waited = clock.instant().since(trouble.since);
        let over = trouble.hopeless >= HOPELESS_MAX
            || (trouble.hopeless > 0 && waited >= HOPELESS_MS)
            || waited >= patience;
        if !over {
            return None;
        }
        self.trouble.take().map(|trouble| trouble.error)
    }

    /// The cloud refused a credential of this generation. A newer one stays.
    pub fn revoke(&mut self, generation: u32) {
        if let Some(held) = self.held.as_mut().filter(|held| held.generation == generation && !held.revoked) {
            held.revoked = true;
            self.refused = Some(held.credential.clone());
        }
    }

    /// A refusal that did not say why may have meant this generation: the app server is asked before anybody signs
    /// again, and may answer with the same set.
    pub fn suspect(&mut self, generation: u32, life: Life) {
        if let Some(held) = self.held.as_mut().filter(|held| held.generation == generation && !held.revoked) {
            held.renews = life;
            self.hold = true;
        }
    }

    /// Nobody waits for a credential: whoever comes next has not waited at all. An asking that is out stays out, its
    /// answer may serve them.
    pub fn unwanted(&mut self) {
        self.trouble = None;
        if let Fetch::Resting { .. } = self.fetch {
            self.fetch = Fetch::Idle;
            self.failures = 0;
        }
    }

    /// The machine slept: past the half-life the next request waits for a fresh set, and nobody waited meanwhile.
    pub fn woke(&mut self, now: Instant, life: Life) {
        if let Some(trouble) = &mut self.trouble {
            trouble.since = now;
        }
        let stale = self.renewable && self.held.as_ref().is_some_and(|held| life >= held.renews);
        self.hold = stale;
        if let Fetch::Resting { .. } = self.fetch {
            self.fetch = Fetch::Idle;
        }
    }

    /// An asking that got no answer for too long, to be dropped.
    #[must_use]
    pub fn overdue(&self, now: Instant) -> Option<u32> {
        match self.fetch {
            Fetch::Asked { ask, at, .. } if now.since(at) >= ASK_MS => Some(ask),
            _ => None,
        }
    }

    /// When an asking that is out will have been out for too long, whether or not anybody waits for it.
    #[must_use]
    pub fn overdue_at(&self) -> Option<Instant> {
        match self.fetch {
            Fetch::Asked { at, .. } => Some(at.after(ASK_MS)),
            _ => None,
        }
    }

    /// When this lease wants to be looked at again.
    #[must_use]
    pub fn deadline(&self, clock: &Clock, patience: u64) -> Option<Instant> {
        let (now, life) = (clock.instant(), clock.life());
        let due = match self.fetch {
            Fetch::Asked { at, .. } => Some(at.after(ASK_MS)),
            Fetch::Resting { until } => Some(until),
            Fetch::Idle if !self.renewable => None,
            Fetch::Idle => self.held.as_ref().map(|held| now.after(held.renews.0.saturating_sub(life.0))),
        };
        let end = self
            .trouble
            .as_ref()
            .map(|trouble| trouble.since.after(if trouble.hopeless > 0 { HOPELESS_MS } else { patience }));
        due.into_iter().chain(end).min()
    }

    /// Forgets the credential.
    pub fn wipe(&mut self) {
        *self = Self::new(false);
    }
}

fn same(one: &Credential, other: &Credential) -> bool {
    one.id == other.id && one.token == other.token
}

const FIRST: &str = "first";
const RENEW: &str = "renew";
const REFUSED: &str = "refused";

/// A set whose end is unknown, or has passed by the device's clock alone: the shortest life the three services issue.
const LIFE_ASSUMED: u64 = 15 * 60 * 1_000;

/// A set about to end is not asked for more often than this.
const RENEW_MIN: u64 = 500;

/// An app server silent for so long is asked anew.
const ASK_MS: u64 = 20_000;

/// Three refusals in a row, or this long after the first, end the waiting: within ten seconds the user knows.
const HOPELESS_MAX: u32 = 3;
const HOPELESS_MS: u64 = 7_000;
