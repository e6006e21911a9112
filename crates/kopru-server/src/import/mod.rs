//! A file into the database: every row is read and checked first, sorted by person, then taken, each person decided once.
//!
//! Nothing is lost and nothing doubled however often it is stopped and started again: ids derive from what the rows say, and
//! what is known is known. Memory does not grow with the file.

mod companies;
mod reading;

use crate::intake::{Counts, CsvFault, CsvMap, without_comments};
use crate::service::Services;
use crate::spreadsheet::{self, MARK};
use kopru_engine::lang::{Both, Lang};
use kopru_store::import::{Batch, Counts as Came, Group, Refusals, RefusedRow, Stage, StagedFact, Told};
use kopru_store::{FactIn, StoreError};
use std::fs::File;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Groups of facts that are read ahead, and that are worked on at once: one is made ready while another one is written.
const AHEAD: usize = 2;

/// How a file is written.
#[derive(Clone, Debug)]
pub enum Form {
    /// A table, with what its columns mean.
    Csv(Box<CsvMap>),
    /// One fact a line.
    Jsonl,
}

impl Form {
    /// What the ids of facts derive from beside the rows.
    fn feed(&self) -> &str {
        match self {
            Form::Csv(map) => map.name(),
            Form::Jsonl => "api",
        }
    }

    /// Whether the company of a row is told from address, name and web address.
    fn matches_accounts(&self) -> bool {
        matches!(self, Form::Csv(map) if map.matches_accounts())
    }

    /// Whether every id derives from what the row says.
    fn derives_ids(&self) -> bool {
        matches!(self, Form::Csv(_))
    }
}

/// A file to import.
#[derive(Debug)]
pub struct Job {
    /// Where it can be read, at its beginning. It must be a real file only where companies are told from it: then it is read
    /// twice.
    pub file: File,
    /// What it is called.
    pub name: String,
    /// The mapping as it was written. It is kept for whoever imports the next file like this one, without its comments, which
    /// may name people.
    pub map: Option<String>,
    /// How it is written.
    pub form: Form,
    /// Who imports it.
    pub actor: String,
    /// Only find out what would become of it: nothing is kept.
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The file is being read.
    Reading {
        /// Rows so far.
        rows: u64,
        /// Bytes so far.
        bytes: u64,
        /// Bytes in all.
        of: u64,
    },
    /// What was read is being taken.
    Taking {
        /// Facts so far.
        facts: u64,
        /// Facts in all.
        of: u64,
    },
}

/// Is told how far an import is.
pub type Hears = Arc<dyn Fn(Step) + Send + Sync>;

/// What came of an import.
#[derive(Debug)]
pub struct Report {
    /// Its number; none when it only was a rehearsal.
    pub number: Option<i64>,
    /// What became of the rows.
    pub rows: Counts,
    /// Facts taken.
    pub taken: u64,
    /// Facts that had been taken before.
    pub known: u64,
    /// Facts taken that had no effect as things stood, such as an act on a closed lead.
    pub without_effect: u64,
    /// Facts refused though their row could be read.
    pub facts_refused: u64,
    /// People who were not known before.
    pub new_people: u64,
    /// People who were known and of whom something new was told.
    pub people: u64,
    /// Accounts that were not known before.
    pub new_accounts: u64,
    /// Everything refused, with line and reason.
    pub refusals: Refusals,
    /// Rows whose company is in doubt, with line, reason and candidates: nothing of them was merged.
    pub doubtful: Refusals,
}

/// Writes the first rows that were refused, or whose company is in doubt, with line and reason, for a spreadsheet.
///
/// # Errors
/// [`ImportError::Io`] when it cannot be written; [`ImportError::Store`] when they cannot be read.
pub fn write_table(rows: &Refusals, most: usize, lang: Lang, to: &mut impl io::Write) -> Result<(), ImportError> {
    write!(to, "{MARK}line,code,reason,row\r\n").map_err(ImportError::Io)?;
    rows.each(most, |RefusedRow { line, code, reason, excerpt }| {
        let cells = [&line.to_string(), &code, reason.get(lang), &excerpt];
        to.write_all(spreadsheet::row(cells).as_bytes()).map_err(ImportError::Io)
    })
}

/// Why an import could not be carried out, or broke off: what was taken until then is kept.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read.
    Io(io::Error),
    /// The file does not fit its mapping.
    Csv(CsvFault),
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for ImportError {
    fn from(fault: StoreError) -> ImportError {
        ImportError::Store(fault)
    }
}

