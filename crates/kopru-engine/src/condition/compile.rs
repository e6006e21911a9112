//! Checked parts → closures over slots.
//!
//! The usual forms (a field beside a literal, a set, a count of facts) become closures that read one value and copy
//! nothing; whatever is rare is walked as [`evaluate`] does.

use super::syntax::Operator;
use super::term::{Node, Term, Test as Asked, Window};
use super::{Env, Slot, Tri, evaluate};
use crate::value::{Type, Value};
use std::sync::Arc;

/// A compiled condition.
pub(super) type Test = Box<dyn Fn(&Env<'_>) -> Tri + Send + Sync>;

/// A compiled part that is a number; `None` is unknown.
type Number = Box<dyn Fn(&Env<'_>) -> Option<i64> + Send + Sync>;

/// Compiles a part of type bool.
pub(super) fn test(term: &Term) -> Test {
    match &term.node {
        Node::Field(field) => {
            let slot = field.slot;
            Box::new(move |env| match env.value(slot) {
                Value::Bool(it) => Tri::from(*it),
                _ => Tri::Unknown,
            })
        }
        Node::Has(field) => {
            let slot = field.slot;
            Box::new(move |env| Tri::from(!matches!(env.value(slot), Value::Unknown)))
        }
        Node::Not(part) => {
            let part = test(part);
            Box::new(move |env| part(env).not())
        }
        Node::All(parts) => all(parts.iter().map(test).collect()),
        Node::Any(parts) => any(parts.iter().map(test).collect()),
        Node::Choice(condition, yes, no) => {
            let (condition, yes, no) = (test(condition), test(yes), test(no));
            Box::new(move |env| match condition(env) {
                Tri::True => yes(env),
                Tri::False => no(env),
                Tri::Unknown => Tri::Unknown,
            })
        }
        Node::Compare(operator, left, right) => match (left.literal(), right.literal()) {
            (None, Some(literal)) => beside_literal(*operator, left, literal),
            (Some(literal), None) => beside_literal(operator.mirrored(), right, literal),
            _ => between_parts(*operator, left, right),
        }
        .unwrap_or_else(|| walked(term)),
        Node::In(item, list) => list.literal().and_then(|list| within(item, list)).unwrap_or_else(|| walked(term)),
        Node::InNamed(item, _, entries) => named(item, entries.clone()).unwrap_or_else(|| walked(term)),
        Node::Test(asked, text, part) => match (&text.node, part.literal()) {
            (Node::Field(field), Some(Value::Text(part))) => text_test(*asked, field.slot, part.clone()),
            _ => walked(term),
        },
        _ => walked(term),
    }
}

/// Any part, slowly.
fn walked(term: &Term) -> Test {
    let term = term.clone();
    Box::new(move |env| evaluate::truth(&term, env, None))
}

fn all(parts: Vec<Test>) -> Test {
    let parts = match <[Test; 2]>::try_from(parts) {
        Ok([first, second]) => {
            return Box::new(move |env| match first(env) {
                Tri::False => Tri::False,
                it => it.min(second(env)),
            });
        }
        Err(parts) => parts.into_boxed_slice(),
    };
    Box::new(move |env| {
        let mut result = Tri::True;
        for part in &parts {
            match part(env) {
                Tri::False => return Tri::False,
                it => result = result.min(it),
            }
        }
        result
    })
}

fn any(parts: Vec<Test>) -> Test {
    let parts = match <[Test; 2]>::try_from(parts) {
        Ok([first, second]) => {
            return Box::new(move |env| match first(env) {
                Tri::True => Tri::True,
                it => it.max(second(env)),
            });
        }
        Err(parts) => parts.into_boxed_slice(),
    };
    Box::new(move |env| {
        let mut result = Tri::False;
        for part in &parts {
            match part(env) {
                Tri::True => return Tri::True,
                it => result = result.max(it),
            }
        }
        result
    })
}

/// The whole numbers for which a comparison with a literal holds: from `least` to `most`, or all others.
#[derive(Clone, Copy)]
struct Range {
    least: i64,
    most: i64,
    outside: bool,
}

impl Range {
    /// No number is at least 1 and at most 0.
    const EMPTY: Range = Range { least: 1, most: 0, outside: false };

    fn of(operator: Operator, literal: i64) -> Option<Range> {
        let range = |least, most, outside| Range { least, most, outside };
        Some(match operator {
            Operator::Equal => range(literal, literal, false),
            Operator::NotEqual => range(literal, literal, true),
            Operator::AtLeast => range(literal, i64::MAX, false),
            Operator::AtMost => range(i64::MIN, literal, false),
            Operator::More => literal.checked_add(1).map_or(Range::EMPTY, |least| range(least, i64::MAX, false)),
            Operator::Less => literal.checked_sub(1).map_or(Range::EMPTY, |most| range(i64::MIN, most, false)),
            Operator::In | Operator::Add | Operator::Subtract | Operator::Multiply => return None,
        })
    }

    #[inline]
    fn holds(self, number: i64) -> Tri {
        Tri::from((self.least <= number && number <= self.most) != self.outside)
    }
}

/// A value as a number, of those types that order and equality can be told from one.
#[inline]
fn as_number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(it) | Value::Duration(it) => Some(*it),
        Value::Decimal(it) => Some(it.millionths()),
        Value::Enum(it) => Some(i64::from(*it)),
        Value::Date(it) => Some(i64::from(it.days())),
        Value::Moment(it) => Some(it.micros()),
        _ => None,
    }
}

