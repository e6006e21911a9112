//! Settings: keys of the API, and addresses that are told what was decided.

pub(super) mod hook;

use super::acts::with;
use super::said;
use super::{Fault, Reply, Visit};
use crate::webhooks::secret_text;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_engine::time::Moment;
use kopru_portal::shell::{ActForm, Field, Input, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::StoreError;
use kopru_store::keys::Scope;
use kopru_store::outbox::{TEAM_ACCEPTANCE, TOPICS};

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    shown(&visit, Vec::new()).await
}

/// The page, with what is told only once at its top.
async fn shown(visit: &Visit, told: Vec<Part>) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let mut parts = told;
    parts.push(Part::Heading(say!(lang, en = "Keys of the API", tr = "API anahtarları")));
    parts.push(Part::Table(keys(visit).await?));
    parts.push(Part::Form(key_form(visit)));
    parts.push(Part::Heading(say!(lang, en = "Webhooks", tr = "Webhook'lar")));
    parts.push(Part::Table(webhooks(visit).await?));
    parts.push(Part::Form(webhook_form(visit)));
    let title = say!(lang, en = "Settings", tr = "Ayarlar");
    let about = vec![say!(
        lang,
        en = "Programs that may send and read, and addresses that are told what was decided. Every change stands in the audit.",
        tr = "Gönderip okuyabilen programlar ve kararların bildirildiği adresler. Her değişiklik denetim izinde durur."
    )];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: Vec::new(), parts })))
}

async fn keys(visit: &Visit) -> Result<Table, Fault> {
    let (lang, zone) = (visit.lang, visit.zone(visit.book().await?.as_deref()));
    let day = |at: Option<Moment>| Cell::from(at.map(|at| said::day(at, &zone)).unwrap_or_default());
    let head = vec![
        (say!(lang, en = "Key", tr = "Anahtar"), false),
        (say!(lang, en = "May", tr = "Yapabildikleri"), false),
        (say!(lang, en = "Made by", tr = "Oluşturan"), false),
        (say!(lang, en = "Expires", tr = "Bitiş"), false),
        (say!(lang, en = "Last used", tr = "Son kullanım"), false),
        (String::new(), false),
    ];
    let rows = visit.app.services.store.keys().await?.into_iter().map(|it| {
        let scopes: Vec<&str> = it.scopes.iter().map(|it| it.id()).collect();
        let revoke = ActForm {
            to: format!("/settings/keys/{}/revoke", it.id),
            title: say!(lang, en = "Take back", tr = "Geri al"),
            weight: Weight::Grave,
            ..ActForm::default()
        };
        let last = match it.revoked_at {
            Some(at) => {
                let day = said::day(at, &zone);
                Cell::from(say!(lang, en = "taken back {day}", tr = "{day} geri alındı"))
            }
            None => Cell { acts: vec![revoke], ..Cell::default() },
        };
        let name = format!("{} ({})", it.name, it.id);
        vec![
            Cell::from(name),
            Cell::from(scopes.join(", ")),
            Cell::from(it.created_by),
            day(it.expires_at),
            day(it.last_used_at),
            last,
        ]
    });
    let empty = say!(lang, en = "No program has a key.", tr = "Hiçbir programın anahtarı yok.");
    Ok(Table { head, rows: rows.collect(), empty })
}

fn key_form(visit: &Visit) -> ActForm {
    let lang = visit.lang;
    let name = say!(lang, en = "Which program is it for?", tr = "Hangi program için?");
    let mut fields = vec![Field::new("name", name, Input::Text(String::new())).needed()];
    let scope = |it: Scope| {
        let label = format!("{} ({})", scope_name(it, lang), it.id());
        Field::new(&format!("scope.{}", it.id()), label, Input::Check(false))
    };
    fields.extend(Scope::ALL.map(scope));
    let until = say!(lang, en = "Expires on; never while open", tr = "Bitiş günü; boşsa süresiz");
    fields.push(Field::new("expires", until, Input::Day(String::new())));
    let title = say!(lang, en = "Make a key", tr = "Anahtar oluştur");
    ActForm { to: "/settings/keys".into(), title, fields, ..ActForm::default() }
}

