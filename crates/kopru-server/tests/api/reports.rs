//! Reports over HTTP.

use crate::client::local;
use crate::engines::{PLAYBOOK, Scene, fact, on_both};
use kopru_store::publish::Existing;
use serde_json::{Value, json};

fn demo(scene: &Scene, email: &str, country: &str, goal: &str) -> Value {
    json!({
        "id": email, "email": email, "type": "demo_requested", "occurred_at": scene.clock.now().to_string(),
        "source": "web", "fields": { "country": country, "goal": goal },
    })
}

fn mql(group: &Value) -> &Value {
    group["stages"].as_array().expect("stages").iter().find(|it| it["stage"] == "mql").expect("MQL")
}

#[test]
fn the_funnel_is_answered_by_month_source_and_field() {
    on_both(|scene| async move {
        let client = local(&scene);
        for (email, country, goal) in [("a@x.example", "TR", "solve"), ("b@x.example", "DE", "learn")] {
            client.post("/api/v1/facts", &demo(&scene, email, country, goal)).await.is(201);
        }
        let subscribed = json!({
            "id": "n", "email": "c@x.example", "type": "newsletter_subscribed", "source": "form",
            "occurred_at": scene.clock.now().to_string(),
        });
        client.post("/api/v1/facts", &subscribed).await.is(201);
        // Three leads of March 2026, two of them MQLs at once.
        let got = client.get("/api/v1/reports/funnel").await;
        let it = got.is(200);
        assert_eq!(
            (&it["by"], &it["groups"][0]["key"], &it["kept"]),
            (&json!("month"), &json!("2026-03"), &json!(true))
        );
        let cell = mql(&it["whole"]);
        assert_eq!((&cell["reached"]["part"], &cell["reached"]["of"]), (&json!(2), &json!(3)));
        assert_eq!((&cell["reached"]["millionths"], &cell["few"]), (&json!(666_667), &json!(true)));
        assert_eq!((&cell["decided"], &cell["reported"], &cell["reach"]["timed"]), (&json!(2), &json!(0), &json!(2)));
        let labels = |it: &Value| -> Vec<(String, u64)> {
            let groups = it["groups"].as_array().expect("groups");
            let of =
                |it: &Value| (it["label"].as_str().unwrap_or_default().to_owned(), it["entered"].as_u64().unwrap_or(0));
            groups.iter().map(of).collect()
        };
        let source = client.get("/api/v1/reports/funnel?by=source").await;
        assert_eq!(labels(source.is(200)), [("web".to_owned(), 2), ("form".to_owned(), 1)]);
        let goal = client.get("/api/v1/reports/funnel?by=person.goal&source=web&lang=tr").await;
        assert_eq!(labels(goal.is(200)), [("learn".to_owned(), 1), ("solve".to_owned(), 1)]);
        assert_eq!(goal.json["kept"], false);
        let country = client.get("/api/v1/reports/funnel?by=person.country&lang=tr").await;
        assert_eq!(labels(country.is(200))[2], ("(bilinmiyor)".to_owned(), 1));
        let before = client.get("/api/v1/reports/funnel?to=2026-02").await;
        assert_eq!(before.is(200)["whole"]["entered"], 0);
    });
}

#[test]
fn what_makes_no_sense_or_may_not_be_seen_is_refused() {
    on_both(|scene| async move {
        let client = local(&scene);
        let path = "/api/v1/reports/funnel";
        client.get(&format!("{path}?by=person.contry")).await.is_problem(400, "field_unknown");
        client.get(&format!("{path}?from=2026-03&to=2026-02")).await.is_problem(400, "months_reversed");
        let wrong = client.get(&format!("{path}?from=March&until=2026-02")).await;
        assert_eq!(wrong.wrong(), [("until", "unknown_parameter")]);
        client.get(&format!("{path}?from=March")).await.is_problem(400, "query_invalid");
        scene.publish(&PLAYBOOK.replace("goal = {", "goal = { sensitive = true, "), Existing::Keep).await;
        // Who serves this machine alone reads everything; a key without the scope does not.
        let remote = crate::client::remote(&scene);
        let made = client.post("/api/v1/keys", &json!({ "name": "bi", "scopes": ["leads:read"] })).await;
        let key = made.is(201)["token"].as_str().expect("a token").to_owned();
        let reader = remote.with("authorization", &format!("Bearer {key}"));
        reader.get(&format!("{path}?by=person.goal")).await.is_problem(403, "field_sensitive");
        reader.get(path).await.is(200);
        remote.get(path).await.is_problem(401, "key_needed");
    });
}

