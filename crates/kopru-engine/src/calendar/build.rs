//! From a definition to the runs that answer queries: done once, in one pass over the days that differ from their week.

use super::definition::{DayHours, Definition, OpeningHours, SpecialDay, TimeOfDay};
use super::zone::{Zone, days_covered};
use super::{Block, Calendar, Hours, Run, WEEK_SECS, Week};
use crate::both;
use crate::lang::Both;
use crate::limits;
use crate::time::{DAY_SECS, Moment};
use std::collections::BTreeMap;

/// Open stretches of one day, in seconds after its midnight; in order, without overlap once [`unite`]d.
type Stretches = Vec<(i64, i64)>;

impl Calendar {
    /// The calendar of a definition.
    ///
    /// # Errors
    /// It never opens, or a limit is exceeded: blocks a day, special days.
    pub fn build(definition: &Definition) -> Result<Calendar, Both> {
        let Definition { zone, open, special } = definition;
        let most = limits::LIST_ENTRIES_MAX;
        if special.len() > most {
            return Err(both!(
                en = "more than {most} holidays and special days",
                tr = "{most} sayısından fazla tatil ve özel gün"
            ));
        }
        let days = days_of_week(open)?;
        let week = week_of(&days);
        let mut explicit = explicit_days(special, &days);
        for day in zone.days_of_jumps().flatten().filter(|day| days_covered().contains(day)) {
            explicit.entry(day).or_insert_with(|| ordinary(day, &days).to_vec());
        }
        let calendar = Calendar {
            zone: zone.name().to_owned(),
            runs: runs_of(zone, &week, &explicit),
            business_day_secs: longest_day(open),
            week,
        };
        if calendar.elapsed(Moment::MIN, Moment::MAX) == 0 {
            return Err(both!(
                en = "this calendar never opens; give at least one block of opening hours, such as `Mon-Fri 09:00-18:00`",
                tr = "bu takvim hiç açılmıyor; en az bir çalışma saati aralığı verin, örneğin `Pzt-Cum 09:00-18:00`"
            ));
        }
        Ok(calendar)
    }
}

/// What an ordinary Monday to Sunday looks like, blocks past midnight cut there and carried to the next day.
fn days_of_week(open: &[OpeningHours]) -> Result<[Stretches; 7], Both> {
    let mut days: [Stretches; 7] = Default::default();
    for hours in open {
        let (from, to) = (hours.from.secs(), hours.to.secs());
        for (at, _) in hours.days.iter().enumerate().filter(|(_, open)| **open) {
            if to > from {
                days[at].push((from, to));
            } else {
                days[at].push((from, DAY_SECS));
                days[(at + 1) % 7].push((0, to));
            }
        }
    }
    let most = limits::CALENDAR_BLOCKS_MAX;
    for day in &mut days {
        day.retain(|(from, to)| from < to);
        unite(day);
        if day.len() > most {
            return Err(both!(
                en = "more than {most} separate blocks of opening hours on one day",
                tr = "bir günde {most} sayısından fazla ayrı çalışma saati aralığı"
            ));
        }
    }
    Ok(days)
}

/// Sorts, and joins what overlaps or touches.
fn unite(stretches: &mut Stretches) {
    stretches.sort_unstable();
    stretches.dedup_by(|next, kept| {
        let joined = next.0 <= kept.1;
        if joined {
            kept.1 = kept.1.max(next.1);
        }
        joined
    });
}

fn week_of(days: &[Stretches; 7]) -> Week {
    let mut week = Week { blocks: Vec::new(), open_secs: 0 };
    for (midnight, day) in (0..WEEK_SECS).step_by(DAY_SECS as usize).zip(days) {
        for &(from, to) in day {
            week.blocks.push(Block { from: midnight + from, to: midnight + to, opened: week.open_secs });
            week.open_secs += to - from;
        }
    }
    week
}

/// Seconds of the longest day, each block counted whole to the day on which it begins; never more than a day.
fn longest_day(open: &[OpeningHours]) -> i64 {
    let length = |day: usize| {
        let begins = open.iter().filter(|hours| hours.days[day]);
        let mut blocks: Stretches = begins.map(|hours| (hours.from.secs(), closing(hours))).collect();
        unite(&mut blocks);
        blocks.iter().map(|(from, to)| to - from).sum::<i64>().min(DAY_SECS)
    };
    (0..7).map(length).max().unwrap_or(0)
}

