//! Traces: the scores of a moment with every rule's share.

use super::decisions::{read_sight, sight};
use super::json::{self, Node};
use super::{Damaged, Names};
use kopru_engine::condition::Slot;
use kopru_engine::trace::{Line, Trace};

/// The scores with their lines, in their order. Rules that nobody can answer yet, most of the lines of a lead of whom little is
/// known, stand together by what would settle them: `"open":[[["account.employees"],"size-small","size-large"]]`.
pub fn trace(names: &Names, trace: &Trace) -> String {
    let Trace { fit, engagement, account, lines } = trace;
    let mut out = String::with_capacity(lines.len() * 48 + 64);
    json::plain(&mut out, format_args!("{{\"fit\":{fit},\"engagement\":{engagement},\"account\":{account}"));
    let open = open(lines);
    if !open.is_empty() {
        out.push_str(",\"open\":");
        json::array(&mut out, &open, |out, (missing, rules)| {
            out.push('[');
            json::array(out, *missing, |out, slot| names.slot(out, *slot));
            for rule in rules {
                out.push(',');
                names.fit.write(out, *rule);
            }
            out.push(']');
        });
    }
    out.push_str(",\"lines\":");
    let shown: Vec<&Line> = lines.iter().filter(|it| !matches!(it, Line::Open { .. })).collect();
    json::array(&mut out, &shown, |out, it| line(out, names, it));
    out.push('}');
    out
}

/// Open rules by what is missing, in the order in which each comes first.
fn open(lines: &[Line]) -> Vec<(&[Slot], Vec<u16>)> {
    let mut groups: Vec<(&[Slot], Vec<u16>)> = Vec::new();
    for line in lines {
        let Line::Open { rule, missing } = line else { continue };
        match groups.iter_mut().find(|it| it.0 == missing.as_slice()) {
            Some(group) => group.1.push(*rule),
            None => groups.push((missing, vec![*rule])),
        }
    }
    groups
}

/// What [`trace`] wrote, and what it wrote before open rules stood together.
///
/// # Errors
/// When the text is no trace, or names something that the playbook lacks.
pub fn read_trace(names: &Names, text: &str) -> Result<Trace, Damaged> {
    let mut parts = Node::read(text)?.parts("the trace")?;
    let (fit, engagement) = (parts.need("fit")?.int("fit")?, parts.need("engagement")?.int("engagement")?);
    let account = parts.need("account")?.int("account")?;
    let groups = parts.list("open", |group| read_group(names, group))?;
    let mut lines = parts.list("lines", |line| read_line(names, line))?;
    parts.done()?;
    if !groups.is_empty() {
        lines.extend(groups.into_iter().flatten());
        // Fit rules first, in the playbook's order; all others stay as they stand.
        lines.sort_by_key(|line| match line {
            Line::Fit { rule, .. } | Line::Open { rule, .. } => u32::from(*rule),
            _ => u32::MAX,
        });
    }
    Ok(Trace { fit, engagement, account, lines })
}

/// Rules that the same would settle: first what that is, then the rules.
fn read_group(names: &Names, node: Node<'_>) -> Result<Vec<Line>, Damaged> {
    let mut items = node.list("a group of open rules")?.into_iter();
    let missing = items.next().ok_or_else(|| Damaged::missing("open"))?;
    let missing = missing.list("missing")?.into_iter().map(|name| names.read_slot(name));
    let missing: Vec<Slot> = missing.collect::<Result<_, Damaged>>()?;
    items.map(|rule| Ok(Line::Open { rule: names.fit.read(rule)?, missing: missing.clone() })).collect()
}

fn line(out: &mut String, names: &Names, line: &Line) {
    match line {
        Line::Fit { rule, points, unknown, seen } => {
            out.push_str("{\"fit\":");
            names.fit.write(out, *rule);
            json::plain(out, format_args!(",\"points\":{points}"));
            if *unknown {
                out.push_str(",\"unknown\":true");
            }
            if !seen.is_empty() {
                out.push_str(",\"seen\":");
                json::array(out, seen, |out, (slot, value)| sight(out, names, *slot, value));
            }
        }
        // They stand together.
        Line::Open { .. } => {}
        Line::Engagement { rule, points } => {
            out.push_str("{\"engagement\":");
            names.engagement.write(out, *rule);
            json::plain(out, format_args!(",\"points\":{points}"));
        }
        Line::Account { rule, points } => {
            out.push_str("{\"account\":");
            names.account_rules.write(out, *rule);
            json::plain(out, format_args!(",\"points\":{points}"));
        }
        Line::Persona { persona, met, known } => {
            out.push_str("{\"persona\":");
            names.personas.write(out, *persona);
            json::plain(out, format_args!(",\"met\":{met},\"known\":{known}"));
        }
    }
    out.push('}');
}

fn read_line(names: &Names, node: Node<'_>) -> Result<Line, Damaged> {
    let mut parts = node.parts("a line")?;
    let it = &mut parts;
    let line = if let Some(rule) = it.take("fit") {
        Line::Fit {
            rule: names.fit.read(rule)?,
            points: it.need("points")?.int("points")?,
            unknown: it.take("unknown").map_or(Ok(false), |unknown| unknown.bool("unknown"))?,
            seen: it.list("seen", |seen| read_sight(names, seen.parts("seen")?))?,
        }
    } else if let Some(rule) = it.take("open") {
        Line::Open { rule: names.fit.read(rule)?, missing: it.list("missing", |name| names.read_slot(name))? }
    } else if let Some(rule) = it.take("engagement") {
        Line::Engagement { rule: names.engagement.read(rule)?, points: it.need("points")?.int("points")? }
    } else if let Some(rule) = it.take("account") {
        Line::Account { rule: names.account_rules.read(rule)?, points: it.need("points")?.int("points")? }
    } else {
        Line::Persona {
            persona: names.personas.read(it.need("persona")?)?,
            met: it.need("met")?.int("met")?,
            known: it.need("known")?.int("known")?,
        }
    };
    parts.done()?;
    Ok(line)
}
