//! A funnel for people: what its picture shows, and what must be known to read it.

use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::month::Month;
use kopru_portal::funnel::{FunnelView, Mark, RowView, StageView};
use kopru_portal::words::{percent, span, whole};
use kopru_store::report::funnel::{By, Cell, Funnel, FunnelStage, Group, GroupKey, LEADS_MIN};
use std::collections::BTreeSet;

/// What a group is called.
pub fn label(key: &GroupKey) -> Both {
    match key {
        GroupKey::Whole => both!(en = "all", tr = "tümü"),
        GroupKey::Month(month) => Both::same(month.to_string()),
        GroupKey::Value(value) => Both::same(value.clone()),
        GroupKey::Unknown => both!(en = "(not known)", tr = "(bilinmiyor)"),
        GroupKey::Other(count) => both!(en = "({count} others)", tr = "(diğer {count} değer)"),
    }
}

/// The place of the stage that rows are about: the one that is asked for, else the furthest that anybody reached.
pub fn outcome(funnel: &Funnel, stage: Option<&str>) -> Option<usize> {
    match stage {
        Some(id) => funnel.stages.iter().position(|it| &*it.id == id),
        None => funnel.whole.cells.iter().rposition(|it| it.through.part > 0),
    }
}

/// The picture's view. `stage`: the place of the stage that rows are about.
pub fn view(funnel: &Funnel, stage: Option<usize>) -> FunnelView {
    let stages = funnel.stages.iter().zip(&funnel.whole.cells).map(|(stage, cell)| StageView {
        name: stage.name.clone(),
        through: cell.through,
        decided: cell.decided(),
        reported_only: cell.reported_only,
        median_secs: cell.reach.quantiles.map(|it| it[1]),
    });
    let about = stage.and_then(|place| Some((place, funnel.stages.get(place)?)));
    let rows_title = about.map_or_else(Both::default, |(_, stage)| {
        let (en, tr) = (&stage.name.en, &stage.name.tr);
        Both {
            en: format!("{en}: share of those who entered, with the interval that holds it with 95 % confidence"),
            tr: format!("{tr}: girenler içindeki payı ve bu payı %95 güvenle içeren aralık"),
        }
    });
    let rows = about.map_or_else(Vec::new, |(place, _)| funnel.groups.iter().filter_map(|it| row(it, place)).collect());
    FunnelView {
        title: both!(en = "Funnel", tr = "Huni"),
        scope: scope(funnel),
        entered: funnel.whole.entered,
        stages: stages.collect(),
        rows_title,
        rows,
        notes: notes(funnel, stage),
    }
}

/// A share of leads that can be judged where there are any, else of all.
fn row(group: &Group, place: usize) -> Option<RowView> {
    let cell = group.cells.get(place)?;
    let share = if cell.judged.of > 0 { cell.judged } else { cell.through };
    Some(RowView { label: label(&group.key), share, mark: mark(cell) })
}

/// How far a cell can be judged.
fn mark(cell: &Cell) -> Mark {
    let few = |of: u64| of < LEADS_MIN;
    match () {
        () if cell.judged.of == 0 && few(cell.through.of) => Mark::Few,
        () if cell.is_open() && cell.cut > 0 => Mark::Cut,
        () if cell.is_open() => Mark::Young,
        () if few(cell.judged.of) => Mark::Few,
        () => Mark::Plain,
    }
}

/// Which leads, and when that was read.
fn scope(funnel: &Funnel) -> Both {
    let (zone, on) = (&funnel.zone, funnel.as_of.day());
    let months = months_of(funnel);
    let source = funnel.query.source.as_ref();
    let (from_en, from_tr) = source
        .map_or_else(Default::default, |it| (format!(" from the source “{it}”"), format!(", kaynağı “{it}” olan")));
    match months {
        Some((first, last)) => both!(
            en = "Leads{from_en} that entered from {first} to {last} (months of {zone}), read on {on}.",
            tr = "{first} ile {last} arasında giren{from_tr} adaylar (aylar {zone} saatiyle), okunduğu gün: {on}."
        ),
        None => both!(
            en = "No leads{from_en} entered (months of {zone}), read on {on}.",
            tr = "Giren{from_tr} aday yok (aylar {zone} saatiyle), okunduğu gün: {on}."
        ),
    }
}

