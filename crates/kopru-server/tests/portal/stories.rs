//! The two texts as a story, by page and form: subscriber, lead, MQL, SAL, SQL, opportunity, customer; one that is refused,
//! one that is let go; told in both languages.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, assert_replays, fact, field, on_both, on_both_empty};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Measure;
use kopru_store::Id;
use kopru_store::publish::Existing;
use kopru_store::remarks::About;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

/// What the buttons and pages say in a language.
struct Words {
    lang: Lang,
    accept: &'static str,
    refuse: &'static str,
    contact: &'static str,
    talk: &'static str,
    qualify: &'static str,
    won: &'static str,
    let_go: &'static str,
    undo: &'static str,
    accepted: &'static str,
    customer: &'static str,
    taken: &'static str,
    dispute: &'static str,
    wrong: &'static str,
    told: &'static str,
    settled: &'static str,
    propose: &'static str,
    nothing_yet: &'static str,
    call: Call,
}

/// A conversation.
struct Call {
    analyse: &'static str,
    note: &'static str,
    answer: &'static str,
    sign: &'static str,
    pain: &'static str,
    follow: &'static str,
    met: &'static str,
}

const ENGLISH: Words = Words {
    lang: Lang::En,
    accept: "Accept",
    refuse: "Refuse",
    contact: "Log a contact",
    talk: "Conversation",
    qualify: "Qualify",
    won: "Won",
    let_go: "Let go",
    undo: "Undo",
    accepted: "Accepted: the lead is yours.",
    customer: "won",
    taken: "somebody else may have acted first",
    dispute: "Dispute the refusal",
    wrong: "refusing was wrong",
    told: "The other team is told.",
    settled: "Settled: both teams say the same.",
    propose: "Propose it",
    nothing_yet: "It changes nothing yet.",
    call: Call {
        analyse: "What does this tell?",
        note: "Note it",
        answer: "Of 300 leads last quarter 120 get lost, because nobody follows up in Salesforce.",
        sign: "specific about a pain that we solve",
        pain: "only we solve it",
        follow: "The last answer was strong: go on from there.",
        met: "need: met",
    },
};
const TURKISH: Words = Words {
    lang: Lang::Tr,
    accept: "Kabul et",
    refuse: "Reddet",
    contact: "Temas kaydet",
    talk: "Görüşme",
    qualify: "Nitelikli say",
    won: "Kazanıldı",
    let_go: "Bırak",
    undo: "Geri al",
    accepted: "Kabul edildi: aday artık sizin.",
    customer: "kazanıldı",
    taken: "başka biri önce davranmış olabilir",
    dispute: "Redde itiraz et",
    wrong: "reddetmek yanlıştı",
    told: "Diğer ekibe bildirildi.",
    settled: "Çözüldü: iki ekip aynı şeyi söylüyor.",
    propose: "Öneriye çevir",
    nothing_yet: "Henüz bir şey değiştirmiyor.",
    call: Call {
        analyse: "Bu ne söylüyor?",
        note: "Kaydet",
        answer: "Geçen çeyrek 300 adaydan 120 tanesi kayboluyor, çünkü Salesforce listesine kimse dönmüyor.",
        sign: "çözdüğümüz bir sorunu somut anlatıyor",
        pain: "bunu yalnızca biz çözüyoruz",
        follow: "Son yanıt güçlüydü: oradan devam edin.",
        met: "ihtiyaç: karşılanıyor",
    },
};

async fn speaks(scene: &Scene, lang: Lang) {
    for user in scene.store.users().await.expect("users") {
        let change = UserChange { lang: Some(lang), ..UserChange::default() };
        scene.store.change_user(user.id.as_str(), change, "test").await.expect("a change");
    }
}

/// Somebody asks for a demo, and routing gives the lead to somebody.
async fn offered(scene: &Scene, person: &str) -> Id {
    let demo = field(fact(scene, &format!("demo-{person}"), person, "demo_requested"), "name", "Ada Lovelace");
    let lead = scene.take(vec![demo]).await[0].person.expect("a person");
    scene.settle().await;
    lead
}

async fn standing(scene: &Scene, lead: Id) -> (Option<String>, String) {
    let row = scene.store.lead(lead).await.expect("a lead").row;
    (row.stage, row.disposition)
}

