//! What differs between the two databases, on one screen: everything else is one text for both, or one of the two files
//! of the write path (`commit/sqlite.rs`, `commit/postgres.rs`).

use crate::error::Result;
use crate::limits;
use crate::postgres::{PgConn, Place};
use crate::sql::{Param, Row, Sql};
use crate::sqlite::{Role, SqliteConn};
use std::path::PathBuf;
use tokio::runtime::Handle;

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Address {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Box<Place>),
}

/// A connection to either.
#[derive(Debug)]
pub enum Conn {
    /// To a file.
    Sqlite(SqliteConn),
    /// To a server.
    Postgres(PgConn),
}

impl Address {
    /// Makes a connection.
    ///
    /// # Errors
    /// Why it cannot be made, in words that help.
    pub fn connect(&self, role: Role, handle: &Handle) -> Result<Conn> {
        Ok(match self {
            Address::Sqlite(path) => Conn::Sqlite(SqliteConn::open(path, role)?),
            Address::Postgres(place) => Conn::Postgres(place.connect(handle)?),
        })
    }

    /// How many writers one process has.
    pub(crate) fn writers(&self) -> usize {
        match self {
            Address::Sqlite(_) => 1,
            Address::Postgres(_) => limits::POSTGRES_WRITERS,
        }
    }
}

