//! Leads that are worked now: those that somebody owns, and those that stand in a queue of the hand-over.

use crate::dialect::Conn;
use crate::error::Result;
use crate::leads::{self, LeadFilter, LeadRow, QUEUES};
use crate::limits::PAGE_MAX;
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::writer::Shared;

/// What a team works on now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// Everybody who owns open leads, and how many.
    pub owners: Vec<(String, u64)>,
    /// Their open leads: of each person the newest, so that all together are no more than was asked for.
    pub rows: Vec<LeadRow>,
    /// How many of each person's leads were read at most.
    pub each: usize,
    /// Whether somebody owns more than were read.
    pub partly: bool,
}

impl Store {
    /// Open leads that somebody owns, of everybody or of one person; at most `most` of them, and as many of each person as of
    /// any other.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn worked(&self, of: Option<String>, most: usize) -> Result<Worked> {
        self.reading(move |shared, conn| {
            let owners = owners(conn, shared.workspace)?;
            let asked = owners.iter().filter(|it| of.as_ref().is_none_or(|of| *of == it.0));
            let asked: Vec<&(String, u64)> = asked.collect();
            let each = most.checked_div(asked.len()).unwrap_or(most).clamp(1, PAGE_MAX);
            let partly = asked.iter().any(|it| usize::try_from(it.1).is_ok_and(|count| count > each));
            let mut rows = Vec::new();
            for (owner, _) in asked {
                let filter = LeadFilter {
                    owner: Some(owner.clone()),
                    disposition: Some("open".into()),
                    ..LeadFilter::default()
                };
                rows.extend(leads::page(shared, conn, &filter, None, each)?.items);
            }
            Ok(Worked { owners, rows, each, partly })
        })
        .await
    }
}

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
