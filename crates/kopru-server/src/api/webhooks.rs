//! Addresses that are told what was decided.

use super::ask::Ask;
use super::gate;
use super::problem::Answered;
use super::reply::Reply;
use super::show;
use crate::webhooks::secret_text;
use axum::body::Bytes;
use kopru_store::webhooks::Webhook;
use serde_json::{Value, json};

/// All of them.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let all = ask.app.services.store.webhooks().await?;
    gate::ok(&json!({ "items": all.iter().map(webhook).collect::<Vec<_>>() }))
}

/// Makes one; what signs its messages is told this once.
///
/// # Errors
/// `webhook_url_invalid`, `webhook_url_refused`, `topic_unknown`, `too_many_webhooks`.
pub async fn create(ask: Ask) -> Answered {
    let topics = ask.body["topics"].as_array().into_iter().flatten();
    let topics = topics.filter_map(|it| it.as_str().map(str::to_owned)).collect();
    let url = ask.text("url").unwrap_or_default();
    let (made, secret) = ask.app.services.make_webhook(url, topics, ask.caller.name()).await?;
    let secret = secret_text(&secret);
    let answer = |secret: Option<&str>| json!({ "webhook": webhook(&made), "secret": secret });
    let remembered = Some(Bytes::from(answer(None).to_string()));
    Ok(Reply { remembered, ..Reply::json(201, &answer(Some(&secret))) })
}

/// Takes one away.
///
/// # Errors
/// `not_found`.
pub async fn delete(ask: Ask) -> Answered {
    let id = ask.id("webhook")?;
    ask.app.services.store.delete_webhook(id, ask.caller.name()).await?;
    gate::ok(&json!({ "deleted": id.to_string() }))
}

/// What could not be delivered.
///
/// # Errors
/// What the database answers.
pub async fn dead_letters(ask: Ask) -> Answered {
    let all = ask.app.services.store.dead_letters(ask.id("webhook")?).await?;
    let items =
        all.iter().map(|it| json!({ "message": it.message.to_string(), "at": it.at.to_string(), "error": it.error }));
    gate::ok(&json!({ "items": items.collect::<Vec<Value>>() }))
}

fn webhook(it: &Webhook) -> Value {
    json!({
        "id": it.id.to_string(), "url": it.url, "topics": it.topics, "created_at": it.created_at.to_string(),
        "created_by": it.created_by, "failures": it.failures, "last_error": it.last_error,
        "last_told_at": show::at(it.last_told_at),
    })
}
