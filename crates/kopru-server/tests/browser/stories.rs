//! What people live in the portal, in a real browser with its script: by keyboard and by hand, in both languages.

mod live;

use crate::driver::{Browser, Driver, Look, Site};
use crate::engines::{Place, Scene, fact};
use kopru_engine::lang::Lang;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::team::profile::{Profile, Role};
use kopru_store::team::users::NewUser;
use std::sync::Arc;

mod talks;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");

/// What buttons and pages say in a language.
struct Words {
    lang: Lang,
    add: &'static str,
    added: &'static str,
    accepted: &'static str,
    refuse: &'static str,
    contact: &'static str,
    talk: &'static str,
    qualify: &'static str,
    won: &'static str,
    let_go: &'static str,
    customer: &'static str,
    keys: &'static str,
    agreement: Agreement,
    import: Import,
    several: Several,
}

struct Several {
    ticked: &'static str,
    accept: &'static str,
    done: &'static str,
    undo: &'static str,
    undone: &'static str,
}

struct Import {
    bring: &'static str,
    person: &'static str,
    company: &'static str,
    left_out: &'static str,
    can: &'static str,
    trial: &'static str,
    tried: &'static str,
    take: &'static str,
    taken: &'static str,
    undo: &'static str,
    alone: &'static str,
    undo_it: &'static str,
    removed: &'static str,
    undone: &'static str,
}

struct Agreement {
    propose: &'static str,
    keep: &'static str,
    wrong: &'static str,
    holds: &'static str,
    marketing: &'static str,
    sales: &'static str,
    publish: &'static str,
    published: &'static str,
}

const ENGLISH: Words = Words {
    lang: Lang::En,
    add: "Add",
    added: "The lead is there.",
    accepted: "Accepted: the lead is yours.",
    refuse: "Refuse",
    contact: "Log a contact",
    talk: "Conversation",
    qualify: "Qualify",
    won: "Won",
    let_go: "Let go",
    customer: "Won. Congratulations.",
    keys: "Keys",
    agreement: Agreement {
        propose: "Propose a change",
        keep: "Keep in the proposal",
        wrong: "This does not hold yet.",
        holds: "It holds",
        marketing: "Sign for marketing",
        sales: "Sign for sales",
        publish: "Publish",
        published: "In force from now on.",
    },
    import: Import {
        bring: "Bring it",
        person: "The person",
        company: "The company",
        left_out: "fields of the company are left out",
        can: "This can be tried.",
        trial: "Try it",
        tried: "Tried: this would come of it.",
        take: "Import it now",
        taken: "Imported.",
        undo: "Undo this import …",
        alone: "People of whom nothing else is known: 2.",
        undo_it: "Undo the import",
        removed: "People removed: 2.",
        undone: "undone",
    },
    several: Several {
        ticked: "With those ticked …",
        accept: "Accept (2)",
        done: "Accept: done (2).",
        undo: "Undo all of it",
        undone: "Undone (2).",
    },
};

const TURKISH: Words = Words {
    lang: Lang::Tr,
    add: "Ekle",
    added: "Aday eklendi.",
    accepted: "Kabul edildi: aday artık sizin.",
    refuse: "Reddet",
    contact: "Temas kaydet",
    talk: "Görüşme",
    qualify: "Nitelikli say",
    won: "Kazanıldı",
    let_go: "Bırak",
    customer: "Kazanıldı. Tebrikler.",
    keys: "Kısayollar",
    agreement: Agreement {
        propose: "Değişiklik öner",
        keep: "Öneride sakla",
        wrong: "Bu haliyle geçerli değil.",
        holds: "Geçerli",
        marketing: "Pazarlama adına imzala",
        sales: "Satış adına imzala",
        publish: "Yayımla",
        published: "Şu andan itibaren yürürlükte.",
    },
    import: Import {
        bring: "Getir",
        person: "Kişi",
        company: "Şirket",
        left_out: "şirket alanları dışarıda kaldı",
        can: "Bu haliyle denenebilir.",
        trial: "Dene",
        tried: "Denendi: sonucu bu olurdu.",
        take: "Şimdi içe aktar",
        taken: "İçe aktarıldı.",
        undo: "Bu içe aktarmayı geri al …",
        alone: "Hakkında başka bir şey bilinmeyen kişi: 2.",
        undo_it: "İçe aktarmayı geri al",
        removed: "Kaldırılan kişi: 2.",
        undone: "geri alındı",
    },
    several: Several {
        ticked: "İşaretlilerle …",
        accept: "Kabul et (2)",
        done: "Kabul et: yapıldı (2).",
        undo: "Hepsini geri al",
        undone: "Geri alındı (2).",
    },
};

