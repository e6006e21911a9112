//! Who changed what, and when. Nothing is ever taken out; erasing a person takes their words out of the details.

use crate::dialect::Conn;
use crate::error::Result;
use crate::id::{Id, Ids};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::time::Moment;
use serde_json::Value;
use std::collections::BTreeSet;

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

/// Which entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only those before this one: where the page before ended.
    pub before: Option<Id>,
    /// Only what this user, key or program did.
    pub actor: Option<String>,
    /// Only this: `key.created`, or `key` for all that happened to keys.
    pub action: Option<String>,
    /// Only what was done to this.
    pub subject: Option<String>,
    /// Only from this moment on.
    pub since: Option<Moment>,
    /// Only before this moment.
    pub until: Option<Moment>,
    /// How many at most.
    pub limit: usize,
}

impl AuditQuery {
    fn fits(&self, it: &Entry) -> bool {
        let same = |asked: &Option<String>, is: &str| asked.as_ref().is_none_or(|asked| asked == is);
        let kind = it.action.split('.').next().unwrap_or_default();
        same(&self.actor, &it.actor)
            && same(&self.subject, &it.subject)
            && (same(&self.action, &it.action) || self.action.as_deref() == Some(kind))
    }
}

/// A page of entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audited {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the next page begins; none when there is nothing behind.
    pub next: Option<Id>,
}

/// Entries that one page looks at, so that a rare one is not sought through all that ever was.
pub const LOOKED_AT: usize = 5_000;
/// Entries read at once.
const CHUNK: usize = 500;

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
        self.audited(AuditQuery { before, limit, ..AuditQuery::default() }).await
    }

    /// Entries that fit all that is asked, the newest first. At most so many are looked at as one page may be asked to
    /// ([`LOOKED_AT`]): fewer than asked for, with [`Audited::next`], only mean that further ones lie behind.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn audited_page(&self, query: AuditQuery) -> Result<Audited> {
        let limit = query.limit.min(crate::limits::PAGE_MAX);
        let (mut found, mut before, mut looked) = (Vec::new(), query.before, 0);
        loop {
            let chunk = self.audited(AuditQuery { before, limit: CHUNK, ..query.clone() }).await?;
            let last = chunk.len() < CHUNK;
            looked += chunk.len();
            for entry in chunk {
                before = Some(entry.id);
                if query.fits(&entry) {
                    found.push(entry);
                    if found.len() == limit {
                        return Ok(Audited { entries: found, next: before });
                    }
                }
            }
            if last || looked >= LOOKED_AT {
                return Ok(Audited { entries: found, next: before.filter(|_| !last) });
            }
        }
    }

    /// Everybody who stands in the newest entries as who did something, and what they did; at most [`LOOKED_AT`] are read.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn audit_words(&self) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
        self.reading(|shared, conn| {
            let sql = format!(
                "select distinct actor, action from (select actor, action from audit where workspace = $1
                 order by audit desc limit {LOOKED_AT}) newest"
            );
            let (mut actors, mut actions) = (BTreeSet::new(), BTreeSet::new());
            for mut row in conn.rows(&sql, &[Param::Int(shared.workspace)])? {
                actors.insert(row.text()?);
                actions.insert(row.text()?);
            }
            Ok((actors, actions))
        })
        .await
    }

    async fn audited(&self, query: AuditQuery) -> Result<Vec<Entry>> {
        let limit = i64::try_from(query.limit.min(crate::limits::PAGE_MAX)).unwrap_or(0);
        self.reading(move |shared, conn| {
            // Ids begin with their moment: what is after a day ends where its first id is.
            let until = query.until.map(Id::least);
            let end = [query.before, until].into_iter().flatten().min().unwrap_or(Id([0xff; 16]));
            let begin = query.since.map_or(Id([0; 16]), Id::least);
            let rows = conn.rows(
                "select audit, at, actor, action, subject, detail from audit where workspace = $1 and audit < $2
                 and audit >= $3 order by audit desc limit $4",
                &[Param::Int(shared.workspace), Param::Blob(&end.0), Param::Blob(&begin.0), Param::Int(limit)],
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
