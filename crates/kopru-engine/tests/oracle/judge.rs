//! The naive judge: what a lead's facts mean at a moment, worked out from all of them each time, and what is decided.
//!
//! Time is walked candidate by candidate: a second at which a window loses a fact, a day is full, something is due, or
//! a rule's points change. A rule has one sign, so without new facts its points only move towards zero: where they are
//! the same at both ends of a stretch they are the same all along, and only the other stretches are looked into.

use super::book::{Book, DAY, Rule};
use super::history::{Act, Fact, SECOND};
use super::known::{Known, View};
use super::standing::{Disposition, Scores, Standing};
use std::collections::BTreeMap;

/// One decision, and where the lead stood after it.
#[derive(Clone, Debug)]
pub struct Made {
    pub at: i64,
    pub fact: Option<String>,
    pub outcome: &'static str,
    pub after: Standing,
    pub scores: Scores,
}

/// A lead as the judge sees it.
#[derive(Debug)]
pub struct Lead {
    pub account: Option<&'static str>,
    /// Facts that were taken, in their order.
    pub facts: Vec<Fact>,
    /// Ids that were taken back.
    pub gone: Vec<String>,
    pub standing: Standing,
    pub made: Vec<Made>,
    /// Everything due until here is decided.
    settled: i64,
    pub(super) known: Known,
}

pub struct Judge<'b> {
    pub book: &'b Book,
    pub leads: Vec<Lead>,
    ids: BTreeMap<String, Fact>,
}

impl<'b> Judge<'b> {
    pub fn new(book: &'b Book, leads: usize) -> Judge<'b> {
        let lead = |_| Lead {
            account: None,
            facts: Vec::new(),
            gone: Vec::new(),
            standing: Standing::new(book),
            made: Vec::new(),
            settled: i64::MIN,
            known: Known::default(),
        };
        Judge { book, leads: (0..leads).map(lead).collect(), ids: BTreeMap::new() }
    }

    /// Takes a fact; says what became of it.
    pub fn take(&mut self, fact: &Fact) -> &'static str {
        if let Some(known) = self.ids.get(&fact.id) {
            return if known == fact { "repeated" } else { "id taken" };
        }
        self.ids.insert(fact.id.clone(), fact.clone());
        let (place, now) = (fact.lead, fact.decided());
        let mut people = self.people_with(place);
        if self.refusal(fact, now).is_none() && fact.account.is_some() {
            // Whom it joins.
            people.extend((0..self.leads.len()).filter(|person| self.leads[*person].account == fact.account));
            people.sort_unstable();
            people.dedup();
        }
        for person in &people {
            self.settle(*person, now);
        }
        let outcome = self.decide(fact, now, &people);
        for person in people.into_iter().filter(|person| *person != place) {
            let before = self.leads[person].standing.clone();
            if before.entered.is_some() {
                self.review(person, now);
                self.note(person, now, None, "applied", &before);
            }
        }
        outcome
    }

    /// The lead and everybody who shares its account.
    fn people_with(&self, place: usize) -> Vec<usize> {
        let account = self.leads[place].account;
        let shares = |person: &usize| account.is_some() && self.leads[*person].account == account;
        (0..self.leads.len()).filter(|person| *person == place || shares(person)).collect()
    }

