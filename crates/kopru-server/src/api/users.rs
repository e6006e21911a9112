//! People who work here.

use super::ask::Ask;
use super::gate;
use super::problem::{Answered, Problem, Wrong};
use super::reply::Reply;
use super::show;
use crate::service::users::as_json;
use kopru_engine::lang::Lang;
use kopru_engine::time::Moment;
use kopru_store::notices::Mailed;
use kopru_store::team::profile::{Absence, HoursText, Profile, Role};
use kopru_store::team::users::{NewUser, UserChange};
use serde_json::{Value, json};

use super::code::Code;

/// Everybody.
///
/// # Errors
/// What the database answers.
pub async fn list(ask: Ask) -> Answered {
    let users = ask.app.services.store.users().await?;
    gate::ok(&json!({ "items": users.iter().map(as_json).collect::<Vec<_>>() }))
}

/// One of them.
///
/// # Errors
/// `not_found`.
pub async fn get(ask: Ask) -> Answered {
    gate::ok(&as_json(&ask.app.services.store.user(ask.part("id")).await?))
}

/// Brings somebody in.
///
/// # Errors
/// What is wrong with them.
pub async fn create(ask: Ask) -> Answered {
    let change = change_of(&ask)?;
    let role = change.role.ok_or_else(|| missing("role"))?;
    let profile = Profile {
        team: change.team,
        languages: change.languages.unwrap_or_default(),
        skills: change.skills.unwrap_or_default(),
        capacity: change.capacity.flatten(),
        weight: change.weight.unwrap_or(1),
        hours: change.hours.flatten(),
        ..Profile::new(role)
    };
    let user = NewUser {
        id: ask.text("id").unwrap_or_default().to_owned(),
        name: change.name.unwrap_or_default(),
        email: change.email,
        lang: change.lang.unwrap_or_default(),
        profile,
    };
    let made = ask.app.services.store.create_user(user, ask.caller.name()).await?;
    Ok(Reply::json(201, &as_json(&made)))
}

/// Changes somebody.
///
/// # Errors
/// `not_found`; what is wrong with the change.
pub async fn change(ask: Ask) -> Answered {
    let change = change_of(&ask)?;
    gate::ok(&as_json(&ask.app.services.store.change_user(ask.part("id"), change, ask.caller.name()).await?))
}

/// Invites somebody to choose a password; the token is told this once.
///
/// # Errors
/// `not_found`, `user_has_left`.
pub async fn invite(ask: Ask) -> Answered {
    let token = ask.app.services.store.invite(ask.part("id"), ask.caller.name()).await?;
    let answer = |token: Option<&str>| json!({ "path": token.map(|it| format!("/welcome?token={it}")) });
    let remembered = Some(axum::body::Bytes::from(answer(None).to_string()));
    Ok(Reply { remembered, ..Reply::json(201, &answer(Some(&token))) })
}

/// What somebody was told, the newest first.
///
/// # Errors
/// `not_found`.
pub async fn notices(ask: Ask) -> Answered {
    let user = ask.app.services.store.user(ask.part("id")).await?;
    let unseen = ask.query.get("unseen") == Some("true");
    let all = ask.app.services.store.notices(user.id, unseen, ask.limit()).await?;
    let items = all.iter().map(|it| {
        json!({
            "id": it.id.to_string(), "kind": it.kind, "at": it.at.to_string(), "lead": show::id(it.lead),
            "detail": it.detail, "seen_at": show::at(it.seen_at), "mail_failures": it.failures, "mail_error": it.error,
        })
    });
    gate::ok(&json!({ "items": items.collect::<Vec<_>>() }))
}

fn missing(key: &str) -> Problem {
    let errors = vec![Wrong::new(key, "missing", "expected one of: marketing, sales, manager, admin")];
    Problem::with(Code::BodyInvalid, "the body is not as described; see `errors`", errors)
}

fn change_of(ask: &Ask) -> Result<UserChange, Problem> {
    let body = &ask.body;
    let text = |key: &str| body[key].as_str().map(str::to_owned);
    let small = |it: &Value| it.as_u64().and_then(|it| u32::try_from(it).ok());
    let known = |key: &str| body.get(key).is_some();
    let texts = |it: &Value| -> Option<Vec<String>> {
        Some(it.as_array()?.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
    };
    // A removed team or address is written as null.
    let removable = |key: &str| known(key).then(|| text(key).unwrap_or_default());
    let hours = |it: &Value| {
        Some(HoursText {
            time_zone: it["time_zone"].as_str()?.to_owned(),
            open: texts(&it["open"])?,
            special: texts(&it["special"]).unwrap_or_default(),
        })
    };
    let absence = |it: &Value| {
        let at = |key: &str| it[key].as_str().and_then(Moment::parse);
        Some(Absence { from: at("from")?, to: at("to"), reason: it["reason"].as_str().unwrap_or("").to_owned() })
    };
    Ok(UserChange {
        name: text("name"),
        email: removable("email"),
        lang: text("lang").and_then(|it| Lang::from_tag(&it)),
        mailed: text("mail").and_then(|it| Mailed::parse(&it)),
        role: text("role").and_then(|it| Role::parse(&it)),
        team: removable("team"),
        languages: texts(&body["languages"]),
        skills: texts(&body["skills"]),
        capacity: known("capacity").then(|| small(&body["capacity"])),
        weight: small(&body["weight"]),
        hours: known("hours").then(|| hours(&body["hours"])),
        absent: absence(&body["absent"]),
        present: body["present"].as_str().and_then(Moment::parse),
        left: body["left"].as_bool(),
    })
}
