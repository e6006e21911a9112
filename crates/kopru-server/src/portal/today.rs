//! Today: what wants something now: one's own leads, or those of a team, by urgency, with what can be done about each.

mod groups;

use super::bulk;
use super::offers::{Offers, sellers};
use super::said::{self, due};
use super::{Fault, Reply, Visit};
use crate::service::leads::next_due;
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::lead::{BREACHED, EXPIRED, NOBODY_FITS, RETURNED};
use kopru_engine::playbook::{Playbook, aloud};
use kopru_engine::time::Moment;
use kopru_engine::{sales_aloud, say};
use kopru_portal::shell::Notice;
use kopru_portal::today::{Card, Due, Several, Tag, Today, today};
use kopru_store::leads::LeadRow;
use kopru_store::report::worked::Worked;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;

/// People of a team to whom one can switch; leads of the others are in the list of leads.
const PEOPLE: usize = 30;

/// Whose leads are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Whose {
    /// One's own.
    Mine,
    /// Everybody's, and what stands in the manager's queues.
    Team,
    /// Those of one person.
    One(String),
}

impl Whose {
    /// Whose a visit asks for. Managers look after the team first; everybody else has their own leads alone.
    fn asked(visit: &Visit, user: &User) -> Whose {
        if user.profile.role < Role::Manager {
            return Whose::Mine;
        }
        match visit.asked("of") {
            Some("mine") => Whose::Mine,
            Some("team") | None => Whose::Team,
            Some(id) => Whose::One(id.to_owned()),
        }
    }

    fn address(&self) -> String {
        match self {
            Whose::Mine => "/today?of=mine".into(),
            Whose::Team => "/today?of=team".into(),
            Whose::One(id) => format!("/today?of={}", said::encode(id)),
        }
    }

    /// The owner whose leads these are; none of everybody's.
    fn owner(&self, user: &User) -> Option<String> {
        match self {
            Whose::Mine => Some(user.id.clone()),
            Whose::Team => None,
            Whose::One(id) => Some(id.clone()),
        }
    }
}

/// What all cards need.
struct Desk<'d> {
    playbook: &'d Playbook,
    offers: Offers<'d>,
    zone: &'d TimeZone,
    users: &'d [User],
    /// Whether leads of several people stand there, so that each says whose it is.
    team: bool,
    now: Moment,
    lang: Lang,
    hidden: (bool, bool),
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    shown(&visit).await
}

/// Does one act with those that are ticked, and shows the page again, with how all of it is undone.
pub(super) async fn several(mut visit: Visit) -> Result<Reply, Fault> {
    let back = visit.here();
    let kind = visit.sent("type").unwrap_or_default().to_owned();
    visit.only_of(&kind);
    let notice = match bulk::do_all(&visit).await? {
        Ok(became) => became.notice(back, visit.lang),
        Err(code) => Notice { text: said::why_not(code, visit.lang), wrong: true, undo: None },
    };
    visit.tell(notice);
    shown(&visit).await
}

async fn shown(visit: &Visit) -> Result<Reply, Fault> {
    let (user, lang) = (visit.user()?.clone(), visit.lang);
    let role = user.profile.role;
    let title = say!(lang, en = "Today", tr = "Bugün");
    let Some(book) = visit.book().await? else {
        let empty = said::why_not("no_playbook", lang);
        let page = Today { shell: visit.shell(&title), title, empty, ..Today::default() };
        return Ok(Reply::page(today(&page)));
    };
    let store = &visit.app.services.store;
    let (zone, veil, now) = (visit.zone(Some(&book)), visit.veil().await?, store.now());
    let users = store.users().await?;
    let sellers = sellers(&users);
    let whose = Whose::asked(visit, &user);
    let back = if role >= Role::Manager { whose.address() } else { "/today".into() };
    let desk = Desk {
        playbook: &book.playbook,
        offers: Offers::new(visit, &user, &book.playbook, &sellers, &back),
        zone: &zone,
        users: &users,
        team: whose == Whose::Team,
        now,
        lang,
        hidden: crate::api::hidden(&veil, &book.playbook),
    };
    let worked = store.worked(whose.owner(&user), groups::LOOKED_THROUGH).await?;
    let mut all = vec![groups::calls(visit, &desk, &user).await?];
    all.extend(groups::worked(&desk, &worked.rows, &whose, &user));
    if desk.team {
        let names = [NOBODY_FITS, EXPIRED, BREACHED, "to confirm"];
        all.extend(groups::queues(visit, &desk, &names).await?);
    }
    if role == Role::Marketing || desk.team {
        all.extend(groups::queues(visit, &desk, &[RETURNED]).await?);
        all.push(groups::given_back(visit, &desk).await?);
    }
    let cards: Vec<&Card> = all.iter().flat_map(|it| &it.leads).collect();
    let several = Several {
        to: back.clone(),
        hidden: vec![("key".into(), visit.app.request_id(None))],
        acts: bulk::together(&desk.offers, &cards),
    };
    Ok(Reply::page(today(&Today {
        shell: visit.shell(&title),
        title,
        about: about(role, &whose, &users, lang),
        whose: if role >= Role::Manager { switch(&whose, &users, &worked, lang) } else { Vec::new() },
        partly: partly(&worked, &whose, lang),
        groups: all,
        several: Some(several),
        empty: nothing(role, &book.playbook, lang),
    })))
}

