//! The call sheet: a conversation with a lead, question by question.

use super::acts::with;
use super::{Fault, Reply, Visit};
use super::{assistant, said};
use crate::service::Veil;
use crate::service::assistant::Asked;
use crate::service::call::{Answered, Noted, Sheet as CallSheet, quoted, solved};
use kopru_engine::answer::{Analysis, SignKind};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{LEVEL_MAX, Measure, Playbook};
use kopru_engine::questions::{Next, Topic, Why};
use kopru_engine::trace::Speaker;
use kopru_engine::{questions, say};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::{Id, StoreError};

/// Questions that are shown at once.
const SHOWN: usize = 4;
/// Of those that size a lead up.
const SIZING_SHOWN: usize = 2;
/// What fields are called that hold levels.
const LEVEL: &str = "level.";
/// Questions of one conversation that are remembered.
const ASKED_MAX: usize = 60;

/// Questions that were asked in this conversation.
fn asked(text: Option<&str>) -> Vec<String> {
    let all = text.unwrap_or_default().split(',').filter(|it| !it.is_empty());
    all.take(ASKED_MAX).map(str::to_owned).collect()
}

/// The page before a question.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (lead, asked) = (visit.lead()?, asked(visit.asked("asked")));
    let veil = visit.veil().await?;
    match visit.app.services.call_sheet(lead, &asked, None, &veil).await {
        Ok(it) => Ok(shown(&visit, lead, (&it, &veil), &asked, None)),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(format!("/leads?not={code}"))),
        Err(fault) => Err(fault.into()),
    }
}

/// The page after an answer: what it reveals, and what of it to note.
pub(super) async fn answer(visit: Visit) -> Result<Reply, Fault> {
    let (lead, asked) = (visit.lead()?, asked(visit.sent("asked")));
    let (question, text) = (visit.sent("question").unwrap_or_default(), visit.sent("answer").unwrap_or_default());
    let (said, veil) = (Answered { question, text }, visit.veil().await?);
    let read = async {
        let it = visit.app.services.call_sheet(lead, &asked, Some(said), &veil).await?;
        let assisted = assistant::ask(&visit, visit.app.services.ask_of_answer(&it, said, visit.lang)).await?;
        Ok(shown(&visit, lead, (&it, &veil), &asked, Some((said, assisted.as_ref()))))
    };
    match read.await {
        Err(Fault::Store(StoreError::Refused(code, _))) => {
            Ok(Reply::see(format!("/leads/{lead}/call?not={code}&asked={}", asked.join(","))))
        }
        done => done,
    }
}

/// Notes what was chosen of an answer.
pub(super) async fn note(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let (question, text) = (visit.sent("question").unwrap_or_default(), visit.sent("answer").unwrap_or_default());
    let chosen = |name: String| visit.sent(&name).is_some();
    let book = visit.book().await?;
    let noted = Noted {
        met: visit.sent("verdict").map(|it| it == "met"),
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

fn shown(
    visit: &Visit,
    lead: Id,
    (it, veil): (&CallSheet, &Veil),
    asked: &[String],
    said: Option<(Answered<'_>, Option<&Asked>)>,
) -> Reply {
    let lang = visit.lang;
    let playbook = &it.shown.view.book.playbook;
    let hidden = crate::api::hidden(veil, playbook);
    let speaker = Speaker { playbook, lang };
    let suggestions = it.shown.view.lead.standing.suggestions.iter();
    let mut parts: Vec<Part> = suggestions
        .map(|it| {
            let what = speaker.suggestion(it);
            let text = say!(
                lang,
                en = "Suggested: {what}. Decide on the lead's page.",
                tr = "Öneri: {what}. Kararı adayın sayfasında verin."
            );
            Part::Verdict(text, "warn")
        })
        .collect();
    if let (Some((said, assisted)), Some(analysis)) = (said, &it.analysis) {
        parts.push(Part::Heading(say!(lang, en = "What this answer tells", tr = "Bu yanıt ne söylüyor")));
        parts.push(Part::Lines(revealed(analysis, said.text, playbook, lang)));
        let mut form = note_form(visit, lead, (said, analysis), playbook, asked);
        form.fields.extend(assistant::boxes(assisted, playbook, lang));
        parts.extend(assistant::proposals(assisted, playbook, None, lang));
        parts.push(Part::Form(form));
        let ask = (format!("/leads/{lead}/call"), answered(said, asked));
        parts.extend(assistant::offer(visit, assisted, ask));
    }
    parts.extend(goal(visit, lead, it, playbook));
    let now: Vec<String> = asked.iter().cloned().chain(said.map(|it| it.0.question.to_owned())).collect();
    parts.extend(ask_next(lead, it, (playbook, lang), &now));
    let freely = say!(lang, en = "They said something else", tr = "Başka bir şey söyledi");
    parts.push(Part::Form(question_form(lead, "", &freely, &now, lang)));
    parts.push(Part::Heading(say!(lang, en = "Known so far", tr = "Şu ana kadar bilinenler")));
    parts.push(Part::Table(known(it, playbook, lang)));
    parts.push(Part::Heading(say!(lang, en = "Sized up so far", tr = "Şu ana kadarki boyutlandırma")));
    parts.push(Part::Table(sized(it, lang)));
    let name = said::name(&it.shown.view.row, hidden);
    let title = say!(lang, en = "Call: {name}", tr = "Görüşme: {name}");
    let about = vec![say!(
        lang,
        en = "Ask openly and let them talk. Note what they say in their words; what it shows is suggested, and you decide.",
        tr = "Açık sorun ve konuşmasına izin verin. Söylediklerini kendi sözleriyle yazın; neyi gösterdiği önerilir, kararı siz verirsiniz."
    )];
    let ways = vec![
        (say!(lang, en = "The lead's page", tr = "Adayın sayfası"), format!("/leads/{lead}"), false),
        (say!(lang, en = "Read a transcript", tr = "Döküm oku"), format!("/leads/{lead}/transcript"), false),
    ];
    Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts }))
}

