//! Undoing a merge.

use super::join::{add, settle};
use super::{Unmerged, identities_written, lock, move_over, parted, person_row, snapshot, write_person};
use crate::audit;
use crate::beside;
use crate::book::{Book, InForce};
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::{Id, Ids};
use crate::intake::load::{Loader, Wanted, typed};
use crate::intake::prepare::{account_key, keyed};
use crate::intake::scene::Scene;
use crate::rows::{DecisionRow, FACT, FactIdRow, FactRow, IdentityKey, PersonHead, PersonRow, Writes};
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use crate::written::{self, digest_of, read_body};
use kopru_engine::decide::{Cause, DECISION_VERSION, Outcome};
use kopru_engine::playbook::Builtin;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A merge that is to be undone.
struct Merge {
    id: Id,
    /// The survivor's entry that tells of it.
    seq: i64,
    survivor: Id,
    /// The survivor as it was; gone once an earlier merge into it was undone.
    before: Option<PersonRow>,
    loser: PersonRow,
    /// Whose each identity was: the loser's, or not.
    whose: BTreeMap<IdentityKey, bool>,
}

/// A fact of the survivor's stream from after the merge.
struct Later {
    row: FactRow,
    /// Everybody whom it names.
    named: Vec<IdentityKey>,
    account: Option<String>,
    /// Its types; none when the version in force does not know it.
    fact: Option<Fact>,
    retracts: Option<String>,
    /// Whether it is the loser's; unknown when it names neither.
    losers: Option<bool>,
}

pub(super) fn unmerge(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    merge: Id,
    by: &str,
) -> Result<(Writes, Unmerged)> {
    let ws = shared.workspace;
    parted::count(conn)?;
    let (merge, head) = find(conn, ws, merge)?;
    let untouched = head.seq == fold::last_that_counts(conn, ws, merge.survivor, merge.seq)?;
    let before = merge.before.as_ref().filter(|_| untouched);
    let restored = before.is_some();
    if !restored {
        settle(shared, conn, ids, in_force, now, vec![head])?;
    }
    let book = shared.books.get(conn, ws, in_force.place)?;
    let mut later = later(shared, conn, &book, &merge)?;
    let mine = sort(conn, ws, &merge, &mut later)?;
    // Entries come in the order of time; what follows reads the merge as undone.
    let set = "update merge set undone_at = $1, undone_by = $2, restored = $3, survivor_before = $4, loser_before = $4
               where workspace = $5 and merge = $6";
    conn.execute(
        set,
        &[
            Param::at(now),
            Param::Text(by),
            Param::Int(i64::from(restored)),
            Param::Blob(&[]),
            Param::Int(ws),
            Param::Blob(&merge.id.0),
        ],
    )?;
    give_back(conn, ws, &merge, &later, &mine)?;
    let mut extra = Writes::default();
    let now_of = |it: &Later| if it.losers == Some(true) { merge.loser.person } else { merge.survivor };
    let named: Vec<(Id, &[IdentityKey])> = later.iter().map(|it| (now_of(it), &it.named[..])).collect();
    beside::note_all(conn, ws, &shared.secret, &named, &mut extra)?;
    move_over(shared, conn, None, Some(&merge.loser), &mut extra)?;
    write_person(conn, ws, &merge.loser)?;
    let (writes, seq, moved) = match before {
        Some(before) => {
            let (writes, seq) = bring_back(shared, conn, ids, in_force, now, (before, &merge.loser), &mut extra)?;
            (writes, seq, Vec::new())
        }
        None => divide(shared, conn, ids, in_force, now, &merge, &later)?,
    };
    conn.execute(
        "update merge set undone_seq = $1 where workspace = $2 and merge = $3",
        &[Param::Int(seq), Param::Int(ws), Param::Blob(&merge.id.0)],
    )?;
    let unclear: Vec<i64> = later.iter().filter(|it| it.losers.is_none()).map(|it| it.row.seq).collect();
    let (survivor, loser) = (merge.survivor, merge.loser.person);
    let detail = serde_json::json!({
        "merge": merge.id.to_string(), "loser": loser.to_string(), "moved": moved.len(), "unclear": unclear.len(),
    });
    audit::write(conn, ids, ws, now, by, "person.unmerged", &survivor.to_string(), &detail)?;
    Ok((add(writes, extra), Unmerged { survivor, loser, restored, moved, unclear }))
}

