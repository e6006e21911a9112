//! Who changed what, and when. Nothing is ever taken out; erasing a person takes their words out of the details.

use crate::dialect::Conn;
use crate::error::Result;
use crate::id::{Id, Ids};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::time::Moment;
use serde_json::Value;

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// When.
    pub at: Moment,
    /// Who: a user, an API key's name, `cli`.
    pub actor: String,
    /// What: `playbook.published`, `key.created`, `person.merged`.
    pub action: String,
    /// Which version, key, person.
    pub subject: String,
    /// More, by name.
    pub detail: Value,
}

#[expect(clippy::too_many_arguments, reason = "an entry has so many parts")]
pub(crate) fn write(
    conn: &mut Conn,
    ids: &mut Ids,
    workspace: i64,
    now: Moment,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &Value,
) -> Result<()> {
    let (id, detail) = (ids.make(now)?, detail.to_string());
    conn.execute(
        "insert into audit (workspace, audit, at, actor, action, subject, detail) values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            Param::Int(workspace),
            Param::Blob(&id.0),
            Param::at(now),
            Param::Text(actor),
            Param::Text(action),
            Param::Text(subject),
            Param::Text(&detail),
        ],
    )?;
    Ok(())
}

impl Store {
    /// Notes what somebody did where the change itself does not say who it was.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn note_act(&self, actor: &str, action: &'static str, subject: &str, detail: Value) -> Result<()> {
        let (actor, subject) = (actor.to_owned(), subject.to_owned());
        self.transaction(move |shared, conn, ids, now| {
            write(conn, ids, shared.workspace, now, &actor, action, &subject, &detail)
        })
        .await
    }

    /// Entries before `before`, the newest first, at most `limit`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn audit(&self, before: Option<Id>, limit: usize) -> Result<Vec<Entry>> {
        let limit = i64::try_from(limit.min(crate::limits::PAGE_MAX)).unwrap_or(0);
        self.reading(move |shared, conn| {
            let end = before.unwrap_or(Id([0xff; 16]));
            let rows = conn.rows(
                "select audit, at, actor, action, subject, detail from audit where workspace = $1 and audit < $2
                 order by audit desc limit $3",
                &[Param::Int(shared.workspace), Param::Blob(&end.0), Param::Int(limit)],
            )?;
            let read = |mut row: Row| {
                Ok(Entry {
                    id: row.id()?,
                    at: row.at()?,
                    actor: row.text()?,
                    action: row.text()?,
                    subject: row.text()?,
                    detail: serde_json::from_str(&row.text()?).unwrap_or(Value::Null),
                })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }
}
