//! What lies still: leads that are at their stage for too long, that nobody planned anything for, whose owner has left, or
//! that nothing would ever move again (M16).

use super::slice::{Counts, Part};
use super::worked;
use crate::dialect::Conn;
use crate::error::Result;
use crate::leads::{self, LeadRow};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::team::users;
use crate::writer::{Shared, no_playbook};
use kopru_engine::playbook::{Playbook, Stage};
use kopru_engine::time::Moment;
use std::collections::BTreeMap;

/// Leads that are named, of each stage.
const NAMED: usize = 50;

/// What lies still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stagnation {
    /// When.
    pub as_of: Moment,
    /// Each stage in which leads are open; first those before any stage.
    pub stages: Vec<StageAge>,
    /// Leads that have been at their stage for too long: those that are longest beyond it first; at most fifty.
    pub stuck: Vec<Stuck>,
    /// Who owns leads for which nothing is planned, and how many of how many.
    pub unplanned: Vec<(String, u64, u64)>,
    /// Who has left, or never was here, and owns open leads, and how many; nobody where there are no users.
    pub gone: Vec<(String, u64)>,
    /// Queues that people look after, and how many stand in each.
    pub queues: Vec<(String, u64)>,
    /// Open leads that nothing will ever look at again. There should be none.
    pub adrift: u64,
}

/// How long leads have been at a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageAge {
    /// The stage's id; none before the first.
    pub stage: Option<String>,
    /// Longer is too long, in seconds; none where leads may rest.
    pub max_age: Option<i64>,
    /// Open leads.
    pub open: u64,
    /// Those that have been there for too long.
    pub stuck: u64,
    /// Half of them have not been there longer than so many seconds; none of none.
    pub median_secs: Option<i64>,
    /// Who has been there longest.
    pub oldest_secs: Option<i64>,
}

/// A lead that has been at its stage for too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The lead.
    pub row: LeadRow,
    /// Seconds at the stage.
    pub age: i64,
    /// Seconds beyond what was agreed.
    pub beyond: i64,
}

impl Store {
    /// What lies still at this moment.
    ///
    /// # Errors
    /// `no_playbook`; what the database answers.
    pub async fn stagnation(&self) -> Result<Stagnation> {
        self.reading(|shared, conn| {
            let book = leads::current(shared, conn)?.ok_or_else(no_playbook)?;
            read(shared, conn, &book.playbook)
        })
        .await
    }
}

fn read(shared: &Shared, conn: &mut Conn, playbook: &Playbook) -> Result<Stagnation> {
    let as_of = shared.now();
    let (mut stages, mut stuck) = (Vec::new(), Vec::new());
    let before = [None].into_iter();
    for stage in before.chain(playbook.stages.iter().map(Some)) {
        let age = stage_age(conn, shared.workspace, playbook, stage, as_of)?;
        if age.stuck > 0 {
            stuck.extend(longest(shared, conn, &age, as_of)?);
        }
        if age.open > 0 {
            stages.push(age);
        }
    }
    stuck.sort_by_key(|it: &Stuck| (std::cmp::Reverse(it.beyond), it.row.id));
    stuck.truncate(NAMED);
    let mut planned: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut queues: BTreeMap<String, u64> = BTreeMap::new();
    worked::each(shared, conn, |it| match &it.owner {
        Some(owner) => {
            let counts = planned.entry(owner.clone()).or_default();
            counts.0 += u64::from(it.says(Part::Plan, "none"));
            counts.1 += 1;
        }
        None => *queues.entry(it.queue).or_default() += 1,
    })?;
    let unplanned = planned.into_iter().filter(|it| it.1.0 > 0).map(|(owner, it)| (owner, it.0, it.1)).collect();
    let (gone, adrift) = (gone(conn, shared.workspace)?, adrift(conn, shared.workspace, playbook)?);
    Ok(Stagnation { as_of, stages, stuck, unplanned, gone, queues: queues.into_iter().collect(), adrift })
}

const OPEN: &str = "disposition = 'open' and merged_into is null and erased_at is null and seq > 0";

