//! `cargo xtask bench`: figures from the `dist` profile, the one that releases are built with.

use crate::command;
use crate::postgres::{self, Options, Postgres};
use crate::workspace::Workspace;

/// Runs the engine's bench; what follows goes to it unchanged (`--format json`, `--quick`).
pub fn engine(args: &[&str]) -> Result<(), String> {
    bench(&Workspace::load()?, "kopru-engine", "engine", args)
}

/// Runs the store's bench, with `--database postgres` beside a throw-away PostgreSQL that writes as it would in earnest.
/// All arguments go to the bench unchanged.
pub fn store(args: &[&str]) -> Result<(), String> {
    let mut workspace = Workspace::load()?;
    let server = if on_postgres(args)? { Some(Postgres::start(Options::default())?) } else { None };
    workspace.postgres = Some(server.as_ref().map_or(postgres::OFF.to_owned(), Postgres::url));
    bench(&workspace, "kopru-store", "store", args)
}

/// Runs the bench of the whole product; all arguments go to it unchanged.
pub fn product(args: &[&str]) -> Result<(), String> {
    bench(&Workspace::load()?, "kopru", "product", args)
}

/// Runs all of them, one after another; the store's on SQLite.
pub fn all(args: &[&str]) -> Result<(), String> {
    engine(args)?;
    store(args)?;
    product(args)
}

/// Whether `--database postgres` is asked for; without it, SQLite is meant.
fn on_postgres(args: &[&str]) -> Result<bool, String> {
    let Some(at) = args.iter().position(|arg| *arg == "--database") else {
        return Ok(false);
    };
    match args.get(at + 1) {
        Some(&"postgres") => Ok(true),
        Some(&"sqlite") => Ok(false),
        _ => Err("`--database` is followed by `sqlite` or `postgres`".to_owned()),
    }
}

fn bench(workspace: &Workspace, name: &str, target: &str, args: &[&str]) -> Result<(), String> {
    let mut cargo = workspace.cargo(&["bench", "--quiet", "--profile", "dist", "-p", name, "--bench", target, "--"]);
    cargo.args(args);
    // The bench owns stdout: its figures may be read by a program.
    let status = cargo.status().map_err(|fault| format!("cargo does not start: {fault}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", command::shown(&cargo))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_read_wherever_it_stands_and_another_is_refused() {
        assert_eq!(on_postgres(&["--quick", "--database", "postgres", "--format", "json"]), Ok(true));
        assert_eq!(on_postgres(&["--database", "sqlite"]), Ok(false));
        assert_eq!(on_postgres(&["--quick"]), Ok(false));
        assert!(on_postgres(&["--database"]).is_err() && on_postgres(&["--database", "oracle"]).is_err());
    }
}
