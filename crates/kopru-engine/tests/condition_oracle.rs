//! Conditions against the `cel` crate: where both read a condition, both must give the same truth; what is unknown to us
//! is an error there. The expressions are generated with their types, the values and their absence at random.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_types,
    reason = "a test may print what it compared and hold what its oracle asks for"
)]

use cel::{Context, Env as CelEnv, Program, Value as CelValue};
use kopru_engine::condition::{Condition, Env, Name, Scope, Slot, Space, Tri};
use kopru_engine::lang::Both;
use kopru_engine::value::{Type, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

const NAMES: [(&str, &str); 10] = [
    ("b1", "bool"),
    ("b2", "bool"),
    ("i1", "int"),
    ("i2", "int"),
    ("i3", "int"),
    ("t1", "text"),
    ("t2", "text"),
    ("ints", "ints"),
    ("texts", "texts"),
    ("more", "ints"),
];

fn kind(name: &str) -> Type {
    match name {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "text" => Type::Text,
        "ints" => Type::List(Box::new(Type::Int)),
        _ => Type::List(Box::new(Type::Text)),
    }
}

fn scope() -> Scope {
    let mut scope = Scope::default();
    for (index, (name, of)) in NAMES.iter().enumerate() {
        let slot = Slot { space: Space::Person, index: index as u16 };
        let known = Name { slot, kind: kind(of), timed: false, label: Both::same(*name) };
        scope.names.insert(format!("p.{name}"), known);
    }
    scope
}

// --- Values -------------------------------------------------------------------------------------------------------

fn ints() -> impl Strategy<Value = i64> + Clone {
    prop_oneof![
        6 => -3_i64..6,
        1 => Just(i64::MAX),
        1 => Just(i64::MIN),
        1 => Just(i64::MAX / 2 + 1),
        1 => Just(4_000_000_000_i64),
    ]
}

fn texts() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(vec!["", "a", "ab", "b", "ba", "ş", "aş", "it's", "say \"a\"", "a\nb", "a\\b", "😀", "Ab"])
        .prop_map(str::to_owned)
}

/// A value for each name, or none.
fn world() -> impl Strategy<Value = Vec<Option<Value>>> {
    let text = |text: String| Value::Text(Arc::from(text));
    let each: Vec<BoxedStrategy<Option<Value>>> = NAMES
        .iter()
        .map(|(_, of)| {
            let known: BoxedStrategy<Value> = match *of {
                "bool" => any::<bool>().prop_map(Value::Bool).boxed(),
                "int" => ints().prop_map(Value::Int).boxed(),
                "text" => texts().prop_map(text).boxed(),
                "ints" => prop::collection::vec(ints().prop_map(Value::Int), 0..4)
                    .prop_map(|list| Value::List(Arc::from(list)))
                    .boxed(),
                _ => prop::collection::vec(texts().prop_map(text), 0..4)
                    .prop_map(|list| Value::List(Arc::from(list)))
                    .boxed(),
            };
            prop::option::weighted(0.7, known).boxed()
        })
        .collect();
    each
}

fn to_cel(value: &Value) -> CelValue {
    match value {
        Value::Bool(it) => CelValue::Bool(*it),
        Value::Int(it) => CelValue::Int(*it),
        Value::Text(it) => CelValue::String(Arc::new(it.to_string())),
        Value::List(list) => CelValue::List(Arc::new(list.iter().map(to_cel).collect())),
        other => panic!("not generated: {other:?}"),
    }
}

// --- Expressions, as text, by type; `loops` says which loop variables exist -----------------------------------------

