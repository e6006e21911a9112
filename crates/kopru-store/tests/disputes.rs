//! Disagreements about answers to hand-overs: opened by one side, settled when both say the same.

mod engines;

use engines::{Scene, fact, on_both, with};
use kopru_store::disputes::{DisputeQuery, Said, Side, View};
use kopru_store::{Id, StoreError};

fn code<T: std::fmt::Debug>(it: Result<T, StoreError>) -> &'static str {
    it.expect_err("refused").code()
}

async fn answered(scene: &Scene, person: &str, answer: &str) -> Id {
    let taken = scene.take(vec![fact(scene, &format!("demo-{person}"), person, "demo_requested")]).await;
    scene.clock.advance_secs(60);
    let act = with(fact(scene, &format!("{answer}-{person}"), person, answer), "by", "ayse");
    scene.take(vec![if answer == "refused" { with(act, "reason", "not-ready") } else { act }]).await;
    taken[0].person.expect("a person")
}

fn said(by: &str, side: Side, view: View) -> Said {
    Said { by: by.into(), side, view, change: None }
}

#[test]
fn a_refusal_is_disputed_and_settled_when_both_sides_say_the_same() {
    on_both(|scene| async move {
        let store = &scene.store;
        let lead = answered(&scene, "ada@a.com", "refused").await;
        assert_eq!(code(store.open_dispute(lead, Side::Marketing, "  ", "mia").await), "claim_invalid");
        let it = store.open_dispute(lead, Side::Marketing, "she asked for a price", "mia").await.expect("open");
        assert_eq!((it.about.as_str(), it.number, it.reason.as_deref()), ("refusal", 1, Some("not-ready")));
        assert_eq!(it.answered_by.as_deref(), Some("ayse"));
        assert_eq!(it.marketing, Some((View::Overturned, "mia".into())), "who opens it says that it was wrong");
        assert_eq!(code(store.open_dispute(lead, Side::Sales, "again", "ayse").await), "dispute_open");

        // What follows within a millisecond has no order in the audit.
        scene.clock.advance_secs(60);
        // Sales first stands by it, then comes round; whoever spoke for marketing may not speak for sales too.
        let still = store.say_of_dispute(it.id, said("ayse", Side::Sales, View::Upheld)).await.expect("said");
        assert_eq!((still.settled_at, still.outcome), (None, None));
        let both = said("mia", Side::Sales, View::Overturned);
        assert_eq!(code(store.say_of_dispute(it.id, both).await), "one_person_for_both");
        assert_eq!(code(store.dispute_changed(it.id, "deniz").await), "no_change_proposed");
        scene.clock.advance_secs(60);
        let change =
            Said { change: Some("not-ready needs a date".into()), ..said("ayse", Side::Sales, View::Overturned) };
        let settled = store.say_of_dispute(it.id, change).await.expect("said");
        assert_eq!((settled.settled_at, settled.outcome.as_deref()), (Some(scene.clock.now()), Some("overturned")));
        assert_eq!(
            code(store.say_of_dispute(it.id, said("mia", Side::Marketing, View::Upheld)).await),
            "dispute_settled"
        );
        assert_eq!(code(store.withdraw_dispute(it.id, "mia").await), "dispute_settled");

        // The answer stays; what both say of it stands beside.
        let report = store.acceptance(90).await.expect("a report");
        assert_eq!((report.outcomes.refused, report.disputes.wrong_refusals, report.disputes.open), (1, 1, 0));
        let to_change = DisputeQuery { to_change: true, open: Some(false), ..DisputeQuery::default() };
        assert_eq!(store.disputes(to_change).await.expect("a list").len(), 1);
        scene.clock.advance_secs(60);
        store.dispute_changed(it.id, "deniz").await.expect("done");
        assert_eq!(store.disputes(to_change).await.expect("a list").len(), 0);
        let audit = store.audit(None, 10).await.expect("the audit");
        let acts: Vec<&str> =
            audit.iter().map(|it| it.action.as_str()).filter(|it| it.starts_with("dispute")).collect();
        assert_eq!(acts, ["dispute.changed", "dispute.said", "dispute.said", "dispute.opened"]);
    });
}

#[test]
fn what_cannot_be_disputed_is_refused_and_who_opened_one_may_withdraw_it() {
    on_both(|scene| async move {
        let store = &scene.store;
        let unasked =
            scene.take(vec![fact(&scene, "demo", "eve@e.com", "demo_requested")]).await[0].person.expect("one");
        assert_eq!(code(store.open_dispute(unasked, Side::Sales, "why", "ayse").await), "nothing_to_dispute");
        assert_eq!(code(store.open_dispute(Id([7; 16]), Side::Sales, "why", "ayse").await), "not_found");
        let lead = answered(&scene, "bob@b.com", "accepted").await;
        let it = store.open_dispute(lead, Side::Sales, "he is a student", "ben").await.expect("open");
        assert_eq!(it.about, "acceptance");
        assert_eq!(store.acceptance(90).await.expect("a report").disputes.open, 1);
        assert_eq!(code(store.withdraw_dispute(it.id, "ayse").await), "not_the_opener");
        let gone = store.withdraw_dispute(it.id, "ben").await.expect("withdrawn");
        assert_eq!(gone.outcome.as_deref(), Some("withdrawn"));
        // It may be disputed once more.
        store.open_dispute(lead, Side::Marketing, "he is a student", "mia").await.expect("open");
        let of_lead = DisputeQuery { lead: Some(lead), ..DisputeQuery::default() };
        assert_eq!(store.disputes(of_lead).await.expect("a list").len(), 2);
        assert_eq!(store.disputes(DisputeQuery { open: Some(true), ..of_lead }).await.expect("a list").len(), 1);

        // What was said of an erased person goes; that there was a disagreement stays.
        store.erase(lead, "test".into()).await.expect("erased");
        let left = store.disputes(DisputeQuery { lead: Some(lead), ..DisputeQuery::default() }).await.expect("a list");
        assert!(left.iter().all(|it| it.claim.is_none()), "{left:?}");
    });
}

#[test]
fn of_two_who_settle_it_at_once_one_is_told_that_it_is_settled() {
    on_both(|scene| async move {
        let lead = answered(&scene, "ada@a.com", "refused").await;
        let it = scene.store.open_dispute(lead, Side::Marketing, "wrong", "mia").await.expect("open");
        let say = |by: &'static str| {
            let store = scene.store.clone();
            tokio::spawn(async move { store.say_of_dispute(it.id, said(by, Side::Sales, View::Overturned)).await })
        };
        let (one, other) = (say("ayse"), say("ben"));
        let results = [one.await.expect("a task"), other.await.expect("a task")];
        let settled = results.iter().filter(|it| it.is_ok()).count();
        assert_eq!(settled, 1, "{results:?}");
    });
}
