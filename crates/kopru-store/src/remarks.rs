//! The threads on leads and on companies: what marketing and sales ask and answer each other. Whoever is called by `@name` is told.

use crate::commit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::lead::merged;
use crate::limits::{PAGE_MAX, REMARK_CHARS_MAX};
use crate::notices::{self, CALLED, New};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::time::Moment;
use serde_json::json;
use std::collections::BTreeSet;

/// What something is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A lead.
    Lead(Id),
    /// A company.
    Account(Id),
}

impl About {
    fn id(&self) -> &Id {
        match self {
            About::Lead(id) | About::Account(id) => id,
        }
    }

    fn is_account(self) -> bool {
        matches!(self, About::Account(_))
    }
}

/// Something that somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its id.
    pub id: Id,
    /// What about.
    pub about: About,
    /// When.
    pub at: Moment,
    /// Who, by their word.
    pub by: String,
    /// What.
    pub text: String,
}

/// A call by name that has not been answered by a look yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What was said.
    pub remark: Remark,
    /// When the one who was called saw it.
    pub seen_at: Option<Moment>,
}

const REMARK: &str = "it.remark, it.person, it.of_account, it.at, it.made_by, it.said";

fn read(row: &mut Row) -> Result<Option<Remark>> {
    let (id, about, of_account, at, by) = (row.id()?, row.id()?, row.int()?, row.at()?, row.text()?);
    let about = if of_account == 1 { About::Account(about) } else { About::Lead(about) };
    Ok(row.text_opt()?.map(|text| Remark { id, about, at, by, text }))
}

impl Store {
    /// Says something about a lead or a company. Users who are called by `@word` get it among their mentions.
    ///
    /// # Errors
    /// `remark_invalid` for nothing, and for more than [`REMARK_CHARS_MAX`] letters; `erased`, `merged`;
    /// [`StoreError::NotFound`].
    pub async fn say(&self, about: About, text: impl Into<String>, by: impl Into<String>) -> Result<Remark> {
        let (text, by) = (text.into().trim().to_owned(), by.into());
        if text.is_empty() || text.chars().count() > REMARK_CHARS_MAX {
            let why = format!("a remark has 1 to {REMARK_CHARS_MAX} letters");
            return Err(StoreError::Refused("remark_invalid", why));
        }
        self.transaction(move |shared, conn, ids, now| {
            let ws = Param::Int(shared.workspace);
            match about {
                About::Lead(person) => drop(crate::lead::standing_head(conn, shared.workspace, person)?),
                // Locked: a company that is talked about does not go with an undone import.
                About::Account(account) => {
                    let found = commit::accounts(conn, shared.workspace, &[account], true)?;
                    found.first().ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
                }
            }
            let (id, of) = (ids.make(now)?, Param::Blob(&about.id().0));
            let flag = Param::Int(i64::from(about.is_account()));
            conn.execute(
                "insert into remark (workspace, remark, person, of_account, at, made_by, said)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                &[ws, Param::Blob(&id.0), of, flag, Param::at(now), Param::Text(&by), Param::Text(&text)],
            )?;
            for user in called(conn, shared.workspace, &text)?.into_iter().filter(|it| *it != by) {
                conn.execute(
                    "insert into mention (workspace, app_user, remark, person) values ($1, $2, $3, $4)",
                    &[ws, Param::Text(&user), Param::Blob(&id.0), of],
                )?;
                let (lead, detail) = match about {
                    About::Lead(lead) => (Some(lead), json!({ "by": by })),
                    About::Account(account) => (None, json!({ "by": by, "account": account.to_string() })),
                };
                let notice = New { user, id, kind: CALLED, at: now, lead, detail };
                notices::write(conn, shared.workspace, &notice, now)?;
            }
            Ok(Remark { id, about, at: now, by: by.clone(), text: text.clone() })
        })
        .await
    }

