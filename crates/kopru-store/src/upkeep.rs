//! What is done without anybody asking: timers, accounts whose people must hear of a change, leads of an earlier version
//! of the playbook, facts that waited. Every round is one short transaction; any number of processes may run them.

use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::error::Result;
use crate::id::{Id, Ids};
use crate::intake::FactIn;
use crate::intake::facts::{self, Asked};
use crate::intake::load::{Loader, Wanted};
use crate::intake::prepare::{self, Prepared};
use crate::limits::{CHUNK, DUE, VISITOR_SECS_MAX};
use crate::notices;
use crate::rows::{FactIdRow, PERSON_HEAD, PersonHead, Writes};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::team;
use crate::writer::Shared;
use crate::written::read_body;
use kopru_engine::time::Moment;
use std::collections::BTreeMap;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Leads whose timers were due.
    pub timers: usize,
    /// Leads that heard of a change of their account.
    pub told: usize,
    /// Leads that were given to somebody, or for whom nobody was found.
    pub routed: usize,
    /// Leads that heard of a change of the team.
    pub team: usize,
    /// Leads brought to the version in force.
    pub swept: usize,
    /// Facts that had waited.
    pub waited: usize,
    /// Remembered answers and delivered messages that were too old to keep.
    pub purged: usize,
}

impl Round {
    /// Whether there was nothing to do.
    pub fn is_idle(&self) -> bool {
        *self == Round::default()
    }
}

impl Store {
    /// One round of everything that is due by now. Idempotent, and done again until it is idle.
    ///
    /// # Errors
    /// What the database answers; what was done before stays done.
    pub async fn upkeep(&self) -> Result<Round> {
        let waited = self.take_waiting().await?;
        let team = self.tell_team().await?;
        let timers = self.run_timers().await?;
        let routed = self.route().await?;
        let told = self.tell_people().await?;
        let swept = self.sweep().await?;
        let purged = self.purge().await?;
        Ok(Round { timers, told, routed, team, swept, waited, purged })
    }

    /// Decides what is due of at most [`DUE`] leads.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn run_timers(&self) -> Result<usize> {
        self.writing(|writer| writer.deciding(timers)).await
    }

    /// Decides what a change of the team means for at most [`CHUNK`] leads.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn tell_team(&self) -> Result<usize> {
        self.writing(|writer| writer.deciding(team::sweep)).await
    }

    /// Decides what changes of accounts mean for at most [`CHUNK`] of their people.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn tell_people(&self) -> Result<usize> {
        self.writing(|writer| writer.deciding(tell)).await
    }

    /// Brings at most [`CHUNK`] leads to the version of the playbook in force.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn sweep(&self) -> Result<usize> {
        self.writing(|writer| writer.deciding(sweep)).await
    }

    /// Takes facts that lay a little ahead and have happened now.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn take_waiting(&self) -> Result<usize> {
        self.writing(|writer| writer.deciding(take_due)).await
    }
}

