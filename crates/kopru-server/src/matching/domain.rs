//! E-mail addresses and web addresses → the domain that was registered, and what it says about who stands behind it.

use super::lists::Lists;
use crate::limits::KEY_CHARS_MAX;
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::letters::folded;

/// What a domain says about who stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainKind {
    /// A company, or whoever registered it: nothing else is known.
    Company,
    /// A school or university.
    Education,
    /// A public authority, a municipality, the armed forces.
    Government,
    /// Free mail: says nothing of a company.
    Free,
    /// Mail that is thrown away.
    Disposable,
    /// An access provider: its customers, private people and small companies, have mailboxes there.
    Provider,
    /// A platform under which many have their page.
    Platform,
}

impl DomainKind {
    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            DomainKind::Company => "company",
            DomainKind::Education => "education",
            DomainKind::Government => "government",
            DomainKind::Free => "free",
            DomainKind::Disposable => "disposable",
            DomainKind::Provider => "provider",
            DomainKind::Platform => "platform",
        }
    }

    /// In words.
    pub fn name(self) -> Both {
        match self {
            DomainKind::Company => both!(en = "a company's domain", tr = "şirket alan adı"),
            DomainKind::Education => {
                both!(en = "a school's or university's domain", tr = "okul ya da üniversite alan adı")
            }
            DomainKind::Government => both!(en = "a public authority's domain", tr = "kamu kurumu alan adı"),
            DomainKind::Free => both!(en = "free mail", tr = "ücretsiz e-posta"),
            DomainKind::Disposable => both!(en = "throw-away mail", tr = "kullan-at e-posta"),
            DomainKind::Provider => both!(en = "mail of an access provider", tr = "internet sağlayıcısının e-postası"),
            DomainKind::Platform => {
                both!(en = "a platform that many share", tr = "birçok kişinin paylaştığı bir platform")
            }
        }
    }

    /// Whether the domain stands for one organisation, so that it names an account.
    pub fn names_an_account(self) -> bool {
        matches!(self, DomainKind::Company | DomainKind::Education | DomainKind::Government)
    }
}

/// A registered domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The registrable domain: the public suffix and one word, `acme.com.tr`. Small letters.
    pub name: String,
    /// How many bytes of `name` come before the public suffix and its dot: `acme`.
    label: usize,
    /// What it says.
    pub kind: DomainKind,
    /// The free mail that was probably meant, when the name is misspelt: `gmail` for `gmial.com`.
    pub misspelt: Option<&'static str>,
}

impl Domain {
    /// The domain of a host name such as `www.acme.com.tr`; `None` for addresses in numbers, bare suffixes, and what is none.
    pub fn of_host(host: &str, lists: &Lists) -> Option<Domain> {
        let host = host_name(host)?;
        let suffix = psl::suffix(host.as_bytes())?;
        let suffix_len = suffix.as_bytes().len();
        let before = host.get(..host.len().checked_sub(suffix_len + 1)?)?;
        let start = before.rfind('.').map_or(0, |dot| dot + 1);
        let (name, suffix) = (host.get(start..)?, host.get(host.len() - suffix_len..)?);
        let label = before.len().checked_sub(start).filter(|length| *length > 0)?;
        let word = name.get(..label)?;
        let free = lists.free(name, word);
        let kind = match suffix_kind(suffix) {
            _ if free.is_some() => DomainKind::Free,
            _ if lists.disposable(name) => DomainKind::Disposable,
            _ if lists.provider(name) => DomainKind::Provider,
            _ if lists.platform(name) => DomainKind::Platform,
            Some(kind) => kind,
            None => DomainKind::Company,
        };
        Some(Domain { name: name.to_owned(), label, kind, misspelt: free.flatten() })
    }

    /// The domain of a web address as people write it: `https://www.acme.com.tr/en?x=1`, `acme.com.tr`.
    pub fn of_website(text: &str, lists: &Lists) -> Option<Domain> {
        let text = text.trim();
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = text.split(['/', '?', '#', '\\', ' ']).next()?;
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let host = host.split_once(':').map_or(host, |(host, _)| host);
        host.contains('.').then(|| Domain::of_host(host, lists))?
    }