/// A server with the shipped agreement and a team, and a browser that looks at it.
async fn on_stage<F: Future<Output = ()>>(words: &Words, look: Look, story: impl FnOnce(Scene, Site, Browser) -> F) {
    let Some(driver) = Driver::start() else { return };
    let (place, clock) = (Place::sqlite(), crate::engines::TestClock::new());
    let site = Site::serve(place.url.clone(), &clock).await;
    // A story that uses nothing but the store drops the rest of its scene at once: the place outlives it here.
    let place = Arc::new(place);
    let scene = Scene { store: site.app.services.store.clone(), clock, place: place.clone() };
    scene.publish(SAAS, Existing::Keep).await;
    for (id, role) in [("root", Role::Admin), ("mia", Role::Marketing), ("ayse", Role::Sales), ("max", Role::Manager)] {
        let profile = Profile { team: Some("inside-sales".into()), ..Profile::new(role) };
        let user = NewUser { id: id.into(), name: id.into(), email: None, lang: words.lang, profile };
        scene.store.create_user(user, "test").await.expect("a user");
    }
    let browser = driver.browser(look, &site).await;
    story(scene, site, browser).await;
    drop(place);
}

fn within(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(story);
}

/// Somebody asks for a demo, and routing gives the lead to somebody.
async fn demo(scene: &Scene, person: &str) -> Id {
    let lead = scene.take(vec![fact(scene, &format!("demo-{person}"), person, "demo_requested")]).await[0].person;
    scene.settle().await;
    lead.expect("a person")
}

async fn stage(scene: &Scene, lead: Id) -> (String, String) {
    let row = scene.store.lead(lead).await.expect("a lead").row;
    (row.stage.unwrap_or_default(), row.disposition)
}

/// Entered by hand, qualified by what it does, accepted by a key, talked to, won; another one is refused, one is let go.
async fn from_first_word_to_deal(words: &Words, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        browser.enter(&site.app, "mia").await;
        browser.open("/leads/new").await;
        browser.fill("email", "ada@acme.com").await;
        browser.fill("name", "Ada Lovelace").await;
        browser.press(words.add).await;
        browser.says(words.added).await;
        browser.says("Ada Lovelace").await;
        let lead = Id::parse(browser.path().await.rsplit('/').next().expect("an id")).expect("an id");
        assert_eq!(stage(&scene, lead).await.1, "open");
        assert_eq!(demo(&scene, "ada@acme.com").await, lead, "it is the same person");
        assert_eq!(stage(&scene, lead).await.0, "mql");

        // Ayşe works without a mouse: the sheet of keys, the first lead, accept.
        browser.enter(&site.app, "ayse").await;
        browser.open("/today").await;
        browser.says("Ada Lovelace").await;
        browser.session.keys("?").await.expect("a key");
        browser.says(words.keys).await;
        browser.session.keys("\u{E00C}").await.expect("a key");
        browser.session.keys("j").await.expect("a key");
        browser.leave(browser.session.keys("a")).await;
        browser.says(words.accepted).await;
        assert_eq!(stage(&scene, lead).await.0, "sal");

        scene.clock.advance_secs(3_600);
        browser.open(&format!("/leads/{lead}")).await;
        // By keys alone: the form, and what came of it.
        browser.session.keys("c").await.expect("a key");
        browser.session.keys("3").await.expect("a key");
        let outcome = "return document.querySelector('details[open] select[name=\"data.outcome\"]').value";
        assert_eq!(browser.script(outcome).await.as_str(), Some("voicemail"));
        browser.fill("data.channel", "call").await;
        browser.fill("data.outcome", "reached").await;
        browser.fill("data.note", "Talked ten minutes.").await;
        browser.press(words.contact).await;
        browser.says("Talked ten minutes.").await;
        browser.unfold(words.qualify).await;
        browser.fill("data.overrule", "yes").await;
        browser.press(words.qualify).await;
        assert_eq!(stage(&scene, lead).await.0, "sql");
        browser.unfold(words.talk).await;
        for fits in ["data.business_fit", "data.product_fit"] {
            browser.fill(fits, "yes").await;
        }
        browser.press(words.talk).await;
        assert_eq!(stage(&scene, lead).await.0, "opportunity");
        browser.unfold(words.won).await;
        browser.fill("data.amount", "12000 EUR").await;
        browser.press(words.won).await;
        browser.says(words.customer).await;
        assert_eq!(stage(&scene, lead).await, ("customer".into(), "won".into()));

        let bob = demo(&scene, "bob@globex.com").await;
        browser.open("/today").await;
        browser.unfold(words.refuse).await;
        browser.fill("data.reason", "wrong-size").await;
        browser.press(words.refuse).await;
        assert_eq!(stage(&scene, bob).await.1, "disqualified");

        let eve = demo(&scene, "eve@initech.com").await;
        browser.enter(&site.app, "mia").await;
        browser.open(&format!("/leads/{eve}")).await;
        browser.session.keys("d").await.expect("a key");
        browser.fill("data.kind", "not_us").await;
        browser.fill("data.reason", "no need").await;
        browser.press(words.let_go).await;
        assert_eq!(stage(&scene, eve).await.1, "disqualified");
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
    })
    .await;
}

