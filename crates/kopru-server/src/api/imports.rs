//! Files that were read in.

use super::ask::Ask;
use super::gate;
use super::problem::Answered;
use super::show;
use kopru_store::import::Import;
use serde_json::{Value, json};

/// The newest ones.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let all = ask.app.services.store.imports(ask.limit()).await?;
    gate::ok(&json!({ "items": all.iter().map(import).collect::<Vec<_>>() }))
}

fn import(it: &Import) -> Value {
    json!({
        "number": it.number, "started_at": it.started_at.to_string(), "ended_at": show::at(it.ended_at), "file": it.file,
        "feed": it.feed, "by": it.actor, "mapping": it.map, "rows": it.counts.rows, "facts": it.counts.facts,
        "known": it.counts.known, "refused": it.counts.refused,
    })
}
