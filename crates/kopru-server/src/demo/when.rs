//! When people come and do things: by hour, weekday and month, and somewhat more each month as the company grows.

use super::random::Random;
use kopru_engine::time::{DAY_SECS, Day, Moment};

/// How much happens on each day of the week, from Monday.
const WEEKDAYS: [u64; 7] = [112, 122, 118, 110, 92, 34, 42];
/// How much happens in each month, from January: quiet summers, busy autumns.
const MONTHS: [u64; 12] = [98, 102, 110, 98, 100, 90, 66, 60, 112, 116, 112, 74];
/// How much happens in each hour, local time.
const HOURS: [(i64, u64); 24] = [
    (0, 3),
    (1, 2),
    (2, 1),
    (3, 1),
    (4, 1),
    (5, 3),
    (6, 8),
    (7, 18),
    (8, 42),
    (9, 76),
    (10, 96),
    (11, 92),
    (12, 58),
    (13, 66),
    (14, 92),
    (15, 90),
    (16, 78),
    (17, 54),
    (18, 30),
    (19, 22),
    (20, 28),
    (21, 30),
    (22, 18),
    (23, 8),
];
/// How much more happens on the last day than on the first, in per cent.
const GROWTH: u64 = 80;

/// The days of the story, and how many people have come by each of them.
#[derive(Clone, Debug)]
pub struct Days {
    /// The first day.
    pub first: Day,
    /// Seconds that local time is ahead of UTC.
    pub ahead: i64,
    /// When it ends: within the last day.
    until: Moment,
    /// Weight of all days before this one, by day; the last is the weight of all.
    before: Vec<u64>,
}

impl Days {
    /// So many days, the last of which is that of `until`; people come until then.
    pub fn new(count: u32, ahead: i64, until: Moment) -> Days {
        let last = until.plus_secs(ahead).day();
        let first = Day::from_days(last.days() + 1 - i32::try_from(count).unwrap_or(0));
        let mut days = Days { first, ahead, until, before: vec![0] };
        let mut sum = 0;
        for number in 0..count {
            let day = Day::from_days(first.days() + i32::try_from(number).unwrap_or(0));
            let grown = 100 + GROWTH * u64::from(number) / u64::from(count);
            let secs = u64::try_from(days.length(usize::try_from(number).unwrap_or(0))).unwrap_or(0);
            sum += WEEKDAYS[weekday(day)] * MONTHS[month(day)] * grown * (secs / 60);
            days.before.push(sum);
        }
        days
    }

    /// Seconds of a day until the story ends.
    fn length(&self, number: usize) -> i64 {
        (self.until.secs() - self.begin(number).secs()).clamp(0, DAY_SECS)
    }

    /// The moment of a day at which somebody comes.
    pub fn moment_of_day(&self, number: usize, random: &mut Random) -> Moment {
        self.begin(number).plus_secs(second_of_day(random) * self.length(number) / DAY_SECS)
    }

    /// How many days.
    pub fn count(&self) -> usize {
        self.before.len() - 1
    }

    /// The local midnight with which a day begins.
    pub fn begin(&self, number: usize) -> Moment {
        let days = i64::from(self.first.days()) + i64::try_from(number).unwrap_or(0);
        Moment::from_secs(days * DAY_SECS - self.ahead)
    }

    /// Of `people` in all, who come on a day: from, and to before.
    pub fn arrivals(&self, number: usize, people: u64) -> std::ops::Range<u64> {
        let all = self.before.last().copied().unwrap_or(1).max(1);
        let by = |weight: u64| u64::try_from(u128::from(weight) * u128::from(people) / u128::from(all)).unwrap_or(0);
        by(self.before[number])..by(self.before[number + 1])
    }

    /// Whether somebody is at work on the local day of this moment.
    pub fn is_workday(&self, at: Moment) -> bool {
        weekday(at.plus_secs(self.ahead).day()) < 5
    }

    /// Moves a moment to an hour of its local day at which people do such things, and many a weekend's to the days after.
    pub fn awake(&self, at: Moment, random: &mut Random) -> Moment {
        let at = if !self.is_workday(at) && random.chance(550) { at.plus_secs(2 * DAY_SECS) } else { at };
        let local = at.secs() + self.ahead;
        let hour = local.rem_euclid(DAY_SECS) / 3_600;
        if (8..23).contains(&hour) {
            return at;
        }
        Moment::from_secs(local.div_euclid(DAY_SECS) * DAY_SECS - self.ahead + second_of_day(random))
    }
}

/// A second of the day, as often as people do something then.
fn second_of_day(random: &mut Random) -> i64 {
    random.weighted(&HOURS) * 3_600 + random.between(0, 3_599)
}

/// From Monday, which 1970-01-05 was.
fn weekday(day: Day) -> usize {
    usize::try_from((day.days() - 4).rem_euclid(7)).unwrap_or(0)
}

/// From January.
fn month(day: Day) -> usize {
    let text = day.to_string();
    text.get(5..7).and_then(|it| it.parse::<usize>().ok()).map_or(0, |it| it - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_comes_once_and_fewer_on_a_sunday_than_on_the_tuesday_before() {
        // 2026-06-01 is a Monday; three weeks later it is 2026-06-22.
        let days = Days::new(21, 3 * 3_600, Moment::parse("2026-06-21T23:59:59+03:00").unwrap());
        let counts: Vec<u64> = (0..21).map(|it| days.arrivals(it, 10_000)).map(|it| it.end - it.start).collect();
        assert_eq!(counts.iter().sum::<u64>(), 10_000);
        assert!(counts[1] > 2 * counts[6], "{counts:?}");
        // The day begins at midnight in Istanbul.
        assert_eq!(days.begin(0), Moment::parse("2026-06-01T00:00:00+03:00").unwrap());
        assert!(days.is_workday(days.begin(4)) && !days.is_workday(days.begin(5)));
    }

    #[test]
    fn people_come_on_the_last_day_only_until_the_story_ends() {
        let until = Moment::parse("2026-06-23T06:00:00Z").unwrap();
        let days = Days::new(9, 0, until);
        let mut random = Random::of(&[4]);
        assert!((0..200).all(|_| days.moment_of_day(8, &mut random) < until));
        // Both are Tuesdays in June. Grown by 80 % of 1/9 and 8/9: 108 and 171; and 6 of 24 hours: 171 / 4 / 108 = 0.396.
        let count = |it: usize| days.arrivals(it, 1_000_000).count();
        let share = count(8) * 1_000 / count(1);
        assert!((394..=397).contains(&share), "{share}");
    }

    #[test]
    fn nobody_acts_in_the_small_hours_for_long() {
        let days = Days::new(21, 0, Moment::parse("2026-06-21T23:59:59Z").unwrap());
        let mut random = Random::of(&[3]);
        let small = (0..1_000)
            .map(|_| days.awake(Moment::parse("2026-06-02T03:00:00Z").unwrap(), &mut random))
            .filter(|at| (0..6).contains(&(at.secs().rem_euclid(DAY_SECS) / 3_600)))
            .count();
        assert!(small < 40, "{small}");
    }
}
