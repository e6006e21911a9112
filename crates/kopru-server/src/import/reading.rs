//! Reads a file to its end: rows that can be taken go to the stage, all others are refused with line and reason.

use super::companies::Matching;
use super::{Form, ImportError, Job, Step};
use crate::intake::{Counts, CsvFault, Refused, Sink, derive_id_also, faults_said, read_csv, read_jsonl};
use crate::matching::Companies;
use kopru_engine::decide::Outcome;
use kopru_engine::limits::AHEAD_SECS_MAX;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_store::StoreError;
use kopru_store::import::{Refusals, RefusedRow, Stage};
use kopru_store::written::Incoming;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

/// Rows after which somebody is told.
const TOLD_ROWS: u64 = 1_000;
/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 20;
/// Facts put away at once, and how many such groups may wait.
const STAGED_FACTS: usize = 256;
const STAGED_AHEAD: usize = 4;

/// A file that has been read.
pub(super) struct WasRead {
    pub stage: Stage,
    pub refusals: Refusals,
    pub doubtful: Refusals,
    pub counts: Counts,
}

/// Counts the bytes that pass.
struct Counted<R> {
    inner: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What the rows go to.
struct Rows<'r> {
    playbook: &'r Playbook,
    now: Moment,
    feed: String,
    /// Which company a row belongs to, where the mapping leaves that open.
    matching: Option<Matching>,
    /// What stands on its way to the stage.
    staged: Vec<(u64, Incoming)>,
    stager: SyncSender<Vec<(u64, Incoming)>>,
    refusals: Refusals,
    counts: Counts,
    /// The database's fault that ended the work.
    fault: Option<StoreError>,
}

/// Reads the whole file.
pub(super) fn read(
    job: &Job,
    playbook: &Playbook,
    now: Moment,
    known: Option<Companies>,
    told: &(dyn Fn(Step) + Send + Sync),
) -> Result<WasRead, ImportError> {
    let mut file = &job.file;
    let of = file.metadata().map_or(0, |it| it.len());
    let matching = match known {
        Some(known) => {
            let learned = learned(file, &job.form, known)?;
            file.rewind().map_err(ImportError::Io)?;
            Some(learned)
        }
        None => None,
    };
    read_from(file, of, &job.form, playbook, now, matching, told)
}

/// What the file tells of companies by their domains.
fn learned(file: &File, form: &Form, known: Companies) -> Result<Matching, ImportError> {
    let mut matching = Matching::new(known)?;
    let mut fault = None;
    let sink = &mut |line, row: Result<Vec<Incoming>, Refused>| {
        if let (None, Ok(row)) = (&fault, row) {
            fault = matching.learn(line, &row).err();
        }
    };
    rows(BufReader::with_capacity(BUFFER_BYTES, file), form, sink)?;
    fault.map_or(Ok(matching), |fault| Err(ImportError::Store(fault)))
}

fn rows(reader: impl BufRead, form: &Form, sink: &mut Sink<'_>) -> Result<Counts, ImportError> {
    match form {
        Form::Csv(map) => read_csv(reader, map, sink).map_err(|fault| match fault {
            CsvFault::Io(fault) => ImportError::Io(fault),
            other => ImportError::Csv(other),
        }),
        Form::Jsonl => read_jsonl(reader, sink).map_err(ImportError::Io),
    }
}

