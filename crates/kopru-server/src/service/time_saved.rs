//! What letting leads go early saves: asked for, and told to people and programs.

use super::Services;
use super::names::Names;
use super::sla::one_row;
use super::slices::Of;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{Effort, Kind};
use kopru_engine::savings::{ENDED_LEAST, Saved, price};
use kopru_engine::say;
use kopru_engine::value::Money;
use kopru_portal::tables::Table;
use kopru_portal::words::{span, whole};
use kopru_store::Result;
use kopru_store::report::savings::TimeSaved;
use kopru_store::report::slice::{Counted, Part};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Services {
    /// What letting leads go early saved, of those that were handed over in the last so many days.
    ///
    /// # Errors
    /// As [`kopru_store::Store::time_saved`] says.
    pub async fn time_saved(&self, days: i64) -> Result<TimeSaved> {
        self.store.time_saved(days).await
    }
}

/// Seconds as hours with a tenth: `12.5 h`.
pub fn hours(secs: i64, lang: Lang) -> String {
    let tenths = (secs + 180) / 360;
    let mark = if lang == Lang::Tr { "," } else { "." };
    let (whole_hours, rest) = (whole(u64::try_from(tenths / 10).unwrap_or(0), lang), tenths % 10);
    say!(lang, en = "{whole_hours}{mark}{rest} h", tr = "{whole_hours}{mark}{rest} sa")
}

/// What seconds cost, in whole units of the agreed currency: it is an estimate, so cents would say too much.
pub fn money(secs: i64, effort: &Effort, lang: Lang) -> String {
    let currency = effort.hour.currency;
    let units = Money { minor: price(secs, effort), currency }.units();
    format!("{} {}", whole(u64::try_from(units).unwrap_or(0), lang), String::from_utf8_lossy(&currency))
}

/// The report in sentences.
pub fn sentences(it: &TimeSaved, lang: Lang) -> Vec<String> {
    let saved = &it.savings;
    let (leads, early, won) = (saved.leads, saved.early.leads, saved.won);
    let mut lines = vec![say!(
        lang,
        en = "{leads} leads were handed over; {early} of them were let go before they were sales qualified, {won} were won.",
        tr = "{leads} aday devredildi; {early} tanesi satış nitelikli olmadan bırakıldı, {won} tanesi kazanıldı."
    )];
    let all = hours(saved.spent, lang);
    if saved.won > 0 {
        let each = hours(saved.spent / i64::try_from(saved.won).unwrap_or(i64::MAX).max(1), lang);
        lines.push(say!(
            lang,
            en = "Sales spent {all} on them: {each} for each that was won.",
            tr = "Satış bunlara {all} harcadı: kazanılan her biri için {each}."
        ));
    } else {
        lines.push(say!(lang, en = "Sales spent {all} on them.", tr = "Satış bunlara {all} harcadı."));
    }
    let Some(mean) = saved.mean else {
        let (ended, least) = (saved.ended, ENDED_LEAST);
        lines.push(say!(
            lang,
            en = "{ended} were worked to an end: too few to say what letting go saves; {least} are needed.",
            tr = "{ended} aday sonuna kadar işlendi: bırakmanın ne kazandırdığını söylemek için çok az; {least} gerekli."
        ));
        return lines;
    };
    let (mean, spent) = (hours(mean, lang), hours(saved.early.spent, lang));
    let (time, worth) = (hours(saved.early.saved, lang), money(saved.early.saved, &it.effort, lang));
    lines.push(say!(
        lang,
        en = "Worked to an end, a lead costs {mean}. On those let go early {spent} were spent: {time} are free for good leads, worth {worth}.",
        tr = "Sonuna kadar işlenen bir aday {mean} tutuyor. Erken bırakılanlara {spent} harcandı: iyi adaylara {time} kaldı, değeri {worth}."
    ));
    if let Some(median) = saved.early.median_secs {
        let median = span(median, lang);
        lines.push(say!(
            lang,
            en = "Half of them were let go within {median} of the hand-over.",
            tr = "Yarısı devirden sonra {median} içinde bırakıldı."
        ));
    }
    lines
}

/// Leads let go early that have something in common.
#[derive(Debug)]
pub struct Group<'s> {
    /// By what.
    pub heading: String,
    /// The same for a list of them.
    pub by: Part,
    /// Each: its name, its value, what it saves; the most first.
    pub rows: Vec<(String, &'s str, &'s Saved)>,
}

