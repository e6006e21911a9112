//! The assistant in the portal: asked by a button alone, what it proposes is marked as its own, and is noted where somebody
//! ticks it.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, on_both_empty};
use crate::model::{LONG, Model};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;
use serde_json::json;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

async fn lead(scene: &Scene, lang: Lang) -> Id {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("sam", Role::Sales)]).await;
    let change = UserChange { lang: Some(lang), ..UserChange::default() };
    scene.store.change_user("sam", change, "test").await.expect("a change");
    scene.take(vec![fact(scene, "d", "ada@a.com", "demo_requested")]).await[0].person.expect("a lead")
}

/// Whether a box is there, and not ticked.
#[track_caller]
fn offers(page: &Page, name: &str) {
    let tag = format!("<input type=\"checkbox\" name=\"{name}\" value=\"true\">");
    assert!(page.html.contains(&tag), "{tag}: {}", page.html);
}

/// Quotes of what is known of a lead.
async fn quotes(scene: &Scene, lead: Id) -> Vec<String> {
    let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
    let findings = evidence.findings.iter().filter_map(|it| it.quote.as_deref());
    findings.chain(evidence.signals.iter().filter_map(|it| it.quote.as_deref())).map(str::to_owned).collect()
}

const CALL: &str = "\
AE: Is there money for it?
Priya: The board said yes to spending on \"this\". My boss decides about such things.
AE: So you really need it.
Priya: Two of our people will join the next talk. Nobody called us back in March, though.
";

#[test]
fn what_the_assistant_proposes_of_a_call_is_marked_and_noted_where_somebody_ticks_it() {
    on_both_empty(|scene| async move {
        let (lead, model) = (lead(&scene, Lang::En).await, Model::new().await);
        let mut sam = Browser::over(model.services(&scene, LONG)).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/transcript")).await;
        let page = sam.press(&page, "Read it", &[("text", CALL)]).await;
        let address = model.url.trim_end_matches("/v1");
        page.says(&format!(
            "A language model (<llama>) may propose what to note. For that, what you typed or pasted is sent to {address}."
        ));
        assert_eq!(model.count(), 0, "nothing is sent before the button");
        model.says(&json!({ "findings": [
            { "criterion": "budget", "verdict": "met", "quote": "said yes to spending", "reason": "<script>alert(1)</script>" },
            { "criterion": "need", "verdict": "met", "quote": "So you really need it." },
            { "signal": "brings_colleagues", "quote": "our people will join" },
            { "pain": "late_follow_up", "quote": "Nobody called us back", "reason": "late" },
            { "pain": "bored", "quote": "Nobody called us back" },
        ] }).to_string());
        let page = sam.press(&page, "Ask the assistant", &[]).await;
        assert_eq!(model.count(), 1);
        page.says("Proposed by the assistant (<llama>)").says("Why, in the model's words");
        page.says("<script>alert(1)</script>").says("Left out: 1 without such words of the lead's in the text.");
        page.says("Left out: 1 about nothing that the agreement has.");
        page.says("budget: met: “The board said yes to spending on \"this\".” (proposed by the assistant)");
        assert!(!page.html.contains("<script>alert") && !page.has("Ask the assistant"), "{}", page.html);
        let budget = "proposed:criterion:budget:met:1:The board said yes to spending on \"this\".";
        offers(&page, &budget.replace('"', "&quot;"));
        let colleagues = "proposed:signal:brings_colleagues::3:Two of our people will join the next talk.";
        offers(&page, colleagues);
        offers(&page, "proposed:pain:late_follow_up::3:Nobody called us back in March, though.");
        assert_eq!(quotes(&scene, lead).await, [] as [&str; 0], "nothing counts before somebody notes it");
        // Beside our own finding, by the same button.
        let chosen = [("criterion.authority", "true"), (budget, "true"), (colleagues, "true")];
        let read = page;
        sam.press(&read, "Note it", &chosen).await.says("What was found out is noted.");
        let wanted = [
            "My boss decides about such things.",
            "The board said yes to spending on \"this\".",
            "Two of our people will join the next talk.",
        ];
        assert_eq!(quotes(&scene, lead).await, wanted);
        let page = sam.open(&format!("/leads/{lead}")).await;
        page.says("Proposed by the assistant (<llama>)").says("— sam");
        assert_eq!(page.text().matches("Proposed by the assistant").count(), 2, "and not what our own rules found");
        // The same button again notes nothing twice.
        sam.press(&read, "Note it", &chosen).await;
        assert_eq!(quotes(&scene, lead).await, wanted);
        assert_replays(&scene).await;
    });
}

