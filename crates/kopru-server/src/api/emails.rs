//! E-mails in.

use super::ask::Ask;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use crate::service::emails::{Noted, as_json};

/// Notes an e-mail.
///
/// # Errors
/// Why it concerns nobody or cannot be read; the refusal of its fact where it was noted of no lead.
pub async fn note(ask: Ask) -> Answered {
    let it = ask.app.services.note_email(ask.bytes.clone(), None, ask.caller.name()).await?;
    ask.app.metrics.facts(it.leads.iter().map(|lead| match &lead.noted {
        Ok(Noted::New) => "applied",
        Ok(Noted::Known) => "repeated",
        Ok(Noted::Waiting) => "held",
        Err(refusal) => refusal.code,
    }));
    if let Some(Err(refusal)) =
        it.leads.iter().map(|lead| &lead.noted).find(|_| it.leads.iter().all(|it| it.noted.is_err()))
    {
        return Err(refusal.clone().into());
    }
    let new = it.leads.iter().any(|lead| matches!(lead.noted, Ok(Noted::New | Noted::Waiting)));
    let problem = |refusal: &kopru_store::Refusal| Problem::from(refusal.clone()).json(&ask.request_id);
    Ok(Reply::json(if new { 201 } else { 200 }, &as_json(&it, problem)))
}
