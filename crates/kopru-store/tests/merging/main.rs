//! Two records of one person become one, and two again.

#[path = "../engines/dump.rs"]
mod dump;
#[path = "../engines/mod.rs"]
mod engines;
mod history;
mod properties;
mod racing;
mod stories;
