//! What the targets share: a page that plays the hands, and the nudges it may be given.

pub mod cloud;
pub mod nudge;
pub mod page;
