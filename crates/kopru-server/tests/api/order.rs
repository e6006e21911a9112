//! Where several things are wrong with a request, the first in the table of problems is answered.

use crate::client::{Client, Got, local, remote};
use crate::engines::{PLAYBOOK, on_both, on_both_empty};
use axum::body::Body;
use kopru_server::api::code::Code;
use kopru_server::limits;
use kopru_store::publish::Existing;
use serde_json::json;

/// The answer's code is the first of those that hold.
#[track_caller]
fn is_first(got: &Got, hold: &[&str]) {
    let place = |code: &str| Code::ALL.iter().position(|it| it.id() == code).unwrap_or_else(|| panic!("{code}"));
    let first = hold.iter().min_by_key(|code| place(code)).expect("a code");
    assert_eq!(got.code(), *first, "of {hold:?}: {}", got.json);
}

async fn send(client: &Client, method: &str, path: &str, body: &str) -> Got {
    client.send(method, path, Body::from(body.to_owned())).await
}

#[test]
fn who_asks_is_settled_before_what_is_asked() {
    on_both(|scene| async move {
        let here = local(&scene);
        let key = json!({ "name": "web", "scopes": ["facts:write"] });
        let token = here.post("/api/v1/keys", &key).await.is(201)["token"].as_str().expect("a token").to_owned();
        // Everything is wrong at once; what comes first is put right, one after another.
        let (path, body) = ("/api/v1/keys?x=1", "{");
        let rest = ["query_invalid", "content_type", "idempotency_key_invalid", "json_invalid", "body_invalid"];
        let holds = |first: &[&'static str]| first.iter().copied().chain(rest).collect::<Vec<_>>();
        let far = remote(&scene).with("idempotency-key", "two words").with("sec-fetch-site", "cross-site");
        let nobody = send(&far, "POST", path, body).await;
        is_first(&nobody, &holds(&["key_needed", "cross_site", "scope_missing"]));
        let wrong = send(&far.with("authorization", "Bearer kopru_0"), "POST", path, body).await;
        is_first(&wrong, &holds(&["key_invalid", "cross_site", "scope_missing"]));
        // The peer has no wrong key left: said before any further key is looked at, however it is written.
        for _ in 0..19 {
            send(&far.with("authorization", "Bearer kopru_0"), "POST", path, body).await;
        }
        for key in ["Bearer kopru_0", "Basic x", "kopru_0"] {
            let many = send(&far.with("authorization", key), "POST", path, body).await;
            is_first(&many, &holds(&["too_many_wrong_keys", "key_invalid", "cross_site", "scope_missing"]));
        }
        let mut other = far.with("authorization", &format!("Bearer {token}"));
        other.peer = "203.0.113.9:1".parse().expect("an address");
        is_first(&send(&other, "POST", path, body).await, &holds(&["cross_site", "scope_missing"]));
        let other = other.without("sec-fetch-site");
        is_first(&send(&other, "POST", path, body).await, &holds(&["scope_missing"]));
        let here = here.with("idempotency-key", "two words");
        is_first(&send(&here, "POST", path, body).await, &rest);
        is_first(&send(&here, "POST", "/api/v1/keys", body).await, &rest[1..]);
        let here = here.with("content-type", "application/json");
        is_first(&send(&here, "POST", "/api/v1/keys", body).await, &rest[2..]);
        let long = " ".repeat(limits::BATCH_BODY_BYTES_MAX + 1);
        is_first(&send(&here, "POST", "/api/v1/keys", &long).await, &["body_too_large", "idempotency_key_invalid"]);
        is_first(&send(&here, "POST", "/api/v1/facts", body).await, &rest[2..4]);
        // An address that takes no body says so in its turn.
        let undo = "/api/v1/merges/0190163d-8694-739b-aea5-966c26f8ad91/undo";
        is_first(&send(&here, "POST", undo, body).await, &["idempotency_key_invalid", "body_invalid", "not_found"]);
        let here = here.without("idempotency-key");
        is_first(&send(&here, "POST", undo, body).await, &["body_invalid", "not_found"]);
        is_first(&send(&here, "POST", undo, &" ".repeat(1_000)).await, &["body_invalid", "not_found"]);
        is_first(&send(&here, "POST", "/api/v1/keys", body).await, &rest[3..4]);
        is_first(&send(&here, "POST", "/api/v1/keys", "{}").await, &["body_invalid", "key_name_invalid"]);
        let key = json!({ "name": "", "scopes": [], "expires_at": "2020-01-01T00:00:00Z" }).to_string();
        let all = ["key_name_invalid", "key_scopes_missing", "key_expires_in_past"];
        is_first(&send(&here, "POST", "/api/v1/keys", &key).await, &all);
        let key = json!({ "name": "x", "scopes": [], "expires_at": "2020-01-01T00:00:00Z" }).to_string();
        is_first(&send(&here, "POST", "/api/v1/keys", &key).await, &all[1..]);
    });
}

#[test]
fn what_is_wrong_with_a_fact_is_said_in_order() {
    on_both(|scene| async move {
        let here = local(&scene);
        let at = |secs: i64| scene.clock.now().plus_secs(secs).to_string();
        let post = |fact: serde_json::Value, import: bool| {
            let here = here.clone();
            async move { here.post(&format!("/api/v1/facts?import={import}"), &fact).await }
        };
        let base = json!({ "id": "1", "email": "ada@acme.com", "type": "demo_requested", "occurred_at": at(0) });
        post(base.clone(), false).await.is(201);
        let gone = json!({ "id": "g", "email": "gone@acme.com", "type": "demo_requested", "occurred_at": at(0) });
        let gone = post(gone, false).await.is(201)["lead"].as_str().expect("a lead").to_owned();
        here.delete(&format!("/api/v1/people/{gone}")).await.is(200);
        let also = |count: usize| (0..count).map(|n| json!({ "visitor": format!("v{n}") })).collect::<Vec<_>>();
        let nobody = "0190163d-8694-739b-aea5-966c26f8ad91";
        // Of what a fact says, of whom it names, of its id, of when it was, of what it takes back.
        let mut bad = json!({ "id": "1", "lead": nobody, "type": "nothing", "occurred_at": at(900), "also": also(9) });
        is_first(&post(bad.clone(), true).await, &["fact_invalid", "too_many_identities", "lead_unknown", "id_taken"]);
        bad["type"] = "newsletter_subscribed".into();
        is_first(
            &post(bad.clone(), true).await,
            &["too_many_identities", "lead_unknown", "id_taken", "occurred_in_future"],
        );
        bad["also"] = json!([]);
        is_first(&post(bad.clone(), true).await, &["lead_unknown", "id_taken", "occurred_in_future"]);
        bad["lead"] = gone.into();
        is_first(&post(bad.clone(), true).await, &["erased", "id_taken", "occurred_in_future"]);
        let mut bad = json!({
            "id": "1", "email": "gone@acme.com", "type": "retracted", "occurred_at": at(900), "data": { "fact": "x" },
        });
        is_first(&post(bad.clone(), true).await, &["erased", "id_taken", "occurred_in_future", "unknown_fact"]);
        bad["email"] = "ada@acme.com".into();
        is_first(&post(bad.clone(), true).await, &["id_taken", "occurred_in_future", "unknown_fact"]);
        bad["id"] = "2".into();
        is_first(&post(bad.clone(), true).await, &["occurred_in_future", "unknown_fact"]);
        // A person with as many facts as one may have, and a visitor.
        scene.sql("update person set seq = 100000").await;
        is_first(&post(bad.clone(), false).await, &["occurred_in_future", "unknown_fact", "too_many_facts"]);
        bad["occurred_at"] = at(0).into();
        is_first(&post(bad.clone(), false).await, &["unknown_fact", "too_many_facts"]);
        let mut full =
            json!({ "id": "3", "email": "ada@acme.com", "type": "newsletter_subscribed", "occurred_at": at(0) });
        is_first(&post(full.clone(), false).await, &["too_many_facts"]);
        // What lies a little ahead is not kept only to be lost.
        full["occurred_at"] = at(60).into();
        is_first(&post(full.clone(), false).await, &["too_many_facts"]);
        let page = |n: usize, secs: i64| json!({ "id": format!("v{n}"), "visitor": "robot", "type": "page_viewed", "occurred_at": at(secs) });
        let pages: Vec<_> = (0..1_000).map(|n| page(n, 0)).collect();
        assert_eq!(here.post("/api/v1/facts", &json!(pages)).await.is(200)["waiting"], 1_000);
        is_first(&post(page(1_000, 900), false).await, &["occurred_in_future", "too_many_visitor_facts"]);
        is_first(&post(page(1_000, 0), false).await, &["too_many_visitor_facts"]);
    });
}

#[test]
fn what_is_wrong_with_a_merge_or_a_question_is_said_in_order() {
    on_both(|scene| async move {
        let here = local(&scene);
        let nobody = "0190163d-8694-739b-aea5-966c26f8ad91";
        let mut people = Vec::new();
        for name in ["a", "b", "c", "gone"] {
            let at = scene.clock.now().to_string();
            let fact = json!({ "id": name, "email": format!("{name}@x.example"), "type": "demo_requested", "occurred_at": at });
            people.push(here.post("/api/v1/facts", &fact).await.is(201)["lead"].as_str().expect("a lead").to_owned());
        }
        let [a, b, c, gone] = &people[..] else { panic!("four people") };
        here.delete(&format!("/api/v1/people/{gone}")).await.is(200);
        let merge = |one: &str, other: &str| {
            let (here, path, body) = (here.clone(), format!("/api/v1/people/{one}/merge"), json!({ "other": other }));
            async move { here.post(&path, &body).await }
        };
        is_first(&merge(nobody, nobody).await, &["not_found", "same_person"]);
        is_first(&merge(gone, nobody).await, &["erased", "not_found"]);
        is_first(&merge(nobody, gone).await, &["erased", "not_found"]);
        is_first(&merge(gone, gone).await, &["erased", "same_person"]);
        is_first(&merge(a, a).await, &["same_person"]);
        let first = merge(a, b).await.is(201)["merge"].as_str().expect("a merge").to_owned();
        is_first(&merge(b, b).await, &["merged", "same_person"]);
        let undo = |merge: String| {
            let here = here.clone();
            async move { send(&here, "POST", &format!("/api/v1/merges/{merge}/undo"), "").await }
        };
        let second = merge(c, a).await.is(201)["merge"].as_str().expect("a merge").to_owned();
        is_first(&undo(first.clone()).await, &["unmerge_later_first"]);
        undo(second).await.is(200);
        undo(first.clone()).await.is(200);
        merge(c, a).await.is(201);
        is_first(&undo(first).await, &["undone", "unmerge_later_first"]);

        let leads = here.get("/api/v1/leads?stage=nothing&field.person.goal=solve").await;
        is_first(&leads, &["filter_invalid", "field_not_indexed"]);
        is_first(&here.get("/api/v1/leads?stage=nothing&x=1").await, &["query_invalid", "filter_invalid"]);
        let ahead = here.get(&format!("/api/v1/leads/{nobody}/explanation?at=2199-01-01T00:00:00Z&x=1")).await;
        is_first(&ahead, &["query_invalid", "not_found", "not_happened"]);
        let ahead = here.get(&format!("/api/v1/leads/{nobody}/explanation?at=2199-01-01T00:00:00Z")).await;
        is_first(&ahead, &["not_found", "not_happened"]);
        is_first(&here.get("/api/v1/people?email=a@x.example&phone=1&limit=x").await, &["query_invalid"]);
    });
}

#[test]
fn a_node_that_only_reads_says_so_before_anything_that_it_would_refuse() {
    on_both_empty(|scene| async move {
        let fact = json!({ "email": "ada@acme.com", "type": "nothing" });
        is_first(&local(&scene).post("/api/v1/facts", &fact).await, &["no_playbook", "fact_invalid"]);
        scene.sql("update meta set value = '0' where key = 'decision_version'").await;
        let reads = local(&scene.another().await);
        is_first(&reads.post("/api/v1/facts", &fact).await, &["decision_version", "no_playbook", "fact_invalid"]);
        is_first(&reads.post("/api/v1/facts", &json!("x")).await, &["body_invalid", "decision_version"]);
        let faulty = json!({ "source": "format = 2" });
        is_first(&reads.post("/api/v1/playbook/versions", &faulty).await, &["decision_version", "playbook_has_faults"]);
        scene.publish(PLAYBOOK, Existing::Keep).await;
        is_first(&reads.post("/api/v1/facts", &fact).await, &["decision_version", "fact_invalid"]);
    });
}
