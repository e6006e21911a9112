//! The oracle's own conditions: a tree, its text for the playbook, and its truth, with a third value for what is unknown.

use super::book::{BANDS, GRADES, INDUSTRIES, KINDS, PARTS, STATES, TIERS, TYPES};
use super::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Differs,
}

impl Op {
    fn text(self) -> &'static str {
        match self {
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::More => ">",
            Op::AtLeast => ">=",
            Op::Equal => "==",
            Op::Differs => "!=",
        }
    }

    fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Op::Less => left < right,
            Op::AtMost => left <= right,
            Op::More => left > right,
            Op::AtLeast => left >= right,
            Op::Equal => left == right,
            Op::Differs => left != right,
        }
    }
}

/// A number that conditions compare; words count as their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Facts(usize, i64),
    Engagement,
    AccountEngagement,
    Fit,
    Grade,
    Band,
    Idle,
    InStage,
    Size,
    Tier,
    Optin,
    DaysSince,
    Employees,
    Industry,
    Persona,
    Degree,
    Part,
    State,
    Kind,
    Stage,
    Reported,
    Cycle,
    Criterion(usize),
    Red,
    /// Whether answers were evasive.
    Flagged,
    Unanswered,
}

#[derive(Clone, Debug)]
pub enum Condition {
    Compare(Name, Op, i64),
    /// Two counts together.
    Together([Name; 2], Op, i64),
    Known(Name),
    SourceIs(&'static str),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// What a condition may look at: none is unknown.
pub trait Seen {
    fn value(&self, name: Name) -> Option<i64>;
    fn source(&self) -> Option<&str>;
}

impl Condition {
    pub fn eval(&self, seen: &dyn Seen) -> Option<bool> {
        match self {
            Condition::Compare(name, op, right) => seen.value(*name).map(|left| op.holds(left, *right)),
            Condition::Together([a, b], op, right) => Some(op.holds(seen.value(*a)? + seen.value(*b)?, *right)),
            Condition::Known(name) => Some(seen.value(*name).is_some()),
            Condition::SourceIs(source) => seen.source().map(|it| it == *source),
            Condition::Not(part) => part.eval(seen).map(|it| !it),
            Condition::All(parts) => {
                let all: Vec<Option<bool>> = parts.iter().map(|part| part.eval(seen)).collect();
                if all.contains(&Some(false)) {
                    Some(false)
                } else if all.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Condition::Any(parts) => {
                let all: Vec<Option<bool>> = parts.iter().map(|part| part.eval(seen)).collect();
                if all.contains(&Some(true)) {
                    Some(true)
                } else if all.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
        }
    }

    pub fn text(&self) -> String {
        let joined = |parts: &[Condition], by: &str| {
            let parts: Vec<String> = parts.iter().map(|part| format!("({})", part.text())).collect();
            parts.join(by)
        };
        match self {
            Condition::Compare(Name::Optin, op, right) => {
                format!("person.optin {} {}", op.text(), *right == 1)
            }
            Condition::Compare(Name::Flagged, op, right) => {
                format!("signal.evasive {} {}", op.text(), *right == 1)
            }
            Condition::Compare(Name::Degree, op, right) => {
                format!("persona.degree {} 0.{right:06}", op.text())
            }
            Condition::Compare(name, op, right) => match name.words() {
                Some(words) => format!("{} {} '{}'", name.text(), op.text(), words[*right as usize]),
                None => format!("{} {} {right}", name.text(), op.text()),
            },
            Condition::Together([a, b], op, right) => format!("{} + {} {} {right}", a.text(), b.text(), op.text()),
            Condition::Known(name) => format!("has({})", name.text()),
            Condition::SourceIs(source) => format!("source == '{source}'"),
            Condition::Not(part) => format!("!({})", part.text()),
            Condition::All(parts) => joined(parts, " && "),
            Condition::Any(parts) => joined(parts, " || "),
        }
    }

    pub fn names(&self, found: &mut Vec<Name>) {
        match self {
            Condition::Compare(name, ..) | Condition::Known(name) => found.push(*name),
            Condition::Together(names, ..) => found.extend(names),
            Condition::SourceIs(_) => {}
            Condition::Not(part) => part.names(found),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| part.names(found)),
        }
    }
}

impl Name {
    fn text(self) -> String {
        match self {
            Name::Facts(kind, window) => return format!("facts('{}', '{window}s')", TYPES[kind]),
            Name::Criterion(place) => return format!("criterion.c{place}"),
            Name::Engagement => "engagement",
            Name::AccountEngagement => "account.engagement",
            Name::Fit => "fit",
            Name::Grade => "fit.grade",
            Name::Band => "engagement.band",
            Name::Idle => "days_since_last_fact",
            Name::InStage => "days_in_stage",
            Name::Size => "person.size",
            Name::Tier => "person.tier",
            Name::Optin => "person.optin",
            Name::DaysSince => "days_since(person.since)",
            Name::Employees => "account.employees",
            Name::Industry => "account.industry",
            Name::Persona => "persona",
            Name::Degree => "persona.degree",
            Name::Part => "role.part",
            Name::State => "disposition",
            Name::Kind => "disposition.kind",
            Name::Stage => "stage",
            Name::Reported => "reported",
            Name::Cycle => "cycle",
            Name::Red => "signals.red",
            Name::Flagged => "signal.evasive",
            Name::Unanswered => "attempts.unanswered",
        }
        .to_owned()
    }

    /// The words of an enum, in their order. Stages and personas are named by their place.
    fn words(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Name::Grade => &GRADES,
            Name::Band => &BANDS,
            Name::Tier => &TIERS,
            Name::Industry => &INDUSTRIES,
            Name::Part => &PARTS,
            Name::State => &STATES,
            Name::Kind => &KINDS,
            Name::Persona => &["p0", "p1", "p2"],
            Name::Stage | Name::Reported => &["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"],
            Name::Criterion(_) => &["met", "unmet"],
            _ => return None,
        })
    }
}

/// What a random condition may ask.
pub struct Family {
    /// Windows that fit the history's pace, in seconds.
    pub windows: Vec<i64>,
    pub names: Vec<Name>,
    pub stages: usize,
    pub personas: usize,
    pub source: bool,
}

impl Family {
    pub fn random(&self, random: &mut Random, depth: u32) -> Condition {
        if depth > 0 && random.once_in(2) {
            let parts = (0..random.int(2, 3)).map(|_| self.random(random, depth - 1)).collect();
            return if random.coin() { Condition::All(parts) } else { Condition::Any(parts) };
        }
        if depth > 0 && random.once_in(8) {
            return Condition::Not(Box::new(self.random(random, depth - 1)));
        }
        if self.source && random.once_in(15) {
            return Condition::SourceIs(random.pick(&["crm", "web", "fair"]));
        }
        let name = random.pick(&self.names);
        self.about(name, random)
    }

