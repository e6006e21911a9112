//! The companies that are known, by domain and by name, and which of them a row belongs to.

use super::domain::Domain;
use super::legal_form::LegalForm;
use super::name::{self, CompanyName, Likeness};
use super::reason::{Clash, Doubt, Nothing, Sign};
use super::{Clues, Lists, Match};
use crate::limits::{CANDIDATES_MAX, COMPANIES_MAX, NEAR_NAMES_MAX};
use std::collections::{BTreeMap, HashMap};

/// More names and domains than [`COMPANIES_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// An index of known companies. Memory grows with their names and domains, of which there are at most [`COMPANIES_MAX`].
///
/// Build it from the accounts that are known, in any order, with [`add`](Companies::add); ask with [`find`](Companies::find);
/// teach it what an answer brought with [`learn`](Companies::learn).
#[derive(Debug, Default)]
pub struct Companies {
    lists: Lists,
    accounts: Vec<Account>,
    by_account: HashMap<Box<str>, u32>,
    names: Vec<KnownName>,
    domains: Vec<KnownDomain>,
    chains: Chains,
}

#[derive(Debug)]
struct Account {
    key: Box<str>,
    /// How many domains are known of it.
    domains: u32,
    /// How many names are known of it.
    names: u32,
}

#[derive(Debug)]
struct KnownName {
    account: u32,
    core: Box<str>,
    form: Option<LegalForm>,
}

#[derive(Debug)]
struct KnownDomain {
    account: u32,
    name: Box<str>,
    label: u8,
}

impl KnownDomain {
    fn label(&self) -> &str {
        self.name.get(..usize::from(self.label)).unwrap_or_default()
    }
}

/// What a chain of entries has in common.
#[derive(Clone, Copy)]
enum By {
    Domain = 1,
    Label,
    Name,
    Words,
    Distinctive,
    FirstWords,
    Beginning,
    End,
}

/// Entries by a digest of what they have in common, the newest first. Entries of different texts may share a chain: whoever
/// follows one compares.
#[derive(Debug, Default)]
struct Chains {
    heads: HashMap<u64, u32>,
    links: Vec<(u32, u32)>,
}

impl Chains {
    /// FNV-1a over the kind and the text: the same on every machine and in every run.
    fn digest(by: By, text: &str) -> u64 {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        text.bytes().fold(step(0xcbf2_9ce4_8422_2325, by as u8), step)
    }

    fn add(&mut self, by: By, text: &str, entry: usize) {
        let link = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        let head = self.heads.entry(Chains::digest(by, text)).or_insert(u32::MAX);
        self.links.push((u32::try_from(entry).unwrap_or(u32::MAX), *head));
        *head = link;
    }

    fn entries(&self, by: By, text: &str) -> impl Iterator<Item = usize> {
        let mut at = self.heads.get(&Chains::digest(by, text)).copied().unwrap_or(u32::MAX);
        std::iter::from_fn(move || {
            let (entry, next) = *self.links.get(at as usize)?;
            at = next;
            Some(entry as usize)
        })
    }
}

/// Accounts that a name leads to.
struct Named {
    /// Accounts with exactly this name, the earliest first, and whether the legal form may be theirs.
    exact: BTreeMap<u32, bool>,
    /// Accounts with almost this name, the likeliest first.
    near: Vec<(Likeness, u32)>,
}

impl Companies {
    /// No company yet; domains are judged by `lists`.
    pub fn new(lists: Lists) -> Companies {
        Companies { lists, ..Companies::default() }
    }

    /// How many companies are known.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// The lists that domains are judged by.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Adds a company, or a further name or web address of one: `account` is its key. A key that is itself a domain or a
    /// name, as keys of accounts often are, is not taken for one: say it as `name` or `website` too.
    ///
    /// # Errors
    /// [`Full`]; nothing was added then.
    pub fn add(&mut self, account: &str, name: Option<&str>, website: Option<&str>) -> Result<(), Full> {
        let clues = Clues::read(name, None, website, &self.lists);
        self.learn(account, &clues)
    }

    /// Takes name, address and web address of a row as those of `account`, which may be new. The web address counts only where
    /// it does not contradict the address: somebody's web address may be a customer's or a partner's.
    ///
    /// # Errors
    /// [`Full`]; nothing was added then.
    pub fn learn(&mut self, account: &str, clues: &Clues) -> Result<(), Full> {
        if self.names.len() + self.domains.len() + 3 > COMPANIES_MAX || self.accounts.len() >= COMPANIES_MAX {
            return Err(Full);
        }
        let account = self.account(account);
        let (mail, site) = (clues.mail_domain(), clues.site_domain());
        let agree = |site: &&Domain| mail.is_none_or(|mail| mail.label() == site.label());
        for domain in mail.into_iter().chain(site.filter(agree)) {
            self.add_domain(account, domain);
        }
        if let Some(name) = &clues.name {
            self.add_name(account, name);
        }
        Ok(())
    }

