//! The call sheet: what is known and open of a lead's qualification, what to ask next, what an answer reveals, and what of it
//! is noted. Nothing is noted that a person did not choose.

use super::acts::{Act, Happened};
use super::assistant::{self, Asked as Assisted, Fact};
use super::readings::{self, Wrong};
use super::verdict::{self, Verdict};
use super::{LeadShown, Services, Veil};
use crate::assistant::{Guess, Kind};
use kopru_engine::answer::{Analysis, Asked, Finding, Known, Sign, SignKind, Sized, analyse_knowing};
use kopru_engine::foreseen::{Foreseen, foreseen};
use kopru_engine::lang::Lang;
use kopru_engine::lead::{About as Evidenced, Reading};
use kopru_engine::playbook::{LEVEL_MAX, Measure, Playbook, Solved};
use kopru_engine::questions::{self, Next, Said, Topic};
use kopru_engine::say;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::remarks::About;
use kopru_store::{Id, Refusal, Result, StoreError};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Letters of an answer.
pub const ANSWER_CHARS_MAX: usize = 10_000;
/// Letters of a quote that is kept with a finding.
const QUOTE_CHARS_MAX: usize = 400;

/// A conversation as far as it has come.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The lead.
    pub shown: LeadShown,
    /// What the answer reveals, where one was given.
    pub analysis: Option<Analysis>,
    /// The verdicts that it suggests.
    pub verdicts: Vec<Verdict>,
    /// What to ask next, the best first; nothing while it must first be known what the lead wants.
    pub next: Vec<Next>,
    /// Whether that must be known first.
    pub goal_first: bool,
    /// What an answer says of what the lead wants, by its word of the playbook's `[goal]`, with the words that say it.
    pub goal_said: Option<(String, String)>,
    /// When it was made.
    pub at: Moment,
    /// Levels that something speaks for of measures that nobody noted.
    pub indicated: BTreeMap<Measure, i64>,
}

impl Sheet {
    /// What would come of noting a level.
    pub fn comes_of_level(&self, it: &Sized) -> Foreseen {
        self.comes_of(Reading::Finding(Evidenced::Measure(it.measure as u16, it.level)))
    }

    /// What would come of noting a sign; nothing of one that is only shown.
    pub fn comes_of_sign(&self, it: &Sign) -> Foreseen {
        let reading = readings::of_sign(&self.shown.view.book.playbook, it.kind);
        reading.map_or_else(Foreseen::default, |reading| self.comes_of(reading))
    }

    fn comes_of(&self, reading: Reading) -> Foreseen {
        let (view, account) = (&self.shown.view, self.shown.account());
        foreseen(&view.book.playbook, &view.lead, &account, self.at, reading)
    }
}

/// An answer to a question.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The question's id; empty for an answer to none of the playbook's.
    pub question: &'a str,
    /// The answer.
    pub text: &'a str,
}

/// What of an answer is noted.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// The verdict on the question's criterion; none leaves it open.
    pub met: Option<bool>,
    /// Other criteria whose suggested verdict the person agrees with, by their ids.
    pub criteria: BTreeSet<String>,
    /// Levels of measures, 0 to 3.
    pub levels: BTreeMap<Measure, i64>,
    /// Signs that the person agrees with.
    pub signs: BTreeSet<SignKind>,
    /// Pains that the person agrees with, by their ids.
    pub pains: BTreeSet<String>,
    /// What the assistant proposed that they agree with.
    pub proposed: Vec<Guess>,
    /// What was read wrongly.
    pub wrong: Wrong,
}

fn about(playbook: &Playbook, question: &str) -> Asked {
    match questions::find(playbook, question) {
        Some((topic @ Topic::Criterion(_), ..)) => Asked::of(topic.id(playbook)),
        _ => Asked::Other,
    }
}

