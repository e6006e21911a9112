//! What a lead has to spend, as the call says it: their own words, or ours where they let them stand. The last word counts, so
//! that who goes higher later has more.

use super::spoken::{Figure, Limit, Period, Said};
use std::ops::Range;

/// What they have.
#[derive(Clone, Debug)]
pub(super) struct Have {
    /// Hundredths that they surely have.
    pub surely: i64,
    /// The most that it may be.
    pub most: i64,
    /// What they named.
    pub named: i64,
    /// Its currency, where it is said.
    pub currency: Option<&'static str>,
    /// How often they have it; once without it.
    pub period: Option<Period>,
    /// Who said it where.
    pub turn: usize,
    /// In which words.
    pub words: Range<usize>,
}

/// Words that may stand between `budget` and its number.
const CONNECT: [&str; 77] = [
    "is",
    "of",
    "to",
    "at",
    "be",
    "set",
    "listed",
    "as",
    "about",
    "around",
    "approximately",
    "roughly",
    "range",
    "for",
    "this",
    "that",
    "the",
    "a",
    "our",
    "your",
    "purchase",
    "project",
    "year",
    "quarter",
    "we",
    "have",
    "allocated",
    "approved",
    "total",
    "overall",
    "maximum",
    "max",
    "up",
    "limit",
    "cap",
    "capped",
    "exactly",
    "only",
    "just",
    "currently",
    "now",
    "here",
    "right",
    "its",
    "between",
    "limited",
    "under",
    "least",
    "you",
    "mentioned",
    "said",
    "somewhere",
    "nearly",
    "close",
    "remains",
    "stands",
    "us",
    "i",
    "and",
    "en",
    "fazla",
    "az",
    "cok",
    "olarak",
    "icin",
    "yaklasik",
    "toplam",
    "toplamda",
    "bu",
    "asagi",
    "yukari",
    "simdilik",
    "su",
    "anda",
    "yalnizca",
    "sadece",
    "tam",
];

/// Budgets of something else, or of another time.
const OTHER_BUDGETS: [&str; 15] = [
    "marketing",
    "advertising",
    "ad",
    "ads",
    "travel",
    "training",
    "payroll",
    "hr",
    "last",
    "previous",
    "old",
    "pazarlama",
    "reklam",
    "egitim",
    "gecen",
];

/// How leads say how far they go, before and behind the number.
const SPEND: [&str; 31] = [
    "can spend",
    "could spend",
    "to spend",
    "can pay",
    "could pay",
    "able to pay",
    "willing to pay",
    "can afford",
    "could afford",
    "can go",
    "could go",
    "cant go",
    "cannot go",
    "can stretch",
    "could stretch",
    "stretch to",
    "set aside",
    "allocated",
    "earmarked",
    "go up to",
    "go as high",
    "go higher than",
    "raise it to",
    "raise that to",
    "increase it to",
    "can do",
    "can manage",
    "limit is",
    "cap is",
    "maximum is",
    "ceiling is",
];
const SPEND_BEHIND: [&str; 22] = [
    "to spend",
    "to work with",
    "available",
    "set aside",
    "allocated",
    "earmarked",
    "approved",
    "ayird*",
    "ayirab*",
    "verebil*",
    "harcayabil*",
    "odeyebil*",
    "cikabil*",
    "cikarabil*",
    "cikarir*",
    "asamay*",
    "gecemey*",
    "ustune cikamay*",
    "kadar cikabil*",
    "kadar verebil*",
    "kadar odeyebil*",
    "kadar harcayabil*",
];
/// How they say that it is not fixed.
const FLEXIBLE: [&str; 19] = [
    "flexible",
    "flexibility",
    "some room",
    "wiggle room",
    "could find more",
    "can find more",
    "could stretch",
    "can stretch",
    "more money",
    "additional budget",
    "extra budget",
    "increase the budget",
    "raise the budget",
    "increase our budget",
    "raise our budget",
    "esne*",
    "butceyi artir*",
    "butcemizi artir*",
    "ek butce",
];
const NOT: [&str; 13] =
    ["no", "not", "isnt", "cant", "cannot", "dont", "without", "wont", "couldnt", "degil*", "yok", "artiramay*", "any"];

