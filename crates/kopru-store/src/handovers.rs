//! Hand-overs of leads to sales as rows: written with the decisions that they follow from, read by lists and reports.

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::limits::PAGE_MAX;
use crate::rows::Writes;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::decide::{Change, Decision};
use kopru_engine::lead::{Offer, SalesChange, Standing};
use kopru_engine::time::Moment;
use kopru_engine::trace::Line;
use std::fmt;
use std::ops::ControlFlow;

/// A hand-over that was offered for the first time, with what was known then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfferedRow {
    pub person: Id,
    pub number: i64,
    pub offered_at: Moment,
    pub playbook: i64,
    pub account: Option<Id>,
    pub source: Option<String>,
    pub persona: Option<String>,
    pub grade: i64,
    pub band: i64,
    pub rules: String,
}

/// What became of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnsweredRow {
    pub person: Id,
    pub offer: Offer,
    pub owner: Option<String>,
}

/// A hand-over as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Whose.
    pub lead: Id,
    /// Which of this lead, from 1.
    pub number: i64,
    /// When it was first offered.
    pub offered_at: Moment,
    /// Where the lead came from.
    pub source: Option<String>,
    /// The persona then.
    pub persona: Option<String>,
    /// The grade then, 0 for A.
    pub grade: i64,
    /// The band then, 0 for hot.
    pub band: i64,
    /// Rules that gave points then.
    pub rules: Vec<String>,
    /// How often it was offered.
    pub attempts: i64,
    /// `open`, `accepted`, `refused`, `returned`, `expired` or `withdrawn`.
    pub state: String,
    /// When it was answered, expired or withdrawn.
    pub answered_at: Option<Moment>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// Why it was refused or withdrawn.
    pub reason: Option<String>,
    /// Who works it, or worked it last.
    pub owner: Option<String>,
    /// When the first contact was late.
    pub late_at: Option<Moment>,
    /// When the first contact was made, as claimed.
    pub contact_at: Option<Moment>,
    /// Whether it was made too late.
    pub contact_late: bool,
    /// Whether it was in time and told too late.
    pub contact_told_late: bool,
}

/// The row of a hand-over that a decision begins.
pub(crate) fn offered(
    book: &Book,
    who: (Id, Option<Id>),
    lead: &kopru_engine::lead::Lead,
    decision: &Decision,
) -> Option<OfferedRow> {
    let number = decision.changes.iter().find_map(|change| match change {
        Change::Sales(SalesChange::Offered { number, attempt: 1, .. }) => Some(i64::from(*number)),
        _ => None,
    })?;
    let playbook = &book.playbook;
    let lines = decision.trace.iter().flat_map(|trace| &trace.lines);
    let rules = lines.filter_map(|line| match line {
        Line::Fit { rule, points, .. } if *points != 0 => Some(&playbook.fit.get(usize::from(*rule))?.id),
        Line::Engagement { rule, points } if *points != 0 => Some(&playbook.engagement.get(usize::from(*rule))?.id),
        Line::Account { rule, points } if *points != 0 => Some(&playbook.account_rules.get(usize::from(*rule))?.id),
        _ => None,
    });
    let rules: Vec<&str> = rules.map(|id| &**id).collect();
    let persona = lead.persona().and_then(|(place, _)| playbook.personas.get(usize::from(place)));
    Some(OfferedRow {
        person: who.0,
        number,
        offered_at: decision.at,
        playbook: book.place,
        account: who.1,
        source: lead.evidence.source.as_ref().map(|(_, source)| source.to_string()),
        persona: persona.map(|persona| persona.id.to_string()),
        grade: i64::from(lead.grade()),
        band: i64::from(lead.band()),
        // A list of texts can always be written.
        rules: serde_json::to_string(&rules).unwrap_or_else(|_| "[]".to_owned()),
    })
}

/// Notes what became of a lead's latest hand-over, if it has one or had one.
pub(crate) fn changed(person: Id, before: Option<&Offer>, standing: &Standing, writes: &mut Writes) {
    let number = |offer: Option<&Offer>| offer.map_or(0, |offer| i64::from(offer.number));
    let offer = standing.sales.offer.as_ref();
    let last = number(offer);
    // One may have come and gone within this transaction.
    if number(before) > last || writes.offered.iter().any(|it| it.person == person && it.number > last) {
        writes.unoffered.push((person, last));
    }
    let Some(offer) = offer else { return };
    // A closed lead has no owner: who answered, or had it last, stays.
    let owner = standing.owner.as_deref().or(offer.by.as_deref()).map(str::to_owned);
    if before != Some(offer) || owner.is_some() {
        writes.answered.push(AnsweredRow { person, offer: offer.clone(), owner });
    }
}

