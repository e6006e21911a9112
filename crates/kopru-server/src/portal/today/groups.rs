//! The parts of Today: who is called, what is worked, what stands in a queue, what sales gave back.

use super::{Desk, Whose, called};
use crate::portal::said;
use crate::portal::{Fault, Visit};
use crate::service::leads::{next_due, urgency};
use kopru_engine::checklist::aloud;
use kopru_engine::condition::Tri;
use kopru_engine::lead::{BREACHED, EXPIRED, NOBODY_FITS, Offer, OfferState, RETURNED};
use kopru_engine::playbook::Builtin;
use kopru_engine::{sales_aloud, say};
use kopru_portal::today::{Card, Group};
use kopru_store::Id;
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::remarks::About;
use kopru_store::team::users::User;

/// Leads of one group that are shown; the others are in the list of leads.
const SHOWN: usize = 50;
/// Leads that are looked through for what is urgent.
pub(super) const LOOKED_THROUGH: usize = 1_000;
/// Leads that sales gave back and that are looked through, and those of them that are shown.
const GIVEN_BACK: (usize, usize) = (200, 20);
/// Entries of a lead's history in which what sales asked for is sought.
const ENTRIES: usize = 20;

/// Where somebody was called by name.
pub(super) async fn calls(visit: &Visit, desk: &Desk<'_>, user: &User) -> Result<Group, Fault> {
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

/// Leads that are worked: late, to be answered, due, and what waits for a person's word.
pub(super) fn worked(desk: &Desk<'_>, rows: &[LeadRow], whose: &Whose, user: &User) -> Vec<Group> {
    let lang = desk.lang;
    let (late, rest): (Vec<&LeadRow>, Vec<_>) =
        rows.iter().partition(|it| *whose != Whose::Mine && next_due(it).is_some_and(|it| it.1 < desk.now));
    let (answer, rest): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|it| it.sales.offer.as_ref().is_some_and(Offer::is_waiting));
    let (timed, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| next_due(it).is_some());
    let (word, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| it.suggestions > 0);
    let owner = whose.owner(user).map(|it| format!("owner={}&", said::encode(&it))).unwrap_or_default();
    let more = (say!(lang, en = "All of them", tr = "Tümü"), format!("/leads?{owner}disposition=open"));
    let group = |title: String, hint: String, mut rows: Vec<&LeadRow>| {
        rows.sort_by_key(|row| urgency(row, desk.now));
        let all = rows.len();
        let leads = rows.into_iter().take(SHOWN).map(|row| desk.card(row, true)).collect();
        Group { title, hint, leads, more: (all > SHOWN).then(|| more.clone()) }
    };
    let to_answer = match whose {
        Whose::Mine => (
            say!(lang, en = "To be answered", tr = "Yanıtınızı bekleyenler"),
            say!(
                lang,
                en = "Accept or refuse with a reason: marketing learns from it.",
                tr = "Kabul edin ya da gerekçesiyle reddedin: pazarlama bundan öğrenir."
            ),
        ),
        _ => (say!(lang, en = "Sales has yet to answer", tr = "Satışın yanıtını bekleyenler"), String::new()),
    };
    vec![
        group(
            say!(lang, en = "Late", tr = "Gecikenler"),
            say!(
                lang,
                en = "What was agreed has run out: ask whoever has them, or assign them.",
                tr = "Anlaşılan süre doldu: sorumlusuna sorun ya da başkasına atayın."
            ),
            late,
        ),
        group(to_answer.0, to_answer.1, answer),
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
    ]
}

/// Queues that a role looks after.
pub(super) async fn queues(visit: &Visit, desk: &Desk<'_>, names: &[&str]) -> Result<Vec<Group>, Fault> {
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
        let mut leads: Vec<Card> = Vec::new();
        for row in page.items.iter().filter(|row| row.owner.is_none()) {
            let mut card = desk.card(row, true);
            if *name == RETURNED {
                card.lines.extend(said_with(visit, desk, row.id, Builtin::Returned).await?);
            }
            leads.push(card);
        }
        groups.push(Group { title: sales_aloud::queue_name(name, lang), hint, leads, more });
    }
    Ok(groups)
}

