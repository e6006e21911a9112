//! An e-mail is brought on a lead's page as a file, and what became of it is said.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, on_both, on_both_empty, with};
use kopru_engine::lang::Lang;
use kopru_engine::lead::ClockKind;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");
const TEAM: [(&str, Role); 3] = [("root", Role::Admin), ("mia", Role::Marketing), ("sam", Role::Sales)];

/// The shipped agreement, and Ada, whom sales has accepted.
async fn stage(scene: &Scene) -> Id {
    scene.publish(SAAS, Existing::Keep).await;
    staff(scene, &TEAM).await;
    let lead = scene.take(vec![fact(scene, "d", "ada@acme.com", "demo_requested")]).await[0].person.expect("a person");
    scene.settle().await;
    scene.take(vec![with(fact(scene, "yes", "ada@acme.com", "accepted"), "by", "sam")]).await;
    lead
}

/// A message of the moment at which the stories begin.
fn mail(id: &str, from: &str, to: &str, more: &str, words: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: Teklif\r\nDate: Mon, 2 Mar 2026 12:00:00 +0300\r\nMessage-ID: <{id}@mx.example>\r\nContent-Type: text/plain; charset=utf-8\r\n{more}\r\n{words}\r\n"
    )
    .into_bytes()
}

async fn bring(browser: &mut Browser, lead: Id, bytes: &[u8]) -> Page {
    browser.bring(&format!("/leads/{lead}/email"), "offer.eml", bytes).await
}

#[test]
fn an_e_mail_is_brought_where_contacts_are_logged_and_counts_as_one() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let page = sam.open(&format!("/leads/{lead}")).await;
        assert!(page.has("Add an e-mail") && page.has("Log a contact"), "{}", page.text());
        // A browser sends what is in the file, with or without script.
        let form = page.html.split("<form ").find(|it| it.contains("/email\"")).expect("the form");
        assert!(
            form.contains("enctype=\"multipart/form-data\"") && form.contains("type=\"file\" name=\"file\""),
            "{form}"
        );
        let text = mail("1", "sam@us.example", "Ada <ada@acme.com>", "", "Perşembe uygun mu?\r\n\r\n> eski sözler");
        let page = bring(&mut sam, lead, &text).await;
        page.says("The e-mail is noted.").says("e-mail, sent").says("Teklif Perşembe uygun mu?").says("First contact");
        assert!(!page.text().contains("eski sözler"), "what is quoted is not kept");
        let view = scene.store.lead(lead).await.expect("a lead");
        assert!(view.lead.standing.sales.clock(ClockKind::Contact).is_none(), "the first contact was made");
        bring(&mut sam, lead, &text).await.says("The e-mail was noted before.");
        let back = mail("2", "ADA@acme.com", "sam@us.example", "", "Evet, uygun.");
        bring(&mut sam, lead, &back).await.says("The e-mail is noted.").says("answered an e-mail").says("Evet, uygun.");
        let away = mail("3", "ada@acme.com", "sam@us.example", "Auto-Submitted: auto-replied\r\n", "Tatildeyim.");
        bring(&mut sam, lead, &away)
            .await
            .says("it counts neither as a contact nor as an answer")
            .says("e-mail, automatic reply");
        // The audit says who brought it, and who looks reads it in their language.
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", change, "test").await.expect("a change");
        let page = sam.open(&format!("/leads/{lead}")).await;
        page.says("E-posta ekle").says("e-posta, gönderildi").says("e-posta, otomatik yanıt");
        bring(&mut sam, lead, &text).await.says("E-posta daha önce kaydedilmişti.");
        let entries = scene.store.audit(None, 50).await.expect("the audit");
        assert_eq!(entries.iter().filter(|it| it.action == "email.added" && it.actor == "sam").count(), 3);
        assert_replays(&scene).await;
    });
}

