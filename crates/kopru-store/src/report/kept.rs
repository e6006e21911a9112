//! The cohorts that are kept: counts by month of entry, dimension and value, moved with every lead that changes.

use super::journey::{Journey, Part};
use crate::book::Book;
use crate::intake::consequences::index_text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The dimension of sources.
pub const SOURCE: &str = "source";

/// What a count is of; stored as a number, which never changes its meaning.
pub mod measure {
    /// Leads that entered.
    pub const ENTERED: i64 = 0;
    /// Leads by the furthest stage that they reached.
    pub const FURTHEST: i64 = 1;
    /// Leads that reached a stage, by how and by the time since their entry.
    pub const REACHED: i64 = 2;
    /// Leads that went on from a stage, by the time that they stood there.
    pub const STAYED: i64 = 3;
    /// Leads that reached a stage, by the month in which that was; only in all.
    pub const HAPPENED: i64 = 4;
}

/// A count's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CohortKey {
    /// Empty for all, `source`, or a field: `person.country`.
    pub dimension: Arc<str>,
    /// The value; empty while unknown.
    pub value: Arc<str>,
    /// The month of entry; for [`measure::HAPPENED`] the month in which it happened.
    pub month: i64,
    /// The stage's id; empty for [`measure::ENTERED`].
    pub stage: Arc<str>,
    /// See [`measure`].
    pub measure: i64,
    /// See [`super::journey::DECIDED`].
    pub how: i64,
    /// See [`super::bucket`].
    pub bucket: i64,
}

/// Counts, or what is added to them.
pub type Cohorts = BTreeMap<CohortKey, i64>;

/// Takes a lead from where one state of it is counted to where another is: none is nowhere.
pub(crate) fn shift(from: (&Book, Option<&Journey>), to: (&Book, Option<&Journey>), cohorts: &mut Cohorts) {
    if from.0.place == to.0.place && from.1 == to.1 {
        return;
    }
    let mut moved = Cohorts::new();
    for ((book, journey), count) in [(from, -1), (to, 1)] {
        if let Some(journey) = journey {
            add(book, journey, count, &mut moved);
        }
    }
    // What both states add alike is written by neither.
    for (key, count) in moved.into_iter().filter(|it| it.1 != 0) {
        *cohorts.entry(key).or_default() += count;
    }
}

/// Adds what a lead counts, `count` times.
pub(crate) fn add(book: &Book, journey: &Journey, count: i64, cohorts: &mut Cohorts) {
    let none: Arc<str> = Arc::from("");
    let stage = |place: u8| book.playbook.stages.get(usize::from(place)).map_or(none.clone(), |it| it.id.clone());
    let month = journey.month(book).number();
    let parts: Vec<_> = journey
        .parts()
        .into_iter()
        .map(|part| match part {
            Part::Entered => (none.clone(), measure::ENTERED, 0, 0),
            Part::Furthest(it) => (stage(it), measure::FURTHEST, 0, 0),
            Part::Reached(it, how, since) => (stage(it), measure::REACHED, i64::from(how), since),
            Part::Stayed(it, time) => (stage(it), measure::STAYED, 0, time),
        })
        .collect();
    for (dimension, value) in groups(book, journey, &none) {
        for (stage, measure, how, bucket) in parts.iter().cloned() {
            let (dimension, value) = (dimension.clone(), value.clone());
            let key = CohortKey { dimension, value, month, stage, measure, how, bucket };
            *cohorts.entry(key).or_default() += count;
        }
    }
    for (place, month) in journey.happened(book) {
        let (dimension, value, stage) = (none.clone(), none.clone(), stage(place));
        let (month, measure) = (month.number(), measure::HAPPENED);
        let key = CohortKey { dimension, value, month, stage, measure, how: 0, bucket: 0 };
        *cohorts.entry(key).or_default() += count;
    }
}

/// Where a lead is counted: in all, by its source, by each field of the person that is a dimension.
fn groups(book: &Book, journey: &Journey, none: &Arc<str>) -> Vec<(Arc<str>, Arc<str>)> {
    let source = journey.source.clone().unwrap_or_else(|| none.clone());
    let mut all = vec![(none.clone(), none.clone()), (Arc::from(SOURCE), source)];
    for (place, dimension) in &book.dimensions {
        let known = journey.dimensions.iter().find(|it| it.0 == *place);
        let field = book.playbook.person.get(usize::from(*place));
        let value = known.zip(field).map(|((_, value), field)| Arc::from(index_text(field, value)));
        all.push((dimension.clone(), value.unwrap_or_else(|| none.clone())));
    }
    all
}
