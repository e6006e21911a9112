//! Addresses that are told what was decided: signed, in order, again until received, and given up at last.

use crate::client::{Client, local};
use crate::engines::{Scene, fact, on_both};
use kopru_server::api::app::App;
use kopru_server::service::Services;
use kopru_server::webhooks::{Sender, Told, round, secret_text, signature};
use kopru_store::Id;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const HOOKS: &str = "/api/v1/webhooks";

/// A receiver that answers what it is told to answer, and keeps what it got: headers and body.
pub struct Receiver {
    pub url: String,
    pub got: Arc<Mutex<Vec<(String, Value)>>>,
    answer: Arc<Mutex<&'static str>>,
}

impl Receiver {
    pub async fn new() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook?from=kopru", listener.local_addr().expect("an address"));
        let (got, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new("200 OK")));
        let (kept, status) = (got.clone(), answer.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = Vec::new();
                let mut chunk = [0; 4_096];
                let (head, body) = loop {
                    let count = stream.read(&mut chunk).await.expect("a request");
                    bytes.extend(&chunk[..count]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length = head
                        .lines()
                        .find_map(|it| it.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
                    if body.len() >= length.and_then(|it| it.parse().ok()).unwrap_or(0) {
                        break (head.to_owned(), body.to_owned());
                    }
                };
                kept.lock().expect("a lock").push((head, serde_json::from_str(&body).expect("JSON")));
                let status = *status.lock().expect("a lock");
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\nok");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Receiver { url, got, answer }
    }

    fn count(&self) -> usize {
        self.got.lock().expect("a lock").len()
    }

    fn answers(&self, status: &'static str) {
        *self.answer.lock().expect("a lock") = status;
    }
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let line = head.lines().find(|it| it.to_lowercase().starts_with(&format!("{name}:"))).expect("a header");
    line.split_once(':').expect("a value").1.trim()
}

/// A server whose webhooks may lead into its own network.
pub fn trusting(scene: &Scene) -> Client {
    Client::new(App::new(Services::new(scene.store.clone()).with_webhooks_to_private(true), true))
}

/// The feed hands messages out a moment after they were made.
pub async fn tell(scene: &Scene, sender: &Sender) -> Told {
    scene.clock.advance_secs(7);
    round(&Services::new(scene.store.clone()), sender).await.expect("a round")
}

#[test]
fn a_webhook_is_told_in_order_signed_and_again_until_it_receives() {
    on_both(|scene| async move {
        let (client, receiver, sender) = (trusting(&scene), Receiver::new().await, Sender::new(true));
        scene.take(vec![fact(&scene, "before", "early@acme.com", "demo_requested")]).await;
        scene.clock.advance_secs(7);
        let made = client.post(HOOKS, &json!({ "url": receiver.url, "topics": ["lead.stage"] })).await;
        let secret = made.is(201)["secret"].as_str().expect("a secret").to_owned();
        let id = made.json["webhook"]["id"].as_str().expect("an id").to_owned();
        tell(&scene, &sender).await;
        assert_eq!(receiver.count(), 0, "what was decided before is not told");

        for (number, email) in ["ada@acme.com", "bob@globex.com"].iter().enumerate() {
            scene.clock.advance_secs(1);
            scene.take(vec![fact(&scene, &format!("d{number}"), email, "demo_requested")]).await;
            scene.clock.advance_secs(1);
            // Of this topic it is not told.
            let reported = fact(&scene, &format!("a{number}"), email, "assigned");
            scene.take(vec![crate::engines::with(reported, "to", "ayse")]).await;
        }
        receiver.answers("500 No");
        assert_eq!(tell(&scene, &sender).await.failed, 1);
        assert_eq!(
            round(&Services::new(scene.store.clone()), &sender).await.expect("a round"),
            Told::default(),
            "not yet again"
        );
        receiver.answers("204 Fine");
        assert_eq!(tell(&scene, &sender).await.delivered, 2);
        let got = receiver.got.lock().expect("a lock").clone();
        let ids: Vec<&str> = got.iter().map(|it| header(&it.0, "webhook-id")).collect();
        assert_eq!(ids.len(), 3);
        assert!(ids[0] == ids[1] && ids[1] < ids[2], "the first again, then the second: {ids:?}");
        for (head, body) in &got {
            assert_eq!(body["type"], "lead.stage");
            assert!(head.starts_with("POST /hook?from=kopru HTTP/1.1"), "{head}");
            let bytes = body["data"]["decision"]["sentences"].as_array().is_some_and(|it| !it.is_empty());
            assert!(bytes, "{body}");
        }
        // Whoever has the secret can tell that it is ours.
        let (head, body) = &got[2];
        let time: i64 = header(head, "webhook-timestamp").parse().expect("a time");
        use base64::Engine as _;
        let key = base64::engine::general_purpose::STANDARD.decode(secret.trim_start_matches("whsec_")).expect("a key");
        assert_eq!(secret_text(&key), secret);
        let signed = signature(&key, header(head, "webhook-id"), time, &body.to_string());
        assert_eq!(signed, header(head, "webhook-signature"));
        let list = client.get(HOOKS).await;
        assert_eq!(
            (&list.is(200)["items"][0]["failures"], &list.json["items"][0]["last_error"]),
            (&json!(0), &Value::Null)
        );
        client.delete(&format!("{HOOKS}/{id}")).await.is(200);
        client.delete(&format!("{HOOKS}/{id}")).await.is_problem(404, "not_found");
    });
}

#[test]
fn what_is_never_received_is_given_up_and_listed_and_holds_up_nothing() {
    on_both(|scene| async move {
        let (client, receiver, sender) = (trusting(&scene), Receiver::new().await, Sender::new(true));
        let made = client.post(HOOKS, &json!({ "url": receiver.url })).await;
        let id = made.is(201)["webhook"]["id"].as_str().expect("an id").to_owned();
        scene.take(vec![fact(&scene, "d1", "ada@acme.com", "demo_requested")]).await;
        receiver.answers("410 Gone");
        let mut tries = 0;
        for _ in 0..40 {
            scene.clock.advance_secs(6 * 3_600);
            let told = tell(&scene, &sender).await;
            tries += told.failed;
            if told.given_up > 0 {
                break;
            }
        }
        assert_eq!(tries, 12);
        let dead = client.get(&format!("{HOOKS}/{id}/dead-letters")).await;
        let dead = dead.is(200)["items"].as_array().expect("messages").clone();
        assert_eq!((dead.len(), &dead[0]["error"]), (1, &json!("answered 410 Gone")));
        let feed = client.get("/api/v1/events").await;
        let ids: Vec<_> =
            feed.is(200)["items"].as_array().expect("messages").iter().map(|it| it["id"].clone()).collect();
        assert!(ids.contains(&dead[0]["message"]), "it can still be read");
        receiver.answers("200 OK");
        scene.take(vec![fact(&scene, "d2", "bob@globex.com", "demo_requested")]).await;
        assert!(tell(&scene, &sender).await.delivered > 0);
    });
}

#[test]
fn an_address_to_which_nothing_would_be_sent_is_refused_when_it_is_named() {
    on_both(|scene| async move {
        let client = local(&scene);
        for url in [
            "http://crm.example/kopru",
            "https://127.0.0.1/kopru",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]:8443/",
            "https://localhost/kopru",
        ] {
            let refused = client.post(HOOKS, &json!({ "url": url })).await;
            refused.is_problem(422, "webhook_url_refused");
            trusting(&scene).post(HOOKS, &json!({ "url": url })).await.is(201);
        }
        client.post(HOOKS, &json!({ "url": "https://crm.example/kopru" })).await.is(201);
    });
}