/// What an answer reveals, held against what was said of the same before, and the size of the company.
fn heard(shown: &LeadShown, said: Answered<'_>) -> Analysis {
    let (playbook, evidence) = (&shown.view.book.playbook, &shown.view.lead.evidence);
    let earlier = questions::find(playbook, said.question).and_then(|(topic, ..)| match topic {
        Topic::Criterion(it) => evidence.verdict(it)?.0.quote.as_deref(),
        Topic::Measure(it) => evidence.level(it)?.0.quote.as_deref(),
    });
    let account = shown.account();
    let employees = playbook.account.iter().position(|it| &*it.id == "employees");
    let employees = employees.and_then(|it| match account.fields.values.get(it) {
        Some(kopru_engine::value::Value::Int(all)) => Some(*all),
        _ => None,
    });
    let known = Known { earlier: earlier.into_iter().collect(), employees };
    let mut analysis = analyse_knowing(said.text, about(playbook, said.question), playbook, &known);
    readings::leave_out(&mut analysis, said.text, playbook, evidence);
    analysis
}

/// Nothing is sold before it is known what they want: no question of the playbook is asked, and no answer to one is noted. What
/// they say of their own accord may be.
pub(super) fn locked() -> StoreError {
    StoreError::Refused("goal_first", "what the lead wants must be known before it is asked anything else".to_owned())
}

/// An answer may be so long.
fn check(text: &str) -> Result<()> {
    if text.trim().is_empty() || text.chars().count() > ANSWER_CHARS_MAX {
        let why = format!("an answer has 1 to {ANSWER_CHARS_MAX} letters");
        return Err(StoreError::Refused("answer_invalid", why));
    }
    Ok(())
}

impl Services {
    /// The call sheet of a lead, with what an answer reveals. `asked` are the questions that were asked before.
    ///
    /// # Errors
    /// `answer_invalid`, `question_unknown`, `goal_first`; as [`Services::lead`] says.
    pub async fn call_sheet(
        &self,
        lead: Id,
        asked: &[String],
        said: Option<Answered<'_>>,
        veil: &Veil,
    ) -> Result<Sheet> {
        let shown = self.lead(lead, veil).await?;
        let book = shown.view.book.clone();
        let playbook = &book.playbook;
        let analysis = match said {
            Some(said) => {
                check(said.text)?;
                if !said.question.is_empty() && questions::find(playbook, said.question).is_none() {
                    let why = format!("the playbook has no question `{}`", said.question);
                    return Err(StoreError::Refused("question_unknown", why));
                }
                Some(heard(&shown, said))
            }
            None => None,
        };
        let last = said.zip(analysis.as_ref()).map(|(said, analysis)| Said { question: said.question, analysis });
        let asked: Vec<&str> = asked.iter().map(String::as_str).chain(said.map(|it| it.question)).collect();
        let account = shown.account();
        let (view, now) = (&shown.view.lead, self.store.now());
        let goal_first = questions::goal_first(playbook, view, &account, now).is_some();
        if goal_first && said.is_some_and(|it| !it.question.is_empty()) {
            return Err(locked());
        }
        let verdicts = said.zip(analysis.as_ref()).map(|(said, it)| verdict::verdicts(&shown, said, it, now));
        let verdicts = verdicts.unwrap_or_default();
        let next = match goal_first {
            true => Vec::new(),
            false => questions::next(playbook, view, &account, now, &asked, last),
        };
        let goal_said = said.filter(|_| goal_first).and_then(|said| {
            let (wants, words) = questions::goal_said(playbook, said.text)?;
            Some((wants.value.to_string(), sentence_of(said.text, &words)))
        });
        let env = view.env(&account, now);
        let open = Measure::ALL.iter().filter(|it| view.evidence.level(**it).is_none());
        let indicated = open.filter_map(|it| Some((*it, playbook.size(*it)?.indicated(&env)?.0))).collect();
        Ok(Sheet { at: now, goal_said, shown, analysis, verdicts, next, goal_first, indicated })
    }

