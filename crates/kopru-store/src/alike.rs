//! Records that may be of the same person as another: where to look, within bounds. Whether they are is for others to say.

use crate::error::Result;
use crate::id::Id;
use crate::leads::{self, LeadFilter, LeadRow};
use crate::search;
use crate::store::Store;
use std::collections::BTreeSet;

/// People of the same company that are looked at: the newest.
const COLLEAGUES: usize = 100;
/// People with words of the same name, or an address that begins alike, that are looked at.
const NAMESAKES: usize = 25;

impl Store {
    /// People who may be the same as `id`: who work at the same company, have all words of the name, or an address that begins
    /// alike up to the `@`; and those named, such as who has the same telephone. Each once, without `id` itself, those who
    /// were merged into another, and those who were erased; at most a hundred and fifty besides those named.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn alike(&self, id: Id, named: Vec<Id>) -> Result<Vec<LeadRow>> {
        self.reading(move |shared, conn| {
            let now = shared.now();
            let Some(of) = leads::one(shared, conn, id, now)? else { return Ok(Vec::new()) };
            let mut rows = Vec::new();
            if let Some(account) = of.account {
                let filter = LeadFilter { account: Some(account), ..LeadFilter::default() };
                rows = leads::page(shared, conn, &filter, None, COLLEAGUES)?.items;
            }
            let mut seen: BTreeSet<Id> = rows.iter().map(|it| it.id).chain([id]).collect();
            rows.retain(|it| it.id != id);
            let mut others = named;
            if let Some(name) = &of.name {
                let words = search::by_words(conn, shared.workspace, "person", name)?;
                others.extend(words.into_iter().rev().take(NAMESAKES));
            }
            if let Some((mailbox, _)) = of.email.as_deref().and_then(|it| it.split_once('@')) {
                others.extend(search::by_address(conn, shared.workspace, &format!("{mailbox}@"), NAMESAKES)?);
            }
            for other in others {
                if !seen.insert(other) {
                    continue;
                }
                let head = leads::head(conn, shared.workspace, other)?;
                if head.merged_into.is_none() && head.erased_at.is_none() {
                    rows.extend(leads::one(shared, conn, other, now)?);
                }
            }
            Ok(rows)
        })
        .await
    }
}
