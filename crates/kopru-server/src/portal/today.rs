//! Today: what wants something now, for whoever looks.

use super::offers::{Offers, sellers};
use super::said::{self, due};
use super::{Fault, Reply, Visit};
use crate::service::leads::{next_due, urgency};
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::lead::{BREACHED, EXPIRED, NOBODY_FITS, Offer, RETURNED};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::{sales_aloud, say};
use kopru_portal::today::{Card, Due, Group, Tag, Today, today};
use kopru_store::Id;
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::remarks::About;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;

/// Leads of one group that are shown; the others are in the list of leads.
const SHOWN: usize = 50;
/// Leads of one person that are looked through for what is urgent.
const LOOKED_THROUGH: usize = 500;

/// What all cards need.
struct Desk<'d> {
    playbook: &'d Playbook,
    offers: Offers<'d>,
    zone: &'d TimeZone,
    now: Moment,
    lang: Lang,
    hidden: (bool, bool),
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (user, lang) = (visit.user()?.clone(), visit.lang);
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
    let desk = Desk {
        playbook: &book.playbook,
        offers: Offers::new(&visit, &user, &book.playbook, &sellers, "/today"),
        zone: &zone,
        now,
        lang,
        hidden: crate::api::hidden(&veil, &book.playbook),
    };
    let mut groups = vec![calls(&visit, &desk, &user).await?];
    groups.extend(own(&visit, &desk, &user).await?);
    if user.profile.role >= Role::Manager {
        groups.extend(queues(&visit, &desk, &[NOBODY_FITS, EXPIRED, BREACHED, "to confirm"]).await?);
    }
    if user.profile.role != Role::Sales {
        groups.extend(queues(&visit, &desk, &[RETURNED]).await?);
    }
    let about = match user.profile.role {
        Role::Marketing => say!(lang, en = "What sales asks of marketing.", tr = "Satışın pazarlamadan bekledikleri."),
        Role::Sales => {
            say!(lang, en = "Your leads, the most urgent first.", tr = "Adaylarınız, en acil olan en üstte.")
        }
        _ => say!(lang, en = "What the team must not lose.", tr = "Ekibin kaybetmemesi gerekenler."),
    };
    let empty = say!(
        lang,
        en = "Nothing waits for you. When marketing hands a lead over (MQL), you accept it here: then it is a sales accepted lead (SAL), its first contact is due within two days, and you qualify it by conversation (SQL).",
        tr = "Sizi bekleyen bir şey yok. Pazarlama bir adayı devrettiğinde (MQL) burada kabul edersiniz: o zaman satışça kabul edilmiş aday (SAL) olur, ilk temas iki gün içinde beklenir ve görüşerek nitelikli (SQL) hâle getirirsiniz."
    );
    Ok(Reply::page(today(&Today { shell: visit.shell(&title), title, about, groups, empty })))
}

/// Where somebody was called by name.
async fn calls(visit: &Visit, desk: &Desk<'_>, user: &User) -> Result<Group, Fault> {
    let store = &visit.app.services.store;
    let mut leads: Vec<Card> = Vec::new();
    for remark in store.mentions(user.id.as_str()).await?.into_iter().take(SHOWN) {
        let About::Lead(lead) = remark.about else { continue };
        let id = lead.to_string();
        let line = format!("{}: {}", remark.by, remark.text);
        if let Some(card) = leads.iter_mut().find(|it| it.id == id) {
            card.lines.push(line);
            continue;
        }
        let Ok(view) = store.lead(lead).await else { continue };
        let mut card = desk.card(&view.row, false);
        card.lines = vec![line];
        card.due = None;
        leads.push(card);
    }
    let lang = desk.lang;
    Ok(Group {
        title: say!(lang, en = "You are called", tr = "Size yazıldı"),
        hint: say!(lang, en = "Opening the lead marks it as seen.", tr = "Adayı açınca görüldü sayılır."),
        leads,
        more: None,
    })
}

