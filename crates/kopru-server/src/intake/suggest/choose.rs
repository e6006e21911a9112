//! A mapping as a person chooses it: for each purpose a column, beginning with what was suggested.

use super::fields::{self, FieldPlan};
use super::plan::{Choice, Happened, Key, Plan, Reported, ReportedWhat, Study};
use super::{dates, happenings};
use crate::intake::number::DecimalMark;
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::playbook::{Field, Playbook};
use std::collections::BTreeMap;

/// What a person chose: the purpose's id and the column's name; nothing chosen is an empty text or no entry.
pub type Chosen = BTreeMap<String, String>;

/// What purposes have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who and when a row is about.
    Row,
    /// Fields of the person.
    Person,
    /// Fields of the company.
    Account,
    /// What happened, and when.
    Facts,
    /// Stages that another system reports.
    Stages,
}

/// Something that a column may tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its id, such as `person.title`.
    pub id: String,
    /// What it belongs to.
    pub group: Group,
    /// What it is called.
    pub name: Both,
}

/// Everything that a column may tell under this playbook.
pub(super) fn purposes(playbook: &Playbook) -> Vec<Purpose> {
    let row = |id: &str, name| Purpose { id: id.to_owned(), group: Group::Row, name };
    let mut all = vec![
        row("key", both!(en = "What tells leads apart", tr = "Adayları ayırt eden")),
        row("account", both!(en = "The company", tr = "Şirket")),
        row("when", both!(en = "The date of the row", tr = "Satırın tarihi")),
        row("source", both!(en = "The source", tr = "Kaynak")),
    ];
    let fields = |side: &str, group, fields: &[Field]| -> Vec<Purpose> {
        let told = fields.iter().filter(|it| !it.id.starts_with("role_"));
        told.map(|it| Purpose { id: format!("{side}.{}", it.id), group, name: it.label.clone() }).collect()
    };
    all.extend(fields("person", Group::Person, &playbook.person));
    all.extend(fields("account", Group::Account, &playbook.account));
    let own = playbook.fact_types.iter().filter(|kind| kind.builtin.is_none());
    all.extend(own.map(|it| Purpose { id: format!("fact.{}", it.id), group: Group::Facts, name: it.label.clone() }));
    let stage = |id: String, name| Purpose { id, group: Group::Stages, name };
    all.push(stage("stage".into(), both!(en = "The stage, in words", tr = "Aşama, sözle")));
    all.extend(playbook.stages.iter().map(|it| {
        let Both { en, tr } = &it.name;
        stage(format!("reached.{}", it.id), both!(en = "{en}: reached on", tr = "{tr}: ulaşıldığı tarih"))
    }));
    all.push(stage("won".into(), both!(en = "Won: yes or no", tr = "Kazanıldı: evet ya da hayır")));
    all
}

/// What was suggested, as choices.
pub(super) fn suggested(study: &Study<'_>, plan: &Plan, feed: &str) -> Chosen {
    let name = |at: usize| study.column(at).name.clone();
    let mark = if study.mark.mark == DecimalMark::Point { "." } else { "," };
    let mut all = Chosen::from([
        ("feed".to_owned(), feed.to_owned()),
        ("key".to_owned(), name(plan.key.choice.column)),
        ("key.kind".to_owned(), plan.key.kind.to_owned()),
        ("decimal".to_owned(), mark.to_owned()),
    ]);
    let row = [("account", &plan.account), ("when", &plan.when)].into_iter();
    all.extend(row.filter_map(|(id, choice)| Some((id.to_owned(), name(choice.as_ref()?.column)))));
    all.extend(plan.source.iter().map(|it| match it {
        Ok(column) => ("source".to_owned(), name(*column)),
        Err(word) => ("source.word".to_owned(), word.clone()),
    }));
    let fields = |side: &'static str, fields: &[FieldPlan]| -> Vec<(String, String)> {
        fields.iter().map(|it| (format!("{side}.{}", it.field), name(it.column))).collect()
    };
    all.extend(fields("person", &plan.person));
    all.extend(fields("account", &plan.account_fields));
    all.extend(plan.facts.iter().map(|it| (format!("fact.{}", it.kind), name(it.at))));
    all.extend(plan.reported.iter().filter_map(|it| match (&it.what, it.at) {
        (ReportedWhat::Stage(stage), at) => Some((format!("reached.{stage}"), name(at?))),
        (ReportedWhat::If(_, column, _), _) => Some(("won".to_owned(), name(*column))),
        (ReportedWhat::Column(column, ..), _) => Some(("stage".to_owned(), name(*column))),
    }));
    all
}

