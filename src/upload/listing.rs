//! Asking the cloud which parts it has: the truth after a reload, and the way to tags that CORS hides.

use super::proof::{Compared, Digests};
use super::{Stage, Task, Turn, Upload};
use crate::checkpoint::Kept;
use crate::command::Event;
use crate::error::{Error, ErrorCode, Hint};
use crate::parts::{Home, Parts};
use crate::reply::{Listed, Page};
use crate::text::{decimal, unquoted};

/// A listing under way, page by page.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    marker: u32,
    /// Of a part that was told twice the later word counts.
    seen: Vec<Listed>,
    /// What the checkpoint remembers: our own figure for each part.
    kept: Vec<Kept>,
}

impl Listing {
    /// After a reload.
    pub(super) fn resume(kept: Vec<Kept>) -> Self {
        Self { kept, ..Self::default() }
    }

    /// For tags that could not be read, or parts in doubt: what we know of them is kept.
    pub(super) fn recover(parts: &Parts) -> Self {
        let mut kept = Vec::new();
        for (part, home) in parts.homes() {
            kept.push(Kept { part, etag: home.etag.clone(), crc64: home.figure(), md5: home.md5.clone() });
        }
        Self::resume(kept)
    }
}

impl Upload {
    pub(super) fn list_marker(&self) -> u32 {
        match &self.stage {
            Stage::List(listing) => listing.marker,
            _ => 0,
        }
    }

    /// A page came.
    pub(super) fn listed(&mut self, page: Page, turn: &mut Turn<'_>) {
        let Stage::List(listing) = &mut self.stage else { return };
        let last = page.parts.iter().map(|listed| listed.part).max();
        listing.seen.extend(page.parts);
        // A marker that does not move would page for ever.
        let next = page.next.or(last).filter(|next| page.next.is_some() && *next > listing.marker);
        if let Some(next) = next {
            listing.marker = next;
            return;
        }
        let listing = std::mem::take(listing);
        self.believe(&listing, turn);
    }

    /// ListParts is refused by the policy: what we remember must do, and Complete checks every tag.
    pub(super) fn unlisted(&mut self, turn: &mut Turn<'_>) {
        let Stage::List(listing) = &mut self.stage else { return };
        let mut listing = std::mem::take(listing);
        self.list_refused = true;
        turn.log(&["listing parts is not permitted: going on from what is remembered"]);
        for kept in &listing.kept {
            let size = self.plan.bytes(kept.part);
            listing.seen.push(Listed { part: kept.part, etag: kept.etag.clone(), size, crc64: None });
        }
        self.believe(&listing, turn);
    }

    /// Every part was home before the page was lost, and now the upload is gone: it may have been completed.
    pub(super) fn may_be_complete(&mut self) -> bool {
        let Stage::List(listing) = &self.stage else { return false };
        let mut parts = Parts::new(self.plan.count());
        for kept in &listing.kept {
            let (etag, crc64) = (kept.etag.clone(), kept.crc64);
            parts.arrived(kept.part, Home { etag, crc64, proved: true, ..Home::default() });
        }
        let whole = parts.all_home() && parts.homes().iter().all(|(_, home)| home.crc64.is_some());
        if whole {
            self.parts = parts;
            self.resumed = true;
        }
        whole
    }

    fn believe(&mut self, listing: &Listing, turn: &mut Turn<'_>) {
        let total = self.plan.count();
        let mut parts = Parts::new(total);
        let mut kept = vec![None; total as usize + 1];
        for known in &listing.kept {
            if let Some(place) = kept.get_mut(known.part as usize) {
                *place = Some(known);
            }
        }
        for seen in listing.seen.iter().filter(|seen| (1..=total).contains(&seen.part)) {
            match self.recognise(seen, kept[seen.part as usize]) {
                Some(home) => parts.arrived(seen.part, home),
                None => parts.missing(seen.part),
            }
        }
        turn.log(&[&decimal(parts.home().into()), " of ", &decimal(parts.total().into()), " parts are home"]);
        for (part, _) in parts.homes() {
            if self.parts.get(part).is_none() {
                self.resumed = true;
                turn.tell(self.id, Event::Part { part, size: self.plan.bytes(part) });
            }
        }
        let mut gone = Vec::new();
        for (part, _) in self.parts.homes() {
            if parts.get(part).is_none() {
                gone.push(part);
            }
        }
        self.parts = parts;
        self.stage = Stage::Parts;
        self.not_home(&gone, listing, turn);
    }

    /// Parts that we took for home: some arrived damaged, as the list shows where headers are hidden; others were lost.
    fn not_home(&mut self, gone: &[u32], listing: &Listing, turn: &mut Turn<'_>) {
        let listed = |part: &u32| listing.seen.iter().any(|seen| seen.part == *part);
        if !gone.iter().all(listed) {
            let message = "the cloud keeps losing parts that it had taken";
            self.count_restart(Error::new(ErrorCode::Integrity, Hint::Checksum, message), turn);
        }
        for part in gone.iter().filter(|part| listed(part)) {
            if self.end.is_none() {
                self.damaged(Task::Part(*part), turn);
            }
        }
    }

    /// Whether a listed part may be ours, and how well that is known. One of another size is sent again.
    fn recognise(&self, seen: &Listed, kept: Option<&Kept>) -> Option<Home> {
        if seen.size != self.plan.bytes(seen.part) {
            return None;
        }
        let etag = unquoted(&seen.etag).to_owned();
        let named = |kept: &&Kept| kept.etag.is_empty() || unquoted(&kept.etag).eq_ignore_ascii_case(&etag);
        let kept = kept.filter(named);
        if !self.verifies() {
            return kept.map(|_| Home { etag, proved: true, ..Home::default() });
        }
        let (crc64, md5) = kept.map_or((None, ""), |kept| (kept.crc64, kept.md5.as_str()));
        let proved = match self.compare(Digests { crc64, md5 }, seen.crc64, &etag) {
            Compared::Different => return None,
            Compared::Same => true,
            Compared::Unknown => crc64.is_some() && kept.is_some_and(|kept| !kept.etag.is_empty()),
        };
        Some(Home { etag, crc64, md5: md5.to_owned(), told: seen.crc64, proved })
    }
}
