//! What follows from decisions beside the lead itself: counters, counts by day, messages, deals, indexed values.

use super::scene::{Company, Person};
use crate::book::Book;
use crate::error::Result;
use crate::handovers;
use crate::id::{Id, Ids};
use crate::limits::{INDEXED_CHARS_MAX, LIVE_WITHIN_SECS, SEARCHED_WORDS_MAX};
use crate::report::journey::Journey;
use crate::report::kept;
use crate::rows::{Deal, MessageRow, Writes};
use kopru_engine::decide::{Change, Decision, Outcome};
use kopru_engine::lead::{Disposition, Lead, Offer, SalesChange, fired};
use kopru_engine::letters;
use kopru_engine::playbook::{Builtin, DISPOSITIONS, Field, Playbook};
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use kopru_engine::value::Value;
use std::fmt::Write as _;

/// What lists and counters held of a lead when it was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Before {
    /// Stage and disposition; none for somebody new.
    place: Option<(Option<u8>, u16)>,
    /// Indexed values of the person, by the field's place.
    indexed: Vec<(u16, Value)>,
    /// Its way through the stages, as reports count it.
    journey: Option<Journey>,
    /// Its latest hand-over.
    pub offer: Option<Offer>,
}

impl Before {
    /// Of a lead as it is now. `created_at`: when we first heard of the person.
    pub fn of(playbook: &Playbook, lead: &Lead, created_at: Moment) -> Before {
        let standing = &lead.standing;
        Before {
            place: standing.entered_at.map(|_| (standing.stage, standing.disposition.place())),
            indexed: indexed(&playbook.person, &lead.evidence.fields.values),
            journey: Journey::of(playbook, lead, created_at),
            offer: standing.sales.offer.clone(),
        }
    }

    /// The counter of leads at this place: `leads:mql:open`.
    fn counter(&self, playbook: &Playbook) -> Option<String> {
        let (stage, disposition) = self.place?;
        let stage = stage.and_then(|stage| playbook.stages.get(usize::from(stage)));
        let disposition = DISPOSITIONS.get(usize::from(disposition)).copied().unwrap_or_default();
        Some(format!("leads:{}:{disposition}", stage.map_or("", |stage| &stage.id)))
    }
}

/// Where the index holds the words by which people are found: the space of no field.
pub(crate) const WORD: &str = "word";

/// Whether people look for the words of a field.
fn is_searched(field: &Field) -> bool {
    matches!(&*field.id, "name")
}

/// The known values of indexed fields, and of those whose words people look for, each with the field's place.
pub(crate) fn indexed(fields: &[Field], values: &[Value]) -> Vec<(u16, Value)> {
    let held = |field: &Field| field.indexed || is_searched(field);
    let known = (0u16..).zip(fields.iter().zip(values)).filter(|(_, (field, value))| held(field) && value.is_known());
    known.map(|(place, (_, value))| (place, value.clone())).collect()
}

/// A value as filters write it.
pub(crate) fn index_text(field: &Field, value: &Value) -> String {
    let text = match value {
        Value::Text(it) => it.to_string(),
        other => other.show(&field.kind),
    };
    text.chars().take(INDEXED_CHARS_MAX).collect::<String>().to_lowercase()
}

/// Notes where a lead is counted now, and which values of it are indexed. `old` is the version that the lead came with.
pub(crate) fn count(old: &Book, book: &Book, person: &Person, writes: &mut Writes) {
    let after = Before::of(&book.playbook, &person.lead, person.head.created_at);
    if old.place == book.place && person.before == after {
        return;
    }
    shift(person.head.person, (old, &person.before), (book, &after), writes);
}

/// Takes a lead from where it was to where it is in counters, cohorts and indexes; both are of a version of the playbook.
pub(crate) fn shift(subject: Id, from: (&Book, &Before), to: (&Book, &Before), writes: &mut Writes) {
    let counters = (from.1.counter(&from.0.playbook), to.1.counter(&to.0.playbook));
    if counters.0 != counters.1 {
        for (counter, add) in [(counters.0, -1), (counters.1, 1)] {
            if let Some(counter) = counter {
                *writes.counters.entry(counter).or_default() += add;
            }
        }
    }
    let (of, into) = ((from.0, from.1.journey.as_ref()), (to.0, to.1.journey.as_ref()));
    kept::shift(of, into, &mut writes.cohorts);
    let before = lines(&from.0.playbook.person, "person", &from.1.indexed);
    let after = lines(&to.0.playbook.person, "person", &to.1.indexed);
    reindex(subject, &before, &after, writes);
}

