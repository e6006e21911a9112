//! What must hold of every calendar and clock, tried in every zone of the database, near the moments where its clock jumps.
//! The seed is fixed: each run tries the same cases.

use jiff::tz::TimeZoneDatabase;
use kopru_engine::calendar::{Calendar, Clock, DayHours, Definition, OpeningHours, Pause, SpecialDay, TimeOfDay, Zone};
use kopru_engine::time::{Day, Moment, Span};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestCaseResult, TestRunner};

const DAY: i64 = 86_400;

/// A zone with the moments at which its clock jumps, 1900 to 2199.
struct Place {
    zone: Zone,
    jumps: Vec<i64>,
}

fn every_place() -> Vec<Place> {
    let database = TimeZoneDatabase::bundled();
    let names: Vec<String> = database.available().map(|name| name.as_str().to_owned()).collect();
    assert!(names.len() > 400, "the bundled database has {} zones", names.len());
    let place = |name: &String| {
        let zone = database.get(name).unwrap();
        let first = jiff::Timestamp::from_second(Moment::MIN.secs()).unwrap();
        let jumps = zone.following(first).map(|jump| jump.timestamp().as_second());
        Place {
            zone: Zone::parse(name).unwrap(),
            jumps: jumps.take_while(|&jump| jump < Moment::MAX.secs() - 30 * DAY).collect(),
        }
    };
    names.iter().map(place).collect()
}

/// A case without its zone: opening hours, special days around an anchor, and moments around it.
#[derive(Clone, Debug)]
struct Case {
    open: Vec<OpeningHours>,
    special: Vec<(i32, DayHours)>,
    jump: Option<Index>,
    elsewhere: i64,
    start: i64,
    length: i64,
    pauses: Vec<(i64, Option<i64>)>,
}

impl Case {
    fn calendar(&self, place: &Place) -> Calendar {
        let anchor = Moment::from_secs(self.anchor(place)).day().days();
        let special = self.special.iter().map(|&(offset, hours)| SpecialDay {
            day: Day::from_days(anchor + offset),
            hours,
            name: String::new(),
        });
        let (zone, open) = (place.zone.clone(), self.open.clone());
        let special = special.collect();
        Calendar::build(&Definition { zone, open, special }).unwrap()
    }

    /// A jump of the zone, or any moment where the case or the zone has none.
    fn anchor(&self, place: &Place) -> i64 {
        match self.jump {
            Some(jump) if !place.jumps.is_empty() => *jump.get(&place.jumps),
            _ => self.elsewhere,
        }
    }

    fn start(&self, place: &Place) -> Moment {
        Moment::from_secs(self.anchor(place) + self.start)
    }

    fn pauses(&self, place: &Place) -> Vec<Pause> {
        let anchor = self.anchor(place);
        let pause = |&(from, length): &(i64, Option<i64>)| Pause {
            from: Moment::from_secs(anchor + from),
            to: length.map(|length| Moment::from_secs(anchor + from + length)),
        };
        self.pauses.iter().map(pause).collect()
    }
}

fn time() -> impl Strategy<Value = TimeOfDay> {
    // Midnight, the hours of most jumps and any minute.
    let minutes = prop_oneof![Just(0_u16), Just(1440), (0_u16..8).prop_map(|half| half * 30), 0_u16..=1440];
    minutes.prop_map(|minutes| TimeOfDay::from_minutes(minutes).unwrap())
}

fn hours() -> impl Strategy<Value = OpeningHours> {
    let days = prop_oneof![Just([true; 7]), any::<[bool; 7]>()];
    (days, time(), time())
        .prop_filter("it opens", |(days, from, to)| {
            days.contains(&true)
                && from != to
                && *from != TimeOfDay::MIDNIGHT
                && *to != TimeOfDay::from_minutes(0).unwrap()
        })
        .prop_map(|(days, from, to)| OpeningHours { days, from, to })
}

fn special() -> impl Strategy<Value = (i32, DayHours)> {
    let hours = prop_oneof![
        Just(DayHours::Closed),
        time().prop_map(DayHours::Until),
        (time(), time()).prop_map(|(a, b)| DayHours::Only(a.min(b), a.max(b))),
    ];
    (-4..=4, hours)
}

fn case() -> impl Strategy<Value = Case> {
    let pause = (-5 * DAY..10 * DAY, prop::option::weighted(0.8, 0..4 * DAY));
    (
        prop::collection::vec(hours(), 1..4),
        prop::collection::vec(special(), 0..4),
        prop::option::weighted(0.8, any::<Index>()),
        Moment::MIN.secs() + 30 * DAY..Moment::MAX.secs() - 1_000 * DAY,
        -3 * DAY..3 * DAY,
        prop_oneof![0..4 * 3_600_i64, 0..20 * DAY],
        prop::collection::vec(pause, 0..4),
    )
        .prop_map(|(open, special, jump, elsewhere, start, length, pauses)| Case {
            open,
            special,
            jump,
            elsewhere,
            start,
            length,
            pauses,
        })
}

/// Any length, and one that ends where a block closes unless the calendar happens to be open then.
fn lengths(calendar: &Calendar, start: Moment, case: &Case) -> [i64; 2] {
    [case.length, calendar.elapsed(start, start.plus_secs(case.length))]
}

