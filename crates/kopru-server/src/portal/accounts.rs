//! Companies: a list of them, and one with what is known of it and who has a part in its decisions.

use super::acts::with;
use super::lead::{say_form, thread};
use super::said::{self, encode};
use super::{Fault, Reply, Visit};
use crate::service::names::Names;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::role::Part as Role;
use kopru_engine::say;
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::words::whole;
use kopru_store::accounts::{AccountFilter, AccountLine, AccountView};
use kopru_store::leads::LeadRow;
use kopru_store::remarks::About;
use kopru_store::{Id, StoreError};

/// Companies of one page.
const ROWS: usize = 50;

fn title(lang: Lang) -> String {
    say!(lang, en = "Companies", tr = "Şirketler")
}

/// How a company is called: as it calls itself, else as facts name it.
fn name<'n>(name: Option<&'n str>, key: &'n str) -> &'n str {
    name.filter(|it| !it.is_empty()).unwrap_or(key)
}

/// The list.
pub(super) async fn list(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let text = visit.asked("text").map(str::to_owned);
    let after = visit.asked("after").and_then(Id::parse);
    let filter = AccountFilter { text: text.clone() };
    let found = visit.app.services.store.accounts(filter, after, ROWS).await?;
    let zone = visit.zone(visit.book().await?.as_deref());
    let head = vec![
        (say!(lang, en = "Company", tr = "Şirket"), false),
        (say!(lang, en = "Domain", tr = "Alan adı"), false),
        (say!(lang, en = "People", tr = "Kişi"), true),
        (say!(lang, en = "Engagement", tr = "Etkileşim"), true),
        (say!(lang, en = "Last change", tr = "Son değişiklik"), false),
    ];
    let row = |it: &AccountLine| {
        vec![
            Cell::link(name(it.name.as_deref(), &it.key).to_owned(), format!("/accounts/{}", it.id)),
            Cell::from(it.domain.clone().unwrap_or_default()),
            Cell::from(whole(u64::try_from(it.people).unwrap_or(0), lang)),
            Cell::from(it.engagement.to_string()),
            Cell::from(said::day(it.recorded_at, &zone)),
        ]
    };
    let empty = match &text {
        Some(_) => say!(lang, en = "No company begins so.", tr = "Böyle başlayan bir şirket yok."),
        None => say!(
            lang,
            en = "No company is known yet. Facts and imports that name one bring it, with its people.",
            tr = "Henüz bilinen bir şirket yok. Bir şirketi adıyla anan olgular ve içe aktarmalar onu kişileriyle getirir."
        ),
    };
    let mut parts = vec![
        Part::Find {
            to: "/accounts".into(),
            name: "text".into(),
            label: say!(lang, en = "Its name or domain begins with", tr = "Adı ya da alan adı şöyle başlayan"),
            value: text.clone().unwrap_or_default(),
        },
        Part::Table(Table { head, rows: found.items.iter().map(row).collect(), empty }),
    ];
    if let Some(next) = found.next {
        let rest = text.map(|text| format!("&text={}", encode(&text))).unwrap_or_default();
        let words = say!(lang, en = "Further companies", tr = "Sonraki şirketler");
        parts.push(Part::Link(words, format!("/accounts?after={next}{rest}")));
    }
    let title = title(lang);
    let about = vec![say!(
        lang,
        en = "A company buys, not a person: what its people do is counted together, and each has a part in the decision.",
        tr = "Satın alan kişi değil şirkettir: kişilerinin yaptıkları birlikte sayılır ve her birinin kararda bir rolü vardır."
    )];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: Vec::new(), parts })))
}

