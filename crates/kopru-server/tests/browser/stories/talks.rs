//! Conversations: held from the call sheet, noted, kept until they are, and the goal that is asked for first.

use super::{DESK, ENGLISH, PHONE, TURKISH, Words, demo, on_stage, stage, within};
use crate::driver::Look;
use crate::engines::fact;

/// What a conversation says in a language.
struct Said {
    call: Call,
    goal: Goal,
}

struct Call {
    note: &'static str,
    answer: &'static str,
    sign: &'static str,
    need: &'static str,
    agree: &'static str,
    kept: &'static str,
    read: &'static str,
    forget: &'static str,
    lost: &'static str,
    again: &'static str,
    vague: &'static str,
    no_need: &'static str,
    knock_out: &'static str,
}

struct Goal {
    first: &'static str,
    note: &'static str,
    words: &'static str,
    then: &'static str,
}

const IN_ENGLISH: Said = Said {
    call: Call {
        note: "Note it",
        answer: "Of 300 leads last quarter 120 get lost, because nobody follows up in Salesforce.",
        sign: "specific about a pain that we solve",
        need: "need: met",
        agree: "Agree with all",
        kept: "Written down, not noted yet",
        read: "Read and note it",
        forget: "Forget it",
        lost: "The server cannot be reached.",
        again: "Send it again",
        vague: "It depends, hard to say.",
        no_need: "Honestly, we do not need it.",
        knock_out: "the lead is let go at once: has no need that we meet",
    },
    goal: Goal {
        first: "First: what is their goal?",
        note: "Note the goal",
        words: "We lose leads between marketing and sales.",
        then: "budget",
    },
};

const IN_TURKISH: Said = Said {
    call: Call {
        note: "Kaydet",
        answer: "Geçen çeyrek 300 adaydan 120 tanesi kayboluyor, çünkü Salesforce listesine kimse dönmüyor.",
        sign: "çözdüğümüz bir sorunu somut anlatıyor",
        need: "ihtiyaç: karşılanıyor",
        agree: "Hepsini onayla",
        kept: "Yazıldı, henüz kaydedilmedi",
        read: "Oku ve kaydet",
        forget: "Unut",
        lost: "Sunucuya ulaşılamıyor.",
        again: "Yeniden gönder",
        vague: "Duruma göre değişir, bakarız.",
        no_need: "Açıkçası buna ihtiyacımız yok.",
        knock_out: "aday hemen bırakılır: karşıladığımız bir ihtiyacı yok",
    },
    goal: Goal {
        first: "Önce: amaçları ne?",
        note: "Amacı kaydet",
        words: "Pazarlamayla satış arasında aday kaybediyoruz.",
        then: "bütçe",
    },
};

/// What is written in the texts of a page.
const TYPED: &str = "return [...document.querySelectorAll('textarea')].map((it) => it.value).join('')";

/// The call sheet is opened, the conversation held, what it tells noted, and one lead is qualified; another one says that there is
/// no need, and is let go from the sheet.
async fn a_conversation(words: &Words, said: &Said, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let (lead, call) = (demo(&scene, "ada@acme.com").await, &said.call);
        browser.enter(&site.app, "ayse").await;
        browser.open("/today").await;
        browser.session.keys("j").await.expect("a key");
        browser.leave(browser.session.keys("a")).await;
        browser.says(words.accepted).await;
        browser.open(&format!("/leads/{lead}/call")).await;
        browser.answer("need-today", call.answer).await;
        browser.says(call.sign).await;
        let ticked = "return document.querySelectorAll('form[action$=\"/note\"] :checked[type=checkbox]').length";
        assert_eq!(browser.script(ticked).await, 0, "whoever agrees ticks");
        browser
            .script(&format!(
                "[...document.querySelectorAll('button')].find((it) => it.textContent === '{}').click(); return true",
                call.agree
            ))
            .await;
        assert!(browser.script(ticked).await.as_u64() > Some(1), "one press agrees with all");
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "the sheet after an answer");
        // By a key, and not by the button.
        let noted = "document.querySelector('main').dispatchEvent(new KeyboardEvent('keydown', \
            { key: 'Enter', ctrlKey: true, shiftKey: true, bubbles: true })); return null";
        browser.leave(browser.session.script(noted, &[])).await;
        browser.open(&format!("/leads/{lead}")).await;
        browser.says(call.need).await;
        browser.unfold(words.qualify).await;
        browser.fill("data.overrule", "yes").await;
        browser.press(words.qualify).await;
        assert_eq!(stage(&scene, lead).await.0, "sql");

        let bob = demo(&scene, "bob@globex.com").await;
        browser.open(&format!("/leads/{bob}/call")).await;
        browser.answer("need-today", call.no_need).await;
        browser.says(call.knock_out).await;
        assert_eq!(stage(&scene, bob).await.1, "open", "it is said before anything is noted");
        browser.fill("verdict", "unmet").await;
        browser.press(call.note).await;
        assert_eq!(stage(&scene, bob).await.1, "disqualified");
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
    })
    .await;
}

