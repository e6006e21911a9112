//! What sales has to do with a lead: the latest hand-over, its clocks, the next step, and what may still be undone.

use super::Standing;
use crate::both;
use crate::calendar::{Calendar, Clock, Pause};
use crate::lang::{Both, words};
use crate::time::{Moment, Span};
use std::sync::Arc;

words! {
    /// What became of a hand-over.
    OfferState {
        /// Sales has yet to answer.
        Open = "open", "open", "yanıt bekliyor";
        /// Sales took the lead.
        Accepted = "accepted", "accepted", "kabul edildi";
        /// Sales refused it, with a reason.
        Refused = "refused", "refused", "reddedildi";
        /// Sales asked marketing for more information.
        Returned = "returned", "returned for information", "ek bilgi için geri gönderildi";
        /// Nobody answered in time.
        Expired = "expired", "expired", "süresi doldu";
        /// There is nothing to answer any more.
        Withdrawn = "withdrawn", "withdrawn", "geri çekildi";
    }
}

words! {
    /// A clock of the hand-over.
    ClockKind {
        /// Until sales answers.
        Accept = "accept", "answer to the hand-over", "devrin yanıtı";
        /// Until the first contact after acceptance.
        Contact = "contact", "first contact", "ilk temas";
        /// Until the next contact after that.
        FollowUp = "follow_up", "follow-up", "takip";
    }
}

/// The queue of leads that routing has to give to somebody.
pub const TO_ROUTE: &str = "to route";
/// The queue of leads for which routing found nobody; it tries again.
pub const NOBODY_FITS: &str = "nobody fits";
/// The queue of hand-overs that came back to marketing for information.
pub const RETURNED: &str = "returned";
/// The manager's queue of hand-overs that nobody answered, however often they were offered.
pub const EXPIRED: &str = "expired";
/// The queue of leads whose first contact is late, where the playbook says `queue`.
pub const BREACHED: &str = "breached";
/// What the step is called that every accepted lead has at once.
pub const FIRST_CONTACT: &str = "first_contact";

/// One offer of a lead to sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which hand-over of this lead, from 1.
    pub number: u32,
    /// How often it was offered, from 1.
    pub attempt: u32,
    /// When it was last offered.
    pub offered_at: Moment,
    /// The version of the playbook whose terms hold.
    pub version: Arc<str>,
    /// What became of it.
    pub state: OfferState,
    /// When it was answered, expired or was withdrawn.
    pub answered_at: Option<Moment>,
    /// Who answered.
    pub by: Option<Arc<str>>,
    /// Why it was refused or withdrawn.
    pub reason: Option<Arc<str>>,
    /// When its first contact was late, before or without being met.
    pub breached_at: Option<Moment>,
    /// The first contact.
    pub contact: Option<Contact>,
}

/// The first contact after an acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When it happened, as claimed.
    pub at: Moment,
    /// Whether that was too late.
    pub late: bool,
    /// Whether it was in time but told only after the clock had run out.
    pub logged_late: bool,
}

impl Offer {
    /// Whether the same hand-over can still be accepted.
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, OfferState::Open | OfferState::Returned | OfferState::Expired)
    }
}

/// A clock that runs, or has run out and was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub kind: ClockKind,
    /// When it started, in whole seconds.
    pub started_at: Moment,
    /// From when on `left` is counted: the start, or the last time that somebody else got it or it went on.
    pub since: Moment,
    /// Seconds that it had to run then.
    pub left: i64,
    /// Seconds until it warns, counted from then; below zero when that has passed.
    pub warn_left: Option<i64>,
    /// Whether only business time counts, and by which calendar of the playbook.
    pub business: bool,
    /// That calendar's name.
    pub calendar: Option<Arc<str>>,
    /// When it warns; none when it does not, or stands still.
    pub warn_at: Option<Moment>,
    /// When it is due; none while it stands still.
    pub due: Option<Moment>,
    /// Whether it has warned.
    pub warned: bool,
    /// When it ran out; it stays until it is met.
    pub breached_at: Option<Moment>,
}

/// By which hours a clock runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace<'a> {
    /// Business time.
    pub calendar: Option<&'a Calendar>,
    /// When no business time passes although the calendar is open.
    pub absences: &'a [Pause],
}

