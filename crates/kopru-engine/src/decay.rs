//! Engagement that fades: exact integer sums of facts, halved every half-life.
//!
//! A rule gives each fact `p` points; at `t` they are worth `p · 2^(−(t − tᵢ)/h)`. Forward decay (Cormode,
//! Shkapenyuk, Srivastava, Xu: "Forward Decay", ICDE 2009) keeps this as sums that never need touching while time
//! passes: for each whole half-life `b = ⌊tᵢ/h⌋` one integer, the sum of `p · 2^(tᵢ/h − b)`. Adding is integer
//! addition, so the order of arrival cannot matter. Powers of two come from integer tables made by square roots at
//! compile time, because a floating `exp2` differs between platforms.

use crate::bytes::{Reader, Writer};
use crate::limits::HALF_LIVES_MAX;
use crate::time::Moment;
use std::ops::RangeInclusive;

/// Fractional bits of a bucket's sum.
const SUM_BITS: u32 = 62;
/// Fractional bits of a power of two from the tables.
const POWER_BITS: u32 = 63;
/// Fractional bits kept while a sum is multiplied with a power.
const WORK_BITS: u32 = 40;
/// Fractional bits of a value: it is rounded to steps of 2⁻²⁰ before it becomes points, so that
/// exact halves stay exact whatever the tables' last bits are.
const VALUE_BITS: u32 = 20;
/// A rule's decayed sum is held within plus and minus this many points.
const VALUE_MAX: i128 = 1 << 22;

/// A decayed sum in steps of 2⁻²⁰ points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Steps(pub i64);

impl Steps {
    /// Steps in one point.
    pub const ONE: i64 = 1 << VALUE_BITS;

    /// Whole points, halves away from zero.
    pub fn points(self) -> i64 {
        let size = (self.0.unsigned_abs() + (1 << (VALUE_BITS - 1))) >> VALUE_BITS;
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        if self.0 < 0 { -size } else { size }
    }
}

/// The decaying sums of several rules, each known by its place. They lie side by side, because deciding walks through
/// all that have something in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// By rule, then oldest first; no two of one rule and half-life, none zero.
    buckets: Vec<Bucket>,
}

/// What one rule got within one half-life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    rule: u16,
    /// Whole half-lives since 1970.
    half_life: i64,
    /// Σ p·2^(tᵢ/h − b) with [`SUM_BITS`] fractional bits.
    sum: i128,
}

impl Sums {
    /// Whether nothing is in them.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.buckets.clear();
    }

    /// Adds, for a rule, the points of a fact that happened at `at` (whole seconds since 1970), with half-life `half_life`
    /// in seconds. Adding the negative takes a fact out again.
    pub fn add(&mut self, rule: u16, at: i64, points: i64, half_life: i64) {
        let phase = at.rem_euclid(half_life);
        // 2^(phase/h) = 2 · 2^(−(h − phase)/h): one table serves both directions.
        let weight: i128 = if phase == 0 { 1 << SUM_BITS } else { i128::from(halving(half_life - phase, half_life)) };
        let added =
            Bucket { rule, half_life: at.div_euclid(half_life), sum: weight.saturating_mul(i128::from(points)) };
        let key = |bucket: &Bucket| (bucket.rule, bucket.half_life);
        match self.buckets.binary_search_by_key(&key(&added), key) {
            Ok(place) => {
                let sum = self.buckets[place].sum.saturating_add(added.sum);
                if sum == 0 {
                    self.buckets.remove(place);
                } else {
                    self.buckets[place].sum = sum;
                }
            }
            Err(place) if added.sum != 0 => self.buckets.insert(place, added),
            Err(_) => {}
        }
        self.forget_old(rule);
    }

    /// Forgets what counts as nothing beside the rule's newest.
    fn forget_old(&mut self, rule: u16) {
        let first = self.buckets.partition_point(|it| it.rule < rule);
        let end = self.buckets.partition_point(|it| it.rule <= rule);
        if let Some(newest) = self.buckets[first..end].last() {
            let oldest = newest.half_life - HALF_LIVES_MAX;
            let stale = self.buckets[first..end].partition_point(|it| it.half_life < oldest);
            self.buckets.drain(first..first + stale);
        }
    }

    /// The rules with something in them, by their place.
    pub fn active(&self) -> impl Iterator<Item = (u16, Sum<'_>)> {
        let rules = self.buckets.chunk_by(|one, next| one.rule == next.rule);
        rules.map(|buckets| (buckets[0].rule, Sum { buckets }))
    }

    /// What is in one rule.
    pub fn of(&self, rule: u16) -> Sum<'_> {
        let of_rule = self.active().find(|(place, _)| *place == rule);
        of_rule.map_or(Sum { buckets: &[] }, |(_, sum)| sum)
    }
}

