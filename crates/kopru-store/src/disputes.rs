//! Disagreements about how a hand-over was answered (M18). Whoever opens one says that the answer was wrong; the other side
//! says what it thinks. When both say the same it is settled, by two different people; either may change their word until
//! then. A settled one may say what should be changed in the playbook.

use crate::audit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::limits::{PAGE_MAX, REMARK_CHARS_MAX};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;
use serde_json::json;

/// One of the two teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Those who bring leads.
    Marketing,
    /// Those who work them.
    Sales,
}

impl Side {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Side::Marketing => "marketing",
            Side::Sales => "sales",
        }
    }

    /// The side of this id.
    pub fn parse(id: &str) -> Option<Side> {
        [Side::Marketing, Side::Sales].into_iter().find(|it| it.id() == id)
    }

    /// As people read it.
    pub fn name(self) -> Both {
        match self {
            Side::Marketing => both!(en = "marketing", tr = "pazarlama"),
            Side::Sales => both!(en = "sales", tr = "satış"),
        }
    }

    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Marketing => Side::Sales,
            Side::Sales => Side::Marketing,
        }
    }
}

/// What one side says of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// It was right.
    Upheld,
    /// It was wrong.
    Overturned,
}

impl View {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            View::Upheld => "upheld",
            View::Overturned => "overturned",
        }
    }

    /// The view of this id.
    pub fn parse(id: &str) -> Option<View> {
        [View::Upheld, View::Overturned].into_iter().find(|it| it.id() == id)
    }
}

/// A disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Its id.
    pub id: Id,
    /// About whom.
    pub lead: Id,
    /// Which hand-over of the lead, from 1.
    pub number: i64,
    /// `refusal` or `acceptance`.
    pub about: String,
    /// When it was opened.
    pub opened_at: Moment,
    /// By whom.
    pub opened_by: String,
    /// For which side.
    pub side: Side,
    /// Why; none once the person is erased.
    pub claim: Option<String>,
    /// What marketing says, and who said it.
    pub marketing: Option<(View, String)>,
    /// What sales says, and who said it.
    pub sales: Option<(View, String)>,
    /// When it was settled.
    pub settled_at: Option<Moment>,
    /// `upheld`, `overturned` or `withdrawn`.
    pub outcome: Option<String>,
    /// What should be changed in the playbook.
    pub change: Option<String>,
    /// When that was done.
    pub changed_at: Option<Moment>,
    /// Who answered the hand-over.
    pub answered_by: Option<String>,
    /// Why it was refused, by the reason's id.
    pub reason: Option<String>,
}

impl Dispute {
    /// What a side says.
    pub fn says(&self, side: Side) -> Option<&(View, String)> {
        match side {
            Side::Marketing => self.marketing.as_ref(),
            Side::Sales => self.sales.as_ref(),
        }
    }
}

/// Which disagreements are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DisputeQuery {
    /// Only those that are open, or only those that are settled.
    pub open: Option<bool>,
    /// Only those about this lead.
    pub lead: Option<Id>,
    /// Only those with a change of the playbook that is not done.
    pub to_change: bool,
}

/// What somebody says for a side.
#[derive(Clone, Debug)]
pub struct Said {
    /// Who.
    pub by: String,
    /// For whom.
    pub side: Side,
    /// What of the answer.
    pub view: View,
    /// What should be changed in the playbook; nothing leaves what was proposed.
    pub change: Option<String>,
}

const DISPUTE: &str = "it.dispute, it.person, it.number, it.about, it.opened_at, it.opened_by, it.side, it.claim,
    it.marketing, it.marketing_by, it.sales, it.sales_by, it.settled_at, it.outcome, it.change, it.changed_at,
    over.answered_by, over.reason";
const JOINED: &str = "dispute it left join handover over on over.workspace = it.workspace and over.person = it.person
    and over.number = it.number";

fn read(mut row: Row) -> Result<Dispute> {
    let (id, lead, number, about) = (row.id()?, row.id()?, row.int()?, row.text()?);
    let (opened_at, opened_by, side, claim) = (row.at()?, row.text()?, row.text()?, row.text_opt()?);
    let mut says = || -> Result<Option<(View, String)>> {
        let (view, by) = (row.text_opt()?, row.text_opt()?);
        Ok(view.as_deref().and_then(View::parse).zip(by))
    };
    let (marketing, sales) = (says()?, says()?);
    Ok(Dispute {
        id,
        lead,
        number,
        about,
        opened_at,
        opened_by,
        side: Side::parse(&side).unwrap_or(Side::Marketing),
        claim,
        marketing,
        sales,
        settled_at: row.at_opt()?,
        outcome: row.text_opt()?,
        change: row.text_opt()?,
        changed_at: row.at_opt()?,
        answered_by: row.text_opt()?,
        reason: row.text_opt()?,
    })
}

