//! Whether the teams keep what they agreed on: how soon sales answers a hand-over and makes the first contact, over a window
//! of days, and how the clocks stand that run now (M15).

use super::contacts::{Contacts, Waits, quantiles};
use super::slice::{Window, clock_says};
use super::worked;
use crate::error::{Result, StoreError};
use crate::handovers::{self, Handover};
use crate::leads::LeadRow;
use crate::store::Store;
use kopru_engine::lead::ClockKind;
use kopru_engine::share::Share;
use kopru_engine::time::Moment;
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

/// How a hand-over was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// When it was first offered.
    AtOnce,
    /// After it had expired, and was offered again.
    Again,
    /// Expired, and never answered.
    Never,
    /// Not answered yet.
    Open,
}

impl Answer {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Answer::AtOnce => "at_once",
            Answer::Again => "again",
            Answer::Never => "never",
            Answer::Open => "open",
        }
    }
}

impl Handover {
    /// How it was answered; none of what was withdrawn, which needs no answer any more.
    pub fn answer(&self) -> Option<Answer> {
        match self.state.as_str() {
            "accepted" | "refused" | "returned" if self.attempts > 1 => Some(Answer::Again),
            "accepted" | "refused" | "returned" => Some(Answer::AtOnce),
            "expired" => Some(Answer::Never),
            "open" => Some(Answer::Open),
            _ => None,
        }
    }
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
            let window = Window { until: as_of, days };
            let mut tally = Tally::new(window);
            handovers::each(conn, shared.workspace, window.from(), as_of, |it| tally.offered(&it))?;
            worked::each(shared, conn, |it| tally.stands(&it))?;
            Ok(tally.finish())
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
    window: Window,
    whole: Both,
    weeks: BTreeMap<i64, Both>,
    reps: BTreeMap<String, Both>,
    sources: BTreeMap<String, Waits>,
    clocks: BTreeMap<ClockKind, Clocks>,
    owners: BTreeMap<String, Clocks>,
}

impl Tally {
    fn new(window: Window) -> Tally {
        Tally {
            window,
            whole: Both::default(),
            weeks: BTreeMap::new(),
            reps: BTreeMap::new(),
            sources: BTreeMap::new(),
            clocks: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    fn offered(&mut self, it: &Handover) {
        self.whole.add(it);
        self.weeks.entry(self.window.week(it.offered_at)).or_default().add(it);
        self.reps.entry(it.rep().to_owned()).or_default().add(it);
        if it.state == "accepted" {
            self.sources.entry(it.source.clone().unwrap_or_default()).or_default().add(it);
        }
    }

    fn stands(&mut self, it: &LeadRow) {
        let owner = it.owner.clone().unwrap_or_default();
        for clock in &it.sales.clocks {
            for counts in [self.clocks.entry(clock.kind).or_default(), self.owners.entry(owner.clone()).or_default()] {
                counts.late += u64::from(clock_says(clock, "late"));
                counts.paused += u64::from(clock_says(clock, "paused"));
                counts.running += u64::from(clock_says(clock, "running"));
                counts.warned += u64::from(clock_says(clock, "warned"));
            }
        }
    }

    fn finish(mut self) -> Sla {
        let window = self.window;
        let weeks = (0..window.weeks()).map(|week| {
            let (answers, contacts) = self.weeks.remove(&week).unwrap_or_default().counted();
            (window.week_begins(week), answers, contacts)
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
        let Window { until: as_of, days } = window;
        Sla { as_of, days, answers, contacts, weeks, reps, sources, clocks: clocks.collect(), owners }
    }
}

impl Both {
    fn add(&mut self, it: &Handover) {
        let answer = it.answer();
        match answer {
            Some(Answer::AtOnce) => self.answers.at_once += 1,
            Some(Answer::Again) => self.answers.again += 1,
            Some(Answer::Never) => self.answers.never += 1,
            Some(Answer::Open) => self.answers.open += 1,
            None => {}
        }
        if matches!(answer, Some(Answer::AtOnce | Answer::Again)) {
            self.secs.extend(it.answered_at.map(|at| (at.secs() - it.offered_at.secs()).max(0)));
        }
        self.contacts.add(it);
    }

    fn counted(mut self) -> (Answers, Contacts) {
        let [median_secs, _] = quantiles(&mut self.secs);
        (Answers { median_secs, ..self.answers }, self.contacts.counted())
    }
}
