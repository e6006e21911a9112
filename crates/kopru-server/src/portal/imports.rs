//! Files that became leads: what was imported, and where the next one is brought.

pub(super) mod undo;

use super::acts::with;
use super::said;
use super::{Fault, Reply, Visit};
use crate::intake::suggest::SuggestFault;
use crate::uploads::{HoldError, Run, Upload};
use jiff::tz::TimeZone;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input, Notice, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::words::whole;
use kopru_store::StoreError;
use kopru_store::import::Import;
use kopru_store::team::profile::Role;

/// Imports that are listed.
const SHOWN: usize = 50;

fn title(lang: Lang) -> String {
    say!(lang, en = "Import", tr = "İçe aktarma")
}

/// What was imported, what waits, and where a file is brought.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    shown(&visit, None).await
}

async fn shown(visit: &Visit, wrong: Option<Both>) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let zone = visit.zone(visit.book().await?.as_deref());
    let mut parts = vec![Part::Form(form(lang))];
    let held = visit.app.uploads.of(visit.user()?.id.as_str(), visit.role()? == Role::Admin);
    if !held.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Not imported yet", tr = "Henüz içe aktarılmayanlar")));
        parts.push(Part::Table(waiting(&held, &zone, lang)));
    }
    parts.push(Part::Heading(say!(lang, en = "Imports", tr = "İçe aktarmalar")));
    parts.push(Part::Table(past_ones(&visit.app.services.store.imports(SHOWN).await?, &zone, lang)));
    let title = title(lang);
    let about = vec![say!(
        lang,
        en = "A table becomes people, companies and what happened with them. Its columns are matched, then it is tried; nothing is taken before. The same file again, or next week's, adds only what is new.",
        tr = "Bir tablo; kişilere, şirketlere ve onlarla ilgili olan bitene dönüşür. Önce sütunları eşleştirilir, sonra denenir; ondan önce hiçbir şey alınmaz. Aynı dosya ya da gelecek haftanınki yalnızca yeni olanı ekler."
    )];
    let mut shell = visit.shell(&title);
    if let Some(why) = wrong {
        shell.notice = Some(Notice { text: why.get(lang).to_owned(), wrong: true, undo: None });
    }
    Ok(Reply::page(sheet(&Sheet { shell, title, about, ways: Vec::new(), parts })))
}

fn form(lang: Lang) -> ActForm {
    let label = say!(
        lang,
        en = "A file: CSV or TSV, or facts, one JSON object a line (.jsonl)",
        tr = "Bir dosya: CSV ya da TSV; ya da her satırda bir JSON nesnesi olan olgular (.jsonl)"
    );
    ActForm {
        to: "/imports".into(),
        title: say!(lang, en = "Bring it", tr = "Getir"),
        fields: vec![Field::new("file", label, Input::File(".csv,.tsv,.txt,.jsonl,.ndjson".into())).needed()],
        weight: Weight::Main,
        ..ActForm::default()
    }
}

/// How large something is.
pub(super) fn size(bytes: u64, lang: Lang) -> String {
    match bytes >> 10 {
        0 => say!(lang, en = "{bytes} bytes", tr = "{bytes} bayt"),
        kib @ 1..10_240 => say!(lang, en = "{kib} KB", tr = "{kib} KB"),
        kib => {
            let mib = kib >> 10;
            say!(lang, en = "{mib} MB", tr = "{mib} MB")
        }
    }
}