#[test]
fn hand_overs_are_listed_and_their_acceptance_is_told_in_both_languages() {
    on_both(|scene| async move {
        let client = local(&scene);
        let at = || scene.clock.now().to_string();
        for (number, email) in ["a@x.example", "b@x.example", "c@x.example"].into_iter().enumerate() {
            client.post("/api/v1/facts", &demo(&scene, email, "TR", "solve")).await.is(201);
            scene.clock.advance_secs(60);
            let (kind, data) = match number {
                0 => ("accepted", json!({ "by": "ayse" })),
                1 => ("refused", json!({ "by": "ayse", "reason": "not-ready" })),
                _ => ("returned", json!({ "by": "ayse" })),
            };
            let answer = json!({ "id": format!("{kind}-{email}"), "email": email, "type": kind, "data": data, "occurred_at": at() });
            client.post("/api/v1/facts", &answer).await.is(201);
        }
        let got = client.get("/api/v1/reports/acceptance").await;
        let it = got.is(200);
        assert_eq!(
            (&it["verdict"], &it["outcomes"]["accepted"], &it["outcomes"]["refused"]),
            (&json!("too_few"), &json!(1), &json!(1))
        );
        assert_eq!((&it["outcomes"]["returned"], &it["outcomes"]["rate"]), (&json!(1), &json!(500_000)));
        assert_eq!(it["sentence"], "1 of 2: too few to judge; 20 must be decided");
        let turkish = client.get("/api/v1/reports/acceptance?days=7&lang=tr").await;
        assert_eq!(
            turkish.is(200)["sentence"],
            "2 devirden 1 kabul: değerlendirmek için çok az; 20 devir sonuçlanmalı"
        );
        client.get("/api/v1/reports/acceptance?days=0").await.is_problem(400, "query_invalid");
        let got = client.get("/api/v1/handovers?state=refused").await;
        let items = got.is(200)["items"].as_array().expect("hand-overs").clone();
        assert_eq!(
            (items.len(), &items[0]["reason"], &items[0]["answered_by"]),
            (1, &json!("not-ready"), &json!("ayse"))
        );
        let lead = client.get("/api/v1/leads?queue=returned").await.is(200)["items"][0]["id"]
            .as_str()
            .expect("a lead")
            .to_owned();
        let lead = client.get(&format!("/api/v1/leads/{lead}")).await;
        let lead = lead.is(200);
        assert_eq!(
            (&lead["handover"]["state"], &lead["handover"]["number"], &lead["clocks"]),
            (&json!("returned"), &json!(1), &json!([]))
        );
        let taken =
            client.get("/api/v1/leads?owner=ayse").await.is(200)["items"][0]["id"].as_str().expect("a lead").to_owned();
        let taken = client.get(&format!("/api/v1/leads/{taken}?lang=tr")).await;
        let taken = taken.is(200);
        assert_eq!(
            (&taken["clocks"][0]["clock"], &taken["clocks"][0]["name"]),
            (&json!("contact"), &json!("ilk temas"))
        );
        assert_eq!(taken["next_step"]["text"], "adayla ilk teması kurmak");
        // What hands nothing over has no such report.
        scene.publish("format = 1\nname = \"Small\"\nfacts = { seen = {} }\n[[stage]]\nid = \"lead\"\nname = \"Lead\"\nparked = true\nqueue = \"all\"\n", Existing::Keep).await;
        client.get("/api/v1/reports/acceptance").await.is_problem(409, "no_handover");
    });
}

