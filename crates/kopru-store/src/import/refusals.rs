//! What an import refused, kept aside in the order in which it was found, told in the order of the file.

use super::stage::{scratch, whole};
use crate::error::{Result, StoreError};
use crate::sqlite::fault;
use kopru_engine::lang::Both;
use rusqlite::Connection;

/// A row, or a fact of one, that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// The line on which the row begins, from 1.
    pub line: u64,
    /// A stable code.
    pub code: String,
    /// Why.
    pub reason: Both,
    /// The beginning of the row, or what the fact is.
    pub excerpt: String,
}

/// Refused rows, in any number, in little memory.
#[derive(Debug)]
pub struct Refusals {
    conn: Connection,
    count: u64,
}

impl Refusals {
    /// None yet.
    ///
    /// # Errors
    /// When no scratch file can be made; likewise below: [`StoreError::Full`] when there is no room for it.
    pub fn new() -> Result<Refusals> {
        let conn = scratch(
            "create table refused (line integer not null, code text not null, en text not null, tr text not null,
             excerpt text not null)",
        )?;
        Ok(Refusals { conn, count: 0 })
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Notes one.
    ///
    /// # Errors
    /// See [`Refusals::new`].
    pub fn push(&mut self, row: &RefusedRow) -> Result<()> {
        let sql = "insert into refused (line, code, en, tr, excerpt) values (?1, ?2, ?3, ?4, ?5)";
        let mut statement = self.conn.prepare_cached(sql).map_err(fault)?;
        let Both { en, tr } = &row.reason;
        statement.execute((whole(row.line), &row.code, en, tr, &row.excerpt)).map_err(fault)?;
        self.count += 1;
        Ok(())
    }

    /// The first ones in the order of the file.
    ///
    /// # Errors
    /// See [`Refusals::new`].
    pub fn first(&self, most: usize) -> Result<Vec<RefusedRow>> {
        let mut all = Vec::new();
        self.each(most, |row| {
            all.push(row);
            Ok::<_, StoreError>(())
        })?;
        Ok(all)
    }

    /// Tells the first ones in the order of the file.
    ///
    /// # Errors
    /// See [`Refusals::new`], and what `tell` answers.
    pub fn each<E: From<StoreError>>(
        &self,
        most: usize,
        mut tell: impl FnMut(RefusedRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = "select line, code, en, tr, excerpt from refused order by line, rowid limit ?1";
        let mut statement = self.conn.prepare(sql).map_err(fault)?;
        let mut rows = statement.query((i64::try_from(most).unwrap_or(i64::MAX),)).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            let text = |place: usize| row.get::<_, String>(place).map_err(fault);
            let line = row.get::<_, i64>(0).map_err(fault)?;
            let reason = Both { en: text(2)?, tr: text(3)? };
            tell(RefusedRow { line: line.unsigned_abs(), code: text(1)?, reason, excerpt: text(4)? })?;
        }
        Ok(())
    }
}
