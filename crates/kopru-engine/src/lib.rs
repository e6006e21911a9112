//! Köprü's deciding core. Pure: no IO, clock, randomness, logging, async or global state.

#![deny(clippy::float_arithmetic, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

pub mod acceptance;
pub mod account;
pub mod answer;
mod bytes;
pub mod calendar;
pub mod checklist;
pub mod condition;
pub mod decay;
pub mod decide;
pub mod desk;
pub mod diagnostic;
pub mod document;
pub mod fact;
pub mod fading;
pub mod foreseen;
pub mod lang;
pub mod lead;
pub mod letters;
pub mod limits;
pub mod month;
pub mod play;
pub mod playbook;
pub mod questions;
pub mod role;
pub mod routing;
pub mod sales_aloud;
pub mod savings;
pub mod score;
pub mod share;
pub mod steps;
pub mod time;
pub mod trace;
pub mod typing;
pub mod value;