impl Services {
    /// Imports a file. `told` hears how far it is, often.
    ///
    /// # Errors
    /// [`ImportError`]; refused rows are no error but part of the report.
    pub async fn import(&self, job: Job, told: Hears) -> Result<Report, ImportError> {
        self.may_decide()?;
        let book = self.store.book().await?;
        let (feed, actor, dry_run) = (job.form.feed().to_owned(), job.actor.clone(), job.dry_run);
        let (name, map) = (job.name.clone(), job.map.as_deref().map(without_comments));
        let (now, hears, derived) = (self.store.now(), told.clone(), job.form.derives_ids());
        let known = if job.form.matches_accounts() { Some(companies::known(&self.store).await?) } else { None };
        let read = blocking(move || reading::read(&job, &book.playbook, now, known, &*hears)).await??;
        let number =
            if dry_run { None } else { Some(self.store.begin_import(&feed, &name, map.as_deref(), &actor).await?) };
        let mut report = Report {
            number,
            rows: read.counts,
            taken: 0,
            known: 0,
            without_effect: 0,
            facts_refused: 0,
            new_people: 0,
            people: 0,
            new_accounts: 0,
            refusals: read.refusals,
            doubtful: read.doubtful,
        };
        self.take_staged(read.stage, derived, &mut report, &*told).await?;
        if let Some(number) = number {
            // What the file told of companies concerns all of their people.
            while self.store.tell_people().await? > 0 {}
            let (rows, refused) = (report.rows.rows, report.refusals.count());
            let came = Came { rows, facts: report.taken, known: report.known, refused };
            self.store.end_import(number, came).await?;
        }
        Ok(report)
    }

    async fn take_staged(
        &self,
        stage: Stage,
        derived: bool,
        report: &mut Report,
        told: &(dyn Fn(Step) + Send + Sync),
    ) -> Result<(), ImportError> {
        let of = stage.facts();
        let (send, mut groups) = mpsc::channel(AHEAD);
        let reader = tokio::task::spawn_blocking(move || stage.groups(|group| send.blocking_send(group).is_ok()));
        let mut works = JoinSet::new();
        let mut facts = 0;
        loop {
            let more = match works.len() {
                AHEAD => None,
                _ => groups.recv().await,
            };
            if let Some(group) = more {
                works.spawn(taken(self.store.clone(), report.number, derived, group));
                continue;
            }
            let Some(done) = works.join_next().await else { break };
            let (rows, group) = done.map_err(broke)??;
            facts += rows.len() as u64;
            report.count(rows, group)?;
            told(Step::Taking { facts, of });
        }
        reader.await.map_err(broke)??;
        Ok(())
    }
}

/// A fact's line and what it is called, should it be refused.
type Called = (u64, String);

async fn taken(
    store: kopru_store::Store,
    number: Option<i64>,
    derived: bool,
    group: Vec<StagedFact>,
) -> Result<(Vec<Called>, Group), StoreError> {
    let mut rows = Vec::with_capacity(group.len());
    let mut facts = Vec::with_capacity(group.len());
    for StagedFact { line, incoming } in group {
        rows.push((line, format!("{} {}", incoming.raw.subject.value(), incoming.raw.kind)));
        facts.push(FactIn { incoming, import: true });
    }
    Ok((rows, store.import(Batch { number, derived, facts }).await?))
}

impl Report {
    fn count(&mut self, rows: Vec<Called>, group: Group) -> Result<(), StoreError> {
        self.new_people += group.new_people;
        self.people += group.people;
        self.new_accounts += group.new_accounts;
        for ((line, excerpt), told) in rows.into_iter().zip(group.told) {
            match told {
                Told::Taken(outcome) => {
                    self.taken += 1;
                    self.without_effect += u64::from(outcome != Default::default());
                }
                Told::Known => self.known += 1,
                Told::Refused(refusal) => {
                    self.facts_refused += 1;
                    let (code, mut reason) = (refusal.code.to_owned(), refusal.reason);
                    let says = crate::intake::faults_said(&refusal.faults);
                    if !refusal.faults.is_empty() {
                        reason = Both {
                            en: format!("{}: {}", reason.en, says.en),
                            tr: format!("{}: {}", reason.tr, says.tr),
                        };
                    }
                    self.refusals.push(&RefusedRow { line, code, reason, excerpt })?;
                }
            }
        }
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(work).await.map_err(|fault| ImportError::Store(broke(fault)))
}

fn broke(fault: tokio::task::JoinError) -> StoreError {
    StoreError::Unavailable(fault.to_string())
}
