//! What erased facts said of an account: it is the company's, so it stays, without the facts and without their ids.
//!
//! A stamp names the fact that a value comes from, and an id may be made of an address. The stamps of erased facts get a
//! keyed hash in its place, with a mark before it that no sender can write: by the mark such a value is known, and is
//! carried on when the account is built anew from facts that no longer say it.

use crate::commit::Hash16;
use crate::intake::prepare::keyed;
use kopru_engine::account::Account;
use kopru_engine::lead::{Held, Stamp};
use kopru_engine::playbook::{Field, Playbook};
use kopru_engine::value::{Type, Value};
use std::fmt::Write as _;
use std::sync::Arc;

/// Begins the stamp of an erased fact.
const MARK: &str = "\u{1f}erased\u{1f}";

/// A value of an account that an erased fact gave it.
pub(crate) type Kept = (Stamp, u16, Value);

/// What stands in a stamp for the id of an erased fact.
pub(crate) fn anonymous(secret: &[u8], id: &str) -> Arc<str> {
    let hash: Hash16 = keyed(secret, &[b"stamp", id.as_bytes()]);
    let mut text = MARK.to_owned();
    for byte in hash {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Arc::from(text)
}

/// The account with other ids in its stamps, where `new` gives one.
pub(crate) fn renamed(account: &Account, new: &dyn Fn(&str) -> Option<Arc<str>>) -> Account {
    let mut fields = Held::new(account.fields.values.len());
    for (place, value) in (0..).zip(&account.fields.values) {
        match account.fields.stamp(place) {
            Some(stamp) => {
                let id = new(&stamp.id).unwrap_or_else(|| stamp.id.clone());
                fields.set(&Stamp { id, ..*stamp }, &[(place, value.clone())]);
            }
            None => {
                if let Some(held) = fields.values.get_mut(usize::from(place)) {
                    *held = value.clone();
                }
            }
        }
    }
    Account { fields, sums: account.sums.clone(), version: account.version }
}

/// What erased facts said of an account, for the fields of the playbook `to`: a field that is gone there, or has another
/// type, is left out.
pub(crate) fn kept(account: &Account, from: &[Field], to: &[Field]) -> Vec<Kept> {
    let mut all = Vec::new();
    for (place, (field, value)) in (0..).zip(from.iter().zip(&account.fields.values)) {
        let Some(stamp) = account.fields.stamp(place).filter(|stamp| stamp.id.starts_with(MARK)) else { continue };
        let there = (0..).zip(to).find(|(_, it)| it.id == field.id);
        let carried = there.and_then(|(place, it)| Some((place, value_as(value, &field.kind, &it.kind)?)));
        all.extend(carried.map(|(place, value)| (stamp.clone(), place, value)));
    }
    all
}

/// Gives an account that was built anew what erased facts said, and the version that follows from that.
pub(crate) fn carry(playbook: &Playbook, old: &Account, further: &[Kept], mut rebuilt: Account) -> Account {
    for (stamp, place, value) in kept(old, &playbook.account, &playbook.account).iter().chain(further) {
        rebuilt.fields.set(stamp, &[(*place, value.clone())]);
    }
    let changed = (&rebuilt.fields, &rebuilt.sums) != (&old.fields, &old.sums);
    rebuilt.version = old.version + u64::from(changed);
    rebuilt
}

/// A value of one type as the same value of another: words keep their spelling.
fn value_as(value: &Value, was: &Type, is: &Type) -> Option<Value> {
    match (value, was, is) {
        (Value::Unknown, _, _) => Some(Value::Unknown),
        (Value::Enum(place), Type::Enum(was), Type::Enum(is)) => {
            is.index(was.words.get(usize::from(*place))?).map(Value::Enum)
        }
        _ => (was == is).then(|| value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::time::Moment;
    use std::collections::BTreeMap;

    fn playbook(fields: &str) -> Playbook {
        let text = format!(
            "format = 1\nname = \"T\"\n[fields.account]\n{fields}\n[[stage]]\nid = \"a\"\nname = \"A\"\nparked = true\nqueue = \"q\"\n"
        );
        Playbook::check(&text, &BTreeMap::new()).playbook.unwrap()
    }

    fn place(playbook: &Playbook, id: &str) -> u16 {
        u16::try_from(playbook.account.iter().position(|field| &*field.id == id).unwrap()).unwrap()
    }

    fn stamp(secs: i64, id: &str) -> Stamp {
        Stamp { at: Moment::from_secs(secs), rank: 1, id: Arc::from(id) }
    }

    #[test]
    fn only_the_ids_that_are_erased_change_and_what_they_said_outlives_a_rebuild_and_another_playbook() {
        let one = playbook("size = { one_of = [\"s\", \"m\"] }\ncity = \"text\"");
        let (size, city) = (place(&one, "size"), place(&one, "city"));
        let mut account = Account::new(&one);
        account.fields.set(&stamp(1, "ada@acme.com/1"), &[(size, Value::Enum(1))]);
        account.fields.set(&stamp(2, "bob"), &[(city, Value::Text(Arc::from("Izmir")))]);
        let hidden = anonymous(b"k", "ada@acme.com/1");
        assert!(!hidden.contains("ada"));
        let after = renamed(&account, &|id| (id != "bob").then(|| anonymous(b"k", id)));
        assert_eq!(after.fields.values, account.fields.values);
        assert_eq!(after.fields.stamp(size).unwrap().id, hidden);
        assert_eq!(&*after.fields.stamp(city).unwrap().id, "bob");
        // Built anew from no facts at all: the city is gone, the size stays, and that is one change.
        let rebuilt = carry(&one, &after, &[], Account::new(&one));
        assert_eq!((rebuilt.fields.values[usize::from(size)].clone(), rebuilt.version), (Value::Enum(1), 1));
        assert!(!rebuilt.fields.values[usize::from(city)].is_known());
        // Where the words stand in another order the word stays.
        let two = playbook("city = \"int\"\nsize = { one_of = [\"m\", \"s\"] }");
        let kept = kept(&after, &one.account, &two.account);
        assert_eq!(
            kept.iter().map(|it| (it.1, it.2.clone())).collect::<Vec<_>>(),
            [(place(&two, "size"), Value::Enum(0))]
        );
    }
}
