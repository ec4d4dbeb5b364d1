//! JSON as far as it is needed: a reader with limits for answers from strangers, and a writer.

mod reader;
mod writer;

pub use writer::to_json;

use crate::text::parse_decimal;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was spelled: whole numbers stay exact.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order it was written.
    Map(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text; `None` for anything that is not one JSON value, is nested deeper than 64 or longer than 16 MiB.
    ///
    /// ```
    /// use trebucket::json::Json;
    ///
    /// let answer = Json::parse(r#"{"parts":[{"partNumber":1}]}"#).unwrap();
    /// assert_eq!(answer.get("parts").unwrap().list()[0].get("partNumber").unwrap().whole(), Some(1));
    /// assert_eq!(Json::parse("<html>"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LENGTH_MAX { None } else { reader::read(text) }
    }

    /// A string value.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number.
    #[must_use]
    pub fn number(number: u64) -> Self {
        Self::Number(crate::text::decimal(number))
    }

    /// A member of an object; of members with the same name, the last.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of a member.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<String> {
        self.get(name)?.text().map(str::to_owned)
    }

    /// The members of a member whose values are text.
    #[must_use]
    pub fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (name, value) in self.get(name).map_or(&[][..], Self::members) {
            if let Self::Text(value) = value {
                pairs.push((name.clone(), value.clone()));
            }
        }
        pairs
    }

    /// The members of an object; empty for anything else.
    #[must_use]
    pub fn members(&self) -> &[(String, Self)] {
        if let Self::Map(members) = self { members } else { &[] }
    }

    /// The items of an array; empty for anything else.
    #[must_use]
    pub fn list(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text of a string.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// A whole number that is not negative, also when it is spelled `5.0` or `5e0`.
    #[must_use]
    pub fn whole(&self) -> Option<u64> {
        self.spelling().and_then(cut).filter(|(_, fraction)| !fraction).map(|(number, _)| number)
    }

    /// A number that is not negative, without its fraction.
    #[must_use]
    pub fn floor(&self) -> Option<u64> {
        self.spelling().and_then(cut).map(|(number, _)| number)
    }

    /// A number without its fraction, negative or not; one beyond the limits is the limit.
    #[must_use]
    pub fn signed(&self) -> Option<i32> {
        let spelling = self.spelling()?;
        let size = cut(spelling.strip_prefix('-').unwrap_or(spelling));
        let number = size.and_then(|(number, _)| i32::try_from(number).ok()).unwrap_or(i32::MAX);
        Some(if spelling.starts_with('-') { -number } else { number })
    }

    fn spelling(&self) -> Option<&str> {
        if let Self::Number(spelling) = self { Some(spelling) } else { None }
    }

    /// Writes the value without white space.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(spelling) => out.push_str(spelling),
            Self::Text(text) => write_text(out, text),
            Self::List(items) => write_between(out, ['[', ']'], items, |out, item| item.write(out)),
            Self::Map(members) => write_between(out, ['{', '}'], members, |out, (name, value)| {
                write_text(out, name);
                out.push(':');
                value.write(out);
            }),
        }
    }

    /// The value as text without white space.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

/// The whole part of a number that is not negative, and whether there is more than it; by its digits, because parsing
/// floats takes 17 KB of code and tables.
fn cut(spelling: &str) -> Option<(u64, bool)> {
    let (mantissa, exponent) = spelling.split_once(['e', 'E']).unwrap_or((spelling, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let size =
        parse_decimal(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))?.min(EXPONENT_MAX) as usize;
    let point = if exponent.starts_with('-') { whole.len().saturating_sub(size) } else { whole.len() + size };
    let mut digits = [whole, fraction].concat();
    while digits.len() < point {
        digits.push('0');
    }
    let rest = digits.split_off(point);
    digits.insert(0, '0');
    Some((parse_decimal(&digits)?, rest.bytes().any(|digit| digit != b'0')))
}

/// Writes a string with its quotes.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if byte < b' ' => {
                out.push_str("\\u00");
                out.push_str(&crate::text::hex(&[byte]));
            }
            byte => out.extend(['\\', byte as char]),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

fn write_between<T>(out: &mut String, [open, close]: [char; 2], items: &[T], each: impl Fn(&mut String, &T)) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(close);
}

/// A checkpoint of 10,000 parts is 1 MB.
const LENGTH_MAX: usize = 16 << 20;
/// More zeros than a 64-bit number can have.
const EXPONENT_MAX: u64 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let value = Json::Map(vec![
            ("a\"\\\n\u{1}目".to_owned(), Json::of("\u{7f}😀/")),
            ("list".to_owned(), Json::List(vec![Json::Null, Json::Bool(true), Json::number(u64::MAX)])),
            ("empty".to_owned(), Json::Map(Vec::new())),
        ]);
        let text = value.to_text();
        assert_eq!(Json::parse(&text), Some(value));
        let by_serde: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(by_serde["list"][2], u64::MAX);
    }

    #[test]
    fn of_members_with_one_name_the_last_counts() {
        assert_eq!(Json::parse(r#"{"a":1,"a":2}"#).unwrap().get("a").unwrap().whole(), Some(2));
    }

    #[test]
    fn whole_numbers_stay_exact_and_fractions_are_none() {
        let whole = |text: &str| Json::parse(text).unwrap().whole();
        assert_eq!(whole("18446744073709551615"), Some(u64::MAX));
        assert_eq!(whole("1.7e9"), Some(1_700_000_000));
        assert_eq!(whole("5.0"), Some(5));
        assert_eq!(whole("0.25E+2"), Some(25));
        assert_eq!(whole("2500e-2"), Some(25));
        for text in ["-1", "0.5", "25e-1", "1e300", "1e99999999999", "true"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn a_fraction_is_cut_off() {
        let floor = |text: &str| Json::parse(text).unwrap().floor();
        assert_eq!(floor("1700000001.987"), Some(1_700_000_001));
        assert_eq!(floor("1.7000000019e9"), Some(1_700_000_001));
        assert_eq!(floor("9e-300"), Some(0));
        assert_eq!(floor("-0.5"), None);
        let signed = |text: &str| Json::parse(text).unwrap().signed();
        assert_eq!(signed("-0.25"), Some(0));
        assert_eq!(signed("-1.5e2"), Some(-150));
        assert_eq!(signed("1e300"), Some(i32::MAX));
        assert_eq!(signed("-1e300"), Some(-i32::MAX));
        assert_eq!(signed("true"), None);
    }
}