    /// What was said about a lead, and about those who were merged into it, or about a company; the oldest first, at most
    /// [`PAGE_MAX`], the latest.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn remarks(&self, about: About) -> Result<Vec<Remark>> {
        self.reading(move |shared, conn| {
            let mut about = vec![*about.id()];
            about.extend(merged(conn, shared.workspace, about[0])?);
            // By their ids, which an index gives: asked for their order, SQLite would walk through all that was ever said.
            let sql = format!(
                "select {REMARK} from remark it where it.workspace = $1 and it.remark in
                 (select remark from remark where workspace = $1 and person = $2)"
            );
            let mut all = Vec::new();
            for id in about {
                for mut row in conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])? {
                    all.extend(read(&mut row)?);
                }
            }
            all.sort_unstable_by_key(|it| std::cmp::Reverse(it.id));
            all.truncate(PAGE_MAX);
            all.reverse();
            Ok(all)
        })
        .await
    }

    /// Leads about whom somebody was called by name and has not looked since, the newest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn mentions(&self, user: impl Into<String>) -> Result<Vec<Remark>> {
        let user = user.into();
        self.reading(move |shared, conn| {
            let sql = format!(
                "select {REMARK} from mention called join remark it
                 on it.workspace = called.workspace and it.remark = called.remark
                 where called.workspace = $1 and called.app_user = $2 and called.seen_at is null and it.of_account = 0
                 order by it.remark desc limit {PAGE_MAX}"
            );
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Text(&user)])?;
            rows.into_iter().filter_map(|mut row| read(&mut row).transpose()).collect()
        })
        .await
    }

    /// Notes that somebody looked at a lead or a company: what they were called for there is seen.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn looked(&self, user: impl Into<String>, about: About) -> Result<()> {
        let user = user.into();
        // Pages are looked at all the time and rarely mark anything: only then is there something to write.
        let who = user.clone();
        if !self.reading(move |shared, conn| unseen(conn, shared.workspace, &who, about)).await? {
            return Ok(());
        }
        self.transaction(move |shared, conn, _, now| {
            conn.execute(
                "update mention set seen_at = $1 where workspace = $2 and app_user = $3 and person = $4
                 and seen_at is null",
                &[Param::at(now), Param::Int(shared.workspace), Param::Text(&user), Param::Blob(&about.id().0)],
            )?;
            match about {
                About::Lead(lead) => notices::seen(conn, shared.workspace, &user, Some(lead), now),
                About::Account(account) => notices::seen_account(conn, shared.workspace, &user, account, now),
            }
        })
        .await
    }
}

/// Whether somebody was told something of this that they have not seen.
fn unseen(conn: &mut Conn, workspace: i64, user: &str, about: About) -> Result<bool> {
    let sql =
        "select person from mention where workspace = $1 and app_user = $2 and person = $3 and seen_at is null limit 1";
    let params = [Param::Int(workspace), Param::Text(user), Param::Blob(&about.id().0)];
    if conn.row(sql, &params)?.is_some() {
        return Ok(true);
    }
    // What is told of a company is called out in its thread, so its mention says the same.
    let sql =
        "select person from notice where workspace = $1 and app_user = $2 and person = $3 and seen_at is null limit 1";
    Ok(conn.row(sql, &params)?.is_some())
}

/// Users whom a text calls: `@ayse`.
fn called(conn: &mut Conn, workspace: i64, text: &str) -> Result<BTreeSet<String>> {
    let mut users = BTreeSet::new();
    for part in text.split('@').skip(1) {
        let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
        let word: String = part.chars().take_while(|it| plain(*it)).collect::<String>().to_lowercase();
        let word = word.trim_end_matches(['.', '-']).to_owned();
        let sql = "select app_user from app_user where workspace = $1 and app_user = $2";
        if conn.row(sql, &[Param::Int(workspace), Param::Text(&word)])?.is_some() {
            users.insert(word);
        }
    }
    Ok(users)
}

/// Takes out what was said about people who are erased.
pub(crate) fn erase(conn: &mut Conn, workspace: i64, person: Id) -> Result<()> {
    let about = [Param::Int(workspace), Param::Blob(&person.0)];
    conn.execute(
        "delete from mention where workspace = $1 and (app_user, remark) in
         (select app_user, remark from mention where workspace = $1 and person = $2)",
        &about,
    )?;
    conn.execute(
        "update remark set said = null where workspace = $1 and remark in
         (select remark from remark where workspace = $1 and person = $2)",
        &about,
    )?;
    Ok(())
}
