//! What changes between two playbooks, in sentences.

mod said;

pub use said::said;

use super::aloud::{decays_when, length, span};
use super::{Advance, By, DecayRule, Measure, Playbook, Solved, Team};
use crate::condition::Condition;
use crate::lang::{Both, Lang};
use crate::say;
use crate::value::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which part of the playbook: `stage`, `fit.rule`, `handover`.
    pub part: &'static str,
    /// Which one: an id.
    pub id: String,
    /// What about it: `when`, `points`; nothing for the whole.
    pub key: String,
    /// Before; nothing when it is new.
    pub before: Option<String>,
    /// After; nothing when it is gone.
    pub after: Option<String>,
}

impl Difference {
    /// The change as a sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        let (part, id, key) = (&self.part, &self.id, &self.key);
        let what = match (id.is_empty(), key.is_empty()) {
            (true, _) => format!("{part} {key}"),
            (false, true) => format!("{part} `{id}`"),
            (false, false) => format!("{part} `{id}` {key}"),
        };
        let what = what.trim();
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                say!(lang, en = "{what}: {before} → {after}", tr = "{what}: {before} → {after}")
            }
            (None, Some(after)) if key.is_empty() => {
                say!(lang, en = "{what} is new: {after}", tr = "{what} yeni: {after}")
            }
            (None, Some(after)) => say!(lang, en = "{what} is new: {after}", tr = "{what} eklendi: {after}"),
            (Some(before), None) => {
                say!(lang, en = "{what} is gone (was: {before})", tr = "{what} kaldırıldı (önceki: {before})")
            }
            (None, None) => what.to_owned(),
        }
    }
}

/// The keys of an entry with their values as texts; always the same keys for one part.
type Values = Vec<(&'static str, String)>;

/// Every entry of a playbook by the order of its part, the part and its id.
type Entries = BTreeMap<(usize, &'static str, String), Values>;

/// What changes from `before` to `after`, part by part. Order matters for stages, routes and courses, and is compared there.
pub fn diff(before: &Playbook, after: &Playbook, lang: Lang) -> Vec<Difference> {
    let entries = |playbook| list(Lister::new(playbook, lang, false));
    let (old, new) = (entries(before), entries(after));
    let mut differences = Vec::new();
    let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (_, part, id) = key;
        let whole = |values: &Vec<(&'static str, String)>| {
            let shown: Vec<String> = values
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(key, value)| format!("{key} {value}"))
                .collect();
            shown.join(", ")
        };
        let entry = |key: &str, before, after| Difference { part, id: id.clone(), key: key.to_owned(), before, after };
        match (old.get(key), new.get(key)) {
            (Some(old), None) => differences.push(entry("", Some(whole(old)), None)),
            (None, Some(new)) => differences.push(entry("", None, Some(whole(new)))),
            (Some(old), Some(new)) => {
                for ((name, was), (_, is)) in old.iter().zip(new) {
                    if was != is {
                        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
                        differences.push(entry(name, some(was), some(is)));
                    }
                }
            }
            (None, None) => {}
        }
    }
    differences
}

/// Collects the entries of one playbook in one language.
struct Lister<'a> {
    playbook: &'a Playbook,
    lang: Lang,
    /// Whether conditions are read aloud, or stand as in the file.
    aloud: bool,
    entries: Entries,
    rank: usize,
}

fn list(mut lister: Lister<'_>) -> Entries {
    lister.head();
    lister.stages();
    lister.handover();
    lister.effort();
    lister.goal();
    lister.disqualify();
    lister.courses();
    lister.priorities();
    lister.routes_and_tracks();
    lister.fit();
    lister.decaying();
    lister.personas();
    lister.fields();
    lister.facts();
    lister.lists();
    lister.frameworks();
    lister.sizes();
    lister.pains_and_signals();
    lister.products();
    lister.entries
}

fn levels(levels: &[i64; 3]) -> String {
    levels.map(|it| it.to_string()).join(", ")
}

fn flag(set: bool) -> String {
    if set { "true".into() } else { String::new() }
}

