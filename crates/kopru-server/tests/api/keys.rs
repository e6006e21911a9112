//! Keys, their scopes, and the audit over HTTP.

use crate::client::{Client, local, remote};
use crate::engines::{PLAYBOOK, on_both};
use axum::body::Body;
use serde_json::{Value, json};

const KEYS: &str = "/api/v1/keys";
const NOBODY: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

async fn key(client: &Client, name: &str, scopes: &[&str]) -> Value {
    client.post(KEYS, &json!({ "name": name, "scopes": scopes })).await.is(201).clone()
}

fn shown_by(client: &Client, made: &Value) -> Client {
    client.with("authorization", &format!("Bearer {}", made["token"].as_str().expect("a token")))
}

#[test]
fn each_scope_opens_its_own_routes_and_no_others() {
    on_both(|scene| async move {
        let (here, far) = (local(&scene), remote(&scene));
        let lead = format!("/api/v1/leads/{NOBODY}");
        let person = format!("/api/v1/people/{NOBODY}");
        let routes: [(&str, &str, &str, Value); 13] = [
            ("people:write", "DELETE", &person, json!(null)),
            ("facts:write", "POST", "/api/v1/facts", json!([])),
            ("leads:read", "GET", "/api/v1/leads", json!(null)),
            ("leads:read", "GET", &lead, json!(null)),
            ("leads:read", "GET", "/api/v1/counts", json!(null)),
            ("leads:read", "GET", "/metrics", json!(null)),
            ("playbook:read", "GET", "/api/v1/playbook/versions", json!(null)),
            ("playbook:write", "POST", "/api/v1/playbook/versions", json!({ "source": PLAYBOOK })),
            ("events:read", "GET", "/api/v1/events", json!(null)),
            ("events:read", "POST", "/api/v1/events/claim", json!({})),
            ("events:read", "POST", "/api/v1/events/ack", json!({ "ids": [] })),
            ("admin", "GET", KEYS, json!(null)),
            ("admin", "GET", "/api/v1/audit", json!(null)),
        ];
        for scope in
            ["facts:write", "leads:read", "people:write", "playbook:read", "playbook:write", "events:read", "admin"]
        {
            let caller = shown_by(&far, &key(&here, scope, &[scope]).await).with("content-type", "application/json");
            for (needed, method, path, body) in &routes {
                let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
                let got = caller.send(method, path, body).await;
                if scope == *needed || scope == "admin" {
                    assert!(matches!(got.status, 200 | 404), "{scope} {method} {path}: {}", got.json);
                } else {
                    got.is_problem(403, "scope_missing");
                    assert!(got.json["detail"].as_str().is_some_and(|it| it.contains(needed)), "{}", got.json);
                }
            }
        }
    });
}

#[test]
fn a_key_opens_until_it_expires_or_is_taken_back() {
    on_both(|scene| async move {
        let (here, far) = (local(&scene), remote(&scene));
        let until = scene.clock.now().plus_secs(60).to_string();
        let wish = json!({ "name": "short", "scopes": ["leads:read"], "expires_at": until });
        let short = shown_by(&far, here.post(KEYS, &wish).await.is(201));
        scene.clock.advance_secs(1);
        let made = key(&here, "long", &["leads:read", "facts:write"]).await;
        let long = shown_by(&far, &made);
        short.get("/api/v1/leads").await.is(200);
        scene.clock.advance_secs(59);
        short.get("/api/v1/leads").await.is_problem(401, "key_invalid");
        long.get("/api/v1/leads").await.is(200);
        let id = made["key"]["id"].as_str().expect("an id");
        let revoked = here.delete(&format!("{KEYS}/{id}")).await;
        assert!(revoked.is(200)["revoked_at"].is_string());
        long.get("/api/v1/leads").await.is_problem(401, "key_invalid");
        here.delete(&format!("{KEYS}/{id}")).await.is(200);
        here.delete(&format!("{KEYS}/ffffffff")).await.is_problem(404, "not_found");
        let list = here.get(KEYS).await;
        let names: Vec<_> =
            list.is(200)["items"].as_array().expect("items").iter().map(|it| it["name"].as_str()).collect();
        assert_eq!(names, [Some("long"), Some("short")]);
        assert!(!list.json.to_string().contains("kopru_"));
        let audit = here.get("/api/v1/audit").await;
        let actions: Vec<_> =
            audit.is(200)["items"].as_array().expect("items").iter().map(|it| it["action"].as_str()).collect();
        assert!(actions.contains(&Some("key.created")) && actions.contains(&Some("key.revoked")), "{actions:?}");
    });
}

#[test]
fn a_key_that_cannot_be_made_says_why() {
    on_both(|scene| async move {
        let here = local(&scene);
        let past = scene.clock.now().to_string();
        for (body, code) in [
            (json!({ "name": " ", "scopes": ["admin"] }), "key_name_invalid"),
            (json!({ "name": "x".repeat(101), "scopes": ["admin"] }), "key_name_invalid"),
            (json!({ "name": "x", "scopes": [] }), "key_scopes_missing"),
            (json!({ "name": "x", "scopes": ["admin"], "expires_at": past }), "key_expires_in_past"),
            (json!({ "name": "x", "scopes": ["everything"] }), "body_invalid"),
        ] {
            here.post(KEYS, &body).await.is_problem(422, code);
        }
    });
}

#[test]
fn a_wrong_half_of_a_key_opens_nothing() {
    on_both(|scene| async move {
        let (here, far) = (local(&scene), remote(&scene));
        let made = key(&here, "reader", &["leads:read"]).await;
        let token = made["token"].as_str().expect("a token");
        let (begin, end) = token.split_at(token.len() - 1);
        let other = if end == "0" { "1" } else { "0" };
        for wrong in [format!("{begin}{other}"), begin.to_owned(), format!("{token}0"), token.to_uppercase()] {
            far.with("authorization", &format!("Bearer {wrong}"))
                .get("/api/v1/leads")
                .await
                .is_problem(401, "key_invalid");
        }
    });
}
