//! Every lead: by stage, filtered, as a file; and finding one.

mod board;
pub(super) mod columns;
mod fields;
mod when;

use super::acts::with;
use super::bulk;
use super::said::{self, encode};
use super::{Fault, Reply, Visit};
use crate::service::Veil;
use crate::service::slices::amount;
use crate::service::stagnation::NO_STAGE;
use crate::service::views::{NAMED, is_filter, is_named};
use crate::spreadsheet;
use axum::http::StatusCode;
use columns::Columns;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_engine::time::DAY_SECS;
use kopru_portal::pipeline::{Lane, Looked, Pipeline, Row, StageCount, pipeline};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::words::whole;
use kopru_store::book::Book;
use kopru_store::lead::DealRow;
use kopru_store::leads::{LeadFilter, LeadRow, Page};
use kopru_store::limits::PAGE_MAX;
use kopru_store::views::SavedView;
use kopru_store::{Id, StoreError};
use std::collections::BTreeMap;

const ROWS: usize = 50;
/// The longest time at a stage that can be asked for.
const AGE_SECS_MAX: i64 = 3_660 * DAY_SECS;
/// Leads of one file.
const EXPORTED: usize = 100_000;
/// Fields that a filter names in one address.
const FIELDS_MAX: usize = 10;

/// The owner who stands for whoever looks, so that a view for everybody can show their own.
const ME: &str = "me";

fn filter(visit: &Visit) -> LeadFilter {
    let text = |name: &str| visit.asked(name).map(str::to_owned);
    let own = || visit.user().ok().map(|it| it.id.clone());
    LeadFilter {
        // Those before any stage have a word of their own: a parameter that says nothing asks nothing.
        stage: text("stage").map(|it| if it == NO_STAGE { String::new() } else { it }),
        disposition: text("disposition"),
        owner: if visit.asked("owner") == Some(ME) { own() } else { text("owner") },
        queue: text("queue"),
        grade: text("grade"),
        band: text("band"),
        source: text("source"),
        persona: text("persona"),
        since: age(visit).map(|secs| visit.app.services.store.now().plus_secs(-secs)),
        fields: asked_fields(visit).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        when: when::asked(visit),
        ..LeadFilter::default()
    }
}

/// For how many seconds a lead has been at its stage at least.
fn age(visit: &Visit) -> Option<i64> {
    visit.asked("age").and_then(|it| it.parse().ok()).filter(|it| (0..=AGE_SECS_MAX).contains(it))
}

/// The fields that the filter names, with their values.
fn asked_fields(visit: &Visit) -> impl Iterator<Item = (&str, &str)> {
    let fields = visit.query().keys().filter(|it| !NAMED.contains(&it.as_str()) && is_named(it));
    fields.filter_map(|name| Some((name.as_str(), visit.asked(name)?))).take(FIELDS_MAX)
}

/// The filter as an address, without some of its parts.
fn query(visit: &Visit, but: &[&str]) -> String {
    let own = NAMED.into_iter().filter_map(|name| Some((name, visit.asked(name)?)));
    let parts = own.chain(asked_fields(visit)).filter(|(name, _)| !but.contains(name));
    parts.map(|(name, value)| format!("&{}={}", encode(name), encode(value))).collect()
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
    let rest = query(&visit, &[]);
    let shown = rest.trim_start_matches('&');
    let stages = stages(&visit, &book.playbook).await?;
    let on_board = visit.asked("as") == Some("board");
    let mut shell = visit.shell(&title);
    let (lanes, found) = match found(&visit, &book, &veil, &stages.1).await {
        Ok(found) => found,
        Err(fault) => match (when::wrong(&visit, &book, &fault), fault) {
            (Some(wrong), _) => {
                shell.notice = Some(wrong);
                (Vec::new(), None)
            }
            (None, Fault::Store(StoreError::Refused(code, _))) => return Ok(Reply::see(format!("/leads?not={code}"))),
            (None, fault) => return Err(fault),
        },
    };
    let next = found.as_ref().and_then(|it| it.next).map(|next| format!("/leads?after={next}{rest}"));
    let (full, looked) = match &found {
        Some(page) => {
            let full = page.items.len() == ROWS;
            (full, when::looked(&visit, page, next.as_deref().filter(|_| !full)))
        }
        None => (false, None),
    };
    let columns = columns::chosen(&visit, &book, &veil).await?;
    let views = services.store.views(&visit.user()?.id).await?;
    let back = format!("/leads?{shown}");
    shell.sought = String::new();
    let page = Pipeline {
        shell,
        stages: stages.0,
        filter: fields::fields(&visit, &book.playbook).await?,
        further: (fields::indexed(&visit, &book.playbook, &veil), asked_fields(&visit).next().is_some()),
        asked: Some(when::form(&visit)),
        views: views.iter().map(|it| (it.name.clone(), format!("/leads?{}", it.query), it.query == shown)).collect(),
        keep: keep(&visit, &views, shown)?,
        looks: looks(&visit, on_board),
        choose: (!on_board).then(|| columns::form(&columns, &veil, &back)),
        lanes,
        heads: columns.heads(),
        leads: rows(&visit, &columns, &book, &veil, found.as_ref().map_or(&[], |it| &it.items)).await?,
        bulk: Some(bulk::offered(&visit, &rest)?),
        next: next.filter(|_| full),
        export: Some(format!("/leads.csv?{shown}")),
        empty: nobody(looked.as_ref(), lang),
        looked,
        title,
    };
    Ok(Reply::page(pipeline(&page)))
}

