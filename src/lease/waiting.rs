//! The app server that does not answer as it should: how long it is waited for, and when to ask it anew.

use super::{Fetch, Lease};
use crate::backoff::{self, Die};
use crate::clock::{Clock, Instant, Life};
use crate::error::{Error, ErrorCode, Hint};

/// Since when no credential could be had while none was valid.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) since: Instant,
    /// Answers that no waiting will mend: 4xx, HTML, an error envelope.
    hopeless: u32,
    error: Error,
}

impl Lease {
    /// The asking brought no credential. `hopeless`: the app server refused, waiting will not mend it.
    /// Answers how often in a row, and how long to rest.
    pub fn failed(
        &mut self,
        ask: u32,
        hopeless: bool,
        error: Error,
        clock: &Clock,
        die: &mut Die,
    ) -> Option<(u32, u64)> {
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
        Some((self.failures, rest))
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

    /// Nobody waits for a credential: whoever comes next has not waited at all. An asking that is out stays out, its
    /// answer may serve them.
    pub fn unwanted(&mut self) {
        self.trouble = None;
        if let Fetch::Resting { .. } = self.fetch {
            self.fetch = Fetch::Idle;
            self.failures = 0;
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

    /// Whether an answer to the present asking would be so old that the time it tells and the set it brings are not
    /// what they seem.
    #[must_use]
    pub fn is_stale(&self, life: Life) -> bool {
        self.asked_for(life) >= ASK_MS
    }

    /// How long the present asking has been out, ms.
    pub(super) fn asked_for(&self, life: Life) -> u64 {
        if let Fetch::Asked { life: asked_at, .. } = self.fetch {
            life.0.saturating_sub(asked_at.0)
        } else {
            0
        }
    }
}

/// An app server silent for so long is asked anew.
const ASK_MS: u64 = 20_000;

/// Three refusals in a row, or this long after the first, end the waiting: within ten seconds the user knows.
const HOPELESS_MAX: u32 = 3;
const HOPELESS_MS: u64 = 7_000;