impl Sums {
    /// Writes them: each bucket as its distance from the one before, then what is in it.
    pub(crate) fn write(&self, out: &mut Writer<'_>) {
        out.count(self.buckets.len());
        let (mut rule, mut half_life) = (0, 0);
        for bucket in &self.buckets {
            out.number(u64::from(bucket.rule - rule));
            out.signed(bucket.half_life - half_life);
            out.wide(bucket.sum);
            (rule, half_life) = (bucket.rule, bucket.half_life);
        }
    }

    /// Reads those of so many rules.
    pub(crate) fn read(bytes: &mut Reader<'_>, rules: usize) -> Option<Sums> {
        let count = bytes.count(4)?;
        let mut buckets: Vec<Bucket> = Vec::with_capacity(count);
        let (mut rule, mut half_life) = (0_u16, 0_i64);
        for place in 0..count {
            let on = bytes.number()?;
            let moved = bytes.signed()?;
            rule = rule.checked_add(on.try_into().ok()?).filter(|rule| usize::from(*rule) < rules)?;
            half_life = half_life.checked_add(moved).filter(|it| HALF_LIVES.contains(it))?;
            let sum = bytes.wide()?;
            if sum == 0 || (place > 0 && on == 0 && moved <= 0) {
                return None;
            }
            buckets.push(Bucket { rule, half_life, sum });
        }
        Some(Sums { buckets })
    }
}

/// Whole half-lives that any moment can lie after 1970, were they as short as a second.
const HALF_LIVES: RangeInclusive<i64> = Moment::MIN.secs()..=Moment::MAX.secs();

/// The decaying sum of one rule.
#[derive(Clone, Copy, Debug)]
pub struct Sum<'a> {
    buckets: &'a [Bucket],
}

impl Sum<'_> {
    /// The value at `phase`, a moment's place in this rule's half-lives. Facts must not lie after it.
    pub fn at(self, phase: Phase) -> Steps {
        let mut total: i128 = 0;
        for bucket in self.buckets {
            let age = phase.bucket.saturating_sub(bucket.half_life);
            if (0..=HALF_LIVES_MAX).contains(&age) {
                total = total.saturating_add(bucket.sum >> age);
            }
        }
        let bound = VALUE_MAX << SUM_BITS;
        let work = total.clamp(-bound, bound) >> (SUM_BITS - WORK_BITS);
        // 2^62 at most, so that the product fits in 128 bits.
        let work = i64::try_from(work).unwrap_or(0);
        let product = u128::from(work.unsigned_abs()) * u128::from(phase.power);
        let steps = round_shift(product, WORK_BITS + POWER_BITS - VALUE_BITS);
        Steps(if work < 0 { -steps } else { steps })
    }

    /// Whole half-lives from 1970 to the one in which the newest fact happened, or `None` when nothing is in it: after
    /// [`HALF_LIVES_MAX`] more, nothing is left.
    pub fn newest_bucket(self) -> Option<i64> {
        self.buckets.last().map(|bucket| bucket.half_life)
    }
}

/// A moment's place in the half-lives of a rule; rules with one half-life share it.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    bucket: i64,
    power: u64,
}

impl Phase {
    /// The place of `t` (whole seconds since 1970) for the half-life `half_life` in seconds (at least 1).
    pub fn new(t: i64, half_life: i64) -> Phase {
        Phase { bucket: t.div_euclid(half_life), power: halving(t.rem_euclid(half_life), half_life) }
    }
}

/// `size / 2^bits`, halves up.
fn round_shift(size: u128, bits: u32) -> i64 {
    i64::try_from((size + (1 << (bits - 1))) >> bits).unwrap_or(i64::MAX)
}

/// `2^(−part/whole)` with [`POWER_BITS`] fractional bits, for `0 ≤ part ≤ whole`, `whole < 2^30`.
fn halving(part: i64, whole: i64) -> u64 {
    let (part, whole) = (part.unsigned_abs(), whole.unsigned_abs());
    if part == whole {
        return 1 << (POWER_BITS - 1);
    }
    // The quotient part/whole to 64 bits in two steps, so that no 128-bit division is needed.
    let high = (part << 32) / whole;
    let low = (((part << 32) % whole) << 32) / whole;
    let mut power: u64 = 1 << POWER_BITS;
    for (table, byte) in ROOTS.iter().zip(high.to_be_bytes()[4..].iter()) {
        power = mul(power, table[usize::from(*byte)]);
    }
    // What is left is below 2^−32, where 2^−y = 1 − y·ln 2 to within 2^−65.
    let rest = ((u128::from(low) * u128::from(LN_2)) >> 65) as u64;
    mul(power, (1 << POWER_BITS) - rest)
}

