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
        let format = Format::Pattern { pattern, month_words, has_offset };
        format.reads_what_it_writes().then_some(format)
    }

    /// A pattern is sound if a date written by it can be read back as that date.
    fn reads_what_it_writes(&self) -> bool {
        let Format::Pattern { pattern, .. } = self else {
            return true;
        };
        let sample = civil::date(2024, 3, 15).at(13, 14, 15, 0).in_tz("UTC");
        let Ok(sample) = sample else { return false };
        jiff::fmt::strtime::format(pattern, &sample).ok().and_then(|written| self.read(&written)).is_some_and(|read| {
            match read {
                Read::Moment(_, day) => day == sample.date(),
                Read::Wall(wall) => wall.date() == sample.date(),
            }
        })
    }

    /// Whether every date so written names its own offset or zone.
    pub fn has_offset(&self) -> bool {
        matches!(self, Format::Pattern { has_offset: true, .. })
    }

    fn read(&self, text: &str) -> Option<Read> {
        let (pattern, month_words) = match self {
            Format::Iso => return iso(text),
            Format::Pattern { pattern, month_words, .. } => (pattern, *month_words),
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

/// Whether `word` is a month's name in English or Turkish, short or long.
pub(super) fn is_month(word: &str) -> bool {
    let folded: String = word.chars().flat_map(fold).collect();
    MONTHS.iter().any(|(_, names)| names.contains(&folded.as_str()))
}

/// `text` with every word that is a month's name replaced by its short English one.
fn english_months(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| c.is_alphabetic() != first.is_alphabetic()).unwrap_or(rest.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(zone: &str, formats: &[&str]) -> Dates {
        Dates {
            formats: formats.iter().map(|format| Format::parse(format).unwrap()).collect(),
            zone: Some(TimeZone::get(zone).unwrap()),
        }
    }

    fn moment(dates: &Dates, text: &str) -> Result<String, &'static str> {
        dates.moment("d", text).map(|at| at.to_string()).map_err(|fault| fault.code)
    }

    #[test]
    fn rfc_3339_needs_an_offset_and_a_day_that_exists() {
        assert_eq!(rfc3339("2026-01-05T09:00:00+03:00").unwrap().to_string(), "2026-01-05T06:00:00Z");
        assert_eq!(rfc3339("2026-01-05T09:00:00.25Z").unwrap().micros() % 1_000_000, 250_000);
        for text in ["2026-01-05T09:00:00", "2026-01-05"] {
            assert_eq!(rfc3339(text), Err(RfcFault::NoOffset), "{text}");
        }
        for text in ["2026-02-29T09:00:00Z", "2026-01-05T25:00:00Z", "yesterday", ""] {
            assert_eq!(rfc3339(text), Err(RfcFault::Unreadable), "{text}");
        }
        assert_eq!(rfc3339("1899-12-31T23:59:59Z"), Err(RfcFault::OutOfRange));
        assert_eq!(rfc3339("2200-01-01T00:00:00Z"), Err(RfcFault::OutOfRange));
    }

    #[test]
    fn formats_are_tried_in_order_in_the_files_zone() {
        let dates = dates(
            "Europe/Istanbul",
            &["%Y-%m-%d %H:%M:%S%.f", "%d %b, %Y %H:%M:%S", "%d %B %Y", "%m/%d/%y", "%s", "%Y-%m-%dT%H:%M%z"],
        );
        for (text, expected) in [
            ("2021-04-15 00:03:00", "2021-04-14T21:03:00Z"),
            ("2021-04-15 3:15:52.001", "2021-04-15T00:15:52.001Z"),
            ("15 Apr, 2021 00:03:00", "2021-04-14T21:03:00Z"),
            ("15 Nis, 2021 00:03:00", "2021-04-14T21:03:00Z"),
            ("15 Nisan 2021", "2021-04-14T21:00:00Z"),
            ("15 april 2021", "2021-04-14T21:00:00Z"),
            ("1 AĞUSTOS 2021", "2021-07-31T21:00:00Z"),
            ("1 Kasım 2021", "2021-10-31T21:00:00Z"),
            ("1 KASIM 2021", "2021-10-31T21:00:00Z"),
            ("1 Şubat 2021", "2021-01-31T21:00:00Z"),
            ("04/15/21", "2021-04-14T21:00:00Z"),
            ("86400", "1970-01-02T00:00:00Z"),
            ("2021-04-15T10:00-0500", "2021-04-15T15:00:00Z"),
        ] {
            assert_eq!(moment(&dates, text).as_deref(), Ok(expected), "{text}");
        }
        for (text, code) in
            [("30 Şubat 2021", "I012"), ("15 Foo 2021", "I012"), ("2021-04-15", "I012"), ("1 Ocak 1850", "I013")]
        {
            assert_eq!(moment(&dates, text), Err(code), "{text}");
        }
    }

    #[test]
    fn every_month_is_known_in_both_languages_short_and_long() {
        let dates = dates("UTC", &["%d %B %Y"]);
        let turkish = "Oca Ocak Şub Şubat Mar Mart Nis Nisan May Mayıs Haz Haziran Tem Temmuz Ağu Ağustos Eyl Eylül Eki Ekim Kas Kasım Ara Aralık";
        let english = "Jan January Feb February Mar March Apr April May May Jun June Jul July Aug August Sep September Oct October Nov November Dec December";
        for names in [turkish, english] {
            for (at, name) in names.split(' ').enumerate() {
                let month = at / 2 + 1;
                let day = dates.day("d", &format!("7 {name} 2024")).unwrap().to_string();
                assert_eq!(day, format!("2024-{month:02}-07"), "{name}");
            }
        }
    }

    #[test]
    fn a_day_begins_at_its_first_moment_and_clock_changes_give_one_answer() {
        // In São Paulo the clocks went from 00:00 to 01:00 on 2017-10-15: the day began at 01:00 -02:00.
        let sao_paulo = dates("America/Sao_Paulo", &["%Y-%m-%d"]);
        assert_eq!(moment(&sao_paulo, "2017-10-15").as_deref(), Ok("2017-10-15T03:00:00Z"));
        // In Berlin 02:30 did not exist on 2024-03-31 and occurred twice on 2024-10-27, first at +02:00.
        let berlin = dates("Europe/Berlin", &["%Y-%m-%d %H:%M"]);
        assert_eq!(moment(&berlin, "2024-03-31 02:30").as_deref(), Ok("2024-03-31T01:30:00Z"));
        assert_eq!(moment(&berlin, "2024-10-27 02:30").as_deref(), Ok("2024-10-27T00:30:00Z"));
    }

    #[test]
    fn iso_dates_are_read_with_and_without_time_fraction_and_offset() {
        let dates = dates("Europe/Istanbul", &["iso"]);
        for (text, expected) in [
            ("2021-04-15", "2021-04-14T21:00:00Z"),
            ("2021-04-15 10:00:00", "2021-04-15T07:00:00Z"),
            ("2021-04-15T10:00:00.123", "2021-04-15T07:00:00.123Z"),
            ("2021-04-15T10:00:00Z", "2021-04-15T10:00:00Z"),
            ("2021-04-15T10:00:00.000+0000", "2021-04-15T10:00:00Z"),
        ] {
            assert_eq!(moment(&dates, text).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(dates.day("d", "2021-04-15T23:30:00-05:00").unwrap().to_string(), "2021-04-15");
    }

    #[test]
    fn patterns_that_name_no_day_are_refused() {
        for text in ["%H:%M", "%Y-%m", "%Q9", "%", "", "%Z", "%Y-%m-%d %", "%k%"] {
            assert_eq!(Format::parse(text), None, "{text}");
        }
        assert!(Format::parse("%Y-%m-%d %H:%M:%S %:z").unwrap().has_offset());
        assert!(!Format::parse("%d %b %Y").unwrap().has_offset());
    }
}