/// The merge, with both people locked, and the survivor as it is.
fn find(conn: &mut Conn, ws: i64, merge: Id) -> Result<(Merge, PersonHead)> {
    let sql = "select survivor, loser from merge where workspace = $1 and merge = $2";
    let row = conn.row(sql, &[Param::Int(ws), Param::Blob(&merge.0)])?;
    let mut row = row.ok_or_else(|| StoreError::NotFound(format!("merge {merge}")))?;
    let (head, loser) = lock(conn, ws, row.id()?, row.id()?)?;
    let sql = "select survivor_seq, identities, survivor_before, loser_before, undone_at from merge
               where workspace = $1 and merge = $2";
    let row = conn.row(sql, &[Param::Int(ws), Param::Blob(&merge.0)])?;
    let mut row = row.ok_or_else(|| StoreError::NotFound(format!("merge {merge}")))?;
    let (seq, identities) = (row.int()?, row.text()?);
    let (survivor_before, loser_before) = (row.blob()?, row.blob()?);
    if row.at_opt()?.is_some() {
        return Err(StoreError::Refused("undone", format!("merge {merge} was undone already")));
    }
    if let Some(into) = head.merged_into {
        let text = format!("person {} was merged into {into} since: undo that first", head.person);
        return Err(StoreError::Refused("unmerge_later_first", text));
    }
    let before = (!survivor_before.is_empty()).then(|| snapshot::read(&survivor_before)).transpose()?;
    let was = snapshot::read(&loser_before)?;
    // Numbers and moments of a stream only grow.
    let was = PersonRow { seq: loser.seq, recorded_at: loser.recorded_at, ..was };
    let whose = whose(&identities)?;
    Ok((Merge { id: merge, seq, survivor: head.person, before, loser: was, whose }, head))
}

fn whose(text: &str) -> Result<BTreeMap<IdentityKey, bool>> {
    let damaged = || StoreError::Corrupt("the identities of a merge".into());
    let all: Value = serde_json::from_str(text).map_err(|_| damaged())?;
    let mut whose = BTreeMap::new();
    for (side, losers) in [("survivor", false), ("loser", true)] {
        for pair in all.get(side).and_then(Value::as_array).ok_or_else(damaged)? {
            let part = |place: usize| pair.get(place).and_then(Value::as_str).ok_or_else(damaged);
            let (kind, value) = (part(0)?, part(1)?.to_owned());
            let kind = ["email", "external", "phone", "visitor"].into_iter().find(|it| *it == kind);
            whose.insert(IdentityKey { kind: kind.ok_or_else(damaged)?, value }, losers);
        }
    }
    Ok(whose)
}

/// The facts of the survivor's stream from after the merge, in their order.
fn later(shared: &Shared, conn: &mut Conn, book: &Book, merge: &Merge) -> Result<Vec<Later>> {
    let sql = format!(
        "select {FACT} from fact where workspace = $1 and person = $2 and seq > $3 and moved_to is null order by seq"
    );
    let params = [Param::Int(shared.workspace), Param::Blob(&merge.survivor.0), Param::Int(merge.seq)];
    let mut all = Vec::new();
    for mut row in conn.rows(&sql, &params)? {
        let row = FactRow::read(&mut row)?;
        let fact = typed(book, &row)?;
        let retracts = fact.as_ref().filter(|_| row.kind == Builtin::Retracted.id());
        let retracts = retracts.and_then(|fact| fact.text(Builtin::Retracted, "fact")).map(|id| id.to_string());
        all.push(Later { row, named: Vec::new(), account: None, fact, retracts, losers: None });
    }
    Ok(all)
}

