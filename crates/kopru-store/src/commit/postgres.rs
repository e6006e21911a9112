//! The write path of PostgreSQL: sets. One statement takes a column of all rows at a time (`unnest`), because a round
//! trip for each row would cost more than the row.

use super::Hash16;
use crate::error::{Result, StoreError};
use crate::handovers::AnsweredRow;
use crate::id::Id;
use crate::postgres::PgConn;
use crate::rows::{
    ACCOUNT, AccountRow, FACT, FactIdRow, FactRow, IdentityKey, IdentityRow, PERSON_HEAD, PersonHead, PersonRow, Writes,
};
use crate::sql::Row;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::types::ToSql;

type Params<'a> = [&'a (dyn ToSql + Sync)];

fn bytes(ids: &[Id]) -> Vec<&[u8]> {
    ids.iter().map(|id| id.0.as_slice()).collect()
}

fn opt(id: &Option<Id>) -> Option<&[u8]> {
    id.as_ref().map(|it| it.0.as_slice())
}

/// Runs a statement over a set and tells how many rows it touched.
fn run(conn: &mut PgConn, sql: &str, params: &Params<'_>) -> Result<u64> {
    let statement = conn.statement(sql)?;
    conn.handle.block_on(conn.client.execute(&statement, params)).map_err(crate::postgres::fault)
}

/// Runs a statement over a set of which every row must be new or there.
fn all(conn: &mut PgConn, sql: &str, params: &Params<'_>, wanted: usize, what: &str) -> Result<()> {
    let done = run(conn, sql, params)?;
    if done == wanted as u64 {
        return Ok(());
    }
    Err(StoreError::Conflict(format!("{what}: {done} of {wanted} rows")))
}

pub(super) fn identities(conn: &mut PgConn, workspace: i64, keys: &[IdentityKey]) -> Result<BTreeMap<IdentityKey, Id>> {
    let kinds: Vec<&str> = keys.iter().map(|it| it.kind).collect();
    let values: Vec<&str> = keys.iter().map(|it| it.value.as_str()).collect();
    let found = conn.query(
        "select wanted.place, it.person from unnest($2::text[], $3::text[]) with ordinality as wanted(kind, value, place)
         join identity it on it.workspace = $1 and it.kind = wanted.kind and it.value = wanted.value",
        &[&workspace, &kinds, &values],
    )?;
    let read = |mut row: Row| {
        let place = usize::try_from(row.int()? - 1).unwrap_or(usize::MAX);
        let key = keys.get(place).ok_or_else(|| StoreError::Corrupt("a place that was not asked for".into()))?;
        Ok((key.clone(), row.id()?))
    };
    found.into_iter().map(read).collect()
}

pub(super) fn claim_identities(conn: &mut PgConn, workspace: i64, rows: &[IdentityRow]) -> Result<()> {
    let kinds: Vec<&str> = rows.iter().map(|it| it.key.kind).collect();
    let values: Vec<&str> = rows.iter().map(|it| it.key.value.as_str()).collect();
    let people: Vec<&[u8]> = rows.iter().map(|it| it.person.0.as_slice()).collect();
    let since: Vec<i64> = rows.iter().map(|it| it.since_at.micros()).collect();
    run(
        conn,
        "insert into identity (workspace, kind, value, person, origin, since_at)
         select $1, kind, value, person, person, since_at
         from unnest($2::text[], $3::text[], $4::bytea[], $5::bigint[]) as it(kind, value, person, since_at)
         order by kind, value on conflict (workspace, kind, value) do nothing",
        &[&workspace, &kinds, &values, &people, &since],
    )?;
    Ok(())
}

pub(super) fn people(conn: &mut PgConn, workspace: i64, ids: &[Id]) -> Result<Vec<PersonHead>> {
    let sql = format!(
        "select {PERSON_HEAD} from person where workspace = $1 and person = any($2) order by person for update"
    );
    let found = conn.query(&sql, &[&workspace, &bytes(ids)])?;
    found.into_iter().map(|mut row| PersonHead::read(&mut row)).collect()
}

