//! The seam: the only Rust that knows JavaScript.

pub mod credential;
mod hash;
pub mod session;
pub mod signer;
