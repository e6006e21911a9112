//! Which company a row belongs to, told from its address, name and web address.
//!
//! The file is read twice: rows with a domain of their own first, since a domain is the stronger sign, so that rows with a name
//! alone find the company wherever in the file they stand. Nothing doubtful is merged: such a row gets a company of its own, or
//! none, and stands in a list for a person to look at.

use crate::matching::{Clues, Companies, Lists, Match, Sign};
use kopru_engine::fact::Subject;
use kopru_engine::lang::Both;
use kopru_engine::value::Scalar;
use kopru_store::import::{Refusals, RefusedRow};
use kopru_store::written::Incoming;
use kopru_store::{Result, Store};

/// Accounts read at once.
const PAGE: usize = 5_000;

/// What is known of companies, and what is in doubt.
pub(super) struct Matching {
    companies: Companies,
    pub doubtful: Refusals,
}

/// The companies that the database knows. A few hundred megabytes hold the most that are remembered; further ones are
/// matched by nobody and get accounts of their own.
pub(super) async fn known(store: &Store) -> Result<Companies> {
    let mut companies = Companies::new(Lists::shipped());
    let mut after = None;
    loop {
        let page = store.companies(after, PAGE).await?;
        for it in &page {
            // A key may be a name or a domain: whichever it looks like.
            let (key_name, key_site) = if is_domain(&it.key) { (None, Some(&it.key)) } else { (Some(&it.key), None) };
            let name = it.name.as_ref().or(key_name).map(String::as_str);
            let site = it.domain.as_ref().or(key_site).map(String::as_str);
            if companies.add(&it.key, name, site).is_err() {
                return Ok(companies);
            }
        }
        after = page.last().map(|it| it.id);
        if page.len() < PAGE {
            return Ok(companies);
        }
    }
}

fn is_domain(key: &str) -> bool {
    key.contains('.') && !key.contains(char::is_whitespace) && !key.ends_with('.')
}

impl Matching {
    pub fn new(companies: Companies) -> Result<Matching> {
        Ok(Matching { companies, doubtful: Refusals::new()? })
    }

    /// The first reading: learns from rows that have a domain.
    pub fn learn(&mut self, line: u64, row: &[Incoming]) -> Result<()> {
        let clues = clues(row, self.companies.lists());
        if has_domain(&clues) {
            self.answer(line, row, &clues, true)?;
        }
        Ok(())
    }

    /// The second reading: gives every fact of a row its account.
    pub fn assign(&mut self, line: u64, row: &mut [Incoming]) -> Result<()> {
        let clues = clues(row, self.companies.lists());
        let account = self.answer(line, row, &clues, !has_domain(&clues))?;
        let spelled = row.iter().find_map(|it| it.raw.account.clone());
        for Incoming { raw, .. } in row.iter_mut() {
            if let (Some(_), Some(name), "fields_set") = (&account, &spelled, raw.kind.as_str()) {
                // The key may be a domain: the company keeps its name.
                raw.account_fields.entry("name".into()).or_insert_with(|| Scalar::Text(name.clone()));
            }
            if account.is_none() {
                raw.account_fields.clear();
            }
            raw.account.clone_from(&account);
        }
        Ok(())
    }

    /// The account's key. `noted`: whether a doubt is noted, which is done once for each row.
    fn answer(&mut self, line: u64, row: &[Incoming], clues: &Clues, noted: bool) -> Result<Option<String>> {
        let found = self.companies.find_clues(clues);
        // When no more companies can be remembered, later rows simply do not find this one.
        let mut learn = |account: &str, clues: &Clues| {
            let _ = self.companies.learn(account, clues);
        };
        let account = match &found {
            // The name of a group's other company must not become a name of this one.
            Match::Known { account, sign: Sign::MailOtherName(_), .. } => {
                learn(account, &Clues { name: None, ..clues.clone() });
                Some(account.clone())
            }
            Match::Known { account, .. } => {
                learn(account, clues);
                Some(account.clone())
            }
            Match::New { key, .. } | Match::Doubtful { apart: Some(key), .. } => {
                learn(key, clues);
                Some(key.clone())
            }
            Match::Doubtful { apart: None, .. } | Match::None(_) => None,
        };
        if let (Match::Doubtful { candidates, .. }, true) = (&found, noted) {
            let Both { en, tr } = found.reason();
            let all = candidates.join(", ");
            let reason = match &account {
                Some(own) => Both {
                    en: format!("{en}. Perhaps: {all}. Kept apart as {own}"),
                    tr: format!("{tr}. Olası: {all}. Ayrı tutuldu: {own}"),
                },
                None => Both {
                    en: format!("{en}. Perhaps: {all}. Left without an account"),
                    tr: format!("{tr}. Olası: {all}. Hesapsız bırakıldı"),
                },
            };
            let excerpt = row.first().map_or_else(String::new, |it| {
                format!("{} {}", it.raw.subject.value(), it.raw.account.as_deref().unwrap_or_default())
            });
            let row = RefusedRow { line, code: "doubtful".into(), reason, excerpt: excerpt.trim().to_owned() };
            self.doubtful.push(&row)?;
        }
        Ok(account)
    }
}

