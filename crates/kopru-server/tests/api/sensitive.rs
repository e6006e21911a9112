//! Values of sensitive fields are told nowhere to those who may not see them.

use crate::client::{Client, document, local};
use crate::engines::{PLAYBOOK, Scene, on_both_empty};
use kopru_store::publish::Existing;
use serde_json::{Value, json};

const FACTS: &str = "/api/v1/facts";
/// What is planted: a field of the person, one of the account, a datum of a fact; each with what only it says.
const PLANTED: [&str; 3] = ["narnia", "76543", "wardrobe"];

/// The playbook of stories with what sees the planted values; `marked`: whether they are sensitive.
fn version(marked: bool) -> String {
    let mark = if marked { ", sensitive = true" } else { "" };
    let changes = [
        ("country = { type = \"text\",", format!("country = {{ type = \"text\"{mark},")),
        ("employees = { type = \"int\",", format!("employees = {{ type = \"int\"{mark},")),
        ("path = \"text\"", format!("path = {{ type = \"text\"{mark} }}")),
        (
            "when = \"role.seniority >= 'director'\"\npoints = 35",
            "when = \"person.country.startsWith('N')\"\npoints = 35".into(),
        ),
        (
            "facts('page_viewed', '90d') >= 3",
            "person.country.startsWith('N') || account.employees > 70000 || facts('page_viewed', '90d') >= 3".into(),
        ),
    ];
    let text = changes.into_iter().fold(PLAYBOOK.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, &to)
    });
    format!("# {marked}\n{text}")
}

struct Story {
    lead: String,
    account: String,
    merge: String,
}

/// A lead with everything planted, and one that was merged into it.
async fn plant(scene: &Scene, client: &Client) -> Story {
    let at = || scene.clock.now().to_string();
    let ada = json!({
        "id": "1", "email": "ada@acme.com", "type": "demo_requested", "occurred_at": at(), "account": "Acme Ltd",
        "fields": { "country": "Narnia", "goal": "solve" }, "account_fields": { "employees": 76_543 },
    });
    let lead = client.post(FACTS, &ada).await.is(201)["lead"].as_str().expect("a lead").to_owned();
    scene.clock.advance_secs(60);
    let page = json!({
        "id": "2", "email": "ada@acme.com", "type": "page_viewed", "occurred_at": at(), "data": { "path": "/wardrobe" },
    });
    client.post(FACTS, &page).await.is(201);
    let other = json!({
        "id": "3", "email": "ada@home.example", "type": "page_viewed", "occurred_at": at(),
        "fields": { "country": "Narnia" }, "data": { "path": "/wardrobe" },
    });
    let other = client.post(FACTS, &other).await.is(201)["lead"].clone();
    let merged = client.post(&format!("/api/v1/people/{lead}/merge"), &json!({ "other": other })).await;
    let merge = merged.is(201)["merge"].as_str().expect("a merge").to_owned();
    let person = client.get(&format!("/api/v1/people/{lead}")).await;
    let account = person.is(200)["account"]["id"].as_str().expect("an account").to_owned();
    scene.clock.advance_secs(3_600);
    Story { lead, account, merge }
}

/// Everything but `admin`.
async fn reader(client: &Client) -> Client {
    let scopes = ["facts:write", "leads:read", "people:write", "playbook:read", "playbook:write", "events:read"];
    let key = client.post("/api/v1/keys", &json!({ "name": "reader", "scopes": scopes })).await;
    client.with("authorization", &format!("Bearer {}", key.is(201)["token"].as_str().expect("a token")))
}

/// What every address that reads answers, and what claims messages.
async fn everything(client: &Client, story: &Story) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let version = client.get("/api/v1/playbook/versions").await.is(200)["items"][0]["version"].clone();
    for (path, methods) in document()["paths"].as_object().expect("paths") {
        if methods.get("get").is_none() {
            continue;
        }
        let path = path.replace("{version}", version.as_str().expect("a version")).replace("{code}", "merged");
        for id in [&story.lead, &story.account, &story.merge] {
            let path = path.replace("{id}", id);
            for more in ["", "?lang=tr", "?at=2026-03-02T09:00:30Z", "?as_known=now"] {
                let got = client.get(&format!("{path}{more}")).await;
                all.push((format!("{path}{more}"), String::from_utf8(got.body).expect("UTF-8")));
            }
        }
    }
    let claimed = client.post("/api/v1/events/claim", &json!({ "lease_secs": 1 })).await;
    all.push(("claimed".into(), claimed.json.to_string()));
    all
}

