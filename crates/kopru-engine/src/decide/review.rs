//! What the rules make of a lead as it is now: whom to let go, which stage, which band and priority.

use super::{Change, How, Seen, Work};
use crate::condition::{Condition, Slots, Tri};
use crate::lead::{Disposition, Suggestion};
use crate::playbook::{Disqualify, Kind, LeadSlots, Priority};
use crate::score;
use crate::time::Moment;

/// What tells which stages may be entered, and which rules act.
const WHERE: Slots = Slots::of_lead(LeadSlots::STAGE)
    .and(Slots::of_lead(LeadSlots::DISPOSITION))
    .and(Slots::of_lead(LeadSlots::KIND))
    .and(Slots::of_lead(LeadSlots::CYCLE));

impl Work<'_, '_> {
    /// What has fallen due by itself at this very moment.
    pub(super) fn due(&mut self) {
        let standing = &self.lead.standing;
        match standing.disposition.until() {
            Some(until) if until <= self.now => match &standing.disposition {
                Disposition::Recycled { .. } => self.suggest(Suggestion::Revive { fact: None }),
                _ => {
                    self.dispose(Disposition::Open, How::Date);
                    self.new_cycle(self.now);
                }
            },
            _ => {}
        }
        let standing = &self.lead.standing;
        if let (Some(due), Some(since)) = (standing.stagnant_at(self.playbook()), standing.entered_at)
            && due <= self.now
        {
            let stage = standing.stage;
            self.change(Change::Stagnant { stage, since });
        }
        self.clocks_due();
    }

    /// Holds the lead against the rules that read something that changed; the others answer as they did. Until they move
    /// nothing more: a rule may ask for the stage that another just gave. It ends, because stages only go forward and no
    /// rule opens what a rule let go.
    pub(super) fn review(&mut self) {
        loop {
            let before = self.reviewed();
            let changed = self.lead.derived.take_changed();
            self.review_disqualification(changed);
            self.review_stage(changed);
            if self.reviewed() == before {
                break;
            }
        }
        self.review_scores();
    }

    /// Notes where band, grade, persona and priority are others than were last decided.
    pub(super) fn review_scores(&mut self) {
        let (band, grade) = (self.lead.band(), self.lead.grade());
        let persona = self.lead.persona().map(|(place, _)| place);
        let standing = &self.lead.standing;
        let (old_band, old_grade, old_persona) = (standing.band, standing.grade, standing.persona);
        if persona != old_persona {
            self.change(Change::Persona { from: old_persona, to: persona });
        }
        if grade != old_grade {
            self.change(Change::Grade { from: old_grade, to: grade });
        }
        if band != old_band {
            self.change(Change::Band { from: old_band, to: band });
        }
        self.review_priority();
    }

    fn review_priority(&mut self) {
        let env = self.lead.env(self.inputs.account, self.now);
        let rule = score::priority(self.playbook(), &env);
        let from = self.lead.standing.priority;
        let to = rule.map_or(Priority::Normal, |(_, rule)| rule.level);
        if to != from {
            let seen = rule.map(|(_, rule)| self.seen(&rule.when)).unwrap_or_default();
            self.change(Change::Priority { from, to, rule: rule.map(|it| it.0), seen });
        }
    }

    fn reviewed(&self) -> (Option<u8>, u16, Option<Kind>) {
        let disposition = &self.lead.standing.disposition;
        (self.lead.standing.stage, disposition.place(), disposition.kind())
    }

    /// A rule acts when it begins to hold, not again and again: what a person decided since is not overwritten. What
    /// begins to hold while the lead is closed waits until it is open again; only `never` takes the place of what closed it.
    fn review_disqualification(&mut self, changed: Slots) {
        let playbook = self.playbook();
        for (place, rule) in (0u16..).zip(&playbook.disqualify) {
            let Some(when) = &rule.when else { continue };
            let moved = changed.and(self.lead.derived.changed()).touches(WHERE);
            if !moved && !self.touches(when, changed) {
                continue;
            }
            let holds = when.eval(&self.lead.env(self.inputs.account, self.now)) == Tri::True;
            if holds == self.lead.standing.holding[usize::from(place)] || (holds && !self.acts_on(rule)) {
                continue;
            }
            self.change(Change::Holding { rule: place, holds });
            let suggestion = Suggestion::LetGo(place);
            if !holds {
                if self.lead.standing.suggestions.contains(&suggestion) {
                    self.change(Change::Withdrawn(suggestion));
                }
                let disposition = &self.lead.standing.disposition;
                let contradicted = disposition.kind().is_some_and(|kind| kind != Kind::Never);
                if contradicted && disposition.reason() == Some(&rule.id) {
                    self.suggest(Suggestion::Revive { fact: None });
                }
            } else if rule.decides {
                let until = rule.revive_after.map(|secs| Moment::from_secs(self.now.secs() + secs));
                let to = Disposition::Disqualified { kind: rule.kind, reason: Some(rule.id.clone()), until };
                let (how, seen) = (How::Rule(Some(place)), self.seen(when));
                self.dispose_seeing(to, how, seen);
            } else {
                self.suggest(suggestion);
            }
        }
    }

