//! Stories of merging.

use crate::dump::dump;
use crate::engines::{PLAYBOOK, Scene, account, assert_replays, fact, field, on_both, on_both_empty, with};
use crate::history::{id_of, rows_of, text};
use kopru_engine::fact::Subject;
use kopru_engine::time::Moment;
use kopru_store::publish::Existing;
use kopru_store::sql::Cell;
use kopru_store::{FactIn, Id, StoreError};

const A: &str = "a@x.example";
const B: &str = "b@x.example";

type Made = fn(&Scene) -> FactIn;

async fn person(scene: &Scene, made: FactIn) -> Id {
    scene.take(vec![made]).await[0].person.expect("a person")
}

/// A minute later, a fact.
async fn then(scene: &Scene, made: impl Fn(&Scene) -> FactIn) -> Option<Id> {
    scene.clock.advance_secs(60);
    scene.take(vec![made(scene)]).await[0].person
}

async fn merge(scene: &Scene, survivor: Id, loser: Id) -> kopru_store::merge::Merged {
    scene.clock.advance_secs(60);
    scene.store.merge(survivor, loser, "t".into()).await.expect("a merge")
}

async fn unmerge(scene: &Scene, merge: Id) -> kopru_store::merge::Unmerged {
    scene.clock.advance_secs(60);
    scene.store.unmerge(merge, "t".into()).await.expect("an undone merge")
}

/// Where a fact counts.
async fn place(scene: &Scene, fact: &str) -> Id {
    let all = dump(scene).await;
    let mut live = all["fact"].iter().filter(|row| row["moved_to"] == Cell::Null && text(&row["id"]) == fact);
    let found = live.next().map(|row| id_of(&row["person"])).expect("a fact");
    assert!(live.next().is_none(), "{fact} counts twice");
    found
}

/// What somebody says of e-mail.
async fn consent(scene: &Scene, person: Id) -> (Option<bool>, Option<Moment>) {
    let all = scene.store.person(person).await.expect("a person").consents;
    let email = all.into_iter().find(|it| &*it.purpose == "email").expect("a purpose");
    (email.given, email.stamp.map(|it| it.at))
}

#[test]
fn facts_from_between_a_merge_and_its_undoing_go_with_the_identity_that_they_name() {
    on_both(|scene| async move {
        let a = person(&scene, fact(&scene, "a1", A, "newsletter_subscribed")).await;
        let mut first = fact(&scene, "b1", B, "newsletter_subscribed");
        first.incoming.also.push(Subject::Phone("+90 532 111 22 33".into()));
        let b = person(&scene, first).await;
        let merged = merge(&scene, a, b).await;
        assert_eq!((merged.seq, merged.identities.len()), (2, 2));
        // Who is named comes before who is named beside.
        let all: [(&str, Made, bool); 6] = [
            ("a2", |scene| with(fact(scene, "a2", A, "page_viewed"), "path", "/pricing"), false),
            ("b2", |scene| with(fact(scene, "b2", B, "page_viewed"), "path", "/pricing"), true),
            (
                "b3",
                |scene| {
                    let mut it = fact(scene, "b3", "", "newsletter_subscribed");
                    it.incoming.raw.subject = Subject::Phone("0090 532 1112233".into());
                    it
                },
                true,
            ),
            (
                "b4",
                |scene| {
                    let mut it = fact(scene, "b4", "", "newsletter_subscribed");
                    it.incoming.raw.subject = Subject::Visitor("v-4".into());
                    it.incoming.also.push(Subject::Email(B.into()));
                    it
                },
                true,
            ),
            // The visitor is known by now.
            (
                "b5",
                |scene| {
                    let mut it = with(fact(scene, "b5", "", "page_viewed"), "path", "/");
                    it.incoming.raw.subject = Subject::Visitor("v-4".into());
                    it
                },
                true,
            ),
            ("a3", |scene| fact(scene, "a3", A, "newsletter_subscribed"), false),
        ];
        let mut sent = Vec::new();
        for (id, made, _) in &all {
            scene.clock.advance_secs(60);
            let mut made = made(&scene);
            if *id == "a3" {
                made.incoming.also.push(Subject::Email(B.into()));
            }
            assert_eq!(scene.take(vec![made.clone()]).await[0].person, Some(a), "{id}");
            sent.push(made);
        }
        // What takes a fact back goes with it, whoever says so.
        then(&scene, |scene| with(fact(scene, "a4", A, "retracted"), "fact", "b2")).await;
        let undone = unmerge(&scene, merged.merge).await;
        assert!(!undone.restored && undone.unclear.is_empty());
        // The survivor's entries 3 to 9 are the seven facts; of the loser's, 1 is its own.
        assert_eq!(undone.moved, [(4, 2), (5, 3), (6, 4), (7, 5), (9, 6)]);
        for (id, _, losers) in &all {
            assert_eq!(place(&scene, id).await, if *losers { b } else { a }, "{id}");
        }
        assert_eq!(place(&scene, "a4").await, b);
        assert_eq!(scene.store.find_people("v-4").await.expect("people"), [b]);
        // One newsletter for the survivor before and one after, and one pricing page: 5 + 5 + 8.
        assert_eq!(scene.store.lead_now(a).await.expect("a lead").engagement(), 18);
        // The loser's three newsletters; its pricing page was taken back.
        assert_eq!(scene.store.lead_now(b).await.expect("a lead").engagement(), 15);
        // Sent again, each gets its first answer, with the person whose it is now.
        for (answer, (id, _, losers)) in scene.take(sent).await.iter().zip(&all) {
            assert!(answer.repeated, "{id}");
            assert_eq!(answer.person, Some(if *losers { b } else { a }), "{id}");
        }
        scene.settle().await;
        assert_replays(&scene).await;
    });
}

