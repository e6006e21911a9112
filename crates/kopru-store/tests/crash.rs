//! Killed at any moment, the store keeps every fact that it acknowledged, once, and nothing torn.
//!
//! The test runs its own binary again as the process that is killed: it takes facts and says which are acknowledged.

mod engines;

use engines::{PLAYBOOK, Place, Scene, TestClock, account, fact, with};
use kopru_store::{Store, address};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

const KILLS: u64 = 100;
const PEOPLE: u64 = 40;

/// What the writing process is told: which database, which facts.
const ADDRESS: &str = "KOPRU_CRASH_ADDRESS";
const FIRST: &str = "KOPRU_CRASH_FIRST";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// A fact by number: the same number is always the same fact.
fn numbered(scene: &Scene, number: u64) -> kopru_store::FactIn {
    let email = format!("p{}@example.com", number % PEOPLE);
    let path = if number.is_multiple_of(3) { "/pricing" } else { "/" };
    let it = with(fact(scene, &format!("n{number}"), &email, "page_viewed"), "path", path);
    account(it, &format!("company {}", number % 7), &[])
}

/// Not a test by itself but the process that is killed: several callers take facts, and each acknowledged number is
/// printed. Without orders it takes ten facts and ends.
#[test]
fn facts_are_acknowledged_one_by_one() {
    let orders = std::env::var(ADDRESS).ok();
    let first: u64 = std::env::var(FIRST).ok().and_then(|it| it.parse().ok()).unwrap_or(0);
    runtime().block_on(async {
        let clock = TestClock::new();
        let (place, url) = match orders {
            Some(url) => (None, url),
            None => {
                let place = Place::sqlite();
                let url = place.url.clone();
                (Some(place), url)
            }
        };
        let alone = place.is_some();
        let store = Store::open(address(&url).expect("an address"), clock.clock()).await.expect("a store");
        let scene = Scene { store, clock, place: Arc::new(place.unwrap_or_else(Place::nowhere)) };
        if alone {
            scene.publish(PLAYBOOK, kopru_store::publish::Existing::Keep).await;
        }
        let mut tasks = Vec::new();
        for caller in 0..4 {
            let scene = scene.clone();
            tasks.push(tokio::spawn(async move {
                let numbers = (first..).skip(caller).step_by(4);
                for number in numbers.take(if alone { 10 } else { usize::MAX }) {
                    let answer = scene.store.take(vec![numbered(&scene, number)]).await.expect("a store").remove(0);
                    answer.expect("a fact that is taken");
                    println!("acknowledged {number}");
                }
            }));
        }
        for task in tasks {
            task.await.expect("no panic");
        }
    });
}

fn writer(url: &str, first: u64) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "facts_are_acknowledged_one_by_one", "--nocapture"])
        .env(ADDRESS, url)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a process")
}

/// Reads acknowledgements until there are so many, kills the process, and takes what it had still printed.
fn kill_after(mut child: Child, count: u64, seen: &mut BTreeSet<u64>) {
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut take = |line: String| {
        if let Some(number) = line.strip_prefix("acknowledged ").and_then(|it| it.parse().ok()) {
            seen.insert(number);
            return true;
        }
        false
    };
    let mut counted = 0;
    while counted < count {
        let Some(Ok(line)) = lines.next() else { break };
        counted += u64::from(take(line));
    }
    child.kill().expect("killed");
    lines.map_while(Result::ok).for_each(|line| {
        take(line);
    });
    child.wait().expect("its end");
}

async fn check(scene: &Scene, acknowledged: &BTreeSet<u64>) {
    // PostgreSQL may still be ending the last transaction of the process that was killed: between two looks one more
    // group of facts can come, and then none.
    let mut looks = 0;
    let held = loop {
        let held = scene.store.fact_ids().await.expect("ids");
        if scene.store.counted("facts").await.expect("a counter") == held.len() as i64 {
            break held;
        }
        looks += 1;
        assert!(looks < 1_000, "the counter is not the number of facts, {}", held.len());
    };
    let set: BTreeSet<&String> = held.iter().collect();
    assert_eq!(set.len(), held.len(), "a fact is there twice");
    for number in acknowledged {
        assert!(set.contains(&format!("n{number}")), "fact {number} was acknowledged and is gone");
    }
}

fn killed_again_and_again(place: Place, writers: u64) {
    let runtime = runtime();
    let place = Arc::new(place);
    let scene = runtime.block_on(async {
        let clock = TestClock::new();
        let scene = Scene { store: place.open(&clock).await, clock, place: place.clone() };
        scene.publish(PLAYBOOK, kopru_store::publish::Existing::Keep).await;
        scene
    });
    let mut acknowledged = BTreeSet::new();
    let mut random: u64 = 7;
    for round in 0..KILLS / writers {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let first = acknowledged.last().map_or(0_u64, |last| last + 1).saturating_sub(round % 3 * 5);
        // The second process takes the same facts: whoever comes second gets the first answer.
        let others: Vec<Child> = (1..writers).map(|_| writer(&place.url, first)).collect();
        kill_after(writer(&place.url, first), 1 + (random >> 33) % 60, &mut acknowledged);
        for other in others {
            kill_after(other, 1 + (random >> 40) % 60, &mut acknowledged);
        }
        runtime.block_on(check(&scene, &acknowledged));
    }
    assert!(acknowledged.len() as u64 > KILLS, "hardly anything was written: {}", acknowledged.len());
    runtime.block_on(engines::assert_replays(&scene));
}

#[test]
fn a_killed_process_loses_and_doubles_nothing_on_sqlite() {
    killed_again_and_again(Place::sqlite(), 1);
}

#[test]
fn two_killed_processes_lose_and_double_nothing_on_sqlite() {
    killed_again_and_again(Place::sqlite(), 2);
}

#[test]
fn a_killed_process_loses_and_doubles_nothing_on_postgres() {
    if let Some(place) = runtime().block_on(Place::postgres()) {
        killed_again_and_again(place, 1);
    }
}

#[test]
fn two_killed_processes_lose_and_double_nothing_on_postgres() {
    if let Some(place) = runtime().block_on(Place::postgres()) {
        killed_again_and_again(place, 2);
    }
}