pub(super) fn fact_ids(conn: &mut PgConn, workspace: i64, keys: &[Hash16]) -> Result<BTreeMap<Hash16, FactIdRow>> {
    let wanted: Vec<&[u8]> = keys.iter().map(<[u8; 16]>::as_slice).collect();
    let found = conn.query(
        "select key, digest, person, seq from fact_id where workspace = $1 and key = any($2)",
        &[&workspace, &wanted],
    )?;
    let read = |mut row: Row| {
        let key = row.id()?.0;
        Ok((key, FactIdRow { key, digest: row.blob()?, person: row.id()?, seq: row.int()? }))
    };
    found.into_iter().map(read).collect()
}

pub(super) fn erased(conn: &mut PgConn, workspace: i64, hashes: &[Hash16]) -> Result<BTreeSet<Hash16>> {
    let wanted: Vec<&[u8]> = hashes.iter().map(<[u8; 16]>::as_slice).collect();
    let found =
        conn.query("select hash from erased where workspace = $1 and hash = any($2)", &[&workspace, &wanted])?;
    found.into_iter().map(|mut row| Ok(row.id()?.0)).collect()
}

pub(super) fn account_keys(conn: &mut PgConn, workspace: i64, keys: &[String]) -> Result<BTreeMap<String, Id>> {
    let found = conn
        .query("select key, account from account_key where workspace = $1 and key = any($2)", &[&workspace, &keys])?;
    found.into_iter().map(|mut row| Ok((row.text()?, row.id()?))).collect()
}

pub(super) fn claim_account_keys(conn: &mut PgConn, workspace: i64, rows: &[(String, Id)]) -> Result<()> {
    let keys: Vec<&str> = rows.iter().map(|it| it.0.as_str()).collect();
    let accounts: Vec<&[u8]> = rows.iter().map(|it| it.1.0.as_slice()).collect();
    run(
        conn,
        "insert into account_key (workspace, key, account)
         select $1, key, account from unnest($2::text[], $3::bytea[]) as it(key, account)
         order by key on conflict (workspace, key) do nothing",
        &[&workspace, &keys, &accounts],
    )?;
    Ok(())
}

pub(super) fn accounts(conn: &mut PgConn, workspace: i64, ids: &[Id], lock: bool) -> Result<Vec<AccountRow>> {
    let lock = if lock { " for update" } else { "" };
    let sql =
        format!("select {ACCOUNT} from account where workspace = $1 and account = any($2) order by account{lock}");
    let found = conn.query(&sql, &[&workspace, &bytes(ids)])?;
    found.into_iter().map(|mut row| AccountRow::read(&mut row)).collect()
}

pub(super) fn facts_of(conn: &mut PgConn, workspace: i64, people: &[Id]) -> Result<Vec<FactRow>> {
    let sql = format!("select {FACT} from fact where workspace = $1 and person = any($2) order by person, seq");
    let found = conn.query(&sql, &[&workspace, &bytes(people)])?;
    found.into_iter().map(|mut row| FactRow::read(&mut row)).collect()
}

pub(super) fn merges_of(conn: &mut PgConn, workspace: i64, survivors: &[Id]) -> Result<Vec<(Id, Id, i64)>> {
    let found = conn.query(
        "select survivor, loser, loser_seq from merge
         where workspace = $1 and survivor = any($2) and undone_at is null order by survivor, merge",
        &[&workspace, &bytes(survivors)],
    )?;
    found.into_iter().map(|mut row| Ok((row.id()?, row.id()?, row.int()?))).collect()
}

pub(super) fn people_of(conn: &mut PgConn, workspace: i64, accounts: &[Id]) -> Result<Vec<(Id, Id)>> {
    let found = conn.query(
        "select account, person from person where workspace = $1 and account = any($2) order by account, person",
        &[&workspace, &bytes(accounts)],
    )?;
    found.into_iter().map(|mut row| Ok((row.id()?, row.id()?))).collect()
}