fn read_from(
    file: impl Read,
    of: u64,
    form: &Form,
    playbook: &Playbook,
    now: Moment,
    matching: Option<Matching>,
    told: &(dyn Fn(Step) + Send + Sync),
) -> Result<WasRead, ImportError> {
    let bytes = Arc::new(AtomicU64::new(0));
    let reader = BufReader::with_capacity(BUFFER_BYTES, Counted { inner: file, bytes: bytes.clone() });
    let (refusals, none) = (Refusals::new()?, Refusals::new()?);
    let (mut stage, feed) = (Stage::new()?, form.feed().to_owned());
    std::thread::scope(|scope| {
        // One thread reads, the other one puts away.
        let (stager, incoming) = sync_channel::<Vec<(u64, Incoming)>>(STAGED_AHEAD);
        let staging = scope.spawn(move || -> Result<Stage, StoreError> {
            for (line, fact) in incoming.iter().flatten() {
                stage.push(line, &fact)?;
            }
            Ok(stage)
        });
        let (staged, counts) = (Vec::with_capacity(STAGED_FACTS), Counts::default());
        let mut taker = Rows { playbook, now, feed, matching, staged, stager, refusals, counts, fault: None };
        let mut count = 0;
        let sink = &mut |line, row| {
            taker.row(line, row);
            count += 1;
            if count % TOLD_ROWS == 0 {
                told(Step::Reading { rows: count, bytes: bytes.load(Ordering::Relaxed), of });
            }
        };
        let counts = rows(reader, form, sink);
        taker.send();
        let Rows { matching, stager, refusals, counts: own, fault, .. } = taker;
        drop(stager);
        let stage = staging.join().map_err(|_| StoreError::Unavailable("what puts facts away broke off".into()))??;
        if let Some(fault) = fault {
            return Err(ImportError::Store(fault));
        }
        // Rows that could be read and do not fit the playbook were counted as taken by the reader.
        let Counts { taken, facts, refused, .. } = own;
        let counts = Counts { taken, facts, refused, ..counts? };
        Ok(WasRead { stage, refusals, doubtful: matching.map_or(none, |it| it.doubtful), counts })
    })
}

impl Rows<'_> {
    fn row(&mut self, line: u64, row: Result<Vec<Incoming>, Refused>) {
        if self.fault.is_some() {
            return;
        }
        let kept = match row.and_then(|facts| self.checked(line, facts)) {
            Ok(mut facts) => {
                self.counts.taken += 1;
                self.counts.facts += facts.len() as u64;
                let matched = self.matching.as_mut().map_or(Ok(()), |it| it.assign(line, &mut facts));
                self.staged.extend(facts.into_iter().map(|fact| (line, fact)));
                if self.staged.len() >= STAGED_FACTS {
                    self.send();
                }
                matched
            }
            Err(Refused { line, code, reason, excerpt }) => {
                self.counts.refused += 1;
                self.refusals.push(&RefusedRow { line, code: code.to_owned(), reason, excerpt })
            }
        };
        self.fault = kept.err();
    }

    fn send(&mut self) {
        let group = std::mem::replace(&mut self.staged, Vec::with_capacity(STAGED_FACTS));
        if self.stager.send(group).is_err() {
            // Why it no longer listens is told when it is asked for the stage.
            self.fault = Some(StoreError::Unavailable("what puts facts away ended".into()));
        }
    }

    /// A row with a fact that does not fit the playbook is refused whole, so nothing half-read gets in.
    fn checked(&self, line: u64, facts: Vec<Incoming>) -> Result<Vec<Incoming>, Refused> {
        let mut checked = Vec::with_capacity(facts.len());
        for Incoming { mut raw, also } in facts {
            let refused = |code, reason| {
                let excerpt = format!("{} {}", raw.subject.value(), raw.kind);
                Refused { line, code, reason, excerpt }
            };
            let id = raw.id.clone().unwrap_or_else(|| derive_id_also(&self.feed, &raw, &also));
            self.playbook.type_fact(&raw, &id, self.now).map_err(|faults| {
                let code = faults.first().map_or("fact_invalid", |fault| fault.code);
                refused(code, faults_said(&faults))
            })?;
            if raw.occurred_at.is_some_and(|at| at > self.now.plus_secs(AHEAD_SECS_MAX)) {
                let ahead = Outcome::OccurredInFuture;
                return Err(refused(ahead.code(), ahead.text()));
            }
            // When it became known to somebody else does not matter: here it becomes known now.
            raw.recorded_at = None;
            raw.id = Some(id);
            checked.push(Incoming { raw, also });
        }
        Ok(checked)
    }
}

#[cfg(test)]
mod tests;
