//! What a browser's store may hold: an earlier attempt that can be taken up, or nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trebucket::checkpoint::Checkpoint;
use trebucket_fuzz::page::{OPTIONS, Page};

fuzz_target!(|text: &str| {
    let Some(known) = Checkpoint::read(text) else { return };
    assert!(known.part_size > 0 && !known.upload_id.is_empty());
    assert!(known.parts.iter().all(|kept| (1..=10_000).contains(&kept.part)));
    let mut page = Page::new(OPTIONS[0]);
    page.hear(text);
    page.grant();
    page.upload(known.size, &known.key, Some(text));
    for _ in 0..64 {
        page.answer(0, 0, "");
    }
});