fn quoted(text: &str, quote: char) -> String {
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            'ş' => out.push_str("\\u015f"),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

fn literal_text() -> BoxedStrategy<String> {
    (texts(), prop::sample::select(vec!['\'', '"'])).prop_map(|(text, quote)| quoted(&text, quote)).boxed()
}

#[derive(Clone, Copy, Default)]
struct Loops {
    int: bool,
    text: bool,
}

impl Loops {
    fn deep(self) -> bool {
        self.int && self.text
    }
}

fn name_of(of: &'static str, loops: Loops) -> BoxedStrategy<String> {
    let mut names: Vec<String> =
        NAMES.iter().filter(|(_, kind)| *kind == of).map(|(name, _)| format!("p.{name}")).collect();
    if of == "int" && loops.int {
        names.extend(["n".to_owned(), "n".to_owned()]);
    }
    if of == "text" && loops.text {
        names.extend(["w".to_owned(), "w".to_owned()]);
    }
    prop::sample::select(names).boxed()
}

fn int(depth: u32, loops: Loops) -> BoxedStrategy<String> {
    let leaf = prop_oneof![3 => name_of("int", loops), 1 => ints().prop_map(|it| it.to_string())].boxed();
    if depth == 0 {
        return leaf;
    }
    let part = || int(depth - 1, loops);
    let sign = prop::sample::select(vec!["+", "-", "*"]);
    prop_oneof![
        4 => leaf,
        3 => (part(), sign.clone(), part()).prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        1 => (part(), sign.clone(), part(), sign, part()).prop_map(|(a, s, b, t, c)| format!("({a} {s} {b} {t} {c})")),
        1 => part().prop_map(|a| format!("-({a})")),
        1 => name_of("int", loops).prop_map(|a| format!("-{a}")),
        1 => text(depth - 1, loops).prop_map(|a| format!("size({a})")),
        1 => prop_oneof![list_int(depth - 1, loops), list_text(depth - 1, loops)].prop_map(|a| format!("size({a})")),
        1 => (condition(depth - 1, loops), part(), part()).prop_map(|(c, a, b)| format!("({c} ? {a} : {b})")),
    ]
    .boxed()
}

fn text(depth: u32, loops: Loops) -> BoxedStrategy<String> {
    let leaf = prop_oneof![3 => name_of("text", loops), 1 => literal_text()].boxed();
    if depth == 0 {
        return leaf;
    }
    let part = || text(depth - 1, loops);
    prop_oneof![
        4 => leaf,
        1 => (part(), part()).prop_map(|(a, b)| format!("({a} + {b})")),
        1 => (condition(depth - 1, loops), part(), part()).prop_map(|(c, a, b)| format!("({c} ? {a} : {b})")),
    ]
    .boxed()
}

fn list_int(depth: u32, loops: Loops) -> BoxedStrategy<String> {
    prop_oneof![
        name_of("ints", loops),
        prop::collection::vec(int(depth.min(1), loops), 1..4).prop_map(|parts| format!("[{}]", parts.join(", "))),
    ]
    .boxed()
}

fn list_text(depth: u32, loops: Loops) -> BoxedStrategy<String> {
    prop_oneof![
        name_of("texts", loops),
        prop::collection::vec(text(depth.min(1), loops), 1..4).prop_map(|parts| format!("[{}]", parts.join(", "))),
    ]
    .boxed()
}

fn condition(depth: u32, loops: Loops) -> BoxedStrategy<String> {
    let has = prop::sample::select(NAMES.map(|(name, _)| name).to_vec()).prop_map(|name| format!("has(p.{name})"));
    let leaf = prop_oneof![
        4 => name_of("bool", loops),
        2 => has,
        1 => any::<bool>().prop_map(|it| it.to_string()),
    ]
    .boxed();
    if depth == 0 {
        return leaf;
    }
    let below = depth - 1;
    let part = || condition(below, loops);
    let order = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let equal = prop::sample::select(vec!["==", "!="]);
    let ask = prop::sample::select(vec!["startsWith", "endsWith", "contains"]);
    let plain = prop_oneof![
        2 => leaf,
        4 => (int(below, loops), order.clone(), int(below, loops)).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        3 => (text(below, loops), order, text(below, loops)).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        1 => (part(), equal, part()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
        2 => (int(below, loops), list_int(below, loops)).prop_map(|(a, b)| format!("{a} in {b}")),
        2 => (text(below, loops), list_text(below, loops)).prop_map(|(a, b)| format!("{a} in {b}")),
        2 => (text(below, loops), ask, text(below, loops)).prop_map(|(a, ask, b)| format!("{a}.{ask}({b})")),
    ];
    // Without brackets, so that the order of binding is tried as well.
    let joined = prop_oneof![
        4 => (part(), part()).prop_map(|(a, b)| format!("{a} && {b}")),
        4 => (part(), part()).prop_map(|(a, b)| format!("{a} || {b}")),
        1 => (part(), part(), part()).prop_map(|(a, b, c)| format!("{a} && {b} || {c}")),
        1 => (part(), part(), part()).prop_map(|(a, b, c)| format!("{a} || {b} && {c}")),
        2 => part().prop_map(|a| format!("!({a})")),
        2 => (part(), part(), part()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
    ];
    if loops.deep() {
        return prop_oneof![3 => plain, 3 => joined].boxed();
    }
    let ask = prop::sample::select(vec!["exists", "all"]);
    let over_int = (list_int(below, loops), ask.clone(), condition(below, Loops { int: true, ..loops }))
        .prop_map(|(list, ask, body)| format!("{list}.{ask}(n, {body})"));
    let over_text = (list_text(below, loops), ask, condition(below, Loops { text: true, ..loops }))
        .prop_map(|(list, ask, body)| format!("{list}.{ask}(w, {body})"));
    match loops {
        Loops { int: false, text: false } => {
            prop_oneof![6 => plain, 6 => joined, 1 => over_int, 1 => over_text].boxed()
        }
        Loops { int: true, .. } => prop_oneof![6 => plain, 6 => joined, 1 => over_text].boxed(),
        Loops { text: true, .. } => prop_oneof![6 => plain, 6 => joined, 1 => over_int].boxed(),
    }
}

// --- Both judges --------------------------------------------------------------------------------------------------

fn judged_by_cel(source: &str, known: &[Option<Value>], env: &Arc<CelEnv>) -> Result<Tri, String> {
    let program = Program::compile(source).map_err(|fault| format!("cel cannot read it: {fault}"))?;
    let fields =
        NAMES.iter().zip(known).filter_map(|((name, _), value)| Some(((*name).to_owned(), to_cel(value.as_ref()?))));
    let fields: HashMap<String, CelValue> = fields.collect();
    let mut context = Context::with_env(env.clone());
    context.add_variable_from_value("p", fields);
    match program.execute(&context) {
        Ok(CelValue::Bool(it)) => Ok(Tri::from(it)),
        Ok(other) => Err(format!("cel answers {other:?}")),
        Err(_) => Ok(Tri::Unknown),
    }
}

/// Refused by us although CEL reads them: constants, and calculations of constants beyond their range.
const CONSTANT: [&str; 2] = ["C057", "C063"];

#[test]
fn twenty_thousand_random_conditions_are_judged_as_cel_judges_them() {
    let scope = scope();
    let env = Arc::new(CelEnv::stdlib());
    let (agreed, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    let truths: [Cell<u32>; 3] = Default::default();
    let mut runner = TestRunner::new(Config {
        cases: 26_000,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..Config::default()
    });
    let result = runner.run(&(condition(3, Loops::default()), world()), |(source, known)| {
        let ours = match Condition::compile(&source, &scope) {
            Ok(condition) => condition,
            Err(faults) => {
                prop_assert!(faults.iter().all(|fault| CONSTANT.contains(&fault.code)), "{source}: {faults:?}");
                refused.set(refused.get() + 1);
                return Ok(());
            }
        };
        let person: Vec<Value> = known.iter().map(|value| value.clone().unwrap_or_default()).collect();
        let world = Env { person: &person, account: &[], fact: &[], lead: &[], times: &[], now: 0 };
        let ours = ours.eval(&world);
        let theirs = judged_by_cel(&source, &known, &env);
        prop_assert_eq!(Ok(ours), theirs, "{}", source);
        agreed.set(agreed.get() + 1);
        let truth = &truths[ours as usize];
        truth.set(truth.get() + 1);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    println!("agreed {}, refused as constant {}, by truth {truths:?}", agreed.get(), refused.get());
    assert!(agreed.get() >= 20_000, "only {} cases were compared", agreed.get());
    assert!(truths.iter().all(|count| count.get() >= 1_000), "one truth is hardly tried: {truths:?}");
}
