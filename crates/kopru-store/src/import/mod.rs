//! Importing: what a file tells of a person is taken in whole, then the person is decided once.
//!
//! A file's facts are sorted by person first ([`Stage`]), so that all that it says of somebody lies in one transaction. Facts
//! that are known already cost one look-up each, so that an import that was stopped is simply started again.

mod refusals;
mod remove;
mod retract;
mod stage;
mod undo;

pub use refusals::{Refusals, RefusedRow};
pub(crate) use retract::is_undone;
pub use stage::{Stage, StagedFact};
pub use undo::Undone;

use crate::audit;
use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Ids;
use crate::intake::facts::{self, Asked};
use crate::intake::load::Loader;
use crate::intake::prepare::{self, Prepared};
use crate::intake::{Answered, FactIn, Refusal};
use crate::rows::Writes;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::{Shared, Writer};
use kopru_engine::both;
use kopru_engine::decide::Outcome;
use kopru_engine::time::Moment;
use serde_json::json;
use std::borrow::Cow;

/// What became of a fact that an import tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was taken, and this is what it led to by itself.
    Taken(Outcome),
    /// The very same fact was known.
    Known,
    /// It was refused.
    Refused(Refusal),
}

/// Facts that an import tells of, taken in one transaction. All facts of a person should stand in one batch, in the order in
/// which they happened.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The import's number; without it nothing is kept, and the answers say what would become of the facts.
    pub number: Option<i64>,
    /// Whether the ids derive from what the file says: then a known id is a known fact, also where the account that it was
    /// given to differs from the one that it would be given to today.
    pub derived: bool,
    /// The facts.
    pub facts: Vec<FactIn>,
}

/// What became of one group of facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What became of each, in their order.
    pub told: Vec<Told>,
    /// People who were not known before.
    pub new_people: u64,
    /// People who were known and of whom something new was told.
    pub people: u64,
    /// Accounts that were not known before.
    pub new_accounts: u64,
}

/// What became of a file's rows and facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub rows: u64,
    /// Facts taken.
    pub facts: u64,
    /// Facts that were known.
    pub known: u64,
    /// Rows and facts refused.
    pub refused: u64,
}

/// An import as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its number, from 1.
    pub number: i64,
    /// When it began.
    pub started_at: Moment,
    /// When it ended; none while it runs, or when it was stopped.
    pub ended_at: Option<Moment>,
    /// The mapping's name.
    pub feed: String,
    /// The file's name.
    pub file: String,
    /// Its mapping without comments, where there was one.
    pub map: Option<String>,
    /// Who did it.
    pub actor: String,
    /// What came of it; zeros until it ended.
    pub counts: Counts,
    /// What its undoing did so far, once that was begun.
    pub undo: Option<Undo>,
}

/// The undoing of an import, as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// When it was last begun.
    pub began_at: Moment,
    /// When it was through, and who did it; none while it goes on, or when it was stopped.
    pub done: Option<(Moment, String)>,
    /// People who were removed.
    pub removed: u64,
    /// Facts of other people that were taken back.
    pub retracted: u64,
    /// Facts that could not be; 0 until it is through.
    pub kept: u64,
}

const SELECT: &str =
    "select import, started_at, ended_at, feed, file, map, actor, rows, facts, known, refused, undo_began_at, undone_at,
     undone_by, removed, retracted, kept from import where workspace = $1";

