//! What the engine's parts cost, beside their budgets and, where there is one, beside the same written by hand.
//!
//! `cargo xtask bench engine [--format json] [--quick] [--strict] [conditions] [decisions] [parts] [bytes]
//! [answers]`: `--quick` takes seconds and is less steady, `--strict` ends with 1 when a budget is broken; without a name all are measured.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a bench reads the clock, takes arguments and prints"
)]

mod answers;
mod bytes;
mod conditions;
mod decisions;
mod leads;
mod measure;
mod parts;

use measure::{Effort, Row};
use std::process::ExitCode;

/// The playbook that ships: its rules are what decisions are measured with.
const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    let effort = if given("--quick") { Effort::QUICK } else { Effort::FULL };
    let checked = kopru_engine::playbook::Playbook::check(SAAS, &Default::default());
    let Some(playbook) = checked.playbook else {
        eprintln!("playbooks/saas.toml has faults: see `kopru playbook check`");
        return ExitCode::FAILURE;
    };
    let parts: [(&str, &dyn Fn() -> Vec<Row>); 5] = [
        ("conditions", &|| conditions::rows(&effort)),
        ("decisions", &|| decisions::rows(&effort, &playbook)),
        ("parts", &|| parts::rows(&effort, &playbook)),
        ("bytes", &|| bytes::rows(&effort, &playbook)),
        ("answers", &|| answers::rows(&effort, &playbook)),
    ];
    let named = parts.iter().any(|(name, _)| given(name));
    let wanted = parts.iter().filter(|(name, _)| !named || given(name));
    let rows: Vec<Row> = wanted.flat_map(|(_, rows)| rows()).collect();
    if given("json") || given("--format=json") {
        println!("{}", measure::json(&rows));
    } else {
        print!("{}", measure::table(&rows));
    }
    if given("--strict") && rows.iter().any(Row::is_over) {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
