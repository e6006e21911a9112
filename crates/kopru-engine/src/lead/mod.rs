//! What is known of a lead ([`Evidence`]) and where it stands ([`Standing`]).
//!
//! Evidence is folded from facts and can be rebuilt from them at any time, in any order. The standing is decided once
//! and changes only by a [`Change`](crate::decide::Change).

mod bytes;
mod carried;
mod derived;
mod evidence;
mod fired;
mod held;
mod outreach;
mod sales;
mod standing;

pub use derived::Derived;
pub use evidence::{About, Evidence, Finding, Overruled, Post, Reading, SignalSeen};
pub(crate) use evidence::{fires, slots_of};
pub use fired::fired;
pub use held::{Held, Stamp};
pub(crate) use outreach::Outreach;
pub use sales::{
    BREACHED, ClockKind, Contact, EXPIRED, FIRST_CONTACT, NOBODY_FITS, Offer, OfferState, Pace, RETURNED, Running,
    Sales, SalesChange, Step, TO_ROUTE, Undo, Waiting,
};
pub use standing::{Disposition, Standing, Suggestion, Why};

use crate::account::Account;
use crate::condition::{Env, Slot, Slots, Space};
use crate::fading::{Fading, Phases, Rules};
use crate::playbook::{LeadSlots, Playbook, schema};
use crate::score;
use crate::time::{DAY_SECS, Moment};
use crate::typing::Fact;
use crate::value::Value;

/// The title, from which the role is read.
const TITLE: Slots = Slots::of(Slot { space: Space::Person, index: schema::TITLE });

/// What roles, personas and fit are made of.
const WHO: Slots = Slots::OF_PERSON.and(Slots::OF_ACCOUNT).and(Slots::of_lead(LeadSlots::SOURCE));

/// A lead: the record of a person whom we may sell to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// What is known.
    pub evidence: Evidence,
    /// Where it stands.
    pub standing: Standing,
    /// Everything due until here is decided; `None` before the first fact.
    pub settled_at: Option<Moment>,
    /// Not before this moment can time alone change anything. A lower bound: the exact moment is sought when it is due.
    pub next_at: Option<Moment>,
    /// The values that conditions read as a lead's, see [`LeadSlots`].
    pub derived: Derived,
}

impl Lead {
    /// A lead of which nothing is known yet.
    pub fn new(playbook: &Playbook) -> Lead {
        let mut lead = Lead {
            evidence: Evidence::new(playbook),
            standing: Standing::new(playbook),
            settled_at: None,
            next_at: None,
            derived: Derived::new(playbook),
        };
        lead.derive_evidence(playbook);
        lead.derive_standing();
        lead
    }

