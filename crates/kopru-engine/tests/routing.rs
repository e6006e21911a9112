//! Who gets a lead: turns by weight, capacity, hours, absence, language, skills, the account's owner.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use kopru_engine::account::Account;
use kopru_engine::calendar::Pause;
use kopru_engine::desk::{Desk, Hours, Member};
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::routing::{Routed, STRIDE, Team, Verdict, route};
use kopru_engine::time::Moment;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const PLAYBOOK: &str = r#"
format = 1
name = "Routing"
sources = ["web"]
[calendar.office]
time_zone = "UTC"
open = ["Mon-Fri 09:00-17:00"]
[calendar.late]
time_zone = "UTC"
open = ["Mon-Fri 13:00-21:00"]
[[stage]]
id = "lead"
name = "Lead"
max_age = "30d"
[[stage]]
id = "mql"
name = "MQL"
team = "marketing"
enter = "facts('demo_requested', '90d') > 0"
max_age = "5d"
[[stage]]
id = "sal"
name = "SAL"
by = "acceptance"
max_age = "9d"
[facts.demo_requested]
[handover]
from = "mql"
to = "sal"
accept = { within = "8 business hours", calendar = "office" }
[[handover.reason]]
id = "other"
text = "Other"
recycles = true
[[route]]
when = "person.language == 'xx'"
to = ["zoe", "inside"]
language = "xx"
skills = ["large"]
[[route]]
to = ["inside", "zoe"]
"#;

/// A Monday, ten in the morning.
const MONDAY: &str = "2026-03-02T10:00:00Z";

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

struct Scene {
    playbook: Playbook,
    lead: Lead,
    desk: Desk,
    loads: BTreeMap<Arc<str>, u32>,
    passes: BTreeMap<Arc<str>, u64>,
    account_owner: Option<Arc<str>>,
}

impl Scene {
    /// Ayşe, Ben and Can are the team `inside`; Zoe belongs to none.
    fn new() -> Scene {
        let checked = Playbook::check(PLAYBOOK, &BTreeMap::new());
        let playbook = checked.playbook.unwrap_or_else(|| panic!("{:?}", checked.findings));
        let member = |team: Option<&str>| Member { team: team.map(Arc::from), ..Member::default() };
        let members = ["ayse", "ben", "can"].map(|it| (Arc::from(it), member(Some("inside"))));
        let members = members.into_iter().chain([(Arc::from("zoe"), member(None))]).collect();
        let lead = Lead::new(&playbook);
        let desk = Desk { version: 1, members };
        Scene { playbook, lead, desk, loads: BTreeMap::new(), passes: BTreeMap::new(), account_owner: None }
    }

    fn of(&mut self, user: &str) -> &mut Member {
        self.desk.members.get_mut(user).expect("a member")
    }

    fn ask(&self, when: &str) -> Routed {
        let team = Team {
            desk: &self.desk,
            loads: &self.loads,
            passes: &self.passes,
            account_owner: self.account_owner.as_ref(),
        };
        route(&self.playbook, &self.lead, &Account::new(&self.playbook), &team, at(when))
    }

    /// Routes one lead and notes whose turn it was.
    fn next(&mut self, when: &str) -> String {
        let routed = self.ask(when);
        let to = routed.to.clone().expect("somebody");
        self.passes.extend(routed.passes);
        to.to_string()
    }

    fn verdict(&self, when: &str, user: &str) -> Option<Verdict> {
        self.ask(when).candidates.iter().find(|it| *it.user == *user).map(|it| it.verdict)
    }
}

#[test]
fn turns_follow_the_weights() {
    let mut scene = Scene::new();
    scene.of("ben").weight = 2;
    // Strides: Ayşe, Can and Zoe 1, Ben ½. Equal passes go in the order of the route.
    //  passes before:  a 0 b 0 c 0 z 0 → a;  b 0 → b;  c 0 → c;  z 0 → z;  b ½ → b;  all at 1 → a …
    let turns: Vec<String> = (0..10).map(|_| scene.next(MONDAY)).collect();
    assert_eq!(turns, ["ayse", "ben", "can", "zoe", "ben", "ayse", "ben", "can", "zoe", "ben"]);
    assert_eq!(scene.passes["ben"], 4 * STRIDE / 2);
}

