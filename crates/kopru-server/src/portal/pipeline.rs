//! Every lead: by stage, filtered, as a file; and finding one.

use super::acts::with;
use super::bulk;
use super::said::{self, encode};
use super::today::told_due;
use super::{Fault, Reply, Visit};
use crate::spreadsheet;
use axum::http::StatusCode;
use kopru_engine::playbook::{BANDS, DISPOSITIONS, GRADES, Playbook};
use kopru_engine::time::DAY_SECS;
use kopru_engine::trace::band;
use kopru_engine::{sales_aloud, say};
use kopru_portal::pipeline::{Pipeline, Row, StageCount, pipeline};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::words::{span, whole};
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::limits::PAGE_MAX;
use kopru_store::views::SavedView;
use kopru_store::{Id, StoreError};

const ROWS: usize = 50;
/// The longest time at a stage that can be asked for.
const AGE_SECS_MAX: i64 = 3_660 * DAY_SECS;
/// Leads of one file.
const EXPORTED: usize = 100_000;
/// What a filter may name.
const NAMES: [&str; 9] = ["stage", "disposition", "owner", "queue", "grade", "band", "source", "persona", "age"];
/// Days at a stage that can be asked for.
const AGES: [i64; 6] = [1, 3, 7, 14, 30, 90];

/// The owner who stands for whoever looks, so that a view for everybody can show their own.
const ME: &str = "me";

fn filter(visit: &Visit) -> LeadFilter {
    let text = |name: &str| visit.asked(name).map(str::to_owned);
    let own = || visit.user().ok().map(|it| it.id.clone());
    LeadFilter {
        stage: text("stage"),
        disposition: text("disposition"),
        owner: if visit.asked("owner") == Some(ME) { own() } else { text("owner") },
        queue: text("queue"),
        grade: text("grade"),
        band: text("band"),
        source: text("source"),
        persona: text("persona"),
        since: age(visit).map(|secs| visit.app.services.store.now().plus_secs(-secs)),
        ..LeadFilter::default()
    }
}

/// For how many seconds a lead has been at its stage at least.
fn age(visit: &Visit) -> Option<i64> {
    visit.asked("age").and_then(|it| it.parse().ok()).filter(|it| (0..=AGE_SECS_MAX).contains(it))
}

/// The filter as an address.
fn query(visit: &Visit, but: &str) -> String {
    let parts = NAMES.iter().filter(|name| **name != but);
    parts.filter_map(|name| Some(format!("&{name}={}", encode(visit.asked(name)?)))).collect()
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let title = say!(lang, en = "Leads", tr = "Adaylar");
    let Some(book) = visit.book().await? else {
        let empty = said::why_not("no_playbook", lang);
        let page = Pipeline { shell: visit.shell(&title), title, empty, ..Pipeline::default() };
        return Ok(Reply::page(pipeline(&page)));
    };
    let services = &visit.app.services;
    let veil = visit.veil().await?;
    let after = visit.asked("after").and_then(Id::parse);
    let found = match services.leads(filter(&visit), after, ROWS, &veil).await {
        Ok(found) => found,
        Err(StoreError::Refused(code, _)) => return Ok(Reply::see(format!("/leads?not={code}"))),
        Err(fault) => return Err(fault.into()),
    };
    let rest = query(&visit, "");
    let shown = rest.trim_start_matches('&');
    let views = services.store.views(&visit.user()?.id).await?;
    let mut shell = visit.shell(&title);
    shell.sought = String::new();
    let page = Pipeline {
        shell,
        stages: stages(&visit, &book.playbook).await?,
        filter: fields(&visit, &book.playbook).await?,
        views: views.iter().map(|it| (it.name.clone(), format!("/leads?{}", it.query), it.query == shown)).collect(),
        keep: keep(&visit, &views, shown)?,
        leads: rows(&visit, &book, &found.items).await?,
        bulk: Some(bulk::offered(&visit, &query(&visit, ""))?),
        next: found.next.map(|next| format!("/leads?after={next}{rest}")),
        export: Some(format!("/leads.csv?{}", rest.trim_start_matches('&'))),
        empty: say!(
            lang,
            en =
                "No lead fits this filter. Leads come in by forms, imports and the API, or by hand under “A new lead”.",
            tr = "Bu süzgece uyan aday yok. Adaylar formlardan, içe aktarmadan, API'den ya da elle “Yeni aday” ile gelir."
        ),
        title,
    };
    Ok(Reply::page(pipeline(&page)))
}