/// Writes new hand-overs, one by one.
pub(crate) fn offer(conn: &mut impl Sql, workspace: i64, new: &[OfferedRow]) -> Result<()> {
    let ws = Param::Int(workspace);
    for it in new {
        conn.execute(
            "insert into handover (workspace, person, number, offered_at, playbook, account, source, persona, grade, band,
             rules, attempts, state, contact_late, contact_told_late)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 'open', 0, 0)
             on conflict (workspace, person, number) do nothing",
            &[
                ws,
                Param::Blob(&it.person.0),
                Param::Int(it.number),
                Param::at(it.offered_at),
                Param::Int(it.playbook),
                Param::id(it.account.as_ref()),
                Param::text(it.source.as_deref()),
                Param::text(it.persona.as_deref()),
                Param::Int(it.grade),
                Param::Int(it.band),
                Param::Text(&it.rules),
            ],
        )?;
    }
    Ok(())
}

/// Writes what became of hand-overs, one by one, and takes away those that an act brought and its undoing took back.
pub(crate) fn answer(conn: &mut impl Sql, workspace: i64, answers: &[AnsweredRow], gone: &[(Id, i64)]) -> Result<()> {
    let ws = Param::Int(workspace);
    for AnsweredRow { person, offer, owner } in answers {
        let contact = offer.contact.as_ref();
        let flag = |set: bool| Param::Int(i64::from(set));
        conn.execute(
            "update handover set attempts = $1, state = $2, answered_at = $3, answered_by = $4, reason = $5,
             owner = coalesce($6, owner), late_at = $7, contact_at = $8, contact_late = $9, contact_told_late = $10
             where workspace = $11 and person = $12 and number = $13",
            &[
                Param::Int(i64::from(offer.attempt)),
                Param::Text(offer.state.id()),
                Param::int(offer.answered_at.map(|at| at.micros())),
                Param::text(offer.by.as_deref()),
                Param::text(offer.reason.as_deref()),
                Param::text(owner.as_deref()),
                Param::int(offer.breached_at.map(|at| at.micros())),
                Param::int(contact.map(|contact| contact.at.micros())),
                flag(contact.is_some_and(|contact| contact.late)),
                flag(contact.is_some_and(|contact| contact.logged_late)),
                ws,
                Param::Blob(&person.0),
                Param::Int(i64::from(offer.number)),
            ],
        )?;
    }
    for (person, last) in gone {
        conn.execute(
            "delete from handover where workspace = $1 and person = $2 and number > $3",
            &[ws, Param::Blob(&person.0), Param::Int(*last)],
        )?;
    }
    Ok(())
}

/// Nobody answers the hand-over of a record that is merged into another.
pub(crate) fn withdraw(conn: &mut Conn, workspace: i64, person: Id) -> Result<()> {
    conn.execute(
        "update handover set state = 'withdrawn', reason = 'merged' where workspace = $1 and person = $2
         and state in ('open', 'returned', 'expired')",
        &[Param::Int(workspace), Param::Blob(&person.0)],
    )?;
    Ok(())
}

/// Hand-overs of a record that is what it was before a merge.
pub(crate) fn restore(
    conn: &mut Conn,
    workspace: i64,
    person: Id,
    offer: Option<&Offer>,
    owner: Option<&str>,
) -> Result<()> {
    let last = offer.map_or(0, |offer| i64::from(offer.number));
    let owner = owner.map(str::to_owned);
    let answers: Vec<AnsweredRow> =
        offer.map(|offer| AnsweredRow { person, offer: offer.clone(), owner }).into_iter().collect();
    answer(conn, workspace, &answers, &[(person, last)])
}

const HANDOVER: &str = "person, number, offered_at, source, persona, grade, band, rules, attempts, state, answered_at,
    answered_by, reason, owner, late_at, contact_at, contact_late, contact_told_late";

fn read(mut row: Row) -> Result<Handover> {
    Ok(Handover {
        lead: row.id()?,
        number: row.int()?,
        offered_at: row.at()?,
        source: row.text_opt()?,
        persona: row.text_opt()?,
        grade: row.int()?,
        band: row.int()?,
        rules: serde_json::from_str(&row.text()?).unwrap_or_default(),
        attempts: row.int()?,
        state: row.text()?,
        answered_at: row.at_opt()?,
        answered_by: row.text_opt()?,
        reason: row.text_opt()?,
        owner: row.text_opt()?,
        late_at: row.at_opt()?,
        contact_at: row.at_opt()?,
        contact_late: row.int()? != 0,
        contact_told_late: row.int()? != 0,
    })
}

