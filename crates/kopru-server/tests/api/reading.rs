//! Leads, people and accounts over HTTP.

use crate::client::{Client, local};
use crate::engines::{self, PLAYBOOK, Scene, on_both, on_both_empty};
use kopru_store::import::{Batch, Counts};
use kopru_store::publish::Existing;
use serde_json::{Value, json};

const FACTS: &str = "/api/v1/facts";
const NOBODY: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

fn fact(scene: &Scene, id: &str, email: &str, kind: &str) -> Value {
    json!({ "id": id, "email": email, "type": kind, "occurred_at": scene.clock.now().to_string(), "source": "web" })
}

/// Ada of Acme: a VP at a company of 120 who asks for a demo. Fit 40 for the size and 35 for the title: 75, an A.
/// Engagement 50 for the demo: warm.
async fn ada(scene: &Scene, client: &Client) -> String {
    let mut ada = fact(scene, "1", "Ada@Acme.com", "demo_requested");
    ada["account"] = "Acme Ltd".into();
    ada["fields"] = json!({ "title": "VP Sales", "name": "Ada Lovelace", "country": "TR" });
    ada["account_fields"] = json!({ "employees": 120 });
    client.post(FACTS, &ada).await.is(201)["lead"].as_str().expect("a lead").to_owned()
}

/// The addresses of those on a page of leads.
fn names(got: &Value) -> Vec<String> {
    let items = got["items"].as_array().expect("items");
    items.iter().map(|it| it["email"].as_str().expect("an address").to_owned()).collect()
}

