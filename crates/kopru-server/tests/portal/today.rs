//! Today, by who looks: a manager sees the team and moves leads, one and several at once, without leaving the page; marketing
//! sees what waits for marketing; what is said of times comes from the agreement in force.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, field, on_both, with};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

async fn team(scene: &Scene, playbook: &str) -> (Browser, Browser, Browser) {
    scene.publish(playbook, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin)]).await;
    staff(scene, &[("max", Role::Manager), ("mia", Role::Marketing), ("sam", Role::Sales), ("sue", Role::Sales)]).await;
    let door = Browser::new(scene);
    (door.of("max").await, door.of("mia").await, door.of("sam").await)
}

/// Somebody asks for a demo and is given to sam.
async fn of_sam(scene: &Scene, name: &str) -> Id {
    let demo = fact(scene, &format!("demo-{name}"), &format!("{name}@{name}.com"), "demo_requested");
    let lead = scene.take(vec![field(demo, "name", name)]).await[0].person.expect("a person");
    scene.settle().await;
    let given = fact(scene, &format!("to-sam-{name}"), &format!("{name}@{name}.com"), "assigned");
    scene.take(vec![with(with(given, "to", "sam"), "by", "max")]).await;
    lead
}

async fn owner(scene: &Scene, lead: Id) -> Option<String> {
    scene.store.lead(lead).await.expect("a lead").row.owner
}

fn lacks(page: &Page, what: &str) {
    assert!(!page.text().contains(what), "`{what}` is on {}: {}", page.path, page.text());
}

#[test]
fn a_manager_sees_the_team_or_one_person_and_gives_a_lead_to_somebody_else() {
    on_both(|scene| async move {
        let (mut max, _, mut sam) = team(&scene, SAAS).await;
        let (ada, bob) = (of_sam(&scene, "Ada").await, of_sam(&scene, "Bob").await);
        // The team is what a manager sees first, and whose each lead is.
        let page = max.open("/today").await;
        page.says("Sales has yet to answer").says("Ada").says("Bob").says("SAM. (2)").says("SUE. (0)");
        assert_eq!(page.html.matches("class=\"tag owner\"").count(), 2, "each says whose it is");
        lacks(&max.open("/today?of=mine").await, "Ada");
        lacks(&max.open("/today?of=sue").await, "Ada");
        let page = max.open("/today?of=sam").await;
        page.says("Leads of SAM., the most urgent first.").says("Ada").says("Bob");
        // One of them goes to sue, and the manager is where they were, with the way back.
        let form = [("type", "assigned"), ("key", "k1"), ("back", "/today?of=sam"), ("data.to", "sue")];
        let page = max.post(&format!("/leads/{ada}/acts"), &form).await;
        page.says("Leads of SAM.").says("Given to somebody.").says("SAM. (1)").says("SUE. (1)");
        assert_eq!(owner(&scene, ada).await.as_deref(), Some("sue"));
        let page = max.press(&page, "Undo", &[]).await;
        page.says("Leads of SAM.").says("Undone").says("SAM. (2)");
        assert_eq!(owner(&scene, ada).await.as_deref(), Some("sam"));
        // What was to be done by now stands first.
        scene.clock.advance_secs(1);
        let accepted = fact(&scene, "yes", "Bob@Bob.com", "accepted");
        scene.take(vec![with(accepted, "by", "sam")]).await;
        let due = kopru_engine::time::Moment::from_secs(scene.clock.now().secs() + 3_600).to_string();
        let step = with(fact(&scene, "step", "Bob@Bob.com", "next_step_set"), "by", "sam");
        scene.take(vec![with(with(step, "what", "send the offer"), "due", &due)]).await;
        lacks(&max.open("/today").await, "What was agreed has run out");
        scene.clock.advance_secs(3_601);
        let page = max.open("/today").await;
        let text = page.text();
        let (late, rest) = (text.find("Late 1").expect("a late one"), text.find("Sales has yet to answer 1"));
        assert!(late < rest.expect("one that waits") && text[late..].find("Bob") < text[late..].find("Ada"), "{text}");
        // Whoever sells sees their own alone, whatever they ask for.
        let _ = bob;
        let page = sam.open("/today?of=sue").await;
        page.says("Your leads, the most urgent first.").says("Ada");
        lacks(&page, "SUE. (");
        assert_replays(&scene).await;
    });
}

