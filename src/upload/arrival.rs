//! What a success means, task by task, and how an upload ends well.

use super::proof::{Compared, Digests, is_md5};
use super::{End, Stage, Task, Turn, Upload};
use crate::command::{CallbackReply, Command, Event, UploadResult};
use crate::error::{Error, ErrorCode, Hint};
use crate::parts::Home;
use crate::reply::{Reply, STORED_WITHOUT_CALLBACK};
use crate::text;

impl Upload {
    /// The cloud did what was asked.
    pub fn arrived(&mut self, task: Task, reply: &Reply<'_>, ours: Digests<'_>, turn: &mut Turn<'_>) {
        if !self.is_from_the_cloud(task, reply) {
            turn.log(&["an answer that no cloud gives: a captive portal or a proxy"]);
            return self.lost(
                task,
                Error::new(
                    ErrorCode::Network,
                    Hint::Patience,
                    "something between the page and the cloud answers in its place",
                ),
                turn,
            );
        }
        self.progressed(task);
        self.posted(task, turn);
        match task {
            Task::Whole => self.whole_arrived(reply, ours, turn),
            Task::Initiate => self.initiated(reply, turn),
            Task::Part(part) => self.part_arrived(part, reply, ours, turn),
            Task::List => {
                if let Some(page) = reply.page() {
                    self.listed(page, turn);
                }
            }
            Task::Complete => self.stored(reply, turn),
            Task::Head => self.object_found(reply, turn),
            Task::Abort => self.multipart_gone(turn),
        }
    }

    fn progressed(&mut self, task: Task) {
        self.stumbles.retain(|(stumbling, _)| *stumbling != task);
        self.trouble_since = None;
        self.refusals.clear();
    }

    /// A 200 proves little on a hotel's network: the answer must have the form that the cloud gives it.
    fn is_from_the_cloud(&self, task: Task, reply: &Reply<'_>) -> bool {
        let (calls_back, named) =
            (self.spec.object.callback.is_some(), reply.etag().is_some() || reply.crc64().is_some());
        if reply.is_page() {
            return false;
        }
        match task {
            Task::Whole => calls_back || named || self.post || reply.body.trim_ascii().is_empty(),
            Task::Part(_) => named || reply.body.trim_ascii().is_empty(),
            Task::Initiate => {
                reply.word(upload_id_word(reply)).is_some_and(|id| (1..=UPLOAD_ID_MAX).contains(&id.len()))
            }
            Task::List => reply.page().is_some(),
            Task::Complete => {
                let callers_own = calls_back && !reply.body.trim_ascii_start().starts_with('<');
                callers_own
                    || reply.status == STORED_WITHOUT_CALLBACK
                    || reply.word(completed_word(reply)).is_some()
            }
            Task::Head | Task::Abort => true,
        }
    }

    fn initiated(&mut self, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        self.upload_id = reply.word(upload_id_word(reply));
        if matches!(self.stage, Stage::Clean(_)) {
            return;
        }
        self.stage = Stage::Parts;
        self.save(turn);
    }

    fn part_arrived(&mut self, part: u32, reply: &Reply<'_>, ours: Digests<'_>, turn: &mut Turn<'_>) {
        let (told, etag) = (reply.crc64(), reply.etag().unwrap_or_default());
        self.notice_hidden(reply, turn);
        let compared = self.compare(ours, told, etag);
        if compared == Compared::Different {
            turn.log(&["part ", &text::decimal(part.into()), " arrived damaged"]);
            if !self.has_twin(Task::Part(part), 0, turn) {
                self.damaged(Task::Part(part), turn);
            }
            return;
        }
        self.cut(|task| task == Task::Part(part), turn);
        let proved = compared == Compared::Same;
        let (etag, md5) = (etag.to_owned(), ours.md5.to_owned());
        self.parts.arrived(part, Home { etag, crc64: ours.crc64, md5, told, proved });
        turn.tell(self.id, Event::Part { part, size: self.plan.bytes(part) });
        let pause = SAVE_MS + SAVE_PART_MS * u64::from(self.parts.home());
        if self.saved_at.is_none_or(|at| turn.now.since(at) >= pause) {
            self.save(turn);
        }
    }

    fn whole_arrived(&mut self, reply: &Reply<'_>, ours: Digests<'_>, turn: &mut Turn<'_>) {
        let (told, etag) = (reply.crc64(), reply.etag().unwrap_or_default());
        self.notice_hidden(reply, turn);
        let compared = self.compare(ours, told, etag);
        if compared == Compared::Different {
            turn.log(&["the object was stored damaged: sending it again"]);
            return self.damaged(Task::Whole, turn);
        }
        let (etag, md5) = (etag.to_owned(), ours.md5.to_owned());
        let doubtful = compared == Compared::Unknown && is_md5(&etag) && !self.has_failed_callback(reply);
        self.parts.arrived(1, Home { etag, crc64: ours.crc64, md5, told, proved: true });
        if doubtful {
            self.stored = Some(Box::new(self.result(reply, false, turn)));
            return self.digest(1, turn);
        }
        turn.tell(self.id, Event::Part { part: 1, size: self.plan.size });
        self.stored(reply, turn);
    }

