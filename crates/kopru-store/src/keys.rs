//! API keys: what a program shows to be let in. A key is shown once, when it is made; what is kept is its hash.

use crate::audit;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::id::Ids;
use crate::limits::{KEY_NAME_CHARS_MAX, KEY_USE_SECS};
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use crate::writer::Shared;
use kopru_engine::time::Moment;
use sha2::{Digest, Sha256};
use std::fmt;

/// Something that a key lets its holder do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Send facts.
    FactsWrite,
    /// Read leads, people and accounts.
    LeadsRead,
    /// Merge people and erase them.
    PeopleWrite,
    /// Read the playbook and its versions.
    PlaybookRead,
    /// Publish a playbook.
    PlaybookWrite,
    /// Read what was decided, as it happens.
    EventsRead,
    /// Everything, and the keys themselves.
    Admin,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Scope; 7] = [
        Scope::FactsWrite,
        Scope::LeadsRead,
        Scope::PeopleWrite,
        Scope::PlaybookRead,
        Scope::PlaybookWrite,
        Scope::EventsRead,
        Scope::Admin,
    ];

    /// The word for it.
    pub fn id(self) -> &'static str {
        match self {
            Scope::FactsWrite => "facts:write",
            Scope::LeadsRead => "leads:read",
            Scope::PeopleWrite => "people:write",
            Scope::PlaybookRead => "playbook:read",
            Scope::PlaybookWrite => "playbook:write",
            Scope::EventsRead => "events:read",
            Scope::Admin => "admin",
        }
    }

    /// The scope of this word.
    pub fn parse(word: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.id() == word)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A key, without what opens the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id, eight hexadecimal digits: the part of the token that may be shown.
    pub id: String,
    /// What its makers call it.
    pub name: String,
    /// What it lets its holder do, each once, in the order of [`Scope::ALL`].
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Moment,
    /// By whom.
    pub created_by: String,
    /// From when on it opens nothing any more.
    pub expires_at: Option<Moment>,
    /// When it was taken back.
    pub revoked_at: Option<Moment>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Moment>,
}

impl KeyRow {
    /// Whether the key lets its holder do this: [`Scope::Admin`] is everything.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin)
    }

    /// Whether it opens anything at this moment.
    pub fn is_live(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

const KEY: &str = "api_key, name, scopes, created_at, created_by, expires_at, revoked_at, last_used_at";

fn read(row: &mut Row) -> Result<KeyRow> {
    Ok(KeyRow {
        id: row.text()?,
        name: row.text()?,
        // A word of a later program grants nothing here.
        scopes: row.text()?.split_whitespace().filter_map(Scope::parse).collect(),
        created_at: row.at()?,
        created_by: row.text()?,
        expires_at: row.at_opt()?,
        revoked_at: row.at_opt()?,
        last_used_at: row.at_opt()?,
    })
}

/// A key to make.
struct Wish {
    name: String,
    scopes: Vec<Scope>,
    expires_at: Option<Moment>,
    by: String,
}

impl Store {
    /// Makes a key. The second value is the token, `kopru_` with the key's id and 64 hexadecimal digits of chance; nobody
    /// can learn it later.
    ///
    /// # Errors
    /// `key_name_invalid` without a name or with one of more than [`KEY_NAME_CHARS_MAX`] letters, `key_scopes_missing`,
    /// `key_expires_in_past`.
    pub async fn create_key(
        &self,
        name: impl Into<String>,
        scopes: &[Scope],
        expires_at: Option<Moment>,
        by: impl Into<String>,
    ) -> Result<(KeyRow, String)> {
        let name = name.into().trim().to_owned();
        if name.is_empty() || name.chars().count() > KEY_NAME_CHARS_MAX {
            let why = format!("a key has a name of 1 to {KEY_NAME_CHARS_MAX} letters");
            return Err(StoreError::Refused("key_name_invalid", why));
        }
        let scopes: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| scopes.contains(scope)).collect();
        if scopes.is_empty() {
            let why = "a key without a scope opens nothing: name at least one".to_owned();
            return Err(StoreError::Refused("key_scopes_missing", why));
        }
        let wish = Wish { name, scopes, expires_at, by: by.into() };
        self.transaction(move |shared, conn, ids, now| create(shared, conn, ids, now, &wish)).await
    }

    /// All keys, the newest first; those that open nothing any more are among them.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn keys(&self) -> Result<Vec<KeyRow>> {
        self.reading(|shared, conn| {
            let sql = format!("select {KEY} from api_key where workspace = $1 order by created_at desc, api_key");
            let rows = conn.rows(&sql, &[Param::Int(shared.workspace)])?;
            rows.into_iter().map(|mut row| read(&mut row)).collect()
        })
        .await
    }

    /// Takes a key back, at once and for ever. One that was taken back before stays as it is.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn revoke_key(&self, id: impl Into<String>, by: impl Into<String>) -> Result<KeyRow> {
        let (id, by) = (id.into(), by.into());
        self.transaction(move |shared, conn, ids, now| revoke(shared, conn, ids, now, &id, &by)).await
    }

    /// The key that this token belongs to; none for a wrong, an expired and a revoked one alike.
    ///
    /// # Errors
    /// What the database answers. That the use could not be noted is no reason to keep somebody out.
    pub async fn check_key(&self, token: &str) -> Result<Option<KeyRow>> {
        let Some(id) = id_of(token) else { return Ok(None) };
        let (id, shown) = (id.to_owned(), hash(token));
        let found = self
            .reading(move |shared, conn| {
                let sql = format!("select {KEY}, hash from api_key where workspace = $1 and api_key = $2");
                let row = conn.row(&sql, &[Param::Int(shared.workspace), Param::Text(&id)])?;
                let Some(mut row) = row else { return Ok(None) };
                let (key, held) = (read(&mut row)?, row.blob()?);
                Ok((same(&held, &shown) && key.is_live(shared.now())).then_some(key))
            })
            .await?;
        if let Some(key) = &found {
            self.note_use(key).await;
        }
        Ok(found)
    }

    /// Notes that a key was used, at most once in [`KEY_USE_SECS`].
    async fn note_use(&self, key: &KeyRow) {
        let due = self.now().plus_secs(-KEY_USE_SECS);
        if key.last_used_at.is_some_and(|used| used > due) {
            return;
        }
        let id = key.id.clone();
        let noted = self.transaction(move |shared, conn, _, now| {
            conn.execute(
                "update api_key set last_used_at = $1 where workspace = $2 and api_key = $3
                 and (last_used_at is null or last_used_at <= $4)",
                &[Param::at(now), Param::Int(shared.workspace), Param::Text(&id), Param::at(due)],
            )
        });
        // On a full disk or a standby keys still open: only the note is missing.
        let _ = noted.await;
    }
}

