//! Reports: what is kept of leads beside themselves so that a report need not read them, and what it says.
//!
//! The funnel's cohorts are kept: each lead adds to the counts of the month in which it entered, in all, by its source
//! and by each dimension. What a transaction changes of a lead is taken out as it was and put in as it is, by the same
//! `journey` from which a recount begins, so both agree whatever happens to the lead.

pub mod acceptance;
pub mod bucket;
pub mod causes;
pub mod contacts;
pub mod funnel;
pub(crate) mod journey;
pub mod judge;
pub mod judged;
pub(crate) mod kept;
pub(crate) mod recount;
pub mod sales;
pub mod savings;
pub mod sla;
pub mod slice;
pub mod stagnation;
pub mod tally;
pub mod worked;

use crate::error::{Result, StoreError};
use crate::limits::ACCEPTANCE_DAYS_MAX;

/// Whether a report may look back over so many days: `days_invalid`.
fn check_window(days: i64) -> Result<()> {
    if (1..=ACCEPTANCE_DAYS_MAX).contains(&days) {
        return Ok(());
    }
    Err(StoreError::Refused("days_invalid", format!("a window has 1 to {ACCEPTANCE_DAYS_MAX} days")))
}
