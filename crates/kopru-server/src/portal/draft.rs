//! A proposal as its form shows it, and what somebody filled in.

use super::{Fault, Visit};
use crate::agreement::places::{Group, Kind, Part as Places, group_of_entry, parts, resolve};
use crate::agreement::{self, Agreement, Edits, frameworks};
use crate::service::proposals::{Base, Looked, look, merged};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::letters::words;
use kopru_engine::playbook::Kind as Letting;
use kopru_engine::{both, say};
use kopru_portal::agreement::{Entry, Outcome};
use kopru_portal::shell::{Field, Input};
use kopru_store::proposals::Proposal;
use std::collections::BTreeMap;

/// Letters of an id that is made of a wording.
const ID_LETTERS: usize = 40;
/// What a field is called that adds an entry to a list, takes one out, or takes back a change.
const NEW: &str = "new:";
const OUT: &str = "out:";
pub(super) const BACK: &str = "back:";
/// What the field is called that takes up a shipped framework.
const FRAMEWORK: &str = "take-up";

/// A proposal as a page needs it.
pub(super) struct Draft {
    /// The version in force.
    pub base: Base,
    /// The proposal.
    pub it: Proposal,
    /// What it makes of it.
    pub looked: Looked,
    /// The reader's language.
    pub lang: Lang,
}

impl Draft {
    pub async fn of(visit: &Visit) -> Result<Draft, Fault> {
        let (base, it) = (visit.app.services.base().await?, visit.app.services.store.proposal(visit.id()?).await?);
        let looked = look(&base, &it.edits, visit.lang);
        Ok(Draft { base, it, looked, lang: visit.lang })
    }

    /// All that a form says that the proposal should change.
    pub fn filled(&self, visit: &Visit) -> Edits {
        let mut filled = Edits::new();
        let mut back = Vec::new();
        for (name, value) in visit.form() {
            if let Some(address) = name.strip_prefix(OUT) {
                filled.insert(address.to_owned(), None);
            } else if let Some(address) = name.strip_prefix(BACK) {
                back.push(address.to_owned());
            } else if let Some(list) = name.strip_prefix(NEW) {
                filled.extend(new_entry(&self.looked.source, list, value));
            } else if name == FRAMEWORK {
                filled.extend(frameworks::taking_up(&self.looked.source, &self.base.text.lists, value));
            } else if resolve(name).is_some() {
                filled.insert(name.clone(), Some(value.clone()));
            }
        }
        let gone: Vec<String> = filled.iter().filter(|it| it.1.is_none()).map(|it| format!("{}/", it.0)).collect();
        filled.retain(|address, _| !gone.iter().any(|it| address.starts_with(it)));
        let mut edits = merged(&self.base, &self.it.edits, &filled);
        edits.retain(|address, _| !back.contains(address));
        edits
    }

    /// What comes of it, in words.
    pub fn outcome(&self) -> Outcome {
        outcome_of(&self.looked, self.lang)
    }

    /// Where entries and values stand, as people say it, by address: those of the proposal before those in force.
    pub fn places(&self) -> BTreeMap<String, String> {
        let lang = self.lang;
        let mut known = BTreeMap::new();
        for text in [&self.base.text.source, &self.looked.source].map(|it| Agreement::read(it)) {
            for part in parts() {
                for (place, entry) in text.entries(&part, lang) {
                    let group = part.groups.get(place).map(|it| it.title.get(lang).to_owned()).unwrap_or_default();
                    for held in entry.values {
                        known.insert(held.address, format!("{group}: {} · {}", entry.name, held.label.get(lang)));
                    }
                    known.insert(entry.address, format!("{group}: {}", entry.name));
                }
            }
        }
        known
    }
}

