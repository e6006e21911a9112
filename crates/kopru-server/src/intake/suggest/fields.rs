//! Which columns fill the playbook's fields, and how their texts are read.

use super::plan::Study;
use super::profile::is_bool;
use super::vocabulary::{Concept, concept, readings, same_value};
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::letters::words;
use kopru_engine::playbook::Field;
use kopru_engine::value::Type;

/// Values of an enum that a suggestion maps or lists.
const VALUES_MAX: usize = 60;

/// Whose fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Person,
    Account,
}

/// A field and the column that fills it.
#[derive(Clone, Debug)]
pub(super) struct FieldPlan {
    pub field: String,
    pub column: usize,
    pub cell: CellPlan,
    pub why: Both,
}

/// How a column's texts are read.
#[derive(Clone, Debug, Default)]
pub(super) struct CellPlan {
    /// The word of `as`; text without one.
    pub kind: Option<&'static str>,
    pub currency: Option<String>,
    /// Texts and what they stand for.
    pub values: Vec<(String, Constant)>,
    /// Texts without a counterpart in the playbook.
    pub missing: Vec<String>,
    pub split: Option<&'static str>,
}

/// What a text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Constant {
    Text(String),
    Bool(bool),
}

/// The fields of one side that a column fills, in the playbook's order. A column fills one field of a side.
pub(super) fn plan(study: &Study<'_>, fields: &[Field], side: Side) -> Vec<FieldPlan> {
    let mut pairs: Vec<(usize, usize, usize, Both)> = Vec::new();
    for (place, field) in fields.iter().enumerate().filter(|(_, field)| !field.id.starts_with("role_")) {
        for column in study.usable().filter(|at| study.column(*at).filled > 0) {
            if let Some((score, why)) = score(study, field, column, side) {
                pairs.push((score, place, column, why));
            }
        }
    }
    // The best first; of equals the column that says more, then the first.
    pairs.sort_by(|a, b| {
        (b.0, study.filled(b.2)).cmp(&(a.0, study.filled(a.2))).then_with(|| (a.1, a.2).cmp(&(b.1, b.2)))
    });
    let mut taken: Vec<(usize, FieldPlan)> = Vec::new();
    for (_, place, column, why) in pairs {
        if taken.iter().any(|(known, plan)| *known == place || plan.column == column) {
            continue;
        }
        let Some(field) = fields.get(place) else { continue };
        if let Some(cell) = cell(study, &field.kind, column) {
            taken.push((place, FieldPlan { field: field.id.to_string(), column, cell, why }));
        }
    }
    taken.sort_by_key(|it| it.0);
    taken.into_iter().map(|it| it.1).collect()
}

/// Whether what is called a first name, such as `Ad`, is all that the file tells of names.
fn alone(study: &Study<'_>) -> bool {
    let others = [Concept::FullName, Concept::LastName];
    others.iter().all(|it| study.about(*it).next().is_none()) && study.about(Concept::FirstName).count() == 1
}

/// How well a column's name fits a field; none when it does not.
fn score(study: &Study<'_>, field: &Field, column: usize, side: Side) -> Option<(usize, Both)> {
    let id = words(&field.id).join(" ");
    let labels = [words(&field.label.en).join(" "), words(&field.label.tr).join(" ")];
    let readings = readings(&study.column(column).name);
    let is = |text: &String| {
        !text.is_empty() && readings.iter().any(|it| it == text || it.replace(' ', "") == text.replace(' ', ""))
    };
    let concept_here = study.concepts[column];
    // `name` and `domain` of an account are the company's; a column that is plainly `name` is a person's.
    let built_in = match (side, id.as_str()) {
        (Side::Account, "name") => Some(Concept::Company),
        (Side::Account, "domain") => Some(Concept::Website),
        (Side::Person, "name") => Some(Concept::FullName),
        _ => None,
    };
    if built_in == Some(Concept::FullName) && concept_here == Some(Concept::FirstName) && alone(study) {
        let why = both!(
            en = "CHECK: the only column with a name; it may be the first name alone",
            tr = "KONTROL EDİN: ad taşıyan tek sütun; yalnızca ilk ad olabilir"
        );
        return Some((70, why));
    }
    if let Some(wanted) = built_in {
        let sound = wanted != Concept::Website || study.profiles[column].domains;
        return (concept_here == Some(wanted) && sound)
            .then(|| (90, both!(en = "the usual name of such a column", tr = "böyle bir sütunun alışılmış adı")));
    }
    if is(&id) {
        return Some((100, both!(en = "called like the field", tr = "alanla aynı adda")));
    }
    if labels.iter().any(is) {
        return Some((95, both!(en = "called like the field's label", tr = "alanın etiketiyle aynı adda")));
    }
    let about = concept(&field.id).or_else(|| concept(&field.label.en)).or_else(|| concept(&field.label.tr));
    if about.is_some() && about == concept_here {
        return Some((90, both!(en = "another name for the field", tr = "alanın bir başka adı")));
    }
    let parts: Vec<&str> = id.split(' ').collect();
    let telling = parts.len() > 1 || parts.first().is_some_and(|word| word.chars().count() >= 6);
    let within = readings.first().is_some_and(|it| parts.iter().all(|part| it.split(' ').any(|word| word == *part)));
    (telling && within).then(|| {
        (
            60,
            both!(
                en = "CHECK: the field's words stand in the column's name",
                tr = "KONTROL EDİN: alanın sözcükleri sütunun adında geçiyor"
            ),
        )
    })
}