#[test]
fn the_strictest_consent_holds_while_two_are_one_and_each_has_its_own_again() {
    on_both(|scene| async move {
        let say = |id: &'static str, who: &'static str, kind: &'static str| {
            move |scene: &Scene| with(fact(scene, id, who, kind), "purpose", "email")
        };
        let a = then(&scene, say("a1", A, "consent_given")).await.expect("a person");
        let given_at = scene.clock.now();
        let b = then(&scene, say("b1", B, "consent_withdrawn")).await.expect("a person");
        let withdrawn_at = scene.clock.now();
        assert_eq!(consent(&scene, a).await, (Some(true), Some(given_at)));
        // Whoever survives: withdrawn by one is withdrawn, also where the other gave it later.
        for (survivor, loser) in [(a, b), (b, a)] {
            let merged = merge(&scene, survivor, loser).await;
            assert_eq!(merged.withdrawn, ["email"]);
            assert_eq!(consent(&scene, survivor).await, (Some(false), Some(scene.clock.now())));
            assert!(unmerge(&scene, merged.merge).await.restored);
            assert_eq!(consent(&scene, a).await, (Some(true), Some(given_at)));
            assert_eq!(consent(&scene, b).await, (Some(false), Some(withdrawn_at)));
        }
        // Given again in between, it holds for both, and afterwards for the one whose address gave it.
        let merged = merge(&scene, a, b).await;
        then(&scene, say("b2", B, "consent_given")).await;
        let again_at = scene.clock.now();
        assert_eq!(consent(&scene, a).await, (Some(true), Some(again_at)));
        assert!(!unmerge(&scene, merged.merge).await.restored);
        assert_eq!(consent(&scene, a).await, (Some(true), Some(given_at)));
        assert_eq!(consent(&scene, b).await, (Some(true), Some(again_at)));
        assert_replays(&scene).await;
    });
}