/// A person's own leads: to be answered, late or due, and what waits for their word.
async fn own(visit: &Visit, desk: &Desk<'_>, user: &User) -> Result<Vec<Group>, Fault> {
    let filter = LeadFilter { owner: Some(user.id.clone()), disposition: Some("open".into()), ..LeadFilter::default() };
    let rows = visit.app.services.store.leads(filter, None, LOOKED_THROUGH).await?.items;
    let lang = desk.lang;
    let (answer, rest): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|it| it.sales.offer.as_ref().is_some_and(Offer::is_waiting));
    let (timed, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| next_due(it).is_some());
    let (word, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| it.suggestions > 0);
    let more = (
        say!(lang, en = "All of them", tr = "Tümü"),
        format!("/leads?owner={}&disposition=open", said::encode(&user.id)),
    );
    let group = |title: String, hint: String, mut rows: Vec<LeadRow>| {
        rows.sort_by_key(|row| urgency(row, desk.now));
        let all = rows.len();
        let leads = rows.iter().take(SHOWN).map(|row| desk.card(row, true)).collect();
        Group { title, hint, leads, more: (all > SHOWN).then(|| more.clone()) }
    };
    Ok(vec![
        group(
            say!(lang, en = "To be answered", tr = "Yanıtınızı bekleyenler"),
            say!(
                lang,
                en = "Accept or refuse with a reason: marketing learns from it.",
                tr = "Kabul edin ya da gerekçesiyle reddedin: pazarlama bundan öğrenir."
            ),
            answer,
        ),
        group(say!(lang, en = "Contact and next steps", tr = "Temas ve sonraki adımlar"), String::new(), timed),
        group(
            say!(lang, en = "Suggestions", tr = "Öneriler"),
            say!(
                lang,
                en = "A rule suggests to let these go. You decide.",
                tr = "Bir kural bunları bırakmayı öneriyor. Karar sizin."
            ),
            word,
        ),
        group(
            say!(lang, en = "Nothing planned", tr = "Planı olmayanlar"),
            say!(
                lang,
                en = "Set a next step, or let them go: nothing should lie here.",
                tr = "Sonraki adımı belirleyin ya da bırakın: burada hiçbir aday beklememeli."
            ),
            rest,
        ),
    ])
}

/// Queues that a role looks after.
async fn queues(visit: &Visit, desk: &Desk<'_>, names: &[&str]) -> Result<Vec<Group>, Fault> {
    let lang = desk.lang;
    let mut groups = Vec::new();
    for name in names {
        let hint = match *name {
            NOBODY_FITS => say!(
                lang,
                en = "Routing found nobody: assign them, or see who is away or full.",
                tr = "Yönlendirme kimseyi bulamadı: atayın ya da kimin izinde veya dolu olduğuna bakın."
            ),
            EXPIRED => say!(
                lang,
                en = "Offered again and again, and nobody answered.",
                tr = "Defalarca sunuldu, kimse yanıtlamadı."
            ),
            BREACHED => say!(lang, en = "The first contact is late.", tr = "İlk temas gecikti."),
            RETURNED => say!(
                lang,
                en = "Sales needs to know more. Answer in the thread, then offer the lead again.",
                tr = "Satışın daha çok bilgiye ihtiyacı var. Yazışmada yanıtlayın, sonra adayı yeniden sunun."
            ),
            _ => say!(
                lang,
                en = "Another system reports them as qualified; a person must say so.",
                tr = "Başka bir sistem nitelikli bildiriyor; bir kişinin onaylaması gerekir."
            ),
        };
        let filter =
            LeadFilter { queue: Some((*name).to_owned()), disposition: Some("open".into()), ..LeadFilter::default() };
        let page = visit.app.services.store.leads(filter, None, SHOWN).await?;
        let more = page.next.map(|_: Id| {
            (
                say!(lang, en = "All of them", tr = "Tümü"),
                format!("/leads?queue={}&disposition=open", said::encode(name)),
            )
        });
        let leads = page.items.iter().filter(|row| row.owner.is_none()).map(|row| desk.card(row, true)).collect();
        groups.push(Group { title: sales_aloud::queue_name(name, lang), hint, leads, more });
    }
    Ok(groups)
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
