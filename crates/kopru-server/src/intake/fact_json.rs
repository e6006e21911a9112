//! One fact from JSON: a line of a file, or a part of a request's body. Everything that is wrong with it is said at once.

use super::date::{self, RfcFault};
use super::refused::{Fault, key_length, no_nul, shown, subject};
use kopru_engine::both;
use kopru_engine::diagnostic::nearest;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::typing::FactFault;
use kopru_engine::value::Scalar;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The keys that name whom a fact is about; each fact has exactly one of them, or a request's `lead`.
const SUBJECTS: [&str; 4] = ["email", "external", "phone", "visitor"];
/// The keys of a fact in a file.
const LINE_KEYS: [&str; 13] = [
    "id",
    "email",
    "external",
    "phone",
    "visitor",
    "account",
    "type",
    "occurred_at",
    "recorded_at",
    "source",
    "data",
    "fields",
    "account_fields",
];
/// The keys of a fact in a request.
const REQUEST_KEYS: [&str; 14] = [
    "id",
    "lead",
    "email",
    "external",
    "phone",
    "visitor",
    "also",
    "account",
    "type",
    "occurred_at",
    "source",
    "data",
    "fields",
    "account_fields",
];
/// The types that a fact without a date may have: they say what is, not that something happened.
const UNDATED: [&str; 2] = ["fields_set", "stage_reported"];

/// Where a fact is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// On a line of a file, which knows when the fact became known.
    Line,
    /// In a request, which may name a lead by its id and say who else the person is.
    Request,
}

/// Whom a fact is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// As the sender knows them.
    Subject(Subject),
    /// The id that we gave the lead, as it was written.
    Lead(String),
}

/// A fact as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whom it is about.
    pub who: Who,
    /// Further identities of the same person.
    pub also: Vec<Subject>,
    /// The fact. Its subject is that of `who`, and empty where that names a lead.
    pub fact: RawFact,
}

/// Reads one fact.
///
/// # Errors
/// Everything that is wrong with it, in the order in which it stands there; codes are those of refused lines, `I003` ….
pub fn read(text: &str, form: Form) -> Result<Written, Vec<FactFault>> {
    let one = |fault: Fault| vec![at("", fault)];
    let raw: &RawValue = serde_json::from_str(text).map_err(|fault| one(not_json(&fault)))?;
    if !raw.get().starts_with('{') {
        return Err(one(Fault::new(
            "I004",
            both!(
                en = "a fact is an object such as {{\"email\": …, \"type\": …, \"occurred_at\": …}}",
                tr = "bir olgu {{\"email\": …, \"type\": …, \"occurred_at\": …}} gibi bir nesnedir"
            ),
        )));
    }
    build(&object("", raw).map_err(one)?, form)
}

/// The entries of a JSON object in their order, each value as it was written; `None` when it has a key twice.
pub fn entries(raw: &RawValue) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    object("", raw).ok()
}

/// The parts of a fact as they are found, and what is wrong with them.
#[derive(Default)]
struct Found<'k> {
    texts: BTreeMap<&'k str, String>,
    tables: BTreeMap<&'k str, BTreeMap<String, Scalar>>,
    also: Vec<Subject>,
    /// Keys that stand there, even if something is wrong with their values.
    present: BTreeSet<&'k str>,
    faults: Vec<FactFault>,
}

impl Found<'_> {
    /// Notes a fault; gives what is there without one.
    fn sound<T>(&mut self, place: &str, found: Result<T, Fault>) -> Option<T> {
        found.map_err(|fault| self.faults.push(at(place, fault))).ok()
    }
}

