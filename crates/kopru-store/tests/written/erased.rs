//! Erasing: nothing of the person stays, and how the lead went stays as it was.

use crate::play::{PLANTED, played};
use crate::random::{SHELF, change, mutilated, slot, text, trace};
use kopru_engine::decide::{Change, How, Seen};
use kopru_engine::lead::{Disposition, Standing};
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Trace};
use kopru_engine::value::Value;
use kopru_store::written::decisions::{self, read_changes, read_trace};
use kopru_store::written::erased::{ERASED, erase_cause, erase_changes, erase_trace};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::sync::Arc;

fn own(text: &str) -> bool {
    SHELF.names.is_own(text)
}

fn kept_reason(reason: &mut Option<Arc<str>>) {
    let rule = |text: &str| SHELF.playbook.disqualify.iter().any(|rule| *rule.id == *text);
    *reason = reason.take().filter(|it| rule(it));
}

fn kept(to: &mut Disposition) {
    match to {
        Disposition::Recycled { reason, .. }
        | Disposition::Disqualified { reason, .. }
        | Disposition::Lost { reason } => kept_reason(reason),
        Disposition::Open | Disposition::Won { .. } => {}
    }
}

fn unseen(seen: &mut [Seen]) {
    for it in seen {
        if let Seen::Value(_, value) = it {
            *value = Value::Unknown;
        }
    }
}

/// What has to be left of a change.
fn expected(mut change: Change) -> Change {
    match &mut change {
        Change::Stage { seen, .. } | Change::Priority { seen, .. } => unseen(seen),
        Change::Disposition { from, to, seen, .. } => {
            kept(from);
            kept(to);
            unseen(seen);
        }
        Change::Owner(Some(owner)) => *owner = ERASED.into(),
        _ => {}
    }
    change
}

