//! PostgreSQL: connections whose calls block, made in clear words or refused in clear words.

use crate::error::{Result, StoreError};
use crate::sql::{Cell, Param, Row, Sql};
use crate::tls;
use std::collections::HashMap;
use std::error::Error as _;
use std::pin::Pin;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, Config, Statement};

/// The oldest version that is supported.
const VERSION_MIN: i64 = 130_000;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// Prepared statements kept; then all are made anew.
const STATEMENTS_MAX: usize = 300;
/// Rows that a query handed over row by row holds at a time.
const FETCH: usize = 2_000;

/// Where a PostgreSQL database is, and whom to trust there.
#[derive(Clone, Debug)]
pub struct Place {
    config: Config,
    root: Option<String>,
}

impl Place {
    /// Reads `postgres://user:password@host:5432/name?sslmode=require&sslrootcert=FILE`.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] with what is wrong in it; the password is never in it.
    pub fn parse(address: &str) -> Result<Place> {
        let (address, root) = without(address, "sslrootcert");
        let address = address.replace("sslmode=verify-full", "sslmode=require");
        let mut config: Config = address.parse().map_err(|fault: tokio_postgres::Error| {
            let why = fault.source().map_or_else(|| fault.to_string(), ToString::to_string);
            StoreError::Unusable(format!("the address of the database is not understood: {why}"))
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_application_name().is_none() {
            config.application_name("kopru");
        }
        Ok(Place { config, root })
    }

    /// Makes a connection.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when trying again will not help (password, name, version), else
    /// [`StoreError::Unavailable`].
    pub fn connect(&self, handle: &Handle) -> Result<PgConn> {
        let trusts = tls::connector(self.config.get_ssl_mode() == SslMode::Prefer, self.root.as_deref())?;
        let (client, connection) =
            handle.block_on(self.config.connect(trusts)).map_err(|fault| self.explain(&fault))?;
        handle.spawn(connection);
        let mut conn = PgConn { client, handle: handle.clone(), statements: HashMap::new(), cursors: 0 };
        let mut found = conn.rows("select current_setting('server_version_num')::bigint", &[])?;
        let version = found.pop().map_or(Ok(0), |mut row| row.int())?;
        if version < VERSION_MIN {
            let (have, want) = (version / 10_000, VERSION_MIN / 10_000);
            return Err(StoreError::Unusable(format!(
                "PostgreSQL {have} is too old: version {want} or later is needed"
            )));
        }
        Ok(conn)
    }

    fn explain(&self, fault: &tokio_postgres::Error) -> StoreError {
        let user = self.config.get_user().unwrap_or("(none)");
        let name = self.config.get_dbname().unwrap_or(user);
        let text = words(fault);
        match fault.code() {
            Some(code) if *code == SqlState::INVALID_PASSWORD => {
                StoreError::Unusable(format!("PostgreSQL refuses the password of user `{user}`"))
            }
            Some(code) if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                StoreError::Unusable(format!("PostgreSQL does not let user `{user}` in: {text}"))
            }
            Some(code) if *code == SqlState::INVALID_CATALOG_NAME => {
                StoreError::Unusable(format!("there is no database `{name}`: make it with `createdb {name}`"))
            }
            Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => StoreError::Unavailable(
                "PostgreSQL has no connection left: raise its max_connections or run fewer processes".into(),
            ),
            Some(_) => StoreError::Unavailable(text),
            None if text.contains("password missing") => {
                StoreError::Unusable(format!("PostgreSQL asks for a password of user `{user}` and none was given"))
            }
            None if text.contains("certificate") => StoreError::Unusable(format!(
                "the server's certificate is not trusted ({text}); name the authority with sslrootcert=FILE"
            )),
            None => StoreError::Unavailable(format!("cannot reach PostgreSQL: {text}")),
        }
    }
}

/// An address without one of its parameters, and that parameter's value.
fn without(address: &str, name: &str) -> (String, Option<String>) {
    let Some((before, query)) = address.split_once('?') else {
        return (address.to_owned(), None);
    };
    let mut value = None;
    let rest: Vec<&str> = query
        .split('&')
        .filter(|part| match part.split_once('=') {
            Some((key, it)) if key == name => {
                value = Some(it.to_owned());
                false
            }
            _ => true,
        })
        .collect();
    if rest.is_empty() { (before.to_owned(), value) } else { (format!("{before}?{}", rest.join("&")), value) }
}

/// A connection to PostgreSQL.
pub struct PgConn {
    pub(crate) client: Client,
    pub(crate) handle: Handle,
    statements: HashMap<String, Statement>,
    /// Cursors opened so far.
    cursors: u64,
}

impl std::fmt::Debug for PgConn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PgConn")
    }
}

