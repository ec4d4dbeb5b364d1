//! Dates in the four spellings that signatures and app servers use, by whole-number arithmetic.

use super::{ascii, parse_decimal};

/// A moment in UTC, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year, at most 9999.
    pub year: u64,
    /// Month, 1 to 12.
    pub month: u64,
    /// Day of the month, 1 to 31.
    pub day: u64,
    /// Hour, 0 to 23.
    pub hour: u64,
    /// Minute, 0 to 59.
    pub minute: u64,
    /// Second, 0 to 59.
    pub second: u64,
    /// Day of the week, 0 is Sunday.
    pub weekday: u64,
}

impl Civil {
    /// Takes seconds since the epoch apart; what lies beyond the year 9999 becomes its last second.
    #[must_use]
    pub fn from_unix(seconds: u64) -> Self {
        let seconds = seconds.min(LAST_SECOND);
        let (days, rest) = (seconds / DAY, seconds % DAY);
        let (year, month, day) = date_of(days);
        Self {
            year,
            month,
            day,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            weekday: (days + 4) % 7,
        }
    }

    /// `Mon, 20 May 2024 08:30:15 GMT`
    #[must_use]
    pub fn rfc1123(&self) -> String {
        self.spelled("w, d b y h:i:s GMT")
    }

    /// `20240520T083015Z`; its first eight characters are the date.
    #[must_use]
    pub fn iso_basic(&self) -> String {
        self.spelled("ymdThisZ")
    }

    /// `2024-05-20T08:30:15Z`
    #[must_use]
    pub fn iso_extended(&self) -> String {
        self.spelled("y-m-dTh:i:sZ")
    }

    /// `2024-05-20T08:30:15.000Z`
    #[must_use]
    pub fn iso_millis(&self) -> String {
        self.spelled("y-m-dTh:i:s.000Z")
    }

    /// Small letters stand for what is filled in.
    fn spelled(&self, pattern: &str) -> String {
        let mut out = Vec::with_capacity(SPELLED);
        for &letter in pattern.as_bytes() {
            match letter {
                b'w' => out.extend_from_slice(WEEKDAYS[self.weekday as usize % 7].as_bytes()),
                b'b' => out.extend_from_slice(MONTHS[(self.month as usize + 11) % 12].as_bytes()),
                b'y' => {
                    push_two(&mut out, self.year / 100);
                    push_two(&mut out, self.year % 100);
                }
                b'm' => push_two(&mut out, self.month),
                b'd' => push_two(&mut out, self.day),
                b'h' => push_two(&mut out, self.hour),
                b'i' => push_two(&mut out, self.minute),
                b's' => push_two(&mut out, self.second),
                sign => out.push(sign),
            }
        }
        ascii(out)
    }
}

/// Milliseconds since the epoch from RFC 1123 (`Mon, 20 May 2024 08:30:15 GMT`), ISO basic (`20240520T083015Z`)
/// or ISO extended (`2024-05-20T08:30:15.123Z`, also with an offset such as `+08:00`).
#[must_use]
pub fn parse_date(text: &str) -> Option<u64> {
    let text = text.trim_ascii();
    match text.split_once(',') {
        Some((_, date)) => parse_rfc1123(Digits(date)),
        None => parse_iso(Digits(text)),
    }
}

fn parse_rfc1123(mut digits: Digits<'_>) -> Option<u64> {
    let day = digits.next(' ', 2)?;
    let (month, rest) = digits.0.split_at_checked(4)?;
    let month = MONTHS.iter().position(|known| *known == month.trim_ascii_start())? as u64 + 1;
    digits.0 = rest;
    let year = digits.next(' ', 4)?;
    let clock = digits.clock(' ')?;
    moment([year, month, day], clock).filter(|_| digits.0 == " GMT")
}

fn parse_iso(mut digits: Digits<'_>) -> Option<u64> {
    let date = [digits.next('-', 4)?, digits.next('-', 2)?, digits.next('-', 2)?];
    digits.0 = digits.0.strip_prefix(['T', 't', ' '])?;
    let clock = digits.clock(':')?;
    let local = moment(date, clock)? + digits.millis();
    if matches!(digits.0, "Z" | "z") {
        return Some(local);
    }
    let (sign, zone) = digits.0.split_at_checked(1)?;
    digits.0 = zone;
    let (hours, minutes) = (digits.next(':', 2)?, digits.next(':', 2)?);
    let offset = (hours * 3600 + minutes * 60) * 1000;
    match sign {
        _ if hours > 23 || minutes > 59 || !digits.0.is_empty() => None,
        "+" => local.checked_sub(offset),
        "-" => local.checked_add(offset),
        _ => None,
    }
}

