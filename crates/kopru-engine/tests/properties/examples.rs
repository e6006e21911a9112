//! Small histories, each of which the engine once got wrong; found by the oracle.

use kopru_engine::decide::{self, Outcome};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lead::{Disposition, Suggestion};
use kopru_engine::play::{Taken, World};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;

const PLAYBOOK: &str = r#"
format = 1
name = "small"
[fields.account]
employees = "int"
[facts.visited]
[fit]
grades = { A = 70, B = 50, C = 30 }
[engagement]
half_life = "1d"
bands = { hot = 60, warm = 30, cool = 10 }
[[engagement.rule]]
id = "visit"
on = "visited"
points = 40
[account]
half_life = "1d"
[[account.rule]]
id = "visits"
on = "visited"
points = 20
[[stage]]
id = "lead"
name = "Lead"
max_age = "1h"
[[stage]]
id = "mql"
name = "MQL"
enter = "account.engagement >= 20"
max_age = "5d"
[[disqualify]]
id = "too-late"
kind = "not_us"
when = "stage == 'mql' && account.employees < 10"
[[disqualify]]
id = "small"
kind = "not_now"
revive_after = "1d"
revive_on = ["visited"]
"#;

fn playbook() -> Playbook {
    Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("a sound playbook")
}

fn at(text: &str) -> Moment {
    Moment::parse(&format!("2026-03-02T{text}Z")).expect("a moment")
}

fn raw(id: &str, kind: &str, occurred: &str) -> RawFact {
    let mut raw = RawFact::new(Subject::External("x".into()), kind);
    (raw.id, raw.occurred_at) = (Some(id.into()), Some(at(occurred)));
    raw
}

fn typed(playbook: &Playbook, raw: &RawFact) -> Fact {
    playbook.type_fact(raw, "?", Moment::MIN).expect("a sound fact")
}

fn with(mut raw: RawFact, name: &str, value: &str) -> RawFact {
    raw.data.insert(name.into(), Scalar::Text(value.into()));
    raw
}

#[test]
fn a_rule_that_asks_for_the_stage_acts_at_once_when_the_lead_comes_to_it() {
    let playbook = playbook();
    let mut world = World::new(&playbook, false);
    let mut visit = raw("v", "visited", "09:00:00");
    visit.account_fields.insert("employees".into(), Scalar::Int(5));
    // 20 points of the account make an MQL; an MQL of so small an account is not for us. One fact, one decision.
    world.take("a", Some("acme"), typed(&playbook, &visit));
    let standing = &world.lead("a").expect("a lead").lead.standing;
    assert_eq!((standing.stage, standing.disposition.reason().map(|it| &**it)), (Some(1), Some("too-late")));
}

#[test]
fn a_rule_that_asks_for_the_kind_ceases_to_hold_when_never_takes_its_place() {
    let when = "when = \"disposition.kind == 'not_us'\"";
    let text = PLAYBOOK.replace("when = \"stage == 'mql' && account.employees < 10\"", when);
    let text = text.replacen("kind = \"not_us\"", "kind = \"never\"", 1);
    let playbook = Playbook::check(&text, &BTreeMap::new()).playbook.expect("a sound playbook");
    let mut world = World::new(&playbook, false);
    world.take("a", None, typed(&playbook, &raw("v", "visited", "09:00:00")));
    let gone = with(raw("d", "disqualified", "09:30:00"), "kind", "not_us");
    world.take("a", None, typed(&playbook, &gone));
    // Not us, therefore never; and never is not "not us".
    let standing = &world.lead("a").expect("a lead").lead.standing;
    assert_eq!(standing.disposition.reason().map(|it| &**it), Some("too-late"));
    assert!(!standing.holding[0]);
}

#[test]
fn a_lead_that_came_within_a_second_is_stagnant_after_whole_seconds() {
    let playbook = playbook();
    let mut world = World::new(&playbook, false);
    world.take("a", None, typed(&playbook, &raw("v", "visited", "09:00:00.7")));
    // Fractions only order facts: one hour from second 09:00:00 is 10:00:00.
    world.look(at("10:00:00.1"));
    let played = world.lead("a").expect("a lead");
    assert_eq!((played.lead.standing.stagnations, played.decisions[1].at), (1, at("10:00:00")));
}

#[test]
fn a_retraction_of_a_fact_that_the_lead_does_not_have_is_refused_and_forgotten() {
    let playbook = playbook();
    let mut world = World::new(&playbook, false);
    let refused = world.take("a", None, typed(&playbook, &with(raw("r", "retracted", "09:00:00"), "fact", "v")));
    assert_eq!(refused, Taken::Decided(Outcome::UnknownFact));
    assert_eq!(world.lead("a").map(|played| (played.facts.len(), played.lead.standing.entered_at)), Some((0, None)));
    // The fact that comes later counts, also after another retraction built everything anew.
    world.take("a", None, typed(&playbook, &raw("v", "visited", "10:00:00")));
    world.take("a", None, typed(&playbook, &raw("w", "visited", "10:00:00")));
    world.take("a", None, typed(&playbook, &with(raw("s", "retracted", "10:00:00"), "fact", "w")));
    assert_eq!(world.lead("a").map(|played| played.lead.engagement()), Some(40));
}

