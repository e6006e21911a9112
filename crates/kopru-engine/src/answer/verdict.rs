//! The verdicts that one answer suggests: read as a call of two turns, our question and what they said, and where no number is
//! needed by turns of phrase. What contradicts itself, asks back, supposes or tells of the past suggests nothing.

use super::call::{Turn, heard};
use super::compared::Compared;
use super::denied::{is_denied, is_elsewhere, is_past, is_supposed};
use super::phrases::Phrases;
use super::spoken::{Said, said};
use super::words::{is_turkish, tokens};
use super::{Analysis, Asked, FindingKind, SignKind};
use crate::lang::{Both, Lang};
use crate::playbook::{Playbook, Solved};
use crate::questions::{Topic, find};
use std::ops::Range;

/// A verdict that an answer suggests of a criterion. Nothing is decided by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The criterion, by its place in [`Playbook::criteria`].
    pub criterion: u16,
    /// Whether it is met.
    pub met: bool,
    /// The bytes of the answer that say so.
    pub words: Vec<Range<usize>>,
    /// The arithmetic, where numbers were compared.
    pub why: Option<Both>,
}

/// What an answer to a question of the playbook (or to none, where `question` is not one of its ids) suggests of its criteria,
/// in their order. `analysis` is what the same answer reveals.
pub fn suggested(question: &str, answer: &str, analysis: &Analysis, playbook: &Playbook) -> Vec<Suggested> {
    let words = tokens(answer);
    let own_words = said(answer, &words);
    let lang = if is_turkish(answer, &words) { Lang::Tr } else { Lang::En };
    let asked = find(playbook, question);
    let ours = asked.map_or("", |it| it.2.text.get(lang));
    let turns = [Turn { speaker: "ours", text: ours }, Turn { speaker: "theirs", text: answer }];
    let call = heard(&turns, |it| it == "ours", Some(playbook));
    let own = match asked {
        Some((Topic::Criterion(it), ..)) => Some(it),
        _ => None,
    };
    let compared = |it: &Option<Compared>| {
        let it = it.as_ref().filter(|it| it.theirs.0 == 1)?;
        Some((it.met, vec![it.theirs.1.clone()], Some(it.why.clone())))
    };
    let by_phrase = |it: Option<(bool, Vec<Range<usize>>)>| it.map(|(met, words)| (met, words, None));
    let authority = call.authority.map(|it| (it.met, vec![it.words]));
    // Who decides now and asks somebody else then says both: a person must say which.
    let authority = authority.filter(|it| it.0 || analysis.shows(SignKind::NotNearDecision));
    let denied = call.need.map(|it| (it.met, vec![it.words]));
    let mut all = Vec::new();
    for (place, criterion) in (0u16..).zip(&playbook.criteria) {
        let is_own = own == Some(place);
        let found = match &*criterion.id {
            "budget" => compared(&call.budget).or_else(|| by_phrase(budget(&own_words, analysis))),
            "time_frame" => compared(&call.time_frame).or_else(|| by_phrase(time_frame(&own_words).filter(|_| is_own))),
            "authority" => by_phrase(authority.clone()),
            id => {
                let pains = is_own && Asked::of(id) == Asked::Pains;
                let denied = denied.clone().filter(|_| pains || id == "need");
                by_phrase(need(denied, pains, analysis, playbook))
            }
        };
        all.extend(found.map(|(met, words, why)| Suggested { criterion: place, met, words, why }));
    }
    all
}

/// Whether they need it: a pain that we solve says so, where they do not deny it in the same breath.
fn need(
    denied: Option<(bool, Vec<Range<usize>>)>,
    asked: bool,
    analysis: &Analysis,
    playbook: &Playbook,
) -> Option<(bool, Vec<Range<usize>>)> {
    let solved = |place: u16| playbook.pains.get(usize::from(place)).is_some_and(|it| it.solved != Solved::No);
    let pain = analysis.pains.iter().find(|it| solved(it.pain));
    match (denied, pain) {
        (Some(_), Some(_)) => None,
        (denied @ Some(_), None) => denied,
        (None, Some(pain)) if asked => Some((true, pain.words.clone())),
        (None, _) => None,
    }
}

/// Words by which there is no money for it.
pub(super) const NO_BUDGET: Phrases = Phrases::new(&[
    "no budget",
    "not a cent",
    "not a penny",
    "no money",
    "no funds",
    "dont have a budget",
    "dont have budget",
    "dont have the budget",
    "dont have any budget",
    "dont have the money",
    "do not have a budget",
    "do not have budget",
    "do not have the budget",
    "do not have any budget",
    "havent got a budget",
    "havent got the budget",
    "havent budgeted",
    "havent set aside",
    "havent set anything aside",
    "nothing set aside",
    "not budgeted",
    "isnt budgeted",
    "wasnt budgeted",
    "isnt in the budget",
    "not in the budget",
    "not in our budget",
    "budget is frozen",
    "budgets are frozen",
    "budget is gone",
    "budget is spent",
    "cant afford",
    "cannot afford",
    "butcemiz yok",
    "butce yok",
    "butcem yok",
    "bir butce ayirmadik",
    "butce ayirmadik",
    "butce ayrilmadi",
    "butcemiz kalmadi",
    "butce kalmadi",
    "butcemiz bitti",
    "butce bitti",
    "butcemiz donduruldu",
    "butceler donduruldu",
    "paramiz yok",
    "para yok",
    "odenek yok",
    "odenegimiz yok",
    "karsilayamayiz",
    "karsilayamiyoruz",
]);

