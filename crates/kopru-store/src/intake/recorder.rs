//! Records decisions: each becomes an entry of its person's stream, with what follows from it.

use super::consequences;
use super::scene::Person;
use crate::book::Book;
use crate::error::Result;
use crate::id::Ids;
use crate::rows::{DecisionRow, FactRow, Writes};
use crate::written;
use kopru_engine::decide::{Cause, DECISION_VERSION, Decision, Outcome};
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;

/// Where a decision is recorded.
pub(super) struct Recorder<'a> {
    pub book: &'a Book,
    pub ids: &'a mut Ids,
    pub writes: &'a mut Writes,
}

impl Recorder<'_> {
    /// A decision that is an entry of its own: time, the account, a version of the playbook.
    pub fn own_entry(&mut self, person: &mut Person, decision: &Decision, recorded_at: Moment) -> Result<()> {
        person.head.seq += 1;
        person.head.recorded_at = person.head.recorded_at.max(recorded_at);
        self.decision(person, decision);
        consequences::of_decision(self.book, person, decision, None, self.ids, self.writes)
    }

    /// A fact and its decision are one entry.
    pub fn fact_entry(
        &mut self,
        person: &mut Person,
        fact: &Fact,
        decision: &Decision,
        body: String,
        id: &str,
        import: Option<i64>,
    ) -> Result<i64> {
        person.head.seq += 1;
        person.head.recorded_at = person.head.recorded_at.max(fact.recorded_at);
        let kind = &self.book.playbook.fact_types[usize::from(fact.kind)];
        self.writes.facts.push(FactRow {
            person: person.head.person,
            seq: person.head.seq,
            kind: kind.id.to_string(),
            source: fact.source.as_deref().map(str::to_owned),
            id: Some(id.to_owned()),
            occurred_at: fact.occurred_at,
            recorded_at: fact.recorded_at,
            playbook: self.book.place,
            account: person.head.account,
            account_version: person.head.account_seen,
            points: consequences::points(self.book, fact),
            body: Some(body),
            moved_to: None,
            import,
        });
        let acted = kind.builtin.is_some_and(consequences::is_act);
        if acted || !decision.changes.is_empty() || decision.outcome != Outcome::Applied {
            self.decision(person, decision);
            consequences::of_decision(self.book, person, decision, Some(fact), self.ids, self.writes)?;
        }
        *self.writes.counters.entry("facts".into()).or_default() += 1;
        Ok(person.head.seq)
    }

    fn decision(&mut self, person: &Person, decision: &Decision) {
        let names = &self.book.names;
        let acted = matches!(decision.cause, Cause::Fact { .. });
        let trace = decision.trace.as_ref().filter(|_| acted || consequences::is_notable(decision));
        self.writes.decisions.push(DecisionRow {
            person: person.head.person,
            seq: person.head.seq,
            at: decision.at,
            recorded_at: person.head.recorded_at,
            playbook: self.book.place,
            decision_version: i64::from(DECISION_VERSION),
            cause: written::cause(names, &decision.cause),
            account: person.head.account,
            account_version: person.head.account_seen,
            outcome: decision.outcome.code().to_owned(),
            changes: written::changes(names, &decision.changes),
            trace: trace.map(|trace| written::trace(names, trace)),
            desk: person.head.desk,
        });
        *self.writes.counters.entry("decisions".into()).or_default() += 1;
    }
}