/// What sales gave back to be nurtured, the last first, with what must change before it is offered again.
pub(super) async fn given_back(visit: &Visit, desk: &Desk<'_>) -> Result<Group, Fault> {
    let (lang, store) = (desk.lang, &visit.app.services.store);
    let filter = LeadFilter { disposition: Some("recycled".into()), ..LeadFilter::default() };
    let page = store.leads(filter, None, GIVEN_BACK.0).await?;
    let more = page.next.is_some() || page.items.len() > GIVEN_BACK.1;
    let refused = |it: &LeadRow| {
        let offer = it.sales.offer.as_ref().filter(|it| it.state == OfferState::Refused);
        offer.and_then(|it| it.answered_at)
    };
    let mut rows: Vec<&LeadRow> = page.items.iter().collect();
    rows.sort_by_key(|it| std::cmp::Reverse((refused(it), it.entered_at, it.id)));
    let mut leads = Vec::new();
    for row in rows.into_iter().take(GIVEN_BACK.1) {
        let mut card = desk.card(row, true);
        card.due = None;
        card.lines = must_change(visit, desk, row).await?;
        leads.push(card);
    }
    Ok(Group {
        title: say!(lang, en = "Given back by sales", tr = "Satışın geri verdikleri"),
        hint: say!(
            lang,
            en = "To be nurtured. What must change before sales wants them is said with each.",
            tr = "Beslenecekler. Satışın onları istemesi için neyin değişmesi gerektiği her birinde yazar."
        ),
        leads,
        more: more.then(|| (say!(lang, en = "All of them", tr = "Tümü"), "/leads?disposition=recycled".to_owned())),
    })
}

/// Why a lead was given back, until when, what sales said, and what of the two teams' checklist is not met.
async fn must_change(visit: &Visit, desk: &Desk<'_>, row: &LeadRow) -> Result<Vec<String>, Fault> {
    let (lang, services) = (desk.lang, &visit.app.services);
    let veil = visit.veil().await?;
    let it = services.lead(row.id, &veil).await?;
    let standing = &it.view.lead.standing;
    let mut lines = Vec::new();
    if let Some(id) = standing.disposition.reason() {
        let known = desk.playbook.handover.iter().flat_map(|it| &it.reasons).find(|it| *it.id == **id);
        let reason = known.map_or(&**id, |it| it.text.get(lang));
        lines.push(say!(lang, en = "Why: {reason}.", tr = "Neden: {reason}."));
    }
    if let Some(until) = standing.disposition.until() {
        let day = said::day(until, desk.zone);
        lines.push(say!(lang, en = "Not before {day}.", tr = "{day} tarihinden önce değil."));
    }
    for kind in [Builtin::Refused, Builtin::Recycled] {
        lines.extend(said_with(visit, desk, row.id, kind).await?);
    }
    let unmet = it.checklist.iter().filter(|it| it.met != Tri::True);
    lines.extend(unmet.map(|it| aloud(it, desk.playbook, lang)));
    Ok(lines)
}

/// What somebody of sales said with their latest act of this kind.
async fn said_with(visit: &Visit, desk: &Desk<'_>, lead: Id, kind: Builtin) -> Result<Option<String>, Fault> {
    let lang = desk.lang;
    let veil = visit.veil().await?;
    let entries = visit.app.services.timeline(lead, None, ENTRIES, &veil).await?;
    let fact = entries.into_iter().filter_map(|it| it.fact).find(|it| it.kind == kind.id());
    let body = fact.and_then(|it| serde_json::from_str::<serde_json::Value>(it.body.as_deref()?).ok());
    let said = |name: &str| body.as_ref()?["data"][name].as_str().map(str::to_owned);
    let Some(note) = said("note") else { return Ok(None) };
    let by = said("by").unwrap_or_default();
    let by = called(desk.users, &by);
    Ok(Some(say!(lang, en = "{by} says: {note}", tr = "{by}: {note}")))
}
