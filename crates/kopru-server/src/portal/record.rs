//! A person's record: by what they are known, records that were merged into it, and erasing them (KVKK, GDPR).

use super::acts::with;
use super::said;
use super::{Fault, Reply, Visit};
use kopru_engine::fact::Subject;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::lead::PersonView;
use kopru_store::merge::MergeRow;
use kopru_store::{Id, StoreError};

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (lang, id) = (visit.lang, visit.lead()?);
    let store = &visit.app.services.store;
    let person = store.person(id).await?;
    if let Some(survivor) = person.merged_into {
        return Ok(Reply::see(format!("/leads/{survivor}/record")));
    }
    if person.erased_at.is_some() {
        return Ok(Reply::see("/leads?not=erased"));
    }
    let view = store.lead(id).await?;
    let hidden = crate::api::hidden(&visit.veil().await?, &view.book.playbook);
    let name = said::name(&view.row, hidden);
    let merges = store.merges(id).await?;
    let parts = vec![
        Part::Heading(say!(lang, en = "Known by", tr = "Tanındığı bilgiler")),
        Part::Table(identities(&person, hidden.1, lang)),
        Part::Heading(say!(lang, en = "Merged records", tr = "Birleştirilen kayıtlar")),
        Part::Table(merged(&visit, id, &merges).await?),
        Part::Form(merge_form(id, lang)),
        Part::Heading(say!(lang, en = "Erase this person", tr = "Bu kişiyi sil")),
        Part::Lines(vec![say!(
            lang,
            en = "Name, addresses, words and quotes go from tables, logs and new backups; counts stay. An import of them is refused from then on. This cannot be undone.",
            tr = "Ad, adresler, sözler ve alıntılar tablolardan, günlüklerden ve yeni yedeklerden silinir; sayılar kalır. Sonraki içe aktarmalar reddedilir. Bu geri alınamaz."
        )]),
        Part::Form(erase_form(id, lang)),
    ];
    let title = say!(lang, en = "Record of {name}", tr = "{name} kaydı");
    let ways = vec![(say!(lang, en = "The lead's page", tr = "Adayın sayfası"), format!("/leads/{id}"), false)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about: Vec::new(), ways, parts })))
}

fn identities(person: &PersonView, addresses_hidden: bool, lang: Lang) -> Table {
    let head = vec![(say!(lang, en = "Kind", tr = "Tür"), false), (say!(lang, en = "Value", tr = "Değer"), false)];
    let kind = |kind: &str| match kind {
        "email" => say!(lang, en = "e-mail address", tr = "e-posta adresi"),
        "phone" => say!(lang, en = "telephone", tr = "telefon"),
        "visitor" => say!(lang, en = "browser", tr = "tarayıcı"),
        _ => say!(lang, en = "id of another system", tr = "başka bir sistemdeki kimlik"),
    };
    let shown = person.identities.iter().filter(|it| !addresses_hidden || it.kind == "external");
    let rows = shown.map(|it| vec![Cell::from(kind(it.kind)), Cell::from(it.value.replace('\u{1f}', ":"))]);
    Table { head, rows: rows.collect(), empty: String::new() }
}

async fn merged(visit: &Visit, id: Id, merges: &[MergeRow]) -> Result<Table, Fault> {
    let (lang, zone) = (visit.lang, visit.zone(visit.book().await?.as_deref()));
    let head = vec![
        (say!(lang, en = "When", tr = "Ne zaman"), false),
        (say!(lang, en = "By", tr = "Kim"), false),
        (say!(lang, en = "Record", tr = "Kayıt"), false),
        (String::new(), false),
    ];
    let rows = merges.iter().filter(|it| it.survivor == id).map(|it| {
        let last = match &it.undone {
            Some((_, by)) => Cell::from(say!(lang, en = "taken apart by {by}", tr = "{by} ayırdı")),
            None => {
                let form = ActForm {
                    to: format!("/leads/{id}/unmerge"),
                    hidden: vec![("merge".into(), it.merge.to_string())],
                    title: say!(lang, en = "Take apart", tr = "Ayır"),
                    ..ActForm::default()
                };
                Cell { acts: vec![form], ..Cell::default() }
            }
        };
        let loser: String = it.loser.to_string();
        vec![Cell::from(said::when(it.at, &zone)), Cell::from(it.by.clone()), Cell::from(loser), last]
    });
    let empty =
        say!(lang, en = "No other record was merged into this one.", tr = "Bu kayda başka kayıt birleştirilmedi.");
    Ok(Table { head, rows: rows.collect(), empty })
}

