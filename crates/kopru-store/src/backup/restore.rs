//! From a backup into a new file, or into an empty database of PostgreSQL.

use super::copy::{counts, tables};
use super::{Progress, beside, create, disk, keep, refuse_existing, remove, whole};
use crate::dialect::{Address, Conn};
use crate::error::{Result, StoreError};
use crate::migrate::{self, Meta, SCHEMA};
use crate::postgres::PgConn;
use crate::sql::Sql;
use crate::sqlite::{Role, SqliteConn};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The schema of the backup.
    pub schema: i64,
    /// Each table with its rows.
    pub tables: Vec<(String, u64)>,
}

/// Restores a backup: into a file that is not there yet, or a PostgreSQL database that is empty. Must be called within a
/// runtime.
///
/// # Errors
/// `file_exists`, `database_not_empty`; [`StoreError::Unusable`] when the file is no backup, is damaged, or was written
/// by a newer program. Then nothing was changed.
pub async fn restore(
    backup: PathBuf,
    to: Address,
    progress: impl FnMut(Progress) + Send + 'static,
) -> Result<Restored> {
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || restore_blocking(&backup, &to, &handle, progress))
        .await
        .map_err(|fault| StoreError::Unavailable(fault.to_string()))?
}

fn restore_blocking(
    backup: &Path,
    to: &Address,
    handle: &Handle,
    mut progress: impl FnMut(Progress),
) -> Result<Restored> {
    if let Address::Sqlite(file) = to {
        refuse_existing(file)?;
    }
    let (mut from, meta) = open(backup)?;
    let tables = match to {
        Address::Sqlite(file) => {
            drop(from);
            let part = beside(file, "part");
            remove(&part);
            let done = into_file(backup, &part, file, &mut progress);
            if done.is_err() {
                remove(&part);
            }
            done?
        }
        Address::Postgres(_) => match to.connect(Role::Writer, handle)? {
            Conn::Postgres(mut conn) => into_postgres(&mut from, &meta, &mut conn, &mut progress)?,
            Conn::Sqlite(_) => Vec::new(),
        },
    };
    Ok(Restored { schema: meta.schema, tables })
}

/// Opens a backup that can be restored.
fn open(backup: &Path) -> Result<(SqliteConn, Meta)> {
    let shown = backup.display();
    fs::metadata(backup).map_err(|fault| StoreError::Unusable(format!("cannot read {shown}: {fault}")))?;
    let conn = SqliteConn::open_backup(backup)?;
    let mut conn = Conn::Sqlite(conn);
    let meta = migrate::meta(&mut conn).map_err(|_| StoreError::Unusable(format!("{shown} is no backup of Köprü")))?;
    if meta.oldest_reader > SCHEMA {
        return Err(StoreError::Unusable(format!(
            "{shown} was written by a newer Köprü (schema {}, this program knows {SCHEMA}): use that one",
            meta.schema
        )));
    }
    let Conn::Sqlite(mut conn) = conn else {
        return Err(StoreError::Unusable(format!("{shown} is no file")));
    };
    whole(&mut conn, "integrity_check")
        .map_err(|fault| StoreError::Unusable(format!("{shown} is damaged: {fault}")))?;
    Ok((conn, meta))
}

