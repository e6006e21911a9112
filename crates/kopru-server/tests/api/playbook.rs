//! Publishing and reading the playbook over HTTP.

use crate::client::local;
use crate::engines::{PLAYBOOK, on_both, on_both_empty};
use serde_json::json;

const VERSIONS: &str = "/api/v1/playbook/versions";

#[test]
fn a_playbook_is_published_once_and_read_back() {
    on_both_empty(|scene| async move {
        let client = local(&scene);
        assert_eq!(client.get("/readyz").await.is(503)["playbook"], json!(false));
        let first = client.post(VERSIONS, &json!({ "source": PLAYBOOK })).await;
        assert_eq!((&first.is(201)["seq"], &first.json["already"]), (&json!(1), &json!(false)));
        assert_eq!(client.post(VERSIONS, &json!({ "source": PLAYBOOK })).await.is(200)["already"], json!(true));
        assert_eq!(client.get("/readyz").await.is(200)["playbook"], json!(true));
        let again = json!({ "source": PLAYBOOK, "existing": "advance", "lists": {} });
        assert_eq!(client.post(VERSIONS, &again).await.is(201)["seq"], json!(2));
        let all = client.get(VERSIONS).await;
        let items = all.is(200)["items"].as_array().expect("items").clone();
        let seen: Vec<_> =
            items.iter().map(|it| (it["seq"].as_i64(), it["existing"].as_str(), it["in_force"].as_bool())).collect();
        assert_eq!(seen, [(Some(2), Some("advance"), Some(true)), (Some(1), Some("keep"), Some(false))]);
        assert_eq!(items[0]["published_by"], "local");
        let version = first.json["version"].as_str().expect("a version");
        assert_eq!(client.get(&format!("{VERSIONS}/{version}")).await.is(200)["source"], PLAYBOOK);
        client.get(&format!("{VERSIONS}/0000000000000000")).await.is_problem(404, "not_found");
        // An answer that the caller holds is not sent again.
        let held = client.with("if-none-match", all.header("etag")).get(VERSIONS).await;
        assert_eq!((held.status, held.body.len(), held.header("etag")), (304, 0, all.header("etag")));
        client.with("if-none-match", "\"other\"").get(VERSIONS).await.is(200);
    });
}

#[test]
fn every_fault_of_a_playbook_is_listed_at_its_line() {
    on_both_empty(|scene| async move {
        let client = local(&scene);
        let source = PLAYBOOK
            .replace("account.employees >= 50\"", "account.employes >= 50\"")
            .replace("half_life = \"14d\"", "half_life = \"14x\"");
        let got = client.post(VERSIONS, &json!({ "source": source })).await;
        got.is_problem(422, "playbook_has_faults");
        let lines: Vec<usize> = source
            .lines()
            .enumerate()
            .filter(|(_, it)| it.contains("employes") || it.contains("14x"))
            .map(|it| it.0 + 1)
            .collect();
        for line in lines {
            assert!(
                got.wrong().iter().any(|(at, _)| at.starts_with(&format!("line {line}, column "))),
                "{line}: {}",
                got.json
            );
        }
        assert!(got.json.to_string().contains("employees"));
        client.get("/readyz").await.is(503);
    });
}

#[test]
fn a_playbook_whose_examples_do_not_come_out_is_not_published() {
    on_both_empty(|scene| async move {
        let example = r#"
[[test]]
name = "a demo request leads nowhere"
at = "2026-03-02T10:00:00Z"
facts = [{ type = "demo_requested", occurred_at = "2026-03-02T09:00:00Z" }]
expect = { stage = "subscriber" }
"#;
        let got = local(&scene).post(VERSIONS, &json!({ "source": format!("{PLAYBOOK}{example}") })).await;
        got.is_problem(422, "playbook_fails_its_tests");
        assert!(
            got.json["errors"][0]["at"].as_str().is_some_and(|it| it.contains("a demo request leads nowhere")),
            "{}",
            got.json
        );
    });
}

#[test]
fn a_body_that_is_no_edition_says_everything_that_is_wrong() {
    on_both_empty(|scene| async move {
        let client = local(&scene);
        let got = client.post(VERSIONS, &json!({ "sorce": "", "lists": { "a": 1 }, "existing": "maybe" })).await;
        got.is_problem(422, "body_invalid");
        let wrong =
            [("existing", "wrong_value"), ("lists.a", "wrong_value"), ("sorce", "unknown_key"), ("source", "missing")];
        assert_eq!(got.wrong(), wrong);
        client.post_text(VERSIONS, "{").await.is_problem(400, "json_invalid");
    });
}

