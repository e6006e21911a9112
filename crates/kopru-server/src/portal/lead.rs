//! One lead.

mod about;

use super::offers::{Offers, reached, sellers, undo};
use super::said::{self, due};
use super::{Fault, Reply, Visit, alignment, email};
use crate::service::Veil;
use crate::service::leads::deadline;
use jiff::tz::TimeZone;
use kopru_engine::decide::Change;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{Builtin, GRADES, Playbook};
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Speaker, band};
use kopru_engine::{both, checklist, sales_aloud, say, steps};
use kopru_portal::lead::{Happening, LeadPage, Word, lead};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::today::Tag;
use kopru_store::disputes::DisputeQuery;
use kopru_store::lead::{LeadView, PersonView, TimelineEntry};
use kopru_store::remarks::About;
use kopru_store::team::profile::Role;
use kopru_store::{Id, StoreError};

/// Entries of the timeline that are shown.
const ENTRIES: usize = 60;

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (user, id, lang) = (visit.user()?.clone(), visit.lead()?, visit.lang);
    let services = &visit.app.services;
    let veil = visit.veil().await?;
    let it = match services.lead(id, &veil).await {
        Ok(it) => it,
        Err(StoreError::Refused("merged", _)) => {
            let survivor = services.store.person(id).await?.merged_into.ok_or(Fault::Missing)?;
            return Ok(Reply::see(format!("/leads/{survivor}")));
        }
        Err(fault) => return Err(fault.into()),
    };
    let person = services.store.person(id).await?;
    let (book, now) = (it.view.book.clone(), services.store.now());
    let zone = visit.zone(Some(&book));
    let playbook = &book.playbook;
    let speaker = Speaker { playbook, lang };
    services.store.looked(user.id.as_str(), About::Lead(id)).await?;
    let sellers = sellers(&services.store.users().await?);
    let back = format!("/leads/{id}");
    let offers = Offers::new(&visit, &user, playbook, &sellers, &back);
    let hidden = crate::api::hidden(&veil, playbook);
    let name = said::name(&it.view.row, hidden);
    let standing = &it.view.lead.standing;
    let (open, settled): (Vec<&Line>, Vec<&Line>) =
        it.trace.lines.iter().partition(|line| matches!(line, Line::Open { .. }));
    let say_all = |lines: Vec<&Line>| lines.into_iter().map(|it| about::line(it, &speaker)).collect();
    let mut acts = offers.suggested(id, &standing.suggestions, later(&it.view, now).as_deref());
    acts.extend(offers.all(&it.view.row));
    email::offer(&mut acts, id, user.profile.role, lang);
    acts.extend(undo(id, &standing.sales, &back, now, lang));
    let disputes = services.store.disputes(DisputeQuery { lead: Some(id), ..DisputeQuery::default() }).await?;
    acts.extend(alignment::open_form(&visit, &user, id, standing.sales.offer.as_ref(), &disputes));
    let before = visit.asked("before").and_then(|it| it.parse().ok());
    let entries = services.timeline(id, before, ENTRIES, &veil).await?;
    let routing = services.store.routings(id, 1).await?;
    let handovers = about::handovers(&visit, &it.view, &disputes, &zone).await?;
    let fields = person.fields.iter().filter(|it| !it.shown.is_empty() && !veil.hides_person(playbook, &it.id));
    let page = LeadPage {
        known_by: known_by(&person, &it.view, hidden),
        badges: badges(&it.view, lang),
        place: place(&it.view, playbook, lang),
        course: course(&it.course, &zone, lang),
        suggestions: standing
            .suggestions
            .iter()
            .map(|it| format!("{}: {}", say!(lang, en = "Suggested", tr = "Öneri"), speaker.suggestion(it)))
            .collect(),
        clocks: clocks(&it.view, now, &zone, lang),
        next_step: standing.sales.step.as_ref().map(|step| said::local(&sales_aloud::next_step(step, lang), &zone)),
        acts,
        handovers: [if_offered(&visit, &it.view, &zone).await?, handovers].concat(),
        likely: about::likely(&visit, &offers, &it.view, &person, hidden).await?,
        role: role(&it.view, &person, &veil, lang),
        checklist: it.checklist.iter().map(|it| checklist::aloud(it, playbook, lang)).collect(),
        routing: routing.first().map(|it| said::all_local(it.routed.aloud(lang), &zone)).unwrap_or_default(),
        steps: steps::steps(playbook, &it.view.lead, &it.account(), now, lang).map(|it| (it.title, it.lines)).to_vec(),
        scores: say_all(settled),
        open: say_all(open),
        fields: fields.map(|it| (it.label.get(lang).to_owned(), said::value(&it.kind, &it.shown, lang))).collect(),
        timeline: timeline(&entries, &veil, &zone, lang),
        turns: turns(id, &entries, before, lang),
        thread: thread(&visit, About::Lead(id), &zone).await?,
        ways: ways(id, it.view.row.account, user.profile.role, lang),
        say: Some(say_form(format!("/leads/{id}/thread"), lang)),
        shell: visit.shell(&name),
        name,
    };
    Ok(Reply::page(lead(&page)))
}

