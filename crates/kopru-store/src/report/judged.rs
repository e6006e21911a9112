//! The rate of acceptance as it is judged at the beginning of each week, and of which judgements both teams are told (M17).
//!
//! A judgement follows from the hand-overs of the 90 days before it as they stood then, so it can be read again at any time. A
//! message about one names its moment and the version of the playbook, and holds nothing else. One row of `reader` says which
//! week was judged last, so that any number of processes judge each week once.

use super::acceptance::{DAYS, count};
use super::causes::{Over, Values, What};
use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::handovers;
use crate::id::Id;
use crate::outbox::TEAM_ACCEPTANCE;
use crate::sql::{Param, Sql};
use crate::store::Store;
use kopru_engine::acceptance::{Outcomes, Verdict, Watch};
use kopru_engine::time::{DAY_SECS, Day, Moment};

/// Weeks before the first that is asked for that are judged too, so that it is known what was told by then.
const WEEKS_BEFORE: i64 = 26;
const WEEK_SECS: i64 = 7 * DAY_SECS;
/// Who notes which week was judged last.
const READER: &str = "acceptance";

/// The rate of acceptance at the beginning of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The beginning of the week, in the agreement's time zone: a Monday.
    pub at: Moment,
    /// The same as a day there.
    pub week: Day,
    /// What had become by then of hand-overs that were offered in the 90 days before.
    pub outcomes: Outcomes,
    /// The rate that both teams want, in millionths.
    pub target: i64,
    /// What the rate says.
    pub verdict: Verdict,
    /// What carries the gap most clearly, where it is below the target.
    pub cause: Option<What>,
    /// Whether it is told: what was told before is not told again.
    pub told: bool,
}

impl Store {
    /// The judgements of the weeks that began in the last `days` days, the oldest first.
    ///
    /// # Errors
    /// `days_invalid`; `no_handover` where the playbook hands nothing over; what the database answers.
    pub async fn judgements(&self, days: i64) -> Result<Vec<Judged>> {
        super::check_window(days)?;
        let (book, now) = (self.book_in_force().await?, self.now());
        if book.playbook.handover.is_none() {
            return Err(StoreError::Refused("no_handover", "the playbook in force hands nothing over".into()));
        }
        let from = now.plus_secs(-days * DAY_SECS);
        self.reading(move |shared, conn| judgements(conn, shared.workspace, &book, (from, now))).await
    }

    /// Judges the week that has begun, unless that was done, and leaves a message where both teams are to be told. Tells
    /// whether it did. Weeks in which nobody judged are made up for: the message is about the week that has begun.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn judge_acceptance(&self) -> Result<bool> {
        let book = match self.book_in_force().await {
            Err(StoreError::Refused("no_playbook", _)) => return Ok(false),
            book => book?,
        };
        let (week, place) = (book.zone.week_of(self.now()), book.place);
        let last = self.reading(|shared, conn| last_judged(conn, shared.workspace)).await?;
        if last.is_some_and(|last| last >= Id::least(week)) {
            return Ok(false);
        }
        let news = self.reading(move |shared, conn| news(conn, shared.workspace, &book, (week, last))).await?;
        self.transaction(move |shared, conn, ids, now| {
            let ws = Param::Int(shared.workspace);
            let done = conn.execute(
                "insert into reader (workspace, reader, told, claimed_until) values ($1, $2, $3, 0)
                 on conflict (workspace, reader) do update set told = excluded.told where reader.told < excluded.told",
                &[ws, Param::Text(READER), Param::Blob(&Id::least(week).0)],
            )?;
            if done == 0 || !news {
                return Ok(false);
            }
            conn.execute(
                "insert into outbox (workspace, message, at, topic, person, seq, claimed_until, claims)
                 values ($1, $2, $3, $4, $5, $6, 0, 0)",
                &[
                    ws,
                    Param::Blob(&ids.make(now)?.0),
                    Param::at(week),
                    Param::Text(TEAM_ACCEPTANCE),
                    Param::Blob(&Id::NOBODY.0),
                    Param::Int(place),
                ],
            )?;
            Ok(true)
        })
        .await
    }
}

/// Whether both teams are to be told at the beginning of a week: something is the matter, and it became so since the week that
/// was judged last. The first time, whatever is the matter is news.
fn news(conn: &mut Conn, workspace: i64, book: &Book, (week, last): (Moment, Option<Id>)) -> Result<bool> {
    let all = judgements(conn, workspace, book, (week.plus_secs(-WEEKS_BEFORE * WEEK_SECS), week))?;
    let bad = |it: &Judged| matches!(it.verdict, Verdict::BelowTarget | Verdict::Alarm);
    let new = |it: &Judged| last.is_none_or(|last| it.told && Id::least(it.at) > last);
    Ok(all.last().is_some_and(bad) && all.iter().any(|it| bad(it) && new(it)))
}