#[test]
fn who_published_stands_in_the_audit() {
    on_both_empty(|scene| async move {
        let client = local(&scene);
        for existing in ["keep", "advance", "keep"] {
            client.post(VERSIONS, &json!({ "source": PLAYBOOK, "existing": existing })).await.is(201);
            scene.clock.advance_secs(60);
        }
        let page = client.get("/api/v1/audit?limit=2").await;
        let items = page.is(200)["items"].as_array().expect("items").clone();
        assert_eq!(
            (items.len(), &items[0]["action"], &items[0]["actor"]),
            (2, &json!("playbook.published"), &json!("local"))
        );
        let next = page.json["next"].as_str().expect("a next page");
        let rest = client.get(&format!("/api/v1/audit?limit=2&before={next}")).await;
        assert_eq!((rest.is(200)["items"].as_array().map(Vec::len), &rest.json["next"]), (Some(1), &json!(null)));
    });
}

#[test]
fn a_program_proposes_a_change_and_sees_what_would_come_of_it() {
    on_both(|scene| async move {
        let client = local(&scene);
        client.post("/api/v1/users", &json!({ "id": "mia", "name": "Mia", "role": "admin" })).await.is(201);
        let path = "/api/v1/proposals";
        let body = |edits: serde_json::Value| json!({ "by": "mia", "title": "Demos count more", "edits": edits });
        let made = client.post(path, &body(json!({ "engagement/rule/demo/points": "60" }))).await;
        let made = made.is(201).clone();
        assert_eq!((&made["makes"]["holds"], &made["marketing"]), (&json!(true), &json!(null)));
        assert_eq!(made["makes"]["changes"], json!(["Engagement rule “demo”, points: 50 → 60."]));
        let wrong = json!({ "fit/grades.A": "many", "stage/mql/max_age": "soon", "handover/reason/not-ready": null });
        let got = client.post(path, &body(wrong)).await;
        let makes = got.is(201)["makes"].clone();
        assert_eq!((&makes["holds"], &makes["version"]), (&json!(false), &json!(null)));
        assert_eq!(makes["refused"][0]["address"], json!("fit/grades.A"));
        assert!(makes["faults"].as_array().is_some_and(|it| !it.is_empty()), "{makes}");
        let one = client.get(&format!("{path}/{}", made["id"].as_str().expect("an id"))).await;
        assert_eq!(one.is(200), &made);
        assert_eq!(client.get(&format!("{path}?state=open")).await.is(200)["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(client.get(&format!("{path}?state=closed")).await.is(200)["items"], json!([]));
        let untitled = json!({ "by": "mia", "title": " ", "edits": {} });
        client.post(path, &untitled).await.is_problem(422, "title_invalid");
        let many: serde_json::Map<String, serde_json::Value> =
            (0..501).map(|it| (format!("stage/s{it}/max_age"), json!(null))).collect();
        client.post(path, &body(many.into())).await.is_problem(422, "too_many_edits");

        // Both teams sign it, and it is in force.
        let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
        for (id, role) in [("tom", "marketing"), ("sam", "sales")] {
            client.post("/api/v1/users", &json!({ "id": id, "name": id, "role": role })).await.is(201);
        }
        let seen = made["makes"]["version"].clone();
        let sign = |by: &str, revision: i64| json!({ "by": by, "revision": revision, "version": seen });
        client.post(&format!("{one}/publish"), &json!({ "by": "tom" })).await.is_problem(409, "not_signed");
        let nothing = json!({ "by": "tom", "revision": 1, "title": "Nothing", "edits": {} });
        assert_eq!(client.post(&format!("{one}/change"), &nothing).await.is(200)["makes"]["holds"], json!(false));
        client.post(&format!("{one}/change"), &nothing).await.is_problem(409, "proposal_changed");
        client.post(&format!("{one}/sign"), &sign("tom", 2)).await.is_problem(409, "proposal_does_not_hold");
        let again = json!({ "by": "tom", "revision": 2, "title": "Demos count more",
            "edits": { "engagement/rule/demo/points": "60" } });
        client.post(&format!("{one}/change"), &again).await.is(200);
        client.post(&format!("{one}/sign"), &sign("mia", 3)).await.is_problem(409, "side_needed");
        let other = json!({ "by": "tom", "revision": 3, "version": "0123456789abcdef" });
        client.post(&format!("{one}/sign"), &other).await.is_problem(409, "playbook_moved");
        client.post(&format!("{one}/sign"), &sign("tom", 3)).await.is(200);
        let signed = client.post(&format!("{one}/sign"), &sign("sam", 3)).await;
        assert_eq!(signed.is(200)["sales"]["by"], json!("sam"));
        let done = client.post(&format!("{one}/publish"), &json!({ "by": "sam" })).await;
        assert_eq!(done.is(200)["outcome"], json!("published"));
        client.post(&format!("{one}/withdraw"), &json!({ "by": "sam" })).await.is_problem(409, "proposal_closed");
        assert_eq!(client.get(VERSIONS).await.is(200)["items"][0]["version"], done.json["version"]);
    });
}
