//! The clocks of the hand-over: when they start, whose hours they run by, what happens when they run out.

use super::offered::pace;
use super::{Change, Outcome, Work};
use crate::lead::{
    BREACHED, ClockKind, EXPIRED, FIRST_CONTACT, OfferState, Pace, Running, Sales, SalesChange, Step, TO_ROUTE, Waiting,
};
use crate::playbook::{Builtin, Handover, Playbook};
use crate::time::{Moment, Span};
use crate::typing::Fact;
use crate::value::Value;
use std::sync::Arc;

impl<'a> Work<'_, 'a> {
    /// The version of the playbook under which what runs was agreed.
    fn terms(&self) -> &'a Playbook {
        self.inputs.terms.unwrap_or(self.inputs.playbook)
    }

    fn agreed(&self) -> Option<&'a Handover> {
        self.terms().handover.as_ref()
    }

    /// Whose hours a clock runs by: the owner's own where they have any, else those of the playbook's calendar.
    fn pace(&self, terms: &'a Playbook, calendar: Option<&Arc<str>>, owner: Option<&Arc<str>>) -> Pace<'a> {
        pace(terms, self.inputs.desk, calendar, owner)
    }

    pub(super) fn sales(&mut self, change: SalesChange) {
        self.change(Change::Sales(change));
    }

    fn start(&mut self, kind: ClockKind, at: Moment, spans: (Option<Span>, Span), calendar: Option<&'a Arc<str>>) {
        let owner = self.lead.standing.owner.clone();
        let pace = self.pace(self.terms(), calendar, owner.as_ref());
        let running = Running::start(kind, at, spans, calendar, pace);
        // Two contacts in one second start one clock.
        if let Some(running) = running.filter(|it| self.lead.standing.sales.clock(kind) != Some(it)) {
            self.sales(SalesChange::Started(running));
        }
    }

    pub(super) fn start_accept(&mut self) {
        let Some(handover) = self.agreed() else { return };
        if let Some(within) = handover.accept_within {
            self.start(ClockKind::Accept, self.now, (None, within), handover.accept_calendar.as_ref());
        }
    }

    /// The clock of the first contact, and the step that goes with it.
    pub(super) fn start_contact(&mut self) {
        let Some(handover) = self.agreed() else { return };
        let spans = (Some(handover.contact_warn), handover.contact_breach);
        self.start(ClockKind::Contact, self.now, spans, handover.contact_calendar.as_ref());
    }

    /// The owner's running clocks go on with the rest of their time by the hours of somebody else, or of nobody yet.
    pub(super) fn hand_to(&mut self, owner: Option<Arc<str>>) {
        let before = self.lead.standing.owner.clone();
        if before == owner {
            return;
        }
        let mut moved = Vec::new();
        let own = |user: Option<&Arc<str>>| user.is_some_and(|user| self.inputs.desk.hours(user).is_some());
        let other = own(before.as_ref()) || own(owner.as_ref());
        let runs = |it: &&Running| other && it.business && it.breached_at.is_none() && it.due.is_some();
        for clock in self.lead.standing.sales.clocks.iter().filter(runs) {
            let mut running = clock.clone();
            running.bank(self.now, self.pace(self.terms(), clock.calendar.as_ref(), before.as_ref()));
            running.schedule(self.pace(self.terms(), clock.calendar.as_ref(), owner.as_ref()));
            moved.push(running);
        }
        self.change(Change::Owner(owner));
        moved.into_iter().for_each(|running| self.sales(SalesChange::Moved(running)));
    }

    /// Nothing stays with somebody who has left, whoever gave it to them.
    pub(super) fn leave_nothing_behind(&mut self) {
        let owner = self.lead.standing.owner.as_ref();
        if owner.is_some_and(|owner| self.inputs.desk.has_left(owner)) && self.open().is_ok() {
            self.hand_to(None);
            self.stand_in(TO_ROUTE);
        }
    }

    /// The team changed: a lead whose owner has left is given to somebody else; what is due is worked out anew by the
    /// hours as they are now, never before now.
    pub(super) fn team_changed(&mut self) {
        self.leave_nothing_behind();
        let owner = self.lead.standing.owner.clone();
        let mut moved = Vec::new();
        for clock in self.lead.standing.sales.clocks.iter().filter(|it| it.business && it.due.is_some()) {
            let mut running = clock.clone();
            running.schedule(self.pace(self.terms(), clock.calendar.as_ref(), owner.as_ref()));
            let now = Moment::from_secs(self.now.secs());
            running.due = running.due.map(|due| due.max(now));
            running.warn_at = running.warn_at.map(|at| at.max(now));
            if clock.breached_at.is_none() && running != *clock {
                moved.push(running);
            }
        }
        moved.into_iter().for_each(|running| self.sales(SalesChange::Moved(running)));
    }

    /// What clocks make fall due at this very moment.
    pub(super) fn clocks_due(&mut self) {
        let passed = |at: Option<Moment>, now: Moment| at.is_some_and(|at| at.secs() <= now.secs());
        if self.lead.standing.sales.waiting.as_ref().is_some_and(|it| passed(it.until, self.now)) {
            self.go_on();
        }
        for kind in ClockKind::ALL.iter().copied() {
            let clock = |work: &Self| work.lead.standing.sales.clock(kind).cloned();
            if clock(self).is_some_and(|it| !it.warned && passed(it.warn_at, self.now)) {
                self.sales(SalesChange::Warned(kind));
            }
            if clock(self).is_some_and(|it| it.breached_at.is_none() && passed(it.due, self.now)) {
                match kind {
                    ClockKind::Accept => self.expire(),
                    ClockKind::Contact => self.late_contact(),
                    ClockKind::FollowUp => self.sales(SalesChange::Breached(kind)),
                }
            }
        }
    }

    /// Whoever had it does not get this hand-over again.
    fn take_away(&mut self) {
        let Some(owner) = self.lead.standing.owner.clone() else { return };
        let mut avoid = self.lead.standing.sales.avoid.clone();
        if !avoid.contains(&owner) {
            avoid.push(owner);
            self.sales(SalesChange::Avoid(avoid));
        }
        self.hand_to(None);
    }

    /// Nobody answered in time: never accepted, but offered again, and at last the manager's.
    fn expire(&mut self) {
        let Some(offer) = self.lead.standing.sales.offer.clone() else { return };
        self.sales(SalesChange::State { to: OfferState::Expired, by: None, reason: None });
        self.take_away();
        if self.agreed().is_some_and(|handover| i64::from(offer.attempt) <= handover.reoffers) {
            let (number, attempt) = (offer.number, offer.attempt.saturating_add(1));
            self.sales(SalesChange::Offered { number, attempt, version: offer.version });
            self.stand_in(TO_ROUTE);
            self.start_accept();
        } else {
            self.stand_in(EXPIRED);
        }
    }

    fn late_contact(&mut self) {
        self.sales(SalesChange::Breached(ClockKind::Contact));
        let actions = self.agreed().map(|handover| handover.on_breach.as_slice()).unwrap_or_default();
        let queue = actions.iter().find_map(|action| match &**action {
            "reassign" => Some(TO_ROUTE),
            "queue" => Some(BREACHED),
            _ => None,
        });
        if let Some(queue) = queue {
            self.take_away();
            self.stand_in(queue);
        }
    }

    /// Sales reached out to the lead. It counts when a person did it, after the acceptance, and not long before it is told.
    pub(super) fn reached_out(&mut self, fact: &Fact) {
        let standing = &self.lead.standing;
        let Some(handover) = self.agreed() else { return };
        let accepted = standing.sales.offer.as_ref().filter(|offer| offer.state == OfferState::Accepted);
        let Some(since) = accepted.and_then(|offer| offer.answered_at) else { return };
        let (claimed, told) = (fact.occurred_at.secs(), self.now.secs());
        let here = self.open().is_ok() && standing.stage >= Some(handover.to);
        if !here || claimed < since.secs() || told - claimed > handover.backdate {
            return;
        }
        if let Some(clock) = standing.sales.clock(ClockKind::Contact).cloned() {
            let limit = clock.breached_at.or(clock.due).map(Moment::secs);
            let late = limit.is_some_and(|limit| claimed > limit);
            let logged_late = clock.breached_at.is_some() && !late;
            let (clock, at) = (ClockKind::Contact, fact.occurred_at);
            self.sales(SalesChange::Met { clock, at, late, logged_late });
            if logged_late {
                self.give_back();
            }
        }
        self.follow_up(fact.occurred_at);
    }

    /// It was in time after all: who had it has it again, unless somebody else got it meanwhile.
    fn give_back(&mut self) {
        let Sales { queue, avoid, .. } = &self.lead.standing.sales;
        let escalated = matches!(queue.as_deref(), Some(TO_ROUTE | BREACHED));
        if let Some((owner, others)) = avoid.clone().split_last().filter(|_| escalated) {
            self.sales(SalesChange::Avoid(others.to_vec()));
            self.hand_to(Some(owner.clone()));
        }
    }

    /// The next contact is due when the next step is, or else so long after this one.
    fn follow_up(&mut self, from: Moment) {
        let Some(handover) = self.agreed() else { return };
        let step = self.lead.standing.sales.step.clone();
        if step.as_ref().is_some_and(|step| step.due.secs() <= self.now.secs() || &*step.what == FIRST_CONTACT) {
            self.sales(SalesChange::Step(None));
        } else if step.is_some() {
            return;
        }
        if self.lead.standing.sales.waiting.is_none() {
            self.start(ClockKind::FollowUp, from, (None, handover.follow_up), handover.follow_up_calendar.as_ref());
        }
    }

    pub(super) fn next_step_set(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.worked()?;
        let it = Builtin::NextStepSet;
        let (Some(what), Value::Moment(due)) = (fact.text(it, "what"), fact.datum(it, "due")) else {
            return Err(Outcome::NotAtStage);
        };
        self.step_set(what, *due);
        Ok(())
    }

    /// The follow-up is due when the next step is.
    pub(super) fn step_set(&mut self, what: Arc<str>, due: Moment) {
        let due = Moment::from_secs(due.secs());
        self.sales(SalesChange::Step(Some(Step { what, due })));
        let left = (due.secs() - self.now.secs()).max(0);
        self.start(ClockKind::FollowUp, self.now, (None, Span::Wall(left)), None);
    }

    pub(super) fn next_step_done(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.worked()?;
        if self.lead.standing.sales.step.is_none() {
            return Err(Outcome::NotAtStage);
        }
        self.sales(SalesChange::Step(None));
        self.follow_up(fact.occurred_at);
        Ok(())
    }

    /// The lead is open, and sales has taken it.
    pub(super) fn worked(&self) -> Result<(), Outcome> {
        self.open()?;
        let to = self.playbook().handover.as_ref().map(|handover| handover.to).ok_or(Outcome::NotAtStage)?;
        if self.lead.standing.stage >= Some(to) { Ok(()) } else { Err(Outcome::NotAtStage) }
    }

    pub(super) fn clock_paused(&mut self, fact: &Fact) -> Result<(), Outcome> {
        self.worked()?;
        let sales = &self.lead.standing.sales;
        let runs = |clock: &&Running| clock.kind != ClockKind::Accept && clock.breached_at.is_none();
        if sales.waiting.is_some() || !sales.clocks.iter().any(|clock| runs(&clock)) {
            return Err(Outcome::NotAtStage);
        }
        let owner = self.lead.standing.owner.clone();
        let banked: Vec<Running> = sales
            .clocks
            .iter()
            .filter(runs)
            .map(|clock| {
                let mut running = clock.clone();
                running.bank(self.now, self.pace(self.terms(), clock.calendar.as_ref(), owner.as_ref()));
                running
            })
            .collect();
        banked.into_iter().for_each(|running| self.sales(SalesChange::Moved(running)));
        let it = Builtin::ClockPaused;
        let reason = fact.text(it, "reason").unwrap_or_else(|| Arc::from(""));
        let until = match fact.datum(it, "until") {
            Value::Date(day) => Some(day.start()),
            _ => None,
        };
        self.sales(SalesChange::Paused(Waiting { reason, until }));
        Ok(())
    }

    pub(super) fn clock_resumed(&mut self) -> Result<(), Outcome> {
        self.open()?;
        if self.lead.standing.sales.waiting.is_none() {
            return Err(Outcome::NotAtStage);
        }
        self.go_on();
        Ok(())
    }

    fn go_on(&mut self) {
        self.sales(SalesChange::Resumed);
        let owner = self.lead.standing.owner.clone();
        let still: Vec<Running> = self
            .lead
            .standing
            .sales
            .clocks
            .iter()
            .filter(|it| it.due.is_none() && it.breached_at.is_none())
            .cloned()
            .collect();
        for mut running in still {
            running.since = Moment::from_secs(self.now.secs());
            running.schedule(self.pace(self.terms(), running.calendar.as_ref(), owner.as_ref()));
            self.sales(SalesChange::Moved(running));
        }
    }
}
