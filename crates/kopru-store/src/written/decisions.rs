//! Decisions: what led to them, what became of the fact, what changed. [`Names`] tell what a place is called.

use super::json::{self, Node, Parts};
use super::{Damaged, Names, sales};
use kopru_engine::condition::Slot;
use kopru_engine::decide::{Cause, Change, How, Outcome, Seen};
use kopru_engine::lead::{Disposition, Suggestion};
use kopru_engine::playbook::{Kind, Priority};
use kopru_engine::value::Value;
use std::sync::Arc;

pub use super::traces::{read_trace, trace};

/// What led to a decision.
pub fn cause(names: &Names, cause: &Cause) -> String {
    let mut out = String::with_capacity(96);
    match cause {
        Cause::Fact { id, kind } => {
            out.push_str("{\"cause\":\"fact\",\"fact\":");
            json::text(&mut out, id);
            out.push_str(",\"type\":");
            names.fact_types.write(&mut out, *kind);
        }
        Cause::Time => out.push_str("{\"cause\":\"time\""),
        Cause::Account { version } => {
            json::plain(&mut out, format_args!("{{\"cause\":\"account\",\"version\":{version}"))
        }
        Cause::Playbook { version } => {
            out.push_str("{\"cause\":\"playbook\",\"version\":");
            json::text(&mut out, version);
        }
        Cause::Merged => out.push_str("{\"cause\":\"merged\""),
        Cause::Unmerged => out.push_str("{\"cause\":\"unmerged\""),
        Cause::Imported { past } => {
            out.push_str("{\"cause\":\"imported\"");
            if *past {
                out.push_str(",\"past\":true");
            }
        }
        Cause::Routed { entry, to } => {
            json::plain(&mut out, format_args!("{{\"cause\":\"routed\",\"entry\":{entry}"));
            if let Some(to) = to {
                out.push_str(",\"to\":");
                json::text(&mut out, to);
            }
        }
        Cause::Desk { version } => json::plain(&mut out, format_args!("{{\"cause\":\"desk\",\"version\":{version}")),
    }
    out.push('}');
    out
}

/// What [`cause`] wrote.
///
/// # Errors
/// When the text is no cause, or names a type of fact that the playbook lacks.
pub fn read_cause(names: &Names, text: &str) -> Result<Cause, Damaged> {
    let mut parts = Node::read(text)?.parts("the cause")?;
    let cause = match &*parts.need("cause")?.text("cause")? {
        "fact" => Cause::Fact { id: shared(&mut parts, "fact")?, kind: names.fact_types.read(parts.need("type")?)? },
        "time" => Cause::Time,
        "account" => Cause::Account { version: parts.need("version")?.int("version")? },
        "playbook" => Cause::Playbook { version: shared(&mut parts, "version")? },
        "merged" => Cause::Merged,
        "unmerged" => Cause::Unmerged,
        "imported" => Cause::Imported { past: parts.take("past").map_or(Ok(false), |past| past.bool("past"))? },
        "routed" => Cause::Routed {
            entry: parts.need("entry")?.int("entry")?,
            to: parts.take("to").map(|to| to.text("to").map(|to| Arc::from(&*to))).transpose()?,
        },
        "desk" => Cause::Desk { version: parts.need("version")?.int("version")? },
        other => return Err(Damaged::new(format!("`{other}` is no cause"))),
    };
    parts.done()?;
    Ok(cause)
}

/// The outcome with this code ([`Outcome::code`]).
pub fn read_outcome(code: &str) -> Option<Outcome> {
    Outcome::ALL.into_iter().find(|outcome| outcome.code() == code)
}

/// The changes of a decision, in their order.
pub fn changes(names: &Names, changes: &[Change]) -> String {
    let mut out = String::with_capacity(changes.len() * 128 + 2);
    json::array(&mut out, changes, |out, it| {
        change(out, names, it);
        out.push('}');
    });
    out
}

/// What [`changes`] wrote.
///
/// # Errors
/// When the text is no array of changes, or names something that the playbook lacks.
pub fn read_changes(names: &Names, text: &str) -> Result<Vec<Change>, Damaged> {
    let all = Node::read(text)?.list("the changes")?;
    all.into_iter().map(|node| read_change(names, node)).collect()
}

