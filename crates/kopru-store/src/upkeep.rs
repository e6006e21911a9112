//! What is done without anybody asking: timers, accounts whose people must hear of a change, leads of an earlier version
//! of the playbook, facts that waited. Every round is one short transaction; any number of processes may run them.

use crate::book::{self, InForce};
use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::intake::FactIn;
use crate::intake::facts::{self, Asked};
use crate::intake::load::{Loader, Wanted};
use crate::intake::prepare::{self, Prepared};
use crate::limits::{CHUNK, DUE, DUE_ROUNDS, UNREADABLE_SECS, VISITOR_SECS_MAX};
use crate::notices;
use crate::rows::{FactIdRow, PERSON_HEAD, PersonHead, Writes};
use crate::sql::{Param, Row, Sql};
use crate::store::{Store, stopped};
use crate::team;
use crate::unreadable;
use crate::writer::{Shared, Writer};
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
    /// One round of everything that is due by now. Idempotent, and done again until it is idle. A lead that cannot be read
    /// holds up no other one ([`crate::unreadable`]), and a kind of work that fails none of the others.
    ///
    /// # Errors
    /// The first fault of those that there were; whatever else was done stays done.
    pub async fn upkeep(&self) -> Result<Round> {
        let waited = self.take_waiting().await;
        let team = self.tell_team().await;
        let timers = self.run_timers().await;
        let routed = self.route().await;
        let told = self.tell_people().await;
        let swept = self.sweep().await;
        let purged = self.purge().await;
        Ok(Round {
            waited: waited?,
            team: team?,
            timers: timers?,
            routed: routed?,
            told: told?,
            swept: swept?,
            purged: purged?,
        })
    }

    /// Decides what is due of at most [`DUE`] leads; where that many were due and there are several writers, of more, by all of
    /// them side by side: what one has claimed, the others leave.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn run_timers(&self) -> Result<usize> {
        let mut done = self.timers_round().await?;
        let writers = self.writers();
        if done < DUE || writers == 1 {
            return Ok(done);
        }
        let rounds = (0..writers).map(|_| {
            let store = self.clone();
            tokio::spawn(async move {
                let mut done = 0;
                for _ in 0..DUE_ROUNDS {
                    let now = store.timers_round().await?;
                    done += now;
                    if now < DUE {
                        break;
                    }
                }
                Ok::<usize, StoreError>(done)
            })
        });
        for round in rounds.collect::<Vec<_>>() {
            done += round.await.map_err(|_| stopped())??;
        }
        Ok(done)
    }

    async fn timers_round(&self) -> Result<usize> {
        self.writing(|writer| writer.round(timers, due)).await
    }

    /// Decides what a change of the team means for at most [`CHUNK`] leads.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn tell_team(&self) -> Result<usize> {
        self.writing(|writer| writer.round(team::sweep, team::candidates)).await
    }

    /// Decides what changes of accounts mean for at most [`CHUNK`] of their people.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn tell_people(&self) -> Result<usize> {
        self.writing(|writer| writer.round(tell, untold)).await
    }

    /// Brings at most [`CHUNK`] leads to the version of the playbook in force.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn sweep(&self) -> Result<usize> {
        self.writing(|writer| writer.round(sweep, outdated)).await
    }

    /// Takes facts that lay a little ahead and have happened now.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn take_waiting(&self) -> Result<usize> {
        self.writing(take_due).await
    }
}

/// Leads that a round takes: a condition on `person` after `workspace = $1`, which may name `$2`; their order, and how many.
struct Due {
    which: &'static str,
    order: &'static str,
    most: usize,
}

const TIMERS: Due = Due { which: "next_at <= $2", order: "next_at", most: DUE };
const OUTDATED: Due = Due {
    which: "playbook < $2 and erased_at is null and merged_into is null",
    order: "playbook, person",
    most: CHUNK,
};

impl Due {
    fn rows(
        &self,
        shared: &Shared,
        conn: &mut Conn,
        now: Moment,
        below: i64,
        columns: &str,
        claim: &str,
    ) -> Result<Vec<Row>> {
        let Due { which, order, most } = self;
        let aside = shared.aside.now(now);
        let but = unreadable::but(&aside, 3);
        let sql = format!(
            "select {columns} from person where workspace = $1 and {which}{but} order by {order} limit {most}{claim}"
        );
        conn.rows(&sql, &unreadable::with(&[Param::Int(shared.workspace), Param::Int(below)], &aside))
    }

    /// Locked for this transaction, of those that no other process has.
    fn claimed(&self, shared: &Shared, conn: &mut Conn, now: Moment, below: i64) -> Result<Vec<PersonHead>> {
        let claim = conn.for_claim();
        let rows = self.rows(shared, conn, now, below, PERSON_HEAD, claim)?;
        let mut heads: Vec<PersonHead> =
            rows.into_iter().map(|mut row| PersonHead::read(&mut row)).collect::<Result<_>>()?;
        heads.sort_unstable_by_key(|head| head.person);
        Ok(heads)
    }

