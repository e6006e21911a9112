//! Ids of 16 bytes that grow with time (UUID version 7, RFC 9562), so that what is made together lies together.

use crate::error::{Result, StoreError};
use kopru_engine::time::Moment;
use std::fmt;

/// The id of a person, an account, a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// The id that nobody has: what is about nobody names it.
    pub const NOBODY: Id = Id([0; 16]);

    /// Reads the 16 bytes of a column.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when there are not 16 of them.
    pub fn from_slice(bytes: &[u8]) -> Result<Id> {
        bytes.try_into().map(Id).map_err(|_| StoreError::Corrupt(format!("an id of {} bytes", bytes.len())))
    }

    /// No id that was made at this moment, or later, is less.
    pub fn least(at: Moment) -> Id {
        let millis = u64::try_from(at.micros() / 1_000).unwrap_or(0).to_be_bytes();
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millis[2..]);
        Id(bytes)
    }

    /// Reads `0190163d-8694-739b-aea5-966c26f8ad91`, with or without its dashes.
    pub fn parse(text: &str) -> Option<Id> {
        let mut bytes = [0; 16];
        let mut digits = text.bytes().filter(|byte| *byte != b'-');
        for byte in &mut bytes {
            let mut digit = || char::from(digits.next()?).to_digit(16).and_then(|it| u8::try_from(it).ok());
            *byte = digit()? << 4 | digit()?;
        }
        (digits.next().is_none() && (text.len() == 32 || text.len() == 36)).then_some(Id(bytes))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Bits of an id after its milliseconds, version and variant aside.
const TAIL_BITS: u32 = 74;

/// Makes ids: milliseconds, then 74 bits. Those are random, from the operating system, for the first id of a millisecond, and
/// grow by a random step for each further one (RFC 9562, §6.2, method 2): rows that are made together are then appended to
/// an index instead of being scattered over it.
#[derive(Debug, Default)]
pub struct Ids {
    random: Vec<u8>,
    /// The milliseconds of the last id, as its first bytes, and its tail.
    last: ([u8; 6], u128),
}

impl Ids {
    /// A new id of this moment.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the operating system gives no random bytes.
    pub fn make(&mut self, now: Moment) -> Result<Id> {
        let Id(mut bytes) = Id::least(now);
        let [time @ .., _, _, _, _, _, _, _, _, _, _] = bytes;
        let tail = match self.last {
            // Steps of at most 2^32 go on for 2^41 ids from what lies below the middle.
            (last, tail) if last == time && tail != 0 => tail + 1 + u128::from(self.word()?),
            _ => u128::from(self.word()?) << 41 | u128::from(self.word()?) << 9 | 1,
        };
        self.last = (time, tail);
        let tail = tail & ((1 << TAIL_BITS) - 1);
        // 12 bits after the version, 62 after the variant.
        let (high, low) = ((tail >> 62) | 0x7000, (tail & ((1 << 62) - 1)) | 1 << 63);
        bytes[6..8].copy_from_slice(&high.to_be_bytes()[14..]);
        bytes[8..].copy_from_slice(&low.to_be_bytes()[8..]);
        Ok(Id(bytes))
    }

    /// 32 random bits.
    fn word(&mut self) -> Result<u32> {
        if self.random.len() < 4 {
            self.random.resize(4_000, 0);
            getrandom::fill(&mut self.random)
                .map_err(|fault| StoreError::Unavailable(format!("no random bytes: {fault}")))?;
        }
        let rest = self.random.split_off(self.random.len() - 4);
        Ok(rest.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written_and_grow_with_time() {
        let mut ids = Ids::default();
        let one = ids.make(Moment::from_secs(1_000)).unwrap();
        let next = ids.make(Moment::from_secs(1_001)).unwrap();
        assert!(one < next);
        assert_eq!(Id::parse(&one.to_string()), Some(one));
        let many: Vec<Id> = (0..1_000).map(|_| ids.make(Moment::from_secs(1_001)).unwrap()).collect();
        assert!(next < many[0] && many.windows(2).all(|pair| pair[0] < pair[1]), "they grow within a millisecond");
        assert!(many.iter().all(|it| it.0[6] >> 4 == 7 && it.0[8] >> 6 == 2), "version 7, variant of the RFC");
        // 1 000 s are 1 000 000 ms, hexadecimal 0f4240; version 7.
        assert!(one.to_string().starts_with("0000000f-4240-7"));
        for wrong in ["", "0", "0190163d-8694-739b-aea5-966c26f8ad9", "0190163d-8694-739b-aea5-966c26f8ad9g"] {
            assert_eq!(Id::parse(wrong), None, "{wrong}");
        }
    }
}