/// Which hand-overs are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoverQuery {
    /// Only those in this state.
    pub state: Option<String>,
    /// Only those of this lead.
    pub lead: Option<Id>,
    /// Only those that were offered before this moment.
    pub before: Option<Moment>,
    /// Only those behind this one: the last of the page before.
    pub after: Option<HandoverKey>,
    /// How many at most.
    pub limit: usize,
}

/// A hand-over's place among all: when it was offered, whose, and which of theirs. Several may be of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HandoverKey(pub Moment, pub Id, pub i64);

impl HandoverKey {
    /// Reads what [`HandoverKey`] is written as.
    pub fn parse(text: &str) -> Option<HandoverKey> {
        let mut parts = text.split('.');
        let (at, lead, number) = (parts.next()?, parts.next()?, parts.next()?);
        let key = HandoverKey(Moment::from_micros(at.parse().ok()?)?, Id::parse(lead)?, number.parse().ok()?);
        parts.next().is_none().then_some(key)
    }
}

impl fmt::Display for HandoverKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0.micros(), self.1, self.2)
    }
}

impl Handover {
    /// Its place among all.
    pub fn key(&self) -> HandoverKey {
        HandoverKey(self.offered_at, self.lead, self.number)
    }

    /// Whose promise it was: who answered for it, whoever has it now; else who has it; empty where nobody does.
    pub fn rep(&self) -> &str {
        self.answered_by.as_deref().or(self.owner.as_deref()).unwrap_or_default()
    }
}

impl Store {
    /// Hand-overs, the newest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn handovers(&self, query: HandoverQuery) -> Result<Vec<Handover>> {
        self.reading(move |shared, conn| {
            let limit = query.limit.clamp(1, PAGE_MAX);
            // One lead's are found by its key, those of all by when they were offered.
            let of_lead = if query.lead.is_some() { " and person = $7" } else { "" };
            let sql = format!(
                "select {HANDOVER} from handover where workspace = $1 and offered_at < $2 and ($3 = '' or state = $3)
                 and (offered_at, person, number) < ($4, $5, $6){of_lead}
                 order by offered_at desc, person desc, number desc limit {limit}"
            );
            let after = query.after.unwrap_or(HandoverKey(Moment::MAX, Id([u8::MAX; 16]), i64::MAX));
            let mut params = vec![
                Param::Int(shared.workspace),
                Param::at(query.before.unwrap_or(Moment::MAX)),
                Param::Text(query.state.as_deref().unwrap_or("")),
                Param::at(after.0),
                Param::Blob(&after.1.0),
                Param::Int(after.2),
            ];
            params.extend(query.lead.as_ref().map(|lead| Param::Blob(&lead.0)));
            conn.rows(&sql, &params)?.into_iter().map(read).collect()
        })
        .await
    }
}

/// All hand-overs that were offered after one moment and not after another, one by one.
pub(crate) fn each(
    conn: &mut Conn,
    workspace: i64,
    after: Moment,
    until: Moment,
    mut tell: impl FnMut(Handover),
) -> Result<()> {
    let after = HandoverKey(after, Id([u8::MAX; 16]), i64::MAX);
    each_after(conn, workspace, after, until, |it| {
        tell(it);
        ControlFlow::Continue(())
    })
}

/// The same behind one of them, until told enough.
pub(crate) fn each_after(
    conn: &mut Conn,
    workspace: i64,
    after: HandoverKey,
    until: Moment,
    mut tell: impl FnMut(Handover) -> ControlFlow<()>,
) -> Result<()> {
    let sql = format!(
        "select {HANDOVER} from handover where workspace = $1 and offered_at <= $2 and (offered_at, person, number) > ($3, $4, $5)
         order by offered_at, person, number limit {CHUNK}"
    );
    let mut from = after;
    loop {
        let HandoverKey(at, person, number) = &from;
        let key = [Param::at(*at), Param::Blob(&person.0), Param::Int(*number)];
        let [at, person, number] = key;
        let rows = conn.rows(&sql, &[Param::Int(workspace), Param::at(until), at, person, number])?;
        let full = rows.len() == CHUNK;
        for row in rows {
            let it = read(row)?;
            from = it.key();
            if tell(it).is_break() {
                return Ok(());
            }
        }
        if !full {
            return Ok(());
        }
    }
}

/// Hand-overs read at once.
const CHUNK: usize = 5_000;
