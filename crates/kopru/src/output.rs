//! What commands print and how they end.

use kopru_engine::diagnostic::{Diagnostic, Severity};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::{both, say};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// How a command ended that did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something is wrong with what was given; it has been said already. Exit code 1.
    Wrong,
    /// The call cannot be carried out. Exit code 2.
    Cannot(Both),
    /// Not now: the same later may be carried out. Exit code 75, which mail servers know as `EX_TEMPFAIL`.
    Later(Both),
}

/// The end of a command.
pub(crate) type Done = Result<(), Failure>;

/// Prints to stdout. A reader that went away (`kopru … | head`) is no fault.
pub(crate) fn print(text: &str) -> Done {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Cannot(both!(en = "cannot write: {error}", tr = "yazılamıyor: {error}")))
        }
        _ => Ok(()),
    }
}

/// The exit code; a failure that was not said yet is said on stderr.
pub(crate) fn exit(done: Done, lang: Lang) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Wrong) => ExitCode::from(1),
        Err(Failure::Cannot(why)) => said(&why, lang, 2),
        Err(Failure::Later(why)) => said(&why, lang, 75),
    }
}

fn said(why: &Both, lang: Lang, code: u8) -> ExitCode {
    let why = why.get(lang);
    eprintln!("{}", say!(lang, en = "error: {why}", tr = "hata: {why}"));
    ExitCode::from(code)
}

/// The whole text of a file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| {
        Failure::Cannot(both!(en = "cannot read {shown}: {error}", tr = "{shown} okunamıyor: {error}"))
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::Cannot(both!(en = "{shown} is not UTF-8", tr = "{shown} UTF-8 değil")))
}

/// Findings in a file, as a person reads them, with a closing line that counts them.
pub(crate) fn findings(found: &[Diagnostic], file: &Path, source: &str, lang: Lang) -> String {
    let name = file.display().to_string();
    let mut text: String = found.iter().map(|it| it.render(&name, source, lang) + "\n").collect();
    let errors = found.iter().filter(|it| it.severity == Severity::Error).count();
    let warnings = found.len() - errors;
    text.push_str(&match (errors, warnings) {
        (0, _) => say!(lang, en = "{name}: {warnings} warnings\n", tr = "{name}: {warnings} uyarı\n"),
        (_, 0) => say!(lang, en = "{name}: {errors} errors\n", tr = "{name}: {errors} hata\n"),
        _ => say!(
            lang,
            en = "{name}: {errors} errors, {warnings} warnings\n",
            tr = "{name}: {errors} hata, {warnings} uyarı\n"
        ),
    });
    text
}

/// JSON, one line a value at the top, ending with a line break.
pub(crate) fn json(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// A heading over a part of what is printed.
pub(crate) fn heading(out: &mut String, text: &str) {
    out.push_str(&format!("\n{text}\n{}\n", "─".repeat(text.chars().count())));
}

/// Text in columns: the first to the left, the others to the right.
pub(crate) fn columns(out: &mut String, rows: &[Vec<String>]) {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths.get(at).copied().unwrap_or(0).saturating_sub(cell.chars().count()));
            line.push_str(&if at == 0 { format!("{cell}{pad}") } else { format!("  {pad}{cell}") });
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// Text in columns, all to the left.
pub(crate) fn listing(out: &mut String, rows: &[Vec<String>]) {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..count).map(|at| width(at).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let pad = " ".repeat(width.saturating_sub(cell.chars().count()));
            format!("{cell}{pad}")
        });
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
}
