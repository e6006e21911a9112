//! Messages about what was decided: a feed that programs read on, and messages that are claimed, delivered and
//! acknowledged.
//!
//! A message names a decision and holds nothing of the person; what it tells is read from the decision's row, so that what
//! is erased there is erased here. One about both teams names a moment at which the rate of acceptance was judged.
//!
//! **The feed** is in the order of the messages' ids, and a reader goes on after the last id that it has seen. So nothing may
//! ever appear before an id that was handed out. Ids grow with the clock of the process that makes them, but a transaction
//! that began earlier may end later, two processes' clocks differ, and within one millisecond ids have no order. Therefore a
//! message is handed out only [`FEED_SECS`] after its id was made, and, on PostgreSQL, not while a transaction that was
//! already writing then is still under way ([`Conn::writing_secs`]): its age is asked for before the feed is read, so that
//! it either shows up among the transactions or what it wrote shows up in the feed. What remains: a clock that lags behind
//! another one's by more than [`FEED_SECS`].
//!
//! **Claims** need no such care: whatever is not done comes up, in the order of the ids at that time. A claim is a lease: who
//! does not acknowledge in time sees others get the message, so every message is delivered at least once.

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::{FEED_SECS, PAGE_MAX};
use crate::report::judged::{self, Judged};
use crate::rows::{DECISION, DecisionRow};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::timeline;
use crate::writer::Shared;
use kopru_engine::decide::Decision;
use kopru_engine::time::Moment;
use std::sync::Arc;

/// A message.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id: the same at every delivery.
    pub id: Id,
    /// When the decision was recorded.
    pub at: Moment,
    /// What about: one of [`TOPICS`].
    pub topic: String,
    /// Whose decision; [`Id::NOBODY`] of what concerns both teams.
    pub person: Id,
    /// Which entry of the person's stream; of what concerns both teams the version of the playbook.
    pub seq: i64,
    /// How often it was claimed, this time included; 0 in the feed of what nobody claimed.
    pub claims: i64,
    /// The decision; none when it is no longer kept.
    pub decision: Option<Decision>,
    /// The version of the playbook that it was made with; none without the decision or judgement.
    pub book: Option<Arc<Book>>,
    /// The rate of acceptance as it was judged, where the message is about it.
    pub judged: Option<Judged>,
}

/// The topic of the rate of acceptance, which concerns both teams and no lead.
pub const TEAM_ACCEPTANCE: &str = "team.acceptance";

/// What messages are about.
pub const TOPICS: [&str; 9] = [
    "lead.stage",
    "lead.disposition",
    "lead.handover",
    "lead.clock",
    "lead.suggestion",
    "lead.stagnant",
    "lead.owner",
    "lead.reported",
    TEAM_ACCEPTANCE,
];

impl Store {
    /// Messages after the message `after`, the oldest first; at most `limit`, and [`PAGE_MAX`]. Delivered ones are among
    /// them until upkeep forgets them. Fewer than `limit` only mean that no more can be handed out yet.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn events(&self, after: Option<Id>, limit: usize) -> Result<Vec<Event>> {
        // A view of its own, which ends before the one in which the feed is read begins.
        let horizon = self.reading(|shared, conn| Ok(horizon(shared.now(), conn.writing_secs()?))).await?;
        self.reading(move |shared, conn| {
            let (begin, limit) = (after.unwrap_or(Id([0; 16])), limit.min(PAGE_MAX));
            let sql = format!(
                "select {MESSAGE} from outbox where workspace = $1 and message > $2 and message < $3
                 order by message limit {limit}"
            );
            let params = [Param::Int(shared.workspace), Param::Blob(&begin.0), Param::Blob(&horizon.0)];
            let rows = conn.rows(&sql, &params)?;
            rows.into_iter().map(|row| event(shared, conn, row)).collect()
        })
        .await
    }

    /// The newest messages about one of these topics, the newest first, whether they were delivered or not; at most `limit`,
    /// and [`PAGE_MAX`]. Of what was delivered long ago there is none any more.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn newest_events(&self, topics: &'static [&'static str], limit: usize) -> Result<Vec<Event>> {
        self.reading(move |shared, conn| {
            let mut params = vec![Param::Int(shared.workspace)];
            params.extend(topics.iter().map(|it| Param::Text(it)));
            let places: Vec<String> = (2..params.len() + 1).map(|place| format!("${place}")).collect();
            let (places, limit) = (places.join(", "), limit.min(PAGE_MAX));
            let sql = format!(
                "select {MESSAGE} from outbox where workspace = $1 and topic in ({places})
                 order by message desc limit {limit}"
            );
            let rows = conn.rows(&sql, &params)?;
            rows.into_iter().map(|row| event(shared, conn, row)).collect()
        })
        .await
    }

    /// The newest message: another one than before means that something was decided.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn pulse(&self) -> Result<Option<Id>> {
        self.reading(|shared, conn| {
            let sql = "select message from outbox where workspace = $1 order by message desc limit 1";
            conn.row(sql, &[Param::Int(shared.workspace)])?.map(|mut row| row.id()).transpose()
        })
        .await
    }

    /// Takes messages that are not done and that nobody else has claimed, the oldest first, for `lease_secs`; at most
    /// `limit`, and [`PAGE_MAX`].
    ///
    /// # Errors
    /// What the database answers.
    pub async fn claim_events(&self, limit: usize, lease_secs: i64) -> Result<Vec<Event>> {
        let limit = limit.min(PAGE_MAX);
        self.transaction(move |shared, conn, _, now| claim(shared, conn, now, limit, lease_secs)).await
    }

    /// Notes that messages were delivered: nobody gets them any more. Tells how many were not yet.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn acknowledge(&self, ids: impl Into<Vec<Id>>) -> Result<usize> {
        let mut ids: Vec<Id> = ids.into();
        // Always in the same order, so that two who acknowledge never wait for each other.
        ids.sort_unstable();
        self.transaction(move |shared, conn, _, now| {
            let mut done = 0;
            for id in &ids {
                let count = conn.execute(
                    "update outbox set done_at = $1 where workspace = $2 and message = $3 and done_at is null",
                    &[Param::at(now), Param::Int(shared.workspace), Param::Blob(&id.0)],
                )?;
                done += usize::try_from(count).unwrap_or(0);
            }
            Ok(done)
        })
        .await
    }
}

