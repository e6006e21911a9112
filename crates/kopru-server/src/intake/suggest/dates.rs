//! How a file writes its dates: patterns made from the values themselves, and the order of day and month by evidence.
//!
//! A value above twelve shows which of two numbers is the day. One column that shows it speaks for every column of the file
//! that parts its numbers in the same way. Where nothing shows it, convention decides and the suggestion says so.

use super::sample::{Column, Sample};
use crate::intake::date::{Dates, Format, is_month};
use crate::limits::DATE_FORMATS_MAX;
use kopru_engine::lang::Lang;
use std::collections::BTreeMap;

/// Different values of a column that are looked at.
const VALUES_MAX: usize = 200;
/// Of a hundred different values so many must be dates.
const SHARE_MIN: usize = 90;

/// How sure the order of day and month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    /// The format leaves no doubt, or values above twelve show it.
    Certain,
    /// Nothing shows it: a convention.
    Guessed,
    /// Some values show one order, some the other.
    Contradictory,
}

/// One way of writing dates that the file uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// As `date_formats` names it.
    pub format: String,
    pub order: Order,
    /// A value that is written so.
    pub example: String,
}

/// What was found out about the dates of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct DateReading {
    /// The formats, the commonest first; at most [`DATE_FORMATS_MAX`].
    pub formats: Vec<Found>,
    /// For each column of the sample: whether it holds dates.
    pub columns: Vec<bool>,
    /// For each column that holds dates: whether each of them names a time.
    pub timed: Vec<bool>,
}

/// Puts the day (`d`) or the month (`m`) first in every format in which nothing shows which it is.
pub(super) fn put_first(reading: &mut DateReading, first: char) {
    for found in reading.formats.iter_mut().filter(|it| it.order != Order::Certain) {
        let (day, month) = (found.format.find("%d"), found.format.find("%m"));
        if let (Some(day), Some(month)) = (day, month)
            && (day < month) != (first == 'd')
        {
            found.format = found.format.replace("%d", "\u{1}").replace("%m", "%d").replace('\u{1}', "%m");
        }
        found.order = Order::Certain;
    }
    // Two that differed in nothing but the order are one now.
    let mut seen = std::collections::BTreeSet::new();
    reading.formats.retain(|it| seen.insert(it.format.clone()));
}

/// A date's form with the places of its numbers open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    /// The pattern; `\u{1}` stands for a number of the date.
    template: String,
    /// How many digits the numbers have, two for one or two.
    digits: Vec<usize>,
    month_word: bool,
}

/// A value taken apart.
struct Parsed {
    shape: Shape,
    numbers: Vec<u32>,
}

/// What values above twelve showed.
#[derive(Clone, Copy, Default)]
struct Evidence {
    day_first: usize,
    month_first: usize,
}

/// Finds the formats of a sample. `lang` decides what nothing else decides: in Turkish the day comes first.
pub(super) fn read(sample: &Sample, lang: Lang) -> DateReading {
    let shapes: Vec<Vec<(Option<Parsed>, &str, usize)>> = sample.columns.iter().map(parse_column).collect();
    let mut evidence: BTreeMap<char, Evidence> = BTreeMap::new();
    for (parsed, _, _) in shapes.iter().flatten() {
        if let Some(parsed) = parsed {
            weigh(parsed, &mut evidence);
        }
    }
    let judge = Judge { evidence, comma_file: sample.delimiter == b',', lang };
    let mut counts: BTreeMap<(String, Order), (usize, &str)> = BTreeMap::new();
    let mut out = DateReading::default();
    for column in &shapes {
        let formats: Vec<Option<(Vec<String>, Order)>> =
            column.iter().map(|(parsed, value, _)| judge.formats(parsed.as_ref(), value)).collect();
        let dates = formats.iter().flatten().count();
        let is_date = dates > 0 && dates * 100 >= column.len() * SHARE_MIN;
        out.columns.push(is_date);
        out.timed.push(is_date && column.iter().all(|(_, value, _)| value.contains(':')));
        if !is_date {
            continue;
        }
        for ((_, value, times), found) in column.iter().zip(&formats) {
            let Some((formats, order)) = found else { continue };
            for format in formats {
                counts.entry((format.clone(), *order)).or_insert((0, value)).0 += times;
            }
        }
    }
    let mut found: Vec<(usize, Found)> = counts
        .into_iter()
        .map(|((format, order), (count, example))| (count, Found { format, order, example: example.to_owned() }))
        .collect();
    // What is certain comes before what is guessed: it must not be read by a guess.
    found.sort_by(|a, b| (a.1.order, b.0, &a.1.format).cmp(&(b.1.order, a.0, &b.1.format)));
    let mut seen = Vec::new();
    found.retain(|(_, it)| {
        let new = !seen.contains(&it.format);
        seen.push(it.format.clone());
        new
    });
    out.formats = found.into_iter().map(|it| it.1).take(DATE_FORMATS_MAX).collect();
    out
}

