//! A fact made ready before it waits for the writer: checked, typed, hashed. Runs on the caller's thread.

use crate::book::Book;
use crate::commit::Hash16;
use crate::limits;
use crate::rows::IdentityKey;
use crate::written::{Incoming, body, digest_of};
use hmac::{Hmac, KeyInit, Mac};
use kopru_engine::both;
use kopru_engine::fact::Subject;
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;
use kopru_engine::typing::{Fact, FactFault};
use sha2::Sha256;

/// A fact that somebody sends.
#[derive(Clone, Debug)]
pub struct FactIn {
    /// The fact, and who else the sender says the person is. Its `id` must be there: supplied, or derived.
    pub incoming: Incoming,
    /// Whether it comes from a file or another system rather than from an act of the person: then an erased address stays
    /// erased, and `recorded_at` may say when it became known.
    pub import: bool,
}

/// Why a fact is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A stable code, see the reference of errors.
    pub code: &'static str,
    /// In words.
    pub reason: Both,
    /// What is wrong with it, field by field.
    pub faults: Vec<FactFault>,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, reason: Both) -> Refusal {
        Refusal { code, reason, faults: Vec::new() }
    }
}

/// A fact made ready.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub incoming: Incoming,
    pub import: bool,
    pub id: String,
    pub body: String,
    pub digest: [u8; 16],
    pub key: Hash16,
    pub subject: IdentityKey,
    pub also: Vec<IdentityKey>,
    pub account: Option<String>,
    /// The import that tells of it.
    pub number: Option<i64>,
    /// Its types, by the version of the playbook with this number; occurred now if it does not say when.
    pub typed: (i64, Fact),
}

/// Makes a fact ready for the version of the playbook that is in force now.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn prepare(secret: &[u8], book: &Book, fact: FactIn, now: Moment) -> Result<Prepared, Refusal> {
    let FactIn { incoming, import } = fact;
    let Some(id) = incoming.raw.id.clone() else {
        return Err(Refusal::new("id_missing", both!(en = "the fact has no id", tr = "olgunun kimliği yok")));
    };
    let typed = type_fact(book, &incoming, &id, now)?;
    limited(&incoming)?;
    let source = incoming.raw.source.as_deref().unwrap_or("");
    let body = body(&incoming);
    Ok(Prepared {
        digest: digest_of(&body),
        key: keyed(secret, &[b"fact", source.as_bytes(), id.as_bytes()]),
        subject: identity(&incoming.raw.subject, source),
        also: incoming.also.iter().map(|it| identity(it, source)).collect(),
        account: incoming.raw.account.as_deref().map(account_key).filter(|key| !key.is_empty()),
        typed: (book.place, typed),
        import,
        number: None,
        id,
        body,
        incoming,
    })
}

/// Whether a fact by itself could be taken, whoever its subject is.
///
/// # Errors
/// Everything that is wrong with it: `fact_invalid`, `too_many_identities`.
pub fn check(book: &Book, incoming: &Incoming, now: Moment) -> Result<(), Refusal> {
    type_fact(book, incoming, incoming.raw.id.as_deref().unwrap_or(""), now)?;
    limited(incoming)
}

fn limited(incoming: &Incoming) -> Result<(), Refusal> {
    if incoming.also.len() <= limits::ALSO_MAX {
        return Ok(());
    }
    let most = limits::ALSO_MAX;
    Err(Refusal::new(
        "too_many_identities",
        both!(en = "a fact names at most {most} further identities", tr = "bir olgu en çok {most} ek kimlik belirtir"),
    ))
}

/// Gives a fact the types of a version of the playbook.
pub(crate) fn type_fact(book: &Book, incoming: &Incoming, id: &str, now: Moment) -> Result<Fact, Refusal> {
    book.playbook.type_fact(&incoming.raw, id, now).map_err(|faults| Refusal {
        code: "fact_invalid",
        reason: both!(en = "the fact does not fit the playbook", tr = "olgu oyun kitabına uymuyor"),
        faults,
    })
}

/// The first 16 bytes of HMAC-SHA256 over parts, each with its length before it.
pub(crate) fn keyed(secret: &[u8], parts: &[&[u8]]) -> Hash16 {
    // A key of any length is taken.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret) else {
        return [0; 16];
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().first_chunk().copied().unwrap_or_default()
}

/// Evens out how a person is named: capitals and blanks of an address, the signs in a telephone number. An external id
/// belongs to the system that it comes from.
pub fn identity(subject: &Subject, source: &str) -> IdentityKey {
    let value = subject.value().trim();
    let value = match subject {
        Subject::Email(_) => value.to_lowercase(),
        Subject::Phone(_) => phone(value),
        Subject::Visitor(_) => value.to_owned(),
        Subject::External(_) => format!("{source}\u{1f}{value}"),
    };
    IdentityKey { kind: subject.kind(), value }
}

/// A telephone number as digits, with `+` where it is international: `00` at the beginning says the same.
fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match (text.trim_start().starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => format!("+{digits}"),
        (false, Some(rest)) => format!("+{rest}"),
        (false, None) if digits.is_empty() => text.to_owned(),
        (false, None) => digits,
    }
}

/// How an account is named, evened out: blanks and capitals do not matter.
pub fn account_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_person_are_one() {
        let email = |it: &str| identity(&Subject::Email(it.into()), "web").value;
        assert_eq!(email(" Ada@Acme.com "), email("ada@acme.COM"));
        let phone = |it: &str| identity(&Subject::Phone(it.into()), "web").value;
        assert_eq!(phone("+90 (532) 111 22 33"), phone("0090 532 1112233"));
        assert_ne!(phone("0532 111 22 33"), phone("+90 532 111 22 33"));
        let external = |source: &str| identity(&Subject::External("7".into()), source);
        assert_ne!(external("crm"), external("web"));
        assert_eq!(account_key("  Acme   Ltd. "), "acme ltd.");
    }

    #[test]
    fn a_keyed_hash_depends_on_key_and_every_part() {
        let one = keyed(b"a", &[b"x", b"yz"]);
        assert_ne!(one, keyed(b"b", &[b"x", b"yz"]));
        assert_ne!(one, keyed(b"a", &[b"xy", b"z"]));
        assert_eq!(one, keyed(b"a", &[b"x", b"yz"]));
    }
}
