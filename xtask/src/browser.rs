//! The browser that tests drive: Chromium without a window, over chromedriver.

use crate::workspace::Workspace;
use crate::{command, debian, postgres};
use std::path::{Path, PathBuf};

/// Tells the tests where chromedriver is; or [`OFF`].
pub const VARIABLE: &str = "KOPRU_TEST_BROWSER";
/// What [`VARIABLE`] says when tests are to run without a browser, on purpose.
pub const OFF: &str = "off";
/// Tells the tests where to keep the pictures of all pages.
const SHOTS_VARIABLE: &str = "KOPRU_SHOTS";

/// chromedriver's path; it and Chromium are installed where that may be done.
pub fn find() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os(VARIABLE).filter(|it| it != OFF) {
        let path = PathBuf::from(path);
        let missing = || format!("{VARIABLE} is {}, where nothing is", path.display());
        return if path.is_file() { Ok(path) } else { Err(missing()) };
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    if debian::can_install() {
        debian::install(&["chromium", "chromium-driver", "fonts-dejavu-core"])?;
        if let Some(found) = on_path() {
            return Ok(found);
        }
    }
    Err(format!(
        "a browser is missing (chromedriver, with Chromium or Chrome): `apt-get install chromium chromium-driver` on \
         Debian, `brew install chromedriver` on macOS, or give chromedriver's path in {VARIABLE}"
    ))
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join("chromedriver")).find(|it| it.is_file())
}

/// `cargo xtask shots [FOLDER]`: every page in every language, light and dark, on a desktop and a telephone, as pictures.
pub fn shots(args: &[&str]) -> Result<(), String> {
    let mut workspace = Workspace::load()?;
    workspace.postgres = Some(postgres::OFF.to_owned());
    workspace.browser = Some(find()?.display().to_string());
    let folder = match args {
        [] => workspace.target.join("shots"),
        [folder] => std::env::current_dir().map_err(|fault| fault.to_string())?.join(Path::new(folder)),
        _ => return Err("usage: cargo xtask shots [FOLDER]".to_owned()),
    };
    std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
    let mut cargo = workspace.cargo(&["test", "-p", "kopru-server", "--test", "browser", "looks"]);
    command::run(cargo.env(SHOTS_VARIABLE, &folder))?;
    println!("the pictures are in {}", folder.display());
    Ok(())
}
