//! What was decided, as it happens: a feed to read on, and messages that are claimed, delivered and acknowledged.

use super::ask::Ask;
use super::gate;
use super::problem::Answered;
use super::show;
use crate::limits::{LEASE_SECS, PAGE_ROWS};
use crate::service::acceptance;
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::outbox::Event;
use serde_json::{Value, json};

/// The feed after a message.
///
/// # Errors
/// What the database answers; likewise below.
pub async fn list(ask: Ask) -> Answered {
    let after = ask.query.get("after").and_then(Id::parse);
    let events = ask.app.services.events(after, ask.limit(), &ask.veil().await?).await?;
    // A reader who is at the end goes on from where it is.
    let next = events.last().map(|it| it.id).or(after);
    gate::ok(&json!({ "items": shown(&events, ask.lang()), "next": show::id(next) }))
}

/// Takes messages for a while.
///
/// # Errors
/// What the database answers.
pub async fn claim(ask: Ask) -> Answered {
    let number = |key: &str| ask.body.get(key).and_then(Value::as_i64);
    let limit = number("limit").and_then(|it| usize::try_from(it).ok()).unwrap_or(PAGE_ROWS);
    let lease_secs = number("lease_secs").unwrap_or(LEASE_SECS);
    let events = ask.app.services.claim_events(limit, lease_secs, &ask.veil().await?).await?;
    gate::ok(&json!({ "items": shown(&events, ask.lang()) }))
}

/// Notes that messages were delivered.
///
/// # Errors
/// What the database answers.
pub async fn acknowledge(ask: Ask) -> Answered {
    let ids = ask.body.get("ids").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<Id> = ids.filter_map(|it| Id::parse(it.as_str()?)).collect();
    let done = ask.app.services.store.acknowledge(ids).await?;
    gate::ok(&json!({ "acknowledged": done }))
}

fn shown(events: &[Event], lang: Lang) -> Vec<Value> {
    events.iter().map(|it| event(it, lang)).collect()
}

/// A message as programs read it.
pub fn event(it: &Event, lang: Lang) -> Value {
    let made = it.decision.as_ref().zip(it.book.as_ref());
    json!({
        "id": it.id.to_string(), "at": it.at.to_string(), "topic": it.topic, "lead": show::id(Some(it.person).filter(|it| *it != Id::NOBODY)),
        "seq": it.seq, "claims": it.claims, "decision": made.map(|(made, book)| show::decision(book, made, lang)),
        "acceptance": it.judged.as_ref().map(acceptance::judged_json),
    })
}
