//! Which cohorts can be judged: those that had time enough, and of whose outcomes the data holds the beginning.
//!
//! A lead's outcome is seen when it falls into the time of which the data tells. A cohort for which that time ends too
//! early is *young*, one for which it begins too late is *cut*; both say little, for reasons that have nothing to do with
//! the leads. Docs: `docs/decisions/0018-a-funnel-of-cohorts.md`.

use super::bucket::{DAY_MINUTES, Histogram};
use kopru_engine::month::Month;
use kopru_engine::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// A stage that fewer leads reached tells nothing of how long that takes.
pub const OUTCOMES_MIN: u64 = 10;
/// A cohort is young until so many hundredths of the outcomes have had time to come.
const GROWN: u64 = 90;
/// A cohort is cut when so many hundredths of its outcomes lie before the data begins, or more.
const CUT: i64 = 10;
/// Outcomes are missing where so many were to be expected and none was seen.
const EXPECTED_MIN: i64 = 10;
/// They go on missing while less than one of so many is seen.
const SEEN_ONE_OF: i64 = 4;
/// What is missing and how long outcomes take depend on each other; so often both are worked out at most.
const ROUNDS: usize = 6;
/// Shares are counted in millionths.
const MILLION: i128 = 1_000_000;

/// What is known of a stage's outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// For each month of entry: leads that entered, and the times of the records of the stage.
    pub cohorts: BTreeMap<Month, (u64, Histogram)>,
    /// How many came in each month, whenever they had entered.
    pub happened: BTreeMap<Month, u64>,
    /// The first day of which the data no longer tells.
    pub until: Option<Day>,
}

/// Which cohorts of a stage can be judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// How long it takes until nine of ten outcomes have come, in minutes.
    pub takes: Option<i64>,
    /// From this month on outcomes are in the data, where earlier ones are missing.
    pub seen_from: Option<Month>,
    /// Months of entry that are too young.
    pub young: BTreeSet<Month>,
    /// Months of entry whose first outcomes are missing.
    pub cut: BTreeSet<Month>,
}

impl Judged {
    /// Whether a month of entry can be judged.
    pub fn holds(&self, month: Month) -> bool {
        !self.young.contains(&month) && !self.cut.contains(&month)
    }
}

/// Which cohorts can be judged; none when too few outcomes have a time.
pub fn judge(seen: &Seen) -> Option<Judged> {
    let mut judged = Judged::default();
    for _ in 0..ROUNDS {
        let base = Base::of(seen, &judged)?;
        let seen_from = base.seen_from(seen).or(judged.seen_from);
        let next = Judged {
            takes: base.times.reached_by(GROWN),
            seen_from,
            young: base.young(seen),
            cut: seen_from.map_or_else(BTreeSet::new, |from| base.cut(seen, from)),
        };
        if next == judged {
            break;
        }
        judged = next;
    }
    Some(judged)
}

/// What cohorts that can be judged say: how many come so far, and when.
struct Base {
    times: Histogram,
    entered: u64,
}

impl Base {
    /// Of the cohorts that can be judged as far as we know; where they have too few outcomes, of all.
    fn of(seen: &Seen, judged: &Judged) -> Option<Base> {
        let of = |fits: &dyn Fn(Month) -> bool| {
            let mut base = Base { times: Histogram::default(), entered: 0 };
            for (_, (entered, times)) in seen.cohorts.iter().filter(|(month, _)| fits(**month)) {
                base.times.add_all(times);
                base.entered += entered;
            }
            (base.times.timed() >= OUTCOMES_MIN).then_some(base)
        };
        of(&|month| judged.holds(month)).or_else(|| of(&|_| true))
    }

    /// The youngest lead of a month entered on its last day.
    fn young(&self, seen: &Seen) -> BTreeSet<Month> {
        let (Some(takes), Some(until)) = (self.times.reached_by(GROWN), seen.until) else { return BTreeSet::new() };
        let too_late = |month: &&Month| minutes(month.end()) + takes > minutes(until);
        seen.cohorts.keys().filter(too_late).copied().collect()
    }

    fn cut(&self, seen: &Seen, from: Month) -> BTreeSet<Month> {
        let enough = |month: &&Month| self.come_before(**month, from.start()) * 100 >= i128::from(CUT) * MILLION;
        seen.cohorts.keys().filter(enough).copied().collect()
    }

    /// The share, in millionths, of a cohort's outcomes that come before a day. As many leads enter on each day of a month.
    fn come_before(&self, month: Month, day: Day) -> i128 {
        let (start, end) = (month.start().days(), month.end().days());
        let sum: i128 = (start..end.min(day.days()))
            .map(|entry| i128::from(self.times.below(i64::from(day.days() - entry) * DAY_MINUTES)))
            .sum();
        sum * MILLION / (i128::from(end - start) * i128::from(self.times.timed().max(1)))
    }

