//! `kopru key …`

use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done, listing};
use clap::Subcommand;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_engine::time::{Day, Moment};
use kopru_store::keys::{KeyRow, Scope};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a key for a program that calls the API; its token is shown once
    Create {
        /// What the key is called
        name: String,
        /// What it lets its holder do; may be given several times
        #[arg(long, required = true, value_parser = scope)]
        scope: Vec<Scope>,
        /// From when on it opens nothing any more: 2027-01-01 or 2027-01-01T09:00:00+03:00
        #[arg(long, value_name = "TIME", value_parser = moment)]
        expires: Option<Moment>,
        #[command(flatten)]
        database: Database,
        /// How the key is printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// List all keys; tokens are never shown again
    List {
        #[command(flatten)]
        database: Database,
        /// How the keys are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Take a key back, at once and for ever
    Revoke {
        /// The key's id: eight hexadecimal digits
        id: String,
        #[command(flatten)]
        database: Database,
    },
}

fn scope(word: &str) -> Result<Scope, String> {
    let known = || Scope::ALL.map(Scope::id).join(", ");
    Scope::parse(word).ok_or_else(|| format!("expected one of {}", known()))
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .or_else(|| Day::parse(text).map(Day::start))
        .ok_or_else(|| "expected a day or a moment with its offset, such as 2027-01-01T09:00:00+03:00".to_owned())
}

/// Who does it, in the audit.
const ACTOR: &str = "cli";

pub(crate) fn run(command: Command, lang: Lang) -> Done {
    match command {
        Command::Create { name, scope, expires, database, format } => database.run_or_make(async |services| {
            let made = services.store.create_key(name, &scope, expires, ACTOR).await;
            let (key, token) = made.map_err(|fault| failure(&fault))?;
            if format == Format::Json {
                let mut it = as_json(&key);
                if let Some(parts) = it.as_object_mut() {
                    parts.insert("token".into(), json!(token));
                }
                return output::print(&output::json(&it));
            }
            let id = &key.id;
            output::print(&say!(
                lang,
                en = "{token}\nThis is the only time that the token of key {id} is shown.\n",
                tr = "{token}\n{id} anahtarının belirteci yalnızca bu kez gösterilir.\n"
            ))
        }),
        Command::List { database, format } => database.run(async |services| {
            let keys = services.store.keys().await.map_err(|fault| failure(&fault))?;
            match format {
                Format::Json => output::print(&output::json(&Value::Array(keys.iter().map(as_json).collect()))),
                Format::Table => output::print(&table(&keys, services.store.now(), lang)),
            }
        }),
        Command::Revoke { id, database } => database.run(async |services| {
            let key = services.store.revoke_key(id, ACTOR).await.map_err(|fault| failure(&fault))?;
            let (id, name) = (&key.id, &key.name);
            output::print(&say!(
                lang,
                en = "Key {id} ({name}) opens nothing any more.\n",
                tr = "{id} anahtarı ({name}) artık hiçbir şey açmıyor.\n"
            ))
        }),
    }
}

fn table(keys: &[KeyRow], now: Moment, lang: Lang) -> String {
    if keys.is_empty() {
        return say!(lang, en = "There are no keys.\n", tr = "Hiç anahtar yok.\n");
    }
    let mut rows = vec![vec![
        say!(lang, en = "id", tr = "kimlik"),
        say!(lang, en = "name", tr = "ad"),
        say!(lang, en = "scopes", tr = "yetkiler"),
        say!(lang, en = "made on", tr = "oluşturma"),
        say!(lang, en = "last used", tr = "son kullanım"),
        say!(lang, en = "state", tr = "durum"),
    ]];
    for key in keys {
        let day = key.revoked_at.or(key.expires_at).map(|at| at.day().to_string()).unwrap_or_default();
        let state = match (key.revoked_at, key.expires_at) {
            (Some(_), _) => say!(lang, en = "revoked {day}", tr = "geri alındı {day}"),
            (None, Some(_)) if !key.is_live(now) => say!(lang, en = "expired {day}", tr = "süresi doldu {day}"),
            (None, Some(_)) => say!(lang, en = "until {day}", tr = "{day} tarihine kadar"),
            (None, None) => say!(lang, en = "open", tr = "açık"),
        };
        let scopes = key.scopes.iter().map(|it| it.id()).collect::<Vec<_>>().join(" ");
        let used = key.last_used_at.map_or_else(|| "–".to_owned(), |at| at.day().to_string());
        rows.push(vec![key.id.clone(), key.name.clone(), scopes, key.created_at.day().to_string(), used, state]);
    }
    let mut text = String::new();
    listing(&mut text, &rows);
    text
}

fn as_json(key: &KeyRow) -> Value {
    let at = |it: Option<Moment>| it.map(|at| at.to_string());
    json!({
        "id": key.id, "name": key.name, "scopes": key.scopes.iter().map(|it| it.id()).collect::<Vec<_>>(),
        "created_at": key.created_at.to_string(), "created_by": key.created_by, "expires_at": at(key.expires_at),
        "revoked_at": at(key.revoked_at), "last_used_at": at(key.last_used_at),
    })
}
