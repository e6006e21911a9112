//! Proposed changes of the playbook. A proposal holds what differs from the version in force, never a whole text, so that it
//! stays true when another version is published meanwhile. Each team signs the version that comes out; a signature counts for
//! that version alone, so whatever changes it, the edits or the version in force, asks both teams again.

use crate::audit;
use crate::dialect::Conn;
use crate::disputes::Side;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::{PAGE_MAX, PROPOSAL_EDITS_MAX, PROPOSAL_TITLE_CHARS_MAX};
use crate::publish::Existing;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::time::Moment;
use serde_json::json;
use std::collections::BTreeMap;

/// What is changed, by address; see the reader of addresses for what they mean.
pub type Edits = BTreeMap<String, Option<String>>;

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The version that was signed.
    pub version: String,
    /// What it was to do to leads that were there before.
    pub existing: Existing,
}

/// A proposed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: Id,
    /// What it is about.
    pub title: String,
    /// What it changes.
    pub edits: Edits,
    /// What it does to leads that were there before.
    pub existing: Existing,
    /// When it was opened, and by whom.
    pub opened: (Moment, String),
    /// When it was changed last, and by whom.
    pub changed: (Moment, String),
    /// How often it was changed.
    pub revision: i64,
    /// Marketing's signature.
    pub marketing: Option<Signature>,
    /// That of sales.
    pub sales: Option<Signature>,
    /// When it was closed, and by whom.
    pub closed: Option<(Moment, String)>,
    /// `published` or `withdrawn`.
    pub outcome: Option<String>,
    /// What was published.
    pub version: Option<String>,
}

impl Proposal {
    /// The signature of a team.
    pub fn signature(&self, side: Side) -> Option<&Signature> {
        match side {
            Side::Marketing => self.marketing.as_ref(),
            Side::Sales => self.sales.as_ref(),
        }
    }

    /// Whether a team has signed this version, with what it does to leads that were there before.
    pub fn signed(&self, side: Side, version: &str) -> bool {
        self.signature(side).is_some_and(|it| it.version == version && it.existing == self.existing)
    }
}

/// How a proposal is changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it is about.
    pub title: String,
    /// All that it changes.
    pub edits: Edits,
    /// What it does to leads that were there before.
    pub existing: Existing,
    /// The state that whoever changes it saw.
    pub revision: i64,
}

const PROPOSAL: &str = "proposal, title, edits, existing, opened_at, opened_by, changed_at, changed_by, revision,
    marketing_by, marketing_at, marketing_version, marketing_existing, sales_by, sales_at, sales_version, sales_existing,
    closed_at, closed_by, outcome, version";

fn existing_of(id: &str) -> Existing {
    if id == Existing::Advance.id() { Existing::Advance } else { Existing::Keep }
}

fn read(mut row: Row) -> Result<Proposal> {
    let (id, title, edits, existing) = (row.id()?, row.text()?, row.text()?, row.text()?);
    let opened = (row.at()?, row.text()?);
    let changed = (row.at()?, row.text()?);
    let revision = row.int()?;
    let mut signature = || -> Result<Option<Signature>> {
        let (by, at, version, existing) = (row.text_opt()?, row.at_opt()?, row.text_opt()?, row.text_opt()?);
        let signed = by.zip(at).zip(version).zip(existing);
        Ok(signed.map(|(((by, at), version), it)| Signature { by, at, version, existing: existing_of(&it) }))
    };
    let (marketing, sales) = (signature()?, signature()?);
    Ok(Proposal {
        id,
        title,
        edits: serde_json::from_str(&edits).map_err(|fault| StoreError::Corrupt(fault.to_string()))?,
        existing: existing_of(&existing),
        opened,
        changed,
        revision,
        marketing,
        sales,
        closed: row.at_opt()?.zip(row.text_opt()?),
        outcome: row.text_opt()?,
        version: row.text_opt()?,
    })
}

fn find(conn: &mut Conn, workspace: i64, id: Id) -> Result<Proposal> {
    let sql = format!("select {PROPOSAL} from proposal where workspace = $1 and proposal = $2");
    let row = conn.row(&sql, &[Param::Int(workspace), Param::Blob(&id.0)])?;
    read(row.ok_or_else(|| StoreError::NotFound(format!("proposal {id}")))?)
}

fn refuse<T>(code: &'static str, why: impl Into<String>) -> Result<T> {
    Err(StoreError::Refused(code, why.into()))
}

fn title(text: &str) -> Result<String> {
    let text = text.trim().to_owned();
    if text.is_empty() || text.chars().count() > PROPOSAL_TITLE_CHARS_MAX {
        return refuse("title_invalid", format!("a title has 1 to {PROPOSAL_TITLE_CHARS_MAX} letters"));
    }
    Ok(text)
}

