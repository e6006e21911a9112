//! Rows as both databases hold them. The write path of either is fed by these.

use crate::handovers::{AnsweredRow, OfferedRow};
use crate::id::Id;
use crate::report::kept::Cohorts;
use kopru_engine::time::{Day, Moment};
use std::collections::BTreeMap;

/// Who somebody is, as senders name them, evened out so that two spellings of one address are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityKey {
    /// `email`, `external`, `phone` or `visitor`.
    pub kind: &'static str,
    /// The address, id or number.
    pub value: String,
}

/// An identity of a person.
#[derive(Clone, Debug)]
pub struct IdentityRow {
    /// Kind and value.
    pub key: IdentityKey,
    /// Whose it is.
    pub person: Id,
    /// Since when.
    pub since_at: Moment,
}

/// A person, who is a lead once a fact about them was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The id.
    pub person: Id,
    /// When we first heard of them.
    pub created_at: Moment,
    /// The last entry of the stream.
    pub seq: i64,
    /// When that was recorded; never runs backwards.
    pub recorded_at: Moment,
    /// The account.
    pub account: Option<Id>,
    /// The version of the account that was last looked at.
    pub account_seen: i64,
    /// The version of the playbook that the state belongs to.
    pub playbook: i64,
    /// Not after the lead's own next moment.
    pub next_at: Option<Moment>,
    /// The stage's id.
    pub stage: Option<String>,
    /// The disposition's id.
    pub disposition: String,
    /// The kind of a disqualification.
    pub kind: Option<String>,
    /// 0 for A to 3 for D.
    pub grade: i64,
    /// 0 for hot to 3 for cold.
    pub band: i64,
    /// Points of fit.
    pub fit: i64,
    /// The persona's id.
    pub persona: Option<String>,
    /// Who works the lead.
    pub owner: Option<String>,
    /// Where it stands while nobody does.
    pub queue: String,
    /// Since when it is at its stage.
    pub entered_at: Moment,
    /// Where the first fact came from.
    pub source: Option<String>,
    /// The name, for lists.
    pub name: Option<String>,
    /// The address, for lists.
    pub email: Option<String>,
    /// Into whom the person was merged.
    pub merged_into: Option<Id>,
    /// When the person was erased.
    pub erased_at: Option<Moment>,
    /// What the engine knows of the lead.
    pub state: Vec<u8>,
    /// The state of the team's stream that was last looked at.
    pub desk: i64,
}

/// The columns of [`PersonRow`], in its order.
pub const PERSON: &str = "person, created_at, seq, recorded_at, account, account_seen, playbook, next_at, stage, disposition, kind, grade, band, fit, persona, owner, queue, entered_at, source, name, email, merged_into, erased_at, state, desk";

impl PersonRow {
    /// Reads the columns of [`PERSON`].
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn read(row: &mut crate::sql::Row) -> crate::error::Result<PersonRow> {
        Ok(PersonRow {
            person: row.id()?,
            created_at: row.at()?,
            seq: row.int()?,
            recorded_at: row.at()?,
            account: row.id_opt()?,
            account_seen: row.int()?,
            playbook: row.int()?,
            next_at: row.at_opt()?,
            stage: row.text_opt()?,
            disposition: row.text()?,
            kind: row.text_opt()?,
            grade: row.int()?,
            band: row.int()?,
            fit: row.int()?,
            persona: row.text_opt()?,
            owner: row.text_opt()?,
            queue: row.text()?,
            entered_at: row.at()?,
            source: row.text_opt()?,
            name: row.text_opt()?,
            email: row.text_opt()?,
            merged_into: row.id_opt()?,
            erased_at: row.at_opt()?,
            state: row.blob()?,
            desk: row.int()?,
        })
    }
}

/// What is read of a person to decide about them.
#[derive(Clone, Debug)]
pub struct PersonHead {
    /// See [`PersonRow`]; likewise below.
    pub person: Id,
    /// When we first heard of them.
    pub created_at: Moment,
    /// The last entry of the stream.
    pub seq: i64,
    /// When that was recorded.
    pub recorded_at: Moment,
    /// The account.
    pub account: Option<Id>,
    /// The version of the account that was last looked at.
    pub account_seen: i64,
    /// The version of the playbook that the state belongs to.
    pub playbook: i64,
    /// What lists hold as the next moment.
    pub next_at: Option<Moment>,
    /// Into whom the person was merged.
    pub merged_into: Option<Id>,
    /// When the person was erased.
    pub erased_at: Option<Moment>,
    /// The address, for lists.
    pub email: Option<String>,
    /// What the engine knows of the lead.
    pub state: Vec<u8>,
    /// The state of the team's stream that was last looked at.
    pub desk: i64,
}

/// The columns of [`PersonHead`], in its order.
pub const PERSON_HEAD: &str = "person, created_at, seq, recorded_at, account, account_seen, playbook, next_at, merged_into, erased_at, email, state, desk";

