//! Folds a stream: where the lead stands follows from its decisions.

use super::Replayed;
use super::chunk::{Stream, World, split};
use super::company::{Shelf, shelved};
use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::rows::{DecisionRow, FactRow, PersonHead};
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use crate::written;
use kopru_engine::lead::{Evidence, Lead, Standing};
use kopru_engine::limits::WINDOW_SECS_MAX;
use kopru_engine::time::Moment;
use std::sync::Arc;

/// One entry of a stream: a fact, a decision, or a fact with its decision.
#[derive(Clone, Copy)]
pub(super) struct Entry<'r> {
    pub seq: i64,
    pub fact: Option<&'r FactRow>,
    pub decision: Option<&'r DecisionRow>,
}

/// The entries of a stream in their order.
pub(super) fn entries<'r>(stream: &Stream<'r>) -> impl Iterator<Item = Entry<'r>> + use<'r> {
    let (mut facts, mut decisions) = (stream.facts.iter().peekable(), stream.decisions.iter().peekable());
    std::iter::from_fn(move || {
        let next = [facts.peek().map(|it| it.seq), decisions.peek().map(|it| it.seq)];
        let seq = next.into_iter().flatten().min()?;
        Some(Entry { seq, fact: facts.next_if(|it| it.seq == seq), decision: decisions.next_if(|it| it.seq == seq) })
    })
}

/// Whether a stream is its own: not merged with another, and nothing of it erased.
pub(super) fn is_alone(stream: &Stream<'_>) -> bool {
    let head = &stream.head;
    head.merged_into.is_none() && head.erased_at.is_none() && first_merge(stream).is_none()
}

/// The first entry that merged the records with others, or separated them.
pub(super) fn first_merge(stream: &Stream<'_>) -> Option<i64> {
    let merges = |it: &&DecisionRow| {
        it.cause.starts_with("{\"cause\":\"merged\"") || it.cause.starts_with("{\"cause\":\"unmerged\"")
    };
    let merged = stream.decisions.iter().find(merges).map(|it| it.seq);
    let moved = stream.facts.iter().find(|it| it.moved_to.is_some()).map(|it| it.seq);
    merged.into_iter().chain(moved).min()
}

/// A decision, as far as folding needs it.
struct Slim {
    person: Id,
    seq: i64,
    at: Moment,
    playbook: i64,
    ours: bool,
    merges: bool,
    changes: String,
}

/// Folds the streams of these people: their decisions give where each stands, which is compared with the person's state. Of
/// facts only their numbers are read, so that a gap is seen.
pub(super) fn chunk(shared: &Shared, conn: &mut Conn, books: &mut Shelf, heads: Vec<PersonHead>) -> Result<Replayed> {
    let mut found = Replayed::default();
    let (Some(first), Some(last)) = (heads.first(), heads.last()) else { return Ok(found) };
    let range = [Param::Int(shared.workspace), Param::Blob(&first.person.0), Param::Blob(&last.person.0)];
    let span = "where workspace = $1 and person >= $2 and person <= $3 order by person, seq";
    let mut facts: Vec<(Id, i64)> = Vec::new();
    for mut row in conn.rows(&format!("select person, seq from fact {span}"), &range)? {
        facts.push((row.id()?, row.int()?));
    }
    let columns = "person, seq, at, playbook, decision_version, substr(cause, 1, 20), changes";
    let mut decisions: Vec<Slim> = Vec::new();
    for mut row in conn.rows(&format!("select {columns} from decision {span}"), &range)? {
        let (person, seq, at, playbook) = (row.id()?, row.int()?, row.at()?, row.int()?);
        let (ours, cause) = (row.int()? == i64::from(kopru_engine::decide::DECISION_VERSION), row.text()?);
        let merges = MERGES.iter().any(|begin| cause.starts_with(begin));
        decisions.push(Slim { person, seq, at, playbook, ours, merges, changes: row.text()? });
    }
    for place in heads.iter().map(|it| it.playbook).chain(decisions.iter().map(|it| it.playbook)) {
        shelved(shared, conn, books, place)?;
    }
    let (mut facts, mut decisions) = (facts.as_slice(), decisions.as_slice());
    for head in heads {
        let (own_facts, other_facts) = split(facts, |it| it.0 <= head.person);
        let (own_decisions, other_decisions) = split(decisions, |it| it.person <= head.person);
        (facts, decisions) = (other_facts, other_decisions);
        found.streams += 1;
        found.facts += own_facts.len() as u64;
        found.decisions += own_decisions.len() as u64;
        if let Err(fault) = fold(books, &head, own_facts, own_decisions, &mut found) {
            found.differs(head.person, head.seq, "entry", fault.to_string(), String::new());
        }
    }
    Ok(found)
}

