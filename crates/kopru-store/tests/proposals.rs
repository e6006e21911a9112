//! Proposed changes of the playbook: one state at a time, two signatures of the very version, published once.

mod engines;

use engines::{PLAYBOOK, Scene, on_both, on_both_empty};
use kopru_engine::playbook::Playbook;
use kopru_store::disputes::Side;
use kopru_store::limits::PROPOSAL_EDITS_MAX;
use kopru_store::proposals::{Change, Edits, Proposal};
use kopru_store::publish::{Edition, Existing};
use kopru_store::{Id, StoreError};
use std::collections::BTreeMap;

fn code<T: std::fmt::Debug>(it: Result<T, StoreError>) -> &'static str {
    it.expect_err("refused").code()
}

fn version(source: &str) -> String {
    Playbook::check(source, &BTreeMap::new()).playbook.expect("a playbook").version.to_string()
}

fn more() -> String {
    PLAYBOOK.replace("points = 50", "points = 60")
}

fn edits() -> Edits {
    Edits::from([("engagement/rule/demo/points".to_owned(), Some("60".to_owned()))])
}

async fn opened(scene: &Scene) -> Proposal {
    scene.store.propose("Demos count more", (edits(), Existing::Keep), "mia").await.expect("a proposal")
}

async fn sign(scene: &Scene, it: &Proposal, side: Side, by: &str) -> Result<Proposal, StoreError> {
    let signed = (it.revision, version(PLAYBOOK), version(&more()));
    scene.store.sign_proposal(it.id, side, signed, by).await
}

async fn publish(scene: &Scene, id: Id, source: &str) -> Result<i64, StoreError> {
    let lists = BTreeMap::new();
    let edition = Edition { source: source.to_owned(), lists, existing: Existing::Keep, by: "sam".to_owned() };
    Ok(scene.store.publish_proposal(id, version(PLAYBOOK), edition).await?.seq)
}

#[test]
fn a_proposal_is_published_once_when_both_teams_have_signed_that_very_version() {
    on_both(|scene| async move {
        let it = opened(&scene).await;
        assert_eq!(code(publish(&scene, it.id, &more()).await), "not_signed");
        sign(&scene, &it, Side::Marketing, "mia").await.expect("signed");
        assert_eq!(code(publish(&scene, it.id, &more()).await), "not_signed");
        assert_eq!(code(sign(&scene, &it, Side::Sales, "mia").await), "one_person_for_both");
        let signed = sign(&scene, &it, Side::Sales, "sam").await.expect("signed");
        assert!(signed.signed(Side::Sales, &version(&more())) && !signed.signed(Side::Sales, &version(PLAYBOOK)));
        // Another text than the one that was signed.
        let other = PLAYBOOK.replace("points = 50", "points = 70");
        assert_eq!(code(publish(&scene, it.id, &other).await), "not_signed");
        assert_eq!(publish(&scene, it.id, &more()).await.expect("published"), 2);
        assert_eq!(code(publish(&scene, it.id, &more()).await), "proposal_closed");
        let closed = scene.store.proposal(it.id).await.expect("a proposal");
        assert_eq!((closed.outcome.as_deref(), closed.version), (Some("published"), Some(version(&more()))));
        assert_eq!(code(scene.store.withdraw_proposal(it.id, "mia").await), "proposal_closed");
        assert_eq!(scene.store.proposals(Some(true)).await.expect("a list"), vec![]);
        assert_eq!(scene.store.proposals(Some(false)).await.expect("a list").len(), 1);
    });
}

#[test]
fn a_change_asks_both_teams_again_and_only_whoever_saw_the_latest_state_makes_one() {
    on_both(|scene| async move {
        let it = opened(&scene).await;
        let change = |revision, existing| Change { title: it.title.clone(), edits: edits(), existing, revision };
        let same = scene.store.change_proposal(it.id, change(1, Existing::Keep), "sam").await.expect("the same");
        assert_eq!(same, it, "nothing was changed: nobody is named");
        let changed = scene.store.change_proposal(it.id, change(1, Existing::Advance), "sam").await.expect("changed");
        assert_eq!((changed.revision, changed.changed.1.as_str()), (2, "sam"));
        assert_eq!(
            code(scene.store.change_proposal(it.id, change(1, Existing::Keep), "mia").await),
            "proposal_changed"
        );
        assert_eq!(code(sign(&scene, &it, Side::Marketing, "mia").await), "proposal_changed");
        // What becomes of the leads is signed, too.
        sign(&scene, &changed, Side::Sales, "sam").await.expect("signed");
        let kept = scene.store.change_proposal(it.id, change(2, Existing::Keep), "mia").await.expect("changed");
        assert!(!kept.signed(Side::Sales, &version(&more())), "sales signed that leads are looked at anew");
        let changed = scene.store.change_proposal(it.id, change(3, Existing::Advance), "mia").await.expect("changed");
        assert!(changed.signed(Side::Sales, &version(&more())), "as it was signed");
        sign(&scene, &changed, Side::Marketing, "mia").await.expect("signed");
        sign(&scene, &changed, Side::Sales, "sam").await.expect("signed");
        // Another version in force: neither signed nor published before both look again.
        scene.publish(&PLAYBOOK.replace("14d", "21d"), Existing::Keep).await;
        assert_eq!(code(publish(&scene, it.id, &more()).await), "playbook_moved");
        assert_eq!(code(sign(&scene, &changed, Side::Marketing, "mia").await), "playbook_moved");
        scene.store.withdraw_proposal(it.id, "mia").await.expect("withdrawn");
    });
}

#[test]
fn two_people_who_publish_at_once_publish_once() {
    on_both(|scene| async move {
        let it = opened(&scene).await;
        sign(&scene, &it, Side::Marketing, "mia").await.expect("signed");
        sign(&scene, &it, Side::Sales, "sam").await.expect("signed");
        let more = more();
        let (one, two) = tokio::join!(publish(&scene, it.id, &more), publish(&scene, it.id, &more));
        let won = [&one, &two].iter().filter(|it| it.is_ok()).count();
        assert_eq!(won, 1, "{one:?} {two:?}");
        assert_eq!(scene.store.publications().await.expect("publications").len(), 2);
    });
}

#[test]
fn what_cannot_be_proposed_is_refused_and_leaves_nothing_behind() {
    on_both_empty(|scene| async move {
        let keep = |edits| (edits, Existing::Keep);
        let early = scene.store.propose("Demos count more", keep(edits()), "mia").await;
        assert_eq!(code(early), "no_playbook");
        scene.publish(PLAYBOOK, Existing::Keep).await;
        for title in ["", "  ", &"x".repeat(201)] {
            assert_eq!(code(scene.store.propose(title, keep(edits()), "mia").await), "title_invalid");
        }
        let many: Edits = (0..=PROPOSAL_EDITS_MAX).map(|it| (format!("stage/s{it}/max_age"), None)).collect();
        assert_eq!(code(scene.store.propose("Many", keep(many), "mia").await), "too_many_edits");
        assert_eq!(scene.store.proposals(None).await.expect("a list"), vec![]);
        assert!(matches!(scene.store.proposal(Id([7; 16])).await, Err(StoreError::NotFound(_))));
    });
}
