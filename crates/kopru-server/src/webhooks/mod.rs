//! Tells webhooks what was decided: signed as Standard Webhooks say, in the order of the feed, again until it is received.

mod send;
mod sign;

pub use send::Sender;
pub use sign::{secret_text, signature};

use crate::api::event_json;
use crate::service::Services;
use kopru_engine::lang::Lang;
use kopru_store::limits::WEBHOOK_LEASE_SECS;
use kopru_store::{Id, Result, outbox::Event};
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
        match sender.post(&due.webhook.url, &message(&due.secret, &event, services)).await {
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

fn message(secret: &[u8], event: &Event, services: &Services) -> Message {
    let data = event_json(event, Lang::En);
    let body = json!({ "type": event.topic, "timestamp": event.at.to_string(), "data": data }).to_string();
    signed(secret, event.id.to_string(), body, services)
}

fn signed(secret: &[u8], id: String, body: String, services: &Services) -> Message {
    let timestamp = services.store.now().secs();
    let signature = signature(secret, &id, timestamp, &body);
    Message { id, timestamp, signature, body }
}

/// Letters of an answer that are shown.
const ANSWER_SHOWN: usize = 500;

/// What became of a message that somebody sent by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It was received.
    Received {
        /// The status.
        status: u16,
        /// The beginning of the answer.
        body: String,
    },
    /// It was answered, with another status than 2xx.
    Refused {
        /// The status.
        status: u16,
        /// The beginning of the answer.
        body: String,
    },
    /// Nobody answered.
    Unreached(String),
    /// There is no such message any more.
    Gone,
}

async fn by_hand(services: &Services, url: &str, message: &Message) -> Answered {
    match Sender::reaching(services.webhooks_reach).answered(url, message).await {
        Ok((status, body)) => {
            let (received, status) = (status.is_success(), status.as_u16());
            let body = body.chars().take(ANSWER_SHOWN).collect();
            if received { Answered::Received { status, body } } else { Answered::Refused { status, body } }
        }
        Err(fault) => Answered::Unreached(fault.0),
    }
}

/// Sends a webhook a signed message of the type `test` that tells of nothing; how far it was told stays as it is.
///
/// # Errors
/// What the database answers.
pub async fn test(services: &Services, webhook: Id, test: &str, by: &str) -> Result<Answered> {
    let (hook, secret) = services.store.webhook(webhook).await?;
    let data = json!({ "text": "A test message of Köprü: nothing was decided." });
    let body = json!({ "type": "test", "timestamp": services.store.now().to_string(), "data": data }).to_string();
    let answered = by_hand(services, &hook.url, &signed(&secret, format!("test-{test}"), body, services)).await;
    let said = match &answered {
        Answered::Received { status, .. } | Answered::Refused { status, .. } => status.to_string(),
        Answered::Unreached(why) => why.clone(),
        Answered::Gone => String::new(),
    };
    services.store.note_act(by, "webhook.tested", &webhook.to_string(), json!({ "answer": said })).await?;
    Ok(answered)
}

/// Tells a webhook again what had been given up: the same message with the same id, signed anew. Received, it is no longer
/// listed. It comes out of its order.
///
/// # Errors
/// What the database answers.
pub async fn tell_again(services: &Services, webhook: Id, message: Id, by: &str) -> Result<Answered> {
    let (hook, secret) = services.store.webhook(webhook).await?;
    let Some(mut event) = services.store.undelivered(webhook, message).await? else { return Ok(Answered::Gone) };
    let veil = services.veil(false).await?;
    if let (Some(decision), Some(book)) = (&mut event.decision, &event.book) {
        veil.decision(&book.playbook, decision);
    }
    let answered = by_hand(services, &hook.url, &self::message(&secret, &event, services)).await;
    match &answered {
        Answered::Received { .. } => services.store.delivered_after_all(webhook, message, by).await?,
        Answered::Refused { status, .. } => {
            services.store.still_undelivered(webhook, message, format!("answered {status}")).await?;
        }
        Answered::Unreached(why) => services.store.still_undelivered(webhook, message, why.clone()).await?,
        Answered::Gone => {}
    }
    Ok(answered)
}
