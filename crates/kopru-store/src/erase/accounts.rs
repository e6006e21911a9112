//! Takes the ids of erased facts out of accounts: their states, and the entries that made them.

use super::Family;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::Id;
use crate::kept::{anonymous, renamed};
use crate::rows::AccountRow;
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use kopru_engine::account::{Account, AccountChange};
use kopru_engine::lead::Stamp;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The accounts that may have heard of the people's facts, locked: where they are and were, and where those were with
/// whom they were one for a while.
pub(super) fn touched(conn: &mut Conn, ws: i64, family: &Family) -> Result<Vec<AccountRow>> {
    let mut accounts: BTreeSet<Id> = family.heads.iter().filter_map(|head| head.account).collect();
    for person in family.heads.iter().map(|head| &head.person).chain(&family.apart) {
        let sql = "select distinct account from fact where workspace = $1 and person = $2 and account is not null
                   union select account from person where workspace = $1 and person = $2 and account is not null";
        for mut row in conn.rows(sql, &[Param::Int(ws), Param::Blob(&person.0)])? {
            accounts.insert(row.id()?);
        }
    }
    let accounts: Vec<Id> = accounts.into_iter().collect();
    commit::accounts(conn, ws, &accounts, true)
}

/// Gives the stamps of these facts other ids, in the accounts' states and in their entries.
pub(super) fn rename(
    shared: &Shared,
    conn: &mut Conn,
    accounts: &[AccountRow],
    facts: &BTreeSet<String>,
) -> Result<()> {
    let ws = Param::Int(shared.workspace);
    let new = |id: &str| facts.contains(id).then(|| anonymous(&shared.secret, id));
    for row in accounts {
        let book = shared.books.get(conn, shared.workspace, row.playbook)?;
        let damaged = || StoreError::Corrupt(format!("account {}", row.account));
        let account = Account::from_bytes(&book.playbook, &row.state).ok_or_else(damaged)?;
        let after = renamed(&account, &new);
        if after != account {
            conn.execute(
                "update account set state = $1 where workspace = $2 and account = $3",
                &[Param::Blob(&after.to_bytes()), ws, Param::Blob(&row.account.0)],
            )?;
        }
        rename_entries(shared, conn, row.account, &new)?;
    }
    Ok(())
}

/// The same for the entries. They still make the same states: where one of two values of the same moment would win that
/// did not win before, because ids decide that, the entry holds the whole state.
fn rename_entries(shared: &Shared, conn: &mut Conn, account: Id, new: &dyn Fn(&str) -> Option<Arc<str>>) -> Result<()> {
    let ws = Param::Int(shared.workspace);
    let rows = conn.rows(
        "select version, playbook, form, change from account_entry where workspace = $1 and account = $2 order by version",
        &[ws, Param::Blob(&account.0)],
    )?;
    // The states as they were, and as they are made now.
    let mut states: Option<(i64, Account, Account)> = None;
    for mut row in rows {
        let (version, place, form, change) = (row.int()?, row.int()?, row.text()?, row.blob()?);
        let book = shared.books.get(conn, shared.workspace, place)?;
        let (was, made) = match states.take() {
            Some((known, was, made)) if known == place => (was, made),
            _ => (Account::new(&book.playbook), Account::new(&book.playbook)),
        };
        let was = fold::account_step(&book, was, version, &form, &change)?;
        let wanted = renamed(&was, new);
        let mut entry = (form.clone(), change.clone());
        if form == "rebuilt" {
            entry.1 = wanted.to_bytes();
        } else if let Some(it) = AccountChange::from_bytes(&book.playbook, &change)
            && let Some(id) = new(&it.stamp.id)
        {
            entry.1 = AccountChange { stamp: Stamp { id, ..it.stamp }, ..it }.to_bytes();
        }
        let mut made = fold::account_step(&book, made, version, &entry.0, &entry.1)?;
        if made != wanted {
            entry = ("rebuilt".to_owned(), wanted.to_bytes());
            made = wanted;
        }
        if entry != (form, change) {
            conn.execute(
                "update account_entry set form = $1, change = $2 where workspace = $3 and account = $4 and version = $5",
                &[Param::Text(&entry.0), Param::Blob(&entry.1), ws, Param::Blob(&account.0), Param::Int(version)],
            )?;
        }
        states = Some((place, was, made));
    }
    Ok(())
}
