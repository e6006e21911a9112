//! Any text as a condition over names of every type: reading, evaluating, explaining and reading aloud never panic.

#![no_main]

use kopru_engine::condition::{Condition, Env, Name, Scope, Slot, Space};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::time::{Day, Moment};
use kopru_engine::value::{Decimal, EnumType, Money, Type, Value};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

/// A name of every type with an ordinary and an extreme value; the third world knows nothing.
fn names() -> Vec<(&'static str, Type, Value, Value)> {
    let list = |items: Vec<Value>| Value::List(Arc::from(items));
    let text = |text: &str| Value::Text(Arc::from(text));
    let decimal = |millionths| Value::Decimal(Decimal::from_millionths(millionths));
    let money = |minor, currency| Value::Money(Money { minor, currency });
    let day = |days| Value::Date(Day::from_days(days));
    let grades = || Type::Enum(EnumType::new(["A", "B", "C"]));
    let many = |kind| Type::List(Box::new(kind));
    let late = Value::Moment(Moment::from_secs(1_700_000_000));
    vec![
        ("b", Type::Bool, Value::Bool(true), Value::Bool(false)),
        ("i", Type::Int, Value::Int(3), Value::Int(i64::MIN)),
        ("j", Type::Int, Value::Int(0), Value::Int(i64::MAX)),
        ("d", Type::Decimal, decimal(1_500_000), decimal(i64::MIN)),
        ("t", Type::Text, text("çalışan"), text("")),
        ("e", grades(), Value::Enum(1), Value::Enum(u16::MAX)),
        ("day", Type::Date, day(20_000), day(i32::MIN)),
        ("at", Type::Moment, late, Value::Moment(Moment::MIN)),
        ("span", Type::Duration, Value::Duration(86_400), Value::Duration(i64::MAX)),
        ("m", Type::Money, money(1_250, *b"TRY"), money(i64::MIN, *b"USD")),
        ("texts", many(Type::Text), list(vec![text("a"), text("b")]), list(vec![])),
        ("ints", many(Type::Int), list(vec![Value::Int(1), Value::Unknown]), list(vec![Value::Int(i64::MAX); 3])),
        ("p.degree", Type::Decimal, decimal(500_000), Value::Bool(true)),
        ("p", grades(), Value::Enum(0), Value::Int(7)),
    ]
}

struct Ground {
    scope: Scope,
    worlds: [Vec<Value>; 3],
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let mut scope = Scope::default();
    let mut worlds: [Vec<Value>; 3] = Default::default();
    for (index, (name, kind, ordinary, extreme)) in (0u16..).zip(names()) {
        let slot = Slot { space: Space::Person, index };
        scope.names.insert(name.into(), Name { slot, kind, timed: false, label: Both::same(name) });
        for (world, value) in worlds.iter_mut().zip([ordinary, extreme, Value::Unknown]) {
            world.push(value);
        }
    }
    let slot = Slot { space: Space::Lead, index: 0 };
    scope.names.insert("score".into(), Name { slot, kind: Type::Int, timed: true, label: Both::same("score") });
    scope.fact_types.insert("seen".into(), 0);
    scope.lists.insert("names".into(), ["a", "b"].map(Arc::from).as_slice().into());
    scope.hidden.insert("stage".into(), Both::same("not here"));
    Ground { scope, worlds }
});

fuzz_target!(|source: &str| {
    let Ground { scope, worlds } = &*GROUND;
    let condition = match Condition::compile(source, scope) {
        Ok(condition) => condition,
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            for fault in faults {
                assert!(source.get(fault.span.clone()).is_some(), "{:?} lies outside", fault.span);
            }
            return;
        }
    };
    let times = [vec![i64::MIN, -1, 0, 1_700_000_000], Vec::new()];
    for person in worlds {
        for (times, now) in [(&times[..1], 1_700_000_100), (&times[..1], i64::MAX), (&times[1..], i64::MIN)] {
            let lead = [Value::Int(50)];
            let env = Env { person, account: &[], fact: &[], lead: &lead, times, now };
            let truth = condition.eval(&env);
            assert_eq!(truth, condition.eval(&env));
            let _ = condition.open(&env);
        }
    }
    for lang in Lang::ALL {
        assert!(!condition.aloud(lang).is_empty());
    }
    let _ = (condition.reads(), condition.windows(), condition.thresholds(), condition.days_since());
});