/// What a key may do.
fn scope_name(it: Scope, lang: Lang) -> String {
    match it {
        Scope::FactsWrite => say!(lang, en = "send facts", tr = "olgu göndermek"),
        Scope::LeadsRead => say!(lang, en = "read leads, people and accounts", tr = "aday, kişi ve hesapları okumak"),
        Scope::PeopleWrite => say!(lang, en = "merge people and erase them", tr = "kişileri birleştirmek ve silmek"),
        Scope::PlaybookRead => say!(lang, en = "read the agreement", tr = "anlaşmayı okumak"),
        Scope::PlaybookWrite => say!(lang, en = "publish the agreement", tr = "anlaşmayı yayımlamak"),
        Scope::EventsRead => say!(lang, en = "read what was decided", tr = "kararları okumak"),
        Scope::Admin => say!(lang, en = "everything", tr = "her şey"),
    }
}

/// What an address is told of.
fn topic_name(it: &str, lang: Lang) -> String {
    match it {
        "lead.stage" => say!(lang, en = "a lead came to a stage", tr = "aday bir aşamaya geldi"),
        "lead.disposition" => {
            say!(lang, en = "a lead was closed or taken up again", tr = "aday kapandı ya da yeniden ele alındı")
        }
        "lead.handover" => {
            say!(lang, en = "a hand-over was offered or answered", tr = "devir sunuldu ya da yanıtlandı")
        }
        "lead.clock" => {
            say!(lang, en = "a clock warned, ran out or was met", tr = "bir süre uyardı, doldu ya da karşılandı")
        }
        "lead.suggestion" => say!(lang, en = "something waits for a person", tr = "bir kişinin kararı bekleniyor"),
        "lead.stagnant" => say!(lang, en = "a lead stands too long", tr = "aday yerinde çok uzun kaldı"),
        "lead.owner" => say!(lang, en = "a lead got another owner", tr = "adayın sorumlusu değişti"),
        "lead.reported" => say!(lang, en = "another system reported a stage", tr = "başka bir sistem aşama bildirdi"),
        TEAM_ACCEPTANCE => {
            say!(lang, en = "the rate of acceptance fell below the target", tr = "kabul oranı hedefin altına düştü")
        }
        other => other.to_owned(),
    }
}

async fn webhooks(visit: &Visit) -> Result<Table, Fault> {
    let (lang, zone) = (visit.lang, visit.zone(visit.book().await?.as_deref()));
    let head = vec![
        (say!(lang, en = "Address", tr = "Adres"), false),
        (say!(lang, en = "Told of", tr = "Bildirilenler"), false),
        (say!(lang, en = "Last told", tr = "Son bildirim"), false),
        (say!(lang, en = "Failures", tr = "Başarısız deneme"), true),
        (say!(lang, en = "Given up", tr = "Vazgeçilen"), true),
        (String::new(), false),
    ];
    let store = &visit.app.services.store;
    let mut rows = Vec::new();
    for it in store.webhooks().await? {
        let dead = store.dead_letters(it.id).await?.len();
        let topics =
            if it.topics.is_empty() { say!(lang, en = "everything", tr = "her şey") } else { it.topics.join(", ") };
        let failures = match &it.last_error {
            Some(why) => format!("{} ({why})", it.failures),
            None => it.failures.to_string(),
        };
        let delete = ActForm {
            to: format!("/settings/webhooks/{}/delete", it.id),
            title: say!(lang, en = "Remove", tr = "Kaldır"),
            weight: Weight::Grave,
            ..ActForm::default()
        };
        rows.push(vec![
            Cell::link(it.url, format!("/settings/webhooks/{}", it.id)),
            Cell::from(topics),
            Cell::from(it.last_told_at.map(|at| said::when(at, &zone)).unwrap_or_default()),
            Cell::from(failures),
            Cell::from(dead.to_string()),
            Cell { acts: vec![delete], ..Cell::default() },
        ]);
    }
    let empty = say!(lang, en = "No address is told anything.", tr = "Hiçbir adrese bildirim gitmiyor.");
    Ok(Table { head, rows, empty })
}

fn webhook_form(visit: &Visit) -> ActForm {
    let lang = visit.lang;
    let url = say!(lang, en = "Address, https://…", tr = "Adres, https://…");
    let mut fields = vec![Field::new("url", url, Input::Text(String::new())).needed()];
    fields.extend(topic_fields(&[], lang));
    let title = say!(lang, en = "Tell this address", tr = "Bu adrese bildir");
    ActForm { to: "/settings/webhooks".into(), title, fields, ..ActForm::default() }
}

