//! People who work here, what they do with leads, and whom routing gives them, over HTTP.

use crate::client::{Client, local};
use crate::engines::{PLAYBOOK, Scene, account, fact, on_both, on_both_empty};
use kopru_server::service::Services;
use kopru_store::publish::Existing;
use kopru_store::team::users::UserChange;
use serde_json::{Value, json};

const USERS: &str = "/api/v1/users";

async fn create(client: &Client, id: &str, role: &str) {
    client.post(USERS, &json!({ "id": id, "name": id, "role": role })).await.is(201);
}

async fn demo(scene: &Scene, client: &Client, email: &str) -> String {
    let at = scene.clock.now().to_string();
    let fact = json!({ "id": format!("demo-{email}"), "email": email, "type": "demo_requested", "data": {}, "occurred_at": at });
    client.post("/api/v1/facts", &fact).await.is(201)["lead"].as_str().expect("a lead").to_owned()
}

#[test]
fn users_are_brought_in_and_changed_and_what_is_wrong_has_its_code() {
    on_both(|scene| async move {
        let client = local(&scene);
        let post = async |body: Value| client.post(USERS, &body).await;
        post(json!({ "id": "ayse", "name": "A", "role": "sales" })).await.is_problem(409, "last_admin");
        create(&client, "root", "admin").await;
        create(&client, "ayse", "sales").await;
        post(json!({ "id": "ayse", "name": "A", "role": "sales" })).await.is_problem(409, "user_exists");
        post(json!({ "id": "A B", "name": "A", "role": "sales" })).await.is_problem(422, "user_id_invalid");
        post(json!({ "id": "can", "name": " ", "role": "sales" })).await.is_problem(422, "user_name_invalid");
        post(json!({ "id": "can", "name": "C", "role": "boss" })).await.is_problem(422, "body_invalid");
        let addressed = |id: &str, email: &str| json!({ "id": id, "name": "C", "role": "sales", "email": email });
        post(addressed("can", "nobody")).await.is_problem(422, "user_email_invalid");
        post(addressed("can", "can@acme.com")).await.is(201);
        post(addressed("cem", "CAN@acme.com")).await.is_problem(409, "user_email_taken");
        let change = async |id: &str, body: Value| client.post(&format!("{USERS}/{id}"), &body).await;
        change("nobody", json!({ "name": "N" })).await.is_problem(404, "not_found");
        change("ayse", json!({ "team": "x".repeat(41) })).await.is_problem(422, "user_words_invalid");
        let hours = json!({ "hours": { "time_zone": "Mars/Base", "open": ["Mon-Fri 09:00-17:00"] } });
        change("ayse", hours).await.is_problem(422, "hours_invalid");
        let away = |from: &str, to: &str| json!({ "absent": { "from": from, "to": to } });
        change("ayse", away("2026-03-04T00:00:00Z", "2026-03-03T00:00:00Z")).await.is_problem(422, "absence_invalid");
        for day in 0..100 {
            let from = scene.clock.now().plus_secs(day * 86_400).to_string();
            change("can", json!({ "absent": { "from": from } })).await.is(200);
        }
        let one_more = json!({ "absent": { "from": "2030-01-01T00:00:00Z" } });
        change("can", one_more).await.is_problem(422, "too_many_absences");
        let hours = json!({ "time_zone": "Europe/Istanbul", "open": ["Pzt-Cum 09:00-18:00"], "special": [] });
        let wish = json!({ "hours": hours, "capacity": 30, "languages": ["TR", "en"], "team": "inside", "weight": 2 });
        let got = change("ayse", wish).await;
        let ayse = got.is(200);
        assert_eq!((&ayse["hours"], &ayse["capacity"], &ayse["languages"]), (&hours, &json!(30), &json!(["tr", "en"])));
        let got = change("ayse", json!({ "hours": null, "capacity": null, "team": null })).await;
        assert_eq!(
            (&got.is(200)["hours"], &got.json["capacity"], &got.json["team"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert_eq!(client.get(&format!("{USERS}/ayse")).await.is(200), &got.json);
        change("root", json!({ "left": true })).await.is_problem(409, "last_admin");

        let invitation = client.post(&format!("{USERS}/ayse/invitation"), &json!({})).await;
        assert!(invitation.is(201)["path"].as_str().is_some_and(|it| it.starts_with("/welcome?token=")));
        change("ayse", json!({ "left": true })).await.is(200);
        client.post(&format!("{USERS}/ayse/invitation"), &json!({})).await.is_problem(409, "user_has_left");
        let list = client.get(USERS).await;
        let ids: Vec<_> = list.is(200)["items"].as_array().expect("users").iter().map(|it| it["id"].as_str()).collect();
        assert_eq!(ids, [Some("ayse"), Some("can"), Some("root")]);
    });
}

#[test]
fn a_deadline_is_told_before_anything_is_offered_by_the_hours_and_absences_of_who_would_get_it() {
    let agreed = "[calendar.office]\ntime_zone = \"UTC\"\nopen = [\"Mon-Fri 09:00-17:00\"]\n\n[handover]\n\
        accept = { within = \"8 business hours\", calendar = \"office\" }\n\
        contact = { warn = \"8 business hours\", breach = \"16 business hours\", calendar = \"office\" }\n";
    let source = PLAYBOOK.replace("[handover]\n", agreed);
    on_both_empty(|scene| {
        let source = source.clone();
        async move {
            scene.publish(&source, Existing::Keep).await;
            let client = local(&scene);
            let lead = demo(&scene, &client, "ada@acme.com").await;
            let told = async || client.get(&format!("/api/v1/leads/{lead}/deadline")).await.is(200).clone();
            // Monday, nine o'clock, and nobody works here: eight hours end at 17:00, sixteen on Tuesday at 17:00.
            assert_eq!(
                told().await,
                json!({
                    "at": "2026-03-02T09:00:00Z", "to": null, "routed": true,
                    "answer": "2026-03-02T17:00:00Z", "contact": "2026-03-03T17:00:00Z",
                })
            );
            create(&client, "root", "admin").await;
            create(&client, "ayse", "sales").await;
            let hours = json!({ "time_zone": "Europe/Istanbul", "open": ["Mon-Fri 09:00-18:00"], "special": [] });
            let away = json!({ "from": "2026-03-03T00:00:00+03:00", "to": "2026-03-04T00:00:00+03:00" });
            let change = json!({ "hours": hours, "absent": away });
            client.post(&format!("{USERS}/ayse"), &change).await.is(200);
            // In Istanbul it is noon: six hours until 18:00, none on Tuesday, two on Wednesday: 11:00, which is 08:00 UTC. Of
            // sixteen 6 on Monday, 9 on Wednesday, 1 on Thursday: 10:00, which is 07:00 UTC.
            let wanted = |routed: bool| {
                json!({
                    "at": "2026-03-02T09:00:00Z", "to": "ayse", "routed": routed,
                    "answer": "2026-03-04T08:00:00Z", "contact": "2026-03-05T07:00:00Z",
                })
            };
            assert_eq!(told().await, wanted(true), "routing would choose her");
            scene.settle().await;
            assert_eq!(told().await, wanted(false), "it is hers");
            let shown = client.get(&format!("/api/v1/leads/{lead}")).await;
            assert_eq!(shown.is(200)["clocks"][0]["due"], "2026-03-04T08:00:00Z", "as the clock of the offer says");
            let nobody = "00000000-0000-7000-8000-000000000000";
            client.get(&format!("/api/v1/leads/{nobody}/deadline")).await.is_problem(404, "not_found");
            scene.publish("format = 1\nname = \"Small\"\nfacts = { seen = {} }\n[[stage]]\nid = \"lead\"\nname = \"Lead\"\nparked = true\nqueue = \"all\"\n", Existing::Advance).await;
            scene.settle().await;
            client.get(&format!("/api/v1/leads/{lead}/deadline")).await.is_problem(409, "no_handover");
        }
    });
}

#[test]
fn there_are_never_too_many_users() {
    on_both(|scene| async move {
        let client = local(&scene);
        create(&client, "root", "admin").await;
        let row = "insert into app_user (workspace, app_user, name, lang, profile, entry, created_at, created_by)
                   select workspace, 'u' || N, name, lang, profile, entry, created_at, created_by from app_user
                   where app_user = 'root'";
        let many = (1..1_000).map(|number| row.replace('N', &number.to_string())).collect::<Vec<_>>().join(";");
        scene.sql(&many).await;
        let one_more = json!({ "id": "more", "name": "More", "role": "sales" });
        client.post(USERS, &one_more).await.is_problem(422, "too_many_users");
    });
}

#[test]
fn a_password_lets_its_user_in_and_poor_ones_are_refused() {
    on_both(|scene| async move {
        let services = Services::new(scene.store.clone());
        create(&local(&scene), "root", "admin").await;
        for (password, code) in [
            ("short", "password_too_short"),
            ("rootrootroot", "password_is_name"),
            ("aaaaaaaaaaaaaaaa", "password_is_name"),
        ] {
            let refused = services.set_password("root", password.into(), "root").await.expect_err("refused");
            assert_eq!(refused.code(), code, "{password}");
        }
        let long = services.set_password("root", "x1y2z3".repeat(200), "root").await.expect_err("refused");
        assert_eq!(long.code(), "password_too_long");
        services.set_password("root", "four sheep on a roof".into(), "root").await.expect("a password");
        let tried = async |name: &str, password: &str| {
            services.log_in(name, password.to_owned()).await.expect("an answer").map(|it| it.0.id)
        };
        assert_eq!(tried("Root ", "four sheep on a roof").await.as_deref(), Some("root"));
        assert_eq!(tried("root", "four sheep on a root").await, None);
        assert_eq!(tried("nobody", "four sheep on a roof").await, None);
        assert_eq!(tried("root", &"x".repeat(2_000)).await, None);
    });
}

#[test]
fn a_lead_is_given_to_somebody_accepted_once_and_the_reasons_are_told() {
    on_both(|scene| async move {
        let client = local(&scene);
        for (id, role) in [("root", "admin"), ("ayse", "sales"), ("ben", "sales")] {
            create(&client, id, role).await;
        }
        let lead = demo(&scene, &client, "ada@acme.com").await;
        scene.settle().await;
        let got = client.get(&format!("/api/v1/leads/{lead}/routing?lang=tr")).await;
        let routed = &got.is(200)["items"][0];
        assert_eq!((&routed["to"], &routed["route"]), (&json!("ayse"), &Value::Null));
        assert_eq!(routed["candidates"][0]["why"], "sıra ondaydı");
        assert_eq!(routed["sentences"][1], "Verilen kişi: ayse.");
        client.get("/api/v1/leads/0190163d-8694-739b-aea5-966c26f8ad91/routing").await.is_problem(404, "not_found");

        let act = async |body: Value| client.post(&format!("/api/v1/leads/{lead}/acts"), &body).await;
        let yes = json!({ "type": "accepted", "by": "ayse", "id": "a1" });
        assert_eq!(act(yes.clone()).await.is(201)["outcome"], "applied");
        assert_eq!(act(yes).await.is(200)["repeated"], true);
        // Ben was a moment too late.
        let late = act(json!({ "type": "accepted", "by": "ben", "id": "a2" })).await;
        late.is_problem(409, "not_possible");
        assert_eq!(late.json["detail"], "it had no effect: `not_at_stage`; by now `ayse` has the lead");
        act(json!({ "type": "no_such_thing" })).await.is_problem(422, "fact_invalid");
        let step = json!({ "what": "call", "due": "2026-03-03T10:00:00Z" });
        act(json!({ "type": "next_step_set", "by": "ayse", "data": step })).await.is(201);
        let thread = format!("/api/v1/leads/{lead}/thread");
        client.post(&thread, &json!({ "text": "Who answers, @ben?", "by": "ayse" })).await.is(201);
        client.post(&thread, &json!({ "text": " " })).await.is_problem(422, "remark_invalid");
        let said = client.get(&thread).await;
        assert_eq!(
            (&said.is(200)["items"][0]["by"], said.json["items"].as_array().map(Vec::len)),
            (&json!("ayse"), Some(1))
        );
        assert_eq!(scene.store.mentions("ben").await.expect("mentions").len(), 1);
        let company = account(fact(&scene, "of", "eda@acme.com", "page_viewed"), "Acme", &[]);
        let eda = scene.take(vec![company]).await[0].person.expect("a person");
        let acme = scene.store.lead(eda).await.expect("a lead").row.account.expect("a company");
        let of_acme = format!("/api/v1/accounts/{acme}/thread");
        let said = client.post(&of_acme, &json!({ "text": "Who decides, @ben?", "by": "ayse" })).await;
        assert_eq!((&said.is(201)["account"], &said.json["lead"]), (&json!(acme.to_string()), &Value::Null));
        assert_eq!(client.get(&of_acme).await.is(200)["items"].as_array().map(Vec::len), Some(1));
        client.post(&of_acme, &json!({ "text": " " })).await.is_problem(422, "remark_invalid");
        client.get(&format!("/api/v1/accounts/{lead}/thread")).await.is_problem(404, "not_found");
        client
            .post(&format!("/api/v1/accounts/{lead}/thread"), &json!({ "text": "x" }))
            .await
            .is_problem(404, "not_found");
        let told = scene.store.notices("ben", true, 9).await.expect("notices");
        assert_eq!((told.len(), told[0].lead), (2, None));
        let shown = client.get(&format!("/api/v1/leads/{lead}")).await;
        assert_eq!((&shown.is(200)["owner"], &shown.json["next_step"]["what"]), (&json!("ayse"), &json!("call")));
    });
}

#[test]
fn what_sales_decides_only_people_of_sales_do_in_their_own_name() {
    on_both(|scene| async move {
        let client = local(&scene);
        let lead = demo(&scene, &client, "ada@acme.com").await;
        let act = async |body: Value| client.post(&format!("/api/v1/leads/{lead}/acts"), &body).await;
        // Where no users are kept, whoever calls is trusted to say who acted.
        act(json!({ "type": "returned", "by": "somebody", "id": "a0" })).await.is(201);
        for (id, role) in [("root", "admin"), ("mia", "marketing"), ("ayse", "sales"), ("ben", "sales")] {
            create(&client, id, role).await;
        }
        act(json!({ "type": "offered", "by": "mia", "id": "a1" })).await.is(201);
        let yes = |by: &str| json!({ "type": "accepted", "by": by, "id": format!("yes-{by}") });
        act(yes("mia")).await.is_problem(403, "act_of_sales");
        act(yes("ghost")).await.is_problem(403, "act_of_nobody");
        act(json!({ "type": "accepted", "id": "a2" })).await.is_problem(403, "act_of_nobody");
        let gone = UserChange { left: Some(true), ..UserChange::default() };
        scene.store.change_user("ben", gone, "root").await.expect("a change");
        act(yes("ben")).await.is_problem(403, "act_of_nobody");
        act(yes("ayse")).await.is(201);
        let shown = client.get(&format!("/api/v1/leads/{lead}")).await;
        assert_eq!(shown.is(200)["owner"], json!("ayse"));
        // What marketing may do, too, a program does in its own name.
        act(json!({ "type": "disqualified", "id": "no", "data": { "kind": "never" } })).await.is(201);
    });
}

#[test]
fn both_sides_settle_a_disagreement_and_each_speaks_for_its_own() {
    on_both(|scene| async move {
        let client = local(&scene);
        for (id, role) in [("root", "admin"), ("mia", "marketing"), ("ayse", "sales"), ("deniz", "manager")] {
            client.post("/api/v1/users", &json!({ "id": id, "name": id, "role": role })).await.is(201);
        }
        let at = scene.clock.now().to_string();
        let demo =
            json!({ "id": "d", "email": "ada@x.com", "type": "demo_requested", "source": "web", "occurred_at": at });
        let lead = client.post("/api/v1/facts", &demo).await.is(201)["lead"].as_str().expect("a lead").to_owned();
        let act = format!("/api/v1/leads/{lead}/acts");
        let open = format!("/api/v1/leads/{lead}/disputes");
        let claim = |by: &str| json!({ "by": by, "claim": "she asked for a price" });
        client.post(&open, &claim("mia")).await.is_problem(409, "nothing_to_dispute");
        let no = json!({ "type": "refused", "by": "ayse", "data": { "reason": "not-ready" } });
        client.post(&act, &no).await.is(201);
        client.post(&open, &claim("nobody")).await.is_problem(404, "not_found");
        client.post(&open, &claim("deniz")).await.is_problem(409, "side_needed");
        client.post(&open, &json!({ "by": "mia", "claim": " " })).await.is_problem(422, "claim_invalid");
        let wrong = json!({ "by": "mia", "claim": "no", "side": "sales" });
        client.post(&open, &wrong).await.is_problem(409, "side_wrong");
        let made = client.post(&open, &claim("mia")).await;
        let it = made.is(201);
        assert_eq!(
            (&it["about"], &it["marketing"]["view"], &it["sales"]),
            (&json!("refusal"), &json!("overturned"), &Value::Null)
        );
        let path = format!("/api/v1/disputes/{}", it["id"].as_str().expect("an id"));
        client.post(&open, &claim("mia")).await.is_problem(409, "dispute_open");
        client.post(&format!("{path}/withdraw"), &json!({ "by": "ayse" })).await.is_problem(409, "not_the_opener");
        let view = |by: &str, view: &str, more: Value| {
            let mut it = json!({ "by": by, "view": view });
            it.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            it
        };
        client.post(&format!("{path}/say"), &view("ayse", "upheld", json!({}))).await.is(200);
        client.post(&format!("{path}/changed"), &json!({ "by": "deniz" })).await.is_problem(409, "no_change_proposed");
        client.post(&format!("{path}/say"), &view("mia", "upheld", json!({ "side": "marketing" }))).await.is(200);
        client.get(&path).await.is(200);
        let settled = client.get("/api/v1/disputes?state=settled").await;
        assert_eq!(settled.is(200)["items"][0]["outcome"], json!("upheld"));
        client
            .post(&format!("{path}/say"), &view("ayse", "upheld", json!({})))
            .await
            .is_problem(409, "dispute_settled");
        client.get("/api/v1/disputes?lead=x").await.is_problem(400, "query_invalid");

        // Somebody else must speak for the other side.
        let again = client.post(&open, &json!({ "by": "deniz", "claim": "really", "side": "sales" })).await;
        let path = format!("/api/v1/disputes/{}", again.is(201)["id"].as_str().expect("an id"));
        let both = view("deniz", "overturned", json!({ "side": "marketing" }));
        client.post(&format!("{path}/say"), &both).await.is_problem(409, "one_person_for_both");
        client.post(&format!("{path}/withdraw"), &json!({ "by": "deniz" })).await.is(200);
    });
}

#[test]
fn the_call_sheet_says_what_to_ask_and_what_an_answer_reveals() {
    on_both_empty(|scene| async move {
        scene.publish(include_str!("../../../../playbooks/saas.toml"), Existing::Keep).await;
        let client = local(&scene);
        let lead = demo(&scene, &client, "ada@acme.com").await;
        let path = format!("/api/v1/leads/{lead}/call");
        let got = client.get(&path).await;
        let it = got.is(200);
        let next: Vec<&str> =
            it["next"].as_array().expect("a list").iter().filter_map(|it| it["question"].as_str()).collect();
        assert_eq!(next, ["budget-how", "authority-path", "need-today", "time-when"]);
        assert_eq!((&it["criteria"][0]["verdict"], &it["analysis"]), (&json!("unknown"), &Value::Null));
        let sizing: Vec<&str> =
            it["sizing"].as_array().expect("a list").iter().filter_map(|it| it["measure"].as_str()).collect();
        assert_eq!(sizing, ["knowledge", "solved", "authority", "persona"]);
        let solved = json!({
            "measure": "solved", "name": "degree to which we solve it", "level": null, "text": null, "quote": null, "at": null,
            "indicated": null,
        });
        assert_eq!(it["sizes"][1], solved);
        let asked = client.get(&format!("{path}?asked=budget-how&lang=tr")).await;
        assert_eq!(asked.is(200)["next"][0]["question"], "budget-last", "another question about the same");

        let said =
            json!({ "question": "authority-path", "answer": "Ona ben karar vermiyorum, müdürüm karar veriyor." });
        let got = client.post(&format!("{path}?lang=tr"), &said).await;
        let sign = &got.is(200)["analysis"]["signs"][0];
        assert_eq!((&sign["kind"], &sign["signal"]), (&json!("not_near_decision"), &json!("not_near_decision")));
        assert_eq!(sign["words"], json!(["ben karar vermiyorum", "müdürüm karar"]));
        let level = json!([{
            "measure": "authority", "level": 1, "text": "görüşü soruluyor",
            "words": ["ben karar vermiyorum", "müdürüm karar"],
        }]);
        assert_eq!(got.is(200)["analysis"]["levels"], level);
        let none = "We have no budget for this until next fiscal year, nothing at all.";
        let got = client.post(&path, &json!({ "question": "budget-how", "answer": none })).await;
        let told = json!([{
            "criterion": "budget", "verdict": "unmet", "text": "budget: not met", "quote": none, "why": null,
            "lets_go": [
                { "reason": "cannot-afford", "text": "cannot afford it", "kind": "not_us", "decides": false },
            ],
            "closes": ["opportunity"], "priority": null,
        }]);
        assert_eq!(got.is(200)["verdicts"], told);
        client.post(&path, &json!({ "answer": " " })).await.is_problem(422, "answer_invalid");
        client.post(&path, &json!({ "answer": "yes", "question": "x" })).await.is_problem(422, "question_unknown");
        client.post(&path, &json!({ "answer": "x".repeat(10_001) })).await.is_problem(422, "answer_invalid");
        let figures = json!({ "question": "budget-how", "answer": "We set aside $12,000 for 40 reps." });
        let got = client.post(&path, &figures).await;
        let named = json!([
            { "kind": "amount", "value": 12_000, "currency": "USD", "words": "$12,000" },
            { "kind": "people", "value": 40, "currency": null, "words": "40 reps" },
        ]);
        assert_eq!(got.is(200)["analysis"]["findings"], named);

        let call = "Jordan: What happens to a lead?\nAda: Of 300 leads 120 get lost in Salesforce, because my team has no list.\nJordan: Do you decide? Please sign today.";
        let read = format!("/api/v1/leads/{lead}/transcript");
        let got = client.post(&read, &json!({ "text": call, "ours": ["Jordan"] })).await;
        let it = got.is(200);
        assert_eq!((&it["turns"], &it["speakers"][0]["ours"]), (&json!(3), &json!(true)));
        assert_eq!(it["answers"][0]["analysis"]["signs"][0]["kind"], json!("specific_about_pains"));
        assert_eq!(it["ours"]["closed_questions"], json!(["Do you decide?"]));
        assert_eq!(it["ours"]["pressing"], json!(["sign today"]));
        // 2 × 802 = 1,604 > 804.
        let call = "Jordan: The press costs $802 each. It fits.\nAda: We need two units. We have a budget of $804.";
        let got = client.post(&read, &json!({ "text": call, "ours": ["Jordan"] })).await;
        let told = json!([{
            "criterion": "budget", "verdict": "unmet", "turn": 1, "speaker": "Ada", "quote": "We have a budget of $804.",
            "why": "2 × $802 = $1,604 is over the $804 that they have",
            "against": [
                { "turn": 0, "speaker": "Jordan", "quote": "The press costs $802 each." },
                { "turn": 1, "speaker": "Ada", "quote": "We need two units." },
            ],
        }]);
        assert_eq!(got.is(200)["verdicts"], told);
        let call = "Jordan: What is your budget?\nAda: It depends.\nJordan: The team plan is up and running within 2 days.\nAda: Our budget is 900 euros a month.\nJordan: And what is your budget?";
        let got = client.post(&read, &json!({ "text": call, "ours": ["Jordan"] })).await;
        let it = got.is(200);
        let promised = json!([{
            "kind": "set_up", "turn": 2, "speaker": "Jordan", "quote": "The team plan is up and running within 2 days",
            "why": "Team plan: the list says 5–10 days until it is in use",
        }]);
        assert_eq!(it["promises"], promised);
        assert_eq!(
            it["ours"]["missed"],
            json!([{ "turn": 1, "speaker": "Ada", "quote": "It depends.", "sign": "evasive" }])
        );
        client.post(&read, &json!({ "text": "no speakers" })).await.is_problem(422, "transcript_invalid");

        // Whoever only downloaded something is asked for the goal first; what they say of their own accord is read.
        let mut paper = fact(&scene, "paper", "bob@a.com", "content_downloaded");
        paper.incoming.raw.data.clear();
        let bob = scene.take(vec![paper]).await[0].person.expect("a lead");
        let path = format!("/api/v1/leads/{bob}/call");
        let sold = json!({ "question": "budget-how", "answer": "We have 50,000 euros." });
        client.post(&path, &sold).await.is_problem(409, "goal_first");
        client.post(&path, &json!({ "answer": "We have 50,000 euros." })).await.is(200);
    });
}
