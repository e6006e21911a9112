//! The store decides as the engine's world in memory does: random histories are taken by both, fact by fact, and every
//! decision and every score must be the same.

mod engines;

use engines::random::{DAY, Random, random_fact};
use engines::{PLAYBOOK, Place, Scene, fresh, on_both};
use kopru_engine::decide::{Change, Outcome};
use kopru_engine::play::{Taken, World};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id};
use std::collections::{BTreeMap, BTreeSet};

const HISTORIES: u64 = 40;
const FACTS: usize = 45;

fn key(person: u64) -> String {
    format!("email:p{person}@example.com")
}

/// What the store keeps of a person: decisions that changed something or refused, in order.
async fn kept(scene: &Scene, person: Id) -> Vec<(Moment, Outcome, Vec<Change>)> {
    scene.store.decisions_of(person).await.expect("decisions")
}

async fn one_history(scene: &Scene, seed: u64) {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("a sound playbook");
    let mut world = World::new(&playbook, false);
    let mut random = Random(seed);
    let mut earlier: Vec<(u64, String)> = Vec::new();
    let mut ids: BTreeMap<u64, Id> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    for place in 0..FACTS {
        let step = match random.below(4) {
            0 => 0,
            1 => random.secs(3_600),
            2 => random.secs(3 * DAY),
            _ => random.secs(25 * DAY),
        };
        scene.clock.advance_secs(step);
        let now = scene.clock.now();
        scene.settle().await;
        let (person, raw) = random_fact(&mut random, place, now, &earlier);
        let mut typed = playbook.type_fact(&raw, "?", now).expect("a sound fact");
        typed.recorded_at = now;
        let wanted = world.take(&key(person), raw.account.as_deref(), typed);
        earlier.push((person, format!("f{place}")));
        let incoming = Incoming { raw, also: Vec::new() };
        let answer = scene.store.take(vec![FactIn { incoming, import: false }]).await.expect("a store").remove(0);
        match (wanted, answer) {
            (Taken::Decided(wanted), Ok(answer)) => {
                assert_eq!(answer.outcome, wanted, "seed {seed}, fact {place}");
                ids.insert(person, answer.person.expect("a person"));
            }
            (Taken::Decided(wanted), Err(refusal)) => {
                assert_eq!(refusal.code, wanted.code(), "seed {seed}, fact {place}");
                refused.insert(place);
            }
            (wanted, answer) => panic!("seed {seed}, fact {place}: {wanted:?}, {answer:?}"),
        }
        scene.settle().await;
    }
    scene.clock.advance_secs(30 * DAY);
    scene.settle().await;
    engines::assert_replays(scene).await;
    world.look(scene.clock.now());
    for (person, id) in ids {
        let played = world.lead(&key(person)).expect("a lead");
        let wanted: Vec<_> = played
            .decisions
            .iter()
            // Refused facts are no entries of a stream.
            .filter(|it| it.outcome.is_taken())
            .map(|it| (it.at, it.outcome, it.changes.clone()))
            .collect();
        let found = kept(scene, id).await;
        for (at, (wanted, found)) in wanted.iter().zip(&found).enumerate() {
            assert_eq!(found, wanted, "seed {seed}, person {person}, decision {at}");
        }
        assert_eq!(found.len(), wanted.len(), "seed {seed}, person {person}: {:?}", wanted.last());
        let lead = scene.store.lead_now(id).await.expect("a lead");
        assert_eq!(lead.standing, played.lead.standing, "seed {seed}, person {person}");
        assert_eq!(lead.evidence, played.lead.evidence, "seed {seed}, person {person}");
        assert_eq!(
            (lead.fit(), lead.engagement(), lead.grade(), lead.band()),
            (played.lead.fit(), played.lead.engagement(), played.lead.grade(), played.lead.band()),
            "seed {seed}, person {person}"
        );
    }
}

#[test]
fn the_store_decides_as_the_world_in_memory_does() {
    on_both(|scene| async move {
        for seed in 0..HISTORIES {
            let place = match scene.place.engine {
                "sqlite" => Place::sqlite(),
                _ => Place::postgres().await.expect("PostgreSQL"),
            };
            one_history(&fresh(place).await, seed).await;
        }
    });
}
