//! Finding people by a part of what they are called: words of the name, the company, the beginning of an address.
//!
//! Words are compared folded: capitals and marks do not matter, and the four Turkish i are one. The index holds whole words;
//! what somebody typed is the beginning of one.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::intake::account_key;
use crate::intake::consequences::{WORD, lines_of_person};
use crate::limits::PAGE_MAX;
use crate::report::recount;
use crate::rows::Writes;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::{book, commit};
use kopru_engine::letters;
use std::collections::BTreeSet;

/// Candidates that one word may bring before the other words narrow them.
const CANDIDATES: usize = 2_000;
/// People of a company that are found by its name.
const OF_COMPANY: usize = 50;

impl Store {
    /// People whose name has words that begin so (all that are typed), who work at a company that is called so, or whose
    /// e-mail address begins so; at most `limit`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn search_people(&self, text: &str, limit: usize) -> Result<Vec<Id>> {
        let (text, limit) = (text.trim().to_owned(), limit.min(PAGE_MAX));
        self.reading(move |shared, conn| {
            // The newest first.
            let mut found: Vec<Id> = by_words(conn, shared.workspace, "person", &text)?.into_iter().rev().collect();
            found.extend(by_address(conn, shared.workspace, &text, limit)?);
            found.extend(by_company(conn, shared.workspace, &text)?);
            let mut seen = BTreeSet::new();
            found.retain(|id| seen.insert(*id));
            found.truncate(limit);
            Ok(found)
        })
        .await
    }
}

/// The first text that does not begin with another one.
fn after(text: &str) -> String {
    format!("{text}\u{10ffff}")
}

fn subjects(conn: &mut Conn, workspace: i64, space: &str, word: &str, limit: usize) -> Result<BTreeSet<Id>> {
    let sql = format!(
        "select subject from indexed_value where workspace = $1 and field = $2 and value >= $3 and value < $4
         limit {limit}"
    );
    let field = format!("{WORD}.{space}");
    let params = [Param::Int(workspace), Param::Text(&field), Param::Text(word), Param::Text(&after(word))];
    conn.rows(&sql, &params)?.into_iter().map(|mut row| row.id()).collect()
}

/// Those who have words that begin as all of the text's do.
pub(crate) fn by_words(conn: &mut Conn, workspace: i64, space: &str, text: &str) -> Result<BTreeSet<Id>> {
    let mut words = letters::words(text);
    // The longest word brings the fewest.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut found: Option<BTreeSet<Id>> = None;
    for word in words.iter().take(crate::limits::SEARCHED_WORDS_MAX) {
        let these = subjects(conn, workspace, space, word, CANDIDATES)?;
        found = Some(match found {
            Some(those) => those.intersection(&these).copied().collect(),
            None => these,
        });
    }
    Ok(found.unwrap_or_default())
}

fn ids(rows: Vec<Row>) -> Result<Vec<Id>> {
    rows.into_iter().map(|mut row| row.id()).collect()
}

pub(crate) fn by_address(conn: &mut Conn, workspace: i64, text: &str, limit: usize) -> Result<Vec<Id>> {
    let begin = text.to_lowercase();
    if begin.chars().count() < 3 || begin.contains(char::is_whitespace) {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select person from identity where workspace = $1 and kind = 'email' and value >= $2 and value < $3
         order by value limit {limit}"
    );
    ids(conn.rows(&sql, &[Param::Int(workspace), Param::Text(&begin), Param::Text(&after(&begin))])?)
}

fn by_company(conn: &mut Conn, workspace: i64, text: &str) -> Result<Vec<Id>> {
    let key = account_key(text);
    if key.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let sql = "select account from account_key where workspace = $1 and key >= $2 and key < $3 order by key limit 20";
    let mut companies = ids(conn.rows(sql, &[Param::Int(workspace), Param::Text(&key), Param::Text(&after(&key))])?)?;
    companies.extend(by_words(conn, workspace, "account", text)?.into_iter().take(20));
    let mut found = Vec::new();
    for company in companies {
        let sql = format!(
            "select person from person where workspace = $1 and account = $2 order by person desc limit {OF_COMPANY}"
        );
        found.extend(ids(conn.rows(&sql, &[Param::Int(workspace), Param::Blob(&company.0)])?)?);
    }
    Ok(found)
}

/// Indexes the words of everybody who was there before there was such an index.
pub(crate) fn index_all(conn: &mut Conn, workspace: i64) -> Result<()> {
    let books = book::Books::default();
    let mut after = None;
    loop {
        let (leads, last) = recount::next(conn, &books, workspace, after)?;
        let mut writes = Writes::default();
        for it in &leads {
            let lines = lines_of_person(&it.book, &it.lead);
            let words = lines.into_iter().filter(|(field, _)| field.starts_with(WORD));
            writes.indexed.extend(words.map(|(field, value)| (field, value, it.head.person)));
        }
        commit::write(conn, workspace, 0, &writes)?;
        let Some(last) = last else { return Ok(()) };
        if after == Some(last) {
            return Err(StoreError::Corrupt("people who never end".into()));
        }
        after = Some(last);
    }
}
