//! The network: what becomes of a request between the hands and the cloud.

use super::bytes::Piece;
use super::climate::Fate;
use super::cloud::{Answer, Call, Task};
use super::page::{Flight, Nudge};
use super::world::{Happening, World};
use trebucket::command::{Hash, Send};

/// A request on its way.
pub struct Travel {
    pub call: Call,
    pub fate: Fate,
    pub epoch: u32,
    pub request: u32,
    pub job: Option<usize>,
    /// The version of the file whose bytes it carries.
    hash: Hash,
    /// When the last byte has left the device.
    sent_at: u64,
    cut_at: Option<u64>,
    answer_ms: u32,
    /// The machine slept while it was in the air: its connection is gone.
    pub dead: bool,
}

impl World {
    pub fn take_off(&mut self, send: &Send) {
        let job = send.upload.and_then(|upload| self.page.uploads.get(&upload).copied());
        let (content, size) = job.map_or((0, 0), |job| (self.jobs[job].content, self.jobs[job].wish.size));
        let call = Call::of(send, self.cloud.bucket.authority(), content, size);
        let number = self.ledger.requests + 1;
        let Some(set) = self.cloud.signer(&call) else { return self.wrong("a request signed by nobody") };
        let flight = Flight {
            upload: send.upload,
            task: call.task,
            travel: number,
            set,
            left: self.device.mono(self.now),
        };
        let fate = self.fate(job, &call);
        self.watch_send(send, &call, flight);
        self.say(|| format!("{:?} #{} {} {fate:?}", call.task, send.request, call.key));
        self.page.flights.insert(send.request, flight);
        if job.is_some_and(|job| self.jobs[job].changed) && call.piece.is_some() {
            return self.tell(1, Nudge::Lost { request: send.request, why: "source-changed" });
        }
        let there = self.latency();
        let sent_at = self.now + there + call.bytes() / self.climate.bandwidth;
        let travel = Travel {
            fate,
            epoch: self.page.epoch,
            request: send.request,
            job,
            hash: send.hash,
            sent_at,
            cut_at: None,
            answer_ms: send.answer_ms,
            dead: false,
            call,
        };
        self.travels.insert(number, travel);
        self.set_out(number, there, send);
    }

    fn set_out(&mut self, number: u64, there: u64, send: &Send) {
        let request = send.request;
        let fate = if self.device.offline { Fate::Unsent } else { self.travels[&number].fate };
        match fate {
            Fate::Unsent => self.tell(there, Nudge::Lost { request, why: "network" }),
            Fate::Stalled => self.tell(u64::from(send.stall_ms), Nudge::Lost { request, why: "stalled" }),
            Fate::Portal => {
                let page =
                    "<!doctype html><html><body>Welcome to the hotel. <a href=/>Log in</a></body></html>";
                let mut answer = Answer::with_body(200, page.to_owned()).header("content-type", "text/html");
                if self.travels[&number].call.task == Task::Head {
                    answer.body.clear();
                }
                self.answer(number, there, answer);
            }
            _ => self.after(there, Happening::Reach(number)),
        }
    }

    fn fate(&mut self, job: Option<usize>, call: &Call) -> Fate {
        if let Some(fate) = self.doomed_fate(job, call) {
            return fate;
        }
        if self.calm {
            return Fate::Fine;
        }
        for (fate, chance) in self.climate.fates.clone() {
            let carries = call.piece.is_some_and(|piece| piece.size() > 0);
            let fits = match fate {
                Fate::Damaged => carries && self.can_be_proved(job, call),
                Fate::Truncated => call.task == Task::Complete || call.task == Task::List,
                // HEAD of a hotel has no body to betray it.
                Fate::Portal => call.task != Task::Head && call.task != Task::Abort,
                _ => true,
            };
            if self.die.permille(chance) && fits {
                return fate;
            }
        }
        Fate::Fine
    }

    /// Its head is at the door: the cloud says no at once, or hears the rest.
    pub fn reach(&mut self, number: u64) {
        let server = self.server();
        let Some(travel) = self.travels.get(&number) else { return };
        if travel.cut_at.is_some() && travel.fate != Fate::Late {
            return;
        }
        let (call, sent_at) = (travel.call.clone(), travel.sent_at);
        match travel.fate {
            Fate::Refused => return self.refuse_for_now(number),
            Fate::Throttled => return self.throttle(number),
            _ => {}
        }
        let job = travel.job;
        self.strike(job, &call);
        if let Err(refusal) = self.cloud.admit(&call, server) {
            self.say(|| format!("   refused {}", refusal.body));
            return self.answer(number, 0, refusal);
        }
        if let Some(travel) = self.travels.get_mut(&number) {
            travel.call.admitted = server;
        }
        self.at(sent_at, Happening::Act(number));
        if self.travels[&number].fate == Fate::Late {
            let late = self.die.between(10, 20_000);
            self.at(sent_at + late, Happening::Act(number));
        }
    }

    /// All of it is there.
    pub fn act(&mut self, number: u64) {
        let Some(travel) = self.travels.get(&number) else { return };
        let (fate, cut) = (travel.fate, travel.cut_at.is_some_and(|at| at < travel.sent_at));
        if fate == Fate::Late && self.now == travel.sent_at {
            let request = travel.request;
            return self.reported(number, 1, Nudge::Lost { request, why: "network" });
        }
        if cut && fate != Fate::Late {
            return;
        }
        let mut answer = self.carry_out(number);
        if fate == Fate::Twice {
            answer = self.carry_out(number);
        }
        let back = self.latency();
        self.come_back(number, back, answer);
    }