/// The questions that are worth asking: of criteria, and what sizes the lead up.
fn ask_next(lead: Id, it: &CallSheet, (playbook, lang): (&Playbook, Lang), asked: &[String]) -> Vec<Part> {
    let (sizing, asking): (Vec<&Next>, Vec<&Next>) = it.next.iter().partition(|it| is_sizing(it));
    let mut parts = vec![Part::Heading(say!(lang, en = "Ask next", tr = "Sıradaki soru"))];
    if it.goal_first {
        parts.push(Part::Lines(vec![not_yet(playbook, lang)]));
    } else if asking.is_empty() {
        parts.push(Part::Lines(vec![say!(
            lang,
            en = "Nothing is open: every criterion was asked or is known. Decide on the lead's page.",
            tr = "Açık konu kalmadı: her ölçüt soruldu ya da biliniyor. Kararı adayın sayfasında verin."
        )]));
    }
    let ask = |next: &&Next| question_parts(lead, **next, (playbook, lang), asked);
    parts.extend(asking.iter().take(SHOWN).flat_map(ask));
    if !sizing.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Size them up", tr = "Boyutlandırın")));
        parts.extend(sizing.iter().take(SIZING_SHOWN).flat_map(ask));
    }
    parts
}

/// Whether a question sizes up; a follow-up is asked at once, whatever it is about.
fn is_sizing(next: &Next) -> bool {
    matches!(next.topic, Topic::Measure(_)) && !matches!(next.why, Why::FollowUp(_))
}

/// A question with why it is asked, and the form for its answer.
fn question_parts(lead: Id, next: Next, (playbook, lang): (&Playbook, Lang), asked: &[String]) -> Vec<Part> {
    let (name, why) = (next.topic.name(playbook), questions::aloud(next.why, lang));
    let Some(question) = next.question(playbook) else { return Vec::new() };
    let form = question_form(lead, &question.id, question.text.get(lang), asked, lang);
    vec![Part::Lines(vec![format!("{}: {why}", name.get(lang))]), Part::Form(form)]
}

/// What is asked once the goal is known.
fn not_yet(playbook: &Playbook, lang: Lang) -> String {
    let later = questions::criteria(playbook).into_iter();
    let later = later.filter_map(|(place, ..)| playbook.criteria.get(usize::from(place)));
    let later = later.map(|it| it.name.get(lang).to_owned()).collect::<Vec<_>>().join(", ");
    say!(lang, en = "Not yet, but once the goal is known: {later}.", tr = "Henüz değil, amaç bilinince: {later}.")
}