/// What the page shows, in a sentence.
fn about(role: Role, whose: &Whose, users: &[User], lang: Lang) -> String {
    match (role, whose) {
        (Role::Marketing, _) => {
            say!(lang, en = "What sales asks of marketing.", tr = "Satışın pazarlamadan bekledikleri.")
        }
        (_, Whose::Mine) => {
            say!(lang, en = "Your leads, the most urgent first.", tr = "Adaylarınız, en acil olan en üstte.")
        }
        (_, Whose::Team) => say!(
            lang,
            en = "The team's leads, the most urgent first, and what nobody works yet.",
            tr = "Ekibin adayları, en acil olan en üstte; bir de henüz kimsenin ilgilenmedikleri."
        ),
        (_, Whose::One(id)) => {
            let name = called(users, id);
            say!(
                lang,
                en = "Leads of {name}, the most urgent first.",
                tr = "Sorumlusu {name} olan adaylar, en acil olan en üstte."
            )
        }
    }
}

/// What a user is called; of nobody who works here, the id.
fn called<'u>(users: &'u [User], id: &'u str) -> &'u str {
    users.iter().find(|it| it.id == id).map_or(id, |it| &it.name)
}

/// Whose leads can be shown, with how many each of them has.
fn switch(whose: &Whose, users: &[User], worked: &Worked, lang: Lang) -> Vec<(String, String, bool)> {
    let way = |words: String, it: Whose| (words, it.address(), it == *whose);
    let mut ways = vec![
        way(say!(lang, en = "Team", tr = "Ekip"), Whose::Team),
        way(say!(lang, en = "Mine", tr = "Benimkiler"), Whose::Mine),
    ];
    let count = |id: &str| worked.owners.iter().find(|it| it.0 == id).map_or(0, |it| it.1);
    // Whoever has left and still owns leads is shown as well: they must be given to somebody.
    let sells = |it: &&User| it.profile.role == Role::Sales && !it.profile.left;
    let gone =
        worked.owners.iter().map(|it| it.0.as_str()).filter(|id| !users.iter().any(|it| it.id == *id && sells(&it)));
    let mut people: Vec<&str> = users.iter().filter(sells).map(|it| it.id.as_str()).chain(gone).collect();
    people.sort_by_key(|id| (called(users, id).to_lowercase(), *id));
    ways.extend(people.into_iter().take(PEOPLE).map(|id| {
        let (name, count) = (called(users, id), count(id));
        way(format!("{name} ({count})"), Whose::One(id.to_owned()))
    }));
    ways
}

/// That not all leads were looked at, where it is so.
fn partly(worked: &Worked, whose: &Whose, lang: Lang) -> String {
    let each = worked.each;
    match (worked.partly, whose) {
        (false, _) => String::new(),
        (true, Whose::Team) => say!(
            lang,
            en = "Only the newest {each} leads of each person were looked at: choose a person to see more.",
            tr = "Her kişinin yalnızca en yeni {each} adayına bakıldı: daha fazlası için bir kişi seçin."
        ),
        (true, _) => say!(
            lang,
            en = "Only the newest {each} leads were looked at.",
            tr = "Yalnızca en yeni {each} adaya bakıldı."
        ),
    }
}