/// Numbers of so many digits, one after the other.
struct Digits<'a>(&'a str);

impl Digits<'_> {
    /// The next number; the sign may stand before it.
    fn next(&mut self, sign: char, count: usize) -> Option<u64> {
        let rest = self.0.strip_prefix(sign).unwrap_or(self.0);
        let (number, rest) = rest.split_at_checked(count)?;
        self.0 = rest;
        parse_decimal(number)
    }

    fn clock(&mut self, sign: char) -> Option<[u64; 3]> {
        Some([self.next(sign, 2)?, self.next(':', 2)?, self.next(':', 2)?])
    }

    /// What a fraction of a second says, if there is one.
    fn millis(&mut self) -> u64 {
        let Some(rest) = self.0.strip_prefix('.') else { return 0 };
        self.0 = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let fraction = &rest[..rest.len() - self.0.len()];
        parse_decimal(&[fraction, "000"].concat()[..3]).unwrap_or(0)
    }
}

/// A date that does not come back from the calendar as it was is none.
fn moment([year, month, day]: [u64; 3], [hour, minute, second]: [u64; 3]) -> Option<u64> {
    // A leap second is the second after it.
    if year < 1970 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_until(year, month, day);
    (date_of(days) == (year, month, day)).then_some((days * DAY + hour * 3600 + minute * 60 + second) * 1000)
}

/// Days since the epoch, in years that begin in March: a leap day is the last of its year.
fn days_until(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = (year - u64::from(month < 3), (month + 9) % 12);
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - EPOCH - 1
}

fn date_of(days: u64) -> (u64, u64, u64) {
    let days = days + EPOCH;
    let (era, day) = (days / DAYS_400, days % DAYS_400);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (day * 5 + 2) / 153;
    let (day, month) = (day - (month * 153 + 2) / 5 + 1, (month + 2) % 12 + 1);
    (era * 400 + year + u64::from(month < 3), month, day)
}

fn push_two(out: &mut Vec<u8>, number: u64) {
    let number = number as u8;
    out.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]);
}

const DAY: u64 = 86_400;
/// Room for the longest spelling.
const SPELLED: usize = 32;
/// Days of the calendar before the epoch, and in four hundred years.
const EPOCH: u64 = 719_468;
const DAYS_400: u64 = 146_097;
/// 9999-12-31T23:59:59Z: a year has four digits in every spelling.
const LAST_SECOND: u64 = 253_402_300_799;
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_spelled_in_four_ways() {
        let civil = Civil::from_unix(1_716_193_815);
        assert_eq!(civil.rfc1123(), "Mon, 20 May 2024 08:30:15 GMT");
        assert_eq!(civil.iso_basic(), "20240520T083015Z");
        assert_eq!(civil.iso_extended(), "2024-05-20T08:30:15Z");
        assert_eq!(civil.iso_millis(), "2024-05-20T08:30:15.000Z");
        assert_eq!(Civil::from_unix(0).rfc1123(), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(Civil::from_unix(u64::MAX).iso_extended(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn every_spelling_is_read_back() {
        for seconds in (0..LAST_SECOND).step_by(86_400 * 97 + 12_345) {
            let civil = Civil::from_unix(seconds);
            for text in [civil.rfc1123(), civil.iso_basic(), civil.iso_extended(), civil.iso_millis()] {
                assert_eq!(parse_date(&text), Some(seconds * 1000), "{text}");
            }
        }
    }

    #[test]
    fn days_around_leap_days_follow_each_other() {
        for (seconds, date) in [
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
        ] {
            assert_eq!(Civil::from_unix(seconds).iso_extended(), date);
        }
    }

    #[test]
    fn fractions_and_offsets_are_understood() {
        assert_eq!(parse_date("2024-05-20T08:30:15.123Z"), Some(1_716_193_815_123));
        assert_eq!(parse_date("2024-05-20T08:30:15.123456789Z"), Some(1_716_193_815_123));
        assert_eq!(parse_date("2024-05-20T08:30:15.5Z"), Some(1_716_193_815_500));
        assert_eq!(parse_date("2024-05-20T16:30:15+08:00"), Some(1_716_193_815_000));
        assert_eq!(parse_date("2024-05-20 03:30:15-0500"), Some(1_716_193_815_000));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "T",
            "Z",
            ",",
            "2024-05-20",
            "2024-02-30T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-05-20T24:00:00Z",
            "2024-05-20T08:30:15",
            "Mon, 20 May 2024 08:30:15",
            "Mon, 20 Mai 2024 08:30:15 GMT",
            "1969-01-01T00:00:00Z",
            "2024-05-20T08:30:15.xZ",
            "1970-01-01T00:00:00+01:00",
            "目录",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
