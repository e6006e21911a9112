//! Imports that are undone.

use super::Services;
use kopru_store::StoreError;
use kopru_store::import::Undone;

impl Services {
    /// Undoes an import, see [`kopru_store::Store::undo_import`]; `progress` hears after each step what was done so far.
    ///
    /// # Errors
    /// `not_found`; another decision version, no playbook, what the database answers. What was done stays done.
    pub async fn undo_import(
        &self,
        number: i64,
        by: &str,
        progress: impl FnMut(&Undone),
    ) -> Result<Undone, StoreError> {
        self.may_decide()?;
        self.store.undo_import(number, by, progress).await
    }

    /// What undoing an import would do now, and whether that is all: after `most` people it looks no further.
    ///
    /// # Errors
    /// `not_found`, no playbook, what the database answers.
    pub async fn undo_would(&self, number: i64, most: usize) -> Result<(Undone, bool), StoreError> {
        self.store.undo_would(number, most).await
    }
}
