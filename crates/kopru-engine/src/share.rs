//! Shares: how many of how many, and how sure that makes us.

/// A share of a million is counted in millionths: 105 250 is 10.525 %.
pub const WHOLE: i64 = 1_000_000;

/// A share of fewer is too few to judge: both numbers are shown in its place.
pub const FEW: u64 = 30;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// Those that count; never more than `of`.
    pub part: u64,
    /// All.
    pub of: u64,
}

/// Squared 1.96, in ten-thousandths: nineteen of twenty such intervals hold the share that they are about.
const Z_SQUARED: u128 = 38_416;
/// Ten-thousandths.
const SCALE: u128 = 10_000;
/// Beyond so many the numbers are halved until they fit; the interval is then narrower than a millionth.
const COUNT_MAX: u64 = 1 << 40;

impl Share {
    /// `part` of `of`.
    pub fn new(part: u64, of: u64) -> Share {
        Share { part: part.min(of), of }
    }

    /// In millionths, rounded to the nearest; none of nothing.
    pub fn millionths(self) -> Option<i64> {
        let (part, of) = (u128::from(self.part), u128::from(self.of));
        let rounded = (part * WHOLE.unsigned_abs() as u128 * 2 + of).checked_div(of * 2)?;
        i64::try_from(rounded).ok()
    }

    /// The interval in which the true share lies with 95 % confidence, in millionths, rounded outwards; none of nothing.
    ///
    /// Wilson's score interval (E. B. Wilson, 1927): it never leaves 0 to 1 and is honest also for few and for none. With
    /// k of n and z = 1.96 its ends are (2k + z² ± z·√(z² + 4k(n − k)/n)) / (2(n + z²)).
    pub fn interval(self) -> Option<(i64, i64)> {
        self.interval_at(Z_SQUARED)
    }

    /// The same for another z, given as its square in ten-thousandths: 90 000 for 3.
    pub(crate) fn interval_at(self, z_squared: u128) -> Option<(i64, i64)> {
        let (mut part, mut of) = (self.part, self.of);
        while of > COUNT_MAX {
            (part, of) = (part / 2, of / 2);
        }
        let (k, n) = (u128::from(part), u128::from(of));
        let spread = (4 * k * n.saturating_sub(k) * SCALE).checked_div(n)?;
        let root = (z_squared * (z_squared + spread)).isqrt();
        let centre = 2 * k * SCALE + z_squared;
        let whole = 2 * (n * SCALE + z_squared);
        let million = WHOLE.unsigned_abs() as u128;
        // The root was rounded down: one more is never too few.
        let low = centre.saturating_sub(root + 1) * million / whole;
        let high = ((centre + root + 1) * million).div_ceil(whole).min(million);
        let low = if part == 0 { 0 } else { low };
        let high = if part == of { million } else { high };
        Some((i64::try_from(low).ok()?, i64::try_from(high).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_to_the_nearest_millionth() {
        assert_eq!(Share::new(842, 8_000).millionths(), Some(105_250));
        assert_eq!(Share::new(2, 3).millionths(), Some(666_667));
        assert_eq!(Share::new(1, 3).millionths(), Some(333_333));
        assert_eq!(Share::new(0, 0).millionths(), None);
    }

    #[test]
    fn wilsons_interval_agrees_with_what_is_worked_out_by_hand() {
        // 6 of 8: (12 + 3.8416 ± 1.96·√(3.8416 + 4·6·2/8)) / (2·11.8416) = (15.8416 ± 1.96·3.13713) / 23.6832,
        // √9.8416 = 3.137132, so 9.692821 and 21.990379 over 23.6832: 0.409270 and 0.928522.
        let (low, high) = Share::new(6, 8).interval().unwrap();
        assert!((409_268..=409_270).contains(&low) && (928_522..=928_524).contains(&high), "{low} {high}");
        // None of 30: 0 and 2z²/(2(30 + z²)) = 3.8416 / 33.8416 = 0.113517.
        let (low, high) = Share::new(0, 30).interval().unwrap();
        assert!(low == 0 && (113_517..=113_530).contains(&high), "{low} {high}");
        assert_eq!(Share::new(30, 30).interval().unwrap().1, WHOLE);
        assert_eq!(Share::new(0, 0).interval(), None);
    }

    #[test]
    fn the_interval_holds_the_share_and_stays_within_nought_and_one() {
        for of in 1..=60 {
            for part in 0..=of {
                let share = Share::new(part, of);
                let ((low, high), it) = (share.interval().unwrap(), share.millionths().unwrap());
                assert!(0 <= low && low <= it && it <= high && high <= WHOLE, "{share:?}: {low} {it} {high}");
            }
        }
        let (low, high) = Share::new(u64::MAX / 2, u64::MAX).interval().unwrap();
        assert!(low <= 500_000 && 500_000 <= high && high - low < 10, "{low} {high}");
    }
}
