//! Why a lead stood where it stood: any moment of it, with what was known then or with what is known now.
//!
//! The standing is folded from the decisions made by that moment, and never decided again. Scores are worked out from the
//! facts, by the version of the playbook that was in force.

use crate::book::Book;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::Id;
use crate::intake::load::typed;
use crate::lead::{TimelineEntry, account_of_facts, holding, standing_head};
use crate::rows::{DecisionRow, FactRow};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::timeline;
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::lead::Lead;
use kopru_engine::time::Moment;
use kopru_engine::trace::Trace;
use kopru_engine::typing::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A lead as it stood at a moment.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The moment.
    pub at: Moment,
    /// Facts that became known until then are looked at: the moment itself, or now.
    pub recorded_until: Moment,
    /// The version of the playbook that was in force at the moment.
    pub book: Arc<Book>,
    /// What was known, and where it stood.
    pub lead: Lead,
    /// The account then; one of which nothing is known where there was none.
    pub account: Account,
    /// The scores at the moment, with every rule's share.
    pub trace: Trace,
    /// What was decided up to the moment, the oldest first, with the facts that led to it.
    pub decisions: Vec<TimelineEntry>,
    /// Facts that had happened by the moment and became known after it, in the order in which they became known.
    pub later_known: Vec<FactRow>,
    /// Whether nothing was missing: no fact was erased since, and the account's entries reach to that moment.
    pub sure: bool,
}

impl Store {
    /// The lead as it stood at `at`, by default now: with the facts recorded by then, or, `as_known_now`, with every fact
    /// that had happened by then, whenever it became known, and without those that were taken back since. Then the account
    /// is, too, what the facts of those who are its people now make of it; else it is as its own entries say.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], `merged`, `erased`; `not_yet` before the lead was known; `not_happened` for a moment that
    /// lies ahead.
    pub async fn explain(&self, id: Id, at: Option<Moment>, as_known_now: bool) -> Result<Explanation> {
        self.reading(move |shared, conn| {
            let head = standing_head(conn, shared.workspace, id)?;
            // Where nodes' clocks differ, what is recorded is not ahead.
            let now = shared.now().max(head.recorded_at);
            let at = at.unwrap_or(now);
            if at > now {
                return Err(StoreError::Refused("not_happened", format!("{at} lies ahead")));
            }
            Past { shared, conn, id, at, now, as_known_now, sure: true }.explain()
        })
        .await
    }
}

/// One look back.
struct Past<'p> {
    shared: &'p Shared,
    conn: &'p mut Conn,
    id: Id,
    at: Moment,
    now: Moment,
    as_known_now: bool,
    sure: bool,
}

