//! Facts that are kept and wait: for their moment, for a visitor to be known, for a lead that cannot be read.

use super::facts::{Answer, Answered, NOBODY, again};
use super::load::Loader;
use super::prepare::Prepared;
use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::limits;
use crate::rows::{FactIdRow, WaitingRow, Writes};
use crate::writer::Shared;
use kopru_engine::decide::Outcome;
use kopru_engine::time::Moment;

/// Lets a fact wait whose lead cannot be read: background work tries again and again, and so it is not lost. The lead is
/// among those that are set aside from then on. `fault`: what the fact met; it stays a fault where no lead can be the cause.
pub(crate) fn hold(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    it: &Prepared,
    fault: &StoreError,
) -> Result<(Writes, Answered)> {
    let (books, workspace) = (&shared.books, shared.workspace);
    // What cannot be read without any lead is no lead's fault.
    let writes = Loader { conn, books, workspace }.scene(in_force, ids, now)?.finish()?;
    let whose = commit::identities(conn, workspace, std::slice::from_ref(&it.subject))?;
    let Some(person) = whose.get(&it.subject) else { return Err(fault.clone()) };
    shared.aside.add(*person, now, fault.to_string());
    if let Some(known) = commit::fact_ids(conn, workspace, &[it.key])?.remove(&it.key) {
        let answered = again(conn, workspace, it, &known, None)?;
        return Ok((writes, answered));
    }
    let due_at = Some(now.plus_secs(limits::UNREADABLE_SECS));
    let mut writes = writes;
    let answer = wait(&mut writes, ids.make(now)?, it, due_at, None, now);
    Ok((writes, Ok(answer)))
}

/// Writes a fact among those that wait.
pub(super) fn wait(
    writes: &mut Writes,
    waiting: Id,
    it: &Prepared,
    due_at: Option<Moment>,
    visitor: Option<String>,
    now: Moment,
) -> Answer {
    let (key, digest) = (it.key, it.digest.to_vec());
    let (id, body) = (it.id.clone(), it.body.clone());
    writes.waiting.push(WaitingRow {
        waiting,
        due_at,
        visitor,
        recorded_at: now,
        key,
        digest: digest.clone(),
        id,
        body,
    });
    writes.new_fact_ids.push(FactIdRow { key, digest, person: NOBODY, seq: 0 });
    Answer { person: None, seq: 0, outcome: Outcome::Held, repeated: false, taken: Vec::new() }
}
