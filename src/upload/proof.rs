//! Proving that what the cloud has is what we gave it, part by part and as a whole.

use super::listing::Listing;
use super::{Stage, Task, Turn, Upload};
use crate::checksum;
use crate::command::{Command, Event, Hash};
use crate::error::{Error, ErrorCode, Hint};
use crate::parts::Home;
use crate::reply::Reply;

/// What the hands computed over the bytes of a request or a range.
#[derive(Debug, Clone, Copy, Default)]
pub struct Digests<'a> {
    /// CRC-64/XZ.
    pub crc64: Option<u64>,
    /// MD5, lower-case hex; empty where it was not computed.
    pub md5: &'a str,
}

/// How the bytes of a part compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Same,
    Different,
    /// Nothing to compare with.
    Unknown,
}

impl Upload {
    /// Compares our figures with the cloud's for the bytes of one request.
    pub(super) fn compare(&self, ours: Digests<'_>, told: Option<u64>, etag: &str) -> Compared {
        if !self.verifies() {
            return Compared::Same;
        }
        match (ours.crc64, told) {
            (Some(ours), Some(told)) if ours == told => Compared::Same,
            (Some(_), Some(_)) => Compared::Different,
            _ if ours.md5.is_empty() || !is_md5(etag) => Compared::Unknown,
            _ if etag.eq_ignore_ascii_case(ours.md5) => Compared::Same,
            _ => Compared::Different,
        }
    }

    /// Notes which header the CORS rule hides; the caller hears of it once.
    pub(super) fn notice_hidden(&self, reply: &Reply<'_>, turn: &mut Turn<'_>) {
        if !self.verifies() || reply.crc64().is_some() || turn.learnt.hides_crc64 {
            return;
        }
        turn.learnt.hides_crc64 = true;
        let header = reply.dialect.crc64.to_owned();
        turn.log(&["the CORS rule hides ", &header, ": comparing MD5 instead"]);
        turn.out.push_back(Command::Tell { upload: None, event: Event::Hidden { header } });
    }

    /// All parts are home. What is not proved yet is proved now, one by one; then they may be put together.
    pub(super) fn prove_parts(&mut self, turn: &mut Turn<'_>) {
        if self.digesting.is_some() {
            return;
        }
        let unnamed = |home: &Home| home.etag.is_empty();
        if !self.list_refused && self.parts.homes().iter().any(|(_, home)| unnamed(home)) {
            turn.log(&["tags are hidden by the CORS rule: listing the parts"]);
            self.stage = Stage::List(Listing::recover(&self.parts));
            return;
        }
        let verifies = self.verifies();
        let doubtful = |home: &&Home| unnamed(home) || !home.proved && verifies;
        for part in 1..=self.parts.total() {
            let Some(home) = self.parts.get(part).filter(doubtful).cloned() else { continue };
            if !home.md5.is_empty() {
                self.judge_part(part, Digests { crc64: home.crc64, md5: &home.md5 }, turn);
            } else if self.cannot_repeat(Task::Part(part)) {
                return self.fail(Self::stream_is_gone(), turn);
            } else {
                return self.digest(part, turn);
            }
        }
        if self.end.is_none() && self.parts.all_home() {
            // If the page is lost while the completion is in the air, the object can be told by this.
            self.save(turn);
            self.stage = Stage::Complete;
        }
    }

    pub(super) fn digest(&mut self, part: u32, turn: &mut Turn<'_>) {
        let (start, end) = self.plan.range(part);
        self.digesting = Some(part);
        turn.out.push_back(Command::Digest { upload: self.id, part, start, end, hash: Hash::Both });
    }

    /// The hands hashed a range again.
    pub fn digested(&mut self, part: u32, ours: Digests<'_>, turn: &mut Turn<'_>) {
        if self.digesting != Some(part) {
            return;
        }
        self.digesting = None;
        if self.end.is_some() {
            return;
        }
        if ours.crc64.is_none() {
            let error =
                Error::new(ErrorCode::Source, Hint::FileUnreadable, "the file could not be read again");
            return self.fail(error, turn);
        }
        if let Some(result) = self.stored.take() {
            return self.judge_stored(result, ours, turn);
        }
        if matches!(self.stage, Stage::Parts) {
            self.judge_part(part, ours, turn)
        } else {
            self.learn_whole(part, ours)
        }
    }

    fn learn_whole(&mut self, part: u32, ours: Digests<'_>) {
        let md5 = ours.md5.to_owned();
        self.parts.arrived(part, Home { crc64: ours.crc64, md5, ..Home::default() });
    }

    fn judge_part(&mut self, part: u32, ours: Digests<'_>, turn: &mut Turn<'_>) {
        let Some(home) = self.parts.get(part).cloned() else { return };
        // Without a tag to compare with, our own MD5 is the tag: Complete refuses it if the bytes differ.
        // OSS spells its tags in capitals.
        let md5 = if turn.bucket.provider.dialect().lists_crc64 {
            ours.md5.to_ascii_uppercase()
        } else {
            ours.md5.to_owned()
        };
        let etag = if home.etag.is_empty() { md5 } else { home.etag };
        match self.compare(ours, home.told, &etag) {
            Compared::Same => {
                let md5 = ours.md5.to_owned();
                self.parts
                    .arrived(part, Home { etag, crc64: ours.crc64, md5, told: home.told, proved: true });
            }
            Compared::Different | Compared::Unknown => {
                turn.log(&[
                    "part ",
                    &crate::text::decimal(part.into()),
                    " differs from the file: sending it again",
                ]);
                if self.cannot_repeat(Task::Part(part)) {
                    return self.fail(Self::stream_is_gone(), turn);
                }
                self.parts.missing(part);
                self.damaged(Task::Part(part), turn);
            }
        }
    }

    /// Our figure for the whole object, where every part has one.
    pub(super) fn whole_crc64(&self) -> Option<u64> {
        if !self.parts.all_home() {
            return None;
        }
        let mut whole = 0;
        for (part, home) in self.parts.homes() {
            whole = checksum::combine(whole, home.crc64?, self.plan.bytes(part));
        }
        Some(whole)
    }

    /// The object is stored: is it ours?
    pub(super) fn prove_whole(&mut self, told: Option<u64>, turn: &mut Turn<'_>) -> Option<bool> {
        let ours = self.whole_crc64().filter(|_| self.verifies());
        match (ours, told) {
            (Some(ours), Some(told)) if ours != told => {
                let error = Error::new(
                    ErrorCode::Integrity,
                    Hint::Checksum,
                    "the stored object is not the file: its checksum differs",
                );
                self.lose_all(turn);
                self.fail(error, turn);
                None
            }
            (Some(_), Some(_)) => Some(true),
            _ => Some(false),
        }
    }
}

/// Whether a tag can be an MD5: 32 hexadecimal digits.
pub(super) fn is_md5(etag: &str) -> bool {
    etag.len() == 32 && etag.bytes().all(|byte| byte.is_ascii_hexdigit())
}
