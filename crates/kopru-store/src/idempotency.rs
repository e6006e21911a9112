//! Answers that are given once more when the very same request comes again, for those who send an `Idempotency-Key`.
//!
//! Two requests with one key that run at the same time are both [`Recalled::New`]; the answer that is remembered first
//! stays. What they do must therefore be safe to do twice, as taking facts is.

use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits::{FEED_SECS, IDEMPOTENCY_SECS, OUTBOX_SECS, PURGE_ROWS};
use crate::sql::{Param, Sql};
use crate::store::Store;
use kopru_engine::time::Moment;
use sha2::{Digest, Sha256};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recalled {
    /// Nothing, or it is too long ago.
    New,
    /// The very same request was answered so.
    Same {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// The caller sent another request with this key.
    Other,
}

impl Store {
    /// What is known of a caller's key. `request_digest` tells one request from another.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn recall(&self, key: &str, caller: &str, request_digest: [u8; 32]) -> Result<Recalled> {
        let hash = hash(key, caller);
        self.reading(move |shared, conn| {
            let oldest = shared.now().plus_secs(-IDEMPOTENCY_SECS);
            let row = conn.row(
                "select request, status, body from idempotency where workspace = $1 and key = $2 and at >= $3",
                &[Param::Int(shared.workspace), Param::Blob(&hash), Param::at(oldest)],
            )?;
            let Some(mut row) = row else { return Ok(Recalled::New) };
            let (request, status, body) = (row.blob()?, row.int()?, row.text()?);
            if request != request_digest {
                return Ok(Recalled::Other);
            }
            let status = u16::try_from(status).map_err(|_| StoreError::Corrupt(format!("{status} is no status")))?;
            Ok(Recalled::Same { status, body })
        })
        .await
    }

    /// Remembers an answer for [`IDEMPOTENCY_SECS`]; one that is remembered already stays. `asked_at`: when the request came.
    /// If somebody was erased since then, the answer may tell of them, and is not remembered.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn remember(
        &self,
        key: &str,
        caller: &str,
        request_digest: [u8; 32],
        (status, body): (u16, String),
        asked_at: Moment,
    ) -> Result<()> {
        let hash = hash(key, caller);
        self.transaction(move |shared, conn, _, now| {
            // Other processes' clocks may lag as far as the feed allows for.
            let since = Id::least(asked_at.plus_secs(-FEED_SECS));
            let erased = conn.row(
                "select audit from audit where workspace = $1 and audit >= $2 and action = 'person.erased' limit 1",
                &[Param::Int(shared.workspace), Param::Blob(&since.0)],
            )?;
            if erased.is_some() {
                return Ok(());
            }
            conn.execute(
                "insert into idempotency (workspace, key, request, status, body, at) values ($1, $2, $3, $4, $5, $6)
                 on conflict (workspace, key) do update set request = excluded.request, status = excluded.status,
                 body = excluded.body, at = excluded.at where idempotency.at < $7",
                &[
                    Param::Int(shared.workspace),
                    Param::Blob(&hash),
                    Param::Blob(&request_digest),
                    Param::Int(i64::from(status)),
                    Param::Text(&body),
                    Param::at(now),
                    Param::at(now.plus_secs(-IDEMPOTENCY_SECS)),
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets at most [`PURGE_ROWS`] answers that are too old to be given again, and as many messages that were delivered
    /// longer ago than [`OUTBOX_SECS`]. Tells how many went.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn purge(&self) -> Result<usize> {
        self.transaction(|shared, conn, _, now| purge(conn, shared.workspace, now)).await
    }
}

fn purge(conn: &mut Conn, workspace: i64, now: Moment) -> Result<usize> {
    let claim = conn.for_claim();
    let ws = Param::Int(workspace);
    let answers = format!(
        "delete from idempotency where workspace = $1 and key in (select key from idempotency
         where workspace = $1 and at < $2 order by at limit {PURGE_ROWS}{claim})"
    );
    let mut gone = conn.execute(&answers, &[ws, Param::at(now.plus_secs(-IDEMPOTENCY_SECS))])?;
    let messages = format!(
        "delete from outbox where workspace = $1 and message in (select message from outbox
         where workspace = $1 and done_at is not null and done_at < $2 order by done_at limit {PURGE_ROWS}{claim})"
    );
    gone += conn.execute(&messages, &[ws, Param::at(now.plus_secs(-OUTBOX_SECS))])?;
    let tickets = format!(
        "delete from ticket where workspace = $1 and ticket in (select ticket from ticket
         where workspace = $1 and expires_at < $2 order by expires_at limit {PURGE_ROWS}{claim})"
    );
    gone += conn.execute(&tickets, &[ws, Param::at(now)])?;
    Ok(usize::try_from(gone).unwrap_or(usize::MAX))
}

/// Whose key it is is part of it: nobody can ask for another caller's answers.
fn hash(key: &str, caller: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update((caller.len() as u64).to_le_bytes());
    hash.update(caller.as_bytes());
    hash.update(key.as_bytes());
    hash.finalize().into()
}
