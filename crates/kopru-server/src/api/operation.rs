//! How the server does, and what the API is.

use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::metrics::Gauge;
use super::openapi;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use serde_json::{Value, json};

/// The type of Prometheus's text format.
pub const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The process lives.
///
/// # Errors
/// None; likewise below where nothing is said.
pub async fn alive(_ask: Ask) -> Answered {
    gate::ok(&json!({ "alive": true, "version": env!("CARGO_PKG_VERSION") }))
}

/// Whether facts are taken.
///
/// # Errors
/// None.
pub async fn ready(ask: Ask) -> Answered {
    let ready = ask.app.services.readiness().await;
    let value = json!({
        "ready": ready.is_ready(), "database": ready.database, "decision_version": ready.decision_version,
        "playbook": ready.playbook,
    });
    Ok(Reply::json(if ready.is_ready() { 200 } else { 503 }, &value))
}

/// What the server counts of itself.
///
/// # Errors
/// None: what the database cannot tell now is left out.
pub async fn metrics(ask: Ask) -> Answered {
    let ready = ask.app.services.readiness().await;
    let up = Gauge {
        name: "kopru_database_up",
        about: "Whether the database answers.",
        values: vec![(vec![], i64::from(ready.database))],
    };
    Ok(Reply::text(200, PROMETHEUS, ask.app.metrics.text(&[up])))
}

/// The document.
///
/// # Errors
/// None.
pub async fn openapi(_ask: Ask) -> Answered {
    gate::ok(&openapi::document())
}

/// Every kind of problem.
///
/// # Errors
/// None.
pub async fn problems(_ask: Ask) -> Answered {
    gate::ok(&json!({ "items": Code::ALL.iter().map(|it| kind(*it)).collect::<Vec<_>>() }))
}

/// One kind of problem.
///
/// # Errors
/// `not_found`.
pub async fn problem(ask: Ask) -> Answered {
    let code = Code::from_id(ask.part("code"));
    let code = code.ok_or_else(|| Problem::new(Code::NotFound, "there is no such kind of problem"))?;
    gate::ok(&kind(code))
}

fn kind(code: Code) -> Value {
    json!({
        "code": code.id(), "status": code.status(), "title": code.title(), "meaning": code.meaning(),
        "cure": code.cure(),
    })
}