impl PgConn {
    /// Whether the connection is gone.
    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs several statements without values.
    ///
    /// # Errors
    /// What the database answers.
    pub fn batch(&self, sql: &str) -> Result<()> {
        self.handle.block_on(self.client.batch_execute(sql)).map_err(fault)
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// What the database answers.
    pub fn begin(&mut self) -> Result<()> {
        self.batch("begin")
    }

    /// Ends a transaction, durably.
    ///
    /// # Errors
    /// What the database answers; then nothing of it was kept.
    pub fn commit(&mut self) -> Result<()> {
        self.batch("commit")
    }

    /// Takes everything since `begin` back.
    pub fn rollback(&mut self) {
        // A connection that is gone has rolled back already.
        let _ = self.batch("rollback");
    }

    /// The prepared statement of a text.
    pub(crate) fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        let made = self.handle.block_on(self.client.prepare(sql)).map_err(fault)?;
        self.statements.insert(sql.to_owned(), made.clone());
        Ok(made)
    }

    /// Runs a statement with values of any type that PostgreSQL takes: the set-based ones of `commit/postgres.rs`.
    pub(crate) fn query(&mut self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        let statement = self.statement(sql)?;
        let found = self.handle.block_on(self.client.query(&statement, params)).map_err(fault)?;
        found.iter().map(row).collect()
    }
}

impl PgConn {
    /// See [`crate::dialect::Conn::scrub`].
    pub(crate) fn scrub(&mut self, since: Option<i64>) -> Result<()> {
        let since = match since {
            Some(since) => since,
            None => self.transaction_id()?,
        };
        // A view as old as that still sees the rows that should go.
        let mut old = self.rows(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
             and backend_xmin is not null and age(backend_xmin) >= age(($1::bigint % 4294967296)::text::xid)",
            &[Param::Int(since)],
        )?;
        self.batch(
            "vacuum (index_cleanup on) person, identity, fact, fact_id, decision, account, account_entry, waiting,
             indexed_value, merge, opportunity, handover, audit, idempotency, remark, mention, dispute, notice,
             team_entry",
        )?;
        match old.pop().map_or(Ok(0), |mut row| row.int())? {
            0 => Ok(()),
            some => Err(StoreError::Unavailable(format!("{some} older transactions hold dead rows back"))),
        }
    }

    /// The number of the transaction that runs.
    pub(crate) fn transaction_id(&mut self) -> Result<i64> {
        self.rows("select txid_current()", &[])?.pop().map_or(Ok(0), |mut row| row.int())
    }
}

impl PgConn {
    /// See [`crate::dialect::Conn::each`].
    pub(crate) fn each(&mut self, sql: &str, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        // A name of its own: what was prepared for one cursor has the columns of that one.
        let name = format!("each_{}", self.cursors);
        self.cursors += 1;
        self.batch(&format!("declare {name} no scroll cursor for {sql}"))?;
        loop {
            let rows = self.rows(&format!("fetch {FETCH} from {name}"), &[])?;
            let last = rows.len() < FETCH;
            rows.into_iter().try_for_each(&mut *each)?;
            if last {
                return self.batch(&format!("close {name}"));
            }
        }
    }