/// Appends a change without its closing brace.
fn change(out: &mut String, names: &Names, change: &Change) {
    match change {
        Change::Known => out.push_str("{\"change\":\"known\""),
        Change::Stage { from, to, passed, how, seen } => {
            out.push_str("{\"change\":\"stage\"");
            stage(out, names, ",\"from\":", *from);
            stage(out, names, ",\"to\":", Some(*to));
            if !passed.is_empty() {
                out.push_str(",\"passed\":");
                json::array(out, passed, |out, stage| names.stages.write(out, *stage));
            }
            because(out, names, how, seen);
        }
        Change::Reported { stage: to, at } => {
            out.push_str("{\"change\":\"reported\"");
            stage(out, names, ",\"stage\":", Some(*to));
            out.push_str(",\"at\":");
            json::moment(out, *at);
        }
        Change::Disposition { from, to, how, seen } => {
            out.push_str("{\"change\":\"disposition\",\"from\":");
            disposition(out, from);
            out.push_str(",\"to\":");
            disposition(out, to);
            because(out, names, how, seen);
        }
        Change::Cycle { number, stage: at, from } => {
            json::plain(out, format_args!("{{\"change\":\"cycle\",\"number\":{number}"));
            stage(out, names, ",\"stage\":", *at);
            out.push_str(",\"from\":");
            json::moment(out, *from);
        }
        Change::Holding { rule, holds } => {
            out.push_str("{\"change\":\"holding\",\"rule\":");
            names.disqualify.write(out, *rule);
            json::plain(out, format_args!(",\"holds\":{holds}"));
        }
        Change::Suggested(it) => suggestion(out, names, "suggested", it),
        Change::Withdrawn(it) => suggestion(out, names, "withdrawn", it),
        Change::Stagnant { stage: at, since } => {
            out.push_str("{\"change\":\"stagnant\"");
            stage(out, names, ",\"stage\":", *at);
            out.push_str(",\"since\":");
            json::moment(out, *since);
        }
        Change::Owner(owner) => {
            out.push_str("{\"change\":\"owner\"");
            text(out, ",\"to\":", owner.as_ref());
        }
        Change::Sales(it) => sales::change(out, it),
        Change::Acting { fact, until } => {
            out.push_str("{\"change\":\"acting\"");
            text(out, ",\"fact\":", Some(fact));
            out.push_str(",\"until\":");
            json::moment(out, *until);
        }
        Change::Undone { fact } => {
            out.push_str("{\"change\":\"undone\"");
            text(out, ",\"fact\":", Some(fact));
        }
        Change::Band { .. } | Change::Grade { .. } | Change::Persona { .. } => score_change(out, names, change),
        Change::Priority { from, to, rule, seen } => priority_change(out, names, (*from, *to, *rule), seen),
    }
}

/// Appends a change of the priority, with the rule that gives it.
fn priority_change(
    out: &mut String,
    names: &Names,
    (from, to, rule): (Priority, Priority, Option<u16>),
    seen: &[Seen],
) {
    out.push_str("{\"change\":\"priority\",\"from\":");
    names.levels.write(out, from as usize);
    out.push_str(",\"to\":");
    names.levels.write(out, to as usize);
    if let Some(rule) = rule {
        out.push_str(",\"rule\":");
        names.priorities.write(out, rule);
    }
    saw(out, names, seen);
}

/// Appends a change of band, grade or persona.
fn score_change(out: &mut String, names: &Names, change: &Change) {
    let (begin, ids, from, to) = match change {
        Change::Band { from, to } => ("{\"change\":\"band\"", &names.bands, Some(*from), Some(*to)),
        Change::Grade { from, to } => ("{\"change\":\"grade\"", &names.grades, Some(*from), Some(*to)),
        Change::Persona { from, to } => ("{\"change\":\"persona\"", &names.personas, *from, *to),
        _ => return,
    };
    out.push_str(begin);
    for (part, place) in [(",\"from\":", from), (",\"to\":", to)] {
        if let Some(place) = place {
            out.push_str(part);
            ids.write(out, place);
        }
    }
}

/// A stage that may be absent: before the first.
fn stage(out: &mut String, names: &Names, part: &str, stage: Option<u8>) {
    if let Some(stage) = stage {
        out.push_str(part);
        names.stages.write(out, stage);
    }
}

fn text(out: &mut String, part: &str, text: Option<&Arc<str>>) {
    if let Some(text) = text {
        out.push_str(part);
        json::text(out, text);
    }
}

/// How a change came about, and what the condition saw.
fn because(out: &mut String, names: &Names, how: &How, seen: &[Seen]) {
    out.push_str(",\"how\":");
    let (begin, ids, place) = match how {
        How::Rule(None) => return rest(out, names, "\"rule\"", seen),
        How::Date => return rest(out, names, "\"date\"", seen),
        How::Report => return rest(out, names, "\"report\"", seen),
        How::Rule(Some(rule)) => ("{\"rule\":", &names.disqualify, *rule),
        How::Act(kind) => ("{\"act\":", &names.fact_types, *kind),
        How::Trigger(kind) => ("{\"trigger\":", &names.fact_types, *kind),
    };
    out.push_str(begin);
    ids.write(out, place);
    rest(out, names, "}", seen);
}

