//! Any text as a condition over names of every type: reading, evaluating, explaining and reading aloud never panic.

#![no_main]

use kopru_engine::condition::{Condition, Env, Name, Scope, Slot, Space};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::time::{Day, Moment};
use kopru_engine::value::{Decimal, EnumType, Money, Type, Value};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

/// A name of every type, three values for each: ordinary, extreme, unknown.
fn names() -> Vec<(&'static str, Type, [Value; 3])> {
    let list = |items: Vec<Value>| Value::List(Arc::from(items));
    let text = |text: &str| Value::Text(Arc::from(text));
    let unknown = Value::Unknown;
    let grades = || Type::Enum(EnumType::new(["A", "B", "C"]));
    vec![
        ("b", Type::Bool, [Value::Bool(true), Value::Bool(false), unknown.clone()]),
        ("i", Type::Int, [Value::Int(3), Value::Int(i64::MIN), unknown.clone()]),
        ("j", Type::Int, [Value::Int(0), Value::Int(i64::MAX), unknown.clone()]),
        ("d", Type::Decimal, [Value::Decimal(Decimal::from_millionths(1_500_000)), Value::Decimal(Decimal::from_millionths(i64::MIN)), unknown.clone()]),
        ("t", Type::Text, [text("çalışan"), text(""), unknown.clone()]),
        ("e", grades(), [Value::Enum(1), Value::Enum(u16::MAX), unknown.clone()]),
        ("day", Type::Date, [Value::Date(Day::from_days(20_000)), Value::Date(Day::from_days(i32::MIN)), unknown.clone()]),
        ("at", Type::Moment, [Value::Moment(Moment::from_secs(1_700_000_000)), Value::Moment(Moment::MIN), unknown.clone()]),
        ("span", Type::Duration, [Value::Duration(86_400), Value::Duration(i64::MAX), unknown.clone()]),
        ("m", Type::Money, [Value::Money(Money { minor: 1_250, currency: *b"TRY" }), Value::Money(Money { minor: i64::MIN, currency: *b"USD" }), unknown.clone()]),
        ("texts", Type::List(Box::new(Type::Text)), [list(vec![text("a"), text("b")]), list(vec![]), unknown.clone()]),
        ("ints", Type::List(Box::new(Type::Int)), [list(vec![Value::Int(1), Value::Unknown]), list(vec![Value::Int(i64::MAX); 3]), unknown.clone()]),
        ("p.degree", Type::Decimal, [Value::Decimal(Decimal::from_millionths(500_000)), Value::Bool(true), unknown.clone()]),
        ("p", grades(), [Value::Enum(0), Value::Int(7), unknown]),
    ]
}

struct Ground {
    scope: Scope,
    worlds: [Vec<Value>; 3],
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let mut scope = Scope::default();
    let mut worlds: [Vec<Value>; 3] = Default::default();
    for (index, (name, kind, values)) in (0u16..).zip(names()) {
        let slot = Slot { space: Space::Person, index };
        scope.names.insert(name.into(), Name { slot, kind, timed: false, label: Both::same(name) });
        for (world, value) in worlds.iter_mut().zip(values) {
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
