//! Pages follow what others do, and leave alone what somebody is writing.

use super::{DESK, ENGLISH, Look, PHONE, TURKISH, Words, demo, on_stage, within};
use crate::engines::{fact, with};

/// Counts changes that the page has heard of, each when the page has had its time to follow.
const LISTEN: &str = "window.heard = 0; new EventSource('/live').addEventListener('change', \
    () => setTimeout(() => { window.heard += 1; }, 1500))";

async fn nothing_written_is_lost(words: &Words, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let (ada, bob) = (demo(&scene, "ada@acme.com").await, demo(&scene, "bob@acme.com").await);
        browser.enter(&site.app, "ayse").await;
        browser.open(&format!("/leads/{ada}")).await;
        browser.script(LISTEN).await;
        browser.script("document.querySelector('form[action$=\"/thread\"] textarea').value = 'half a sentence'").await;
        scene.take(vec![with(fact(&scene, "yes", "bob@acme.com", "accepted"), "by", "max")]).await;
        while browser.script("return window.heard").await == 0 {}
        let kept = browser.script("return document.querySelector('form[action$=\"/thread\"] textarea').value").await;
        assert_eq!(kept, "half a sentence", "{bob} was accepted meanwhile");
        // Once nothing is being written, the page follows again.
        browser.script("document.querySelector('form[action$=\"/thread\"] textarea').value = ''").await;
        scene.take(vec![with(fact(&scene, "ada", "ada@acme.com", "accepted"), "by", "ayse")]).await;
        browser.comes("SAL").await;
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
    })
    .await;
}

#[test]
fn what_is_being_written_stays_while_others_work() {
    within(nothing_written_is_lost(&ENGLISH, DESK));
}

#[test]
fn yazilan_baskalari_calisirken_telefonda_da_kalir() {
    within(nothing_written_is_lost(&TURKISH, PHONE));
}
