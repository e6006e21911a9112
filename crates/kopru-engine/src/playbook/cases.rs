//! The playbook's own examples: read, typed, and run in memory.

use super::builtin::{Course, Kind, Priority};
use super::names::{BANDS, DISPOSITIONS, GRADES};
use super::reader::Reader;
use super::{Playbook, ids, spec};
use crate::both;
use crate::document::{Item, Table, Text};
use crate::fact::{RawFact, Subject};
use crate::lang::{Both, Lang};
use crate::lead::{
    BREACHED, ClockKind, EXPIRED, NOBODY_FITS, OfferState, RETURNED, Running, Standing, Suggestion, TO_ROUTE,
};
use crate::play::{Played, Taken, World, decided_at};
use crate::say;
use crate::steps;
use crate::time::Moment;
use crate::trace::{Line, Trace};
use crate::typing::Fact;
use crate::value::Scalar;
use std::collections::BTreeMap;
use std::ops::Range;

/// One example.
#[derive(Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// What happens, in the order in which it becomes known.
    pub facts: Vec<Fact>,
    /// When the lead is looked at.
    pub at: Moment,
    /// What must then hold: key and value as written.
    pub expect: Vec<(&'static str, String)>,
    /// Where it stands.
    pub place: Range<usize>,
}

/// What running an example gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// What it shows.
    pub name: String,
    /// What differs: key, expected, found. Empty: it passed.
    pub differences: Vec<(String, String, String)>,
}

impl CaseResult {
    /// The result as a person reads it.
    pub fn show(&self, lang: Lang) -> String {
        let name = &self.name;
        if self.differences.is_empty() {
            return say!(lang, en = "ok    {name}", tr = "tamam {name}");
        }
        let mut text = say!(lang, en = "FAIL  {name}", tr = "HATA  {name}");
        for (key, expected, found) in &self.differences {
            text.push_str(&say!(
                lang,
                en = "\n      {key}: expected {expected}, found {found}",
                tr = "\n      {key}: beklenen {expected}, bulunan {found}"
            ));
        }
        text
    }
}

/// Queues that no playbook has to name.
const QUEUES: [&str; 6] = ["to confirm", TO_ROUTE, NOBODY_FITS, RETURNED, EXPIRED, BREACHED];

/// The keys of `expect` that hold one text or number.
const PLAIN: [&str; 25] = [
    "stage",
    "reported",
    "fit",
    "grade",
    "engagement",
    "band",
    "persona",
    "disposition",
    "kind",
    "reason",
    "course",
    "priority",
    "suggested",
    "queue",
    "stagnant",
    "because",
    "handover",
    "attempt",
    "owner",
    "answer_due",
    "contact_due",
    "follow_up_due",
    "warned",
    "late",
    "next_step",
];

impl<'a, 'i> Reader<'a, 'i> {
    /// `[[test]]`.
    pub(super) fn cases(&mut self) {
        let mut cases = Vec::new();
        for table in self.root.tables("test", &spec::TEST) {
            let at = table.get("at").and_then(|item| item.moment());
            let expect = table.table("expect", &spec::EXPECT).map(|expect| self.expect(&expect));
            let mut facts = self.known_from_start(&table, at);
            let items = table.get("facts").map_or_else(Vec::new, |item| item.list());
            for (place, item) in items.iter().enumerate() {
                if let Some(fact) = item.table(&spec::TEST_FACT) {
                    facts.extend(self.case_fact(&fact, place));
                }
            }
            // The fact that fills fields comes first; the others in the order in which they become known.
            facts.sort_by_key(|fact: &Fact| (decided_at(fact), fact.recorded_at));
            if let (Some(name), Some(at), Some(expect)) = (table.text("name"), at, expect) {
                cases.push(Case { name: name.text, facts, at, expect, place: table.span() });
            }
        }
        self.playbook.cases = cases;
    }

