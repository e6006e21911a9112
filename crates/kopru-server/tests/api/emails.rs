//! E-mails over HTTP: who wrote, whom they concern, what they count for, and what is left of them.

#[path = "../../../kopru-store/tests/engines/dump.rs"]
mod dump;

use crate::client::{Client, Got, local, remote};
use crate::engines::{PLAYBOOK, Scene, account, assert_replays, fact, on_both, on_both_empty, with};
use axum::body::Body;
use kopru_engine::lang::Lang;
use kopru_engine::lead::ClockKind;
use kopru_engine::time::Moment;
use kopru_store::Id;
use kopru_store::keys::Scope;
use kopru_store::publish::Existing;
use kopru_store::team::profile::{Profile, Role};
use kopru_store::team::users::NewUser;
use serde_json::{Value, json};

const EMAILS: &str = "/api/v1/emails";

/// The playbook of stories, where answers count 20 points, words have a place, and e-mails that come back are declared.
fn playbook() -> String {
    PLAYBOOK.replace("[fit]\n", "[facts.email_replied]\nnote = \"text\"\n[facts.email_bounced]\n[fit]\n").replace(
        "[account]\nhalf_life",
        "[[engagement.rule]]\nid = \"answered\"\non = \"email_replied\"\npoints = 20\n[account]\nhalf_life",
    )
}

/// The agreement, Ayşe of sales, and Ada, who asked for a demo and was accepted by her a minute ago.
async fn stage(scene: &Scene) -> Id {
    scene.publish(&playbook(), Existing::Keep).await;
    for (id, role) in [("root", Role::Admin), ("ayse", Role::Sales)] {
        let user = NewUser {
            id: id.into(),
            name: id.into(),
            email: Some(format!("{id}@us.example")),
            lang: Lang::En,
            profile: Profile::new(role),
        };
        scene.store.create_user(user, "test").await.expect("a user");
    }
    let demo = account(fact(scene, "demo", "ada@acme.com", "demo_requested"), "Acme", &[]);
    let lead = scene.take(vec![demo]).await[0].person.expect("a person");
    scene.settle().await;
    scene.take(vec![with(fact(scene, "yes", "ada@acme.com", "accepted"), "by", "ayse")]).await;
    scene.clock.advance_secs(60);
    lead
}

/// A message that was sent now.
fn mail(scene: &Scene, id: &str, from: &str, to: &str, more: &str) -> String {
    dated(&rfc(scene.clock.now()), id, from, to, more)
}

fn dated(date: &str, id: &str, from: &str, to: &str, more: &str) -> String {
    let text = format!(
        "From: X <{from}>\nTo: {to}\nSubject: The offer\nDate: {date}\nMessage-ID: <{id}@mx.example>\n{more}\nZeugma is what we need.\n\nOn Mon, Mar 2, 2026 at 11:00 AM Y <y@us.example> wrote:\n> quoted-zarf\n"
    );
    text.replace('\n', "\r\n")
}

/// `2026-03-02T09:01:00Z` as messages write it, by a clock two hours ahead.
fn rfc(at: Moment) -> String {
    let text = at.plus_secs(7_200).to_string();
    assert!(text.starts_with("2026-03-0"), "the stories are of the first days of March: {text}");
    format!("{} Mar 2026 {} +0200", &text[8..10], &text[11..19])
}

async fn send(client: &Client, text: &str) -> Got {
    client.with("content-type", "message/rfc822").send("POST", EMAILS, Body::from(text.to_owned())).await
}

/// The lead's latest fact: its moment, and what it says.
async fn latest(client: &Client, lead: Id) -> Value {
    let timeline = client.get(&format!("/api/v1/leads/{lead}/timeline?limit=1")).await;
    let fact = timeline.is(200)["items"][0]["fact"].clone();
    json!({ "occurred_at": fact["occurred_at"], "data": fact["body"]["data"] })
}

