//! The list of leads as people arrange it: their own columns, a board by stage, filters by fields.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{PLAYBOOK, Scene, account, fact, field, on_both, with};
use kopru_engine::lang::Lang;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

/// Ada is MQL by her request, at a company of 120; Bea and Can only subscribed; Can's country is nobody's to see.
async fn people(scene: &Scene) {
    let ada = account(fact(scene, "1", "ada@acme.com", "demo_requested"), "Acme", &[("employees", "120")]);
    let ada = field(field(ada, "name", "Ada Lovelace"), "country", "TR");
    let bea =
        field(field(fact(scene, "2", "bea@beta.com", "newsletter_subscribed"), "name", "Bea"), "country", "=DE()");
    let can = field(fact(scene, "3", "can@acme.com", "newsletter_subscribed"), "name", "Can");
    scene.take(vec![ada, bea, account(can, "Acme", &[])]).await;
}

#[test]
fn everybody_chooses_their_own_columns() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing), ("ayse", Role::Sales)]).await;
        people(&scene).await;
        let door = Browser::new(&scene);
        let (mut mia, mut ayse) = (door.of("mia").await, door.of("ayse").await);
        let usual = "Lead Stage Fit Engagement Owner Due Here since Source";
        let page = mia.open("/leads?disposition=open").await;
        page.says(usual);
        assert!(page.html.contains("name=\"column:person.country\"") && page.html.contains("name=\"column:next\""));
        let chosen = [("column:stage", "true"), ("column:email", "true"), ("column:person.country", "true")];
        let back = [("back", "/leads?disposition=open")];
        let page = mia.post("/leads/columns", &[&chosen[..], &back].concat()).await;
        assert_eq!(page.path, "/leads?disposition=open");
        page.says("Lead Stage E-mail country").says("Ada Lovelace acme MQL ada@acme.com TR");
        assert!(!page.html.contains("<th scope=\"col\">Here since"));
        // The file has them as well, and no formula.
        let file = mia.ask("GET", "/leads.csv?disposition=open", &[]).await;
        let mut lines = file.html.lines();
        assert!(lines.next().is_some_and(|it| it.ends_with(",entered_at,country")), "{}", file.html);
        assert!(file.html.contains(",'=DE()") || file.html.contains(",\"'=DE()\""), "{}", file.html);
        // They are hers alone, also where leads are searched; none is the usual ones.
        mia.open("/search?q=acme").await.says("Lead Stage E-mail country");
        ayse.open("/leads").await.says(usual);
        mia.post("/leads/columns", &back).await.says(usual);
        // What is sensitive is no column for those who may not see it, chosen or not.
        mia.post("/leads/columns", &chosen).await;
        let hidden = PLAYBOOK.replace(
            "country = { type = \"text\", indexed = true, dimension = true }",
            "country = { type = \"text\", indexed = true, dimension = true, sensitive = true }",
        );
        assert_ne!(hidden, PLAYBOOK);
        scene.publish(&hidden, Existing::Keep).await;
        scene.settle().await;
        let page = mia.open("/leads").await;
        page.says("Lead Stage E-mail Can acme Subscriber can@acme.com");
        assert!(!page.html.contains("person.country") && !page.html.contains("<td>TR</td>"), "{}", page.text());
        let file = mia.ask("GET", "/leads.csv", &[]).await;
        assert!(!file.html.contains("country") && !file.html.contains("TR"), "{}", file.html);
    });
}

#[test]
fn deals_roles_and_owners_are_told_in_the_list_and_in_its_file() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        people(&scene).await;
        let act = |kind: &str| with(fact(&scene, &format!("{kind}-ada"), "ada@acme.com", kind), "by", "ayse");
        scene.take(vec![field(fact(&scene, "t", "ada@acme.com", "fields_set"), "title", "VP Sales")]).await;
        scene.take(vec![act("accepted"), with(act("qualified"), "overrule", "true")]).await;
        let fits = ["two_way", "business_fit", "product_fit"];
        scene.take(vec![fits.iter().fold(act("conversation_held"), |it, name| with(it, name, "true"))]).await;
        scene.take(vec![with(act("lost"), "reason", "too dear")]).await;
        let mut root = Browser::new(&scene).of("root").await;
        root.post("/leads/columns", &[("column:deal", "true"), ("column:owner", "true"), ("back", "/leads")]).await;
        root.open("/leads?disposition=lost").await.says("Ada Lovelace acme").says("lost · too dear");
        let file = root.ask("GET", "/leads.csv?disposition=lost", &[]).await;
        assert!(file.html.contains(",lost,") && file.html.contains(",too dear,"), "{}", file.html);
        // Ada sells, and is high up; what nobody told is not known.
        root.open("/leads?seniority=vp").await.says("Ada Lovelace").says("1 found among");
        let page = root.open("/leads?function=sales&seniority=director").await;
        assert!(!page.html.contains("Ada Lovelace"));
        root.open("/leads?function=sales&when=lead.x").await.says("unknown name `lead.x`");
        // Who works a lead is named.
        scene.take(vec![fact(&scene, "d2", "bea@beta.com", "demo_requested")]).await;
        scene.take(vec![with(fact(&scene, "a2", "bea@beta.com", "accepted"), "by", "ayse")]).await;
        root.open("/leads?owner=ayse").await.says("Bea").says("AYSE.");
        root.open("/leads?as=board&owner=ayse").await.says("AYSE.");
    });
}

