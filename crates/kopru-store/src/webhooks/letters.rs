//! Changing a webhook, and what it could not be told: one by one, told again.

use super::{WEBHOOK, Webhook, check_address, read};
use crate::audit;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::outbox::{self, Event};
use crate::sql::{Param, Sql};
use crate::store::Store;
use serde_json::json;

impl Store {
    /// A webhook, and what signs its messages.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn webhook(&self, id: Id) -> Result<(Webhook, Vec<u8>)> {
        self.reading(move |shared, conn| {
            let sql = format!("select {WEBHOOK}, secret from webhook where workspace = $1 and webhook = $2");
            let row = conn.row(&sql, &[Param::Int(shared.workspace), Param::Blob(&id.0)])?;
            let mut row = row.ok_or_else(|| StoreError::NotFound(format!("webhook {id}")))?;
            Ok((read(&mut row)?, row.blob()?))
        })
        .await
    }

    /// Changes where a webhook's messages go and of what it is told; how far it was told, and what signs its messages, stays.
    /// What waits for its next try is tried at once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `webhook_url_invalid`, `topic_unknown`.
    pub async fn change_webhook(
        &self,
        id: Id,
        url: impl Into<String>,
        topics: Vec<String>,
        by: impl Into<String>,
    ) -> Result<()> {
        let (url, by) = (url.into().trim().to_owned(), by.into());
        check_address(&url, &topics)?;
        self.transaction(move |shared, conn, ids, now| {
            let told = topics.join(" ");
            let changed = conn.execute(
                "update webhook set url = $1, topics = $2, failures = 0, last_error = null, retry_at = 0
                 where workspace = $3 and webhook = $4",
                &[Param::Text(&url), Param::Text(&told), Param::Int(shared.workspace), Param::Blob(&id.0)],
            )?;
            if changed == 0 {
                return Err(StoreError::NotFound(format!("webhook {id}")));
            }
            let detail = json!({ "url": url, "topics": topics });
            audit::write(conn, ids, shared.workspace, now, &by, "webhook.changed", &id.to_string(), &detail)
        })
        .await
    }

    /// A message that a webhook could not be told; none when it was not given up, or is no longer kept.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn undelivered(&self, id: Id, message: Id) -> Result<Option<Event>> {
        self.reading(move |shared, conn| {
            let named = [Param::Int(shared.workspace), Param::Blob(&id.0), Param::Blob(&message.0)];
            let sql = "select at from dead_letter where workspace = $1 and webhook = $2 and message = $3";
            if conn.row(sql, &named)?.is_none() {
                return Ok(None);
            }
            outbox::one(shared, conn, message)
        })
        .await
    }

    /// Notes that a message that had been given up was told after all.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn delivered_after_all(&self, id: Id, message: Id, by: impl Into<String>) -> Result<()> {
        let by = by.into();
        self.transaction(move |shared, conn, ids, now| {
            let named = [Param::Int(shared.workspace), Param::Blob(&id.0), Param::Blob(&message.0)];
            let sql = "delete from dead_letter where workspace = $1 and webhook = $2 and message = $3";
            if conn.execute(sql, &named)? == 0 {
                return Ok(());
            }
            let detail = json!({ "message": message.to_string() });
            audit::write(conn, ids, shared.workspace, now, &by, "webhook.redelivered", &id.to_string(), &detail)
        })
        .await
    }

    /// Notes why a message that had been given up could not be told again.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn still_undelivered(&self, id: Id, message: Id, error: impl Into<String>) -> Result<()> {
        let error: String = error.into().chars().take(500).collect();
        self.transaction(move |shared, conn, _, now| {
            conn.execute(
                "update dead_letter set at = $1, error = $2 where workspace = $3 and webhook = $4 and message = $5",
                &[
                    Param::at(now),
                    Param::Text(&error),
                    Param::Int(shared.workspace),
                    Param::Blob(&id.0),
                    Param::Blob(&message.0),
                ],
            )
            .map(drop)
        })
        .await
    }
}
