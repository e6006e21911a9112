//! Loads what a transaction decides about: people, their accounts, and, where they are needed, all their facts.

use super::consequences::{self, Before};
use super::prepare::type_fact;
use super::scene::{Company, Person, Scene};
use super::terms;
use crate::book::{Book, Books, InForce};
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::{Id, Ids};
use crate::kept;
use crate::rows::{AccountRow, FactRow, PersonHead, Writes};
use crate::sql::{Param, Sql};
use crate::written::read_body;
use kopru_engine::account::Account;
use kopru_engine::lead::Lead;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What loading needs.
pub(crate) struct Loader<'l> {
    pub conn: &'l mut Conn,
    pub books: &'l Books,
    pub workspace: i64,
}

/// What is to be loaded beside the people themselves.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// People whose facts are needed.
    pub histories: BTreeSet<Id>,
    /// Accounts that the transaction may change.
    pub changing: BTreeSet<Id>,
    /// Accounts that may have to be built anew.
    pub rebuilding: BTreeSet<Id>,
    /// Accounts that somebody may join.
    pub joining: BTreeSet<Id>,
}

impl Loader<'_> {
    /// An empty scene for the version in force.
    pub fn scene<'s>(&mut self, in_force: InForce, ids: &'s mut Ids, now: Moment) -> Result<Scene<'s>> {
        let book = self.books.get(self.conn, self.workspace, in_force.place)?;
        let desk = self.books.desks.get(self.conn, self.workspace, in_force.desk)?;
        Ok(Scene {
            desk,
            now,
            nobody: Account::new(&book.playbook),
            book,
            advances: in_force.advances,
            ids,
            people: BTreeMap::new(),
            accounts: BTreeMap::new(),
            others: BTreeMap::new(),
            writes: Writes::default(),
        })
    }

    /// Takes people who are loaded and locked into a scene, with all that deciding about them needs.
    pub fn load_heads(&mut self, scene: &mut Scene<'_>, heads: Vec<PersonHead>, wanted: &mut Wanted) -> Result<()> {
        self.load_accounts(scene, &heads, wanted)?;
        for head in &heads {
            if head.playbook != scene.book.place {
                wanted.histories.insert(head.person);
            }
        }
        let histories = self.load_histories(scene, &heads, wanted)?;
        for head in heads {
            let history = histories.get(&head.person);
            let person = self.person(scene, head, history)?;
            scene.people.insert(person.head.person, person);
        }
        scene.others = histories;
        let stale: Vec<Id> = scene.accounts.iter().filter(|(_, it)| it.stale).map(|(id, _)| *id).collect();
        for account in stale {
            scene.rebuild_account(account, None, scene.now);
        }
        let people: Vec<Id> = scene.people.keys().copied().collect();
        people.into_iter().try_for_each(|who| scene.bring_up(who))
    }

    fn load_accounts(&mut self, scene: &mut Scene<'_>, heads: &[PersonHead], wanted: &mut Wanted) -> Result<()> {
        let current = heads.iter().filter_map(|head| head.account);
        let all: BTreeSet<Id> = current.chain(wanted.joining.iter().copied()).collect();
        let (locked, free): (Vec<Id>, Vec<Id>) = all.iter().partition(|id| wanted.changing.contains(id));
        let mut rows = commit::accounts(self.conn, self.workspace, &locked, true)?;
        let read = commit::accounts(self.conn, self.workspace, &free, false)?;
        let (fresh, stale): (Vec<_>, Vec<_>) = read.into_iter().partition(|row| row.playbook == scene.book.place);
        rows.extend(fresh);
        // An account of an earlier version is built anew, so it is locked after all.
        let stale: Vec<Id> = stale.into_iter().map(|row| row.account).collect();
        rows.extend(commit::accounts(self.conn, self.workspace, &stale, true)?);
        // A company that was named is there, but for one that went with an undone import meanwhile.
        let there: BTreeSet<Id> = rows.iter().map(|row| row.account).collect();
        if !wanted.joining.is_subset(&there) {
            return Err(StoreError::Conflict("a company went meanwhile".into()));
        }
        for row in rows {
            let company = self.company(&scene.book, row)?;
            if company.stale {
                wanted.rebuilding.insert(company.row.account);
            }
            scene.accounts.insert(company.row.account, company);
        }
        Ok(())
    }

    /// Facts of the people that are asked for, and of everybody at an account that may be built anew.
    fn load_histories(
        &mut self,
        scene: &mut Scene<'_>,
        heads: &[PersonHead],
        wanted: &mut Wanted,
    ) -> Result<BTreeMap<Id, Vec<Fact>>> {
        let rebuilding: Vec<Id> = wanted.rebuilding.iter().copied().collect();
        for (account, person) in commit::people_of(self.conn, self.workspace, &rebuilding)? {
            if let Some(company) = scene.accounts.get_mut(&account) {
                company.roster.insert(person);
            }
            wanted.histories.insert(person);
        }
        let joining = |head: &&PersonHead| head.account.is_some_and(|it| wanted.rebuilding.contains(&it));
        let with: Vec<Id> = heads.iter().filter(joining).map(|head| head.person).collect();
        wanted.histories.extend(with);
        let ids: Vec<Id> = wanted.histories.iter().copied().collect();
        self.histories(&scene.book, &ids)
    }

    /// The facts that count for each of these people, in the order of the streams, with the types of this version. Facts
    /// that the version does not know, and erased ones, are left out.
    pub fn histories(&mut self, book: &Book, people: &[Id]) -> Result<BTreeMap<Id, Vec<Fact>>> {
        let rows = fold::counting(self.conn, self.workspace, people)?;
        let mut all: BTreeMap<Id, Vec<Fact>> = people.iter().map(|id| (*id, Vec::new())).collect();
        for (who, row) in rows {
            if let Some(fact) = typed(book, &row)?
                && let Some(facts) = all.get_mut(&who)
            {
                facts.push(fact);
            }
        }
        Ok(all)
    }

    fn person(&mut self, scene: &Scene<'_>, head: PersonHead, history: Option<&Vec<Fact>>) -> Result<Person> {
        let stale = match head.playbook == scene.book.place {
            true => None,
            false => Some(self.books.get(self.conn, self.workspace, head.playbook)?),
        };
        let book = stale.as_ref().unwrap_or(&scene.book);
        let lead = fold::stored(self.conn, self.books, self.workspace, &head, book)?;
        let company = head.account.and_then(|id| scene.accounts.get(&id));
        let behind = company.filter(|it| it.row.version > head.account_seen || stale.is_some());
        let now = scene.now.max(head.recorded_at);
        let due = lead.next_at.is_some_and(|next| next <= now);
        let missed = match (behind, &stale) {
            (Some(company), _) if due => {
                // Under an earlier version: what is due is decided by it, with the account as it last was under it.
                let last = stale.as_ref().map(|_| now);
                fold::account_states(self.conn, self.workspace, book, company.row.account, head.account_seen, last)?
            }
            (None, Some(book)) if due => vec![(now, Account::new(&book.playbook))],
            _ => Vec::new(),
        };
        let own = stale.as_ref().unwrap_or(&scene.book).clone();
        let terms = terms::load(self.conn, self.books, self.workspace, &own, &lead)?;
        Ok(Person {
            terms,
            before: Before::of(&book.playbook, &lead, head.created_at),
            head,
            lead,
            new: false,
            touched: false,
            history: history.cloned(),
            missed,
            came_with: stale.clone(),
            stale,
            imported: None,
        })
    }

    fn company(&mut self, book: &Book, row: AccountRow) -> Result<Company> {
        let wrote = self.books.get(self.conn, self.workspace, row.playbook)?;
        let held = Account::from_bytes(&wrote.playbook, &row.state);
        let (mut indexed, mut kept) = (Vec::new(), Vec::new());
        if let Some(held) = &held {
            indexed = consequences::index_lines(&wrote.playbook.account, "account", &held.fields.values);
            if wrote.place != book.place {
                kept = kept::kept(held, &wrote.playbook.account, &book.playbook.account);
            }
        }
        let known = held.filter(|_| wrote.place == book.place);
        let stale = known.is_none();
        let mut account = known.unwrap_or_else(|| Account::new(&book.playbook));
        account.version = u64::try_from(row.version).unwrap_or(0);
        Ok(Company {
            row,
            account,
            new: false,
            touched: false,
            stale,
            roster: BTreeSet::new(),
            indexed,
            past: Vec::new(),
            kept,
        })
    }
}