fn create(shared: &Shared, conn: &mut Conn, ids: &mut Ids, now: Moment, wish: &Wish) -> Result<(KeyRow, String)> {
    if wish.expires_at.is_some_and(|end| end <= now) {
        return Err(StoreError::Refused("key_expires_in_past", "the key would have expired already".into()));
    }
    let id = hex(&random::<4>()?);
    let token = format!("kopru_{id}_{}", hex(&random::<32>()?));
    let scopes = wish.scopes.iter().map(|scope| scope.id()).collect::<Vec<_>>().join(" ");
    // Another key with this id is a conflict, and the transaction is run again with another id.
    conn.execute(
        "insert into api_key (workspace, api_key, name, hash, scopes, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            Param::Int(shared.workspace),
            Param::Text(&id),
            Param::Text(&wish.name),
            Param::Blob(&hash(&token)),
            Param::Text(&scopes),
            Param::at(now),
            Param::Text(&wish.by),
            Param::int(wish.expires_at.map(Moment::micros)),
        ],
    )?;
    let expires_at = wish.expires_at.map(|at| at.to_string());
    let detail = serde_json::json!({ "name": wish.name, "scopes": scopes, "expires_at": expires_at });
    audit::write(conn, ids, shared.workspace, now, &wish.by, "key.created", &id, &detail)?;
    let key = KeyRow {
        id,
        name: wish.name.clone(),
        scopes: wish.scopes.clone(),
        created_at: now,
        created_by: wish.by.clone(),
        expires_at: wish.expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    Ok((key, token))
}

fn revoke(shared: &Shared, conn: &mut Conn, ids: &mut Ids, now: Moment, id: &str, by: &str) -> Result<KeyRow> {
    let (ws, lock) = (Param::Int(shared.workspace), conn.for_update());
    let sql = format!("select {KEY} from api_key where workspace = $1 and api_key = $2{lock}");
    let row = conn.row(&sql, &[ws, Param::Text(id)])?;
    let mut key = read(&mut row.ok_or_else(|| StoreError::NotFound(format!("key `{id}`")))?)?;
    if key.revoked_at.is_none() {
        key.revoked_at = Some(now);
        conn.execute(
            "update api_key set revoked_at = $1 where workspace = $2 and api_key = $3",
            &[Param::at(now), ws, Param::Text(id)],
        )?;
        let detail = serde_json::json!({ "name": key.name });
        audit::write(conn, ids, shared.workspace, now, by, "key.revoked", id, &detail)?;
    }
    Ok(key)
}

/// The id within a token of the right form.
fn id_of(token: &str) -> Option<&str> {
    let (id, secret) = token.strip_prefix("kopru_")?.split_once('_')?;
    let is_hex = |text: &str, len: usize| text.len() == len && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex(id, 8) && is_hex(secret, 64)).then_some(id)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares in a time that does not depend on where the two differ.
fn same(held: &[u8], shown: &[u8; 32]) -> bool {
    let differing = held.iter().zip(shown).fold(0, |differing, (one, other)| differing | (one ^ other));
    held.len() == shown.len() && std::hint::black_box(differing) == 0
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| StoreError::Unavailable(format!("no random bytes: {fault}")))?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
