//! `Idempotency-Key`: a request sent again gets the first answer.

use super::app::App;
use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use super::route::{Route, Verb};
use crate::limits::{IDEMPOTENCY_KEY_CHARS_MAX, IDEMPOTENT_ANSWER_BYTES_MAX};
use axum::body::Bytes;
use kopru_store::idempotency::Recalled;
use sha2::{Digest, Sha256};
use std::sync::{Arc, PoisonError};

/// Carries a request out, once for its key.
///
/// # Errors
/// What the handler gives; `idempotency_key_…`.
pub async fn once(route: &'static Route, ask: Ask) -> Answered {
    let Some(key) = ask.headers.get("idempotency-key").filter(|_| route.verb == Verb::Post) else {
        return gate::run(route, ask).await;
    };
    let key = key.to_str().unwrap_or_default().to_owned();
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_CHARS_MAX || !visible {
        let why = format!("an `Idempotency-Key` has 1 to {IDEMPOTENCY_KEY_CHARS_MAX} visible ASCII letters");
        return Err(Problem::new(Code::IdempotencyKeyInvalid, why));
    }
    let (app, caller) = (ask.app.clone(), ask.caller.id().to_owned());
    let Some(_busy) = Busy::begin(&app, &caller, &key) else {
        return Err(Problem::new(Code::IdempotencyKeyBusy, "a request with this key is being worked on"));
    };
    let digest = digest(route, &ask);
    match app.services.store.recall(&key, &caller, digest).await? {
        Recalled::Same { status, body } => return Ok(again(status, body)),
        Recalled::Other => {
            return Err(Problem::new(Code::IdempotencyKeyReused, "another request came with this `Idempotency-Key`"));
        }
        Recalled::New => {}
    }
    let (request_id, asked_at) = (ask.request_id.clone(), app.services.store.now());
    let answered = gate::run(route, ask).await;
    let reply = match &answered {
        Ok(reply) => reply.clone(),
        Err(problem) => problem.reply(&request_id),
    };
    let kept = reply.remembered.as_ref().unwrap_or(&reply.body);
    // What may succeed later is not an answer for good.
    if reply.status < 500 && reply.status != 429 && kept.len() <= IDEMPOTENT_ANSWER_BYTES_MAX {
        let body = String::from_utf8_lossy(kept).into_owned();
        // It is done: that it could not be remembered is no reason to say otherwise.
        let answer = (reply.status, body);
        if let Err(fault) = app.services.store.remember(&key, &caller, digest, answer, asked_at).await {
            tracing::warn!(request_id, code = fault.code(), "an answer could not be remembered");
        }
    }
    answered
}

fn again(status: u16, body: String) -> Reply {
    let kind = if status < 400 { "application/json" } else { "application/problem+json" };
    let headers = vec![("idempotency-replayed", "true".to_owned())];
    Reply { status, kind, headers, body: Bytes::from(body), remembered: None }
}

/// Tells one request from another: the route, what it is about, the body.
fn digest(route: &Route, ask: &Ask) -> [u8; 32] {
    let mut sum = Sha256::new();
    let mut add = |part: &[u8]| {
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part);
    };
    add(route.id.as_bytes());
    for (name, value) in ask.path.iter().chain(ask.query.pairs()) {
        add(name.as_bytes());
        add(value.as_bytes());
    }
    add(&ask.bytes);
    sum.finalize().into()
}

/// A key whose request is being worked on in this process.
struct Busy {
    app: Arc<App>,
    which: (String, String),
}

impl Busy {
    fn begin(app: &Arc<App>, caller: &str, key: &str) -> Option<Busy> {
        let which = (caller.to_owned(), key.to_owned());
        let mut all = app.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(which.clone()).then(|| Busy { app: app.clone(), which })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.app.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.which);
    }
}
