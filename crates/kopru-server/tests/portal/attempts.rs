//! Contacts are logged with what came of them, what the lead wants and what comes next; after many in vain a person may let go.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{Scene, assert_replays, fact, on_both_empty, with};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

/// The shipped agreement, and Ada, whom Sam has accepted.
async fn stage(scene: &Scene) -> Id {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
    let lead = scene.take(vec![fact(scene, "d", "ada@acme.com", "demo_requested")]).await[0].person.expect("a person");
    scene.settle().await;
    scene.take(vec![with(fact(scene, "yes", "ada@acme.com", "accepted"), "by", "sam")]).await;
    lead
}

#[test]
fn a_contact_says_what_the_lead_wants_and_what_comes_next() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}")).await;
        let said = [
            ("data.channel", "call"),
            ("data.outcome", "reached"),
            ("data.intent", "fewer leads lost after fairs"),
            ("data.next", "send the plan of the pilot"),
        ];
        // A step without its day is no step, and nothing is noted by halves.
        sam.press(&page, "Log a contact", &said).await.says("A next step needs both: what, and by when.");
        assert!(
            scene.store.lead(lead).await.expect("a lead").lead.standing.sales.clocks.len() == 1,
            "not contacted yet"
        );
        let said = [&said[..], &[("data.due", "2026-03-05T09:00")]].concat();
        let page = sam.press(&page, "Log a contact", &said).await;
        page.says("The contact is noted.").says("fewer leads lost after fairs").says("send the plan of the pilot");
        let step = scene.store.lead(lead).await.expect("a lead").lead.standing.sales.step.clone().expect("a step");
        assert_eq!(&*step.what, "send the plan of the pilot");
        assert_replays(&scene).await;
    });
}

#[test]
fn after_six_attempts_in_vain_letting_go_is_proposed_and_an_answer_starts_over() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", change, "test").await.expect("a change");
        let mut sam = Browser::new(&scene).of("sam").await;
        let log = async |sam: &mut Browser, outcome: &str| {
            scene.clock.advance_secs(3_600);
            let page = sam.open(&format!("/leads/{lead}")).await;
            sam.press(&page, "Temas kaydet", &[("data.channel", "call"), ("data.outcome", outcome)]).await
        };
        let proposed = "hiç yanıt vermiyor";
        let is_proposed = async || {
            let view = scene.store.lead(lead).await.expect("a lead");
            !view.lead.standing.suggestions.is_empty()
        };
        for outcome in ["no_answer", "voicemail", "sent", "reached", "no_answer", "voicemail", "sent", "no_answer"] {
            log(&mut sam, outcome).await.says("Temas kaydedildi.");
        }
        log(&mut sam, "voicemail").await.says("Yanıtsız deneme 5");
        assert!(!is_proposed().await, "five since they talked");
        log(&mut sam, "no_answer").await.says("Yanıtsız deneme 6").says(proposed);
        assert!(is_proposed().await);
        let page = log(&mut sam, "reached").await;
        assert!(!page.text().contains("Yanıtsız deneme"), "{}", page.text());
        assert!(!is_proposed().await, "they talked");
        assert_replays(&scene).await;
    });
}
