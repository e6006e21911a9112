//! Leads that cannot be read are set aside, so that no other lead waits behind one.
//!
//! What is decided together is kept together: one damaged row among hundreds would undo the work on all of them, round after
//! round. So when a round meets something unreadable, each of its leads is tried alone, and those that cannot be decided
//! are left out for a while. This is known to one process only and nothing of it is stored: a row that was mended is taken
//! up again by itself, and a lead that one program cannot read another one may.

use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::intake::load::{Loader, Wanted};
use crate::limits::{UNREADABLE_MAX, UNREADABLE_SECS};
use crate::rows::Writes;
use crate::sql::Param;
use crate::store::Store;
use crate::writer::{Shared, Writer};
use kopru_engine::time::Moment;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A lead that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Who.
    pub person: Id,
    /// What the fault was.
    pub why: String,
    /// When background work tries again.
    pub retry_at: Moment,
}

/// The leads that are set aside.
#[derive(Debug, Default)]
pub(crate) struct Aside(Mutex<BTreeMap<Id, (Moment, String)>>);

impl Aside {
    fn held(&self) -> MutexGuard<'_, BTreeMap<Id, (Moment, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is left out now; whoever's time has come is tried again.
    pub fn now(&self, now: Moment) -> Vec<Id> {
        let mut held = self.held();
        held.retain(|_, it| it.0 > now);
        held.keys().copied().collect()
    }

    pub fn add(&self, person: Id, now: Moment, why: String) -> bool {
        let mut held = self.held();
        held.len() < UNREADABLE_MAX && held.insert(person, (now.plus_secs(UNREADABLE_SECS), why)).is_none()
    }
}

/// A condition that leaves these people out, to be added to one on rows of `person`; `from` is the number of its first
/// parameter.
pub(crate) fn but(people: &[Id], from: usize) -> String {
    if people.is_empty() {
        return String::new();
    }
    let places: Vec<String> = (from..from + people.len()).map(|at| format!("${at}")).collect();
    format!(" and person not in ({})", places.join(", "))
}

/// The parameters of [`but`], behind others.
pub(crate) fn with<'p>(params: &[Param<'p>], people: &'p [Id]) -> Vec<Param<'p>> {
    params.iter().copied().chain(people.iter().map(|id| Param::Blob(&id.0))).collect()
}

/// A round of background work: what is written, and of how many leads.
pub(crate) type Step = fn(&Shared, &mut Conn, &mut Ids, InForce, Moment) -> Result<(Writes, usize)>;

/// The leads that a round would take, but for those that are set aside.
pub(crate) type Candidates = fn(&Shared, &mut Conn, Moment) -> Result<Vec<Id>>;

impl Writer {
    /// Runs a round of background work. When it meets something unreadable, the leads that it lies in are set aside: that is
    /// then what was done, and the next round does the rest.
    pub(crate) fn round(&mut self, step: Step, candidates: Candidates) -> Result<usize> {
        let fault = match self.deciding(step) {
            Err(fault @ StoreError::Corrupt(_)) => fault,
            other => return other,
        };
        let people = self.rehearsing(|shared, conn, _, _, now| candidates(shared, conn, now))?;
        let mut found = 0;
        for person in people {
            let tried =
                self.rehearsing(|shared, conn, ids, in_force, now| alone(shared, conn, ids, in_force, now, person));
            if let Some(why) = tried? {
                let now = self.shared.now();
                found += usize::from(self.shared.aside.add(person, now, why));
            }
        }
        // No lead's own fault, or too many for leads to be the cause.
        if found == 0 { Err(fault) } else { Ok(found) }
    }
}

/// Why a lead cannot be decided by itself; none when it can. Faults that no lead is the cause of stay faults.
fn alone(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    person: Id,
) -> Result<Option<String>> {
    let mut load = Loader { conn, books: &shared.books, workspace: shared.workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    let mut decided = || {
        let heads = commit::people(load.conn, shared.workspace, &[person])?;
        load.load_heads(&mut scene, heads, &mut Wanted::default())?;
        let people: Vec<Id> = scene.people.keys().copied().collect();
        people.into_iter().try_for_each(|who| scene.settle(who))
    };
    match decided() {
        Ok(()) => Ok(None),
        Err(StoreError::Corrupt(why)) => Ok(Some(why)),
        Err(fault) => Err(fault),
    }
}

impl Store {
    /// The leads that this process found unreadable and leaves out for now, at most [`UNREADABLE_MAX`].
    pub fn unreadable(&self) -> Vec<Unreadable> {
        let shared = self.shared();
        let held = shared.aside.held();
        let lead = |(person, (retry_at, why)): (&Id, &(Moment, String))| Unreadable {
            person: *person,
            why: why.clone(),
            retry_at: *retry_at,
        };
        held.iter().map(lead).collect()
    }
}
