//! What people are told: that a lead is theirs, that a clock runs out, that somebody calls them. A notice names what it is
//! about and holds nothing of the lead, so that what is erased there is erased here; its words are found when it is told.
//!
//! Notices about decisions are made from the feed of messages, by whoever claims it: the same message makes the same notice,
//! so each is told once although the feed may be read twice. A notice that is mailed is tried again until the mail server
//! has taken it, later and later, and at last given up; it stays in the portal.

use crate::dialect::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::limits::{MAIL_TRIES_MAX, NOTICE_LEASE_SECS, NOTICE_SECS_MAX, PAGE_MAX};
use crate::outbox::Event;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::team::users::{self, User};
use kopru_engine::time::{DAY_SECS, Moment};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Somebody called the user by name in a thread.
pub const CALLED: &str = "called";
/// What the day brings, mailed once each working day.
pub const DIGEST: &str = "digest";
/// Who reads the feed for notices.
const READER: &str = "notices";
/// A notice about something older is not mailed at once: the next digest tells of it.
const OLD_SECS: i64 = DAY_SECS;

/// When somebody is told by mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mailed {
    /// Each notice, and a digest each working day.
    #[default]
    AtOnce,
    /// The digest alone.
    Daily,
    /// Nothing.
    Never,
}

impl Mailed {
    /// All of them.
    pub const ALL: [Mailed; 3] = [Mailed::AtOnce, Mailed::Daily, Mailed::Never];

    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Mailed::AtOnce => "at_once",
            Mailed::Daily => "daily",
            Mailed::Never => "never",
        }
    }

    /// The one of this id.
    pub fn parse(id: &str) -> Option<Mailed> {
        Mailed::ALL.into_iter().find(|it| it.id() == id)
    }
}

/// A notice to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct New {
    /// Whom it tells.
    pub user: String,
    /// The message that it tells of, or an id of its own.
    pub id: Id,
    /// What kind: `called`, `given`, `late`.
    pub kind: &'static str,
    /// When it happened.
    pub at: Moment,
    /// About whom.
    pub lead: Option<Id>,
    /// More, by name; nothing of the lead.
    pub detail: Value,
}

/// A notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Whom it tells.
    pub user: String,
    /// Its id; with user and kind there is one.
    pub id: Id,
    /// What kind.
    pub kind: String,
    /// When it happened.
    pub at: Moment,
    /// About whom.
    pub lead: Option<Id>,
    /// More, by name.
    pub detail: Value,
    /// When the user saw it.
    pub seen_at: Option<Moment>,
    /// Tries to mail it that failed.
    pub failures: i64,
    /// Why the last one did.
    pub error: Option<String>,
}

const NOTICE: &str = "app_user, notice, kind, at, person, detail, seen_at, mail_failures, mail_error";

fn read(mut row: Row) -> Result<Notice> {
    let (user, id, kind, at, lead, detail) =
        (row.text()?, row.id()?, row.text()?, row.at()?, row.id_opt()?, row.text()?);
    let detail = serde_json::from_str(&detail).unwrap_or(Value::Null);
    Ok(Notice {
        user,
        id,
        kind,
        at,
        lead,
        detail,
        seen_at: row.at_opt()?,
        failures: row.int()?,
        error: row.text_opt()?,
    })
}

/// How long after so many failures a mail is tried again, in seconds: 1 min, 5 min, 30 min, 2 h, then every 6 h.
fn wait_secs(failures: i64) -> i64 {
    match failures {
        ..=1 => 60,
        2 => 300,
        3 => 1_800,
        4 => 7_200,
        _ => 6 * 3_600,
    }
}

/// Writes a notice for somebody who works here; the same one again changes nothing. It is mailed where they want that.
pub(crate) fn write(conn: &mut Conn, workspace: i64, it: &New, now: Moment) -> Result<()> {
    let sql = "select email, mail from app_user where workspace = $1 and app_user = $2";
    let Some(mut row) = conn.row(sql, &[Param::Int(workspace), Param::Text(&it.user)])? else { return Ok(()) };
    let (reached, wanted) = (row.text_opt()?.is_some(), Mailed::parse(&row.text()?).unwrap_or_default());
    // A digest is seen where it is mailed.
    let digest = it.kind == DIGEST;
    let fresh = it.at.secs() > now.secs() - OLD_SECS;
    let mails = reached && (digest || (fresh && wanted == Mailed::AtOnce));
    let at = |set: bool| Param::int(set.then_some(now.micros()));
    conn.execute(
        "insert into notice (workspace, app_user, notice, kind, at, person, detail, seen_at, mail_at, mail_failures)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) on conflict (workspace, app_user, notice, kind) do nothing",
        &[
            Param::Int(workspace),
            Param::Text(&it.user),
            Param::Blob(&it.id.0),
            Param::Text(it.kind),
            Param::at(it.at),
            Param::id(it.lead.as_ref()),
            Param::Text(&it.detail.to_string()),
            at(digest),
            at(mails),
        ],
    )?;
    Ok(())
}

