//! Facts in over HTTP.

use crate::client::local;
use crate::engines::{Scene, on_both, on_both_empty};
use serde_json::{Value, json};

const FACTS: &str = "/api/v1/facts";

fn demo(scene: &Scene, id: &str, email: &str) -> Value {
    json!({ "id": id, "email": email, "type": "demo_requested", "occurred_at": scene.clock.now().to_string(), "source": "web" })
}

#[test]
fn a_fact_is_taken_once_and_a_repeat_gets_the_first_answer() {
    on_both(|scene| async move {
        let client = local(&scene);
        let fact = demo(&scene, "1", "Ada@Acme.com");
        let first = client.post(FACTS, &fact).await;
        let said = first.is(201);
        assert_eq!((&said["id"], &said["seq"], &said["outcome"]), (&json!("1"), &json!(1), &json!("applied")));
        assert_eq!((&said["repeated"], &said["also_belongs_to_others"]), (&json!(false), &json!([])));
        scene.clock.advance_secs(60);
        let second = client.post(FACTS, &fact).await;
        let again = second.is(200);
        assert_eq!((&again["lead"], &again["seq"], &again["repeated"]), (&said["lead"], &json!(1), &json!(true)));
    });
}

#[test]
fn a_fact_without_an_id_gets_one_from_what_it_says() {
    on_both(|scene| async move {
        let client = local(&scene);
        let mut fact = demo(&scene, "", "ada@acme.com");
        fact.as_object_mut().expect("an object").remove("id");
        let first = client.post(FACTS, &fact).await;
        assert_eq!(first.is(201)["id"].as_str().map(str::len), Some(32));
        assert_eq!(client.post(FACTS, &fact).await.is(200)["id"], first.json["id"]);
        fact["also"] = json!([{ "visitor": "v1" }]);
        assert_ne!(client.post(FACTS, &fact).await.is(201)["id"], first.json["id"]);
    });
}

#[test]
fn what_cannot_be_taken_says_why_with_its_own_code() {
    on_both(|scene| async move {
        let client = local(&scene);
        client.post(FACTS, &demo(&scene, "1", "ada@acme.com")).await.is(201);
        let mut other = demo(&scene, "1", "ada@acme.com");
        other["type"] = "newsletter_subscribed".into();
        client.post(FACTS, &other).await.is_problem(409, "id_taken");

        let mut ahead = demo(&scene, "2", "ada@acme.com");
        // 300 seconds ahead it waits, 301 are too many.
        ahead["occurred_at"] = scene.clock.now().plus_secs(301).to_string().into();
        client.post(FACTS, &ahead).await.is_problem(422, "occurred_in_future");
        ahead["occurred_at"] = scene.clock.now().plus_secs(300).to_string().into();
        let held = client.post(FACTS, &ahead).await;
        assert_eq!((&held.is(202)["outcome"], &held.json["seq"]), (&json!("held"), &Value::Null));

        let mut unknown = demo(&scene, "3", "ada@acme.com");
        (unknown["type"], unknown["data"]) = ("retracted".into(), json!({ "fact": "no-such" }));
        client.post(FACTS, &unknown).await.is_problem(422, "unknown_fact");

        let mut many = demo(&scene, "4", "ada@acme.com");
        many["also"] = (0..9).map(|it| json!({ "visitor": format!("v{it}") })).collect();
        client.post(FACTS, &many).await.is_problem(422, "too_many_identities");

        let mut nobody = demo(&scene, "5", "");
        nobody.as_object_mut().expect("an object").remove("email");
        nobody["lead"] = "0190163d-8694-739b-aea5-966c26f8ad91".into();
        client.post(FACTS, &nobody).await.is_problem(422, "lead_unknown");
    });
}

