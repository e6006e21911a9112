//! Field values with the stamp that says which of two stays.

use crate::bytes::{Reader, Writer};
use crate::playbook::Field;
use crate::time::Moment;
use crate::typing::Fact;
use crate::value::Value;
use std::sync::Arc;

/// Which of two values is the later one: by moment, then trust in the source, then the fact's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// When it happened.
    pub at: Moment,
    /// How far the source is trusted.
    pub rank: u16,
    /// The fact.
    pub id: Arc<str>,
}

impl Stamp {
    /// The stamp of what a fact says.
    pub fn of(fact: &Fact) -> Stamp {
        Stamp { at: fact.occurred_at, rank: fact.rank, id: fact.id.clone() }
    }
}

/// The fields of a person or an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The values, by the field's place.
    pub values: Vec<Value>,
    stamps: Vec<Option<Stamp>>,
}

impl Held {
    /// So many fields, all unknown.
    pub fn new(count: usize) -> Held {
        Held { values: vec![Value::Unknown; count], stamps: vec![None; count] }
    }

    /// Takes what a fact says, where it is later than what is held. Tells whether a value changed.
    pub fn take(&mut self, fact: &Fact, fields: &[(u16, Value)]) -> bool {
        self.set(&Stamp::of(fact), fields)
    }

    /// Takes values with their stamp, where it is later than what is held. Tells whether a value changed.
    pub fn set(&mut self, stamp: &Stamp, fields: &[(u16, Value)]) -> bool {
        let mut changed = false;
        for (place, value) in fields {
            if !self.is_open_to(*place, stamp) {
                continue;
            }
            let place = usize::from(*place);
            if let (Some(held), Some(known)) = (self.values.get_mut(place), self.stamps.get_mut(place)) {
                changed |= held != value;
                *held = value.clone();
                *known = Some(stamp.clone());
            }
        }
        changed
    }

    /// Whether there is such a field, and nothing later is held of it.
    pub(crate) fn is_open_to(&self, place: u16, stamp: &Stamp) -> bool {
        self.stamps.get(usize::from(place)).is_some_and(|held| held.as_ref().is_none_or(|held| held < stamp))
    }

    /// Writes every field of which something was said.
    pub(crate) fn write<'w>(&'w self, out: &mut Writer<'w>) {
        let fields = || self.values.iter().zip(&self.stamps);
        out.count(self.values.len());
        out.bits(fields().map(|(value, stamp)| stamp.is_some() || value.is_known()));
        for (value, stamp) in fields() {
            if stamp.is_some() || value.is_known() {
                out.stamp_or_none(stamp.as_ref());
                out.value(value);
            }
        }
    }

    /// Reads the fields of this schema.
    pub(crate) fn read(bytes: &mut Reader<'_>, schema: &[Field]) -> Option<Held> {
        bytes.same_count(schema.len())?;
        let said = bytes.bits(schema.len())?;
        let (mut values, mut stamps) = (Vec::with_capacity(schema.len()), Vec::with_capacity(schema.len()));
        for (said, field) in said.iter().zip(schema) {
            if said {
                bytes.stamp_into(&mut stamps)?;
                bytes.value_into(&field.kind, &mut values)?;
            } else {
                stamps.push(None);
                values.push(Value::Unknown);
            }
        }
        Some(Held { values, stamps })
    }

    /// Where the value of a field came from.
    pub fn stamp(&self, place: u16) -> Option<&Stamp> {
        self.stamps.get(usize::from(place))?.as_ref()
    }
}
