//! A lead for programs: the same parts as read aloud.

use super::Told;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::GRADES;
use kopru_engine::trace::{Line, Speaker, band_id};
use kopru_store::lead::TimelineEntry;
use serde_json::{Value, json};

pub(super) fn whole(told: &Told, lang: Lang) -> Value {
    let it = &told.it;
    let playbook = &it.book.playbook;
    let speaker = Speaker { playbook, lang };
    let (lead, standing) = (&it.lead, &it.lead.standing);
    let (name, identities) = told.called();
    let stage =
        |place: Option<u8>| place.and_then(|it| playbook.stages.get(usize::from(it))).map(|it| it.id.to_string());
    let why = standing.why.as_ref().map(|why| {
        let seen: Vec<String> = why.seen.iter().map(|it| speaker.sight(it)).collect();
        json!({ "at": why.at.to_string(), "how": speaker.how(&why.how, standing.stage), "seen": seen })
    });
    let lines = |open: bool| -> Vec<String> {
        let is_open = |line: &&Line| matches!(line, Line::Open { .. }) == open;
        it.trace.lines.iter().filter(is_open).map(|line| speaker.line(line)).collect()
    };
    let persona = lead.persona().and_then(|(place, degree)| {
        let persona = playbook.personas.get(usize::from(place))?;
        Some(json!({ "id": &*persona.id, "degree": speaker.degree(degree) }))
    });
    let steps: Vec<Value> = told.steps.iter().map(|it| json!({ "title": it.title, "lines": it.lines })).collect();
    let later: Vec<Value> = it
        .later_known
        .iter()
        .map(|fact| {
            let (happened, known) = (fact.occurred_at.to_string(), fact.recorded_at.to_string());
            json!({ "type": fact.kind, "id": fact.id, "occurred_at": happened, "recorded_at": known })
        })
        .collect();
    json!({
        "lead": told.person.id.to_string(), "name": name, "identities": identities,
        "account": told.person.account.as_ref().map(|it| json!({ "id": it.0.to_string(), "key": it.1 })),
        "at": it.at.to_string(), "recorded_until": it.recorded_until.to_string(), "sure": it.sure,
        "playbook": { "name": playbook.name.get(lang), "version": &*playbook.version },
        "stage": stage(standing.stage), "reported": stage(standing.furthest_reported()), "why": why,
        "disposition": { "id": standing.disposition.id(), "text": speaker.disposition(&standing.disposition) },
        "owner": standing.owner.as_deref(), "queue": standing.queue(playbook), "cycle": standing.cycle,
        "suggestions": standing.suggestions.iter().map(|it| speaker.suggestion(it)).collect::<Vec<_>>(),
        "course": {
            "id": told.course.course.id(), "because": told.course.because.get(lang),
            "until": told.course.until.map(|it| it.to_string()),
        },
        "fit": { "points": lead.fit(), "grade": GRADES.get(usize::from(lead.grade())) },
        "engagement": { "points": lead.engagement(), "band": band_id(lead.band()) },
        "persona": persona, "scores": lines(false), "open": lines(true), "steps": steps,
        "decisions": it.decisions.iter().filter_map(|entry| decision(entry, lang)).collect::<Vec<_>>(),
        "later_known": later,
    })
}

fn decision(entry: &TimelineEntry, lang: Lang) -> Option<Value> {
    let decision = entry.decision.as_ref()?;
    let speaker = Speaker { playbook: &entry.book.playbook, lang };
    Some(json!({
        "seq": entry.seq, "at": decision.at.to_string(), "recorded_at": entry.recorded_at.to_string(),
        "cause": speaker.cause(&decision.cause), "outcome": decision.outcome.code(),
        "sentences": speaker.decision(decision), "playbook": &*entry.book.playbook.version,
    }))
}
