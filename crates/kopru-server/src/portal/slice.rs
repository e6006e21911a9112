//! What a number of a report counts: the leads behind it, with what was counted of each, as a page and as a file.

mod words;

use super::said::{self, why_not};
use super::{Fault, Reply, Visit};
use crate::service::names::Names;
use crate::service::slices;
use crate::spreadsheet;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::words::whole;
use kopru_store::StoreError;
use kopru_store::limits::PAGE_MAX;
use kopru_store::report::slice::{Item, Slice, SlicePage};

const ROWS: usize = 50;
/// Items of one file.
const EXPORTED: usize = 100_000;
/// Leads that a file of the funnel looks at.
const EXPORT_LOOKED_AT: usize = 100_000;

/// Words for what is stored, for one reader.
struct Told<'t> {
    playbook: &'t Playbook,
    names: Names,
    lang: Lang,
    zone: TimeZone,
    /// Whether names and addresses of leads are left out.
    hidden: (bool, bool),
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let title = say!(lang, en = "Behind the number", tr = "Sayının ardındakiler");
    let mut shown = Sheet { shell: visit.shell(&title), title, ways: super::reports::ways(&visit), ..Sheet::default() };
    let Some(book) = visit.book().await? else {
        shown.about = vec![why_not("no_playbook", lang)];
        return Ok(Reply::page(sheet(&shown)));
    };
    let services = &visit.app.services;
    let asked = slices::read(visit.query(), services.store.now());
    let after = visit.asked("after").map(str::to_owned);
    let found = match asked {
        Ok(slice) => services.slice(slice.clone(), after, ROWS).await.map(|page| (slice, page)),
        Err(fault) => Err(fault),
    };
    let (slice, found) = match found {
        Ok(found) => found,
        Err(StoreError::Refused(code, _)) => {
            shown.about = vec![why_not(code, lang)];
            return Ok(Reply::page(sheet(&shown)));
        }
        Err(fault) => return Err(fault.into()),
    };
    let told = told(&visit, &book.playbook).await?;
    shown.about = vec![told.sentence(&slice)];
    shown.parts = told.parts(&slice, &found);
    Ok(Reply::page(sheet(&shown)))
}

async fn told<'t>(visit: &Visit, playbook: &'t Playbook) -> Result<Told<'t>, Fault> {
    let names = visit.app.services.names().await?;
    let hidden = crate::api::hidden(&visit.veil().await?, playbook);
    let zone = visit.zone(visit.book().await?.as_deref());
    Ok(Told { playbook, names, lang: visit.lang, zone, hidden })
}

impl Told<'_> {
    fn parts(&self, slice: &Slice, found: &SlicePage) -> Vec<Part> {
        let lang = self.lang;
        let mut parts = Vec::new();
        if let Some(looked) = found.looked_at {
            let count = |it: usize| whole(u64::try_from(it).unwrap_or(u64::MAX), lang);
            let (looked, here) = (count(looked), count(found.items.len()));
            parts.push(Part::Lines(vec![say!(
                lang,
                en = "{here} found among {looked} leads that were looked at.",
                tr = "Bakılan {looked} adaydan {here} tanesi bulundu."
            )]));
        }
        parts.push(Part::Table(self.table(slice, &found.items)));
        let rest = slices::query(slice);
        if let Some(next) = &found.next {
            let words = say!(lang, en = "Further ones", tr = "Sonrakiler");
            parts.push(Part::Link(words, format!("/reports/leads?after={}&{rest}", said::encode(next))));
        }
        if !found.items.is_empty() {
            let words = say!(lang, en = "All of them as CSV", tr = "Hepsi, CSV olarak");
            parts.push(Part::Link(words, format!("/reports/leads.csv?{rest}")));
        }
        parts
    }

    fn table(&self, slice: &Slice, items: &[Item]) -> Table {
        let lang = self.lang;
        let own = [
            say!(lang, en = "Lead", tr = "Aday"),
            say!(lang, en = "Company", tr = "Şirket"),
            say!(lang, en = "Stage", tr = "Aşama"),
            say!(lang, en = "Owner", tr = "Sorumlu"),
        ];
        let more = words::heads(slice.of, lang);
        let rows = items.iter().map(|it| {
            let (lead, what) = (&it.lead, self.values(slice.of, it));
            let own = [
                Cell::link(said::name(lead, self.hidden), format!("/leads/{}", lead.id)),
                Cell::from(lead.account_name.clone().unwrap_or_default()),
                Cell::from(said::standing(self.playbook, lead, lang)),
                Cell::from(said::owner(lead, &self.names, lang)),
            ];
            own.into_iter().chain(what.into_iter().map(Cell::from)).collect()
        });
        Table {
            head: own.into_iter().chain(more).map(|it| (it, false)).collect(),
            rows: rows.collect(),
            empty: say!(
                lang,
                en = "Nobody: what was counted has changed since.",
                tr = "Kimse yok: sayılanlar o zamandan beri değişmiş."
            ),
        }
    }
}

/// The same as CSV, for a spreadsheet: ids and values as they are stored.
pub(super) async fn export(visit: Visit) -> Result<Reply, Fault> {
    let Some(book) = visit.book().await? else { return Err(Fault::Missing) };
    let services = &visit.app.services;
    let slice = match slices::read(visit.query(), services.store.now()) {
        Ok(slice) => slice,
        Err(StoreError::Refused(code, _)) => return Ok(Reply::see(format!("/reports?not={code}"))),
        Err(fault) => return Err(fault.into()),
    };
    let hidden = crate::api::hidden(&visit.veil().await?, &book.playbook);
    let own = "id,name,email,company,stage,disposition,owner,queue,lead_source".split(',');
    let mut text = spreadsheet::MARK.to_owned();
    text.push_str(&spreadsheet::row(own.chain(slices::columns(slice.of).iter().copied())));
    let (mut after, mut count, mut looked) = (None, 0, 0);
    loop {
        let page = services.slice(slice.clone(), after, PAGE_MAX).await?;
        for it in &page.items {
            let lead = &it.lead;
            let own = [
                lead.id.to_string(),
                lead.name.clone().filter(|_| !hidden.0).unwrap_or_default(),
                lead.email.clone().filter(|_| !hidden.1).unwrap_or_default(),
                lead.account_name.clone().unwrap_or_default(),
                lead.stage.clone().unwrap_or_default(),
                lead.disposition.clone(),
                lead.owner.clone().unwrap_or_default(),
                lead.queue.clone(),
                lead.source.clone().unwrap_or_default(),
            ];
            text.push_str(&spreadsheet::row(own.into_iter().chain(slices::values(it))));
        }
        count += page.items.len();
        looked += page.looked_at.unwrap_or(0);
        after = page.next;
        if after.is_none() || count >= EXPORTED || looked >= EXPORT_LOOKED_AT {
            break;
        }
    }
    let reply = Reply::of(StatusCode::OK, "text/csv; charset=utf-8", text);
    Ok(Reply { name: Some("leads.csv".into()), ..reply })
}
