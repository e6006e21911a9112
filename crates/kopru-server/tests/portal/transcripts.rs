//! A recorded call is read: who is who, what the lead's words tell, what we did, and what of it is noted.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{Scene, assert_replays, fact, on_both};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Measure;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

const CALL: &str = "\
[00:00] AE (Jordan): Hi, this is Jordan from Köprü. What happens to a lead today between marketing and sales?
[00:12] Priya (RevOps): Of 300 leads last quarter 120 get lost, because nobody follows up in Salesforce.
[00:30] AE (Jordan): Do you have a budget? We could sign today.
[00:36] Priya (RevOps): We set aside $12,000. My boss decides about such things, and we want it by the end of Q3.
";

const GORUSME: &str = "\
Temsilci (Can): Bugün bir aday pazarlama ile satış arasında nasıl bir yol izliyor?
Elif: Geçen çeyrek 300 adaydan 120 tanesi kayboluyor, çünkü Salesforce listesine kimse dönmüyor.
Temsilci (Can): Bütçeniz var mı? Bugün imzalarsanız iyi olur.
Elif: 150 bin TL ayırdık. Kararı genel müdür veriyor.
";

async fn lead(scene: &Scene) -> Id {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
    scene.take(vec![fact(scene, "d", "ada@a.com", "demo_requested")]).await[0].person.expect("a lead")
}

