//! How many of what somebody speaks of: two units, three Volta Max, `dört adet`.

use super::figures::{PARTS, figure};
use super::offer::NAMED_MAX;
use super::spoken::Said;
use super::words::Token;
use std::collections::BTreeSet;
use std::ops::Range;

/// How many of what.
#[derive(Clone, Debug)]
pub(super) struct Count {
    /// How many.
    pub n: i64,
    /// What it is called, folded; nothing for units and pieces.
    pub name: Vec<String>,
    /// Whether it is counted as goods are: in units, or so many of it.
    pub sure: bool,
    /// Whether users are counted.
    pub users: bool,
    /// Where it stands: the turn and its word.
    pub place: (usize, usize),
    /// The bytes that say so.
    pub words: Range<usize>,
}

const UNITS: [&str; 11] =
    ["unit", "units", "piece", "pieces", "licen*", "seat", "seats", "adet*", "tane*", "lisans*", "koltuk*"];
const USERS: [&str; 6] = ["user*", "people", "persons", "kullanici*", "kisi*", "reps"];
/// How many units some words name.
pub(super) fn counted(said: &Said<'_>, within: &Range<usize>) -> Option<i64> {
    within.clone().rev().find_map(|at| {
        let (n, end) = small(said, at)?;
        let behind = end..(end + 2).min(within.end);
        (said.has(behind.clone(), &UNITS)
            || behind.clone().next().is_some_and(|it| is_named(said, it))
            || said.has(behind, &["of them", "of these", "of those"]))
        .then_some(n)
    })
}

/// A count in digits or words, `one` and `bir` included, and the word behind it; no part of a name.
fn small(said: &Said<'_>, at: usize) -> Option<(i64, usize)> {
    let word = said.word(at);
    if matches!(word, "one" | "bir" | "single") {
        let named = at.checked_sub(1).map_or("", |it| said.word(it));
        let article = matches!(named, "the" | "this" | "that" | "no" | "any" | "which" | "another");
        return (!article).then_some((1, at + 1));
    }
    let (value, end) = figure(said.text, &said.tokens, at)?;
    let n = value / PARTS;
    let counts = value % PARTS == 0 && (1..100_000).contains(&n) && !word.ends_with('k') && !said.names_a_model(at);
    counts.then_some((n, end))
}

/// Whether a word is part of a name: a capital within a sentence, or one within the word.
pub(super) fn is_named(said: &Said<'_>, at: usize) -> bool {
    let Some(token) = said.tokens.get(at) else { return false };
    let raw = said.text.get(token.range.clone()).unwrap_or_default();
    let inner = raw.chars().skip(1).any(char::is_uppercase) && raw.chars().any(char::is_lowercase);
    let plain = raw.starts_with(|it: char| it.is_ascii_digit());
    let currency =
        ["usd", "eur", "tl", "try", "gbp", "euro", "euros", "lira", "i", "am", "pm"].contains(&token.folded.as_str());
    !plain && !currency && !token.is_date() && (inner || token.is_name())
}

/// What people say of what they have.
const HAVE: [&str; 15] = [
    "have",
    "has",
    "use",
    "using",
    "own",
    "already",
    "currently",
    "today",
    "manage",
    "operate",
    "sold",
    "var",
    "kullaniyor*",
    "halen",
    "mevcut",
];
/// Words of prices.
const PRICED: [&str; 9] = ["price*", "cost*", "fiyat*", "ucret*", "tl", "dolar*", "lira*", "euro*", "dollar*"];

/// What a turn counts.
pub(super) fn counts(said: &Said<'_>, speakers: &BTreeSet<String>, all: &mut Vec<Count>) {
    let mut from = 0;
    while from < said.tokens.len() && all.len() < NAMED_MAX {
        let at = from;
        from += 1;
        let Some((n, end)) = small(said, at) else { continue };
        from = end;
        // What is behind a currency, or a share, counts nothing.
        let before = said.text.get(..said.bytes(at..at + 1).start).unwrap_or_default();
        if before.ends_with(['$', '€', '£', '₺', '%']) {
            continue;
        }
        let clause = said.clause(at);
        // `One unit costs` gives the price of one, not how many they want.
        let priced = said.text.get(said.bytes(clause.clone())).is_some_and(|it| it.contains(['$', '€', '£', '₺']))
            || said.has(clause.clone(), &PRICED);
        if n == 1 && said.ours && priced {
            continue;
        }
        let mut next = end;
        while next < clause.end && ["of", "the", "our", "your", "new", "more", "full"].contains(&said.word(next)) {
            next += 1;
        }
        let unit = UNITS.iter().any(|it| said.is(next, clause.end, it));
        let users = USERS.iter().any(|it| said.is(next, clause.end, it));
        let behind = if unit { next + 1 } else { next };
        let behind = (behind..clause.end)
            .find(|it| !["of", "the", "our", "your"].contains(&said.word(*it)))
            .unwrap_or(clause.end);
        let mut name = named(said, behind..clause.end, speakers);
        if name.is_empty() && unit && at > clause.start && is_owned(said, at - 1) {
            name = named(said, at - 1..at, speakers);
        }
        // What they have already is not what they buy.
        let has = !users && said.has(clause.clone(), &HAVE);
        if has
            || !(unit || users || !name.is_empty())
            || said.has(clause.clone(), &["employee*", "calisan*", "year*", "last"])
        {
            continue;
        }
        let last = (behind + name.len()).clamp(next, clause.end);
        let words = said.bytes(at..last.max(at + 1));
        let sure = unit || behind > next || said.word(next.saturating_sub(1)) == "of" || said.has(end..next, &["of"]);
        all.push(Count { n, name, sure, users: users && !unit, place: (said.turn, at), words });
    }
}

/// `Köprü'den`: what Turkish takes so many of stands before the number.
fn is_owned(said: &Said<'_>, at: usize) -> bool {
    let raw = said.tokens.get(at).and_then(|it| said.text.get(it.range.clone())).unwrap_or_default();
    let ending = raw.split_once(['\'', '’']).map_or("", |it| it.1);
    ["dan", "den", "tan", "ten"].contains(&ending)
}

/// The name that begins there, folded, without the ending of several; people who speak have none.
fn named(said: &Said<'_>, within: Range<usize>, speakers: &BTreeSet<String>) -> Vec<String> {
    let own = |at: &usize| {
        let token: Option<&Token> = said.tokens.get(*at);
        is_named(said, *at) && token.is_some_and(|it| !speakers.contains(&it.folded))
    };
    within.take_while(own).map(|at| stem(said.word(at)).to_owned()).collect()
}

/// A name without the ending of several.
pub(super) fn stem(word: &str) -> &str {
    word.strip_suffix('s').filter(|it| it.len() > 2).unwrap_or(word)
}

/// Which of the counted things some words name, and whether they name another.
pub(super) fn item(
    said: &Said<'_>,
    counts: &[Count],
    speakers: &BTreeSet<String>,
    (near, segment): (&Range<usize>, &Range<usize>),
) -> (Option<usize>, bool) {
    let found = |within: &Range<usize>| {
        counts.iter().position(|it| {
            let holds = |name: &String| within.clone().any(|at| stem(said.word(at)) == *name);
            !it.name.is_empty() && it.name.iter().all(holds)
        })
    };
    let item = found(near).or_else(|| found(segment));
    let names = near.clone().any(|at| {
        let token = said.tokens.get(at);
        is_named(said, at) && token.is_some_and(|it| !speakers.contains(&it.folded))
    });
    (item, item.is_none() && names)
}
