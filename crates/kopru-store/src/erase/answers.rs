//! Forgets answers that were kept for repeats of a request and that may tell of somebody who is erased. A request that
//! comes again then is worked on again, and meets what is stored: facts are known by their ids.

use super::traces::names;
use crate::dialect::Conn;
use crate::error::Result;
use crate::sql::{Param, Sql};
use serde_json::Value;
use std::collections::BTreeSet;

/// Answers that are read at once.
const PAGE: usize = 500;

/// Forgets every answer that names one of the ids, or holds one of the words; and every refusal: it may repeat what the
/// person said, which nobody stored, and a request that was refused did nothing that could happen twice.
pub(super) fn forget(conn: &mut Conn, ws: i64, ids: &BTreeSet<String>, words: &[&String]) -> Result<()> {
    let sql = format!(
        "select key, status, body from idempotency where workspace = $1 and key > $2 order by key limit {PAGE}"
    );
    let mut after: Vec<u8> = Vec::new();
    loop {
        let rows = conn.rows(&sql, &[Param::Int(ws), Param::Blob(&after)])?;
        let last = rows.len() < PAGE;
        for mut row in rows {
            let (key, status, body) = (row.blob()?, row.int()?, row.text()?);
            let told = match serde_json::from_str::<Value>(&body) {
                Ok(value) => status >= 400 || tells(&value, ids, words),
                Err(_) => !body.is_empty(),
            };
            if told {
                let params = [Param::Int(ws), Param::Blob(&key)];
                conn.execute("delete from idempotency where workspace = $1 and key = $2", &params)?;
            }
            after = key;
        }
        if last {
            return Ok(());
        }
    }
}

/// Whether a part of an answer is about one of those who are erased, or a refusal among answers.
fn tells(value: &Value, ids: &BTreeSet<String>, words: &[&String]) -> bool {
    match value {
        Value::String(text) => ids.contains(text) || names(text, words),
        Value::Array(items) => items.iter().any(|item| tells(item, ids, words)),
        Value::Object(parts) => parts.contains_key("detail") || parts.iter().any(|(_, part)| tells(part, ids, words)),
        _ => false,
    }
}
