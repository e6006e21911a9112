//! What changes between two playbooks, in sentences.

use super::{Advance, By, DecayRule, Playbook, Solved};
use crate::lang::Lang;
use crate::say;
use crate::value::Decimal;
use std::collections::BTreeMap;

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
            (Some(before), Some(after)) => say!(
                lang,
                en = "{what}: {before} → {after}",
                tr = "{what}: {before} → {after}"
            ),
            (None, Some(after)) if key.is_empty() => {
                say!(lang, en = "{what} is new: {after}", tr = "{what} yeni: {after}")
            }
            (None, Some(after)) => say!(lang, en = "{what} is new: {after}", tr = "{what} eklendi: {after}"),
            (Some(before), None) => say!(
                lang,
                en = "{what} is gone (was: {before})",
                tr = "{what} kaldırıldı (önceki: {before})"
            ),
            (None, None) => what.to_owned(),
        }
    }
}

/// Every entry of a playbook: part, id, then its keys with their values as texts.
type Entries = BTreeMap<(usize, &'static str, String), Vec<(&'static str, String)>>;

/// What changes from `before` to `after`, part by part. Order matters for stages, routes and courses, and is compared there.
pub fn diff(before: &Playbook, after: &Playbook, lang: Lang) -> Vec<Difference> {
    let (old, new) = (entries(before, lang), entries(after, lang));
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
        let entry = |key: &str, before, after| Difference {
            part,
            id: id.clone(),
            key: key.to_owned(),
            before,
            after,
        };
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

fn entries(playbook: &Playbook, lang: Lang) -> Entries {
    let mut entries = Entries::new();
    let mut add = |rank: usize, part: &'static str, id: &str, values: Vec<(&'static str, String)>| {
        entries.insert((rank, part, id.to_owned()), values);
    };
    add(
        0,
        "playbook",
        "",
        vec![
            ("name", playbook.name.get(lang).into()),
            ("version", playbook.label.clone()),
            ("sources", playbook.sources.join(", ")),
            ("consents", playbook.consents.join(", ")),
        ],
    );
    lifecycle_entries(playbook, lang, &mut add);
    scoring_entries(playbook, lang, &mut add);
    schema_entries(playbook, lang, &mut add);
    conversation_entries(playbook, lang, &mut add);
    entries
}

fn number(it: Option<i64>) -> String {
    it.map(|it| it.to_string()).unwrap_or_default()
}

