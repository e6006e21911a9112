//! Proposed changes of the playbook: what they make of the version in force, whether that holds, who signs it, and its
//! publication.

use super::Services;
use super::disputes::side_of;
use super::playbook::{Difference, examples};
use crate::agreement::{self, Agreement, Edits, frameworks};
use kopru_engine::diagnostic::{Diagnostic, Severity};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::{Playbook, diff};
use kopru_store::disputes::Side;
use kopru_store::proposals::{Change, Proposal};
use kopru_store::publish::{Edition, Existing, Published, VersionText};
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;
use kopru_store::{Id, Result, StoreError};
use serde_json::{Value, json};

/// A team signed a proposal: the other is asked.
pub const SIGNED: &str = "proposal_signed";
/// A proposal is in force.
pub const PUBLISHED: &str = "proposal_published";

/// The version in force, as a proposal changes it.
#[derive(Clone, Debug)]
pub struct Base {
    /// Its version.
    pub version: String,
    /// Its text, and the lists that it names.
    pub text: VersionText,
}

/// What a proposal makes of the version in force.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The text.
    pub source: String,
    /// Its version; none while it has faults.
    pub version: Option<String>,
    /// Whether it differs from the version in force.
    pub differs: bool,
    /// Values that were not understood: address, and why.
    pub refused: Vec<(String, Both)>,
    /// What is wrong with the text, and what its author should know.
    pub findings: Vec<Diagnostic>,
    /// Examples that do not come out.
    pub examples: Vec<Difference>,
    /// How many examples there are.
    pub tried: usize,
    /// What changes, in sentences.
    pub changes: Vec<String>,
}

impl Looked {
    /// Whether it can be signed and published.
    pub fn holds(&self) -> bool {
        self.version.is_some() && self.refused.is_empty() && self.examples.is_empty() && self.differs
    }
}

/// What edits make of a version.
pub fn look(base: &Base, edits: &Edits, lang: Lang) -> Looked {
    let applied = agreement::apply(&base.text.source, edits);
    let lists = &base.text.lists;
    let checked = Playbook::check(&applied.text, lists);
    let mut looked = Looked {
        differs: applied.text != base.text.source,
        source: applied.text,
        version: None,
        refused: applied.refused,
        findings: checked.findings,
        examples: Vec::new(),
        tried: 0,
        changes: Vec::new(),
    };
    let known = Playbook::check(&base.text.source, lists);
    // A warning that the version in force has too says nothing about the proposal.
    looked.findings.retain(|it| {
        it.severity == Severity::Error || !known.findings.iter().any(|old| old.message.en == it.message.en)
    });
    if let (Some(before), Some(after)) = (known.playbook, checked.playbook) {
        looked.examples = examples(&after);
        looked.tried = after.cases.len();
        looked.version = Some(after.version.to_string());
        looked.changes = diff::said(&before, &after, lang);
    }
    looked
}

/// All edits of a proposal after somebody filled in some values: what is as in force is no edit.
pub fn merged(base: &Base, old: &Edits, filled: &Edits) -> Edits {
    let (mut edits, known) = (old.clone(), Agreement::read(&base.text.source));
    for (address, value) in filled {
        let held = known.value_at(address).unwrap_or_default();
        // A shipped framework is no edit any more where another version brought it.
        let there = value.as_deref() == Some(frameworks::AS_SHIPPED) && known.has_entry(address);
        let same = there
            || match value {
                Some(text) => text.trim().replace("\r\n", "\n") == held,
                None => !known.has_entry(address),
            };
        if value.is_none() {
            // Nothing of an entry that is taken out is changed beside.
            edits.retain(|it, _| !it.starts_with(&format!("{address}/")));
        }
        if same {
            edits.remove(address);
        } else {
            edits.insert(address.clone(), value.clone());
        }
    }
    edits
}

impl Services {
    /// The version in force.
    ///
    /// # Errors
    /// `no_playbook`.
    pub async fn base(&self) -> Result<Base> {
        let book = self.store.book_in_force().await?;
        let version = book.playbook.version.to_string();
        Ok(Base { text: self.store.version_text(version.clone()).await?, version })
    }

    /// Opens a proposal with these edits.
    ///
    /// # Errors
    /// `user_has_left`; as [`kopru_store::Store::propose`] says.
    pub async fn propose(&self, title: &str, edits: Edits, existing: Existing, by: &str) -> Result<Proposal> {
        self.working(by).await?;
        self.store.propose(title, (edits, existing), by).await
    }

    /// Changes a proposal.
    ///
    /// # Errors
    /// `user_has_left`; as [`kopru_store::Store::change_proposal`] says.
    pub async fn change_proposal(&self, id: Id, change: Change, by: &str) -> Result<Proposal> {
        self.working(by).await?;
        self.store.change_proposal(id, change, by).await
    }