    fn carry_out(&mut self, number: u64) -> Answer {
        let server = self.server();
        let damage = self.die.roll() | 1;
        let Some(travel) = self.travels.get_mut(&number) else { return Answer::empty(500) };
        let mut call = travel.call.clone();
        if let (Fate::Damaged, Some(piece)) = (travel.fate, &mut call.piece) {
            *piece = Piece { damage, ..*piece };
        }
        let answer = self.cloud.act(&call, server);
        self.note_act(number, &answer);
        answer
    }

    fn come_back(&mut self, number: u64, back: u64, mut answer: Answer) {
        let travel = &self.travels[&number];
        let (request, answer_ms) = (travel.request, u64::from(travel.answer_ms));
        match travel.fate {
            Fate::Unheard => self.reported(number, back, Nudge::Lost { request, why: "network" }),
            Fate::Silent => self.reported(number, answer_ms, Nudge::Lost { request, why: "stalled" }),
            Fate::Late => {}
            Fate::Denied => {
                let status = self.die.pick(&[500, 502, 504]);
                let answer = Answer::with_body(status, "<html>Bad Gateway</html>".to_owned());
                self.answer(number, back, answer);
            }
            Fate::Truncated if answer.status < 300 || answer.status == 404 => {
                let half = (answer.body.len() / 2..).find(|at| answer.body.is_char_boundary(*at));
                answer.body.truncate(half.unwrap_or_default());
                self.answer(number, back, answer);
            }
            _ => self.answer(number, back, answer),
        }
    }

    fn refuse_for_now(&mut self, number: u64) {
        let call = self.travels[&number].call.clone();
        let (status, code) = match self.die.below(4) {
            0 => (500, "InternalError"),
            1 => (503, "ServiceUnavailable"),
            2 if call.task == Task::Complete && self.cloud.brand() == "cos" => (200, "InternalError"),
            2 => (502, "BadGateway"),
            _ => (408, "RequestTimeout"),
        };
        let answer = self.cloud.refuse(&call, status, code, "We encountered an internal error.");
        let answer = self.hurried(answer);
        self.answer(number, 1, answer);
    }

    fn throttle(&mut self, number: u64) {
        let call = self.travels[&number].call.clone();
        let (status, code) = match (self.die.below(2), self.cloud.brand()) {
            (0, _) => (429, "TooManyRequests"),
            (_, "oss") => (503, "TotalQpsLimitExceeded"),
            _ => (503, "SlowDown"),
        };
        let answer = self.cloud.refuse(&call, status, code, "Please reduce your request rate.");
        let answer = self.hurried(answer);
        self.answer(number, 1, answer);
    }

    fn hurried(&mut self, answer: Answer) -> Answer {
        match self.die.below(3) {
            0 => answer.header("retry-after", self.die.between(1, 20).to_string()),
            _ => answer,
        }
    }

    fn answer(&mut self, number: u64, back: u64, answer: Answer) {
        let (server, cors) = (self.server(), self.climate.cors);
        let travel = &self.travels[&number];
        let (request, piece) = (travel.request, travel.call.piece);
        let whole = answer.whole_crc64.is_some();
        let answer = self.cloud.stamped(answer, server);
        let headers = answer.readable(&cors);
        let Answer { status, body, .. } = answer;
        self.reported(number, back, Nudge::Reply { request, status, headers, body, piece, whole });
    }

    /// The page that sent it hears of it, unless it was cut or the machine slept meanwhile.
    fn reported(&mut self, number: u64, back: u64, nudge: Nudge) {
        let travel = &self.travels[&number];
        let (epoch, dead) = (travel.epoch, travel.dead);
        if travel.cut_at.is_none() && !dead {
            self.after(back, Happening::Page(epoch, nudge));
        }
    }

    /// The hands cut a request: what the cloud has by now, it has.
    pub fn cut(&mut self, request: u32) {
        let Some(flight) = self.page.flights.remove(&request) else { return };
        self.watch_cut(flight);
        if let Some(travel) = self.travels.get_mut(&flight.travel) {
            travel.cut_at = Some(self.now);
        }
    }

    /// Whether our engine has any figure to see the damage by.
    pub fn can_be_proved(&self, job: Option<usize>, call: &Call) -> bool {
        let figures = self.climate.cors.crc64 || self.climate.cors.etag;
        let verified = job.is_some_and(|job| self.jobs[job].wish.checksum != "none");
        verified && (figures || call.task != Task::Whole)
    }

    /// What the hands computed over the bytes that they sent.
    pub fn hashes(&self, travel: u64, piece: Option<Piece>) -> (String, String) {
        let Some(travel) = self.travels.get(&travel) else { return Default::default() };
        let piece = piece.map(|piece| Piece { damage: 0, ..piece });
        let crc64 = || piece.map(|piece| piece.crc64().to_string()).unwrap_or_default();
        let md5 = || piece.map(|piece| piece.md5()).unwrap_or_default();
        match travel.hash {
            Hash::None => Default::default(),
            Hash::Crc64 => (crc64(), String::new()),
            Hash::Md5 => (String::new(), md5()),
            Hash::Both => (crc64(), md5()),
        }
    }
}
