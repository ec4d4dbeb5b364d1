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

    /// Takes in further bytes. Of many, all but the last are folded forward into those that follow, and only what is
    /// left at the end is divided by the polynomial.
    pub fn update(&mut self, bytes: &[u8]) {
        let (mut crc, mut rest) = (!self.value, bytes);
        let mut scratch = [0; REACH + BLOCK];
        while let Some((block, more)) =
            rest.split_first_chunk::<BLOCK>().filter(|(_, more)| more.len() >= OWED)
        {
            scratch[REACH..].copy_from_slice(block);
            for (byte, carried) in scratch[REACH..].iter_mut().zip(std::mem::take(&mut crc).to_le_bytes()) {
                *byte ^= carried;
            }
            for at in (REACH..REACH + BLOCK).step_by(STEP) {
                let (past, now) = scratch.split_at_mut(at);
                fold(past, now);
            }
            scratch.copy_within(BLOCK.., 0);
            rest = more;
        }
        scratch[REACH..].fill(0);
        let (near, far) = rest.split_at(rest.len().min(OWED));
        let mut owing = [0; OWED];
        owing[..near.len()].copy_from_slice(near);
        for at in (0..OWED).step_by(STEP) {
            fold(&scratch[..REACH + at], &mut owing[at..]);
        }
        self.value = !divide(divide(crc, &owing[..near.len()]), far);
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
fn divide(mut crc: u64, bytes: &[u8]) -> u64 {
    let table = table();
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let word = (u64::from_le_bytes(*word) ^ crc).to_le_bytes();
        crc = word.iter().zip(table.iter().rev()).fold(0, |sum, (byte, row)| sum ^ row[usize::from(*byte)]);
    }
    rest.iter().fold(crc, |crc, byte| table[0][usize::from(crc as u8 ^ byte)] ^ crc >> 8)
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

/// The polynomial divides 1 + Σ x^(8·distance): a byte may leave a message that comes back at these distances after it,
/// and the remainder stays. A search over half of them found the sum; twice as far apart, no byte is read again before
/// the processor has stored it.
const DISTANCES: [usize; 7] = [312, 920, 1126, 1776, 2644, 2674, 4888];
const REACH: usize = DISTANCES[6];
/// Bytes folded at once: none of them reaches another.
const STEP: usize = 256;
const WORDS: usize = STEP / 16;
/// Bytes copied for folding at once; what is owed at the end fits.
const BLOCK: usize = OWED;
/// The reach in whole steps: what so many bytes at the end are owed by those before them.
const OWED: usize = REACH.next_multiple_of(STEP);
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
