//! The write path of SQLite: prepared statements, row by row. A row costs less than what a set would save.

use super::Hash16;
use crate::error::{Result, StoreError};
use crate::handovers;
use crate::id::Id;
use crate::rows::{
    ACCOUNT, AccountEntryRow, AccountRow, DecisionRow, FACT, FactIdRow, FactRow, IdentityKey, IdentityRow, MessageRow,
    PERSON_HEAD, PersonHead, PersonRow, Writes,
};
use crate::sql::{Param, Row, Sql};
use crate::sqlite::{SqliteConn, fault};
use kopru_engine::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn identities(
    conn: &mut SqliteConn,
    workspace: i64,
    keys: &[IdentityKey],
) -> Result<BTreeMap<IdentityKey, Id>> {
    let sql = "select person from identity where workspace = ?1 and kind = ?2 and value = ?3";
    let mut statement = conn.inner.prepare_cached(sql).map_err(fault)?;
    let mut found = BTreeMap::new();
    for key in keys {
        let mut rows = statement.query((workspace, key.kind, &key.value)).map_err(fault)?;
        if let Some(row) = rows.next().map_err(fault)? {
            found.insert(key.clone(), id(row, 0)?);
        }
    }
    Ok(found)
}

/// The columns of a row, read without a cell for each: these are read for every fact.
fn id(row: &rusqlite::Row<'_>, at: usize) -> Result<Id> {
    row.get(at).map(Id).map_err(fault)
}

fn moment(micros: i64) -> Result<Moment> {
    Moment::from_micros(micros).ok_or_else(|| StoreError::Corrupt(format!("{micros} is no moment")))
}

fn person(row: &rusqlite::Row<'_>) -> Result<PersonHead> {
    let at = |at: usize| row.get::<_, i64>(at).map_err(fault).and_then(moment);
    let at_opt = |at: usize| row.get::<_, Option<i64>>(at).map_err(fault)?.map(moment).transpose();
    let id_opt = |at: usize| row.get::<_, Option<[u8; 16]>>(at).map(|it| it.map(Id)).map_err(fault);
    Ok(PersonHead {
        person: id(row, 0)?,
        created_at: at(1)?,
        seq: row.get(2).map_err(fault)?,
        recorded_at: at(3)?,
        account: id_opt(4)?,
        account_seen: row.get(5).map_err(fault)?,
        playbook: row.get(6).map_err(fault)?,
        next_at: at_opt(7)?,
        merged_into: id_opt(8)?,
        erased_at: at_opt(9)?,
        email: row.get(10).map_err(fault)?,
        state: row.get(11).map_err(fault)?,
        desk: row.get(12).map_err(fault)?,
    })
}

fn account(row: &rusqlite::Row<'_>) -> Result<AccountRow> {
    let at = |at: usize| row.get::<_, i64>(at).map_err(fault).and_then(moment);
    Ok(AccountRow {
        account: id(row, 0)?,
        created_at: at(1)?,
        version: row.get(2).map_err(fault)?,
        recorded_at: at(3)?,
        playbook: row.get(4).map_err(fault)?,
        key: row.get(5).map_err(fault)?,
        name: row.get(6).map_err(fault)?,
        domain: row.get(7).map_err(fault)?,
        state: row.get(8).map_err(fault)?,
    })
}

/// One row for each id, where there is one.
fn by_id<T>(
    conn: &SqliteConn,
    workspace: i64,
    ids: &[Id],
    sql: &str,
    read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.inner.prepare_cached(sql).map_err(fault)?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query((workspace, id.0)).map_err(fault)?;
        if let Some(row) = rows.next().map_err(fault)? {
            all.push(read(row)?);
        }
    }
    Ok(all)
}

pub(super) fn erased(conn: &mut SqliteConn, workspace: i64, hashes: &[Hash16]) -> Result<BTreeSet<Hash16>> {
    let sql = "select 1 from erased where workspace = ?1 and hash = ?2";
    let mut statement = conn.inner.prepare_cached(sql).map_err(fault)?;
    let mut found = BTreeSet::new();
    for hash in hashes {
        if statement.exists((workspace, hash)).map_err(fault)? {
            found.insert(*hash);
        }
    }
    Ok(found)
}

