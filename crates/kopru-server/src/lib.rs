//! The shell around the engine. Today: [`intake`], which turns files into facts, and [`trial`], which plays them in memory.

pub mod intake;
pub mod limits;
pub mod trial;
