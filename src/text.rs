//! Bytes as text: percent-encoding, hexadecimal, base64 and dates, each the one way the clouds spell it.

mod date;
pub mod pairs;

pub use date::{Civil, parse_date};

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Which bytes percent-encoding leaves alone besides the unreserved ones (`A-Z a-z 0-9 - _ . ~`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Nothing more: query names and values, header values.
    Nothing,
    /// `/`: the key in a URL's path.
    Slash,
}

/// Percent-encodes the UTF-8 bytes of `text` with upper-case hexadecimal.
#[must_use]
pub fn percent(text: &str, keep: Keep) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_percent(&mut out, text, keep);
    out
}

/// Percent-encodes onto the end of `out`: what may stay is copied a run at a time.
pub fn push_percent(out: &mut String, text: &str, keep: Keep) {
    let slash = keep == Keep::Slash;
    let stays =
        |byte: u8| UNRESERVED[usize::from(byte >> 5)] >> (byte & 31) & 1 == 1 || slash && byte == b'/';
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !stays(byte)) {
        let (run, more) = rest.split_at(at);
        out.push_str(run);
        let escaped = more.chars().next().map_or(1, char::len_utf8);
        for &byte in &more.as_bytes()[..escaped] {
            out.push('%');
            out.push(UPPER[usize::from(byte >> 4)] as char);
            out.push(UPPER[usize::from(byte & 15)] as char);
        }
        rest = &more[escaped..];
    }
    out.push_str(rest);
}

/// Undoes percent-encoding; `None` for a broken escape or for bytes that are no UTF-8. `+` stays `+`.
#[must_use]
pub fn percent_decode(text: &str) -> Option<String> {
    if !text.as_bytes().contains(&b'%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (nibble(*rest.next()?)?, nibble(*rest.next()?)?);
            bytes.push(high << 4 | low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// A query string as it goes over the wire, without the question mark: `name=value`, or `name` where there is no value.
pub fn push_query(out: &mut String, query: &[(String, String)]) {
    for (index, (name, value)) in query.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        push_percent(out, name, Keep::Nothing);
        if !value.is_empty() {
            out.push('=');
            push_percent(out, value, Keep::Nothing);
        }
    }
}

/// Where a text begins within another. The library's own search is built for texts of megabytes.
#[must_use]
pub fn find(text: &str, sought: &str) -> Option<usize> {
    text.as_bytes().windows(sought.len()).position(|window| window == sought.as_bytes())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut out = vec![0; bytes.len() * 2];
    for (at, digit) in out.iter_mut().enumerate() {
        *digit = LOWER[usize::from(bytes[at / 2] >> (4 - at % 2 * 4) & 15)];
    }
    ascii(out)
}

/// Bytes from hexadecimal of either case.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

/// Standard base64 with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// URL-safe base64 without padding.
#[must_use]
pub fn base64_url(bytes: &[u8]) -> String {
    base64(bytes).replace('+', "-").replace('/', "_").replace('=', "")
}

/// Bytes from base64, of the standard or the URL-safe alphabet, padded or not.
#[must_use]
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.replace('-', "+").replace('_', "/")).ok()
}

/// A tag without its quotes.
#[must_use]
pub fn unquoted(tag: &str) -> &str {
    let tag = tag.strip_prefix('"').unwrap_or(tag);
    tag.strip_suffix('"').unwrap_or(tag)
}

/// A whole number in decimal.
#[must_use]
pub fn decimal(number: u64) -> String {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            return ascii(digits[at..].to_vec());
        }
    }
}

/// A whole number from decimal digits alone.
#[must_use]
pub fn parse_decimal(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u64, |number, digit| {
        if !digit.is_ascii_digit() {
            return None;
        }
        number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })
}

/// What comes before the first such sign of ASCII, and what comes after it.
#[must_use]
pub fn cut(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == sign)?;
    Some((&text[..at], &text[at + 1..]))
}

fn ascii(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// A bit for each byte.
const fn bits(bytes: &[u8]) -> [u32; 8] {
    let mut bits = [0; 8];
    let mut at = 0;
    while at < bytes.len() {
        bits[bytes[at] as usize >> 5] |= 1 << (bytes[at] & 31);
        at += 1;
    }
    bits
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// One for both alphabets: each engine brings tables of its own.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
static UNRESERVED: [u32; 8] = bits(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");
const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const LOWER: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_keeps_the_unreserved_and_spells_the_rest_in_upper_case() {
        assert_eq!(percent("aZ09-_.~", Keep::Nothing), "aZ09-_.~");
        assert_eq!(percent("a/b c+%", Keep::Nothing), "a%2Fb%20c%2B%25");
        assert_eq!(percent("目录/a", Keep::Slash), "%E7%9B%AE%E5%BD%95/a");
        assert_eq!(percent("!'()*", Keep::Slash), "%21%27%28%29%2A");
    }

    #[test]
    fn percent_decoding_undoes_encoding_and_refuses_broken_escapes() {
        let text = "目录/a b+%~\u{0}\u{10FFFF}";
        assert_eq!(percent_decode(&percent(text, Keep::Nothing)).as_deref(), Some(text));
        assert_eq!(percent_decode("a+b").as_deref(), Some("a+b"));
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(percent_decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_parameter_without_a_value_is_its_name_alone() {
        let query = [("uploads".to_owned(), String::new()), ("a b".to_owned(), "c/d".to_owned())];
        let mut out = String::new();
        push_query(&mut out, &query);
        assert_eq!(out, "uploads&a%20b=c%2Fd");
    }

    #[test]
    fn hexadecimal_goes_there_and_back() {
        assert_eq!(hex(&[0, 0xAB, 0xFF]), "00abff");
        assert_eq!(unhex("00aBfF"), Some(vec![0, 0xAB, 0xFF]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("0g"), None);
    }

    #[test]
    fn base64_is_read_in_both_alphabets() {
        assert_eq!(base64(&[0xFB, 0xFF, 1, 2]), "+/8BAg==");
        assert_eq!(base64_url(&[0xFB, 0xFF, 1, 2]), "-_8BAg");
        for spelling in ["+/8BAg==", "-_8BAg==", "-_8BAg"] {
            assert_eq!(base64_decode(spelling), Some(vec![0xFB, 0xFF, 1, 2]), "{spelling}");
        }
        assert_eq!(base64_decode("*"), None);
    }

    #[test]
    fn whole_numbers_go_there_and_back() {
        for number in [0, 7, 10, 900, u64::MAX] {
            assert_eq!(parse_decimal(&decimal(number)), Some(number));
        }
        for no_number in ["", "-1", "1.0", "18446744073709551616"] {
            assert_eq!(parse_decimal(no_number), None, "{no_number}");
        }
    }
}
