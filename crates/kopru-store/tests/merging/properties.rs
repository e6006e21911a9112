//! Properties of merging over random histories.

use crate::dump::dump;
use crate::engines::on_both;
use crate::history::*;
use kopru_engine::account::Account;
use kopru_engine::play::World;
use kopru_engine::value::Value;
use kopru_store::sql::Cell;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn a_merge_that_is_undone_with_nothing_in_between_leaves_no_trace_in_the_rows() {
    on_both(|scene| async move {
        let scene = &scene;
        let cases = (steps(14, 4, ACTS, 2), 0..3_usize, prop_oneof![Just(0_i64), Just(86_400), Just(100 * 86_400)]);
        property(scene, 40, cases, |(steps, shape, wait)| async move {
            let mut cast = Cast::new(scene, 4).await;
            cast.play(scene, &steps).await;
            scene.settle().await;
            let before = view(scene, &cast).await;
            // Two into one after another, or one through another: undone from the last to the first.
            let pairs = [vec![(0, 1)], vec![(0, 1), (0, 2)], vec![(1, 2), (0, 1)]];
            let mut merges = Vec::new();
            for (survivor, loser) in &pairs[shape] {
                let (survivor, loser) = (cast.people[*survivor], cast.people[*loser]);
                merges.push(scene.store.merge(survivor, loser, "t".into()).await.expect("a merge"));
            }
            scene.clock.advance_secs(wait);
            for made in merges.iter().rev() {
                let undone = scene.store.unmerge(made.merge, "t".into()).await.expect("an undone merge");
                assert!(undone.restored && undone.moved.is_empty() && undone.unclear.is_empty(), "{undone:?}");
            }
            let after = view(scene, &cast).await;
            for (table, rows) in &before {
                assert_eq!(rows, &after[table], "{table}");
            }
            let all = dump(scene).await;
            for person in &cast.people {
                assert_eq!(folded(&all, *person), lead(&all, *person).standing);
            }
        });
    });
}

#[test]
fn facts_from_in_between_end_up_with_whom_they_name_and_each_side_is_what_its_facts_say() {
    on_both(|scene| async move {
        let scene = &scene;
        let cases = (steps(10, 3, ACTS, 2), steps(10, 3, ACTS, 2), any::<bool>());
        property(scene, 60, cases, |(before, between, accounts)| async move {
            let plain = |steps: Vec<Step>| -> Vec<Step> {
                steps.into_iter().map(|it| if accounts { it } else { Step { account: 0, ..it } }).collect()
            };
            let (before, between) = (plain(before), plain(between));
            let mut cast = Cast::new(scene, 3).await;
            let start = scene.clock.now();
            let (survivor, loser) = (cast.people[0], cast.people[1]);
            cast.play(scene, &before).await;
            let merged = scene.store.merge(survivor, loser, "t".into()).await.expect("a merge");
            let mut expected: BTreeMap<String, bool> = BTreeMap::new();
            for step in &between {
                let made = cast.fact(scene, step);
                let made = cast.also(made, step);
                if let Some((made, _, answer)) = take(scene, made).await {
                    let id = made.incoming.raw.id.clone().expect("an id");
                    let target = made.incoming.raw.data.get("fact").map(|it| format!("{it:?}"));
                    if answer.person == Some(survivor) && target.is_none() {
                        // Whoever it names first that is known.
                        let known = if step.fresh || step.who < 2 { step.who } else { step.beside };
                        expected.insert(id, known == 1);
                    }
                }
                scene.clock.advance_secs(step.wait);
                if step.upkeep {
                    scene.settle().await;
                }
            }
            let ids = |all: &crate::dump::Dump| -> BTreeMap<String, usize> {
                let rows = all["fact"].iter().filter(|row| row["moved_to"] == Cell::Null);
                rows.fold(BTreeMap::new(), |mut seen, row| {
                    *seen.entry(text(&row["id"]).to_owned()).or_default() += 1;
                    seen
                })
            };
            let held = dump(scene).await;
            let undone = scene.store.unmerge(merged.merge, "t".into()).await.expect("an undone merge");
            let all = dump(scene).await;
            // No fact is lost, none is there twice, and each is known by its entry.
            assert_eq!(ids(&held), ids(&all));
            assert!(ids(&all).values().all(|count| *count == 1));
            let known: BTreeSet<(kopru_store::Id, i64)> =
                all["fact_id"].iter().map(|row| (id_of(&row["person"]), int(&row["seq"]))).collect();
            let kept: BTreeSet<(kopru_store::Id, i64)> = all["fact"]
                .iter()
                .filter(|row| row["moved_to"] == Cell::Null)
                .map(|row| (id_of(&row["person"]), int(&row["seq"])))
                .collect();
            assert_eq!(known, kept);
            for (id, losers) in &expected {
                let mut rows = all["fact"].iter().filter(|row| row["moved_to"] == Cell::Null);
                let row = rows.find(|row| row["id"] == Cell::Text(id.clone())).expect("a fact");
                assert_eq!(id_of(&row["person"]), if *losers { loser } else { survivor }, "{id}");
            }
            for person in [survivor, loser] {
                let lead = lead(&all, person);
                assert_eq!(folded(&all, person), lead.standing);
                let mut fresh = lead.clone();
                let account = Account::new(&PLAYED);
                fresh.rebuild_restricted(&PLAYED, &account, facts(&all, person).iter(), &[], scene.clock.now());
                assert_eq!(fresh.evidence, lead.evidence, "{undone:?}");
            }
            if !accounts {
                let mut world = World::new(&PLAYED, false);
                for fact in facts(&all, loser) {
                    world.take("it", None, fact);
                }
                world.look(scene.clock.now());
                scene.settle().await;
                let played = world.lead("it").expect("a lead");
                assert_eq!(lead(&dump(scene).await, loser).standing, played.lead.standing, "since {start}");
            }
        });
    });
}

