//! Merging.

use super::{Merged, identities_written, lock, move_over, parted, person_row, snapshot, write_person};
use crate::audit;
use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::erase::identities;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::{Id, Ids};
use crate::intake::load::{Loader, Wanted};
use crate::limits::{IDENTITIES_MAX, PERSON_FACTS_MAX};
use crate::rows::{IdentityKey, PersonHead, PersonRow, Writes};
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use kopru_engine::decide::Cause;
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use std::collections::BTreeSet;

/// What both were before.
struct Both {
    survivor: PersonRow,
    loser: PersonRow,
    identities: (Vec<IdentityKey>, Vec<IdentityKey>),
    withdrawn: Vec<String>,
}

pub(super) fn merge(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    (survivor, loser): (Id, Id),
    by: &str,
) -> Result<(Writes, Merged)> {
    let ws = shared.workspace;
    parted::count(conn)?;
    let (one, other) = lock(conn, ws, survivor, loser)?;
    for head in [&one, &other] {
        if let Some(into) = head.merged_into {
            let text = format!("person {} is merged into {into} already", head.person);
            return Err(StoreError::Refused("merged", text));
        }
    }
    if survivor == loser {
        return Err(StoreError::Refused("same_person", "a record cannot be merged into itself".into()));
    }
    let before = (person_row(conn, ws, survivor)?, person_row(conn, ws, loser)?);
    settle(shared, conn, ids, in_force, now, vec![one, other])?;
    let both = both(shared, conn, in_force, before)?;
    let merge = ids.make(now)?;
    let mut writes = Writes::default();
    leave(shared, conn, loser, survivor, &mut writes)?;
    record(conn, ws, now, merge, by, &both)?;
    conn.execute(
        "update identity set person = $1 where workspace = $2 and (kind, value) in
         (select kind, value from identity where workspace = $2 and person = $3)",
        &[Param::Blob(&survivor.0), Param::Int(ws), Param::Blob(&loser.0)],
    )?;
    let (more, seq) = gather(shared, conn, ids, in_force, now, &both)?;
    conn.execute(
        "update merge set survivor_seq = $1 where workspace = $2 and merge = $3",
        &[Param::Int(seq), Param::Int(ws), Param::Blob(&merge.0)],
    )?;
    let detail = serde_json::json!({ "merge": merge.to_string(), "loser": loser.to_string() });
    audit::write(conn, ids, ws, now, by, "person.merged", &survivor.to_string(), &detail)?;
    let Both { identities: (_, identities), withdrawn, .. } = both;
    Ok((add(more, writes), Merged { merge, seq, identities, withdrawn }))
}

/// Decides what is due of people until now with everything as it is, and writes that.
pub(super) fn settle(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    heads: Vec<PersonHead>,
) -> Result<()> {
    let mut load = Loader { conn: &mut *conn, books: &shared.books, workspace: shared.workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    let people: Vec<Id> = heads.iter().map(|head| head.person).collect();
    load.load_heads(&mut scene, heads, &mut Wanted::default())?;
    people.into_iter().try_for_each(|who| scene.settle(who))?;
    let writes = scene.finish()?;
    let slot = conn.counter_slot()?;
    commit::write(conn, shared.workspace, slot, &writes)
}

fn both(shared: &Shared, conn: &mut Conn, in_force: InForce, before: (PersonRow, PersonRow)) -> Result<Both> {
    let ws = shared.workspace;
    let book = shared.books.get(conn, ws, in_force.place)?;
    let (survivor, loser) = (person_row(conn, ws, before.0.person)?, person_row(conn, ws, before.1.person)?);
    let identities = (identities(conn, ws, &[survivor.person])?, identities(conn, ws, &[loser.person])?);
    if identities.0.len() + identities.1.len() > IDENTITIES_MAX {
        let text = format!("the two have more than {IDENTITIES_MAX} identities together");
        return Err(StoreError::Refused("too_many_identities", text));
    }
    let withdrawn = withdrawn(&book.playbook, &survivor, &loser)?;
    // Where nothing was due, the row as it was is as good as the one that was looked at.
    let kept = |before: PersonRow, now: PersonRow| if before.seq == now.seq { before } else { now };
    Ok(Both { survivor: kept(before.0, survivor), loser: kept(before.1, loser), identities, withdrawn })
}

/// Purposes of consent that one of the two stands withdrawn for.
fn withdrawn(playbook: &Playbook, survivor: &PersonRow, loser: &PersonRow) -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for row in [survivor, loser] {
        let lead = Lead::from_bytes(playbook, &row.state)
            .ok_or_else(|| StoreError::Corrupt(format!("the state of person {}", row.person)))?;
        let consents = playbook.consents.iter().zip(&lead.evidence.consents);
        let gone = consents.filter(|(_, held)| held.as_ref().is_some_and(|(_, given)| !given));
        found.extend(gone.map(|(id, _)| id.to_string()));
    }
    Ok(found.into_iter().collect())
}