/// Forgets notices of long ago.
pub(crate) fn forget(conn: &mut Conn, workspace: i64, now: Moment) -> Result<()> {
    let before = Param::at(now.plus_secs(-NOTICE_SECS_MAX));
    conn.execute("delete from notice where workspace = $1 and at < $2", &[Param::Int(workspace), before])?;
    Ok(())
}

/// Notes that somebody saw what they were told: of one lead, or all of it.
pub(crate) fn seen(conn: &mut Conn, workspace: i64, user: &str, lead: Option<Id>, now: Moment) -> Result<()> {
    let none = Id([0; 16]);
    conn.execute(
        "update notice set seen_at = $1 where workspace = $2 and app_user = $3 and seen_at is null
         and (cast($4 as bigint) = 0 or person = $5)",
        &[
            Param::at(now),
            Param::Int(workspace),
            Param::Text(user),
            Param::Int(i64::from(lead.is_some())),
            Param::Blob(&lead.unwrap_or(none).0),
        ],
    )?;
    Ok(())
}

/// Notes that somebody saw what they were told of a company.
pub(crate) fn seen_account(conn: &mut Conn, workspace: i64, user: &str, account: Id, now: Moment) -> Result<()> {
    conn.execute(
        "update notice set seen_at = $1 where workspace = $2 and app_user = $3 and seen_at is null and person is null
         and detail like $4",
        &[
            Param::at(now),
            Param::Int(workspace),
            Param::Text(user),
            Param::Text(&format!("%\"account\":\"{account}\"%")),
        ],
    )?;
    Ok(())
}

/// Forgets what tells of people who are erased.
pub(crate) fn erase(conn: &mut Conn, workspace: i64, person: Id) -> Result<()> {
    conn.execute(
        "delete from notice where workspace = $1 and (app_user, notice, kind) in
         (select app_user, notice, kind from notice where workspace = $1 and person = $2)",
        &[Param::Int(workspace), Param::Blob(&person.0)],
    )?;
    Ok(())
}