    /// The outcomes that were to be expected in a month, in millionths.
    fn expected(&self, seen: &Seen, month: Month) -> i128 {
        let came = i128::from(self.times.timed());
        let of = |(entry, (entered, _)): (&Month, &(u64, Histogram))| {
            let share = self.come_before(*entry, month.end()) - self.come_before(*entry, month.start());
            share * i128::from(*entered) * came / i128::from(self.entered.max(1))
        };
        seen.cohorts.range(..=month).map(of).sum()
    }

    /// The month from which on outcomes are seen, where none were while they were to be expected. Months in which few are
    /// to be expected are taken together until they are enough.
    fn seen_from(&self, seen: &Seen) -> Option<Month> {
        let last = *seen.happened.keys().next_back()?;
        let mut month = *seen.cohorts.keys().next()?;
        let (mut from, mut expected, mut came) = (None, 0, 0);
        while month <= last {
            expected += self.expected(seen, month);
            came += i128::from(seen.happened.get(&month).copied().unwrap_or(0)) * MILLION;
            month = month.next();
            if expected < i128::from(EXPECTED_MIN) * MILLION {
                continue;
            }
            let missing = if from.is_none() { came == 0 } else { came * i128::from(SEEN_ONE_OF) < expected };
            if !missing {
                break;
            }
            (from, expected, came) = (Some(month), 0, 0);
        }
        from
    }
}

fn minutes(day: Day) -> i64 {
    i64::from(day.days()) * DAY_MINUTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    /// Each month of 2025 has `entered` leads, a tenth of which come so far, 40 days after they entered; only what comes
    /// from `from` on and before `until` is seen.
    fn world(entered: u64, from: &str, until: &str) -> Seen {
        let (from, until) = (month(from).start(), Day::parse(until).unwrap());
        let mut seen = Seen { until: Some(until), ..Seen::default() };
        let mut at = month("2025-01");
        while at.start() < until && at <= month("2025-12") {
            let days = at.end().days() - at.start().days();
            let mut times = Histogram::default();
            // The wins of a month entered on days that lie evenly in it.
            for win in 0..entered / 10 {
                let entry = at.start().days() + i32::try_from(win).unwrap() % days;
                let day = Day::from_days(entry + 40);
                if from <= day && day < until {
                    times.add(40 * DAY_MINUTES, 1);
                    *seen.happened.entry(Month::of(day)).or_default() += 1;
                }
            }
            seen.cohorts.insert(at, (entered, times));
            at = at.next();
        }
        seen
    }

    #[test]
    fn a_cohort_is_young_until_its_youngest_leads_have_had_the_time_that_nine_of_ten_need() {
        // Seen until 1 March 2026. Who enters on 31 December has had 60 days: enough. Until 1 February: 32 days, and the
        // 41 that it takes are not over; November's last day is 64 days ago.
        let judged = judge(&world(300, "2025-01", "2026-03-01")).unwrap();
        assert_eq!((judged.takes, judged.seen_from), (Some(41 * DAY_MINUTES), None));
        assert_eq!((judged.young.len(), judged.cut.len()), (0, 0));
        let judged = judge(&world(300, "2025-01", "2026-02-01")).unwrap();
        assert_eq!(judged.young, BTreeSet::from([month("2025-12")]));
    }

    #[test]
    fn cohorts_whose_first_outcomes_are_missing_are_cut() {
        // Outcomes are seen from July on. They come 40 days after the entry: of who entered in April all are missing, of
        // who entered in May all but those of the 22nd to the 31st: 21 of 31 are missing; June's come from 11 July on.
        let judged = judge(&world(310, "2025-07", "2026-03-01")).unwrap();
        assert_eq!(judged.seen_from, Some(month("2025-07")));
        let cut: Vec<String> = judged.cut.iter().map(Month::to_string).collect();
        assert_eq!(cut, ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]);
    }

    #[test]
    fn a_beginning_is_not_taken_for_a_gap() {
        // The first outcome comes 40 days after the first entry, as it must: nothing is missing, also with few leads.
        for entered in [300, 100, 50] {
            assert_eq!(judge(&world(entered, "2025-01", "2026-03-01")).unwrap().seen_from, None, "{entered}");
        }
        // Two outcomes a month: before July ten were not to be expected, so that none was seen says nothing.
        let few = judge(&world(20, "2025-06", "2026-03-01")).unwrap();
        assert_eq!((few.seen_from, few.cut.len()), (None, 0));
    }

    #[test]
    fn with_few_outcomes_nothing_is_said_of_how_long_they_take() {
        assert_eq!(judge(&world(9, "2025-01", "2026-03-01")), None);
        assert_eq!(judge(&Seen::default()), None);
    }
}