fn as_text(edits: &Edits) -> Result<String> {
    if edits.len() > PROPOSAL_EDITS_MAX {
        return refuse("too_many_edits", format!("a proposal changes at most {PROPOSAL_EDITS_MAX} values"));
    }
    serde_json::to_string(edits).map_err(|fault| StoreError::Corrupt(fault.to_string()))
}

/// One that is open; nobody else changes it meanwhile.
fn unclosed(shared: &Shared, conn: &mut Conn, id: Id) -> Result<Proposal> {
    let lock = conn.for_update();
    let sql = format!("select revision from proposal where workspace = $1 and proposal = $2{lock}");
    conn.row(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])?;
    let it = find(conn, shared.workspace, id)?;
    match &it.outcome {
        Some(outcome) => refuse("proposal_closed", format!("it is {outcome}")),
        None => Ok(it),
    }
}

impl Store {
    /// Opens a proposal.
    ///
    /// # Errors
    /// `title_invalid`, `too_many_edits`; `no_playbook` before the first version is published.
    pub async fn propose(
        &self,
        about: &str,
        (edits, existing): (Edits, Existing),
        by: impl Into<String>,
    ) -> Result<Proposal> {
        let (about, edits, by) = (title(about)?, as_text(&edits)?, by.into());
        self.transaction(move |shared, conn, ids, now| {
            let ws = Param::Int(shared.workspace);
            if conn.row("select seq from publication where workspace = $1 limit 1", &[ws])?.is_none() {
                return refuse("no_playbook", "no playbook is published yet");
            }
            let id = ids.make(now)?;
            conn.execute(
                "insert into proposal (workspace, proposal, title, edits, existing, opened_at, opened_by, changed_at,
                 changed_by, revision) values ($1, $2, $3, $4, $5, $6, $7, $6, $7, 1)",
                &[
                    ws,
                    Param::Blob(&id.0),
                    Param::Text(&about),
                    Param::Text(&edits),
                    Param::Text(existing.id()),
                    Param::at(now),
                    Param::Text(&by),
                ],
            )?;
            let detail = json!({ "title": about });
            audit::write(conn, ids, shared.workspace, now, &by, "proposal.opened", &id.to_string(), &detail)?;
            find(conn, shared.workspace, id)
        })
        .await
    }

    /// Proposals, the newest first; at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// What the database answers.
    pub async fn proposals(&self, open: Option<bool>) -> Result<Vec<Proposal>> {
        self.reading(move |shared, conn| {
            let state = match open {
                Some(true) => " and closed_at is null",
                Some(false) => " and closed_at is not null",
                None => "",
            };
            let sql = format!(
                "select {PROPOSAL} from proposal where workspace = $1{state} order by proposal desc limit {PAGE_MAX}"
            );
            conn.rows(&sql, &[Param::Int(shared.workspace)])?.into_iter().map(read).collect()
        })
        .await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn proposal(&self, id: Id) -> Result<Proposal> {
        self.reading(move |shared, conn| find(conn, shared.workspace, id)).await
    }

    /// Changes a proposal.
    ///
    /// # Errors
    /// `title_invalid`, `too_many_edits`; `proposal_closed`; `proposal_changed` when somebody else changed it meanwhile;
    /// [`StoreError::NotFound`].
    pub async fn change_proposal(&self, id: Id, change: Change, by: impl Into<String>) -> Result<Proposal> {
        let (about, edits, by) = (title(&change.title)?, as_text(&change.edits)?, by.into());
        self.transaction(move |shared, conn, ids, now| {
            let it = unclosed(shared, conn, id)?;
            if it.revision != change.revision {
                return refuse("proposal_changed", format!("`{}` changed it meanwhile", it.changed.1));
            }
            if it.title == about && it.edits == change.edits && it.existing == change.existing {
                return Ok(it);
            }
            conn.execute(
                "update proposal set title = $1, edits = $2, existing = $3, changed_at = $4, changed_by = $5,
                 revision = revision + 1 where workspace = $6 and proposal = $7",
                &[
                    Param::Text(&about),
                    Param::Text(&edits),
                    Param::Text(change.existing.id()),
                    Param::at(now),
                    Param::Text(&by),
                    Param::Int(shared.workspace),
                    Param::Blob(&id.0),
                ],
            )?;
            let changed: Vec<&String> = change
                .edits
                .iter()
                .filter(|(address, value)| it.edits.get(*address) != Some(*value))
                .map(|edit| edit.0)
                .chain(it.edits.keys().filter(|address| !change.edits.contains_key(*address)))
                .collect();
            let detail = json!({ "changed": changed, "existing": change.existing.id() });
            audit::write(conn, ids, shared.workspace, now, &by, "proposal.changed", &id.to_string(), &detail)?;
            find(conn, shared.workspace, id)
        })
        .await
    }

    /// Signs the version that a proposal makes, for a team. `over` is the version in force from which it was made.
    ///
    /// # Errors
    /// `proposal_closed`; `proposal_changed` when it is not in this state any more; `playbook_moved`; `one_person_for_both`
    /// where the same person signed this version for the other team; [`StoreError::NotFound`].
    pub async fn sign_proposal(
        &self,
        id: Id,
        side: Side,
        (revision, over, version): (i64, String, String),
        by: impl Into<String>,
    ) -> Result<Proposal> {
        let by = by.into();
        self.transaction(move |shared, conn, ids, now| {
            let it = unclosed(shared, conn, id)?;
            if it.revision != revision {
                return refuse("proposal_changed", format!("`{}` changed it meanwhile", it.changed.1));
            }
            stands(shared, conn, &over)?;
            if it.signature(side.other()).is_some_and(|other| other.version == version && other.by == by) {
                return refuse("one_person_for_both", format!("`{by}` signed for the other team"));
            }
            let own = side.id();
            let sql = format!(
                "update proposal set {own}_by = $1, {own}_at = $2, {own}_version = $3, {own}_existing = existing
                 where workspace = $4 and proposal = $5"
            );
            let (ws, key) = (Param::Int(shared.workspace), Param::Blob(&id.0));
            conn.execute(&sql, &[Param::Text(&by), Param::at(now), Param::Text(&version), ws, key])?;
            let detail = json!({ "side": own, "version": version });
            audit::write(conn, ids, shared.workspace, now, &by, "proposal.signed", &id.to_string(), &detail)?;
            find(conn, shared.workspace, id)
        })
        .await
    }

    /// Withdraws a proposal.
    ///
    /// # Errors
    /// `proposal_closed`; [`StoreError::NotFound`].
    pub async fn withdraw_proposal(&self, id: Id, by: impl Into<String>) -> Result<Proposal> {
        let by = by.into();
        self.transaction(move |shared, conn, ids, now| {
            unclosed(shared, conn, id)?;
            close(shared, conn, now, id, ("withdrawn", &by, None))?;
            audit::write(conn, ids, shared.workspace, now, &by, "proposal.withdrawn", &id.to_string(), &json!({}))?;
            find(conn, shared.workspace, id)
        })
        .await
    }
}

