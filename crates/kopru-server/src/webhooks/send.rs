//! One message to one address.

use super::Message;
use crate::limits::{WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_SECS_MAX};
use crate::outgoing::{Outgoing, Posted, Reach, Refused};
use axum::http::StatusCode;
use std::time::Duration;

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Sender(Outgoing);

impl Sender {
    /// `to_private`: whether addresses of the own network are allowed, and requests without encryption.
    pub fn new(to_private: bool) -> Sender {
        Sender(Outgoing::new(Reach::of_webhooks(to_private)))
    }

    /// The same by what a server allows.
    pub fn reaching(reach: Reach) -> Sender {
        Sender(Outgoing::new(reach))
    }

    /// Sends one message; an answer of 2xx is the receipt.
    ///
    /// # Errors
    /// Why it was not received.
    pub async fn post(&self, url: &str, message: &Message) -> Result<(), Refused> {
        match self.answered(url, message).await? {
            (status, _) if status.is_success() => Ok(()),
            (status, _) => Err(Refused(format!("answered {status}"))),
        }
    }

    /// Sends one message and gives what was answered: the status, and the beginning of what stands in it.
    ///
    /// # Errors
    /// Why nothing was answered.
    pub async fn answered(&self, url: &str, message: &Message) -> Result<(StatusCode, String), Refused> {
        let timestamp = message.timestamp.to_string();
        let headers = [
            ("webhook-id", message.id.as_str()),
            ("webhook-timestamp", &timestamp),
            ("webhook-signature", &message.signature),
        ];
        // A little is read, so that the other side may end in peace, and whoever tries it sees what it says.
        let posted = Posted { headers: &headers, body: &message.body, answer_bytes_max: WEBHOOK_ANSWER_BYTES_MAX };
        let within = Duration::from_secs(WEBHOOK_SECS_MAX);
        let received = tokio::time::timeout(within, self.0.post(url, &posted)).await;
        let received = received.map_err(|_| Refused(format!("no answer within {WEBHOOK_SECS_MAX} seconds")))??;
        let body = received.body.unwrap_or_default();
        Ok((received.status, String::from_utf8_lossy(&body).into_owned()))
    }
}