#[test]
fn an_e_mail_about_somebody_else_is_not_noted_and_one_about_several_is_noted_of_all() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let bob =
            scene.take(vec![fact(&scene, "b", "bob@acme.com", "demo_requested")]).await[0].person.expect("a person");
        let mut sam = Browser::new(&scene).of("sam").await;
        let seq = async |id: Id| scene.store.timeline(id, None, 50).await.expect("entries").len();
        let (before, of_bob) = (seq(lead).await, seq(bob).await);
        let to_bob = mail("1", "sam@us.example", "bob@acme.com", "", "Hello Bob");
        bring(&mut sam, lead, &to_bob).await.says("this e-mail is about other leads, not about this one");
        let stranger = mail("2", "x@elsewhere.example", "sam@us.example", "", "Hello");
        bring(&mut sam, lead, &stranger).await.says("none of the addresses in this e-mail is known");
        assert_eq!((seq(lead).await, seq(bob).await), (before, of_bob), "nothing was noted");
        let both = mail("3", "sam@us.example", "bob@acme.com, ada@acme.com", "", "Hello both");
        bring(&mut sam, lead, &both).await.says("here and at the other leads whom it names");
        assert!(seq(lead).await > before && seq(bob).await > of_bob);
        // On the page of a record that was merged into another, that one is meant.
        scene.store.merge(lead, bob, "root".into()).await.expect("merged");
        let later = mail("4", "sam@us.example", "ada@acme.com", "", "Hello again");
        bring(&mut sam, bob, &later).await.says("The e-mail is noted.");
    });
}

#[test]
fn what_is_no_e_mail_is_said_in_the_readers_language() {
    on_both_empty(|scene| async move {
        let lead = stage(&scene).await;
        let mut sam = Browser::new(&scene).of("sam").await;
        let undated = String::from_utf8(mail("1", "ada@acme.com", "sam@us.example", "", "x"))
            .expect("a text")
            .replace("Mon, 2 Mar", "Mon, 31 Feb");
        let ahead = String::from_utf8(mail("1", "ada@acme.com", "sam@us.example", "", "x"))
            .expect("a text")
            .replace("2026", "2027");
        let many: Vec<String> = (0..101).map(|it| format!("a{it}@acme.com")).collect();
        let many = mail("1", "sam@us.example", &many.join(", "), "", "x");
        let nobody = mail("1", "nobody", "sam@us.example", "", "x");
        let msg = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 what Outlook keeps by itself".to_vec();
        let all: [(&[u8], &str, &str); 8] = [
            (b"", "Choose a file with something in it.", "İçinde bir şey olan bir dosya seçin."),
            (b"PK\x03\x04", "This file is no e-mail.", "Bu dosya bir e-posta değil."),
            (&msg, "Save the message as .eml (not as .msg)", "İletiyi .msg olarak değil .eml olarak kaydedip"),
            (b"Dear Ada,", "This file is no e-mail.", "Bu dosya bir e-posta değil."),
            (undated.as_bytes(), "does not say when it was sent", "ne zaman gönderildiğini söylemiyor"),
            (ahead.as_bytes(), "sent in the future", "gelecekte gönderildiğini söylüyor"),
            (&many, "more than 100 addresses", "100'den fazla adrese gidiyor"),
            (&nobody, "does not say who wrote it", "kimin yazdığını söylemiyor"),
        ];
        for (bytes, en, _) in &all {
            bring(&mut sam, lead, bytes).await.says(en);
        }
        let large = vec![b'x'; kopru_server::limits::EMAIL_BYTES_MAX + 1];
        bring(&mut sam, lead, &large).await.says("An e-mail has at most 25 MB");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("sam", change, "test").await.expect("a change");
        for (bytes, _, tr) in &all {
            bring(&mut sam, lead, bytes).await.says(tr);
        }
    });
}

#[test]
fn an_agreement_without_a_word_for_answers_says_so() {
    on_both(|scene| async move {
        staff(&scene, &TEAM).await;
        let lead =
            scene.take(vec![fact(&scene, "d", "ada@acme.com", "page_viewed")]).await[0].person.expect("a person");
        let mut sam = Browser::new(&scene).of("sam").await;
        let back = mail("1", "ada@acme.com", "sam@us.example", "", "Evet");
        bring(&mut sam, lead, &back).await.says("does not say what an answer by e-mail is");
        let bounced = "X-Failed-Recipients: ada@acme.com\r\n";
        bring(&mut sam, lead, &mail("2", "mailer-daemon@mx.example", "sam@us.example", bounced, "No"))
            .await
            .says("e-mail, bounced");
        // Whoever may not log a contact may not bring one.
        let mut mia = Browser::new(&scene).of("mia").await;
        assert!(!mia.open(&format!("/leads/{lead}")).await.has("Add an e-mail"));
        assert_eq!(bring(&mut mia, lead, &back).await.status, 403);
    });
}