impl Store {
    /// Notes that an import begins; gives its number. `map`: its mapping, which must not name people: without comments.
    ///
    /// # Errors
    /// What the database answers; likewise below.
    pub async fn begin_import(&self, feed: &str, file: &str, map: Option<&str>, actor: &str) -> Result<i64> {
        let (feed, file, actor) = (feed.to_owned(), file.to_owned(), actor.to_owned());
        let map = map.map(str::to_owned);
        self.transaction(move |shared, conn, ids, now| {
            let ws = Param::Int(shared.workspace);
            let row = conn.row("select coalesce(max(import), 0) + 1 from import where workspace = $1", &[ws])?;
            let number = row.map_or(Ok(1), |mut row| row.int())?;
            // Two that begin at once on PostgreSQL: the second one finds the number taken and asks again.
            conn.execute(
                "insert into import (workspace, import, started_at, feed, file, map, actor, rows, facts, known, refused)
                 values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0)",
                &[
                    ws,
                    Param::Int(number),
                    Param::at(now),
                    Param::Text(&feed),
                    Param::Text(&file),
                    Param::text(map.as_deref()),
                    Param::Text(&actor),
                ],
            )?;
            let detail = json!({ "file": file, "feed": feed });
            audit::write(conn, ids, shared.workspace, now, &actor, "import.begun", &number.to_string(), &detail)?;
            Ok(number)
        })
        .await
    }

    /// Notes that an import ended, and what came of it.
    ///
    /// # Errors
    /// See [`Store::begin_import`].
    pub async fn end_import(&self, number: i64, counts: Counts) -> Result<()> {
        let whole = |count: u64| Param::Int(i64::try_from(count).unwrap_or(i64::MAX));
        self.transaction(move |shared, conn, _, now| {
            let changed = conn.execute(
                "update import set ended_at = $3, rows = $4, facts = $5, known = $6, refused = $7
                 where workspace = $1 and import = $2",
                &[
                    Param::Int(shared.workspace),
                    Param::Int(number),
                    Param::at(now),
                    whole(counts.rows),
                    whole(counts.facts),
                    whole(counts.known),
                    whole(counts.refused),
                ],
            )?;
            if changed == 1 { Ok(()) } else { Err(StoreError::NotFound(format!("import {number}"))) }
        })
        .await
    }

    /// The imports, the newest first, at most `limit`.
    ///
    /// # Errors
    /// See [`Store::begin_import`].
    pub async fn imports(&self, limit: usize) -> Result<Vec<Import>> {
        let limit = i64::try_from(limit.min(crate::limits::PAGE_MAX)).unwrap_or(0);
        self.reading(move |shared, conn| {
            let sql = format!("{SELECT} order by import desc limit $2");
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Int(limit)])?;
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// One import.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn import_of(&self, number: i64) -> Result<Import> {
        self.reading(move |shared, conn| {
            let sql = format!("{SELECT} and import = $2");
            let row = conn.row(&sql, &[Param::Int(shared.workspace), Param::Int(number)])?;
            row.map_or_else(|| Err(StoreError::NotFound(format!("import {number}"))), read)
        })
        .await
    }

    /// Takes facts of an import: each is only taken in, and its person is decided once, after the last. The answers stand in
    /// the order of the facts.
    ///
    /// # Errors
    /// When nothing was taken: no database, no playbook.
    pub async fn import(&self, batch: Batch) -> Result<Group> {
        let Batch { number, derived, facts } = batch;
        let book = self.book().await?;
        let shared = self.shared();
        let now = self.now();
        let mut told: Vec<Option<Told>> = Vec::with_capacity(facts.len());
        let mut ready: Vec<Prepared> = Vec::with_capacity(facts.len());
        for fact in facts {
            match prepare::prepare(&shared.secret, &book, fact, now) {
                // The number of a rehearsal is kept nowhere, but that it is an import matters.
                Ok(fact) => {
                    ready.push(Prepared { number: Some(number.unwrap_or(0)), ..fact });
                    told.push(None);
                }
                Err(refusal) => told.push(Some(Told::Refused(refusal))),
            }
        }
        let keep = number.is_some();
        let group = self.writing(move |writer| writer.import(&ready, derived, keep)).await?;
        let mut taken = group.told.into_iter();
        let told = told.into_iter().map(|it| it.or_else(|| taken.next()).ok_or_else(lost)).collect::<Result<_>>()?;
        Ok(Group { told, ..group })
    }
}

impl Writer {
    /// Takes facts, all or none; where a lead cannot be read, everybody's for themselves, and that lead's are refused.
    fn import(&mut self, facts: &[Prepared], derived: bool, keep: bool) -> Result<Group> {
        let step = |shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment| {
            take(shared, conn, ids, in_force, now, facts, derived)
        };
        let taken = match keep {
            true => self.deciding(step),
            false => self.rehearsing(|shared, conn, ids, in_force, now| Ok(step(shared, conn, ids, in_force, now)?.1)),
        };
        let Err(StoreError::Corrupt(_)) = taken else { return taken };
        let Some(at) = middle(facts) else {
            // What cannot be read without any lead is no lead's fault.
            self.rehearsing(|shared, conn, ids, in_force, now| {
                Loader { conn, books: &shared.books, workspace: shared.workspace }.scene(in_force, ids, now)?.finish()
            })?;
            return Ok(Group { told: facts.iter().map(|_| Told::Refused(unreadable())).collect(), ..Group::default() });
        };
        let (some, others) = facts.split_at(at);
        let mut all = self.import(some, derived, keep)?;
        let more = self.import(others, derived, keep)?;
        all.told.extend(more.told);
        all.new_people += more.new_people;
        all.people += more.people;
        all.new_accounts += more.new_accounts;
        Ok(all)
    }
}

