//! A call that was recorded: its transcript is pasted, read, and what a person agrees with is noted.

use super::acts::with;
use super::assistant;
use super::call::{agree, lost, reading, wrong};
use super::{Fault, Reply, Visit};
use crate::intake::transcript::UNNAMED;
use crate::service::call::solved;
use crate::service::transcript::{CallNoted, CallRead, Told, named, sized, turn_words, verdicts, words_at};
use crate::service::verdict::consequences;
use kopru_engine::answer::list::Promise;
use kopru_engine::answer::{SignKind, Sized};
use kopru_engine::foreseen::Foreseen;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{LEVEL_MAX, Measure};
use kopru_engine::questions::{Next, Topic};
use kopru_engine::{both, questions, say};
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::{Id, StoreError};
use std::collections::BTreeSet;

/// What fields are called that say who is ours, and what is noted.
const OURS: &str = "ours:";
const CRITERION: &str = "criterion.";
const SIGN: &str = "sign.";
const PAIN: &str = "pain.";
const SIZE: &str = "size.";

fn title(lang: Lang) -> String {
    say!(lang, en = "Transcript of a call", tr = "Görüşme dökümü")
}

fn ways(lead: Id, lang: Lang) -> Vec<(String, String, bool)> {
    vec![
        (say!(lang, en = "The lead's page", tr = "Adayın sayfası"), format!("/leads/{lead}"), false),
        (say!(lang, en = "Call sheet", tr = "Görüşme sayfası"), format!("/leads/{lead}/call"), false),
    ]
}

/// Where a transcript is pasted.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (lead, lang) = (visit.lead()?, visit.lang);
    visit.app.services.store.lead(lead).await?;
    let about = vec![say!(
        lang,
        en = "Paste what was said, with the speaker before each turn (text, WebVTT, SubRip or JSON). It is read here and not kept; what you agree with is noted in the lead's words.",
        tr = "Konuşulanları, her sözün önünde konuşanla birlikte yapıştırın (metin, WebVTT, SubRip ya da JSON). Burada okunur, saklanmaz; onayladıklarınız adayın sözleriyle kaydedilir."
    )];
    let label = say!(lang, en = "The transcript", tr = "Döküm");
    let form = ActForm {
        to: format!("/leads/{lead}/transcript"),
        title: say!(lang, en = "Read it", tr = "Oku"),
        fields: vec![file(lang), Field::new("text", label, Input::Page(String::new())).needed()],
        ..ActForm::default()
    };
    let title = title(lang);
    let parts = vec![Part::Kept(lost(lang)), Part::Form(form)];
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: ways(lead, lang), parts })))
}

/// A file whose text the script puts where a transcript is pasted.
fn file(lang: Lang) -> Field {
    let large = say!(
        lang,
        en = "The file is too large: a transcript has at most 200,000 letters.",
        tr = "Dosya çok büyük: bir döküm en çok 200.000 harftir."
    );
    let wrong = say!(
        lang,
        en = "This is no text. Bring a transcript as .vtt, .srt, .txt or .json (UTF-8).",
        tr = "Bu bir metin değil. Dökümü .vtt, .srt, .txt ya da .json (UTF-8) olarak getirin."
    );
    let label = say!(lang, en = "From a file (.vtt, .srt, .txt, .json)", tr = "Dosyadan (.vtt, .srt, .txt, .json)");
    Field::new("", label, Input::Poured { kinds: ".vtt,.srt,.txt,.json", large, wrong })
}

/// Those who are ours, as the form says; nobody said it before the first reading.
fn ours(visit: &Visit) -> Option<BTreeSet<String>> {
    visit.sent("speakers")?;
    Some(visit.form().keys().filter_map(|it| it.strip_prefix(OURS)).map(str::to_owned).collect())
}