#[test]
fn what_a_user_writes_to_a_lead_is_the_first_contact_at_the_moment_at_which_they_wrote() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let clock = |it: &kopru_store::lead::LeadView| it.lead.standing.sales.clock(ClockKind::Contact).is_some();
        assert!(clock(&scene.store.lead(lead).await.expect("a lead")), "the clock of the first contact runs");
        let text =
            mail(&scene, "1", "Ayse@US.example", "Ada <ADA@acme.com>, boss@elsewhere.example, root@us.example", "");
        let sent_at = scene.clock.now();
        // It comes ten minutes after it was sent.
        scene.clock.advance_secs(600);
        let got = send(&client, &text).await;
        let noted = got.is(201);
        assert_eq!(
            (&noted["direction"], &noted["by"], &noted["automatic"], &noted["type"], &noted["words_kept"]),
            (&json!("outbound"), &json!("ayse"), &json!(false), &json!("contacted"), &json!(true))
        );
        assert_eq!(noted["unknown"], json!(["boss@elsewhere.example"]), "a colleague is nobody unknown");
        assert_eq!(
            (&noted["leads"][0]["lead"], &noted["leads"][0]["status"]),
            (&json!(lead.to_string()), &json!("new"))
        );
        assert_eq!((&noted["message_id"], &noted["in_reply_to"]), (&json!("1@mx.example"), &Value::Null));
        let view = scene.store.lead(lead).await.expect("a lead");
        assert!(!clock(&view), "it is met");
        let contact = view.lead.standing.sales.offer.as_ref().and_then(|it| it.contact).expect("a contact");
        assert_eq!((contact.at, contact.late), (sent_at, false));
        let fact = latest(&client, lead).await;
        assert_eq!(fact["occurred_at"], sent_at.to_string());
        assert_eq!(
            fact["data"],
            json!({ "by": "ayse", "channel": "email", "outcome": "sent", "note": "The offer\n\nZeugma is what we need." })
        );
        // The same once more, and a copy that a list put its footer under.
        let seq = view.row.clone();
        for copy in [text.clone(), format!("Received: by mx.example\r\n{text}\r\n-- \r\nOur list\r\n")] {
            let again = send(&client, &copy).await;
            let known = again.is(200);
            assert_eq!(known["leads"][0]["status"], "known", "{known}");
            assert_eq!(known["leads"][0]["fact"], noted["leads"][0]["fact"]);
        }
        assert_eq!(scene.store.lead(lead).await.expect("a lead").row, seq);
        // Who brought it stands in the audit, without a word of it.
        let audit = scene.store.audit(None, 10).await.expect("the audit");
        let added: Vec<_> = audit.iter().filter(|it| it.action == "email.added").collect();
        assert_eq!((added.len(), added[0].actor.as_str()), (1, "local"));
        assert_replays(&scene).await;
    });
}

#[test]
fn a_contact_that_is_told_long_after_it_was_made_keeps_its_moment_and_counts_as_others_told_so_late() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let text = mail(&scene, "1", "ayse@us.example", "ada@acme.com", "");
        // `backdate` of the playbook is a day.
        scene.clock.advance_secs(25 * 3_600);
        send(&client, &text).await.is(201);
        let view = scene.store.lead(lead).await.expect("a lead");
        assert!(view.lead.standing.sales.offer.as_ref().is_some_and(|it| it.contact.is_none()));
    });
}

