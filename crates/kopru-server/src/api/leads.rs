//! Leads: lists, one of them, why it stands where it stands, what happened to it, counts.

use super::ask::{Ask, wrong_parameter};
use super::gate;
use super::problem::Answered;
use super::show;
use kopru_engine::checklist::{Checked, asked_for};
use kopru_engine::condition::Tri;
use kopru_engine::lang::Lang;
use kopru_engine::lead::{Offer, Running};
use kopru_engine::playbook::{Playbook, Team};
use kopru_engine::time::Moment;
use kopru_engine::trace::Speaker;
use kopru_store::leads::{LeadFilter, When};
use kopru_store::limits::LOOKED_AT_MAX;
use kopru_store::{Id, StoreError};
use serde_json::{Value, json};

/// A page of leads.
///
/// # Errors
/// `filter_invalid`, `field_not_indexed`, `condition_invalid`, `field_sensitive`.
pub async fn list(ask: Ask) -> Answered {
    let text = |name: &str| ask.query.get(name).map(str::to_owned);
    let filter = LeadFilter {
        stage: text("stage"),
        disposition: text("disposition"),
        kind: text("kind"),
        band: text("band"),
        grade: text("grade"),
        persona: text("persona"),
        owner: text("owner"),
        queue: text("queue"),
        source: text("source"),
        account: ask.query.get("account").and_then(Id::parse),
        fields: ask.query.family("field.").map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        behind: ask.query.get("behind") == Some("true"),
        since: ask.query.get("entered_before").and_then(Moment::parse),
        when: text("when").map(|text| When { most: looked_at_most(&ask), ..When::new(text) }),
    };
    let after = ask.query.get("cursor").and_then(Id::parse);
    let store = &ask.app.services.store;
    // Before the first publication there are no leads, and no words to filter by.
    let book = match store.book().await {
        Err(StoreError::Refused("no_playbook", _)) => {
            return gate::ok(&json!({ "items": [], "next": null, "looked_at": null }));
        }
        book => book?,
    };
    let veil = ask.veil().await?;
    let page = ask.app.services.leads(filter, after, ask.limit(), &veil).await?;
    let hidden = show::hidden(&veil, &book.playbook);
    let items: Vec<Value> = page.items.iter().map(|it| show::row(it, hidden)).collect();
    gate::ok(&json!({ "items": items, "next": show::id(page.next), "looked_at": page.looked_at }))
}

fn looked_at_most(ask: &Ask) -> usize {
    ask.query.get("look_at").and_then(|it| it.parse().ok()).unwrap_or(LOOKED_AT_MAX)
}

