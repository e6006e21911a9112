//! What sales did with the leads that were handed over in a window of days, for the report on time saved.

use super::slice::{Counts, Part, Window, is};
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::written::read_body;
use kopru_engine::playbook::{Builtin, Effort, Kind, Playbook};
use kopru_engine::savings::{End, Savings, Worked, savings};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use std::collections::{BTreeMap, BTreeSet};

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
        super::check_window(days)?;
        let book = self.book_in_force().await?;
        let Some(effort) = book.playbook.effort else {
            return Err(StoreError::Refused("no_effort", "the playbook in force has no `[effort]`".into()));
        };
        let as_of = self.now();
        self.reading(move |shared, conn| {
            let window = Window { until: as_of, days };
            let all = handed_over(conn, shared.workspace, &book.playbook, window)?;
            let all = all.into_iter().map(|it| whole(conn, shared.workspace, it)).collect::<Result<Vec<_>>>()?;
            Ok(TimeSaved { as_of, days, effort, savings: savings(&all, &effort) })
        })
        .await
    }
}

/// A lead that was handed over in a window: what its hand-overs say together, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetGo {
    /// Whose.
    pub person: Id,
    /// When it was handed over, by the first of them.
    pub offered_at: Moment,
    /// What sales did with it, but for contacts and conversations.
    pub worked: Worked,
}

impl Counts for LetGo {
    fn says(&self, part: Part, value: &str) -> bool {
        let it = &self.worked;
        match part {
            Part::End => match value {
                "early" => it.is_early(),
                "ended" => it.is_worked_to_an_end(),
                "won" => it.end == End::Won,
                _ => false,
            },
            Part::Kind => it.kind() == value,
            Part::Stage => is(it.stage.as_deref(), value),
            Part::Source => is(it.source.as_deref(), value),
            Part::Rep => is(it.rep.as_deref(), value),
            _ => false,
        }
    }
}

/// Every lead with a hand-over that was first offered in the window, in the order of their ids.
pub(super) fn handed_over(conn: &mut Conn, workspace: i64, playbook: &Playbook, window: Window) -> Result<Vec<LetGo>> {
    let sql = "select it.person, it.offered_at, it.source, it.answered_by, lead.disposition, lead.kind, lead.stage
               from handover it join person lead on lead.workspace = it.workspace and lead.person = it.person
               where it.workspace = $1 and it.offered_at > $2 and it.offered_at <= $3 and lead.erased_at is null
               and lead.merged_into is null order by it.person, it.number";
    let mut leads: Vec<LetGo> = Vec::new();
    let params = [Param::Int(workspace), Param::at(window.from()), Param::at(window.until)];
    for mut row in conn.rows(sql, &params)? {
        let (person, offered_at, source, rep) = (row.id()?, row.at()?, row.text_opt()?, row.text_opt()?);
        let answers = u64::from(rep.is_some());
        match leads.last_mut().filter(|it| it.person == person) {
            Some(LetGo { worked, .. }) => {
                worked.source = source;
                worked.rep = rep.or(worked.rep.take());
                worked.answers += answers;
            }
            None => {
                let (disposition, kind, stage) = (row.text()?, row.text_opt()?, row.text_opt()?);
                let place = stage.as_deref().and_then(|id| playbook.stage(id));
                let worked = Worked {
                    end: end(&disposition, kind.as_deref()),
                    qualified: playbook.by.qualification.is_some() && place >= playbook.by.qualification,
                    answers,
                    contacts: 0,
                    conversations: 0,
                    took: None,
                    source,
                    stage,
                    rep,
                };
                leads.push(LetGo { person, offered_at, worked });
            }
        }
    }
    Ok(leads)
}

fn end(disposition: &str, kind: Option<&str>) -> End {
    match disposition {
        "won" => End::Won,
        "lost" => End::Lost,
        "recycled" => End::Recycled,
        "disqualified" => kind.and_then(Kind::from_id).map_or(End::Open, End::LetGo),
        _ => End::Open,
    }
}

/// The same with all that sales did.
fn whole(conn: &mut Conn, workspace: i64, it: LetGo) -> Result<Worked> {
    let (contacts, conversations) = touches(conn, workspace, it.person, it.offered_at)?;
    let ended_at = if it.worked.end == End::Open { None } else { ended(conn, workspace, it.person)? };
    let took = ended_at.map(|at| (at.secs() - it.offered_at.secs()).max(0));
    Ok(Worked { contacts, conversations, took, ..it.worked })
}

/// Attempts and conversations with a lead since it was handed over; what was undone did not happen, and what machines did
/// cost nobody's time.
fn touches(conn: &mut Conn, workspace: i64, person: Id, since: Moment) -> Result<(u64, u64)> {
    let sql = "select it.type, it.id, it.occurred_at, it.body from fact it
               left join decision made on made.workspace = it.workspace and made.person = it.person and made.seq = it.seq
               where it.workspace = $1 and it.person = $2 and it.moved_to is null
               and (it.type in ('contacted', 'conversation_held')
                   or (it.type = 'undone' and made.outcome = 'applied'))";
    let (mut done, mut gone) = (Vec::new(), BTreeSet::new());
    for mut row in conn.rows(sql, &[Param::Int(workspace), Param::Blob(&person.0)])? {
        let (kind, id, at, body) = (row.text()?, row.text_opt()?, row.at()?, row.text_opt()?);
        let data = body.map(|it| data(&it)).transpose()?.unwrap_or_default();
        if kind == Builtin::Undone.id() {
            gone.extend(text(&data, "fact").map(str::to_owned));
        } else if at >= since && !by_machine(&data) {
            done.push((kind, id));
        }
    }
    done.retain(|(_, id)| id.as_ref().is_none_or(|id| !gone.contains(id)));
    let contacts = done.iter().filter(|(kind, _)| kind == Builtin::Contacted.id()).count();
    let all = u64::try_from(done.len()).unwrap_or(u64::MAX);
    let contacts = u64::try_from(contacts).unwrap_or(u64::MAX);
    Ok((contacts, all - contacts))
}

type Data = BTreeMap<String, Scalar>;

fn data(body: &str) -> Result<Data> {
    Ok(read_body(body).map_err(|fault| StoreError::Corrupt(fault.to_string()))?.raw.data)
}

fn text<'d>(data: &'d Data, name: &str) -> Option<&'d str> {
    match data.get(name) {
        Some(Scalar::Text(text)) => Some(text),
        _ => None,
    }
}

/// Whether a contact was a machine's.
fn by_machine(data: &Data) -> bool {
    let said = data.get("automatic");
    let automatic = said == Some(&Scalar::Bool(true)) || text(data, "automatic") == Some("true");
    automatic || matches!(text(data, "outcome"), Some("bounced" | "auto_reply"))
}

/// When a lead that is closed was closed.
fn ended(conn: &mut Conn, workspace: i64, person: Id) -> Result<Option<Moment>> {
    let sql = "select at from decision where workspace = $1 and person = $2 and changes like '%\"disposition\"%'
               order by seq desc limit 1";
    let row = conn.row(sql, &[Param::Int(workspace), Param::Blob(&person.0)])?;
    row.map(|mut row| row.at()).transpose()
}
