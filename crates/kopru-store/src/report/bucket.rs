//! Times in fixed histograms of whole numbers, and quantiles of them.
//!
//! A bucket is named by the least time that falls into it, in minutes. Up to 128 days every day has its own; beyond, a
//! power of two of days has 64, so that no time is off by more than a sixty-fourth of itself. Below a day every minute up
//! to 16 has its own, then a power of two of minutes has 8. The buckets never change: counts of them are stored.

use std::collections::BTreeMap;

/// The bucket of times below nothing: something came before what it should have followed.
pub const BEFORE: i64 = -1;
/// The bucket of what happened, but nobody knows when.
pub const UNTIMED: i64 = -2;

const MINUTE_SECS: i64 = 60;
const DAY_SECS: i64 = 86_400;
/// Minutes of a day.
pub const DAY_MINUTES: i64 = DAY_SECS / MINUTE_SECS;
/// Buckets of a power of two of minutes, as a power of two.
const OF_MINUTES: u32 = 3;
/// Buckets of a power of two of days, as a power of two.
const OF_DAYS: u32 = 6;

/// The bucket of a time.
pub fn bucket(secs: i64) -> i64 {
    match secs {
        ..0 => BEFORE,
        0..DAY_SECS => floor(secs / MINUTE_SECS, OF_MINUTES),
        _ => floor(secs / DAY_SECS, OF_DAYS) * DAY_MINUTES,
    }
}

/// A number with only its first `bits` bits behind the leading one; the rest are nought.
fn floor(value: i64, bits: u32) -> i64 {
    let cut = cut(value, bits);
    value >> cut << cut
}

/// How many of a number's last bits do not tell.
fn cut(value: i64, bits: u32) -> u32 {
    value.checked_ilog2().map_or(0, |it| it.saturating_sub(bits))
}

/// The first minute that no longer falls into a bucket.
pub fn end(bucket: i64) -> i64 {
    match bucket {
        ..0 => 0,
        0..DAY_MINUTES => (bucket + (1 << cut(bucket, OF_MINUTES))).min(DAY_MINUTES),
        _ => bucket + (1 << cut(bucket / DAY_MINUTES, OF_DAYS)) * DAY_MINUTES,
    }
}

/// Times, by their buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: BTreeMap<i64, u64>,
}

impl Histogram {
    /// Adds so many of a bucket.
    pub fn add(&mut self, bucket: i64, count: u64) {
        *self.counts.entry(bucket).or_default() += count;
    }

    /// Adds everything of another.
    pub fn add_all(&mut self, other: &Histogram) {
        other.counts.iter().for_each(|(bucket, count)| self.add(*bucket, *count));
    }

    /// Takes everything of another away, which is part of this.
    pub fn take_all(&mut self, other: &Histogram) {
        for (bucket, count) in &other.counts {
            if let Some(held) = self.counts.get_mut(bucket) {
                *held = held.saturating_sub(*count);
            }
        }
        self.counts.retain(|_, count| *count > 0);
    }

