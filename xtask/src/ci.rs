//! `cargo xtask ci`: everything a change must pass, the same at home and on a server.
//!
//! Everything is built once, in the dev profile: `lints` also type-checks the benches, `build` links libraries, tests
//! and programs, and the steps after it use what is there.
//!
//! The whole runs the tests of the store on both databases, beside one throw-away PostgreSQL, and the portal's in a real
//! browser; the quick one runs on SQLite and without a browser.

use crate::postgres::{self, Options, Postgres};
use crate::step::{Steps, Tally};
use crate::tidy::Tree;
use crate::touched;
use crate::workspace::Workspace;
use crate::{browser, command, generated, tidy, transcript};
use std::path::Path;
use std::process::Command;

/// The whole.
pub fn full() -> Result<(), String> {
    let mut workspace = Workspace::load()?;
    let mut steps = Steps::default();
    steps.step("format", |_| format(&workspace.root));
    steps.step("tidy", |_| tidy::run());
    let all: Vec<String> = workspace.crates.keys().cloned().collect();
    build(&mut steps, &workspace, &all);
    let mut server = None;
    steps.step("postgres", |_| {
        server = Some(Postgres::start(Options::default())?);
        Ok(())
    });
    // Without a server the whole has failed; what SQLite says is still worth knowing.
    workspace.postgres = Some(server.as_ref().map_or(postgres::OFF.to_owned(), Postgres::url));
    steps.step("browser", |_| {
        workspace.browser = Some(browser::find()?.display().to_string());
        Ok(())
    });
    // Without one the whole has failed, too.
    workspace.browser.get_or_insert_with(|| browser::OFF.to_owned());
    tests(&mut steps, &workspace, &all);
    steps.step("a minute of many clients", |tests| {
        // With `--workspace`, so that what is built is what the steps before built.
        let mut many = workspace.cargo(&["test", "--workspace", "--test", "together", "--", "sixty_four"]);
        counted(many.env("KOPRU_TEST_SECONDS", "60"), tests)
    });
    product(&mut steps, &workspace)?;
    drop(server);
    // Figures of this profile say nothing; that the benches run to their end does.
    steps.step("benches", |_| {
        // With `--workspace`, so that what is built is what the steps before built.
        let bench = |target: &str| {
            let mut cargo =
                workspace.cargo(&["bench", "--quiet", "--profile", "dev", "--workspace", "--bench", target]);
            command::run(cargo.args(["--", "--quick"]))
        };
        ["engine", "store", "product"].into_iter().try_for_each(bench)
    });
    steps.finish("ci")
}

/// Only what was touched since the branch left main, and what depends on it.
pub fn quick() -> Result<(), String> {
    let mut workspace = Workspace::load()?;
    workspace.postgres = Some(postgres::OFF.to_owned());
    workspace.browser = Some(browser::OFF.to_owned());
    let touched = touched::since_main(&workspace)?;
    let names = touched.crates;
    let mut steps = Steps::default();
    steps.step("format", |_| format(&workspace.root));
    steps.step("tidy", |_| tidy::run());
    if !names.is_empty() {
        println!("\ncrates: {}", names.join(", "));
        build(&mut steps, &workspace, &names);
        tests(&mut steps, &workspace, &names);
    }
    if touched.product {
        if !names.iter().any(|name| name == "kopru") {
            steps.needed("program", |_| command::run(&mut workspace.cargo(&["build", "-p", "kopru"])));
        }
        product(&mut steps, &workspace)?;
    }
    steps.finish("ci --quick")
}

fn format(root: &Path) -> Result<(), String> {
    command::run(&mut command::cargo(root, &["fmt", "--all", "--check"]))
}

/// Cargo for some crates: `before`, which crates, `after`.
fn cargo(workspace: &Workspace, before: &[&str], names: &[String], after: &[&str]) -> Command {
    let some: Vec<&str> = names.iter().flat_map(|name| ["-p", name]).collect();
    let selection = if is_all(workspace, names) { &["--workspace"] } else { some.as_slice() };
    workspace.cargo(&[before, selection, after].concat())
}

