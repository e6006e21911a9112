//! Every page by the keyboard alone: the tab key comes to all that can be done, in turn, and one sees where one is.

use crate::driver::{Browser, Driver, Look, Site};
use crate::engines::{Place, TestClock};
use kopru_engine::lang::Lang;
use kopru_engine::time::Moment;
use kopru_server::demo::market::Settings;
use kopru_server::demo::{Options, make};
use kopru_store::leads::LeadFilter;
use kopru_store::proposals::Edits;
use kopru_store::publish::Existing;

/// Tab keys that are pressed at once.
const AT_ONCE: usize = 40;
/// Stops within one field: day, month, year, hour, minute, and what opens the calendar.
const STOPS: usize = 8;

/// Numbers all that the tab key must come to, and notes from then on where it came, and whether that shows.
const WATCH: &str = "
const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]')]
  .filter((it) => !it.disabled && it.tabIndex >= 0 && it.checkVisibility({ visibilityProperty: true }));
all.forEach((it, place) => { it.dataset.stop = place; });
window.stops = new Set();
window.dim = new Set();
document.addEventListener('focusin', (event) => {
  const it = event.target;
  if (it.dataset.stop === undefined) return;
  window.stops.add(it.dataset.stop);
  const style = getComputedStyle(it);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  if (!ring) window.dim.add(it.outerHTML.slice(0, 120));
});
document.activeElement?.blur();
return all.length;";

const MISSED: &str =
    "return [...document.querySelectorAll('[data-stop]')].filter((it) => !window.stops.has(it.dataset.stop))
  .map((it) => it.outerHTML.slice(0, 120))";

async fn texts(browser: &Browser, script: &str) -> Vec<String> {
    serde_json::from_value(browser.script(script).await).expect("texts")
}

/// What the tab key does not come to on a page, or comes to without showing it.
async fn faults(browser: &Browser, path: &str) -> Vec<String> {
    browser.open(path).await;
    let count = usize::try_from(browser.script(WATCH).await.as_u64().expect("a number")).expect("small");
    assert!(count > 5, "{path} has nothing to be done: {count}");
    let keys: String = std::iter::repeat_n('\u{E004}', AT_ONCE).collect();
    for _ in 0..(count * STOPS).div_ceil(AT_ONCE) {
        browser.session.keys(&keys).await.expect("keys");
        if texts(browser, MISSED).await.is_empty() {
            break;
        }
    }
    let missed = texts(browser, MISSED).await;
    let dim = texts(browser, "return [...window.dim]").await;
    let missed = missed.iter().map(|it| format!("{path}: the tab key does not come to {it}"));
    missed.chain(dim.iter().map(|it| format!("{path}: one does not see that this is meant: {it}"))).collect()
}

#[test]
fn the_tab_key_comes_to_everything_and_one_sees_where_one_is() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let Some(driver) = Driver::start() else { return };
        let place = Place::sqlite();
        let until = Moment::parse("2026-11-26T10:00:00Z").expect("a moment");
        let settings = Settings { people: 300, seed: 42, home: Lang::En, until };
        make(&Options { database: place.file(), settings }, |_| {}).await.expect("a demo");
        let clock = TestClock::new();
        clock.set(until);
        let site = Site::serve(place.url.clone(), &clock).await;
        let store = &site.app.services.store;
        let page = store.leads(LeadFilter { stage: Some("sal".into()), ..LeadFilter::default() }, None, 1).await;
        let lead = page.expect("leads").items.first().expect("an accepted lead").id;
        let proposal = store.propose("Sooner", (Edits::new(), Existing::Keep), "selin").await.expect("a proposal").id;
        let browser = driver.browser(Look { dark: false, phone: false }, &site).await;
        browser.enter(&site.app, "deniz").await;
        let mut wrong = Vec::new();
        for path in [
            "/today".to_owned(),
            "/leads".to_owned(),
            "/leads/new".to_owned(),
            format!("/leads/{lead}"),
            format!("/leads/{lead}/call"),
            "/playbook".to_owned(),
            format!("/playbook/changes/{proposal}?part=products"),
            "/alignment".to_owned(),
            "/audit".to_owned(),
            "/settings".to_owned(),
            "/team/ayse".to_owned(),
        ] {
            wrong.extend(faults(&browser, &path).await);
        }
        assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
        // The judge sees what cannot be reached, and what does not show.
        browser.open("/team/ayse").await;
        browser.script("document.querySelector('main a, main button').style.outline = 'none'").await;
        let spoiled = "document.querySelector('.brand').style.cssText = 'outline: none !important'";
        browser.script(spoiled).await;
        browser.script(WATCH).await;
        browser.session.keys("\u{E004}\u{E004}\u{E004}").await.expect("keys");
        assert!(texts(&browser, "return [...window.dim]").await.iter().any(|it| it.contains("brand")), "unseen");
        assert!(!texts(&browser, MISSED).await.is_empty(), "three keys come to three places");
        browser.close().await;
    });
}