/// Indexed values as the index holds them.
fn lines(fields: &[Field], space: &str, values: &[(u16, Value)]) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for (place, value) in values {
        let Some(field) = fields.get(usize::from(*place)) else { continue };
        if field.indexed {
            lines.push((format!("{space}.{}", field.id), index_text(field, value)));
        }
        if is_searched(field) {
            let mut words = letters::words(&value.show(&field.kind));
            words.sort_unstable();
            words.dedup();
            lines.extend(words.into_iter().take(SEARCHED_WORDS_MAX).map(|word| (format!("{WORD}.{space}"), word)));
        }
    }
    lines
}

/// The index entries of the known values of indexed fields.
pub(crate) fn index_lines(fields: &[Field], space: &str, values: &[Value]) -> Vec<(String, String)> {
    lines(fields, space, &indexed(fields, values))
}

/// The index entries of a lead.
pub(crate) fn lines_of_person(book: &Book, lead: &Lead) -> Vec<(String, String)> {
    index_lines(&book.playbook.person, "person", &lead.evidence.fields.values)
}

fn reindex(subject: Id, before: &[(String, String)], after: &[(String, String)], writes: &mut Writes) {
    let with = |(field, value): &(String, String)| (field.clone(), value.clone(), subject);
    writes.unindexed.extend(before.iter().filter(|it| !after.contains(it)).map(with));
    writes.indexed.extend(after.iter().filter(|it| !before.contains(it)).map(with));
}

/// Takes an account's name and domain over for lists, and indexes its values.
pub(crate) fn name_account(book: &Book, company: &mut Company, writes: &mut Writes) {
    let fields = &book.playbook.account;
    let text = |id: &str| {
        let place = fields.iter().position(|field| &*field.id == id)?;
        match company.account.fields.values.get(place)? {
            Value::Text(it) => Some(it.to_string()),
            _ => None,
        }
    };
    (company.row.name, company.row.domain) = (text("name"), text("domain"));
    let after = index_lines(fields, "account", &company.account.fields.values);
    reindex(company.row.account, &company.indexed, &after, writes);
}

/// A person's field, when it is a known text.
pub(crate) fn text_field(playbook: &Playbook, lead: &Lead, id: &str) -> Option<String> {
    let place = playbook.person.iter().position(|field| &*field.id == id)?;
    match lead.evidence.fields.values.get(place)? {
        Value::Text(it) => Some(it.to_string()),
        _ => None,
    }
}

/// The rules that a fact fires, as its row holds them: `[["pricing-page",8]]`.
pub(crate) fn points(book: &Book, fact: &Fact) -> Option<String> {
    let mut text = String::new();
    for (rule, points) in fired(&book.playbook, fact) {
        let id = book.playbook.engagement.get(usize::from(rule)).map_or("", |it| &it.id);
        let begin = if text.is_empty() { "[" } else { "," };
        // Writing to a text cannot fail, and ids hold no quotes.
        let _ = write!(text, "{begin}[\"{id}\",{points}]");
    }
    (!text.is_empty()).then(|| text + "]")
}

/// Whether a fact is an act of a person whose decision is always kept.
pub(crate) fn is_act(builtin: Builtin) -> bool {
    !matches!(
        builtin,
        Builtin::FieldsSet | Builtin::Finding | Builtin::Signal | Builtin::Overruled | Builtin::StageReported
    )
}

/// Whether more than scores changed: such a decision keeps its trace, the others' traces are worked out when asked for.
pub(crate) fn is_notable(decision: &Decision) -> bool {
    let scores = |change: &Change| {
        matches!(
            change,
            Change::Band { .. }
                | Change::Grade { .. }
                | Change::Persona { .. }
                | Change::Priority { .. }
                | Change::Holding { .. }
        )
    };
    !decision.changes.iter().all(scores)
}

/// Whether all that an import tells of a person lies so far back that it is news to nobody.
pub(crate) fn is_past(person: &Person) -> bool {
    let live_from = person.head.recorded_at.plus_secs(-LIVE_WITHIN_SECS);
    person.imported.is_some_and(|latest| latest < live_from)
}

