//! What people send from the portal: acts, remarks, new leads. Each becomes a fact in their name.

use super::offers::had_effect;
use super::said::{encode, moment};
use super::{Fault, Reply, Visit};
use crate::service::acts::{Act, may};
use jiff::tz::TimeZone;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::playbook::Builtin;
use kopru_engine::say;
use kopru_engine::value::Scalar;
use kopru_portal::entry::{Door, door};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_store::remarks::About;
use kopru_store::team::profile::Role;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, StoreError};
use std::collections::BTreeMap;

/// Does something with a lead.
pub(super) async fn act(visit: Visit) -> Result<Reply, Fault> {
    let (user, lead) = (visit.user()?.clone(), visit.lead()?);
    let kind = visit.sent("type").unwrap_or_default().to_owned();
    let builtin = allowed(user.profile.role, &kind)?;
    let book = visit.book().await?;
    let zone = visit.zone(book.as_deref());
    let data = said_of(&visit, builtin, &zone);
    let occurred_at = visit.sent("occurred_at").and_then(|text| moment(text, &zone));
    if half_a_step(builtin, &data) {
        let back = visit.back(&format!("/leads/{lead}"));
        return Ok(Reply::see(with(&back, &[("not", "half_a_step")])));
    }
    let id = format!("{}-{}", visit.sent("key").unwrap_or(&visit.app.request_id(None)), user.id);
    let back = visit.back(&format!("/leads/{lead}"));
    let act = Act { id: id.clone(), kind: kind.clone(), data, occurred_at };
    let answered = match visit.app.services.act(lead, act, &user.id).await {
        Ok(answered) => answered,
        Err(StoreError::Refused(code, _)) => return Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => return Err(fault.into()),
    };
    Ok(Reply::see(match answered {
        Ok(it) if had_effect(it.outcome) => {
            let undo = format!("{lead}:{id}");
            if undoable(builtin) {
                with(&back, &[("done", &kind), ("undo", &undo)])
            } else {
                with(&back, &[("done", &kind)])
            }
        }
        Ok(it) => with(&back, &[("not", it.outcome.code())]),
        Err(refusal) => with(&back, &[("not", refusal.code)]),
    }))
}

/// Whether what comes next of a contact is said without when, or the other way round.
pub(super) fn half_a_step(it: Builtin, data: &BTreeMap<String, Scalar>) -> bool {
    it == Builtin::Contacted && data.contains_key("next") != data.contains_key("due")
}

/// The act of this id, if somebody of this role may do it here.
pub(super) fn allowed(role: Role, kind: &str) -> Result<Builtin, Fault> {
    // Taking facts back is for programs that sent them wrongly.
    let done_here = |it: &Builtin| *it == Builtin::Finding || (it.is_act() && *it != Builtin::Retracted);
    let builtin = Builtin::from_id(kind).filter(done_here).ok_or(Fault::Missing)?;
    if !may(role, builtin.id()) {
        return Err(Fault::Forbidden);
    }
    Ok(builtin)
}

/// What a form says of an act, without who does it.
pub(super) fn said_of(visit: &Visit, builtin: Builtin, zone: &TimeZone) -> BTreeMap<String, Scalar> {
    let mut data = BTreeMap::new();
    for (name, _) in builtin.data().iter().filter(|(name, _)| *name != "by") {
        let Some(text) = visit.sent(&format!("data.{name}")) else { continue };
        let at = if *name == "due" { moment(text, zone).map(|at| at.to_string()) } else { None };
        let value = match text {
            "true" if builtin_is_flag(builtin, name) => Scalar::Bool(true),
            _ => Scalar::Text(at.unwrap_or_else(|| text.to_owned())),
        };
        data.insert((*name).to_owned(), value);
    }
    data
}

/// Whether an act can be undone for a while.
pub(super) fn undoable(it: Builtin) -> bool {
    let final_ones = [
        "undone",
        "contacted",
        "next_step_set",
        "next_step_done",
        "clock_paused",
        "clock_resumed",
        "deal_changed",
        "offered",
    ];
    it.is_act() && !final_ones.contains(&it.id())
}

fn builtin_is_flag(builtin: Builtin, name: &str) -> bool {
    builtin.data().iter().any(|(known, form)| *known == name && *form == kopru_engine::playbook::Form::Bool)
}

/// An address with parameters that say what was done, in place of those that said it before.
pub(super) fn with(back: &str, more: &[(&str, &str)]) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let kept = query.split('&').filter(|it| !it.is_empty());
    let kept = kept.filter(|it| !["done=", "not=", "undo="].iter().any(|name| it.starts_with(name)));
    let more = more.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    let all: Vec<String> = kept.map(str::to_owned).chain(more).collect();
    format!("{path}?{}", all.join("&"))
}

