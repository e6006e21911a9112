//! Every page as it is shown: nothing overlaps, is cut off, has too little contrast or no name, comes from elsewhere, or is
//! left in the other language. CI looks at every page in English on a light desktop and in Turkish on a dark telephone;
//! `KOPRU_SHOTS=FOLDER` (`cargo xtask shots`) looks at all combinations and keeps the pictures.

use crate::driver::{Browser, Driver, Look, Site};
use crate::engines::{PLAYBOOK, Place, Scene, TestClock};
use kopru_engine::lang::Lang;
use kopru_engine::time::Moment;
use kopru_server::demo::market::Settings;
use kopru_server::demo::{Options, make};
use kopru_server::portal::ROUTES;
use kopru_server::uploads::Received;
use kopru_store::leads::LeadFilter;
use kopru_store::proposals::Edits;
use kopru_store::publish::Existing;
use kopru_store::team::profile::{Profile, Role};
use kopru_store::team::users::NewUser;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// People of the demo company: enough for every kind of lead.
const PEOPLE: u64 = 600;

/// Every page that a person can open, and what stands for its id.
fn pages(ids: &BTreeMap<&str, String>) -> Vec<(String, String)> {
    let opened = ROUTES
        .iter()
        .filter(|it| !it.post && it.path != "/live" && ![".csv", ".svg"].iter().any(|end| it.path.ends_with(end)));
    let mut all: Vec<(String, String)> = opened
        .filter(|it| !["/login", "/setup", "/welcome"].contains(&it.path))
        .map(|it| {
            let before = it.path.split("/{id}").next().unwrap_or_default();
            let path = ids.get(before).map_or_else(|| it.path.to_owned(), |id| it.path.replace("{id}", id));
            let name = it.path.trim_matches('/').replace("/{id}", "-one").replace('/', "-");
            (name, path)
        })
        .collect();
    for part in kopru_server::agreement::places::parts() {
        let path = format!("/playbook/changes/{}?part={}", ids["/playbook/changes"], part.id);
        all.push((format!("playbook-changes-{}", part.id), path));
    }
    all.push(("imports-of-nobody".into(), "/imports?not=not_tried".into()));
    for kind in ["fields_set", "page_viewed"] {
        all.push((format!("leads-one-facts-{kind}"), format!("/leads/{}/facts?type={kind}", ids["/leads"])));
    }
    all.push(("playbook-compared".into(), "/playbook/compare?from=1&to=1".into()));
    all.push(("today-mine".into(), "/today?of=mine".into()));
    all.push(("search-found".into(), "/search?q=yilmaz".into()));
    all.push(("leads-none".into(), "/leads?owner=nobody".into()));
    all.push(("leads-board".into(), "/leads?as=board".into()));
    all
}

async fn ids(site: &Site) -> BTreeMap<&'static str, String> {
    let store = &site.app.services.store;
    let accepted = LeadFilter { stage: Some("sal".into()), ..LeadFilter::default() };
    let lead = store.leads(accepted, None, 1).await.expect("leads").items.first().expect("an accepted lead").id;
    let edits: Edits = [
        ("handover/contact.breach", "36h"),
        ("stage/mql/max_age", "4d"),
        ("handover/reason/too-early/text/en", "Too early"),
    ]
    .map(|(address, value)| (address.to_owned(), Some(value.to_owned())))
    .into();
    let title = "Answer sooner";
    let proposal = store.propose(title, (edits, Existing::Keep), "selin").await.expect("a proposal").id;
    let (tried, taken) = (brought(site, false).await, brought(site, true).await);
    let told = store.create_webhook("https://crm.example/kopru", vec!["lead.stage".into()], "deniz").await;
    let (hook, _) = told.expect("a webhook");
    let company = store.lead(lead).await.expect("a lead").row.account.expect("a company");
    BTreeMap::from([
        ("/accounts", company.to_string()),
        ("/imports", taken),
        ("/imports/files", tried),
        ("/leads", lead.to_string()),
        ("/team", "ayse".to_owned()),
        ("/playbook/changes", proposal.to_string()),
        ("/playbook/versions", "1".to_owned()),
        ("/settings/webhooks", hook.id.to_string()),
    ])
}

