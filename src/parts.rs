//! Cutting a file into parts, and knowing which of them are home.

use crate::pace::SLOTS;
use crate::provider::Dialect;

/// How a file is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Bytes of the file.
    pub size: u64,
    /// Bytes of every part but the last.
    pub part_size: u64,
}

impl Plan {
    /// Cuts a file of known size, for a line of so many bytes a second if that is known. A wish that breaks a limit is
    /// moved to the nearest size that does not.
    #[must_use]
    pub fn cut(size: u64, wish: Option<u64>, dialect: &Dialect, line: Option<u64>) -> Self {
        let least = size.div_ceil(PARTS_MAX).max(dialect.part_min);
        let part_size = wish.unwrap_or_else(|| fitting(grown(size, dialect), size, line)).max(least);
        let part_size =
            if wish.is_some() && part_size > least { part_size } else { part_size.div_ceil(GRAIN) * GRAIN };
        Self { size, part_size: part_size.min(dialect.part_max) }
    }

    /// How many parts; an empty file has one, empty.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.size.div_ceil(self.part_size)).unwrap_or(u32::MAX).max(1)
    }

    /// First byte, and one past the last, of a part (numbered from 1).
    #[must_use]
    pub fn range(&self, part: u32) -> (u64, u64) {
        let start = u64::from(part - 1) * self.part_size;
        (start.min(self.size), (start + self.part_size).min(self.size))
    }

    /// Bytes of a part.
    #[must_use]
    pub fn bytes(&self, part: u32) -> u64 {
        let (start, end) = self.range(part);
        end - start
    }
}

/// A file that fits goes out in one wave, every slot with one part: each wave costs a preflight's and a request's
/// latency. Beyond that, larger files get larger parts, so that a part costs a steady share of its own retry.
fn grown(size: u64, dialect: &Dialect) -> u64 {
    let wave = size.div_ceil(u64::from(SLOTS)).clamp(dialect.part_default, PART_WAVE);
    (size / PARTS_WANTED).clamp(wave, PART_COMFORT)
}

/// On a slow line a part is home before it has cost too much to send it again; on a fast one it carries more than it
/// waits, as long as every slot has its share of the file.
fn fitting(part_size: u64, size: u64, line: Option<u64>) -> u64 {
    let Some(line) = line else { return part_size };
    let slot = line / u64::from(SLOTS);
    let share = size / (u64::from(SLOTS) * WAVES);
    part_size.max((slot * PART_LEAST_S).min(share).min(PART_COMFORT)).min(slot * PART_MOST_S)
}

/// A part that the cloud has, and how we know that it is ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// The cloud's tag for it, as Complete must repeat it; empty while CORS hides it.
    pub etag: String,
    /// CRC-64 of the bytes we sent.
    pub crc64: Option<u64>,
    /// MD5 of the bytes we sent, where it was computed.
    pub md5: String,
    /// CRC-64 that the cloud tells of the bytes it has.
    pub told: Option<u64>,
    /// Whether the cloud's own figure matched ours.
    pub proved: bool,
}

impl Home {
    /// Our figure, to be remembered beside the tag: with a tag that was never compared it would vouch for bytes that
    /// nobody has compared.
    #[must_use]
    pub fn figure(&self) -> Option<u64> {
        self.crc64.filter(|_| self.proved || self.etag.is_empty())
    }
}

/// Which parts are home, by number from 1.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    homes: Vec<Option<Home>>,
    count: u32,
    /// No part below this one (0-based) is missing and free: the search starts here.
    cursor: usize,
}

impl Parts {
    /// None home yet.
    #[must_use]
    pub fn new(count: u32) -> Self {
        Self { homes: vec![None; count as usize], count: 0, cursor: 0 }
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        u32::try_from(self.homes.len()).unwrap_or(u32::MAX)
    }