/// The first and the last month: as asked, else as found.
fn months_of(funnel: &Funnel) -> Option<(String, String)> {
    let found = funnel.months?;
    let (first, last) = (funnel.query.from.unwrap_or(found.0), funnel.query.to.unwrap_or(found.1));
    (funnel.whole.entered > 0).then(|| (first.to_string(), last.to_string()))
}

/// What must be known to read a funnel. `stage`: the place of the stage that rows are about.
pub fn notes(funnel: &Funnel, stage: Option<usize>) -> Vec<Both> {
    let mut notes = Vec::new();
    notes.extend(stage.and_then(|place| judged(funnel, place)));
    for (stage, cell) in told_apart(funnel) {
        notes.extend(cut(stage, cell));
        notes.extend(young(stage, cell));
    }
    notes.extend(before(funnel));
    notes.extend(untimed(funnel));
    let few = |it: &&Group| stage.and_then(|place| it.cells.get(place)).is_some_and(|it| mark(it) == Mark::Few);
    if funnel.groups.iter().any(|it| few(&it)) {
        notes.push(both!(
            en = "Of fewer than {LEADS_MIN} leads both numbers stand in the place of a share: they are too few to judge.",
            tr = "{LEADS_MIN} adaydan azında payın yerinde iki sayı durur: değerlendirmek için çok azdır."
        ));
    }
    notes
}

/// The share of the leads that can be judged, where that is not all.
fn judged(funnel: &Funnel, place: usize) -> Option<Both> {
    let (stage, cell) = (funnel.stages.get(place)?, funnel.whole.cells.get(place)?);
    if cell.judged.of == cell.through.of || cell.judged.of == 0 {
        return None;
    }
    let (it, (low, high)) = (cell.judged.millionths()?, cell.judged.interval()?);
    // A month is judged whole or not at all; other groups have leads of both kinds.
    let rows = match funnel.query.by {
        By::Month => Both::default(),
        By::Source | By::Field(_) => both!(
            en = " The picture's rows, and the table's last column, show these alone.",
            tr = " Resmin satırları ve tablonun son sütunu yalnızca bunları gösterir."
        ),
    };
    let text = |lang: Lang| {
        let (part, of) = (whole(cell.judged.part, lang), whole(cell.judged.of, lang));
        let (share, low, high) = (percent(it, lang), percent(low, lang), percent(high, lang));
        let name = stage.name.get(lang);
        kopru_engine::say!(
            lang,
            en = "{name}: {part} of the {of} leads that can be judged, {share} (between {low} and {high}).",
            tr = "{name}: değerlendirilebilen {of} adaydan {part} tanesi, {share} ({low} ile {high} arasında)."
        )
    };
    Some(Both { en: text(Lang::En) + &rows.en, tr: text(Lang::Tr) + &rows.tr })
}

/// Stages that are judged each in its own way: of those judged like a later one only that one.
fn told_apart(funnel: &Funnel) -> Vec<(&FunnelStage, &Cell)> {
    let all: Vec<_> = funnel.stages.iter().zip(&funnel.whole.cells).collect();
    let next = |place: usize| all.get(place + 1).and_then(|it| it.0.judged.as_ref());
    let own =
        all.iter().enumerate().filter(|(place, it)| it.0.judged.is_some() && it.0.judged.as_ref() != next(*place));
    own.map(|(_, it)| *it).collect()
}

