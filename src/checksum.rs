//! Checksums of bytes as they pass: CRC-64/XZ with its combination, CRC-32 and MD5.

use md5::Digest;
use std::sync::OnceLock;

/// CRC-64/XZ (ECMA-182, reflected), the figure that all three clouds return in decimal.
///
/// ```
/// use trebucket::checksum::Crc64;
///
/// let mut crc = Crc64::default();
/// crc.update(b"12345");
/// crc.update(b"6789");
/// assert_eq!(crc.value(), 11_051_210_869_376_104_954);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Crc64 {
    value: u64,
}

impl Crc64 {
    /// Goes on from the checksum of what came before.
    #[must_use]
    pub fn from_value(value: u64) -> Self {
        Self { value }
    }

    /// Takes in further bytes: the two halves of many at once, for each step of one has to wait for the step before it.
    pub fn update(&mut self, bytes: &[u8]) {
        let table = table();
        let half = if bytes.len() < LONG { 0 } else { bytes.len() / 2 / SLICES * SLICES };
        let ((first, rest), mut pair) = (bytes.split_at(half), (!self.value, !0));
        let (second, rest) = rest.split_at(half);
        for (one, other) in first.as_chunks().0.iter().zip(second.as_chunks().0) {
            pair = (take_block(table, pair.0, one), take_block(table, pair.1, other));
        }
        let mut crc = if half == 0 { pair.0 } else { !combine(!pair.0, !pair.1, half as u64) };
        for &byte in rest {
            crc = table[0][usize::from(crc as u8 ^ byte)] ^ crc >> 8;
        }
        self.value = !crc;
    }

    /// The checksum of all bytes so far.
    #[must_use]
    pub fn value(self) -> u64 {
        self.value
    }
}

/// The checksum of A followed by B, of `first` = CRC(A), `second` = CRC(B) and the length of B in bytes.
#[must_use]
pub fn combine(first: u64, second: u64, second_length: u64) -> u64 {
    multiply(power_of_byte(second_length), first) ^ second
}

/// CRC-32 (IEEE), which BOS takes in decimal.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| crc >> 1 ^ (POLYNOMIAL_32 & (crc & 1).wrapping_neg()))
    })
}

/// MD5, of parts and of bodies with a `Content-MD5`.
#[derive(Debug, Clone, Default)]
pub struct Md5(md5::Md5);

impl Md5 {
    /// Takes in further bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes so far.
    #[must_use]
    pub fn value(self) -> [u8; 16] {
        self.0.finalize().into()
    }
}

/// MD5 of bytes that are all at hand.
#[must_use]
pub fn md5(bytes: &[u8]) -> [u8; 16] {
    md5::Md5::digest(bytes).into()
}

/// Written out, because what is compiled for size would loop.
#[inline(always)]
fn take_block(table: &Table, crc: u64, block: &[u8; SLICES]) -> u64 {
    let (words, _) = block.as_chunks();
    let (low, high) = (u64::from_le_bytes(words[0]) ^ crc, u64::from_le_bytes(words[1]));
    let entry = |slice: usize, word: u64, byte: u32| table[slice][(word >> (8 * byte) & 0xFF) as usize];
    let first = entry(15, low, 0) ^ entry(14, low, 1) ^ entry(13, low, 2) ^ entry(12, low, 3);
    let second = entry(11, low, 4) ^ entry(10, low, 5) ^ entry(9, low, 6) ^ entry(8, low, 7);
    let third = entry(7, high, 0) ^ entry(6, high, 1) ^ entry(5, high, 2) ^ entry(4, high, 3);
    let fourth = entry(3, high, 4) ^ entry(2, high, 5) ^ entry(1, high, 6) ^ entry(0, high, 7);
    first ^ second ^ third ^ fourth
}

/// Made when first needed: as a constant it would be the larger half of the module.
fn table() -> &'static Table {
    static TABLE: OnceLock<Box<Table>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([[0; 256]; SLICES]);
        for byte in 0..256 {
            table[0][byte] = (0..8).fold(byte as u64, |crc, _| step(crc));
        }
        for slice in 1..SLICES {
            for byte in 0..256 {
                let before = table[slice - 1][byte];
                table[slice][byte] = table[0][usize::from(before as u8)] ^ before >> 8;
            }
        }
        table
    })
}

/// x^(8·length) modulo the polynomial, by squaring.
fn power_of_byte(length: u64) -> u64 {
    let (mut power, mut square, mut rest) = (ONE, ONE >> 8, length);
    while rest > 0 {
        if rest & 1 == 1 {
            power = multiply(square, power);
        }
        square = multiply(square, square);
        rest >>= 1;
    }
    power
}

fn multiply(one: u64, other: u64) -> u64 {
    let (mut product, mut other) = (0, other);
    for bit in (0..64).rev() {
        if one >> bit & 1 == 1 {
            product ^= other;
        }
        other = step(other);
    }
    product
}

/// Multiplies by x.
fn step(crc: u64) -> u64 {
    crc >> 1 ^ (POLYNOMIAL_64 & (crc & 1).wrapping_neg())
}

type Table = [[u64; 256]; SLICES];
/// Bytes taken in at once: 32 KiB of tables, which a first-level cache holds.
const SLICES: usize = 16;
/// From so many bytes on, joining two checksums costs less than taking turns saves.
const LONG: usize = 1 << 10;
/// Reflected: the highest power of x is the lowest bit.
const POLYNOMIAL_64: u64 = 0xC96C_5795_D787_0F42;
const POLYNOMIAL_32: u32 = 0xEDB8_8320;
/// The polynomial 1.
const ONE: u64 = 1 << 63;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn crc64(bytes: &[u8]) -> u64 {
        let mut crc = Crc64::default();
        crc.update(bytes);
        crc.value()
    }

    fn bit_by_bit(bytes: &[u8]) -> u64 {
        !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u64::from(byte), |crc, _| step(crc)))
    }

    #[test]
    fn the_check_values_are_the_published_ones() {
        assert_eq!(crc64(b""), 0);
        assert_eq!(crc64(b"123456789"), 0x995D_C9BB_DF19_39FA);
        assert_eq!(crc64(b"This is a test of the emergency broadcast system."), 0x27DB_187F_C15B_BC72);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crate::text::hex(&md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
    }

    #[test]
    fn an_empty_second_half_changes_nothing() {
        assert_eq!(combine(crc64(b"abc"), 0, 0), crc64(b"abc"));
        assert_eq!(combine(0, crc64(b"abc"), 3), crc64(b"abc"));
    }

    proptest! {
        #[test]
        fn bytes_in_pieces_sum_up_to_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..3_000), cut in 0..3_000_usize) {
            let (head, tail) = bytes.split_at(cut.min(bytes.len()));
            let mut crc = Crc64::from_value(crc64(head));
            crc.update(tail);
            prop_assert_eq!(crc.value(), crc64(&bytes));
            prop_assert_eq!(crc.value(), bit_by_bit(&bytes));
            prop_assert_eq!(combine(crc64(head), crc64(tail), tail.len() as u64), crc64(&bytes));
            let mut digest = Md5::default();
            digest.update(head);
            digest.update(tail);
            prop_assert_eq!(digest.value(), md5(&bytes));
        }
    }
}
