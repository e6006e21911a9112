//! Whoever only downloaded something is asked for the goal first; nothing is sold before it is known.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{Scene, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_server::service::call::{Answered, as_json};
use kopru_server::service::{Services, Veil};
use kopru_store::publish::Existing;
use kopru_store::remarks::About;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;
use kopru_store::{Id, StoreError};
use serde_json::json;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

async fn downloaded(scene: &Scene) -> Id {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
    let mut paper = fact(scene, "d", "ada@a.com", "content_downloaded");
    paper.incoming.raw.data.clear();
    scene.take(vec![paper]).await[0].person.expect("a lead")
}

#[test]
fn the_goal_is_asked_before_anything_else_and_selling_follows_from_it() {
    on_both(|scene| async move {
        let lead = downloaded(&scene).await;
        let (services, mut sam) = (Services::new(scene.store.clone()), Browser::new(&scene).of("sam").await);
        let path = format!("/leads/{lead}/call");
        let page = sam.open(&path).await;
        page.says("First: what is their goal?").says("What were you hoping to find out");
        page.says("Not yet, but once the goal is known: budget, authority, need, time frame.");
        assert!(!page.text().contains("How do you go about paying"), "nothing is sold yet");
        // Their words are read: what says nothing of it suggests nothing.
        let read = sam.press(&page, "Note the goal", &[("answer", "Just looking.")]).await;
        read.says("What they want: their words do not say it; choose, or ask on").says("Just looking.");
        let read = sam.press(&page, "Note the goal", &[("answer", "Our leads get lost. We want to fix that.")]).await;
        read.says("What they want (suggested by “Our leads get lost.”)").says("has a problem to solve");
        assert!(read.html.contains("<option value=\"solve\" selected>"), "the suggestion stands chosen");
        sam.press(&page, "Note the goal", &[]).await.says("Choose what they want.");
        let sheet = services.call_sheet(lead, &[], None, &Veil::Lifted).await.expect("a sheet");
        let told = as_json(&sheet, None, Lang::En);
        assert_eq!(
            (&told["goal"]["first"], &told["goal"]["known"], &told["next"]),
            (&json!(true), &json!(null), &json!([]))
        );
        // Whatever a form says, no question that sells is answered before that.
        let sold = [("question", "budget-how"), ("answer", "We have 50,000 euros."), ("verdict", "met"), ("key", "k")];
        for way in [format!("{path}/note"), path.clone()] {
            sam.post(&way, &sold).await.says("Ask for their goal first");
        }
        assert!(scene.store.lead(lead).await.expect("a lead").lead.evidence.findings.is_empty());
        let said = Answered { question: "budget-how", text: "We have 50,000 euros." };
        let refused = services.call_sheet(lead, &[], Some(said), &Veil::Lifted).await;
        assert!(matches!(refused, Err(StoreError::Refused("goal_first", _))), "{refused:?}");
        // What they say of their own accord is heard.
        let freely = [("question", ""), ("answer", "Leads get lost here."), ("pain.leads_lost", "true"), ("key", "f")];
        sam.post(&format!("{path}/note"), &freely).await.says("What was found out is noted.");
        // They want to learn: then nothing is sold either, and nothing that sells is asked.
        let learn = [("answer", "I write a thesis about hand-overs."), ("goal", "learn")];
        let page = sam.press(&page, "Note the goal", &learn).await;
        page.says("Help, and do not sell").says("They want something else now");
        assert!(!page.text().contains("How do you go about paying"), "{}", page.text());
        sam.post(&format!("{path}/goal"), &[("key", "again"), learn[0], learn[1]]).await.says("Help, and do not sell");
        assert_eq!(scene.store.remarks(About::Lead(lead)).await.expect("remarks").len(), 2, "said twice, kept once");
        sam.open(&format!("/leads/{lead}")).await.says("I write a thesis about hand-overs.");
        let told =
            as_json(&services.call_sheet(lead, &[], None, &Veil::Lifted).await.expect("a sheet"), None, Lang::Tr);
        assert_eq!((&told["goal"]["first"], &told["goal"]["known"]), (&json!(false), &json!("learn")));
        assert_eq!(told["goal"]["answers"][0]["text"], "çözmek istediği bir sorun var");
    });
}

#[test]
fn yalnizca_icerik_indiren_adaya_once_amaci_sorulur() {
    on_both(|scene| async move {
        let lead = downloaded(&scene).await;
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", change, "test").await.expect("a change");
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        page.says("Önce: amaçları ne?").says("Henüz değil, amaç bilinince: bütçe");
        let sold = [("question", "budget-how"), ("answer", "Bütçemiz yok."), ("verdict", "unmet"), ("key", "k")];
        sam.post(&format!("/leads/{lead}/call/note"), &sold).await.says("Önce amaçlarını sorun");
        let page = sam.press(&page, "Amacı kaydet", &[("answer", ""), ("goal", "solve")]).await;
        assert!(!page.text().contains("Önce: amaçları ne?"), "it is known");
        page.says("Böyle bir aracın bütçesini nasıl ayırıyorsunuz?");
        // A demo says by itself what it is for.
        let bob = scene.take(vec![fact(&scene, "b", "bob@a.com", "demo_requested")]).await[0].person.expect("a lead");
        let page = sam.open(&format!("/leads/{bob}/call")).await;
        assert!(!page.text().contains("Önce: amaçları ne?"));
    });
}
