//! Readings that a person calls wrong: of an answer before anything of it is noted, and of what was noted. The person's word is
//! kept as evidence, with the words that were read.

use super::assistant::Fact;
use super::call::{quoted, shortened};
use super::{Services, Veil};
use kopru_engine::answer::{Analysis, SignKind, Sized};
use kopru_engine::lead::{About, Evidence, Reading};
use kopru_engine::playbook::{LEVEL_MAX, Measure, Playbook};
use kopru_store::{Id, Refusal, Result, StoreError};
use std::collections::BTreeSet;
use std::ops::Range;

/// Readings of an answer or a call that a person calls wrong.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Criteria whose suggested verdict is wrong, by their ids.
    pub criteria: BTreeSet<String>,
    /// Signs.
    pub signs: BTreeSet<SignKind>,
    /// Pains, by their ids.
    pub pains: BTreeSet<String>,
}

/// A sign as the evidence keeps it; none of one that is only shown.
pub(super) fn of_sign(playbook: &Playbook, kind: SignKind) -> Option<Reading> {
    let id = kind.signal()?;
    (0u16..).zip(&playbook.signals).find(|(_, it)| *it.id == *id).map(|(place, _)| Reading::Signal(place))
}

/// Leaves out of what was read of a text what a person called wrong of the same words before.
pub(super) fn leave_out(analysis: &mut Analysis, text: &str, playbook: &Playbook, evidence: &Evidence) {
    let wrong = |reading: Reading, words: &[Range<usize>]| evidence.was_overruled(reading, &quoted(text, words));
    let level = |it: &Sized| Reading::Finding(About::Measure(it.measure as u16, it.level));
    analysis.signs.retain(|it| of_sign(playbook, it.kind).is_none_or(|reading| !wrong(reading, &it.words)));
    analysis.pains.retain(|it| !wrong(Reading::Finding(About::Pain(it.pain)), &it.words));
    analysis.levels.retain(|it| !wrong(level(it), &it.words));
}

/// What a reading is called: `signal.evasive`, `criterion.need.met`, `pain.leads_lost`, `measure.solved.2`. Empty for what the
/// playbook does not have.
pub fn name(playbook: &Playbook, reading: Reading) -> String {
    let parts = parts(playbook, reading);
    let words: Vec<&str> = parts.iter().map(|it| it.1.as_str()).collect();
    parts.first().map_or_else(String::new, |it| format!("{}.{}", it.0, words.join(".")))
}

/// The reading that is called so.
fn named(playbook: &Playbook, name: &str) -> Option<Reading> {
    let signals = (0u16..).zip(&playbook.signals).map(|(it, _)| Reading::Signal(it));
    let criteria = (0u16..).zip(&playbook.criteria);
    let criteria = criteria.flat_map(|(it, _)| [true, false].map(|met| About::Criterion(it, met)));
    let pains = (0u16..).zip(&playbook.pains).map(|(it, _)| About::Pain(it));
    let levels = Measure::ALL.iter().flat_map(|it| (0..=LEVEL_MAX).map(|level| About::Measure(*it as u16, level)));
    let mut all = signals.chain(criteria.chain(pains).chain(levels).map(Reading::Finding));
    all.find(|it| self::name(playbook, *it) == name)
}

/// The data of a fact that names the reading.
fn parts(playbook: &Playbook, reading: Reading) -> Vec<(&'static str, String)> {
    let id = |id: Option<&std::sync::Arc<str>>| id.map_or_else(String::new, |it| it.to_string());
    match reading {
        Reading::Signal(it) => vec![("signal", id(playbook.signals.get(usize::from(it)).map(|it| &it.id)))],
        Reading::Finding(About::Criterion(it, met)) => vec![
            ("criterion", id(playbook.criteria.get(usize::from(it)).map(|it| &it.id))),
            ("verdict", if met { "met" } else { "unmet" }.to_owned()),
        ],
        Reading::Finding(About::Pain(it)) => {
            vec![("pain", id(playbook.pains.get(usize::from(it)).map(|it| &it.id)))]
        }
        Reading::Finding(About::Measure(it, level)) => {
            let measure = Measure::ALL.get(usize::from(it)).map_or("", |it| it.id());
            vec![("measure", measure.to_owned()), ("level", level.to_string())]
        }
    }
}

/// The fact that calls a reading wrong: of these words, or of whatever it rests on.
pub(super) fn fact(playbook: &Playbook, reading: Reading, quote: Option<String>) -> Fact {
    let quote = quote.map(|quote| ("quote", quote));
    ("overruled", parts(playbook, reading).into_iter().chain(quote).collect())
}

/// What was noted of a lead and may be called wrong, each once, the newest first, with its words: signs, and what was found out
/// by anything but a person's own word.
pub fn standing(evidence: &Evidence) -> Vec<(Reading, Option<&str>)> {
    let signs = evidence.seen().map(|it| (&it.stamp, Reading::Signal(it.signal), it.quote.as_deref()));
    let found = evidence.standing().filter(|it| it.origin < 3);
    let found = found.map(|it| (&it.stamp, Reading::Finding(it.about), it.quote.as_deref()));
    let mut all: Vec<_> = signs.chain(found).collect();
    all.sort_by(|one, other| other.0.cmp(one.0));
    let mut kept: Vec<(Reading, Option<&str>)> = Vec::new();
    for (_, reading, quote) in all {
        if kept.iter().all(|it| it.0 != reading) {
            kept.push((reading, quote));
        }
    }
    kept
}

impl Services {
    /// Takes back what was read of a lead's words, whatever words they were: it no longer counts, and a person says so.
    ///
    /// # Errors
    /// `reading_unknown`; as [`Services::act`] says.
    pub async fn overrule(
        &self,
        lead: Id,
        (reading, note): (&str, &str),
        (key, by): (&str, &str),
    ) -> Result<std::result::Result<usize, Refusal>> {
        let shown = self.lead(lead, &Veil::Lifted).await?;
        let playbook = &shown.view.book.playbook;
        let known = standing(&shown.view.lead.evidence);
        let Some(it) = named(playbook, reading).filter(|it| known.iter().any(|known| known.0 == *it)) else {
            let why = format!("nothing was noted of this lead that is called `{reading}`");
            return Err(StoreError::Refused("reading_unknown", why));
        };
        let (kind, mut data) = fact(playbook, it, None);
        if !note.trim().is_empty() {
            data.push(("note", shortened(note)));
        }
        self.note_facts(lead, vec![(kind, data)], (key, by)).await
    }
}
