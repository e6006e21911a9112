//! What is written down is read back exactly, by people too, and what was damaged is refused without a fall.

mod facts;
mod random;