#[test]
fn each_side_has_its_own_account_again() {
    on_both(|scene| async move {
        let at = |id: &'static str, who: &'static str, company: &'static str, people: &'static str| {
            move |scene: &Scene| account(fact(scene, id, who, "fields_set"), company, &[("employees", people)])
        };
        let of = |person: Id| {
            let store = scene.store.clone();
            async move { store.person(person).await.expect("a person").account.map(|it| it.1) }
        };
        let a = then(&scene, at("a1", A, "Acme", "120")).await.expect("a person");
        let b = then(&scene, at("b1", B, "Beta", "60")).await.expect("a person");
        let (acme, beta) = (Some("acme".to_owned()), Some("beta".to_owned()));
        assert_eq!((of(a).await, of(b).await), (acme.clone(), beta.clone()));
        // The survivor stays where it is, until a fact says otherwise; then it goes back.
        let merged = merge(&scene, a, b).await;
        assert_eq!(of(a).await, acme);
        then(&scene, at("b2", B, "Beta", "70")).await;
        assert_eq!(of(a).await, beta);
        let undone = unmerge(&scene, merged.merge).await;
        assert_eq!(undone.moved.len(), 1);
        assert_eq!((of(a).await, of(b).await), (acme, beta.clone()));
        let employees = |all: &crate::dump::Dump| {
            let rows = all["indexed_value"].iter().filter(|row| text(&row["field"]) == "account.employees");
            rows.map(|row| text(&row["value"]).to_owned()).collect::<Vec<_>>()
        };
        let mut values = employees(&dump(&scene).await);
        values.sort();
        assert_eq!(values, ["120", "70"]);
        // Who has none gets the other's, for as long as they are one.
        let c = person(&scene, fact(&scene, "c1", "c@x.example", "newsletter_subscribed")).await;
        let merged = merge(&scene, c, b).await;
        assert_eq!(of(c).await, beta);
        then(&scene, |scene| field(fact(scene, "c2", "c@x.example", "fields_set"), "country", "Turkey")).await;
        unmerge(&scene, merged.merge).await;
        assert_eq!((of(c).await, of(b).await), (None, beta));
        scene.settle().await;
        assert_replays(&scene).await;
    });
}

#[test]
fn the_survivor_keeps_who_works_it_and_the_other_comes_back_to_whom_it_was_with() {
    on_both(|scene| async move {
        let accept = |who: &'static str, rep: &'static str| {
            move |scene: &Scene| with(fact(scene, &format!("{who}-taken"), who, "accepted"), "by", rep)
        };
        let seen = |person: Id| {
            let store = scene.store.clone();
            async move {
                let row = store.lead(person).await.expect("a lead").row;
                (row.stage.unwrap_or_default(), row.owner.unwrap_or_default(), row.queue)
            }
        };
        let a = person(&scene, fact(&scene, "a1", A, "demo_requested")).await;
        let b = person(&scene, fact(&scene, "b1", B, "demo_requested")).await;
        let waiting = seen(b).await;
        assert_eq!((waiting.0.as_str(), waiting.1.as_str()), ("mql", ""));
        then(&scene, accept(B, "berk")).await;
        let working = seen(b).await;
        assert_eq!((working.0.as_str(), working.1.as_str()), ("sal", "berk"));
        let places = |sal: i64, mql: i64| {
            let store = scene.store.clone();
            async move {
                assert_eq!(store.counted("leads:sal:open").await.expect("a counter"), sal);
                assert_eq!(store.counted("leads:mql:open").await.expect("a counter"), mql);
            }
        };
        places(1, 1).await;
        // The survivor stands where it stood: nobody takes a lead over by merging.
        let merged = merge(&scene, a, b).await;
        assert_eq!(seen(a).await, waiting);
        places(0, 1).await;
        then(&scene, accept(A, "ayla")).await;
        places(1, 0).await;
        unmerge(&scene, merged.merge).await;
        let (a_now, b_now) = (seen(a).await, seen(b).await);
        assert_eq!((a_now.0.as_str(), a_now.1.as_str()), ("sal", "ayla"));
        assert_eq!(b_now, working);
        places(2, 0).await;
        // Nothing is due twice or never: both have a next moment.
        let all = dump(&scene).await;
        for it in [a, b] {
            assert_ne!(rows_of(&all, "person", it)[0]["next_at"], Cell::Null);
        }
        scene.settle().await;
        assert_replays(&scene).await;
    });
}

