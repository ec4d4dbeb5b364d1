//! How long to rest before trying again: a ladder one can read, and a die against stampedes.

/// Rest before the next try, ms, after so many failures in a row (the first counts 0).
///
/// Full jitter above a floor: clients that failed together come back apart, and none comes back at once.
#[must_use]
pub fn rest(ladder: &[u64], failures: u32, die: &mut Die) -> u64 {
    let rung = ladder.get(failures as usize).or(ladder.last()).copied().unwrap_or(0);
    FLOOR + die.below(rung)
}

/// A die whose seed is an argument, so that a run can be repeated (xorshift64*).
#[derive(Debug, Clone)]
pub struct Die(u64);

impl Die {
    /// A die; seed 0 is as good as any other.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number from 0 to `limit - 1`; 0 where the limit is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let roll = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16;
        if limit == 0 { 0 } else { roll % limit }
    }
}

/// Requests to the cloud: gentle at once, then half a minute at most, as an outage of minutes must not end an upload.
pub const CLOUD: &[u64] = &[400, 800, 1_600, 3_200, 6_400, 12_800, 25_600];

/// The app server while it is down.
pub const APP_SERVER: &[u64] = &[500, 1_000, 2_000, 4_000, 8_000, 15_000];

/// No rest is shorter, ms.
pub const FLOOR: u64 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rest_lies_between_the_floor_and_its_rung() {
        let mut die = Die::new(7);
        for failures in 0..1_000 {
            let rung = CLOUD[(failures as usize).min(CLOUD.len() - 1)];
            let rest = rest(CLOUD, failures, &mut die);
            assert!((FLOOR..FLOOR + rung).contains(&rest), "{rest} after {failures} failures");
        }
    }

    #[test]
    fn two_clients_come_back_apart() {
        let (mut one, mut other) = (Die::new(1), Die::new(2));
        let rests = |die: &mut Die| (0..8).map(|n| rest(CLOUD, n, die)).collect::<Vec<_>>();
        assert_ne!(rests(&mut one), rests(&mut other));
    }
}
