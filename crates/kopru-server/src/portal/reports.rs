//! Reports as pages: the funnel, and how hand-overs fare.

use super::{Fault, Reply, Visit};
use crate::service::acceptance::{cause_name, contact_time, disputes, judged, look, sure, verdict};
use crate::service::names::Names;
use crate::service::sla::{first_contacts, one_row};
use crate::service::slices::Of;
use crate::service::time_saved::{Group, counts, groups, hours, leads, money, sentences};
use crate::service::{self, Veil};
use axum::http::StatusCode;
use kopru_engine::acceptance::{Outcomes, Verdict};
use kopru_engine::lang::Lang;
use kopru_engine::lead::OfferState;
use kopru_engine::say;
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::words::{interval, percent, share, span, whole};
use kopru_store::StoreError;
use kopru_store::leads::LeadRow;
use kopru_store::report::acceptance::{Acceptance, Cause};
use kopru_store::report::funnel::{By, Funnel, FunnelQuery, Group as FunnelGroup, GroupKey, LEADS_MIN};
use kopru_store::report::slice::{Counted, Part as Slot};

/// Days that the report on hand-overs looks back.
const DAYS: i64 = 90;

/// Ways between the reports.
pub(super) fn ways(visit: &Visit) -> Vec<(String, String, bool)> {
    let lang = visit.lang;
    let here = |to: &str| visit.path == to;
    vec![
        (say!(lang, en = "Funnel", tr = "Huni"), "/reports".into(), here("/reports")),
        (say!(lang, en = "Hand-overs", tr = "Devirler"), "/reports/acceptance".into(), here("/reports/acceptance")),
        (say!(lang, en = "Agreed times", tr = "Süreler"), "/reports/sla".into(), here("/reports/sla")),
        (
            say!(lang, en = "What lies still", tr = "Durgun adaylar"),
            "/reports/stagnation".into(),
            here("/reports/stagnation"),
        ),
        (say!(lang, en = "Sales cycle", tr = "Satış döngüsü"), "/reports/sales".into(), here("/reports/sales")),
        (
            say!(lang, en = "Time saved", tr = "Kazanılan zaman"),
            "/reports/time-saved".into(),
            here("/reports/time-saved"),
        ),
    ]
}

async fn read(visit: &Visit, veil: &Veil) -> Result<Funnel, Fault> {
    let by = match visit.asked("by") {
        Some(text) => service::funnel::by(text),
        None => By::Month,
    };
    let query = FunnelQuery { by, from: None, to: None, source: visit.asked("source").map(str::to_owned) };
    Ok(visit.app.services.funnel(query, veil).await?)
}

/// The funnel.
pub(super) async fn funnel(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let veil = visit.veil().await?;
    let it = match read(&visit, &veil).await {
        Ok(it) => it,
        Err(Fault::Store(StoreError::Refused(code, _))) => {
            return Ok(shown(&visit, vec![super::said::why_not(code, lang)], Vec::new()));
        }
        Err(fault) => return Err(fault),
    };
    let outcome = service::funnel::outcome(&it, None);
    let drawn = service::funnel::view(&it, outcome);
    let by = visit.asked("by").unwrap_or("month");
    let picture = format!("/reports/funnel.svg?by={}&lang={}", super::said::encode(by), lang.tag());
    let notes = service::funnel::notes(&it, outcome).into_iter().map(|it| it.get(lang).to_owned()).collect();
    let mut parts = vec![Part::Picture(picture, drawn.aloud(lang)), Part::Table(stages(&it, lang)), Part::Lines(notes)];
    let turn = match it.query.by {
        By::Month => ("source", say!(lang, en = "The same by source", tr = "Aynısı, kaynağa göre")),
        By::Source | By::Field(_) => {
            ("month", say!(lang, en = "The same by month of entry", tr = "Aynısı, giriş ayına göre"))
        }
    };
    parts.push(Part::Heading(service::funnel::by_title(&it.query.by).get(lang).to_owned()));
    parts.push(Part::Table(groups_of(&it, lang)));
    parts.push(Part::Link(turn.1, format!("/reports?by={}", turn.0)));
    let about = vec![say!(
        lang,
        en = "Who came so far or further. Where few follow, the bucket leaks.",
        tr = "Kim nereye kadar geldi. Az kişinin devam ettiği yerde kova sızdırıyor."
    )];
    Ok(shown(&visit, about, parts))
}

