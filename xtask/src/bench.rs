//! `cargo xtask bench`: figures from the `dist` profile, the one that releases are built with.

use crate::command;
use crate::workspace::Workspace;

/// Runs the engine's bench; what follows goes to it unchanged (`--format json`, `--quick`).
pub fn engine(args: &[&str]) -> Result<(), String> {
    let workspace = Workspace::load()?;
    let mut cargo = command::cargo(&workspace.root, &["bench", "--quiet", "--profile", "dist"]);
    cargo.args(["-p", "kopru-engine", "--bench", "engine", "--"]).args(args);
    // The bench owns stdout: its figures may be read by a program.
    let status = cargo.status().map_err(|fault| format!("cargo does not start: {fault}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", command::shown(&cargo))) }
}