/// Tries `cases` cases in each zone of the database.
fn in_every_zone(cases: u32, holds: impl Fn(&Place, &Case) -> TestCaseResult) {
    for place in every_place() {
        let mut runner = TestRunner::new(Config {
            cases,
            failure_persistence: None,
            rng_algorithm: RngAlgorithm::ChaCha,
            rng_seed: RngSeed::Fixed(20_261_123),
            ..Config::default()
        });
        if let Err(fault) = runner.run(&case(), |case| holds(&place, &case)) {
            panic!("{}: {fault}", place.zone.name());
        }
    }
}

#[test]
fn what_is_added_has_elapsed_and_not_a_second_earlier() {
    in_every_zone(60, |place, case| {
        let (calendar, start) = (case.calendar(place), case.start(place));
        for secs in lengths(&calendar, start, case) {
            let Some(due) = calendar.add(start, secs) else {
                prop_assert!(calendar.elapsed(start, Moment::MAX) < secs);
                continue;
            };
            prop_assert!(due >= start);
            prop_assert_eq!(calendar.elapsed(start, due), secs);
            if secs > 0 {
                prop_assert_eq!(calendar.elapsed(start, due.plus_secs(-1)), secs - 1);
            } else {
                prop_assert_eq!(due, start);
            }
        }
        Ok(())
    });
}

#[test]
fn elapsed_time_adds_up_and_never_runs_faster_than_the_wall() {
    in_every_zone(60, |place, case| {
        let (calendar, a) = (case.calendar(place), case.start(place));
        let b = a.plus_secs(case.length);
        let c = b.plus_secs(2 * DAY);
        let (ab, bc) = (calendar.elapsed(a, b), calendar.elapsed(b, c));
        prop_assert_eq!(ab + bc, calendar.elapsed(a, c));
        prop_assert!((0..=case.length).contains(&ab) && (0..=2 * DAY).contains(&bc));
        prop_assert_eq!(calendar.elapsed(b, a), 0);
        Ok(())
    });
}

#[test]
fn nothing_is_open_before_the_next_opening() {
    in_every_zone(40, |place, case| {
        let (calendar, at) = (case.calendar(place), case.start(place));
        let opening = calendar.next_opening(at).unwrap();
        prop_assert!(opening >= at && calendar.is_open(opening));
        prop_assert_eq!(calendar.elapsed(at, opening), 0);
        prop_assert_eq!(calendar.is_open(at), opening == at);
        Ok(())
    });
}

#[test]
fn a_clock_with_pauses_has_run_its_span_when_it_is_due() {
    in_every_zone(60, |place, case| {
        let (calendar, start, pauses) = (case.calendar(place), case.start(place), case.pauses(place));
        let [any, closing] = lengths(&calendar, start, case);
        for span in [Span::Business(any), Span::Business(closing), Span::Wall(any)] {
            let clock = Clock::new(start, span, Some(&calendar), &pauses).unwrap();
            let Some(due) = clock.due() else {
                // An open pause, or so few hours a week that even the far future is not enough.
                prop_assert!(clock.remaining(Moment::MAX) > 0);
                continue;
            };
            prop_assert_eq!(clock.elapsed(due), clock.secs());
            prop_assert_eq!(clock.remaining(due), 0);
            if clock.secs() > 0 {
                prop_assert_eq!(clock.elapsed(due.plus_secs(-1)), clock.secs() - 1);
                prop_assert!(!clock.is_paused(due.plus_secs(-1)));
            }
            let mut turned = pauses.clone();
            turned.reverse();
            prop_assert_eq!(Clock::new(start, span, Some(&calendar), &turned).unwrap(), clock);
        }
        Ok(())
    });
}

#[test]
fn a_pause_splits_without_changing_the_clock() {
    in_every_zone(20, |place, case| {
        let (calendar, start, pauses) = (case.calendar(place), case.start(place), case.pauses(place));
        let halves = pauses.iter().flat_map(|&Pause { from, to }| {
            let middle = from.plus_secs(to.map_or(DAY, |to| (to.secs() - from.secs()) / 2));
            [Pause { from: middle, to }, Pause { from, to: Some(middle) }]
        });
        let halves: Vec<Pause> = halves.collect();
        let span = Span::Business(case.length);
        let clock = |pauses| Clock::new(start, span, Some(&calendar), pauses).unwrap();
        prop_assert_eq!(clock(&pauses), clock(&halves));
        Ok(())
    });
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..Config::default() })]

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,40}|[A-Za-zç0-9:., –-]{0,40}|2026-10-2[0-9] [0-9:. –-]{0,12}") {
        let _ = (OpeningHours::parse(&text), SpecialDay::parse(&text), Zone::parse(&text), TimeOfDay::parse(&text));
    }

    #[test]
    fn no_number_makes_a_query_panic(start: i64, to: i64, secs: i64, days: i64) {
        let calendar = Calendar::build(&Definition {
            zone: Zone::parse("Europe/Istanbul").unwrap(),
            open: vec![OpeningHours::parse("Mon-Fri 09:00-18:00").unwrap()],
            special: vec![SpecialDay { day: Day::from_days(i32::MAX), hours: DayHours::Closed, name: String::new() }],
        }).unwrap();
        let (start, to) = (Moment::from_secs(start >> 30), Moment::from_secs(to));
        let _ = (calendar.add(start, secs), calendar.add(to, secs), calendar.elapsed(start, to), calendar.next_opening(to));
        for span in [Span::Wall(secs), Span::Business(secs), Span::BusinessDays(days)] {
            let clock = Clock::new(start, span, Some(&calendar), &[Pause { from: to, to: Some(start) }, Pause { from: start, to: None }]);
            let _ = clock.map(|clock| (clock.due(), clock.elapsed(to), clock.remaining(to)));
        }
    }
}