/// Messages, deals and counts by day of one decision.
pub(crate) fn of_decision(
    book: &Book,
    person: &Person,
    decision: &Decision,
    fact: Option<&Fact>,
    ids: &mut Ids,
    writes: &mut Writes,
) -> Result<()> {
    if let Some(topic) = topic(decision).filter(|_| !is_past(person)) {
        let (at, who, seq) = (person.head.recorded_at, person.head.person, person.head.seq);
        writes.messages.push(MessageRow { message: ids.make(at)?, at, topic, person: who, seq });
    }
    let who = (person.head.person, person.head.account);
    writes.offered.extend(handovers::offered(book, who, &person.lead, decision));
    for change in &decision.changes {
        match change {
            Change::Stage { to, .. } if book.playbook.by.conversation == Some(*to) => {
                let opportunity = ids.make(decision.at)?;
                let (who, account, at) = (person.head.person, person.head.account, decision.at);
                writes.deals.push(Deal::Opened { opportunity, person: who, account, at, role: part(person) });
            }
            Change::Disposition { to, .. } => disposed(person, to, decision.at, fact, ids, writes)?,
            _ => {}
        }
    }
    let changes = |fact: &&Fact| {
        let kind = book.playbook.fact_types.get(usize::from(fact.kind));
        kind.is_some_and(|it| it.builtin == Some(Builtin::DealChanged)) && decision.outcome == Outcome::Applied
    };
    writes.deals.extend(fact.filter(changes).map(|fact| deal_changed(person, fact)));
    Ok(())
}

/// The part that a person has in the decision of a deal, as told or as the title says; `contact` where nobody knows.
fn part(person: &Person) -> &'static str {
    person.lead.evidence.post().part.map_or("contact", kopru_engine::role::Part::id)
}

/// What a fact says of the deal that is open.
fn deal_changed(person: &Person, fact: &Fact) -> Deal {
    let it = Builtin::DealChanged;
    let expected = match fact.datum(it, "expected") {
        Value::Date(day) => Some(*day),
        _ => None,
    };
    Deal::Changed { person: person.head.person, amount: amount(fact.datum(it, "amount")), expected }
}

/// An amount as its row holds it: minor units and currency.
fn amount(value: &Value) -> Option<(i64, String)> {
    match value {
        Value::Money(money) => Some((money.minor, String::from_utf8_lossy(&money.currency).into_owned())),
        _ => None,
    }
}

fn disposed(
    person: &Person,
    to: &Disposition,
    at: Moment,
    fact: Option<&Fact>,
    ids: &mut Ids,
    writes: &mut Writes,
) -> Result<()> {
    let (outcome, reported) = match to {
        Disposition::Won { reported } => ("won", *reported),
        Disposition::Lost { .. } => ("lost", false),
        _ => return Ok(()),
    };
    let told = if reported { Builtin::StageReported } else { Builtin::Won };
    let amount = fact.filter(|_| outcome == "won").and_then(|fact| amount(fact.datum(told, "amount")));
    writes.deals.push(Deal::Closed {
        opportunity: ids.make(at)?,
        person: person.head.person,
        account: person.head.account,
        at: if reported { fact.map_or(at, |fact| fact.occurred_at) } else { at },
        role: part(person),
        outcome,
        reported,
        amount,
        reason: to.reason().map(|it| it.to_string()),
    });
    Ok(())
}

/// The most important thing that a decision says to others.
fn topic(decision: &Decision) -> Option<&'static str> {
    let topic = |change: &Change| match change {
        Change::Stage { .. } => Some((0, "lead.stage")),
        Change::Disposition { .. } => Some((1, "lead.disposition")),
        Change::Sales(SalesChange::Offered { .. } | SalesChange::State { .. }) => Some((2, "lead.handover")),
        Change::Sales(SalesChange::Warned(_) | SalesChange::Breached(_) | SalesChange::Met { .. }) => {
            Some((3, "lead.clock"))
        }
        Change::Suggested(_) | Change::Withdrawn(_) => Some((4, "lead.suggestion")),
        Change::Stagnant { .. } => Some((5, "lead.stagnant")),
        Change::Owner(_) => Some((6, "lead.owner")),
        Change::Reported { .. } => Some((7, "lead.reported")),
        _ => None,
    };
    decision.changes.iter().filter_map(topic).min().map(|(_, topic)| topic)
}
