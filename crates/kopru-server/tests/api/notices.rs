//! What people are told: in the portal, by mail through a mail server, and once a working day what the day brings.

use crate::client::local;
use crate::engines::{PLAYBOOK, Scene, fact, field, on_both, on_both_empty, with};
use crate::webhooks::{Receiver, tell, trusting};
use kopru_engine::lang::Lang;
use kopru_server::notices::mail::{Post, Sent, round as mail};
use kopru_server::notices::{digest, round};
use kopru_server::service::Services;
use kopru_server::webhooks::Sender;
use kopru_store::Id;
use kopru_store::notices::Mailed;
use kopru_store::publish::Existing;
use kopru_store::remarks::About;
use kopru_store::team::profile::{Profile, Role};
use kopru_store::team::users::{NewUser, UserChange};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A mail server that keeps what it takes, and takes nothing while it is told to refuse.
struct Mailbox {
    url: String,
    got: Arc<Mutex<Vec<String>>>,
    refuses: Arc<Mutex<bool>>,
}

impl Mailbox {
    async fn new() -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (got, refuses) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(false)));
        let (kept, shut) = (got.clone(), refuses.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reading, mut writing) = stream.into_split();
                let mut lines = BufReader::new(reading).lines();
                let _ = writing.write_all(b"220 here\r\n").await;
                let mut mail = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match (&mut mail, line.split(' ').next().unwrap_or_default()) {
                        (Some(text), ".") => {
                            kept.lock().expect("a lock").push(std::mem::take(text));
                            mail = None;
                            "250 taken\r\n"
                        }
                        (Some(text), _) => {
                            text.push_str(&line);
                            text.push('\n');
                            continue;
                        }
                        (None, "EHLO") => "250 here\r\n",
                        (None, "MAIL") if *shut.lock().expect("a lock") => "451 not now\r\n",
                        (None, "DATA") => {
                            mail = Some(String::new());
                            "354 go on\r\n"
                        }
                        (None, "QUIT") => "221 bye\r\n",
                        (None, _) => "250 well\r\n",
                    };
                    let _ = writing.write_all(answer.as_bytes()).await;
                }
            }
        });
        Mailbox { url, got, refuses }
    }

    fn post(&self) -> Post {
        Post::new(&self.url, "Köprü <kopru@us.example>", "https://kopru.us.example/").expect("a way to mail")
    }

    /// What came since the last look: to whom, and the text as a reader sees it.
    fn take(&self) -> Vec<(String, String)> {
        let all = std::mem::take(&mut *self.got.lock().expect("a lock"));
        let read = |text: String| {
            let (head, body) = text.split_once("\n\n").expect("a body");
            let to = head.lines().find_map(|it| it.strip_prefix("To: ")).expect("a reader").to_owned();
            let quoted = head.contains("quoted-printable");
            (to, if quoted { unquoted(body) } else { body.to_owned() })
        };
        all.into_iter().map(read).collect()
    }
}

/// A text in quoted-printable (RFC 2045, 6.7).
fn unquoted(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), joined.as_str());
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).expect("two hexadecimal digits"));
        rest = &after[2..];
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).expect("UTF-8")
}

async fn staff(scene: &Scene) -> Services {
    let people = [("root", Role::Admin), ("mia", Role::Marketing), ("ayse", Role::Sales), ("deniz", Role::Manager)];
    for (id, role) in people {
        let user = NewUser {
            id: id.into(),
            name: id.into(),
            email: (id != "root").then(|| format!("{id}@us.example")),
            lang: if id == "mia" { Lang::Tr } else { Lang::En },
            profile: Profile::new(role),
        };
        scene.store.create_user(user, "test").await.expect("a user");
    }
    Services::new(scene.store.clone())
}

