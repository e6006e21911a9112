//! Tells people what concerns them: in the portal, by mail, and once a working day what the day brings. Whom a decision
//! concerns is said here; what it says is in `words`, how it is mailed in `mail`, the day in `digest`.

pub mod digest;
pub mod mail;
pub mod words;

use crate::service::Services;
use kopru_engine::decide::{Cause, Change, Decision};
use kopru_engine::lead::{BREACHED, ClockKind, EXPIRED, NOBODY_FITS, OfferState, SalesChange};
use kopru_engine::playbook::{Builtin, Playbook};
use kopru_store::notices::New;
use kopru_store::outbox::Event;
use kopru_store::report::judged::Judged;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;
use kopru_store::{Id, Result};
use serde_json::json;

/// A lead was given to the user.
pub const GIVEN: &str = "given";
/// A clock of one of the user's leads is about to run out.
pub const WARNED: &str = "warned";
/// A clock ran out.
pub const LATE: &str = "late";
/// Sales refused a lead.
pub const REFUSED: &str = "refused";
/// Sales asks marketing for information.
pub const RETURNED: &str = "returned";
/// Nobody answered a hand-over, however often it was offered.
pub const UNANSWERED: &str = "unanswered";
/// Routing found nobody for a lead.
pub const NOBODY: &str = "nobody_fits";
/// A rule suggests to let one of the user's leads go, or to take it up again.
pub const SUGGESTED: &str = "suggested";

/// The rate of acceptance fell below the target, or further.
pub const RATE: &str = "acceptance";

/// Messages of the feed that are looked at in one round.
const AT_ONCE: usize = 200;

/// Makes notices of what was decided since the last round. Tells how many messages it looked at.
///
/// # Errors
/// What the database answers; then the same messages are looked at again.
pub async fn round(services: &Services) -> Result<usize> {
    let Some(events) = services.store.claim_feed(AT_ONCE).await? else { return Ok(0) };
    let last = events.last().map(|it| it.id);
    let mut notices = Vec::new();
    if !events.is_empty() {
        let users: Vec<User> = services.store.users().await?.into_iter().filter(|it| !it.profile.left).collect();
        if !users.is_empty() {
            for event in &events {
                notices.extend(of_event(services, event, &users).await?);
            }
        }
    }
    services.store.tell(notices, last).await?;
    Ok(events.len())
}

/// What one decision tells whom.
async fn of_event(services: &Services, event: &Event, users: &[User]) -> Result<Vec<New>> {
    if let Some(judged) = &event.judged {
        return Ok(of_rate(event.id, judged, users));
    }
    let (Some(decision), Some(book)) = (&event.decision, &event.book) else { return Ok(Vec::new()) };
    let told = of_decision(decision, &book.playbook);
    if told.is_empty() {
        return Ok(Vec::new());
    }
    // Where something must be done, whoever has it now does it, whoever had it then.
    let owner = match services.store.lead(event.person).await {
        Ok(view) => view.row.owner,
        Err(_) => return Ok(Vec::new()),
    };
    // A clock ran for whoever had it until then: being late, the lead may go to somebody else by the same decision.
    let owners = match told.iter().any(|it| matches!(it.1, Audience::OwnerBefore(_))) {
        true => services.store.owners_within(event.person, event.seq).await?,
        false => Vec::new(),
    };
    // One who is owner and manager is told once: user, message and kind are the notice's key.
    let mut notices = Vec::new();
    for (kind, audience, detail) in told {
        let concerned = |user: &&User| match &audience {
            Audience::Owner => Some(&user.id) == owner.as_ref(),
            Audience::OwnerBefore(change) => {
                owners.get(*change).and_then(Option::as_deref).is_some_and(|owner| user.id == *owner)
            }
            Audience::Named(name) => user.id == **name,
            Audience::Marketing => user.profile.role == Role::Marketing,
            Audience::Sales => user.profile.role == Role::Sales,
            Audience::Managers => user.profile.role == Role::Manager,
        };
        notices.extend(users.iter().filter(concerned).map(|user| New {
            user: user.id.clone(),
            id: event.id,
            kind,
            at: event.at,
            lead: Some(event.person),
            detail: detail.clone(),
        }));
    }
    Ok(notices)
}

