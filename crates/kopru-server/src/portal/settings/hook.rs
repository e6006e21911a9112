//! One webhook: where it leads, what it is told, whether it answers, and what it could not be told.

use super::{topic_fields, topics_sent};
use crate::portal::acts::with;
use crate::portal::said;
use crate::portal::{Fault, Reply, Visit};
use crate::webhooks::{self, Answered};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::{Id, StoreError};

/// The page.
pub(in crate::portal) async fn page(visit: Visit) -> Result<Reply, Fault> {
    shown(&visit, Vec::new()).await
}

/// The page, with what was just answered at its top.
async fn shown(visit: &Visit, told: Vec<Part>) -> Result<Reply, Fault> {
    let (lang, id) = (visit.lang, visit.id()?);
    let zone = visit.zone(visit.book().await?.as_deref());
    let store = &visit.app.services.store;
    let (hook, _) = store.webhook(id).await?;
    let dead = store.dead_letters(id).await?;
    let mut parts = told;
    let last = hook.last_told_at.map(|at| said::when(at, &zone));
    let last = last.unwrap_or_else(|| say!(lang, en = "never", tr = "hiç"));
    let mut lines = vec![say!(lang, en = "Last told: {last}.", tr = "Son bildirim: {last}.")];
    if let Some(why) = &hook.last_error {
        let failures = hook.failures;
        lines.push(say!(
            lang,
            en = "The next message failed {failures} times: {why}. It is tried again.",
            tr = "Sıradaki ileti {failures} kez başarısız oldu: {why}. Yeniden denenecek."
        ));
    }
    parts.push(Part::Lines(lines));
    parts.push(Part::Acts(vec![ActForm {
        to: format!("/settings/webhooks/{id}/test"),
        title: say!(lang, en = "Send a test message", tr = "Deneme iletisi gönder"),
        ..ActForm::default()
    }]));
    parts.push(Part::Heading(say!(lang, en = "Change it", tr = "Değiştir")));
    let address = say!(lang, en = "Address, https://…", tr = "Adres, https://…");
    let mut fields = vec![Field::new("url", address, Input::Text(hook.url.clone())).needed()];
    fields.extend(topic_fields(&hook.topics, lang));
    parts.push(Part::Form(ActForm {
        to: format!("/settings/webhooks/{id}"),
        title: say!(lang, en = "Save", tr = "Kaydet"),
        fields,
        ..ActForm::default()
    }));
    parts.push(Part::Heading(say!(lang, en = "What it could not be told", tr = "Bildirilemeyenler")));
    if dead.len() > 1 {
        parts.push(Part::Acts(vec![again(id, None, say!(lang, en = "Send all again", tr = "Hepsini yeniden gönder"))]));
    }
    let head = vec![
        (say!(lang, en = "Message", tr = "İleti"), false),
        (say!(lang, en = "Given up", tr = "Vazgeçilme"), false),
        (say!(lang, en = "Why", tr = "Neden"), false),
        (String::new(), false),
    ];
    let rows = dead.iter().map(|it| {
        let form = again(id, Some(it.message), say!(lang, en = "Send again", tr = "Yeniden gönder"));
        vec![
            Cell::from(it.message.to_string()),
            Cell::from(said::when(it.at, &zone)),
            Cell::from(it.error.clone()),
            Cell { acts: vec![form], ..Cell::default() },
        ]
    });
    let empty = say!(lang, en = "It was told everything.", tr = "Her şey bildirildi.");
    parts.push(Part::Table(Table { head, rows: rows.collect(), empty }));
    let title = say!(lang, en = "Webhook", tr = "Webhook");
    let ways = vec![(say!(lang, en = "Settings", tr = "Ayarlar"), "/settings".to_owned(), false)];
    let about = vec![hook.url.clone()];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

fn again(id: Id, message: Option<Id>, title: String) -> ActForm {
    ActForm {
        to: format!("/settings/webhooks/{id}/again"),
        hidden: message.map(|it| ("message".to_owned(), it.to_string())).into_iter().collect(),
        title,
        weight: Weight::Plain,
        ..ActForm::default()
    }
}

/// Changes it.
pub(in crate::portal) async fn change(visit: Visit) -> Result<Reply, Fault> {
    let (id, user) = (visit.id()?, visit.user()?.id.clone());
    let here = format!("/settings/webhooks/{id}");
    let url = visit.sent("url").unwrap_or_default();
    match visit.app.services.change_webhook(id, url, topics_sent(&visit), &user).await {
        Ok(()) => Ok(Reply::see(with(&here, &[("done", "saved")]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&here, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// Sends a message that tells of nothing, and shows what was answered.
pub(in crate::portal) async fn test(visit: Visit) -> Result<Reply, Fault> {
    let (id, user, lang) = (visit.id()?, visit.user()?.id.clone(), visit.lang);
    let id_of_test = visit.app.request_id(None);
    let answered = webhooks::test(&visit.app.services, id, &id_of_test, &user).await?;
    shown(&visit, answer(&answered, lang)).await
}

/// What an address answered, or why it did not.
fn answer(it: &Answered, lang: Lang) -> Vec<Part> {
    match it {
        Answered::Received { status, body } => {
            let text = say!(lang, en = "Received: it answered {status}.", tr = "Alındı: {status} yanıtı geldi.");
            vec![Part::Verdict(text, "good"), Part::Text(body.clone())]
        }
        Answered::Refused { status, body } => {
            let text = say!(lang, en = "Not received: it answered {status}.", tr = "Alınmadı: {status} yanıtı geldi.");
            vec![Part::Verdict(text, "poor"), Part::Text(body.clone())]
        }
        Answered::Unreached(why) => {
            let text = say!(lang, en = "Not reached: {why}.", tr = "Ulaşılamadı: {why}.");
            vec![Part::Verdict(text, "poor")]
        }
        Answered::Gone => vec![Part::Verdict(
            say!(lang, en = "The message is no longer kept.", tr = "İleti artık saklanmıyor."),
            "poor",
        )],
    }
}

/// Tells it again what it could not be told: one message, or all in their order until one fails.
pub(in crate::portal) async fn tell_again(visit: Visit) -> Result<Reply, Fault> {
    let (id, user, lang) = (visit.id()?, visit.user()?.id.clone(), visit.lang);
    let services = &visit.app.services;
    let messages: Vec<Id> = match visit.sent("message") {
        Some(text) => Id::parse(text).into_iter().collect(),
        // The oldest first.
        None => services.store.dead_letters(id).await?.iter().rev().map(|it| it.message).collect(),
    };
    let (mut done, mut last) = (0_usize, None);
    for message in messages {
        let answered = webhooks::tell_again(services, id, message, &user).await?;
        let received = matches!(answered, Answered::Received { .. });
        done += usize::from(received);
        last = Some(answered);
        if !received {
            break;
        }
    }
    let mut parts = Vec::new();
    if done > 1 {
        parts.push(Part::Verdict(say!(lang, en = "Told again: {done}.", tr = "Yeniden bildirildi: {done}."), "good"));
    }
    parts.extend(last.iter().flat_map(|it| answer(it, lang)));
    shown(&visit, parts).await
}