impl Conn {
    /// Runs several statements without values.
    ///
    /// # Errors
    /// What the database answers; likewise below.
    pub fn batch(&self, sql: &str) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.batch(sql),
            Conn::Postgres(it) => it.batch(sql),
        }
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn begin(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.begin(),
            Conn::Postgres(it) => it.begin(),
        }
    }

    /// Ends a transaction, durably.
    ///
    /// # Errors
    /// See [`Conn::batch`]; then nothing of it was kept.
    pub fn commit(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.commit(),
            Conn::Postgres(it) => it.commit(),
        }
    }

    /// Takes everything since `begin` back.
    pub fn rollback(&mut self) {
        match self {
            Conn::Sqlite(it) => it.rollback(),
            Conn::Postgres(it) => it.rollback(),
        }
    }

    /// Begins a transaction that sees one moment of the database and writes nothing.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn begin_read(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.batch("begin deferred"),
            Conn::Postgres(it) => it.batch("begin isolation level repeatable read read only"),
        }
    }

    /// Whether the connection is gone and another must be made.
    pub fn is_closed(&self) -> bool {
        match self {
            Conn::Sqlite(_) => false,
            Conn::Postgres(it) => it.is_closed(),
        }
    }

    /// The end of a `select` whose rows this transaction is about to change: SQLite has one writer anyway.
    pub fn for_update(&self) -> &'static str {
        match self {
            Conn::Sqlite(_) => "",
            Conn::Postgres(_) => " for update",
        }
    }

    /// The end of a `select` whose rows nobody may change before this transaction ends.
    pub fn for_share(&self) -> &'static str {
        match self {
            Conn::Sqlite(_) => "",
            Conn::Postgres(_) => " for share",
        }
    }

    /// The same for work of which every process takes what no other has taken.
    pub fn for_claim(&self) -> &'static str {
        match self {
            Conn::Sqlite(_) => "",
            Conn::Postgres(_) => " for update skip locked",
        }
    }

    /// Rids the database's own files of what was deleted or replaced. SQLite: the file is written anew if it has at most
    /// `bytes` (pages that were split hold copies of what once lay on them), and the log is emptied. PostgreSQL: rows that
    /// died in transaction `since` or before go, out of indexes too.
    ///
    /// # Errors
    /// Why something may still be left.
    pub fn scrub(&mut self, bytes: Option<i64>, since: Option<i64>) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.scrub(bytes),
            Conn::Postgres(it) => it.scrub(since),
        }
    }

    /// From now on this connection does not wait until what it commits is on the disk: see [`crate::Store::hurry`].
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn hurry(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.batch("pragma synchronous = off"),
            Conn::Postgres(it) => it.batch("set synchronous_commit = off"),
        }
    }

    /// The number of the transaction that runs, where there are numbers: see [`Conn::scrub`].
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn transaction_id(&mut self) -> Result<Option<i64>> {
        match self {
            Conn::Sqlite(_) => Ok(None),
            Conn::Postgres(it) => it.transaction_id().map(Some),
        }
    }

    /// For how many seconds, rounded up, the oldest transaction of this database that writes has been under way; 0 when there
    /// is none. SQLite lets the next one begin when the last one has ended, and what a reader sees is whole.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn writing_secs(&mut self) -> Result<i64> {
        match self {
            Conn::Sqlite(_) => Ok(0),
            Conn::Postgres(it) => {
                let found = it.rows(
                    "select coalesce(ceil(extract(epoch from max(here.xact_start - it.xact_start))), 0)::bigint
                     from pg_stat_activity it, pg_stat_activity here where here.pid = pg_backend_pid()
                     and it.datname = current_database() and it.backend_xid is not null",
                    &[],
                )?;
                found.into_iter().next().map_or(Ok(0), |mut row| row.int())
            }
        }
    }

    /// Hands every row of a query over, in turn: only some are held at a time. On PostgreSQL, within a transaction.
    ///
    /// # Errors
    /// See [`Conn::batch`]; and what `each` answers.
    pub fn each(&mut self, sql: &str, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        match self {
            Conn::Sqlite(it) => it.each(sql, each),
            Conn::Postgres(it) => it.each(sql, each),
        }
    }

    /// Which program the database is, with its version.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn version(&mut self) -> Result<String> {
        let (name, sql) = match self {
            Conn::Sqlite(_) => ("SQLite", "select sqlite_version()"),
            Conn::Postgres(_) => ("PostgreSQL", "select current_setting('server_version')"),
        };
        let version = self.row(sql, &[])?.map_or(Ok(String::new()), |mut row| row.text())?;
        Ok(format!("{name} {version}"))
    }

    /// What the database finds wrong with its own files; SQLite looks through all of them. PostgreSQL does so when it reads
    /// a page, if it keeps checksums.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn damage(&mut self) -> Result<Vec<String>> {
        let Conn::Sqlite(it) = self else { return Ok(Vec::new()) };
        let said: Result<Vec<String>> = it.rows("pragma quick_check(5)", &[])?.iter_mut().map(Row::text).collect();
        said.map(|said| if said == ["ok"] { Vec::new() } else { said })
    }

    /// Settings by which a power failure may cost what was acknowledged.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn unsafe_settings(&mut self) -> Result<Vec<String>> {
        match self {
            Conn::Sqlite(it) => {
                let mode: Result<Vec<String>> =
                    it.rows("pragma journal_mode", &[])?.iter_mut().map(Row::text).collect();
                Ok(mode?
                    .into_iter()
                    .filter(|mode| mode != "wal")
                    .map(|mode| format!("journal_mode = {mode}"))
                    .collect())
            }
            Conn::Postgres(it) => {
                let sql = "select name || ' = ' || setting from pg_settings where setting = 'off'
                           and name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name";
                it.rows(sql, &[])?.iter_mut().map(Row::text).collect()
            }
        }
    }

    /// Where this connection adds to counters: writers that add to rows of their own never wait for each other.
    ///
    /// # Errors
    /// See [`Conn::batch`].
    pub fn counter_slot(&mut self) -> Result<i64> {
        match self {
            Conn::Sqlite(_) => Ok(0),
            Conn::Postgres(it) => {
                let found = it.rows("select (pg_backend_pid() % 64)::bigint", &[])?.pop();
                found.map_or(Ok(0), |mut row| row.int())
            }
        }
    }
}

impl Sql for Conn {
    fn rows(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        match self {
            Conn::Sqlite(it) => it.rows(sql, params),
            Conn::Postgres(it) => it.rows(sql, params),
        }
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        match self {
            Conn::Sqlite(it) => it.execute(sql, params),
            Conn::Postgres(it) => it.execute(sql, params),
        }
    }
}