async fn tell(scene: &Scene, words: &Words) {
    staff(scene, &[("root", Role::Admin), ("mia", Role::Marketing), ("ayse", Role::Sales), ("ben", Role::Sales)]).await;
    speaks(scene, words.lang).await;
    let door = Browser::new(scene);
    let (mut mia, mut ayse, mut ben) = (door.of("mia").await, door.of("ayse").await, door.of("ben").await);

    // A demo is asked for: the lead is marketing qualified and stands in Ayşe's day.
    let ada = offered(scene, "ada@acme.com").await;
    let today = ayse.open("/today").await;
    today.says("Ada Lovelace");
    assert!(!ben.open("/today").await.text().contains("Ada Lovelace"), "it was not Ben's turn");
    // Marketing looks on and has no button for what is sales' to say.
    let page = mia.open(&format!("/leads/{ada}")).await;
    assert!(!page.has(words.accept) && page.has(words.let_go));
    let key = [("type", "accepted"), ("key", "x")];
    assert_eq!(mia.ask("POST", &format!("/leads/{ada}/acts"), &key).await.status, 403);

    // Ben and Ayşe press at once; one wins, the other learns of it.
    let bens = ben.open(&format!("/leads/{ada}")).await;
    let page = ayse.press(&today, words.accept, &[]).await;
    page.says(words.accepted);
    ben.press(&bens, words.accept, &[]).await.says(words.taken);
    assert_eq!(standing(scene, ada).await, (Some("sal".into()), "open".into()));
    // Pressing the same button again does nothing twice.
    ayse.press(&today, words.accept, &[]).await.says(words.accepted);

    // It was a slip: undone within minutes, then meant.
    let undone = ayse.press(&page, words.undo, &[]).await;
    assert_eq!(standing(scene, ada).await, (Some("mql".into()), "open".into()));
    scene.clock.advance_secs(1);
    let _ = undone;
    let today = ayse.open("/today").await;
    ayse.press(&today, words.accept, &[]).await.says(words.accepted);

    // First contact, a conversation that finds fit, qualification, the deal.
    scene.clock.advance_secs(3_600);
    let lead = format!("/leads/{ada}");
    let page = ayse.open(&lead).await;
    let call = [("data.channel", "call"), ("data.outcome", "reached"), ("data.note", "Talked ten minutes.")];
    let page = ayse.press(&page, words.contact, &call).await;
    page.says("Talked ten minutes.");
    let page = ayse.press(&page, words.qualify, &[("data.overrule", "true")]).await;
    assert_eq!(standing(scene, ada).await.0.as_deref(), Some("sql"));
    let fits = [("data.two_way", "true"), ("data.business_fit", "true"), ("data.product_fit", "true")];
    let page = ayse.press(&page, words.talk, &fits).await;
    assert_eq!(standing(scene, ada).await.0.as_deref(), Some("opportunity"));
    let page = ayse.press(&page, words.won, &[("data.amount", "12000 EUR")]).await;
    page.says(words.customer).says("12000.00 EUR");
    assert_eq!(standing(scene, ada).await, (Some("customer".into()), "won".into()));

    // Ben refuses his, with a reason; marketing reads it on the lead.
    let bob = offered(scene, "bob@globex.com").await;
    let today = ben.open("/today").await;
    ben.press(&today, words.refuse, &[("data.reason", "wrong-size"), ("data.note", "Two people, no budget.")]).await;
    assert_eq!(standing(scene, bob).await.1, "disqualified");
    mia.open(&format!("/leads/{bob}")).await.says("Two people, no budget.").says("wrong-size");

    // Marketing thinks otherwise; Ben looks again and agrees. What both say stands beside the answer.
    let page = mia.open(&format!("/leads/{bob}")).await;
    mia.press(&page, words.dispute, &[("claim", "They are two hundred.")]).await.says(words.told);
    let page = ben.open("/alignment").await;
    page.says("They are two hundred.");
    ben.press(&page, words.wrong, &[("change", "ask for the size first")]).await.says(words.settled);
    let page = mia.open("/alignment").await;
    page.says("ask for the size first");
    // What both want to change becomes a proposal of the agreement.
    mia.press(&page, words.propose, &[]).await.says("ask for the size first").says(words.nothing_yet);

    // One is let go before anybody spent an hour on it: it has no need that we meet.
    let eve = offered(scene, "eve@initech.com").await;
    let page = mia.open(&format!("/leads/{eve}")).await;
    let why = [("data.kind", "not_us"), ("data.reason", "no need that we meet")];
    mia.press(&page, words.let_go, &why).await;
    assert_eq!(standing(scene, eve).await.1, "disqualified");
    assert_replays(scene).await;
}

