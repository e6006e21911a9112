//! How decisions, scores, fields and facts are written in answers.

use super::facts::identity;
use crate::service::Veil;
use kopru_engine::account::Account;
use kopru_engine::decide::{Cause, Decision};
use kopru_engine::lang::Lang;
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::steps::{self, Taken};
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Speaker, Trace};
use kopru_engine::value::{Type, Value as Known};
use kopru_store::book::Book;
use kopru_store::lead::{FieldView, TimelineEntry};
use kopru_store::leads::LeadRow;
use kopru_store::rows::{FactRow, IdentityKey};
use kopru_store::{Id, written};
use serde_json::{Value, json};

/// A moment or null.
pub fn at(it: Option<Moment>) -> Option<String> {
    it.map(|it| it.to_string())
}

/// An id or null.
pub fn id(it: Option<Id>) -> Option<String> {
    it.map(|it| it.to_string())
}

/// A lead in a list. `hidden`: whether its name and address are left out.
pub fn row(it: &LeadRow, hidden: (bool, bool)) -> Value {
    json!({
        "id": it.id.to_string(), "created_at": it.created_at.to_string(),
        "account": id(it.account), "account_name": it.account_name,
        "stage": it.stage, "disposition": it.disposition, "kind": it.kind,
        "grade": it.grade, "band": it.band, "fit": it.fit, "engagement": it.engagement, "persona": it.persona,
        "owner": it.owner, "queue": it.queue, "entered_at": it.entered_at.to_string(), "source": it.source,
        "name": it.name.as_ref().filter(|_| !hidden.0), "email": it.email.as_ref().filter(|_| !hidden.1),
        "priority": it.priority.id(), "cycle": it.cycle, "suggestions": it.suggestions, "version": it.version,
    })
}

/// Whether names and addresses of people are left out.
pub fn hidden(veil: &Veil, playbook: &Playbook) -> (bool, bool) {
    (veil.hides_person(playbook, "name"), veil.hides_person(playbook, "email"))
}

/// A decision in sentences and with its parts.
pub fn decision(book: &Book, it: &Decision, lang: Lang) -> Value {
    let speaker = Speaker { playbook: &book.playbook, lang };
    let (fact, kind) = match &it.cause {
        Cause::Fact { id, kind } => {
            let kind = book.playbook.fact_types.get(usize::from(*kind)).map(|it| it.id.to_string());
            (Some(id.to_string()), kind)
        }
        _ => (None, None),
    };
    // Written for programs to read: what cannot be read back is not there.
    let changes: Value = serde_json::from_str(&written::changes(&book.names, &it.changes)).unwrap_or(Value::Null);
    json!({
        "at": it.at.to_string(), "version": &*it.version, "cause": speaker.cause(&it.cause), "fact": fact,
        "fact_type": kind, "outcome": it.outcome.code(), "sentences": speaker.decision(it), "changes": changes,
        "scores": it.trace.as_ref().map(|trace| scores(&book.playbook, trace, lang)),
    })
}

/// Scores with every rule's share.
pub fn scores(playbook: &Playbook, trace: &Trace, lang: Lang) -> Value {
    let speaker = Speaker { playbook, lang };
    let lines: Vec<Value> = trace
        .lines
        .iter()
        .map(|line| {
            let (kind, rule, points) = match line {
                Line::Fit { rule, points, .. } => {
                    ("fit", playbook.fit.get(usize::from(*rule)).map(|it| &it.id), *points)
                }
                Line::Open { rule, .. } => ("open", playbook.fit.get(usize::from(*rule)).map(|it| &it.id), 0),
                Line::Engagement { rule, points } => {
                    ("engagement", playbook.engagement.get(usize::from(*rule)).map(|it| &it.id), *points)
                }
                Line::Account { rule, points } => {
                    ("account", playbook.account_rules.get(usize::from(*rule)).map(|it| &it.id), *points)
                }
                Line::Persona { persona, .. } => {
                    ("persona", playbook.personas.get(usize::from(*persona)).map(|it| &it.id), 0)
                }
            };
            let rule = rule.map_or("", |it| it);
            json!({ "kind": kind, "rule": rule, "points": points, "sentence": speaker.line(line) })
        })
        .collect();
    json!({ "fit": trace.fit, "engagement": trace.engagement, "account": trace.account, "lines": lines })
}

/// Where a lead leads.
pub fn course(it: &Taken, lang: Lang) -> Value {
    json!({
        "id": it.course.id(), "name": it.course.name().get(lang), "because": it.because.get(lang),
        "until": at(it.until),
    })
}

/// The five steps.
pub fn steps(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment, lang: Lang) -> Vec<Value> {
    let steps = steps::steps(playbook, lead, account, at, lang);
    steps.iter().map(|step| json!({ "title": step.title, "lines": step.lines })).collect()
}

/// A field with its value. `hidden`: whether that is left out.
pub fn field(it: &FieldView, hidden: bool, lang: Lang) -> Value {
    let stamp = it.stamp.as_ref().filter(|_| !hidden);
    json!({
        "id": &*it.id, "label": it.label.get(lang), "type": it.kind.name(),
        "value": if hidden { Value::Null } else { value(&it.value, &it.kind) },
        "at": stamp.map(|it| it.at.to_string()), "fact": stamp.map(|it| it.id.to_string()), "hidden": hidden,
    })
}

/// A value: whole numbers, truths and lists as JSON has them, everything else as people write it.
fn value(it: &Known, kind: &Type) -> Value {
    match (it, kind) {
        (Known::Unknown, _) => Value::Null,
        (Known::Bool(it), _) => json!(it),
        (Known::Int(it), _) => json!(it),
        (Known::Text(it), _) => json!(&**it),
        (Known::List(items), Type::List(inner)) => items.iter().map(|it| value(it, inner)).collect(),
        (other, kind) => json!(other.show(kind)),
    }
}

/// A fact as it came, without what is left out.
pub fn fact(playbook: &Playbook, it: &FactRow, veil: &Veil) -> Value {
    let mut body: Value = it.body.as_deref().and_then(|it| serde_json::from_str(it).ok()).unwrap_or(Value::Null);
    let hidden = veil.body(playbook, &mut body);
    json!({
        "id": it.id, "type": it.kind, "source": it.source, "occurred_at": it.occurred_at.to_string(),
        "recorded_at": it.recorded_at.to_string(), "body": body, "hidden": hidden, "moved_to": id(it.moved_to),
    })
}

/// An entry of a stream.
pub fn entry(it: &TimelineEntry, veil: &Veil, lang: Lang) -> Value {
    let points: Vec<Value> = it.points.iter().map(|(rule, points)| json!({ "rule": rule, "points": points })).collect();
    json!({
        "seq": it.seq, "recorded_at": it.recorded_at.to_string(), "version": &*it.book.playbook.version,
        "fact": it.fact.as_ref().map(|row| fact(&it.book.playbook, row, veil)), "points": points,
        "decision": it.decision.as_ref().map(|made| decision(&it.book, made, lang)),
    })
}

/// Identities as senders write them; an external id with its source.
pub fn identities(keys: &[IdentityKey]) -> Vec<Value> {
    let show = |key: &IdentityKey| {
        let mut it = identity(key);
        if let (Some((source, _)), Some(object)) = (key.value.split_once('\u{1f}'), it.as_object_mut()) {
            object.insert("source".into(), source.into());
        }
        it
    };
    keys.iter().map(show).collect()
}
