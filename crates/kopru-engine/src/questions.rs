//! What to ask next: the open question with most to learn (M10). A follow-up to what was just said comes first; then what the
//! framework requires, then what weighs most, then the order of the playbook, which asks for the budget early; then what sizes the
//! lead up. What is known already is not asked again, and whoever wants nothing that is sold is asked nothing.

use crate::account::Account;
use crate::answer::{Analysis, SignKind};
use crate::condition::Tri;
use crate::lang::{Both, Lang};
use crate::lead::Lead;
use crate::playbook::{Goal, GoalAnswer, LEVEL_MAX, Measure, Playbook, Question};
use crate::say;
use crate::time::Moment;
use crate::value::{Type, Value};
use std::ops::Range;

/// What was just asked and answered.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The question's id.
    pub question: &'a str,
    /// What the answer revealed.
    pub analysis: &'a Analysis,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A criterion, in [`Playbook::criteria`].
    Criterion(u16),
    /// A measure of sizing up.
    Measure(Measure),
}

impl Topic {
    /// The id of the criterion or measure.
    pub fn id(self, playbook: &Playbook) -> &str {
        match self {
            Topic::Criterion(it) => playbook.criteria.get(usize::from(it)).map_or("", |it| &it.id),
            Topic::Measure(it) => it.id(),
        }
    }

    /// Its name.
    pub fn name(self, playbook: &Playbook) -> Both {
        match self {
            Topic::Criterion(it) => {
                playbook.criteria.get(usize::from(it)).map(|it| it.name.clone()).unwrap_or_default()
            }
            Topic::Measure(it) => it.name(),
        }
    }

    /// What the playbook asks of it.
    pub fn questions(self, playbook: &Playbook) -> &[Question] {
        match self {
            Topic::Criterion(it) => playbook.criteria.get(usize::from(it)).map_or(&[], |it| &it.questions),
            Topic::Measure(it) => playbook.size(it).map_or(&[], |it| &it.questions),
        }
    }
}

/// A question that is worth asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// What it is about.
    pub topic: Topic,
    /// Its place among the topic's questions.
    pub question: usize,
    /// Why it is asked.
    pub why: Why,
}

/// Why a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The last answer calls for it: it was `short`, `vague` or `strong`.
    FollowUp(&'static str),
    /// Without this criterion the framework is never met.
    Required,
    /// Nothing is known, but a first indication speaks for it, or against it.
    Indication(bool),
    /// Nothing was said of a measure, but a first indication speaks for this level.
    Indicated(i64),
    /// Nothing is known.
    Unknown,
}

/// What kind of answer it was, in the words of `follow_up`.
pub fn kind(analysis: &Analysis) -> Option<&'static str> {
    let shows = |kinds: &[SignKind]| kinds.iter().any(|it| analysis.shows(*it));
    if shows(&[SignKind::Evasive, SignKind::Hedged]) {
        Some("vague")
    } else if shows(&[SignKind::Short, SignKind::BriefAboutPains]) {
        Some("short")
    } else if shows(&[SignKind::Specific, SignKind::SpecificAboutPains, SignKind::KnowsBusiness]) {
        Some("strong")
    } else {
        None
    }
}

impl Next {
    /// The question itself.
    pub fn question(self, playbook: &Playbook) -> Option<&Question> {
        self.topic.questions(playbook).get(self.question)
    }
}

/// The question of an id, with what it is about and its place there.
pub fn find<'p>(playbook: &'p Playbook, id: &str) -> Option<(Topic, usize, &'p Question)> {
    let criteria = (0u16..).zip(&playbook.criteria).map(|(it, _)| Topic::Criterion(it));
    criteria.chain(measures()).find_map(|topic| {
        let (place, question) = topic.questions(playbook).iter().enumerate().find(|(_, it)| *it.id == *id)?;
        Some((topic, place, question))
    })
}

fn measures() -> impl Iterator<Item = Topic> {
    Measure::ALL.iter().map(|it| Topic::Measure(*it))
}

/// What to ask of a lead at `at`, the best first; one for each criterion and measure that is open. `asked` are questions that
/// were asked in this conversation; `said` is the last of them with its answer.
pub fn next(
    playbook: &Playbook,
    lead: &Lead,
    account: &Account,
    at: Moment,
    asked: &[&str],
    said: Option<Said<'_>>,
) -> Vec<Next> {
    if wants_no_sale(playbook, lead, account, at) {
        return Vec::new();
    }
    let mut all: Vec<Next> = follow_up(playbook, lead, asked, said).into_iter().collect();
    let env = lead.env(account, at);
    let criteria = criteria(playbook).into_iter().map(|(it, required, _)| (Topic::Criterion(it), required));
    for (topic, required) in criteria.chain(measures().map(|it| (it, false))) {
        let (known, why) = match topic {
            Topic::Criterion(it) => {
                let hint = playbook.criteria.get(usize::from(it)).and_then(|it| it.hint.as_ref());
                let why = match hint.map(|hint| hint.eval(&env)) {
                    _ if required => Why::Required,
                    Some(Tri::True) => Why::Indication(true),
                    Some(Tri::False) => Why::Indication(false),
                    _ => Why::Unknown,
                };
                (lead.evidence.verdict(it).is_some(), why)
            }
            Topic::Measure(it) => {
                let indicated = playbook.size(it).and_then(|it| it.indicated(&env));
                let why = indicated.map_or(Why::Unknown, |(level, _)| Why::Indicated(level));
                (lead.evidence.level(it).is_some(), why)
            }
        };
        let here = all.iter().any(|it| it.topic == topic);
        let fresh = topic.questions(playbook).iter().position(|it| !asked.contains(&&*it.id));
        let Some(question) = fresh.filter(|_| !known && !here) else { continue };
        all.push(Next { topic, question, why });
    }
    all
}

