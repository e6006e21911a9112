//! What the sales cycle brings in: asked for, and told to people and programs.

use super::Services;
use super::names::Names;
use super::slices::Of;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_engine::value::Money;
use kopru_portal::tables::{Cell, Part, Table};
use kopru_portal::words::{share, span, whole};
use kopru_store::Result;
use kopru_store::report::sales::{Deals, FirstContact, SalesCycle};
use kopru_store::report::slice::{Counted, Part as Slot};
use serde_json::{Value, json};

/// Below so many both numbers are shown in place of a share.
const FEW: u64 = 10;

impl Services {
    /// Deals that were opened in the last so many days.
    ///
    /// # Errors
    /// As [`kopru_store::Store::sales_cycle`] says.
    pub async fn sales_cycle(&self, days: i64) -> Result<SalesCycle> {
        self.store.sales_cycle(days).await
    }
}

/// Money by currency, in whole units: `12,500 EUR + 800 USD`; a dash of none.
fn money(it: &Deals, lang: Lang) -> String {
    let one = |(currency, minor): (&String, &i64)| {
        let code: [u8; 3] = currency.as_bytes().try_into().unwrap_or([b'X'; 3]);
        let units = u64::try_from(Money { minor: *minor, currency: code }.units()).unwrap_or(0);
        format!("{} {currency}", whole(units, lang))
    };
    match it.revenue.is_empty() {
        true => "–".to_owned(),
        false => it.revenue.iter().map(one).collect::<Vec<_>>().join(" + "),
    }
}

fn contact_name(it: FirstContact, lang: Lang) -> String {
    match it {
        FirstContact::InTime => say!(lang, en = "in time", tr = "zamanında"),
        FirstContact::Late => say!(lang, en = "too late", tr = "geç"),
        FirstContact::Unknown => say!(lang, en = "(not known)", tr = "(bilinmiyor)"),
    }
}

fn sentences(it: &SalesCycle, lang: Lang) -> Vec<String> {
    let all = &it.all;
    let (count, open) = (whole(all.count(), lang), whole(all.open, lang));
    let (won, ended) = (whole(all.won, lang), whole(all.rate().of, lang));
    let (rate, revenue) = (share(all.rate(), 1, lang), money(all, lang));
    let mut lines = vec![say!(
        lang,
        en = "{count} deals were opened: {open} are open; {won} of {ended} that ended were won ({rate}). They brought in {revenue}.",
        tr = "{count} fırsat açıldı: {open} tanesi sürüyor; sonuçlanan {ended} fırsatın {won} tanesi kazanıldı ({rate}). Getirisi: {revenue}."
    )];
    if let Some(median) = all.median_secs {
        let median = span(median, lang);
        lines.push(say!(
            lang,
            en = "Half of those won were won within {median} of being opened.",
            tr = "Kazanılanların yarısı açıldıktan sonra {median} içinde kazanıldı."
        ));
    }
    if all.unpriced > 0 {
        let unpriced = whole(all.unpriced, lang);
        lines.push(say!(
            lang,
            en = "Nobody told the amount of {unpriced} of those won.",
            tr = "Kazanılanlardan {unpriced} tanesinin tutarı bildirilmedi."
        ));
    }
    lines
}

