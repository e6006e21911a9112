//! What the assistant proposes of an answer or a call, and what a person notes of it. Only what was typed or pasted is sent, with
//! words of the playbook; nothing that is known of the lead.

use super::Services;
use super::call::{Answered, Sheet};
use super::transcript::{CallRead, verdicts};
use crate::assistant::{AssistantError, Checked, Guess, Kind, Line, Named, Sought, Talk, checked};
use kopru_engine::answer::Analysis;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::{questions, say};
use kopru_store::{Result, StoreError};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What came of asking the assistant.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The assistant's name.
    pub model: String,
    /// What it proposes, or why it does not.
    pub outcome: std::result::Result<Checked, AssistantError>,
}

impl Asked {
    /// In a word, for counting.
    pub fn result(&self) -> &'static str {
        match &self.outcome {
            Ok(_) => "answered",
            Err(fault) => fault.code(),
        }
    }
}

/// A fact to note: its type and data.
pub(super) type Fact = (&'static str, Vec<(&'static str, String)>);

/// The conversation that an answer is.
pub(super) fn of_answer<'a>(playbook: &'a Playbook, said: Answered<'a>, lang: Lang) -> Talk<'a> {
    let question = questions::find(playbook, said.question).map(|it| it.2.text.get(lang));
    Talk { question, lines: vec![Line { ours: false, text: said.text }] }
}

/// The conversation that a call is.
pub(super) fn of_call(it: &CallRead) -> Talk<'_> {
    let lines = it.turns.iter().map(|turn| Line { ours: it.ours.contains(&turn.speaker), text: &turn.text });
    Talk { question: None, lines: lines.collect() }
}

/// What our own rules found.
fn found<'a>(playbook: &Playbook, all: impl Iterator<Item = &'a Analysis>) -> BTreeSet<Named> {
    let mut known = BTreeSet::new();
    for it in all {
        known.extend(it.signs.iter().filter_map(|sign| Some((Kind::Signal, sign.kind.signal()?.to_owned()))));
        let pains = it.pains.iter().filter_map(|heard| playbook.pains.get(usize::from(heard.pain)));
        known.extend(pains.map(|it| (Kind::Pain, it.id.to_string())));
    }
    known
}

impl Services {
    /// Asks the assistant about an answer.
    ///
    /// # Errors
    /// `assistant_off`. That it does not answer is part of what came of it.
    pub async fn ask_of_answer(&self, it: &Sheet, said: Answered<'_>, lang: Lang) -> Result<Asked> {
        let playbook = &it.shown.view.book.playbook;
        let known = found(playbook, it.analysis.iter());
        self.ask(&of_answer(playbook, said, lang), &Sought::of(playbook, lang), &known).await
    }

    /// Asks the assistant about a call.
    ///
    /// # Errors
    /// As [`Services::ask_of_answer`] says.
    pub async fn ask_of_call(&self, it: &CallRead, lang: Lang) -> Result<Asked> {
        let playbook = &it.shown.view.book.playbook;
        let mut known = found(playbook, it.answers.iter().map(|it| &it.1));
        known.extend(verdicts(it).into_iter().map(|told| (Kind::Criterion, told.criterion.to_owned())));
        self.ask(&of_call(it), &Sought::of(playbook, lang), &known).await
    }

    async fn ask(&self, talk: &Talk<'_>, sought: &Sought, known: &BTreeSet<Named>) -> Result<Asked> {
        let assistant = self.assistant.as_ref();
        let assistant = assistant
            .ok_or_else(|| StoreError::Refused("assistant_off", "no assistant is configured on this server".into()))?;
        let outcome = assistant.propose(talk, sought).await;
        if let Err(fault) = &outcome {
            tracing::info!(code = fault.code(), cause = ?fault, "the assistant did not answer");
        }
        let outcome = outcome.map(|guesses| checked(guesses, sought, talk, known));
        Ok(Asked { model: assistant.model().to_owned(), outcome })
    }

    /// The facts that note what a person agrees with of what was proposed. What a form brings back is checked as what an
    /// assistant says is.
    ///
    /// # Errors
    /// `quote_not_said`.
    pub(super) fn proposed_facts(
        &self,
        chosen: &[Guess],
        talk: &Talk<'_>,
        (playbook, lang): (&Playbook, Lang),
    ) -> Result<Vec<Fact>> {
        let it = checked(chosen.to_vec(), &Sought::of(playbook, lang), talk, &BTreeSet::new());
        if it.proposed.len() < chosen.len() {
            let why = "what is to be noted does not stand in the lead's words, or not in the playbook";
            return Err(StoreError::Refused("quote_not_said", why.to_owned()));
        }
        let note = match &self.assistant {
            Some(it) => {
                let model = it.model();
                say!(lang, en = "Proposed by the assistant ({model})", tr = "Asistanın önerisi ({model})")
            }
            None => say!(lang, en = "Proposed by the assistant", tr = "Asistanın önerisi"),
        };
        let fact = |(kind, id): Named, met: Option<bool>, quote: String| {
            let verdict = met.map(|met| ("verdict", if met { "met" } else { "unmet" }.to_owned()));
            let mut data = vec![(kind.id(), id), ("quote", quote), ("note", note.clone())];
            data.extend(verdict);
            match kind {
                Kind::Signal => ("signal", data),
                Kind::Criterion | Kind::Pain => {
                    data.push(("origin", "said".to_owned()));
                    ("finding", data)
                }
            }
        };
        Ok(it.proposed.into_iter().map(|it| fact(it.about, it.met, it.quote)).collect())
    }
}

/// What came of asking, as programs see it: what is proposed, and of whom.
pub fn as_json(asked: Option<&Asked>, playbook: &Playbook, lang: Lang) -> (Value, Value) {
    let Some(asked) = asked else { return (json!([]), Value::Null) };
    let (sought, none) = (Sought::of(playbook, lang), Checked::default());
    let checked = asked.outcome.as_ref().unwrap_or(&none);
    let proposed = checked.proposed.iter().map(|it| {
        json!({
            "kind": it.about.0.id(), "id": it.about.1, "text": sought.text(&it.about),
            "verdict": it.met.map(|met| if met { "met" } else { "unmet" }), "turn": it.turn, "quote": it.quote,
            "reason": it.reason,
        })
    });
    let dropped = checked.dropped;
    let error = asked.outcome.as_ref().err();
    let assistant = json!({
        "model": asked.model,
        "dropped": {
            "not_in_playbook": dropped.not_in_playbook, "no_such_words": dropped.no_such_words,
            "known_already": dropped.known_already,
        },
        "error": error.map(|it| json!({ "code": it.code(), "text": it.text().get(lang) })),
    });
    (proposed.collect(), assistant)
}