/// What a lead wants, where that must be known before anything else is asked (M22).
pub fn goal_first<'p>(playbook: &'p Playbook, lead: &Lead, account: &Account, at: Moment) -> Option<&'p Goal> {
    let goal = playbook.goal.as_ref()?;
    let known = lead.evidence.fields.values.get(usize::from(goal.field)).is_some_and(Value::is_known);
    let first = goal.when.as_ref().is_none_or(|when| when.eval(&lead.env(account, at)) == Tri::True);
    (first && !known).then_some(goal)
}

/// Whether a lead wants nothing that is sold, as far as the playbook asks: whoever asked for a demo since is past that.
pub fn wants_no_sale(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment) -> bool {
    let asked = playbook
        .goal
        .as_ref()
        .is_some_and(|goal| goal.when.as_ref().is_none_or(|when| when.eval(&lead.env(account, at)) == Tri::True));
    asked && goal_of(playbook, lead).is_some_and(|it| !it.sells)
}

/// What a lead said that it wants, where the playbook asks for it.
pub fn goal_of<'p>(playbook: &'p Playbook, lead: &Lead) -> Option<&'p GoalAnswer> {
    let goal = playbook.goal.as_ref()?;
    let Type::Enum(words) = &playbook.person.get(usize::from(goal.field))?.kind else { return None };
    let Value::Enum(place) = lead.evidence.fields.values.get(usize::from(goal.field))? else { return None };
    let word = words.words.get(usize::from(*place))?;
    goal.answers.iter().find(|it| it.value == *word)
}

/// The question that the last answer calls for, unless it was asked, or leads to something that is known already.
fn follow_up(playbook: &Playbook, lead: &Lead, asked: &[&str], said: Option<Said<'_>>) -> Option<Next> {
    let said = said?;
    let (about, _, question) = find(playbook, said.question)?;
    let kind = kind(said.analysis)?;
    let (_, ask) = question.follow_up.iter().find(|(after, ask)| **after == *kind && !asked.contains(&&**ask))?;
    let (topic, question, _) = find(playbook, ask)?;
    let known = match topic {
        Topic::Criterion(it) => lead.evidence.verdict(it).is_some(),
        Topic::Measure(it) => lead.evidence.level(it).is_some(),
    };
    (topic == about || !known).then_some(Next { topic, question, why: Why::FollowUp(kind) })
}

/// What the words of a lead say of its goal, with the words that say it: the answer of which most words are heard. Nothing where
/// two are heard alike, or none.
pub fn goal_said<'p>(playbook: &'p Playbook, text: &str) -> Option<(&'p GoalAnswer, Range<usize>)> {
    let heard = |it: &'p GoalAnswer| {
        let words = crate::answer::words_heard(text, &it.words);
        Some((it, words.len(), words.into_iter().next()?))
    };
    let mut all: Vec<_> = playbook.goal.as_ref()?.answers.iter().filter_map(heard).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.1));
    match &all[..] {
        [(it, _, words)] => Some((it, words.clone())),
        [(it, most, words), (_, second, _), ..] if most > second => Some((it, words.clone())),
        _ => None,
    }
}

/// The criteria of the framework that qualification asks for, else of the first: required ones first, then by weight.
pub fn criteria(playbook: &Playbook) -> Vec<(u16, bool, i64)> {
    let stage = playbook.by.qualification.and_then(|it| playbook.stages.get(usize::from(it)));
    let place = stage.and_then(|it| it.framework).unwrap_or(0);
    let Some(framework) = playbook.frameworks.get(usize::from(place)) else { return Vec::new() };
    let mut all: Vec<(u16, bool, i64)> =
        framework.criteria.iter().map(|&(it, weight, required)| (it, required, weight)).collect();
    all.sort_by_key(|&(_, required, weight)| (!required, -weight));
    all
}

/// Why a question is asked, as a sentence.
pub fn aloud(why: Why, lang: Lang) -> String {
    match why {
        Why::FollowUp("short") => say!(
            lang,
            en = "The last answer was very short: help them talk.",
            tr = "Son yanıt çok kısaydı: konuşmasına yardım edin."
        ),
        Why::FollowUp("vague") => say!(
            lang,
            en = "The last answer was vague: ask for something they remember.",
            tr = "Son yanıt belirsizdi: hatırladığı bir örnek isteyin."
        ),
        Why::FollowUp(_) => say!(
            lang,
            en = "The last answer was strong: go on from there.",
            tr = "Son yanıt güçlüydü: oradan devam edin."
        ),
        Why::Required => say!(lang, en = "Without this nobody qualifies.", tr = "Bu olmadan kimse nitelikli olmaz."),
        Why::Indication(true) => say!(
            lang,
            en = "A first indication speaks for it; hear it from them.",
            tr = "İlk göstergeler olumlu; kendisinden duyun."
        ),
        Why::Indication(false) => say!(
            lang,
            en = "A first indication speaks against it: settle it early.",
            tr = "İlk göstergeler olumsuz: erken netleştirin."
        ),
        Why::Indicated(level) => say!(
            lang,
            en = "A first indication says {level} of {LEVEL_MAX}; hear it from them.",
            tr = "İlk göstergeler {LEVEL_MAX} üzerinden {level} diyor; kendisinden duyun."
        ),
        Why::Unknown => say!(lang, en = "Nothing is known of it yet.", tr = "Bu konuda henüz bir şey bilinmiyor."),
    }
}
