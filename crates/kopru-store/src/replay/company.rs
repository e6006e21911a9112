//! An account's own stream, so that any version of it can be seen again.

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold::account_step;
use crate::id::Id;
use crate::limits::REPLAY_STATES_APART;
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Versions of the playbook by their number.
pub(super) type Shelf = BTreeMap<i64, Arc<Book>>;

struct Step {
    at: Moment,
    playbook: i64,
    rebuilt: bool,
    change: Vec<u8>,
}

/// All versions of an account until now: its changes, and every so many of them the state.
pub(super) struct Company {
    steps: Vec<Step>,
    /// The state after each step whose number divides by [`REPLAY_STATES_APART`], counted from 1.
    states: Vec<Account>,
}

impl Company {
    /// Reads an account's stream.
    pub(super) fn read(shared: &Shared, conn: &mut Conn, books: &mut Shelf, account: Id) -> Result<Company> {
        let rows = conn.rows(
            "select version, recorded_at, playbook, form, change from account_entry
             where workspace = $1 and account = $2 order by version",
            &[Param::Int(shared.workspace), Param::Blob(&account.0)],
        )?;
        let mut company = Company { steps: Vec::with_capacity(rows.len()), states: Vec::new() };
        let mut state = Account::default();
        for mut row in rows {
            let (version, at, playbook, form, change) = (row.int()?, row.at()?, row.int()?, row.text()?, row.blob()?);
            let step = Step { at, playbook, rebuilt: form == "rebuilt", change };
            company.steps.push(step);
            if i64::try_from(company.steps.len()) != Ok(version) {
                return Err(StoreError::Corrupt(format!("account {account} has no version {}", company.steps.len())));
            }
            let book = shelved(shared, conn, books, playbook)?;
            state = company.stepped(&book, state, company.steps.len())?;
            if company.steps.len().is_multiple_of(REPLAY_STATES_APART) {
                company.states.push(state.clone());
            }
        }
        Ok(company)
    }

    /// How many versions it has.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// When a version came; the one before the first was always there.
    pub(super) fn came_at(&self, version: i64) -> Moment {
        self.step(version).map_or(Moment::MIN, |step| step.at)
    }

    /// The first version after `from` that came at `at` or later, up to `last`.
    pub(super) fn first_at(&self, from: i64, last: i64, at: Moment) -> Option<i64> {
        let (from, last) = (usize::try_from(from).ok()?, usize::try_from(last).ok()?);
        let steps = self.steps.get(from..last.min(self.steps.len()))?;
        let place = steps.partition_point(|step| step.at < at);
        (place < steps.len()).then(|| i64::try_from(from + place + 1).unwrap_or(i64::MAX))
    }

    /// The last version under a version of the playbook.
    pub(super) fn last_under(&self, playbook: i64) -> Option<i64> {
        let place = self.steps.iter().rposition(|step| step.playbook == playbook)?;
        i64::try_from(place + 1).ok()
    }

    fn step(&self, version: i64) -> Option<&Step> {
        self.steps.get(usize::try_from(version).ok()?.checked_sub(1)?)
    }

    /// The account at a version.
    pub(super) fn at(&self, books: &Shelf, book: &Book, version: i64) -> Result<Account> {
        let missing = || StoreError::Corrupt(format!("an account has no version {version}"));
        let place = usize::try_from(version).map_err(|_| missing())?;
        if place == 0 {
            return Ok(Account::new(&book.playbook));
        }
        let before = self.steps.get(..place).ok_or_else(missing)?;
        let kept = place / REPLAY_STATES_APART;
        let anew = before.iter().rposition(|step| step.rebuilt).map_or(0, |place| place);
        let (mut state, from) = match kept.checked_sub(1).and_then(|kept| self.states.get(kept)) {
            Some(state) if kept * REPLAY_STATES_APART > anew => (state.clone(), kept * REPLAY_STATES_APART),
            _ => (Account::default(), anew),
        };
        for number in from + 1..=place {
            let playbook = before.get(number - 1).map_or(0, |step| step.playbook);
            let book = books.get(&playbook).ok_or_else(missing)?;
            state = self.stepped(book, state, number)?;
        }
        Ok(state)
    }

    fn stepped(&self, book: &Book, state: Account, number: usize) -> Result<Account> {
        let Some(step) = number.checked_sub(1).and_then(|place| self.steps.get(place)) else { return Ok(state) };
        // Before the first change there is nothing, in the shape that the playbook gives it.
        let state = if number == 1 { Account::new(&book.playbook) } else { state };
        let form = if step.rebuilt { "rebuilt" } else { "change" };
        account_step(book, state, i64::try_from(number).unwrap_or(i64::MAX), form, &step.change)
    }
}

/// A version of the playbook, from the shelf or the database.
pub(super) fn shelved(shared: &Shared, conn: &mut Conn, books: &mut Shelf, place: i64) -> Result<Arc<Book>> {
    if let Some(book) = books.get(&place) {
        return Ok(book.clone());
    }
    let book = shared.books.get(conn, shared.workspace, place)?;
    books.insert(place, book.clone());
    Ok(book)
}
