//! Köprü's deciding core. Pure: no IO, clock, randomness, logging, async or global state.

pub mod calendar;
pub mod condition;
pub mod decay;
pub mod diagnostic;
pub mod document;
pub mod fact;
pub mod lang;
pub mod limits;
pub mod playbook;
pub mod role;
pub mod time;
pub mod typing;
pub mod value;
