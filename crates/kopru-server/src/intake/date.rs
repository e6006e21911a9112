//! Dates as files write them: RFC 3339, and the formats that a mapping names, with Turkish and English months.

use super::refused::Fault;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use kopru_engine::both;
use kopru_engine::time::{Day, Moment};

/// Why a text is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RfcFault {
    /// A date and perhaps a time, but not where: it could be any of some twenty-six hours.
    NoOffset,
    /// Not a date, or one that does not exist.
    Unreadable,
    /// Outside the years that Köprü accepts.
    OutOfRange,
}

/// Reads RFC 3339 with an offset.
pub(super) fn rfc3339(text: &str) -> Result<Moment, RfcFault> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return accepted(timestamp).ok_or(RfcFault::OutOfRange);
    }
    match text.parse::<civil::DateTime>() {
        Ok(_) => Err(RfcFault::NoOffset),
        Err(_) => Err(RfcFault::Unreadable),
    }
}

/// The fault of a date outside 1900–2199; `place` names the key or column.
pub(super) fn out_of_range(place: &str, value: &str) -> Fault {
    Fault::new(
        "I013",
        both!(
            en = "`{place}` = \"{value}\" lies outside the years 1900 to 2199",
            tr = "`{place}` = \"{value}\" 1900–2199 yılları dışında"
        ),
    )
}

fn accepted(timestamp: Timestamp) -> Option<Moment> {
    Moment::from_micros(timestamp.as_microsecond())
}

/// The formats of a file's dates, tried in order, and the zone of those that name none.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    pub formats: Vec<Format>,
    pub zone: Option<TimeZone>,
}

/// One way of writing dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// ISO 8601 as RFC 3339 writes it, with or without time, fraction and offset.
    Iso,
    /// A pattern of `strptime`.
    Pattern {
        /// The pattern; a full month name is asked for as a short one.
        pattern: String,
        /// Whether months are words, which are then read in English and Turkish.
        month_words: bool,
        /// Whether every date so written names its own offset or zone.
        has_offset: bool,
    },
}

/// A date as read: with an offset it is a moment; without, a wall-clock time somewhere.
enum Read {
    Moment(Timestamp, civil::Date),
    Wall(civil::DateTime),
}

impl Format {
    /// The format `text`: `iso`, or a pattern such as `%d %b, %Y %H:%M:%S`. `None` when it has an unknown directive or names no day.
    pub fn parse(text: &str) -> Option<Format> {
        if text == "iso" {
            return Some(Format::Iso);
        }
        let mut pattern = String::new();
        let (mut month_words, mut has_offset) = (false, false);
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            pattern.push(letter);
            if letter != '%' {
                continue;
            }
            let directive = letters.by_ref().find(|letter| {
                let flag = "-_0^#:".contains(*letter);
                if flag {
                    pattern.push(*letter);
                }
                !flag
            })?;
            let month = matches!(directive, 'b' | 'B' | 'h');
            month_words |= month;
            has_offset |= matches!(directive, 'z' | 's' | 'Q');
            pattern.push(if month { 'b' } else { directive });
        }
        let format = Format::Pattern {
            pattern,
            month_words,
            has_offset,
        };
        format.reads_what_it_writes().then_some(format)
    }

    /// A pattern is sound if a date written by it can be read back as that date.
    fn reads_what_it_writes(&self) -> bool {
        let Format::Pattern { pattern, .. } = self else {
            return true;
        };
        let sample = civil::date(2024, 3, 15).at(13, 14, 15, 0).in_tz("UTC");
        let Ok(sample) = sample else { return false };
        jiff::fmt::strtime::format(pattern, &sample)
            .ok()
            .and_then(|written| self.read(&written))
            .is_some_and(|read| match read {
                Read::Moment(_, day) => day == sample.date(),
                Read::Wall(wall) => wall.date() == sample.date(),
            })
    }

    /// Whether every date so written names its own offset or zone.
    pub fn has_offset(&self) -> bool {
        matches!(self, Format::Pattern { has_offset: true, .. })
    }

    fn read(&self, text: &str) -> Option<Read> {
        let (pattern, month_words) = match self {
            Format::Iso => return iso(text),
            Format::Pattern {
                pattern, month_words, ..
            } => (pattern, *month_words),
        };
        let english;
        let text = if month_words {
            english = english_months(text);
            &english
        } else {
            text
        };
        let parts = BrokenDownTime::parse(pattern, text).ok()?;
        if let Some(timestamp) = parts.timestamp() {
            return Some(Read::Moment(timestamp, TimeZone::UTC.to_datetime(timestamp).date()));
        }
        let wall = parts.to_datetime().ok()?;
        if parts.iana_time_zone().is_some() {
            return Some(Read::Moment(parts.to_zoned().ok()?.timestamp(), wall.date()));
        }
        if parts.offset().is_some() {
            return Some(Read::Moment(parts.to_timestamp().ok()?, wall.date()));
        }
        Some(Read::Wall(wall))
    }
}

