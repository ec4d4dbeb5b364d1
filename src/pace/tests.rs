use super::*;

const MIB: u64 = 1 << 20;

/// A line that carries so many bytes a ms, and a connection at most so many: as many parts as fit, landing in waves.
fn fly(pace: &mut Pace, line: u64, connection: u64, waves: u32) -> Vec<u32> {
    fly_from(Instant(0), pace, line, connection, waves)
}

fn fly_from(start: Instant, pace: &mut Pace, line: u64, connection: u64, waves: u32) -> Vec<u32> {
    let mut now = start;
    let mut levels = Vec::new();
    for _ in 0..waves {
        let level = pace.slots(now);
        levels.push(level);
        let each = connection.min(line / u64::from(level));
        let landed = now.after(8 * MIB / each);
        for _ in 0..level {
            pace.carried(&Trip { bytes: 8 * MIB, left: now, landed, beside: 1, flying: level });
        }
        now = landed;
    }
    levels
}

#[test]
fn throttling_stops_everyone_then_halves_the_flow() {
    let mut pace = Pace::new(Some(4));
    pace.throttled(Instant(0), 1_000);
    assert_eq!(pace.slots(Instant(999)), 0);
    assert_eq!(pace.slots(Instant(1_000)), 2);
}

#[test]
fn four_refusals_of_one_storm_halve_once() {
    let mut pace = Pace::new(Some(4));
    for _ in 0..4 {
        pace.throttled(Instant(5), 1_000);
    }
    assert_eq!(pace.slots(Instant(2_000)), 2);
}

#[test]
fn calm_gives_the_slots_back_one_by_one() {
    let mut pace = Pace::new(Some(4));
    pace.throttled(Instant(0), 10);
    for _ in 0..CALM {
        pace.succeeded();
    }
    assert_eq!(pace.slots(Instant(10)), 3);
}

#[test]
fn connections_that_are_slow_each_get_all_six() {
    let mut pace = Pace::new(None);
    let levels = fly(&mut pace, 100_000, 1_000, 40);
    assert_eq!(levels[0], SLOTS);
    assert!(levels[20..].iter().all(|level| *level == SLOTS_MAX), "{levels:?}");
}

#[test]
fn a_narrow_line_is_filled_by_two() {
    let mut pace = Pace::new(None);
    let levels = fly(&mut pace, 1_000, 100_000, 40);
    assert!(levels[20..].iter().all(|level| *level == 2), "{levels:?}");
}

#[test]
fn a_line_that_four_fill_gets_four() {
    let mut pace = Pace::new(None);
    let levels = fly(&mut pace, 4_000, 1_000, 40);
    assert!(levels[20..].iter().all(|level| *level == 4), "{levels:?}");
}

#[test]
fn the_number_is_found_anew_on_another_line() {
    let mut pace = Pace::new(None);
    fly(&mut pace, 1_000, 100_000, 40);
    pace.forget();
    let levels = fly_from(Instant(1 << 40), &mut pace, 100_000, 1_000, 40);
    assert_eq!((levels[0], levels[39]), (2, SLOTS_MAX), "{levels:?}");
}

#[test]
fn what_the_caller_chose_stays() {
    let mut pace = Pace::new(Some(3));
    assert!(fly(&mut pace, 1_000, 100_000, 40).iter().all(|level| *level == 3));
}

#[test]
fn a_body_lags_after_three_times_what_others_took() {
    let mut pace = Pace::new(None);
    assert_eq!(pace.lags_at(Instant(0), MIB), None);
    // 800 bytes a ms each: 8 MiB take ten seconds and a half.
    fly(&mut pace, 4_000, 100_000, 1);
    let usual = 8 * MIB / 800;
    let lags_at = pace.lags_at(Instant(7), 8 * MIB).expect("five trips tell").0;
    assert!((7 + usual * 3 - 30..=7 + usual * 3 + 30).contains(&lags_at), "{lags_at}");
    assert_eq!(pace.lags_at(Instant(7), 1), Some(Instant(7 + LAG_MS)));
    pace.forget();
    assert_eq!((pace.lags_at(Instant(0), MIB), pace.line()), (None, None));
}

#[test]
fn the_line_is_what_all_carry_together() {
    let mut pace = Pace::new(None);
    fly(&mut pace, 4_000, 100_000, 3);
    let line = pace.line().expect("measured");
    assert!((3_900_000..=4_100_000).contains(&line), "{line}");
    pace.carried(&Trip { bytes: 10_000, left: Instant(0), landed: Instant(1), beside: 1, flying: 1 });
    assert_eq!(pace.line(), Some(line), "a small file tells of latency only");
}
