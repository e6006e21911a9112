//! Two records of one person become one, and two again.
//!
//! Both are entries of the survivor's stream that move identities; then everything is built anew from the facts that
//! count. The loser's row and stream stay as they are: no fact reaches it any more, and no list, counter or timer knows
//! it. A merge keeps both rows as they were, so that undoing it with nothing in between gives exactly these rows back.

mod join;
mod part;
pub(crate) mod parted;
mod snapshot;

pub(crate) use join::add;

use crate::book::Book;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::handovers;
use crate::id::Id;
use crate::intake::consequences::{Before, shift};
use crate::rows::{IdentityKey, PERSON, PersonHead, PersonRow, Writes};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::lead::Lead;
use kopru_engine::time::Moment;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a merge did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The merge, by which it is undone.
    pub merge: Id,
    /// The survivor's entry that tells of it.
    pub seq: i64,
    /// Identities that are the survivor's now.
    pub identities: Vec<IdentityKey>,
    /// Purposes of consent that count as withdrawn from now on: one of the two had withdrawn it.
    pub withdrawn: Vec<String>,
}

/// What undoing a merge did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmerged {
    /// Whose record it was.
    pub survivor: Id,
    /// Whose record there is again.
    pub loser: Id,
    /// Whether nothing had been decided in between: then the survivor's row is what it was before the merge.
    pub restored: bool,
    /// Facts from in between that name the loser: the survivor's entry, and the one of the loser's stream where the fact
    /// was decided again.
    pub moved: Vec<(i64, i64)>,
    /// Entries of facts from in between that name neither, and so stay with the survivor.
    pub unclear: Vec<i64>,
}

/// A merge as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeRow {
    /// The merge.
    pub merge: Id,
    /// Who stayed.
    pub survivor: Id,
    /// Who became part of the survivor.
    pub loser: Id,
    /// When.
    pub at: Moment,
    /// Who merged them.
    pub by: String,
    /// The survivor's entry that tells of it.
    pub seq: i64,
    /// When it was undone, and by whom.
    pub undone: Option<(Moment, String)>,
}

impl Store {
    /// Merges the record `loser` into the record `survivor`. The survivor keeps its stage, and what is known of both is
    /// looked at anew. Where one of them had withdrawn a consent, it counts as withdrawn until it is given again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `same_person`; `erased`; `merged` when one of them is merged into another already (so that
    /// there is never a circle); `too_many_facts` and `too_many_identities`.
    pub async fn merge(&self, survivor: Id, loser: Id, by: String) -> Result<Merged> {
        self.writing(move |writer| {
            writer.deciding(|shared, conn, ids, in_force, now| {
                join::merge(shared, conn, ids, in_force, now, (survivor, loser), &by)
            })
        })
        .await
    }

    /// Undoes a merge. The loser is what it was before, and facts from in between that name it are decided for it now. With
    /// nothing in between the survivor is what it was, too; otherwise it keeps its stage, without what belongs to the loser.
    /// Of several merges into one record any can be undone.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `undone` when that was done before; `erased`; `unmerge_later_first` when the survivor was
    /// itself merged into another since.
    pub async fn unmerge(&self, merge: Id, by: String) -> Result<Unmerged> {
        self.writing(move |writer| {
            writer.deciding(|shared, conn, ids, in_force, now| {
                part::unmerge(shared, conn, ids, in_force, now, merge, &by)
            })
        })
        .await
    }

