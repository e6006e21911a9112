//! Whether the agreed times are kept: asked for, and told to people and programs.

use super::Services;
use super::acceptance::contacts_json;
use kopru_engine::lang::Lang;
use kopru_engine::lead::ClockKind;
use kopru_engine::say;
use kopru_engine::share::Share;
use kopru_portal::tables::{Cell, Part, Table};
use kopru_portal::words::{encode, share, span, whole};
use kopru_store::Result;
use kopru_store::report::contacts::Contacts;
use kopru_store::report::sla::{Answers, Clocks, Sla};
use serde_json::{Value, json};

/// Below so many both numbers are shown in place of a share.
const FEW: u64 = 10;

impl Services {
    /// How the agreed times were kept of hand-overs of the last so many days, and how clocks stand now.
    ///
    /// # Errors
    /// As [`kopru_store::Store::sla`] says.
    pub async fn sla(&self, days: i64) -> Result<Sla> {
        self.store.sla(days).await
    }
}

/// The report for people.
pub fn parts(it: &Sla, lang: Lang) -> Vec<Part> {
    let mut parts = vec![Part::Lines(sentences(it, lang))];
    let heading = |text: String| Part::Heading(text);
    parts.push(heading(say!(lang, en = "Clocks that run now", tr = "Şu an işleyen süreler")));
    let clocks = it.clocks.iter().map(|(kind, clocks)| (Cell::from(kind.name().get(lang).to_owned()), *clocks));
    parts.push(Part::Table(standing(say!(lang, en = "Clock", tr = "Süre"), clocks.collect(), lang)));
    if !it.owners.is_empty() {
        parts.push(heading(say!(lang, en = "The same by who works the lead", tr = "Aynısı, adayla ilgilenene göre")));
        let owners = it.owners.iter().map(|(owner, clocks)| (owner_cell(owner, lang), *clocks));
        parts.push(Part::Table(standing(say!(lang, en = "Who", tr = "Kim"), owners.collect(), lang)));
    }
    parts.push(heading(say!(lang, en = "By who answered", tr = "Yanıtlayana göre")));
    let reps = it.reps.iter().map(|(rep, answers, contacts)| (owner_cell(rep, lang), Some(*answers), *contacts));
    parts.push(Part::Table(kept(say!(lang, en = "Who", tr = "Kim"), reps.collect(), lang)));
    parts.push(heading(say!(lang, en = "First contact by source", tr = "Kaynağa göre ilk temas")));
    let sources = it.sources.iter().map(|(source, contacts)| {
        let cell = match source.as_str() {
            "" => Cell::from(say!(lang, en = "(not known)", tr = "(bilinmiyor)")),
            known => Cell::link(known.to_owned(), format!("/leads?source={}", encode(known))),
        };
        (cell, None, *contacts)
    });
    parts.push(Part::Table(kept(say!(lang, en = "Source", tr = "Kaynak"), sources.collect(), lang)));
    parts.push(heading(say!(lang, en = "Week by week", tr = "Hafta hafta")));
    let weeks = it
        .weeks
        .iter()
        .rev()
        .map(|(begin, answers, contacts)| (Cell::from(begin.day().to_string()), Some(*answers), *contacts));
    parts.push(Part::Table(kept(say!(lang, en = "Week from", tr = "Haftanın başı"), weeks.collect(), lang)));
    parts
}

fn owner_cell(owner: &str, lang: Lang) -> Cell {
    match owner {
        "" => Cell::from(say!(lang, en = "(nobody)", tr = "(kimse)")),
        known => Cell::link(known.to_owned(), format!("/leads?owner={}&disposition=open", encode(known))),
    }
}

fn sentences(it: &Sla, lang: Lang) -> Vec<String> {
    let (answers, contacts) = (&it.answers, &it.contacts);
    let said = |it: Share| (whole(it.part, lang), whole(it.of, lang), share(it, 1, lang));
    let (part, of, rate) = said(answers.kept());
    let (again, never, open) = (answers.again, answers.never, answers.open);
    let mut lines = vec![say!(
        lang,
        en = "Answer: {part} of {of} hand-overs were answered when they were first offered ({rate}); {again} only when offered again, {never} never; {open} are open.",
        tr = "Yanıt: {of} devrin {part} tanesi ilk sunulduğunda yanıtlandı ({rate}); {again} tanesi yeniden sunulunca, {never} tanesi hiç; {open} tanesi bekliyor."
    )];
    if let Some(median) = answers.median_secs {
        let median = span(median, lang);
        lines.push(say!(
            lang,
            en = "Half of the answers came within {median} of the first offer.",
            tr = "Yanıtların yarısı ilk sunuştan sonra {median} içinde geldi."
        ));
    }
    let (part, of, rate) = said(contacts.kept());
    let (.., recorded) = said(contacts.kept_as_recorded());
    let (running, told_late) = (contacts.running, contacts.told_late);
    lines.push(say!(
        lang,
        en = "First contact: {part} of {of} were made in time ({rate}); {running} are not due yet.",
        tr = "İlk temas: {of} temasın {part} tanesi zamanında kuruldu ({rate}); {running} tanesinin süresi dolmadı."
    ));
    if told_late > 0 {
        lines.push(say!(
            lang,
            en = "That is as claimed. {told_late} of them were told only after the time had run out: as recorded it is {recorded}.",
            tr = "Bu, beyana göre. {told_late} tanesi süre dolduktan sonra bildirildi: kayda göre oran {recorded}."
        ));
    }
    if let (Some(half), Some(most)) = (contacts.median_secs, contacts.p90_secs) {
        let (half, most) = (span(half, lang), span(most, lang));
        lines.push(say!(
            lang,
            en = "Half of the contacts were made within {half} of the acceptance, nine of ten within {most}.",
            tr = "Temasların yarısı kabulden sonra {half} içinde, onda dokuzu {most} içinde kuruldu."
        ));
    }
    let late: Vec<(ClockKind, u64)> =
        it.clocks.iter().map(|(kind, of)| (*kind, of.late)).filter(|it| it.1 > 0).collect();
    for (kind, late) in late {
        let kind = kind.name();
        let kind = kind.get(lang);
        lines.push(say!(lang, en = "Late at this moment: {late} × {kind}.", tr = "Şu anda geciken: {late} × {kind}."));
    }
    lines
}

