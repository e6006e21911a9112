//! Proposed changes of the playbook.

use super::ask::Ask;
use super::gate;
use super::problem::Answered;
use super::reply::Reply;
use crate::agreement::Edits;
use crate::service::proposals::{as_json, look};
use kopru_engine::lang::Lang;
use kopru_store::disputes::Side;
use kopru_store::proposals::Change;
use kopru_store::publish::Existing;
use serde_json::{Value, json};

/// Proposals, the newest first.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let all = ask.app.services.store.proposals(ask.query.get("state").map(|it| it == "open")).await?;
    gate::ok(&json!({ "items": all.iter().map(|it| as_json(it, None)).collect::<Vec<_>>() }))
}

/// One of them, with what it makes of the version in force while it is open.
///
/// # Errors
/// `not_found`.
pub async fn get(ask: Ask) -> Answered {
    let services = &ask.app.services;
    let it = services.store.proposal(ask.id("proposal")?).await?;
    let looked = match it.closed {
        None => Some(look(&services.base().await?, &it.edits, Lang::En)),
        Some(_) => None,
    };
    gate::ok(&as_json(&it, looked.as_ref()))
}

/// Opens one.
///
/// # Errors
/// Why it cannot be.
pub async fn open(ask: Ask) -> Answered {
    let title = ask.text("title").unwrap_or_default();
    let made = ask.app.services.propose(title, edits(&ask), existing(&ask), by(&ask)).await?;
    let looked = look(&ask.app.services.base().await?, &made.edits, Lang::En);
    Ok(Reply::json(201, &as_json(&made, Some(&looked))))
}

fn by(ask: &Ask) -> &str {
    ask.text("by").unwrap_or_default()
}

fn edits(ask: &Ask) -> Edits {
    let edits = ask.body.get("edits").and_then(Value::as_object).into_iter().flatten();
    edits.map(|(address, value)| (address.clone(), value.as_str().map(str::to_owned))).collect()
}

fn existing(ask: &Ask) -> Existing {
    if ask.text("existing") == Some("advance") { Existing::Advance } else { Existing::Keep }
}

fn revision(ask: &Ask) -> i64 {
    ask.body.get("revision").and_then(Value::as_i64).unwrap_or_default()
}

/// Changes one: all of it.
///
/// # Errors
/// Why it cannot be.
pub async fn change(ask: Ask) -> Answered {
    let (id, title) = (ask.id("proposal")?, ask.text("title").unwrap_or_default().to_owned());
    let change = Change { title, edits: edits(&ask), existing: existing(&ask), revision: revision(&ask) };
    let made = ask.app.services.change_proposal(id, change, by(&ask)).await?;
    let looked = look(&ask.app.services.base().await?, &made.edits, Lang::En);
    gate::ok(&as_json(&made, Some(&looked)))
}

/// Signs what one makes of the version in force, for a team.
///
/// # Errors
/// Why it cannot be.
pub async fn sign(ask: Ask) -> Answered {
    let (id, side) = (ask.id("proposal")?, ask.text("side").and_then(Side::parse));
    let seen = (revision(&ask), ask.text("version").unwrap_or_default());
    gate::ok(&as_json(&ask.app.services.sign_proposal(id, side, seen, by(&ask)).await?, None))
}

/// Publishes one that both teams have signed.
///
/// # Errors
/// Why it cannot be.
pub async fn publish(ask: Ask) -> Answered {
    let id = ask.id("proposal")?;
    ask.app.services.publish_proposal(id, by(&ask)).await?;
    gate::ok(&as_json(&ask.app.services.store.proposal(id).await?, None))
}

/// Withdraws one.
///
/// # Errors
/// Why it cannot be.
pub async fn withdraw(ask: Ask) -> Answered {
    let id = ask.id("proposal")?;
    gate::ok(&as_json(&ask.app.services.withdraw_proposal(id, by(&ask)).await?, None))
}
