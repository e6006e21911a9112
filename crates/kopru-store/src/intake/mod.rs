//! Facts in: made ready on the caller's thread, decided and written by one writer in groups.

pub(crate) mod consequences;
pub(crate) mod facts;
pub(crate) mod held;
pub(crate) mod load;
pub(crate) mod prepare;
mod recorder;
pub(crate) mod scene;
mod team;
pub(crate) mod terms;

pub use facts::{Answer, Answered};
pub use prepare::{FactIn, Refusal, account_key, check, identity};