fn rest(out: &mut String, names: &Names, rest: &str, seen: &[Seen]) {
    out.push_str(rest);
    saw(out, names, seen);
}

/// What a condition saw, where it looked at something.
fn saw(out: &mut String, names: &Names, seen: &[Seen]) {
    if seen.is_empty() {
        return;
    }
    out.push_str(",\"seen\":");
    json::array(out, seen, |out, it| match it {
        Seen::Value(slot, value) => sight(out, names, *slot, value),
        Seen::Count(kind, window, count) => {
            out.push_str("{\"facts\":");
            names.fact_types.write(out, *kind);
            json::plain(out, format_args!(",\"window_secs\":{window},\"count\":{count}}}"));
        }
    });
}

/// Appends a value that was seen, with its name.
pub(super) fn sight(out: &mut String, names: &Names, slot: Slot, value: &Value) {
    out.push_str("{\"name\":");
    names.slot(out, slot);
    out.push_str(",\"value\":");
    names.value(out, slot, value);
    out.push('}');
}

fn disposition(out: &mut String, it: &Disposition) {
    out.push_str("{\"is\":\"");
    out.push_str(it.id());
    out.push('"');
    if let Some(kind) = it.kind() {
        out.push_str(",\"kind\":\"");
        out.push_str(kind.id());
        out.push('"');
    }
    text(out, ",\"reason\":", it.reason());
    if let Some(until) = it.until() {
        out.push_str(",\"until\":");
        json::moment(out, until);
    }
    if let Disposition::Won { reported } = it {
        json::plain(out, format_args!(",\"reported\":{reported}"));
    }
    out.push('}');
}

fn suggestion(out: &mut String, names: &Names, kind: &str, it: &Suggestion) {
    json::plain(out, format_args!("{{\"change\":\"{kind}\",\"suggestion\":"));
    match it {
        Suggestion::LetGo(rule) => {
            out.push_str("{\"let_go\":");
            names.disqualify.write(out, *rule);
        }
        Suggestion::Revive { fact: Some(kind) } => {
            out.push_str("{\"revive\":");
            names.fact_types.write(out, *kind);
        }
        Suggestion::Revive { fact: None } => out.push_str("{\"revive\":null"),
    }
    out.push('}');
}

fn read_change(names: &Names, node: Node<'_>) -> Result<Change, Damaged> {
    let mut parts = node.parts("a change")?;
    let kind = parts.need("change")?.text("change")?;
    let it = &mut parts;
    let change = match &*kind {
        "known" => Change::Known,
        "stage" => Change::Stage {
            from: optional_stage(names, it, "from")?,
            to: names.stages.read(it.need("to")?)?,
            passed: it.list("passed", |stage| names.stages.read(stage))?,
            how: read_how(names, it.need("how")?)?,
            seen: it.list("seen", |seen| read_seen(names, seen))?,
        },
        "reported" => {
            Change::Reported { stage: names.stages.read(it.need("stage")?)?, at: it.need("at")?.moment("at")? }
        }
        "disposition" => Change::Disposition {
            from: read_disposition(it.need("from")?)?,
            to: read_disposition(it.need("to")?)?,
            how: read_how(names, it.need("how")?)?,
            seen: it.list("seen", |seen| read_seen(names, seen))?,
        },
        "cycle" => Change::Cycle {
            number: it.need("number")?.int("number")?,
            stage: optional_stage(names, it, "stage")?,
            from: it.need("from")?.moment("from")?,
        },
        "band" => Change::Band { from: names.bands.read(it.need("from")?)?, to: names.bands.read(it.need("to")?)? },
        "grade" => Change::Grade { from: names.grades.read(it.need("from")?)?, to: names.grades.read(it.need("to")?)? },
        "priority" => Change::Priority {
            from: read_priority(names, it.need("from")?)?,
            to: read_priority(names, it.need("to")?)?,
            rule: it.take("rule").map(|rule| names.priorities.read(rule)).transpose()?,
            seen: it.list("seen", |seen| read_seen(names, seen))?,
        },
        "persona" => Change::Persona {
            from: it.take("from").map(|from| names.personas.read(from)).transpose()?,
            to: it.take("to").map(|to| names.personas.read(to)).transpose()?,
        },
        "holding" => {
            Change::Holding { rule: names.disqualify.read(it.need("rule")?)?, holds: it.need("holds")?.bool("holds")? }
        }
        "suggested" => Change::Suggested(read_suggestion(names, it.need("suggestion")?)?),
        "withdrawn" => Change::Withdrawn(read_suggestion(names, it.need("suggestion")?)?),
        "stagnant" => {
            Change::Stagnant { stage: optional_stage(names, it, "stage")?, since: it.need("since")?.moment("since")? }
        }
        "owner" => Change::Owner(optional_text(it, "to")?),
        "acting" => Change::Acting { fact: shared(it, "fact")?, until: it.need("until")?.moment("until")? },
        "undone" => Change::Undone { fact: shared(it, "fact")? },
        other => match sales::read(other, it)? {
            Some(change) => Change::Sales(change),
            None => return Err(Damaged::new(format!("`{other}` is no change"))),
        },
    };
    parts.done()?;
    Ok(change)
}

