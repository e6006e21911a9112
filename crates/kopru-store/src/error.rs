//! What can go wrong with the store, each with a stable code.

use std::fmt;

/// The result of a store's function.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the store could not do something. Nothing of the failed call was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The database cannot be reached or answered with a fault that may pass: try again.
    Unavailable(String),
    /// The disk is full.
    Full(String),
    /// The database takes no writes: a standby, a read-only file or folder.
    ReadOnly(String),
    /// Another transaction came first; the store tries again by itself a few times before it says so.
    Conflict(String),
    /// There is no such thing.
    NotFound(String),
    /// The call makes no sense as things stand; the code says why.
    Refused(&'static str, String),
    /// What is stored cannot be read.
    Corrupt(String),
    /// The database cannot be used as it is: newer than this program, no Köprü database, wrong address or password.
    Unusable(String),
}

impl StoreError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Unavailable(_) => "database_unavailable",
            StoreError::Full(_) => "disk_full",
            StoreError::ReadOnly(_) => "database_read_only",
            StoreError::Conflict(_) => "conflict",
            StoreError::NotFound(_) => "not_found",
            StoreError::Refused(code, _) => code,
            StoreError::Corrupt(_) => "database_corrupt",
            StoreError::Unusable(_) => "database_unusable",
        }
    }

    /// Whether the same call may succeed a little later.
    pub fn passes(&self) -> bool {
        matches!(self, StoreError::Unavailable(_) | StoreError::Conflict(_) | StoreError::Full(_))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Unavailable(why) => write!(f, "the database is not available: {why}"),
            StoreError::Full(why) => write!(f, "the disk is full: {why}"),
            StoreError::ReadOnly(why) => write!(f, "the database takes no writes: {why}"),
            StoreError::Conflict(why) => write!(f, "another change came first: {why}"),
            StoreError::NotFound(what) => write!(f, "there is no {what}"),
            StoreError::Refused(_, why) => f.write_str(why),
            StoreError::Corrupt(what) => write!(f, "what is stored cannot be read: {what}"),
            StoreError::Unusable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for StoreError {}
