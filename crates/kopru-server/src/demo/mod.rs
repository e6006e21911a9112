//! The demo company: two years of a company that sells software to companies, with a truth that nobody there knows.
//!
//! [`Market`] is pure: the same settings give the same facts on every machine, in the order of time, in memory that holds
//! only what is still to come of those who are active. What sales does follows from what Köprü decided, so the market is
//! told which leads were handed over ([`story`]). Which source is poor, who is slow, which rule is wrong and who would have
//! bought stands in the [`truth`], which no other part of the product reads: reports are held against it.
//!
//! [`Market`]: market::Market

mod facts;
mod journey;
mod make;
pub mod market;
mod pages;
pub mod people;
mod random;
mod sales;
pub mod story;
mod team;
pub mod truth;
mod view;
mod when;
mod words;

pub use make::{DemoError, Made, Options, SAAS, make};
pub use pages::pages;
