//! Whether the teams keep what they agreed on: how soon sales answers a hand-over and makes the first contact, over a window
//! of days, and how the clocks stand that run now (M15).

use super::contacts::{Contacts, Waits, quantiles};
use super::worked;
use crate::error::{Result, StoreError};
use crate::handovers::{self, Handover};
use crate::leads::LeadRow;
use crate::store::Store;
use kopru_engine::lead::ClockKind;
use kopru_engine::share::Share;
use kopru_engine::time::{DAY_SECS, Moment};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How the agreed times were kept of hand-overs that were offered in a window of days until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sla {
    /// The end of the window.
    pub as_of: Moment,
    /// Its length.
    pub days: i64,
    /// How soon sales answered.
    pub answers: Answers,
    /// The first contact of those that were accepted.
    pub contacts: Contacts,
    /// Both by weeks of seven days that end with the window, the oldest first.
    pub weeks: Vec<(Moment, Answers, Contacts)>,
    /// Both by who answered, or owns what nobody answered; those with the most late contacts first.
    pub reps: Vec<(String, Answers, Contacts)>,
    /// First contacts by where the lead came from, the most late ones first; an empty source is not known.
    pub sources: Vec<(String, Contacts)>,
    /// Clocks that run now, by their kind.
    pub clocks: Vec<(ClockKind, Clocks)>,
    /// The same by who owns the lead, those with the most late ones first; empty where nobody does.
    pub owners: Vec<(String, Clocks)>,
}

/// How soon hand-overs were answered: accepted, refused or returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Answered when they were first offered.
    pub at_once: u64,
    /// Answered after they had expired, and were offered again.
    pub again: u64,
    /// Expired, and never answered.
    pub never: u64,
    /// Not answered yet.
    pub open: u64,
    /// Half of those answered were answered within so many seconds of the first offer; none while none was.
    pub median_secs: Option<i64>,
}

impl Answers {
    /// Answered at the first offer, of all that are answered or expired.
    pub fn kept(&self) -> Share {
        Share::new(self.at_once, self.at_once + self.again + self.never)
    }
}

/// How clocks stand that run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// With time left.
    pub running: u64,
    /// Of these, those that have warned.
    pub warned: u64,
    /// Standing still, since sales waits for the lead.
    pub paused: u64,
    /// Run out, and not met.
    pub late: u64,
}

impl Store {
    /// How the agreed times were kept of hand-overs that were offered in the last `days` days, and how clocks stand now.
    /// Every lead that is worked now is read.
    ///
    /// # Errors
    /// `days_invalid`; `no_handover` where the playbook hands nothing over; what the database answers.
    pub async fn sla(&self, days: i64) -> Result<Sla> {
        super::check_window(days)?;
        if self.book_in_force().await?.playbook.handover.is_none() {
            return Err(StoreError::Refused("no_handover", "the playbook in force hands nothing over".into()));
        }
        let as_of = self.now();
        self.reading(move |shared, conn| {
            let mut tally = Tally::new(as_of, days);
            handovers::each(conn, shared.workspace, as_of.plus_secs(-days * DAY_SECS), as_of, |it| tally.offered(&it))?;
            worked::each(shared, conn, |it| tally.stands(&it))?;
            Ok(tally.finish(days))
        })
        .await
    }
}

/// Both parts of what was agreed, of some hand-overs.
#[derive(Default)]
struct Both {
    answers: Answers,
    secs: Vec<i64>,
    contacts: Waits,
}

struct Tally {
    as_of: Moment,
    weeks_count: i64,
    whole: Both,
    weeks: BTreeMap<i64, Both>,
    reps: BTreeMap<String, Both>,
    sources: BTreeMap<String, Waits>,
    clocks: BTreeMap<ClockKind, Clocks>,
    owners: BTreeMap<String, Clocks>,
}

impl Tally {
    fn new(as_of: Moment, days: i64) -> Tally {
        Tally {
            as_of,
            weeks_count: (days + 6) / 7,
            whole: Both::default(),
            weeks: BTreeMap::new(),
            reps: BTreeMap::new(),
            sources: BTreeMap::new(),
            clocks: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    fn offered(&mut self, it: &Handover) {
        let ago = (self.as_of.secs() - it.offered_at.secs()) / (7 * DAY_SECS);
        let week = (self.weeks_count - 1 - ago).max(0);
        // Whose promise it was: who answered for it, whoever has it now.
        let rep = it.answered_by.clone().or_else(|| it.owner.clone()).unwrap_or_default();
        self.whole.add(it);
        self.weeks.entry(week).or_default().add(it);
        self.reps.entry(rep).or_default().add(it);
        if it.state == "accepted" {
            self.sources.entry(it.source.clone().unwrap_or_default()).or_default().add(it);
        }
    }

    fn stands(&mut self, it: &LeadRow) {
        let owner = it.owner.clone().unwrap_or_default();
        for clock in &it.sales.clocks {
            for counts in [self.clocks.entry(clock.kind).or_default(), self.owners.entry(owner.clone()).or_default()] {
                match (clock.breached_at, clock.due) {
                    (Some(_), _) => counts.late += 1,
                    (None, None) => counts.paused += 1,
                    (None, Some(_)) => {
                        counts.running += 1;
                        counts.warned += u64::from(clock.warned);
                    }
                }
            }
        }
    }

    fn finish(mut self, days: i64) -> Sla {
        let begins = |week: i64| self.as_of.plus_secs(-(self.weeks_count - week) * 7 * DAY_SECS);
        let weeks = (0..self.weeks_count).map(|week| {
            let (answers, contacts) = self.weeks.remove(&week).unwrap_or_default().counted();
            (begins(week), answers, contacts)
        });
        let weeks = weeks.collect();
        let (answers, contacts) = self.whole.counted();
        let mut reps: Vec<(String, Answers, Contacts)> = Vec::new();
        for (rep, both) in self.reps {
            let (answers, contacts) = both.counted();
            reps.push((rep, answers, contacts));
        }
        reps.sort_by_key(|it| Reverse(it.2.late + it.2.missed));
        let mut sources: Vec<(String, Contacts)> =
            self.sources.into_iter().map(|(it, of)| (it, of.counted())).collect();
        sources.sort_by_key(|it| Reverse(it.1.late + it.1.missed));
        let mut owners: Vec<(String, Clocks)> = self.owners.into_iter().collect();
        owners.sort_by_key(|it| Reverse(it.1.late));
        let clocks = ClockKind::ALL.iter().map(|kind| (*kind, self.clocks.remove(kind).unwrap_or_default()));
        Sla { as_of: self.as_of, days, answers, contacts, weeks, reps, sources, clocks: clocks.collect(), owners }
    }
}

impl Both {
    fn add(&mut self, it: &Handover) {
        let answers = &mut self.answers;
        match it.state.as_str() {
            "accepted" | "refused" | "returned" => {
                *(if it.attempts > 1 { &mut answers.again } else { &mut answers.at_once }) += 1;
                self.secs.extend(it.answered_at.map(|at| (at.secs() - it.offered_at.secs()).max(0)));
            }
            "expired" => answers.never += 1,
            "open" => answers.open += 1,
            // What was withdrawn needs no answer any more.
            _ => {}
        }
        if it.state == "accepted" {
            self.contacts.add(it);
        }
    }

    fn counted(mut self) -> (Answers, Contacts) {
        let [median_secs, _] = quantiles(&mut self.secs);
        (Answers { median_secs, ..self.answers }, self.contacts.counted())
    }
}