async fn read(visit: &Visit, lead: Id) -> Result<Result<CallRead, Reply>, Fault> {
    let text = visit.secret("text");
    match visit.app.services.read_call(lead, &text, ours(visit), &visit.veil().await?).await {
        Ok(it) => Ok(Ok(it)),
        Err(StoreError::Refused(code, _)) => {
            Ok(Err(Reply::see(with(&format!("/leads/{lead}/transcript"), &[("not", code)]))))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What a transcript reveals.
pub(super) async fn answer(visit: Visit) -> Result<Reply, Fault> {
    let (lead, lang) = (visit.lead()?, visit.lang);
    let it = match read(&visit, lead).await? {
        Ok(it) => it,
        Err(reply) => return Ok(reply),
    };
    let assisted = match assistant::ask(&visit, visit.app.services.ask_of_call(&it, lang)).await {
        Err(Fault::Store(StoreError::Refused(code, _))) => {
            return Ok(Reply::see(with(&format!("/leads/{lead}/transcript"), &[("not", code)])));
        }
        assisted => assisted?,
    };
    let mut parts = vec![
        Part::Kept(lost(lang)),
        Part::Heading(say!(lang, en = "Who speaks", tr = "Kimler konuşuyor")),
        Part::Form(speakers(&visit, lead, &it)),
    ];
    if it.speakers.iter().any(|it| it == UNNAMED) {
        let text = say!(
            lang,
            en = "The file does not say who speaks: all of it is read as the lead's words. Write the name and a colon before each turn, and read it again, to tell the two sides apart.",
            tr = "Dosya kimin konuştuğunu söylemiyor: hepsi adayın sözü sayıldı. İki tarafı ayırmak için her sözün önüne adı ve iki nokta yazıp yeniden okuyun."
        );
        parts.push(Part::Verdict(text, "warn"));
    }
    parts.push(Part::Heading(say!(lang, en = "What the lead's words tell", tr = "Adayın sözleri ne anlatıyor")));
    parts.push(Part::Table(revealed(&it, lang)));
    let (playbook, asked) = (&it.shown.view.book.playbook, assisted.as_ref());
    let who = |turn: usize| it.turns.get(turn).map_or_else(String::new, |it| it.speaker.clone());
    parts.extend(assistant::proposals(asked, playbook, Some(&who), lang));
    let mut form = note_form(&visit, lead, &it);
    form.fields.extend(assistant::boxes(asked, playbook, lang));
    if !form.fields.is_empty() {
        parts.push(Part::Form(form));
    }
    parts.extend(assistant::offer(&visit, asked, (format!("/leads/{lead}/transcript"), hidden(&visit, &it))));
    if let Some(table) = promises(&it, lang) {
        parts.push(Part::Heading(say!(lang, en = "Promised, but not so", tr = "Söz verilen, ama öyle olmayan")));
        parts.push(Part::Lines(vec![say!(
            lang,
            en = "What the agreement lists of our products contradicts these. Put it right before they count on it.",
            tr = "Anlaşmadaki ürün listemiz bunlarla çelişiyor. Güvenip hesaba katmadan önce düzeltin."
        )]));
        parts.push(Part::Table(table));
    }
    parts.push(Part::Heading(say!(lang, en = "Our side", tr = "Bizim tarafımız")));
    parts.push(Part::Lines(our_side(&it, lang)));
    let asked = |sizing: bool| -> Vec<String> {
        let own = it.next.iter().filter(|next| matches!(next.topic, Topic::Measure(_)) == sizing);
        own.filter_map(|next| open_question(&it, next, lang)).collect()
    };
    for (sizing, heading) in [
        (false, say!(lang, en = "Still to be asked", tr = "Henüz sorulmayanlar")),
        (true, say!(lang, en = "Size them up", tr = "Boyutlandırın")),
    ] {
        let lines = asked(sizing);
        if !lines.is_empty() {
            parts.extend([Part::Heading(heading), Part::Lines(lines)]);
        }
    }
    let title = title(lang);
    Ok(Reply::page(sheet(&Sheet {
        shell: visit.shell(&title),
        title,
        about: Vec::new(),
        ways: ways(lead, lang),
        parts,
    })))
}

/// A question that is still to be asked, and why.
fn open_question(it: &CallRead, next: &Next, lang: Lang) -> Option<String> {
    let playbook = &it.shown.view.book.playbook;
    let (name, question) = (next.topic.name(playbook), next.question(playbook)?.text.get(lang));
    Some(format!("{}: {question} ({})", name.get(lang), questions::aloud(next.why, lang)))
}

/// A measure of sizing up with a level, in words.
fn size(sized: &Sized, lang: Lang) -> String {
    let (name, means) = (sized.measure.name(), sized.measure.level(sized.level));
    format!("{}: {}/{LEVEL_MAX}, {}", name.get(lang), sized.level, means.get(lang))
}

fn hidden(visit: &Visit, it: &CallRead) -> Vec<(String, String)> {
    let mut all = vec![("text".to_owned(), visit.secret("text")), ("speakers".to_owned(), "said".to_owned())];
    all.extend(it.ours.iter().map(|name| (format!("{OURS}{name}"), "true".to_owned())));
    all
}

fn speakers(visit: &Visit, lead: Id, it: &CallRead) -> ActForm {
    let lang = visit.lang;
    let fields = it.speakers.iter().map(|name| {
        let label = say!(lang, en = "{name} speaks for us", tr = "{name} bizim adımıza konuşuyor");
        Field::new(&format!("{OURS}{name}"), label, Input::Check(it.ours.contains(name)))
    });
    ActForm {
        to: format!("/leads/{lead}/transcript"),
        hidden: vec![("text".into(), visit.secret("text")), ("speakers".into(), "said".into())],
        title: say!(lang, en = "Read it again", tr = "Yeniden oku"),
        fields: fields.collect(),
        ..ActForm::default()
    }
}

/// Verdicts, signs, pains and what is named, each with who said it and the words.
fn revealed(it: &CallRead, lang: Lang) -> Table {
    let playbook = &it.shown.view.book.playbook;
    let head = vec![
        (say!(lang, en = "What", tr = "Ne"), false),
        (say!(lang, en = "Who", tr = "Kim"), false),
        (say!(lang, en = "In their words", tr = "Kendi sözleriyle"), false),
        (say!(lang, en = "What to do", tr = "Ne yapmalı"), false),
    ];
    let who = |turn: usize| it.turns.get(turn).map_or_else(String::new, |it| it.speaker.clone());
    let row = |what: String, turn: usize, words: String, step: String| {
        vec![Cell::from(what), Cell::from(who(turn)), Cell::from(format!("“{words}”")), Cell::from(step)]
    };
    let mut rows = Vec::new();
    for told in verdicts(it) {
        let why = told.why.as_ref().map(|it| format!(". {}", it.get(lang))).unwrap_or_default();
        let against = told.against.iter().map(|(turn, words)| format!("” {}: “{words}", who(*turn)));
        let words = std::iter::once(told.words.clone()).chain(against).collect();
        let comes = then(&it.comes(&told), it, lang);
        rows.push(row(format!("{}{why}", verdict(it, &told, lang)), told.turn, words, comes));
    }
    for (turn, analysis) in &it.answers {
        for sign in &analysis.signs {
            let step = sign.kind.step().map(|it| it.get(lang).to_owned()).unwrap_or_default();
            rows.push(row(sign.kind.name().get(lang).to_owned(), *turn, turn_words(it, *turn, &sign.words), step));
        }
        for heard in &analysis.pains {
            let text = playbook.pains.get(usize::from(heard.pain)).map_or("", |it| it.text.get(lang));
            let what = format!("{text} ({})", solved(playbook, heard.pain, lang));
            rows.push(row(what, *turn, turn_words(it, *turn, &heard.words), String::new()));
        }
    }
    for (turn, level) in sized(it) {
        let comes = then(&it.comes_of_level(level), it, lang);
        rows.push(row(size(level, lang), turn, turn_words(it, turn, &level.words), comes));
    }
    for (turn, kind, words) in named(it) {
        rows.push(row(kind.name().get(lang).to_owned(), turn, words, String::new()));
    }
    let empty = say!(
        lang,
        en = "Nothing in the lead's words stands out. Are the speakers right?",
        tr = "Adayın sözlerinde öne çıkan bir şey yok. Konuşanlar doğru mu?"
    );
    Table { head, rows, empty }
}

/// What would come of noting it; nothing where nothing would end.
fn then(comes: &Foreseen, it: &CallRead, lang: Lang) -> String {
    let lines = consequences(comes, &it.shown.view.book.playbook, lang).join("; ");
    match lines.is_empty() {
        true => lines,
        false => say!(lang, en = "Careful: if you note that, {lines}.", tr = "Dikkat: bunu kaydederseniz {lines}."),
    }
}

fn verdict(it: &CallRead, told: &Told, lang: Lang) -> String {
    let (id, met) = (told.criterion, told.met);
    let criteria = &it.shown.view.book.playbook.criteria;
    let name = criteria.iter().find(|it| &*it.id == id).map_or(id, |it| it.name.get(lang));
    if met {
        say!(lang, en = "{name}: met", tr = "{name}: karşılanıyor")
    } else {
        say!(lang, en = "{name}: not met", tr = "{name}: karşılanmıyor")
    }
}

fn our_side(it: &CallRead, lang: Lang) -> Vec<String> {
    let rep = &it.rep;
    let (share, longest, open, closed) = (rep.share, rep.longest, rep.open.len(), rep.closed.len());
    let mut lines = vec![say!(
        lang,
        en = "We spoke {share} % of the words, at most {longest} in one go. {open} open questions, {closed} that can be answered with yes or no.",
        tr = "Sözlerin %{share} kadarını biz söyledik, bir seferde en çok {longest} sözcük. {open} açık soru, evet ya da hayırla yanıtlanabilen {closed} soru."
    )];
    for (turn, words) in &rep.closed {
        let question = turn_words(it, *turn, std::slice::from_ref(words));
        lines.push(say!(
            lang,
            en = "Closed: “{question}” Ask what, how, who.",
            tr = "Kapalı: “{question}” Ne, nasıl, kim diye sorun."
        ));
    }
    for (turn, words) in &rep.pressing {
        let words = turn_words(it, *turn, std::slice::from_ref(words));
        lines.push(say!(
            lang,
            en = "Pressing: “{words}”. They set the pace.",
            tr = "Zorlayıcı: “{words}”. Tempoyu onlar belirler."
        ));
    }
    lines.extend(not_followed(it, lang));
    lines
}

/// What we asked again, and where we did not ask on.
fn not_followed(it: &CallRead, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for again in &it.again {
        let question = words_at(it, &again.question);
        lines.push(match again.answered.as_ref().map(|answered| words_at(it, answered)) {
            Some(answer) => say!(
                lang,
                en = "Asked again: “{question}” They had said: “{answer}”",
                tr = "Yeniden soruldu: “{question}” Şöyle demişti: “{answer}”"
            ),
            None => say!(
                lang,
                en = "Asked again: “{question}” It was known before the call.",
                tr = "Yeniden soruldu: “{question}” Görüşmeden önce biliniyordu."
            ),
        });
    }
    for missed in &it.missed {
        let said = words_at(it, &missed.said);
        let step = match missed.sign {
            Some(sign) => sign.step(),
            None => Some(both!(
                en = "A pain that we solve: ask what it costs them.",
                tr = "Çözdüğümüz bir sorunlu nokta: onlara neye mal olduğunu sorun."
            )),
        };
        let step = step.map(|it| it.get(lang).to_owned()).unwrap_or_default();
        lines.push(say!(
            lang,
            en = "Nobody asked on after: “{said}” {step}",
            tr = "Ardından soru sorulmadı: “{said}” {step}"
        ));
    }
    lines
}

/// What was promised and is not so by the list.
fn promises(it: &CallRead, lang: Lang) -> Option<Table> {
    let head = vec![
        (say!(lang, en = "What", tr = "Ne"), false),
        (say!(lang, en = "Who", tr = "Kim"), false),
        (say!(lang, en = "What was said", tr = "Söylenen"), false),
        (say!(lang, en = "What holds", tr = "Geçerli olan"), false),
    ];
    let row = |promise: &Promise| {
        let who = it.turns.get(promise.turn).map_or_else(String::new, |it| it.speaker.clone());
        let words = turn_words(it, promise.turn, std::slice::from_ref(&promise.words));
        let (kind, why) = (promise.kind.name(), promise.why.get(lang).to_owned());
        vec![Cell::from(kind.get(lang).to_owned()), Cell::from(who), Cell::from(format!("“{words}”")), Cell::from(why)]
    };
    let rows: Vec<Vec<Cell>> = it.heard.promises.iter().map(row).collect();
    (!rows.is_empty()).then(|| Table { head, rows, empty: String::new() })
}

fn note_form(visit: &Visit, lead: Id, it: &CallRead) -> ActForm {
    let lang = visit.lang;
    let playbook = &it.shown.view.book.playbook;
    let check = |name: String, label: String| Field::new(&name, label, Input::Check(false));
    let mut fields: Vec<Field> = verdicts(it)
        .iter()
        .map(|told| {
            let (label, name) = (verdict(it, told, lang), format!("{CRITERION}{}", told.criterion));
            match it.comes(told).ends_nothing() {
                true => check(name, label),
                false => Field::new(&name, label, Input::Grave),
            }
        })
        .map(|field| reading(field, lang))
        .collect();
    let mut seen = BTreeSet::new();
    for sign in it.answers.iter().flat_map(|it| &it.1.signs).filter(|it| it.kind.signal().is_some()) {
        if seen.insert(sign.kind.id()) {
            let field = check(format!("{SIGN}{}", sign.kind.id()), sign.kind.name().get(lang).to_owned());
            fields.push(reading(field, lang));
        }
    }
    let mut pains = BTreeSet::new();
    for heard in it.answers.iter().flat_map(|it| &it.1.pains).filter(|it| pains.insert(it.pain)) {
        if let Some(pain) = playbook.pains.get(usize::from(heard.pain)) {
            fields.push(reading(check(format!("{PAIN}{}", pain.id), pain.text.get(lang).to_owned()), lang));
        }
    }
    for (_, level) in sized(it) {
        let (label, name) = (size(level, lang), format!("{SIZE}{}", level.measure.id()));
        fields.push(match it.comes_of_level(level).ends_nothing() {
            true => check(name, label),
            false => Field::new(&name, label, Input::Grave),
        });
    }
    let mut hidden = hidden(visit, it);
    hidden.push(("key".into(), visit.app.request_id(None)));
    ActForm {
        to: format!("/leads/{lead}/transcript/note"),
        hidden,
        title: say!(lang, en = "Note it", tr = "Kaydet"),
        all: agree(&fields, lang),
        fields,
        ..ActForm::default()
    }
}

/// Notes what was chosen.
pub(super) async fn note(visit: Visit) -> Result<Reply, Fault> {
    let (lead, user) = (visit.lead()?, visit.user()?.id.clone());
    let it = match read(&visit, lead).await? {
        Ok(it) => it,
        Err(reply) => return Ok(reply),
    };
    let chosen =
        |prefix: &str| visit.form().keys().filter_map(|it| it.strip_prefix(prefix)).map(str::to_owned).collect();
    let signs: BTreeSet<String> = chosen(SIGN);
    let noted = CallNoted {
        criteria: chosen(CRITERION),
        signs: SignKind::ALL.iter().filter(|it| signs.contains(it.id())).copied().collect(),
        pains: chosen(PAIN),
        sizes: chosen(SIZE).iter().filter_map(|it: &String| Measure::from_id(it)).collect(),
        proposed: assistant::chosen(&visit),
        wrong: wrong(&visit),
    };
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let back = format!("/leads/{lead}");
    match visit.app.services.note_call(lead, &it, &noted, (&key, &user, visit.lang)).await {
        Ok(Ok(_)) => Ok(Reply::see(with(&back, &[("done", "finding")]))),
        Ok(Err(refusal)) => Ok(Reply::see(with(&back, &[("not", refusal.code)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(&back, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}
