//! What is stored can be decided again, alone, stream by stream; and damage is found.

mod engines;

use engines::random::{DAY, PEOPLE, Random, random_fact};
use engines::{PLAYBOOK, Place, Scene, account, fact, fresh, on_both, with};
use kopru_store::publish::Existing;
use kopru_store::replay::Replayed;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id};

const HISTORIES: u64 = 40;
const STEPS: usize = 40;

/// Other versions of the playbook: other rules, other ages, one stage less, one reason to let go more.
fn version(random: &mut Random) -> String {
    let mut text = PLAYBOOK.to_owned();
    let mut change = |from: &str, to: &str| {
        if random.below(2) == 0 {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
    };
    change("points = 8", "points = 12");
    change("max_age = \"5d\"", "max_age = \"2d\"");
    change("employees >= 50\"\npoints = 40", "employees >= 30\"\npoints = 20");
    change("account.engagement >= 100", "account.engagement >= 30");
    change("enter = \"facts('page_viewed', '90d') >= 3\"", "enter = \"facts('page_viewed', '30d') >= 2\"");
    change(
        "[[disqualify]]\n",
        "[[disqualify]]\nid = \"idle\"\ntext = \"idle\"\nkind = \"not_us\"\nwhen = \"days_since_last_fact > 20 && stage == 'subscriber'\"\nby = \"rule\"\n[[disqualify]]\n",
    );
    text
}

async fn replayed(scene: &Scene, verify: bool) -> Replayed {
    scene.store.replay(verify, |_| {}).await.expect("a replay")
}

/// A history as the store sees it: several facts at once, some from a file with dates of its own, timers when somebody
/// runs them, new versions of the playbook.
async fn one_history(scene: &Scene, seed: u64) {
    let mut random = Random(seed);
    let mut earlier: Vec<(u64, String)> = Vec::new();
    let mut count = 0;
    for _ in 0..STEPS {
        let step = match random.below(4) {
            0 => 0,
            1 => random.secs(3_600),
            2 => random.secs(3 * DAY),
            _ => random.secs(25 * DAY),
        };
        scene.clock.advance_secs(step);
        match random.below(12) {
            0 => {
                let existing = if random.below(2) == 0 { Existing::Keep } else { Existing::Advance };
                scene.publish(&version(&mut random), existing).await;
            }
            1 | 2 => drop(scene.store.upkeep().await.expect("upkeep")),
            3 => scene.settle().await,
            4 => drop(scene.store.tell_people().await.expect("upkeep")),
            _ => {}
        }
        let now = scene.clock.now();
        let mut facts = Vec::new();
        let import = random.below(4) == 0;
        for _ in 0..=random.below(5) {
            let (person, mut raw) = random_fact(&mut random, count, now, &earlier);
            if import && random.below(2) == 0 {
                let known = now.plus_secs(-random.secs(10 * DAY));
                raw.recorded_at = Some(known);
                raw.occurred_at = raw.occurred_at.map(|at| at.min(known));
            }
            earlier.push((person, format!("f{count}")));
            count += 1;
            facts.push(FactIn { incoming: Incoming { raw, also: Vec::new() }, import });
        }
        scene.store.take(facts).await.expect("a store that works");
    }
    if random.below(2) == 0 {
        scene.settle().await;
    }
    let folded = replayed(scene, false).await;
    assert_eq!(folded.first, [], "seed {seed}");
    let verified = replayed(scene, true).await;
    assert_eq!(verified.first, [], "seed {seed}");
    assert_eq!(verified.compared, verified.entries, "seed {seed}");
    assert_eq!(verified.states, verified.streams, "seed {seed}");
    assert!(verified.entries > 30, "seed {seed}: {verified:?}");
}

/// Merges two people, takes a merge back, or erases somebody; whatever is refused is left.
async fn one_act(scene: &Scene, random: &mut Random, merges: &mut Vec<Id>) {
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.extend(scene.store.people_with("email", &format!("p{number}@example.com")).await.expect("people"));
    }
    let by = || "test".to_owned();
    match (random.below(10), people.as_slice(), merges.as_slice()) {
        (0..5, [one, .., other], _) => {
            let merged = scene.store.merge(*one, *other, by()).await;
            merges.extend(merged.map(|it| it.merge));
        }
        (5..9, _, [.., last]) => drop(scene.store.unmerge(*last, by()).await),
        (9, [first, ..], _) => drop(scene.store.erase(*first, by()).await),
        _ => {}
    }
}

