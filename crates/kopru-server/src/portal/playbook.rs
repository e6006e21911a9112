//! The agreement as both teams read it: the version in force, any other, and what changed between two.

use super::said;
use super::{Fault, Reply, Visit};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::playbook::aloud::{Chapter, chapters};
use kopru_engine::playbook::diff;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Part, Sheet, Spoken, Table, sheet};
use kopru_store::book::Book;
use kopru_store::publish::Publication;
use kopru_store::team::profile::Role;
use std::sync::Arc;

/// The agreement in force, what is proposed, and every version.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let title = say!(lang, en = "Playbook", tr = "Oyun kitabı");
    let Some(book) = visit.book().await? else {
        let about = vec![said::why_not("no_playbook", lang)];
        let first = say!(lang, en = "Take up the first agreement", tr = "İlk anlaşmayı yürürlüğe koy");
        let parts = match visit.role()? {
            Role::Admin => vec![Part::Link(first, "/playbook/first".into())],
            _ => Vec::new(),
        };
        return Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, parts, ..Sheet::default() })));
    };
    let publications = visit.app.services.store.publications().await?;
    let mut parts = super::proposals::listed(&visit).await?;
    parts.push(Part::Heading(say!(lang, en = "The agreement", tr = "Anlaşma")));
    parts.extend(read(&book.playbook, lang));
    parts.push(Part::Heading(say!(lang, en = "Versions", tr = "Sürümler")));
    parts.push(Part::Table(versions(&visit, &book, &publications)));
    if publications.len() > 1 {
        parts.push(Part::Choose(compare_form(&publications, None, lang)));
    }
    let about = vec![say!(
        lang,
        en = "What marketing and sales agreed, as it decides now. Both teams change it here; its file with `kopru playbook publish`.",
        tr = "Pazarlama ve satışın anlaştığı, şu an karar veren kurallar. İki ekip burada değiştirir; dosyası `kopru playbook publish` ile yayımlanır."
    )];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: Vec::new(), parts })))
}

/// The agreement part by part.
pub(super) fn read(playbook: &Playbook, lang: Lang) -> Vec<Part> {
    let spoken = |it: Chapter| Spoken {
        title: it.title.clone(),
        lines: it.lines.iter().map(|it| (it.anchor.clone(), it.is_below(), it.words().to_owned())).collect(),
    };
    vec![Part::Agreement(chapters(playbook, lang).into_iter().map(spoken).collect())]
}

/// What a publication is called: `3. 2026.1 (9f…)`.
fn called(it: &Publication) -> String {
    let (seq, version) = (it.seq, &it.version);
    if it.label.is_empty() { format!("{seq}. {version}") } else { format!("{seq}. {} ({version})", it.label) }
}

fn versions(visit: &Visit, book: &Book, publications: &[Publication]) -> Table {
    let (lang, zone) = (visit.lang, visit.zone(Some(book)));
    let head = vec![
        (say!(lang, en = "Version", tr = "Sürüm"), false),
        (say!(lang, en = "Published", tr = "Yayımlanma"), false),
        (say!(lang, en = "By", tr = "Yayımlayan"), false),
        (say!(lang, en = "Leads under it", tr = "Buna bağlı adaylar"), true),
        (say!(lang, en = "What changed", tr = "Ne değişti"), false),
    ];
    let row = |it: &Publication| {
        let before = publications.iter().find(|other| other.seq + 1 == it.seq);
        let changed = before.map_or_else(Cell::default, |before| {
            let words = say!(lang, en = "Compare with the one before", tr = "Öncekiyle karşılaştır");
            Cell::link(words, format!("/playbook/compare?from={}&to={}", before.seq, it.seq))
        });
        vec![
            Cell::link(called(it), format!("/playbook/versions/{}", it.seq)),
            Cell::from(said::when(it.published_at, &zone)),
            Cell::from(it.published_by.clone()),
            Cell::from(kopru_portal::words::whole(u64::try_from(it.leads).unwrap_or(0), lang)),
            changed,
        ]
    };
    Table { head, rows: publications.iter().map(row).collect(), empty: String::new() }
}

