//! The write path of SQLite: prepared statements, row by row. A row costs less than what a set would save.

use super::Hash16;
use crate::error::Result;
use crate::id::Id;
use crate::rows::{
    ACCOUNT, AccountEntryRow, AccountRow, DecisionRow, FACT, FactIdRow, FactRow, IdentityKey, IdentityRow, MessageRow,
    PERSON_HEAD, PersonHead, PersonRow, Writes,
};
use crate::sql::{Param, Row, Sql};
use crate::sqlite::SqliteConn;
use std::collections::BTreeMap;

pub(super) fn identities(
    conn: &mut SqliteConn,
    workspace: i64,
    keys: &[IdentityKey],
) -> Result<BTreeMap<IdentityKey, Id>> {
    let mut found = BTreeMap::new();
    for key in keys {
        let params = [Param::Int(workspace), Param::Text(key.kind), Param::Text(&key.value)];
        let sql = "select person from identity where workspace = ?1 and kind = ?2 and value = ?3";
        if let Some(mut row) = conn.row(sql, &params)? {
            found.insert(key.clone(), row.id()?);
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
    each(conn, workspace, ids, &sql, |mut row| PersonHead::read(&mut row))
}

pub(super) fn fact_ids(conn: &mut SqliteConn, workspace: i64, keys: &[Hash16]) -> Result<BTreeMap<Hash16, FactIdRow>> {
    let mut found = BTreeMap::new();
    for key in keys {
        let params = [Param::Int(workspace), Param::Blob(key)];
        let sql = "select digest, person, seq from fact_id where workspace = ?1 and key = ?2";
        if let Some(mut row) = conn.row(sql, &params)? {
            let row = FactIdRow { key: *key, digest: row.blob()?, person: row.id()?, seq: row.int()? };
            found.insert(*key, row);
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
    each(conn, workspace, ids, &sql, |mut row| AccountRow::read(&mut row))
}

pub(super) fn facts_of(conn: &mut SqliteConn, workspace: i64, people: &[Id]) -> Result<Vec<FactRow>> {
    let sql = format!("select {FACT} from fact where workspace = ?1 and person = ?2 order by seq");
    each(conn, workspace, people, &sql, |mut row| FactRow::read(&mut row))
}

pub(super) fn people_of(conn: &mut SqliteConn, workspace: i64, accounts: &[Id]) -> Result<Vec<(Id, Id)>> {
    let sql = "select account, person from person where workspace = ?1 and account = ?2 order by person";
    each(conn, workspace, accounts, sql, |mut row| Ok((row.id()?, row.id()?)))
}

/// What nearly every transaction writes.
pub(super) fn write_hot(conn: &mut SqliteConn, workspace: i64, writes: &Writes) -> Result<()> {
    writes.new_people.iter().try_for_each(|row| insert_person(conn, workspace, row))?;
    writes.people.iter().try_for_each(|row| update_person(conn, workspace, row))?;
    writes.new_accounts.iter().try_for_each(|row| insert_account(conn, workspace, row))?;
    writes.accounts.iter().try_for_each(|row| update_account(conn, workspace, row))?;
    writes.account_entries.iter().try_for_each(|row| insert_account_entry(conn, workspace, row))?;
    writes.new_fact_ids.iter().try_for_each(|row| insert_fact_id(conn, workspace, row))?;
    writes.facts.iter().try_for_each(|row| insert_fact(conn, workspace, row))?;
    writes.decisions.iter().try_for_each(|row| insert_decision(conn, workspace, row))?;
    writes.messages.iter().try_for_each(|row| insert_message(conn, workspace, row))
}

/// The changing columns of a person, from `?3` on.
fn changing(row: &PersonRow) -> [Param<'_>; 21] {
    [
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
    ]
}

fn insert_person(conn: &mut SqliteConn, workspace: i64, row: &PersonRow) -> Result<()> {
    let mut params = vec![Param::Int(workspace), Param::Blob(&row.person.0)];
    params.extend(changing(row));
    params.push(Param::at(row.created_at));
    conn.execute(
        "insert into person (workspace, person, seq, recorded_at, account, account_seen, playbook, next_at, stage,
         disposition, kind, grade, band, fit, persona, owner, queue, entered_at, source, name, email, merged_into, state,
         created_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
         ?21, ?22, ?23, ?24)",
        &params,
    )?;
    Ok(())
}

fn update_person(conn: &mut SqliteConn, workspace: i64, row: &PersonRow) -> Result<()> {
    let mut params = vec![Param::Int(workspace), Param::Blob(&row.person.0)];
    params.extend(changing(row));
    conn.execute(
        "update person set seq = ?3, recorded_at = ?4, account = ?5, account_seen = ?6, playbook = ?7, next_at = ?8,
         stage = ?9, disposition = ?10, kind = ?11, grade = ?12, band = ?13, fit = ?14, persona = ?15, owner = ?16,
         queue = ?17, entered_at = ?18, source = ?19, name = ?20, email = ?21, merged_into = ?22, state = ?23
         where workspace = ?1 and person = ?2",
        &params,
    )?;
    Ok(())
}

fn insert_account(conn: &mut SqliteConn, workspace: i64, row: &AccountRow) -> Result<()> {
    conn.execute(
        "insert into account (workspace, account, created_at, version, recorded_at, playbook, key, name, domain, state)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &[
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
        ],
    )?;
    Ok(())
}

fn update_account(conn: &mut SqliteConn, workspace: i64, row: &AccountRow) -> Result<()> {
    conn.execute(
        "update account set version = ?3, recorded_at = ?4, playbook = ?5, name = ?6, domain = ?7, state = ?8
         where workspace = ?1 and account = ?2",
        &[
            Param::Int(workspace),
            Param::Blob(&row.account.0),
            Param::Int(row.version),
            Param::at(row.recorded_at),
            Param::Int(row.playbook),
            Param::text(row.name.as_deref()),
            Param::text(row.domain.as_deref()),
            Param::Blob(&row.state),
        ],
    )?;
    Ok(())
}

fn insert_account_entry(conn: &mut SqliteConn, workspace: i64, row: &AccountEntryRow) -> Result<()> {
    conn.execute(
        "insert into account_entry (workspace, account, version, recorded_at, playbook, person, seq, form, change)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        &[
            Param::Int(workspace),
            Param::Blob(&row.account.0),
            Param::Int(row.version),
            Param::at(row.recorded_at),
            Param::Int(row.playbook),
            Param::id(row.cause.as_ref().map(|it| &it.0)),
            Param::int(row.cause.map(|it| it.1)),
            Param::Text(if row.rebuilt { "rebuilt" } else { "change" }),
            Param::Blob(&row.change),
        ],
    )?;
    Ok(())
}

fn insert_fact_id(conn: &mut SqliteConn, workspace: i64, row: &FactIdRow) -> Result<()> {
    conn.execute(
        "insert into fact_id (workspace, key, digest, person, seq) values (?1, ?2, ?3, ?4, ?5)",
        &[
            Param::Int(workspace),
            Param::Blob(&row.key),
            Param::Blob(&row.digest),
            Param::Blob(&row.person.0),
            Param::Int(row.seq),
        ],
    )?;
    Ok(())
}

fn insert_fact(conn: &mut SqliteConn, workspace: i64, row: &FactRow) -> Result<()> {
    conn.execute(
        "insert into fact (workspace, person, seq, type, source, id, occurred_at, recorded_at, playbook, account,
         account_version, points, body) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        &[
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
        ],
    )?;
    Ok(())
}

