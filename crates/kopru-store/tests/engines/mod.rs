//! Runs one story on both databases. `KOPRU_TEST_POSTGRES` says where PostgreSQL is (`cargo xtask postgres -- COMMAND`
//! starts one and sets it); `off` means SQLite only, on purpose. Without it a test fails: it never passes by not running.

#![allow(dead_code, reason = "each test file uses some of it")]

pub mod random;

use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::publish::{Edition, Existing};
use kopru_store::written::Incoming;
use kopru_store::{Answer, Clock, FactIn, Id, Store, address};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The playbook of most stories: small, with everything that the store has to do with.
pub const PLAYBOOK: &str = include_str!("playbook.toml");

/// A clock that only moves when it is told to.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Begins at `2026-03-02T09:00:00Z`.
    pub fn new() -> TestClock {
        let start = Moment::parse("2026-03-02T09:00:00Z").expect("a moment");
        TestClock(Arc::new(AtomicI64::new(start.micros())))
    }

    pub fn now(&self) -> Moment {
        Moment::from_micros(self.0.load(Ordering::SeqCst)).expect("a moment")
    }

    pub fn set(&self, at: Moment) {
        self.0.store(at.micros(), Ordering::SeqCst);
    }

    pub fn advance_secs(&self, secs: i64) {
        self.set(self.now().plus_secs(secs));
    }

    pub fn clock(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

/// An empty database of one engine, and the way to open it again. It is removed when this is dropped.
pub struct Place {
    pub engine: &'static str,
    pub url: String,
    folder: Option<PathBuf>,
    admin: Option<String>,
}

impl Place {
    pub fn sqlite() -> Place {
        let folder = std::env::temp_dir().join(format!(
            "kopru-test-{}-{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::SeqCst)
        ));
        std::fs::create_dir_all(&folder).expect("a folder");
        let url = format!("sqlite:{}", folder.join("kopru.db").display());
        Place { engine: "sqlite", url, folder: Some(folder), admin: None }
    }

    /// `None` when the tests run on SQLite only, on purpose.
    pub async fn postgres() -> Option<Place> {
        let admin = std::env::var("KOPRU_TEST_POSTGRES").expect(
            "KOPRU_TEST_POSTGRES is not set: run this through `cargo xtask postgres -- cargo nextest run …`, or set it to `off` to test SQLite only",
        );
        if admin == "off" {
            return None;
        }
        let name = format!("kopru_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let (client, connection) = tokio_postgres::connect(&admin, tokio_postgres::NoTls).await.expect("PostgreSQL");
        tokio::spawn(connection);
        client.batch_execute(&format!("create database {name}")).await.expect("a database");
        Some(Place { engine: "postgres", url: with_database(&admin, &name), folder: None, admin: Some(admin) })
    }

    /// No place of this process's own: the database is another one's.
    pub fn nowhere() -> Place {
        Place { engine: "nowhere", url: String::new(), folder: None, admin: None }
    }

    /// The file of a SQLite place.
    pub fn file(&self) -> PathBuf {
        PathBuf::from(self.url.strip_prefix("sqlite:").expect("a SQLite place"))
    }

    /// Opens the store.
    pub async fn open(&self, clock: &TestClock) -> Store {
        Store::open(address(&self.url).expect("an address"), clock.clock()).await.expect("an open store")
    }
}

/// The address of another database on the same server.
fn with_database(admin: &str, name: &str) -> String {
    let (before, query) = admin.split_once('?').map_or((admin, None), |(before, query)| (before, Some(query)));
    let scheme_end = before.find("://").expect("an address") + 3;
    let authority_end = before[scheme_end..].find('/').map_or(before.len(), |at| scheme_end + at);
    let base = &before[..authority_end];
    query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Some(admin) = self.admin.take() {
            let name = self.url.rsplit_once('/').map_or("", |it| it.1);
            let name =
                self.url[..self.url.find('?').unwrap_or(self.url.len())].rsplit('/').next().unwrap_or(name).to_owned();
            // A thread of its own: the test's runtime may be ending.
            let _ = std::thread::spawn(move || {
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
                runtime.block_on(async {
                    if let Ok((client, connection)) = tokio_postgres::connect(&admin, tokio_postgres::NoTls).await {
                        tokio::spawn(connection);
                        let _ = client.batch_execute(&format!("drop database if exists {name} with (force)")).await;
                    }
                });
            })
            .join();
        }
    }
}

/// Runs a story on both engines, each on an empty database with [`PLAYBOOK`] published.
pub fn on_both<F: Future<Output = ()>>(story: impl Fn(Scene) -> F) {
    on_both_empty(|scene| async {
        scene.publish(PLAYBOOK, Existing::Keep).await;
        story(scene).await;
    });
}

/// Runs a story on both engines, each on an empty database.
pub fn on_both_empty<F: Future<Output = ()>>(story: impl Fn(Scene) -> F) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut places = vec![Place::sqlite()];
        places.extend(Place::postgres().await);
        for place in places {
            eprintln!("on {}", place.engine);
            let clock = TestClock::new();
            let store = place.open(&clock).await;
            // A story that uses nothing but the store drops the rest of its scene at once: the place outlives it here.
            let place = Arc::new(place);
            story(Scene { store, clock, place: place.clone() }).await;
            drop(place);
        }
    });
}

