//! Brings a database to this program's schema, once, whoever comes first.
//!
//! Migrations come in pairs of one number, one for each database; a test holds the two schemas against each other.
//! `meta` holds the schema's number, the decision version in force and the oldest program that may open the database.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::report::recount;
use crate::search;
use crate::sql::{Param, Sql};
use kopru_engine::decide::DECISION_VERSION;
use kopru_engine::time::Moment;
use std::path::Path;

/// The two texts of one migration, and what is done after them where a text cannot say it.
struct Migration {
    sqlite: &'static str,
    postgres: &'static str,
    then: Option<fn(&mut Conn) -> Result<()>>,
}

/// All, in their order; the schema's number is how many of them were run.
const MIGRATIONS: &[Migration] = &[
    Migration {
        sqlite: include_str!("../migrations/0001_start.sqlite.sql"),
        postgres: include_str!("../migrations/0001_start.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0002_import.sqlite.sql"),
        postgres: include_str!("../migrations/0002_import.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0003_cohorts.sqlite.sql"),
        postgres: include_str!("../migrations/0003_cohorts.postgres.sql"),
        then: Some(|conn| recount::rebuild(conn, WORKSPACE)),
    },
    Migration {
        sqlite: include_str!("../migrations/0004_handover.sqlite.sql"),
        postgres: include_str!("../migrations/0004_handover.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0005_team.sqlite.sql"),
        postgres: include_str!("../migrations/0005_team.postgres.sql"),
        then: Some(|conn| search::index_all(conn, WORKSPACE)),
    },
    Migration {
        sqlite: include_str!("../migrations/0006_webhooks.sqlite.sql"),
        postgres: include_str!("../migrations/0006_webhooks.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0007_telling.sqlite.sql"),
        postgres: include_str!("../migrations/0007_telling.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0008_proposals.sqlite.sql"),
        postgres: include_str!("../migrations/0008_proposals.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0009_views.sqlite.sql"),
        postgres: include_str!("../migrations/0009_views.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0010_mappings.sqlite.sql"),
        postgres: include_str!("../migrations/0010_mappings.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0011_counts.sqlite.sql"),
        postgres: include_str!("../migrations/0011_counts.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0012_undo.sqlite.sql"),
        postgres: include_str!("../migrations/0012_undo.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0013_columns.sqlite.sql"),
        postgres: include_str!("../migrations/0013_columns.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0014_account_thread.sqlite.sql"),
        postgres: include_str!("../migrations/0014_account_thread.postgres.sql"),
        then: None,
    },
    Migration {
        sqlite: include_str!("../migrations/0015_traces.sqlite.sql"),
        postgres: include_str!("../migrations/0015_traces.postgres.sql"),
        then: None,
    },
];

/// The schema of this program.
pub const SCHEMA: i64 = MIGRATIONS.len() as i64;
/// The schema that a program must know to open a database written by this one: raised when an older program would do harm.
/// One that does not know imports, cohorts, hand-overs or the team would replay and change leads wrongly, and one that does not
/// know how traces are written would take decisions for damaged.
const OLDEST_READER: i64 = 15;
/// The one workspace until there are more.
pub const WORKSPACE: i64 = 1;
/// Any number of our own: whoever holds this lock of PostgreSQL migrates.
const LOCK: &str = "select pg_advisory_lock(5423908613)";

/// The whole schema of SQLite, for an empty file.
pub(crate) fn sqlite_schema() -> String {
    MIGRATIONS.iter().map(|it| it.sqlite).collect()
}

/// The whole schema of PostgreSQL, for an empty database.
pub(crate) fn postgres_schema() -> String {
    MIGRATIONS.iter().map(|it| it.postgres).collect()
}

/// What a database says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The schema's number.
    pub schema: i64,
    /// The engine's decision version that decides here.
    pub decision_version: i64,
    /// The oldest schema that a program must know.
    pub oldest_reader: i64,
}

/// Migrates; nodes that start at once wait for each other. `file` is SQLite's, copied beside itself before it changes.
///
/// # Errors
/// [`StoreError::Unusable`] for a database of a newer program.
pub fn migrate(conn: &mut Conn, file: Option<&Path>, now: Moment) -> Result<Meta> {
    if let Conn::Postgres(it) = conn {
        refuse_standby(it)?;
        it.batch(LOCK)?;
    }
    let done = migrate_locked(conn, file, now);
    if let Conn::Postgres(it) = conn {
        it.batch("select pg_advisory_unlock_all()")?;
    }
    done
}

fn refuse_standby(conn: &mut crate::postgres::PgConn) -> Result<()> {
    let mut found =
        conn.rows("select (pg_is_in_recovery() or current_setting('transaction_read_only') = 'on')::int::bigint", &[])?;
    match found.pop().map(|mut row| row.int()).transpose()? {
        Some(1) => Err(StoreError::ReadOnly("this PostgreSQL is a read-only standby: name the primary".into())),
        _ => Ok(()),
    }
}