/// A file with a row that is wrong, tried, or taken as well: its id, or the number of its import.
async fn brought(site: &Site, take: bool) -> String {
    let rows: String =
        (1..30).map(|it| format!("p{it}@kuzey.example;Kişi {it};CTO;Kuzey A.Ş.;120;2026-01-05\n")).collect();
    let text = format!("E-mail;Full name;Job title;Company;Employees;Created\n{rows}nobody;X;Y;Z;many;2026-13-01\n");
    let path = std::env::temp_dir().join(format!("kopru-looks-{}-{take}.csv", std::process::id()));
    std::fs::write(&path, &text).expect("a file");
    let file = std::fs::File::open(&path).expect("a file");
    std::fs::remove_file(&path).expect("gone");
    let (uploads, services) = (&site.app.uploads, &site.app.services);
    let it = Received { name: "leads.csv".into(), bytes: text.len() as u64, file };
    let held = uploads.hold(services, it, "deniz", Lang::En).await.expect("a file that is held");
    let book = services.store.book().await.expect("an agreement");
    for dry_run in [true, false].into_iter().filter(|dry_run| *dry_run || take) {
        uploads.start(services, &held, &book.playbook, dry_run, Lang::En).expect("begun");
        held.ended().await;
    }
    if take { services.store.imports(1).await.expect("imports")[0].number.to_string() } else { held.id.to_string() }
}

/// Pages that each role sees in its own way.
const OF_ROLES: [&str; 9] =
    ["/today", "/leads", "/leads/{id}", "/leads/{id}/call", "/playbook", "/alignment", "/reports", "/team", "/me"];

/// Keeps a picture where they are kept.
async fn keep(browser: &Browser, look: Look, shots: Option<&PathBuf>, name: &str) {
    if let Some(folder) = shots {
        let picture = browser.picture(look).await;
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("a picture");
    }
}

/// What is wrong with the doors: logging in, choosing a password, and setting up, which only an empty Köprü has.
async fn doors(browser: &Browser, site: &Site, lang: Lang, look: Look, shots: Option<&PathBuf>) -> Vec<String> {
    let tag = lang.tag();
    let place = Place::sqlite();
    let empty = Site::serve(place.url.clone(), &TestClock::new()).await;
    let invitation = site.app.services.store.invite("ayse", "deniz").await.expect("an invitation");
    let mut wrong = Vec::new();
    let setup = format!("/setup?token={}&lang={tag}", empty.app.services.store.setup_token());
    for (name, at, path) in [
        ("login", site, format!("/login?lang={tag}")),
        ("login-refused", site, format!("/login?lang={tag}&not=login")),
        ("welcome", site, format!("/welcome?lang={tag}&token={invitation}")),
        ("login-empty", &empty, format!("/login?lang={tag}")),
        ("setup", &empty, setup),
    ] {
        browser.session.forget_cookies().await;
        browser.open_at(at, &path).await;
        assert!(browser.path_at(at).await.starts_with(path.split('?').next().unwrap_or_default()), "{path} is shown");
        wrong.extend(browser.faults(lang).await.iter().map(|it| format!("{tag} {name}: {it}")));
        keep(browser, look, shots, &format!("{tag}-door-{name}-{}-{}", look.phone, look.dark)).await;
    }
    wrong
}

async fn look_at(driver: &Driver, site: &Site, lang: Lang, looks: &[Look], shots: Option<&PathBuf>) {
    let ids = ids(site).await;
    let mut wrong = Vec::new();
    for look in looks {
        let browser = driver.browser(*look, site).await;
        browser.enter(&site.app, "deniz").await;
        let named =
            format!("{}-{}", if look.phone { "phone" } else { "desktop" }, if look.dark { "dark" } else { "light" });
        for (name, path) in pages(&ids) {
            browser.open(&path).await;
            let dark = browser.script("return matchMedia('(prefers-color-scheme: dark)').matches").await;
            assert_eq!(dark.as_bool(), Some(look.dark), "the browser shows other colours than it was asked for");
            let found = browser.faults(lang).await;
            wrong.extend(found.iter().map(|it| format!("{} {named} {path}: {it}", lang.tag())));
            keep(&browser, *look, shots, &format!("{}-{named}-{name}", lang.tag())).await;
        }
        // What each role sees of the pages that are not the same for all.
        for (user, role) in [("emre", "manager"), ("selin", "marketing"), ("ayse", "sales")] {
            browser.enter(&site.app, user).await;
            for path in OF_ROLES {
                let path = path.replace("{id}", &ids["/leads"]);
                browser.open(&path).await;
                let found = browser.faults(lang).await;
                wrong.extend(found.iter().map(|it| format!("{} {named} {path} as {role}: {it}", lang.tag())));
                let name = path.trim_matches('/').replace(&ids["/leads"], "one").replace('/', "-");
                keep(&browser, *look, shots, &format!("{}-{named}-{role}-{name}", lang.tag())).await;
            }
        }
        wrong.extend(doors(&browser, site, lang, *look, shots).await.iter().map(|it| format!("{named} {it}")));
        browser.close().await;
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Looks at the demo company of a language.
fn look_in(lang: Lang, usual: Look) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let Some(driver) = Driver::start() else { return };
        let shots = std::env::var_os("KOPRU_SHOTS").map(PathBuf::from);
        let every =
            [(false, false), (true, false), (false, true), (true, true)].map(|(dark, phone)| Look { dark, phone });
        let looks = if shots.is_some() { every.to_vec() } else { vec![usual] };
        let place = Place::sqlite();
        let until = Moment::parse("2026-11-26T10:00:00Z").expect("a moment");
        let settings = Settings { people: PEOPLE, seed: 42, home: lang, until };
        make(&Options { database: place.file(), settings }, |_| {}).await.expect("a demo");
        let clock = TestClock::new();
        clock.set(until);
        let site = Site::serve(place.url.clone(), &clock).await;
        look_at(&driver, &site, lang, &looks, shots.as_ref()).await;
    });
}

