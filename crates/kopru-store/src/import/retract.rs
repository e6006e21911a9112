//! Takes back what an undone import told of people who stay.

use super::undo::{Told, Undone, gone};
use crate::book::{Book, InForce};
use crate::commit::{self, Hash16};
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::{Id, Ids};
use crate::intake::FactIn;
use crate::intake::facts::{self, Asked};
use crate::intake::prepare::{self, Prepared, keyed, prepare};
use crate::rows::{FactIdRow, FactRow, Writes};
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use crate::written::{Incoming, body, digest_of, read_body};
use kopru_engine::decide;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::playbook::Builtin;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The digest of a fact that an undo took back: told once more by an import, it is a new fact.
const UNDONE: &[u8] = b"undone";

/// Begins the ids of facts that take something back for an undo.
const OURS: &str = "undo ";

/// Whether a fact takes something back for an undo.
pub(super) fn is_ours(fact: &FactRow) -> bool {
    fact.kind == Builtin::Retracted.id() && fact.id.as_ref().is_some_and(|id| id.starts_with(OURS))
}

/// Whether an undo took a known fact back.
pub(crate) fn is_undone(known: &FactIdRow) -> bool {
    known.digest == UNDONE
}

/// The key under which a fact's id is known; none once it was erased.
pub(super) fn key(secret: &[u8], fact: &FactRow) -> Option<Hash16> {
    let source = fact.source.as_deref().unwrap_or("");
    Some(keyed(secret, &[b"fact", source.as_bytes(), fact.id.as_ref()?.as_bytes()]))
}

/// A fact under another id: the one that was taken back keeps its own. `round` counts how often it was.
fn anew(secret: &[u8], it: &Prepared, round: u32) -> Prepared {
    let id = format!("{}~{round}", it.id);
    let mut incoming = it.incoming.clone();
    incoming.raw.id = Some(id.clone());
    let source = incoming.raw.source.as_deref().unwrap_or("");
    let key = keyed(secret, &[b"fact", source.as_bytes(), id.as_bytes()]);
    let body = body(&incoming);
    let (place, fact) = &it.typed;
    let typed = (*place, kopru_engine::typing::Fact { id: Arc::from(&*id), ..fact.clone() });
    Prepared { digest: digest_of(&body), key, typed, id, body, incoming, ..it.clone() }
}

/// The facts of an import, those that an undo took back under ids that nothing has yet, or that are known and hold.
pub(super) fn renewed(
    shared: &Shared,
    conn: &mut Conn,
    facts: &[Prepared],
    known: &mut BTreeMap<Hash16, FactIdRow>,
) -> Result<Option<Vec<Prepared>>> {
    if !known.values().any(is_undone) {
        return Ok(None);
    }
    let mut all = facts.to_vec();
    for round in 1.. {
        let undone: Vec<usize> = (0..all.len()).filter(|at| known.get(&all[*at].key).is_some_and(is_undone)).collect();
        if undone.is_empty() {
            break;
        }
        for at in &undone {
            all[*at] = anew(&shared.secret, &facts[*at], round);
        }
        let keys: Vec<Hash16> = undone.iter().map(|at| all[*at].key).collect();
        known.extend(commit::fact_ids(conn, shared.workspace, &keys)?);
    }
    Ok(Some(all))
}

/// A person's facts that can be taken back, and how many cannot.
fn sorted<'t>(shared: &Shared, conn: &mut Conn, book: &Book, it: &'t Told) -> Result<(Vec<&'t FactRow>, u64)> {
    let keys: Vec<Hash16> = it.facts.iter().filter_map(|fact| key(&shared.secret, fact)).collect();
    let known = commit::fact_ids(conn, shared.workspace, &keys)?;
    let root = survivor(conn, shared.workspace, it.head.person)?;
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    for (_, row) in fold::counting(conn, shared.workspace, &[root])? {
        // A fact that somebody took back already is not taken back twice.
        let target = (row.kind == Builtin::Retracted.id()).then(|| target(&row)).transpose()?.flatten();
        if let Some(target) = target {
            *ids.entry(target).or_default() += 1;
        }
        if let Some(id) = row.id {
            *ids.entry(id).or_default() += 1;
        }
    }
    let (mut found, mut kept) = (Vec::new(), 0);
    for fact in &it.facts {
        let row = key(&shared.secret, fact).and_then(|key| known.get(&key));
        if row.is_some_and(is_undone) {
            continue;
        }
        // Where two facts have one id, the wrong one might be meant.
        let one = fact.id.as_ref().is_some_and(|id| ids.get(id) == Some(&1));
        if one && row.is_some() && decide::is_retractable(&book.playbook, &fact.kind) {
            found.push(fact);
        } else {
            kept += 1;
        }
    }
    Ok((found, kept))
}