/// What is written down of a conversation outlives a page left by mistake, the next question, the tab, and a lost connection.
async fn nothing_is_lost(words: &Words, said: &Said, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let (lead, call) = (demo(&scene, "ada@acme.com").await, &said.call);
        let sheet = format!("/leads/{lead}/call");
        browser.enter(&site.app, "ayse").await;
        browser.open(&sheet).await;
        // Typed, and the tab is closed: what only a tab keeps goes with it.
        browser.fill("answer", "Not sent").await;
        browser.script("sessionStorage.clear(); return true").await;
        browser.open(&sheet).await;
        assert_eq!(browser.script(TYPED).await.as_str(), Some("Not sent"));
        browser.open(&format!("/leads/{}/call", demo(&scene, "bob@globex.com").await)).await;
        assert_eq!(browser.script(TYPED).await.as_str(), Some(""), "nobody's words turn up with somebody else");
        browser.open(&sheet).await;
        browser.fill("answer", "").await;
        // The answer is read, the next question is answered, and the tab is closed: it waits to be noted.
        browser.answer("need-today", call.answer).await;
        browser.answer("authority-path", call.vague).await;
        browser.says(call.kept).await;
        browser.says(call.answer).await;
        browser.script("sessionStorage.clear(); return true").await;
        browser.open(&sheet).await;
        browser.says(call.kept).await;
        browser.says(call.vague).await;
        assert_eq!(browser.script(TYPED).await.as_str(), Some(""), "it was read");
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "the sheet with what is not noted");
        browser.press(call.read).await;
        browser.says(call.sign).await;
        browser.press(call.note).await;
        let listed = browser.script("return document.querySelector('[data-kept]').innerText").await;
        assert!(!listed.as_str().unwrap_or_default().contains(call.answer), "it is noted: {listed}");
        browser.says(call.vague).await;
        let forgotten = "[...document.querySelectorAll('[data-kept] button')].find((it) => it.textContent === arguments[0]).click(); \
            return true";
        browser.session.script(forgotten, &[call.forget.into()]).await.expect("a press");
        browser.open(&sheet).await;
        assert!(!browser.text().await.contains(call.vague), "it is forgotten");
        // The connection is lost: the page stays with all that was written, and sends it when the server is there again.
        let cut = "window.there = window.fetch; window.fetch = () => Promise.reject(new TypeError('lost')); return true";
        browser.script(cut).await;
        browser.fill("answer", call.vague).await;
        let send = "document.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown', \
            { key: 'Enter', ctrlKey: true, bubbles: true })); return null";
        browser.script(send).await;
        browser.comes(call.lost).await;
        assert_eq!(browser.script(TYPED).await.as_str(), Some(call.vague));
        browser.script("window.fetch = window.there; return true").await;
        browser.press(call.again).await;
        browser.says(call.vague).await;
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
    })
    .await;
}

/// Whoever only downloaded a paper is asked for the goal, and for nothing else before it is known.
async fn the_goal_first(words: &Words, said: &Said, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let said = &said.goal;
        let mut paper = fact(&scene, "d", "ada@acme.com", "content_downloaded");
        paper.incoming.raw.data.clear();
        let lead = scene.take(vec![paper]).await[0].person.expect("a lead");
        browser.enter(&site.app, "ayse").await;
        browser.open(&format!("/leads/{lead}/call")).await;
        browser.says(said.first).await;
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "the sheet that asks for the goal");
        browser.fill("answer", said.words).await;
        browser.fill("goal", "solve").await;
        browser.press(said.note).await;
        browser.comes(said.then).await;
        assert!(!browser.text().await.contains(said.first), "the goal is known");
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "the sheet that asks for more");
        browser.close().await;
    })
    .await;
}

#[test]
fn a_conversation_is_held_from_the_sheet_one_lead_is_qualified_and_one_let_go() {
    within(a_conversation(&ENGLISH, &IN_ENGLISH, DESK));
}

#[test]
fn gorusme_telefondaki_sayfadan_yapilir_bir_aday_nitelenir_biri_birakilir() {
    within(a_conversation(&TURKISH, &IN_TURKISH, PHONE));
}

#[test]
fn nothing_that_was_written_down_of_a_conversation_is_lost() {
    within(nothing_is_lost(&ENGLISH, &IN_ENGLISH, DESK));
}

#[test]
fn gorusmede_yazilan_hicbir_sey_telefonda_da_kaybolmaz() {
    within(nothing_is_lost(&TURKISH, &IN_TURKISH, PHONE));
}

#[test]
fn a_reader_of_a_paper_is_asked_for_the_goal_first() {
    within(the_goal_first(&ENGLISH, &IN_ENGLISH, DESK));
}

#[test]
fn bir_belge_indirene_telefonda_once_amaci_sorulur() {
    within(the_goal_first(&TURKISH, &IN_TURKISH, PHONE));
}