    /// The fields that hold from the start, as one fact at the moment of the first.
    fn known_from_start(&self, table: &Table<'a, 'i>, at: Option<Moment>) -> Vec<Fact> {
        let fields = self.scalars(table.get("person"));
        let account_fields = self.scalars(table.get("account"));
        if fields.is_empty() && account_fields.is_empty() {
            return Vec::new();
        }
        let items = table.get("facts").map_or_else(Vec::new, |item| item.list());
        let first = items.iter().filter_map(|item| item.table(&spec::TEST_FACT)?.get("occurred_at")?.moment()).min();
        let Some(start) = first.into_iter().chain(at).min() else {
            return Vec::new();
        };
        let raw = RawFact {
            fields,
            account_fields,
            account: Some("account".into()),
            ..RawFact::new(Subject::External("lead".into()), "fields_set")
        };
        self.typed(&raw, "fields", start, table).into_iter().collect()
    }

    fn case_fact(&self, table: &Table<'a, 'i>, place: usize) -> Option<Fact> {
        let kind = table.text("type")?;
        self.fact_type(&kind)?;
        let mut raw = RawFact::new(Subject::External("lead".into()), kind.text);
        raw.id = table.text("id").map(|id| id.text);
        raw.source = table.text("source").map(|source| source.text);
        raw.occurred_at = Some(table.get("occurred_at")?.moment()?);
        raw.recorded_at = match table.get("recorded_at") {
            None => None,
            Some(item) => Some(item.moment()?),
        };
        raw.data = self.scalars(table.get("data"));
        raw.fields = self.scalars(table.get("fields"));
        raw.account_fields = self.scalars(table.get("account_fields"));
        self.typed(&raw, &format!("fact-{place}"), Moment::MIN, table)
    }

    fn typed(&self, raw: &RawFact, id: &str, at: Moment, table: &Table<'a, 'i>) -> Option<Fact> {
        match self.playbook.type_fact(raw, id, at) {
            Ok(fact) => Some(fact),
            Err(faults) => {
                for fault in faults.into_iter().filter(|fault| fault.code != "F002" || !self.is_unread(&fault.at)) {
                    let (span, place) = place_of(table, &fault.at);
                    let message = Both {
                        en: format!("{place}: {}", fault.message.en),
                        tr: format!("{place}: {}", fault.message.tr),
                    };
                    self.faults.error(fault.code, span, message);
                }
                None
            }
        }
    }

    fn scalars(&self, item: Option<Item<'a, 'i>>) -> BTreeMap<String, Scalar> {
        let Some(table) = item.and_then(|item| item.table(&spec::FREE)) else {
            return BTreeMap::new();
        };
        table.entries().into_iter().filter_map(|(name, item)| Some((name.text, item.scalar()?))).collect()
    }

    fn expect(&self, table: &Table<'a, 'i>) -> Vec<(&'static str, String)> {
        let mut expect = Vec::new();
        for key in PLAIN {
            let Some(item) = table.get(key) else { continue };
            match key {
                "fit" | "engagement" | "attempt" => {
                    expect.extend(item.int().map(|(number, _)| (key, number.to_string())))
                }
                "stagnant" => expect.extend(item.bool().map(|it| (key, it.to_string()))),
                "answer_due" | "contact_due" | "follow_up_due" => {
                    expect.extend(item.moment_or_none().map(|it| (key, due(it))));
                }
                "because" => expect.extend(
                    item.list().iter().filter_map(Item::text).filter(|it| self.known(key, it)).map(|it| (key, it.text)),
                ),
                _ => expect.extend(item.text().filter(|it| self.known(key, it)).map(|it| (key, it.text))),
            }
        }
        if PLAIN.iter().all(|key| table.get(key).is_none()) {
            self.faults.error(
                "P016",
                table.span(),
                both!(
                    en = "the example expects nothing, so it could never fail",
                    tr = "örnek hiçbir şey beklemiyor; bu yüzden hiç başarısız olamaz"
                ),
            );
        }
        expect
    }