fn build(entries: &[(Cow<'_, str>, &RawValue)], form: Form) -> Result<Written, Vec<FactFault>> {
    let keys: &[&'static str] = match form {
        Form::Line => &LINE_KEYS,
        Form::Request => &REQUEST_KEYS,
    };
    let mut found = Found::default();
    for (key, raw) in entries {
        let Some(key) = keys.iter().copied().find(|known| known == key) else {
            let fault = unknown_key(key, keys, form);
            found.faults.push(at(key, fault));
            continue;
        };
        if raw.get() != "null" {
            found.present.insert(key);
        }
        if matches!(key, "data" | "fields" | "account_fields") {
            if let Some(table) = found.sound(key, values(key, raw)) {
                found.tables.insert(key, table);
            }
        } else if key == "also" {
            found.also = found.sound(key, identities(raw)).unwrap_or_default();
        } else if let Some(Some(text)) = found.sound(key, text(key, raw)) {
            found.texts.insert(key, text);
        }
    }
    finish(found, form)
}

fn finish(mut found: Found<'_>, form: Form) -> Result<Written, Vec<FactFault>> {
    let who = who(&mut found, form);
    let kind = found.texts.remove("type");
    if !found.present.contains("type") {
        found.faults.push(at("type", missing("type")));
    }
    let occurred_at = found.texts.remove("occurred_at").map(|text| moment("occurred_at", &text));
    let occurred_at = occurred_at.and_then(|it| found.sound("occurred_at", it));
    let undated = kind.as_deref().is_none_or(|kind| UNDATED.contains(&kind));
    if !found.present.contains("occurred_at") && !undated {
        found.faults.push(at("occurred_at", missing("occurred_at")));
    }
    let recorded_at = found.texts.remove("recorded_at").map(|text| moment("recorded_at", &text));
    let recorded_at = recorded_at.and_then(|it| found.sound("recorded_at", it));
    let (Some(who), Some(kind), true) = (who, kind, found.faults.is_empty()) else {
        return Err(found.faults);
    };
    let subject = match &who {
        Who::Subject(subject) => subject.clone(),
        Who::Lead(_) => Subject::External(String::new()),
    };
    let mut fact = RawFact::new(subject, kind);
    (fact.occurred_at, fact.recorded_at) = (occurred_at, recorded_at);
    fact.id = found.texts.remove("id");
    fact.account = found.texts.remove("account");
    fact.source = found.texts.remove("source");
    fact.data = found.tables.remove("data").unwrap_or_default();
    fact.fields = found.tables.remove("fields").unwrap_or_default();
    fact.account_fields = found.tables.remove("account_fields").unwrap_or_default();
    Ok(Written { who, also: found.also, fact })
}

/// Whom the fact is about: exactly one key says so.
fn who(found: &mut Found<'_>, form: Form) -> Option<Who> {
    let lead = (form == Form::Request).then_some("lead");
    let mut named = SUBJECTS.into_iter().chain(lead).filter(|kind| found.present.contains(kind));
    let (Some(kind), None) = (named.next(), named.next()) else {
        let fault = if form == Form::Request { no_subject_or_lead() } else { no_subject() };
        found.faults.push(at("", fault));
        return None;
    };
    let text = found.texts.remove(kind)?;
    if kind == "lead" {
        return Some(Who::Lead(text));
    }
    let subject = subject(kind, &text);
    found.sound(kind, subject).map(Who::Subject)
}

/// The fault of a fact that names nobody, or several.
pub(super) fn no_subject() -> Fault {
    Fault::new(
        "I009",
        both!(
            en = "a fact names whom it is about by exactly one of `email`, `external`, `phone`, `visitor`",
            tr = "bir olgu kimi anlattığını `email`, `external`, `phone`, `visitor` anahtarlarından tam biriyle söyler"
        ),
    )
}

fn no_subject_or_lead() -> Fault {
    Fault::new(
        "I009",
        both!(
            en = "a fact names whom it is about by exactly one of `email`, `external`, `phone`, `visitor`, `lead`; who else the person is stands in `also`",
            tr = "bir olgu kimi anlattığını `email`, `external`, `phone`, `visitor`, `lead` anahtarlarından tam biriyle söyler; aynı kişinin diğer kimlikleri `also` içine yazılır"
        ),
    )
}

/// The entries of `also`: objects with one key each.
fn identities(raw: &RawValue) -> Result<Vec<Subject>, Fault> {
    let wrong = || {
        Fault::new(
            "I020",
            both!(
                en = "`also` is a list of identities such as {{\"visitor\": \"…\"}}",
                tr = "`also` {{\"visitor\": \"…\"}} gibi kimliklerin listesidir"
            ),
        )
    };
    if raw.get() == "null" {
        return Ok(Vec::new());
    }
    let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|_| wrong())?;
    let read = |item: &RawValue| {
        if !item.get().starts_with('{') {
            return Err(wrong());
        }
        let entries = object("also", item)?;
        let [(kind, value)] = entries.as_slice() else { return Err(wrong()) };
        let kind = SUBJECTS.into_iter().find(|known| known == kind).ok_or_else(wrong)?;
        let value = text(kind, value)?.ok_or_else(wrong)?;
        subject(kind, &value)
    };
    items.into_iter().map(read).collect()
}

fn at(place: &str, fault: Fault) -> FactFault {
    FactFault { code: fault.code, at: shown(place), message: fault.reason }
}

/// The text of a top-level key; `None` for `null`. An id may be written as a whole number.
fn text(key: &str, raw: &RawValue) -> Result<Option<String>, Fault> {
    let text = match scalar(key, raw)? {
        Scalar::Null => return Ok(None),
        Scalar::Text(text) => text.trim().to_owned(),
        Scalar::Int(_) if matches!(key, "id" | "external") => raw.get().to_owned(),
        _ => {
            return Err(Fault::new("I007", both!(en = "`{key}` must be a text", tr = "`{key}` bir metin olmalı")));
        }
    };
    if text.is_empty() {
        return Err(Fault::new(
            "I007",
            both!(
                en = "`{key}` is empty: write it or leave the key out",
                tr = "`{key}` boş: yazın ya da anahtarı çıkarın"
            ),
        ));
    }
    key_length(key, &text)?;
    Ok(Some(text))
}

/// The entries of `data`, `fields` or `account_fields`.
fn values(key: &str, raw: &RawValue) -> Result<BTreeMap<String, Scalar>, Fault> {
    match raw.get().as_bytes().first() {
        Some(b'n') => Ok(BTreeMap::new()),
        Some(b'{') => object(key, raw)?
            .into_iter()
            .map(|(name, raw)| {
                no_nul(key, &name)?;
                let path = format!("{key}.{}", shown(&name));
                let value = match raw.get().as_bytes().first() {
                    Some(b'[') => list(&path, raw)?,
                    _ => scalar(&path, raw)?,
                };
                Ok((name.into_owned(), value))
            })
            .collect(),
        _ => Err(Fault::new(
            "I007",
            both!(
                en = "`{key}` must be an object of names and values",
                tr = "`{key}` ad ve değerlerden oluşan bir nesne olmalı"
            ),
        )),
    }
}

fn list(path: &str, raw: &RawValue) -> Result<Scalar, Fault> {
    let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|fault| not_json_in(path, &fault))?;
    Ok(Scalar::List(items.into_iter().map(|item| scalar(path, item)).collect::<Result<_, _>>()?))
}

