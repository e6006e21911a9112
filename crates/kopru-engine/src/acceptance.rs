//! How many hand-overs sales accepts, and whether that says anything (M17).
//!
//! The rate is accepted ÷ decided; what was returned, withdrawn or undone is not decided, and what expired stands beside. It
//! is said to be below the target as soon as enough are decided; it is an *alarm* only when it is hardly chance, so that a
//! healthy team is not rung up again and again. It is judged once a week; a [`Watch`] says of which judgement both teams are
//! told, so that nobody hears the same twice.

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

/// Weeks on target in a row after which a disagreement is over, and the next one is told anew.
const OVER_WEEKS: u32 = 8;

/// Who is told what of judgements week by week, beginning with what is told for the first time. `C` is what carries a gap.
#[derive(Clone, Debug)]
pub struct Watch<C> {
    told: Option<Verdict>,
    causes: Vec<C>,
    on_target: u32,
}

impl<C> Default for Watch<C> {
    fn default() -> Watch<C> {
        Watch { told: None, causes: Vec::new(), on_target: 0 }
    }
}

impl<C: PartialEq> Watch<C> {
    /// What was named so far of a disagreement that is not over.
    pub fn named(&self) -> &[C] {
        &self.causes
    }

    /// Takes the next week's verdict, what carries the gap most clearly, and what does so beyond all that was
    /// [named](Watch::named). Tells whether both teams are told of it: when the rate falls below the target, when that becomes
    /// an alarm, and when an alarm gets a cause that was not named before; the same no second time, until the rate was on
    /// target for eight weeks. Too few to judge changes nothing.
    pub fn judge(&mut self, verdict: Verdict, cause: Option<C>, beyond: Option<C>) -> bool {
        match verdict {
            Verdict::TooFew => return false,
            Verdict::OnTarget => {
                self.on_target += 1;
                if self.on_target >= OVER_WEEKS {
                    (self.told, self.causes) = (None, Vec::new());
                }
                return false;
            }
            Verdict::BelowTarget | Verdict::Alarm => self.on_target = 0,
        }
        let alarm = verdict == Verdict::Alarm;
        let worse = self.told.is_none() || (alarm && self.told != Some(Verdict::Alarm));
        let another = alarm && beyond.is_some();
        if worse {
            self.told = Some(verdict);
        }
        if worse || another {
            let new = if worse { cause } else { beyond };
            self.causes.extend(new.filter(|it| !self.causes.contains(it)));
        }
        worse || another
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

    /// How a thousand teams fare: hand-overs of a week, of which sales accepts so many of a thousand, judged each week over
    /// the last thirteen.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Fared {
        /// Times that a thousand teams were told that they are below the target.
        told: u64,
        /// Times that an alarm rang.
        alarms: u64,
        /// Teams that an alarm rang for at least once.
        rung: u64,
        /// Weeks until it did for half of those.
        weeks: usize,
    }

    fn fared(rate: u64, a_week: usize, years: usize) -> Fared {
        let mut random = Random(7 + rate * 100 + a_week as u64);
        let (mut it, mut first) = (Fared::default(), Vec::new());
        for _ in 0..1_000 {
            let weeks: Vec<u64> = (0..12 + 52 * years)
                .map(|_| (0..a_week).filter(|_| random.below(1_000) < rate).count() as u64)
                .collect();
            let (mut watch, mut rung) = (Watch::<()>::default(), None);
            for (week, window) in weeks.windows(13).enumerate() {
                let (accepted, all) = (window.iter().sum::<u64>(), 13 * a_week as u64);
                let verdict = outcomes(accepted, all - accepted).verdict(TARGET, 20);
                if watch.judge(verdict, None, None) {
                    it.told += u64::from(verdict == Verdict::BelowTarget);
                    it.alarms += u64::from(verdict == Verdict::Alarm);
                    rung = rung.or(Some(week)).filter(|_| verdict == Verdict::Alarm).or(rung);
                }
            }
            first.extend(rung);
        }
        first.sort_unstable();
        it.rung = first.len() as u64;
        it.weeks = first.get(first.len() / 2).copied().unwrap_or_default();
        it
    }

    /// The table in docs/guides/handover.md; the test says what it should be where it is not.
    fn table() -> String {
        let mut rows = String::new();
        for (a_week, rate) in [4, 15].into_iter().flat_map(|it| [950, 930, 850, 800].map(|rate| (it, rate))) {
            let [one, three] = [1, 3].map(|years| fared(rate, a_week, years));
            let tenth = |it: u64| format!("{}.{} %", it / 10, it % 10);
            let soon = if three.rung < 500 { "–".to_owned() } else { format!("{} weeks", three.weeks) };
            let told = (three.told + 150) / 300;
            rows.push_str(&format!(
                "| {} % | {a_week} | {}.{} | {} | {} | {soon} |\n",
                rate / 10,
                told / 10,
                told % 10,
                tenth(one.rung),
                tenth(three.rung)
            ));
        }
        rows
    }

    #[test]
    fn how_often_a_team_is_rung_up_is_what_the_documents_say() {
        let (rows, page) = (table(), include_str!("../../../docs/guides/handover.md"));
        assert!(page.contains(&rows), "docs/guides/handover.md should say:\n{rows}");
    }

    #[test]
    fn a_healthy_team_is_hardly_ever_rung_up_and_a_poor_one_is() {
        for a_week in [4, 15] {
            for rate in [950, 930] {
                let it = fared(rate, a_week, 3);
                assert!(it.rung < 10, "of a thousand teams in three years: {rate} {a_week} {it:?}");
            }
            // 80 % of 52: the upper end lies below 90 % for 38 of 52 or fewer, which comes in one window of six; weeks add up.
            assert!(fared(800, a_week, 1).rung > 950 && fared(850, a_week, 3).rung > 900, "{a_week}");
            // Nobody is told again and again: less than once a year in three years, whatever comes of it.
            assert!(fared(800, a_week, 3).alarms < 3_000);
        }
    }

    #[test]
    fn the_same_is_told_once_until_it_was_over() {
        use Verdict::{Alarm, BelowTarget, OnTarget, TooFew};
        let mut watch = Watch::default();
        let mut told = |verdict, cause, beyond| watch.judge(verdict, cause, beyond);
        assert!(!told(TooFew, None, None) && !told(OnTarget, None, None) && told(BelowTarget, None, None));
        assert!(!told(BelowTarget, Some("ads"), Some("ads")), "below target is told once");
        assert!(told(Alarm, Some("ads"), Some("ads")), "that it is an alarm is news");
        assert!(!told(Alarm, Some("ads"), None) && !told(BelowTarget, None, None) && !told(Alarm, None, None));
        assert!(told(Alarm, Some("ads"), Some("chat")), "another cause is news");
        assert!(!told(Alarm, Some("chat"), None));
        // Seven weeks on target are a pause, eight are the end; too few to judge is neither.
        assert!((0..7).all(|_| !told(OnTarget, None, None)) && !told(BelowTarget, None, None));
        assert!((0..8).all(|_| !told(TooFew, None, None) && !told(OnTarget, None, None)));
        assert!(told(Alarm, Some("ads"), Some("ads")));
        assert_eq!(watch.named(), ["ads"]);
    }
}
