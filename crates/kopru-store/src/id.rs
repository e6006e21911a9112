//! Ids of 16 bytes that grow with time (UUID version 7, RFC 9562), so that what is made together lies together.

use crate::error::{Result, StoreError};
use kopru_engine::time::Moment;
use std::fmt;

/// The id of a person, an account, a message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl Id {
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

/// Makes ids: milliseconds, then 74 random bits from the operating system.
#[derive(Debug, Default)]
pub struct Ids {
    random: Vec<u8>,
}

impl Ids {
    /// A new id of this moment.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the operating system gives no random bytes.
    pub fn make(&mut self, now: Moment) -> Result<Id> {
        if self.random.len() < 10 {
            self.random.resize(4_000, 0);
            getrandom::fill(&mut self.random)
                .map_err(|fault| StoreError::Unavailable(format!("no random bytes: {fault}")))?;
        }
        let rest = self.random.split_off(self.random.len() - 10);
        let Id(mut bytes) = Id::least(now);
        bytes[6..].copy_from_slice(&rest);
        bytes[6] = bytes[6] & 0x0f | 0x70;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Ok(Id(bytes))
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
        // 1 000 s are 1 000 000 ms, hexadecimal 0f4240; version 7.
        assert!(one.to_string().starts_with("0000000f-4240-7"));
        for wrong in ["", "0", "0190163d-8694-739b-aea5-966c26f8ad9", "0190163d-8694-739b-aea5-966c26f8ad9g"] {
            assert_eq!(Id::parse(wrong), None, "{wrong}");
        }
    }
}