/// A closure for each numeric type, with `$number` standing for the number in a value of that type.
macro_rules! by_type {
    ($kind:expr, $slot:expr, $unknown:expr, |$number:ident| $then:expr) => {{
        let slot = $slot;
        match $kind {
            Type::Int => Some(Box::new(move |env: &Env<'_>| match env.value(slot) {
                Value::Int($number) => {
                    let $number = *$number;
                    $then
                }
                _ => $unknown,
            })),
            Type::Enum(_) => Some(Box::new(move |env: &Env<'_>| match env.value(slot) {
                Value::Enum($number) => {
                    let $number = i64::from(*$number);
                    $then
                }
                _ => $unknown,
            })),
            Type::Decimal => Some(Box::new(move |env: &Env<'_>| match env.value(slot) {
                Value::Decimal($number) => {
                    let $number = $number.millionths();
                    $then
                }
                _ => $unknown,
            })),
            Type::Date => Some(Box::new(move |env: &Env<'_>| match env.value(slot) {
                Value::Date($number) => {
                    let $number = i64::from($number.days());
                    $then
                }
                _ => $unknown,
            })),
            Type::Moment => Some(Box::new(move |env: &Env<'_>| match env.value(slot) {
                Value::Moment($number) => {
                    let $number = $number.micros();
                    $then
                }
                _ => $unknown,
            })),
            Type::Duration => Some(Box::new(move |env: &Env<'_>| match env.value(slot) {
                Value::Duration($number) => {
                    let $number = *$number;
                    $then
                }
                _ => $unknown,
            })),
            Type::Bool | Type::Text | Type::Money | Type::List(_) => None,
        }
    }};
}

fn beside_literal(operator: Operator, part: &Term, literal: &Value) -> Option<Test> {
    if let (Node::Field(field), Value::Text(text), Operator::Equal | Operator::NotEqual) =
        (&part.node, literal, operator)
    {
        return Some(text_equals(field.slot, text.clone(), operator == Operator::Equal));
    }
    let range = Range::of(operator, as_number(literal)?)?;
    match &part.node {
        Node::Field(field) => by_type!(&part.kind, field.slot, Tri::Unknown, |number| range.holds(number)),
        Node::Facts(window) => Some(counted(window, range)),
        _ => {
            let part = number(part)?;
            Some(Box::new(move |env| part(env).map_or(Tri::Unknown, |it| range.holds(it))))
        }
    }
}

fn between_parts(operator: Operator, left: &Term, right: &Term) -> Option<Test> {
    let (left, right) = (number(left)?, number(right)?);
    Some(Box::new(move |env| match (left(env), right(env)) {
        (Some(left), Some(right)) => Tri::from(evaluate::holds(operator, left.cmp(&right))),
        _ => Tri::Unknown,
    }))
}