#[test]
fn letting_poor_leads_go_early_is_told_in_hours_and_money_and_counts_for_whoever_did() {
    on_both(|scene| async move {
        let client = local(&scene);
        let act = async |email: &str, kind: &str, data: Value| {
            scene.clock.advance_secs(60);
            let at = scene.clock.now().to_string();
            let fact = json!({ "id": format!("{kind}-{email}"), "email": email, "type": kind, "source": "web", "data": data, "occurred_at": at });
            client.post("/api/v1/facts", &fact).await.is(201);
        };
        let fits = json!({ "by": "ayse", "two_way": true, "business_fit": true, "product_fit": true });
        // Ten are worked to an end: an answer, a contact and a conversation, 5 + 10 + 40 minutes each.
        for number in 0..10 {
            let email = format!("p{number}@x{number}.com");
            act(&email, "demo_requested", json!({})).await;
            act(&email, "accepted", json!({ "by": "ayse" })).await;
            act(&email, "contacted", json!({ "by": "ayse", "outcome": "reached" })).await;
            act(&email, "qualified", json!({ "by": "ayse", "overrule": true })).await;
            act(&email, "conversation_held", fits.clone()).await;
            act(&email, "won", json!({ "by": "ayse" })).await;
        }
        // One is let go at once, one after a contact: 5 and 15 minutes; 50 and 40 are saved.
        act("eve@x.com", "demo_requested", json!({})).await;
        act("eve@x.com", "accepted", json!({ "by": "ben" })).await;
        act("eve@x.com", "disqualified", json!({ "by": "ben", "kind": "never", "reason": "competitor" })).await;
        act("bob@x.com", "demo_requested", json!({})).await;
        act("bob@x.com", "accepted", json!({ "by": "ben" })).await;
        act("bob@x.com", "contacted", json!({ "by": "ben", "outcome": "reached" })).await;
        act("bob@x.com", "disqualified", json!({ "by": "ben", "kind": "not_us", "reason": "no need" })).await;
        let got = client.get("/api/v1/reports/time-saved").await;
        let it = got.is(200);
        assert_eq!(
            (&it["leads"], &it["worked_to_an_end"], &it["mean_secs"]),
            (&json!(12), &json!(10), &json!(55 * 60))
        );
        assert_eq!((&it["early"]["leads"], &it["early"]["spent_secs"]), (&json!(2), &json!(20 * 60)));
        // Ninety minutes at 60 EUR an hour.
        assert_eq!((&it["early"]["saved_secs"], &it["early"]["saved_minor"]), (&json!(90 * 60), &json!(9_000)));
        assert_eq!(
            (&it["by_rep"]["ben"]["leads"], &it["by_kind"]["never"]["saved_secs"]),
            (&json!(2), &json!(50 * 60))
        );
        // Two and three minutes from the hand-over: half within three.
        assert_eq!(it["early"]["median_secs"], json!(3 * 60));
        let turkish = client.get("/api/v1/reports/time-saved?lang=tr").await;
        let said = turkish.is(200)["sentences"][2].as_str().expect("a sentence").to_owned();
        assert!(said.contains("1,5 sa") && said.contains("değeri 90 EUR"), "{said}");
        scene.publish("format = 1\nname = \"Small\"\nfacts = { seen = {} }\n[[stage]]\nid = \"lead\"\nname = \"Lead\"\nparked = true\nqueue = \"all\"\n", Existing::Keep).await;
        client.get("/api/v1/reports/time-saved").await.is_problem(409, "no_effort");
    });
}

