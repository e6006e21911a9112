//! What people do to a lead, told by facts of the built-in types.

use super::{Change, How, Outcome, Work};
use crate::condition::{Slots, Tri};
use crate::lead::{Disposition, OfferState, Outreach, SalesChange, Suggestion};
use crate::playbook::{Builtin, By, Disqualify, Kind};
use crate::time::Moment;
use crate::typing::Fact;
use crate::value::Value;
use std::sync::Arc;

impl Work<'_, '_> {
    /// Carries out a built-in fact; its evidence is folded already.
    pub(super) fn act(&mut self, builtin: Builtin, fact: &Fact) {
        let earlier = self.before_act(builtin, fact);
        let outcome = match builtin {
            Builtin::Accepted => self.accepted(fact),
            Builtin::Refused => self.refused(fact),
            Builtin::Returned => self.returned(fact),
            Builtin::Offered => self.offered_by_hand(),
            Builtin::Assigned => self.assigned(fact),
            Builtin::Contacted => self.contacted(fact),
            Builtin::ClockPaused => self.clock_paused(fact),
            Builtin::ClockResumed => self.clock_resumed(),
            Builtin::NextStepSet => self.next_step_set(fact),
            Builtin::NextStepDone => self.next_step_done(fact),
            Builtin::Undone => self.undone(fact),
            Builtin::DealChanged => self.deal_changed(),
            Builtin::Qualified => self.qualified(fact),
            Builtin::ConversationHeld => self.conversation_held(fact),
            Builtin::Won => self.won(fact),
            Builtin::Lost => self.lost(fact),
            Builtin::Recycled => self.recycled(fact),
            Builtin::Disqualified => self.disqualified(fact),
            Builtin::Revived => self.revived(fact),
            Builtin::StageReported => self.stage_reported(fact),
            Builtin::Retracted
            | Builtin::Finding
            | Builtin::Signal
            | Builtin::Overruled
            | Builtin::ConsentGiven
            | Builtin::ConsentWithdrawn
            | Builtin::FieldsSet => Ok(()),
        };
        if let Err(outcome) = outcome {
            self.outcome = outcome;
            if let Some(earlier) = earlier {
                self.no_act(earlier);
            }
        }
    }

    pub(super) fn open(&self) -> Result<(), Outcome> {
        match self.lead.standing.disposition {
            Disposition::Open => Ok(()),
            _ => Err(Outcome::Closed),
        }
    }

    /// The lead stands where sales may answer: at the offered stage, or reported beyond it by another system.
    pub(super) fn offered(&self) -> Result<u8, Outcome> {
        let handover = self.playbook().handover.as_ref().ok_or(Outcome::NotAtStage)?;
        self.open()?;
        let standing = &self.lead.standing;
        let before = standing.stage.is_none_or(|stage| stage < handover.to);
        if standing.stage == Some(handover.from) || (before && standing.to_confirm(self.playbook())) {
            Ok(handover.to)
        } else {
            Err(Outcome::NotAtStage)
        }
    }

    /// The lead stands at the last stage of a person before this one.
    fn before(&self, by: By) -> Result<u8, Outcome> {
        let stages = &self.playbook().by;
        let all = [stages.acceptance, stages.qualification, stages.conversation, stages.won];
        let (earlier, here) = match by {
            By::Acceptance => (&all[..0], all[0]),
            By::Qualification => (&all[..1], all[1]),
            By::Conversation => (&all[..2], all[2]),
            By::Won => (&all[..3], all[3]),
        };
        let to = here.ok_or(Outcome::NotAtStage)?;
        self.open()?;
        let last = earlier.iter().rev().find_map(|stage| *stage).or(to.checked_sub(1));
        if last == self.lead.standing.stage { Ok(to) } else { Err(Outcome::NotAtStage) }
    }

    fn enter_by(&mut self, to: u8, fact: &Fact) {
        let from = self.lead.standing.stage;
        // Of the stages passed over only those of rules count as reached: the others need a person.
        let first = from.map_or(0, |stage| stage + 1);
        let passed = (first..to).filter(|stage| *stage < self.playbook().by.first).collect();
        self.change(Change::Stage { from, to, passed, how: How::Act(fact.kind), seen: Vec::new() });
    }

    fn accepted(&mut self, fact: &Fact) -> Result<(), Outcome> {
        let to = self.offered()?;
        let by = fact.text(Builtin::Accepted, "by");
        self.take_over(by.clone());
        self.enter_by(to, fact);
        if by.is_some() {
            self.hand_to(by);
        }
        self.begin_work();
        Ok(())
    }