/// What the call says that they have; nothing where it does not say.
pub(super) fn have(call: &[Said<'_>]) -> Option<Have> {
    let told = |ours: bool| {
        let all = call.iter().enumerate().filter(move |it| it.1.ours == ours);
        all.filter_map(move |(place, said)| {
            let it = stated(call, place, said)?;
            (!ours || !denied(call, place)).then_some(it)
        })
    };
    // What was cut, and by how much nobody says, is known no longer.
    let cut = call.iter().rfind(|said| !said.ours && is_cut(said)).map(|said| said.turn);
    let mut it = told(false).next_back().or_else(|| told(true).next_back())?;
    if call.iter().filter(|said| !said.ours).any(is_flexible) {
        it.most = i64::MAX;
    }
    if cut.is_some_and(|at| at > it.turn) {
        it.surely = i64::MIN;
    }
    Some(it)
}

fn is_cut(said: &Said<'_>) -> bool {
    let all = 0..said.tokens.len();
    all.clone().any(|at| {
        let budget = said.is(at, all.end, "budget*") || said.is(at, all.end, "butce*");
        budget
            && said.has(
                said.sentence(at),
                &[
                    "cut", "reduced", "lowered", "frozen", "shrunk", "lower", "less", "kes*", "kis*", "dus*", "azal*",
                    "dondur*",
                ],
            )
    })
}

fn stated(call: &[Said<'_>], place: usize, said: &Said<'_>) -> Option<Have> {
    let figures = said.figures();
    let asked = !said.ours && asks_budget(call, place) && figures.len() == 1;
    let states = |it: &&Figure| {
        // Per unit it is a price that they have in mind, not what they have.
        let each = said.has(it.at.end..(it.at.end + 2).min(said.tokens.len()), &["each", "per unit", "apiece"]);
        // What they have not is no budget, and ours to name is only theirs.
        let sentence = said.sentence(it.at.start);
        let before = sentence.start..it.at.start;
        let not = said.has(before, &["dont", "doesnt", "do not", "isnt", "havent", "is not"]);
        let yours = !said.ours || said.has(sentence, &["you", "your", "youre", "youve", "butceniz*", "siz*"]);
        !each && !not && yours && (is_budget(said, it) || (!said.ours && spends(said, it)) || asked)
    };
    let it = figures.iter().rfind(states)?;
    let named = it.span.most;
    let most = match it.limit {
        Limit::Exact | Limit::UpTo => named,
        Limit::About => named.saturating_add(named / 10),
        Limit::From => i64::MAX,
    };
    let sentence = said.bytes(said.clause(it.at.start));
    let words = sentence.start.min(it.words.start)..sentence.end.max(it.words.end);
    Some(Have { surely: named, most, named, currency: it.currency, period: it.period, turn: said.turn, words })
}

/// Whether a number is called a budget.
pub(super) fn is_budget(said: &Said<'_>, it: &Figure) -> bool {
    let sentence = said.sentence(it.at.start);
    let budget = |at: usize| said.word(at).starts_with("budget") || said.word(at).starts_with("butce");
    let own = |at: usize| {
        let before = at.saturating_sub(2).max(sentence.start)..at;
        budget(at) && !said.has(before, &OTHER_BUDGETS)
    };
    let before = (sentence.start..it.at.start).rev().take(12).find(|at| !is_connected(said, *at));
    if before.is_some_and(own) {
        return true;
    }
    let skipped =
        ["total", "annual", "monthly", "yearly", "overall", "approved", "dollar", "in", "our", "the", "bir", "lik"];
    let clause = said.clause(it.at.start);
    let behind = (it.at.end..clause.end).take(4).find(|at| !skipped.contains(&said.word(*at)));
    behind.is_some_and(own)
}

fn is_connected(said: &Said<'_>, at: usize) -> bool {
    // The year of a budget is no budget.
    let year = said.tokens.get(at).is_some_and(super::words::Token::is_date);
    // What it was is no more; what it was cut to is.
    const CHANGED: [&str; 7] = ["cut", "reduced", "lowered", "raised", "increased", "has", "been"];
    let changed = |at: usize| CHANGED.contains(&said.word(at));
    year || changed(at)
        || (said.word(at) == "was" && changed(at + 1))
        || said.word(at) == "it"
        || CONNECT.contains(&said.word(at))
}

fn spends(said: &Said<'_>, it: &Figure) -> bool {
    let clause = said.clause(it.at.start);
    let (before, behind) = said.around(&it.at, &clause);
    let near = before.end.saturating_sub(6).max(before.start)..before.end;
    said.has(near, &SPEND) || said.has(behind.start..behind.end.min(behind.start + 4), &SPEND_BEHIND)
}

/// Whether the turn before asks for the budget and names none.
fn asks_budget(call: &[Said<'_>], place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|it| call.get(it)).filter(|it| it.ours);
    before.is_some_and(|it| {
        let all = 0..it.tokens.len();
        it.text.contains('?') && it.has(all, &["budget*", "butce*"]) && it.figures().is_empty()
    })
}

/// Whether the lead's next turn begins by denying it.
fn denied(call: &[Said<'_>], place: usize) -> bool {
    let next = call.get(place + 1).filter(|it| !it.ours);
    next.is_some_and(|it| {
        it.has(0..it.tokens.len().min(4), &["no", "not", "actually", "isnt", "hayir", "degil", "aslinda", "yok"])
    })
}

fn is_flexible(said: &Said<'_>) -> bool {
    let all = 0..said.tokens.len();
    all.clone().any(|at| {
        let found = FLEXIBLE.iter().any(|it| said.is(at, all.end, it));
        let sentence = said.sentence(at);
        let asks = said.text.get(said.bytes(sentence.clone()).end..).is_some_and(|it| it.starts_with('?'));
        let near = at.saturating_sub(4).max(sentence.start)..(at + 3).min(sentence.end);
        found && !asks && !said.has(near, &NOT)
    })
}
