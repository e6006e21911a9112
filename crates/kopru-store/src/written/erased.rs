//! Erasing: takes out of what is written all that may tell who a person was, and leaves how the lead went.

use super::json::{self, Node};
use kopru_engine::lead::{BREACHED, EXPIRED, FIRST_CONTACT, RETURNED, TO_ROUTE};
use std::borrow::Cow;

/// Parts that say how a lead went, and nothing of the person. What is not listed is taken out: when in doubt, it goes.
const KEPT: [&str; 50] = [
    "change",
    "from",
    "to",
    "passed",
    "how",
    "rule",
    "act",
    "trigger",
    "stage",
    "at",
    "number",
    "holds",
    "suggestion",
    "let_go",
    "revive",
    "since",
    "is",
    "kind",
    "until",
    "reported",
    "seen",
    "name",
    "facts",
    "window_secs",
    "count",
    "fit",
    "engagement",
    "account",
    "lines",
    "points",
    "unknown",
    "open",
    "missing",
    "persona",
    "met",
    "known",
    "attempt",
    "version",
    "clock",
    "started_at",
    "left_secs",
    "warn_left_secs",
    "business",
    "calendar",
    "warn_at",
    "due",
    "warned",
    "breached_at",
    "late",
    "logged_late",
];

/// What stands for an owner who was erased.
pub const ERASED: &str = "erased";

/// Changes without the values that were seen, without reasons that people typed, and with [`ERASED`] for owners;
/// `keep_reason` says of a reason or an owner whether it is an id that tells nothing of the person and may stay
/// ([`Names::is_own`](super::Names::is_own)). It is still read: a value that was seen is then unknown.
///
/// What cannot be read cannot be erased in part: it becomes `null`, which no reader takes.
pub fn erase_changes(text: &str, keep_reason: &dyn Fn(&str) -> bool) -> String {
    erase(text, keep_reason)
}

/// A trace without the values that were seen; rules, points and the names of values stay.
///
/// What cannot be read cannot be erased in part: it becomes `null`, which no reader takes.
pub fn erase_trace(text: &str) -> String {
    erase(text, &|_| false)
}

/// A cause without the id of its fact: an id may be made of an address. It is still read, and another cause stays as it is.
///
/// What cannot be read cannot be erased in part: it becomes `null`, which no reader takes.
pub fn erase_cause(text: &str) -> String {
    let Ok(Node::Map(parts)) = Node::read(text) else { return "null".to_owned() };
    if !parts.iter().any(|(name, _)| name == "fact") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (name, part) in &parts {
        let Node::Text(word) = part else { continue };
        out.push(if out.is_empty() { '{' } else { ',' });
        json::text(&mut out, name);
        out.push(':');
        json::text(&mut out, if name == "fact" { ERASED } else { word });
    }
    out.push('}');
    out
}

fn erase(text: &str, keep: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    match Node::read(text) {
        Ok(node) => write(&mut out, &node, keep),
        Err(_) => out.push_str("null"),
    }
    out
}

fn write(out: &mut String, node: &Node<'_>, keep: &dyn Fn(&str) -> bool) {
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(it) => json::plain(out, it),
        Node::Int(it) => json::plain(out, it),
        Node::Text(it) => json::text(out, it),
        Node::List(items) => json::array(out, items, |out, item| write(out, item, keep)),
        Node::Map(parts) => {
            let named = |it: &str| it == "owner" || it == "queue";
            let owner = parts.iter().any(|(name, part)| name == "change" && is_text(part, named));
            out.push('{');
            let left = parts.iter().filter_map(|(name, part)| Some((name, left(name, part, owner, keep)?)));
            for (place, (name, part)) in left.enumerate() {
                if place > 0 {
                    out.push(',');
                }
                json::text(out, name);
                out.push(':');
                write(out, part, keep);
            }
            out.push('}');
        }
    }
}

const NULL: &Node<'static> = &Node::Null;
const GONE: &Node<'static> = &Node::Text(Cow::Borrowed(ERASED));

/// What is left of a part of an object; `owner` tells whether the object says who works the lead, or in which queue it
/// stands.
fn left<'n, 'a>(name: &str, part: &'n Node<'a>, owner: bool, keep: &dyn Fn(&str) -> bool) -> Option<&'n Node<'a>> {
    match name {
        "value" => Some(NULL),
        "reason" => is_text(part, keep).then_some(part),
        "to" if owner && !is_text(part, keep) && !is_text(part, is_queue) => Some(GONE),
        // What a person wants to do next may name somebody, and the id of an act may be made of an address.
        "what" if !is_text(part, |it| it == FIRST_CONTACT) => Some(GONE),
        "what" => Some(part),
        "fact" => Some(GONE),
        name => KEPT.contains(&name).then_some(part),
    }
}

/// Queues that every playbook has.
fn is_queue(name: &str) -> bool {
    [TO_ROUTE, RETURNED, EXPIRED, BREACHED].contains(&name)
}

fn is_text(node: &Node<'_>, fits: impl Fn(&str) -> bool) -> bool {
    matches!(node, Node::Text(text) if fits(text))
}