fn parse_column(column: &Column) -> Vec<(Option<Parsed>, &str, usize)> {
    let values = column.values.iter().take(VALUES_MAX);
    values.map(|(value, times)| (parse(value), value.as_str(), *times)).collect()
}

fn weigh(parsed: &Parsed, evidence: &mut BTreeMap<char, Evidence>) {
    let [first, second, _] = parsed.numbers[..] else { return };
    let [digits, _, year] = parsed.shape.digits[..] else { return };
    if digits == 4 || year < 2 {
        return;
    }
    let entry = evidence.entry(separator(&parsed.shape)).or_default();
    entry.day_first += usize::from(first > 12 && first <= 31 && second <= 12);
    entry.month_first += usize::from(second > 12 && second <= 31 && first <= 12);
}

/// What stands between the first two numbers.
fn separator(shape: &Shape) -> char {
    shape.template.trim_start_matches(|c| c != '\u{1}').chars().nth(1).unwrap_or(' ')
}

/// Decides the order of numbers.
struct Judge {
    evidence: BTreeMap<char, Evidence>,
    comma_file: bool,
    lang: Lang,
}

impl Judge {
    /// The formats by which `value` is read, the likelier first; none when it is no date.
    fn formats(&self, parsed: Option<&Parsed>, value: &str) -> Option<(Vec<String>, Order)> {
        if value.contains(['-', 'T']) && reads("iso", value) {
            return Some((vec!["iso".to_owned()], Order::Certain));
        }
        let shape = &parsed?.shape;
        let (orders, order) = self.orders(shape)?;
        let formats: Vec<String> = orders.iter().map(|order| pattern(shape, order)).collect();
        formats.iter().any(|format| reads(format, value)).then_some((formats, order))
    }

    /// What the open numbers are, in each order that is possible.
    fn orders(&self, shape: &Shape) -> Option<(Vec<Vec<char>>, Order)> {
        let year = |digits: usize| if digits == 4 { 'Y' } else { 'y' };
        match (shape.month_word, &shape.digits[..]) {
            (true, [4, _]) => Some((vec![vec!['Y', 'd']], Order::Certain)),
            (true, [_, digits]) => Some((vec![vec!['d', year(*digits)]], Order::Certain)),
            (false, [4, _, 2]) => Some((vec![vec!['Y', 'm', 'd']], Order::Certain)),
            (false, [2, 2, digits]) => {
                let (day, month) = (vec!['d', 'm', year(*digits)], vec!['m', 'd', year(*digits)]);
                let evidence = self.evidence.get(&separator(shape)).copied().unwrap_or_default();
                Some(match (evidence.day_first, evidence.month_first) {
                    (0, 0) => {
                        let first = if self.day_first(shape) { day } else { month };
                        (vec![first], Order::Guessed)
                    }
                    (_, 0) => (vec![day], Order::Certain),
                    (0, _) => (vec![month], Order::Certain),
                    (days, months) if days >= months => (vec![day, month], Order::Contradictory),
                    _ => (vec![month, day], Order::Contradictory),
                })
            }
            _ => None,
        }
    }

