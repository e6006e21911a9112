//! Dates, lengths of time and yearly rules as calendar files write them.

use super::{Event, Property, Wrong};
use kopru_engine::both;
use kopru_engine::time::{DAY_SECS, Day};

/// The last year in which there are days.
const LAST_YEAR: i16 = 2199;

/// A date, or a date with a time, as it is written: its zone is not asked for.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    year: i16,
    month: i8,
    of_month: i8,
    pub day: Day,
    /// Seconds after midnight; `None` without a time.
    time: Option<i64>,
}

impl Stamp {
    pub fn parse(property: &Property) -> Result<Stamp, Wrong> {
        let value = property.value.trim();
        Stamp::read(value).ok_or_else(|| {
            let name = &property.name;
            let message = both!(
                en = "`{name}` is `{value}`, which is no date; this event was left out",
                tr = "`{name}` değeri `{value}` bir tarih değil; bu etkinlik alınmadı"
            );
            (property.line, "L014", message)
        })
    }

    /// The days of a list such as `20260101,20270101`.
    pub fn parse_all(property: &Property) -> Result<Vec<Day>, Wrong> {
        let one = |value: &str| {
            let (line, name, value) = (property.line, property.name.clone(), value.to_owned());
            Stamp::parse(&Property { line, name, value }).map(|stamp| stamp.day)
        };
        property.value.split(',').map(one).collect()
    }

    /// `20261029`, `20261029T130000` or `20261029T100000Z`.
    fn read(text: &str) -> Option<Stamp> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time.strip_suffix('Z').unwrap_or(time))),
            None => (text, None),
        };
        let number = |part: &str, digits: usize| {
            let all = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            all.then(|| part.parse::<i32>().ok()).flatten()
        };
        let date = number(date, 8)?;
        let (year, month, of_month) = (date / 10_000, date / 100 % 100, date % 100);
        let (year, month, of_month) =
            (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(of_month).ok()?);
        let time = match time.map(|time| number(time, 6)) {
            None => None,
            Some(time) => {
                let time = i64::from(time?);
                let (hours, minutes, secs) = (time / 10_000, time / 100 % 100, time % 100);
                // RFC 5545 allows the 60th second of a leap minute.
                (hours < 24 && minutes < 60 && secs <= 60).then_some(Some(hours * 3_600 + minutes * 60 + secs))?
            }
        };
        let day = Day::new(year, month, of_month)?;
        Some(Stamp { year, month, of_month, day, time })
    }

    /// Seconds on the wall since 1970.
    pub fn secs(&self) -> i64 {
        i64::from(self.day.days()) * DAY_SECS + self.time.unwrap_or(0)
    }
}

/// When an event ends, as seconds on the wall; without an end a date lasts its day.
pub(super) fn end_secs(event: &Event, first: Stamp) -> Result<i64, Wrong> {
    if let Some(end) = event.find("DTEND") {
        return Ok(Stamp::parse(end)?.secs());
    }
    let Some(duration) = event.find("DURATION") else {
        return Ok(first.secs() + if first.time.is_some() { 0 } else { DAY_SECS });
    };
    let value = duration.value.trim();
    let secs = duration_secs(value).ok_or_else(|| {
        let message = both!(
            en = "`DURATION` is `{value}`, which is no length of time; this event was left out",
            tr = "`DURATION` değeri `{value}` bir süre değil; bu etkinlik alınmadı"
        );
        (duration.line, "L014", message)
    })?;
    Ok(first.secs().saturating_add(secs))
}

/// `P1D`, `P2W`, `PT12H30M`.
fn duration_secs(text: &str) -> Option<i64> {
    let text = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (mut secs, mut count, mut timed) = (0_i64, None, false);
    for letter in text.chars() {
        let unit = match (letter, timed) {
            ('0'..='9', _) => {
                let digit = i64::from(letter.to_digit(10)?);
                count = Some(count.unwrap_or(0_i64).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            ('T', false) => {
                timed = true;
                continue;
            }
            ('W', false) => 7 * DAY_SECS,
            ('D', false) => DAY_SECS,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        secs = secs.checked_add(count.take()?.checked_mul(unit)?)?;
    }
    (count.is_none() && !text.is_empty()).then_some(secs)
}

/// A rule that repeats a date every so many years.
pub(super) struct Yearly {
    interval: usize,
    count: usize,
    until: Option<Day>,
}

impl Yearly {
    /// `None` for any rule that does more than repeat the date of `first`.
    pub fn parse(text: &str, first: &Stamp) -> Option<Yearly> {
        let mut rule = Yearly { interval: 1, count: usize::MAX, until: None };
        let mut yearly = false;
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let positive = || value.parse::<usize>().ok().filter(|&number| number > 0);
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => yearly = value.eq_ignore_ascii_case("YEARLY"),
                "INTERVAL" => rule.interval = positive()?,
                "COUNT" => rule.count = positive()?,
                "UNTIL" => rule.until = Some(Stamp::read(value)?.day),
                "BYMONTH" if value.parse() == Ok(first.month) => {}
                "BYMONTHDAY" if value.parse() == Ok(first.of_month) => {}
                "WKST" => {}
                _ => return None,
            }
        }
        yearly.then_some(rule)
    }

    /// The date of `first` in each year of the rule. A day that some years lack, the 29th of February, is left out in those.
    pub fn days(&self, first: &Stamp) -> Vec<Day> {
        let years = (first.year..=LAST_YEAR).step_by(self.interval);
        let days = years.filter_map(|year| Day::new(year, first.month, first.of_month));
        let within = days.take_while(|day| self.until.is_none_or(|until| *day <= until));
        within.take(self.count).collect()
    }
}