/// ln 2 · 2^64, rounded down (OEIS A002162).
const LN_2: u64 = 0xB172_17F7_D1CF_79AB;

const fn mul(a: u64, b: u64) -> u64 {
    ((a as u128 * b as u128 + (1 << (POWER_BITS - 1))) >> POWER_BITS) as u64
}

/// `ROOTS[k][i] = 2^(−i / 256^(k+1))`.
static ROOTS: [[u64; 256]; 4] = roots();

const fn roots() -> [[u64; 256]; 4] {
    let mut tables = [[0; 256]; 4];
    let mut root: u64 = 1 << (POWER_BITS - 1); // 2^−1, then its square roots one after another
    let mut k = 0;
    while k < 4 {
        tables[k][0] = 1 << POWER_BITS;
        let mut step = 128;
        while step > 0 {
            root = ((root as u128) << POWER_BITS).isqrt() as u64;
            // Entries with this bit are entries without it, times the root: at most eight roundings each.
            let mut base = 0;
            while base < 256 {
                tables[k][base + step] = mul(tables[k][base], root);
                base += 2 * step;
            }
            step /= 2;
        }
        k += 1;
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn one(at: i64, points: i64, half_life: i64) -> Sums {
        let mut sum = Sums::default();
        sum.add(0, at, points, half_life);
        sum
    }

    #[test]
    fn five_points_after_one_half_life_are_three_wherever_they_start() {
        // 5 · 2^−1 = 2.5, halves away from zero: 3; and −5 gives −3.
        for half_life in [60, 61, 3_600, DAY, 14 * DAY, 90 * DAY, 3_660 * DAY, 86_399, 12_345_679] {
            for at in [0, 1, 7, -1, -86_401, 59, 1_772_442_000, 1_772_442_017, half_life - 1, half_life / 3] {
                let sum = one(at, 5, half_life);
                assert_eq!(sum.of(0).at(Phase::new(at, half_life)).points(), 5);
                let later = sum.of(0).at(Phase::new(at + half_life, half_life));
                assert_eq!((later.0, later.points()), (5 * Steps::ONE / 2, 3), "at {at}, half-life {half_life}");
                assert_eq!(one(at, -5, half_life).of(0).at(Phase::new(at + half_life, half_life)).points(), -3);
                assert_eq!(sum.of(0).at(Phase::new(at + 2 * half_life, half_life)).0, 5 * Steps::ONE / 4);
            }
        }
    }

    #[test]
    fn the_tables_hold_known_powers() {
        // 2^−0.5 = 0.70710678118654752440… (OEIS A010503), times 2^20 = 741455.2 → 741455.
        assert_eq!(one(0, 1, 2 * DAY).of(0).at(Phase::new(DAY, 2 * DAY)).0, 741_455);
        // 2^−0.25 = 0.84089641525371454303… (OEIS A228497), times 1000·2^20 = 881743799.52… → 881743800.
        assert_eq!(one(0, 1_000, 4 * DAY).of(0).at(Phase::new(DAY, 4 * DAY)).0, 881_743_800);
    }

    #[test]
    fn taking_out_what_was_put_in_leaves_nothing() {
        let mut sum = Sums::default();
        sum.add(0, 100, 8, DAY);
        sum.add(0, 3 * DAY + 5, -3, DAY);
        sum.add(0, 100, -8, DAY);
        assert_eq!(sum, one(3 * DAY + 5, -3, DAY));
        sum.add(0, 3 * DAY + 5, 3, DAY);
        assert!(sum.is_empty());
    }

    #[test]
    fn rules_keep_their_sums_apart() {
        let mut sums = Sums::default();
        for (rule, points) in [(7, 3), (2, 5), (7, 4), (3, -6)] {
            sums.add(rule, 0, points, DAY);
        }
        let points: Vec<(u16, i64)> =
            sums.active().map(|(rule, sum)| (rule, sum.at(Phase::new(0, DAY)).points())).collect();
        assert_eq!(points, [(2, 5), (3, -6), (7, 7)]);
        // One rule's oldest goes; the others stay.
        sums.add(2, 66 * DAY, 1, DAY);
        assert_eq!(sums.of(2).at(Phase::new(66 * DAY, DAY)).points(), 1);
        assert_eq!(sums.of(7).newest_bucket(), Some(0));
        assert_eq!(sums.active().count(), 3);
    }

    #[test]
    fn far_past_and_huge_sums_are_held() {
        let sum = one(0, 10_000, 60);
        assert_eq!(sum.of(0).at(Phase::new(60 * 65, 60)).0, 0);
        let mut huge = Sums::default();
        for _ in 0..10_000 {
            huge.add(0, 0, 10_000, DAY);
        }
        assert_eq!(huge.of(0).at(Phase::new(0, DAY)).points(), 1 << 22);
    }
}