#[test]
fn the_id_of_somebody_who_was_merged_says_who_they_are_now() {
    on_both(|scene| async move {
        let mut people = Vec::new();
        for name in ["a", "b", "c"] {
            let made = fact(&scene, &format!("{name}1"), &format!("{name}@x.example"), "newsletter_subscribed");
            people.push(person(&scene, made).await);
        }
        let [a, b, c] = people[..] else { panic!("three people") };
        let first = merge(&scene, a, b).await;
        let second = merge(&scene, c, a).await;
        for (gone, survivor) in [(b, a), (a, c)] {
            let refused = scene.store.lead(gone).await.expect_err("somebody who was merged");
            assert_eq!(refused, StoreError::Refused("merged", format!("person {gone} was merged into {survivor}")));
            assert_eq!(scene.store.person(gone).await.expect("a person").merged_into, Some(survivor));
            let refused = scene.store.explain(gone, None, false).await.map(|_| ()).expect_err("likewise");
            assert_eq!(refused.code(), "merged");
            let refused = scene.store.merge(c, gone, "t".into()).await.expect_err("merged already");
            assert_eq!(refused.code(), "merged");
            let refused = scene.store.erase(gone, "t".into()).await.expect_err("the survivor is the one to erase");
            assert_eq!(refused.code(), "merged");
        }
        for address in ["a@x.example", "b@x.example", "c@x.example"] {
            assert_eq!(scene.store.find_people(address).await.expect("people"), [c]);
        }
        let refused = scene.store.unmerge(first.merge, "t".into()).await.expect_err("a later merge stands in the way");
        assert_eq!(refused.code(), "unmerge_later_first");
        unmerge(&scene, second.merge).await;
        let refused = scene.store.unmerge(second.merge, "t".into()).await.expect_err("undone before");
        assert_eq!(refused.code(), "undone");
        unmerge(&scene, first.merge).await;
        for (address, person) in [("a@x.example", a), ("b@x.example", b), ("c@x.example", c)] {
            assert_eq!(scene.store.find_people(address).await.expect("people"), [person]);
            assert_eq!(scene.store.lead(person).await.expect("a lead").row.id, person);
        }
        assert_replays(&scene).await;
    });
}

#[test]
fn a_consent_that_a_merge_withdrew_stays_so_however_the_lead_is_put_together() {
    on_both_empty(|scene| async move {
        scene.publish(PLAYBOOK, Existing::Keep).await;
        let say = |id: &'static str, who: &'static str, kind: &'static str| {
            move |scene: &Scene| with(fact(scene, id, who, kind), "purpose", "email")
        };
        let a = then(&scene, say("a1", A, "consent_given")).await.expect("a person");
        let b = then(&scene, say("b1", B, "consent_withdrawn")).await.expect("a person");
        let explained = |at: Option<Moment>, as_known_now: bool| {
            let store = scene.store.clone();
            async move {
                let it = store.explain(a, at, as_known_now).await.expect("an explanation");
                let place = it.book.playbook.consents.iter().position(|it| &**it == "email").expect("a purpose");
                it.lead.evidence.consents[place].as_ref().map(|it| it.1)
            }
        };
        let apart = scene.clock.now();
        let merged = merge(&scene, a, b).await;
        let withdrawn = || async {
            assert_eq!(consent(&scene, a).await.0, Some(false));
            assert_eq!((explained(None, false).await, explained(None, true).await), (Some(false), Some(false)));
        };
        scene.clock.advance_secs(60);
        withdrawn().await;
        assert_eq!(explained(Some(apart), false).await, Some(true));
        // From what is stored beside its bytes.
        let nothing = if scene.place.engine == "sqlite" { "x''" } else { "''::bytea" };
        let damage = format!("update person set state = {nothing} where person = {}", scene.literal(a));
        scene.sql(&damage).await;
        withdrawn().await;
        then(&scene, |scene| with(fact(scene, "a2", A, "page_viewed"), "path", "/pricing")).await;
        withdrawn().await;
        // When something is taken back, and under another version.
        then(&scene, |scene| with(fact(scene, "a3", A, "retracted"), "fact", "a2")).await;
        withdrawn().await;
        scene.publish(&PLAYBOOK.replace("points = 8", "points = 9"), Existing::Keep).await;
        scene.sql(&damage).await;
        scene.settle().await;
        withdrawn().await;
        assert_replays(&scene).await;
        unmerge(&scene, merged.merge).await;
        assert_eq!((consent(&scene, a).await.0, explained(None, false).await), (Some(true), Some(true)));
        assert_eq!(consent(&scene, b).await.0, Some(false));
        assert_replays(&scene).await;
    });
}
