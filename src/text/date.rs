//! Dates in the four spellings that signatures and app servers use, by whole-number arithmetic.

use super::{decimal, parse_decimal};

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
        let weekday = WEEKDAYS[self.weekday as usize % 7];
        let month = MONTHS[(self.month as usize + 11) % 12];
        let [day, hour, minute, second] = [self.day, self.hour, self.minute, self.second].map(two);
        [
            weekday,
            ", ",
            &day,
            " ",
            month,
            " ",
            &four(self.year),
            " ",
            &hour,
            ":",
            &minute,
            ":",
            &second,
            " GMT",
        ]
        .concat()
    }

    /// `20240520T083015Z`; its first eight characters are the date.
    #[must_use]
    pub fn iso_basic(&self) -> String {
        let [month, day, hour, minute, second] = self.pairs();
        [&four(self.year), &*month, &day, "T", &hour, &minute, &second, "Z"].concat()
    }

    /// `2024-05-20T08:30:15Z`
    #[must_use]
    pub fn iso_extended(&self) -> String {
        self.iso_with("Z")
    }

    /// `2024-05-20T08:30:15.000Z`
    #[must_use]
    pub fn iso_millis(&self) -> String {
        self.iso_with(".000Z")
    }

    fn iso_with(&self, end: &str) -> String {
        let [month, day, hour, minute, second] = self.pairs();
        [&four(self.year), "-", &*month, "-", &day, "T", &hour, ":", &minute, ":", &second, end].concat()
    }

    fn pairs(&self) -> [String; 5] {
        [self.month, self.day, self.hour, self.minute, self.second].map(two)
    }
}

/// Milliseconds since the epoch from RFC 1123 (`Mon, 20 May 2024 08:30:15 GMT`), ISO basic (`20240520T083015Z`)
/// or ISO extended (`2024-05-20T08:30:15.123Z`, also with an offset such as `+08:00`).
#[must_use]
pub fn parse_date(text: &str) -> Option<u64> {
    let text = text.trim_ascii();
    if !text.is_ascii() {
        return None;
    }
    if text.contains(',') { parse_rfc1123(text) } else { parse_iso(text) }
}

fn parse_rfc1123(text: &str) -> Option<u64> {
    let mut words = text.split([' ', ':']).skip(1);
    let mut word = || words.next();
    let (day, month, year) = (word()?, word()?, parse_decimal(word()?)?);
    let month = MONTHS.iter().position(|known| *known == month)? as u64 + 1;
    let (hour, minute, second) = (word()?, word()?, word()?);
    let zone = word()?;
    if zone != "GMT" || word().is_some() {
        return None;
    }
    moment([year, month, parse_decimal(day)?], [hour, minute, second].map(parse_decimal))
}

fn parse_iso(text: &str) -> Option<u64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = time.split_at(zone_at);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let (date, clock) = (date.replace('-', ""), clock.replace(':', ""));
    if date.len() != 8 || clock.len() != 6 {
        return None;
    }
    let date = [&date[..4], &date[4..6], &date[6..]].map(parse_decimal);
    let [Some(year), Some(month), Some(day)] = date else { return None };
    let local = moment([year, month, day], [&clock[..2], &clock[2..4], &clock[4..]].map(parse_decimal))?;
    let local = local + parse_millis(fraction)?;
    let (behind, offset) = parse_zone(zone)?;
    if behind { local.checked_add(offset) } else { local.checked_sub(offset) }
}

fn parse_millis(fraction: &str) -> Option<u64> {
    if fraction.is_empty() {
        return Some(0);
    }
    parse_decimal(fraction)?;
    let three: String = fraction.chars().chain("00".chars()).take(3).collect();
    parse_decimal(&three)
}

fn parse_zone(zone: &str) -> Option<(bool, u64)> {
    let (sign, digits) = zone.split_at(1);
    let digits = digits.replace(':', "");
    if sign.eq_ignore_ascii_case("z") {
        return digits.is_empty().then_some((false, 0));
    }
    if digits.len() != 4 {
        return None;
    }
    let (hours, minutes) = (parse_decimal(&digits[..2])?, parse_decimal(&digits[2..])?);
    (hours < 24 && minutes < 60).then_some((sign == "-", (hours * 3600 + minutes * 60) * 1000))
}

fn moment([year, month, day]: [u64; 3], clock: [Option<u64>; 3]) -> Option<u64> {
    let [hour, minute, second] = [clock[0]?, clock[1]?, clock[2]?];
    let sane = (1970..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
    // A leap second is the second after it.
    if !sane || day > month_length(year, month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some((days_before(year, month) + day - 1) * DAY * 1000 + (hour * 3600 + minute * 60 + second) * 1000)
}

fn date_of(days: u64) -> (u64, u64, u64) {
    let mut year = 1970 + days / 366;
    while days_before(year + 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_before(year, month + 1) <= days {
        month += 1;
    }
    (year, month, days - days_before(year, month) + 1)
}

fn days_before(year: u64, month: u64) -> u64 {
    let past = year - 1;
    let leaps = past / 4 - past / 100 + past / 400 - 477;
    (year - 1970) * 365 + leaps + (1..month).map(|known| month_length(year, known)).sum::<u64>()
}

fn month_length(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn two(number: u64) -> String {
    let digits = decimal(number);
    if digits.len() < 2 { ["0", &digits].concat() } else { digits }
}

fn four(year: u64) -> String {
    let digits = decimal(year);
    ["0000"[digits.len().min(4)..].to_owned(), digits].concat()
}

const DAY: u64 = 86_400;
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
