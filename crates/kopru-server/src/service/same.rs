//! Whether two records may be of one person, and why one thinks so. It only suggests: a person merges. What several people share,
//! a mailbox such as `info@`, says nothing, and who is known by one is no candidate at all.

use super::Services;
use crate::matching::MailDomain;
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::letters;
use kopru_store::lead::PersonView;
use kopru_store::leads::LeadRow;
use kopru_store::{Id, Result};
use std::collections::BTreeSet;

/// Candidates that are shown.
const SHOWN: usize = 5;
/// Digits at the end of a telephone number by which two are held against each other: without country and trunk prefix.
const PHONE_DIGITS: usize = 9;
/// Telephones of one record that are looked for elsewhere.
const PHONES: usize = 5;

/// Why two records may be of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The same telephone number.
    Phone(String),
    /// The same part before the `@`, but for points and what follows a plus sign, at the same domain.
    Mailbox(String),
    /// The same name at the same company.
    NameAtCompany,
    /// The same name, and addresses at this domain.
    NameAtDomain(String),
    /// The same name, and the same part before the `@` at different domains.
    NameAndMailbox(String),
}

impl Why {
    /// As a sentence.
    pub fn text(&self) -> Both {
        match self {
            Why::Phone(it) => both!(en = "the same telephone number, {it}", tr = "aynı telefon numarası: {it}"),
            Why::Mailbox(it) => both!(
                en = "the same address at {it}, but for points and what follows a plus sign",
                tr = "{it} alanında, noktalar ve artı işaretinden sonrası dışında aynı adres"
            ),
            Why::NameAtCompany => both!(en = "the same name at the same company", tr = "aynı şirkette aynı ad"),
            Why::NameAtDomain(it) => {
                both!(en = "the same name, and addresses at {it}", tr = "aynı ad; ikisinin de adresi {it} alanında")
            }
            Why::NameAndMailbox(it) => both!(
                en = "the same name, and both addresses begin with {it}@",
                tr = "aynı ad; iki adres de {it}@ ile başlıyor"
            ),
        }
    }
}

/// A record that may be of the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The record.
    pub row: LeadRow,
    /// Why; never nothing.
    pub why: Vec<Why>,
}

/// What is held against each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Card {
    /// Words of the name, folded and in order; at least two, else nothing.
    name: Vec<String>,
    account: Option<Id>,
    /// The part before the `@` without points and what follows a plus sign, the domain, and whether that is a company's.
    address: Option<(String, String, bool)>,
    phones: BTreeSet<String>,
    /// Whether the address belongs to a post, not to a person.
    shared: bool,
}

impl Card {
    fn of(row: &LeadRow) -> Card {
        let mut name = letters::words(row.name.as_deref().unwrap_or_default());
        name.sort_unstable();
        // A first name alone is many people's.
        if name.len() < 2 {
            name.clear();
        }
        let read = row.email.as_deref().and_then(|it| Some((it.split_once('@')?.0, MailDomain::read(it)?)));
        let phone = row.fields.iter().find(|it| &*it.0 == "phone").and_then(|it| digits(&it.1));
        Card {
            name,
            account: row.account,
            shared: read.as_ref().is_some_and(|it| it.1.role_mailbox),
            address: read
                .map(|(mailbox, it)| (plain(mailbox), it.domain.name.clone(), it.domain.kind.names_an_account())),
            phones: phone.into_iter().collect(),
        }
    }
}

/// A mailbox as it is compared.
fn plain(mailbox: &str) -> String {
    let mailbox = mailbox.split('+').next().unwrap_or(mailbox);
    letters::folded(mailbox).chars().filter(|it| !matches!(it, '.' | '_' | '-')).collect()
}

/// The end of a telephone number, where it is long enough to tell of one.
fn digits(phone: &str) -> Option<String> {
    let all: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    all.len().checked_sub(PHONE_DIGITS).and_then(|from| all.get(from..)).map(|it| it.iter().collect())
}

/// Why two records may be of one person; nothing when they need not be.
fn why(one: &Card, other: &Card) -> Vec<Why> {
    if one.shared || other.shared {
        return Vec::new();
    }
    let mut all: Vec<Why> = one.phones.intersection(&other.phones).map(|it| Why::Phone(format!("…{it}"))).collect();
    let named = !one.name.is_empty() && one.name == other.name;
    let addresses = one.address.as_ref().zip(other.address.as_ref());
    if let Some((a, b)) = addresses.filter(|(a, b)| a.0 == b.0 && !a.0.is_empty()) {
        if a.1 == b.1 {
            all.push(Why::Mailbox(a.1.clone()));
        } else if named {
            all.push(Why::NameAndMailbox(a.0.clone()));
        }
    }
    if named && one.account.is_some() && one.account == other.account {
        all.push(Why::NameAtCompany);
    } else if let Some((a, _)) = addresses.filter(|(a, b)| named && a.1 == b.1 && a.2) {
        all.push(Why::NameAtDomain(a.1.clone()));
    }
    all.sort();
    all
}