fn find(conn: &mut Conn, workspace: i64, id: Id) -> Result<Dispute> {
    let sql = format!("select {DISPUTE} from {JOINED} where it.workspace = $1 and it.dispute = $2");
    let row = conn.row(&sql, &[Param::Int(workspace), Param::Blob(&id.0)])?;
    read(row.ok_or_else(|| StoreError::NotFound(format!("dispute {id}")))?)
}

fn refuse<T>(code: &'static str, why: impl Into<String>) -> Result<T> {
    Err(StoreError::Refused(code, why.into()))
}

fn text(what: &str, text: &str) -> Result<String> {
    let text = text.trim().to_owned();
    if text.is_empty() || text.chars().count() > REMARK_CHARS_MAX {
        return refuse("claim_invalid", format!("{what} has 1 to {REMARK_CHARS_MAX} letters"));
    }
    Ok(text)
}

impl Store {
    /// Says that the latest hand-over of a lead should have been answered otherwise.
    ///
    /// # Errors
    /// `claim_invalid`; `nothing_to_dispute` while sales has neither accepted nor refused; `dispute_open` while there is one
    /// already; `erased`, `merged`; [`StoreError::NotFound`].
    pub async fn open_dispute(&self, lead: Id, side: Side, claim: &str, by: impl Into<String>) -> Result<Dispute> {
        let (claim, by) = (text("what is wrong with the answer", claim)?, by.into());
        self.transaction(move |shared, conn, ids, now| open(shared, conn, ids, now, lead, (side, &claim, &by))).await
    }

    /// Disagreements, the newest first; at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// What the database answers.
    pub async fn disputes(&self, query: DisputeQuery) -> Result<Vec<Dispute>> {
        self.reading(move |shared, conn| {
            let state = match query.open {
                Some(true) => " and it.settled_at is null",
                Some(false) => " and it.settled_at is not null",
                None => "",
            };
            let change = if query.to_change { " and it.change is not null and it.changed_at is null" } else { "" };
            let lead = query.lead.unwrap_or(Id([0; 16]));
            let sql = format!(
                "select {DISPUTE} from {JOINED} where it.workspace = $1{state}{change} and (cast($2 as bigint) = 0
                 or it.person = $3 or it.person in (select person from person where workspace = $1 and merged_into = $3))
                 order by it.dispute desc limit {PAGE_MAX}"
            );
            let named = Param::Int(i64::from(query.lead.is_some()));
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), named, Param::Blob(&lead.0)])?;
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn dispute(&self, id: Id) -> Result<Dispute> {
        self.reading(move |shared, conn| find(conn, shared.workspace, id)).await
    }

    /// Says what a side thinks. It is settled when the other side, by somebody else, says the same.
    ///
    /// # Errors
    /// `dispute_settled`; `one_person_for_both` where the same person spoke for the other side; `claim_invalid` for too long a
    /// change; [`StoreError::NotFound`].
    pub async fn say_of_dispute(&self, id: Id, said: Said) -> Result<Dispute> {
        let change = said.change.as_deref().filter(|it| !it.trim().is_empty());
        let change = change.map(|it| text("a change of the playbook", it)).transpose()?;
        self.transaction(move |shared, conn, ids, now| say(shared, conn, ids, now, id, (&said, change.as_deref())))
            .await
    }

    /// Takes a disagreement back: only whoever opened it.
    ///
    /// # Errors
    /// `dispute_settled`; `not_the_opener`; [`StoreError::NotFound`].
    pub async fn withdraw_dispute(&self, id: Id, by: impl Into<String>) -> Result<Dispute> {
        let by = by.into();
        self.transaction(move |shared, conn, ids, now| {
            let it = unsettled(shared, conn, id)?;
            if it.opened_by != by {
                return refuse("not_the_opener", format!("`{}` opened it", it.opened_by));
            }
            settle(shared, conn, now, id, "withdrawn")?;
            audit::write(conn, ids, shared.workspace, now, &by, "dispute.withdrawn", &id.to_string(), &json!({}))?;
            find(conn, shared.workspace, id)
        })
        .await
    }

    /// Notes that what a settled one proposes was changed in the playbook.
    ///
    /// # Errors
    /// `no_change_proposed`; [`StoreError::NotFound`].
    pub async fn dispute_changed(&self, id: Id, by: impl Into<String>) -> Result<Dispute> {
        let by = by.into();
        self.transaction(move |shared, conn, ids, now| {
            let it = find(conn, shared.workspace, id)?;
            if it.change.is_none() || it.settled_at.is_none() {
                return refuse("no_change_proposed", "no settled disagreement proposes a change here");
            }
            conn.execute(
                "update dispute set changed_at = coalesce(changed_at, $1) where workspace = $2 and dispute = $3",
                &[Param::at(now), Param::Int(shared.workspace), Param::Blob(&id.0)],
            )?;
            audit::write(conn, ids, shared.workspace, now, &by, "dispute.changed", &id.to_string(), &json!({}))?;
            find(conn, shared.workspace, id)
        })
        .await
    }
}

