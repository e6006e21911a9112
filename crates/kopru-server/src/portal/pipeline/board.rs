//! The same leads as a board: a lane for each stage, with the newest of those who stand there.

use super::super::said::{self, encode};
use super::super::today::told_due;
use super::super::{Fault, Visit};
use super::{filter, query};
use crate::service::Veil;
use crate::service::names::Names;
use kopru_engine::say;
use kopru_portal::pipeline::{Lane, LaneCard};
use kopru_portal::words::whole;
use kopru_store::book::Book;
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::limits::LOOKED_AT_MAX;

/// Leads of one lane; the list shows all of them.
const CARDS: usize = 20;

/// The lanes: of the stage that is asked for, or of all. `counts`: how many open leads stand at each stage.
pub(super) async fn lanes(
    visit: &Visit,
    book: &Book,
    veil: &Veil,
    counts: &[(String, i64)],
) -> Result<Vec<Lane>, Fault> {
    let lang = visit.lang;
    let mut asked = filter(visit);
    // All lanes together look at as many leads as one page of the list.
    if let Some(when) = &mut asked.when {
        when.most = LOOKED_AT_MAX / book.playbook.stages.len().max(1);
    }
    // How many fit a filter is not kept; of open leads without one it is.
    let state = asked.disposition.as_deref().unwrap_or("open");
    let plain = LeadFilter { stage: None, disposition: None, ..asked.clone() } == LeadFilter::default();
    let counted = plain && state == "open";
    let names = visit.app.services.names().await?;
    let mut lanes = Vec::new();
    for stage in &book.playbook.stages {
        if asked.stage.as_deref().is_some_and(|it| it != &*stage.id) {
            continue;
        }
        let (id, disposition) = (stage.id.to_string(), state.to_owned());
        let wanted = LeadFilter { stage: Some(id), disposition: Some(disposition), ..asked.clone() };
        let page = visit.app.services.leads(wanted, None, CARDS, veil).await?;
        let (shown, more) = (page.items.len(), page.next.is_some());
        let held = counts.iter().find(|it| it.0 == *stage.id).map_or(0, |it| it.1);
        let count = match counted {
            true => whole(u64::try_from(held).unwrap_or(0), lang),
            false => format!("{shown}{}", if more { "+" } else { "" }),
        };
        let rest = query(visit, &["stage", "disposition", "as"]);
        let link = format!("/leads?stage={}&disposition={}{rest}", encode(&stage.id), encode(state));
        lanes.push(Lane {
            name: stage.name.get(lang).to_owned(),
            count,
            cards: page.items.iter().map(|it| card(visit, book, veil, &names, it)).collect(),
            more: more.then(|| (say!(lang, en = "All of them", tr = "Tümü"), link.clone())),
            link,
        });
    }
    Ok(lanes)
}

fn card(visit: &Visit, book: &Book, veil: &Veil, names: &Names, it: &LeadRow) -> LaneCard {
    let (lang, zone, now) = (visit.lang, visit.zone(Some(book)), visit.app.services.store.now());
    LaneCard {
        id: it.id.to_string(),
        name: said::name(it, crate::api::hidden(veil, &book.playbook)),
        account: it.account_name.clone().unwrap_or_default(),
        link: format!("/leads/{}", it.id),
        tags: said::tags(it, lang),
        owner: said::owner(it, names, lang),
        due: told_due(it, now, &zone, lang),
    }
}
