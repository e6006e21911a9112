//! Whether the agreed times are kept: asked for, and told to people and programs.

use super::Services;
use super::acceptance::contacts_json;
use super::names::Names;
use super::slices::Of;
use kopru_engine::lang::Lang;
use kopru_engine::lead::ClockKind;
use kopru_engine::say;
use kopru_engine::share::Share;
use kopru_portal::tables::{Cell, Part, Table};
use kopru_portal::words::{share, span, whole};
use kopru_store::Result;
use kopru_store::report::contacts::{Contact, Contacts};
use kopru_store::report::sla::{Answer, Answers, Clocks, Sla};
use kopru_store::report::slice::{Counted, Part as Slot};
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

/// The report for people. `names`: what people who work here are called.
pub fn parts(it: &Sla, names: &Names, lang: Lang) -> Vec<Part> {
    let mut parts =
        vec![Part::Lines(sentences(it, lang)), Part::Table(answers(it, lang)), Part::Table(contacts(it, lang))];
    let heading = |text: String| Part::Heading(text);
    parts.push(heading(say!(lang, en = "Clocks that run now", tr = "Şu an işleyen süreler")));
    let clocks = it.clocks.iter().map(|(kind, clocks)| {
        let cell = Cell::from(kind.name().get(lang).to_owned());
        (cell, (Slot::Clock, kind.id()), *clocks)
    });
    parts.push(Part::Table(standing(say!(lang, en = "Clock", tr = "Süre"), clocks.collect(), it, lang)));
    if !it.owners.is_empty() {
        parts.push(heading(say!(lang, en = "The same by who works the lead", tr = "Aynısı, adayla ilgilenene göre")));
        let owners = it.owners.iter();
        let owners = owners.map(|(id, clocks)| (owner_cell(id, names, lang), (Slot::Owner, id.as_str()), *clocks));
        parts.push(Part::Table(standing(say!(lang, en = "Who", tr = "Kim"), owners.collect(), it, lang)));
    }
    parts.push(heading(say!(lang, en = "By who answered", tr = "Yanıtlayana göre")));
    let reps = it.reps.iter().map(|(rep, answers, contacts)| Line {
        cell: owner_cell(rep, names, lang),
        of: (Slot::Rep, rep.clone()),
        answers: Some(*answers),
        contacts: *contacts,
    });
    parts.push(Part::Table(kept(say!(lang, en = "Who", tr = "Kim"), reps.collect(), it, lang)));
    parts.push(heading(say!(lang, en = "First contact by source", tr = "Kaynağa göre ilk temas")));
    let sources = it.sources.iter().map(|(source, contacts)| {
        let cell = match source.as_str() {
            "" => Cell::from(say!(lang, en = "(not known)", tr = "(bilinmiyor)")),
            known => Cell::from(known.to_owned()),
        };
        Line { cell, of: (Slot::Source, source.clone()), answers: None, contacts: *contacts }
    });
    parts.push(Part::Table(kept(say!(lang, en = "Source", tr = "Kaynak"), sources.collect(), it, lang)));
    parts.push(heading(say!(lang, en = "Week by week", tr = "Hafta hafta")));
    let weeks = it.weeks.iter().enumerate().rev().map(|(week, (begin, answers, contacts))| Line {
        cell: Cell::from(begin.day().to_string()),
        of: (Slot::Week, week.to_string()),
        answers: Some(*answers),
        contacts: *contacts,
    });
    parts.push(Part::Table(kept(say!(lang, en = "Week from", tr = "Haftanın başı"), weeks.collect(), it, lang)));
    parts
}

/// The hand-overs of the report.
fn handed(it: &Sla) -> Of {
    Of::window(Counted::Handovers, it.as_of, it.days)
}

fn answers(it: &Sla, lang: Lang) -> Table {
    let answers = &it.answers;
    let cell = |count: u64, answer: Answer| handed(it).cell(count, &[(Slot::Answer, answer.id())], lang);
    one_row(
        vec![
            say!(lang, en = "answered at once", tr = "ilk sunuşta yanıtlanan"),
            say!(lang, en = "when offered again", tr = "yeniden sunulunca"),
            say!(lang, en = "never", tr = "hiç"),
            say!(lang, en = "waiting", tr = "bekleyen"),
        ],
        vec![
            cell(answers.at_once, Answer::AtOnce),
            cell(answers.again, Answer::Again),
            cell(answers.never, Answer::Never),
            cell(answers.open, Answer::Open),
        ],
    )
}