impl Lister<'_> {
    fn new(playbook: &Playbook, lang: Lang, aloud: bool) -> Lister<'_> {
        Lister { playbook, lang, aloud, entries: Entries::new(), rank: 0 }
    }

    fn condition(&self, it: &Condition) -> String {
        if self.aloud { it.aloud(self.lang) } else { it.source().to_owned() }
    }

    fn source(&self, it: Option<&Condition>) -> String {
        it.map(|it| self.condition(it)).unwrap_or_default()
    }

    fn add(&mut self, part: &'static str, id: &str, values: Values) {
        self.entries.insert((self.rank, part, id.to_owned()), values);
    }

    fn said(&self, text: &Both) -> String {
        text.get(self.lang).to_owned()
    }

    fn length(&self, secs: Option<i64>) -> String {
        secs.map(|secs| length(secs, self.lang)).unwrap_or_default()
    }

    fn types(&self, places: &[u16]) -> String {
        places.iter().map(|it| &*self.playbook.fact_types[usize::from(*it)].id).collect::<Vec<_>>().join(", ")
    }

    fn head(&mut self) {
        let it = self.playbook;
        let values = vec![
            ("name", self.said(&it.name)),
            ("version", it.label.clone()),
            ("sources", it.sources.join(", ")),
            ("consents", it.consents.join(", ")),
        ];
        self.add("playbook", "", values);
    }

    fn stages(&mut self) {
        self.rank = 1;
        for (place, stage) in (1..).zip(&self.playbook.stages) {
            let by = match stage.by {
                Some(By::Acceptance) => "acceptance",
                Some(By::Qualification) => "qualification",
                Some(By::Conversation) => "conversation",
                Some(By::Won) => "won",
                None => "",
            };
            let team = match stage.team {
                Team::Marketing => "marketing",
                Team::Sales => "sales",
            };
            let framework = stage.framework.map(|it| self.playbook.frameworks[usize::from(it)].id.to_string());
            let ability = stage.ability.iter().map(|it| &*self.playbook.criteria[usize::from(*it)].id);
            let values = vec![
                ("name", self.said(&stage.name)),
                ("place", numbered(place)),
                ("team", team.into()),
                ("enter", self.source(stage.enter.as_ref())),
                ("by", by.into()),
                ("framework", framework.unwrap_or_default()),
                ("needs", self.source(stage.needs.as_ref())),
                ("ability", ability.collect::<Vec<_>>().join(", ")),
                ("max_age", self.length(stage.max_age)),
                ("parked", flag(stage.parked)),
                ("queue", stage.queue.to_string()),
            ];
            self.add("stage", &stage.id, values);
        }
    }

    fn handover(&mut self) {
        self.rank = 2;
        let Some(it) = &self.playbook.handover else { return };
        let stage = |place: u8| self.playbook.stages[usize::from(place)].id.to_string();
        let calendar = |it: &Option<Arc<str>>| it.as_deref().unwrap_or("").to_owned();
        let lang = self.lang;
        let values = vec![
            ("from", stage(it.from)),
            ("to", stage(it.to)),
            ("accept.within", it.accept_within.map(|it| span(it, lang)).unwrap_or_default()),
            ("accept.calendar", calendar(&it.accept_calendar)),
            ("contact.warn", span(it.contact_warn, lang)),
            ("contact.breach", span(it.contact_breach, lang)),
            ("contact.calendar", calendar(&it.contact_calendar)),
            ("on_breach", it.on_breach.join(", ")),
            ("acceptance_target", Decimal::from_millionths(it.acceptance_target).to_string()),
            ("min_sample", it.min_sample.to_string()),
            ("reoffers", it.reoffers.to_string()),
            ("backdate", self.length(Some(it.backdate))),
            ("undo", self.length(Some(it.undo))),
            ("follow_up.within", span(it.follow_up, lang)),
            ("follow_up.calendar", calendar(&it.follow_up_calendar)),
        ];
        self.add("handover", "", values);
        self.rank = 3;
        for check in &it.checklist {
            let team = if check.team == Team::Sales { "sales" } else { "marketing" };
            let values =
                vec![("text", self.said(&check.text)), ("team", team.into()), ("when", self.condition(&check.when))];
            self.add("handover.check", &check.id, values);
        }
        for reason in &it.reasons {
            let kind = if reason.recycles { "recycles" } else { reason.kind.id() };
            let values = vec![("text", self.said(&reason.text)), ("kind", kind.into())];
            self.add("handover.reason", &reason.id, values);
        }
    }

    fn effort(&mut self) {
        let Some(it) = self.playbook.effort else { return };
        let values = vec![
            ("answer", self.length(Some(it.answer))),
            ("contact", self.length(Some(it.contact))),
            ("conversation", self.length(Some(it.conversation))),
            ("hour", it.hour.to_string()),
        ];
        self.add("effort", "", values);
    }

    fn goal(&mut self) {
        let Some(it) = &self.playbook.goal else { return };
        let field = self.playbook.person.get(usize::from(it.field)).map_or("", |it| &it.id);
        self.add("goal", "", vec![("field", field.to_owned()), ("when", self.source(it.when.as_ref()))]);
        for question in &it.questions {
            self.add("goal.question", &question.id, vec![("text", self.said(&question.text))]);
        }
        for answer in &it.answers {
            let values = vec![
                ("text", self.said(&answer.text)),
                ("words", answer.words.join(", ")),
                ("sells", answer.sells.to_string()),
            ];
            self.add("goal.answer", &answer.value, values);
        }
    }

    fn disqualify(&mut self) {
        self.rank = 4;
        for rule in &self.playbook.disqualify {
            let values = vec![
                ("text", self.said(&rule.text)),
                ("kind", rule.kind.id().into()),
                ("when", self.source(rule.when.as_ref())),
                ("by", if rule.decides { "rule" } else { "sales" }.into()),
                ("revive_after", self.length(rule.revive_after)),
                ("revive_on", self.types(&rule.revive_on)),
            ];
            self.add("disqualify", &rule.id, values);
        }
    }

    fn courses(&mut self) {
        self.rank = 5;
        for (place, row) in (1..).zip(&self.playbook.courses) {
            let values = vec![
                ("take", row.course.id().into()),
                ("when", self.source(Some(&row.when))),
                ("because", self.said(&row.because)),
            ];
            self.add("course", &numbered(place), values);
        }
    }

    fn priorities(&mut self) {
        for row in &self.playbook.priorities {
            let values = vec![
                ("level", row.level.id().into()),
                ("when", self.source(Some(&row.when))),
                ("because", self.said(&row.because)),
            ];
            self.add("priority", &row.id, values);
        }
    }

    fn routes_and_tracks(&mut self) {
        self.rank = 6;
        for (place, route) in (1..).zip(&self.playbook.routes) {
            let values = vec![
                ("when", self.source(route.when.as_ref())),
                ("to", route.to.join(", ")),
                ("language", route.language.as_deref().unwrap_or("").into()),
                ("skills", route.skills.join(", ")),
            ];
            self.add("route", &numbered(place), values);
        }
        self.rank = 7;
        for track in &self.playbook.tracks {
            let values = vec![("name", self.said(&track.name)), ("when", self.source(Some(&track.when)))];
            self.add("track", &track.id, values);
        }
    }

    fn fit(&mut self) {
        self.rank = 8;
        self.add("fit", "", vec![("grades", levels(&self.playbook.grades))]);
        self.rank = 9;
        for rule in &self.playbook.fit {
            let unknown = if rule.unknown == 0 { String::new() } else { rule.unknown.to_string() };
            let values = vec![
                ("points", rule.points.to_string()),
                ("when", self.source(Some(&rule.when))),
                ("unknown", unknown),
                ("text", rule.text.as_ref().map(|it| self.said(it)).unwrap_or_default()),
            ];
            self.add("fit.rule", &rule.id, values);
        }
    }

    fn decaying(&mut self) {
        self.rank = 10;
        self.add("engagement", "", vec![("bands", levels(&self.playbook.bands))]);
        for (rank, part, rules) in
            [(11, "engagement.rule", &self.playbook.engagement), (12, "account.rule", &self.playbook.account_rules)]
        {
            self.rank = rank;
            for rule in rules {
                let values = self.decay_rule(rule);
                self.add(part, &rule.id, values);
            }
        }
    }

    fn decays_when(&self, rule: &DecayRule) -> String {
        let read = decays_when(self.playbook, rule).filter(|_| self.aloud).map(|it| it.aloud(self.lang));
        read.or_else(|| rule.when.clone()).unwrap_or_default()
    }

    fn decay_rule(&self, rule: &DecayRule) -> Values {
        vec![
            ("points", rule.points.to_string()),
            ("on", self.types(&rule.on)),
            ("when", self.decays_when(rule)),
            ("half_life", self.length(self.playbook.half_lives.get(usize::from(rule.half_life)).copied())),
            ("limit", rule.limit.map(|it| it.to_string()).unwrap_or_default()),
            ("text", rule.text.as_ref().map(|it| self.said(it)).unwrap_or_default()),
        ]
    }

    fn personas(&mut self) {
        self.rank = 13;
        for persona in &self.playbook.personas {
            let parts = persona.parts.iter().map(|part| format!("{} × {}", part.weight, self.condition(&part.when)));
            let values = vec![("name", self.said(&persona.name)), ("parts", parts.collect::<Vec<_>>().join("; "))];
            self.add("persona", &persona.id, values);
        }
    }

    fn fields(&mut self) {
        for (rank, part, fields) in
            [(14, "fields.person", &self.playbook.person), (15, "fields.account", &self.playbook.account)]
        {
            self.rank = rank;
            for field in fields {
                let values = vec![
                    ("type", field.kind.name()),
                    ("label", self.said(&field.label)),
                    ("indexed", flag(field.indexed)),
                    ("dimension", flag(field.dimension)),
                    ("sensitive", flag(field.sensitive)),
                ];
                self.add(part, &field.id, values);
            }
        }
    }

    fn facts(&mut self) {
        self.rank = 16;
        for kind in self.playbook.fact_types.iter().filter(|kind| kind.builtin.is_none()) {
            let data = kind.data.iter().map(|it| format!("{}: {}", it.id, it.kind.name()));
            let values = vec![("label", self.said(&kind.label)), ("data", data.collect::<Vec<_>>().join(", "))];
            self.add("facts", &kind.id, values);
        }
    }

    fn lists(&mut self) {
        self.rank = 17;
        for (id, list) in &self.playbook.lists {
            let entries = list.iter().map(|it| &**it).collect::<Vec<_>>().join(", ");
            self.add("lists", id, vec![("entries", entries)]);
        }
        self.rank = 18;
        for (id, it) in &self.playbook.calendars {
            let values = vec![
                ("time_zone", it.calendar.zone().into()),
                ("open", it.open.join("; ")),
                ("special days", it.special_days.to_string()),
            ];
            self.add("calendar", id, values);
        }
    }

    fn frameworks(&mut self) {
        self.rank = 19;
        for framework in &self.playbook.frameworks {
            let advance = match framework.advance {
                Advance::Count(n, m) => format!("{n} of {m}"),
                Advance::Weighted(share) => Decimal::from_millionths(share).to_string(),
            };
            let criteria = framework.criteria.iter().map(|(place, weight, required)| {
                let mark = if *required { "!" } else { "" };
                format!("{}{mark} × {weight}", self.playbook.criteria[usize::from(*place)].id)
            });
            let criteria = criteria.collect::<Vec<_>>().join(", ");
            let values = vec![("name", self.said(&framework.name)), ("advance", advance), ("criteria", criteria)];
            self.add("framework", &framework.id, values);
        }
        self.rank = 20;
        for criterion in &self.playbook.criteria {
            let questions = criterion.questions.iter().map(|it| self.said(&it.text)).collect::<Vec<_>>().join(" | ");
            let values = vec![
                ("name", self.said(&criterion.name)),
                ("hint", self.source(criterion.hint.as_ref())),
                ("questions", questions),
            ];
            self.add("criterion", &criterion.id, values);
        }
    }

    fn sizes(&mut self) {
        for (measure, size) in Measure::ALL.iter().zip(&self.playbook.sizes) {
            let levels = size.levels.iter().map(|(level, when)| format!("{level}: {}", self.condition(when)));
            let levels = levels.collect::<Vec<_>>().join(" | ");
            let questions = size.questions.iter().map(|it| self.said(&it.text)).collect::<Vec<_>>().join(" | ");
            if !(levels.is_empty() && questions.is_empty()) {
                self.add("size", measure.id(), vec![("levels", levels), ("questions", questions)]);
            }
        }
    }

    fn products(&mut self) {
        for it in &self.playbook.products {
            let price = it.price.map(|it| it.aloud(self.lang)).unwrap_or_default();
            let set_up = it.set_up.map(|(from, to)| format!("{from}d–{to}d")).unwrap_or_default();
            let solves = it.solves.iter().filter_map(|it| self.playbook.pains.get(usize::from(*it)));
            let solves = solves.map(|it| it.id.to_string()).collect::<Vec<_>>().join(", ");
            let values = vec![
                ("name", self.said(&it.name)),
                ("price", price),
                ("set_up", set_up),
                ("solves", solves),
                ("words", it.words.join(", ")),
            ];
            self.add("product", &it.id, values);
        }
    }

    fn pains_and_signals(&mut self) {
        self.rank = 21;
        for pain in &self.playbook.pains {
            let solved = match pain.solved {
                Solved::No => "no",
                Solved::Partly => "partly",
                Solved::Fully => "fully",
            };
            let values = vec![
                ("text", self.said(&pain.text)),
                ("solved", solved.into()),
                ("only_us", flag(pain.only_us)),
                ("words", pain.words.join(", ")),
            ];
            self.add("pain", &pain.id, values);
        }
        self.rank = 22;
        for signal in &self.playbook.signals {
            let values = vec![("kind", signal.colour.id().into()), ("text", self.said(&signal.text))];
            self.add("signal", &signal.id, values);
        }
    }
}

/// Numbers that sort as texts do.
fn numbered(place: i32) -> String {
    format!("{place:02}")
}