#[test]
fn a_lead_becomes_a_customer_one_is_refused_and_one_is_let_go() {
    on_both(|scene| async move { tell(&scene, &ENGLISH).await });
}

#[test]
fn bir_aday_musteri_olur_biri_reddedilir_biri_birakilir() {
    on_both(|scene| async move { tell(&scene, &TURKISH).await });
}

#[test]
fn both_teams_talk_about_a_lead_and_whoever_is_called_sees_it_today() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing), ("ayse", Role::Sales)]).await;
        let door = Browser::new(&scene);
        let (mut mia, mut ayse) = (door.of("mia").await, door.of("ayse").await);
        let ada = offered(&scene, "ada@acme.com").await;
        let page = ayse.open("/today").await;
        ayse.press(&page, "Ask marketing", &[("data.note", "Which webinar was it?")]).await;
        // It is marketing's now: the question stands in its day.
        mia.open("/today").await.says("Ada Lovelace").says("Sales needs to know more.");
        let page = mia.open(&format!("/leads/{ada}")).await;
        page.says("Which webinar was it?");
        let page =
            mia.press(&page, "Say it", &[("text", "The one on pipelines, @ayse. <script>alert(1)</script>")]).await;
        assert!(!page.html.contains("<script>alert"), "what people write stays text");
        mia.press(&page, "Offer again", &[]).await;
        scene.settle().await;
        ayse.open("/today").await.says("You are called").says("The one on pipelines, @ayse.");
        ayse.open(&format!("/leads/{ada}")).await.says("The one on pipelines");
        let today = ayse.open("/today").await;
        assert!(!today.text().contains("You are called"), "seen");
        today.says("Ada Lovelace");
        assert!(
            mia.post(&format!("/leads/{ada}/thread"), &[("text", "  ")])
                .await
                .text()
                .contains("There is nothing to say")
        );
        scene.store.erase(ada, "test".into()).await.expect("erased");
        assert_eq!(scene.store.remarks(About::Lead(ada)).await.expect("remarks"), []);
    });
}

#[test]
fn somebody_met_at_a_fair_is_entered_by_hand_found_again_and_listed() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        let mut ayse = Browser::new(&scene).of("ayse").await;
        let page = ayse.open("/leads/new").await;
        ayse.press(&page, "Add", &[("name", "Nobody")]).await.says("Say who the lead is");
        let met = [
            ("email", "isil@kopru.example"),
            ("name", "Işıl İnci"),
            ("account", "İnci A.Ş."),
            ("source", "web"),
            ("note", "Met at the fair: =1+1"),
        ];
        let page = ayse.press(&page, "Add", &met).await;
        page.says("Işıl İnci").says("Met at the fair");
        let lead = page.path.split('?').next().expect("a path").to_owned();
        // However it is typed: small, without marks, a part of a word, the company, the address.
        for typed in ["ISIL", "inci isil", "ışıl", "inc", "isil@kop"] {
            let found = ayse.open(&format!("/search?q={}", crate::browser::encode(typed))).await;
            assert_eq!(found.path, lead, "{typed}: {}", found.text());
        }
        ayse.open("/search?q=zzz").await.says("Nobody is called so.");
        let hostile =
            field(fact(&scene, "h", "h@x.example", "newsletter_subscribed"), "name", "=HYPERLINK(\"http://x\")<b>");
        scene.take(vec![hostile]).await;
        let list = ayse.open("/leads?disposition=open").await;
        assert!(list.html.contains("&lt;b&gt;") && !list.html.contains("<b>"), "{}", list.html);
        let file = ayse.ask("GET", "/leads.csv?disposition=open", &[]).await;
        assert!(file.html.contains("\"'=HYPERLINK(") && file.headers["content-disposition"].to_str().is_ok());
        ayse.open("/leads?grade=Z").await.says("filter_invalid");
    });
}

