//! The seam: the only Rust that knows JavaScript.
