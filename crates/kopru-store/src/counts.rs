//! What there is, counted: from counters that are kept, and from short queues.

use crate::dialect::Conn;
use crate::error::Result;
use crate::leads;
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::writer::Shared;

/// Leads at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeadCount {
    /// The stage's id; none before the first.
    pub stage: Option<String>,
    /// The disposition's id.
    pub disposition: String,
    /// How many.
    pub leads: i64,
}

/// What there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Leads by stage and disposition, those places that have any: in the playbook's order, then stages that it has not.
    pub leads: Vec<LeadCount>,
    /// Facts that were taken.
    pub facts: i64,
    /// Decisions that were kept.
    pub decisions: i64,
    /// Leads still under an earlier version of the playbook.
    pub behind: i64,
    /// Facts that wait: for their moment, or for somebody to say whose they are.
    pub waiting: i64,
    /// Accounts whose people have yet to hear of a change.
    pub account_queue: i64,
    /// Messages that were not delivered yet.
    pub outbox: i64,
    /// Leads of which something is due by now.
    pub timers_due: i64,
}

impl Counts {
    /// All leads.
    pub fn leads_in_all(&self) -> i64 {
        self.leads.iter().map(|it| it.leads).sum()
    }
}

impl Store {
    /// What there is at this moment. Costs grow with what waits, not with what is stored.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn counts(&self) -> Result<Counts> {
        self.reading(counts).await
    }
}

fn counts(shared: &Shared, conn: &mut Conn) -> Result<Counts> {
    let workspace = Param::Int(shared.workspace);
    let book = leads::current(shared, conn)?;
    let mut all = Counts::default();
    let rows = conn.rows(
        "select counter, cast(sum(value) as bigint) from counter where workspace = $1 group by counter",
        &[workspace],
    )?;
    for mut row in rows {
        let (counter, value) = (row.text()?, row.int()?);
        match counter.strip_prefix("leads:").and_then(|place| place.rsplit_once(':')) {
            Some((stage, disposition)) if value != 0 => all.leads.push(LeadCount {
                stage: (!stage.is_empty()).then(|| stage.to_owned()),
                disposition: disposition.to_owned(),
                leads: value,
            }),
            Some(_) => {}
            None if counter == "facts" => all.facts = value,
            None if counter == "decisions" => all.decisions = value,
            None => {}
        }
    }
    let order = |stage: &Option<String>| {
        let stage = stage.as_deref()?;
        let place = book.as_ref().and_then(|book| book.playbook.stage(stage));
        Some(place.unwrap_or(u8::MAX))
    };
    all.leads.sort_by_cached_key(|it| (order(&it.stage), it.clone()));
    let mut count = |sql: &str, value: Option<i64>| {
        let params = [workspace].into_iter().chain(value.map(Param::Int));
        let row = conn.row(sql, &params.collect::<Vec<_>>())?;
        row.map_or(Ok(0), |mut row| row.int())
    };
    let (place, now) = (book.as_ref().map_or(0, |book| book.place), shared.now().micros());
    all.behind = count(
        "select count(*) from person where workspace = $1 and playbook < $2 and erased_at is null and merged_into is null",
        Some(place),
    )?;
    all.waiting = count("select count(*) from waiting where workspace = $1", None)?;
    all.account_queue = count("select count(*) from account_queue where workspace = $1", None)?;
    all.outbox = count("select count(*) from outbox where workspace = $1 and done_at is null", None)?;
    all.timers_due = count("select count(*) from person where workspace = $1 and next_at <= $2", Some(now))?;
    Ok(all)
}
