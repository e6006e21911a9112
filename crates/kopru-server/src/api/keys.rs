//! Keys of the API.

use super::ask::Ask;
use super::gate;
use super::problem::Answered;
use super::reply::Reply;
use super::show;
use axum::body::Bytes;
use kopru_engine::time::Moment;
use kopru_store::keys::{KeyRow, Scope};
use serde_json::{Value, json};

/// All keys, without what opens the door.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let keys = ask.app.services.store.keys().await?;
    gate::ok(&json!({ "items": keys.iter().map(key).collect::<Vec<_>>() }))
}

/// Makes a key; its token is told this once.
///
/// # Errors
/// `key_name_invalid`, `key_scopes_missing`, `key_expires_in_past`.
pub async fn create(ask: Ask) -> Answered {
    let scopes = ask.body.get("scopes").and_then(Value::as_array).into_iter().flatten();
    let scopes: Vec<Scope> = scopes.filter_map(|it| Scope::parse(it.as_str()?)).collect();
    let expires_at = ask.text("expires_at").and_then(Moment::parse);
    let (name, by) = (ask.text("name").unwrap_or_default(), ask.caller.name());
    let (made, token) = ask.app.services.store.create_key(name, &scopes, expires_at, by).await?;
    let answer = |token: Option<&str>| json!({ "key": key(&made), "token": token });
    let remembered = Some(Bytes::from(answer(None).to_string()));
    Ok(Reply { remembered, ..Reply::json(201, &answer(Some(&token))) })
}

/// Takes a key back.
///
/// # Errors
/// `not_found`.
pub async fn revoke(ask: Ask) -> Answered {
    let revoked = ask.app.services.store.revoke_key(ask.part("id"), ask.caller.name()).await?;
    gate::ok(&key(&revoked))
}

fn key(it: &KeyRow) -> Value {
    json!({
        "id": it.id, "name": it.name, "scopes": it.scopes.iter().map(|it| it.id()).collect::<Vec<_>>(),
        "created_at": it.created_at.to_string(), "created_by": it.created_by, "expires_at": show::at(it.expires_at),
        "revoked_at": show::at(it.revoked_at), "last_used_at": show::at(it.last_used_at),
    })
}
