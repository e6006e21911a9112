//! What the team's stream means for people who are loaded: hours that changed, owners who left, and whom routing chose.

use super::scene::Scene;
use crate::error::Result;
use crate::id::Id;
use kopru_engine::account::Account;
use kopru_engine::decide;
use kopru_engine::desk::Desk;
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::routing::Routed;
use kopru_engine::time::Moment;
use std::sync::Arc;

impl Scene<'_> {
    /// Brings a loaded person up to the desk as it is: where whoever works the lead works otherwise than when it was last
    /// looked at, its clocks and its owner are looked at anew.
    pub fn bring_up_desk(&mut self, who: Id) -> Result<()> {
        let Some(person) = self.people.get(&who) else { return Ok(()) };
        let seen = person.head.desk;
        let changed = |owner: &Arc<str>| self.desk.since.get(owner).is_some_and(|since| *since > seen);
        let concerned = person.lead.standing.owner.as_ref().is_some_and(changed);
        let version = i64::try_from(self.desk.desk.version).unwrap_or(i64::MAX);
        if let Some(person) = self.people.get_mut(&who) {
            person.head.desk = version.max(seen);
        }
        if !concerned {
            return Ok(());
        }
        let now = self.moment_of(who);
        self.with(who, now, |inputs, lead, _| {
            let decided = decide::desk_changed(inputs, lead, now);
            decided.due.into_iter().chain([decided.own]).collect()
        })
    }

    /// Notes that the person was looked at with the desk as it is.
    pub fn seen(&mut self, who: Id) {
        if let Some(person) = self.people.get_mut(&who) {
            person.touched = true;
        }
    }

    /// Asks routing about a lead that waits for it; nothing when it does not wait any more.
    pub fn ask_routing(
        &self,
        who: Id,
        ask: impl FnOnce(&Playbook, &Lead, &Account, &Desk, Moment) -> Routed,
    ) -> Option<Routed> {
        let person = self.people.get(&who).filter(|it| it.lead.standing.waits_for_routing())?;
        let account = person.head.account.and_then(|id| self.accounts.get(&id)).map_or(&self.nobody, |it| &it.account);
        Some(ask(&self.book.playbook, &person.lead, account, &self.desk.desk, self.moment_of(who)))
    }

    /// Whether the lead stands in this queue.
    pub fn stands_in(&self, who: Id, queue: &str) -> bool {
        self.people.get(&who).is_some_and(|it| it.lead.standing.sales.queue.as_deref() == Some(queue))
    }

    /// Records whom routing chose for a lead, as the team's stream says in `entry`.
    pub fn routed(&mut self, who: Id, entry: u64, to: Option<Arc<str>>) -> Result<()> {
        let now = self.moment_of(who);
        self.with(who, now, |inputs, lead, _| {
            let decided = decide::routed(inputs, lead, now, entry, to);
            decided.due.into_iter().chain([decided.own]).collect()
        })
    }
}
