//! The people of the demo company: those who work leads in the story, and those who look after both teams.

use super::sales::REPS;
use crate::notices::of_rate;
use crate::service::Services;
use crate::service::proposals::look;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_store::disputes::View;
use kopru_store::handovers::HandoverQuery;
use kopru_store::proposals::Edits;
use kopru_store::publish::Existing;
use kopru_store::report::acceptance::DAYS;
use kopru_store::team::profile::{HoursText, Profile, Role};
use kopru_store::team::users::{NewUser, User};
use kopru_store::{Id, Result, Store};
use std::collections::BTreeSet;

/// Who brings the leads.
const MARKETER: &str = "selin";
/// Who looks after both teams: word, name, role.
const PEOPLE: [(&str, &str, Role); 3] = [
    ("deniz", "Deniz Arslan", Role::Admin),
    (MARKETER, "Selin Koç", Role::Marketing),
    ("emre", "Emre Kaya", Role::Manager),
];

/// Names of those who work leads.
fn name(id: &str) -> String {
    let known = [
        ("ayse", "Ayşe Yılmaz"),
        ("mehmet", "Mehmet Demir"),
        ("zeynep", "Zeynep Şahin"),
        ("emma", "Emma Clarke"),
        ("james", "James Miller"),
        ("sophie", "Sophie Brown"),
    ];
    let found = known.iter().find(|it| it.0 == id).map(|it| it.1.to_owned());
    found.unwrap_or_else(|| id.split('-').map(capital).collect::<Vec<_>>().join(" "))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Brings them in, once the story is told: what waits for somebody then is given to them.
///
/// # Errors
/// What the database answers.
pub(super) async fn hire(store: &Store, home: Lang) -> Result<()> {
    for (id, name, role) in PEOPLE {
        let profile = Profile::new(role);
        let user = NewUser { id: id.into(), name: name.into(), email: None, lang: home, profile };
        store.create_user(user, "kopru demo").await?;
    }
    for (team, (language, zone)) in REPS.iter().zip([("tr", "Europe/Istanbul"), ("en", "Europe/London")]) {
        for (place, rep) in team.iter().enumerate() {
            let mut profile = Profile::new(Role::Sales);
            // The first of each team also works large companies.
            profile.team = Some(if place == 0 { "key-accounts" } else { "inside-sales" }.to_owned());
            profile.languages = vec![language.to_owned(), "en".to_owned()];
            profile.hours = Some(HoursText {
                time_zone: zone.to_owned(),
                open: vec!["Mon-Fri 09:00-18:00".to_owned()],
                special: Vec::new(),
            });
            let lang = if language == "tr" { home } else { Lang::En };
            let user = NewUser { id: rep.id.into(), name: name(rep.id), email: None, lang, profile };
            store.create_user(user, "kopru demo").await?;
        }
    }
    while !store.upkeep().await?.is_idle() {}
    Ok(())
}

/// Tells them what both teams were told last of the rate of acceptance.
///
/// # Errors
/// What the database answers.
pub(super) async fn tell_rate(store: &Store) -> Result<()> {
    let (users, weeks) = (store.users().await?, store.judgements(DAYS).await?);
    let last = weeks.iter().rev().find(|it| it.told);
    store.notify(last.map(|it| of_rate(Id::least(it.at), it, &users)).unwrap_or_default()).await
}

/// Hand-overs that are looked through for some to disagree about.
const LOOKED_THROUGH: usize = 500;

/// Has marketing dispute the newest refusals of people who would have bought: the first is settled, since whoever refused
/// agrees; of the second they say that it was right; the third waits.
///
/// # Errors
/// What the database answers.
pub(super) async fn disagree(services: &Services, home: Lang, buyers: &BTreeSet<String>) -> Result<()> {
    let refused = HandoverQuery { state: Some("refused".into()), limit: LOOKED_THROUGH, ..HandoverQuery::default() };
    let mut views = [Some(View::Overturned), Some(View::Upheld), None].into_iter();
    for it in services.store.handovers(refused).await? {
        let row = services.store.lead(it.lead).await?.row;
        let Some(rep) = it.answered_by.filter(|_| row.email.is_some_and(|it| buyers.contains(&it))) else { continue };
        if row.sales.offer.is_none_or(|offer| i64::from(offer.number) != it.number) {
            continue;
        }
        let Some(view) = views.next() else { break };
        let claim = say!(
            home,
            en = "They looked at the prices three times and asked for a demo.",
            tr = "Fiyatlara üç kez baktı ve demo istedi."
        );
        let dispute = services.open_dispute(it.lead, None, &claim, MARKETER).await?;
        if let Some(view) = view {
            let change = say!(
                home,
                en = "“Not ready” needs a date at which we look again.",
                tr = "“Henüz hazır değil” gerekçesi yeniden bakılacak bir tarih istemeli."
            );
            let change = Some(change).filter(|_| view == View::Overturned);
            services.say_of_dispute(dispute.id, (None, view, change), &rep).await?;
        }
    }
    Ok(())
}

/// Whom a visitor of the demo may be: one of each role.
///
/// # Errors
/// What the database answers.
pub(super) async fn doors(store: &Store) -> Result<Vec<User>> {
    let users = store.users().await?;
    let first = |id: &str| users.iter().find(|it| it.id == id).cloned();
    let reps = REPS.iter().filter_map(|team| team.first()).filter_map(|rep| first(rep.id));
    Ok(reps.chain(PEOPLE.iter().rev().filter_map(|it| first(it.0))).collect())
}

/// Has marketing propose a change of the agreement, signed by marketing and not yet by sales.
///
/// # Errors
/// What the database answers.
pub(super) async fn propose(services: &Services, home: Lang) -> Result<()> {
    let title =
        say!(home, en = "First contact within 36 hours instead of 48", tr = "İlk temas 48 yerine 36 saat içinde");
    let edits = Edits::from([("handover/contact.breach".to_owned(), Some("36h".to_owned()))]);
    let it = services.propose(&title, edits, Existing::Keep, MARKETER).await?;
    let version = look(&services.base().await?, &it.edits, home).version.unwrap_or_default();
    services.sign_proposal(it.id, None, (it.revision, &version), MARKETER).await?;
    Ok(())
}
