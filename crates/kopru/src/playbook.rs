//! `kopru playbook …`

use crate::Format;
use crate::database::Database;
use crate::output::{self, Done, Failure};
use clap::{Subcommand, ValueEnum};
use kopru_engine::diagnostic::{Diagnostic, Severity};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{CaseResult, Checked, Playbook, aloud, diff, reference, run_case};
use kopru_engine::{both, say};
use kopru_server::agreement::{self, frameworks};
use kopru_server::intake::holidays::{Days, days_of};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

mod published;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Existing {
    Keep,
    Advance,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Find every fault of a playbook at once
    Check {
        /// The playbook
        file: PathBuf,
        /// How the findings are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Run the examples that a playbook carries
    Test {
        /// The playbook
        file: PathBuf,
        /// How the results are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Say what changes between two playbooks
    Diff {
        /// The playbook before
        before: PathBuf,
        /// The playbook after
        after: PathBuf,
        /// How the changes are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Read the whole agreement aloud
    Explain {
        /// The playbook
        file: PathBuf,
    },
    /// The qualification frameworks that come with Köprü: list them, print one, or take one up in a playbook
    Framework {
        /// Which one; without it all are listed
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// Takes it up in this playbook: its text is added, and qualification asks for it; what is known of leads stays
        #[arg(long, value_name = "PLAYBOOK", requires = "id")]
        into: Option<PathBuf>,
    },
    /// Publish a playbook: from then on it decides every fact
    Publish {
        /// The playbook
        file: PathBuf,
        /// What it does to leads that are there already: its criteria count at their next fact or timer (keep), or are
        /// held against all of them at once (advance)
        #[arg(long, value_enum, value_name = "HOW", default_value = "keep")]
        existing: Existing,
        /// Who publishes it
        #[arg(long, value_name = "NAME", default_value = "cli")]
        by: String,
        #[command(flatten)]
        database: Database,
        /// How the result is printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// List the versions that were published, the newest first
    History {
        #[command(flatten)]
        database: Database,
        /// How the versions are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Print the reference of the playbook language (Markdown)
    Reference,
}

pub(crate) fn run(command: Command, lang: Lang) -> Done {
    match command {
        Command::Check { file, format } => check(&file, format, lang),
        Command::Test { file, format } => test(&file, format, lang),
        Command::Diff { before, after, format } => compare(&before, &after, format, lang),
        Command::Explain { file } => output::print(&aloud::aloud(&load(&file, lang)?, lang)),
        Command::Framework { id, into } => framework(id.as_deref(), into.as_deref(), lang),
        Command::Publish { file, existing, by, database, format } => {
            published::publish(&file, existing, by, &database, format, lang)
        }
        Command::History { database, format } => published::history(&database, format, lang),
        Command::Reference => output::print(&reference::reference()),
    }
}

/// Lists the shipped frameworks, prints one, or takes one up in a playbook.
fn framework(id: Option<&str>, into: Option<&Path>, lang: Lang) -> Done {
    let Some(id) = id else {
        let lines = frameworks::SHIPPED.iter().map(|(id, name, text)| {
            let criteria = text.lines().filter(|it| *it == "[[framework.criterion]]").count();
            say!(lang, en = "{id}: {name}, {criteria} criteria\n", tr = "{id}: {name}, {criteria} ölçüt\n")
        });
        return output::print(&lines.collect::<String>());
    };
    let Some(text) = frameworks::text(id) else {
        let known = frameworks::SHIPPED.map(|it| it.0).join(", ");
        return Err(Failure::Cannot(both!(
            en = "no framework `{id}` comes with Köprü: {known}",
            tr = "Köprü ile `{id}` çerçevesi gelmiyor: {known}"
        )));
    };
    let Some(file) = into else { return output::print(text) };
    let (source, lists) = texts(file, lang)?;
    sound(file, &source, Playbook::check(&source, &lists), lang)?;
    let applied = agreement::apply(&source, &frameworks::taking_up(&source, &lists, id));
    let checked = Playbook::check(&applied.text, &lists);
    let Some(playbook) = checked.playbook else {
        eprint!("{}", output::findings(&checked.findings, file, &applied.text, lang));
        return Err(Failure::Wrong);
    };
    fs::write(file, &applied.text).map_err(|fault| {
        let path = file.display();
        Failure::Cannot(both!(en = "{path}: {fault}", tr = "{path}: {fault}"))
    })?;
    let (path, same) = (file.display(), applied.text == source);
    let asked = playbook.by.qualification.is_some();
    output::print(&match same {
        false if !asked => say!(
            lang,
            en = "{path} has `{id}` now, but no stage asks for it: add one with by = \"qualification\" and framework = \"{id}\".\n",
            tr = "{path} artık `{id}` çerçevesini içeriyor, ama onu isteyen bir aşama yok: by = \"qualification\" ve framework = \"{id}\" olan bir aşama ekleyin.\n"
        ),
        true => say!(lang, en = "{path} asks for `{id}` already.\n", tr = "{path} zaten `{id}` istiyor.\n"),
        false => say!(
            lang,
            en = "{path} qualifies by `{id}` now. Look at it, then publish it.\n",
            tr = "{path} artık `{id}` ile nitelendiriyor. Bakın, sonra yayımlayın.\n"
        ),
    })
}

/// Reads a playbook with the list files beside it, and checks it.
fn read(file: &Path, lang: Lang) -> Result<(String, Checked), Failure> {
    let (source, files) = texts(file, lang)?;
    let checked = Playbook::check(&source, &files);
    Ok((source, checked))
}

/// A playbook's text, and those of the list files beside it by name; calendar files and holiday tables as plain days.
fn texts(file: &Path, lang: Lang) -> Result<(String, BTreeMap<String, String>), Failure> {
    let source = output::read(file)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let (mut files, mut wrong) = (BTreeMap::new(), false);
    for name in Playbook::files(&source) {
        // Only a plain name: a playbook cannot make Köprü read files elsewhere.
        let plain = Path::new(&name.text).file_name().is_some_and(|it| it == name.text.as_str());
        if plain && let Ok(text) = fs::read_to_string(folder.join(&name.text)) {
            let text = match days_of(&text) {
                Some(days) => {
                    let sound = days.usable();
                    tell(&folder.join(&name.text), &days, lang);
                    wrong |= !sound;
                    days.list
                }
                None => text,
            };
            files.insert(name.text, text);
        }
    }
    if wrong { Err(Failure::Wrong) } else { Ok((source, files)) }
}

/// Says what is wrong in a calendar file or a holiday table, each at its line.
fn tell(file: &Path, days: &Days, lang: Lang) {
    let path = file.display();
    for it in &days.faults {
        eprintln!("{path}:{}: {} {}", it.line, it.code, it.message.get(lang));
    }
    if days.more_faults > 0 {
        let more = days.more_faults;
        eprintln!("{}", say!(lang, en = "{path}: {more} more", tr = "{path}: {more} tane daha"));
    }
}

/// A playbook that must be sound; its faults go to stderr.
pub(crate) fn load(file: &Path, lang: Lang) -> Result<Playbook, Failure> {
    let (source, checked) = read(file, lang)?;
    sound(file, &source, checked, lang)
}

/// The playbook that was checked, where it is sound; else its faults go to stderr.
fn sound(file: &Path, source: &str, checked: Checked, lang: Lang) -> Result<Playbook, Failure> {
    checked.playbook.ok_or_else(|| {
        eprint!("{}", output::findings(&checked.findings, file, source, lang));
        Failure::Wrong
    })
}

fn check(file: &Path, format: Format, lang: Lang) -> Done {
    let (source, Checked { playbook, findings: found }) = read(file, lang)?;
    match format {
        Format::Json => {
            let list: Vec<Value> = found.iter().map(|it| finding(it, &source, lang)).collect();
            let version = playbook.as_ref().map(|it| it.version.to_string());
            output::print(&output::json(&json!({ "ok": playbook.is_some(), "version": version, "findings": list })))?;
        }
        Format::Table => {
            if !found.is_empty() {
                output::print(&output::findings(&found, file, &source, lang))?;
            }
            if let Some(playbook) = &playbook {
                output::print(&summary(file, playbook, lang))?;
            }
        }
    }
    if playbook.is_some() { Ok(()) } else { Err(Failure::Wrong) }
}

fn summary(file: &Path, playbook: &Playbook, lang: Lang) -> String {
    let file = file.display();
    let (stages, personas, fit) = (playbook.stages.len(), playbook.personas.len(), playbook.fit.len());
    let (acts, whole) = (playbook.engagement.len(), playbook.account_rules.len());
    let (reasons, cases, version) = (playbook.disqualify.len(), playbook.cases.len(), &playbook.version);
    say!(
        lang,
        en = "{file}: sound (version {version}): {stages} stages, {personas} personas, {fit} fit rules, {acts} engagement rules, {whole} account rules, {reasons} reasons to let go, {cases} examples\n",
        tr = "{file}: sağlam (sürüm {version}): {stages} aşama, {personas} persona, {fit} uygunluk kuralı, {acts} etkileşim kuralı, {whole} hesap kuralı, {reasons} bırakma nedeni, {cases} örnek\n"
    )
}

fn finding(it: &Diagnostic, source: &str, lang: Lang) -> Value {
    let (line, column) = it.position(source);
    let severity = match it.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "code": it.code, "severity": severity, "line": line, "column": column,
        "message": it.message.get(lang), "help": it.help.as_ref().map(|help| help.get(lang)),
    })
}

fn test(file: &Path, format: Format, lang: Lang) -> Done {
    let playbook = load(file, lang)?;
    let results: Vec<CaseResult> = playbook.cases.iter().map(|case| run_case(&playbook, case)).collect();
    let failed = results.iter().filter(|it| !it.differences.is_empty()).count();
    let passed = results.len() - failed;
    match format {
        Format::Json => {
            let list: Vec<Value> = results.iter().map(result).collect();
            output::print(&output::json(&json!({ "passed": passed, "failed": failed, "tests": list })))?;
        }
        Format::Table => {
            let mut text: String = results.iter().map(|it| it.show(lang) + "\n").collect();
            let file = file.display();
            text.push_str(&say!(
                lang,
                en = "{file}: {passed} passed, {failed} failed\n",
                tr = "{file}: {passed} geçti, {failed} kaldı\n"
            ));
            output::print(&text)?;
        }
    }
    if failed == 0 { Ok(()) } else { Err(Failure::Wrong) }
}

fn result(it: &CaseResult) -> Value {
    let differences: Vec<Value> = it
        .differences
        .iter()
        .map(|(key, expected, found)| json!({ "key": key, "expected": expected, "found": found }))
        .collect();
    json!({ "name": it.name, "ok": it.differences.is_empty(), "differences": differences })
}

fn compare(before: &Path, after: &Path, format: Format, lang: Lang) -> Done {
    let (old, new) = (load(before, lang)?, load(after, lang)?);
    let differences = diff::diff(&old, &new, lang);
    match format {
        Format::Json => {
            let list: Vec<Value> = differences
                .iter()
                .map(|it| json!({ "part": it.part, "id": it.id, "key": it.key, "before": it.before, "after": it.after, "sentence": it.sentence(lang) }))
                .collect();
            output::print(&output::json(&json!({ "before": &*old.version, "after": &*new.version, "changes": list })))
        }
        Format::Table if differences.is_empty() => {
            output::print(&say!(lang, en = "Nothing changes.\n", tr = "Hiçbir şey değişmiyor.\n"))
        }
        Format::Table => output::print(&differences.iter().map(|it| it.sentence(lang) + "\n").collect::<String>()),
    }
}
