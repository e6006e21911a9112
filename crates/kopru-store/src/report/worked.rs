//! Leads that are worked now: those that somebody owns, and those that stand in a queue of the hand-over.

use crate::dialect::Conn;
use crate::error::Result;
use crate::leads::{self, LeadFilter, LeadRow, QUEUES};
use crate::limits::PAGE_MAX;
use crate::sql::{Param, Sql};
use crate::writer::Shared;

/// Everybody who owns open leads, and how many.
pub(super) fn owners(conn: &mut Conn, workspace: i64) -> Result<Vec<(String, u64)>> {
    let sql = "select owner, count(*) from person where workspace = $1 and owner is not null and disposition = 'open'
               and merged_into is null and erased_at is null group by owner order by owner";
    let rows = conn.rows(sql, &[Param::Int(workspace)])?;
    rows.into_iter().map(|mut row| Ok((row.text()?, u64::try_from(row.int()?).unwrap_or(0)))).collect()
}

/// Tells of each of them, once.
pub(super) fn each(shared: &Shared, conn: &mut Conn, mut tell: impl FnMut(LeadRow)) -> Result<()> {
    let open = || LeadFilter { disposition: Some("open".into()), ..LeadFilter::default() };
    let owned = owners(conn, shared.workspace)?.into_iter().map(|it| LeadFilter { owner: Some(it.0), ..open() });
    let queued = QUEUES.iter().map(|queue| LeadFilter { queue: Some((*queue).to_owned()), ..open() });
    for filter in owned.chain(queued) {
        let mut after = None;
        loop {
            let page = leads::page(shared, conn, &filter, after, PAGE_MAX)?;
            // Who is owned was told of by the owner.
            page.items.into_iter().filter(|it| filter.owner.is_some() || it.owner.is_none()).for_each(&mut tell);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(())
}
