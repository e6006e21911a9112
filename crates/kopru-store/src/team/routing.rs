//! Routing: leads that wait in the queue `to route` are given to somebody, each by a decision of the team's stream and one
//! of the lead's own, in one transaction. While nobody works here, nothing is routed.

use super::{EntryRow, Head};
use crate::book::InForce;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::intake::load::{Loader, Wanted};
use crate::lead::{brought, desk, standing_head};
use crate::limits::{CHUNK, ROUTING_RETRY_SECS};
use crate::rows::{PERSON_HEAD, PersonHead, Writes};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::unreadable;
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::decide::{IfOffered, if_offered};
use kopru_engine::lead::{NOBODY_FITS, TO_ROUTE};
use kopru_engine::routing::{Candidate, Routed, Team, Verdict, choose, route};
use kopru_engine::time::Moment;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A decision of routing, as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutedEntry {
    /// The entry of the team's stream.
    pub entry: i64,
    /// When.
    pub at: Moment,
    /// Which lead.
    pub person: Id,
    /// What was decided.
    pub routed: Routed,
}

impl Store {
    /// Gives at most [`CHUNK`] leads to somebody.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn route(&self) -> Result<usize> {
        self.writing(|writer| writer.round(round, candidates)).await
    }

    /// Whom routing gave a lead, and why: the newest first, at most `limit`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn routings(&self, person: Id, limit: usize) -> Result<Vec<RoutedEntry>> {
        let limit = limit.min(crate::limits::PAGE_MAX);
        self.reading(move |shared, conn| {
            let sql = format!(
                "select entry, at, person, body from team_entry where workspace = $1 and person = $2
                 order by entry desc limit {limit}"
            );
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&person.0)])?;
            rows.into_iter().map(read).collect()
        })
        .await
    }
}

pub(crate) fn read(mut row: crate::sql::Row) -> Result<RoutedEntry> {
    let (entry, at, person, body) = (row.int()?, row.at()?, row.id()?, row.text()?);
    let routed = read_body(&body).ok_or_else(|| StoreError::Corrupt(format!("entry {entry} of the team's stream")))?;
    Ok(RoutedEntry { entry, at, person, routed })
}

/// Whether the stored choice is the one that its candidates give.
pub(crate) fn is_sound(it: &Routed) -> bool {
    let mut candidates: Vec<Candidate> = it.candidates.clone();
    for candidate in candidates.iter_mut().filter(|it| it.verdict.fits() && it.verdict != Verdict::Account) {
        candidate.verdict = Verdict::Turn;
    }
    choose(&mut candidates) == it.to && candidates == it.candidates
}

fn body(it: &Routed) -> String {
    let candidate = |it: &Candidate| {
        json!({
            "user": &*it.user, "verdict": it.verdict.id(), "load": it.load, "capacity": it.capacity, "pass": it.pass,
            "weight": it.weight, "opens_at": it.opens_at.map(|at| at.to_string()),
        })
    };
    let passes: BTreeMap<&str, u64> = it.passes.iter().map(|(user, pass)| (&**user, *pass)).collect();
    json!({
        "route": it.route, "to": it.to.as_deref(), "candidates": it.candidates.iter().map(candidate).collect::<Vec<_>>(),
        "passes": passes,
    })
    .to_string()
}

fn read_body(text: &str) -> Option<Routed> {
    let it: Value = serde_json::from_str(text).ok()?;
    let small = |it: &Value| it.as_u64().and_then(|it| u32::try_from(it).ok());
    let candidate = |it: &Value| {
        Some(Candidate {
            user: Arc::from(it["user"].as_str()?),
            verdict: Verdict::from_id(it["verdict"].as_str()?)?,
            load: small(&it["load"])?,
            capacity: small(&it["capacity"]),
            pass: it["pass"].as_u64()?,
            weight: small(&it["weight"])?,
            opens_at: it["opens_at"].as_str().and_then(Moment::parse),
        })
    };
    let passes = it["passes"].as_object().into_iter().flatten();
    Some(Routed {
        route: it["route"].as_u64().and_then(|it| u16::try_from(it).ok()),
        to: it["to"].as_str().map(Arc::from),
        candidates: it["candidates"].as_array()?.iter().map(candidate).collect::<Option<_>>()?,
        passes: passes.filter_map(|(user, pass)| Some((Arc::from(user.as_str()), pass.as_u64()?))).collect(),
    })
}