#[test]
fn who_comes_back_or_is_new_takes_no_turns_that_passed() {
    let mut scene = Scene::new();
    let away = Pause { from: at("2026-03-01T00:00:00Z"), to: Some(at("2026-03-02T12:00:00Z")) };
    scene.of("can").hours.absences.push(away);
    let turns: Vec<String> = (0..6).map(|_| scene.next(MONDAY)).collect();
    assert_eq!(turns, ["ayse", "ben", "zoe", "ayse", "ben", "zoe"]);
    assert_eq!(scene.verdict(MONDAY, "can"), Some(Verdict::Away));
    // Back at noon: his pass came along with the lowest, which was 1 when the last lead was given away. So he is next, not
    // three times in a row, and then one of four whose passes are all 2.
    let turns: Vec<String> = (0..5).map(|_| scene.next("2026-03-02T12:00:00Z")).collect();
    assert_eq!(turns, ["can", "ayse", "ben", "can", "zoe"]);
}

#[test]
fn full_away_gone_and_unfit_get_nothing_and_each_is_told_why() {
    let mut scene = Scene::new();
    scene.of("ayse").capacity = Some(3);
    scene.loads.insert("ayse".into(), 3);
    scene.of("ben").hours.absences.push(Pause { from: at("2026-03-02T00:00:00Z"), to: None });
    scene.of("can").sells = false;
    scene.lead.standing.sales.avoid.push("zoe".into());
    let routed = scene.ask(MONDAY);
    let verdicts: Vec<Verdict> = routed.candidates.iter().map(|it| it.verdict).collect();
    assert_eq!(verdicts, [Verdict::Full, Verdict::Away, Verdict::Role, Verdict::Had]);
    assert_eq!((routed.to, routed.route), (None, Some(2)));
    scene.of("ayse").left = true;
    assert_eq!(scene.verdict(MONDAY, "ayse"), None, "who has left is no candidate");
    scene.of("ben").hours.absences.clear();
    assert_eq!(scene.next(MONDAY), "ben");
}

#[test]
fn who_works_now_comes_before_who_begins_later_and_the_soonest_first() {
    let mut scene = Scene::new();
    let calendar = |name: &str, scene: &Scene| Some(scene.playbook.calendars[name].calendar.clone());
    let late = calendar("late", &scene);
    for user in ["ayse", "ben", "can"] {
        scene.of(user).hours = Hours { calendar: late.clone(), absences: Vec::new() };
    }
    // At ten only Zoe works, by the playbook's calendar of the answer.
    assert_eq!((scene.next(MONDAY), scene.next(MONDAY)), ("zoe".into(), "zoe".into()));
    assert_eq!(scene.verdict(MONDAY, "ayse"), Some(Verdict::Off));
    // At eighteen she does not, and the others do.
    assert_eq!(scene.next("2026-03-02T18:00:00Z"), "ayse");
    // On Sunday nobody works; Zoe begins on Monday at nine, the others at thirteen.
    let sunday = scene.ask("2026-03-01T10:00:00Z");
    assert_eq!(sunday.to.as_deref(), Some("zoe"));
    let zoe = sunday.candidates.iter().find(|it| &*it.user == "zoe").expect("her");
    assert_eq!(zoe.opens_at, Some(at("2026-03-02T09:00:00Z")));
}

#[test]
fn whoever_works_the_account_gets_its_next_lead_however_full_their_desk_unless_they_are_away() {
    let mut scene = Scene::new();
    scene.account_owner = Some("can".into());
    scene.of("can").capacity = Some(1);
    scene.loads.insert("can".into(), 9);
    assert_eq!(scene.ask(MONDAY).to.as_deref(), Some("can"));
    assert_eq!(scene.verdict(MONDAY, "can"), Some(Verdict::Account));
    scene.of("can").hours.absences.push(Pause { from: at("2026-03-02T00:00:00Z"), to: None });
    assert_eq!(scene.ask(MONDAY).to.as_deref(), Some("ayse"));
}

