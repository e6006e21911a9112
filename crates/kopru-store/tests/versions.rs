//! What a new version of the playbook does to what was there before.

#[path = "engines/dump.rs"]
mod dump;
mod engines;

use dump::dump;
use engines::{PLAYBOOK, Scene, account, assert_replays, fact, on_both, on_both_empty};
use kopru_store::publish::{Edition, Existing, Published};
use kopru_store::sql::Cell;
use std::collections::BTreeMap;

async fn publish(scene: &Scene, source: &str, existing: Existing) -> Published {
    let edition = Edition { source: source.into(), lists: BTreeMap::new(), existing, by: "test".into() };
    scene.store.publish(edition).await.expect("a published playbook")
}

/// What can be found by an account's values.
async fn indexed(scene: &Scene) -> Vec<(String, String)> {
    let all = dump(scene).await;
    let text = |cell: &Cell| match cell {
        Cell::Text(it) => it.clone(),
        other => panic!("{other:?} is no text"),
    };
    all["indexed_value"].iter().map(|row| (text(&row["field"]), text(&row["value"]))).collect()
}

#[test]
fn an_account_is_found_by_the_fields_that_the_version_in_force_indexes() {
    on_both_empty(|scene| async move {
        let version = |fields: &str| PLAYBOOK.replace("employees = { type = \"int\", indexed = true }", fields);
        let line = |field: &str, value: &str| (format!("account.{field}"), value.to_owned());
        let (employees, region) = (line("employees", "120"), line("region", "west"));
        publish(&scene, &version("employees = { type = \"int\", indexed = true }\nregion = \"text\""), Existing::Keep)
            .await;
        // A fact that a version does not know is none under it: one for each field.
        for (id, said) in [("1", ("employees", "120")), ("2", ("region", "West"))] {
            scene.take(vec![account(fact(&scene, id, "ada@acme.com", "fields_set"), "Acme", &[said])]).await;
        }
        assert_eq!(indexed(&scene).await, std::slice::from_ref(&employees));
        // Other places, and the index with the other field.
        publish(&scene, &version("region = { type = \"text\", indexed = true }\nemployees = \"int\""), Existing::Keep)
            .await;
        scene.settle().await;
        assert_eq!(indexed(&scene).await, std::slice::from_ref(&region));
        let both = "region = { type = \"text\", indexed = true }\nemployees = { type = \"int\", indexed = true }";
        publish(&scene, &version(both), Existing::Keep).await;
        scene.settle().await;
        assert_eq!(indexed(&scene).await, [employees.clone(), region]);
        // A field that is gone is found no more.
        publish(&scene, PLAYBOOK, Existing::Keep).await;
        scene.settle().await;
        assert_eq!(indexed(&scene).await, [employees]);
        assert_replays(&scene).await;
    });
}

/// More leads than one transaction of the sweep takes.
const LEADS: usize = 250;
const CHUNK: usize = kopru_store::limits::CHUNK;

#[test]
fn the_version_in_force_is_published_again_to_advance_the_leads_that_it_kept() {
    on_both(|scene| async move {
        let seen = |round: usize| {
            let one = |n: usize| fact(&scene, &format!("p{n}-{round}"), &format!("p{n}@x.example"), "page_viewed");
            (0..LEADS).map(one).collect()
        };
        scene.take(seen(0)).await;
        scene.take(seen(1)).await;
        let at = |stage: &'static str| {
            let store = scene.store.clone();
            let counter = if stage == "lead" { "leads:lead:open" } else { "leads:subscriber:open" };
            async move { store.counted(counter).await.expect("a counter") }
        };
        let easier = PLAYBOOK.replace("facts('page_viewed', '90d') >= 3", "facts('page_viewed', '90d') >= 2");
        let kept = publish(&scene, &easier, Existing::Keep).await;
        assert_eq!((kept.seq, kept.already, kept.behind), (2, false, LEADS as i64));
        scene.settle().await;
        assert_eq!((at("subscriber").await, at("lead").await), (LEADS as i64, 0));
        scene.clock.advance_secs(60);
        let again = publish(&scene, &easier, Existing::Advance).await;
        assert_eq!((again.version.as_str(), again.seq), (kept.version.as_str(), 3));
        assert_eq!((again.already, again.behind), (false, LEADS as i64));
        // The process ends after one part; another one goes on where it was.
        assert_eq!(scene.store.sweep().await.expect("upkeep"), CHUNK);
        assert_eq!(at("lead").await, CHUNK as i64);
        let other = scene.another().await;
        assert_eq!(other.store.sweep().await.expect("upkeep"), LEADS - CHUNK);
        assert_eq!(other.store.sweep().await.expect("upkeep"), 0);
        assert_eq!((at("subscriber").await, at("lead").await), (0, LEADS as i64));
        // Once more changes nothing, and to keep from now on has nobody to bring along.
        let same = publish(&scene, &easier, Existing::Advance).await;
        assert_eq!((same.seq, same.already, same.behind), (3, true, 0));
        scene.clock.advance_secs(60);
        let kept = publish(&scene, &easier, Existing::Keep).await;
        assert_eq!((kept.seq, kept.already, kept.behind), (4, false, 0));
        scene.settle().await;
        assert_eq!(at("lead").await, LEADS as i64);
        assert_replays(&scene).await;
    });
}
