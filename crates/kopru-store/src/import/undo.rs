//! Undoing an import.
//!
//! People of whom nobody knows anything but what it (or another import that was undone) told are removed with all that was decided of them, as if the file
//! had never been read: nobody acted on them, so no history is lost but the file's own. Of everybody else the import's facts
//! are taken back by new facts, like any correction; what reports an act or a stage cannot be taken back and stays.
//!
//! An undo goes in short transactions, person by person. One that was stopped is begun again and does the rest.

use super::remove;
use super::retract;
use crate::audit;
use crate::book::{Book, InForce};
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::intake::load::Loader;
use crate::limits::{PAGE_MAX, UNDO_FACTS};
use crate::rows::{FactRow, PersonHead};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::unreadable::with;
use crate::writer::Shared;
use kopru_engine::time::Moment;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What undoing an import does, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// People who are removed.
    pub removed: u64,
    /// Facts that go with them.
    pub facts: u64,
    /// Facts of other people that are taken back.
    pub retracted: u64,
    /// Facts that stay, because they report an act or a stage, or their person was erased; and people who cannot be read.
    pub kept: u64,
    /// Companies that nobody is left of and that are removed.
    pub accounts: u64,
}

impl Undone {
    pub(super) fn add(&mut self, more: Undone) {
        self.removed += more.removed;
        self.facts += more.facts;
        self.retracted += more.retracted;
        self.kept += more.kept;
        self.accounts += more.accounts;
    }
}

/// Somebody of whom an import told.
pub(super) struct Told {
    pub head: PersonHead,
    /// What it told and still stands in the person's stream; of who is alone all that does.
    pub facts: Vec<FactRow>,
    /// Whether nothing else is known of them than what it and other undone imports told, and nobody did or said anything
    /// about them.
    pub alone: bool,
}

