//! Versions of the playbook, and who changed what.

use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::problem::{Answered, Problem, Wrong};
use super::reply::Reply;
use crate::service::{Faults, NotPublished};
use kopru_store::Id;
use kopru_store::audit::Entry;
use kopru_store::publish::{Edition, Existing, Publication};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every publication.
///
/// # Errors
/// What the database answers; likewise below.
pub async fn list(ask: Ask) -> Answered {
    let publications = ask.app.services.store.publications().await?;
    let newest = publications.first().map(|it| it.seq);
    let items: Vec<Value> = publications.iter().map(|it| publication(it, newest)).collect();
    gate::ok(&json!({ "items": items }))
}

fn publication(it: &Publication, newest: Option<i64>) -> Value {
    json!({
        "seq": it.seq, "version": it.version, "name": it.name, "label": it.label, "existing": it.existing,
        "published_at": it.published_at.to_string(), "published_by": it.published_by, "leads": it.leads,
        "in_force": Some(it.seq) == newest,
    })
}

/// A version's text.
///
/// # Errors
/// `not_found`.
pub async fn get(ask: Ask) -> Answered {
    let version = ask.part("version").to_owned();
    let text = ask.app.services.store.version_text(version.clone()).await?;
    gate::ok(&json!({ "version": version, "source": text.source, "lists": text.lists }))
}

/// Publishes a version.
///
/// # Errors
/// `playbook_has_faults` and `playbook_fails_its_tests`, with all that is wrong.
pub async fn publish(ask: Ask) -> Answered {
    let lists = ask.body.get("lists").and_then(Value::as_object);
    let lists: BTreeMap<String, String> = lists
        .into_iter()
        .flatten()
        .filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned())))
        .collect();
    let existing = if ask.text("existing") == Some("advance") { Existing::Advance } else { Existing::Keep };
    let by = ask.caller.name().to_owned();
    let edition = Edition { source: ask.text("source").unwrap_or_default().to_owned(), lists, existing, by };
    let done = ask.app.services.publish(edition).await.map_err(not_published)?;
    let value = json!({ "version": done.version, "seq": done.seq, "already": done.already, "behind": done.behind });
    Ok(Reply::json(if done.already { 200 } else { 201 }, &value))
}

fn not_published(why: NotPublished) -> Problem {
    match why {
        NotPublished::Faults(Faults { found, source }) => {
            let wrong = found.iter().map(|it| {
                let (line, column) = it.position(&source);
                let help = it.help.as_ref().map(|help| format!(" ({})", help.en)).unwrap_or_default();
                Wrong::new(format!("line {line}, column {column}"), it.code, format!("{}{help}", it.message.en))
            });
            let wrong: Vec<Wrong> = wrong.collect();
            let detail = format!("the playbook has {} faults; nothing was published", wrong.len());
            Problem::with(Code::PlaybookHasFaults, detail, wrong)
        }
        NotPublished::Examples(differences) => {
            let wrong = differences.into_iter().map(|it| {
                let message = format!("expected {}, found {}", it.expected, it.found);
                Wrong::new(format!("example `{}`, {}", it.example, it.key), "example_fails", message)
            });
            let detail = "examples in the playbook do not come out as they say; nothing was published";
            Problem::with(Code::PlaybookFailsItsTests, detail, wrong.collect())
        }
        NotPublished::Store(fault) => fault.into(),
    }
}

/// A page of the audit.
///
/// # Errors
/// What the database answers.
pub async fn audit(ask: Ask) -> Answered {
    let limit = ask.limit();
    let before = ask.query.get("before").and_then(Id::parse);
    let entries = ask.app.services.store.audit(before, limit).await?;
    let next = entries.last().filter(|_| entries.len() == limit).map(|it| it.id.to_string());
    gate::ok(&json!({ "items": entries.iter().map(entry).collect::<Vec<_>>(), "next": next }))
}

fn entry(it: &Entry) -> Value {
    json!({
        "id": it.id.to_string(), "at": it.at.to_string(), "actor": it.actor, "action": it.action,
        "subject": it.subject, "detail": it.detail,
    })
}