    fn refused(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.offered()?;
        let place = fact.word(Builtin::Refused, "reason").map(usize::from);
        let reasons = self.playbook().handover.as_ref().map(|handover| &handover.reasons);
        let Some(reason) = place.and_then(|place| reasons?.get(place)) else {
            return Err(Outcome::NotAtStage);
        };
        let id = Some(reason.id.clone());
        if self.lead.standing.sales.offer.as_ref().is_some_and(crate::lead::Offer::is_waiting) {
            let by = fact.text(Builtin::Refused, "by");
            self.sales(SalesChange::State { to: OfferState::Refused, by, reason: id.clone() });
        }
        let to = match reason.recycles {
            true => Disposition::Recycled { reason: id, until: None },
            false => Disposition::Disqualified { kind: reason.kind, reason: id, until: None },
        };
        self.dispose(to, How::Act(fact.kind));
        self.new_cycle(self.now);
        Ok(())
    }

    fn qualified(&mut self, fact: &Fact) -> Result<(), Outcome> {
        let to = self.before(By::Qualification)?;
        let overruled = *fact.datum(Builtin::Qualified, "overrule") == Value::Bool(true);
        if !overruled && !self.eligible(to) {
            return Err(Outcome::NotEligible);
        }
        self.enter_by(to, fact);
        Ok(())
    }

    /// Whether the framework is met and `needs` holds.
    fn eligible(&self, stage: u8) -> bool {
        let stage = &self.playbook().stages[usize::from(stage)];
        let env = self.lead.env(self.inputs.account, self.now);
        let framework = stage.framework.is_none_or(|place| {
            let framework = &self.playbook().frameworks[usize::from(place)];
            crate::score::framework(&self.lead.evidence, framework) == Some(true)
        });
        framework && stage.needs.as_ref().is_none_or(|needs| needs.eval(&env) == Tri::True)
    }

    fn conversation_held(&mut self, fact: &Fact) -> Result<(), Outcome> {
        // A talk at another stage, or one without sales' word, is a contact and nothing more.
        let said = |name| *fact.datum(Builtin::ConversationHeld, name) == Value::Bool(true);
        if said("two_way") {
            self.reached_out(fact);
        }
        let Ok(to) = self.before(By::Conversation) else {
            return Ok(());
        };
        if !(said("two_way") && said("business_fit") && said("product_fit")) {
            return Ok(());
        }
        if !self.eligible(to) {
            return Err(Outcome::NotEligible);
        }
        let ability = &self.playbook().stages[usize::from(to)].ability;
        if ability.iter().any(|criterion| self.lead.evidence.verdict(*criterion).is_some_and(|(_, met)| !met)) {
            return Err(Outcome::AbilityUnmet);
        }
        self.enter_by(to, fact);
        Ok(())
    }

    /// A person reached out; what machines did is kept, and is no contact.
    fn contacted(&mut self, fact: &Fact) -> Result<(), Outcome> {
        let it = Builtin::Contacted;
        if Outreach::of(Some(it), fact) == Outreach::None {
            return Ok(());
        }
        self.reached_out(fact);
        // What they agreed on, where sales works the lead already.
        if let (Some(what), Value::Moment(due)) = (fact.text(it, "next"), fact.datum(it, "due"))
            && self.worked().is_ok()
        {
            self.step_set(what, *due);
        }
        Ok(())
    }

    /// A deal is there once sales talks about it.
    fn deal_changed(&self) -> Result<(), Outcome> {
        self.open()?;
        let stage = self.playbook().by.conversation.ok_or(Outcome::NotAtStage)?;
        if self.lead.standing.stage >= Some(stage) { Ok(()) } else { Err(Outcome::NotAtStage) }
    }

    fn won(&mut self, fact: &Fact) -> Result<(), Outcome> {
        let to = self.before(By::Won)?;
        if !self.eligible(to) {
            return Err(Outcome::NotEligible);
        }
        self.enter_by(to, fact);
        self.dispose(Disposition::Won { reported: false }, How::Act(fact.kind));
        Ok(())
    }

    fn lost(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.open()?;
        if self.lead.standing.stage.is_none_or(|stage| stage < self.playbook().by.first) {
            return Err(Outcome::NotAtStage);
        }
        self.dispose(Disposition::Lost { reason: fact.text(Builtin::Lost, "reason") }, How::Act(fact.kind));
        Ok(())
    }

    fn recycled(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.open()?;
        let reason = fact.text(Builtin::Recycled, "reason");
        let until = until(fact, Builtin::Recycled);
        self.dispose(Disposition::Recycled { reason, until }, How::Act(fact.kind));
        self.new_cycle(self.now);
        Ok(())
    }

    fn disqualified(&mut self, fact: &Fact) -> Result<(), Outcome> {
        if !self.lead.standing.disposition.is_live() {
            return Err(Outcome::Closed);
        }
        let it = Builtin::Disqualified;
        let kind = fact.word(it, "kind").and_then(|place| Kind::ALL.get(usize::from(place)).copied());
        let kind = kind.unwrap_or(Kind::NotUs);
        let reason = fact.text(it, "reason");
        // Without a date, a reason that the playbook knows comes back when the playbook says.
        let rule = self.rule_of(reason.as_ref());
        let after = rule.and_then(|rule| rule.revive_after);
        let known = after.map(|secs| Moment::from_secs(self.now.secs() + secs));
        let until = until(fact, it).or(known).filter(|_| kind == Kind::NotNow);
        self.dispose(Disposition::Disqualified { kind, reason, until }, How::Act(fact.kind));
        Ok(())
    }

