//! Looks a database over without changing it: what it is, whether it is whole, whether anybody does what is due.

mod whole;
mod work;

use crate::book::{self, Books};
use crate::dialect::{Address, Conn};
use crate::error::{Result, StoreError};
use crate::limits::WAL_BYTES_ODD;
use crate::migrate::{self, Meta, SCHEMA, WORKSPACE};
use crate::sql::{Param, Sql};
use crate::sqlite::Role;
use crate::writer::Clock;
use kopru_engine::both;
use kopru_engine::decide::DECISION_VERSION;
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;
use std::path::Path;
use tokio::runtime::Handle;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// Something must be done.
    Trouble,
}

impl State {
    /// The word for it.
    pub fn id(self) -> &'static str {
        match self {
            State::Good => "good",
            State::Note => "note",
            State::Trouble => "trouble",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// A stable name: `schema`, `overdue_timers`.
    pub id: &'static str,
    /// How it is.
    pub state: State,
    /// What was found.
    pub found: Both,
    /// What to do, where there is something to do.
    pub advice: Option<Both>,
}

impl Check {
    /// All well.
    pub fn good(id: &'static str, found: Both) -> Check {
        Check { id, state: State::Good, found, advice: None }
    }

    /// Not well, with what to do.
    pub fn other(id: &'static str, state: State, found: Both, advice: Both) -> Check {
        Check { id, state, found, advice: Some(advice) }
    }
}

/// Looks a database over. `quick` leaves out what reads every row. Must be called within a runtime.
///
/// # Errors
/// Only when the connection is lost on the way; a database that cannot be reached is a check of its own.
pub async fn examine(address: Address, quick: bool, clock: Clock) -> Result<Vec<Check>> {
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || examine_blocking(&address, quick, &clock, &handle))
        .await
        .map_err(|fault| StoreError::Unavailable(fault.to_string()))?
}

fn examine_blocking(address: &Address, quick: bool, clock: &Clock, handle: &Handle) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    let mut conn = match connect(address, handle) {
        Ok(conn) => conn,
        Err(fault) => {
            let why = fault.to_string();
            let advice = both!(
                en = "check the address given with --database or KOPRU_DATABASE_URL, and whether the database runs",
                tr = "--database ya da KOPRU_DATABASE_URL ile verilen adresi ve veritabanının çalışıp çalışmadığını denetleyin"
            );
            return Ok(vec![Check::other("reachable", State::Trouble, Both::same(why), advice)]);
        }
    };
    let version = conn.version()?;
    checks.push(Check::good("reachable", both!(en = "reachable: {version}", tr = "ulaşılıyor: {version}")));
    if let Address::Sqlite(path) = address {
        checks.extend(files(path));
    }
    // Everything else is one moment.
    conn.begin_read()?;
    let done = within(&mut conn, quick, clock(), &mut checks);
    conn.rollback();
    done.map(|()| checks)
}

fn connect(address: &Address, handle: &Handle) -> Result<Conn> {
    if let Address::Sqlite(path) = address
        && !path.exists()
    {
        return Err(StoreError::Unusable(format!("there is no file {}", path.display())));
    }
    let conn = address.connect(Role::Reader, handle)?;
    if let Conn::Sqlite(it) = &conn {
        it.batch("pragma query_only = on")?;
    }
    Ok(conn)
}

fn within(conn: &mut Conn, quick: bool, now: Moment, checks: &mut Vec<Check>) -> Result<()> {
    let Ok(meta) = migrate::meta(conn) else {
        let found = both!(en = "this is no database of Köprü", tr = "bu bir Köprü veritabanı değil");
        let advice = both!(
            en = "`kopru playbook publish FILE` makes one in an empty database",
            tr = "`kopru playbook publish DOSYA` boş bir veritabanında bir tane oluşturur"
        );
        checks.push(Check::other("schema", State::Trouble, found, advice));
        return Ok(());
    };
    let readable = meta.oldest_reader <= SCHEMA && meta.schema >= SCHEMA;
    checks.extend(versions(&meta));
    checks.extend(durability(conn)?);
    if !readable {
        return Ok(());
    }
    checks.push(playbook(conn)?);
    checks.push(machine_clock(conn, now)?);
    checks.extend(work::checks(conn, now)?);
    if !quick {
        checks.push(files_whole(conn)?);
        checks.extend(whole::checks(conn)?);
    }
    Ok(())
}

