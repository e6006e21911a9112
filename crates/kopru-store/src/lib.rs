//! Köprü's store: facts in, decisions kept, on SQLite or PostgreSQL with one behaviour.

mod commit;
pub mod dialect;
pub mod error;
pub mod id;
pub mod limits;
pub mod migrate;
pub mod postgres;
pub mod rows;
pub mod sql;
pub mod sqlite;
mod tls;
pub mod written;
