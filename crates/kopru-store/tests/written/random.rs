//! Odd things at random, and the playbook that they are about.

use kopru_engine::condition::{Slot, Space};
use kopru_engine::decide::{Cause, Change, How, Seen};
use kopru_engine::lead::{Disposition, Suggestion};
use kopru_engine::playbook::{Kind, Playbook, Priority};
use kopru_engine::time::{Day, Moment};
use kopru_engine::trace::{Line, Trace};
use kopru_engine::value::{Decimal, Money, Type, Value};
use kopru_store::written::Names;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// Fields of the types that the shipped playbook has no field of.
const MORE: &str = r#"[fields.person]
share   = { type = "decimal", label = { en = "share", tr = "pay" } }
born_on = { type = "date", label = { en = "born on", tr = "doğum günü" } }
seen_at = { type = "moment", label = { en = "seen at", tr = "görülme anı" } }
waited  = { type = "duration", label = { en = "waited", tr = "bekleme" } }
tags    = { list_of = "text", label = { en = "tags", tr = "etiketler" } }
offers  = { list_of = "money", label = { en = "offers", tr = "teklifler" } }
mood    = { one_of = ["çok \"iyi\"", "Şöyle-böyle"], label = { en = "mood", tr = "keyif" } }
"#;

/// The shipped playbook with a field of every type, and its names.
pub struct Shelf {
    pub playbook: Playbook,
    pub names: Names,
    pub slots: Vec<(Slot, Type)>,
}

pub static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks");
    let source = std::fs::read_to_string(folder.join("saas.toml")).expect("the playbook");
    let source = source.replacen("[fields.person]\n", MORE, 1);
    let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(folder.join(name)).ok()?));
    let files: BTreeMap<_, _> = Playbook::files(&source).iter().filter_map(|name| read(&name.text)).collect();
    let checked = Playbook::check(&source, &files);
    let playbook = checked.playbook.unwrap_or_else(|| panic!("{:?}", checked.findings));
    let spaces = [Space::Person, Space::Account, Space::Lead];
    let places = spaces.into_iter().flat_map(|space| (0..500).map(move |index| Slot { space, index }));
    let slots = places.filter_map(|slot| Some((slot, playbook.describe(slot, None)?.1))).collect();
    Shelf { names: Names::new(&playbook), slots, playbook }
});

/// The value that conditions call so.
pub fn slot(name: &str) -> Slot {
    let called = |slot: &Slot| SHELF.playbook.describe(*slot, None).is_some_and(|(known, _, _)| known == name);
    SHELF.slots.iter().map(|(slot, _)| *slot).find(called).unwrap_or_else(|| panic!("no value {name}"))
}

/// Texts with what breaks careless writers: quotes, backslashes, control characters, letters of many bytes.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,8}", "[\u{0}-\u{1f}\"\\\\/\u{7f}İıŞşçğ€😀👩‍🚀\u{2028}\u{feff}a-c]{0,12}", any::<String>(),]
}

fn shared() -> impl Strategy<Value = Arc<str>> {
    text().prop_map(Arc::from)
}

/// Any moment that Köprü accepts, to the microsecond.
pub fn moment() -> impl Strategy<Value = Moment> {
    let any =
        (Moment::MIN.micros()..=Moment::MAX.micros()).prop_map(|micros| Moment::from_micros(micros).expect("inside"));
    prop_oneof![Just(Moment::MIN), Just(Moment::MAX), any]
}

/// A known value of a type.
fn known(kind: &Type) -> BoxedStrategy<Value> {
    match kind {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Int => any::<i64>().prop_map(Value::Int).boxed(),
        Type::Decimal => (-i64::MAX..=i64::MAX).prop_map(|it| Value::Decimal(Decimal::from_millionths(it))).boxed(),
        Type::Text => shared().prop_map(Value::Text).boxed(),
        Type::Enum(words) => (0..words.words.len() as u16).prop_map(Value::Enum).boxed(),
        Type::Date => (Moment::MIN.day().days()..=Moment::MAX.day().days())
            .prop_map(|days| Value::Date(Day::from_days(days)))
            .boxed(),
        Type::Moment => moment().prop_map(Value::Moment).boxed(),
        Type::Duration => any::<i64>().prop_map(Value::Duration).boxed(),
        Type::Money => (any::<i64>(), select(vec![*b"TRY", *b"USD", *b"JPY", *b"KWD"]))
            .prop_map(|(minor, currency)| Value::Money(Money { minor, currency }))
            .boxed(),
        Type::List(inner) => vec(value(inner), 0..4).prop_map(|items| Value::List(items.into())).boxed(),
    }
}

/// A value of a type, or none.
fn value(kind: &Type) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Unknown), 4 => known(kind)].boxed()
}

fn sight() -> impl Strategy<Value = (Slot, Value)> {
    select(&*SHELF.slots).prop_flat_map(|(slot, kind)| value(&kind).prop_map(move |value| (slot, value)))
}

fn seen() -> impl Strategy<Value = Vec<Seen>> {
    let one = prop_oneof![
        sight().prop_map(|(slot, value)| Seen::Value(slot, value)),
        (fact_type(), any::<i64>(), any::<i64>()).prop_map(|(kind, window, count)| Seen::Count(kind, window, count)),
    ];
    vec(one, 0..4)
}

fn stage() -> impl Strategy<Value = u8> {
    0..SHELF.playbook.stages.len() as u8
}

fn fact_type() -> impl Strategy<Value = u16> {
    0..SHELF.playbook.fact_types.len() as u16
}

fn rule() -> impl Strategy<Value = u16> {
    0..SHELF.playbook.disqualify.len() as u16
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        option::of(rule()).prop_map(How::Rule),
        fact_type().prop_map(How::Act),
        fact_type().prop_map(How::Trigger),
        Just(How::Date),
        Just(How::Report),
    ]
}

