//! What follows from everything that is known: who may send, who rests, who has waited long enough.

use super::{Flight, Owner, Session};
use crate::clock::Instant;
use crate::command::{Body, Command, Send};
use crate::error::{Error, ErrorCode, Hint};
use crate::provider::Signing;
use crate::text;
use crate::upload::{Mark, Next, Order, Task};

impl Session {
    /// Finds out what is to be done now.
    pub(super) fn work(&mut self, now: Instant) {
        self.wake_sleepers(now);
        self.mind_lease(now);
        self.lose_patience(now);
        if self.offline_since.is_some() || !self.may_sign() {
            return;
        }
        self.dispatch_asks(now);
        self.dispatch_uploads(now);
    }

    fn wake_sleepers(&mut self, now: Instant) {
        while let Some((at, id)) = self.sleeping.first().filter(|(at, _)| *at <= now.0) {
            self.sleeping.remove(at, id);
            self.touch(id);
        }
    }

    /// Offline for longer than patience: whoever waits is told.
    fn lose_patience(&mut self, now: Instant) {
        let Some(since) = self.offline_since.filter(|since| now.since(*since) >= self.options.patience)
        else {
            return;
        };
        self.offline_since = Some(since.max(now));
        self.fail_waiting(&Error::new(
            ErrorCode::Network,
            Hint::Patience,
            "there was no network for longer than patience allows",
        ));
    }

    /// Fails every upload and asking that waits for requests to be possible.
    pub(super) fn fail_waiting(&mut self, error: &Error) {
        let waiting: Vec<u32> =
            self.uploads.iter().filter(|upload| upload.is_waiting()).map(|upload| upload.id).collect();
        for id in waiting {
            self.act(id, |upload, turn| upload.fail(error.clone(), turn));
        }
        self.refuse_waiting_asks(error);
    }

    fn dispatch_uploads(&mut self, now: Instant) {
        while self.flights.len() < self.pace.slots(now) as usize {
            let Some((rank, id)) = self.ready.first() else { return };
            match self.next_of(id) {
                Next::Send(task) => self.send(id, task),
                Next::Idle => self.ready.remove(rank, id),
                Next::Sleep(until) => {
                    self.ready.remove(rank, id);
                    self.sleeping.insert(until.0, id);
                    if let Some(place) = self.uploads.get_mut(id) {
                        place.sleeps = Some(until);
                    }
                }
            }
        }
    }

    fn next_of(&mut self, id: u32) -> Next {
        let (mut turn, uploads) = self.turn();
        let Some(place) = uploads.get_mut(id) else { return Next::Idle };
        if place.upload.take_key_call() {
            turn.out.push_back(Command::AskKey { upload: id });
        }
        place.upload.next(&mut turn)
    }

    fn send(&mut self, id: u32, task: Task) {
        let (turn, uploads) = self.turn();
        let Some(place) = uploads.get_mut(id) else { return };
        let order = match place.upload.order(task, &turn) {
            Ok(order) => order,
            Err(error) => return self.act(id, |upload, turn| upload.fail(error, turn)),
        };
        let request = match self.sign(order) {
            Ok((mut send, generation)) => {
                send.upload = Some(id);
                send.part = if let Task::Part(part) = task { Some(part) } else { None };
                self.launch(send, Owner::Upload(id, task), generation)
            }
            Err(error) => return self.act(id, |upload, turn| upload.fail(error, turn)),
        };
        let (mut turn, uploads) = self.turn();
        if let Some(place) = uploads.get_mut(id) {
            place.upload.flew(task, request, &mut turn);
        }
    }

    fn launch(&mut self, mut send: Send, owner: Owner, generation: u32) -> u32 {
        self.requests += 1;
        let mark = Mark { generation, corrections: self.clock.corrections() };
        send.request = self.requests;
        let bytes = if let Body::Slice { start, end } = send.body { end - start } else { 0 };
        let left = self.clock.instant();
        let (request, beside) = (send.request, u32::try_from(self.flights.len() + 1).unwrap_or(u32::MAX));
        self.flights.push(Flight { request, owner, mark, sleeps: self.sleeps, left, bytes, beside });
        let part = send.part.map_or(String::new(), |part| [" part ", &text::decimal(part.into())].concat());
        self.log(&[&send.method, " ", shown(&send.url), " #", &text::decimal(request.into()), &part]);
        self.out.push_back(Command::Send(Box::new(send)));
        request
    }

    /// Launches a one-shot request.
    pub(super) fn launch_ask(&mut self, ask: u32, order: Order) -> Result<(), Error> {
        let (mut send, generation) = self.sign(order)?;
        send.ask = Some(ask);
        self.launch(send, Owner::Ask(ask), generation);
        Ok(())
    }

    /// Signs at the server's time with the credential of this moment.
    fn sign(&self, order: Order) -> Result<(Send, u32), Error> {
        let Some(held) = self.lease.usable(self.clock.life()) else {
            return Err(Error::new(ErrorCode::Internal, Hint::Report, "asked to sign without a credential"));
        };
        let signing = self.signing(&held.credential, None);
        let Order { request, body, form, simple, hash, answer_ms } = order;
        let provider = self.bucket.provider;
        let (method, url, headers, body) = match form {
            Some(policy) => {
                let form = provider.post_form(&policy, &signing)?;
                let end = if let Body::Form { end, .. } = body { end } else { 0 };
                ("POST".to_owned(), form.url, Vec::new(), Body::Form { fields: form.fields, end })
            }
            None if simple => (request.method.clone(), provider.presign(request, &signing), Vec::new(), body),
            None => {
                let signed = provider.sign(request, &signing);
                (signed.method, signed.url, signed.headers, body)
            }
        };
        let send = Send {
            request: 0,
            upload: None,
            ask: None,
            part: None,
            method,
            url,
            headers,
            body,
            hash,
            stall_ms: STALL_MS,
            answer_ms,
        };
        Ok((send, held.generation))
    }

    pub(super) fn signing<'a>(
        &'a self,
        credential: &'a crate::credential::Credential,
        expires_in: Option<u64>,
    ) -> Signing<'a> {
        Signing { bucket: &self.bucket, credential, now: self.clock.server().0 / 1_000, expires_in }
    }

    pub(super) fn may_sign(&self) -> bool {
        self.lease.usable(self.clock.life()).is_some()
    }

    /// When something wants to be looked at again.
    pub(super) fn deadline_at(&self) -> Option<Instant> {
        let now = self.clock.instant();
        let sleeper = self.sleeping.first().map(|(at, _)| Instant(at));
        let offline = self.offline_since.map(|since| since.after(self.options.patience));
        let waiting = self.ready.first().is_some() || self.has_waiting_asks();
        let braked = self.pace.braked_until(now).filter(|_| waiting);
        let lease = if self.wants_credential() && self.offline_since.is_none() {
            self.lease.deadline(&self.clock, self.options.patience)
        } else {
            self.lease.overdue_at()
        };
        [sleeper, offline.filter(|_| waiting), braked, lease, self.asks_deadline(now)]
            .into_iter()
            .flatten()
            .min()
    }
}

/// A URL without its query: what a presigned one carries is nobody's business.
fn shown(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// A request on which no byte moves for so long, ms, is cut and sent again; the hands stretch it for slow links.
const STALL_MS: u32 = 30_000;