    fn candidates(&self, shared: &Shared, conn: &mut Conn, now: Moment, below: i64) -> Result<Vec<Id>> {
        self.rows(shared, conn, now, below, "person", "")?.into_iter().map(|mut row| row.id()).collect()
    }
}

fn timers(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<(Writes, usize)> {
    let heads = TIMERS.claimed(shared, conn, now, now.micros())?;
    settle(shared, conn, ids, in_force, now, heads)
}

fn due(shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Vec<Id>> {
    TIMERS.candidates(shared, conn, now, now.micros())
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
    let aside = shared.aside.now(now);
    let sql = format!("select account, version from account_queue where workspace = $1 limit {CHUNK}{claim}");
    let mut versions: BTreeMap<Id, i64> = BTreeMap::new();
    let (mut people, mut emptied): (Vec<Id>, usize) = (Vec::new(), 0);
    for mut row in conn.rows(&sql, &[ws])? {
        let room = CHUNK - people.len();
        if room == 0 {
            break;
        }
        let (account, version) = (row.id()?, row.int()?);
        let found = unseen(conn, workspace, account, version, &aside, room)?;
        if found.len() < room {
            let sql = "delete from account_queue where workspace = $1 and account = $2";
            conn.execute(sql, &[ws, Param::Blob(&account.0)])?;
            emptied += 1;
        }
        versions.insert(account, version);
        people.extend(found);
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

/// People of an account who have not heard of a version of it. Who is set aside hears of it when loaded again.
fn unseen(conn: &mut Conn, workspace: i64, account: Id, version: i64, aside: &[Id], most: usize) -> Result<Vec<Id>> {
    let but = unreadable::but(aside, 4);
    let sql = format!(
        "select person from person where workspace = $1 and account = $2 and account_seen < $3{but}
         order by person limit {most}"
    );
    let params = [Param::Int(workspace), Param::Blob(&account.0), Param::Int(version)];
    conn.rows(&sql, &unreadable::with(&params, aside))?.into_iter().map(|mut row| row.id()).collect()
}

fn untold(shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Vec<Id>> {
    let aside = shared.aside.now(now);
    let sql = format!("select account, version from account_queue where workspace = $1 limit {CHUNK}");
    let mut people = Vec::new();
    for mut row in conn.rows(&sql, &[Param::Int(shared.workspace)])? {
        let (account, version) = (row.id()?, row.int()?);
        people.extend(unseen(conn, shared.workspace, account, version, &aside, CHUNK - people.len())?);
        if people.len() == CHUNK {
            break;
        }
    }
    Ok(people)
}

fn sweep(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<(Writes, usize)> {
    let heads = OUTDATED.claimed(shared, conn, now, in_force.place)?;
    settle(shared, conn, ids, in_force, now, heads)
}

fn outdated(shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Vec<Id>> {
    let place = book::in_force(conn, shared.workspace)?.map_or(0, |it| it.place);
    OUTDATED.candidates(shared, conn, now, place)
}

/// Takes facts that have waited long enough; where one of their leads cannot be read, each alone, and that lead's wait on.
fn take_due(writer: &mut Writer) -> Result<usize> {
    let fault = match writer.deciding(due_facts) {
        Err(fault @ StoreError::Corrupt(_)) => fault,
        other => return other,
    };
    let sql =
        format!("select waiting from waiting where workspace = $1 and due_at <= $2 order by due_at limit {CHUNK}");
    let ids: Vec<Id> = writer.rehearsing(|shared, conn, _, _, now| {
        let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::at(now)])?;
        rows.into_iter().map(|mut row| row.id()).collect()
    })?;
    let mut later = 0;
    for id in &ids {
        let taken = writer.deciding(|shared, conn, ids, in_force, now| {
            let claim = conn.for_claim();
            let sql = format!("select {WAITING} from waiting where workspace = $1 and waiting = $2{claim}");
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])?;
            Ok((take_rows(shared, conn, ids, in_force, now, rows)?, ()))
        });
        match taken {
            Ok(()) => {}
            Err(StoreError::Corrupt(_)) => {
                later += 1;
                writer.transaction(|shared, conn, _, _, now| {
                    let due = Param::at(now.plus_secs(UNREADABLE_SECS));
                    let sql = "update waiting set due_at = $1 where workspace = $2 and waiting = $3";
                    conn.execute(sql, &[due, Param::Int(shared.workspace), Param::Blob(&id.0)])
                })?;
            }
            Err(fault) => return Err(fault),
        }
    }
    // Whatever could not be read, it was no fact's lead.
    if later == 0 { Err(fault) } else { Ok(ids.len()) }
}

/// What is read of a fact that waits.
const WAITING: &str = "waiting, key, digest, id, body, recorded_at";

fn due_facts(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
) -> Result<(Writes, usize)> {
    let ws = Param::Int(shared.workspace);
    let claim = conn.for_claim();
    let sql = format!(
        "select {WAITING} from waiting where workspace = $1 and due_at <= $2 order by due_at limit {CHUNK}{claim}"
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