/// What the lead wants: asked first where it must be, said where it is known and nothing is to be sold.
fn goal(visit: &Visit, lead: Id, it: &CallSheet, playbook: &Playbook) -> Vec<Part> {
    let (lang, Some(goal)) = (visit.lang, &playbook.goal) else { return Vec::new() };
    if let Some(wants) = questions::goal_of(playbook, &it.shown.view.lead).filter(|it| !it.sells) {
        let text = wants.text.get(lang);
        return vec![Part::Verdict(
            say!(
                lang,
                en = "Goal: {text}. Help, and do not sell: send them back to nurture, or let them go.",
                tr = "Amacı: {text}. Yardım edin ama satış yapmayın: beslemeye geri verin ya da bırakın."
            ),
            "warn",
        )];
    }
    if !it.goal_first {
        return Vec::new();
    }
    let asked = goal.questions.iter().map(|it| it.text.get(lang)).collect::<Vec<_>>().join(" ");
    let answers = goal.answers.iter().map(|it| (it.value.to_string(), it.text.get(lang).to_owned())).collect();
    let wants = say!(lang, en = "What they want", tr = "İstedikleri");
    vec![
        Part::Heading(say!(lang, en = "First: what is their goal?", tr = "Önce: amaçları ne?")),
        Part::Lines(vec![say!(
            lang,
            en = "Nothing is sold before it is known what they want.",
            tr = "Ne istedikleri bilinmeden satış yapılmaz."
        )]),
        Part::Form(ActForm {
            to: format!("/leads/{lead}/call/goal"),
            hidden: vec![("key".into(), visit.app.request_id(None))],
            title: say!(lang, en = "Note the goal", tr = "Amacı kaydet"),
            fields: vec![
                Field::new("answer", asked, Input::Lines(String::new())),
                Field::new("goal", wants, Input::Choice(answers, String::new())).needed(),
            ],
            ..ActForm::default()
        }),
    ]
}