    fn about(&self, name: Name, random: &mut Random) -> Condition {
        use Op::{AtLeast, AtMost, Differs, Equal, Less, More};
        let any = [AtLeast, AtLeast, More, Less, AtMost, Equal, Differs];
        let (op, right) = match name {
            Name::Facts(kind, _) => {
                let name = Name::Facts(kind, random.pick(&self.windows));
                if random.once_in(5) {
                    let other = Name::Facts(random.place(TYPES.len()), random.pick(&self.windows));
                    return Condition::Together([name, other], random.pick(&[AtLeast, Less]), random.int(1, 4));
                }
                let (op, right) =
                    random.pick(&[(More, 0), (More, 0), (AtLeast, 2), (AtLeast, 3), (Equal, 0), (Less, 2)]);
                return Condition::Compare(name, op, right);
            }
            Name::Engagement | Name::AccountEngagement => {
                (random.pick(&[AtLeast, AtLeast, More, Less, AtMost]), random.int(-12, 45))
            }
            Name::Fit => (random.pick(&any), random.int(-10, 60)),
            Name::Grade | Name::Band => (random.pick(&[AtMost, AtMost, Equal, More]), random.int(0, 2)),
            Name::Idle | Name::InStage | Name::DaysSince => {
                (random.pick(&[AtLeast, AtLeast, More, Less]), random.int(1, 9))
            }
            Name::Size => (random.pick(&any), random.int(0, 6)),
            Name::Tier => (random.pick(&any), random.int(0, 2)),
            Name::Optin | Name::Flagged => (Equal, random.int(0, 1)),
            Name::Employees => (random.pick(&any), random.int(0, 6) * 50),
            Name::Industry | Name::Part => (random.pick(&[Equal, Differs]), random.int(0, 2)),
            Name::Persona => (Equal, random.int(0, self.personas as i64 - 1)),
            Name::Degree => (random.pick(&[AtLeast, Less, AtMost]), random.pick(&[250_000, 500_000, 666_667, 750_000])),
            Name::State => (Equal, random.int(0, 4)),
            Name::Kind => (Equal, random.int(0, 4)),
            Name::Stage | Name::Reported => (random.pick(&any), random.int(0, self.stages as i64 - 1)),
            Name::Cycle => (random.pick(&[Equal, More]), random.int(1, 3)),
            Name::Criterion(_) => (Equal, random.int(0, 1)),
            Name::Red => (random.pick(&[AtLeast, Less]), random.int(1, 2)),
            Name::Unanswered => (random.pick(&[AtLeast, Less, Equal]), random.int(1, 3)),
        };
        if matches!(name, Name::Size | Name::Employees | Name::Tier | Name::Persona) && random.once_in(6) {
            return Condition::Known(name);
        }
        Condition::Compare(name, op, right)
    }
}
