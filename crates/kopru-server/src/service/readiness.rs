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
    /// Asks the database.
    pub async fn readiness(&self) -> Readiness {
        let publications = self.store.publications().await;
        Readiness {
            database: publications.is_ok(),
            decision_version: self.may_decide().is_ok(),
            playbook: publications.is_ok_and(|it| !it.is_empty()),
        }
    }
}
