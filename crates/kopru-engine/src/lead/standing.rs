//! Where a lead stands: decided once, changed only by a [`Change`].

use super::Sales;
use super::sales::{NOBODY_FITS, TO_ROUTE, Undo};
use crate::decide::{Change, How, Seen};
use crate::playbook::{Kind, Playbook, Priority};
use crate::time::Moment;
use std::sync::Arc;

/// Open or closed, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Being worked.
    Open,
    /// Back with marketing.
    Recycled {
        /// Why, as the person said.
        reason: Option<Arc<str>>,
        /// When to look again.
        until: Option<Moment>,
    },
    /// Let go.
    Disqualified {
        /// The kind.
        kind: Kind,
        /// The id of the reason.
        reason: Option<Arc<str>>,
        /// When it comes back by itself.
        until: Option<Moment>,
    },
    /// A customer.
    Won {
        /// Whether only another system says so.
        reported: bool,
    },
    /// The deal was lost.
    Lost {
        /// Why, as the person said.
        reason: Option<Arc<str>>,
    },
}

impl Disposition {
    /// Its place among the dispositions.
    pub fn place(&self) -> u16 {
        match self {
            Disposition::Open => 0,
            Disposition::Recycled { .. } => 1,
            Disposition::Disqualified { .. } => 2,
            Disposition::Won { .. } => 3,
            Disposition::Lost { .. } => 4,
        }
    }

    /// Its id.
    pub fn id(&self) -> &'static str {
        crate::playbook::DISPOSITIONS[usize::from(self.place())]
    }

    /// The kind of a disqualification.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Disposition::Disqualified { kind, .. } => Some(*kind),
            _ => None,
        }
    }

    /// The reason, where one was given.
    pub fn reason(&self) -> Option<&Arc<str>> {
        match self {
            Disposition::Recycled { reason, .. }
            | Disposition::Disqualified { reason, .. }
            | Disposition::Lost { reason } => reason.as_ref(),
            Disposition::Open | Disposition::Won { .. } => None,
        }
    }

    /// When the lead is looked at again.
    pub fn until(&self) -> Option<Moment> {
        match self {
            Disposition::Recycled { until, .. } | Disposition::Disqualified { until, .. } => *until,
            _ => None,
        }
    }

    /// Whether rules may still move the lead.
    pub fn is_live(&self) -> bool {
        matches!(self, Disposition::Open | Disposition::Recycled { .. })
    }
}

/// Something that waits for a person's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// Let go, by the rule at this place.
    LetGo(u16),
    /// Take up again: the lead did something, or the reason no longer holds.
    Revive {
        /// The type of the fact that says so; none when a rule stopped holding.
        fact: Option<u16>,
    },
}

/// Why a lead is at its stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// When it came.
    pub at: Moment,
    /// How.
    pub how: How,
    /// What the condition saw.
    pub seen: Vec<Seen>,
}

/// Where a lead stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The stage; none before the first.
    pub stage: Option<u8>,
    /// When it entered the stage, or became known.
    pub entered_at: Option<Moment>,
    /// Why it is at its stage.
    pub why: Option<Why>,
    /// When each stage was first reached, by Köprü's decision. Stages passed over count.
    pub reached: Vec<Option<Moment>>,
    /// When each stage was first reached, as another system reports.
    pub reported: Vec<Option<Moment>>,
    /// Open or closed.
    pub disposition: Disposition,
    /// Which cycle, from 1.
    pub cycle: u32,
    /// What happened until then belongs to earlier cycles.
    pub cycle_from: Option<Moment>,
    /// Which disqualification rules held when last looked at: they act when they begin to hold, not again and again.
    pub holding: Vec<bool>,
    /// What waits for a person.
    pub suggestions: Vec<Suggestion>,
    /// How often the stage's age ran out since the lead entered it.
    pub stagnations: u32,
    /// Who works it.
    pub owner: Option<Arc<str>>,
    /// Band, grade and persona as last decided.
    pub band: u16,
    /// The grade as last decided.
    pub grade: u16,
    /// The persona as last decided.
    pub persona: Option<u16>,
    /// The priority as last decided.
    pub priority: Priority,
    /// What sales has to do with it.
    pub sales: Sales,
}

impl Standing {
    /// A lead that just became known.
    pub fn new(playbook: &Playbook) -> Standing {
        Standing {
            stage: None,
            entered_at: None,
            why: None,
            reached: vec![None; playbook.stages.len()],
            reported: vec![None; playbook.stages.len()],
            disposition: Disposition::Open,
            cycle: 1,
            cycle_from: None,
            holding: vec![false; playbook.disqualify.len()],
            suggestions: Vec::new(),
            stagnations: 0,
            owner: None,
            band: 3,
            grade: 3,
            persona: None,
            priority: Priority::Normal,
            sales: Sales::default(),
        }
    }

