//! Databases are opened, made, and refused in clear words; both have one schema.

mod engines;

use engines::{Place, TestClock, on_both_empty};
use kopru_store::{Store, StoreError, address};
use std::collections::BTreeSet;

async fn opened(url: &str) -> Result<Store, StoreError> {
    Store::open(address(url)?, TestClock::new().clock()).await
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

#[test]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    runtime().block_on(async {
        let sqlite = Place::sqlite();
        let store = opened(&sqlite.url).await.expect("a store");
        let first: BTreeSet<String> = store.schema().await.expect("a schema").into_iter().collect();
        assert!(first.len() > 200, "too few: {}", first.len());
        if let Some(postgres) = Place::postgres().await {
            let store = opened(&postgres.url).await.expect("a store");
            let second: BTreeSet<String> = store.schema().await.expect("a schema").into_iter().collect();
            let apart: Vec<&String> = first.symmetric_difference(&second).collect();
            assert!(apart.is_empty(), "{apart:#?}");
        }
    });
}

#[test]
fn processes_that_start_at_once_make_one_schema() {
    on_both_empty(|scene| async move {
        let place = match scene.place.engine {
            "sqlite" => Place::sqlite(),
            _ => Place::postgres().await.expect("PostgreSQL"),
        };
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let url = place.url.clone();
                tokio::spawn(async move { opened(&url).await.map(|store| store.meta().schema) })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.expect("no panic"), Ok(kopru_store::migrate::SCHEMA));
        }
    });
}

#[test]
fn what_is_no_database_of_ours_is_refused() {
    runtime().block_on(async {
        let place = Place::sqlite();
        std::fs::write(place.file(), "name,email\nAda,ada@acme.com\n".repeat(100)).expect("a file");
        let refused = opened(&place.url).await.expect_err("a text file");
        assert!(matches!(refused, StoreError::Unusable(_)), "{refused:?}");

        let other = Place::sqlite();
        let conn = rusqlite::Connection::open(other.file()).expect("a database");
        conn.execute_batch("create table songs (name text)").expect("a table");
        drop(conn);
        let refused = opened(&other.url).await.expect_err("another program's");
        assert!(refused.to_string().contains("another program"), "{refused}");

        let refused = opened("sqlite:/nowhere/at/all/kopru.db").await.expect_err("no folder");
        assert!(refused.to_string().contains("/nowhere/at/all/kopru.db"), "{refused}");
        for wrong in ["", "mysql://a/b", "sqlite:", "postgres://a@b/c?sslmode=perhaps"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    });
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_left_as_it_is() {
    runtime().block_on(async {
        let place = Place::sqlite();
        drop(opened(&place.url).await.expect("a store"));
        let conn = rusqlite::Connection::open(place.file()).expect("a database");
        conn.execute_batch(
            "update meta set value = '99' where key = 'oldest_reader';
             update meta set value = '99' where key = 'schema'",
        )
        .expect("a newer one");
        let refused = opened(&place.url).await.expect_err("a newer one");
        assert!(refused.to_string().contains("newer"), "{refused}");
        let held: String =
            conn.query_row("select value from meta where key = 'schema'", [], |row| row.get(0)).expect("it");
        assert_eq!(held, "99");
    });
}

#[test]
fn postgres_says_what_is_wrong_with_an_address() {
    runtime().block_on(async {
        let Some(place) = Place::postgres().await else { return };
        let missing = place.url.replace("/kopru_", "/no_such_");
        let refused = opened(&missing).await.expect_err("no database");
        assert!(refused.to_string().contains("createdb no_such_"), "{refused}");
        let nowhere = opened("postgres://someone@127.0.0.1:1/kopru").await.expect_err("nobody there");
        assert!(matches!(nowhere, StoreError::Unavailable(_)), "{nowhere:?}");
        let secret = opened("postgres://someone:hush@127.0.0.1:1/kopru").await.expect_err("nobody there");
        assert!(!secret.to_string().contains("hush"), "{secret}");
    });
}

#[test]
fn a_file_of_the_first_schema_is_opened_replayed_and_goes_on() {
    runtime().block_on(async {
        let place = Place::sqlite();
        let kept = engines::repository().join("crates/kopru-store/tests/fixtures/schema-1.db");
        std::fs::copy(kept, place.file()).expect("a copy of the fixture");
        let clock = TestClock::new();
        let far = kopru_engine::time::Moment::parse("2027-06-01T09:00:00Z").expect("a moment");
        clock.set(far);
        let store = place.open(&clock).await;
        // The quickstart's 86 facts, see its README.
        assert_eq!(store.fact_ids().await.expect("ids").len(), 86);
        let scene = engines::Scene { store, clock, place: std::sync::Arc::new(place) };
        engines::assert_replays(&scene).await;
        // Its nineteen leads are counted in cohorts, which that schema did not have.
        let funnel = scene.store.funnel(kopru_store::report::funnel::FunnelQuery::default()).await.expect("a funnel");
        assert_eq!((funnel.whole.entered, scene.store.cohorts_apart().await), (19, Ok(0)));
        scene.take(vec![engines::fact(&scene, "new", "new@example.com", "demo_requested")]).await;
        scene.settle().await;
        engines::assert_replays(&scene).await;
        assert_eq!(scene.store.cohorts_apart().await, Ok(0));
    });
}
