//! What people who work here are called.

use super::Services;
use kopru_store::Result;
use std::collections::BTreeMap;

/// Names by ids, also of those who have left.
#[derive(Clone, Debug, Default)]
pub struct Names(BTreeMap<String, String>);

impl Services {
    /// Everybody's.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn names(&self) -> Result<Names> {
        Ok(Names(self.store.users().await?.into_iter().map(|it| (it.id, it.name)).collect()))
    }
}

impl Names {
    /// Somebody's name; the id itself of whom nobody knows more: a program, or a name out of another system.
    pub fn of<'n>(&'n self, id: &'n str) -> &'n str {
        self.0.get(id).map(String::as_str).filter(|it| !it.is_empty()).unwrap_or(id)
    }
}
