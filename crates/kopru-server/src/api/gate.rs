//! The way of every request: counted, admitted, read, handed to its handler, logged. What is refused is refused in the
//! order of [`Code`].

use super::access::{self, Caller, Peer};
use super::app::{App, Who};
use super::ask::Ask;
use super::code::Code;
use super::problem::{Answered, Problem, Wrong};
use super::query::Query;
use super::reply::Reply;
use super::route::{BodyIn, MESSAGE, Route};
use crate::clock::Stopwatch;
use crate::limits;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Where the router found an address.
#[derive(Clone, Debug)]
pub enum Found {
    /// This route, with the parts of its address.
    Route(&'static Route, Vec<(String, String)>),
    /// The address, without this method; the methods that it has.
    WrongMethod(&'static str, String),
    /// Nothing.
    Nowhere,
}

impl Found {
    /// How long it may take, in seconds.
    fn secs_max(&self) -> u64 {
        match self {
            Found::Route(route, _) => route.secs_max,
            _ => limits::REQUEST_SECS_MAX,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Found::Route(route, _) => route.path,
            Found::WrongMethod(path, _) => path,
            Found::Nowhere => "",
        }
    }
}

/// Answers a request.
pub async fn answer(app: Arc<App>, found: Found, request: Request) -> Response<Body> {
    let took = Stopwatch::start();
    let (parts, body) = request.into_parts();
    let request_id = app.request_id(parts.headers.get("x-request-id").and_then(|it| it.to_str().ok()));
    let (name, verb) = (found.name(), verb(&parts));
    let secs_max = found.secs_max();
    let in_time = Duration::from_secs(secs_max);
    let work = pass(&app, &found, parts, body, &request_id);
    let answered = tokio::time::timeout(in_time, work)
        .await
        .unwrap_or_else(|_| Err(Problem::new(Code::RequestTimeout, format!("not done within {secs_max} seconds"))));
    let reply = match answered {
        Ok(reply) => reply,
        Err(problem) => {
            if problem.code.status() == 500 || problem.inner.is_some() {
                let (code, inner) = (problem.code.id(), problem.inner.as_deref().unwrap_or_default());
                tracing::error!(request_id, route = name, code, cause = inner, "a request could not be done");
            }
            let mut reply = problem.reply(&request_id);
            if let Found::WrongMethod(_, methods) = &found {
                reply.headers.push(("allow", methods.clone()));
            }
            reply
        }
    };
    let took = took.elapsed();
    app.metrics.request(verb, name, reply.status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(request_id, method = verb, route = name, status = reply.status, micros, "answered a request");
    reply.into_response(&request_id)
}

/// The method, if it is one that a route can have: names of metrics and logs are never the sender's words.
fn verb(parts: &Parts) -> &'static str {
    let known = ["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"];
    known.into_iter().find(|it| *it == parts.method.as_str()).unwrap_or("other")
}

async fn pass(app: &Arc<App>, found: &Found, parts: Parts, body: Body, request_id: &str) -> Answered {
    let always = matches!(found, Found::Route(route, _) if route.is_always_answered());
    let place = if always { None } else { Some(place(app)?) };
    let (route, path) = match found {
        Found::Route(route, path) => (*route, path.clone()),
        Found::WrongMethod(..) => return Err(Problem::new(Code::MethodNotAllowed, "not with this method")),
        Found::Nowhere => return Err(Problem::new(Code::NoSuchRoute, "nothing answers at this address")),
    };
    let caller = admit(app, route, &parts).await?;
    let query = Query::read(parts.uri.query(), route.query)?;
    let (bytes, room) = receive(app, route, &parts.headers, body).await?;
    let if_none_match = parts.headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let headers = parts.headers;
    let (app, request_id) = (app.clone(), request_id.to_owned());
    let ask = Ask { app, caller, request_id, path, query, headers, bytes, body: Value::Null };
    let reply = carry_out(route, ask, (place, room)).await?;
    Ok(if route.tagged && reply.status == 200 { reply.tagged(if_none_match.as_deref()) } else { reply })
}

/// Reads the body and runs the handler.
///
/// # Errors
/// `json_invalid`, `body_invalid`; what the handler gives.
pub async fn run(route: &'static Route, mut ask: Ask) -> Answered {
    match route.body {
        Some(BodyIn { shape, raw: false, .. }) => {
            ask.body = read(&ask.bytes, |value, wrong| shape.check(value, "", wrong))?;
        }
        Some(_) => {}
        // Some clients send `{}` where nothing is needed.
        None if matches!(ask.bytes.trim_ascii(), b"" | b"{}") => {}
        None => return Err(Problem::new(Code::BodyInvalid, "this address takes no body")),
    }
    (route.run)(ask).await
}

/// Runs the handler as a task of its own: a caller who goes away does not stop what is half done, and a fault of ours
/// does not tear the connection down. `held` is given back when it ends.
async fn carry_out(route: &'static Route, ask: Ask, held: impl Send + 'static) -> Answered {
    let task = tokio::spawn(async move {
        let answered = super::idempotency::once(route, ask).await;
        drop(held);
        answered
    });
    task.await.unwrap_or_else(|fault| {
        let inner = Some(fault.to_string());
        Err(Problem { inner, ..Problem::new(Code::Internal, Code::Internal.meaning()) })
    })
}

fn place(app: &App) -> Result<OwnedSemaphorePermit, Problem> {
    app.requests
        .clone()
        .try_acquire_owned()
        .map_err(|_| Problem::new(Code::Overloaded, format!("{} requests are being worked on", limits::REQUESTS_MAX)))
}

/// Who asks, and whether they may.
async fn admit(app: &App, route: &Route, parts: &Parts) -> Result<Caller, Problem> {
    let Some(scope) = route.scope else { return Ok(Caller::Anyone) };
    let unknown = Peer(([0, 0, 0, 0], 0).into());
    let peer = parts.extensions.get::<Peer>().copied().unwrap_or(unknown);
    let now = app.services.store.now();
    let bearer = access::bearer(&parts.headers);
    if !matches!(bearer, Ok(None)) && app.wrong_keys.is_empty(peer.counted(), now) {
        return Err(Problem::new(Code::TooManyWrongKeys, "too many wrong keys from this peer"));
    }
    let caller = match bearer? {
        None => {
            access::local(app.listens_locally, peer, &parts.uri, &parts.headers)?;
            Caller::Local
        }
        Some(token) => {
            let Some(key) = app.services.store.check_key(token).await? else {
                let _ = app.wrong_keys.take(peer.counted(), now);
                return Err(Problem::new(Code::KeyInvalid, "the key is unknown, revoked or expired"));
            };
            Caller::Key(Box::new(key))
        }
    };
    access::same_site(&parts.method, &parts.headers)?;
    let who = match &caller {
        Caller::Key(key) => Who::Key(key.id.clone()),
        _ => Who::Peer(peer.counted()),
    };
    app.callers.take(who, now).map_err(|secs| Problem {
        retry_after_secs: Some(secs),
        ..Problem::new(Code::TooManyRequests, "more requests than one may make in this time")
    })?;
    caller.may(scope)?;
    Ok(caller)
}

/// Receives a body, whole and not larger than it may be.
async fn receive(
    app: &App,
    route: &Route,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Problem> {
    let announced = axum::body::HttpBody::size_hint(&body).exact();
    let Some(form) = &route.body else {
        // What is longer than a few bytes is not nothing, whatever it is: it is refused like any other body here.
        let few = Limited::new(body, 64).collect().await;
        return Ok((few.map_or(Bytes::from_static(b"?"), |all| all.to_bytes()), None));
    };
    is_kind(form.kind, headers)?;
    let most = form.bytes_max;
    let large = || Problem::new(Code::BodyTooLarge, format!("the body may have at most {most} bytes"));
    let length = announced.map_or(Ok(most), usize::try_from).unwrap_or(usize::MAX);
    if length > most {
        return Err(large());
    }
    let room = u32::try_from(length >> 10).unwrap_or(u32::MAX).saturating_add(1);
    let room = app.bodies.clone().try_acquire_many_owned(room);
    let room = room.map_err(|_| Problem::new(Code::Overloaded, "the bodies of other requests take all the room"))?;
    match Limited::new(body, most).collect().await {
        Ok(all) => Ok((all.to_bytes(), Some(room))),
        Err(fault) if fault.is::<LengthLimitError>() => Err(large()),
        Err(_) => Err(Problem::new(Code::BodyUnreadable, "the body broke off")),
    }
}

fn is_kind(wanted: &str, headers: &HeaderMap) -> Result<(), Problem> {
    let wrong = |why: &str| Err(Problem::new(Code::ContentType, why));
    if headers.contains_key(header::CONTENT_ENCODING) {
        return wrong("the body is compressed; send it as it is");
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next().is_some_and(|it| it.eq_ignore_ascii_case(wanted)) {
        return wrong(&format!("the body must come with `Content-Type: {wanted}`"));
    }
    // Whatever else is said of a message stands within it.
    if wanted == MESSAGE {
        return Ok(());
    }
    let utf8 = ["charset=utf-8", "charset=\"utf-8\""];
    if !parts.all(|it| it.is_empty() || utf8.iter().any(|known| it.eq_ignore_ascii_case(known))) {
        return wrong("JSON is UTF-8: leave `charset` out, or say `charset=utf-8`");
    }
    Ok(())
}

/// The JSON of a body, once nothing about it is wrong.
///
/// # Errors
/// `json_invalid`, or `body_invalid` with everything that is wrong.
pub fn read(bytes: &[u8], check: impl FnOnce(&Value, &mut Vec<Wrong>)) -> Result<Value, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|fault| not_json(&fault))?;
    let mut wrong = Vec::new();
    check(&value, &mut wrong);
    if wrong.is_empty() {
        return Ok(value);
    }
    Err(Problem::with(Code::BodyInvalid, "the body is not as described; see `errors`", wrong))
}

/// The problem of a body that is not JSON. The library's words name a place and never repeat a value.
pub fn not_json(fault: &serde_json::Error) -> Problem {
    let (line, column) = (fault.line(), fault.column());
    let text = fault.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    Problem::new(Code::JsonInvalid, format!("not JSON at line {line}, column {column}: {what}"))
}

/// The answer of a handler that is a plain value.
pub fn ok(value: &Value) -> Answered {
    Ok(Reply::json(200, value))
}
