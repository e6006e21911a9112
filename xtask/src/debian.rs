//! Installing what tests need, where that may be done: as root on Debian and its kin.

use crate::command;
use std::process::Command;

/// Whether packages can be installed here.
pub fn can_install() -> bool {
    let is_root = command::output(Command::new("id").arg("-u")).is_ok_and(|it| it.trim() == "0");
    let path = std::env::var_os("PATH").unwrap_or_default();
    is_root && std::env::split_paths(&path).any(|folder| folder.join("apt-get").is_file())
}

/// Installs packages.
pub fn install(packages: &[&str]) -> Result<(), String> {
    println!("missing: installing Debian's {} with apt-get", packages.join(", "));
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    for args in [&["update"], install.as_slice()] {
        let mut apt = Command::new("apt-get");
        apt.arg("--quiet").args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command::output(&mut apt)?;
    }
    Ok(())
}