/// Somebody asks for a demo, and routing gives the lead to Ayşe; the feed hands it out a moment later.
async fn offered(scene: &Scene, person: &str) -> Id {
    let demo = field(fact(scene, &format!("demo-{person}"), person, "demo_requested"), "name", "Ada Lovelace");
    let lead = scene.take(vec![demo]).await[0].person.expect("a person");
    scene.settle().await;
    scene.clock.advance_secs(7);
    lead
}

async fn told(scene: &Scene, user: &str) -> Vec<String> {
    let all = scene.store.notices(user, true, 100).await.expect("notices");
    all.into_iter().map(|it| it.kind).collect()
}

#[test]
fn people_are_told_what_concerns_them_once_here_and_by_mail() {
    on_both(|scene| async move {
        let (services, post) = (staff(&scene).await, Mailbox::new().await);
        assert_eq!(round(&services).await.expect("a round"), 0, "what lies back is no news");
        let lead = offered(&scene, "ada@acme.com").await;
        round(&services).await.expect("a round");
        assert_eq!(told(&scene, "ayse").await, ["given"]);
        assert_eq!(told(&scene, "mia").await, [] as [&str; 0]);
        let sent = mail(&services, &post.post()).await.expect("mails");
        assert_eq!(sent, Sent { sent: 1, ..Sent::default() });
        let [(to, text)] = &post.take()[..] else { panic!("one mail") };
        assert!(to.contains("ayse@us.example"), "{to}");
        assert!(text.starts_with("Ada Lovelace is given to you."), "{text}");
        assert!(text.contains(&format!("https://kopru.us.example/leads/{lead}")), "{text}");
        // The same again tells nobody twice.
        round(&services).await.expect("a round");
        assert_eq!(mail(&services, &post.post()).await.expect("mails"), Sent::default());
        scene.store.looked("ayse", About::Lead(lead)).await.expect("a look");
        assert_eq!((told(&scene, "ayse").await.len(), scene.store.unseen("ayse").await.expect("a count")), (0, 0));

        // She accepts, which she need not be told, and is late with the first contact.
        let yes = with(fact(&scene, "yes", "ada@acme.com", "accepted"), "by", "ayse");
        scene.take(vec![yes]).await;
        scene.clock.advance_secs(49 * 3_600);
        scene.settle().await;
        scene.clock.advance_secs(7);
        while round(&services).await.expect("a round") > 0 {}
        assert_eq!(told(&scene, "ayse").await, ["late", "warned"]);

        // Marketing is told in Turkish what sales refused, and whoever is called by name is told.
        let other = offered(&scene, "bob@globex.com").await;
        let no = with(with(fact(&scene, "no", "bob@globex.com", "refused"), "by", "ayse"), "reason", "wrong-size");
        scene.take(vec![no]).await;
        scene.store.say(About::Lead(other), "@deniz have a look", "mia").await.expect("said");
        scene.clock.advance_secs(7);
        round(&services).await.expect("a round");
        assert_eq!(
            (told(&scene, "mia").await, told(&scene, "deniz").await),
            (vec!["refused".into()], vec!["called".into()])
        );
        post.take();
        mail(&services, &post.post()).await.expect("mails");
        let mails = post.take();
        let of = |who: &str| mails.iter().find(|it| it.0.contains(who)).map_or("", |it| it.1.as_str()).to_owned();
        assert!(of("mia").starts_with("ayse, Ada Lovelace adlı adayı reddetti: Wrong size."), "{mails:?}");
        assert!(of("deniz").starts_with("mia calls you about Ada Lovelace."), "{mails:?}");

        let client = local(&scene);
        let listed = client.get("/api/v1/users/mia/notices?unseen=true").await;
        assert_eq!(listed.is(200)["items"][0]["detail"]["reason"], json!("wrong-size"));
        client.get("/api/v1/users/nobody/notices").await.is_problem(404, "not_found");
        // Of who is erased nobody is told any more.
        scene.store.erase(other, "test".into()).await.expect("erased");
        assert_eq!(told(&scene, "mia").await, [] as [&str; 0]);
    });
}

