//! Who changed what, and when: in words, filtered by who, what and when, page by page.

use super::said::{self, encode};
use super::{Fault, Reply, Visit};
use jiff::tz::TimeZone;
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::say;
use kopru_engine::time::DAY_SECS;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::Id;
use kopru_store::audit::{AuditQuery, Entry};
use serde_json::Value;

/// Entries of a page.
const ENTRIES: usize = 100;

/// Who changed what.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let zone = visit.zone(visit.book().await?.as_deref());
    let store = &visit.app.services.store;
    let day = |name: &str| visit.asked(name).and_then(|it| said::moment(it, &zone));
    let query = AuditQuery {
        before: visit.asked("before").and_then(Id::parse),
        actor: visit.asked("who").map(str::to_owned),
        action: visit.asked("what").map(str::to_owned),
        subject: visit.asked("of").map(str::to_owned),
        since: day("from"),
        // The last day is in it.
        until: day("to").map(|at| at.plus_secs(DAY_SECS)),
        limit: ENTRIES,
    };
    let found = store.audited_page(query).await?;
    let head = vec![
        (say!(lang, en = "When", tr = "Ne zaman"), false),
        (say!(lang, en = "Who", tr = "Kim"), false),
        (say!(lang, en = "What", tr = "Ne"), false),
        (say!(lang, en = "Of what", tr = "Neyin"), false),
        (say!(lang, en = "More", tr = "Ayrıntı"), false),
    ];
    let rows = found.entries.iter().map(|it| row(it, &zone, lang)).collect();
    let narrowed = ["who", "what", "of", "from", "to"].iter().any(|it| visit.asked(it).is_some());
    let empty = match (narrowed, found.next.is_some()) {
        (true, false) => say!(lang, en = "Nothing of this kind was done.", tr = "Böyle bir işlem yapılmadı."),
        (_, true) => {
            say!(lang, en = "Nothing of this kind among these.", tr = "Bunların arasında böyle bir işlem yok.")
        }
        _ => say!(lang, en = "Nothing was changed yet.", tr = "Henüz hiçbir şey değiştirilmedi."),
    };
    let mut parts = vec![Part::Choose(filter(&visit, lang).await?), Part::Table(Table { head, rows, empty })];
    if let Some(next) = found.next {
        let kept = visit.query().iter().filter(|it| ["who", "what", "of", "from", "to"].contains(&it.0.as_str()));
        let kept: String = kept.map(|(name, value)| format!("{name}={}&", encode(value))).collect();
        let further = say!(lang, en = "Earlier entries", tr = "Önceki kayıtlar");
        parts.push(Part::Link(further, format!("/audit?{kept}before={next}")));
    }
    let title = say!(lang, en = "Audit", tr = "Denetim izi");
    let ways = match narrowed || visit.asked("before").is_some() {
        true => vec![(say!(lang, en = "All, from the newest", tr = "Tümü, en yeniden"), "/audit".to_owned(), false)],
        false => Vec::new(),
    };
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about: Vec::new(), ways, parts })))
}

/// How the list is narrowed.
async fn filter(visit: &Visit, lang: Lang) -> Result<ActForm, Fault> {
    let (actors, actions) = visit.app.services.store.audit_words().await?;
    let held = |name: &str| visit.asked(name).unwrap_or_default().to_owned();
    let mut who: Vec<(String, String)> = actors.into_iter().map(|it| (it.clone(), it)).collect();
    who.sort_by_key(|it| it.1.to_lowercase());
    let mut what: Vec<(String, String)> =
        actions.into_iter().map(|it| (it.clone(), action(&it).get(lang).to_owned())).collect();
    what.sort_by_key(|it| it.1.to_lowercase());
    let mut fields = vec![
        Field::new("who", say!(lang, en = "Who", tr = "Kim"), Input::Choice(who, held("who"))),
        Field::new("what", say!(lang, en = "What", tr = "Ne"), Input::Choice(what, held("what"))),
        Field::new("from", say!(lang, en = "From", tr = "Başlangıç"), Input::Day(held("from"))),
        Field::new("to", say!(lang, en = "To", tr = "Bitiş"), Input::Day(held("to"))),
    ];
    if visit.asked("of").is_some() {
        fields.push(Field::new("of", say!(lang, en = "Of what", tr = "Neyin"), Input::Text(held("of"))));
    }
    Ok(ActForm { to: "/audit".into(), title: say!(lang, en = "Show", tr = "Göster"), fields, ..ActForm::default() })
}

fn row(it: &Entry, zone: &TimeZone, lang: Lang) -> Vec<Cell> {
    let subject = match place(it) {
        Some(to) => Cell::link(it.subject.clone(), to),
        None => Cell::from(it.subject.clone()),
    };
    vec![
        Cell::from(said::when(it.at, zone)),
        Cell::from(it.actor.clone()),
        Cell::from(action(&it.action).get(lang).to_owned()),
        subject,
        Cell::from(details(&it.detail, lang)),
    ]
}