fn closing(hours: &OpeningHours) -> i64 {
    let next_day = if hours.to > hours.from { 0 } else { DAY_SECS };
    hours.to.secs() + next_day
}

fn ordinary(day: i32, days: &[Stretches; 7]) -> &[(i64, i64)] {
    // 1970-01-01 was a Thursday.
    &days[(i64::from(day) + 3).rem_euclid(7) as usize]
}

/// The hours of each special day. Exact hours win over closed, closed over a half day, of half days the earliest closing.
fn explicit_days(special: &[SpecialDay], days: &[Stretches; 7]) -> BTreeMap<i32, Stretches> {
    #[derive(Default)]
    struct Said {
        only: Stretches,
        closed: bool,
        until: Option<TimeOfDay>,
    }
    let mut said: BTreeMap<i32, Said> = BTreeMap::new();
    for SpecialDay { day, hours, .. } in special {
        let day = said.entry(day.days()).or_default();
        match *hours {
            DayHours::Only(from, to) => day.only.push((from.secs(), to.secs())),
            DayHours::Closed => day.closed = true,
            DayHours::Until(to) => day.until = Some(day.until.map_or(to, |until| until.min(to))),
        }
    }
    let hours = |day: i32, mut said: Said| {
        if !said.only.is_empty() {
            said.only.retain(|(from, to)| from < to);
            unite(&mut said.only);
            return said.only;
        }
        let until = if said.closed { 0 } else { said.until.map_or(DAY_SECS, TimeOfDay::secs) };
        let cut = ordinary(day, days).iter().map(|&(from, to)| (from, to.min(until)));
        cut.filter(|(from, to)| from < to).collect()
    };
    said.into_iter()
        .filter(|(day, _)| days_covered().contains(day))
        .map(|(day, said)| (day, hours(day, said)))
        .collect()
}

/// One pass over the explicit days; the days between them follow their week.
fn runs_of(zone: &Zone, week: &Week, explicit: &BTreeMap<i32, Stretches>) -> Vec<Run> {
    let midnight = |day: i32| i64::from(day) * DAY_SECS;
    let mut runs = Runs { zone, week, runs: Vec::with_capacity(explicit.len() * 4 + 2), open_until: i64::MIN };
    let mut next = *days_covered().start();
    runs.ordinary(midnight(next));
    for (&day, stretches) in explicit {
        if day > next {
            runs.ordinary(midnight(next));
        }
        runs.closed(zone.first(midnight(day)));
        for &(from, to) in stretches {
            runs.open(zone.first(midnight(day) + from), zone.last(midnight(day) + to));
        }
        next = day + 1;
    }
    runs.ordinary(midnight(next));
    runs.runs
}

/// The runs so far. Where a jump makes a closing later than the next day's opening, both are one open stretch.
struct Runs<'a> {
    zone: &'a Zone,
    week: &'a Week,
    runs: Vec<Run>,
    open_until: i64,
}

impl Runs<'_> {
    fn closed(&mut self, start: i64) {
        self.push(start, |_| Hours::Closed);
    }

    fn open(&mut self, from: i64, to: i64) {
        let from = from.max(self.open_until);
        if from < to {
            self.push(from, |_| Hours::Open);
            self.push(to, |_| Hours::Closed);
            self.open_until = to;
        }
    }

    /// From the local midnight on, the ordinary week. No jump touches the day that begins here, so its midnight occurs once.
    fn ordinary(&mut self, midnight: i64) {
        let start = self.zone.first(midnight);
        let (offset, week) = (midnight - start, self.week);
        self.push(start, |opened| Hours::Ordinary { offset, base: opened - week.opened(start + offset) });
    }

    fn push(&mut self, start: i64, hours: impl FnOnce(i64) -> Hours) {
        let opened = self.runs.last().map_or(0, |last| last.opened_at(start, self.week));
        if self.runs.last().is_some_and(|last| last.start == start) {
            self.runs.pop();
        }
        let hours = hours(opened);
        if self.runs.last().is_none_or(|last| last.hours != hours) {
            self.runs.push(Run { start, opened, hours });
        }
    }
}