/// What nearly every transaction writes.
pub(super) fn write_hot(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    people_written(conn, workspace, &writes.new_people, true)?;
    people_written(conn, workspace, &writes.people, false)?;
    accounts_written(conn, workspace, writes)?;
    accounts_queued(conn, workspace, writes)?;
    fact_ids_written(conn, workspace, writes)?;
    facts_written(conn, workspace, writes)?;
    decisions_written(conn, workspace, writes)?;
    messages_written(conn, workspace, writes)?;
    indexed_written(conn, workspace, writes)?;
    handovers_written(conn, workspace, writes)
}

const INSERT_PEOPLE: &str = "insert into person (workspace, person, seq, recorded_at, account, account_seen, playbook,
    next_at, stage, disposition, kind, grade, band, fit, persona, owner, queue, entered_at, source, name, email,
    merged_into, state, desk, created_at)
    select $1, * from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::text[],
    $16::text[], $17::text[], $18::bigint[], $19::text[], $20::text[], $21::text[], $22::bytea[], $23::bytea[],
    $24::bigint[], $25::bigint[])";

const UPDATE_PEOPLE: &str = "update person set seq = it.seq, recorded_at = it.recorded_at, account = it.account,
    account_seen = it.account_seen, playbook = it.playbook, next_at = it.next_at, stage = it.stage,
    disposition = it.disposition, kind = it.kind, grade = it.grade, band = it.band, fit = it.fit, persona = it.persona,
    owner = it.owner, queue = it.queue, entered_at = it.entered_at, source = it.source, name = it.name,
    email = it.email, merged_into = it.merged_into, state = it.state, desk = it.desk
    from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bigint[],
    $8::bigint[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::text[],
    $16::text[], $17::text[], $18::bigint[], $19::text[], $20::text[], $21::text[], $22::bytea[], $23::bytea[],
    $24::bigint[], $25::bigint[]) as it(person, seq, recorded_at, account, account_seen, playbook, next_at, stage, disposition, kind,
    grade, band, fit, persona, owner, queue, entered_at, source, name, email, merged_into, state, desk, created_at)
    where person.workspace = $1 and person.person = it.person";

/// A column of all rows.
macro_rules! column {
    ($rows:expr, $row:ident => $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>()
    };
}

fn people_written(conn: &mut PgConn, workspace: i64, rows: &[PersonRow], new: bool) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = if new { INSERT_PEOPLE } else { UPDATE_PEOPLE };
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.person.0.as_slice()),
        &column!(rows, it => it.seq),
        &column!(rows, it => it.recorded_at.micros()),
        &column!(rows, it => opt(&it.account)),
        &column!(rows, it => it.account_seen),
        &column!(rows, it => it.playbook),
        &column!(rows, it => it.next_at.map(|at| at.micros())),
        &column!(rows, it => it.stage.as_deref()),
        &column!(rows, it => it.disposition.as_str()),
        &column!(rows, it => it.kind.as_deref()),
        &column!(rows, it => it.grade),
        &column!(rows, it => it.band),
        &column!(rows, it => it.fit),
        &column!(rows, it => it.persona.as_deref()),
        &column!(rows, it => it.owner.as_deref()),
        &column!(rows, it => it.queue.as_str()),
        &column!(rows, it => it.entered_at.micros()),
        &column!(rows, it => it.source.as_deref()),
        &column!(rows, it => it.name.as_deref()),
        &column!(rows, it => it.email.as_deref()),
        &column!(rows, it => opt(&it.merged_into)),
        &column!(rows, it => it.state.as_slice()),
        &column!(rows, it => it.desk),
        &column!(rows, it => it.created_at.micros()),
    ];
    all(conn, sql, params, rows.len(), "people")
}