/// Whoever is away gets nothing, and may say so themselves.
#[test]
fn people_note_their_own_absence_and_managers_give_leads_to_others() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("max", Role::Manager), ("ayse", Role::Sales), ("ben", Role::Sales)])
            .await;
        let door = Browser::new(&scene);
        let (mut ayse, mut max) = (door.of("ayse").await, door.of("max").await);
        let page = ayse.open("/team/ayse").await;
        let away = [("from", "2026-03-02T00:00"), ("to", "2026-03-09T00:00"), ("reason", "holiday")];
        ayse.press(&page, "Note the absence", &away).await.says("holiday").says("away until 2026-03-09 00:00");
        assert_eq!(ayse.ask("POST", "/team/ben/absence", &away).await.status, 403);
        let lead = offered(&scene, "ada@acme.com").await;
        let page: Page = max.open(&format!("/leads/{lead}")).await;
        page.says("Given to ben.").says("ayse: away");
        let page = max.press(&page, "Assign", &[("data.to", "ayse")]).await;
        page.says("Given to somebody.");
        let owner = scene.store.lead(lead).await.expect("a lead").row.owner;
        assert_eq!(owner.as_deref(), Some("ayse"));
        max.open("/audit").await.says("somebody's profile was changed");
    });
}

/// A rep holds a conversation from the call sheet: an answer is read at once, what it shows is noted when the rep agrees, and
/// the next question follows from it.
async fn converse(scene: &Scene, words: &Words) {
    scene.publish(include_str!("../../../../playbooks/saas.toml"), Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
    speaks(scene, words.lang).await;
    let (lead, call) = (offered(scene, "ada@acme.com").await, &words.call);
    let mut ayse = Browser::new(scene).of("ayse").await;
    ayse.open(&format!("/leads/{lead}")).await;
    let sheet = format!("/leads/{lead}/call");
    let page = ayse.open(&sheet).await;
    let need = [("question", "need-today"), ("answer", call.answer)];
    let page = ayse.press(&page, call.analyse, &need).await;
    page.says(call.sign).says(call.pain).says(call.follow);
    // Nothing is noted before she says so.
    assert_eq!(scene.store.lead(lead).await.expect("a lead").lead.evidence.findings, []);
    let agreed = [
        ("verdict", "met"),
        ("sign.specific_about_pains", "true"),
        ("pain.leads_lost", "true"),
        ("pain.late_follow_up", ""),
        ("level.solved", "3"),
    ];
    let page = ayse.press(&page, call.note, &agreed).await;
    assert!(!page.text().contains("need-last-lost"), "what is known is not asked again");
    let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
    // Her verdict, the pain, how far we solve it, and the need that a pain which we solve meets by itself.
    assert_eq!((evidence.findings.len(), evidence.signals.len()), (4, 1), "{:?}", evidence.findings);
    page.says("3/3").says(Measure::Solved.level(3).get(words.lang));
    // What sizes the lead up is asked for, and noted with a level.
    let sizing = [("question", "authority-part"), ("answer", "Anna, 2025.")];
    let page = ayse.press(&page, call.analyse, &sizing).await;
    page.says(Measure::Authority.level(2).get(words.lang));
    let page = ayse.press(&page, call.note, &[("level.authority", "2")]).await;
    page.says("2/3").says("“Anna, 2025.”");
    let evidence = scene.store.lead(lead).await.expect("a lead").lead.evidence;
    assert!(evidence.findings.iter().all(|it| it.by.as_deref() == Some("ayse") && it.quote.is_some()));
    ayse.open(&format!("/leads/{lead}")).await.says(call.met);
    // What settles nothing is kept in the thread, in their words.
    let vague = if words.lang == Lang::Tr { "Duruma göre değişir, bakarız." } else { "Hard to say, it depends." };
    let page = ayse.press(&page, call.analyse, &[("question", "budget-how"), ("answer", vague)]).await;
    ayse.press(&page, call.note, &[("sign.evasive", "true")]).await;
    let thread = scene.store.remarks(About::Lead(lead)).await.expect("a thread");
    assert!(thread.last().is_some_and(|it| it.text.contains(vague)), "{thread:?}");
    assert_eq!(scene.store.lead(lead).await.expect("a lead").lead.evidence.signals.len(), 2);
    let asked = if words.lang == Lang::Tr { "Böyle bir aracın bütçesini" } else { "How do you go about paying" };
    assert!(thread.last().is_some_and(|it| it.text.starts_with(asked)), "the question, in her language: {thread:?}");
    // Pressing the same button twice notes nothing twice, and an empty answer is refused with a sentence.
    ayse.press(&page, call.note, &[("sign.evasive", "true")]).await;
    assert_eq!(scene.store.lead(lead).await.expect("a lead").lead.evidence.signals.len(), 2);
    assert_eq!(scene.store.remarks(About::Lead(lead)).await.expect("a thread").len(), thread.len());
    ayse.press(&page, call.analyse, &[("answer", "  ")]).await;
    assert_replays(scene).await;
}

#[test]
fn a_conversation_is_held_from_the_call_sheet() {
    on_both_empty(|scene| async move { converse(&scene, &ENGLISH).await });
}

#[test]
fn gorusme_sayfasindan_bir_gorusme_yapilir() {
    on_both_empty(|scene| async move { converse(&scene, &TURKISH).await });
}

#[test]
fn two_records_of_one_person_are_merged_taken_apart_and_erased() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("max", Role::Manager), ("ayse", Role::Sales)]).await;
        let (ada, bob) = (offered(&scene, "ada@acme.com").await, offered(&scene, "a.lovelace@home.example").await);
        let mut max = Browser::new(&scene).of("max").await;
        let record = format!("/leads/{ada}/record");
        let page = max.open(&format!("/leads/{ada}")).await;
        assert!(page.html.contains(&record), "a way to the record");
        let page = max.open(&record).await;
        page.says("ada@acme.com").says("No other record was merged into this one.");
        max.press(&page, "Merge", &[("other", "nobody@acme.com")]).await.says("No record is known by this.");
        max.press(&page, "Merge", &[("other", &format!("https://x.example/leads/{ada}"))])
            .await
            .says("the same record");
        let page = max.press(&page, "Merge", &[("other", "A.Lovelace@home.example")]).await;
        page.says("The two records are one.").says("a.lovelace@home.example");
        assert_eq!(scene.store.person(bob).await.expect("a person").merged_into, Some(ada));
        let page = max.press(&page, "Take apart", &[]).await;
        page.says("The records are apart again.").says("taken apart by max");
        assert_eq!(scene.store.person(bob).await.expect("a person").merged_into, None);
        max.press(&page, "Erase for good", &[]).await.says("Tick that you have checked it");
        max.press(&page, "Erase for good", &[("sure", "true")]).await.says("The person is erased.");
        assert!(scene.store.person(ada).await.expect("a person").erased_at.is_some());
        assert_eq!(max.open(&record).await.path.split('?').next(), Some("/leads"));
        assert_replays(&scene).await;
    });
}

