//! Leads read one after another: to count cohorts from nothing, to check those that are kept, and for what is not kept.

use super::journey::Journey;
use super::kept::{self, CohortKey, Cohorts};
use crate::book::{Book, Books};
use crate::commit;
use crate::dialect::Conn;
use crate::error::Result;
use crate::fold;
use crate::id::Id;
use crate::rows::{PERSON_HEAD, PersonHead, Writes};
use crate::sql::{Param, Sql};
use kopru_engine::lead::Lead;
use std::sync::Arc;

/// People read at once.
const PEOPLE: usize = 1_000;

/// A lead as it was read.
pub(crate) struct Read {
    /// The version of the playbook that it belongs to.
    pub book: Arc<Book>,
    /// Its row.
    pub head: PersonHead,
    /// The lead.
    pub lead: Lead,
    /// Its way.
    pub journey: Journey,
}

/// The next leads after one, in the order of their ids, and the last person that was read; none at the end. People who
/// are merged into others are no leads; those who were erased still count.
pub(crate) fn next(
    conn: &mut Conn,
    books: &Books,
    workspace: i64,
    after: Option<Id>,
) -> Result<(Vec<Read>, Option<Id>)> {
    let sql = format!(
        "select {PERSON_HEAD} from person where workspace = $1 and person > $2 and merged_into is null and seq > 0
         order by person limit {PEOPLE}"
    );
    let after = after.map_or_else(Vec::new, |id| id.0.to_vec());
    let rows = conn.rows(&sql, &[Param::Int(workspace), Param::Blob(&after)])?;
    let mut leads = Vec::with_capacity(rows.len());
    let (mut last, full) = (None, rows.len() == PEOPLE);
    for mut row in rows {
        let head = PersonHead::read(&mut row)?;
        last = Some(head.person);
        let book = books.get(conn, workspace, head.playbook)?;
        let lead = fold::stored(conn, books, workspace, &head, &book)?;
        if let Some(journey) = Journey::of(&book.playbook, &lead, head.created_at) {
            leads.push(Read { book, head, lead, journey });
        }
    }
    Ok((leads, last.filter(|_| full)))
}

/// The cohorts of all leads, counted from nothing.
pub(crate) fn count(conn: &mut Conn, books: &Books, workspace: i64) -> Result<Cohorts> {
    let (mut all, mut after) = (Cohorts::new(), None);
    loop {
        let (leads, last) = next(conn, books, workspace, after)?;
        leads.iter().for_each(|it| kept::add(&it.book, &it.journey, 1, &mut all));
        match last {
            Some(last) => after = Some(last),
            None => return Ok(all),
        }
    }
}

/// The cohorts that are kept.
pub(crate) fn held(conn: &mut Conn, workspace: i64) -> Result<Cohorts> {
    let rows = conn.rows(
        "select dimension, value, month, stage, measure, how, bucket, cast(sum(count) as bigint) from cohort
         where workspace = $1 group by dimension, value, month, stage, measure, how, bucket having sum(count) <> 0",
        &[Param::Int(workspace)],
    )?;
    let read = |mut row: crate::sql::Row| {
        let (dimension, value) = (Arc::from(row.text()?), Arc::from(row.text()?));
        let (month, stage, measure) = (row.int()?, Arc::from(row.text()?), row.int()?);
        Ok((CohortKey { dimension, value, month, stage, measure, how: row.int()?, bucket: row.int()? }, row.int()?))
    };
    rows.into_iter().map(read).collect()
}

/// How many counts are not what a recount gives.
pub(crate) fn differences(conn: &mut Conn, books: &Books, workspace: i64) -> Result<usize> {
    let (held, real) = (held(conn, workspace)?, count(conn, books, workspace)?);
    let apart = held.iter().filter(|(key, count)| real.get(*key) != Some(*count)).count();
    Ok(apart + real.keys().filter(|key| !held.contains_key(*key)).count())
}

/// Counts anew what is kept, within the caller's transaction.
pub(crate) fn rebuild(conn: &mut Conn, workspace: i64) -> Result<()> {
    let all = count(conn, &Books::default(), workspace)?;
    conn.execute("delete from cohort where workspace = $1", &[Param::Int(workspace)])?;
    commit::write(conn, workspace, 0, &Writes { cohorts: all, ..Writes::default() })
}
