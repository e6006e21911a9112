//! Times as people name them, in days from now or days of the year.

use super::figures::{PARTS, figure};
use super::spoken::{Said, Span};
use super::words::number_word;
use std::ops::Range;

/// When, or how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// So many days.
    Days(Span),
    /// Days of the year, from 1.
    Dates(Span),
}

/// A time that somebody named.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Its words, by their places among the turn's.
    pub at: Range<usize>,
    /// What it names.
    pub time: Time,
}

/// Times that a turn names.
pub(super) fn mentions(said: &Said<'_>) -> Vec<Mention> {
    let mut all: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < said.tokens.len() {
        let found = relative(said, at).or_else(|| date(said, at)).or_else(|| period(said, at));
        match found {
            Some(it) => {
                at = it.at.end;
                all.push(it);
            }
            None => at += 1,
        }
    }
    all
}

/// Days from now by turns of phrase: from which to which day they may end.
const RELATIVE: [(&str, i64, i64); 30] = [
    ("tomorrow", 1, 1),
    ("yarin*", 1, 1),
    ("end of the week", 0, 6),
    ("end of this week", 0, 6),
    ("this week", 0, 6),
    ("bu hafta*", 0, 6),
    ("hafta sonu*", 0, 6),
    ("end of next week", 7, 13),
    ("next week", 1, 13),
    ("gelecek hafta*", 1, 13),
    ("onumuzdeki hafta*", 1, 13),
    ("end of the month", 0, 30),
    ("end of this month", 0, 30),
    ("this month", 0, 30),
    ("bu ay*", 0, 30),
    ("ay sonu*", 0, 30),
    ("end of next month", 28, 61),
    ("next month", 1, 61),
    ("gelecek ay*", 1, 61),
    ("onumuzdeki ay*", 1, 61),
    ("end of the quarter", 0, 91),
    ("end of this quarter", 0, 91),
    ("this quarter", 0, 91),
    ("bu ceyrek*", 0, 91),
    ("next quarter", 1, 183),
    ("end of the year", 0, 365),
    ("end of this year", 0, 365),
    ("this year", 0, 365),
    ("bu yil*", 0, 365),
    ("yil sonu*", 0, 365),
];

fn relative(said: &Said<'_>, at: usize) -> Option<Mention> {
    let (phrase, least, most) = RELATIVE.iter().find(|it| said.is(at, said.tokens.len(), it.0))?;
    let after = at.checked_sub(1).map_or("", |it| said.word(it));
    // The day after tomorrow.
    let more = i64::from(*phrase == "tomorrow" && after == "after");
    let words = phrase.split(' ').count();
    Some(Mention { at: at..at + words, time: Time::Days(Span { least: least + more, most: most + more }) })
}

/// `10 days`, `two to three weeks`, `one-day`, `48 saat`, `15 iş günü`.
fn period(said: &Said<'_>, at: usize) -> Option<Mention> {
    let (low, high, mut end) = amount(said, at)?;
    let word = said.word(end);
    let hyphened = said.word(at).split_once('-').and_then(|it| unit_days(it.1));
    if let Some(unit) = hyphened {
        return Some(Mention { at: at..at + 1, time: Time::Days(in_days((low, high), unit, false)) });
    }
    let business = matches!(word, "business" | "working" | "work" | "is");
    end += usize::from(business);
    let unit = unit_days(said.word(end))?;
    let slash = at > 0 && said.gap(at - 1, at).contains('/');
    (!slash).then(|| Mention { at: at..end + 1, time: Time::Days(in_days((low, high), unit, business)) })
}

/// How many, in thousandths, and the word behind it.
fn amount(said: &Said<'_>, at: usize) -> Option<(i64, i64, usize)> {
    let word = said.word(at);
    if let Some((a, b)) = word.split_once('-') {
        let one = |it: &str| match it {
            "one" | "a" => Some(PARTS),
            it => number_word(it)
                .or_else(|| it.parse().ok().filter(|it| (1..1_000).contains(it)))
                .map(|it: i64| it * PARTS),
        };
        if let Some(low) = one(a) {
            return match one(b) {
                Some(high) if low < high => Some((low, high, at + 1)),
                _ => unit_days(b).map(|_| (low, low, at + 1)),
            };
        }
    }
    let single = |at: usize| {
        let (article, next) = (matches!(said.word(at), "a" | "an" | "one" | "bir" | "single"), said.word(at + 1));
        if said.is(at, said.tokens.len(), "a couple of") {
            return Some((2 * PARTS, at + 3));
        }
        if article && next == "bucuk" {
            return Some((PARTS + PARTS / 2, at + 2));
        }
        if article {
            return Some((PARTS, at + 1 + usize::from(next == "single")));
        }
        figure(said.text, &said.tokens, at).filter(|it| (1..1_000 * PARTS).contains(&it.0))
    };
    let (low, end) = single(at)?;
    let joins =
        ["to", "or", "ile", "ila", "veya"].contains(&said.word(end)) || said.gap(end.saturating_sub(1), end) == "–";
    let second = if joins { single(end + usize::from(said.gap(end - 1, end) != "–")) } else { single(end) };
    match second {
        Some((high, end)) if low < high && high < 100 * PARTS => Some((low, high, end)),
        _ => Some((low, low, end)),
    }
}