fn contacts(it: &Sla, lang: Lang) -> Table {
    first_contacts(&it.contacts, handed(it), lang)
}

/// First contacts as a table of one row.
pub fn first_contacts(it: &Contacts, of: Of, lang: Lang) -> Table {
    let cell = |count: u64, contact: Contact| of.cell(count, &[(Slot::Contact, contact.id())], lang);
    one_row(
        vec![
            say!(lang, en = "contact in time", tr = "zamanında temas"),
            say!(lang, en = "of these told late", tr = "bunlardan geç bildirilen"),
            say!(lang, en = "too late", tr = "geç"),
            say!(lang, en = "late, not made", tr = "gecikmiş, kurulmamış"),
            say!(lang, en = "not due yet", tr = "süresi dolmamış"),
        ],
        vec![
            cell(it.in_time, Contact::InTime),
            of.cell(it.told_late, &[(Slot::Told, "late")], lang),
            cell(it.late, Contact::Late),
            cell(it.missed, Contact::Missed),
            cell(it.running, Contact::Running),
        ],
    )
}

/// A table of one row of numbers.
pub fn one_row(head: Vec<String>, row: Vec<Cell>) -> Table {
    Table { head: head.into_iter().map(|it| (it, true)).collect(), rows: vec![row], empty: String::new() }
}

/// Somebody by their name.
pub fn owner_cell(owner: &str, names: &Names, lang: Lang) -> Cell {
    match owner {
        "" => Cell::from(say!(lang, en = "(nobody)", tr = "(kimse)")),
        known => Cell::from(names.of(known).to_owned()),
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

fn standing(first: String, rows: Vec<(Cell, (Slot, &str), Clocks)>, it: &Sla, lang: Lang) -> Table {
    let head = vec![
        (first, false),
        (say!(lang, en = "running", tr = "işleyen"), true),
        (say!(lang, en = "due soon", tr = "süresi yaklaşan"), true),
        (say!(lang, en = "standing still", tr = "durdurulan"), true),
        (say!(lang, en = "late", tr = "geciken"), true),
    ];
    let of = Of::now(Counted::Clocks, it.as_of);
    let rows = rows.into_iter().map(|(cell, by, it)| {
        let counts = [("running", it.running), ("warned", it.warned), ("paused", it.paused), ("late", it.late)];
        let counts = counts.map(|(state, count)| of.cell(count, &[by, (Slot::State, state)], lang));
        std::iter::once(cell).chain(counts).collect()
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// Hand-overs that have something in common.
struct Line {
    cell: Cell,
    of: (Slot, String),
    answers: Option<Answers>,
    contacts: Contacts,
}

fn kept(first: String, rows: Vec<Line>, it: &Sla, lang: Lang) -> Table {
    let answered = rows.iter().any(|it| it.answers.is_some());
    let mut head = vec![(first, false)];
    if answered {
        head.push((say!(lang, en = "answered at once", tr = "ilk sunuşta yanıtlanan"), true));
        head.push((say!(lang, en = "kept", tr = "oran"), true));
        head.push((say!(lang, en = "half within", tr = "yarısı"), true));
    }
    head.extend([
        (say!(lang, en = "contact in time", tr = "zamanında temas"), true),
        (say!(lang, en = "too late", tr = "geç"), true),
        (say!(lang, en = "late, not made", tr = "gecikmiş, kurulmamış"), true),
        (say!(lang, en = "kept", tr = "oran"), true),
        (say!(lang, en = "half within", tr = "yarısı"), true),
    ]);
    let time = |secs: Option<i64>| Cell::from(secs.map_or_else(|| "–".to_owned(), |secs| span(secs, lang)));
    let of = handed(it);
    let rows = rows.into_iter().map(|Line { cell, of: (part, value), answers, contacts }| {
        let count = |count: u64, by: (Slot, &str)| of.cell(count, &[(part, &value), by], lang);
        let contact = |number: u64, it: Contact| count(number, (Slot::Contact, it.id()));
        let mut row = vec![cell];
        if let Some(answers) = answers {
            row.push(count(answers.at_once, (Slot::Answer, Answer::AtOnce.id())));
            row.push(Cell::from(share(answers.kept(), FEW, lang)));
            row.push(time(answers.median_secs));
        }
        row.push(contact(contacts.in_time, Contact::InTime));
        row.push(contact(contacts.late, Contact::Late));
        row.push(contact(contacts.missed, Contact::Missed));
        row.push(Cell::from(share(contacts.kept(), FEW, lang)));
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