    /// Notes what a person chose of an answer: findings and signals with their words, in their name. An answer that settles
    /// nothing is kept in the lead's thread, with the question in their language, so that no word is lost.
    ///
    /// # Errors
    /// `answer_invalid`, `question_unknown`, `goal_first`, `quote_not_said`; as [`Services::act`] says.
    pub async fn note_answer(
        &self,
        lead: Id,
        said: Answered<'_>,
        noted: &Noted,
        (key, by, lang): (&str, &str, Lang),
    ) -> Result<std::result::Result<usize, Refusal>> {
        check(said.text)?;
        let shown = self.lead(lead, &Veil::Lifted).await?;
        let book = shown.view.book.clone();
        let playbook = &book.playbook;
        let question = questions::find(playbook, said.question);
        let now = self.store.now();
        let first = questions::goal_first(playbook, &shown.view.lead, &shown.account(), now).is_some();
        if first && !said.question.is_empty() {
            return Err(locked());
        }
        let analysis = heard(&shown, said);
        let mut facts: Vec<Fact> = Vec::new();
        if let (Some(met), Some((topic @ Topic::Criterion(_), _, question))) = (noted.met, question) {
            let id = topic.id(playbook);
            let verdict = if met { "met" } else { "unmet" };
            facts.push((
                "finding",
                vec![
                    ("criterion", id.to_owned()),
                    ("verdict", verdict.to_owned()),
                    ("origin", "said".to_owned()),
                    ("quote", shortened(said.text)),
                    ("note", question.text.get(lang).to_owned()),
                ],
            ));
        }
        let own = noted.met.and(question).map_or("", |it| it.0.id(playbook));
        let verdicts = verdict::verdicts(&shown, said, &analysis, now);
        facts.extend(overruled((said, &analysis, &verdicts), noted, (playbook, own)));
        let agrees = |id: &str| id != own && noted.criteria.contains(id) && !noted.wrong.criteria.contains(id);
        facts.extend(verdict::agreed(verdicts, playbook, agrees));
        facts.extend(heard_facts((said, &analysis), noted, (playbook, lang)));
        // Of the question's own criterion the person's verdict stands, and not a second one beside it.
        let is_own = |it: &Guess| !own.is_empty() && it.about.contains(&(Kind::Criterion, own.to_owned()));
        let chosen: Vec<Guess> = noted.proposed.iter().filter(|it| !is_own(it)).cloned().collect();
        let talk = assistant::of_answer(playbook, said, lang);
        facts.extend(self.proposed_facts(&chosen, &talk, (playbook, lang))?);
        if noted.met.is_none() && noted.levels.is_empty() && noted.criteria.is_empty() {
            let asked = question.map_or(String::new(), |it| format!("{} — ", it.2.text.get(lang)));
            let text = format!("{asked}“{}”", shortened(said.text));
            self.say_once(lead, text, by).await?;
        }
        self.note_facts(lead, facts, (key, by)).await
    }

    /// Keeps words in the lead's thread: the same button pressed twice keeps them once.
    async fn say_once(&self, lead: Id, text: String, by: &str) -> Result<()> {
        let kept = self.store.remarks(About::Lead(lead)).await?.iter().any(|it| it.by == by && it.text == text);
        if !kept {
            self.store.say(About::Lead(lead), text, by).await?;
        }
        Ok(())
    }

    /// Notes what a lead wants: a word of the playbook's `[goal]`, in its field; their words are kept in the thread.
    ///
    /// # Errors
    /// `goal_unknown`; `answer_invalid`; as [`Services::act`] says.
    pub async fn note_goal(
        &self,
        lead: Id,
        (goal, words): (&str, &str),
        (key, by): (&str, &str),
    ) -> Result<std::result::Result<(), Refusal>> {
        let book = self.lead(lead, &Veil::Lifted).await?.view.book.clone();
        let asked = book.playbook.goal.as_ref().filter(|it| it.answers.iter().any(|it| *it.value == *goal));
        let field = asked.and_then(|it| book.playbook.person.get(usize::from(it.field)));
        let Some(field) = field else {
            return Err(StoreError::Refused("goal_unknown", format!("the playbook's `[goal]` has no answer `{goal}`")));
        };
        if !words.trim().is_empty() {
            check(words)?;
            self.say_once(lead, format!("“{}”", shortened(words)), by).await?;
        }
        let happened = Happened {
            id: format!("goal-{key}"),
            kind: "fields_set".to_owned(),
            fields: BTreeMap::from([(field.id.to_string(), Scalar::Text(goal.to_owned()))]),
            ..Happened::default()
        };
        Ok(self.add_fact(lead, happened, by).await?.map(drop))
    }

