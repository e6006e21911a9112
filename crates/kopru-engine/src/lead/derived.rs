//! The values that conditions read as a lead's. An answer is worked out anew only when something that it reads changed.

use crate::condition::{Condition, Env, Slots, Tri};
use crate::playbook::{LeadSlots, Playbook};
use crate::score;
use crate::value::{Decimal, Value};

/// The values that conditions read as a lead's, see [`LeadSlots`], with the answers behind fit and persona.
#[derive(Clone, Debug)]
pub struct Derived {
    pub(super) values: Vec<Value>,
    /// The answers of all personas' marks, in their order.
    pub(super) marks: Box<[Tri]>,
    /// The answers of the fit rules.
    pub(super) fit: Box<[Tri]>,
    /// Values, these and fields, that changed since the rules were last held against the lead.
    pub(super) changed: Slots,
}

impl PartialEq for Derived {
    /// What changed only says what need not be asked again: leads that differ in nothing else are the same.
    fn eq(&self, other: &Derived) -> bool {
        (&self.values, &self.marks, &self.fit) == (&other.values, &other.marks, &other.fit)
    }
}

impl Eq for Derived {}

impl Derived {
    /// Nothing known, and everything yet to be asked.
    pub(super) fn new(playbook: &Playbook) -> Derived {
        let marks = marks(playbook);
        Derived {
            values: vec![Value::Unknown; usize::from(playbook.slots.len)],
            marks: vec![Tri::Unknown; marks].into(),
            fit: vec![Tri::Unknown; playbook.fit.len()].into(),
            changed: Slots::ALL,
        }
    }

    /// The values, by their place.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value at a place.
    pub(super) fn get(&self, slot: u16) -> &Value {
        self.values.get(usize::from(slot)).unwrap_or(&Value::Unknown)
    }

    /// Sets a value; whether that is a change is noted.
    #[inline]
    pub(super) fn set(&mut self, slot: u16, value: Value) {
        if let Some(place) = self.values.get_mut(usize::from(slot))
            && !same(place, &value)
        {
            *place = value;
            self.touch(Slots::of_lead(slot));
        }
    }

    /// Notes that these values may have changed.
    pub(super) fn touch(&mut self, changed: Slots) {
        self.changed = self.changed.and(changed);
    }

    /// What may have changed since the rules were last held against the lead.
    pub(crate) fn changed(&self) -> Slots {
        self.changed
    }

    /// The rules are held against the lead now: what has changed so far is given back and forgotten.
    pub(crate) fn take_changed(&mut self) -> Slots {
        std::mem::take(&mut self.changed)
    }

    /// The answers of the fit rules, in their order.
    pub(crate) fn fit_answers(&self) -> &[Tri] {
        &self.fit
    }

    /// The answers of one persona's marks.
    pub(crate) fn persona_answers(&self, playbook: &Playbook, place: usize) -> &[Tri] {
        let (before, here) = playbook.personas.split_at(place.min(playbook.personas.len()));
        let first: usize = before.iter().map(|persona| persona.parts.len()).sum();
        let count = here.first().map_or(0, |persona| persona.parts.len());
        self.marks.get(first..first + count).unwrap_or_default()
    }

    /// Asks again what the changes touch: the personas' marks, and then fit, which may read the persona. `known` gives the
    /// fields beside these values.
    pub(super) fn ask_who(&mut self, playbook: &Playbook, known: &Env<'_>) {
        let parts = playbook.personas.iter().flat_map(|persona| &persona.parts);
        let parts = parts.map(|part| &part.when);
        let lead = &self.values;
        if ask(parts, &mut self.marks, self.changed, &Env { lead, ..*known }) {
            let (persona, degree) = match score::persona(playbook, &self.marks) {
                None => (Value::Unknown, Value::Unknown),
                Some((persona, degree)) => (Value::Enum(persona), Value::Decimal(Decimal::from_millionths(degree))),
            };
            self.set(LeadSlots::PERSONA, persona);
            self.set(LeadSlots::PERSONA_DEGREE, degree);
        }
        let rules = playbook.fit.iter().map(|rule| &rule.when);
        let lead = &self.values;
        if ask(rules, &mut self.fit, self.changed, &Env { lead, ..*known }) {
            let fit = score::fit(playbook, &self.fit);
            self.set(LeadSlots::FIT, Value::Int(fit));
            self.set(LeadSlots::GRADE, Value::Enum(score::level(fit, &playbook.grades)));
        }
    }
}

/// The marks of all personas.
pub(super) fn marks(playbook: &Playbook) -> usize {
    playbook.personas.iter().map(|persona| persona.parts.len()).sum()
}

/// Whether two values are the same; most derived values are numbers and words, and those are told without a call.
#[inline]
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) => one == other,
        (Value::Enum(one), Value::Enum(other)) => one == other,
        _ => one == other,
    }
}

/// Asks the conditions that the changes touch. Tells whether an answer may be another one now.
fn ask<'c>(
    conditions: impl Iterator<Item = &'c Condition>,
    answers: &mut [Tri],
    changed: Slots,
    env: &Env<'_>,
) -> bool {
    let mut other = changed == Slots::ALL;
    for (condition, answer) in conditions.zip(answers) {
        if condition.touched_by().touches(changed) {
            let now = condition.eval(env);
            other |= now != *answer;
            *answer = now;
        }
    }
    other
}
