//! Clocks that run on a calendar or on the wall, and pause.

use super::{Calendar, Pace};
use crate::time::{Moment, Span};

/// A stretch during which a clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When it began.
    pub from: Moment,
    /// When it ended; `None` while it lasts.
    pub to: Option<Moment>,
}

/// A clock that started, runs for a span, and does not count what lies in its pauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock<'a> {
    start: Moment,
    secs: i64,
    pace: Pace<'a>,
    /// By `from`; none overlaps or touches another, none is empty, only the last may be open.
    pauses: Vec<Pause>,
}

impl<'a> Clock<'a> {
    /// A clock that starts at `start` and is due after `span`. Pauses may come in any order, overlap, touch, be empty or lie
    /// before the start. `None` for a business span without calendar, and for a span too long to count.
    pub fn new(start: Moment, span: Span, calendar: Option<&'a Calendar>, pauses: &[Pause]) -> Option<Clock<'a>> {
        let pace = Pace::of(span, calendar)?;
        Some(Clock {
            start,
            secs: pace.secs(span)?.max(0),
            pace,
            pauses: normal(pauses),
        })
    }

    /// Seconds that the clock has to run.
    pub fn secs(&self) -> i64 {
        self.secs
    }

    /// Whether `at` lies in a pause.
    pub fn is_paused(&self, at: Moment) -> bool {
        let after = self.pauses.partition_point(|pause| pause.from <= at);
        let pause = after.checked_sub(1).and_then(|last| self.pauses.get(last));
        pause.is_some_and(|pause| pause.to.is_none_or(|to| at < to))
    }

    /// Seconds that the clock has run at `at`; goes on counting when it is due.
    pub fn elapsed(&self, at: Moment) -> i64 {
        let paused = |pause: &Pause| {
            let to = pause.to.map_or(at, |to| to.min(at));
            self.pace.elapsed(pause.from.max(self.start), to)
        };
        self.pace.elapsed(self.start, at) - self.pauses.iter().map(paused).sum::<i64>()
    }

    /// Seconds left at `at`; negative by as much as it is late.
    pub fn remaining(&self, at: Moment) -> i64 {
        self.secs - self.elapsed(at)
    }

    /// The earliest moment at which the clock has run its span. `None` while an open pause holds it up, and beyond
    /// [`Moment::MAX`].
    pub fn due(&self) -> Option<Moment> {
        self.reaches(self.secs)
    }

    /// The earliest moment at which the clock has run `secs` seconds, for example those of a warning; as [`Clock::due`].
    pub fn reaches(&self, secs: i64) -> Option<Moment> {
        if secs <= 0 {
            return Some(self.start);
        }
        let (mut at, mut left) = (self.start, secs);
        for pause in &self.pauses {
            // Nothing runs between a start inside a pause and that pause.
            let run = self.pace.elapsed(at, pause.from);
            if left <= run {
                break;
            }
            left -= run;
            at = at.max(pause.to?);
        }
        self.pace.add(at, left)
    }

    /// When this clock would be due, had it started at `at` instead, with the same pauses: what an offer made then would give.
    pub fn due_if_offered(&self, at: Moment) -> Option<Moment> {
        Clock {
            start: at,
            ..self.clone()
        }
        .due()
    }
}

/// Sorted and joined; a pause that ends where it begins, or before, is none.
fn normal(pauses: &[Pause]) -> Vec<Pause> {
    let lasts = |pause: &Pause| pause.to.is_none_or(|to| pause.from < to);
    let mut pauses: Vec<Pause> = pauses.iter().copied().filter(lasts).collect();
    pauses.sort_unstable_by_key(|pause| pause.from);
    pauses.dedup_by(|next, kept| {
        let joined = kept.to.is_none_or(|to| next.from <= to);
        if joined {
            kept.to = kept.to.zip(next.to).map(|(kept, next)| kept.max(next));
        }
        joined
    });
    pauses
}
