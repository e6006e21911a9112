//! What the database alone takes: the rows that an import added, written once more with plain prepared statements.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::time::{Duration, Instant};

/// Facts whose rows stand in one transaction: as many as an import takes at once.
const TRANSACTION_FACTS: u64 = 2_000;

/// What was written.
pub struct Plain {
    pub rows: u64,
    pub took: Duration,
}

/// How many rows a table has.
pub fn count(path: &Path, table: &str) -> u64 {
    let conn = Connection::open(path).expect("opened");
    conn.query_row(&format!("select count(*) from {table}"), [], |row| row.get::<_, i64>(0))
        .expect("counted")
        .unsigned_abs()
}

/// A copy of a database that nobody writes to.
pub fn copy(from: &Path, to: &Path) {
    let conn = Connection::open(from).expect("opened");
    conn.execute_batch("pragma wal_checkpoint(truncate)").expect("written back");
    drop(conn);
    std::fs::copy(from, to).expect("copied");
}

/// Writes into `before` the rows that `after` has and it has not, in transactions as the import made them: in each as many
/// rows of every table, those of the same people. Only the writing is timed, commits included; both files have the same
/// tables and indexes, and the connection the same settings as the store's own.
pub fn write_difference(before: &Path, after: &Path) -> Plain {
    let source = Connection::open(after).expect("opened");
    source.execute("attach ?1 as old", [before.to_string_lossy()]).expect("attached");
    let target = Connection::open(before).expect("opened");
    let settings = "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32768;
        pragma secure_delete = on; pragma wal_autocheckpoint = 50000; pragma temp_store = memory";
    target.execute_batch(settings).expect("set");
    let sql = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'";
    let tables: Vec<Table> = texts(&source, sql).into_iter().map(|name| Table::new(&source, name)).collect();
    let facts = tables.iter().find(|it| it.name == "fact").map_or(0, |it| it.rows);
    let transactions = facts.div_ceil(TRANSACTION_FACTS).max(1);
    let mut statements: Vec<_> = tables.iter().map(|it| source.prepare(&it.select).expect("prepared")).collect();
    let mut cursors: Vec<_> = statements.iter_mut().map(|it| it.query([]).expect("asked")).collect();
    let mut plain = Plain { rows: 0, took: Duration::ZERO };
    for _ in 0..transactions {
        let mut batch: Vec<(&Table, Vec<Vec<Value>>)> = Vec::new();
        for (table, cursor) in tables.iter().zip(&mut cursors) {
            let mut rows = Vec::new();
            while (rows.len() as u64) < table.rows.div_ceil(transactions)
                && let Some(row) = cursor.next().expect("read")
            {
                rows.push((0..table.columns).map(|at| row.get(at).expect("a value")).collect());
            }
            plain.rows += rows.len() as u64;
            batch.push((table, rows));
        }
        let start = Instant::now();
        write(&target, batch);
        plain.took += start.elapsed();
    }
    plain
}

/// A table and its rows that are new.
struct Table {
    name: String,
    columns: usize,
    rows: u64,
    select: String,
    insert: String,
}

impl Table {
    fn new(source: &Connection, name: String) -> Table {
        let columns = texts(source, &format!("select name from pragma_table_info('{name}') order by cid"));
        let keys = texts(source, &format!("select name from pragma_table_info('{name}') where pk > 0 order by pk"));
        let same: Vec<String> = keys.iter().map(|key| format!("old.{key} = new.{key}")).collect();
        let new =
            format!("main.{name} new where not exists (select 1 from old.{name} old where {})", same.join(" and "));
        let order = if columns.iter().any(|it| it == "person") { "person" } else { &keys[keys.len().min(2) - 1] };
        let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let count = source.query_row(&format!("select count(*) from {new}"), [], |row| row.get::<_, i64>(0));
        Table {
            columns: columns.len(),
            rows: count.expect("counted").unsigned_abs(),
            select: format!("select {} from {new} order by {order}", columns.join(", ")),
            insert: format!("insert into {name} values ({})", marks.join(", ")),
            name,
        }
    }
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).expect("prepared");
    let rows = statement.query_map([], |row| row.get(0)).expect("asked");
    rows.collect::<Result<_, _>>().expect("read")
}

fn write(target: &Connection, batch: Vec<(&Table, Vec<Vec<Value>>)>) {
    target.execute_batch("begin immediate").expect("begun");
    for (table, rows) in batch.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let mut statement = target.prepare_cached(&table.insert).expect("prepared");
        for row in rows {
            statement.execute(params_from_iter(row)).expect("written");
        }
    }
    target.execute_batch("commit").expect("committed");
}

/// Reads as many leads by key as a page shows, bare: the median of twenty times, in ms.
pub fn page(path: &Path, rows: usize) -> f64 {
    let conn = Connection::open(path).expect("opened");
    let mut times: Vec<f64> = (0..20)
        .map(|_| {
            let start = Instant::now();
            let mut statement = conn
                .prepare_cached("select * from person where workspace = 1 order by workspace, person limit ?1")
                .expect("prepared");
            let mut found = statement.query([rows as i64]).expect("asked");
            while let Some(row) = found.next().expect("read") {
                let _: Vec<u8> = row.get("state").expect("a value");
            }
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    super::figures::quantile(&mut times, 50)
}