fn is_all(workspace: &Workspace, names: &[String]) -> bool {
    names.len() == workspace.crates.len()
}

/// Lints and build of some crates.
fn build(steps: &mut Steps, workspace: &Workspace, names: &[String]) {
    let cargo = |before: &[&str], after: &[&str]| cargo(workspace, before, names, after);
    steps.step("lints", |_| command::run(&mut cargo(&["clippy"], &["--all-targets", "--", "-D", "warnings"])));
    steps.needed("build", |_| command::run(&mut cargo(&["build"], &["--all-targets"])));
}

/// Tests and documentation of some crates.
fn tests(steps: &mut Steps, workspace: &Workspace, names: &[String]) {
    let all = is_all(workspace, names);
    let cargo = |before: &[&str], after: &[&str]| cargo(workspace, before, names, after);
    steps.step("tests", |tests| {
        // Nobody's tests in a part is possible; none in the whole is a fault.
        let none = if all { "--no-tests=fail" } else { "--no-tests=pass" };
        match nextest(&workspace.root) {
            true => counted(&mut cargo(&["nextest", "run", "--no-fail-fast", none], &[]), tests),
            false => counted(&mut cargo(&["test", "--no-fail-fast", "--lib", "--bins", "--tests"], &[]), tests),
        }?;
        if all && tests.passed == 0 { Err("no test ran".to_owned()) } else { Ok(()) }
    });
    // Programs have no library to take examples from; cargo calls a selection of programs only an error.
    if names.iter().any(|name| workspace.crates.get(name).is_some_and(|it| it.library)) {
        steps.step("tests in the documentation", |tests| {
            counted(&mut cargo(&["test", "--doc", "--no-fail-fast"], &[]), tests)
        });
    }
    steps.step("documentation", |_| command::run(cargo(&["doc"], &["--no-deps"]).env("RUSTDOCFLAGS", "-D warnings")));
}

/// nextest shows failures better; it is used where it is installed, and nothing depends on it.
fn nextest(root: &Path) -> bool {
    command::output(&mut command::cargo(root, &["nextest", "--version"])).is_ok()
}

fn counted(runner: &mut Command, tests: &mut Tally) -> Result<(), String> {
    command::watch(runner, |line| tests.add(line))
}

/// What the built program must do: its generated files, the playbooks, the transcripts of the documents.
fn product(steps: &mut Steps, workspace: &Workspace) -> Result<(), String> {
    let tree = Tree::load(&workspace.root)?;
    steps.step("generated files", |_| generated::compare(workspace));
    steps.step("playbooks", |_| playbooks(workspace, &tree));
    steps.step("transcripts", |_| {
        let documents = tree.files.iter().filter(|file| file.path.ends_with(".md"));
        transcript::run(workspace, documents.map(|file| (file.path.as_str(), file.text.as_str())))
    });
    Ok(())
}

/// Checks every playbook and runs the tests that it carries.
fn playbooks(workspace: &Workspace, tree: &Tree) -> Result<(), String> {
    let mut faults = Vec::new();
    for file in tree.files.iter().filter(|file| is_playbook(&file.path)) {
        for verb in ["check", "test"] {
            faults.extend(command::run(workspace.kopru().args(["playbook", verb, &file.path])).err());
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Shipped playbooks, and those of the examples.
fn is_playbook(path: &str) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else {
        return false;
    };
    let example = folder.starts_with("examples/") && name.starts_with("playbook");
    name.ends_with(".toml") && (folder == "playbooks" || example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playbooks_are_told_from_other_files() {
        assert!(is_playbook("playbooks/saas.toml"));
        assert!(is_playbook("examples/olist/playbook.toml"));
        assert!(!is_playbook("examples/olist/map.toml"));
        assert!(!is_playbook("playbooks/lists/competitors.txt"));
        assert!(!is_playbook("Cargo.toml"));
    }
}