/// Tells of each later fact whose it is, as if there had been no merge: the subject says so, or else another identity that
/// it names; one that nobody had before is from then on whose that fact is. A retraction goes with what it takes back.
/// Gives the new identities that are the loser's.
fn sort(conn: &mut Conn, ws: i64, merge: &Merge, later: &mut [Later]) -> Result<BTreeSet<IdentityKey>> {
    let mut whose = merge.whose.clone();
    // What came with another record that was merged into the survivor since is no concern of the loser.
    let sql = "select kind, value from identity where workspace = $1 and origin <> $2 and (kind, value) in
               (select kind, value from identity where workspace = $1 and person = $2)";
    let others = conn.rows(sql, &[Param::Int(ws), Param::Blob(&merge.survivor.0)])?;
    for mut row in others {
        let (kind, value) = (row.text()?, row.text()?);
        if let Some(kind) = ["email", "external", "phone", "visitor"].into_iter().find(|it| *it == kind) {
            whose.entry(IdentityKey { kind, value }).or_insert(false);
        }
    }
    let mut mine = BTreeSet::new();
    for it in later.iter_mut() {
        let Some(body) = &it.row.body else { continue };
        let incoming = read_body(body).map_err(|fault| StoreError::Corrupt(format!("a fact: {fault}")))?;
        it.account = incoming.raw.account.as_deref().map(account_key).filter(|key| !key.is_empty());
        let keys = beside::named(&incoming);
        it.named.clone_from(&keys);
        it.losers = keys.iter().find_map(|key| whose.get(key)).copied();
        let Some(losers) = it.losers else { continue };
        for key in keys {
            if !whose.contains_key(&key) {
                whose.insert(key.clone(), losers);
                mine.extend(losers.then_some(key));
            }
        }
    }
    for it in later.iter_mut().filter(|it| it.fact.is_none()) {
        // What cannot be decided now stays where it is.
        it.losers = it.losers.filter(|losers| !losers);
    }
    let losers = later.iter().filter(|it| it.losers == Some(true)).filter_map(|it| it.row.id.clone());
    let losers: BTreeSet<String> = losers.chain(facts_before(conn, ws, merge.loser.person)?).collect();
    for it in later.iter_mut() {
        it.losers = it.retracts.as_ref().map(|target| losers.contains(target)).or(it.losers);
    }
    Ok(mine)
}

/// Ids of the facts that count for a loser.
fn facts_before(conn: &mut Conn, ws: i64, loser: Id) -> Result<BTreeSet<String>> {
    let rows = fold::counting(conn, ws, &[loser])?;
    Ok(rows.into_iter().filter_map(|(_, row)| row.id).collect())
}

/// Gives the loser its identities back, and those that came with its facts; marks the facts as given away.
fn give_back(conn: &mut Conn, ws: i64, merge: &Merge, later: &[Later], mine: &BTreeSet<IdentityKey>) -> Result<()> {
    let (survivor, loser) = (Param::Blob(&merge.survivor.0), Param::Blob(&merge.loser.person.0));
    for key in merge.whose.iter().filter(|(_, losers)| **losers).map(|(key, _)| key) {
        conn.execute(
            "update identity set person = $1 where workspace = $2 and kind = $3 and value = $4 and person = $5",
            &[loser, Param::Int(ws), Param::Text(key.kind), Param::Text(&key.value), survivor],
        )?;
    }
    for key in mine {
        conn.execute(
            "update identity set person = $1, origin = $1
             where workspace = $2 and kind = $3 and value = $4 and person = $5 and origin = $5",
            &[loser, Param::Int(ws), Param::Text(key.kind), Param::Text(&key.value), survivor],
        )?;
    }
    forget_in_later_merges(conn, ws, merge)?;
    for it in later.iter().filter(|it| it.losers == Some(true)) {
        conn.execute(
            "update fact set moved_to = $1 where workspace = $2 and person = $3 and seq = $4",
            &[loser, Param::Int(ws), survivor, Param::Int(it.row.seq)],
        )?;
    }
    Ok(())
}

/// Merges into the survivor that came later and still hold no longer know the loser: the survivor as it was before them
/// will not come back.
fn forget_in_later_merges(conn: &mut Conn, ws: i64, merge: &Merge) -> Result<()> {
    let rows = conn.rows(
        "select merge, identities from merge where workspace = $1 and survivor = $2 and undone_at is null
         and survivor_seq > $3",
        &[Param::Int(ws), Param::Blob(&merge.survivor.0), Param::Int(merge.seq)],
    )?;
    for mut row in rows {
        let (id, all) = (row.id()?, whose(&row.text()?)?);
        let of = |losers: bool| {
            let left = all.iter().filter(|(key, it)| **it == losers && merge.whose.get(*key) != Some(&true));
            identities_written(&left.map(|(key, _)| key.clone()).collect::<Vec<_>>())
        };
        let left = serde_json::json!({ "survivor": of(false), "loser": of(true) });
        conn.execute(
            "update merge set survivor_before = $1, identities = $2 where workspace = $3 and merge = $4",
            &[Param::Blob(&[]), Param::Text(&left.to_string()), Param::Int(ws), Param::Blob(&id.0)],
        )?;
    }
    Ok(())
}

