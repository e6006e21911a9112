//! People and accounts.

use super::ask::{Ask, wrong_parameter};
use super::code::Code;
use super::gate;
use super::problem::{Answered, Problem};
use super::reply::Reply;
use super::show;
use crate::service::Veil;
use kopru_engine::fact::Subject;
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::accounts::{AccountFilter, AccountLine};
use kopru_store::lead::PersonView;
use kopru_store::merge::MergeRow;
use serde_json::{Value, json};

/// One person, whatever became of them.
///
/// # Errors
/// `not_found`.
pub async fn get(ask: Ask) -> Answered {
    let it = ask.app.services.store.person(ask.id("person")?).await?;
    gate::ok(&person(&it, &ask.veil().await?, ask.lang()))
}

/// People with an identity.
///
/// # Errors
/// `query_invalid` unless exactly one identity is named.
pub async fn find(ask: Ask) -> Answered {
    let named: Vec<Subject> = [
        ("email", Subject::Email as fn(String) -> Subject),
        ("external", Subject::External),
        ("phone", Subject::Phone),
        ("visitor", Subject::Visitor),
    ]
    .into_iter()
    .filter_map(|(name, make)| Some(make(ask.query.get(name)?.to_owned())))
    .collect();
    let [subject] = named.as_slice() else {
        return Err(wrong_parameter("email", "name exactly one of `email`, `external`, `phone`, `visitor`"));
    };
    let found = ask.app.services.people_named(subject).await?;
    let (veil, lang) = (ask.veil().await?, ask.lang());
    gate::ok(&json!({ "items": found.iter().map(|it| person(it, &veil, lang)).collect::<Vec<_>>() }))
}

fn person(it: &PersonView, veil: &Veil, lang: Lang) -> Value {
    let playbook = &it.book.playbook;
    let consents: Vec<Value> = it
        .consents
        .iter()
        .map(|it| {
            let stamp = it.stamp.as_ref();
            json!({
                "purpose": &*it.purpose, "given": it.given, "at": stamp.map(|it| it.at.to_string()),
                "fact": stamp.map(|it| it.id.to_string()),
            })
        })
        .collect();
    json!({
        "id": it.id.to_string(), "created_at": it.created_at.to_string(), "erased_at": show::at(it.erased_at),
        "merged_into": show::id(it.merged_into),
        "account": it.account.as_ref().map(|(id, key)| json!({ "id": id.to_string(), "key": key })),
        "identities": show::identities(&it.identities),
        "fields": it.fields.iter().map(|it| show::field(it, veil.hides_person(playbook, &it.id), lang)).collect::<Vec<_>>(),
        "consents": consents, "version": &*it.book.playbook.version,
    })
}

/// Erases a person, and everybody merged into them.
///
/// # Errors
/// `not_found`, `merged`, `erased`.
pub async fn erase(ask: Ask) -> Answered {
    let id = ask.id("person")?;
    let it = ask.app.services.store.erase(id, ask.caller.name().to_owned()).await?;
    if it.left.is_some() {
        tracing::warn!(
            request_id = ask.request_id,
            "something erased may still lie in the database's files until they are scrubbed"
        );
    }
    gate::ok(&json!({
        "people": it.people.iter().map(ToString::to_string).collect::<Vec<_>>(), "facts": it.facts,
        "identities": it.identities, "waiting": it.waiting, "left": it.left.is_some(),
    }))
}

/// Merges the record `other` into this one.
///
/// # Errors
/// `not_found`, `same_person`, `merged`, `erased`, `too_many_facts`, `too_many_identities`.
pub async fn merge(ask: Ask) -> Answered {
    let survivor = ask.id("person")?;
    let other = ask.text("other").and_then(Id::parse);
    let other = other.ok_or_else(|| Problem::new(Code::NotFound, "there is no person with the id `other`"))?;
    let it = ask.app.services.store.merge(survivor, other, ask.caller.name().to_owned()).await?;
    let value = json!({
        "merge": it.merge.to_string(), "seq": it.seq, "identities": show::identities(&it.identities),
        "withdrawn": it.withdrawn,
    });
    Ok(Reply::json(201, &value))
}

/// Merges in which a person took part.
///
/// # Errors
/// What the database answers.
pub async fn merges(ask: Ask) -> Answered {
    let rows = ask.app.services.store.merges(ask.id("person")?).await?;
    let show = |it: &MergeRow| {
        let (undone_at, undone_by) = it.undone.as_ref().map(|(at, by)| (at.to_string(), by.clone())).unzip();
        json!({
            "merge": it.merge.to_string(), "survivor": it.survivor.to_string(), "loser": it.loser.to_string(),
            "at": it.at.to_string(), "by": it.by, "seq": it.seq, "undone_at": undone_at, "undone_by": undone_by,
        })
    };
    gate::ok(&json!({ "items": rows.iter().map(show).collect::<Vec<_>>() }))
}

/// Undoes a merge.
///
/// # Errors
/// `not_found`, `undone`, `erased`, `unmerge_later_first`.
pub async fn undo(ask: Ask) -> Answered {
    let it = ask.app.services.store.unmerge(ask.id("merge")?, ask.caller.name().to_owned()).await?;
    let moved: Vec<Value> =
        it.moved.iter().map(|(from, to)| json!({ "survivor_seq": from, "loser_seq": to })).collect();
    gate::ok(&json!({
        "survivor": it.survivor.to_string(), "loser": it.loser.to_string(), "restored": it.restored,
        "moved": moved, "unclear": it.unclear,
    }))
}

/// A page of accounts.
///
/// # Errors
/// What the database answers.
pub async fn accounts(ask: Ask) -> Answered {
    let filter = AccountFilter { text: ask.query.get("text").map(str::to_owned) };
    let after = ask.query.get("cursor").and_then(Id::parse);
    let page = ask.app.services.store.accounts(filter, after, ask.limit()).await?;
    gate::ok(&json!({ "items": page.items.iter().map(line).collect::<Vec<_>>(), "next": show::id(page.next) }))
}

fn line(it: &AccountLine) -> Value {
    json!({
        "id": it.id.to_string(), "created_at": it.created_at.to_string(), "recorded_at": it.recorded_at.to_string(),
        "key": it.key, "name": it.name, "domain": it.domain, "people": it.people, "engagement": it.engagement,
        "version": it.playbook,
    })
}

/// One account with its people.
///
/// # Errors
/// `not_found`.
pub async fn account(ask: Ask) -> Answered {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let it = ask.app.services.store.account(ask.id("account")?).await?;
    let playbook = &it.book.playbook;
    let hidden = show::hidden(&veil, playbook);
    let people: Vec<Value> = it.people.items.iter().map(|it| show::row(it, hidden)).collect();
    gate::ok(&json!({
        "id": it.row.account.to_string(), "created_at": it.row.created_at.to_string(),
        "recorded_at": it.row.recorded_at.to_string(), "key": it.row.key, "name": it.row.name,
        "domain": it.row.domain, "engagement": it.engagement, "version": &*it.book.playbook.version,
        "fields": it.fields.iter().map(|it| show::field(it, veil.hides_account(playbook, &it.id), lang)).collect::<Vec<_>>(),
        "people": people, "next": show::id(it.people.next),
    }))
}
