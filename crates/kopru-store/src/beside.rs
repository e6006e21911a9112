//! Facts that name somebody beside the person whose they are: a form that two filled in, a fact that stayed with a survivor
//! when its other half left. An index tells whose facts name an identity, so that an erased address goes from them as well.
//!
//! The index holds a keyed hash in the place of the identity, in a space of its own among the indexed values.

use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::intake::prepare::{identity, keyed};
use crate::rows::{IdentityKey, Writes};
use crate::sql::{Param, Sql};
use crate::written::erased::ERASED;
use crate::written::{Incoming, body, read_body};
use kopru_engine::fact::Subject;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Where the index stands: the space of no field.
const SPACE: &str = "named";

fn hash(secret: &[u8], key: &IdentityKey) -> String {
    let mut text = String::with_capacity(32);
    for byte in keyed(secret, &[SPACE.as_bytes(), key.kind.as_bytes(), key.value.as_bytes()]) {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Everybody whom a fact names: its subject first.
pub(crate) fn named(incoming: &Incoming) -> Vec<IdentityKey> {
    let source = incoming.raw.source.as_deref().unwrap_or("");
    [&incoming.raw.subject].into_iter().chain(&incoming.also).map(|it| identity(it, source)).collect()
}

/// Notes that a fact of `who` names an identity of somebody else.
pub(crate) fn note(secret: &[u8], key: &IdentityKey, who: Id, writes: &mut Writes) {
    writes.indexed.push((SPACE.to_owned(), hash(secret, key), who));
}

/// Everybody whose facts name one of these identities.
pub(crate) fn people(conn: &mut Conn, ws: i64, secret: &[u8], keys: &[IdentityKey]) -> Result<BTreeSet<Id>> {
    let mut found = BTreeSet::new();
    for key in keys {
        let sql = "select subject from indexed_value where workspace = $1 and field = $2 and value = $3";
        for mut row in conn.rows(sql, &[Param::Int(ws), Param::Text(SPACE), Param::Text(&hash(secret, key))])? {
            found.insert(row.id()?);
        }
    }
    Ok(found)
}

/// Takes these identities out of the facts of these people, who are locked. What such a fact says, when, and with what
/// effect, stays; so does the digest by which it is known when it is sent again.
pub(crate) fn erase(conn: &mut Conn, ws: i64, people: &BTreeSet<Id>, keys: &[IdentityKey]) -> Result<()> {
    for person in people {
        let who = [Param::Int(ws), Param::Blob(&person.0)];
        let sql = "select seq, body from fact where workspace = $1 and person = $2 and body is not null";
        for mut row in conn.rows(sql, &who)? {
            let (seq, text) = (row.int()?, row.text()?);
            let mut incoming = read_body(&text).map_err(|fault| StoreError::Corrupt(format!("a fact: {fault}")))?;
            if blank(&mut incoming, keys) {
                conn.execute(
                    "update fact set body = $1 where workspace = $2 and person = $3 and seq = $4",
                    &[Param::Text(&body(&incoming)), Param::Int(ws), Param::Blob(&person.0), Param::Int(seq)],
                )?;
            }
        }
    }
    Ok(())
}

/// Takes the index's lines of these identities, and of these people's facts, away.
pub(crate) fn forget(conn: &mut Conn, ws: i64, secret: &[u8], keys: &[IdentityKey], people: &[Id]) -> Result<()> {
    let of = "delete from indexed_value where workspace = $1 and field = $2 and";
    for key in keys {
        let params = [Param::Int(ws), Param::Text(SPACE), Param::Text(&hash(secret, key))];
        conn.execute(&format!("{of} value = $3"), &params)?;
    }
    for person in people {
        conn.execute(&format!("{of} subject = $3"), &[Param::Int(ws), Param::Text(SPACE), Param::Blob(&person.0)])?;
    }
    Ok(())
}

/// Takes the index's lines of one person's facts away that name these identities.
pub(crate) fn unname(conn: &mut Conn, ws: i64, secret: &[u8], person: Id, keys: &BTreeSet<IdentityKey>) -> Result<()> {
    for key in keys {
        conn.execute(
            "delete from indexed_value where workspace = $1 and field = $2 and value = $3 and subject = $4",
            &[Param::Int(ws), Param::Text(SPACE), Param::Text(&hash(secret, key)), Param::Blob(&person.0)],
        )?;
    }
    Ok(())
}

/// Notes, once a merge is undone, which of the facts from in between name somebody whose they are not.
pub(crate) fn note_all(
    conn: &mut Conn,
    ws: i64,
    secret: &[u8],
    facts: &[(Id, &[IdentityKey])],
    writes: &mut Writes,
) -> Result<()> {
    let keys: BTreeSet<&IdentityKey> = facts.iter().flat_map(|(_, keys)| *keys).collect();
    let whose = commit::identities(conn, ws, &keys.into_iter().cloned().collect::<Vec<_>>())?;
    for (who, keys) in facts {
        for key in keys.iter().filter(|key| whose.get(key).is_some_and(|owner| owner != who)) {
            note(secret, key, *who, writes);
        }
    }
    Ok(())
}

/// Tells whether there was something to take out. A subject cannot be left out: one that was erased is called so.
fn blank(incoming: &mut Incoming, keys: &[IdentityKey]) -> bool {
    let source = incoming.raw.source.clone().unwrap_or_default();
    let gone = |subject: &Subject| keys.binary_search(&identity(subject, &source)).is_ok();
    let before = incoming.also.len();
    incoming.also.retain(|subject| !gone(subject));
    let named = gone(&incoming.raw.subject);
    if named {
        let word = ERASED.to_owned();
        incoming.raw.subject = match incoming.raw.subject {
            Subject::Email(_) => Subject::Email(word),
            Subject::External(_) => Subject::External(word),
            Subject::Phone(_) => Subject::Phone(word),
            Subject::Visitor(_) => Subject::Visitor(word),
        };
    }
    named || incoming.also.len() < before
}