fn waiting(held: &[std::sync::Arc<Upload>], zone: &TimeZone, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "File", tr = "Dosya"), false),
        (say!(lang, en = "Brought", tr = "Getirildi"), false),
        (say!(lang, en = "By", tr = "Getiren"), false),
        (say!(lang, en = "Size", tr = "Boyut"), true),
        (say!(lang, en = "Where it is", tr = "Durum"), false),
    ];
    let state = |it: &Upload| match it.run() {
        Run::Not => say!(lang, en = "columns are being matched", tr = "sütunlar eşleştiriliyor"),
        Run::Waiting(_) | Run::Going(..) => say!(lang, en = "being read", tr = "okunuyor"),
        Run::Done(done) if done.outcome.is_err() => say!(lang, en = "broke off", tr = "yarıda kaldı"),
        Run::Done(done) if done.dry_run => say!(lang, en = "tried", tr = "denendi"),
        Run::Done(_) => say!(lang, en = "imported", tr = "içe aktarıldı"),
    };
    let rows = held.iter().map(|it| {
        let to = match it.run() {
            Run::Not => format!("/imports/files/{}", it.id),
            _ => format!("/imports/files/{}/run", it.id),
        };
        vec![
            Cell::link(it.name.clone(), to),
            Cell::from(said::when(it.at, zone)),
            Cell::from(it.by.clone()),
            Cell::from(size(it.bytes, lang)),
            Cell::from(state(it)),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

fn past_ones(all: &[Import], zone: &TimeZone, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "File", tr = "Dosya"), false),
        (say!(lang, en = "Began", tr = "Başladı"), false),
        (say!(lang, en = "By", tr = "Kim"), false),
        (say!(lang, en = "State", tr = "Durum"), false),
        (say!(lang, en = "Rows", tr = "Satır"), true),
        (say!(lang, en = "New facts", tr = "Yeni olgu"), true),
        (say!(lang, en = "Known already", tr = "Zaten bilinen"), true),
        (say!(lang, en = "Refused", tr = "Reddedilen"), true),
    ];
    let rows = all.iter().map(|it| {
        let count = |count: u64| match it.ended_at {
            Some(_) => Cell::from(whole(count, lang)),
            None => Cell::from("–".to_owned()),
        };
        vec![
            Cell::link(format!("{} · {}", it.number, it.file), format!("/imports/{}", it.number)),
            Cell::from(said::when(it.started_at, zone)),
            Cell::from(it.actor.clone()),
            Cell::from(undo::state(it, lang)),
            count(it.counts.rows),
            count(it.counts.facts),
            count(it.counts.known),
            count(it.counts.refused),
        ]
    });
    let empty = say!(
        lang,
        en = "Nothing was imported yet. An export of the CRM, the list of a fair, sign-ups of a webinar: bring the file as it is.",
        tr = "Henüz hiçbir şey içe aktarılmadı. CRM'den bir dışa aktarım, fuar listesi, webinar kayıtları: dosyayı olduğu gibi getirin."
    );
    Table { head, rows: rows.collect(), empty }
}

/// One import.
pub(super) async fn past(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let number: i64 = visit.part().parse().map_err(|_| Fault::Missing)?;
    let (it, going) = visit.app.undoing.beside(|| visit.app.services.store.import_of(number)).await?;
    let going = going.contains(&number);
    let zone = visit.zone(visit.book().await?.as_deref());
    let (began, actor) = (said::when(it.started_at, &zone), &it.actor);
    let lines = match it.ended_at {
        Some(at) => {
            let ended = said::when(at, &zone);
            let [rows, facts, known, refused] =
                [it.counts.rows, it.counts.facts, it.counts.known, it.counts.refused].map(|it| whole(it, lang));
            vec![
                say!(
                    lang,
                    en = "{actor} imported it: {began} to {ended}.",
                    tr = "{actor} içe aktardı: {began} – {ended}."
                ),
                say!(
                    lang,
                    en = "Rows: {rows}. Facts that are new: {facts}; that were known: {known}; refused: {refused}.",
                    tr = "Satır: {rows}. Yeni olgu: {facts}; zaten bilinen: {known}; reddedilen: {refused}."
                ),
            ]
        }
        None => vec![say!(
            lang,
            en = "{actor} began it: {began}. It runs still, or was stopped: import the same file again to go on.",
            tr = "{actor} başlattı: {began}. Hâlâ sürüyor ya da durduruldu: sürdürmek için aynı dosyayı yeniden içe aktarın."
        )],
    };
    let mut parts = vec![Part::Lines(lines)];
    parts.extend(undo::parts(&it, going, &zone, lang));
    if let Some(map) = &it.map {
        parts.push(Part::Heading(say!(lang, en = "How its columns were matched", tr = "Sütunların eşleşmesi")));
        parts.push(Part::Text(map.clone()));
    }
    let file = &it.file;
    let title = say!(lang, en = "Import {number}: {file}", tr = "İçe aktarma {number}: {file}");
    let ways = vec![(say!(lang, en = "All imports", tr = "Tüm içe aktarmalar"), "/imports".to_owned(), false)];
    let sheet = sheet(&Sheet { shell: visit.shell(&title), title, about: Vec::new(), ways, parts });
    Ok(Reply { again: going, ..Reply::page(sheet) })
}

/// Takes a file that is brought.
pub(super) async fn bring(mut visit: Visit) -> Result<Reply, Fault> {
    let back = |code: &str| Ok(Reply::see(with("/imports", &[("not", code)])));
    let it = match visit.file.take() {
        Some(Ok(it)) => it,
        Some(Err(why)) => return back(why.code()),
        None => return back("no_file"),
    };
    let by = visit.user()?.id.clone();
    match visit.app.uploads.hold(&visit.app.services, it, by.as_str(), visit.lang).await {
        Ok(upload) => Ok(Reply::see(format!("/imports/files/{}", upload.id))),
        Err(HoldError::Store(StoreError::Refused(code, _))) => back(code),
        Err(HoldError::Store(fault)) => Err(fault.into()),
        Err(HoldError::File(fault)) => shown(&visit, Some(unreadable(&fault))).await,
    }
}

/// Why a file is no table.
fn unreadable(fault: &SuggestFault) -> Both {
    let (code, Both { en, tr }) = fault.text();
    Both { en: format!("The file cannot be read: {en} [{code}]."), tr: format!("Dosya okunamıyor: {tr} [{code}].") }
}
