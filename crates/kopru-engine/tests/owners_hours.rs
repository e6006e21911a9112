//! Clocks run by the hours of whoever owns the lead, where they have hours of their own.

use kopru_engine::account::Account;
use kopru_engine::calendar::Pause;
use kopru_engine::decide::{self, Cause, Inputs};
use kopru_engine::desk::{Desk, Hours, Member};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lead::{ClockKind, Lead};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;

/// Six hours of business time to reach a lead. The office is open nine to five in UTC; Istanbul is three hours ahead.
const PLAYBOOK: &str = r#"
format = 1
name   = "Owners"
facts  = { demo_requested = {} }

[calendar.office]
time_zone = "UTC"
open      = ["Mon-Fri 09:00-17:00"]

[calendar.istanbul]
time_zone = "Europe/Istanbul"
open      = ["Mon-Fri 09:00-17:00"]

[[stage]]
id     = "lead"
name   = "lead"
parked = true
queue  = "all"

[[stage]]
id      = "mql"
name    = "mql"
enter   = "facts('demo_requested', '90d') > 0"
max_age = "30d"

[[stage]]
id      = "sal"
name    = "sal"
by      = "acceptance"
max_age = "60d"

[handover]
from    = "mql"
to      = "sal"
contact = { warn = "1 business hour", breach = "6 business hours", calendar = "office" }

[[handover.reason]]
id = "too-early"
"#;

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

/// Somebody who works at these hours.
fn working(hours: Hours) -> Member {
    Member { hours, ..Member::default() }
}

struct Scene {
    playbook: Playbook,
    account: Account,
    lead: Lead,
    desk: Desk,
}

impl Scene {
    /// Ayşe works in Istanbul; Mehmet has no hours of his own.
    fn new() -> Scene {
        let checked = Playbook::check(PLAYBOOK, &BTreeMap::new());
        let playbook = checked.playbook.unwrap_or_else(|| panic!("{:?}", checked.findings));
        let calendar = playbook.calendars["istanbul"].calendar.clone();
        let hours = Hours { calendar: Some(calendar), absences: Vec::new() };
        let desk = Desk { version: 1, members: BTreeMap::from([("ayse".into(), working(hours))]) };
        Scene { account: Account::new(&playbook), lead: Lead::new(&playbook), desk, playbook }
    }

    fn inputs<'i>(playbook: &'i Playbook, account: &'i Account, desk: &'i Desk) -> Inputs<'i> {
        Inputs { playbook, account, history: &[], traced: false.into(), desk, terms: None }
    }

    fn take(&mut self, kind: &str, moment: &str, data: &[(&str, &str)]) {
        let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), kind);
        raw.occurred_at = Some(at(moment));
        raw.data = data.iter().map(|(name, value)| ((*name).to_owned(), Scalar::Text((*value).to_owned()))).collect();
        let fact = self.playbook.type_fact(&raw, moment, at(moment)).expect("a sound fact");
        let Scene { playbook, account, lead, desk } = self;
        decide::decide(&Scene::inputs(playbook, account, desk), lead, &fact, at(moment));
    }

    fn due(&self) -> Option<Moment> {
        self.lead.standing.sales.clock(ClockKind::Contact).and_then(|clock| clock.due)
    }

    fn accepted_by(&mut self, by: &str) {
        self.take("demo_requested", "2026-03-02T09:30:00Z", &[]);
        self.take("accepted", "2026-03-02T10:00:00Z", &[("by", by)]);
    }
}

#[test]
fn business_time_is_the_owners_own() {
    // 10:00 in UTC is 13:00 in Istanbul: four hours on Monday, two on Tuesday until 11:00 there.
    let mut scene = Scene::new();
    scene.accepted_by("ayse");
    assert_eq!(scene.due(), Some(at("2026-03-03T11:00:00+03:00")));
    // By the office's hours six hours end at 16:00.
    let mut scene = Scene::new();
    scene.accepted_by("mehmet");
    assert_eq!(scene.due(), Some(at("2026-03-02T16:00:00Z")));
}

#[test]
fn whoever_gets_it_in_mid_clock_has_the_rest_by_their_own_hours() {
    // Two hours have run for Ayşe at 12:00; four are left, which end at 16:00 in the office.
    let mut scene = Scene::new();
    scene.accepted_by("ayse");
    scene.take("assigned", "2026-03-02T12:00:00Z", &[("to", "mehmet")]);
    assert_eq!(scene.due(), Some(at("2026-03-02T16:00:00Z")));
    // Given back at 13:00 three are left: 16:00 to 17:00 in Istanbul, and until 11:00 on Tuesday.
    scene.take("assigned", "2026-03-02T13:00:00Z", &[("to", "ayse")]);
    assert_eq!(scene.due(), Some(at("2026-03-03T11:00:00+03:00")));
}

