//! The main job in memory: files in, every fact decided at its own moment, every lead looked at.

mod report;

pub use report::{LeadReport, Report, StageCount, report};

use crate::intake::{Counts, CsvFault, CsvMap, Refused, Sink, derive_id, faults_said, read_csv, read_jsonl};
use kopru_engine::both;
use kopru_engine::decide::Outcome;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lang::Both;
use kopru_engine::play::{Taken, World, decided_at};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use kopru_store::written::Incoming;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

/// A file to read.
#[derive(Clone, Debug)]
pub enum Input {
    /// One fact a line.
    Jsonl(PathBuf),
    /// A table with the mapping of its columns.
    Csv(PathBuf, Box<CsvMap>),
}

impl Input {
    fn path(&self) -> &PathBuf {
        match self {
            Input::Jsonl(path) | Input::Csv(path, _) => path,
        }
    }
}

/// A row that was refused, and the file it stands in.
#[derive(Clone, Debug)]
pub struct RefusedRow {
    /// The file, as the user named it.
    pub file: String,
    /// Line, code, reason and the row's beginning.
    pub row: Refused,
}

/// What was read of one file.
#[derive(Clone, Debug)]
pub struct FileCounts {
    /// The file, as the user named it.
    pub file: String,
    /// Its rows: taken, passed over, refused.
    pub counts: Counts,
}

/// Why a trial cannot be run at all.
#[derive(Debug)]
pub enum TrialError {
    /// A file could not be read.
    Io(PathBuf, io::Error),
    /// A CSV file does not fit its mapping.
    Csv(usize, CsvFault),
    /// Rows without any date hold from a moment that must be said; the first of them.
    NoMoment(String, u64),
    /// Nothing dated was read, so there is no latest date to look at.
    Nothing,
}

/// A trial that has been run.
#[derive(Debug)]
pub struct Trial<'p> {
    /// Leads and accounts as they are at `at`.
    pub world: World<'p>,
    /// When the leads were looked at.
    pub at: Moment,
    /// What was read.
    pub files: Vec<FileCounts>,
    /// Rows that were refused, in the order of the files.
    pub refused: Vec<RefusedRow>,
    /// Facts that were given twice and counted once.
    pub repeated: u64,
    /// Facts that nobody knew of yet at `at`; they are left out.
    pub later: u64,
    /// How each lead is called: its key as the files write it.
    pub names: BTreeMap<String, String>,
}

/// A fact read, before its moment is known to be complete.
struct Read {
    file: usize,
    line: u64,
    raw: RawFact,
    id: String,
}

/// Plays the facts of some files in the order of their dates and looks at every lead at `at`; without it, at the
/// latest date of the files. The machine's clock is never read, so the same files always give the same answer.
///
/// # Errors
/// [`TrialError`]; refused rows are no error but part of the answer.
pub fn run<'p>(
    playbook: &'p Playbook,
    inputs: &[Input],
    at: Option<Moment>,
    traced: bool,
) -> Result<Trial<'p>, TrialError> {
    let mut refused = Vec::new();
    let mut read = Vec::new();
    let mut files = Vec::new();
    for (place, input) in inputs.iter().enumerate() {
        let file = input.path().display().to_string();
        let counts = read_file(place, input, &mut read, &mut refused)?;
        files.push(FileCounts { file, counts });
    }
    if let (None, Some(first)) = (at, read.iter().find(|it| it.raw.occurred_at.is_none())) {
        return Err(TrialError::NoMoment(files[first.file].file.clone(), first.line));
    }
    let dates = read.iter().flat_map(|it| [it.raw.occurred_at, it.raw.recorded_at]).flatten();
    let at = at.or_else(|| dates.max()).ok_or(TrialError::Nothing)?;
    let mut trial = Trial {
        world: World::new(playbook, traced),
        at,
        files,
        refused,
        repeated: 0,
        later: 0,
        names: BTreeMap::new(),
    };
    let typed = trial.typed(read);
    trial.play(typed);
    trial.refused.sort_by(|a, b| (&a.file, a.row.line).cmp(&(&b.file, b.row.line)));
    trial.world.look(at);
    Ok(trial)
}

