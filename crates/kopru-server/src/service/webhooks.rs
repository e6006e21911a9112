//! Addresses that are told what was decided: none is kept to which nothing would ever be sent.

use super::Services;
use crate::outgoing::{self, Refused};
use kopru_store::webhooks::Webhook;
use kopru_store::{Result, StoreError};

impl Services {
    /// Makes a webhook; with it the key that signs its messages. What a look-up of its name would show, sending finds out.
    ///
    /// # Errors
    /// `webhook_url_refused`, and what [`kopru_store::Store::create_webhook`] answers.
    pub async fn make_webhook(&self, url: &str, topics: Vec<String>, by: &str) -> Result<(Webhook, Vec<u8>)> {
        if let Err(Refused(why)) = outgoing::may_reach(url.trim(), self.webhooks_reach) {
            return Err(StoreError::Refused("webhook_url_refused", why));
        }
        self.store.create_webhook(url, topics, by).await
    }
}
