//! Publishing and reading the playbook over HTTP.

use crate::client::local;
use crate::engines::{PLAYBOOK, on_both_empty};
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