/// Least and most days of a unit, and in how many parts of a day it is counted.
fn unit_days(word: &str) -> Option<(i64, i64, i64)> {
    let turkish = |stem: &str| word.starts_with(stem);
    Some(match word {
        "day" | "days" => (1, 1, 1),
        "hour" | "hours" => (1, 1, 24),
        "week" | "weeks" => (7, 7, 1),
        "month" | "months" => (28, 31, 1),
        "year" | "years" => (365, 366, 1),
        "ay" | "ayda" | "aya" | "aydan" | "ayi" | "aylik" => (28, 31, 1),
        _ if turkish("gun") && !turkish("gunc") && !turkish("gunes") => (1, 1, 1),
        _ if turkish("hafta") => (7, 7, 1),
        "saat" | "saatte" | "saatlik" | "saati" => (1, 1, 24),
        "yil" | "yilda" | "yila" => (365, 366, 1),
        _ => return None,
    })
}

fn in_days((low, high): (i64, i64), (least, most, of): (i64, i64, i64), business: bool) -> Span {
    let part = PARTS.saturating_mul(of);
    let (low, high) = (low.saturating_mul(least) / part, (high.saturating_mul(most) + part - 1) / part);
    if !business {
        return Span { least: low.max(i64::from(of == 24)), most: high };
    }
    // Between two weekends lie five of them.
    Span { least: low + 2 * ((low - 1).max(0) / 5), most: high + 2 * ((high + 4) / 5) }
}

const MONTHS: [(&str, &str, i64); 12] = [
    ("january", "ocak", 31),
    ("february", "subat", 28),
    ("march", "mart", 31),
    ("april", "nisan", 30),
    ("may", "mayis", 31),
    ("june", "haziran", 30),
    ("july", "temmuz", 31),
    ("august", "agustos", 31),
    ("september", "eylul", 30),
    ("october", "ekim", 31),
    ("november", "kasim", 30),
    ("december", "aralik", 31),
];

/// The month that a word names, from 0; of a season its first one.
pub(super) fn month_of(said: &Said<'_>, at: usize) -> Option<usize> {
    const SEASONS: [(&str, usize); 10] = [
        ("spring", 2),
        ("bahar", 2),
        ("baharda", 2),
        ("summer", 5),
        ("yazin", 5),
        ("autumn", 8),
        ("sonbahar", 8),
        ("sonbaharda", 8),
        ("sonbahardan", 8),
        ("winter", 11),
    ];
    let token = said.tokens.get(at).filter(|it| it.is_month_or_quarter())?;
    let month = MONTHS.iter().position(|it| it.0 == token.folded || (it.1.len() > 3 && token.folded.starts_with(it.1)));
    month.or_else(|| SEASONS.iter().find(|it| it.0 == token.folded).map(|it| it.1))
}

/// `May 15`, `15 Mayıs`, `April`, `Q3`. With a year nothing is said, since the others name none.
fn date(said: &Said<'_>, at: usize) -> Option<Mention> {
    let month = |at: usize| {
        let token = said.tokens.get(at).filter(|it| it.is_capital())?;
        MONTHS.iter().position(|it| it.0 == token.folded || it.1 == token.folded)
    };
    let day = |at: usize| {
        let word = said.word(at);
        let plain = word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        plain.parse::<i64>().ok().filter(|it| (1..=31).contains(it) && plain.len() <= 2)
    };
    let year = |at: usize| said.tokens.get(at).is_some_and(|it| it.is_date() && it.folded.parse::<u16>().is_ok());
    let (place, first, last, end) = match (month(at), day(at)) {
        (Some(month), _) => match day(at + 1) {
            Some(day) => (month, day, day, at + 2),
            // `May` alone is a word like others.
            None if month == 4 && said.word(at) == "may" => return None,
            None => (month, 1, MONTHS.get(month)?.2, at + 1),
        },
        (None, Some(day)) => {
            let of = usize::from(said.word(at + 1) == "of");
            (month(at + 1 + of)?, day, day, at + 2 + of)
        }
        (None, None) => return quarter(said, at),
    };
    let before: i64 = MONTHS.iter().take(place).map(|it| it.2).sum();
    let span = Span { least: before + first, most: before + last };
    (!year(end)).then_some(Mention { at: at..end, time: Time::Dates(span) })
}

fn quarter(said: &Said<'_>, at: usize) -> Option<Mention> {
    let n = ["q1", "q2", "q3", "q4"].iter().position(|it| *it == said.word(at))?;
    let sum = |months: usize| MONTHS.iter().take(months).map(|it| it.2).sum::<i64>();
    Some(Mention { at: at..at + 1, time: Time::Dates(Span { least: sum(3 * n) + 1, most: sum(3 * n + 3) }) })
}

/// A day of the year in both languages.
pub(super) fn day_aloud(day: i64) -> (String, String) {
    const TURKISH: [&str; 12] =
        ["Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"];
    let mut rest = day;
    for (place, (name, _, days)) in MONTHS.iter().enumerate() {
        if rest <= *days {
            let mut name = (*name).to_owned();
            name.get_mut(..1).map(str::make_ascii_uppercase);
            return (format!("{rest} {name}"), format!("{rest} {}", TURKISH.get(place).unwrap_or(&"")));
        }
        rest -= days;
    }
    (day.to_string(), day.to_string())
}
