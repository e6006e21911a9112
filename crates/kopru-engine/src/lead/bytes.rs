//! A lead as bytes, so that it need not be built from its facts for every decision.

mod sales;

use super::derived::marks;
use super::{
    About, Derived, Disposition, Evidence, Finding, Held, Lead, Overruled, Reading, Sales, SignalSeen, Standing,
    Suggestion, Why,
};
use crate::bytes::{LEAD, Reader, Writer};
use crate::condition::{Slot, Slots, Space, Tri};
use crate::decay::Sums;
use crate::decide::{How, Seen};
use crate::playbook::{Kind, LeadSlots, Measure, Playbook, Priority};
use crate::time::Moment;
use crate::value::{Type, Value};
use std::sync::Arc;

/// Words that tell where a finding comes from.
const ORIGINS: usize = 4;
/// The highest level of a measure.
const LEVEL_MAX: i64 = 3;
/// Grades, and bands.
const LEVELS: usize = 4;

impl Lead {
    /// The lead as bytes: everything that it remembers, exactly. They can be read with the same playbook only, and by a
    /// binary that knows their form: whoever keeps them keeps the facts, too, and rebuilds when they cannot be read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(LEAD);
        out.moment_or_none(self.settled_at);
        out.moment_or_none(self.next_at);
        self.standing.write(&mut out);
        self.evidence.write(&mut out);
        self.derived.write(&mut out);
        out.finish()
    }

    /// The lead that [`Lead::to_bytes`] wrote under this playbook. Nothing when the bytes have another form, are damaged,
    /// or speak of what the playbook does not have; what is given back is safe to decide with.
    pub fn from_bytes(playbook: &Playbook, bytes: &[u8]) -> Option<Lead> {
        let mut bytes = Reader::new(LEAD, bytes)?;
        let bytes = &mut bytes;
        let (settled_at, next_at) = (bytes.moment_or_none()?, bytes.moment_or_none()?);
        let standing = Standing::read(bytes, playbook)?;
        let evidence = Evidence::read(bytes, playbook)?;
        let derived = Derived::read(bytes, playbook)?;
        bytes.end()?;
        Some(Lead { evidence, standing, settled_at, next_at, derived })
    }
}

impl Standing {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        out.place_or_none(self.stage.map(u16::from));
        out.moment_or_none(self.entered_at);
        moments(out, &self.reached);
        moments(out, &self.reported);
        self.disposition.write(out);
        out.number(u64::from(self.cycle));
        out.moment_or_none(self.cycle_from);
        out.count(self.holding.len());
        out.bits(self.holding.iter().copied());
        out.count(self.suggestions.len());
        for suggestion in &self.suggestions {
            match suggestion {
                Suggestion::LetGo(rule) => {
                    out.byte(0);
                    out.number(u64::from(*rule));
                }
                Suggestion::Revive { fact } => {
                    out.byte(1);
                    out.place_or_none(*fact);
                }
            }
        }
        out.number(u64::from(self.stagnations));
        out.text_or_none(self.owner.as_ref());
        out.number(u64::from(self.band));
        out.number(u64::from(self.grade));
        out.place_or_none(self.persona);
        out.byte(self.priority as u8);
        match &self.why {
            None => out.byte(0),
            Some(why) => why.write(out),
        }
        self.sales.write(out);
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Standing> {
        Standing::read_at(bytes, playbook, true)
    }

    /// `deep`: whether it may say what can be undone.
    fn read_at(bytes: &mut Reader<'_>, playbook: &Playbook, deep: bool) -> Option<Standing> {
        let (stages, rules) = (playbook.stages.len(), playbook.disqualify.len());
        let stage = match bytes.place_or_none(stages)? {
            None => None,
            Some(stage) => Some(u8::try_from(stage).ok()?),
        };
        Some(Standing {
            stage,
            entered_at: bytes.moment_or_none()?,
            reached: read_moments(bytes, stages)?,
            reported: read_moments(bytes, stages)?,
            disposition: Disposition::read(bytes)?,
            cycle: bytes.short()?,
            cycle_from: bytes.moment_or_none()?,
            holding: {
                bytes.same_count(rules)?;
                bytes.bits(rules)?.iter().collect()
            },
            suggestions: bytes.list(2, |bytes| read_suggestion(bytes, playbook))?,
            stagnations: bytes.short()?,
            owner: bytes.text_or_none()?,
            band: bytes.place(LEVELS)?,
            grade: bytes.place(LEVELS)?,
            persona: bytes.place_or_none(playbook.personas.len())?,
            priority: *Priority::ALL.get(usize::from(bytes.place(Priority::ALL.len())?))?,
            why: Why::read(bytes, playbook)?,
            sales: Sales::read(bytes, playbook, deep)?,
        })
    }
}