/// A single value. A number is kept as it was written: nothing passes through floating point.
fn scalar(path: &str, raw: &RawValue) -> Result<Scalar, Fault> {
    let written = raw.get();
    match written.as_bytes().first() {
        Some(b'n') => Ok(Scalar::Null),
        Some(b't') => Ok(Scalar::Bool(true)),
        Some(b'f') => Ok(Scalar::Bool(false)),
        Some(b'"') => {
            let text: String = serde_json::from_str(written).map_err(|fault| not_json_in(path, &fault))?;
            no_nul(path, &text)?;
            Ok(Scalar::Text(text))
        }
        Some(b'{' | b'[') => Err(Fault::new(
            "I008",
            both!(
                en = "`{path}` holds an object or a list inside a list; values are texts, numbers, true, false, null and lists of these",
                tr = "`{path}` bir nesne ya da iç içe liste içeriyor; değerler metin, sayı, true, false, null ve bunların listeleridir"
            ),
        )),
        _ => Ok(written.parse().map_or_else(|_| Scalar::Number(written.to_owned()), Scalar::Int)),
    }
}

fn moment(key: &str, text: &str) -> Result<Moment, Fault> {
    date::rfc3339(text).map_err(|fault| {
        let value = shown(text);
        match fault {
            RfcFault::NoOffset => Fault::new(
                "I011",
                both!(
                    en = "`{key}` = \"{value}\" has no offset, so it names no moment: write one, such as 2026-01-05T09:00:00+03:00 or …Z",
                    tr = "`{key}` = \"{value}\" saat farkı içermiyor, bu yüzden bir an belirtmiyor: 2026-01-05T09:00:00+03:00 ya da …Z gibi yazın"
                ),
            ),
            RfcFault::Unreadable => Fault::new(
                "I012",
                both!(
                    en = "`{key}` = \"{value}\" is no date that exists, written such as 2026-01-05T09:00:00+03:00",
                    tr = "`{key}` = \"{value}\" 2026-01-05T09:00:00+03:00 gibi yazılmış, var olan bir tarih değil"
                ),
            ),
            RfcFault::OutOfRange => date::out_of_range(key, &value),
        }
    })
}