/// Says something about a lead.
pub(super) async fn say(visit: Visit) -> Result<Reply, Fault> {
    let (user, lead) = (visit.user()?.id.clone(), visit.lead()?);
    let back = format!("/leads/{lead}");
    match visit.app.services.store.say(About::Lead(lead), visit.sent("text").unwrap_or_default(), user).await {
        Ok(_) => Ok(Reply::see(format!("{}#thread", with(&back, &[("done", "said")])))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// A form for a lead by hand.
pub(super) async fn new_page(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let Some(book) = visit.book().await? else { return Ok(Reply::see("/today?not=no_playbook")) };
    let playbook = &book.playbook;
    let title = say!(lang, en = "A new lead", tr = "Yeni aday");
    let held = |name: &str| visit.asked(name).unwrap_or_default().to_owned();
    let mut fields = vec![
        Field::new("email", say!(lang, en = "E-mail address", tr = "E-posta adresi"), Input::Email(held("email"))),
        Field::new("phone", say!(lang, en = "Telephone", tr = "Telefon"), Input::Text(held("phone"))),
        Field::new("name", say!(lang, en = "Name", tr = "Ad"), Input::Text(held("name"))),
        Field::new("title", say!(lang, en = "Job title", tr = "Unvan"), Input::Text(held("title"))),
        Field::new(
            "account",
            say!(lang, en = "Company, or its domain", tr = "Şirket ya da alan adı"),
            Input::Text(held("account")),
        ),
    ];
    // Where leads came from so far, and what the agreement weighs.
    let mut sources = visit.app.services.store.sources().await?;
    sources.extend(playbook.sources.iter().map(|it| it.to_string()));
    sources.sort_unstable();
    sources.dedup();
    let sources: Vec<_> = sources.into_iter().map(|it| (it.clone(), it)).collect();
    if !sources.is_empty() {
        fields.push(
            Field::new(
                "source",
                say!(lang, en = "Where it comes from", tr = "Nereden geldi"),
                Input::Choice(sources, held("source")),
            )
            .needed(),
        );
    }
    for purpose in &playbook.consents {
        let label = say!(lang, en = "The lead agreed to: {purpose}", tr = "Aday izin verdi: {purpose}");
        fields.push(Field::new(&format!("consent.{purpose}"), label, Input::Check(false)));
    }
    fields.push(Field::new("note", say!(lang, en = "What happened", tr = "Ne oldu"), Input::Lines(String::new())));
    let about = say!(
        lang,
        en = "Somebody called, or you met them at a fair. If they are known already, what you write is added to what is known.",
        tr = "Biri aradı ya da bir fuarda tanıştınız. Zaten biliniyorsa yazdıklarınız bilinenlere eklenir."
    );
    let form = ActForm {
        to: "/leads/new".into(),
        hidden: vec![("key".into(), visit.app.request_id(None))],
        title: say!(lang, en = "Add", tr = "Ekle"),
        fields,
        ..ActForm::default()
    };
    Ok(Reply::page(door(&Door { shell: visit.shell(&title), title, about, form: Some(form), others: Vec::new() })))
}

/// Adds a lead by hand: fields, consents, and what was said about it.
pub(super) async fn new_lead(visit: Visit) -> Result<Reply, Fault> {
    let user = visit.user()?.id.clone();
    let again = |why: &str| {
        let kept = ["email", "phone", "name", "title", "account", "source"];
        let kept = kept.iter().filter_map(|name| Some(format!("&{name}={}", encode(visit.sent(name)?))));
        Ok(Reply::see(format!("/leads/new?not={why}{}", kept.collect::<String>())))
    };
    let (email, phone) = (visit.sent("email").map(str::to_owned), visit.sent("phone").map(str::to_owned));
    let (subject, also) = match (email, phone) {
        (Some(email), phone) => (Subject::Email(email), phone.map(Subject::Phone).into_iter().collect()),
        (None, Some(phone)) => (Subject::Phone(phone), Vec::new()),
        (None, None) => return again("who"),
    };
    let Some(book) = visit.book().await? else { return again("no_playbook") };
    let store = &visit.app.services.store;
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let fact = |kind: &str, number: usize| {
        let mut raw = RawFact::new(subject.clone(), kind);
        raw.id = Some(format!("new-{key}-{number}-{user}"));
        raw.occurred_at = Some(store.now());
        raw.source = visit.sent("source").map(str::to_owned);
        raw.account = visit.sent("account").map(str::to_owned);
        raw
    };
    let mut set = fact("fields_set", 0);
    for name in ["name", "title"] {
        if let Some(text) = visit.sent(name).filter(|_| book.playbook.person.iter().any(|it| *it.id == *name)) {
            set.fields.insert(name.to_owned(), Scalar::Text(text.to_owned()));
        }
    }
    let mut facts = vec![set];
    for (number, purpose) in (1..).zip(&book.playbook.consents) {
        if visit.sent(&format!("consent.{purpose}")).is_some() {
            let mut given = fact("consent_given", number);
            given.data.insert("purpose".into(), Scalar::Text(purpose.to_string()));
            given.data.insert("by".into(), Scalar::Text(user.clone()));
            facts.push(given);
        }
    }
    visit.app.services.may_decide()?;
    let facts = facts.into_iter().map(|raw| FactIn { incoming: Incoming { raw, also: also.clone() }, import: false });
    let answers = store.take(facts.collect()).await?;
    let mut person = None;
    for answer in answers {
        match answer {
            Ok(it) => person = person.or(it.person),
            Err(refusal) => return again(refusal.code),
        }
    }
    let Some(person) = person else { return again("fact_invalid") };
    if let Some(note) = visit.sent("note") {
        store.say(About::Lead(person), note, user).await?;
    }
    Ok(Reply::see(format!("/leads/{person}?done=new")))
}