#[test]
fn a_cause_loses_its_facts_id_and_nothing_else() {
    let fact = r#"{"cause":"fact","fact":"ada@acme.com/1","type":"demo_requested"}"#;
    assert_eq!(erase_cause(fact), r#"{"cause":"fact","fact":"erased","type":"demo_requested"}"#);
    for other in [r#"{"cause":"time"}"#, r#"{"cause":"account","version":7}"#, r#"{"cause":"merged"}"#] {
        assert_eq!(erase_cause(other), other);
    }
    assert_eq!(erase_cause("ada@acme.com"), "null");
}

#[test]
fn an_erased_row_looks_as_a_person_would_expect() {
    let row = [
        r#"[{"change":"stage","to":"mql","how":"rule","seen":[{"name":"person.title","value":"Kraliçe"},"#,
        r#"{"facts":"demo_requested","window_secs":60,"count":2},{"name":"person.tags","value":["a",1]}]},"#,
        r#"{"change":"disposition","from":{"is":"lost","reason":"wrong-size"},"to":{"is":"recycled","reason":"Ayşe aradı"},"how":"date","note":"x"},"#,
        r#"{"change":"owner","to":"ayse"},{"change":"owner","to":"Ayşe Yılmaz"},{"change":"owner"}]"#,
    ]
    .concat();
    let erased = [
        r#"[{"change":"stage","to":"mql","how":"rule","seen":[{"name":"person.title","value":null},"#,
        r#"{"facts":"demo_requested","window_secs":60,"count":2},{"name":"person.tags","value":null}]},"#,
        r#"{"change":"disposition","from":{"is":"lost","reason":"wrong-size"},"to":{"is":"recycled"},"how":"date"},"#,
        r#"{"change":"owner","to":"ayse"},{"change":"owner","to":"erased"},{"change":"owner"}]"#,
    ]
    .concat();
    assert_eq!(erase_changes(&row, &own), erased);
    let row = r#"{"fit":20,"engagement":0,"account":0,"lines":[{"fit":"size-core","points":20,"seen":[{"name":"account.employees","value":120}]},{"open":"revenue","missing":["account.revenue"]}]}"#;
    assert_eq!(erase_trace(row), row.replace("120", "null"));
}

#[test]
fn a_row_that_cannot_be_read_leaves_nothing_of_the_person() {
    for row in ["", "[{\"change\":\"owner\",\"to\":\"Ayşe\"", "Ayşe", "[1.5]"] {
        assert_eq!(erase_changes(row, &own), "null");
        assert_eq!(erase_trace(row), "null");
        assert!(read_changes(&SHELF.names, "null").is_err());
        assert!(read_trace(&SHELF.names, "null").is_err());
    }
}

#[test]
fn a_planted_name_is_gone_from_everywhere() {
    let value = || Value::List([Value::Text(PLANTED.into())].into());
    let seen =
        vec![Seen::Value(slot("person.name"), Value::Text(PLANTED.into())), Seen::Value(slot("person.tags"), value())];
    let reason: Option<Arc<str>> = Some(PLANTED.into());
    let until = Some(Moment::MAX);
    let changes = vec![
        Change::Stage { from: None, to: 0, passed: vec![], how: How::Rule(None), seen: seen.clone() },
        Change::Disposition {
            from: Disposition::Recycled { reason: reason.clone(), until },
            to: Disposition::Lost { reason: reason.clone() },
            how: How::Date,
            seen,
        },
        Change::Owner(reason),
    ];
    let row = decisions::changes(&SHELF.names, &changes);
    // The name stands there escaped, so its last word is sought.
    assert_eq!(row.matches("Gizli").count(), 7);
    assert!(!erase_changes(&row, &own).contains("Gizli"));
    let lines = vec![Line::Fit { rule: 0, points: 1, unknown: false, seen: vec![(slot("person.tags"), value())] }];
    let row = decisions::trace(&SHELF.names, &Trace { lines, ..Trace::default() });
    assert!(row.contains("Gizli") && !erase_trace(&row).contains("Gizli"));
}

#[test]
fn real_histories_without_the_person_fold_to_the_same_stages_and_dispositions() {
    let names = &SHELF.names;
    let (mut planted, mut seen) = (0, 0);
    for lead in (0..100).flat_map(played) {
        let (mut known, mut erased) = (Standing::new(&SHELF.playbook), Standing::new(&SHELF.playbook));
        for decision in lead {
            let row = decisions::changes(names, &decision.changes);
            planted += row.matches("Gizli").count();
            let left = erase_changes(&row, &own);
            assert!(!left.contains("Gizli"), "{left}");
            decision.changes.iter().for_each(|change| known.apply(change, decision.at));
            for change in read_changes(names, &left).expect("what is left") {
                erased.apply(&change, decision.at);
            }
            let told = |it: &Standing| {
                (
                    it.stage,
                    it.reached.clone(),
                    it.reported.clone(),
                    it.disposition.place(),
                    it.disposition.kind(),
                    it.disposition.until(),
                    it.cycle,
                    it.holding.clone(),
                    it.suggestions.clone(),
                    it.band,
                    it.grade,
                )
            };
            assert_eq!(told(&known), told(&erased));
            let row = decisions::trace(names, &decision.trace.expect("decisions were traced"));
            seen += row.matches("Gizli").count();
            assert!(!erase_trace(&row).contains("Gizli"));
        }
    }
    // There was something to erase.
    assert!(planted > 0 && seen > 0, "{planted} {seen}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, rng_seed: RngSeed::Fixed(13), ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_of_changes_is_all_but_the_person(changes in vec(change(), 0..4)) {
        let left = erase_changes(&decisions::changes(&SHELF.names, &changes), &own);
        let expected: Vec<Change> = changes.into_iter().map(expected).collect();
        prop_assert_eq!(read_changes(&SHELF.names, &left), Ok(expected));
        prop_assert_eq!(erase_changes(&left, &own), left);
    }

    #[test]
    fn what_is_left_of_a_trace_is_all_but_the_person(mut scores in trace()) {
        let left = erase_trace(&decisions::trace(&SHELF.names, &scores));
        for line in &mut scores.lines {
            if let Line::Fit { seen, .. } = line {
                seen.iter_mut().for_each(|(_, value)| *value = Value::Unknown);
            }
        }
        prop_assert_eq!(read_trace(&SHELF.names, &left), Ok(scores));
    }

    #[test]
    fn erasing_a_mutilated_row_is_never_a_fall(changes in vec(change(), 1..4), from: usize, len in 0_usize..9, with in text()) {
        let row = mutilated(&decisions::changes(&SHELF.names, &changes), from / 2, len, &with);
        let left = erase_changes(&row, &own);
        prop_assert_eq!(erase_trace(&left).is_empty(), false);
        prop_assert_eq!(erase_changes(&left, &own), left);
    }
}
