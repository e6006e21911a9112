//! Decisions: how they look, that they are read back, and that names which are missing are called by name.

use crate::random::{SHELF, cause, change, mutilated, slot, text, trace};
use kopru_engine::decide::{Cause, Change, How, Outcome, Seen};
use kopru_engine::lead::{Disposition, Suggestion};
use kopru_engine::playbook::{Kind, Playbook, Priority};
use kopru_engine::time::{Day, Moment};
use kopru_engine::trace::{Line, Trace};
use kopru_engine::value::{Decimal, Money, Value};
use kopru_store::written::Names;
use kopru_store::written::decisions::{self, read_cause, read_changes, read_outcome, read_trace};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

fn stage(id: &str) -> u8 {
    SHELF.playbook.stage(id).expect("a stage")
}

fn fact_type(id: &str) -> u16 {
    SHELF.playbook.fact_type(id).expect("a type of fact")
}

fn rule(id: &str) -> u16 {
    SHELF.playbook.disqualify.iter().position(|rule| *rule.id == *id).expect("a rule") as u16
}

fn fit(id: &str) -> u16 {
    SHELF.playbook.fit.iter().position(|rule| *rule.id == *id).expect("a rule") as u16
}

/// Changes, one row each, beside the text that a person would expect.
fn written_by_hand() -> Vec<(Change, &'static str)> {
    let seen = vec![
        Seen::Value(slot("account.employees"), Value::Int(120)),
        Seen::Value(slot("person.budget"), Value::Money(Money { minor: 1_250, currency: *b"TRY" })),
        Seen::Value(slot("persona.degree"), Value::Decimal(Decimal::from_millionths(750_000))),
        Seen::Value(slot("person.mood"), Value::Enum(0)),
        Seen::Value(slot("person.born_on"), Value::Date(Day::parse("2026-03-02").expect("a day"))),
        Seen::Value(slot("person.waited"), Value::Duration(5_400)),
        Seen::Value(slot("person.tags"), Value::List([Value::Text("a".into()), Value::Unknown].into())),
        Seen::Value(slot("criterion.need"), Value::Enum(0)),
        Seen::Value(slot("consent.email"), Value::Bool(true)),
        Seen::Value(slot("person.title"), Value::Unknown),
        Seen::Count(fact_type("demo_requested"), 7_776_000, 2),
    ];
    let disqualified = Disposition::Disqualified {
        kind: Kind::NotNow,
        reason: Some("needed-later".into()),
        until: Some(at("2026-09-01T00:00:00Z")),
    };
    vec![
        (Change::Known, r#"{"change":"known"}"#),
        (
            Change::Stage { from: None, to: stage("mql"), passed: vec![0, 1], how: How::Rule(None), seen },
            r#"{"change":"stage","to":"mql","passed":["subscriber","lead"],"how":"rule","seen":[{"name":"account.employees","value":120},{"name":"person.budget","value":"12.50 TRY"},{"name":"persona.degree","value":"0.75"},{"name":"person.mood","value":"çok \"iyi\""},{"name":"person.born_on","value":"2026-03-02"},{"name":"person.waited","value":5400},{"name":"person.tags","value":["a",null]},{"name":"criterion.need","value":"met"},{"name":"consent.email","value":true},{"name":"person.title","value":null},{"facts":"demo_requested","window_secs":7776000,"count":2}]}"#,
        ),
        (
            Change::Stage {
                from: Some(stage("mql")),
                to: stage("sal"),
                passed: Vec::new(),
                how: How::Act(fact_type("accepted")),
                seen: Vec::new(),
            },
            r#"{"change":"stage","from":"mql","to":"sal","how":{"act":"accepted"}}"#,
        ),
        (
            Change::Reported { stage: stage("customer"), at: at("2026-03-02T09:00:00.000125Z") },
            r#"{"change":"reported","stage":"customer","at":"2026-03-02T09:00:00.000125Z"}"#,
        ),
        (
            Change::Disposition {
                from: Disposition::Open,
                to: disqualified,
                how: How::Rule(Some(rule("needed-later"))),
                seen: Vec::new(),
            },
            r#"{"change":"disposition","from":{"is":"open"},"to":{"is":"disqualified","kind":"not_now","reason":"needed-later","until":"2026-09-01T00:00:00Z"},"how":{"rule":"needed-later"}}"#,
        ),
        (
            Change::Disposition {
                from: Disposition::Won { reported: false },
                to: Disposition::Recycled { reason: None, until: None },
                how: How::Trigger(fact_type("page_viewed")),
                seen: Vec::new(),
            },
            r#"{"change":"disposition","from":{"is":"won","reported":false},"to":{"is":"recycled"},"how":{"trigger":"page_viewed"}}"#,
        ),
        (
            Change::Disposition {
                from: Disposition::Lost { reason: Some("İpek'in kararı".into()) },
                to: Disposition::Won { reported: true },
                how: How::Report,
                seen: Vec::new(),
            },
            r#"{"change":"disposition","from":{"is":"lost","reason":"İpek'in kararı"},"to":{"is":"won","reported":true},"how":"report"}"#,
        ),
        (
            Change::Cycle { number: 2, stage: Some(stage("lead")), from: at("2026-03-02T09:00:00Z") },
            r#"{"change":"cycle","number":2,"stage":"lead","from":"2026-03-02T09:00:00Z"}"#,
        ),
        (Change::Band { from: 3, to: 1 }, r#"{"change":"band","from":"cold","to":"warm"}"#),
        (
            Change::Priority { from: Priority::Normal, to: Priority::High, rule: Some(0), seen: Vec::new() },
            r#"{"change":"priority","from":"normal","to":"high","rule":"near-the-decision"}"#,
        ),
        (
            Change::Priority { from: Priority::Low, to: Priority::Normal, rule: None, seen: Vec::new() },
            r#"{"change":"priority","from":"low","to":"normal"}"#,
        ),
        (Change::Grade { from: 3, to: 0 }, r#"{"change":"grade","from":"D","to":"A"}"#),
        (Change::Persona { from: None, to: Some(4) }, r#"{"change":"persona","to":"founder"}"#),
        (
            Change::Holding { rule: rule("competitor"), holds: true },
            r#"{"change":"holding","rule":"competitor","holds":true}"#,
        ),
        (
            Change::Suggested(Suggestion::LetGo(rule("no-authority"))),
            r#"{"change":"suggested","suggestion":{"let_go":"no-authority"}}"#,
        ),
        (
            Change::Withdrawn(Suggestion::Revive { fact: Some(fact_type("chat_started")) }),
            r#"{"change":"withdrawn","suggestion":{"revive":"chat_started"}}"#,
        ),
        (
            Change::Suggested(Suggestion::Revive { fact: None }),
            r#"{"change":"suggested","suggestion":{"revive":null}}"#,
        ),
        (
            Change::Stagnant { stage: None, since: at("2026-03-02T09:00:00Z") },
            r#"{"change":"stagnant","since":"2026-03-02T09:00:00Z"}"#,
        ),
        (Change::Owner(Some("ayse".into())), r#"{"change":"owner","to":"ayse"}"#),
        (Change::Owner(None), r#"{"change":"owner"}"#),
    ]
}

#[test]
fn changes_are_written_as_a_person_would_write_them_and_read_back() {
    let (changes, texts): (Vec<Change>, Vec<&str>) = written_by_hand().into_iter().unzip();
    let row = format!("[{}]", texts.join(","));
    assert_eq!(decisions::changes(&SHELF.names, &changes), row);
    assert_eq!(read_changes(&SHELF.names, &row), Ok(changes));
    assert_eq!(decisions::changes(&SHELF.names, &[]), "[]");
}

#[test]
fn a_trace_is_written_as_a_person_would_write_it_and_read_back() {
    let employees = slot("account.employees");
    let trace = Trace {
        fit: 15,
        engagement: 60,
        account: -3,
        lines: vec![
            Line::Fit { rule: fit("size-core"), points: 20, unknown: false, seen: vec![(employees, Value::Int(120))] },
            Line::Open { rule: fit("size-small"), missing: vec![employees, slot("account.crm")] },
            Line::Open { rule: fit("size-large"), missing: vec![employees, slot("account.crm")] },
            Line::Open { rule: fit("industry-core"), missing: Vec::new() },
            Line::Fit { rule: fit("revenue"), points: 1, unknown: true, seen: Vec::new() },
            Line::Fit {
                rule: fit("decider"),
                points: -5,
                unknown: true,
                seen: vec![(slot("role.part"), Value::Unknown)],
            },
            Line::Engagement { rule: 0, points: 60 },
            Line::Account { rule: 0, points: -3 },
            Line::Persona { persona: 4, met: 3, known: 4 },
        ],
    };
    let row = [
        r#"{"fit":15,"engagement":60,"account":-3,"#,
        r#""open":[[["account.employees","account.crm"],"size-small","size-large"],[[],"industry-core"]],"lines":["#,
        r#"{"fit":"size-core","points":20,"seen":[{"name":"account.employees","value":120}]},"#,
        r#"{"fit":"revenue","points":1,"unknown":true},"#,
        r#"{"fit":"decider","points":-5,"unknown":true,"seen":[{"name":"role.part","value":null}]},"#,
        r#"{"engagement":"newsletter","points":60},"#,
        r#"{"account":"account-content","points":-3},"#,
        r#"{"persona":"founder","met":3,"known":4}]}"#,
    ]
    .concat();
    assert_eq!(decisions::trace(&SHELF.names, &trace), row);
    assert_eq!(read_trace(&SHELF.names, &row).as_ref(), Ok(&trace));
    // As rows of the schema before 15 hold them: each open rule a line of its own.
    let before = [
        r#"{"fit":15,"engagement":60,"account":-3,"lines":["#,
        r#"{"fit":"size-core","points":20,"seen":[{"name":"account.employees","value":120}]},"#,
        r#"{"open":"size-small","missing":["account.employees","account.crm"]},"#,
        r#"{"open":"size-large","missing":["account.employees","account.crm"]},"#,
        r#"{"open":"industry-core"},"#,
        r#"{"fit":"revenue","points":1,"unknown":true},"#,
        r#"{"fit":"decider","points":-5,"unknown":true,"seen":[{"name":"role.part","value":null}]},"#,
        r#"{"engagement":"newsletter","points":60},"#,
        r#"{"account":"account-content","points":-3},"#,
        r#"{"persona":"founder","met":3,"known":4}]}"#,
    ]
    .concat();
    assert_eq!(read_trace(&SHELF.names, &before), Ok(trace));
}

#[test]
fn causes_and_outcomes_are_written_in_words() {
    let causes = [
        (
            Cause::Fact { id: "f-1".into(), kind: fact_type("page_viewed") },
            r#"{"cause":"fact","fact":"f-1","type":"page_viewed"}"#,
        ),
        (Cause::Time, r#"{"cause":"time"}"#),
        (Cause::Account { version: u64::MAX }, r#"{"cause":"account","version":18446744073709551615}"#),
    ];
    for (cause, row) in causes {
        assert_eq!(decisions::cause(&SHELF.names, &cause), row);
        assert_eq!(read_cause(&SHELF.names, row), Ok(cause));
    }
    for outcome in Outcome::ALL {
        assert_eq!(read_outcome(outcome.code()), Some(outcome));
    }
    assert_eq!(read_outcome("Applied"), None);
}

#[test]
fn the_order_of_parts_does_not_matter_to_the_reader() {
    // PostgreSQL's `jsonb` keeps parts by the length of their names.
    let row = r#"[{"to":"sal","how":{"act":"accepted"},"from":"mql","change":"stage"}]"#;
    let change = &written_by_hand()[2].0;
    assert_eq!(read_changes(&SHELF.names, row).as_deref(), Ok(std::slice::from_ref(change)));
}

fn small(stages: [&str; 2], types: &str) -> Playbook {
    let [first, second] = stages;
    let source = format!(
        "format = 1\nname = \"x\"\nfacts = {{ {types} }}\nengagement.bands = {{ hot = 50, warm = 25, cool = 10 }}\n\
         stage = [{{ id = \"{first}\", name = \"a\", max_age = \"90d\" }},\
         {{ id = \"{second}\", name = \"b\", enter = \"engagement >= 40\", max_age = \"5d\" }}]\n"
    );
    let checked = Playbook::check(&source, &BTreeMap::new());
    checked.playbook.unwrap_or_else(|| panic!("{:?}", checked.findings))
}

#[test]
fn a_row_outlives_a_playbook_in_which_everything_stands_elsewhere() {
    let before = small(["lead", "mql"], "asked = {}, called = {}");
    let after = small(["mql", "lead"], "called = {}, asked = {}");
    let change = |playbook: &Playbook| Change::Stage {
        from: playbook.stage("lead"),
        to: playbook.stage("mql").expect("a stage"),
        passed: Vec::new(),
        how: How::Trigger(playbook.fact_type("asked").expect("a type of fact")),
        seen: vec![Seen::Count(playbook.fact_type("called").expect("a type of fact"), 60, 1)],
    };
    assert_ne!(change(&before), change(&after));
    let row = decisions::changes(&Names::new(&before), &[change(&before)]);
    assert_eq!(read_changes(&Names::new(&after), &row), Ok(vec![change(&after)]));
}

#[test]
fn a_name_that_the_playbook_lacks_is_called_by_name() {
    let names = Names::new(&small(["lead", "mql"], "asked = {}"));
    let lacking = [
        (r#"[{"change":"stage","to":"sal","how":"rule"}]"#, "no stage `sal`"),
        (r#"[{"change":"stage","to":"mql","how":{"act":"called"}}]"#, "no type of fact `called`"),
        (r#"[{"change":"stage","to":"mql","how":"luck"}]"#, "`luck`"),
        (
            r#"[{"change":"stage","to":"mql","how":"rule","seen":[{"name":"account.size","value":1}]}]"#,
            "`account.size`",
        ),
        (r#"[{"change":"stage","to":"mql","how":"rule","seen":[{"name":"fit.grade","value":"E"}]}]"#, "fit.grade"),
        (r#"[{"change":"stage","to":"mql","how":"rule","seen":[{"name":"fit","value":"3"}]}]"#, "fit"),
        (r#"[{"change":"persona","to":"founder"}]"#, "no persona `founder`"),
        (r#"[{"change":"holding","rule":"competitor","holds":true}]"#, "`competitor`"),
        (r#"[{"change":"band","from":"cold","to":"mild"}]"#, "no band `mild`"),
        (r#"[{"change":"moved"}]"#, "`moved`"),
        (r#"[{"change":"known","mood":"good"}]"#, "`mood`"),
        (r#"[{"change":"cycle","number":-1,"from":"2026-03-02T09:00:00Z"}]"#, "`number`"),
        (r#"[{"change":"reported","stage":"mql","at":"yesterday"}]"#, "`at`"),
        ("null", "the changes"),
        ("[", "EOF"),
    ];
    for (row, name) in lacking {
        let fault = read_changes(&names, row).expect_err(row);
        assert!(fault.what.contains(name), "{row}: {fault}");
    }
    let fault = read_cause(&names, r#"{"cause":"fact","fact":"f","type":"called"}"#).expect_err("no such type");
    assert!(fault.what.contains("`called`"), "{fault}");
    let row = r#"{"fit":1,"engagement":0,"account":0,"lines":[{"fit":"size-core","points":1}]}"#;
    let fault = read_trace(&names, row).expect_err("no such rule");
    assert!(fault.what.contains("`size-core`"), "{fault}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, rng_seed: RngSeed::Fixed(12), ..ProptestConfig::default() })]

    #[test]
    fn every_change_is_read_back_as_it_was(changes in vec(change(), 0..4)) {
        let row = decisions::changes(&SHELF.names, &changes);
        prop_assert_eq!(read_changes(&SHELF.names, &row), Ok(changes), "{}", row);
    }

    #[test]
    fn every_cause_and_trace_is_read_back_as_it_was(cause in cause(), trace in trace()) {
        prop_assert_eq!(read_cause(&SHELF.names, &decisions::cause(&SHELF.names, &cause)), Ok(cause));
        prop_assert_eq!(read_trace(&SHELF.names, &decisions::trace(&SHELF.names, &trace)), Ok(trace));
    }

    #[test]
    fn what_is_written_is_json_of_whole_numbers(changes in vec(change(), 0..4), trace in trace()) {
        fn whole(it: &serde_json::Value) -> bool {
            match it {
                serde_json::Value::Number(it) => it.is_i64() || it.is_u64(),
                serde_json::Value::Array(items) => items.iter().all(whole),
                serde_json::Value::Object(parts) => parts.values().all(whole),
                _ => true,
            }
        }
        for row in [decisions::changes(&SHELF.names, &changes), decisions::trace(&SHELF.names, &trace)] {
            prop_assert!(whole(&serde_json::from_str(&row).expect("JSON")), "{}", row);
        }
    }

    #[test]
    fn a_mutilated_row_is_refused_or_read_and_never_a_fall(
        changes in vec(change(), 1..4), trace in trace(), cause in cause(), from: usize, len in 0_usize..9, with in text(),
    ) {
        let names = &SHELF.names;
        let from = from / 2;
        let row = mutilated(&decisions::changes(names, &changes), from, len, &with);
        if let Ok(read) = read_changes(names, &row) {
            prop_assert_eq!(read_changes(names, &decisions::changes(names, &read)), Ok(read));
        }
        let row = mutilated(&decisions::trace(names, &trace), from, len, &with);
        if let Ok(read) = read_trace(names, &row) {
            prop_assert_eq!(read_trace(names, &decisions::trace(names, &read)), Ok(read));
        }
        let row = mutilated(&decisions::cause(names, &cause), from, len, &with);
        if let Ok(read) = read_cause(names, &row) {
            prop_assert_eq!(read_cause(names, &decisions::cause(names, &read)), Ok(read));
        }
    }
}
