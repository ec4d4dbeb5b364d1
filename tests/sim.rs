//! A whole bad week for each seed: lost answers, 5xx, revoked credentials, wrong clocks, an app server that is down.
//!
//! `SEED=n cargo test --test sim` tells the story of one world; `SEEDS=n` runs so many, `FROM=n` from another first.

#[path = "sim/mod.rs"]
mod sim;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use sim::climate::Climate;
use sim::die::Die;
use sim::wish::{MIB, Wish};
use sim::world::World;

#[test]
fn every_seed_ends_well() {
    if let Some(seed) = number("SEED") {
        let mut world = World::of(seed);
        world.loud = true;
        world.say(|| format!("{:#?}", world.climate));
        assert_eq!(world.run(), Vec::<String>::new(), "seed {seed}");
        return;
    }
    let (from, count) = (number("FROM").unwrap_or(0), number("SEEDS").unwrap_or(SEEDS));
    let failed = run_all(from, from + count);
    let shown: Vec<String> = failed.iter().map(|(seed, wrong)| format!("seed {seed}: {wrong}")).collect();
    assert!(failed.is_empty(), "{} of {count} worlds ended badly:\n{}", failed.len(), shown.join("\n"));
}

#[test]
fn calm_weather_takes_the_shortest_path() {
    for provider in ["oss", "bos", "cos"] {
        let mut world = World::new(7, Die::new(7), Climate::calm(provider, vec![Wish::of_size(10 * MIB)]));
        assert_eq!(world.run(), Vec::<String>::new(), "{provider}");
        assert_eq!((world.ledger.requests, world.ledger.credentials), (12, 1), "initiate, parts, complete");
        assert!(world.jobs[0].result.as_ref().is_some_and(|result| result.verified), "{provider}");
    }
}

/// The seeds that end badly, with what went wrong, in order; stops after a handful.
fn run_all(from: u64, to: u64) -> Vec<(u64, String)> {
    let (next, failed) = (AtomicU64::new(from), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= to || failed.lock().expect("no panic while locked").len() >= FAILURES_MAX {
                        return;
                    }
                    if let Some(wrong) = run_one(seed) {
                        failed.lock().expect("no panic while locked").push((seed, wrong));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().expect("no panic while locked");
    failed.sort();
    failed
}

fn run_one(seed: u64) -> Option<String> {
    let wrongs = catch_unwind(AssertUnwindSafe(|| World::of(seed).run()));
    match wrongs {
        Ok(wrongs) => wrongs.into_iter().next(),
        Err(_) => Some("a panic".to_owned()),
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// So many worlds with every `cargo test`.
const SEEDS: u64 = 20_000;

/// More would tell nothing new.
const FAILURES_MAX: usize = 8;
