//! Many at once: no fact is lost, doubled or stuck, and the scores are those of the facts in order.

mod engines;

use engines::{PLAYBOOK, Scene, account, fact, field, on_both, with};
use kopru_engine::lead::Lead;
use kopru_store::publish::Existing;
use kopru_store::{FactIn, Id, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const CLIENTS: u64 = 64;
const EACH: u64 = 60;
const PEOPLE: u64 = 30;

/// How many people the clients tell of, and how long: so many facts each, or until so much time has passed.
#[derive(Clone, Copy)]
struct Crowd {
    people: u64,
    time: Option<Duration>,
}

impl Crowd {
    /// `KOPRU_TEST_SECONDS` says how long; without it each client tells [`EACH`] facts.
    fn of_this_run() -> Crowd {
        let seconds = std::env::var("KOPRU_TEST_SECONDS").ok().map(|it| it.parse().expect("KOPRU_TEST_SECONDS"));
        match seconds {
            Some(seconds) => Crowd { people: 2_000, time: Some(Duration::from_secs(seconds)) },
            None => Crowd { people: PEOPLE, time: None },
        }
    }
}

/// A fact by number. Many numbers are about the same people and companies; every seventh is a repeat of an earlier one.
fn numbered(scene: &Scene, number: u64) -> FactIn {
    of_many(scene, number, PEOPLE)
}

fn of_many(scene: &Scene, number: u64, people: u64) -> FactIn {
    let number = if number % 7 == 6 { number / 2 } else { number };
    let email = format!("p{}@example.com", number * 31 % people);
    let id = format!("n{number}");
    let company = format!("company {}", number * 31 % people % (people / 5));
    match number % 5 {
        0 => account(fact(scene, &id, &email, "fields_set"), &company, &[("employees", "120")]),
        1 => field(fact(scene, &id, &email, "fields_set"), "title", "VP Sales"),
        2 => account(with(fact(scene, &id, &email, "page_viewed"), "path", "/pricing"), &company, &[]),
        3 => fact(scene, &id, &email, "newsletter_subscribed"),
        _ => with(fact(scene, &id, &email, "page_viewed"), "path", "/pricing/eu"),
    }
}

async fn people(scene: &Scene, people: u64) -> BTreeMap<String, Lead> {
    let mut all = BTreeMap::new();
    for person in 0..people {
        let email = format!("p{person}@example.com");
        for id in scene.store.people_with("email", &email).await.expect("ids") {
            let lead = scene.store.lead_now(id).await.expect("a lead");
            assert!(all.insert(email.clone(), lead).is_none(), "{email} is two people");
        }
    }
    all
}

#[test]
fn sixty_four_clients_at_once_give_the_scores_of_the_facts_in_order() {
    let crowd = Crowd::of_this_run();
    on_both(|scene| async move {
        let other = scene.another().await;
        let (begun, mut tasks) = (Instant::now(), Vec::new());
        for client in 0..CLIENTS {
            let scene = if client % 2 == 0 { scene.clone() } else { other.clone() };
            tasks.push(tokio::spawn(async move {
                let mut seen = Vec::new();
                for step in 0.. {
                    if crowd.time.map_or(step >= EACH, |time| begun.elapsed() >= time) {
                        break;
                    }
                    let number = client + CLIENTS * step;
                    let fact = of_many(&scene, number, crowd.people);
                    let id = fact.incoming.raw.id.clone();
                    let answer = scene.store.take(vec![fact]).await.expect("a store").remove(0);
                    let answer = answer.expect("a fact that is taken");
                    seen.push((number, id, answer.person, answer.seq));
                }
                seen
            }));
        }
        let mut entries: BTreeMap<Option<String>, (Option<Id>, i64)> = BTreeMap::new();
        let mut numbers = Vec::new();
        for task in tasks {
            for (number, id, person, seq) in task.await.expect("no panic") {
                assert_eq!(*entries.entry(id).or_insert((person, seq)), (person, seq), "two answers for one fact");
                numbers.push(number);
            }
        }
        eprintln!("{} facts in {:?}", numbers.len(), begun.elapsed());
        let held = scene.store.fact_ids().await.expect("ids");
        assert_eq!(held.len(), entries.len());
        assert_eq!(held.iter().collect::<BTreeSet<_>>().len(), held.len());
        assert_eq!(scene.store.counted("facts").await.expect("a counter"), held.len() as i64);
        scene.settle().await;

        let ordered = engines::fresh(match scene.place.engine {
            "sqlite" => engines::Place::sqlite(),
            _ => engines::Place::postgres().await.expect("PostgreSQL"),
        })
        .await;
        numbers.sort_unstable();
        for part in numbers.chunks(500) {
            ordered.take(part.iter().map(|number| of_many(&ordered, *number, crowd.people)).collect()).await;
        }
        ordered.settle().await;
        let (found, wanted) = (people(&scene, crowd.people).await, people(&ordered, crowd.people).await);
        assert!(found.len() == wanted.len() && !found.is_empty());
        for (email, wanted) in &wanted {
            let found = &found[email];
            assert_eq!(found.evidence, wanted.evidence, "{email}");
            let scores = |it: &Lead| (it.fit(), it.engagement(), it.grade(), it.band(), it.persona());
            assert_eq!(scores(found), scores(wanted), "{email}");
        }
        engines::assert_replays(&scene).await;
    });
}

#[test]
fn no_fact_is_decided_by_a_version_that_is_not_in_force() {
    on_both(|scene| async move {
        let other = scene.another().await;
        let mut tasks = Vec::new();
        for client in 0..8 {
            let scene = if client % 2 == 0 { scene.clone() } else { other.clone() };
            tasks.push(tokio::spawn(async move {
                for step in 0..40 {
                    let number = client + 8 * step;
                    scene.take(vec![numbered(&scene, number)]).await;
                }
            }));
        }
        for version in 0..10 {
            let source = PLAYBOOK.replace("points = 8", &format!("points = {}", 9 + version));
            scene.publish(&source, if version % 2 == 0 { Existing::Keep } else { Existing::Advance }).await;
        }
        for task in tasks {
            task.await.expect("no panic");
        }
        // In the order of recording, the versions of facts never go back, and none is older than one that was in force
        // when an earlier commit had ended: each person's stream shows it.
        assert_eq!(scene.store.versions_out_of_order().await.expect("a count"), 0);
        scene.settle().await;
        assert_eq!(scene.store.publications().await.expect("publications")[0].leads, PEOPLE as i64);
        engines::assert_replays(&scene).await;
    });
}

#[test]
fn nothing_is_taken_before_a_playbook_is_published() {
    engines::on_both_empty(|scene| async move {
        let refused = scene.store.take(vec![fact(&scene, "1", "ada@acme.com", "page_viewed")]).await;
        assert!(matches!(refused, Err(StoreError::Refused("no_playbook", _))), "{refused:?}");
    });
}