/// One company.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let id = visit.id()?;
    let it = match visit.app.services.store.account(id).await {
        Ok(it) => it,
        Err(StoreError::NotFound(_)) => return Err(Fault::Missing),
        Err(fault) => return Err(fault.into()),
    };
    let veil = visit.veil().await?;
    let (zone, playbook) = (visit.zone(Some(&it.book)), &it.book.playbook);
    let hidden = crate::api::hidden(&veil, playbook);
    let title = name(it.row.name.as_deref(), &it.row.key).to_owned();
    let mut people: Vec<&LeadRow> = it.people.items.iter().collect();
    people.sort_by_key(|row| (row.post.part.map_or(usize::MAX, |part| part as usize), row.disposition != "open"));
    let (covered, look) = coverage(&it, lang);
    let mut parts = vec![Part::Verdict(covered, look)];
    parts.push(Part::Heading(say!(lang, en = "Who has a part in the decision", tr = "Kararda kimin rolü var")));
    parts.push(Part::Table(committee(&people, playbook, &visit.app.services.names().await?, hidden, lang)));
    if it.people.next.is_some() {
        let words =
            say!(lang, en = "The newest of its people are shown.", tr = "Yalnızca en yeni kişileri gösteriliyor.");
        parts.push(Part::Lines(vec![words]));
    }
    parts.push(Part::Heading(say!(lang, en = "What is known of it", tr = "Hakkında bilinenler")));
    let fields = it.fields.iter().filter(|it| !it.shown.is_empty() && !veil.hides_account(playbook, &it.id));
    let rows = fields.map(|field| {
        let said_at = field.stamp.as_ref().map(|it| said::day(it.at, &zone)).unwrap_or_default();
        vec![
            field.label.get(lang).to_owned().into(),
            said::value(&field.kind, &field.shown, lang).into(),
            said_at.into(),
        ]
    });
    let head = [
        say!(lang, en = "What", tr = "Ne"),
        say!(lang, en = "Value", tr = "Değer"),
        say!(lang, en = "Said", tr = "Bildirildiği gün"),
    ];
    parts.push(Part::Table(Table {
        head: head.map(|it| (it, false)).to_vec(),
        rows: rows.collect(),
        empty: say!(lang, en = "Nothing but its name.", tr = "Adından başka bir şey bilinmiyor."),
    }));
    visit.app.services.store.looked(visit.user()?.id.as_str(), About::Account(id)).await?;
    let words = thread(&visit, About::Account(id), &zone).await?;
    parts.push(Part::Thread(words, say_form(format!("/accounts/{id}/thread"), lang)));
    let (since, points) = (said::day(it.row.created_at, &zone), it.engagement);
    let key = &it.row.key;
    let about = vec![say!(
        lang,
        en = "Known since {since}, named “{key}” by facts. Engagement of its people together: {points}.",
        tr =
            "{since} gününden beri biliniyor, olgularda “{key}” diye geçiyor. Kişilerinin toplam etkileşimi: {points}."
    )];
    let ways = vec![(say!(lang, en = "All companies", tr = "Tüm şirketler"), "/accounts".to_owned(), false)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

/// Says something about a company.
pub(super) async fn say(visit: Visit) -> Result<Reply, Fault> {
    let (user, id) = (visit.user()?.id.clone(), visit.id()?);
    let back = format!("/accounts/{id}");
    match visit.app.services.store.say(About::Account(id), visit.sent("text").unwrap_or_default(), user).await {
        Ok(_) => Ok(Reply::see(format!("{}#thread", with(&back, &[("done", "said")])))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(StoreError::NotFound(_)) => Err(Fault::Missing),
        Err(fault) => Err(fault.into()),
    }
}

/// Whether somebody who decides is known, in a sentence, and how it looks.
fn coverage(it: &AccountView, lang: Lang) -> (String, &'static str) {
    let open: Vec<&LeadRow> = it.people.items.iter().filter(|row| row.disposition == "open").collect();
    let count = |part: Role| open.iter().filter(|row| row.post.part == Some(part)).count();
    let (people, deciders) = (open.len(), count(Role::Decider));
    match (people, deciders) {
        (0, _) => (say!(lang, en = "Nobody here is an open lead.", tr = "Burada açık aday yok."), ""),
        (_, 0) => (
            say!(
                lang,
                en = "Open leads: {people}. Nobody who decides is known: ask who does, and through whom to reach them.",
                tr = "Açık aday: {people}. Karar veren kimse bilinmiyor: kim olduğunu ve ona kimin üzerinden ulaşılacağını sorun."
            ),
            "warn",
        ),
        _ => (
            say!(
                lang,
                en = "Open leads: {people}, deciders among them: {deciders}.",
                tr = "Açık aday: {people}, içlerinde karar verici: {deciders}."
            ),
            "good",
        ),
    }
}

fn committee(people: &[&LeadRow], playbook: &Playbook, names: &Names, hidden: (bool, bool), lang: Lang) -> Table {
    let head = [
        say!(lang, en = "Part", tr = "Rol"),
        say!(lang, en = "Person", tr = "Kişi"),
        say!(lang, en = "Post", tr = "Görev"),
        say!(lang, en = "Stage", tr = "Aşama"),
        say!(lang, en = "Fit", tr = "Uygunluk"),
        say!(lang, en = "Engagement", tr = "Etkileşim"),
        say!(lang, en = "Owner", tr = "Sorumlu"),
    ];
    let row = |it: &&LeadRow| {
        let part = it
            .post
            .part
            .map_or_else(|| say!(lang, en = "not known", tr = "bilinmiyor"), |part| part.name().get(lang).to_owned());
        let post = it.post.seniority.map(|it| it.name().get(lang).to_owned());
        let post = post.into_iter().chain(it.post.function.map(|it| it.name().get(lang).to_owned()));
        vec![
            Cell::from(part),
            Cell::link(said::name(it, hidden), format!("/leads/{}", it.id)),
            Cell::from(post.collect::<Vec<_>>().join(", ")),
            Cell::from(said::standing(playbook, it, lang)),
            Cell::from(format!("{} ({})", it.fit, it.grade)),
            Cell::from(format!("{} ({})", it.engagement, said::band_name(it.band, lang))),
            Cell::from(said::owner(it, names, lang)),
        ]
    };
    Table {
        head: head.map(|it| (it, false)).to_vec(),
        rows: people.iter().map(row).collect(),
        empty: say!(lang, en = "Nobody belongs to it now.", tr = "Şu anda kimse bu şirkete bağlı değil."),
    }
}
