//! trebucket's brain: signs for three clouds, keeps the credential alive, and decides what an upload does next.
//!
//! The law of the seam: **the core decides, the hands perform.** Nothing in this crate but [`browser`] has a clock,
//! a network or a die; time, chance and answers come in as arguments, and what shall happen goes out as values.
//! Every event enters by one call (a *nudge*); then commands are drained until the core names its next deadline.
//!
//! From the ground up: [`request`] and [`provider`] make a signed request out of data. [`bucket`] says where it goes.

pub mod bucket;
pub mod checksum;
pub mod command;
pub mod credential;
pub mod digest;
pub mod error;
pub mod json;
pub mod provider;
pub mod request;
pub mod text;

/// The seam: the only Rust that knows JavaScript.
#[cfg(target_arch = "wasm32")]
pub mod browser;
