//! What would come of something that was read and that nobody has noted yet: shown before it is noted, so that nobody lets a
//! lead go unawares.

use crate::account::Account;
use crate::condition::{Slots, Tri};
use crate::lead::{About, Finding, Lead, Reading, SignalSeen, Stamp};
use crate::playbook::{Playbook, Priority};
use crate::score;
use crate::time::Moment;

/// What would come of noting a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Foreseen {
    /// Rules that would begin to let the lead go, by their places in [`Playbook::disqualify`].
    pub let_go: Vec<u16>,
    /// Stages that ask whether the lead is able to buy, and would be closed to it.
    pub closed: Vec<u8>,
    /// The priority that the lead would get, where that is another than it has, with the place of the rule that gives it in
    /// [`Playbook::priorities`].
    pub priority: Option<(Priority, Option<u16>)>,
}

impl Foreseen {
    /// Whether nothing would end.
    pub fn ends_nothing(&self) -> bool {
        self.let_go.is_empty() && self.closed.is_empty()
    }
}

/// What would come of noting at `at` what they said. The lead stays as it is.
pub fn foreseen(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment, reading: Reading) -> Foreseen {
    let holding = |lead: &Lead| -> Vec<bool> {
        let env = lead.env(account, at);
        let holds = playbook.disqualify.iter().map(|rule| rule.when.as_ref().map(|when| when.eval(&env)));
        holds.map(|it| it == Some(Tri::True)).collect()
    };
    let mut then = lead.clone();
    let stamp = Stamp { at, rank: u16::MAX, id: "foreseen".into() };
    match reading {
        Reading::Finding(about) => {
            let finding = Finding { stamp, about, origin: 2, by: None, quote: None, until: None };
            then.evidence.findings.push(finding);
        }
        Reading::Signal(signal) => then.evidence.signals.push(SignalSeen { stamp, signal, quote: None }),
    }
    then.refresh(playbook, account, at, Slots::ALL);
    let (before, after) = (holding(lead), holding(&then));
    let begins = (0u16..).zip(before.iter().zip(&after)).filter(|(_, (before, after))| **after && !**before);
    let closed = match reading {
        Reading::Finding(About::Criterion(criterion, false)) => {
            let ahead = |stage: u8| lead.standing.stage.is_none_or(|it| stage > it);
            let all = (0u8..).zip(&playbook.stages);
            all.filter(|(place, it)| ahead(*place) && it.ability.contains(&criterion)).map(|it| it.0).collect()
        }
        _ => Vec::new(),
    };
    let rule = score::priority(playbook, &then.env(account, at));
    let level = rule.map_or(Priority::Normal, |(_, rule)| rule.level);
    let priority = (level != lead.standing.priority).then_some((level, rule.map(|it| it.0)));
    Foreseen { let_go: begins.map(|it| it.0).collect(), closed, priority }
}