    /// Whether a rule that begins to hold acts on the lead as it stands.
    fn acts_on(&self, rule: &Disqualify) -> bool {
        match self.lead.standing.disposition {
            Disposition::Open | Disposition::Recycled { .. } => true,
            Disposition::Disqualified { kind, .. } => rule.decides && rule.kind == Kind::Never && kind != Kind::Never,
            Disposition::Won { .. } | Disposition::Lost { .. } => false,
        }
    }

    /// A person takes the lead up again although some rules hold: they do not act until they begin to hold anew.
    pub(super) fn overrule(&mut self) {
        let playbook = self.playbook();
        for (place, rule) in (0u16..).zip(&playbook.disqualify) {
            let Some(when) = &rule.when else { continue };
            let holds = when.eval(&self.lead.env(self.inputs.account, self.now)) == Tri::True;
            if holds && !self.lead.standing.holding[usize::from(place)] {
                self.change(Change::Holding { rule: place, holds });
            }
        }
    }

    /// Brings the lead to the furthest stage of rules whose `enter` holds. A disqualified lead only learns which type it
    /// is: it is never offered. In a later cycle nothing moves before the lead did something new: fit, or what its
    /// colleagues do, would otherwise bring a refused lead back at once.
    fn review_stage(&mut self, changed: Slots) {
        let playbook = self.playbook();
        let live = self.lead.standing.disposition.is_live();
        let end = match &self.lead.standing.disposition {
            Disposition::Open | Disposition::Recycled { .. } => playbook.by.first,
            Disposition::Disqualified { .. } | Disposition::Won { reported: true } => playbook.offered(),
            Disposition::Won { .. } | Disposition::Lost { .. } => return,
        };
        let later = self.lead.standing.cycle_from;
        if later.is_some_and(|from| self.lead.evidence.last_act.is_none_or(|act| act <= from)) {
            return;
        }
        let from = self.lead.standing.stage;
        let first = from.map_or(0, |stage| stage + 1);
        // At another stage, or opened or closed, other conditions are asked than before.
        let moved = later.is_some() || changed.and(self.lead.derived.changed()).touches(WHERE);
        for to in (first..end).rev() {
            let enter = playbook.stages[usize::from(to)].enter.as_ref();
            let holds = match enter {
                Some(enter) if !moved && !self.touches(enter, changed) => false,
                Some(enter) => enter.eval(&self.lead.env(self.inputs.account, self.now)) == Tri::True,
                // Only the first stage may have no `enter`: everybody begins there.
                None => to == 0,
            };
            if holds {
                let seen = enter.map(|enter| self.seen(enter)).unwrap_or_default();
                if live && self.lead.standing.disposition != Disposition::Open {
                    self.dispose(Disposition::Open, How::Rule(None));
                }
                let passed = (first..to).collect();
                self.change(Change::Stage { from, to, passed, how: How::Rule(None), seen });
                let offered = playbook.handover.as_ref().is_some_and(|handover| handover.from == to);
                if offered && self.lead.standing.disposition == Disposition::Open {
                    self.offer();
                }
                return;
            }
        }
    }

    /// Whether a condition reads what changed, until now or in this review.
    fn touches(&self, condition: &Condition, changed: Slots) -> bool {
        condition.touched_by().touches(changed.and(self.lead.derived.changed()))
    }

    /// The values and counts that a condition reads, as they are now.
    fn seen(&self, condition: &Condition) -> Vec<Seen> {
        let env = self.lead.env(self.inputs.account, self.now);
        let values = condition.reads().iter().map(|slot| Seen::Value(*slot, env.value(*slot).clone()));
        let counts =
            condition.windows().iter().map(|&(kind, window)| Seen::Count(kind, window, env.count(kind, window) as i64));
        values.chain(counts).collect()
    }
}
