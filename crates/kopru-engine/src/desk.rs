//! Those who work leads, as far as deciding must know them: an input from the team's stream.

use crate::calendar::{Calendar, Pause};
use crate::time::Moment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// When somebody works.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Their own working hours, in their own zone; without them the playbook's calendar of each clock holds.
    pub calendar: Option<Calendar>,
    /// Stretches in which they are away: no business time passes for them.
    pub absences: Vec<Pause>,
}

impl Hours {
    /// Until when they are away, if they are at this moment; no end is known of an absence that lasts.
    pub fn away(&self, at: Moment) -> Option<Option<Moment>> {
        let away = self.absences.iter().filter(|it| it.from <= at && it.to.is_none_or(|to| at < to));
        away.map(|it| it.to).reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other)))
    }
}

/// Somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// When they work.
    pub hours: Hours,
    /// Whether they have left: nothing is theirs any more.
    pub left: bool,
    /// Whether routing gives them leads.
    pub sells: bool,
    /// The team they belong to.
    pub team: Option<Arc<str>>,
    /// Languages they speak; any, when nothing is said.
    pub languages: Vec<Arc<str>>,
    /// What they are good at.
    pub skills: Vec<Arc<str>>,
    /// How many open leads they can work at once; any number without it.
    pub capacity: Option<u32>,
    /// How large their share of the leads is beside the others', from 1.
    pub weight: u32,
}

impl Default for Member {
    fn default() -> Member {
        Member {
            hours: Hours::default(),
            left: false,
            sells: true,
            team: None,
            languages: Vec::new(),
            skills: Vec::new(),
            capacity: None,
            weight: 1,
        }
    }
}

/// Everybody at one state of the team's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// Which state of the stream; 0 before its first entry.
    pub version: u64,
    /// By user.
    pub members: BTreeMap<Arc<str>, Member>,
}

static NOBODY: Desk = Desk { version: 0, members: BTreeMap::new() };

impl Desk {
    /// A desk of which nothing is known: every clock runs on the playbook's calendars.
    pub fn none() -> &'static Desk {
        &NOBODY
    }

    /// A user's hours, where they have any of their own.
    pub fn hours(&self, user: &str) -> Option<&Hours> {
        let hours = self.members.get(user).map(|it| &it.hours)?;
        (hours.calendar.is_some() || !hours.absences.is_empty()).then_some(hours)
    }

    /// Whether somebody was here and has left.
    pub fn has_left(&self, user: &str) -> bool {
        self.members.get(user).is_some_and(|it| it.left)
    }
}