fn telling<'a>(all: &'a [(String, String)], word: &str) -> Vec<&'a str> {
    let tells = |text: &str| text.to_lowercase().replace("76 543", "76543").replace("76,543", "76543").contains(word);
    all.iter().filter(|(_, text)| tells(text)).map(|(path, _)| path.as_str()).collect()
}

#[test]
fn no_address_tells_a_sensitive_value_to_a_key_that_may_not_see_it() {
    on_both_empty(|scene| async move {
        scene.publish(&version(true), Existing::Keep).await;
        let here = local(&scene);
        let story = plant(&scene, &here).await;
        let reader = reader(&here).await;
        let (seen, hidden) = (everything(&here, &story).await, everything(&reader, &story).await);
        for word in PLANTED {
            assert!(telling(&seen, word).len() >= 2, "{word} is not even planted: {:?}", telling(&seen, word));
            assert_eq!(telling(&hidden, word), Vec::<&str>::new(), "{word}");
        }
        // Where something is left out it is said.
        let timeline = reader.get(&format!("/api/v1/leads/{}/timeline", story.lead)).await;
        let facts: Vec<&Value> =
            timeline.is(200)["items"].as_array().expect("items").iter().map(|it| &it["fact"]).collect();
        let said = |id: &str| facts.iter().find(|it| it["id"] == id).map(|it| it["hidden"].clone()).expect("a fact");
        assert_eq!(said("1"), json!(["fields.country", "account_fields.employees"]));
        assert_eq!(said("2"), json!(["data.path"]));
    });
}

#[test]
fn what_became_sensitive_only_now_is_hidden_in_what_lies_back_too() {
    on_both_empty(|scene| async move {
        scene.publish(&version(false), Existing::Keep).await;
        let here = local(&scene);
        let story = plant(&scene, &here).await;
        let reader = reader(&here).await;
        let seen = everything(&reader, &story).await;
        for word in PLANTED {
            assert!(telling(&seen, word).len() >= 2, "{word} is not even planted");
        }
        // No lead was brought along yet.
        scene.publish(&version(true), Existing::Keep).await;
        for word in PLANTED {
            assert_eq!(telling(&everything(&reader, &story).await, word), Vec::<&str>::new(), "{word}");
        }
        scene.settle().await;
        for word in PLANTED {
            assert_eq!(telling(&everything(&reader, &story).await, word), Vec::<&str>::new(), "{word}, later");
        }
    });
}

#[test]
fn nobody_finds_leads_by_a_value_that_they_may_not_see() {
    on_both_empty(|scene| async move {
        scene.publish(&version(true), Existing::Keep).await;
        let here = local(&scene);
        let story = plant(&scene, &here).await;
        let reader = reader(&here).await;
        for filter in ["field.person.country=Narnia", "field.account.employees=76543"] {
            let path = format!("/api/v1/leads?{filter}");
            assert_eq!(here.get(&path).await.is(200)["items"][0]["id"], json!(story.lead));
            // A right guess and a wrong one get the same answer.
            let right = reader.get(&path).await;
            right.is_problem(400, "field_not_indexed");
            let wrong = reader.get(&path.replace("Narnia", "Mordor").replace("76543", "1")).await;
            assert_eq!(wrong.json["detail"], right.json["detail"]);
        }
        // Neither by a condition, however it is put.
        for when in [
            "person.country%20%3D%3D%20%27Narnia%27",
            "has(account.employees)",
            "fit%20%3E%3D%200%20%7C%7C%20account.employees%20%3E%201",
        ] {
            let path = format!("/api/v1/leads?when={when}");
            assert_eq!(here.get(&path).await.is(200)["items"][0]["id"], json!(story.lead));
            reader.get(&path).await.is_problem(403, "field_sensitive");
        }
        assert_eq!(reader.get("/api/v1/leads").await.is(200)["items"].as_array().map(Vec::len), Some(1));
    });
}
