//! An account: its fields, and what all its people do together.

use crate::bytes::{ACCOUNT, ACCOUNT_CHANGE, Reader, Writer};
use crate::decay::Sums;
use crate::lead::{Evidence, Held, Stamp};
use crate::playbook::Playbook;
use crate::typing::Fact;
use crate::value::Value;

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

/// What a fact of one of its people changes of an account. Changes add up to the same account in any order, each taken
/// once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// Fields for which the fact has the latest word, with their values. A field for which something later was said
    /// already is not among them: what was said later stays, whatever comes.
    pub fields: Vec<(u16, Value)>,
    /// Account rules that the fact fires, with the points that they give when it happens.
    pub points: Vec<(u16, i64)>,
    /// When it happened, and which fact it was.
    pub stamp: Stamp,
}

impl Account {
    /// An account of which nothing is known.
    pub fn new(playbook: &Playbook) -> Account {
        Account { fields: Held::new(playbook.account.len()), sums: Sums::default(), version: 0 }
    }

    /// Takes in a fact of one of its people. Tells whether anything changed that its other people could feel.
    pub fn fold(&mut self, playbook: &Playbook, fact: &Fact) -> bool {
        self.change_of(playbook, fact).is_some_and(|change| self.apply(playbook, &change))
    }

    /// What a fact of one of its people would change; nothing when the account stays as it is. A fact that says again what
    /// is known already is a change all the same: it is the latest word from then on.
    pub fn change_of(&self, playbook: &Playbook, fact: &Fact) -> Option<AccountChange> {
        let rules = playbook.fact_types.get(usize::from(fact.kind)).map_or(&[][..], |kind| &kind.account_rules);
        if fact.account_fields.is_empty() && rules.is_empty() {
            return None;
        }
        let stamp = Stamp::of(fact);
        let latest = fact.account_fields.iter().filter(|(field, _)| self.fields.is_open_to(*field, &stamp));
        let fields: Vec<(u16, Value)> = latest.cloned().collect();
        let fired = rules.iter().filter(|(_, when)| when.as_ref().is_none_or(|when| crate::lead::fires(when, fact)));
        let points: Vec<(u16, i64)> = fired
            .filter_map(|(rule, _)| Some((*rule, playbook.account_rules.get(usize::from(*rule))?.points)))
            .collect();
        (!fields.is_empty() || !points.is_empty()).then_some(AccountChange { fields, points, stamp })
    }

    /// Takes over a change; the version grows. Tells whether anything changed that its people could feel: a value is
    /// another one, or a rule gave points.
    pub fn apply(&mut self, playbook: &Playbook, change: &AccountChange) -> bool {
        let mut felt = self.fields.set(&change.stamp, &change.fields);
        for (place, points) in &change.points {
            let rule = playbook.account_rules.get(usize::from(*place));
            let half_life = rule.and_then(|rule| playbook.half_lives.get(usize::from(rule.half_life)));
            if let Some(half_life) = half_life {
                self.sums.add(*place, change.stamp.at.secs(), *points, *half_life);
                felt = true;
            }
        }
        self.version += 1;
        felt
    }

    /// The account built anew from the facts of all its people, in any order; what a person's facts take back does not
    /// count. The version is one more than this account's if anything differs. This one may also be of an earlier
    /// playbook: the facts are typed under the given one.
    #[must_use]
    pub fn rebuilt<'f>(
        &self,
        playbook: &Playbook,
        people: impl Iterator<Item = impl Iterator<Item = &'f Fact> + Clone>,
    ) -> Account {
        let mut account = Account::new(playbook);
        for facts in people {
            let gone = Evidence::retracted(playbook, facts.clone());
            for fact in facts.filter(|fact| gone.binary_search(&fact.id).is_err()) {
                account.fold(playbook, fact);
            }
        }
        let changed = (&account.fields, &account.sums) != (&self.fields, &self.sums);
        account.version = self.version + u64::from(changed);
        account
    }

    /// The account as bytes: everything that it remembers, exactly. They can be read with the same playbook only, and by
    /// a binary that knows their form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(ACCOUNT);
        out.number(self.version);
        self.fields.write(&mut out);
        self.sums.write(&mut out);
        out.finish()
    }

    /// The account that [`Account::to_bytes`] wrote under this playbook. Nothing when the bytes have another form, are
    /// damaged, or speak of what the playbook does not have.
    pub fn from_bytes(playbook: &Playbook, bytes: &[u8]) -> Option<Account> {
        let mut bytes = Reader::new(ACCOUNT, bytes)?;
        // So that it can grow.
        let version = bytes.number().filter(|version| *version < u64::MAX / 2)?;
        let fields = Held::read(&mut bytes, &playbook.account)?;
        let sums = Sums::read(&mut bytes, playbook.account_rules.len())?;
        bytes.end()?;
        Some(Account { fields, sums, version })
    }
}

impl AccountChange {
    /// The change as bytes. They can be read with the same playbook only.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(ACCOUNT_CHANGE);
        out.stamp(&self.stamp);
        out.count(self.fields.len());
        for (field, value) in &self.fields {
            out.number(u64::from(*field));
            out.value(value);
        }
        out.count(self.points.len());
        for (rule, points) in &self.points {
            out.number(u64::from(*rule));
            out.signed(*points);
        }
        out.finish()
    }

    /// The change that [`AccountChange::to_bytes`] wrote under this playbook. Nothing when the bytes have another form,
    /// are damaged, or speak of what the playbook does not have.
    pub fn from_bytes(playbook: &Playbook, bytes: &[u8]) -> Option<AccountChange> {
        let mut bytes = Reader::new(ACCOUNT_CHANGE, bytes)?;
        let stamp = bytes.stamp()?;
        let fields = bytes.list(2, |bytes| {
            let field = bytes.place(playbook.account.len())?;
            let value = bytes.value(&playbook.account.get(usize::from(field))?.kind)?;
            Some((field, value))
        })?;
        let points = bytes.list(2, |bytes| Some((bytes.place(playbook.account_rules.len())?, bytes.signed()?)))?;
        bytes.end()?;
        Some(AccountChange { fields, points, stamp })
    }
}