/// The entries of a JSON object in their order, each value as it was written; the same key twice is refused.
fn object<'a>(path: &str, raw: &'a RawValue) -> Result<Vec<(Cow<'a, str>, &'a RawValue)>, Fault> {
    let Entries(entries) = serde_json::from_str(raw.get()).map_err(|fault| not_json_in(path, &fault))?;
    let mut seen = BTreeSet::new();
    for (key, _) in &entries {
        if !seen.insert(key) {
            let key = shown(&format!("{path}{}{key}", if path.is_empty() { "" } else { "." }));
            return Err(Fault::new(
                "I006",
                both!(en = "the key `{key}` stands there twice", tr = "`{key}` anahtarı iki kez yazılmış"),
            ));
        }
    }
    Ok(entries)
}

struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Entries<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    entries.push((Cow::Owned(key), value));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn unknown_key(key: &str, known: &[&'static str], form: Form) -> Fault {
    let suggestion = nearest(key, known.iter().copied());
    let key = shown(key);
    if form == Form::Request && key == "recorded_at" {
        return Fault::new(
            "I005",
            both!(
                en = "when a fact became known is now; only a file that is imported may say otherwise with `recorded_at`",
                tr = "bir olgu şimdi öğrenilmiş sayılır; `recorded_at` yalnızca içe aktarılan dosyalarda yazılır"
            ),
        );
    }
    let reason = match suggestion {
        Some(known) => both!(
            en = "unknown key `{key}`; a similar one exists: `{known}`",
            tr = "bilinmeyen anahtar: `{key}`; benzeri var: `{known}`"
        ),
        None => both!(
            en = "unknown key `{key}`; what a fact says of itself belongs into `data`",
            tr = "bilinmeyen anahtar: `{key}`; olgunun kendi bilgileri `data` içine yazılır"
        ),
    };
    Fault::new("I005", reason)
}

fn missing(key: &str) -> Fault {
    Fault::new("I010", both!(en = "`{key}` is missing", tr = "`{key}` eksik"))
}

fn not_json(fault: &serde_json::Error) -> Fault {
    let (column, what) = (fault.column(), what_is_wrong(fault));
    Fault::new(
        "I003",
        both!(en = "not valid JSON at column {column}: {what}", tr = "{column}. sütunda geçerli JSON değil: {what}"),
    )
}

/// A fault within a value that is read by itself, where the library's column would mislead.
fn not_json_in(path: &str, fault: &serde_json::Error) -> Fault {
    let what = what_is_wrong(fault);
    if path.is_empty() {
        return Fault::new("I003", both!(en = "not valid JSON: {what}", tr = "geçerli JSON değil: {what}"));
    }
    Fault::new("I003", both!(en = "`{path}` is not valid JSON: {what}", tr = "`{path}` geçerli JSON değil: {what}"))
}

/// The library's message without its own line and column, which count from the value it was given.
fn what_is_wrong(fault: &serde_json::Error) -> String {
    let message = fault.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}
