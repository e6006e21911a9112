//! Reads a file to its end: rows that can be taken go to the stage, all others are refused with line and reason.

use super::{Form, ImportError, Job, Step};
use crate::intake::{Counts, CsvFault, Refused, derive_id_also, faults_said, read_csv, read_jsonl};
use kopru_engine::decide::Outcome;
use kopru_engine::limits::AHEAD_SECS_MAX;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_store::StoreError;
use kopru_store::import::{Refusals, RefusedRow, Stage};
use kopru_store::written::Incoming;
use std::fs::File;
use std::io::{self, BufReader, Read};
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
    was: WasRead,
    /// The database's fault that ended the work.
    fault: Option<StoreError>,
}

/// Reads the whole file.
pub(super) fn read(
    job: &Job,
    playbook: &Playbook,
    now: Moment,
    told: &(dyn Fn(Step) + Send + Sync),
) -> Result<WasRead, ImportError> {
    let file = File::open(&job.path).map_err(ImportError::Io)?;
    let of = file.metadata().map_or(0, |it| it.len());
    read_from(file, of, &job.form, playbook, now, told)
}

fn read_from(
    file: impl Read,
    of: u64,
    form: &Form,
    playbook: &Playbook,
    now: Moment,
    told: &(dyn Fn(Step) + Send + Sync),
) -> Result<WasRead, ImportError> {
    let bytes = Arc::new(AtomicU64::new(0));
    let reader = BufReader::with_capacity(BUFFER_BYTES, Counted { inner: file, bytes: bytes.clone() });
    let was = WasRead { stage: Stage::new()?, refusals: Refusals::new()?, counts: Counts::default() };
    let mut rows = Rows { playbook, now, feed: form.feed().to_owned(), was, fault: None };
    let mut count = 0;
    let sink = &mut |line, row| {
        rows.row(line, row);
        count += 1;
        if count % TOLD_ROWS == 0 {
            told(Step::Reading { rows: count, bytes: bytes.load(Ordering::Relaxed), of });
        }
    };
    let counts = match form {
        Form::Csv(map) => read_csv(reader, map, sink).map_err(|fault| match fault {
            CsvFault::Io(fault) => ImportError::Io(fault),
            other => ImportError::Csv(other),
        })?,
        Form::Jsonl => read_jsonl(reader, sink).map_err(ImportError::Io)?,
    };
    if let Some(fault) = rows.fault {
        return Err(ImportError::Store(fault));
    }
    let Counts { taken, facts, refused, .. } = rows.was.counts;
    // Rows that could be read and do not fit the playbook were counted as taken by the reader.
    rows.was.counts = Counts { taken, facts, refused, ..counts };
    Ok(rows.was)
}

impl Rows<'_> {
    fn row(&mut self, line: u64, row: Result<Vec<Incoming>, Refused>) {
        if self.fault.is_some() {
            return;
        }
        let kept = match row.and_then(|facts| self.checked(line, facts)) {
            Ok(facts) => {
                self.was.counts.taken += 1;
                self.was.counts.facts += facts.len() as u64;
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
