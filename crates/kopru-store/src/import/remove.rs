//! Removes people of whom nothing is known but what an undone import told, and companies that nobody is left of.

use super::undo::{Told, Undone, among};
use crate::beside;
use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::erase::rebuild_accounts;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::{Id, Ids};
use crate::intake::consequences::{Before, index_lines, shift};
use crate::limits::PAGE_MAX;
use crate::merge::add;
use crate::outbox::TEAM_ACCEPTANCE;
use crate::rows::{AccountRow, IdentityKey, Writes};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::unreadable::with;
use crate::writer::Shared;
use crate::written::read_body;
use kopru_engine::account::Account;
use kopru_engine::time::Moment;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tables that hold something of a person, by the column that names them; those that others are found by come first.
const OF_PERSON: [&str; 8] = [
    "delete from opportunity_person where workspace = $1 and opportunity in
     (select opportunity from opportunity where workspace = $1 and person in",
    "delete from opportunity where workspace = $1 and opportunity in
     (select opportunity from opportunity where workspace = $1 and person in",
    "delete from notice where workspace = $1 and (app_user, notice, kind) in
     (select app_user, notice, kind from notice where workspace = $1 and person in",
    "delete from handover where workspace = $1 and (person in",
    "delete from identity where workspace = $1 and (kind, value) in
     (select kind, value from identity where workspace = $1 and person in",
    "delete from decision where workspace = $1 and (person in",
    "delete from fact where workspace = $1 and (person in",
    "delete from person where workspace = $1 and (person in",
];

pub(super) fn would(it: &Told) -> Undone {
    Undone { removed: 1, facts: it.facts.len() as u64, ..Undone::default() }
}

/// Removes these people, who are locked, with everything of theirs.
pub(super) fn remove(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    all: &[Told],
) -> Result<(Writes, Undone)> {
    let ws = shared.workspace;
    let people: Vec<Id> = all.iter().map(|it| it.head.person).collect();
    let (mut writes, mut done) = (Writes::default(), Undone::default());
    for it in all {
        done.add(would(it));
        uncount(shared, conn, it, &mut writes)?;
        unname(shared, conn, it)?;
    }
    let among = among(people.len(), 2);
    let params = with(&[Param::Int(ws)], &people);
    let sql = format!("select count(*) from decision where workspace = $1 and person in {among}");
    let decisions = conn.row(&sql, &params)?.map_or(Ok(0), |mut row| row.int())?;
    *writes.counters.entry("decisions".into()).or_default() -= decisions;
    *writes.counters.entry("facts".into()).or_default() -= i64::try_from(done.facts).unwrap_or(i64::MAX);
    forget_ids(shared, conn, all)?;
    for sql in OF_PERSON {
        conn.execute(&format!("{sql} {among})"), &params)?;
    }
    let touched: BTreeSet<Id> =
        all.iter().flat_map(|it| it.facts.iter().filter_map(|fact| fact.account).chain(it.head.account)).collect();
    let touched: Vec<Id> = touched.into_iter().collect();
    let mut still = BTreeSet::new();
    for chunk in touched.chunks(PAGE_MAX) {
        leave(shared, conn, chunk, &people)?;
        still.extend(peopled(conn, ws, chunk)?);
    }
    Ok((add(rebuild_accounts(shared, conn, ids, in_force, now, still)?, writes), done))
}

/// Messages about people who are not there any more are delivered to nobody. They stand in no order that would find them by
/// person, so this is done once.
pub(super) fn forget_messages(conn: &mut Conn, ws: i64) -> Result<()> {
    let nobodys = format!(
        "outbox.topic <> '{TEAM_ACCEPTANCE}' and not exists (select 1 from person
         where person.workspace = outbox.workspace and person.person = outbox.person)"
    );
    let letters = format!(
        "delete from dead_letter where workspace = $1 and message in
         (select message from outbox where workspace = $1 and {nobodys})"
    );
    conn.execute(&letters, &[Param::Int(ws)])?;
    conn.execute(&format!("delete from outbox where workspace = $1 and {nobodys}"), &[Param::Int(ws)])?;
    Ok(())
}

/// Takes a person out of counters, cohorts and indexes.
fn uncount(shared: &Shared, conn: &mut Conn, it: &Told, writes: &mut Writes) -> Result<()> {
    let head = &it.head;
    let book = shared.books.get(conn, shared.workspace, head.playbook)?;
    let lead = fold::stored(conn, &shared.books, shared.workspace, head, &book)?;
    let before = Before::of(&book.playbook, &lead, head.created_at);
    shift(head.person, (&book, &before), (&book, &Before::default()), writes);
    Ok(())
}

/// Takes away what the index tells of whom the person's facts name beside them.
fn unname(shared: &Shared, conn: &mut Conn, it: &Told) -> Result<()> {
    let mut named: BTreeSet<IdentityKey> = BTreeSet::new();
    for body in it.facts.iter().filter_map(|fact| fact.body.as_deref()) {
        let incoming = read_body(body).map_err(|fault| StoreError::Corrupt(format!("a fact: {fault}")))?;
        named.extend((!incoming.also.is_empty()).then(|| beside::named(&incoming)).into_iter().flatten());
    }
    beside::unname(conn, shared.workspace, &shared.secret, it.head.person, &named)
}

/// Forgets the ids of the people's facts: the same file is new again. They are found by their keys, which are hashes.
fn forget_ids(shared: &Shared, conn: &mut Conn, all: &[Told]) -> Result<()> {
    let keys = all.iter().flat_map(|it| &it.facts).filter_map(|fact| super::retract::key(&shared.secret, fact));
    let keys: Vec<Id> = keys.map(Id).collect();
    for chunk in keys.chunks(PAGE_MAX) {
        let among = among(chunk.len(), 2);
        let sql = format!("delete from fact_id where workspace = $1 and key in {among}");
        conn.execute(&sql, &with(&[Param::Int(shared.workspace)], chunk))?;
    }
    Ok(())
}

/// What removed people changed at companies stays in these companies' streams, without them.
fn leave(shared: &Shared, conn: &mut Conn, accounts: &[Id], people: &[Id]) -> Result<()> {
    let sql = format!(
        "update account_entry set person = null, seq = null where workspace = $1 and account in {} and person in {}",
        among(accounts.len(), 2),
        among(people.len(), 2 + accounts.len())
    );
    let params = with(&[Param::Int(shared.workspace)], accounts);
    conn.execute(&sql, &with(&params, people))?;
    Ok(())
}

/// Those of these accounts that still have people.
fn peopled(conn: &mut Conn, ws: i64, accounts: &[Id]) -> Result<BTreeSet<Id>> {
    let among = among(accounts.len(), 2);
    let sql = format!("select distinct account from person where workspace = $1 and account in {among}");
    conn.rows(&sql, &with(&[Param::Int(ws)], accounts))?.into_iter().map(|mut row| row.id()).collect()
}

impl Store {
    /// Removes companies that came since a moment, have no people and are named by nothing that is stored. Gives how many.
    pub(super) async fn remove_empty_accounts(&self, since: Moment) -> Result<u64> {
        let (mut count, mut after) = (0, Id([0; 16]));
        let mut named: Option<Arc<BTreeSet<Id>>> = None;
        loop {
            let page = self.reading(move |shared, conn| empty(shared, conn, since, after)).await?;
            let Some(last) = page.last().copied() else { return Ok(count) };
            after = last;
            let named = match &named {
                Some(known) => known.clone(),
                // One look at every stream, and only when there is a company in question.
                None => named.insert(Arc::new(self.reading(mentioned).await?)).clone(),
            };
            let page: Vec<Id> = page.into_iter().filter(|id| !named.contains(id)).collect();
            count += self.transaction(move |shared, conn, _, _| remove_accounts(shared, conn, &page)).await?;
        }
    }
}

fn empty(shared: &Shared, conn: &mut Conn, since: Moment, after: Id) -> Result<Vec<Id>> {
    let sql = format!(
        "select account from account where workspace = $1 and account > $2 and created_at >= $3 and not exists
         (select 1 from person where person.workspace = account.workspace and person.account = account.account)
         order by account limit {PAGE_MAX}"
    );
    let params = [Param::Int(shared.workspace), Param::Blob(&after.0), Param::at(since)];
    conn.rows(&sql, &params)?.into_iter().map(|mut row| row.id()).collect()
}

/// Every company that some stream names.
fn mentioned(shared: &Shared, conn: &mut Conn) -> Result<BTreeSet<Id>> {
    let mut found = BTreeSet::new();
    for table in ["fact", "decision", "opportunity", "handover"] {
        let sql = format!("select distinct account from {table} where workspace = $1 and account is not null");
        for mut row in conn.rows(&sql, &[Param::Int(shared.workspace)])? {
            found.insert(row.id()?);
        }
    }
    found.extend(talked_about(shared, conn)?);
    Ok(found)
}

/// Companies that have a thread.
fn talked_about(shared: &Shared, conn: &mut Conn) -> Result<BTreeSet<Id>> {
    let sql = "select distinct person from remark where workspace = $1 and of_account = 1";
    conn.rows(sql, &[Param::Int(shared.workspace)])?.into_iter().map(|mut row| row.id()).collect()
}

fn remove_accounts(shared: &Shared, conn: &mut Conn, accounts: &[Id]) -> Result<u64> {
    let ws = shared.workspace;
    let rows = commit::accounts(conn, ws, accounts, true)?;
    if rows.is_empty() {
        return Ok(0);
    }
    // Whoever joins a company, or says something about it, locks it first: seen again here, nobody can come in between.
    let mut peopled = peopled(conn, ws, &rows.iter().map(|row| row.account).collect::<Vec<_>>())?;
    peopled.extend(talked_about(shared, conn)?);
    let mut count = 0;
    for row in rows.iter().filter(|row| !peopled.contains(&row.account)) {
        remove_account(shared, conn, row)?;
        count += 1;
    }
    Ok(count)
}

fn remove_account(shared: &Shared, conn: &mut Conn, row: &AccountRow) -> Result<()> {
    let (ws, id) = (Param::Int(shared.workspace), Param::Blob(&row.account.0));
    let book = shared.books.get(conn, shared.workspace, row.playbook)?;
    if let Some(account) = Account::from_bytes(&book.playbook, &row.state) {
        for (field, value) in index_lines(&book.playbook.account, "account", &account.fields.values) {
            conn.execute(
                "delete from indexed_value where workspace = $1 and field = $2 and value = $3 and subject = $4",
                &[ws, Param::Text(&field), Param::Text(&value), id],
            )?;
        }
    }
    conn.execute(
        "delete from account_key where workspace = $1 and key = $2 and account = $3",
        &[ws, Param::Text(&row.key), id],
    )?;
    for table in ["account_queue", "account_entry", "account"] {
        conn.execute(&format!("delete from {table} where workspace = $1 and account = $2"), &[ws, id])?;
    }
    Ok(())
}
