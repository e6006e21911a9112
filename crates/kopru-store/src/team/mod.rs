//! The team's stream: how everybody who works here works, and whom routing gave which lead.
//!
//! Entries are numbered from 1 and never changed. Those of kind `member` say the whole of how somebody works from then on;
//! the latest of each until an entry are the [`Desk`] at that entry, which decisions name and replay builds again. Those of
//! kind `routed` say whom routing gave a lead, with every candidate as they were.

mod desk_changes;
pub mod profile;
pub mod routing;
pub mod tickets;
pub mod users;

pub(crate) use desk_changes::{candidates, sweep};

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::sql::{Param, Sql};
use kopru_engine::desk::{Desk, Member};
use kopru_engine::time::Moment;
use profile::Profile;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many states of the desk are kept at hand.
const DESKS_KEPT: usize = 32;

/// States of the desk that were asked for so far. Each belongs to an entry of the stream, which never changes.
#[derive(Debug, Default)]
pub struct Desks {
    known: Mutex<BTreeMap<(i64, i64), Arc<Kept>>>,
}

/// A state of the desk, with what says since when each of its members has worked as they do.
#[derive(Debug, Default)]
pub struct Kept {
    /// Everybody.
    pub desk: Desk,
    /// The entry since which each works so.
    pub since: BTreeMap<Arc<str>, i64>,
}

impl Desks {
    /// The desk at an entry of the stream; nobody before the first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for an entry that cannot be read.
    pub fn get(&self, conn: &mut impl Sql, workspace: i64, entry: i64) -> Result<Arc<Kept>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = known().get(&(workspace, entry)) {
            return Ok(kept.clone());
        }
        let kept = Arc::new(read(conn, workspace, entry)?);
        let mut all = known();
        while all.len() >= DESKS_KEPT {
            all.pop_first();
        }
        all.insert((workspace, entry), kept.clone());
        Ok(kept)
    }
}

fn read(conn: &mut impl Sql, workspace: i64, entry: i64) -> Result<Kept> {
    let mut kept = Kept::default();
    if entry == 0 {
        return Ok(kept);
    }
    kept.desk.version = u64::try_from(entry).unwrap_or(0);
    let rows = conn.rows(
        "select entry, app_user, body from team_entry where workspace = $1 and kind = 'member' and entry <= $2
         order by entry",
        &[Param::Int(workspace), Param::Int(entry)],
    )?;
    let mut latest: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for mut row in rows {
        let (entry, user, body) = (row.int()?, row.text()?, row.text()?);
        latest.insert(user, (entry, body));
    }
    for (user, (entry, body)) in latest {
        let user: Arc<str> = Arc::from(user);
        kept.desk.members.insert(user.clone(), member(&body)?);
        kept.since.insert(user, entry);
    }
    Ok(kept)
}

fn member(body: &str) -> Result<Member> {
    let damaged = |why: String| StoreError::Corrupt(format!("an entry of the team's stream: {why}"));
    Profile::read(body).map_err(damaged)?.member().map_err(|why| damaged(why.en))
}

/// The team's row, locked where others may write: the last entry, the desk's, and how far turns have come.
#[derive(Debug)]
pub(crate) struct Head {
    pub entry: i64,
    pub desk: i64,
    pub passes: BTreeMap<Arc<str>, u64>,
}

impl Head {
    pub(crate) fn lock(conn: &mut Conn, workspace: i64) -> Result<Head> {
        let lock = conn.for_update();
        Head::read(conn, workspace, lock)
    }

    /// As it is, for whoever only looks.
    pub(crate) fn now(conn: &mut Conn, workspace: i64) -> Result<Head> {
        Head::read(conn, workspace, "")
    }

    fn read(conn: &mut Conn, workspace: i64, lock: &str) -> Result<Head> {
        let sql = format!("select entry, desk, passes from team where workspace = $1{lock}");
        let row = conn.row(&sql, &[Param::Int(workspace)])?;
        let mut row = row.ok_or_else(|| StoreError::NotFound("the team's stream".into()))?;
        let (entry, desk, passes) = (row.int()?, row.int()?, row.text()?);
        let passes: BTreeMap<String, u64> =
            serde_json::from_str(&passes).map_err(|fault| StoreError::Corrupt(format!("the team's turns: {fault}")))?;
        let passes = passes.into_iter().map(|(user, pass)| (Arc::from(user), pass)).collect();
        Ok(Head { entry, desk, passes })
    }

    pub(crate) fn write(&self, conn: &mut Conn, workspace: i64) -> Result<()> {
        let passes: BTreeMap<&str, u64> = self.passes.iter().map(|(user, pass)| (&**user, *pass)).collect();
        let passes = serde_json::to_string(&passes).map_err(|fault| StoreError::Corrupt(fault.to_string()))?;
        conn.execute(
            "update team set entry = $1, desk = $2, passes = $3 where workspace = $4",
            &[Param::Int(self.entry), Param::Int(self.desk), Param::Text(&passes), Param::Int(workspace)],
        )?;
        Ok(())
    }
}

/// An entry of the stream.
pub(crate) struct EntryRow<'e> {
    pub entry: i64,
    pub at: Moment,
    pub by: &'e str,
    pub kind: &'static str,
    pub user: Option<&'e str>,
    pub person: Option<Id>,
    pub playbook: Option<i64>,
    pub body: &'e str,
}

impl EntryRow<'_> {
    pub(crate) fn write(&self, conn: &mut Conn, workspace: i64) -> Result<()> {
        conn.execute(
            "insert into team_entry (workspace, entry, at, made_by, kind, app_user, person, playbook, body)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                Param::Int(workspace),
                Param::Int(self.entry),
                Param::at(self.at),
                Param::Text(self.by),
                Param::Text(self.kind),
                Param::text(self.user),
                Param::id(self.person.as_ref()),
                Param::int(self.playbook),
                Param::Text(self.body),
            ],
        )?;
        Ok(())
    }
}
