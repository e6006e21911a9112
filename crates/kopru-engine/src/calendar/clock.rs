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
        Some(Clock { start, secs: pace.secs(span)?.max(0), pace, pauses: normal(pauses) })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Definition, OpeningHours, Zone};

    const HOUR: i64 = 3_600;

    /// Monday to Friday 09:00–17:00 UTC.
    fn office() -> Calendar {
        let open = vec![OpeningHours::parse("Mon-Fri 09:00-17:00").unwrap()];
        let zone = Zone::parse("UTC").unwrap();
        let special = vec![];
        Calendar::build(&Definition { zone, open, special }).unwrap()
    }

    /// A moment of the week that begins on Monday, 2026-11-23.
    fn at(day: &str, time: &str) -> Moment {
        let day = 23 + ["Mon", "Tue", "Wed", "Thu", "Fri"].iter().position(|name| *name == day).unwrap();
        Moment::parse(&format!("2026-11-{day}T{time}:00Z")).unwrap()
    }

    fn pause(from: Moment, to: Moment) -> Pause {
        Pause { from, to: Some(to) }
    }

    #[test]
    fn paused_time_does_not_count() {
        let office = office();
        let pauses = [pause(at("Mon", "12:00"), at("Tue", "10:00"))];
        let clock = Clock::new(at("Mon", "09:00"), Span::Business(8 * HOUR), Some(&office), &pauses).unwrap();
        // 3 h on Monday, the other 5 on Tuesday from 10:00.
        assert_eq!(clock.due(), Some(at("Tue", "15:00")));
        assert_eq!(clock.elapsed(at("Mon", "16:00")), 3 * HOUR);
        assert_eq!(clock.remaining(at("Tue", "12:00")), 3 * HOUR);
        assert_eq!(clock.remaining(at("Tue", "16:00")), -HOUR);
        assert_eq!(clock.reaches(2 * HOUR), Some(at("Mon", "11:00")));
        assert!(clock.is_paused(at("Mon", "12:00")) && !clock.is_paused(at("Tue", "10:00")));
    }

    #[test]
    fn the_wall_runs_through_the_night_but_not_through_a_pause() {
        let pauses = [pause(at("Mon", "12:00"), at("Mon", "18:00"))];
        let clock = Clock::new(at("Mon", "09:00"), Span::Wall(24 * HOUR), None, &pauses).unwrap();
        assert_eq!(clock.due(), Some(at("Tue", "15:00")));
        assert_eq!(clock.elapsed(at("Tue", "15:00")), 24 * HOUR);
    }

    #[test]
    fn an_open_pause_holds_the_clock_up_unless_it_was_due_before() {
        let office = office();
        let open = Pause { from: at("Tue", "09:00"), to: None };
        let clock =
            |hours| Clock::new(at("Mon", "09:00"), Span::Business(hours * HOUR), Some(&office), &[open]).unwrap();
        // Monday's closing comes before the pause.
        assert_eq!(clock(8).due(), Some(at("Mon", "17:00")));
        assert_eq!(clock(9).due(), None);
        assert_eq!(clock(9).remaining(at("Fri", "12:00")), HOUR);
        assert!(clock(9).is_paused(at("Fri", "12:00")));
    }

    #[test]
    fn pauses_may_overlap_touch_be_empty_or_lie_before_the_start() {
        let office = office();
        let pauses = [
            pause(at("Tue", "11:00"), at("Tue", "13:00")),
            pause(at("Mon", "09:00"), at("Mon", "11:00")),
            pause(at("Tue", "10:00"), at("Tue", "11:00")),
            pause(at("Tue", "10:30"), at("Tue", "12:00")),
            pause(at("Tue", "14:00"), at("Tue", "14:00")),
            pause(at("Wed", "14:00"), at("Wed", "10:00")),
        ];
        let clock = Clock::new(at("Mon", "10:00"), Span::Business(8 * HOUR), Some(&office), &pauses).unwrap();
        // Monday 11–17 is 6 h, Tuesday 09–10 one; the last from 13:00.
        assert_eq!(clock.due(), Some(at("Tue", "14:00")));
        assert_eq!(clock.elapsed(at("Tue", "14:00")), 8 * HOUR);
        assert_eq!(clock.elapsed(at("Mon", "09:00")), 0);
    }

    #[test]
    fn nothing_to_run_is_due_at_the_start_even_inside_a_pause() {
        let pauses = [pause(at("Mon", "09:00"), at("Mon", "18:00"))];
        let clock = Clock::new(at("Mon", "12:00"), Span::Wall(0), None, &pauses).unwrap();
        assert_eq!(clock.due(), Some(at("Mon", "12:00")));
        let clock = Clock::new(at("Mon", "12:00"), Span::Wall(HOUR), None, &pauses).unwrap();
        assert_eq!(clock.due(), Some(at("Mon", "19:00")));
    }

    #[test]
    fn an_offer_made_later_is_due_later() {
        let office = office();
        let clock = Clock::new(at("Mon", "09:00"), Span::Business(8 * HOUR), Some(&office), &[]).unwrap();
        assert_eq!(clock.due(), Some(at("Mon", "17:00")));
        let clock = Clock::new(at("Mon", "16:30"), Span::Business(8 * HOUR), Some(&office), &[]).unwrap();
        assert_eq!(clock.due(), Some(at("Tue", "16:30")));
    }

    #[test]
    fn a_business_clock_needs_a_calendar() {
        assert_eq!(Clock::new(at("Mon", "09:00"), Span::Business(1), None, &[]), None);
        let office = office();
        let start = at("Mon", "09:00");
        assert_eq!(Clock::new(start, Span::BusinessDays(i64::MAX), Some(&office), &[]), None);
        let clock = Clock::new(start, Span::BusinessDays(1), Some(&office), &[]).unwrap();
        assert_eq!((clock.secs(), clock.due()), (8 * HOUR, Some(at("Mon", "17:00"))));
    }
}
