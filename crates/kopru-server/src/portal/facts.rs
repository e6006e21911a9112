//! What happened to a lead elsewhere, and what somebody knows of it, added by hand.

use super::acts::with;
use super::said::{self, encode, moment};
use super::{Fault, Reply, Visit};
use crate::intake::number::whole;
use crate::service::acts::Happened;
use kopru_engine::playbook::{Builtin, Field as Known, Playbook};
use kopru_engine::say;
use kopru_engine::value::{Scalar, Type};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Part, Sheet, sheet};
use kopru_store::StoreError;
use std::collections::BTreeMap;

/// The type of fact that only fills fields.
fn filling() -> &'static str {
    Builtin::FieldsSet.id()
}

/// The types that can be added: those that the playbook declares, and filling in what is known.
fn types(playbook: &Playbook, lang: kopru_engine::lang::Lang) -> Vec<(String, String)> {
    let mut all = vec![(filling().to_owned(), say!(lang, en = "What is known of them", tr = "Hakkında bilinenler"))];
    let declared = playbook.fact_types.iter().filter(|it| it.builtin.is_none());
    all.extend(declared.map(|it| (it.id.to_string(), it.label.get(lang).to_owned())));
    all
}

/// The page: first what happened, then its particulars.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (lead, lang) = (visit.lead()?, visit.lang);
    let Some(book) = visit.book().await? else { return Ok(Reply::see("/today?not=no_playbook")) };
    let (playbook, view) = (&book.playbook, visit.app.services.store.lead(lead).await?);
    let name = said::name(&view.row, crate::api::hidden(&visit.veil().await?, playbook));
    let chosen = visit.asked("type").map(str::to_owned);
    let all = types(playbook, lang);
    let mut ways = vec![(name, format!("/leads/{lead}"), false)];
    ways.extend(all.iter().map(|(id, words)| {
        (words.clone(), format!("/leads/{lead}/facts?type={}", encode(id)), chosen.as_deref() == Some(id))
    }));
    let mut parts = Vec::new();
    if let Some((id, words)) = chosen.and_then(|id| all.into_iter().find(|it| it.0 == id)) {
        parts.push(Part::Heading(words));
        let company = view.row.account_name.clone().unwrap_or_default();
        parts.push(Part::Form(form(&visit, lead, playbook, (&id, company)).await?));
    }
    let title = say!(lang, en = "Add what happened", tr = "Olanı ekle");
    let about = vec![say!(
        lang,
        en = "What forms and other programs did not tell: choose what happened. It counts like any other fact, and stays in the lead's history.",
        tr = "Formların ve başka programların bildirmediği: ne olduğunu seçin. Diğer olgular gibi sayılır ve adayın geçmişinde kalır."
    )];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts })))
}

async fn form(
    visit: &Visit,
    lead: kopru_store::Id,
    playbook: &Playbook,
    (id, company): (&str, String),
) -> Result<ActForm, Fault> {
    let lang = visit.lang;
    let veil = visit.veil().await?;
    let mut fields = Vec::new();
    let input = |name: &str, it: &Known| {
        Field::new(&format!("{name}.{}", it.id), it.label.get(lang).to_owned(), input(&it.kind, lang))
    };
    if id == filling() {
        fields.extend(
            playbook.person.iter().filter(|it| !veil.hides_person(playbook, &it.id)).map(|it| input("person", it)),
        );
        let label = say!(lang, en = "Company, or its domain", tr = "Şirket ya da alan adı");
        fields.push(Field::new("account", label, Input::Text(company)));
        let own = playbook.account.iter().filter(|it| !veil.hides_account(playbook, &it.id));
        fields.extend(own.map(|it| {
            let of = say!(lang, en = "company", tr = "şirket");
            let field = input("account", it);
            Field { label: format!("{} ({of})", field.label), ..field }
        }));
    } else if let Some(kind) = playbook.fact_type(id).and_then(|it| playbook.fact_types.get(usize::from(it))) {
        fields.extend(kind.data.iter().map(|it| input("data", it)));
    }
    let when = say!(lang, en = "When (now, if left open)", tr = "Ne zaman (boşsa şimdi)");
    fields.push(Field::new("occurred_at", when, Input::Time(String::new())));
    Ok(ActForm {
        to: format!("/leads/{lead}/facts"),
        hidden: vec![("type".into(), id.to_owned()), ("key".into(), visit.app.request_id(None))],
        title: say!(lang, en = "Add it", tr = "Ekle"),
        fields,
        ..ActForm::default()
    })
}

