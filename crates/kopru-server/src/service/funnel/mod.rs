//! The funnel: asked for, and told to people and programs.

mod json;
mod view;

pub use json::as_json;
pub use view::{by_title, label, mark_of, notes, outcome, view};

use super::{Services, Veil};
use kopru_engine::playbook::{Field, Playbook};
use kopru_store::report::funnel::{By, Funnel, FunnelQuery};
use kopru_store::{Result, StoreError};

impl Services {
    /// The funnel of the leads that are asked for.
    ///
    /// # Errors
    /// `field_sensitive` for a field whose values the caller may not see; as [`kopru_store::Store::funnel`] says.
    pub async fn funnel(&self, query: FunnelQuery, veil: Veil) -> Result<Funnel> {
        if let By::Field(name) = &query.by
            && veil == Veil::Drawn
            && is_sensitive(&self.store.book_in_force().await?.playbook, name)
        {
            let text = format!("values of `{name}` are shown only to keys that may read sensitive fields");
            return Err(StoreError::Refused("field_sensitive", text));
        }
        self.store.funnel(query).await
    }
}

fn is_sensitive(playbook: &Playbook, name: &str) -> bool {
    let of = |fields: &[Field], id: &str| fields.iter().any(|field| field.sensitive && *field.id == *id);
    match name.split_once('.') {
        Some(("person", id)) => of(&playbook.person, id),
        Some(("account", id)) => of(&playbook.account, id),
        _ => false,
    }
}

/// `month`, `source` or a field, as it is asked for.
pub fn by(text: &str) -> By {
    match text {
        "month" => By::Month,
        "source" => By::Source,
        field => By::Field(field.to_owned()),
    }
}