    /// The furthest stage that another system reported.
    pub fn furthest_reported(&self) -> Option<u8> {
        self.reported.iter().rposition(Option::is_some).and_then(|place| u8::try_from(place).ok())
    }

    /// The queue of a lead that nobody owns: every open lead stands in one.
    pub fn queue<'p>(&'p self, playbook: &'p Playbook) -> &'p str {
        if self.to_confirm(playbook) {
            return "to confirm";
        }
        if let Some(queue) = &self.sales.queue {
            return queue;
        }
        let stage = usize::from(self.stage.unwrap_or(0));
        playbook.stages.get(stage).map_or("marketing", |stage| &stage.queue)
    }

    /// Whether routing has yet to find somebody who works the lead.
    pub fn waits_for_routing(&self) -> bool {
        let queue = self.sales.queue.as_deref();
        self.owner.is_none() && self.disposition == Disposition::Open && matches!(queue, Some(TO_ROUTE | NOBODY_FITS))
    }

    /// Whether another system reports a stage that here only a person of sales can give.
    pub fn to_confirm(&self, playbook: &Playbook) -> bool {
        let here = self.stage.map_or(0, |stage| stage + 1);
        let reported = self.furthest_reported().is_some_and(|stage| stage >= playbook.by.first && stage >= here);
        reported && self.disposition == Disposition::Open
    }

    /// When the lead has stood too long at its stage (again), to the whole second.
    pub fn stagnant_at(&self, playbook: &Playbook) -> Option<Moment> {
        if self.disposition != Disposition::Open {
            return None;
        }
        let stage = playbook.stages.get(usize::from(self.stage.unwrap_or(0)))?;
        let age = stage.max_age?.checked_mul(i64::from(self.stagnations) + 1)?;
        Some(Moment::from_secs(self.entered_at?.secs().saturating_add(age)))
    }

    /// Takes over a change decided at `at`: the only way in which a standing moves. Changes name places of the playbook
    /// that decided them: between the decisions of two versions a standing is [carried over](Standing::carried_over).
    pub fn apply(&mut self, change: &Change, at: Moment) {
        match change {
            Change::Known => self.entered_at = Some(at),
            Change::Stage { to, how, seen, passed, .. } => {
                for stage in passed.iter().chain([to]) {
                    if let Some(reached) = self.reached.get_mut(usize::from(*stage)) {
                        reached.get_or_insert(at);
                    }
                }
                self.stage = Some(*to);
                self.entered_at = Some(at);
                self.stagnations = 0;
                self.sales.queue = None;
                self.why = Some(Why { at, how: how.clone(), seen: seen.clone() });
            }
            Change::Reported { stage, at: claimed } => {
                if let Some(known) = self.reported.get_mut(usize::from(*stage)) {
                    *known = Some(known.map_or(*claimed, |known| known.min(*claimed)));
                }
            }
            Change::Disposition { to, .. } => {
                self.disposition = to.clone();
                self.suggestions.clear();
                if *to != Disposition::Open {
                    self.owner = None;
                    self.sales.rest();
                }
                self.stagnations = 0;
            }
            Change::Cycle { number, stage, from } => {
                self.cycle = *number;
                self.cycle_from = Some(*from);
                self.stage = *stage;
                self.entered_at = Some(at);
                self.stagnations = 0;
                self.why = None;
                self.sales.rest();
            }
            Change::Band { to, .. } => self.band = *to,
            Change::Grade { to, .. } => self.grade = *to,
            Change::Persona { to, .. } => self.persona = *to,
            Change::Priority { to, .. } => self.priority = *to,
            Change::Holding { rule, holds } => {
                if let Some(held) = self.holding.get_mut(usize::from(*rule)) {
                    *held = *holds;
                }
            }
            Change::Suggested(suggestion) => self.suggestions.push(suggestion.clone()),
            Change::Withdrawn(suggestion) => self.suggestions.retain(|known| known != suggestion),
            Change::Stagnant { .. } => self.stagnations = self.stagnations.saturating_add(1),
            Change::Owner(owner) => {
                self.owner = owner.clone();
                if owner.is_some() {
                    self.sales.queue = None;
                }
            }
            Change::Sales(change) => self.sales.apply(change, at),
            Change::Acting { fact, until } => {
                self.sales.undo = None;
                let before = self.clone();
                self.sales.undo = Some(Box::new(Undo { fact: fact.clone(), until: *until, before }));
            }
            Change::Undone { .. } => {
                if let Some(undo) = self.sales.undo.take() {
                    *self = undo.before;
                }
            }
        }
    }
}