#[test]
fn no_business_time_passes_for_somebody_who_is_away() {
    let mut scene = Scene::new();
    scene.accepted_by("ayse");
    // On Monday evening she reports that she is ill on Tuesday.
    let tuesday = Pause { from: at("2026-03-03T00:00:00+03:00"), to: Some(at("2026-03-04T00:00:00+03:00")) };
    scene.desk.version = 2;
    scene.desk.members.get_mut("ayse").expect("her hours").hours.absences.push(tuesday);
    let Scene { playbook, account, lead, desk } = &mut scene;
    let decided = decide::desk_changed(&Scene::inputs(playbook, account, desk), lead, at("2026-03-02T20:00:00Z"));
    assert_eq!(decided.own.cause, Cause::Desk { version: 2 });
    assert_eq!(scene.due(), Some(at("2026-03-04T11:00:00+03:00")));
    assert_eq!(scene.lead.next_at.map(|next| next <= at("2026-03-04T11:00:00+03:00")), Some(true));
}

#[test]
fn hours_that_change_never_make_it_late_before_now() {
    let mut scene = Scene::new();
    scene.accepted_by("ayse");
    // At 15:30 in UTC her hours become the office's: six of them would have been over at 16:00, which is still ahead; at
    // 19:00 they are over, and the clock is due then and not three hours earlier.
    for (now, due) in
        [("2026-03-02T15:30:00Z", "2026-03-02T16:00:00Z"), ("2026-03-02T19:00:00Z", "2026-03-02T19:00:00Z")]
    {
        let mut lead = scene.lead.clone();
        let office =
            Hours { calendar: Some(scene.playbook.calendars["office"].calendar.clone()), absences: Vec::new() };
        let desk = Desk { version: 2, members: BTreeMap::from([("ayse".into(), working(office))]) };
        decide::desk_changed(&Scene::inputs(&scene.playbook, &scene.account, &desk), &mut lead, at(now));
        let clock = lead.standing.sales.clock(ClockKind::Contact).expect("a clock").clone();
        assert_eq!(clock.due, Some(at(due)), "{now}");
    }
}

#[test]
fn what_somebody_owned_who_has_left_is_routed_anew_and_its_clock_goes_on() {
    let mut scene = Scene::new();
    scene.accepted_by("ayse");
    let due = scene.due();
    scene.desk.version = 2;
    scene.desk.members.get_mut("ayse").expect("her").left = true;
    let Scene { playbook, account, lead, desk } = &mut scene;
    let decided = decide::desk_changed(&Scene::inputs(playbook, account, desk), lead, at("2026-03-02T07:00:00Z"));
    assert_eq!(decided.own.cause, Cause::Desk { version: 2 });
    let standing = &scene.lead.standing;
    assert_eq!((standing.owner.as_deref(), standing.sales.queue.as_deref()), (None, Some("to route")));
    assert!(standing.waits_for_routing());
    assert!(scene.due().is_some() && due.is_some(), "the lead still waits for its first contact");

    // Routing finds nobody at first, then Mehmet.
    let Scene { playbook, account, lead, desk } = &mut scene;
    let none = decide::routed(&Scene::inputs(playbook, account, desk), lead, at("2026-03-02T07:00:01Z"), 3, None);
    assert_eq!(none.own.cause, Cause::Routed { entry: 3, to: None });
    assert_eq!(lead.standing.sales.queue.as_deref(), Some("nobody fits"));
    let again = decide::routed(&Scene::inputs(playbook, account, desk), lead, at("2026-03-02T07:00:02Z"), 4, None);
    assert!(again.own.changes.is_empty(), "what is so already is no change");
    let to = Some("mehmet".into());
    decide::routed(&Scene::inputs(playbook, account, desk), lead, at("2026-03-02T07:00:03Z"), 5, to.clone());
    assert_eq!((lead.standing.owner.as_deref(), lead.standing.waits_for_routing()), (Some("mehmet"), false));
    // A second answer comes too late.
    let late = decide::routed(
        &Scene::inputs(playbook, account, desk),
        lead,
        at("2026-03-02T07:00:04Z"),
        6,
        Some("can".into()),
    );
    assert!(late.own.changes.is_empty() && lead.standing.owner == to);
}
