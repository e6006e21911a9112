//! What each part of a condition means, by a plain walk over its tree: the measure for the compiled closures, which fall
//! back to it where speed matters less.

use super::syntax::Operator;
use super::term::{Loop, Node, Term};
use super::{Env, Slot, Tri};
use crate::time::{DAY_SECS, Moment};
use crate::value::{Decimal, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// The loop variables that hold a value, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    level: usize,
    value: &'a Value,
    outer: Option<&'a Bound<'a>>,
}

/// Whether a part of type bool holds.
pub(super) fn truth(term: &Term, env: &Env<'_>, bound: Option<&Bound<'_>>) -> Tri {
    match &term.node {
        Node::Not(part) => truth(part, env, bound).not(),
        Node::All(parts) => least(parts.iter().map(|part| truth(part, env, bound))),
        Node::Any(parts) => most(parts.iter().map(|part| truth(part, env, bound))),
        Node::Has(field) => Tri::from(env.value(field.slot).is_known()),
        Node::Compare(operator, left, right) => compare(*operator, &value(left, env, bound), &value(right, env, bound)),
        Node::In(item, list) => within(&value(item, env, bound), &value(list, env, bound)),
        Node::InNamed(item, _, entries) => match value(item, env, bound) {
            Value::Text(text) => Tri::from(listed(entries, &text)),
            _ => Tri::Unknown,
        },
        Node::Test(test, text, part) => match (value(text, env, bound), value(part, env, bound)) {
            (Value::Text(text), Value::Text(part)) => Tri::from(test.holds(&text, &part)),
            _ => Tri::Unknown,
        },
        Node::Loop(it) => repeat(it, env, bound),
        _ => match value(term, env, bound) {
            Value::Bool(it) => Tri::from(it),
            _ => Tri::Unknown,
        },
    }
}

/// The smallest of the parts' truths, true without parts: `&&`, `all`.
fn least(parts: impl Iterator<Item = Tri>) -> Tri {
    let mut result = Tri::True;
    for part in parts {
        result = result.min(part);
        if result == Tri::False {
            break;
        }
    }
    result
}

/// The largest of the parts' truths, false without parts: `||`, `exists`.
fn most(parts: impl Iterator<Item = Tri>) -> Tri {
    least(parts.map(Tri::not)).not()
}

/// The value of a part; unknown where nobody knows it or a calculation leaves its range.
pub(super) fn value(term: &Term, env: &Env<'_>, bound: Option<&Bound<'_>>) -> Value {
    match &term.node {
        Node::Value(value) => value.clone(),
        Node::Field(field) => typed(env.value(field.slot), term),
        Node::Variable(level, _) => variable(*level, bound).map_or(Value::Unknown, |value| typed(value, term)),
        Node::Choice(condition, yes, no) => match truth(condition, env, bound) {
            Tri::True => value(yes, env, bound),
            Tri::False => value(no, env, bound),
            Tri::Unknown => Value::Unknown,
        },
        Node::Calculate(operator, left, right) => {
            calculate(*operator, &value(left, env, bound), &value(right, env, bound)).unwrap_or_default()
        }
        Node::Negative(part) => match value(part, env, bound) {
            Value::Int(it) => it.checked_neg().map_or(Value::Unknown, Value::Int),
            Value::Decimal(it) => it.millionths().checked_neg().map_or(Value::Unknown, millionths),
            _ => Value::Unknown,
        },
        Node::List(parts) => {
            let entries: Vec<Value> = parts.iter().map(|part| value(part, env, bound)).collect();
            // As in CEL, a list is known when all its entries are.
            if entries.iter().all(Value::is_known) { Value::List(Arc::from(entries)) } else { Value::Unknown }
        }
        Node::Size(part) => match value(part, env, bound) {
            Value::Text(text) => length(text.chars().count()),
            Value::List(entries) => length(entries.len()),
            _ => Value::Unknown,
        },
        Node::Facts(window) => length(env.count(window.index, window.secs)),
        Node::Age(field) => age(env.value(field.slot), env.now).map_or(Value::Unknown, Value::Int),
        Node::Not(_)
        | Node::All(_)
        | Node::Any(_)
        | Node::Has(_)
        | Node::Compare(..)
        | Node::In(..)
        | Node::InNamed(..)
        | Node::Test(..)
        | Node::Loop(_) => match truth(term, env, bound) {
            Tri::True => Value::Bool(true),
            Tri::False => Value::Bool(false),
            Tri::Unknown => Value::Unknown,
        },
    }
}

/// A value of another type than the declared one counts as unknown.
fn typed(value: &Value, term: &Term) -> Value {
    use crate::value::Type;
    let fits = match value {
        Value::Unknown => false,
        Value::Bool(_) => term.kind == Type::Bool,
        Value::Int(_) => term.kind == Type::Int,
        Value::Decimal(_) => term.kind == Type::Decimal,
        Value::Text(_) => term.kind == Type::Text,
        Value::Enum(_) => matches!(term.kind, Type::Enum(_)),
        Value::Date(_) => term.kind == Type::Date,
        Value::Moment(_) => term.kind == Type::Moment,
        Value::Duration(_) => term.kind == Type::Duration,
        Value::Money(_) => term.kind == Type::Money,
        Value::List(_) => matches!(term.kind, Type::List(_)),
    };
    if fits { value.clone() } else { Value::Unknown }
}

fn variable<'a>(level: usize, bound: Option<&Bound<'a>>) -> Option<&'a Value> {
    let mut bound = bound.copied();
    while let Some(it) = bound {
        if it.level == level {
            return Some(it.value);
        }
        bound = it.outer.copied();
    }
    None
}