fn cut(stage: &FunnelStage, cell: &Cell) -> Option<Both> {
    let judged = stage.judged.as_ref().filter(|_| cell.cut > 0)?;
    let (from, months) = (judged.seen_from?, span_of(&judged.cut)?);
    let (en, tr) = (&stage.name.en, &stage.name.tr);
    Some(Both {
        en: format!(
            "{en}: outcomes before {from} are missing from the data; too few were seen where many were to be expected. Leads that entered {} cannot be judged by it.",
            months.en
        ),
        tr: format!(
            "{tr}: {from} öncesinin sonuçları veride eksik; çok sonuç beklenirken çok az görüldü. {} giren adaylar buna göre değerlendirilemez.",
            months.tr
        ),
    })
}

fn young(stage: &FunnelStage, cell: &Cell) -> Option<Both> {
    let judged = stage.judged.as_ref().filter(|_| cell.young > 0)?;
    let (takes, months) = (judged.takes? * 60, span_of(&judged.young)?);
    let (en, tr) = (&stage.name.en, &stage.name.tr);
    Some(Both {
        en: format!(
            "{en}: nine of ten come within {}. Leads that entered {} have not all had so long: their share is not final.",
            span(takes, Lang::En),
            months.en
        ),
        tr: format!(
            "{tr}: onda dokuzu {} içinde gelir. {} giren adayların hepsi bu süreyi doldurmadı: payları kesin değil.",
            span(takes, Lang::Tr),
            months.tr
        ),
    })
}

/// `from 2017-06 to 2017-12`; they are most often in a row.
fn span_of(months: &BTreeSet<Month>) -> Option<Both> {
    let (first, last) = (months.first()?, months.last()?);
    let in_a_row = last.number() - first.number() + 1 == i64::try_from(months.len()).unwrap_or(0);
    Some(match (months.len(), in_a_row) {
        (1, _) => both!(en = "in {first}", tr = "{first} ayında"),
        (_, true) => both!(en = "from {first} to {last}", tr = "{first} ile {last} arasında"),
        _ => {
            let all = months.iter().map(Month::to_string).collect::<Vec<_>>().join(", ");
            both!(en = "in {all}", tr = "{all} aylarında")
        }
    })
}

fn before(funnel: &Funnel) -> Option<Both> {
    let cells = || funnel.stages.iter().zip(&funnel.whole.cells).filter(|it| it.1.reach.before > 0);
    cells().next()?;
    let list = |lang: Lang| {
        let each = cells().map(|(stage, it)| format!("{} {}", stage.name.get(lang), whole(it.reach.before, lang)));
        each.collect::<Vec<_>>().join(", ")
    };
    let (en, tr) = (list(Lang::En), list(Lang::Tr));
    Some(both!(
        en = "Dated before the entry, and counted as less than no time: {en}.",
        tr = "Girişten önceki tarihi taşıyan ve sıfırdan kısa sayılan: {tr}."
    ))
}

fn untimed(funnel: &Funnel) -> Option<Both> {
    let most = funnel.whole.cells.iter().map(|it| it.reach.untimed).max().filter(|it| *it > 0)?;
    let (en, tr) = (whole(most, Lang::En), whole(most, Lang::Tr));
    Some(both!(
        en = "Up to {en} decisions of a stage were made when older facts were imported: they count, but have no time.",
        tr = "Bir aşamada en çok {tr} karar eski olgular içe aktarılırken verildi: sayılır, ama süreleri yoktur."
    ))
}

/// What a funnel is broken down by, as a heading.
pub fn by_title(by: &By) -> Both {
    match by {
        By::Month => both!(en = "By month of entry", tr = "Giriş ayına göre"),
        By::Source => both!(en = "By source", tr = "Kaynağa göre"),
        By::Field(name) => both!(en = "By {name}", tr = "{name} alanına göre"),
    }
}

/// Whether a share is no final one, and why, in a word.
pub fn mark_of(group: &Group, place: usize) -> Mark {
    group.cells.get(place).map_or(Mark::Plain, mark)
}