/// How the present filter is kept under a name, and how a view of one's own is removed.
fn keep(visit: &Visit, views: &[SavedView], shown: &str) -> Result<Vec<ActForm>, Fault> {
    let (lang, user) = (visit.lang, visit.user()?);
    let here = views.iter().find(|it| it.query == shown);
    if let Some(it) = here.filter(|it| it.owner == user.id) {
        return Ok(vec![ActForm {
            to: format!("/leads/views/{}/delete", it.id),
            title: say!(lang, en = "Remove this view", tr = "Bu görünümü kaldır"),
            ..ActForm::default()
        }]);
    }
    if shown.is_empty() || here.is_some() {
        return Ok(Vec::new());
    }
    let for_all = say!(lang, en = "everybody sees it", tr = "herkes görsün");
    Ok(vec![ActForm {
        to: "/leads/views".into(),
        hidden: vec![("query".into(), shown.to_owned())],
        title: say!(lang, en = "Keep this view", tr = "Bu görünümü sakla"),
        fields: vec![
            Field::new("name", say!(lang, en = "Its name", tr = "Adı"), Input::Text(String::new())).needed(),
            Field::new("shared", for_all, Input::Check(false)),
        ],
        ..ActForm::default()
    }])
}

/// Keeps a view. Only what a filter may name is kept.
pub(super) async fn save_view(visit: Visit) -> Result<Reply, Fault> {
    let sent = visit.sent("query").unwrap_or_default();
    let fits = |it: &&str| it.split_once('=').is_some_and(|(name, _)| NAMES.contains(&name));
    let query = sent.split('&').filter(fits).collect::<Vec<_>>().join("&");
    let (name, shared) = (visit.sent("name").unwrap_or_default(), visit.sent("shared").is_some());
    let user = visit.user()?.id.clone();
    let code = match visit.app.services.store.save_view(&user, (name, &query), shared).await {
        Ok(_) => ("done", "saved"),
        Err(StoreError::Refused(code, _)) => ("not", code),
        Err(fault) => return Err(fault.into()),
    };
    Ok(Reply::see(with(&format!("/leads?{query}"), &[code])))
}

/// Removes a view of one's own.
pub(super) async fn delete_view(visit: Visit) -> Result<Reply, Fault> {
    let (user, id) = (visit.user()?.id.clone(), visit.id()?);
    visit.app.services.store.delete_view(id, &user).await?;
    Ok(Reply::see("/leads?done=withdrawn"))
}

async fn stages(visit: &Visit, playbook: &Playbook) -> Result<Vec<StageCount>, Fault> {
    let counts = visit.app.services.store.counts().await?;
    let lang = visit.lang;
    let open = |stage: Option<&str>| -> i64 {
        let here = counts.leads.iter().filter(|it| it.disposition == "open");
        here.filter(|it| stage.is_none_or(|stage| it.stage.as_deref() == Some(stage))).map(|it| it.leads).sum()
    };
    let count = |it: i64| whole(u64::try_from(it).unwrap_or(0), lang);
    let asked = visit.asked("stage");
    let mut all = vec![StageCount {
        name: say!(lang, en = "All open", tr = "Tüm açık adaylar"),
        count: count(open(None)),
        link: "/leads?disposition=open".into(),
        here: asked.is_none() && visit.asked("disposition") == Some("open"),
    }];
    all.extend(playbook.stages.iter().map(|stage| StageCount {
        name: stage.name.get(lang).to_owned(),
        count: count(open(Some(&stage.id))),
        link: format!("/leads?stage={}&disposition=open", encode(&stage.id)),
        here: asked == Some(&*stage.id),
    }));
    Ok(all)
}

async fn fields(visit: &Visit, playbook: &Playbook) -> Result<Vec<Field>, Fault> {
    let lang = visit.lang;
    let held = |name: &str| visit.asked(name).unwrap_or_default().to_owned();
    let users = visit.app.services.store.users().await?;
    let choice =
        |name: &str, label: String, all: Vec<(String, String)>| Field::new(name, label, Input::Choice(all, held(name)));
    let stages = playbook.stages.iter().map(|it| (it.id.to_string(), it.name.get(lang).to_owned()));
    let states = DISPOSITIONS.iter().map(|it| ((*it).to_owned(), said::disposition(it, lang)));
    let me = (ME.to_owned(), say!(lang, en = "me", tr = "ben"));
    let all = users.iter().filter(|it| !it.profile.left).map(|it| (it.id.clone(), it.name.clone()));
    let owners = std::iter::once(me).chain(all);
    let grades = GRADES.iter().map(|it| ((*it).to_owned(), (*it).to_owned()));
    let bands = (0u16..).zip(BANDS).map(|(place, it)| (it.to_owned(), band(place, lang)));
    let personas = playbook.personas.iter().map(|it| (it.id.to_string(), it.name.get(lang).to_owned()));
    let mut ages: Vec<i64> = AGES.iter().map(|days| days * DAY_SECS).chain(age(visit)).collect();
    ages.sort_unstable();
    ages.dedup();
    let ages = ages.into_iter().map(|secs| (secs.to_string(), span(secs, lang)));
    Ok(vec![
        choice("stage", say!(lang, en = "Stage", tr = "Aşama"), stages.collect()),
        choice("disposition", say!(lang, en = "State", tr = "Durum"), states.collect()),
        choice("age", say!(lang, en = "At its stage for", tr = "Aşamada en az"), ages.collect()),
        choice("owner", say!(lang, en = "Owner", tr = "Sorumlu"), owners.collect()),
        choice("grade", say!(lang, en = "Fit", tr = "Uygunluk"), grades.collect()),
        choice("band", say!(lang, en = "Engagement", tr = "Etkileşim"), bands.collect()),
        choice("persona", say!(lang, en = "Persona", tr = "Persona"), personas.collect()),
        choice(
            "source",
            say!(lang, en = "Source", tr = "Kaynak"),
            playbook.sources.iter().map(|it| (it.to_string(), it.to_string())).collect(),
        ),
    ])
}

