//! What is written down is read back exactly, by people too, and what was damaged is refused without a fall.

mod decisions;
mod erased;
mod facts;
mod play;
mod random;
