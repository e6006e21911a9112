//! Bytes for what is kept beside the facts and can be rebuilt from them: leads, accounts and their changes.
//!
//! Numbers take as few bytes as they need, what is unknown takes a bit, and a stamp that several values share stands
//! there once. The form belongs to the binary that wrote it: the first byte is its number, and a reader that does not
//! know the number, or finds anything that its playbook has no place for, gives nothing back, so that the caller
//! rebuilds. What it does give back is safe to decide with.

mod reader;
mod writer;

pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

/// The form of a lead's bytes. A form that changes takes the next free number, which no other form ever had.
pub(crate) const LEAD: u8 = 6;
/// The form of an account's bytes.
pub(crate) const ACCOUNT: u8 = 2;
/// The form of the bytes of an account's change.
pub(crate) const ACCOUNT_CHANGE: u8 = 3;

/// Stamps that are remembered: a value whose stamp is one of the last so many names it instead of repeating it.
const STAMPS: usize = 16;
/// Microseconds of a second: most moments are whole seconds, and their distances are written as such.
const SECOND: i64 = 1_000_000;
/// A value begins with a byte: its kind in the lower four bits, and a number in the upper four where it is smaller than
/// this; otherwise the rest of the number follows.
const SMALL: u64 = 15;

/// The kinds of values.
mod kind {
    pub const UNKNOWN: u8 = 0;
    pub const BOOL: u8 = 1;
    pub const INT: u8 = 2;
    pub const DECIMAL: u8 = 3;
    pub const TEXT: u8 = 4;
    pub const ENUM: u8 = 5;
    pub const DATE: u8 = 6;
    pub const MOMENT: u8 = 7;
    pub const DURATION: u8 = 8;
    pub const MONEY: u8 = 9;
    pub const LIST: u8 = 10;
}
