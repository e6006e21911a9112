//! What a person says of what was read: a wrong reading no longer counts, their word is kept, and it is not suggested again.
//! What stands gives the lead its priority.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Priority;
use kopru_engine::value::Scalar;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

async fn scene_of(scene: &Scene, lang: Lang) -> Browser {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
    let change = UserChange { lang: Some(lang), ..UserChange::default() };
    scene.store.change_user("sam", change, "test").await.expect("a change");
    Browser::new(scene).of("sam").await
}

async fn lead(scene: &Scene, id: &str, email: &str) -> Id {
    scene.take(vec![fact(scene, id, email, "demo_requested")]).await[0].person.expect("a lead")
}

async fn read(sam: &mut Browser, lead: Id, question: &str, answer: &str) -> Page {
    sam.post(&format!("/leads/{lead}/call"), &[("question", question), ("answer", answer)]).await
}

async fn priority(scene: &Scene, lead: Id) -> Priority {
    scene.store.lead(lead).await.expect("a lead").lead.standing.priority
}

const LOST: &str = "Last quarter 120 of our 300 leads fell through the cracks, because nobody in Salesforce owns the list after Monday.";

#[test]
fn what_is_called_wrong_is_kept_and_not_suggested_again() {
    on_both(|scene| async move {
        let mut sam = scene_of(&scene, Lang::En).await;
        let lead = lead(&scene, "d", "ada@a.com").await;
        let page = read(&mut sam, lead, "need-today", LOST).await;
        page.says("specific about a pain that we solve").says("read wrongly");
        page.says("Noting it gives the lead high priority: talks at length about a problem that we solve.");
        let wrong = [("sign.specific_about_pains", "true"), ("wrong.sign.specific_about_pains", "true")];
        sam.press(&page, "Note it", &wrong).await.says("What was found out is noted.");
        let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
        assert_eq!((evidence.signals.len(), evidence.overruled.len()), (0, 1), "wrong beats agreed");
        assert_eq!(evidence.overruled[0].by.as_deref(), Some("sam"));
        assert_eq!(priority(&scene, lead).await, Priority::Normal);
        let page = read(&mut sam, lead, "need-today", LOST).await;
        assert!(!page.has("specific about a pain that we solve"), "{}", page.text());
        sam.open(&format!("/leads/{lead}")).await.says("read wrongly: talks at length and specifically about pains");
        assert_replays(&scene).await;
    });
}

#[test]
fn noting_the_other_verdict_than_was_suggested_keeps_the_correction() {
    on_both(|scene| async move {
        let mut sam = scene_of(&scene, Lang::Tr).await;
        let lead = lead(&scene, "d", "ada@a.com").await;
        let said = "Bütçemiz onaylandı.";
        let page = read(&mut sam, lead, "budget-how", said).await;
        page.says("karşılanıyor (öneri)");
        sam.press(&page, "Kaydet", &[("verdict", "unmet")]).await.says("Bulgu kaydedildi.");
        let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
        assert_eq!((evidence.findings.len(), evidence.overruled.len()), (1, 1));
        let page = read(&mut sam, lead, "budget-how", said).await;
        assert!(!page.has("karşılanıyor (öneri)"), "a person said that these words do not say so");
        assert_replays(&scene).await;
    });
}

#[test]
fn a_sign_that_was_noted_is_taken_back_and_the_priority_goes_with_it() {
    on_both(|scene| async move {
        let mut sam = scene_of(&scene, Lang::En).await;
        let lead = lead(&scene, "d", "ada@a.com").await;
        let page = read(&mut sam, lead, "need-today", LOST).await;
        sam.press(&page, "Note it", &[("sign.specific_about_pains", "true")]).await;
        assert_eq!(priority(&scene, lead).await, Priority::High);
        sam.open(&format!("/leads/{lead}")).await.says("high priority");
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        page.says("positive sign: talks at length and specifically about pains");
        let wrong = [("reading", "signal.specific_about_pains"), ("note", "She quoted a study.")];
        sam.press(&page, "Something was read wrongly", &wrong).await.says("It no longer counts");
        assert_eq!(priority(&scene, lead).await, Priority::Normal);
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        page.says("No red flag and no positive sign was noted yet.");
        let gone = format!("/leads/{lead}/call/wrong");
        sam.post(&gone, &[("reading", "signal.specific_about_pains")]).await.says("nothing else was noted");
        sam.post(&gone, &[("reading", "signal.nonsense")]).await.says("nothing else was noted");
        assert_replays(&scene).await;
    });
}

/// Three leads of one person, none of them late or due soon: of these the one of high priority comes first and the one of low
/// priority last, although a list has the newest first.
#[test]
fn among_leads_that_are_equally_urgent_the_one_of_high_priority_comes_first() {
    on_both(|scene| async move {
        let mut sam = scene_of(&scene, Lang::En).await;
        let mut leads = Vec::new();
        for (id, email) in [("d1", "high@c.com"), ("d2", "usual@b.com"), ("d3", "low@a.com")] {
            leads.push(lead(&scene, id, email).await);
        }
        let say = |id: &str, email: &str, kind: &str, (name, value): (&str, &str)| {
            let mut it = fact(&scene, id, email, kind);
            it.incoming.raw.data.clear();
            it.incoming.raw.data.insert(name.into(), Scalar::Text(value.into()));
            it
        };
        let mut facts = vec![
            say("s1", "low@a.com", "signal", ("signal", "evasive")),
            say("s2", "low@a.com", "signal", ("signal", "short_answers")),
            say("s3", "high@c.com", "signal", ("signal", "knows_business")),
        ];
        for email in ["low@a.com", "usual@b.com", "high@c.com"] {
            facts.push(say(email, email, "assigned", ("to", "sam")));
        }
        scene.take(facts).await;
        assert_eq!(priority(&scene, leads[2]).await, Priority::Low);
        let text = sam.open("/today").await.text();
        let place = |email: &str| text.find(email).unwrap_or_else(|| panic!("{email} in {text}"));
        assert!(place("high@c.com") < place("usual@b.com"), "{text}");
        assert!(place("usual@b.com") < place("low@a.com"), "{text}");
    });
}