async fn rows(visit: &Visit, book: &kopru_store::book::Book, found: &[LeadRow]) -> Result<Vec<Row>, Fault> {
    let (lang, zone, now) = (visit.lang, visit.zone(Some(book)), visit.app.services.store.now());
    let hidden = crate::api::hidden(&visit.veil().await?, &book.playbook);
    let row = |it: &LeadRow| {
        let mut stage = said::stage(&book.playbook, it.stage.as_deref(), lang);
        if it.disposition != "open" {
            stage.push_str(&format!(" · {}", said::disposition(&it.disposition, lang)));
        }
        Row {
            id: it.id.to_string(),
            name: said::name(it, hidden),
            account: it.account_name.clone().unwrap_or_default(),
            link: format!("/leads/{}", it.id),
            stage,
            tags: said::tags(it, lang),
            scores: (it.fit.to_string(), it.engagement.to_string()),
            owner: it.owner.clone().unwrap_or_else(|| format!("({})", sales_aloud::queue_name(&it.queue, lang))),
            due: told_due(it, now, &zone, lang),
            since: said::day(it.entered_at, &zone),
            source: it.source.clone().unwrap_or_default(),
        }
    };
    Ok(found.iter().map(row).collect())
}

/// The leads of the filter as CSV, for a spreadsheet. What a spreadsheet would take for a formula is written as text.
pub(super) async fn export(visit: Visit) -> Result<Reply, Fault> {
    let Some(book) = visit.book().await? else { return Err(Fault::Missing) };
    let veil = visit.veil().await?;
    let hidden = crate::api::hidden(&veil, &book.playbook);
    let mut text = spreadsheet::MARK.to_owned();
    text.push_str(
        "id,name,email,company,stage,disposition,grade,band,fit,engagement,owner,queue,source,entered_at\r\n",
    );
    let (mut after, mut count) = (None, 0);
    loop {
        let page = visit.app.services.leads(filter(&visit), after, PAGE_MAX, &veil).await?;
        for it in &page.items {
            let name = it.name.clone().filter(|_| !hidden.0).unwrap_or_default();
            let email = it.email.clone().filter(|_| !hidden.1).unwrap_or_default();
            let cells = [
                it.id.to_string(),
                name,
                email,
                it.account_name.clone().unwrap_or_default(),
                it.stage.clone().unwrap_or_default(),
                it.disposition.clone(),
                it.grade.to_owned(),
                it.band.to_owned(),
                it.fit.to_string(),
                it.engagement.to_string(),
                it.owner.clone().unwrap_or_default(),
                it.queue.clone(),
                it.source.clone().unwrap_or_default(),
                it.entered_at.to_string(),
            ];
            text.push_str(&spreadsheet::row(cells));
        }
        count += page.items.len();
        after = page.next;
        if after.is_none() || count >= EXPORTED {
            break;
        }
    }
    let reply = Reply::of(StatusCode::OK, "text/csv; charset=utf-8", text);
    Ok(Reply { name: Some("leads.csv".into()), ..reply })
}

/// Finds a lead by what it is called; goes straight to it where only one is found.
pub(super) async fn search(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let sought = visit.asked("q").unwrap_or_default().to_owned();
    let store = &visit.app.services.store;
    let mut found: Vec<Id> = Id::parse(&sought).into_iter().collect();
    found.extend(store.find_people(&sought).await?);
    if found.len() < ROWS {
        let more = store.search_people(&sought, ROWS).await?;
        found.extend(more);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|id| seen.insert(*id));
    let mut leads = Vec::new();
    for id in found.into_iter().take(ROWS) {
        match store.lead(id).await {
            Ok(view) => leads.push(view.row),
            Err(StoreError::NotFound(_) | StoreError::Refused(..)) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    if let [only] = leads.as_slice() {
        return Ok(Reply::see(format!("/leads/{}", only.id)));
    }
    let Some(book) = visit.book().await? else { return Ok(Reply::see("/leads")) };
    let title = say!(lang, en = "Found for “{sought}”", tr = "“{sought}” için bulunanlar");
    let empty = say!(
        lang,
        en = "Nobody is called so. Try a part of the name, the company, or the whole address.",
        tr = "Böyle biri yok. Adın ya da şirketin bir parçasını veya tam adresi deneyin."
    );
    let leads = rows(&visit, &book, &leads).await?;
    let page = Pipeline { shell: visit.shell(&title), title, leads, empty, ..Pipeline::default() };
    Ok(Reply::page(pipeline(&page)))
}
