//! Reports.

use super::ask::{Ask, wrong_parameter};
use super::gate;
use super::problem::{Answered, Problem};
use crate::service::funnel;
use kopru_engine::month::Month;
use kopru_store::report::funnel::FunnelQuery;

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