/// How a column's texts become values of a type; none when they cannot.
pub(super) fn cell(study: &Study<'_>, kind: &Type, column: usize) -> Option<CellPlan> {
    let profile = &study.profiles[column];
    let plain = |kind: &'static str| Some(CellPlan { kind: Some(kind), ..CellPlan::default() });
    match kind {
        Type::Text => Some(CellPlan::default()),
        Type::Int if profile.numbers == Some(true) => plain("number"),
        Type::Decimal if profile.numbers.is_some() => plain("number"),
        Type::Money if profile.numbers.is_some() => {
            let currency = profile.currency.clone().or_else(|| Some("USD".to_owned()));
            Some(CellPlan { kind: Some("money"), currency, ..CellPlan::default() })
        }
        Type::Bool if profile.bools => plain("bool"),
        Type::Bool => flags(study, column),
        Type::Date if study.is_date(column) => plain("date"),
        Type::Moment if study.is_date(column) => plain("moment"),
        Type::Enum(words) => {
            let words: Vec<&str> = words.words.iter().map(|word| &**word).collect();
            mapped(study, column, &words)
        }
        Type::List(inner) if matches!(**inner, Type::Text) => {
            Some(CellPlan { split: Some(profile.separator?), ..CellPlan::default() })
        }
        _ => None,
    }
}

/// How texts become values of a type, whatever stands in the column: what cannot be read is refused row by row.
pub(super) fn cell_as_declared(kind: &Type) -> CellPlan {
    let (kind, split) = match kind {
        Type::Int | Type::Decimal => (Some("number"), None),
        Type::Money => (Some("money"), None),
        Type::Bool => (Some("bool"), None),
        Type::Date => (Some("date"), None),
        Type::Moment => (Some("moment"), None),
        Type::List(_) => (None, Some(",")),
        Type::Text | Type::Enum(_) | Type::Duration => (None, None),
    };
    let currency = (kind == Some("money")).then(|| "USD".to_owned());
    CellPlan { kind, split, currency, ..CellPlan::default() }
}

/// Two words that mean yes and no but that `as = "bool"` does not read.
fn flags(study: &Study<'_>, column: usize) -> Option<CellPlan> {
    let mut values = Vec::new();
    for (value, _) in study.column(column).values.iter().take(7) {
        let flag = match words(value).concat().as_str() {
            "var" | "t" | "x" | "on" | "checked" | "optin" | "izinli" | "aktif" | "active" => true,
            "yok" | "f" | "off" | "unchecked" | "optout" | "izinsiz" | "pasif" | "inactive" => false,
            _ if is_bool(value) => continue,
            _ => return None,
        };
        values.push((value.clone(), Constant::Bool(flag)));
    }
    let few = study.column(column).values.len() <= 6;
    (few && !values.is_empty()).then(|| CellPlan { kind: Some("bool"), values, ..CellPlan::default() })
}

/// The texts of a column as words of an enum. At least half of the rows must have a counterpart.
fn mapped(study: &Study<'_>, column: usize, words: &[&str]) -> Option<CellPlan> {
    let mut cell = CellPlan::default();
    let (mut found, mut all) = (0, 0);
    for (value, times) in &study.column(column).values {
        all += times;
        // The word itself first: `other` must not become what merely means the same.
        let exact = words.iter().find(|word| **word == value.as_str());
        let same = exact.or_else(|| words.iter().find(|word| same_value(word, value)));
        match same {
            Some(word) => {
                found += times;
                if exact.is_none() && cell.values.len() < VALUES_MAX {
                    cell.values.push((value.clone(), Constant::Text((*word).to_owned())));
                }
            }
            None if cell.missing.len() < VALUES_MAX => cell.missing.push(value.clone()),
            None => return None,
        }
    }
    (found * 2 >= all && found > 0).then_some(cell)
}
