//! Leads of whom a condition of the playbook's language holds.
//!
//! No index knows them, so they are looked for: leads are read in the order of the list, a few hundred at a time, and held
//! against the condition as they are stored, at this moment. A page ends when it is full or when enough were looked at; the
//! next one goes on after the last who was. Each lead is read with the version of the playbook that its scores belong to; of
//! one whose version does not know what the condition names, it does not hold.

use super::{List, Page, Raw};
use crate::book::Book;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::lead::company;
use crate::leads::LeadRow;
use crate::limits::{LOOKED_AT_MAX, LOOKED_AT_ONCE};
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::condition::{Condition, Fault, Slot, Space, Tri};
use kopru_engine::diagnostic::Diagnostic;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use std::collections::BTreeMap;

/// A condition that leads are held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The condition: `role.part == 'decider' && account.employees >= 200`.
    pub text: String,
    /// Whether the asker may not see sensitive values: by who is found they would show.
    pub veiled: bool,
    /// Leads that are looked at for one page, at most [`LOOKED_AT_MAX`].
    pub most: usize,
}

impl When {
    /// A condition of somebody who may see everything.
    pub fn new(text: impl Into<String>) -> When {
        When { text: text.into(), veiled: false, most: LOOKED_AT_MAX }
    }
}

/// One page of leads of whom the condition holds.
pub(super) fn page(
    shared: &Shared,
    conn: &mut Conn,
    book: &Book,
    (list, when): (&List<'_>, &When),
    mut after: Option<Id>,
    limit: usize,
) -> Result<Page<LeadRow>> {
    let mut held = Held::of(book, when)?;
    let (most, now) = (when.most.clamp(1, LOOKED_AT_MAX), shared.now());
    let (mut items, mut looked) = (Vec::new(), 0);
    loop {
        let (read, more) = list.read(shared, conn, after, LOOKED_AT_ONCE.min(most - looked))?;
        let accounts = accounts(shared, conn, &read)?;
        let end = read.last().map(|it| it.row.id);
        for raw in read {
            looked += 1;
            after = Some(raw.row.id);
            match held.shown(shared, conn, raw, &accounts, now) {
                Ok(row) => items.extend(row),
                // One damaged row hides nobody else; `doctor` names it.
                Err(StoreError::Corrupt(_)) => {}
                Err(fault) => return Err(fault),
            }
            if items.len() == limit {
                let next = after.filter(|_| more || after != end);
                return Ok(Page { items, next, looked_at: Some(looked) });
            }
        }
        if !more || looked == most {
            return Ok(Page { items, next: after.filter(|_| more), looked_at: Some(looked) });
        }
    }
}

/// Accounts with the place of the version that they were read with.
type Accounts = BTreeMap<Id, (i64, Vec<u8>)>;

fn accounts(shared: &Shared, conn: &mut Conn, read: &[Raw]) -> Result<Accounts> {
    let mut ids: Vec<Id> = read.iter().filter_map(|it| it.row.account).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = commit::accounts(conn, shared.workspace, &ids, false)?;
    Ok(rows.into_iter().map(|it| (it.account, (it.playbook, it.state))).collect())
}

/// The condition, made ready for each version of the playbook that leads belong to.
struct Held<'w> {
    when: &'w When,
    versions: BTreeMap<i64, Option<Condition>>,
}

impl<'w> Held<'w> {
    /// Ready for the version in force.
    fn of(book: &Book, when: &'w When) -> Result<Held<'w>> {
        let condition = book.playbook.asked(&when.text).map_err(|faults| invalid(&when.text, faults))?;
        if let Some(name) = hidden(&book.playbook, &condition).filter(|_| when.veiled) {
            let why = format!("`{name}` is sensitive: leads are found by it only for those who may see it");
            return Err(StoreError::Refused("field_sensitive", why));
        }
        Ok(Held { when, versions: BTreeMap::from([(book.place, Some(condition))]) })
    }

    /// The condition for another version; none where that does not know what it names, or hides it from the asker.
    fn at(&mut self, book: &Book) -> Option<&Condition> {
        let ready = |when: &When| {
            let condition = book.playbook.asked(&when.text).ok()?;
            (!when.veiled || hidden(&book.playbook, &condition).is_none()).then_some(condition)
        };
        self.versions.entry(book.place).or_insert_with(|| ready(self.when)).as_ref()
    }

    /// The lead's row where the condition holds.
    fn shown(
        &mut self,
        shared: &Shared,
        conn: &mut Conn,
        raw: Raw,
        accounts: &Accounts,
        now: Moment,
    ) -> Result<Option<LeadRow>> {
        let (book, mut lead) = raw.lead(shared, conn)?;
        let Some(condition) = self.at(&book) else { return Ok(None) };
        let account = match raw.row.account {
            Some(id) => account(shared, conn, &book, id, accounts)?,
            None => Account::new(&book.playbook),
        };
        lead.derive_time(&book.playbook, &account, now);
        let holds = condition.eval(&lead.env(&account, now)) == Tri::True;
        Ok(if holds { raw.shown(&book, lead, now) } else { None })
    }
}

/// An account for a lead's version of the playbook.
fn account(shared: &Shared, conn: &mut Conn, book: &Book, id: Id, accounts: &Accounts) -> Result<Account> {
    let known = accounts.get(&id).filter(|it| it.0 == book.place);
    if let Some(account) = known.and_then(|it| Account::from_bytes(&book.playbook, &it.1)) {
        return Ok(account);
    }
    let built = company(conn, shared.workspace, book, id)?;
    Ok(built.map_or_else(|| Account::new(&book.playbook), |it| it.1))
}

/// A sensitive field that the condition reads.
fn hidden<'c>(playbook: &Playbook, condition: &'c Condition) -> Option<&'c str> {
    let sensitive = |slot: Slot| {
        let fields = match slot.space {
            Space::Person => &playbook.person,
            Space::Account => &playbook.account,
            Space::Lead | Space::Fact => return false,
        };
        fields.get(usize::from(slot.index)).is_some_and(|field| field.sensitive)
    };
    condition.read_names().find(|it| sensitive(it.1)).map(|it| it.0)
}

fn invalid(text: &str, faults: Vec<Fault>) -> StoreError {
    let said = |fault: Fault| {
        let Diagnostic { code, span, message, help, .. } = fault.diagnostic(0);
        let column = text.get(..span.start).map_or(0, |before| before.chars().count()) + 1;
        let help = help.map_or_else(String::new, |it| format!(" ({})", it.en));
        format!("{code} at letter {column}: {}{help}", message.en)
    };
    let all: Vec<String> = faults.into_iter().map(said).collect();
    StoreError::Refused("condition_invalid", format!("the condition cannot be read: {}", all.join("; ")))
}
