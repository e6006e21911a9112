//! What a deciding transaction reads and writes: the two databases' own ways, one set of functions.
//!
//! Locks are always taken in this order, each kind sorted, so that two transactions never wait for each other:
//! the number of merges (by a merge alone), identities, persons, account keys, accounts, fact ids, counters.

mod postgres;
mod sqlite;

use crate::dialect::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::rows::{AccountRow, Deal, FactIdRow, FactRow, IdentityKey, IdentityRow, PersonHead, WaitingRow, Writes};
use crate::sql::{Param, Sql};
use std::collections::{BTreeMap, BTreeSet};

/// A 16-byte keyed hash.
pub type Hash16 = [u8; 16];

macro_rules! either {
    ($conn:ident, $call:ident ( $($arg:expr),* )) => {
        match $conn {
            Conn::Sqlite(it) => sqlite::$call(it, $($arg),*),
            Conn::Postgres(it) => postgres::$call(it, $($arg),*),
        }
    };
}

/// Whose the identities are; those that nobody has are missing.
pub fn identities(conn: &mut Conn, workspace: i64, keys: &[IdentityKey]) -> Result<BTreeMap<IdentityKey, Id>> {
    if keys.is_empty() { Ok(BTreeMap::new()) } else { either!(conn, identities(workspace, keys)) }
}

/// Gives identities to people, where nobody has them yet. Sorted by key.
pub fn claim_identities(conn: &mut Conn, workspace: i64, rows: &[IdentityRow]) -> Result<()> {
    if rows.is_empty() { Ok(()) } else { either!(conn, claim_identities(workspace, rows)) }
}

/// People, locked until the transaction ends. Sorted; those that are not there are missing.
pub fn people(conn: &mut Conn, workspace: i64, ids: &[Id]) -> Result<Vec<PersonHead>> {
    if ids.is_empty() { Ok(Vec::new()) } else { either!(conn, people(workspace, ids)) }
}

/// Known ids of facts.
pub fn fact_ids(conn: &mut Conn, workspace: i64, keys: &[Hash16]) -> Result<BTreeMap<Hash16, FactIdRow>> {
    if keys.is_empty() { Ok(BTreeMap::new()) } else { either!(conn, fact_ids(workspace, keys)) }
}

/// Those of these hashes under which an erased address is remembered.
pub fn erased(conn: &mut Conn, workspace: i64, hashes: &[Hash16]) -> Result<BTreeSet<Hash16>> {
    if hashes.is_empty() { Ok(BTreeSet::new()) } else { either!(conn, erased(workspace, hashes)) }
}

/// The accounts that facts name.
pub fn account_keys(conn: &mut Conn, workspace: i64, keys: &[String]) -> Result<BTreeMap<String, Id>> {
    if keys.is_empty() { Ok(BTreeMap::new()) } else { either!(conn, account_keys(workspace, keys)) }
}

/// Gives names to accounts, where none has them yet. Sorted by key.
pub fn claim_account_keys(conn: &mut Conn, workspace: i64, rows: &[(String, Id)]) -> Result<()> {
    if rows.is_empty() { Ok(()) } else { either!(conn, claim_account_keys(workspace, rows)) }
}

/// Accounts. Sorted; `lock`: this transaction may change them.
pub fn accounts(conn: &mut Conn, workspace: i64, ids: &[Id], lock: bool) -> Result<Vec<AccountRow>> {
    if ids.is_empty() { Ok(Vec::new()) } else { either!(conn, accounts(workspace, ids, lock)) }
}

/// All facts of these people, in the order of each stream.
pub fn facts_of(conn: &mut Conn, workspace: i64, people: &[Id]) -> Result<Vec<FactRow>> {
    if people.is_empty() { Ok(Vec::new()) } else { either!(conn, facts_of(workspace, people)) }
}

/// The merges that hold of these survivors, in the order in which they were made: survivor, loser, and the loser's entries
/// that count for the survivor.
pub fn merges_of(conn: &mut Conn, workspace: i64, survivors: &[Id]) -> Result<Vec<(Id, Id, i64)>> {
    if survivors.is_empty() { Ok(Vec::new()) } else { either!(conn, merges_of(workspace, survivors)) }
}

/// The people of these accounts: account and person.
pub fn people_of(conn: &mut Conn, workspace: i64, accounts: &[Id]) -> Result<Vec<(Id, Id)>> {
    if accounts.is_empty() { Ok(Vec::new()) } else { either!(conn, people_of(workspace, accounts)) }
}

/// Writes everything. `slot`: see [`Conn::counter_slot`].
///
/// # Errors
/// [`crate::error::StoreError::Conflict`] when another transaction wrote one of the ids first.
pub fn write(conn: &mut Conn, workspace: i64, slot: i64, writes: &Writes) -> Result<()> {
    either!(conn, write_hot(workspace, writes))?;
    write_rare(conn, workspace, writes)?;
    either!(conn, add_counts(workspace, slot, writes))
}

