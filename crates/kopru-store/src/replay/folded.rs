//! Folds a stream: where the lead stands follows from its decisions, what is known from its facts.

use super::Replayed;
use super::chunk::{Stream, World};
use crate::book::Book;
use crate::error::{Result, StoreError};
use crate::intake::load::typed;
use crate::rows::{DecisionRow, FactRow};
use crate::written;
use kopru_engine::account::Account;
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

/// Folds a stream and compares what it gives with the person's state.
pub(super) fn fold(world: &World, stream: &Stream<'_>, found: &mut Replayed) {
    let (who, last) = (stream.head.person, stream.head.seq);
    if let Err(fault) = fold_stream(world, stream, found) {
        found.differs(who, last, "entry", fault.to_string(), String::new());
    }
}

fn fold_stream(world: &World, stream: &Stream<'_>, found: &mut Replayed) -> Result<()> {
    let head = &stream.head;
    let mut seq = 0;
    for entry in entries(stream) {
        seq += 1;
        if entry.seq != seq {
            found.differs(head.person, seq, "entry", "nothing".into(), "a fact or a decision".into());
            seq = entry.seq;
        }
        found.entries += 1;
    }
    if seq != head.seq {
        found.differs(head.person, seq, "entry", head.seq.to_string(), seq.to_string());
    }
    let book = book(world, head.playbook)?;
    let folded = standing(world, stream.decisions, book)?;
    let mut facts = Vec::with_capacity(stream.facts.len());
    for row in stream.facts {
        facts.extend(typed(book, row)?);
    }
    if !is_alone(stream) || last_foreign(stream).is_some() {
        return Ok(());
    }
    // Another form of the bytes is no fault: such a state is built anew when it is next needed.
    let Some(lead) = Lead::from_bytes(&book.playbook, &head.state) else { return Ok(()) };
    found.states += 1;
    if lead.standing != folded {
        found.differs(head.person, head.seq, "standing", format!("{:?}", lead.standing), format!("{folded:?}"));
    } else {
        let mut again = Lead::new(&book.playbook);
        again.standing = folded;
        again.rebuild(&book.playbook, &Account::new(&book.playbook), facts.iter(), Moment::MIN);
        let until = lead.settled_at.unwrap_or(Moment::MIN);
        let (stored, again) = (counted(lead.evidence, until), counted(again.evidence, until));
        if stored != again {
            found.differs(head.person, head.seq, "evidence", format!("{stored:?}"), format!("{again:?}"));
        }
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
    world.books.get(&place).ok_or_else(|| StoreError::NotFound(format!("version {place} of the playbook")))
}

/// Where a lead stands after these decisions, for a version of the playbook.
pub(super) fn standing(world: &World, rows: &[DecisionRow], last: &Book) -> Result<Standing> {
    let mut held: Option<(&Arc<Book>, Standing)> = None;
    for row in rows {
        let version = book(world, row.playbook)?;
        let mut standing = match held.take() {
            Some((known, standing)) if known.place == version.place => standing,
            Some((known, standing)) => standing.carried_over(&known.playbook, &version.playbook),
            None => Standing::new(&version.playbook),
        };
        let changes = written::read_changes(&version.names, &row.changes)
            .map_err(|fault| StoreError::Corrupt(format!("decision {} of {}: {fault}", row.seq, row.person)))?;
        for change in &changes {
            standing.apply(change, row.at);
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