/// Words by which there is; without an amount, since amounts are compared.
const BUDGET: Phrases = Phrases::new(&[
    "budget is approved",
    "budget was approved",
    "budget has been approved",
    "budget is there",
    "budget is set aside",
    "approved the budget",
    "approved a budget",
    "have a budget",
    "have budget for",
    "have the budget",
    "have the money",
    "set money aside",
    "set aside money",
    "set aside a budget",
    "allocated a budget",
    "there is a budget",
    "theres a budget",
    "butcemiz var",
    "butcesi var",
    "butce var",
    "butce ayirdik",
    "butcesini ayirdik",
    "butcemiz hazir",
    "butce hazir",
    "butcemiz onayli",
    "butce onaylandi",
    "butcemiz onaylandi",
    "butcesi onaylandi",
    "para ayirdik",
]);

/// Words by which it is not wanted now.
const LATER: Phrases = Phrases::new(&[
    "not this year",
    "not before next year",
    "next year at the earliest",
    "maybe next year",
    "perhaps next year",
    "no timeline",
    "no time frame",
    "no timeframe",
    "no deadline",
    "no date in mind",
    "no hurry",
    "no rush",
    "not in a hurry",
    "not urgent",
    "isnt urgent",
    "not a priority",
    "isnt a priority",
    "not any time soon",
    "not anytime soon",
    "bu yil degil",
    "bu yil olmaz",
    "bu sene degil",
    "bu sene olmaz",
    "belki seneye",
    "seneye belki",
    "belki gelecek yil",
    "belki onumuzdeki yil",
    "acelemiz yok",
    "acelesi yok",
    "acil degil",
    "oncelik degil",
    "onceligimiz degil",
    "takvimimiz yok",
    "belli bir tarih yok",
    "yakin zamanda degil",
]);

/// Words by which it is.
const SOON: Phrases = Phrases::new(&[
    "as soon as possible",
    "asap",
    "right away",
    "immediately",
    "this month",
    "this quarter",
    "bu ay",
    "bu ceyrek",
    "bir an once",
    "en kisa surede",
    "hemen",
]);

fn budget(said: &Said<'_>, analysis: &Analysis) -> Option<(bool, Vec<Range<usize>>)> {
    let amount = analysis.findings.iter().any(|it| it.kind == FindingKind::Amount);
    either(stated(said, &BUDGET).filter(|_| !amount), stated(said, &NO_BUDGET))
}

fn time_frame(said: &Said<'_>) -> Option<(bool, Vec<Range<usize>>)> {
    either(stated(said, &SOON), stated(said, &LATER))
}

/// What is said of two things that exclude each other; who says both says neither.
fn either(met: Option<Range<usize>>, unmet: Option<Range<usize>>) -> Option<(bool, Vec<Range<usize>>)> {
    match (met, unmet) {
        (Some(words), None) => Some((true, vec![words])),
        (None, Some(words)) => Some((false, vec![words])),
        _ => None,
    }
}

/// Words behind a turn of phrase that make it one of something else: `no budget limit`.
const OF_ELSE: [&str; 12] = [
    "limit*",
    "issue*",
    "problem*",
    "constraint*",
    "concern*",
    "cap",
    "restriction*",
    "question",
    "derdi",
    "sorunu",
    "mi",
    "mu",
];

/// Words before it that tell of another time: pains of last year are pains, its budget is none, and what must come first is not there.
const THEN: [&str; 8] = ["had", "last", "gecen", "onceki", "before", "when", "once", "until"];

/// The first place where a turn of phrase is stated: neither asked nor supposed, not turned round, and of today.
fn stated(said: &Said<'_>, phrases: &Phrases) -> Option<Range<usize>> {
    let states = |words: &Range<usize>| {
        let at = said.at(words);
        let behind = at.end..(at.end + 1).min(said.clause(at.end.saturating_sub(1)).end);
        let clause = said.clause(at.start);
        let then = said.has(clause.start..at.start, &THEN);
        // `Hemen hemen` is nearly, and not at once.
        let otherwise = then || said.has(behind, &OF_ELSE) || said.has(clause, &["hemen hemen"]);
        let denied = is_denied(said, &at) || is_supposed(said, &at);
        !(otherwise || denied || is_past(said, &at) || is_elsewhere(said, &at))
    };
    phrases.found(&said.tokens).into_iter().find(states)
}