    /// How many are home.
    #[must_use]
    pub fn home(&self) -> u32 {
        self.count
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn all_home(&self) -> bool {
        self.count as usize == self.homes.len()
    }

    /// What is known of a part.
    #[must_use]
    pub fn get(&self, part: u32) -> Option<&Home> {
        self.homes.get((part as usize).checked_sub(1)?)?.as_ref()
    }

    /// The file turned out to have one part more.
    pub fn grow(&mut self) {
        self.homes.push(None);
    }

    /// A part came home.
    pub fn arrived(&mut self, part: u32, home: Home) {
        let Some(place) = (part as usize).checked_sub(1).and_then(|index| self.homes.get_mut(index)) else {
            return;
        };
        if place.replace(home).is_none() {
            self.count += 1;
        }
    }

    /// A part turned out not to be home.
    pub fn missing(&mut self, part: u32) {
        let Some(index) = (part as usize).checked_sub(1) else { return };
        if self.homes.get_mut(index).and_then(Option::take).is_some() {
            self.count -= 1;
        }
        self.cursor = self.cursor.min(index);
    }

    /// The lowest part that is neither home nor spoken for.
    pub fn next(&mut self, taken: impl Fn(u32) -> bool) -> Option<u32> {
        while self.homes.get(self.cursor).is_some_and(Option::is_some) {
            self.cursor += 1;
        }
        let free = |index: usize| u32::try_from(index + 1).ok().filter(|part| !taken(*part));
        (self.cursor..self.homes.len()).filter(|index| self.homes[*index].is_none()).find_map(free)
    }

    /// The parts that are home, in order.
    #[must_use]
    pub fn homes(&self) -> Vec<(u32, &Home)> {
        let mut homes = Vec::new();
        for (part, home) in (1u32..).zip(&self.homes) {
            if let Some(home) = home {
                homes.push((part, home));
            }
        }
        homes
    }
}

/// All three clouds number parts from 1 to 10,000.
pub const PARTS_MAX: u64 = 10_000;

/// A file is cut into about so many parts before they grow beyond the default.
const PARTS_WANTED: u64 = 500;

/// A part of a wave is not larger: on a slow link its progress and its retry must stay bearable.
const PART_WAVE: u64 = 16 << 20;

/// Parts do not grow beyond this by themselves: what a cut connection loses stays bearable.
const PART_COMFORT: u64 = 64 << 20;

/// A part is in the air for so many seconds at least, and at most, where the line allows it.
const PART_LEAST_S: u64 = 2;
const PART_MOST_S: u64 = 60;

/// Parts do not grow by a fast line beyond what gives every slot so many.
const WAVES: u64 = 4;

/// Sizes the engine chooses are whole MiB: BOS once demanded it.
const GRAIN: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::by_name;

    fn dialects() -> [&'static Dialect; 3] {
        ["oss", "bos", "cos"].map(|name| by_name(name, None).expect("known").dialect())
    }

    #[test]
    fn every_size_is_covered_without_hole_or_overlap() {
        for dialect in dialects() {
            for size in [
                0,
                1,
                dialect.part_min,
                dialect.part_default,
                dialect.part_default + 1,
                5 << 30,
                dialect.object_max,
            ] {
                let plan = Plan::cut(size, None, dialect, None);
                assert!(
                    u64::from(plan.count()) <= PARTS_MAX,
                    "{}: {} parts for {size}",
                    dialect.name,
                    plan.count()
                );
                assert!(plan.part_size >= dialect.part_min && plan.part_size <= dialect.part_max);
                let last = plan.count();
                assert_eq!(plan.range(1).0, 0);
                assert_eq!(plan.range(last).1, size);
                assert!(last == 1 || plan.range(last - 1).1 == plan.range(last).0);
            }
        }
    }

    #[test]
    fn a_wish_is_kept_unless_it_breaks_a_limit() {
        for dialect in dialects() {
            assert_eq!(Plan::cut(1 << 30, Some((5 << 20) + 1), dialect, Some(1)).part_size, (5 << 20) + 1);
            assert!(Plan::cut(1 << 30, Some(1), dialect, None).part_size >= dialect.part_min);
            assert!(Plan::cut(dialect.object_max, Some(5 << 20), dialect, None).count() <= 10_000);
        }
    }

    #[test]
    fn parts_fit_the_line() {
        for dialect in dialects() {
            let part = |size: u64, line: u64| Plan::cut(size, None, dialect, Some(line)).part_size;
            // 1 Mbit/s: a fifth of it carries a MiB and a half in a minute.
            assert_eq!(part(1 << 30, 125_000), 2 << 20);
            assert!(Plan::cut(dialect.object_max, None, dialect, Some(1)).count() <= 10_000);
            // A gigabit: two seconds of a fifth of it.
            assert_eq!(part(20 << 30, 125_000_000), 48 << 20);
            let shared = part(1 << 30, 125_000_000);
            assert!((1_u64 << 30).div_ceil(shared) >= 20, "{shared}");
            assert_eq!(part(1 << 30, 10_000_000), Plan::cut(1 << 30, None, dialect, None).part_size);
        }
    }

    #[test]
    fn holes_are_found_again() {
        let mut parts = Parts::new(4);
        let home = Home::default();
        for part in 1..=4 {
            parts.arrived(part, home.clone());
        }
        assert!(parts.all_home());
        parts.missing(2);
        assert_eq!(parts.next(|_| false), Some(2));
        assert_eq!(parts.next(|part| part == 2), None);
        assert_eq!(parts.home(), 3);
    }
}
