//! There is one way to "sales qualified": sales accepts, and a person of sales says so. Every other way is tried here.

mod engines;

use engines::{PLAYBOOK, Scene, assert_replays, fact, on_both, with};
use kopru_engine::decide::Outcome;
use kopru_store::publish::Existing;
use kopru_store::{FactIn, Id};

async fn stage(scene: &Scene, person: Id) -> Option<String> {
    scene.store.lead(person).await.expect("a lead").row.stage
}

async fn lead(scene: &Scene, email: &str, kind: &str) -> Id {
    scene.take(vec![fact(scene, &format!("{kind}-{email}"), email, kind)]).await[0].person.expect("a person")
}

/// Stages that only follow an acceptance.
fn is_past(stage: Option<&str>) -> bool {
    matches!(stage, Some("sal" | "sql" | "opportunity" | "customer"))
}

#[test]
fn no_way_leads_to_sales_qualified_but_the_one_through_acceptance() {
    on_both(|scene| async move {
        // By the act itself, and by what comes after it.
        let ada = lead(&scene, "ada@acme.com", "demo_requested").await;
        assert_eq!(stage(&scene, ada).await.as_deref(), Some("mql"));
        let overruled = with(fact(&scene, "q", "ada@acme.com", "qualified"), "by", "ayse");
        let mut talk = fact(&scene, "talk", "ada@acme.com", "conversation_held");
        for name in ["two_way", "business_fit", "product_fit"] {
            talk.incoming.raw.data.insert(name.into(), kopru_engine::value::Scalar::Bool(true));
        }
        let won = with(fact(&scene, "won", "ada@acme.com", "won"), "by", "ayse");
        for (place, act) in [overruled, talk, won].into_iter().enumerate() {
            let answer = scene.take(vec![act]).await.remove(0);
            // A conversation is noted whatever the stage; the others have no effect.
            assert!(place == 1 || answer.outcome == Outcome::NotAtStage, "{place}: {answer:?}");
            assert_eq!(stage(&scene, ada).await.as_deref(), Some("mql"), "{place}");
        }

        // By another system's word, told by a program and by an import: kept as reported, and waiting for a person.
        for (email, import) in [("bob@globex.com", false), ("eve@initech.com", true)] {
            let told = with(fact(&scene, &format!("r-{email}"), email, "stage_reported"), "stage", "sql");
            let answers = scene.store.take(vec![FactIn { import, ..told }]).await.expect("a store");
            let person = answers[0].as_ref().expect("taken").person.expect("a person");
            assert!(!is_past(stage(&scene, person).await.as_deref()), "{email}");
            let row = scene.store.lead(person).await.expect("a lead").row;
            assert_eq!(row.queue, "to confirm", "{email}");
            // Qualifying it needs the acceptance first.
            let early = with(fact(&scene, &format!("q-{email}"), email, "qualified"), "by", "ayse");
            assert_eq!(scene.take(vec![early]).await[0].outcome, Outcome::NotAtStage);
        }

        // By a merge with a record that sales has qualified: what was accepted is another record's.
        let cem = lead(&scene, "cem@hooli.com", "demo_requested").await;
        for (id, kind) in [("y", "accepted"), ("z", "qualified")] {
            let mut act = with(fact(&scene, id, "cem@hooli.com", kind), "by", "ayse");
            if kind == "qualified" {
                act.incoming.raw.data.insert("overrule".into(), kopru_engine::value::Scalar::Bool(true));
            }
            assert_eq!(scene.take(vec![act]).await[0].outcome, Outcome::Applied, "{kind}");
        }
        assert_eq!(stage(&scene, cem).await.as_deref(), Some("sql"), "the one way");
        scene.store.merge(ada, cem, "test".into()).await.expect("merged");
        assert!(!is_past(stage(&scene, ada).await.as_deref()), "{:?}", stage(&scene, ada).await);

        // By another agreement: one whose rules ask less, held against every lead at once; and one in which a rule would
        // bring leads there by itself is no agreement at all.
        let lax = PLAYBOOK.replace("points = 8", "points = 80");
        assert_ne!(lax, PLAYBOOK);
        scene.publish(&lax, Existing::Advance).await;
        scene.settle().await;
        for email in ["ada@acme.com", "bob@globex.com", "eve@initech.com"] {
            let person = scene.store.people_with("email", email).await.expect("ids")[0];
            assert!(!is_past(stage(&scene, person).await.as_deref()), "{email}");
        }
        let by_rule = PLAYBOOK.replace("by = \"qualification\"", "enter = \"facts('demo_requested', '90d') > 0\"");
        assert_ne!(by_rule, PLAYBOOK);
        let edition = kopru_store::publish::Edition {
            source: by_rule,
            lists: Default::default(),
            existing: Existing::Advance,
            by: "test".into(),
        };
        let refused = scene.store.publish(edition).await.expect_err("a rule may not stand behind an acceptance");
        assert_eq!(refused.code(), "playbook_has_faults");

        // By an undone acceptance: what followed it goes with it.
        let dora = lead(&scene, "dora@acme.com", "demo_requested").await;
        scene.clock.advance_secs(1);
        scene.take(vec![with(fact(&scene, "yes", "dora@acme.com", "accepted"), "by", "ayse")]).await;
        scene.clock.advance_secs(1);
        scene.take(vec![with(fact(&scene, "oops", "dora@acme.com", "undone"), "fact", "yes")]).await;
        let early = with(fact(&scene, "q-dora", "dora@acme.com", "qualified"), "by", "ayse");
        assert_eq!(scene.take(vec![early]).await[0].outcome, Outcome::NotAtStage);
        assert_eq!(stage(&scene, dora).await.as_deref(), Some("mql"));
        assert_replays(&scene).await;
    });
}

