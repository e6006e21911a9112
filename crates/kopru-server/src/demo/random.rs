//! Numbers at random that are the same on every machine: integers only.
//!
//! The generator is splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014). What
//! is drawn belongs to a key (seed, purpose, person), not to one long stream, so that nothing depends on who came before.

/// 2⁶⁴ divided by the golden ratio, odd: how far splitmix64 steps.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Quantiles of the standard normal distribution above its middle: per mille of all that lie below, and thousandths of a
/// standard deviation.
const NORMAL: [(i64, i64); 14] = [
    (500, 0),
    (550, 126),
    (600, 253),
    (650, 385),
    (700, 524),
    (750, 674),
    (800, 842),
    (850, 1_036),
    (900, 1_282),
    (950, 1_645),
    (975, 1_960),
    (990, 2_326),
    (999, 3_090),
    (1_000, 3_290),
];

/// 2^(n/8) in millionths.
const POWERS: [i64; 9] =
    [1_000_000, 1_090_508, 1_189_207, 1_296_840, 1_414_214, 1_542_211, 1_681_793, 1_834_008, 2_000_000];

/// Numbers at random.
#[derive(Clone, Debug)]
pub struct Random(u64);

fn mix(mut it: u64) -> u64 {
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

impl Random {
    /// The numbers that belong to a key.
    pub fn of(key: &[u64]) -> Random {
        Random(key.iter().fold(STEP, |state, part| mix(state.wrapping_add(STEP) ^ mix(part.wrapping_add(STEP)))))
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// One of 0 to `end` − 1; 0 when there are none. The bias is below `end` · 2⁻⁶⁴.
    pub fn below(&mut self, end: u64) -> u64 {
        u64::try_from((u128::from(self.any()) * u128::from(end)) >> 64).unwrap_or(0)
    }

    /// One of `from` to `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True for so many of a thousand.
    pub fn chance(&mut self, of_thousand: u64) -> bool {
        self.below(1_000) < of_thousand
    }

    /// One of several, all alike.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap_or(0)]
    }

    /// One of several, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, all: &[(T, u64)]) -> T {
        let mut rest = self.below(all.iter().map(|it| it.1).sum());
        for (it, weight) in all {
            if rest < *weight {
                return *it;
            }
            rest -= weight;
        }
        all[0].0
    }

    /// A length or size that is log-normal: half of them are below `median`; `spread` is the standard deviation of the
    /// natural logarithm, in thousandths. Tails end at 3.29 deviations.
    pub fn log_normal(&mut self, median: i64, spread: i64) -> i64 {
        let place = self.between(0, 999_999);
        let deviations = if place >= 500_000 { normal(place) } else { -normal(999_999 - place) };
        // e^x = 2^(x · 1.442695), everything in millionths.
        let exponent = i128::from(deviations) * i128::from(spread) * 1_442_695 / 1_000_000;
        times_power_of_two(median, i64::try_from(exponent).unwrap_or(0))
    }
}

/// Thousandths of a standard deviation at a place between 500 000 and a million.
fn normal(place: i64) -> i64 {
    let next = NORMAL.iter().position(|(quantile, _)| quantile * 1_000 > place).unwrap_or(NORMAL.len() - 1).max(1);
    let ((from, low), (to, high)) = (NORMAL[next - 1], NORMAL[next]);
    low + (place - from * 1_000) * (high - low) / ((to - from) * 1_000)
}

/// `it` · 2^(`exponent` millionths).
fn times_power_of_two(it: i64, exponent: i64) -> i64 {
    let (whole, part) = (exponent.div_euclid(1_000_000), exponent.rem_euclid(1_000_000));
    let eighth = usize::try_from(part / 125_000).unwrap_or(0).min(7);
    let (low, high) = (POWERS[eighth], POWERS[eighth + 1]);
    let factor = low + (high - low) * (part % 125_000) / 125_000;
    let scaled = i128::from(it) * i128::from(factor) / 1_000_000;
    let shifted = match u32::try_from(whole) {
        Ok(up) => scaled.checked_shl(up.min(40)).unwrap_or(i128::MAX),
        Err(_) => scaled >> u32::try_from(-whole).unwrap_or(63).min(63),
    };
    i64::try_from(shifted).unwrap_or(i64::MAX)
}

/// A way through 0 to `count` − 1 that comes to each once and jumps about: where step `place` of it leads.
pub fn scattered(place: u64, count: u64, seed: u64) -> u64 {
    if count < 2 {
        return 0;
    }
    // A stride near the golden section of the count spreads neighbours out; it must share no divisor with the count.
    let mut stride = count * 618 / 1_000 + seed % 7 + 1;
    while divisor(stride, count) != 1 {
        stride += 1;
    }
    let at = (u128::from(place) * u128::from(stride) + u128::from(mix(seed) % count)) % u128::from(count);
    u64::try_from(at).unwrap_or(0)
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_numbers_and_another_key_others() {
        let draw = |key: &[u64]| (0..4).scan(Random::of(key), |it, _| Some(it.any())).collect::<Vec<_>>();
        assert_eq!(draw(&[42, 7]), draw(&[42, 7]));
        assert_ne!(draw(&[42, 7]), draw(&[7, 42]));
        assert_ne!(draw(&[42]), draw(&[42, 0]));
    }

    #[test]
    fn splitmix64_gives_the_numbers_of_its_reference() {
        // State 0: the first three outputs of the published C program.
        let mut it = Random(0);
        assert_eq!(
            [it.any(), it.any(), it.any()],
            [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]
        );
    }

    #[test]
    fn half_of_log_normal_lengths_lie_below_the_median_and_a_sixth_above_one_deviation() {
        let mut random = Random::of(&[1]);
        let all: Vec<i64> = (0..20_000).map(|_| random.log_normal(10_000, 1_000)).collect();
        let above = |limit: i64| all.iter().filter(|it| **it > limit).count();
        // Φ(0) = 50 %; 1 − Φ(1) = 15.87 %, at e¹ · 10 000 = 27 183. Of 20 000: 10 000 and 3 174, within four deviations.
        assert!(above(10_000).abs_diff(10_000) < 283, "{}", above(10_000));
        assert!(above(27_183).abs_diff(3_174) < 207, "{}", above(27_183));
        assert!(all.iter().all(|it| (300..=270_000).contains(it)));
    }

    #[test]
    fn a_scattered_way_comes_to_each_place_once() {
        for count in [1, 2, 3, 10, 768, 1_000] {
            let mut seen: Vec<u64> = (0..count).map(|place| scattered(place, count, 42)).collect();
            seen.sort_unstable();
            assert!(seen.iter().copied().eq(0..count), "{count}");
        }
    }
}
