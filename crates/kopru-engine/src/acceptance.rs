//! How many hand-overs sales accepts, and whether that says anything (M17).
//!
//! The rate is accepted ÷ decided; what was returned, withdrawn or undone is not decided, and what expired stands beside. It
//! is said to be below the target as soon as enough are decided; it is an *alarm* only when it is hardly chance, so that a
//! healthy team is not rung up again and again.

use crate::lang::words;
use crate::share::{Share, WHOLE};

/// Squared 3, in ten-thousandths: the upper end of such an interval lies below the true share about once in 700 times.
const ALARM: u128 = 90_000;

words! {
    /// What a rate of acceptance says.
    Verdict {
        /// Too few hand-overs are decided.
        TooFew = "too_few", "too few to judge", "değerlendirmek için çok az";
        /// The rate is the target or more.
        OnTarget = "on_target", "on target", "hedefte";
        /// The rate is below the target, which may be chance.
        BelowTarget = "below_target", "below target", "hedefin altında";
        /// The rate is below the target, and that is hardly chance.
        Alarm = "alarm", "alarm: below target, hardly by chance", "alarm: hedefin altında, rastlantı olması zor";
    }
}

/// What became of hand-overs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Sales took them.
    pub accepted: u64,
    /// Sales refused them.
    pub refused: u64,
    /// Nobody answered, however often they were offered.
    pub expired: u64,
    /// Sales waits for information.
    pub returned: u64,
    /// There was nothing to answer any more.
    pub withdrawn: u64,
    /// Sales has yet to answer.
    pub open: u64,
}

impl Outcomes {
    /// Accepted, of those that sales decided.
    pub fn rate(&self) -> Share {
        Share::new(self.accepted, self.accepted + self.refused)
    }

    /// All that were offered.
    pub fn offered(&self) -> u64 {
        self.accepted + self.refused + self.expired + self.returned + self.withdrawn + self.open
    }

    /// What the rate says. `target` in millionths; below `min_sample` decided nothing is said.
    pub fn verdict(&self, target: i64, min_sample: u64) -> Verdict {
        let rate = self.rate();
        let Some(share) = rate.millionths().filter(|_| rate.of >= min_sample) else { return Verdict::TooFew };
        // Exactly, not by the rounded share: 85 of 100 is below 85.0001 %.
        let reached = u128::from(rate.part) * WHOLE.unsigned_abs() as u128;
        let wanted = u128::from(rate.of) * u128::from(target.unsigned_abs());
        if reached >= wanted {
            return Verdict::OnTarget;
        }
        let upper = rate.interval_at(ALARM).map_or(share, |(_, upper)| upper);
        if upper < target { Verdict::Alarm } else { Verdict::BelowTarget }
    }

    /// How many acceptances are missing to the target, in millionths of one; below zero: how many there are beyond it.
    pub fn missing(&self, target: i64) -> i128 {
        let rate = self.rate();
        i128::from(rate.of) * i128::from(target) - i128::from(rate.part) * i128::from(WHOLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(accepted: u64, refused: u64) -> Outcomes {
        Outcomes { accepted, refused, expired: 3, returned: 2, withdrawn: 1, open: 4 }
    }

    const TARGET: i64 = 900_000;

    #[test]
    fn eighty_five_of_a_hundred_are_below_target_and_no_alarm() {
        let it = outcomes(85, 15);
        assert_eq!(it.rate(), Share::new(85, 100));
        // z = 3: (2·85 + 9 + 3·√(9 + 4·85·15/100)) / (2·(100 + 9)) = (179 + 3·√60) / 218 = 0.9277: above 0.9.
        assert_eq!(it.verdict(TARGET, 20), Verdict::BelowTarget);
        assert_eq!(it.missing(TARGET), 5_000_000, "five acceptances");
    }

    #[test]
    fn seventy_five_of_a_hundred_are_an_alarm() {
        // (2·75 + 9 + 3·√(9 + 4·75·25/100)) / 218 = (159 + 3·√84) / 218 = 0.8555: below 0.9.
        assert_eq!(outcomes(75, 25).verdict(TARGET, 20), Verdict::Alarm);
    }

    #[test]
    fn ninety_of_a_hundred_are_the_target_and_a_millionth_less_is_not() {
        assert_eq!(outcomes(90, 10).verdict(TARGET, 20), Verdict::OnTarget);
        assert_eq!(outcomes(90, 10).verdict(TARGET + 1, 20), Verdict::BelowTarget);
    }

    #[test]
    fn six_of_eight_are_too_few_to_judge() {
        assert_eq!(outcomes(6, 2).verdict(TARGET, 20), Verdict::TooFew);
        assert_eq!(Outcomes::default().verdict(TARGET, 0), Verdict::TooFew);
    }

    /// Numbers at random, the same in every run (Lehmer's generator with the multiplier 48 271).
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0 * 48_271 % 2_147_483_647;
            self.0 % end
        }
    }

    /// How often a team is rung up in three years, in thousandths of a team; judged each week over the last 13 weeks.
    fn rung(rate: u64, a_week: usize) -> u64 {
        let mut random = Random(7 + rate + a_week as u64);
        let teams = 200;
        let mut alarms = 0;
        for _ in 0..teams {
            let weeks: Vec<u64> =
                (0..13 + 156).map(|_| (0..a_week).filter(|_| random.below(1_000) < rate).count() as u64).collect();
            let mut ringing = false;
            for window in weeks.windows(13) {
                let (accepted, all) = (window.iter().sum::<u64>(), 13 * a_week as u64);
                let now = outcomes(accepted, all - accepted).verdict(TARGET, 20) == Verdict::Alarm;
                alarms += u64::from(now && !ringing);
                ringing = now;
            }
        }
        alarms * 1_000 / teams
    }

    #[test]
    fn a_healthy_team_is_hardly_ever_rung_up_and_an_ill_one_nearly_always() {
        // (accepted of a thousand, hand-overs a week): alarms in three years, in thousandths of a team.
        let healthy = [(950, 4), (950, 15), (930, 4), (930, 15)].map(|(rate, a_week)| rung(rate, a_week));
        assert!(healthy.iter().all(|alarms| *alarms < 100), "{healthy:?}");
        let ill = [(700, 4), (700, 15), (800, 15)].map(|(rate, a_week)| rung(rate, a_week));
        assert!(ill.iter().all(|alarms| *alarms > 900), "{ill:?}");
    }
}