/// What is done to a sound page, and what is then said of it.
const FAULTS: [(&str, &str); 12] = [
    ("document.body.insertAdjacentHTML('beforeend', '<p id=wide>x</p>'); wide.classList.add('spoiled')", ""),
    ("document.querySelector('main').insertAdjacentHTML('beforeend', '<input name=bare>')", "has no label"),
    (
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=/x><i></i> </a>'); document.querySelector('a[href=\"/x\"]').style.cssText = 'display:block;width:30px;height:30px'",
        "says nothing",
    ),
    (
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=main></p>')",
        "two things are called #main",
    ),
    (
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<h1>Another</h1>')",
        "2 headings of the first level",
    ),
    ("document.querySelector('main').insertAdjacentHTML('beforeend', '<h4>Deep</h4>')", "a heading of level 4 follows"),
    ("document.querySelector('main').style.minWidth = '3000px'", "wide on a screen of"),
    ("document.querySelector('h1').style.cssText = 'width:20px;overflow:hidden;white-space:nowrap'", "is cut off"),
    (
        "document.querySelector('h1').style.color = getComputedStyle(document.body).backgroundColor",
        "has a contrast of 1.00",
    ),
    (
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button type=button>i</button>'); document.querySelector('main > button').style.cssText = 'padding:0;width:10px;height:10px'",
        "small",
    ),
    (
        "const [one, two] = document.querySelectorAll('nav.tabs a'); two.style.cssText = 'position:relative;left:-60px'",
        "lies over",
    ),
    ("document.documentElement.lang = 'tr'", "the page says that its language is tr"),
];

#[test]
fn the_judge_of_pages_sees_each_fault() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let Some(driver) = Driver::start() else { return };
        let (place, clock) = (Place::sqlite(), TestClock::new());
        let site = Site::serve(place.url.clone(), &clock).await;
        let scene = Scene { store: site.app.services.store.clone(), clock, place: Arc::new(place) };
        scene.publish(PLAYBOOK, Existing::Keep).await;
        let root = NewUser {
            id: "root".into(),
            name: "Root".into(),
            email: None,
            lang: Lang::En,
            profile: Profile::new(Role::Admin),
        };
        scene.store.create_user(root, "test").await.expect("a user");
        let browser = driver.browser(Look { dark: false, phone: false }, &site).await;
        browser.enter(&site.app, "root").await;
        let judge = async || {
            let found = browser.session.script(include_str!("looks.js"), &[serde_json::json!("en")]).await;
            serde_json::from_value::<Vec<String>>(found.expect("a judgement")).expect("sentences")
        };
        for (fault, said) in FAULTS {
            browser.open("/reports/acceptance").await;
            let sound = judge().await;
            assert_eq!(sound, [] as [String; 0], "the page is sound: {:?}", browser.complaints().await);
            browser.script(fault).await;
            let found = judge().await;
            let seen = found.iter().any(|it| it.contains(said));
            assert!(seen != said.is_empty(), "{fault}: {found:?}");
        }
        // Nothing runs that a page smuggles in, and the console tells of it.
        browser.complaints().await;
        browser.script("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')").await;
        let told = browser.complaints().await;
        assert!(told.iter().any(|it| it.contains("Content Security Policy")), "{told:?}");
        browser.close().await;
    });
}

#[test]
fn every_page_is_sound_in_english_by_daylight_on_a_desktop() {
    look_in(Lang::En, Look { dark: false, phone: false });
}

#[test]
fn her_sayfa_turkce_koyu_renkte_ve_telefonda_kusursuz() {
    look_in(Lang::Tr, Look { dark: true, phone: true });
}
