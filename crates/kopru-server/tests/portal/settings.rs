//! Webhooks in the settings: changed, tried, told again what they missed; and the audit, narrowed and turned over.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{Scene, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_server::service::Services;
use kopru_server::webhooks::{Sender, round, signature};
use kopru_store::limits::WEBHOOK_TRIES_MAX;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What a receiver got, and the status that it answers.
#[derive(Clone)]
struct Receiver {
    url: String,
    got: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<&'static str>>,
}

impl Receiver {
    async fn new() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let it = Receiver { url, got: Arc::default(), answer: Arc::new(Mutex::new("200 OK")) };
        let (got, answer) = (it.got.clone(), it.answer.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
                loop {
                    let count = stream.read(&mut chunk).await.expect("a request");
                    bytes.extend(&chunk[..count]);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length =
                        head.lines().find_map(|it| it.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
                    if body.len() >= length.unwrap_or(0) {
                        break;
                    }
                }
                got.lock().expect("a lock").push(String::from_utf8_lossy(&bytes).into_owned());
                let status = *answer.lock().expect("a lock");
                let text = format!("HTTP/1.1 {status}\r\ncontent-length: 9\r\n\r\n<b>so</b>");
                let _ = stream.write_all(text.as_bytes()).await;
            }
        });
        it
    }

    fn last(&self) -> String {
        self.got.lock().expect("a lock").last().cloned().expect("a message")
    }

    fn answers(&self, status: &'static str) {
        *self.answer.lock().expect("a lock") = status;
    }
}

fn header<'h>(request: &'h str, name: &str) -> &'h str {
    let line = request.lines().find(|it| it.to_lowercase().starts_with(&format!("{name}:"))).expect("a header");
    line.split_once(':').expect("a value").1.trim()
}

async fn admin(scene: &Scene) -> Browser {
    staff(scene, &[("root", Role::Admin)]).await;
    Browser::over(Services::new(scene.store.clone()).with_webhooks_to_private(true)).of("root").await
}

#[test]
fn a_webhook_is_tried_changed_and_told_again_what_it_missed() {
    on_both(|scene| async move {
        let mut root = admin(&scene).await;
        let receiver = Receiver::new().await;
        let (hook, secret) =
            scene.store.create_webhook("http://127.0.0.1:9/nobody", Vec::new(), "root").await.expect("a webhook");
        let path = format!("/settings/webhooks/{}", hook.id);
        let page = root.open(&path).await;
        let page = root.press(&page, "Send a test message", &[]).await;
        page.says("Not reached:");
        let page = root.press(&page, "Save", &[("url", "ftp://x"), ("topic.lead.stage", "true")]).await;
        page.says("An address begins with https:// and names no user.");
        let page = root.press(&page, "Save", &[("url", &receiver.url), ("topic.lead.stage", "true")]).await;
        page.says("Saved.");
        let (changed, same) = scene.store.webhook(hook.id).await.expect("a webhook");
        assert_eq!(
            (changed.url, changed.topics, same),
            (receiver.url.clone(), vec!["lead.stage".to_owned()], secret.clone())
        );
        // A test message is signed like every other one, and what comes back is shown as it came.
        let page = root.press(&page, "Send a test message", &[]).await;
        page.says("Received: it answered 200.").says("<b>so</b>");
        let got = receiver.last();
        let body = got.split_once("\r\n\r\n").expect("a body").1;
        assert!(body.contains("\"type\":\"test\""), "{body}");
        let stamp = header(&got, "webhook-timestamp").parse().expect("a moment");
        assert_eq!(header(&got, "webhook-signature"), signature(&secret, header(&got, "webhook-id"), stamp, body));
        receiver.answers("418 Teapot");
        root.press(&page, "Send a test message", &[]).await.says("Not received: it answered 418.");
        // Something is decided, and given up at last.
        scene.clock.advance_secs(1);
        scene.take(vec![fact(&scene, "d", "ada@acme.com", "demo_requested")]).await;
        let (services, sender) = (Services::new(scene.store.clone()), Sender::new(true));
        for _ in 0..WEBHOOK_TRIES_MAX {
            scene.clock.advance_secs(7 * 3_600);
            round(&services, &sender).await.expect("a round");
        }
        // Days have passed, and with them the session.
        let mut root = root.of("root").await;
        let page = root.open(&path).await;
        page.says("answered 418");
        let message = scene.store.dead_letters(hook.id).await.expect("letters")[0].message;
        let page = root.press(&page, "Send again", &[]).await;
        page.says("Not received: it answered 418.");
        receiver.answers("204 Fine");
        let page = root.press(&page, "Send again", &[]).await;
        page.says("Received: it answered 204.").says("It was told everything.");
        assert_eq!(header(&receiver.last(), "webhook-id"), message.to_string(), "the same message");
        let gone = [("message", &*message.to_string())];
        root.post(&format!("{path}/again"), &gone).await.says("The message is no longer kept.");
        let audit = root.open("/audit?what=webhook.redelivered").await;
        audit.says("a webhook was told again what it had missed").says(&message.to_string());
    });
}

#[test]
fn the_audit_is_narrowed_by_who_what_and_when_and_turned_over_page_by_page() {
    on_both(|scene| async move {
        let mut root = admin(&scene).await;
        staff(&scene, &[("max", Role::Manager)]).await;
        let start = scene.clock.now();
        for number in 0..130 {
            scene.clock.advance_secs(1);
            let actor = if number % 2 == 0 { "even" } else { "odd" };
            let detail = serde_json::json!({ "name": format!("number {number}") });
            scene.store.note_act(actor, "fact.added", &format!("s{number}"), detail).await.expect("noted");
        }
        let page = root.open("/audit").await;
        page.says("a fact was added by hand").says("name: number 129").says("Earlier entries");
        assert_eq!(page.text().matches("name: number").count(), 100);
        // Sixty-five did the one, sixty-five the other: they stand on one page.
        let page = root.open("/audit?who=odd").await;
        assert_eq!(page.text().matches("name: number").count(), 65);
        assert!(!page.text().contains("Earlier entries") && !page.text().contains("number 128"));
        let all = root.open("/audit").await;
        let to = all.html.split("href=\"/audit?").nth(1).and_then(|it| it.split('"').next()).expect("a way on");
        let page = root.open(&format!("/audit?{}", to.replace("&amp;", "&"))).await;
        assert_eq!(page.text().matches("name: number").count(), 30);
        let page = root.open("/audit?what=user").await;
        page.says("somebody was added to the team");
        assert!(!page.text().contains("name: number"));
        // All of it was done on one day: none of it before, and none after.
        let day = start.to_string()[..10].to_owned();
        root.open(&format!("/audit?from={day}&to={day}&who=odd")).await.says("number 129");
        root.open("/audit?to=2001-01-01&who=odd").await.says("Nothing of this kind was done.");
        let turkish = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("max", turkish, "test").await.expect("changed");
        let mut max = root.of("max").await;
        max.open("/audit?what=fact.added").await.says("elle olgu eklendi").says("ad: number 129");
    });
}