pub(super) fn claim_identities(conn: &mut SqliteConn, workspace: i64, rows: &[IdentityRow]) -> Result<()> {
    for row in rows {
        conn.execute(
            "insert into identity (workspace, kind, value, person, origin, since_at) values (?1, ?2, ?3, ?4, ?4, ?5)
             on conflict (workspace, kind, value) do nothing",
            &[
                Param::Int(workspace),
                Param::Text(row.key.kind),
                Param::Text(&row.key.value),
                Param::Blob(&row.person.0),
                Param::at(row.since_at),
            ],
        )?;
    }
    Ok(())
}

/// The rows of each id in turn.
fn each<T>(
    conn: &mut SqliteConn,
    workspace: i64,
    ids: &[Id],
    sql: &str,
    mut read: impl FnMut(Row) -> Result<T>,
) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        for row in conn.rows(sql, &[Param::Int(workspace), Param::Blob(&id.0)])? {
            all.push(read(row)?);
        }
    }
    Ok(all)
}

pub(super) fn people(conn: &mut SqliteConn, workspace: i64, ids: &[Id]) -> Result<Vec<PersonHead>> {
    let sql = format!("select {PERSON_HEAD} from person where workspace = ?1 and person = ?2");
    by_id(conn, workspace, ids, &sql, person)
}

pub(super) fn fact_ids(conn: &mut SqliteConn, workspace: i64, keys: &[Hash16]) -> Result<BTreeMap<Hash16, FactIdRow>> {
    let sql = "select digest, person, seq from fact_id where workspace = ?1 and key = ?2";
    let mut statement = conn.inner.prepare_cached(sql).map_err(fault)?;
    let mut found = BTreeMap::new();
    for key in keys {
        let mut rows = statement.query((workspace, *key)).map_err(fault)?;
        if let Some(row) = rows.next().map_err(fault)? {
            let (digest, seq) = (row.get(0).map_err(fault)?, row.get(2).map_err(fault)?);
            found.insert(*key, FactIdRow { key: *key, digest, person: id(row, 1)?, seq });
        }
    }
    Ok(found)
}

pub(super) fn account_keys(conn: &mut SqliteConn, workspace: i64, keys: &[String]) -> Result<BTreeMap<String, Id>> {
    let mut found = BTreeMap::new();
    for key in keys {
        let params = [Param::Int(workspace), Param::Text(key)];
        let sql = "select account from account_key where workspace = ?1 and key = ?2";
        if let Some(mut row) = conn.row(sql, &params)? {
            found.insert(key.clone(), row.id()?);
        }
    }
    Ok(found)
}

pub(super) fn claim_account_keys(conn: &mut SqliteConn, workspace: i64, rows: &[(String, Id)]) -> Result<()> {
    for (key, account) in rows {
        conn.execute(
            "insert into account_key (workspace, key, account) values (?1, ?2, ?3)
             on conflict (workspace, key) do nothing",
            &[Param::Int(workspace), Param::Text(key), Param::Blob(&account.0)],
        )?;
    }
    Ok(())
}

pub(super) fn accounts(conn: &mut SqliteConn, workspace: i64, ids: &[Id], _lock: bool) -> Result<Vec<AccountRow>> {
    let sql = format!("select {ACCOUNT} from account where workspace = ?1 and account = ?2");
    by_id(conn, workspace, ids, &sql, account)
}

pub(super) fn facts_of(conn: &mut SqliteConn, workspace: i64, people: &[Id]) -> Result<Vec<FactRow>> {
    let sql = format!("select {FACT} from fact where workspace = ?1 and person = ?2 order by seq");
    each(conn, workspace, people, &sql, |mut row| FactRow::read(&mut row))
}

pub(super) fn merges_of(conn: &mut SqliteConn, workspace: i64, survivors: &[Id]) -> Result<Vec<(Id, Id, i64)>> {
    let sql = "select survivor, loser, loser_seq from merge
        where workspace = ?1 and survivor = ?2 and undone_at is null order by merge";
    each(conn, workspace, survivors, sql, |mut row| Ok((row.id()?, row.id()?, row.int()?)))
}

pub(super) fn people_of(conn: &mut SqliteConn, workspace: i64, accounts: &[Id]) -> Result<Vec<(Id, Id)>> {
    let sql = "select account, person from person where workspace = ?1 and account = ?2 order by person";
    each(conn, workspace, accounts, sql, |mut row| Ok((row.id()?, row.id()?)))
}

