//! Bytes without bytes: a range of a file is known by its name, and its checksums follow from that.
//!
//! The CRC-64 of a file's first n bytes is simply declared, for every n. What lies between two such figures is then
//! fixed by the law of combination, so every range has a CRC, and CRCs combine as real ones do, at any size.

use super::die::mix;
use trebucket::checksum::combine;
use trebucket::text::hex;

/// A range of one version of a file, as it lies somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Which file, and which version of it.
    pub content: u64,
    pub start: u64,
    pub end: u64,
    /// Not 0 where bytes changed on the way.
    pub damage: u64,
}

impl Piece {
    pub fn new(content: u64, start: u64, end: u64) -> Self {
        Self { content, start, end, damage: 0 }
    }

    pub fn size(&self) -> u64 {
        self.end - self.start
    }

    pub fn crc64(&self) -> u64 {
        let (before, after) = (prefix(self.content, self.start), prefix(self.content, self.end));
        combine(before, after, self.size()) ^ self.damage
    }

    /// Lower-case hexadecimal.
    pub fn md5(&self) -> String {
        if self.size() == 0 {
            return "d41d8cd98f00b204e9800998ecf8427e".to_owned();
        }
        let seed = mix(self.content ^ mix(self.start ^ mix(self.end ^ self.damage)));
        hex(&[seed.to_be_bytes(), mix(seed).to_be_bytes()].concat())
    }
}

/// The CRC-64 of pieces laid end to end.
pub fn crc64(pieces: &[Piece]) -> u64 {
    pieces.iter().fold(0, |crc, piece| combine(crc, piece.crc64(), piece.size()))
}

/// Whether the pieces are exactly this version of the file, whole and undamaged.
pub fn is_whole(pieces: &[Piece], content: u64, size: u64) -> bool {
    let mut at = 0;
    for piece in pieces {
        if piece.damage != 0 || piece.start != at || piece.size() > 0 && piece.content != content {
            return false;
        }
        at = piece.end;
    }
    at == size
}

fn prefix(content: u64, at: u64) -> u64 {
    if at == 0 { 0 } else { mix(content ^ mix(at)) }
}
