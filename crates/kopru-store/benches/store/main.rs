//! What taking facts durably costs beside writing the very same rows with the very same statements and nothing else.
//!
//! `cargo xtask bench store [--database postgres] [--format json] [--quick] [--only intake|clocks|replay]`. Both are run in turn,
//! batch by batch, on two databases that hold the same people, so that a busy machine slows both.

mod market;

use kopru_engine::time::Moment;
use kopru_store::bench::{Ready, Workbench, Written};
use kopru_store::limits;
use kopru_store::publish::{Edition, Existing};
use kopru_store::{Clock, FactIn, Store, address};
use market::Market;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

/// One figure with its unit.
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    budget: Option<(f64, bool)>,
}

struct Bench {
    postgres: Option<String>,
    folder: PathBuf,
    people: u64,
    facts: usize,
    /// The one part that is measured; all of them without it.
    only: Option<String>,
    micros: Arc<AtomicI64>,
    figures: Vec<Figure>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    let quick = given("--quick");
    let postgres = given("postgres").then(|| std::env::var("KOPRU_TEST_POSTGRES").expect("KOPRU_TEST_POSTGRES"));
    let folder = std::env::temp_dir().join(format!("kopru-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let mut bench = Bench {
        postgres,
        folder: folder.clone(),
        people: if quick { 10_000 } else { 100_000 },
        facts: if quick { 20_000 } else { 100_000 },
        only: arguments.iter().position(|it| it == "--only").and_then(|at| arguments.get(at + 1).cloned()),
        micros: Arc::new(AtomicI64::new(0)),
        figures: Vec::new(),
    };
    bench.sync_time();
    runtime.block_on(bench.run());
    let _ = std::fs::remove_dir_all(folder);
    bench.print(given("json") || given("--format=json"));
}

impl Bench {
    fn clock(&self) -> Clock {
        let micros = self.micros.clone();
        Arc::new(move || Moment::from_micros(micros.load(Ordering::SeqCst)).expect("a moment"))
    }

    fn set(&self, at: Moment) {
        self.micros.store(at.micros(), Ordering::SeqCst);
    }