fn migrate_locked(conn: &mut Conn, file: Option<&Path>, now: Moment) -> Result<Meta> {
    let held = schema(conn)?;
    if held > 0 && held < SCHEMA {
        copy_before(conn, file, held)?;
    }
    conn.begin()?;
    let done = migrate_within(conn, now);
    match done {
        Ok(meta) => conn.commit().map(|()| meta),
        Err(fault) => {
            conn.rollback();
            Err(fault)
        }
    }
}

fn migrate_within(conn: &mut Conn, now: Moment) -> Result<Meta> {
    // Read again: with SQLite another process may have migrated since.
    let held = schema(conn)?;
    if held > 0 {
        let meta = meta(conn)?;
        if meta.oldest_reader > SCHEMA {
            return Err(StoreError::Unusable(format!(
                "the database was written by a newer Köprü (schema {}, this program knows {SCHEMA}): use that one",
                meta.schema
            )));
        }
    }
    let missing = || MIGRATIONS.iter().skip(usize::try_from(held).unwrap_or(0));
    for migration in missing() {
        conn.batch(match conn {
            Conn::Sqlite(_) => migration.sqlite,
            Conn::Postgres(_) => migration.postgres,
        })?;
    }
    // What the texts cannot say is worked out by this program, which knows the whole schema and no earlier one. An empty
    // database has nothing to work out.
    for then in missing().filter_map(|it| it.then).filter(|_| held > 0) {
        then(conn)?;
    }
    if held == 0 {
        begin(conn, now)?;
    }
    if held < SCHEMA {
        set(conn, "schema", SCHEMA)?;
        set(conn, "oldest_reader", OLDEST_READER)?;
    }
    meta(conn)
}

/// What a new database begins with.
fn begin(conn: &mut Conn, now: Moment) -> Result<()> {
    set(conn, "decision_version", i64::from(DECISION_VERSION))?;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|fault| StoreError::Unavailable(format!("no random bytes: {fault}")))?;
    conn.execute(
        "insert into workspace (workspace, name, created_at, secret) values ($1, $2, $3, $4)",
        &[Param::Int(WORKSPACE), Param::Text("main"), Param::at(now), Param::Blob(&secret)],
    )?;
    conn.execute(
        "insert into team (workspace, entry, desk, passes, retry_at) values ($1, 0, 0, '{}', 0)",
        &[Param::Int(WORKSPACE)],
    )?;
    Ok(())
}

/// The schema's number; 0 for an empty database.
fn schema(conn: &mut Conn) -> Result<i64> {
    let exists = match conn {
        Conn::Sqlite(_) => "select count(*) from sqlite_master where type = 'table' and name = 'meta'",
        Conn::Postgres(_) => "select (to_regclass('meta') is not null)::int::bigint",
    };
    let found = conn.row(exists, &[])?.map(|mut row| row.int()).transpose()?;
    if found == Some(1) { number(conn, "schema") } else { Ok(0) }
}

/// What the database says of itself.
///
/// # Errors
/// What the database answers.
pub fn meta(conn: &mut Conn) -> Result<Meta> {
    Ok(Meta {
        schema: number(conn, "schema")?,
        decision_version: number(conn, "decision_version")?,
        oldest_reader: number(conn, "oldest_reader")?,
    })
}

fn number(conn: &mut Conn, key: &str) -> Result<i64> {
    let row = conn.row("select value from meta where key = $1", &[Param::Text(key)])?;
    let text = row.map(|mut row| row.text()).transpose()?;
    let text = text.ok_or_else(|| StoreError::Corrupt(format!("`meta` has no `{key}`")))?;
    text.parse().map_err(|_| StoreError::Corrupt(format!("`{key}` in `meta` is no number")))
}

/// Writes a number into `meta`.
///
/// # Errors
/// What the database answers.
pub fn set(conn: &mut Conn, key: &str, value: i64) -> Result<()> {
    let value = value.to_string();
    conn.execute(
        "insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value",
        &[Param::Text(key), Param::Text(&value)],
    )?;
    Ok(())
}

/// SQLite copies itself before it changes: `kopru.db` becomes `kopru.db.schema-1` as well.
fn copy_before(conn: &mut Conn, file: Option<&Path>, held: i64) -> Result<()> {
    let (Conn::Sqlite(it), Some(file)) = (conn, file) else {
        return Ok(());
    };
    let mut copy = file.as_os_str().to_owned();
    copy.push(format!(".schema-{held}"));
    if Path::new(&copy).exists() {
        return Ok(());
    }
    let copy = copy.to_string_lossy().replace('\'', "''");
    it.batch(&format!("vacuum into '{copy}'"))
}
