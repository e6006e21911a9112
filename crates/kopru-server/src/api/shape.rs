//! The shapes of what goes in and out: one table checks a request's body and query, and describes both in the document.

use super::problem::Wrong;
use kopru_engine::diagnostic::nearest;
use kopru_engine::time::Moment;
use kopru_store::Id;
use serde_json::{Map, Value, json};

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// An id that we made.
    Id,
    /// A moment with its offset.
    Moment,
    /// True or false.
    Bool,
    /// A whole number within these bounds.
    Int(i64, i64),
    /// One of these words.
    One(&'static [&'static str]),
    /// A list of at most so many.
    List(&'static Shape, usize),
    /// An object of names and values of one shape.
    Map(&'static Shape),
    /// An object with these parts.
    Object(&'static Schema),
    /// This, or null.
    Maybe(&'static Shape),
    /// Any of these.
    Either(&'static [Shape]),
    /// Anything that JSON has.
    Any,
}

/// A part of an object.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its key.
    pub name: &'static str,
    /// Its value.
    pub shape: Shape,
    /// Whether it is always there.
    pub needed: bool,
    /// What it means.
    pub about: &'static str,
}

/// An object: no other keys than these.
#[derive(Debug)]
pub struct Schema {
    /// Its name in the document.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its parts, in the order in which the reference names them.
    pub parts: &'static [Part],
}

/// A part that is always there.
pub const fn need(name: &'static str, shape: Shape, about: &'static str) -> Part {
    Part { name, shape, needed: true, about }
}

/// A part that may be missing.
pub const fn may(name: &'static str, shape: Shape, about: &'static str) -> Part {
    Part { name, shape, needed: false, about }
}

impl Shape {
    /// Notes everything about `value` that does not fit. `at` is its place, empty for the whole body.
    pub fn check(&self, value: &Value, at: &str, wrong: &mut Vec<Wrong>) {
        match (self, value) {
            (Shape::Any, _) | (Shape::Text, Value::String(_)) | (Shape::Bool, Value::Bool(_)) => {}
            (Shape::Maybe(_), Value::Null) => {}
            (Shape::Maybe(inner), _) => inner.check(value, at, wrong),
            (Shape::Id, Value::String(text)) if Id::parse(text).is_some() => {}
            (Shape::Moment, Value::String(text)) if Moment::parse(text).is_some() => {}
            (Shape::One(words), Value::String(text)) if words.contains(&text.as_str()) => {}
            (Shape::Int(least, most), Value::Number(number))
                if number.as_i64().is_some_and(|it| (*least..=*most).contains(&it)) => {}
            (Shape::List(inner, most), Value::Array(items)) if items.len() <= *most => {
                for (place, item) in items.iter().enumerate() {
                    inner.check(item, &format!("{at}[{place}]"), wrong);
                }
            }
            (Shape::Map(inner), Value::Object(entries)) => {
                entries.iter().for_each(|(key, value)| inner.check(value, &join(at, key), wrong));
            }
            (Shape::Object(schema), Value::Object(entries)) => schema.check(entries, at, wrong),
            (Shape::Either(shapes), _) if shapes.iter().any(|it| it.fits(value)) => {}
            _ => wrong.push(Wrong::new(at, "wrong_value", format!("expected {}", self.words()))),
        }
    }

    /// Whether nothing about `value` is wrong.
    pub fn fits(&self, value: &Value) -> bool {
        let mut wrong = Vec::new();
        self.check(value, "", &mut wrong);
        wrong.is_empty()
    }

    /// Whether a query parameter's text may stand for such a value.
    pub fn fits_text(&self, text: &str) -> bool {
        let value = match self {
            Shape::Int(..) => text.parse::<i64>().map_or(Value::Null, Value::from),
            Shape::Bool => text.parse::<bool>().map_or(Value::Null, Value::from),
            _ => Value::from(text),
        };
        self.fits(&value)
    }

    /// What is expected, in words.
    pub fn words(&self) -> String {
        match self {
            Shape::Text => "a text".into(),
            Shape::Id => "an id such as 0190163d-8694-739b-aea5-966c26f8ad91".into(),
            Shape::Moment => "a moment with its offset, such as 2026-03-02T09:00:00+03:00".into(),
            Shape::Bool => "true or false".into(),
            Shape::Int(i64::MIN, i64::MAX) => "a whole number".into(),
            Shape::Int(least, i64::MAX) => format!("a whole number from {least} on"),
            Shape::Int(least, most) => format!("a whole number from {least} to {most}"),
            Shape::One(words) => format!("one of: {}", words.join(", ")),
            Shape::List(inner, usize::MAX) => format!("a list, each entry {}", inner.words()),
            Shape::List(inner, most) => format!("a list of at most {most}, each entry {}", inner.words()),
            Shape::Map(inner) => format!("an object, each value {}", inner.words()),
            Shape::Object(schema) => format!("an object with {}", schema.keys()),
            Shape::Maybe(inner) => format!("{}, or null", inner.words()),
            Shape::Either(shapes) => shapes.iter().map(Shape::words).collect::<Vec<_>>().join("; or "),
            Shape::Any => "any value".into(),
        }
    }

    /// As JSON Schema.
    pub fn document(&self) -> Value {
        match self {
            Shape::Text => json!({ "type": "string" }),
            Shape::Id => json!({ "type": "string", "format": "uuid" }),
            Shape::Moment => json!({ "type": "string", "format": "date-time" }),
            Shape::Bool => json!({ "type": "boolean" }),
            Shape::Int(i64::MIN, i64::MAX) => json!({ "type": "integer" }),
            Shape::Int(least, i64::MAX) => json!({ "type": "integer", "minimum": least }),
            Shape::Int(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Shape::One(words) => json!({ "type": "string", "enum": words }),
            Shape::List(inner, usize::MAX) => json!({ "type": "array", "items": inner.document() }),
            Shape::List(inner, most) => json!({ "type": "array", "items": inner.document(), "maxItems": most }),
            Shape::Map(inner) => json!({ "type": "object", "additionalProperties": inner.document() }),
            Shape::Object(schema) => json!({ "$ref": format!("#/components/schemas/{}", schema.name) }),
            Shape::Maybe(inner) => json!({ "anyOf": [inner.document(), { "type": "null" }] }),
            Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(Shape::document).collect::<Vec<_>>() }),
            Shape::Any => json!({}),
        }
    }

    /// Every object within, by name.
    pub fn gather(&self, found: &mut std::collections::BTreeMap<&'static str, &'static Schema>) {
        match self {
            Shape::List(inner, _) | Shape::Map(inner) | Shape::Maybe(inner) => inner.gather(found),
            Shape::Either(shapes) => shapes.iter().for_each(|it| it.gather(found)),
            Shape::Object(schema) if found.insert(schema.name, schema).is_none() => {
                schema.parts.iter().for_each(|part| part.shape.gather(found));
            }
            _ => {}
        }
    }
}

impl Schema {
    fn check(&self, entries: &Map<String, Value>, at: &str, wrong: &mut Vec<Wrong>) {
        for (key, value) in entries {
            match self.parts.iter().find(|part| part.name == key) {
                Some(part) => part.shape.check(value, &join(at, key), wrong),
                None => {
                    let near = nearest(key, self.parts.iter().map(|part| part.name));
                    let known = near.map_or_else(|| self.keys(), |near| format!("`{near}`"));
                    wrong.push(Wrong::new(join(at, key), "unknown_key", format!("unknown key; known: {known}")));
                }
            }
        }
        for part in self.parts.iter().filter(|part| part.needed && !entries.contains_key(part.name)) {
            wrong.push(Wrong::new(join(at, part.name), "missing", format!("expected {}", part.shape.words())));
        }
    }

    fn keys(&self) -> String {
        self.parts.iter().map(|part| format!("`{}`", part.name)).collect::<Vec<_>>().join(", ")
    }

    /// As JSON Schema.
    pub fn document(&self) -> Value {
        let property = |part: &Part| {
            let mut shape = part.shape.document();
            if let Some(object) = shape.as_object_mut() {
                object.insert("description".into(), part.about.into());
            }
            (part.name.to_owned(), shape)
        };
        let properties: Map<String, Value> = self.parts.iter().map(property).collect();
        let required: Vec<&str> = self.parts.iter().filter(|it| it.needed).map(|it| it.name).collect();
        json!({
            "type": "object", "description": self.about, "properties": properties, "required": required,
            "additionalProperties": false,
        })
    }
}

fn join(at: &str, key: &str) -> String {
    let key: String = key.chars().take(crate::limits::SHOWN_CHARS_MAX).collect();
    if at.is_empty() { key } else { format!("{at}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    static INNER: Schema = Schema { name: "Inner", about: "Inner.", parts: &[need("n", Shape::Int(0, 9), "A digit.")] };
    static OUTER: Schema = Schema {
        name: "Outer",
        about: "Outer.",
        parts: &[
            need("name", Shape::Text, "A name."),
            may("list", Shape::List(&Shape::Object(&INNER), 2), "Two digits."),
            may("when", Shape::Maybe(&Shape::Moment), "When."),
        ],
    };

    fn wrong(value: Value) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        Shape::Object(&OUTER).check(&value, "", &mut wrong);
        wrong.into_iter().map(|it| (it.at, it.code)).collect()
    }

    #[test]
    fn everything_wrong_with_a_value_is_said_at_its_place() {
        assert_eq!(wrong(json!({ "name": "x", "list": [{ "n": 9 }], "when": null })), []);
        let at = |at: &str, code: &str| (at.to_owned(), code.to_owned());
        assert_eq!(
            wrong(json!({ "nane": "x", "list": [{ "n": 10 }, {}], "when": "yesterday" })),
            [
                at("list[0].n", "wrong_value"),
                at("list[1].n", "missing"),
                at("nane", "unknown_key"),
                at("when", "wrong_value"),
                at("name", "missing"),
            ]
        );
        assert_eq!(
            wrong(json!({ "name": 1, "list": [{}, {}, {}] })),
            [at("list", "wrong_value"), at("name", "wrong_value")]
        );
        assert_eq!(wrong(json!([])), [at("", "wrong_value")]);
    }

    #[test]
    fn a_parameter_is_held_against_its_shape_as_a_text() {
        assert!(Shape::Int(1, 500).fits_text("500") && !Shape::Int(1, 500).fits_text("501"));
        assert!(Shape::Bool.fits_text("true") && !Shape::Bool.fits_text("yes"));
        assert!(Shape::One(&["en", "tr"]).fits_text("tr") && !Shape::One(&["en", "tr"]).fits_text("de"));
        assert!(!Shape::Id.fits_text("7") && Shape::Text.fits_text("7"));
    }
}
