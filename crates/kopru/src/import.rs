//! `kopru import FILE.csv --map MAP.toml`
//!
//! The file is read to its end before anything is taken, so a mapping that does not fit costs nothing. What was taken stays
//! taken; a run that was stopped is simply started again.

mod report;
mod undo;

use crate::Format;
use crate::database::{self, Database};
use crate::output::{self, Done, Failure};
use crate::progress::{Progress, rate};
use crate::suggestion;
use kopru_engine::lang::Lang;
use kopru_engine::{both, say};
use kopru_server::import::{Form, Hears, ImportError, Job, Step, write_table};
use kopru_server::intake::{CsvFault, CsvMap};
use kopru_server::service::Services;
use kopru_store::import::Refusals;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Imports that `--history` shows.
const HISTORY: usize = 50;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A CSV file with its --map, or facts, one JSON object a line (.jsonl)
    #[arg(required_unless_present_any = ["history", "undo"])]
    file: Option<PathBuf>,
    /// The mapping of the file's columns
    #[arg(long, value_name = "MAP.toml")]
    map: Option<PathBuf>,
    /// Print a mapping for the file, made from its header and first rows, instead of importing it
    #[arg(long, conflicts_with_all = ["map", "dry_run", "refused"])]
    suggest_map: bool,
    /// Only say what would become of the file, or what --undo would do; nothing is kept
    #[arg(long)]
    dry_run: bool,
    /// Where refused rows go, with line and reason (otherwise FILE.refused.csv beside the file)
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Show the imports so far
    #[arg(long, conflicts_with_all = ["file", "map", "dry_run", "refused", "suggest_map"])]
    history: bool,
    /// Undo an import: remove people of whom nothing else is known, take its facts back of all others
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["file", "map", "refused", "suggest_map", "history"])]
    undo: Option<i64>,
    #[command(flatten)]
    database: Database,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    if let Some(number) = args.undo {
        return undo::run(number, args, lang);
    }
    let Some(file) = &args.file else { return history(args, lang) };
    if args.suggest_map {
        return args.database.run(async |services| {
            let book = services.store.book().await.map_err(|fault| database::failure(&fault))?;
            suggestion::print(file, &book.playbook, lang)
        });
    }
    let (form, map) = form(file, args.map.as_deref(), lang)?;
    let opened = File::open(file).map_err(|fault| failure(ImportError::Io(fault), args, lang))?;
    let name = file.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let job = Job { file: opened, name, map, form, actor: "cli".into(), dry_run: args.dry_run };
    args.database.run(async |services| {
        let progress = Arc::new(Mutex::new((Progress::start(), None)));
        let done = services.import(job, hears(progress.clone(), lang)).await;
        let took = progress.lock().unwrap_or_else(PoisonError::into_inner).0.end();
        let report = done.map_err(|fault| failure(fault, args, lang))?;
        let files = report::Files {
            refused: told_file(
                args.refused.clone().unwrap_or_else(|| beside(file, "refused")),
                &report.refusals,
                args,
                lang,
            )?,
            doubtful: told_file(beside(file, "review"), &report.doubtful, args, lang)?,
        };
        match args.format {
            Format::Table => output::print(&report::table(file, &report, &files, took, lang)?)?,
            Format::Json => output::print(&output::json(&report::as_json(file, &report, &files, took)?))?,
        }
        if report.refusals.count() == 0 { Ok(()) } else { Err(Failure::Wrong) }
    })
}

fn history(args: &Args, lang: Lang) -> Done {
    args.database.run(async |services: Services| {
        let imports = services.store.imports(HISTORY).await.map_err(|fault| database::failure(&fault))?;
        match args.format {
            Format::Table => output::print(&report::history(&imports, lang)),
            Format::Json => output::print(&output::json(&report::history_json(&imports))),
        }
    })
}

/// How the file is written, and its mapping.
fn form(file: &Path, map: Option<&Path>, lang: Lang) -> Result<(Form, Option<String>), Failure> {
    let jsonl = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("jsonl"));
    match map {
        Some(path) => {
            let source = output::read(path)?;
            let map = CsvMap::parse(&source).map_err(|found| {
                eprint!("{}", output::findings(&found, path, &source, lang));
                Failure::Wrong
            })?;
            Ok((Form::Csv(Box::new(map)), Some(source)))
        }
        None if jsonl => Ok((Form::Jsonl, None)),
        None => {
            let shown = file.display();
            Err(Failure::Cannot(both!(
                en = "say what the columns of {shown} mean, with --map MAP.toml (docs/guides/csv-mapping.md shows how)",
                tr = "{shown} dosyasındaki sütunların ne anlama geldiğini --map EŞLEME.toml ile söyleyin (nasıl olduğu docs/guides/csv-mapping.md içinde)"
            )))
        }
    }
}

