//! Accounts: a list of them, and one with its people.

use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::intake::account_key;
use crate::lead::{FieldView, company, escaped, fields};
use crate::leads::{self, LeadFilter, LeadRow, Page};
use crate::limits::PAGE_MAX;
use crate::rows::{ACCOUNT, AccountRow};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::account::Account;
use kopru_engine::fading::{Phases, Rules};
use kopru_engine::time::Moment;
use std::sync::Arc;

/// Which accounts a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// How the name that facts give it, or its domain, begins. Capitals do not matter.
    pub text: Option<String>,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    /// The account.
    pub id: Id,
    /// When we first heard of it.
    pub created_at: Moment,
    /// When it last changed.
    pub recorded_at: Moment,
    /// How facts name it.
    pub key: String,
    /// The company's name.
    pub name: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// How many leads are its people.
    pub people: i64,
    /// Points of engagement of all its people together, at this moment.
    pub engagement: i64,
    /// Grows with each change.
    pub version: i64,
    /// The version of the playbook that its state belongs to.
    pub playbook: String,
}

/// One account.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// As it is stored.
    pub row: AccountRow,
    /// The version of the playbook that its state belongs to.
    pub book: Arc<Book>,
    /// What is known of it.
    pub account: Account,
    /// Its fields, in the playbook's order.
    pub fields: Vec<FieldView>,
    /// Points of engagement of all its people together, at this moment.
    pub engagement: i64,
    /// Its people, the newest first: the first page of [`Store::leads`] with this account as the filter.
    pub people: Page<LeadRow>,
}

/// What tells companies apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The account.
    pub id: Id,
    /// How facts name it.
    pub key: String,
    /// The company's name.
    pub name: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
}

impl Store {
    /// Accounts after `after`, by what tells them apart; at most `limit`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn companies(&self, after: Option<Id>, limit: usize) -> Result<Vec<Company>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.reading(move |shared, conn| {
            let after = after.unwrap_or(Id([0; 16]));
            let rows = conn.rows(
                "select account, key, name, domain from account where workspace = $1 and account > $2
                 order by account limit $3",
                &[Param::Int(shared.workspace), Param::Blob(&after.0), Param::Int(limit)],
            )?;
            let read = |mut row: Row| {
                Ok(Company { id: row.id()?, key: row.text()?, name: row.text_opt()?, domain: row.text_opt()? })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// Accounts that fit the filter, the newest first, after the account `after`; at most `limit`, and [`PAGE_MAX`].
    ///
    /// # Errors
    /// What the database answers.
    pub async fn accounts(&self, filter: AccountFilter, after: Option<Id>, limit: usize) -> Result<Page<AccountLine>> {
        self.reading(move |shared, conn| page(shared, conn, &filter, after, limit)).await
    }

    /// One account with its people.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn account(&self, id: Id) -> Result<AccountView> {
        self.reading(move |shared, conn| {
            let (workspace, now) = (shared.workspace, shared.now());
            let row = crate::lead::account_row(conn, workspace, id)?;
            let row = row.ok_or_else(|| StoreError::NotFound(format!("account {id}")))?;
            let book = shared.books.get(conn, workspace, row.playbook)?;
            let state = company(conn, workspace, &book, id)?.map(|it| it.1);
            let account = state.unwrap_or_else(|| Account::new(&book.playbook));
            let filter = LeadFilter { account: Some(id), ..LeadFilter::default() };
            let people = leads::page(shared, conn, &filter, None, PAGE_MAX)?;
            let fields = fields(&book.playbook.account, &account.fields);
            let engagement = engagement(&book, &account, now);
            Ok(AccountView { row, book, account, fields, engagement, people })
        })
        .await
    }
}

fn engagement(book: &Book, account: &Account, now: Moment) -> i64 {
    Rules::of_account(&book.playbook, account).total(&mut Phases::at(now.secs()))
}

fn page(
    shared: &Shared,
    conn: &mut Conn,
    filter: &AccountFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Page<AccountLine>> {
    let limit = limit.clamp(1, PAGE_MAX);
    let text = filter.text.as_deref().map(account_key).filter(|text| !text.is_empty());
    let begin = text.map(|text| escaped(&text) + "%");
    let end = after.unwrap_or(Id([0xff; 16]));
    let mut params = vec![Param::Int(shared.workspace), Param::Blob(&end.0)];
    let fits = match &begin {
        Some(begin) => {
            params.push(Param::Text(begin));
            " and (key like $3 escape '\\' or lower(domain) like $3 escape '\\')"
        }
        None => "",
    };
    let sql = format!(
        "select (select count(*) from person where person.workspace = account.workspace
         and person.account = account.account and person.merged_into is null and person.erased_at is null), {ACCOUNT}
         from account where workspace = $1 and account < $2{fits} order by account desc limit {}",
        limit + 1
    );
    let mut rows = conn.rows(&sql, &params)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let now = shared.now();
    let items = rows.into_iter().map(|row| line(shared, conn, row, now)).collect::<Result<Vec<_>>>()?;
    let next = items.last().map(|it| it.id).filter(|_| more);
    Ok(Page::plain(items, next))
}

fn line(shared: &Shared, conn: &mut Conn, mut row: Row, now: Moment) -> Result<AccountLine> {
    let people = row.int()?;
    let row = AccountRow::read(&mut row)?;
    let book = shared.books.get(conn, shared.workspace, row.playbook)?;
    let account = match Account::from_bytes(&book.playbook, &row.state) {
        Some(account) => Some(account),
        None => company(conn, shared.workspace, &book, row.account)?.map(|it| it.1),
    };
    Ok(AccountLine {
        id: row.account,
        created_at: row.created_at,
        recorded_at: row.recorded_at,
        key: row.key,
        name: row.name,
        domain: row.domain,
        people,
        engagement: account.map_or(0, |account| engagement(&book, &account, now)),
        version: row.version,
        playbook: book.playbook.version.to_string(),
    })
}