impl Services {
    /// Records that may be of the same person, those with most reasons first; at most five. Looked for among colleagues,
    /// namesakes, addresses that begin alike, and whoever is known by the same telephone.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn likely_same(&self, row: &LeadRow, person: &PersonView) -> Result<Vec<Likely>> {
        let mut card = Card::of(row);
        let phones = person.identities.iter().filter(|it| it.kind == "phone").map(|it| it.value.clone());
        let written = row.fields.iter().filter(|it| &*it.0 == "phone").map(|it| it.1.clone());
        let phones: Vec<String> = phones.chain(written).take(PHONES).collect();
        card.phones.extend(phones.iter().filter_map(|it| digits(it)));
        let mut known_by = BTreeSet::new();
        for phone in phones.iter().filter(|it| digits(it).is_some()) {
            known_by.extend(self.store.find_people(phone).await?);
        }
        let rows = self.store.alike(row.id, known_by.iter().copied().collect()).await?;
        let judged = rows.into_iter().map(|row| {
            let mut other = Card::of(&row);
            if known_by.contains(&row.id) {
                other.phones.extend(card.phones.iter().cloned());
            }
            Likely { why: why(&card, &other), row }
        });
        let mut likely: Vec<Likely> = judged.filter(|it| !it.why.is_empty()).collect();
        likely.sort_by_key(|it| (std::cmp::Reverse(it.why.len()), it.row.id));
        likely.truncate(SHOWN);
        Ok(likely)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, email: &str, phone: &str, account: u8) -> Card {
        let mut words = letters::words(name);
        words.sort_unstable();
        let read = MailDomain::read(email);
        Card {
            name: if words.len() < 2 { Vec::new() } else { words },
            account: (account > 0).then_some(Id([account; 16])),
            shared: read.as_ref().is_some_and(|it| it.role_mailbox),
            address: read.map(|it| {
                let mailbox = email.split('@').next().unwrap_or_default();
                (plain(mailbox), it.domain.name.clone(), it.domain.kind.names_an_account())
            }),
            phones: digits(phone).into_iter().collect(),
        }
    }

    #[test]
    fn two_records_are_suggested_for_these_reasons_and_no_others() {
        let ada = card("Ada Lovelace", "ada.lovelace@acme.com", "+90 532 111 22 33", 1);
        let company = "acme.com".to_owned();
        for (other, expected) in [
            (card("Lovelace, Ada", "al@acme.com", "", 1), vec![Why::NameAtCompany]),
            (card("ADA LOVELACE", "al@acme.com", "", 2), vec![Why::NameAtDomain(company.clone())]),
            (card("", "adalovelace+fair@acme.com", "", 1), vec![Why::Mailbox(company.clone())]),
            (card("", "", "0532 1112233", 0), vec![Why::Phone("…321112233".into())]),
            (card("Ada Lovelace", "ada.lovelace@gmail.com", "", 0), vec![Why::NameAndMailbox("adalovelace".into())]),
            // A namesake somewhere else, a colleague, one with the same first name, a short number.
            (card("Ada Lovelace", "ada@globex.com", "", 2), vec![]),
            (card("Bob Noyce", "bob@acme.com", "", 1), vec![]),
            (card("Ada", "a@acme.com", "", 1), vec![]),
            (card("", "x@acme.com", "2233", 1), vec![]),
            // What a post has says nothing of a person.
            (card("Ada Lovelace", "info@acme.com", "+90 532 111 22 33", 1), vec![]),
        ] {
            assert_eq!(why(&ada, &other), expected, "{other:?}");
            assert_eq!(why(&other, &ada), expected, "both ways");
        }
        // Many have an address at a free provider: the same name there is no company's.
        let free = |mailbox: &str| card("Ada Lovelace", &format!("{mailbox}@gmail.com"), "", 0);
        assert_eq!(why(&free("ada"), &free("countess")), []);
        let info = card("", "info@acme.com", "", 1);
        assert_eq!(why(&info, &card("", "info+x@acme.com", "", 1)), []);
    }
}
