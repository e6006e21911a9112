//! A small company that the tests of conditions speak about.

#![allow(dead_code, reason = "each file of tests uses a part")]

use kopru_engine::condition::{Condition, Env, Name, Scope, Slot, Space, Tri};
use kopru_engine::lang::Both;
use kopru_engine::time::{Day, Moment, Span};
use kopru_engine::value::{Decimal, EnumType, Money, Type, Value};
use std::sync::Arc;

/// Now, in every test: 2026-11-23T12:00:00Z.
pub const NOW: i64 = 1_795_435_200;

/// Name, space, index, type, whether time changes it, label in English and Turkish.
type Row = (&'static str, Space, u16, Type, bool, &'static str, &'static str);

fn rows() -> Vec<Row> {
    use Space::{Account, Fact, Lead, Person};
    let list = |inner| Type::List(Box::new(inner));
    let words = |words: &[&str]| Type::Enum(EnumType::new(words));
    let industry = words(&["software", "finance", "retail", "other"]);
    let seniority = words(&["intern", "specialist", "manager", "director", "vp", "c_level"]);
    let band = words(&["cold", "cool", "warm", "hot"]);
    let grade = words(&["A", "B", "C", "D"]);
    vec![
        ("account.employees", Account, 0, Type::Int, false, "the account's head-count", "hesap: çalışan sayısı"),
        ("account.country", Account, 1, Type::Text, false, "the account's country", "hesap: ülke"),
        ("account.industry", Account, 2, industry, false, "the account's industry", "hesap: sektör"),
        ("account.founded", Account, 3, Type::Date, false, "the account's founding day", "hesap: kuruluş günü"),
        ("account.renewal", Account, 4, Type::Moment, false, "the account's renewal", "hesap: yenileme"),
        ("account.term", Account, 5, Type::Duration, false, "the account's term", "hesap: sözleşme süresi"),
        ("account.funding", Account, 6, Type::Money, false, "the account's funding", "hesap: yatırım"),
        ("account.tags", Account, 7, list(Type::Text), false, "the account's tags", "hesap: etiketler"),
        ("account.growth", Account, 8, Type::Decimal, false, "the account's growth", "hesap: büyüme"),
        ("account.active", Account, 9, Type::Bool, false, "the account is active", "hesap: etkin"),
        ("account.seats", Account, 10, list(Type::Int), false, "the account's seats", "hesap: koltuklar"),
        ("account.domain", Account, 11, Type::Text, false, "the account's domain", "hesap: alan adı"),
        ("account.spend", Account, 12, Type::Money, false, "the account's spend", "hesap: harcama"),
        ("account.least", Account, 13, Type::Int, false, "the account's minimum", "hesap: alt sınır"),
        ("role.seniority", Lead, 0, seniority, false, "the role's seniority", "rol: kıdem"),
        ("engagement", Lead, 1, Type::Int, true, "engagement", "etkileşim"),
        ("engagement.band", Lead, 2, band, true, "the engagement band", "etkileşim bandı"),
        ("fit", Lead, 3, Type::Int, false, "fit", "uygunluk"),
        ("fit.grade", Lead, 4, grade, false, "the fit grade", "uygunluk notu"),
        ("persona.degree", Lead, 5, Type::Decimal, false, "the persona's degree", "persona derecesi"),
        ("person.title", Person, 0, Type::Text, false, "the person's title", "kişi: unvan"),
        ("fact.path", Fact, 0, Type::Text, false, "the page", "sayfa"),
    ]
}

pub fn scope() -> Scope {
    let mut scope = Scope::default();
    for (name, space, index, kind, timed, en, tr) in rows() {
        let label = Both { en: en.into(), tr: tr.into() };
        let slot = Slot { space, index };
        scope.names.insert(name.into(), Name { slot, kind, timed, label });
    }
    scope.fact_types.insert("page_viewed".into(), 0);
    scope.fact_types.insert("demo_requested".into(), 1);
    scope.lists.insert("competitors".into(), Arc::from(["acme.com".into(), "rival.io".into()]));
    let why = Both { en: "scoring never reads the stage".into(), tr: "puanlama aşamayı okumaz".into() };
    scope.hidden.insert("stage".into(), why);
    scope
}

pub fn slot(name: &str) -> Slot {
    scope().names[name].slot
}

pub fn compiled(source: &str) -> Condition {
    Condition::compile(source, &scope()).unwrap_or_else(|faults| panic!("{source}: {faults:#?}"))
}

/// What is known, from words such as `account.employees=50; facts.page_viewed=-2d,-1s`. Facts are given by their
/// distance from now. A list's entries stand between `|`, a `?` among them is unknown.
pub struct World {
    person: Vec<Value>,
    account: Vec<Value>,
    fact: Vec<Value>,
    lead: Vec<Value>,
    times: Vec<Vec<i64>>,
}

impl World {
    pub fn of(words: &str) -> World {
        let mut world = World {
            person: vec![Value::Unknown; 1],
            account: vec![Value::Unknown; 14],
            fact: vec![Value::Unknown; 1],
            lead: vec![Value::Unknown; 6],
            times: vec![vec![]; 2],
        };
        let scope = scope();
        for word in words.split("; ").filter(|word| !word.is_empty()) {
            let (name, text) = word.split_once('=').expect("name=value");
            if let Some(fact) = name.strip_prefix("facts.") {
                let mut times: Vec<i64> = text.split(',').map(ago).collect();
                times.sort_unstable();
                world.times[usize::from(scope.fact_types[fact])] = times;
                continue;
            }
            let known = scope.names.get(name).unwrap_or_else(|| panic!("no name {name}"));
            let space = match known.slot.space {
                Space::Person => &mut world.person,
                Space::Account => &mut world.account,
                Space::Fact => &mut world.fact,
                Space::Lead => &mut world.lead,
            };
            space[usize::from(known.slot.index)] = value(text, &known.kind);
        }
        world
    }

    pub fn env(&self) -> Env<'_> {
        Env {
            person: &self.person,
            account: &self.account,
            fact: &self.fact,
            lead: &self.lead,
            times: &self.times,
            now: NOW,
        }
    }

    pub fn judge(&self, condition: &Condition) -> Tri {
        condition.eval(&self.env())
    }
}

/// `-2d` is two days ago, `+1s` a second ahead, `0s` now.
fn ago(text: &str) -> i64 {
    let secs = |text: &str| Span::parse(text).and_then(Span::wall_secs).expect("a length of time");
    match text.strip_prefix('-') {
        Some(length) => NOW - secs(length),
        None => NOW + secs(text.trim_start_matches('+')),
    }
}

fn value(text: &str, kind: &Type) -> Value {
    if text == "?" {
        return Value::Unknown;
    }
    match kind {
        Type::Bool => Value::Bool(text == "true"),
        Type::Int => Value::Int(text.parse().expect("int")),
        Type::Decimal => Value::Decimal(Decimal::parse(text).expect("decimal")),
        Type::Text => Value::Text(text.into()),
        Type::Enum(kind) => Value::Enum(kind.index(text).expect("word")),
        Type::Date => Value::Date(Day::parse(text).expect("day")),
        Type::Moment => Value::Moment(Moment::parse(text).expect("moment")),
        Type::Duration => Value::Duration(ago(&format!("+{text}")) - NOW),
        Type::Money => Value::Money(Money::parse(text).expect("money")),
        Type::List(inner) => {
            let entries = text.split('|').filter(|entry| !entry.is_empty());
            Value::List(entries.map(|entry| value(entry, inner)).collect())
        }
    }
}