    /// The word before the public suffix: `acme` of `acme.com.tr`.
    pub fn label(&self) -> &str {
        self.name.get(..self.label).unwrap_or_default()
    }
}

/// `host` in small letters, if it may be one. `ı` and `İ`, which Turkish keyboards and programs put into addresses, are an `i`.
fn host_name(host: &str) -> Option<String> {
    let host = host.trim().trim_end_matches('.');
    if host.is_empty() || host.len() > 253 {
        return None;
    }
    let host: String = host.chars().map(|letter| if matches!(letter, 'ı' | 'İ') { 'i' } else { letter }).collect();
    let host = host.to_lowercase();
    let sound = host.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
    });
    let numbers = host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    (sound && !numbers).then_some(host)
}

/// What a public suffix says by itself: `edu.tr`, `ac.uk`, `gov`, `bel.tr`.
fn suffix_kind(suffix: &str) -> Option<DomainKind> {
    let (first, alone) = suffix.split_once('.').map_or((suffix, true), |(first, _)| (first, false));
    match first {
        "edu" => Some(DomainKind::Education),
        "ac" | "sch" | "k12" | "school" if !alone => Some(DomainKind::Education),
        "gov" | "mil" => Some(DomainKind::Government),
        "gob" | "gouv" | "gub" | "go" | "govt" | "gv" | "gc" | "bel" | "pol" | "tsk" | "nhs" | "police" if !alone => {
            Some(DomainKind::Government)
        }
        _ => None,
    }
}

/// An e-mail address as far as it tells of a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailDomain {
    /// The domain behind the `@`.
    pub domain: Domain,
    /// Whether the mailbox belongs to a post (`info@`, `satis@`), not to a person. The domain still names the company.
    pub role_mailbox: bool,
}

impl MailDomain {
    /// Reads an address with the shipped lists; `None` when it is none.
    pub fn read(address: &str) -> Option<MailDomain> {
        MailDomain::read_with(address, &Lists::shipped())
    }

