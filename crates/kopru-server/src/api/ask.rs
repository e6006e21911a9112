//! A request as handlers see it: admitted, read and checked.

use super::access::Caller;
use super::app::App;
use super::code::Code;
use super::problem::{Problem, Wrong};
use super::query::Query;
use crate::service::Veil;
use axum::body::Bytes;
use axum::http::HeaderMap;
use kopru_engine::lang::Lang;
use kopru_store::Id;
use serde_json::Value;
use std::sync::Arc;

/// A request.
#[derive(Debug)]
pub struct Ask {
    /// Everything that requests share.
    pub app: Arc<App>,
    /// Who asks.
    pub caller: Caller,
    /// Its id in answers and logs.
    pub request_id: String,
    /// The parts of the address.
    pub path: Vec<(String, String)>,
    /// The parameters.
    pub query: Query,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Bytes,
    /// The body where the route's shape was held against it, else null.
    pub body: Value,
}

impl Ask {
    /// A part of the address.
    pub fn part(&self, name: &str) -> &str {
        self.path.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    /// A part of the address that is an id. One that is none names nothing that exists.
    ///
    /// # Errors
    /// `not_found`.
    pub fn id(&self, what: &str) -> Result<Id, Problem> {
        let text = self.part("id");
        Id::parse(text).ok_or_else(|| Problem::new(Code::NotFound, format!("there is no {what} with this id")))
    }

    /// The parameter `limit`, or how many rows a page has without it.
    pub fn limit(&self) -> usize {
        let limit = self.query.get("limit").and_then(|it| it.parse().ok());
        limit.unwrap_or(crate::limits::PAGE_ROWS).min(kopru_store::limits::PAGE_MAX)
    }

    /// What is left out of the answer.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn veil(&self) -> Result<Veil, Problem> {
        Ok(self.app.services.veil(self.caller.sees_everything()).await?)
    }

    /// The language of sentences: the parameter `lang`, else `Accept-Language`, else English.
    pub fn lang(&self) -> Lang {
        let asked = self.query.get("lang").and_then(Lang::from_tag);
        asked.or_else(|| accepted(self.headers.get("accept-language")?.to_str().ok()?)).unwrap_or_default()
    }

    /// A text of the body that is there by its shape, or may be missing.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.body.get(key).and_then(Value::as_str)
    }
}

/// `query_invalid` for one parameter whose text is well formed and means nothing.
pub fn wrong_parameter(name: &str, why: impl Into<String>) -> Problem {
    let errors = vec![Wrong::new(name, "wrong_value", why)];
    Problem::with(Code::QueryInvalid, "the query of the address is not understood; see `errors`", errors)
}

/// The language that a browser likes best of those that we speak: `tr-TR,tr;q=0.9,en;q=0.8`.
pub fn accepted(text: &str) -> Option<Lang> {
    let wish = |(place, part): (usize, &str)| {
        let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
        let lang = Lang::from_tag(tag.trim())?;
        // Thousandths, as many as there are: `0.8` is 800.
        let digits = rest.trim().strip_prefix("q=").map_or("1", str::trim);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part: String = part.chars().chain("000".chars()).take(3).collect();
        let weight = whole.parse::<u32>().ok()?.min(1) * 1_000 + part.parse::<u32>().ok()?;
        (weight > 0).then_some((weight, usize::MAX - place, lang))
    };
    text.split(',').enumerate().filter_map(wish).max_by_key(|(weight, place, _)| (*weight, *place)).map(|it| it.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_liked_best_of_those_we_speak_is_spoken() {
        for (text, lang) in [
            ("tr-TR,tr;q=0.9,en;q=0.8", Some(Lang::Tr)),
            ("en-GB, tr;q=0.9", Some(Lang::En)),
            ("de, tr;q=0.3, en;q=0.25", Some(Lang::Tr)),
            ("de;q=1, tr;q=0, en;q=0.1", Some(Lang::En)),
            ("tr, en", Some(Lang::Tr)),
            ("de", None),
            ("*", None),
            ("", None),
            ("tr;q=x", None),
        ] {
            assert_eq!(accepted(text), lang, "{text}");
        }
    }
}
