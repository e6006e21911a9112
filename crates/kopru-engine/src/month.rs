//! Months of the calendar.

use crate::time::Day;
use std::fmt;

/// A month of a year, from January 1900 to December 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month in which a day lies.
    pub fn of(day: Day) -> Month {
        let date = day.civil();
        Month(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// Reads `2026-03`.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.trim().split_once('-')?;
        let digits = |it: &str, count| it.len() == count && it.bytes().all(|it| it.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Day::new(year.parse().ok()?, month.parse().ok()?, 1).map(Month::of)
    }

    /// The month with this number, see [`Month::number`]; `None` outside of 1900 to 2199.
    pub fn from_number(number: i64) -> Option<Month> {
        let it = Month(i32::try_from(number).ok()?);
        (1900..=2199).contains(&it.0.div_euclid(12)).then_some(it)
    }

    /// Months since January of the year 0: months in a row have numbers in a row.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// Its first day.
    pub fn start(self) -> Day {
        let year = i16::try_from(self.0.div_euclid(12)).unwrap_or(0);
        let month = i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1);
        Day::new(year, month, 1).unwrap_or_else(|| Day::from_days(0))
    }

    /// The day after its last.
    pub fn end(self) -> Day {
        let start = self.start();
        // No month is shorter than 28 days or longer than 31.
        let in_next = Day::from_days(start.days() + 31).civil();
        Day::from_days(start.days() + 31 - i32::from(in_next.day()) + 1)
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }
}

impl fmt::Display for Month {
    /// `2026-03`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_without_a_gap() {
        let mut month = Month::parse("1900-01").unwrap();
        while month < Month::parse("2199-12").unwrap() {
            assert_eq!(month.end(), month.next().start(), "{month}");
            assert_eq!(Month::of(month.start()), month);
            assert_eq!(Month::of(Day::from_days(month.end().days() - 1)), month);
            assert_eq!(Month::parse(&month.to_string()), Some(month));
            assert_eq!(Month::from_number(month.number()), Some(month));
            month = month.next();
        }
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for wrong in
            ["", "2026", "2026-13", "2026-00", "26-01", "2026-1", "2026-01-01", "+026-01", "1899-12", "2200-01"]
        {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}
