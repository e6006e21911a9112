//! What a lead's facts say, worked out from the full list; and what conditions see of it at a second.

use super::book::{Advance, Book, DAY, Rule, TYPES};
use super::condition::{Name, Seen};
use super::history::{Act, Fact, Field, Misread, SECOND};
use super::judge::{Lead, fires};
use super::power;
use super::standing::{Scores, Standing};
use std::collections::BTreeSet;

/// What holds until the next fact. Times are whole seconds unless they say otherwise.
#[derive(Debug, Default)]
pub struct Known {
    /// By their place in [`field`].
    fields: [Option<i64>; 7],
    source: Option<&'static str>,
    /// Microseconds.
    pub last_act: Option<i64>,
    /// For each type, when its facts of this cycle happened.
    counted: Vec<Vec<i64>>,
    /// For each rule of engagement, when the facts happened that it gives points for, in this cycle.
    engagement: Vec<Vec<i64>>,
    /// For each account rule, likewise, over all its people and all cycles.
    account: Vec<Vec<i64>>,
    /// Whether each criterion is met; none while nothing is known.
    pub criteria: Vec<Option<bool>>,
    red: i64,
    evasive: bool,
    /// How often somebody tried to reach the lead in this cycle since it was last reached.
    unanswered: i64,
    fit: i64,
    grade: usize,
    persona: Option<(usize, i64)>,
}

fn trust(source: Option<&str>) -> i64 {
    match source {
        Some("crm") => 2,
        Some("web") => 1,
        _ => 0,
    }
}

/// Which of two facts says the later word: by moment, trust in the source, id.
fn stamp(fact: &Fact) -> (i64, i64, &str) {
    (fact.occurred, trust(fact.source), &fact.id)
}

/// The facts that still hold.
fn standing(lead: &Lead) -> impl Iterator<Item = &Fact> + Clone {
    lead.facts.iter().filter(|fact| !lead.gone.contains(&fact.id))
}

/// The place of `person.since`.
const SINCE: usize = 4;
/// The places of an account's fields.
const ACCOUNT_FIELDS: [usize; 2] = [5, 6];

/// A field's place and what is said of it; words count as their place.
fn field(field: &Field) -> (usize, Option<i64>) {
    match *field {
        Field::Size(it) => (0, it),
        Field::Tier(it) => (1, Some(it as i64)),
        Field::Optin(it) => (2, Some(i64::from(it))),
        Field::Part(it) => (3, Some(it as i64)),
        Field::Since(it) => (SINCE, Some(it)),
        Field::Employees(it) => (ACCOUNT_FIELDS[0], it),
        Field::Industry(it) => (ACCOUNT_FIELDS[1], Some(it as i64)),
    }
}

/// The last word on a field.
fn last<'f>(facts: impl Iterator<Item = &'f Fact>, place: usize) -> Option<i64> {
    let said = facts.filter_map(|fact| {
        let (_, value) = fact.fields.iter().map(field).find(|(about, _)| *about == place)?;
        Some((stamp(fact), value))
    });
    said.max_by_key(|(stamp, _)| *stamp).and_then(|(_, value)| value)
}

impl Known {
    pub fn of(book: &Book, leads: &[Lead], place: usize) -> Known {
        let lead = &leads[place];
        let account = lead.account;
        let ours = move || leads.iter().filter(move |it| account.is_some() && it.account == account).flat_map(standing);
        let own = || standing(lead);
        let current = || own().filter(|fact| lead.standing.cycle_from.is_none_or(|from| fact.occurred > from));
        let second = |fact: &Fact| fact.occurred.div_euclid(SECOND);
        let told = |field: usize| {
            if ACCOUNT_FIELDS.contains(&field) { last(ours(), field) } else { last(own(), field) }
        };
        let mut known = Known {
            fields: std::array::from_fn(told),
            source: own()
                .filter(|fact| fact.source.is_some())
                .min_by_key(|fact| (fact.occurred, -trust(fact.source), &fact.id))
                .and_then(|fact| fact.source),
            last_act: own().filter(|fact| matches!(fact.act, Act::Did(..))).map(|fact| fact.occurred).max(),
            counted: TYPES
                .iter()
                .map(|kind| current().filter(|fact| fact.kind() == *kind).map(second).collect())
                .collect(),
            engagement: book
                .engagement
                .iter()
                .map(|rule| current().filter(|fact| fires(rule, fact)).map(second).collect())
                .collect(),
            account: book
                .account
                .iter()
                .map(|rule| ours().filter(|fact| fires(rule, fact)).map(second).collect())
                .collect(),
            criteria: (0..book.framework.criteria.len()).map(|criterion| verdict(own(), criterion)).collect(),
            ..Known::default()
        };
        let flags: BTreeSet<&str> = own()
            .filter_map(|fact| match fact.act {
                Act::Flag(signal) if !misread(own(), &Misread::Flag(signal), fact) => Some(signal),
                _ => None,
            })
            .collect();
        known.red = flags.len() as i64;
        known.evasive = flags.contains("evasive");
        let reached = current().filter(|fact| fact.reached()).map(|fact| fact.occurred).max();
        let tried = current().filter(|fact| fact.tried() && Some(fact.occurred) > reached);
        known.unanswered = tried.count() as i64;
        known.weigh(book);
        known
    }

