//! Both teams change the agreement: proposed, looked at, signed by each, published; and what stands in its way.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{PLAYBOOK, Scene, assert_replays, fact, on_both, with};
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");
/// Examples of the shipped agreement that hold with its own framework alone.
const BANT_EXAMPLES: [&str; 3] = [
    "three of four are enough: a SAL becomes an SQL when sales confirms",
    "a talk in both directions makes an opportunity",
    "ready for sales is not able to buy: a clear no to the budget stops",
];
const TEAM: [(&str, Role); 4] =
    [("root", Role::Admin), ("mia", Role::Marketing), ("sam", Role::Sales), ("max", Role::Manager)];

/// A proposal of Mia's: its address.
async fn proposed(mia: &mut Browser) -> String {
    let page = mia.open("/playbook").await;
    let page = mia.press(&page, "Propose a change", &[("title", "Demos count more")]).await;
    page.path.split('?').next().expect("an address").to_owned()
}

async fn in_force(scene: &Scene) -> String {
    let version = scene.store.publications().await.expect("publications")[0].version.clone();
    scene.store.version_text(version).await.expect("a text").source
}

#[test]
fn both_teams_sign_a_change_and_it_is_in_force_with_everything_else_as_it_was() {
    on_both(|scene| async move {
        staff(&scene, &TEAM).await;
        let door = Browser::new(&scene);
        let (mut mia, mut sam, mut max) = (door.of("mia").await, door.of("sam").await, door.of("max").await);
        mia.open("/playbook").await.says("Nothing is proposed.");
        let address = proposed(&mut mia).await;
        mia.open(&address).await.says("It changes nothing yet.");

        // She sees what would come of it before she keeps it.
        let form = format!("{address}?part=engagement");
        let page = mia.open(&form).await;
        let filled = [("engagement/rule/demo/points", "60"), ("engagement/half_life", "3 weeks")];
        let (_, hidden) = page.form("Keep in the proposal");
        let mut sent: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent.extend(filled);
        let looked = mia.post(&format!("{address}/check"), &sent).await;
        looked.says("This does not hold yet.").says("3 weeks");
        mia.open(&address).await.says("It changes nothing yet.");
        let page = mia.press(&page, "Keep in the proposal", &[filled[0], ("engagement/half_life", "14d")]).await;
        page.says("Saved.").says("It holds");

        // What is as in force is no change: one value is listed.
        let page = mia.open(&address).await;
        page.says("Rule: demo · Points 50 60");
        assert_eq!(page.html.matches("Leave as it is").count(), 1);
        assert!(page.has("Sign for marketing") && !page.has("Sign for sales") && !page.has("Publish"));
        mia.press(&page, "Sign for marketing", &[]).await.says("Signed for the team.");
        max.open("/notices").await.says("mia signed a change of the agreement, and asks you to: Demos count more");

        // A change after the signature asks again.
        let page = sam.open(&format!("{address}?part=handover")).await;
        let reason = [("new:handover/reason", "Henüz bütçesi yok"), ("handover/reason/not-ready/text/en", "Not ready")];
        let page = sam.press(&page, "Keep in the proposal", &reason).await;
        page.says("Saved.").says("Henüz bütçesi yok");
        let page = sam.open(&address).await;
        page.says("signed an earlier state");
        let page = sam.press(&page, "Sign for sales", &[]).await;
        page.says("Signed for the team.");
        assert!(!page.has("Publish"), "marketing signed something else");
        let page = mia.open(&address).await;
        mia.press(&page, "Sign for marketing", &[]).await;
        let before = scene.take(vec![fact(&scene, "a", "ada@a.com", "demo_requested")]).await[0].person;
        let page = sam.open(&address).await;
        sam.press(&page, "Publish", &[]).await.says("In force from now on.").says("Published by sam");

        let source = in_force(&scene).await;
        assert!(source.contains("points = 60") && source.contains("id = \"henuz-butcesi-yok\""), "{source}");
        let kept: Vec<&str> = PLAYBOOK.lines().filter(|line| !source.lines().any(|it| it == *line)).collect();
        assert_eq!(kept.len(), 2, "points and one wording differ: {kept:?}");
        let after = scene.take(vec![fact(&scene, "b", "bob@b.com", "demo_requested")]).await[0].person;
        scene.settle().await;
        for (person, engagement) in [(after, 60), (before, 60)] {
            let lead = scene.store.lead(person.expect("a person")).await.expect("a lead");
            assert_eq!(lead.row.engagement, engagement, "points belong to the version in force");
        }
        mia.open("/notices").await.says("The agreement is changed: Demos count more");
        let audit = max.open("/audit").await;
        audit.says("a change was proposed").says("a proposal was signed").says("an agreement was published");
        mia.open("/playbook").await.says("Nothing is proposed.").says("in force");
    });
}

