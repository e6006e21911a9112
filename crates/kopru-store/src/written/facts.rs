//! Facts as they came: everything that the sender said, in one canonical text.

use super::Damaged;
use super::json::{self, Node, Parts};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::value::Scalar;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A fact as it came, with who else the sender says its subject is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The fact.
    pub raw: RawFact,
    /// Further identities of the same person, in the sender's order.
    pub also: Vec<Subject>,
}

/// The canonical text of everything that a fact says: all but its id and when it was recorded, which stand beside it.
///
/// Parts stand in a fixed order, names of values in the order of their bytes, absent and empty parts are left out: the
/// same content is the same text. Lists in lists deeper than a hundred are written, and then not read.
pub fn body(incoming: &Incoming) -> String {
    let raw = &incoming.raw;
    let mut out = String::with_capacity(256);
    out.push_str("{\"subject\":");
    subject(&mut out, &raw.subject);
    if !incoming.also.is_empty() {
        out.push_str(",\"also\":");
        json::array(&mut out, &incoming.also, subject);
    }
    if let Some(account) = &raw.account {
        out.push_str(",\"account\":");
        json::text(&mut out, account);
    }
    out.push_str(",\"type\":");
    json::text(&mut out, &raw.kind);
    if let Some(at) = raw.occurred_at {
        out.push_str(",\"occurred_at\":");
        json::moment(&mut out, at);
    }
    if let Some(source) = &raw.source {
        out.push_str(",\"source\":");
        json::text(&mut out, source);
    }
    values(&mut out, ",\"data\":{", &raw.data);
    values(&mut out, ",\"fields\":{", &raw.fields);
    values(&mut out, ",\"account_fields\":{", &raw.account_fields);
    out.push('}');
    out
}

/// The fact of a [`body`]; its id and recorded moment are `None`.
///
/// # Errors
/// When the text is no such body. A part that is not known is an error too: it is never dropped in silence.
pub fn read_body(text: &str) -> Result<Incoming, Damaged> {
    let mut parts = Node::read(text)?.parts("the fact")?;
    let subject = read_subject(parts.need("subject")?)?;
    let also = parts.list("also", read_subject)?;
    let kind = parts.need("type")?.text("type")?.into_owned();
    let raw = RawFact {
        account: read_text(&mut parts, "account")?,
        occurred_at: parts.take("occurred_at").map(|at| at.moment("occurred_at")).transpose()?,
        source: read_text(&mut parts, "source")?,
        data: read_values(&mut parts, "data")?,
        fields: read_values(&mut parts, "fields")?,
        account_fields: read_values(&mut parts, "account_fields")?,
        ..RawFact::new(subject, kind)
    };
    parts.done()?;
    Ok(Incoming { raw, also })
}

/// Tells apart facts that say different things: the first half of the SHA-256 of the [`body`].
pub fn digest(incoming: &Incoming) -> [u8; 16] {
    digest_of(&body(incoming))
}

/// The [`digest`] of a body that is written already.
pub fn digest_of(body: &str) -> [u8; 16] {
    Sha256::digest(body.as_bytes()).first_chunk().copied().unwrap_or_default()
}

fn subject(out: &mut String, subject: &Subject) {
    out.push_str("{\"");
    out.push_str(subject.kind());
    out.push_str("\":");
    json::text(out, subject.value());
    out.push('}');
}

fn values(out: &mut String, begin: &str, values: &BTreeMap<String, Scalar>) {
    if values.is_empty() {
        return;
    }
    out.push_str(begin);
    for (place, (name, value)) in values.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        json::text(out, name);
        out.push(':');
        scalar(out, value);
    }
    out.push('}');
}

fn scalar(out: &mut String, value: &Scalar) {
    match value {
        Scalar::Null => out.push_str("null"),
        Scalar::Bool(it) => json::plain(out, it),
        Scalar::Int(it) => json::plain(out, it),
        // In JSON's own form other programs would round it, and `12.50` would come back as `12.5`.
        Scalar::Number(it) => {
            out.push_str("{\"number\":");
            json::text(out, it);
            out.push('}');
        }
        Scalar::Text(it) => json::text(out, it),
        Scalar::List(items) => json::array(out, items, scalar),
    }
}

fn read_subject(node: Node<'_>) -> Result<Subject, Damaged> {
    let mut parts = node.parts("subject")?;
    let (name, value) = parts.0.pop().ok_or_else(|| Damaged::missing("subject"))?;
    parts.done()?;
    let value = value.text(&name)?.into_owned();
    match &*name {
        "email" => Ok(Subject::Email(value)),
        "external" => Ok(Subject::External(value)),
        "phone" => Ok(Subject::Phone(value)),
        "visitor" => Ok(Subject::Visitor(value)),
        _ => Err(Damaged::new(format!("`{name}` is no kind of subject"))),
    }
}

fn read_text(parts: &mut Parts<'_>, name: &str) -> Result<Option<String>, Damaged> {
    let Some(node) = parts.take(name) else { return Ok(None) };
    Ok(Some(node.text(name)?.into_owned()))
}

fn read_values(parts: &mut Parts<'_>, name: &str) -> Result<BTreeMap<String, Scalar>, Damaged> {
    let mut values = BTreeMap::new();
    let Some(node) = parts.take(name) else { return Ok(values) };
    for (field, value) in node.parts(name)?.0 {
        let value = read_scalar(value, &field)?;
        if values.insert(field.clone().into_owned(), value).is_some() {
            return Err(Damaged::new(format!("`{name}.{field}` stands twice")));
        }
    }
    Ok(values)
}

fn read_scalar(node: Node<'_>, part: &str) -> Result<Scalar, Damaged> {
    Ok(match node {
        Node::Null => Scalar::Null,
        Node::Bool(it) => Scalar::Bool(it),
        Node::Int(_) => Scalar::Int(node.int(part)?),
        Node::Text(it) => Scalar::Text(it.into_owned()),
        Node::List(items) => {
            Scalar::List(items.into_iter().map(|item| read_scalar(item, part)).collect::<Result<_, _>>()?)
        }
        Node::Map(parts) => {
            let mut parts = Parts(parts);
            let number = parts.need("number")?.text("number")?.into_owned();
            parts.done()?;
            Scalar::Number(number)
        }
    })
}