fn versions(meta: &Meta) -> [Check; 2] {
    let Meta { schema, decision_version, oldest_reader } = meta;
    let newer = both!(
        en = "use the Köprü that wrote it, or a later one",
        tr = "onu yazan Köprü'yü ya da daha yenisini kullanın"
    );
    let schema = if *oldest_reader > SCHEMA {
        let found = both!(
            en = "schema {schema} was written by a newer Köprü; this one knows {SCHEMA}",
            tr = "şema {schema} daha yeni bir Köprü'nün; bu program {SCHEMA} biliyor"
        );
        Check::other("schema", State::Trouble, found, newer.clone())
    } else if *schema < SCHEMA {
        let found = both!(en = "schema {schema}, and {SCHEMA} is the latest", tr = "şema {schema}, en yenisi {SCHEMA}");
        let advice = both!(
            en = "back up, then start `kopru serve` once: it brings the schema up to date",
            tr = "yedek alın, sonra `kopru serve` komutunu bir kez başlatın: şemayı günceller"
        );
        Check::other("schema", State::Note, found, advice)
    } else {
        Check::good("schema", both!(en = "schema {schema}", tr = "şema {schema}"))
    };
    let held = decision_version;
    let decides = if *held == i64::from(DECISION_VERSION) {
        Check::good("decision_version", both!(en = "decision version {held}", tr = "karar sürümü {held}"))
    } else {
        let found = both!(
            en = "decided by version {held} of the rules of deciding; this program has {DECISION_VERSION}",
            tr = "karar sürümü {held}; bu program {DECISION_VERSION} kullanıyor"
        );
        Check::other("decision_version", State::Trouble, found, newer)
    };
    [schema, decides]
}

fn durability(conn: &mut Conn) -> Result<Option<Check>> {
    let odd = conn.unsafe_settings()?.join(", ");
    if odd.is_empty() {
        return Ok(None);
    }
    let found = both!(
        en = "a power failure may cost what was acknowledged: {odd}",
        tr = "elektrik kesintisi, onaylanmış verileri kaybettirebilir: {odd}"
    );
    let advice = both!(en = "set these back to their defaults", tr = "bu ayarları varsayılana döndürün");
    Ok(Some(Check::other("durability", State::Note, found, advice)))
}

fn playbook(conn: &mut Conn) -> Result<Check> {
    let row = conn.row(
        "select playbook from publication where workspace = $1 order by seq desc limit 1",
        &[Param::Int(WORKSPACE)],
    )?;
    let Some(place) = row.map(|mut row| row.int()).transpose()? else {
        let found = both!(en = "no playbook is published yet", tr = "henüz yayımlanmış oyun kitabı yok");
        let advice = both!(en = "`kopru playbook publish FILE`", tr = "`kopru playbook publish DOSYA`");
        return Ok(Check::other("playbook", State::Note, found, advice));
    };
    let books: Books = book::Books::default();
    Ok(match books.get(conn, WORKSPACE, place) {
        Ok(book) => {
            let (name, version) = (&book.playbook.name, &book.playbook.version);
            let found = Both {
                en: format!("the playbook “{}”, version {version}, is sound", name.en),
                tr: format!("“{}” oyun kitabı, sürüm {version}, sağlam", name.tr),
            };
            Check::good("playbook", found)
        }
        Err(fault) => {
            let why = fault.to_string();
            let found = both!(
                en = "the playbook in force cannot be used: {why}",
                tr = "yürürlükteki oyun kitabı kullanılamıyor: {why}"
            );
            let advice = both!(
                en = "use the Köprü that published it, or publish a version without these faults",
                tr = "onu yayımlayan Köprü'yü kullanın ya da bu hatalar olmadan bir sürüm yayımlayın"
            );
            Check::other("playbook", State::Trouble, found, advice)
        }
    })
}