/// Mehmet takes Ada's lead and has not reached out 49 hours later; until then he alone was told something, after 24 hours.
async fn late_with(scene: &Scene, on_breach: &str) -> Services {
    let handed = "to = \"sal\"\n[[handover.reason]]";
    assert!(PLAYBOOK.contains(handed));
    let rules = format!("to = \"sal\"\non_breach = {on_breach}\n[[handover.reason]]");
    scene.publish(&PLAYBOOK.replacen(handed, &rules, 1), Existing::Keep).await;
    let services = staff(scene).await;
    for (id, left) in [("mehmet", false), ("gone", true)] {
        let profile = Profile { left, ..Profile::new(Role::Sales) };
        let user = NewUser { id: id.into(), name: id.into(), email: None, lang: Lang::En, profile };
        scene.store.create_user(user, "test").await.expect("a user");
    }
    round(&services).await.expect("a round");
    let lead = offered(scene, "ada@acme.com").await;
    let yes = with(fact(scene, "yes", "ada@acme.com", "accepted"), "by", "mehmet");
    scene.take(vec![yes]).await;
    // What was told of the offer is of no concern here.
    hear(scene, &services, 7).await;
    for user in ["ayse", "mehmet", "deniz", "mia"] {
        scene.store.looked(user, About::Lead(lead)).await.expect("a look");
    }
    hear(scene, &services, 25 * 3_600).await;
    assert_eq!(told(scene, "mehmet").await, ["warned"], "after 24 hours");
    assert_eq!(told(scene, "deniz").await, [] as [&str; 0]);
    hear(scene, &services, 24 * 3_600).await;
    services
}

/// After so long, everybody is told what was decided meanwhile.
async fn hear(scene: &Scene, services: &Services, secs: i64) {
    scene.clock.advance_secs(secs);
    scene.settle().await;
    scene.clock.advance_secs(7);
    while round(services).await.expect("a round") > 0 {}
}

