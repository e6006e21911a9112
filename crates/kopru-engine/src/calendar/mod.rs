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
        // No more seconds are open than pass; so nothing below can overflow.
        if secs > Moment::MAX.secs() - start.secs() {
            return None;
        }
        let target = self.opened(start.secs()) + secs;
        let after = self.runs.partition_point(|run| run.opened < target);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let moment = match run.hours {
            Hours::Closed => return None,
            Hours::Open => run.start + (target - run.opened),
            Hours::Ordinary { offset, base } => self.week.reaches(target - base)? - offset,
        };
        Moment::from_micros(moment * 1_000_000)
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
        Some(week * WEEK_SECS + at - Week::EPOCH_SECS)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(zone: &str, open: &[&str], special: &[&str]) -> Result<Calendar, crate::lang::Both> {
        Calendar::build(&Definition {
            zone: Zone::parse(zone)?,
            open: open.iter().map(|text| OpeningHours::parse(text)).collect::<Result<_, _>>()?,
            special: special.iter().map(|text| SpecialDay::parse(text)).collect::<Result<_, _>>()?,
        })
    }

    /// Monday to Friday, four hours before noon and four and a half after it, less a holiday and a half day.
    fn istanbul() -> Calendar {
        let open = ["Mon-Fri 09:00-12:30", "Mon-Fri 13:30-18:00"];
        calendar("Europe/Istanbul", &open, &["2026-10-29 Cumhuriyet", "2026-10-28 13:00"]).unwrap()
    }

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    const HOUR: i64 = 3_600;

    #[test]
    fn one_hour_from_five_is_closing_time() {
        let calendar = istanbul();
        assert_eq!(calendar.add(at("2026-11-23T17:00:00+03:00"), HOUR), Some(at("2026-11-23T18:00:00+03:00")));
        assert_eq!(calendar.add(at("2026-11-23T17:00:00+03:00"), HOUR + 1), Some(at("2026-11-24T09:00:01+03:00")));
    }

    #[test]
    fn lunch_does_not_count() {
        let calendar = istanbul();
        // 11:00–12:30 is 1½ h, so 2 h are full half an hour after lunch.
        assert_eq!(calendar.add(at("2026-11-23T11:00:00+03:00"), 2 * HOUR), Some(at("2026-11-23T14:00:00+03:00")));
        assert_eq!(calendar.elapsed(at("2026-11-23T12:30:00+03:00"), at("2026-11-23T13:30:00+03:00")), 0);
        assert_eq!(calendar.business_day_secs(), 8 * HOUR);
    }

    #[test]
    fn a_half_day_and_a_holiday_count_as_they_are_open() {
        let calendar = istanbul();
        // Wednesday the 28th: 09:00–12:30. Thursday the 29th: nothing. Friday the 30th: 8 h. Then the weekend.
        let (from, to) = (at("2026-10-28T00:00:00+03:00"), at("2026-11-02T00:00:00+03:00"));
        assert_eq!(calendar.elapsed(from, to), 3 * HOUR + HOUR / 2 + 8 * HOUR);
        // Two hours from noon on the 28th: half an hour, then Friday 09:00–10:30.
        assert_eq!(calendar.add(at("2026-10-28T12:00:00+03:00"), 2 * HOUR), Some(at("2026-10-30T10:30:00+03:00")));
        assert!(!calendar.is_open(at("2026-10-28T14:00:00+03:00")));
    }

    #[test]
    fn open_means_from_the_opening_to_just_before_the_closing() {
        let calendar = istanbul();
        let open = ["2026-11-23T09:00:00+03:00", "2026-11-23T12:29:59.9+03:00", "2026-11-23T13:30:00+03:00"];
        assert!(open.iter().all(|text| calendar.is_open(at(text))));
        let closed = ["2026-11-23T08:59:59+03:00", "2026-11-23T12:30:00+03:00", "2026-11-22T10:00:00+03:00"];
        assert!(closed.iter().all(|text| !calendar.is_open(at(text))));
        for (from, opening) in [
            ("2026-11-23T10:00:00+03:00", "2026-11-23T10:00:00+03:00"),
            ("2026-11-23T12:30:00+03:00", "2026-11-23T13:30:00+03:00"),
            ("2026-10-28T12:30:00+03:00", "2026-10-30T09:00:00+03:00"),
            ("2026-11-20T18:00:00+03:00", "2026-11-23T09:00:00+03:00"),
        ] {
            assert_eq!(calendar.next_opening(at(from)), Some(at(opening)), "{from}");
        }
    }

    #[test]
    fn spring_takes_an_hour_of_work_and_autumn_gives_one() {
        let night = calendar("Europe/Berlin", &["Sun 01:00-05:00"], &[]).unwrap();
        let (spring, autumn) = (at("2026-03-29T00:00:00Z"), at("2026-10-25T00:00:00+02:00"));
        assert_eq!(night.elapsed(spring, spring.plus_secs(12 * HOUR)), 3 * HOUR);
        assert_eq!(night.elapsed(autumn, autumn.plus_secs(12 * HOUR)), 5 * HOUR);
        // 02:30 comes twice: opening at the first, closing at the second. 02:30+02:00 is 00:30 UTC, 02:30+01:00 is 01:30 UTC.
        let opens = calendar("Europe/Berlin", &["Sun 02:30-03:30"], &[]).unwrap();
        assert_eq!(opens.next_opening(autumn), Some(at("2026-10-25T00:30:00Z")));
        assert_eq!(opens.elapsed(autumn, autumn.plus_secs(12 * HOUR)), 2 * HOUR);
        let closes = calendar("Europe/Berlin", &["Sun 01:30-02:30"], &[]).unwrap();
        assert_eq!(closes.add(autumn, 2 * HOUR), Some(at("2026-10-25T01:30:00Z")));
        // 02:30 never comes on 2026-03-29: it is 01:00 UTC, when 02:00 became 03:00.
        assert_eq!(opens.next_opening(spring), Some(at("2026-03-29T01:00:00Z")));
        assert_eq!(opens.elapsed(spring, spring.plus_secs(12 * HOUR)), HOUR / 2);
    }

    #[test]
    fn a_midnight_that_comes_twice_closes_at_its_second() {
        // Havana, 2024-11-03: 01:00 becomes 00:00 at 05:00 UTC. Saturday closes at the second midnight, an hour into Sunday.
        let havana = calendar("America/Havana", &["Sat 20:00-24:00"], &[]).unwrap();
        assert_eq!(havana.add(at("2024-11-02T20:00:00-04:00"), 5 * HOUR), Some(at("2024-11-03T05:00:00Z")));
        let havana = calendar("America/Havana", &["Sat 20:00-24:00", "Sun 00:00-04:00"], &[]).unwrap();
        assert_eq!(havana.elapsed(at("2024-11-02T00:00:00Z"), at("2024-11-04T12:00:00Z")), 9 * HOUR);
    }

    #[test]
    fn a_skipped_day_has_no_hours() {
        // Samoa had no 2011-12-30, a Friday: 8 h on Thursday, then 8 h on Monday.
        let apia = calendar("Pacific/Apia", &["Mon-Fri 09:00-17:00"], &[]).unwrap();
        let (from, to) = (at("2011-12-29T00:00:00-10:00"), at("2012-01-03T00:00:00+14:00"));
        assert_eq!(apia.elapsed(from, to), 16 * HOUR);
    }

    #[test]
    fn blocks_past_midnight_belong_to_both_days() {
        let night = calendar("UTC", &["Mon-Fri 22:00-06:00"], &["2026-11-25"]).unwrap();
        assert_eq!(night.business_day_secs(), 8 * HOUR);
        // Tuesday 22–24 counts, Wednesday the 25th is closed, Thursday begins at 00:00 with Wednesday's block.
        let tuesday = at("2026-11-24T22:00:00Z");
        assert_eq!(night.add(tuesday, 3 * HOUR), Some(at("2026-11-26T01:00:00Z")));
        let sunday = calendar("UTC", &["Sun 22:00-02:00"], &[]).unwrap();
        assert_eq!(sunday.add(at("2026-11-22T22:00:00Z"), 4 * HOUR), Some(at("2026-11-23T02:00:00Z")));
    }

    #[test]
    fn exact_hours_win_over_closed_and_closed_over_half() {
        let day = |special: &[&str]| {
            let calendar = calendar("UTC", &["Mon-Fri 09:00-17:00"], special).unwrap();
            calendar.elapsed(at("2026-11-25T00:00:00Z"), at("2026-11-26T00:00:00Z")) / HOUR
        };
        assert_eq!(day(&[]), 8);
        assert_eq!(day(&["2026-11-25 13:00", "2026-11-25 12:00"]), 3);
        assert_eq!(day(&["2026-11-25 13:00", "2026-11-25"]), 0);
        let hours = ["2026-11-25 10:00-12:00", "2026-11-25", "2026-11-25 11:00-13:00", "2026-11-25 20:00-24:00"];
        assert_eq!(day(&hours), 7);
    }

    #[test]
    fn overlapping_blocks_count_once() {
        let open = ["Mon-Fri 09:00-13:00", "Mon,Wed 08:00-10:00", "Wed 12:00-14:00", "Wed 14:00-15:00"];
        let calendar = calendar("UTC", &open, &[]).unwrap();
        // Wednesday is open 08:00–15:00.
        assert_eq!(calendar.business_day_secs(), 7 * HOUR);
        assert_eq!(calendar.add(at("2026-11-25T00:00:00Z"), 7 * HOUR), Some(at("2026-11-25T15:00:00Z")));
    }

    #[test]
    fn business_spans_need_a_calendar_and_wall_spans_none() {
        let (calendar, start) = (istanbul(), at("2026-11-20T17:00:00+03:00"));
        assert_eq!(due(start, Span::Wall(24 * HOUR), Some(&calendar)), Some(start.plus_secs(24 * HOUR)));
        assert_eq!(due(start, Span::Business(HOUR), None), None);
        assert_eq!(due(start, Span::BusinessDays(1), None), None);
        // Friday 17:00 and two business days: one hour on Friday, eight on Monday, seven on Tuesday.
        assert_eq!(due(start, Span::BusinessDays(2), Some(&calendar)), Some(at("2026-11-24T17:00:00+03:00")));
    }

    #[test]
    fn beyond_the_last_moment_there_is_no_answer() {
        let calendar = istanbul();
        for secs in [i64::MAX, 1 << 40, 100_000_000_000] {
            assert_eq!(calendar.add(Moment::MIN, secs), None);
            assert_eq!(calendar.add(Moment::MAX, secs), None);
            assert_eq!(due(Moment::MIN, Span::BusinessDays(secs), Some(&calendar)), None);
            assert_eq!(due(Moment::MAX, Span::Wall(secs), None), None);
        }
        assert_eq!(calendar.add(Moment::MAX, i64::MIN), Some(Moment::MAX));
        assert!(!calendar.is_open(Moment::MAX));
        assert_eq!(calendar.next_opening(Moment::MAX), None);
    }

    #[test]
    fn a_calendar_that_never_opens_is_refused() {
        let said = calendar("UTC", &[], &[]).unwrap_err();
        assert!(said.en.contains("never opens") && said.tr.contains("hiç açılmıyor"));
        assert!(calendar("UTC", &[], &["2026-11-25 09:00-10:00"]).is_ok());
        let first = Moment::MIN.day().days();
        let every = (first..=Moment::MAX.day().days()).map(crate::time::Day::from_days);
        let special: Vec<SpecialDay> =
            every.map(|day| SpecialDay { day, hours: DayHours::Closed, name: String::new() }).collect();
        let zone = Zone::parse("UTC").unwrap();
        let open = vec![OpeningHours::parse("Mon-Sun 00:00-24:00").unwrap()];
        assert!(Calendar::build(&Definition { zone, open, special }).is_err());
    }

    #[test]
    fn too_many_blocks_on_a_day_are_refused() {
        let blocks: Vec<String> = (0..13).map(|hour| format!("Mon {hour:02}:00-{hour:02}:30")).collect();
        let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
        assert!(calendar("UTC", &blocks, &[]).unwrap_err().en.contains("more than 12"));
        assert!(calendar("UTC", &blocks[1..], &[]).is_ok());
    }
}