fn read_priority(names: &Names, it: Node<'_>) -> Result<Priority, Damaged> {
    let place: u16 = names.levels.read(it)?;
    Priority::ALL.get(usize::from(place)).copied().ok_or_else(|| Damaged::missing("priority"))
}

fn optional_stage(names: &Names, parts: &mut Parts<'_>, part: &str) -> Result<Option<u8>, Damaged> {
    parts.take(part).map(|stage| names.stages.read(stage)).transpose()
}

fn shared(parts: &mut Parts<'_>, part: &str) -> Result<Arc<str>, Damaged> {
    Ok(Arc::from(parts.need(part)?.text(part)?))
}

fn optional_text(parts: &mut Parts<'_>, part: &str) -> Result<Option<Arc<str>>, Damaged> {
    let Some(node) = parts.take(part) else { return Ok(None) };
    Ok(Some(Arc::from(node.text(part)?)))
}

fn read_how(names: &Names, node: Node<'_>) -> Result<How, Damaged> {
    let mut parts = match node {
        Node::Text(word) => {
            return match &*word {
                "rule" => Ok(How::Rule(None)),
                "date" => Ok(How::Date),
                "report" => Ok(How::Report),
                other => Err(Damaged::new(format!("`{other}` is no way in which a change comes about"))),
            };
        }
        node => node.parts("how")?,
    };
    let how = if let Some(rule) = parts.take("rule") {
        How::Rule(Some(names.disqualify.read(rule)?))
    } else if let Some(kind) = parts.take("act") {
        How::Act(names.fact_types.read(kind)?)
    } else {
        How::Trigger(names.fact_types.read(parts.need("trigger")?)?)
    };
    parts.done()?;
    Ok(how)
}

fn read_seen(names: &Names, node: Node<'_>) -> Result<Seen, Damaged> {
    let mut parts = node.parts("seen")?;
    let Some(facts) = parts.take("facts") else {
        let (slot, value) = read_sight(names, parts)?;
        return Ok(Seen::Value(slot, value));
    };
    let kind = names.fact_types.read(facts)?;
    let seen = Seen::Count(kind, parts.need("window_secs")?.int("window_secs")?, parts.need("count")?.int("count")?);
    parts.done()?;
    Ok(seen)
}

/// A value that was seen. One that was erased is unknown.
pub(super) fn read_sight(names: &Names, mut parts: Parts<'_>) -> Result<(Slot, Value), Damaged> {
    let slot = names.read_slot(parts.need("name")?)?;
    let value = names.read_value(slot, parts.need("value")?)?;
    parts.done()?;
    Ok((slot, value))
}

fn read_disposition(node: Node<'_>) -> Result<Disposition, Damaged> {
    let mut parts = node.parts("a disposition")?;
    let it = &mut parts;
    let until = |it: &mut Parts<'_>| it.take("until").map(|until| until.moment("until")).transpose();
    let disposition = match &*it.need("is")?.text("is")? {
        "open" => Disposition::Open,
        "recycled" => Disposition::Recycled { reason: optional_text(it, "reason")?, until: until(it)? },
        "disqualified" => {
            let kind = it.need("kind")?.text("kind")?;
            let kind =
                Kind::from_id(&kind).ok_or_else(|| Damaged::new(format!("`{kind}` is no kind of disqualification")))?;
            Disposition::Disqualified { kind, reason: optional_text(it, "reason")?, until: until(it)? }
        }
        "won" => Disposition::Won { reported: it.need("reported")?.bool("reported")? },
        "lost" => Disposition::Lost { reason: optional_text(it, "reason")? },
        other => return Err(Damaged::new(format!("`{other}` is no disposition"))),
    };
    parts.done()?;
    Ok(disposition)
}

fn read_suggestion(names: &Names, node: Node<'_>) -> Result<Suggestion, Damaged> {
    let mut parts = node.parts("suggestion")?;
    let suggestion = if let Some(rule) = parts.take("let_go") {
        Suggestion::LetGo(names.disqualify.read(rule)?)
    } else {
        match parts.need("revive")? {
            Node::Null => Suggestion::Revive { fact: None },
            kind => Suggestion::Revive { fact: Some(names.fact_types.read(kind)?) },
        }
    };
    parts.done()?;
    Ok(suggestion)
}