impl Running {
    /// A clock that starts; none for a span too long to count, or of business time without a calendar.
    pub fn start(
        kind: ClockKind,
        at: Moment,
        (warn, span): (Option<Span>, Span),
        calendar: Option<&Arc<str>>,
        pace: Pace<'_>,
    ) -> Option<Running> {
        let at = Moment::from_secs(at.secs());
        let secs = |span: Span| Clock::new(at, span, pace.calendar, &[]).map(|clock| clock.secs());
        let business = span.wall_secs().is_none();
        let mut running = Running {
            kind,
            started_at: at,
            since: at,
            left: secs(span)?,
            warn_left: warn.and_then(secs),
            business,
            calendar: calendar.cloned(),
            warn_at: None,
            due: None,
            warned: false,
            breached_at: None,
        };
        running.schedule(pace);
        Some(running)
    }

    fn clock<'p>(&self, pace: Pace<'p>) -> Option<Clock<'p>> {
        let (span, pauses) = match self.business {
            true => (Span::Business(self.left), pace.absences),
            false => (Span::Wall(self.left), &[][..]),
        };
        Clock::new(self.since, span, pace.calendar, pauses)
    }

    /// Works out when it warns and is due.
    pub fn schedule(&mut self, pace: Pace<'_>) {
        let clock = self.clock(pace);
        self.due = clock.as_ref().and_then(Clock::due);
        let left = self.warn_left.filter(|_| !self.warned);
        self.warn_at = left.and_then(|left| clock.as_ref().and_then(|clock| clock.reaches(left)));
    }

    /// Counts what has run until `at`; from there on the rest is to run.
    pub fn bank(&mut self, at: Moment, pace: Pace<'_>) {
        let run = self.clock(pace).map_or(0, |clock| clock.elapsed(at));
        self.left = (self.left - run).max(0);
        self.warn_left = self.warn_left.map(|left| left - run);
        self.since = self.since.max(Moment::from_secs(at.secs()));
    }

    /// It stands still.
    pub fn stop(&mut self) {
        (self.due, self.warn_at) = (None, None);
    }
}

/// What sales wants to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What; [`FIRST_CONTACT`] for the one that acceptance brings.
    pub what: Arc<str>,
    /// By when.
    pub due: Moment,
}

impl Step {
    /// What is to be done, in words.
    pub fn text(&self) -> Both {
        match &*self.what {
            FIRST_CONTACT => both!(en = "contact the lead for the first time", tr = "adayla ilk teması kurmak"),
            other => Both::same(other.to_owned()),
        }
    }
}

/// Clocks stand still because sales waits for the lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Why.
    pub reason: Arc<str>,
    /// When they go on by themselves.
    pub until: Option<Moment>,
}

/// The latest act of a person, while it can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The act's id.
    pub fact: Arc<str>,
    /// Until when, inclusive.
    pub until: Moment,
    /// Where the lead stood before it.
    pub before: Standing,
}

/// What sales has to do with a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sales {
    /// The latest hand-over.
    pub offer: Option<Offer>,
    /// Clocks, at most one of each kind, in the order of their kinds.
    pub clocks: Vec<Running>,
    /// The next step.
    pub step: Option<Step>,
    /// The queue that a decision put the lead into, until somebody owns it.
    pub queue: Option<Arc<str>>,
    /// Who let this hand-over expire or was late with it: it is not given to them again.
    pub avoid: Vec<Arc<str>>,
    /// Whether the clocks of contact and follow-up stand still.
    pub waiting: Option<Waiting>,
    /// What can be undone.
    pub undo: Option<Box<Undo>>,
}

/// One change of what sales has to do with a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SalesChange {
    /// The lead was offered.
    Offered {
        /// Which hand-over of this lead, from 1.
        number: u32,
        /// How often it was offered, from 1.
        attempt: u32,
        /// The version of the playbook whose terms hold.
        version: Arc<str>,
    },
    /// The hand-over was answered, expired or was withdrawn.
    State {
        /// What became of it.
        to: OfferState,
        /// Who said so.
        by: Option<Arc<str>>,
        /// Why.
        reason: Option<Arc<str>>,
    },
    /// A clock started, perhaps anew.
    Started(Running),
    /// A clock's moments are others than before.
    Moved(Running),
    /// A clock warned.
    Warned(ClockKind),
    /// A clock ran out.
    Breached(ClockKind),
    /// What a clock waited for happened.
    Met {
        /// Which clock.
        clock: ClockKind,
        /// When it happened, as claimed.
        at: Moment,
        /// Whether that was too late.
        late: bool,
        /// Whether it was in time but told only after the clock had run out.
        logged_late: bool,
    },
    /// The lead stands in a named queue, or no longer in one.
    Queue(Option<Arc<str>>),
    /// To whom this hand-over is not given again.
    Avoid(Vec<Arc<str>>),
    /// Clocks stand still.
    Paused(Waiting),
    /// They go on.
    Resumed,
    /// The next step.
    Step(Option<Step>),
}