#[test]
fn streams_that_were_merged_parted_or_erased_are_folded_and_everything_else_is_decided_again() {
    on_both(|scene| async move {
        let (mut compared, mut entries) = (0, 0);
        for seed in 1_000..1_000 + HISTORIES / 2 {
            let place = match scene.place.engine {
                "sqlite" => Place::sqlite(),
                _ => Place::postgres().await.expect("PostgreSQL"),
            };
            let scene = fresh(place).await;
            let mut random = Random(seed);
            let (mut earlier, mut merges) = (Vec::new(), Vec::new());
            for count in 0..2 * STEPS {
                scene.clock.advance_secs(random.secs(4 * DAY));
                if random.below(6) == 0 {
                    one_act(&scene, &mut random, &mut merges).await;
                }
                if random.below(5) == 0 {
                    scene.store.upkeep().await.expect("upkeep");
                }
                let (person, raw) = random_fact(&mut random, count, scene.clock.now(), &earlier);
                earlier.push((person, format!("f{count}")));
                let fact = FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false };
                scene.store.take(vec![fact]).await.expect("a store that works");
            }
            let folded = replayed(&scene, false).await;
            assert_eq!(folded.first, [], "seed {seed}");
            let verified = replayed(&scene, true).await;
            assert_eq!(verified.first, [], "seed {seed}");
            compared += verified.compared;
            entries += verified.entries;
        }
        // What was not merged or erased is compared, and there is enough of both.
        assert!(compared * 4 > entries && compared * 20 < entries * 19, "{compared} of {entries}");
    });
}

#[test]
fn random_histories_are_decided_again_as_they_were() {
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

/// A lead with a few decisions, all of them sound.
async fn one_lead(scene: &Scene) -> Id {
    let first = account(fact(scene, "1", "ada@acme.com", "page_viewed"), "Acme", &[("employees", "120")]);
    let ada = scene.take(vec![with(first, "path", "/pricing")]).await[0].person.expect("a person");
    scene.clock.advance_secs(3_600);
    scene.take(vec![fact(scene, "2", "ada@acme.com", "demo_requested")]).await;
    // Six days at a stage of at most five: stagnant.
    scene.clock.advance_secs(6 * DAY);
    scene.settle().await;
    let clean = replayed(scene, true).await;
    assert_eq!((clean.first.as_slice(), clean.facts, clean.decisions, clean.entries), ([].as_slice(), 2, 3, 3));
    assert_eq!((clean.compared, clean.share(), clean.states), (3, 10_000, 1));
    ada
}

#[test]
fn a_changed_decision_is_found_with_its_person_and_entry() {
    on_both(|scene| async move {
        let ada = one_lead(&scene).await;
        scene.sql("update decision set changes = replace(changes, '\"mql\"', '\"lead\"') where seq = 2").await;
        let damaged = replayed(&scene, true).await;
        assert_eq!((damaged.differences, damaged.first.len()), (1, 1));
        let found = &damaged.first[0];
        assert_eq!((found.person, found.seq, found.part), (ada, 2, "changes"));
        assert!(found.stored.contains("\"to\":\"lead\"") && found.again.contains("\"to\":\"mql\""), "{found:?}");
        // One entry was right before it: a fact that made the lead known.
        assert_eq!((damaged.compared, damaged.entries), (1, 3));
        // Folding decides nothing again, and still finds that the lead stands elsewhere than its decisions say.
        let folded = replayed(&scene, false).await;
        assert_eq!(folded.first.iter().map(|it| it.part).collect::<Vec<_>>(), ["standing"]);
    });
}

#[test]
fn what_is_missing_too_much_or_at_another_time_is_found() {
    on_both(|scene| async move {
        one_lead(&scene).await;
        let damages = [
            ("update decision set at = at + 1000000 where seq = 3", 3, "at"),
            ("update decision set at = at - 1000000, outcome = 'held' where seq = 3", 3, "outcome"),
            ("delete from decision where seq = 3", 2, "entry"),
            ("update person set seq = 2", 2, "decision"),
            (
                "update fact set body = replace(body, 'demo_requested', 'newsletter_subscribed') where seq = 2",
                2,
                "cause",
            ),
            ("delete from fact where seq = 2", 2, "decision"),
        ];
        for (damage, seq, part) in damages {
            scene.sql(damage).await;
            let found = replayed(&scene, true).await.first;
            assert_eq!(
                found.iter().map(|it| (it.seq, it.part)).collect::<Vec<_>>(),
                [(seq, part)],
                "{damage}: {found:?}"
            );
        }
    });
}

#[test]
fn a_state_that_its_stream_does_not_give_is_found() {
    on_both(|scene| async move {
        let ada = one_lead(&scene).await;
        let bob = scene.take(vec![with(fact(&scene, "3", "bob@acme.com", "page_viewed"), "path", "/pricing")]).await;
        let bob = bob[0].person.expect("a person");
        let clean = replayed(&scene, true).await;
        assert_eq!((clean.differences, clean.streams), (0, 2));
        let (from, to) = (scene.literal(ada), scene.literal(bob));
        scene
            .sql(&format!(
                "update person set state = (select state from person where person = {from}) where person = {to}"
            ))
            .await;
        for verify in [false, true] {
            let found = replayed(&scene, verify).await;
            let shown: Vec<_> = found.first.iter().map(|it| (it.person, it.part)).collect();
            assert_eq!((shown.as_slice(), found.differences), ([(bob, "standing")].as_slice(), 1));
        }
    });
}
