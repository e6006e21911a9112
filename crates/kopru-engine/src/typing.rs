//! Gives a fact's values the types that the playbook declares.

use crate::both;
use crate::diagnostic::nearest;
use crate::fact::RawFact;
use crate::lang::Both;
use crate::limits;
use crate::playbook::{Builtin, Field, Playbook};
use crate::time::{Day, Moment, Span};
use crate::value::{Decimal, EnumType, Money, Scalar, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A fact whose values have the playbook's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its id; the same id is the same fact.
    pub id: Arc<str>,
    /// The place of its type in [`Playbook::fact_types`].
    pub kind: u16,
    /// When it happened, as claimed.
    pub occurred_at: Moment,
    /// When it became known to us.
    pub recorded_at: Moment,
    /// Where it comes from.
    pub source: Option<Arc<str>>,
    /// How far the source is trusted: 0 for an unlisted one, more for each place further up.
    pub rank: u16,
    /// What conditions read as `fact.*`.
    pub data: Box<[Value]>,
    /// Fields of the person that it sets.
    pub fields: Box<[(u16, Value)]>,
    /// Fields of the account that it sets.
    pub account_fields: Box<[(u16, Value)]>,
}

impl Fact {
    /// A built-in fact's datum.
    pub fn datum(&self, builtin: Builtin, name: &str) -> &Value {
        builtin.datum(name).and_then(|place| self.data.get(place)).unwrap_or(&Value::Unknown)
    }

    /// A built-in fact's datum as a text.
    pub fn text(&self, builtin: Builtin, name: &str) -> Option<Arc<str>> {
        match self.datum(builtin, name) {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A built-in fact's datum as the place of a word.
    pub fn word(&self, builtin: Builtin, name: &str) -> Option<u16> {
        match self.datum(builtin, name) {
            Value::Enum(place) => Some(*place),
            _ => None,
        }
    }
}

/// Why a fact cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactFault {
    /// A stable code, `F001` …; see [`FAULTS`].
    pub code: &'static str,
    /// Where in the fact: `type`, `data.path`, `fields.country`.
    pub at: String,
    /// What is wrong.
    pub message: Both,
}

/// The codes of [`FactFault`] with their meaning.
pub const FAULTS: &[(&str, &str)] = &[
    ("F001", "The type of the fact is not declared."),
    ("F002", "The fact sets something that is not declared."),
    ("F003", "A value does not have the declared type."),
    ("F004", "Something that this type of fact needs is missing."),
    ("F005", "A value is too large or too long."),
    (
        "F006",
        "A finding is about none, or more than one, of criterion, pain and measure, or lacks its verdict or level.",
    ),
    ("F007", "A contact names a next step without its day, or a day without its step."),
    (
        "F008",
        "What is overruled is none, or more than one, of signal, criterion, pain and measure, or lacks its verdict or level.",
    ),
];

impl Playbook {
    /// Gives a raw fact its types. `at` is when it happened if it does not say; `id` its id if it has none.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn type_fact(&self, raw: &RawFact, id: &str, at: Moment) -> Result<Fact, Vec<FactFault>> {
        let mut faults = Vec::new();
        let Some(kind) = self.fact_type(&raw.kind) else {
            let known = self.fact_types.iter().map(|kind| &*kind.id);
            return Err(vec![undeclared("F001", "type", &raw.kind, known)]);
        };
        let declared = &self.fact_types[usize::from(kind)];
        let mut data = vec![Value::Unknown; declared.data.len()];
        for (place, value) in self.values(&raw.data, &declared.data, "data", &mut faults) {
            data[usize::from(place)] = value;
        }
        if let Some(builtin) = declared.builtin {
            whole(builtin, &data, &mut faults);
        }
        let fields = self.values(&raw.fields, &self.person, "fields", &mut faults);
        let account_fields = self.values(&raw.account_fields, &self.account, "account_fields", &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let occurred_at = raw.occurred_at.unwrap_or(at);
        let source = raw.source.as_deref();
        Ok(Fact {
            id: Arc::from(raw.id.as_deref().unwrap_or(id)),
            kind,
            occurred_at,
            recorded_at: raw.recorded_at.unwrap_or(occurred_at),
            source: source.map(Arc::from),
            rank: self.trust(source),
            data: data.into(),
            fields: fields.into(),
            account_fields: account_fields.into(),
        })
    }

