//! Addresses that are told what was decided: none is kept to which nothing would ever be sent.

use super::Services;
use crate::outgoing::{self, Refused};
use kopru_store::webhooks::Webhook;
use kopru_store::{Id, Result, StoreError};

impl Services {
    /// Makes a webhook; with it the key that signs its messages. What a look-up of its name would show, sending finds out.
    ///
    /// # Errors
    /// `webhook_url_refused`, and what [`kopru_store::Store::create_webhook`] answers.
    pub async fn make_webhook(&self, url: &str, topics: Vec<String>, by: &str) -> Result<(Webhook, Vec<u8>)> {
        self.may_send_to(url)?;
        self.store.create_webhook(url, topics, by).await
    }
    /// Changes where a webhook's messages go and of what it is told.
    ///
    /// # Errors
    /// `webhook_url_refused`, and what [`kopru_store::Store::change_webhook`] answers.
    pub async fn change_webhook(&self, id: Id, url: &str, topics: Vec<String>, by: &str) -> Result<()> {
        self.may_send_to(url)?;
        self.store.change_webhook(id, url, topics, by).await
    }

    fn may_send_to(&self, url: &str) -> Result<()> {
        let may = outgoing::may_reach(url.trim(), self.webhooks_reach);
        may.map_err(|Refused(why)| StoreError::Refused("webhook_url_refused", why))
    }
}