/// Leads of the funnel, with the source that was asked for.
fn counted(it: &Funnel, count: u64, more: &[(Slot, &str)], lang: Lang) -> Cell {
    let source = it.query.source.as_deref().map(|source| (Slot::Source, source));
    let parts: Vec<(Slot, &str)> = source.into_iter().chain(more.iter().copied()).collect();
    Of::now(Counted::Funnel, it.as_of).cell(count, &parts, lang)
}

fn stages(it: &Funnel, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "Stage", tr = "Aşama"), false),
        (say!(lang, en = "came so far", tr = "buraya kadar gelen"), true),
        (say!(lang, en = "of all", tr = "toplam içinde"), true),
        (say!(lang, en = "of the stage before", tr = "önceki aşamaya göre"), true),
        (say!(lang, en = "decided here", tr = "burada karar verilen"), true),
        (say!(lang, en = "reported", tr = "bildirilen"), true),
        (say!(lang, en = "half of them within", tr = "yarısı şu sürede"), true),
    ];
    let mut before: Option<u64> = None;
    let rows = it.stages.iter().zip(&it.whole.cells).map(|(stage, cell)| {
        let came = cell.through.part;
        let step = before.map(|of| share(kopru_engine::share::Share::new(came, of), LEADS_MIN, lang));
        before = Some(came);
        let count = |count: u64, by: Slot| counted(it, count, &[(by, &stage.id)], lang);
        vec![
            Cell::from(stage.name.get(lang).to_owned()),
            count(came, Slot::Through),
            Cell::from(share(cell.through, LEADS_MIN, lang)),
            Cell::from(step.unwrap_or_default()),
            count(cell.decided(), Slot::Decided),
            count(cell.reported(), Slot::Reported),
            Cell::from(cell.reach.quantiles.map(|it| span(it[1], lang)).unwrap_or_default()),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// Months, the latest first, or values: how many entered, and how many came how far.
fn groups_of(it: &Funnel, lang: Lang) -> Table {
    let mut head = vec![
        (service::funnel::by_title(&it.query.by).get(lang).to_owned(), false),
        (say!(lang, en = "entered", tr = "giren"), true),
    ];
    head.extend(it.stages.iter().map(|stage| (stage.name.get(lang).to_owned(), true)));
    let mut groups: Vec<&FunnelGroup> = it.groups.iter().collect();
    if it.query.by == By::Month {
        groups.reverse();
    }
    let rows = groups.into_iter().map(|group| {
        let month = if let GroupKey::Month(month) = &group.key { month.to_string() } else { String::new() };
        // What is told apart by a field, and all that is not shown apart, is no slice.
        let by = match (&group.key, &it.query.by) {
            (GroupKey::Month(_), _) => Some((Slot::Month, month.as_str())),
            (GroupKey::Value(source), By::Source) => Some((Slot::Source, source.as_str())),
            (GroupKey::Unknown, By::Source) => Some((Slot::Source, "")),
            _ => None,
        };
        let count = |count: u64, stage: Option<&str>| match by {
            Some(by) => {
                let stage = stage.map(|stage| (Slot::Through, stage));
                counted(it, count, &[by].into_iter().chain(stage).collect::<Vec<_>>(), lang)
            }
            None => Cell::from(whole(count, lang)),
        };
        let cells = it.stages.iter().zip(&group.cells).map(|(stage, cell)| count(cell.through.part, Some(&stage.id)));
        let name = Cell::from(service::funnel::label(&group.key).get(lang).to_owned());
        [name, count(group.entered, None)].into_iter().chain(cells).collect()
    });
    Table {
        head, rows: rows.collect(), empty: say!(lang, en = "Nobody has entered yet.", tr = "Henüz kimse girmedi.")
    }
}

/// The funnel as a picture.
pub(super) async fn funnel_picture(visit: Visit) -> Result<Reply, Fault> {
    let veil = visit.veil().await?;
    let it = read(&visit, &veil).await?;
    let svg = service::funnel::view(&it, service::funnel::outcome(&it, None)).svg(visit.lang);
    Ok(Reply::of(StatusCode::OK, "image/svg+xml; charset=utf-8", svg))
}

/// How hand-overs fare.
pub(super) async fn acceptance(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let days = days(&visit);
    let it = match visit.app.services.acceptance(days).await {
        Ok(it) => it,
        Err(StoreError::Refused(code, _)) => {
            return Ok(shown(&visit, vec![super::said::why_not(code, lang)], Vec::new()));
        }
        Err(fault) => return Err(fault.into()),
    };
    let about = vec![say!(
        lang,
        en = "Hand-overs of the last {days} days: how many sales accepts of those that it answered.",
        tr = "Son {days} günün devirleri: satışın yanıtladıklarının ne kadarını kabul ettiği."
    )];
    let mut parts = vec![Part::Verdict(verdict(&it).get(lang).to_owned(), look(it.verdict))];
    parts.extend(sure(&it, lang).map(|line| Part::Lines(vec![line])));
    let names = visit.app.services.names().await?;
    let of = Of::window(Counted::Handovers, it.as_of, it.days);
    parts.push(Part::Table(outcomes(&it.outcomes, of, lang)));
    if let Some(disputes) = disputes(&it, lang) {
        parts.push(Part::Lines(vec![disputes]));
        parts.push(Part::Link(say!(lang, en = "Settle them", tr = "Çözün"), "/alignment".into()));
    }
    if !it.causes.is_empty() && it.verdict != Verdict::OnTarget {
        parts.push(Part::Heading(say!(lang, en = "What carries the gap", tr = "Açığı ne taşıyor")));
        parts.push(Part::Table(causes(&it.causes, of, &names, lang)));
    }
    if !it.reasons.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Why sales refused", tr = "Satış neden reddetti")));
        parts.push(Part::Table(reasons(&visit, &it.reasons, of).await?));
    }
    parts.push(Part::Heading(say!(lang, en = "First contact", tr = "İlk temas")));
    parts.push(Part::Table(first_contacts(&it.contacts, of, lang)));
    parts.push(Part::Lines(contact_time(&it, lang).into_iter().collect()));
    let more = say!(lang, en = "More about agreed times", tr = "Anlaşılan süreler hakkında daha fazlası");
    parts.push(Part::Link(more, format!("/reports/sla?days={days}")));
    let judgements = visit.app.services.judgements(days).await?;
    parts.push(Part::Heading(say!(
        lang,
        en = "Judged each week, over 90 days",
        tr = "Her hafta, 90 gün üzerinden değerlendirme"
    )));
    parts.push(Part::Table(judged(&judgements, lang)));
    parts.push(Part::Heading(say!(lang, en = "Week by week", tr = "Hafta hafta")));
    parts.push(Part::Table(weeks(&it, of, lang)));
    Ok(shown(&visit, about, parts))
}

fn outcomes(it: &Outcomes, of: Of, lang: Lang) -> Table {
    let all = [
        (it.accepted, OfferState::Accepted),
        (it.refused, OfferState::Refused),
        (it.returned, OfferState::Returned),
        (it.expired, OfferState::Expired),
        (it.withdrawn, OfferState::Withdrawn),
        (it.open, OfferState::Open),
    ];
    let head = all.iter().map(|(_, state)| match state {
        OfferState::Open => say!(lang, en = "waiting for an answer", tr = "yanıt bekleyen"),
        OfferState::Expired => say!(lang, en = "expired unanswered", tr = "yanıtsız kalan"),
        state => state.name().get(lang).to_owned(),
    });
    let row = all.iter().map(|(count, state)| of.cell(*count, &[(Slot::State, state.id())], lang));
    one_row(head.collect(), row.collect())
}

fn weeks(it: &Acceptance, of: Of, lang: Lang) -> Table {
    let rows = it.weeks.iter().enumerate().rev().map(|(week, (begin, outcomes))| {
        let week = week.to_string();
        let count = |count, state| of.cell(count, &[(Slot::Week, &week), (Slot::State, state)], lang);
        vec![
            Cell::from(begin.day().to_string()),
            count(outcomes.accepted, "accepted"),
            count(outcomes.refused, "refused"),
            Cell::from(share(outcomes.rate(), 1, lang)),
        ]
    });
    let head = vec![
        (say!(lang, en = "Week from", tr = "Haftanın başı"), false),
        (say!(lang, en = "accepted", tr = "kabul"), true),
        (say!(lang, en = "refused", tr = "ret"), true),
        (say!(lang, en = "rate", tr = "oran"), true),
    ];
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// What letting poor leads go early saves.
pub(super) async fn time_saved(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let days = days(&visit);
    let it = match visit.app.services.time_saved(days).await {
        Ok(it) => it,
        Err(StoreError::Refused(code, _)) => {
            return Ok(shown(&visit, vec![super::said::why_not(code, lang)], Vec::new()));
        }
        Err(fault) => return Err(fault.into()),
    };
    let book = visit.book().await?;
    let stage =
        |id: &str| book.as_ref().map_or_else(String::new, |it| super::said::stage(&it.playbook, Some(id), lang));
    let about = vec![say!(
        lang,
        en = "Leads handed over in the last {days} days: a bigger pool may hold more good leads, but chasing the poor ones costs more.",
        tr = "Son {days} günde devredilen adaylar: büyük havuzda daha çok iyi aday olabilir, ama kötülerin peşinde koşmak daha pahalıya gelir."
    )];
    let mut said = sentences(&it, lang);
    let verdict = if it.savings.mean.is_some() { Some(said.remove(2)) } else { None };
    let mut parts: Vec<Part> = verdict.map(|text| Part::Verdict(text, "good")).into_iter().collect();
    parts.push(Part::Lines(said));
    parts.push(Part::Table(counts(&it, lang)));
    let (names, of) = (visit.app.services.names().await?, leads(&it));
    for Group { heading, by, rows } in groups(&it, stage, &names, lang).into_iter().filter(|it| !it.rows.is_empty()) {
        let head = vec![
            (String::new(), false),
            (say!(lang, en = "let go early", tr = "erken bırakılan"), true),
            (say!(lang, en = "spent", tr = "harcanan"), true),
            (say!(lang, en = "saved", tr = "kazanılan"), true),
            (say!(lang, en = "worth", tr = "değeri"), true),
            (say!(lang, en = "half within", tr = "yarısı şu sürede"), true),
        ];
        let rows = rows.into_iter().map(|(name, value, saved)| {
            let half = saved.median_secs.map(|it| span(it, lang)).unwrap_or_default();
            let count = of.cell(saved.leads, &[(Slot::End, "early"), (by, value)], lang);
            let told = [hours(saved.spent, lang), hours(saved.saved, lang), money(saved.saved, &it.effort, lang), half];
            [Cell::from(name), count].into_iter().chain(told.map(Cell::from)).collect()
        });
        parts.push(Part::Heading(heading));
        parts.push(Part::Table(Table { head, rows: rows.collect(), empty: String::new() }));
    }
    Ok(shown(&visit, about, parts))
}

/// Whether the agreed times are kept.
pub(super) async fn sla(visit: Visit) -> Result<Reply, Fault> {
    let (lang, days) = (visit.lang, days(&visit));
    let found = visit.app.services.sla(days).await;
    let about = say!(
        lang,
        en = "Hand-overs of the last {days} days: how soon sales answers and makes the first contact.",
        tr = "Son {days} günün devirleri: satış ne kadar çabuk yanıtlıyor ve ilk teması kuruyor."
    );
    let names = visit.app.services.names().await?;
    told(&visit, about, found.map(|it| service::sla::parts(&it, &names, lang)))
}

/// What lies still.
pub(super) async fn stagnation(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let found = visit.app.services.stagnation().await;
    let about = say!(
        lang,
        en = "Leads that stand where they are for longer than agreed, and leads for which nothing is planned.",
        tr = "Anlaşılandan uzun süredir yerinde duran ve kendisi için hiçbir şey planlanmamış adaylar."
    );
    let Some(book) = visit.book().await? else { return told(&visit, about, found.map(|_| Vec::new())) };
    let hidden = crate::api::hidden(&visit.veil().await?, &book.playbook);
    let stage = |id: &str| super::said::stage(&book.playbook, Some(id), lang);
    let lead = |row: &LeadRow| super::said::name(row, hidden);
    let names = visit.app.services.names().await?;
    told(&visit, about, found.map(|it| service::stagnation::parts(&it, stage, lead, &names, lang)))
}

/// What the sales cycle brings in.
pub(super) async fn sales(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let days = asked_days(&visit).unwrap_or(kopru_store::report::sales::DAYS);
    let found = visit.app.services.sales_cycle(days).await;
    let about = say!(
        lang,
        en = "Deals that were opened in the last {days} days, and what they brought in.",
        tr = "Son {days} günde açılan fırsatlar ve getirileri."
    );
    let names = visit.app.services.names().await?;
    told(&visit, about, found.map(|it| service::sales_cycle::parts(&it, &names, lang)))
}

/// A report that is told in parts, or why it is not.
fn told(visit: &Visit, about: String, found: Result<Vec<Part>, StoreError>) -> Result<Reply, Fault> {
    match found {
        Ok(parts) => Ok(shown(visit, vec![about], parts)),
        Err(StoreError::Refused(code, _)) => Ok(shown(visit, vec![super::said::why_not(code, visit.lang)], Vec::new())),
        Err(fault) => Err(fault.into()),
    }
}

/// Over how many days a report looks back.
fn days(visit: &Visit) -> i64 {
    asked_days(visit).unwrap_or(DAYS)
}

fn asked_days(visit: &Visit) -> Option<i64> {
    visit.asked("days").and_then(|it| it.parse().ok()).filter(|it| (1..=3_660).contains(it))
}

/// A report's page.
fn shown(visit: &Visit, about: Vec<String>, parts: Vec<Part>) -> Reply {
    let title = say!(visit.lang, en = "Reports", tr = "Raporlar");
    Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: ways(visit), parts }))
}

