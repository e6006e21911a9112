//! One message to one address.

use super::Message;
use crate::limits::{WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_SECS_MAX};
use crate::outgoing::{Outgoing, Posted, Reach, Refused};
use std::time::Duration;

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Sender(Outgoing);

impl Sender {
    /// `to_private`: whether addresses of the own network are allowed, and requests without encryption.
    pub fn new(to_private: bool) -> Sender {
        Sender(Outgoing::new(Reach::of_webhooks(to_private)))
    }

    /// Sends one message; an answer of 2xx is the receipt.
    ///
    /// # Errors
    /// Why it was not received.
    pub async fn post(&self, url: &str, message: &Message) -> Result<(), Refused> {
        let timestamp = message.timestamp.to_string();
        let headers = [
            ("webhook-id", message.id.as_str()),
            ("webhook-timestamp", &timestamp),
            ("webhook-signature", &message.signature),
        ];
        // A little is read, so that the other side may end in peace; what it says is of no use.
        let posted = Posted { headers: &headers, body: &message.body, answer_bytes_max: WEBHOOK_ANSWER_BYTES_MAX };
        let within = Duration::from_secs(WEBHOOK_SECS_MAX);
        match tokio::time::timeout(within, self.0.post(url, &posted)).await {
            Ok(received) => match received?.status {
                status if status.is_success() => Ok(()),
                status => Err(Refused(format!("answered {status}"))),
            },
            Err(_) => Err(Refused(format!("no answer within {WEBHOOK_SECS_MAX} seconds"))),
        }
    }
}
