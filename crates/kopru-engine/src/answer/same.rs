//! Whether two answers to one question are of the same thing: what another tool cost contradicts no budget, and users who are
//! served are no staff. And what two answers say against each other without a figure on either side.

use super::denied::{is_elsewhere, is_past};
use super::spoken::{Said, said};
use super::times::month_of;
use super::verdict::NO_BUDGET;
use super::words::tokens;
use std::ops::Range;

/// Figures beside these are of something else: what a thing cost, what a problem costs, what a part of it is, whom they serve.
const ELSE: [&str; 55] = [
    "cost",
    "costs",
    "costing",
    "paid",
    "lose",
    "loses",
    "lost",
    "losing",
    "wasted",
    "burned",
    "burnt",
    "last tool",
    "old tool",
    "last project",
    "previous",
    "each",
    "apiece",
    "tranche*",
    "instalment*",
    "installment*",
    "parts of",
    "salary",
    "salaries",
    "revenue",
    "turnover",
    "saved",
    "fine",
    "penalty",
    "serve",
    "serves",
    "served",
    "serving",
    "customers",
    "visitors",
    "subscribers",
    "mal ol*",
    "maliyet*",
    "kaybed*",
    "kaybett*",
    "zarar*",
    "taksit*",
    "ciro*",
    "maas*",
    "hizmet ver*",
    "musteri*",
    "odemistik",
    "odedik",
    "oduyoruz",
    "we pay",
    "i pay",
    "pays",
    "paying",
    "eski yazilim*",
    "eski sistem*",
    "damage*",
];
/// How often it is due.
const PERIODS: [(&str, &str); 14] = [
    ("a month", "month"),
    ("per month", "month"),
    ("monthly", "month"),
    ("a year", "year"),
    ("per year", "year"),
    ("yearly", "year"),
    ("annually", "year"),
    ("aylik", "month"),
    ("ayda", "month"),
    ("yillik", "year"),
    ("yilda", "year"),
    ("a week", "week"),
    ("per week", "week"),
    ("haftada", "week"),
];
/// Whether a figure is an answer to the question, and no figure of something else in the same clause.
pub(super) fn is_answer(said: &Said<'_>, words: &Range<usize>) -> bool {
    let at = said.at(words);
    let clause = said.clause(at.start);
    // A subject may stand a clause before: `that mess costs us …`.
    !said.has(clause, &ELSE) && !is_past(said, &at) && !is_elsewhere(said, &at)
}

/// Whether those who are counted are served, and no staff.
pub(super) fn are_served(said: &Said<'_>, words: &Range<usize>) -> bool {
    const SERVED: [&str; 7] = ["serve", "serves", "served", "serving", "customers", "visitors", "hizmet ver*"];
    said.has(said.clause(said.at(words).start), &SERVED)
}

/// Whether what was measured is of today and of them.
pub(super) fn is_own(said: &Said<'_>, words: &Range<usize>) -> bool {
    const RUNS: [&str; 8] = ["contract*", "runs", "lasts", "lease", "warranty", "sozlesme*", "garanti*", "kira*"];
    let at = said.at(words);
    !said.has(said.clause(at.start), &RUNS) && !is_past(said, &at) && !is_elsewhere(said, &at)
}

/// How often a figure is due, where that is said.
pub(super) fn period(said: &Said<'_>, words: &Range<usize>) -> Option<&'static str> {
    let clause = said.clause(said.at(words).start);
    PERIODS.iter().find(|it| said.has(clause.clone(), &[it.0])).map(|it| it.1)
}

/// Words that say the contrary of an earlier answer: no money where there was some, not before a time that lies behind theirs.
pub(super) fn turned_round(now: &Said<'_>, earlier: &str) -> Option<Range<usize>> {
    let words = tokens(earlier);
    let before = said(earlier, &words);
    let amount = |it: &Said<'_>| it.figures().into_iter().find(|it| it.currency.is_some());
    let nothing = |it: &Said<'_>| {
        let found = NO_BUDGET.found(&it.tokens).into_iter();
        found.filter(|words| !is_past(it, &it.at(words))).find(|words| !is_other_time(it, words))
    };
    match (amount(&before), nothing(&before), nothing(now), amount(now)) {
        (Some(_), None, Some(words), None) => return Some(words),
        (None, Some(_), None, Some(it)) if is_answer(now, &it.words) => return Some(it.words),
        _ => {}
    }
    later(now, &before)
}

/// Whether the clause speaks of another time: no budget this year, but next.
fn is_other_time(said: &Said<'_>, words: &Range<usize>) -> bool {
    said.has(said.sentence(said.at(words).start), &["next year", "seneye", "gelecek yil*", "until", "kadar"])
}

/// `Not before autumn` after `in January`: months from one to the other.
fn later(now: &Said<'_>, before: &Said<'_>) -> Option<Range<usize>> {
    let wanted = (0..before.tokens.len()).find_map(|it| month_of(before, it))?;
    if before.has(0..before.tokens.len(), &["before", "after", "once", "sonra"]) {
        return None;
    }
    let at = (0..now.tokens.len()).find(|it| month_of(now, *it).is_some())?;
    let month = month_of(now, at)?;
    let sentence = now.sentence(at);
    let english =
        now.has(at.saturating_sub(4).max(sentence.start)..at, &["not before", "no earlier than", "not until"]);
    let turkish = now.has(at..(at + 3).min(sentence.end), &["once olmaz", "once olamaz", "once degil", "once mumkun"]);
    ((english || turkish) && (month + 12 - wanted) % 12 >= 2 && month != wanted).then(|| {
        now.bytes(at.saturating_sub(if english { 2 } else { 0 }).max(sentence.start)..(at + 2).min(sentence.end))
    })
}