impl PersonHead {
    /// Reads the columns of [`PERSON_HEAD`].
    ///
    /// # Errors
    /// A row that cannot be read; likewise below.
    pub fn read(row: &mut crate::sql::Row) -> crate::error::Result<PersonHead> {
        Ok(PersonHead {
            person: row.id()?,
            created_at: row.at()?,
            seq: row.int()?,
            recorded_at: row.at()?,
            account: row.id_opt()?,
            account_seen: row.int()?,
            playbook: row.int()?,
            next_at: row.at_opt()?,
            merged_into: row.id_opt()?,
            erased_at: row.at_opt()?,
            email: row.text_opt()?,
            state: row.blob()?,
            desk: row.int()?,
        })
    }
}

/// Where a fact's id is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactIdRow {
    /// Keyed hash of source and id.
    pub key: [u8; 16],
    /// Of the body; empty once the fact was erased.
    pub digest: Vec<u8>,
    /// Whose it is.
    pub person: Id,
    /// The entry; 0 while it waits.
    pub seq: i64,
}

/// A fact in a person's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// Whose stream.
    pub person: Id,
    /// Which entry.
    pub seq: i64,
    /// The type's id.
    pub kind: String,
    /// Where it came from.
    pub source: Option<String>,
    /// Its id, as supplied or derived; gone once erased.
    pub id: Option<String>,
    /// When it happened, as claimed.
    pub occurred_at: Moment,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// The version of the playbook that decided it.
    pub playbook: i64,
    /// The account then.
    pub account: Option<Id>,
    /// The account's version that the decision saw.
    pub account_version: i64,
    /// JSON: rules fired and points.
    pub points: Option<String>,
    /// JSON: the fact as it came; gone once erased.
    pub body: Option<String>,
    /// The person to whom an unmerge gave it.
    pub moved_to: Option<Id>,
    /// The import that told of it: rules are asked after its last fact of the lead, not at each.
    pub import: Option<i64>,
}

/// The columns of [`FactRow`], in its order.
pub const FACT: &str = "person, seq, type, source, id, occurred_at, recorded_at, playbook, account, account_version, points, body, moved_to, import";

impl FactRow {
    /// Reads the columns of [`FACT`].
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn read(row: &mut crate::sql::Row) -> crate::error::Result<FactRow> {
        Ok(FactRow {
            person: row.id()?,
            seq: row.int()?,
            kind: row.text()?,
            source: row.text_opt()?,
            id: row.text_opt()?,
            occurred_at: row.at()?,
            recorded_at: row.at()?,
            playbook: row.int()?,
            account: row.id_opt()?,
            account_version: row.int()?,
            points: row.text_opt()?,
            body: row.text_opt()?,
            moved_to: row.id_opt()?,
            import: row.int_opt()?,
        })
    }
}

/// A decision in a person's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// Whose stream.
    pub person: Id,
    /// Which entry: the fact's own, or one of its own.
    pub seq: i64,
    /// When it was made: a fact's recorded moment, or when it fell due.
    pub at: Moment,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// The version of the playbook.
    pub playbook: i64,
    /// The engine's.
    pub decision_version: i64,
    /// What led to it, as `written` writes it.
    pub cause: String,
    /// The account then.
    pub account: Option<Id>,
    /// The account's version that it saw.
    pub account_version: i64,
    /// The outcome's code.
    pub outcome: String,
    /// JSON.
    pub changes: String,
    /// JSON.
    pub trace: Option<String>,
    /// The state of the team's stream that it saw.
    pub desk: i64,
}

/// The columns of [`DecisionRow`], in its order.
pub const DECISION: &str = "person, seq, at, recorded_at, playbook, decision_version, cause, account, account_version, outcome, changes, trace, desk";

impl DecisionRow {
    /// Reads the columns of [`DECISION`].
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn read(row: &mut crate::sql::Row) -> crate::error::Result<DecisionRow> {
        Ok(DecisionRow {
            person: row.id()?,
            seq: row.int()?,
            at: row.at()?,
            recorded_at: row.at()?,
            playbook: row.int()?,
            decision_version: row.int()?,
            cause: row.text()?,
            account: row.id_opt()?,
            account_version: row.int()?,
            outcome: row.text()?,
            changes: row.text()?,
            trace: row.text_opt()?,
            desk: row.int()?,
        })
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The id.
    pub account: Id,
    /// When we first heard of it.
    pub created_at: Moment,
    /// Grows with each change.
    pub version: i64,
    /// When it last changed.
    pub recorded_at: Moment,
    /// The version of the playbook that the state belongs to.
    pub playbook: i64,
    /// How facts name it.
    pub key: String,
    /// The company's name, for lists.
    pub name: Option<String>,
    /// Its domain, for lists.
    pub domain: Option<String>,
    /// What the engine knows of it.
    pub state: Vec<u8>,
}

/// The columns of [`AccountRow`], in its order.
pub const ACCOUNT: &str = "account, created_at, version, recorded_at, playbook, key, name, domain, state";

impl AccountRow {
    /// Reads the columns of [`ACCOUNT`].
    ///
    /// # Errors
    /// A row that cannot be read.
    pub fn read(row: &mut crate::sql::Row) -> crate::error::Result<AccountRow> {
        Ok(AccountRow {
            account: row.id()?,
            created_at: row.at()?,
            version: row.int()?,
            recorded_at: row.at()?,
            playbook: row.int()?,
            key: row.text()?,
            name: row.text_opt()?,
            domain: row.text_opt()?,
            state: row.blob()?,
        })
    }
}

/// An entry of an account's stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEntryRow {
    /// Whose stream.
    pub account: Id,
    /// The version that it makes.
    pub version: i64,
    /// When.
    pub recorded_at: Moment,
    /// The version of the playbook.
    pub playbook: i64,
    /// The fact that changed it; none when it was built anew.
    pub cause: Option<(Id, i64)>,
    /// The whole state, or only the change.
    pub rebuilt: bool,
    /// The engine's bytes.
    pub change: Vec<u8>,
}

