//! Typed values as JSON. How a value is written depends on its type, which the playbook tells.

use super::Damaged;
use super::json::{self, Node};
use kopru_engine::time::Day;
use kopru_engine::value::{Decimal, Money, Type, Value};
use std::sync::Arc;

/// Appends a value; `kind` names the words of an enum. Unknown is `null`.
pub(super) fn value(out: &mut String, it: &Value, kind: Option<&Type>) {
    match it {
        Value::Unknown => out.push_str("null"),
        Value::Bool(it) => json::plain(out, it),
        Value::Int(it) | Value::Duration(it) => json::plain(out, it),
        Value::Decimal(it) => quoted(out, it),
        Value::Text(it) => json::text(out, it),
        Value::Enum(place) => match kind {
            Some(Type::Enum(words)) if usize::from(*place) < words.words.len() => {
                words.words.iter().skip(usize::from(*place)).take(1).for_each(|word| json::text(out, word));
            }
            _ => out.push_str("null"),
        },
        Value::Date(it) => quoted(out, it),
        Value::Moment(it) => json::moment(out, *it),
        Value::Money(it) => quoted(out, it),
        Value::List(items) => {
            let inner = match kind {
                Some(Type::List(inner)) => Some(&**inner),
                _ => None,
            };
            json::array(out, items.iter(), |out, item| value(out, item, inner));
        }
    }
}

/// Appends in quotes what has a form in which nothing need be escaped.
fn quoted(out: &mut String, it: impl std::fmt::Display) {
    out.push('"');
    json::plain(out, it);
    out.push('"');
}

/// The value of type `kind`; `name` is how a fault calls it.
pub(super) fn read(node: Node<'_>, kind: &Type, name: &str) -> Result<Value, Damaged> {
    let odd = || Damaged::new(format!("{name} has a value that is no {}", kind.name()));
    let found = match (node, kind) {
        (Node::Null, _) => Some(Value::Unknown),
        (Node::Bool(it), Type::Bool) => Some(Value::Bool(it)),
        (Node::Int(it), Type::Int) => i64::try_from(it).ok().map(Value::Int),
        (Node::Int(it), Type::Duration) => i64::try_from(it).ok().map(Value::Duration),
        (Node::Text(it), Type::Decimal) => Decimal::parse(&it).map(Value::Decimal),
        (Node::Text(it), Type::Text) => Some(Value::Text(Arc::from(it))),
        (Node::Text(it), Type::Enum(words)) => words.index(&it).map(Value::Enum),
        (Node::Text(it), Type::Date) => Day::parse(&it).map(Value::Date),
        (node @ Node::Text(_), Type::Moment) => node.moment(name).ok().map(Value::Moment),
        (Node::Text(it), Type::Money) => money(&it).map(Value::Money),
        (Node::List(items), Type::List(inner)) => {
            let items: Result<Vec<Value>, Damaged> = items.into_iter().map(|item| read(item, inner, name)).collect();
            Some(Value::List(items?.into()))
        }
        _ => None,
    };
    found.ok_or_else(odd)
}

/// An amount as it is written. [`Money::parse`] reads what people write, and not the last amounts that fit into 64 bits.
fn money(text: &str) -> Option<Money> {
    let large = || {
        let (amount, code) = text.rsplit_once(' ')?;
        let minor = amount.replacen('.', "", 1).parse().ok()?;
        let money = Money { minor, currency: code.as_bytes().try_into().ok()? };
        (money.to_string() == text).then_some(money)
    };
    Money::parse(text).or_else(large)
}