#[test]
fn keys_and_webhooks_are_made_shown_once_and_taken_back() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin)]).await;
        let mut root = Browser::new(&scene).of("root").await;
        let page = root.open("/settings").await;
        page.says("No program has a key.").says("No address is told anything.");
        root.press(&page, "Make a key", &[("name", "bi")]).await.says("Choose what the key may do.");
        let made = root.press(&page, "Make a key", &[("name", "bi"), ("scope.leads:read", "true")]).await;
        made.says("it is not shown again").says("kopru_").says("leads:read");
        assert!(!root.open("/settings").await.text().contains("kopru_"), "told once");
        let page = root.press(&made, "Take back", &[]).await;
        page.says("taken back");
        root.press(&page, "Tell this address", &[("url", "ftp://x")]).await.says("An address begins with https://");
        let inside = [("url", "https://127.0.0.1/in")];
        root.press(&page, "Tell this address", &inside).await.says("into the server's own network");
        let hook = [("url", "https://hooks.example/in"), ("topic.lead.stage", "true")];
        let made = root.press(&page, "Tell this address", &hook).await;
        made.says("whsec_").says("https://hooks.example/in").says("lead.stage");
        root.press(&made, "Remove", &[]).await.says("No address is told anything.");
        let audit: Vec<String> =
            scene.store.audit(None, 100).await.expect("audit").into_iter().map(|it| it.action).collect();
        for action in ["user.logged_in", "key.created", "key.revoked", "webhook.created", "webhook.deleted"] {
            assert!(audit.iter().any(|it| it == action), "{action}: {audit:?}");
        }
    });
}

