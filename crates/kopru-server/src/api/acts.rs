//! What people do with a lead, and whom routing gave it.

use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use super::show;
use crate::service::Services;
use crate::service::acts::Act;
use kopru_engine::decide::Outcome;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::Id;
use kopru_store::remarks::{About, Remark};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Does something with a lead in the name of whoever calls.
///
/// # Errors
/// `act_of_sales`, `act_of_nobody`, `not_found`, `erased`; why the fact is not taken.
pub async fn act(ask: Ask) -> Answered {
    let lead = ask.id("lead")?;
    let data = ask.body["data"].as_object().into_iter().flatten();
    let scalar = |value: &Value| match value {
        Value::Bool(it) => Some(Scalar::Bool(*it)),
        Value::String(it) => Some(Scalar::Text(it.clone())),
        Value::Number(it) => Some(it.as_i64().map_or_else(|| Scalar::Number(it.to_string()), Scalar::Int)),
        _ => None,
    };
    let data: BTreeMap<String, Scalar> = data.filter_map(|(key, value)| Some((key.clone(), scalar(value)?))).collect();
    let by = ask.text("by").unwrap_or_else(|| ask.caller.name()).to_owned();
    ask.app.services.may_act(&by, ask.text("type").unwrap_or_default()).await?;
    let act = Act {
        id: ask.text("id").map_or_else(|| format!("act-{}", ask.request_id), str::to_owned),
        kind: ask.text("type").unwrap_or_default().to_owned(),
        data,
        occurred_at: ask.text("occurred_at").and_then(Moment::parse),
    };
    match ask.app.services.act(lead, act, &by).await? {
        Ok(answer) if answer.outcome == Outcome::Applied => Ok(Reply::json(
            if answer.repeated { 200 } else { 201 },
            &json!({
                "lead": show::id(answer.person), "seq": answer.seq, "outcome": answer.outcome.code(),
                "repeated": answer.repeated,
            }),
        )),
        Ok(answer) => Err(Problem::new(Code::NotPossible, no_effect(&ask.app.services, lead, answer.outcome).await?)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Why an act had no effect, and who has the lead by now: of two who take it at once, one learns whom to ask.
async fn no_effect(services: &Services, lead: Id, outcome: Outcome) -> Result<String, Problem> {
    let why = format!("it had no effect: `{}`", outcome.code());
    if outcome != Outcome::NotAtStage {
        return Ok(why);
    }
    let lead = services.survivor(lead).await?.id;
    Ok(match services.store.lead(lead).await?.row.owner {
        Some(owner) => format!("{why}; by now `{owner}` has the lead"),
        None => why,
    })
}

/// What marketing and sales say about a lead, the oldest first.
///
/// # Errors
/// `not_found`.
pub async fn thread(ask: Ask) -> Answered {
    let lead = ask.id("lead")?;
    ask.app.services.store.person(lead).await?;
    let remarks = ask.app.services.store.remarks(About::Lead(lead)).await?;
    gate::ok(&json!({ "items": remarks.iter().map(remark).collect::<Vec<_>>() }))
}

/// What marketing and sales say about a company, the oldest first.
///
/// # Errors
/// `not_found`.
pub async fn account_thread(ask: Ask) -> Answered {
    let account = ask.id("account")?;
    ask.app.services.store.account(account).await?;
    let remarks = ask.app.services.store.remarks(About::Account(account)).await?;
    gate::ok(&json!({ "items": remarks.iter().map(remark).collect::<Vec<_>>() }))
}

/// Says something about a lead.
///
/// # Errors
/// `remark_invalid`, `not_found`, `merged`, `erased`.
pub async fn say(ask: Ask) -> Answered {
    let about = About::Lead(ask.id("lead")?);
    said(ask, about).await
}

/// Says something about a company.
///
/// # Errors
/// `remark_invalid`, `not_found`.
pub async fn say_of_account(ask: Ask) -> Answered {
    let about = About::Account(ask.id("account")?);
    said(ask, about).await
}

async fn said(ask: Ask, about: About) -> Answered {
    let by = ask.text("by").unwrap_or_else(|| ask.caller.name()).to_owned();
    let said = ask.app.services.store.say(about, ask.text("text").unwrap_or_default(), by).await?;
    Ok(Reply::json(201, &remark(&said)))
}

fn remark(it: &Remark) -> Value {
    let (lead, account) = match it.about {
        About::Lead(id) => (Some(id.to_string()), None),
        About::Account(id) => (None, Some(id.to_string())),
    };
    json!({
        "id": it.id.to_string(), "lead": lead, "account": account, "at": it.at.to_string(), "by": it.by,
        "text": it.text,
    })
}

/// By when a lead would be due if it were offered now.
///
/// # Errors
/// `not_found`, `no_handover`.
pub async fn deadline(ask: Ask) -> Answered {
    let it = ask.app.services.if_offered(ask.id("lead")?).await?;
    gate::ok(&json!({
        "at": it.at.to_string(), "to": it.to, "routed": it.routed,
        "answer": show::at(it.due.answer), "contact": show::at(it.due.contact),
    }))
}

/// Whom routing gave a lead, and why.
///
/// # Errors
/// `not_found`.
pub async fn routing(ask: Ask) -> Answered {
    let (lead, lang) = (ask.id("lead")?, ask.lang());
    ask.app.services.store.person(lead).await?;
    let entries = ask.app.services.store.routings(lead, ask.limit()).await?;
    let items = entries.iter().map(|it| {
        let candidates = it.routed.candidates.iter().map(|candidate| {
            json!({
                "user": &*candidate.user, "verdict": candidate.verdict.id(),
                "why": candidate.verdict.name().get(lang), "open_leads": candidate.load,
                "capacity": candidate.capacity, "weight": candidate.weight,
                "opens_at": show::at(candidate.opens_at),
            })
        });
        json!({
            "entry": it.entry, "at": it.at.to_string(), "route": it.routed.route, "to": it.routed.to.as_deref(),
            "candidates": candidates.collect::<Vec<_>>(), "sentences": it.routed.aloud(lang),
        })
    });
    gate::ok(&json!({ "lang": lang.tag(), "items": items.collect::<Vec<_>>() }))
}
