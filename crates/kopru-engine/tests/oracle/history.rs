//! A random history: what happens to some leads, in the order in which it becomes known, and when one looks.

use super::book::{Book, By, DAY, DECLARED, INDUSTRIES, KINDS, NUMBERED, PARTS, REASONS, TIERS, TYPES};
use super::random::Random;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;

/// Microseconds of a second.
pub const SECOND: i64 = 1_000_000;
/// How far ahead of its record a fact may lie, in microseconds.
const AHEAD: i64 = 300 * SECOND;
/// A Monday at nine: 2026-03-02T09:00:00Z.
const START: i64 = 1_772_442_000;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A declared type, with `n` where it has one.
    Did(usize, Option<i64>),
    Accepted(Option<&'static str>),
    Refused(usize),
    Returned,
    Qualified(bool),
    Talked([bool; 3]),
    Won,
    Lost,
    /// Days since 1970 until which it rests.
    Recycled(Option<i64>),
    /// Kind, reason, day.
    Disqualified(usize, Option<String>, Option<i64>),
    Revived,
    Retracted(String),
    Reported(usize),
    /// Criterion, met, where from (the place in the engine's documented order).
    Found(usize, bool, usize),
    /// A red flag.
    Flag(&'static str),
    /// A person calls a reading wrong.
    Wrong(Misread),
    FieldsSet,
    Offered,
    /// To whom, or into which queue.
    Assigned(Option<&'static str>, Option<&'static str>),
    /// Whether a machine did it; and seconds after its record at which the next step is due that was agreed on.
    Contacted(bool, Option<i64>),
    /// Days since 1970 until which clocks stand still.
    Paused(Option<i64>),
    Resumed,
    /// Seconds after its record at which it is due.
    StepSet(i64),
    StepDone,
    Undone(String),
}

/// What was read wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misread {
    /// A red flag.
    Flag(&'static str),
    /// A criterion, and whether it was read as met.
    Found(usize, bool),
}

/// A field of a person or an account; none takes the value away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Size(Option<i64>),
    Tier(usize),
    Optin(bool),
    /// A day.
    Since(i64),
    Part(usize),
    Employees(Option<i64>),
    Industry(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub id: String,
    pub lead: usize,
    /// The account that it names; without one the lead stays where it is.
    pub account: Option<&'static str>,
    pub act: Act,
    /// Microseconds since 1970.
    pub occurred: i64,
    pub recorded: i64,
    pub source: Option<&'static str>,
    pub fields: Vec<Field>,
}

#[derive(Debug)]
pub enum Event {
    Fact(Fact),
    /// Everybody is looked at.
    Look(i64),
}

#[derive(Debug)]
pub struct History {
    pub leads: usize,
    pub events: Vec<Event>,
}

impl Fact {
    /// When it is decided: when recorded, or when it happens if that is at most five minutes later.
    pub fn decided(&self) -> i64 {
        if self.occurred > self.recorded && self.occurred - self.recorded <= AHEAD {
            self.occurred
        } else {
            self.recorded
        }
    }

    /// The moment that lies so many seconds after the second in which it was recorded.
    fn due(&self, ahead: i64) -> String {
        let due = Moment::from_micros((self.recorded.div_euclid(SECOND) + ahead) * SECOND);
        due.expect("a moment").to_string()
    }

    /// Whether they talked with each other.
    pub fn reached(&self) -> bool {
        match self.act {
            Act::Talked([two_way, ..]) => two_way,
            Act::Contacted(machine, _) => !machine && self.id.ends_with('1'),
            _ => false,
        }
    }

    /// The words that something was read from.
    pub fn quote(&self) -> Option<&'static str> {
        match self.id.chars().last() {
            Some('0'..='3') => Some("perhaps"),
            Some('4'..='6') => Some("we will see"),
            _ => None,
        }
    }

    /// Whether a person tried in vain.
    pub fn tried(&self) -> bool {
        matches!(self.act, Act::Contacted(false, _)) && !self.reached()
    }

    pub fn kind(&self) -> &'static str {
        match &self.act {
            Act::Did(kind, _) => TYPES[*kind],
            Act::Accepted(_) => "accepted",
            Act::Refused(_) => "refused",
            Act::Returned => "returned",
            Act::Qualified(_) => "qualified",
            Act::Talked(_) => "conversation_held",
            Act::Won => "won",
            Act::Lost => "lost",
            Act::Recycled(_) => "recycled",
            Act::Disqualified(..) => "disqualified",
            Act::Revived => "revived",
            Act::Retracted(_) => "retracted",
            Act::Reported(_) => "stage_reported",
            Act::Found(..) => "finding",
            Act::Flag(_) => "signal",
            Act::Wrong(_) => "overruled",
            Act::FieldsSet => "fields_set",
            Act::Offered => "offered",
            Act::Assigned(..) => "assigned",
            Act::Contacted(..) => "contacted",
            Act::Paused(_) => "clock_paused",
            Act::Resumed => "clock_resumed",
            Act::StepSet(_) => "next_step_set",
            Act::StepDone => "next_step_done",
            Act::Undone(_) => "undone",
        }
    }

    /// The fact for the engine.
    pub fn raw(&self) -> RawFact {
        let mut raw = RawFact::new(Subject::External(format!("lead-{}", self.lead)), self.kind());
        raw.id = Some(self.id.clone());
        raw.occurred_at = Moment::from_micros(self.occurred);
        raw.recorded_at = Moment::from_micros(self.recorded);
        raw.source = self.source.map(str::to_owned);
        if let (Act::Found(..) | Act::Flag(_) | Act::Wrong(_), Some(quote)) = (&self.act, self.quote()) {
            raw.data.insert("quote".to_owned(), Scalar::Text(quote.to_owned()));
        }
        let mut say = |name: &str, value: Scalar| raw.data.insert(name.to_owned(), value);
        let text = |text: &str| Scalar::Text(text.to_owned());
        match &self.act {
            Act::Did(_, n) => n.and_then(|n| say("n", Scalar::Int(n))),
            Act::Accepted(by) => by.and_then(|by| say("by", text(by))),
            Act::Refused(reason) => say("reason", text(REASONS[*reason].0)),
            Act::Qualified(overrule) => say("overrule", Scalar::Bool(*overrule)),
            Act::Talked([two_way, business, product]) => {
                say("two_way", Scalar::Bool(*two_way));
                say("business_fit", Scalar::Bool(*business));
                say("product_fit", Scalar::Bool(*product))
            }
            Act::Recycled(until) => until.and_then(|day| say("until", text(&date(day)))),
            Act::Disqualified(kind, reason, until) => {
                say("kind", text(KINDS[*kind]));
                until.map(|day| say("until", text(&date(day))));
                reason.as_ref().and_then(|reason| say("reason", text(reason)))
            }
            Act::Retracted(id) => say("fact", text(id)),
            Act::Reported(stage) => say("stage", text(&format!("s{stage}"))),
            Act::Found(criterion, met, origin) => {
                say("criterion", text(&format!("c{criterion}")));
                say("verdict", text(if *met { "met" } else { "unmet" }));
                say("origin", text(["inferred", "imported", "said", "person"][*origin]))
            }
            Act::Flag(signal) | Act::Wrong(Misread::Flag(signal)) => say("signal", text(signal)),
            Act::Wrong(Misread::Found(criterion, met)) => {
                say("criterion", text(&format!("c{criterion}")));
                say("verdict", text(if *met { "met" } else { "unmet" }))
            }
            Act::Assigned(to, queue) => {
                queue.map(|queue| say("queue", text(queue)));
                to.and_then(|to| say("to", text(to)))
            }
            Act::Contacted(machine, next) => {
                if let Some(ahead) = next {
                    say("next", text("call"));
                    say("due", text(&self.due(*ahead)));
                }
                if *machine && self.id.ends_with('1') {
                    say("automatic", Scalar::Bool(true))
                } else if *machine {
                    say("outcome", text(if self.id.ends_with('2') { "bounced" } else { "auto_reply" }))
                } else {
                    say("outcome", text(if self.reached() { "reached" } else { "no_answer" }))
                }
            }
            Act::Paused(until) => {
                until.map(|day| say("until", text(&date(day))));
                say("reason", text("on leave"))
            }
            Act::StepSet(ahead) => {
                say("what", text("call"));
                say("due", text(&self.due(*ahead)))
            }
            Act::Undone(id) => say("fact", text(id)),
            Act::Returned
            | Act::Won
            | Act::Lost
            | Act::Revived
            | Act::FieldsSet
            | Act::Offered
            | Act::Resumed
            | Act::StepDone => None,
        };
        for field in &self.fields {
            let (account, name, value) = field.raw();
            if account { &mut raw.account_fields } else { &mut raw.fields }.insert(name.to_owned(), value);
        }
        raw
    }
}

