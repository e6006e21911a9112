//! The funnel for people: sentences and columns that can be read aloud.

use crate::output::{columns, heading};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::funnel::Mark;
use kopru_portal::words::{percent, share, span, whole as number};
use kopru_server::service::funnel::{by_title, label, mark_of, notes, view};
use kopru_store::report::funnel::{By, Cell, Funnel, Group, LEADS_MIN};

pub(super) fn whole(it: &Funnel, stage: Option<usize>, lang: Lang) -> String {
    let mut out = String::new();
    out.push_str(view(it, stage).scope.get(lang));
    let entered = number(it.whole.entered, lang);
    out.push_str(&say!(lang, en = " {entered} leads.\n", tr = " {entered} aday.\n"));
    if it.whole.entered == 0 {
        return out;
    }
    stages(&mut out, it, lang);
    times(&mut out, it, lang);
    groups(&mut out, it, stage, lang);
    let notes = notes(it, stage);
    if !notes.is_empty() {
        heading(&mut out, &say!(lang, en = "What to know", tr = "Bilinmesi gerekenler"));
        notes.iter().for_each(|note| out.push_str(&format!("{}\n", note.get(lang))));
    }
    out
}

fn stages(out: &mut String, it: &Funnel, lang: Lang) {
    heading(out, &say!(lang, en = "Stages", tr = "Aşamalar"));
    let mut rows = vec![vec![
        say!(lang, en = "stage", tr = "aşama"),
        say!(lang, en = "so far or further", tr = "buraya ya da ileriye"),
        say!(lang, en = "of all", tr = "tümünden"),
        say!(lang, en = "of the stage before", tr = "önceki aşamadan"),
        say!(lang, en = "decided", tr = "karar verilen"),
        say!(lang, en = "reported", tr = "bildirilen"),
    ]];
    for (stage, cell) in it.stages.iter().zip(&it.whole.cells) {
        rows.push(vec![
            stage.name.get(lang).to_owned(),
            number(cell.through.part, lang),
            share(cell.through, LEADS_MIN, lang),
            share(cell.step, LEADS_MIN, lang),
            number(cell.decided(), lang),
            number(cell.reported(), lang),
        ]);
    }
    columns(out, &rows);
}

fn times(out: &mut String, it: &Funnel, lang: Lang) {
    heading(out, &say!(lang, en = "Time from entry, and at the stage", tr = "Girişten itibaren ve aşamada geçen süre"));
    let mut rows = vec![vec![
        say!(lang, en = "stage", tr = "aşama"),
        say!(lang, en = "a quarter within", tr = "dörtte biri"),
        say!(lang, en = "half within", tr = "yarısı"),
        say!(lang, en = "three quarters", tr = "dörtte üçü"),
        say!(lang, en = "nine tenths", tr = "onda dokuzu"),
        say!(lang, en = "7 days", tr = "7 gün"),
        say!(lang, en = "30 days", tr = "30 gün"),
        say!(lang, en = "90 days", tr = "90 gün"),
        say!(lang, en = "half stood here", tr = "yarısı burada"),
    ]];
    for (stage, cell) in it.stages.iter().zip(&it.whole.cells) {
        let mut row = vec![stage.name.get(lang).to_owned()];
        match cell.reach.quantiles {
            Some(all) => row.extend(all.map(|secs| span(secs, lang))),
            None => row.extend(["–", "–", "–", "–"].map(str::to_owned)),
        }
        let timed = cell.reach.timed > 0;
        row.extend(cell.reach.within.map(|count| if timed { number(count, lang) } else { "–".to_owned() }));
        row.push(cell.stay.quantiles.map_or_else(|| "–".to_owned(), |it| span(it[1], lang)));
        rows.push(row);
    }
    columns(out, &rows);
}

fn groups(out: &mut String, it: &Funnel, stage: Option<usize>, lang: Lang) {
    heading(out, by_title(&it.query.by).get(lang));
    let mut head = vec![String::new(), say!(lang, en = "entered", tr = "giren")];
    head.extend(it.stages.iter().map(|it| it.name.get(lang).to_owned()));
    let mut rows = vec![head];
    rows.extend(it.groups.iter().map(|group| row(group, stage, lang)));
    if let Some(place) = stage.filter(|_| it.query.by != By::Month) {
        judged(&mut rows, it, place, lang);
    }
    columns(out, &rows);
}

/// A column with the shares of those leads that can be judged, where that is not all.
fn judged(rows: &mut [Vec<String>], it: &Funnel, place: usize, lang: Lang) {
    let whole = it.whole.cells.get(place).is_none_or(|cell| cell.judged.of == cell.through.of);
    let Some(name) = it.stages.get(place).map(|it| it.name.get(lang)).filter(|_| !whole) else { return };
    let (head, rest) = rows.split_at_mut(1);
    head.iter_mut().for_each(|row| row.push(String::new()));
    let title = say!(lang, en = "{name}, of those to judge", tr = "{name}, değerlendirilebilenlerden");
    head.iter_mut().for_each(|row| row.push(title.clone()));
    for (row, group) in rest.iter_mut().zip(&it.groups) {
        row.extend(group.cells.get(place).map(|cell| share(cell.judged, LEADS_MIN, lang)));
    }
}

/// A share that is no final one stands in brackets; why, stands at the end.
fn row(group: &Group, stage: Option<usize>, lang: Lang) -> Vec<String> {
    let mut row = vec![label(&group.key).get(lang).to_owned(), number(group.entered, lang)];
    row.extend(group.cells.iter().map(|cell| in_cell(cell, lang)));
    let mark = stage.map_or(Mark::Plain, |place| mark_of(group, place));
    row.push(mark.text(lang));
    row
}

fn in_cell(cell: &Cell, lang: Lang) -> String {
    let text = match cell.through.millionths() {
        Some(it) if !cell.is_few() => percent(it, lang),
        _ => share(cell.through, LEADS_MIN, lang),
    };
    if cell.is_open() { format!("({text})") } else { text }
}