fn accounts_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let insert = "insert into account (workspace, account, created_at, version, recorded_at, playbook, key, name,
        domain, state) select $1, * from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::text[], $8::text[], $9::text[], $10::bytea[])";
    let update = "update account set version = it.version, recorded_at = it.recorded_at, playbook = it.playbook,
        name = it.name, domain = it.domain, state = it.state
        from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
        $9::text[], $10::bytea[]) as it(account, created_at, version, recorded_at, playbook, key, name, domain, state)
        where account.workspace = $1 and account.account = it.account";
    for (rows, sql) in [(&writes.new_accounts, insert), (&writes.accounts, update)] {
        if rows.is_empty() {
            continue;
        }
        let params: &Params<'_> = &[
            &workspace,
            &column!(rows, it => it.account.0.as_slice()),
            &column!(rows, it => it.created_at.micros()),
            &column!(rows, it => it.version),
            &column!(rows, it => it.recorded_at.micros()),
            &column!(rows, it => it.playbook),
            &column!(rows, it => it.key.as_str()),
            &column!(rows, it => it.name.as_deref()),
            &column!(rows, it => it.domain.as_deref()),
            &column!(rows, it => it.state.as_slice()),
        ];
        all(conn, sql, params, rows.len(), "accounts")?;
    }
    let rows = &writes.account_entries;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.account.0.as_slice()),
        &column!(rows, it => it.version),
        &column!(rows, it => it.recorded_at.micros()),
        &column!(rows, it => it.playbook),
        &column!(rows, it => it.cause.as_ref().map(|cause| cause.0.0.as_slice())),
        &column!(rows, it => it.cause.map(|cause| cause.1)),
        &column!(rows, it => if it.rebuilt { "rebuilt" } else { "change" }),
        &column!(rows, it => it.change.as_slice()),
    ];
    let sql =
        "insert into account_entry (workspace, account, version, recorded_at, playbook, person, seq, form, change)
        select $1, * from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bigint[],
        $8::text[], $9::bytea[])";
    all(conn, sql, params, rows.len(), "entries of accounts")
}

/// Accounts whose people must hear of a version, in the order of the accounts.
fn accounts_queued(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let rows = &writes.account_queue;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[&workspace, &column!(rows, it => it.0.0.as_slice()), &column!(rows, it => *it.1)];
    let sql = "insert into account_queue (workspace, account, version)
        select $1, account, version from unnest($2::bytea[], $3::bigint[]) as it(account, version) order by account
        on conflict (workspace, account) do update set version = excluded.version";
    run(conn, sql, params).map(drop)
}

fn fact_ids_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let mut rows: Vec<&FactIdRow> = writes.new_fact_ids.iter().collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable_by_key(|it| it.key);
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.key.as_slice()),
        &column!(rows, it => it.digest.as_slice()),
        &column!(rows, it => it.person.0.as_slice()),
        &column!(rows, it => it.seq),
    ];
    let sql = "insert into fact_id (workspace, key, digest, person, seq)
        select $1, * from unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::bigint[])";
    all(conn, sql, params, rows.len(), "ids of facts")
}

fn facts_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let rows = &writes.facts;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.person.0.as_slice()),
        &column!(rows, it => it.seq),
        &column!(rows, it => it.kind.as_str()),
        &column!(rows, it => it.source.as_deref()),
        &column!(rows, it => it.id.as_deref()),
        &column!(rows, it => it.occurred_at.micros()),
        &column!(rows, it => it.recorded_at.micros()),
        &column!(rows, it => it.playbook),
        &column!(rows, it => opt(&it.account)),
        &column!(rows, it => it.account_version),
        &column!(rows, it => it.points.as_deref()),
        &column!(rows, it => it.body.as_deref()),
        &column!(rows, it => it.import),
    ];
    let sql = "insert into fact (workspace, person, seq, type, source, id, occurred_at, recorded_at, playbook, account,
        account_version, points, body, import) select $1, * from unnest($2::bytea[], $3::bigint[], $4::text[],
        $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bytea[], $11::bigint[], $12::text[],
        $13::text[], $14::bigint[])";
    all(conn, sql, params, rows.len(), "facts")
}