#[test]
fn what_a_lead_writes_is_an_answer_as_the_playbook_declares_it_and_meets_no_clock() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let before = scene.store.lead(lead).await.expect("a lead").row.engagement;
        let text = mail(&scene, "2", "Ada@Acme.com", "ayse@us.example", "In-Reply-To: <1@mx.example>\n");
        let noted = send(&client, &text).await;
        let noted = noted.is(201);
        assert_eq!(
            (&noted["direction"], &noted["by"], &noted["type"], &noted["in_reply_to"]),
            (&json!("inbound"), &Value::Null, &json!("email_replied"), &json!("1@mx.example"))
        );
        let view = scene.store.lead(lead).await.expect("a lead");
        assert_eq!(view.row.engagement, before + 20);
        assert!(view.lead.standing.sales.clock(ClockKind::Contact).is_some(), "sales has not reached out yet");
        assert_eq!(latest(&client, lead).await["data"], json!({ "note": "The offer\n\nZeugma is what we need." }));
        // Two of them in one message: both leads hear of it, each once.
        scene.take(vec![fact(&scene, "b", "bob@acme.com", "page_viewed")]).await;
        let both = send(&client, &mail(&scene, "3", "ayse@us.example", "bob@acme.com", "Cc: ada@acme.com\n")).await;
        assert_eq!(both.is(201)["leads"].as_array().map(Vec::len), Some(2));
        assert_ne!(both.json["leads"][0]["fact"], both.json["leads"][1]["fact"]);
        assert_replays(&scene).await;
    });
}

#[test]
fn what_machines_write_is_noted_and_is_neither_a_contact_nor_an_answer() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let before = scene.store.lead(lead).await.expect("a lead").row.engagement;
        let (ada, ayse) = ("ada@acme.com", "ayse@us.example");
        for (id, from, to, line, outcome) in [
            ("a", ada, ayse, "Auto-Submitted: auto-replied", "auto_reply"),
            ("b", ada, ayse, "Precedence: bulk", "auto_reply"),
            ("c", ayse, ada, "X-Autoreply: yes", "auto_reply"),
            ("d", ayse, ada, "Precedence: bulk", "sent"),
        ] {
            let got = send(&client, &mail(&scene, id, from, to, &format!("{line}\n"))).await;
            let noted = got.is(201);
            assert_eq!((&noted["automatic"], &noted["type"]), (&json!(true), &json!("contacted")), "{line}");
            let data = latest(&client, lead).await["data"].clone();
            assert_eq!((&data["outcome"], &data["automatic"]), (&json!(outcome), &json!(true)), "{line}");
            scene.clock.advance_secs(60);
        }
        let report = "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=R\n\n--R\nContent-Type: text/plain\n\nNot found.\n--R\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; Ada@acme.com\nAction: failed\nStatus: 5.1.1\n--R--\n";
        let returned = send(&client, &mail(&scene, "e", "MAILER-DAEMON@mx.example", ayse, report)).await;
        let noted = returned.is(201);
        assert_eq!((&noted["direction"], &noted["type"]), (&json!("returned"), &json!("email_bounced")));
        // The playbook gives its words no place.
        assert_eq!(noted["words_kept"], false);
        let view = scene.store.lead(lead).await.expect("a lead");
        assert!(view.lead.standing.sales.clock(ClockKind::Contact).is_some(), "the clock runs on");
        assert_eq!(view.row.engagement, before);
        // Nor did it cost anybody's time: an answer to the hand-over takes 5 minutes, and there was no contact.
        assert_eq!(scene.store.time_saved(30).await.expect("a report").savings.spent, 300);
        assert_replays(&scene).await;
    });
}

#[test]
fn a_bounce_is_a_contact_that_failed_where_the_playbook_declares_nothing_for_it() {
    on_both(|scene| async move {
        let lead =
            scene.take(vec![fact(&scene, "d", "ada@acme.com", "page_viewed")]).await[0].person.expect("a person");
        let client = local(&scene);
        let failed = "X-Failed-Recipients: ada@acme.com\n";
        let got = send(&client, &mail(&scene, "e", "mailer-daemon@mx.example", "x@us.example", failed)).await;
        assert_eq!(got.is(201)["type"], "contacted");
        let data = latest(&client, lead).await["data"].clone();
        assert_eq!(
            (&data["outcome"], &data["automatic"], &data["by"]),
            (&json!("bounced"), &json!(true), &Value::Null)
        );
        // What a lead writes has no word in this playbook.
        let answer = mail(&scene, "f", "ada@acme.com", "x@us.example", "");
        send(&client, &answer).await.is_problem(409, "email_reply_undeclared");
    });
}