impl Past<'_> {
    fn explain(mut self) -> Result<Explanation> {
        let workspace = self.shared.workspace;
        let at = self.at;
        let not_yet = || StoreError::Refused("not_yet", format!("nothing was known of the lead at {at}"));
        let mut decided = fold::decisions(self.conn, workspace, self.id)?;
        decided.retain(|row| row.at <= at);
        let book = self.book()?.ok_or_else(not_yet)?;
        let mut lead = Lead::new(&book.playbook);
        lead.standing = fold::standing(self.conn, &self.shared.books, workspace, &decided, &book)?;
        if lead.standing.entered_at.is_none() {
            return Err(not_yet());
        }
        let (rows, merges) = self.counting()?;
        let account = self.account(&book, &rows, &decided)?;
        let facts = self.facts(&book, &rows)?;
        let withdrawn = fold::strictest(&book, &merges)?;
        lead.rebuild_restricted(&book.playbook, &account, facts.iter(), &withdrawn, at);
        lead.settled_at = Some(at);
        let trace = Trace::of(&book.playbook, &lead, &account, at);
        let caused: BTreeSet<i64> = decided.iter().map(|row| row.seq).collect();
        let own = |row: &&FactRow| row.person == self.id && caused.contains(&row.seq);
        let causes = rows.iter().filter(own).cloned().collect();
        let mut later_known: Vec<FactRow> =
            rows.iter().filter(|row| row.occurred_at <= at && row.recorded_at > at).cloned().collect();
        later_known.sort_by_key(|row| (row.recorded_at, row.person, row.seq));
        let decisions = timeline::entries(self.shared, self.conn, causes, decided)?;
        let recorded_until = if self.as_known_now { self.now } else { at };
        Ok(Explanation { at, recorded_until, book, lead, account, trace, decisions, later_known, sure: self.sure })
    }

    /// The version that was in force.
    fn book(&mut self) -> Result<Option<Arc<Book>>> {
        let row = self.conn.row(
            "select playbook from publication where workspace = $1 and published_at <= $2 order by seq desc limit 1",
            &[Param::Int(self.shared.workspace), Param::at(self.at)],
        )?;
        row.map(|mut row| self.shared.books.get(self.conn, self.shared.workspace, row.int()?)).transpose()
    }

    /// Facts of the person and of those who were merged into them by then, whatever became of the merges later; and what
    /// these merges withdrew.
    fn counting(&mut self) -> Result<(Vec<FactRow>, Vec<fold::Strict>)> {
        let mut merges = Vec::new();
        let mut streams = BTreeMap::from([(self.id, i64::MAX)]);
        let mut layer = vec![self.id];
        while let Some(survivor) = layer.pop() {
            let rows = self.conn.rows(
                "select loser, loser_seq, at, withdrawn from merge where workspace = $1 and survivor = $2 and at <= $3
                 and (undone_at is null or undone_at > $3) order by merge",
                &[Param::Int(self.shared.workspace), Param::Blob(&survivor.0), Param::at(self.at)],
            )?;
            for mut row in rows {
                let (loser, upto) = (row.id()?, row.int()?);
                merges.push((row.at()?, row.text()?));
                if streams.insert(loser, upto).is_none() {
                    layer.push(loser);
                }
            }
        }
        let ids: Vec<Id> = streams.keys().copied().collect();
        let mut rows = commit::facts_of(self.conn, self.shared.workspace, &ids)?;
        // What an unmerge gave back counts for the other one, and counted here while the two were one.
        let here = |row: &FactRow| row.moved_to.is_none_or(|other| streams.contains_key(&other));
        rows.retain(|row| streams.get(&row.person).is_some_and(|upto| row.seq <= *upto) && here(row));
        Ok((rows, merges))
    }

    /// What counts as evidence.
    fn facts(&mut self, book: &Book, rows: &[FactRow]) -> Result<Vec<Fact>> {
        let mut stream = Vec::new();
        for row in rows.iter().filter(|row| self.as_known_now || row.recorded_at <= self.at) {
            self.sure &= row.body.is_some();
            stream.extend(typed(book, row)?.map(|fact| (fact.occurred_at <= self.at, fact)));
        }
        Ok(match self.as_known_now {
            true => holding(book, stream),
            // Recorded by then, so it had happened; what was taken back then is left out when the lead is built.
            false => stream.into_iter().map(|it| it.1).collect(),
        })
    }

    /// The account at that moment.
    fn account(&mut self, book: &Book, rows: &[FactRow], decided: &[DecisionRow]) -> Result<Account> {
        let (at, known) = (self.at, self.as_known_now);
        let entries = rows.iter().filter(|row| row.person == self.id && row.recorded_at <= at);
        let entries = entries.map(|row| (row.seq, row.account)).chain(decided.iter().map(|row| (row.seq, row.account)));
        let Some(account) = entries.max_by_key(|it| it.0).and_then(|it| it.1) else {
            return Ok(Account::new(&book.playbook));
        };
        if known {
            return self.account_of_facts(book, account, |row| row.occurred_at <= at);
        }
        match self.account_of_entries(book, account)? {
            Some(account) => Ok(account),
            None => {
                // The version was so new that the account had not been built for it.
                self.sure = false;
                self.account_of_facts(book, account, |row| row.recorded_at <= at)
            }
        }
    }

    fn account_of_facts(&mut self, book: &Book, account: Id, counts: impl Fn(&FactRow) -> bool) -> Result<Account> {
        account_of_facts(self.conn, self.shared.workspace, book, account, counts)
    }

    /// The account folded from its entries; none when they belong to another version of the playbook.
    fn account_of_entries(&mut self, book: &Book, account: Id) -> Result<Option<Account>> {
        let rows = self.conn.rows(
            "select version, playbook, form, change from account_entry
             where workspace = $1 and account = $2 and recorded_at <= $3 order by version",
            &[Param::Int(self.shared.workspace), Param::Blob(&account.0), Param::at(self.at)],
        )?;
        let mut state = Some(Account::new(&book.playbook));
        for mut row in rows {
            let (version, playbook, form, change) = (row.int()?, row.int()?, row.text()?, row.blob()?);
            state = match state {
                _ if playbook != book.place => None,
                None if form != "rebuilt" => None,
                state => {
                    let state = state.unwrap_or_else(|| Account::new(&book.playbook));
                    Some(fold::account_step(book, state, version, &form, &change)?)
                }
            };
        }
        Ok(state)
    }
}