impl Store {
    /// Takes the feed of messages for notices, for [`NOTICE_LEASE_SECS`]: those after the last that was told, at most `limit`;
    /// nothing while somebody else has it. Who takes it for the first time begins with what is decided from then on.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn claim_feed(&self, limit: usize) -> Result<Option<Vec<Event>>> {
        let newest = self.pulse().await?;
        // Nothing new: nobody writes.
        let told = self
            .reading(|shared, conn| {
                let sql = "select told from reader where workspace = $1 and reader = $2";
                let row = conn.row(sql, &[Param::Int(shared.workspace), Param::Text(READER)])?;
                row.map(|mut row| row.id_opt()).transpose()
            })
            .await?;
        if told == Some(newest) {
            return Ok(None);
        }
        let claimed = self
            .transaction(move |shared, conn, _, now| {
                let ws = Param::Int(shared.workspace);
                conn.execute(
                    "insert into reader (workspace, reader, told, claimed_until) values ($1, $2, $3, 0)
                     on conflict (workspace, reader) do nothing",
                    &[ws, Param::Text(READER), Param::id(newest.as_ref())],
                )?;
                let claim = conn.for_claim();
                let sql = format!(
                    "select told from reader where workspace = $1 and reader = $2 and claimed_until <= $3{claim}"
                );
                let Some(mut row) = conn.row(&sql, &[ws, Param::Text(READER), Param::at(now)])? else {
                    return Ok(None);
                };
                let told = row.id_opt()?;
                conn.execute(
                    "update reader set claimed_until = $1 where workspace = $2 and reader = $3",
                    &[Param::at(now.plus_secs(NOTICE_LEASE_SECS)), ws, Param::Text(READER)],
                )?;
                Ok(Some(told))
            })
            .await?;
        let Some(told) = claimed else { return Ok(None) };
        Ok(Some(self.events(told, limit).await?))
    }

    /// Writes what messages of the feed tell people, and notes that it was read until `last`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn tell(&self, notices: Vec<New>, last: Option<Id>) -> Result<()> {
        self.transaction(move |shared, conn, _, now| {
            for it in &notices {
                write(conn, shared.workspace, it, now)?;
            }
            let sql =
                "update reader set told = coalesce($1, told), claimed_until = 0 where workspace = $2 and reader = $3";
            conn.execute(sql, &[Param::id(last.as_ref()), Param::Int(shared.workspace), Param::Text(READER)]).map(drop)
        })
        .await
    }

    /// Tells people something that is not in the feed.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn notify(&self, notices: Vec<New>) -> Result<()> {
        self.transaction(move |shared, conn, _, now| {
            notices.iter().try_for_each(|it| write(conn, shared.workspace, it, now))
        })
        .await
    }

    /// What somebody was told, the newest first; at most `limit`, and [`PAGE_MAX`]. Digests are not among it.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn notices(&self, user: impl Into<String>, unseen: bool, limit: usize) -> Result<Vec<Notice>> {
        let user = user.into();
        self.reading(move |shared, conn| {
            let (limit, state) = (limit.min(PAGE_MAX), if unseen { " and seen_at is null" } else { "" });
            let sql = format!(
                "select {NOTICE} from notice where workspace = $1 and app_user = $2 and kind <> '{DIGEST}'{state}
                 order by at desc, notice desc limit {limit}"
            );
            conn.rows(&sql, &[Param::Int(shared.workspace), Param::Text(&user)])?.into_iter().map(read).collect()
        })
        .await
    }

    /// How much somebody was told that they have not seen.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn unseen(&self, user: impl Into<String>) -> Result<u64> {
        let user = user.into();
        self.reading(move |shared, conn| {
            let sql = "select count(*) from notice where workspace = $1 and app_user = $2 and seen_at is null";
            let row = conn.row(sql, &[Param::Int(shared.workspace), Param::Text(&user)])?;
            Ok(u64::try_from(row.map_or(Ok(0), |mut row| row.int())?).unwrap_or(0))
        })
        .await
    }

    /// Notes that somebody saw all that they were told.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn all_seen(&self, user: impl Into<String>) -> Result<()> {
        let user = user.into();
        self.transaction(move |shared, conn, _, now| seen(conn, shared.workspace, &user, None, now)).await
    }

    /// Takes notices that are to be mailed, for [`NOTICE_LEASE_SECS`], each with whom it tells; at most `limit`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn claim_mails(&self, limit: usize) -> Result<Vec<(Notice, User)>> {
        // Nothing is due: nobody writes.
        let due = self
            .reading(|shared, conn| {
                let sql = "select notice from notice where workspace = $1 and mail_at <= $2 limit 1";
                Ok(conn.row(sql, &[Param::Int(shared.workspace), Param::at(shared.now())])?.is_some())
            })
            .await?;
        if !due {
            return Ok(Vec::new());
        }
        self.transaction(move |shared, conn, _, now| {
            let (ws, claim) = (Param::Int(shared.workspace), conn.for_claim());
            let sql = format!(
                "select {NOTICE} from notice where workspace = $1 and mail_at <= $2 order by mail_at limit {limit}{claim}"
            );
            let rows = conn.rows(&sql, &[ws, Param::at(now)])?;
            let mut mails = Vec::new();
            for row in rows {
                let it = read(row)?;
                let key = [ws, Param::Text(&it.user), Param::Blob(&it.id.0), Param::Text(&it.kind)];
                conn.execute(
                    "update notice set mail_at = $5 where workspace = $1 and app_user = $2 and notice = $3 and kind = $4",
                    &[key[0], key[1], key[2], key[3], Param::at(now.plus_secs(NOTICE_LEASE_SECS))],
                )?;
                let user = users::find(conn, shared.workspace, &it.user)?;
                mails.push((it, user));
            }
            Ok(mails)
        })
        .await
    }

    /// Notes what became of a mail: sent, needless, or failed for a reason, so that it is tried again or given up. Tells whether
    /// it was given up.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn mailed(&self, it: &Notice, failed: Option<String>) -> Result<bool> {
        let it = it.clone();
        let failed: Option<String> = failed.map(|why| why.chars().take(500).collect());
        self.transaction(move |shared, conn, _, now| {
            let failures = it.failures + i64::from(failed.is_some());
            let given_up = failed.is_some() && failures >= MAIL_TRIES_MAX;
            let again = (failed.is_some() && !given_up).then(|| now.plus_secs(wait_secs(failures)).micros());
            conn.execute(
                "update notice set mail_at = $1, mail_failures = $2, mail_error = $3
                 where workspace = $4 and app_user = $5 and notice = $6 and kind = $7",
                &[
                    Param::int(again),
                    Param::Int(failures),
                    Param::text(failed.as_deref()),
                    Param::Int(shared.workspace),
                    Param::Text(&it.user),
                    Param::Blob(&it.id.0),
                    Param::Text(&it.kind),
                ],
            )?;
            Ok(given_up)
        })
        .await
    }

    /// The last day, in days since 1970, of which each user's digest was begun.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn digest_days(&self) -> Result<BTreeMap<String, i64>> {
        self.reading(|shared, conn| {
            let sql = "select app_user, digest_day from app_user where workspace = $1";
            let rows = conn.rows(sql, &[Param::Int(shared.workspace)])?;
            rows.into_iter().map(|mut row| Ok((row.text()?, row.int()?))).collect()
        })
        .await
    }

    /// Has a digest of a day, in days since 1970, mailed to somebody, once. Tells whether it had not been yet.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn begin_digest(&self, user: impl Into<String>, day: i64) -> Result<bool> {
        let user = user.into();
        self.transaction(move |shared, conn, ids, now| {
            let sql = "update app_user set digest_day = $1 where workspace = $2 and app_user = $3 and digest_day < $1";
            if conn.execute(sql, &[Param::Int(day), Param::Int(shared.workspace), Param::Text(&user)])? == 0 {
                return Ok(false);
            }
            let id = ids.make(now)?;
            let it = New { user: user.clone(), id, kind: DIGEST, at: now, lead: None, detail: json!({ "day": day }) };
            write(conn, shared.workspace, &it, now)?;
            Ok(true)
        })
        .await
    }
}
