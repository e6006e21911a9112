//! Facts in: one, or a batch.

use super::ask::Ask;
use super::code::Code;
use super::gate;
use super::problem::{Answered, Problem, Wrong};
use super::reply::Reply;
use crate::intake::fact_json::{self, Form};
use crate::limits;
use crate::service::{Sent, Taken};
use kopru_engine::decide::Outcome;
use kopru_store::Refusal;
use kopru_store::rows::IdentityKey;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Takes one fact or a batch.
///
/// # Errors
/// A single fact's refusal; for a batch, when none of it was taken.
pub async fn post(ask: Ask) -> Answered {
    let import = ask.query.get("import") == Some("true");
    let (facts, single) = read(&ask.bytes)?;
    let answers = ask.app.services.take(facts, import).await?;
    let outcomes = answers.iter().map(|it| match it {
        Ok(taken) if taken.answer.repeated => "repeated",
        Ok(taken) => taken.answer.outcome.code(),
        Err(refusal) => refusal.code,
    });
    ask.app.metrics.facts(outcomes);
    let mut answers: Vec<(u16, Value)> = answers.into_iter().map(|it| answer(it, &ask.request_id)).collect();
    if single {
        return match answers.pop() {
            Some((status, value)) if status < 400 => Ok(Reply::json(status, &value)),
            Some((status, value)) => Ok(Reply { kind: "application/problem+json", ..Reply::json(status, &value) }),
            None => Err(Problem::new(Code::Internal, Code::Internal.meaning())),
        };
    }
    let count = |wanted: fn(u16) -> bool| answers.iter().filter(|it| wanted(it.0)).count();
    let counts = [count(|it| it == 201), count(|it| it == 200), count(|it| it == 202), count(|it| it >= 400)];
    let with_status = |(status, mut value): (u16, Value)| {
        if let Some(object) = value.as_object_mut() {
            object.insert("status".into(), status.into());
        }
        value
    };
    let [taken, repeated, waiting, refused] = counts;
    let answers: Vec<Value> = answers.into_iter().map(with_status).collect();
    gate::ok(&json!({
        "taken": taken, "repeated": repeated, "waiting": waiting, "refused": refused, "answers": answers,
    }))
}

/// The facts of a body, and whether it is a single one.
fn read(bytes: &[u8]) -> Result<(Vec<Sent>, bool), Problem> {
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        Problem::new(Code::JsonInvalid, format!("not UTF-8 from byte {} on", fault.valid_up_to() + 1))
    })?;
    let raw: &RawValue = serde_json::from_str(text).map_err(|fault| gate::not_json(&fault))?;
    let invalid = |at: &str, code: &str, message: &str| {
        let errors = vec![Wrong::new(at, code, message)];
        Problem::with(Code::BodyInvalid, "the body is not as described; see `errors`", errors)
    };
    let facts = match raw.get().as_bytes().first() {
        Some(b'[') => raw,
        Some(b'{') => {
            let Some(entries) = fact_json::entries(raw) else { return one(raw) };
            let Some(facts) = entries.iter().find(|it| it.0 == "facts").map(|it| it.1) else { return one(raw) };
            if let Some((other, _)) = entries.iter().find(|it| it.0 != "facts") {
                return Err(invalid(other, "unknown_key", "a batch has the one key `facts`"));
            }
            if !facts.get().starts_with('[') {
                return Err(invalid("facts", "wrong_value", "expected a list of facts"));
            }
            facts
        }
        _ => return Err(invalid("", "wrong_value", "expected a fact, a list of facts, or an object with `facts`")),
    };
    let facts: Vec<&RawValue> = serde_json::from_str(facts.get()).map_err(|fault| gate::not_json(&fault))?;
    if facts.len() > limits::REQUEST_FACTS_MAX {
        let (most, count) = (limits::REQUEST_FACTS_MAX, facts.len());
        return Err(Problem::new(Code::TooManyFacts, format!("{count} facts; a batch has at most {most}")));
    }
    Ok((facts.into_iter().map(sent).collect(), false))
}

fn one(raw: &RawValue) -> Result<(Vec<Sent>, bool), Problem> {
    let most = limits::FACT_BODY_BYTES_MAX;
    if raw.get().len() > most {
        return Err(Problem::new(Code::BodyTooLarge, format!("one fact may have at most {most} bytes")));
    }
    Ok((vec![sent(raw)], true))
}

fn sent(raw: &RawValue) -> Sent {
    fact_json::read(raw.get(), Form::Request)
}

fn answer(answer: Result<Taken, Refusal>, request_id: &str) -> (u16, Value) {
    match answer {
        Err(refusal) => {
            let problem = Problem::from(refusal);
            (problem.code.status(), problem.json(request_id))
        }
        Ok(taken) => {
            let answer = &taken.answer;
            let status = match (answer.outcome, answer.repeated) {
                (Outcome::Held, _) => 202,
                (_, true) => 200,
                (_, false) => 201,
            };
            let value = json!({
                "id": taken.id,
                "lead": answer.person.map(|it| it.to_string()),
                "seq": (answer.seq > 0).then_some(answer.seq),
                "outcome": answer.outcome.code(),
                "repeated": answer.repeated,
                "also_belongs_to_others": answer.taken.iter().map(identity).collect::<Vec<_>>(),
            });
            (status, value)
        }
    }
}

/// An identity as senders write it.
pub fn identity(key: &IdentityKey) -> Value {
    // An external id stands behind the source that it belongs to.
    let value = key.value.rsplit_once('\u{1f}').map_or(key.value.as_str(), |it| it.1);
    json!({ key.kind: value })
}