    /// All, those without a time included.
    pub fn all(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Those of one bucket.
    pub fn of(&self, bucket: i64) -> u64 {
        self.counts.get(&bucket).copied().unwrap_or(0)
    }

    /// Those with a time, also one below nothing.
    pub fn timed(&self) -> u64 {
        self.counts.range(BEFORE..).map(|it| it.1).sum()
    }

    /// Those with a time of less than so many minutes.
    pub fn below(&self, minutes: i64) -> u64 {
        if minutes < BEFORE { 0 } else { self.counts.range(BEFORE..minutes).map(|it| it.1).sum() }
    }

    /// Those within so many whole days: a time of seven days and some hours is within seven.
    pub fn within_days(&self, days: i64) -> u64 {
        self.below((days + 1) * DAY_MINUTES)
    }

    /// The bucket of the time at a place, from 0, in the order of size.
    fn at(&self, place: u64) -> Option<i64> {
        let mut seen = 0;
        let mut buckets = self.counts.range(BEFORE..);
        buckets
            .find(|(_, count)| {
                seen += **count;
                seen > place
            })
            .map(|it| *it.0)
    }

    /// The time, in minutes, below which so many hundredths lie, between two times the share of the way between them (as
    /// most programs do: R. J. Hyndman and Y. Fan, 1996, number 7). Of a bucket its least time counts. Negative: below
    /// nothing. None without times.
    pub fn quantile(&self, hundredths: u64) -> Option<i64> {
        let place = u128::from(self.timed().checked_sub(1)?) * u128::from(hundredths);
        let (whole, rest) = (u64::try_from(place / 100).ok()?, i64::try_from(place % 100).ok()?);
        let low = self.at(whole)?;
        let high = if rest == 0 { low } else { self.at(whole + 1)? };
        Some(low + (high - low) * rest / 100)
    }

    /// The first minute after the bucket in which so many hundredths are reached. None without times.
    pub fn reached_by(&self, hundredths: u64) -> Option<i64> {
        let timed = u128::from(self.timed());
        let place = (timed * u128::from(hundredths)).div_ceil(100).checked_sub(1)?;
        self.at(u64::try_from(place).ok()?).map(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = DAY_SECS;

    #[test]
    fn every_day_up_to_128_has_its_own_bucket_and_beyond_none_is_off_by_more_than_a_sixty_fourth() {
        for days in 1..128 {
            assert_eq!(bucket(days * DAY), days * DAY_MINUTES);
            assert_eq!(bucket(days * DAY + DAY - 1), days * DAY_MINUTES);
            assert_eq!(end(days * DAY_MINUTES), (days + 1) * DAY_MINUTES);
        }
        // 128 to 255: two days a bucket, 256 to 511: four.
        assert_eq!((bucket(161 * DAY), bucket(163 * DAY)), (160 * DAY_MINUTES, 162 * DAY_MINUTES));
        assert_eq!((bucket(511 * DAY), end(508 * DAY_MINUTES)), (508 * DAY_MINUTES, 512 * DAY_MINUTES));
        for days in 128..20_000 {
            let least = bucket(days * DAY) / DAY_MINUTES;
            assert!(least <= days && (days - least) * 64 < days, "{days}");
        }
    }

    #[test]
    fn below_a_day_minutes_are_told_apart_by_an_eighth() {
        assert_eq!((bucket(-1), bucket(0), bucket(59), bucket(60), bucket(15 * 60)), (BEFORE, 0, 0, 1, 15));
        // 16 to 31 minutes: two a bucket; an hour (60) lies in 32 to 63: four.
        assert_eq!((bucket(17 * 60), bucket(3_600), bucket(86_399)), (16, 60, 1_408));
        for minutes in 0..DAY_MINUTES {
            let least = bucket(minutes * 60);
            assert!(least <= minutes && minutes < end(least) && (minutes - least) * 8 <= minutes, "{minutes}");
        }
    }

    #[test]
    fn every_bucket_ends_where_the_next_begins() {
        let mut at = 0;
        while at < 5_000 * DAY_MINUTES {
            assert_eq!(bucket(at * 60), at);
            assert_eq!(bucket(end(at) * 60 - 1), at);
            at = end(at);
        }
        assert_eq!(end(BEFORE), 0);
    }

    #[test]
    fn quantiles_lie_between_two_times_the_share_of_the_way() {
        let mut times = Histogram::default();
        assert_eq!((times.quantile(50), times.reached_by(90)), (None, None));
        // 1, 2, 3 and 10 days: a quarter of the way is at place 0.75, 1.75 days; the middle 2.5; three quarters at 2.25:
        // 3 + 0.25 · 7 = 4.75 days.
        for days in [1, 2, 3, 10] {
            times.add(bucket(days * DAY), 1);
        }
        let days = |hundredths| times.quantile(hundredths).unwrap() * 100 / DAY_MINUTES;
        assert_eq!([days(0), days(25), days(50), days(75), days(100)], [100, 175, 250, 475, 1_000]);
        // Nine tenths of four are four: the last.
        assert_eq!(times.reached_by(90), Some(11 * DAY_MINUTES));
        assert_eq!((times.within_days(2), times.within_days(9), times.below(0)), (2, 3, 0));
    }

    #[test]
    fn what_came_before_counts_as_less_than_nothing_and_what_has_no_time_as_none() {
        let mut times = Histogram::default();
        times.add(UNTIMED, 5);
        times.add(BEFORE, 1);
        times.add(0, 2);
        assert_eq!((times.all(), times.timed(), times.below(0), times.of(UNTIMED)), (8, 3, 1, 5));
        assert_eq!((times.quantile(0), times.quantile(50)), (Some(BEFORE), Some(0)));
    }
}
