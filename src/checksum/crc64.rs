//! CRC-64/XZ by folding: no byte is looked up but the last few.
//!
//! 1 is Σ x^(-8·distance) modulo the polynomial: a byte may leave a message that comes back at these distances after it,
//! and the remainder stays. So each byte is added to later ones, 16 at a time, until only those are left that lie as near
//! the end as the longest distance, and these are divided by tables.

use super::{ONE, POLYNOMIAL_64, multiply, power_of_byte, step};
use std::sync::OnceLock;

/// CRC-64/XZ (ECMA-182, reflected), the figure that all three clouds return in decimal.
///
/// ```
/// use trebucket::checksum::Crc64;
///
/// let mut crc = Crc64::default();
/// crc.update(b"12345");
/// crc.room()[..4].copy_from_slice(b"6789");
/// crc.take(4);
/// assert_eq!(crc.value(), 11_051_210_869_376_104_954);
/// ```
#[derive(Debug, Clone)]
pub struct Crc64 {
    /// What the last bytes come to, and room for those that follow them.
    bytes: Vec<u8>,
    length: u64,
}

impl Default for Crc64 {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Crc64 {
    /// Of no bytes yet, with room for so many at a time.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { bytes: vec![0; REACH + capacity.max(REACH).next_multiple_of(STEP)], length: 0 }
    }

    /// Begins anew in the same room.
    pub fn reset(&mut self) {
        self.bytes[..REACH].fill(0);
        self.length = 0;
    }

    /// Where the next bytes belong.
    pub fn room(&mut self) -> &mut [u8] {
        &mut self.bytes[REACH..]
    }

    /// Takes in so many bytes from the room's beginning; they are gone then.
    pub fn take(&mut self, length: usize) {
        // A last step goes on behind them, where nothing of worth lies.
        for at in (REACH..REACH + length).step_by(STEP) {
            let (past, now) = self.bytes.split_at_mut(at);
            fold(past, now);
        }
        self.bytes.copy_within(length..length + REACH, 0);
        self.length += length as u64;
    }

    /// Takes in bytes that lie elsewhere.
    pub fn update(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(self.room().len()) {
            self.room()[..piece.len()].copy_from_slice(piece);
            self.take(piece.len());
        }
    }

    /// The checksum of all bytes so far. The room is empty then.
    #[must_use]
    pub fn value(&mut self) -> u64 {
        // What would be added to as many zeros, if they followed.
        let mut left = vec![0; REACH];
        self.room()[..REACH].fill(0);
        for at in (0..REACH).step_by(STEP) {
            fold(&self.bytes[..REACH + at], &mut left[at..]);
        }
        let without_start = multiply(divide(&left), BACK);
        !(without_start ^ multiply(power_of_byte(self.length), !0))
    }
}

/// Adds to the next bytes what those at seven distances before them come to. Written out, because what is compiled for
/// size would loop.
fn fold(past: &[u8], now: &mut [u8]) {
    let tap = |distance| past[past.len() - distance..].as_chunks().0.first_chunk::<WORDS>();
    let ([Some(a), Some(b), Some(c), Some(d), Some(e), Some(f), Some(g)], Some(now)) =
        (DISTANCES.map(tap), now.as_chunks_mut().0.first_chunk_mut::<WORDS>())
    else {
        return;
    };
    let word = |bytes: [u8; 16]| u128::from_le_bytes(bytes);
    for at in 0..WORDS {
        let near = word(now[at]) ^ word(a[at]) ^ word(b[at]) ^ word(c[at]);
        let far = word(d[at]) ^ word(e[at]) ^ word(f[at]) ^ word(g[at]);
        now[at] = (near ^ far).to_le_bytes();
    }
}

/// The remainder, eight bytes at a time.
fn divide(bytes: &[u8]) -> u64 {
    let table = table();
    bytes.as_chunks::<8>().0.iter().fold(0, |crc, word| {
        let word = (u64::from_le_bytes(*word) ^ crc).to_le_bytes();
        word.iter().zip(table.iter().rev()).fold(0, |sum, (byte, row)| sum ^ row[usize::from(*byte)])
    })
}

/// Made when first needed: as a constant it would cost the module more than what makes it.
fn table() -> &'static [[u64; 256]; 8] {
    static TABLE: OnceLock<Box<[[u64; 256]; 8]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([[0; 256]; 8]);
        for byte in 0..256 {
            let mut crc = byte as u64;
            for row in table.iter_mut() {
                crc = (0..8).fold(crc, |crc, _| step(crc));
                row[byte] = crc;
            }
        }
        table
    })
}

/// x^(-8·`REACH`) modulo the polynomial: takes as many zeros off again.
const BACK: u64 = {
    let (mut power, mut bits) = (ONE, 8 * REACH);
    while bits > 0 {
        power = if power >> 63 == 1 { (power ^ POLYNOMIAL_64) << 1 | 1 } else { power << 1 };
        bits -= 1;
    }
    power
};

/// A search found them.
const DISTANCES: [usize; 7] = [1143, 1245, 2976, 3285, 3576, 3667, 3948];
/// The longest of them, in whole steps.
const REACH: usize = DISTANCES[6].next_multiple_of(STEP);
/// Bytes folded at once.
const STEP: usize = 1024;
const _: () = assert!(STEP <= DISTANCES[0], "a byte of a step would reach another");
const WORDS: usize = STEP / 16;
