//! Why an answer is what it is, in both languages.

use super::domain::DomainKind;
use super::name::Likeness;
use kopru_engine::both;
use kopru_engine::lang::Both;

/// What the answer "a known company" rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The address's domain and the name.
    MailAndName(String),
    /// The address's domain; no name was given, or the company has none yet.
    Mail(String),
    /// The address's domain, though the name is another: a group's companies share one.
    MailOtherName(String),
    /// The web address, and perhaps the name.
    Site(String),
    /// The name; no domain contradicts it.
    Name,
    /// The name; the domain is new for this company, of which none was known.
    NameNewDomain(String),
}

impl Sign {
    /// How sure it makes the answer, 0 to 100.
    pub(super) fn confidence(&self) -> u8 {
        match self {
            Sign::MailAndName(_) => 99,
            Sign::Mail(_) => 95,
            Sign::Site(_) => 90,
            Sign::NameNewDomain(_) => 85,
            Sign::Name => 80,
            Sign::MailOtherName(_) => 75,
        }
    }

    /// In words.
    pub fn text(&self) -> Both {
        match self {
            Sign::MailAndName(domain) => both!(
                en = "the address's domain {domain} and the name are this company's",
                tr = "adresin alan adı {domain} ve ad bu şirketin"
            ),
            Sign::Mail(domain) => {
                both!(
                    en = "the address's domain {domain} is this company's",
                    tr = "adresin alan adı {domain} bu şirketin"
                )
            }
            Sign::MailOtherName(domain) => both!(
                en = "the address's domain {domain} is this company's; the name is another, as in a group of companies",
                tr = "adresin alan adı {domain} bu şirketin; ad ise başka, şirketler grubunda olduğu gibi"
            ),
            Sign::Site(domain) => {
                both!(en = "the web address {domain} is this company's", tr = "web adresi {domain} bu şirketin")
            }
            Sign::Name => both!(
                en = "the same name, without legal form and spelling; nothing contradicts it",
                tr = "hukuki biçim ve yazım farkı dışında aynı ad; çelişen bir şey yok"
            ),
            Sign::NameNewDomain(domain) => both!(
                en = "the same name; {domain} is the first domain that we learn of this company",
                tr = "aynı ad; {domain} bu şirketin öğrendiğimiz ilk alan adı"
            ),
        }
    }
}

/// Why it is in doubt whether this is a known company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The same name, but another domain.
    OtherDomain(String),
    /// Several companies have this name.
    SeveralHaveTheName(usize),
    /// The same name, with legal forms of different countries.
    OtherCountry(&'static str),
    /// The name consists of words that many companies use.
    Generic,
    /// A name that is almost the same.
    Near(Likeness),
    /// The domain's word is the same, the public suffix another: `acme.com` and `acme.com.tr`.
    OtherSuffix(String),
    /// The domain is spelled like the name of a company of which no domain is known, or the other way round.
    NameLikeDomain(String),
    /// Address, web address and name lead to different companies.
    Clash(Clash),
}

/// Which signs lead to different companies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The address's domain and the web address.
    MailAndSite,
    /// The domain and the name.
    DomainAndName,
    /// The web address is a known company's, the address's domain is none of its.
    SiteKnownMailNot,
}

impl Doubt {
    /// In words.
    pub fn text(&self) -> Both {
        match self {
            Doubt::OtherDomain(domain) => both!(
                en = "the same name, but {domain} is not among the company's domains",
                tr = "ad aynı, ama {domain} şirketin alan adları arasında değil"
            ),
            Doubt::SeveralHaveTheName(count) => {
                both!(en = "{count} companies have this name", tr = "bu adı taşıyan {count} şirket var")
            }
            Doubt::OtherCountry(form) => both!(
                en = "the same name, but the legal form {form} belongs to another country",
                tr = "ad aynı, ama {form} biçimi başka bir ülkenin"
            ),
            Doubt::Generic => both!(
                en = "the name consists of words that many companies use",
                tr = "ad, birçok şirketin kullandığı sözcüklerden oluşuyor"
            ),
            Doubt::Near(Likeness::Misspelt) => {
                both!(en = "the names differ by a letter or two", tr = "adlar bir iki harf farklı")
            }
            Doubt::Near(Likeness::Reordered) => {
                both!(en = "the same words in another order", tr = "aynı sözcükler, başka bir sırayla")
            }
            Doubt::Near(_) => both!(
                en = "one name says more than the other: perhaps a branch, perhaps another company",
                tr = "adlardan biri ötekinden fazlasını söylüyor: belki bir şube, belki başka bir şirket"
            ),
            Doubt::OtherSuffix(domain) => both!(
                en = "{domain} differs from the company's domain in its ending only",
                tr = "{domain} şirketin alan adından yalnızca uzantısıyla ayrılıyor"
            ),
            Doubt::NameLikeDomain(domain) => {
                both!(en = "the name is spelled like the domain {domain}", tr = "ad, {domain} alan adı gibi yazılıyor")
            }
            Doubt::Clash(Clash::MailAndSite) => both!(
                en = "the address's domain and the web address belong to different companies",
                tr = "adresin alan adı ile web adresi farklı şirketlerin"
            ),
            Doubt::Clash(Clash::DomainAndName) => both!(
                en = "the domain belongs to one company, the name to another",
                tr = "alan adı bir şirketin, ad başka bir şirketin"
            ),
            Doubt::Clash(Clash::SiteKnownMailNot) => both!(
                en = "the web address is this company's, the address's domain is not",
                tr = "web adresi bu şirketin, e-posta adresinin alan adı değil"
            ),
        }
    }
}

/// Why nothing tells a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// Neither name nor address nor web address stands there, or none can be read.
    NoClue,
    /// The address's domain says nothing of a company.
    Mail(DomainKind, Option<&'static str>),
    /// The web address says nothing of a company.
    Site(DomainKind),
}

impl Nothing {
    /// In words.
    pub fn text(&self) -> Both {
        match self {
            Nothing::NoClue => both!(
                en = "no company name, no address, no web address that can be read",
                tr = "okunabilen bir şirket adı, e-posta ya da web adresi yok"
            ),
            Nothing::Mail(_, Some(meant)) => both!(
                en = "free mail, probably {meant} misspelt, and no company name",
                tr = "ücretsiz e-posta, büyük olasılıkla yanlış yazılmış {meant}, ve şirket adı yok"
            ),
            Nothing::Mail(kind, None) | Nothing::Site(kind) => {
                let kind = kind.name();
                Both { en: format!("{}, and no company name", kind.en), tr: format!("{}; şirket adı yok", kind.tr) }
            }
        }
    }
}

/// Why a company is new.
pub(super) fn new(key: &str) -> Both {
    both!(
        en = "no known company has this domain or name: {key}",
        tr = "bilinen hiçbir şirketin bu alan adı ya da adı yok: {key}"
    )
}