    /// Signs for a team the version that a proposal makes of the one in force, as whoever signs saw it, and tells the other team.
    ///
    /// # Errors
    /// `side_wrong`, `side_needed`, `user_has_left`; `proposal_does_not_hold` while there is something wrong with it or nothing
    /// in it; `playbook_moved` where another version comes out by now; as [`kopru_store::Store::sign_proposal`] says.
    pub async fn sign_proposal(
        &self,
        id: Id,
        side: Option<Side>,
        (revision, seen): (i64, &str),
        by: &str,
    ) -> Result<Proposal> {
        let user = self.working(by).await?;
        let side = side_of(&user, side)?;
        let (base, version, _) = self.holding(id).await?;
        if version != seen {
            let why = "another version comes out by now: look at the proposal again".to_owned();
            return Err(StoreError::Refused("playbook_moved", why));
        }
        let it = self.store.sign_proposal(id, side, (revision, base.version, version.clone()), by).await?;
        if !it.signed(side.other(), &version) {
            self.tell_of(&it, &[side.other()], SIGNED, by).await?;
        }
        Ok(it)
    }

    /// Publishes a proposal that both teams have signed.
    ///
    /// # Errors
    /// Everything that stands against it; then nothing was changed.
    pub async fn publish_proposal(&self, id: Id, by: &str) -> Result<Published> {
        self.may_decide()?;
        self.working(by).await?;
        let (base, _, source) = self.holding(id).await?;
        let it = self.store.proposal(id).await?;
        let edition = Edition { source, lists: base.text.lists, existing: it.existing, by: by.to_owned() };
        let done = self.store.publish_proposal(id, base.version, edition).await?;
        self.tell_of(&it, &[Side::Marketing, Side::Sales], PUBLISHED, by).await?;
        Ok(done)
    }

    /// Withdraws a proposal; either team may.
    ///
    /// # Errors
    /// `user_has_left`; as [`kopru_store::Store::withdraw_proposal`] says.
    pub async fn withdraw_proposal(&self, id: Id, by: &str) -> Result<Proposal> {
        self.working(by).await?;
        self.store.withdraw_proposal(id, by).await
    }

    /// What a proposal makes of the version in force, which must hold: that, the new version and its text.
    async fn holding(&self, id: Id) -> Result<(Base, String, String)> {
        let (base, it) = (self.base().await?, self.store.proposal(id).await?);
        let looked = look(&base, &it.edits, Lang::En);
        match looked.version.clone().filter(|_| looked.holds()) {
            Some(version) => Ok((base, version, looked.source)),
            None => {
                let why = "it changes nothing, or what it changes does not hold".to_owned();
                Err(StoreError::Refused("proposal_does_not_hold", why))
            }
        }
    }

    /// Tells teams of a proposal: marketing all of it, sales its managers.
    async fn tell_of(&self, it: &Proposal, sides: &[Side], kind: &'static str, by: &str) -> Result<()> {
        let concerned = |user: &User| {
            sides.iter().any(|side| match side {
                Side::Marketing => user.profile.role == Role::Marketing,
                Side::Sales => user.profile.role == Role::Manager,
            })
        };
        self.tell_people(concerned, (it.id, kind, None), json!({ "by": by, "title": it.title })).await
    }
}

/// As programs see it.
pub fn as_json(it: &Proposal, looked: Option<&Looked>) -> Value {
    let signature = |side| {
        it.signature(side)
            .map(|signed| json!({
                "by": signed.by, "at": signed.at.to_string(), "version": signed.version, "existing": signed.existing.id(),
            }))
    };
    let mut all = json!({
        "id": it.id.to_string(), "title": it.title, "edits": it.edits, "existing": it.existing.id(),
        "opened_at": it.opened.0.to_string(), "opened_by": it.opened.1,
        "changed_at": it.changed.0.to_string(), "changed_by": it.changed.1, "revision": it.revision,
        "marketing": signature(Side::Marketing), "sales": signature(Side::Sales),
        "closed_at": it.closed.as_ref().map(|it| it.0.to_string()), "closed_by": it.closed.as_ref().map(|it| &it.1),
        "outcome": it.outcome, "version": it.version,
    });
    if let Some(looked) = looked {
        all["makes"] = json!({
            "version": looked.version, "holds": looked.holds(), "changes": looked.changes,
            "refused": looked.refused.iter().map(|(address, why)| json!({ "address": address, "why": why.en })).collect::<Vec<_>>(),
            "faults": looked.findings.iter().filter(|it| it.severity == Severity::Error)
                .map(|it| format!("{}: {}", it.code, it.message.en)).collect::<Vec<_>>(),
            "failed_examples": looked.examples.iter().map(|it| &it.example).collect::<Vec<_>>(),
        });
    }
    all
}
