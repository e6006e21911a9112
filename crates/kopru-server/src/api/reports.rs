//! Reports.

use super::ask::{Ask, wrong_parameter};
use super::gate;
use super::problem::{Answered, Problem};
use super::show;
use crate::service::{acceptance, funnel, sales_cycle, sla, slices, stagnation, time_saved};
use kopru_engine::month::Month;
use kopru_engine::time::Moment;
use kopru_store::Id;
use kopru_store::handovers::{HandoverKey, HandoverQuery};
use kopru_store::report::acceptance::DAYS;
use kopru_store::report::funnel::FunnelQuery;
use kopru_store::report::slice::Item;
use serde_json::{Value, json};

/// How many leads came how far.
///
/// # Errors
/// `field_unknown`, `field_sensitive`, `months_reversed`.
pub async fn funnel(ask: Ask) -> Answered {
    let month = |name: &str| -> Result<Option<Month>, Problem> {
        let read = |text| Month::parse(text).ok_or_else(|| wrong_parameter(name, "expected a month such as 2026-01"));
        ask.query.get(name).map(read).transpose()
    };
    let query = FunnelQuery {
        by: funnel::by(ask.query.get("by").unwrap_or("month")),
        from: month("from")?,
        to: month("to")?,
        source: ask.query.get("source").map(str::to_owned),
    };
    let it = ask.app.services.funnel(query, &ask.veil().await?).await?;
    gate::ok(&funnel::as_json(&it, ask.lang()))
}

/// Over how many days a report looks back.
fn days(ask: &Ask, otherwise: i64) -> i64 {
    ask.query.get("days").and_then(|days| days.parse().ok()).unwrap_or(otherwise)
}

/// How many hand-overs sales accepts, and why not.
///
/// # Errors
/// `no_handover`, `no_playbook`.
pub async fn acceptance(ask: Ask) -> Answered {
    let days = days(&ask, DAYS);
    let it = ask.app.services.acceptance(days).await?;
    let judged = ask.app.services.judgements(days).await?;
    gate::ok(&acceptance::as_json(&it, &judged, ask.lang()))
}

/// Whether the agreed times are kept.
///
/// # Errors
/// `no_handover`, `no_playbook`.
pub async fn sla(ask: Ask) -> Answered {
    let days = days(&ask, DAYS);
    let it = ask.app.services.sla(days).await?;
    gate::ok(&sla::as_json(&it, ask.lang()))
}

/// What lies still.
///
/// # Errors
/// `no_playbook`.
pub async fn stagnation(ask: Ask) -> Answered {
    let it = ask.app.services.stagnation().await?;
    gate::ok(&stagnation::as_json(&it, ask.lang()))
}

/// What the sales cycle brings in.
///
/// # Errors
/// What the store answers.
pub async fn sales(ask: Ask) -> Answered {
    let days = days(&ask, kopru_store::report::sales::DAYS);
    let it = ask.app.services.sales_cycle(days).await?;
    gate::ok(&sales_cycle::as_json(&it, ask.lang()))
}

/// What letting leads go early saved.
///
/// # Errors
/// `no_effort`, `no_playbook`.
pub async fn time_saved(ask: Ask) -> Answered {
    let days = days(&ask, DAYS);
    let it = ask.app.services.time_saved(days).await?;
    gate::ok(&time_saved::as_json(&it, ask.lang()))
}

/// Hand-overs, the newest first.
///
/// # Errors
/// What the store answers.
pub async fn handovers(ask: Ask) -> Answered {
    let before =
        ask.query.get("before").map(|at| Moment::parse(at).ok_or_else(|| wrong_parameter("before", "no moment")));
    let after = ask.query.get("cursor").map(|text| {
        HandoverKey::parse(text).ok_or_else(|| wrong_parameter("cursor", "expected the `next` of the page before"))
    });
    let limit = ask.limit();
    let query = HandoverQuery {
        state: ask.query.get("state").map(str::to_owned),
        lead: ask.query.get("lead").and_then(Id::parse),
        before: before.transpose()?,
        after: after.transpose()?,
        limit,
    };
    let all = ask.app.services.store.handovers(query).await?;
    let items: Vec<Value> = all
        .iter()
        .map(|it| {
            json!({
                "lead": it.lead.to_string(), "number": it.number, "offered_at": it.offered_at.to_string(),
                "source": it.source, "persona": it.persona, "rules": it.rules, "attempts": it.attempts,
                "state": it.state, "answered_at": show::at(it.answered_at), "answered_by": it.answered_by,
                "reason": it.reason, "owner": it.owner, "late_at": show::at(it.late_at),
                "contact_at": show::at(it.contact_at), "contact_late": it.contact_late,
                "contact_told_late": it.contact_told_late,
            })
        })
        .collect();
    let next = all.last().filter(|_| all.len() == limit).map(|it| it.key().to_string());
    gate::ok(&json!({ "items": items, "next": next }))
}

/// What a number of a report counts.
///
/// # Errors
/// `slice_invalid`, `days_invalid`, `no_playbook`.
pub async fn leads(ask: Ask) -> Answered {
    let services = &ask.app.services;
    let asked = ask.query.pairs().cloned().collect();
    let slice = slices::read(&asked, services.store.now())?;
    let book = services.store.book_in_force().await?;
    let hidden = show::hidden(&ask.veil().await?, &book.playbook);
    let of = slice.of;
    let page = services.slice(slice, ask.query.get("cursor").map(str::to_owned), ask.limit()).await?;
    let item = |it: &Item| {
        let counted = slices::columns(of).iter().zip(slices::values(it));
        let counted: Value = counted.map(|(name, value)| ((*name).to_owned(), Value::from(value))).collect();
        json!({ "lead": show::row(&it.lead, hidden), "counted": counted })
    };
    let items: Vec<Value> = page.items.iter().map(item).collect();
    gate::ok(&json!({ "items": items, "next": page.next, "looked_at": page.looked_at }))
}
