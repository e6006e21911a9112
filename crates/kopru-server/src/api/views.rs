//! Filters of the leads that everybody sees under a name.

use super::ask::Ask;
use super::gate;
use super::problem::Answered;
use super::reply::Reply;
use kopru_store::views::{PROGRAMS, SavedView};
use serde_json::{Value, json};

/// Those that everybody sees.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let all = ask.app.services.store.shared_views().await?;
    gate::ok(&json!({ "items": all.iter().map(view).collect::<Vec<_>>() }))
}

/// Keeps one; one of the same name that a program keeps is replaced.
///
/// # Errors
/// `view_invalid`, `too_many_views`.
pub async fn create(ask: Ask) -> Answered {
    let text = |key| ask.text(key).unwrap_or_default();
    let made = ask.app.services.share_view(text("name"), text("query"), ask.caller.name()).await?;
    Ok(Reply::json(201, &view(&made)))
}

/// Removes one that a program keeps.
///
/// # Errors
/// `not_found`, also for a user's.
pub async fn delete(ask: Ask) -> Answered {
    let id = ask.id("view")?;
    ask.app.services.store.unshare_view(id, ask.caller.name()).await?;
    gate::ok(&json!({ "deleted": id.to_string() }))
}

fn view(it: &SavedView) -> Value {
    let owner = (it.owner != PROGRAMS).then_some(&it.owner);
    json!({ "id": it.id.to_string(), "name": it.name, "query": it.query, "owner": owner })
}