/// Sixty-four people press at once, on two processes: of each lead one answer counts.
#[test]
fn of_many_answers_to_one_hand_over_one_counts() {
    const LEADS: usize = 12;
    on_both(|scene| async move {
        for number in 0..LEADS {
            lead(&scene, &format!("p{number}@x{number}.com"), "demo_requested").await;
        }
        scene.clock.advance_secs(1);
        let other = scene.another().await;
        let mut tasks = Vec::new();
        for client in 0..64 {
            let scene = if client % 2 == 0 { scene.clone() } else { other.clone() };
            tasks.push(tokio::spawn(async move {
                let mut mine = Vec::new();
                for step in 0..LEADS {
                    // Each begins with another lead.
                    let number = (client + step) % LEADS;
                    let kind = if client % 3 == 0 { "refused" } else { "accepted" };
                    let email = format!("p{number}@x{number}.com");
                    let act = fact(&scene, &format!("{kind}-{client}-{number}"), &email, kind);
                    let act = with(act, "by", &format!("rep{client}"));
                    let act = if kind == "refused" { with(act, "reason", "not-ready") } else { act };
                    if scene.take(vec![act]).await[0].outcome == Outcome::Applied {
                        mine.push((number, format!("rep{client}"), kind));
                    }
                }
                mine
            }));
        }
        let mut won = Vec::new();
        for task in tasks {
            won.extend(task.await.expect("no panic"));
        }
        won.sort();
        let leads: Vec<usize> = won.iter().map(|it| it.0).collect();
        assert_eq!(leads, (0..LEADS).collect::<Vec<_>>(), "each lead was answered once: {won:?}");
        let query = kopru_store::handovers::HandoverQuery { limit: 100, ..Default::default() };
        let rows = scene.store.handovers(query).await.expect("hand-overs");
        assert_eq!(rows.len(), LEADS);
        for (number, by, kind) in won {
            let person = scene.store.people_with("email", &format!("p{number}@x{number}.com")).await.expect("ids")[0];
            let row = rows.iter().find(|it| it.lead == person).expect("a hand-over");
            assert_eq!((row.answered_by.as_deref(), row.state.as_str()), (Some(by.as_str()), kind));
        }
        assert_replays(&scene).await;
    });
}