    /// The disk's own time to make 4 KiB durable.
    fn sync_time(&mut self) {
        use std::io::Write;
        let path = self.folder.join("sync");
        let mut file = std::fs::File::create(&path).expect("a file");
        let mut times: Vec<f64> = (0..200)
            .map(|_| {
                let start = Instant::now();
                file.write_all(&[7; 4096]).expect("written");
                file.sync_data().expect("durable");
                start.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        self.figure("fdatasync of 4 KiB, median", median(&mut times), "µs", None);
    }

    fn figure(&mut self, name: impl Into<String>, value: f64, unit: &'static str, budget: Option<(f64, bool)>) {
        self.figures.push(Figure { name: name.into(), value, unit, budget });
    }

    async fn run(&mut self) {
        let measured = |only: &Option<String>, part: &str| only.as_deref().is_none_or(|it| it == part);
        let mut market = Market::new(self.people, 42);
        let decided = self.database("decided").await;
        if measured(&self.only, "intake") || measured(&self.only, "replay") {
            let store = self.open(&decided).await;
            self.publish(&store).await;
            self.seed(&store, &mut market).await;
        }
        if measured(&self.only, "intake") {
            let bare = self.database("bare").await;
            self.copy(&decided, &bare).await;
            for size in [1_000, 100] {
                self.compare(&decided, &bare, &mut market, size).await;
            }
            let store = self.open(&decided).await;
            self.alone(&store, &mut market).await;
            self.together(&store, &mut market, 64).await;
        }
        if measured(&self.only, "clocks") {
            self.clocks(&mut market).await;
        }
        if measured(&self.only, "replay") {
            let store = self.open(&decided).await;
            self.replay(&store, false).await;
            self.replay(&store, true).await;
        }
    }

    async fn database(&self, name: &str) -> String {
        match &self.postgres {
            None => format!("sqlite:{}", self.folder.join(format!("{name}.db")).display()),
            Some(url) => {
                let (base, query) = url.split_once('?').unwrap_or((url, ""));
                let start = base.find("://").map_or(0, |at| at + 3);
                let end = base[start..].find('/').map_or(base.len(), |at| start + at);
                format!("{}/bench_{name}_{}?{query}", &base[..end], std::process::id())
            }
        }
    }

    async fn admin(&self, sql: &str) {
        if let Some(url) = &self.postgres {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("PostgreSQL");
            tokio::spawn(connection);
            client.batch_execute(sql).await.expect("done");
        }
    }

    async fn open(&self, url: &str) -> Store {
        if self.postgres.is_some() {
            let name = name_of(url);
            let (client, connection) =
                tokio_postgres::connect(self.postgres.as_deref().unwrap_or_default(), tokio_postgres::NoTls)
                    .await
                    .expect("PostgreSQL");
            tokio::spawn(connection);
            let known = client.query("select 1 from pg_database where datname = $1", &[&name]).await.expect("asked");
            if known.is_empty() {
                client.batch_execute(&format!("create database {name}")).await.expect("made");
            }
        }
        Store::open(address(url).expect("an address"), self.clock()).await.expect("a store")
    }

    async fn publish(&self, store: &Store) {
        let lists = Default::default();
        let edition = Edition { source: SAAS.into(), lists, existing: Existing::Keep, by: "bench".into() };
        store.publish(edition).await.expect("published");
    }

    async fn seed(&mut self, store: &Store, market: &mut Market) {
        let start = Instant::now();
        self.set(market.now);
        let mut facts: Vec<FactIn> = (0..self.people).map(|person| market.introduction(person)).collect();
        while !facts.is_empty() {
            let rest = facts.split_off(facts.len().min(1_000));
            taken(store, std::mem::replace(&mut facts, rest)).await;
        }
        let rate = self.people as f64 / start.elapsed().as_secs_f64();
        self.figure("new people, 1 000 a call", rate, "facts/s", None);
        for _ in 0..4 {
            market.now = market.now.plus_secs(86_400);
            self.set(market.now);
            let facts: Vec<FactIn> = (0..1_000).map(|_| market.act()).collect();
            taken(store, facts).await;
        }
    }

    /// Both databases hold the same.
    async fn copy(&self, from: &str, to: &str) {
        if self.postgres.is_some() {
            let (from, to) = (name_of(from), name_of(to));
            // The store's connections end a moment after it.
            for _ in 0..100 {
                self.admin(&format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'"))
                    .await;
                let (client, connection) =
                    tokio_postgres::connect(self.postgres.as_deref().unwrap_or_default(), tokio_postgres::NoTls)
                        .await
                        .expect("PostgreSQL");
                tokio::spawn(connection);
                if client.batch_execute(&format!("create database {to} template {from}")).await.is_ok() {
                    return;
                }
            }
            panic!("the database could not be copied");
        }
        let path = |url: &str| url.strip_prefix("sqlite:").unwrap_or(url).to_owned();
        let conn = rusqlite::Connection::open(path(from)).expect("opened");
        conn.execute_batch("pragma wal_checkpoint(truncate)").expect("written back");
        drop(conn);
        std::fs::copy(Path::new(&path(from)), Path::new(&path(to))).expect("copied");
    }

    /// Takes batches of one size on one database and writes the same rows bare on the other, in turn.
    async fn compare(&mut self, decided: &str, bare: &str, market: &mut Market, size: usize) {
        let handle = tokio::runtime::Handle::current();
        let (clock, facts) = (self.clock(), self.facts);
        let mut now = market.now;
        let batches: Vec<(Moment, Vec<FactIn>)> = (0..facts / size)
            .map(|_| {
                market.now = market.now.plus_secs(i64::try_from(size).unwrap_or(1));
                (market.now, (0..size).map(|_| market.act()).collect())
            })
            .collect();
        std::mem::swap(&mut now, &mut market.now);
        market.now = now.max(market.now);
        let (first, second) = (decided.to_owned(), bare.to_owned());
        let micros = self.micros.clone();
        let (ours, theirs, deciding, rows) = tokio::task::spawn_blocking(move || {
            let open = |url: &str| {
                Workbench::open(address(url).expect("an address"), clock.clone(), handle.clone()).expect("a store")
            };
            let (mut ours, mut theirs) = (open(&first), open(&second));
            let (mut all, mut plain, mut deciding) = (Vec::new(), Vec::new(), Vec::new());
            let mut rows = 0;
            for (at, facts) in batches {
                micros.store(at.micros(), Ordering::SeqCst);
                let ready: Ready = ours.prepare(facts, at).expect("ready");
                let start = Instant::now();
                ours.decide_only(&ready).expect("decided");
                deciding.push(start.elapsed());
                let start = Instant::now();
                let written: Written = ours.take(&ready).expect("taken");
                all.push(start.elapsed());
                rows += written.rows();
                let start = Instant::now();
                theirs.write_bare(&written).expect("written");
                plain.push(start.elapsed());
            }
            (all, plain, deciding, rows)
        })
        .await
        .expect("no panic");
        market.now = Moment::from_micros(self.micros.load(Ordering::SeqCst)).expect("a moment");
        let total = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
        let count = (facts / size * size) as f64;
        self.figure(format!("taken, {size} a transaction"), count / total(&ours), "facts/s", None);
        self.figure(format!("the same rows bare, {size} a transaction"), count / total(&theirs), "facts/s", None);
        self.figure(format!("loading and deciding alone, {size}"), total(&deciding) / count * 1e6, "µs/fact", None);
        self.figure(format!("rows a fact, {size}"), rows as f64 / count, "", None);
        let mut ratios: Vec<f64> =
            ours.iter().zip(&theirs).map(|(a, b)| b.as_secs_f64() / a.as_secs_f64() * 100.0).collect();
        let whole = total(&theirs) / total(&ours) * 100.0;
        self.figure(format!("share of bare, {size} a transaction"), whole, "%", Some((75.0, true)));
        self.figure(format!("  the median of the batches, {size}"), median(&mut ratios), "%", None);
    }

    /// One fact at a time, by one caller.
    async fn alone(&mut self, store: &Store, market: &mut Market) {
        let mut times = Vec::new();
        for _ in 0..2_000 {
            market.now = market.now.plus_secs(1);
            self.set(market.now);
            let fact = market.act();
            let start = Instant::now();
            taken(store, vec![fact]).await;
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        self.figure("one fact alone, median", median(&mut times), "ms", None);
        self.figure("one fact alone, p99", times[times.len() * 99 / 100], "ms", Some((10.0, false)));
    }

    /// One fact a call, by many callers at once.
    async fn together(&mut self, store: &Store, market: &mut Market, callers: usize) {
        market.now = market.now.plus_secs(60);
        self.set(market.now);
        let each = self.facts / callers / 4;
        let mut tasks = Vec::new();
        for _ in 0..callers {
            let facts: Vec<FactIn> = (0..each).map(|_| market.act()).collect();
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                for fact in facts {
                    taken(&store, vec![fact]).await;
                }
            }));
        }
        let start = Instant::now();
        for task in tasks {
            task.await.expect("no panic");
        }
        let rate = (each * callers) as f64 / start.elapsed().as_secs_f64();
        self.figure(format!("{callers} callers, one fact a call"), rate, "facts/s", None);
    }

    /// Many leads wait for sales' answer, each with a clock: what a look costs that finds nothing due, and how long it takes
    /// until all that is due at once is decided.
    async fn clocks(&mut self, market: &mut Market) {
        let url = self.database("clocks").await;
        let store = self.open(&url).await;
        self.publish(&store).await;
        let open = self.people;
        self.set(market.now);
        let mut facts: Vec<FactIn> = (0..open).map(|person| market.request(person)).collect();
        while !facts.is_empty() {
            let rest = facts.split_off(facts.len().min(1_000));
            taken(&store, std::mem::replace(&mut facts, rest)).await;
        }
        let mut times = Vec::new();
        for _ in 0..200 {
            let start = Instant::now();
            assert_eq!(store.run_timers().await.expect("a look"), 0, "nothing is due yet");
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        self.figure(format!("a look at {open} open clocks, nothing due"), median(&mut times), "ms", Some((1.0, false)));
        // Five days later every answer is due.
        self.set(market.now.plus_secs(5 * 86_400));
        let (start, mut done) = (Instant::now(), 0);
        while done < 10_000.min(open) {
            let now = store.run_timers().await.expect("what is due") as u64;
            assert!(now > 0, "{done} were due");
            done += now;
        }
        let each = start.elapsed().as_secs_f64() / done as f64 * 10_000.0;
        self.figure("10 000 clocks due at once", each, "s", Some((0.5, false)));
    }

    /// Replays what all of that has stored.
    async fn replay(&mut self, store: &Store, verify: bool) {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(limits::READERS);
        let start = Instant::now();
        let replayed = store.replay(verify, |_| {}).await.expect("a replay");
        let took = start.elapsed().as_secs_f64();
        assert_eq!(replayed.first, [], "a clean replay");
        let (name, budget) = if verify { ("replay --verify", 300_000.0) } else { ("replay", 800_000.0) };
        let rate = replayed.facts as f64 / took / cores as f64;
        self.figure(format!("{name}, a core of {cores}"), rate, "facts/s", Some((budget, true)));
    }

    fn print(&self, json: bool) {
        if json {
            let rows: Vec<serde_json::Value> = self
                .figures
                .iter()
                .map(|it| serde_json::json!({ "name": it.name, "value": it.value, "unit": it.unit, "budget": it.budget.map(|it| it.0) }))
                .collect();
            println!("{}", serde_json::Value::Array(rows));
            return;
        }
        println!("{} people, {} facts each round", self.people, self.facts);
        for Figure { name, value, unit, budget } in &self.figures {
            let budget = budget.map_or(String::new(), |(budget, least)| {
                let met = if least { *value >= budget } else { *value < budget };
                let sign = if least { "≥" } else { "<" };
                format!("  {sign} {budget} {unit}{}", if met { "" } else { "  NOT MET" })
            });
            println!("{name:<45} {value:>12.1} {unit}{budget}");
        }
    }
}

async fn taken(store: &Store, facts: Vec<FactIn>) {
    for answer in store.take(facts).await.expect("a store that works") {
        answer.expect("a fact that is taken");
    }
}

fn name_of(url: &str) -> &str {
    let base = url.split_once('?').map_or(url, |it| it.0);
    base.rsplit('/').next().unwrap_or(base)
}

/// The median; sorts what it is given.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
