//! An answer of any kind: every word the engine asks of it is found or is not there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trebucket::provider::by_name;
use trebucket::reply::Reply;

fuzz_target!(|heard: (u8, u16, &str, &str)| {
    let (cloud, status, headers, body) = heard;
    let cloud = ["oss", "bos", "cos"][usize::from(cloud) % 3];
    let provider = by_name(cloud, None).expect("known");
    let reply = Reply { status, headers, body, dialect: provider.dialect() };
    let (code, message) = (reply.code().unwrap_or_default(), reply.message().unwrap_or_default());
    let _ = provider.verdict(status, &code, &message);
    let _ = provider.refused(&code, &message);
    let _ = (reply.succeeded(), reply.is_page(), reply.request_id(), reply.etag(), reply.crc64());
    let _ = (reply.word("UploadId"), reply.word("eTag"), reply.word("CallbackResult"));
    assert!(reply.retry_after().is_none_or(|ms| ms <= 120_000), "nobody is kept resting for ever");
    assert!(reply.server_time().is_none_or(|ms| ms < 1 << 53), "a time that JavaScript can count");
    assert!(reply.page().is_none_or(|page| page.parts.len() <= body.len()), "no part out of nothing");
});