fn repeat(it: &Loop, env: &Env<'_>, bound: Option<&Bound<'_>>) -> Tri {
    let Value::List(entries) = value(&it.list, env, bound) else {
        return Tri::Unknown;
    };
    let passes = entries.iter().map(|value| {
        let inner = Bound { level: it.level, value, outer: bound };
        truth(&it.body, env, Some(&inner))
    });
    if it.all { least(passes) } else { most(passes) }
}

/// How two values of one type stand to each other; `None` when one is unknown or their currencies differ.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) | (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Value::Enum(a), Value::Enum(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) if a.currency == b.currency => Some(a.minor.cmp(&b.minor)),
        _ => None,
    }
}

fn compare(operator: Operator, left: &Value, right: &Value) -> Tri {
    order(left, right).map_or(Tri::Unknown, |order| Tri::from(holds(operator, order)))
}

/// Whether a comparison holds for sides in this order.
pub(super) fn holds(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::More => order.is_gt(),
        Operator::AtLeast => order.is_ge(),
        Operator::In | Operator::Add | Operator::Subtract | Operator::Multiply => false,
    }
}

/// Whether a list holds a value. An unknown entry could be the value, so it leaves the question open.
fn within(item: &Value, list: &Value) -> Tri {
    match list {
        Value::List(entries) if item.is_known() => {
            most(entries.iter().map(|entry| compare(Operator::Equal, item, entry)))
        }
        _ => Tri::Unknown,
    }
}

/// Whether a sorted list of the playbook holds a text.
pub(super) fn listed(entries: &[Arc<str>], text: &str) -> bool {
    entries.binary_search_by(|entry| (**entry).cmp(text)).is_ok()
}

fn calculate(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    let whole = |a: i64, b: i64| match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        _ => None,
    };
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => whole(*a, *b).map(Value::Int),
        (Value::Decimal(a), Value::Decimal(b)) if operator != Operator::Multiply => {
            whole(a.millionths(), b.millionths()).map(millionths)
        }
        (Value::Decimal(a), Value::Int(b)) | (Value::Int(b), Value::Decimal(a)) if operator == Operator::Multiply => {
            a.millionths().checked_mul(*b).map(millionths)
        }
        (Value::Duration(a), Value::Duration(b)) => whole(*a, *b).map(Value::Duration),
        (Value::Moment(moment), Value::Duration(secs)) => shifted(*moment, whole(0, *secs)?),
        (Value::Duration(secs), Value::Moment(moment)) if operator == Operator::Add => shifted(*moment, *secs),
        (Value::Money(a), Value::Money(b)) if a.currency == b.currency => {
            let minor = whole(a.minor, b.minor)?;
            Some(Value::Money(crate::value::Money { minor, ..*a }))
        }
        (Value::Text(a), Value::Text(b)) => Some(Value::Text(Arc::from(format!("{a}{b}")))),
        _ => None,
    }
}

fn shifted(moment: Moment, secs: i64) -> Option<Value> {
    let micros = moment.micros().checked_add(secs.checked_mul(1_000_000)?)?;
    Moment::from_micros(micros).map(Value::Moment)
}

fn millionths(millionths: i64) -> Value {
    Value::Decimal(Decimal::from_millionths(millionths))
}

fn length(length: usize) -> Value {
    i64::try_from(length).map_or(Value::Unknown, Value::Int)
}

impl Env<'_> {
    /// Facts of the type at this index of [`Env::times`] in (now − window, now], the window in seconds.
    pub fn count(&self, index: u16, window: i64) -> usize {
        let Some(times) = self.times.get(usize::from(index)) else {
            return 0;
        };
        let after = self.now.saturating_sub(window);
        let until = times.partition_point(|time| *time <= self.now);
        until.saturating_sub(times.partition_point(|time| *time <= after))
    }
}

/// Whole days since a day (from its midnight in UTC) or a moment; negative before it.
pub(super) fn age(value: &Value, now: i64) -> Option<i64> {
    let start = match value {
        Value::Date(day) => i64::from(day.days()).checked_mul(DAY_SECS)?,
        Value::Moment(moment) => moment.secs(),
        _ => return None,
    };
    Some(now.checked_sub(start)?.div_euclid(DAY_SECS))
}

/// The unknown slots that keep a condition unknown; sorted, each once.
pub(super) fn open(term: &Term, env: &Env<'_>) -> Vec<Slot> {
    let mut slots = Vec::new();
    gather(term, env, None, &mut slots);
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// Adds what keeps `term` unknown; nothing when it is known.
fn gather(term: &Term, env: &Env<'_>, bound: Option<&Bound<'_>>, slots: &mut Vec<Slot>) {
    if value(term, env, bound).is_known() {
        return;
    }
    match &term.node {
        Node::Field(field) | Node::Age(field) => slots.push(field.slot),
        Node::Choice(condition, yes, no) => match truth(condition, env, bound) {
            Tri::True => gather(yes, env, bound, slots),
            Tri::False => gather(no, env, bound, slots),
            Tri::Unknown => gather(condition, env, bound, slots),
        },
        Node::Loop(it) => {
            let Value::List(entries) = value(&it.list, env, bound) else {
                return gather(&it.list, env, bound, slots);
            };
            for value in entries.iter() {
                let inner = Bound { level: it.level, value, outer: bound };
                gather(&it.body, env, Some(&inner), slots);
            }
        }
        _ => {
            for part in term.parts() {
                gather(part, env, bound, slots);
            }
        }
    }
}