#[test]
fn everything_wrong_with_a_fact_is_said_at_once() {
    on_both(|scene| async move {
        let client = local(&scene);
        // How it is written.
        let got = client
            .post_text(FACTS, r#"{"email":"nobody","phone":7,"recorded_at":"2026-01-01T00:00:00Z","sorce":"web","data":[],"also":[{"mail":"x"}]}"#)
            .await;
        got.is_problem(422, "fact_invalid");
        assert_eq!(
            got.wrong(),
            [
                ("phone", "I007"),
                ("recorded_at", "I005"),
                ("sorce", "I005"),
                ("data", "I007"),
                ("also", "I020"),
                ("", "I009"),
                ("type", "I010"),
            ]
        );
        // What the playbook makes of it.
        let mut fact = demo(&scene, "1", "ada@acme.com");
        fact["data"] = json!({ "path": "/" });
        fact["fields"] = json!({ "goal": "fly", "cuntry": "TR" });
        fact["account_fields"] = json!({ "employees": "many" });
        let got = client.post(FACTS, &fact).await;
        got.is_problem(422, "fact_invalid");
        assert_eq!(
            got.wrong(),
            [
                ("data.path", "F002"),
                ("fields.cuntry", "F002"),
                ("fields.goal", "F003"),
                ("account_fields.employees", "F003")
            ]
        );
        assert!(got.json["errors"][1]["message"].as_str().is_some_and(|it| it.contains("`country`")));
    });
}

#[test]
fn a_batch_is_answered_fact_by_fact_in_its_order() {
    on_both(|scene| async move {
        let client = local(&scene);
        client.post(FACTS, &demo(&scene, "1", "ada@acme.com")).await.is(201);
        let visitor = json!({ "visitor": "v1", "type": "page_viewed", "occurred_at": scene.clock.now().to_string() });
        let facts = json!([
            demo(&scene, "1", "ada@acme.com"),
            demo(&scene, "2", "bob@acme.com"),
            { "email": "bob@acme.com" },
            demo(&scene, "2", "bob@acme.com"),
            demo(&scene, "1", "bob@acme.com"),
            visitor,
            7,
            demo(&scene, "3", "bob@acme.com"),
        ]);
        for body in [facts.clone(), json!({ "facts": facts })] {
            let got = client.post(FACTS, &body).await;
            let answers = got.is(200)["answers"].as_array().expect("answers").clone();
            let statuses: Vec<i64> = answers.iter().filter_map(|it| it["status"].as_i64()).collect();
            let again = got.json["taken"] == 0;
            let expected =
                if again { [200, 200, 422, 200, 409, 202, 422, 200] } else { [200, 201, 422, 200, 409, 202, 422, 201] };
            assert_eq!(statuses, expected);
            assert_eq!(answers[1]["lead"], answers[7]["lead"]);
            assert_eq!((&answers[2]["code"], &answers[4]["code"]), (&json!("fact_invalid"), &json!("id_taken")));
            assert_eq!(answers[6]["errors"][0]["code"], "I004");
            let counts = ["taken", "repeated", "waiting", "refused"].map(|it| got.json[it].as_i64().unwrap_or(-1));
            assert_eq!(counts, if again { [0, 4, 1, 3] } else { [2, 2, 1, 3] });
        }
        assert_eq!(client.post(FACTS, &json!([])).await.is(200)["answers"], json!([]));
    });
}

#[test]
fn another_identity_that_belongs_to_somebody_else_is_named() {
    on_both(|scene| async move {
        let client = local(&scene);
        client.post(FACTS, &demo(&scene, "0", "bob@acme.com")).await.is(201);
        let mut ada = demo(&scene, "1", "ada@acme.com");
        ada["also"] = json!([{ "external": "7" }]);
        client.post(FACTS, &ada).await.is(201);
        let mut bob = demo(&scene, "2", "bob@acme.com");
        bob["also"] = json!([{ "external": "7" }, { "phone": "+90 532 111 22 33" }]);
        assert_eq!(client.post(FACTS, &bob).await.is(201)["also_belongs_to_others"], json!([{ "external": "7" }]));
    });
}

#[test]
fn bodies_that_are_no_facts_are_told_apart() {
    on_both(|scene| async move {
        let client = local(&scene);
        for (body, status, code) in [
            ("", 400, "json_invalid"),
            ("{", 400, "json_invalid"),
            ("{\"email\":\"a@b.co\",}", 400, "json_invalid"),
            ("[1,]", 400, "json_invalid"),
            ("\u{feff}[]", 400, "json_invalid"),
            ("7", 422, "body_invalid"),
            ("\"facts\"", 422, "body_invalid"),
            ("{\"facts\":{}}", 422, "body_invalid"),
            ("{\"facts\":[],\"import\":true}", 422, "body_invalid"),
            ("{}", 422, "fact_invalid"),
            ("{\"id\":\"1\",\"id\":\"2\"}", 422, "fact_invalid"),
        ] {
            client.post_text(FACTS, body).await.is_problem(status, code);
        }
        let bytes = client.with("content-type", "application/json");
        bytes.send("POST", FACTS, axum::body::Body::from(vec![b'"', 0xff, b'"'])).await.is_problem(400, "json_invalid");
        let place = client.post_text(FACTS, "{\n\"email\": nobody}").await;
        assert!(place.json["detail"].as_str().is_some_and(|it| it.contains("line 2, column 11")), "{}", place.json);
        assert!(!place.json.to_string().contains("nobody"));
    });
}

#[test]
fn without_a_playbook_nothing_is_taken_and_the_sender_keeps_it() {
    on_both_empty(|scene| async move {
        let got = local(&scene).post(FACTS, &demo(&scene, "1", "ada@acme.com")).await;
        got.is_problem(503, "no_playbook");
        assert_eq!(got.header("retry-after"), "60");
    });
}

#[test]
fn a_visitor_waits_until_somebody_says_who_it_is() {
    on_both(|scene| async move {
        let client = local(&scene);
        let view = json!({ "id": "1", "visitor": "v1", "type": "page_viewed", "occurred_at": scene.clock.now().to_string(), "data": { "path": "/pricing" } });
        let held = client.post(FACTS, &view).await;
        assert_eq!((&held.is(202)["lead"], &held.json["outcome"]), (&Value::Null, &json!("held")));
        assert_eq!(client.post(FACTS, &view).await.is(202)["repeated"], json!(true));
        let mut known = demo(&scene, "2", "ada@acme.com");
        known["also"] = json!([{ "visitor": "v1" }]);
        let lead = client.post(FACTS, &known).await.is(201)["lead"].clone();
        scene.settle().await;
        let now = client.post(FACTS, &view).await;
        assert_eq!((&now.is(200)["lead"], &now.json["repeated"]), (&lead, &json!(true)));
    });
}
