//! Everything that a database holds, whatever the schema: for tests that compare all of it, or look for something in it.

#![allow(dead_code, reason = "each test file uses some of it")]

use crate::engines::{Place, Scene};
use kopru_store::sql::Cell;
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// A row, by the names of its columns.
pub type Row = BTreeMap<String, Cell>;
/// The rows of each table, sorted.
pub type Dump = BTreeMap<String, Vec<Row>>;

/// All rows of all tables.
pub async fn dump(scene: &Scene) -> Dump {
    let mut all = if scene.place.engine == "sqlite" { sqlite(&scene.place) } else { postgres(&scene.place).await };
    for rows in all.values_mut() {
        rows.sort_by_cached_key(|row| format!("{row:?}"));
    }
    all
}

/// Takes everything out of the database but the playbook and what the database says of itself.
pub async fn clear(scene: &Scene) {
    let kept = ["meta", "workspace", "playbook", "publication"];
    let tables = dump(scene).await.into_keys().filter(|table| !kept.contains(&table.as_str()));
    let sql: String = tables.map(|table| format!("delete from {table};")).collect();
    run(scene, &sql).await;
}

/// Runs statements beside the store.
pub async fn run(scene: &Scene, sql: &str) {
    if scene.place.engine == "sqlite" {
        let conn = rusqlite::Connection::open(scene.place.file()).expect("the file");
        conn.busy_timeout(std::time::Duration::from_secs(10)).expect("a time");
        conn.execute_batch(sql).expect("statements");
    } else {
        let (client, connection) =
            tokio_postgres::connect(&scene.place.url, tokio_postgres::NoTls).await.expect("PostgreSQL");
        tokio::spawn(connection);
        client.batch_execute(sql).await.expect("statements");
    }
}

fn sqlite(place: &Place) -> Dump {
    let conn = rusqlite::Connection::open(place.file()).expect("the file");
    let mut tables = conn.prepare("select name from sqlite_master where type = 'table'").expect("tables");
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).expect("tables").collect::<Result<_, _>>().expect("names");
    let rows = |table: &String| {
        let mut all = conn.prepare(&format!("select * from {table}")).expect("a table");
        let names: Vec<String> = all.column_names().map(str::to_owned).collect();
        let mut found = all.query([]).expect("rows");
        let mut rows = Vec::new();
        while let Some(row) = found.next().expect("a row") {
            let cell = |at: usize| match row.get(at).expect("a value") {
                Value::Null => Cell::Null,
                Value::Integer(it) => Cell::Int(it),
                Value::Text(it) => Cell::Text(it),
                Value::Blob(it) => Cell::Blob(it),
                Value::Real(it) => panic!("{table} holds {it}"),
            };
            rows.push(names.iter().cloned().zip((0..).map(cell)).collect());
        }
        rows
    };
    tables.iter().map(|table| (table.clone(), rows(table))).collect()
}

async fn postgres(place: &Place) -> Dump {
    let (client, connection) = tokio_postgres::connect(&place.url, tokio_postgres::NoTls).await.expect("PostgreSQL");
    tokio::spawn(connection);
    let tables = client
        .query("select table_name::text from information_schema.tables where table_schema = 'public'", &[])
        .await
        .expect("tables");
    let mut all = Dump::new();
    for table in tables {
        let table: String = table.get(0);
        let found = client.query(&format!("select * from {table}"), &[]).await.expect("a table");
        let read = |row: &tokio_postgres::Row| {
            let cell = |at: usize, kind: &str| match kind {
                "int8" => row.get::<_, Option<i64>>(at).map_or(Cell::Null, Cell::Int),
                "text" => row.get::<_, Option<String>>(at).map_or(Cell::Null, Cell::Text),
                "bytea" => row.get::<_, Option<Vec<u8>>>(at).map_or(Cell::Null, Cell::Blob),
                other => panic!("{table} has a column of type {other}"),
            };
            let columns = row.columns().iter().enumerate();
            columns.map(|(at, it)| (it.name().to_owned(), cell(at, it.type_().name()))).collect()
        };
        let rows = found.iter().map(read).collect();
        all.insert(table, rows);
    }
    all
}

/// Where a text stands in any column of any table, whatever its case: table, column and what is there.
pub fn holding(dump: &Dump, text: &str) -> Vec<String> {
    let mut places = Vec::new();
    for (table, rows) in dump {
        for (column, cell) in rows.iter().flatten() {
            let found = match cell {
                Cell::Text(it) => holds(it.as_bytes(), text),
                Cell::Blob(it) => holds(it, text),
                Cell::Null | Cell::Int(_) => false,
            };
            if found {
                places.push(format!("{table}.{column}: {cell:?}"));
            }
        }
    }
    places
}

/// Whether bytes hold a text, whatever its case.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    let wanted = text.to_lowercase().into_bytes();
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    let upper = text.to_uppercase().into_bytes();
    find(&lower, &wanted) || find(bytes, &upper) || find(bytes, text.as_bytes())
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return false };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        if bytes[from + at..].starts_with(wanted) {
            return true;
        }
        from += at + 1;
    }
    false
}