/// A value of the agreement is changed: looked at while it is typed, signed by both teams, in force.
async fn another_agreement(words: &Words, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let said = &words.agreement;
        browser.enter(&site.app, "mia").await;
        browser.open("/playbook").await;
        browser.fill("title", "36 h").await;
        browser.press(said.propose).await;
        let address = browser.path().await;
        browser.open(&format!("{address}?part=handover")).await;
        browser.fill("handover/contact.breach", "3 moons").await;
        browser.comes(said.wrong).await;
        browser.fill("handover/contact.breach", "36h").await;
        browser.comes(said.holds).await;
        let kept = scene.store.proposals(Some(true)).await.expect("proposals");
        assert!(kept[0].edits.is_empty(), "looking keeps nothing");
        browser.press(said.keep).await;
        browser.open(&address).await;
        browser.press(said.marketing).await;
        browser.enter(&site.app, "ayse").await;
        browser.open(&address).await;
        browser.press(said.sales).await;
        browser.press(said.publish).await;
        browser.says(said.published).await;
        let version = scene.store.publications().await.expect("publications")[0].version.clone();
        let source = scene.store.version_text(version).await.expect("a text").source;
        assert!(source.contains("breach = \"36h\"") && source.len() == SAAS.len(), "one value differs");
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
    })
    .await;
}

/// A file is brought, one column is matched by hand while the page says what comes of it, it is tried, then taken.
async fn a_file_becomes_leads(words: &Words, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let (said, place) = (&words.import, std::env::temp_dir());
        let path = place.join(format!("kopru-story-{}-{}.csv", std::process::id(), words.lang.tag()));
        std::fs::write(&path, "who,what they do\nada@acme.com,Head of sales\n,CTO\n").expect("a file");
        browser.enter(&site.app, "mia").await;
        browser.open("/imports").await;
        browser.fill("file", path.to_str().expect("a path")).await;
        browser.press(said.bring).await;
        // No column was found for person and company: what could be told of them is folded away.
        browser.unfold(said.person).await;
        browser.unfold(said.company).await;
        browser.fill("account.employees", "what they do").await;
        browser.comes(said.left_out).await;
        browser.fill("account.employees", "").await;
        browser.fill("key", "who").await;
        browser.fill("key.kind", "email").await;
        browser.fill("person.title", "what they do").await;
        browser.comes(said.can).await;
        browser.press(said.trial).await;
        browser.comes(said.tried).await;
        browser.says("I019").await;
        assert_eq!(scene.store.people_with("email", "ada@acme.com").await.expect("people"), []);
        browser.press(said.take).await;
        browser.comes(said.taken).await;
        assert_eq!(scene.store.people_with("email", "ada@acme.com").await.expect("people").len(), 1);
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
        std::fs::remove_file(&path).expect("gone");
    })
    .await;
}