/// One message; none when it is no longer kept.
pub(crate) fn one(shared: &Shared, conn: &mut Conn, message: Id) -> Result<Option<Event>> {
    let sql = format!("select {MESSAGE} from outbox where workspace = $1 and message = $2");
    let row = conn.row(&sql, &[Param::Int(shared.workspace), Param::Blob(&message.0)])?;
    row.map(|row| event(shared, conn, row)).transpose()
}

/// The first id that may not be handed out at `now`, while the oldest transaction that writes has done so for `writing`
/// seconds.
fn horizon(now: Moment, writing: i64) -> Id {
    Id::least(now.plus_secs(-FEED_SECS - writing.max(0)))
}

const MESSAGE: &str = "message, at, topic, person, seq, claims";

fn claim(shared: &Shared, conn: &mut Conn, now: Moment, limit: usize, lease_secs: i64) -> Result<Vec<Event>> {
    let (ws, lock) = (Param::Int(shared.workspace), conn.for_claim());
    let sql = format!(
        "select {MESSAGE} from outbox where workspace = $1 and done_at is null and claimed_until <= $2
         order by message limit {limit}{lock}"
    );
    let rows = conn.rows(&sql, &[ws, Param::at(now)])?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let mut event = event(shared, conn, row)?;
        event.claims += 1;
        conn.execute(
            "update outbox set claimed_until = $1, claims = claims + 1 where workspace = $2 and message = $3",
            &[Param::at(now.plus_secs(lease_secs.max(0))), ws, Param::Blob(&event.id.0)],
        )?;
        events.push(event);
    }
    Ok(events)
}

fn event(shared: &Shared, conn: &mut Conn, mut row: Row) -> Result<Event> {
    let (id, at, topic, person, seq) = (row.id()?, row.at()?, row.text()?, row.id()?, row.int()?);
    let claims = row.int()?;
    if topic == TEAM_ACCEPTANCE {
        let book = shared.books.get(conn, shared.workspace, seq)?;
        let judged = judged::at(conn, shared.workspace, &book, at)?;
        return Ok(Event { id, at, topic, person, seq, claims, decision: None, book: Some(book), judged });
    }
    let sql = format!("select {DECISION} from decision where workspace = $1 and person = $2 and seq = $3");
    let found = conn.row(&sql, &[Param::Int(shared.workspace), Param::Blob(&person.0), Param::Int(seq)])?;
    let known: Option<(Arc<Book>, Decision)> = found
        .map(|mut row| {
            let row = DecisionRow::read(&mut row)?;
            let book = shared.books.get(conn, shared.workspace, row.playbook)?;
            let decision = timeline::decision(&book, &row)?;
            Ok::<_, StoreError>((book, decision))
        })
        .transpose()?;
    let (book, decision) = known.unzip();
    Ok(Event { id, at, topic, person, seq, claims, decision, book, judged: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Ids;

    #[test]
    fn a_message_is_handed_out_once_no_earlier_one_can_come() {
        let (made, mut ids) = (Moment::from_secs(1_000_000), Ids::default());
        let id = ids.make(made).expect("an id");
        let out = |secs: i64, writing: i64| id < horizon(made.plus_secs(secs), writing);
        assert!(!out(FEED_SECS, 0) && out(FEED_SECS + 1, 0));
        // A transaction that has been writing for a minute may have made its ids a minute ago.
        assert!(!out(FEED_SECS + 60, 60) && out(FEED_SECS + 61, 60));
        assert!(out(FEED_SECS + 1, -3));
    }
}
