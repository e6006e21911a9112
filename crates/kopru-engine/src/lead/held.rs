//! Field values with the stamp that says which of two stays.

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
        let mut changed = false;
        for (place, value) in fields {
            let place = usize::from(*place);
            let (Some(held), Some(stamp)) = (self.values.get_mut(place), self.stamps.get_mut(place)) else {
                continue;
            };
            let later = stamp
                .as_ref()
                .is_none_or(|held| (held.at, held.rank, &held.id) < (fact.occurred_at, fact.rank, &fact.id));
            if later {
                changed |= held != value;
                *held = value.clone();
                *stamp = Some(Stamp::of(fact));
            }
        }
        changed
    }

    /// Where the value of a field came from.
    pub fn stamp(&self, place: u16) -> Option<&Stamp> {
        self.stamps.get(usize::from(place))?.as_ref()
    }
}