fn read_file(
    place: usize,
    input: &Input,
    read: &mut Vec<Read>,
    refused: &mut Vec<RefusedRow>,
) -> Result<Counts, TrialError> {
    let path = input.path();
    let io = |error| TrialError::Io(path.clone(), error);
    let reader = BufReader::new(File::open(path).map_err(io)?);
    let file = path.display().to_string();
    let sink: &mut Sink<'_> = &mut |line, result| match result {
        Ok(facts) => {
            for Incoming { raw, .. } in facts {
                let id = raw.id.clone().unwrap_or_else(|| derive_id("", &raw));
                read.push(Read { file: place, line, raw, id });
            }
        }
        Err(row) => refused.push(RefusedRow { file: file.clone(), row }),
    };
    match input {
        Input::Jsonl(_) => read_jsonl(reader, sink).map_err(io),
        Input::Csv(_, map) => read_csv(reader, map, sink).map_err(|fault| match fault {
            CsvFault::Io(error) => io(error),
            other => TrialError::Csv(place, other),
        }),
    }
}

/// A typed fact with its lead and place.
struct Typed {
    file: usize,
    line: u64,
    key: String,
    account: Option<String>,
    fact: Fact,
}

impl Trial<'_> {
    /// Gives the facts their types; a row with one that does not fit is refused whole.
    fn typed(&mut self, read: Vec<Read>) -> Vec<Typed> {
        let playbook = self.world.playbook();
        let mut typed: Vec<Typed> = Vec::with_capacity(read.len());
        let mut wrong: Option<(usize, u64)> = None;
        for it in read {
            let row = (it.file, it.line);
            if wrong == Some(row) {
                continue;
            }
            match playbook.type_fact(&it.raw, &it.id, self.at) {
                Ok(fact) => {
                    let (key, name) = key(&it.raw.subject);
                    self.names.entry(key.clone()).or_insert(name);
                    typed.push(Typed { file: it.file, line: it.line, key, account: it.raw.account, fact });
                }
                Err(faults) => {
                    wrong = Some(row);
                    while typed.last().is_some_and(|last| (last.file, last.line) == row) {
                        typed.pop();
                    }
                    let code = faults.first().map_or("F001", |fault| fault.code);
                    self.refuse_row(row, code, faults_said(&faults), &it.raw);
                }
            }
        }
        // The order of dates; facts of one moment stay as the files give them.
        typed.sort_by_key(|it| (decided_at(&it.fact), it.fact.recorded_at));
        typed
    }

    fn play(&mut self, typed: Vec<Typed>) {
        for it in typed {
            if decided_at(&it.fact) > self.at {
                self.later += 1;
                continue;
            }
            let row = (it.file, it.line);
            let (id, kind) = (it.fact.id.clone(), it.fact.kind);
            match self.world.take(&it.key, it.account.as_deref(), it.fact) {
                Taken::Decided(Outcome::OccurredInFuture) => {
                    let reason = Outcome::OccurredInFuture.text();
                    self.refuse_fact(row, Outcome::OccurredInFuture.code(), reason, kind);
                }
                Taken::Decided(_) => {}
                Taken::Repeated => self.repeated += 1,
                Taken::IdTaken => {
                    let reason =
                        both!(en = "another fact has the id `{id}`", tr = "`{id}` kimliği başka bir olguya ait");
                    self.refuse_fact(row, "id_taken", reason, kind);
                }
            }
        }
    }

    /// A fact that the world refused; the rest of its row stands.
    fn refuse_fact(&mut self, row: (usize, u64), code: &'static str, reason: Both, kind: u16) {
        let excerpt = self.world.playbook().fact_types[usize::from(kind)].id.to_string();
        self.refuse(row, code, reason, excerpt);
    }

    /// A row of which no fact was taken.
    fn refuse_row(&mut self, row: (usize, u64), code: &'static str, reason: Both, raw: &RawFact) {
        let counts = &mut self.files[row.0].counts;
        counts.taken = counts.taken.saturating_sub(1);
        counts.refused += 1;
        self.refuse(row, code, reason, format!("{} {}", raw.subject.value(), raw.kind));
    }

    fn refuse(&mut self, (file, line): (usize, u64), code: &'static str, reason: Both, excerpt: String) {
        let file = self.files[file].file.clone();
        self.refused.push(RefusedRow { file, row: Refused { line, code, reason, excerpt } });
    }
}

/// The key of a lead, and how it is called. Addresses are the same whatever their capitals.
fn key(subject: &Subject) -> (String, String) {
    let value = match subject {
        Subject::Email(address) => address.trim().to_lowercase(),
        other => other.value().trim().to_owned(),
    };
    (format!("{}:{value}", subject.kind()), value)
}
