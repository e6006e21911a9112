//! The hand-over from marketing to sales: offered, answered, given to somebody, withdrawn, undone.

use super::{Change, Outcome, Work};
use crate::lead::{FIRST_CONTACT, NOBODY_FITS, OfferState, RETURNED, SalesChange, Step, TO_ROUTE};
use crate::playbook::Builtin;
use crate::time::Moment;
use crate::typing::Fact;
use std::sync::Arc;

impl Work<'_, '_> {
    /// Offers the lead, which has just come to the stage that is handed over.
    pub(super) fn offer(&mut self) {
        if self.quiet || self.playbook().handover.is_none() {
            return;
        }
        self.open_offer();
        self.start_accept();
    }

    /// Opens the next hand-over; where nobody owns the lead, routing finds somebody.
    fn open_offer(&mut self) {
        let number = self.lead.standing.sales.offer.as_ref().map_or(1, |offer| offer.number.saturating_add(1));
        let version = self.playbook().version.clone();
        self.sales(SalesChange::Offered { number, attempt: 1, version });
        self.route();
    }

    /// The lead waits in a queue until somebody owns it.
    pub(super) fn stand_in(&mut self, queue: &str) {
        if self.lead.standing.sales.queue.as_deref() != Some(queue) {
            self.sales(SalesChange::Queue(Some(Arc::from(queue))));
        }
    }

    fn route(&mut self) {
        if self.lead.standing.owner.is_none() {
            self.stand_in(TO_ROUTE);
        }
    }

    /// A person offers the lead, once more or for the first time.
    pub(super) fn offered_by_hand(&mut self) -> Result<(), Outcome> {
        self.open()?;
        let from = self.playbook().handover.as_ref().map(|handover| handover.from).ok_or(Outcome::NotAtStage)?;
        if self.lead.standing.stage != Some(from) {
            return Err(Outcome::NotAtStage);
        }
        match self.lead.standing.sales.offer.clone() {
            Some(offer) if offer.state == OfferState::Open => return Err(Outcome::AlreadyOffered),
            Some(offer) if offer.is_waiting() => {
                let (number, attempt) = (offer.number, offer.attempt.saturating_add(1));
                self.sales(SalesChange::Offered { number, attempt, version: self.playbook().version.clone() });
                self.route();
            }
            _ => self.open_offer(),
        }
        self.start_accept();
        Ok(())
    }

    /// Sales takes the lead. One that was never offered, such as another system's, is handed over by that.
    pub(super) fn take_over(&mut self, by: Option<Arc<str>>) {
        if !self.lead.standing.sales.offer.as_ref().is_some_and(crate::lead::Offer::is_waiting) {
            self.open_offer();
        }
        self.sales(SalesChange::State { to: OfferState::Accepted, by, reason: None });
    }

    /// The lead is taken: its first contact is due, and that is the next step.
    pub(super) fn begin_work(&mut self) {
        self.start_contact();
        let due = self.lead.standing.sales.clock(crate::lead::ClockKind::Contact).and_then(|clock| clock.due);
        if let Some(due) = due {
            self.sales(SalesChange::Step(Some(Step { what: Arc::from(FIRST_CONTACT), due })));
        }
    }

    pub(super) fn returned(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.offered()?;
        if let Some(offer) = &self.lead.standing.sales.offer
            && offer.is_waiting()
        {
            if offer.state == OfferState::Returned {
                return Err(Outcome::NotAtStage);
            }
            let by = fact.text(Builtin::Returned, "by");
            self.sales(SalesChange::State { to: OfferState::Returned, by, reason: None });
            self.hand_to(None);
            self.stand_in(RETURNED);
        }
        Ok(())
    }

    /// Routing found somebody, or nobody.
    pub(super) fn given(&mut self, to: Option<Arc<str>>) {
        match to {
            Some(to) => self.entrust(to),
            None => self.stand_in(NOBODY_FITS),
        }
    }

    fn entrust(&mut self, to: Arc<str>) {
        let late = self.lead.standing.sales.clock(crate::lead::ClockKind::Contact).cloned();
        let other = self.lead.standing.owner.as_ref() != Some(&to);
        self.hand_to(Some(to));
        // A promise that was broken is made anew by the next one.
        if other && late.is_some_and(|clock| clock.breached_at.is_some()) {
            self.begin_work();
        }
    }

    /// Somebody gets the lead, or a queue does; with neither, routing is asked again.
    pub(super) fn assigned(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.open()?;
        let it = Builtin::Assigned;
        match (fact.text(it, "to"), fact.text(it, "queue")) {
            (Some(to), _) => self.entrust(to),
            (None, queue) => {
                self.hand_to(None);
                self.stand_in(queue.as_deref().unwrap_or(TO_ROUTE));
            }
        }
        Ok(())
    }

    /// What waited for an answer no longer does, because the lead is closed.
    pub(super) fn withdraw(&mut self, why: &'static str) {
        if self.lead.standing.sales.offer.as_ref().is_some_and(crate::lead::Offer::is_waiting) {
            self.sales(SalesChange::State { to: OfferState::Withdrawn, by: None, reason: Some(Arc::from(why)) });
        }
    }

    /// How long a person may take back what they did, in seconds.
    fn regret(&self) -> i64 {
        self.playbook().handover.as_ref().map_or(0, |handover| handover.undo)
    }

    /// Notes where the lead stands before an act that can be undone. Gives what could be undone before.
    pub(super) fn before_act(&mut self, builtin: Builtin, fact: &Fact) -> Option<Option<Box<crate::lead::Undo>>> {
        use Builtin::{
            Accepted, Assigned, ConversationHeld, Disqualified, Lost, Qualified, Recycled, Refused, Returned, Revived,
            Won,
        };
        let acts = [
            Accepted,
            Assigned,
            ConversationHeld,
            Disqualified,
            Lost,
            Qualified,
            Recycled,
            Refused,
            Returned,
            Revived,
            Won,
        ];
        let regret = self.regret();
        if regret == 0 || !acts.contains(&builtin) {
            return None;
        }
        let earlier = self.lead.standing.sales.undo.clone();
        let until = Moment::from_secs(self.now.secs() + regret);
        self.change(Change::Acting { fact: fact.id.clone(), until });
        Some(earlier)
    }

    /// The act had no effect: there is nothing of it to undo, and what was before still is.
    pub(super) fn no_act(&mut self, earlier: Option<Box<crate::lead::Undo>>) {
        if matches!(self.changes.last(), Some(Change::Acting { .. })) {
            self.changes.pop();
            self.lead.standing.sales.undo = earlier;
        }
    }

    /// Takes the latest act of a person back: the lead stands where it stood, and what fell due since does so now.
    pub(super) fn undone(&mut self, fact: &Fact) -> Result<(), Outcome> {
        let wanted = fact.text(Builtin::Undone, "fact");
        let undo = self.lead.standing.sales.undo.as_ref();
        let undo = undo.filter(|undo| Some(&undo.fact) == wanted.as_ref() && self.now.secs() <= undo.until.secs());
        let Some(undo) = undo else { return Err(Outcome::CannotUndo) };
        let fact_id = undo.fact.clone();
        self.change(Change::Undone { fact: fact_id });
        let facts = self.inputs.history.iter().chain([fact]);
        self.lead.rebuild(self.playbook(), self.inputs.account, facts, self.now);
        self.refresh(crate::condition::Slots::ALL);
        self.due();
        Ok(())
    }
}