fn read_suggestion(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Suggestion> {
    match bytes.byte()? {
        0 => bytes.place(playbook.disqualify.len()).map(Suggestion::LetGo),
        1 => Some(Suggestion::Revive { fact: bytes.place_or_none(playbook.fact_types.len())? }),
        _ => None,
    }
}

impl Disposition {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        out.byte(self.place() as u8);
        match self {
            Disposition::Open => {}
            Disposition::Recycled { reason, until } => {
                out.text_or_none(reason.as_ref());
                out.moment_or_none(*until);
            }
            Disposition::Disqualified { kind, reason, until } => {
                out.number(*kind as u64);
                out.text_or_none(reason.as_ref());
                out.moment_or_none(*until);
            }
            Disposition::Won { reported } => out.byte(u8::from(*reported)),
            Disposition::Lost { reason } => out.text_or_none(reason.as_ref()),
        }
    }

    fn read(bytes: &mut Reader<'_>) -> Option<Disposition> {
        Some(match bytes.byte()? {
            0 => Disposition::Open,
            1 => Disposition::Recycled { reason: bytes.text_or_none()?, until: bytes.moment_or_none()? },
            2 => Disposition::Disqualified {
                kind: *Kind::ALL.get(usize::from(bytes.place(Kind::ALL.len())?))?,
                reason: bytes.text_or_none()?,
                until: bytes.moment_or_none()?,
            },
            3 => Disposition::Won { reported: bytes.place(2)? == 1 },
            4 => Disposition::Lost { reason: bytes.text_or_none()? },
            _ => return None,
        })
    }
}

impl Why {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        let (how, place) = match self.how {
            How::Rule(None) => (1, None),
            How::Rule(rule) => (2, rule),
            How::Act(kind) => (3, Some(kind)),
            How::Trigger(kind) => (4, Some(kind)),
            How::Date => (5, None),
            How::Report => (6, None),
        };
        out.byte(how);
        if let Some(place) = place {
            out.number(u64::from(place));
        }
        out.moment(self.at);
        out.count(self.seen.len());
        for seen in &self.seen {
            match seen {
                Seen::Value(slot, value) => {
                    out.byte(slot.space as u8);
                    out.number(u64::from(slot.index));
                    out.value(value);
                }
                Seen::Count(kind, window, count) => {
                    out.byte(COUNT);
                    out.number(u64::from(*kind));
                    out.signed(*window);
                    out.signed(*count);
                }
            }
        }
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Option<Why>> {
        let kinds = playbook.fact_types.len();
        let how = match bytes.byte()? {
            0 => return Some(None),
            1 => How::Rule(None),
            2 => How::Rule(Some(bytes.place(playbook.disqualify.len())?)),
            3 => How::Act(bytes.place(kinds)?),
            4 => How::Trigger(bytes.place(kinds)?),
            5 => How::Date,
            6 => How::Report,
            _ => return None,
        };
        let at = bytes.moment()?;
        let seen = bytes.list(3, |bytes| read_seen(bytes, playbook))?;
        Some(Some(Why { at, how, seen }))
    }
}

/// Stands where a [`Space`] does, for a count of facts.
const COUNT: u8 = 4;
/// The spaces that stages' conditions read, by their number.
const SPACES: [Space; 4] = [Space::Person, Space::Account, Space::Fact, Space::Lead];