/// The id of the fact that a retraction takes back.
fn target(row: &FactRow) -> Result<Option<String>> {
    let Some(body) = &row.body else { return Ok(None) };
    let incoming = read_body(body).map_err(|fault| StoreError::Corrupt(format!("a fact: {fault}")))?;
    Ok(match incoming.raw.data.get("fact") {
        Some(Scalar::Text(id)) => Some(id.clone()),
        _ => None,
    })
}

/// The person into whom one was merged, or that one.
fn survivor(conn: &mut Conn, ws: i64, person: Id) -> Result<Id> {
    let mut at = person;
    loop {
        let sql = "select merged_into from person where workspace = $1 and person = $2";
        let row = conn.row(sql, &[Param::Int(ws), Param::Blob(&at.0)])?;
        match row.map(|mut row| row.id_opt()).transpose()?.flatten() {
            Some(into) => at = into,
            None => return Ok(at),
        }
    }
}

pub(super) fn would(shared: &Shared, conn: &mut Conn, book: &Book, it: &Told) -> Result<Undone> {
    let (found, kept) = sorted(shared, conn, book, it)?;
    let nameable = !found.is_empty() && subject(shared, conn, it.head.person)?.is_some();
    let count = found.len() as u64;
    let (retracted, kept) = if nameable { (count, kept) } else { (0, kept + count) };
    Ok(Undone { retracted, kept, ..Undone::default() })
}

/// A name under which a fact reaches a person, or whoever they were merged into, with the source that it belongs to.
fn subject(shared: &Shared, conn: &mut Conn, person: Id) -> Result<Option<(Subject, Option<String>)>> {
    let root = survivor(conn, shared.workspace, person)?;
    let sql = "select kind, value from identity where workspace = $1 and person = $2 order by kind, value limit 1";
    let Some(mut row) = conn.row(sql, &[Param::Int(shared.workspace), Param::Blob(&root.0)])? else { return Ok(None) };
    let (kind, value) = (row.text()?, row.text()?);
    Ok(match (&*kind, value.split_once('\u{1f}')) {
        ("email", _) => Some((Subject::Email(value), None)),
        ("phone", _) => Some((Subject::Phone(value), None)),
        ("visitor", _) => Some((Subject::Visitor(value), None)),
        (_, Some((source, id))) => {
            Some((Subject::External(id.to_owned()), (!source.is_empty()).then(|| source.to_owned())))
        }
        _ => None,
    })
}

/// Takes back what can be taken back of these people's facts, each by a new fact.
pub(super) fn retract(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    number: i64,
    all: &[Told],
) -> Result<(Writes, Undone)> {
    let mut done = Undone::default();
    let book = shared.books.get(conn, shared.workspace, in_force.place)?;
    let (mut ready, mut marked): (Vec<Prepared>, Vec<FactIdRow>) = (Vec::new(), Vec::new());
    for it in all {
        let (found, kept) = sorted(shared, conn, &book, it)?;
        done.kept += kept;
        if found.is_empty() {
            continue;
        }
        let Some((subject, source)) = subject(shared, conn, it.head.person)? else {
            done.kept += found.len() as u64;
            continue;
        };
        for fact in found {
            let incoming = retraction(number, fact, &subject, source.clone());
            let fact_in = FactIn { incoming, import: false };
            ready.push(prepare(&shared.secret, &book, fact_in, now).map_err(refused)?);
            let key = key(&shared.secret, fact).ok_or_else(|| gone(fact.person))?;
            marked.push(FactIdRow { key, digest: UNDONE.to_vec(), person: fact.person, seq: fact.seq });
        }
    }
    if ready.is_empty() {
        return Ok((Writes::default(), done));
    }
    let (workspace, secret) = (shared.workspace, &shared.secret);
    let (mut writes, answers) =
        facts::take(conn, &shared.books, workspace, in_force, secret, ids, &ready, Asked::No, now)?;
    for (answer, row) in answers.into_iter().zip(marked) {
        match answer {
            Ok(_) => {
                done.retracted += 1;
                writes.fact_ids.push(row);
            }
            Err(_) => done.kept += 1,
        }
    }
    Ok((writes, done))
}

fn retraction(number: i64, fact: &FactRow, subject: &Subject, source: Option<String>) -> Incoming {
    let id = fact.id.clone().unwrap_or_default();
    let from = fact.source.as_deref().unwrap_or("");
    let mut raw = RawFact::new(subject.clone(), Builtin::Retracted.id());
    raw.id = Some(format!("{OURS}{number}: {from}: {id}"));
    raw.source = source;
    raw.data.insert("fact".into(), Scalar::Text(id));
    Incoming { raw, also: Vec::new() }
}

fn refused(it: prepare::Refusal) -> StoreError {
    StoreError::Refused(it.code, it.reason.en)
}