    /// How far a source is trusted: 0 for none or an unlisted one.
    fn trust(&self, source: Option<&str>) -> u16 {
        let place = source.and_then(|source| self.sources.iter().position(|known| &**known == source));
        place.map_or(0, |place| u16::try_from(self.sources.len() - place).unwrap_or(u16::MAX))
    }

    fn values(
        &self,
        given: &BTreeMap<String, Scalar>,
        declared: &[Field],
        part: &str,
        faults: &mut Vec<FactFault>,
    ) -> Vec<(u16, Value)> {
        let mut values = Vec::with_capacity(given.len());
        for (name, scalar) in given {
            let at = || format!("{part}.{name}");
            let Some(place) = declared.iter().position(|field| *field.id == **name) else {
                faults.push(undeclared("F002", &at(), name, declared.iter().map(|field| &*field.id)));
                continue;
            };
            match typed(scalar, &declared[place].kind) {
                Ok(value) => values.push((u16::try_from(place).unwrap_or(u16::MAX), value)),
                Err((code, message)) => faults.push(FactFault { code, at: at(), message }),
            }
        }
        values
    }
}

fn undeclared<'k>(code: &'static str, at: &str, name: &str, known: impl Iterator<Item = &'k str>) -> FactFault {
    let near = nearest(name, known);
    let message = match near {
        Some(near) => both!(
            en = "`{name}` is not declared in the playbook; did you mean `{near}`?",
            tr = "`{name}` oyun kitabında tanımlı değil; `{near}` mi demek istediniz?"
        ),
        None => both!(en = "`{name}` is not declared in the playbook", tr = "`{name}` oyun kitabında tanımlı değil"),
    };
    FactFault { code, at: at.into(), message }
}

/// What a built-in fact must say.
fn whole(builtin: Builtin, data: &[Value], faults: &mut Vec<FactFault>) {
    let known = |name: &str| builtin.datum(name).and_then(|place| data.get(place)).is_some_and(Value::is_known);
    for name in builtin.required() {
        if !known(name) {
            let message = both!(en = "this type of fact needs `data.{name}`", tr = "bu olgu türü `data.{name}` ister");
            faults.push(FactFault { code: "F004", at: format!("data.{name}"), message });
        }
    }
    if builtin == Builtin::Contacted && known("next") != known("due") {
        let message = both!(
            en = "a next step needs both: what (`data.next`) and by when (`data.due`)",
            tr = "sonraki adım için ikisi de gerekir: ne (`data.next`) ve ne zamana kadar (`data.due`)"
        );
        faults.push(FactFault { code: "F007", at: "data".into(), message });
    }
    if matches!(builtin, Builtin::Finding | Builtin::Overruled) {
        let about = ["criterion", "pain", "measure", "signal"].into_iter().filter(|name| known(name)).count();
        let level = builtin.datum("level").and_then(|place| data.get(place));
        let level_fits = matches!(level, Some(Value::Int(0..=3)));
        if about != 1 || (known("criterion") && !known("verdict")) || (known("measure") && !level_fits) {
            faults.push(about_one(builtin));
        }
    }
}

/// A finding, or what overrules one, is about too much or too little.
fn about_one(builtin: Builtin) -> FactFault {
    let (code, message) = match builtin {
        Builtin::Overruled => (
            "F008",
            both!(
                en = "what is overruled is exactly one of: a signal, a criterion with the verdict that was read (met, unmet), a pain, or a measure with the level that was read (0 to 3)",
                tr = "düzeltilen tam olarak bir şeydir: bir işaret, okunan sonucuyla (met, unmet) bir ölçüt, bir sorunlu nokta ya da okunan düzeyiyle (0–3) bir ölçü"
            ),
        ),
        _ => (
            "F006",
            both!(
                en = "a finding is about exactly one of: a criterion with its verdict (met, unmet), a pain, or a measure with its level (0 to 3)",
                tr = "bulgu tam olarak bir şey hakkındadır: sonucuyla (met, unmet) bir ölçüt, bir sorunlu nokta ya da düzeyiyle (0–3) bir ölçü"
            ),
        ),
    };
    FactFault { code, at: "data".into(), message }
}

