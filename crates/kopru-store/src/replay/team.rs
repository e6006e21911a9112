//! Decides again whom routing chose, from the candidates as the team's stream kept them.

use super::Replayed;
use crate::dialect::Conn;
use crate::error::Result;
use crate::sql::{Param, Sql};
use crate::team::routing::{is_sound, read};
use crate::writer::Shared;

/// Entries that are read at once.
const PAGE: usize = 1_000;

pub(super) fn verify(shared: &Shared, conn: &mut Conn) -> Result<Replayed> {
    let (mut found, mut after) = (Replayed::default(), 0);
    loop {
        let sql = format!(
            "select entry, at, person, body from team_entry where workspace = $1 and entry > $2 and kind = 'routed'
             order by entry limit {PAGE}"
        );
        let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Int(after)])?;
        let count = rows.len();
        for row in rows {
            let it = read(row)?;
            after = it.entry;
            found.entries += 1;
            found.compared += 1;
            if !is_sound(&it.routed) {
                let stored = it.routed.to.as_deref().unwrap_or("nobody").to_owned();
                found.differs(it.person, it.entry, "routing", stored, "somebody else".into());
            }
        }
        if count < PAGE {
            return Ok(found);
        }
    }
}