/// The report for people. `names`: what people who work here are called.
pub fn parts(it: &SalesCycle, names: &Names, lang: Lang) -> Vec<Part> {
    let unknown = || say!(lang, en = "(not known)", tr = "(bilinmiyor)");
    let of = Of::window(Counted::Deals, it.as_of, it.days);
    let mut parts = vec![Part::Lines(sentences(it, lang))];
    let named = |all: &[(String, Deals)], name: &dyn Fn(&str) -> String| -> Vec<(String, String, Deals)> {
        let name = |value: &str| if value.is_empty() { unknown() } else { name(value) };
        all.iter().map(|(value, deals)| (name(value), value.clone(), deals.clone())).collect()
    };
    let same = |it: &str| it.to_owned();
    let contacts = it.by_contact.iter();
    let contacts = contacts.map(|(kind, deals)| (contact_name(*kind, lang), kind.id().to_owned(), deals.clone()));
    let first_contact =
        say!(lang, en = "By the first contact after acceptance", tr = "Kabulden sonraki ilk temasa göre");
    let fit = say!(lang, en = "By fit at the hand-over", tr = "Devir anındaki uygunluğa göre");
    for (heading, first, by, rows) in [
        (
            say!(lang, en = "By source", tr = "Kaynağa göre"),
            say!(lang, en = "Source", tr = "Kaynak"),
            Slot::Source,
            named(&it.by_source, &same),
        ),
        (first_contact, say!(lang, en = "First contact", tr = "İlk temas"), Slot::Contact, contacts.collect()),
        (fit, say!(lang, en = "Grade", tr = "Not"), Slot::Grade, named(&it.by_grade, &same)),
        (
            say!(lang, en = "By who accepted", tr = "Kabul edene göre"),
            say!(lang, en = "Who", tr = "Kim"),
            Slot::Rep,
            named(&it.by_rep, &|id| names.of(id).to_owned()),
        ),
    ] {
        if !rows.is_empty() {
            parts.push(Part::Heading(heading));
            parts.push(Part::Table(table(first, (by, rows), of, lang)));
        }
    }
    if !it.lost.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Why deals were lost", tr = "Fırsatlar neden kaybedildi")));
        let rows = it.lost.iter().map(|(reason, count)| {
            let count = of.cell(*count, &[(Slot::State, "lost"), (Slot::Reason, reason)], lang);
            let reason = if reason.is_empty() { unknown() } else { reason.clone() };
            vec![Cell::from(reason), count]
        });
        let head =
            vec![(say!(lang, en = "Reason", tr = "Neden"), false), (say!(lang, en = "lost", tr = "kaybedilen"), true)];
        parts.push(Part::Table(Table { head, rows: rows.collect(), empty: String::new() }));
    }
    parts
}

fn table(first: String, (by, rows): (Slot, Vec<(String, String, Deals)>), of: Of, lang: Lang) -> Table {
    let head = vec![
        (first, false),
        (say!(lang, en = "open", tr = "süren"), true),
        (say!(lang, en = "won", tr = "kazanılan"), true),
        (say!(lang, en = "lost", tr = "kaybedilen"), true),
        (say!(lang, en = "won of ended", tr = "kazanma oranı"), true),
        (say!(lang, en = "brought in", tr = "getiri"), true),
        (say!(lang, en = "half within", tr = "yarısı"), true),
    ];
    let rows = rows.into_iter().map(|(name, value, it)| {
        let time = it.median_secs.map_or_else(|| "–".to_owned(), |secs| span(secs, lang));
        let counts = [("open", it.open), ("won", it.won), ("lost", it.lost)];
        let counts = counts.map(|(state, count)| of.cell(count, &[(by, &value), (Slot::State, state)], lang));
        let more = [share(it.rate(), FEW, lang), money(&it, lang), time];
        std::iter::once(Cell::from(name)).chain(counts).chain(more.map(Cell::from)).collect()
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// The report as the API answers it.
pub fn as_json(it: &SalesCycle, lang: Lang) -> Value {
    let deals = |it: &Deals| {
        json!({
            "open": it.open, "won": it.won, "lost": it.lost, "rate": it.rate().millionths(),
            "revenue_minor": it.revenue, "unpriced": it.unpriced, "median_secs": it.median_secs,
        })
    };
    let map = |all: &[(String, Deals)]| all.iter().map(|(key, it)| (key.clone(), deals(it))).collect::<Value>();
    json!({
        "as_of": it.as_of.to_string(), "lang": lang.tag(), "days": it.days, "all": deals(&it.all),
        "by_source": map(&it.by_source), "by_grade": map(&it.by_grade), "by_rep": map(&it.by_rep),
        "by_contact": it.by_contact.iter().map(|(key, it)| (key.id().to_owned(), deals(it))).collect::<Value>(),
        "lost": it.lost.iter().map(|(reason, count)| json!({ "reason": reason, "count": count })).collect::<Vec<_>>(),
        "sentences": sentences(it, lang),
    })
}
