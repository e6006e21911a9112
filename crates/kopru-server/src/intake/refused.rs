//! What became of each line: counts, and the refused ones with place and reason.

use crate::limits::{EXCERPT_CHARS_MAX, KEY_CHARS_MAX, SHOWN_CHARS_MAX};
use kopru_engine::both;
use kopru_engine::fact::Subject;
use kopru_engine::lang::Both;
use kopru_engine::typing::FactFault;

/// A line or row that gave no facts because something in it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// A stable code such as `I012`; its meaning never changes.
    pub code: &'static str,
    /// What is wrong and, where it can be said, what to do.
    pub reason: Both,
    /// The beginning of the line as it stands in the file.
    pub excerpt: String,
}

/// How many records were read and what became of them: `rows = taken + passed_over + refused`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records read; a header and empty lines are none.
    pub rows: u64,
    /// Records that gave at least one fact.
    pub taken: u64,
    /// Records of a CSV file of which the mapping wants nothing: an `if` does not hold, or no date of a fact stands there.
    pub passed_over: u64,
    /// Records refused.
    pub refused: u64,
    /// Facts given.
    pub facts: u64,
}

/// Everything that is wrong with a fact, field by field, in one line.
pub fn faults_said(faults: &[FactFault]) -> Both {
    let said = |of: fn(&Both) -> &String| {
        faults.iter().map(|fault| format!("{}: {}", fault.at, of(&fault.message))).collect::<Vec<_>>().join("; ")
    };
    Both { en: said(|both| &both.en), tr: said(|both| &both.tr) }
}

/// Why a record is refused, before its place is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub code: &'static str,
    pub reason: Both,
}

impl Fault {
    pub fn new(code: &'static str, reason: Both) -> Fault {
        Fault { code, reason }
    }

    pub fn at(self, line: u64, raw: &[u8]) -> Refused {
        Refused {
            line,
            code: self.code,
            reason: self.reason,
            excerpt: shorten(&String::from_utf8_lossy(raw), EXCERPT_CHARS_MAX),
        }
    }
}

/// A wrong value as a reason shows it.
pub(super) fn shown(value: &str) -> String {
    shorten(value, SHOWN_CHARS_MAX)
}

/// The first `most` letters, control characters as blanks, and `…` when there is more.
fn shorten(text: &str, most: usize) -> String {
    let mut letters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut out: String = letters.by_ref().take(most).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    out
}

/// The subject of kind `kind`, if `value` can name one.
pub(super) fn subject(kind: &str, value: &str) -> Result<Subject, Fault> {
    let value = value.trim();
    key_length(kind, value)?;
    let subject = match kind {
        "email" if !looks_like_email(value) => {
            let value = shown(value);
            return Err(Fault::new(
                "I017",
                both!(en = "`{value}` is not an e-mail address", tr = "`{value}` bir e-posta adresi değil"),
            ));
        }
        "email" => Subject::Email,
        "phone" => Subject::Phone,
        "visitor" => Subject::Visitor,
        _ => Subject::External,
    };
    Ok(subject(value.to_owned()))
}

/// Refuses a name or id that is too long to be one.
pub(super) fn key_length(what: &str, value: &str) -> Result<(), Fault> {
    let length = value.chars().count();
    if length <= KEY_CHARS_MAX {
        return Ok(());
    }
    Err(Fault::new(
        "I018",
        both!(
            en = "`{what}` has {length} letters; at most {KEY_CHARS_MAX} are allowed",
            tr = "`{what}` {length} karakter; en çok {KEY_CHARS_MAX} olabilir"
        ),
    ))
}

/// Refuses the character NUL, which no database text can hold.
pub(super) fn no_nul(what: &str, value: &str) -> Result<(), Fault> {
    if !value.contains('\0') {
        return Ok(());
    }
    Err(Fault::new(
        "I016",
        both!(
            en = "`{what}` holds the character NUL: the file is damaged or not a text file",
            tr = "`{what}` NUL karakteri içeriyor: dosya bozuk ya da bir metin dosyası değil"
        ),
    ))
}

/// One `@` with something on both sides and no blanks; whether the mailbox exists nobody can read off it.
fn looks_like_email(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !value.chars().any(char::is_whitespace)
    })
}
