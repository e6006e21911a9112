//! SQLite: one file, many readers, one writer.

use crate::error::{Result, StoreError};
use crate::sql::{Cell, Param, Row, Sql};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};
use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

/// Marks a file as Köprü's: the letters KPRU.
const APPLICATION_ID: i64 = 0x4B50_5255;
/// How often a writer asks whether another process's transaction has ended, and how long it waits in all: 10 s.
const ASK: Duration = Duration::from_millis(1);
const ASKED_MAX: i32 = 10_000;

/// Waits for another process. SQLite's own waiting asks ever more rarely, and meets the short gap between two transactions
/// of a busy process hardly ever.
fn again(asked: i32) -> bool {
    // Nobody wakes this thread: it is a wait of SQLite's own, which has no clock to be given.
    std::thread::park_timeout(ASK);
    asked < ASKED_MAX
}

/// What a connection is for; its cache follows from that (together at most 64 MB, see `limits.rs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one that writes.
    Writer,
    /// One of several that read.
    Reader,
}

/// A connection to a database file.
#[derive(Debug)]
pub struct SqliteConn {
    pub(crate) inner: Connection,
}

impl SqliteConn {
    /// Opens the file; a writer makes it when there is none.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] for a file that is no Köprü database, or that cannot be opened.
    pub fn open(path: &Path, role: Role) -> Result<SqliteConn> {
        let shown = path.display();
        let flags = match role {
            Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Role::Reader => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let inner = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|fault| StoreError::Unusable(format!("cannot open {shown}: {fault}")))?;
        let mut conn = SqliteConn { inner };
        conn.inner.busy_handler(Some(again)).map_err(fault)?;
        if role == Role::Writer {
            conn.claim(path)?;
        }
        let cache_kib = match role {
            Role::Writer => crate::limits::WRITER_CACHE_KIB,
            Role::Reader => crate::limits::READER_CACHE_KIB,
        };
        conn.pragma("cache_size", &format!("-{cache_kib}"))?;
        conn.pragma("synchronous", "FULL")?;
        conn.pragma("temp_store", "MEMORY")?;
        // What is deleted is overwritten, so that an erased name is in no free page either.
        conn.pragma("secure_delete", "ON")?;
        conn.pragma("wal_autocheckpoint", &crate::limits::CHECKPOINT_PAGES.to_string())?;
        conn.pragma("journal_size_limit", &crate::limits::WAL_BYTES_KEPT.to_string())?;
        conn.inner.set_prepared_statement_cache_capacity(200);
        // A plan does not depend on the values of one call: otherwise a bound value that a partial index may be about has
        // the statement prepared anew each time.
        conn.inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
        Ok(conn)
    }

    /// Makes an empty file a Köprü database; refuses any other file that is none.
    fn claim(&self, path: &Path) -> Result<()> {
        let number = |name: &str| -> Result<i64> {
            self.inner.query_row(&format!("pragma {name}"), [], |row| row.get(0)).map_err(fault)
        };
        let (id, version) = (number("application_id")?, number("schema_version")?);
        if id == APPLICATION_ID {
            return Ok(());
        }
        if version != 0 {
            let shown = path.display();
            return Err(StoreError::Unusable(format!("{shown} is a SQLite database of another program")));
        }
        self.pragma("journal_mode", "WAL")?;
        self.pragma("application_id", &APPLICATION_ID.to_string())
    }

    fn pragma(&self, name: &str, value: &str) -> Result<()> {
        self.inner.pragma_update(None, name, PragmaText(value)).map_err(fault)
    }

