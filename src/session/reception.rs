//! What comes back: whose it is, what it means, and what it teaches about time, credential and pace.

use super::{Flight, Owner, Session};
use crate::clock::{Now, ServerTime};
use crate::error::{Error, ErrorCode, Hint};
use crate::pace::Trip;
use crate::provider::Verdict;
use crate::reply::Reply;
use crate::text;
use crate::upload::{Digests, Refusal, Task};

impl Session {
    /// The cloud answered a request; `crc64` and `md5` are what the hands computed over its body, or "".
    #[expect(clippy::too_many_arguments, reason = "the seam speaks in plain values")]
    pub fn reply(
        &mut self,
        request: u32,
        status: u16,
        headers: &str,
        body: &str,
        crc64: &str,
        md5: &str,
        now: Now,
    ) {
        self.tick(now);
        let Some(flight) = self.landed(request) else { return };
        if status == 0 {
            return self.gone(flight, &lost("network"));
        }
        let reply = Reply { status, headers, body, dialect: self.bucket.provider.dialect() };
        self.learnt.heard = true;
        self.log(&[
            "#",
            &text::decimal(request.into()),
            " ",
            &text::decimal(status.into()),
            " ",
            &reply.code().unwrap_or_default(),
        ]);
        if reply.succeeded() {
            self.pace.succeeded();
            self.measure(flight);
            let ours = Digests { crc64: text::parse_decimal(crc64), md5 };
            match flight.owner {
                Owner::Upload(id, task) => {
                    self.act(id, |upload, turn| upload.arrived(task, &reply, ours, turn))
                }
                Owner::Ask(ask) => self.ask_answered(ask),
            }
        } else {
            self.refused(flight, &reply);
        }
    }

    /// No answer: `network`, `shut` (the cloud can be reached, but not read), `stalled`, or the file could not be read (`source-changed`, `source-unreadable`).
    pub fn lost(&mut self, request: u32, why: &str, now: Now) {
        self.tick(now);
        let Some(flight) = self.landed(request) else { return };
        self.log(&["#", &text::decimal(request.into()), " lost: ", why]);
        self.gone(flight, &lost(why));
    }

    /// A flight is over, one way or another.
    pub(super) fn landed(&mut self, request: u32) -> Option<Flight> {
        let at = self.flights.iter().position(|flight| flight.request == request)?;
        let flight = self.flights.swap_remove(at);
        if let Owner::Upload(id, _) = flight.owner
            && let Some(place) = self.uploads.get_mut(id)
        {
            place.upload.landed(request);
        }
        Some(flight)
    }

    /// What a success tells of the line, unless the machine slept meanwhile.
    fn measure(&mut self, flight: Flight) {
        if flight.sleeps < self.sleeps {
            return;
        }
        let Flight { bytes, left, beside, .. } = flight;
        let flying = u32::try_from(self.flights.len() + 1).unwrap_or(u32::MAX);
        self.pace.carried(&Trip { bytes, left, landed: self.clock.instant(), beside, flying });
    }

    fn gone(&mut self, flight: Flight, error: &Error) {
        let mut error = error.clone();
        match error.code {
            ErrorCode::Network if !self.learnt.heard => error.hint = Hint::NetworkOrCors,
            ErrorCode::Cors if self.learnt.heard => error = lost("network"),
            _ => {}
        }
        match flight.owner {
            Owner::Upload(id, task) => self.act(id, |upload, turn| upload.lost(task, error, turn)),
            Owner::Ask(ask) => self.ask_lost(ask, error),
        }
    }

    fn refused(&mut self, flight: Flight, reply: &Reply<'_>) {
        let (code, message) = (reply.code().unwrap_or_default(), reply.message().unwrap_or_default());
        let mut verdict = self.bucket.provider.verdict(reply.status, &code, &message);
        let rest = reply.retry_after().unwrap_or(0);
        let is_question = matches!(flight.owner, Owner::Upload(_, Task::Head));
        let says_why = !code.is_empty();
        // A window that has passed by a clock of ours which is off: no credential would help.
        if verdict == Verdict::Refresh && self.is_off(flight, reply, &code, &message) {
            verdict = Verdict::Resync;
        } else if is_question && !says_why && matches!(reply.status, 400 | 401 | 403) {
            self.doubt(flight);
            verdict = Verdict::Fail(ErrorCode::Permission);
        }
        if verdict.doubts_signature(&code) && self.refused_in_url(&flight) {
            return;
        }
        match verdict {
            // A static credential has no successor: the refusal stands, for this request alone.
            Verdict::Refresh if !self.options.renewable => {
                verdict = Verdict::Fail(self.bucket.provider.refused(&code, &message))
            }
            Verdict::Refresh => self.lease.revoke(flight.mark.generation),
            Verdict::Throttle => self.pace.throttled(self.clock.instant(), rest.max(THROTTLED_MS)),
            _ => {}
        }
        let resynced = verdict == Verdict::Resync && self.resync(flight, reply);
        let refusal = Refusal {
            verdict,
            error: self.error(verdict, reply, code, message),
            mark: flight.mark,
            rest,
            resynced,
        };
        match flight.owner {
            Owner::Upload(id, task) => self.act(id, |upload, turn| upload.refused(task, refusal, turn)),
            Owner::Ask(ask) => self.ask_refused(ask, &refusal),
        }
    }

