//! Addresses that are told what was decided. Each goes through the feed by itself, in its order; a message that cannot be
//! delivered is tried again, later and later, and at last given up and listed, so that it holds up no others for ever.

mod letters;

use crate::audit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::limits::{DEAD_LETTERS_SHOWN, WEBHOOK_TRIES_MAX, WEBHOOKS_MAX};
use crate::outbox::Event;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::time::Moment;
use serde_json::json;

/// An address that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: Id,
    /// Where messages are sent.
    pub url: String,
    /// Topics that it is told of; all, when none is named.
    pub topics: Vec<String>,
    /// When it was made.
    pub created_at: Moment,
    /// By whom.
    pub created_by: String,
    /// Tries of the next message that failed.
    pub failures: i64,
    /// Why the last one did.
    pub last_error: Option<String>,
    /// When it was last told something.
    pub last_told_at: Option<Moment>,
}

/// A webhook that is due, with what is to be sent.
#[derive(Clone, Debug)]
pub struct Due {
    /// The webhook.
    pub webhook: Webhook,
    /// What signs its messages.
    pub secret: Vec<u8>,
    /// What comes next, the oldest first, of every topic.
    pub events: Vec<Event>,
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// The message's id.
    pub message: Id,
    /// When it was given up.
    pub at: Moment,
    /// Why the last try failed.
    pub error: String,
}

/// How long after so many failures the next try comes, in seconds: 5 s, 30 s, 2 min, 10 min, 1 h, then every 6 h.
fn wait_secs(failures: i64) -> i64 {
    match failures {
        ..=1 => 5,
        2 => 30,
        3 => 120,
        4 => 600,
        5 => 3_600,
        _ => 6 * 3_600,
    }
}

const WEBHOOK: &str = "webhook, url, topics, created_at, created_by, failures, last_error, last_told_at";

fn read(row: &mut Row) -> Result<Webhook> {
    Ok(Webhook {
        id: row.id()?,
        url: row.text()?,
        topics: row.text()?.split_whitespace().map(str::to_owned).collect(),
        created_at: row.at()?,
        created_by: row.text()?,
        failures: row.int()?,
        last_error: row.text_opt()?,
        last_told_at: row.at_opt()?,
    })
}

/// Whether messages of these topics may be sent to an address.
fn check_address(url: &str, topics: &[String]) -> Result<()> {
    let host = url.split_once("://").map_or("", |it| it.1).split(['/', '?']).next().unwrap_or_default();
    let sound = (url.starts_with("https://") || url.starts_with("http://")) && !host.is_empty() && url.len() <= 2_000;
    if !sound || host.contains('@') || url.contains(char::is_whitespace) {
        let why = "a webhook's address begins with `https://`, and names no user".to_owned();
        return Err(StoreError::Refused("webhook_url_invalid", why));
    }
    if let Some(other) = topics.iter().find(|it| !crate::outbox::TOPICS.contains(&it.as_str())) {
        let known = crate::outbox::TOPICS.join(", ");
        return Err(StoreError::Refused("topic_unknown", format!("there is no topic `{other}`; there are {known}")));
    }
    Ok(())
}

impl Store {
    /// Makes a webhook; it is told what is decided from now on. The second value signs its messages and is told once.
    ///
    /// # Errors
    /// `webhook_url_invalid`, `topic_unknown`, `too_many_webhooks`.
    pub async fn create_webhook(
        &self,
        url: impl Into<String>,
        topics: Vec<String>,
        by: impl Into<String>,
    ) -> Result<(Webhook, Vec<u8>)> {
        let (url, by) = (url.into().trim().to_owned(), by.into());
        check_address(&url, &topics)?;
        let newest = self.pulse().await?;
        self.transaction(move |shared, conn, ids, now| create(shared, conn, ids, now, (&url, &topics, &by, newest)))
            .await
    }