#[test]
fn a_proposal_stays_true_when_another_version_is_published_meanwhile() {
    on_both(|scene| async move {
        staff(&scene, &TEAM).await;
        let door = Browser::new(&scene);
        let (mut mia, mut sam) = (door.of("mia").await, door.of("sam").await);
        let address = proposed(&mut mia).await;
        let page = mia.open(&format!("{address}?part=engagement")).await;
        mia.press(&page, "Keep in the proposal", &[("engagement/rule/demo/points", "60")]).await.says("Saved.");
        let early = mia.open(&address).await;
        for (browser, title) in [(&mut mia, "Sign for marketing"), (&mut sam, "Sign for sales")] {
            let page = browser.open(&address).await;
            browser.press(&page, title, &[]).await.says("Signed for the team.");
        }
        let page = sam.open(&address).await;
        scene.publish(&PLAYBOOK.replace("half_life = \"14d\"", "half_life = \"21d\""), Existing::Keep).await;
        // Whoever looked before signs nothing that they have not seen.
        let (_, hidden) = early.form("Sign for marketing");
        let sent: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        mia.post(&format!("{address}/sign"), &sent).await.says("Another version came into force meanwhile.");
        // Both signed something that was made of the earlier version.
        sam.press(&page, "Publish", &[]).await.says("Both teams sign it first, as it stands now.");
        let page = sam.open(&address).await;
        page.says("signed an earlier state");
        assert_eq!(page.html.matches("Leave as it is").count(), 1, "what the other version changes is none of it");
        for (browser, title) in [(&mut mia, "Sign for marketing"), (&mut sam, "Sign for sales")] {
            let page = browser.open(&address).await;
            browser.press(&page, title, &[]).await.says("Signed for the team.");
        }
        let page = sam.open(&address).await;
        sam.press(&page, "Publish", &[]).await.says("In force from now on.");
        let source = in_force(&scene).await;
        assert!(source.contains("half_life = \"21d\"") && source.contains("points = 60"), "{source}");
    });
}

#[test]
fn nobody_signs_for_both_teams_or_publishes_what_does_not_hold() {
    on_both(|scene| async move {
        staff(&scene, &TEAM).await;
        let door = Browser::new(&scene);
        let (mut mia, mut max, mut sam) = (door.of("mia").await, door.of("max").await, door.of("sam").await);
        let page = mia.open("/playbook").await;
        let untitled = mia.press(&page, "Propose a change", &[("title", "  ")]).await;
        untitled.says("Say what should change");
        let address = proposed(&mut mia).await;
        let publish = format!("{address}/publish");
        mia.post(&publish, &[]).await.says("it changes nothing, or does not hold");
        let stages = format!("{address}?part=stages");
        let page = mia.open(&stages).await;
        let other = sam.open(&stages).await;
        let wrong = [("stage/mql/enter", "engagement >= many")];
        mia.press(&page, "Keep in the proposal", &wrong).await.says("This does not hold yet.").says("many");
        let page = mia.open(&address).await;
        assert!(!page.has("Sign for marketing"));
        mia.post(&format!("{address}/sign"), &[("revision", "2")]).await.says("It cannot be signed or published");
        // Whoever saw an earlier state changes nothing.
        let late = sam.press(&other, "Keep in the proposal", &[("stage/mql/max_age", "6d")]).await;
        late.says("Somebody changed it meanwhile").says("This does not hold yet.");
        let page = mia.open(&address).await;
        mia.press(&page, "Leave as it is", &[]).await.says("It changes nothing yet.");
        let page = mia.open(&stages).await;
        mia.press(&page, "Keep in the proposal", &[("stage/mql/max_age", "6d")]).await.says("It holds");
        let page = max.open(&address).await;
        max.press(&page, "Sign for sales", &[]).await.says("Signed for the team.");
        let page = max.open(&address).await;
        max.press(&page, "Sign for marketing", &[]).await.says("You spoke for the other team");
        max.post(&publish, &[]).await.says("Both teams sign it first");
        sam.post(&format!("{address}/sign"), &[("revision", "4"), ("side", "marketing")])
            .await
            .says("You speak for your own team.");
        // What is no place of the agreement is not taken, whoever sends it.
        mia.post(&address, &[("revision", "4"), ("format", "2"), ("stage/mql/by", "won")]).await.says("Saved.");
        let page = mia.open(&address).await;
        assert_eq!(page.html.matches("Leave as it is").count(), 1);
        mia.press(&page, "Withdraw the proposal", &[]).await.says("Withdrawn by mia.");
        mia.post(&publish, &[]).await.says("It is closed already.");
        mia.post(&address, &[("revision", "4"), ("stage/mql/max_age", "9d")]).await.says("It is closed already.");
        assert_eq!(scene.store.publications().await.expect("publications").len(), 1);
        // In Turkish too.
        let mut reader = door.of("mia").await;
        let page = reader.open("/me").await;
        reader.press(&page, "Save", &[("lang", "tr"), ("mail", "never")]).await;
        reader.open(&address).await.says("mia geri çekti.").says("Aşama: MQL · En uzun kalış");
        reader.open("/playbook").await.says("Önerilen değişiklikler").says("geri çekildi");
    });
}