/// To whom a lead would be offered now, and by when it would be due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Now.
    pub at: Moment,
    /// Who works the lead, or whom routing would choose; none where nobody fits.
    pub to: Option<String>,
    /// Whether routing would choose; otherwise the lead is theirs already.
    pub routed: bool,
    /// When it would be due.
    pub due: IfOffered,
}

impl Store {
    /// By when a lead would have to be answered and contacted if it were offered at this moment: by the calendars of its
    /// version of the playbook, and the hours and absences of whoever works it, or of whom routing would choose. Nothing is
    /// decided.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `no_handover` where the playbook hands nothing over.
    pub async fn if_offered(&self, lead: Id) -> Result<Deadline> {
        self.reading(move |shared, conn| {
            let (ws, at) = (shared.workspace, shared.now());
            let head = standing_head(conn, ws, lead)?;
            let (book, it, _, account) = brought(shared, conn, &head, at)?;
            let kept = desk(shared, conn)?;
            let owner = it.standing.owner.clone();
            let routed = owner.is_none();
            let to = match owner {
                Some(owner) => Some(owner),
                None => {
                    let (loads, passes) = (loads(conn, ws)?, Head::now(conn, ws)?.passes);
                    let mut owners = Owners::default();
                    owners.load(conn, ws, lead, head.account)?;
                    let account_owner = head.account.and_then(|account| owners.known.get(&account));
                    let team = Team { desk: &kept.desk, loads: &loads, passes: &passes, account_owner };
                    let none = Account::new(&book.playbook);
                    let company = account.as_ref().map_or(&none, |it| &it.1);
                    route(&book.playbook, &it, company, &team, at).to
                }
            };
            let due = if_offered(&book.playbook, &kept.desk, to.as_ref(), at);
            let due = due.ok_or_else(|| {
                StoreError::Refused("no_handover", "the lead's version of the playbook hands nothing over".into())
            })?;
            Ok(Deadline { at, to: to.map(|it| it.to_string()), routed, due })
        })
        .await
    }
}

