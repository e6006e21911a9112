//! What a fact, or the passing of time, means for one lead. Pure: same arguments, same decision, on every machine.
//!
//! A decision is made once, at its own moment, with what was known then. Before a fact is decided, everything that
//! fell due until then is decided first, each at its due moment, so that a timer that fires late decides as if it had
//! fired on time.

mod acts;
mod change;
mod clocks;
mod handover;
mod moments;
mod offered;
mod review;

pub use offered::{IfOffered, if_offered};

pub use change::{Cause, Change, Decision, How, Outcome, Seen};
pub(crate) use moments::bound;

use crate::account::Account;
use crate::condition::{Slots, Space};
use crate::desk::Desk;
use crate::fading::Fading;
use crate::lead::{Disposition, Lead, slots_of};
use crate::limits::AHEAD_SECS_MAX;
use crate::playbook::{Builtin, Playbook};
use crate::time::Moment;
use crate::trace::Trace;
use crate::typing::Fact;
use std::sync::Arc;

/// The version of what decides: it grows with every change by which the same playbook and the same facts may be decided
/// differently (marked ★ in the change log), and covers the zone database and the tables of titles.
pub const DECISION_VERSION: u32 = 2;

/// What a decision may look at beside the lead and the fact.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The playbook in force.
    pub playbook: &'a Playbook,
    /// The lead's account, the fact already taken in; an empty one where there is none.
    pub account: &'a Account,
    /// All earlier facts of the lead. Read only when the fact is one that [`needs_history`] names; may be empty otherwise.
    pub history: &'a [Fact],
    /// Which decisions carry their trace.
    pub traced: Traced,
    /// The hours of those who work leads.
    pub desk: &'a Desk,
    /// The version of the playbook under which the lead's hand-over was offered, where that is not `playbook`: its terms
    /// hold until the hand-over ends. See [`terms_of`].
    pub terms: Option<&'a Playbook>,
}

/// Which decisions carry their trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// None.
    No,
    /// All but those of time alone in which scores had no say ([`Change::weighs_scores`]).
    Weighed,
    /// All.
    All,
}

impl From<bool> for Traced {
    fn from(all: bool) -> Traced {
        if all { Traced::All } else { Traced::No }
    }
}

/// The version of the playbook whose terms a lead's clocks run by, where that is not this one.
pub fn terms_of<'l>(playbook: &Playbook, lead: &'l Lead) -> Option<&'l str> {
    let sales = &lead.standing.sales;
    let version = sales.offer.as_ref().map(|offer| &offer.version)?;
    (*version != playbook.version && lead.standing.disposition == Disposition::Open).then_some(version)
}

/// What was decided: first what had fallen due, then the fact itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What fell due before, in its order.
    pub due: Vec<Decision>,
    /// The fact's own decision.
    pub own: Decision,
}

/// Whether deciding this fact at `now` may read all earlier facts of the lead: it takes one back, or it came late and may
/// begin a new cycle that earlier ones already belong to.
pub fn needs_history(playbook: &Playbook, lead: &Lead, fact: &Fact, now: Moment) -> bool {
    let builtin = playbook.fact_types[usize::from(fact.kind)].builtin;
    let revives = || playbook.disqualify.iter().any(|rule| rule.revive_on.contains(&fact.kind));
    let late = lead.settled_at.is_some_and(|settled| fact.occurred_at <= settled);
    // What falls due before the fact may let the lead go, and settles a later moment than is settled yet.
    let due = lead.next_at.is_some_and(|next| next <= now);
    matches!(builtin, Some(Builtin::Retracted | Builtin::Undone)) || ((late || due) && revives())
}

/// The fact that a retraction takes back.
///
/// # Errors
/// [`Outcome::UnknownFact`] and [`Outcome::CannotRetract`]: the retraction is refused and becomes no fact of the lead.
pub fn retracted<'f>(playbook: &Playbook, history: &'f [Fact], fact: &Fact) -> Result<&'f Fact, Outcome> {
    let wanted = fact.text(Builtin::Retracted, "fact");
    let target = history.iter().find(|known| Some(&known.id) == wanted.as_ref());
    let target = target.ok_or(Outcome::UnknownFact)?;
    if may_retract(playbook.fact_types[usize::from(target.kind)].builtin) {
        Ok(target)
    } else {
        Err(Outcome::CannotRetract)
    }
}

