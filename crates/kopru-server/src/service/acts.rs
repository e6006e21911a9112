//! What people do with a lead from the portal or the API: each act is a fact about the lead, in their name.

use super::Services;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::rows::IdentityKey;
use kopru_store::written::Incoming;
use kopru_store::{Answer, FactIn, Id, Refusal, Result, StoreError};
use std::collections::BTreeMap;

/// Where acts in the portal come from, when the lead is known by an address of its own.
const SOURCE: &str = "portal";

/// Something that a person does with a lead.
#[derive(Clone, Debug)]
pub struct Act {
    /// The act's id: the same id is the same act, however often the button was pressed.
    pub id: String,
    /// The type of fact: `accepted`, `refused`.
    pub kind: String,
    /// Its data, without who did it.
    pub data: BTreeMap<String, Scalar>,
    /// When it happened, as claimed; now without it.
    pub occurred_at: Option<Moment>,
}

impl Services {
    /// Does something with a lead in somebody's name, now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], `erased`; what the database answers. That the fact is not taken is its answer.
    pub async fn act(&self, lead: Id, act: Act, by: &str) -> Result<std::result::Result<Answer, Refusal>> {
        self.may_decide()?;
        let mut person = self.store.person(lead).await?;
        while let Some(survivor) = person.merged_into {
            person = self.store.person(survivor).await?;
        }
        if person.erased_at.is_some() {
            return Err(StoreError::Refused("erased", format!("person {lead} was erased")));
        }
        let named = ["email", "phone", "external", "visitor"]
            .into_iter()
            .find_map(|kind| person.identities.iter().find(|key| key.kind == kind))
            .map(named);
        let (subject, source) = named.ok_or_else(|| StoreError::NotFound(format!("a name of lead {lead}")))?;
        let mut raw = RawFact::new(subject, act.kind);
        raw.id = Some(act.id);
        raw.source = Some(source);
        raw.occurred_at = Some(act.occurred_at.unwrap_or_else(|| self.store.now()));
        raw.data = act.data;
        raw.data.insert("by".into(), Scalar::Text(by.to_owned()));
        let fact = FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false };
        let answer = self.store.take(vec![fact]).await?.into_iter().next();
        answer.ok_or_else(|| StoreError::Corrupt("a fact has no answer".into()))
    }
}

/// The subject that reaches the owner of an identity, and the source under which it does: an external id belongs to its own.
fn named(key: &IdentityKey) -> (Subject, String) {
    let value = key.value.clone();
    let subject = match key.kind {
        "email" => Subject::Email(value),
        "phone" => Subject::Phone(value),
        "visitor" => Subject::Visitor(value),
        _ => {
            let (source, id) = value.split_once('\u{1f}').unwrap_or(("", &value));
            return (Subject::External(id.to_owned()), source.to_owned());
        }
    };
    (subject, SOURCE.to_owned())
}
