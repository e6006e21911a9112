//! The call sheet over HTTP.

use super::ask::Ask;
use super::gate;
use super::problem::Answered as Reply;
use crate::service::assistant::Asked;
use crate::service::call::{Answered, as_json};
use kopru_store::Result;

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
/// `answer_invalid`, `question_unknown`, `goal_first`, `assistant_off`; as [`sheet`].
pub async fn answer(ask: Ask) -> Reply {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let asked = ask.body["asked"].as_array().into_iter().flatten();
    let asked: Vec<String> = asked.filter_map(|it| it.as_str().map(str::to_owned)).collect();
    let said =
        Answered { question: ask.text("question").unwrap_or_default(), text: ask.text("answer").unwrap_or_default() };
    let it = ask.app.services.call_sheet(ask.id("lead")?, &asked, Some(said), &veil).await?;
    let assisted = assisted(&ask, ask.app.services.ask_of_answer(&it, said, lang)).await?;
    gate::ok(&as_json(&it, Some((said, assisted.as_ref())), lang))
}

/// What a transcript reveals. Nothing is kept.
///
/// # Errors
/// `transcript_invalid`, `assistant_off`; as [`sheet`].
pub async fn transcript(ask: Ask) -> Reply {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let ours = ask.body.get("ours").and_then(|it| it.as_array());
    let ours = ours.map(|all| all.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect());
    let it = ask.app.services.read_call(ask.id("lead")?, ask.text("text").unwrap_or_default(), ours, &veil).await?;
    let assisted = assisted(&ask, ask.app.services.ask_of_call(&it, lang)).await?;
    gate::ok(&crate::service::transcript::as_json(&it, assisted.as_ref(), lang))
}

/// What the assistant says, where it is to be asked.
async fn assisted(ask: &Ask, work: impl Future<Output = Result<Asked>>) -> Result<Option<Asked>> {
    if ask.body["assistant"] != true {
        return Ok(None);
    }
    let asked = work.await?;
    ask.app.metrics.assistant(asked.result());
    Ok(Some(asked))
}
