//! Who is answered.

use crate::client::{local, remote};
use crate::engines::on_both;
use serde_json::json;

const VERSIONS: &str = "/api/v1/playbook/versions";

#[test]
fn without_a_key_this_machine_is_answered_and_nobody_else() {
    on_both(|scene| async move {
        let here = local(&scene);
        here.get(VERSIONS).await.is(200);
        for host in ["localhost:7171", "[::1]:7171", "localhost"] {
            here.with("host", host).get(VERSIONS).await.is(200);
        }
        let foreign = here.with("host", "evil.example:7171").get(VERSIONS).await;
        foreign.is_problem(401, "key_needed");
        assert_eq!(foreign.header("www-authenticate"), "Bearer");
        here.without("host").get(VERSIONS).await.is_problem(401, "key_needed");
        here.with("x-forwarded-for", "127.0.0.1").get(VERSIONS).await.is_problem(401, "key_needed");
        let mut neighbour = here.clone();
        neighbour.peer = "192.168.1.7:40000".parse().expect("an address");
        neighbour.get(VERSIONS).await.is_problem(401, "key_needed");
        remote(&scene).get(VERSIONS).await.is_problem(401, "key_needed");
        let mut inside = remote(&scene).with("host", "localhost");
        inside.peer = "127.0.0.1:40000".parse().expect("an address");
        inside.get(VERSIONS).await.is_problem(401, "key_needed");
    });
}

#[test]
fn what_tells_nothing_is_told_to_anybody() {
    on_both(|scene| async move {
        let far = remote(&scene);
        assert_eq!(far.get("/healthz").await.is(200)["alive"], json!(true));
        assert_eq!(far.get("/readyz").await.is(200)["ready"], json!(true));
        far.get("/api/v1/openapi.json").await.is(200);
        assert_eq!(far.get("/api/v1/problems/id_taken").await.is(200)["status"], json!(409));
        far.get("/api/v1/problems/nonsense").await.is_problem(404, "not_found");
        far.get("/metrics").await.is_problem(401, "key_needed");
    });
}

#[test]
fn a_page_of_another_site_changes_nothing() {
    on_both(|scene| async move {
        let here = local(&scene);
        let facts = json!([]);
        for origin in ["https://evil.example", "null", "http://127.0.0.1:8080"] {
            here.with("origin", origin).post("/api/v1/facts", &facts).await.is_problem(403, "cross_site");
        }
        here.with("sec-fetch-site", "cross-site").post("/api/v1/facts", &facts).await.is_problem(403, "cross_site");
        here.with("origin", "http://127.0.0.1:7171").post("/api/v1/facts", &facts).await.is(200);
        here.with("origin", "https://evil.example").get(VERSIONS).await.is(200);
    });
}

#[test]
fn a_wrong_key_is_refused_even_where_none_is_needed() {
    on_both(|scene| async move {
        let here = local(&scene);
        for wrong in ["Bearer kopru_0", "Bearer", "Basic a29wcnU6", "kopru_0"] {
            here.with("authorization", wrong).get(VERSIONS).await.is_problem(401, "key_invalid");
        }
    });
}

#[test]
fn a_peer_with_too_many_wrong_keys_has_to_wait() {
    on_both(|scene| async move {
        let far = remote(&scene).with("authorization", "Bearer kopru_0");
        // 20 at once, then one in 3 seconds.
        for _ in 0..20 {
            far.get(VERSIONS).await.is_problem(401, "key_invalid");
        }
        let got = far.get(VERSIONS).await;
        got.is_problem(429, "too_many_wrong_keys");
        assert_eq!(got.header("retry-after"), "3");
        let mut other = far.clone();
        other.peer = "203.0.113.8:1".parse().expect("an address");
        other.get(VERSIONS).await.is_problem(401, "key_invalid");
        scene.clock.advance_secs(3);
        far.get(VERSIONS).await.is_problem(401, "key_invalid");
        far.get(VERSIONS).await.is_problem(429, "too_many_wrong_keys");
    });
}
