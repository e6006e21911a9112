//! What is known of a lead ([`Evidence`]) and where it stands ([`Standing`]).
//!
//! Evidence is folded from facts and can be rebuilt from them at any time, in any order. The standing is decided once
//! and changes only by a [`Change`](crate::decide::Change).

mod evidence;
mod held;
mod standing;

pub(crate) use evidence::fires;
pub use evidence::{About, Dirty, Evidence, Finding, SignalSeen};
pub use held::{Held, Stamp};
pub use standing::{Disposition, Standing, Suggestion, Why};

use crate::account::Account;
use crate::condition::Env;
use crate::playbook::{LeadSlots, Playbook};
use crate::score;
use crate::time::{DAY_SECS, Moment};
use crate::typing::Fact;
use crate::value::{Decimal, Value};

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
    pub derived: Vec<Value>,
}

impl Lead {
    /// A lead of which nothing is known yet.
    pub fn new(playbook: &Playbook) -> Lead {
        let mut lead = Lead {
            evidence: Evidence::new(playbook),
            standing: Standing::new(playbook),
            settled_at: None,
            next_at: None,
            derived: vec![Value::Unknown; usize::from(playbook.slots.len)],
        };
        lead.derive_evidence(playbook);
        lead.derive_standing();
        lead
    }

    /// Builds the evidence anew from all facts, in any order; what was retracted does not count. The standing stays.
    /// `now` tells which facts of a counted type are too old to matter.
    pub fn rebuild<'f>(
        &mut self,
        playbook: &Playbook,
        account: &Account,
        facts: impl Iterator<Item = &'f Fact> + Clone,
        now: Moment,
    ) {
        let retracted = Evidence::retracted(playbook, facts.clone());
        let mut evidence = Evidence::new(playbook);
        for fact in facts {
            if retracted.binary_search(&fact.id).is_err() {
                evidence.fold(playbook, fact, self.standing.cycle_from, now);
            }
        }
        self.evidence = evidence;
        self.derived.resize(usize::from(playbook.slots.len), Value::Unknown);
        self.refresh(playbook, account, now, Dirty::ALL);
    }

    /// What conditions see at `now`.
    pub fn env<'a>(&'a self, account: &'a Account, now: Moment) -> Env<'a> {
        Env {
            person: &self.evidence.fields.values,
            account: &account.fields.values,
            fact: &[],
            lead: &self.derived,
            times: &self.evidence.times,
            now: now.secs(),
        }
    }

    /// Brings the derived values up to `now`, as far as `dirty` says that they may have changed.
    pub fn refresh(&mut self, playbook: &Playbook, account: &Account, now: Moment, dirty: Dirty) {
        if dirty.has(Dirty::TITLE) {
            self.evidence.read_role();
        }
        if dirty.has(Dirty::FIELDS) || dirty.has(Dirty::ACCOUNT) {
            for (place, value) in self.evidence.role().into_iter().enumerate() {
                self.derived[usize::from(LeadSlots::ROLE_FUNCTION) + place] = value;
            }
            self.set(
                LeadSlots::SOURCE,
                self.evidence
                    .source
                    .as_ref()
                    .map_or(Value::Unknown, |(_, it)| Value::Text(it.clone())),
            );
            let (persona, degree) = score::persona(playbook, &self.env(account, now));
            self.set(LeadSlots::PERSONA, persona.map_or(Value::Unknown, Value::Enum));
            self.set(
                LeadSlots::PERSONA_DEGREE,
                degree.map_or(Value::Unknown, |it| Value::Decimal(Decimal::from_millionths(it))),
            );
            let fit = score::fit(playbook, &self.env(account, now));
            self.set(LeadSlots::FIT, Value::Int(fit));
            self.set(LeadSlots::GRADE, Value::Enum(score::level(fit, &playbook.grades)));
        }
        if dirty.has(Dirty::EVIDENCE) {
            self.derive_evidence(playbook);
        }
        self.derive_time(playbook, account, now);
    }

    /// The values that change by time alone.
    pub fn derive_time(&mut self, playbook: &Playbook, account: &Account, now: Moment) -> i64 {
        let secs = now.secs();
        let engagement = score::total(&playbook.engagement, &playbook.half_lives, &self.evidence.sums, secs);
        self.set_engagement(playbook, engagement);
        let whole = score::total(&playbook.account_rules, &playbook.half_lives, &account.sums, secs);
        self.set(LeadSlots::ACCOUNT_ENGAGEMENT, Value::Int(whole));
        let days = |since: Moment| Value::Int((secs - since.secs()).div_euclid(DAY_SECS));
        self.set(
            LeadSlots::IDLE_DAYS,
            self.evidence.last_act.map_or(Value::Unknown, days),
        );
        self.set(
            LeadSlots::STAGE_DAYS,
            self.standing.entered_at.map_or(Value::Unknown, days),
        );
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
            standing
                .disposition
                .kind()
                .map_or(Value::Unknown, |kind| Value::Enum(kind as u16)),
            Value::Int(i64::from(standing.cycle)),
        );
        self.set(LeadSlots::STAGE, at);
        self.set(LeadSlots::REPORTED, reported);
        self.set(LeadSlots::DISPOSITION, disposition);
        self.set(LeadSlots::KIND, kind);
        self.set(LeadSlots::CYCLE, cycle);
    }

    fn set(&mut self, slot: u16, value: Value) {
        if let Some(place) = self.derived.get_mut(usize::from(slot)) {
            *place = value;
        }
    }

    fn int(&self, slot: u16) -> i64 {
        match self.derived.get(usize::from(slot)) {
            Some(Value::Int(it)) => *it,
            _ => 0,
        }
    }

    fn word(&self, slot: u16) -> Option<u16> {
        match self.derived.get(usize::from(slot)) {
            Some(Value::Enum(it)) => Some(*it),
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
        let degree = match self.derived.get(usize::from(LeadSlots::PERSONA_DEGREE)) {
            Some(Value::Decimal(it)) => it.millionths(),
            _ => return None,
        };
        Some((self.word(LeadSlots::PERSONA)?, degree))
    }
}
