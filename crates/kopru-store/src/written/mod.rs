//! How facts and decisions are written down: JSON with the playbook's own names, so that a row can be read without us.
//!
//! Nothing here is a place in a list: a row names the stage, the rule, the field. So it outlives a binary and a playbook
//! in which things stand elsewhere, and a person with a database client understands it. Whole numbers are JSON numbers;
//! every other number, and money, is text, since no reader of JSON may be trusted with digits after the point.

pub mod decisions;
pub mod erased;
pub mod facts;
mod json;
mod names;
mod sales;
mod traces;
mod values;

pub use decisions::{cause, changes, read_cause, read_changes, read_outcome, read_trace, trace};
pub use facts::{Incoming, body, digest, digest_of, read_body};
pub use names::Names;

use std::fmt;

/// What was written cannot be read: it is no JSON, a part is missing or odd, or it has a name that the playbook lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// What is wrong, with the name or part that it is about; for logs and for the person who repairs the row.
    pub what: String,
}

impl Damaged {
    fn new(what: impl Into<String>) -> Damaged {
        Damaged { what: what.into() }
    }

    /// A part that a row must have.
    fn missing(part: &str) -> Damaged {
        Damaged::new(format!("`{part}` is missing"))
    }

    /// A part that is there, and is not what it has to be.
    fn odd(part: &str, wanted: &str) -> Damaged {
        Damaged::new(format!("`{part}` is not {wanted}"))
    }
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what is written cannot be read: {}", self.what)
    }
}

impl std::error::Error for Damaged {}