/// What few transactions write, and few rows of it: one text for both.
fn write_rare(conn: &mut Conn, workspace: i64, writes: &Writes) -> Result<()> {
    let ws = Param::Int(workspace);
    for row in &writes.fact_ids {
        conn.execute(
            "update fact_id set digest = $1, person = $2, seq = $3 where workspace = $4 and key = $5",
            &[Param::Blob(&row.digest), Param::Blob(&row.person.0), Param::Int(row.seq), ws, Param::Blob(&row.key)],
        )?;
    }
    for row in &writes.waiting {
        insert_waiting(conn, workspace, row)?;
    }
    for waiting in &writes.waited {
        let params = [ws, Param::Blob(&waiting.0)];
        conn.execute("delete from waiting where workspace = $1 and waiting = $2", &params)?;
    }
    writes.deals.iter().try_for_each(|deal| write_deal(conn, workspace, deal))
}

fn insert_waiting(conn: &mut Conn, workspace: i64, row: &WaitingRow) -> Result<()> {
    conn.execute(
        "insert into waiting (workspace, waiting, due_at, visitor, recorded_at, key, digest, id, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            Param::Int(workspace),
            Param::Blob(&row.waiting.0),
            Param::int(row.due_at.map(|at| at.micros())),
            Param::text(row.visitor.as_deref()),
            Param::at(row.recorded_at),
            Param::Blob(&row.key),
            Param::Blob(&row.digest),
            Param::Text(&row.id),
            Param::Text(&row.body),
        ],
    )?;
    Ok(())
}

fn write_deal(conn: &mut Conn, workspace: i64, deal: &Deal) -> Result<()> {
    match deal {
        Deal::Opened { opportunity, person, account, at, role } => {
            insert_deal(conn, workspace, (*opportunity, *person), account.as_ref(), *at, role)
        }
        Deal::Changed { person, amount, expected } => {
            let Some(open) = open_deal(conn, workspace, *person)? else { return Ok(()) };
            conn.execute(
                "update opportunity set amount_minor = coalesce($1, amount_minor), currency = coalesce($2, currency),
                 expected_on = coalesce($3, expected_on) where workspace = $4 and opportunity = $5",
                &[
                    Param::int(amount.as_ref().map(|it| it.0)),
                    Param::text(amount.as_ref().map(|it| it.1.as_str())),
                    Param::int(expected.map(|day| i64::from(day.days()))),
                    Param::Int(workspace),
                    Param::Blob(&open.0),
                ],
            )?;
            Ok(())
        }
        Deal::Closed { opportunity, person, account, at, role, outcome, reported, amount, reason } => {
            let open = open_deal(conn, workspace, *person)?;
            if open.is_none() {
                insert_deal(conn, workspace, (*opportunity, *person), account.as_ref(), *at, role)?;
            }
            conn.execute(
                "update opportunity set outcome = $1, reported = $2, closed_at = $3,
                 amount_minor = coalesce($4, amount_minor), currency = coalesce($5, currency), reason = $6 where workspace = $7 and opportunity = $8",
                &[
                    Param::Text(outcome),
                    Param::Int(i64::from(*reported)),
                    Param::at(*at),
                    Param::int(amount.as_ref().map(|it| it.0)),
                    Param::text(amount.as_ref().map(|it| it.1.as_str())),
                    Param::text(reason.as_deref()),
                    Param::Int(workspace),
                    Param::Blob(&open.unwrap_or(*opportunity).0),
                ],
            )?;
            Ok(())
        }
    }
}

/// The latest deal of a person that is open. It is picked here: asked for this order, SQLite would walk through all deals in it.
fn open_deal(conn: &mut Conn, workspace: i64, person: Id) -> Result<Option<Id>> {
    let sql = "select opportunity from opportunity where workspace = $1 and person = $2 and outcome = 'open'";
    let found = conn.rows(sql, &[Param::Int(workspace), Param::Blob(&person.0)])?;
    Ok(found.into_iter().map(|mut row| row.id()).collect::<Result<Vec<_>>>()?.into_iter().max())
}

fn insert_deal(
    conn: &mut Conn,
    workspace: i64,
    (opportunity, person): (Id, Id),
    account: Option<&Id>,
    at: kopru_engine::time::Moment,
    role: &str,
) -> Result<()> {
    let (ws, id, who) = (Param::Int(workspace), Param::Blob(&opportunity.0), Param::Blob(&person.0));
    conn.execute(
        "insert into opportunity (workspace, opportunity, person, account, opened_at, outcome, reported)
         values ($1, $2, $3, $4, $5, 'open', 0)",
        &[ws, id, who, Param::id(account), Param::at(at)],
    )?;
    conn.execute(
        "insert into opportunity_person (workspace, opportunity, person, role) values ($1, $2, $3, $4)",
        &[ws, id, who, Param::Text(role)],
    )?;
    Ok(())
}
