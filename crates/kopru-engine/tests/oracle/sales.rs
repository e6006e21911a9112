//! The hand-over as the judge sees it: offers, clocks, next steps.

use super::book::{By, DAY};
use super::history::{Act, Fact, SECOND};
use super::judge::Judge;
use super::standing::Standing;
use super::terms::Length;
use kopru_engine::lead;

impl Length {
    /// The second after which so much of it has passed since `start`.
    pub fn after(self, start: i64, secs: i64) -> i64 {
        if !self.business {
            return start + secs;
        }
        let (mut at, mut left) = (start, secs);
        while left > 0 {
            let end = (at.div_euclid(3_600) + 1) * 3_600;
            if is_open(at) {
                if left <= end - at {
                    return at + left;
                }
                left -= end - at;
            }
            at = end;
        }
        at
    }

    /// How much of it lies between two seconds.
    pub fn between(self, from: i64, to: i64) -> i64 {
        if !self.business {
            return (to - from).max(0);
        }
        let (mut at, mut sum) = (from, 0);
        while at < to {
            let end = ((at.div_euclid(3_600) + 1) * 3_600).min(to);
            sum += if is_open(at) { end - at } else { 0 };
            at = end;
        }
        sum
    }
}

/// 1970-01-01 was a Thursday.
fn is_open(second: i64) -> bool {
    let weekday = (second.div_euclid(DAY) + 3).rem_euclid(7);
    weekday < 5 && (9..17).contains(&(second.rem_euclid(DAY) / 3_600))
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub kind: &'static str,
    pub started: i64,
    /// Seconds; none while it stands still.
    pub due: Option<i64>,
    pub warn: Option<i64>,
    pub warned: bool,
    pub breached: Option<i64>,
    /// What is left while it stands still: of the whole, and until the warning.
    pub left: Option<(i64, Option<i64>)>,
}

/// An offer: number, attempt, state, and the second in which it was answered.
pub type Offer = (u32, u32, &'static str, Option<i64>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sales {
    pub offer: Option<Offer>,
    /// The first contact: second, too late, told too late.
    pub contact: Option<(i64, bool, bool)>,
    pub clocks: Vec<Clock>,
    pub step: Option<(String, i64)>,
    pub queue: Option<String>,
    pub avoid: Vec<String>,
    /// Whether clocks stand still, and the second at which they go on.
    pub waiting: Option<Option<i64>>,
    /// The id of the act that can be undone, and until which second.
    pub undo: Option<(String, i64)>,
    /// Where the lead stood before it; not compared.
    pub before: Before,
}

/// Equal to every other.
#[derive(Clone, Debug, Default)]
pub struct Before(pub Option<Box<Standing>>);

impl PartialEq for Before {
    fn eq(&self, _: &Before) -> bool {
        true
    }
}

impl Eq for Before {}

impl Sales {
    pub fn of_engine(it: &lead::Sales) -> Sales {
        let secs = |at: kopru_engine::time::Moment| at.micros().div_euclid(SECOND);
        let clocks = it.clocks.iter().map(|clock| Clock {
            kind: clock.kind.id(),
            started: secs(clock.started_at),
            due: clock.due.map(secs),
            warn: clock.warn_at.filter(|_| !clock.warned).map(secs),
            warned: clock.warned,
            breached: clock.breached_at.map(secs),
            left: (clock.due.is_none() && clock.breached_at.is_none())
                .then(|| (clock.left, clock.warn_left.filter(|_| !clock.warned))),
        });
        let offer = |offer: &lead::Offer| (offer.number, offer.attempt, offer.state.id(), offer.answered_at.map(secs));
        Sales {
            offer: it.offer.as_ref().map(offer),
            contact: it.offer.as_ref().and_then(|it| it.contact).map(|it| (secs(it.at), it.late, it.logged_late)),
            clocks: clocks.collect(),
            step: it.step.as_ref().map(|step| (step.what.to_string(), secs(step.due))),
            queue: it.queue.as_ref().map(|it| it.to_string()),
            avoid: it.avoid.iter().map(|it| it.to_string()).collect(),
            waiting: it.waiting.as_ref().map(|it| it.until.map(secs)),
            undo: it.undo.as_ref().map(|it| (it.fact.to_string(), secs(it.until))),
            before: Before::default(),
        }
    }

    fn clock(&mut self, kind: &str) -> Option<&mut Clock> {
        self.clocks.iter_mut().find(|clock| clock.kind == kind)
    }

    fn waits(&self) -> bool {
        self.offer.is_some_and(|(_, _, state, _)| matches!(state, "open" | "returned" | "expired"))
    }