/// A store on an empty database with [`PLAYBOOK`] published.
pub async fn fresh(place: Place) -> Scene {
    let clock = TestClock::new();
    let store = place.open(&clock).await;
    let scene = Scene { store, clock, place: Arc::new(place) };
    scene.publish(PLAYBOOK, Existing::Keep).await;
    scene
}

/// A store under test.
#[derive(Clone)]
pub struct Scene {
    pub store: Store,
    pub clock: TestClock,
    pub place: Arc<Place>,
}

impl Scene {
    pub async fn publish(&self, source: &str, existing: Existing) {
        let edition = Edition { source: source.to_owned(), lists: BTreeMap::new(), existing, by: "test".to_owned() };
        self.store.publish(edition).await.expect("a published playbook");
    }

    /// Takes facts that must all be taken.
    pub async fn take(&self, facts: Vec<FactIn>) -> Vec<Answer> {
        let answers = self.store.take(facts).await.expect("a store that works");
        answers.into_iter().map(|it| it.expect("a fact that is taken")).collect()
    }

    /// Runs upkeep until nothing is left to do.
    pub async fn settle(&self) {
        for _ in 0..10_000 {
            if self.store.upkeep().await.expect("upkeep").is_idle() {
                return;
            }
        }
        panic!("upkeep finds no end");
    }

    /// Does something to the database that Köprü never does.
    pub async fn sql(&self, text: &str) {
        if self.place.engine == "sqlite" {
            let conn = rusqlite::Connection::open(self.place.file()).expect("the file");
            conn.execute_batch(text).expect("a statement");
        } else {
            let (client, connection) =
                tokio_postgres::connect(&self.place.url, tokio_postgres::NoTls).await.expect("PostgreSQL");
            tokio::spawn(connection);
            client.batch_execute(text).await.expect("a statement");
        }
    }

    /// An id as the database writes it in a statement.
    pub fn literal(&self, id: Id) -> String {
        let digits = id.to_string().replace('-', "");
        if self.place.engine == "sqlite" { format!("x'{digits}'") } else { format!("'\\x{digits}'::bytea") }
    }

    /// Opens the same database once more, as another process would.
    pub async fn another(&self) -> Scene {
        Scene { store: self.place.open(&self.clock).await, clock: self.clock.clone(), place: self.place.clone() }
    }
}

/// Every stream decided again, alone, gives what is stored.
pub async fn assert_replays(scene: &Scene) {
    let replayed = scene.store.replay(true, |_| ()).await.expect("a replay");
    assert_eq!(replayed.first, Vec::new());
    assert_eq!(replayed.differences, 0);
    assert!(replayed.compared > 0, "nothing was compared");
}

/// A fact about an e-mail address, happening now by the scene's clock.
pub fn fact(scene: &Scene, id: &str, email: &str, kind: &str) -> FactIn {
    let mut raw = RawFact::new(Subject::Email(email.to_owned()), kind);
    raw.id = Some(id.to_owned());
    raw.occurred_at = Some(scene.clock.now());
    raw.source = Some("web".to_owned());
    FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false }
}

/// The same fact with a datum.
pub fn with(mut fact: FactIn, name: &str, value: &str) -> FactIn {
    fact.incoming.raw.data.insert(name.to_owned(), Scalar::Text(value.to_owned()));
    fact
}

/// The same fact with a field of the person.
pub fn field(mut fact: FactIn, name: &str, value: &str) -> FactIn {
    fact.incoming.raw.fields.insert(name.to_owned(), Scalar::Text(value.to_owned()));
    fact
}

/// The same fact with an account, and a field of it.
pub fn account(mut fact: FactIn, account: &str, fields: &[(&str, &str)]) -> FactIn {
    fact.incoming.raw.account = Some(account.to_owned());
    for (name, value) in fields {
        fact.incoming.raw.account_fields.insert((*name).to_owned(), Scalar::Text((*value).to_owned()));
    }
    fact
}

/// A folder of the repository.
pub fn repository() -> &'static PathBuf {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository"))
}
