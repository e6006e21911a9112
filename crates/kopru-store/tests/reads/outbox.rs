//! The feed, and messages that are claimed.

use crate::engines::{Scene, fact, on_both};
use kopru_engine::decide::Change;
use kopru_store::Id;
use kopru_store::limits::{FEED_SECS, OUTBOX_SECS};
use kopru_store::outbox::Event;
use std::collections::BTreeSet;

async fn subscribe(scene: &Scene, count: usize) {
    let facts = (0..count)
        .map(|number| fact(scene, &format!("s{number}"), &format!("lead-{number}@x.com"), "newsletter_subscribed"));
    scene.take(facts.collect()).await;
}

fn ids(events: &[Event]) -> Vec<Id> {
    events.iter().map(|it| it.id).collect()
}

#[test]
fn the_feed_tells_decisions_in_order_and_goes_on_where_a_reader_stopped() {
    on_both(|scene| async move {
        subscribe(&scene, 1).await;
        scene.clock.advance_secs(1);
        scene.take(vec![fact(&scene, "demo", "lead-0@x.com", "demo_requested")]).await;
        assert!(scene.store.events(None, 10).await.expect("events").is_empty());
        scene.clock.advance_secs(FEED_SECS);
        // The first is six seconds old, the second five.
        let first = scene.store.events(None, 10).await.expect("events");
        assert_eq!((first.len(), first[0].topic.as_str(), first[0].seq), (1, "lead.stage", 1));
        scene.clock.advance_secs(1);
        let all = scene.store.events(None, 10).await.expect("events");
        assert_eq!((all.len(), all[1].seq, all[1].claims), (2, 2, 0));
        assert!(all[0].id < all[1].id);
        let decision = all[1].decision.as_ref().expect("a decision");
        let book = all[1].book.as_ref().expect("a version");
        let mql = book.playbook.stage("mql").expect("a stage");
        assert!(decision.changes.iter().any(|it| matches!(it, Change::Stage { to, .. } if *to == mql)));
        assert_eq!(ids(&scene.store.events(Some(all[0].id), 10).await.expect("events")), ids(&all[1..]));
        assert_eq!(ids(&scene.store.events(None, 1).await.expect("events")), ids(&all[..1]));
        assert!(scene.store.events(Some(all[1].id), 10).await.expect("events").is_empty());
        // The newest come the newest first, at once and also when they were delivered.
        scene.store.acknowledge(vec![all[1].id]).await.expect("an acknowledgement");
        let newest = async |topics, limit| ids(&scene.store.newest_events(topics, limit).await.expect("events"));
        assert_eq!(newest(&["lead.stage", "lead.disposition"], 10).await, [all[1].id, all[0].id]);
        assert_eq!(newest(&["lead.stage"], 1).await, [all[1].id]);
        assert!(newest(&["lead.disposition"], 10).await.is_empty());
    });
}

#[test]
fn what_a_file_says_of_the_past_comes_after_what_the_feed_told_already() {
    on_both(|scene| async move {
        subscribe(&scene, 1).await;
        scene.clock.advance_secs(40 * 86_400);
        scene.take(vec![fact(&scene, "new", "new@x.com", "newsletter_subscribed")]).await;
        scene.clock.advance_secs(FEED_SECS + 1);
        let told = scene.store.events(None, 10).await.expect("events");
        assert_eq!(told.len(), 2);
        // Of somebody of whom nothing was heard for 40 days, a file tells what became known 30 days ago.
        let mut old = fact(&scene, "old", "lead-0@x.com", "demo_requested");
        let then = scene.clock.now().plus_secs(-30 * 86_400);
        (old.incoming.raw.occurred_at, old.incoming.raw.recorded_at, old.import) = (Some(then), Some(then), true);
        scene.take(vec![old]).await;
        scene.clock.advance_secs(FEED_SECS + 1);
        let next = scene.store.events(Some(told[1].id), 10).await.expect("events");
        assert_eq!((next.len(), next[0].at), (1, then));
    });
}

