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

/// First contacts, and how long each took.
#[derive(Default)]
pub(super) struct Waits {
    counts: Contacts,
    secs: Vec<i64>,
}

impl Waits {
    pub(super) fn add(&mut self, it: &Handover) {
        let contacts = &mut self.counts;
        match (it.contact_at, it.contact_late, it.late_at) {
            (Some(_), true, _) => contacts.late += 1,
            (Some(_), false, _) => contacts.in_time += 1,
            (None, _, Some(_)) => contacts.missed += 1,
            (None, _, None) => contacts.running += 1,
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
