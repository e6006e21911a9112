//! Writes.

use super::{SECOND, SMALL, STAMPS, kind};
use crate::lead::Stamp;
use crate::time::Moment;
use crate::value::Value;
use std::sync::Arc;

/// Room to begin with: about what a lead takes.
const ROOM: usize = 1_024;

/// Writes one thing.
pub(crate) struct Writer<'w> {
    out: Vec<u8>,
    /// The last moment written, in microseconds: the next is written as its distance.
    last: i64,
    stamps: [Option<&'w Stamp>; STAMPS],
    /// How many stamps were written.
    stamped: usize,
}

impl<'w> Writer<'w> {
    /// Begins with the number of the form.
    pub fn new(form: u8) -> Writer<'w> {
        let mut out = Vec::with_capacity(ROOM);
        out.push(form);
        Writer { out, last: 0, stamps: [None; STAMPS], stamped: 0 }
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    /// Seven bits a byte, the lowest first.
    #[inline]
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.out.push((number & 0x7F) as u8 | 0x80);
            number >>= 7;
        }
        self.out.push(number as u8);
    }

    /// A number of either sign; those near zero are short.
    #[inline]
    pub fn signed(&mut self, number: i64) {
        self.number(zigzag(number));
    }

    /// How many follow.
    #[inline]
    pub fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// A place, or none.
    #[inline]
    pub fn place_or_none(&mut self, place: Option<u16>) {
        self.number(place.map_or(0, |place| u64::from(place) + 1));
    }

    /// A wide number of either sign: how many bytes, then the bytes.
    pub fn wide(&mut self, number: i128) {
        let number = ((number << 1) ^ (number >> 127)) as u128;
        let bytes = (u128::BITS - number.leading_zeros()).div_ceil(8) as usize;
        self.out.push(bytes as u8);
        // Sixteen bytes are written at once, which is faster than so many as it takes.
        let len = self.out.len();
        self.out.extend_from_slice(&number.to_le_bytes());
        self.out.truncate(len + bytes);
    }

    /// Eight a byte, the first in the lowest bit.
    pub fn bits(&mut self, bits: impl Iterator<Item = bool>) {
        let (mut byte, mut filled) = (0, 0);
        for bit in bits {
            byte |= u8::from(bit) << filled;
            filled += 1;
            if filled == 8 {
                self.out.push(byte);
                (byte, filled) = (0, 0);
            }
        }
        if filled > 0 {
            self.out.push(byte);
        }
    }

    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.out.extend_from_slice(text.as_bytes());
    }

    pub fn text_or_none(&mut self, text: Option<&Arc<str>>) {
        match text {
            None => self.byte(0),
            Some(text) => {
                self.count(text.len() + 1);
                self.out.extend_from_slice(text.as_bytes());
            }
        }
    }

    /// The distance from the last moment: whole seconds, or microseconds where it is not whole.
    fn distance(&mut self, at: Moment) -> u64 {
        let micros = at.micros() - self.last;
        self.last = at.micros();
        if micros % SECOND == 0 { zigzag(micros / SECOND) << 1 } else { zigzag(micros) << 1 | 1 }
    }

    pub fn moment(&mut self, at: Moment) {
        let distance = self.distance(at);
        self.number(distance);
    }

    pub fn moment_or_none(&mut self, at: Option<Moment>) {
        let distance = at.map_or(0, |at| self.distance(at) + 1);
        self.number(distance);
    }

    /// A stamp in full, or how many stamps ago it was written; or none.
    pub fn stamp_or_none(&mut self, stamp: Option<&'w Stamp>) {
        match stamp {
            None => self.byte(0),
            Some(stamp) => self.stamp(stamp),
        }
    }

    /// The same, where there always is one.
    pub fn stamp(&mut self, stamp: &'w Stamp) {
        for ago in 0..STAMPS.min(self.stamped) {
            let known = self.stamps[(self.stamped - 1 - ago) % STAMPS];
            if known.is_some_and(|known| is_one(known, stamp)) {
                self.byte(ago as u8 + 2);
                return;
            }
        }
        self.byte(1);
        self.moment(stamp.at);
        self.number(u64::from(stamp.rank));
        self.text(&stamp.id);
        self.stamps[self.stamped % STAMPS] = Some(stamp);
        self.stamped += 1;
    }

    /// A value with its kind.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Unknown => self.byte(kind::UNKNOWN),
            Value::Bool(it) => self.kind(kind::BOOL, u64::from(*it)),
            Value::Int(it) => self.kind(kind::INT, zigzag(*it)),
            Value::Decimal(it) => self.kind(kind::DECIMAL, zigzag(it.millionths())),
            Value::Text(it) => {
                self.kind(kind::TEXT, it.len() as u64);
                self.out.extend_from_slice(it.as_bytes());
            }
            Value::Enum(it) => self.kind(kind::ENUM, u64::from(*it)),
            Value::Date(it) => self.kind(kind::DATE, zigzag(i64::from(it.days()))),
            Value::Moment(it) => {
                let distance = self.distance(*it);
                self.kind(kind::MOMENT, distance);
            }
            Value::Duration(it) => self.kind(kind::DURATION, zigzag(*it)),
            Value::Money(it) => {
                self.kind(kind::MONEY, zigzag(it.minor));
                self.out.extend_from_slice(&it.currency);
            }
            Value::List(items) => {
                self.kind(kind::LIST, items.len() as u64);
                items.iter().for_each(|item| self.value(item));
            }
        }
    }

    #[inline]
    fn kind(&mut self, kind: u8, number: u64) {
        if number < SMALL {
            self.out.push(kind | (number as u8) << 4);
        } else {
            self.out.push(kind | (SMALL as u8) << 4);
            self.number(number - SMALL);
        }
    }
}

/// Whether both are of one fact. Stamps of one fact share its id's text, so that the text itself need not be compared.
fn is_one(one: &Stamp, other: &Stamp) -> bool {
    Arc::ptr_eq(&one.id, &other.id) && one.at == other.at && one.rank == other.rank
}

/// Either sign without one: 0, −1, 1, −2, … become 0, 1, 2, 3, …
#[inline]
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}