#[test]
fn a_filter_is_kept_as_a_view_for_oneself_or_for_everybody() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales), ("ben", Role::Sales)]).await;
        let door = Browser::new(&scene);
        let (mut ayse, mut ben) = (door.of("ayse").await, door.of("ben").await);
        let ada = offered(&scene, "ada@acme.com").await;
        let today = ayse.open("/today").await;
        ayse.press(&today, "Accept", &[]).await;
        assert!(!ayse.open("/leads").await.has("Keep this view"), "everything needs no name");
        let page = ayse.open("/leads?owner=me&stage=sal").await;
        page.says("Ada Lovelace");
        ayse.press(&page, "Keep this view", &[("name", "  ")]).await.says("A view has a name");
        let form = [("name", "Mine, accepted"), ("shared", "true")];
        let page = ayse.press(&page, "Keep this view", &form).await;
        page.says("Saved.").says("Mine, accepted").says("Ada Lovelace");
        assert!(page.has("Remove this view"));
        // Ben sees the same view, and in it what is his; he cannot remove it.
        let page = ben.open("/leads").await;
        page.says("Mine, accepted");
        let page = ben.open("/leads?stage=sal&owner=me").await;
        assert!(!page.text().contains("Ada Lovelace") && !page.has("Remove this view"), "{}", page.text());
        let id = scene.store.views("ayse").await.expect("views")[0].id;
        assert_eq!(ben.post(&format!("/leads/views/{id}/delete"), &[]).await.status, 404);
        // Kept again under the same name it is replaced; what is no filter is left out.
        let odd = [("name", "Mine, accepted"), ("query", "stage=mql&done=won&owner=me")];
        ayse.post("/leads/views", &odd).await.says("Saved.");
        let kept = scene.store.views("ayse").await.expect("views");
        assert_eq!((kept.len(), kept[0].query.as_str(), kept[0].shared), (1, "stage=mql&owner=me", false));
        assert_eq!(scene.store.views("ben").await.expect("views"), []);
        let page = ayse.open("/leads?stage=mql&owner=me").await;
        ayse.press(&page, "Remove this view", &[]).await;
        assert_eq!(scene.store.views("ayse").await.expect("views"), []);
        for number in 0..50 {
            scene.store.save_view("ayse", (&format!("v{number}"), "stage=mql"), false).await.expect("a view");
        }
        let full = scene.store.save_view("ayse", ("one more", "stage=mql"), false).await;
        assert_eq!(full.expect_err("full").code(), "too_many_views");
        assert_eq!(standing(&scene, ada).await.0.as_deref(), Some("sal"));
    });
}

#[test]
fn what_happened_elsewhere_and_what_is_known_is_added_by_hand() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing)]).await;
        let lead = offered(&scene, "ada@acme.com").await;
        let mut mia = Browser::new(&scene).of("mia").await;
        let page = mia.open(&format!("/leads/{lead}")).await;
        page.says("Add what happened");
        let path = format!("/leads/{lead}/facts");
        mia.open(&path).await.says("What is known of them");
        let before = scene.store.lead(lead).await.expect("a lead").row.engagement;
        let page = mia.open(&format!("{path}?type=page_viewed")).await;
        mia.press(&page, "Add it", &[("data.path", "/pricing/teams")]).await.says("Added to the lead's history.");
        assert_eq!(scene.store.lead(lead).await.expect("a lead").row.engagement, before + 8, "pricing gives 8");
        // The same button again is the same fact.
        mia.press(&page, "Add it", &[("data.path", "/pricing/teams")]).await;
        assert_eq!(scene.store.lead(lead).await.expect("a lead").row.engagement, before + 8);
        let page = mia.open(&format!("{path}?type=fields_set")).await;
        let known = [("person.country", "TR"), ("person.goal", "solve"), ("account.employees", "1.200")];
        mia.press(&page, "Add it", &known).await.says("Say which company it is");
        let known = [known[0], known[1], known[2], ("account", "acme.com")];
        mia.press(&page, "Add it", &known).await.says("Added to the lead's history.").says("TR").says("solve");
        let row = scene.store.lead(lead).await.expect("a lead").row;
        assert_eq!(row.fit, 40, "1200 employees are 50 or more: 40 points");
        // What does not fit is refused with a reason, and what is no type of the agreement is nothing.
        let wrong = mia.press(&page, "Add it", &[("account.employees", "many"), ("account", "acme.com")]).await;
        assert!(!wrong.text().contains("Added to"), "{}", wrong.text());
        let broken = mia.press(&page, "Add it", &[("account.employees", "1.5"), ("account", "acme.com")]).await;
        assert!(!broken.text().contains("Added to"), "1.5 is not 15: {}", broken.text());
        mia.post(&path, &[("type", "accepted")]).await.says("Something is missing or not understood.");
        let entries = scene.store.audit(None, 50).await.expect("entries");
        let added = entries.iter().filter(|it| it.action == "fact.added" && it.actor == "mia");
        assert_eq!(added.count(), 2, "the same button twice is one fact");
        assert_replays(&scene).await;
    });
}
