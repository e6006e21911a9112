//! The call sheet over HTTP.

use super::ask::Ask;
use super::gate;
use super::problem::Answered as Reply;
use crate::service::call::{Answered, as_json};

/// What is known and open of a lead's qualification, and what to ask next.
///
/// # Errors
/// `not_found`, `merged`, `erased`.
pub async fn sheet(ask: Ask) -> Reply {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let asked: Vec<String> = ask.query.get("asked").unwrap_or_default().split(',').map(str::to_owned).collect();
    let it = ask.app.services.call_sheet(ask.id("lead")?, &asked, None, &veil).await?;
    gate::ok(&as_json(&it, None, lang))
}

/// What an answer reveals, and what to ask next. Nothing is noted.
///
/// # Errors
/// `answer_invalid`, `question_unknown`; as [`sheet`].
pub async fn answer(ask: Ask) -> Reply {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let asked = ask.body["asked"].as_array().into_iter().flatten();
    let asked: Vec<String> = asked.filter_map(|it| it.as_str().map(str::to_owned)).collect();
    let said =
        Answered { question: ask.text("question").unwrap_or_default(), text: ask.text("answer").unwrap_or_default() };
    let it = ask.app.services.call_sheet(ask.id("lead")?, &asked, Some(said), &veil).await?;
    gate::ok(&as_json(&it, Some(said), lang))
}

/// What a transcript reveals. Nothing is kept.
///
/// # Errors
/// `transcript_invalid`; as [`sheet`].
pub async fn transcript(ask: Ask) -> Reply {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let ours = ask.body.get("ours").and_then(|it| it.as_array());
    let ours = ours.map(|all| all.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect());
    let it = ask.app.services.read_call(ask.id("lead")?, ask.text("text").unwrap_or_default(), ours, &veil).await?;
    gate::ok(&crate::service::transcript::as_json(&it, lang))
}