/// What nearly every transaction writes.
pub(super) fn write_hot(conn: &mut SqliteConn, workspace: i64, writes: &Writes) -> Result<()> {
    each_row(conn, INSERT_PERSON, &writes.new_people, |it, run| insert_person(it, workspace, run))?;
    update_people(conn, workspace, &writes.people)?;
    each_row(conn, INSERT_ACCOUNT, &writes.new_accounts, |it, run| insert_account(it, workspace, run))?;
    each_row(conn, UPDATE_ACCOUNT, &writes.accounts, |it, run| update_account(it, workspace, run))?;
    each_row(conn, BIND_ACCOUNT, &writes.accounts, |it, run| bind_account(it, workspace, run))?;
    each_row(conn, INSERT_ENTRY, &writes.account_entries, |it, run| insert_account_entry(it, workspace, run))?;
    queue_accounts(conn, workspace, writes)?;
    each_row(conn, INSERT_FACT_ID, &writes.new_fact_ids, |it, run| insert_fact_id(it, workspace, run))?;
    each_row(conn, INSERT_FACT, &writes.facts, |it, run| insert_fact(it, workspace, run))?;
    each_row(conn, INSERT_DECISION, &writes.decisions, |it, run| insert_decision(it, workspace, run))?;
    each_row(conn, INSERT_MESSAGE, &writes.messages, |it, run| insert_message(it, workspace, run))?;
    each_row(conn, DELETE_INDEXED, &writes.unindexed, |it, run| run(&indexed(it, workspace)))?;
    each_row(conn, INSERT_INDEXED, &writes.indexed, |it, run| run(&indexed(it, workspace)))?;
    handovers::offer(conn, workspace, &writes.offered)?;
    handovers::answer(conn, workspace, &writes.answered, &writes.unoffered)
}

const DELETE_INDEXED: &str =
    "delete from indexed_value where workspace = ?1 and field = ?2 and value = ?3 and subject = ?4";

const INSERT_INDEXED: &str = "insert into indexed_value (workspace, field, value, subject) values (?1, ?2, ?3, ?4)
         on conflict (workspace, field, value, subject) do nothing";

fn indexed((field, value, subject): &(String, String, Id), workspace: i64) -> [Param<'_>; 4] {
    [Param::Int(workspace), Param::Text(field), Param::Text(value), Param::Blob(&subject.0)]
}

/// Runs one statement with the values of a row.
type Run<'r> = dyn FnMut(&[Param<'_>]) -> Result<()> + 'r;