fn read_seen(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Seen> {
    let space = bytes.byte()?;
    if space == COUNT {
        return Some(Seen::Count(bytes.place(playbook.fact_types.len())?, bytes.signed()?, bytes.signed()?));
    }
    let slot = Slot { space: *SPACES.get(usize::from(space))?, index: bytes.place(usize::from(u16::MAX))? };
    let value = bytes.value(playbook.type_of(slot)?)?;
    Some(Seen::Value(slot, value))
}

impl Evidence {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        self.fields.write(out);
        self.sums.write(out);
        self.write_times(out);
        match &self.source {
            None => out.byte(0),
            Some((stamp, source)) => {
                out.stamp(stamp);
                out.text(source);
            }
        }
        out.moment_or_none(self.last_act);
        out.moment_or_none(self.first_at);
        out.count(self.findings.len());
        self.findings.iter().for_each(|it| it.write(out));
        out.count(self.signals.len());
        for seen in &self.signals {
            out.stamp(&seen.stamp);
            out.number(u64::from(seen.signal));
            out.text_or_none(seen.quote.as_ref());
        }
        out.count(self.overruled.len());
        self.overruled.iter().for_each(|it| it.write(out));
        out.count(self.tries.len());
        self.tries.iter().for_each(|tried| out.moment(*tried));
        out.moment_or_none(self.reached_at);
        out.count(self.consents.len());
        for consent in &self.consents {
            out.stamp_or_none(consent.as_ref().map(|(stamp, _)| stamp));
            if let Some((_, given)) = consent {
                out.byte(u8::from(*given));
            }
        }
        out.count(self.withdrawn.len());
        for (purpose, stamp) in &self.withdrawn {
            out.number(u64::from(*purpose));
            out.stamp(stamp);
        }
        self.titled.iter().for_each(|it| out.value(it));
    }

    /// When facts of each type happened: those types that have any, each moment as its distance from the one before.
    fn write_times<'w>(&'w self, out: &mut Writer<'w>) {
        out.count(self.times.len());
        out.count(self.times.iter().filter(|times| !times.is_empty()).count());
        for (kind, times) in self.times.iter().enumerate().filter(|(_, times)| !times.is_empty()) {
            out.count(kind);
            out.count(times.len());
            let mut last = 0;
            for (place, at) in times.iter().enumerate() {
                if place == 0 {
                    out.signed(*at);
                } else {
                    out.number((at - last) as u64);
                }
                last = *at;
            }
        }
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Evidence> {
        Some(Evidence {
            fields: Held::read(bytes, &playbook.person)?,
            sums: Sums::read(bytes, playbook.engagement.len())?,
            times: read_times(bytes, playbook.fact_types.len())?,
            source: match bytes.stamp_or_none()? {
                None => None,
                Some(stamp) => Some((stamp, bytes.text()?)),
            },
            last_act: bytes.moment_or_none()?,
            first_at: bytes.moment_or_none()?,
            findings: bytes.list(8, |bytes| Finding::read(bytes, playbook))?,
            signals: bytes.list(3, |bytes| {
                let stamp = bytes.stamp()?;
                let signal = bytes.place(playbook.signals.len())?;
                Some(SignalSeen { stamp, signal, quote: bytes.text_or_none()? })
            })?,
            overruled: bytes.list(5, |bytes| Overruled::read(bytes, playbook))?,
            tries: bytes.list(1, |bytes| bytes.moment())?,
            reached_at: bytes.moment_or_none()?,
            consents: read_consents(bytes, playbook.consents.len())?,
            withdrawn: bytes.list(2, |bytes| Some((bytes.place(playbook.consents.len())?, bytes.stamp()?)))?,
            titled: {
                let mut role = [Value::Unknown, Value::Unknown, Value::Unknown];
                for (slot, value) in (LeadSlots::ROLE_FUNCTION..).zip(&mut role) {
                    *value = bytes.value(lead_type(playbook, slot)?)?;
                }
                role
            },
        })
    }
}

fn read_times(bytes: &mut Reader<'_>, kinds: usize) -> Option<Vec<Vec<i64>>> {
    bytes.same_count(kinds)?;
    let mut all = vec![Vec::new(); kinds];
    let mut begin = 0;
    for _ in 0..bytes.count(3)? {
        let kind = usize::from(bytes.place(kinds)?);
        let count = bytes.count(1)?;
        if kind < begin || count == 0 {
            return None;
        }
        let mut last = bytes.signed()?;
        let times = all.get_mut(kind)?;
        times.reserve_exact(count);
        times.push(last);
        let first = last;
        for _ in 1..count {
            last = last.checked_add(bytes.number()?.try_into().ok()?)?;
            times.push(last);
        }
        if first < Moment::MIN.secs() || last > Moment::MAX.secs() {
            return None;
        }
        begin = kind + 1;
    }
    Some(all)
}

fn read_consents(bytes: &mut Reader<'_>, purposes: usize) -> Option<Vec<Option<(super::Stamp, bool)>>> {
    bytes.same_count(purposes)?;
    let mut consents = Vec::with_capacity(purposes);
    for _ in 0..purposes {
        consents.push(match bytes.stamp_or_none()? {
            None => None,
            Some(stamp) => Some((stamp, bytes.place(2)? == 1)),
        });
    }
    Some(consents)
}

impl Finding {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        out.stamp(&self.stamp);
        self.about.write(out);
        out.number(u64::from(self.origin));
        out.text_or_none(self.by.as_ref());
        out.text_or_none(self.quote.as_ref());
        out.moment_or_none(self.until);
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Finding> {
        let stamp = bytes.stamp()?;
        let about = About::read(bytes, playbook)?;
        let origin = bytes.place(ORIGINS)?;
        let (by, quote): (Option<Arc<str>>, Option<Arc<str>>) = (bytes.text_or_none()?, bytes.text_or_none()?);
        Some(Finding { stamp, about, origin, by, quote, until: bytes.moment_or_none()? })
    }
}