impl Field {
    fn raw(&self) -> (bool, &'static str, Scalar) {
        let int = |it: Option<i64>| it.map_or(Scalar::Null, Scalar::Int);
        let word = |word: &str| Scalar::Text(word.to_owned());
        match self {
            Field::Size(it) => (false, "size", int(*it)),
            Field::Tier(it) => (false, "tier", word(TIERS[*it])),
            Field::Optin(it) => (false, "optin", Scalar::Bool(*it)),
            Field::Since(day) => (false, "since", word(&date(*day))),
            Field::Part(it) => (false, "role_part", word(PARTS[*it])),
            Field::Employees(it) => (true, "employees", int(*it)),
            Field::Industry(it) => (true, "industry", word(INDUSTRIES[*it])),
        }
    }
}

/// A day as text, counted through the months.
fn date(day: i64) -> String {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (mut year, mut left) = (1970, day);
    while left >= 365 + i64::from(leap(year)) {
        left -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 0;
    let days = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    while left >= days[month] {
        left -= days[month];
        month += 1;
    }
    format!("{year:04}-{:02}-{:02}", month + 1, left + 1)
}

impl History {
    pub fn random(book: &Book, random: &mut Random) -> History {
        // How often a fact names an account: never, always the same, now and then one of two.
        let leads = random.pick(&[1, 1, 1, 2, 3]) as usize;
        let naming: Vec<i64> = (0..leads).map(|_| random.int(0, 2)).collect();
        let horizon = book.unit * random.pick(&[5, 20, 20, 60]);
        let mut facts: Vec<Fact> = Vec::new();
        let count = random.pick(&[1, 3, 10, 20, 30, 40]);
        let mut steps = vec![0; leads];
        let mut at = START * SECOND;
        for place in 0..count {
            at += gap(random, horizon, count);
            let lead = random.place(leads);
            let account = match naming[lead] {
                0 => None,
                1 => Some("acme"),
                _ => random.maybe(4, |random| random.pick(&["acme", "acme", "rival"])),
            };
            let mut fact = Fact {
                id: format!("f{place:02}"),
                lead,
                account,
                act: act(book, &facts, &mut steps[lead], random),
                occurred: at,
                recorded: at,
                source: random.maybe(2, |random| random.pick(&["crm", "web", "fair"])),
                fields: fields(random),
            };
            match random.int(1, 20) {
                1..=3 => fact.occurred -= random.int(0, horizon) * SECOND + random.int(0, 2) * 250_000,
                4 => fact.occurred += random.int(1, 300) * SECOND,
                5 => fact.occurred += random.int(301, 4_000) * SECOND,
                _ => {}
            }
            if matches!(fact.act, Act::Retracted(_)) {
                fact.fields.clear();
            }
            let again = fact.clone();
            facts.push(fact);
            match random.int(1, 40) {
                1 | 2 => facts.push(again),
                3 => facts.push(Fact { occurred: again.occurred - SECOND, ..again }),
                _ => {}
            }
        }
        let mut events: Vec<(i64, Event)> = facts.into_iter().map(|fact| (fact.decided(), Event::Fact(fact))).collect();
        let end = events.iter().map(|(at, _)| *at).max().unwrap_or(at);
        for _ in 0..3 {
            let at = START * SECOND + random.int(0, (end - START * SECOND) / SECOND) * SECOND;
            events.push((at, Event::Look(at)));
        }
        let far = if random.coin() { 4 * DAY } else { 0 };
        for later in [0, book.unit, horizon, horizon + far] {
            let at = end + later * SECOND;
            events.push((at, Event::Look(at)));
        }
        events.sort_by_key(|(at, _)| *at);
        History { leads, events: events.into_iter().map(|(_, event)| event).collect() }
    }
}

/// From one fact to the next: often a whole number of units (so that half-lives and windows end exactly), sometimes
/// nothing or part of a second.
fn gap(random: &mut Random, horizon: i64, count: i64) -> i64 {
    let mean = (horizon / count).max(1);
    match random.int(1, 8) {
        1 => 0,
        2 => random.int(0, 3) * 250_000,
        3 | 4 => random.int(0, 2 * mean) * SECOND + random.int(0, 999_999),
        5 => (2 * mean / 60 + 1) * 60 * SECOND,
        _ => random.int(0, 2 * mean) * SECOND,
    }
}

/// The next act that brings a lead on, most often as it should be.
fn forward(book: &Book, step: &mut i64, random: &mut Random) -> Act {
    *step += i64::from(!random.once_in(3));
    match *step {
        0 | 1 if book.by(By::Acceptance).is_some() => {
            Act::Accepted(random.maybe(2, |random| random.pick(&["ayse", "mehmet"])))
        }
        0..=2 => Act::Qualified(!random.once_in(3)),
        3 => Act::Talked([0, 1, 2].map(|_| !random.once_in(12))),
        4 => Act::Won,
        _ => {
            *step = 0;
            Act::Lost
        }
    }
}

/// What people do with a hand-over beside answering it.
fn selling(book: &Book, earlier: &[Fact], random: &mut Random) -> Act {
    match random.int(1, 14) {
        1 | 2 => Act::Offered,
        3 => Act::Assigned(Some(random.pick(&["ayse", "mehmet", "zeynep"])), None),
        4 => Act::Assigned(None, random.maybe(2, |random| random.pick(&["north", "south"]))),
        5..=7 => Act::Contacted(random.once_in(4), random.maybe(4, |random| book.unit * random.int(-1, 8))),
        8 => Act::Paused(random.maybe(2, |random| START / DAY + random.int(-1, 6))),
        9 => Act::Resumed,
        10 => Act::StepSet(book.unit * random.int(-1, 8)),
        11 => Act::StepDone,
        _ => {
            // The latest of some acts: the one that can be undone, most often.
            let act = |fact: &&Fact| {
                matches!(
                    fact.act,
                    Act::Accepted(_) | Act::Refused(_) | Act::Assigned(..) | Act::Recycled(_) | Act::Lost
                )
            };
            match earlier.iter().rev().find(act) {
                Some(last) if !random.once_in(6) => Act::Undone(last.id.clone()),
                _ => Act::Undone("nothing".to_owned()),
            }
        }
    }
}

fn act(book: &Book, earlier: &[Fact], step: &mut i64, random: &mut Random) -> Act {
    let day = |random: &mut Random| START / DAY + random.int(-1, 6);
    match random.int(1, 52) {
        41..=52 if book.by(By::Acceptance).is_some() => selling(book, earlier, random),
        1..=14 => did(random),
        15..=23 => forward(book, step, random),
        24..=25 if book.by(By::Acceptance).is_some() => Act::Refused(random.place(REASONS.len())),
        26 => random.pick(&[Act::Returned, Act::Lost, Act::Won, Act::Qualified(false)]),
        27 => Act::Recycled(random.maybe(2, day)),
        28..=29 => disqualified(book, random),
        30..=31 => Act::Revived,
        32..=33 => match earlier {
            [] => Act::FieldsSet,
            _ if random.once_in(6) => Act::Retracted("nothing".to_owned()),
            _ => Act::Retracted(random.pick(earlier).id),
        },
        34 if random.coin() => Act::Reported(random.place(book.stages.len())),
        35..=36 => Act::Found(random.place(book.framework.criteria.len()), !random.once_in(3), random.place(4)),
        37 => Act::Flag(random.pick(&["short_answers", "evasive", "inconsistent"])),
        38 => Act::FieldsSet,
        39..=40 => misread(book, earlier, random),
        _ => did(random),
    }
}

/// The latest reading was wrong, most often; else some other.
fn misread(book: &Book, earlier: &[Fact], random: &mut Random) -> Act {
    let read = earlier.iter().rev().find_map(|fact| match fact.act {
        Act::Found(criterion, met, _) => Some(Misread::Found(criterion, met)),
        Act::Flag(signal) => Some(Misread::Flag(signal)),
        _ => None,
    });
    Act::Wrong(match read {
        Some(read) if !random.once_in(4) => read,
        _ if random.coin() => Misread::Flag("evasive"),
        _ => Misread::Found(random.place(book.framework.criteria.len()), random.coin()),
    })
}

fn did(random: &mut Random) -> Act {
    let kind = random.place(DECLARED);
    let n = if NUMBERED.contains(&kind) { random.maybe(2, |random| random.int(0, 5)) } else { None };
    Act::Did(kind, n)
}

fn disqualified(book: &Book, random: &mut Random) -> Act {
    let reason = random.maybe(2, |random| match book.disqualify.len() {
        0 => "gone".to_owned(),
        count => format!("d{}", random.place(count)),
    });
    Act::Disqualified(
        random.pick(&[0, 1, 1, 1, 2, 3, 4]),
        reason,
        random.maybe(2, |random| START / DAY + random.int(-1, 6)),
    )
}

fn fields(random: &mut Random) -> Vec<Field> {
    if !random.once_in(3) {
        return Vec::new();
    }
    let mut all = vec![
        Field::Size(random.maybe(2, |random| random.int(0, 6))),
        Field::Tier(random.place(3)),
        Field::Optin(random.coin()),
        Field::Since(START / DAY - random.int(-2, 5)),
        Field::Part(random.place(3)),
        Field::Employees((!random.once_in(5)).then(|| random.int(0, 6) * 50)),
        Field::Industry(random.place(3)),
    ];
    all.retain(|_| random.once_in(3));
    all
}
