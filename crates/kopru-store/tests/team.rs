//! Those who work here: who they are, whom routing gives a lead, what becomes of leads when people are away or leave, and
//! what lets people in.

mod engines;

use engines::random::{DAY, Random, random_fact};
use engines::{PLAYBOOK, Place, Scene, assert_replays, fact, fresh, on_both, on_both_empty, with};
use kopru_engine::lang::Lang;
use kopru_engine::lead::ClockKind;
use kopru_engine::routing::Verdict;
use kopru_engine::time::Moment;
use kopru_store::publish::Existing;
use kopru_store::team::profile::{Absence, HoursText, Profile, Role};
use kopru_store::team::users::{NewUser, UserChange};
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id, StoreError};

const HOUR: i64 = 3_600;

fn user(id: &str, role: Role) -> NewUser {
    NewUser { id: id.into(), name: id.to_uppercase(), email: None, lang: Lang::En, profile: Profile::new(role) }
}

fn code<T: std::fmt::Debug>(it: Result<T, StoreError>) -> &'static str {
    it.expect_err("refused").code()
}

/// An administrator, and salespeople.
async fn staffed(scene: &Scene, sales: &[&str]) {
    scene.store.create_user(user("root", Role::Admin), "test").await.expect("an administrator");
    for id in sales {
        scene.store.create_user(user(id, Role::Sales), "root").await.expect("a salesperson");
    }
}

/// Somebody asks for a demo: the lead is offered to sales.
async fn demo(scene: &Scene, person: &str) -> Id {
    let taken = scene.take(vec![fact(scene, &format!("demo-{person}"), person, "demo_requested")]).await;
    taken[0].person.expect("a person")
}

async fn owner(scene: &Scene, person: Id) -> Option<String> {
    scene.store.lead(person).await.expect("a lead").lead.standing.owner.as_deref().map(str::to_owned)
}

async fn queue(scene: &Scene, person: Id) -> String {
    scene.store.lead(person).await.expect("a lead").row.queue
}

#[test]
fn users_are_brought_in_changed_and_leave_and_the_audit_tells_of_it() {
    on_both(|scene| async move {
        let store = &scene.store;
        assert!(store.has_no_users().await.expect("an answer"));
        assert_eq!(code(store.create_user(user("ayse", Role::Sales), "test").await), "last_admin");
        staffed(&scene, &["ayse"]).await;
        assert_eq!(code(store.create_user(user("ayse", Role::Sales), "root").await), "user_exists");
        for wrong in ["", "Ayşe", "a b", "-a", &"x".repeat(41)] {
            assert_eq!(code(store.create_user(user(wrong, Role::Sales), "root").await), "user_id_invalid", "{wrong}");
        }
        let nameless = NewUser { name: "  ".into(), ..user("can", Role::Sales) };
        assert_eq!(code(store.create_user(nameless, "root").await), "user_name_invalid");
        let addressed = |id: &str, email: &str| NewUser { email: Some(email.into()), ..user(id, Role::Manager) };
        store.create_user(addressed("deniz", " Deniz@Acme.com "), "root").await.expect("a manager");
        assert_eq!(code(store.create_user(addressed("can", "deniz@acme.COM"), "root").await), "user_email_taken");
        assert_eq!(code(store.create_user(addressed("can", "deniz"), "root").await), "user_email_invalid");
        let hours =
            |open: &str| HoursText { time_zone: "Europe/Istanbul".into(), open: vec![open.into()], special: vec![] };
        let change = UserChange { hours: Some(Some(hours("sometimes"))), ..UserChange::default() };
        assert_eq!(code(store.change_user("ayse", change, "root").await), "hours_invalid");
        let now = scene.clock.now();
        let backwards = Absence { from: now, to: Some(now.plus_secs(-1)), reason: String::new() };
        let change = UserChange { absent: Some(backwards), ..UserChange::default() };
        assert_eq!(code(store.change_user("ayse", change, "root").await), "absence_invalid");
        let change = UserChange {
            name: Some("Ayşe  Yılmaz".into()),
            team: Some("inside".into()),
            languages: Some(vec!["TR".into(), "tr".into(), "en".into()]),
            capacity: Some(Some(30)),
            hours: Some(Some(hours("Pzt-Cum 09:00-18:00"))),
            ..UserChange::default()
        };
        scene.clock.advance_secs(1);
        let ayse = store.change_user("ayse", change.clone(), "root").await.expect("a change");
        assert_eq!((ayse.name.as_str(), ayse.profile.languages), ("Ayşe Yılmaz", vec!["tr".to_owned(), "en".into()]));
        let entries = store.audit(None, 100).await.expect("an audit").len();
        store.change_user("ayse", change, "root").await.expect("no change");
        let audit = store.audit(None, 100).await.expect("an audit");
        assert_eq!(audit.len(), entries, "what is so already is no change");
        let last = &audit[0];
        assert_eq!(
            (last.action.as_str(), last.subject.as_str(), last.actor.as_str()),
            ("user.changed", "ayse", "root")
        );
        assert_eq!(last.detail["capacity"], serde_json::json!({ "from": null, "to": 30 }));
        for change in [
            UserChange { left: Some(true), ..UserChange::default() },
            UserChange { role: Some(Role::Sales), ..UserChange::default() },
        ] {
            assert_eq!(code(store.change_user("root", change, "root").await), "last_admin");
        }
        assert_eq!(code(store.change_user("nobody", UserChange::default(), "root").await), "not_found");
        let ids: Vec<String> = store.users().await.expect("users").into_iter().map(|it| it.id).collect();
        assert_eq!(ids, ["ayse", "deniz", "root"]);
    });
}

