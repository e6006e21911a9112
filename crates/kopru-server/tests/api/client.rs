//! A client that speaks to the router without a socket, and holds every answer against the document.

use crate::engines::Scene;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use kopru_server::api::access::Peer;
use kopru_server::api::app::App;
use kopru_server::api::{openapi, router};
use kopru_server::service::Services;
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// A server that listens on this machine alone.
pub fn local(scene: &Scene) -> Client {
    Client::new(App::new(Services::new(scene.store.clone()), true))
}

/// A server that other machines reach, seen from one of them.
pub fn remote(scene: &Scene) -> Client {
    let mut client = Client::new(App::new(Services::new(scene.store.clone()), false));
    client.peer = "203.0.113.7:40000".parse().expect("an address");
    client.headers = vec![("host", "leads.example".to_owned())];
    client
}

/// A caller.
#[derive(Clone)]
pub struct Client {
    pub app: Arc<App>,
    router: Router,
    pub peer: std::net::SocketAddr,
    pub headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub json: Value,
}

impl Client {
    pub fn new(app: Arc<App>) -> Client {
        let router = router(&app);
        let peer = "127.0.0.1:40000".parse().expect("an address");
        Client { app, router, peer, headers: vec![("host", "127.0.0.1:7171".to_owned())] }
    }

    /// The same caller with one more header.
    pub fn with(&self, name: &'static str, value: &str) -> Client {
        let mut other = self.clone();
        other.headers.retain(|it| it.0 != name);
        other.headers.push((name, value.to_owned()));
        other
    }

    /// The same caller without a header.
    pub fn without(&self, name: &str) -> Client {
        let mut other = self.clone();
        other.headers.retain(|it| it.0 != name);
        other
    }

    pub async fn get(&self, path: &str) -> Got {
        self.send("GET", path, Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Got {
        self.send("DELETE", path, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Got {
        self.with("content-type", "application/json").send("POST", path, Body::from(body.to_string())).await
    }

    pub async fn post_text(&self, path: &str, body: &str) -> Got {
        self.with("content-type", "application/json").send("POST", path, Body::from(body.to_owned())).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Body) -> Got {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body).expect("a request");
        request.extensions_mut().insert(Peer(self.peer));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        let kind = parts.headers.get("content-type").and_then(|it| it.to_str().ok()).unwrap_or_default();
        let json = if kind.ends_with("json") { serde_json::from_slice(&body).expect("JSON") } else { Value::Null };
        let status = parts.status.as_u16();
        hold_against_document(method, path, status, kind, &json);
        Got { status, headers: parts.headers, body, json }
    }
}

impl Got {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// Place and code of everything that is wrong.
    pub fn wrong(&self) -> Vec<(&str, &str)> {
        let errors = self.json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors
            .iter()
            .map(|it| (it["at"].as_str().unwrap_or_default(), it["code"].as_str().unwrap_or_default()))
            .collect()
    }

    /// Holds the answer against a status and a problem's code.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.json);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json["status"], status);
        assert_eq!(self.json["type"], format!("/api/v1/problems/{code}"));
        assert_eq!(self.json["request_id"], self.header("x-request-id"));
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{}", self.json);
        &self.json
    }
}

/// The document as the server gives it.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(openapi::document)
}

/// Every answer is one that the document describes. Addresses that it does not have are answered with a problem.
#[track_caller]
fn hold_against_document(method: &str, path: &str, status: u16, kind: &str, json: &Value) {
    let path = path.split('?').next().unwrap_or_default();
    let paths = document()["paths"].as_object().expect("paths");
    // A path without parameters is meant before one with them.
    let mut known: Vec<&String> = paths.keys().filter(|it| matches(it, path)).collect();
    known.sort_by_key(|it| it.contains('{'));
    let operation = known.first().map(|it| &paths[*it][method.to_lowercase().replace("head", "get")]);
    let Some(operation) = operation.filter(|it| !it.is_null()) else {
        assert!(status >= 400 || method == "HEAD", "{method} {path} answered {status} and is not in the document");
        return;
    };
    let response = &operation["responses"][status.to_string()];
    assert!(!response.is_null(), "{method} {path} answered {status}, which the document does not have: {json}");
    if kind.is_empty() {
        assert!(response["content"].is_null() || method == "HEAD", "{method} {path}: {status} without a body");
        return;
    }
    let schema = &response["content"][kind]["schema"];
    assert!(!response["content"][kind].is_null(), "{method} {path} answered {status} with `{kind}`");
    if kind.ends_with("json") {
        if let Err(why) = fits(schema, json) {
            panic!("{method} {path} answered {status} with a body that is not as described: {why}\n{json:#}");
        }
        if status >= 400 && kind == "application/problem+json" {
            let said = response["description"].as_str().unwrap_or_default();
            let code = json["code"].as_str().unwrap_or_default();
            assert!(said.contains(&format!("`{code}`")), "{method} {path}: {code} is not among: {said}");
        }
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(&path).all(|(t, p)| t.starts_with('{') || t == p)
}

/// The part of JSON Schema that the document uses, read by itself: nothing of the server's own checks is used.
pub fn fits(schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return fits(&document()["components"]["schemas"][name], value).map_err(|why| format!("{name}: {why}"));
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let all: Vec<Result<(), String>> = any.iter().map(|it| fits(it, value)).collect();
        let none: Vec<String> = all.iter().filter_map(|it| it.clone().err()).collect();
        return if all.iter().any(Result::is_ok) { Ok(()) } else { Err(none.join(" | ")) };
    }
    let is = match schema["type"].as_str() {
        None => true,
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some(other) => return Err(format!("the document uses the type {other}")),
    };
    if !is {
        return Err(format!("{value} is no {}", schema["type"]));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return Err(format!("{value} is none of {words:?}"));
    }
    let bound = |name: &str| schema[name].as_i64();
    if let Some(number) = value.as_i64()
        && (bound("minimum").is_some_and(|it| number < it) || bound("maximum").is_some_and(|it| number > it))
    {
        return Err(format!("{number} is out of bounds"));
    }
    for item in value.as_array().into_iter().flatten() {
        fits(&schema["items"], item)?;
    }
    let Some(entries) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !entries.contains_key(name.as_str().unwrap_or_default()) {
            return Err(format!("{name} is missing"));
        }
    }
    for (name, part) in entries {
        let known = &schema["properties"][name];
        let more = &schema["additionalProperties"];
        match (known.is_null(), more) {
            (false, _) => fits(known, part).map_err(|why| format!("{name}: {why}"))?,
            (true, Value::Bool(false)) => return Err(format!("{name} is not described")),
            (true, Value::Null | Value::Bool(true)) => {}
            (true, more) => fits(more, part).map_err(|why| format!("{name}: {why}"))?,
        }
    }
    Ok(())
}
