//! An account: its fields, and what all its people do together.

use crate::decay::Sums;
use crate::lead::Held;
use crate::playbook::Playbook;
use crate::typing::Fact;

/// What is known of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its fields.
    pub fields: Held,
    /// Decaying sums of the account rules, over the facts of all its people.
    pub sums: Sums,
    /// Grows with each change, so that a decision can say which account it saw.
    pub version: u64,
}

impl Account {
    /// An account of which nothing is known.
    pub fn new(playbook: &Playbook) -> Account {
        Account { fields: Held::new(playbook.account.len()), sums: Sums::default(), version: 0 }
    }

    /// Takes in a fact of one of its people. Tells whether anything changed that its other people could feel.
    pub fn fold(&mut self, playbook: &Playbook, fact: &Fact) -> bool {
        let mut changed = !fact.account_fields.is_empty() && self.fields.take(fact, &fact.account_fields);
        for (place, when) in &playbook.fact_types[usize::from(fact.kind)].account_rules {
            if when.as_ref().is_none_or(|when| crate::lead::fires(when, fact)) {
                let rule = &playbook.account_rules[usize::from(*place)];
                let half_life = playbook.half_lives[usize::from(rule.half_life)];
                self.sums.add(*place, fact.occurred_at.secs(), rule.points, half_life);
                changed = true;
            }
        }
        self.version += u64::from(changed);
        changed
    }
}
