//! A lead read aloud.

use super::Told;
use crate::output::heading;
use kopru_engine::decide::Change;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::GRADES;
use kopru_engine::say;
use kopru_engine::trace::{Line, Speaker, band};

pub(super) fn whole(told: &Told, lang: Lang) -> String {
    let mut out = String::new();
    who(&mut out, told, lang);
    place(&mut out, told, lang);
    for step in &told.steps {
        heading(&mut out, &step.title);
        step.lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
    }
    scores(&mut out, told, lang);
    decisions(&mut out, told, lang);
    later(&mut out, told, lang);
    out
}

fn who(out: &mut String, told: &Told, lang: Lang) {
    let (name, keys) = told.called();
    let keys = keys.join(", ");
    let account = told.person.account.as_ref().map(|it| format!(" · {}", it.1)).unwrap_or_default();
    match name {
        Some(name) => out.push_str(&format!("● {name} ({keys}){account}\n")),
        None => out.push_str(&format!("● {keys}{account}\n")),
    }
    let (id, at) = (told.person.id, told.it.at);
    let playbook = &told.it.book.playbook;
    let (agreement, version) = (playbook.name.get(lang), &playbook.version);
    out.push_str(&say!(
        lang,
        en = "  {id}, looked at on {at} by “{agreement}”, version {version}\n",
        tr = "  {id}; bakılan an: {at}, oyun kitabı: “{agreement}”, sürüm {version}\n"
    ));
    if told.it.recorded_until > told.it.at {
        out.push_str(&say!(
            lang,
            en = "  with everything that is known today of what had happened by then\n",
            tr = "  o ana kadar olanlardan bugün bilinen her şeyle\n"
        ));
    }
    if !told.it.sure {
        out.push_str(&say!(
            lang,
            en = "  Something of that time is no longer there (it was erased): scores may have been others.\n",
            tr = "  O zamana ait bir şey artık yok (silindi): puanlar başka olmuş olabilir.\n"
        ));
    }
}

fn place(out: &mut String, told: &Told, lang: Lang) {
    let speaker = Speaker { playbook: &told.it.book.playbook, lang };
    let (lead, standing) = (&told.it.lead, &told.it.lead.standing);
    let stage = speaker.stage(standing.stage);
    let disposition = speaker.disposition(&standing.disposition);
    let grade = GRADES.get(usize::from(lead.grade())).copied().unwrap_or_default();
    let (fit, engagement, band) = (lead.fit(), lead.engagement(), band(lead.band(), lang));
    out.push_str(&say!(
        lang,
        en = "  {stage} · {disposition} · fit {fit} ({grade}) · engagement {engagement} ({band})\n",
        tr = "  {stage} · {disposition} · uygunluk {fit} ({grade}) · etkileşim {engagement} ({band})\n"
    ));
    if let Some(why) = &standing.why {
        let (at, how) = (why.at, speaker.how(&why.how, standing.stage));
        out.push_str(&say!(
            lang,
            en = "  At this stage since {at}. {how}",
            tr = "  {at} anından beri bu aşamada. {how}"
        ));
        let seen = why.seen.iter().map(|it| speaker.sight(it)).collect::<Vec<_>>().join(", ");
        if !seen.is_empty() {
            out.push_str(&say!(lang, en = "; seen: {seen}", tr = "; görülen: {seen}"));
        }
        out.push('\n');
    }
    let (course, because) = (told.course.course.name(), told.course.because.get(lang));
    let course = course.get(lang);
    let until = told.course.until.map(|until| format!(" ({})", until.day())).unwrap_or_default();
    out.push_str(&say!(
        lang,
        en = "  Course: {course}{until}, because: {because}\n",
        tr = "  İzlenecek yol: {course}{until}; çünkü: {because}\n"
    ));
    let queue = standing.queue(speaker.playbook);
    out.push_str(&match &standing.owner {
        Some(owner) => say!(lang, en = "  Owner: {owner}\n", tr = "  Sorumlu: {owner}\n"),
        None if standing.disposition.is_live() => say!(lang, en = "  Queue: {queue}\n", tr = "  Kuyruk: {queue}\n"),
        None => String::new(),
    });
    for suggestion in &standing.suggestions {
        let suggestion = speaker.suggestion(suggestion);
        out.push_str(&format!("  {suggestion}\n"));
    }
}

fn scores(out: &mut String, told: &Told, lang: Lang) {
    let speaker = Speaker { playbook: &told.it.book.playbook, lang };
    heading(out, &say!(lang, en = "Scores", tr = "Puanlar"));
    let (open, settled): (Vec<&Line>, Vec<&Line>) =
        told.it.trace.lines.iter().partition(|line| matches!(line, Line::Open { .. }));
    settled.into_iter().for_each(|line| out.push_str(&format!("{}\n", speaker.line(line))));
    if !open.is_empty() {
        heading(out, &say!(lang, en = "Not known yet", tr = "Henüz bilinmeyenler"));
        open.into_iter().for_each(|line| out.push_str(&format!("{}\n", speaker.line(line))));
    }
}

fn decisions(out: &mut String, told: &Told, lang: Lang) {
    heading(out, &say!(lang, en = "Decisions", tr = "Kararlar"));
    // A lead that stands too long is noted every `max_age` anew; a reader needs it once a stay.
    let mut noted = None;
    for entry in &told.it.decisions {
        let Some(decision) = &entry.decision else { continue };
        if let [Change::Stagnant { stage, since }] = decision.changes.as_slice()
            && noted.replace((*stage, *since)) == Some((*stage, *since))
        {
            continue;
        }
        let speaker = Speaker { playbook: &entry.book.playbook, lang };
        let sentences = speaker.decision(decision);
        if sentences.is_empty() {
            continue;
        }
        out.push_str(&format!("{} {}\n", decision.at, speaker.cause(&decision.cause)));
        sentences.iter().for_each(|sentence| out.push_str(&format!("  {sentence}\n")));
    }
}

fn later(out: &mut String, told: &Told, lang: Lang) {
    if told.it.later_known.is_empty() {
        return;
    }
    heading(
        out,
        &say!(
            lang,
            en = "Had happened by then and became known later",
            tr = "O zamana kadar olmuş, sonradan öğrenilmiş"
        ),
    );
    for fact in &told.it.later_known {
        let (kind, happened, known) = (&fact.kind, fact.occurred_at, fact.recorded_at);
        out.push_str(&say!(
            lang,
            en = "{kind} on {happened}, known since {known}\n",
            tr = "{kind}: {happened}, öğrenilme: {known}\n"
        ));
    }
}