#[test]
fn leads_stand_on_a_board_by_stage() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        people(&scene).await;
        let many =
            (0..23).map(|it| fact(&scene, &format!("n{it}"), &format!("n{it}@beta.com"), "newsletter_subscribed"));
        scene.take(many.collect()).await;
        let mut ayse = Browser::new(&scene).of("ayse").await;
        let page = ayse.open("/leads").await;
        assert!(page.html.contains("href=\"/leads?as=board\""), "the way to the board");
        let page = ayse.open("/leads?as=board").await;
        // 25 subscribers: the newest 20 stand here, and the rest is a list.
        page.says("Subscriber 25").says("All of them").says("MQL 1 Ada Lovelace acme").says("SAL 0");
        assert_eq!(page.html.matches("<article").count(), 21);
        let text = page.text();
        let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
        assert!(place("Subscriber 25") < place("MQL 1 Ada"), "in the order of the playbook");
        // A filter holds on the board, and stays when it is filtered again.
        let page = ayse.open("/leads?as=board&owner=me").await;
        page.says("MQL 0").says("Subscriber 0");
        assert!(page.html.contains("<input type=\"hidden\" name=\"as\" value=\"board\">"));
        assert!(page.html.contains("href=\"/leads?owner=me\""), "back to the list");
        let page = ayse.open("/leads?as=board&stage=mql").await;
        assert_eq!(page.html.matches("<article").count(), 1);
        ayse.open("/leads?as=board&grade=Z").await.says("filter_invalid");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("changed");
        ayse.open("/leads?as=board").await.says("Pano").says("Tümü");
    });
}

#[test]
fn leads_are_found_by_indexed_fields_and_by_what_they_wait_for() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing)]).await;
        people(&scene).await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let page = mia.open("/leads").await;
        page.says("country").says("employees").says("Waits for");
        let page = mia.open("/leads?person.country=tr").await;
        page.says("Ada Lovelace");
        assert!(!page.text().contains("Bea"));
        let page = mia.open("/leads?account.employees=120&stage=subscriber").await;
        page.says("Can");
        assert!(!page.text().contains("Ada Lovelace"));
        // Kept with the view, and with the next page.
        let form = [("name", "At Acme"), ("query", "stage=subscriber&account.employees=120&note=x")];
        mia.post("/leads/views", &form).await.says("Saved.").says("At Acme");
        assert_eq!(scene.store.views("mia").await.expect("views")[0].query, "stage=subscriber&account.employees=120");
        mia.open("/leads?person.title=x").await.says("field_not_indexed");
        mia.open("/leads?queue=expired").await.says("No lead fits this filter.");
    });
}

#[test]
fn sources_that_leads_came_from_can_be_chosen_and_a_new_lead_be_entered_from_everywhere() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing), ("ayse", Role::Sales)]).await;
        let mut fair = fact(&scene, "f", "eda@fair.com", "newsletter_subscribed");
        fair.incoming.raw.source = Some("fair".into());
        scene.take(vec![fair]).await;
        let mut ayse = Browser::new(&scene).of("ayse").await;
        for path in ["/today", "/leads", "/accounts", "/reports", "/team", "/playbook"] {
            assert!(ayse.open(path).await.html.contains("href=\"/leads/new\""), "{path}");
        }
        let page = ayse.open("/leads?source=fair").await;
        page.says("eda@fair.com");
        assert!(page.html.contains("<option value=\"fair\" selected"), "{}", page.html);
        // One that nobody has is still what was asked for.
        let page = ayse.open("/leads?source=moon").await;
        assert!(page.html.contains("<option value=\"moon\" selected"), "{}", page.html);
        assert!(ayse.open("/leads/new").await.html.contains("<option value=\"fair\""));
    });
}

