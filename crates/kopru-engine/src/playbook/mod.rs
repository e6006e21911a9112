//! The playbook: the agreement between marketing and sales, checked and ready to decide with.
//!
//! [`Playbook::check`] reads a TOML text and reports every fault at once; what it returns cannot fail later.

pub mod aloud;
mod builtin;
mod cases;
mod conversation;
pub mod diff;
mod effort;
mod faults;
mod goal;
mod handover;
mod ids;
mod letting_go;
mod lifecycle;
mod names;
mod people;
mod priority;
mod product;
mod reader;
pub mod reference;
pub(crate) mod schema;
mod scoring;
mod size;
pub mod spec;
mod watches;

pub use builtin::{Builtin, CONTACTS, Course, Form, Kind, Measure, Priority, SignalColour};
pub use handover::{Check, Handover, Reason};

pub use cases::{Case, CaseResult, run_case};
pub use faults::FAULTS;
pub use names::{BANDS, DISPOSITIONS, GRADES, LeadName, LeadSlots, Use};
pub use product::{Every, ListPrice, Per, Product};
pub use size::{LEVEL_MAX, Size};

use crate::calendar::Calendar;
use crate::condition::{Condition, Tri};
use crate::diagnostic::Diagnostic;
use crate::document::{Faults, Text};
use crate::lang::Both;
use crate::value::{EnumType, Money, Type};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A checked playbook.
#[derive(Debug)]
pub struct Playbook {
    /// Its name.
    pub name: Both,
    /// What the authors call this version.
    pub label: String,
    /// Sixteen hexadecimal digits that change with the text or one of its lists: decisions name it.
    pub version: Arc<str>,
    /// Sources of facts, the most trusted first.
    pub sources: Vec<Arc<str>>,
    /// Lists by name, sorted.
    pub lists: BTreeMap<String, Arc<[Arc<str>]>>,
    /// Calendars by name.
    pub calendars: BTreeMap<String, NamedCalendar>,
    /// Fields of a person, the built-in ones first.
    pub person: Vec<Field>,
    /// Fields of an account, the built-in ones first.
    pub account: Vec<Field>,
    /// Types of facts, the built-in ones first.
    pub fact_types: Vec<FactType>,
    /// Buyer personas.
    pub personas: Vec<Persona>,
    /// Pains that leads have.
    pub pains: Vec<Pain>,
    /// What we sell.
    pub products: Vec<Product>,
    /// Red flags and positive signs, the built-in ones first.
    pub signals: Vec<Signal>,
    /// Purposes of consent.
    pub consents: Vec<Arc<str>>,
    /// Fit rules, in the file's order.
    pub fit: Vec<FitRule>,
    /// Least points for the grades A, B and C; below is D.
    pub grades: [i64; 3],
    /// Engagement rules of a lead.
    pub engagement: Vec<DecayRule>,
    /// Least points for the bands hot, warm and cool; below is cold.
    pub bands: [i64; 3],
    /// Rules over the facts of all people of an account.
    pub account_rules: Vec<DecayRule>,
    /// Distinct half-lives of all rules, in seconds; rules name one by its place.
    pub half_lives: Vec<i64>,
    /// Stages in their order.
    pub stages: Vec<Stage>,
    /// What the stages mean.
    pub by: ByStages,
    /// The hand-over from marketing to sales.
    pub handover: Option<Handover>,
    /// Who gets a lead; the first that fits.
    pub routes: Vec<Route>,
    /// What the steps of sales take and cost, where both teams agreed on it.
    pub effort: Option<Effort>,
    /// What a lead wants, and how it is asked before anything is sold.
    pub goal: Option<Goal>,
    /// Qualification frameworks.
    pub frameworks: Vec<Framework>,
    /// All criteria of all frameworks, each once.
    pub criteria: Vec<Criterion>,
    /// What is asked of the measures of sizing up, in the order of [`Measure::ALL`].
    pub sizes: Vec<Size>,
    /// Rules that let a lead go.
    pub disqualify: Vec<Disqualify>,
    /// The courses, the first that applies.
    pub courses: Vec<CourseRule>,
    /// The priorities, the first that applies.
    pub priorities: Vec<PriorityRule>,
    /// Nurture tracks.
    pub tracks: Vec<Track>,
    /// The playbook's own examples.
    pub cases: Vec<Case>,
    /// The derived values of a lead that conditions can name, by their place.
    pub derived: Vec<LeadName>,
    /// Where each derived value of a lead lies for conditions.
    pub slots: LeadSlots,
    /// For each stage (and, first, for a lead before all stages): what time alone can change.
    pub watches: Vec<Watch>,
}

