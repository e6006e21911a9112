//! What sales did with the leads that were handed over in a window of days, for the report on time saved.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::written::read_body;
use kopru_engine::playbook::{Builtin, Effort, Kind, Playbook};
use kopru_engine::savings::{End, Savings, Worked, savings};
use kopru_engine::time::{DAY_SECS, Moment};
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
            let from = as_of.plus_secs(-days * DAY_SECS);
            let all = worked(conn, shared.workspace, &book.playbook, from, as_of)?;
            Ok(TimeSaved { as_of, days, effort, savings: savings(&all, &effort) })
        })
        .await
    }
}

/// A lead that was handed over in the window: what its hand-overs say together, and how it stands.
struct Offered {
    person: Id,
    /// By the first of them.
    offered_at: Moment,
    /// By the last.
    source: Option<String>,
    /// Who answered last.
    rep: Option<String>,
    answers: u64,
    disposition: String,
    kind: Option<String>,
    stage: Option<String>,
}

/// Every lead with a hand-over that was first offered in the window, with what sales did.
fn worked(conn: &mut Conn, workspace: i64, playbook: &Playbook, from: Moment, until: Moment) -> Result<Vec<Worked>> {
    let sql = "select it.person, it.offered_at, it.source, it.answered_by, lead.disposition, lead.kind, lead.stage
               from handover it join person lead on lead.workspace = it.workspace and lead.person = it.person
               where it.workspace = $1 and it.offered_at > $2 and it.offered_at <= $3 and lead.erased_at is null
               and lead.merged_into is null order by it.person, it.number";
    let mut leads: Vec<Offered> = Vec::new();
    for mut row in conn.rows(sql, &[Param::Int(workspace), Param::at(from), Param::at(until)])? {
        let (person, offered_at, source, rep) = (row.id()?, row.at()?, row.text_opt()?, row.text_opt()?);
        let answers = u64::from(rep.is_some());
        match leads.last_mut().filter(|it| it.person == person) {
            Some(lead) => {
                lead.source = source;
                lead.rep = rep.or(lead.rep.take());
                lead.answers += answers;
            }
            None => {
                let (disposition, kind, stage) = (row.text()?, row.text_opt()?, row.text_opt()?);
                leads.push(Offered { person, offered_at, source, rep, answers, disposition, kind, stage });
            }
        }
    }
    leads.into_iter().map(|it| one(conn, workspace, playbook, it)).collect()
}

fn one(conn: &mut Conn, workspace: i64, playbook: &Playbook, it: Offered) -> Result<Worked> {
    let end = match it.disposition.as_str() {
        "won" => End::Won,
        "lost" => End::Lost,
        "recycled" => End::Recycled,
        "disqualified" => it.kind.as_deref().and_then(Kind::from_id).map_or(End::Open, End::LetGo),
        _ => End::Open,
    };
    let place = it.stage.as_deref().and_then(|id| playbook.stage(id));
    let (contacts, conversations) = touches(conn, workspace, it.person, it.offered_at)?;
    let ended_at = if end == End::Open { None } else { ended(conn, workspace, it.person)? };
    Ok(Worked {
        end,
        qualified: playbook.by.qualification.is_some() && place >= playbook.by.qualification,
        answers: it.answers,
        contacts,
        conversations,
        took: ended_at.map(|at| (at.secs() - it.offered_at.secs()).max(0)),
        source: it.source,
        stage: it.stage,
        rep: it.rep,
    })
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