/// The page of what was changed, where it has one.
fn place(it: &Entry) -> Option<String> {
    let kind = it.action.split('.').next().unwrap_or_default();
    let subject = encode(&it.subject);
    Some(match kind {
        "person" if it.action != "person.erased" => format!("/leads/{subject}"),
        "fact" | "email" => format!("/leads/{subject}"),
        "user" => format!("/team/{subject}"),
        "proposal" => format!("/playbook/changes/{subject}"),
        "playbook" => format!("/playbook/versions/{subject}"),
        "import" => format!("/imports/{subject}"),
        _ => return None,
    })
}

/// The rest of an entry, as words with values.
fn details(detail: &Value, lang: Lang) -> String {
    let Some(all) = detail.as_object() else { return String::new() };
    let said = all.iter().map(|(name, it)| format!("{}: {}", word(name).get(lang), value(it, lang)));
    said.collect::<Vec<_>>().join("; ")
}

/// A value; of what was one thing and became another both, of lists of more than words how many there are.
fn value(it: &Value, lang: Lang) -> String {
    match it {
        Value::String(text) => text.clone(),
        Value::Array(all) if all.iter().all(Value::is_string) => {
            let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            if all.is_empty() { "–".to_owned() } else { all.join(", ") }
        }
        Value::Array(all) => {
            let count = all.len();
            say!(lang, en = "{count} entries", tr = "{count} kayıt")
        }
        Value::Object(all) if all.contains_key("from") && all.contains_key("to") && all.len() == 2 => {
            format!("{} → {}", value(&it["from"], lang), value(&it["to"], lang))
        }
        Value::Bool(true) => say!(lang, en = "yes", tr = "evet"),
        Value::Bool(false) => say!(lang, en = "no", tr = "hayır"),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// What was done.
fn action(id: &str) -> Both {
    match id {
        "user.created" => both!(en = "somebody was added to the team", tr = "ekibe biri eklendi"),
        "user.changed" => both!(en = "somebody's profile was changed", tr = "birinin profili değiştirildi"),
        "user.invited" => both!(en = "somebody was invited", tr = "biri davet edildi"),
        "user.logged_in" => both!(en = "logged in", tr = "giriş yapıldı"),
        "user.password_set" => both!(en = "a password was set", tr = "parola belirlendi"),
        "playbook.published" => both!(en = "an agreement was published", tr = "bir anlaşma yayımlandı"),
        "playbook.agreed" => {
            both!(en = "both teams agreed to the first agreement", tr = "iki ekip ilk anlaşmayı onayladı")
        }
        "proposal.opened" => both!(en = "a change was proposed", tr = "değişiklik önerildi"),
        "proposal.changed" => both!(en = "a proposal was changed", tr = "öneri değiştirildi"),
        "proposal.signed" => both!(en = "a proposal was signed", tr = "öneri imzalandı"),
        "proposal.withdrawn" => both!(en = "a proposal was withdrawn", tr = "öneri geri çekildi"),
        "key.created" => both!(en = "an API key was made", tr = "API anahtarı oluşturuldu"),
        "key.revoked" => both!(en = "an API key was taken back", tr = "API anahtarı geri alındı"),
        "webhook.created" => both!(en = "a webhook was made", tr = "webhook oluşturuldu"),
        "webhook.changed" => both!(en = "a webhook was changed", tr = "webhook değiştirildi"),
        "webhook.deleted" => both!(en = "a webhook was removed", tr = "webhook kaldırıldı"),
        "webhook.tested" => both!(en = "a webhook was tried", tr = "webhook denendi"),
        "webhook.redelivered" => {
            both!(en = "a webhook was told again what it had missed", tr = "webhook'a kaçırdığı yeniden bildirildi")
        }
        "dispute.opened" => both!(en = "an answer was disputed", tr = "bir yanıta itiraz edildi"),
        "dispute.said" => {
            both!(en = "a team said its view of a dispute", tr = "bir ekip itiraz hakkında görüş bildirdi")
        }
        "dispute.withdrawn" => both!(en = "a dispute was withdrawn", tr = "itiraz geri çekildi"),
        "dispute.changed" => {
            both!(en = "what a dispute asked for was changed", tr = "itirazın istediği değişiklik yapıldı")
        }
        "person.erased" => both!(en = "a person was erased", tr = "bir kişi silindi"),
        "person.merged" => both!(en = "two records were merged", tr = "iki kayıt birleştirildi"),
        "person.unmerged" => both!(en = "a merge was taken apart", tr = "birleştirme geri alındı"),
        "view.saved" => both!(en = "a view was kept", tr = "görünüm kaydedildi"),
        "view.deleted" => both!(en = "a view was removed", tr = "görünüm kaldırıldı"),
        "import.begun" => both!(en = "an import was begun", tr = "içe aktarma başladı"),
        "import.undoing" => both!(en = "undoing an import was begun", tr = "içe aktarmanın geri alınması başladı"),
        "import.undone" => both!(en = "an import was undone", tr = "içe aktarma geri alındı"),
        "email.added" => both!(en = "an e-mail was added", tr = "e-posta eklendi"),
        "fact.added" => both!(en = "a fact was added by hand", tr = "elle olgu eklendi"),
        other => Both::same(other.to_owned()),
    }
}

/// What a detail is called.
fn word(id: &str) -> Both {
    match id {
        "absences" => both!(en = "absences", tr = "izinler"),
        "about" => both!(en = "about", tr = "konu"),
        "accounts" => both!(en = "companies", tr = "şirketler"),
        "changed" => both!(en = "changed", tr = "değişen"),
        "existing" => both!(en = "leads that were there", tr = "mevcut adaylar"),
        "fact" => both!(en = "fact", tr = "olgu"),
        "facts" => both!(en = "facts", tr = "olgular"),
        "file" => both!(en = "file", tr = "dosya"),
        "handover" => both!(en = "hand-over", tr = "devir"),
        "kept" => both!(en = "kept", tr = "saklanan"),
        "lead" => both!(en = "lead", tr = "aday"),
        "marketing" => both!(en = "for marketing", tr = "pazarlama adına"),
        "message" => both!(en = "message", tr = "ileti"),
        "name" => both!(en = "name", tr = "ad"),
        "removed" => both!(en = "removed", tr = "kaldırılan"),
        "retracted" => both!(en = "taken back", tr = "geri alınan"),
        "role" => both!(en = "role", tr = "rol"),
        "sales" => both!(en = "for sales", tr = "satış adına"),
        "scopes" => both!(en = "may", tr = "yapabildikleri"),
        "settled" => both!(en = "settled", tr = "çözülen"),
        "shared" => both!(en = "for everybody", tr = "herkes için"),
        "side" => both!(en = "for", tr = "kimin adına"),
        "team" => both!(en = "team", tr = "ekip"),
        "title" => both!(en = "title", tr = "başlık"),
        "topics" => both!(en = "told of", tr = "bildirilenler"),
        "type" => both!(en = "type", tr = "tür"),
        "url" => both!(en = "address", tr = "adres"),
        "answer" => both!(en = "answer", tr = "yanıt"),
        "version" => both!(en = "version", tr = "sürüm"),
        "view" => both!(en = "view", tr = "görüş"),
        other => Both::same(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::time::Moment;

    #[test]
    fn details_are_said_in_words_of_the_reader() {
        let detail =
            serde_json::json!({ "url": "https://x.example", "topics": ["lead.stage"], "shared": true, "odd": 3 });
        assert_eq!(
            details(&detail, Lang::En),
            "odd: 3; for everybody: yes; told of: lead.stage; address: https://x.example"
        );
        assert_eq!(
            details(&detail, Lang::Tr),
            "odd: 3; herkes için: evet; bildirilenler: lead.stage; adres: https://x.example"
        );
        let away = serde_json::json!({ "absences": { "from": [], "to": [{ "from": "2026-03-02" }] } });
        assert_eq!(details(&away, Lang::En), "absences: – → 1 entries");
        assert_eq!(details(&Value::Null, Lang::En), "");
    }

    #[test]
    fn what_was_done_is_said_in_both_languages() {
        let known = "user.created user.changed user.invited user.logged_in user.password_set playbook.published \
                     playbook.agreed proposal.opened proposal.changed proposal.signed proposal.withdrawn key.created \
                     key.revoked webhook.created webhook.changed webhook.deleted webhook.tested webhook.redelivered \
                     dispute.opened dispute.said dispute.withdrawn dispute.changed person.erased person.merged \
                     person.unmerged view.saved view.deleted import.begun import.undoing import.undone email.added fact.added";
        let same: Vec<&str> = known.split_whitespace().filter(|it| action(it).en == action(it).tr).collect();
        assert!(same.is_empty(), "{same:?}");
    }

    #[test]
    fn an_entry_leads_to_what_was_changed_where_that_has_a_page() {
        let entry = |action: &str| Entry {
            id: Id([0; 16]),
            at: Moment::from_secs(0),
            actor: "root".into(),
            action: action.into(),
            subject: "x y".into(),
            detail: serde_json::Value::Null,
        };
        assert_eq!(place(&entry("person.merged")).as_deref(), Some("/leads/x%20y"));
        assert_eq!(place(&entry("playbook.published")).as_deref(), Some("/playbook/versions/x%20y"));
        // Who was erased, and what was removed, has none.
        assert_eq!((place(&entry("person.erased")), place(&entry("key.revoked"))), (None, None));
    }
}
