//! Versions of the playbook, compiled once and kept.

use crate::error::{Result, StoreError};
use crate::sql::{Param, Sql};
use crate::team::Desks;
use crate::written::Names;
use kopru_engine::calendar::Zone;
use kopru_engine::playbook::Playbook;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A version of the playbook, ready to decide with.
#[derive(Debug)]
pub struct Book {
    /// Its number in the database.
    pub place: i64,
    /// The playbook.
    pub playbook: Playbook,
    /// Its names, for what is written down.
    pub names: Names,
    /// The zone in which reports count months: that of the first calendar by name, else UTC.
    pub zone: Zone,
    /// The person's fields that are dimensions of reports: place, and name in reports (`person.country`).
    pub dimensions: Vec<(u16, Arc<str>)>,
}

impl Book {
    /// Whether anything that is decided depends on the engagement of accounts.
    pub fn watches_accounts(&self) -> bool {
        self.playbook.watches.iter().any(|it| it.account_any || !it.account.is_empty())
    }

    /// Whether the other people of an account can feel that its engagement went from `before` to `after` by these points:
    /// it crossed a level, or moved a crossing that they wait for nearer.
    pub fn account_felt(&self, before: i64, after: i64, points: &[(u16, i64)]) -> bool {
        if points.is_empty() || !self.watches_accounts() {
            return false;
        }
        let crossed = |levels: &[i64]| levels.iter().any(|level| (before < *level) != (after < *level));
        let watches = &self.playbook.watches;
        // With points below zero the total can also rise by itself.
        self.playbook.account_rules.iter().any(|rule| rule.points < 0)
            || watches.iter().any(|it| (it.account_any && before != after) || crossed(&it.account))
    }
}

/// The version in force, and what it does to leads that were there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its number in the database.
    pub place: i64,
    /// Whether its `enter` is held against every lead at once, or first counts at a lead's next fact or timer.
    pub advances: bool,
    /// The entry of the team's stream that last said how somebody works; 0 while nobody works here.
    pub desk: i64,
}

/// Versions that were asked for so far, and states of the team beside them.
#[derive(Debug, Default)]
pub struct Books {
    /// States of the team.
    pub desks: Desks,
    known: Mutex<BTreeMap<(i64, i64), Arc<Book>>>,
}

impl Books {
    /// The version with this number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Corrupt`] when this program finds faults in it that its author did not have.
    pub fn get(&self, conn: &mut impl Sql, workspace: i64, place: i64) -> Result<Arc<Book>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(book) = known().get(&(workspace, place)) {
            return Ok(book.clone());
        }
        let row = conn.row(
            "select source, lists from playbook where workspace = $1 and playbook = $2",
            &[Param::Int(workspace), Param::Int(place)],
        )?;
        let mut row = row.ok_or_else(|| StoreError::NotFound(format!("version {place} of the playbook")))?;
        let (source, lists) = (row.text()?, row.text()?);
        let book = Arc::new(compile(place, &source, &lists)?);
        known().insert((workspace, place), book.clone());
        Ok(book)
    }
}

fn compile(place: i64, source: &str, lists: &str) -> Result<Book> {
    let lists: BTreeMap<String, String> = serde_json::from_str(lists)
        .map_err(|fault| StoreError::Corrupt(format!("the lists of version {place} of the playbook: {fault}")))?;
    let checked = Playbook::check(source, &lists);
    let playbook = checked.playbook.ok_or_else(|| {
        let first = checked.findings.first().map(|it| format!("{}: {}", it.code, it.message.en)).unwrap_or_default();
        StoreError::Corrupt(format!("version {place} of the playbook has faults for this program: {first}"))
    })?;
    let names = Names::new(&playbook);
    let zone = playbook.calendars.values().next().map_or("UTC", |it| it.calendar.zone());
    let zone = Zone::parse(zone).map_err(|why| StoreError::Corrupt(why.en))?;
    let fields = (0u16..).zip(&playbook.person).filter(|(_, field)| field.dimension);
    let dimensions = fields.map(|(place, field)| (place, Arc::from(format!("person.{}", field.id)))).collect();
    Ok(Book { place, names, zone, dimensions, playbook })
}

/// The version in force as this transaction sees it; none before the first publication. A publication, and a change of the
/// team, wait until the transaction has ended, so that no fact is decided by what is no longer in force.
pub fn in_force(conn: &mut crate::dialect::Conn, workspace: i64) -> Result<Option<InForce>> {
    let lock = conn.for_share();
    if !lock.is_empty() {
        conn.row(&format!("select name from workspace where workspace = $1{lock}"), &[Param::Int(workspace)])?;
    }
    let row = conn.row(
        "select playbook, existing, coalesce((select desk from team where workspace = $1), 0) from publication
         where workspace = $1 order by seq desc limit 1",
        &[Param::Int(workspace)],
    )?;
    row.map(|mut row| Ok(InForce { place: row.int()?, advances: row.text()? == "advance", desk: row.int()? }))
        .transpose()
}