/// The edits that add an entry of this wording to a list.
fn new_entry(source: &str, list: &str, wording: &str) -> Edits {
    let (wording, known) = (wording.trim(), Agreement::read(source));
    let slug = words(wording).join("-");
    let Some(group) = group_of_entry(&format!("{list}/x")) else { return Edits::new() };
    let Some(key) = group.wording() else { return Edits::new() };
    if wording.is_empty() {
        return Edits::new();
    }
    let slug: String = slug.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').take(ID_LETTERS).collect();
    // An id begins with a letter, whatever the wording is written in.
    let slug = if slug.starts_with(|it: char| it.is_ascii_alphabetic()) { slug } else { format!("n-{slug}") };
    let slug = slug.trim_end_matches('-').to_owned();
    let ids = (1..).map(|turn| if turn == 1 { slug.clone() } else { format!("{slug}-{turn}") });
    let id = ids.map(|id| format!("{list}/{id}")).find(|it| !known.has_entry(it));
    let address = id.unwrap_or_else(|| format!("{list}/{slug}"));
    let mut edits = Edits::from([(format!("{address}/{key}/en"), Some(wording.to_owned()))]);
    // What such an entry cannot be without; everything else is filled in afterwards.
    let first = |it: &Kind| match it {
        Kind::Choice(all) => Some(all[0].to_owned()),
        Kind::Whole => Some("0".to_owned()),
        _ => None,
    };
    for key in
        group.keys.iter().filter(|it| matches!(it.name, "kind" | "solved" | "points") && group.path[0] != "handover")
    {
        if let Some(value) = first(&key.kind) {
            edits.insert(format!("{address}/{}", key.name), Some(value));
        }
    }
    edits
}

/// What comes of a proposal, in words.
pub(super) fn outcome_of(looked: &Looked, lang: Lang) -> Outcome {
    let (tried, wrong) = (looked.tried, looked.examples.len());
    let faults = looked.findings.iter().filter(|it| it.severity == kopru_engine::diagnostic::Severity::Error).count();
    let verdict = if !looked.differs && looked.refused.is_empty() {
        (say!(lang, en = "It changes nothing yet.", tr = "Henüz bir şey değiştirmiyor."), "")
    } else if !looked.refused.is_empty() || faults > 0 {
        (say!(lang, en = "This does not hold yet.", tr = "Bu haliyle geçerli değil."), "poor")
    } else if wrong > 0 {
        let text = say!(
            lang,
            en = "The agreement's own examples do not come out.",
            tr = "Anlaşmanın kendi örnekleri tutmuyor."
        );
        (text, "poor")
    } else {
        let text = say!(
            lang,
            en = "It holds: checked, and all {tried} examples of the agreement come out.",
            tr = "Geçerli: denetlendi, anlaşmanın {tried} örneğinin hepsi tutuyor."
        );
        (text, "good")
    };
    let mut against: Vec<String> =
        looked.refused.iter().map(|(address, why)| format!("{address}: {}", why.get(lang))).collect();
    let file = say!(lang, en = "agreement", tr = "anlaşma");
    against.extend(looked.findings.iter().map(|it| it.render(&file, &looked.source, lang)));
    against.extend(looked.examples.iter().map(|it| {
        let (example, key, expected, found) = (&it.example, &it.key, &it.expected, &it.found);
        say!(
            lang,
            en = "example “{example}”: {key}: expected {expected}, found {found}",
            tr = "“{example}” örneği: {key}: beklenen {expected}, bulunan {found}"
        )
    }));
    let mut changes = looked.changes.clone();
    if changes.is_empty() && looked.differs && looked.version.is_some() {
        changes.push(say!(lang, en = "Only wording changes.", tr = "Yalnızca metinler değişiyor."));
    }
    Outcome { verdict, changes, against }
}

