//! What sales did with the leads that were handed over in a window of days, for the report on time saved.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::ACCEPTANCE_DAYS_MAX;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::playbook::{Effort, Kind, Playbook};
use kopru_engine::savings::{End, Savings, Worked, savings};
use kopru_engine::time::{DAY_SECS, Moment};

/// What letting go early saved, of leads that were handed over in a window of days until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSaved {
    /// The end of the window.
    pub as_of: Moment,
    /// Its length.
    pub days: i64,
    /// What the steps take, as both teams agreed.
    pub effort: Effort,
    /// What that gives.
    pub savings: Savings,
}

impl Store {
    /// What letting leads go early saved, of those that were first handed over in the last `days` days.
    ///
    /// # Errors
    /// `days_invalid`; `no_effort` where the playbook does not say what the steps take; what the database answers.
    pub async fn time_saved(&self, days: i64) -> Result<TimeSaved> {
        if !(1..=ACCEPTANCE_DAYS_MAX).contains(&days) {
            let text = format!("a window has 1 to {ACCEPTANCE_DAYS_MAX} days");
            return Err(StoreError::Refused("days_invalid", text));
        }
        let book = self.book_in_force().await?;
        let Some(effort) = book.playbook.effort else {
            return Err(StoreError::Refused("no_effort", "the playbook in force has no `[effort]`".into()));
        };
        let as_of = self.now();
        self.reading(move |shared, conn| {
            let from = as_of.plus_secs(-days * DAY_SECS);
            let all = worked(conn, shared.workspace, &book.playbook, from, as_of)?;
            Ok(TimeSaved { as_of, days, effort, savings: savings(&all, &effort) })
        })
        .await
    }
}

/// Every lead whose first hand-over of the window was offered in it, with what sales did.
fn worked(conn: &mut Conn, workspace: i64, playbook: &Playbook, from: Moment, until: Moment) -> Result<Vec<Worked>> {
    let sql = "select it.person, min(it.offered_at), max(it.source), max(it.answered_by),
               cast(sum(case when it.answered_by is null then 0 else 1 end) as bigint), lead.disposition, lead.kind,
               lead.stage, lead.recorded_at
               from handover it join person lead on lead.workspace = it.workspace and lead.person = it.person
               where it.workspace = $1 and it.offered_at > $2 and it.offered_at <= $3 and lead.erased_at is null
               and lead.merged_into is null
               group by it.person, lead.disposition, lead.kind, lead.stage, lead.recorded_at order by it.person";
    let rows = conn.rows(sql, &[Param::Int(workspace), Param::at(from), Param::at(until)])?;
    rows.into_iter().map(|row| one(conn, workspace, playbook, row)).collect()
}

fn one(conn: &mut Conn, workspace: i64, playbook: &Playbook, mut row: Row) -> Result<Worked> {
    let (person, offered_at, source, rep) = (row.id()?, row.at()?, row.text_opt()?, row.text_opt()?);
    let (answers, disposition, kind, stage) = (row.int()?, row.text()?, row.text_opt()?, row.text_opt()?);
    let end = match disposition.as_str() {
        "won" => End::Won,
        "lost" => End::Lost,
        "recycled" => End::Recycled,
        "disqualified" => kind.as_deref().and_then(Kind::from_id).map_or(End::Open, End::LetGo),
        _ => End::Open,
    };
    let place = stage.as_deref().and_then(|id| playbook.stage(id));
    let (contacts, conversations) = touches(conn, workspace, person, offered_at)?;
    let ended_at = if end == End::Open { None } else { ended(conn, workspace, person)? };
    Ok(Worked {
        end,
        qualified: playbook.by.qualification.is_some() && place >= playbook.by.qualification,
        answers: u64::try_from(answers).unwrap_or(0),
        contacts,
        conversations,
        took: ended_at.map(|at| (at.secs() - offered_at.secs()).max(0)),
        source,
        stage,
        rep,
    })
}

/// Attempts and conversations with a lead since it was handed over.
fn touches(conn: &mut Conn, workspace: i64, person: Id, since: Moment) -> Result<(u64, u64)> {
    let sql = "select type, count(*) from fact where workspace = $1 and person = $2 and occurred_at >= $3
               and type in ('contacted', 'conversation_held') group by type";
    let (mut contacts, mut conversations) = (0, 0);
    for mut row in conn.rows(sql, &[Param::Int(workspace), Param::Blob(&person.0), Param::at(since)])? {
        let (kind, count) = (row.text()?, u64::try_from(row.int()?).unwrap_or(0));
        if kind == "contacted" { contacts = count } else { conversations = count }
    }
    Ok((contacts, conversations))
}

/// When a lead that is closed was closed.
fn ended(conn: &mut Conn, workspace: i64, person: Id) -> Result<Option<Moment>> {
    let sql = "select at from decision where workspace = $1 and person = $2 and changes like '%\"disposition\"%'
               order by seq desc limit 1";
    let row = conn.row(sql, &[Param::Int(workspace), Param::Blob(&person.0)])?;
    row.map(|mut row| row.at()).transpose()
}
