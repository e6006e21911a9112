//! `Idempotency-Key`: a request sent again gets the first answer.

use crate::client::{local, remote};
use crate::engines::{PLAYBOOK, on_both};
use serde_json::json;

const KEYS: &str = "/api/v1/keys";

#[test]
fn a_request_sent_again_gets_the_first_answer() {
    on_both(|scene| async move {
        let client = local(&scene).with("idempotency-key", "job-1");
        let fact = json!({ "id": "1", "email": "ada@acme.com", "type": "demo_requested", "occurred_at": scene.clock.now().to_string() });
        let first = client.post("/api/v1/facts", &fact).await;
        first.is(201);
        let again = client.post("/api/v1/facts", &fact).await;
        assert_eq!((again.is(201), again.header("idempotency-replayed")), (&first.json, "true"));
        let other = json!({ "id": "2", "email": "ada@acme.com", "type": "demo_requested", "occurred_at": scene.clock.now().to_string() });
        client.post("/api/v1/facts", &other).await.is_problem(422, "idempotency_key_reused");
        client.post("/api/v1/facts?import=true", &fact).await.is_problem(422, "idempotency_key_reused");
        client
            .post("/api/v1/playbook/versions", &json!({ "source": PLAYBOOK }))
            .await
            .is_problem(422, "idempotency_key_reused");
        // 48 hours later it is forgotten; the fact's own id is not.
        scene.clock.advance_secs(48 * 3_600 + 1);
        assert_eq!(client.post("/api/v1/facts", &fact).await.is(200)["repeated"], json!(true));
    });
}

#[test]
fn a_refusal_is_an_answer_too() {
    on_both(|scene| async move {
        let client = local(&scene).with("idempotency-key", "job-2");
        let first = client.post("/api/v1/facts", &json!({})).await;
        first.is_problem(422, "fact_invalid");
        let again = client.post("/api/v1/facts", &json!({})).await;
        assert_eq!((&again.json, again.header("idempotency-replayed")), (&first.json, "true"));
    });
}

#[test]
fn a_key_of_the_api_is_made_once_and_its_token_told_once() {
    on_both(|scene| async move {
        let here = local(&scene);
        let wish = json!({ "name": "web", "scopes": ["admin"] });
        let client = here.with("idempotency-key", "k");
        let first = client.post(KEYS, &wish).await;
        let again = client.post(KEYS, &wish).await;
        assert_eq!(again.is(201)["key"]["id"], first.is(201)["key"]["id"]);
        assert_eq!(again.json["token"], json!(null));
        assert_eq!(here.get(KEYS).await.json["items"].as_array().map(Vec::len), Some(1));
        // Each caller has its own.
        let token = first.json["token"].as_str().expect("a token");
        let far = remote(&scene).with("authorization", &format!("Bearer {token}")).with("idempotency-key", "k");
        assert_ne!(far.post(KEYS, &wish).await.is(201)["key"]["id"], first.json["key"]["id"]);
    });
}

#[test]
fn a_request_that_is_under_way_is_not_begun_twice() {
    on_both(|scene| async move {
        let client = local(&scene).with("idempotency-key", "slow");
        let busy = || client.app.under_way.lock().expect("nobody failed");
        busy().insert(("local".to_owned(), "slow".to_owned()));
        let got = client.post("/api/v1/facts", &json!([])).await;
        got.is_problem(409, "idempotency_key_busy");
        assert_eq!(got.header("retry-after"), "1");
        busy().clear();
        client.post("/api/v1/facts", &json!([])).await.is(200);
        assert!(busy().is_empty());
    });
}

#[test]
fn a_key_that_cannot_be_one_is_refused() {
    on_both(|scene| async move {
        let client = local(&scene);
        for wrong in ["two words", "tab\tbed", &"x".repeat(256)] {
            let got = client.with("idempotency-key", wrong).post("/api/v1/facts", &json!([])).await;
            got.is_problem(400, "idempotency_key_invalid");
        }
        client.with("idempotency-key", &"x".repeat(255)).post("/api/v1/facts", &json!([])).await.is(200);
        // Reading is safe to repeat as it is.
        client.with("idempotency-key", "two words").get("/api/v1/leads").await.is(200);
    });
}
