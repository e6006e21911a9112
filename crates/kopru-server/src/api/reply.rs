//! An answer before it becomes HTTP.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The type of the body.
    pub kind: &'static str,
    /// Further headers, names in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
    /// What is remembered of it for its `Idempotency-Key`, where that is not the body itself: a secret is told once.
    pub remembered: Option<Bytes>,
}

impl Reply {
    /// JSON.
    pub fn json(status: u16, value: &Value) -> Reply {
        let mut text = value.to_string();
        text.push('\n');
        Reply { status, kind: "application/json", headers: Vec::new(), body: Bytes::from(text), remembered: None }
    }

    /// Nothing but the status.
    pub fn empty(status: u16) -> Reply {
        Reply { status, kind: "", headers: Vec::new(), body: Bytes::new(), remembered: None }
    }

    /// A text.
    pub fn text(status: u16, kind: &'static str, text: impl Into<String>) -> Reply {
        Reply { status, kind, headers: Vec::new(), body: Bytes::from(text.into()), remembered: None }
    }

    /// The same answer with a tag of its body; nothing but the tag when the caller holds that body already.
    #[must_use]
    pub fn tagged(mut self, if_none_match: Option<&str>) -> Reply {
        let digest = Sha256::digest(&self.body);
        let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let tag = format!("\"{digits}\"");
        let held = if_none_match.is_some_and(|list| {
            list.split(',').map(str::trim).any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
        });
        if held {
            self = Reply::empty(304);
        }
        self.headers.push(("etag", tag));
        self
    }

    /// As HTTP. No browser shall guess types, keep the answer, or show it within a page.
    pub fn into_response(self, request_id: &str) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !self.kind.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        }
        let tagged = self.headers.iter().any(|(name, _)| *name == "etag");
        let keep = if tagged { "private, no-cache" } else { "no-store" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        if let Ok(value) = HeaderValue::from_str(request_id) {
            headers.insert(HeaderName::from_static("x-request-id"), value);
        }
        response
    }
}