/// What is said of an empty list.
fn nobody(looked: Option<&Looked>, lang: Lang) -> String {
    if looked.is_some_and(|it| it.on.is_some()) {
        return say!(lang, en = "Nobody so far: go on.", tr = "Şimdilik kimse yok: devam edin.");
    }
    say!(
        lang,
        en = "No lead fits this filter. Leads come in by forms, imports and the API, or by hand under “New lead”.",
        tr = "Bu süzgece uyan aday yok. Adaylar formlardan, içe aktarmadan, API'den ya da elle “Yeni aday” ile gelir."
    )
}

/// What the page shows: the lanes of the board, or a page of the list.
async fn found(
    visit: &Visit,
    book: &Book,
    veil: &Veil,
    counts: &[(String, i64)],
) -> Result<(Vec<Lane>, Option<Page<LeadRow>>), Fault> {
    if visit.asked("as") == Some("board") {
        return Ok((board::lanes(visit, book, veil, counts).await?, None));
    }
    let after = visit.asked("after").and_then(Id::parse);
    Ok((Vec::new(), Some(visit.app.services.leads(filter(visit), after, ROWS, veil).await?)))
}

/// The list and the board of the same filter.
fn looks(visit: &Visit, on_board: bool) -> Vec<(String, String, bool)> {
    let (lang, rest) = (visit.lang, query(visit, &["as"]));
    let list = format!("/leads?{}", rest.trim_start_matches('&'));
    vec![
        (say!(lang, en = "List", tr = "Liste"), list, !on_board),
        (say!(lang, en = "Board", tr = "Pano"), format!("/leads?as=board{rest}"), on_board),
    ]
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
    let query = sent.split('&').filter(|it| is_filter(it)).collect::<Vec<_>>().join("&");
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

/// The stages with how many open leads stand at each, for the page and by their ids.
async fn stages(visit: &Visit, playbook: &Playbook) -> Result<(Vec<StageCount>, Vec<(String, i64)>), Fault> {
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
    let by_id = playbook.stages.iter().map(|stage| (stage.id.to_string(), open(Some(&stage.id))));
    Ok((all, by_id.collect()))
}

/// Leads as rows, with the columns that somebody chose.
async fn rows(
    visit: &Visit,
    columns: &Columns<'_>,
    book: &Book,
    veil: &Veil,
    found: &[LeadRow],
) -> Result<Vec<Row>, Fault> {
    let hidden = crate::api::hidden(veil, &book.playbook);
    let deals = if columns.tell_of_deals() { deals(visit, found).await? } else { BTreeMap::new() };
    let row = |it: &LeadRow| Row {
        id: it.id.to_string(),
        name: said::name(it, hidden),
        account: it.account_name.clone().unwrap_or_default(),
        link: format!("/leads/{}", it.id),
        cells: columns.cells(it, deals.get(&it.id)),
    };
    Ok(found.iter().map(row).collect())
}

/// The latest deal of each lead that has one.
async fn deals(visit: &Visit, found: &[LeadRow]) -> Result<BTreeMap<Id, DealRow>, Fault> {
    let ids = found.iter().map(|it| it.id).collect();
    let deals = visit.app.services.store.latest_deals(ids).await?;
    Ok(deals.into_iter().map(|it| (it.person, it)).collect())
}

/// The leads of the filter as CSV, for a spreadsheet, with the fields that somebody chose as columns. It holds ids and values as they are
/// stored, `true` and `false` too, so that programs and an import read them in whichever language it was made. What a
/// spreadsheet would take for a formula is written as text.
pub(super) async fn export(visit: Visit) -> Result<Reply, Fault> {
    let Some(book) = visit.book().await? else { return Err(Fault::Missing) };
    let veil = visit.veil().await?;
    let hidden = crate::api::hidden(&veil, &book.playbook);
    let mut text = spreadsheet::MARK.to_owned();
    let columns = columns::chosen(&visit, &book, &veil).await?;
    let head = "id,name,email,company,stage,disposition,grade,band,fit,engagement,owner,queue,source,deal,deal_amount,deal_expected_on,deal_reason,entered_at";
    text.push_str(&spreadsheet::row(head.split(',').map(str::to_owned).chain(columns.fields().map(str::to_owned))));
    let (mut after, mut count, mut looked) = (None, 0, 0);
    loop {
        let page = visit.app.services.leads(filter(&visit), after, PAGE_MAX, &veil).await?;
        let deals = deals(&visit, &page.items).await?;
        for it in &page.items {
            let deal = deals.get(&it.id);
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
                deal.map(|it| it.outcome.clone()).unwrap_or_default(),
                deal.and_then(|it| it.amount.as_ref()).map(amount).unwrap_or_default(),
                deal.and_then(|it| it.expected_on).map(|it| it.to_string()).unwrap_or_default(),
                deal.and_then(|it| it.reason.clone()).unwrap_or_default(),
                it.entered_at.to_string(),
            ];
            let fields = columns.fields().map(|field| columns::value(it, field).to_owned());
            text.push_str(&spreadsheet::row(cells.into_iter().chain(fields)));
        }
        count += page.items.len();
        looked += page.looked_at.unwrap_or(0);
        after = page.next;
        if after.is_none() || count >= EXPORTED || looked >= when::EXPORT_LOOKED_AT {
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
    let veil = visit.veil().await?;
    let columns = columns::chosen(&visit, &book, &veil).await?;
    let (heads, leads) = (columns.heads(), rows(&visit, &columns, &book, &veil, &leads).await?);
    let page = Pipeline { shell: visit.shell(&title), title, heads, leads, empty, ..Pipeline::default() };
    Ok(Reply::page(pipeline(&page)))
}