type Wrong = (&'static str, Both);

/// A value in a declared type. Texts are read as that type writes them, since files know only texts.
fn typed(scalar: &Scalar, kind: &Type) -> Result<Value, Wrong> {
    let text: String = match scalar {
        Scalar::Null => return Ok(Value::Unknown),
        Scalar::List(items) => return list(items, kind),
        Scalar::Bool(it) => it.to_string(),
        Scalar::Int(it) => it.to_string(),
        Scalar::Number(it) => it.clone(),
        Scalar::Text(it) => it.trim().to_owned(),
    };
    if text.is_empty() {
        return Ok(Value::Unknown);
    }
    if text.chars().count() > limits::TEXT_CHARS_MAX {
        let most = limits::TEXT_CHARS_MAX;
        return Err((
            "F005",
            both!(en = "the text is longer than {most} letters", tr = "metin {most} karakterden uzun"),
        ));
    }
    let value = match kind {
        Type::Bool => truth(&text).map(Value::Bool),
        Type::Int => whole_number(&text).map(Value::Int),
        Type::Decimal => Decimal::parse(&text).map(Value::Decimal),
        Type::Text => Some(Value::Text(Arc::from(text.as_str()))),
        Type::Enum(words) => return word(&text, words),
        Type::Date => Day::parse(text.get(..10).unwrap_or(&text)).map(Value::Date),
        Type::Moment => Moment::parse(&text).or_else(|| Day::parse(&text).map(Day::start)).map(Value::Moment),
        Type::Duration => Span::parse(&text).and_then(Span::wall_secs).map(Value::Duration),
        Type::Money => Money::parse(&text).map(Value::Money),
        Type::List(_) => return list(std::slice::from_ref(scalar), kind),
    };
    value.ok_or_else(|| {
        let (shown, name) = (short(&text), kind.name());
        ("F003", both!(en = "`{shown}` is no {name}", tr = "`{shown}` şu türde değil: {name}"))
    })
}

fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" | "evet" => Some(true),
        "false" | "no" | "0" | "hayır" => Some(false),
        _ => None,
    }
}

/// A whole number, also written as `12.0`.
fn whole_number(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let millionths = Decimal::parse(text)?.millionths();
    (millionths % Decimal::ONE == 0).then_some(millionths / Decimal::ONE)
}

fn word(text: &str, words: &EnumType) -> Result<Value, Wrong> {
    let folded = text.to_lowercase();
    let alike =
        || words.words.iter().position(|word| word.to_lowercase() == folded).and_then(|at| u16::try_from(at).ok());
    if let Some(place) = words.index(text).or_else(alike) {
        return Ok(Value::Enum(place));
    }
    let shown = short(text);
    let all = words.words.iter().take(12).map(|word| &**word).collect::<Vec<_>>().join(", ");
    Err(("F003", both!(en = "`{shown}` is none of: {all}", tr = "`{shown}` şunlardan biri değil: {all}")))
}

fn list(items: &[Scalar], kind: &Type) -> Result<Value, Wrong> {
    let Type::List(inner) = kind else {
        let name = kind.name();
        return Err(("F003", both!(en = "a list is no {name}", tr = "liste şu türde değil: {name}")));
    };
    let most = limits::LIST_VALUE_MAX;
    if items.len() > most {
        return Err((
            "F005",
            both!(en = "the list has more than {most} entries", tr = "listede {most} girdiden fazlası var"),
        ));
    }
    if matches!(**inner, Type::List(_)) {
        return Ok(Value::Unknown);
    }
    let values: Result<Vec<Value>, Wrong> = items.iter().map(|item| typed(item, inner)).collect();
    Ok(Value::List(values?.into()))
}