    /// The CORS rule hid the checksum, and no MD5 was at hand when the file was sent: now there is one.
    pub(super) fn judge_stored(&mut self, result: Box<UploadResult>, ours: Digests<'_>, turn: &mut Turn<'_>) {
        if result.etag.eq_ignore_ascii_case(ours.md5) {
            turn.tell(self.id, Event::Part { part: 1, size: self.plan.size });
            return self.done(result, turn);
        }
        self.parts.missing(1);
        self.damaged(Task::Whole, turn);
    }

    fn stored(&mut self, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        let Some(verified) = self.prove_whole(reply.crc64(), turn) else { return };
        if self.has_failed_callback(reply) {
            return self.callback_failed(reply, turn);
        }
        self.finish(verified, reply, turn);
    }

    /// The object is there and it is ours.
    pub(super) fn finish(&mut self, verified: bool, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        let result = Box::new(self.result(reply, verified, turn));
        self.done(result, turn);
    }

    fn done(&mut self, result: Box<UploadResult>, turn: &mut Turn<'_>) {
        self.close(turn);
        self.state("done", turn);
        turn.out.push_back(Command::Done { upload: self.id, result });
    }

    fn result(&self, reply: &Reply<'_>, verified: bool, turn: &Turn<'_>) -> UploadResult {
        let etag =
            reply.word(etag_word(reply)).or_else(|| reply.etag().map(str::to_owned)).unwrap_or_default();
        UploadResult {
            key: self.key().to_owned(),
            url: turn.bucket.url(self.key(), &[]),
            etag: text::unquoted(&etag).to_owned(),
            size: self.plan.size,
            crc64: self.whole_crc64().filter(|_| self.verifies()).map(text::decimal),
            verified,
            parts: self.parts.total(),
            resumed: self.resumed,
            version_id: reply.header(reply.dialect.version_id).map(str::to_owned),
            request_id: reply.request_id(),
            callback: self.callback_reply(reply),
        }
    }

    /// Stored, but the callback server failed: never uploaded again.
    fn callback_failed(&mut self, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        let message = reply.message().unwrap_or_else(|| {
            "the object is stored, but the callback server did not answer as it should".to_owned()
        });
        let mut error = Error::new(ErrorCode::Callback, Hint::CallbackFailed, &message);
        error.status = Some(reply.status);
        error.server_code = reply.code();
        error.request_id = reply.request_id();
        self.close(turn);
        self.state("failed", turn);
        turn.out.push_back(Command::Fail { upload: self.id, error });
    }

    fn close(&mut self, turn: &mut Turn<'_>) {
        self.cut(|_| true, turn);
        self.end = Some(End::Done);
        if self.upload_id.take().is_some() {
            turn.out.push_back(Command::Forget { upload: self.id });
        }
    }

    fn has_failed_callback(&self, reply: &Reply<'_>) -> bool {
        reply.status == STORED_WITHOUT_CALLBACK
            || self
                .callback_reply(reply)
                .is_some_and(|callback| callback.status == STORED_WITHOUT_CALLBACK || callback.status >= 300)
    }

    /// OSS and BOS answer with the callback server's own body; COS wraps it (wire/cos.md 2).
    fn callback_reply(&self, reply: &Reply<'_>) -> Option<CallbackReply> {
        // An object found by asking tells nothing of the callback.
        self.spec.object.callback.as_ref().filter(|_| !matches!(self.stage, Stage::Ask(_)))?;
        let Some(wrapped) = reply.word("CallbackResult").filter(|_| !reply.dialect.json) else {
            return Some(CallbackReply { status: reply.status, body: reply.body.to_owned() });
        };
        let inner = Reply { body: &wrapped, ..*reply };
        let told = inner.word("Status").and_then(|status| text::parse_decimal(status.trim_ascii()));
        let status = told.and_then(|status| u16::try_from(status).ok()).unwrap_or(reply.status);
        let body = inner
            .word("CallbackBody")
            .and_then(|body| text::base64_decode(&body))
            .and_then(|bytes| String::from_utf8(bytes).ok());
        Some(CallbackReply { status, body: body.unwrap_or_default() })
    }
}

fn upload_id_word(reply: &Reply<'_>) -> &'static str {
    if reply.dialect.json { "uploadId" } else { "UploadId" }
}

/// What ends only with the answer: an answer that was cut off on its way lacks it.
fn completed_word(reply: &Reply<'_>) -> &'static str {
    if reply.dialect.json { "eTag" } else { "CompleteMultipartUploadResult" }
}

fn etag_word(reply: &Reply<'_>) -> &'static str {
    if reply.dialect.json { "eTag" } else { "ETag" }
}

/// Upload ids are a few dozen letters; each request carries one in its URL.
const UPLOAD_ID_MAX: usize = 1_024;

/// A checkpoint is written at most so often, ms, and more rarely as it grows: with 10,000 parts it is half a megabyte.
/// What it misses the cloud's own list tells.
const SAVE_MS: u64 = 1_000;

/// For each part in it: writing all parts again and again would cost more than everything else about them.
const SAVE_PART_MS: u64 = 8;
