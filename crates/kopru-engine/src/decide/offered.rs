//! By when an offer that is made at this moment would have to be answered, and the first contact made.

use crate::desk::Desk;
use crate::lead::{ClockKind, Pace, Running};
use crate::playbook::Playbook;
use crate::time::Moment;
use std::sync::Arc;

/// When an offer made now would be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfOffered {
    /// By when sales would have to answer; none where nothing is agreed, or nobody knows how long an absence lasts.
    pub answer: Option<Moment>,
    /// By when the first contact would be late, were the offer accepted at once; none as above.
    pub contact: Option<Moment>,
}

/// By when an offer to `owner` would be due: the same clocks that an offer starts, by the owner's own hours and absences where
/// they have any, else by the playbook's calendars. None where the playbook hands nothing over.
pub fn if_offered(playbook: &Playbook, desk: &Desk, owner: Option<&Arc<str>>, now: Moment) -> Option<IfOffered> {
    let handover = playbook.handover.as_ref()?;
    let due = |kind, span, calendar: Option<&Arc<str>>| {
        Running::start(kind, now, (None, span), calendar, pace(playbook, desk, calendar, owner))?.due
    };
    let answer = handover.accept_within;
    Some(IfOffered {
        answer: answer.and_then(|span| due(ClockKind::Accept, span, handover.accept_calendar.as_ref())),
        contact: due(ClockKind::Contact, handover.contact_breach, handover.contact_calendar.as_ref()),
    })
}

/// Whose hours a clock runs by: the owner's own where they have any, else those of the playbook's calendar.
pub(super) fn pace<'a>(
    terms: &'a Playbook,
    desk: &'a Desk,
    calendar: Option<&Arc<str>>,
    owner: Option<&Arc<str>>,
) -> Pace<'a> {
    let own = owner.and_then(|owner| desk.hours(owner));
    let named = calendar.and_then(|name| terms.calendars.get(&**name)).map(|it| &it.calendar);
    Pace {
        calendar: own.and_then(|hours| hours.calendar.as_ref()).or(named),
        absences: own.map_or(&[], |hours| &hours.absences),
    }
}
