//! The credential's side of a session: asking the app server, hearing its answers, giving up on it.

use super::Session;
use crate::clock::{Instant, Now, ServerTime};
use crate::command::{Command, Event};
use crate::credential::{self, Credential};
use crate::error::{Error, ErrorCode, Hint};
use crate::text;
use crate::upload::Upload;

impl Session {
    /// The app server answered an asking: HTTP status, its readable `Date` header or "", and the text.
    pub fn credential(&mut self, ask: u32, status: u16, date: &str, answer: &str, now: Now) {
        self.tick(now);
        if (500..600).contains(&status) || status == 429 {
            let message = ["the app server answered with status ", &text::decimal(status.into())].concat();
            return self.no_credential(
                ask,
                false,
                Error::new(ErrorCode::Credentials, Hint::AppServerDown, &message),
            );
        }
        if !(200..300).contains(&status) {
            let message = ["the app server refused with status ", &text::decimal(status.into())].concat();
            return self.no_credential(
                ask,
                true,
                Error::new(ErrorCode::Credentials, Hint::AppServerRefused, &message),
            );
        }
        if self.lease.is_stale(self.clock.life()) {
            let message = "the app server's answer slept with the machine";
            return self.no_credential(
                ask,
                false,
                Error::new(ErrorCode::Credentials, Hint::AppServerDown, message),
            );
        }
        match credential::read(answer) {
            Ok(answer) => {
                if let Some(told) = answer.server_time.or_else(|| text::parse_date(date)) {
                    self.clock.hear_app_server(ServerTime(told));
                }
                self.take(ask, answer.credential);
            }
            Err(error) => self.no_credential(ask, true, error),
        }
    }

    /// The app server could not be reached.
    pub fn credential_lost(&mut self, ask: u32, message: &str, now: Now) {
        self.tick(now);
        let message = ["the app server could not be reached: ", message].concat();
        self.no_credential(ask, false, Error::new(ErrorCode::Credentials, Hint::AppServerDown, &message));
    }

    /// The caller's credential function threw.
    pub fn credential_threw(&mut self, ask: u32, message: &str, now: Now) {
        self.tick(now);
        let message = ["the credential function failed: ", message].concat();
        self.no_credential(ask, false, Error::new(ErrorCode::Credentials, Hint::AppServerDown, &message));
    }

    fn take(&mut self, ask: u32, credential: Credential) {
        match self.lease.take(ask, credential, &self.clock) {
            Ok(Some(taken)) => {
                let (reason, generation) = (taken.reason, taken.generation);
                self.log(&[
                    "credential ",
                    &text::decimal(generation.into()),
                    " (",
                    reason,
                    ") for ",
                    &text::decimal(taken.ends_in / 1_000),
                    " s",
                ]);
                let event = Event::Credential {
                    reason,
                    generation,
                    renews_in: taken.renews_in,
                    ends_in: taken.ends_in,
                };
                self.out.push_back(Command::Tell { upload: None, event });
            }
            Ok(None) => {}
            Err(error) => self.no_credential(ask, true, error),
        }
    }

    fn no_credential(&mut self, ask: u32, hopeless: bool, error: Error) {
        let line = error.message.clone();
        let Some((attempt, delay)) = self.lease.failed(ask, hopeless, error, &self.clock, &mut self.die)
        else {
            return;
        };
        self.log(&[&line, "; asking again in ", &text::decimal(delay), " ms"]);
        if !self.may_sign() {
            let event = Event::Retry { code: ErrorCode::Credentials.as_str(), attempt, delay };
            self.out.push_back(Command::Tell { upload: None, event });
        }
    }

    /// Asks when it is time, stops waiting when it is too long, and tells those who wait when there is no hope.
    pub(super) fn mind_lease(&mut self, now: Instant) {
        if let Some(ask) = self.lease.overdue(now) {
            self.out.push_back(Command::DropCredential { ask });
            let error =
                Error::new(ErrorCode::Credentials, Hint::AppServerDown, "the app server does not answer");
            self.no_credential(ask, false, error);
        }
        if !self.wants_credential() {
            return self.lease.unwanted();
        }
        if let Some(error) = self.lease.give_up(&self.clock, self.options.patience) {
            self.fail_waiting(&error);
        }
        if self.offline_since.is_some() || !self.wants_credential() {
            return;
        }
        if let Some(asking) = self.lease.next_ask(now, self.clock.life()) {
            self.log(&["asking the app server for a credential (", asking.reason, ")"]);
            self.out.push_back(Command::AskCredential {
                ask: asking.ask,
                reason: asking.reason,
                refused: asking.refused,
            });
        }
    }

    /// An idle page asks for nothing; a paused upload will want one when it goes on.
    pub(super) fn wants_credential(&self) -> bool {
        self.has_waiting_asks() || !self.flights.is_empty() || self.uploads.iter().any(Upload::is_active)
    }
}