/// A chosen column that the file has not, or has more than once.
pub(super) fn missing<'c>(study: &Study<'_>, playbook: &Playbook, chosen: &'c Chosen) -> Option<&'c str> {
    let named = purposes(playbook).into_iter().filter_map(|it| chosen.get(&it.id)).map(|it| it.trim());
    named.filter(|it| !it.is_empty()).find(|name| self::named(study, name).is_none())
}

/// The column of a name. Browsers change line ends within names, and drop them where a line is typed: if no name is this very
/// one, spaces and line ends are one.
fn named(study: &Study<'_>, name: &str) -> Option<usize> {
    let of = |at: &usize| study.column(*at).name.as_str();
    let alike = |at: &usize| of(at).split_whitespace().eq(name.split_whitespace());
    study.usable().find(|at| of(at) == name).or_else(|| study.usable().find(alike))
}

/// The plan that follows from choices; none when nothing tells leads apart. How texts are read stands in the study.
pub(super) fn plan(study: &Study<'_>, playbook: &Playbook, suggested: &Plan, chosen: &Chosen) -> Option<Plan> {
    let it = Chooser { study, suggested, chosen };
    let column = it.column("key")?;
    let kind = ["email", "external", "phone"].into_iter().find(|kind| it.said("key.kind") == Some(kind));
    let key = Key { kind: kind.unwrap_or("email"), choice: it.choice(column, &suggested.key.choice), is_guess: false };
    let account = it.column("account").map(|at| it.choice_of(at, suggested.account.as_ref()));
    let match_accounts = it.said("match") == Some("true");
    let has_account = account.is_some() || match_accounts;
    // What was in doubt stays so while it is what was suggested.
    let mut notes = Vec::new();
    if column == suggested.key.choice.column {
        notes.extend(suggested.notes.iter().cloned());
        notes.extend(suggested.key.is_guess.then(|| suggested.key.choice.why.clone()));
    }
    let person = it.fields("person", &playbook.person, &suggested.person, &mut notes);
    let mut account_fields = it.fields("account", &playbook.account, &suggested.account_fields, &mut notes);
    if !has_account && !account_fields.is_empty() {
        account_fields.clear();
        notes.push(both!(
            en = "CHECK: fields of the company are left out: choose the column of the company, or have it told from addresses",
            tr = "KONTROL EDİN: şirket alanları dışarıda kaldı: şirket sütununu seçin ya da şirketi adreslerden buldurun"
        ));
    }
    let word = it.said("source.word").filter(|word| playbook.sources.iter().any(|known| &**known == *word));
    let source = it.column("source").map(Ok).or_else(|| word.map(|it| Err(it.to_owned())));
    Some(Plan {
        key,
        account,
        match_accounts,
        zone: it.said("zone").map(str::to_owned),
        when: it.column("when").map(|at| it.choice_of(at, suggested.when.as_ref())),
        source,
        deleted: suggested.deleted.clone(),
        person,
        account_fields,
        facts: it.facts(playbook),
        reported: it.reported(playbook, &mut notes),
        notes,
    })
}

/// Turns day and month round where a person says which comes first, and takes the decimal mark that they say.
pub(super) fn settle(study: &mut Study<'_>, chosen: &Chosen) {
    match chosen.get("order").map(String::as_str) {
        Some("day") => dates::put_first(&mut study.dates, 'd'),
        Some("month") => dates::put_first(&mut study.dates, 'm'),
        _ => {}
    }
    match chosen.get("decimal").map(String::as_str) {
        Some(".") => study.set_mark(DecimalMark::Point),
        Some(",") => study.set_mark(DecimalMark::Comma),
        _ => {}
    }
}

