//! Reads, and refuses what does not fit.

use super::{SECOND, SMALL, STAMPS, kind};
use crate::lead::Stamp;
use crate::time::{Day, Moment};
use crate::value::{Decimal, Money, Type, Value};
use std::sync::Arc;

/// Reads one thing. Every method gives nothing when the bytes do not say what is asked for.
pub(crate) struct Reader<'r> {
    rest: &'r [u8],
    /// The last moment read, in microseconds.
    last: i64,
    stamps: [Option<Stamp>; STAMPS],
    /// How many stamps were read.
    stamped: usize,
}

/// So many bits, one after another.
#[derive(Clone, Copy)]
pub(crate) struct Bits<'r> {
    bytes: &'r [u8],
    len: usize,
}

impl<'r> Bits<'r> {
    /// The bits in their order.
    pub fn iter(self) -> impl Iterator<Item = bool> + use<'r> {
        (0..self.len).map(move |place| self.bytes.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1))
    }
}

impl<'r> Reader<'r> {
    /// Begins after the number of the form; nothing when that is another.
    pub fn new(form: u8, bytes: &'r [u8]) -> Option<Reader<'r>> {
        let (first, rest) = bytes.split_first()?;
        let reader = Reader { rest, last: 0, stamps: [const { None }; STAMPS], stamped: 0 };
        (*first == form).then_some(reader)
    }

    /// Everything is read.
    pub fn end(&self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }

    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn bytes(&mut self, count: usize) -> Option<&'r [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    /// Sixty-four bits at most.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        if first < 0x80 { Some(u64::from(first)) } else { self.longer(u64::from(first & 0x7F)) }
    }

    fn longer(&mut self, first: u64) -> Option<u64> {
        let mut number = first;
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7F);
            if shift == 63 && part > 1 {
                return None;
            }
            number |= part << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    #[inline]
    pub fn signed(&mut self) -> Option<i64> {
        self.number().map(unzigzag)
    }