/// A reason that somebody typed, or one of the playbook's own.
fn reason() -> impl Strategy<Value = Option<Arc<str>>> {
    let own = SHELF.playbook.disqualify.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    option::of(prop_oneof![shared(), select(own)])
}

fn disposition() -> impl Strategy<Value = Disposition> {
    let until = || option::of(moment());
    prop_oneof![
        Just(Disposition::Open),
        (reason(), until()).prop_map(|(reason, until)| Disposition::Recycled { reason, until }),
        (select(Kind::ALL), reason(), until()).prop_map(|(kind, reason, until)| Disposition::Disqualified {
            kind,
            reason,
            until
        }),
        any::<bool>().prop_map(|reported| Disposition::Won { reported }),
        reason().prop_map(|reason| Disposition::Lost { reason }),
    ]
}

fn suggestion() -> impl Strategy<Value = Suggestion> {
    prop_oneof![
        rule().prop_map(Suggestion::LetGo),
        option::of(fact_type()).prop_map(|fact| Suggestion::Revive { fact }),
    ]
}

/// Any change that can be said about the playbook, sensible or not.
pub fn change() -> impl Strategy<Value = Change> {
    let persona = || option::of(0..SHELF.playbook.personas.len() as u16);
    prop_oneof![
        Just(Change::Known),
        (option::of(stage()), stage(), vec(stage(), 0..3), how(), seen())
            .prop_map(|(from, to, passed, how, seen)| Change::Stage { from, to, passed, how, seen }),
        (stage(), moment()).prop_map(|(stage, at)| Change::Reported { stage, at }),
        (disposition(), disposition(), how(), seen()).prop_map(|(from, to, how, seen)| Change::Disposition {
            from,
            to,
            how,
            seen
        }),
        (any::<u32>(), option::of(stage()), moment()).prop_map(|(number, stage, from)| Change::Cycle {
            number,
            stage,
            from
        }),
        (0_u16..4, 0_u16..4).prop_map(|(from, to)| Change::Band { from, to }),
        (0_u16..4, 0_u16..4).prop_map(|(from, to)| Change::Grade { from, to }),
        (priority(), priority(), option::of(0_u16..3), seen()).prop_map(|(from, to, rule, seen)| Change::Priority {
            from,
            to,
            rule,
            seen
        }),
        (persona(), persona()).prop_map(|(from, to)| Change::Persona { from, to }),
        (rule(), any::<bool>()).prop_map(|(rule, holds)| Change::Holding { rule, holds }),
        suggestion().prop_map(Change::Suggested),
        suggestion().prop_map(Change::Withdrawn),
        (option::of(stage()), moment()).prop_map(|(stage, since)| Change::Stagnant { stage, since }),
        option::of(shared()).prop_map(Change::Owner),
    ]
}

fn priority() -> impl Strategy<Value = Priority> {
    select(Priority::ALL)
}

pub fn cause() -> impl Strategy<Value = Cause> {
    prop_oneof![
        (shared(), fact_type()).prop_map(|(id, kind)| Cause::Fact { id, kind }),
        Just(Cause::Time),
        any::<u64>().prop_map(|version| Cause::Account { version }),
        shared().prop_map(|version| Cause::Playbook { version }),
        Just(Cause::Merged),
        Just(Cause::Unmerged),
        any::<bool>().prop_map(|past| Cause::Imported { past }),
        any::<u64>().prop_map(|version| Cause::Desk { version }),
        (any::<u64>(), prop::option::of("[a-z\"ş]{0,9}"))
            .prop_map(|(entry, to)| Cause::Routed { entry, to: to.map(Arc::from) }),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let playbook = &SHELF.playbook;
    let fit = || 0..playbook.fit.len() as u16;
    let missing = vec(select(&*SHELF.slots).prop_map(|(slot, _)| slot), 0..3);
    prop_oneof![
        (fit(), any::<i64>(), any::<bool>(), vec(sight(), 0..3)).prop_map(|(rule, points, unknown, seen)| Line::Fit {
            rule,
            points,
            unknown,
            seen
        }),
        (fit(), missing).prop_map(|(rule, missing)| Line::Open { rule, missing }),
        (0..playbook.engagement.len() as u16, any::<i64>())
            .prop_map(|(rule, points)| Line::Engagement { rule, points }),
        (0..playbook.account_rules.len() as u16, any::<i64>())
            .prop_map(|(rule, points)| Line::Account { rule, points }),
        (0..playbook.personas.len() as u16, any::<i64>(), any::<i64>())
            .prop_map(|(persona, met, known)| Line::Persona { persona, met, known }),
    ]
}

/// A trace as the engine makes it: fit rules first, in the playbook's order, each once: with its points, or open.
pub fn trace() -> impl Strategy<Value = Trace> {
    let points = any::<i64>;
    let fit_rule = |line: &Line| match line {
        Line::Fit { rule, .. } | Line::Open { rule, .. } => Some(*rule),
        _ => None,
    };
    (points(), points(), points(), vec(line(), 0..9)).prop_map(move |(fit, engagement, account, mut lines)| {
        lines.sort_by_key(|it| fit_rule(it).map_or((1, 0), |rule| (0, rule)));
        lines.dedup_by(|next, kept| fit_rule(next).is_some() && fit_rule(next) == fit_rule(kept));
        Trace { fit, engagement, account, lines }
    })
}

/// A text with some of its letters replaced.
pub fn mutilated(text: &str, from: usize, len: usize, with: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let from = from % (letters.len() + 1);
    let until = (from + len).min(letters.len());
    letters.splice(from..until, with.chars());
    letters.into_iter().collect()
}