/// Whether facts of a type, by its id, can be taken back: not those that report an act of a person or a stage, which are
/// followed by new ones. Of a type that the playbook does not know, none can.
pub fn is_retractable(playbook: &Playbook, kind: &str) -> bool {
    let kind = playbook.fact_type(kind).and_then(|kind| playbook.fact_types.get(usize::from(kind)));
    kind.is_some_and(|kind| may_retract(kind.builtin))
}

fn may_retract(kind: Option<Builtin>) -> bool {
    use Builtin::{ConsentGiven, ConsentWithdrawn, FieldsSet, Finding, Overruled, Signal};
    matches!(kind, None | Some(Finding | Signal | Overruled | ConsentGiven | ConsentWithdrawn | FieldsSet))
}

/// Decides a fact at `now`, the moment at which it is recorded. The account has taken the fact in already.
///
/// A fact that lies more than five minutes ahead is refused; one that lies less ahead is held: nothing changes, and
/// the caller brings it again when it has happened ([`Outcome::Held`]).
pub fn decide(inputs: &Inputs<'_>, lead: &mut Lead, fact: &Fact, now: Moment) -> Decided {
    let (due, mut work) = begin(inputs, lead, fact, now, false);
    if work.outcome.is_taken() {
        work.review();
    }
    Decided { due, own: work.finish() }
}

/// Takes a fact in as [`decide`] does, but asks no rule that moves the lead or lets it go: whoever brings many facts of one
/// lead at once, such as an import, has the lead looked at after the last of them, by [`reconsider`] with
/// [`Cause::Imported`], so that nothing is decided on half of what is known.
pub fn take_in(inputs: &Inputs<'_>, lead: &mut Lead, fact: &Fact, now: Moment) -> Decided {
    let (due, work) = begin(inputs, lead, fact, now, true);
    Decided { due, own: work.finish() }
}

/// What is due before a fact, and the fact's own effect: everything but the rules. `more`: whether others follow, after which
/// the lead is looked at again; then what is derived from the evidence is worked out only where an act asks for it.
fn begin<'w, 'a>(
    inputs: &'w Inputs<'a>,
    lead: &'w mut Lead,
    fact: &Fact,
    now: Moment,
    more: bool,
) -> (Vec<Decision>, Work<'w, 'a>) {
    let now = lead.settled_at.map_or(now, |settled| settled.max(now));
    let outcome = admission(inputs, fact, now);
    let due = if outcome.is_taken() { decide_due(inputs, lead, now).0 } else { settle(inputs, lead, now) };
    let cause = Cause::Fact { id: fact.id.clone(), kind: fact.kind };
    let mut work = Work::new(inputs, lead, now, cause);
    work.outcome = outcome;
    if !outcome.is_taken() {
        return (due, work);
    }
    let builtin = inputs.playbook.fact_types[usize::from(fact.kind)].builtin;
    let first = work.begin();
    let cycle_began = work.revive_by(fact);
    let mut changed = match builtin {
        Some(Builtin::Retracted) => work.retract(fact),
        _ => {
            let lead = &mut *work.lead;
            lead.evidence.fold(inputs.playbook, fact, lead.standing.cycle_from, now)
        }
    };
    if first || cycle_began {
        changed = Slots::ALL;
    }
    let changed = changed.and(slots_of(Space::Account, &fact.account_fields));
    if more && !builtin.is_some_and(Builtin::is_act) {
        work.lead.put_off(changed);
    } else {
        work.refresh(changed);
    }
    match builtin {
        Some(builtin) => work.act(builtin, fact),
        None => work.suggest_revival(fact),
    }
    (due, work)
}

/// Whether a fact is taken in at `now`; if not, why.
fn admission(inputs: &Inputs<'_>, fact: &Fact, now: Moment) -> Outcome {
    let mut outcome = Outcome::Applied;
    if fact.occurred_at > now {
        let far = fact.occurred_at > now.plus_secs(AHEAD_SECS_MAX);
        outcome = if far { Outcome::OccurredInFuture } else { Outcome::Held };
    }
    let builtin = inputs.playbook.fact_types[usize::from(fact.kind)].builtin;
    if builtin == Some(Builtin::Retracted)
        && let Err(refused) = retracted(inputs.playbook, inputs.history, fact)
    {
        outcome = outcome.min(refused);
    }
    outcome
}