/// The day that the lead named for later, where it is still to come: `2027-03-01`.
fn later(view: &LeadView, now: Moment) -> Option<String> {
    let until = steps::later(&view.book.playbook, &view.lead).filter(|until| *until > now)?;
    Some(until.to_string().chars().take("2027-03-01".len()).collect())
}

/// Ways from the lead's page.
fn ways(id: Id, account: Option<Id>, role: Role, lang: Lang) -> Vec<(String, String)> {
    let call = (say!(lang, en = "Open the call sheet", tr = "Görüşme sayfasını aç"), format!("/leads/{id}/call"));
    let record = (say!(lang, en = "Merge or erase", tr = "Birleştir ya da sil"), format!("/leads/{id}/record"));
    let add = (say!(lang, en = "Add what happened", tr = "Olanı ekle"), format!("/leads/{id}/facts"));
    let company = account.map(|it| (say!(lang, en = "The company", tr = "Şirket"), format!("/accounts/{it}")));
    let mut ways = vec![call, add];
    ways.extend(company);
    ways.extend((role >= Role::Manager).then_some(record));
    ways
}

/// How to say something; `to`: about what.
pub(super) fn say_form(to: String, lang: Lang) -> ActForm {
    ActForm {
        to,
        title: say!(lang, en = "Say it", tr = "Yaz"),
        fields: vec![
            Field::new(
                "text",
                say!(
                    lang,
                    en = "Ask or answer; @name calls somebody",
                    tr = "Sorun ya da yanıtlayın; @ad kişiyi çağırır"
                ),
                Input::Lines(String::new()),
            )
            .needed(),
        ],
        ..ActForm::default()
    }
}

fn badges(view: &LeadView, lang: Lang) -> Vec<Tag> {
    let stage = said::stage(&view.book.playbook, view.row.stage.as_deref(), lang);
    [Tag { text: stage, class: "stage" }].into_iter().chain(said::tags(&view.row, lang)).collect()
}

fn known_by(person: &PersonView, view: &LeadView, hidden: (bool, bool)) -> Vec<String> {
    let title = person.fields.iter().find(|it| &*it.id == "title").map(|it| it.shown.clone());
    let keys = person.identities.iter().filter(|it| !hidden.1 || it.kind == "external");
    let keys = keys.map(|it| it.value.replace('\u{1f}', ":"));
    let all = title.into_iter().chain(view.row.account_name.clone()).chain(keys);
    all.filter(|it| !it.is_empty()).collect()
}