/// The entries of a part, as the proposal leaves them.
pub(super) fn filled_in(draft: &Draft, part: &Places) -> Vec<Entry> {
    let lang = draft.lang;
    let mut shown = Vec::new();
    let all = Agreement::read(&draft.looked.source).entries(part, lang);
    for (place, group) in part.groups.iter().enumerate() {
        let mut heading = Some(group.title.get(lang).to_owned());
        for (_, it) in all.iter().filter(|it| it.0 == place) {
            let mut fields: Vec<Field> = it.values.iter().map(|held| field(held, lang)).collect();
            if group.open {
                let label = say!(lang, en = "Take out", tr = "Çıkar");
                fields.push(Field::new(&format!("{OUT}{}", it.address), label, Input::Check(false)));
            }
            let below = format!("{}/", it.address);
            let changed =
                draft.it.edits.keys().any(|edit| edit.strip_prefix(&below).is_some_and(|rest| is_own(group, rest)));
            // A group of one entry is named by its heading.
            let name =
                if group.path.last() == Some(&"*") { it.name.clone() } else { heading.clone().unwrap_or_default() };
            let as_written = group.path == ["test", "*"];
            shown.push(Entry { heading: heading.take(), name, as_written, changed, fields, ..Entry::default() });
        }
        if group.path == ["framework", "*"] {
            let all = frameworks::missing(&draft.looked.source);
            let all = all.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
            let label = say!(
                lang,
                en = "Take up another one; what is known stays",
                tr = "Başka birine geçin; bilinenler korunur"
            );
            shown.push(Entry {
                heading: heading.take(),
                name: say!(lang, en = "Shipped frameworks", tr = "Hazır çerçeveler"),
                fields: vec![Field::new(FRAMEWORK, label, Input::Choice(all, String::new()))],
                ..Entry::default()
            });
        }
        if group.grows() && group.path.iter().filter(|it| **it == "*").count() == 1 {
            shown.push(Entry { heading: heading.take(), ..adding(group, lang) });
        }
    }
    shown
}

/// Whether a key, with what follows it, belongs to the entries of a group and not to entries below them.
fn is_own(group: &Group, rest: &str) -> bool {
    group.keys.iter().any(|key| rest == key.name || rest.strip_prefix(key.name).is_some_and(|it| it.starts_with('/')))
}

/// How an entry is added.
fn adding(group: &Group, lang: Lang) -> Entry {
    let list = group.path[..group.path.len() - 1].join("/");
    let label = say!(lang, en = "A new one, in words", tr = "Yenisi, sözle");
    Entry {
        name: say!(lang, en = "Add", tr = "Ekle"),
        fields: vec![Field::new(&format!("{NEW}{list}"), label, Input::Text(String::new()))],
        ..Entry::default()
    }
}

fn field(held: &agreement::Held, lang: Lang) -> Field {
    let text = held.text.clone();
    let choice = |all: &[&str]| all.iter().map(|it| ((*it).to_owned(), choice_name(it).get(lang).to_owned())).collect();
    let input = match held.kind {
        Kind::Rule | Kind::Lines => Input::Lines(text),
        Kind::Table if text.starts_with('{') => Input::Lines(text),
        Kind::Yes => Input::Choice(choice(&["true", "false"]), text),
        Kind::Choice(all) => Input::Choice(choice(all), text),
        Kind::Words if text.chars().count() > 60 => Input::Lines(text),
        Kind::Text | Kind::Words | Kind::Whole | Kind::Share | Kind::Table => Input::Text(text),
    };
    Field::new(&held.address, held.label.get(lang).to_owned(), input)
}

/// A word of the playbook as people read it.
fn choice_name(id: &str) -> Both {
    if let Some(kind) = Letting::from_id(id) {
        return kind.name();
    }
    match id {
        "true" => both!(en = "yes", tr = "evet"),
        "false" | "no" => both!(en = "no", tr = "hayır"),
        "partly" => both!(en = "partly", tr = "kısmen"),
        "fully" => both!(en = "fully", tr = "tamamen"),
        "unit" => both!(en = "each", tr = "her biri"),
        "user" => both!(en = "each user", tr = "kullanıcı başına"),
        "all" => both!(en = "everything", tr = "tümü"),
        "once" => both!(en = "once", tr = "bir kez"),
        "month" => both!(en = "every month", tr = "her ay"),
        "year" => both!(en = "every year", tr = "her yıl"),
        "rule" => both!(en = "the rule", tr = "kural"),
        "sales" => both!(en = "sales", tr = "satış"),
        "marketing" => both!(en = "marketing", tr = "pazarlama"),
        other => Both::same(other),
    }
}
