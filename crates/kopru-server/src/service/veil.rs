//! What a caller may not see: values of fields that the playbook marks with `sensitive = true`. They are left out wherever
//! they would show: in fields, in what conditions saw, in facts as they came; and nobody who may not see them finds leads
//! by them. A value is sensitive when the version says so that it belongs to, or the one in force: what became sensitive
//! only now is hidden in what lies back, too.

use super::Services;
use kopru_engine::condition::{Slot, Space};
use kopru_engine::decide::{Change, Decision, Seen};
use kopru_engine::lead::Lead;
use kopru_engine::playbook::{Field, Playbook};
use kopru_engine::trace::{Line, Trace};
use kopru_engine::value::Value as Known;
use kopru_store::book::Book;
use kopru_store::{Result, StoreError};
use serde_json::Value;
use std::sync::Arc;

/// Whether sensitive values are left out.
#[derive(Clone, Debug)]
pub enum Veil {
    /// They are shown.
    Lifted,
    /// They are left out. With it the version in force; none before the first.
    Drawn(Option<Arc<Book>>),
}

/// A list of fields of a playbook.
type Fields = fn(&Playbook) -> &[Field];

fn of_person(playbook: &Playbook) -> &[Field] {
    &playbook.person
}

fn of_account(playbook: &Playbook) -> &[Field] {
    &playbook.account
}

impl Services {
    /// The veil for somebody who may see everything, or for anybody else.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn veil(&self, sees_everything: bool) -> Result<Veil> {
        Ok(if sees_everything { Veil::Lifted } else { Veil::Drawn(self.store.in_force().await?) })
    }
}

impl Veil {
    /// Whether a field is left out, by what `playbook` or the version in force says of its name.
    fn hides_field(&self, playbook: &Playbook, fields: Fields, id: &str) -> bool {
        let Veil::Drawn(now) = self else { return false };
        let marked = |playbook: &Playbook| fields(playbook).iter().any(|field| field.sensitive && *field.id == *id);
        marked(playbook) || now.as_ref().is_some_and(|book| marked(&book.playbook))
    }

    /// Whether a value that conditions read is left out.
    pub fn hides(&self, playbook: &Playbook, slot: Slot) -> bool {
        let fields: Fields = match slot.space {
            Space::Person => of_person,
            Space::Account => of_account,
            _ => return false,
        };
        let field = fields(playbook).get(usize::from(slot.index));
        field.is_some_and(|field| self.hides_field(playbook, fields, &field.id))
    }

    /// Whether a field of the person is left out.
    pub fn hides_person(&self, playbook: &Playbook, id: &str) -> bool {
        self.hides_field(playbook, of_person, id)
    }

    /// Whether a field of the account is left out.
    pub fn hides_account(&self, playbook: &Playbook, id: &str) -> bool {
        self.hides_field(playbook, of_account, id)
    }

    /// Whether a field of the version in force is left out. `name`: `person.country`.
    pub fn hides_named(&self, name: &str) -> bool {
        let Veil::Drawn(Some(book)) = self else { return false };
        match name.split_once('.') {
            Some(("person", id)) => self.hides_person(&book.playbook, id),
            Some(("account", id)) => self.hides_account(&book.playbook, id),
            _ => false,
        }
    }

    /// Refuses to find leads by a value that is left out: by who is found it would show. `name`: `person.country`.
    ///
    /// # Errors
    /// `field_not_indexed`, as for a field by which nobody finds them.
    pub fn filter(&self, name: &str) -> Result<()> {
        if !self.hides_named(name) {
            return Ok(());
        }
        let why = format!("`{name}` is sensitive: leads are filtered by it only for those who may see it");
        Err(StoreError::Refused("field_not_indexed", why))
    }

    /// Leaves out what conditions saw of a lead.
    pub fn lead(&self, playbook: &Playbook, lead: &mut Lead) {
        if let Some(why) = &mut lead.standing.why {
            self.seen(playbook, &mut why.seen);
        }
    }

    /// Leaves out what rules saw.
    pub fn trace(&self, playbook: &Playbook, trace: &mut Trace) {
        for line in &mut trace.lines {
            if let Line::Fit { seen, .. } = line {
                // That nothing is known is no value; rules that are open say the same.
                seen.retain(|(slot, value)| *value == Known::Unknown || !self.hides(playbook, *slot));
            }
        }
    }

    /// Leaves out what a decision saw.
    pub fn decision(&self, playbook: &Playbook, decision: &mut Decision) {
        for change in &mut decision.changes {
            if let Change::Stage { seen, .. } | Change::Disposition { seen, .. } = change {
                self.seen(playbook, seen);
            }
        }
        if let Some(trace) = &mut decision.trace {
            self.trace(playbook, trace);
        }
    }

    fn seen(&self, playbook: &Playbook, seen: &mut Vec<Seen>) {
        seen.retain(|it| !matches!(it, Seen::Value(slot, _) if self.hides(playbook, *slot)));
    }

    /// Leaves out what a fact set; gives the names of what was left out. What the version does not know it cannot mark, so
    /// that goes, too.
    pub fn body(&self, playbook: &Playbook, body: &mut Value) -> Vec<String> {
        let mut hidden = Vec::new();
        let Veil::Drawn(_) = self else { return hidden };
        let kind = body.get("type").and_then(Value::as_str).and_then(|kind| playbook.fact_type(kind));
        let kind = kind.and_then(|kind| playbook.fact_types.get(usize::from(kind)));
        let data = kind.map_or(&[][..], |kind| &kind.data);
        for (part, fields) in
            [("fields", of_person(playbook)), ("account_fields", of_account(playbook)), ("data", data)]
        {
            let Some(values) = body.get_mut(part).and_then(Value::as_object_mut) else { continue };
            let shown = |id: &str| match (part, fields.iter().find(|field| *field.id == *id)) {
                (_, None) => false,
                ("fields", _) => !self.hides_person(playbook, id),
                ("account_fields", _) => !self.hides_account(playbook, id),
                (_, Some(field)) => !field.sensitive && !self.hides_datum(kind.map_or("", |kind| &kind.id), id),
            };
            let names: Vec<String> = values.keys().filter(|id| !shown(id)).cloned().collect();
            for name in names {
                values.remove(&name);
                hidden.push(format!("{part}.{name}"));
            }
        }
        hidden
    }

    /// Whether the version in force marks a datum of a type of fact.
    fn hides_datum(&self, kind: &str, id: &str) -> bool {
        let Veil::Drawn(Some(book)) = self else { return false };
        let place = book.playbook.fact_type(kind);
        let kind = place.and_then(|place| book.playbook.fact_types.get(usize::from(place)));
        kind.is_some_and(|kind| kind.data.iter().any(|field| field.sensitive && *field.id == *id))
    }
}