fn round(shared: &Shared, conn: &mut Conn, ids: &mut Ids, in_force: InForce, now: Moment) -> Result<(Writes, usize)> {
    if in_force.desk == 0 {
        return Ok((Writes::default(), 0));
    }
    let heads = waiting(shared, conn, now)?;
    if heads.is_empty() {
        return Ok((Writes::default(), 0));
    }
    let workspace = shared.workspace;
    let count = heads.len();
    let order: Vec<(Id, Option<Id>)> = heads.iter().map(|head| (head.person, head.account)).collect();
    let mut owners = Owners::default();
    for (person, account) in &order {
        owners.load(conn, workspace, *person, *account)?;
    }
    let mut load = Loader { conn, books: &shared.books, workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    load.load_heads(&mut scene, heads, &mut Wanted::default())?;
    let mut team = Head::lock(load.conn, workspace)?;
    let mut loads = loads(load.conn, workspace)?;
    let mut entries = Vec::new();
    for (person, account) in order {
        scene.settle(person)?;
        let owner = account.and_then(|account| owners.known.get(&account)).cloned();
        let asked = |playbook: &_, lead: &_, company: &_, desk: &_, at| {
            route(
                playbook,
                lead,
                company,
                &Team { desk, loads: &loads, passes: &team.passes, account_owner: owner.as_ref() },
                at,
            )
        };
        let Some(routed) = scene.ask_routing(person, asked) else { continue };
        if routed.to.is_none() && scene.stands_in(person, NOBODY_FITS) {
            continue;
        }
        team.entry += 1;
        scene.routed(person, u64::try_from(team.entry).unwrap_or(0), routed.to.clone())?;
        if let Some(to) = &routed.to {
            *loads.entry(to.clone()).or_default() += 1;
            team.passes.extend(routed.passes.iter().cloned());
            if let Some(account) = account {
                owners.known.insert(account, to.clone());
            }
        }
        entries.push((team.entry, person, body(&routed)));
    }
    let writes = scene.finish()?;
    for (entry, person, body) in &entries {
        let row = EntryRow {
            entry: *entry,
            at: now,
            by: "routing",
            kind: "routed",
            user: None,
            person: Some(*person),
            playbook: Some(in_force.place),
            body,
        };
        row.write(conn, workspace)?;
    }
    team.write(conn, workspace)?;
    Ok((writes, if entries.is_empty() { 0 } else { count }))
}

/// Leads for whom nobody fitted, behind one of them. The list of queues is the index's own.
const UNFIT: &str = "workspace = $1 and queue = 'nobody fits' and person > $2
         and queue in ('to confirm', 'to route', 'nobody fits', 'returned', 'expired', 'breached') and owner is null
         and disposition = 'open'";

/// Everybody whom [`waiting`] may find.
fn candidates(shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Vec<Id>> {
    let (ws, aside) = (Param::Int(shared.workspace), shared.aside.now(now));
    let but = unreadable::but(&aside, 2);
    let sql = format!(
        "select person from person where workspace = $1 and queue = '{TO_ROUTE}' and owner is null
         and disposition = 'open'{but} order by entered_at limit {CHUNK}"
    );
    let mut found = conn.rows(&sql, &unreadable::with(&[ws], &aside))?;
    let row = conn.row("select retry_after from team where workspace = $1", &[ws])?;
    let after = row.map(|mut row| row.id_opt()).transpose()?.flatten().unwrap_or(Id([0; 16]));
    let but = unreadable::but(&aside, 3);
    let sql = format!("select person from person where {UNFIT}{but} order by person limit {CHUNK}");
    found.extend(conn.rows(&sql, &unreadable::with(&[ws, Param::Blob(&after.0)], &aside))?);
    found.into_iter().map(|mut row| row.id()).collect()
}

/// Leads that wait, the longest waiting first; now and then also those for whom nobody fitted.
fn waiting(shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Vec<PersonHead>> {
    let (ws, claim, aside) = (Param::Int(shared.workspace), conn.for_claim(), shared.aside.now(now));
    let but = unreadable::but(&aside, 2);
    let sql = format!(
        "select {PERSON_HEAD} from person where workspace = $1 and queue = '{TO_ROUTE}' and owner is null
         and disposition = 'open'{but} order by entered_at limit {CHUNK}{claim}"
    );
    let rows = conn.rows(&sql, &unreadable::with(&[ws], &aside))?;
    if !rows.is_empty() {
        return heads(rows);
    }
    let row = conn.row("select retry_at, retry_after from team where workspace = $1", &[ws])?;
    let Some(mut row) = row else { return Ok(Vec::new()) };
    let (at, after) = (row.at()?, row.id_opt()?);
    if at > now {
        return Ok(Vec::new());
    }
    let from = after.unwrap_or(Id([0; 16]));
    let but = unreadable::but(&aside, 3);
    let sql = format!("select {PERSON_HEAD} from person where {UNFIT}{but} order by person limit {CHUNK}{claim}");
    let found = heads(conn.rows(&sql, &unreadable::with(&[ws, Param::Blob(&from.0)], &aside))?)?;
    // Page by page; after the last one comes a rest.
    let last = found.last().map(|it| it.person).filter(|_| found.len() == CHUNK);
    let next = if last.is_some() { now } else { now.plus_secs(ROUTING_RETRY_SECS) };
    conn.execute(
        "update team set retry_at = $1, retry_after = $2 where workspace = $3",
        &[Param::at(next), Param::id(last.as_ref()), ws],
    )?;
    Ok(found)
}

fn heads(rows: Vec<crate::sql::Row>) -> Result<Vec<PersonHead>> {
    rows.into_iter().map(|mut row| PersonHead::read(&mut row)).collect()
}

/// Open leads that each works.
fn loads(conn: &mut Conn, workspace: i64) -> Result<BTreeMap<Arc<str>, u32>> {
    let rows = conn.rows(
        "select owner, count(*) from person where workspace = $1 and owner is not null and disposition = 'open'
         group by owner",
        &[Param::Int(workspace)],
    )?;
    let read = |mut row: crate::sql::Row| Ok((Arc::from(row.text()?), u32::try_from(row.int()?).unwrap_or(u32::MAX)));
    rows.into_iter().map(read).collect()
}

/// Who works another open lead of an account: whoever got the latest.
#[derive(Default)]
struct Owners {
    known: BTreeMap<Id, Arc<str>>,
}

impl Owners {
    fn load(&mut self, conn: &mut Conn, workspace: i64, person: Id, account: Option<Id>) -> Result<()> {
        let Some(account) = account.filter(|it| !self.known.contains_key(it)) else { return Ok(()) };
        let row = conn.row(
            "select owner from person where workspace = $1 and account = $2 and person <> $3 and owner is not null
             and disposition = 'open' order by entered_at desc, person limit 1",
            &[Param::Int(workspace), Param::Blob(&account.0), Param::Blob(&person.0)],
        )?;
        if let Some(mut row) = row {
            self.known.insert(account, Arc::from(row.text()?));
        }
        Ok(())
    }
}
