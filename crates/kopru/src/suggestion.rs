//! A mapping suggested for a CSV file, as `kopru import` and `kopru try` print it.

use crate::output::{self, Done, Failure};
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_server::intake::suggest::suggest_map;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Prints a mapping made from the file's header and first rows.
pub(crate) fn print(path: &Path, playbook: &Playbook, lang: Lang) -> Done {
    let shown = path.display();
    let file = File::open(path).map_err(|error| {
        Failure::Cannot(both!(en = "cannot read {shown}: {error}", tr = "{shown} okunamıyor: {error}"))
    })?;
    let feed = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let suggestion = suggest_map(BufReader::new(file), &feed, playbook, lang).map_err(|fault| {
        let (code, Both { en, tr }) = fault.text();
        Failure::Cannot(Both { en: format!("{shown}: {en} [{code}]"), tr: format!("{shown}: {tr} [{code}]") })
    })?;
    output::print(&suggestion.toml)
}
