//! What the assistant would note of a conversation: the button that asks it, what it proposes, and the boxes to agree with.

use super::{Fault, Visit};
use crate::assistant::{Dropped, Guess, Kind, Named, Proposed, Sought};
use crate::service::assistant::Asked;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Part, Table};

/// How a field is called by which somebody agrees with a proposal: this, what it is about, the turn, the words.
const PROPOSED: &str = "proposed:";
/// The field that asks.
const ASK: &str = "assistant";

/// Asks, where the form says so.
pub(super) async fn ask(
    visit: &Visit,
    work: impl Future<Output = kopru_store::Result<Asked>>,
) -> Result<Option<Asked>, Fault> {
    if visit.sent(ASK).is_none() {
        return Ok(None);
    }
    let asked = work.await?;
    visit.app.metrics.assistant(asked.result());
    Ok(Some(asked))
}

/// The button that asks, with what went wrong; nothing where no assistant is configured, or it has answered. `to` and `hidden`:
/// where it is asked, and what is sent with it.
pub(super) fn offer(
    visit: &Visit,
    asked: Option<&Asked>,
    (to, mut hidden): (String, Vec<(String, String)>),
) -> Vec<Part> {
    let (lang, Some(assistant)) = (visit.lang, &visit.app.services.assistant) else { return Vec::new() };
    if asked.is_some_and(|it| it.outcome.is_ok()) {
        return Vec::new();
    }
    let (model, address) = (assistant.model(), assistant.address());
    let mut parts = vec![Part::Heading(say!(lang, en = "The assistant", tr = "Asistan"))];
    let fault = asked.and_then(|it| it.outcome.as_ref().err());
    parts.extend(fault.map(|it| Part::Verdict(it.text().get(lang).to_owned(), "warn")));
    parts.push(Part::Lines(vec![say!(
        lang,
        en = "A language model ({model}) may propose what to note. For that, what you typed or pasted is sent to {address}. Without the button nothing is sent, and nothing is kept here.",
        tr = "Bir dil modeli ({model}) neyin kaydedileceğini önerebilir. Bunun için yazdığınız ya da yapıştırdığınız metin {address} adresine gönderilir. Düğmeye basılmadan hiçbir şey gönderilmez, burada hiçbir şey saklanmaz."
    )]));
    hidden.push((ASK.to_owned(), "true".to_owned()));
    let title = say!(lang, en = "Ask the assistant", tr = "Asistana sor");
    parts.push(Part::Acts(vec![ActForm { to, hidden, title, ..ActForm::default() }]));
    parts
}

/// What was proposed, with what was left out. `who`: who speaks in a turn, where more than one does.
pub(super) fn proposals(
    asked: Option<&Asked>,
    playbook: &Playbook,
    who: Option<&dyn Fn(usize) -> String>,
    lang: Lang,
) -> Vec<Part> {
    let Some((model, it)) = asked.and_then(|it| Some((&it.model, it.outcome.as_ref().ok()?))) else {
        return Vec::new();
    };
    let sought = &Sought::of(playbook, lang);
    let mut head = vec![
        (say!(lang, en = "What", tr = "Ne"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
        (say!(lang, en = "Why, in the model's words", tr = "Neden, modelin sözleriyle"), false),
    ];
    if who.is_some() {
        head.insert(1, (say!(lang, en = "Who", tr = "Kim"), false));
    }
    let row = |it: &Proposed| {
        let quote = format!("“{}”", it.quote);
        let mut cells = vec![label(&it.about, it.met, sought), quote, it.reason.clone()];
        if let Some(who) = who {
            cells.insert(1, who(it.turn));
        }
        cells.into_iter().map(Cell::from).collect()
    };
    let rows = it.proposed.iter().map(row).collect();
    let empty = say!(lang, en = "It proposes nothing.", tr = "Bir önerisi yok.");
    let mut parts = vec![
        Part::Heading(say!(lang, en = "Proposed by the assistant ({model})", tr = "Asistanın önerileri ({model})")),
        Part::Table(Table { head, rows, empty }),
    ];
    let lines = dropped(it.dropped, lang);
    parts.extend((!lines.is_empty()).then_some(Part::Lines(lines)));
    parts
}

/// How much was dropped, and why.
fn dropped(it: Dropped, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let count @ 1.. = it.no_such_words {
        lines.push(say!(
            lang,
            en = "Left out: {count} without such words of the lead's in the text.",
            tr = "Çıkarılan: {count}; metinde adayın böyle sözleri yok."
        ));
    }
    if let count @ 1.. = it.not_in_playbook {
        lines.push(say!(
            lang,
            en = "Left out: {count} about nothing that the agreement has.",
            tr = "Çıkarılan: {count}; anlaşmada böyle bir şey yok."
        ));
    }
    if let count @ 1.. = it.known_already {
        lines.push(say!(
            lang,
            en = "Left out: {count} that was found already.",
            tr = "Çıkarılan: {count}; zaten bulunmuştu."
        ));
    }
    lines
}

/// What a proposal is about, in words.
fn label(about: &Named, met: Option<bool>, sought: &Sought) -> String {
    let lang = sought.lang;
    let text = sought.text(about).unwrap_or(&about.1);
    match (about.0, met) {
        (Kind::Criterion, Some(false)) => say!(lang, en = "{text}: not met", tr = "{text}: karşılanmıyor"),
        (Kind::Criterion, _) => say!(lang, en = "{text}: met", tr = "{text}: karşılanıyor"),
        (Kind::Pain, _) => say!(lang, en = "Pain: {text}", tr = "Sorunlu nokta: {text}"),
        (Kind::Signal, _) => text.to_owned(),
    }
}

/// A box for each proposal, none ticked.
pub(super) fn boxes(asked: Option<&Asked>, playbook: &Playbook, lang: Lang) -> Vec<Field> {
    let Some(checked) = asked.and_then(|it| it.outcome.as_ref().ok()) else { return Vec::new() };
    let sought = Sought::of(playbook, lang);
    let field = |it: &Proposed| {
        let what = label(&it.about, it.met, &sought);
        let quote = &it.quote;
        let label = say!(
            lang,
            en = "{what}: “{quote}” (proposed by the assistant)",
            tr = "{what}: “{quote}” (asistanın önerisi)"
        );
        Field::new(&name(it), label, Input::Check(false))
    };
    checked.proposed.iter().map(field).collect()
}

fn name(it: &Proposed) -> String {
    let verdict = it.met.map_or("", |met| if met { "met" } else { "unmet" });
    format!("{PROPOSED}{}:{}:{verdict}:{}:{}", it.about.0.id(), it.about.1, it.turn, it.quote)
}

/// The proposals that somebody agrees with.
pub(super) fn chosen(visit: &Visit) -> Vec<Guess> {
    visit.form().keys().filter_map(|it| it.strip_prefix(PROPOSED)).map(read).collect()
}

/// What a field's name says; what it does not say stays open, and is not noted.
fn read(name: &str) -> Guess {
    let mut parts = name.splitn(5, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (kind, id, verdict, turn, quote) = (next(), next(), next(), next(), next());
    let kind = Kind::ALL.into_iter().find(|it| it.id() == kind);
    Guess {
        about: kind.map(|kind| (kind, id.to_owned())).into_iter().collect(),
        met: match verdict {
            "met" => Some(true),
            "unmet" => Some(false),
            _ => None,
        },
        turn: turn.parse().ok(),
        quote: quote.to_owned(),
        reason: String::new(),
    }
}
