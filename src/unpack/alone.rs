//! `unpack` as a WebAssembly module without a library, an allocator or glue; `scripts/build/wasm.mjs` compiles it.

#![no_std]

use core::panic::PanicInfo;
use core::slice;

#[path = "../unpack.rs"]
mod unpack;

/// Reads so many letters and writes a module to where there is room; returns how long it is.
///
/// # Safety
/// Both places are in memory that the page has made for them, one behind the other (`ts/unpack.ts`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unpack(text: *const u8, letters: usize, module: *mut u8, room: usize) -> usize {
    let (text, module) =
        unsafe { (slice::from_raw_parts(text, letters), slice::from_raw_parts_mut(module, room)) };
    unpack::unpack(text, module)
}

#[panic_handler]
fn stop(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