#[test]
fn agreed_times_still_leads_and_the_sales_cycle_are_told_in_both_languages() {
    on_both(|scene| async move {
        let client = local(&scene);
        let act = async |email: &str, kind: &str, data: Value| {
            scene.clock.advance_secs(60);
            let at = scene.clock.now().to_string();
            let fact = json!({ "id": format!("{kind}-{email}"), "email": email, "type": kind, "source": "web", "data": data, "occurred_at": at });
            client.post("/api/v1/facts", &fact).await.is(201);
        };
        act("ada@x.com", "demo_requested", json!({})).await;
        act("ada@x.com", "accepted", json!({ "by": "ayse" })).await;
        act("ada@x.com", "contacted", json!({ "by": "ayse", "outcome": "reached" })).await;
        act("ada@x.com", "qualified", json!({ "by": "ayse", "overrule": true })).await;
        let fits = json!({ "by": "ayse", "two_way": true, "business_fit": true, "product_fit": true });
        act("ada@x.com", "conversation_held", fits).await;
        act("ada@x.com", "won", json!({ "by": "ayse", "amount": "1200.50 EUR" })).await;
        act("bob@x.com", "demo_requested", json!({})).await;
        act("bob@x.com", "accepted", json!({ "by": "ayse" })).await;

        let sla = client.get("/api/v1/reports/sla?days=7").await;
        let it = sla.is(200);
        assert_eq!((&it["answers"]["at_once"], &it["answers"]["median_secs"]), (&json!(2), &json!(60)));
        assert_eq!((&it["contacts"]["in_time"], &it["contacts"]["running"]), (&json!(1), &json!(1)));
        assert_eq!((&it["clocks"]["contact"]["running"], &it["owners"]["ayse"]["late"]), (&json!(1), &json!(0)));
        let said = it["sentences"][0].as_str().expect("a sentence").to_owned();
        assert!(said.starts_with("Answer: 2 of 2 hand-overs were answered"), "{said}");
        let turkish = client.get("/api/v1/reports/sla?lang=tr").await;
        let said = turkish.is(200)["sentences"][0].as_str().expect("a sentence").to_owned();
        assert!(said.starts_with("Yanıt: 2 devrin 2 tanesi ilk sunulduğunda"), "{said}");
        client.get("/api/v1/reports/sla?days=0").await.is_problem(400, "query_invalid");

        let cycle = client.get("/api/v1/reports/sales?lang=tr").await;
        let it = cycle.is(200);
        assert_eq!((&it["all"]["won"], &it["all"]["revenue_minor"]["EUR"]), (&json!(1), &json!(120_050)));
        assert_eq!(it["by_contact"]["in_time"]["won"], json!(1));
        let said = it["sentences"][0].as_str().expect("a sentence");
        assert!(said.contains("1 fırsatın 1 tanesi kazanıldı") && said.contains("1.201 EUR"), "{said}");

        // A SAL may stand for 14 days.
        scene.clock.advance_secs(15 * 86_400);
        scene.settle().await;
        let still = client.get("/api/v1/reports/stagnation").await;
        let it = still.is(200);
        assert_eq!(it["sentence"], "Longer at their stage than agreed: 1 of 1 open leads.");
        assert_eq!((&it["stuck"][0]["beyond_secs"], &it["adrift"]), (&json!(86_400), &json!(0)));
        let before = scene.clock.now().plus_secs(-14 * 86_400);
        let listed = client.get(&format!("/api/v1/leads?entered_before={before}&disposition=open")).await;
        assert_eq!(listed.is(200)["items"].as_array().map(Vec::len), Some(1));
        scene.publish("format = 1\nname = \"Small\"\nfacts = { seen = {} }\n[[stage]]\nid = \"lead\"\nname = \"Lead\"\nparked = true\nqueue = \"all\"\n", Existing::Keep).await;
        client.get("/api/v1/reports/sla").await.is_problem(409, "no_handover");
    });
}

#[test]
fn hand_overs_of_one_moment_are_listed_page_by_page_and_none_is_passed_over() {
    on_both(|scene| async move {
        let client = local(&scene);
        // Five at once: the clock stands still.
        let all = (0..5).map(|it| fact(&scene, &format!("d{it}"), &format!("p{it}@x.com"), "demo_requested"));
        scene.take(all.collect()).await;
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        for _ in 0..3 {
            let page = client.get(&format!("/api/v1/handovers?limit=2{cursor}")).await;
            let page = page.is(200);
            seen.extend(page["items"].as_array().expect("hand-overs").iter().map(|it| it["lead"].to_string()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let apart: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), apart.len()), (5, 5));
        client.get("/api/v1/handovers?cursor=yesterday").await.is_problem(400, "query_invalid");
    });
}

#[test]
fn what_a_number_of_a_report_counts_is_listed_with_its_leads() {
    on_both(|scene| async move {
        let client = local(&scene);
        let all = (0..3).map(|it| fact(&scene, &format!("d{it}"), &format!("p{it}@x.com"), "demo_requested"));
        scene.take(all.collect()).await;
        let page = client.get("/api/v1/reports/leads?of=handovers&state=open&source=web&limit=2").await;
        let page = page.is(200);
        let items = page["items"].as_array().expect("items");
        assert_eq!((items.len(), &items[0]["counted"]["state"]), (2, &json!("open")));
        assert!(items[0]["lead"]["email"].as_str().is_some_and(|it| it.ends_with("@x.com")));
        let next = page["next"].as_str().expect("a next page");
        let page = client.get(&format!("/api/v1/reports/leads?of=handovers&state=open&cursor={next}")).await;
        let page = page.is(200);
        assert_eq!((page["items"].as_array().map(Vec::len), &page["next"]), (Some(1), &json!(null)));
        let page = client.get("/api/v1/reports/leads?of=funnel&through=mql").await;
        let page = page.is(200);
        assert_eq!((page["items"].as_array().map(Vec::len), &page["looked_at"]), (Some(3), &json!(3)));
        client.get("/api/v1/reports/leads").await.is_problem(400, "slice_invalid");
        client.get("/api/v1/reports/leads?of=clocks&reason=x").await.is_problem(400, "slice_invalid");
    });
}
