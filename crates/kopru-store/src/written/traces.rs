//! Traces: the scores of a moment with every rule's share.

use super::decisions::{read_sight, sight};
use super::json::{self, Node};
use super::{Damaged, Names};
use kopru_engine::trace::{Line, Trace};

/// The scores with their lines, in their order.
pub fn trace(names: &Names, trace: &Trace) -> String {
    let Trace { fit, engagement, account, lines } = trace;
    let mut out = String::with_capacity(lines.len() * 96 + 64);
    json::plain(&mut out, format_args!("{{\"fit\":{fit},\"engagement\":{engagement},\"account\":{account},\"lines\":"));
    json::array(&mut out, lines, |out, it| line(out, names, it));
    out.push('}');
    out
}

/// What [`trace`] wrote.
///
/// # Errors
/// When the text is no trace, or names something that the playbook lacks.
pub fn read_trace(names: &Names, text: &str) -> Result<Trace, Damaged> {
    let mut parts = Node::read(text)?.parts("the trace")?;
    let trace = Trace {
        fit: parts.need("fit")?.int("fit")?,
        engagement: parts.need("engagement")?.int("engagement")?,
        account: parts.need("account")?.int("account")?,
        lines: parts.list("lines", |line| read_line(names, line))?,
    };
    parts.done()?;
    Ok(trace)
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
        Line::Open { rule, missing } => {
            out.push_str("{\"open\":");
            names.fit.write(out, *rule);
            if !missing.is_empty() {
                out.push_str(",\"missing\":");
                json::array(out, missing, |out, slot| names.slot(out, *slot));
            }
        }
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
