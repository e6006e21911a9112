//! Files that were read in, and undone.

use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use super::show;
use crate::limits::UNDO_LOOKED_AT;
use kopru_store::import::{Import, Undo, Undone};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The newest ones.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let (all, going) = ask.app.undoing.beside(|| ask.app.services.store.imports(ask.limit())).await?;
    gate::ok(&json!({ "items": all.iter().map(|it| import(it, &going)).collect::<Vec<_>>() }))
}

/// One.
///
/// # Errors
/// `not_found`.
pub async fn get(ask: Ask) -> Answered {
    let number = number(&ask)?;
    let (it, going) = ask.app.undoing.beside(|| ask.app.services.store.import_of(number)).await?;
    gate::ok(&import(&it, &going))
}

/// What undoing one would do.
///
/// # Errors
/// `not_found`, `no_playbook`.
pub async fn would(ask: Ask) -> Answered {
    let (Undone { removed, facts, retracted, kept, .. }, whole) =
        ask.app.services.undo_would(number(&ask)?, UNDO_LOOKED_AT).await?;
    gate::ok(&json!({
        "removed": removed, "facts": facts, "retracted": retracted, "kept": kept, "whole": whole,
    }))
}

/// Begins to undo one.
///
/// # Errors
/// `not_found`, `no_playbook`, `decision_version`.
pub async fn undo(ask: Ask) -> Answered {
    let number = number(&ask)?;
    ask.app.services.may_decide()?;
    ask.app.services.store.book().await?;
    ask.app.services.store.import_of(number).await?;
    ask.app.undoing.start(&ask.app.services, number, ask.caller.name().to_owned());
    let (it, going) = ask.app.undoing.beside(|| ask.app.services.store.import_of(number)).await?;
    Ok(Reply::json(202, &import(&it, &going)))
}

fn number(ask: &Ask) -> Result<i64, Problem> {
    ask.part("number").parse().map_err(|_| Problem::new(Code::NotFound, "there is no import with this number"))
}

fn import(it: &Import, going: &BTreeSet<i64>) -> Value {
    let undo = |undo: &Undo| {
        let (undone_at, by) = undo.done.as_ref().map(|(at, by)| (at.to_string(), by.clone())).unzip();
        json!({
            "began_at": undo.began_at.to_string(), "undone_at": undone_at, "by": by, "removed": undo.removed,
            "retracted": undo.retracted, "kept": undo.kept,
        })
    };
    json!({
        "number": it.number, "started_at": it.started_at.to_string(), "ended_at": show::at(it.ended_at), "file": it.file,
        "feed": it.feed, "by": it.actor, "mapping": it.map, "rows": it.counts.rows, "facts": it.counts.facts,
        "known": it.counts.known, "refused": it.counts.refused, "undo": it.undo.as_ref().map(undo),
        "undoing": going.contains(&it.number),
    })
}
