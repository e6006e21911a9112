//! A whole call, read after it: who is who, what the lead's answers reveal, what they name, what we did. Nothing is kept but what
//! a person chooses, with its words.

use super::assistant::{self, Asked as Assisted, Fact};
use super::call::{analysis_json, next_json, quoted, sentence_of, shortened};
use super::readings::{self, Wrong};
use super::{LeadShown, Services, Veil};
use crate::assistant::Guess;
use crate::intake::transcript::{NoTranscript, Turn, read};
use crate::limits::TRANSCRIPT_CHARS_MAX;
use kopru_engine::answer::call::{self, Call, Heard};
use kopru_engine::answer::compared::Compared;
use kopru_engine::answer::followed::{self, Again, Missed, Words};
use kopru_engine::answer::rep::{RepSide, questions, rep_side};
use kopru_engine::answer::{Analysis, Asked, FindingKind, Sign, SignKind, Sized, analyse, is_closed};
use kopru_engine::foreseen::{Foreseen, foreseen};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::lead::{About, Lead, Reading};
use kopru_engine::letters::folded;
use kopru_engine::playbook::{Measure, Playbook};
use kopru_engine::questions::{Next, next};
use kopru_engine::time::Moment;
use kopru_store::{Id, Refusal, Result, StoreError};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::Range;

/// Labels of speakers that say that they are ours.
const OURS: [&str; 14] = [
    "ae",
    "se",
    "sdr",
    "bdr",
    "rep",
    "agent",
    "sales",
    "seller",
    "salesperson",
    "csm",
    "ciso",
    "satış",
    "satis",
    "temsilci",
];

/// Labels of speakers that say that they are the lead's side: then everybody else is ours.
const THEIRS: [&str; 8] = ["prospect", "customer", "buyer", "lead", "client", "müşteri", "musteri", "aday"];

/// A call as it was read.
#[derive(Clone, Debug)]
pub struct CallRead {
    /// The lead.
    pub shown: LeadShown,
    /// Its turns.
    pub turns: Vec<Turn>,
    /// Everybody who speaks, in the order of their first turn.
    pub speakers: Vec<String>,
    /// Those of them who are ours.
    pub ours: BTreeSet<String>,
    /// What the lead's words say of authority and need, and what the numbers of both sides say of budget and time frame.
    pub heard: Call,
    /// What each of the lead's answers reveals, by its turn; only of those that reveal something.
    pub answers: Vec<(usize, Analysis)>,
    /// What we did.
    pub rep: RepSide,
    /// What we asked although it was answered before.
    pub again: Vec<Again>,
    /// Answers after which we did not ask on.
    pub missed: Vec<Missed>,
    /// What is still to be asked.
    pub next: Vec<Next>,
    /// When it was read.
    pub at: Moment,
}

impl CallRead {
    fn foreseen(&self, about: About) -> Foreseen {
        let (view, account) = (&self.shown.view, self.shown.account());
        foreseen(&view.book.playbook, &view.lead, &account, self.at, Reading::Finding(about))
    }

    /// What would come of noting a verdict.
    pub fn comes(&self, told: &Told) -> Foreseen {
        let criteria = (0u16..).zip(&self.shown.view.book.playbook.criteria);
        let place = criteria.filter(|it| &*it.1.id == told.criterion).map(|it| it.0).next();
        place.map_or_else(Foreseen::default, |it| self.foreseen(About::Criterion(it, told.met)))
    }

    /// What would come of noting a level.
    pub fn comes_of_level(&self, it: &Sized) -> Foreseen {
        self.foreseen(About::Measure(it.measure as u16, it.level))
    }
}

/// What of a call is noted.
#[derive(Clone, Debug, Default)]
pub struct CallNoted {
    /// Criteria whose suggested verdict the person agrees with: `budget`, `authority`, `need`, `time_frame`.
    pub criteria: BTreeSet<String>,
    /// Signs that they agree with.
    pub signs: BTreeSet<SignKind>,
    /// Pains, by their ids.
    pub pains: BTreeSet<String>,
    /// Measures whose suggested level they agree with.
    pub sizes: BTreeSet<Measure>,
    /// What the assistant proposed.
    pub proposed: Vec<Guess>,
    /// What was read wrongly.
    pub wrong: Wrong,
}

