//! Time saved, for people.

use crate::output::{columns, heading};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::words::span;
use kopru_server::service::names::Names;
use kopru_server::service::time_saved::{groups, hours, money, sentences};
use kopru_store::report::savings::TimeSaved;

pub(super) fn whole(it: &TimeSaved, stage: impl Fn(&str) -> String, names: &Names, lang: Lang) -> String {
    let mut out: String = sentences(it, lang).iter().map(|line| format!("{line}\n")).collect();
    for group in groups(it, stage, names, lang).into_iter().filter(|it| !it.rows.is_empty()) {
        heading(&mut out, &group.heading);
        let mut table = vec![vec![
            String::new(),
            say!(lang, en = "let go early", tr = "erken bırakılan"),
            say!(lang, en = "spent", tr = "harcanan"),
            say!(lang, en = "saved", tr = "kazanılan"),
            say!(lang, en = "worth", tr = "değeri"),
            say!(lang, en = "half within", tr = "yarısı"),
        ]];
        for (name, _, saved) in group.rows {
            table.push(vec![
                name,
                saved.leads.to_string(),
                hours(saved.spent, lang),
                hours(saved.saved, lang),
                money(saved.saved, &it.effort, lang),
                saved.median_secs.map_or_else(|| "–".to_owned(), |secs| span(secs, lang)),
            ]);
        }
        columns(&mut out, &table);
    }
    out
}
