//! What is read: leads, people, accounts, counts, reasons, messages; and who may read it.

#[path = "../engines/mod.rs"]
mod engines;
mod keys;
mod listing;
mod outbox;
mod reading;
mod when;