    /// Whether an account of this key is known.
    pub fn knows(&self, account: &str) -> bool {
        self.by_account.contains_key(account)
    }

    fn account(&mut self, key: &str) -> u32 {
        if let Some(known) = self.by_account.get(key) {
            return *known;
        }
        let at = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        self.by_account.insert(Box::from(key), at);
        self.accounts.push(Account { key: Box::from(key), domains: 0, names: 0 });
        at
    }

    fn add_domain(&mut self, account: u32, domain: &Domain) {
        // A domain belongs to one company: the first that had it.
        if self.of_domain(domain).is_some() {
            return;
        }
        let entry = self.domains.len();
        self.chains.add(By::Domain, &domain.name, entry);
        self.chains.add(By::Label, domain.label(), entry);
        let label = u8::try_from(domain.label().len()).unwrap_or(u8::MAX);
        self.domains.push(KnownDomain { account, name: Box::from(domain.name.as_str()), label });
        if let Some(account) = self.accounts.get_mut(account as usize) {
            account.domains += 1;
        }
    }

    fn add_name(&mut self, account: u32, name: &CompanyName) {
        let key = name.key();
        let known =
            self.chains.entries(By::Name, &key).filter_map(|entry| self.names.get(entry)).any(|it| {
                it.account == account && *it.core == *name.core && (it.form == name.form || name.form.is_none())
            });
        if known {
            return;
        }
        let entry = self.names.len();
        self.chains.add(By::Name, &key, entry);
        self.chains.add(By::Words, &name::sorted(&name.core).join(" "), entry);
        self.chains.add(By::Distinctive, &name::distinctive(&name.core), entry);
        if let Some(first) = name::first_words(&name.core) {
            self.chains.add(By::FirstWords, first, entry);
        }
        if let Some((beginning, end, letters)) = halves(&key) {
            self.chains.add(By::Beginning, &format!("{beginning}{letters}"), entry);
            self.chains.add(By::End, &format!("{end}{letters}"), entry);
        }
        self.names.push(KnownName { account, core: Box::from(name.core.as_str()), form: name.form });
        if let Some(account) = self.accounts.get_mut(account as usize) {
            account.names += 1;
        }
    }

    /// Which company a row belongs to, from the company's name, an e-mail address and a web address.
    pub fn find(&self, name: Option<&str>, email: Option<&str>, website: Option<&str>) -> Match {
        self.find_clues(&Clues::read(name, email, website, &self.lists))
    }

    /// Which company a row belongs to.
    pub fn find_clues(&self, clues: &Clues) -> Match {
        let (mail, site) = (clues.mail_domain(), clues.site_domain());
        let by_mail = mail.and_then(|domain| Some((domain, self.of_domain(domain)?)));
        let by_site = site.and_then(|domain| Some((domain, self.of_domain(domain)?)));
        let named = clues.name.as_ref().map(|name| self.named(name));
        match (by_mail, by_site) {
            (Some((_, one)), Some((_, other))) if one != other => {
                self.doubtful([one, other], clues, Doubt::Clash(Clash::MailAndSite))
            }
            (Some((domain, account)), _) => self.by_domain(account, named.as_ref(), clues, |like| match like {
                None => Sign::Mail(domain.name.clone()),
                Some(true) => Sign::MailAndName(domain.name.clone()),
                Some(false) => Sign::MailOtherName(domain.name.clone()),
            }),
            (None, Some((domain, account))) => {
                let same_word = mail.is_none_or(|mail| mail.label() == domain.label());
                let named_so = named.as_ref().is_some_and(|it| it.exact.contains_key(&account));
                if !same_word && !named_so {
                    return self.doubtful([account], clues, Doubt::Clash(Clash::SiteKnownMailNot));
                }
                self.by_domain(account, named.as_ref(), clues, |_| Sign::Site(domain.name.clone()))
            }
            (None, None) => match (&clues.name, named) {
                (Some(name), Some(named)) => self.by_name(name, &named, clues),
                _ => self.by_label(clues),
            },
        }
    }

    fn of_domain(&self, domain: &Domain) -> Option<u32> {
        let mut entries = self.chains.entries(By::Domain, &domain.name).filter_map(|entry| self.domains.get(entry));
        entries.find(|it| *it.name == *domain.name).map(|it| it.account)
    }

