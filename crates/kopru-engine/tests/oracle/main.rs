//! The engine judged from outside: random playbooks and histories, decided by the engine and by a naive second
//! implementation that shares no code, table or constant with it. Where they differ the test prints the seed, the
//! playbook and the history.

#![expect(clippy::disallowed_macros, reason = "prints how much was compared")]

mod acts;
mod book;
mod compare;
mod condition;
mod history;
mod judge;
mod known;
mod power;
mod random;
mod sales;
mod standing;
mod terms;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Histories of one test; there are four.
const HISTORIES: u64 = 2_500;

static DONE: [AtomicU64; 2] = [const { AtomicU64::new(0) }; 2];

/// Compares histories, and prints what all finished tests have compared so far.
fn agree(first: u64) {
    let mut compared = compare::Compared::default();
    for seed in first..first + HISTORIES {
        compared.add(&compare::history(seed));
    }
    for (total, more) in DONE.iter().zip([HISTORIES, compared.decisions]) {
        total.fetch_add(more, Relaxed);
    }
    let [histories, decisions, straddles] = [&DONE[0], &DONE[1], &power::STRADDLES].map(|it| it.load(Relaxed));
    println!("{histories} histories agree: {decisions} decisions; {straddles} intervals straddled a rounding edge");
    println!("this quarter: {compared:?}");
    compared.assert_rich();
}

#[test]
fn the_engine_agrees_with_the_oracle_on_the_first_quarter_of_random_histories() {
    agree(0);
}

#[test]
fn the_engine_agrees_with_the_oracle_on_the_second_quarter_of_random_histories() {
    agree(HISTORIES);
}

#[test]
fn the_engine_agrees_with_the_oracle_on_the_third_quarter_of_random_histories() {
    agree(2 * HISTORIES);
}

#[test]
fn the_engine_agrees_with_the_oracle_on_the_last_quarter_of_random_histories() {
    agree(3 * HISTORIES);
}