/// Nothing happened in between: the survivor is what it was. Its stream says that there was a merge, and that it does not
/// count.
fn bring_back(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    (was, loser): (&PersonRow, &PersonRow),
    extra: &mut Writes,
) -> Result<(Writes, i64)> {
    let ws = shared.workspace;
    let is = person_row(conn, ws, was.person)?;
    let row = PersonRow { seq: is.seq + 1, recorded_at: is.recorded_at.max(now), ..was.clone() };
    move_over(shared, conn, Some(&is), Some(&row), extra)?;
    write_person(conn, ws, &row)?;
    let accounts: BTreeSet<Id> = [is.account, was.account, loser.account].into_iter().flatten().collect();
    let mut load = Loader { conn: &mut *conn, books: &shared.books, workspace: ws };
    let mut scene = load.scene(in_force, ids, now)?;
    load.load_heads(&mut scene, Vec::new(), &mut anew(&accounts, BTreeSet::new()))?;
    for account in accounts {
        scene.rebuild_account(account, None, now);
    }
    for it in [was, loser] {
        tell(&mut scene, it.account, it.account_seen);
    }
    let book = shared.books.get(conn, ws, row.playbook)?;
    let mut writes = scene.finish()?;
    writes.decisions.push(DecisionRow {
        person: row.person,
        seq: row.seq,
        at: row.recorded_at,
        recorded_at: row.recorded_at,
        playbook: row.playbook,
        decision_version: i64::from(DECISION_VERSION),
        cause: written::cause(&book.names, &Cause::Unmerged),
        account: row.account,
        account_version: row.account_seen,
        outcome: Outcome::Applied.code().to_owned(),
        changes: written::changes(&book.names, &[]),
        trace: None,
        desk: row.desk,
    });
    *writes.counters.entry("decisions".into()).or_default() += 1;
    Ok((writes, row.seq))
}

/// Accounts that are built anew, with all that it needs.
fn anew(accounts: &BTreeSet<Id>, histories: BTreeSet<Id>) -> Wanted {
    Wanted { histories, changing: accounts.clone(), rebuilding: accounts.clone(), joining: accounts.clone() }
}

/// Somebody who comes back has not heard of what became of the account meanwhile.
fn tell(scene: &mut Scene<'_>, account: Option<Id>, seen: i64) {
    let Some(company) = account.and_then(|id| scene.accounts.get(&id)) else { return };
    let (account, version) = (company.row.account, company.row.version);
    if version > seen {
        scene.writes.account_queue.insert(account, version);
    }
}

/// What is written, the loser's last entry, and where each later fact went: its old entry and its new one.
type Divided = (Writes, i64, Vec<(i64, i64)>);

