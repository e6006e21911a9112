//! What a condition depends on: slots, windows of facts, levels of numbers that change by time alone.

use super::syntax::Operator;
use super::term::{Field, Node, Term};
use super::{Slot, Slots, Threshold};
use crate::value::{Type, Value};
use std::sync::Arc;

/// Everything that a condition depends on; each list sorted, each entry once.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub(super) slots: Vec<Slot>,
    pub(super) names: Vec<(Slot, Arc<str>, Type)>,
    pub(super) windows: Vec<(u16, i64)>,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) ages: Vec<Threshold>,
}

/// A number that changes by time alone.
enum Timed {
    Name(Slot),
    Age(Slot),
}

impl Reads {
    /// What `term` depends on.
    pub(super) fn of(term: &Term) -> Reads {
        let mut reads = Reads::default();
        reads.gather(term);
        reads.names.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        reads.names.dedup_by_key(|entry| entry.0);
        reads.slots = reads.names.iter().map(|entry| entry.0).collect();
        reads.windows.sort_unstable();
        reads.windows.dedup();
        reads.thresholds.sort_unstable();
        reads.thresholds.dedup();
        reads.ages.sort_unstable();
        reads.ages.dedup();
        reads
    }

    /// What can change the condition.
    pub(super) fn touched_by(&self) -> Slots {
        let slots = self.slots.iter().map(|slot| Slots::of(*slot));
        let counts = self.windows.iter().map(|(kind, _)| Slots::of_count(*kind));
        let timed = !self.windows.is_empty() || !self.ages.is_empty();
        let time = if timed { Slots::TIME } else { Slots::NONE };
        slots.chain(counts).fold(time, Slots::and)
    }

    fn gather(&mut self, term: &Term) {
        match &term.node {
            Node::Compare(operator, left, right) => {
                if let (Some(number), Some(Value::Int(level))) = (timed_number(left), right.literal()) {
                    return self.crosses(number, left, *operator, *level);
                }
                if let (Some(Value::Int(level)), Some(number)) = (left.literal(), timed_number(right)) {
                    return self.crosses(number, right, operator.mirrored(), *level);
                }
            }
            Node::In(item, list) => {
                if let (Some(number), Some(Value::List(entries))) = (timed_number(item), list.literal()) {
                    self.name_of(item);
                    for entry in entries.iter() {
                        if let Value::Int(level) = entry {
                            self.levels(&number, Operator::Equal, *level);
                        }
                    }
                    return;
                }
            }
            // Whether a value is known does not change by time alone.
            Node::Has(_) => return self.name_of(term),
            Node::Facts(window) => self.windows.push((window.index, window.secs)),
            Node::Age(field) => {
                self.ages.push(any_change(field.slot));
                self.name_of(term);
            }
            Node::Field(field) => {
                if term.timed {
                    self.thresholds.push(any_change(field.slot));
                }
                self.name_of(term);
            }
            _ => {}
        }
        for part in term.parts() {
            self.gather(part);
        }
    }

    fn crosses(&mut self, number: Timed, term: &Term, operator: Operator, level: i64) {
        self.name_of(term);
        self.levels(&number, operator, level);
    }

    /// Notes the crossings at which `number operator level` can change.
    fn levels(&mut self, number: &Timed, operator: Operator, level: i64) {
        let (list, slot) = match number {
            Timed::Name(slot) => (&mut self.thresholds, *slot),
            Timed::Age(slot) => (&mut self.ages, *slot),
        };
        let below = matches!(operator, Operator::AtLeast | Operator::Less | Operator::Equal | Operator::NotEqual);
        let above = matches!(operator, Operator::More | Operator::AtMost | Operator::Equal | Operator::NotEqual);
        // Nothing lies below the smallest number or above the largest: no crossing there.
        let below = Some(level).filter(|level| below && *level != i64::MIN);
        let above = level.checked_add(1).filter(|_| above);
        list.extend(below.into_iter().chain(above).map(|level| Threshold { slot, level: Some(level) }));
    }

    fn name_of(&mut self, term: &Term) {
        if let Node::Field(field) | Node::Has(field) | Node::Age(field) = &term.node {
            let Field { slot, name, kind, .. } = field;
            self.names.push((*slot, name.clone(), kind.clone()));
        }
    }
}

fn timed_number(term: &Term) -> Option<Timed> {
    match &term.node {
        Node::Field(field) if term.timed && term.kind == Type::Int => Some(Timed::Name(field.slot)),
        Node::Age(field) => Some(Timed::Age(field.slot)),
        _ => None,
    }
}

fn any_change(slot: Slot) -> Threshold {
    Threshold { slot, level: None }
}