fn decisions_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let rows = &writes.decisions;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.person.0.as_slice()),
        &column!(rows, it => it.seq),
        &column!(rows, it => it.at.micros()),
        &column!(rows, it => it.recorded_at.micros()),
        &column!(rows, it => it.playbook),
        &column!(rows, it => it.decision_version),
        &column!(rows, it => it.cause.as_str()),
        &column!(rows, it => opt(&it.account)),
        &column!(rows, it => it.account_version),
        &column!(rows, it => it.outcome.as_str()),
        &column!(rows, it => it.changes.as_str()),
        &column!(rows, it => it.trace.as_deref()),
        &column!(rows, it => it.desk),
    ];
    let sql = "insert into decision (workspace, person, seq, at, recorded_at, playbook, decision_version, cause,
        account, account_version, outcome, changes, trace, desk) select $1, * from unnest($2::bytea[], $3::bigint[],
        $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::bytea[], $10::bigint[], $11::text[],
        $12::text[], $13::text[], $14::bigint[])";
    all(conn, sql, params, rows.len(), "decisions")
}

fn messages_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let rows = &writes.messages;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.message.0.as_slice()),
        &column!(rows, it => it.at.micros()),
        &column!(rows, it => it.topic),
        &column!(rows, it => it.person.0.as_slice()),
        &column!(rows, it => it.seq),
    ];
    let sql = "insert into outbox (workspace, message, at, topic, person, seq, claimed_until, claims)
        select $1, it.*, 0, 0 from unnest($2::bytea[], $3::bigint[], $4::text[], $5::bytea[], $6::bigint[]) as it";
    all(conn, sql, params, rows.len(), "messages")
}

fn indexed_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let delete =
        "delete from indexed_value using unnest($2::text[], $3::text[], $4::bytea[]) as it(field, value, subject)
        where indexed_value.workspace = $1 and indexed_value.field = it.field and indexed_value.value = it.value
        and indexed_value.subject = it.subject";
    let insert = "insert into indexed_value (workspace, field, value, subject)
        select $1, * from unnest($2::text[], $3::text[], $4::bytea[]) as it(field, value, subject)
        order by field, value, subject on conflict (workspace, field, value, subject) do nothing";
    for (rows, sql) in [(&writes.unindexed, delete), (&writes.indexed, insert)] {
        if rows.is_empty() {
            continue;
        }
        let params: &Params<'_> = &[
            &workspace,
            &column!(rows, it => it.0.as_str()),
            &column!(rows, it => it.1.as_str()),
            &column!(rows, it => it.2.0.as_slice()),
        ];
        run(conn, sql, params)?;
    }
    Ok(())
}

fn handovers_written(conn: &mut PgConn, workspace: i64, writes: &Writes) -> Result<()> {
    let rows = &writes.offered;
    if !rows.is_empty() {
        let params: &Params<'_> = &[
            &workspace,
            &column!(rows, it => it.person.0.as_slice()),
            &column!(rows, it => it.number),
            &column!(rows, it => it.offered_at.micros()),
            &column!(rows, it => it.playbook),
            &column!(rows, it => opt(&it.account)),
            &column!(rows, it => it.source.as_deref()),
            &column!(rows, it => it.persona.as_deref()),
            &column!(rows, it => it.grade),
            &column!(rows, it => it.band),
            &column!(rows, it => it.rules.as_str()),
        ];
        let sql = "insert into handover (workspace, person, number, offered_at, playbook, account, source, persona,
            grade, band, rules, attempts, state, contact_late, contact_told_late)
            select $1, it.*, 1, 'open', 0, 0 from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[],
            $6::bytea[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::text[]) as it
            on conflict (workspace, person, number) do nothing";
        run(conn, sql, params)?;
    }
    answers_written(conn, workspace, &writes.answered)?;
    let rows = &writes.unoffered;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[&workspace, &column!(rows, it => it.0.0.as_slice()), &column!(rows, it => it.1)];
    let sql = "delete from handover using unnest($2::bytea[], $3::bigint[]) as it(person, last)
        where handover.workspace = $1 and handover.person = it.person and handover.number > it.last";
    run(conn, sql, params).map(drop)
}