fn last_judged(conn: &mut Conn, workspace: i64) -> Result<Option<Id>> {
    let sql = "select told from reader where workspace = $1 and reader = $2";
    let row = conn.row(sql, &[Param::Int(workspace), Param::Text(READER)])?;
    Ok(row.map(|mut row| row.id_opt()).transpose()?.flatten())
}

/// What a message is about: the judgement of a moment.
pub(crate) fn at(conn: &mut Conn, workspace: i64, book: &Book, at: Moment) -> Result<Option<Judged>> {
    let all = judgements(conn, workspace, book, (at.plus_secs(-1), at))?;
    Ok(all.into_iter().next_back().map(|it| Judged { told: true, ..it }))
}

/// The judgements of weeks that began after one moment and not after another.
fn judgements(conn: &mut Conn, workspace: i64, book: &Book, (from, until): (Moment, Moment)) -> Result<Vec<Judged>> {
    let (mut weeks, mut week) = (Vec::new(), book.zone.week_of(until));
    while week > from.plus_secs(-WEEKS_BEFORE * WEEK_SECS) {
        weeks.push(week);
        week = book.zone.week_of(week.plus_secs(-DAY_SECS));
    }
    weeks.reverse();
    let mut all = judge(conn, workspace, book, &weeks)?;
    tell(conn, workspace, &mut all)?;
    all.retain(|it| it.at > from);
    Ok(all)
}

/// Judges at each of these moments, which grow.
fn judge(conn: &mut Conn, workspace: i64, book: &Book, weeks: &[Moment]) -> Result<Vec<Judged>> {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return Ok(Vec::new()) };
    let Some(agreed) = &book.playbook.handover else { return Ok(Vec::new()) };
    let (target, min_sample) = (agreed.acceptance_target, agreed.min_sample.unsigned_abs());
    let sql = "select offered_at, coalesce(answered_at, offered_at), state from handover
               where workspace = $1 and offered_at > $2 and offered_at <= $3 order by offered_at";
    let params = [Param::Int(workspace), Param::at(window(*first)), Param::at(*last)];
    let mut rows = Vec::new();
    for mut row in conn.rows(sql, &params)? {
        rows.push((row.at()?, row.at()?, row.text()?));
    }
    let all: Vec<Judged> = weeks
        .iter()
        .map(|week| {
            let mut outcomes = Outcomes::default();
            let begin = rows.partition_point(|it| it.0 <= window(*week));
            for (_, answered, state) in rows.iter().skip(begin).take_while(|it| it.0 <= *week) {
                count(&mut outcomes, if *answered <= *week { state } else { "open" });
            }
            let verdict = outcomes.verdict(target, min_sample);
            Judged { at: *week, week: book.zone.day_at(*week), outcomes, target, verdict, cause: None, told: false }
        })
        .collect();
    Ok(all)
}

/// When the window of a judgement begins.
fn window(week: Moment) -> Moment {
    week.plus_secs(-DAYS * DAY_SECS)
}

/// Names what carries the gap where there is one, and says of which judgements both teams are told. Only where there is a gap
/// hand-overs are read with all that is known of them.
fn tell(conn: &mut Conn, workspace: i64, all: &mut [Judged]) -> Result<()> {
    let bad = |it: &Judged| matches!(it.verdict, Verdict::BelowTarget | Verdict::Alarm);
    let moments: Vec<Moment> = all.iter().filter(|it| bad(it)).map(|it| it.at).collect();
    let mut values = Values::default();
    if let (Some(first), Some(last)) = (moments.first(), moments.last()) {
        handovers::each(conn, workspace, window(*first), *last, |it| values.add(&it, count))?;
    }
    let mut watch: Watch<What> = Watch::default();
    for it in all {
        let mut beyond = None;
        if bad(it) {
            let within = |over: &&Over| {
                let offered = over.offered_at > window(it.at) && over.offered_at <= it.at;
                offered && over.answered_at.is_none_or(|at| at <= it.at)
            };
            it.cause = values.first(values.overs.iter().filter(within), &[]);
            beyond = values.first(values.overs.iter().filter(within), watch.named());
        }
        it.told = watch.judge(it.verdict, it.cause.clone(), beyond.clone());
        // What is new is what is told.
        it.cause = beyond.filter(|_| it.told).or_else(|| it.cause.take());
    }
    Ok(())
}