#[test]
fn a_lead_shows_its_scores_steps_and_course_in_both_languages() {
    on_both(|scene| async move {
        let client = local(&scene);
        let id = ada(&scene, &client).await;
        let got = client.get(&format!("/api/v1/leads/{id}")).await;
        let lead = got.is(200);
        for (key, value) in
            [("stage", json!("mql")), ("grade", json!("A")), ("fit", json!(75)), ("engagement", json!(50))]
        {
            assert_eq!(lead[key], value, "{key}");
        }
        assert_eq!((&lead["email"], &lead["name"]), (&json!("ada@acme.com"), &json!("Ada Lovelace")));
        assert_eq!(lead["identities"], json!([{ "email": "ada@acme.com" }]));
        let points: i64 = lead["scores"]["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .filter(|it| it["kind"] == "fit")
            .filter_map(|it| it["points"].as_i64())
            .sum();
        assert_eq!(points, 75);
        assert_eq!((lead["steps"].as_array().map(Vec::len), &lead["lang"]), (Some(5), &json!("en")));
        let turkish =
            client.with("accept-language", "tr-TR,tr;q=0.9,en;q=0.5").get(&format!("/api/v1/leads/{id}")).await;
        assert_eq!(
            (&turkish.is(200)["lang"], &turkish.json["steps"][0]["title"]),
            (&json!("tr"), &json!("1 Aday türü"))
        );
        let asked = client.with("accept-language", "tr").get(&format!("/api/v1/leads/{id}?lang=en")).await;
        assert_eq!(asked.is(200)["steps"][0]["title"], "1 Type of lead");
        client.get(&format!("/api/v1/leads/{id}?lang=de")).await.is_problem(400, "query_invalid");
    });
}

#[test]
fn a_lead_that_the_caller_holds_is_not_sent_again_until_it_changes() {
    on_both(|scene| async move {
        let client = local(&scene);
        let path = format!("/api/v1/leads/{}", ada(&scene, &client).await);
        let first = client.get(&path).await;
        let holding = client.with("if-none-match", first.header("etag"));
        assert_eq!(holding.get(&path).await.status, 304);
        assert_ne!(holding.with("accept-language", "tr").get(&path).await.is(200)["lang"], first.json["lang"]);
        client.post(FACTS, &fact(&scene, "2", "ada@acme.com", "newsletter_subscribed")).await.is(201);
        let now = holding.get(&path).await;
        // 50 for the demo and 5 for the newsletter.
        assert_eq!(now.is(200)["engagement"], 55);
        assert_ne!(now.header("etag"), first.header("etag"));
    });
}

#[test]
fn leads_are_listed_by_filter_page_by_page() {
    on_both(|scene| async move {
        let client = local(&scene);
        assert_eq!(client.get("/api/v1/leads").await.is(200), &json!({ "items": [], "next": null, "looked_at": null }));
        ada(&scene, &client).await;
        for number in 0..4 {
            scene.clock.advance_secs(1);
            let mut other =
                fact(&scene, &format!("n{number}"), &format!("n{number}@example.com"), "newsletter_subscribed");
            other["fields"] = json!({ "country": "DE" });
            client.post(FACTS, &other).await.is(201);
        }
        let first = client.get("/api/v1/leads?limit=3").await;
        assert_eq!(names(first.is(200)), ["n3@example.com", "n2@example.com", "n1@example.com"]);
        let next = first.json["next"].as_str().expect("a next page").to_owned();
        // Whoever comes in between is not on the next page.
        client.post(FACTS, &fact(&scene, "late", "late@example.com", "newsletter_subscribed")).await.is(201);
        let second = client.get(&format!("/api/v1/leads?limit=3&cursor={next}")).await;
        assert_eq!(
            (names(second.is(200)), &second.json["next"]),
            (vec!["n0@example.com".into(), "ada@acme.com".into()], &json!(null))
        );
        for (filter, count) in [
            ("stage=mql", 1),
            ("grade=A&band=warm", 1),
            ("field.person.country=de", 4),
            ("field.account.employees=120&disposition=open", 1),
            ("source=web", 6),
            ("source=crm", 0),
            ("stage=mql&field.person.country=DE", 0),
            ("behind=true", 0),
        ] {
            assert_eq!(names(client.get(&format!("/api/v1/leads?{filter}")).await.is(200)).len(), count, "{filter}");
        }
        client.get("/api/v1/leads?stage=mqll").await.is_problem(400, "filter_invalid");
        client.get("/api/v1/leads?band=boiling").await.is_problem(400, "filter_invalid");
        client.get("/api/v1/leads?field.person.goal=solve").await.is_problem(400, "field_not_indexed");
        client.get("/api/v1/leads?limit=0&cursor=7&account=x").await.is_problem(400, "query_invalid");
    });
}

#[test]
fn leads_are_found_by_a_condition_and_a_page_says_how_many_it_looked_at() {
    on_both(|scene| async move {
        let client = local(&scene);
        ada(&scene, &client).await;
        for number in 0..4 {
            let it = fact(&scene, &format!("f{number}"), &format!("n{number}@example.com"), "newsletter_subscribed");
            client.post(FACTS, &it).await.is(201);
            scene.clock.advance_secs(1);
        }
        let plain = client.get("/api/v1/leads").await;
        assert_eq!(plain.is(200)["looked_at"], json!(null));
        // Ada is the oldest of five: she is found when so many were looked at.
        let ask = "/api/v1/leads?when=account.employees%20%3E%3D%20100%20%26%26%20engagement%20%3E%200";
        let found = client.get(ask).await;
        assert_eq!(names(found.is(200)), ["ada@acme.com"]);
        assert_eq!((&found.json["looked_at"], &found.json["next"]), (&json!(5), &json!(null)));
        let first = client.get(&format!("{ask}&look_at=3")).await;
        assert_eq!((names(first.is(200)), &first.json["looked_at"]), (Vec::<String>::new(), &json!(3)));
        let next = first.json["next"].as_str().expect("a next page").to_owned();
        let second = client.get(&format!("{ask}&look_at=3&cursor={next}")).await;
        assert_eq!((names(second.is(200)), &second.json["looked_at"]), (vec!["ada@acme.com".to_owned()], &json!(2)));
        assert_eq!(second.json["next"], json!(null));
        // All filters hold together; nobody is an answer, too.
        assert_eq!(names(client.get(&format!("{ask}&stage=subscriber")).await.is(200)), Vec::<String>::new());
        assert_eq!(names(client.get("/api/v1/leads?when=cycle%20%3E%201").await.is(200)), Vec::<String>::new());
        let wrong = client.get("/api/v1/leads?when=account.employes%20%3E%201").await;
        wrong.is_problem(400, "condition_invalid");
        let detail = wrong.json["detail"].as_str().expect("a text");
        assert!(detail.contains("at letter 1: ") && detail.contains("account.employees"), "{detail}");
        client.get("/api/v1/leads?look_at=0").await.is_problem(400, "query_invalid");
        client.get("/api/v1/leads?look_at=5001").await.is_problem(400, "query_invalid");
    });
}

#[test]
fn a_list_before_the_first_publication_is_empty() {
    on_both_empty(|scene| async move {
        let client = local(&scene);
        assert_eq!(client.get("/api/v1/leads").await.is(200)["items"], json!([]));
        assert_eq!(client.get("/api/v1/counts").await.is(200)["facts"], 0);
    });
}

#[test]
fn a_past_moment_is_explained_with_what_was_known_then() {
    on_both(|scene| async move {
        let client = local(&scene);
        let before = scene.clock.now().plus_secs(-1).to_string();
        let id = ada(&scene, &client).await;
        let then = scene.clock.now().to_string();
        scene.clock.advance_secs(3_600);
        // It happened then, and becomes known only now.
        let mut late = fact(&scene, "2", "ada@acme.com", "newsletter_subscribed");
        late["occurred_at"] = then.as_str().into();
        client.post(FACTS, &late).await.is(201);
        let path = format!("/api/v1/leads/{id}/explanation");
        let known_then = client.get(&format!("{path}?at={then}")).await;
        assert_eq!(known_then.is(200)["scores"]["engagement"], 50);
        assert_eq!(known_then.json["later_known"].as_array().map(Vec::len), Some(1));
        assert_eq!(known_then.json["decisions"][0]["decision"]["fact"], "1");
        let known_now = client.get(&format!("{path}?at={then}&as_known=now&lang=tr")).await;
        assert_eq!((&known_now.is(200)["scores"]["engagement"], &known_now.json["lang"]), (&json!(55), &json!("tr")));
        client.get(&path).await.is(200);
        client.get(&format!("{path}?at={before}")).await.is_problem(404, "not_yet");
        let ahead = scene.clock.now().plus_secs(60);
        client.get(&format!("{path}?at={ahead}")).await.is_problem(400, "not_happened");
        client.get(&format!("{path}?at=yesterday&as_known=later")).await.is_problem(400, "query_invalid");
    });
}

#[test]
fn a_timeline_goes_back_page_by_page() {
    on_both(|scene| async move {
        let client = local(&scene);
        let id = ada(&scene, &client).await;
        let mut view = fact(&scene, "2", "ada@acme.com", "page_viewed");
        view["data"] = json!({ "path": "/pricing" });
        client.post(FACTS, &view).await.is(201);
        let path = format!("/api/v1/leads/{id}/timeline");
        let first = client.get(&format!("{path}?limit=1")).await;
        let entry = &first.is(200)["items"][0];
        assert_eq!((&entry["seq"], &entry["points"]), (&json!(2), &json!([{ "rule": "pricing", "points": 8 }])));
        assert_eq!(entry["fact"]["body"]["data"]["path"], "/pricing");
        let next = first.json["next"].as_i64().expect("a next page");
        let second = client.get(&format!("{path}?limit=1&before={next}")).await;
        assert_eq!(
            (&second.is(200)["items"][0]["fact"]["type"], &second.json["next"]),
            (&json!("demo_requested"), &json!(null))
        );
        assert!(second.json["items"][0]["decision"]["sentences"].as_array().is_some_and(|it| !it.is_empty()));
    });
}

#[test]
fn people_are_found_by_what_they_are_called() {
    on_both(|scene| async move {
        let client = local(&scene);
        let mut ada = fact(&scene, "1", "Ada@Acme.com", "fields_set");
        ada["also"] = json!([{ "phone": "+90 (532) 111 22 33" }, { "external": "7" }, { "visitor": "v:1" }]);
        ada["fields"] = json!({ "country": "TR" });
        let id = client.post(FACTS, &ada).await.is(201)["lead"].clone();
        for query in ["email=%20ADA@acme.com", "phone=00905321112233", "external=web:7", "external=7", "visitor=v:1"] {
            let got = client.get(&format!("/api/v1/people?{query}")).await;
            assert_eq!(got.is(200)["items"][0]["id"], id, "{query}");
        }
        for query in ["email=7", "phone=7", "visitor=7", "external=v:1", "external=crm:7", "email=bob@acme.com"] {
            assert_eq!(client.get(&format!("/api/v1/people?{query}")).await.is(200)["items"], json!([]), "{query}");
        }
        client.get("/api/v1/people").await.is_problem(400, "query_invalid");
        client.get("/api/v1/people?email=a@b.co&phone=7").await.is_problem(400, "query_invalid");
        let person = client.get(&format!("/api/v1/people/{}", id.as_str().expect("an id"))).await;
        let external =
            person.is(200)["identities"].as_array().expect("identities").iter().find(|it| !it["external"].is_null());
        assert_eq!(external, Some(&json!({ "external": "7", "source": "web" })));
        let country =
            person.json["fields"].as_array().expect("fields").iter().find(|it| it["id"] == "country").expect("country");
        assert_eq!(
            (&country["value"], &country["fact"], &country["hidden"]),
            (&json!("TR"), &json!("1"), &json!(false))
        );
    });
}

#[test]
fn an_account_shows_its_people() {
    on_both(|scene| async move {
        let client = local(&scene);
        ada(&scene, &client).await;
        let mut bob = fact(&scene, "2", "bob@acme.com", "page_viewed");
        bob["account"] = " acme  LTD".into();
        client.post(FACTS, &bob).await.is(201);
        let list = client.get("/api/v1/accounts?text=ACME").await;
        let line = &list.is(200)["items"][0];
        assert_eq!((&line["people"], &line["key"], &line["engagement"]), (&json!(2), &json!("acme ltd"), &json!(10)));
        assert_eq!(client.get("/api/v1/accounts?text=bcme").await.is(200)["items"], json!([]));
        let one = client.get(&format!("/api/v1/accounts/{}", line["id"].as_str().expect("an id"))).await;
        assert_eq!(one.is(200)["people"].as_array().map(Vec::len), Some(2));
        let employees = one.json["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .find(|it| it["id"] == "employees")
            .expect("employees");
        assert_eq!(employees["value"], 120);
    });
}

#[test]
fn whoever_is_not_there_is_not_found() {
    on_both(|scene| async move {
        let client = local(&scene);
        for path in ["leads/{}", "leads/{}/explanation", "leads/{}/timeline", "people/{}", "accounts/{}"] {
            for id in [NOBODY, "7", "%00"] {
                client.get(&format!("/api/v1/{}", path.replace("{}", id))).await.is_problem(404, "not_found");
            }
        }
    });
}

#[test]
fn a_fact_may_name_its_lead_by_the_id_that_we_gave() {
    on_both(|scene| async move {
        let client = local(&scene);
        let id = ada(&scene, &client).await;
        let mut fact =
            json!({ "lead": id, "type": "newsletter_subscribed", "occurred_at": scene.clock.now().to_string() });
        let first = client.post(FACTS, &fact).await;
        assert_eq!((&first.is(201)["lead"], &first.json["seq"]), (&json!(id), &json!(2)));
        assert_eq!(client.post(FACTS, &fact).await.is(200)["id"], first.json["id"]);
        // Known only by an id of another system.
        let known = json!({ "id": "1", "external": "7", "source": "crm", "type": "demo_requested", "occurred_at": scene.clock.now().to_string() });
        let lead = client.post(FACTS, &known).await.is(201)["lead"].clone();
        fact["lead"] = lead.clone();
        client.post(FACTS, &fact).await.is_problem(422, "lead_not_nameable");
        fact["source"] = "crm".into();
        assert_eq!(client.post(FACTS, &fact).await.is(201)["lead"], lead);
        fact["lead"] = "7".into();
        client.post(FACTS, &fact).await.is_problem(422, "lead_unknown");
        fact["email"] = "ada@acme.com".into();
        client.post(FACTS, &fact).await.is_problem(422, "fact_invalid");
    });
}

#[test]
fn counts_and_metrics_say_how_many_stand_where() {
    on_both(|scene| async move {
        let client = local(&scene);
        ada(&scene, &client).await;
        client.post(FACTS, &fact(&scene, "2", "bob@acme.com", "newsletter_subscribed")).await.is(201);
        let counts = client.get("/api/v1/counts").await;
        assert_eq!((&counts.is(200)["leads_in_all"], &counts.json["facts"]), (&json!(2), &json!(2)));
        let places = json!([
            { "stage": "subscriber", "disposition": "open", "leads": 1 },
            { "stage": "mql", "disposition": "open", "leads": 1 },
        ]);
        assert_eq!(counts.json["leads"], places);
        let text = String::from_utf8(client.get("/metrics").await.body).expect("UTF-8");
        assert!(text.contains("kopru_leads{stage=\"mql\",disposition=\"open\"} 1\n"), "{text}");
    });
}

#[test]
fn sensitive_values_are_shown_only_to_those_who_may_see_them() {
    on_both_empty(|scene| async move {
        let source =
            PLAYBOOK.replace("country = { type = \"text\",", "country = { type = \"text\", sensitive = true,").replace(
                "when = \"account.employees >= 50\"\npoints = 40",
                "when = \"person.country == 'Narnia'\"\npoints = 40",
            );
        assert_ne!(source, PLAYBOOK);
        scene.publish(&source, Existing::Keep).await;
        let local = local(&scene);
        let mut ada = fact(&scene, "1", "ada@acme.com", "demo_requested");
        ada["fields"] = json!({ "country": "Narnia", "goal": "solve" });
        let id = local.post(FACTS, &ada).await.is(201)["lead"].as_str().expect("a lead").to_owned();
        let key = json!({ "name": "reader", "scopes": ["leads:read", "events:read"] });
        let token = local.post("/api/v1/keys", &key).await.is(201)["token"].as_str().expect("a token").to_owned();
        let reader = local.with("authorization", &format!("Bearer {token}"));
        scene.clock.advance_secs(3_600);
        for path in ["leads/{}", "leads/{}/explanation", "leads/{}/timeline", "people/{}", "events"] {
            let path = format!("/api/v1/{}", path.replace("{}", &id));
            let shown = local.get(&path).await;
            assert!(shown.is(200).to_string().contains("Narnia") || path.ends_with("events"), "{path}: {}", shown.json);
            let hidden = reader.get(&path).await;
            let said = hidden.is(200).to_string().replace("person.country == 'Narnia'", "");
            assert!(!said.contains("Narnia"), "{path}: {said}");
        }
        let person = reader.get(&format!("/api/v1/people/{id}")).await;
        let country = person.json["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .find(|it| it["id"] == "country")
            .expect("country")
            .clone();
        assert_eq!((&country["hidden"], &country["value"]), (&json!(true), &json!(null)));
        let timeline = reader.get(&format!("/api/v1/leads/{id}/timeline")).await;
        let fact = &timeline.json["items"][0]["fact"];
        assert_eq!(
            (&fact["hidden"], &fact["body"]["fields"]),
            (&json!(["fields.country"]), &json!({ "goal": "solve" }))
        );
    });
}

#[test]
fn an_erased_person_is_gone_and_stays_so() {
    on_both(|scene| async move {
        let client = local(&scene);
        let id = ada(&scene, &client).await;
        let path = format!("/api/v1/people/{id}");
        let erased = client.delete(&path).await;
        assert_eq!((&erased.is(200)["people"], &erased.json["facts"]), (&json!([id]), &json!(1)));
        client.delete(&path).await.is_problem(410, "erased");
        client.get(&format!("/api/v1/leads/{id}")).await.is_problem(410, "erased");
        let person = client.get(&path).await;
        // Whole words: an id may hold the three letters by chance.
        let told = person.is(200).to_string().to_lowercase();
        let named = ["ada@", "\"ada", "lovelace"].iter().any(|it| told.contains(it));
        assert!(person.json["erased_at"].is_string() && !named, "{told}");
        assert_eq!(client.get("/api/v1/people?email=ada@acme.com").await.is(200)["items"], json!([]));
        let timeline = client.get(&format!("/api/v1/leads/{id}/timeline")).await;
        assert!(!timeline.is(200).to_string().to_lowercase().contains("ada@"), "{}", timeline.json);
        // The very same fact again, and an import; a form that the person fills begins afresh.
        let mut again = fact(&scene, "1", "Ada@Acme.com", "demo_requested");
        client.post(FACTS, &again).await.is_problem(410, "erased");
        again["id"] = "2".into();
        client.post(&format!("{FACTS}?import=true"), &again).await.is_problem(410, "erased");
        assert_ne!(client.post(FACTS, &again).await.is(201)["lead"], json!(id));
        let mut named = again.clone();
        let named = named.as_object_mut().expect("an object");
        named.remove("email");
        named.insert("lead".into(), id.into());
        named.insert("id".into(), "3".into());
        client.post(FACTS, &json!(named)).await.is_problem(410, "erased");
        client.delete(&format!("/api/v1/people/{NOBODY}")).await.is_problem(404, "not_found");
    });
}

#[test]
fn two_records_become_one_person_and_two_again() {
    on_both(|scene| async move {
        let client = local(&scene);
        let ada = ada(&scene, &client).await;
        let private = fact(&scene, "2", "ada@home.example", "newsletter_subscribed");
        let other = client.post(FACTS, &private).await.is(201)["lead"].as_str().expect("a lead").to_owned();
        let path = format!("/api/v1/people/{ada}/merge");
        client.post(&path, &json!({ "other": ada })).await.is_problem(422, "same_person");
        client.post(&path, &json!({ "other": NOBODY })).await.is_problem(404, "not_found");
        client.post(&path, &json!({ "other": "7" })).await.is_problem(422, "body_invalid");
        let merged = client.post(&path, &json!({ "other": other })).await;
        assert_eq!(merged.is(201)["identities"], json!([{ "email": "ada@home.example" }]));
        client.post(&path, &json!({ "other": other })).await.is_problem(410, "merged");
        let gone = client.get(&format!("/api/v1/leads/{other}")).await;
        gone.is_problem(410, "merged");
        assert!(gone.json["detail"].as_str().is_some_and(|it| it.contains(&ada)), "{}", gone.json);
        // 50 for the demo and 5 for the newsletter are one person's now, who is found by either address.
        let lead = client.get(&format!("/api/v1/leads/{ada}")).await;
        assert_eq!((&lead.is(200)["engagement"], &lead.json["merged"]), (&json!(55), &json!([other])));
        let found = client.get("/api/v1/people?email=ada@home.example").await;
        assert_eq!(found.is(200)["items"][0]["id"], json!(ada));
        // A fact that names the record that is no more reaches the survivor.
        let act =
            json!({ "lead": other, "type": "newsletter_subscribed", "occurred_at": scene.clock.now().to_string() });
        assert_eq!(client.post(FACTS, &act).await.is(201)["lead"], json!(ada));
        let list = client.get(&format!("/api/v1/people/{other}/merges")).await;
        assert_eq!(
            (&list.is(200)["items"][0]["survivor"], &list.json["items"][0]["undone_at"]),
            (&json!(ada), &json!(null))
        );
        let undo = format!("/api/v1/merges/{}/undo", merged.json["merge"].as_str().expect("a merge"));
        let undone = client.send("POST", &undo, axum::body::Body::empty()).await;
        assert_eq!((&undone.is(200)["survivor"], &undone.json["loser"]), (&json!(ada), &json!(other)));
        client.send("POST", &undo, axum::body::Body::from("{}")).await.is_problem(409, "undone");
        client.send("POST", &undo, axum::body::Body::from("{\"x\":1}")).await.is_problem(422, "body_invalid");
        let nothing = format!("/api/v1/merges/{NOBODY}/undo");
        client.send("POST", &nothing, axum::body::Body::empty()).await.is_problem(404, "not_found");
        let again = client.get("/api/v1/people?email=ada@home.example").await;
        assert_eq!(again.is(200)["items"][0]["id"], json!(other));
    });
}

#[test]
fn imports_are_listed_with_what_came_of_them() {
    on_both(|scene| async move {
        let client = local(&scene);
        assert_eq!(client.get("/api/v1/imports").await.is(200), &json!({ "items": [] }));
        let (store, counts) = (&scene.store, Counts { rows: 7, facts: 20, known: 1, refused: 2 });
        let first = store.begin_import("crm", "leads.csv", Some("format = 1\n"), "mia").await.expect("a number");
        store.end_import(first, counts).await.expect("its end");
        store.begin_import("crm", "more.csv", None, "cli").await.expect("a number");
        let got = client.get("/api/v1/imports").await;
        let all = got.is(200);
        assert_eq!((&all["items"][0]["file"], &all["items"][0]["ended_at"]), (&json!("more.csv"), &Value::Null));
        let told = &all["items"][1];
        assert_eq!(
            (&told["mapping"], &told["by"], &told["facts"]),
            (&json!("format = 1\n"), &json!("mia"), &json!(20))
        );
        let newest = client.get("/api/v1/imports?limit=1").await.is(200)["items"].as_array().map(Vec::len);
        assert_eq!(newest, Some(1));
        let one = client.get("/api/v1/imports/1").await;
        assert_eq!((&one.is(200)["file"], &one.json["undo"]), (&json!("leads.csv"), &Value::Null));
        client.get("/api/v1/imports/7").await.is_problem(404, "not_found");
        client.get("/api/v1/imports/x").await.is_problem(404, "not_found");
    });
}

#[test]
fn an_import_is_undone_in_the_background_and_tells_how_far_it_is() {
    on_both(|scene| async move {
        let client = local(&scene);
        scene.take(vec![engines::fact(&scene, "own", "ada@acme.com", "page_viewed")]).await;
        let number = scene.store.begin_import("crm", "leads.csv", None, "mia").await.expect("a number");
        let told = |id: &str, email: &str| engines::fact(&scene, id, email, "demo_requested");
        let facts = vec![told("1", "ada@acme.com"), told("2", "bea@beta.com"), told("3", "cem@beta.com")];
        scene.store.import(Batch { number: Some(number), derived: true, facts }).await.expect("an import");
        let to = format!("/api/v1/imports/{number}/undo");
        assert_eq!(
            client.get(&to).await.is(200),
            &json!({ "removed": 2, "facts": 2, "retracted": 1, "kept": 0, "whole": true })
        );
        let begun = client.send("POST", &to, axum::body::Body::empty()).await;
        assert_eq!(begun.is(202)["number"], json!(number));
        client.app.undoing.ended(number).await;
        let got = client.get(&format!("/api/v1/imports/{number}")).await;
        let (undo, undoing) = (&got.is(200)["undo"], &got.json["undoing"]);
        assert_eq!(
            (&undo["removed"], &undo["retracted"], &undo["kept"], undo["undone_at"].is_string(), undoing),
            (&json!(2), &json!(1), &json!(0), true, &json!(false))
        );
        assert_eq!(client.get("/api/v1/leads").await.is(200)["items"].as_array().map(Vec::len), Some(1));
        client.send("POST", "/api/v1/imports/7/undo", axum::body::Body::empty()).await.is_problem(404, "not_found");
    });
}