    /// What is expected must exist.
    fn known(&self, key: &str, text: &Text) -> bool {
        let playbook = &self.playbook;
        let reasons = || {
            let refusals = playbook.handover.iter().flat_map(|handover| handover.reasons.iter().map(|it| &*it.id));
            playbook.disqualify.iter().map(|it| &*it.id).chain(refusals).collect::<Vec<_>>()
        };
        let words: Vec<&str> = match key {
            "stage" | "reported" => playbook.stages.iter().map(|it| &*it.id).collect(),
            "grade" => GRADES.to_vec(),
            "band" => BANDS.to_vec(),
            "persona" => playbook.personas.iter().map(|it| &*it.id).collect(),
            "disposition" => DISPOSITIONS.to_vec(),
            "kind" => Kind::ALL.iter().map(|it| it.id()).collect(),
            "course" => Course::ALL.iter().map(|it| it.id()).collect(),
            "priority" => Priority::ALL.iter().map(|it| it.id()).collect(),
            "queue" => playbook.stages.iter().map(|it| &*it.queue).chain(QUEUES).collect(),
            "suggested" => reasons().into_iter().chain(["revive"]).collect(),
            "because" => self.rule_ids.known().collect(),
            "handover" => OfferState::ALL.iter().map(|it| it.id()).chain(["-"]).collect(),
            "warned" | "late" => ClockKind::ALL.iter().map(|it| it.id()).chain(["-"]).collect(),
            _ => return true,
        };
        let found = words.contains(&text.text.as_str());
        if !found {
            let kind = both!(en = "value for `{key}`:", tr = "`{key}` değeri");
            ids::unknown(self.faults, text, &kind, words.into_iter());
        }
        found
    }
}

/// Where the file holds what a fact's fault is about, and how the file calls it: `person.title`, `data.path`.
fn place_of(table: &Table<'_, '_>, at: &str) -> (Range<usize>, String) {
    let (part, name) = at.split_once('.').unwrap_or((at, ""));
    // What a lead has from the start is written as `person` and `account`, and becomes a fact's fields.
    let start = table.path() == spec::TEST.path;
    let key = match part {
        "fields" => {
            if start {
                "person"
            } else {
                "fields"
            }
        }
        "account_fields" => {
            if start {
                "account"
            } else {
                "account_fields"
            }
        }
        _ => "data",
    };
    let called = if name.is_empty() { key.to_owned() } else { format!("{key}.{name}") };
    let value = table.get(key).and_then(|item| item.table(&spec::FREE)).and_then(|values| {
        values.entries().into_iter().find(|(known, _)| known.text == name).map(|(_, item)| item.span())
    });
    (value.unwrap_or_else(|| table.span_of(key)), called)
}

/// Runs one example.
pub fn run_case(playbook: &Playbook, case: &Case) -> CaseResult {
    let mut world = World::new(playbook, false);
    let mut differences = Vec::new();
    // What becomes known later is not known yet.
    for fact in case.facts.iter().filter(|fact| decided_at(fact) <= case.at) {
        let id = fact.id.to_string();
        if world.take("lead", Some("account"), fact.clone()) == Taken::IdTaken {
            differences.push(("facts".to_owned(), "different ids".to_owned(), id));
        }
    }
    world.look(case.at);
    let Some(played) = world.lead("lead") else {
        return CaseResult {
            name: case.name.clone(),
            differences: vec![("facts".into(), "at least one".into(), "none".into())],
        };
    };
    for (key, expected) in &case.expect {
        let found = found(playbook, &world, played, key, expected, case.at);
        if found != *expected {
            differences.push(((*key).to_owned(), expected.clone(), found));
        }
    }
    CaseResult { name: case.name.clone(), differences }
}

