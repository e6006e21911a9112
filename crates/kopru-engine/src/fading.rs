//! Engagement: what decaying rules give together at a moment, and how long that can last.

use crate::account::Account;
use crate::decay::{Phase, Steps, Sum};
use crate::lead::Evidence;
use crate::playbook::{DecayRule, Playbook};

/// Half-lives whose phases are kept; playbooks with more of them work some out again.
const PHASES: usize = 8;

/// The decaying rules of a lead or an account, with what is in them.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    rules: &'a [DecayRule],
    half_lives: &'a [i64],
    sums: &'a [Sum],
}

impl<'a> Rules<'a> {
    /// The engagement rules of a lead.
    pub fn of_lead(playbook: &'a Playbook, evidence: &'a Evidence) -> Rules<'a> {
        Rules { rules: &playbook.engagement, half_lives: &playbook.half_lives, sums: &evidence.sums }
    }

    /// The rules of an account.
    pub fn of_account(playbook: &'a Playbook, account: &'a Account) -> Rules<'a> {
        Rules { rules: &playbook.account_rules, half_lives: &playbook.half_lives, sums: &account.sums }
    }

    /// The rules with something in them, each with its place.
    pub fn active(self) -> impl Iterator<Item = (u16, &'a DecayRule, &'a Sum)> {
        let all = (0u16..).zip(self.rules.iter().zip(self.sums));
        all.filter(|(_, (_, sum))| !sum.is_empty()).map(|(place, (rule, sum))| (place, rule, sum))
    }

    /// The half-life of one of the rules, in seconds.
    pub fn half_life(self, rule: &DecayRule) -> i64 {
        self.half_lives[usize::from(rule.half_life)]
    }

    /// What each active rule gives, by its place.
    pub fn points(self, phases: &mut Phases) -> impl Iterator<Item = (u16, i64)> {
        self.active().map(move |(place, rule, sum)| (place, value(rule, sum, phases.of(rule, self)).points()))
    }

    /// Points of all rules: the sum of what each gives, rounded by itself.
    pub fn total(self, phases: &mut Phases) -> i64 {
        self.points(phases).map(|(_, points)| points).sum()
    }

    /// One rule's points at `t`, in whole seconds.
    pub fn points_of(self, rule: &DecayRule, sum: &Sum, t: i64) -> i64 {
        value(rule, sum, Phase::new(t, self.half_life(rule))).points()
    }

    /// What the rules give together, with what bounds the next change.
    pub fn fading(self, phases: &mut Phases) -> Fading {
        let mut all =
            Fading { points: 0, count: 0, rising: Part::default(), falling: Part::default(), steady: i64::MAX };
        for (_, rule, sum) in self.active() {
            let steps = value(rule, sum, phases.of(rule, self));
            all.take(steps, self.half_life(rule));
        }
        all
    }
}

/// A rule's value at a moment, held at its limit.
fn value(rule: &DecayRule, sum: &Sum, phase: Phase) -> Steps {
    let steps = sum.at(phase);
    match rule.limit {
        Some(limit) if limit >= 0 => Steps(steps.0.min(limit * Steps::ONE)),
        Some(limit) => Steps(steps.0.max(limit * Steps::ONE)),
        None => steps,
    }
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

    fn of(&mut self, rule: &DecayRule, rules: Rules<'_>) -> Phase {
        let place = &mut self.known[usize::from(rule.half_life) % PHASES];
        match place {
            Some((known, phase)) if *known == rule.half_life => *phase,
            _ => {
                let phase = Phase::new(self.t, rules.half_life(rule));
                *place = Some((rule.half_life, phase));
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
    fn take(&mut self, steps: Steps, half_life: i64) {
        let (points, size) = (steps.points(), steps.0.abs());
        self.count += 1;
        self.points += points;
        let part = if steps.0 < 0 { &mut self.rising } else { &mut self.falling };
        part.take(size, half_life);
        if points != 0 {
            let edge = points.abs() * Steps::ONE - Steps::ONE / 2;
            self.steady = self.steady.min(fall_secs(size, edge, half_life));
        }
    }

    /// A moment not after the next crossing of a level (with `any`, the next change at all); `i64::MAX` when there is none.
    ///
    /// −log₂ q is convex and its tangent at 1 is (1 − q)/ln 2, so a value needs at least `h · 1.44 · (1 − q)` seconds
    /// to fall to its share q. That is used twice: for the next change of any rule's rounded points, and for the
    /// total of the positive (negative) values to come within rounding of the level below (above).
    pub(crate) fn bound(&self, levels: &[i64], any: bool, now: i64) -> i64 {
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
        let down = below
            .map_or(i64::MAX, |level| self.falling.secs_until((level - 1) * Steps::ONE + slack + self.rising.value));
        let up =
            above.map_or(i64::MAX, |level| self.rising.secs_until(self.falling.value + slack - level * Steps::ONE));
        let crossing = down.min(up);
        if crossing == i64::MAX { i64::MAX } else { soonest.max(now.saturating_add(crossing)) }
    }
}

/// The positive or negative part of a total, in steps, and the shortest half-life in it.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    value: i64,
    half_life: i64,
}

impl Part {
    fn take(&mut self, value: i64, half_life: i64) {
        self.half_life = if self.value == 0 { half_life } else { self.half_life.min(half_life) };
        self.value += value;
    }

    /// At least so many seconds pass before the part has fallen to `edge`; never when that lies below nothing.
    fn secs_until(&self, edge: i64) -> i64 {
        if self.value == 0 || edge < 0 { i64::MAX } else { fall_secs(self.value, edge, self.half_life) }
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
    ((half_life * share) >> 16) * 144 / 100
}
