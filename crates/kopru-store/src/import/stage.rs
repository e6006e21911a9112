//! Where a file's facts are sorted by person and date before they are taken: a scratch file that goes with the process.

use crate::error::{Result, StoreError};
use crate::intake::prepare::identity;
use crate::limits::{IMPORT_FACTS, IMPORT_PERSON_FACTS_MAX, STAGE_CACHE_KIB};
use crate::sqlite::fault;
use crate::written::{Incoming, body, read_body};
use rusqlite::Connection;

/// A database without a name lies in memory until it no longer fits the cache, then in a file that nobody else sees and that
/// goes with the connection.
pub(super) fn scratch(tables: &str) -> Result<Connection> {
    let conn = Connection::open("").map_err(fault)?;
    let set = format!(
        "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -{STAGE_CACHE_KIB};
         pragma temp_store = file; {tables}; begin;"
    );
    conn.execute_batch(&set).map_err(fault)?;
    Ok(conn)
}

pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A file's facts, in any number, in little memory.
#[derive(Debug)]
pub struct Stage {
    conn: Connection,
    facts: u64,
}

/// A fact that waits.
#[derive(Clone, Debug)]
pub struct StagedFact {
    /// The line of the file on which its row begins, from 1.
    pub line: u64,
    /// The fact, its id included.
    pub incoming: Incoming,
}

impl Stage {
    /// An empty one.
    ///
    /// # Errors
    /// When no scratch file can be made; likewise below: [`StoreError::Full`] when there is no room for it.
    pub fn new() -> Result<Stage> {
        let conn = scratch(
            "create table fact (subject text not null, at integer not null, line integer not null,
             place integer not null, id text not null, body text not null)",
        )?;
        Ok(Stage { conn, facts: 0 })
    }

    /// Facts that wait.
    pub fn facts(&self) -> u64 {
        self.facts
    }

    /// Puts a fact there. Its id must be known.
    ///
    /// # Errors
    /// See [`Stage::new`].
    pub fn push(&mut self, line: u64, incoming: &Incoming) -> Result<()> {
        let raw = &incoming.raw;
        let whose = identity(&raw.subject, raw.source.as_deref().unwrap_or(""));
        let subject = format!("{}:{}", whose.kind, whose.value);
        // What has no date holds from now on, so it comes last.
        let at = raw.occurred_at.map_or(i64::MAX, |at| at.micros());
        let (line, place) = (whole(line), whole(self.facts));
        let id = raw.id.as_deref().unwrap_or_default();
        let sql = "insert into fact (subject, at, line, place, id, body) values (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut statement = self.conn.prepare_cached(sql).map_err(fault)?;
        statement.execute((subject, at, line, place, id, body(incoming))).map_err(fault)?;
        self.facts += 1;
        Ok(())
    }

    /// Hands over the facts, person by person, each person's in the order in which they happened, in groups that end with a
    /// person; `false` ends the work.
    ///
    /// # Errors
    /// See [`Stage::new`].
    pub fn groups(&self, mut take: impl FnMut(Vec<StagedFact>) -> bool) -> Result<()> {
        let sql = "select subject, line, id, body from fact order by subject, at, line, place";
        let mut statement = self.conn.prepare(sql).map_err(fault)?;
        let mut rows = statement.query(()).map_err(fault)?;
        let (mut group, mut whose, mut own) = (Vec::new(), String::new(), 0);
        while let Some(row) = rows.next().map_err(fault)? {
            let subject: String = row.get(0).map_err(fault)?;
            own = if subject == whose { own + 1 } else { 1 };
            let between = own == 1 || own > IMPORT_PERSON_FACTS_MAX;
            if between && group.len() >= IMPORT_FACTS {
                own = 1;
                if !take(std::mem::take(&mut group)) {
                    return Ok(());
                }
            }
            whose = subject;
            group.push(staged(row)?);
        }
        if !group.is_empty() {
            take(group);
        }
        Ok(())
    }
}

fn staged(row: &rusqlite::Row<'_>) -> Result<StagedFact> {
    let line: i64 = row.get(1).map_err(fault)?;
    let body: String = row.get(3).map_err(fault)?;
    let mut incoming = read_body(&body).map_err(|it| StoreError::Corrupt(format!("a staged fact: {it}")))?;
    incoming.raw.id = Some(row.get(2).map_err(fault)?);
    Ok(StagedFact { line: line.unsigned_abs(), incoming })
}
