//! One lead's way through the stages, as reports count it.

use super::bucket::{UNTIMED, bucket};
use crate::book::Book;
use kopru_engine::lead::Lead;
use kopru_engine::month::Month;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::{DAY_SECS, Moment};
use kopru_engine::value::Value;
use std::sync::Arc;

/// A stage was reached by Köprü's decision.
pub const DECIDED: u8 = 1;
/// A stage was reached as another system reports.
pub const REPORTED: u8 = 2;
/// Facts that are older when they are recorded came from an import: what is decided at once then has no time of its own.
const LIVE_SECS: i64 = 2 * DAY_SECS;
/// Decisions so near to the first record of a lead belong to the same import.
const IMPORT_SECS: i64 = DAY_SECS;

/// A lead's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Journey {
    /// When it entered.
    pub entry: Moment,
    /// Where its first fact came from.
    pub source: Option<Arc<str>>,
    /// The known values of the person's fields that are dimensions, by the field's place.
    pub dimensions: Vec<(u16, Value)>,
    /// Each stage.
    pub steps: Vec<Step>,
}

/// A stage on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// [`DECIDED`], [`REPORTED`], both added, or nothing.
    pub how: u8,
    /// When it was first reached, as far as that is known.
    pub at: Option<Moment>,
}

/// What one lead adds to one count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// It entered.
    Entered,
    /// The furthest stage that it reached.
    Furthest(u8),
    /// It reached a stage: how, and the bucket of the time since its entry.
    Reached(u8, u8, i64),
    /// It went on from a stage: the bucket of the time that it stood there.
    Stayed(u8, i64),
}

impl Journey {
    /// Of a lead; none while nothing but refused facts is known. `created_at`: when we first heard of the person.
    pub fn of(playbook: &Playbook, lead: &Lead, created_at: Moment) -> Option<Journey> {
        lead.standing.entered_at?;
        let entry = entry(lead, created_at);
        let known =
            |(_, (field, value)): &(u16, (&kopru_engine::playbook::Field, &Value))| field.dimension && value.is_known();
        let fields = (0u16..).zip(playbook.person.iter().zip(&lead.evidence.fields.values));
        let standing = &lead.standing;
        let steps = standing.reached.iter().zip(&standing.reported);
        Some(Journey {
            entry,
            source: lead.evidence.source.as_ref().map(|(_, it)| it.clone()),
            dimensions: fields.filter(known).map(|(place, (_, value))| (place, value.clone())).collect(),
            steps: steps.map(|(decided, reported)| step(*decided, *reported, entry, created_at)).collect(),
        })
    }

    /// The month in which it entered, where the playbook's calendar says.
    pub fn month(&self, book: &Book) -> Month {
        Month::of(book.zone.day_at(self.entry))
    }

    /// What it adds to its cohort, whichever that is.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Entered];
        let steps = || (0u8..).zip(&self.steps).filter(|(_, it)| it.how > 0);
        parts.extend(steps().last().map(|(stage, _)| Part::Furthest(stage)));
        for (stage, step) in steps() {
            let since = step.at.map_or(UNTIMED, |at| bucket(at.secs() - self.entry.secs()));
            parts.push(Part::Reached(stage, step.how, since));
        }
        let timed: Vec<(u8, Moment)> = steps().filter_map(|(stage, it)| Some((stage, it.at?))).collect();
        for pair in timed.windows(2) {
            let [(stage, came), (_, left)] = pair else { continue };
            // Who reached the next stage at the same moment passed this one over and never stood there.
            if came != left {
                parts.push(Part::Stayed(*stage, bucket(left.secs() - came.secs())));
            }
        }
        parts
    }

    /// The months in which it reached stages.
    pub fn happened<'j>(&'j self, book: &'j Book) -> impl Iterator<Item = (u8, Month)> + use<'j> {
        let timed = (0u8..).zip(&self.steps).filter_map(|(stage, step)| Some((stage, step.at?)));
        timed.map(|(stage, at)| (stage, Month::of(book.zone.day_at(at))))
    }
}

/// When a lead entered: when the first thing that we know of it happened. Where that is the record of a later stage (a win
/// that is dated before the first contact), it is when the first of its reported stages was reached: then the win shows as
/// one before the entry, and not the first contact as one long after.
fn entry(lead: &Lead, created_at: Moment) -> Moment {
    let first = lead.evidence.first_at.unwrap_or(created_at);
    let mut reports = lead.standing.reported.iter().flatten().copied();
    let Some(lowest) = reports.next() else { return first };
    match reports.min() {
        Some(later) if later < lowest && later <= first => lowest,
        _ => first.min(lowest),
    }
}

/// A stage's record. A decision that an import brought about is known, but when the lead was so far in truth is not.
fn step(decided: Option<Moment>, reported: Option<Moment>, entry: Moment, created_at: Moment) -> Step {
    let how = decided.map_or(0, |_| DECIDED) | reported.map_or(0, |_| REPORTED);
    let imported = created_at.secs() - entry.secs() > LIVE_SECS;
    let at_once = |at: &Moment| (at.secs() - created_at.secs()).abs() <= IMPORT_SECS;
    let decided = decided.filter(|at| !(imported && at_once(at)));
    Step { how, at: decided.into_iter().chain(reported).min() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Moment {
        Moment::from_secs(day * DAY_SECS)
    }

    fn journey(steps: &[(u8, Option<i64>)]) -> Journey {
        let steps = steps.iter().map(|(how, day)| Step { how: *how, at: day.map(at) }).collect();
        Journey { entry: at(0), source: None, dimensions: Vec::new(), steps }
    }

    #[test]
    fn a_way_adds_its_entry_its_furthest_stage_and_the_times_between() {
        let it = journey(&[(3, Some(0)), (0, None), (1, Some(5)), (0, None), (2, Some(12)), (0, None)]);
        let days = |days: i64| bucket(days * DAY_SECS);
        assert_eq!(
            it.parts(),
            [
                Part::Entered,
                Part::Furthest(4),
                Part::Reached(0, 3, 0),
                Part::Reached(2, 1, days(5)),
                Part::Reached(4, 2, days(12)),
                Part::Stayed(0, days(5)),
                Part::Stayed(2, days(7)),
            ]
        );
        assert_eq!(journey(&[(0, None)]).parts(), [Part::Entered]);
    }

    #[test]
    fn who_passes_a_stage_over_does_not_stand_there_and_who_has_no_time_has_none() {
        let it = journey(&[(1, Some(3)), (1, Some(3)), (1, None), (2, Some(1))]);
        let stayed: Vec<Part> = it.parts().into_iter().filter(|it| matches!(it, Part::Stayed(..))).collect();
        // The second was left two days before it was reached.
        assert_eq!(stayed, [Part::Stayed(1, super::super::bucket::BEFORE)]);
        assert!(it.parts().contains(&Part::Reached(2, 1, UNTIMED)));
    }

    #[test]
    fn a_decision_that_an_import_brought_about_has_no_time() {
        let (entry, created) = (at(0), at(400));
        let of = |decided, reported| step(decided, reported, entry, created);
        assert_eq!(of(Some(at(400)), None), Step { how: DECIDED, at: None });
        assert_eq!(of(Some(at(400)), Some(at(7))), Step { how: DECIDED | REPORTED, at: Some(at(7)) });
        // Weeks later somebody decided, with the lead before their eyes.
        assert_eq!(of(Some(at(420)), None), Step { how: DECIDED, at: Some(at(420)) });
        // Who was known from the first has all their times.
        assert_eq!(step(Some(at(0)), None, entry, at(1)), Step { how: DECIDED, at: Some(at(0)) });
    }
}
