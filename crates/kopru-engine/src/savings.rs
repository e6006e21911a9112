//! What letting leads go early saves (M7): hours of sales and their price, by what both teams agreed that each step takes.
//!
//! What a lead cost is arithmetic: answers, contacts and conversations, each times its agreed time. What letting it go saved
//! is an estimate, and a careful one: the mean cost of the leads that sales worked to an end, less what was spent on this
//! one, and never below nothing. *To an end* is won, lost, or let go once it was sales qualified or later. Below
//! [`ENDED_LEAST`] such leads nothing is estimated.

use crate::playbook::{Effort, Kind};
use std::collections::BTreeMap;

/// Leads that sales worked to an end, below which there is nothing to compare with.
pub const ENDED_LEAST: u64 = 10;

/// How a lead stands that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Still worked.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
    /// Back to marketing.
    Recycled,
    /// Let go, for a reason of this kind.
    LetGo(Kind),
}

/// What sales did with a lead that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// How it stands.
    pub end: End,
    /// Whether it was sales qualified, or came further.
    pub qualified: bool,
    /// Hand-overs that were answered.
    pub answers: u64,
    /// Attempts to reach it.
    pub contacts: u64,
    /// Conversations.
    pub conversations: u64,
    /// Seconds from the hand-over to its end; none while it is open.
    pub took: Option<i64>,
    /// Where it came from.
    pub source: Option<String>,
    /// The stage at which it stands, or ended.
    pub stage: Option<String>,
    /// Who answered.
    pub rep: Option<String>,
}

impl Worked {
    /// Seconds of sales that it cost.
    pub fn spent(&self, effort: &Effort) -> i64 {
        let times = |count: u64, secs: i64| i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(secs);
        times(self.answers, effort.answer)
            .saturating_add(times(self.contacts, effort.contact))
            .saturating_add(times(self.conversations, effort.conversation))
    }

    /// Whether it was let go, for now or for good, before it was sales qualified.
    pub fn is_early(&self) -> bool {
        matches!(self.end, End::LetGo(_) | End::Recycled) && !self.qualified
    }

    /// The kind of reason for which it was let go; `recycled` for one that went back to marketing; empty for others.
    pub fn kind(&self) -> &'static str {
        match self.end {
            End::LetGo(kind) => kind.id(),
            End::Recycled => "recycled",
            End::Open | End::Won | End::Lost => "",
        }
    }

    /// Whether sales worked it to an end.
    pub fn is_worked_to_an_end(&self) -> bool {
        matches!(self.end, End::Won | End::Lost) || (self.qualified && matches!(self.end, End::LetGo(_)))
    }
}

/// Leads that have something in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Leads that were let go early.
    pub leads: u64,
    /// Seconds spent on them.
    pub spent: i64,
    /// Seconds saved.
    pub saved: i64,
    /// Half of them were let go within so many seconds of the hand-over; none where nothing was.
    pub median_secs: Option<i64>,
}

/// What letting go early saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Savings {
    /// Leads that were handed over.
    pub leads: u64,
    /// Seconds spent on all of them.
    pub spent: i64,
    /// Leads that sales worked to an end.
    pub ended: u64,
    /// What one of these cost on average, in seconds; none below [`ENDED_LEAST`].
    pub mean: Option<i64>,
    /// Of them, those that were won.
    pub won: u64,
    /// Leads let go early, in all.
    pub early: Saved,
    /// By kind of reason; `recycled` for those that went back to marketing.
    pub by_kind: BTreeMap<&'static str, Saved>,
    /// By the stage at which they were let go.
    pub by_stage: BTreeMap<String, Saved>,
    /// By where they came from.
    pub by_source: BTreeMap<String, Saved>,
    /// By who let them go: it counts for them.
    pub by_rep: BTreeMap<String, Saved>,
}

/// Works it out.
pub fn savings(all: &[Worked], effort: &Effort) -> Savings {
    let ended: Vec<&Worked> = all.iter().filter(|it| it.is_worked_to_an_end()).collect();
    let count = u64::try_from(ended.len()).unwrap_or(u64::MAX);
    let sum = ended.iter().fold(0_i64, |sum, it| sum.saturating_add(it.spent(effort)));
    let mean = (count >= ENDED_LEAST).then(|| sum / i64::try_from(count).unwrap_or(i64::MAX).max(1));
    let early: Vec<&Worked> = all.iter().filter(|it| it.is_early()).collect();
    let of = |these: &[&Worked]| saved(these, mean, effort);
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    Savings {
        leads: u64::try_from(all.len()).unwrap_or(u64::MAX),
        spent: all.iter().fold(0, |sum: i64, it| sum.saturating_add(it.spent(effort))),
        ended: count,
        mean,
        won: u64::try_from(all.iter().filter(|it| it.end == End::Won).count()).unwrap_or(u64::MAX),
        early: of(&early),
        by_kind: grouped(&early, Worked::kind).into_iter().map(|(key, these)| (key, of(&these))).collect(),
        by_stage: grouped(&early, |it| text(&it.stage)).into_iter().map(|(key, these)| (key, of(&these))).collect(),
        by_source: grouped(&early, |it| text(&it.source)).into_iter().map(|(key, these)| (key, of(&these))).collect(),
        by_rep: grouped(&early, |it| text(&it.rep)).into_iter().map(|(key, these)| (key, of(&these))).collect(),
    }
}

