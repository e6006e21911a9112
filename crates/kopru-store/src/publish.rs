//! Versions of the playbook: kept for ever, and one of them in force.

use crate::audit;
use crate::book::Book;
use crate::dialect::{Address, Conn};
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::migrate::WORKSPACE;
use crate::sql::{Param, Sql};
use crate::sqlite::Role;
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::playbook::{Playbook, run_case};
use kopru_engine::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Handle;

/// What a new version does to leads that were there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Its `enter` first counts at a lead's next fact or timer.
    Keep,
    /// Its `enter` is held against every lead, in the background.
    Advance,
}

impl Existing {
    /// The word for it.
    pub fn id(self) -> &'static str {
        match self {
            Existing::Keep => "keep",
            Existing::Advance => "advance",
        }
    }
}

/// A version to publish.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The playbook's text.
    pub source: String,
    /// The list files it names, by name.
    pub lists: BTreeMap<String, String>,
    /// What it does to leads that were there before.
    pub existing: Existing,
    /// Who publishes it.
    pub by: String,
}

/// What publishing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The version, sixteen hexadecimal digits.
    pub version: String,
    /// Which publication, from 1.
    pub seq: i64,
    /// Whether this very version was in force already: then nothing was done.
    pub already: bool,
    /// Leads that are still under an earlier version.
    pub behind: i64,
}

/// One publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Which, from 1.
    pub seq: i64,
    /// The version's number in this database, from 1.
    pub place: i64,
    /// The version.
    pub version: String,
    /// The playbook's name.
    pub name: String,
    /// What its authors call the version.
    pub label: String,
    /// `keep` or `advance`.
    pub existing: String,
    /// When it came into force.
    pub published_at: Moment,
    /// Who published it.
    pub published_by: String,
    /// Leads whose scores belong to this version now.
    pub leads: i64,
}

/// A version's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionText {
    /// The playbook's text.
    pub source: String,
    /// The list files it names, by name.
    pub lists: BTreeMap<String, String>,
}

impl Store {
    /// Publishes a version: it is checked, its own examples are run, and it is in force for every fact that is decided from
    /// then on. Transactions that decide at that moment end first. The version in force is published again only to hold its
    /// `enter` against leads that it kept where they were.
    ///
    /// # Errors
    /// `playbook_has_faults` and `playbook_fails_its_tests`: nothing is changed.
    pub async fn publish(&self, edition: Edition) -> Result<Published> {
        let playbook = check(&edition)?;
        let version = playbook.version.to_string();
        let (name, label) = (playbook.name.en.clone(), playbook.label.clone());
        self.writing(move |writer| {
            writer.transaction(|shared, conn, ids, _, now| {
                publish(shared, conn, ids, now, &edition, (&version, &name, &label))
            })
        })
        .await
    }

    /// Publishes what a proposal makes of the version in force, and closes it: both teams must have signed this very
    /// version, made from the one that is in force (`over`; by its version).
    ///
    /// # Errors
    /// As [`Store::publish`]; `playbook_moved` when another version is in force by now; `proposal_closed`; `not_signed`.
    pub async fn publish_proposal(&self, proposal: Id, over: String, edition: Edition) -> Result<Published> {
        let playbook = check(&edition)?;
        let version = playbook.version.to_string();
        let (name, label) = (playbook.name.en.clone(), playbook.label.clone());
        self.writing(move |writer| {
            writer.transaction(|shared, conn, ids, _, now| {
                let lock = conn.for_update();
                let ws = Param::Int(shared.workspace);
                conn.row(&format!("select name from workspace where workspace = $1{lock}"), &[ws])?;
                crate::proposals::ready(shared, conn, proposal, (&over, &version))?;
                let done = publish(shared, conn, ids, now, &edition, (&version, &name, &label))?;
                crate::proposals::published(shared, conn, now, proposal, (&edition.by, &version))?;
                Ok(done)
            })
        })
        .await
    }

    /// The version in force as the database has it now; none before the first publication.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn in_force(&self) -> Result<Option<Arc<Book>>> {
        self.reading(crate::leads::current).await
    }

    /// All publications, the newest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn publications(&self) -> Result<Vec<Publication>> {
        self.reading(|shared, conn| {
            let rows = conn.rows(
                "select it.seq, it.playbook, known.version, known.name, known.label, it.existing, it.published_at,
                 it.published_by, (select count(*) from person where person.workspace = it.workspace
                 and person.playbook = it.playbook and person.erased_at is null)
                 from publication it join playbook known
                 on known.workspace = it.workspace and known.playbook = it.playbook
                 where it.workspace = $1 order by it.seq desc",
                &[Param::Int(shared.workspace)],
            )?;
            let read = |mut row: crate::sql::Row| {
                Ok(Publication {
                    seq: row.int()?,
                    place: row.int()?,
                    version: row.text()?,
                    name: row.text()?,
                    label: row.text()?,
                    existing: row.text()?,
                    published_at: row.at()?,
                    published_by: row.text()?,
                    leads: row.int()?,
                })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// A version, ready to be read: by its sixteen digits.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn book_of_version(&self, version: String) -> Result<Arc<Book>> {
        self.reading(move |shared, conn| {
            let row = conn.row(
                "select playbook from playbook where workspace = $1 and version = $2",
                &[Param::Int(shared.workspace), Param::Text(&version)],
            )?;
            let mut row = row.ok_or_else(|| StoreError::NotFound(format!("version {version} of the playbook")))?;
            shared.books.get(conn, shared.workspace, row.int()?)
        })
        .await
    }

    /// The text of a version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn version_text(&self, version: String) -> Result<VersionText> {
        self.reading(move |shared, conn| {
            let row = conn.row(
                "select source, lists from playbook where workspace = $1 and version = $2",
                &[Param::Int(shared.workspace), Param::Text(&version)],
            )?;
            let mut row = row.ok_or_else(|| StoreError::NotFound(format!("version {version} of the playbook")))?;
            let (source, lists) = (row.text()?, row.text()?);
            let lists = serde_json::from_str(&lists).map_err(|fault| StoreError::Corrupt(fault.to_string()))?;
            Ok(VersionText { source, lists })
        })
        .await
    }
}

