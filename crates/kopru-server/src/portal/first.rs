//! The first agreement, in the browser: one that Köprü brings along or one's own, looked at, and published once both teams agree.
//! Every later one is a proposal that both teams sign.

use super::{Fault, Reply, Visit, playbook, said};
use crate::service::NotPublished;
use crate::service::playbook::examples;
use kopru_engine::diagnostic::Severity;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input, Notice, Weight};
use kopru_portal::tables::{Part, Sheet, sheet};
use kopru_store::publish::{Edition, Existing};
use serde_json::json;
use std::collections::BTreeMap;

/// Agreements that Köprü brings along: id and text.
const SHIPPED: [(&str, &str); 2] =
    [("saas", crate::demo::SAAS), ("minimal", include_str!("../../../../playbooks/minimal.toml"))];
/// Letters of an agreement that is written or brought here.
const TEXT_MAX: usize = 200_000;
/// Faults that are shown at once.
const FAULTS_SHOWN: usize = 30;

fn shipped(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|it| it.0 == id).map(|it| it.1)
}

/// How it is chosen.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    if visit.book().await?.is_some() {
        return Ok(Reply::see("/playbook"));
    }
    Ok(shown(&visit, "", Vec::new()))
}

/// The page with what somebody chose or wrote, and what came of it.
fn shown(visit: &Visit, text: &str, told: Vec<Part>) -> Reply {
    let lang = visit.lang;
    let title = say!(lang, en = "The first agreement", tr = "İlk anlaşma");
    let about = vec![
        say!(
            lang,
            en = "Everything that Köprü decides follows the agreement of marketing and sales. Begin with one that Köprü brings along and change it later, or bring your own.",
            tr = "Köprü'nün verdiği her karar, pazarlama ile satışın anlaşmasına dayanır. Hazır gelenlerden biriyle başlayıp sonra değiştirin ya da kendinizinkini getirin."
        ),
        say!(
            lang,
            en = "Nothing is in force before both teams agree to what you will read on the next page.",
            tr = "Sonraki sayfada okuyacağınızı iki ekip onaylamadan hiçbir şey yürürlüğe girmez."
        ),
    ];
    let known = |id: &str| match id {
        "saas" => say!(lang, en = "B2B software, with everything", tr = "B2B yazılım, her şeyiyle"),
        _ => say!(lang, en = "The smallest one", tr = "En küçüğü"),
    };
    let ready: Vec<(String, String)> = SHIPPED.iter().map(|it| (it.0.to_owned(), known(it.0))).collect();
    let large = say!(lang, en = "This is too large for an agreement.", tr = "Bu, bir anlaşma için çok büyük.");
    let wrong = say!(
        lang,
        en = "This is no text. Bring the agreement as .toml (UTF-8).",
        tr = "Bu bir metin değil. Anlaşmayı .toml (UTF-8) olarak getirin."
    );
    let file = say!(lang, en = "Your own, from a file (.toml)", tr = "Kendinizinki, dosyadan (.toml)");
    let own = say!(
        lang,
        en = "Or its text; it goes before the choice above",
        tr = "Ya da metni; yukarıdaki seçimden önce gelir"
    );
    let form = ActForm {
        to: "/playbook/first".into(),
        title: say!(lang, en = "Look at it", tr = "İncele"),
        fields: vec![
            Field::new(
                "ready",
                say!(lang, en = "One that Köprü brings along", tr = "Hazır gelenlerden biri"),
                Input::Choice(ready, String::new()),
            ),
            Field::new("", file, Input::Poured { kinds: ".toml", large, wrong }),
            Field::new("text", own, Input::Page(text.to_owned())),
        ],
        ..ActForm::default()
    };
    let mut parts = told;
    parts.push(Part::Form(form));
    Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: Vec::new(), parts }))
}

/// The text that a form means: one's own, else one that Köprü brings along.
fn meant(visit: &Visit) -> Option<String> {
    let own = visit.sent("text").map(|it| it.replace("\r\n", "\n"));
    own.or_else(|| visit.sent("ready").and_then(shipped).map(str::to_owned))
}

/// What stands against a text: its faults, or examples of its own that do not come out.
fn against(text: &str, lang: Lang) -> (Option<Playbook>, Vec<String>) {
    if text.chars().count() > TEXT_MAX {
        return (None, vec![said::why_not("playbook_too_large", lang)]);
    }
    let checked = Playbook::check(text, &BTreeMap::new());
    let faults = checked.findings.iter().filter(|it| it.severity == Severity::Error);
    let mut lines: Vec<String> = faults.take(FAULTS_SHOWN).map(|it| it.render("playbook.toml", text, lang)).collect();
    if let Some(playbook) = &checked.playbook {
        lines.extend(examples(playbook).iter().map(|it| {
            let (example, key, expected, found) = (&it.example, &it.key, &it.expected, &it.found);
            say!(
                lang,
                en = "example “{example}”: {key}: expected {expected}, found {found}",
                tr = "“{example}” örneği: {key}: beklenen {expected}, bulunan {found}"
            )
        }));
    }
    (checked.playbook, lines)
}

