//! What sales has to do with a lead: the hand-over, its clocks, the next step, as a decision's changes say it.

use super::Damaged;
use super::json::{self, Node, Parts};
use kopru_engine::lead::{ClockKind, OfferState, Running, SalesChange, Step, Waiting};
use kopru_engine::time::Moment;
use std::fmt::Write as _;
use std::sync::Arc;

fn shared(parts: &mut Parts<'_>, part: &str) -> Result<Arc<str>, Damaged> {
    Ok(Arc::from(parts.need(part)?.text(part)?))
}

fn optional(parts: &mut Parts<'_>, part: &str) -> Result<Option<Arc<str>>, Damaged> {
    let Some(node) = parts.take(part) else { return Ok(None) };
    Ok(Some(Arc::from(node.text(part)?)))
}

fn text(out: &mut String, part: &str, text: Option<&Arc<str>>) {
    if let Some(text) = text {
        let _ = write!(out, ",\"{part}\":");
        json::text(out, text);
    }
}

fn moment(out: &mut String, part: &str, at: Option<Moment>) {
    if let Some(at) = at {
        let _ = write!(out, ",\"{part}\":");
        json::moment(out, at);
    }
}

fn flag(out: &mut String, part: &str, set: bool) {
    if set {
        let _ = write!(out, ",\"{part}\":true");
    }
}

fn begin(out: &mut String, change: &str) {
    let _ = write!(out, "{{\"change\":\"{change}\"");
}

/// Appends a change without its closing brace.
pub(super) fn change(out: &mut String, change: &SalesChange) {
    match change {
        SalesChange::Offered { number, attempt, version } => {
            begin(out, "offered");
            let _ = write!(out, ",\"number\":{number},\"attempt\":{attempt}");
            text(out, "version", Some(version));
        }
        SalesChange::State { to, by, reason } => {
            begin(out, "handover");
            let _ = write!(out, ",\"is\":\"{}\"", to.id());
            text(out, "by", by.as_ref());
            text(out, "reason", reason.as_ref());
        }
        SalesChange::Started(clock) => running(out, "clock_started", clock),
        SalesChange::Moved(clock) => running(out, "clock_moved", clock),
        SalesChange::Warned(kind) => {
            begin(out, "clock_warned");
            let _ = write!(out, ",\"clock\":\"{}\"", kind.id());
        }
        SalesChange::Breached(kind) => {
            begin(out, "clock_breached");
            let _ = write!(out, ",\"clock\":\"{}\"", kind.id());
        }
        SalesChange::Met { clock, at, late, logged_late } => {
            begin(out, "clock_met");
            let _ = write!(out, ",\"clock\":\"{}\"", clock.id());
            moment(out, "at", Some(*at));
            flag(out, "late", *late);
            flag(out, "logged_late", *logged_late);
        }
        SalesChange::Queue(queue) => {
            begin(out, "queue");
            text(out, "to", queue.as_ref());
        }
        SalesChange::Avoid(users) => {
            begin(out, "avoid");
            out.push_str(",\"users\":");
            json::array(out, users, |out, user| json::text(out, user));
        }
        SalesChange::Paused(waiting) => {
            begin(out, "clocks_paused");
            text(out, "reason", Some(&waiting.reason));
            moment(out, "until", waiting.until);
        }
        SalesChange::Resumed => begin(out, "clocks_resumed"),
        SalesChange::Step(step) => {
            begin(out, "next_step");
            text(out, "what", step.as_ref().map(|step| &step.what));
            moment(out, "due", step.as_ref().map(|step| step.due));
        }
    }
}

fn running(out: &mut String, change: &str, clock: &Running) {
    begin(out, change);
    let _ = write!(out, ",\"clock\":\"{}\"", clock.kind.id());
    moment(out, "started_at", Some(clock.started_at));
    moment(out, "since", Some(clock.since));
    let _ = write!(out, ",\"left_secs\":{}", clock.left);
    if let Some(left) = clock.warn_left {
        let _ = write!(out, ",\"warn_left_secs\":{left}");
    }
    flag(out, "business", clock.business);
    text(out, "calendar", clock.calendar.as_ref());
    moment(out, "warn_at", clock.warn_at);
    moment(out, "due", clock.due);
    flag(out, "warned", clock.warned);
    moment(out, "breached_at", clock.breached_at);
}

/// Reads a change of this kind; none when it is of another.
pub(super) fn read(kind: &str, it: &mut Parts<'_>) -> Result<Option<SalesChange>, Damaged> {
    Ok(Some(match kind {
        "offered" => SalesChange::Offered {
            number: it.need("number")?.int("number")?,
            attempt: it.need("attempt")?.int("attempt")?,
            version: shared(it, "version")?,
        },
        "handover" => {
            let state = it.need("is")?.text("is")?;
            let to = OfferState::from_id(&state).ok_or_else(|| Damaged::new(format!("`{state}` is no hand-over")))?;
            SalesChange::State { to, by: optional(it, "by")?, reason: optional(it, "reason")? }
        }
        "clock_started" => SalesChange::Started(read_running(it)?),
        "clock_moved" => SalesChange::Moved(read_running(it)?),
        "clock_warned" => SalesChange::Warned(clock(it)?),
        "clock_breached" => SalesChange::Breached(clock(it)?),
        "clock_met" => SalesChange::Met {
            clock: clock(it)?,
            at: it.need("at")?.moment("at")?,
            late: read_flag(it, "late")?,
            logged_late: read_flag(it, "logged_late")?,
        },
        "queue" => SalesChange::Queue(optional(it, "to")?),
        "avoid" => SalesChange::Avoid(it.list("users", |user: Node<'_>| Ok(Arc::from(user.text("users")?)))?),
        "clocks_paused" => {
            // The reason of somebody who was erased is not there any more.
            let reason = optional(it, "reason")?.unwrap_or_else(|| Arc::from(""));
            SalesChange::Paused(Waiting { reason, until: read_moment(it, "until")? })
        }
        "clocks_resumed" => SalesChange::Resumed,
        "next_step" => SalesChange::Step(match optional(it, "what")? {
            None => None,
            Some(what) => Some(Step { what, due: it.need("due")?.moment("due")? }),
        }),
        _ => return Ok(None),
    }))
}

fn read_moment(it: &mut Parts<'_>, part: &str) -> Result<Option<Moment>, Damaged> {
    it.take(part).map(|at| at.moment(part)).transpose()
}

fn read_flag(it: &mut Parts<'_>, part: &str) -> Result<bool, Damaged> {
    it.take(part).map_or(Ok(false), |set| set.bool(part))
}

fn clock(it: &mut Parts<'_>) -> Result<ClockKind, Damaged> {
    let kind = it.need("clock")?.text("clock")?;
    ClockKind::from_id(&kind).ok_or_else(|| Damaged::new(format!("`{kind}` is no clock")))
}

fn read_running(it: &mut Parts<'_>) -> Result<Running, Damaged> {
    Ok(Running {
        kind: clock(it)?,
        started_at: it.need("started_at")?.moment("started_at")?,
        since: it.need("since")?.moment("since")?,
        left: it.need("left_secs")?.int("left_secs")?,
        warn_left: it.take("warn_left_secs").map(|left| left.int("warn_left_secs")).transpose()?,
        business: read_flag(it, "business")?,
        calendar: optional(it, "calendar")?,
        warn_at: read_moment(it, "warn_at")?,
        due: read_moment(it, "due")?,
        warned: read_flag(it, "warned")?,
        breached_at: read_moment(it, "breached_at")?,
    })
}