    /// Runs several statements without values.
    ///
    /// # Errors
    /// What the database answers.
    pub fn batch(&self, sql: &str) -> Result<()> {
        self.inner.execute_batch(sql).map_err(fault)
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// What the database answers.
    pub fn begin(&mut self) -> Result<()> {
        self.batch("begin immediate")
    }

    /// Ends a transaction, durably.
    ///
    /// # Errors
    /// What the database answers; then nothing of it was kept.
    pub fn commit(&mut self) -> Result<()> {
        let done = self.batch("commit");
        if done.is_err() {
            self.rollback();
        }
        done
    }

    /// Takes everything since `begin` back.
    pub fn rollback(&mut self) {
        if !self.inner.is_autocommit() {
            // A rollback that fails leaves the connection to be rolled back by SQLite itself.
            let _ = self.inner.execute_batch("rollback");
        }
    }
}

impl SqliteConn {
    /// See [`crate::dialect::Conn::scrub`].
    pub(crate) fn scrub(&mut self, bytes: Option<i64>) -> Result<()> {
        let size = "select page_count * page_size from pragma_page_count, pragma_page_size";
        let size = self.row(size, &[])?.map_or(Ok(0), |mut row| row.int())?;
        let whole = bytes.is_none_or(|most| size <= most);
        if whole {
            // The copy that it works on need not lie in memory.
            self.pragma("temp_store", "FILE")?;
            self.batch("vacuum")?;
        }
        let busy = self.row("pragma wal_checkpoint(truncate)", &[])?.map_or(Ok(0), |mut row| row.int())?;
        if busy != 0 {
            return Err(StoreError::Unavailable("somebody who reads holds the log back".into()));
        }
        if !whole {
            return Err(StoreError::Unavailable("the file is large and was not written anew".into()));
        }
        Ok(())
    }
}

impl SqliteConn {
    /// Opens a file that is only read, also where nobody may write.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] for a file that cannot be opened.
    pub(crate) fn open_backup(path: &Path) -> Result<SqliteConn> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let inner = Connection::open_with_flags(path, flags)
            .map_err(|fault| StoreError::Unusable(format!("cannot open {}: {fault}", path.display())))?;
        Ok(SqliteConn { inner })
    }

    /// See [`crate::dialect::Conn::each`].
    pub(crate) fn each(&mut self, sql: &str, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut statement = self.inner.prepare_cached(&numbered(sql)).map_err(fault)?;
        let columns = statement.column_count();
        let mut found = statement.query([]).map_err(fault)?;
        while let Some(row) = found.next().map_err(fault)? {
            let cells: Result<Vec<Cell>> = (0..columns).map(|at| cell(row.get_ref(at).map_err(fault)?)).collect();
            each(Row::new(cells?))?;
        }
        Ok(())
    }
}

/// A pragma's value goes in as it is written: numbers and words alike.
struct PragmaText<'a>(&'a str);

impl ToSql for PragmaText<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0.parse::<i64>() {
            Ok(number) => ToSqlOutput::from(number),
            Err(_) => ToSqlOutput::from(self.0),
        })
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Param::Null => ValueRef::Null,
            Param::Int(it) => ValueRef::Integer(*it),
            Param::Text(it) => ValueRef::Text(it.as_bytes()),
            Param::Blob(it) => ValueRef::Blob(it),
        }))
    }
}

impl Sql for SqliteConn {
    fn rows(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let mut statement = self.inner.prepare_cached(&numbered(sql)).map_err(fault)?;
        let columns = statement.column_count();
        let mut found = statement.query(rusqlite::params_from_iter(params)).map_err(fault)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(fault)? {
            let cells: Result<Vec<Cell>> = (0..columns).map(|at| cell(row.get_ref(at).map_err(fault)?)).collect();
            rows.push(Row::new(cells?));
        }
        Ok(rows)
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let mut statement = self.inner.prepare_cached(&numbered(sql)).map_err(fault)?;
        let count = statement.execute(rusqlite::params_from_iter(params)).map_err(fault)?;
        Ok(count as u64)
    }
}

/// PostgreSQL's `$1` in SQLite's spelling: `$1` would be a name there, and not the first value.
fn numbered(sql: &str) -> Cow<'_, str> {
    if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) }
}

fn cell(value: ValueRef<'_>) -> Result<Cell> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(it) => Cell::Int(it),
        ValueRef::Text(it) => Cell::Text(
            std::str::from_utf8(it).map_err(|_| StoreError::Corrupt("a text is not UTF-8".into()))?.to_owned(),
        ),
        ValueRef::Blob(it) => Cell::Blob(it.to_vec()),
        ValueRef::Real(_) => return Err(StoreError::Corrupt("a number is not whole".into())),
    })
}

/// A fault of SQLite in the store's words.
pub(crate) fn fault(error: rusqlite::Error) -> StoreError {
    let text = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full(text),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly(text),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OutOfMemory) => {
            StoreError::Unavailable(text)
        }
        Some(ErrorCode::SystemIoFailure) => StoreError::Unavailable(text),
        Some(ErrorCode::NotADatabase | ErrorCode::CannotOpen) => StoreError::Unusable(text),
        Some(ErrorCode::ConstraintViolation) => StoreError::Conflict(text),
        _ => StoreError::Corrupt(text),
    }
}