#[test]
fn language_and_skills_are_asked_of_the_route_that_holds() {
    let mut scene = Scene::new();
    let checked = Playbook::check(&PLAYBOOK.replace("when = \"person.language == 'xx'\"\n", ""), &BTreeMap::new());
    scene.playbook = checked.playbook.unwrap_or_else(|| panic!("{:?}", checked.findings));
    scene.of("zoe").languages = vec!["yy".into()];
    scene.of("ayse").languages = vec!["yy".into(), "xx".into()];
    scene.of("ben").skills = vec!["large".into(), "small".into()];
    let routed = scene.ask(MONDAY);
    let verdicts: Vec<(&str, Verdict)> = routed.candidates.iter().map(|it| (&*it.user, it.verdict)).collect();
    // Ben said nothing of languages: any will do.
    let expected =
        [("zoe", Verdict::Language), ("ayse", Verdict::Skill), ("ben", Verdict::Turn), ("can", Verdict::Skill)];
    assert_eq!((verdicts, routed.route), (expected.to_vec(), Some(1)));
    for lang in kopru_engine::lang::Lang::ALL {
        assert_eq!(routed.aloud(lang).len(), 2 + 4);
    }
}

proptest! {
    /// Nothing is ever given to somebody who is away, has left, does not sell, is full or had it; and while anybody fits,
    /// somebody gets it.
    #[test]
    fn a_lead_goes_only_to_somebody_who_fits(
        people in prop::collection::vec((any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0u32..4, 1u32..5, 0u64..9), 4),
        had in 0usize..5,
        owner in 0usize..6,
    ) {
        let mut scene = Scene::new();
        let names = ["ayse", "ben", "can", "zoe"];
        for (name, (away, left, sells, limited, load, weight, pass)) in names.iter().zip(&people) {
            let member = scene.of(name);
            if *away {
                member.hours.absences.push(Pause { from: at("2026-03-02T00:00:00Z"), to: None });
            }
            (member.left, member.sells, member.weight) = (*left, *sells, *weight);
            member.capacity = limited.then_some(2);
            scene.loads.insert((*name).into(), *load);
            scene.passes.insert((*name).into(), *pass * STRIDE);
        }
        if let Some(name) = names.get(had) {
            scene.lead.standing.sales.avoid.push((*name).into());
        }
        scene.account_owner = names.get(owner).map(|it| Arc::from(*it));
        let fits = |name: &str, (away, left, sells, limited, load, _, _): &(bool, bool, bool, bool, u32, u32, u64)| {
            let own = scene.account_owner.as_deref() == Some(name);
            !away && !left && *sells && names.get(had) != Some(&name) && (own || !limited || *load < 2)
        };
        let able: Vec<&str> = names.iter().zip(&people).filter(|(name, it)| fits(name, it)).map(|it| *it.0).collect();
        let routed = scene.ask(MONDAY);
        match &routed.to {
            Some(to) => prop_assert!(able.contains(&&**to), "{to} of {able:?}"),
            None => prop_assert!(able.is_empty(), "{able:?}"),
        }
        prop_assert_eq!(&routed, &scene.ask(MONDAY));
        // Whoever comes in turn is at the lowest pass of those who could have had it.
        if let Some(got) = routed.candidates.iter().find(|it| it.verdict == Verdict::Turn) {
            prop_assert!(routed.candidates.iter().filter(|it| it.verdict.fits()).all(|it| it.pass >= got.pass));
        }
    }

    /// Over many leads each gets a share by weight, give or take one lead.
    #[test]
    fn shares_follow_the_weights(weights in prop::collection::vec(1u32..6, 4), leads in 1u32..60) {
        let mut scene = Scene::new();
        let names = ["ayse", "ben", "can", "zoe"];
        for (name, weight) in names.iter().zip(&weights) {
            scene.of(name).weight = *weight;
        }
        let mut got: BTreeMap<String, u32> = BTreeMap::new();
        for _ in 0..leads {
            *got.entry(scene.next(MONDAY)).or_default() += 1;
        }
        let all: u32 = weights.iter().sum();
        for (name, weight) in names.iter().zip(&weights) {
            let had = got.get(*name).copied().unwrap_or(0);
            // The deviation of stride scheduling is bounded by the number of those who take turns.
            let (lead, due) = (i64::from(had * all), i64::from(leads * weight));
            prop_assert!((lead - due).abs() <= i64::from(all) * 3, "{name} had {had} of {leads} with {weight} of {all}");
        }
    }
}