/// Time never runs backwards in a stream: with a clock that is behind, everything would be recorded at the last moment.
fn machine_clock(conn: &mut Conn, now: Moment) -> Result<Check> {
    let row = conn.row(
        "select max(it.at) from (select max(recorded_at) as at from person where workspace = $1
         union all select max(published_at) from publication where workspace = $1) it",
        &[Param::Int(WORKSPACE)],
    )?;
    let last = row.map_or(Ok(None), |mut row| row.at_opt())?;
    Ok(match last {
        Some(last) if last > now => {
            let found = both!(
                en = "the machine's clock says {now}, and something was recorded at {last}",
                tr = "makinenin saati {now}, ama {last} anında bir şey kaydedilmiş"
            );
            let advice = both!(
                en = "set the clock right, on every machine that serves",
                tr = "hizmet veren her makinede saati düzeltin"
            );
            Check::other("clock", State::Trouble, found, advice)
        }
        _ => Check::good(
            "clock",
            both!(en = "the clock is not behind what was recorded", tr = "saat, kaydedilenlerin gerisinde değil"),
        ),
    })
}

fn files_whole(conn: &mut Conn) -> Result<Check> {
    let damage = conn.damage()?.join("; ");
    if damage.is_empty() {
        return Ok(Check::good("integrity", both!(en = "the file is whole", tr = "dosya sağlam")));
    }
    let found = both!(en = "the file is damaged: {damage}", tr = "dosya bozuk: {damage}");
    let advice = both!(
        en = "stop serving, keep the file, and restore the last backup into a new one",
        tr = "hizmeti durdurun, dosyayı saklayın ve son yedeği yeni bir dosyaya geri yükleyin"
    );
    Ok(Check::other("integrity", State::Trouble, found, advice))
}

/// The files of a SQLite database, from outside.
fn files(path: &Path) -> Vec<Check> {
    let size = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        std::fs::metadata(name).map_or(0, |it| it.len())
    };
    let (file, wal) = (size("") >> 20, size("-wal"));
    let mib = wal >> 20;
    let found = both!(en = "the file has {file} MiB, its log {mib} MiB", tr = "dosya {file} MiB, günlüğü {mib} MiB");
    let mut checks = vec![if wal > WAL_BYTES_ODD {
        let advice = both!(
            en = "somebody who reads for very long holds the log back: look for a program that has the file open",
            tr = "çok uzun süre okuyan biri günlüğü tutuyor: dosyayı açık tutan bir program arayın"
        );
        Check::other("log", State::Trouble, found, advice)
    } else {
        Check::good("log", found)
    }];
    checks.extend(rights(path));
    checks
}

#[cfg(unix)]
fn rights(path: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    if mode & 0o077 == 0 {
        return Some(Check::good(
            "permissions",
            both!(en = "only its owner may read the file", tr = "dosyayı yalnızca sahibi okuyabilir"),
        ));
    }
    let (shown, mode) = (path.display(), mode & 0o777);
    let found = both!(
        en = "others on this machine may read or change the file (mode {mode:o})",
        tr = "bu makinedeki başkaları dosyayı okuyabilir ya da değiştirebilir (mod {mode:o})"
    );
    let advice = both!(en = "chmod 600 {shown}", tr = "chmod 600 {shown}");
    Some(Check::other("permissions", State::Note, found, advice))
}

#[cfg(not(unix))]
fn rights(_path: &Path) -> Option<Check> {
    None
}