    /// Reads an address; `None` when it is none. `Ada <ada@acme.com>` and `mailto:` are understood.
    pub fn read_with(address: &str, lists: &Lists) -> Option<MailDomain> {
        let text = address.trim();
        if text.chars().count() > KEY_CHARS_MAX {
            return None;
        }
        let text = match text.split_once('<') {
            Some((_, rest)) => rest.split('>').next()?.trim(),
            None => text,
        };
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let (mailbox, host) = text.rsplit_once('@')?;
        if mailbox.is_empty() || mailbox.contains([' ', '@', '\t']) {
            return None;
        }
        let mailbox = folded(mailbox.split('+').next().unwrap_or(mailbox));
        Some(MailDomain { domain: Domain::of_host(host, lists)?, role_mailbox: lists.role(&mailbox) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(address: &str) -> Option<(String, &'static str, bool)> {
        MailDomain::read(address).map(|it| (it.domain.name, it.domain.kind.id(), it.role_mailbox))
    }

    #[test]
    fn an_address_tells_its_registered_domain_and_what_it_says() {
        for (address, domain, kind, role) in [
            ("ada@mail.acme.com.tr", "acme.com.tr", "company", false),
            ("ADA@ACME.COM.TR", "acme.com.tr", "company", false),
            ("Ada Can <ada@acme.co.uk>", "acme.co.uk", "company", false),
            ("info@acme.de", "acme.de", "company", true),
            ("satis+web@acme.com.tr", "acme.com.tr", "company", true),
            ("ada@gmail.com", "gmail.com", "free", false),
            ("ada@gmaıl.com", "gmail.com", "free", false),
            ("ada@gmial.com", "gmial.com", "free", false),
            ("ada@yahoo.com.tr", "yahoo.com.tr", "free", false),
            ("ada@mail.ru", "mail.ru", "free", false),
            ("x1@mailinator.com", "mailinator.com", "disposable", false),
            ("firma@ttmail.com", "ttmail.com", "provider", false),
            ("acme@hs01.kep.tr", "hs01.kep.tr", "provider", false),
            ("ada@cs.metu.edu.tr", "metu.edu.tr", "education", false),
            ("ada@ox.ac.uk", "ox.ac.uk", "education", false),
            ("ada@mit.edu", "mit.edu", "education", false),
            ("ada@ankara.bel.tr", "ankara.bel.tr", "government", false),
            ("ada@icisleri.gov.tr", "icisleri.gov.tr", "government", false),
            ("ada@şirket.com.tr", "şirket.com.tr", "company", false),
        ] {
            assert_eq!(read(address), Some((domain.to_owned(), kind, role)), "{address}");
        }
        for address in [
            "",
            "ada",
            "@acme.com",
            "ada@",
            "ada@com.tr",
            "ada@10.0.0.1",
            "ada@localhost",
            "a b@acme.com",
            "ada@-x.com",
            "ada@a..com",
        ] {
            assert_eq!(read(address), None, "{address}");
        }
        assert_eq!(MailDomain::read("a@gmial.com").and_then(|it| it.domain.misspelt), Some("gmail"));
    }

    #[test]
    fn a_web_address_is_read_however_it_is_written() {
        let lists = Lists::shipped();
        for text in [
            "https://www.acme.com.tr/en?x=1",
            "acme.com.tr",
            "http://user@acme.com.tr:8080",
            " WWW.ACME.COM.TR ",
            "acme.com.tr.",
        ] {
            assert_eq!(Domain::of_website(text, &lists).map(|it| it.name).as_deref(), Some("acme.com.tr"), "{text}");
        }
        let kind = |text| Domain::of_website(text, &lists).map(|it| it.kind.id());
        assert_eq!(kind("https://www.linkedin.com/company/acme"), Some("platform"));
        assert_eq!(kind("acme.myshopify.com"), Some("company"));
        assert_eq!((kind("acme"), kind("-"), kind("n/a"), kind("")), (None, None, None, None));
        assert_eq!(
            Domain::of_website("shop.acme.co.uk", &lists).map(|it| it.label().to_owned()).as_deref(),
            Some("acme")
        );
    }

    #[test]
    fn what_a_user_adds_counts_like_what_is_shipped() {
        use crate::matching::lists::ListKind;
        let mut lists = Lists::shipped();
        lists.add(ListKind::Free, [" POSTAM.com "]);
        lists.add(ListKind::Disposable, ["@gone.example"]);
        lists.add(ListKind::Provider, ["hatnet.com.tr"]);
        lists.add(ListKind::Platform, ["bizimrehber.com"]);
        lists.add(ListKind::Role, ["Danışma"]);
        let kind = |address| MailDomain::read_with(address, &lists).map(|it| (it.domain.kind.id(), it.role_mailbox));
        assert_eq!(kind("a@postam.com"), Some(("free", false)));
        assert_eq!(kind("a@gone.example"), Some(("disposable", false)));
        assert_eq!(kind("a@x.hatnet.com.tr"), Some(("provider", false)));
        assert_eq!(kind("danisma@acme.com"), Some(("company", true)));
        assert_eq!(Domain::of_website("bizimrehber.com/acme", &lists).map(|it| it.kind.id()), Some("platform"));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "\\PC{0,60}") {
            let _ = MailDomain::read(&text);
            let _ = Domain::of_website(&text, &Lists::shipped());
        }

        #[test]
        fn the_domain_is_the_end_of_the_host_and_reading_it_again_gives_it(host in "([a-z]{1,8}\\.){1,4}(com|com\\.tr|de|co\\.uk)") {
            let lists = Lists::shipped();
            if let Some(domain) = Domain::of_host(&host, &lists) {
                prop_assert!(host.ends_with(&domain.name));
                prop_assert_eq!(Domain::of_host(&domain.name, &lists), Some(domain));
            }
        }
    }
}
