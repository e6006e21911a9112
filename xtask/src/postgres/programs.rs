//! Where PostgreSQL's programs lie, and how they come onto a machine that has none.

use crate::{command, debian};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the folder of `initdb` and `postgres` and ends the search.
const FOLDER_VARIABLE: &str = "KOPRU_POSTGRES_BIN";

/// Folders of which each child, a version, has a folder `bin`; and what the names of such children begin with.
const VERSIONED: [(&str, &str); 5] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql"),
    ("/usr/local/opt", "postgresql"),
    ("/Applications/Postgres.app/Contents/Versions", ""),
];

/// The folder that holds `initdb` and `postgres`; as root on Debian and its kin they are installed when they are missing.
pub fn find() -> Result<PathBuf, String> {
    if let Some(folder) = std::env::var_os(FOLDER_VARIABLE) {
        let folder = PathBuf::from(folder);
        let missing = || format!("{FOLDER_VARIABLE} is {}, where initdb and postgres are not", folder.display());
        return if is_complete(&folder) { Ok(folder) } else { Err(missing()) };
    }
    if let Some(found) = first_complete(candidates(), is_complete) {
        return Ok(found);
    }
    if debian::can_install() {
        install()?;
        if let Some(found) = first_complete(candidates(), is_complete) {
            return Ok(found);
        }
    }
    Err(format!(
        "PostgreSQL's server is missing (initdb and postgres): `apt-get install postgresql` on Debian, `brew install \
         postgresql` on macOS, or give the folder of its programs in {FOLDER_VARIABLE}"
    ))
}

/// Folders in which the programs may lie, the likeliest first.
fn candidates() -> Vec<PathBuf> {
    let configured = command::output(Command::new("pg_config").arg("--bindir")).ok();
    let mut folders: Vec<PathBuf> = configured.iter().map(|said| PathBuf::from(said.trim_end())).collect();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    for (parent, prefix) in VERSIONED {
        let children = std::fs::read_dir(parent).into_iter().flatten().flatten();
        let names = children.filter_map(|child| child.file_name().into_string().ok());
        let names = newest_first(names.filter(|name| name.starts_with(prefix)).collect());
        folders.extend(names.iter().map(|name| Path::new(parent).join(name).join("bin")));
    }
    folders
}

/// `16` before `9.6`, `postgresql@17` before `postgresql@9.6`; names without a version last.
fn newest_first(mut names: Vec<String>) -> Vec<String> {
    let version = |name: &String| -> Vec<u32> {
        name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
    };
    names.sort();
    names.sort_by_key(|name| Reverse(version(name)));
    names
}

fn first_complete(folders: Vec<PathBuf>, is_complete: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    folders.into_iter().find(|folder| folder.is_absolute() && is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file())
}

/// Installs the package. Debian would also create a cluster and start it: while we install, a setting of
/// postgresql-common says that it shall not.
fn install() -> Result<(), String> {
    let _setting = Setting::write(Path::new("/etc/postgresql-common/createcluster.d"))?;
    debian::install(&["postgresql"])
}

/// A file of settings that is there for a while.
struct Setting(PathBuf);

impl Setting {
    fn write(folder: &Path) -> Result<Setting, String> {
        let path = folder.join("kopru-xtask.conf");
        let text = "# Only while `cargo xtask` installs PostgreSQL for tests.\ncreate_main_cluster = false\n";
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text));
        written.map_err(|fault| format!("{}: {fault}", path.display()))?;
        Ok(Setting(path))
    }
}

impl Drop for Setting {
    fn drop(&mut self) {
        // Left behind, it would keep later versions from getting a cluster; there is no better moment to say so.
        if let Err(fault) = std::fs::remove_file(&self.0) {
            eprintln!("{} stays and should be removed: {fault}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_by_number_and_not_by_letter() {
        let names = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(newest_first(names("9.6 15 10 9.5")), names("15 10 9.6 9.5"));
        assert_eq!(
            newest_first(names("postgresql postgresql@9 postgresql@17")),
            names("postgresql@17 postgresql@9 postgresql")
        );
    }

    #[test]
    fn the_first_folder_that_holds_both_programs_is_taken() {
        let folders = || ["relative", "/client", "/server/15", "/server/14"].map(PathBuf::from).to_vec();
        let servers = |folder: &Path| folder.starts_with("/server") || folder.starts_with("relative");
        assert_eq!(first_complete(folders(), servers), Some(PathBuf::from("/server/15")));
        assert_eq!(first_complete(folders(), |_| false), None);
    }

    #[test]
    fn a_setting_is_gone_when_it_is_no_longer_needed() {
        let folder = std::env::temp_dir().join(format!("kopru-xtask-setting-{}", std::process::id()));
        let setting = Setting::write(&folder).unwrap();
        assert!(std::fs::read_to_string(&setting.0).unwrap().ends_with("create_main_cluster = false\n"));
        drop(setting);
        std::fs::remove_dir(&folder).unwrap();
    }
}