/// Decides what a change of the lead's account means for the lead.
pub fn account_changed(inputs: &Inputs<'_>, lead: &mut Lead, now: Moment) -> Decided {
    let now = lead.settled_at.map_or(now, |settled| settled.max(now));
    let (due, _) = decide_due(inputs, lead, now);
    let mut work = Work::new(inputs, lead, now, Cause::Account { version: inputs.account.version });
    // Somebody of whom nothing but a refused fact is known is no lead yet.
    if work.lead.standing.entered_at.is_some() {
        work.refresh(Slots::OF_ACCOUNT);
        work.review();
    }
    Decided { due, own: work.finish() }
}

/// How far a lead is reconsidered that nothing happened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconsider {
    /// Band, grade, persona and priority only: they belong to the playbook in force. The rules that move or let go are asked at the
    /// lead's next fact, or when something falls due.
    Scores,
    /// All rules.
    Everything,
    /// All rules, but nothing is handed over: what is told lies in the past.
    Quietly,
}

/// Decides what it means for a lead that another playbook came into force ([`Lead::carried_over`]), that its records were
/// merged or separated ([`Lead::rebuild_restricted`]), or that an import told of it ([`take_in`]); `cause` says which. Everything due until `now` should be
/// decided before the lead is carried over or built anew: what is still open then falls due first, under the new state.
pub fn reconsider(inputs: &Inputs<'_>, lead: &mut Lead, now: Moment, cause: Cause, how: Reconsider) -> Decided {
    let now = lead.settled_at.map_or(now, |settled| settled.max(now));
    let (due, _) = decide_due(inputs, lead, now);
    let mut work = Work::new(inputs, lead, now, cause);
    // Somebody of whom nothing but a refused fact is known is no lead yet.
    if work.lead.standing.entered_at.is_some() {
        match how {
            Reconsider::Scores => {
                work.refresh(Slots::NONE);
                work.review_scores();
            }
            Reconsider::Everything | Reconsider::Quietly => {
                work.quiet = how == Reconsider::Quietly;
                work.refresh(Slots::ALL);
                work.review();
            }
        }
    }
    Decided { due, own: work.finish() }
}

/// Decides what a change of the team means for the lead: when its owner's running clocks are due, and whether it still has
/// an owner.
pub fn desk_changed(inputs: &Inputs<'_>, lead: &mut Lead, now: Moment) -> Decided {
    let now = lead.settled_at.map_or(now, |settled| settled.max(now));
    let (due, _) = decide_due(inputs, lead, now);
    let mut work = Work::new(inputs, lead, now, Cause::Desk { version: inputs.desk.version });
    if work.lead.standing.entered_at.is_some() {
        work.refresh(Slots::NONE);
        work.team_changed();
    }
    Decided { due, own: work.finish() }
}

/// Decides that routing gave the lead to somebody, or found nobody; `entry` is where the team's stream says why. Nothing is
/// changed of a lead that no longer waits to be given to somebody.
pub fn routed(inputs: &Inputs<'_>, lead: &mut Lead, now: Moment, entry: u64, to: Option<Arc<str>>) -> Decided {
    let now = lead.settled_at.map_or(now, |settled| settled.max(now));
    let (due, _) = decide_due(inputs, lead, now);
    let mut work = Work::new(inputs, lead, now, Cause::Routed { entry, to: to.clone() });
    if work.lead.standing.waits_for_routing() {
        work.refresh(Slots::NONE);
        work.given(to);
    }
    Decided { due, own: work.finish() }
}

/// Decides everything that falls due until `until`, each at its own moment.
pub fn settle(inputs: &Inputs<'_>, lead: &mut Lead, until: Moment) -> Vec<Decision> {
    let (decisions, settled) = decide_due(inputs, lead, until);
    if settled {
        let own = lead.derive_time(inputs.playbook, inputs.account, until);
        lead.next_at = moments::bound(inputs.playbook, lead, inputs.account, &own, until);
    }
    decisions
}

