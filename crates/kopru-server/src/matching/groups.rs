//! The rows of a file, put together by company.

use super::companies::{Companies, Full};
use super::{Clues, Match, Sign};

/// Answers for every row, in their order. Rows with a domain of their own are asked first, since a domain is the stronger
/// sign; then the others; each in the file's order. What an answer brings is learned: a later row finds it.
///
/// A doubtful row becomes a company of its own where it has a key of its own, so that its colleagues find it, and it is named
/// as doubtful once.
///
/// # Errors
/// [`Full`] when there are too many companies.
pub fn assign(rows: &[Clues], companies: &mut Companies) -> Result<Vec<Match>, Full> {
    let mut answers: Vec<Option<Match>> = vec![None; rows.len()];
    let has_domain = |row: &Clues| row.mail_domain().is_some() || row.site_domain().is_some();
    for with_domain in [true, false] {
        for (row, answer) in rows.iter().zip(&mut answers).filter(|(row, _)| has_domain(row) == with_domain) {
            let found = companies.find_clues(row);
            match &found {
                // The name of a group's other company must not become a name of this one.
                Match::Known { account, sign: Sign::MailOtherName(_), .. } => {
                    companies.learn(account, &Clues { name: None, ..row.clone() })?;
                }
                Match::Known { account, .. } => companies.learn(account, row)?,
                Match::New { key, .. } | Match::Doubtful { apart: Some(key), .. } => companies.learn(key, row)?,
                Match::Doubtful { apart: None, .. } | Match::None(_) => {}
            }
            *answer = Some(found);
        }
    }
    Ok(answers.into_iter().flatten().collect())
}