impl About {
    fn write<'w>(&self, out: &mut Writer<'w>) {
        let (about, place, more) = match *self {
            About::Criterion(place, met) => (0, place, i64::from(met)),
            About::Pain(place) => (1, place, 0),
            About::Measure(place, level) => (2, place, level),
        };
        out.byte(about);
        out.number(u64::from(place));
        out.signed(more);
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<About> {
        let (about, place, more) = (bytes.byte()?, bytes.place(usize::from(u16::MAX))?, bytes.signed()?);
        let below = |len: usize| usize::from(place) < len;
        Some(match (about, more) {
            (0, 0 | 1) if below(playbook.criteria.len()) => About::Criterion(place, more == 1),
            (1, 0) if below(playbook.pains.len()) => About::Pain(place),
            (2, 0..=LEVEL_MAX) if below(Measure::ALL.len()) => About::Measure(place, more),
            _ => return None,
        })
    }
}

impl Overruled {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        out.stamp(&self.stamp);
        match &self.reading {
            Reading::Signal(signal) => {
                out.byte(0);
                out.number(u64::from(*signal));
            }
            Reading::Finding(about) => {
                out.byte(1);
                about.write(out);
            }
        }
        out.text_or_none(self.by.as_ref());
        out.text_or_none(self.quote.as_ref());
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Overruled> {
        let stamp = bytes.stamp()?;
        let reading = match bytes.byte()? {
            0 => Reading::Signal(bytes.place(playbook.signals.len())?),
            1 => Reading::Finding(About::read(bytes, playbook)?),
            _ => return None,
        };
        Some(Overruled { stamp, reading, by: bytes.text_or_none()?, quote: bytes.text_or_none()? })
    }
}

impl Derived {
    fn write<'w>(&'w self, out: &mut Writer<'w>) {
        out.count(self.values.len());
        out.bits(self.values.iter().map(Value::is_known));
        self.values.iter().filter(|value| value.is_known()).for_each(|value| out.value(value));
        answers(out, &self.marks);
        answers(out, &self.fit);
        match self.changed {
            Slots::NONE => out.byte(0),
            Slots::ALL => out.byte(1),
            some => {
                out.byte(2);
                out.wide(some.bits() as i128);
            }
        }
    }

    fn read(bytes: &mut Reader<'_>, playbook: &Playbook) -> Option<Derived> {
        let len = usize::from(playbook.slots.len);
        bytes.same_count(len)?;
        let known = bytes.bits(len)?;
        let mut values = Vec::with_capacity(len);
        for (known, slot) in known.iter().zip(&playbook.derived) {
            if known {
                bytes.value_into(&slot.kind, &mut values)?;
            } else {
                values.push(Value::Unknown);
            }
        }
        let derived = Derived {
            marks: read_answers(bytes, marks(playbook))?,
            fit: read_answers(bytes, playbook.fit.len())?,
            changed: match bytes.byte()? {
                0 => Slots::NONE,
                1 => Slots::ALL,
                2 => Slots::from_bits(bytes.wide()? as u128),
                _ => return None,
            },
            values,
        };
        (derived.values.len() == len).then_some(derived)
    }
}

fn lead_type(playbook: &Playbook, slot: u16) -> Option<&Type> {
    playbook.type_of(Slot { space: Space::Lead, index: slot })
}

/// Two bits an answer, four answers a byte.
fn answers(out: &mut Writer<'_>, answers: &[Tri]) {
    out.count(answers.len());
    for four in answers.chunks(4) {
        let bits = four.iter().zip([0, 2, 4, 6]).map(|(answer, shift)| (*answer as u8) << shift);
        out.byte(bits.fold(0, |byte, bits| byte | bits));
    }
}

fn read_answers(bytes: &mut Reader<'_>, count: usize) -> Option<Box<[Tri]>> {
    bytes.same_count(count)?;
    let mut answers = Vec::with_capacity(count);
    while answers.len() < count {
        let mut byte = bytes.byte()?;
        for _ in 0..(count - answers.len()).min(4) {
            answers.push(match byte & 3 {
                0 => Tri::False,
                1 => Tri::Unknown,
                2 => Tri::True,
                _ => return None,
            });
            byte >>= 2;
        }
        if byte != 0 {
            return None;
        }
    }
    Some(answers.into())
}

/// Which there are, then those.
fn moments(out: &mut Writer<'_>, moments: &[Option<Moment>]) {
    out.count(moments.len());
    out.bits(moments.iter().map(Option::is_some));
    moments.iter().flatten().for_each(|at| out.moment(*at));
}

fn read_moments(bytes: &mut Reader<'_>, count: usize) -> Option<Vec<Option<Moment>>> {
    bytes.same_count(count)?;
    let known = bytes.bits(count)?;
    let mut moments = Vec::with_capacity(count);
    for known in known.iter() {
        moments.push(if known { Some(bytes.moment()?) } else { None });
    }
    Some(moments)
}