fn input(kind: &Type, lang: kopru_engine::lang::Lang) -> Input {
    match kind {
        Type::Bool => Input::Choice(
            vec![
                ("true".into(), say!(lang, en = "yes", tr = "evet")),
                ("false".into(), say!(lang, en = "no", tr = "hayır")),
            ],
            String::new(),
        ),
        Type::Enum(words) => {
            Input::Choice(words.words.iter().map(|it| (it.to_string(), it.to_string())).collect(), String::new())
        }
        Type::Date => Input::Day(String::new()),
        Type::Moment => Input::Time(String::new()),
        _ => Input::Text(String::new()),
    }
}

/// What somebody wrote, as the value of a field; whether it fits is for the intake to say.
fn scalar(kind: &Type, text: &str, zone: &jiff::tz::TimeZone) -> Scalar {
    let own = || Scalar::Text(text.to_owned());
    match kind {
        Type::Bool => Scalar::Bool(text == "true"),
        Type::Int => whole(text).map_or_else(own, Scalar::Int),
        Type::Decimal => Scalar::Number(text.replace(',', ".")),
        Type::Moment => moment(text, zone).map_or_else(own, |at| Scalar::Text(at.to_string())),
        Type::List(item) => {
            let items = text.split(',').map(str::trim).filter(|it| !it.is_empty());
            Scalar::List(items.map(|it| scalar(item, it, zone)).collect())
        }
        _ => own(),
    }
}

/// Adds it.
pub(super) async fn add(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let back = format!("/leads/{lead}");
    let Some(book) = visit.book().await? else { return Ok(Reply::see("/today?not=no_playbook")) };
    let (playbook, zone) = (&book.playbook, visit.zone(Some(&book)));
    let kind = visit.sent("type").unwrap_or_default().to_owned();
    if !types(playbook, visit.lang).iter().any(|it| it.0 == kind) {
        return Ok(Reply::see(with(&back, &[("not", "fact_invalid")])));
    }
    let veil = visit.veil().await?;
    let sent = |prefix: &str, known: &[Known]| -> BTreeMap<String, Scalar> {
        let value = |it: &Known| {
            // Nobody sets what they may not see.
            let text = visit
                .sent(&format!("{prefix}.{}", it.id))
                .filter(|_| !veil.hides_named(&format!("{prefix}.{}", it.id)))?;
            Some((it.id.to_string(), scalar(&it.kind, text, &zone)))
        };
        known.iter().filter_map(value).collect()
    };
    let declared = playbook.fact_type(&kind).and_then(|it| playbook.fact_types.get(usize::from(it)));
    let happened = Happened {
        id: format!("added-{}-{user}", visit.sent("key").unwrap_or(&visit.app.request_id(None))),
        data: declared.filter(|it| it.builtin.is_none()).map(|it| sent("data", &it.data)).unwrap_or_default(),
        fields: sent("person", &playbook.person),
        account: visit.sent("account").map(str::to_owned),
        account_fields: sent("account", &playbook.account),
        occurred_at: visit.sent("occurred_at").and_then(|it| moment(it, &zone)),
        kind,
    };
    // What is known of a company belongs to one.
    if happened.account.is_none() && !happened.account_fields.is_empty() {
        return Ok(Reply::see(with(&format!("{back}/facts"), &[("type", filling()), ("not", "account_needed")])));
    }
    let code = match visit.app.services.add_fact(lead, happened, &user).await {
        Ok(Ok(_)) => ("done", "added"),
        Ok(Err(refusal)) => ("not", refusal.code),
        Err(StoreError::Refused(code, _)) => ("not", code),
        Err(fault) => return Err(fault.into()),
    };
    Ok(Reply::see(with(&back, &[code])))
}
