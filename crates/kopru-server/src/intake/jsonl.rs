//! JSONL → facts: one JSON object a line.

use super::Sink;
use super::date::{self, RfcFault};
use super::lines::{Line, Lines};
use super::refused::{Counts, Fault, key_length, no_nul, shown, subject};
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
pub fn read_jsonl(reader: impl BufRead, sink: &mut Sink<'_>) -> io::Result<Counts> {
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
                sink(line.number, Ok(vec![fact]));
            }
            Err(fault) => {
                counts.refused += 1;
                sink(line.number, Err(fault.at(line.number, &line.bytes)));
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
    fact.occurred_at = texts.remove("occurred_at").map(|at| moment("occurred_at", &at)).transpose()?;
    if fact.occurred_at.is_none() && !UNDATED.contains(&fact.kind.as_str()) {
        return Err(missing("occurred_at"));
    }
    fact.recorded_at = texts.remove("recorded_at").map(|at| moment("recorded_at", &at)).transpose()?;
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

/// The fault of a line or record beyond the limit.
pub(super) fn too_long() -> Fault {
    let most = LINE_BYTES_MAX >> 10;
    Fault::new("I001", both!(en = "the line is longer than {most} KiB", tr = "satır {most} KiB sınırından uzun"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Refused;
    use kopru_engine::fact::Subject;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> (Counts, Vec<RawFact>, Vec<Refused>) {
        let (mut facts, mut refused) = (Vec::new(), Vec::new());
        let counts = read_jsonl(bytes, &mut |_, result| match result {
            Ok(fact) => facts.extend(fact),
            Err(line) => refused.push(line),
        });
        (counts.unwrap(), facts, refused)
    }

    /// A fact in which `put` stands beside the required keys.
    fn with(put: &str) -> String {
        format!(r#"{{"email":"a@b.co","type":"page_viewed","occurred_at":"2026-01-05T09:00:00+03:00",{put}}}"#)
    }

    #[test]
    fn a_line_with_every_key_is_read_as_it_stands() {
        let line = concat!(
            r#"{"id":"f1","external":"42","account":"acme.com","type":"page_viewed","occurred_at":"2026-01-05T09:00:00+03:00","#,
            r#""recorded_at":"2026-01-05T06:00:01Z","source":"web","data":{"path":"/pricing","n":-7,"x":1.50,"e":1e3,"#,
            r#""big":9223372036854775808,"ok":true,"none":null,"tags":["a",1,2.5]},"fields":{"title":"Müdür"},"account_fields":{"employees":80}}"#
        );
        let (counts, facts, refused) = read(line.as_bytes());
        assert_eq!((counts.rows, counts.taken, counts.facts, refused.len()), (1, 1, 1, 0));
        let fact = &facts[0];
        assert_eq!(fact.id.as_deref(), Some("f1"));
        assert_eq!(fact.subject, Subject::External("42".into()));
        assert_eq!(fact.account.as_deref(), Some("acme.com"));
        assert_eq!(fact.kind, "page_viewed");
        assert_eq!(fact.occurred_at, Moment::parse("2026-01-05T06:00:00Z"));
        assert_eq!(fact.recorded_at, Moment::parse("2026-01-05T06:00:01Z"));
        assert_eq!(fact.source.as_deref(), Some("web"));
        let number = |text: &str| Scalar::Number(text.to_owned());
        let expected = [
            ("path", Scalar::Text("/pricing".into())),
            ("n", Scalar::Int(-7)),
            ("x", number("1.50")),
            ("e", number("1e3")),
            ("big", number("9223372036854775808")),
            ("ok", Scalar::Bool(true)),
            ("none", Scalar::Null),
            ("tags", Scalar::List(vec![Scalar::Text("a".into()), Scalar::Int(1), number("2.5")])),
        ];
        assert_eq!(fact.data, expected.map(|(name, value)| (name.to_owned(), value)).into());
        assert_eq!(fact.fields.get("title"), Some(&Scalar::Text("Müdür".into())));
        assert_eq!(fact.account_fields.get("employees"), Some(&Scalar::Int(80)));
    }

    #[test]
    fn what_is_wrong_in_a_line_is_said_by_its_code() {
        let long = format!(r#""id":"{}""#, "x".repeat(600));
        for (line, code) in [
            (with("\"id\":"), "I003"),
            (r#"{"email":"a@b.co"} {}"#.into(), "I003"),
            (r#"{"email":"a@b.co""#.into(), "I003"),
            (with(r#""data":{"x":"\ud800"}"#), "I003"),
            ("[1]".into(), "I004"),
            ("7".into(), "I004"),
            (with(r#""sorce":"web""#), "I005"),
            (with(r#""$serde_json::private::RawValue":"1""#), "I005"),
            (with(r#""source":"a","source":"b""#), "I006"),
            (with(r#""data":{"x":1,"x":1}"#), "I006"),
            (with(r#""source":7"#), "I007"),
            (with(r#""source":" ""#), "I007"),
            (with(r#""data":[1]"#), "I007"),
            (with(r#""data":{"x":{"y":1}}"#), "I008"),
            (with(r#""data":{"x":[[1]]}"#), "I008"),
            (with(r#""id":{"x":1}"#), "I008"),
            (with(r#""phone":"+90""#), "I009"),
            (r#"{"type":"x","occurred_at":"2026-01-05T09:00:00Z"}"#.into(), "I009"),
            (r#"{"email":"a@b.co","occurred_at":"2026-01-05T09:00:00Z"}"#.into(), "I010"),
            (r#"{"email":"a@b.co","type":"page_viewed"}"#.into(), "I010"),
            (with(r#""recorded_at":"2026-01-05 09:00""#), "I011"),
            (with(r#""recorded_at":"2026-02-30T09:00:00Z""#), "I012"),
            (with(r#""recorded_at":"1850-01-01T09:00:00Z""#), "I013"),
            (with(r#""data":{"x":"a\u0000b"}"#), "I016"),
            (r#"{"email":"nobody","type":"won","occurred_at":"2026-01-05T09:00:00Z"}"#.into(), "I017"),
            (with(&long), "I018"),
        ] {
            let (counts, facts, refused) = read(line.as_bytes());
            assert_eq!((counts.rows, counts.refused, facts.len()), (1, 1, 0), "{line}");
            assert_eq!(refused[0].code, code, "{line}: {}", refused[0].reason.en);
            assert_ne!(refused[0].reason.en, refused[0].reason.tr);
        }
    }

    #[test]
    fn a_mistyped_key_and_a_missing_offset_say_what_to_write() {
        let reason = |line: String| read(line.as_bytes()).2[0].reason.clone();
        assert!(reason(with(r#""sorce":"web""#)).en.contains("`source`"));
        assert!(reason(with(r#""path":"/x""#)).tr.contains("`data`"));
        assert!(reason(with(r#""recorded_at":"2026-01-05T09:00:00""#)).en.contains("+03:00"));
    }

    #[test]
    fn lines_are_numbered_as_in_the_file_and_one_bad_line_spoils_no_other() {
        let good = with(r#""source":"web""#);
        let mut file = format!("\u{feff}{good}\r\n\n  \nnonsense\n").into_bytes();
        file.extend_from_slice(b"{\"email\":\"\xFF\"}\n");
        file.extend(vec![b'x'; LINE_BYTES_MAX + 1]);
        file.extend_from_slice(format!("\n{good}").as_bytes());
        let (counts, facts, refused) = read(&file);
        assert_eq!((counts.rows, counts.taken, facts.len()), (5, 2, 2));
        let codes: Vec<_> = refused.iter().map(|line| (line.line, line.code)).collect();
        assert_eq!(codes, vec![(4, "I003"), (5, "I002"), (6, "I001")]);
        assert_eq!(refused[0].excerpt, "nonsense");
        assert_eq!(refused[2].excerpt.chars().count(), 121);
    }

    #[test]
    fn a_line_nested_as_deep_as_the_limit_allows_is_refused_like_any_other() {
        for (open, close) in [("[", "]"), ("{\"x\":", "}")] {
            let depth = LINE_BYTES_MAX / 16;
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let (_, _, refused) = read(with(&format!(r#""data":{{"x":{nested}}}"#)).as_bytes());
            assert_eq!(refused[0].code, "I008");
        }
    }

    #[test]
    fn only_what_says_how_things_are_may_come_without_a_date() {
        for kind in ["fields_set", "stage_reported"] {
            let (_, facts, _) = read(format!(r#"{{"visitor":"v1","type":"{kind}","fields":null,"id":7}}"#).as_bytes());
            assert_eq!((facts[0].occurred_at, facts[0].id.as_deref()), (None, Some("7")));
        }
    }

    proptest! {
        #[test]
        fn every_line_of_a_mutilated_file_is_accounted_for(
            at in any::<prop::sample::Index>(), put in prop::collection::vec(any::<u8>(), 0..20), cut in 0usize..30
        ) {
            let line = with(r#""data":{"path":"/x","n":1.5,"tags":["a"]}"#);
            let mut file = format!("{line}\n{line}\n{line}\n").into_bytes();
            let at = at.index(file.len());
            let end = (at + cut).min(file.len());
            file.splice(at..end, put);
            let (counts, facts, refused) = read(&file);
            prop_assert_eq!(counts.rows, counts.taken + counts.refused);
            prop_assert_eq!((counts.facts, counts.refused), (facts.len() as u64, refused.len() as u64));
            let lines = String::from_utf8_lossy(&file).split(['\n', '\r']).filter(|line| !line.as_bytes().trim_ascii().is_empty()).count();
            prop_assert_eq!(counts.rows, lines as u64);
        }
    }
}
