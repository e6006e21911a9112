//! What a branch touched: the files, the crates they belong to, and the crates that depend on those.

use crate::command;
use crate::workspace::{Crate, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What has to be checked again.
#[derive(Debug, PartialEq, Eq)]
pub struct Touched {
    /// Crates, dependents included.
    pub crates: Vec<String>,
    /// Whether the program may print something else, or a text that shows what it prints has changed.
    pub product: bool,
}

/// Compares the working tree with the commit at which the branch left its upstream, or else `main`.
pub fn since_main(workspace: &Workspace) -> Result<Touched, String> {
    let root = &workspace.root;
    let base = ["@{upstream}", "origin/main", "main"]
        .iter()
        .find_map(|other| git(root, &["merge-base", "HEAD", other]).ok())
        .unwrap_or_else(|| "HEAD".to_owned());
    let base = base.trim();
    let mut files = git(root, &["diff", "--name-only", "--no-renames", base])?;
    files += &git(root, &["ls-files", "--others", "--exclude-standard"])?;
    let files: Vec<&str> = files.lines().collect();
    println!("{} files touched since {}", files.len(), &base[..base.len().min(12)]);
    Ok(select(&files, &workspace.crates))
}

fn git(root: &Path, args: &[&str]) -> Result<String, String> {
    let mut git = Command::new("git");
    // Names with Turkish letters come as they are.
    git.current_dir(root).args(["-c", "core.quotePath=false"]).args(args);
    command::output(&mut git)
}

/// The crates of `files` and everything that is built from them. Settings of the workspace touch every crate.
fn select(files: &[&str], crates: &BTreeMap<String, Crate>) -> Touched {
    const SETTINGS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "clippy.toml", "rust-toolchain.toml"];
    let all = files.iter().any(|file| SETTINGS.contains(file) || file.starts_with(".cargo/"));
    let inside = |file: &str, folder: &str| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let mut chosen: BTreeSet<&String> = crates
        .iter()
        .filter(|(_, it)| all || files.iter().any(|file| inside(file, &it.folder)))
        .map(|(name, _)| name)
        .collect();
    // A playbook or an example may be compiled into the program and its tests.
    let shipped = |file: &&str| ["playbooks/", "examples/"].iter().any(|folder| file.starts_with(folder));
    if files.iter().any(shipped) {
        chosen.extend(crates.keys().filter(|name| name.starts_with("kopru")));
    }
    loop {
        let dependents: BTreeSet<&String> = crates
            .iter()
            .filter(|(_, it)| it.needs.union(&it.tests_need).any(|needed| chosen.contains(needed)))
            .map(|(name, _)| name)
            .collect();
        let before = chosen.len();
        chosen.extend(dependents);
        if chosen.len() == before {
            break;
        }
    }
    let product = chosen.iter().any(|name| *name == "kopru") || files.iter().any(|file| file.ends_with(".md"));
    Touched { crates: chosen.into_iter().cloned().collect(), product }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crates() -> BTreeMap<String, Crate> {
        let it = |folder: &str, needs: &[&str]| Crate {
            folder: folder.into(),
            needs: needs.iter().map(ToString::to_string).collect(),
            ..Crate::default()
        };
        BTreeMap::from([
            ("kopru".into(), it("crates/kopru", &["kopru-server"])),
            ("kopru-server".into(), it("crates/kopru-server", &["kopru-engine"])),
            ("kopru-engine".into(), it("crates/kopru-engine", &[])),
            ("xtask".into(), it("xtask", &[])),
        ])
    }

    fn selected(files: &[&str]) -> (String, bool) {
        let touched = select(files, &crates());
        (touched.crates.join(" "), touched.product)
    }

    #[test]
    fn dependents_follow_and_neighbours_by_name_do_not() {
        assert_eq!(selected(&["crates/kopru-engine/src/time.rs"]).0, "kopru kopru-engine kopru-server");
        assert_eq!(selected(&["crates/kopru/src/main.rs"]), ("kopru".into(), true));
        assert_eq!(selected(&["xtask/src/main.rs"]), ("xtask".into(), false));
        assert_eq!(selected(&[]), (String::new(), false));
    }

    #[test]
    fn settings_touch_everything_and_texts_only_the_transcripts() {
        assert_eq!(selected(&["Cargo.lock"]).0, "kopru kopru-engine kopru-server xtask");
        assert_eq!(selected(&["docs/start.md"]), (String::new(), true));
        assert_eq!(selected(&["playbooks/saas.toml"]).0, "kopru kopru-engine kopru-server");
    }
}
