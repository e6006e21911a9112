//! Engagement: what decaying rules give together at a moment, and how long that can last.

use crate::decay::{Phase, Steps, Sum};
use crate::playbook::DecayRule;

/// Half-lives whose phases are kept; playbooks with more of them work some out again.
const PHASES: usize = 8;

/// A rule's value at a moment, held at its limit.
pub fn value(rule: &DecayRule, sum: &Sum, phase: Phase) -> Steps {
    let steps = sum.at(phase);
    match rule.limit {
        Some(limit) if limit >= 0 => Steps(steps.0.min(limit * Steps::ONE)),
        Some(limit) => Steps(steps.0.max(limit * Steps::ONE)),
        None => steps,
    }
}

/// A rule's points at `t`, in whole seconds.
pub fn points_at(rule: &DecayRule, half_lives: &[i64], sum: &Sum, t: i64) -> i64 {
    value(rule, sum, Phase::new(t, half_lives[usize::from(rule.half_life)])).points()
}

/// Points of all rules at `t`, in whole seconds: the sum of what each rule gives, rounded by itself.
pub fn total(rules: &[DecayRule], half_lives: &[i64], sums: &[Sum], t: i64) -> i64 {
    let mut phases = Phases::at(t);
    rules
        .iter()
        .zip(sums)
        .filter(|(_, sum)| !sum.is_empty())
        .map(|(rule, sum)| value(rule, sum, phases.of(rule.half_life, half_lives)).points())
        .sum()
}

/// The phases of one moment, each half-life's worked out once.
#[derive(Clone, Copy, Debug)]
pub struct Phases {
    t: i64,
    known: [Option<(u16, Phase)>; PHASES],
}

impl Phases {
    /// Those of `t`, in whole seconds since 1970.
    pub fn at(t: i64) -> Phases {
        Phases { t, known: [None; PHASES] }
    }

    fn of(&mut self, half_life: u16, half_lives: &[i64]) -> Phase {
        let place = &mut self.known[usize::from(half_life) % PHASES];
        match place {
            Some((known, phase)) if *known == half_life => *phase,
            _ => {
                let phase = Phase::new(self.t, half_lives[usize::from(half_life)]);
                *place = Some((half_life, phase));
                phase
            }
        }
    }
}

/// What decaying rules give at one moment, and what bounds the next change.
#[derive(Clone, Copy, Debug)]
pub struct Fading {
    /// Points of all rules: the sum of what each gives, rounded by itself.
    pub points: i64,
    /// Rules with something in them.
    count: i64,
    /// What is below zero, and rises.
    rising: Part,
    /// What is above zero, and falls.
    falling: Part,
    /// At least so many seconds pass before the points of any rule change.
    steady: i64,
}

impl Fading {
    /// What rules with these sums give at the moment of `phases`.
    pub fn of(rules: &[DecayRule], half_lives: &[i64], sums: &[Sum], phases: &mut Phases) -> Fading {
        let mut all = Fading {
            points: 0,
            count: 0,
            rising: Part::default(),
            falling: Part::default(),
            steady: i64::MAX,
        };
        for (rule, sum) in active(rules, sums) {
            let steps = value(rule, sum, phases.of(rule.half_life, half_lives));
            let points = steps.points();
            let half_life = half_lives[usize::from(rule.half_life)];
            all.count += 1;
            all.points += points;
            let part = if steps.0 < 0 { &mut all.rising } else { &mut all.falling };
            part.take(steps.0.abs(), half_life);
            if points != 0 {
                let edge = points.abs() * Steps::ONE - Steps::ONE / 2;
                all.steady = all.steady.min(fall_secs(steps.0.abs(), edge, half_life));
            }
        }
        all
    }

    /// A moment not after the next crossing of a level (with `any`, the next change at all); `i64::MAX` when there is none.
    ///
    /// −log₂ q is convex and its tangent at 1 is (1 − q)/ln 2, so a value needs at least `h · 1.44 · (1 − q)` seconds
    /// to fall to its share q. That is used twice: for the next change of any rule's rounded points, and for the
    /// total of the positive (negative) values to come within rounding of the level below (above).
    pub fn bound(&self, levels: &[i64], any: bool, now: i64) -> i64 {
        if self.steady == i64::MAX {
            return i64::MAX;
        }
        let soonest = now.saturating_add(self.steady.max(1));
        if any {
            return soonest;
        }
        let slack = self.count * (Steps::ONE / 2 + 1);
        let below = levels.iter().copied().filter(|level| *level <= self.points).max();
        let above = levels.iter().copied().filter(|level| *level > self.points).min();
        // Falling: what is positive shrinks, what is negative stays at its worst.
        let down = below.map_or(i64::MAX, |level| {
            self.falling.secs_until((level - 1) * Steps::ONE + slack + self.rising.value)
        });
        let up = above.map_or(i64::MAX, |level| {
            self.rising.secs_until(self.falling.value + slack - level * Steps::ONE)
        });
        let crossing = down.min(up);
        if crossing == i64::MAX {
            i64::MAX
        } else {
            soonest.max(now.saturating_add(crossing))
        }
    }
}

/// Rules with something in their sums.
pub fn active<'r>(rules: &'r [DecayRule], sums: &'r [Sum]) -> impl Iterator<Item = (&'r DecayRule, &'r Sum)> {
    rules.iter().zip(sums).filter(|(_, sum)| !sum.is_empty())
}

/// The positive or negative part of a total, in steps, and the shortest half-life in it.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    value: i64,
    half_life: i64,
}

impl Part {
    fn take(&mut self, value: i64, half_life: i64) {
        self.half_life = if self.value == 0 {
            half_life
        } else {
            self.half_life.min(half_life)
        };
        self.value += value;
    }

    /// At least so many seconds pass before the part has fallen to `edge`; never when that lies below nothing.
    fn secs_until(&self, edge: i64) -> i64 {
        if self.value == 0 || edge < 0 {
            i64::MAX
        } else {
            fall_secs(self.value, edge, self.half_life)
        }
    }
}

/// At least so many seconds pass before `value` has fallen to `edge`.
fn fall_secs(value: i64, edge: i64, half_life: i64) -> i64 {
    // One step off: the value was rounded.
    let value = value - 1;
    if edge >= value || value <= 0 {
        return 0;
    }
    let share = (value - edge).checked_mul(1 << 16).map_or(0, |scaled| scaled / value);
    (half_life * share >> 16) * 144 / 100
}
