//! One-shot askings beside the uploads: a signed request, a presigned URL, a form. They share lease, clock and slots.

use super::Session;
use crate::backoff;
use crate::clock::{Instant, Now};
use crate::command::{Body, Command, Hash};
use crate::error::{Error, ErrorCode, Hint};
use crate::json::Json;
use crate::provider::{Policy, Verdict};
use crate::request::Request;
use crate::spec;
use crate::upload::{Order, Refusal};

/// An asking that is not answered yet.
#[derive(Debug)]
pub(super) struct Asked {
    ask: u32,
    kind: Kind,
    flying: bool,
    /// Refusals that a fresh credential or a corrected clock may mend.
    refusals: u32,
    failures: u32,
    rests_until: Instant,
    since: Instant,
}

#[derive(Debug, Clone)]
enum Kind {
    Fetch(Request),
    Presign(Request, Option<u64>),
    Form(Policy, Option<u64>),
}

impl Session {
    /// Asks for a signed request (`fetch`), a URL (`presign`) or a form (`form`); its words as JSON.
    pub fn ask(&mut self, ask: u32, kind: &str, spec: &str, now: Now) {
        let now = self.tick(now);
        let asked = read(kind, spec).and_then(|kind| self.check(kind));
        match asked {
            Ok(kind) => {
                let (flying, refusals, failures) = (false, 0, 0);
                self.asks.push(Asked { ask, kind, flying, refusals, failures, rests_until: now, since: now });
            }
            Err(error) => self.refuse(ask, error),
        }
    }

    /// Nobody waits for it any more.
    pub fn drop_ask(&mut self, ask: u32, now: Now) {
        self.tick(now);
        self.forget_ask(ask);
        let flying = self.flights.iter().position(|flight| flight.owner == super::Owner::Ask(ask));
        if let Some(at) = flying {
            let request = self.flights.swap_remove(at).request;
            self.out.push_back(Command::Cancel { request });
        }
    }