impl Store {
    /// What undoing an import would do now, and whether that is all: after `most` people it looks no further. Companies that
    /// would go are not counted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn undo_would(&self, number: i64, most: usize) -> Result<(Undone, bool)> {
        self.import_of(number).await?;
        let book = self.book().await?;
        let (mut all, mut after, mut seen) = (Undone::default(), None, 0);
        loop {
            let book = book.clone();
            let (part, last) = self
                .reading(move |shared, conn| {
                    let people = people(shared, conn, number, after)?;
                    let part = would(shared, conn, &book, number, &people)?;
                    Ok((part, people.last().copied().map(|last| (last, people.len()))))
                })
                .await?;
            all.add(part);
            let Some((last, count)) = last else { return Ok((all, true)) };
            seen += count;
            if seen >= most {
                return Ok((all, false));
            }
            after = Some(last);
        }
    }

    /// Undoes an import; `progress` hears after each step what this call did so far. Done again, it does what is left.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; what was done before a fault stays done.
    pub async fn undo_import(&self, number: i64, by: &str, mut progress: impl FnMut(&Undone)) -> Result<Undone> {
        let import = self.import_of(number).await?;
        self.begin_undo(number, by).await?;
        let (mut all, mut after) = (Undone::default(), None);
        loop {
            let people = self.reading(move |shared, conn| people(shared, conn, number, after)).await?;
            let Some(last) = people.last().copied() else { break };
            let mut groups = vec![people];
            while let Some(mut group) = groups.pop() {
                match self.undo_people(number, group.clone()).await {
                    Ok((done, left)) => {
                        all.add(done);
                        progress(&all);
                        groups.extend((!left.is_empty()).then_some(left));
                    }
                    // Somebody who cannot be read holds up nobody else, and is counted once found.
                    Err(StoreError::Corrupt(_)) if group.len() > 1 => {
                        groups.push(group.split_off(group.len() / 2));
                        groups.push(group);
                    }
                    Err(StoreError::Corrupt(_)) => {
                        self.writing(|writer| writer.rehearsing(nobody)).await?;
                        all.kept += 1;
                    }
                    Err(fault) => return Err(fault),
                }
            }
            after = Some(last);
        }
        all.accounts = self.remove_empty_accounts(import.started_at).await?;
        progress(&all);
        self.end_undo(number, by, all).await?;
        Ok(all)
    }

    async fn begin_undo(&self, number: i64, by: &str) -> Result<()> {
        let by = by.to_owned();
        self.transaction(move |shared, conn, ids, now| {
            let params = [Param::at(now), Param::Int(shared.workspace), Param::Int(number)];
            conn.execute(
                "update import set undo_began_at = $1, undone_at = null where workspace = $2 and import = $3",
                &params,
            )?;
            audit::write(conn, ids, shared.workspace, now, &by, "import.undoing", &number.to_string(), &json!({}))
        })
        .await
    }

    async fn end_undo(&self, number: i64, by: &str, all: Undone) -> Result<()> {
        let by = by.to_owned();
        self.transaction(move |shared, conn, ids, now| {
            let params =
                [Param::at(now), Param::Text(&by), whole(all.kept), Param::Int(shared.workspace), Param::Int(number)];
            conn.execute(
                "update import set undone_at = $1, undone_by = $2, kept = $3 where workspace = $4 and import = $5",
                &params,
            )?;
            remove::forget_messages(conn, shared.workspace)?;
            let Undone { removed, facts, retracted, kept, accounts } = all;
            let detail = json!({
                "removed": removed, "facts": facts, "retracted": retracted, "kept": kept, "accounts": accounts,
            });
            audit::write(conn, ids, shared.workspace, now, &by, "import.undone", &number.to_string(), &detail)
        })
        .await
    }

    /// Undoes what an import told of some people, until [`UNDO_FACTS`] facts are through. Gives who is left.
    async fn undo_people(&self, number: i64, people: Vec<Id>) -> Result<(Undone, Vec<Id>)> {
        self.writing(move |writer| {
            writer.deciding(|shared, conn, ids, in_force, now| {
                let mut told = told(shared, conn, number, &people, true)?;
                let mut facts = 0;
                let fits = |it: &Told| {
                    let fits = facts == 0 || facts + it.facts.len() <= UNDO_FACTS;
                    facts += it.facts.len();
                    fits
                };
                let count = told.iter().map(fits).take_while(|fits| *fits).count();
                let mut left: Vec<Id> = told.split_off(count).into_iter().map(|it| it.head.person).collect();
                let (alone, others): (Vec<Told>, Vec<Told>) = told.into_iter().partition(|it| it.alone);
                // Companies are built anew once in a transaction: by those who go, or by those whose facts go.
                let (writes, done) = match alone.is_empty() {
                    true => retract::retract(shared, conn, ids, in_force, now, number, &others)?,
                    false => {
                        left.extend(others.into_iter().map(|it| it.head.person));
                        remove::remove(shared, conn, ids, in_force, now, &alone)?
                    }
                };
                conn.execute(
                    "update import set removed = removed + $1, retracted = retracted + $2
                     where workspace = $3 and import = $4",
                    &[whole(done.removed), whole(done.retracted), Param::Int(shared.workspace), Param::Int(number)],
                )?;
                Ok((writes, (done, left)))
            })
        })
        .await
    }
}

fn whole(count: u64) -> Param<'static> {
    Param::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Places for these people in a statement, `($2, $3)`; `from` is the number of the first.
pub(super) fn among(count: usize, from: usize) -> String {
    let places: Vec<String> = (from..from + count).map(|at| format!("${at}")).collect();
    format!("({})", places.join(", "))
}

/// People of whom an import told, in their order, after one of them.
fn people(shared: &Shared, conn: &mut Conn, number: i64, after: Option<Id>) -> Result<Vec<Id>> {
    let after = after.unwrap_or(Id([0; 16]));
    let sql = format!(
        "select distinct person from fact where workspace = $1 and person > $2 and import = $3
         order by person limit {PAGE_MAX}"
    );
    let params = [Param::Int(shared.workspace), Param::Blob(&after.0), Param::Int(number)];
    conn.rows(&sql, &params)?.into_iter().map(|mut row| row.id()).collect()
}

