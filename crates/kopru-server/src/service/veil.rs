//! What a caller may not see: values of fields that the playbook marks with `sensitive = true`. They are left out wherever
//! they would show: in fields, in what conditions saw, in facts as they came.

use kopru_engine::condition::{Slot, Space};
use kopru_engine::decide::{Change, Decision, Seen};
use kopru_engine::lead::Lead;
use kopru_engine::playbook::{Field, Playbook};
use kopru_engine::trace::{Line, Trace};
use serde_json::Value;

/// Whether sensitive values are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Veil {
    /// They are shown.
    Lifted,
    /// They are left out.
    Drawn,
}

impl Veil {
    fn hides(self, playbook: &Playbook, slot: Slot) -> bool {
        let fields = match slot.space {
            Space::Person => &playbook.person[..],
            Space::Account => &playbook.account[..],
            _ => return false,
        };
        self == Veil::Drawn && fields.get(usize::from(slot.index)).is_some_and(|field| field.sensitive)
    }

    /// Whether a field of the person is left out.
    pub fn hides_person(self, playbook: &Playbook, id: &str) -> bool {
        self == Veil::Drawn && playbook.person.iter().any(|field| field.sensitive && *field.id == *id)
    }

    /// Leaves out what conditions saw of a lead.
    pub fn lead(self, playbook: &Playbook, lead: &mut Lead) {
        if let Some(why) = &mut lead.standing.why {
            self.seen(playbook, &mut why.seen);
        }
    }

    /// Leaves out what rules saw.
    pub fn trace(self, playbook: &Playbook, trace: &mut Trace) {
        for line in &mut trace.lines {
            if let Line::Fit { seen, .. } = line {
                seen.retain(|(slot, _)| !self.hides(playbook, *slot));
            }
        }
    }

    /// Leaves out what a decision saw.
    pub fn decision(self, playbook: &Playbook, decision: &mut Decision) {
        for change in &mut decision.changes {
            if let Change::Stage { seen, .. } | Change::Disposition { seen, .. } = change {
                self.seen(playbook, seen);
            }
        }
        if let Some(trace) = &mut decision.trace {
            self.trace(playbook, trace);
        }
    }

    fn seen(self, playbook: &Playbook, seen: &mut Vec<Seen>) {
        seen.retain(|it| !matches!(it, Seen::Value(slot, _) if self.hides(playbook, *slot)));
    }

    /// Leaves out what a fact set; gives the names of what was left out.
    pub fn body(self, playbook: &Playbook, body: &mut Value) -> Vec<String> {
        let mut hidden = Vec::new();
        if self == Veil::Lifted {
            return hidden;
        }
        for (part, fields) in [("fields", &playbook.person[..]), ("account_fields", &playbook.account[..])] {
            let Some(values) = body.get_mut(part).and_then(Value::as_object_mut) else { continue };
            let sensitive = |it: &Field| it.sensitive && values.contains_key(&*it.id);
            let names: Vec<String> = fields.iter().filter(|it| sensitive(it)).map(|it| it.id.to_string()).collect();
            for name in names {
                values.remove(&name);
                hidden.push(format!("{part}.{name}"));
            }
        }
        hidden
    }
}
