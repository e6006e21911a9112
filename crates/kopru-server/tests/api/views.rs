//! Filters that programs keep under a name, for everybody.

use crate::client::local;
use crate::engines::on_both;
use kopru_store::Id;
use serde_json::json;

const VIEWS: &str = "/api/v1/views";

#[test]
fn programs_keep_views_for_everybody_and_remove_their_own() {
    on_both(|scene| async move {
        let here = local(&scene);
        let key = json!({ "name": "reader", "scopes": ["leads:read", "facts:write"] });
        let token = here.post("/api/v1/keys", &key).await.is(201)["token"].as_str().expect("a token").to_owned();
        let reader = here.with("authorization", &format!("Bearer {token}"));
        let mine = scene.store.save_view("ayse", ("Mine", "owner=me"), false).await.expect("a view");
        let shared = scene.store.save_view("ayse", ("Ours", "stage=mql"), true).await.expect("a view");
        let view = json!({ "name": "Who decides", "query": "stage=mql&when=role.part%20%3D%3D%20%27decider%27" });
        reader.post(VIEWS, &view).await.is_problem(403, "scope_missing");
        let made = here.post(VIEWS, &view).await;
        let id = made.is(201)["id"].as_str().expect("an id").to_owned();
        assert_eq!((&made.json["name"], &made.json["query"]), (&view["name"], &view["query"]));
        // Everybody sees it, programs and people; what is a user's alone only they do.
        let all = reader.get(VIEWS).await;
        let names: Vec<_> = all.is(200)["items"].as_array().expect("items").iter().map(|it| &it["name"]).collect();
        assert_eq!(names, [&json!("Who decides"), &json!("Ours")]);
        assert_eq!((&all.json["items"][0]["owner"], &all.json["items"][1]["owner"]), (&json!(null), &json!("ayse")));
        let of_ben = scene.store.views("ben").await.expect("views");
        assert_eq!(of_ben.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Ours", "Who decides"]);
        // The same name again replaces it.
        let again = json!({ "name": "Who decides", "query": "stage=sal" });
        let again = here.post(VIEWS, &again).await;
        assert_eq!((&again.is(201)["id"], &again.json["query"]), (&json!(id), &json!("stage=sal")));
        for (name, query) in
            [("", "stage=mql"), ("x", "done=won"), ("x", "stage"), ("x", ""), (&"x".repeat(61), "age=1")]
        {
            here.post(VIEWS, &json!({ "name": name, "query": query })).await.is_problem(422, "view_invalid");
        }
        here.post(VIEWS, &json!({ "name": "x" })).await.is_problem(422, "body_invalid");
        // A user's stays, whoever asks.
        for other in [mine, shared, Id([9; 16])] {
            here.delete(&format!("{VIEWS}/{other}")).await.is_problem(404, "not_found");
        }
        reader.delete(&format!("{VIEWS}/{id}")).await.is_problem(403, "scope_missing");
        scene.clock.advance_secs(1);
        assert_eq!(here.delete(&format!("{VIEWS}/{id}")).await.is(200)["deleted"], json!(id));
        here.delete(&format!("{VIEWS}/{id}")).await.is_problem(404, "not_found");
        // Who did it stands in the audit, as for users.
        let audit = scene.store.audit(None, 10).await.expect("entries");
        let of_view = audit.iter().filter(|it| it.subject == id).map(|it| (it.action.as_str(), it.actor.as_str()));
        assert_eq!(of_view.collect::<Vec<_>>(), [("view.deleted", "local"), ("view.saved", "local")]);
        for number in 0..50 {
            here.post(VIEWS, &json!({ "name": format!("v{number}"), "query": "stage=mql" })).await.is(201);
        }
        here.post(VIEWS, &json!({ "name": "one more", "query": "stage=mql" })).await.is_problem(422, "too_many_views");
    });
}
