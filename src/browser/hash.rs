//! Hashing for the worker: one range at a time, its bytes through one reused buffer. Only numbers cross, so that the
//! worker needs nothing of the glue.

use crate::checksum::{Crc64, Md5};
use crate::digest::PassingSha256;
use crate::text::{decimal, hex};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::new(Desk {
        crc64: Crc64::new(BUFFER),
        wants_crc64: false,
        md5: None,
        sha256: None,
    });
}

/// The bytes lie in the room of the checksum that changes them, which comes last.
struct Desk {
    crc64: Crc64,
    wants_crc64: bool,
    md5: Option<Md5>,
    sha256: Option<PassingSha256>,
}

/// Begins anew. Returns where the buffer lies in the module's memory.
#[wasm_bindgen]
pub fn hash_begin(crc64: bool, md5: bool, sha256: bool) -> usize {
    DESK.with_borrow_mut(|desk| {
        desk.crc64.reset();
        desk.wants_crc64 = crc64;
        desk.md5 = md5.then(Md5::default);
        desk.sha256 = sha256.then(PassingSha256::default);
        desk.crc64.room().as_ptr() as usize
    })
}

/// Takes in so many bytes from the buffer's beginning.
#[wasm_bindgen]
pub fn hash_update(length: usize) {
    DESK.with_borrow_mut(|desk| {
        let bytes = &desk.crc64.room()[..length];
        if let Some(md5) = &mut desk.md5 {
            md5.update(bytes);
        }
        if let Some(sha256) = &mut desk.sha256 {
            sha256.update(bytes);
        }
        if desk.wants_crc64 {
            desk.crc64.take(length);
        }
    });
}

/// Leaves the figures in the buffer as ASCII with commas between: CRC-64 in decimal, MD5 and SHA-256 in hexadecimal,
/// empty where they were not asked for. Returns their length.
#[wasm_bindgen]
pub fn hash_end() -> usize {
    DESK.with_borrow_mut(|desk| {
        let mut text = if desk.wants_crc64 { decimal(desk.crc64.value()) } else { String::new() };
        text.push(',');
        text.push_str(&desk.md5.take().map(|md5| hex(&md5.value())).unwrap_or_default());
        text.push(',');
        text.push_str(&desk.sha256.take().map(|sha256| hex(&sha256.value())).unwrap_or_default());
        if let Some(place) = desk.crc64.room().get_mut(..text.len()) {
            place.copy_from_slice(text.as_bytes());
        }
        text.len()
    })
}

/// Large enough that crossing costs nothing, small enough to stay.
const BUFFER: usize = 1 << 18;
