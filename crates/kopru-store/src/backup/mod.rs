//! A whole database in one file, and back: the file is a SQLite database of the same schema, whichever engine it came from
//! and whichever it goes to.
//!
//! A backup holds one moment and is made while others write. Nothing half-written is ever found under the final name:
//! what is written has another name until it was checked, and its bytes and its folder are on the disk.

mod copy;
mod restore;

pub use restore::{Restored, restore};

use crate::dialect::{Address, Conn};
use crate::error::{Result, StoreError};
use crate::migrate;
use crate::sql::Sql;
use crate::sqlite::{Role, SqliteConn};
use crate::store::Store;
use crate::writer::Shared;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How far copying is, in rows or in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Bytes of the file so far, and about how many there will be.
    Bytes(u64, u64),
    /// Rows so far, and about how many there will be.
    Rows(u64, u64),
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Each table with its rows.
    pub tables: Vec<(String, u64)>,
}

impl BackedUp {
    /// Rows of one table.
    pub fn rows(&self, table: &str) -> u64 {
        self.tables.iter().find(|it| it.0 == table).map_or(0, |it| it.1)
    }
}

/// How often somebody hears how far it is.
const TELL: Duration = Duration::from_millis(500);

impl Store {
    /// Writes everything into a new file, which is a database of its own: consistent, without what was deleted, checked.
    ///
    /// # Errors
    /// `file_exists` when there is a file of that name; what the database or the disk answers: then there is no file.
    pub async fn backup(&self, file: PathBuf, mut progress: impl FnMut(Progress)) -> Result<BackedUp> {
        let (done, of) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (shared, rows) = (self.shared(), (done.clone(), of.clone()));
        let (target, part) = (file.clone(), beside(&file, "part"));
        let watched = part.clone();
        let is_file = matches!(shared.address, Address::Sqlite(_));
        let mut work = tokio::task::spawn_blocking(move || {
            refuse_existing(&target)?;
            remove(&part);
            let made = write(&shared, &part, &rows).and_then(|tables| {
                keep(&part, &target)?;
                let bytes = fs::metadata(&target).map_err(|fault| disk(&target, &fault))?.len();
                Ok(BackedUp { file: target, bytes, tables })
            });
            if made.is_err() {
                remove(&part);
            }
            made
        });
        loop {
            match tokio::time::timeout(TELL, &mut work).await {
                Ok(made) => return made.map_err(|fault| StoreError::Unavailable(fault.to_string()))?,
                Err(_) if is_file => {
                    let bytes = fs::metadata(&watched).map_or(0, |it| it.len());
                    progress(Progress::Bytes(bytes, of.load(Ordering::Relaxed)));
                }
                Err(_) => progress(Progress::Rows(done.load(Ordering::Relaxed), of.load(Ordering::Relaxed))),
            }
        }
    }
}

/// Writes what one moment holds into a file, and looks whether it is all there. Gives each table with its rows.
fn write(shared: &Shared, part: &Path, (done, of): &(Arc<AtomicU64>, Arc<AtomicU64>)) -> Result<Vec<(String, u64)>> {
    let mut conn = shared.address.connect(Role::Reader, &shared.handle)?;
    create(part).map_err(|fault| disk(part, &fault))?;
    if let Conn::Postgres(_) = conn {
        conn.begin_read()?;
        let written = copy::to_file(&mut conn, part, &mut |rows, all| {
            done.store(rows, Ordering::Relaxed);
            of.store(all, Ordering::Relaxed);
        });
        conn.rollback();
        let written = written?;
        let held = check(part)?;
        return if held == written { Ok(held) } else { Err(other("the backup", &written, &held)) };
    }
    let size = "select page_count * page_size from pragma_page_count, pragma_page_size";
    let size = conn.row(size, &[])?.map_or(Ok(0), |mut row| row.int())?;
    of.store(u64::try_from(size).unwrap_or(0), Ordering::Relaxed);
    let name = part.to_str().ok_or_else(|| StoreError::Unusable(format!("{} is no text", part.display())))?;
    let before = growing(&mut conn)?;
    conn.batch(&format!("vacuum into '{}'", name.replace('\'', "''")))?;
    let held = check(part)?;
    let after = growing(&mut conn)?;
    for ((table, least), (_, most)) in before.iter().zip(&after) {
        let rows = held.iter().find(|it| it.0 == *table).map_or(0, |it| it.1);
        if rows < *least || rows > *most {
            return Err(other(table, &[(table.clone(), *least)], &[(table.clone(), rows)]));
        }
    }
    Ok(held)
}

