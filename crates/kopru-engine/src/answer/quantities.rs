//! What people measure: how long something takes, how many of something, how much in a month. Two that measure the same can
//! contradict each other.

use super::figures::{PARTS, currency, figure};
use super::words::{Token, number_word};
use crate::time::DAY_SECS;
use std::ops::Range;

/// Something that was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    /// How many, or how many seconds.
    value: i64,
    /// Of what.
    of: Of,
    /// The bytes that say so.
    words: Range<usize>,
}

impl Quantity {
    /// The bytes that say so.
    pub fn words(&self) -> &Range<usize> {
        &self.words
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    /// A stretch of time.
    Time,
    /// Things: the beginning of their name, and in which time where that is said.
    Things(String, Option<i64>),
    /// Only in which time.
    Within(i64),
}

/// Letters of a thing's name that must be the same: Turkish adds endings.
const ROOT: usize = 4;
/// Words that stand between a number and what it counts.
const BETWEEN: [&str; 9] = ["kadar", "civari", "civarinda", "tane", "adet", "of", "new", "yeni", "or"];
/// What is no name of a thing.
const NO_THING: [&str; 36] = [
    "that", "this", "the", "and", "but", "for", "with", "from", "them", "thousand", "million", "percent", "dollar",
    "dollars", "euro", "euros", "pounds", "lira", "avro", "dolar", "bin", "milyon", "usd", "eur", "gbp", "till",
    "until", "then", "they", "into", "last", "next", "only", "some", "icin", "ile",
];

/// Seconds of a unit of time; a month has thirty days, a year twelve such months and five.
fn unit(word: &str) -> Option<i64> {
    Some(match word {
        "minute" | "minutes" | "dakika" | "dakikada" => 60,
        "hour" | "hours" | "saat" | "saatte" | "saati" => 3_600,
        "day" | "days" | "gun" | "gunde" | "gunu" => DAY_SECS,
        "week" | "weeks" | "hafta" | "haftada" | "haftayi" => 7 * DAY_SECS,
        "month" | "months" | "ay" | "ayda" | "ayi" | "aya" => 30 * DAY_SECS,
        "year" | "years" | "yil" | "yilda" | "yili" | "sene" | "senede" => 365 * DAY_SECS,
        _ => return None,
    })
}

/// Everything that an answer measures; amounts with a currency are not among them.
pub(super) fn read(answer: &str, tokens: &[Token]) -> Vec<Quantity> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begin = at;
        at += 1;
        let Some((value, end)) = number(answer, tokens, begin) else { continue };
        at = end;
        all.extend(measured(answer, tokens, (begin, end), value));
    }
    all
}

/// The number that begins there, in whole units; one where a unit of time follows, as in `bir ay`.
fn number(answer: &str, tokens: &[Token], begin: usize) -> Option<(i64, usize)> {
    let word = tokens.get(begin)?.folded.as_str();
    let one = matches!(word, "one" | "bir") && tokens.get(begin + 1).is_some_and(|it| unit(&it.folded).is_some());
    if one {
        return Some((1, begin + 1));
    }
    let token = tokens.get(begin)?;
    if token.is_date() && number_word(word).is_none() {
        return None;
    }
    let (value, end) = figure(answer, tokens, begin)?;
    (value % PARTS == 0 && value > 0).then_some((value / PARTS, end))
}

fn measured(answer: &str, tokens: &[Token], (begin, end): (usize, usize), value: i64) -> Option<Quantity> {
    let bytes = |last: usize| Some(tokens.get(begin)?.range.start..tokens.get(last)?.range.end);
    let (first, last) = (tokens.get(begin)?.range.start, tokens.get(end - 1)?.range.end);
    let near = |at: usize| answer.get(last..at).is_some_and(|it| it.trim().is_empty());
    let share = answer.get(..first)?.ends_with('%') || answer.get(last..)?.trim_start().starts_with('%');
    // An amount is compared as one, and the first end of a range is none.
    let ranges = first > 0 && answer.get(..first)?.ends_with(['-', '–']);
    if share || ranges || currency(answer, tokens, (begin, end), &(first..last)).is_some() {
        return None;
    }
    let next = tokens.get(end);
    if let Some(secs) = next.filter(|it| near(it.range.start)).and_then(|it| unit(&it.folded)) {
        return Some(Quantity { value: value.checked_mul(secs)?, of: Of::Time, words: bytes(end)? });
    }
    let mut place = end;
    while tokens.get(place).is_some_and(|it| BETWEEN.contains(&it.folded.as_str())) {
        place += 1;
    }
    let within = within(tokens, begin, end);
    let thing = tokens.get(place).filter(|it| {
        let between = answer.get(last..it.range.start).unwrap_or_default();
        let word = it.folded.as_str();
        !between.contains(['.', ',', ';', '!', '?'])
            && it.folded.len() >= ROOT
            && !it.is_number()
            && !NO_THING.contains(&word)
    });
    match (thing, within) {
        (Some(it), _) => {
            let root: String = it.folded.chars().take(ROOT).collect();
            Some(Quantity { value, of: Of::Things(root, within), words: bytes(place)? })
        }
        (None, Some(secs)) => Some(Quantity { value, of: Of::Within(secs), words: bytes(end - 1)? }),
        (None, None) => None,
    }
}

/// In which time: `a month`, `per year` behind it; `ayda`, `yılda` before it.
fn within(tokens: &[Token], begin: usize, end: usize) -> Option<i64> {
    let behind = (end..(end + 4).min(tokens.len())).find_map(|at| {
        let per = matches!(tokens.get(at)?.folded.as_str(), "a" | "per" | "each" | "every");
        per.then(|| unit(&tokens.get(at + 1)?.folded)).flatten()
    });
    let before = (begin.saturating_sub(3)..begin).rev().find_map(|at| {
        let word = tokens.get(at)?.folded.as_str();
        ["ayda", "yilda", "haftada", "gunde", "senede"].contains(&word).then(|| unit(word)).flatten()
    });
    behind.or(before)
}

/// The words of what contradicts all that was measured of the same before. Stretches of time, and what says nothing but a time, are
/// the same only where each side has one.
pub(super) fn contradicted(
    now: &[Quantity],
    before: &[Quantity],
    apart: impl Fn(i64, i64) -> bool,
) -> Vec<Range<usize>> {
    let only = |all: &[Quantity], of: &Of| all.iter().filter(|it| same(&it.of, of)).count() == 1;
    let mut against = Vec::new();
    for it in now {
        let told: Vec<&Quantity> = before.iter().filter(|old| same(&old.of, &it.of)).collect();
        let things = matches!(it.of, Of::Things(..)) && told.iter().all(|old| matches!(old.of, Of::Things(..)));
        let one = only(now, &it.of) && told.len() == 1;
        if !told.is_empty() && (things || one) && told.iter().all(|old| apart(it.value, old.value)) {
            against.push(it.words.clone());
        }
    }
    against
}

/// Whether two measure the same; a time alone also measures things in that time.
fn same(one: &Of, other: &Of) -> bool {
    match (one, other) {
        (Of::Time, Of::Time) => true,
        (Of::Things(a, x), Of::Things(b, y)) => a == b && (x == y || x.is_none() || y.is_none()),
        (Of::Within(x), Of::Within(y)) => x == y,
        (Of::Within(x), Of::Things(_, y)) | (Of::Things(_, y), Of::Within(x)) => Some(*x) == *y,
        _ => false,
    }
}