/// Whether a speaker's label is somebody's name: all of it, what stands in brackets or before them, or the first name alone.
fn is_called(label: &str, name: &str) -> bool {
    let words = |it: &str| folded(it).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (name, (base, inside)) = (words(name), label.split_once('(').unwrap_or((label, "")));
    let fits = |it: &str| {
        let own = words(it.trim_end_matches(')'));
        !own.is_empty() && (own == name || (own.len() == 1 && own.first() == name.first()))
    };
    fits(base) || fits(inside)
}

/// Who of the speakers is ours, as far as the transcript tells. `lead` and `users`: what the lead and those who work here are
/// called; whoever may be either is told by the rest.
fn guessed(
    turns: &[call::Turn<'_>],
    speakers: &[String],
    (lead, users): (Option<&str>, &[String]),
) -> BTreeSet<String> {
    let theirs = |it: &String| lead.is_some_and(|lead| is_called(it, lead));
    let known = |it: &String| users.iter().any(|name| is_called(it, name));
    let (lead, named): (Vec<&String>, Vec<&String>) =
        speakers.iter().filter(|it| theirs(it) != known(it)).partition(|it| theirs(it));
    let mut ours = told_by_words(turns, speakers);
    if !lead.is_empty() && (named.is_empty() && ours.iter().all(|it| lead.contains(&it))) {
        // Nobody says who else is who: whoever talks to the lead is ours.
        ours = speakers.iter().cloned().collect();
    }
    // Of two sides, whom we know by name is ours: then the words told it the wrong way round.
    if !named.is_empty() && ours.len() + 1 >= speakers.len() && ours.iter().all(|it| !named.contains(&it)) {
        ours.clear();
    }
    ours.extend(named.into_iter().cloned());
    ours.retain(|it| !lead.contains(&it));
    ours
}

/// The same by labels and by what is said alone.
fn told_by_words(turns: &[call::Turn<'_>], speakers: &[String]) -> BTreeSet<String> {
    let labelled = |name: &String, labels: &[&str]| {
        let words = name.to_lowercase();
        words.split(|it: char| !it.is_alphanumeric()).any(|it| labels.contains(&it))
    };
    if speakers.iter().any(|it| labelled(it, &THEIRS)) {
        return speakers.iter().filter(|it| !labelled(it, &THEIRS)).cloned().collect();
    }
    let mut ours: BTreeSet<String> = speakers.iter().filter(|it| labelled(it, &OURS)).cloned().collect();
    ours.extend(call::seller(turns).map(str::to_owned));
    // Somebody of the other side must be left.
    if ours.len() == speakers.len() {
        ours = speakers.first().cloned().into_iter().collect();
    }
    ours
}

/// The lead's answers: turns behind one of ours that asks openly; and of all their turns what names pains or figures.
fn answers(turns: &[Turn], ours: &BTreeSet<String>, (playbook, lead): (&Playbook, &Lead)) -> Vec<(usize, Analysis)> {
    let mut all = Vec::new();
    for (place, turn) in turns.iter().enumerate().filter(|it| !ours.contains(&it.1.speaker)) {
        let before = place.checked_sub(1).and_then(|it| turns.get(it)).filter(|it| ours.contains(&it.speaker));
        let asked = before.is_some_and(|it| {
            questions(&it.text).last().is_some_and(|words| !is_closed(it.text.get(words.clone()).unwrap_or_default()))
        });
        let mut it = analyse(&turn.text, Asked::Other, playbook);
        if !asked {
            // What nobody asked is not too short or evasive.
            it.signs.retain(|sign| !matches!(sign.kind, SignKind::Short | SignKind::Evasive | SignKind::Hedged));
        }
        it.signs.retain(|sign| sign.kind != SignKind::Specific);
        readings::leave_out(&mut it, &turn.text, playbook, &lead.evidence);
        if !(it.signs.is_empty() && it.pains.is_empty() && it.findings.is_empty() && it.levels.is_empty()) {
            all.push((place, it));
        }
    }
    all
}

/// Criteria of which somebody said something before the call; what is only inferred may be asked.
fn said_before(shown: &LeadShown) -> Vec<std::sync::Arc<str>> {
    let criteria = (0u16..).zip(&shown.view.book.playbook.criteria);
    let said = criteria
        .filter(|(place, _)| shown.view.lead.evidence.verdict(*place).is_some_and(|(finding, _)| finding.is_said()));
    said.map(|it| it.1.id.clone()).collect()
}

impl Services {
    /// Reads a transcript of a call with a lead. `ours`: who speaks for us; without it, as far as the transcript tells.
    ///
    /// # Errors
    /// `transcript_invalid`; as [`Services::lead`] says.
    pub async fn read_call(
        &self,
        lead: Id,
        text: &str,
        ours: Option<BTreeSet<String>>,
        veil: &Veil,
    ) -> Result<CallRead> {
        let invalid = |why: &str| StoreError::Refused("transcript_invalid", why.to_owned());
        if text.chars().count() > TRANSCRIPT_CHARS_MAX {
            return Err(invalid("a transcript has at most 200000 letters"));
        }
        let turns = read(text).map_err(|fault| match fault {
            NoTranscript::NoSpeakers => invalid("no line says who speaks"),
            NoTranscript::TooLong => invalid("it has more than 5000 turns"),
        })?;
        let shown = self.lead(lead, veil).await?;
        let book = shown.view.book.clone();
        let mut speakers: Vec<String> = Vec::new();
        for turn in &turns {
            if !speakers.contains(&turn.speaker) {
                speakers.push(turn.speaker.clone());
            }
        }
        let plain: Vec<call::Turn<'_>> =
            turns.iter().map(|it| call::Turn { speaker: &it.speaker, text: &it.text }).collect();
        let users = self.store.users().await?;
        let users: Vec<String> = users.into_iter().flat_map(|it| [it.name, it.id]).collect();
        let lead = shown.view.row.name.as_deref();
        let ours = ours.unwrap_or_else(|| guessed(&plain, &speakers, (lead, &users)));
        let is_ours = |speaker: &str| ours.contains(speaker);
        let (heard, rep) = (call::heard(&plain, is_ours, Some(&book.playbook)), rep_side(&plain, is_ours));
        let answers = answers(&turns, &ours, (&book.playbook, &shown.view.lead));
        let known = said_before(&shown);
        let again = followed::asked_again(&plain, is_ours, &known.iter().map(|it| &**it).collect::<Vec<_>>());
        let missed = followed::missed(&plain, is_ours, &answers, &book.playbook);
        let at = self.store.now();
        let next = next(&book.playbook, &shown.view.lead, &shown.account(), at, &[], None);
        Ok(CallRead { at, speakers, heard, answers, rep, again, missed, next, turns, ours, shown })
    }

    /// Notes what a person chose of a call, with its words and in their name. Gives the number of facts.
    ///
    /// # Errors
    /// `quote_not_said`; as [`Services::read_call`] and [`Services::act`] say.
    pub async fn note_call(
        &self,
        lead: Id,
        it: &CallRead,
        noted: &CallNoted,
        (key, by, lang): (&str, &str, Lang),
    ) -> Result<std::result::Result<usize, Refusal>> {
        let playbook = &it.shown.view.book.playbook;
        let mut facts: Vec<Fact> = Vec::new();
        facts.extend(overruled(it, &noted.wrong));
        let agrees = |id: &str| noted.criteria.contains(id) && !noted.wrong.criteria.contains(id);
        for told in verdicts(it).into_iter().filter(|told| agrees(told.criterion)) {
            let verdict = if told.met { "met" } else { "unmet" };
            facts.push((
                "finding",
                vec![
                    ("criterion", told.criterion.to_owned()),
                    ("verdict", verdict.to_owned()),
                    ("origin", "said".to_owned()),
                    ("quote", told.quote()),
                ],
            ));
        }
        for (turn, level) in sized(it).into_iter().filter(|told| noted.sizes.contains(&told.1.measure)) {
            facts.push((
                "finding",
                vec![
                    ("measure", level.measure.id().to_owned()),
                    ("level", level.level.to_string()),
                    ("origin", "said".to_owned()),
                    ("quote", turn_words(it, turn, &level.words)),
                ],
            ));
        }
        let mut seen = BTreeSet::new();
        for (turn, analysis) in &it.answers {
            for pain in &analysis.pains {
                let id = playbook.pains.get(usize::from(pain.pain)).map_or("", |it| &it.id);
                let agrees = noted.pains.contains(id) && !noted.wrong.pains.contains(id);
                if agrees && seen.insert(id.to_owned()) {
                    let quote = turn_words(it, *turn, &pain.words);
                    facts.push((
                        "finding",
                        vec![("pain", id.to_owned()), ("origin", "said".to_owned()), ("quote", quote)],
                    ));
                }
            }
            let agreed = |it: &&Sign| noted.signs.contains(&it.kind) && !noted.wrong.signs.contains(&it.kind);
            for sign in analysis.signs.iter().filter(agreed) {
                let Some(signal) = sign.kind.signal().filter(|it| seen.insert((*it).to_owned())) else { continue };
                let quote = turn_words(it, *turn, &sign.words);
                facts.push(("signal", vec![("signal", signal.to_owned()), ("quote", quote)]));
            }
        }
        facts.extend(self.proposed_facts(&noted.proposed, &assistant::of_call(it), (playbook, lang))?);
        self.note_facts(lead, facts, (key, by)).await
    }
}

/// The person's word on what was read wrongly of a call, in each place where it was read.
fn overruled(it: &CallRead, wrong: &Wrong) -> Vec<Fact> {
    let playbook = &it.shown.view.book.playbook;
    let mut facts: Vec<Fact> = Vec::new();
    for told in verdicts(it).into_iter().filter(|it| wrong.criteria.contains(it.criterion)) {
        let place = playbook.criteria.iter().position(|it| *it.id == *told.criterion);
        if let Some(place) = place.and_then(|it| u16::try_from(it).ok()) {
            let reading = Reading::Finding(About::Criterion(place, told.met));
            facts.push(readings::fact(playbook, reading, Some(told.quote())));
        }
    }
    for (turn, analysis) in &it.answers {
        for pain in &analysis.pains {
            let id = playbook.pains.get(usize::from(pain.pain)).map_or("", |it| &it.id);
            if wrong.pains.contains(id) {
                let quote = turn_words(it, *turn, &pain.words);
                facts.push(readings::fact(playbook, Reading::Finding(About::Pain(pain.pain)), Some(quote)));
            }
        }
        for sign in analysis.signs.iter().filter(|it| wrong.signs.contains(&it.kind)) {
            if let Some(reading) = readings::of_sign(playbook, sign.kind) {
                facts.push(readings::fact(playbook, reading, Some(turn_words(it, *turn, &sign.words))));
            }
        }
    }
    facts
}

/// A verdict that a call suggests.
#[derive(Clone, Debug)]
pub struct Told {
    /// Of which criterion.
    pub criterion: &'static str,
    /// Whether it is met.
    pub met: bool,
    /// The turn that says so; of two sides that were compared, theirs.
    pub turn: usize,
    /// Its sentence.
    pub words: String,
    /// The turns of the other side that it was compared with, and their words.
    pub against: Vec<(usize, String)>,
    /// The arithmetic, where numbers were compared.
    pub why: Option<Both>,
}

impl Told {
    /// The words of both sides, as a quote.
    pub fn quote(&self) -> String {
        let all = std::iter::once(&self.words).chain(self.against.iter().map(|it| &it.1));
        shortened(&all.map(String::as_str).collect::<Vec<_>>().join(" … "))
    }
}

/// What a call suggests of criteria that the playbook has.
pub fn verdicts(it: &CallRead) -> Vec<Told> {
    let known = |id: &str| it.shown.view.book.playbook.criteria.iter().any(|criterion| &*criterion.id == id);
    let heard = |criterion, heard: &Heard| Told {
        criterion,
        met: heard.met,
        turn: heard.turn,
        words: sentence(it, heard.turn, &heard.words),
        against: Vec::new(),
        why: None,
    };
    let compared = |criterion, both: &Compared| Told {
        criterion,
        met: both.met,
        turn: both.theirs.0,
        words: sentence(it, both.theirs.0, &both.theirs.1),
        against: both.ours.iter().map(|(turn, words)| (*turn, sentence(it, *turn, words))).collect(),
        why: Some(both.why.clone()),
    };
    let of = &it.heard;
    let all = [
        of.budget.as_ref().map(|it| compared("budget", it)),
        of.authority.as_ref().map(|it| heard("authority", it)),
        of.need.as_ref().map(|it| heard("need", it)),
        of.time_frame.as_ref().map(|it| compared("time_frame", it)),
    ];
    let mut all: Vec<Told> = all.into_iter().flatten().filter(|told| known(told.criterion)).collect();
    all.retain(|told| !was_overruled(it, told));
    // How many and how much often stand in one sentence.
    for told in &mut all {
        let mut seen = BTreeSet::from([told.words.clone()]);
        told.against.retain(|it| seen.insert(it.1.clone()));
    }
    all
}

/// Whether a person said before that these words do not say so.
fn was_overruled(it: &CallRead, told: &Told) -> bool {
    let view = &it.shown.view;
    let place = view.book.playbook.criteria.iter().position(|it| *it.id == *told.criterion);
    let reading = place.and_then(|it| u16::try_from(it).ok()).map(|it| About::Criterion(it, told.met));
    reading.is_some_and(|it| view.lead.evidence.was_overruled(Reading::Finding(it), &told.quote()))
}

/// What the lead's turns say of each measure of sizing up: of how much they decide the last word, of the others the most.
pub fn sized(it: &CallRead) -> Vec<(usize, &Sized)> {
    let all = || it.answers.iter().flat_map(|(turn, analysis)| analysis.levels.iter().map(|level| (*turn, level)));
    let of = |measure: &Measure| {
        let mut own = all().filter(|it| it.1.measure == *measure);
        if *measure == Measure::Authority { own.next_back() } else { own.max_by_key(|it| it.1.level) }
    };
    Measure::ALL.iter().filter_map(of).collect()
}

/// Words of a turn, as a quote.
pub fn turn_words(it: &CallRead, turn: usize, words: &[Range<usize>]) -> String {
    it.turns.get(turn).map_or_else(String::new, |it| quoted(&it.text, words))
}

/// The sentence that holds some words of a call.
pub fn words_at(it: &CallRead, at: &Words) -> String {
    sentence(it, at.0, &at.1)
}

/// The sentence of a turn that holds some words.
fn sentence(it: &CallRead, turn: usize, words: &Range<usize>) -> String {
    sentence_of(it.turns.get(turn).map_or("", |it| it.text.as_str()), words)
}

/// What the lead's turns name, each with its kind and words.
pub fn named(it: &CallRead) -> Vec<(usize, FindingKind, String)> {
    let each = |(turn, analysis): &(usize, Analysis)| {
        let (turn, all) = (*turn, analysis.findings.clone());
        all.into_iter().map(move |found| (turn, found.kind, turn_words(it, turn, std::slice::from_ref(&found.words))))
    };
    it.answers.iter().flat_map(each).collect()
}

/// As programs see it.
pub fn as_json(it: &CallRead, assisted: Option<&Assisted>, lang: Lang) -> Value {
    let playbook = &it.shown.view.book.playbook;
    let place = |turn: usize| it.turns.get(turn).map_or("", |it| it.speaker.as_str());
    let (next, sizing) = next_json(&it.next, playbook, lang);
    let texts = |all: &[(usize, Range<usize>)]| -> Vec<String> {
        all.iter().map(|(turn, words)| turn_words(it, *turn, std::slice::from_ref(words))).collect()
    };
    let (proposed, assistant) = assistant::as_json(assisted, playbook, lang);
    json!({
        "lang": lang.tag(), "turns": it.turns.len(),
        "speakers": it.speakers.iter().map(|name| json!({ "name": name, "ours": it.ours.contains(name) })).collect::<Vec<_>>(),
        "verdicts": verdicts(it).into_iter().map(|told| json!({
            "criterion": told.criterion, "verdict": if told.met { "met" } else { "unmet" }, "turn": told.turn,
            "speaker": place(told.turn), "quote": told.words, "why": told.why.as_ref().map(|it| it.get(lang)),
            "against": told.against.iter().map(|(turn, words)| json!({
                "turn": turn, "speaker": place(*turn), "quote": words,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "answers": it.answers.iter().map(|(turn, analysis)| {
            let text = it.turns.get(*turn).map_or("", |it| it.text.as_str());
            json!({ "turn": turn, "speaker": place(*turn), "analysis": analysis_json(analysis, text, playbook, lang) })
        }).collect::<Vec<_>>(),
        "ours": {
            "share": it.rep.share, "longest_turn": it.rep.longest, "open_questions": it.rep.open.len(),
            "closed_questions": texts(&it.rep.closed), "pressing": texts(&it.rep.pressing),
            "asked_again": it.again.iter().map(|again| json!({
                "turn": again.question.0, "question": words_at(it, &again.question), "criterion": again.criterion,
                "answered": again.answered.as_ref().map(|at| words_at(it, at)),
            })).collect::<Vec<_>>(),
            "missed": it.missed.iter().map(|missed| json!({
                "turn": missed.said.0, "speaker": place(missed.said.0), "quote": words_at(it, &missed.said),
                "sign": missed.sign.map(|it| it.id()),
            })).collect::<Vec<_>>(),
        },
        "promises": it.heard.promises.iter().map(|promise| json!({
            "kind": promise.kind.id(), "turn": promise.turn, "speaker": place(promise.turn),
            "quote": turn_words(it, promise.turn, std::slice::from_ref(&promise.words)), "why": promise.why.get(lang),
        })).collect::<Vec<_>>(),
        "next": next, "sizing": sizing,
        "proposed": proposed, "assistant": assistant,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(speakers: &[&str], lead: Option<&str>, users: &[&str]) -> Vec<String> {
        let speakers: Vec<String> = speakers.iter().map(|it| (*it).to_owned()).collect();
        let users: Vec<String> = users.iter().map(|it| (*it).to_owned()).collect();
        let turns: Vec<call::Turn<'_>> = speakers.iter().map(|it| call::Turn { speaker: it, text: "Hello." }).collect();
        guessed(&turns, &speakers, (lead, &users)).into_iter().collect()
    }

    #[test]
    fn names_tell_who_is_ours() {
        assert_eq!(ours(&["Ada Lovelace", "Ayşe Kaya"], Some("Ada Lovelace"), &["Ayşe Kaya", "ayse"]), ["Ayşe Kaya"]);
        assert_eq!(ours(&["Ada", "Somebody"], Some("Ada Lovelace"), &[]), ["Somebody"], "who talks to the lead");
        assert_eq!(ours(&["Stranger", "Ayse"], None, &["Ayşe Kaya", "ayse"]), ["Ayse"]);
        assert_eq!(
            ours(&["Ada", "Bob", "Ayşe"], Some("Ada Lovelace"), &["Ayşe Kaya"]),
            ["Ayşe"],
            "Bob is with the lead"
        );
        // Of two who are called alike neither is told by the name.
        assert_eq!(ours(&["Ada", "AE (Jordan)"], Some("Ada Lovelace"), &["Ada Kaya"]), ["AE (Jordan)"]);
        assert_eq!(ours(&["Ada", "Bob"], None, &[]), [""; 0]);
    }
}
