//! Reports over HTTP.

use crate::client::local;
use crate::engines::{PLAYBOOK, Scene, on_both};
use kopru_store::publish::Existing;
use serde_json::{Value, json};

fn demo(scene: &Scene, email: &str, country: &str, goal: &str) -> Value {
    json!({
        "id": email, "email": email, "type": "demo_requested", "occurred_at": scene.clock.now().to_string(),
        "source": "web", "fields": { "country": country, "goal": goal },
    })
}

fn mql(group: &Value) -> &Value {
    group["stages"].as_array().expect("stages").iter().find(|it| it["stage"] == "mql").expect("MQL")
}

#[test]
fn the_funnel_is_answered_by_month_source_and_field() {
    on_both(|scene| async move {
        let client = local(&scene);
        for (email, country, goal) in [("a@x.example", "TR", "solve"), ("b@x.example", "DE", "learn")] {
            client.post("/api/v1/facts", &demo(&scene, email, country, goal)).await.is(201);
        }
        let subscribed = json!({
            "id": "n", "email": "c@x.example", "type": "newsletter_subscribed", "source": "form",
            "occurred_at": scene.clock.now().to_string(),
        });
        client.post("/api/v1/facts", &subscribed).await.is(201);
        // Three leads of March 2026, two of them MQLs at once.
        let got = client.get("/api/v1/reports/funnel").await;
        let it = got.is(200);
        assert_eq!(
            (&it["by"], &it["groups"][0]["key"], &it["kept"]),
            (&json!("month"), &json!("2026-03"), &json!(true))
        );
        let cell = mql(&it["whole"]);
        assert_eq!((&cell["reached"]["part"], &cell["reached"]["of"]), (&json!(2), &json!(3)));
        assert_eq!((&cell["reached"]["millionths"], &cell["few"]), (&json!(666_667), &json!(true)));
        assert_eq!((&cell["decided"], &cell["reported"], &cell["reach"]["timed"]), (&json!(2), &json!(0), &json!(2)));
        let labels = |it: &Value| -> Vec<(String, u64)> {
            let groups = it["groups"].as_array().expect("groups");
            let of =
                |it: &Value| (it["label"].as_str().unwrap_or_default().to_owned(), it["entered"].as_u64().unwrap_or(0));
            groups.iter().map(of).collect()
        };
        let source = client.get("/api/v1/reports/funnel?by=source").await;
        assert_eq!(labels(source.is(200)), [("web".to_owned(), 2), ("form".to_owned(), 1)]);
        let goal = client.get("/api/v1/reports/funnel?by=person.goal&source=web&lang=tr").await;
        assert_eq!(labels(goal.is(200)), [("learn".to_owned(), 1), ("solve".to_owned(), 1)]);
        assert_eq!(goal.json["kept"], false);
        let country = client.get("/api/v1/reports/funnel?by=person.country&lang=tr").await;
        assert_eq!(labels(country.is(200))[2], ("(bilinmiyor)".to_owned(), 1));
        let before = client.get("/api/v1/reports/funnel?to=2026-02").await;
        assert_eq!(before.is(200)["whole"]["entered"], 0);
    });
}

#[test]
fn what_makes_no_sense_or_may_not_be_seen_is_refused() {
    on_both(|scene| async move {
        let client = local(&scene);
        let path = "/api/v1/reports/funnel";
        client.get(&format!("{path}?by=person.contry")).await.is_problem(400, "field_unknown");
        client.get(&format!("{path}?from=2026-03&to=2026-02")).await.is_problem(400, "months_reversed");
        let wrong = client.get(&format!("{path}?from=March&until=2026-02")).await;
        assert_eq!(wrong.wrong(), [("until", "unknown_parameter")]);
        client.get(&format!("{path}?from=March")).await.is_problem(400, "query_invalid");
        scene.publish(&PLAYBOOK.replace("goal = {", "goal = { sensitive = true, "), Existing::Keep).await;
        // Who serves this machine alone reads everything; a key without the scope does not.
        let remote = crate::client::remote(&scene);
        let made = client.post("/api/v1/keys", &json!({ "name": "bi", "scopes": ["leads:read"] })).await;
        let key = made.is(201)["token"].as_str().expect("a token").to_owned();
        let reader = remote.with("authorization", &format!("Bearer {key}"));
        reader.get(&format!("{path}?by=person.goal")).await.is_problem(403, "field_sensitive");
        reader.get(path).await.is(200);
        remote.get(path).await.is_problem(401, "key_needed");
    });
}
