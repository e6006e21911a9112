//! The call sheet: a conversation with a lead, question by question.

use super::acts::with;
use super::{Fault, Reply, Visit};
use super::{assistant, said};
use crate::service::Veil;
use crate::service::assistant::Asked;
use crate::service::call::{Answered, Sheet as CallSheet};
use jiff::tz::TimeZone;
use kopru_engine::condition::Tri;
use kopru_engine::lang::Lang;
use kopru_engine::lead::Finding;
use kopru_engine::playbook::{Goal, LEVEL_MAX, Measure, Playbook};
use kopru_engine::questions::{Next, Topic, Why};
use kopru_engine::trace::Speaker;
use kopru_engine::{questions, say};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Kept, Part, Sheet, Table, sheet};
use kopru_store::{Id, StoreError};

mod note;
mod seen;

pub(super) use note::{agree, note, reading, wrong};
pub(super) use seen::overrule;

/// Questions that are shown at once.
const SHOWN: usize = 4;
/// Of those that size a lead up.
const SIZING_SHOWN: usize = 2;
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

fn shown(
    visit: &Visit,
    lead: Id,
    (it, veil): (&CallSheet, &Veil),
    asked: &[String],
    said: Option<(Answered<'_>, Option<&Asked>)>,
) -> Reply {
    let (lang, zone) = (visit.lang, visit.zone(Some(&it.shown.view.book)));
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
        parts.extend(note::warnings(it, (said.text, analysis), lang));
        parts.push(Part::Lines(note::revealed(it, (said.text, analysis), lang)));
        let mut form = note::form(visit, lead, (it, said, analysis), asked);
        form.fields.extend(assistant::boxes(assisted, playbook, lang));
        parts.extend(assistant::proposals(assisted, playbook, None, lang));
        parts.push(Part::Form(form));
        let ask = (format!("/leads/{lead}/call"), note::answered(said, asked));
        parts.extend(assistant::offer(visit, assisted, ask));
    }
    parts.push(Part::Kept(kept(lead, asked, lang)));
    let heard = said.map_or("", |it| it.0.text);
    parts.extend(goal(visit, lead, it, (playbook, heard)));
    let now: Vec<String> = asked.iter().cloned().chain(said.map(|it| it.0.question.to_owned())).collect();
    parts.extend(ask_next(lead, it, (playbook, lang), &now));
    let freely = say!(lang, en = "They said something else", tr = "Başka bir şey söyledi");
    parts.push(Part::Form(question_form(lead, "", &freely, &now, lang)));
    parts.push(Part::Heading(say!(lang, en = "Known so far", tr = "Şu ana kadar bilinenler")));
    parts.push(Part::Table(known(it, &zone, lang)));
    parts.push(Part::Heading(say!(lang, en = "Sized up so far", tr = "Şu ana kadarki boyutlandırma")));
    parts.push(Part::Table(sized(it, &zone, lang)));
    parts.extend(seen::parts(visit, lead, it, &zone, lang));
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
    } else if questions::wants_no_sale(playbook, &it.shown.view.lead, &it.shown.account(), it.at) {
        return Vec::new();
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
fn goal(visit: &Visit, lead: Id, it: &CallSheet, (playbook, heard): (&Playbook, &str)) -> Vec<Part> {
    let (lang, Some(goal)) = (visit.lang, &playbook.goal) else { return Vec::new() };
    let no_sale = questions::wants_no_sale(playbook, &it.shown.view.lead, &it.shown.account(), it.at);
    if let Some(wants) = questions::goal_of(playbook, &it.shown.view.lead).filter(|_| no_sale) {
        let text = wants.text.get(lang);
        let said = say!(
            lang,
            en = "Goal: {text}. Help, and do not sell: send them back to nurture, or let them go.",
            tr = "Amacı: {text}. Yardım edin ama satış yapmayın: beslemeye geri verin ya da bırakın."
        );
        let changed = say!(lang, en = "They want something else now", tr = "Artık başka bir şey istiyor");
        let form = goal_form(visit, lead, (goal, &wants.value), (changed, String::new(), heard));
        return vec![Part::Verdict(said, "warn"), Part::Acts(vec![form])];
    }
    if !it.goal_first {
        return Vec::new();
    }
    let hint = if let Some((_, quote)) = &it.goal_said {
        say!(lang, en = " (suggested by “{quote}”)", tr = " (önerinin dayanağı: “{quote}”)")
    } else if heard.is_empty() {
        String::new()
    } else {
        say!(
            lang,
            en = ": their words do not say it; choose, or ask on",
            tr = ": sözlerinden anlaşılmıyor; seçin ya da sormaya devam edin"
        )
    };
    let said = it.goal_said.as_ref().map_or("", |said| &said.0);
    let title = say!(lang, en = "Note the goal", tr = "Amacı kaydet");
    vec![
        Part::Heading(say!(lang, en = "First: what is their goal?", tr = "Önce: amaçları ne?")),
        Part::Lines(vec![say!(
            lang,
            en = "Nothing is sold before it is known what they want.",
            tr = "Ne istedikleri bilinmeden satış yapılmaz."
        )]),
        Part::Form(goal_form(visit, lead, (goal, said), (title, hint, heard))),
    ]
}

/// The form that notes what they want, with what is chosen in it. Without a choice their words are read, and a goal is suggested.
fn goal_form(
    visit: &Visit,
    lead: Id,
    (goal, chosen): (&Goal, &str),
    (title, hint, heard): (String, String, &str),
) -> ActForm {
    let lang = visit.lang;
    let asked = goal.questions.iter().map(|it| it.text.get(lang)).collect::<Vec<_>>().join(" ");
    let answers = goal.answers.iter().map(|it| (it.value.to_string(), it.text.get(lang).to_owned())).collect();
    let wants = say!(lang, en = "What they want{hint}", tr = "İstedikleri{hint}");
    ActForm {
        to: format!("/leads/{lead}/call/goal"),
        hidden: vec![("key".into(), visit.app.request_id(None))],
        title,
        fields: vec![
            Field::new("answer", asked, Input::Lines(heard.to_owned())),
            Field::new("goal", wants, Input::Choice(answers, chosen.to_owned())),
        ],
        ..ActForm::default()
    }
}

/// Notes what the lead wants.
pub(super) async fn note_goal(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let said = (visit.sent("goal").unwrap_or_default(), visit.sent("answer").unwrap_or_default());
    let back = format!("/leads/{lead}/call");
    // Nothing was chosen yet: what they said is read first, and what it says of the goal is suggested.
    if said.0.is_empty() && !said.1.trim().is_empty() {
        return answer(visit).await;
    }
    match visit.app.services.note_goal(lead, said, (&key, &user)).await {
        Ok(Ok(())) => Ok(Reply::see(with(&back, &[("done", "finding")]))),
        Ok(Err(refusal)) => Ok(Reply::see(with(&back, &[("not", refusal.code)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// What the browser keeps of answers that were not noted, in words.
fn kept(lead: Id, asked: &[String], lang: Lang) -> Kept {
    let empty = |name: &str| (name.to_owned(), String::new());
    Kept {
        title: say!(lang, en = "Written down, not noted yet", tr = "Yazıldı, henüz kaydedilmedi"),
        form: ActForm {
            to: format!("/leads/{lead}/call"),
            hidden: vec![empty("question"), empty("answer"), ("asked".into(), asked.join(","))],
            title: say!(lang, en = "Read and note it", tr = "Oku ve kaydet"),
            ..ActForm::default()
        },
        forget: say!(lang, en = "Forget it", tr = "Unut"),
        ..lost(lang)
    }
}

/// What is said when something could not be sent.
pub(super) fn lost(lang: Lang) -> Kept {
    Kept {
        lost: say!(
            lang,
            en = "The server cannot be reached. Nothing was sent; what you wrote is still here.",
            tr = "Sunucuya ulaşılamıyor. Hiçbir şey gönderilmedi; yazdıklarınız burada duruyor."
        ),
        again: say!(lang, en = "Send it again", tr = "Yeniden gönder"),
        ..Kept::default()
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

/// The criteria with what is known, since when and by whom. What is only indicated is called inferred, as on the lead's page.
fn known(it: &CallSheet, zone: &TimeZone, lang: Lang) -> Table {
    let (view, account) = (&it.shown.view, it.shown.account());
    let (playbook, evidence, env) = (&view.book.playbook, &view.lead.evidence, view.lead.env(&account, it.at));
    let head = vec![
        (say!(lang, en = "Criterion", tr = "Ölçüt"), false),
        (say!(lang, en = "Verdict", tr = "Durum"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
        (say!(lang, en = "When, noted by", tr = "Ne zaman, kaydeden"), false),
    ];
    let rows = questions::criteria(playbook).into_iter().filter_map(|(place, ..)| {
        let criterion = playbook.criteria.get(usize::from(place))?;
        let hint = || criterion.hint.as_ref().map(|hint| hint.eval(&env));
        let found = evidence.verdict(place);
        let verdict = match found {
            Some((_, true)) => say!(lang, en = "met", tr = "karşılanıyor"),
            Some((_, false)) => say!(lang, en = "not met", tr = "karşılanmıyor"),
            None => match hint() {
                Some(Tri::True) => say!(
                    lang,
                    en = "open; a first indication speaks for it (inferred)",
                    tr = "açık; ilk göstergeler olumlu (çıkarım)"
                ),
                Some(Tri::False) => say!(
                    lang,
                    en = "open; a first indication speaks against it (inferred)",
                    tr = "açık; ilk göstergeler olumsuz (çıkarım)"
                ),
                _ => say!(lang, en = "open", tr = "açık"),
            },
        };
        let mut row = vec![Cell::from(criterion.name.get(lang).to_owned()), Cell::from(verdict)];
        row.extend(source(found.map(|it| it.0), zone));
        Some(row)
    });
    let empty = say!(lang, en = "The agreement has no framework.", tr = "Anlaşmada nitelendirme çerçevesi yok.");
    Table { head, rows: rows.collect(), empty }
}

/// The words of a finding, and when it was noted by whom; empty without one.
fn source(it: Option<&Finding>, zone: &TimeZone) -> [Cell; 2] {
    let quote = it.and_then(|it| it.quote.as_deref()).map(|it| format!("“{it}”")).unwrap_or_default();
    let by = it.and_then(|it| it.by.as_deref()).map(|by| format!(", {by}")).unwrap_or_default();
    let when = it.map(|it| format!("{}{by}", said::when(it.stamp.at, zone))).unwrap_or_default();
    [Cell::from(quote), Cell::from(when)]
}

/// The measures of sizing up, with what is known.
fn sized(it: &CallSheet, zone: &TimeZone, lang: Lang) -> Table {
    let evidence = &it.shown.view.lead.evidence;
    let head = vec![
        (say!(lang, en = "Measure", tr = "Ölçü"), false),
        (say!(lang, en = "Level", tr = "Düzey"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
        (say!(lang, en = "When, noted by", tr = "Ne zaman, kaydeden"), false),
    ];
    let rows = Measure::ALL.iter().map(|measure| {
        let means = |level: i64| format!("{level}/{LEVEL_MAX}, {}", measure.level(level).get(lang));
        let indicated = it.indicated.get(measure).map(|level| means(*level));
        let found = evidence.level(*measure);
        let level = match (found, indicated) {
            (Some((_, level)), _) => means(level),
            (None, Some(level)) => say!(lang, en = "{level} (inferred)", tr = "{level} (çıkarım)"),
            (None, None) => say!(lang, en = "open", tr = "açık"),
        };
        let mut row = vec![Cell::from(measure.name().get(lang).to_owned()), Cell::from(level)];
        row.extend(source(found.map(|it| it.0), zone));
        row
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}