#[test]
fn another_framework_is_taken_up_and_nothing_that_is_known_is_lost() {
    on_both(|scene| async move {
        scene.publish(SAAS, Existing::Keep).await;
        staff(&scene, &TEAM).await;
        let door = Browser::new(&scene);
        let (mut mia, mut sam) = (door.of("mia").await, door.of("sam").await);
        let lead = scene.take(vec![fact(&scene, "d", "ada@a.com", "demo_requested")]).await[0].person.expect("a lead");
        let found = |id: &str, criterion: &str| {
            let it = with(fact(&scene, id, "ada@a.com", "finding"), "criterion", criterion);
            with(with(it, "verdict", "met"), "by", "sam")
        };
        scene.take(vec![found("f1", "need"), found("f2", "authority")]).await;
        for (name, others) in [("MEDDIC", "champion"), ("FAINT", "interest")] {
            let address = proposed(&mut mia).await;
            let page = mia.open(&format!("{address}?part=conversation")).await;
            page.says("Shipped frameworks").says(name);
            let page = mia.press(&page, "Keep in the proposal", &[("take-up", &*name.to_lowercase())]).await;
            if name == "MEDDIC" {
                // The agreement's own examples speak of the other framework: both teams see it, and take them out.
                page.says("examples do not come out").says("three of four are enough");
                let gone = BANT_EXAMPLES.map(|it| format!("out:test/{it}"));
                let gone: Vec<(&str, &str)> = gone.iter().map(|it| (it.as_str(), "true")).collect();
                let page = mia.open(&format!("{address}?part=examples")).await;
                mia.press(&page, "Keep in the proposal", &gone).await.says("It holds");
            }
            for (browser, title) in [(&mut mia, "Sign for marketing"), (&mut sam, "Sign for sales")] {
                let page = browser.open(&address).await;
                browser.press(&page, title, &[]).await.says("Signed for the team.");
            }
            let page = sam.open(&address).await;
            sam.press(&page, "Publish", &[]).await.says("In force from now on.");
            scene.settle().await;
            // What was found under the first one counts under this one, and what is new is asked.
            let sheet = sam.open(&format!("/leads/{lead}/call")).await;
            sheet.says("authority met").says("need met").says(&format!("{others} open"));
            scene.take(vec![found(&format!("f-{others}"), others)]).await;
        }
        // And back, and forth: what was found under the others waits until they ask for it again.
        let faint = in_force(&scene).await;
        scene.publish(SAAS, Existing::Keep).await;
        scene.settle().await;
        let sheet = sam.open(&format!("/leads/{lead}/call")).await;
        sheet.says("authority met").says("need met").says("budget open");
        scene.publish(&faint, Existing::Keep).await;
        scene.settle().await;
        sam.open(&format!("/leads/{lead}/call")).await.says("need met").says("interest met");
        assert_replays(&scene).await;
    });
}
