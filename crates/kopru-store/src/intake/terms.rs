//! A running hand-over keeps the terms of the version of the playbook under which it was offered.

use crate::book::{Book, Books};
use crate::dialect::Conn;
use crate::error::Result;
use crate::sql::{Param, Sql};
use kopru_engine::decide;
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use std::sync::Arc;

/// The version by whose terms a lead's clocks run, where that is not the one that decides; it is one of `known`.
pub(crate) fn agreed<'t>(playbook: &Playbook, lead: &Lead, known: &'t [Arc<Book>]) -> Option<&'t Playbook> {
    let version = decide::terms_of(playbook, lead)?;
    known.iter().find(|book| *book.playbook.version == *version).map(|book| &book.playbook)
}

/// The versions by whose terms a lead's clocks may run beside the one that decides: its own before it is brought under that
/// one, and the one under which it was offered.
pub(crate) fn load(
    conn: &mut Conn,
    books: &Books,
    workspace: i64,
    own: &Arc<Book>,
    lead: &Lead,
) -> Result<Vec<Arc<Book>>> {
    let mut known = vec![own.clone()];
    if let Some(version) = decide::terms_of(&own.playbook, lead) {
        let sql = "select playbook from playbook where workspace = $1 and version = $2 order by playbook desc limit 1";
        if let Some(mut row) = conn.row(sql, &[Param::Int(workspace), Param::Text(version)])? {
            known.push(books.get(conn, workspace, row.int()?)?);
        }
    }
    Ok(known)
}
