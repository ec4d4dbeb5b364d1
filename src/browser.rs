//! The seam: the only Rust that knows JavaScript.

pub mod credential;
mod hash;
pub mod session;
pub mod signer;

/// Half of the code that the standard library's own takes, and faster.
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