    fn check(&self, kind: Kind) -> Result<Kind, Error> {
        let (key, expires_in) = match &kind {
            Kind::Fetch(request) => (Some(request.key.as_str()), None),
            Kind::Presign(request, expires_in) => (Some(request.key.as_str()), *expires_in),
            Kind::Form(policy, expires_in) => (policy.key.as_deref(), *expires_in),
        };
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            self.bucket.check_key(key)?;
        }
        expires_in.map_or(Ok(()), |seconds| self.bucket.check_validity(seconds))?;
        Ok(kind)
    }

    pub(super) fn dispatch_asks(&mut self, now: Instant) {
        let waiting = self.asks.iter().filter(|asked| !asked.flying && asked.rests_until <= now);
        let waiting: Vec<u32> = waiting.map(|asked| asked.ask).collect();
        for ask in waiting {
            let Some(kind) = find(&mut self.asks, ask).map(|asked| asked.kind.clone()) else { continue };
            let needs_slot = matches!(kind, Kind::Fetch(_));
            if needs_slot && self.flights.len() >= self.pace.slots(now) as usize {
                continue;
            }
            if let Err(error) = self.serve(ask, kind) {
                self.refuse(ask, error);
            }
        }
    }

    fn serve(&mut self, ask: u32, kind: Kind) -> Result<(), Error> {
        let Some(held) = self.lease.usable(self.clock.life()) else { return Ok(()) };
        let (url, fields) = match kind {
            Kind::Fetch(request) => {
                let order = Order {
                    request,
                    body: Body::None,
                    form: None,
                    simple: false,
                    hash: Hash::None,
                    answer_ms: ANSWER_MS,
                };
                self.launch_ask(ask, order)?;
                if let Some(asked) = find(&mut self.asks, ask) {
                    asked.flying = true;
                }
                return Ok(());
            }
            Kind::Presign(request, seconds) => {
                (self.bucket.provider.presign(request, &self.signing(&held.credential, seconds)), Vec::new())
            }
            Kind::Form(policy, seconds) => {
                let form =
                    self.bucket.provider.post_form(&policy, &self.signing(&held.credential, seconds))?;
                (form.url, form.fields)
            }
        };
        self.forget_ask(ask);
        self.out.push_back(Command::Answer { ask, url, fields });
        Ok(())
    }

    pub(super) fn ask_answered(&mut self, ask: u32) {
        if self.forget_ask(ask) {
            self.out.push_back(Command::Settle { ask });
        }
    }

    /// A refusal that signing anew may mend is tried again, once for each cause; any other is the caller's to read.
    pub(super) fn ask_refused(&mut self, ask: u32, refusal: &Refusal) {
        let mends = match refusal.verdict {
            Verdict::Refresh => self.options.renewable,
            Verdict::Resync => refusal.resynced,
            _ => false,
        };
        let Some(asked) = find(&mut self.asks, ask) else { return };
        asked.refusals += 1;
        if mends && asked.refusals < REFUSALS_MAX {
            asked.flying = false;
        } else {
            self.ask_answered(ask);
        }
    }

    /// Whether a lost one-shot request was carried out is not known: only what changes nothing is sent again.
    pub(super) fn ask_lost(&mut self, ask: u32, error: Error) {
        let (now, patience) = (self.clock.instant(), self.options.patience);
        let Some(asked) = find(&mut self.asks, ask) else { return };
        let safe =
            matches!(&asked.kind, Kind::Fetch(request) if matches!(request.method.as_str(), "GET" | "HEAD"));
        if !safe || asked.failures >= TRIES_MAX || now.since(asked.since) >= patience {
            return self.refuse(ask, error);
        }
        let rest = backoff::rest(backoff::CLOUD, asked.failures, &mut self.die);
        asked.failures += 1;
        asked.flying = false;
        asked.rests_until = now.after(rest);
    }

    pub(super) fn refuse_waiting_asks(&mut self, error: &Error) {
        let waiting: Vec<u32> =
            self.asks.iter().filter(|asked| !asked.flying).map(|asked| asked.ask).collect();
        waiting.into_iter().for_each(|ask| self.refuse(ask, error.clone()));
    }

    pub(super) fn has_waiting_asks(&self) -> bool {
        self.asks.iter().any(|asked| !asked.flying)
    }

    /// When the next rest is over. What rests no more waits for a slot or a credential, and needs no alarm.
    pub(super) fn asks_deadline(&self, now: Instant) -> Option<Instant> {
        let resting = self.asks.iter().filter(|asked| !asked.flying && asked.rests_until > now);
        resting.map(|asked| asked.rests_until).min()
    }

    fn refuse(&mut self, ask: u32, error: Error) {
        self.forget_ask(ask);
        self.out.push_back(Command::Refuse { ask, error });
    }

    fn forget_ask(&mut self, ask: u32) -> bool {
        let before = self.asks.len();
        self.asks.retain(|asked| asked.ask != ask);
        self.asks.len() < before
    }
}

fn find(asks: &mut [Asked], ask: u32) -> Option<&mut Asked> {
    asks.iter_mut().find(|asked| asked.ask == ask)
}

fn read(kind: &str, text: &str) -> Result<Kind, Error> {
    let json = Json::parse(text).ok_or_else(|| unreadable("its options could not be read"))?;
    let expires_in = spec::number(&json, "expiresIn", 0, u64::MAX)?;
    if kind == "form" {
        return Ok(Kind::Form(spec::policy(&json)?, expires_in));
    }
    let request = Request {
        method: json.word("method").unwrap_or_else(|| "GET".to_owned()).to_ascii_uppercase(),
        key: json.word("key").unwrap_or_default(),
        query: json.pairs("query"),
        headers: spec::headers(&json),
    };
    Ok(if kind == "presign" { Kind::Presign(request, expires_in) } else { Kind::Fetch(request) })
}

fn unreadable(message: &str) -> Error {
    Error::new(ErrorCode::Internal, Hint::Report, message)
}

/// A one-shot request is answered or the caller tries again: it is not an upload.
const TRIES_MAX: u32 = 4;

/// Three credentials refused in a row will not be followed by one that is not.
const REFUSALS_MAX: u32 = 3;

const ANSWER_MS: u32 = 60_000;
