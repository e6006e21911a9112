//! 2^−x as a rational interval, from the series of e^−y and of ln 2: no table and no constant of the engine.
//!
//! A number is held as a count of 2⁻⁶⁰; the interval of one power is narrower than 2⁻⁵⁰, and exact at whole numbers x ≤ 60.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Units in one.
const ONE: i128 = 1 << 60;
/// Units in one while a series is summed.
const FINE: u128 = 1 << 62;

/// How often an interval straddled a rounding edge, so that both neighbours had to pass.
pub static STRADDLES: AtomicU64 = AtomicU64::new(0);

/// All numbers from `low` to `high`, in units of 2⁻⁶⁰.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    pub low: i128,
    pub high: i128,
}

/// ln 2 = Σ 1/(n·2ⁿ), from below and above, with 62 fractional bits.
static LN_2: LazyLock<(u128, u128)> = LazyLock::new(|| {
    let low: u128 = (1..=110u32).map(|n| (1u128 << (110 - n)) / u128::from(n)).sum();
    // Each of the terms lost less than one unit of 2⁻¹¹⁰, and the rest of the series is below one more.
    (low >> 48, ((low + 111) >> 48) + 1)
});

/// 2^(−age/half_life) for an age of at least 0.
pub fn halving(age: i64, half_life: i64) -> Interval {
    let (whole, part) = (age / half_life, age % half_life);
    let one = if part == 0 { Interval { low: ONE, high: ONE } } else { below_one(part, half_life) };
    if whole > 100 {
        return Interval { low: 0, high: 1 };
    }
    let exact = one.high & ((1 << whole) - 1) == 0;
    Interval { low: one.low >> whole, high: (one.high >> whole) + i128::from(!exact) }
}

/// 2^(−part/whole) = e^(−y), y = ln 2 · part / whole, by Σ (−y)ⁿ/n!.
fn below_one(part: i64, whole: i64) -> Interval {
    let (part, whole) = (part as u128, whole as u128);
    let y = (LN_2.0 * part / whole, LN_2.1 * part / whole + 1);
    let (mut low, mut high) = (FINE as i128, FINE as i128);
    let mut term = (FINE, FINE);
    for n in 1..30u128 {
        term = (((term.0 * y.0) >> 62) / n, (((term.1 * y.1) >> 62) + 1) / n + 1);
        if n % 2 == 0 {
            (low, high) = (low + term.0 as i128, high + term.1 as i128);
        } else {
            (low, high) = (low - term.1 as i128, high - term.0 as i128);
        }
    }
    // The rest of the alternating series is smaller than its last term.
    let rest = term.1 as i128;
    Interval { low: (low - rest) >> 2, high: ((high + rest) >> 2) + 1 }
}

/// Whole points of a value that is not negative: rounded to 2⁻²⁰, then to a whole number, halves up both times.
fn whole(value: i128) -> i64 {
    let steps = (value + (1 << 39)) >> 40;
    ((steps + (1 << 19)) >> 20) as i64
}

/// What a rule gives at a moment for facts of so many seconds ago, before its limit: the least and the most that
/// passes. They differ only where the interval straddles a rounding edge.
pub fn decayed(ages: impl Iterator<Item = i64>, points: i64, half_life: i64) -> (i64, i64) {
    let mut sum = Interval { low: 0, high: 0 };
    for age in ages {
        let one = halving(age, half_life);
        let size = i128::from(points.abs());
        sum = Interval { low: sum.low + one.low * size, high: sum.high + one.high * size };
    }
    assert!(sum.high - sum.low < 1 << 20, "the interval must be narrower than 2⁻⁴⁰");
    let (low, high) = (whole(sum.low), whole(sum.high));
    if low != high {
        STRADDLES.fetch_add(1, Relaxed);
    }
    let sign = points.signum();
    (low * sign, high * sign)
}

/// The same as one number, quickly: floating point decides where it is far from an edge, the interval where it is near.
pub fn points(ages: impl Iterator<Item = i64> + Clone, points: i64, half_life: i64) -> i64 {
    let sum: f64 = ages.clone().map(|age| (-(age as f64) / half_life as f64).exp2()).sum();
    let value = sum * points.abs() as f64;
    // Rounding to 2⁻²⁰ moves the edge by half a step; floating point errs by far less than the other half.
    let near = ((value - 0.5) - (value - 0.5).round()).abs() < 1.0 / (1 << 20) as f64;
    if near { decayed(ages, points, half_life).0 } else { value.round() as i64 * points.signum() }
}

#[test]
fn the_interval_of_a_power_is_narrow_and_right() {
    // 2^−a · 2^−(1−a) = 1/2 must lie in the product of the intervals, and (2^−(1/k))^k = 1/2 in the k-th power.
    for (part, whole) in [(1, 2), (1, 3), (7, 90), (59, 60), (86_399, 86_400), (1, 864_000), (500_001, 864_000)] {
        let (a, b) = (halving(part, whole), halving(whole - part, whole));
        assert!(a.high - a.low < 1 << 10);
        assert!((a.low * b.low) >> 60 <= ONE / 2 && ((a.high * b.high) >> 60) + 1 >= ONE / 2, "{part}/{whole}");
    }
    let root = halving(1, 5);
    let power = |it: i128| (0..5).fold(ONE, |product, _| (product * it) >> 60);
    assert!(power(root.low) <= ONE / 2 && power(root.high) + 5 >= ONE / 2);
    // Known digits: 2^−0.5 = 0.707106781186547524… (OEIS A010503).
    let (digits, half) = (707_106_781_186_547_524_i128, halving(1, 2));
    let scaled = |it: i128| (it * 1_000_000_000_000_000_000) >> 60;
    assert!(scaled(half.low) <= digits && digits <= scaled(half.high) + 1);
}

#[test]
fn whole_half_lives_are_exact_and_halves_go_away_from_zero() {
    for half_life in [60, 90, 86_400] {
        let one = halving(3 * half_life, half_life);
        assert_eq!((one.low, one.high), (ONE / 8, ONE / 8));
        assert_eq!(decayed([half_life].into_iter(), 5, half_life), (3, 3));
        assert_eq!(decayed([half_life].into_iter(), -5, half_life), (-3, -3));
        assert_eq!(points([half_life].into_iter(), 5, half_life), 3);
        assert_eq!(points([half_life - 1].into_iter(), 5, half_life), 3);
        assert_eq!(points([half_life + 1].into_iter(), 5, half_life), 2);
    }
}