#[test]
fn several_leads_are_moved_on_the_page_and_all_of_it_is_undone_there() {
    on_both(|scene| async move {
        let (mut max, _, mut sam) = team(&scene, SAAS).await;
        let all = [of_sam(&scene, "Ada").await, of_sam(&scene, "Bob").await, of_sam(&scene, "Can").await];
        let ticks: Vec<String> = all.iter().map(|it| format!("lead:{it}")).collect();
        let page = max.open("/today?of=team").await;
        assert!(ticks.iter().all(|it| page.html.contains(&format!("name=\"{it}\""))), "each has a box");
        let ticked = |more: &[(&'static str, &'static str)]| {
            ticks.iter().map(|it| (it.clone(), "true")).chain(more.iter().map(|it| (it.0.to_owned(), it.1))).collect()
        };
        let press = async |browser: &mut Browser, page: &Page, button: &str, form: Vec<(String, &'static str)>| {
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), *value)).collect();
            browser.press(page, button, &form).await
        };
        let button = "Assign: all ticked";
        let none = press(&mut max, &page, button, vec![("type".into(), "assigned")]).await;
        none.says("Tick the leads that are meant.").says("The team's leads");
        let done = press(&mut max, &page, button, ticked(&[("type", "assigned"), ("assigned.data.to", "sue")])).await;
        done.says("Assign: done (3).").says("The team's leads").says("SUE. (3)");
        let done = max.press(&done, "Undo all of it", &[]).await;
        done.says("All of it is undone").says("SAM. (3)");
        assert!(done.path.starts_with("/today?of=team"), "{}", done.path);
        // What one act needs is asked for when that one is meant, and not by the others.
        let page = sam.open("/today").await;
        let early = sam.open("/today").await;
        let refuse = "Refuse: all ticked";
        let open = press(&mut sam, &page, refuse, ticked(&[("type", "refused")])).await;
        open.says("Nothing was done: fill in what this needs.");
        scene.clock.advance_secs(1);
        let accept = ticked(&[("type", "accepted"), ("refused.data.reason", "not-ready")]);
        press(&mut sam, &page, "Accept: all ticked", accept).await.says("Accept: done (3).");
        // A contact and a next step for all three; what cannot be done is counted and said.
        let page = sam.open("/today").await;
        let call = [("contacted.data.channel", "email"), ("contacted.data.outcome", "sent")];
        let half = [("type", "contacted"), call[0], call[1], ("contacted.data.next", "call them")];
        press(&mut sam, &page, "Log a contact: all ticked", ticked(&half)).await.says("A next step needs both");
        let whole = ticked(&[("type", "contacted"), call[0], call[1]]);
        press(&mut sam, &page, "Log a contact: all ticked", whole).await.says("Log a contact: done (3).");
        let step = [("next_step_set.data.what", "ask for the goal"), ("next_step_set.data.due", "2030-01-07T10:00")];
        let step = ticked(&[("type", "next_step_set"), step[0], step[1]]);
        let page = press(&mut sam, &page, "Next step: all ticked", step).await;
        page.says("Next step: done (3).");
        assert_eq!(page.text().matches("Next step: ask for the goal").count(), 3);
        let back = ticked(&[("type", "returned"), ("returned.data.note", "Who decides?")]);
        // They were accepted: the page that is offers it no longer, one that was opened before does.
        assert!(!page.has("Ask marketing: all ticked"));
        let page = press(&mut sam, &early, "Ask marketing: all ticked", back).await;
        page.says("Ask marketing: done (0). Not done with 3:");
        assert_replays(&scene).await;
    });
}

#[test]
fn marketing_sees_what_sales_asks_and_what_must_change() {
    on_both(|scene| async move {
        let (mut max, mut mia, mut sam) = team(&scene, SAAS).await;
        let page = mia.open("/today").await;
        page.says("Nothing waits for marketing.");
        lacks(&page, "you accept it here");
        let (ada, bob) = (of_sam(&scene, "Ada").await, of_sam(&scene, "Bob").await);
        let ask = [("type", "returned"), ("key", "r"), ("data.note", "Which product do they use now?")];
        sam.post(&format!("/leads/{ada}/acts"), &ask).await;
        let why =
            [("type", "refused"), ("key", "n"), ("data.reason", "not-ready"), ("data.note", "Budget comes in May.")];
        sam.post(&format!("/leads/{bob}/acts"), &why).await;
        let page = mia.open("/today").await;
        page.says("SAM. says: Which product do they use now?").says("Given back by sales");
        page.says("Why: interested, but not ready for sales yet.").says("SAM. says: Budget comes in May.");
        // Nothing but their address is known of them: the checklist says what would settle it.
        page.says("✗ can be reached by telephone (sales): not met");
        page.says("Take up again");
        // A manager looks after both teams.
        max.open("/today").await.says("SAM. says: Budget comes in May.");
        lacks(&sam.open("/today").await, "Given back by sales");
        let turkish = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("mia", turkish, "test").await.expect("changed");
        mia.open("/today").await.says("Satışın geri verdikleri").says("Neden: ilgili, ama satışa henüz hazır değil.");
    });
}

#[test]
fn what_is_said_of_times_is_what_the_agreement_in_force_says() {
    on_both(|scene| async move {
        let slow = SAAS.replacen(r#"breach = "48h" }"#, r#"breach = "72h" }"#, 1);
        assert_ne!(slow, SAAS);
        let (mut max, _, mut sam) = team(&scene, &slow).await;
        sam.open("/today").await.says("its first contact is due within 3 days.");
        max.open("/today").await.says("its first contact is due within 3 days.");
        let turkish = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", turkish, "test").await.expect("changed");
        sam.open("/today").await.says("ilk temas için süre 3 gün.");
    });
}
