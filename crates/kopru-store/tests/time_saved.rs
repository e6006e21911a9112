//! What letting leads go early saves: who is credited, and what is counted. The playbook of these tests says that an answer
//! takes 5 minutes, a contact 10 and a conversation 40.

mod engines;

use engines::{Scene, fact, on_both, with};
use kopru_engine::decide::Outcome;

const DAY: i64 = 86_400;

/// Sales refuses a lead twice; `zoe` first and `adam` at last.
#[test]
fn a_lead_is_let_go_by_whoever_answered_last() {
    on_both(|scene| async move {
        let act = |scene: &Scene, id: &str, kind: &str| fact(scene, id, "ada@acme.com", kind);
        scene.take(vec![act(&scene, "demo-1", "demo_requested")]).await;
        for (id, rep) in [("no-1", "zoe"), ("no-2", "adam")] {
            scene.clock.advance_secs(60);
            let no = with(with(act(&scene, id, "refused"), "by", rep), "reason", "not-ready");
            scene.take(vec![no]).await;
            scene.clock.advance_secs(DAY);
            if rep == "zoe" {
                scene.take(vec![act(&scene, "demo-2", "demo_requested")]).await;
            }
        }
        let it = scene.store.time_saved(30).await.expect("a report").savings;
        assert_eq!((it.leads, it.early.leads), (1, 1), "one lead, handed over twice, is one");
        assert_eq!(it.spent, 2 * 5 * 60, "two answers of 5 minutes");
        assert_eq!(it.by_rep.keys().collect::<Vec<_>>(), ["adam"]);
        assert_eq!((it.ended, it.mean, it.early.saved), (0, None, 0), "nothing to compare with");
    });
}

/// A conversation that was undone took nobody's time; an undoing that came too late leaves it where it is.
#[test]
fn what_was_undone_is_not_counted() {
    on_both(|scene| async move {
        let act = |id: &str, kind: &str| with(fact(&scene, id, "ada@acme.com", kind), "by", "ayse");
        let spent = async || scene.store.time_saved(30).await.expect("a report").savings.spent;
        scene.take(vec![fact(&scene, "demo", "ada@acme.com", "demo_requested")]).await;
        let acts = [("yes", "accepted"), ("call", "contacted"), ("talk", "conversation_held")];
        for (id, kind) in acts {
            scene.clock.advance_secs(60);
            scene.take(vec![act(id, kind)]).await;
        }
        assert_eq!(spent().await, (5 + 10 + 40) * 60, "an answer, a contact and a conversation");
        scene.clock.advance_secs(60);
        let undone = scene.take(vec![with(act("oops", "undone"), "fact", "talk")]).await;
        assert_eq!(undone[0].outcome, Outcome::Applied);
        assert_eq!(spent().await, (5 + 10) * 60, "an answer and a contact");

        scene.take(vec![act("talk-2", "conversation_held")]).await;
        scene.clock.advance_secs(DAY);
        let late = scene.take(vec![with(act("late", "undone"), "fact", "talk-2")]).await;
        assert_eq!(late[0].outcome, Outcome::CannotUndo);
        assert_eq!(spent().await, (5 + 10 + 40) * 60, "the conversation was held");
    });
}

/// What machines wrote is kept among the contacts and took nobody's time.
#[test]
fn what_machines_did_is_not_counted() {
    on_both(|scene| async move {
        let act = |id: &str, kind: &str| with(fact(&scene, id, "ada@acme.com", kind), "by", "ayse");
        scene.take(vec![fact(&scene, "demo", "ada@acme.com", "demo_requested")]).await;
        scene.take(vec![act("yes", "accepted"), with(act("mail", "contacted"), "outcome", "sent")]).await;
        for (id, name, value) in
            [("away", "outcome", "auto_reply"), ("back", "outcome", "bounced"), ("robot", "automatic", "true")]
        {
            scene.take(vec![with(act(id, "contacted"), name, value)]).await;
        }
        let spent = scene.store.time_saved(30).await.expect("a report").savings.spent;
        assert_eq!(spent, (5 + 10) * 60, "an answer and the one contact that a person made");
    });
}