fn merge_form(id: Id, lang: Lang) -> ActForm {
    let label = say!(
        lang,
        en = "E-mail address, telephone or page of the other record; it becomes part of this one",
        tr = "Öteki kaydın e-posta adresi, telefonu ya da sayfası; bu kaydın parçası olur"
    );
    ActForm {
        to: format!("/leads/{id}/merge"),
        title: say!(lang, en = "Merge", tr = "Birleştir"),
        fields: vec![Field::new("other", label, Input::Text(String::new())).needed()],
        ..ActForm::default()
    }
}

fn erase_form(id: Id, lang: Lang) -> ActForm {
    let label = say!(
        lang,
        en = "I have checked that this person wants to be forgotten",
        tr = "Bu kişinin unutulmak istediğini doğruladım"
    );
    ActForm {
        to: format!("/leads/{id}/erase"),
        title: say!(lang, en = "Erase for good", tr = "Kalıcı olarak sil"),
        weight: Weight::Grave,
        fields: vec![Field::new("sure", label, Input::Check(false)).needed()],
        ..ActForm::default()
    }
}

/// The record that somebody means: by the end of its page's address, an address or a telephone.
async fn meant(visit: &Visit, text: &str) -> Result<Option<Id>, Fault> {
    let last = text.trim_end_matches('/').rsplit('/').find_map(Id::parse);
    if last.is_some() {
        return Ok(last);
    }
    let subject = if text.contains('@') { Subject::Email(text.to_owned()) } else { Subject::Phone(text.to_owned()) };
    let found = visit.app.services.people_named(&subject).await?;
    Ok(found.into_iter().find(|it| it.merged_into.is_none() && it.erased_at.is_none()).map(|it| it.id))
}

fn back<T>(to: &str, done: Result<T, StoreError>, word: &str) -> Result<Reply, Fault> {
    match done {
        Ok(_) => Ok(Reply::see(with(to, &[("done", word)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(to, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// Merges another record into this one.
pub(super) async fn merge(visit: Visit) -> Result<Reply, Fault> {
    let (id, user) = (visit.lead()?, visit.user()?.id.clone());
    let here = format!("/leads/{id}/record");
    match meant(&visit, visit.sent("other").unwrap_or_default()).await? {
        Some(other) => back(&here, visit.app.services.store.merge(id, other, user).await, "record_merged"),
        None => Ok(Reply::see(with(&here, &[("not", "record_unknown")]))),
    }
}

/// Takes a merge apart.
pub(super) async fn unmerge(visit: Visit) -> Result<Reply, Fault> {
    let (id, user) = (visit.lead()?, visit.user()?.id.clone());
    let here = format!("/leads/{id}/record");
    match visit.sent("merge").and_then(Id::parse) {
        Some(merge) => back(&here, visit.app.services.store.unmerge(merge, user).await, "record_parted"),
        None => Ok(Reply::see(with(&here, &[("not", "record_unknown")]))),
    }
}

/// Erases the person.
pub(super) async fn erase(visit: Visit) -> Result<Reply, Fault> {
    let (id, user) = (visit.lead()?, visit.user()?.id.clone());
    if visit.sent("sure").is_none() {
        return Ok(Reply::see(with(&format!("/leads/{id}/record"), &[("not", "not_sure")])));
    }
    match visit.app.services.store.erase(id, user).await {
        Ok(it) => {
            if it.left.is_some() {
                tracing::warn!("something erased may still lie in the database's files until they are scrubbed");
            }
            Ok(Reply::see("/leads?done=record_erased"))
        }
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&format!("/leads/{id}/record"), &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}