/// What a judgement of the rate of acceptance tells both teams and their managers.
pub(crate) fn of_rate(id: Id, it: &Judged, users: &[User]) -> Vec<New> {
    let rate = it.outcomes.rate();
    let (dimension, value) = it.cause.clone().unzip();
    let detail = json!({
        "verdict": it.verdict.id(), "accepted": rate.part, "decided": rate.of, "target": it.target,
        "dimension": dimension, "value": value.flatten(),
    });
    let concerned = users.iter().filter(|it| it.profile.role != Role::Admin && !it.profile.left);
    let new =
        |user: &User| New { user: user.id.clone(), id, kind: RATE, at: it.at, lead: None, detail: detail.clone() };
    concerned.map(new).collect()
}

/// Whom something concerns.
enum Audience {
    /// Whoever works the lead.
    Owner,
    /// Whoever worked it before this change of the decision.
    OwnerBefore(usize),
    /// One user.
    Named(std::sync::Arc<str>),
    /// All of marketing.
    Marketing,
    /// All of sales.
    Sales,
    /// All managers.
    Managers,
}

type Told = (&'static str, Audience, serde_json::Value);

fn of_decision(decision: &Decision, playbook: &Playbook) -> Vec<Told> {
    let act = match &decision.cause {
        Cause::Fact { kind, .. } => Builtin::ALL.iter().find(|it| playbook.fact_type(it.id()) == Some(*kind)).copied(),
        _ => None,
    };
    let rules = playbook.handover.as_ref().map_or(&[][..], |it| &it.on_breach[..]);
    let wanted = |whom: &str| rules.iter().any(|it| **it == *whom);
    let mut told = Vec::new();
    for (place, change) in decision.changes.iter().enumerate() {
        match change {
            // Whoever took it knows.
            Change::Owner(Some(owner)) if act != Some(Builtin::Accepted) => {
                told.push((GIVEN, Audience::Named(owner.clone()), json!({})));
            }
            Change::Sales(SalesChange::Warned(clock)) => {
                told.push((WARNED, Audience::OwnerBefore(place), json!({ "clock": clock.id() })));
            }
            Change::Sales(SalesChange::Breached(clock)) => {
                let late = |audience| (LATE, audience, json!({ "clock": clock.id() }));
                let contact = *clock == ClockKind::Contact;
                if !contact || wanted("notify owner") || rules.is_empty() {
                    told.push(late(Audience::OwnerBefore(place)));
                }
                if contact && wanted("notify team") {
                    told.push(late(Audience::Sales));
                }
                if contact && wanted("notify manager") {
                    told.push(late(Audience::Managers));
                }
            }
            Change::Sales(SalesChange::State { to, by, reason }) => {
                let detail = json!({ "by": by.as_deref(), "reason": reason.as_deref() });
                match to {
                    OfferState::Refused => told.push((REFUSED, Audience::Marketing, detail)),
                    OfferState::Returned => told.push((RETURNED, Audience::Marketing, detail)),
                    _ => {}
                }
            }
            Change::Sales(SalesChange::Queue(Some(queue))) => match &**queue {
                EXPIRED => told.push((UNANSWERED, Audience::Managers, json!({}))),
                NOBODY_FITS => told.push((NOBODY, Audience::Managers, json!({}))),
                BREACHED => told.push((LATE, Audience::Managers, json!({ "clock": ClockKind::Contact.id() }))),
                _ => {}
            },
            Change::Suggested(_) => told.push((SUGGESTED, Audience::Owner, json!({}))),
            _ => {}
        }
    }
    told
}
