//! Hashing for the worker: one range at a time, its bytes through one reused buffer. Only numbers cross, so that the
//! worker needs nothing of the glue.

use crate::checksum::{Crc64, Md5};
use crate::digest::PassingSha256;
use crate::text::{decimal, hex};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

#[derive(Default)]
struct Desk {
    buffer: Vec<u8>,
    crc64: Option<Crc64>,
    md5: Option<Md5>,
    sha256: Option<PassingSha256>,
}

/// Begins anew. Returns where the buffer lies in the module's memory.
#[wasm_bindgen]
pub fn hash_begin(crc64: bool, md5: bool, sha256: bool) -> usize {
    DESK.with_borrow_mut(|desk| {
        desk.buffer.resize(BUFFER, 0);
        desk.crc64 = crc64.then(Crc64::default);
        desk.md5 = md5.then(Md5::default);
        desk.sha256 = sha256.then(PassingSha256::default);
        desk.buffer.as_ptr() as usize
    })
}

/// Takes in so many bytes from the buffer's beginning.
#[wasm_bindgen]
pub fn hash_update(length: usize) {
    DESK.with_borrow_mut(|desk| {
        let bytes = desk.buffer.get(..length).unwrap_or_default();
        if let Some(crc64) = &mut desk.crc64 {
            crc64.update(bytes);
        }
        if let Some(md5) = &mut desk.md5 {
            md5.update(bytes);
        }
        if let Some(sha256) = &mut desk.sha256 {
            sha256.update(bytes);
        }
    });
}

/// Leaves the figures in the buffer as ASCII with commas between: CRC-64 in decimal, MD5 and SHA-256 in hexadecimal,
/// empty where they were not asked for. Returns their length.
#[wasm_bindgen]
pub fn hash_end() -> usize {
    DESK.with_borrow_mut(|desk| {
        let mut text = desk.crc64.take().map(|crc64| decimal(crc64.value())).unwrap_or_default();
        text.push(',');
        text.push_str(&desk.md5.take().map(|md5| hex(&md5.value())).unwrap_or_default());
        text.push(',');
        text.push_str(&desk.sha256.take().map(|sha256| hex(&sha256.value())).unwrap_or_default());
        if let Some(place) = desk.buffer.get_mut(..text.len()) {
            place.copy_from_slice(text.as_bytes());
        }
        text.len()
    })
}

/// Large enough that crossing costs nothing, small enough to stay.
const BUFFER: usize = 1 << 18;
