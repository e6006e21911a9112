//! `kopru doctor`

use crate::Format;
use crate::database::{Database, failure, runtime};
use crate::output::{self, Done, Failure};
use kopru_engine::both;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_server::clock;
use kopru_store::dialect::Address;
use kopru_store::doctor::{Check, State, examine};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Leave out what reads every row
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    database: Database,
    /// How the findings are printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Free space below which there is trouble, in MiB.
const FREE_MIB_MIN: u64 = 512;

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let address = args.database.address()?;
    let disk = match &address {
        Address::Sqlite(path) => free(path),
        Address::Postgres(_) => None,
    };
    let mut checks =
        runtime(async { examine(address, args.quick, clock::system()).await.map_err(|fault| failure(&fault)) })?;
    checks.extend(disk);
    match args.format {
        Format::Table => output::print(&table(&checks, lang))?,
        Format::Json => output::print(&output::json(&Value::Array(checks.iter().map(as_json).collect())))?,
    }
    if checks.iter().any(|it| it.state == State::Trouble) { Err(Failure::Wrong) } else { Ok(()) }
}

/// Free space where a file is, as `df` says; nothing where there is no `df`.
fn free(path: &Path) -> Option<Check> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let said = Command::new("df").arg("-Pk").arg(folder).output().ok().filter(|it| it.status.success())?;
    let mib = available(&String::from_utf8_lossy(&said.stdout))? >> 10;
    let size = std::fs::metadata(path).map_or(0, |it| it.len() >> 20);
    let found = both!(en = "{mib} MiB are free on the disk", tr = "diskte {mib} MiB boş");
    if mib >= FREE_MIB_MIN.max(size / 4) {
        return Some(Check::good("free_disk", found));
    }
    let advice = both!(
        en = "make room: when the disk is full, facts are refused",
        tr = "yer açın: disk dolduğunda olgular reddedilir"
    );
    Some(Check::other("free_disk", State::Trouble, found, advice))
}

/// The fourth column of the last line, in KiB.
fn available(said: &str) -> Option<u64> {
    said.lines().last()?.split_whitespace().nth(3)?.parse().ok()
}

fn table(checks: &[Check], lang: Lang) -> String {
    let mut text = String::new();
    for it in checks {
        let mark = match it.state {
            State::Good => say!(lang, en = "good    ", tr = "iyi   "),
            State::Note => say!(lang, en = "note    ", tr = "not   "),
            State::Trouble => say!(lang, en = "TROUBLE ", tr = "SORUN "),
        };
        let pad = " ".repeat(mark.chars().count());
        text.push_str(&format!("{mark}{} [{}]\n", it.found.get(lang), it.id));
        if let Some(advice) = &it.advice {
            text.push_str(&format!("{pad}→ {}\n", advice.get(lang)));
        }
    }
    let trouble = checks.iter().filter(|it| it.state == State::Trouble).count();
    text.push_str(&match trouble {
        0 => say!(lang, en = "No trouble found.\n", tr = "Sorun bulunmadı.\n"),
        _ => say!(lang, en = "{trouble} troubles found.\n", tr = "{trouble} sorun bulundu.\n"),
    });
    text
}

fn as_json(it: &Check) -> Value {
    let both = |it: &kopru_engine::lang::Both| json!({ "en": it.en, "tr": it.tr });
    json!({ "check": it.id, "state": it.state.id(), "found": both(&it.found), "advice": it.advice.as_ref().map(both) })
}

#[cfg(test)]
mod tests {
    use super::available;

    #[test]
    fn free_space_is_the_fourth_column_of_what_df_says() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /\n";
        assert_eq!(available(said), Some(60));
        assert_eq!(available(""), None);
    }
}