/// Who published the first version of a database's playbook; none when there is no such database, when it cannot be read,
/// or when nothing is published in it. Changes nothing. Must be called within a runtime.
pub async fn first_publisher(address: Address) -> Option<String> {
    let handle = Handle::current();
    let look = move || {
        let mut conn = address.connect(Role::Reader, &handle).ok()?;
        let sql = "select published_by from publication where workspace = $1 order by seq limit 1";
        conn.row(sql, &[Param::Int(WORKSPACE)]).ok()??.text().ok()
    };
    tokio::task::spawn_blocking(look).await.ok()?
}

fn check(edition: &Edition) -> Result<Playbook> {
    let checked = Playbook::check(&edition.source, &edition.lists);
    let Some(playbook) = checked.playbook else {
        let first = checked.findings.first().map(|it| format!("{}: {}", it.code, it.message.en)).unwrap_or_default();
        return Err(StoreError::Refused("playbook_has_faults", format!("the playbook has faults: {first}")));
    };
    let failed = playbook.cases.iter().map(|case| run_case(&playbook, case)).find(|it| !it.differences.is_empty());
    match failed {
        None => Ok(playbook),
        Some(case) => Err(StoreError::Refused(
            "playbook_fails_its_tests",
            format!("the playbook's own example fails: {}", case.name),
        )),
    }
}

fn publish(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    now: Moment,
    edition: &Edition,
    (version, name, label): (&str, &str, &str),
) -> Result<Published> {
    let ws = Param::Int(shared.workspace);
    let lock = conn.for_update();
    conn.row(&format!("select name from workspace where workspace = $1{lock}"), &[ws])?;
    let last = conn
        .row("select seq, playbook, existing from publication where workspace = $1 order by seq desc limit 1", &[ws])?;
    let last = last.map(|mut row| Ok((row.int()?, row.int()?, row.text()?))).transpose()?;
    let kept = last.as_ref().filter(|_| edition.existing == Existing::Advance);
    let kept = kept.filter(|it| it.2 == Existing::Keep.id()).map(|it| it.1);
    let place = keep(shared, conn, now, edition, (version, name, label), kept)?;
    let behind = |conn: &mut Conn| {
        let row = conn.row(
            "select count(*) from person where workspace = $1 and playbook < $2 and erased_at is null
             and merged_into is null",
            &[ws, Param::Int(place)],
        )?;
        row.map_or(Ok(0), |mut row| row.int())
    };
    if let Some((seq, known, existing)) = &last
        && *known == place
        && *existing == edition.existing.id()
    {
        let behind = behind(conn)?;
        return Ok(Published { version: version.to_owned(), seq: *seq, already: true, behind });
    }
    let seq = last.as_ref().map_or(1, |it| it.0 + 1);
    conn.execute(
        "insert into publication (workspace, seq, playbook, existing, published_at, published_by)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            ws,
            Param::Int(seq),
            Param::Int(place),
            Param::Text(edition.existing.id()),
            Param::at(now),
            Param::Text(&edition.by),
        ],
    )?;
    let detail = serde_json::json!({ "version": version, "existing": edition.existing.id() });
    audit::write(conn, ids, shared.workspace, now, &edition.by, "playbook.published", version, &detail)?;
    Ok(Published { version: version.to_owned(), seq, already: false, behind: behind(conn)? })
}

/// Keeps a version's text; gives its number. A version that comes back gets a new number: numbers only grow, so that
/// leads under any earlier one are behind. So does the version in force when it was to keep leads where they are (its
/// number is `kept` then) and now advances them: every lead is behind, and the sweep finds again where it was.
fn keep(
    shared: &Shared,
    conn: &mut Conn,
    now: Moment,
    edition: &Edition,
    (version, name, label): (&str, &str, &str),
    kept: Option<i64>,
) -> Result<i64> {
    let ws = Param::Int(shared.workspace);
    let known = conn.row(
        "select playbook, (select max(playbook) from playbook where workspace = $1) from playbook
         where workspace = $1 and version = $2 order by playbook desc limit 1",
        &[ws, Param::Text(version)],
    )?;
    if let Some(mut row) = known {
        let (place, newest) = (row.int()?, row.int()?);
        if place == newest && kept != Some(place) {
            return Ok(place);
        }
    }
    let newest = conn.row("select coalesce(max(playbook), 0) from playbook where workspace = $1", &[ws])?;
    let place = newest.map_or(Ok(0), |mut row| row.int())? + 1;
    let lists = serde_json::to_string(&edition.lists).map_err(|fault| StoreError::Corrupt(fault.to_string()))?;
    conn.execute(
        "insert into playbook (workspace, playbook, version, name, label, source, lists, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            ws,
            Param::Int(place),
            Param::Text(version),
            Param::Text(name),
            Param::Text(label),
            Param::Text(&edition.source),
            Param::Text(&lists),
            Param::at(now),
            Param::Text(&edition.by),
        ],
    )?;
    Ok(place)
}