/// What an import told of these people, who are locked where `lock` says so.
fn told(shared: &Shared, conn: &mut Conn, number: i64, people: &[Id], lock: bool) -> Result<Vec<Told>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let ws = shared.workspace;
    let heads = if lock { commit::people(conn, ws, people)? } else { read_people(conn, ws, people)? };
    let mut facts: BTreeMap<Id, Vec<FactRow>> = BTreeMap::new();
    for row in commit::facts_of(conn, ws, people)? {
        facts.entry(row.person).or_default().push(row);
    }
    let touched = touched(conn, ws, people)?;
    let undone = undone(conn, ws)?;
    let mut all = Vec::with_capacity(heads.len());
    for head in heads {
        let mut facts = facts.remove(&head.person).unwrap_or_default();
        let own = |it: &FactRow| it.import == Some(number) && it.moved_to.is_none();
        if !facts.iter().any(own) {
            continue;
        }
        let of_imports = |it: &FactRow| own(it) || it.import.is_some_and(|it| undone.contains(&it));
        let alone = facts.iter().all(|it| of_imports(it) || retract::is_ours(it))
            && head.merged_into.is_none()
            && head.erased_at.is_none()
            && !touched.contains(&head.person);
        if !alone {
            facts.retain(own);
        }
        if !facts.is_empty() {
            all.push(Told { head, facts, alone });
        }
    }
    Ok(all)
}

/// Imports that were undone.
fn undone(conn: &mut Conn, ws: i64) -> Result<BTreeSet<i64>> {
    let sql = "select import from import where workspace = $1 and undone_at is not null";
    conn.rows(sql, &[Param::Int(ws)])?.into_iter().map(|mut row| row.int()).collect()
}

fn read_people(conn: &mut Conn, ws: i64, people: &[Id]) -> Result<Vec<PersonHead>> {
    let among = among(people.len(), 2);
    let head = crate::rows::PERSON_HEAD;
    let sql = format!("select {head} from person where workspace = $1 and person in {among} order by person");
    let rows = conn.rows(&sql, &with(&[Param::Int(ws)], people))?;
    rows.into_iter().map(|mut row| PersonHead::read(&mut row)).collect()
}

/// Those of these people who were merged with somebody, or of whom somebody said something beside the streams.
fn touched(conn: &mut Conn, ws: i64, people: &[Id]) -> Result<BTreeSet<Id>> {
    let among = among(people.len(), 2);
    let mut found = BTreeSet::new();
    for (table, column) in [("merge", "survivor"), ("merge", "loser"), ("remark", "person"), ("dispute", "person")] {
        let sql = format!("select distinct {column} from {table} where workspace = $1 and {column} in {among}");
        for mut row in conn.rows(&sql, &with(&[Param::Int(ws)], people))? {
            found.insert(row.id()?);
        }
    }
    Ok(found)
}

/// What undoing an import would do with some people, each by themselves where one of them cannot be read.
fn would(shared: &Shared, conn: &mut Conn, book: &Book, number: i64, people: &[Id]) -> Result<Undone> {
    let of = |conn: &mut Conn, people: &[Id]| -> Result<Undone> {
        let mut part = Undone::default();
        for it in told(shared, conn, number, people, false)? {
            part.add(if it.alone { remove::would(&it) } else { retract::would(shared, conn, book, &it)? });
        }
        Ok(part)
    };
    match of(conn, people) {
        Err(StoreError::Corrupt(_)) => {}
        other => return other,
    }
    let mut all = Undone::default();
    for person in people {
        all.add(match of(conn, &[*person]) {
            Err(StoreError::Corrupt(_)) => Undone { kept: 1, ..Undone::default() },
            other => other?,
        });
    }
    Ok(all)
}

/// Decides nothing about anybody: what fails now is the fault of no single person.
fn nobody(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<()> {
    Loader { conn, books: &shared.books, workspace: shared.workspace }.scene(in_force, ids, now)?.finish().map(drop)
}

/// The fault of a person whose rows went while they were worked on.
pub(super) fn gone(person: Id) -> StoreError {
    StoreError::Conflict(format!("person {person} changed meanwhile"))
}
