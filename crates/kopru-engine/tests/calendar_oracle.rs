//! A second, naive implementation of calendars and clocks, which walks minute by minute, judges the real one.
//!
//! It shares no code, table or constant with it: only the zone database tells both what the wall shows at a UTC minute. A
//! scenario is a zone, a calendar and some weeks, mostly around a jump of the zone's clock; on it stand the cases. The seeds are
//! fixed, and a failing case prints its scenario's: `run` that alone to look closer.

#![expect(clippy::disallowed_macros, reason = "a test may print what it compared and hold what its oracle asks for")]

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, civil};
use kopru_engine::calendar::{Calendar, Clock, Definition, OpeningHours, Pause, SpecialDay, Zone};
use kopru_engine::time::{Moment, Span};

const SCENARIOS: usize = 2_000;
const CASES: usize = 50;
/// Minutes of a day, and days of a scenario.
const MINUTES: usize = 1_440;
const DAYS: usize = 44;

/// splitmix64, after Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    /// Mostly small, now and then near 2 to the power of `bits`.
    fn span(&mut self, bits: usize) -> usize {
        let most = 1 << self.below(bits);
        self.below(most)
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// One block a week as the oracle sees it, and how it is written for the calendar.
struct Weekly {
    days: Vec<usize>,
    from: usize,
    to: usize,
    text: String,
}

/// A day that differs.
struct Special {
    /// Days after the scenario's first.
    day: usize,
    hours: Hours,
    text: String,
}

#[derive(PartialEq)]
enum Hours {
    Closed,
    Until(usize),
    Only(usize, usize),
}

fn clock_text(minute: usize) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A minute of the day: often one at which clocks jump.
fn minute(dice: &mut Dice) -> usize {
    match dice.below(3) {
        0 => dice.below(9) * 30,
        1 => dice.below(24) * 60,
        _ => dice.below(MINUTES),
    }
}

fn weekly(dice: &mut Dice) -> Weekly {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let (first, length) = (dice.below(7), dice.below(7));
    let list = dice.often(30);
    let days: Vec<usize> = if list {
        (0..7).filter(|day| *day == first || dice.often(40)).collect()
    } else {
        (0..=length).map(|step| (first + step) % 7).collect()
    };
    let names = if list {
        let names: Vec<&str> = days.iter().map(|&day| NAMES[day]).collect();
        names.join(",")
    } else {
        format!("{}-{}", NAMES[first], NAMES[(first + length) % 7])
    };
    let from = minute(dice);
    let mut to = if dice.often(30) { MINUTES } else { minute(dice) };
    if to == from {
        to = (from + 1 + dice.below(600)) % MINUTES;
    }
    let text = format!("{names} {}-{}", clock_text(from), clock_text(to));
    Weekly { days, from, to, text }
}

fn special(dice: &mut Dice, first: civil::Date) -> Special {
    let day = dice.below(DAYS);
    let date = first.checked_add(jiff::Span::new().days(day as i64)).unwrap();
    let (a, b) = (minute(dice), minute(dice) + 1);
    let (hours, text) = match dice.below(3) {
        0 => (Hours::Closed, format!("{date}")),
        1 => (Hours::Until(a), format!("{date} {}", clock_text(a))),
        _ if a < b => (Hours::Only(a, b), format!("{date} {}-{}", clock_text(a), clock_text(b))),
        _ => (Hours::Only(0, a + 1), format!("{date} 00:00-{}", clock_text(a + 1))),
    };
    Special { day, hours, text }
}

/// Which minutes of each local day are wanted open, from the scenario's first day on.
fn wanted(first: civil::Date, weekly: &[Weekly], special: &[Special]) -> Vec<[bool; MINUTES]> {
    let mut days = vec![[false; MINUTES]; DAYS];
    for (day, minutes) in days.iter_mut().enumerate() {
        let date = first.checked_add(jiff::Span::new().days(day as i64)).unwrap();
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        for block in weekly {
            // A block that closes at or before its opening closes on the next day.
            let past = block.to <= block.from;
            if block.days.contains(&weekday) {
                let end = if past { MINUTES } else { block.to };
                minutes[block.from..end].fill(true);
            }
            if past && block.days.contains(&((weekday + 6) % 7)) {
                minutes[..block.to].fill(true);
            }
        }
    }
    for (day, minutes) in days.iter_mut().enumerate() {
        let said: Vec<&Hours> = special.iter().filter(|it| it.day == day).map(|it| &it.hours).collect();
        let exact = said.iter().any(|hours| matches!(hours, Hours::Only(..)));
        if exact || said.iter().any(|hours| matches!(hours, Hours::Closed)) {
            minutes.fill(false);
        }
        for hours in said {
            match *hours {
                Hours::Only(from, to) => minutes[from..to].fill(true),
                Hours::Until(to) if !exact => minutes[to..].fill(false),
                _ => {}
            }
        }
    }
    days
}

/// The UTC minutes of some weeks, and which of them are open.
struct Walk {
    /// Minutes since 1970 of the first.
    start: i64,
    open: Vec<bool>,
    /// A minute at which the wall does not simply go on.
    jumps: Vec<usize>,
}

impl Walk {
    /// `None` in a zone that is no whole number of minutes from UTC then.
    fn new(zone: &TimeZone, first: civil::Date, days: &[[bool; MINUTES]]) -> Option<Walk> {
        let midnight = |date: civil::Date| date.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second() / 60;
        // A day of margin on both sides holds every offset from UTC.
        let start = midnight(first) - MINUTES as i64;
        let shown: Vec<i64> = (start..start + ((DAYS + 2) * MINUTES) as i64)
            .map(|minute| {
                let wall = zone.to_datetime(Timestamp::from_second(minute * 60).unwrap());
                let day = (midnight(wall.date()) - midnight(first)) / MINUTES as i64;
                (wall.second() == 0)
                    .then_some(day * MINUTES as i64 + i64::from(wall.hour()) * 60 + i64::from(wall.minute()))
            })
            .collect::<Option<_>>()?;
        // For each time of the wall the first and the last UTC minute that shows it, or that jumps over it.
        let (mut firsts, mut lasts) = (vec![None; DAYS * MINUTES + 1], vec![None; DAYS * MINUTES + 1]);
        let mut jumps = Vec::new();
        for (at, &wall) in shown.iter().enumerate() {
            let before = if at == 0 { wall - 1 } else { shown[at - 1] };
            if wall != before + 1 {
                jumps.push(at);
            }
            for passed in (before + 1).min(wall)..=wall {
                let Ok(passed) = usize::try_from(passed) else { continue };
                if passed < firsts.len() {
                    firsts[passed].get_or_insert(at);
                    lasts[passed] = Some(at);
                }
            }
        }
        let mut open = vec![false; shown.len()];
        let is_wanted = |wall: usize| days[wall / MINUTES][wall % MINUTES];
        let mut wall = 0;
        while wall < DAYS * MINUTES {
            if !is_wanted(wall) {
                wall += 1;
                continue;
            }
            let opens = wall;
            while wall < DAYS * MINUTES && is_wanted(wall) {
                wall += 1;
            }
            if let (Some(from), Some(to)) = (firsts[opens], lasts[wall]) {
                open[from..to].fill(true);
            }
        }
        Some(Walk { start, open, jumps })
    }

    fn moment(&self, at: usize) -> Moment {
        Moment::from_secs((self.start + at as i64) * 60)
    }
}

/// A zone and the first day of a walk in it: mostly one during which the zone's distance from UTC changes.
fn some_place(dice: &mut Dice, names: &[String]) -> (String, TimeZone, civil::Date) {
    let jumping = dice.often(85);
    loop {
        let name = &names[dice.below(names.len())];
        let zone = TimeZoneDatabase::bundled().get(name).unwrap();
        // 1973 to 2197; half of the days in the past, where zones jump in odder ways.
        let most = if dice.often(50) { 16_000 } else { 81_900 };
        let day = 1_100 + dice.below(most) as i64;
        let offset = |day: i64| zone.to_offset(Timestamp::from_second(day * 86_400).unwrap());
        // Away from the ends of the walk, where no case looks.
        if !jumping || offset(day + 10) != offset(day + DAYS as i64 - 10) {
            let first = TimeZone::UTC.to_datetime(Timestamp::from_second(day * 86_400).unwrap());
            return (name.clone(), zone, first.date());
        }
    }
}

struct Scenario {
    name: String,
    calendar: Calendar,
    walk: Walk,
    /// Minutes of the longest day.
    longest: usize,
    said: String,
}

fn scenario(dice: &mut Dice, names: &[String]) -> Option<Scenario> {
    let (name, zone, first) = some_place(dice, names);
    let weekly: Vec<Weekly> = (0..=dice.below(4)).map(|_| weekly(dice)).collect();
    let special: Vec<Special> = (0..dice.below(7)).map(|_| special(dice, first)).collect();
    let walk = Walk::new(&zone, first, &wanted(first, &weekly, &special))?;
    let open = weekly.iter().map(|it| OpeningHours::parse(&it.text).unwrap()).collect();
    let days = special.iter().map(|it| SpecialDay::parse(&it.text).unwrap()).collect();
    let texts: Vec<&str> =
        weekly.iter().map(|it| &it.text).chain(special.iter().map(|it| &it.text)).map(String::as_str).collect();
    let longest = (0..7).map(|day| {
        let mut minutes = [false; 2 * MINUTES];
        for block in weekly.iter().filter(|block| block.days.contains(&day)) {
            let to = if block.to <= block.from { block.to + MINUTES } else { block.to };
            minutes[block.from..to].fill(true);
        }
        minutes.iter().filter(|open| **open).count().min(MINUTES)
    });
    let longest = longest.max().unwrap_or(0);
    Some(Scenario {
        calendar: Calendar::build(&Definition { zone: Zone::parse(&name).unwrap(), open, special: days }).unwrap(),
        said: format!("{name} from {first}: {}", texts.join("; ")),
        name,
        walk,
        longest,
    })
}

/// A clock on a scenario, in minutes of its walk.
struct Case {
    start: usize,
    look: usize,
    pauses: Vec<(usize, Option<usize>)>,
    business: bool,
}

impl Case {
    fn new(dice: &mut Dice, walk: &Walk) -> Case {
        // The first and last five days are left alone: what stands beyond them is not in the walk.
        let inner = walk.open.len() - 10 * MINUTES;
        let mut start = dice.below(inner);
        if !walk.jumps.is_empty() && dice.often(75) {
            let jump = walk.jumps[dice.below(walk.jumps.len())];
            start = (jump + dice.span(9)).saturating_sub(dice.span(12) + 5 * MINUTES).min(inner);
        }
        let start = start + 5 * MINUTES;
        let look = (start + dice.below(60) + dice.span(16)).min(5 * MINUTES + inner);
        let mut pauses = Vec::new();
        if dice.often(60) {
            for _ in 0..dice.below(4) {
                let from = (start + dice.below(4 * MINUTES)).saturating_sub(MINUTES);
                let lasts = dice.below(2 * MINUTES);
                pauses.push((from, (!dice.often(10)).then_some(from + lasts)));
            }
        }
        let business = dice.often(85);
        Case { start, look, pauses, business }
    }

    /// Whether this minute counts.
    fn runs(&self, walk: &Walk, at: usize) -> bool {
        let paused = self.pauses.iter().any(|&(from, to)| from <= at && to.is_none_or(|to| at < to));
        !paused && (!self.business || walk.open[at])
    }

    /// Minutes that count up to `look`.
    fn elapsed(&self, walk: &Walk) -> usize {
        (self.start..self.look).filter(|&at| self.runs(walk, at)).count()
    }

    /// The first minute by which `count` minutes have run; `None` beyond the walk's sure part.
    fn due(&self, walk: &Walk, count: usize) -> Option<usize> {
        let (mut at, mut left) = (self.start, count);
        while left > 0 {
            if at + 5 * MINUTES > walk.open.len() {
                return None;
            }
            left -= usize::from(self.runs(walk, at));
            at += 1;
        }
        Some(at)
    }
}

fn agree(scenario: &Scenario, case: &Case, count: usize) {
    let Scenario { calendar, walk, .. } = scenario;
    let start = walk.moment(case.start);
    let pause =
        |&(from, to): &(usize, Option<usize>)| Pause { from: walk.moment(from), to: to.map(|to| walk.moment(to)) };
    let pauses: Vec<Pause> = case.pauses.iter().map(pause).collect();
    let secs = count as i64 * 60;
    let span = if case.business { Span::Business(secs) } else { Span::Wall(secs) };
    let clock = Clock::new(start, span, Some(calendar), &pauses).unwrap();
    let (look, due) = (walk.moment(case.look), case.due(walk, count));
    let elapsed = case.elapsed(walk) as i64 * 60;
    assert_eq!(clock.elapsed(look), elapsed, "elapsed");
    assert_eq!(clock.remaining(look), secs - elapsed, "remaining");
    match due {
        Some(due) => assert_eq!(clock.due(), Some(walk.moment(due)), "due"),
        // The walk ended first: the answer, if there is one, lies beyond.
        None => assert!(clock.due().is_none_or(|due| due > walk.moment(walk.open.len() - 5 * MINUTES)), "due beyond"),
    }
    if case.business && pauses.is_empty() {
        assert_eq!(calendar.elapsed(start, look), elapsed, "elapsed of the calendar");
        assert_eq!(calendar.is_open(start), walk.open[case.start], "open at the start");
        assert_eq!(calendar.is_open(look), walk.open[case.look], "open at the look");
        if let Some(steps) = walk.open[case.start..walk.open.len() - 5 * MINUTES].iter().position(|open| *open) {
            assert_eq!(calendar.next_opening(start), Some(walk.moment(case.start + steps)), "next opening");
        }
    }
}

/// What a run of scenarios met.
#[derive(Default)]
struct Met {
    cases: usize,
    jumping: usize,
    over_a_jump: usize,
    due: usize,
}

fn run(seed: u64, names: &[String], met: &mut Met) {
    let mut dice = Dice(seed);
    let Some(scenario) = scenario(&mut dice, names) else {
        return;
    };
    assert_eq!(scenario.calendar.zone().to_lowercase(), scenario.name.to_lowercase());
    assert_eq!(scenario.calendar.business_day_secs(), scenario.longest as i64 * 60, "seed {seed}: {}", scenario.said);
    met.jumping += usize::from(!scenario.walk.jumps.is_empty());
    for number in 0..CASES {
        let case = Case::new(&mut dice, &scenario.walk);
        // Half of the spans end exactly where the look falls, which is often an edge of a block.
        let count = if dice.often(50) { case.elapsed(&scenario.walk) } else { dice.span(13) };
        let told = std::panic::catch_unwind(|| agree(&scenario, &case, count));
        if told.is_err() {
            panic!("seed {seed}, case {number}: {}", scenario.said);
        }
        met.cases += 1;
        let end = case.due(&scenario.walk, count).unwrap_or(case.look).max(case.look);
        met.due += usize::from(case.due(&scenario.walk, count).is_some());
        met.over_a_jump += usize::from(scenario.walk.jumps.iter().any(|jump| (case.start..end).contains(jump)));
    }
}

fn zone_names() -> Vec<String> {
    TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
}

#[test]
fn a_walk_by_minutes_agrees_on_a_hundred_thousand_clocks() {
    let (names, mut met, mut seed) = (zone_names(), Met::default(), 0);
    while met.cases < SCENARIOS * CASES {
        run(seed, &names, &mut met);
        seed += 1;
    }
    println!(
        "{} cases of {seed} scenarios agree; {} scenarios have a jump of the zone's clock, {} cases run over one, {} fall due",
        met.cases, met.jumping, met.over_a_jump, met.due
    );
    // Otherwise the cases would no longer try what they are for.
    assert!(met.over_a_jump > met.cases / 4 && met.due > met.cases / 2);
}