    /// All merges in which a person was the survivor or the loser, the oldest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn merges(&self, person: Id) -> Result<Vec<MergeRow>> {
        self.reading(move |shared, conn| {
            let rows = conn.rows(
                "select merge, survivor, loser, at, merged_by, survivor_seq, undone_at, undone_by from merge
                 where workspace = $1 and (survivor = $2 or loser = $2) order by merge",
                &[Param::Int(shared.workspace), Param::Blob(&person.0)],
            )?;
            let read = |mut row: Row| {
                Ok(MergeRow {
                    merge: row.id()?,
                    survivor: row.id()?,
                    loser: row.id()?,
                    at: row.at()?,
                    by: row.text()?,
                    seq: row.int()?,
                    undone: row.at_opt()?.zip(row.text_opt()?),
                })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }
}

/// Locks two people, in the order in which everybody does.
fn lock(conn: &mut Conn, ws: i64, one: Id, other: Id) -> Result<(PersonHead, PersonHead)> {
    let ids: BTreeSet<Id> = BTreeSet::from([one, other]);
    let heads = commit::people(conn, ws, &ids.into_iter().collect::<Vec<_>>())?;
    if let Some(head) = heads.iter().find(|head| head.erased_at.is_some()) {
        return Err(StoreError::Refused("erased", format!("person {} was erased", head.person)));
    }
    let find = |id: Id| {
        let head = heads.iter().find(|head| head.person == id).cloned();
        head.ok_or_else(|| StoreError::NotFound(format!("person {id}")))
    };
    Ok((find(one)?, find(other)?))
}

/// A person's whole row.
fn person_row(conn: &mut Conn, ws: i64, person: Id) -> Result<PersonRow> {
    let sql = format!("select {PERSON} from person where workspace = $1 and person = $2");
    let row = conn.row(&sql, &[Param::Int(ws), Param::Blob(&person.0)])?;
    PersonRow::read(&mut row.ok_or_else(|| StoreError::NotFound(format!("person {person}")))?)
}

/// Writes a person's whole row.
fn write_person(conn: &mut Conn, ws: i64, row: &PersonRow) -> Result<()> {
    conn.execute(
        "update person set seq = $1, recorded_at = $2, account = $3, account_seen = $4, playbook = $5, next_at = $6,
         stage = $7, disposition = $8, kind = $9, grade = $10, band = $11, fit = $12, persona = $13, owner = $14,
         queue = $15, entered_at = $16, source = $17, name = $18, email = $19, merged_into = $20, state = $21, desk = $22
         where workspace = $23 and person = $24",
        &[
            Param::Int(row.seq),
            Param::at(row.recorded_at),
            Param::id(row.account.as_ref()),
            Param::Int(row.account_seen),
            Param::Int(row.playbook),
            Param::int(row.next_at.map(|at| at.micros())),
            Param::text(row.stage.as_deref()),
            Param::Text(&row.disposition),
            Param::text(row.kind.as_deref()),
            Param::Int(row.grade),
            Param::Int(row.band),
            Param::Int(row.fit),
            Param::text(row.persona.as_deref()),
            Param::text(row.owner.as_deref()),
            Param::Text(&row.queue),
            Param::at(row.entered_at),
            Param::text(row.source.as_deref()),
            Param::text(row.name.as_deref()),
            Param::text(row.email.as_deref()),
            Param::id(row.merged_into.as_ref()),
            Param::Blob(&row.state),
            Param::Int(row.desk),
            Param::Int(ws),
            Param::Blob(&row.person.0),
        ],
    )?;
    Ok(())
}

/// Where lists and counters hold a lead that has this row, with the version of the playbook that it belongs to.
fn held(shared: &Shared, conn: &mut Conn, row: &PersonRow) -> Result<(Arc<Book>, Before)> {
    let book = shared.books.get(conn, shared.workspace, row.playbook)?;
    let lead = Lead::from_bytes(&book.playbook, &row.state)
        .ok_or_else(|| StoreError::Corrupt(format!("the state of person {}", row.person)))?;
    let before = Before::of(&book.playbook, &lead, row.created_at);
    Ok((book, before))
}

/// Takes a person in lists and counters from where one row has them to where another has: none is nowhere.
fn move_over(
    shared: &Shared,
    conn: &mut Conn,
    from: Option<&PersonRow>,
    to: Option<&PersonRow>,
    writes: &mut Writes,
) -> Result<()> {
    let Some(person) = from.or(to).map(|row| row.person) else { return Ok(()) };
    let before = from.map(|row| held(shared, conn, row)).transpose()?;
    let after = to.map(|row| held(shared, conn, row)).transpose()?;
    let Some(book) = before.as_ref().or(after.as_ref()).map(|it| it.0.clone()) else { return Ok(()) };
    let (before, after) =
        (before.unwrap_or((book.clone(), Before::default())), after.unwrap_or((book, Before::default())));
    shift(person, (&before.0, &before.1), (&after.0, &after.1), writes);
    match to {
        None => handovers::withdraw(conn, shared.workspace, person),
        Some(row) => handovers::restore(conn, shared.workspace, person, after.1.offer.as_ref(), row.owner.as_deref()),
    }
}

/// Identities as a merge keeps them: `[["email","ada@acme.com"]]`.
fn identities_written(keys: &[IdentityKey]) -> Value {
    keys.iter().map(|key| serde_json::json!([key.kind, key.value])).collect()
}
