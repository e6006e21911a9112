//! Views of the leads that people keep: a name for a filter, their own or for everybody.

use crate::audit;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::{VIEW_NAME_CHARS_MAX, VIEW_QUERY_BYTES_MAX, VIEWS_MAX};
use crate::sql::{Param, Sql};
use crate::store::Store;
use serde_json::json;

/// Who keeps the views that programs share: no user has this word.
pub const PROGRAMS: &str = "";

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: Id,
    /// Who keeps it: a user, or [`PROGRAMS`].
    pub owner: String,
    /// What it is called.
    pub name: String,
    /// The filter, as an address writes it: `stage=mql&owner=me`.
    pub query: String,
    /// Whether everybody sees it.
    pub shared: bool,
}

fn refuse<T>(code: &'static str, why: impl Into<String>) -> Result<T> {
    Err(StoreError::Refused(code, why.into()))
}

impl Store {
    /// The columns that somebody chose for the list of leads; none while they chose none.
    ///
    /// # Errors
    /// What the database answers; likewise below.
    pub async fn list_columns(&self, user: &str) -> Result<Option<Vec<String>>> {
        let user = user.to_owned();
        self.reading(move |shared, conn| {
            let sql = "select list_columns from app_user where workspace = $1 and app_user = $2";
            let row = conn.row(sql, &[Param::Int(shared.workspace), Param::Text(&user)])?;
            let words = row.map(|mut row| row.text_opt()).transpose()?.flatten();
            Ok(words.map(|words| words.split(' ').map(str::to_owned).collect()))
        })
        .await
    }

    /// Keeps the columns that somebody chose for the list of leads; none: the usual ones. A column's name holds no blank.
    ///
    /// # Errors
    /// See [`Store::list_columns`].
    pub async fn choose_list_columns(&self, user: &str, columns: &[String]) -> Result<()> {
        let (user, words) = (user.to_owned(), (!columns.is_empty()).then(|| columns.join(" ")));
        self.transaction(move |shared, conn, _, _| {
            let sql = "update app_user set list_columns = $1 where workspace = $2 and app_user = $3";
            let params = [Param::text(words.as_deref()), Param::Int(shared.workspace), Param::Text(&user)];
            conn.execute(sql, &params).map(drop)
        })
        .await
    }

    /// Keeps a view; one of the same name and owner is replaced.
    ///
    /// # Errors
    /// `view_invalid` without a name, or with too long a name or filter; `too_many_views`.
    pub async fn save_view(&self, owner: &str, named: (&str, &str), shared: bool) -> Result<Id> {
        self.keep_view((owner, owner), named, shared).await
    }

    /// Keeps a view that everybody sees, for the program `by`; one of the same name that a program keeps is replaced.
    ///
    /// # Errors
    /// See [`Store::save_view`].
    pub async fn share_view(&self, by: &str, named: (&str, &str)) -> Result<Id> {
        self.keep_view((PROGRAMS, by), named, true).await
    }

    async fn keep_view(&self, (owner, by): (&str, &str), (name, query): (&str, &str), shared: bool) -> Result<Id> {
        let (owner, by, name, query) = (owner.to_owned(), by.to_owned(), name.trim().to_owned(), query.to_owned());
        let short = name.chars().count() <= VIEW_NAME_CHARS_MAX && query.len() <= VIEW_QUERY_BYTES_MAX;
        if name.is_empty() || !short {
            return refuse("view_invalid", format!("a view has a name of at most {VIEW_NAME_CHARS_MAX} letters"));
        }
        self.transaction(move |shared_with, conn, ids, now| {
            let (ws, who) = (Param::Int(shared_with.workspace), Param::Text(&owner));
            let held = conn.row(
                "select view from saved_view where workspace = $1 and app_user = $2 and name = $3",
                &[ws, who, Param::Text(&name)],
            )?;
            if let Some(mut row) = held {
                let id = row.id()?;
                conn.execute(
                    "update saved_view set query = $1, shared = $2, saved_at = $3 where workspace = $4 and view = $5",
                    &[Param::Text(&query), Param::Int(i64::from(shared)), Param::at(now), ws, Param::Blob(&id.0)],
                )?;
                return Ok(id);
            }
            let sql = "select count(*) from saved_view where workspace = $1 and app_user = $2";
            let count = conn.row(sql, &[ws, who])?.map_or(Ok(0), |mut row| row.int())?;
            if count >= VIEWS_MAX {
                return refuse(
                    "too_many_views",
                    format!("one person, or all programs, keep at most {VIEWS_MAX} views"),
                );
            }
            let id = ids.make(now)?;
            conn.execute(
                "insert into saved_view (workspace, view, app_user, name, query, shared, saved_at)
                 values ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    ws,
                    Param::Blob(&id.0),
                    who,
                    Param::Text(&name),
                    Param::Text(&query),
                    Param::Int(i64::from(shared)),
                    Param::at(now),
                ],
            )?;
            let detail = json!({ "name": name, "shared": shared });
            audit::write(conn, ids, shared_with.workspace, now, &by, "view.saved", &id.to_string(), &detail)?;
            Ok(id)
        })
        .await
    }

    /// The views that somebody sees: their own, then those for everybody, each by name.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn views(&self, user: &str) -> Result<Vec<SavedView>> {
        let user = user.to_owned();
        self.reading(move |shared, conn| {
            let rows = conn.rows(
                "select view, app_user, name, query, shared from saved_view where workspace = $1
                 and (app_user = $2 or shared = 1) order by view",
                &[Param::Int(shared.workspace), Param::Text(&user)],
            )?;
            let read = |mut row: crate::sql::Row| {
                let (id, owner, name, query) = (row.id()?, row.text()?, row.text()?, row.text()?);
                Ok(SavedView { id, owner, name, query, shared: row.int()? == 1 })
            };
            let mut all = rows.into_iter().map(read).collect::<Result<Vec<SavedView>>>()?;
            all.sort_by_cached_key(|it| (it.owner != user, it.name.to_lowercase(), it.id));
            Ok(all)
        })
        .await
    }

    /// The views that everybody sees: those of programs, then those of users, each by name.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn shared_views(&self) -> Result<Vec<SavedView>> {
        self.views(PROGRAMS).await
    }

    /// Removes a view of somebody's own.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for somebody else's.
    pub async fn delete_view(&self, id: Id, by: &str) -> Result<()> {
        self.remove_view(id, (by, by)).await
    }

    /// Removes a view that programs share, for the program `by`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for a user's.
    pub async fn unshare_view(&self, id: Id, by: &str) -> Result<()> {
        self.remove_view(id, (PROGRAMS, by)).await
    }

    async fn remove_view(&self, id: Id, (owner, by): (&str, &str)) -> Result<()> {
        let (owner, by) = (owner.to_owned(), by.to_owned());
        self.transaction(move |shared, conn, ids, now| {
            let gone = conn.execute(
                "delete from saved_view where workspace = $1 and view = $2 and app_user = $3",
                &[Param::Int(shared.workspace), Param::Blob(&id.0), Param::Text(&owner)],
            )?;
            if gone == 0 {
                return Err(StoreError::NotFound(format!("view {id}")));
            }
            audit::write(conn, ids, shared.workspace, now, &by, "view.deleted", &id.to_string(), &json!({}))
        })
        .await
    }
}