/// Whether a version is the one in force.
fn stands(shared: &Shared, conn: &mut Conn, over: &str) -> Result<()> {
    let sql = "select known.version from publication it join playbook known on known.workspace = it.workspace
        and known.playbook = it.playbook where it.workspace = $1 order by it.seq desc limit 1";
    let now = conn.row(sql, &[Param::Int(shared.workspace)])?.map(|mut row| row.text()).transpose()?;
    if now.as_deref() != Some(over) {
        return refuse("playbook_moved", "another version is in force by now: look at the proposal again");
    }
    Ok(())
}

fn close(
    shared: &Shared,
    conn: &mut Conn,
    now: Moment,
    id: Id,
    (outcome, by, version): (&str, &str, Option<&str>),
) -> Result<()> {
    conn.execute(
        "update proposal set closed_at = $1, closed_by = $2, outcome = $3, version = $4
         where workspace = $5 and proposal = $6",
        &[
            Param::at(now),
            Param::Text(by),
            Param::Text(outcome),
            Param::text(version),
            Param::Int(shared.workspace),
            Param::Blob(&id.0),
        ],
    )?;
    Ok(())
}

/// Refuses unless an open proposal has both teams' signatures under this version, made from the one in force.
pub(crate) fn ready(shared: &Shared, conn: &mut Conn, id: Id, (over, version): (&str, &str)) -> Result<()> {
    let it = unclosed(shared, conn, id)?;
    stands(shared, conn, over)?;
    match [Side::Marketing, Side::Sales].into_iter().find(|side| !it.signed(*side, version)) {
        Some(side) => refuse("not_signed", format!("{} has not signed this version", side.id())),
        None => Ok(()),
    }
}

/// Closes a proposal that was published.
pub(crate) fn published(
    shared: &Shared,
    conn: &mut Conn,
    now: Moment,
    id: Id,
    (by, version): (&str, &str),
) -> Result<()> {
    close(shared, conn, now, id, ("published", by, Some(version)))
}