    /// All webhooks.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>> {
        self.reading(|shared, conn| {
            let sql = format!("select {WEBHOOK} from webhook where workspace = $1 order by webhook");
            conn.rows(&sql, &[Param::Int(shared.workspace)])?.into_iter().map(|mut row| read(&mut row)).collect()
        })
        .await
    }

    /// Takes a webhook away, with what it could not be told.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_webhook(&self, id: Id, by: impl Into<String>) -> Result<()> {
        let by = by.into();
        self.transaction(move |shared, conn, ids, now| {
            let named = [Param::Int(shared.workspace), Param::Blob(&id.0)];
            if conn.execute("delete from webhook where workspace = $1 and webhook = $2", &named)? == 0 {
                return Err(StoreError::NotFound(format!("webhook {id}")));
            }
            conn.execute("delete from dead_letter where workspace = $1 and webhook = $2", &named)?;
            audit::write(conn, ids, shared.workspace, now, &by, "webhook.deleted", &id.to_string(), &json!({}))
        })
        .await
    }

    /// What could not be delivered to a webhook, the newest first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn dead_letters(&self, id: Id) -> Result<Vec<DeadLetter>> {
        self.reading(move |shared, conn| {
            let sql = format!(
                "select message, at, error from dead_letter where workspace = $1 and webhook = $2
                 order by message desc limit {DEAD_LETTERS_SHOWN}"
            );
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])?;
            let read = |mut row: Row| Ok(DeadLetter { message: row.id()?, at: row.at()?, error: row.text()? });
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// Takes one webhook that is due, for `lease_secs`, with at most `limit` messages that it has not been told; nothing
    /// when none is due. One without messages is looked at again after a moment.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn claim_webhook(&self, limit: usize, lease_secs: i64) -> Result<Option<Due>> {
        let claimed = self
            .transaction(move |shared, conn, _, now| {
                let claim = conn.for_claim();
                let sql = format!(
                    "select {WEBHOOK}, secret, told from webhook where workspace = $1 and retry_at <= $2
                     and claimed_until <= $2 order by claimed_until limit 1{claim}"
                );
                let Some(mut row) = conn.row(&sql, &[Param::Int(shared.workspace), Param::at(now)])? else {
                    return Ok(None);
                };
                let (webhook, secret, told) = (read(&mut row)?, row.blob()?, row.id_opt()?);
                conn.execute(
                    "update webhook set claimed_until = $1 where workspace = $2 and webhook = $3",
                    &[Param::at(now.plus_secs(lease_secs)), Param::Int(shared.workspace), Param::Blob(&webhook.id.0)],
                )?;
                Ok(Some((webhook, secret, told)))
            })
            .await?;
        let Some((webhook, secret, told)) = claimed else { return Ok(None) };
        let events = self.events(told, limit).await?;
        Ok(Some(Due { webhook, secret, events }))
    }

    /// Notes that a webhook was told everything until a message, or needed not to be; `more` keeps the claim.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn webhook_told(&self, id: Id, message: Option<Id>, more: bool) -> Result<()> {
        self.transaction(move |shared, conn, _, now| {
            let until = if more { now.plus_secs(crate::limits::WEBHOOK_LEASE_SECS) } else { now };
            conn.execute(
                "update webhook set told = coalesce($1, told), failures = 0, last_error = null,
                 last_told_at = case when $1 is null then last_told_at else $2 end, claimed_until = $3
                 where workspace = $4 and webhook = $5",
                &[
                    Param::id(message.as_ref()),
                    Param::at(now),
                    Param::at(until),
                    Param::Int(shared.workspace),
                    Param::Blob(&id.0),
                ],
            )
            .map(drop)
        })
        .await
    }

    /// Notes that a message could not be delivered: it is tried again later, or given up. Tells whether it was given up.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn webhook_failed(&self, id: Id, message: Id, error: impl Into<String>) -> Result<bool> {
        let error: String = error.into().chars().take(500).collect();
        self.transaction(move |shared, conn, _, now| {
            let named = [Param::Int(shared.workspace), Param::Blob(&id.0)];
            let lock = conn.for_update();
            let sql = format!("select failures from webhook where workspace = $1 and webhook = $2{lock}");
            let Some(mut row) = conn.row(&sql, &named)? else { return Ok(true) };
            let failures = row.int()? + 1;
            let given_up = failures >= WEBHOOK_TRIES_MAX;
            if given_up {
                conn.execute(
                    "insert into dead_letter (workspace, webhook, message, at, error) values ($1, $2, $3, $4, $5)
                     on conflict (workspace, webhook, message) do nothing",
                    &[named[0], named[1], Param::Blob(&message.0), Param::at(now), Param::Text(&error)],
                )?;
            }
            let told = given_up.then_some(message);
            conn.execute(
                "update webhook set told = coalesce($1, told), failures = $2, retry_at = $3, claimed_until = $4,
                 last_error = $5 where workspace = $6 and webhook = $7",
                &[
                    Param::id(told.as_ref()),
                    Param::Int(if given_up { 0 } else { failures }),
                    Param::at(if given_up { now } else { now.plus_secs(wait_secs(failures)) }),
                    Param::at(now),
                    Param::Text(&error),
                    named[0],
                    named[1],
                ],
            )?;
            Ok(given_up)
        })
        .await
    }
}

fn create(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    now: Moment,
    (url, topics, by, newest): (&str, &[String], &str, Option<Id>),
) -> Result<(Webhook, Vec<u8>)> {
    let ws = Param::Int(shared.workspace);
    let known = conn.row("select count(*) from webhook where workspace = $1", &[ws])?;
    if known.map_or(Ok(0), |mut row| row.int())? >= WEBHOOKS_MAX {
        return Err(StoreError::Refused("too_many_webhooks", format!("there are {WEBHOOKS_MAX} webhooks already")));
    }
    let id = ids.make(now)?;
    let mut secret = vec![0; 32];
    getrandom::fill(&mut secret).map_err(|fault| StoreError::Unavailable(format!("no random bytes: {fault}")))?;
    conn.execute(
        "insert into webhook (workspace, webhook, url, secret, topics, created_at, created_by, told, failures, retry_at,
         claimed_until) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0)",
        &[
            ws,
            Param::Blob(&id.0),
            Param::Text(url),
            Param::Blob(&secret),
            Param::Text(&topics.join(" ")),
            Param::at(now),
            Param::Text(by),
            Param::id(newest.as_ref()),
        ],
    )?;
    let detail = json!({ "url": url, "topics": topics });
    audit::write(conn, ids, shared.workspace, now, by, "webhook.created", &id.to_string(), &detail)?;
    let webhook = Webhook {
        id,
        url: url.to_owned(),
        topics: topics.to_vec(),
        created_at: now,
        created_by: by.to_owned(),
        failures: 0,
        last_error: None,
        last_told_at: None,
    };
    Ok((webhook, secret))
}