/// What became of hand-overs. A set names each once: the last word counts, and an owner that only an earlier one named.
fn answers_written(conn: &mut PgConn, workspace: i64, answers: &[AnsweredRow]) -> Result<()> {
    let mut last: BTreeMap<(Id, i64), (&AnsweredRow, Option<&str>)> = BTreeMap::new();
    for it in answers {
        let held = last.entry((it.person, i64::from(it.offer.number))).or_insert((it, None));
        *held = (it, it.owner.as_deref().or(held.1));
    }
    if last.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> =
        last.iter().map(|((person, number), (it, owner))| (person, *number, &it.offer, *owner)).collect();
    let flag = |set: bool| i64::from(set);
    let params: &Params<'_> = &[
        &workspace,
        &column!(rows, it => it.0.0.as_slice()),
        &column!(rows, it => it.1),
        &column!(rows, it => i64::from(it.2.attempt)),
        &column!(rows, it => it.2.state.id()),
        &column!(rows, it => it.2.answered_at.map(|at| at.micros())),
        &column!(rows, it => it.2.by.as_deref()),
        &column!(rows, it => it.2.reason.as_deref()),
        &column!(rows, it => it.3),
        &column!(rows, it => it.2.breached_at.map(|at| at.micros())),
        &column!(rows, it => it.2.contact.as_ref().map(|it| it.at.micros())),
        &column!(rows, it => flag(it.2.contact.as_ref().is_some_and(|it| it.late))),
        &column!(rows, it => flag(it.2.contact.as_ref().is_some_and(|it| it.logged_late))),
    ];
    let sql = "update handover set attempts = it.attempts, state = it.state, answered_at = it.answered_at,
        answered_by = it.answered_by, reason = it.reason, owner = coalesce(it.owner, handover.owner),
        late_at = it.late_at, contact_at = it.contact_at, contact_late = it.contact_late,
        contact_told_late = it.contact_told_late
        from unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::text[],
        $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[]) as it(person, number, attempts, state,
        answered_at, answered_by, reason, owner, late_at, contact_at, contact_late, contact_told_late)
        where handover.workspace = $1 and handover.person = it.person and handover.number = it.number";
    run(conn, sql, params).map(drop)
}

pub(super) fn add_counts(conn: &mut PgConn, workspace: i64, slot: i64, writes: &Writes) -> Result<()> {
    if !writes.counters.is_empty() {
        let names: Vec<&str> = writes.counters.keys().map(String::as_str).collect();
        let values: Vec<i64> = writes.counters.values().copied().collect();
        run(
            conn,
            "insert into counter (workspace, counter, slot, value)
             select $1, name, $2, value from unnest($3::text[], $4::bigint[]) as it(name, value) order by name
             on conflict (workspace, counter, slot) do update set value = counter.value + excluded.value",
            &[&workspace, &slot, &names, &values],
        )?;
    }
    cohorts_added(conn, workspace, slot, writes)
}

fn cohorts_added(conn: &mut PgConn, workspace: i64, slot: i64, writes: &Writes) -> Result<()> {
    let rows = &writes.cohorts;
    if rows.is_empty() {
        return Ok(());
    }
    let params: &Params<'_> = &[
        &workspace,
        &slot,
        &column!(rows, it => &*it.0.dimension),
        &column!(rows, it => &*it.0.value),
        &column!(rows, it => it.0.month),
        &column!(rows, it => &*it.0.stage),
        &column!(rows, it => it.0.measure),
        &column!(rows, it => it.0.how),
        &column!(rows, it => it.0.bucket),
        &column!(rows, it => *it.1),
    ];
    let sql = "insert into cohort (workspace, dimension, value, month, stage, measure, how, bucket, slot, count)
        select $1, dimension, value, month, stage, measure, how, bucket, $2, count
        from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
        $10::bigint[]) as it(dimension, value, month, stage, measure, how, bucket, count)
        order by dimension, value, month, stage, measure, how, bucket
        on conflict (workspace, dimension, value, month, stage, measure, how, bucket, slot)
        do update set count = cohort.count + excluded.count";
    run(conn, sql, params)?;
    Ok(())
}
