//! A lead under a new version of the playbook: what it is keeps its id, where that lies may be another place.

use super::{Lead, Standing, Suggestion, Why};
use crate::account::Account;
use crate::decide::{How, Seen, bound};
use crate::playbook::{Playbook, find};
use crate::time::Moment;
use crate::typing::Fact;
use crate::value::{Type, Value};

impl Lead {
    /// The lead under the playbook `to`, decided until now under `from`. Its evidence is built anew from all its facts,
    /// typed under `to` (a fact that `to` does not know is left out), and its scores are those of `to` at `now`. Where it
    /// stands does not move: the rules of `to` are asked at the lead's next decision, all of them, or by
    /// [`reconsider`](crate::decide::reconsider). What falls due under `to` is not missed, also where that has passed
    /// already. `account` is the account under `to`. Everything due until `now` should be decided under `from` before
    /// ([`settle`](crate::decide::settle)): what is still open falls due under `to`, at its own moment before `now`.
    #[must_use]
    pub fn carried_over<'f>(
        &self,
        from: &Playbook,
        to: &Playbook,
        account: &Account,
        facts: impl Iterator<Item = &'f Fact> + Clone,
        now: Moment,
    ) -> Lead {
        let carry = Carry { from, to };
        let mut lead = Lead::new(to);
        lead.standing = self.standing.carried_over(from, to);
        // What was decided until now is not decided again under rules that hold from now on only.
        let open = self.next_at.is_some_and(|next| next <= now);
        lead.settled_at = self.settled_at.map(|settled| if open { settled } else { settled.max(now) });
        let withdrawn = self.evidence.withdrawn().iter();
        let withdrawn: Vec<_> =
            withdrawn.filter_map(|(purpose, stamp)| Some((carry.purpose(*purpose)?, stamp.clone()))).collect();
        let settled = lead.settled_at.unwrap_or(now);
        let now = now.max(settled);
        lead.rebuild_restricted(to, account, facts, &withdrawn, now);
        // Somebody of whom nothing but a refused fact is known is no lead yet: nothing falls due for them.
        if lead.standing.entered_at.is_some() {
            let own = lead.derive_time(to, account, settled);
            lead.next_at = bound(to, &lead, account, &own, settled);
            lead.derive_time(to, account, now);
        }
        lead
    }
}

impl Standing {
    /// The standing under the playbook `to`, decided under `from`. Everything keeps its id, and what `to` does not have is
    /// left out: rules that held, suggestions to let go, stages that were reached, what a condition saw. A lead at a
    /// stage that is gone stands at the nearest earlier one of `from` that is left, or before the first. A suggestion to
    /// take the lead up again stays, without its type of fact where that is gone.
    #[must_use]
    pub fn carried_over(&self, from: &Playbook, to: &Playbook) -> Standing {
        let carry = Carry { from, to };
        let stays = self.stage.is_none_or(|stage| carry.stage(stage).is_some());
        let moments = |all: &[Option<Moment>]| {
            let of = |id: &str| *all.get(usize::from(from.stage(id)?))?;
            to.stages.iter().map(|stage| of(&stage.id)).collect()
        };
        let held = |id: &str| {
            let place = find(&from.disqualify, id, |rule| &rule.id);
            place.and_then(|place| self.holding.get(usize::from(place))).is_some_and(|holds| *holds)
        };
        Standing {
            stage: self.stage.and_then(|stage| (0..=stage).rev().find_map(|stage| carry.stage(stage))),
            entered_at: self.entered_at,
            why: self.why.as_ref().filter(|_| stays).and_then(|why| carry.why(why)),
            reached: moments(&self.reached),
            reported: moments(&self.reported),
            disposition: self.disposition.clone(),
            cycle: self.cycle,
            cycle_from: self.cycle_from,
            holding: to.disqualify.iter().map(|rule| held(&rule.id)).collect(),
            suggestions: carry.suggestions(&self.suggestions),
            stagnations: self.stagnations,
            owner: self.owner.clone(),
            band: self.band,
            grade: self.grade,
            persona: self.persona.and_then(|persona| carry.persona(persona)),
            priority: self.priority,
            sales: self.sales.carried(|before| before.carried_over(from, to)),
        }
    }
}

/// Finds in one playbook what another calls by the same id.
struct Carry<'p> {
    from: &'p Playbook,
    to: &'p Playbook,
}

impl Carry<'_> {
    fn stage(&self, stage: u8) -> Option<u8> {
        self.to.stage(&self.from.stages.get(usize::from(stage))?.id)
    }

    fn rule(&self, rule: u16) -> Option<u16> {
        find(&self.to.disqualify, &self.from.disqualify.get(usize::from(rule))?.id, |rule| &rule.id)
    }

    fn fact(&self, kind: u16) -> Option<u16> {
        self.to.fact_type(&self.from.fact_types.get(usize::from(kind))?.id)
    }

    fn persona(&self, persona: u16) -> Option<u16> {
        find(&self.to.personas, &self.from.personas.get(usize::from(persona))?.id, |persona| &persona.id)
    }

    fn purpose(&self, purpose: u16) -> Option<u16> {
        find(&self.to.consents, self.from.consents.get(usize::from(purpose))?, |id| id)
    }

    fn suggestions(&self, all: &[Suggestion]) -> Vec<Suggestion> {
        let mut carried = Vec::with_capacity(all.len());
        for suggestion in all {
            let suggestion = match suggestion {
                Suggestion::LetGo(rule) => self.rule(*rule).map(Suggestion::LetGo),
                Suggestion::Revive { fact } => Some(Suggestion::Revive { fact: fact.and_then(|fact| self.fact(fact)) }),
            };
            carried.extend(suggestion.filter(|it| !carried.contains(it)));
        }
        carried
    }

    /// Nothing when what brought the lead to its stage is gone.
    fn why(&self, why: &Why) -> Option<Why> {
        let how = match why.how {
            How::Rule(None) => How::Rule(None),
            How::Rule(Some(rule)) => How::Rule(Some(self.rule(rule)?)),
            How::Act(kind) => How::Act(self.fact(kind)?),
            How::Trigger(kind) => How::Trigger(self.fact(kind)?),
            How::Date => How::Date,
            How::Report => How::Report,
        };
        Some(Why { at: why.at, how, seen: why.seen.iter().filter_map(|seen| self.seen(seen)).collect() })
    }

    fn seen(&self, seen: &Seen) -> Option<Seen> {
        match seen {
            Seen::Value(slot, value) => {
                let (name, was, _) = self.from.describe(*slot, None)?;
                let slot = self.to.slot(&name)?;
                Some(Seen::Value(slot, value_as(value, &was, self.to.type_of(slot)?)?))
            }
            Seen::Count(kind, window, count) => Some(Seen::Count(self.fact(*kind)?, *window, *count)),
        }
    }
}

/// A value of one type as the same value of another: words keep their spelling. Nothing where there is no such value.
fn value_as(value: &Value, was: &Type, is: &Type) -> Option<Value> {
    match (value, was, is) {
        (Value::Unknown, _, _) => Some(Value::Unknown),
        (Value::Enum(place), Type::Enum(was), Type::Enum(is)) => {
            is.index(was.words.get(usize::from(*place))?).map(Value::Enum)
        }
        _ => (was == is).then(|| value.clone()),
    }
}
