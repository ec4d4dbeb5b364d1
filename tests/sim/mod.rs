//! A world for each seed: simulated hands, network, clouds, app server and user around the real engine.

pub mod app;
pub mod befall;
mod believing;
pub mod budget;
pub mod bytes;
pub mod climate;
pub mod cloud;
pub mod device;
pub mod die;
pub mod doom;
pub mod ending;
pub mod heard;
pub mod job;
mod lagging;
mod leaving;
pub mod ledger;
pub mod network;
pub mod oracle;
pub mod page;
pub mod plan;
pub mod purse;
mod reopened;
mod simple;
pub mod wish;
pub mod world;