/// How causes begin that say that records were merged, or separated.
const MERGES: [&str; 2] = ["{\"cause\":\"merged\"", "{\"cause\":\"unmerged\""];

fn fold(books: &Shelf, head: &PersonHead, facts: &[(Id, i64)], decisions: &[Slim], found: &mut Replayed) -> Result<()> {
    let (mut facts, mut others) =
        (facts.iter().map(|it| it.1).peekable(), decisions.iter().map(|it| it.seq).peekable());
    let mut seq = 0;
    while let Some(next) = facts.peek().into_iter().chain(others.peek()).min().copied() {
        facts.next_if_eq(&next);
        others.next_if_eq(&next);
        seq += 1;
        if next != seq {
            found.differs(head.person, seq, "entry", "nothing".into(), "a fact or a decision".into());
            seq = next;
        }
        found.entries += 1;
    }
    if seq != head.seq {
        found.differs(head.person, seq, "entry", head.seq.to_string(), seq.to_string());
    }
    let last = shelf(books, head.playbook)?;
    let rows = decisions.iter().map(|it| (it.playbook, it.at, (it.seq, it.person), it.changes.as_str()));
    let folded = standing_of(books, rows, last)?;
    let alone = head.merged_into.is_none() && head.erased_at.is_none() && !decisions.iter().any(|it| it.merges);
    if !alone || decisions.iter().any(|it| !it.ours) {
        return Ok(());
    }
    // Another form of the bytes is no fault: such a state is built anew when it is next needed.
    let Some(lead) = Lead::from_bytes(&last.playbook, &head.state) else { return Ok(()) };
    found.states += 1;
    if lead.standing != folded {
        found.differs(head.person, head.seq, "standing", format!("{:?}", lead.standing), format!("{folded:?}"));
    }
    Ok(())
}

/// The last entry that another version of the engine decided.
pub(super) fn last_foreign(stream: &Stream<'_>) -> Option<i64> {
    let ours = i64::from(kopru_engine::decide::DECISION_VERSION);
    stream.decisions.iter().rfind(|it| it.decision_version != ours).map(|it| it.seq)
}

/// A version of the playbook that was put in place.
pub(super) fn book(world: &World, place: i64) -> Result<&Arc<Book>> {
    shelf(&world.books, place)
}

fn shelf(books: &Shelf, place: i64) -> Result<&Arc<Book>> {
    books.get(&place).ok_or_else(|| StoreError::NotFound(format!("version {place} of the playbook")))
}

/// Where a lead stands after these decisions, for a version of the playbook.
pub(super) fn standing(world: &World, rows: &[DecisionRow], last: &Book) -> Result<Standing> {
    let rows = rows.iter().map(|it| (it.playbook, it.at, (it.seq, it.person), it.changes.as_str()));
    standing_of(&world.books, rows, last)
}

/// The same, of what each decision says: version, moment, which it is, and its changes.
fn standing_of<'r>(
    books: &Shelf,
    rows: impl Iterator<Item = (i64, Moment, (i64, Id), &'r str)>,
    last: &Book,
) -> Result<Standing> {
    let mut held: Option<(&Arc<Book>, Standing)> = None;
    for (place, at, (seq, person), changes) in rows {
        let version = shelf(books, place)?;
        let mut standing = match held.take() {
            Some((known, standing)) if known.place == version.place => standing,
            Some((known, standing)) => standing.carried_over(&known.playbook, &version.playbook),
            None => Standing::new(&version.playbook),
        };
        let changes = written::read_changes(&version.names, changes)
            .map_err(|fault| StoreError::Corrupt(format!("decision {seq} of {person}: {fault}")))?;
        for change in &changes {
            standing.apply(change, at);
        }
        held = Some((version, standing));
    }
    Ok(match held {
        Some((known, standing)) if known.place == last.place => standing,
        Some((known, standing)) => standing.carried_over(&known.playbook, &last.playbook),
        None => Standing::new(&last.playbook),
    })
}

/// What is known, without acts so old by `until` that nothing counts them any more: when they are forgotten depends on
/// when the lead was looked at.
pub(super) fn counted(mut evidence: Evidence, until: Moment) -> Evidence {
    let oldest = until.secs() - WINDOW_SECS_MAX;
    evidence.times.iter_mut().for_each(|times| times.retain(|at| *at > oldest));
    evidence
}
