//! The thread on a lead: what marketing and sales ask and answer each other. Whoever is called by `@name` is told.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::{PAGE_MAX, REMARK_CHARS_MAX};
use crate::notices::{self, CALLED, New};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::time::Moment;
use serde_json::json;
use std::collections::BTreeSet;

/// Something that somebody said about a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its id.
    pub id: Id,
    /// About whom.
    pub person: Id,
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

const REMARK: &str = "it.remark, it.person, it.at, it.made_by, it.said";

fn read(row: &mut Row) -> Result<Option<Remark>> {
    let (id, person, at, by) = (row.id()?, row.id()?, row.at()?, row.text()?);
    Ok(row.text_opt()?.map(|text| Remark { id, person, at, by, text }))
}

impl Store {
    /// Says something about a lead. Users who are called by `@word` get it among their mentions.
    ///
    /// # Errors
    /// `remark_invalid` for nothing, and for more than [`REMARK_CHARS_MAX`] letters; `erased`, `merged`;
    /// [`StoreError::NotFound`].
    pub async fn say(&self, person: Id, text: impl Into<String>, by: impl Into<String>) -> Result<Remark> {
        let (text, by) = (text.into().trim().to_owned(), by.into());
        if text.is_empty() || text.chars().count() > REMARK_CHARS_MAX {
            let why = format!("a remark has 1 to {REMARK_CHARS_MAX} letters");
            return Err(StoreError::Refused("remark_invalid", why));
        }
        self.transaction(move |shared, conn, ids, now| {
            let ws = Param::Int(shared.workspace);
            crate::lead::standing_head(conn, shared.workspace, person)?;
            let id = ids.make(now)?;
            conn.execute(
                "insert into remark (workspace, remark, person, at, made_by, said) values ($1, $2, $3, $4, $5, $6)",
                &[ws, Param::Blob(&id.0), Param::Blob(&person.0), Param::at(now), Param::Text(&by), Param::Text(&text)],
            )?;
            for user in called(conn, shared.workspace, &text)?.into_iter().filter(|it| *it != by) {
                conn.execute(
                    "insert into mention (workspace, app_user, remark, person) values ($1, $2, $3, $4)",
                    &[ws, Param::Text(&user), Param::Blob(&id.0), Param::Blob(&person.0)],
                )?;
                let notice = New { user, id, kind: CALLED, at: now, lead: Some(person), detail: json!({ "by": by }) };
                notices::write(conn, shared.workspace, &notice, now)?;
            }
            Ok(Remark { id, person, at: now, by: by.clone(), text: text.clone() })
        })
        .await
    }

    /// What was said about a lead, and about those who were merged into it, the oldest first; at most [`PAGE_MAX`], the
    /// latest.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn remarks(&self, person: Id) -> Result<Vec<Remark>> {
        self.reading(move |shared, conn| {
            let sql = format!(
                "select {REMARK} from remark it where it.workspace = $1 and (it.person = $2 or it.person in
                 (select person from person where workspace = $1 and merged_into = $2))
                 order by it.remark desc limit {PAGE_MAX}"
            );
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&person.0)])?;
            let mut all =
                rows.into_iter().filter_map(|mut row| read(&mut row).transpose()).collect::<Result<Vec<_>>>()?;
            all.reverse();
            Ok(all)
        })
        .await
    }

    /// Where somebody was called by name and has not looked since, the newest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn mentions(&self, user: impl Into<String>) -> Result<Vec<Remark>> {
        let user = user.into();
        self.reading(move |shared, conn| {
            let sql = format!(
                "select {REMARK} from mention called join remark it
                 on it.workspace = called.workspace and it.remark = called.remark
                 where called.workspace = $1 and called.app_user = $2 and called.seen_at is null
                 order by it.remark desc limit {PAGE_MAX}"
            );
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Text(&user)])?;
            rows.into_iter().filter_map(|mut row| read(&mut row).transpose()).collect()
        })
        .await
    }

    /// Notes that somebody looked at a lead: what they were called for there is seen.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn looked(&self, user: impl Into<String>, person: Id) -> Result<()> {
        let user = user.into();
        self.transaction(move |shared, conn, _, now| {
            conn.execute(
                "update mention set seen_at = $1 where workspace = $2 and app_user = $3 and person = $4
                 and seen_at is null",
                &[Param::at(now), Param::Int(shared.workspace), Param::Text(&user), Param::Blob(&person.0)],
            )?;
            notices::seen(conn, shared.workspace, &user, Some(person), now)
        })
        .await
    }
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
    conn.execute("delete from mention where workspace = $1 and person = $2", &about)?;
    conn.execute("update remark set said = null where workspace = $1 and person = $2", &about)?;
    Ok(())
}
