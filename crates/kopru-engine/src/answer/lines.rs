//! Lines of an order: things that are listed together, each with its own price and count, come to the sum of all.

use super::counts::{is_named, stem};
use super::figures::{PARTS, figure};
use super::offer::{Of, Offer, Price};
use super::spoken::{Said, Span};
use std::ops::Range;

/// One thing that they want, with its last price and count.
pub(super) struct Line<'a> {
    /// Its price.
    pub price: &'a Price,
    /// How many; one where nobody says.
    pub n: i64,
    /// Where the count stands: the turn and its bytes.
    pub quote: Option<(usize, Range<usize>)>,
}

/// Words between a count and the name of what is counted.
const COUNT_BEFORE: usize = 5;
/// What is counted as goods are.
const GOODS: [&str; 15] = [
    "unit",
    "units",
    "piece",
    "pieces",
    "licen*",
    "seat",
    "seats",
    "subscription",
    "subscriptions",
    "adet*",
    "tane*",
    "lisans*",
    "koltuk*",
    "abonelik*",
    "copies",
];

/// The names of a run: capitals side by side.
fn run(said: &Said<'_>, at: usize) -> Range<usize> {
    let end = (at..said.tokens.len()).find(|it| {
        let apart = *it > at && said.gap(it - 1, *it).trim() != "";
        !is_named(said, *it) || apart
    });
    at..end.unwrap_or(said.tokens.len())
}

/// Things that one sentence lists together, folded: `A, B and C`; none where it lists them one or the other.
fn listed(said: &Said<'_>) -> Vec<String> {
    let mut at = 0;
    while at < said.tokens.len() {
        let sentence = said.sentence(at);
        let mut names: Vec<(String, usize)> = Vec::new();
        let mut place = sentence.start;
        while place < sentence.end {
            let it = run(said, place);
            let name = said.word(place);
            if it.is_empty() || name.len() < 3 {
                place += 1;
                continue;
            }
            names.push((stem(name).to_owned(), place));
            place = it.end.max(place + 1);
        }
        let joined =
            names.windows(2).filter(|it| matches!(it, [(_, a), (_, b)] if is_joined(said, run(said, *a).end, *b)));
        let count = joined.count();
        if count >= 1 && !said.has(sentence.clone(), &["or", "either", "veya", "ya da"]) && count + 1 == names.len() {
            return names.into_iter().map(|it| it.0).collect();
        }
        at = sentence.end.max(at + 1);
    }
    Vec::new()
}

/// Whether nothing but a comma, `and` or a count stands between two names.
fn is_joined(said: &Said<'_>, end: usize, next: usize) -> bool {
    let joins = |it: usize| {
        matches!(said.word(it), "and" | "ve" | "the" | "with" | "ile" | "a")
            || said.tokens.get(it).is_some_and(super::words::Token::is_number)
    };
    end <= next
        && next - end <= 4
        && (end..next).all(joins)
        && (next > end || said.gap(end.saturating_sub(1), next).contains(','))
}

/// The lines of an order; nothing unless at least two things of a list have a price, each one price.
pub(super) fn lines<'a>(call: &[Said<'_>], offer: &'a Offer) -> Option<Vec<Line<'a>>> {
    if offer.prices.iter().any(|it| it.of == Of::All) {
        return None;
    }
    let things = call.iter().map(listed).find(|it| it.len() >= 2)?;
    let mut found: Vec<(usize, Line<'a>)> = Vec::new();
    let (mut topic, mut counted) = (None, None);
    for said in call {
        for at in 0..said.tokens.len() {
            let named_at = |at: usize| things.iter().position(|it| stem(said.word(at)) == *it);
            let named = named_at(at);
            if named.is_some() && named != topic {
                // `Two pieces of it`: the count stands before the name.
                let near = at.saturating_sub(COUNT_BEFORE).max(said.clause(at).start)..at;
                let before = near.rev().find_map(|it| Some((goods(said, it)?, (said.turn, said.bytes(it..it + 2)))));
                (topic, counted) = (named, before);
            }
            let ahead = (at + 1..(at + 1 + COUNT_BEFORE).min(said.clause(at).end)).find_map(named_at);
            // What stands before a name counts what is named.
            let count = goods(said, at).filter(|_| ahead.is_none() || ahead == topic);
            counted = count.map(|n| (n, (said.turn, said.bytes(at..at + 2)))).or(counted);
            let Some(topic) = topic else { continue };
            if let (Some(n), Some(line)) = (count, found.iter_mut().find(|it| it.0 == topic)) {
                (line.1.n, line.1.quote) = (n, Some((said.turn, said.bytes(at..at + 2))));
            }
            let Some(price) = offer.prices.iter().find(|it| it.place == (said.turn, at)) else { continue };
            if found.iter().any(|it| it.0 == topic && it.1.price.named != price.named) {
                return None;
            }
            if found.iter().all(|it| it.0 != topic) {
                let (n, quote) = counted.clone().map_or((1, None), |(n, quote)| (n, Some(quote)));
                found.push((topic, Line { price, n, quote }));
            }
        }
    }
    (found.len() >= 2
        && found.len() == offer.prices.iter().map(|it| it.named).collect::<std::collections::BTreeSet<_>>().len())
    .then(|| found.into_iter().map(|it| it.1).collect())
}

/// How many of some goods begin there.
fn goods(said: &Said<'_>, at: usize) -> Option<i64> {
    let one = matches!(said.word(at), "one" | "bir");
    let (value, end) = if one { (PARTS, at + 1) } else { figure(said.text, &said.tokens, at)? };
    let n = value / PARTS;
    (said.has(end..(end + 1).min(said.tokens.len()), &GOODS) && (1..100_000).contains(&n)).then_some(n)
}

/// The bounds of a line: a price that may be of all of them counts once at least.
pub(super) fn bounds(line: &Line<'_>) -> (i64, Span) {
    let least = if line.price.of == Of::One { line.n } else { 1 };
    let span =
        Span { least: line.price.span.least.saturating_mul(least), most: line.price.span.most.saturating_mul(line.n) };
    (least, span)
}
