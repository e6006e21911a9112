//! What the day brings to somebody: mailed when their working day begins, and not at all when there is nothing to say.

use crate::service::users::zone_of;
use crate::service::{Services, acceptance, leads, stagnation};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kopru_engine::acceptance::Verdict;
use kopru_engine::lang::Lang;
use kopru_engine::lead::{Offer, RETURNED};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::{DAY_SECS, Moment};
use kopru_engine::{sales_aloud, say};
use kopru_portal::words::span;
use kopru_store::book::Book;
use kopru_store::disputes::{DisputeQuery, Side};
use kopru_store::handovers::HandoverQuery;
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::notices::Mailed;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;
use kopru_store::{Result, StoreError};

/// Days that the rate of acceptance looks back.
const DAYS: i64 = 90;
/// Leads of one person that are looked through.
const LOOKED_THROUGH: usize = 500;
/// Leads that are named under a heading.
const NAMED: usize = 5;
/// When the day begins for whom nobody says when: an hour of the local day.
const HOUR: i8 = 8;

/// Begins the digests of those whose working day has begun. Tells how many.
///
/// # Errors
/// What the database answers.
pub async fn round(services: &Services) -> Result<usize> {
    let book = match services.store.book_in_force().await {
        Err(StoreError::Refused("no_playbook", _)) => return Ok(0),
        book => book?,
    };
    let (now, mut begun, told) = (services.store.now(), 0, services.store.digest_days().await?);
    for user in services.store.users().await? {
        if user.profile.left || user.email.is_none() || user.mailed == Mailed::Never {
            continue;
        }
        let day = due(&user, &book.playbook, now).filter(|day| told.get(&user.id).is_none_or(|told| told < day));
        if let Some(day) = day {
            begun += usize::from(services.store.begin_digest(user.id.as_str(), day).await?);
        }
    }
    Ok(begun)
}

/// The local day, in days since 1970, if the user works at this moment.
fn due(user: &User, playbook: &Playbook, now: Moment) -> Option<i64> {
    let zone = zone_of(Some(user), Some(playbook));
    let local = Timestamp::from_microsecond(now.micros()).ok()?.to_zoned(zone);
    let away = |it: &kopru_store::team::profile::Absence| it.from <= now && it.to.is_none_or(|to| now < to);
    if user.profile.absences.iter().any(away) {
        return None;
    }
    let own = user.profile.member().ok().and_then(|it| it.hours.calendar);
    let agreed = playbook.calendars.values().next().map(|it| &it.calendar);
    let works = match own.as_ref().or(agreed) {
        Some(calendar) => calendar.is_open(now),
        None => local.hour() >= HOUR && local.weekday().to_monday_one_offset() <= 5,
    };
    let offset = i64::from(local.offset().seconds());
    works.then(|| (now.secs() + offset).div_euclid(DAY_SECS))
}

/// What the day brings, in the user's language; nothing when there is nothing to say.
///
/// # Errors
/// What the database answers.
pub async fn lines(services: &Services, user: &User, book: &Book) -> Result<Option<Vec<String>>> {
    let (lang, mut lines) = (user.lang, Vec::new());
    own(services, user, book, &mut lines).await?;
    let unseen = services.store.unseen(user.id.as_str()).await?;
    if unseen > 0 {
        lines.push(say!(
            lang,
            en = "Told you and not seen yet: {unseen}.",
            tr = "Bildirilen ve henüz görmediğiniz: {unseen}."
        ));
    }
    disagreements(services, user, &mut lines).await?;
    if user.profile.role == Role::Marketing {
        refused(services, user, &mut lines).await?;
    }
    if user.profile.role >= Role::Manager {
        still(services, lang, &mut lines).await?;
    }
    if user.profile.role != Role::Sales {
        rate(services, lang, &mut lines).await?;
    }
    Ok((!lines.is_empty()).then_some(lines))
}