#[test]
fn a_message_that_is_forwarded_as_an_attachment_is_the_one_that_is_noted() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let inner = mail(&scene, "in", "ada@acme.com", "ayse@us.example", "");
        let outer = format!(
            "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: text/plain\n\nSee below.\n--A\nContent-Type: message/rfc822\n\n{inner}\n--A--\n"
        );
        let got = send(&client, &mail(&scene, "out", "ayse@us.example", "log@us.example", &outer)).await;
        let noted = got.is(201);
        assert_eq!((&noted["direction"], &noted["message_id"]), (&json!("inbound"), &json!("in@mx.example")));
        assert_eq!(noted["leads"][0]["lead"], lead.to_string());
        // The very message is known then, too.
        send(&client, &inner).await.is(200);
    });
}

#[test]
fn what_cannot_be_noted_is_refused_with_its_reason_and_makes_nobody() {
    on_both_empty(|scene| async move {
        let client = local(&scene);
        let sound = |scene: &Scene| mail(scene, "1", "ayse@us.example", "ada@acme.com", "");
        send(&client, &sound(&scene)).await.is_problem(503, "no_playbook");
        stage(&scene).await;
        let now = rfc(scene.clock.now());
        let from = |address: &str| dated(&now, "1", address, "ayse@us.example", "");
        let to = |count: usize| (0..count).map(|it| format!("a{it}@acme.com")).collect::<Vec<_>>().join(", ");
        let ahead = rfc(scene.clock.now().plus_secs(301));
        for (text, status, code) in [
            ("Dear Ada, how are you?".to_owned(), 422, "email_unreadable"),
            (from("nobody"), 422, "email_without_sender"),
            (dated("31 Feb 2026 10:00 +0200", "1", "ayse@us.example", "ada@acme.com", ""), 422, "email_without_date"),
            (dated(&now, "1", "ayse@us.example", &to(101), ""), 422, "email_too_many_addresses"),
            (
                dated(&now, "1", "ada@acme.com", "ayse@us.example", &"X: y\n".repeat(60_000)),
                422,
                "email_too_many_parts",
            ),
            (from("stranger@acme.com"), 422, "email_concerns_nobody"),
            (dated(&now, "1", "ayse@us.example", "stranger@acme.com", ""), 422, "email_concerns_nobody"),
            (dated(&ahead, "1", "ayse@us.example", "ada@acme.com", ""), 422, "occurred_in_future"),
        ] {
            send(&client, &text).await.is_problem(status, code);
        }
        assert_eq!(scene.store.people_with("email", "stranger@acme.com").await.expect("people"), []);
        // A little ahead, as clocks differ, is no fault: it waits until then.
        let soon = rfc(scene.clock.now().plus_secs(300));
        let waits = send(&client, &dated(&soon, "soon", "ayse@us.example", "ada@acme.com", "")).await;
        assert_eq!(waits.is(201)["leads"][0]["status"], "waiting");
        // By its own word it is a message, and it is one.
        client
            .with("content-type", "application/json")
            .send("POST", EMAILS, Body::from(sound(&scene)))
            .await
            .is_problem(415, "content_type");
        let charset = client.with("content-type", "message/rfc822; charset=iso-8859-9");
        charset.send("POST", EMAILS, Body::from(sound(&scene))).await.is(201);
        let most = kopru_server::limits::EMAIL_BYTES_MAX;
        client
            .with("content-type", "message/rfc822")
            .send("POST", EMAILS, Body::from(vec![b'x'; most + 1]))
            .await
            .is_problem(413, "body_too_large");
    });
}

