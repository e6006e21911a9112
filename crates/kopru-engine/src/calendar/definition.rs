//! What people write about a calendar: opening hours and special days, one text each.

use super::zone::Zone;
use crate::both;
use crate::diagnostic::nearest;
use crate::lang::Both;
use crate::time::Day;
use std::fmt;

/// All that a calendar is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Where the walls hang whose clocks count.
    pub zone: Zone,
    /// The ordinary week; blocks that overlap count once.
    pub open: Vec<OpeningHours>,
    /// Holidays, half days and days with hours of their own. Of several for one day exact hours win, then closed, then the earliest closing.
    pub special: Vec<SpecialDay>,
}

/// A time on the wall, `00:00` to `24:00`, in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The end of a day.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(24 * 60);

    /// The time this many minutes after midnight; `None` beyond 24:00.
    pub fn from_minutes(minutes: u16) -> Option<TimeOfDay> {
        (minutes <= TimeOfDay::MIDNIGHT.0).then_some(TimeOfDay(minutes))
    }

    /// Reads `9:00`, `09:00` or, as Turkish writes it, `09.00`; up to `24:00`.
    pub fn parse(text: &str) -> Option<TimeOfDay> {
        let (hours, minutes) = text.trim().split_once([':', '.'])?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=2).contains(&hours.len()) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        if minutes > 59 {
            return None;
        }
        TimeOfDay::from_minutes(hours * 60 + minutes)
    }

    /// Seconds after midnight on a day without jumps.
    pub fn secs(self) -> i64 {
        i64::from(self.0) * 60
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// One block of opening hours on some days of every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// Monday to Sunday: the days on which the block begins.
    pub days: [bool; 7],
    /// When it opens.
    pub from: TimeOfDay,
    /// When it closes; not after `from` means on the next day.
    pub to: TimeOfDay,
}

impl OpeningHours {
    /// Reads `Mon-Fri 09:00-12:30`, `Mon,Wed 08:00-09:00`, `Sat-Tue 10:00-24:00` or `Fri 22:00-02:00`, which closes on
    /// Saturday. Turkish days (`Pzt`, `Sal`, `Çar`, `Per`, `Cum`, `Cmt`, `Paz`) are read too; capitals do not count.
    ///
    /// # Errors
    /// What is wrong with the days or the times, and what to write.
    pub fn parse(text: &str) -> Result<OpeningHours, Both> {
        let text = text.trim();
        let Some(cut) = text.find(|letter: char| letter.is_ascii_digit()) else {
            return Err(both!(
                en = "`{text}` has no hours; write days and one block, such as `Mon-Fri 09:00-12:30`",
                tr = "`{text}` içinde saat yok; günleri ve bir aralık yazın, örneğin `Pzt-Cum 09:00-12:30`"
            ));
        };
        let (days, hours) = text.split_at(cut);
        let days = parse_days(days.trim(), text)?;
        let (from, to) = parse_hours(hours)?;
        if from == to || from == TimeOfDay::MIDNIGHT {
            return Err(both!(
                en = "`{hours}` is no stretch of time; a whole day is `00:00-24:00`",
                tr = "`{hours}` bir zaman aralığı değil; bütün gün `00:00-24:00` diye yazılır"
            ));
        }
        Ok(OpeningHours { days, from, to })
    }
}

/// The hours of a day that differs from its week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayHours {
    /// Closed from midnight to midnight.
    Closed,
    /// A half day: the week's hours, but nothing from this time on.
    Until(TimeOfDay),
    /// Exactly these hours, also on a day that is otherwise closed. Of several, all count.
    Only(TimeOfDay, TimeOfDay),
}

/// A holiday, a half day, or a day with hours of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialDay {
    /// The local day.
    pub day: Day,
    /// Its hours.
    pub hours: DayHours,
    /// Its name, for people; may be empty.
    pub name: String,
}

