//! Companies as pages: a list, and one with what is known of it and who has a part in its decisions.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{PLAYBOOK, Scene, account, fact, field, on_both};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

/// Acme has an assistant and an engineer, Beta a director of sales.
async fn people(scene: &Scene) -> Vec<Id> {
    let of = |id: &str, email: &str, name: &str, title: &str, company: &str, staff: &str| {
        let it = account(fact(scene, id, email, "demo_requested"), company, &[("employees", staff)]);
        field(field(it, "name", name), "title", title)
    };
    let facts = vec![
        of("1", "ada@acme.com", "Ada", "Software engineer", "Acme", "120"),
        of("2", "bea@acme.com", "Bea <b>", "Assistant to the CEO", "Acme", "120"),
        of("3", "can@beta.com", "Can", "Sales director", "Beta", "70"),
    ];
    scene.take(facts).await.into_iter().map(|it| it.person.expect("a person")).collect()
}

#[test]
fn a_company_shows_who_decides_and_what_is_known() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        let mut ayse = Browser::new(&scene).of("ayse").await;
        ayse.open("/accounts").await.says("No company is known yet.");
        let people = people(&scene).await;
        scene.settle().await;
        let page = ayse.open("/accounts").await;
        page.says("Company Domain People Engagement Last change").says("beta 1").says("acme 2");
        let page = ayse.open("/accounts?text=AC").await;
        page.says("acme 2");
        assert!(!page.text().contains("beta"), "{}", page.text());
        ayse.open("/accounts?text=zzz").await.says("No company begins so.");
        // From the lead to the company, and back.
        let page = ayse.open(&format!("/leads/{}", people[0])).await;
        let of = async |lead: Id| scene.store.lead(lead).await.expect("a lead").row.account.expect("a company");
        let (acme, beta) = (of(people[0]).await, of(people[2]).await);
        assert!(page.html.contains(&format!("href=\"/accounts/{acme}\"")));
        let page = ayse.open(&format!("/accounts/{acme}")).await;
        page.says("Open leads: 2. Nobody who decides is known").says("employees 120 2026-03-02");
        // Whoever would use it stands before whoever decides who gets through.
        page.says("user Ada specialist, engineering").says("gatekeeper Bea <b> junior, administration");
        assert!(!page.html.contains("<b>"), "a name is no markup");
        let page = ayse.open(&format!("/accounts/{beta}")).await;
        page.says("Open leads: 1, deciders among them: 1.").says("decider Can director, sales");
        assert_eq!(ayse.open(&format!("/accounts/{}", people[0])).await.status, 404);
        assert_eq!(ayse.open("/accounts/none").await.status, 404);
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("changed");
        ayse.open(&format!("/accounts/{acme}")).await.says("Karar veren kimse bilinmiyor").says("kullanıcı Ada");
        // The teams talk about the company; who is called is told, and has seen it once they look.
        let change = UserChange { lang: Some(Lang::En), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("changed");
        let mut root = Browser::new(&scene).of("root").await;
        let page = root.open(&format!("/accounts/{beta}")).await;
        page.says("Nothing said yet.");
        root.press(&page, "Say it", &[("text", "  ")]).await.says("There is nothing to say");
        let page = root.press(&page, "Say it", &[("text", "Who decides here, @ayse? <i>")]).await;
        page.says("root · 2026-03-02 09:00 Who decides here, @ayse? <i>");
        let notices = ayse.open("/notices").await;
        notices.says("root calls you about beta. new");
        assert!(notices.html.contains(&format!("href=\"/accounts/{beta}#thread\"")));
        ayse.open(&format!("/accounts/{beta}")).await.says("Who decides here");
        let notices = ayse.open("/notices").await;
        assert!(!notices.text().contains("new"), "{}", notices.text());
        assert_eq!(root.post(&format!("/accounts/{}/thread", people[0]), &[("text", "x")]).await.status, 404);
        // What is sensitive is not shown to those who may not see it.
        let hidden = PLAYBOOK.replace(
            "employees = { type = \"int\", indexed = true }",
            "employees = { type = \"int\", sensitive = true }",
        );
        assert_ne!(hidden, PLAYBOOK);
        scene.publish(&hidden, Existing::Keep).await;
        scene.settle().await;
        let page = ayse.open(&format!("/accounts/{acme}")).await;
        assert!(!page.text().contains("120"), "{}", page.text());
    });
}