/// Shows what a text says, and how it is agreed to; or what stands against it. Nothing is published.
pub(super) async fn look(mut visit: Visit) -> Result<Reply, Fault> {
    if visit.book().await?.is_some() {
        return Ok(Reply::see("/playbook"));
    }
    let lang = visit.lang;
    let Some(text) = meant(&visit) else {
        visit.tell(Notice { text: said::why_not("playbook_missing", lang), wrong: true, undo: None });
        return Ok(shown(&visit, "", Vec::new()));
    };
    let (playbook, faults) = against(&text, lang);
    match playbook.filter(|_| faults.is_empty()) {
        Some(playbook) => Ok(agreeing(&visit, &text, &playbook)),
        None => Ok(shown(&visit, &text, refused(&faults, lang))),
    }
}

fn refused(faults: &[String], lang: Lang) -> Vec<Part> {
    let verdict = say!(lang, en = "This does not hold yet.", tr = "Bu haliyle geçerli değil.");
    let mut parts = vec![Part::Verdict(verdict, "poor")];
    parts.extend(faults.iter().cloned().map(Part::Text));
    parts
}

/// The agreement to be read by both teams, with what each of them says.
fn agreeing(visit: &Visit, text: &str, agreement: &Playbook) -> Reply {
    let lang = visit.lang;
    let tried = agreement.cases.len();
    let title = say!(lang, en = "Read it together", tr = "Birlikte okuyun");
    let name = agreement.name.get(lang);
    let about = vec![say!(
        lang,
        en = "{name}: checked, and all {tried} examples of the agreement come out. It is in force once both teams agree.",
        tr = "{name}: denetlendi, anlaşmanın {tried} örneğinin hepsi tutuyor. İki ekip onaylayınca yürürlüğe girer."
    )];
    let form = ActForm {
        to: "/playbook/first/publish".into(),
        hidden: vec![("text".into(), text.to_owned())],
        title: say!(lang, en = "Publish", tr = "Yayımla"),
        fields: vec![
            Field::new(
                "marketing",
                say!(lang, en = "Who agrees for marketing", tr = "Pazarlama adına onaylayan"),
                Input::Text(String::new()),
            )
            .needed(),
            Field::new(
                "sales",
                say!(lang, en = "Who agrees for sales", tr = "Satış adına onaylayan"),
                Input::Text(String::new()),
            )
            .needed(),
        ],
        weight: Weight::Main,
        ..ActForm::default()
    };
    let mut parts = vec![Part::Heading(say!(lang, en = "The agreement", tr = "Anlaşma"))];
    parts.extend(playbook::read(agreement, lang));
    parts.push(Part::Heading(say!(lang, en = "Signatures", tr = "İmzalar")));
    parts.push(Part::Form(form));
    let ways = vec![(say!(lang, en = "Choose another", tr = "Başkasını seç"), "/playbook/first".to_owned(), false)];
    Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts }))
}

/// Publishes it, with who agreed for each team.
pub(super) async fn publish(mut visit: Visit) -> Result<Reply, Fault> {
    let (lang, user) = (visit.lang, visit.user()?.id.clone());
    if visit.book().await?.is_some() {
        return Ok(Reply::see("/playbook?not=playbook_published_already"));
    }
    let text = meant(&visit).unwrap_or_default();
    let (agreement, faults) = against(&text, lang);
    let Some(agreement) = agreement.filter(|_| faults.is_empty()) else {
        return Ok(shown(&visit, &text, refused(&faults, lang)));
    };
    let (marketing, sales) = (visit.sent("marketing").map(str::to_owned), visit.sent("sales").map(str::to_owned));
    let signed = marketing.zip(sales).filter(|(one, other)| one.to_lowercase() != other.to_lowercase());
    let Some((marketing, sales)) = signed else {
        visit.tell(Notice { text: said::why_not("both_must_agree", lang), wrong: true, undo: None });
        return Ok(agreeing(&visit, &text, &agreement));
    };
    let edition = Edition { source: text.clone(), lists: BTreeMap::new(), existing: Existing::Keep, by: user.clone() };
    match visit.app.services.publish(edition).await {
        Ok(done) => {
            let detail = json!({ "marketing": marketing, "sales": sales });
            visit.app.services.store.note_act(&user, "playbook.agreed", &done.version, detail).await?;
            Ok(Reply::see("/playbook?done=proposal_published"))
        }
        Err(NotPublished::Store(fault)) => Err(fault.into()),
        // It held a moment ago.
        Err(NotPublished::Faults(_) | NotPublished::Examples(_)) => {
            Ok(shown(&visit, &text, refused(&against(&text, lang).1, lang)))
        }
    }
}
