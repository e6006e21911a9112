//! Messages about decisions over HTTP.

use crate::client::{Client, local};
use crate::engines::{Scene, on_both};
use serde_json::{Value, json};

const EVENTS: &str = "/api/v1/events";

async fn demo(scene: &Scene, client: &Client, id: &str) {
    let email = format!("{id}@example.com");
    let fact =
        json!({ "id": id, "email": email, "type": "demo_requested", "occurred_at": scene.clock.now().to_string() });
    client.post("/api/v1/facts", &fact).await.is(201);
    scene.clock.advance_secs(1);
}

fn ids(got: &Value) -> Vec<Value> {
    got["items"].as_array().expect("items").iter().map(|it| it["id"].clone()).collect()
}

#[test]
fn a_feed_is_read_on_from_the_last_message_seen() {
    on_both(|scene| async move {
        let client = local(&scene);
        assert_eq!(client.get(EVENTS).await.is(200), &json!({ "items": [], "next": null }));
        demo(&scene, &client, "a").await;
        demo(&scene, &client, "b").await;
        scene.clock.advance_secs(600);
        let first = client.get(&format!("{EVENTS}?limit=1")).await;
        let event = &first.is(200)["items"][0];
        assert_eq!((&event["topic"], &event["claims"]), (&json!("lead.stage"), &json!(0)));
        assert_eq!((&event["decision"]["fact"], &event["decision"]["outcome"]), (&json!("a"), &json!("applied")));
        assert!(event["decision"]["sentences"][0].as_str().is_some_and(|it| it.starts_with("Stage: MQL")), "{event}");
        let next = first.json["next"].as_str().expect("a next message").to_owned();
        let second = client.get(&format!("{EVENTS}?after={next}&lang=tr")).await;
        assert_eq!(ids(second.is(200)).len(), 1);
        assert!(
            second.json["items"][0]["decision"]["sentences"][0].as_str().is_some_and(|it| it.starts_with("Aşama: MQL"))
        );
        // At the end a reader stays where it is.
        let last = second.json["next"].as_str().expect("a place").to_owned();
        assert_eq!(client.get(&format!("{EVENTS}?after={last}")).await.is(200), &json!({ "items": [], "next": last }));
    });
}

#[test]
fn a_claimed_message_is_nobody_elses_until_its_lease_ends() {
    on_both(|scene| async move {
        let client = local(&scene);
        demo(&scene, &client, "a").await;
        demo(&scene, &client, "b").await;
        let claim = |limit: i64| json!({ "limit": limit, "lease_secs": 30 });
        let first = client.post(&format!("{EVENTS}/claim"), &claim(1)).await;
        let second = client.post(&format!("{EVENTS}/claim"), &claim(10)).await;
        let (one, other) = (ids(first.is(200)), ids(second.is(200)));
        assert!(one.len() == 1 && other.len() == 1 && one != other);
        let ack = json!({ "ids": one });
        assert_eq!(client.post(&format!("{EVENTS}/ack"), &ack).await.is(200)["acknowledged"], 1);
        assert_eq!(client.post(&format!("{EVENTS}/ack"), &ack).await.is(200)["acknowledged"], 0);
        scene.clock.advance_secs(31);
        let third = client.post(&format!("{EVENTS}/claim"), &json!({})).await;
        assert_eq!((ids(third.is(200)), &third.json["items"][0]["claims"]), (other, &json!(2)));
        let got = client.post(&format!("{EVENTS}/claim"), &json!({ "limit": 0, "lease_secs": 3_601 })).await;
        got.is_problem(422, "body_invalid");
        assert_eq!(got.wrong(), [("lease_secs", "wrong_value"), ("limit", "wrong_value")]);
        client.post(&format!("{EVENTS}/ack"), &json!({ "ids": ["7"] })).await.is_problem(422, "body_invalid");
    });
}
