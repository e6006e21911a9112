//! The hours of those who work leads, as far as deciding must know them: an input from the team's stream.

use crate::calendar::{Calendar, Pause};
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

/// Everybody's hours at one state of the team's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// Which state of the stream; 0 before its first entry.
    pub version: u64,
    /// By user.
    pub hours: BTreeMap<Arc<str>, Hours>,
}

static NOBODY: Desk = Desk { version: 0, hours: BTreeMap::new() };

impl Desk {
    /// A desk of which nothing is known: every clock runs on the playbook's calendars.
    pub fn none() -> &'static Desk {
        &NOBODY
    }
}