fn open(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    now: Moment,
    lead: Id,
    (side, claim, by): (Side, &str, &str),
) -> Result<Dispute> {
    let (ws, who) = (Param::Int(shared.workspace), Param::Blob(&lead.0));
    crate::lead::standing_head(conn, shared.workspace, lead)?;
    let sql = "select number, state from handover where workspace = $1 and person = $2 order by number desc limit 1";
    let last = conn.row(sql, &[ws, who])?.map(|mut row| Ok::<_, StoreError>((row.int()?, row.text()?))).transpose()?;
    let (number, about) = match last {
        Some((number, state)) if state == "refused" => (number, "refusal"),
        Some((number, state)) if state == "accepted" => (number, "acceptance"),
        _ => return refuse("nothing_to_dispute", "sales has neither accepted nor refused the latest hand-over"),
    };
    let sql = "select dispute from dispute where workspace = $1 and person = $2 and number = $3 and settled_at is null";
    if conn.row(sql, &[ws, who, Param::Int(number)])?.is_some() {
        return refuse("dispute_open", format!("hand-over {number} is disputed already"));
    }
    let id = ids.make(now)?;
    let own = match side {
        Side::Marketing => "marketing, marketing_by",
        Side::Sales => "sales, sales_by",
    };
    let sql = format!(
        "insert into dispute (workspace, dispute, person, number, about, opened_at, opened_by, side, claim, {own})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'overturned', $7)"
    );
    conn.execute(
        &sql,
        &[
            ws,
            Param::Blob(&id.0),
            who,
            Param::Int(number),
            Param::Text(about),
            Param::at(now),
            Param::Text(by),
            Param::Text(side.id()),
            Param::Text(claim),
        ],
    )?;
    let detail = json!({ "lead": lead.to_string(), "handover": number, "about": about, "side": side.id() });
    audit::write(conn, ids, shared.workspace, now, by, "dispute.opened", &id.to_string(), &detail)?;
    find(conn, shared.workspace, id)
}

/// One that is open; nobody else changes it meanwhile.
fn unsettled(shared: &Shared, conn: &mut Conn, id: Id) -> Result<Dispute> {
    let lock = conn.for_update();
    let sql = format!("select number from dispute where workspace = $1 and dispute = $2{lock}");
    conn.row(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])?;
    let it = find(conn, shared.workspace, id)?;
    match &it.outcome {
        Some(outcome) => refuse("dispute_settled", format!("it is settled: {outcome}")),
        None => Ok(it),
    }
}

fn settle(shared: &Shared, conn: &mut Conn, now: Moment, id: Id, outcome: &str) -> Result<()> {
    let sql = "update dispute set settled_at = $1, outcome = $2 where workspace = $3 and dispute = $4";
    conn.execute(sql, &[Param::at(now), Param::Text(outcome), Param::Int(shared.workspace), Param::Blob(&id.0)])?;
    Ok(())
}

fn say(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    now: Moment,
    id: Id,
    (said, change): (&Said, Option<&str>),
) -> Result<Dispute> {
    let it = unsettled(shared, conn, id)?;
    let other = it.says(said.side.other());
    if other.is_some_and(|(_, by)| *by == said.by) {
        return refuse("one_person_for_both", format!("`{}` spoke for the other side", said.by));
    }
    let own = match said.side {
        Side::Marketing => "marketing = $1, marketing_by = $2",
        Side::Sales => "sales = $1, sales_by = $2",
    };
    let sql = format!("update dispute set {own}, change = coalesce($3, change) where workspace = $4 and dispute = $5");
    conn.execute(
        &sql,
        &[
            Param::Text(said.view.id()),
            Param::Text(&said.by),
            Param::text(change),
            Param::Int(shared.workspace),
            Param::Blob(&id.0),
        ],
    )?;
    let settled = other.is_some_and(|(view, _)| *view == said.view);
    if settled {
        settle(shared, conn, now, id, said.view.id())?;
    }
    let detail = json!({ "side": said.side.id(), "view": said.view.id(), "settled": settled });
    audit::write(conn, ids, shared.workspace, now, &said.by, "dispute.said", &id.to_string(), &detail)?;
    find(conn, shared.workspace, id)
}

/// Takes out what was said about people who are erased.
pub(crate) fn erase(conn: &mut Conn, workspace: i64, person: Id) -> Result<()> {
    let sql = "update dispute set claim = null, change = null where workspace = $1 and person = $2";
    conn.execute(sql, &[Param::Int(workspace), Param::Blob(&person.0)])?;
    Ok(())
}
