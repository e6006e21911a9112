//! Steps one after the other, each with its seconds, and the account of them at the end.

use std::time::{Duration, Instant};

/// How many tests ran, as the test runners themselves say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

impl Tally {
    /// Adds what one line of a runner's output says; other lines say nothing.
    ///
    /// cargo test: `test result: ok. 12 passed; 0 failed; …`, one a binary.
    /// nextest: `Summary [ 1.2s] 12 tests run: 11 passed (1 slow), 1 failed, …`, one in all.
    pub fn add(&mut self, line: &str) {
        // nextest shows the output of a failed test set in, with a `test result` of its own that must not count twice.
        let counts = if line.starts_with("test result:") {
            line
        } else if line.trim_start().starts_with("Summary [") {
            line.split_once("run:").map_or("", |(_, counts)| counts)
        } else {
            return;
        };
        self.passed += number_before(counts, "passed");
        self.failed += number_before(counts, "failed") + number_before(counts, "timed out");
    }
}

/// The number that stands directly before `word`; 0 when there is none.
fn number_before(text: &str, word: &str) -> u64 {
    text.find(word)
        .and_then(|at| text[..at].split_whitespace().next_back())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// The steps so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Done>,
    /// The step without which the rest makes no sense, when it failed.
    blocked_by: Option<&'static str>,
    /// The tests so far.
    pub tests: Tally,
}

struct Done {
    name: &'static str,
    took: Duration,
    outcome: Result<(), String>,
}

impl Steps {
    /// Does a step. A failure is kept and the next step follows: one run shows everything that is wrong.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce(&mut Tally) -> Result<(), String>) {
        let start = Instant::now();
        let outcome = match self.blocked_by {
            Some(first) => Err(format!("not run, since `{first}` failed")),
            None => {
                println!("\n== {name}");
                work(&mut self.tests)
            }
        };
        let took = start.elapsed();
        match &outcome {
            Ok(()) => println!("== {name}: passed, {:.1} s", took.as_secs_f64()),
            Err(fault) => println!("== {name}: FAILED, {:.1} s: {fault}", took.as_secs_f64()),
        }
        self.done.push(Done { name, took, outcome });
    }

    /// As [`Steps::step`]; when it fails, what follows is not run.
    pub fn needed(&mut self, name: &'static str, work: impl FnOnce(&mut Tally) -> Result<(), String>) {
        self.step(name, work);
        let failed = self.done.last().is_some_and(|done| done.outcome.is_err());
        if failed && self.blocked_by.is_none() {
            self.blocked_by = Some(name);
        }
    }

    /// Prints the account, the tests in its last line; an error when any step failed.
    pub fn finish(self, title: &str) -> Result<(), String> {
        let (account, failed) = self.account(title);
        print!("\n{account}");
        if failed == 0 {
            return Ok(());
        }
        Err(format!("{failed} of {} steps failed", self.done.len()))
    }

    fn account(&self, title: &str) -> (String, usize) {
        let mut text = String::new();
        for done in &self.done {
            let word = if done.outcome.is_ok() { "passed" } else { "FAILED" };
            text += &format!("{word} {:>7.1} s  {}\n", done.took.as_secs_f64(), done.name);
        }
        let failed = self.done.iter().filter(|done| done.outcome.is_err()).count();
        let secs: f64 = self.done.iter().map(|done| done.took.as_secs_f64()).sum();
        text += &format!("{title}: {} steps passed, {failed} failed in {secs:.0} s\n", self.done.len() - failed);
        text += &format!("tests: {} passed, {} failed\n", self.tests.passed, self.tests.failed);
        (text, failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.add(line));
        tally
    }

    #[test]
    fn tests_are_counted_from_both_runners() {
        let cargo = [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
            "test passed::by ... ok",
        ];
        assert_eq!(tally(&cargo), Tally { passed: 15, failed: 2 });
        let nextest = [
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored",
            "     Summary [   0.021s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 0 skipped",
        ];
        assert_eq!(tally(&nextest), Tally { passed: 7, failed: 2 });
    }

    #[test]
    fn a_failed_step_fails_the_whole_and_the_next_still_runs() {
        let mut steps = Steps::default();
        steps.step("one", |_| Err("no".into()));
        let mut ran = false;
        steps.step("two", |tests| {
            ran = true;
            tests.passed = 4;
            Ok(())
        });
        assert!(ran);
        let (account, failed) = steps.account("ci");
        assert_eq!(failed, 1);
        assert!(account.contains("ci: 1 steps passed, 1 failed"), "{account}");
        assert!(account.ends_with("tests: 4 passed, 0 failed\n"), "{account}");
        assert!(steps.finish("ci").is_err());
    }

    #[test]
    fn what_needs_a_failed_step_is_not_run_and_not_passed() {
        let mut steps = Steps::default();
        steps.needed("build", |_| Err("no".into()));
        steps.step("tests", |_| unreachable!("must not run"));
        assert_eq!(steps.account("ci").1, 2);
    }
}