/// A calendar, with what people wrote.
#[derive(Debug)]
pub struct NamedCalendar {
    /// The calendar.
    pub calendar: Calendar,
    /// The blocks of its ordinary week, as written.
    pub open: Vec<String>,
    /// Days that differ from their week.
    pub special_days: usize,
}

/// Where something stands in the file.
pub type Place = Range<usize>;

/// A declared field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub id: Arc<str>,
    /// Its type.
    pub kind: Type,
    /// How people call it.
    pub label: Both,
    /// Lists can be filtered by it at any size.
    pub indexed: bool,
    /// Reports can be broken down by it.
    pub dimension: bool,
    /// Hidden by role.
    pub sensitive: bool,
}

/// A type of fact.
#[derive(Clone, Debug)]
pub struct FactType {
    /// Its name, in the past tense.
    pub id: Arc<str>,
    /// How people call it.
    pub label: Both,
    /// What conditions read as `fact.*`.
    pub data: Vec<Field>,
    /// The meaning that Köprü gives it.
    pub builtin: Option<Builtin>,
    /// Engagement rules that it can fire, with their conditions for this type.
    pub engagement: Vec<(u16, Option<Condition>)>,
    /// Account rules that it can fire.
    pub account_rules: Vec<(u16, Option<Condition>)>,
    /// Whether some condition counts it.
    pub counted: bool,
}

/// A buyer persona.
#[derive(Debug)]
pub struct Persona {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// What makes somebody this persona.
    pub parts: Vec<PersonaPart>,
    /// Where it stands.
    pub place: Place,
}

/// One mark of a persona.
#[derive(Debug)]
pub struct PersonaPart {
    /// When it is met.
    pub when: Condition,
    /// How much it weighs.
    pub weight: i64,
}

/// A problem that leads have.
#[derive(Debug)]
pub struct Pain {
    /// Its id.
    pub id: Arc<str>,
    /// The problem in words.
    pub text: Both,
    /// Words by which it is recognised.
    pub words: Vec<String>,
    /// How far our product solves it.
    pub solved: Solved,
    /// Whether nobody else solves it.
    pub only_us: bool,
}

impl Pain {
    /// How conditions name it: `pain.leads_lost` for the id `leads-lost`, since `-` would take away there.
    pub fn name(&self) -> String {
        format!("pain.{}", self.id.replace('-', "_"))
    }
}

/// How far our product solves a pain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solved {
    /// Not at all.
    No,
    /// In part.
    Partly,
    /// Whole.
    Fully,
}

/// A typed red flag or positive sign.
#[derive(Debug)]
pub struct Signal {
    /// Its id.
    pub id: Arc<str>,
    /// Flag or sign.
    pub colour: SignalColour,
    /// What it says.
    pub text: Both,
}

/// A rule about who a lead is.
#[derive(Debug)]
pub struct FitRule {
    /// Its id.
    pub id: Arc<str>,
    /// Its wording for people.
    pub text: Option<Both>,
    /// When it fires.
    pub when: Condition,
    /// Points when it fires.
    pub points: i64,
    /// Points while nobody knows.
    pub unknown: i64,
    /// Where it stands.
    pub place: Place,
}

impl FitRule {
    /// Its points when its condition has this answer.
    pub fn gives(&self, answer: Tri) -> i64 {
        match answer {
            Tri::True => self.points,
            Tri::Unknown => self.unknown,
            Tri::False => 0,
        }
    }
}

/// A rule about what a lead, or an account's people, do.
#[derive(Debug)]
pub struct DecayRule {
    /// Its id.
    pub id: Arc<str>,
    /// Its wording for people.
    pub text: Option<Both>,
    /// Types of facts it looks at.
    pub on: Vec<u16>,
    /// The condition as written, if any.
    pub when: Option<String>,
    /// Points of one fact.
    pub points: i64,
    /// The place of its half-life in [`Playbook::half_lives`].
    pub half_life: u16,
    /// Most (or, below zero, least) points of the decayed sum.
    pub limit: Option<i64>,
    /// Where it stands.
    pub place: Place,
}

