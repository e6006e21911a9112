//! A fact as it came: who, what, when, with values that have no types yet.

use crate::time::Moment;
use crate::value::Scalar;
use std::collections::BTreeMap;

/// Whom a fact is about, as the sender named them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An e-mail address, spelled as it came: capitals are not yet evened out.
    Email(String),
    /// An id in the sender's system, or the key of a record.
    External(String),
    /// A telephone number, spelled as it came.
    Phone(String),
    /// A visitor of a web page whom nobody has identified yet.
    Visitor(String),
}

impl Subject {
    /// The name of the kind, as files write it: `email`, `external`, `phone` or `visitor`.
    pub fn kind(&self) -> &'static str {
        match self {
            Subject::Email(_) => "email",
            Subject::External(_) => "external",
            Subject::Phone(_) => "phone",
            Subject::Visitor(_) => "visitor",
        }
    }

    /// The address, id or number itself.
    pub fn value(&self) -> &str {
        match self {
            Subject::Email(it) | Subject::External(it) | Subject::Phone(it) | Subject::Visitor(it) => it,
        }
    }
}

/// A fact as it came, before the playbook's schema gave its values types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFact {
    /// The fact's id, supplied or derived; the same id is the same fact.
    pub id: Option<String>,
    /// Whom it is about.
    pub subject: Subject,
    /// The account's name, key or domain as mapped; `None` when nothing names one.
    pub account: Option<String>,
    /// The fact's type: `page_viewed`, `stage_reported`, `fields_set`.
    pub kind: String,
    /// When it happened, as claimed; `None` only for rows without any date, which hold from the moment asked about.
    pub occurred_at: Option<Moment>,
    /// When it became known; `None` means when it happened.
    pub recorded_at: Option<Moment>,
    /// Where it comes from: `web`, `crm`.
    pub source: Option<String>,
    /// What conditions read as `fact.*`.
    pub data: BTreeMap<String, Scalar>,
    /// Fields of the person that it sets.
    pub fields: BTreeMap<String, Scalar>,
    /// Fields of the account that it sets.
    pub account_fields: BTreeMap<String, Scalar>,
}

impl RawFact {
    /// A fact of type `kind` about `subject`, with everything else left open.
    pub fn new(subject: Subject, kind: impl Into<String>) -> RawFact {
        RawFact {
            id: None,
            subject,
            account: None,
            kind: kind.into(),
            occurred_at: None,
            recorded_at: None,
            source: None,
            data: BTreeMap::new(),
            fields: BTreeMap::new(),
            account_fields: BTreeMap::new(),
        }
    }
}
