//! A sound database has no trouble; each kind of damage is found and named; looking changes nothing.

mod engines;

use engines::random::{DAY, Random, random_fact};
use engines::{PLAYBOOK, Place, Scene, account, fact, on_both, on_both_empty, with};
use kopru_store::doctor::{Check, State, examine};
use kopru_store::publish::Existing;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, address};

async fn checks(scene: &Scene) -> Vec<Check> {
    examine(address(&scene.place.url).expect("an address"), false, scene.clock.clock()).await.expect("checks")
}

/// The names of what is not well.
async fn troubles(scene: &Scene) -> Vec<&'static str> {
    checks(scene).await.iter().filter(|it| it.state == State::Trouble).map(|it| it.id).collect()
}

#[test]
fn a_database_with_a_long_history_has_no_trouble() {
    on_both(|scene| async move {
        let mut random = Random(5);
        let mut earlier = Vec::new();
        let mut merges = Vec::new();
        for place in 0..150 {
            scene.clock.advance_secs(random.secs(3 * DAY));
            let (person, raw) = random_fact(&mut random, place, scene.clock.now(), &earlier);
            earlier.push((person, format!("f{place}")));
            let fact = FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false };
            scene.store.take(vec![fact]).await.expect("a store");
            let named = |number: u64| format!("p{number}@example.com");
            match place {
                60 => scene.publish(&PLAYBOOK.replace("points = 8", "points = 9"), Existing::Advance).await,
                80 => {
                    let one = scene.store.people_with("email", &named(0)).await.expect("people")[0];
                    let other = scene.store.people_with("email", &named(1)).await.expect("people")[0];
                    merges.push(scene.store.merge(one, other, "test".into()).await.expect("merged").merge);
                }
                110 => drop(scene.store.unmerge(merges[0], "test".into()).await.expect("parted")),
                130 => {
                    let gone = scene.store.people_with("email", &named(2)).await.expect("people")[0];
                    scene.store.erase(gone, "test".into()).await.expect("erased");
                }
                _ => {}
            }
        }
        scene.settle().await;
        let found = checks(&scene).await;
        let bad: Vec<&Check> = found.iter().filter(|it| it.state == State::Trouble).collect();
        assert!(bad.is_empty(), "{bad:#?}");
        assert!(found.iter().any(|it| it.id == "rows" && it.state == State::Good), "{found:#?}");
        assert!(found.iter().all(|it| !it.found.tr.is_empty() && (it.state == State::Good) == it.advice.is_none()));
    });
}

#[test]
fn each_kind_of_damage_is_found_by_its_name() {
    on_both(|scene| async move {
        let page = account(fact(&scene, "1", "ada@acme.com", "page_viewed"), "Acme", &[("employees", "120")]);
        scene.take(vec![with(page, "path", "/pricing"), fact(&scene, "2", "ada@acme.com", "demo_requested")]).await;
        assert_eq!(troubles(&scene).await, [""; 0]);
        let damages: [(&str, &str, &[&str]); 9] = [
            ("update person set seq = seq + 1", "update person set seq = seq - 1", &["gaps"]),
            ("update person set account_seen = 99", "update person set account_seen = 1", &["accounts_seen_ahead"]),
            ("update person set queue = ''", "update person set queue = 'sales'", &["lost_leads"]),
            ("update fact_id set seq = seq + 7", "update fact_id set seq = seq - 7", &["fact_ids_of_nothing"]),
            ("update counter set value = value + 1", "update counter set value = value - 1", &["counters"]),
            (
                "update account set version = version + 1",
                "update account set version = version - 1",
                &["account_versions"],
            ),
            ("update person set erased_at = 1", "update person set erased_at = null", &["identities_of_nobody"]),
            (
                "update fact set seq = seq + 10 where seq = 2",
                "update fact set seq = seq - 10 where seq = 12",
                &["decisions_without_fact", "gaps", "fact_ids_of_nothing"],
            ),
            (
                "update person set recorded_at = recorded_at + 3600000000",
                "update person set recorded_at = recorded_at - 3600000000",
                &["clock"],
            ),
        ];
        for (damage, repair, names) in damages {
            scene.sql(damage).await;
            assert_eq!(troubles(&scene).await, names, "{damage}");
            scene.sql(repair).await;
            assert_eq!(troubles(&scene).await, [""; 0], "{repair}");
        }
        scene.sql("delete from person").await;
        let found = troubles(&scene).await;
        assert!(found.contains(&"facts_of_nobody") && found.contains(&"decisions_of_nobody"), "{found:?}");
    });
}

#[test]
fn what_nobody_does_is_a_note_at_first_and_trouble_after_an_hour() {
    on_both(|scene| async move {
        scene.take(vec![fact(&scene, "1", "ada@acme.com", "demo_requested")]).await;
        let state = async |id: &str| checks(&scene).await.into_iter().find(|it| it.id == id).expect("a check").state;
        assert_eq!(state("overdue_timers").await, State::Good);
        // An MQL stands at most five days.
        scene.clock.advance_secs(5 * DAY + 60);
        assert_eq!(state("overdue_timers").await, State::Note);
        scene.clock.advance_secs(3_600);
        assert_eq!(state("overdue_timers").await, State::Trouble);
        scene.settle().await;
        assert_eq!(state("overdue_timers").await, State::Good);
        scene.publish(&PLAYBOOK.replace("points = 8", "points = 9"), Existing::Keep).await;
        assert_eq!(state("leads_behind").await, State::Note);
    });
}

#[test]
fn a_database_of_another_program_or_none_is_said_and_nothing_is_made() {
    on_both_empty(|scene| async move {
        assert_eq!(troubles(&scene).await, [""; 0]);
        scene.sql("update meta set value = '98' where key = 'decision_version'").await;
        assert_eq!(troubles(&scene).await, ["decision_version"]);
        scene.sql("update meta set value = '99' where key in ('schema', 'oldest_reader')").await;
        assert_eq!(troubles(&scene).await, ["schema", "decision_version"]);
        if scene.place.engine == "sqlite" {
            let nowhere = Place::sqlite();
            let found = examine(address(&nowhere.url).expect("an address"), true, scene.clock.clock()).await;
            assert_eq!(found.expect("checks").iter().map(|it| it.id).collect::<Vec<_>>(), ["reachable"]);
            assert!(!nowhere.file().exists());
        }
    });
}
