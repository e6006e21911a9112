//! Plays facts in memory: what `kopru try` shows and a playbook's own examples check.
//!
//! A [`World`] holds leads and accounts as a store would, and hands each fact to [`decide`](crate::decide::decide) at
//! its own moment.

use crate::account::Account;
use crate::decide::{self, Decision, Inputs, Outcome};
use crate::desk::Desk;
use crate::lead::Lead;
use crate::limits::AHEAD_SECS_MAX;
use crate::playbook::{Builtin, Playbook};
use crate::time::Moment;
use crate::typing::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A lead as it was played.
#[derive(Clone, Debug)]
pub struct Played {
    /// The lead.
    pub lead: Lead,
    /// Its account, by the name that facts give it.
    pub account: Option<String>,
    /// Its facts, in the order in which they were taken.
    pub facts: Vec<Fact>,
    /// Decisions that changed something, or refused a fact.
    pub decisions: Vec<Decision>,
}

/// What became of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was decided.
    Decided(Outcome),
    /// The very same fact was taken before: nothing happens twice.
    Repeated,
    /// Another fact with its id was taken before: this one is refused.
    IdTaken,
}

#[derive(Debug)]
struct Company {
    account: Account,
    people: Vec<String>,
}

/// Leads and accounts in memory.
#[derive(Debug)]
pub struct World<'p> {
    playbook: &'p Playbook,
    traced: bool,
    leads: BTreeMap<String, Played>,
    companies: BTreeMap<String, Company>,
    nobody: Account,
    ids: BTreeMap<Arc<str>, (String, Fact)>,
}

/// When a fact is decided: when it was recorded, or when it happens if that lies a little later.
pub fn decided_at(fact: &Fact) -> Moment {
    if fact.occurred_at <= fact.recorded_at.plus_secs(AHEAD_SECS_MAX) {
        fact.recorded_at.max(fact.occurred_at)
    } else {
        fact.recorded_at
    }
}

impl<'p> World<'p> {
    /// An empty world. `traced`: whether decisions carry their trace.
    pub fn new(playbook: &'p Playbook, traced: bool) -> World<'p> {
        World {
            playbook,
            traced,
            leads: BTreeMap::new(),
            companies: BTreeMap::new(),
            nobody: Account::new(playbook),
            ids: BTreeMap::new(),
        }
    }

    /// The playbook that decides here.
    pub fn playbook(&self) -> &'p Playbook {
        self.playbook
    }

    /// All leads by key.
    pub fn leads(&self) -> impl Iterator<Item = (&str, &Played)> {
        self.leads.iter().map(|(key, played)| (key.as_str(), played))
    }

    /// One lead.
    pub fn lead(&self, key: &str) -> Option<&Played> {
        self.leads.get(key)
    }

    /// The account of a lead; an empty one where there is none.
    pub fn account_of(&self, played: &Played) -> &Account {
        let company = played.account.as_ref().and_then(|name| self.companies.get(name));
        company.map_or(&self.nobody, |company| &company.account)
    }

    /// Takes a fact about the lead `key`. Facts must come in the order of [`decided_at`].
    pub fn take(&mut self, key: &str, account: Option<&str>, fact: Fact) -> Taken {
        if let Some((owner, known)) = self.ids.get(&fact.id) {
            return if owner == key && *known == fact { Taken::Repeated } else { Taken::IdTaken };
        }
        self.ids.insert(fact.id.clone(), (key.to_owned(), fact.clone()));
        let now = decided_at(&fact);
        self.leads.entry(key.to_owned()).or_insert_with(|| Played {
            lead: Lead::new(self.playbook),
            account: None,
            facts: Vec::new(),
            decisions: Vec::new(),
        });
        let mut felt = BTreeSet::new();
        if self.is_taken(key, &fact, now) {
            felt = self.belong(key, account, now);
            felt.extend(self.account_feels(key, &fact, now));
        }
        let outcome = self.with(key, |inputs, lead, history| {
            let inputs = Inputs { history, ..*inputs };
            let decided = decide::decide(&inputs, lead, &fact, now);
            let outcome = decided.own.outcome;
            (decided.due.into_iter().chain([decided.own]).collect(), outcome)
        });
        if outcome.is_taken()
            && let Some(played) = self.leads.get_mut(key)
        {
            played.facts.push(fact);
        }
        self.tell_people(&felt, key, now);
        Taken::Decided(outcome)
    }

    /// Decides everything that falls due until `at`, and brings every lead's scores to that moment.
    pub fn look(&mut self, at: Moment) {
        let keys: Vec<String> = self.leads.keys().cloned().collect();
        for key in keys {
            self.settle(&key, at);
            let World { playbook, leads, companies, nobody, .. } = self;
            if let Some(played) = leads.get_mut(&key) {
                let company = played.account.as_ref().and_then(|name| companies.get(name));
                played.lead.derive_time(playbook, company.map_or(&*nobody, |it| &it.account), at);
            }
        }
    }

    fn settle(&mut self, key: &str, until: Moment) {
        self.with(key, |inputs, lead, _| (decide::settle(inputs, lead, until), ()));
    }

