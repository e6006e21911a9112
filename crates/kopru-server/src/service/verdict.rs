//! Verdicts that an answer suggests, with its words and with what would come of each: said before anything is noted.

use super::LeadShown;
use super::assistant::Fact;
use super::call::{Answered, sentence_of};
use kopru_engine::answer::Analysis;
use kopru_engine::answer::verdict::suggested;
use kopru_engine::foreseen::{Foreseen, foreseen};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::lead::{About, Reading};
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_engine::time::Moment;
use serde_json::{Value, json};

/// A verdict that an answer suggests.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The criterion, by its place.
    pub criterion: u16,
    /// Whether it is met.
    pub met: bool,
    /// The sentence that says so.
    pub quote: String,
    /// The arithmetic, where numbers were compared.
    pub why: Option<Both>,
    /// What would come of noting it.
    pub comes: Foreseen,
}

/// What an answer suggests of the criteria, and what would come of it.
pub(super) fn verdicts(shown: &LeadShown, said: Answered<'_>, analysis: &Analysis, now: Moment) -> Vec<Verdict> {
    let (playbook, lead, account) = (&shown.view.book.playbook, &shown.view.lead, shown.account());
    let all = suggested(said.question, said.text, analysis, playbook).into_iter();
    let verdict = |it: kopru_engine::answer::verdict::Suggested| {
        let reading = Reading::Finding(About::Criterion(it.criterion, it.met));
        let quote = it.words.first().map_or_else(String::new, |words| sentence_of(said.text, words));
        // A person said before that these words do not say so.
        let stands = !lead.evidence.was_overruled(reading, &quote);
        let comes = || foreseen(playbook, lead, &account, now, reading);
        stands.then(|| Verdict { criterion: it.criterion, met: it.met, quote, why: it.why, comes: comes() })
    };
    all.filter_map(verdict).collect()
}

/// The facts that note those of them which a person agrees with, by the criterion's id.
pub(super) fn agreed(all: Vec<Verdict>, playbook: &Playbook, agrees: impl Fn(&str) -> bool) -> Vec<Fact> {
    let id = |it: &Verdict| playbook.criteria.get(usize::from(it.criterion)).map_or("", |it| &it.id);
    let chosen = all.into_iter().filter(|it| agrees(id(it)));
    let fact = |it: Verdict| {
        let verdict = if it.met { "met" } else { "unmet" };
        let data = vec![
            ("criterion", id(&it).to_owned()),
            ("verdict", verdict.to_owned()),
            ("origin", "said".to_owned()),
            ("quote", it.quote),
        ];
        ("finding", data)
    };
    chosen.map(fact).collect()
}

/// A criterion's verdict in words: `budget: not met`.
pub fn aloud(playbook: &Playbook, criterion: u16, met: bool, lang: Lang) -> String {
    let name = playbook.criteria.get(usize::from(criterion)).map_or("", |it| it.name.get(lang));
    if met {
        say!(lang, en = "{name}: met", tr = "{name}: karşılanıyor")
    } else {
        say!(lang, en = "{name}: not met", tr = "{name}: karşılanmıyor")
    }
}

/// What would come of it, in sentences; none where nothing would end.
pub fn consequences(it: &Foreseen, playbook: &Playbook, lang: Lang) -> Vec<String> {
    let rules = it.let_go.iter().filter_map(|it| playbook.disqualify.get(usize::from(*it)));
    let mut lines: Vec<String> = rules
        .map(|rule| {
            let (text, kind) = (rule.text.get(lang), rule.kind.name());
            let kind = kind.get(lang);
            if rule.decides {
                say!(
                    lang,
                    en = "the lead is let go at once: {text} ({kind})",
                    tr = "aday hemen bırakılır: {text} ({kind})"
                )
            } else {
                say!(
                    lang,
                    en = "letting go is suggested: {text} ({kind})",
                    tr = "bırakılması önerilir: {text} ({kind})"
                )
            }
        })
        .collect();
    for stage in it.closed.iter().filter_map(|it| playbook.stages.get(usize::from(*it))) {
        let stage = stage.name.get(lang);
        lines.push(say!(lang, en = "the stage {stage} is closed to it", tr = "{stage} aşaması ona kapanır"));
    }
    lines
}

/// The priority that the lead would get, as a sentence; none where it keeps the one that it has.
pub fn priority(it: &Foreseen, playbook: &Playbook, lang: Lang) -> Option<String> {
    let (level, rule) = it.priority?;
    let level = level.name();
    let level = level.get(lang);
    let rule = rule.and_then(|it| playbook.priorities.get(usize::from(it)));
    Some(match rule.map(|it| it.because.get(lang)) {
        Some(because) => say!(
            lang,
            en = "Noting it gives the lead {level} priority: {because}.",
            tr = "Kaydedilirse adayın önceliği {level} olur: {because}."
        ),
        None => say!(
            lang,
            en = "Noting it gives the lead {level} priority.",
            tr = "Kaydedilirse adayın önceliği {level} olur."
        ),
    })
}

/// As programs see them.
pub fn as_json(all: &[Verdict], playbook: &Playbook, lang: Lang) -> Vec<Value> {
    let verdict = |it: &Verdict| {
        let criterion = playbook.criteria.get(usize::from(it.criterion));
        let rules = it.comes.let_go.iter().filter_map(|it| playbook.disqualify.get(usize::from(*it)));
        let stages = it.comes.closed.iter().filter_map(|it| playbook.stages.get(usize::from(*it)));
        json!({
            "criterion": criterion.map(|it| &*it.id), "verdict": if it.met { "met" } else { "unmet" },
            "text": aloud(playbook, it.criterion, it.met, lang), "quote": it.quote,
            "why": it.why.as_ref().map(|it| it.get(lang)),
            "lets_go": rules.map(|rule| json!({
                "reason": &*rule.id, "text": rule.text.get(lang), "kind": rule.kind.id(), "decides": rule.decides,
            })).collect::<Vec<_>>(),
            "closes": stages.map(|it| &*it.id).collect::<Vec<_>>(),
            "priority": it.comes.priority.map(|it| it.0.id()),
        })
    };
    all.iter().map(verdict).collect()
}