/// A stage of the lifecycle.
#[derive(Debug)]
pub struct Stage {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// The team that works it.
    pub team: Team,
    /// When rules bring a lead here.
    pub enter: Option<Condition>,
    /// Which act of a person brings a lead here.
    pub by: Option<By>,
    /// The framework asked before (`by = "qualification"`).
    pub framework: Option<u16>,
    /// What else must hold.
    pub needs: Option<Condition>,
    /// Criteria of being able to buy (`by = "conversation"`).
    pub ability: Vec<u16>,
    /// Longer is stagnation. Seconds.
    pub max_age: Option<i64>,
    /// Whether leads may rest here, in a queue.
    pub parked: bool,
    /// The queue of those without owner.
    pub queue: Arc<str>,
    /// Where it stands.
    pub place: Place,
}

/// A team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Team {
    /// Marketing.
    Marketing,
    /// Sales.
    Sales,
}

/// What a stage means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A person of sales accepts.
    Acceptance,
    /// A person of sales confirms: ready for sales.
    Qualification,
    /// A two-way talk and sales' word.
    Conversation,
    /// The deal is won.
    Won,
}

/// The stages that need a person, by their place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByStages {
    /// `by = "acceptance"`.
    pub acceptance: Option<u8>,
    /// `by = "qualification"`.
    pub qualification: Option<u8>,
    /// `by = "conversation"`.
    pub conversation: Option<u8>,
    /// `by = "won"`.
    pub won: Option<u8>,
    /// The first of them; as many as there are stages when there is none.
    pub first: u8,
}

/// What the steps of sales take, and what an hour costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Answering an offer, in seconds.
    pub answer: i64,
    /// One attempt to reach a lead, in seconds.
    pub contact: i64,
    /// One conversation, in seconds.
    pub conversation: i64,
    /// What an hour costs.
    pub hour: Money,
}

/// Who gets a lead.
#[derive(Debug)]
pub struct Route {
    /// When it applies; always when absent.
    pub when: Option<Condition>,
    /// Users or teams.
    pub to: Vec<Arc<str>>,
    /// The language that whoever gets the lead must speak.
    pub language: Option<Arc<str>>,
    /// What they must be good at.
    pub skills: Vec<Arc<str>>,
    /// Where it stands.
    pub place: Place,
}

/// What a lead wants: asked before anything is sold.
#[derive(Debug)]
pub struct Goal {
    /// The field of the person that holds it, among [`Playbook::person`]; one of some words.
    pub field: u16,
    /// Whose goal is asked first; everybody's without it.
    pub when: Option<Condition>,
    /// Open questions.
    pub questions: Vec<Question>,
    /// The words of the field, as people say them.
    pub answers: Vec<GoalAnswer>,
}

/// Something that a lead may want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalAnswer {
    /// The word of the field.
    pub value: Arc<str>,
    /// As people say it.
    pub text: Both,
    /// Words by which it is heard in what they say.
    pub words: Vec<String>,
    /// Whether whoever wants it is sold to.
    pub sells: bool,
}

/// A qualification framework.
#[derive(Debug)]
pub struct Framework {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// When it is met.
    pub advance: Advance,
    /// Its criteria: place in [`Playbook::criteria`], weight, whether it must be met.
    pub criteria: Vec<(u16, i64, bool)>,
    /// Where it stands.
    pub place: Place,
}

/// When a framework is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// So many criteria, of so many.
    Count(u16, u16),
    /// This share of the weight, in millionths.
    Weighted(i64),
}

/// A criterion of qualification.
#[derive(Debug)]
pub struct Criterion {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// A first indication, before anyone asked.
    pub hint: Option<Condition>,
    /// Open questions.
    pub questions: Vec<Question>,
}

/// An open question.
#[derive(Debug)]
pub struct Question {
    /// Its id.
    pub id: Arc<str>,
    /// Its wording.
    pub text: Both,
    /// What to ask next, after which kind of answer.
    pub follow_up: Vec<(Arc<str>, Arc<str>)>,
}

