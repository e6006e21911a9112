//! Engagement: what decaying rules give together at a moment, and how long that can last.

use crate::account::Account;
use crate::decay::{Phase, Steps, Sum, Sums};
use crate::lead::Evidence;
use crate::playbook::{DecayRule, Playbook};
use crate::time::DAY_SECS;

/// Half-lives whose phases are kept; playbooks with more of them work some out again.
const PHASES: usize = 8;

/// The decaying rules of a lead or an account, with what is in them.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    rules: &'a [DecayRule],
    half_lives: &'a [i64],
    sums: &'a Sums,
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
    pub fn active(self) -> impl Iterator<Item = (u16, &'a DecayRule, Sum<'a>)> {
        let active = self.sums.active();
        active.filter_map(move |(place, sum)| Some((place, self.rules.get(usize::from(place))?, sum)))
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
    pub fn points_of(self, rule: &DecayRule, sum: Sum<'_>, t: i64) -> i64 {
        value(rule, sum, Phase::new(t, self.half_life(rule))).points()
    }

    /// What the rules give together.
    pub fn fading(self, phases: &mut Phases) -> Fading {
        let mut all = Fading::default();
        for (_, rule, sum) in self.active() {
            all.take(value(rule, sum, phases.of(rule, self)), self.half_life(rule));
        }
        all
    }

    /// At least so many seconds pass before the points of any rule change; `i64::MAX` when none has any left.
    fn steady_secs(self, phases: &mut Phases) -> i64 {
        let steady = self.active().map(|(_, rule, sum)| {
            let steps = value(rule, sum, phases.of(rule, self));
            match steps.points().abs() {
                0 => i64::MAX,
                points => fall_secs(steps.0.abs(), points * Steps::ONE - Steps::ONE / 2, self.half_life(rule)),
            }
        });
        steady.min().unwrap_or(i64::MAX)
    }

    /// A moment after `now` and not after the next crossing of a level (with `any`, the next change at all); `i64::MAX` when
    /// there is none. `fading` is what the rules give now.
    pub(crate) fn bound(self, fading: &Fading, levels: &[i64], any: bool, now: i64) -> i64 {
        let secs = if any { 0 } else { fading.secs_to_cross(levels) };
        // Close to a level more is known: the total stays while every rule's points do.
        let secs = if secs < DAY_SECS { secs.max(self.steady_secs(&mut Phases::at(now))) } else { secs };
        if secs == i64::MAX {
            return i64::MAX;
        }
        now.saturating_add(secs.max(1))
    }
}

/// A rule's value at a moment, held at its limit.
fn value(rule: &DecayRule, sum: Sum<'_>, phase: Phase) -> Steps {
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

/// What decaying rules give together at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fading {
    /// Points of all rules: the sum of what each gives, rounded by itself.
    pub points: i64,
    /// Rules with something in them.
    count: i64,
    /// What is below zero, and rises.
    rising: Part,
    /// What is above zero, and falls.
    falling: Part,
}

impl Fading {
    fn take(&mut self, steps: Steps, half_life: i64) {
        self.count += 1;
        self.points += steps.points();
        let part = if steps.0 < 0 { &mut self.rising } else { &mut self.falling };
        part.take(steps.0.abs(), half_life);
    }

    /// At least so many seconds pass before the points cross a level; `i64::MAX` when they never do.
    ///
    /// −log₂ q is convex and its tangent at 1 is (1 − q)/ln 2, so a value needs at least `h · 1.44 · (1 − q)` seconds
    /// to fall to its share q: here for what is positive (negative) to come within rounding of the level below (above).
    fn secs_to_cross(&self, levels: &[i64]) -> i64 {
        let slack = self.count * (Steps::ONE / 2 + 1);
        let below = levels.iter().copied().filter(|level| *level <= self.points).max();
        let above = levels.iter().copied().filter(|level| *level > self.points).min();
        // Falling: what is positive shrinks, what is negative stays at its worst.
        let down = below
            .map_or(i64::MAX, |level| self.falling.secs_until((level - 1) * Steps::ONE + slack + self.rising.value));
        let up =
            above.map_or(i64::MAX, |level| self.rising.secs_until(self.falling.value + slack - level * Steps::ONE));
        down.min(up)
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