fn stage_age(
    conn: &mut Conn,
    workspace: i64,
    playbook: &Playbook,
    stage: Option<&Stage>,
    as_of: Moment,
) -> Result<StageAge> {
    // Before the first stage its limit holds.
    let max_age = stage.or(playbook.stages.first()).and_then(|it| it.max_age);
    let (id, here) =
        (stage.map(|it| it.id.to_string()), if stage.is_some() { "stage = $2" } else { "stage is null and $2 = ''" });
    let cut = max_age.map_or(Moment::MIN, |age| as_of.plus_secs(-age));
    let sql = format!(
        "select count(*), count(case when entered_at <= $3 then 1 end), min(entered_at) from person
         where workspace = $1 and {here} and {OPEN}"
    );
    let (ws, word) = (Param::Int(workspace), Param::Text(id.as_deref().unwrap_or_default()));
    let Some(mut row) = conn.row(&sql, &[ws, word, Param::at(cut)])? else { return Ok(none(id, max_age)) };
    let (open, stuck, oldest) = (row.int()?, row.int()?, row.at_opt()?);
    let ago = |at: Moment| (as_of.secs() - at.secs()).max(0);
    let half = open / 2;
    let sql = format!(
        "select entered_at from person where workspace = $1 and {here} and {OPEN}
         order by entered_at desc limit 1 offset {half}"
    );
    let median = conn.row(&sql, &[ws, word])?.map(|mut row| row.at()).transpose()?;
    let count = |it: i64| u64::try_from(it).unwrap_or(0);
    Ok(StageAge {
        open: count(open),
        stuck: count(stuck),
        median_secs: median.map(ago),
        oldest_secs: oldest.map(ago),
        ..none(id, max_age)
    })
}

fn none(stage: Option<String>, max_age: Option<i64>) -> StageAge {
    StageAge { stage, max_age, open: 0, stuck: 0, median_secs: None, oldest_secs: None }
}

/// Those that have been at a stage for longest.
fn longest(shared: &Shared, conn: &mut Conn, of: &StageAge, as_of: Moment) -> Result<Vec<Stuck>> {
    let max_age = of.max_age.unwrap_or(i64::MAX);
    let (here, word) = match &of.stage {
        Some(stage) => ("stage = $2", stage.as_str()),
        None => ("stage is null and $2 = ''", ""),
    };
    let sql = format!(
        "select person from person where workspace = $1 and {here} and {OPEN} order by entered_at, person limit {NAMED}"
    );
    let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Text(word)])?;
    let mut all = Vec::new();
    for mut row in rows {
        let Some(row) = leads::one(shared, conn, row.id()?, as_of)? else { continue };
        let age = as_of.secs() - row.entered_at.secs();
        if age >= max_age {
            all.push(Stuck { row, age, beyond: age - max_age });
        }
    }
    Ok(all)
}

/// Owners who do not work here.
fn gone(conn: &mut Conn, workspace: i64) -> Result<Vec<(String, u64)>> {
    let here = users::here(conn, workspace)?;
    if here.is_empty() {
        return Ok(Vec::new());
    }
    Ok(worked::owners(conn, workspace)?.into_iter().filter(|it| !here.contains(&it.0)).collect())
}

/// Open leads without a next moment at a stage at which they may not rest.
fn adrift(conn: &mut Conn, workspace: i64, playbook: &Playbook) -> Result<u64> {
    let sql = format!(
        "select stage, count(*) from person where workspace = $1 and next_at is null and {OPEN} group by stage"
    );
    let mut count = 0;
    for mut row in conn.rows(&sql, &[Param::Int(workspace)])? {
        let (stage, leads) = (row.text_opt()?, row.int()?);
        let stage = stage.as_deref().and_then(|id| playbook.stage(id)).map_or(0, usize::from);
        let parked = playbook.stages.get(stage).is_some_and(|it| it.parked || it.max_age.is_none());
        count += if parked { 0 } else { u64::try_from(leads).unwrap_or(0) };
    }
    Ok(count)
}
