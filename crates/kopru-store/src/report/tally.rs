//! Counts of leads by month of entry, as a report works with them.

use super::bucket::Histogram;
use super::journey::{DECIDED, Journey, Part, REPORTED};
use super::kept::measure;
use crate::book::Book;
use crate::sql::Row;
use kopru_engine::month::Month;
use std::collections::BTreeMap;

/// Leads that are counted together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many entered.
    pub entered: u64,
    /// Each stage, in the playbook's order.
    pub stages: Vec<StageTally>,
}

/// What is counted at a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageTally {
    /// Leads whose furthest stage it is.
    pub furthest: u64,
    /// Those that only Köprü decided to be here, by the time since their entry.
    pub decided: Histogram,
    /// Those that only another system reports here.
    pub reported: Histogram,
    /// Those of whom both say it.
    pub both: Histogram,
    /// Those that went on, by the time that they stood here.
    pub stayed: Histogram,
}

impl StageTally {
    /// All records of the stage, by the time since the entry.
    pub fn reached(&self) -> Histogram {
        let mut all = self.decided.clone();
        all.add_all(&self.reported);
        all.add_all(&self.both);
        all
    }
}

/// Counts by month of entry.
pub type Months = BTreeMap<Month, Tally>;

impl Tally {
    /// Nothing yet, for so many stages.
    pub fn new(stages: usize) -> Tally {
        Tally { entered: 0, stages: vec![StageTally::default(); stages] }
    }

    /// Adds everything of another.
    pub fn add_all(&mut self, other: &Tally) {
        self.entered += other.entered;
        for (mine, theirs) in self.stages.iter_mut().zip(&other.stages) {
            mine.furthest += theirs.furthest;
            mine.decided.add_all(&theirs.decided);
            mine.reported.add_all(&theirs.reported);
            mine.both.add_all(&theirs.both);
            mine.stayed.add_all(&theirs.stayed);
        }
    }

    /// Takes everything of another away, which is part of this.
    pub fn take_all(&mut self, other: &Tally) {
        self.entered = self.entered.saturating_sub(other.entered);
        for (mine, theirs) in self.stages.iter_mut().zip(&other.stages) {
            mine.furthest = mine.furthest.saturating_sub(theirs.furthest);
            mine.decided.take_all(&theirs.decided);
            mine.reported.take_all(&theirs.reported);
            mine.both.take_all(&theirs.both);
            mine.stayed.take_all(&theirs.stayed);
        }
    }

    /// Leads that reached a stage or a later one.
    pub fn through(&self, stage: usize) -> u64 {
        self.stages.iter().skip(stage).map(|it| it.furthest).sum()
    }

    /// Adds one lead. `book`: the version whose stages are counted; a stage that it does not have is left out.
    pub(crate) fn add(&mut self, book: &Book, own: &Book, journey: &Journey) {
        let stage = |place: u8| -> Option<usize> {
            let id = &own.playbook.stages.get(usize::from(place))?.id;
            book.playbook.stage(id).map(usize::from)
        };
        for part in journey.parts() {
            let (place, measure, how, bucket) = match part {
                Part::Entered => {
                    self.entered += 1;
                    continue;
                }
                Part::Furthest(place) => (place, measure::FURTHEST, 0, 0),
                Part::Reached(place, how, since) => (place, measure::REACHED, i64::from(how), since),
                Part::Stayed(place, time) => (place, measure::STAYED, 0, time),
            };
            if let Some(stage) = stage(place) {
                self.count(stage, measure, how, bucket, 1);
            }
        }
    }

    fn count(&mut self, stage: usize, measure: i64, how: i64, bucket: i64, count: u64) {
        const ONLY_DECIDED: i64 = DECIDED as i64;
        const ONLY_REPORTED: i64 = REPORTED as i64;
        let Some(it) = self.stages.get_mut(stage) else { return };
        match (measure, how) {
            (measure::FURTHEST, _) => it.furthest += count,
            (measure::STAYED, _) => it.stayed.add(bucket, count),
            (measure::REACHED, ONLY_DECIDED) => it.decided.add(bucket, count),
            (measure::REACHED, ONLY_REPORTED) => it.reported.add(bucket, count),
            (measure::REACHED, _) => it.both.add(bucket, count),
            _ => {}
        }
    }

    /// Takes over a row: stage, measure, how, bucket, count.
    ///
    /// # Errors
    /// A row that cannot be read.
    pub(crate) fn read(&mut self, book: &Book, row: &mut Row) -> crate::error::Result<()> {
        let (stage, measure, how, bucket, count) = (row.text()?, row.int()?, row.int()?, row.int()?, row.int()?);
        let count = u64::try_from(count).unwrap_or(0);
        match book.playbook.stage(&stage) {
            _ if measure == measure::ENTERED => self.entered += count,
            Some(stage) => self.count(usize::from(stage), measure, how, bucket, count),
            None => {}
        }
        Ok(())
    }
}

/// All months together.
pub fn sum<'t>(stages: usize, all: impl Iterator<Item = &'t Tally>) -> Tally {
    all.fold(Tally::new(stages), |mut sum, it| {
        sum.add_all(it);
        sum
    })
}