/// Where to part facts in two, no person's facts torn; none when they are all of one person.
fn middle(facts: &[Prepared]) -> Option<usize> {
    let borders = (1..facts.len()).filter(|at| facts[at - 1].subject != facts[*at].subject);
    borders.min_by_key(|at| at.abs_diff(facts.len() / 2))
}

fn take(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    facts: &[Prepared],
    derived: bool,
) -> Result<(Writes, Group)> {
    // Facts that are known are not even loaded for.
    let keys: Vec<_> = facts.iter().map(|fact| fact.key).collect();
    let mut known = commit::fact_ids(conn, shared.workspace, &keys)?;
    let renewed = retract::renewed(shared, conn, facts, &mut known)?;
    let facts = renewed.as_deref().unwrap_or(facts);
    // What was erased has no digest any more, and is refused further on.
    let same = |fact: &Prepared| {
        known.get(&fact.key).is_some_and(|it| it.digest == fact.digest || (derived && !it.digest.is_empty()))
    };
    let fresh: Cow<'_, [Prepared]> = match known.is_empty() {
        true => Cow::Borrowed(facts),
        false => Cow::Owned(facts.iter().filter(|fact| !same(fact)).cloned().collect()),
    };
    let (workspace, secret) = (shared.workspace, &shared.secret);
    let asked = if known.is_empty() { Asked::Unknown } else { Asked::No };
    let (writes, answers) = facts::take(conn, &shared.books, workspace, in_force, secret, ids, &fresh, asked, now)?;
    let mut answers = answers.into_iter().map(told);
    let all = facts.iter().map(|fact| if same(fact) { Ok(Told::Known) } else { answers.next().ok_or_else(lost) });
    let group = Group {
        told: all.collect::<Result<_>>()?,
        new_people: writes.new_people.len() as u64,
        people: writes.people.len() as u64,
        new_accounts: writes.new_accounts.len() as u64,
    };
    Ok((writes, group))
}

fn unreadable() -> Refusal {
    Refusal::new(
        "lead_unreadable",
        both!(
            en = "what is stored of this person cannot be read: have the database looked at (`kopru doctor`), then import the row again",
            tr = "bu kişi hakkında saklanan veri okunamıyor: veritabanına baktırın (`kopru doctor`), sonra satırı yeniden içe aktarın"
        ),
    )
}

fn lost() -> StoreError {
    StoreError::Corrupt("a fact has no answer".into())
}

fn told(answer: Answered) -> Told {
    match answer {
        Ok(answer) if answer.repeated => Told::Known,
        Ok(answer) => Told::Taken(answer.outcome),
        Err(refusal) => Told::Refused(refusal),
    }
}

fn read(mut row: Row) -> Result<Import> {
    let (number, started_at, ended_at) = (row.int()?, row.at()?, row.at_opt()?);
    let (feed, file, map, actor) = (row.text()?, row.text()?, row.text_opt()?, row.text()?);
    let mut count = || row.int().map(|it| u64::try_from(it).unwrap_or(0));
    let counts = Counts { rows: count()?, facts: count()?, known: count()?, refused: count()? };
    let (began_at, undone_at, by) = (row.at_opt()?, row.at_opt()?, row.text_opt()?);
    let mut count = || row.int().map(|it| u64::try_from(it).unwrap_or(0));
    let (removed, retracted, kept) = (count()?, count()?, count()?);
    let done = undone_at.zip(by);
    let undo = began_at.map(|began_at| Undo { began_at, done, removed, retracted, kept });
    Ok(Import { number, started_at, ended_at, feed, file, map, actor, counts, undo })
}