#[test]
fn a_key_that_may_send_facts_may_send_messages_and_no_other() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        let text = mail(&scene, "1", "ayse@us.example", "ada@acme.com", "");
        send(&remote(&scene), &text).await.is_problem(401, "key_needed");
        let (_, reads) = scene.store.create_key("reads", &[Scope::LeadsRead], None, "root").await.expect("a key");
        let (_, writes) = scene.store.create_key("mx", &[Scope::FactsWrite], None, "root").await.expect("a key");
        let with = |token: &str| remote(&scene).with("authorization", &format!("Bearer {token}"));
        send(&with(&reads), &text).await.is_problem(403, "scope_missing");
        send(&with(&writes), &text).await.is(201);
        // Entries of one moment stand in no order.
        let audit = scene.store.audit(None, 10).await.expect("the audit");
        assert!(audit.iter().any(|it| (it.action.as_str(), it.actor.as_str()) == ("email.added", "mx")), "{audit:?}");
    });
}

#[test]
fn a_message_from_before_anything_else_was_known_does_not_say_where_the_lead_came_from() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        let mut first = fact(&scene, "o", "bob@acme.com", "page_viewed");
        first.incoming.raw.source = Some("organic".into());
        let lead = scene.take(vec![first]).await[0].person.expect("a person");
        let earlier = rfc(scene.clock.now().plus_secs(-3_600));
        let client = local(&scene);
        for (id, from, to) in [("1", "bob@acme.com", "ayse@us.example"), ("2", "ayse@us.example", "bob@acme.com")] {
            send(&client, &dated(&earlier, id, from, to, "")).await.is(201);
        }
        let row = scene.store.lead(lead).await.expect("a lead").row;
        assert_eq!(row.source.as_deref(), Some("organic"));
        assert_replays(&scene).await;
    });
}

#[test]
fn copies_are_one_message_after_the_records_of_a_person_are_merged() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let other =
            scene.take(vec![fact(&scene, "o", "ada@home.example", "page_viewed")]).await[0].person.expect("a person");
        let text = mail(&scene, "1", "ayse@us.example", "ada@home.example, ada@acme.com", "");
        assert_eq!(send(&client, &text).await.is(201)["leads"].as_array().map(Vec::len), Some(2));
        client.post(&format!("/api/v1/people/{lead}/merge"), &json!({ "other": other.to_string() })).await.is(201);
        let again = send(&client, &text).await;
        let known = again.is(200);
        assert_eq!(
            (known["leads"].as_array().map(Vec::len), &known["leads"][0]["lead"]),
            (Some(1), &json!(lead.to_string()))
        );
    });
}

#[test]
fn the_words_of_a_person_go_with_them_and_their_messages_are_not_taken_again() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let (out, back) = (
            mail(&scene, "zq-1", "ayse@us.example", "ada@acme.com", ""),
            mail(&scene, "zq-2", "ada@acme.com", "ayse@us.example", ""),
        );
        send(&client, &out).await.is(201);
        send(&client, &back).await.is(201);
        let held = dump::holding(&dump::dump(&scene).await, "zeugma");
        assert_eq!(held.len(), 2, "the words of both: {held:?}");
        for never in ["quoted-zarf", "zq-1"] {
            assert_eq!(dump::holding(&dump::dump(&scene).await, never), Vec::<String>::new());
        }
        scene.store.erase(lead, "root".into()).await.expect("erased");
        for gone in ["zeugma", "ada@acme"] {
            assert_eq!(dump::holding(&dump::dump(&scene).await, gone), Vec::<String>::new());
        }
        for text in [&out, &back] {
            send(&client, text).await.is_problem(422, "email_concerns_nobody");
        }
        assert_eq!(scene.store.people_with("email", "ada@acme.com").await.expect("people"), []);
    });
}

#[test]
fn a_long_message_is_kept_as_far_as_a_text_may_be_long() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let client = local(&scene);
        let long = format!("\n{}\n", "şöyle ".repeat(2_000));
        send(&client, &mail(&scene, "1", "ayse@us.example", "ada@acme.com", &long)).await.is(201);
        let fact = latest(&client, lead).await;
        let note = fact["data"]["note"].as_str().expect("a note");
        assert_eq!(note.chars().count(), 4_000);
        assert!(note.starts_with("The offer\n\nşöyle şöyle") && note.ends_with('…'), "{note}");
    });
}