    /// A domain led to `account`; does the name agree?
    fn by_domain(
        &self,
        account: u32,
        named: Option<&Named>,
        clues: &Clues,
        sign: impl Fn(Option<bool>) -> Sign,
    ) -> Match {
        let has_name = self.accounts.get(account as usize).is_some_and(|it| it.names > 0);
        let like = match named {
            None => None,
            Some(named) if named.exact.contains_key(&account) => Some(true),
            Some(named) if named.near.iter().any(|it| it.1 == account) => Some(true),
            Some(named) => match named.exact.keys().next() {
                Some(other) => return self.doubtful([account, *other], clues, Doubt::Clash(Clash::DomainAndName)),
                None => has_name.then_some(false),
            },
        };
        self.known(account, sign(like))
    }

    fn by_name(&self, name: &CompanyName, named: &Named, clues: &Clues) -> Match {
        let domain = clues.mail_domain().or(clues.site_domain());
        let mut exact = named.exact.iter();
        match (exact.next(), exact.next()) {
            (Some((&account, &form_agrees)), None) => {
                let without_domain = self.accounts.get(account as usize).is_some_and(|it| it.domains == 0);
                match domain {
                    Some(domain) if !without_domain => {
                        self.doubtful([account], clues, Doubt::OtherDomain(domain.name.clone()))
                    }
                    _ if !form_agrees => {
                        let form = name.form.map_or("", |form| form.name);
                        self.doubtful([account], clues, Doubt::OtherCountry(form))
                    }
                    _ if name.is_generic() => self.doubtful([account], clues, Doubt::Generic),
                    Some(domain) => self.known(account, Sign::NameNewDomain(domain.name.clone())),
                    None => self.known(account, Sign::Name),
                }
            }
            (Some(_), Some(_)) => {
                let count = named.exact.len();
                self.doubtful(named.exact.keys().copied(), clues, Doubt::SeveralHaveTheName(count))
            }
            _ => self.not_exact(name, named, clues),
        }
    }

    /// No known company has this name.
    fn not_exact(&self, name: &CompanyName, named: &Named, clues: &Clues) -> Match {
        let domain = clues.mail_domain().or(clues.site_domain());
        // With a domain of its own, a name that is almost another's is its own as well.
        let near = named.near.iter().filter(|(_, account)| {
            domain.is_none() || self.accounts.get(*account as usize).is_some_and(|it| it.domains == 0)
        });
        let near: Vec<(Likeness, u32)> = near.copied().collect();
        if let Some((likeness, _)) = near.first() {
            let doubt = Doubt::Near(*likeness);
            return self.doubtful(near.into_iter().map(|it| it.1), clues, doubt);
        }
        if let Some(domain) = domain {
            let nameless = |it: &&KnownDomain| self.accounts.get(it.account as usize).is_some_and(|it| it.names == 0);
            let same: Vec<u32> = self.with_label(domain.label()).filter(nameless).map(|it| it.account).collect();
            if !same.is_empty() {
                return self.doubtful(same, clues, Doubt::OtherSuffix(domain.name.clone()));
            }
        } else {
            let key = name.key();
            let mut like = self.with_label(&key);
            if let Some(first) = like.next() {
                let doubt = Doubt::NameLikeDomain(first.name.to_string());
                return self.doubtful(std::iter::once(first.account).chain(like.map(|it| it.account)), clues, doubt);
            }
        }
        self.new_company(clues, if domain.is_some() { 90 } else { 70 })
    }

    /// No name, no known domain.
    fn by_label(&self, clues: &Clues) -> Match {
        let Some(domain) = clues.mail_domain().or(clues.site_domain()) else {
            return Match::None(nothing(clues));
        };
        let same: Vec<u32> = self.with_label(domain.label()).map(|it| it.account).collect();
        if !same.is_empty() {
            return self.doubtful(same, clues, Doubt::OtherSuffix(domain.name.clone()));
        }
        let accounts: Vec<u32> = self.exact(domain.label()).map(|it| it.account).collect();
        if !accounts.is_empty() {
            return self.doubtful(accounts, clues, Doubt::NameLikeDomain(domain.name.clone()));
        }
        self.new_company(clues, 85)
    }

    fn with_label(&self, label: &str) -> impl Iterator<Item = &KnownDomain> {
        let entries = self.chains.entries(By::Label, label).take(NEAR_NAMES_MAX);
        entries.filter_map(|entry| self.domains.get(entry)).filter(move |it| it.label() == label)
    }

    fn exact(&self, key: &str) -> impl Iterator<Item = &KnownName> {
        let entries = self.chains.entries(By::Name, key).take(NEAR_NAMES_MAX);
        entries
            .filter_map(|entry| self.names.get(entry))
            .filter(move |it| it.core.chars().filter(|letter| *letter != ' ').eq(key.chars()))
    }