    /// The day of `person.since`.
    pub fn since(&self) -> Option<i64> {
        self.fields[SINCE]
    }

    /// Persona, then fit, which may read it.
    fn weigh(&mut self, book: &Book) {
        let nowhere = Standing::new(book);
        let mut best: Option<(usize, i64, i64)> = None;
        for (place, parts) in book.personas.iter().enumerate() {
            let view = View::timeless(self, &nowhere);
            let told: Vec<(bool, i64)> =
                parts.iter().filter_map(|(when, weight)| Some((when.eval(&view)?, *weight))).collect();
            let known: i64 = told.iter().map(|(_, weight)| weight).sum();
            let met: i64 = told.iter().filter(|(met, _)| *met).map(|(_, weight)| weight).sum();
            let nearer = |(_, other_met, other_known): (usize, i64, i64)| {
                met * other_known > other_met * known || (met * other_known == other_met * known && known > other_known)
            };
            if known > 0 && best.is_none_or(nearer) {
                best = Some((place, met, known));
            }
        }
        // Six digits, half up.
        self.persona = best.map(|(place, met, known)| (place, (met * 10_000_000 / known + 5) / 10));
        let view = View::timeless(self, &nowhere);
        let points = book.fit.iter().map(|rule| match rule.when.eval(&view) {
            Some(true) => rule.points,
            Some(false) => 0,
            None => rule.unknown,
        });
        self.fit = points.sum();
        self.grade = book.grades.iter().position(|least| self.fit >= *least).unwrap_or(3);
    }

    /// Whether the framework is met: it is when the met criteria suffice, it cannot be when all open ones would not help.
    pub fn framework(&self, book: &Book) -> Option<bool> {
        let suffices = |open_counts: bool| {
            let met = |place: usize| self.criteria[place].unwrap_or(open_counts);
            let all = book.framework.criteria.iter().enumerate();
            let required = all.clone().all(|(place, (_, required))| !required || met(place));
            let weight: i64 = all.clone().filter(|(place, _)| met(*place)).map(|(_, (weight, _))| weight).sum();
            let whole: i64 = all.clone().map(|(_, (weight, _))| weight).sum();
            let count = all.filter(|(place, _)| met(*place)).count() as i64;
            required
                && match book.framework.advance {
                    Advance::Count(least) => count >= least,
                    Advance::Percent(share) => weight * 100 >= share * whole,
                }
        };
        if suffices(false) {
            Some(true)
        } else if suffices(true) {
            None
        } else {
            Some(false)
        }
    }

    /// Every rule whose points matter, with the seconds of its facts.
    pub fn rules<'k>(&'k self, book: &'k Book) -> impl Iterator<Item = (&'k Rule, &'k [i64])> {
        let own = book.engagement.iter().zip(&self.engagement);
        own.chain(book.account.iter().zip(&self.account)).map(|(rule, times)| (rule, times.as_slice()))
    }

    /// Seconds at which some window that a condition counts loses a fact.
    pub fn window_ends(&self, book: &Book, all: &mut Vec<i64>) {
        for name in &book.names {
            if let Name::Facts(kind, window) = name {
                all.extend(self.counted[*kind].iter().map(|at| at + window));
            }
        }
    }

    /// A rule's points at a second, within its limit.
    pub fn points(rule: &Rule, times: &[i64], second: i64) -> i64 {
        limited(rule, power::points(times.iter().map(|at| second - at), rule.points, rule.half_life))
    }

    /// All scores at a second, exactly.
    pub fn scores(&self, book: &Book, second: i64) -> Scores {
        let exact = |rules: &[Rule], times: &[Vec<i64>]| {
            rules
                .iter()
                .zip(times)
                .map(|(rule, times)| {
                    let (low, high) = power::decayed(times.iter().map(|at| second - at), rule.points, rule.half_life);
                    let (a, b) = (limited(rule, low), limited(rule, high));
                    (a.min(b), a.max(b))
                })
                .collect()
        };
        Scores {
            fit: self.fit,
            grade: self.grade,
            persona: self.persona,
            engagement: exact(&book.engagement, &self.engagement),
            account: exact(&book.account, &self.account),
        }
    }
}

