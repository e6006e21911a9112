//! Disagreements about answers to hand-overs.

use super::ask::{Ask, wrong_parameter};
use super::gate;
use super::problem::Answered;
use super::reply::Reply;
use crate::service::disputes::as_json;
use kopru_store::Id;
use kopru_store::disputes::{DisputeQuery, Side, View};
use serde_json::json;

/// Disagreements, the newest first.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let lead = ask.query.get("lead");
    let query = DisputeQuery {
        open: ask.query.get("state").map(|it| it == "open"),
        lead: lead.map(|it| Id::parse(it).ok_or_else(|| wrong_parameter("lead", "no id"))).transpose()?,
        to_change: ask.query.get("to_change") == Some("true"),
    };
    let all = ask.app.services.store.disputes(query).await?;
    gate::ok(&json!({ "items": all.iter().map(as_json).collect::<Vec<_>>() }))
}

/// One of them.
///
/// # Errors
/// `not_found`.
pub async fn get(ask: Ask) -> Answered {
    gate::ok(&as_json(&ask.app.services.store.dispute(ask.id("disagreement")?).await?))
}

fn side(ask: &Ask) -> Option<Side> {
    ask.text("side").and_then(Side::parse)
}

/// Opens one about a lead's latest hand-over.
///
/// # Errors
/// Why it cannot be.
pub async fn open(ask: Ask) -> Answered {
    let (lead, by) = (ask.id("lead")?, ask.text("by").unwrap_or_default());
    let claim = ask.text("claim").unwrap_or_default();
    let made = ask.app.services.open_dispute(lead, side(&ask), claim, by).await?;
    Ok(Reply::json(201, &as_json(&made)))
}

/// Says what a side thinks.
///
/// # Errors
/// Why it cannot be.
pub async fn say(ask: Ask) -> Answered {
    let (id, by) = (ask.id("disagreement")?, ask.text("by").unwrap_or_default());
    let view = ask.text("view").and_then(View::parse).unwrap_or(View::Upheld);
    let change = ask.text("change").map(str::to_owned);
    gate::ok(&as_json(&ask.app.services.say_of_dispute(id, (side(&ask), view, change), by).await?))
}

/// Takes one back.
///
/// # Errors
/// Why it cannot be.
pub async fn withdraw(ask: Ask) -> Answered {
    let (id, by) = (ask.id("disagreement")?, ask.text("by").unwrap_or_default().to_owned());
    gate::ok(&as_json(&ask.app.services.store.withdraw_dispute(id, by).await?))
}

/// Notes that the proposed change was made.
///
/// # Errors
/// Why it cannot be.
pub async fn changed(ask: Ask) -> Answered {
    let (id, by) = (ask.id("disagreement")?, ask.text("by").unwrap_or_default().to_owned());
    gate::ok(&as_json(&ask.app.services.store.dispute_changed(id, by).await?))
}
