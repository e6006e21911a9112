//! People who work here: passwords, logging in, what they are shown as.

use super::Services;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use jiff::tz::TimeZone;
use kopru_engine::playbook::Playbook;
use kopru_store::team::users::User;
use kopru_store::{Result, StoreError};
use serde_json::Value;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Letters that a password has at least. Length is what counts: no rules about signs and capitals.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Bytes of a password.
const PASSWORD_BYTES_MAX: usize = 1_024;
/// Passwords that are hashed at once: each takes a core and 19 MiB for some 30 ms.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// A hash that no password has: whoever names nobody waits as long as whoever shows a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

impl Services {
    /// Sets a password; all sessions and invitations of the user end.
    ///
    /// # Errors
    /// `password_too_short`, `password_too_long`, `password_is_name`; [`StoreError::NotFound`].
    pub async fn set_password(&self, id: &str, password: String, by: &str) -> Result<()> {
        let user = self.store.user(id).await?;
        self.check_password(&user.name, &user.id, user.email.as_deref(), &password)?;
        let hash = work(move || hash(&password)).await??;
        self.store.set_password(id, hash, by).await
    }

    /// Whether a password may be one.
    ///
    /// # Errors
    /// `password_too_short`, `password_too_long`, `password_is_name`.
    pub fn check_password(&self, name: &str, id: &str, email: Option<&str>, password: &str) -> Result<()> {
        check([Some(name), Some(id), email], password)
    }

    /// Opens a session for whoever shows the right password. Nothing is told of why it is not opened: whether there is such
    /// a user is nobody's business.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn log_in(&self, name: &str, password: String) -> Result<Option<(User, String)>> {
        let found = self.store.login(name).await?;
        let held = found.as_ref().map_or_else(|| NOBODY.clone(), |it| it.1.clone());
        if password.len() > PASSWORD_BYTES_MAX {
            return Ok(None);
        }
        let right = work(move || is_right(&held, &password)).await?;
        match found.filter(|_| right) {
            Some((user, _)) => {
                let token = self.store.open_session(user.id.as_str()).await?;
                Ok(Some((user, token)))
            }
            None => Ok(None),
        }
    }
}

fn check(names: [Option<&str>; 3], password: &str) -> Result<()> {
    let refuse = |code, why: String| Err(StoreError::Refused(code, why));
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return refuse(
            "password_too_short",
            format!("a password has at least {PASSWORD_CHARS_MIN} letters: several words do"),
        );
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return refuse("password_too_long", format!("a password has at most {PASSWORD_BYTES_MAX} bytes"));
    }
    let plain = password.to_lowercase();
    let names = names.map(|it| it.map(str::to_lowercase).filter(|it| !it.is_empty()));
    let same = names
        .into_iter()
        .flatten()
        .any(|name| plain.replace(name.as_str(), "").chars().count() < PASSWORD_CHARS_MIN / 2);
    if same || plain.chars().collect::<std::collections::BTreeSet<_>>().len() < 4 {
        return refuse(
            "password_is_name",
            "a password is more than the user's name, address, or one letter again and again".into(),
        );
    }
    Ok(())
}

async fn work<T: Send + 'static>(task: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let gone = |why: String| StoreError::Unavailable(why);
    let _place = AT_ONCE.acquire().await.map_err(|fault| gone(fault.to_string()))?;
    tokio::task::spawn_blocking(task).await.map_err(|fault| gone(fault.to_string()))
}

fn hash(password: &str) -> Result<String> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|it| it.to_string()).map_err(|fault| StoreError::Unavailable(format!("no password hash: {fault}")))
}

fn is_right(held: &str, password: &str) -> bool {
    argon2::PasswordHash::new(held)
        .is_ok_and(|held| Argon2::default().verify_password(password.as_bytes(), &held).is_ok())
}

/// The zone in which somebody reads: that of their own hours, else that of the agreement's first calendar.
pub fn zone_of(user: Option<&User>, playbook: Option<&Playbook>) -> TimeZone {
    let own = user.and_then(|it| it.profile.hours.as_ref()).map(|it| it.time_zone.clone());
    let agreed = || playbook?.calendars.values().next().map(|it| it.calendar.zone().to_owned());
    own.or_else(agreed).and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC)
}

/// A user as programs see them.
pub fn as_json(user: &User) -> Value {
    let mut it = user.profile.json();
    if let Some(parts) = it.as_object_mut() {
        parts.insert("id".into(), user.id.as_str().into());
        parts.insert("name".into(), user.name.as_str().into());
        parts.insert("email".into(), user.email.as_deref().into());
        parts.insert("lang".into(), user.lang.tag().into());
        parts.insert("mail".into(), user.mailed.id().into());
        parts.insert("has_password".into(), user.has_password.into());
        parts.insert("created_at".into(), user.created_at.to_string().into());
        parts.insert("created_by".into(), user.created_by.as_str().into());
    }
    it
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_the_right_password_from_others_and_differs_each_time() {
        let (one, other) =
            (hash("correct horse battery").expect("a hash"), hash("correct horse battery").expect("a hash"));
        assert!(one.starts_with("$argon2id$") && one != other);
        assert!(is_right(&one, "correct horse battery") && is_right(&other, "correct horse battery"));
        assert!(!is_right(&one, "correct horse batter") && !is_right("", "") && !is_right(&NOBODY, ""));
    }
}