fn iso(text: &str) -> Option<Read> {
    let wall = text.parse::<civil::DateTime>();
    match text.parse::<Timestamp>() {
        // With an offset the wall-clock day is the one written, whatever day it is in UTC.
        Ok(timestamp) => {
            let day = text.get(..10).and_then(|day| day.parse::<civil::Date>().ok());
            let day = day.unwrap_or_else(|| TimeZone::UTC.to_datetime(timestamp).date());
            Some(Read::Moment(timestamp, day))
        }
        Err(_) => wall.ok().map(Read::Wall),
    }
}

impl Dates {
    /// Whether some date may come without an offset, so that a zone is needed.
    pub fn needs_zone(&self) -> bool {
        !self.formats.iter().all(Format::has_offset)
    }

    /// The moment that `text` names in column `column`. A date without time is the first moment of that day in the zone; a
    /// local time that occurs twice is the first, one that the clocks skip is moved forward by what they skip.
    pub fn moment(&self, column: &str, text: &str) -> Result<Moment, Fault> {
        for format in &self.formats {
            let timestamp = match (format.read(text), &self.zone) {
                (Some(Read::Moment(timestamp, _)), _) => Some(timestamp),
                (Some(Read::Wall(wall)), Some(zone)) => zone.to_ambiguous_timestamp(wall).compatible().ok(),
                _ => None,
            };
            if let Some(timestamp) = timestamp {
                return accepted(timestamp).ok_or_else(|| out_of_range(column, text));
            }
        }
        Err(self.unreadable(column, text))
    }

    /// The day that `text` names, as written.
    pub fn day(&self, column: &str, text: &str) -> Result<Day, Fault> {
        for format in &self.formats {
            let date = match format.read(text) {
                Some(Read::Moment(_, date)) => date,
                Some(Read::Wall(wall)) => wall.date(),
                None => continue,
            };
            return Day::new(date.year(), date.month(), date.day()).ok_or_else(|| out_of_range(column, text));
        }
        Err(self.unreadable(column, text))
    }

    fn unreadable(&self, column: &str, text: &str) -> Fault {
        let value = super::refused::shown(text);
        Fault::new(
            "I012",
            both!(
                en = "column `{column}`: \"{value}\" is no date that exists, in any of `date_formats`",
                tr = "`{column}` sütunu: \"{value}\", `date_formats` biçimlerinin hiçbiriyle var olan bir tarih değil"
            ),
        )
    }
}

/// The months in both languages as the first letters that tell them apart, spelled without Turkish marks.
const MONTHS: [(&str, &[&str]); 12] = [
    ("Jan", &["jan", "january", "oca", "ocak"]),
    ("Feb", &["feb", "february", "sub", "subat"]),
    ("Mar", &["mar", "march", "mart"]),
    ("Apr", &["apr", "april", "nis", "nisan"]),
    ("May", &["may", "mayis"]),
    ("Jun", &["jun", "june", "haz", "haziran"]),
    ("Jul", &["jul", "july", "tem", "temmuz"]),
    ("Aug", &["aug", "august", "agu", "agustos"]),
    ("Sep", &["sep", "sept", "september", "eyl", "eylul"]),
    ("Oct", &["oct", "october", "eki", "ekim"]),
    ("Nov", &["nov", "november", "kas", "kasim"]),
    ("Dec", &["dec", "december", "ara", "aralik"]),
];

/// `text` with every word that is a month's name replaced by its short English one.
fn english_months(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c: char| c.is_alphabetic() != first.is_alphabetic())
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let folded: String = run.chars().flat_map(fold).collect();
        let month = MONTHS.iter().find(|(_, names)| names.contains(&folded.as_str()));
        out.push_str(month.map_or(run, |(english, _)| english));
        rest = after;
    }
    out
}

/// The letter in lower case, without the marks of Turkish letters. Both Turkish i's become `i`.
fn fold(letter: char) -> impl Iterator<Item = char> {
    let plain = match letter {
        'İ' | 'I' | 'ı' => 'i',
        'Ş' | 'ş' => 's',
        'Ğ' | 'ğ' => 'g',
        'Ü' | 'ü' => 'u',
        'Ö' | 'ö' => 'o',
        'Ç' | 'ç' => 'c',
        other => other,
    };
    plain.to_lowercase()
}