/// Notes what the lead wants.
pub(super) async fn note_goal(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let said = (visit.sent("goal").unwrap_or_default(), visit.sent("answer").unwrap_or_default());
    let back = format!("/leads/{lead}/call");
    match visit.app.services.note_goal(lead, said, (&key, &user)).await {
        Ok(Ok(())) => Ok(Reply::see(with(&back, &[("done", "finding")]))),
        Ok(Err(refusal)) => Ok(Reply::see(with(&back, &[("not", refusal.code)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

fn question_form(lead: Id, id: &str, text: &str, asked: &[String], lang: Lang) -> ActForm {
    ActForm {
        to: format!("/leads/{lead}/call"),
        hidden: vec![("question".into(), id.to_owned()), ("asked".into(), asked.join(","))],
        title: say!(lang, en = "What does this tell?", tr = "Bu ne söylüyor?"),
        fields: vec![Field::new("answer", text.to_owned(), Input::Lines(String::new())).needed()],
        ..ActForm::default()
    }
}

/// What an answer shows, in sentences with its words.
fn revealed(it: &Analysis, answer: &str, playbook: &Playbook, lang: Lang) -> Vec<String> {
    let mut lines = vec![format!("“{answer}”")];
    for sign in &it.signs {
        let (name, words) = (sign.kind.name(), quoted(answer, &sign.words));
        let step = sign.kind.step().map(|it| format!(" {}", it.get(lang))).unwrap_or_default();
        lines.push(format!("{}: “{words}”.{step}", name.get(lang)));
    }
    for heard in &it.pains {
        let text = playbook.pains.get(usize::from(heard.pain)).map_or("", |it| it.text.get(lang));
        let (words, solved) = (quoted(answer, &heard.words), solved(playbook, heard.pain, lang));
        lines.push(say!(
            lang,
            en = "Pain: {text} ({solved}): “{words}”.",
            tr = "Sorunlu nokta: {text} ({solved}): “{words}”."
        ));
    }
    for found in &it.findings {
        let (kind, words) = (found.kind.name(), answer.get(found.words.clone()).unwrap_or_default());
        lines.push(format!("{}: “{words}”.", kind.get(lang)));
    }
    if it.signs.is_empty() && it.pains.is_empty() {
        lines.push(say!(
            lang,
            en = "Neither red flags nor positive signs in these words.",
            tr = "Bu sözlerde ne kırmızı bayrak ne de olumlu işaret var."
        ));
    }
    lines
}

/// What goes with a form about an answer.
fn answered(said: Answered<'_>, asked: &[String]) -> Vec<(String, String)> {
    vec![
        ("question".into(), said.question.to_owned()),
        ("answer".into(), said.text.to_owned()),
        ("asked".into(), asked.join(",")),
    ]
}

fn note_form(
    visit: &Visit,
    lead: Id,
    (said, it): (Answered<'_>, &Analysis),
    playbook: &Playbook,
    asked: &[String],
) -> ActForm {
    let lang = visit.lang;
    let mut fields = Vec::new();
    let topic = questions::find(playbook, said.question).map(|it| it.0);
    if let Some(topic @ Topic::Criterion(_)) = topic {
        let name = topic.name(playbook);
        let name = name.get(lang);
        let verdicts = vec![
            ("met".to_owned(), say!(lang, en = "met", tr = "karşılanıyor")),
            ("unmet".to_owned(), say!(lang, en = "not met", tr = "karşılanmıyor")),
        ];
        let label = say!(lang, en = "{name}: what do you say?", tr = "{name}: siz ne diyorsunuz?");
        fields.push(Field::new("verdict", label, Input::Choice(verdicts, String::new())));
    }
    // What was asked, and what the answer speaks for.
    for measure in Measure::ALL {
        let spoken = it.levels.iter().find(|it| it.measure == *measure).map(|it| it.level.to_string());
        if spoken.is_none() && topic != Some(Topic::Measure(*measure)) {
            continue;
        }
        let level = |it: i64| (it.to_string(), format!("{it}: {}", measure.level(it).get(lang)));
        let label = measure.name().get(lang).to_owned();
        let levels = (0..=LEVEL_MAX).map(level).collect();
        fields.push(Field::new(
            &format!("{LEVEL}{}", measure.id()),
            label,
            Input::Choice(levels, spoken.unwrap_or_default()),
        ));
    }
    for sign in it.signs.iter().filter(|it| it.kind.signal().is_some()) {
        let label = sign.kind.name().get(lang).to_owned();
        fields.push(Field::new(&format!("sign.{}", sign.kind.id()), label, Input::Check(true)));
    }
    for heard in &it.pains {
        if let Some(pain) = playbook.pains.get(usize::from(heard.pain)) {
            fields.push(Field::new(&format!("pain.{}", pain.id), pain.text.get(lang).to_owned(), Input::Check(true)));
        }
    }
    ActForm {
        to: format!("/leads/{lead}/call/note"),
        hidden: [answered(said, asked), vec![("key".into(), visit.app.request_id(None))]].concat(),
        title: say!(lang, en = "Note it", tr = "Kaydet"),
        fields,
        ..ActForm::default()
    }
}

/// The criteria with what is known.
fn known(it: &CallSheet, playbook: &Playbook, lang: Lang) -> Table {
    let evidence = &it.shown.view.lead.evidence;
    let head = vec![
        (say!(lang, en = "Criterion", tr = "Ölçüt"), false),
        (say!(lang, en = "Verdict", tr = "Durum"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
    ];
    let rows = questions::criteria(playbook).into_iter().filter_map(|(place, ..)| {
        let criterion = playbook.criteria.get(usize::from(place))?;
        let (verdict, quote) = match evidence.verdict(place) {
            Some((finding, true)) => (say!(lang, en = "met", tr = "karşılanıyor"), finding.quote.as_deref()),
            Some((finding, false)) => (say!(lang, en = "not met", tr = "karşılanmıyor"), finding.quote.as_deref()),
            None => (say!(lang, en = "open", tr = "açık"), None),
        };
        let quote = quote.map(|it| format!("“{it}”")).unwrap_or_default();
        Some(vec![Cell::from(criterion.name.get(lang).to_owned()), Cell::from(verdict), Cell::from(quote)])
    });
    let empty = say!(lang, en = "The agreement has no framework.", tr = "Anlaşmada nitelendirme çerçevesi yok.");
    Table { head, rows: rows.collect(), empty }
}

/// The measures of sizing up, with what is known.
fn sized(it: &CallSheet, lang: Lang) -> Table {
    let evidence = &it.shown.view.lead.evidence;
    let head = vec![
        (say!(lang, en = "Measure", tr = "Ölçü"), false),
        (say!(lang, en = "Level", tr = "Düzey"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
    ];
    let rows = Measure::ALL.iter().map(|measure| {
        let means = |level: i64| format!("{level}/{LEVEL_MAX}, {}", measure.level(level).get(lang));
        let indicated = it.indicated.get(measure).map(|level| means(*level));
        let (level, quote) = match (evidence.level(*measure), indicated) {
            (Some((finding, level)), _) => (means(level), finding.quote.as_deref()),
            (None, Some(level)) => (say!(lang, en = "{level} (inferred)", tr = "{level} (çıkarım)"), None),
            (None, None) => (say!(lang, en = "open", tr = "açık"), None),
        };
        let quote = quote.map(|it| format!("“{it}”")).unwrap_or_default();
        vec![Cell::from(measure.name().get(lang).to_owned()), Cell::from(level), Cell::from(quote)]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}