#[test]
fn an_account_forgets_a_fact_before_its_retraction_is_decided() {
    let text = PLAYBOOK.replace("account.engagement >= 20", "account.engagement >= 20 && engagement < 10");
    let playbook = Playbook::check(&text, &BTreeMap::new()).playbook.expect("a sound playbook");
    let mut world = World::new(&playbook, false);
    let take = |world: &mut World<'_>, raw: &RawFact| world.take("a", Some("acme"), typed(&playbook, raw));
    take(&mut world, &raw("v", "visited", "09:00:00"));
    assert_eq!(world.lead("a").and_then(|played| played.lead.standing.stage), Some(0));
    // Without the visit neither the lead nor its account has any points; the account's 20 must not outlive the lead's 40.
    take(&mut world, &with(raw("r", "retracted", "09:30:00"), "fact", "v"));
    assert_eq!(world.lead("a").and_then(|played| played.lead.standing.stage), Some(0));
}

#[test]
fn what_a_lead_did_counts_for_the_account_that_it_joins_later() {
    let playbook = playbook();
    let mut world = World::new(&playbook, false);
    let mut known = raw("e", "fields_set", "09:00:00");
    known.account_fields.insert("employees".into(), Scalar::Int(500));
    world.take("b", Some("acme"), typed(&playbook, &known));
    world.take("a", None, typed(&playbook, &raw("v", "visited", "09:00:00")));
    assert_eq!(world.lead("a").and_then(|played| played.lead.standing.stage), Some(0));
    // Its visit's 20 points are the account's from now on; both of its people become MQLs.
    world.take("a", Some("acme"), typed(&playbook, &raw("j", "fields_set", "09:30:00")));
    for key in ["a", "b"] {
        assert_eq!(world.lead(key).and_then(|played| played.lead.standing.stage), Some(1), "{key}");
    }
}

#[test]
fn a_colleague_of_whom_only_a_refused_fact_is_known_is_no_lead() {
    let playbook = playbook();
    let mut world = World::new(&playbook, false);
    let mut far = raw("f", "visited", "12:00:00");
    far.recorded_at = Some(at("09:00:00"));
    world.take("a", Some("acme"), typed(&playbook, &far));
    world.take("b", Some("acme"), typed(&playbook, &raw("v", "visited", "09:30:00")));
    let played = world.lead("a").expect("the key is known");
    assert_eq!((played.lead.standing.stage, played.decisions.len(), played.lead.next_at), (None, 1, None));
}

#[test]
fn a_recycled_lead_comes_up_on_its_date_although_something_else_waits() {
    let playbook = Playbook::check(
        &PLAYBOOK.replace(
            "when = \"stage == 'mql' && account.employees < 10\"",
            "when = \"disposition == 'recycled'\"\nby = \"sales\"",
        ),
        &BTreeMap::new(),
    );
    let playbook = playbook.playbook.expect("a sound playbook");
    let mut world = World::new(&playbook, false);
    world.take("a", None, typed(&playbook, &raw("v", "visited", "09:00:00")));
    // The date has passed already: it comes up at once, that is at the next second.
    world.take("a", None, typed(&playbook, &with(raw("r", "recycled", "10:00:00"), "until", "2026-03-01")));
    world.look(at("10:00:01"));
    let waiting = &world.lead("a").expect("a lead").lead.standing.suggestions;
    assert_eq!(waiting, &[Suggestion::LetGo(0), Suggestion::Revive { fact: None }]);
}

#[test]
fn a_late_trigger_asks_for_the_history_when_something_falls_due_before_it() {
    let playbook = playbook();
    let mut world = World::new(&playbook, false);
    world.take("a", None, typed(&playbook, &raw("v", "visited", "09:00:00")));
    let mut gone = with(with(raw("d", "disqualified", "09:30:00"), "kind", "not_now"), "reason", "small");
    gone = with(gone, "until", "2026-03-05");
    world.take("a", None, typed(&playbook, &gone));
    let lead = &world.lead("a").expect("a lead").lead;
    assert!(matches!(lead.standing.disposition, Disposition::Disqualified { .. }));
    // Recorded after what falls due on the fifth, but older: deciding it may begin a cycle that it belongs to.
    let late = typed(&playbook, &raw("w", "visited", "11:00:00"));
    let now = Moment::parse("2026-03-06T00:00:00Z").expect("a moment");
    assert!(decide::needs_history(&playbook, lead, &late, now));
    assert!(!decide::needs_history(&playbook, lead, &late, late.occurred_at));
}
