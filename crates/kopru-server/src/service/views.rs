//! Filters of the leads that are kept under a name: what they may name, and those that programs keep for everybody.

use super::Services;
use kopru_store::views::SavedView;
use kopru_store::{Result, StoreError};

/// What a filter may name beside fields, as an address of the list writes it.
pub const NAMED: [&str; 14] = [
    "stage",
    "disposition",
    "owner",
    "queue",
    "grade",
    "band",
    "source",
    "persona",
    "age",
    "when",
    "as",
    "part",
    "seniority",
    "function",
];

/// Whether a filter may name it: something of every lead, or a field.
pub fn is_named(name: &str) -> bool {
    NAMED.contains(&name) || name.starts_with("person.") || name.starts_with("account.")
}

/// Whether a part of an address is one of a filter.
pub fn is_filter(part: &str) -> bool {
    part.split_once('=').is_some_and(|(name, _)| is_named(name))
}

impl Services {
    /// Keeps a view that everybody sees, for the program `by`.
    ///
    /// # Errors
    /// `view_invalid`, also for what no filter names; `too_many_views`.
    pub async fn share_view(&self, name: &str, query: &str, by: &str) -> Result<SavedView> {
        if let Some(part) = query.split('&').find(|it| !is_filter(it)) {
            let part: String = part.chars().take(crate::limits::SHOWN_CHARS_MAX).collect();
            let why =
                format!("`{part}` is no part of a filter: write `stage=mql&owner=me`, as the list's address does");
            return Err(StoreError::Refused("view_invalid", why));
        }
        let id = self.store.share_view(by, (name, query)).await?;
        let all = self.store.shared_views().await?;
        all.into_iter().find(|it| it.id == id).ok_or_else(|| StoreError::NotFound(format!("view {id}")))
    }
}
