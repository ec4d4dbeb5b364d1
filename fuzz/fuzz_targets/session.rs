//! What the seam calls: any nudge at any moment, most requests answered as a cloud would.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trebucket_fuzz::nudge::Nudge;
use trebucket_fuzz::page::{OPTIONS, Page};

fuzz_target!(|story: (u8, Vec<Nudge>)| {
    let (options, nudges) = story;
    let mut page = Page::new(OPTIONS[usize::from(options) % OPTIONS.len()]);
    for nudge in nudges.into_iter().take(NUDGES_MAX) {
        nudge.befall(&mut page);
    }
});

/// A story that is longer teaches nothing, and takes time from others.
const NUDGES_MAX: usize = 400;