/// The groups of the report. `stage` names a stage by its id, `names` those who work here.
pub fn groups<'s>(it: &'s TimeSaved, stage: impl Fn(&str) -> String, names: &Names, lang: Lang) -> Vec<Group<'s>> {
    let kind = |id: &str| match Kind::from_id(id) {
        Some(kind) => kind.name().get(lang).to_owned(),
        None => say!(lang, en = "back to nurture", tr = "beslemeye geri"),
    };
    let unknown = |text: &str| {
        if text.is_empty() { say!(lang, en = "(not known)", tr = "(bilinmiyor)") } else { names.of(text).to_owned() }
    };
    let source = |text: &str| {
        if text.is_empty() { say!(lang, en = "(not known)", tr = "(bilinmiyor)") } else { text.to_owned() }
    };
    let group = |heading: String, by: Part, all: Vec<(&'s str, &'s Saved)>, name: &dyn Fn(&str) -> String| {
        let mut rows: Vec<_> = all.into_iter().map(|(key, saved)| (name(key), key, saved)).collect();
        rows.sort_by_key(|(.., saved)| std::cmp::Reverse(saved.saved));
        Group { heading, by, rows }
    };
    let of = |map: &'s BTreeMap<String, Saved>| map.iter().map(|(key, it)| (key.as_str(), it)).collect();
    let saved = &it.savings;
    let kinds = saved.by_kind.iter().map(|(key, it)| (*key, it)).collect();
    vec![
        group(say!(lang, en = "By kind of reason", tr = "Neden türüne göre"), Part::Kind, kinds, &kind),
        group(say!(lang, en = "By stage", tr = "Aşamaya göre"), Part::Stage, of(&saved.by_stage), &|it| stage(it)),
        group(say!(lang, en = "By source", tr = "Kaynağa göre"), Part::Source, of(&saved.by_source), &source),
        group(
            say!(lang, en = "By who let them go: it counts for them", tr = "Kim bıraktı: hanesine artı yazılır"),
            Part::Rep,
            of(&saved.by_rep),
            &unknown,
        ),
    ]
}

/// How many leads the report is about, each number with the way to them.
pub fn counts(it: &TimeSaved, lang: Lang) -> Table {
    let (of, saved) = (leads(it), &it.savings);
    one_row(
        vec![
            say!(lang, en = "handed over", tr = "devredilen"),
            say!(lang, en = "let go early", tr = "erken bırakılan"),
            say!(lang, en = "worked to an end", tr = "sonuna kadar işlenen"),
            say!(lang, en = "won", tr = "kazanılan"),
        ],
        vec![
            of.cell(saved.leads, &[], lang),
            of.cell(saved.early.leads, &[(Part::End, "early")], lang),
            of.cell(saved.ended, &[(Part::End, "ended")], lang),
            of.cell(saved.won, &[(Part::End, "won")], lang),
        ],
    )
}

/// The leads of the report.
pub fn leads(it: &TimeSaved) -> Of {
    Of::window(Counted::Worked, it.as_of, it.days)
}

/// The report as the API answers it.
pub fn as_json(it: &TimeSaved, lang: Lang) -> Value {
    let one = |saved: &Saved| {
        json!({
            "leads": saved.leads, "spent_secs": saved.spent, "saved_secs": saved.saved,
            "saved_minor": price(saved.saved, &it.effort), "median_secs": saved.median_secs,
        })
    };
    let map = |all: &BTreeMap<String, Saved>| all.iter().map(|(key, it)| (key.clone(), one(it))).collect::<Value>();
    let saved = &it.savings;
    let currency = String::from_utf8_lossy(&it.effort.hour.currency).into_owned();
    json!({
        "as_of": it.as_of.to_string(), "lang": lang.tag(), "days": it.days, "currency": currency,
        "hour_minor": it.effort.hour.minor, "leads": saved.leads, "spent_secs": saved.spent,
        "worked_to_an_end": saved.ended, "mean_secs": saved.mean, "won": saved.won, "early": one(&saved.early),
        "by_kind": saved.by_kind.iter().map(|(key, it)| ((*key).to_owned(), one(it))).collect::<Value>(),
        "by_stage": map(&saved.by_stage), "by_source": map(&saved.by_source), "by_rep": map(&saved.by_rep),
        "sentences": sentences(it, lang),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand hours, and one and a quarter, at so much an hour.
    #[test]
    fn money_is_told_in_whole_units_as_each_language_writes_numbers() {
        let at = |minor, currency| Effort { answer: 0, contact: 0, conversation: 0, hour: Money { minor, currency } };
        for (secs, effort, en, tr) in [
            (3_600_000, at(6_050, *b"EUR"), "60,500 EUR", "60.500 EUR"),
            (4_500, at(4_200, *b"EUR"), "53 EUR", "53 EUR"),
            (4_500, at(6_000, *b"JPY"), "7,500 JPY", "7.500 JPY"),
            (0, at(6_000, *b"KWD"), "0 KWD", "0 KWD"),
        ] {
            assert_eq!((money(secs, &effort, Lang::En), money(secs, &effort, Lang::Tr)), (en.into(), tr.into()));
        }
    }
}
