//! Takes what tells of a person out of decisions, indexes and notes.

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::Result;
use crate::fold;
use crate::id::Id;
use crate::intake::consequences;
use crate::rows::DecisionRow;
use crate::sql::{Param, Sql};
use crate::writer::Shared;
use crate::written::erased::{ERASED, erase_cause, erase_changes, erase_trace};
use kopru_engine::lead::Lead;
use serde_json::Value;
use std::collections::BTreeSet;

/// Shortest text that is looked for in notes: a shorter one is in everything.
const WORD_CHARS_MIN: usize = 4;

/// Erases the decisions of people, and what others' streams hold of them from the time when they were one.
pub(super) fn erase(shared: &Shared, conn: &mut Conn, people: &[Id]) -> Result<()> {
    let ws = shared.workspace;
    for person in people {
        for row in fold::decisions(conn, ws, *person)? {
            let book = shared.books.get(conn, ws, row.playbook)?;
            let changes = erase_changes(&row.changes, &|text| book.names.is_own(text));
            write(conn, ws, &row, &erase_cause(&row.cause), &changes)?;
        }
        let sql = "select survivor, survivor_seq, undone_seq from merge
                   where workspace = $1 and loser = $2 and undone_seq is not null";
        for mut row in conn.rows(sql, &[Param::Int(ws), Param::Blob(&person.0)])? {
            let (survivor, from, to) = (row.id()?, row.int()?, row.int()?);
            if !people.contains(&survivor) {
                erase_shared(shared, conn, *person, survivor, (from, to))?;
            }
        }
    }
    Ok(())
}

/// What the stream of a survivor holds of somebody who was merged into them between two entries, and is apart again: what
/// was seen then, and facts that were theirs. Reasons and owners stay: they are the survivor's.
fn erase_shared(shared: &Shared, conn: &mut Conn, loser: Id, survivor: Id, (from, to): (i64, i64)) -> Result<()> {
    let ws = shared.workspace;
    let moved = conn.rows(
        "select seq from fact where workspace = $1 and person = $2 and moved_to = $3",
        &[Param::Int(ws), Param::Blob(&survivor.0), Param::Blob(&loser.0)],
    )?;
    let moved: BTreeSet<i64> = moved.into_iter().map(|mut row| row.int()).collect::<Result<_>>()?;
    conn.execute(
        "update fact set body = null, id = null where workspace = $1 and person = $2 and moved_to = $3",
        &[Param::Int(ws), Param::Blob(&survivor.0), Param::Blob(&loser.0)],
    )?;
    let rows = fold::decisions(conn, ws, survivor)?;
    for row in rows.iter().filter(|row| (from..=to).contains(&row.seq) || moved.contains(&row.seq)) {
        let cause = if moved.contains(&row.seq) { erase_cause(&row.cause) } else { row.cause.clone() };
        write(conn, ws, row, &cause, &erase_changes(&row.changes, &|_| true))?;
    }
    // The survivor remembers what was seen when they came to their stage.
    let who = [Param::Int(ws), Param::Blob(&survivor.0)];
    let row = conn.row("select playbook, state from person where workspace = $1 and person = $2", &who)?;
    let Some(mut row) = row else { return Ok(()) };
    let book = shared.books.get(conn, ws, row.int()?)?;
    let Some(mut lead) = Lead::from_bytes(&book.playbook, &row.blob()?) else { return Ok(()) };
    let rows = fold::decisions(conn, ws, survivor)?;
    lead.standing.why = fold::standing(conn, &shared.books, ws, &rows, &book)?.why;
    conn.execute(
        "update person set state = $1 where workspace = $2 and person = $3",
        &[Param::Blob(&lead.to_bytes()), Param::Int(ws), Param::Blob(&survivor.0)],
    )?;
    Ok(())
}

fn write(conn: &mut Conn, ws: i64, row: &DecisionRow, cause: &str, changes: &str) -> Result<()> {
    let trace = row.trace.as_deref().map(erase_trace);
    conn.execute(
        "update decision set cause = $1, changes = $2, trace = $3 where workspace = $4 and person = $5 and seq = $6",
        &[
            Param::Text(cause),
            Param::Text(changes),
            Param::text(trace.as_deref()),
            Param::Int(ws),
            Param::Blob(&row.person.0),
            Param::Int(row.seq),
        ],
    )?;
    Ok(())
}

/// Takes a person's values out of the index.
pub(super) fn unindex(conn: &mut Conn, ws: i64, book: &Book, person: Id, lead: &Lead) -> Result<()> {
    for (field, value) in consequences::index_lines(&book.playbook.person, "person", &lead.evidence.fields.values) {
        conn.execute(
            "delete from indexed_value where workspace = $1 and field = $2 and value = $3 and subject = $4",
            &[Param::Int(ws), Param::Text(&field), Param::Text(&value), Param::Blob(&person.0)],
        )?;
    }
    Ok(())
}

/// Takes texts that name the person out of the details of the audit. Köprü writes none there; a program or a person that
/// notes something may.
pub(super) fn erase_audit(conn: &mut Conn, ws: i64, words: &[&String]) -> Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    for mut row in conn.rows("select audit, detail from audit where workspace = $1", &[Param::Int(ws)])? {
        let (audit, detail) = (row.id()?, row.text()?);
        let Ok(mut value) = serde_json::from_str::<Value>(&detail) else { continue };
        if blank(&mut value, words) {
            conn.execute(
                "update audit set detail = $1 where workspace = $2 and audit = $3",
                &[Param::Text(&value.to_string()), Param::Int(ws), Param::Blob(&audit.0)],
            )?;
        }
    }
    Ok(())
}

/// The words that are looked for.
pub(super) fn long_enough(words: &BTreeSet<String>) -> Vec<&String> {
    words.iter().filter(|word| word.chars().count() >= WORD_CHARS_MIN).collect()
}

/// Whether a text holds one of the words, whatever its case.
pub(super) fn names(text: &str, words: &[&String]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word.as_str()))
}

/// Blanks every text that holds one of the words; tells whether there was one.
fn blank(value: &mut Value, words: &[&String]) -> bool {
    match value {
        Value::String(text) => {
            let names = names(text, words);
            if names {
                *text = ERASED.to_owned();
            }
            names
        }
        Value::Array(items) => items.iter_mut().fold(false, |found, item| blank(item, words) | found),
        Value::Object(parts) => parts.values_mut().fold(false, |found, part| blank(part, words) | found),
        _ => false,
    }
}
