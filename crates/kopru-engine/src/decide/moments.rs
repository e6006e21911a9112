//! When time alone can change something.
//!
//! [`bound`] is cheap and never too late: nothing changes before it. [`next_change`] is exact, and is asked only when
//! the bound has come. A single rule's points only move towards zero, so the moment at which they change is found by
//! bisection; a total of rules with both signs changes only where one of its rules does.

use crate::account::Account;
use crate::decay::Sum;
use crate::fading::{Fading, Phases, Rules};
use crate::lead::{Lead, Suggestion};
use crate::limits::HALF_LIVES_MAX;
use crate::playbook::{DecayRule, Playbook, Watch};
use crate::time::{DAY_SECS, Moment};
use crate::value::Value;

/// A moment not after the next change by time alone, and after `now`; nothing when there is none. `own` is the lead's
/// engagement at `now`.
pub(crate) fn bound(playbook: &Playbook, lead: &Lead, account: &Account, own: &Fading, now: Moment) -> Option<Moment> {
    let secs = now.secs();
    let watch = watch(playbook, lead);
    let plain = plain_change(playbook, lead, account, now).unwrap_or(i64::MAX);
    let own_rules = Rules::of_lead(playbook, &lead.evidence);
    let mut earliest = plain.min(own_rules.bound(own, &watch.engagement, watch.engagement_any, secs));
    if !watch.account.is_empty() || watch.account_any {
        let rules = Rules::of_account(playbook, account);
        let whole = rules.fading(&mut Phases::at(secs));
        earliest = earliest.min(rules.bound(&whole, &watch.account, watch.account_any, secs));
    }
    (earliest < i64::MAX).then(|| Moment::from_secs(earliest.max(secs + 1)))
}

/// The first moment after `from` and not after `until` at which time alone may change something.
pub(super) fn next_change(
    playbook: &Playbook,
    lead: &Lead,
    account: &Account,
    from: Moment,
    until: Moment,
) -> Option<Moment> {
    let watch = watch(playbook, lead);
    let mut found = plain_change(playbook, lead, account, from).filter(|at| *at <= until.secs());
    let mut last = found.unwrap_or(until.secs());
    let own = Rules::of_lead(playbook, &lead.evidence);
    if let Some(at) = crossing(own, &watch.engagement, watch.engagement_any, from.secs(), last) {
        (found, last) = (Some(at), at);
    }
    if !watch.account.is_empty() || watch.account_any {
        let whole = Rules::of_account(playbook, account);
        found = crossing(whole, &watch.account, watch.account_any, from.secs(), last).or(found);
    }
    found.map(Moment::from_secs)
}

fn watch<'p>(playbook: &'p Playbook, lead: &Lead) -> &'p Watch {
    &playbook.watches[lead.standing.stage.map_or(0, |stage| usize::from(stage) + 1)]
}

/// The first moment after `now` at which something other than a sum changes. Exact.
fn plain_change(playbook: &Playbook, lead: &Lead, account: &Account, now: Moment) -> Option<i64> {
    let secs = now.secs();
    let standing = &lead.standing;
    let mut next = Earliest { after: secs, at: i64::MAX };
    if let Some(until) = standing.disposition.until()
        && !(standing.disposition.is_live() && standing.suggestions.contains(&Suggestion::Revive { fact: None }))
    {
        next.due(until.secs());
    }
    if let Some(due) = standing.stagnant_at(playbook) {
        next.due(due.secs());
    }
    if let Some(at) = standing.sales.next() {
        next.due(at.secs());
    }
    let watch = watch(playbook, lead);
    for &(kind, window) in &watch.windows {
        let times = &lead.evidence.times[usize::from(kind)];
        if let Some(&oldest) = times.get(times.partition_point(|&at| at <= secs - window)) {
            next.at(oldest + window);
        }
    }
    if let Some(act) = lead.evidence.last_act {
        next.days(act.secs(), &watch.idle_days, watch.idle_any);
    }
    if let Some(entered) = standing.entered_at {
        next.days(entered.secs(), &watch.stage_days, watch.stage_any);
    }
    if !watch.ages.is_empty() {
        let env = lead.env(account, now);
        for age in &watch.ages {
            let since = match env.value(age.slot) {
                Value::Date(day) => day.start().secs(),
                Value::Moment(at) => at.secs(),
                _ => continue,
            };
            next.days(since, age.level.as_slice(), age.level.is_none());
        }
    }
    (next.at < i64::MAX).then_some(next.at)
}

/// The earliest of several moments after one.
struct Earliest {
    after: i64,
    at: i64,
}

impl Earliest {
    /// A moment at which something changes.
    fn at(&mut self, at: i64) {
        if at > self.after {
            self.at = self.at.min(at);
        }
    }

    /// A moment at which something is due; if it has passed, it is due at once.
    fn due(&mut self, at: i64) {
        self.at(at.max(self.after + 1));
    }

    /// Whole days since `since` reach one of these counts, or any next one.
    fn days(&mut self, since: i64, counts: &[i64], any: bool) {
        for count in counts {
            self.at(since.saturating_add(count.saturating_mul(DAY_SECS)));
        }
        if any {
            self.at(since + ((self.after - since).div_euclid(DAY_SECS) + 1) * DAY_SECS);
        }
    }
}

/// Where a total lies among the levels: it changes its region when it falls below or reaches one.
fn region(levels: &[i64], total: i64) -> usize {
    levels.iter().filter(|level| **level <= total).count()
}

/// The first moment after `from` and not after `until` at which the total crosses a level (or, with `any`, changes).
fn crossing(rules: Rules<'_>, levels: &[i64], any: bool, from: i64, until: i64) -> Option<i64> {
    let total = |t: i64| rules.total(&mut Phases::at(t));
    let before = total(from);
    let differs = |t: i64| {
        let now = total(t);
        if any { now != before } else { region(levels, now) != region(levels, before) }
    };
    let until = until.min(gone_at(rules, from));
    if until <= from {
        return None;
    }
    let sign = |rule: &DecayRule| rule.points.signum();
    let one_sided =
        rules.active().all(|(_, rule, _)| sign(rule) >= 0) || rules.active().all(|(_, rule, _)| sign(rule) <= 0);
    if one_sided {
        // The total only moves towards zero: once it differs it stays different.
        return differs(until).then(|| first_true(from, until, differs));
    }
    let mut at = from;
    while let Some(next) = rules.active().filter_map(|(_, rule, sum)| rule_change(rules, rule, sum, at, until)).min() {
        if differs(next) {
            return Some(next);
        }
        at = next;
    }
    None
}

/// When one rule's points next change.
fn rule_change(rules: Rules<'_>, rule: &DecayRule, sum: Sum<'_>, from: i64, until: i64) -> Option<i64> {
    let points = |t| rules.points_of(rule, sum, t);
    let before = points(from);
    let differs = |t: i64| points(t) != before;
    (before != 0 && from < until && differs(until)).then(|| first_true(from, until, differs))
}

/// When nothing is left of any sum.
fn gone_at(rules: Rules<'_>, from: i64) -> i64 {
    rules
        .active()
        .filter_map(|(_, rule, sum)| {
            sum.newest_bucket()?.saturating_add(HALF_LIVES_MAX + 2).checked_mul(rules.half_life(rule))
        })
        .max()
        .unwrap_or(from)
}

/// The first moment after `from` for which `differs` holds; it holds at `until` and, once true, stays true.
fn first_true(from: i64, until: i64, differs: impl Fn(i64) -> bool) -> i64 {
    let (mut no, mut yes) = (from, until);
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        if differs(middle) { yes = middle } else { no = middle }
    }
    yes
}