    /// `people`: whomever the fact may concern.
    fn decide(&mut self, fact: &Fact, now: i64, people: &[usize]) -> &'static str {
        let place = fact.lead;
        let before = self.leads[place].standing.clone();
        if let Some(refusal) = self.refusal(fact, now) {
            self.note(place, now, Some(fact), refusal, &before);
            return refusal;
        }
        let lead = &mut self.leads[place];
        lead.settled = now;
        lead.facts.push(fact.clone());
        lead.account = fact.account.or(lead.account);
        if let Act::Retracted(id) = &fact.act {
            lead.gone.push(id.clone());
        }
        lead.standing.entered.get_or_insert(now);
        self.revive_on(fact);
        for person in people {
            self.learn(*person);
        }
        let known = self.leads[place].standing.sales.clone();
        self.remember(fact, now);
        let noted = self.leads[place].standing.clone();
        let outcome = self.act(fact, now).err().unwrap_or("applied");
        let standing = &mut self.leads[place].standing;
        if outcome != "applied" && *standing == noted {
            // Nothing of the act is left that could be undone.
            (standing.sales.undo, standing.sales.before) = (known.undo, known.before);
        }
        self.review(place, now);
        self.note(place, now, Some(fact), outcome, &before);
        outcome
    }

    /// Why a fact is not taken at all.
    fn refusal(&self, fact: &Fact, now: i64) -> Option<&'static str> {
        if fact.occurred > now {
            return Some("occurred_in_future");
        }
        let Act::Retracted(id) = &fact.act else { return None };
        match self.leads[fact.lead].facts.iter().find(|known| known.id == *id) {
            None => Some("unknown_fact"),
            Some(it) => match it.act {
                Act::Did(..) | Act::Found(..) | Act::Flag(_) | Act::Wrong(_) | Act::FieldsSet => None,
                _ => Some("cannot_retract"),
            },
        }
    }

    /// Works out anew what is known of a lead.
    pub(super) fn learn(&mut self, place: usize) {
        self.leads[place].known = Known::of(self.book, &self.leads, place);
    }

    pub(super) fn view(&self, place: usize, now: i64) -> View<'_> {
        View::new(self.book, &self.leads[place].known, &self.leads[place].standing, now.div_euclid(SECOND))
    }

    /// The scores at a moment, exactly.
    pub fn scores(&self, place: usize, now: i64) -> Scores {
        self.leads[place].known.scores(self.book, now.div_euclid(SECOND))
    }

    fn note(&mut self, place: usize, at: i64, fact: Option<&Fact>, outcome: &'static str, before: &Standing) {
        if self.leads[place].standing == *before && outcome == "applied" {
            return;
        }
        let scores = self.scores(place, at);
        let lead = &mut self.leads[place];
        let fact = fact.map(|fact| fact.id.clone());
        lead.made.push(Made { at, fact, outcome, after: lead.standing.clone(), scores });
    }

    // --- Time ---------------------------------------------------------------------------------------------------

    /// Decides what falls due until `to`, each at its own second.
    pub fn settle(&mut self, place: usize, to: i64) {
        if self.leads[place].standing.entered.is_none() {
            return;
        }
        while let Some(at) = self.candidates(place, to).into_iter().find(|at| self.tick(place, *at)) {
            self.leads[place].settled = at * SECOND;
        }
        let lead = &mut self.leads[place];
        lead.settled = lead.settled.max(to);
    }

    /// What happens by itself at a second; tells whether anything did.
    fn tick(&mut self, place: usize, second: i64) -> bool {
        let before = self.leads[place].standing.clone();
        let now = second * SECOND;
        self.fall_due(place, second, now);
        self.review(place, now);
        self.note(place, now, None, "applied", &before);
        self.leads[place].standing != before
    }

    /// What is due in a second.
    pub(super) fn fall_due(&mut self, place: usize, second: i64, now: i64) {
        let standing = &mut self.leads[place].standing;
        if standing.disposition.until.is_some_and(|until| until.div_euclid(SECOND) <= second) {
            if standing.disposition.state == "recycled" {
                standing.suggest("revive".to_owned());
            } else {
                standing.dispose(Disposition::open(), now);
                self.new_cycle(place, now, now);
            }
        }
        let standing = &mut self.leads[place].standing;
        if standing.stagnant_from(self.book).is_some_and(|due| due <= second) {
            standing.stagnations += 1;
        }
        self.ring(place, second);
    }

    /// Seconds at which something may change by time alone, after what is settled and until `to`.
    fn candidates(&self, place: usize, to: i64) -> Vec<i64> {
        let lead = &self.leads[place];
        let (from, until) = (lead.settled.div_euclid(SECOND), to.div_euclid(SECOND));
        if until <= from {
            return Vec::new();
        }
        let standing = &lead.standing;
        let mut all = vec![from + 1];
        all.extend(standing.disposition.until.map(|until| until.div_euclid(SECOND)));
        all.extend(standing.stagnant_from(self.book));
        all.extend(standing.sales.moments());
        lead.known.window_ends(self.book, &mut all);
        let days = lead.known.last_act.into_iter().chain(standing.entered).map(|at| at.div_euclid(SECOND));
        for since in days.chain(lead.known.since().map(|day| day * DAY)) {
            let first = from - (from - since).rem_euclid(DAY) + DAY;
            all.extend((0..).map(|count| first + count * DAY).take_while(|at| *at <= until));
        }
        for (rule, times) in lead.known.rules(self.book) {
            let points = |t: i64| Known::points(rule, times, t);
            changes(&points, from, until, points(from), points(until), &mut all);
        }
        all.retain(|at| *at > from && *at <= until);
        all.sort_unstable();
        all.dedup();
        all
    }

    // --- Rules --------------------------------------------------------------------------------------------------

    /// Holds the lead against the rules until nothing moves any more.
    fn review(&mut self, place: usize, now: i64) {
        loop {
            let before = (self.leads[place].standing.stage, self.leads[place].standing.disposition.clone());
            self.let_go(place, now);
            self.advance(place, now);
            let standing = &self.leads[place].standing;
            if before == (standing.stage, standing.disposition.clone()) {
                break;
            }
        }
        let view = self.view(place, now);
        let (band, grade, persona) = (view.band(), view.grade(), view.persona().map(|(place, _)| place));
        let standing = &mut self.leads[place].standing;
        (standing.band, standing.grade, standing.persona) = (band, grade, persona);
        let view = self.view(place, now);
        let rule = self.book.priorities.iter().find(|(_, when)| when.eval(&view) == Some(true));
        self.leads[place].standing.priority = rule.map_or("normal", |(level, _)| level);
    }

    fn let_go(&mut self, place: usize, now: i64) {
        for (number, rule) in self.book.disqualify.iter().enumerate() {
            let Some(when) = &rule.when else { continue };
            let holds = when.eval(&self.view(place, now)) == Some(true);
            let standing = &mut self.leads[place].standing;
            if standing.holding[number] == holds {
                continue;
            }
            let (id, suggestion) = (format!("d{number}"), format!("let go d{number}"));
            let disposition = &standing.disposition;
            // While the lead is closed a rule that begins to hold waits, but for `never`.
            let replaces =
                disposition.state == "disqualified" && disposition.kind != Some(0) && rule.kind == 0 && rule.decides;
            if holds && !standing.is_live() && !replaces {
                continue;
            }
            standing.holding[number] = holds;
            match (holds, rule.decides) {
                (false, _) => {
                    let contradicted =
                        disposition.kind.is_some_and(|kind| kind != 0) && disposition.reason.as_ref() == Some(&id);
                    standing.suggestions.retain(|known| *known != suggestion);
                    if contradicted {
                        standing.suggest("revive".to_owned());
                    }
                }
                (true, true) => {
                    let until = rule.revive_after.map(|after| (now.div_euclid(SECOND) + after) * SECOND);
                    standing.dispose(
                        Disposition {
                            kind: Some(rule.kind),
                            reason: Some(id),
                            until,
                            ..Disposition::of("disqualified")
                        },
                        now,
                    );
                }
                (true, false) => standing.suggest(suggestion),
            }
        }
    }

    /// The furthest stage of rules whose condition holds. Somebody disqualified only comes to know which type of lead it
    /// is, short of being offered.
    fn advance(&mut self, place: usize, now: i64) {
        let here = self.leads[place].standing.stage;
        let view = self.view(place, now);
        let holds = |stage: &usize| match &self.book.stages[*stage].enter {
            Some(enter) => enter.eval(&view) == Some(true),
            None => *stage == 0,
        };
        let end = match self.leads[place].standing.disposition.state {
            "open" | "recycled" => self.book.first_by(),
            "disqualified" => self.book.offered(),
            "won" if self.leads[place].standing.disposition.reported => self.book.offered(),
            _ => return,
        };
        // In a later cycle only something that the lead did since moves it.
        let lead = &self.leads[place];
        if lead.standing.cycle_from.is_some_and(|from| lead.known.last_act.is_none_or(|act| act <= from)) {
            return;
        }
        let ahead = here.map_or(0, |stage| stage + 1)..end;
        let Some(to) = ahead.rev().find(holds) else { return };
        let standing = &mut self.leads[place].standing;
        if standing.disposition.state == "recycled" {
            standing.dispose(Disposition::open(), now);
        }
        standing.enter(to, self.book.first_by(), now);
        let open = standing.disposition.state == "open";
        if open && self.book.by(super::book::By::Acceptance) == Some(to + 1) {
            self.offer(place, now.div_euclid(SECOND));
        }
    }
}

/// Whether a rule gives points for a fact: only where its condition is true, not where it is unknown.
pub fn fires(rule: &Rule, fact: &Fact) -> bool {
    let kind = match &fact.act {
        Act::Did(kind, _) => *kind,
        Act::Talked(_) => 3,
        Act::Refused(_) => 4,
        _ => return false,
    };
    let n = match &fact.act {
        Act::Did(_, n) => *n,
        _ => None,
    };
    rule.on.contains(&kind) && rule.least.is_none_or(|least| n.is_some_and(|n| n >= least))
}

/// Every second after `from` and until `until` at which the points differ from those a second earlier.
fn changes(points: &dyn Fn(i64) -> i64, from: i64, until: i64, first: i64, last: i64, found: &mut Vec<i64>) {
    if first == last {
        return;
    }
    if until - from == 1 {
        found.push(until);
        return;
    }
    let step = (until - from + 15) / 16;
    let (mut at, mut here) = (from, first);
    while at < until {
        let next = (at + step).min(until);
        let there = if next == until { last } else { points(next) };
        changes(points, at, next, here, there, found);
        (at, here) = (next, there);
    }
}
