//! Köprü's store: facts in, decisions kept, on SQLite or PostgreSQL with one behaviour.

pub mod written;