    /// Builds the evidence anew from all facts, in any order; what was retracted does not count. The standing stays, and
    /// so do consents that count as withdrawn ([`Lead::rebuild_restricted`]). `now` tells which facts of a counted type are
    /// too old to matter.
    pub fn rebuild<'f>(
        &mut self,
        playbook: &Playbook,
        account: &Account,
        facts: impl Iterator<Item = &'f Fact> + Clone,
        now: Moment,
    ) {
        let withdrawn = self.evidence.take_withdrawn();
        self.rebuild_restricted(playbook, account, facts, &withdrawn, now);
    }

    /// The same, for a lead whose records were merged: each consent of `withdrawn`, named by the place of its purpose,
    /// counts as withdrawn at that stamp, unless a later fact gives it. The lead remembers them from then on, in the place
    /// of those that it had, so that a retraction does not give consent again.
    pub fn rebuild_restricted<'f>(
        &mut self,
        playbook: &Playbook,
        account: &Account,
        facts: impl Iterator<Item = &'f Fact> + Clone,
        withdrawn: &[(u16, Stamp)],
        now: Moment,
    ) {
        let retracted = Evidence::retracted(playbook, facts.clone());
        let mut evidence = Evidence::new(playbook);
        evidence.restrict(withdrawn);
        for fact in facts {
            if retracted.binary_search(&fact.id).is_err() {
                evidence.fold(playbook, fact, self.standing.cycle_from, now);
            }
        }
        self.evidence = evidence;
        self.derived = Derived::new(playbook);
        self.derive_standing();
        self.refresh(playbook, account, now, Slots::ALL);
    }

    /// What conditions see at `now`.
    pub fn env<'a>(&'a self, account: &'a Account, now: Moment) -> Env<'a> {
        Env {
            person: &self.evidence.fields.values,
            account: &account.fields.values,
            fact: &[],
            lead: self.derived.values(),
            times: &self.evidence.times,
            now: now.secs(),
        }
    }

    /// The lead belongs to another account now: what reads the account is asked anew at the next decision.
    pub fn join_account(&mut self) {
        self.derived.touch(Slots::OF_ACCOUNT);
    }

    /// A new cycle: what was done so far no longer counts, and every rule is asked anew.
    pub(crate) fn begin_cycle(&mut self, playbook: &Playbook) {
        self.evidence.begin_cycle();
        self.derived.touch(Slots::ALL);
        self.derive_evidence(playbook);
    }

    /// Notes which values may be others, to be derived with the next refresh.
    pub(crate) fn put_off(&mut self, changed: Slots) {
        self.derived.touch(changed);
    }

    /// Brings the derived values up to `now`; `changed` tells which values may be others since the last time. Gives the
    /// engagement back.
    pub fn refresh(&mut self, playbook: &Playbook, account: &Account, now: Moment, changed: Slots) -> Fading {
        self.derived.touch(changed);
        let changed = self.derived.changed();
        if changed.touches(TITLE) {
            self.evidence.read_role();
        }
        if changed.touches(WHO) {
            for (slot, value) in (LeadSlots::ROLE_FUNCTION..).zip(self.evidence.role()) {
                self.derived.set(slot, value);
            }
            let source = self.evidence.source.as_ref();
            let source = source.map_or(Value::Unknown, |(_, it)| Value::Text(it.clone()));
            self.derived.set(LeadSlots::SOURCE, source);
            let known = Env {
                person: &self.evidence.fields.values,
                account: &account.fields.values,
                fact: &[],
                lead: &[],
                times: &[],
                now: now.secs(),
            };
            self.derived.ask_who(playbook, &known);
        }
        if changed.touches(Evidence::DERIVED) {
            self.derive_evidence(playbook);
        }
        self.derive_time(playbook, account, now)
    }

    /// The values that change by time alone. Gives the engagement back.
    pub fn derive_time(&mut self, playbook: &Playbook, account: &Account, now: Moment) -> Fading {
        let secs = now.secs();
        let mut phases = Phases::at(secs);
        let engagement = Rules::of_lead(playbook, &self.evidence).fading(&mut phases);
        self.set_engagement(playbook, engagement.points);
        let whole = Rules::of_account(playbook, account).total(&mut phases);
        self.set(LeadSlots::ACCOUNT_ENGAGEMENT, Value::Int(whole));
        let days = |since: Moment| Value::Int((secs - since.secs()).div_euclid(DAY_SECS));
        self.set(LeadSlots::IDLE_DAYS, self.evidence.last_act.map_or(Value::Unknown, days));
        self.set(LeadSlots::STAGE_DAYS, self.standing.entered_at.map_or(Value::Unknown, days));
        engagement
    }

    fn set_engagement(&mut self, playbook: &Playbook, points: i64) {
        self.set(LeadSlots::ENGAGEMENT, Value::Int(points));
        self.set(LeadSlots::BAND, Value::Enum(score::level(points, &playbook.bands)));
    }

    fn derive_evidence(&mut self, playbook: &Playbook) {
        let Lead { evidence, derived, .. } = self;
        evidence.derive(playbook, derived);
    }

    /// The values that the standing gives.
    pub fn derive_standing(&mut self) {
        let standing = &self.standing;
        let stage = |it: Option<u8>| it.map_or(Value::Unknown, |it| Value::Enum(u16::from(it)));
        let (at, reported, disposition, kind, cycle) = (
            stage(standing.stage),
            stage(standing.furthest_reported()),
            Value::Enum(standing.disposition.place()),
            standing.disposition.kind().map_or(Value::Unknown, |kind| Value::Enum(kind as u16)),
            Value::Int(i64::from(standing.cycle)),
        );
        self.set(LeadSlots::STAGE, at);
        self.set(LeadSlots::REPORTED, reported);
        self.set(LeadSlots::DISPOSITION, disposition);
        self.set(LeadSlots::KIND, kind);
        self.set(LeadSlots::CYCLE, cycle);
        self.set(LeadSlots::PRIORITY, Value::Enum(self.standing.priority as u16));
    }

    fn set(&mut self, slot: u16, value: Value) {
        self.derived.set(slot, value);
    }

    fn int(&self, slot: u16) -> i64 {
        match self.derived.get(slot) {
            Value::Int(it) => *it,
            _ => 0,
        }
    }

    fn word(&self, slot: u16) -> Option<u16> {
        match self.derived.get(slot) {
            Value::Enum(it) => Some(*it),
            _ => None,
        }
    }

    /// Points of fit.
    pub fn fit(&self) -> i64 {
        self.int(LeadSlots::FIT)
    }

    /// Points of engagement when the derived values were last refreshed.
    pub fn engagement(&self) -> i64 {
        self.int(LeadSlots::ENGAGEMENT)
    }

    /// The grade, 0 for A to 3 for D.
    pub fn grade(&self) -> u16 {
        self.word(LeadSlots::GRADE).unwrap_or(3)
    }

    /// The band, 0 for hot to 3 for cold, when the derived values were last refreshed.
    pub fn band(&self) -> u16 {
        self.word(LeadSlots::BAND).unwrap_or(3)
    }

    /// The persona, and how near the lead comes to it in millionths.
    pub fn persona(&self) -> Option<(u16, i64)> {
        let degree = match self.derived.get(LeadSlots::PERSONA_DEGREE) {
            Value::Decimal(it) => it.millionths(),
            _ => return None,
        };
        Some((self.word(LeadSlots::PERSONA)?, degree))
    }
}
