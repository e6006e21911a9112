//! Rows from one database to another of the same schema, table by table, in the order of their keys.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::migrate;
use crate::sql::{Cell, Param, Sql};
use crate::sqlite::{Role, SqliteConn};
use std::path::Path;

/// A table: its name, its columns, and those of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// For each column, whether it holds whole numbers, texts or bytes, as SQLite names it.
    pub kinds: Vec<String>,
    key: Vec<String>,
}

impl Table {
    /// All columns, for a statement.
    pub(super) fn list(&self) -> String {
        self.columns.join(", ")
    }

    /// Reads all rows in the order of the key.
    pub(super) fn select(&self) -> String {
        format!("select {} from {} order by {}", self.list(), self.name, self.key.join(", "))
    }
}

/// The tables of a file.
pub(super) fn tables(conn: &mut SqliteConn) -> Result<Vec<Table>> {
    let rows = conn.rows(
        "select it.name, part.name, lower(part.type), part.pk from sqlite_master it, pragma_table_info(it.name) part
         where it.type = 'table' and it.name not like 'sqlite_%' order by it.name, part.cid",
        &[],
    )?;
    let mut all: Vec<Table> = Vec::new();
    for mut row in rows {
        let (name, column, kind, place) = (row.text()?, row.text()?, row.text()?, row.int()?);
        if all.last().is_none_or(|table| table.name != name) {
            all.push(Table { name, columns: Vec::new(), kinds: Vec::new(), key: Vec::new() });
        }
        let Some(table) = all.last_mut() else { continue };
        // Keys stand first and in their order in every table of the schema.
        if place > 0 {
            table.key.push(column.clone());
        }
        table.columns.push(column);
        table.kinds.push(kind);
    }
    Ok(all)
}

/// Rows of every table of a file.
pub(super) fn counts(conn: &mut Conn) -> Result<Vec<(String, u64)>> {
    let names = match conn {
        Conn::Sqlite(it) => tables(it)?,
        Conn::Postgres(_) => Vec::new(),
    };
    names.into_iter().map(|table| Ok((table.name.clone(), count(conn, &table.name)?))).collect()
}

/// Rows of a table.
pub(super) fn count(conn: &mut Conn, table: &str) -> Result<u64> {
    let row = conn.row(&format!("select count(*) from {table}"), &[])?;
    let count = row.map_or(Ok(0), |mut row| row.int())?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Copies everything that a connection sees into an empty file. Gives each table with the rows that were read.
pub(super) fn to_file(from: &mut Conn, file: &Path, told: &mut dyn FnMut(u64, u64)) -> Result<Vec<(String, u64)>> {
    let mut to = SqliteConn::open(file, Role::Writer)?;
    // Nobody reads it before it is whole, and then it is made durable at once.
    to.batch("pragma journal_mode = delete; pragma synchronous = off; begin")?;
    to.batch(&migrate::sqlite_schema())?;
    let tables = tables(&mut to)?;
    let mut all = 0;
    let mut counts = Vec::with_capacity(tables.len());
    for table in &tables {
        counts.push(count(from, &table.name)?);
        all += counts.last().copied().unwrap_or(0);
    }
    let mut done = 0;
    let mut read = Vec::with_capacity(tables.len());
    for (table, count) in tables.iter().zip(counts) {
        let places: Vec<String> = (1..=table.columns.len()).map(|place| format!("?{place}")).collect();
        let insert = format!("insert into {} ({}) values ({})", table.name, table.list(), places.join(", "));
        let mut here = 0;
        from.each(&table.select(), &mut |row| {
            let cells = row.into_cells();
            let params: Vec<Param<'_>> = cells.iter().map(Cell::as_param).collect();
            to.execute(&insert, &params)?;
            (here, done) = (here + 1, done + 1);
            if done % 1_000 == 0 {
                told(done, all);
            }
            Ok(())
        })?;
        if here != count {
            let name = &table.name;
            return Err(StoreError::Corrupt(format!("{here} rows of `{name}` were read where there are {count}")));
        }
        read.push((table.name.clone(), here));
    }
    to.batch("commit")?;
    Ok(read)
}
