//! `cargo xtask`: the project's own tooling, in Rust, so that a clone and a compiler are all it takes.

mod bench;
mod browser;
mod ci;
mod command;
mod debian;
mod generated;
mod postgres;
mod step;
mod tidy;
mod touched;
mod transcript;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  ci                 everything a change must pass: format, tidy, lints, build, tests on SQLite and on a
                     throw-away PostgreSQL and in a real browser, docs, generated files, playbooks, transcripts
  ci --quick         the same for what was touched since the branch left main, and what depends on it;
                     on SQLite alone, without a browser
  tidy               the rules that no compiler checks: sizes, words, purity, crates, documents
  gen                write the generated files anew
  gen --check        fail when a generated file is stale
  bench [--format json] [--quick]
                     all that follow, one after another
  bench engine [--format json] [--quick]
                     the engine's speed beside hand-written Rust, from the dist profile
  bench store [--database sqlite|postgres] [--format json] [--quick]
                     the store's speed, from the dist profile
  bench product [--people N] [--seconds S] [--format json] [--quick]
                     import, pages, reports, replay and memory of the program itself, from the dist profile
  shots [FOLDER]     looks at every page in a real browser, in both languages, light and dark, on a desktop
                     and a telephone, and keeps the pictures (target/shots)
  postgres [--fast] [--tcp] -- COMMAND…
                     runs COMMAND beside a throw-away PostgreSQL that KOPRU_TEST_POSTGRES names; --fast
                     goes without fsync, --tcp adds KOPRU_TEST_POSTGRES_TCP; its exit code is COMMAND's

Exit code: 0 all passed, 1 something failed, 2 the command was not understood.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["ci"] => ci::full(),
        ["ci", "--quick"] => ci::quick(),
        ["tidy"] => tidy::run(),
        ["gen"] => generated::write(),
        ["gen", "--check"] => generated::check(),
        ["bench", "engine", rest @ ..] => bench::engine(rest),
        ["bench", "store", rest @ ..] => bench::store(rest),
        ["bench", "product", rest @ ..] => bench::product(rest),
        ["bench", rest @ ..] => bench::all(rest),
        ["shots", rest @ ..] => browser::shots(rest),
        ["postgres", rest @ ..] => match postgres::command(rest) {
            Ok(code) => return ExitCode::from(code),
            Err(message) => Err(message),
        },
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
