//! Facts as the demo company's systems send them.

use super::people::Person;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;

/// A fact about a person, from one of the company's systems, known when it happened.
pub fn fact(person: &Person, kind: &str, source: &str, at: Moment) -> RawFact {
    let mut raw = RawFact::new(Subject::Email(person.email.clone()), kind);
    raw.account = Some(person.company.domain.clone());
    raw.occurred_at = Some(at);
    raw.recorded_at = Some(at);
    raw.source = Some(source.to_owned());
    raw
}

/// The same fact with something that conditions read.
pub fn with(mut raw: RawFact, name: &str, value: impl Into<Datum>) -> RawFact {
    raw.data.insert(name.to_owned(), value.into().0);
    raw
}

/// A value of a fact.
pub struct Datum(Scalar);

impl From<&str> for Datum {
    fn from(text: &str) -> Datum {
        Datum(Scalar::Text(text.to_owned()))
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Datum {
        Datum(Scalar::Text(text))
    }
}

impl From<i64> for Datum {
    fn from(number: i64) -> Datum {
        Datum(Scalar::Int(number))
    }
}

impl From<bool> for Datum {
    fn from(truth: bool) -> Datum {
        Datum(Scalar::Bool(truth))
    }
}

/// Sets fields of the person.
pub fn person_field(raw: &mut RawFact, name: &str, value: impl Into<Datum>) {
    raw.fields.insert(name.to_owned(), value.into().0);
}

/// Sets fields of the account.
pub fn account_field(raw: &mut RawFact, name: &str, value: impl Into<Datum>) {
    raw.account_fields.insert(name.to_owned(), value.into().0);
}

/// A fact's id: whose it is, which one, and whether the person came back with it.
pub fn id(person: u64, count: u64, returns: bool) -> String {
    let back = if returns { "-back" } else { "" };
    format!("demo-{person}-{count}{back}")
}

/// The person in an id of [`id`], and whether they came back.
pub fn read_id(id: &str) -> Option<(u64, bool)> {
    let mut parts = id.strip_prefix("demo-")?.split('-');
    let person = parts.next()?.parse().ok()?;
    parts.next()?;
    Some((person, parts.next() == Some("back")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_whose_fact_it_is() {
        assert_eq!(read_id(&id(417, 9, false)), Some((417, false)));
        assert_eq!(read_id(&id(0, 12, true)), Some((0, true)));
        for other in ["", "demo-", "demo-x-1", "demo-4", "4711"] {
            assert_eq!(read_id(other), None, "{other}");
        }
    }
}