/// One lead as it is now.
///
/// # Errors
/// `not_found`, `merged`, `erased`.
pub async fn get(ask: Ask) -> Answered {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let it = ask.app.services.lead(ask.id("lead")?, &veil).await?;
    let now = ask.app.services.store.now();
    let (view, playbook) = (&it.view, &it.view.book.playbook);
    let speaker = Speaker { playbook, lang };
    let standing = &view.lead.standing;
    let mut value = show::row(&view.row, show::hidden(&veil, playbook));
    let more = json!({
        "lang": lang.tag(),
        "stage_name": speaker.stage(standing.stage),
        "disposition_text": speaker.disposition(&standing.disposition),
        "course": show::course(&it.course, lang),
        "steps": show::steps(playbook, &view.lead, &it.account(), now, lang),
        "suggested": standing.suggestions.iter().map(|it| speaker.suggestion(it)).collect::<Vec<_>>(),
        "scores": show::scores(playbook, &it.trace, lang),
        "due": view.due.iter().map(|made| show::decision(&view.book, made, lang)).collect::<Vec<_>>(),
        "identities": show::identities(&view.identities),
        "deals": view.deals.iter().map(deal).collect::<Vec<_>>(),
        "checklist": it.checklist.iter().map(|it| checked(it, playbook, lang)).collect::<Vec<_>>(),
        "handover": standing.sales.offer.as_ref().map(handover),
        "clocks": standing.sales.clocks.iter().map(|it| clock(it, lang)).collect::<Vec<_>>(),
        "next_step": standing.sales.step.as_ref().map(|it| {
            json!({ "what": &*it.what, "text": it.text().get(lang), "due": it.due.to_string() })
        }),
        "merged": view.merged.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    gate::ok(&value)
}

fn checked(it: &Checked, playbook: &Playbook, lang: Lang) -> Value {
    let check = playbook.handover.as_ref().and_then(|handover| handover.checklist.get(it.place));
    let met = match it.met {
        Tri::True => "met",
        Tri::False => "unmet",
        Tri::Unknown => "unknown",
    };
    json!({
        "id": check.map(|it| &*it.id), "text": check.map(|it| it.text.get(lang)),
        "team": check.map(|it| if it.team == Team::Sales { "sales" } else { "marketing" }), "met": met,
        "open": asked_for(it, playbook, lang),
    })
}

fn handover(it: &Offer) -> Value {
    let contact = it.contact.map(|it| json!({ "at": it.at.to_string(), "late": it.late, "told_late": it.logged_late }));
    json!({
        "number": it.number, "attempt": it.attempt, "offered_at": it.offered_at.to_string(), "version": &*it.version,
        "state": it.state.id(), "answered_at": show::at(it.answered_at), "by": it.by.as_deref(),
        "reason": it.reason.as_deref(), "late_at": show::at(it.breached_at), "contact": contact,
    })
}

fn clock(it: &Running, lang: Lang) -> Value {
    json!({
        "clock": it.kind.id(), "name": it.kind.name().get(lang), "started_at": it.started_at.to_string(),
        "business": it.business, "warn_at": show::at(it.warn_at), "due": show::at(it.due), "warned": it.warned,
        "late_at": show::at(it.breached_at),
    })
}

fn deal(it: &kopru_store::lead::DealRow) -> Value {
    let amount = it.amount.as_ref().map(|(minor, currency)| json!({ "minor": minor, "currency": currency }));
    let people: Vec<Value> =
        it.people.iter().map(|(person, role)| json!({ "lead": person.to_string(), "role": role })).collect();
    json!({
        "id": it.id.to_string(), "account": show::id(it.account), "opened_at": it.opened_at.to_string(),
        "amount": amount, "outcome": it.outcome, "reported": it.reported, "closed_at": show::at(it.closed_at),
        "expected_on": it.expected_on.map(|it| it.to_string()), "reason": it.reason, "people": people,
    })
}

/// Why a lead stood where it stood.
///
/// # Errors
/// `not_found`, `merged`, `erased`, `not_yet`, `not_happened`.
pub async fn explain(ask: Ask) -> Answered {
    let (lang, veil) = (ask.lang(), ask.veil().await?);
    let at = ask.query.get("at").map(|text| Moment::parse(text).ok_or_else(|| wrong_parameter("at", "no moment")));
    let as_known_now = ask.query.get("as_known") == Some("now");
    let it = ask.app.services.explain(ask.id("lead")?, at.transpose()?, as_known_now, &veil).await?;
    let playbook = &it.book.playbook;
    let speaker = Speaker { playbook, lang };
    let standing = &it.lead.standing;
    let course = kopru_engine::steps::course(playbook, &it.lead, &it.account, it.at);
    gate::ok(&json!({
        "at": it.at.to_string(),
        "recorded_until": it.recorded_until.to_string(),
        "version": &*playbook.version,
        "lang": lang.tag(),
        "stage": standing.stage.and_then(|it| playbook.stages.get(usize::from(it))).map(|it| it.id.to_string()),
        "stage_name": speaker.stage(standing.stage),
        "disposition": standing.disposition.id(),
        "disposition_text": speaker.disposition(&standing.disposition),
        "course": show::course(&course, lang),
        "steps": show::steps(playbook, &it.lead, &it.account, it.at, lang),
        "scores": show::scores(playbook, &it.trace, lang),
        "decisions": it.decisions.iter().map(|entry| show::entry(entry, &veil, lang)).collect::<Vec<_>>(),
        "later_known": it.later_known.iter().map(|row| show::fact(playbook, row, &veil)).collect::<Vec<_>>(),
        "sure": it.sure,
    }))
}

/// What happened to a person, the newest first.
///
/// # Errors
/// `not_found`.
pub async fn timeline(ask: Ask) -> Answered {
    let (lang, veil, limit) = (ask.lang(), ask.veil().await?, ask.limit());
    let before = ask.query.get("before").and_then(|it| it.parse().ok());
    let entries = ask.app.services.timeline(ask.id("lead")?, before, limit, &veil).await?;
    let next = entries.last().filter(|it| entries.len() == limit && it.seq > 1).map(|it| it.seq);
    let items: Vec<Value> = entries.iter().map(|it| show::entry(it, &veil, lang)).collect();
    gate::ok(&json!({ "items": items, "next": next }))
}

/// What there is, counted.
///
/// # Errors
/// What the database answers.
pub async fn counts(ask: Ask) -> Answered {
    let it = ask.app.services.store.counts().await?;
    let leads: Vec<Value> = it
        .leads
        .iter()
        .map(|it| json!({ "stage": it.stage, "disposition": it.disposition, "leads": it.leads }))
        .collect();
    gate::ok(&json!({
        "leads": leads, "leads_in_all": it.leads_in_all(), "facts": it.facts, "decisions": it.decisions,
        "behind": it.behind, "waiting": it.waiting, "account_queue": it.account_queue, "outbox": it.outbox,
        "timers_due": it.timers_due,
    }))
}
