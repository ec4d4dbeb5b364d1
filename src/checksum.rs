//! Checksums of bytes as they pass: CRC-64/XZ with its combination, CRC-32 and MD5.

mod crc64;

pub use crc64::Crc64;

use md5::Digest;

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
        fn bytes_in_pieces_sum_up_to_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..20_000), cut in 0..20_000_usize) {
            let (head, tail) = bytes.split_at(cut.min(bytes.len()));
            let mut crc = Crc64::new(bytes.len());
            crc.update(head);
            crc.update(tail);
            prop_assert_eq!(crc.value(), bit_by_bit(&bytes));
            crc.reset();
            crc.update(tail);
            prop_assert_eq!(crc.value(), bit_by_bit(tail));
            prop_assert_eq!(crc64(&bytes), bit_by_bit(&bytes));
            prop_assert_eq!(combine(crc64(head), crc64(tail), tail.len() as u64), crc64(&bytes));
            let mut digest = Md5::default();
            digest.update(head);
            digest.update(tail);
            prop_assert_eq!(digest.value(), md5(&bytes));
        }
    }
}
