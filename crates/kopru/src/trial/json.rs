//! A trial for programs.

use kopru_engine::lang::Lang;
use kopru_server::trial::{LeadReport, Report, Trial};
use serde_json::{Map, Value, json};

/// Everything: every lead (or the one asked for), the funnel, what was read and what was refused.
pub(super) fn whole(trial: &Trial<'_>, report: &Report, only: Option<&str>, lang: Lang) -> Value {
    let playbook = trial.world.playbook();
    let files: Vec<Value> = trial
        .files
        .iter()
        .map(|it| {
            let counts = &it.counts;
            json!({ "file": it.file, "rows": counts.rows, "taken": counts.taken, "passed_over": counts.passed_over, "refused": counts.refused })
        })
        .collect();
    let funnel: Vec<Value> = report
        .funnel
        .iter()
        .map(|it| json!({ "stage": it.id, "name": it.name, "decided": it.decided, "reported": it.reported }))
        .collect();
    let refused: Vec<Value> = trial
        .refused
        .iter()
        .map(|it| json!({ "file": it.file, "line": it.row.line, "code": it.row.code, "reason": it.row.reason.get(lang), "excerpt": it.row.excerpt }))
        .collect();
    let counts = |all: &mut dyn Iterator<Item = (&str, usize)>| {
        Value::Object(all.map(|(id, count)| (id.to_owned(), json!(count))).collect::<Map<_, _>>())
    };
    json!({
        "playbook": { "name": playbook.name.get(lang), "version": &*playbook.version },
        "decision_version": kopru_engine::decide::DECISION_VERSION,
        "at": trial.at.to_string(),
        "files": files,
        "repeated": trial.repeated,
        "later": trial.later,
        "funnel": funnel,
        "courses": counts(&mut report.courses.iter().map(|(id, _, count)| (*id, *count))),
        "dispositions": counts(&mut report.dispositions.iter().map(|(id, count)| (*id, *count))),
        "leads": report.leads.iter().filter(|it| only.is_none_or(|key| it.key == key)).map(lead).collect::<Vec<_>>(),
        "refused": refused,
    })
}

fn lead(it: &LeadReport) -> Value {
    let decisions: Vec<Value> = it
        .decisions
        .iter()
        .map(|(at, cause, outcome, sentences)| json!({ "at": at.to_string(), "cause": cause, "outcome": outcome, "sentences": sentences }))
        .collect();
    let steps: Vec<Value> = it.steps.iter().map(|step| json!({ "title": step.title, "lines": step.lines })).collect();
    json!({
        "key": it.key,
        "account": it.account,
        "stage": it.stage.as_ref().map(|(id, _)| id),
        "reported": it.reported.as_ref().map(|(id, _)| id),
        "disposition": it.disposition.0,
        "kind": it.kind,
        "reason": it.reason,
        "course": it.course.0,
        "because": it.course.2,
        "until": it.until.map(|until| until.to_string()),
        "fit": it.fit.0,
        "grade": it.fit.1,
        "engagement": it.engagement.0,
        "band": it.engagement.1,
        "persona": it.persona.as_ref().map(|(id, _)| id),
        "degree": it.persona.as_ref().and_then(|(_, degree)| serde_json::from_str::<Value>(degree).ok()),
        "owner": it.owner,
        "queue": it.queue,
        "cycle": it.cycle,
        "suggestions": it.suggestions,
        "scores": it.scores,
        "open": it.open,
        "steps": steps,
        "decisions": decisions,
    })
}
