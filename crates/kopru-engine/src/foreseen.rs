//! What would come of a finding that nobody has noted yet: shown before it is noted, so that nobody lets a lead go unawares.

use crate::account::Account;
use crate::condition::{Slots, Tri};
use crate::lead::{About, Finding, Lead, Stamp};
use crate::playbook::Playbook;
use crate::time::Moment;

/// What would come of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// Rules that would begin to let the lead go, by their places in [`Playbook::disqualify`].
    pub let_go: Vec<u16>,
    /// Stages that ask whether the lead is able to buy, and would be closed to it.
    pub closed: Vec<u8>,
}

impl Foreseen {
    /// Whether nothing would end.
    pub fn is_empty(&self) -> bool {
        self.let_go.is_empty() && self.closed.is_empty()
    }
}

/// What would come of noting at `at` what they said. The lead stays as it is.
pub fn foreseen(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment, about: About) -> Foreseen {
    let holding = |lead: &Lead| -> Vec<bool> {
        let env = lead.env(account, at);
        let holds = playbook.disqualify.iter().map(|rule| rule.when.as_ref().map(|when| when.eval(&env)));
        holds.map(|it| it == Some(Tri::True)).collect()
    };
    let mut then = lead.clone();
    then.evidence.findings.push(Finding {
        stamp: Stamp { at, rank: u16::MAX, id: "foreseen".into() },
        about,
        origin: 2,
        by: None,
        quote: None,
        until: None,
    });
    then.refresh(playbook, account, at, Slots::ALL);
    let (before, after) = (holding(lead), holding(&then));
    let begins = (0u16..).zip(before.iter().zip(&after)).filter(|(_, (before, after))| **after && !**before);
    let closed = match about {
        About::Criterion(criterion, false) => {
            let ahead = |stage: u8| lead.standing.stage.is_none_or(|it| stage > it);
            let all = (0u8..).zip(&playbook.stages);
            all.filter(|(place, it)| ahead(*place) && it.ability.contains(&criterion)).map(|it| it.0).collect()
        }
        _ => Vec::new(),
    };
    Foreseen { let_go: begins.map(|it| it.0).collect(), closed }
}