    /// Whether convention puts the day first: with dots always; else where another column of the file showed an order, that
    /// one; `AM` and `PM` go with the month; a `;` file and a Turkish reader with the day.
    fn day_first(&self, shape: &Shape) -> bool {
        let shown = self.evidence.values().find(|it| (it.day_first == 0) != (it.month_first == 0));
        match (separator(shape), shown) {
            ('.', _) => true,
            (_, Some(shown)) => shown.day_first > 0,
            _ if shape.template.contains("%p") => false,
            _ => self.lang == Lang::Tr || !self.comma_file,
        }
    }
}

fn pattern(shape: &Shape, order: &[char]) -> String {
    let mut order = order.iter();
    let mut out = String::new();
    for letter in shape.template.chars() {
        match letter {
            '\u{1}' => {
                out.push('%');
                out.push(*order.next().unwrap_or(&'d'));
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether a format reads a value as a date that exists.
fn reads(format: &str, value: &str) -> bool {
    Format::parse(format).is_some_and(|format| Dates { formats: vec![format], zone: None }.day("", value).is_ok())
}

/// Takes a value apart; none when it cannot be a date.
fn parse(value: &str) -> Option<Parsed> {
    if value.len() > 48 || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut parser = Parser { rest: value, template: String::new(), numbers: Vec::new(), month_word: false, time: 0 };
    while !parser.rest.is_empty() {
        parser.step()?;
    }
    let numbers = if parser.month_word { 2 } else { 3 };
    if parser.numbers.len() != numbers {
        return None;
    }
    // Nobody writes a year with one digit: `1.2.3` is a version.
    let lengths: Vec<usize> = parser.numbers.iter().map(|it| it.1).collect();
    if lengths.first() != Some(&4) && lengths.last() == Some(&1) {
        return None;
    }
    let digits = parser.numbers.iter().map(|(_, digits)| if *digits == 4 { 4 } else { 2 }).collect();
    let template = if parser.template.contains("%p") { parser.template.replace("%H", "%I") } else { parser.template };
    let shape = Shape { template, digits, month_word: parser.month_word };
    Some(Parsed { shape, numbers: parser.numbers.into_iter().map(|it| it.0).collect() })
}

struct Parser<'a> {
    rest: &'a str,
    template: String,
    numbers: Vec<(u32, usize)>,
    month_word: bool,
    /// Parts of the time read: hour, minute, second.
    time: usize,
}

impl<'a> Parser<'a> {
    fn step(&mut self) -> Option<()> {
        let first = self.rest.chars().next()?;
        if first.is_ascii_digit() {
            let run = self.run(|c| c.is_ascii_digit());
            return self.number(run);
        }
        if first.is_alphabetic() {
            let run = self.run(char::is_alphabetic);
            return self.word(run);
        }
        if self.time >= 2 && matches!(first, '+' | '-') {
            return self.offset();
        }
        if first == '%' || first.is_control() {
            return None;
        }
        self.rest = &self.rest[first.len_utf8()..];
        let digit_follows = self.rest.starts_with(|c: char| c.is_ascii_digit());
        if self.time == 3 && first == '.' && digit_follows {
            self.run(|c| c.is_ascii_digit());
            self.template.push_str("%.f");
        } else {
            self.template.push(first);
        }
        Some(())
    }

    fn run(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !test(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    fn number(&mut self, run: &str) -> Option<()> {
        let hour = self.time == 0 && self.rest.starts_with(':');
        if hour || (self.time > 0 && self.template.ends_with(':')) {
            let directive = *["%H", "%M", "%S"].get(self.time)?;
            self.template.push_str(directive);
            self.time += 1;
            return (run.len() <= 2).then_some(());
        }
        let open = self.numbers.len() < 3 && matches!(run.len(), 1 | 2 | 4);
        self.numbers.push((run.parse().ok()?, run.len()));
        self.template.push('\u{1}');
        open.then_some(())
    }

    fn word(&mut self, run: &str) -> Option<()> {
        if is_month(run) && !self.month_word {
            self.month_word = true;
            self.template.push_str("%b");
            return Some(());
        }
        let directive = match run.to_ascii_uppercase().as_str() {
            "AM" | "PM" => "%p",
            "UTC" | "GMT" => "%Q",
            "T" => "T",
            "MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT" | "SUN" => "%a",
            "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY" => "%A",
            _ => return None,
        };
        self.template.push_str(directive);
        Some(())
    }

    fn offset(&mut self) -> Option<()> {
        let sign = self.rest.get(..1)?;
        self.rest = self.rest.strip_prefix(sign)?;
        let run = self.run(|c| c.is_ascii_digit() || c == ':');
        let directive = match (run.len(), run.contains(':')) {
            (4, false) => "%z",
            (5, true) => "%:z",
            _ => return None,
        };
        self.template.push_str(directive);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(csv: &str, lang: Lang) -> (Vec<(String, Order)>, Vec<bool>) {
        let sample = Sample::read(csv.as_bytes()).unwrap();
        let reading = read(&sample, lang);
        (reading.formats.into_iter().map(|it| (it.format, it.order)).collect(), reading.columns)
    }

    fn only(values: &[&str], lang: Lang) -> Vec<(String, Order)> {
        found(&format!("a|b\n{}|x\n", values.join("|x\n")), lang).0
    }

    #[test]
    fn formats_are_made_from_the_values() {
        for (value, format) in [
            ("2021-04-15", "iso"),
            ("2021-04-15T10:00:00Z", "iso"),
            ("2020-12-30 3:15:52", "%Y-%m-%d %H:%M:%S"),
            ("25.12.2024", "%d.%m.%Y"),
            ("25.12.2024 14:30", "%d.%m.%Y %H:%M"),
            ("12/25/2024 2:30 PM", "%m/%d/%Y %I:%M %p"),
            ("2024/12/25", "%Y/%m/%d"),
            ("25/12/24", "%d/%m/%y"),
            ("15 Apr, 2021 00:03:00", "%d %b, %Y %H:%M:%S"),
            ("15 Nisan 2021", "%d %b %Y"),
            ("Apr 15, 2021", "%b %d, %Y"),
            ("2021-04-15 10:00:00.250 +0300", "%Y-%m-%d %H:%M:%S%.f %z"),
        ] {
            assert_eq!(only(&[value], Lang::En), [(format.to_owned(), Order::Certain)], "{value}");
        }
        for value in ["404-351-9533", "10.0.0.1", "2.5", "1.2.3", "20191231", "32.13.2024", "May", "hello 12", "12:30"]
        {
            assert_eq!(only(&[value], Lang::En), [], "{value}");
        }
    }

    #[test]
    fn one_day_above_twelve_speaks_for_the_whole_file() {
        let (formats, columns) = found("a,b\n01/02/2024,03/04/2024\n02/03/2024,13/04/2024\n", Lang::En);
        assert_eq!((formats, columns), (vec![("%d/%m/%Y".to_owned(), Order::Certain)], vec![true, true]));
        assert_eq!(only(&["01/02/2024"], Lang::Tr), [("%d/%m/%Y".to_owned(), Order::Guessed)]);
        assert_eq!(
            found("a,b\n01/02/2024,x\n", Lang::En).0,
            [("%m/%d/%Y".to_owned(), Order::Guessed)],
            "a file with commas, read in English"
        );
        assert_eq!(only(&["01.02.2024"], Lang::En), [("%d.%m.%Y".to_owned(), Order::Guessed)]);
        let both = only(&["13/04/2024", "04/13/2024", "14/04/2024"], Lang::En);
        assert_eq!(both[0], ("%d/%m/%Y".to_owned(), Order::Contradictory));
        assert_eq!(both.len(), 2);
    }
}