#[test]
fn who_was_late_is_told_and_not_who_gets_the_lead_then() {
    on_both_empty(|scene| async move {
        late_with(&scene, r#"["notify owner", "notify manager", "reassign"]"#).await;
        assert_eq!(told(&scene, "mehmet").await, ["late", "warned"]);
        assert_eq!(told(&scene, "ayse").await, ["given"], "it was given to her, and she was not late");
        assert_eq!(told(&scene, "deniz").await, ["late"], "the manager, after 49 hours");
        assert_eq!(told(&scene, "mia").await, [] as [&str; 0]);
    });
}

#[test]
fn the_team_that_is_told_of_a_breach_is_everybody_of_sales() {
    on_both_empty(|scene| async move {
        late_with(&scene, r#"["notify team"]"#).await;
        assert_eq!(told(&scene, "mehmet").await, ["late", "warned"]);
        assert_eq!(told(&scene, "ayse").await, ["late"]);
        for other in ["mia", "deniz", "root", "gone"] {
            assert_eq!(told(&scene, other).await, [] as [&str; 0], "{other}");
        }
    });
}

#[test]
fn a_mail_that_is_not_taken_is_sent_again_later_and_given_up_at_last() {
    on_both(|scene| async move {
        let (services, post) = (staff(&scene).await, Mailbox::new().await);
        round(&services).await.expect("a round");
        offered(&scene, "ada@acme.com").await;
        round(&services).await.expect("a round");
        *post.refuses.lock().expect("a lock") = true;
        let way = post.post();
        let failed = Sent { failed: 1, ..Sent::default() };
        assert_eq!(mail(&services, &way).await.expect("mails"), failed);
        assert_eq!(mail(&services, &way).await.expect("mails"), Sent::default(), "not at once");
        // After 1, 5 and 30 minutes, 2 hours, then every 6 hours; the eighth try is the last.
        for (number, minutes) in [1, 5, 30, 120, 360, 360, 360].into_iter().enumerate() {
            scene.clock.advance_secs(minutes * 60 - 1);
            assert_eq!(mail(&services, &way).await.expect("mails"), Sent::default(), "before its time");
            scene.clock.advance_secs(1);
            let given_up = usize::from(number == 6);
            assert_eq!(mail(&services, &way).await.expect("mails"), Sent { given_up, ..failed }, "try {}", number + 2);
        }
        scene.clock.advance_secs(86_400);
        assert_eq!(mail(&services, &way).await.expect("mails"), Sent::default());
        let notice = &scene.store.notices("ayse", true, 10).await.expect("notices")[0];
        assert!(notice.failures == 8 && notice.error.as_ref().is_some_and(|it| it.contains("451")), "{notice:?}");
        assert_eq!(post.take(), []);
    });
}

#[test]
fn the_day_is_told_once_when_it_begins_to_those_who_want_it() {
    on_both(|scene| async move {
        // It is Monday, nine o'clock; the agreement has no calendar, so days begin at eight.
        let (services, post) = (staff(&scene).await, Mailbox::new().await);
        offered(&scene, "ada@acme.com").await;
        let wants = |mailed| UserChange { mailed: Some(mailed), ..UserChange::default() };
        scene.store.change_user("ayse", wants(Mailed::Daily), "ayse").await.expect("a change");
        scene.store.change_user("mia", wants(Mailed::Never), "mia").await.expect("a change");
        assert_eq!(digest::round(&services).await.expect("digests"), 2, "Ayşe and Deniz");
        assert_eq!(digest::round(&services).await.expect("digests"), 0, "once a day");
        mail(&services, &post.post()).await.expect("mails");
        let mails = post.take();
        assert_eq!(mails.len(), 1, "Deniz has nothing to do: {mails:?}");
        assert!(mails[0].0.contains("ayse@us.example") && mails[0].1.starts_with("To be answered: 1"), "{mails:?}");
        assert!(mails[0].1.contains("Ada Lovelace"), "{mails:?}");
        assert_eq!(told(&scene, "ayse").await, [] as [&str; 0], "a digest is no notice");

        // On Saturday nobody; on Monday again, before eight not yet.
        scene.clock.advance_secs(5 * 86_400);
        assert_eq!(digest::round(&services).await.expect("digests"), 0, "Saturday");
        scene.clock.advance_secs(2 * 86_400 - 3_600 - 60);
        assert_eq!(digest::round(&services).await.expect("digests"), 0, "a minute to eight");
        scene.clock.advance_secs(60);
        assert_eq!(digest::round(&services).await.expect("digests"), 2, "eight o'clock");
        // A week on, the lead stands still: the manager hears of it.
        scene.settle().await;
        mail(&services, &post.post()).await.expect("mails");
        let mails = post.take();
        let deniz = mails.iter().find(|it| it.0.contains("deniz")).map_or("", |it| it.1.as_str());
        assert!(deniz.contains("Longer at their stage than agreed: 1 of 1 open leads."), "{mails:?}");
    });
}

#[test]
fn both_teams_are_told_once_that_the_rate_of_acceptance_is_an_alarm() {
    on_both(|scene| async move {
        let (services, post, receiver) = (staff(&scene).await, Mailbox::new().await, Receiver::new().await);
        let (client, sender) = (trusting(&scene), Sender::new(true));
        client.post("/api/v1/webhooks", &json!({ "url": receiver.url, "topics": ["team.acceptance"] })).await.is(201);
        round(&services).await.expect("a round");
        // Of 24 hand-overs 14 are accepted, of those from the fair 2 of 12: (28 + 9 + 3·√(9 + 4·14·10/24)) / 66 = 0.819.
        for number in 0..24 {
            let email = format!("p{number}@x{number}.com");
            let mut demo = fact(&scene, &format!("demo-{email}"), &email, "demo_requested");
            demo.incoming.raw.source = Some(if number < 12 { "fair" } else { "web" }.into());
            scene.take(vec![demo]).await;
            scene.clock.advance_secs(60);
            let kind = if number < 10 { "refused" } else { "accepted" };
            let answer = with(fact(&scene, &format!("answer-{email}"), &email, kind), "by", "ayse");
            let answer = if number < 10 { with(answer, "reason", "not-ready") } else { answer };
            scene.take(vec![answer]).await;
        }
        // It is Monday; on the next one it is judged.
        scene.clock.advance_secs(7 * 86_400 - 24 * 60);
        assert!(scene.store.judge_acceptance().await.expect("a judgement"));
        scene.clock.advance_secs(7);
        while round(&services).await.expect("a round") > 0 {}
        for user in ["mia", "ayse", "deniz"] {
            let kinds = told(&scene, user).await;
            assert_eq!(kinds.iter().filter(|it| *it == "acceptance").count(), 1, "{user}: {kinds:?}");
        }
        assert!(!told(&scene, "root").await.contains(&"acceptance".to_owned()));
        post.take();
        while mail(&services, &post.post()).await.expect("mails").sent > 0 {}
        let mails = post.take();
        let of = |who: &str| {
            let about = |it: &&(String, String)| it.0.contains(who) && it.1.contains("/reports/acceptance");
            mails.iter().filter(about).map(|it| it.1.clone()).collect::<Vec<_>>()
        };
        assert!(of("deniz")[0].starts_with(
            "Alarm: sales accepts 14 of 24 hand-overs (58.3 %); the target is 90.0 %, and this is hardly chance. Clearest cause: source: fair."
        ), "{mails:?}");
        assert!(of("mia")[0].starts_with(
            "Alarm: satış 24 devirden 14 tanesini kabul ediyor (%58,3); hedef %90,0, bunun rastlantı olması zor. En belirgin neden: kaynak: fair."
        ), "{mails:?}");
        assert_eq!((of("deniz").len(), of("mia").len(), of("ayse").len()), (1, 1, 1));

        let mut delivered = 0;
        while delivered == 0 {
            let told = tell(&scene, &sender).await;
            assert!(told.more || told.delivered == 1, "{told:?}");
            delivered += told.delivered;
        }
        let got = receiver.got.lock().expect("a lock").clone();
        let data = &got[0].1["data"];
        assert_eq!(
            (&got[0].1["type"], &data["lead"], &data["decision"]),
            (&json!("team.acceptance"), &json!(null), &json!(null))
        );
        let it = &data["acceptance"];
        assert_eq!((&it["verdict"], &it["accepted"], &it["refused"]), (&json!("alarm"), &json!(14), &json!(10)));
        assert_eq!(it["cause"], json!({ "dimension": "source", "value": "fair" }));
        let report = client.get("/api/v1/reports/acceptance?days=10").await;
        let weeks = report.is(200)["judged"].as_array().expect("judgements").clone();
        assert_eq!((weeks.len(), &weeks[1]["told"], &weeks[0]["verdict"]), (2, &json!(true), &json!("too_few")));

        // A week later it is still so, and nobody is told again.
        scene.clock.advance_secs(7 * 86_400);
        assert!(!scene.store.judge_acceptance().await.expect("a judgement"));
    });
}

#[test]
fn what_is_wrong_with_the_way_to_the_mail_server_is_said() {
    for (server, from, portal) in [
        ("mail.acme.com", "k@acme.com", "https://x.example"),
        ("http://mail.acme.com", "k@acme.com", "https://x.example"),
        ("smtp://localhost", "nobody", "https://x.example"),
        ("smtp://localhost", "k@acme.com", "x.example"),
    ] {
        let fault = Post::new(server, from, portal).expect_err("wrong");
        assert!(!fault.en.is_empty() && fault.en != fault.tr);
    }
}