    /// Begins to fill a table, whose columns are of these kinds, as SQLite names them.
    pub(crate) fn copy_in(&mut self, table: &str, columns: &str, kinds: &[String]) -> Result<CopyIn> {
        let types: Vec<Type> = kinds
            .iter()
            .map(|kind| match kind.as_str() {
                "integer" => Type::INT8,
                "blob" => Type::BYTEA,
                _ => Type::TEXT,
            })
            .collect();
        let sql = format!("copy {table} ({columns}) from stdin (format binary)");
        let sink = self.handle.block_on(self.client.copy_in(&sql)).map_err(fault)?;
        let writer = Box::pin(BinaryCopyInWriter::new(sink, &types));
        Ok(CopyIn { writer, handle: self.handle.clone() })
    }
}

/// Rows on their way into a table.
pub(crate) struct CopyIn {
    writer: Pin<Box<BinaryCopyInWriter>>,
    handle: Handle,
}

impl CopyIn {
    /// Adds a row.
    pub(crate) fn row(&mut self, row: Row) -> Result<()> {
        let cells = row.into_cells();
        let params: Vec<Param<'_>> = cells.iter().map(Cell::as_param).collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
        self.handle.block_on(self.writer.as_mut().write(&params)).map_err(fault)
    }

    /// All rows are there.
    pub(crate) fn finish(mut self) -> Result<u64> {
        self.handle.block_on(self.writer.as_mut().finish()).map_err(fault)
    }
}

impl Sql for PgConn {
    fn rows(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
        self.query(sql, &params)
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
        self.handle.block_on(self.client.execute(&statement, &params)).map_err(fault)
    }
}

fn row(found: &tokio_postgres::Row) -> Result<Row> {
    let cells: Result<Vec<Cell>> = found
        .columns()
        .iter()
        .enumerate()
        .map(|(at, column)| {
            Ok(match *column.type_() {
                Type::INT8 => found.try_get::<_, Option<i64>>(at).map_err(fault)?.map_or(Cell::Null, Cell::Int),
                Type::BYTEA => found.try_get::<_, Option<Vec<u8>>>(at).map_err(fault)?.map_or(Cell::Null, Cell::Blob),
                Type::TEXT => found.try_get::<_, Option<String>>(at).map_err(fault)?.map_or(Cell::Null, Cell::Text),
                ref other => return Err(StoreError::Corrupt(format!("a column of type {other}"))),
            })
        })
        .collect();
    Ok(Row::new(cells?))
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(it) => it.to_sql(kind, out),
            Param::Text(it) => it.to_sql(kind, out),
            Param::Blob(it) => it.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

/// What PostgreSQL says, without the words around it.
fn words(fault: &tokio_postgres::Error) -> String {
    match fault.as_db_error() {
        Some(said) => said.message().to_owned(),
        None => fault.source().map_or_else(|| fault.to_string(), |cause| format!("{fault}: {cause}")),
    }
}

/// A fault of PostgreSQL in the store's words.
pub(crate) fn fault(error: tokio_postgres::Error) -> StoreError {
    let text = words(&error);
    let Some(code) = error.code() else {
        return StoreError::Unavailable(text);
    };
    match code.code() {
        // Serialization failure, deadlock, unique violation.
        "40001" | "40P01" | "23505" => StoreError::Conflict(text),
        "53100" => StoreError::Full(text),
        "25006" => StoreError::ReadOnly(text),
        // Lost, starting up, shutting down, out of something that comes back.
        code if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => StoreError::Unavailable(text),
        "42501" => StoreError::Unusable(text),
        _ => StoreError::Corrupt(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_its_certificate_away_and_keeps_the_rest() {
        let (rest, root) = without("postgres://a@b/c?sslmode=require&sslrootcert=/x.pem&user=d", "sslrootcert");
        assert_eq!(rest, "postgres://a@b/c?sslmode=require&user=d");
        assert_eq!(root.as_deref(), Some("/x.pem"));
        assert_eq!(without("postgres://a@b/c", "sslrootcert"), ("postgres://a@b/c".to_owned(), None));
        assert!(
            Place::parse("postgres://a:secret@b/c?sslmode=perhaps").is_err_and(|it| !it.to_string().contains("secret"))
        );
    }
}
