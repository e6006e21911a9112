//! Which decisions carry their trace: what clocks do by running is explained by its changes, everything else by scores.

use kopru_engine::account::Account;
use kopru_engine::decide::{self, Cause, Change, Decision, Inputs, Traced};
use kopru_engine::desk::Desk;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use std::collections::BTreeMap;

const PLAYBOOK: &str = include_str!("../../../playbooks/saas.toml");

/// The decisions of a lead who asks for a demo and hears nothing for ten days: offered, expired, offered again and again, stagnant.
fn decisions(traced: Traced) -> Vec<Decision> {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("the shipped playbook is sound");
    let (account, mut lead) = (Account::new(&playbook), Lead::new(&playbook));
    let inputs =
        Inputs { playbook: &playbook, account: &account, history: &[], traced, desk: Desk::none(), terms: None };
    let at = Moment::parse("2026-03-02T09:00:00Z").expect("a moment");
    let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), "demo_requested");
    raw.occurred_at = Some(at);
    let fact = playbook.type_fact(&raw, "f", at).expect("a fact that fits");
    let mut all = vec![decide::decide(&inputs, &mut lead, &fact, at).own];
    all.extend(decide::settle(&inputs, &mut lead, at.plus_secs(10 * 86_400)));
    all
}

#[test]
fn what_clocks_do_by_running_carries_no_scores_where_only_weighed_decisions_do() {
    let (none, weighed, all) = (decisions(Traced::No), decisions(Traced::Weighed), decisions(Traced::All));
    let plain = |made: &[Decision]| made.iter().map(|it| Decision { trace: None, ..it.clone() }).collect::<Vec<_>>();
    assert!(plain(&none) == plain(&weighed) && plain(&weighed) == plain(&all), "tracing decides nothing");
    assert!(none.iter().all(|it| it.trace.is_none()) && all.iter().all(|it| it.trace.is_some()));
    let (mut with, mut without) = (0, 0);
    for (it, traced) in weighed.iter().zip(&all) {
        let clocks = it.cause == Cause::Time && !it.changes.iter().any(Change::weighs_scores);
        assert_eq!(it.trace.is_none(), clocks, "{:?}", it.changes);
        assert!(it.trace.is_none() || it.trace == traced.trace);
        (with, without) = (with + usize::from(!clocks), without + usize::from(clocks));
    }
    // The offer by the fact; expired and offered again twice, expired for good, stagnant.
    assert!(with >= 1 && without >= 4, "{with} {without}");
}