fn standing(first: String, rows: Vec<(Cell, Clocks)>, lang: Lang) -> Table {
    let head = vec![
        (first, false),
        (say!(lang, en = "running", tr = "işleyen"), true),
        (say!(lang, en = "due soon", tr = "süresi yaklaşan"), true),
        (say!(lang, en = "standing still", tr = "durdurulan"), true),
        (say!(lang, en = "late", tr = "geciken"), true),
    ];
    let rows = rows.into_iter().map(|(cell, it)| {
        let counts = [it.running, it.warned, it.paused, it.late];
        std::iter::once(cell).chain(counts.map(|it| Cell::from(whole(it, lang)))).collect()
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

fn kept(first: String, rows: Vec<(Cell, Option<Answers>, Contacts)>, lang: Lang) -> Table {
    let answered = rows.iter().any(|it| it.1.is_some());
    let mut head = vec![(first, false)];
    if answered {
        head.push((say!(lang, en = "answered at once", tr = "ilk sunuşta yanıtlanan"), true));
        head.push((say!(lang, en = "half within", tr = "yarısı"), true));
    }
    head.extend([
        (say!(lang, en = "contact in time", tr = "zamanında temas"), true),
        (say!(lang, en = "too late", tr = "geç"), true),
        (say!(lang, en = "late, not made", tr = "gecikmiş, kurulmamış"), true),
        (say!(lang, en = "half within", tr = "yarısı"), true),
    ]);
    let time = |secs: Option<i64>| Cell::from(secs.map_or_else(|| "–".to_owned(), |secs| span(secs, lang)));
    let rows = rows.into_iter().map(|(cell, answers, contacts)| {
        let mut row = vec![cell];
        if let Some(answers) = answers {
            row.push(Cell::from(share(answers.kept(), FEW, lang)));
            row.push(time(answers.median_secs));
        }
        row.push(Cell::from(share(contacts.kept(), FEW, lang)));
        row.push(Cell::from(whole(contacts.late, lang)));
        row.push(Cell::from(whole(contacts.missed, lang)));
        row.push(time(contacts.median_secs));
        row
    });
    let empty = say!(lang, en = "Nothing was handed over.", tr = "Hiçbir aday devredilmedi.");
    Table { head, rows: rows.collect(), empty }
}

/// The report as the API answers it.
pub fn as_json(it: &Sla, lang: Lang) -> Value {
    let clocks =
        |it: &Clocks| json!({ "running": it.running, "warned": it.warned, "paused": it.paused, "late": it.late });
    json!({
        "as_of": it.as_of.to_string(), "lang": lang.tag(), "days": it.days,
        "answers": answers_json(&it.answers), "contacts": contacts_json(&it.contacts),
        "weeks": it.weeks.iter().map(|(from, answers, contacts)| json!({
            "from": from.to_string(), "answers": answers_json(answers), "contacts": contacts_json(contacts),
        })).collect::<Vec<_>>(),
        "reps": it.reps.iter().map(|(rep, answers, contacts)| json!({
            "rep": rep, "answers": answers_json(answers), "contacts": contacts_json(contacts),
        })).collect::<Vec<_>>(),
        "sources": it.sources.iter().map(|(source, contacts)| json!({
            "source": source, "contacts": contacts_json(contacts),
        })).collect::<Vec<_>>(),
        "clocks": it.clocks.iter().map(|(kind, it)| (kind.id().to_owned(), clocks(it))).collect::<Value>(),
        "owners": it.owners.iter().map(|(owner, it)| (owner.clone(), clocks(it))).collect::<Value>(),
        "sentences": sentences(it, lang),
    })
}

fn answers_json(it: &Answers) -> Value {
    json!({
        "at_once": it.at_once, "again": it.again, "never": it.never, "open": it.open, "kept": it.kept().millionths(),
        "median_secs": it.median_secs,
    })
}
