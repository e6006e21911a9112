//! An import is undone: first what that would do, then how far it is and what it did.

use super::super::{Fault, Reply, Visit, said};
use crate::limits::UNDO_LOOKED_AT;
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Weight};
use kopru_portal::tables::{Part, Sheet, sheet};
use kopru_portal::words::whole;
use kopru_store::import::{Import, Undone};

/// Where an import stands, in a word.
pub(super) fn state(it: &Import, lang: Lang) -> String {
    match (&it.undo, it.ended_at) {
        (Some(undo), _) if undo.done.is_some() => say!(lang, en = "undone", tr = "geri alındı"),
        (Some(_), _) => say!(lang, en = "partly undone", tr = "bir kısmı geri alındı"),
        (None, Some(_)) => say!(lang, en = "imported", tr = "içe aktarıldı"),
        (None, None) => say!(lang, en = "not ended", tr = "bitmedi"),
    }
}

/// What an import's page says of its undoing. `going`: this process is at it.
pub(super) fn parts(it: &Import, going: bool, zone: &TimeZone, lang: Lang) -> Vec<Part> {
    let number = it.number;
    let to = format!("/imports/{number}/undo");
    let Some(undo) = &it.undo else {
        let words = say!(lang, en = "Undo this import …", tr = "Bu içe aktarmayı geri al …");
        return vec![Part::Link(words, to)];
    };
    let [removed, retracted, kept] = [undo.removed, undo.retracted, undo.kept].map(|it| whole(it, lang));
    if going {
        return vec![Part::Verdict(
            say!(
                lang,
                en = "It is being undone: {removed} people removed and {retracted} facts of others taken back so far.",
                tr = "Geri alınıyor: şimdiye kadar {removed} kişi kaldırıldı, başkalarının {retracted} olgusu geri alındı."
            ),
            "",
        )];
    }
    let mut lines = vec![match &undo.done {
        Some((at, by)) => {
            let at = said::when(*at, zone);
            say!(lang, en = "{by} undid it: {at}.", tr = "{by} geri aldı: {at}.")
        }
        None => {
            say!(lang, en = "Its undoing was stopped before it was through.", tr = "Geri alınması tamamlanmadan durdu.")
        }
    }];
    lines.push(say!(
        lang,
        en = "People removed: {removed}. Facts of other people taken back: {retracted}; that could not be: {kept}.",
        tr = "Kaldırılan kişi: {removed}. Başka kişilerin geri alınan olgusu: {retracted}; geri alınamayan: {kept}."
    ));
    let mut parts = vec![Part::Lines(lines)];
    if undo.done.is_none() {
        parts.push(Part::Link(say!(lang, en = "Go on …", tr = "Sürdür …"), to));
    }
    parts
}

fn number(visit: &Visit) -> Result<i64, Fault> {
    visit.part().parse().map_err(|_| Fault::Missing)
}

/// What undoing it would do.
pub(in super::super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (lang, number) = (visit.lang, number(&visit)?);
    let it = visit.app.services.store.import_of(number).await?;
    let (would, all) = visit.app.services.undo_would(number, UNDO_LOOKED_AT).await?;
    let nothing = Undone { kept: 0, ..would } == Undone::default() && all;
    let mut parts = vec![Part::Lines(plan(&would, all, lang))];
    if nothing {
        let words = say!(lang, en = "There is nothing to undo.", tr = "Geri alınacak bir şey yok.");
        parts.push(Part::Verdict(words, ""));
    }
    // An undo that was stopped is brought to its end, even when nobody is left to remove.
    if !nothing || it.undo.is_some_and(|it| it.done.is_none()) {
        parts.push(Part::Form(ActForm {
            to: format!("/imports/{number}/undo"),
            title: say!(lang, en = "Undo the import", tr = "İçe aktarmayı geri al"),
            weight: Weight::Grave,
            ..ActForm::default()
        }));
    }
    let file = &it.file;
    let title = say!(lang, en = "Undo import {number}: {file}", tr = "İçe aktarma {number} geri alınsın mı: {file}");
    let about = vec![say!(
        lang,
        en = "For the wrong file, or a wrong mapping. Afterwards the right one can be imported, the same file too.",
        tr = "Yanlış dosya ya da yanlış eşleme için. Ardından doğrusu içe aktarılabilir, aynı dosya da."
    )];
    let back = (say!(lang, en = "The import", tr = "İçe aktarma"), format!("/imports/{number}"), false);
    let ways = vec![(say!(lang, en = "All imports", tr = "Tüm içe aktarmalar"), "/imports".to_owned(), false), back];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

fn plan(would: &Undone, all: bool, lang: Lang) -> Vec<String> {
    let [removed, facts, retracted, kept] =
        [would.removed, would.facts, would.retracted, would.kept].map(|it| whole(it, lang));
    let mut lines = vec![
        say!(
            lang,
            en = "People of whom nothing else is known: {removed}. They are removed with {facts} facts and all that was decided of them, and so are companies that nobody is left of.",
            tr = "Hakkında başka bir şey bilinmeyen kişi: {removed}. {facts} olgu ve haklarında verilmiş bütün kararlarla birlikte kaldırılırlar; kimsesi kalmayan şirketler de."
        ),
        say!(
            lang,
            en = "Facts of people who stay, because they were known before, came again, or somebody worked on them: {retracted}. Each is taken back by a new fact; a stage that was reached meanwhile stays.",
            tr = "Önceden bilinen, yeniden gelen ya da üzerinde çalışılmış olduğu için kalan kişilerin olguları: {retracted}. Her biri yeni bir olguyla geri alınır; bu arada ulaşılan aşama kalır."
        ),
    ];
    if would.kept > 0 {
        lines.push(say!(
            lang,
            en = "Facts that stay: {kept}. They report an act or a stage, which is followed by a new one and never taken back, or their person was erased.",
            tr = "Kalan olgu: {kept}. Bir eylemi ya da aşamayı bildirirler, bunlar geri alınmaz, ardından yenisi gelir; ya da kişileri silinmiştir."
        ));
    }
    if !all {
        let people = whole(UNDO_LOOKED_AT as u64, lang);
        lines.push(say!(
            lang,
            en = "Only the first {people} people were looked at: it will be more.",
            tr = "Yalnızca ilk {people} kişiye bakıldı: gerçekte daha çok olacak."
        ));
    }
    lines
}

/// Begins to undo it.
pub(in super::super) async fn start(visit: Visit) -> Result<Reply, Fault> {
    let number = number(&visit)?;
    visit.app.services.may_decide()?;
    visit.app.services.store.import_of(number).await?;
    let by = visit.user()?.id.clone();
    visit.app.undoing.start(&visit.app.services, number, by.as_str().to_owned());
    Ok(Reply::see(format!("/imports/{number}")))
}