/// What an address can be told of, with what it is told of now.
fn topic_fields(told: &[String], lang: Lang) -> Vec<Field> {
    let topic = |it: &str| {
        let label = format!("{} ({it})", topic_name(it, lang));
        Field::new(&format!("topic.{it}"), label, Input::Check(told.iter().any(|one| one == it)))
    };
    TOPICS.map(topic).to_vec()
}

/// What a form says that an address should be told of; all, when it says nothing.
fn topics_sent(visit: &Visit) -> Vec<String> {
    let topics = TOPICS.iter().filter(|it| visit.sent(&format!("topic.{it}")).is_some());
    topics.map(|it| (*it).to_owned()).collect()
}

/// Something that is told this once.
fn once(what: String, secret: String) -> Vec<Part> {
    vec![Part::Verdict(what, "good"), Part::Text(secret)]
}

fn refused<T>(done: Result<T, StoreError>) -> Result<Result<T, Reply>, Fault> {
    match done {
        Ok(it) => Ok(Ok(it)),
        Err(StoreError::Refused(code, _)) => Ok(Err(Reply::see(format!("/settings?not={code}")))),
        Err(fault) => Err(fault.into()),
    }
}

/// Makes a key; what opens the door is shown this once.
pub(super) async fn make_key(visit: Visit) -> Result<Reply, Fault> {
    let (lang, user) = (visit.lang, visit.user()?.id.clone());
    let scopes: Vec<Scope> =
        Scope::ALL.into_iter().filter(|it| visit.sent(&format!("scope.{}", it.id())).is_some()).collect();
    let zone = visit.zone(visit.book().await?.as_deref());
    let expires = visit.sent("expires").and_then(|day| said::moment(day, &zone));
    let name = visit.sent("name").unwrap_or_default();
    let made = match refused(visit.app.services.store.create_key(name, &scopes, expires, user.as_str()).await)? {
        Ok((_, token)) => token,
        Err(reply) => return Ok(reply),
    };
    let what = say!(
        lang,
        en = "The key is made. Copy it now: it is not shown again.",
        tr = "Anahtar oluşturuldu. Şimdi kopyalayın: bir daha gösterilmez."
    );
    shown(&visit, once(what, made)).await
}

/// Takes a key back.
pub(super) async fn revoke_key(visit: Visit) -> Result<Reply, Fault> {
    let user = visit.user()?.id.clone();
    match refused(visit.app.services.store.revoke_key(visit.part(), user).await)? {
        Ok(_) => Ok(Reply::see(with("/settings", &[("done", "saved")]))),
        Err(reply) => Ok(reply),
    }
}

/// Has an address told; what signs its messages is shown this once.
pub(super) async fn make_webhook(visit: Visit) -> Result<Reply, Fault> {
    let (lang, user) = (visit.lang, visit.user()?.id.clone());
    let topics = topics_sent(&visit);
    let url = visit.sent("url").unwrap_or_default();
    let secret = match refused(visit.app.services.make_webhook(url, topics, &user).await)? {
        Ok((_, secret)) => secret_text(&secret),
        Err(reply) => return Ok(reply),
    };
    let what = say!(
        lang,
        en = "The address is told from now on. This signs its messages; copy it now, it is not shown again.",
        tr = "Adrese bundan sonra bildirilecek. İletileri bununla imzalanır; şimdi kopyalayın, bir daha gösterilmez."
    );
    shown(&visit, once(what, secret)).await
}

/// Tells an address nothing more.
pub(super) async fn delete_webhook(visit: Visit) -> Result<Reply, Fault> {
    let (user, id) = (visit.user()?.id.clone(), visit.id()?);
    visit.app.services.store.delete_webhook(id, user).await?;
    Ok(Reply::see(with("/settings", &[("done", "saved")])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_and_topic_is_told_in_both_languages() {
        let scopes = Scope::ALL.map(|it| Lang::ALL.map(|lang| scope_name(it, lang)));
        let topics = TOPICS.map(|it| Lang::ALL.map(|lang| topic_name(it, lang)));
        assert!(scopes.iter().chain(&topics).all(|it| it[0] != it[1]), "{scopes:?} {topics:?}");
    }
}