fn causes(all: &[Cause], of: Of, names: &Names, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "Where", tr = "Nerede"), false),
        (say!(lang, en = "accepted", tr = "kabul"), true),
        (say!(lang, en = "refused", tr = "ret"), true),
        (say!(lang, en = "rate", tr = "oran"), true),
        (say!(lang, en = "with 95 % confidence", tr = "%95 güvenle"), true),
        (say!(lang, en = "share of the gap", tr = "açıktaki payı"), true),
        (String::new(), false),
    ];
    let rows = all.iter().take(12).map(|it| {
        let clear =
            if it.clear { say!(lang, en = "hardly chance", tr = "rastlantı olması zor") } else { String::new() };
        let value = it.value.as_deref().unwrap_or_default();
        let count = |count, state| {
            let by = Slot::from_id(it.dimension).map(|part| (part, value));
            of.cell(count, &by.into_iter().chain([(Slot::State, state)]).collect::<Vec<_>>(), lang)
        };
        vec![
            Cell::from(cause_name(it, names, lang)),
            count(it.outcomes.accepted, "accepted"),
            count(it.outcomes.refused, "refused"),
            Cell::from(share(it.outcomes.rate(), 1, lang)),
            Cell::from(interval(it.outcomes.rate(), lang)),
            Cell::from(it.share.map(|it| percent(it, lang)).unwrap_or_default()),
            Cell::from(clear),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

async fn reasons(visit: &Visit, all: &[(String, u64)], of: Of) -> Result<Table, Fault> {
    let lang = visit.lang;
    let book = visit.book().await?;
    let known = |id: &str| {
        let reasons = book.iter().flat_map(|it| it.playbook.handover.iter()).flat_map(|it| &it.reasons);
        reasons.into_iter().find(|it| *it.id == *id).map_or_else(|| id.to_owned(), |it| it.text.get(lang).to_owned())
    };
    let head = vec![(say!(lang, en = "Reason", tr = "Gerekçe"), false), (say!(lang, en = "refused", tr = "ret"), true)];
    let rows = all.iter().map(|(id, count)| {
        let count = of.cell(*count, &[(Slot::State, "refused"), (Slot::Reason, id)], lang);
        vec![Cell::from(known(id)), count]
    });
    Ok(Table { head, rows: rows.collect(), empty: String::new() })
}