/// A stored fact with the types of a version; none when the version does not know it any more, or it was erased.
pub(crate) fn typed(book: &Book, row: &FactRow) -> Result<Option<Fact>> {
    let (Some(body), Some(id)) = (&row.body, &row.id) else { return Ok(None) };
    let mut incoming = read_body(body).map_err(|fault| StoreError::Corrupt(format!("a fact: {fault}")))?;
    incoming.raw.id = Some(id.clone());
    incoming.raw.occurred_at = Some(row.occurred_at);
    incoming.raw.recorded_at = Some(row.recorded_at);
    Ok(type_fact(book, &incoming, id, row.occurred_at).ok())
}

/// Somebody of whom nothing was known until now.
pub(crate) fn newcomer(book: &Arc<Book>, person: Id, now: Moment, email: Option<String>) -> Person {
    Person {
        head: PersonHead {
            person,
            created_at: now,
            seq: 0,
            // Nothing is recorded yet: a file may say that its first fact became known long ago.
            recorded_at: Moment::MIN,
            account: None,
            account_seen: 0,
            playbook: book.place,
            next_at: None,
            merged_into: None,
            erased_at: None,
            email,
            state: Vec::new(),
            desk: 0,
        },
        lead: Lead::new(&book.playbook),
        new: true,
        touched: false,
        history: Some(Vec::new()),
        before: Before::default(),
        missed: Vec::new(),
        stale: None,
        came_with: None,
        terms: Vec::new(),
        imported: None,
    }
}

/// An account of which nothing was known until now.
pub(crate) fn founded(book: &Book, account: Id, key: &str, now: Moment) -> Company {
    let row = AccountRow {
        account,
        created_at: now,
        version: 0,
        recorded_at: Moment::MIN,
        playbook: book.place,
        key: key.to_owned(),
        name: None,
        domain: None,
        state: Vec::new(),
    };
    Company {
        row,
        account: Account::new(&book.playbook),
        new: true,
        touched: false,
        stale: false,
        roster: BTreeSet::new(),
        indexed: Vec::new(),
        past: Vec::new(),
        kept: Vec::new(),
    }
}

/// The workspace's secret.
pub(crate) fn secret(conn: &mut impl Sql, workspace: i64) -> Result<Vec<u8>> {
    let row = conn.row("select secret from workspace where workspace = $1", &[Param::Int(workspace)])?;
    row.ok_or_else(|| StoreError::NotFound(format!("workspace {workspace}")))?.blob()
}
