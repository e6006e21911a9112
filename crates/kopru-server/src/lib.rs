//! The shell around the engine. Today: [`intake`], which turns files into facts.

pub mod intake;
pub mod limits;