fn place(view: &LeadView, playbook: &Playbook, lang: Lang) -> Vec<(String, String)> {
    let speaker = Speaker { playbook, lang };
    let (lead, standing) = (&view.lead, &view.lead.standing);
    let grade = GRADES.get(usize::from(lead.grade())).copied().unwrap_or_default();
    let persona = lead.persona().and_then(|(place, _)| playbook.personas.get(usize::from(place)));
    let owner = standing.owner.as_deref().map(str::to_owned);
    let owner = owner.unwrap_or_else(|| format!("({})", sales_aloud::queue_name(standing.queue(playbook), lang)));
    let (fit, engagement) = (lead.fit(), lead.engagement());
    let mut all = vec![
        (both!(en = "Stage", tr = "Aşama"), speaker.stage(standing.stage)),
        (both!(en = "State", tr = "Durum"), speaker.disposition(&standing.disposition)),
        (both!(en = "Fit", tr = "Uygunluk"), format!("{fit} ({grade})")),
        (both!(en = "Engagement", tr = "Etkileşim"), format!("{engagement} ({})", band(lead.band(), lang))),
        (both!(en = "Owner", tr = "Sorumlu"), owner),
    ];
    if let Some(persona) = persona {
        all.push((both!(en = "Persona", tr = "Alıcı personası"), persona.name.get(lang).to_owned()));
    }
    if let Some(source) = &view.row.source {
        all.push((both!(en = "Source", tr = "Kaynak"), source.clone()));
    }
    let tries = lead.evidence.tries.len();
    if tries > 0 {
        all.push((both!(en = "Attempts without an answer", tr = "Yanıtsız deneme"), tries.to_string()));
    }
    for deal in &view.deals {
        let amount =
            deal.amount.as_ref().map(|(minor, currency)| format!(" {}.{:02} {currency}", minor / 100, minor % 100));
        let state = match deal.outcome.as_str() {
            "open" => both!(en = "open", tr = "açık"),
            "won" => both!(en = "won", tr = "kazanıldı"),
            _ => both!(en = "lost", tr = "kaybedildi"),
        };
        let expected = deal
            .expected_on
            .filter(|_| deal.outcome == "open")
            .map(|day| say!(lang, en = ", expected on {day}", tr = ", beklenen tarih: {day}"));
        let (amount, expected) = (amount.unwrap_or_default(), expected.unwrap_or_default());
        all.push((both!(en = "Deal", tr = "Fırsat"), format!("{}{amount}{expected}", state.get(lang))));
    }
    all.into_iter().map(|(name, value)| (name.get(lang).to_owned(), value)).collect()
}

fn course(it: &steps::Taken, zone: &TimeZone, lang: Lang) -> String {
    let (name, because) = (it.course.name(), it.because.get(lang));
    let (name, until) = (name.get(lang), it.until.map(|at| format!(" ({})", said::day(at, zone))).unwrap_or_default());
    say!(lang, en = "Course: {name}{until}, because: {because}", tr = "İzlenecek yol: {name}{until}; çünkü: {because}")
}

fn clocks(
    view: &LeadView,
    now: kopru_engine::time::Moment,
    zone: &TimeZone,
    lang: Lang,
) -> Vec<kopru_portal::today::Due> {
    let clocks = view.lead.standing.sales.clocks.iter();
    clocks.filter_map(|it| Some(due(it.kind.name().get(lang).to_owned(), it.due?, now, zone, lang))).collect()
}

/// By when it would be due if it were offered now: of an open lead that sales has not taken and that waits for no answer.
async fn if_offered(visit: &Visit, view: &LeadView, zone: &TimeZone) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let (playbook, standing) = (&view.book.playbook, &view.lead.standing);
    let taken = playbook.by.acceptance.is_some() && standing.stage >= playbook.by.acceptance;
    let waits = standing.sales.offer.as_ref().is_some_and(kopru_engine::lead::Offer::is_waiting);
    if taken || waits || view.row.disposition != "open" {
        return Ok(Vec::new());
    }
    match visit.app.services.if_offered(view.row.id).await {
        Ok(it) => {
            let title = say!(visit.lang, en = "If it were offered now", tr = "Şimdi sunulsaydı");
            let names = visit.app.services.names().await?;
            Ok(vec![(title, vec![deadline(&it, |at| said::when(at, zone), (&names, visit.lang))])])
        }
        Err(StoreError::Refused(..)) => Ok(Vec::new()),
        Err(fault) => Err(fault.into()),
    }
}

