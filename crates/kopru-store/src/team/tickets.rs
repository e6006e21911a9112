//! What lets people in: sessions of those who are logged in, and invitations to choose a password. A ticket is told once;
//! what is kept is its hash.

use super::users::{User, find};
use crate::audit;
use crate::error::{Result, StoreError};
use crate::limits::{INVITATION_SECS, SESSION_IDLE_SECS, SESSION_SECS, SESSION_SEEN_SECS};
use crate::sql::{Param, Sql};
use crate::store::Store;
use kopru_engine::time::Moment;
use serde_json::json;
use sha2::{Digest, Sha256};

/// A session that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub user: User,
    /// When it was opened.
    pub since: Moment,
}

fn kept(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// 32 bytes of chance as hexadecimal digits.
fn chance() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|fault| StoreError::Unavailable(format!("no random bytes: {fault}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Store {
    /// Opens a session for somebody who has shown who they are. Gives what their browser keeps.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `user_has_left`.
    pub async fn open_session(&self, user: impl Into<String>) -> Result<String> {
        self.ticket(user.into(), "session", SESSION_SECS, None).await
    }

    /// Invites somebody to choose a password; an earlier invitation opens nothing any more. Whoever has the token is let in
    /// once, within [`INVITATION_SECS`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `user_has_left`.
    pub async fn invite(&self, user: impl Into<String>, by: impl Into<String>) -> Result<String> {
        self.ticket(user.into(), "invitation", INVITATION_SECS, Some(by.into())).await
    }

    async fn ticket(&self, user: String, kind: &'static str, secs: i64, by: Option<String>) -> Result<String> {
        let token = chance()?;
        let hash = kept(&token);
        self.transaction(move |shared, conn, ids, now| {
            let ws = Param::Int(shared.workspace);
            if find(conn, shared.workspace, &user)?.profile.left {
                return Err(StoreError::Refused("user_has_left", format!("`{user}` does not work here any more")));
            }
            if let Some(by) = &by {
                let sql = "delete from ticket where workspace = $1 and app_user = $2 and kind = $3";
                conn.execute(sql, &[ws, Param::Text(&user), Param::Text(kind)])?;
                audit::write(conn, ids, shared.workspace, now, by, "user.invited", &user, &json!({}))?;
            } else {
                audit::write(conn, ids, shared.workspace, now, &user, "user.logged_in", &user, &json!({}))?;
            }
            conn.execute(
                "insert into ticket (workspace, ticket, app_user, kind, created_at, seen_at, expires_at)
                 values ($1, $2, $3, $4, $5, $5, $6)",
                &[
                    ws,
                    Param::Blob(&hash),
                    Param::Text(&user),
                    Param::Text(kind),
                    Param::at(now),
                    Param::at(now.plus_secs(secs)),
                ],
            )
        })
        .await?;
        Ok(token)
    }

    /// Whose session a token is; none for one that is unknown, too old, or too long unused.
    ///
    /// # Errors
    /// What the database answers. That its use could not be noted is no reason to keep somebody out.
    pub async fn session(&self, token: &str) -> Result<Option<Session>> {
        let Some((session, seen)) = self.held(token, "session").await? else { return Ok(None) };
        let now = self.now();
        if seen.plus_secs(SESSION_IDLE_SECS) <= now {
            return Ok(None);
        }
        if seen.plus_secs(SESSION_SEEN_SECS) <= now {
            let hash = kept(token);
            let _ = self
                .transaction(move |shared, conn, _, now| {
                    let sql = "update ticket set seen_at = $1 where workspace = $2 and ticket = $3";
                    conn.execute(sql, &[Param::at(now), Param::Int(shared.workspace), Param::Blob(&hash)])
                })
                .await;
        }
        Ok(Some(session))
    }

    /// Whom an invitation is for; none for one that is unknown, used or too old.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn invited(&self, token: &str) -> Result<Option<User>> {
        Ok(self.held(token, "invitation").await?.map(|it| it.0.user))
    }

    async fn held(&self, token: &str, kind: &'static str) -> Result<Option<(Session, Moment)>> {
        if token.len() != 64 {
            return Ok(None);
        }
        let hash = kept(token);
        self.reading(move |shared, conn| {
            let row = conn.row(
                "select app_user, created_at, seen_at from ticket
                 where workspace = $1 and ticket = $2 and kind = $3 and expires_at > $4",
                &[Param::Int(shared.workspace), Param::Blob(&hash), Param::Text(kind), Param::at(shared.now())],
            )?;
            let Some(mut row) = row else { return Ok(None) };
            let (user, since, seen) = (row.text()?, row.at()?, row.at()?);
            let user = find(conn, shared.workspace, &user)?;
            Ok((!user.profile.left).then_some((Session { user, since }, seen)))
        })
        .await
    }

    /// Ends a session; one that is unknown is ended already.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn close_session(&self, token: &str) -> Result<()> {
        let hash = kept(token);
        self.transaction(move |shared, conn, _, _| {
            let sql = "delete from ticket where workspace = $1 and ticket = $2";
            conn.execute(sql, &[Param::Int(shared.workspace), Param::Blob(&hash)]).map(drop)
        })
        .await
    }

    /// What a server shows on its console while nobody works here, and whoever sets it up must show: it follows from the
    /// database's secret, and opens nothing once there is a user.
    pub fn setup_token(&self) -> String {
        let shared = self.shared();
        let hash = crate::intake::prepare::keyed(&shared.secret, &[b"setup"]);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
