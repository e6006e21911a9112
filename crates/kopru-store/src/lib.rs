//! Köprü's store: facts in, decisions kept, on SQLite or PostgreSQL with one behaviour.

pub mod audit;
pub mod book;
mod commit;
pub mod dialect;
pub mod erase;
pub mod error;
mod fold;
pub mod id;
pub mod intake;
mod kept;
pub mod limits;
pub mod merge;
pub mod migrate;
pub mod postgres;
pub mod publish;
pub mod rows;
pub mod sql;
pub mod sqlite;
pub mod store;
mod tls;
pub mod upkeep;
mod writer;
pub mod written;

pub use error::{Result, StoreError};
pub use id::Id;
pub use intake::{Answer, Answered, FactIn, Refusal};
pub use store::{Store, address};
pub use writer::Clock;