    fn revived(&mut self, fact: &Fact) -> Result<(), Outcome> {
        if self.lead.standing.disposition == Disposition::Open {
            return Err(Outcome::AlreadyOpen);
        }
        self.dispose(Disposition::Open, How::Act(fact.kind));
        self.new_cycle(self.now);
        self.overrule();
        Ok(())
    }

    /// The playbook's own reason to let go with this id.
    fn rule_of(&self, reason: Option<&Arc<str>>) -> Option<&Disqualify> {
        let reason = reason?;
        self.playbook().disqualify.iter().find(|rule| rule.id == *reason)
    }

    fn stage_reported(&mut self, fact: &Fact) -> Result<(), Outcome> {
        let Some(stage) = fact.word(Builtin::StageReported, "stage").and_then(|it| u8::try_from(it).ok()) else {
            return Err(Outcome::NotAtStage);
        };
        let known = self.lead.standing.reported[usize::from(stage)];
        if known.is_none_or(|known| fact.occurred_at < known) {
            self.change(Change::Reported { stage, at: fact.occurred_at });
        }
        let known = matches!(self.lead.standing.disposition, Disposition::Won { .. });
        if self.playbook().by.won == Some(stage) && !known {
            self.dispose(Disposition::Won { reported: true }, How::Report);
        }
        Ok(())
    }

    /// A new cycle begins after `from`, at the furthest stage that the lead had reached before the offered one.
    pub(super) fn new_cycle(&mut self, from: Moment) {
        let playbook = self.playbook();
        let reached = &self.lead.standing.reached;
        let stage = (0..playbook.offered()).rev().find(|stage| reached[usize::from(*stage)].is_some());
        let number = self.lead.standing.cycle.saturating_add(1);
        self.change(Change::Cycle { number, stage, from });
    }

    /// A fact that brings a `not_now` back begins a new cycle, and counts in it. Tells whether it did.
    pub(super) fn revive_by(&mut self, fact: &Fact) -> bool {
        let Disposition::Disqualified { kind: Kind::NotNow, reason: Some(reason), .. } =
            &self.lead.standing.disposition
        else {
            return false;
        };
        let rule = self.playbook().disqualify.iter().find(|rule| rule.id == *reason);
        if !rule.is_some_and(|rule| rule.revive_on.contains(&fact.kind)) {
            return false;
        }
        self.dispose(Disposition::Open, How::Trigger(fact.kind));
        let late = self.lead.settled_at.is_some_and(|settled| fact.occurred_at <= settled);
        let before = Moment::from_micros(fact.occurred_at.micros() - 1).unwrap_or(Moment::MIN);
        self.new_cycle(before);
        if late {
            let history = self.inputs.history.iter();
            self.lead.rebuild(self.playbook(), self.inputs.account, history, self.now);
        }
        true
    }

    /// An act of a lead that was let go or lost, one that gives it points, asks a person to look again.
    pub(super) fn suggest_revival(&mut self, fact: &Fact) {
        let asks = match &self.lead.standing.disposition {
            Disposition::Disqualified { kind: Kind::Never | Kind::Unreachable, .. } | Disposition::Lost { .. } => true,
            // A rule's reason is contradicted when the rule ceases to hold; a person's, when the lead does something.
            Disposition::Disqualified { reason, .. } => {
                self.rule_of(reason.as_ref()).is_none_or(|rule| rule.when.is_none())
            }
            _ => false,
        };
        let playbook = self.playbook();
        let kind = &playbook.fact_types[usize::from(fact.kind)];
        let welcome = kind.engagement.iter().any(|(rule, when)| {
            playbook.engagement[usize::from(*rule)].points > 0
                && when.as_ref().is_none_or(|when| crate::lead::fires(when, fact))
        });
        if asks && welcome {
            self.suggest(Suggestion::Revive { fact: Some(fact.kind) });
        }
    }

    pub(super) fn suggest(&mut self, suggestion: Suggestion) {
        if !self.lead.standing.suggestions.contains(&suggestion) {
            self.change(Change::Suggested(suggestion));
        }
    }

    /// Takes an earlier fact back: the evidence is built anew without it.
    pub(super) fn retract(&mut self, fact: &Fact) -> Slots {
        let facts = self.inputs.history.iter().chain([fact]);
        self.lead.rebuild(self.playbook(), self.inputs.account, facts, self.now);
        Slots::ALL
    }
}

fn until(fact: &Fact, builtin: Builtin) -> Option<Moment> {
    match fact.datum(builtin, "until") {
        Value::Date(day) => Some(day.start()),
        _ => None,
    }
}