    fn named(&self, name: &CompanyName) -> Named {
        let key = name.key();
        let mut exact: BTreeMap<u32, bool> = BTreeMap::new();
        for it in self.exact(&key) {
            let agrees = match (it.form, name.form) {
                (Some(theirs), Some(ours)) => theirs.may_share_a_country(ours),
                _ => true,
            };
            *exact.entry(it.account).or_default() |= agrees;
        }
        let near = if exact.is_empty() { self.near(name, &key) } else { Vec::new() };
        Named { exact, near }
    }

    fn near(&self, name: &CompanyName, key: &str) -> Vec<(Likeness, u32)> {
        let mut ways = vec![(By::Words, name::sorted(&name.core).join(" "))];
        let distinctive = name::distinctive(&name.core);
        if !distinctive.is_empty() {
            ways.push((By::Distinctive, distinctive));
        }
        if let Some(first) = name::first_words(&name.core) {
            ways.push((By::FirstWords, first.to_owned()));
        }
        if let Some((beginning, end, letters)) = halves(key) {
            for letters in letters.saturating_sub(2)..=letters + 2 {
                ways.push((By::Beginning, format!("{beginning}{letters}")));
                ways.push((By::End, format!("{end}{letters}")));
            }
        }
        let mut found: BTreeMap<u32, Likeness> = BTreeMap::new();
        for (by, text) in ways {
            for it in self.chains.entries(by, &text).take(NEAR_NAMES_MAX).filter_map(|entry| self.names.get(entry)) {
                let likeness = name::likeness(&name.core, &it.core);
                if likeness != Likeness::Different {
                    let best = found.entry(it.account).or_insert(likeness);
                    *best = if rank(likeness) < rank(*best) { likeness } else { *best };
                }
            }
        }
        let mut near: Vec<(Likeness, u32)> = found.into_iter().map(|(account, likeness)| (likeness, account)).collect();
        near.sort_by_key(|(likeness, account)| (rank(*likeness), *account));
        near
    }

    fn known(&self, account: u32, sign: Sign) -> Match {
        Match::Known { account: self.key(account), confidence: sign.confidence(), sign }
    }

    fn doubtful(&self, accounts: impl IntoIterator<Item = u32>, clues: &Clues, doubt: Doubt) -> Match {
        let mut candidates: Vec<String> = Vec::new();
        for account in accounts {
            let key = self.key(account);
            if candidates.len() < CANDIDATES_MAX && !candidates.contains(&key) {
                candidates.push(key);
            }
        }
        let is_taken = |domain: &Domain| self.of_domain(domain).is_some();
        let taken = clues.mail_domain().or(clues.site_domain()).is_some_and(is_taken);
        let apart = clues.key().filter(|key| !taken && !self.knows(key));
        Match::Doubtful { candidates, apart, doubt }
    }

    /// A key that a known account has already, though nothing else leads there, is for a person to look at.
    fn new_company(&self, clues: &Clues, confidence: u8) -> Match {
        match clues.key() {
            None => Match::None(nothing(clues)),
            Some(key) => match self.by_account.get(key.as_str()) {
                None => Match::New { key, confidence },
                Some(&account) => self.doubtful([account], clues, Doubt::NameLikeDomain(key)),
            },
        }
    }

    fn key(&self, account: u32) -> String {
        self.accounts.get(account as usize).map(|it| it.key.to_string()).unwrap_or_default()
    }
}

fn nothing(clues: &Clues) -> Nothing {
    match (&clues.mail, &clues.site) {
        (Some(mail), _) => Nothing::Mail(mail.domain.kind, mail.domain.misspelt),
        (None, Some(site)) => Nothing::Site(site.kind),
        (None, None) => Nothing::NoClue,
    }
}

/// The likelier the lower.
fn rank(likeness: Likeness) -> u8 {
    match likeness {
        Likeness::Same => 0,
        Likeness::Reordered => 1,
        Likeness::Misspelt => 2,
        Likeness::Longer => 3,
        Likeness::Different => 4,
    }
}

/// The first and last letters of a key, and how many it has: a slip of the pen leaves beginning or end whole. None for keys
/// too short for a slip.
fn halves(key: &str) -> Option<(&str, &str, usize)> {
    const LETTERS: usize = 3;
    let letters = key.chars().count();
    if letters + 1 < 2 * LETTERS {
        return None;
    }
    let (from, _) = key.char_indices().nth(LETTERS)?;
    let (to, _) = key.char_indices().nth_back(LETTERS - 1)?;
    Some((key.get(..from)?, key.get(to..)?, letters))
}

#[cfg(test)]
mod tests;
