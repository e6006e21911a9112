//! What the program does, for whoever asks: the API, the portal, the command line. Handlers only translate.

pub mod acceptance;
pub mod acts;
pub mod assistant;
pub mod call;
pub mod disputes;
pub mod emails;
mod events;
mod facts;
pub mod funnel;
mod imports;
pub mod leads;
pub mod names;
pub mod playbook;
pub mod proposals;
mod readiness;
pub mod readings;
pub mod sales_cycle;
pub mod same;
pub mod sla;
pub mod slices;
pub mod stagnation;
pub mod time_saved;
pub mod transcript;
pub mod users;
mod veil;
pub mod verdict;
pub mod views;
mod webhooks;

pub use facts::{Sent, Taken};
pub use leads::{LeadShown, Named};
pub use playbook::{Difference, Faults, NotPublished};
pub use readiness::Readiness;
pub use veil::Veil;

use crate::assistant::Assistant;
use crate::outgoing::Reach;
use kopru_engine::decide::DECISION_VERSION;
use kopru_store::{Store, StoreError};
use std::sync::Arc;

/// What the program does.
#[derive(Clone, Debug)]
pub struct Services {
    /// The database.
    pub store: Store,
    /// Who is asked what they would note of a conversation; nobody without configuration.
    pub assistant: Option<Arc<dyn Assistant>>,
    /// Where webhooks may lead.
    pub webhooks_reach: Reach,
}

impl Services {
    /// On a database.
    pub fn new(store: Store) -> Services {
        Services { store, assistant: None, webhooks_reach: Reach::Outside }
    }

    /// The same with an assistant.
    pub fn with_assistant(self, assistant: Option<Arc<dyn Assistant>>) -> Services {
        Services { assistant, ..self }
    }

    /// The same with webhooks that may lead into the own network and go without encryption, or not.
    pub fn with_webhooks_to_private(self, to_private: bool) -> Services {
        Services { webhooks_reach: Reach::of_webhooks(to_private), ..self }
    }

    /// Whether this program decides as the database is decided.
    ///
    /// # Errors
    /// `decision_version`.
    pub fn may_decide(&self) -> Result<(), StoreError> {
        let (ours, held) = (i64::from(DECISION_VERSION), self.store.meta().decision_version);
        if ours == held {
            return Ok(());
        }
        let why =
            format!("the database is decided by version {held} of the rules of deciding, this program has {ours}");
        Err(StoreError::Refused("decision_version", why))
    }
}
