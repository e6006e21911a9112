//! Calendars: when people work, how much working time lies between two moments, and when something is due.
//!
//! A [`Calendar`] is built once from its [`Definition`] and then answers by arithmetic: a count of open seconds from the
//! first day on, kept at every moment where the ordinary week is interrupted. Between two such moments the count follows
//! from the week alone, so a query is a binary search or two and never a walk over days.
//!
//! What holds:
//! - Working time is real seconds. A local time that the zone skips is the moment of the jump; one that occurs twice is its
//!   first occurrence for an opening and its last for a closing. Blocks that overlap count once.
//! - A block that closes on the next day is two blocks, cut at midnight: a special day replaces all hours of its own civil
//!   day and none of its neighbours'.
//! - Whole seconds count; fractions of a moment are ignored.

mod build;
mod clock;
mod definition;
mod zone;

pub use clock::{Clock, Pause};
pub use definition::{DayHours, Definition, OpeningHours, SpecialDay, TimeOfDay};
pub use zone::Zone;

use crate::time::{Moment, Span};

/// Seconds of a week on a wall without jumps.
const WEEK_SECS: i64 = 7 * crate::time::DAY_SECS;

/// Opening hours in one time zone, with special days, from 1900 to 2199.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: String,
    week: Week,
    /// By `start`; both `start` and `opened` never fall.
    runs: Vec<Run>,
    business_day_secs: i64,
}

/// The ordinary week, in local seconds from Monday midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Week {
    /// In order, without overlap.
    blocks: Vec<Block>,
    open_secs: i64,
}

/// A stretch of the week during which people work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    from: i64,
    to: i64,
    /// Open seconds of the week before `from`.
    opened: i64,
}

/// A stretch of time that ends where the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// UTC seconds.
    start: i64,
    /// Open seconds from the calendar's first day to `start`.
    opened: i64,
    hours: Hours,
}

/// What holds during a [`Run`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hours {
    Closed,
    Open,
    /// The ordinary week, at one distance from UTC; at `t` the count is `base` + the week's own count at `t + offset`.
    Ordinary {
        offset: i64,
        base: i64,
    },
}

impl Calendar {
    /// The name of the calendar's time zone.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// Seconds of one business day: the open seconds of the longest ordinary day of the week, a block counting to the day
    /// on which it begins. 09:00–12:30 and 13:30–18:00 make 8 hours.
    pub fn business_day_secs(&self) -> i64 {
        self.business_day_secs
    }

    /// Open seconds in (`from`, `to`]; 0 when `to` is not after `from`.
    pub fn elapsed(&self, from: Moment, to: Moment) -> i64 {
        if to <= from {
            return 0;
        }
        self.opened(to.secs()) - self.opened(from.secs())
    }

    /// The earliest moment, not before `start`, at which `secs` open seconds have elapsed since `start`: one hour from 17:00
    /// is the closing at 18:00, not the next opening. With 0 or less it is `start` itself, open or closed.
    /// `None` when that moment lies beyond [`Moment::MAX`].
    pub fn add(&self, start: Moment, secs: i64) -> Option<Moment> {
        if secs <= 0 {
            return Some(start);
        }
        let target = self.opened(start.secs()).checked_add(secs)?;
        let after = self.runs.partition_point(|run| run.opened < target);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let moment = match run.hours {
            Hours::Closed => return None,
            Hours::Open => run.start.checked_add(target - run.opened)?,
            Hours::Ordinary { offset, base } => self.week.reaches(target - base)? - offset,
        };
        Moment::from_micros(moment.checked_mul(1_000_000)?)
    }

    /// Whether people work at `at`: from the moment of an opening to just before that of a closing.
    pub fn is_open(&self, at: Moment) -> bool {
        self.opened(at.secs() + 1) > self.opened(at.secs())
    }

    /// The earliest moment, not before `at`, at which the calendar is open; `at` itself when it is open then.
    /// `None` when it never opens again up to [`Moment::MAX`].
    pub fn next_opening(&self, at: Moment) -> Option<Moment> {
        if self.is_open(at) {
            return Some(at);
        }
        // The first open second ends one second after the opening.
        self.add(at, 1).map(|end| end.plus_secs(-1))
    }

