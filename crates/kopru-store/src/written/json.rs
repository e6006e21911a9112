//! JSON: written straight into a text, read into a tree that borrows from the row.

use super::Damaged;
use kopru_engine::time::Moment;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt::{self, Write};

/// Appends something that has a plain form, such as a number. Writing to a text cannot fail.
pub(super) fn plain(out: &mut String, it: impl fmt::Display) {
    let _ = write!(out, "{it}");
}

/// Appends a text in quotes, escaped as serde_json escapes it: as little as JSON allows.
pub(super) fn text(out: &mut String, text: &str) {
    out.push('"');
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0C => "\\f",
            0x00..=0x1F => "\\u",
            _ => continue,
        };
        // A byte below 0x80 is a letter of its own, so the text can be cut on either side of it.
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(escape);
        if escape == "\\u" {
            let _ = write!(out, "{byte:04x}");
        }
        done = at + 1;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out.push('"');
}

/// Appends a moment in quotes, with its microseconds.
pub(super) fn moment(out: &mut String, moment: Moment) {
    let _ = write!(out, "\"{moment}\"");
}

/// Appends an array: each item is written by `each`.
pub(super) fn array<T>(out: &mut String, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut String, T)) {
    out.push('[');
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(']');
}

/// What JSON holds, with texts borrowed from the row where nothing in them is escaped. Numbers are whole.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A text.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Node<'a>>),
    /// An object, in the order of the row.
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// Reads a row.
    pub(super) fn read(text: &'a str) -> Result<Node<'a>, Damaged> {
        serde_json::from_str(text).map_err(|fault| Damaged::new(fault.to_string()))
    }

    /// The text; `part` is how the fault calls it.
    pub(super) fn text(self, part: &str) -> Result<Cow<'a, str>, Damaged> {
        match self {
            Node::Text(text) => Ok(text),
            _ => Err(Damaged::odd(part, "a text")),
        }
    }

    /// The whole number, if it fits.
    pub(super) fn int<T: TryFrom<i128>>(self, part: &str) -> Result<T, Damaged> {
        match self {
            Node::Int(number) => T::try_from(number).map_err(|_| Damaged::odd(part, "a number of that size")),
            _ => Err(Damaged::odd(part, "a whole number")),
        }
    }

    /// True or false.
    pub(super) fn bool(self, part: &str) -> Result<bool, Damaged> {
        match self {
            Node::Bool(it) => Ok(it),
            _ => Err(Damaged::odd(part, "true or false")),
        }
    }

    /// The moment.
    pub(super) fn moment(self, part: &str) -> Result<Moment, Damaged> {
        Moment::parse(&self.text(part)?).ok_or_else(|| Damaged::odd(part, "a moment between 1900 and 2199"))
    }

    /// The entries of an array.
    pub(super) fn list(self, part: &str) -> Result<Vec<Node<'a>>, Damaged> {
        match self {
            Node::List(items) => Ok(items),
            _ => Err(Damaged::odd(part, "an array")),
        }
    }

    /// The parts of an object.
    pub(super) fn parts(self, part: &str) -> Result<Parts<'a>, Damaged> {
        match self {
            Node::Map(parts) => Ok(Parts(parts)),
            _ => Err(Damaged::odd(part, "an object")),
        }
    }
}

/// The parts of an object, taken out one by one so that what nobody asked for is noticed: silence would lose it.
#[derive(Debug)]
pub(super) struct Parts<'a>(pub(super) Vec<(Cow<'a, str>, Node<'a>)>);

impl<'a> Parts<'a> {
    /// Takes a part that may be absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(place).1)
    }

    /// Takes a part that must be there.
    pub(super) fn need(&mut self, name: &str) -> Result<Node<'a>, Damaged> {
        self.take(name).ok_or_else(|| Damaged::missing(name))
    }

    /// Takes an array that may be absent, and reads each of its entries.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        each: impl FnMut(Node<'a>) -> Result<T, Damaged>,
    ) -> Result<Vec<T>, Damaged> {
        let Some(node) = self.take(name) else { return Ok(Vec::new()) };
        node.list(name)?.into_iter().map(each).collect()
    }

    /// Every part was taken.
    pub(super) fn done(self) -> Result<(), Damaged> {
        match self.0.first() {
            Some((name, _)) => Err(Damaged::new(format!("`{name}` is not known here, or stands twice"))),
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Node<'de>, D::Error> {
        from.deserialize_any(Nodes)
    }
}

struct Nodes;

impl<'de> Visitor<'de> for Nodes {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON whose numbers are whole")
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(it))
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Node<'de>, E> {
        Ok(Node::Int(it.into()))
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Node<'de>, E> {
        Ok(Node::Int(it.into()))
    }

    fn visit_borrowed_str<E: Error>(self, it: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(it)))
    }

    fn visit_str<E: Error>(self, it: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(it.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node<'de>, A::Error> {
        let mut parts = Vec::with_capacity(4);
        while let Some((Name(name), part)) = from.next_entry()? {
            parts.push((name, part));
        }
        Ok(Node::Map(parts))
    }
}

/// The name of a part: serde's own `Cow` would always copy.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Name<'de>, D::Error> {
        match Node::deserialize(from)? {
            Node::Text(name) => Ok(Name(name)),
            _ => Err(D::Error::custom("the name of a part is no text")),
        }
    }
}
