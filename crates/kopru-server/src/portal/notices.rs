//! What somebody was told.

use super::said;
use super::{Fault, Reply, Visit};
use crate::notices::words::{account, link, sentence};
use kopru_engine::say;
use kopru_portal::shell::ActForm;
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::Id;
use std::collections::BTreeMap;

/// Notices that are shown.
const SHOWN: usize = 100;

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (user, lang) = (visit.user()?.clone(), visit.lang);
    let title = say!(lang, en = "Notices", tr = "Bildirimler");
    let Some(book) = visit.book().await? else {
        let about = vec![said::why_not("no_playbook", lang)];
        return Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ..Sheet::default() })));
    };
    let store = &visit.app.services.store;
    let (zone, hidden) = (visit.zone(Some(&book)), crate::api::hidden(&visit.veil().await?, &book.playbook));
    let mut names: BTreeMap<Id, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for it in store.notices(user.id.as_str(), false, SHOWN).await? {
        let name = match it.lead {
            Some(lead) if !names.contains_key(&lead) => {
                // Who was erased is told of no more; who was merged is found under the survivor.
                let Ok(view) = store.lead(lead).await else { continue };
                names.entry(lead).or_insert(said::name(&view.row, hidden)).clone()
            }
            Some(lead) => names.get(&lead).cloned().unwrap_or_default(),
            None => match account(&it) {
                Some(account) => match store.account(account).await {
                    Ok(view) => view.row.name.unwrap_or(view.row.key),
                    Err(_) => continue,
                },
                None => String::new(),
            },
        };
        let new = if it.seen_at.is_none() { say!(lang, en = "new", tr = "yeni") } else { String::new() };
        rows.push(vec![
            Cell::from(said::when(it.at, &zone)),
            Cell::link(sentence(&it, &name, &book.playbook, lang), link(&it)),
            Cell::from(new),
        ]);
    }
    let head = vec![
        (say!(lang, en = "When", tr = "Ne zaman"), false),
        (say!(lang, en = "What", tr = "Ne"), false),
        (String::new(), false),
    ];
    let empty = say!(
        lang,
        en = "Nothing yet. You are told when a lead is given to you, when a clock is about to run out, and when somebody calls you by @name.",
        tr = "Henüz yok. Size aday verildiğinde, bir süre dolmak üzereyken ve biri sizi @ad ile çağırdığında burada görürsünüz."
    );
    let mut parts = vec![Part::Table(Table { head, rows, empty })];
    if visit.unseen > 0 {
        let title = say!(lang, en = "I have seen them all", tr = "Hepsini gördüm");
        parts.insert(0, Part::Form(ActForm { to: "/notices".into(), title, ..ActForm::default() }));
    }
    let ways =
        vec![(say!(lang, en = "When I am told by mail", tr = "Ne zaman e-posta alırım"), "/me".to_owned(), false)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about: Vec::new(), ways, parts })))
}

/// Notes that everything was seen.
pub(super) async fn all_seen(visit: Visit) -> Result<Reply, Fault> {
    visit.app.services.store.all_seen(visit.user()?.id.as_str()).await?;
    Ok(Reply::see("/notices"))
}