fn limited(rule: &Rule, points: i64) -> i64 {
    match rule.limit {
        Some(limit) if limit > 0 => points.min(limit),
        Some(limit) => points.max(limit),
        None => points,
    }
}

/// Whether a person said later that this was read wrongly, of the same words or of any.
fn misread<'f>(mut facts: impl Iterator<Item = &'f Fact>, what: &Misread, read: &Fact) -> bool {
    facts.any(|fact| {
        let words = fact.quote();
        matches!(&fact.act, Act::Wrong(it) if it == what)
            && stamp(fact) > stamp(read)
            && (words.is_none() || words == read.quote())
    })
}

/// What was said, or a person's word, beats what was imported, and that what was inferred; then the later.
fn verdict<'f>(facts: impl Iterator<Item = &'f Fact> + Clone, criterion: usize) -> Option<bool> {
    let wrong = |fact: &Fact, met| misread(facts.clone(), &Misread::Found(criterion, met), fact);
    let found = facts.clone().filter_map(|fact| match fact.act {
        Act::Found(about, met, origin) if about == criterion && (origin == 3 || !wrong(fact, met)) => {
            Some(((origin.min(2), stamp(fact)), met))
        }
        _ => None,
    });
    found.max_by_key(|(weight, _)| *weight).map(|(_, met)| met)
}

/// What conditions see at a second.
pub struct View<'a> {
    known: &'a Known,
    standing: &'a Standing,
    second: i64,
    engagement: i64,
    account: i64,
    band: usize,
}

impl<'a> View<'a> {
    pub fn new(book: &Book, known: &'a Known, standing: &'a Standing, second: i64) -> View<'a> {
        let total = |rules: &[Rule], times: &[Vec<i64>]| {
            rules.iter().zip(times).map(|(rule, times)| Known::points(rule, times, second)).sum::<i64>()
        };
        let engagement = total(&book.engagement, &known.engagement);
        let account = total(&book.account, &known.account);
        let band = book.bands.iter().position(|least| engagement >= *least).unwrap_or(3);
        View { known, standing, second, engagement, account, band }
    }

    /// For conditions that read neither time nor standing.
    fn timeless(known: &'a Known, standing: &'a Standing) -> View<'a> {
        View { known, standing, second: 0, engagement: 0, account: 0, band: 3 }
    }

    pub fn band(&self) -> usize {
        self.band
    }

    pub fn grade(&self) -> usize {
        self.known.grade
    }

    pub fn persona(&self) -> Option<(usize, i64)> {
        self.known.persona
    }
}

impl Seen for View<'_> {
    fn value(&self, name: Name) -> Option<i64> {
        let (known, standing) = (self.known, self.standing);
        let days = |since: i64| (self.second - since.div_euclid(SECOND)).div_euclid(DAY);
        let place = |place: usize| place as i64;
        match name {
            Name::Facts(kind, window) => {
                let times = known.counted[kind].iter();
                Some(times.filter(|at| **at > self.second - window && **at <= self.second).count() as i64)
            }
            Name::Engagement => Some(self.engagement),
            Name::AccountEngagement => Some(self.account),
            Name::Fit => Some(known.fit),
            Name::Grade => Some(place(known.grade)),
            Name::Band => Some(place(self.band)),
            Name::Idle => known.last_act.map(days),
            Name::InStage => standing.entered.map(days),
            Name::Size => known.fields[0],
            Name::Tier => known.fields[1],
            Name::Optin => known.fields[2],
            Name::DaysSince => known.since().map(|day| (self.second - day * DAY).div_euclid(DAY)),
            Name::Employees => known.fields[5],
            Name::Industry => known.fields[6],
            Name::Persona => known.persona.map(|(it, _)| place(it)),
            Name::Degree => known.persona.map(|(_, degree)| degree),
            Name::Part => known.fields[3],
            Name::State => super::book::STATES.iter().position(|it| *it == standing.disposition.state).map(place),
            Name::Kind => standing.disposition.kind.map(place),
            Name::Stage => standing.stage.map(place),
            Name::Reported => standing.furthest_reported().map(place),
            Name::Cycle => Some(i64::from(standing.cycle)),
            Name::Criterion(it) => known.criteria[it].map(|met| i64::from(!met)),
            Name::Red => Some(known.red),
            Name::Flagged => Some(i64::from(known.evasive)),
            Name::Unanswered => Some(known.unanswered),
        }
    }

    fn source(&self) -> Option<&str> {
        self.known.source
    }
}