    /// Open seconds from the first day to `secs`.
    fn opened(&self, secs: i64) -> i64 {
        let after = self.runs.partition_point(|run| run.start <= secs);
        let run = after.checked_sub(1).and_then(|at| self.runs.get(at));
        run.map_or(0, |run| run.opened_at(secs, &self.week))
    }
}

impl Run {
    fn opened_at(&self, secs: i64, week: &Week) -> i64 {
        match self.hours {
            Hours::Closed => self.opened,
            Hours::Open => self.opened + (secs - self.start),
            Hours::Ordinary { offset, base } => base + week.opened(secs + offset),
        }
    }
}

impl Week {
    /// Days from a Monday to 1970-01-01, a Thursday.
    const EPOCH_SECS: i64 = 3 * crate::time::DAY_SECS;

    /// Open seconds from the Monday before 1970-01-01 to the local time `local`, in a world of ordinary weeks.
    fn opened(&self, local: i64) -> i64 {
        let since = local + Week::EPOCH_SECS;
        let (week, at) = (since.div_euclid(WEEK_SECS), since.rem_euclid(WEEK_SECS));
        let after = self.blocks.partition_point(|block| block.from <= at);
        let block = after.checked_sub(1).and_then(|at| self.blocks.get(at));
        week * self.open_secs + block.map_or(0, |block| block.opened + at.min(block.to) - block.from)
    }

    /// The earliest local time at which [`Week::opened`] is `count`; `None` when the week is never open.
    fn reaches(&self, count: i64) -> Option<i64> {
        let week = (count - 1).checked_div_euclid(self.open_secs)?;
        let rest = count - week * self.open_secs;
        let after = self.blocks.partition_point(|block| block.opened < rest);
        let block = self.blocks.get(after.checked_sub(1)?)?;
        let at = block.from + (rest - block.opened);
        week.checked_mul(WEEK_SECS)?.checked_add(at - Week::EPOCH_SECS)
    }
}

/// When something is due that starts at `start` and takes `span`. Wall-clock spans ignore the calendar; business spans need one.
/// `None` beyond [`Moment::MAX`], and for a business span without calendar.
pub fn due(start: Moment, span: Span, calendar: Option<&Calendar>) -> Option<Moment> {
    let pace = Pace::of(span, calendar)?;
    pace.add(start, pace.secs(span)?)
}

/// What makes a clock advance: every second, or those during which a calendar is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace<'a> {
    Wall,
    Business(&'a Calendar),
}

impl<'a> Pace<'a> {
    /// The pace of `span`; `None` for business time without calendar.
    fn of(span: Span, calendar: Option<&'a Calendar>) -> Option<Pace<'a>> {
        match span {
            Span::Wall(_) => Some(Pace::Wall),
            Span::Business(_) | Span::BusinessDays(_) => calendar.map(Pace::Business),
        }
    }

    /// Seconds of `span` at this pace; `None` on overflow and for business days on the wall.
    fn secs(self, span: Span) -> Option<i64> {
        match (span, self) {
            (Span::Wall(secs) | Span::Business(secs), _) => Some(secs),
            (Span::BusinessDays(days), Pace::Business(calendar)) => days.checked_mul(calendar.business_day_secs),
            (Span::BusinessDays(_), Pace::Wall) => None,
        }
    }

    fn elapsed(self, from: Moment, to: Moment) -> i64 {
        match self {
            Pace::Wall => (to.secs() - from.secs()).max(0),
            Pace::Business(calendar) => calendar.elapsed(from, to),
        }
    }

    fn add(self, start: Moment, secs: i64) -> Option<Moment> {
        match self {
            Pace::Wall => Moment::from_micros(start.micros().checked_add(secs.max(0).checked_mul(1_000_000)?)?),
            Pace::Business(calendar) => calendar.add(start, secs),
        }
    }
}
