//! The call sheet after an answer: verdicts with the words that suggest them, what would come of them, and nothing ticked.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_engine::value::Scalar;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

async fn lead(scene: &Scene, lang: Lang) -> Id {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
    let change = UserChange { lang: Some(lang), ..UserChange::default() };
    scene.store.change_user("sam", change, "test").await.expect("a change");
    scene.take(vec![fact(scene, "d", "ada@a.com", "demo_requested")]).await[0].person.expect("a lead")
}

/// What of a page's form is chosen or ticked before anybody touches it.
fn chosen(page: &Page) -> Vec<&str> {
    let form = page.html.split("<form ").find(|it| it.contains("/call/note\"")).expect("a form that notes");
    let form = form.split("</form>").next().unwrap_or_default();
    let tags = form.split('<').filter(|it| it.contains(" checked") || it.contains(" selected"));
    tags.map(|it| it.split('>').next_back().unwrap_or_default()).collect()
}

async fn read(sam: &mut Browser, lead: Id, question: &str, answer: &str) -> Page {
    sam.post(&format!("/leads/{lead}/call"), &[("question", question), ("answer", answer)]).await
}

const NO_BUDGET: &str = "We have no budget for this until next fiscal year, nothing at all.";

#[test]
fn a_knock_out_is_said_at_once_and_noted_by_nobody_but_who_chooses_it() {
    on_both(|scene| async move {
        let lead = lead(&scene, Lang::En).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = read(&mut sam, lead, "budget-how", NO_BUDGET).await;
        page.says(&format!("Careful: “{NO_BUDGET}” would mean budget: not met."));
        page.says("letting go is suggested: cannot afford it (not for us); the stage Opportunity is closed to it.");
        page.says(&format!("Suggested by: “{NO_BUDGET}”")).says("not met (suggested)");
        assert_eq!(chosen(&page), [""; 0], "a knock-out is chosen by nobody but a person");
        sam.press(&page, "Note it", &[]).await;
        assert!(scene.store.lead(lead).await.expect("a lead").lead.evidence.findings.is_empty());
        sam.press(&page, "Note it", &[("verdict", "unmet")])
            .await
            .says("Suggested: let go (not for us: cannot afford it)");
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        page.says(&format!("budget not met “{NO_BUDGET}”")).says(", sam");
        assert_replays(&scene).await;
    });
}

#[test]
fn what_was_asked_may_stand_chosen_and_what_was_heard_besides_is_ticked_by_whoever_agrees() {
    on_both(|scene| async move {
        let lead = lead(&scene, Lang::Tr).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let said = "Geçen çeyrek 300 adaydan 120 tanesi kayboluyor, çünkü Salesforce listesine kimse dönmüyor.";
        let page = read(&mut sam, lead, "need-today", said).await;
        page.says("Öneri: ihtiyaç: karşılanıyor; dayanağı").says("çözdüğümüz bir sorunu somut anlatıyor");
        assert_eq!(chosen(&page), ["karşılanıyor (öneri)"]);
        assert!(page.has("Hepsini onayla"), "one press agrees with all");
        let said = "Bütçemiz onaylandı. Kararı genel müdür veriyor, ona sormam lazım.";
        let page = read(&mut sam, lead, "budget-how", said).await;
        page.says("yetki: karşılanmıyor: “Kararı genel müdür veriyor, ona sormam lazım.”");
        assert_eq!(chosen(&page), ["karşılanıyor (öneri)"]);
        let agreed = [("verdict", "met"), ("criterion.authority", "true"), ("criterion.need", "true")];
        sam.press(&page, "Kaydet", &agreed).await.says("Bulgu kaydedildi.");
        let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
        let quotes: Vec<_> = evidence.findings.iter().filter_map(|it| it.quote.as_deref()).collect();
        assert_eq!(quotes, [said, "Kararı genel müdür veriyor, ona sormam lazım."], "need was not heard");
        assert_replays(&scene).await;
    });
}

/// A rule of the shipped playbook lets go for 180 days; the lead named another day.
#[test]
fn not_now_lets_go_until_the_day_that_the_lead_named() {
    on_both(|scene| async move {
        let lead = lead(&scene, Lang::En).await;
        let day = "2027-03-01";
        let finding = |id: &str, criterion: &str, until: Option<&str>| {
            let mut it = fact(&scene, id, "ada@a.com", "finding");
            let data = &mut it.incoming.raw.data;
            data.clear();
            for (name, value) in [("criterion", criterion), ("verdict", "unmet"), ("origin", "said")] {
                data.insert(name.into(), Scalar::Text(value.into()));
            }
            data.extend(until.map(|it| ("until".to_owned(), Scalar::Text(it.into()))));
            it
        };
        scene.take(vec![finding("t", "time_frame", Some(day))]).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}")).await;
        let page = sam.press(&page, &format!("Let go until {day}: needed later"), &[]).await;
        page.says("Let go, with its reason.");
        let until = scene.store.lead(lead).await.expect("a lead").lead.standing.disposition.until();
        assert_eq!(until.map(|it| it.to_string()), Some(format!("{day}T00:00:00Z")));
        assert_replays(&scene).await;
    });
}

#[test]
fn what_is_only_indicated_is_called_inferred_on_the_sheet_too() {
    on_both(|scene| async move {
        let lead = lead(&scene, Lang::En).await;
        let mut trial = fact(&scene, "t", "ada@a.com", "trial_started");
        trial.incoming.raw.data.clear();
        scene.take(vec![trial]).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        page.says("time frame open; a first indication speaks for it (inferred)");
    });
}