#[test]
fn leads_are_found_by_a_condition() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing)]).await;
        people(&scene).await;
        let eda = field(fact(&scene, "4", "eda@beta.com", "newsletter_subscribed"), "title", "CEO");
        scene.take(vec![field(eda, "name", "Eda")]).await;
        let (door, encode) = (Browser::new(&scene), kopru_portal::words::encode);
        let (mut mia, mut root) = (door.of("mia").await, door.of("root").await);
        let page = mia.open("/leads").await;
        page.says("Condition As in the playbook").says("5,000 leads are looked at at a time, and the first 100,000");
        assert!(!page.text().contains("found among"), "{}", page.text());
        // What the page offers to choose finds whom it says, and stays chosen.
        let decider = format!("/leads?when={}", encode("role.part == 'decider'"));
        assert!(page.html.contains(&format!("href=\"{decider}\">decider")), "{}", page.html);
        for part in ["influencer", "user"] {
            assert!(page.html.contains(&encode(&format!("role.part == '{part}'"))), "{part}");
        }
        let page = mia.open(&decider).await;
        page.says("1 found among the first 4 that fit the rest of the filter.").says("Eda");
        assert!(!page.text().contains("Ada Lovelace"), "{}", page.text());
        assert!(page.html.contains("value=\"role.part == 'decider'\""), "{}", page.html);
        // With the rest of the filter, as a file, as a board, and kept under a name.
        let at_acme = encode("account.employees >= 100");
        let page = mia.open(&format!("/leads?stage=subscriber&when={at_acme}")).await;
        page.says("1 found among the first 3").says("Can");
        let file = mia.ask("GET", &format!("/leads.csv?when={at_acme}"), &[]).await;
        assert_eq!(file.html.lines().count(), 3, "{}", file.html);
        let board = mia.open(&format!("/leads?as=board&when={at_acme}")).await;
        board.says("Subscriber 1 Can").says("MQL 1 Ada Lovelace").says("SAL 0");
        let query = format!("stage=subscriber&when={at_acme}");
        let page = mia.post("/leads/views", &[("name", "Large"), ("query", &query)]).await;
        page.says("Saved.").says("Large").says("1 found among the first 3");
        assert_eq!(scene.store.views("mia").await.expect("views")[0].query, query);
        let page = mia.open(&format!("/leads?when={}", encode("cycle > 1"))).await;
        page.says("0 found among the first 4").says("No lead fits this filter.");
        // What is wrong is said beside what was written, which stays.
        let wrong = format!("/leads?when={}", encode("fit > 1 && account.employes > 1"));
        let page = mia.open(&wrong).await;
        page.says("The condition cannot be read. Letter 12: ").says("account.employees");
        assert!(page.html.contains("account.employes &gt; 1"), "{}", page.html);
        mia.ask("GET", &wrong.replace("/leads?", "/leads.csv?"), &[]).await.says("The condition cannot be read.");
        let hidden =
            PLAYBOOK.replace("employees = { type = \"int\",", "employees = { type = \"int\", sensitive = true,");
        assert_ne!(hidden, PLAYBOOK);
        scene.publish(&hidden, Existing::Keep).await;
        scene.settle().await;
        let page = mia.open(&format!("/leads?when={at_acme}")).await;
        page.says("The condition asks for a field that you may not see.");
        assert!(!page.text().contains("found among") && !page.text().contains("Can"), "{}", page.text());
        root.open(&format!("/leads?when={at_acme}")).await.says("2 found among the first 4");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("mia", change, "root").await.expect("changed");
        mia.open(&wrong).await.says("Koşul anlaşılmadı. 12. harf: ");
        mia.open(&decider).await.says("uyan ilk 4 adaydan 1 tanesi bulundu.").says("karar verici");
    });
}

#[test]
fn yes_and_no_are_said_in_the_readers_language() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing)]).await;
        let flags = PLAYBOOK
            .replace("goal = { one_of", "newsletter = \"bool\"\nhot = \"bool\"\nslogan = \"text\"\ngoal = { one_of")
            .replace("employees = { type", "listed = \"bool\"\nemployees = { type");
        scene.publish(&flags, Existing::Keep).await;
        let ada = account(fact(&scene, "1", "ada@acme.com", "demo_requested"), "Acme", &[("listed", "true")]);
        let ada = field(field(field(ada, "newsletter", "true"), "hot", "false"), "slogan", "true");
        let lead = scene.take(vec![ada]).await[0].person.expect("a person");
        let company = scene.store.lead(lead).await.expect("a lead").row.account.expect("a company");
        let mut mia = Browser::new(&scene).of("mia").await;
        let chosen = ["column:person.newsletter", "column:person.hot", "column:person.slogan"].map(|it| (it, "true"));
        mia.post("/leads/columns", &chosen).await;
        let page = mia.open("/leads").await;
        // A text that happens to be such a word is left as it is.
        assert!(page.html.contains("<td>yes</td><td>no</td><td>true</td>"), "{}", page.html);
        let page = mia.open(&format!("/leads/{lead}")).await;
        page.says("newsletter yes").says("hot no").says("slogan true");
        mia.open(&format!("/accounts/{company}")).await.says("listed yes");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("mia", change, "root").await.expect("changed");
        let page = mia.open("/leads").await;
        assert!(page.html.contains("<td>evet</td><td>hayır</td><td>true</td>"), "{}", page.html);
        mia.open(&format!("/leads/{lead}")).await.says("newsletter evet").says("hot hayır");
        mia.open(&format!("/accounts/{company}")).await.says("listed evet");
        // The file holds what is stored, whoever made it.
        let file = mia.ask("GET", "/leads.csv", &[]).await;
        assert!(file.html.trim_end().ends_with(",true,false,true"), "{}", file.html);
    });
}
