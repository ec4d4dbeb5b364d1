//! The credential on loan: when to ask for the next, whether this one may still sign, and whose refusal counts.
//!
//! *Fresh* and *valid* are two questions. Half of its remaining life after it came, a set is no longer fresh and the
//! next is asked for; it stays valid, and signs, until its end. A refusal names the generation that was refused: it
//! revokes that one and never a newer.

mod waiting;

use crate::clock::{Clock, Instant, Life};
use crate::credential::Credential;
use crate::error::{Error, ErrorCode, Hint};
use waiting::Trouble;

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
        if self.renewable { LIFE_ASSUMED } else { LIFE_STATIC }
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

    /// Forgets the credential.
    pub fn wipe(&mut self) {
        *self = Self::new(false);
    }
}

fn same(one: &Credential, other: &Credential) -> bool {
    one.id == other.id && one.token() == other.token()
}

const FIRST: &str = "first";
const RENEW: &str = "renew";
const REFUSED: &str = "refused";

/// A set whose end is unknown, or has passed by the device's clock alone: the shortest life the three services issue.
const LIFE_ASSUMED: u64 = 15 * 60 * 1_000;

/// A set that nobody renews is used until it is refused, ms: a century, which JavaScript can still count and date.
const LIFE_STATIC: u64 = 100 * 365 * 24 * 3_600 * 1_000;

/// A set about to end is not asked for more often than this.
const RENEW_MIN: u64 = 500;