/// The user's own leads: to be answered, late, due today, without a plan.
async fn own(services: &Services, user: &User, book: &Book, lines: &mut Vec<String>) -> Result<()> {
    let lang = user.lang;
    let filter = LeadFilter { owner: Some(user.id.clone()), disposition: Some("open".into()), ..LeadFilter::default() };
    let rows = services.store.leads(filter, None, LOOKED_THROUGH).await?.items;
    let veil = services.veil(user.profile.role == Role::Admin).await?;
    let hidden = crate::api::hidden(&veil, &book.playbook);
    let (now, zone) = (services.store.now(), zone_of(Some(user), Some(&book.playbook)));
    let due = |row: &LeadRow| leads::next_due(row).map(|it| it.1);
    let end = end_of_day(now, &zone);
    let waits = |row: &LeadRow| row.sales.offer.as_ref().is_some_and(Offer::is_waiting);
    let (answer, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(waits);
    let (late, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| due(it).is_some_and(|at| at < now));
    let (today, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| due(it).is_some_and(|at| at < end));
    let unplanned: Vec<_> = rest.into_iter().filter(|it| due(it).is_none()).collect();
    for (heading, mut rows) in [
        (say!(lang, en = "To be answered", tr = "Yanıtınızı bekleyenler"), answer),
        (say!(lang, en = "Late", tr = "Gecikenler"), late),
        (say!(lang, en = "Due today", tr = "Bugün yapılacaklar"), today),
        (say!(lang, en = "Nothing planned", tr = "Planı olmayanlar"), unplanned),
    ] {
        if rows.is_empty() {
            continue;
        }
        rows.sort_by_key(&due);
        lines.push(format!("{heading}: {}", rows.len()));
        lines.extend(rows.iter().take(NAMED).map(|row| {
            let at = due(row).map(|at| when(at, now, lang)).unwrap_or_default();
            format!("  {} {}{at}", leads::name(row, hidden), row.account_name.as_deref().unwrap_or_default())
        }));
    }
    Ok(())
}

fn when(at: Moment, now: Moment, lang: Lang) -> String {
    let secs = at.secs() - now.secs();
    let time = span(secs.abs(), lang);
    if secs < 0 {
        say!(lang, en = " ({time} late)", tr = " ({time} gecikti)")
    } else {
        say!(lang, en = " (in {time})", tr = " ({time} sonra)")
    }
}

/// The end of the local day.
fn end_of_day(now: Moment, zone: &TimeZone) -> Moment {
    let end = Timestamp::from_microsecond(now.micros())
        .ok()
        .and_then(|it| it.to_zoned(zone.clone()).end_of_day().ok())
        .and_then(|it| Moment::from_micros(it.timestamp().as_microsecond()));
    end.unwrap_or(now.plus_secs(DAY_SECS))
}

/// Disagreements on which the user's side has not spoken.
async fn disagreements(services: &Services, user: &User, lines: &mut Vec<String>) -> Result<()> {
    let side = match user.profile.role {
        Role::Marketing => Side::Marketing,
        Role::Manager => Side::Sales,
        Role::Sales | Role::Admin => return Ok(()),
    };
    let open = services.store.disputes(DisputeQuery { open: Some(true), ..DisputeQuery::default() }).await?;
    let count = open.iter().filter(|it| it.says(side).is_none()).count();
    if count > 0 {
        let lang = user.lang;
        lines.push(say!(
            lang,
            en = "Disagreements that wait for your team's word: {count}.",
            tr = "Ekibinizin sözünü bekleyen anlaşmazlık: {count}."
        ));
    }
    Ok(())
}

/// What sales gave back to marketing since yesterday, and what waits for information.
async fn refused(services: &Services, user: &User, lines: &mut Vec<String>) -> Result<()> {
    let lang = user.lang;
    let query = HandoverQuery {
        state: Some("refused".into()),
        limit: kopru_store::limits::PAGE_MAX,
        ..HandoverQuery::default()
    };
    let since = services.store.now().plus_secs(-DAY_SECS);
    let all = services.store.handovers(query).await?;
    let count = all.iter().filter(|it| it.answered_at.is_some_and(|at| at > since)).count();
    if count > 0 {
        lines.push(say!(lang, en = "Refused since yesterday: {count}.", tr = "Dünden beri reddedilen: {count}."));
    }
    let filter = LeadFilter { queue: Some(RETURNED.into()), disposition: Some("open".into()), ..LeadFilter::default() };
    let waiting = services.store.leads(filter, None, LOOKED_THROUGH).await?.items.len();
    if waiting > 0 {
        lines.push(say!(
            lang,
            en = "Sales waits for information about: {waiting}.",
            tr = "Satışın ek bilgi beklediği aday: {waiting}."
        ));
    }
    Ok(())
}

/// What lies still.
async fn still(services: &Services, lang: Lang, lines: &mut Vec<String>) -> Result<()> {
    let it = services.stagnation().await?;
    if stagnation::stuck(&it) > 0 {
        lines.push(stagnation::verdict(&it, lang));
    }
    lines.extend(stagnation::warnings(&it, &services.names().await?, lang));
    lines.extend(it.queues.iter().map(|(queue, count)| {
        let name = sales_aloud::queue_name(queue, lang);
        say!(lang, en = "Waiting in a queue, {name}: {count}.", tr = "Kuyrukta bekleyen, {name}: {count}.")
    }));
    let unplanned: u64 = it.unplanned.iter().map(|it| it.1).sum();
    if unplanned > 0 {
        lines.push(say!(
            lang,
            en = "Leads in work for which nothing is planned: {unplanned}.",
            tr = "İşlenen ama planı olmayan aday: {unplanned}."
        ));
    }
    Ok(())
}

/// The rate of acceptance, when it is below the target.
async fn rate(services: &Services, lang: Lang, lines: &mut Vec<String>) -> Result<()> {
    match services.acceptance(DAYS).await {
        Ok(it) if matches!(it.verdict, Verdict::BelowTarget | Verdict::Alarm) => {
            lines.push(format!("{}.", acceptance::verdict(&it).get(lang)));
            Ok(())
        }
        Ok(_) | Err(StoreError::Refused("no_handover", _)) => Ok(()),
        Err(fault) => Err(fault),
    }
}
