//! Merging while facts come in.

use crate::dump::dump;
use crate::engines::{Scene, assert_replays, fact, on_both, with};
use crate::history::{id_of, text};
use kopru_engine::fact::Subject;
use kopru_store::sql::Cell;
use kopru_store::{Answer, FactIn, Id, StoreError};
use std::collections::BTreeMap;
use tokio::task::JoinHandle;

/// Everybody's row, held by somebody else: whoever wants one waits, and goes on in the order of asking. On SQLite, where
/// one transaction writes at a time and those that wait have no order, nothing is held.
struct Held(Option<[tokio_postgres::Client; 2]>);

impl Held {
    async fn everybody(scene: &Scene) -> Held {
        if scene.place.engine == "sqlite" {
            return Held(None);
        }
        // Within a transaction PostgreSQL would go on telling what was so at its beginning: another one looks.
        let (holds, looks) = (connect(scene).await, connect(scene).await);
        holds.batch_execute("begin; select person from person for update").await.expect("locks");
        Held(Some([holds, looks]))
    }

    /// Looks until so many wait.
    async fn until(&self, count: i64) {
        let Some([_, looks]) = &self.0 else { return };
        let sql =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        for _ in 0..50_000 {
            let waiting: i64 = looks.query_one(sql, &[]).await.expect("a count").get(0);
            if waiting >= count {
                return;
            }
        }
        panic!("{count} transactions never wait");
    }

    async fn let_go(self) {
        if let Some([holds, _]) = self.0 {
            holds.batch_execute("commit").await.expect("an end");
        }
    }
}

async fn connect(scene: &Scene) -> tokio_postgres::Client {
    let (client, connection) =
        tokio_postgres::connect(&scene.place.url, tokio_postgres::NoTls).await.expect("PostgreSQL");
    tokio::spawn(connection);
    client
}

/// Somebody whose id is greater than all before.
async fn newcomer(scene: &Scene, name: &str) -> Id {
    scene.clock.advance_secs(1);
    let made = fact(scene, &format!("{name}1"), &format!("{name}@x.example"), "newsletter_subscribed");
    scene.take(vec![made]).await[0].person.expect("a person")
}

fn later(scene: &Scene, made: FactIn) -> JoinHandle<Answer> {
    let scene = scene.clone();
    tokio::spawn(async move { scene.take(vec![made]).await.remove(0) })
}

/// The person of whose stream each fact is, by the fact's id; what an unmerge gave away is where it came to.
async fn places(scene: &Scene) -> BTreeMap<String, Id> {
    let all = dump(scene).await;
    let live = all["fact"].iter().filter(|row| row["moved_to"] == Cell::Null);
    live.map(|row| (text(&row["id"]).to_owned(), id_of(&row["person"]))).collect()
}

#[test]
fn a_fact_that_waits_behind_an_unmerge_is_theirs_whom_its_address_is_then() {
    on_both(|scene| async move {
        let other = scene.another().await;
        // Rows are locked in the order of ids: the unmerge waits for the one that the fact waits for.
        let (a, b) = (newcomer(&scene, "a").await, newcomer(&scene, "b").await);
        for round in 0..3 {
            let merge = scene.store.merge(a, b, "t".into()).await.expect("a merge").merge;
            scene.clock.advance_secs(60);
            if round > 0 {
                scene.take(vec![fact(&scene, &format!("a-{round}"), "a@x.example", "newsletter_subscribed")]).await;
            }
            let held = Held::everybody(&scene).await;
            let store = scene.store.clone();
            let undone = tokio::spawn(async move { store.unmerge(merge, "t".into()).await.expect("an undone merge") });
            held.until(1).await;
            let id = format!("b-{round}");
            let taken = later(&other, with(fact(&other, &id, "b@x.example", "page_viewed"), "path", "/pricing"));
            held.until(2).await;
            held.let_go().await;
            let (_, answer) = (undone.await.expect("no panic"), taken.await.expect("no panic"));
            if scene.place.engine == "postgres" {
                assert_eq!(answer.person, Some(b), "round {round}");
            }
            assert_eq!(places(&scene).await[&id], b, "round {round}");
        }
        assert_replays(&scene).await;
    });
}