/// The role, where neither it nor the title is hidden from the reader.
fn role(view: &LeadView, person: &PersonView, veil: &Veil, lang: Lang) -> Vec<String> {
    let playbook = &view.book.playbook;
    if ["title", "role_function", "role_seniority", "role_part"].iter().any(|it| veil.hides_person(playbook, it)) {
        return Vec::new();
    }
    let title = person.fields.iter().find(|it| &*it.id == "title" && !it.shown.is_empty());
    about::role(&view.lead.evidence, title.map(|it| it.shown.as_str()), lang)
}

/// Ways to earlier entries, and back to the newest.
fn turns(id: Id, entries: &[TimelineEntry], before: Option<i64>, lang: Lang) -> Vec<(String, String)> {
    let newest = before.map(|_| (say!(lang, en = "The newest", tr = "En yeniler"), format!("/leads/{id}#history")));
    let last = entries.last().filter(|it| entries.len() == ENTRIES && it.seq > 1).map(|it| it.seq);
    let earlier = last
        .map(|seq| (say!(lang, en = "Earlier", tr = "Daha öncekiler"), format!("/leads/{id}?before={seq}#history")));
    newest.into_iter().chain(earlier).collect()
}

/// What happened, the newest first. That a lead stands too long is noted anew and anew; a reader needs it once a stay.
fn timeline(entries: &[TimelineEntry], veil: &Veil, zone: &TimeZone, lang: Lang) -> Vec<Happening> {
    let mut noted = None;
    let mut shown = Vec::new();
    for entry in entries {
        let changes = entry.decision.as_ref().map_or(&[][..], |it| it.changes.as_slice());
        if let ([Change::Stagnant { stage, since }], None) = (changes, &entry.fact)
            && noted.replace((*stage, *since)) == Some((*stage, *since))
        {
            continue;
        }
        shown.push(happening(entry, veil, zone, lang));
    }
    shown
}

fn happening(it: &TimelineEntry, veil: &Veil, zone: &TimeZone, lang: Lang) -> Happening {
    let speaker = Speaker { playbook: &it.book.playbook, lang };
    let (mut lines, mut what) = (Vec::new(), String::new());
    if let Some(fact) = &it.fact {
        let kind = it.book.playbook.fact_type(&fact.kind);
        what = kind.map_or_else(|| fact.kind.clone(), |kind| speaker.fact_type(kind));
        let mut body: serde_json::Value =
            fact.body.as_deref().and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
        veil.body(&it.book.playbook, &mut body);
        lines.extend(reached(&body["data"], lang).filter(|_| fact.kind == Builtin::Contacted.id()));
        for name in ["intent", "note", "quote", "reason", "what", "next", "amount", "by"] {
            if let Some(text) = body["data"][name].as_str() {
                lines.push(if name == "by" { format!("— {text}") } else { text.to_owned() });
            }
        }
    }
    let decided = it.decision.as_ref().is_some_and(|it| !it.changes.is_empty());
    if let Some(decision) = &it.decision {
        if what.is_empty() {
            what = speaker.cause(&decision.cause);
        }
        lines.extend(said::all_local(speaker.decision(decision), zone));
    }
    let at = it.fact.as_ref().map_or_else(|| it.decision.as_ref().map(|it| it.at), |it| Some(it.occurred_at));
    Happening {
        at: at.map(|at| said::when(at, zone)).unwrap_or_default(),
        iso: at.map(|at| at.to_string()).unwrap_or_default(),
        what,
        lines,
        decided,
    }
}

pub(super) async fn thread(visit: &Visit, about: About, zone: &TimeZone) -> Result<Vec<Word>, Fault> {
    let remarks = visit.app.services.store.remarks(about).await?;
    Ok(remarks.into_iter().map(|it| Word { by: it.by, at: said::when(it.at, zone), text: it.text }).collect())
}