fn has_domain(clues: &Clues) -> bool {
    clues.mail_domain().is_some() || clues.site_domain().is_some()
}

/// What a row tells of its company.
fn clues(row: &[Incoming], lists: &Lists) -> Clues {
    let of_account = |name: &str| {
        row.iter().find_map(|it| match it.raw.account_fields.get(name) {
            Some(Scalar::Text(text)) => Some(text.as_str()),
            _ => None,
        })
    };
    let name = row.iter().find_map(|it| it.raw.account.as_deref()).or_else(|| of_account("name"));
    let mut subjects = row.iter().flat_map(|it| [&it.raw.subject].into_iter().chain(&it.also));
    let email = subjects.find_map(|it| match it {
        Subject::Email(address) => Some(address.as_str()),
        _ => None,
    });
    Clues::read(name, email, of_account("domain"), lists)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::fact::RawFact;

    fn row(email: Option<&str>, company: Option<&str>, line: u64) -> Vec<Incoming> {
        let mut raw = RawFact::new(Subject::External(line.to_string()), "fields_set");
        raw.account = company.map(str::to_owned);
        vec![Incoming { raw, also: email.map(|it| Subject::Email(it.to_owned())).into_iter().collect() }]
    }

    /// The account of each row of a file, and the lines that are in doubt.
    fn assigned(file: &[(Option<&str>, Option<&str>)]) -> (Vec<Option<String>>, Vec<u64>) {
        let mut matching = Matching::new(Companies::new(Lists::shipped())).expect("a place");
        let mut rows: Vec<_> =
            (2..).zip(file).map(|(line, (email, company))| (line, row(*email, *company, line))).collect();
        for (line, row) in &rows {
            matching.learn(*line, row).expect("learned");
        }
        let mut accounts = Vec::new();
        for (line, row) in &mut rows {
            matching.assign(*line, row).expect("assigned");
            accounts.push(row[0].raw.account.clone());
        }
        let doubtful = matching.doubtful.first(usize::MAX).expect("told");
        (accounts, doubtful.into_iter().map(|it| it.line).collect())
    }

    #[test]
    fn one_company_is_one_account_however_it_is_spelled_and_wherever_it_stands() {
        let (accounts, doubtful) = assigned(&[
            (None, Some("Kuzey Lojistik A.Ş.")),
            (Some("ayse@kuzeylojistik.com.tr"), Some("kuzey lojistik")),
            (Some("mert@mail.kuzeylojistik.com.tr"), None),
            (Some("elif@gmail.com"), Some("KUZEY LOJİSTİK ANONİM ŞİRKETİ")),
            (Some("can@gmail.com"), None),
            (Some("eda@parlak.com.tr"), Some("Parlak Yazılım")),
        ]);
        let kuzey = Some("kuzeylojistik.com.tr".to_owned());
        let parlak = Some("parlak.com.tr".to_owned());
        assert_eq!(accounts, [kuzey.clone(), kuzey.clone(), kuzey.clone(), kuzey, None, parlak]);
        assert_eq!(doubtful, Vec::<u64>::new());
    }

    #[test]
    fn what_is_in_doubt_is_kept_apart_and_told_once() {
        let (accounts, doubtful) =
            assigned(&[(Some("a@delta.com.tr"), Some("Delta")), (Some("b@delta.de"), Some("Delta"))]);
        assert_ne!(accounts[0], accounts[1]);
        assert_eq!(doubtful, [3]);
    }
}