/// Progress, and when the step under way began, and which it is.
type Shown = Arc<Mutex<(Progress, Option<(bool, Duration)>)>>;

fn hears(shown: Shown, lang: Lang) -> Hears {
    Arc::new(move |step| {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let (progress, began) = &mut *shown;
        let reading = matches!(step, Step::Reading { .. });
        let from = match *began {
            Some((same, from)) if same == reading => from,
            _ => progress.elapsed(),
        };
        *began = Some((reading, from));
        progress.tell(|took| line(step, took.saturating_sub(from), lang));
    })
}

/// Where an import is, how fast it goes and how long it will go on.
fn line(step: Step, took: Duration, lang: Lang) -> String {
    let (count, done, of) = match step {
        Step::Reading { rows, bytes, of } => (rows, bytes, of),
        Step::Taking { facts, of } => (facts, facts, of),
    };
    let percent = done.saturating_mul(100) / of.max(1);
    let rate = rate(count, took);
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let left = (millis.saturating_mul(of.saturating_sub(done)) / done.max(1)).div_ceil(1_000);
    match step {
        Step::Reading { rows, .. } => say!(
            lang,
            en = "read: {rows} rows, {percent} %, {rate} a second, {left} s left",
            tr = "okunan: {rows} satır, %{percent}, saniyede {rate}, kalan {left} sn"
        ),
        Step::Taking { facts, .. } => say!(
            lang,
            en = "taken: {facts} of {of} facts, {percent} %, {rate} a second, {left} s left",
            tr = "alınan: {of} olgudan {facts}, %{percent}, saniyede {rate}, kalan {left} sn"
        ),
    }
}

fn failure(fault: ImportError, args: &Args, lang: Lang) -> Failure {
    let file = args.file.as_deref().unwrap_or(Path::new("")).display();
    match fault {
        ImportError::Io(fault) | ImportError::Csv(CsvFault::Io(fault)) => {
            Failure::Cannot(both!(en = "cannot read {file}: {fault}", tr = "{file} okunamıyor: {fault}"))
        }
        ImportError::Csv(CsvFault::File { code, reason }) => {
            let (en, tr) = (reason.en, reason.tr);
            Failure::Cannot(both!(en = "{file}: {en} [{code}]", tr = "{file}: {tr} [{code}]"))
        }
        ImportError::Csv(CsvFault::Columns(found)) => {
            if let Some(map) = &args.map {
                let source = output::read(map).unwrap_or_default();
                eprint!("{}", output::findings(&found, map, &source, lang));
            }
            Failure::Wrong
        }
        ImportError::Store(fault) => {
            let text = database::text(&fault);
            let (en, tr) = (text.en, text.tr);
            Failure::Cannot(both!(
                en = "{en}\nWhat was taken stays; run the same command again to go on",
                tr = "{tr}\nAlınanlar durur; kaldığı yerden sürdürmek için aynı komutu yeniden çalıştırın"
            ))
        }
    }
}

/// A file beside the one that is imported.
fn beside(file: &Path, what: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{what}.csv"));
    PathBuf::from(name)
}

/// Writes rows with their reasons as a table that a spreadsheet opens; a file of an earlier run is written anew, or removed
/// when there are none any more.
fn told_file(path: PathBuf, rows: &Refusals, args: &Args, lang: Lang) -> Result<Option<PathBuf>, Failure> {
    let cannot = |fault: std::io::Error| {
        let shown = path.display();
        Failure::Cannot(both!(en = "cannot write {shown}: {fault}", tr = "{shown} yazılamıyor: {fault}"))
    };
    if rows.count() == 0 {
        if path.exists() {
            std::fs::remove_file(&path).map_err(cannot)?;
        }
        return Ok(None);
    }
    let mut out = File::create(&path).map(BufWriter::new).map_err(cannot)?;
    write_table(rows, usize::MAX, lang, &mut out).map_err(|fault| match fault {
        ImportError::Io(fault) => cannot(fault),
        other => failure(other, args, lang),
    })?;
    out.flush().map_err(cannot)?;
    Ok(Some(path))
}