/// Decides everything that falls due until `until`. Tells whether the lead was settled until then without a decision
/// there: unless another follows, its derived values are still those of before.
fn decide_due(inputs: &Inputs<'_>, lead: &mut Lead, until: Moment) -> (Vec<Decision>, bool) {
    let mut decisions = Vec::new();
    while lead.next_at.is_some_and(|next| next <= until) {
        let from = lead.settled_at.unwrap_or(until);
        let Some(at) = moments::next_change(inputs.playbook, lead, inputs.account, from, until) else {
            lead.settled_at = Some(until.max(from));
            return (decisions, true);
        };
        let mut work = Work::new(inputs, lead, at, Cause::Time);
        work.refresh(Slots::TIME);
        work.due();
        work.review();
        let decision = work.finish();
        if !decision.changes.is_empty() {
            decisions.push(decision);
        }
    }
    (decisions, false)
}

/// One decision while it is made.
struct Work<'w, 'a> {
    inputs: &'w Inputs<'a>,
    lead: &'w mut Lead,
    now: Moment,
    cause: Cause,
    outcome: Outcome,
    changes: Vec<Change>,
    /// Engagement at `now`, once it is worked out.
    own: Option<Fading>,
    /// Whether nothing is handed over, whatever the rules say.
    quiet: bool,
}

impl<'w, 'a> Work<'w, 'a> {
    fn new(inputs: &'w Inputs<'a>, lead: &'w mut Lead, now: Moment, cause: Cause) -> Work<'w, 'a> {
        Work { inputs, lead, now, cause, outcome: Outcome::Applied, changes: Vec::new(), own: None, quiet: false }
    }

    fn playbook(&self) -> &'a Playbook {
        self.inputs.playbook
    }

    /// Brings the lead's derived values up to now.
    fn refresh(&mut self, changed: Slots) {
        let Inputs { playbook, account, .. } = *self.inputs;
        self.own = Some(self.lead.refresh(playbook, account, self.now, changed));
    }

    /// The first fact makes the lead known. Tells whether this is it.
    fn begin(&mut self) -> bool {
        let first = self.lead.standing.entered_at.is_none();
        if first {
            self.change(Change::Known);
        }
        first
    }

    /// Makes a change and notes it.
    fn change(&mut self, change: Change) {
        self.lead.standing.apply(&change, self.now);
        if let Change::Cycle { .. } = change {
            self.lead.begin_cycle(self.inputs.playbook);
        }
        if let Change::Cycle { .. } | Change::Stage { .. } = change {
            let Inputs { playbook, account, .. } = *self.inputs;
            self.own = Some(self.lead.derive_time(playbook, account, self.now));
        }
        self.lead.derive_standing();
        self.changes.push(change);
    }

    fn dispose(&mut self, to: Disposition, how: How) {
        self.dispose_seeing(to, how, Vec::new());
    }

    fn dispose_seeing(&mut self, to: Disposition, how: How, seen: Vec<Seen>) {
        match &to {
            Disposition::Open => {}
            Disposition::Recycled { .. } => self.withdraw("recycled"),
            Disposition::Disqualified { .. } => self.withdraw("let_go"),
            Disposition::Won { .. } | Disposition::Lost { .. } => self.withdraw("closed"),
        }
        let from = self.lead.standing.disposition.clone();
        self.change(Change::Disposition { from, to, how, seen });
    }

    fn finish(mut self) -> Decision {
        self.leave_nothing_behind();
        let Work { inputs, lead, now, cause, outcome, changes, own, quiet: _ } = self;
        if let Some(own) = own {
            lead.settled_at = Some(now);
            lead.next_at = moments::bound(inputs.playbook, lead, inputs.account, &own, now);
        }
        let traced = match inputs.traced {
            Traced::No => false,
            // What clocks do by running is not explained by scores.
            Traced::Weighed => !matches!(cause, Cause::Time) || changes.iter().any(Change::weighs_scores),
            Traced::All => true,
        };
        let trace = traced.then(|| Trace::of(inputs.playbook, lead, inputs.account, now));
        Decision { at: now, version: inputs.playbook.version.clone(), cause, outcome, changes, trace }
    }
}