/// What is said where nothing waits: what would stand here, by the agreement in force.
fn nothing(role: Role, playbook: &Playbook, lang: Lang) -> String {
    let Some(handover) = &playbook.handover else {
        return say!(lang, en = "Nothing waits for you.", tr = "Sizi bekleyen bir şey yok.");
    };
    let stage = |place: u8| playbook.stages.get(usize::from(place)).map_or("", |it| it.name.get(lang));
    let (from, to) = (stage(handover.from), stage(handover.to));
    let within = aloud::span(handover.contact_breach, lang);
    match role {
        Role::Marketing => say!(
            lang,
            en = "Nothing waits for marketing. When sales needs to know more about a hand-over, or gives a lead back to be nurtured, it stands here with what must change.",
            tr = "Pazarlamayı bekleyen bir şey yok. Satış bir devir hakkında daha çok bilgiye ihtiyaç duyduğunda ya da bir adayı beslenmek üzere geri verdiğinde, aday neyin değişmesi gerektiğiyle burada görünür."
        ),
        Role::Sales => say!(
            lang,
            en = "Nothing waits for you. When marketing hands a lead over ({from}), you accept it here: then it is {to}, and its first contact is due within {within}.",
            tr = "Sizi bekleyen bir şey yok. Pazarlama bir adayı devrettiğinde ({from}) burada kabul edersiniz: aday o zaman {to} olur ve ilk temas için süre {within}."
        ),
        _ => say!(
            lang,
            en = "Nothing waits here. A lead that is handed over ({from}) stands here until sales answers; once it is {to}, its first contact is due within {within}. What nobody works, or nobody answers, stands here too.",
            tr = "Burada bekleyen bir şey yok. Devredilen aday ({from}) satış yanıtlayana kadar burada durur; {to} olunca ilk temas için süre {within}. Kimsenin ilgilenmediği ya da yanıtlamadığı adaylar da burada görünür."
        ),
    }
}

/// What is due next, as people read it.
pub(super) fn told_due(row: &LeadRow, now: Moment, zone: &TimeZone, lang: Lang) -> Option<Due> {
    let (what, at) = next_due(row)?;
    let kind = kopru_engine::lead::ClockKind::from_id(&what).map(|it| it.name());
    let what = match (kind, &row.sales.step) {
        (Some(kind), _) => kind.get(lang).to_owned(),
        (None, Some(step)) => step.text().get(lang).to_owned(),
        (None, None) => String::new(),
    };
    Some(due(what, at, now, zone, lang))
}

impl Desk<'_> {
    fn card(&self, row: &LeadRow, acts: bool) -> Card {
        let lang = self.lang;
        let mut badges = vec![Tag { text: said::stage(self.playbook, row.stage.as_deref(), lang), class: "stage" }];
        badges.extend(said::tags(row, lang));
        if let Some(owner) = row.owner.as_deref().filter(|_| self.team) {
            badges.push(Tag { text: called(self.users, owner).to_owned(), class: "owner" });
        }
        let mut lines = Vec::new();
        if let Some(step) = &row.sales.step {
            lines.push(said::local(&sales_aloud::next_step(step, lang), self.zone));
        }
        if row.suggestions > 0 {
            lines.push(say!(lang, en = "A rule suggests to let it go.", tr = "Bir kural bırakmayı öneriyor."));
        }
        let mut forms = if acts { self.offers.all(row) } else { Vec::new() };
        // On a card stands what is likely; the rest is on the lead's page.
        forms.retain(|it| {
            let kind = it.hidden.first().map_or("", |it| it.1.as_str());
            matches!(
                kind,
                "accepted"
                    | "refused"
                    | "returned"
                    | "contacted"
                    | "next_step_set"
                    | "assigned"
                    | "offered"
                    | "disqualified"
                    | "revived"
            )
        });
        Card {
            id: row.id.to_string(),
            name: said::name(row, self.hidden),
            account: row.account_name.clone().unwrap_or_default(),
            link: format!("/leads/{}", row.id),
            badges,
            due: told_due(row, self.now, self.zone, lang),
            lines,
            acts: forms,
        }
    }
}