/// A rule that lets a lead go.
#[derive(Debug)]
pub struct Disqualify {
    /// Its id: the reason.
    pub id: Arc<str>,
    /// Its wording.
    pub text: Both,
    /// The kind.
    pub kind: Kind,
    /// When it holds. Without it only people give this reason.
    pub when: Option<Condition>,
    /// Whether the rule decides, or suggests and sales confirms.
    pub decides: bool,
    /// Seconds until a `not_now` comes back by itself.
    pub revive_after: Option<i64>,
    /// Types of facts that bring a `not_now` back at once.
    pub revive_on: Vec<u16>,
    /// Where it stands.
    pub place: Place,
}

/// One row of the courses.
#[derive(Debug)]
pub struct CourseRule {
    /// The course.
    pub course: Course,
    /// When it applies.
    pub when: Condition,
    /// Why, in words.
    pub because: Both,
}

/// One row of the priorities.
#[derive(Debug)]
pub struct PriorityRule {
    /// Its id.
    pub id: Arc<str>,
    /// The priority that it gives.
    pub level: Priority,
    /// When it applies.
    pub when: Condition,
    /// Why, in words.
    pub because: Both,
    /// Where it stands.
    pub place: Place,
}

/// A nurture track.
#[derive(Debug)]
pub struct Track {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// Whom it takes in.
    pub when: Condition,
    /// Where it stands.
    pub place: Place,
}

/// What time alone can change for a lead at one stage.
#[derive(Debug, Default)]
pub struct Watch {
    /// Engagement levels that matter; the truth changes only when the total crosses below or reaches one.
    pub engagement: Vec<i64>,
    /// Whether any change of engagement matters.
    pub engagement_any: bool,
    /// The same for the account's engagement.
    pub account: Vec<i64>,
    /// Whether any change of the account's engagement matters.
    pub account_any: bool,
    /// Windows that count: type and seconds.
    pub windows: Vec<(u16, i64)>,
    /// Whole days since the last fact that matter; empty and `*_any` unset: none.
    pub idle_days: Vec<i64>,
    /// Whether every day without a fact matters.
    pub idle_any: bool,
    /// Whole days in the stage that matter.
    pub stage_days: Vec<i64>,
    /// Whether every day in the stage matters.
    pub stage_any: bool,
    /// Values of days and moments whose age in days matters.
    pub ages: Vec<crate::condition::Threshold>,
}

/// What checking a text gave: the playbook when there is no error, and every finding.
#[derive(Debug)]
pub struct Checked {
    /// The playbook; absent when a finding is an error.
    pub playbook: Option<Playbook>,
    /// Errors and warnings, in the order of the text.
    pub findings: Vec<Diagnostic>,
}

impl Playbook {
    /// Checks a playbook. `files` holds the texts of the list files it names ([`Playbook::files`]), by name.
    pub fn check(source: &str, files: &BTreeMap<String, String>) -> Checked {
        let faults = Faults::default();
        let playbook = reader::read(source, files, &faults);
        let broken = faults.any_error();
        let findings = faults.into_sorted();
        Checked { playbook: playbook.filter(|_| !broken), findings }
    }

    /// The list files that a playbook names, so that the caller can read them.
    pub fn files(source: &str) -> Vec<Text> {
        reader::files(source)
    }

    /// The place of a type of fact.
    pub fn fact_type(&self, id: &str) -> Option<u16> {
        find(&self.fact_types, id, |it| &it.id)
    }

    /// The stage with this id.
    pub fn stage(&self, id: &str) -> Option<u8> {
        find(&self.stages, id, |it| &it.id).and_then(|at| u8::try_from(at).ok())
    }

    /// The stage that marketing offers to sales; without a hand-over the last one before a person's.
    pub fn offered(&self) -> u8 {
        self.handover.as_ref().map_or(self.by.first.saturating_sub(1), |handover| handover.from)
    }

    /// The ids of the stages as an enum.
    pub fn stage_type(&self) -> Arc<EnumType> {
        EnumType::new(self.stages.iter().map(|stage| &stage.id))
    }
}

/// The place of the entry with this id.
pub(crate) fn find<T>(entries: &[T], id: &str, key: impl Fn(&T) -> &Arc<str>) -> Option<u16> {
    entries.iter().position(|entry| &**key(entry) == id).and_then(|at| u16::try_from(at).ok())
}
