//! What the other parts cost: decay, calendars, titles, reading a playbook.

use crate::SAAS;
use crate::leads::Random;
use crate::measure::{Effort, Row, each};
use kopru_engine::calendar::{Calendar, Clock, Pause};
use kopru_engine::decay::{Phase, Sums};
use kopru_engine::playbook::Playbook;
use kopru_engine::role;
use kopru_engine::time::{Moment, Span};
use std::collections::BTreeMap;

const DAY: i64 = 86_400;
const HALF_LIFE: i64 = 14 * DAY;
/// 2026-06-01, some moment of a Monday.
const BEGIN: i64 = 1_780_300_000;

const TITLES: [&str; 2] = [
    include_str!("../../../../examples/titles/labelled_en.tsv"),
    include_str!("../../../../examples/titles/labelled_tr.tsv"),
];

/// Figures of these parts.
pub fn rows(effort: &Effort, playbook: &Playbook) -> Vec<Row> {
    let mut rows = decay(effort);
    rows.extend(calendars(effort, playbook));
    let titles: Vec<&str> =
        TITLES.iter().flat_map(|list| list.lines().skip(1)).filter_map(|line| line.split('\t').next()).collect();
    let title = each(effort, &titles, |title| role::read_title(title));
    rows.push(Row::new("role::read_title", title).budget(5_000.0));
    let files = BTreeMap::new();
    let few = Effort { stretches: effort.stretches / 20, ..*effort };
    let check = each(&few, &[SAAS], |source| Playbook::check(source, &files));
    rows.push(Row::new("Playbook::check of saas.toml", check / 1_000.0).unit("µs"));
    rows
}

fn decay(effort: &Effort) -> Vec<Row> {
    let mut random = Random(3);
    let moments: Vec<Vec<i64>> =
        (0..64).map(|_| (0..8).map(|_| BEGIN - random.within(0, 40 * DAY)).collect()).collect();
    let sums: Vec<Sums> = moments
        .iter()
        .map(|moments| {
            let mut sum = Sums::default();
            moments.iter().for_each(|at| sum.add(0, *at, 10, HALF_LIFE));
            sum
        })
        .collect();
    let all: Vec<i64> = moments.iter().flatten().copied().collect();
    let mut growing = Sums::default();
    let add = each(effort, &all, |at| growing.add(0, *at, 1, HALF_LIFE));
    let at = each(effort, &sums, |sum| sum.of(0).at(Phase::new(BEGIN, HALF_LIFE)).points());
    let by_hand = each(effort, &moments, |moments| {
        let worth = |at: &i64| 10.0 * f64::exp2(-((BEGIN - at) as f64) / HALF_LIFE as f64);
        moments.iter().map(worth).sum::<f64>().round() as i64
    });
    vec![
        Row::new("decay: Sums::add", add),
        Row::new("decay: Sum::at, eight facts (by hand: exp2 of each)", at).by_hand(by_hand),
    ]
}

fn calendars(effort: &Effort, playbook: &Playbook) -> Vec<Row> {
    let Some(named) = playbook.calendars.get("sales") else {
        return Vec::new();
    };
    let calendar = &named.calendar;
    let mut random = Random(4);
    let starts: Vec<Moment> = (0..256).map(|_| Moment::from_secs(BEGIN + random.within(0, 300 * DAY))).collect();
    let budget = 2_000.0;
    let mut rows = Vec::new();
    for hours in [8, 400] {
        let add = each(effort, &starts, |start| calendar.add(*start, hours * 3_600));
        rows.push(Row::new(format!("due: {hours} business hours"), add).budget(budget));
    }
    let paused = each(effort, &starts, |start| clock(calendar, *start).due());
    rows.push(Row::new("due: a clock of 8 business hours with three pauses", paused).budget(budget));
    let elapsed = each(effort, &starts, |start| calendar.elapsed(*start, start.plus_secs(30 * DAY)));
    rows.push(Row::new("elapsed: thirty days", elapsed).budget(budget));
    rows
}

fn clock(calendar: &Calendar, start: Moment) -> Clock<'_> {
    let pause = |from: i64, to: i64| Pause { from: start.plus_secs(from), to: Some(start.plus_secs(to)) };
    let pauses = [pause(1_800, 7_200), pause(DAY / 2, DAY), pause(DAY + 3_600, 2 * DAY)];
    Clock::new(start, Span::Business(8 * 3_600), Some(calendar), &pauses).expect("a business clock with its calendar")
}