    fn answer(&mut self, state: &'static str, second: i64) {
        if let Some((_, _, known, at)) = &mut self.offer {
            (*known, *at) = (state, Some(second));
        }
        self.clocks.retain(|clock| clock.kind != "accept");
    }

    /// The lead closes: what waits for an answer is withdrawn, nothing runs any more.
    pub fn close(&mut self, second: i64) {
        if self.waits() {
            self.answer("withdrawn", second);
        }
        self.rest();
    }

    pub fn rest(&mut self) {
        self.clocks.clear();
        (self.step, self.queue, self.waiting) = (None, None, None);
    }

    /// Seconds at which something happens by itself.
    pub fn moments(&self) -> Vec<i64> {
        let clocks = self.clocks.iter().flat_map(|it| [it.warn, it.due.filter(|_| it.breached.is_none())]);
        clocks.chain([self.waiting.flatten()]).flatten().collect()
    }
}

impl Judge<'_> {
    fn sales(&mut self, place: usize) -> &mut Sales {
        &mut self.leads[place].standing.sales
    }

    fn start(&mut self, place: usize, kind: &'static str, at: i64, warn: Option<Length>, length: Length) {
        let clock = Clock {
            kind,
            started: at,
            due: Some(length.after(at, length.secs)),
            warn: warn.map(|warn| warn.after(at, warn.secs)),
            warned: false,
            breached: None,
            left: None,
        };
        let clocks = &mut self.sales(place).clocks;
        clocks.retain(|known| known.kind != kind);
        clocks.push(clock);
        clocks.sort_by_key(|clock| ["accept", "contact", "follow_up"].iter().position(|it| *it == clock.kind));
    }

    fn start_accept(&mut self, place: usize, second: i64) {
        if let Some(length) = self.book.terms.accept {
            self.start(place, "accept", second, None, length);
        }
    }

    pub(super) fn offer(&mut self, place: usize, second: i64) {
        self.open_offer(place);
        self.start_accept(place, second);
    }

    fn open_offer(&mut self, place: usize) {
        let number = self.sales(place).offer.map_or(1, |(number, ..)| number + 1);
        self.put_offer(place, number, 1);
    }

    fn put_offer(&mut self, place: usize, number: u32, attempt: u32) {
        let owned = self.leads[place].standing.owner.is_some();
        let sales = self.sales(place);
        if sales.offer.is_none_or(|(known, ..)| known != number) {
            sales.avoid.clear();
        }
        sales.offer = Some((number, attempt, "open", None));
        sales.contact = None;
        if !owned {
            sales.queue = Some("to route".to_owned());
        }
    }

    /// An act about the hand-over.
    pub(super) fn sell(&mut self, fact: &Fact, now: i64) -> Result<(), &'static str> {
        let (place, second) = (fact.lead, now.div_euclid(SECOND));
        match &fact.act {
            Act::Offered => {
                self.open(place)?;
                let from = self.book.by(By::Acceptance).ok_or("not_at_stage")? - 1;
                if self.leads[place].standing.stage != Some(from) {
                    return Err("not_at_stage");
                }
                match self.sales(place).offer {
                    Some((_, _, "open", _)) => return Err("already_offered"),
                    Some((number, attempt, "returned" | "expired", _)) => self.put_offer(place, number, attempt + 1),
                    _ => self.open_offer(place),
                }
                self.start_accept(place, second);
            }
            Act::Assigned(to, queue) => {
                self.open(place)?;
                let other = self.leads[place].standing.owner.as_deref() != *to;
                self.own(place, *to);
                match to {
                    None => self.sales(place).queue = Some(queue.unwrap_or("to route").to_owned()),
                    Some(_) if other && self.sales(place).clock("contact").is_some_and(|it| it.breached.is_some()) => {
                        self.begin_work(place, second);
                    }
                    Some(_) => {}
                }
            }
            Act::Contacted(machine, next) => {
                self.reach_unless(*machine, fact, second);
                if let (false, Some(ahead), Ok(())) = (*machine, next, self.worked(place)) {
                    self.step_in(place, fact, *ahead, second);
                }
            }
            Act::Paused(until) => self.pause(place, *until, second)?,
            Act::Resumed => {
                self.open(place)?;
                if self.sales(place).waiting.is_none() {
                    return Err("not_at_stage");
                }
                self.go_on(place, second);
            }
            Act::StepSet(ahead) => {
                self.worked(place)?;
                self.step_in(place, fact, *ahead, second);
            }
            Act::StepDone => {
                self.worked(place)?;
                if self.sales(place).step.is_none() {
                    return Err("not_at_stage");
                }
                self.sales(place).step = None;
                self.follow_up(place, fact.occurred.div_euclid(SECOND), second);
            }
            Act::Undone(id) => {
                let undo = self.sales(place).undo.clone();
                if !undo.is_some_and(|(known, until)| known == *id && second <= until) {
                    return Err("cannot_undo");
                }
                if let Some(before) = self.sales(place).before.0.take() {
                    self.leads[place].standing = *before;
                }
                self.learn(place);
                self.fall_due(place, second, now);
            }
            _ => {}
        }
        Ok(())
    }

    /// The follow-up is due when the next step is: so many seconds after the second in which the fact was recorded.
    fn step_in(&mut self, place: usize, fact: &Fact, ahead: i64, second: i64) {
        let due = fact.recorded.div_euclid(SECOND) + ahead;
        self.sales(place).step = Some(("call".to_owned(), due));
        let left = Length { secs: (due - second).max(0), business: false };
        self.start(place, "follow_up", second, None, left);
    }

    /// Notes where the lead stands before an act that can be undone.
    pub(super) fn remember(&mut self, fact: &Fact, now: i64) {
        let undo = self.book.terms.undo;
        let acts = matches!(
            fact.act,
            Act::Accepted(_)
                | Act::Assigned(..)
                | Act::Talked(_)
                | Act::Disqualified(..)
                | Act::Lost
                | Act::Qualified(_)
                | Act::Recycled(_)
                | Act::Refused(_)
                | Act::Returned
                | Act::Revived
                | Act::Won
        );
        if undo == 0 || !acts || self.book.by(By::Acceptance).is_none() {
            return;
        }
        let standing = &mut self.leads[fact.lead].standing;
        (standing.sales.undo, standing.sales.before) = (None, Before(None));
        let before = standing.clone();
        standing.sales.undo = Some((fact.id.clone(), now.div_euclid(SECOND) + undo));
        standing.sales.before = Before(Some(Box::new(before)));
    }

    fn own(&mut self, place: usize, owner: Option<&'static str>) {
        let standing = &mut self.leads[place].standing;
        standing.owner = owner.map(str::to_owned);
        if owner.is_some() {
            standing.sales.queue = None;
        }
    }

    /// The lead was accepted, before it comes to its new stage.
    pub(super) fn take_over(&mut self, place: usize, second: i64) {
        if !self.sales(place).waits() {
            self.open_offer(place);
        }
        self.sales(place).answer("accepted", second);
    }

    pub(super) fn begin_work(&mut self, place: usize, second: i64) {
        let (warn, breach) = (self.book.terms.warn, self.book.terms.breach);
        self.start(place, "contact", second, Some(warn), breach);
        self.sales(place).step = Some(("first_contact".to_owned(), breach.after(second, breach.secs)));
    }

    pub(super) fn refused(&mut self, place: usize, second: i64) {
        if self.sales(place).waits() {
            self.sales(place).answer("refused", second);
        }
    }

    pub(super) fn returned(&mut self, place: usize, second: i64) -> Result<(), &'static str> {
        match self.sales(place).offer {
            Some((_, _, "returned", _)) => return Err("not_at_stage"),
            Some((_, _, "open" | "expired", _)) => {}
            _ => return Ok(()),
        }
        self.sales(place).answer("returned", second);
        self.leads[place].standing.owner = None;
        self.sales(place).queue = Some("returned".to_owned());
        Ok(())
    }

    /// Sales has taken the lead, and it is open.
    fn worked(&self, place: usize) -> Result<(), &'static str> {
        self.open(place)?;
        let to = self.book.by(By::Acceptance).ok_or("not_at_stage")?;
        if self.leads[place].standing.stage >= Some(to) { Ok(()) } else { Err("not_at_stage") }
    }

    fn reach_unless(&mut self, machine: bool, fact: &Fact, second: i64) {
        if !machine {
            self.reach(fact, second);
        }
    }

    /// A person reached out to the lead.
    pub(super) fn reach(&mut self, fact: &Fact, second: i64) {
        let (place, claimed) = (fact.lead, fact.occurred.div_euclid(SECOND));
        let Some((_, _, "accepted", Some(since))) = self.sales(place).offer else { return };
        if self.worked(place).is_err() || claimed < since || second - claimed > self.book.terms.backdate {
            return;
        }
        if let Some(clock) = self.sales(place).clock("contact").cloned() {
            self.sales(place).clocks.retain(|known| known.kind != "contact");
            let in_time = clock.breached.is_some_and(|breached| claimed <= breached);
            let late = clock.breached.or(clock.due).is_some_and(|limit| claimed > limit);
            self.sales(place).contact.get_or_insert((claimed, late, in_time));
            let escalated = matches!(self.sales(place).queue.as_deref(), Some("to route" | "breached"));
            if in_time
                && escalated
                && let Some(owner) = self.sales(place).avoid.pop()
            {
                self.leads[place].standing.owner = Some(owner);
                self.sales(place).queue = None;
            }
        }
        self.follow_up(place, claimed, second);
    }

    fn follow_up(&mut self, place: usize, from: i64, second: i64) {
        let step = self.sales(place).step.clone();
        match step {
            Some((what, due)) if what == "first_contact" || due <= second => self.sales(place).step = None,
            Some(_) => return,
            None => {}
        }
        if self.sales(place).waiting.is_none() {
            let length = self.book.terms.follow_up;
            self.start(place, "follow_up", from, None, length);
        }
    }

    fn pace(&self, clock: &Clock, step: bool) -> Length {
        match clock.kind {
            "contact" => self.book.terms.breach,
            // A step's clock is of the wall, whatever the playbook says of the others.
            _ if step => Length { secs: 0, business: false },
            _ => self.book.terms.follow_up,
        }
    }

    fn pause(&mut self, place: usize, until: Option<i64>, second: i64) -> Result<(), &'static str> {
        self.worked(place)?;
        let runs = |clock: &Clock| clock.kind != "accept" && clock.breached.is_none();
        if self.sales(place).waiting.is_some() || !self.sales(place).clocks.iter().any(runs) {
            return Err("not_at_stage");
        }
        let step = self.sales(place).step.as_ref().is_some_and(|(what, _)| what != "first_contact");
        let mut clocks = self.sales(place).clocks.clone();
        for clock in clocks.iter_mut().filter(|clock| clock.kind != "accept") {
            if clock.breached.is_none()
                && let Some(due) = clock.due
            {
                let pace = self.pace(clock, step);
                clock.left = Some((pace.between(second, due), clock.warn.map(|warn| pace.between(second, warn))));
            }
            (clock.due, clock.warn) = (None, None);
        }
        let sales = self.sales(place);
        (sales.clocks, sales.waiting) = (clocks, Some(until.map(|day| day * DAY)));
        Ok(())
    }

    fn go_on(&mut self, place: usize, second: i64) {
        self.sales(place).waiting = None;
        let step = self.sales(place).step.as_ref().is_some_and(|(what, _)| what != "first_contact");
        let mut clocks = self.sales(place).clocks.clone();
        for clock in &mut clocks {
            if let Some((left, warn)) = clock.left.take() {
                let pace = self.pace(clock, step);
                clock.due = Some(pace.after(second, left));
                clock.warn = warn.map(|warn| pace.after(second, warn));
            }
        }
        self.sales(place).clocks = clocks;
    }

    /// What clocks bring about in this second.
    pub(super) fn ring(&mut self, place: usize, second: i64) {
        if self.sales(place).waiting.flatten().is_some_and(|until| until <= second) {
            self.go_on(place, second);
        }
        for kind in ["accept", "contact", "follow_up"] {
            if let Some(clock) = self.sales(place).clock(kind)
                && clock.warn.is_some_and(|at| at <= second)
            {
                (clock.warned, clock.warn) = (true, None);
            }
            let due = |clock: &&mut Clock| clock.breached.is_none() && clock.due.is_some_and(|at| at <= second);
            if self.sales(place).clock(kind).filter(due).is_none() {
                continue;
            }
            if kind == "accept" {
                self.expire(place, second);
                continue;
            }
            if let Some(clock) = self.sales(place).clock(kind) {
                clock.breached = Some(second);
            }
            let queue = match self.book.terms.on_breach {
                Some("reassign") => "to route",
                Some(_) => "breached",
                None => continue,
            };
            if kind == "contact" {
                self.take_away(place);
                self.sales(place).queue = Some(queue.to_owned());
            }
        }
    }

    fn take_away(&mut self, place: usize) {
        if let Some(owner) = self.leads[place].standing.owner.take() {
            let avoid = &mut self.sales(place).avoid;
            if !avoid.contains(&owner) {
                avoid.push(owner);
            }
        }
    }

    fn expire(&mut self, place: usize, second: i64) {
        let Some((number, attempt, ..)) = self.sales(place).offer else { return };
        self.sales(place).answer("expired", second);
        self.take_away(place);
        if i64::from(attempt) <= self.book.terms.reoffers {
            self.put_offer(place, number, attempt + 1);
            self.start_accept(place, second);
        } else {
            self.sales(place).queue = Some("expired".to_owned());
        }
    }
}
