//! What both teams look at before sales answers a hand-over, with what is known of it.

use crate::account::Account;
use crate::condition::{Slot, Tri};
use crate::lang::Lang;
use crate::lead::Lead;
use crate::playbook::{Playbook, Team};
use crate::say;
use crate::time::Moment;

/// One of them, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its place in [`Handover::checklist`](crate::playbook::Handover::checklist).
    pub place: usize,
    /// Whether it is met.
    pub met: Tri,
    /// While that is unknown: what would settle it.
    pub open: Vec<Slot>,
}

impl Checked {
    /// What its condition reads.
    pub fn reads<'p>(&self, playbook: &'p Playbook) -> &'p [Slot] {
        let check = playbook.handover.as_ref().and_then(|it| it.checklist.get(self.place));
        check.map_or(&[], |it| it.when.reads())
    }
}

/// All of them for a lead at `at`, to which its derived values must have been brought.
pub fn checklist(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment) -> Vec<Checked> {
    let env = lead.env(account, at);
    let all = playbook.handover.iter().flat_map(|it| &it.checklist);
    let one = |(place, check): (usize, &crate::playbook::Check)| Checked {
        place,
        met: check.when.eval(&env),
        open: check.when.open(&env),
    };
    all.enumerate().map(one).collect()
}

/// What would settle one of them, as people call it.
pub fn asked_for(it: &Checked, playbook: &Playbook, lang: Lang) -> Vec<String> {
    let label = |slot: &Slot| playbook.describe(*slot, None).map(|(_, _, label)| label.get(lang).to_owned());
    it.open.iter().filter_map(label).collect()
}

/// One of them as a line: `✓ decides (sales)`, `? two hundred people (sales): the account's employees is not known`.
pub fn aloud(it: &Checked, playbook: &Playbook, lang: Lang) -> String {
    let Some(check) = playbook.handover.as_ref().and_then(|handover| handover.checklist.get(it.place)) else {
        return String::new();
    };
    let text = check.text.get(lang);
    let team = match check.team {
        Team::Marketing => say!(lang, en = "marketing", tr = "pazarlama"),
        Team::Sales => say!(lang, en = "sales", tr = "satış"),
    };
    let open = asked_for(it, playbook, lang).join(", ");
    match it.met {
        Tri::True => format!("✓ {text} ({team})"),
        Tri::False => say!(lang, en = "✗ {text} ({team}): not met", tr = "✗ {text} ({team}): karşılanmıyor"),
        Tri::Unknown if open.is_empty() => {
            say!(lang, en = "? {text} ({team}): not known", tr = "? {text} ({team}): bilinmiyor")
        }
        Tri::Unknown => {
            say!(lang, en = "? {text} ({team}): ask for {open}", tr = "? {text} ({team}): sorulacak: {open}")
        }
    }
}
