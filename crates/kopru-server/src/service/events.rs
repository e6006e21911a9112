//! Messages about decisions, without what the caller may not see.

use super::{Services, Veil};
use kopru_store::outbox::Event;
use kopru_store::{Id, Result};

impl Services {
    /// The feed after a message.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn events(&self, after: Option<Id>, limit: usize, veil: &Veil) -> Result<Vec<Event>> {
        Ok(veiled(veil, self.store.events(after, limit).await?))
    }

    /// The newest messages about some topics, the newest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn newest_events(
        &self,
        topics: &'static [&'static str],
        limit: usize,
        veil: &Veil,
    ) -> Result<Vec<Event>> {
        Ok(veiled(veil, self.store.newest_events(topics, limit).await?))
    }

    /// Takes messages for a while.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn claim_events(&self, limit: usize, lease_secs: i64, veil: &Veil) -> Result<Vec<Event>> {
        Ok(veiled(veil, self.store.claim_events(limit, lease_secs).await?))
    }
}

fn veiled(veil: &Veil, mut events: Vec<Event>) -> Vec<Event> {
    for event in &mut events {
        if let (Some(decision), Some(book)) = (&mut event.decision, &event.book) {
            veil.decision(&book.playbook, decision);
        }
    }
    events
}