fn into_file(
    backup: &Path,
    part: &Path,
    file: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<(String, u64)>> {
    let bytes = fs::metadata(backup).map_err(|fault| disk(backup, &fault))?.len();
    progress(Progress::Bytes(0, bytes));
    let copied = || {
        let mut to = create(part)?;
        std::io::copy(&mut File::open(backup)?, &mut to)?;
        to.sync_all()
    };
    copied().map_err(|fault| disk(part, &fault))?;
    let before = counts(&mut Conn::Sqlite(SqliteConn::open_backup(backup)?))?;
    let mut conn = SqliteConn::open(part, Role::Writer)?;
    whole(&mut conn, "integrity_check")?;
    conn.batch("pragma journal_mode = wal")?;
    let mut conn = Conn::Sqlite(conn);
    let after = counts(&mut conn)?;
    drop(conn);
    same(&before, &after)?;
    progress(Progress::Bytes(bytes, bytes));
    keep(part, file)?;
    Ok(after)
}

fn into_postgres(
    from: &mut SqliteConn,
    meta: &Meta,
    to: &mut PgConn,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<(String, u64)>> {
    if meta.schema != SCHEMA {
        return Err(StoreError::Refused(
            "backup_of_another_schema",
            format!(
                "the backup has schema {} and this program writes {SCHEMA}: restore it into a file, open that once, \
                 and restore a backup of it",
                meta.schema
            ),
        ));
    }
    to.begin()?;
    let done = fill(from, to, progress);
    match done {
        Ok(tables) => {
            to.commit()?;
            // The planner knows nothing of the rows yet.
            to.batch("analyze")?;
            Ok(tables)
        }
        Err(fault) => {
            to.rollback();
            Err(fault)
        }
    }
}

fn fill(from: &mut SqliteConn, to: &mut PgConn, progress: &mut dyn FnMut(Progress)) -> Result<Vec<(String, u64)>> {
    let tables = tables(from)?;
    make_room(to, tables.iter().map(|it| it.name.as_str()))?;
    let mut held = Vec::with_capacity(tables.len());
    for table in &tables {
        let row = from.row(&format!("select count(*) from {}", table.name), &[])?;
        held.push((table.name.clone(), u64::try_from(row.map_or(Ok(0), |mut row| row.int())?).unwrap_or(0)));
    }
    let all = held.iter().map(|it| it.1).sum();
    let mut done = 0;
    for table in &tables {
        let mut copy = to.copy_in(&table.name, &table.list(), &table.kinds)?;
        from.each(&table.select(), &mut |row| {
            copy.row(row)?;
            done += 1;
            if done % 10_000 == 0 {
                progress(Progress::Rows(done, all));
            }
            Ok(())
        })?;
        copy.finish()?;
    }
    let mut counted = Vec::with_capacity(tables.len());
    for table in tables {
        let row = to.row(&format!("select count(*) from {}", table.name), &[])?;
        let rows = u64::try_from(row.map_or(Ok(0), |mut row| row.int())?).unwrap_or(0);
        counted.push((table.name, rows));
    }
    same(&held, &counted)?;
    Ok(counted)
}

/// Makes the tables where there are none; refuses a database in which anything is.
fn make_room<'t>(to: &mut PgConn, tables: impl Iterator<Item = &'t str>) -> Result<()> {
    let known = "select count(*) from information_schema.tables where table_schema = current_schema()";
    let known = to.row(known, &[])?.map_or(Ok(0), |mut row| row.int())?;
    if known == 0 {
        return to.batch(&migrate::postgres_schema());
    }
    let not_empty = || {
        StoreError::Refused(
            "database_not_empty",
            "the database is not empty: restore into a new one (`createdb NAME`)".into(),
        )
    };
    let ours = "select (to_regclass('meta') is not null and to_regclass('fact') is not null)::int::bigint";
    if to.row(ours, &[])?.map_or(Ok(0), |mut row| row.int())? != 1 {
        return Err(not_empty());
    }
    // A store that was only opened holds its meta data and one workspace, and nothing else.
    to.batch("lock table workspace in access exclusive mode")?;
    for table in tables.filter(|it| !matches!(*it, "meta" | "workspace")) {
        if to.row(&format!("select 1::bigint from {table} limit 1"), &[]).map_err(|_| not_empty())?.is_some() {
            return Err(not_empty());
        }
    }
    to.batch("delete from workspace; delete from meta")
}

fn same(before: &[(String, u64)], after: &[(String, u64)]) -> Result<()> {
    let other = before.iter().zip(after).find(|(before, after)| before != after);
    match other {
        None if before.len() == after.len() => Ok(()),
        None => Err(StoreError::Corrupt("the tables are not those of the backup".into())),
        Some(((table, held), (_, came))) => {
            Err(StoreError::Corrupt(format!("`{table}` has {held} rows in the backup, and {came} arrived")))
        }
    }
}
