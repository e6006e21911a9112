//! JSONL → facts: one JSON object a line.

use super::date::{self, RfcFault};
use super::lines::{Line, Lines};
use super::refused::{Counts, Fault, Refused, key_length, no_nul, shown, subject};
use crate::limits::LINE_BYTES_MAX;
use kopru_engine::both;
use kopru_engine::diagnostic::nearest;
use kopru_engine::fact::RawFact;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufRead};

/// The keys that name whom a fact is about; each line has exactly one of them.
const SUBJECTS: [&str; 4] = ["email", "external", "phone", "visitor"];
const KEYS: [&str; 13] = [
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
/// The types that a fact without a date may have: they say what is, not that something happened.
const UNDATED: [&str; 2] = ["fields_set", "stage_reported"];

/// Reads facts from `reader`, one JSON object a line, and hands each fact or refused line to `sink` in the file's order.
/// Empty lines are skipped. Memory stays within one line.
///
/// ```json
/// {"email": "ada@acme.com", "type": "page_viewed", "occurred_at": "2026-01-05T09:00:00+03:00", "data": {"path": "/pricing"}}
/// ```
///
/// # Errors
/// What reading from `reader` gives; what was read before has been handed over.
pub fn read_jsonl(reader: impl BufRead, sink: &mut dyn FnMut(Result<RawFact, Refused>)) -> io::Result<Counts> {
    let mut lines = Lines::new(reader);
    let mut counts = Counts::default();
    while let Some(line) = lines.next()? {
        if line.bytes.trim_ascii().is_empty() {
            continue;
        }
        counts.rows += 1;
        match fact(&line) {
            Ok(fact) => {
                counts.taken += 1;
                counts.facts += 1;
                sink(Ok(fact));
            }
            Err(fault) => {
                counts.refused += 1;
                sink(Err(fault.at(line.number, &line.bytes)));
            }
        }
    }
    Ok(counts)
}

fn fact(line: &Line) -> Result<RawFact, Fault> {
    if line.too_long {
        return Err(too_long());
    }
    let text = std::str::from_utf8(&line.bytes).map_err(|fault| {
        let at = fault.valid_up_to() + 1;
        Fault::new(
            "I002",
            both!(
                en = "not UTF-8 from byte {at} of the line on: save the file as UTF-8",
                tr = "satırın {at}. baytından itibaren UTF-8 değil: dosyayı UTF-8 olarak kaydedin"
            ),
        )
    })?;
    let raw: &RawValue = serde_json::from_str(text).map_err(|fault| not_json(&fault))?;
    if !raw.get().starts_with('{') {
        return Err(Fault::new(
            "I004",
            both!(
                en = "a fact is an object such as {{\"email\": …, \"type\": …, \"occurred_at\": …}}",
                tr = "bir olgu {{\"email\": …, \"type\": …, \"occurred_at\": …}} gibi bir nesnedir"
            ),
        ));
    }
    build(&object("", raw)?)
}

fn build(entries: &[(Cow<'_, str>, &RawValue)]) -> Result<RawFact, Fault> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let mut tables: BTreeMap<&str, BTreeMap<String, Scalar>> = BTreeMap::new();
    for (key, raw) in entries {
        let Some(key) = KEYS.into_iter().find(|known| known == key) else {
            return Err(unknown_key(key));
        };
        if matches!(key, "data" | "fields" | "account_fields") {
            tables.insert(key, values(key, raw)?);
        } else if let Some(text) = text(key, raw)? {
            texts.insert(key, text);
        }
    }
    let mut named = SUBJECTS.into_iter().filter(|kind| texts.contains_key(kind));
    let (Some(kind), None) = (named.next(), named.next()) else {
        return Err(Fault::new(
            "I009",
            both!(
                en = "a fact names whom it is about by exactly one of `email`, `external`, `phone`, `visitor`",
                tr = "bir olgu kimi anlattığını `email`, `external`, `phone`, `visitor` anahtarlarından tam biriyle söyler"
            ),
        ));
    };
    let who = subject(kind, &texts.remove(kind).unwrap_or_default())?;
    let mut fact = RawFact::new(who, texts.remove("type").ok_or_else(|| missing("type"))?);
    fact.occurred_at = texts
        .remove("occurred_at")
        .map(|at| moment("occurred_at", &at))
        .transpose()?;
    if fact.occurred_at.is_none() && !UNDATED.contains(&fact.kind.as_str()) {
        return Err(missing("occurred_at"));
    }
    fact.recorded_at = texts
        .remove("recorded_at")
        .map(|at| moment("recorded_at", &at))
        .transpose()?;
    fact.id = texts.remove("id");
    fact.account = texts.remove("account");
    fact.source = texts.remove("source");
    fact.data = tables.remove("data").unwrap_or_default();
    fact.fields = tables.remove("fields").unwrap_or_default();
    fact.account_fields = tables.remove("account_fields").unwrap_or_default();
    Ok(fact)
}

/// The text of a top-level key; `None` for `null`. An id may be written as a whole number.
fn text(key: &str, raw: &RawValue) -> Result<Option<String>, Fault> {
    let text = match scalar(key, raw)? {
        Scalar::Null => return Ok(None),
        Scalar::Text(text) => text.trim().to_owned(),
        Scalar::Int(_) if matches!(key, "id" | "external") => raw.get().to_owned(),
        _ => {
            return Err(Fault::new(
                "I007",
                both!(en = "`{key}` must be a text", tr = "`{key}` bir metin olmalı"),
            ));
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
    let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|fault| not_json(&fault))?;
    Ok(Scalar::List(
        items
            .into_iter()
            .map(|item| scalar(path, item))
            .collect::<Result<_, _>>()?,
    ))
}

/// A single value. A number is kept as it was written: nothing passes through floating point.
fn scalar(path: &str, raw: &RawValue) -> Result<Scalar, Fault> {
    let written = raw.get();
    match written.as_bytes().first() {
        Some(b'n') => Ok(Scalar::Null),
        Some(b't') => Ok(Scalar::Bool(true)),
        Some(b'f') => Ok(Scalar::Bool(false)),
        Some(b'"') => {
            let text: String = serde_json::from_str(written).map_err(|fault| not_json(&fault))?;
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
        _ => Ok(written
            .parse()
            .map_or_else(|_| Scalar::Number(written.to_owned()), Scalar::Int)),
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
    let Entries(entries) = serde_json::from_str(raw.get()).map_err(|fault| not_json(&fault))?;
    let mut seen = BTreeSet::new();
    for (key, _) in &entries {
        if !seen.insert(key) {
            let key = shown(&format!("{path}{}{key}", if path.is_empty() { "" } else { "." }));
            return Err(Fault::new(
                "I006",
                both!(
                    en = "the key `{key}` stands there twice",
                    tr = "`{key}` anahtarı iki kez yazılmış"
                ),
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

fn unknown_key(key: &str) -> Fault {
    let suggestion = nearest(key, KEYS);
    let key = shown(key);
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
    let column = fault.column();
    // The library's message ends in its own line and column; the line is always 1 here.
    let what = fault.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    Fault::new(
        "I003",
        both!(
            en = "not valid JSON at column {column}: {what}",
            tr = "{column}. sütunda geçerli JSON değil: {what}"
        ),
    )
}

/// The fault of a line or record beyond the limit.
pub(super) fn too_long() -> Fault {
    let most = LINE_BYTES_MAX >> 10;
    Fault::new(
        "I001",
        both!(
            en = "the line is longer than {most} KiB",
            tr = "satır {most} KiB sınırından uzun"
        ),
    )
}
