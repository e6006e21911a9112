//! Ids of facts that came without one: the same content is the same fact.

use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::value::Scalar;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The id of `fact` in the feed called `feed` (a mapping's `name`): 32 hexadecimal digits, the first 16 bytes of a SHA-256
/// over feed, source, subject, type, date and every mapped value. Next week's export of an unchanged row has the same ids.
pub fn derive_id(feed: &str, fact: &RawFact) -> String {
    derive_id_also(feed, fact, &[])
}

/// The id of a fact that also says who else the person is.
pub fn derive_id_also(feed: &str, fact: &RawFact, also: &[Subject]) -> String {
    let mut sum = Sum(Sha256::new());
    sum.text(feed);
    sum.text(fact.source.as_deref().unwrap_or(""));
    sum.text(fact.subject.kind());
    sum.text(fact.subject.value());
    sum.text(&fact.kind);
    sum.text(fact.account.as_deref().unwrap_or(""));
    sum.text(&fact.occurred_at.map(|at| at.micros().to_string()).unwrap_or_default());
    sum.values(&fact.data);
    sum.values(&fact.fields);
    sum.values(&fact.account_fields);
    for other in also {
        sum.text(other.kind());
        sum.text(other.value());
    }
    sum.0.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A digest of parts, each with its length before it, so that no two lists of parts run into the same bytes.
struct Sum(Sha256);

impl Sum {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn values(&mut self, values: &BTreeMap<String, Scalar>) {
        self.0.update((values.len() as u64).to_le_bytes());
        for (name, value) in values {
            self.text(name);
            self.value(value);
        }
    }

    fn value(&mut self, value: &Scalar) {
        match value {
            Scalar::Null => self.text("null"),
            Scalar::Bool(it) => self.text(if *it { "true" } else { "false" }),
            Scalar::Int(it) => {
                self.text("number");
                self.text(&it.to_string());
            }
            Scalar::Number(it) => {
                self.text("number");
                self.text(it);
            }
            Scalar::Text(it) => {
                self.text("text");
                self.text(it);
            }
            Scalar::List(items) => {
                self.text("list");
                self.0.update((items.len() as u64).to_le_bytes());
                for item in items {
                    self.value(item);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::time::Moment;

    fn fact() -> RawFact {
        let mut fact = RawFact::new(Subject::External("7".into()), "fields_set");
        fact.fields.insert("title".into(), Scalar::Text("CEO".into()));
        fact
    }

    #[test]
    fn the_same_content_is_the_same_id_and_any_change_is_another() {
        let first = derive_id("crm", &fact());
        assert_eq!(first.len(), 32);
        assert_eq!(first, derive_id("crm", &fact()));
        let mut others = vec![derive_id("web", &fact())];
        for change in [
            |f: &mut RawFact| f.subject = Subject::Phone("7".into()),
            |f: &mut RawFact| f.kind = "won".into(),
            |f: &mut RawFact| f.account = Some("acme".into()),
            |f: &mut RawFact| f.source = Some("crm".into()),
            |f: &mut RawFact| f.occurred_at = Some(Moment::from_secs(0)),
            |f: &mut RawFact| f.data.append(&mut f.fields),
            |f: &mut RawFact| f.account_fields.append(&mut f.fields),
            |f: &mut RawFact| drop(f.fields.insert("title".into(), Scalar::List(vec![Scalar::Text("CEO".into())]))),
            |f: &mut RawFact| drop(f.fields.insert("title".into(), Scalar::Null)),
        ] {
            let mut changed = fact();
            change(&mut changed);
            others.push(derive_id("crm", &changed));
        }
        others.push(derive_id_also("crm", &fact(), &[Subject::Visitor("v".into())]));
        others.push(derive_id_also("crm", &fact(), &[Subject::Phone("v".into())]));
        others.push(first);
        let count = others.len();
        others.sort();
        others.dedup();
        assert_eq!(others.len(), count);
    }
}
