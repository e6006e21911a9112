//! The OpenAPI document and the router are one.

use crate::client::{document, local};
use crate::engines::on_both;
use axum::body::Body;
use kopru_server::api::reference;
use kopru_server::api::routes;
use std::collections::BTreeSet;

#[test]
fn the_document_and_the_router_have_the_same_routes() {
    on_both(|scene| async move {
        let client = local(&scene);
        let mut described = BTreeSet::new();
        for (path, methods) in document()["paths"].as_object().expect("paths") {
            for method in methods.as_object().expect("methods").keys() {
                described.insert((method.to_uppercase(), path.clone()));
            }
        }
        let known: BTreeSet<_> = routes::all().map(|it| (it.verb.id().to_owned(), it.path.to_owned())).collect();
        assert_eq!(described, known);
        assert_eq!(routes::all().count(), known.len(), "a route stands twice");
        // Every method at every address: those that are described reach a handler, the others are refused as such.
        for path in known.iter().map(|it| &it.1) {
            let address = path
                .replace("{id}", "0190163d-8694-739b-aea5-966c26f8ad91")
                .replace("{version}", "0")
                .replace("{code}", "x")
                .replace("{number}", "1");
            assert!(!address.contains('{'), "{address}");
            for method in ["GET", "POST", "DELETE", "PUT", "PATCH"] {
                let got = client.send(method, &address, Body::empty()).await;
                let there = known.contains(&(method.to_owned(), path.clone()));
                assert_eq!(got.status != 405, there, "{method} {path}: {}", got.status);
                assert_ne!(got.code(), "no_such_route", "{method} {path}");
            }
        }
    });
}

#[test]
fn the_document_is_whole() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    let mut refs = BTreeSet::new();
    gather(document, &mut refs);
    for route in routes::all() {
        let operation = &document["paths"][route.path][route.verb.id().to_lowercase()];
        assert!(ids.insert(route.id), "{} stands twice", route.id);
        assert!(!route.summary.is_empty() && route.summary.ends_with('.'), "{}", route.id);
        let in_path: Vec<&str> =
            route.path.split('/').filter(|it| it.starts_with('{')).map(|it| it.trim_matches(['{', '}'])).collect();
        let named: Vec<&str> = route.path_params.iter().map(|it| it.name).collect();
        assert_eq!(in_path, named, "{}", route.id);
        assert!(!route.answers.is_empty(), "{}", route.id);
        for answer in route.answers {
            assert!(!operation["responses"][answer.status.to_string()].is_null());
        }
        for code in reference::codes_of(route) {
            let said = operation["responses"][code.status().to_string()]["description"].as_str().unwrap_or_default();
            assert!(said.contains(&format!("`{}`", code.id())), "{}: {}", route.id, code.id());
        }
    }
    for name in refs {
        let name = name.rsplit('/').next().unwrap_or_default();
        assert!(!document["components"]["schemas"][name].is_null(), "{name} is not described");
    }
}

fn gather(value: &serde_json::Value, refs: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            refs.extend(entries.get("$ref").and_then(|it| it.as_str()).map(str::to_owned));
            entries.values().for_each(|it| gather(it, refs));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|it| gather(it, refs)),
        _ => {}
    }
}

#[test]
fn the_server_gives_the_document_and_the_pages_name_every_route_and_code() {
    on_both(|scene| async move {
        let got = local(&scene).get("/api/v1/openapi.json").await;
        assert_eq!(got.is(200), document());
        let (page, errors) = (reference::reference(), reference::errors());
        for route in routes::all() {
            assert!(page.contains(&format!("### {} {}\n", route.verb.id(), route.path)), "{}", route.id);
        }
        for kind in local(&scene).get("/api/v1/problems").await.is(200)["items"].as_array().expect("items") {
            assert!(errors.contains(&format!(
                "| `{}` | {} |",
                kind["code"].as_str().unwrap_or_default(),
                kind["status"]
            )));
        }
    });
}

#[test]
fn metrics_count_requests_facts_and_the_database() {
    on_both(|scene| async move {
        let client = local(&scene);
        client.post("/api/v1/facts", &serde_json::json!([{}, {}])).await.is(200);
        client.get("/nowhere").await.is_problem(404, "no_such_route");
        let got = client.get("/metrics").await;
        got.is(200);
        assert_eq!(got.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let text = String::from_utf8(got.body).expect("UTF-8");
        for line in [
            "kopru_http_requests_total{method=\"POST\",route=\"/api/v1/facts\",status=\"200\"} 1",
            "kopru_http_requests_total{method=\"GET\",route=\"\",status=\"404\"} 1",
            "kopru_facts_total{outcome=\"fact_invalid\"} 2",
            "kopru_batch_facts_sum 2",
            "kopru_database_up 1",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    });
}
