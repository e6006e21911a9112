//! What people do with a lead from the portal or the API: each act is a fact about the lead, in their name.

use super::{Services, Veil};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::playbook::Builtin;
use kopru_engine::questions;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::lead::PersonView;
use kopru_store::rows::IdentityKey;
use kopru_store::team::profile::Role;
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

/// Something that happened to a lead, as somebody tells it.
#[derive(Clone, Debug, Default)]
pub struct Happened {
    /// The fact's id: the same id is the same fact.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Its data.
    pub data: BTreeMap<String, Scalar>,
    /// Fields of the person that it fills.
    pub fields: BTreeMap<String, Scalar>,
    /// The company, by its name or domain.
    pub account: Option<String>,
    /// Fields of the account that it fills.
    pub account_fields: BTreeMap<String, Scalar>,
    /// When it happened, as claimed; now without it.
    pub occurred_at: Option<Moment>,
}

/// Acts that marketing may do as well, and programs in their own name; the others belong to sales and its managers.
const FOR_ALL: [&str; 6] = ["offered", "undone", "recycled", "disqualified", "revived", "finding"];

/// Acts by which sales says that it sells: not before it is known what the lead wants, where the playbook asks for that first.
const SELLING: [&str; 3] = ["qualified", "conversation_held", "won"];

/// Whether somebody of this role may do this act.
pub fn may(role: Role, kind: &str) -> bool {
    let own = FOR_ALL.contains(&kind);
    (role != Role::Marketing || own) && (kind != Builtin::Assigned.id() || role >= Role::Manager)
}

impl Services {
    /// Whether an act may be done in the name of this user, or program. Where no users are kept, whoever calls is trusted to
    /// say who acted.
    ///
    /// # Errors
    /// `act_of_sales`, `act_of_nobody`; what the database answers.
    pub async fn may_act(&self, by: &str, kind: &str) -> Result<()> {
        if Builtin::from_id(kind).is_none_or(|it| !it.is_act()) {
            return Ok(());
        }
        let users = self.store.users().await?;
        match users.iter().find(|it| it.id == by) {
            Some(user) if !user.profile.left && may(user.profile.role, kind) => Ok(()),
            Some(user) if !user.profile.left => {
                let role = user.profile.role.id();
                Err(StoreError::Refused("act_of_sales", format!("`{by}` ({role}) may not do `{kind}`")))
            }
            None if users.is_empty() || FOR_ALL.contains(&kind) => Ok(()),
            _ => Err(StoreError::Refused("act_of_nobody", format!("`{by}` is no user who works here"))),
        }
    }

    /// Does something with a lead in somebody's name, now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], `erased`; what the database answers. That the fact is not taken is its answer.
    pub async fn act(&self, lead: Id, act: Act, by: &str) -> Result<std::result::Result<Answer, Refusal>> {
        if SELLING.contains(&act.kind.as_str()) {
            self.goal_known(lead).await?;
        }
        let mut raw = self.about(lead, &act.kind).await?;
        raw.id = Some(act.id);
        raw.occurred_at = Some(act.occurred_at.unwrap_or_else(|| self.store.now()));
        raw.data = act.data;
        raw.data.insert("by".into(), Scalar::Text(by.to_owned()));
        self.take_one(raw).await
    }

    /// Whether what the lead wants is known, where the playbook asks for it before anything is sold.
    async fn goal_known(&self, lead: Id) -> Result<()> {
        let shown = self.lead(lead, &Veil::Lifted).await?;
        let (view, now) = (&shown.view, self.store.now());
        match questions::goal_first(&view.book.playbook, &view.lead, &shown.account(), now) {
            Some(_) => Err(super::call::locked()),
            None => Ok(()),
        }
    }

    /// Adds a fact about a lead; who added it stands in the audit.
    ///
    /// # Errors
    /// As [`Services::act`] says.
    pub async fn add_fact(&self, lead: Id, it: Happened, by: &str) -> Result<std::result::Result<Answer, Refusal>> {
        let mut raw = self.about(lead, &it.kind).await?;
        let detail = serde_json::json!({ "fact": it.id, "type": it.kind });
        raw.id = Some(it.id);
        raw.occurred_at = Some(it.occurred_at.unwrap_or_else(|| self.store.now()));
        raw.data = it.data;
        raw.fields = it.fields;
        raw.account = it.account;
        raw.account_fields = it.account_fields;
        let answered = self.take_one(raw).await?;
        if answered.as_ref().is_ok_and(|it| !it.repeated) {
            self.store.note_act(by, "fact.added", &lead.to_string(), detail).await?;
        }
        Ok(answered)
    }

    /// Who somebody is after merges.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn survivor(&self, lead: Id) -> Result<PersonView> {
        let mut person = self.store.person(lead).await?;
        while let Some(survivor) = person.merged_into {
            person = self.store.person(survivor).await?;
        }
        Ok(person)
    }

    /// A fact about a lead, named by what it is known by.
    async fn about(&self, lead: Id, kind: &str) -> Result<RawFact> {
        self.may_decide()?;
        let person = self.survivor(lead).await?;
        if person.erased_at.is_some() {
            return Err(StoreError::Refused("erased", format!("person {lead} was erased")));
        }
        let named = ["email", "phone", "external", "visitor"]
            .into_iter()
            .find_map(|kind| person.identities.iter().find(|key| key.kind == kind))
            .map(named);
        let (subject, source) = named.ok_or_else(|| StoreError::NotFound(format!("a name of lead {lead}")))?;
        Ok(RawFact { source: Some(source), ..RawFact::new(subject, kind) })
    }

    async fn take_one(&self, raw: RawFact) -> Result<std::result::Result<Answer, Refusal>> {
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