#[test]
fn a_fact_that_waits_behind_a_merge_is_the_survivors_and_goes_back_with_its_address() {
    on_both(|scene| async move {
        let other = scene.another().await;
        // The loser is the older one, so that the merge waits for the one that the fact waits for.
        let (b, a) = (newcomer(&scene, "b").await, newcomer(&scene, "a").await);
        let held = Held::everybody(&scene).await;
        let store = scene.store.clone();
        let merged = tokio::spawn(async move { store.merge(a, b, "t".into()).await.expect("a merge") });
        held.until(1).await;
        // An address that nobody had, said to be the same person's.
        let mut new = fact(&other, "b2", "new@x.example", "newsletter_subscribed");
        new.incoming.also.push(Subject::Email("b@x.example".into()));
        let taken = later(&other, new);
        held.until(2).await;
        held.let_go().await;
        let (merged, answer) = (merged.await.expect("no panic"), taken.await.expect("no panic"));
        if scene.place.engine == "postgres" {
            assert_eq!(answer.person, Some(a));
        }
        assert_eq!(scene.store.find_people("new@x.example").await.expect("people"), [a]);
        scene.store.unmerge(merged.merge, "t".into()).await.expect("an undone merge");
        assert_eq!(places(&scene).await["b2"], b);
        assert_eq!(scene.store.find_people("new@x.example").await.expect("people"), [b]);
        assert_replays(&scene).await;
    });
}

const CLIENTS: usize = 8;
const EACH: usize = 25;

/// Takes a fact; a busy store may say that it should be sent again.
async fn send(scene: &Scene, made: FactIn) {
    loop {
        match scene.store.take(vec![made.clone()]).await {
            Err(StoreError::Conflict(_)) => tokio::task::yield_now().await,
            answers => {
                answers.expect("a store that works").remove(0).expect("a fact that is taken");
                return;
            }
        }
    }
}

/// A client's fact by number: who it is about, and the fact. Every fifth comes from an address that nobody had.
fn numbered(scene: &Scene, client: usize, step: usize) -> (usize, FactIn) {
    let who = (client + step) % 2;
    let own = ["a@x.example", "b@x.example"][who];
    let id = format!("c{client}-{step:02}");
    let kind = ["newsletter_subscribed", "page_viewed", "demo_requested"][(client * 7 + step) % 3];
    let mut made = fact(scene, &id, own, kind);
    if kind == "page_viewed" {
        made = with(made, "path", "/pricing");
    }
    if step % 5 == 4 {
        made.incoming.raw.subject = Subject::Email(format!("{id}@x.example"));
        made.incoming.also.push(Subject::Email(own.into()));
    }
    (who, made)
}

#[test]
fn every_fact_is_theirs_whom_it_names_while_two_are_merged_and_parted_again_and_again() {
    on_both(|scene| async move {
        let other = scene.another().await;
        let pair = [newcomer(&scene, "a").await, newcomer(&scene, "b").await];
        let mut clients = Vec::new();
        for client in 0..CLIENTS {
            let scene = if client % 2 == 0 { scene.clone() } else { other.clone() };
            clients.push(tokio::spawn(async move {
                for step in 0..EACH {
                    send(&scene, numbered(&scene, client, step).1).await;
                }
            }));
        }
        let mut round = 0;
        while round < 4 || !clients.iter().all(JoinHandle::is_finished) {
            let (survivor, loser) = (pair[round % 2], pair[1 - round % 2]);
            let Some(merge) = done(|| scene.store.merge(survivor, loser, "t".into())).await else { continue };
            scene.clock.advance_secs(1);
            while done(|| scene.store.unmerge(merge.merge, "t".into())).await.is_none() {}
            scene.clock.advance_secs(1);
            round += 1;
        }
        for client in clients {
            client.await.expect("no panic");
        }
        let places = places(&scene).await;
        assert_eq!(places.len(), CLIENTS * EACH + 2);
        for (client, step) in (0..CLIENTS).flat_map(|client| (0..EACH).map(move |step| (client, step))) {
            let (who, made) = numbered(&scene, client, step);
            let id = made.incoming.raw.id.expect("an id");
            assert_eq!(places[&id], pair[who], "{id} after {round} merges");
            let subject = made.incoming.raw.subject.value().to_owned();
            assert_eq!(scene.store.find_people(&subject).await.expect("people"), [pair[who]], "{subject}");
        }
        assert_eq!(scene.store.counted("facts").await.expect("a counter"), places.len() as i64);
        scene.settle().await;
        assert_replays(&scene).await;
    });
}

/// What somebody did; nothing when others stood in the way again and again.
async fn done<T, F: Future<Output = Result<T, StoreError>>>(act: impl Fn() -> F) -> Option<T> {
    match act().await {
        Err(StoreError::Conflict(_)) => None,
        other => Some(other.expect("a store that works")),
    }
}
