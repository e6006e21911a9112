//! Moments, days and spans: plain integers, no clock.

use jiff::civil;
use std::fmt;

/// Seconds of a day, where a day is not measured by a calendar: `1d` is always this long.
pub const DAY_SECS: i64 = 86_400;

/// A moment: microseconds since 1970-01-01T00:00:00Z. Arithmetic uses whole seconds ([`Moment::secs`]); fractions only order facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The earliest moment that Köprü accepts: 1900-01-01T00:00:00Z.
    pub const MIN: Moment = Moment(-2_208_988_800_000_000);
    /// The latest moment that Köprü accepts: 2199-12-31T23:59:59Z.
    pub const MAX: Moment = Moment(7_258_118_399_000_000);

    /// The moment `secs` seconds after 1970, held within [`Moment::MIN`] and [`Moment::MAX`].
    pub fn from_secs(secs: i64) -> Moment {
        Moment(secs.saturating_mul(1_000_000)).clamp(Moment::MIN, Moment::MAX)
    }

    /// The moment `micros` microseconds after 1970; `None` outside [`Moment::MIN`] to [`Moment::MAX`].
    pub fn from_micros(micros: i64) -> Option<Moment> {
        let moment = Moment(micros);
        (Moment::MIN..=Moment::MAX).contains(&moment).then_some(moment)
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// This moment and `secs` seconds more, held within the accepted range.
    #[must_use]
    pub fn plus_secs(self, secs: i64) -> Moment {
        Moment(self.0.saturating_add(secs.saturating_mul(1_000_000))).clamp(Moment::MIN, Moment::MAX)
    }

    /// Reads RFC 3339 with an offset, such as `2026-11-23T09:30:00+03:00`. A moment without offset is refused: it names no moment.
    pub fn parse(text: &str) -> Option<Moment> {
        let timestamp: jiff::Timestamp = text.trim().parse().ok()?;
        Moment::from_micros(timestamp.as_microsecond())
    }

    /// The same moment for the time-zone library; whole seconds.
    pub(crate) fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day(i32::try_from(self.secs().div_euclid(DAY_SECS)).unwrap_or(0))
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC: `2026-11-23T06:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

/// A civil day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day `days` after 1970-01-01.
    pub fn from_days(days: i32) -> Day {
        Day(days)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// The day of year, month and day; `None` when there is no such day or it lies outside 1900–2199.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        if !(1900..=2199).contains(&year) {
            return None;
        }
        Some(Day::from_civil(civil::Date::new(year, month, day).ok()?))
    }

    /// Reads `2026-11-23`.
    pub fn parse(text: &str) -> Option<Day> {
        let date: civil::Date = text.trim().parse().ok()?;
        Day::new(date.year(), date.month(), date.day())
    }

    /// Midnight UTC at which the day begins.
    pub fn start(self) -> Moment {
        Moment::from_secs(i64::from(self.0) * DAY_SECS)
    }

    pub(crate) fn from_civil(date: civil::Date) -> Day {
        let epoch = civil::date(1970, 1, 1);
        Day(date.duration_since(epoch).as_hours().div_euclid(24).try_into().unwrap_or(0))
    }

    pub(crate) fn civil(self) -> civil::Date {
        let start = jiff::Timestamp::from_second(i64::from(self.0) * DAY_SECS).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        jiff::tz::Offset::UTC.to_datetime(start).date()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.civil())
    }
}

/// A length of time as people write it: `14d`, `24h`, `8 business hours`, `2 business days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Wall-clock seconds.
    Wall(i64),
    /// Seconds during which a calendar is open.
    Business(i64),
    /// Business days; a calendar says how long one is.
    BusinessDays(i64),
}

impl Span {
    /// Reads `90s`, `30m`, `24h`, `14d`, `2w`, or `N business minutes|hours|days` (singular allowed). Never negative; at most 200 years.
    pub fn parse(text: &str) -> Option<Span> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let count: i64 = text[..digits].parse().ok()?;
        let mut words = text[digits..].split_whitespace();
        let (first, second) = (words.next()?, words.next());
        if words.next().is_some() {
            return None;
        }
        let most = 200 * 366 * DAY_SECS;
        let secs = |unit: i64| count.checked_mul(unit).filter(|&secs| secs <= most);
        match (first, second) {
            ("s", None) => secs(1).map(Span::Wall),
            ("m", None) => secs(60).map(Span::Wall),
            ("h", None) => secs(3_600).map(Span::Wall),
            ("d", None) => secs(DAY_SECS).map(Span::Wall),
            ("w", None) => secs(7 * DAY_SECS).map(Span::Wall),
            ("business", Some("minute" | "minutes")) => secs(60).map(Span::Business),
            ("business", Some("hour" | "hours")) => secs(3_600).map(Span::Business),
            ("business", Some("day" | "days")) => secs(DAY_SECS).map(|_| Span::BusinessDays(count)),
            _ => None,
        }
    }

    /// Wall-clock seconds; `None` for business time.
    pub fn wall_secs(self) -> Option<i64> {
        match self {
            Span::Wall(secs) => Some(secs),
            Span::Business(_) | Span::BusinessDays(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_agree_with_the_civil_calendar() {
        assert_eq!(Day::parse("1970-01-02").unwrap().days(), 1);
        assert_eq!(Day::parse("1969-12-31").unwrap().days(), -1);
        assert_eq!(Day::parse("2026-11-23").unwrap().to_string(), "2026-11-23");
        assert_eq!(Day::parse("2026-02-29"), None);
        assert_eq!(Day::parse("1899-12-31"), None);
        assert_eq!(Moment::parse("1970-01-02T03:00:00+03:00"), Some(Moment::from_secs(86_400)));
        assert_eq!(Moment::parse("1970-01-02T03:00:00"), None);
        assert_eq!(Moment::from_secs(86_400).to_string(), "1970-01-02T00:00:00Z");
        assert_eq!(Moment::from_secs(-1).day().to_string(), "1969-12-31");
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        assert_eq!(Span::parse("14d"), Some(Span::Wall(14 * 86_400)));
        assert_eq!(Span::parse("24h"), Some(Span::Wall(86_400)));
        assert_eq!(Span::parse("8 business hours"), Some(Span::Business(28_800)));
        assert_eq!(Span::parse("1 business day"), Some(Span::BusinessDays(1)));
        for wrong in
            ["", "d", "-1d", "14", "14 d d", "1.5h", "8 business", "99999999999999999999d", "999999d", "3 hours"]
        {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
    }
}
