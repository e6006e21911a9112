//! Facts are taken once, decided, and kept.

mod engines;

use engines::{account, fact, field, on_both, with};
use kopru_engine::decide::Outcome;

#[test]
fn a_fact_makes_a_lead_and_a_repeat_gets_the_first_answer() {
    on_both(|scene| async move {
        let first = scene.take(vec![fact(&scene, "1", "Ada@Acme.com", "demo_requested")]).await;
        assert_eq!((first[0].seq, first[0].outcome, first[0].repeated), (1, Outcome::Applied, false));
        scene.clock.advance_secs(60);
        let mut again = fact(&scene, "1", "Ada@Acme.com", "demo_requested");
        again.incoming.raw.occurred_at = Some(scene.clock.now().plus_secs(-60));
        let second = scene.take(vec![again]).await;
        assert_eq!((second[0].person, second[0].seq, second[0].repeated), (first[0].person, 1, true));
        let other = fact(&scene, "1", "ada@acme.com", "newsletter_subscribed");
        let refused = scene.store.take(vec![other]).await.expect("a store that works");
        assert_eq!(refused[0].as_ref().expect_err("another fact with its id").code, "id_taken");
    });
}

#[test]
fn two_spellings_are_one_person_and_colleagues_share_an_account() {
    on_both(|scene| async move {
        let made = scene
            .take(vec![
                account(fact(&scene, "1", "ada@acme.com", "page_viewed"), "Acme Ltd", &[("employees", "120")]),
                account(fact(&scene, "2", "bob@acme.com", "page_viewed"), " acme  LTD ", &[]),
                with(fact(&scene, "3", " ADA@acme.com", "page_viewed"), "path", "/pricing"),
                field(fact(&scene, "4", "ada@acme.com", "fields_set"), "title", "VP Sales"),
            ])
            .await;
        assert_eq!(made[0].person, made[2].person);
        assert_ne!(made[0].person, made[1].person);
        assert_eq!(made.iter().map(|it| it.seq).collect::<Vec<_>>(), [1, 1, 2, 3]);
    });
}
