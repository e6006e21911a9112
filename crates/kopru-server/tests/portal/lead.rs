//! A lead's page: who they are, every hand-over, all that happened, where each point comes from, and who may be the same person.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, account, fact, field, on_both, with};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

async fn team(scene: &Scene) -> (Browser, Browser) {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("max", Role::Manager), ("sam", Role::Sales)]).await;
    let door = Browser::new(scene);
    (door.of("max").await, door.of("sam").await)
}

async fn person(scene: &Scene, id: &str, email: &str, fields: &[(&str, &str)]) -> Id {
    let told = fields.iter().fold(fact(scene, id, email, "demo_requested"), |it, (name, value)| field(it, name, value));
    scene.take(vec![account(told, "acme.com", &[])]).await[0].person.expect("a person")
}

fn lacks(page: &Page, what: &str) {
    assert!(!page.text().contains(what), "`{what}` is on {}: {}", page.path, page.text());
}

#[test]
fn the_role_is_said_with_its_reason_in_both_languages() {
    on_both(|scene| async move {
        let (mut max, mut sam) = team(&scene).await;
        let ada = person(&scene, "a", "ada@acme.com", &[("title", "Marketing Director")]).await;
        let page = sam.open(&format!("/leads/{ada}")).await;
        page.says("Role: function: marketing · seniority: director · part in the decision: decider.");
        page.says("From the title: “Marketing”, “Director”: director, marketing; such a post usually decides.");
        // What was said on a call counts more.
        let told = field(fact(&scene, "told", "ada@acme.com", "fields_set"), "role_part", "gatekeeper");
        scene.take(vec![told]).await;
        let page = sam.open(&format!("/leads/{ada}")).await;
        page.says("part in the decision: gatekeeper.")
            .says("Told: gatekeeper. What was told counts more than a title.");
        let bob = person(&scene, "b", "bob@acme.com", &[]).await;
        sam.open(&format!("/leads/{bob}")).await.says("Role: not known. Nobody told a title");
        let turkish = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("max", turkish, "test").await.expect("changed");
        let page = max.open(&format!("/leads/{ada}")).await;
        page.says("Rol: görev alanı: pazarlama · düzey: direktör · karardaki rolü: kapı tutan.");
        page.says("Unvandan: “Marketing”, “Director”: direktör, pazarlama; böyle bir görev genellikle karar verir.");
    });
}

#[test]
fn every_hand_over_is_there_and_the_history_goes_on_page_by_page() {
    on_both(|scene| async move {
        let (_, mut sam) = team(&scene).await;
        let ada = person(&scene, "a", "ada@acme.com", &[]).await;
        let refused = with(with(fact(&scene, "no", "ada@acme.com", "refused"), "by", "sam"), "reason", "not-ready");
        scene.take(vec![refused]).await;
        scene.clock.advance_secs(86_400);
        scene.take(vec![fact(&scene, "again", "ada@acme.com", "demo_requested")]).await;
        let path = format!("/leads/{ada}");
        let page = sam.open(&path).await;
        page.says("Hand-over 2, offered").says("Earlier ones (1)").says("Hand-over 1, offered");
        page.says("State: refused.").says("Reason: interested, but not ready for sales yet.");
        // Sixty entries stand on a page: the oldest of the next seventy does not, and a page on it does.
        for number in 0..70 {
            scene.clock.advance_secs(60);
            let viewed = with(fact(&scene, &format!("v{number}"), "ada@acme.com", "page_viewed"), "path", "/pricing");
            scene.take(vec![viewed]).await;
        }
        let page = sam.open(&path).await;
        lacks(&page, "Reason to refuse");
        let count = |page: &Page| page.html.matches("<p class=\"head\"><time").count();
        assert_eq!(count(&page), 60);
        lacks(&page, "The newest");
        let at = page.html.find("?before=").expect("a way to what happened earlier");
        let to = page.html[at..].split(['#', '"']).next().expect("an address");
        let page = sam.open(&format!("{path}{to}")).await;
        page.says("The newest");
        lacks(&page, "Earlier Keys");
        // 73 facts came, and what their decisions brought stands beside them: the rest is on this page.
        assert!(count(&page) >= 13 && page.text().contains("Disposition: recycled"), "{}", page.text());
    });
}

#[test]
fn each_point_leads_to_its_rule_in_the_version_that_gave_it() {
    on_both(|scene| async move {
        let (_, mut sam) = team(&scene).await;
        let ada = person(&scene, "a", "ada@acme.com", &[("title", "Marketing Director")]).await;
        let page = sam.open(&format!("/leads/{ada}")).await;
        let links: Vec<&str> = page.html.split("href=\"/playbook/versions/").skip(1).collect();
        assert!(links.len() > 3, "every line of the scores");
        let view = scene.store.lead(ada).await.expect("a lead");
        for link in links {
            let to = link.split('"').next().expect("an address");
            let (version, anchor) = to.split_once('#').expect("a rule");
            assert_eq!(version, &*view.book.playbook.version);
            let read = sam.open(&format!("/playbook/versions/{version}")).await;
            assert!(read.html.contains(&format!("id=\"{anchor}\"")), "{anchor}");
        }
    });
}

#[test]
fn who_may_be_the_same_person_is_suggested_and_merged_by_a_manager_alone() {
    on_both(|scene| async move {
        let (mut max, mut sam) = team(&scene).await;
        let ada = person(&scene, "a", "ada.lovelace@acme.com", &[("name", "Ada Lovelace")]).await;
        person(&scene, "b", "bob@acme.com", &[("name", "Bob Noyce")]).await;
        person(&scene, "i", "info@acme.com", &[("name", "Ada Lovelace")]).await;
        let path = format!("/leads/{ada}");
        lacks(&sam.open(&path).await, "Perhaps the same person");
        let twin = person(&scene, "t", "adalovelace@acme.com", &[("name", "LOVELACE, Ada")]).await;
        let page = sam.open(&path).await;
        page.says("Perhaps the same person").says("the same name at the same company");
        page.says("the same address at acme.com, but for points");
        assert!(page.html.contains(&format!("/leads/{twin}\"")) && !page.text().contains("info@acme.com"));
        assert!(!page.has("Merge it into this one"), "that is a manager's");
        let page = max.open(&path).await;
        max.press(&page, "Merge it into this one", &[]).await.says("The two records are one.");
        lacks(&max.open(&path).await, "Perhaps the same person");
        assert_eq!(scene.store.person(twin).await.expect("a person").merged_into, Some(ada));
    });
}
