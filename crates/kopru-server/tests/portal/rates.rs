//! The rate of acceptance as people see it: how sure it is, week by week, and what both teams were told.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{fact, on_both, with};
use kopru_engine::lang::Lang;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

#[test]
fn the_report_on_hand_overs_shows_how_sure_it_is_and_every_week() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        let mut ayse = Browser::new(&scene).of("ayse").await;
        ayse.open("/reports/acceptance").await.says("0 of 0: too few to judge; 20 must be decided");
        // 14 of 24 are accepted, of those from the fair 2 of 12.
        for number in 0..24 {
            let email = format!("p{number}@x{number}.com");
            let mut demo = fact(&scene, &format!("demo-{email}"), &email, "demo_requested");
            demo.incoming.raw.source = Some(if number < 12 { "fair" } else { "web" }.into());
            scene.take(vec![demo]).await;
            scene.clock.advance_secs(60);
            let (kind, reason) = if number < 10 { ("refused", Some("not-ready")) } else { ("accepted", None) };
            let answer = with(fact(&scene, &format!("answer-{email}"), &email, kind), "by", "ayse");
            scene.take(vec![reason.into_iter().fold(answer, |it, reason| with(it, "reason", reason))]).await;
        }
        // On Monday a week later it is judged.
        scene.clock.advance_secs(7 * 86_400 - 24 * 60);
        // By then the session has ended.
        let mut ayse = Browser::new(&scene).of("ayse").await;
        let page = ayse.open("/reports/acceptance").await;
        // Wilson, z = 1.96, 14 of 24: (28 + 3.8416 ± 1.96·√(3.8416 + 4·14·10/24)) / 55.6832, √27.1749 = 5.21295: 38.8 and 75.5 %.
        page.says("With 95 % confidence the true rate lies within 38.8–75.5 %.");
        // 2 of 12: (4 + 3.8416 ± 1.96·√(3.8416 + 4·2·10/12)) / 31.6832, √10.5083 = 3.24165: 4.7 and 44.8 %.
        page.says("source: fair 2 10 16.7 % 4.7–44.8 %");
        page.says("2026-03-09 58.3 % 38.8–75.5 % alarm: below target, hardly by chance source: fair both teams");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("ayse", change, "root").await.expect("changed");
        let page = ayse.open("/reports/acceptance").await;
        page.says("Gerçek oran %95 güvenle %38,8–75,5 aralığında.").says("kaynak: fair").says("iki ekibe");
    });
}

#[test]
fn a_leads_page_says_by_when_it_would_be_due_until_it_is_offered() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        let mut ayse = Browser::new(&scene).of("ayse").await;
        let lead = scene.take(vec![fact(&scene, "1", "ada@acme.com", "page_viewed")]).await[0].person.expect("a lead");
        // Two days after Monday at nine; the agreement gives no time to answer.
        let page = ayse.open(&format!("/leads/{lead}")).await;
        page.says("If it were offered to AYSE. now, the first contact, if accepted at once, 2026-03-04 09:00.");
        scene.take(vec![fact(&scene, "2", "ada@acme.com", "demo_requested")]).await;
        let page = ayse.open(&format!("/leads/{lead}")).await;
        assert!(!page.text().contains("If it were offered"), "{}", page.text());
    });
}