    /// Takes facts that a person chose, each once for the same `key`.
    pub(super) async fn note_facts(
        &self,
        lead: Id,
        facts: Vec<Fact>,
        (key, by): (&str, &str),
    ) -> Result<std::result::Result<usize, Refusal>> {
        let count = facts.len();
        for (number, (kind, data)) in facts.into_iter().enumerate() {
            let data: BTreeMap<String, Scalar> =
                data.into_iter().map(|(name, value)| (name.to_owned(), Scalar::Text(value))).collect();
            let act = Act { id: format!("call-{key}-{number}"), kind: kind.to_owned(), data, occurred_at: None };
            if let Err(refusal) = self.act(lead, act, by).await? {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(count))
    }
}

/// What a person agrees with of levels, pains and signs that an answer names, each with its words.
fn heard_facts(
    (said, analysis): (Answered<'_>, &Analysis),
    noted: &Noted,
    (playbook, lang): (&Playbook, Lang),
) -> Vec<Fact> {
    let question = questions::find(playbook, said.question);
    let mut facts: Vec<Fact> = Vec::new();
    for (measure, level) in noted.levels.iter().filter(|it| (0..=LEVEL_MAX).contains(it.1)) {
        let words = analysis.levels.iter().find(|it| it.measure == *measure && it.level == *level);
        let quote = words.map_or_else(|| shortened(said.text), |it| quoted(said.text, &it.words));
        facts.push((
            "finding",
            vec![
                ("measure", measure.id().to_owned()),
                ("level", level.to_string()),
                ("origin", "said".to_owned()),
                ("quote", quote),
                ("note", question.map_or(String::new(), |it| it.2.text.get(lang).to_owned())),
            ],
        ));
    }
    for heard in &analysis.pains {
        let pain = playbook.pains.get(usize::from(heard.pain)).map_or("", |it| &it.id);
        if noted.pains.contains(pain) && !noted.wrong.pains.contains(pain) {
            let quote = quoted(said.text, &heard.words);
            facts.push(("finding", vec![("pain", pain.to_owned()), ("origin", "said".to_owned()), ("quote", quote)]));
        }
    }
    let agreed = |it: &&Sign| noted.signs.contains(&it.kind) && !noted.wrong.signs.contains(&it.kind);
    for sign in analysis.signs.iter().filter(agreed) {
        if let Some(signal) = sign.kind.signal() {
            facts.push(("signal", vec![("signal", signal.to_owned()), ("quote", quoted(said.text, &sign.words))]));
        }
    }
    facts
}

/// The person's word on what was read wrongly: what they say so of, and what they noted otherwise than it was suggested.
/// `own` is the criterion on which they gave a verdict.
fn overruled(
    (said, analysis, verdicts): (Answered<'_>, &Analysis, &[Verdict]),
    noted: &Noted,
    (playbook, own): (&Playbook, &str),
) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut add = |reading: Reading, quote: String| facts.push(readings::fact(playbook, reading, Some(quote)));
    for told in verdicts {
        let id = playbook.criteria.get(usize::from(told.criterion)).map_or("", |it| &it.id);
        if noted.wrong.criteria.contains(id) || (id == own && noted.met.is_some_and(|met| met != told.met)) {
            add(Reading::Finding(Evidenced::Criterion(told.criterion, told.met)), told.quote.clone());
        }
    }
    for read in &analysis.levels {
        if noted.levels.get(&read.measure).is_some_and(|level| *level != read.level) {
            let reading = Reading::Finding(Evidenced::Measure(read.measure as u16, read.level));
            add(reading, quoted(said.text, &read.words));
        }
    }
    for heard in &analysis.pains {
        let pain = playbook.pains.get(usize::from(heard.pain)).map_or("", |it| &it.id);
        if noted.wrong.pains.contains(pain) {
            add(Reading::Finding(Evidenced::Pain(heard.pain)), quoted(said.text, &heard.words));
        }
    }
    for sign in analysis.signs.iter().filter(|it| noted.wrong.signs.contains(&it.kind)) {
        if let Some(reading) = readings::of_sign(playbook, sign.kind) {
            add(reading, quoted(said.text, &sign.words));
        }
    }
    facts
}

pub(super) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(QUOTE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The words of an answer at these places, as a quote.
pub fn quoted(answer: &str, words: &[Range<usize>]) -> String {
    let parts: Vec<&str> = words.iter().filter_map(|it| answer.get(it.clone())).collect();
    shortened(&parts.join(" … "))
}

/// The sentence of a text that holds some words, as a quote.
pub fn sentence_of(text: &str, words: &Range<usize>) -> String {
    let mark = |it: char| matches!(it, '.' | '!' | '?' | '\n');
    let start = text.get(..words.start).and_then(|it| it.rfind(mark)).map_or(0, |at| at + 1);
    let end = text.get(words.end..).and_then(|it| it.find(mark)).map_or(text.len(), |at| words.end + at + 1);
    let sentence = start..end;
    quoted(text, std::slice::from_ref(&sentence))
}

/// How far we solve a pain, in words.
pub fn solved(playbook: &Playbook, pain: u16, lang: Lang) -> String {
    let Some(pain) = playbook.pains.get(usize::from(pain)) else { return String::new() };
    match (pain.solved, pain.only_us) {
        (Solved::No, _) => say!(lang, en = "we do not solve it", tr = "bunu çözmüyoruz"),
        (_, true) => say!(lang, en = "only we solve it", tr = "bunu yalnızca biz çözüyoruz"),
        (Solved::Partly, _) => say!(lang, en = "we solve it in part", tr = "kısmen çözüyoruz"),
        (Solved::Fully, _) => say!(lang, en = "we solve it", tr = "çözüyoruz"),
    }
}

/// Something that an answer names, as programs see it.
fn finding_json(it: &Finding, answer: &str) -> Value {
    json!({
        "kind": it.kind.id(), "value": it.value, "currency": it.currency,
        "words": answer.get(it.words.clone()).unwrap_or_default(),
    })
}

/// What an answer reveals, as programs see it.
pub fn analysis_json(it: &Analysis, answer: &str, playbook: &Playbook, lang: Lang) -> Value {
    let parts = &it.specificity;
    let texts = |all: &[Range<usize>]| all.iter().filter_map(|it| answer.get(it.clone())).collect::<Vec<_>>();
    json!({
        "signs": it.signs.iter().map(|sign| json!({
            "kind": sign.kind.id(), "text": sign.kind.name().get(lang), "signal": sign.kind.signal(),
            "step": sign.kind.step().map(|it| it.get(lang).to_owned()), "words": texts(&sign.words),
        })).collect::<Vec<_>>(),
        "pains": it.pains.iter().map(|heard| {
            let pain = playbook.pains.get(usize::from(heard.pain));
            json!({
                "pain": pain.map(|it| &*it.id), "text": pain.map(|it| it.text.get(lang)),
                "solved": solved(playbook, heard.pain, lang), "words": texts(&heard.words),
            })
        }).collect::<Vec<_>>(),
        "findings": it.findings.iter().map(|found| finding_json(found, answer)).collect::<Vec<_>>(),
        "levels": it.levels.iter().map(|sized| json!({
            "measure": sized.measure.id(), "level": sized.level, "text": sized.measure.level(sized.level).get(lang),
            "words": texts(&sized.words),
        })).collect::<Vec<_>>(),
        "specificity": {
            "points": parts.points(), "numbers": texts(&parts.numbers), "dates": texts(&parts.dates),
            "names": texts(&parts.names), "reasons": texts(&parts.reasons), "words": parts.length,
        },
    })
}

/// What the lead wants, as programs see it; null where the playbook does not ask for it.
fn goal_json(it: &Sheet, lang: Lang) -> Value {
    let playbook = &it.shown.view.book.playbook;
    let Some(goal) = &playbook.goal else { return Value::Null };
    let known = questions::goal_of(playbook, &it.shown.view.lead);
    json!({
        "first": it.goal_first, "field": playbook.person.get(usize::from(goal.field)).map_or("", |it| &it.id),
        "known": known.map(|it| &*it.value),
        "said": it.goal_said.as_ref().map(|(value, quote)| json!({ "value": value, "quote": quote })),
        "questions": goal.questions.iter().map(|it| it.text.get(lang)).collect::<Vec<_>>(),
        "answers": goal.answers.iter().map(|it| json!({
            "value": &*it.value, "text": it.text.get(lang), "sells": it.sells,
        })).collect::<Vec<_>>(),
    })
}

/// Questions to ask next, as programs see them: about criteria, and about measures of sizing up.
pub(super) fn next_json(all: &[Next], playbook: &Playbook, lang: Lang) -> (Vec<Value>, Vec<Value>) {
    let (mut criteria, mut sizing) = (Vec::new(), Vec::new());
    for next in all {
        let Some(question) = next.question(playbook) else { continue };
        let (topic, part) = match next.topic {
            Topic::Criterion(_) => (&mut criteria, "criterion"),
            Topic::Measure(_) => (&mut sizing, "measure"),
        };
        topic.push(json!({
            "question": &*question.id, part: next.topic.id(playbook), "text": question.text.get(lang),
            "why": questions::aloud(next.why, lang),
        }));
    }
    (criteria, sizing)
}

/// A sheet as programs see it, after an answer with what the assistant said of it.
pub fn as_json(it: &Sheet, said: Option<(Answered<'_>, Option<&Assisted>)>, lang: Lang) -> Value {
    let book = &it.shown.view.book;
    let playbook = &book.playbook;
    let evidence = &it.shown.view.lead.evidence;
    let criteria = questions::criteria(playbook).into_iter().filter_map(|(place, required, weight)| {
        let criterion = playbook.criteria.get(usize::from(place))?;
        let known = evidence.verdict(place);
        Some(json!({
            "criterion": &*criterion.id, "name": criterion.name.get(lang), "required": required, "weight": weight,
            "verdict": known.map_or("unknown", |(_, met)| if met { "met" } else { "unmet" }),
            "quote": known.and_then(|(finding, _)| finding.quote.as_deref()),
            "at": known.map(|(finding, _)| finding.stamp.at.to_string()),
        }))
    });
    let (next, sizing) = next_json(&it.next, playbook, lang);
    let sizes = Measure::ALL.iter().map(|measure| {
        let known = evidence.level(*measure);
        json!({
            "measure": measure.id(), "name": measure.name().get(lang), "level": known.map(|it| it.1),
            "text": known.map(|it| measure.level(it.1).get(lang).to_owned()),
            "quote": known.and_then(|it| it.0.quote.as_deref()), "at": known.map(|it| it.0.stamp.at.to_string()),
            "indicated": it.indicated.get(measure),
        })
    });
    let (proposed, assistant) = assistant::as_json(said.and_then(|it| it.1), playbook, lang);
    json!({
        "lang": lang.tag(), "lead": it.shown.view.row.id.to_string(), "criteria": criteria.collect::<Vec<_>>(),
        "sizes": sizes.collect::<Vec<_>>(),
        "next": next, "sizing": sizing, "goal": goal_json(it, lang),
        "verdicts": verdict::as_json(&it.verdicts, playbook, lang),
        "analysis": it.analysis.as_ref().zip(said).map(|(it, said)| analysis_json(it, said.0.text, playbook, lang)),
        "proposed": proposed, "assistant": assistant,
    })
}
