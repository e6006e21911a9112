//! `kopru try PLAYBOOK FACTS.jsonl`, `kopru try PLAYBOOK --csv FILE --map MAP.toml`, `kopru try PLAYBOOK --csv FILE --suggest-map`

mod json;
mod table;

use crate::Format;
use crate::output::{self, Done, Failure};
use crate::suggestion;
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::{Day, Moment};
use kopru_server::intake::{CsvFault, CsvMap};
use kopru_server::trial::{Input, TrialError, report, run as play};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The playbook
    playbook: PathBuf,
    /// Facts, one JSON object a line; several files may be given
    facts: Vec<PathBuf>,
    /// A CSV file; each needs its --map, in the same order
    #[arg(long, value_name = "FILE")]
    csv: Vec<PathBuf>,
    /// The mapping of a CSV file's columns
    #[arg(long, value_name = "MAP.toml")]
    map: Vec<PathBuf>,
    /// Print a mapping for the CSV file, made from its header and first rows, instead of playing it
    #[arg(long, conflicts_with_all = ["map", "facts", "at", "lead", "all"])]
    suggest_map: bool,
    /// When the leads are looked at: 2026-03-02T09:00:00+03:00 or 2026-03-02 (otherwise the latest date in the files)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
    /// Show one lead only
    #[arg(long, value_name = "KEY", conflicts_with = "all")]
    lead: Option<String>,
    /// Show every lead, not only the twenty highest
    #[arg(long)]
    all: bool,
    /// How the result is printed; JSON always gives every lead
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .or_else(|| Day::parse(text).map(Day::start))
        .ok_or_else(|| "expected a moment with its offset, such as 2026-03-02T09:00:00+03:00, or a day".to_owned())
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let playbook = crate::playbook::load(&args.playbook, lang)?;
    if args.suggest_map {
        return suggest(args, &playbook, lang);
    }
    let inputs = inputs(args, lang)?;
    let trial = play(&playbook, &inputs, args.at, false).map_err(|error| explain(error, args, lang))?;
    let report = report(&trial, lang);
    if let Some(key) = &args.lead
        && !report.leads.iter().any(|lead| lead.key == *key)
    {
        return Err(Failure::Cannot(both!(en = "no lead has the key {key}", tr = "{key} anahtarlı bir aday yok")));
    }
    match args.format {
        Format::Json => output::print(&output::json(&json::whole(&trial, &report, args.lead.as_deref(), lang))),
        Format::Table => {
            let shown = match (&args.lead, args.all) {
                (Some(key), _) => table::Shown::One(key),
                (None, true) => table::Shown::All,
                (None, false) => table::Shown::Highest(20),
            };
            output::print(&table::whole(&trial, &report, shown, lang))
        }
    }
}

/// Prints a suggested mapping for the one CSV file.
fn suggest(args: &Args, playbook: &Playbook, lang: Lang) -> Done {
    let [path] = args.csv.as_slice() else {
        return Err(Failure::Cannot(both!(
            en = "--suggest-map needs one --csv FILE",
            tr = "--suggest-map tek bir --csv DOSYA ister"
        )));
    };
    suggestion::print(path, playbook, lang)
}

fn inputs(args: &Args, lang: Lang) -> Result<Vec<Input>, Failure> {
    if args.csv.len() != args.map.len() {
        let (files, maps) = (args.csv.len(), args.map.len());
        return Err(Failure::Cannot(both!(
            en = "each --csv needs its --map: {files} files, {maps} mappings",
            tr = "her --csv kendi --map dosyasını ister: {files} dosya, {maps} eşleme"
        )));
    }
    if args.facts.is_empty() && args.csv.is_empty() {
        return Err(Failure::Cannot(both!(
            en = "nothing to play: give facts (JSONL) or --csv with --map",
            tr = "oynatılacak bir şey yok: olgular (JSONL) ya da --csv ile --map verin"
        )));
    }
    let mut inputs: Vec<Input> = args.facts.iter().cloned().map(Input::Jsonl).collect();
    for (file, map) in args.csv.iter().zip(&args.map) {
        inputs.push(Input::Csv(file.clone(), Box::new(load_map(map, lang)?)));
    }
    Ok(inputs)
}

fn load_map(path: &Path, lang: Lang) -> Result<CsvMap, Failure> {
    let source = output::read(path)?;
    CsvMap::parse(&source).map_err(|found| {
        eprint!("{}", output::findings(&found, path, &source, lang));
        Failure::Wrong
    })
}

fn explain(error: TrialError, args: &Args, lang: Lang) -> Failure {
    match error {
        TrialError::Io(path, error) => {
            let path = path.display();
            Failure::Cannot(both!(en = "cannot read {path}: {error}", tr = "{path} okunamıyor: {error}"))
        }
        TrialError::Csv(place, fault) => csv_fault(place, fault, args, lang),
        TrialError::NoMoment(file, line) => Failure::Cannot(both!(
            en = "{file}:{line}: the row has no date; say from when such rows hold, with --at",
            tr = "{file}:{line}: satırda tarih yok; böyle satırların ne zamandan itibaren geçerli olduğunu --at ile söyleyin"
        )),
        TrialError::Nothing => Failure::Cannot(both!(
            en = "no fact with a date was read, so there is no moment to look at; give one with --at",
            tr = "tarihli hiçbir olgu okunmadı; bakılacak bir an yok, --at ile verin"
        )),
    }
}

fn csv_fault(place: usize, fault: CsvFault, args: &Args, lang: Lang) -> Failure {
    let place = place.saturating_sub(args.facts.len());
    let file = args.csv.get(place).map(|path| path.display().to_string()).unwrap_or_default();
    match (fault, args.map.get(place)) {
        (CsvFault::Columns(found), Some(map)) => {
            let source = output::read(map).unwrap_or_default();
            eprint!("{}", output::findings(&found, map, &source, lang));
            Failure::Wrong
        }
        (CsvFault::File { code, reason }, _) => {
            let Both { en, tr } = reason;
            Failure::Cannot(Both { en: format!("{file}: {en} [{code}]"), tr: format!("{file}: {tr} [{code}]") })
        }
        (CsvFault::Io(error), _) => {
            Failure::Cannot(both!(en = "cannot read {file}: {error}", tr = "{file} okunamıyor: {error}"))
        }
        (CsvFault::Columns(_), None) => Failure::Wrong,
    }
}