    /// A number of 32 bits.
    pub fn short(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    /// How many follow, each of so many bytes at least: more than there is room for is refused before any room is made.
    pub fn count(&mut self, bytes_each: usize) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.rest.len() / bytes_each).then_some(count)
    }

    /// The length of a list that the playbook fixes.
    #[inline]
    pub fn same_count(&mut self, count: usize) -> Option<()> {
        (self.number()? == count as u64).then_some(())
    }

    /// A place among so many.
    #[inline]
    pub fn place(&mut self, len: usize) -> Option<u16> {
        place(self.number()?, len)
    }

    /// The same, or none.
    #[inline]
    pub fn place_or_none(&mut self, len: usize) -> Option<Option<u16>> {
        match self.number()?.checked_sub(1) {
            None => Some(None),
            Some(number) => place(number, len).map(Some),
        }
    }

    pub fn wide(&mut self) -> Option<i128> {
        let count = usize::from(self.byte()?);
        let number = match self.rest.first_chunk::<16>() {
            // Sixteen bytes are read at once, which is faster than so many as there are.
            Some(chunk) if count <= 16 => {
                self.bytes(count)?;
                u128::from_le_bytes(*chunk) & u128::MAX.checked_shr(128 - 8 * count as u32).unwrap_or(0)
            }
            Some(_) => return None,
            None => self.bytes(count)?.iter().rev().fold(0, |number, byte| number << 8 | u128::from(*byte)),
        };
        Some((number >> 1) as i128 ^ -((number & 1) as i128))
    }

    /// So many bits; the last byte's others must not be set.
    pub fn bits(&mut self, len: usize) -> Option<Bits<'r>> {
        let bytes = self.bytes(len.div_ceil(8))?;
        let over = match (bytes.last(), len % 8) {
            (Some(last), used @ 1..) => last >> used,
            _ => 0,
        };
        (over == 0).then_some(Bits { bytes, len })
    }

    pub fn text(&mut self) -> Option<Arc<str>> {
        let len = self.number()?;
        self.text_of(len)
    }

    pub fn text_or_none(&mut self) -> Option<Option<Arc<str>>> {
        match self.number()?.checked_sub(1) {
            None => Some(None),
            Some(len) => self.text_of(len).map(Some),
        }
    }

    fn text_of(&mut self, len: u64) -> Option<Arc<str>> {
        let bytes = self.bytes(usize::try_from(len).ok()?)?;
        std::str::from_utf8(bytes).ok().map(Arc::from)
    }

    fn at(&mut self, distance: u64) -> Option<Moment> {
        let moved = unzigzag(distance >> 1);
        let micros = if distance & 1 == 0 { moved.checked_mul(SECOND)? } else { moved };
        self.last = self.last.checked_add(micros)?;
        Moment::from_micros(self.last)
    }

    pub fn moment(&mut self) -> Option<Moment> {
        let distance = self.number()?;
        self.at(distance)
    }

    pub fn moment_or_none(&mut self) -> Option<Option<Moment>> {
        match self.number()?.checked_sub(1) {
            None => Some(None),
            Some(distance) => self.at(distance).map(Some),
        }
    }

    /// Appends a stamp, or that there is none.
    #[inline]
    pub fn stamp_into(&mut self, all: &mut Vec<Option<Stamp>>) -> Option<()> {
        match self.byte()? {
            0 => all.push(None),
            1 => {
                let place = self.new_stamp()?;
                all.push(self.stamps[place].clone());
            }
            ago => all.push(Some(self.known_stamp(ago)?.clone())),
        }
        Some(())
    }

    pub fn stamp_or_none(&mut self) -> Option<Option<Stamp>> {
        match self.byte()? {
            0 => Some(None),
            1 => {
                let place = self.new_stamp()?;
                Some(self.stamps[place].clone())
            }
            ago => self.known_stamp(ago).map(|stamp| Some(stamp.clone())),
        }
    }

    pub fn stamp(&mut self) -> Option<Stamp> {
        self.stamp_or_none()?
    }

    fn new_stamp(&mut self) -> Option<usize> {
        let at = self.moment()?;
        let rank = self.number()?.try_into().ok()?;
        let place = self.stamped % STAMPS;
        self.stamps[place] = Some(Stamp { at, rank, id: self.text()? });
        self.stamped += 1;
        Some(place)
    }

    #[inline]
    fn known_stamp(&self, ago: u8) -> Option<&Stamp> {
        let ago = usize::from(ago) - 1;
        if ago > STAMPS {
            return None;
        }
        self.stamps[self.stamped.checked_sub(ago)? % STAMPS].as_ref()
    }

    /// A list of things that take so many bytes each at least.
    pub fn list<T>(&mut self, bytes_each: usize, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count(bytes_each)?;
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            all.push(read(self)?);
        }
        Some(all)
    }

    /// A value of a type, or unknown.
    pub fn value(&mut self, kind: &Type) -> Option<Value> {
        self.value_to(kind, |value| value)
    }

    /// Appends a value of a type, or unknown.
    #[inline]
    pub fn value_into(&mut self, kind: &Type, all: &mut Vec<Value>) -> Option<()> {
        self.value_to(kind, |value| all.push(value))
    }

    /// A value for whoever takes it: made where it belongs, because moving it there costs more than reading it.
    #[inline(always)]
    fn value_to<T>(&mut self, kind: &Type, take: impl FnOnce(Value) -> T) -> Option<T> {
        let head = self.byte()?;
        let small = u64::from(head >> 4);
        let number = if small < SMALL { small } else { self.number()?.checked_add(SMALL)? };
        Some(match (head & 0x0F, kind) {
            (kind::UNKNOWN, _) if head == kind::UNKNOWN => take(Value::Unknown),
            (kind::BOOL, Type::Bool) if number < 2 => take(Value::Bool(number == 1)),
            (kind::INT, Type::Int) => take(Value::Int(unzigzag(number))),
            (kind::DECIMAL, Type::Decimal) => take(Value::Decimal(Decimal::from_millionths(unzigzag(number)))),
            (kind::TEXT, Type::Text) => take(Value::Text(self.text_of(number)?)),
            (kind::ENUM, Type::Enum(words)) => take(Value::Enum(place(number, words.words.len())?)),
            (kind::DATE, Type::Date) => take(Value::Date(day(unzigzag(number))?)),
            (kind::MOMENT, Type::Moment) => take(Value::Moment(self.at(number)?)),
            (kind::DURATION, Type::Duration) => take(Value::Duration(unzigzag(number))),
            (kind::MONEY, Type::Money) => {
                let currency = self.bytes(3)?.try_into().ok()?;
                take(Value::Money(Money { minor: unzigzag(number), currency }))
            }
            (kind::LIST, Type::List(inner)) => take(self.values(number, inner)?),
            _ => return None,
        })
    }

    /// The items of a list; lists hold no lists.
    fn values(&mut self, count: u64, inner: &Type) -> Option<Value> {
        let count = usize::try_from(count).ok().filter(|count| *count <= self.rest.len())?;
        if matches!(inner, Type::List(_)) {
            return None;
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(self.value(inner)?);
        }
        Some(Value::List(items.into()))
    }
}

#[inline]
fn place(number: u64, len: usize) -> Option<u16> {
    if number < len as u64 { number.try_into().ok() } else { None }
}

/// A day that conditions can reckon with.
fn day(days: i64) -> Option<Day> {
    let day = Day::from_days(days.try_into().ok()?);
    (Moment::MIN.day()..=Moment::MAX.day()).contains(&day).then_some(day)
}

#[inline]
fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}