fn other(what: &str, wanted: &[(String, u64)], found: &[(String, u64)]) -> StoreError {
    StoreError::Corrupt(format!("{what} holds {found:?} where {wanted:?} was read"))
}

/// Rows of the tables that only ever grow.
fn growing(conn: &mut Conn) -> Result<Vec<(String, u64)>> {
    let tables = ["account_entry", "decision", "fact", "person", "publication"];
    tables.into_iter().map(|table| Ok((table.to_owned(), copy::count(conn, table)?))).collect()
}

/// Looks whether a file is a whole database of Köprü; gives its tables with their rows.
fn check(file: &Path) -> Result<Vec<(String, u64)>> {
    let mut conn = SqliteConn::open(file, Role::Reader)?;
    whole(&mut conn, "quick_check")?;
    let mut conn = Conn::Sqlite(conn);
    migrate::meta(&mut conn)?;
    copy::counts(&mut conn)
}

/// Makes an empty file that only its owner may read: it will hold names and keys.
fn create(file: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Lets SQLite look through a file: `integrity_check`, or the quick one.
fn whole(conn: &mut SqliteConn, pragma: &str) -> Result<()> {
    let mut said = Vec::new();
    for mut row in conn.rows(&format!("pragma {pragma}(5)"), &[])? {
        said.push(row.text()?);
    }
    if said == ["ok"] { Ok(()) } else { Err(StoreError::Corrupt(said.join("; "))) }
}

/// Gives a finished file its name; it and its folder are on the disk then.
fn keep(part: &Path, target: &Path) -> Result<()> {
    let done = || {
        File::open(part)?.sync_all()?;
        // Never over a file that came meanwhile; not every file system can give a second name.
        match fs::hard_link(part, target) {
            Ok(()) => fs::remove_file(part)?,
            Err(fault) if fault.kind() == std::io::ErrorKind::AlreadyExists => return Err(fault),
            Err(_) => fs::rename(part, target)?,
        }
        folder(target).map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    done().map_err(|fault| disk(target, &fault))
}

fn folder(file: &Path) -> Option<&Path> {
    file.parent().map(|it| if it.as_os_str().is_empty() { Path::new(".") } else { it })
}

/// A name beside a file's: `kopru.db` becomes `kopru.db.part`.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{end}"));
    PathBuf::from(name)
}

fn refuse_existing(file: &Path) -> Result<()> {
    if file.symlink_metadata().is_ok() {
        let file = file.display();
        return Err(StoreError::Refused("file_exists", format!("{file} is there already: give another name")));
    }
    Ok(())
}

/// Removes a half-written database and what SQLite put beside it.
fn remove(file: &Path) {
    for name in [file.to_owned(), suffixed(file, "-wal"), suffixed(file, "-shm"), suffixed(file, "-journal")] {
        // What is not there need not go.
        let _ = fs::remove_file(name);
    }
}

fn suffixed(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// A fault of the disk in the store's words.
fn disk(file: &Path, fault: &std::io::Error) -> StoreError {
    let text = format!("{}: {fault}", file.display());
    match fault.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full(text),
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly(text),
        std::io::ErrorKind::AlreadyExists => StoreError::Refused("file_exists", text),
        _ => StoreError::Unavailable(text),
    }
}