/// Runs one statement for each row.
fn each_row<T>(
    conn: &SqliteConn,
    sql: &str,
    rows: &[T],
    mut values: impl FnMut(&T, &mut Run<'_>) -> Result<()>,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut statement = conn.inner.prepare_cached(sql).map_err(fault)?;
    let mut run = |params: &[Param<'_>]| statement.execute(rusqlite::params_from_iter(params)).map(drop).map_err(fault);
    rows.iter().try_for_each(|row| values(row, &mut run))
}

/// The changing columns of a person that no index holds.
fn unindexed(row: &PersonRow) -> [Param<'_>; 13] {
    [
        Param::Int(row.seq),
        Param::at(row.recorded_at),
        Param::Int(row.account_seen),
        Param::text(row.kind.as_deref()),
        Param::Int(row.grade),
        Param::Int(row.band),
        Param::Int(row.fit),
        Param::text(row.persona.as_deref()),
        Param::text(row.source.as_deref()),
        Param::text(row.name.as_deref()),
        Param::text(row.email.as_deref()),
        Param::Blob(&row.state),
        Param::Int(row.desk),
    ]
}

/// Where a lead stands, and with whom.
fn place(row: &PersonRow) -> [Param<'_>; 5] {
    [
        Param::text(row.stage.as_deref()),
        Param::Text(&row.disposition),
        Param::text(row.owner.as_deref()),
        Param::Text(&row.queue),
        Param::at(row.entered_at),
    ]
}

/// What a person belongs to.
fn bonds(row: &PersonRow) -> [Param<'_>; 3] {
    [Param::id(row.account.as_ref()), Param::Int(row.playbook), Param::id(row.merged_into.as_ref())]
}

fn next_at(row: &PersonRow) -> [Param<'_>; 1] {
    [Param::int(row.next_at.map(|at| at.micros()))]
}

const INSERT_PERSON: &str = "insert into person (workspace, person, seq, recorded_at, account_seen, kind, grade, band, fit, persona, source,
         name, email, state, desk, stage, disposition, owner, queue, entered_at, account, playbook, merged_into, next_at,
         created_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
         ?21, ?22, ?23, ?24, ?25)";

fn insert_person(row: &PersonRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    let mut params = vec![Param::Int(workspace), Param::Blob(&row.person.0)];
    params.extend(unindexed(row).into_iter().chain(place(row)).chain(bonds(row)).chain(next_at(row)));
    params.push(Param::at(row.created_at));
    run(&params)
}

/// SQLite writes an index anew for each of its columns that a statement sets, whether the value changes or not. What indexes
/// hold is therefore set only where it changes, those columns together that change together.
const UPDATE_PERSON: &str =
    "update person set seq = ?3, recorded_at = ?4, account_seen = ?5, kind = ?6, grade = ?7, band = ?8, fit = ?9,
         persona = ?10, source = ?11, name = ?12, email = ?13, state = ?14, desk = ?15
         where workspace = ?1 and person = ?2";
const PLACE_PERSON: &str = "update person set stage = ?3, disposition = ?4, owner = ?5, queue = ?6, entered_at = ?7
         where workspace = ?1 and person = ?2
         and (stage is not ?3 or disposition is not ?4 or owner is not ?5 or queue is not ?6 or entered_at is not ?7)";
const BIND_PERSON: &str =
    "update person set account = ?3, playbook = ?4, merged_into = ?5 where workspace = ?1 and person = ?2
         and (account is not ?3 or playbook is not ?4 or merged_into is not ?5)";
const TIME_PERSON: &str = "update person set next_at = ?3 where workspace = ?1 and person = ?2 and next_at is not ?3";

fn update_people(conn: &SqliteConn, workspace: i64, rows: &[PersonRow]) -> Result<()> {
    fn values<'p>(workspace: i64, row: &'p PersonRow, own: impl IntoIterator<Item = Param<'p>>) -> Vec<Param<'p>> {
        [Param::Int(workspace), Param::Blob(&row.person.0)].into_iter().chain(own).collect()
    }
    each_row(conn, UPDATE_PERSON, rows, |it, run| run(&values(workspace, it, unindexed(it))))?;
    each_row(conn, PLACE_PERSON, rows, |it, run| run(&values(workspace, it, place(it))))?;
    each_row(conn, BIND_PERSON, rows, |it, run| run(&values(workspace, it, bonds(it))))?;
    each_row(conn, TIME_PERSON, rows, |it, run| run(&values(workspace, it, next_at(it))))
}

const INSERT_ACCOUNT: &str =
    "insert into account (workspace, account, created_at, version, recorded_at, playbook, key, name, domain, state)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

fn insert_account(row: &AccountRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.account.0),
        Param::at(row.created_at),
        Param::Int(row.version),
        Param::at(row.recorded_at),
        Param::Int(row.playbook),
        Param::Text(&row.key),
        Param::text(row.name.as_deref()),
        Param::text(row.domain.as_deref()),
        Param::Blob(&row.state),
    ])
}

const UPDATE_ACCOUNT: &str = "update account set version = ?3, recorded_at = ?4, name = ?5, domain = ?6, state = ?7
         where workspace = ?1 and account = ?2";
/// An index holds it, so that it is set only where it changes.
const BIND_ACCOUNT: &str =
    "update account set playbook = ?3 where workspace = ?1 and account = ?2 and playbook is not ?3";

fn update_account(row: &AccountRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.account.0),
        Param::Int(row.version),
        Param::at(row.recorded_at),
        Param::text(row.name.as_deref()),
        Param::text(row.domain.as_deref()),
        Param::Blob(&row.state),
    ])
}

fn bind_account(row: &AccountRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[Param::Int(workspace), Param::Blob(&row.account.0), Param::Int(row.playbook)])
}

const INSERT_ENTRY: &str =
    "insert into account_entry (workspace, account, version, recorded_at, playbook, person, seq, form, change)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

