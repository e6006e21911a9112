//! Reports as pages: the funnel, and how hand-overs fare.

use super::{Fault, Reply, Visit};
use crate::service::acceptance::{cause_name, contacts, disputes, judged, look, sure, verdict};
use crate::service::time_saved::{groups, hours, money, sentences};
use crate::service::{self, Veil};
use axum::http::StatusCode;
use kopru_engine::acceptance::Verdict;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::words::{interval, percent, share, span, whole};
use kopru_store::StoreError;
use kopru_store::leads::LeadRow;
use kopru_store::report::acceptance::Cause;
use kopru_store::report::funnel::{By, Funnel, FunnelQuery, LEADS_MIN};

/// Days that the report on hand-overs looks back.
const DAYS: i64 = 90;

fn ways(visit: &Visit) -> Vec<(String, String, bool)> {
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
    let parts = vec![Part::Picture(picture, drawn.aloud(lang)), Part::Table(stages(&it, lang)), Part::Lines(notes)];
    let about = vec![say!(
        lang,
        en = "Who came so far or further. Where few follow, the bucket leaks.",
        tr = "Kim nereye kadar geldi. Az kişinin devam ettiği yerde kova sızdırıyor."
    )];
    Ok(shown(&visit, about, parts))
}

fn stages(it: &Funnel, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "Stage", tr = "Aşama"), false),
        (say!(lang, en = "came so far", tr = "buraya kadar gelen"), true),
        (say!(lang, en = "of all", tr = "toplam içinde"), true),
        (say!(lang, en = "of the stage before", tr = "önceki aşamaya göre"), true),
        (say!(lang, en = "half of them within", tr = "yarısı şu sürede"), true),
    ];
    let mut before: Option<u64> = None;
    let rows = it.stages.iter().zip(&it.whole.cells).map(|(stage, cell)| {
        let came = cell.through.part;
        let step = before.map(|of| share(kopru_engine::share::Share::new(came, of), LEADS_MIN, lang));
        before = Some(came);
        vec![
            Cell::link(stage.name.get(lang).to_owned(), format!("/leads?stage={}", super::said::encode(&stage.id))),
            Cell::from(whole(came, lang)),
            Cell::from(share(cell.through, LEADS_MIN, lang)),
            Cell::from(step.unwrap_or_default()),
            Cell::from(cell.reach.quantiles.map(|it| span(it[1], lang)).unwrap_or_default()),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
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
    let outcomes = &it.outcomes;
    let (open, expired, returned) = (outcomes.open, outcomes.expired, outcomes.returned);
    parts.push(Part::Lines(vec![say!(
        lang,
        en = "Beside them: {open} wait for an answer, {expired} expired unanswered, {returned} went back for information.",
        tr = "Bunların yanında: {open} yanıt bekliyor, {expired} yanıtsız kaldı, {returned} ek bilgi için geri gönderildi."
    )]));
    if let Some(disputes) = disputes(&it, lang) {
        parts.push(Part::Lines(vec![disputes]));
        parts.push(Part::Link(say!(lang, en = "Settle them", tr = "Çözün"), "/alignment".into()));
    }
    if !it.causes.is_empty() && it.verdict != Verdict::OnTarget {
        parts.push(Part::Heading(say!(lang, en = "What carries the gap", tr = "Açığı ne taşıyor")));
        parts.push(Part::Table(causes(&it.causes, lang)));
    }
    if !it.reasons.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Why sales refused", tr = "Satış neden reddetti")));
        parts.push(Part::Table(reasons(&visit, &it.reasons).await?));
    }
    parts.push(Part::Heading(say!(lang, en = "First contact", tr = "İlk temas")));
    parts.push(Part::Lines(contacts(&it, lang)));
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
    let weeks = it.weeks.iter().rev().map(|(begin, outcomes)| {
        let rate = outcomes.rate();
        vec![
            Cell::from(begin.day().to_string()),
            Cell::from(whole(outcomes.accepted, lang)),
            Cell::from(whole(outcomes.refused, lang)),
            Cell::from(share(rate, 1, lang)),
        ]
    });
    let head = vec![
        (say!(lang, en = "Week from", tr = "Haftanın başı"), false),
        (say!(lang, en = "accepted", tr = "kabul"), true),
        (say!(lang, en = "refused", tr = "ret"), true),
        (say!(lang, en = "rate", tr = "oran"), true),
    ];
    parts.push(Part::Table(Table { head, rows: weeks.collect(), empty: String::new() }));
    Ok(shown(&visit, about, parts))
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
    for (heading, rows) in groups(&it, stage, lang).into_iter().filter(|it| !it.1.is_empty()) {
        let head = vec![
            (String::new(), false),
            (say!(lang, en = "let go early", tr = "erken bırakılan"), true),
            (say!(lang, en = "spent", tr = "harcanan"), true),
            (say!(lang, en = "saved", tr = "kazanılan"), true),
            (say!(lang, en = "worth", tr = "değeri"), true),
            (say!(lang, en = "half within", tr = "yarısı şu sürede"), true),
        ];
        let rows = rows.into_iter().map(|(name, saved)| {
            let half = saved.median_secs.map(|it| span(it, lang)).unwrap_or_default();
            let cells = [
                name,
                whole(saved.leads, lang),
                hours(saved.spent, lang),
                hours(saved.saved, lang),
                money(saved.saved, &it.effort, lang),
                half,
            ];
            cells.into_iter().map(Cell::from).collect()
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
    told(&visit, about, found.map(|it| service::sla::parts(&it, lang)))
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
    told(&visit, about, found.map(|it| service::stagnation::parts(&it, stage, lead, lang)))
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
    told(&visit, about, found.map(|it| service::sales_cycle::parts(&it, lang)))
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

fn causes(all: &[Cause], lang: Lang) -> Table {
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
        vec![
            Cell::from(cause_name(it, lang)),
            Cell::from(whole(it.outcomes.accepted, lang)),
            Cell::from(whole(it.outcomes.refused, lang)),
            Cell::from(share(it.outcomes.rate(), 1, lang)),
            Cell::from(interval(it.outcomes.rate(), lang)),
            Cell::from(it.share.map(|it| percent(it, lang)).unwrap_or_default()),
            Cell::from(clear),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

async fn reasons(visit: &Visit, all: &[(String, u64)]) -> Result<Table, Fault> {
    let lang = visit.lang;
    let book = visit.book().await?;
    let known = |id: &str| {
        let reasons = book.iter().flat_map(|it| it.playbook.handover.iter()).flat_map(|it| &it.reasons);
        reasons.into_iter().find(|it| *it.id == *id).map_or_else(|| id.to_owned(), |it| it.text.get(lang).to_owned())
    };
    let head = vec![(say!(lang, en = "Reason", tr = "Gerekçe"), false), (say!(lang, en = "refused", tr = "ret"), true)];
    let rows = all.iter().map(|(id, count)| vec![Cell::from(known(id)), Cell::from(whole(*count, lang))]).collect();
    Ok(Table { head, rows, empty: String::new() })
}
