//! What an answer tells, and the form that notes what of it a person agrees with. What was asked about may stand chosen, marked
//! as a suggestion; what was heard besides is ticked by whoever agrees, and what would end something by nobody else.

use super::asked;
use crate::portal::acts::with;
use crate::portal::{Fault, Reply, Visit, assistant};
use crate::service::call::{Answered, Noted, Sheet as CallSheet, quoted, solved};
use crate::service::readings::Wrong;
use crate::service::verdict::{Verdict, aloud, consequences, priority};
use kopru_engine::answer::{Analysis, SignKind, Sized};
use kopru_engine::foreseen::Foreseen;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{LEVEL_MAX, Measure};
use kopru_engine::questions::{Topic, find};
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::Part;
use kopru_store::{Id, StoreError};

/// What fields are called that hold levels, and verdicts on what was not asked about.
const LEVEL: &str = "level.";
const CRITERION: &str = "criterion.";
/// What fields are called that call a reading wrong.
const WRONG_CRITERION: &str = "wrong.criterion.";
const WRONG_SIGN: &str = "wrong.sign.";
const WRONG_PAIN: &str = "wrong.pain.";

/// Notes what was chosen of an answer.
pub(in crate::portal) async fn note(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let (question, text) = (visit.sent("question").unwrap_or_default(), visit.sent("answer").unwrap_or_default());
    let chosen = |name: String| visit.sent(&name).is_some();
    let book = visit.book().await?;
    let noted = Noted {
        met: visit.sent("verdict").map(|it| it == "met"),
        criteria: visit.form().keys().filter_map(|it| it.strip_prefix(CRITERION)).map(str::to_owned).collect(),
        levels: Measure::ALL
            .iter()
            .filter_map(|it| Some((*it, visit.sent(&format!("{LEVEL}{}", it.id()))?.parse().ok()?)))
            .collect(),
        signs: SignKind::ALL.iter().filter(|it| chosen(format!("sign.{}", it.id()))).copied().collect(),
        pains: book
            .iter()
            .flat_map(|it| &it.playbook.pains)
            .filter(|it| chosen(format!("pain.{}", it.id)))
            .map(|it| it.id.to_string())
            .collect(),
        proposed: assistant::chosen(&visit),
        wrong: wrong(&visit),
    };
    let mut asked = asked(visit.sent("asked"));
    asked.extend((!question.is_empty()).then(|| question.to_owned()));
    let back = format!("/leads/{lead}/call?asked={}", asked.join(","));
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let said = Answered { question, text };
    match visit.app.services.note_answer(lead, said, &noted, (&key, &user, visit.lang)).await {
        Ok(Ok(_)) => Ok(Reply::see(with(&back, &[("done", "finding")]))),
        Ok(Err(refusal)) => Ok(Reply::see(with(&back, &[("not", refusal.code)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// What a form calls wrong.
pub(in crate::portal) fn wrong(visit: &Visit) -> Wrong {
    let ids = |prefix: &str| -> Vec<String> {
        visit.form().keys().filter_map(|it| it.strip_prefix(prefix)).map(str::to_owned).collect()
    };
    Wrong {
        criteria: ids(WRONG_CRITERION).into_iter().collect(),
        signs: ids(WRONG_SIGN).iter().filter_map(|it| SignKind::from_id(it)).collect(),
        pains: ids(WRONG_PAIN).into_iter().collect(),
    }
}

/// What would come of what was heard, if somebody noted it: said before anything is.
pub(super) fn warnings(it: &CallSheet, (answer, analysis): (&str, &Analysis), lang: Lang) -> Vec<Part> {
    let playbook = &it.shown.view.book.playbook;
    let warn = |what: String, quote: &str, comes: &Foreseen| {
        let lines = consequences(comes, playbook, lang);
        (!lines.is_empty()).then(|| {
            let then = lines.join("; ");
            let text = say!(
                lang,
                en = "Careful: “{quote}” would mean {what}. If you note that, {then}.",
                tr = "Dikkat: “{quote}” şu anlama gelirdi: {what}. Bunu kaydederseniz {then}."
            );
            Part::Verdict(text, "warn")
        })
    };
    let verdicts = it.verdicts.iter();
    let of_verdicts = verdicts.map(|it| warn(aloud(playbook, it.criterion, it.met, lang), &it.quote, &it.comes));
    let of_levels = analysis.levels.iter().map(|level| {
        let comes = it.comes_of_level(level);
        warn(level_aloud(level, lang), &quoted(answer, &level.words), &comes)
    });
    of_verdicts.chain(of_levels).flatten().collect()
}

/// A level of a measure in words.
fn level_aloud(it: &Sized, lang: Lang) -> String {
    let (name, means) = (it.measure.name(), it.measure.level(it.level));
    format!("{}: {}/{LEVEL_MAX}, {}", name.get(lang), it.level, means.get(lang))
}

/// What an answer shows, in sentences with its words.
pub(super) fn revealed(it: &CallSheet, (answer, analysis): (&str, &Analysis), lang: Lang) -> Vec<String> {
    let playbook = &it.shown.view.book.playbook;
    let mut lines = vec![format!("“{answer}”")];
    for told in &it.verdicts {
        let (what, quote) = (aloud(playbook, told.criterion, told.met, lang), &told.quote);
        let why = told.why.as_ref().map(|it| format!(" {}.", it.get(lang))).unwrap_or_default();
        lines.push(say!(
            lang,
            en = "Suggested: {what}, by “{quote}”{why}",
            tr = "Öneri: {what}; dayanağı “{quote}”{why}"
        ));
    }
    for sign in &analysis.signs {
        let (name, words) = (sign.kind.name(), quoted(answer, &sign.words));
        let step = sign.kind.step().map(|it| format!(" {}", it.get(lang))).unwrap_or_default();
        let first = priority(&it.comes_of_sign(sign), playbook, lang).map(|it| format!(" {it}")).unwrap_or_default();
        lines.push(format!("{}: “{words}”.{step}{first}", name.get(lang)));
    }
    for heard in &analysis.pains {
        let text = playbook.pains.get(usize::from(heard.pain)).map_or("", |it| it.text.get(lang));
        let (words, solved) = (quoted(answer, &heard.words), solved(playbook, heard.pain, lang));
        lines.push(say!(
            lang,
            en = "Pain: {text} ({solved}): “{words}”.",
            tr = "Sorunlu nokta: {text} ({solved}): “{words}”."
        ));
    }
    for found in &analysis.findings {
        let (kind, words) = (found.kind.name(), answer.get(found.words.clone()).unwrap_or_default());
        lines.push(format!("{}: “{words}”.", kind.get(lang)));
    }
    if it.verdicts.is_empty() && analysis.signs.is_empty() && analysis.pains.is_empty() {
        lines.push(say!(
            lang,
            en = "Neither red flags nor positive signs in these words.",
            tr = "Bu sözlerde ne kırmızı bayrak ne de olumlu işaret var."
        ));
    }
    lines
}

/// What goes with a form about an answer.
pub(super) fn answered(said: Answered<'_>, asked: &[String]) -> Vec<(String, String)> {
    vec![
        ("question".into(), said.question.to_owned()),
        ("answer".into(), said.text.to_owned()),
        ("asked".into(), asked.join(",")),
    ]
}

/// The form that notes what a person agrees with.
pub(super) fn form(
    visit: &Visit,
    lead: Id,
    (it, said, analysis): (&CallSheet, Answered<'_>, &Analysis),
    asked: &[String],
) -> ActForm {
    let (lang, playbook) = (visit.lang, &it.shown.view.book.playbook);
    let topic = find(playbook, said.question).map(|it| it.0);
    let mut fields: Vec<Field> = topic.and_then(|topic| own(it, topic, lang)).into_iter().collect();
    let others = it.verdicts.iter().filter(|it| topic != Some(Topic::Criterion(it.criterion)));
    fields.extend(others.map(|told| {
        let id = playbook.criteria.get(usize::from(told.criterion)).map_or("", |it| &it.id);
        let (what, quote) = (aloud(playbook, told.criterion, told.met, lang), &told.quote);
        let input = if told.comes.ends_nothing() { Input::Check(false) } else { Input::Grave };
        reading(Field::new(&format!("{CRITERION}{id}"), format!("{what}: “{quote}”"), input), lang)
    }));
    fields.extend(Measure::ALL.iter().filter_map(|measure| level(it, (*measure, topic), analysis, lang)));
    for sign in analysis.signs.iter().filter(|it| it.kind.signal().is_some()) {
        let label = sign.kind.name().get(lang).to_owned();
        fields.push(reading(Field::new(&format!("sign.{}", sign.kind.id()), label, Input::Check(false)), lang));
    }
    for heard in &analysis.pains {
        if let Some(pain) = playbook.pains.get(usize::from(heard.pain)) {
            let text = pain.text.get(lang).to_owned();
            fields.push(reading(Field::new(&format!("pain.{}", pain.id), text, Input::Check(false)), lang));
        }
    }
    ActForm {
        to: format!("/leads/{lead}/call/note"),
        hidden: [answered(said, asked), vec![("key".into(), visit.app.request_id(None))]].concat(),
        title: say!(lang, en = "Note it", tr = "Kaydet"),
        all: agree(&fields, lang),
        fields,
        ..ActForm::default()
    }
}

/// A reading to agree with, or to call wrong.
pub(in crate::portal) fn reading(field: Field, lang: Lang) -> Field {
    let name = format!("wrong.{}", field.name);
    field.or_not(&name, wrongly(lang))
}

/// What calls a reading wrong.
fn wrongly(lang: Lang) -> String {
    say!(lang, en = "read wrongly", tr = "yanlış yorum")
}

/// What is on the button that agrees with all that is suggested, where there is something.
pub(in crate::portal) fn agree(fields: &[Field], lang: Lang) -> Option<String> {
    let suggested = fields.iter().any(|it| matches!(it.input, Input::Check(false) | Input::Advised(..)));
    suggested.then(|| say!(lang, en = "Agree with all", tr = "Hepsini onayla"))
}

/// The choice of a verdict on the criterion that was asked about. What is suggested stands chosen, unless it would end something.
fn own(it: &CallSheet, topic: Topic, lang: Lang) -> Option<Field> {
    let Topic::Criterion(place) = topic else { return None };
    let told: Option<&Verdict> = it.verdicts.iter().find(|it| it.criterion == place);
    let mark = |met: bool, text: String| match told.is_some_and(|it| it.met == met) {
        true => say!(lang, en = "{text} (suggested)", tr = "{text} (öneri)"),
        false => text,
    };
    let verdicts = vec![
        ("met".to_owned(), mark(true, say!(lang, en = "met", tr = "karşılanıyor"))),
        ("unmet".to_owned(), mark(false, say!(lang, en = "not met", tr = "karşılanmıyor"))),
    ];
    let name = topic.name(&it.shown.view.book.playbook);
    let name = name.get(lang);
    let mut label = say!(lang, en = "{name}: what do you say?", tr = "{name}: siz ne diyorsunuz?");
    if let Some(quote) = told.map(|it| &it.quote) {
        let by = say!(lang, en = "Suggested by: “{quote}”", tr = "Önerinin dayanağı: “{quote}”");
        label = format!("{label} {by}");
    }
    let safe = told.filter(|it| it.comes.ends_nothing());
    let chosen = safe.map_or("", |it| if it.met { "met" } else { "unmet" });
    Some(Field::new("verdict", label, Input::Choice(verdicts, chosen.to_owned())))
}

/// The choice of a level: of the measure that was asked about, and of others of which the answer says something.
fn level(it: &CallSheet, (measure, topic): (Measure, Option<Topic>), analysis: &Analysis, lang: Lang) -> Option<Field> {
    let spoken = analysis.levels.iter().find(|it| it.measure == measure);
    let own = topic == Some(Topic::Measure(measure));
    if spoken.is_none() && !own {
        return None;
    }
    let level = |level: i64| {
        let text = format!("{level}: {}", measure.level(level).get(lang));
        let text = match spoken.is_some_and(|it| it.level == level) {
            true => say!(lang, en = "{text} (suggested)", tr = "{text} (öneri)"),
            false => text,
        };
        (level.to_string(), text)
    };
    let levels = (0..=LEVEL_MAX).map(level).collect();
    let advised = spoken.filter(|spoken| it.comes_of_level(spoken).ends_nothing()).map(|it| it.level.to_string());
    let input = match advised {
        Some(advised) if own => Input::Choice(levels, advised),
        Some(advised) => Input::Advised(levels, advised),
        None => Input::Choice(levels, String::new()),
    };
    Some(Field::new(&format!("{LEVEL}{}", measure.id()), measure.name().get(lang).to_owned(), input))
}