/// Something happened in between: the survivor goes on without the loser, and the loser's facts are decided for it.
fn divide(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    merge: &Merge,
    later: &[Later],
) -> Result<Divided> {
    let ws = shared.workspace;
    let (survivor, loser) = (merge.survivor, merge.loser.person);
    let keys: BTreeSet<String> = later.iter().filter_map(|it| it.account.clone()).collect();
    let keys = commit::account_keys(conn, ws, &keys.into_iter().collect::<Vec<_>>())?;
    let named = |it: &Later| it.account.as_ref().and_then(|key| keys.get(key)).copied();
    let is = person_row(conn, ws, survivor)?.account;
    let stays = account_of_survivor(conn, ws, survivor)?;
    let losers: Vec<&Later> = later.iter().filter(|it| it.losers == Some(true)).collect();
    let accounts: BTreeSet<Id> = [is, stays, merge.loser.account]
        .into_iter()
        .flatten()
        .chain(losers.iter().filter_map(|it| named(it)))
        .collect();
    let mut people = vec![survivor];
    people.extend((!losers.is_empty()).then_some(loser));
    people.sort_unstable();
    let heads = commit::people(conn, ws, &people)?;
    let mut load = Loader { conn: &mut *conn, books: &shared.books, workspace: ws };
    let mut scene = load.scene(in_force, ids, now)?;
    load.load_heads(&mut scene, heads, &mut anew(&accounts, people.iter().copied().collect()))?;
    // With the accounts as they were until now.
    scene.settle(loser)?;
    if let Some(person) = scene.people.get_mut(&survivor) {
        person.head.account = stays;
        let before = merge.before.as_ref().map(|before| before.email.clone());
        person.head.email = before.unwrap_or_else(|| person.head.email.take());
    }
    for account in accounts {
        scene.rebuild_account(account, None, now);
    }
    if losers.is_empty() {
        tell(&mut scene, merge.loser.account, merge.loser.account_seen);
    }
    let withdrawn = fold::withdrawn(conn, ws, &scene.book, survivor)?;
    let seq = scene.gather(survivor, &withdrawn, Cause::Unmerged)?;
    let mut moved = Vec::with_capacity(losers.len());
    for it in losers {
        scene.catch_up(loser, now)?;
        if let Some(account) = named(it) {
            scene.belong(loser, account, scene.moment_of(loser))?;
        }
        let entry = decide_again(shared, conn, &mut scene, loser, it)?;
        moved.push((it.row.seq, entry));
    }
    Ok((scene.finish()?, seq, moved))
}

/// The account of somebody into whom others are merged: the last that a fact of their own stream named; while there was
/// none, that of whoever was merged into them.
fn account_of_survivor(conn: &mut Conn, ws: i64, survivor: Id) -> Result<Option<Id>> {
    let params = [Param::Int(ws), Param::Blob(&survivor.0)];
    let mut named: BTreeMap<i64, String> = BTreeMap::new();
    let sql =
        "select seq, body from fact where workspace = $1 and person = $2 and moved_to is null and body is not null";
    for mut row in conn.rows(sql, &params)? {
        let (seq, body) = (row.int()?, row.text()?);
        let incoming = read_body(&body).map_err(|fault| StoreError::Corrupt(format!("a fact: {fault}")))?;
        named
            .extend(incoming.raw.account.as_deref().map(account_key).filter(|key| !key.is_empty()).map(|it| (seq, it)));
    }
    let keys: BTreeSet<String> = named.values().cloned().collect();
    let keys = commit::account_keys(conn, ws, &keys.into_iter().collect::<Vec<_>>())?;
    let mut brought: BTreeMap<i64, Option<Id>> = BTreeMap::new();
    let sql =
        "select survivor_seq, loser_before from merge where workspace = $1 and survivor = $2 and undone_at is null";
    for mut row in conn.rows(sql, &params)? {
        brought.insert(row.int()?, snapshot::read(&row.blob()?)?.account);
    }
    let last = named.values().next_back().and_then(|key| keys.get(key)).copied();
    Ok(last.or_else(|| brought.values().find_map(|account| *account)))
}

/// Decides a fact for the loser, late: it happened when it happened, and is recorded now. Gives the entry.
fn decide_again(shared: &Shared, conn: &mut Conn, scene: &mut Scene<'_>, loser: Id, it: &Later) -> Result<i64> {
    let (Some(fact), Some(body), Some(id)) = (&it.fact, &it.row.body, &it.row.id) else {
        return Err(StoreError::Corrupt(format!("fact {} of a survivor", it.row.seq)));
    };
    let mut fact = fact.clone();
    fact.recorded_at = scene.moment_of(loser);
    let retraction = it.retracts.is_some();
    scene.account_feels(loser, &fact, retraction)?;
    let (seq, _) = scene.decide(loser, &fact, body.clone(), id, None)?;
    // It is not one more.
    *scene.writes.counters.entry("facts".into()).or_default() -= 1;
    let source = it.row.source.as_deref().unwrap_or("");
    let key = keyed(&shared.secret, &[b"fact", source.as_bytes(), id.as_bytes()]);
    // The digest of the fact as it came: somebody whom it named may have been erased since.
    let known = commit::fact_ids(conn, shared.workspace, &[key])?.remove(&key);
    let digest = known.map_or_else(|| digest_of(body).to_vec(), |known| known.digest);
    scene.writes.fact_ids.push(FactIdRow { key, digest, person: loser, seq });
    Ok(seq)
}