fn grouped<'w, K: Ord>(all: &[&'w Worked], key: impl Fn(&Worked) -> K) -> BTreeMap<K, Vec<&'w Worked>> {
    let mut groups: BTreeMap<K, Vec<&Worked>> = BTreeMap::new();
    for it in all {
        groups.entry(key(it)).or_default().push(it);
    }
    groups
}

fn saved(these: &[&Worked], mean: Option<i64>, effort: &Effort) -> Saved {
    let mut took: Vec<i64> = these.iter().filter_map(|it| it.took).collect();
    took.sort_unstable();
    let rest = |it: &&Worked| mean.map_or(0, |mean| (mean - it.spent(effort)).max(0));
    Saved {
        leads: u64::try_from(these.len()).unwrap_or(u64::MAX),
        spent: these.iter().fold(0, |sum: i64, it| sum.saturating_add(it.spent(effort))),
        saved: these.iter().map(rest).fold(0, i64::saturating_add),
        median_secs: took.get(took.len() / 2).copied(),
    }
}

/// What seconds of sales cost, in minor units of the agreed currency, to the nearest.
pub fn price(secs: i64, effort: &Effort) -> i64 {
    let all = i128::from(secs) * i128::from(effort.hour.minor);
    i64::try_from((all + 1_800) / 3_600).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Money;

    /// Five minutes to answer, ten to reach out, forty to talk; an hour costs 60 EUR.
    fn effort() -> Effort {
        let hour = Money { minor: 6_000, currency: *b"EUR" };
        Effort { answer: 300, contact: 600, conversation: 2_400, hour }
    }

    fn worked(end: End, qualified: bool, contacts: u64, conversations: u64) -> Worked {
        Worked {
            end,
            qualified,
            answers: 1,
            contacts,
            conversations,
            took: (end != End::Open).then_some(3_600 * i64::try_from(contacts + 1).expect("small")),
            source: Some("ads".into()),
            stage: Some("sal".into()),
            rep: Some("ayse".into()),
        }
    }

    #[test]
    fn what_is_saved_is_what_leads_worked_to_an_end_cost_on_average_less_what_was_spent() {
        // Ten worked to an end: 5 + 2·10 + 2·40 = 105 minutes each.
        let mut all: Vec<Worked> = (0..6).map(|_| worked(End::Won, true, 2, 2)).collect();
        all.extend((0..3).map(|_| worked(End::Lost, true, 2, 2)));
        all.push(worked(End::LetGo(Kind::NotUs), true, 2, 2));
        // Let go at once: 5 minutes, 100 saved. After one call and one talk: 55, 50 saved. After ten calls: 105, nothing.
        all.push(worked(End::LetGo(Kind::Never), false, 0, 0));
        all.push(worked(End::LetGo(Kind::NotUs), false, 1, 1));
        all.push(worked(End::Recycled, false, 10, 0));
        all.push(worked(End::Open, false, 1, 0));
        let it = savings(&all, &effort());
        assert_eq!((it.leads, it.ended, it.won, it.mean), (14, 10, 6, Some(105 * 60)));
        assert_eq!((it.early.leads, it.early.spent, it.early.saved), (3, (5 + 55 + 105) * 60, (100 + 50) * 60));
        // One, two and eleven hours: half within two.
        assert_eq!(it.early.median_secs, Some(2 * 3_600));
        assert_eq!(it.by_kind.keys().copied().collect::<Vec<_>>(), ["never", "not_us", "recycled"]);
        assert_eq!((it.by_kind["not_us"].saved, it.by_rep["ayse"].leads, it.by_source["ads"].leads), (50 * 60, 3, 3));
        // 150 minutes at 60 EUR an hour.
        assert_eq!(price(it.early.saved, &effort()), 15_000);
        // All of it: ten times 105, and 5, 55, 105 and 15 minutes.
        assert_eq!(it.spent, (1_050 + 180) * 60);
    }

    #[test]
    fn nothing_is_estimated_from_a_handful_of_leads() {
        let mut all: Vec<Worked> = (0..9).map(|_| worked(End::Won, true, 2, 2)).collect();
        all.push(worked(End::LetGo(Kind::Never), false, 0, 0));
        let it = savings(&all, &effort());
        assert_eq!((it.mean, it.early.leads, it.early.saved), (None, 1, 0));
    }
}
