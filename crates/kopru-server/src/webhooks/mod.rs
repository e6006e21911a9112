//! Tells webhooks what was decided: signed as Standard Webhooks say, in the order of the feed, again until it is received.

mod send;
mod sign;

pub use send::Sender;
pub use sign::{secret_text, signature};

use crate::api::event_json;
use crate::service::Services;
use kopru_engine::lang::Lang;
use kopru_store::limits::WEBHOOK_LEASE_SECS;
use kopru_store::webhooks::Due;
use kopru_store::{Result, outbox::Event};
use serde_json::json;

/// Messages that one webhook is told before another one's turn.
const AT_ONCE: usize = 20;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Messages that were received.
    pub delivered: usize,
    /// Tries that failed.
    pub failed: usize,
    /// Messages that were given up.
    pub given_up: usize,
    /// Whether there may be more at once.
    pub more: bool,
}

/// Tells one webhook that is due what it has not heard.
///
/// # Errors
/// What the database answers; what was delivered stays noted, or is delivered once more.
pub async fn round(services: &Services, sender: &Sender) -> Result<Told> {
    let mut told = Told::default();
    let Some(due) = services.store.claim_webhook(AT_ONCE, WEBHOOK_LEASE_SECS).await? else { return Ok(told) };
    let veil = services.veil(false).await?;
    let id = due.webhook.id;
    let mut last = None;
    for event in &due.events {
        let wanted = due.webhook.topics.is_empty() || due.webhook.topics.contains(&event.topic);
        if !wanted {
            last = Some(event.id);
            continue;
        }
        let mut event = event.clone();
        if let (Some(decision), Some(book)) = (&mut event.decision, &event.book) {
            veil.decision(&book.playbook, decision);
        }
        match sender.post(&due.webhook.url, &message(&due, &event, services)).await {
            Ok(()) => {
                told.delivered += 1;
                last = Some(event.id);
                services.store.webhook_told(id, last, true).await?;
            }
            Err(fault) => {
                tracing::info!(webhook = %id, cause = %fault.0, "a webhook was not told");
                told.failed += 1;
                // What came before was told.
                if last.is_some() {
                    services.store.webhook_told(id, last, true).await?;
                }
                told.given_up += usize::from(services.store.webhook_failed(id, event.id, fault.0).await?);
                return Ok(told);
            }
        }
    }
    told.more = due.events.len() == AT_ONCE;
    services.store.webhook_told(id, last, false).await?;
    Ok(told)
}

/// A message with its headers.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id: the same at every try.
    pub id: String,
    /// When it is sent, in seconds since 1970.
    pub timestamp: i64,
    /// Its signature.
    pub signature: String,
    /// JSON.
    pub body: String,
}

fn message(due: &Due, event: &Event, services: &Services) -> Message {
    let (id, timestamp) = (event.id.to_string(), services.store.now().secs());
    let data = event_json(event, Lang::En);
    let body = json!({ "type": event.topic, "timestamp": event.at.to_string(), "data": data }).to_string();
    let signature = signature(&due.secret, &id, timestamp, &body);
    Message { id, timestamp, signature, body }
}