#[test]
fn what_a_call_tells_is_shown_with_its_words_and_noted_where_somebody_agrees() {
    on_both(|scene| async move {
        let lead = lead(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let path = format!("/leads/{lead}/transcript");
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        page.says("Read a transcript");
        let page = sam.open(&path).await;
        let nobody = sam.press(&page, "Read it", &[("text", "We talked for an hour.")]).await;
        nobody.says("No line says who speaks");
        let page = sam.press(&page, "Read it", &[("text", CALL)]).await;
        page.says("AE (Jordan) speaks for us");
        assert!(page.html.contains("name=\"ours:AE (Jordan)\" value=\"true\" checked"), "ours by the label");
        page.says("specific about a pain that we solve").says("only we solve it").says("authority: not met");
        page.says("My boss decides about such things").says("“$12,000”").says("“end of Q3”").says("“Salesforce”");
        page.says("1 open questions, 1 that can be answered").says("Closed: “Do you have a budget?”");
        page.says("Pressing: “sign today”").says("Still to be asked");
        page.says("degree to which we solve it: 3/3, only we solve it").says("authority: 1/3, is asked for an opinion");
        // Nobody ticked anything yet, and what would let go of the lead says so and is not ticked together with others.
        let note = page.html.split("<form ").find(|it| it.contains("/transcript/note\"")).expect("a form that notes");
        assert!(!note.contains(" checked"), "{note}");
        assert!(page.has("Agree with all"));
        // Nothing is noted yet, and the text is nowhere.
        assert_eq!(scene.store.lead(lead).await.expect("a lead").lead.evidence.findings, []);
        let chosen = [
            ("criterion.authority", "true"),
            ("sign.specific_about_pains", "true"),
            ("pain.leads_lost", "true"),
            ("size.solved", "true"),
        ];
        sam.press(&page, "Note it", &chosen).await.says("What was found out is noted.");
        let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
        // Authority, the pain, how far we solve it, and the need that a pain which we solve meets by itself.
        assert_eq!((evidence.findings.len(), evidence.signals.len()), (4, 1));
        assert_eq!(
            evidence.level(Measure::Solved).map(|it| (it.1, it.0.quote.as_deref())),
            Some((3, Some("get lost … nobody follows up")))
        );
        let quotes: Vec<&str> = evidence.findings.iter().filter_map(|it| it.quote.as_deref()).collect();
        assert!(quotes.iter().any(|it| it.contains("My boss decides about such things")), "{quotes:?}");
        // The same button again notes nothing twice.
        sam.press(&page, "Note it", &chosen).await;
        assert_eq!(scene.store.lead(lead).await.expect("a lead").lead.evidence.findings.len(), 4);
        assert_replays(&scene).await;
    });
}

/// 3 × 5.000 = 15.000 > 12.000; üç hafta 21 gün.
const SAYILAR: &str = "\
Temsilci (Can): Lisans başına 5.000 TL, bütçenize uyuyor. Kurulum üç hafta sürüyor.
Elif: Üç lisans istiyoruz. Bütçemiz 12.000 TL. On gün içinde kurulması lazım.
";

#[test]
fn numbers_of_both_sides_are_compared_and_noted_with_the_words_of_both() {
    on_both(|scene| async move {
        let lead = lead(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/transcript")).await;
        let page = sam.press(&page, "Read it", &[("text", SAYILAR)]).await;
        page.says("budget: not met. 3 × TRY 5,000 = TRY 15,000 is over the TRY 12,000 that they have");
        page.says("“Bütçemiz 12.000 TL.” Temsilci (Can): “Lisans başına 5.000 TL, bütçenize uyuyor.”");
        page.says("time frame: not met. It takes 21 days, and they have 10 days");
        sam.press(&page, "Note it", &[("criterion.time_frame", "true")]).await.says("What was found out is noted.");
        let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
        let quote = evidence.findings.first().and_then(|it| it.quote.as_deref());
        assert_eq!(quote, Some("On gün içinde kurulması lazım. … Kurulum üç hafta sürüyor."));
        assert_replays(&scene).await;
    });
}

/// 30 × 49 = 1,470 a month; 15 % off leaves 1,249.50. The team plan is set up in 5 to 10 days.
const PROMISED: &str = "\
AE (Jordan): How many of you would use the team plan?
Priya: It depends.
AE (Jordan): I see. We do it for 30 euros per user a month, and it is up and running within 2 days.
Priya: We are thirty users, and our budget is 1,000 euros a month.
AE (Jordan): Of course it handles your invoices as well. What is your budget again?
Priya: As I said.
";

#[test]
fn what_we_promised_and_what_we_passed_over_is_shown_to_the_rep() {
    on_both(|scene| async move {
        let lead = lead(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/transcript")).await;
        let page = sam.press(&page, "Read it", &[("text", PROMISED)]).await;
        page.says("Promised, but not so");
        page.says("Team plan: the list says 49.00 EUR per user a month, at most 15 % off, so at least €41.65");
        page.says("Team plan: the list says 5–10 days until it is in use");
        page.says("invoices and payments are a mess: we do not solve that");
        page.says("Nobody asked on after: “It depends.” They may not be near the decision");
        page.says("Asked again: “What is your budget again?” They had said: “We are thirty users, and our budget is 1,000 euros a month.”");
        // 30 × 30 = 900, as the call says it.
        page.says("budget: met. 30 × €30 = €900 is within the €1,000 that they have");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", change, "test").await.expect("a change");
        let page = sam.open(&format!("/leads/{lead}/transcript")).await;
        let page = sam.press(&page, "Oku", &[("text", PROMISED)]).await;
        page.says("Söz verilen, ama öyle olmayan").says("Ekip planı: listeye göre kullanıma hazır olması 5–10 gün");
        page.says("Ardından soru sorulmadı: “It depends.”");
    });
}

#[test]
fn bir_gorusme_dokumu_turkce_okunur_ve_konusanlar_duzeltilir() {
    on_both(|scene| async move {
        let lead = lead(&scene).await;
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", change, "test").await.expect("a change");
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/transcript")).await;
        let page = sam.press(&page, "Oku", &[("text", GORUSME)]).await;
        page.says("çözdüğümüz bir sorunu somut anlatıyor").says("“150 bin TL”").says("Kararı genel müdür veriyor");
        page.says("Kapalı: “Bütçeniz var mı?”").says("Zorlayıcı: “Bugün imzalarsanız”");
        // With the two confused, the same words are ours and tell nothing of the lead.
        let form = [("text", GORUSME), ("speakers", "said"), ("ours:Elif", "true")];
        let turned = sam.post(&format!("/leads/{lead}/transcript"), &form).await;
        assert!(!turned.text().contains("150 bin TL"), "{}", turned.text());
    });
}
