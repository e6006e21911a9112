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

/// Rows after which somebody is told.
const TOLD_ROWS: u64 = 1_000;
/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 20;

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
    was: WasRead,
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
    let mut file = File::open(&job.path).map_err(ImportError::Io)?;
    let of = file.metadata().map_or(0, |it| it.len());
    let matching = match known {
        Some(known) => {
            let learned = learned(&file, &job.form, known)?;
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
    let (refusals, doubtful) = (Refusals::new()?, Refusals::new()?);
    let was = WasRead { stage: Stage::new()?, refusals, doubtful, counts: Counts::default() };
    let mut taker = Rows { playbook, now, feed: form.feed().to_owned(), matching, was, fault: None };
    let mut count = 0;
    let sink = &mut |line, row| {
        taker.row(line, row);
        count += 1;
        if count % TOLD_ROWS == 0 {
            told(Step::Reading { rows: count, bytes: bytes.load(Ordering::Relaxed), of });
        }
    };
    let counts = rows(reader, form, sink)?;
    if let Some(fault) = taker.fault {
        return Err(ImportError::Store(fault));
    }
    let Counts { taken, facts, refused, .. } = taker.was.counts;
    // Rows that could be read and do not fit the playbook were counted as taken by the reader.
    taker.was.counts = Counts { taken, facts, refused, ..counts };
    if let Some(matching) = taker.matching {
        taker.was.doubtful = matching.doubtful;
    }
    Ok(taker.was)
}

impl Rows<'_> {
    fn row(&mut self, line: u64, row: Result<Vec<Incoming>, Refused>) {
        if self.fault.is_some() {
            return;
        }
        let kept = match row.and_then(|facts| self.checked(line, facts)) {
            Ok(mut facts) => {
                self.was.counts.taken += 1;
                self.was.counts.facts += facts.len() as u64;
                let matched = self.matching.as_mut().map_or(Ok(()), |it| it.assign(line, &mut facts));
                if let Err(fault) = matched {
                    self.fault = Some(fault);
                    return;
                }
                facts.iter().try_for_each(|fact| self.was.stage.push(line, fact))
            }
            Err(Refused { line, code, reason, excerpt }) => {
                self.was.counts.refused += 1;
                self.was.refusals.push(&RefusedRow { line, code: code.to_owned(), reason, excerpt })
            }
        };
        self.fault = kept.err();
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
