//! trebucket's brain: signs for three clouds, keeps the credential alive, and decides what an upload does next.
//!
//! The law of the seam: **the core decides, the hands perform.** Nothing in this crate but `browser` has a clock,
//! a network or a die; time, chance and answers come in as arguments, and what shall happen goes out as values.
//! Every event enters by one call (a *nudge*); then commands are drained until the core names its next deadline.
//!
//! From the ground up: [`text`], [`digest`] and [`json`] spell and read; [`request`] and [`provider`] make a signed
//! request out of data, [`bucket`] says where it goes and [`reply`] what came back. [`credential`] is what STS issued,
//! [`lease`] when to ask for the next, [`clock`] what time it is over there. [`parts`] cuts a file, [`checksum`] proves
//! it, [`checkpoint`] remembers it. [`upload`] takes one file home, [`session`] all files of one bucket, at a [`pace`]
//! and with rests ([`backoff`]) that the cloud can bear. [`command`] is everything they can ask of the hands.

pub mod backoff;
pub mod bucket;
pub mod checkpoint;
pub mod checksum;
pub mod clock;
pub mod command;
pub mod credential;
pub mod digest;
pub mod error;
pub mod json;
pub mod lease;
pub mod pace;
pub mod parts;
pub mod provider;
pub mod reply;
pub mod request;
pub mod session;
pub mod spec;
pub mod text;
pub mod unpack;
pub mod upload;

/// The seam: the only Rust that knows JavaScript.
#[cfg(target_arch = "wasm32")]
pub mod browser;
