//! A whole bad week for each seed: lost answers, 5xx, revoked credentials, wrong clocks, an app server that is down.
//!
//! `SEED=n cargo test --test sim` tells the story of one world; `SEEDS=n` runs so many, `FROM=n` from another first.

#[path = "sim/mod.rs"]
mod sim;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use sim::climate::{Climate, Fate, HOUR, Told};
use sim::die::Die;
use sim::plan::Plan;
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

#[test]
fn where_each_connection_is_slow_six_fly_and_no_more() {
    let mut climate = Climate::calm("cos", vec![Wish::of_size(200 * MIB)]);
    (climate.concurrency, climate.bandwidth) = (None, 1_000);
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    assert_eq!(world.ledger.flights_most, 6);
}

#[test]
fn the_time_asleep_is_nobodys_failure() {
    let mut climate = Climate::calm("oss", vec![Wish::of_size(3 * MIB)]);
    climate.fates = vec![(Fate::Unsent, 1_000)];
    climate.calm_at = HOUR + 90_000;
    climate.plans = vec![(60_000, Plan::Sleep { ms: HOUR, stops: false })];
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    assert_eq!(world.jobs[0].failures, Vec::<&str>::new());
}

#[test]
fn parts_that_met_one_wrong_clock_need_one_correction() {
    let mut climate = Climate::calm("bos", vec![Wish::of_size(24 * MIB)]);
    // Nobody says again what time it is: not the set, which is still fresh, and not BOS, whose date is hidden.
    (climate.cors.date, climate.bandwidth, climate.latency) = (false, 1_000, (300, 300));
    (climate.calm_at, climate.sts.life) = (60_000, 4 * HOUR);
    climate.plans = vec![(3_000, Plan::Jump(40 * 60_000))];
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    assert_eq!(world.jobs[0].failures, Vec::<&str>::new());
}

#[test]
fn a_set_that_seems_to_have_ended_is_tried_where_the_wall_ran_ahead() {
    let mut climate = Climate::calm("oss", vec![Wish::of_size(24 * MIB)]);
    // The time is known from the cloud alone, once it has refused the device's.
    (climate.sts.time, climate.cors.date, climate.skew) = (Told::Never, false, -5 * HOUR as i64);
    (climate.bandwidth, climate.latency, climate.calm_at) = (1_000, (300, 300), 60_000);
    climate.plans = vec![(6_000, Plan::Jump(5 * HOUR as i64))];
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    assert_eq!(world.jobs[0].failures, Vec::<&str>::new());
}

#[test]
fn whoever_is_offline_for_longer_than_patience_is_told() {
    let mut climate = Climate::calm("cos", vec![Wish::of_size(24 * MIB)]);
    (climate.bandwidth, climate.patience, climate.calm_at) = (1_000, 5_000, 60_000);
    climate.plans = vec![(3_000, Plan::Offline), (20_000, Plan::Online)];
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    assert_eq!(world.jobs[0].failures.first(), Some(&"network"));
}

#[test]
fn whoever_fails_while_paused_goes_on_when_it_is_retried() {
    let wish = Wish { key_function: Some(1), ..Wish::of_size(2 * MIB) };
    let mut climate = Climate::calm("oss", vec![wish]);
    climate.plans = vec![(101, Plan::Pause(0))];
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    assert_eq!(world.jobs[0].failures, ["invalid-argument"]);
}

#[test]
fn the_most_urgent_file_goes_first() {
    let wishes = [0, 5, -5].map(|priority| Wish { priority, ..Wish::of_size(2 * MIB) });
    let mut climate = Climate::calm("cos", wishes.to_vec());
    climate.concurrency = Some(1);
    let mut world = World::new(7, Die::new(7), climate);
    assert_eq!(world.run(), Vec::<String>::new());
    let order: Vec<usize> = [1, 0, 2].into();
    let mut done: Vec<usize> = (0..3).collect();
    done.sort_by_key(|job| world.jobs[*job].done_at);
    assert_eq!(done, order);
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
