//! The shell around the engine: [`intake`] turns files and requests into facts, [`trial`] plays files in memory, [`service`]
//! is what the program does for whoever asks, [`api`] speaks HTTP, [`serve`] keeps a server running.

pub mod api;
pub mod clock;
mod fold;
pub mod intake;
pub mod limits;
pub mod matching;
pub mod serve;
pub mod service;
pub mod trial;