/// Takes the loser out of lists, counters and timers. Its row keeps what it was.
fn leave(shared: &Shared, conn: &mut Conn, loser: Id, survivor: Id, writes: &mut Writes) -> Result<()> {
    let row = person_row(conn, shared.workspace, loser)?;
    move_over(shared, conn, Some(&row), None, writes)?;
    let row = PersonRow { merged_into: Some(survivor), account: None, next_at: None, ..row };
    write_person(conn, shared.workspace, &row)
}

fn record(conn: &mut Conn, ws: i64, now: Moment, merge: Id, by: &str, both: &Both) -> Result<()> {
    let (survivor, loser) = &both.identities;
    let identities =
        serde_json::json!({ "survivor": identities_written(survivor), "loser": identities_written(loser) });
    conn.execute(
        "insert into merge (workspace, merge, survivor, loser, at, merged_by, survivor_seq, loser_seq, identities,
         withdrawn, survivor_before, loser_before, restored)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)",
        &[
            Param::Int(ws),
            Param::Blob(&merge.0),
            Param::Blob(&both.survivor.person.0),
            Param::Blob(&both.loser.person.0),
            Param::at(now.max(both.survivor.recorded_at)),
            Param::Text(by),
            Param::Int(both.survivor.seq + 1),
            Param::Int(both.loser.seq),
            Param::Text(&identities.to_string()),
            Param::Text(&serde_json::json!(both.withdrawn).to_string()),
            Param::Blob(&snapshot::write(&both.survivor)),
            Param::Blob(&snapshot::write(&both.loser)),
        ],
    )?;
    Ok(())
}

/// Builds the accounts and the survivor anew from the facts that count for them now, and looks at the survivor again.
fn gather(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    both: &Both,
) -> Result<(Writes, i64)> {
    let ws = shared.workspace;
    let who = both.survivor.person;
    let heads = commit::people(conn, ws, &[who])?;
    let mut load = Loader { conn: &mut *conn, books: &shared.books, workspace: ws };
    let mut scene = load.scene(in_force, ids, now)?;
    let accounts: BTreeSet<Id> = both.survivor.account.into_iter().chain(both.loser.account).collect();
    let mut wanted = Wanted {
        histories: BTreeSet::from([who]),
        changing: accounts.clone(),
        rebuilding: accounts.clone(),
        joining: accounts.clone(),
    };
    load.load_heads(&mut scene, heads, &mut wanted)?;
    if let Some(person) = scene.people.get_mut(&who) {
        person.head.account = person.head.account.or(both.loser.account);
        person.head.email = person.head.email.take().or_else(|| both.loser.email.clone());
        let facts = person.history.as_ref().map_or(0, Vec::len);
        if i64::try_from(facts).is_ok_and(|facts| facts >= PERSON_FACTS_MAX) {
            let text = format!("one person has at most {PERSON_FACTS_MAX} facts");
            return Err(StoreError::Refused("too_many_facts", text));
        }
    }
    for account in accounts {
        scene.rebuild_account(account, None, now);
    }
    let withdrawn = fold::withdrawn(conn, ws, &scene.book, who)?;
    let seq = scene.gather(who, &withdrawn, Cause::Merged)?;
    Ok((scene.finish()?, seq))
}

/// Everything of both.
pub(crate) fn add(mut one: Writes, other: Writes) -> Writes {
    one.indexed.extend(other.indexed);
    one.unindexed.extend(other.unindexed);
    for (counter, value) in other.counters {
        *one.counters.entry(counter).or_default() += value;
    }
    for (cohort, count) in other.cohorts {
        *one.cohorts.entry(cohort).or_default() += count;
    }
    one
}