/// What holds, written as `expect` writes it.
fn found(playbook: &Playbook, world: &World<'_>, played: &Played, key: &str, expected: &str, at: Moment) -> String {
    let lead = &played.lead;
    let standing = &lead.standing;
    let account = world.account_of(played);
    let stage = |place: Option<u8>| {
        place.map_or_else(|| "-".to_owned(), |place| playbook.stages[usize::from(place)].id.to_string())
    };
    match key {
        "stage" => stage(standing.stage),
        "reported" => stage(standing.furthest_reported()),
        "fit" => lead.fit().to_string(),
        "grade" => GRADES[usize::from(lead.grade())].to_owned(),
        "engagement" => lead.engagement().to_string(),
        "band" => BANDS[usize::from(lead.band())].to_owned(),
        "persona" => lead
            .persona()
            .map_or_else(|| "-".to_owned(), |(place, _)| playbook.personas[usize::from(place)].id.to_string()),
        "disposition" => standing.disposition.id().to_owned(),
        "kind" => standing.disposition.kind().map_or("-", Kind::id).to_owned(),
        "reason" => standing.disposition.reason().map_or("-", |reason| reason).to_owned(),
        "course" => steps::course(playbook, lead, account, at).course.id().to_owned(),
        "priority" => standing.priority.id().to_owned(),
        "queue" => standing.queue(playbook).to_owned(),
        "stagnant" => (standing.stagnations > 0).to_string(),
        "handover" => standing.sales.state().map_or("-", OfferState::id).to_owned(),
        "attempt" => standing.sales.offer.as_ref().map_or(0, |offer| offer.attempt).to_string(),
        "owner" => standing.owner.as_deref().unwrap_or("-").to_owned(),
        "answer_due" => due(standing.sales.clock(ClockKind::Accept).and_then(|clock| clock.due)),
        "contact_due" => due(standing.sales.clock(ClockKind::Contact).and_then(|clock| clock.due)),
        "follow_up_due" => due(standing.sales.clock(ClockKind::FollowUp).and_then(|clock| clock.due)),
        "warned" => clocks(standing, expected, |clock| clock.warned),
        "late" => clocks(standing, expected, |clock| clock.breached_at.is_some()),
        "next_step" => standing.sales.step.as_ref().map_or("-", |step| &step.what).to_owned(),
        "suggested" => {
            let ids = standing.suggestions.iter().map(|it| match it {
                Suggestion::LetGo(rule) => playbook.disqualify[usize::from(*rule)].id.to_string(),
                Suggestion::Revive { .. } => "revive".to_owned(),
            });
            one_of(ids.collect(), expected)
        }
        _ => {
            let trace = Trace::of(playbook, lead, account, at);
            let ids = trace.lines.iter().filter_map(|line| match line {
                Line::Fit { rule, .. } => Some(playbook.fit[usize::from(*rule)].id.to_string()),
                Line::Engagement { rule, .. } => Some(playbook.engagement[usize::from(*rule)].id.to_string()),
                Line::Account { rule, .. } => Some(playbook.account_rules[usize::from(*rule)].id.to_string()),
                Line::Open { .. } | Line::Persona { .. } => None,
            });
            one_of(ids.collect(), expected)
        }
    }
}

fn due(at: Option<Moment>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.to_string())
}

/// Which clocks are so; `-` for none.
fn clocks(standing: &Standing, expected: &str, so: impl Fn(&Running) -> bool) -> String {
    let kinds = standing.sales.clocks.iter().filter(|clock| so(clock)).map(|clock| clock.kind.id().to_owned());
    let kinds: Vec<String> = kinds.collect();
    if kinds.is_empty() { "-".to_owned() } else { one_of(kinds, expected) }
}

/// The expected entry if it is among them, otherwise all of them.
fn one_of(found: Vec<String>, expected: &str) -> String {
    if found.iter().any(|it| it == expected) { expected.to_owned() } else { format!("[{}]", found.join(", ")) }
}