/// The page after an assistant that proposes nothing.
async fn unimpressed(sam: &mut Browser, lead: Id, model: &Model) -> Page {
    model.says("[]");
    let form = [("text", CALL), ("speakers", "said"), ("ours:AE", "true"), ("assistant", "true")];
    let page = sam.post(&format!("/leads/{lead}/transcript"), &form).await;
    page.says("It proposes nothing.");
    page
}

#[test]
fn words_that_nobody_said_are_not_noted_whatever_a_form_says() {
    on_both_empty(|scene| async move {
        let (lead, model) = (lead(&scene, Lang::En).await, Model::new().await);
        let mut sam = Browser::over(model.services(&scene, LONG)).of("sam").await;
        let page = unimpressed(&mut sam, lead, &model).await;
        for forged in [
            "proposed:criterion:budget:met:1:the budget is approved",
            "proposed:criterion:need:met:2:So you really need it.",
            "proposed:criterion:budget::1:The board said yes",
            "proposed:pain:bored::3:Nobody called us back",
            "proposed:measure:authority::3:Nobody called us back",
            "proposed:",
        ] {
            let got = sam.press(&page, "Note it", &[(forged, "true"), ("criterion.authority", "true")]).await;
            got.says("Nothing was noted: something of it does not stand in the lead's words");
        }
        assert_eq!(quotes(&scene, lead).await, [] as [&str; 0]);
    });
}

#[test]
fn bir_yanit_icin_asistana_sorulur_ve_onerisi_isaretlenince_kaydedilir() {
    on_both_empty(|scene| async move {
        let (lead, model) = (lead(&scene, Lang::Tr).await, Model::new().await);
        let mut sam = Browser::over(model.services(&scene, LONG)).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}/call")).await;
        let said = "Yönetim kurulu buna onay verdi, para hazır. Karar bende.";
        let answer = [("question", "budget-how"), ("answer", said)];
        let page = sam.press(&page, "Bu ne söylüyor?", &answer).await;
        page.says("yapıştırdığınız metin http://127.0.0.1:").says("Düğmeye basılmadan hiçbir şey gönderilmez");
        model.answers("503 Later", "");
        let page = sam.press(&page, "Asistana sor", &[]).await;
        page.says("Asistan bir hata verdi (503).").says("Bu yanıt ne söylüyor");
        model.says(
            r#"[{"criterion": "authority", "verdict": "met", "quote": "Karar bende", "reason": "Kendisi karar veriyor."},
                {"criterion": "budget", "verdict": "met", "quote": "para hazır", "reason": "Para var."},
                {"pain": "invoicing", "quote": "faturalar karışık"}]"#,
        );
        let page = sam.press(&page, "Asistana sor", &[]).await;
        page.says("Asistanın önerileri (<llama>)").says("yetki: karşılanıyor: “Karar bende.” (asistanın önerisi)");
        page.says("Kendisi karar veriyor.").says("Çıkarılan: 1; metinde adayın böyle sözleri yok.");
        let (authority, budget) = (
            "proposed:criterion:authority:met:0:Karar bende.",
            "proposed:criterion:budget:met:0:Yönetim kurulu buna onay verdi, para hazır.",
        );
        offers(&page, authority);
        // What she says herself of the question's criterion stands alone.
        let chosen = [("verdict", "unmet"), (authority, "true"), (budget, "true")];
        sam.press(&page, "Kaydet", &chosen).await.says("Bulgu kaydedildi.");
        let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
        let kept: Vec<_> = evidence.findings.iter().map(|it| (it.quote.as_deref(), it.by.as_deref())).collect();
        assert_eq!(kept, [(Some(said), Some("sam")), (Some("Karar bende."), Some("sam"))]);
        sam.open(&format!("/leads/{lead}")).await.says("Asistanın önerisi (<llama>)");
        assert_replays(&scene).await;
    });
}

#[test]
fn where_none_is_configured_there_is_no_assistant() {
    on_both_empty(|scene| async move {
        let lead = lead(&scene, Lang::En).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let (call, transcript) = (format!("/leads/{lead}/call"), format!("/leads/{lead}/transcript"));
        let page = sam.post(&transcript, &[("text", CALL)]).await;
        assert!(!page.text().to_lowercase().contains("assistant"), "{}", page.text());
        let page = sam.post(&call, &[("answer", "The board said yes.")]).await;
        assert!(!page.text().to_lowercase().contains("assistant"), "{}", page.text());
        for (path, field) in [(&call, ("answer", "yes, of course")), (&transcript, ("text", CALL))] {
            let got = sam.post(path, &[field, ("assistant", "true")]).await;
            got.says("No assistant is configured on this server.");
        }
    });
}
