//! One act with several leads: looked at, done, undone together; what cannot be done with one stops none of the others.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

/// Three leads that wait for sales' answer, and one that only looked at a page.
async fn leads(scene: &Scene) -> Vec<Id> {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin)]).await;
    staff(scene, &[("max", Role::Manager), ("mia", Role::Marketing), ("sam", Role::Sales), ("sue", Role::Sales)]).await;
    let mut all = Vec::new();
    for (id, kind) in
        [("ada", "demo_requested"), ("bob", "demo_requested"), ("eda", "demo_requested"), ("can", "page_viewed")]
    {
        let taken = scene.take(vec![fact(scene, id, &format!("{id}@acme.com"), kind)]).await;
        all.push(taken[0].person.expect("a person"));
    }
    all
}

async fn owners(scene: &Scene, leads: &[Id]) -> Vec<Option<String>> {
    let mut all = Vec::new();
    for lead in leads {
        all.push(scene.store.lead(*lead).await.expect("a lead").row.owner);
    }
    all
}

/// Ticks leads in the list and says what is to be done with them.
async fn tick(browser: &mut Browser, button: &str, kind: &str, leads: &[Id]) -> Page {
    let list = browser.open("/leads").await;
    let names: Vec<String> = leads.iter().map(|it| format!("lead:{it}")).collect();
    assert!(names.iter().all(|it| list.html.contains(&format!("name=\"{it}\""))), "each has a box");
    let ticked = names.iter().map(|it| (it.as_str(), "true")).chain([("type", kind)]).collect::<Vec<_>>();
    browser.press(&list, button, &ticked).await
}

#[test]
fn several_leads_are_given_to_somebody_and_back_again() {
    on_both(|scene| async move {
        let leads = leads(&scene).await;
        let mut max = Browser::new(&scene).of("max").await;
        let page = max.open("/leads").await;
        assert!(
            !page.html.contains("checkbox\" name=\"lead:") || !page.html.contains(" checked aria"),
            "none is ticked"
        );
        let before = owners(&scene, &leads).await;
        max.press(&page, "With those ticked …", &[("type", "assigned")]).await.says("Tick the leads that are meant.");
        max.press(&page, "With those ticked …", &[]).await.says("Choose what is to be done.");
        let page = tick(&mut max, "With those ticked …", "assigned", &leads).await;
        page.says("Assign (4)").says("To whom");
        assert_eq!(owners(&scene, &leads).await, before, "looking does nothing");
        let page = max.press(&page, "Assign (4)", &[("data.to", "sue")]).await;
        page.says("Assign: done (4).");
        assert_eq!(owners(&scene, &leads).await, vec![Some("sue".to_owned()); 4]);
        // Pressed twice is done once.
        let page = max.press(&page, "Undo all of it", &[]).await;
        page.says("Undone (4).");
        assert_eq!(owners(&scene, &leads).await, before);
        assert_replays(&scene).await;
    });
}

#[test]
fn what_cannot_be_done_with_one_is_said_and_stops_none_of_the_others() {
    on_both(|scene| async move {
        let leads = leads(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = tick(&mut sam, "With those ticked …", "accepted", &leads).await;
        page.says("Accept (3)").says("not possible where it stands");
        // Somebody else is quicker with one of them.
        let mut sue = sam.of("sue").await;
        let other = tick(&mut sue, "With those ticked …", "accepted", &leads[..1]).await;
        sue.press(&other, "Accept (1)", &[]).await.says("Accept: done (1).");
        let page = sam.press(&page, "Accept (3)", &[]).await;
        page.says("Accept: done (2).").says("Not done with").says("ada@acme.com");
        page.says("somebody else may have acted first");
        let sam_s = Some("sam".to_owned());
        assert_eq!(owners(&scene, &leads[..3]).await, [Some("sue".to_owned()), sam_s.clone(), sam_s]);
        // A salesperson gives nobody leads, and marketing accepts none.
        let mut mia = sam.of("mia").await;
        for (browser, kind) in [(&mut sam, "assigned"), (&mut mia, "accepted")] {
            let form = [("type", kind), (&*format!("lead:{}", leads[1]), "true")];
            assert_eq!(browser.ask("POST", "/leads/several", &form).await.status, 403);
            assert_eq!(browser.ask("POST", "/leads/several/do", &form).await.status, 403);
            assert!(
                !browser.open("/leads").await.html.contains(&format!("<option value=\"{kind}\"")),
                "nor is it offered"
            );
        }
        assert_replays(&scene).await;
    });
}

#[test]
fn pazarlama_bir_listeyi_birlikte_birakir() {
    on_both(|scene| async move {
        let leads = leads(&scene).await;
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("mia", change, "test").await.expect("changed");
        let mut mia = Browser::new(&scene).of("mia").await;
        let ticked = mia.open("/leads?tick=all").await;
        assert_eq!(ticked.html.matches(" checked aria-label").count(), 4, "all of the page are ticked");
        ticked.says("İşaretleri kaldır");
        let page = tick(&mut mia, "İşaretlilerle …", "disqualified", &leads[2..]).await;
        let page = mia.press(&page, "Bırak (2)", &[("data.kind", "not_us"), ("data.reason", "ihtiyaç yok")]).await;
        page.says("Bırak: yapıldı (2).");
        for lead in &leads[2..] {
            assert_eq!(scene.store.lead(*lead).await.expect("a lead").row.disposition, "disqualified");
        }
        mia.press(&page, "Hepsini geri al", &[]).await.says("Geri alındı (2).");
        for lead in &leads {
            assert_eq!(scene.store.lead(*lead).await.expect("a lead").row.disposition, "open");
        }
    });
}