#[test]
fn leads_are_given_in_turn_with_reasons_and_whoever_works_the_account_comes_first() {
    on_both(|scene| async move {
        let first = demo(&scene, "a@one.com").await;
        scene.settle().await;
        assert_eq!(
            (owner(&scene, first).await, queue(&scene, first).await),
            (None, "to route".into()),
            "nobody works here"
        );
        staffed(&scene, &["ayse", "ben"]).await;
        scene.settle().await;
        let mut owners = vec![owner(&scene, first).await.expect("an owner")];
        for person in ["b@two.com", "c@three.com"] {
            scene.clock.advance_secs(1);
            let lead = demo(&scene, person).await;
            scene.settle().await;
            owners.push(owner(&scene, lead).await.expect("an owner"));
        }
        assert_eq!(owners, ["ayse", "ben", "ayse"]);
        let why = scene.store.routings(first, 10).await.expect("routings");
        let verdicts: Vec<_> = why[0].routed.candidates.iter().map(|it| (it.user.to_string(), it.verdict)).collect();
        assert_eq!(
            verdicts,
            [("ayse".into(), Verdict::Turn), ("ben".into(), Verdict::Later), ("root".into(), Verdict::Role)]
        );
        // Ben would be next, but Ayşe works another lead of the account.
        let known = engines::account(fact(&scene, "f1", "d@acme.com", "demo_requested"), "acme", &[]);
        let known = scene.take(vec![known]).await[0].person.expect("a person");
        let given = with(fact(&scene, "give", "d@acme.com", "assigned"), "to", "ayse");
        scene.take(vec![given]).await;
        let colleague = engines::account(fact(&scene, "f2", "e@acme.com", "demo_requested"), "acme", &[]);
        let colleague = scene.take(vec![colleague]).await[0].person.expect("a person");
        scene.settle().await;
        assert_eq!(owner(&scene, known).await.as_deref(), Some("ayse"));
        assert_eq!(owner(&scene, colleague).await.as_deref(), Some("ayse"));
        let why = scene.store.routings(colleague, 1).await.expect("routings");
        assert_eq!(why[0].routed.candidates[0].verdict, Verdict::Account);
        assert_replays(&scene).await;
    });
}

