//! Whether facts are taken.

use super::Services;

/// What taking facts needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The database answers.
    pub database: bool,
    /// It is decided by this program's rules of deciding.
    pub decision_version: bool,
    /// A playbook is published.
    pub playbook: bool,
}

impl Readiness {
    /// Whether facts are taken.
    pub fn is_ready(self) -> bool {
        self.database && self.decision_version && self.playbook
    }
}

impl Services {
    /// Asks the database: one short look, since whoever balances load asks often.
    pub async fn readiness(&self) -> Readiness {
        let database = self.store.audit(None, 1).await.is_ok();
        Readiness {
            database,
            decision_version: self.may_decide().is_ok(),
            playbook: database && self.store.book().await.is_ok(),
        }
    }
}
