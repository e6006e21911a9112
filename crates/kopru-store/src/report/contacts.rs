//! First contacts after acceptances: whether each was in time, as claimed and as recorded, and how long it took.

use crate::handovers::Handover;
use kopru_engine::share::Share;

/// The first contact after an acceptance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Made in time.
    pub in_time: u64,
    /// Of these, told only after it was late.
    pub told_late: u64,
    /// Made too late.
    pub late: u64,
    /// Late and not made yet.
    pub missed: u64,
    /// Not late yet.
    pub running: u64,
    /// Half of those that were made were made within so many seconds of the acceptance; none while none was made.
    pub median_secs: Option<i64>,
    /// Nine of ten were; none while none was made.
    pub p90_secs: Option<i64>,
}

impl Contacts {
    /// Made in time, of those whose time is up.
    pub fn kept(&self) -> Share {
        Share::new(self.in_time, self.in_time + self.late + self.missed)
    }

    /// The same by what was recorded in time: what was told late counts as late.
    pub fn kept_as_recorded(&self) -> Share {
        Share::new(self.in_time - self.told_late.min(self.in_time), self.in_time + self.late + self.missed)
    }
}

/// How the first contact of an accepted hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// Made in time.
    InTime,
    /// Made too late.
    Late,
    /// Late and not made yet.
    Missed,
    /// Not late yet.
    Running,
}

impl Contact {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Contact::InTime => "in_time",
            Contact::Late => "late",
            Contact::Missed => "missed",
            Contact::Running => "running",
        }
    }
}

impl Handover {
    /// How its first contact stands; none while it is not accepted.
    pub fn first_contact(&self) -> Option<Contact> {
        (self.state == "accepted").then_some(match (self.contact_at, self.contact_late, self.late_at) {
            (Some(_), true, _) => Contact::Late,
            (Some(_), false, _) => Contact::InTime,
            (None, _, Some(_)) => Contact::Missed,
            (None, _, None) => Contact::Running,
        })
    }
}

/// First contacts, and how long each took.
#[derive(Default)]
pub(super) struct Waits {
    counts: Contacts,
    secs: Vec<i64>,
}

impl Waits {
    /// Adds a hand-over, if it was accepted.
    pub(super) fn add(&mut self, it: &Handover) {
        let contacts = &mut self.counts;
        match it.first_contact() {
            None => return,
            Some(Contact::InTime) => contacts.in_time += 1,
            Some(Contact::Late) => contacts.late += 1,
            Some(Contact::Missed) => contacts.missed += 1,
            Some(Contact::Running) => contacts.running += 1,
        }
        contacts.told_late += u64::from(it.contact_told_late);
        if let (Some(made), Some(accepted)) = (it.contact_at, it.answered_at) {
            self.secs.push((made.secs() - accepted.secs()).max(0));
        }
    }

    pub(super) fn counted(mut self) -> Contacts {
        let [median_secs, p90_secs] = quantiles(&mut self.secs);
        Contacts { median_secs, p90_secs, ..self.counts }
    }
}

/// The times that half and that nine of ten are not longer than; none of none.
pub(super) fn quantiles(secs: &mut [i64]) -> [Option<i64>; 2] {
    secs.sort_unstable();
    let at = |place: usize| secs.get(place).copied();
    [at(secs.len() / 2), at(secs.len() * 9 / 10)]
}
