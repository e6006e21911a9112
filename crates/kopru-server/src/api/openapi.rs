//! The API as an OpenAPI 3.1 document, from the table of routes.

use super::access::{Scope, about};
use super::code::Code;
use super::query::Param;
use super::route::{AnswerOut, BodyOut, JSON, Route};
use super::routes;
use super::schemas;
use super::shape::{Schema, Shape};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The document.
pub fn document() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut objects: BTreeMap<&'static str, &'static Schema> = BTreeMap::new();
    Shape::Object(&schemas::PROBLEM).gather(&mut objects);
    for route in routes::all() {
        paths.entry(route.path).or_default().insert(route.verb.id().to_lowercase(), operation(route));
        let out = route.answers.iter().filter_map(|it| match it.body {
            BodyOut::Json(shape) => Some(shape),
            _ => None,
        });
        out.chain(route.body.map(|it| it.shape)).for_each(|shape| shape.gather(&mut objects));
    }
    let objects: Map<String, Value> =
        objects.into_iter().map(|(name, schema)| (name.to_owned(), schema.document())).collect();
    let scopes: Vec<String> = Scope::ALL.iter().map(|it| format!("`{it}`: {}", about(*it))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Köprü",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Facts in, decisions and their reasons out. `/api/v1` only grows.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": objects,
            "securitySchemes": { "key": {
                "type": "http", "scheme": "bearer",
                "description": format!("A key `kopru_…`. Without one only this machine is answered, by a server that listens nowhere else. Scopes: {}", scopes.join(" ")),
            } },
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": route.id, "tags": [route.tag], "summary": route.summary, "responses": responses(route),
    });
    let mut parameters: Vec<Value> = route.path_params.iter().map(|it| parameter(it, "path")).collect();
    parameters.extend(route.query.iter().map(|it| parameter(it, "query")));
    if route.verb == super::route::Verb::Post {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "maxLength": crate::limits::IDEMPOTENCY_KEY_CHARS_MAX },
            "description": "A request sent again with the same key gets the first answer.",
        }));
    }
    let Some(object) = operation.as_object_mut() else { return operation };
    if !route.about.is_empty() {
        object.insert("description".into(), route.about.into());
    }
    if !parameters.is_empty() {
        object.insert("parameters".into(), parameters.into());
    }
    if let Some(body) = &route.body {
        let content = json!({ body.kind: { "schema": body.shape.document() } });
        object.insert("requestBody".into(), json!({ "required": true, "content": content }));
    }
    let security = match route.scope {
        Some(scope) => json!([{ "key": [scope.id()] }, {}]),
        None => json!([]),
    };
    object.insert("security".into(), security);
    operation
}

fn parameter(it: &Param, place: &str) -> Value {
    if it.is_family() {
        // OpenAPI has no families of names: an object whose entries become parameters comes nearest.
        let name = it.name.trim_end_matches('.');
        return json!({
            "name": name, "in": place, "required": false, "style": "form", "explode": true,
            "schema": { "type": "object", "additionalProperties": it.shape.document() },
            "description": format!("{} Each is written `{name}.<name>=<value>`.", it.about),
        });
    }
    json!({
        "name": it.name, "in": place, "required": place == "path", "schema": it.shape.document(),
        "description": it.about,
    })
}

fn responses(route: &Route) -> Value {
    let mut responses = Map::new();
    for AnswerOut { status, about, body } in route.answers {
        let mut response = json!({ "description": about });
        let content = match body {
            BodyOut::Empty => None,
            BodyOut::Json(shape) => Some(json!({ "application/json": { "schema": shape.document() } })),
            BodyOut::Text(kind) => Some(json!({ *kind: { "schema": { "type": "string" } } })),
        };
        if let (Some(content), Some(object)) = (content, response.as_object_mut()) {
            object.insert("content".into(), content);
        }
        responses.insert(status.to_string(), response);
    }
    if route.tagged {
        responses.insert("304".into(), json!({ "description": "The caller holds this answer already." }));
    }
    let schema = Shape::Object(&schemas::PROBLEM).document();
    for (status, codes) in problems(route) {
        let codes: Vec<String> = codes.into_iter().map(|it| format!("`{}`", it.id())).collect();
        let known = responses.entry(status.to_string()).or_insert_with(|| json!({ "description": "" }));
        let said = known["description"].as_str().unwrap_or_default();
        let join = if said.is_empty() { "" } else { " " };
        known["description"] = format!("{said}{join}Problem: {}.", codes.join(", ")).into();
        known["content"]["application/problem+json"] = json!({ "schema": schema });
    }
    responses.into()
}

/// The problems that a route may answer, by status: its own, and those of every route that is so.
pub fn problems(route: &Route) -> BTreeMap<u16, BTreeSet<Code>> {
    let mut codes: BTreeSet<Code> = route.problems.iter().copied().collect();
    codes.extend(general(route));
    let mut by_status: BTreeMap<u16, BTreeSet<Code>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status()).or_default().insert(code);
    }
    by_status
}

/// The problems that a route may answer for what it is.
pub fn general(route: &Route) -> Vec<Code> {
    let mut codes = vec![Code::QueryInvalid, Code::RequestTimeout, Code::Internal];
    if !route.is_always_answered() {
        codes.push(Code::Overloaded);
        codes.extend([Code::Conflict, Code::DatabaseUnavailable, Code::DiskFull, Code::DatabaseReadOnly]);
        codes.extend([Code::DatabaseCorrupt, Code::DatabaseUnusable]);
    }
    if route.scope.is_some() {
        codes.extend([Code::TooManyWrongKeys, Code::KeyInvalid, Code::KeyNeeded, Code::TooManyRequests]);
        codes.push(Code::ScopeMissing);
    }
    if route.verb != super::route::Verb::Get {
        codes.extend([Code::CrossSite, Code::BodyInvalid]);
    }
    if route.verb == super::route::Verb::Post {
        codes.extend([Code::IdempotencyKeyInvalid, Code::IdempotencyKeyReused, Code::IdempotencyKeyBusy]);
    }
    if route.body.is_some() {
        codes.extend([Code::ContentType, Code::BodyTooLarge, Code::BodyUnreadable]);
        codes.extend(route.body.filter(|it| it.kind == JSON).map(|_| Code::JsonInvalid));
    }
    codes
}
