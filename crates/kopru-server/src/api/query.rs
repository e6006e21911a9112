//! The query of an address: every parameter is known, stands there once and has a value that it can have.

use super::code::Code;
use super::problem::{Problem, Wrong};
use super::shape::Shape;
use kopru_engine::diagnostic::nearest;

/// A parameter that a route knows.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name; one that ends in `.` is the beginning of a name, such as `field.`.
    pub name: &'static str,
    /// Its value.
    pub shape: Shape,
    /// What it means.
    pub about: &'static str,
}

/// A parameter.
pub const fn param(name: &'static str, shape: Shape, about: &'static str) -> Param {
    Param { name, shape, about }
}

impl Param {
    /// Whether it is a family of names with one beginning.
    pub fn is_family(&self) -> bool {
        self.name.ends_with('.')
    }

    fn is(&self, name: &str) -> bool {
        if self.is_family() { name.len() > self.name.len() && name.starts_with(self.name) } else { self.name == name }
    }
}

/// The parameters of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the part of an address behind `?`.
    ///
    /// # Errors
    /// `query_invalid`, with everything that is wrong.
    pub fn read(text: Option<&str>, known: &[Param]) -> Result<Query, Problem> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut wrong = Vec::new();
        for pair in text.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                wrong.push(Wrong::new(short(name), "wrong_encoding", "not percent-encoded UTF-8"));
                continue;
            };
            match known.iter().find(|it| it.is(&name)) {
                None => wrong.push(unknown(&name, known)),
                Some(_) if found.iter().any(|it| it.0 == name) => {
                    wrong.push(Wrong::new(short(&name), "twice", "the parameter stands there twice"));
                }
                Some(it) if !it.shape.fits_text(&value) => {
                    wrong.push(Wrong::new(short(&name), "wrong_value", format!("expected {}", it.shape.words())));
                }
                Some(_) => found.push((name, value)),
            }
        }
        if wrong.is_empty() {
            return Ok(Query(found));
        }
        Err(Problem::with(Code::QueryInvalid, "the query of the address is not understood; see `errors`", wrong))
    }

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    /// All parameters, in the order of the address.
    pub fn pairs(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }

    /// The parameters of a family: what stands behind its beginning, and the value.
    pub fn family<'q>(&'q self, beginning: &'q str) -> impl Iterator<Item = (&'q str, &'q str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(beginning)?, value.as_str())))
    }
}

fn unknown(name: &str, known: &[Param]) -> Wrong {
    let message = match nearest(name, known.iter().map(|it| it.name)) {
        Some(near) => format!("unknown parameter; did you mean `{near}`?"),
        None if known.is_empty() => "this address takes no parameters".to_owned(),
        None => {
            let all: Vec<String> = known.iter().map(|it| format!("`{}`", it.name)).collect();
            format!("unknown parameter; known: {}", all.join(", "))
        }
    };
    Wrong::new(short(name), "unknown_parameter", message)
}

fn short(text: &str) -> String {
    text.chars().take(crate::limits::SHOWN_CHARS_MAX).collect()
}

/// `a%20b+c` → `a b c`; `None` for what is not UTF-8 in the end.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16).and_then(|it| u8::try_from(it).ok());
                digit()? << 4 | digit()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Param] = &[
        param("limit", Shape::Int(1, 500), "Rows."),
        param("email", Shape::Text, "An address."),
        param("field.", Shape::Text, "A field."),
    ];

    #[test]
    fn a_query_is_decoded_and_its_families_are_found() {
        let query =
            Query::read(Some("limit=50&email=ada%2Bx%40acme.com&field.country=T%C3%BCrkiye+1&"), KNOWN).unwrap();
        assert_eq!((query.get("limit"), query.get("email")), (Some("50"), Some("ada+x@acme.com")));
        assert_eq!(query.family("field.").collect::<Vec<_>>(), [("country", "Türkiye 1")]);
        assert_eq!(Query::read(None, KNOWN).unwrap(), Query::default());
    }

    #[test]
    fn everything_wrong_with_a_query_is_said_at_once() {
        let problem =
            Query::read(Some("limt=5&limit=0&email=%FF&email=%4&field.=x&email=a&email=b"), KNOWN).unwrap_err();
        let found: Vec<(&str, &str)> = problem.errors.iter().map(|it| (it.at.as_str(), it.code.as_str())).collect();
        assert_eq!(
            found,
            [
                ("limt", "unknown_parameter"),
                ("limit", "wrong_value"),
                ("email", "wrong_encoding"),
                ("email", "wrong_encoding"),
                ("field.", "unknown_parameter"),
                ("email", "twice"),
            ]
        );
        assert!(problem.errors[0].message.contains("`limit`"));
    }
}
