//! How the server does, and what the API is.

use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::metrics::Gauge;
use super::openapi;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use kopru_store::counts::LeadCount;
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
    let counts = ask.app.services.store.counts().await;
    let gauge = |name, about, value| Gauge { name, about, values: vec![(vec![], value)] };
    let unreadable = i64::try_from(ask.app.services.store.unreadable().len()).unwrap_or(i64::MAX);
    let mut gauges = vec![
        gauge("kopru_database_up", "Whether the database answers.", i64::from(counts.is_ok())),
        gauge("kopru_leads_unreadable", "Leads that this process cannot read and leaves out for now.", unreadable),
    ];
    if let Ok(it) = counts {
        let place = |it: &LeadCount| {
            let stage = it.stage.clone().unwrap_or_default();
            (vec![("stage", stage), ("disposition", it.disposition.clone())], it.leads)
        };
        gauges.push(Gauge {
            name: "kopru_leads",
            about: "Leads by stage and disposition.",
            values: it.leads.iter().map(place).collect(),
        });
        gauges.push(gauge("kopru_leads_behind", "Leads still under an earlier version of the playbook.", it.behind));
        gauges.push(gauge("kopru_timers_due", "Leads of which something is due.", it.timers_due));
        gauges.push(gauge("kopru_facts_waiting", "Facts that wait for their moment or for their person.", it.waiting));
        gauges.push(gauge(
            "kopru_accounts_queued",
            "Accounts whose people have yet to hear of a change.",
            it.account_queue,
        ));
        gauges.push(gauge("kopru_outbox_open", "Messages that were not delivered yet.", it.outbox));
    }
    Ok(Reply::text(200, PROMETHEUS, ask.app.metrics.text(&gauges)))
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
