//! What happened to a person, entry by entry: facts with their points, decisions as the engine made them.

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::PAGE_MAX;
use crate::rows::{DECISION, DecisionRow, FACT, FactRow};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::writer::Shared;
use crate::written;
use kopru_engine::decide::{Decision, Outcome};
use kopru_engine::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An entry of a person's stream: a fact, a decision, or a fact with its decision.
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// Whose stream.
    pub person: Id,
    /// Which entry, from 1.
    pub seq: i64,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// The fact; its body is gone once it was erased.
    pub fact: Option<FactRow>,
    /// The engagement rules that the fact fired, with the points that each gave at its moment.
    pub points: Vec<(String, i64)>,
    /// The decision, where one is kept: of a fact that changed nothing but points there is none.
    pub decision: Option<Decision>,
    /// The version of the playbook that it was made with.
    pub book: Arc<Book>,
}

impl Store {
    /// Entries of a person's stream before the entry `before`, the newest first; at most `limit`, and [`PAGE_MAX`]. The
    /// streams of people who were merged into somebody are their own.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Corrupt`] for a decision that cannot be read.
    pub async fn timeline(&self, id: Id, before: Option<i64>, limit: usize) -> Result<Vec<TimelineEntry>> {
        self.reading(move |shared, conn| {
            crate::leads::head(conn, shared.workspace, id)?;
            let (before, limit) = (before.unwrap_or(i64::MAX), limit.min(PAGE_MAX));
            let (facts, decisions) = latest(shared, conn, id, before, limit)?;
            let mut entries = entries(shared, conn, facts, decisions)?;
            entries.reverse();
            entries.truncate(limit);
            Ok(entries)
        })
        .await
    }
}

fn latest(
    shared: &Shared,
    conn: &mut Conn,
    id: Id,
    before: i64,
    limit: usize,
) -> Result<(Vec<FactRow>, Vec<DecisionRow>)> {
    let params = [Param::Int(shared.workspace), Param::Blob(&id.0), Param::Int(before)];
    let end = format!("where workspace = $1 and person = $2 and seq < $3 order by seq desc limit {limit}");
    let facts = conn.rows(&format!("select {FACT} from fact {end}"), &params)?;
    let facts = facts.into_iter().map(|mut row| FactRow::read(&mut row)).collect::<Result<_>>()?;
    let decisions = conn.rows(&format!("select {DECISION} from decision {end}"), &params)?;
    let decisions = decisions.into_iter().map(|mut row| DecisionRow::read(&mut row)).collect::<Result<_>>()?;
    Ok((facts, decisions))
}

/// Facts and decisions put together, the oldest first.
pub(crate) fn entries(
    shared: &Shared,
    conn: &mut Conn,
    facts: Vec<FactRow>,
    decisions: Vec<DecisionRow>,
) -> Result<Vec<TimelineEntry>> {
    let mut all = BTreeMap::new();
    for fact in facts {
        let book = shared.books.get(conn, shared.workspace, fact.playbook)?;
        let entry = TimelineEntry {
            person: fact.person,
            seq: fact.seq,
            recorded_at: fact.recorded_at,
            points: points(&fact)?,
            fact: Some(fact),
            decision: None,
            book,
        };
        all.insert((entry.person, entry.seq), entry);
    }
    for row in decisions {
        let book = shared.books.get(conn, shared.workspace, row.playbook)?;
        let decision = decision(&book, &row)?;
        let entry = all.entry((row.person, row.seq)).or_insert_with(|| TimelineEntry {
            person: row.person,
            seq: row.seq,
            recorded_at: row.recorded_at,
            fact: None,
            points: Vec::new(),
            decision: None,
            book,
        });
        entry.decision = Some(decision);
    }
    Ok(all.into_values().collect())
}

/// The rules that a fact fired, and their points.
pub(crate) fn points(fact: &FactRow) -> Result<Vec<(String, i64)>> {
    let read = |text: &String| {
        serde_json::from_str(text)
            .map_err(|fault| StoreError::Corrupt(format!("points of {} of {}: {fault}", fact.seq, fact.person)))
    };
    fact.points.as_ref().map_or_else(|| Ok(Vec::new()), read)
}

/// A stored decision as the engine made it. A trace of which erasing left nothing is none.
pub(crate) fn decision(book: &Book, row: &DecisionRow) -> Result<Decision> {
    let damaged = |fault| StoreError::Corrupt(format!("decision {} of {}: {fault}", row.seq, row.person));
    let outcome = written::read_outcome(&row.outcome);
    let changes = match row.changes.as_str() {
        "null" => Vec::new(),
        text => written::read_changes(&book.names, text).map_err(damaged)?,
    };
    let trace = row.trace.as_deref().filter(|text| *text != "null");
    Ok(Decision {
        at: row.at,
        version: book.playbook.version.clone(),
        cause: written::read_cause(&book.names, &row.cause).map_err(damaged)?,
        outcome: outcome.unwrap_or(Outcome::Applied),
        changes,
        trace: trace.map(|text| written::read_trace(&book.names, text)).transpose().map_err(damaged)?,
    })
}
