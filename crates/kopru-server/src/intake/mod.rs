//! Files → values: CSV, JSONL, lists and .ics.

pub mod holiday_csv;
pub mod ics;
pub mod list;
