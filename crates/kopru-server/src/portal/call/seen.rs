//! Signs that were noted, and the form that takes back what was read wrongly.

use crate::portal::acts::with;
use crate::portal::said;
use crate::portal::{Fault, Reply, Visit};
use crate::service::call::Sheet as CallSheet;
use crate::service::readings;
use crate::service::verdict::aloud;
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::lead::{About, Reading};
use kopru_engine::playbook::{LEVEL_MAX, Measure, Playbook, SignalColour};
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Part, Table};
use kopru_store::{Id, StoreError};

/// Red flags and positive signs so far, with their words; and how one takes back what was read wrongly.
pub(super) fn parts(visit: &Visit, lead: Id, it: &CallSheet, zone: &TimeZone, lang: Lang) -> Vec<Part> {
    let (playbook, evidence) = (&it.shown.view.book.playbook, &it.shown.view.lead.evidence);
    let mut parts = vec![
        Part::Heading(say!(lang, en = "Signs so far", tr = "Şu ana kadarki işaretler")),
        Part::Table(signs(it, zone, lang)),
    ];
    let readings = readings::standing(evidence);
    if readings.is_empty() {
        return parts;
    }
    let choice = |(reading, quote): &(Reading, Option<&str>)| {
        let quote = quote.map(|it| format!(": “{it}”")).unwrap_or_default();
        (readings::name(playbook, *reading), format!("{}{quote}", told(playbook, *reading, lang)))
    };
    let all = readings.iter().map(choice).collect();
    let what = say!(lang, en = "What was read wrongly?", tr = "Ne yanlış yorumlandı?");
    let note = say!(lang, en = "What did they mean?", tr = "Ne demek istemişti?");
    parts.push(Part::Acts(vec![ActForm {
        to: format!("/leads/{lead}/call/wrong"),
        hidden: vec![("key".into(), visit.app.request_id(None))],
        title: say!(lang, en = "Something was read wrongly", tr = "Yanlış yorumlanan bir şey var"),
        fields: vec![
            Field::new("reading", what, Input::Choice(all, String::new())).needed(),
            Field::new("note", note, Input::Lines(String::new())),
        ],
        ..ActForm::default()
    }]));
    parts
}

fn signs(it: &CallSheet, zone: &TimeZone, lang: Lang) -> Table {
    let (playbook, evidence) = (&it.shown.view.book.playbook, &it.shown.view.lead.evidence);
    let head = vec![
        (say!(lang, en = "Sign", tr = "İşaret"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
        (say!(lang, en = "When", tr = "Ne zaman"), false),
    ];
    let row = |colour: SignalColour| {
        evidence.signals_of(playbook, colour).into_iter().map(move |seen| {
            let quote = seen.quote.as_ref().map(|it| format!("“{it}”")).unwrap_or_default();
            let what = told(playbook, Reading::Signal(seen.signal), lang);
            let name = colour.name();
            vec![
                Cell::from(format!("{}: {what}", name.get(lang))),
                Cell::from(quote),
                Cell::from(said::when(seen.stamp.at, zone)),
            ]
        })
    };
    let rows = SignalColour::ALL.iter().flat_map(|colour| row(*colour)).collect();
    let empty = say!(
        lang,
        en = "No red flag and no positive sign was noted yet.",
        tr = "Henüz ne kırmızı bayrak ne de olumlu işaret kaydedildi."
    );
    Table { head, rows, empty }
}

/// A reading in words.
fn told(playbook: &Playbook, reading: Reading, lang: Lang) -> String {
    match reading {
        Reading::Signal(it) => playbook.signals.get(usize::from(it)).map_or("", |it| it.text.get(lang)).to_owned(),
        Reading::Finding(About::Criterion(it, met)) => aloud(playbook, it, met, lang),
        Reading::Finding(About::Pain(it)) => {
            playbook.pains.get(usize::from(it)).map_or("", |it| it.text.get(lang)).to_owned()
        }
        Reading::Finding(About::Measure(it, level)) => {
            let name = Measure::ALL.get(usize::from(it)).map(|it| it.name()).unwrap_or_default();
            format!("{}: {level}/{LEVEL_MAX}", name.get(lang))
        }
    }
}

/// Takes back what was read wrongly.
pub(in crate::portal) async fn overrule(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let wrong = (visit.sent("reading").unwrap_or_default(), visit.sent("note").unwrap_or_default());
    let back = format!("/leads/{lead}/call");
    match visit.app.services.overrule(lead, wrong, (&key, &user)).await {
        Ok(Ok(_)) => Ok(Reply::see(with(&back, &[("done", "overruled")]))),
        Ok(Err(refusal)) => Ok(Reply::see(with(&back, &[("not", refusal.code)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}