fn lifecycle_entries(
    playbook: &Playbook,
    lang: Lang,
    add: &mut impl FnMut(usize, &'static str, &str, Vec<(&'static str, String)>),
) {
    let source =
        |it: &Option<crate::condition::Condition>| it.as_ref().map(|it| it.source().to_owned()).unwrap_or_default();
    for (place, stage) in playbook.stages.iter().enumerate() {
        let by = match stage.by {
            Some(By::Acceptance) => "acceptance",
            Some(By::Qualification) => "qualification",
            Some(By::Conversation) => "conversation",
            Some(By::Won) => "won",
            None => "",
        };
        let framework = stage
            .framework
            .map(|it| playbook.frameworks[usize::from(it)].id.to_string())
            .unwrap_or_default();
        let ability = stage
            .ability
            .iter()
            .map(|it| &*playbook.criteria[usize::from(*it)].id)
            .collect::<Vec<_>>()
            .join(", ");
        let age = stage
            .max_age
            .map(|secs| super::aloud::length(secs, lang))
            .unwrap_or_default();
        add(
            1,
            "stage",
            &stage.id,
            vec![
                ("name", stage.name.get(lang).into()),
                ("place", (place + 1).to_string()),
                ("team", format!("{:?}", stage.team).to_lowercase()),
                ("enter", source(&stage.enter)),
                ("by", by.into()),
                ("framework", framework),
                ("needs", source(&stage.needs)),
                ("ability", ability),
                ("max_age", age),
                ("parked", if stage.parked { "true".into() } else { String::new() }),
                ("queue", stage.queue.to_string()),
            ],
        );
    }
    if let Some(it) = &playbook.handover {
        let span = |it: crate::time::Span| format!("{it:?}");
        add(
            2,
            "handover",
            "",
            vec![
                ("from", playbook.stages[usize::from(it.from)].id.to_string()),
                ("to", playbook.stages[usize::from(it.to)].id.to_string()),
                ("accept.within", it.accept_within.map(span).unwrap_or_default()),
                ("accept.calendar", it.accept_calendar.as_deref().unwrap_or("").into()),
                ("contact.warn", span(it.contact_warn)),
                ("contact.breach", span(it.contact_breach)),
                ("contact.calendar", it.contact_calendar.as_deref().unwrap_or("").into()),
                ("on_breach", it.on_breach.join(", ")),
                (
                    "acceptance_target",
                    Decimal::from_millionths(it.acceptance_target).to_string(),
                ),
                ("min_sample", it.min_sample.to_string()),
            ],
        );
        for reason in &it.reasons {
            let kind = if reason.recycles { "recycles" } else { reason.kind.id() };
            add(
                3,
                "handover.reason",
                &reason.id,
                vec![("text", reason.text.get(lang).into()), ("kind", kind.into())],
            );
        }
    }
    for rule in &playbook.disqualify {
        let on = rule
            .revive_on
            .iter()
            .map(|it| &*playbook.fact_types[usize::from(*it)].id)
            .collect::<Vec<_>>()
            .join(", ");
        let by = if rule.decides { "rule" } else { "sales" };
        let back = rule
            .revive_after
            .map(|secs| super::aloud::length(secs, lang))
            .unwrap_or_default();
        add(
            4,
            "disqualify",
            &rule.id,
            vec![
                ("text", rule.text.get(lang).into()),
                ("kind", rule.kind.id().into()),
                ("when", source(&rule.when)),
                ("by", by.into()),
                ("revive_after", back),
                ("revive_on", on),
            ],
        );
    }
    for (place, row) in playbook.courses.iter().enumerate() {
        add(
            5,
            "course",
            &(place + 1).to_string(),
            vec![
                ("take", row.course.id().into()),
                ("when", row.when.source().into()),
                ("because", row.because.get(lang).into()),
            ],
        );
    }
    for (place, route) in playbook.routes.iter().enumerate() {
        add(
            6,
            "route",
            &(place + 1).to_string(),
            vec![("when", source(&route.when)), ("to", route.to.join(", "))],
        );
    }
    for track in &playbook.tracks {
        add(
            7,
            "track",
            &track.id,
            vec![
                ("name", track.name.get(lang).into()),
                ("when", track.when.source().into()),
            ],
        );
    }
}

fn scoring_entries(
    playbook: &Playbook,
    lang: Lang,
    add: &mut impl FnMut(usize, &'static str, &str, Vec<(&'static str, String)>),
) {
    let text = |it: &Option<crate::lang::Both>| it.as_ref().map(|it| it.get(lang).to_owned()).unwrap_or_default();
    let levels = |it: &[i64; 3]| it.map(|it| it.to_string()).join(", ");
    add(8, "fit", "", vec![("grades", levels(&playbook.grades))]);
    for rule in &playbook.fit {
        let unknown = if rule.unknown == 0 {
            String::new()
        } else {
            rule.unknown.to_string()
        };
        add(
            9,
            "fit.rule",
            &rule.id,
            vec![
                ("points", rule.points.to_string()),
                ("when", rule.when.source().into()),
                ("unknown", unknown),
                ("text", text(&rule.text)),
            ],
        );
    }
    add(10, "engagement", "", vec![("bands", levels(&playbook.bands))]);
    let decaying = |rule: &DecayRule| {
        let on = rule
            .on
            .iter()
            .map(|it| &*playbook.fact_types[usize::from(*it)].id)
            .collect::<Vec<_>>()
            .join(", ");
        let half_life = super::aloud::length(playbook.half_lives[usize::from(rule.half_life)], lang);
        vec![
            ("points", rule.points.to_string()),
            ("on", on),
            ("when", rule.when.clone().unwrap_or_default()),
            ("half_life", half_life),
            ("limit", number(rule.limit)),
            ("text", text(&rule.text)),
        ]
    };
    for rule in &playbook.engagement {
        add(11, "engagement.rule", &rule.id, decaying(rule));
    }
    for rule in &playbook.account_rules {
        add(12, "account.rule", &rule.id, decaying(rule));
    }
    for persona in &playbook.personas {
        let parts = persona
            .parts
            .iter()
            .map(|part| format!("{} × {}", part.weight, part.when.source()))
            .collect::<Vec<_>>()
            .join("; ");
        add(
            13,
            "persona",
            &persona.id,
            vec![("name", persona.name.get(lang).into()), ("parts", parts)],
        );
    }
}

