//! Köprü's deciding core. Pure: no IO, clock, randomness, logging, async or global state.

pub mod diagnostic;
pub mod lang;
pub mod limits;
pub mod role;
pub mod time;
pub mod value;
