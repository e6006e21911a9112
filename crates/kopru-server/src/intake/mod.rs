//! Files → values: CSV, JSONL, lists and .ics.
