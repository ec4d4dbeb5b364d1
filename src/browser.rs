//! The seam: the only Rust that knows JavaScript.

mod credential;
mod hash;
mod session;
pub mod signer;
