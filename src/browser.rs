//! The seam: the only Rust that knows JavaScript.

mod credential;
mod hash;
pub mod signer;