/// How two versions are chosen.
fn compare_form(publications: &[Publication], chosen: Option<(&str, &str)>, lang: Lang) -> ActForm {
    let all: Vec<(String, String)> = publications.iter().map(|it| (it.seq.to_string(), called(it))).collect();
    // Without a choice: the last change.
    let last = |place: usize| publications.iter().rev().nth(place).map(|it| it.seq.to_string()).unwrap_or_default();
    let newest_first = publications.first().map(|it| it.seq) > publications.last().map(|it| it.seq);
    let (mut from, mut to) = (last(1), last(0));
    if newest_first {
        let first = |place: usize| publications.get(place).map(|it| it.seq.to_string()).unwrap_or_default();
        (from, to) = (first(1), first(0));
    }
    if let Some(chosen) = chosen {
        (from, to) = (chosen.0.to_owned(), chosen.1.to_owned());
    }
    let before = say!(lang, en = "From version", tr = "Şu sürümden");
    let after = say!(lang, en = "to version", tr = "şu sürüme");
    ActForm {
        to: "/playbook/compare".into(),
        title: say!(lang, en = "Compare", tr = "Karşılaştır"),
        fields: vec![
            Field::new("from", before, Input::Choice(all.clone(), from)).needed(),
            Field::new("to", after, Input::Choice(all, to)).needed(),
        ],
        ..ActForm::default()
    }
}

/// A version by its number, or by its sixteen digits, with its publication where it was published.
async fn named(visit: &Visit, text: &str, all: &[Publication]) -> Result<(Arc<Book>, Option<Publication>), Fault> {
    let by_number = text.parse::<i64>().ok().and_then(|seq| all.iter().find(|it| it.seq == seq));
    let version = by_number.map_or_else(|| text.to_owned(), |it| it.version.clone());
    let book = visit.app.services.store.book_of_version(version.clone()).await?;
    let publication = by_number.or_else(|| all.iter().rev().find(|it| it.version == version));
    Ok((book, publication.cloned()))
}

/// One version.
pub(super) async fn version(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let all = visit.app.services.store.publications().await?;
    let (book, publication) = named(&visit, visit.part(), &all).await?;
    let in_force = visit.book().await?.is_some_and(|it| it.playbook.version == book.playbook.version);
    let version = publication.as_ref().map_or_else(|| book.playbook.version.to_string(), called);
    let title = say!(lang, en = "Version {version}", tr = "Sürüm {version}");
    let mut about = Vec::new();
    if let Some(it) = &publication {
        let (at, by) = (said::when(it.published_at, &visit.zone(Some(&book))), &it.published_by);
        about.push(say!(lang, en = "Published {at} by {by}.", tr = "Yayımlanma: {at}, {by}."));
    }
    about.push(match in_force {
        true => say!(lang, en = "It is in force.", tr = "Yürürlükte."),
        false => say!(lang, en = "It is not in force any more.", tr = "Artık yürürlükte değil."),
    });
    let mut ways = vec![(say!(lang, en = "All versions", tr = "Tüm sürümler"), "/playbook".to_owned(), false)];
    if let Some(it) = publication.as_ref().filter(|it| it.seq > 1) {
        let to = format!("/playbook/compare?from={}&to={}", it.seq - 1, it.seq);
        ways.push((say!(lang, en = "What it changed", tr = "Neyi değiştirdi"), to, false));
    }
    let mut parts = vec![Part::Heading(say!(lang, en = "The agreement", tr = "Anlaşma"))];
    parts.extend(read(&book.playbook, lang));
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

/// What changes from one version to another.
pub(super) async fn compare(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let all = visit.app.services.store.publications().await?;
    let (Some(from), Some(to)) = (visit.asked("from"), visit.asked("to")) else {
        return Ok(Reply::see("/playbook"));
    };
    let ((old, was), (new, is)) = (named(&visit, from, &all).await?, named(&visit, to, &all).await?);
    let name =
        |it: &Option<Publication>, book: &Book| it.as_ref().map_or_else(|| book.playbook.version.to_string(), called);
    let (was, is) = (name(&was, &old), name(&is, &new));
    let title = say!(lang, en = "What changed in the agreement", tr = "Anlaşmada ne değişti");
    let about = vec![say!(lang, en = "From {was} to {is}.", tr = "{was} → {is}.")];
    let changes = diff::said(&old.playbook, &new.playbook, lang);
    let count = changes.len();
    let verdict = match count {
        0 => say!(lang, en = "Nothing that decides differs.", tr = "Karar veren hiçbir şey farklı değil."),
        1 => say!(lang, en = "One change.", tr = "Bir değişiklik."),
        _ => say!(lang, en = "{count} changes.", tr = "{count} değişiklik."),
    };
    let mut parts = vec![Part::Choose(compare_form(&all, Some((from, to)), lang)), Part::Verdict(verdict, "")];
    if count > 0 {
        parts.push(Part::Agreement(vec![Spoken {
            title: String::new(),
            lines: changes.into_iter().map(|it| (String::new(), true, it)).collect(),
        }]));
    }
    let ways = vec![(say!(lang, en = "The agreement", tr = "Anlaşma"), "/playbook".to_owned(), false)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}