fn schema_entries(
    playbook: &Playbook,
    lang: Lang,
    add: &mut impl FnMut(usize, &'static str, &str, Vec<(&'static str, String)>),
) {
    let marks = |field: &super::Field| {
        let marks = [
            ("indexed", field.indexed),
            ("dimension", field.dimension),
            ("sensitive", field.sensitive),
        ];
        marks
            .iter()
            .filter(|(_, set)| *set)
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let field = |it: &super::Field| {
        vec![
            ("type", it.kind.name()),
            ("label", it.label.get(lang).to_owned()),
            ("marks", marks(it)),
        ]
    };
    for it in &playbook.person {
        add(14, "fields.person", &it.id, field(it));
    }
    for it in &playbook.account {
        add(15, "fields.account", &it.id, field(it));
    }
    for kind in playbook.fact_types.iter().filter(|kind| kind.builtin.is_none()) {
        let data = kind
            .data
            .iter()
            .map(|it| format!("{}: {}", it.id, it.kind.name()))
            .collect::<Vec<_>>()
            .join(", ");
        add(
            16,
            "facts",
            &kind.id,
            vec![("label", kind.label.get(lang).into()), ("data", data)],
        );
    }
    for (id, list) in &playbook.lists {
        add(
            17,
            "lists",
            id,
            vec![("entries", list.iter().map(|it| &**it).collect::<Vec<_>>().join(", "))],
        );
    }
    for (id, it) in &playbook.calendars {
        add(
            18,
            "calendar",
            id,
            vec![
                ("time_zone", it.calendar.zone().into()),
                ("open", it.open.join("; ")),
                ("special days", it.special_days.to_string()),
            ],
        );
    }
}

fn conversation_entries(
    playbook: &Playbook,
    lang: Lang,
    add: &mut impl FnMut(usize, &'static str, &str, Vec<(&'static str, String)>),
) {
    for framework in &playbook.frameworks {
        let advance = match framework.advance {
            Advance::Count(n, m) => format!("{n} of {m}"),
            Advance::Weighted(share) => Decimal::from_millionths(share).to_string(),
        };
        let criteria = framework.criteria.iter().map(|(place, weight, required)| {
            let mark = if *required { "!" } else { "" };
            format!("{}{mark} × {weight}", playbook.criteria[usize::from(*place)].id)
        });
        add(
            19,
            "framework",
            &framework.id,
            vec![
                ("name", framework.name.get(lang).into()),
                ("advance", advance),
                ("criteria", criteria.collect::<Vec<_>>().join(", ")),
            ],
        );
    }
    for criterion in &playbook.criteria {
        let hint = criterion
            .hint
            .as_ref()
            .map(|it| it.source().to_owned())
            .unwrap_or_default();
        let questions = criterion
            .questions
            .iter()
            .map(|it| it.text.get(lang))
            .collect::<Vec<_>>()
            .join(" | ");
        add(
            20,
            "criterion",
            &criterion.id,
            vec![
                ("name", criterion.name.get(lang).into()),
                ("hint", hint),
                ("questions", questions),
            ],
        );
    }
    for pain in &playbook.pains {
        let solved = match pain.solved {
            Solved::No => "no",
            Solved::Partly => "partly",
            Solved::Fully => "fully",
        };
        let only = if pain.only_us { "true" } else { "" };
        add(
            21,
            "pain",
            &pain.id,
            vec![
                ("text", pain.text.get(lang).into()),
                ("solved", solved.into()),
                ("only_us", only.into()),
                ("words", pain.words.join(", ")),
            ],
        );
    }
    for signal in &playbook.signals {
        add(
            22,
            "signal",
            &signal.id,
            vec![
                ("kind", signal.colour.id().into()),
                ("text", signal.text.get(lang).into()),
            ],
        );
    }
}