/// A fact that waits: it lies a little ahead, or nobody knows yet whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// The id.
    pub waiting: Id,
    /// When it is decided.
    pub due_at: Option<Moment>,
    /// Whose it will be.
    pub visitor: Option<String>,
    /// When it came.
    pub recorded_at: Moment,
    /// See [`FactIdRow`].
    pub key: [u8; 16],
    /// Of the body.
    pub digest: Vec<u8>,
    /// The fact's id.
    pub id: String,
    /// JSON.
    pub body: String,
}

/// A message that goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// The id.
    pub message: Id,
    /// When it was written.
    pub at: Moment,
    /// What about.
    pub topic: &'static str,
    /// The decision that it tells of.
    pub person: Id,
    /// The decision that it tells of.
    pub seq: i64,
}

/// A step of a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deal {
    /// It begins.
    Opened {
        /// The id.
        opportunity: Id,
        /// With whom.
        person: Id,
        /// Their account.
        account: Option<Id>,
        /// When.
        at: Moment,
        /// Their part in the decision, as it is known then.
        role: &'static str,
    },
    /// What is known of it by now: of the person's open deal.
    Changed {
        /// With whom.
        person: Id,
        /// Minor units and currency, where the fact names an amount.
        amount: Option<(i64, String)>,
        /// The day on which it is expected to end, where the fact names one.
        expected: Option<Day>,
    },
    /// It ends; a win that another system reports makes the deal where there is none.
    Closed {
        /// The id of a deal that must be made.
        opportunity: Id,
        /// With whom.
        person: Id,
        /// Their account.
        account: Option<Id>,
        /// When.
        at: Moment,
        /// Their part in the decision, as it is known then.
        role: &'static str,
        /// `won` or `lost`.
        outcome: &'static str,
        /// Whether only another system says so.
        reported: bool,
        /// Minor units and currency.
        amount: Option<(i64, String)>,
        /// Why, as the person said.
        reason: Option<String>,
    },
}

/// Everything that one transaction writes.
#[derive(Clone, Debug, Default)]
pub struct Writes {
    /// People who were not there before.
    pub new_people: Vec<PersonRow>,
    /// People who changed.
    pub people: Vec<PersonRow>,
    /// Ids of facts that are new.
    pub new_fact_ids: Vec<FactIdRow>,
    /// Ids of facts that waited.
    pub fact_ids: Vec<FactIdRow>,
    /// Facts.
    pub facts: Vec<FactRow>,
    /// Decisions.
    pub decisions: Vec<DecisionRow>,
    /// Accounts that were not there before.
    pub new_accounts: Vec<AccountRow>,
    /// Accounts that changed.
    pub accounts: Vec<AccountRow>,
    /// What changed them.
    pub account_entries: Vec<AccountEntryRow>,
    /// Accounts whose people have something to decide, each with its latest version.
    pub account_queue: BTreeMap<Id, i64>,
    /// Facts that wait.
    pub waiting: Vec<WaitingRow>,
    /// Facts that no longer wait.
    pub waited: Vec<Id>,
    /// Messages.
    pub messages: Vec<MessageRow>,
    /// Deals.
    pub deals: Vec<Deal>,
    /// Indexed values that hold: field, value, subject.
    pub indexed: Vec<(String, String, Id)>,
    /// Indexed values that no longer hold.
    pub unindexed: Vec<(String, String, Id)>,
    /// What is added to counters.
    pub counters: BTreeMap<String, i64>,
    /// Hand-overs that were offered for the first time.
    pub(crate) offered: Vec<OfferedRow>,
    /// What became of hand-overs.
    pub(crate) answered: Vec<AnsweredRow>,
    /// People whose hand-overs after this number never were: what brought them was undone.
    pub(crate) unoffered: Vec<(Id, i64)>,
    /// What is added to cohorts.
    pub cohorts: Cohorts,
}
