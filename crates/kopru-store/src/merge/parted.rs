//! How often identities went from one person to another: the number by which intake notices that one did so while it was
//! finding out whose they are. It stands in `meta`, and is none before the first merge.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::sql::Sql;

/// How many merges were made and undone so far. Read before it is asked whose identities are, and again once their people
/// are locked: whoever takes an identity from one of them to another locks both first, so from then on no other number
/// can concern them.
pub(crate) fn parted(conn: &mut Conn) -> Result<i64> {
    let row = conn.row("select value from meta where key = 'parted'", &[])?;
    let Some(mut row) = row else { return Ok(0) };
    row.text()?.parse().map_err(|_| StoreError::Corrupt("`parted` in `meta` is no number".into()))
}

/// One more. It is the first thing that such a transaction does: two of them run one after the other.
pub(super) fn count(conn: &mut Conn) -> Result<()> {
    conn.execute(
        "insert into meta (key, value) values ('parted', '1')
         on conflict (key) do update set value = cast(cast(meta.value as bigint) + 1 as text)",
        &[],
    )?;
    Ok(())
}