impl SpecialDay {
    /// Reads `2026-10-29`, `2026-10-28 13:00` (open until 13:00) or `2026-10-28 09:00-13:00` (open exactly then), each with
    /// a name after it if wanted: `2026-10-29 Cumhuriyet Bayramı`.
    ///
    /// # Errors
    /// What is wrong with the day or the time, and what to write.
    pub fn parse(text: &str) -> Result<SpecialDay, Both> {
        let text = text.trim();
        let (date, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let Some(day) = strict_day(date) else {
            return Err(both!(
                en = "`{date}` is no day; write year, month and day from 1900 to 2199, such as `2026-10-29`",
                tr = "`{date}` bir gün değil; 1900–2199 arasında yıl, ay ve gün yazın, örneğin `2026-10-29`"
            ));
        };
        let (hours, name) = parse_day_hours(rest.trim_start())?;
        let name = name.trim().to_owned();
        Ok(SpecialDay { day, hours, name })
    }
}

/// English and Turkish names of the days, Monday first.
const DAY_NAMES: [[&str; 2]; 7] =
    [["mon", "pzt"], ["tue", "sal"], ["wed", "çar"], ["thu", "per"], ["fri", "cum"], ["sat", "cmt"], ["sun", "paz"]];

fn parse_days(text: &str, whole: &str) -> Result<[bool; 7], Both> {
    if text.is_empty() {
        return Err(both!(
            en = "`{whole}` names no days; write them first, such as `Mon-Fri {whole}`",
            tr = "`{whole}` gün belirtmiyor; önce günleri yazın, örneğin `Pzt-Cum {whole}`"
        ));
    }
    let mut days = [false; 7];
    for part in text.split(',') {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (from, to) = (parse_day(from)?, parse_day(to)?);
        // A range may wrap: Sat-Tue.
        for step in 0..=(to + 7 - from) % 7 {
            if let Some(day) = days.get_mut((from + step) % 7) {
                *day = true;
            }
        }
    }
    Ok(days)
}

fn parse_day(text: &str) -> Result<usize, Both> {
    let word = text.trim();
    let lower = word.to_lowercase();
    if let Some(at) = DAY_NAMES.iter().position(|names| names.contains(&lower.as_str())) {
        return Ok(at);
    }
    // Longer words are most likely the full name of a day, in either language.
    let full = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let tam = ["pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"];
    let known = DAY_NAMES.iter().flatten().copied();
    let at = |names: &[&str; 7]| names.iter().position(|name| *name == lower);
    let near = match (at(&full), at(&tam)) {
        (Some(at), _) => DAY_NAMES.get(at).map(|names| names[0]),
        (_, Some(at)) => DAY_NAMES.get(at).map(|names| names[1]),
        _ => nearest(&lower, known),
    };
    match near.map(capital) {
        Some(near) => Err(both!(
            en = "`{word}` is no day of the week; did you mean `{near}`?",
            tr = "`{word}` bir gün değil; `{near}` mi demek istediniz?"
        )),
        None => Err(both!(
            en = "`{word}` is no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun",
            tr = "`{word}` bir gün değil; Pzt, Sal, Çar, Per, Cum, Cmt ya da Paz yazın"
        )),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

fn parse_hours(text: &str) -> Result<(TimeOfDay, TimeOfDay), Both> {
    if text.contains([',', ';']) {
        return Err(both!(
            en = "`{text}` holds several blocks; write each as an entry of its own",
            tr = "`{text}` birden çok aralık içeriyor; her birini ayrı bir öğe olarak yazın"
        ));
    }
    let Some((from, to)) = text.split_once(['-', '–']) else {
        return Err(both!(
            en = "`{text}` has no closing time; write `09:00-12:30`",
            tr = "`{text}` kapanış saati içermiyor; `09:00-12:30` biçiminde yazın"
        ));
    };
    Ok((parse_time(from)?, parse_time(to)?))
}

fn parse_time(text: &str) -> Result<TimeOfDay, Both> {
    let word = text.trim();
    TimeOfDay::parse(word).ok_or_else(|| {
        both!(
            en = "`{word}` is no time of day; write hours and minutes from 00:00 to 24:00, such as `09:00`",
            tr = "`{word}` bir saat değil; 00:00–24:00 arasında saat ve dakika yazın, örneğin `09:00`"
        )
    })
}

/// `2026-10-29` and nothing else: the zone library would also take `20261029` and drop a time behind it.
fn strict_day(text: &str) -> Option<Day> {
    let shaped = text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (shaped && text.len() == 10).then(|| Day::parse(text)).flatten()
}

/// What follows the date: no time, a closing, or both times; then the name.
fn parse_day_hours(text: &str) -> Result<(DayHours, &str), Both> {
    if !looks_like_time(text) {
        return Ok((DayHours::Closed, text));
    }
    let ends = |letter: char| letter.is_whitespace() || letter == '-' || letter == '–';
    let (word, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
    let first = parse_time(word)?;
    let after = rest.trim_start().strip_prefix(['-', '–']).map(str::trim_start);
    let Some(after) = after.filter(|after| after.starts_with(|letter: char| letter.is_ascii_digit())) else {
        return Ok((DayHours::Until(first), rest));
    };
    let (word, name) = after.split_at(after.find(char::is_whitespace).unwrap_or(after.len()));
    let second = parse_time(word)?;
    if first >= second {
        return Err(both!(
            en = "`{first}-{second}` must close later on the same day, at 24:00 at the latest",
            tr = "`{first}-{second}` aynı gün daha geç, en geç 24:00'te kapanmalı"
        ));
    }
    Ok((DayHours::Only(first, second), name))
}

/// Whether a word means a time, right or wrong: `13:00`, `25.00`, `9-13`, `13`; but not `1. Gün` or `29 Ekim`. A time that
/// passed for a name would close the whole day.
fn looks_like_time(text: &str) -> bool {
    let digit = |letter: char| letter.is_ascii_digit();
    let rest = text.trim_start_matches(digit);
    let next = rest.strip_prefix([':', '.', '-', '–']);
    rest.len() < text.len() && (rest.trim().is_empty() || next.is_some_and(|next| next.starts_with(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> TimeOfDay {
        TimeOfDay::parse(text).unwrap()
    }

    fn days(text: &str) -> String {
        let read = OpeningHours::parse(&format!("{text} 09:00-18:00")).unwrap();
        let letters = "MTWTFSS".chars().zip(read.days);
        letters.map(|(letter, open)| if open { letter } else { '-' }).collect()
    }

    #[test]
    fn days_are_read_as_ranges_and_lists_in_both_languages() {
        assert_eq!(days("Mon-Fri"), "MTWTF--");
        assert_eq!(days("mon,WED"), "M-W----");
        assert_eq!(days("Sat-Tue"), "MT---SS");
        assert_eq!(days("Sun - Thu"), "MTWT--S");
        assert_eq!(days("Mon-Tue, Sat"), "MT---S-");
        assert_eq!(days("Pzt–Cum"), "MTWTF--");
        assert_eq!(days("SAL,çar,Per,cmt,PAZ"), "-TWT-SS");
    }

    #[test]
    fn hours_are_read_up_to_midnight_and_beyond() {
        let read = OpeningHours::parse("Mon-Fri 9:00 – 12.30").unwrap();
        assert_eq!((read.from, read.to), (time("09:00"), time("12:30")));
        let read = OpeningHours::parse("Mon 22:00-24:00").unwrap();
        assert_eq!((read.from.secs(), read.to.secs()), (79_200, 86_400));
        let read = OpeningHours::parse("Fri22:00-02:00").unwrap();
        assert_eq!((read.from, read.to), (time("22:00"), time("02:00")));
    }

    #[test]
    fn nonsense_in_opening_hours_is_named() {
        for (wrong, said) in [
            ("", "has no hours"),
            ("Mon-Fri", "has no hours"),
            ("09:00-18:00", "names no days"),
            ("Mno 09:00-18:00", "did you mean `Mon`?"),
            ("Monday 09:00-18:00", "did you mean `Mon`?"),
            ("Salı 09:00-18:00", "did you mean `Sal`?"),
            ("Xyz 09:00-18:00", "write Mon, Tue"),
            ("Mon- 09:00-18:00", "`` is no day"),
            ("Mon-Tue-Wed 09:00-18:00", "no day of the week"),
            ("Mon 09:00", "no closing time"),
            ("Mon 09:00-25:00", "`25:00` is no time"),
            ("Mon 09:00-12:60", "`12:60` is no time"),
            ("Mon 09:00-24:01", "`24:01` is no time"),
            ("Mon 9-18", "`9` is no time"),
            ("Mon 09:00-09:00", "no stretch of time"),
            ("Mon 24:00-02:00", "no stretch of time"),
            ("Mon 09:00-12:00,13:00-18:00", "several blocks"),
        ] {
            let fault = OpeningHours::parse(wrong).unwrap_err();
            assert!(fault.en.contains(said), "{wrong}: {}", fault.en);
            assert_ne!(fault.en, fault.tr);
        }
    }

    #[test]
    fn special_days_are_closed_half_or_have_their_own_hours() {
        let day = Day::parse("2026-10-28").unwrap();
        for (text, hours, name) in [
            ("2026-10-28", DayHours::Closed, ""),
            ("2026-10-28 Cumhuriyet Bayramı ", DayHours::Closed, "Cumhuriyet Bayramı"),
            ("2026-10-28 29 Ekim arifesi", DayHours::Closed, "29 Ekim arifesi"),
            ("2026-10-28 1. Gün", DayHours::Closed, "1. Gün"),
            ("2026-10-28 13:00", DayHours::Until(time("13:00")), ""),
            ("2026-10-28\t13.00 Arife", DayHours::Until(time("13:00")), "Arife"),
            ("2026-10-28 13:00 - Arife", DayHours::Until(time("13:00")), "- Arife"),
            ("2026-10-28 9:00-13:00", DayHours::Only(time("09:00"), time("13:00")), ""),
            ("2026-10-28 09:00 – 24:00 Fuar", DayHours::Only(time("09:00"), time("24:00")), "Fuar"),
        ] {
            let name = name.to_owned();
            assert_eq!(SpecialDay::parse(text), Ok(SpecialDay { day, hours, name }), "{text}");
        }
    }

    #[test]
    fn nonsense_in_special_days_is_named() {
        for (wrong, said) in [
            ("", "`` is no day"),
            ("2026-02-30", "is no day"),
            ("20261028", "is no day"),
            ("2026-10-28T13:00", "is no day"),
            ("28.10.2026", "is no day"),
            ("1899-12-31", "is no day"),
            ("2026-10-28 25:00", "`25:00` is no time"),
            ("2026-10-28 13", "`13` is no time"),
            ("2026-10-28 9-13", "`9` is no time"),
            ("2026-10-28 13:00-09:00", "must close later"),
            ("2026-10-28 22:00-02:00", "must close later"),
            ("2026-10-28 13:00-1x", "`1x` is no time"),
        ] {
            let fault = SpecialDay::parse(wrong).unwrap_err();
            assert!(fault.en.contains(said), "{wrong}: {}", fault.en);
            assert_ne!(fault.en, fault.tr);
        }
    }
}
