//! Köprü's store: facts in, decisions kept, on SQLite or PostgreSQL with one behaviour.

pub mod accounts;
pub mod audit;
pub mod backup;
#[doc(hidden)]
pub mod bench;
mod beside;
pub mod book;
mod commit;
pub mod counts;
pub mod dialect;
pub mod doctor;
pub mod erase;
pub mod error;
pub mod explain;
mod fold;
pub mod id;
pub mod idempotency;
pub mod import;
mod inspect;
pub mod intake;
mod kept;
pub mod keys;
pub mod lead;
pub mod leads;
pub mod limits;
pub mod merge;
pub mod migrate;
pub mod outbox;
pub mod postgres;
pub mod publish;
pub mod replay;
pub mod report;
pub mod rows;
pub mod sql;
pub mod sqlite;
pub mod store;
pub mod timeline;
mod tls;
pub mod upkeep;
mod writer;
pub mod written;

pub use error::{Result, StoreError};
pub use id::Id;
pub use intake::{Answer, Answered, FactIn, Refusal};
pub use store::{Store, address};
pub use writer::Clock;
