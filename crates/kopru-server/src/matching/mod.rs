//! Which company a person belongs to: from the domain of the address, the company's name and its web address.
//!
//! A domain that was registered by one organisation is the strongest sign; free mail, throw-away mail, access providers and
//! platforms say nothing. A name is compared without its legal form, marks and spacing. What two signs contradict is *doubtful*
//! and for a person to decide: nothing is merged on a guess. The same companies in the same order give the same answers.
//!
//! The answer goes into the fact as its account, and deciding never asks again: so replay does not depend on the lists, nor on
//! the public suffixes that this version of the program holds.

mod companies;
mod domain;
mod groups;
mod legal_form;
mod lists;
mod name;
mod reason;

pub use companies::{Companies, Full};
pub use domain::{Domain, DomainKind, MailDomain};
pub use groups::assign;
pub use legal_form::LegalForm;
pub use lists::{ListKind, Lists};
pub use name::{CompanyName, Likeness};
pub use reason::{Clash, Doubt, Nothing, Sign};

use kopru_engine::lang::Both;

/// What a row tells of somebody's company, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clues {
    /// The company's name.
    pub name: Option<CompanyName>,
    /// The e-mail address.
    pub mail: Option<MailDomain>,
    /// The web address.
    pub site: Option<Domain>,
}

impl Clues {
    /// Reads what a row tells; texts that cannot be read are as good as none.
    pub fn read(name: Option<&str>, email: Option<&str>, website: Option<&str>, lists: &Lists) -> Clues {
        Clues {
            name: name.and_then(CompanyName::read),
            mail: email.and_then(|text| MailDomain::read_with(text, lists)),
            site: website.and_then(|text| Domain::of_website(text, lists)),
        }
    }

    /// The domain of the address, if it names an organisation.
    pub fn mail_domain(&self) -> Option<&Domain> {
        self.mail.as_ref().map(|mail| &mail.domain).filter(|domain| domain.kind.names_an_account())
    }

    /// The domain of the web address, if it names an organisation.
    pub fn site_domain(&self) -> Option<&Domain> {
        self.site.as_ref().filter(|domain| domain.kind.names_an_account())
    }

    /// The key of a new account: the domain, else the name's key.
    pub fn key(&self) -> Option<String> {
        let domain = self.mail_domain().or(self.site_domain()).map(|domain| domain.name.clone());
        domain.or_else(|| self.name.as_ref().map(CompanyName::key))
    }
}

/// The answer to "which company?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// A company that is known.
    Known {
        /// Its account's key.
        account: String,
        /// 0 to 100; it orders answers and is no probability.
        confidence: u8,
        /// What the answer rests on.
        sign: Sign,
    },
    /// A company that is not known yet.
    New {
        /// The key that its account would have.
        key: String,
        /// 0 to 100: how sure it is that this is a company of its own.
        confidence: u8,
    },
    /// Perhaps a known company: a person decides.
    Doubtful {
        /// Keys of accounts that it may be, the likeliest first; at most [`CANDIDATES_MAX`](crate::limits::CANDIDATES_MAX).
        candidates: Vec<String>,
        /// The key of an account of its own, if it is none of them; none when the key is taken.
        apart: Option<String>,
        /// Why it is in doubt.
        doubt: Doubt,
    },
    /// Nothing tells a company.
    None(Nothing),
}

impl Match {
    /// The stable id: `known`, `new`, `doubtful`, `none`.
    pub fn id(&self) -> &'static str {
        match self {
            Match::Known { .. } => "known",
            Match::New { .. } => "new",
            Match::Doubtful { .. } => "doubtful",
            Match::None(_) => "none",
        }
    }

    /// Why, in words.
    pub fn reason(&self) -> Both {
        match self {
            Match::Known { sign, .. } => sign.text(),
            Match::New { key, .. } => reason::new(key),
            Match::Doubtful { doubt, .. } => doubt.text(),
            Match::None(nothing) => nothing.text(),
        }
    }

    /// How sure the answer is, 0 to 100; a doubtful one 50, none 0.
    pub fn confidence(&self) -> u8 {
        match self {
            Match::Known { confidence, .. } | Match::New { confidence, .. } => *confidence,
            Match::Doubtful { .. } => 50,
            Match::None(_) => 0,
        }
    }
}
