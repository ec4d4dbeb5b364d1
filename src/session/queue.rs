//! Numbers in line: the lowest rank first, and of equal ranks the lowest number.

use std::collections::VecDeque;

/// A sorted line without doubles. Who leaves leaves near the front, and who comes comes to the end.
#[derive(Debug, Default)]
pub(super) struct Queue(VecDeque<(u64, u32)>);

impl Queue {
    pub(super) fn first(&self) -> Option<(u64, u32)> {
        self.0.front().copied()
    }

    pub(super) fn insert(&mut self, rank: u64, number: u32) {
        if let Err(at) = self.0.binary_search(&(rank, number)) {
            self.0.insert(at, (rank, number));
        }
    }

    pub(super) fn remove(&mut self, rank: u64, number: u32) {
        if let Ok(at) = self.0.binary_search(&(rank, number)) {
            self.0.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_stands_where_the_rank_says_and_once() {
        let mut queue = Queue::default();
        for (rank, number) in [(5, 1), (3, 9), (5, 0), (3, 9), (u64::MAX, 2)] {
            queue.insert(rank, number);
        }
        queue.remove(5, 0);
        queue.remove(4, 4);
        let mut order = Vec::new();
        while let Some((rank, number)) = queue.first() {
            order.push((rank, number));
            queue.remove(rank, number);
        }
        assert_eq!(order, [(3, 9), (5, 1), (u64::MAX, 2)]);
    }
}