struct Chooser<'c> {
    study: &'c Study<'c>,
    suggested: &'c Plan,
    chosen: &'c Chosen,
}

fn by_hand() -> Both {
    both!(en = "chosen by hand", tr = "elle seçildi")
}

impl Chooser<'_> {
    fn said(&self, id: &str) -> Option<&str> {
        self.chosen.get(id).map(|it| it.trim()).filter(|it| !it.is_empty())
    }

    fn column(&self, id: &str) -> Option<usize> {
        named(self.study, self.said(id)?)
    }

    /// The choice with its reason, where it is what was suggested.
    fn choice(&self, column: usize, suggested: &Choice) -> Choice {
        if suggested.column == column { suggested.clone() } else { Choice { column, why: by_hand() } }
    }

    fn choice_of(&self, column: usize, suggested: Option<&Choice>) -> Choice {
        suggested.map_or_else(|| Choice { column, why: by_hand() }, |it| self.choice(column, it))
    }

    fn fields(&self, side: &str, fields: &[Field], suggested: &[FieldPlan], notes: &mut Vec<Both>) -> Vec<FieldPlan> {
        let mut all = Vec::new();
        for field in fields {
            let Some(column) = self.column(&format!("{side}.{}", field.id)) else { continue };
            if let Some(known) = suggested.iter().find(|it| it.field == *field.id && it.column == column) {
                all.push(known.clone());
                continue;
            }
            let cell = fields::cell(self.study, &field.kind, column).unwrap_or_else(|| {
                let (name, label) = (&self.study.column(column).name, &field.label);
                let (en, tr) = (&label.en, &label.tr);
                notes.push(both!(
                    en = "CHECK: the values of “{name}” do not look like those of “{en}”: trying it shows which rows cannot be read",
                    tr = "KONTROL EDİN: “{name}” sütunundaki değerler “{tr}” alanına benzemiyor: deneme hangi satırların okunamadığını gösterir"
                ));
                fields::cell_as_declared(&field.kind)
            });
            all.push(FieldPlan { field: field.id.to_string(), column, cell, why: by_hand() });
        }
        all
    }

    fn facts(&self, playbook: &Playbook) -> Vec<Happened> {
        let own = playbook.fact_types.iter().filter(|kind| kind.builtin.is_none());
        own.filter_map(|kind| {
            let at = self.column(&format!("fact.{}", kind.id))?;
            let known = self.suggested.facts.iter().find(|it| it.kind == *kind.id && it.at == at);
            Some(known.cloned().unwrap_or_else(|| Happened { kind: kind.id.to_string(), at, why: by_hand() }))
        })
        .collect()
    }

    fn reported(&self, playbook: &Playbook, notes: &mut Vec<Both>) -> Vec<Reported> {
        let mut all: Vec<Reported> = playbook
            .stages
            .iter()
            .filter_map(|stage| {
                let at = self.column(&format!("reached.{}", stage.id))?;
                Some(Reported { what: ReportedWhat::Stage(stage.id.to_string()), at: Some(at), why: by_hand() })
            })
            .collect();
        if let Some(at) = self.column("stage") {
            match happenings::by_value(self.study, playbook, at) {
                Some(it) => all.push(it),
                None => {
                    let name = &self.study.column(at).name;
                    notes.push(both!(
                        en = "CHECK: no value of “{name}” names a stage of the playbook: write the mapping as text to say what they mean",
                        tr = "KONTROL EDİN: “{name}” sütunundaki hiçbir değer playbook'taki bir aşamanın adı değil: anlamlarını metin olarak yazın"
                    ));
                }
            }
        }
        let won = playbook.by.won.and_then(|at| playbook.stages.get(usize::from(at)));
        all.extend(won.zip(self.column("won")).and_then(|(won, at)| happenings::by_flag(self.study, won, at)));
        all
    }
}