/// Compiles a part of a numeric type; `None` for other types.
fn number(term: &Term) -> Option<Number> {
    match &term.node {
        Node::Value(value) => {
            let number = as_number(value)?;
            Some(Box::new(move |_| Some(number)))
        }
        Node::Field(field) => by_type!(&term.kind, field.slot, None, |number| Some(number)),
        Node::Facts(window) => {
            let window = window.clone();
            Some(Box::new(move |env| i64::try_from(env.count(window.index, window.secs)).ok()))
        }
        Node::Age(field) => {
            let slot = field.slot;
            Some(Box::new(move |env| evaluate::age(env.value(slot), env.now)))
        }
        Node::Calculate(operator, left, right) if term.kind == Type::Int => {
            let (left, right) = (number(left)?, number(right)?);
            Some(match operator {
                Operator::Add => Box::new(move |env| left(env)?.checked_add(right(env)?)),
                Operator::Subtract => Box::new(move |env| left(env)?.checked_sub(right(env)?)),
                _ => Box::new(move |env| left(env)?.checked_mul(right(env)?)),
            })
        }
        _ => match term.kind {
            Type::Bool | Type::Text | Type::Money | Type::List(_) => None,
            _ => {
                let term = term.clone();
                Some(Box::new(move |env| as_number(&evaluate::value(&term, env, None))))
            }
        },
    }
}

/// A count of facts beside a literal. There are at least n facts in the window exactly when the n-th newest lies in it,
/// so nothing is counted.
fn counted(window: &Window, range: Range) -> Test {
    let (index, secs) = (usize::from(window.index), window.secs);
    let at_least = |count: i64| usize::try_from(count).unwrap_or(if count < 0 { 0 } else { usize::MAX });
    let least = at_least(range.least);
    // Holds up to `most`: not from the next count on. No count is below 0.
    let beyond = if range.most < 0 { 0 } else { at_least(range.most.saturating_add(1)) };
    let open_ended = range.most == i64::MAX;
    let outside = range.outside;
    Box::new(move |env| {
        let times = env.times.get(index).map_or(&[][..], Vec::as_slice);
        let until = match times.last() {
            Some(last) if *last > env.now => times.partition_point(|time| *time <= env.now),
            _ => times.len(),
        };
        let after = env.now.saturating_sub(secs);
        let reaches = |count: usize| {
            count == 0 || until.checked_sub(count).and_then(|at| times.get(at)).is_some_and(|time| *time > after)
        };
        Tri::from((reaches(least) && (open_ended || !reaches(beyond))) != outside)
    })
}

fn text_equals(slot: Slot, literal: Arc<str>, equal: bool) -> Test {
    Box::new(move |env| match env.value(slot) {
        Value::Text(text) => Tri::from((**text == *literal) == equal),
        _ => Tri::Unknown,
    })
}

fn text_test(asked: Asked, slot: Slot, part: Arc<str>) -> Test {
    Box::new(move |env| match env.value(slot) {
        Value::Text(text) => Tri::from(asked.holds(text, &part)),
        _ => Tri::Unknown,
    })
}

/// A field in a literal list.
fn within(item: &Term, list: &Value) -> Option<Test> {
    let (Node::Field(field), Value::List(entries)) = (&item.node, list) else {
        return None;
    };
    if item.kind == Type::Text {
        let texts = entries.iter().map(|entry| match entry {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        });
        let mut texts: Vec<Arc<str>> = texts.collect::<Option<_>>()?;
        texts.sort_unstable();
        return named(item, Arc::from(texts));
    }
    let mut numbers: Vec<i64> = entries.iter().map(as_number).collect::<Option<_>>()?;
    numbers.sort_unstable();
    let mask =
        numbers.iter().try_fold(0_u64, |mask, number| Some(mask | 1_u64.checked_shl(u32::try_from(*number).ok()?)?));
    match mask {
        Some(mask) => by_type!(&item.kind, field.slot, Tri::Unknown, |number| {
            let bit = u32::try_from(number).ok().and_then(|number| mask.checked_shr(number));
            Tri::from(bit.is_some_and(|bit| bit & 1 == 1))
        }),
        None => {
            by_type!(&item.kind, field.slot, Tri::Unknown, |number| Tri::from(numbers.binary_search(&number).is_ok()))
        }
    }
}

/// A text field in a sorted list.
fn named(item: &Term, entries: Arc<[Arc<str>]>) -> Option<Test> {
    let Node::Field(field) = &item.node else {
        return None;
    };
    let slot = field.slot;
    Some(Box::new(move |env| match env.value(slot) {
        Value::Text(text) => Tri::from(evaluate::listed(&entries, text)),
        _ => Tri::Unknown,
    }))
}