    /// Runs one step on a lead and keeps the decisions that say something.
    fn with<T>(&mut self, key: &str, step: impl FnOnce(&Inputs<'_>, &mut Lead, &[Fact]) -> (Vec<Decision>, T)) -> T
    where
        T: Default,
    {
        let World { playbook, traced, leads, companies, nobody, .. } = self;
        let Some(Played { lead, account, facts, decisions }) = leads.get_mut(key) else {
            return T::default();
        };
        let company = account.as_ref().and_then(|name| companies.get(name));
        let account = company.map_or(&*nobody, |company| &company.account);
        let desk = Desk::none();
        let inputs = Inputs { playbook, account, history: &[], traced: (*traced).into(), desk, terms: None };
        let (made, answer) = step(&inputs, lead, facts);
        decisions.extend(made.into_iter().filter(|it| !it.changes.is_empty() || it.outcome != Outcome::Applied));
        answer
    }

    /// Makes the lead a person of the account that a fact names. Says which accounts changed: what a person did counts for
    /// the account they belong to now. Everything due was decided with the accounts as they were.
    fn belong(&mut self, key: &str, account: Option<&str>, now: Moment) -> BTreeSet<String> {
        let playbook = self.playbook;
        let left = self.leads.get(key).and_then(|played| played.account.clone());
        let Some(joined) = account.filter(|name| left.as_deref() != Some(*name)) else {
            return BTreeSet::new();
        };
        let both: BTreeSet<String> = left.into_iter().chain([joined.to_owned()]).collect();
        self.settle(key, now);
        for person in both.iter().flat_map(|name| self.people_of(name)).collect::<Vec<_>>() {
            self.settle(&person, now);
        }
        for name in &both {
            let company = self
                .companies
                .entry(name.clone())
                .or_insert_with(|| Company { account: Account::new(playbook), people: Vec::new() });
            company.people.retain(|person| person != key);
            if name == joined {
                company.people.push(key.to_owned());
            }
        }
        let Some(played) = self.leads.get_mut(key) else {
            return BTreeSet::new();
        };
        played.account = Some(joined.to_owned());
        if played.facts.is_empty() {
            return BTreeSet::new();
        }
        played.lead.join_account();
        both.into_iter().filter(|name| self.rebuild_account(name, None)).collect()
    }

    fn people_of(&self, account: &str) -> Vec<String> {
        self.companies.get(account).map(|company| company.people.clone()).unwrap_or_default()
    }

    /// Whether the fact will become one of the lead's.
    fn is_taken(&self, key: &str, fact: &Fact, now: Moment) -> bool {
        let history = self.leads.get(key).map(|played| played.facts.as_slice()).unwrap_or_default();
        let retraction = self.playbook.fact_types[usize::from(fact.kind)].builtin == Some(Builtin::Retracted);
        fact.occurred_at <= now && (!retraction || decide::retracted(self.playbook, history, fact).is_ok())
    }

    /// Lets the account take in the fact, after everything due until now was decided with the account as it was. Names the
    /// account if it changed.
    fn account_feels(&mut self, key: &str, fact: &Fact, now: Moment) -> Option<String> {
        let playbook = self.playbook;
        let kind = &playbook.fact_types[usize::from(fact.kind)];
        let retraction = kind.builtin == Some(Builtin::Retracted);
        if fact.account_fields.is_empty() && kind.account_rules.is_empty() && !retraction {
            return None;
        }
        let name = self.leads.get(key)?.account.clone()?;
        for person in self.people_of(&name) {
            self.settle(&person, now);
        }
        let changed = if retraction {
            self.rebuild_account(&name, Some((key, fact)))
        } else {
            self.companies.get_mut(&name)?.account.fold(playbook, fact)
        };
        changed.then_some(name)
    }

    /// Decides what the changed accounts mean for their people but the one who changed them.
    fn tell_people(&mut self, accounts: &BTreeSet<String>, key: &str, now: Moment) {
        for person in accounts.iter().flat_map(|name| self.people_of(name)).collect::<Vec<_>>() {
            if person == key {
                continue;
            }
            self.with(&person, |inputs, lead, _| {
                let decided = decide::account_changed(inputs, lead, now);
                (decided.due.into_iter().chain([decided.own]).collect(), ())
            });
        }
    }

    /// Builds an account anew from the facts of its people that still hold, once the retraction of a lead counts. Tells
    /// whether it changed.
    fn rebuild_account(&mut self, name: &str, retraction: Option<(&str, &Fact)>) -> bool {
        let playbook = self.playbook;
        let Some(company) = self.companies.get_mut(name) else {
            return false;
        };
        let people = company.people.iter().map(|person| {
            let facts = self.leads.get(person).map(|played| played.facts.as_slice());
            let new = retraction.filter(|(key, _)| person == key).map(|(_, fact)| fact);
            facts.unwrap_or_default().iter().chain(new)
        });
        let account = company.account.rebuilt(playbook, people);
        let changed = account.version != company.account.version;
        company.account = account;
        changed
    }
}