/// People locked for this transaction, of those that no other process has.
fn claimed(conn: &mut Conn, sql: &str, params: &[Param<'_>]) -> Result<Vec<PersonHead>> {
    let rows = conn.rows(sql, params)?;
    let mut heads: Vec<PersonHead> =
        rows.into_iter().map(|mut row| PersonHead::read(&mut row)).collect::<Result<_>>()?;
    heads.sort_unstable_by_key(|head| head.person);
    Ok(heads)
}

fn timers(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<(Writes, usize)> {
    let claim = conn.for_claim();
    let sql = format!(
        "select {PERSON_HEAD} from person where workspace = $1 and next_at <= $2 order by next_at limit {DUE}{claim}"
    );
    let heads = claimed(conn, &sql, &[Param::Int(shared.workspace), Param::at(now)])?;
    settle(shared, conn, ids, in_force, now, heads)
}

fn settle(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    heads: Vec<PersonHead>,
) -> Result<(Writes, usize)> {
    let count = heads.len();
    if count == 0 {
        return Ok((Writes::default(), 0));
    }
    let mut load = Loader { conn, books: &shared.books, workspace: shared.workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    load.load_heads(&mut scene, heads, &mut Wanted::default())?;
    let people: Vec<Id> = scene.people.keys().copied().collect();
    people.into_iter().try_for_each(|who| scene.settle(who))?;
    Ok((scene.finish()?, count))
}

/// Accounts of one round: together at most [`CHUNK`] of their people, so that a thousand small accounts are no thousand
/// transactions.
fn tell(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<(Writes, usize)> {
    let (workspace, ws, claim) = (shared.workspace, Param::Int(shared.workspace), conn.for_claim());
    let sql = format!("select account, version from account_queue where workspace = $1 limit {CHUNK}{claim}");
    let mut versions: BTreeMap<Id, i64> = BTreeMap::new();
    let (mut people, mut emptied): (Vec<Id>, usize) = (Vec::new(), 0);
    for mut row in conn.rows(&sql, &[ws])? {
        let room = CHUNK - people.len();
        if room == 0 {
            break;
        }
        let (account, version) = (row.id()?, row.int()?);
        let sql = format!(
            "select person from person where workspace = $1 and account = $2 and account_seen < $3
             order by person limit {room}"
        );
        let found = conn.rows(&sql, &[ws, Param::Blob(&account.0), Param::Int(version)])?;
        if found.len() < room {
            let sql = "delete from account_queue where workspace = $1 and account = $2";
            conn.execute(sql, &[ws, Param::Blob(&account.0)])?;
            emptied += 1;
        }
        versions.insert(account, version);
        for mut row in found {
            people.push(row.id()?);
        }
    }
    // Locked in the order in which everybody locks; who was told meanwhile has nothing more to hear.
    people.sort_unstable();
    let mut heads = commit::people(conn, workspace, &people)?;
    heads.retain(|head| {
        head.account.and_then(|account| versions.get(&account)).is_some_and(|version| head.account_seen < *version)
    });
    let count = heads.len();
    if count == 0 && emptied == 0 {
        return Ok((Writes::default(), 0));
    }
    let mut load = Loader { conn, books: &shared.books, workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    load.load_heads(&mut scene, heads, &mut Wanted::default())?;
    let people: Vec<Id> = scene.people.keys().copied().collect();
    people.into_iter().try_for_each(|who| scene.account_changed(who))?;
    // An emptied queue is work done, too: another account may wait behind it.
    Ok((scene.finish()?, count.max(1)))
}

fn sweep(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<(Writes, usize)> {
    let claim = conn.for_claim();
    let sql = format!(
        "select {PERSON_HEAD} from person where workspace = $1 and playbook < $2 and erased_at is null
         and merged_into is null order by playbook, person limit {CHUNK}{claim}"
    );
    let heads = claimed(conn, &sql, &[Param::Int(shared.workspace), Param::Int(in_force.place)])?;
    settle(shared, conn, ids, in_force, now, heads)
}

fn take_due(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
) -> Result<(Writes, usize)> {
    let ws = Param::Int(shared.workspace);
    let claim = conn.for_claim();
    let sql = format!(
        "select waiting, key, digest, id, body, recorded_at from waiting where workspace = $1 and due_at <= $2
         order by due_at limit {CHUNK}{claim}"
    );
    let rows = conn.rows(&sql, &[ws, Param::at(now)])?;
    let count = rows.len();
    let taken = take_rows(shared, conn, ids, in_force, now, rows)?;
    forget_visitors(conn, shared.workspace, now)?;
    notices::forget(conn, shared.workspace, now)?;
    Ok((taken, count))
}

/// Takes facts that waited; what is refused now is dropped, and its id stays known.
fn take_rows(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    rows: Vec<Row>,
) -> Result<Writes> {
    let book = shared.books.get(conn, shared.workspace, in_force.place)?;
    let mut ready: Vec<Prepared> = Vec::new();
    let mut waited = Vec::new();
    for mut row in rows {
        let (waiting, _, _, id, body) = (row.id()?, row.id()?, row.blob()?, row.text()?, row.text()?);
        waited.push(waiting);
        let Ok(mut incoming) = read_body(&body) else { continue };
        incoming.raw.id = Some(id);
        ready.extend(prepare::prepare(&shared.secret, &book, FactIn { incoming, import: false }, now).ok());
    }
    // Their ids are known as waiting; for this transaction they are not.
    for fact in &ready {
        conn.execute(
            "delete from fact_id where workspace = $1 and key = $2 and seq = 0",
            &[Param::Int(shared.workspace), Param::Blob(&fact.key)],
        )?;
    }
    let (mut writes, _) =
        facts::take(conn, &shared.books, shared.workspace, in_force, &shared.secret, ids, &ready, Asked::No, now)?;
    let taken: Vec<[u8; 16]> = writes.new_fact_ids.iter().map(|row: &FactIdRow| row.key).collect();
    for fact in ready.iter().filter(|fact| !taken.contains(&fact.key)) {
        let (key, digest) = (fact.key, fact.digest.to_vec());
        writes.new_fact_ids.push(FactIdRow { key, digest, person: facts::NOBODY, seq: 0 });
    }
    writes.waited = waited;
    Ok(writes)
}

/// Facts of visitors whom nobody identified in time are forgotten.
fn forget_visitors(conn: &mut Conn, workspace: i64, now: Moment) -> Result<()> {
    conn.execute(
        "delete from waiting where workspace = $1 and visitor is not null and recorded_at < $2",
        &[Param::Int(workspace), Param::at(now.plus_secs(-VISITOR_SECS_MAX))],
    )?;
    Ok(())
}