/// The wrong file is brought and taken; its import is found in the list, looked at, and undone.
async fn a_file_is_taken_back(words: &Words, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let (said, name) = (&words.import, format!("kopru-undo-{}-{}.csv", std::process::id(), words.lang.tag()));
        let path = std::env::temp_dir().join(&name);
        std::fs::write(&path, "E-mail,Job title\nada@acme.com,Head of sales\nbob@acme.com,CTO\n").expect("a file");
        let known = async || {
            let people = ["ada@acme.com", "bob@acme.com"].map(|it| scene.store.people_with("email", it));
            let mut count = 0;
            for it in people {
                count += it.await.expect("people").len();
            }
            count
        };
        browser.enter(&site.app, "mia").await;
        browser.open("/imports").await;
        browser.fill("file", path.to_str().expect("a path")).await;
        browser.press(said.bring).await;
        browser.press(said.trial).await;
        browser.comes(said.tried).await;
        browser.press(said.take).await;
        browser.comes(said.taken).await;
        assert_eq!(known().await, 2);
        browser.open("/imports").await;
        browser.follow(&format!("1 · {name}")).await;
        browser.follow(said.undo).await;
        browser.says(said.alone).await;
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "what would be undone");
        assert_eq!(known().await, 2, "looking undoes nothing");
        browser.press(said.undo_it).await;
        browser.comes(said.removed).await;
        assert_eq!(known().await, 0);
        browser.open("/imports").await;
        browser.says(said.undone).await;
        assert_eq!(browser.complaints().await, [] as [String; 0]);
        browser.close().await;
        std::fs::remove_file(&path).expect("gone");
    })
    .await;
}

/// Two leads are ticked in the list, looked at, accepted together, and given back together.
async fn several_at_once(words: &Words, look: Look) {
    on_stage(words, look, |scene, site, browser| async move {
        let said = &words.several;
        let leads = [demo(&scene, "ada@acme.com").await, demo(&scene, "bob@acme.com").await];
        browser.enter(&site.app, "ayse").await;
        browser.open("/leads").await;
        for lead in leads {
            browser.fill(&format!("lead:{lead}"), "").await;
        }
        browser.fill("type", "accepted").await;
        browser.press(said.ticked).await;
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "what would be done with whom");
        assert_eq!(stage(&scene, leads[0]).await.0, "mql", "looking does nothing");
        browser.press(said.accept).await;
        browser.comes(said.done).await;
        assert_eq!(browser.faults(words.lang).await, [] as [String; 0], "what was done");
        for lead in leads {
            assert_eq!(stage(&scene, lead).await.0, "sal");
        }
        browser.press(said.undo).await;
        browser.comes(said.undone).await;
        for lead in leads {
            assert_eq!(stage(&scene, lead).await.0, "mql");
        }
        browser.close().await;
    })
    .await;
}

const DESK: Look = Look { dark: false, phone: false };
const PHONE: Look = Look { dark: true, phone: true };

#[test]
fn a_lead_is_entered_accepted_by_a_key_and_won_another_refused_and_one_let_go() {
    within(from_first_word_to_deal(&ENGLISH, DESK));
}

#[test]
fn bir_aday_telefondan_eklenir_kabul_edilir_kazanilir() {
    within(from_first_word_to_deal(&TURKISH, PHONE));
}

#[test]
fn both_teams_change_the_agreement_and_see_what_comes_of_it_while_typing() {
    within(another_agreement(&ENGLISH, DESK));
}

#[test]
fn iki_ekip_anlasmayi_degistirir_yazarken_sonucunu_gorur() {
    within(another_agreement(&TURKISH, PHONE));
}

#[test]
fn a_file_is_brought_matched_tried_and_taken() {
    within(a_file_becomes_leads(&ENGLISH, DESK));
}

#[test]
fn bir_dosya_telefondan_getirilir_eslestirilir_denenir_alinir() {
    within(a_file_becomes_leads(&TURKISH, PHONE));
}

#[test]
fn a_wrong_file_is_taken_back() {
    within(a_file_is_taken_back(&ENGLISH, DESK));
}

#[test]
fn yanlis_dosya_telefonda_geri_alinir() {
    within(a_file_is_taken_back(&TURKISH, PHONE));
}

#[test]
fn two_leads_are_ticked_accepted_and_given_back_together() {
    within(several_at_once(&ENGLISH, DESK));
}

#[test]
fn iki_aday_telefonda_isaretlenir_birlikte_kabul_edilir_geri_verilir() {
    within(several_at_once(&TURKISH, PHONE));
}