fn insert_decision(conn: &mut SqliteConn, workspace: i64, row: &DecisionRow) -> Result<()> {
    conn.execute(
        "insert into decision (workspace, person, seq, at, recorded_at, playbook, decision_version, cause, account,
         account_version, outcome, changes, trace) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        &[
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
        ],
    )?;
    Ok(())
}

fn insert_message(conn: &mut SqliteConn, workspace: i64, row: &MessageRow) -> Result<()> {
    conn.execute(
        "insert into outbox (workspace, message, at, topic, person, seq, claimed_until, claims)
         values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)",
        &[
            Param::Int(workspace),
            Param::Blob(&row.message.0),
            Param::at(row.at),
            Param::Text(row.topic),
            Param::Blob(&row.person.0),
            Param::Int(row.seq),
        ],
    )?;
    Ok(())
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
    for ((metric, day, dimension, value), count) in &writes.aggregates {
        conn.execute(
            "insert into aggregate (workspace, metric, day, dimension, value, slot, count)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             on conflict (workspace, metric, day, dimension, value, slot) do update set count = count + excluded.count",
            &[
                ws,
                Param::Text(metric),
                Param::Int(*day),
                Param::Text(dimension),
                Param::Text(value),
                slot,
                Param::Int(*count),
            ],
        )?;
    }
    Ok(())
}