#[test]
fn nothing_is_sent_into_the_own_network_or_without_encryption_unless_it_is_allowed() {
    on_both(|scene| async move {
        let (client, receiver, sender) = (trusting(&scene), Receiver::new().await, Sender::new(false));
        let made = client.post(HOOKS, &json!({ "url": receiver.url })).await;
        made.is(201);
        let inside = receiver.url.replace("http://", "https://");
        client.post(HOOKS, &json!({ "url": inside })).await.is(201);
        scene.take(vec![fact(&scene, "d1", "ada@acme.com", "demo_requested")]).await;
        assert_eq!((tell(&scene, &sender).await.failed, tell(&scene, &sender).await.failed), (1, 1));
        assert_eq!(receiver.count(), 0);
        let list = client.get(HOOKS).await;
        let errors: Vec<&str> = list.is(200)["items"]
            .as_array()
            .expect("webhooks")
            .iter()
            .filter_map(|it| it["last_error"].as_str())
            .collect();
        assert!(errors.iter().any(|it| it.contains("without encryption")), "{errors:?}");
        assert!(errors.iter().any(|it| it.contains("127.0.0.1 is an address of the own network")), "{errors:?}");
        for url in ["ftp://x.example", "https://", "https://user:secret@x.example/", "https://x y.example"] {
            client.post(HOOKS, &json!({ "url": url })).await.is_problem(422, "webhook_url_invalid");
        }
        let unknown = json!({ "url": "https://x.example", "topics": ["lead.nothing"] });
        client.post(HOOKS, &unknown).await.is_problem(422, "topic_unknown");
        for _ in 2..20 {
            client.post(HOOKS, &json!({ "url": "https://x.example" })).await.is(201);
        }
        client.post(HOOKS, &json!({ "url": "https://x.example" })).await.is_problem(422, "too_many_webhooks");
        let nobody = Id([7; 16]);
        client.get(&format!("{HOOKS}/{nobody}/dead-letters")).await.is(200);
    });
}