#[test]
fn scores_do_not_depend_on_who_survives_and_the_strictest_consent_holds() {
    on_both(|scene| async move {
        let scene = &scene;
        property(scene, 40, steps(12, 2, TAME, 0), |steps| async move {
            let (mut one, mut two) = (Cast::new(scene, 2).await, Cast::new(scene, 2).await);
            for step in &steps {
                let facts = [one.fact(scene, step), two.fact(scene, step)];
                for made in facts {
                    take(scene, made).await.expect("a fact that is taken");
                }
                scene.clock.advance_secs(step.wait);
            }
            let before = dump(scene).await;
            let given = |person: kopru_store::Id| -> Vec<Option<bool>> {
                let consents = lead(&before, person).evidence.consents;
                consents.into_iter().map(|it| it.map(|(_, given)| given)).collect()
            };
            let strictest: Vec<Option<bool>> = given(one.people[0])
                .into_iter()
                .zip(given(one.people[1]))
                .map(|pair| match pair {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (one, other) => one.or(other),
                })
                .collect();
            let first = scene.store.merge(one.people[0], one.people[1], "t".into()).await.expect("a merge");
            let second = scene.store.merge(two.people[1], two.people[0], "t".into()).await.expect("a merge");
            assert_eq!(first.withdrawn, second.withdrawn);
            let after = dump(scene).await;
            let (a, b) = (lead(&after, one.people[0]), lead(&after, two.people[1]));
            let scores = |it: &kopru_engine::lead::Lead| {
                (it.fit(), it.engagement(), it.grade(), it.band(), it.persona(), it.evidence.fields.values.clone())
            };
            assert_eq!(scores(&a), scores(&b));
            assert_eq!((a.evidence.sums.clone(), a.evidence.times.clone()), (b.evidence.sums, b.evidence.times));
            let held = |it: &kopru_engine::lead::Lead| -> Vec<Option<bool>> {
                it.evidence.consents.iter().map(|it| it.as_ref().map(|(_, given)| *given)).collect()
            };
            assert_eq!(
                (held(&a), first.withdrawn.len()),
                (strictest.clone(), strictest.iter().filter(|it| **it == Some(false)).count())
            );
            // Given again, it is given.
            let again = crate::engines::with(
                crate::engines::fact(scene, &format!("again-{}", one.number), &one.email(1), "consent_given"),
                "purpose",
                "email",
            );
            scene.clock.advance_secs(1);
            let mut again = again;
            again.incoming.raw.occurred_at = Some(scene.clock.now());
            scene.take(vec![again]).await;
            let place = PLAYED.consents.iter().position(|it| &**it == "email").expect("a purpose");
            let now = lead(&dump(scene).await, one.people[0]);
            assert_eq!(held(&now)[place], Some(true));
            let _ = Value::Unknown;
        });
    });
}