    fn refused_in_url(&mut self, flight: &Flight) -> bool {
        let Owner::Upload(id, task) = flight.owner else { return false };
        let mut refused = false;
        self.act(id, |upload, turn| refused = upload.refused_in_url(task, turn));
        refused
    }

    /// A refused HEAD does not say why. A fresh credential asks once more; the one in hand may be as good, and signs
    /// what else there is to sign as soon as the app server was asked.
    fn doubt(&mut self, flight: Flight) {
        let Owner::Upload(id, _) = flight.owner else { return };
        if self.options.renewable
            && self.uploads.get(id).is_some_and(|place| place.upload.doubts_credential())
        {
            self.lease.suspect(flight.mark.generation, self.clock.life());
        }
    }

    fn is_off(&self, flight: Flight, reply: &Reply<'_>, code: &str, message: &str) -> bool {
        let windowed = self.bucket.provider.refused(code, message) == ErrorCode::Clock
            && !self.lease.has_window(flight.mark.generation);
        let may_be = code.is_empty() || windowed;
        may_be && reply.server_time().is_some_and(|told| told.abs_diff(self.clock.server().0) >= OFF_MS)
    }

    /// Takes the cloud's word about the time. Requests signed before an earlier correction need none of their own.
    fn resync(&mut self, flight: Flight, reply: &Reply<'_>) -> bool {
        if flight.mark.corrections < self.clock.corrections() {
            return true;
        }
        // What time it was before the machine slept is of no use: the same request is told anew.
        if flight.sleeps < self.sleeps {
            return true;
        }
        let Some(told) = reply.server_time() else { return self.clock.disbelieve_wall() };
        self.clock.hear_cloud(ServerTime(told));
        self.log(&["the clock was wrong: taking the cloud's"]);
        true
    }

    fn error(&self, verdict: Verdict, reply: &Reply<'_>, code: String, message: String) -> Error {
        let (kind, hint) = match verdict {
            Verdict::Refresh => refused(self.bucket.provider.refused(&code, &message), &code),
            Verdict::Resync => (ErrorCode::Clock, Hint::Clock),
            Verdict::Exists => (ErrorCode::Conflict, Hint::Exists),
            Verdict::Resend => (ErrorCode::Integrity, Hint::Checksum),
            Verdict::Fail(ErrorCode::Permission) => (ErrorCode::Permission, Hint::Policy),
            Verdict::Fail(kind @ (ErrorCode::Credentials | ErrorCode::Clock)) => refused(kind, &code),
            Verdict::Fail(kind) => {
                (kind, if code == "NoSuchBucket" { Hint::NoSuchBucket } else { Hint::None })
            }
            _ => (ErrorCode::Server, Hint::Patience),
        };
        let status = text::decimal(reply.status.into());
        let message =
            if message.is_empty() { ["the cloud answered with status ", &status].concat() } else { message };
        let mut error = Error::new(kind, hint, &message);
        error.status = Some(reply.status);
        error.server_code = Some(code).filter(|code| !code.is_empty());
        error.request_id = reply.request_id();
        error
    }
}

fn refused(kind: ErrorCode, code: &str) -> (ErrorCode, Hint) {
    let hint = match code {
        _ if kind == ErrorCode::Clock => Hint::Clock,
        "SignatureDoesNotMatch" => Hint::SignatureMismatch,
        "AccessDenied" => Hint::Policy,
        _ => Hint::CredentialRefused,
    };
    (kind, hint)
}

fn lost(why: &str) -> Error {
    match why {
        "source-changed" => {
            Error::new(ErrorCode::Source, Hint::FileChanged, "the file changed while it was uploading")
        }
        "source-unreadable" => {
            Error::new(ErrorCode::Source, Hint::FileUnreadable, "the file can no longer be read")
        }
        "shut" => Error::new(
            ErrorCode::Cors,
            Hint::NetworkOrCors,
            "the cloud can be reached, but the browser may not read its answers",
        ),
        "stalled" => Error::new(ErrorCode::Network, Hint::Patience, "no byte moved for too long"),
        _ => Error::new(ErrorCode::Network, Hint::Patience, "the connection failed before an answer came"),
    }
}

/// A clock that is so far off, ms, explains a refusal: the tightest cloud allows a quarter of an hour.
const OFF_MS: u64 = 5 * 60 * 1_000;

/// A throttled bucket rests at least so long, ms.
const THROTTLED_MS: u64 = 1_000;