#[test]
fn a_message_that_commits_late_is_not_passed_over() {
    on_both(|scene| async move {
        if scene.place.engine != "postgres" {
            // SQLite has one transaction at a time: there is nothing that could commit late.
            return;
        }
        // Somebody writes, and does not end yet.
        let (client, connection) =
            tokio_postgres::connect(&scene.place.url, tokio_postgres::NoTls).await.expect("PostgreSQL");
        tokio::spawn(connection);
        let late = kopru_store::id::Ids::default().make(scene.clock.now()).expect("an id");
        client.batch_execute("begin").await.expect("a transaction");
        let person: &[u8] = &[7; 16];
        client
            .execute(
                "insert into outbox (workspace, message, at, topic, person, seq, claimed_until, claims)
                 values (1, $1, $2, 'lead.stage', $3, 1, 0, 0)",
                &[&late.0.as_slice(), &scene.clock.now().micros(), &person],
            )
            .await
            .expect("a message");
        scene.clock.advance_secs(1);
        subscribe(&scene, 1).await;
        // Old enough by itself; but the other one has been writing for up to a second.
        scene.clock.set(scene.clock.now().plus_secs(FEED_SECS));
        scene
            .clock
            .set(kopru_engine::time::Moment::from_micros(scene.clock.now().micros() + 500_000).expect("a moment"));
        assert!(scene.store.events(None, 10).await.expect("events").is_empty());
        client.batch_execute("commit").await.expect("an end");
        let told = scene.store.events(None, 10).await.expect("events");
        assert_eq!((told.len(), told[0].id), (2, late));
        // Its decision is not kept: the message says so.
        assert!(told[0].decision.is_none() && told[0].book.is_none() && told[1].decision.is_some());
    });
}

#[test]
fn a_claimed_message_comes_to_nobody_else_before_its_lease_ends_and_then_again() {
    on_both(|scene| async move {
        subscribe(&scene, 3).await;
        let other = scene.another().await;
        let claim = async |scene: &Scene, limit| scene.store.claim_events(limit, 60).await.expect("events");
        let mine = claim(&scene, 2).await;
        let others = claim(&other, 10).await;
        assert_eq!((mine.len(), others.len()), (2, 1));
        assert!(mine.iter().chain(&others).all(|it| it.claims == 1 && it.decision.is_some()));
        assert!(claim(&scene, 10).await.is_empty() && claim(&other, 10).await.is_empty());
        assert_eq!(scene.store.acknowledge(ids(&mine[..1])).await.expect("done"), 1);
        assert_eq!(scene.store.acknowledge(ids(&mine[..1])).await.expect("done already"), 0);
        scene.clock.advance_secs(59);
        assert!(claim(&other, 10).await.is_empty());
        scene.clock.advance_secs(1);
        let again = claim(&other, 10).await;
        let mut expected = vec![mine[1].id, others[0].id];
        expected.sort_unstable();
        assert_eq!(ids(&again), expected);
        assert!(again.iter().all(|it| it.claims == 2));
        // The lease is another one's by now; that it was delivered holds all the same.
        assert_eq!(scene.store.acknowledge(expected).await.expect("done"), 2);
        scene.clock.advance_secs(61);
        assert!(claim(&scene, 10).await.is_empty());
    });
}

#[test]
fn two_who_claim_at_once_share_the_messages_out() {
    on_both(|scene| async move {
        subscribe(&scene, 40).await;
        let other = scene.another().await;
        let mut seen = Vec::new();
        for _ in 0..4 {
            let (one, two) = tokio::join!(scene.store.claim_events(6, 60), other.store.claim_events(6, 60));
            seen.extend(ids(&one.expect("events")));
            seen.extend(ids(&two.expect("events")));
        }
        // 4 · 2 · 6 = 48 would have been possible, 40 there were.
        assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (40, 40));
    });
}

#[test]
fn a_delivered_message_is_forgotten_after_a_while_and_one_that_is_not_delivered_stays() {
    on_both(|scene| async move {
        subscribe(&scene, 2).await;
        let claimed = scene.store.claim_events(1, 60).await.expect("events");
        scene.store.acknowledge(ids(&claimed)).await.expect("done");
        scene.clock.advance_secs(OUTBOX_SECS);
        assert_eq!(scene.store.events(None, 10).await.expect("events").len(), 2);
        assert_eq!(scene.store.purge().await.expect("a purge"), 0);
        scene.clock.advance_secs(1);
        assert_eq!(scene.store.purge().await.expect("a purge"), 1);
        let left = scene.store.events(None, 10).await.expect("events");
        assert_eq!(left.len(), 1);
        assert_ne!(left[0].id, claimed[0].id);
    });
}