fn insert_account_entry(row: &AccountEntryRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.account.0),
        Param::Int(row.version),
        Param::at(row.recorded_at),
        Param::Int(row.playbook),
        Param::id(row.cause.as_ref().map(|it| &it.0)),
        Param::int(row.cause.map(|it| it.1)),
        Param::Text(if row.rebuilt { "rebuilt" } else { "change" }),
        Param::Blob(&row.change),
    ])
}

/// Accounts whose people must hear of a version.
fn queue_accounts(conn: &mut SqliteConn, workspace: i64, writes: &Writes) -> Result<()> {
    let sql = "insert into account_queue (workspace, account, version) values (?1, ?2, ?3)
        on conflict (workspace, account) do update set version = excluded.version";
    for (account, version) in &writes.account_queue {
        conn.execute(sql, &[Param::Int(workspace), Param::Blob(&account.0), Param::Int(*version)])?;
    }
    Ok(())
}

const INSERT_FACT_ID: &str = "insert into fact_id (workspace, key, digest, person, seq) values (?1, ?2, ?3, ?4, ?5)";

fn insert_fact_id(row: &FactIdRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.key),
        Param::Blob(&row.digest),
        Param::Blob(&row.person.0),
        Param::Int(row.seq),
    ])
}

const INSERT_FACT: &str =
    "insert into fact (workspace, person, seq, type, source, id, occurred_at, recorded_at, playbook, account,
         account_version, points, body, import) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

fn insert_fact(row: &FactRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.person.0),
        Param::Int(row.seq),
        Param::Text(&row.kind),
        Param::text(row.source.as_deref()),
        Param::text(row.id.as_deref()),
        Param::at(row.occurred_at),
        Param::at(row.recorded_at),
        Param::Int(row.playbook),
        Param::id(row.account.as_ref()),
        Param::Int(row.account_version),
        Param::text(row.points.as_deref()),
        Param::text(row.body.as_deref()),
        Param::int(row.import),
    ])
}

const INSERT_DECISION: &str =
    "insert into decision (workspace, person, seq, at, recorded_at, playbook, decision_version, cause, account,
         account_version, outcome, changes, trace, desk) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
         ?14)";

fn insert_decision(row: &DecisionRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.person.0),
        Param::Int(row.seq),
        Param::at(row.at),
        Param::at(row.recorded_at),
        Param::Int(row.playbook),
        Param::Int(row.decision_version),
        Param::Text(&row.cause),
        Param::id(row.account.as_ref()),
        Param::Int(row.account_version),
        Param::Text(&row.outcome),
        Param::Text(&row.changes),
        Param::text(row.trace.as_deref()),
        Param::Int(row.desk),
    ])
}

const INSERT_MESSAGE: &str = "insert into outbox (workspace, message, at, topic, person, seq, claimed_until, claims)
         values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)";

fn insert_message(row: &MessageRow, workspace: i64, run: &mut Run<'_>) -> Result<()> {
    run(&[
        Param::Int(workspace),
        Param::Blob(&row.message.0),
        Param::at(row.at),
        Param::Text(row.topic),
        Param::Blob(&row.person.0),
        Param::Int(row.seq),
    ])
}

pub(super) fn add_counts(conn: &mut SqliteConn, workspace: i64, slot: i64, writes: &Writes) -> Result<()> {
    let (ws, slot) = (Param::Int(workspace), Param::Int(slot));
    for (counter, value) in &writes.counters {
        conn.execute(
            "insert into counter (workspace, counter, slot, value) values (?1, ?2, ?3, ?4)
             on conflict (workspace, counter, slot) do update set value = value + excluded.value",
            &[ws, Param::Text(counter), slot, Param::Int(*value)],
        )?;
    }
    for (it, count) in &writes.cohorts {
        conn.execute(
            "insert into cohort (workspace, dimension, value, month, stage, measure, how, bucket, slot, count)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             on conflict (workspace, dimension, value, month, stage, measure, how, bucket, slot)
             do update set count = count + excluded.count",
            &[
                ws,
                Param::Text(&it.dimension),
                Param::Text(&it.value),
                Param::Int(it.month),
                Param::Text(&it.stage),
                Param::Int(it.measure),
                Param::Int(it.how),
                Param::Int(it.bucket),
                slot,
                Param::Int(*count),
            ],
        )?;
    }
    Ok(())
}
