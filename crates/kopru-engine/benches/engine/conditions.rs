//! What conditions cost, beside the same test on a struct, written by hand.

use crate::leads::Random;
use crate::measure::{Effort, Row, each, median};
use kopru_engine::condition::{Condition, Env, Name, Scope, Slot, Space, Tri};
use kopru_engine::lang::Both;
use kopru_engine::role::Seniority;
use kopru_engine::value::{EnumType, Type, Value};
use std::sync::Arc;

/// Nanoseconds that a condition may take.
const BUDGET: f64 = 10.0;
const NOW: i64 = 1_780_000_000;
const DAY: i64 = 86_400;
const SERVED: [&str; 11] = ["AT", "AZ", "BE", "CH", "DE", "DK", "FR", "GB", "IE", "NL", "SE"];
const GRADES: [&str; 4] = ["A", "B", "C", "D"];

/// What somebody who writes the conditions by hand would keep.
struct Known {
    employees: Option<i64>,
    country: Option<Arc<str>>,
    seniority: Option<Seniority>,
    approvals: Option<i64>,
    grade: Option<u16>,
    engagement: Option<i64>,
    path: Option<Arc<str>>,
    viewed: Vec<i64>,
    asked: Vec<i64>,
    /// The same as conditions read it.
    person: Vec<Value>,
    account: Vec<Value>,
    lead: Vec<Value>,
    fact: Vec<Value>,
    times: Vec<Vec<i64>>,
}

type ByHand = fn(&Known) -> Tri;

/// Figures of conditions.
pub fn rows(effort: &Effort) -> Vec<Row> {
    let scope = scope();
    let mut random = Random(1);
    let known: Vec<Known> = (0..256).map(|_| draw(&mut random)).collect();
    let mut rows: Vec<Row> = CONDITIONS
        .iter()
        .map(|(source, by_hand)| {
            let condition = Condition::compile(source, &scope).unwrap_or_else(|faults| panic!("{source}: {faults:?}"));
            for it in &known {
                assert_eq!(condition.eval(&env(it)), by_hand(it), "{source}");
            }
            let compiled = each(effort, &known, |it| condition.eval(&env(it)));
            let by_hand = each(effort, &known, by_hand);
            Row::new(format!("condition: {source}"), compiled).by_hand(by_hand)
        })
        .collect();
    let mut all: Vec<f64> = rows.iter().map(|row| row.value).collect();
    rows.push(Row::new("condition: the median of these", median(&mut all)).budget(BUDGET));
    rows
}

const CONDITIONS: [(&str, ByHand); 7] = [
    ("account.employees >= 50", |it| tri(it.employees.map(|it| it >= 50))),
    ("account.employees >= 50 && account.employees < 1000", |it| tri(it.employees.map(|it| (50..1000).contains(&it)))),
    ("account.employees >= 50 && role.seniority in ['vp', 'c_level'] && facts('page_viewed', '30d') > 3", |it| {
        let size = tri(it.employees.map(|it| it >= 50));
        let senior = tri(it.seniority.map(|it| matches!(it, Seniority::Vp | Seniority::CLevel)));
        size.min(senior).min(Tri::from(count(&it.viewed, 30) > 3))
    }),
    ("account.country != 'TR' && !(account.country in list('served'))", |it| {
        tri(it.country.as_deref().map(|it| it != "TR" && SERVED.binary_search(&it).is_err()))
    }),
    ("role.seniority >= 'lead' && role.seniority < 'director'", |it| {
        tri(it.seniority.map(|it| it as u16 >= Seniority::Lead as u16 && (it as u16) < Seniority::Director as u16))
    }),
    ("facts('demo_requested', '90d') > 0 || (fit.grade <= 'B' && engagement >= 60) || person.approvals >= 3", |it| {
        let asked = Tri::from(count(&it.asked, 90) > 0);
        let grade = tri(it.grade.map(|it| it <= 1));
        let warm = tri(it.engagement.map(|it| it >= 60));
        asked.max(grade.min(warm)).max(tri(it.approvals.map(|it| it >= 3)))
    }),
    ("fact.path.startsWith('/pricing') || fact.path.startsWith('/fiyat')", |it| {
        tri(it.path.as_deref().map(|it| it.starts_with("/pricing") || it.starts_with("/fiyat")))
    }),
];

fn tri(it: Option<bool>) -> Tri {
    it.map_or(Tri::Unknown, Tri::from)
}

/// Moments of a sorted list that lie in the last days.
fn count(times: &[i64], days: i64) -> usize {
    times.len() - times.partition_point(|at| *at <= NOW - days * DAY)
}

fn env(it: &Known) -> Env<'_> {
    Env { person: &it.person, account: &it.account, fact: &it.fact, lead: &it.lead, times: &it.times, now: NOW }
}

fn scope() -> Scope {
    let mut scope = Scope::default();
    let words = |all: &[&str]| Type::Enum(EnumType::new(all));
    let seniority: Vec<&str> = Seniority::ALL.iter().map(|it| it.id()).collect();
    let names = [
        ("account.employees", Space::Account, 0, Type::Int),
        ("account.country", Space::Account, 1, Type::Text),
        ("person.approvals", Space::Person, 0, Type::Int),
        ("role.seniority", Space::Lead, 0, words(&seniority)),
        ("fit.grade", Space::Lead, 1, words(&GRADES)),
        ("engagement", Space::Lead, 2, Type::Int),
        ("fact.path", Space::Fact, 0, Type::Text),
    ];
    for (name, space, index, kind) in names {
        let known = Name { slot: Slot { space, index }, kind, timed: name == "engagement", label: Both::same(name) };
        scope.names.insert(name.into(), known);
    }
    scope.fact_types.insert("page_viewed".into(), 0);
    scope.fact_types.insert("demo_requested".into(), 1);
    let served = SERVED.iter().map(|it| Arc::from(*it)).collect();
    scope.lists.insert("served".into(), served);
    scope
}

/// Something known of a lead, a part of it left out at random.
fn draw(random: &mut Random) -> Known {
    let text = |it: &Option<Arc<str>>| it.clone().map_or(Value::Unknown, Value::Text);
    let int = |it: Option<i64>| it.map_or(Value::Unknown, Value::Int);
    let word = |it: Option<u16>| it.map_or(Value::Unknown, Value::Enum);
    let employees = random.percent(80).then(|| random.within(1, 400));
    let country = random.percent(80).then(|| Arc::from(*random.pick(&["TR", "DE", "US", "NL"])));
    let seniority = random.percent(80).then(|| *random.pick(Seniority::ALL));
    let approvals = random.percent(50).then(|| random.within(0, 5));
    let grade = random.percent(90).then(|| random.within(0, 4) as u16);
    let engagement = Some(random.within(0, 120));
    let path = Some(Arc::from(*random.pick(&["/pricing", "/fiyatlar", "/blog/a-long-title", "/"])));
    let mut times = |most: i64| {
        let mut times: Vec<i64> = (0..random.within(0, most)).map(|_| NOW - random.within(0, 60 * DAY)).collect();
        times.sort_unstable();
        times
    };
    let (viewed, asked) = (times(12), times(2));
    Known {
        person: vec![int(approvals)],
        account: vec![int(employees), text(&country)],
        lead: vec![word(seniority.map(|it| it as u16)), word(grade), int(engagement)],
        fact: vec![text(&path)],
        times: vec![viewed.clone(), asked.clone()],
        employees,
        country,
        seniority,
        approvals,
        grade,
        engagement,
        path,
        viewed,
        asked,
    }
}
