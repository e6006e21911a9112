//! What sales has to do with a lead, as bytes.

use super::super::Standing;
use super::super::sales::{ClockKind, Contact, Offer, OfferState, Running, Sales, Step, Undo, Waiting};
use crate::bytes::{Reader, Writer};
use crate::playbook::Playbook;
use crate::time::Moment;
use std::sync::Arc;

/// Seconds that no clock of a playbook reaches: longer spans than 200 years are refused.
const SECS_MAX: i64 = 1 << 34;

impl Sales {
    pub(super) fn write<'w>(&'w self, out: &mut Writer<'w>) {
        // Most leads were never handed over: they take one byte.
        if *self == Sales::default() {
            out.byte(0);
            return;
        }
        out.byte(1);
        out.byte(u8::from(self.offer.is_some()));
        if let Some(offer) = &self.offer {
            out.number(u64::from(offer.number));
            out.number(u64::from(offer.attempt));
            out.moment(offer.offered_at);
            out.text(&offer.version);
            out.byte(offer.state as u8);
            out.moment_or_none(offer.answered_at);
            out.text_or_none(offer.by.as_ref());
            out.text_or_none(offer.reason.as_ref());
            out.moment_or_none(offer.breached_at);
            out.moment_or_none(offer.contact.map(|contact| contact.at));
            if let Some(contact) = offer.contact {
                out.byte(u8::from(contact.late) + 2 * u8::from(contact.logged_late));
            }
        }
        out.count(self.clocks.len());
        self.clocks.iter().for_each(|clock| clock.write(out));
        out.text_or_none(self.step.as_ref().map(|step| &step.what));
        if let Some(step) = &self.step {
            out.moment(step.due);
        }
        out.text_or_none(self.queue.as_ref());
        out.count(self.avoid.len());
        self.avoid.iter().for_each(|user| out.text(user));
        out.text_or_none(self.waiting.as_ref().map(|it| &it.reason));
        if let Some(waiting) = &self.waiting {
            out.moment_or_none(waiting.until);
        }
        out.text_or_none(self.undo.as_ref().map(|undo| &undo.fact));
        if let Some(undo) = &self.undo {
            out.moment(undo.until);
            undo.before.write(out);
        }
    }

    /// `deep`: whether what can be undone may follow; there is one such level.
    pub(super) fn read(bytes: &mut Reader<'_>, playbook: &Playbook, deep: bool) -> Option<Sales> {
        match bytes.byte()? {
            0 => return Some(Sales::default()),
            1 => {}
            _ => return None,
        }
        let offer = match bytes.place(2)? {
            0 => None,
            _ => Some(Offer {
                number: bytes.short()?,
                attempt: bytes.short()?,
                offered_at: bytes.moment()?,
                version: bytes.text()?,
                state: *OfferState::ALL.get(usize::from(bytes.byte()?))?,
                answered_at: bytes.moment_or_none()?,
                by: bytes.text_or_none()?,
                reason: bytes.text_or_none()?,
                breached_at: bytes.moment_or_none()?,
                contact: match bytes.moment_or_none()? {
                    None => None,
                    Some(at) => {
                        let flags = bytes.place(4)?;
                        Some(Contact { at, late: flags & 1 == 1, logged_late: flags & 2 == 2 })
                    }
                },
            }),
        };
        let clocks = bytes.list(8, Running::read)?;
        if !clocks.is_sorted_by(|a, b| (a.kind as u8) < b.kind as u8) {
            return None;
        }
        let step = match bytes.text_or_none()? {
            None => None,
            Some(what) => Some(Step { what, due: bytes.moment()? }),
        };
        let queue: Option<Arc<str>> = bytes.text_or_none()?;
        let avoid = bytes.list(1, Reader::text)?;
        let waiting = match bytes.text_or_none()? {
            None => None,
            Some(reason) => Some(Waiting { reason, until: bytes.moment_or_none()? }),
        };
        let undo = match bytes.text_or_none()? {
            None => None,
            Some(_) if !deep => return None,
            Some(fact) => {
                let until = bytes.moment()?;
                Some(Box::new(Undo { fact, until, before: Standing::read_at(bytes, playbook, false)? }))
            }
        };
        Some(Sales { offer, clocks, step, queue, avoid, waiting, undo })
    }
}

impl Running {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        out.byte(self.kind as u8);
        out.moment(self.started_at);
        out.moment(self.since);
        out.signed(self.left);
        out.byte(u8::from(self.warn_left.is_some()));
        if let Some(left) = self.warn_left {
            out.signed(left);
        }
        out.byte(u8::from(self.business) + 2 * u8::from(self.warned));
        out.text_or_none(self.calendar.as_ref());
        out.moment_or_none(self.warn_at);
        out.moment_or_none(self.due);
        out.moment_or_none(self.breached_at);
    }

    fn read(bytes: &mut Reader<'_>) -> Option<Running> {
        let kind = *ClockKind::ALL.get(usize::from(bytes.byte()?))?;
        let (started_at, since): (Moment, Moment) = (bytes.moment()?, bytes.moment()?);
        let left = bytes.signed()?;
        let warn_left = match bytes.place(2)? {
            0 => None,
            _ => Some(bytes.signed().filter(|left| left.abs() < SECS_MAX)?),
        };
        let flags = bytes.place(4)?;
        Some(Running {
            kind,
            started_at,
            since,
            left: (0..SECS_MAX).contains(&left).then_some(left)?,
            warn_left,
            business: flags & 1 == 1,
            warned: flags & 2 == 2,
            calendar: bytes.text_or_none()?,
            warn_at: bytes.moment_or_none()?,
            due: bytes.moment_or_none()?,
            breached_at: bytes.moment_or_none()?,
        })
    }
}
