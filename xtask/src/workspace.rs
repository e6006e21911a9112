//! The workspace as cargo describes it: where it lies, its crates, who depends on whom.

use crate::{browser, command, postgres};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

/// The workspace.
pub struct Workspace {
    /// Its root folder.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
    /// Its crates by name.
    pub crates: BTreeMap<String, Crate>,
    /// What [`postgres::VARIABLE`] says to the tests and the program that we run; `None`: what it says to us.
    pub postgres: Option<String>,
    /// What [`browser::VARIABLE`] says to them, likewise.
    pub browser: Option<String>,
}

/// One crate of the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crate {
    /// Its folder, from the root, with `/`.
    pub folder: String,
    /// Whether it is a library (examples in its documentation are tests) or only a program.
    pub library: bool,
    /// Crates of the workspace that the product needs it to have (no dev-dependencies).
    pub needs: BTreeSet<String>,
    /// Crates of the workspace that its tests need besides.
    pub tests_need: BTreeSet<String>,
}

impl Workspace {
    /// Asks cargo.
    pub fn load() -> Result<Workspace, String> {
        // Cargo says it anew at each run; the folder at build time may have moved since.
        let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let here = PathBuf::from(here);
        let text = command::output(&mut command::cargo(&here, &["metadata", "--no-deps", "--format-version", "1"]))?;
        let value: Value = serde_json::from_str(&text).map_err(|fault| format!("cargo metadata: {fault}"))?;
        Workspace::read(&value).ok_or_else(|| "cargo metadata has a shape that xtask does not know".to_owned())
    }

    fn read(metadata: &Value) -> Option<Workspace> {
        let root = PathBuf::from(metadata["workspace_root"].as_str()?);
        let packages = metadata["packages"].as_array()?;
        let names: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
        let mut crates = BTreeMap::new();
        for package in packages {
            let manifest = PathBuf::from(package["manifest_path"].as_str()?);
            let folder = manifest.parent()?.strip_prefix(&root).ok()?;
            let targets = package["targets"].as_array()?;
            let mut it = Crate {
                folder: folder.to_string_lossy().replace('\\', "/"),
                library: targets.iter().any(|target| target["kind"][0].as_str() == Some("lib")),
                ..Crate::default()
            };
            for needed in package["dependencies"].as_array()? {
                let name = needed["name"].as_str()?;
                if names.contains(name) {
                    let dev = needed["kind"].as_str() == Some("dev");
                    let set = if dev { &mut it.tests_need } else { &mut it.needs };
                    set.insert(name.to_owned());
                }
            }
            crates.insert(package["name"].as_str()?.to_owned(), it);
        }
        let target = PathBuf::from(metadata["target_directory"].as_str()?);
        Some(Workspace { root, target, crates, postgres: None, browser: None })
    }

    /// Cargo at the workspace's root, where tests find their databases.
    pub fn cargo(&self, args: &[&str]) -> Command {
        let mut cargo = command::cargo(&self.root, args);
        cargo.envs(self.postgres.iter().map(|value| (postgres::VARIABLE, value)));
        cargo.envs(self.browser.iter().map(|value| (browser::VARIABLE, value)));
        cargo
    }

    /// The program `kopru` as the `build` step leaves it, at the workspace's root.
    pub fn kopru(&self) -> Command {
        let name = format!("kopru{}", std::env::consts::EXE_SUFFIX);
        let mut kopru = Command::new(self.target.join("debug").join(name));
        kopru.current_dir(&self.root).envs(self.postgres.iter().map(|value| (postgres::VARIABLE, value)));
        kopru
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_and_their_arrows_are_read_from_cargos_answer() {
        let metadata = serde_json::json!({
            "workspace_root": "/somewhere",
            "target_directory": "/somewhere/target",
            "packages": [
                { "name": "a", "manifest_path": "/somewhere/crates/a/Cargo.toml", "targets": [{ "kind": ["lib"] }], "dependencies": [
                    { "name": "b", "kind": null }, { "name": "serde", "kind": null }, { "name": "c", "kind": "dev" } ] },
                { "name": "b", "manifest_path": "/somewhere/crates/b/Cargo.toml", "targets": [{ "kind": ["bin"] }], "dependencies": [] },
                { "name": "c", "manifest_path": "/somewhere/c/Cargo.toml", "targets": [], "dependencies": [] },
            ],
        });
        let workspace = Workspace::read(&metadata).unwrap();
        let a = &workspace.crates["a"];
        assert_eq!(a.folder, "crates/a");
        assert_eq!(a.needs, BTreeSet::from(["b".to_owned()]));
        assert_eq!(a.tests_need, BTreeSet::from(["c".to_owned()]));
        assert_eq!(workspace.crates["c"].folder, "c");
        assert!(a.library && !workspace.crates["b"].library);
    }

    #[test]
    fn this_very_workspace_is_read() {
        let workspace = Workspace::load().unwrap();
        assert_eq!(workspace.crates["xtask"].folder, "xtask");
        assert!(workspace.crates["kopru-server"].needs.contains("kopru-engine"));
    }
}