impl Sales {
    /// The running clock of a kind.
    pub fn clock(&self, kind: ClockKind) -> Option<&Running> {
        self.clocks.iter().find(|clock| clock.kind == kind)
    }

    /// The state of the latest hand-over.
    pub fn state(&self) -> Option<OfferState> {
        self.offer.as_ref().map(|offer| offer.state)
    }

    /// The next moment at which a clock warns or is due, or a pause ends.
    pub fn next(&self) -> Option<Moment> {
        let clocks = self.clocks.iter().flat_map(|clock| {
            let warn = clock.warn_at.filter(|_| !clock.warned);
            warn.into_iter().chain(clock.due.filter(|_| clock.breached_at.is_none()))
        });
        clocks.chain(self.waiting.as_ref().and_then(|it| it.until)).min()
    }

    /// Nothing runs any more: the lead is closed, or a new cycle begins.
    pub(super) fn rest(&mut self) {
        self.clocks.clear();
        (self.step, self.queue, self.waiting) = (None, None, None);
    }

    fn put(&mut self, clock: &Running) {
        self.clocks.retain(|known| known.kind != clock.kind);
        self.clocks.push(clock.clone());
        self.clocks.sort_by_key(|clock| clock.kind as u8);
    }

    fn of(&mut self, kind: ClockKind) -> Option<&mut Running> {
        self.clocks.iter_mut().find(|clock| clock.kind == kind)
    }

    /// Takes over a change decided at `at`.
    pub(super) fn apply(&mut self, change: &SalesChange, at: Moment) {
        match change {
            SalesChange::Offered { number, attempt, version } => {
                if self.offer.as_ref().is_none_or(|offer| offer.number != *number) {
                    self.avoid.clear();
                }
                let before = self.offer.take().filter(|offer| offer.number == *number);
                self.offer = Some(Offer {
                    number: *number,
                    attempt: *attempt,
                    offered_at: at,
                    version: version.clone(),
                    state: OfferState::Open,
                    answered_at: None,
                    by: None,
                    reason: None,
                    breached_at: before.as_ref().and_then(|offer| offer.breached_at),
                    contact: None,
                });
            }
            SalesChange::State { to, by, reason } => {
                if let Some(offer) = &mut self.offer {
                    (offer.state, offer.answered_at) = (*to, Some(at));
                    (offer.by, offer.reason) = (by.clone(), reason.clone());
                }
                self.clocks.retain(|clock| clock.kind != ClockKind::Accept);
            }
            SalesChange::Started(clock) | SalesChange::Moved(clock) => self.put(clock),
            SalesChange::Warned(kind) => {
                if let Some(clock) = self.of(*kind) {
                    clock.warned = true;
                }
            }
            SalesChange::Breached(kind) => {
                if let Some(clock) = self.of(*kind) {
                    clock.breached_at = Some(at);
                }
                if let Some(offer) = self.offer.as_mut().filter(|_| *kind == ClockKind::Contact) {
                    offer.breached_at.get_or_insert(at);
                }
            }
            SalesChange::Met { clock, at, late, logged_late } => {
                self.clocks.retain(|known| known.kind != *clock);
                if let Some(offer) = self.offer.as_mut().filter(|_| *clock == ClockKind::Contact) {
                    offer.contact.get_or_insert(Contact { at: *at, late: *late, logged_late: *logged_late });
                }
            }
            SalesChange::Queue(queue) => self.queue.clone_from(queue),
            SalesChange::Avoid(avoid) => self.avoid.clone_from(avoid),
            SalesChange::Paused(waiting) => {
                self.waiting = Some(waiting.clone());
                self.clocks.iter_mut().filter(|clock| clock.kind != ClockKind::Accept).for_each(Running::stop);
            }
            SalesChange::Resumed => self.waiting = None,
            SalesChange::Step(step) => self.step.clone_from(step),
        }
    }

    /// The same under another version of the playbook: nothing here names places of it but the standing of before an act.
    pub(super) fn carried(&self, carry: impl FnOnce(&Standing) -> Standing) -> Sales {
        let undo = self.undo.as_ref().map(|undo| Undo { before: carry(&undo.before), ..(**undo).clone() });
        Sales { undo: undo.map(Box::new), ..self.clone() }
    }
}