#[test]
fn for_whom_nobody_fits_a_named_queue_waits_until_somebody_does() {
    on_both(|scene| async move {
        staffed(&scene, &["ayse"]).await;
        let (now, day) = (scene.clock.now(), 24 * HOUR);
        let away = Absence { from: now, to: Some(now.plus_secs(day)), reason: "izin".into() };
        let change = UserChange { absent: Some(away), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("an absence");
        let lead = demo(&scene, "a@one.com").await;
        scene.settle().await;
        assert_eq!((owner(&scene, lead).await, queue(&scene, lead).await), (None, "nobody fits".into()));
        scene.clock.advance_secs(HOUR);
        scene.settle().await;
        let entries = scene.store.routings(lead, 10).await.expect("routings");
        assert_eq!(entries.len(), 1, "that there is still nobody is no news");
        assert_eq!(entries[0].routed.candidates[0].verdict, Verdict::Away);
        scene.store.create_user(user("ben", Role::Sales), "root").await.expect("a salesperson");
        scene.settle().await;
        assert_eq!(owner(&scene, lead).await.as_deref(), Some("ben"), "a newcomer is tried at once");
        // Ben is full with one lead; the next waits until Ayşe is back.
        let full = UserChange { capacity: Some(Some(1)), ..UserChange::default() };
        scene.store.change_user("ben", full, "root").await.expect("a limit");
        let next = demo(&scene, "b@two.com").await;
        scene.settle().await;
        assert_eq!(queue(&scene, next).await, "nobody fits");
        scene.clock.advance_secs(day);
        scene.settle().await;
        assert_eq!(owner(&scene, next).await.as_deref(), Some("ayse"));
        assert_replays(&scene).await;
    });
}

#[test]
fn what_somebody_worked_who_leaves_goes_to_others_and_they_are_let_in_no_more() {
    on_both(|scene| async move {
        staffed(&scene, &["ayse", "ben"]).await;
        let mut leads = Vec::new();
        for number in 0..6 {
            leads.push(demo(&scene, &format!("p{number}@x{number}.com")).await);
            scene.clock.advance_secs(1);
        }
        scene.settle().await;
        let token = scene.store.open_session("ayse").await.expect("a session");
        assert!(scene.store.session(&token).await.expect("an answer").is_some());
        let gone = UserChange { left: Some(true), ..UserChange::default() };
        scene.store.change_user("ayse", gone, "root").await.expect("she leaves");
        scene.settle().await;
        for lead in &leads {
            assert_eq!(owner(&scene, *lead).await.as_deref(), Some("ben"));
        }
        assert_eq!(scene.store.session(&token).await.expect("an answer"), None);
        assert_eq!(code(scene.store.open_session("ayse").await), "user_has_left");
        assert_eq!(code(scene.store.invite("ayse", "root").await), "user_has_left");
        assert_replays(&scene).await;
    });
}

/// Four hours of business time to reach a lead, in UTC; Istanbul is three hours ahead.
const HOURS: &str = r#"
[calendar.office]
time_zone = "UTC"
open = ["Mon-Fri 09:00-17:00"]
"#;

fn with_hours() -> String {
    let text = PLAYBOOK.replacen("[handover]\nfrom = \"mql\"\nto = \"sal\"\n", "[handover]\nfrom = \"mql\"\nto = \"sal\"\ncontact = { warn = \"1 business hour\", breach = \"4 business hours\", calendar = \"office\" }\n", 1);
    assert_ne!(text, PLAYBOOK);
    format!("{text}\n{HOURS}")
}

#[test]
fn clocks_follow_the_owners_hours_and_a_holiday_announced_today() {
    on_both_empty(|scene| async move {
        scene.publish(&with_hours(), Existing::Keep).await;
        staffed(&scene, &["ayse"]).await;
        let hours = |special: Vec<String>| HoursText {
            time_zone: "Europe/Istanbul".into(),
            open: vec!["Mon-Fri 09:00-17:00".into()],
            special,
        };
        let change = UserChange { hours: Some(Some(hours(Vec::new()))), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("hours");
        // A Monday, noon in Istanbul. Accepted then, five hours of her day are left: due at four.
        let lead = demo(&scene, "a@one.com").await;
        scene.settle().await;
        scene.take(vec![with(fact(&scene, "yes", "a@one.com", "accepted"), "by", "ayse")]).await;
        let due = |lead: &kopru_store::lead::LeadView| {
            lead.lead.standing.sales.clock(ClockKind::Contact).and_then(|clock| clock.due).map(|at| at.to_string())
        };
        let view = scene.store.lead(lead).await.expect("a lead");
        assert_eq!(due(&view).as_deref(), Some("2026-03-02T13:00:00Z"));
        // At one the afternoon is announced to be free: one hour has passed until then, three are left for Tuesday.
        scene.clock.advance_secs(HOUR);
        let change = UserChange { hours: Some(Some(hours(vec!["2026-03-02 13:00".into()]))), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("a holiday");
        scene.settle().await;
        let view = scene.store.lead(lead).await.expect("a lead");
        assert_eq!(due(&view).as_deref(), Some("2026-03-03T09:00:00Z"));
        // On Tuesday morning, two hours before it is due, she falls ill for two days: due on Thursday, two hours after nine.
        scene.clock.set(Moment::parse("2026-03-03T10:00:00+03:00").expect("a moment"));
        let ill =
            Absence { from: scene.clock.now(), to: Moment::parse("2026-03-05T00:00:00+03:00"), reason: "ill".into() };
        let change = UserChange { absent: Some(ill), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("an absence");
        // Her lead is touched before the background work comes to it.
        scene.take(vec![with(fact(&scene, "seen", "a@one.com", "page_viewed"), "path", "/pricing")]).await;
        let view = scene.store.lead(lead).await.expect("a lead");
        assert_eq!(due(&view).as_deref(), Some("2026-03-05T08:00:00Z"));
        scene.settle().await;
        scene.clock.set(Moment::parse("2026-03-05T08:00:00Z").expect("a moment"));
        scene.settle().await;
        let view = scene.store.lead(lead).await.expect("a lead");
        let clock = view.lead.standing.sales.clock(ClockKind::Contact).expect("a clock");
        assert_eq!(clock.breached_at, Moment::parse("2026-03-05T08:00:00Z"));
        assert_replays(&scene).await;
    });
}

#[test]
fn two_processes_give_each_lead_once() {
    on_both(|scene| async move {
        staffed(&scene, &["ayse", "ben", "can"]).await;
        let mut leads = Vec::new();
        for number in 0..30 {
            leads.push(demo(&scene, &format!("p{number}@x{number}.com")).await);
        }
        let other = scene.another().await;
        let rounds = |scene: Scene| async move {
            for _ in 0..6 {
                scene.store.upkeep().await.expect("a round");
            }
        };
        tokio::join!(rounds(scene.clone()), rounds(other));
        scene.settle().await;
        let mut counts = std::collections::BTreeMap::new();
        for lead in leads {
            let entries = scene.store.routings(lead, 10).await.expect("routings");
            assert_eq!(entries.len(), 1);
            *counts.entry(owner(&scene, lead).await.expect("an owner")).or_insert(0) += 1;
        }
        let wanted = [("ayse".to_owned(), 10), ("ben".to_owned(), 10), ("can".to_owned(), 10)];
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), wanted);
        assert_replays(&scene).await;
    });
}

#[test]
fn a_session_ends_by_itself_and_an_invitation_opens_once() {
    on_both(|scene| async move {
        let store = &scene.store;
        staffed(&scene, &["ayse"]).await;
        assert_eq!(store.session("nonsense").await.expect("an answer"), None);
        let invitation = store.invite("ayse", "root").await.expect("an invitation");
        assert_eq!(store.invited(&invitation).await.expect("an answer").map(|it| it.id).as_deref(), Some("ayse"));
        assert_eq!(store.session(&invitation).await.expect("an answer"), None, "an invitation is no session");
        let newer = store.invite("ayse", "root").await.expect("an invitation");
        assert_eq!(store.invited(&invitation).await.expect("an answer"), None, "an earlier one opens nothing any more");
        assert_eq!(store.login("ayse").await.expect("an answer"), None, "without a password nobody logs in");
        store.set_password("ayse", "hash".into(), "ayse").await.expect("a password");
        assert_eq!(store.invited(&newer).await.expect("an answer"), None, "it was used");
        let found = store.login(" AYSE ").await.expect("an answer").map(|(user, hash)| (user.id, hash));
        assert_eq!(found, Some(("ayse".into(), "hash".into())));

        let used = store.open_session("ayse").await.expect("a session");
        let idle = store.open_session("ayse").await.expect("a session");
        for _ in 0..14 {
            scene.clock.advance_secs(2 * DAY);
            assert!(store.session(&used).await.expect("an answer").is_some());
        }
        assert_eq!(store.session(&idle).await.expect("an answer"), None, "unused for three days");
        scene.clock.advance_secs(2 * DAY);
        assert_eq!(store.session(&used).await.expect("an answer"), None, "thirty days are over");
        scene.settle().await;

        let one = store.open_session("ayse").await.expect("a session");
        let two = store.open_session("ayse").await.expect("a session");
        store.close_session(&one).await.expect("closed");
        assert_eq!(store.session(&one).await.expect("an answer"), None);
        store.set_password("ayse", "another".into(), "root").await.expect("a password");
        assert_eq!(store.session(&two).await.expect("an answer"), None, "another password ends all sessions");
        assert_eq!(store.setup_token().len(), 32);
    });
}

/// DESIGN §2.4: every open lead has an owner who is here, or stands in a named queue, and has a next moment; whatever
/// happens to leads, and whoever comes and goes.
async fn nothing_is_lost(scene: &Scene, people: &[Id], seed: u64) {
    let users = scene.store.users().await.expect("users");
    for person in people {
        let view = scene.store.lead(*person).await.expect("a lead");
        let standing = &view.lead.standing;
        if standing.disposition.id() != "open" {
            continue;
        }
        let playbook = &view.book.playbook;
        match standing.owner.as_deref() {
            Some(owner) => {
                // Facts may name somebody of whom nobody told us; whoever has left works nothing.
                let gone = users.iter().any(|it| it.id == owner && it.profile.left);
                assert!(!gone, "seed {seed}: {person} is owned by {owner}, who has left");
            }
            None => assert!(!standing.queue(playbook).is_empty(), "seed {seed}: {person} stands nowhere"),
        }
        let parked = standing.stage.and_then(|it| playbook.stages.get(usize::from(it))).is_none_or(|it| it.parked);
        assert!(
            view.lead.next_at.is_some()
                || parked
                || standing.stagnant_at(playbook).is_some_and(|at| at <= scene.clock.now()),
            "seed {seed}: {person} has no next moment"
        );
    }
}

async fn one_history(scene: &Scene, seed: u64) {
    let mut random = Random(seed);
    staffed(scene, &["ayse", "mehmet", "can"]).await;
    let (mut earlier, mut ids) = (Vec::new(), std::collections::BTreeSet::new());
    for place in 0..40 {
        let step = [0, HOUR, DAY, 9 * DAY][random.below(4) as usize];
        scene.clock.advance_secs(random.secs(step + 1));
        if random.below(3) == 0 {
            let who = random.pick(&["ayse", "mehmet", "can"]);
            let now = scene.clock.now();
            let change = match random.below(6) {
                0 => UserChange { left: Some(true), ..UserChange::default() },
                1 => UserChange { left: Some(false), ..UserChange::default() },
                2 => UserChange { capacity: Some(Some(1)), ..UserChange::default() },
                3 => UserChange {
                    absent: Some(Absence {
                        from: now,
                        to: Some(now.plus_secs(1 + random.secs(5 * DAY))),
                        reason: String::new(),
                    }),
                    ..UserChange::default()
                },
                4 => UserChange { weight: Some(3), ..UserChange::default() },
                _ => UserChange {
                    hours: Some(Some(HoursText {
                        time_zone: random.pick(&["Asia/Tokyo", "America/New_York"]).into(),
                        open: vec!["Mon-Fri 08:00-16:00".into()],
                        special: Vec::new(),
                    })),
                    ..UserChange::default()
                },
            };
            scene.store.change_user(who, change, "root").await.expect("a change");
        }
        if random.below(2) == 0 {
            scene.settle().await;
        }
        let (person, raw) = random_fact(&mut random, place, scene.clock.now(), &earlier);
        earlier.push((person, format!("f{place}")));
        let incoming = Incoming { raw, also: Vec::new() };
        let answer = scene.store.take(vec![FactIn { incoming, import: false }]).await.expect("a store").remove(0);
        ids.extend(answer.ok().and_then(|it| it.person));
        if random.below(2) == 0 {
            scene.settle().await;
            nothing_is_lost(scene, &ids.iter().copied().collect::<Vec<_>>(), seed).await;
        }
    }
    scene.clock.advance_secs(30 * DAY);
    scene.settle().await;
    nothing_is_lost(scene, &ids.into_iter().collect::<Vec<_>>(), seed).await;
    assert_replays(scene).await;
}

#[test]
fn nothing_is_lost_while_people_come_and_go() {
    on_both(|scene| async move {
        for seed in 0..25 {
            let place = match scene.place.engine {
                "sqlite" => Place::sqlite(),
                _ => Place::postgres().await.expect("PostgreSQL"),
            };
            let scene = fresh(place).await;
            scene.publish(&with_hours(), Existing::Keep).await;
            one_history(&scene, seed).await;
        }
    });
}
