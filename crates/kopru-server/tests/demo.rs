//! The demo company in a database of its own: what was planted in it shows in plain counts, the page is served, and the
//! same settings tell the same story.

use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use kopru_engine::acceptance::Verdict;
use kopru_engine::lang::Lang;
use kopru_engine::time::Moment;
use kopru_server::api::app::App;
use kopru_server::clock;
use kopru_server::demo::market::Settings;
use kopru_server::demo::{Made, Options, make, pages};
use kopru_server::service::Services;
use kopru_store::dialect::Address;
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::report::judged::Judged;
use kopru_store::{FactIn, Id, Store, written::Incoming};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tower::ServiceExt;

fn options(name: &str, people: u64, home: Lang) -> Options {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let until = Moment::parse("2026-11-26T00:00:00Z").expect("a moment");
    Options { database: folder.join("demo.db"), settings: Settings { people, seed: 42, home, until } }
}

fn within<F: Future<Output = ()>>(story: F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(story);
}

async fn made(options: &Options) -> (Made, Store) {
    let made = make(options, |_| {}).await.expect("a demo");
    let store = Store::open(Address::Sqlite(options.database.clone()), clock::system()).await.expect("the database");
    (made, store)
}

async fn all_leads(store: &Store) -> Vec<LeadRow> {
    let (mut all, mut after): (Vec<LeadRow>, Option<Id>) = (Vec::new(), None);
    loop {
        let page = store.leads(LeadFilter::default(), after, 500).await.expect("a page");
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

/// The types of a lead's facts, with who acted.
async fn facts_of(store: &Store, lead: Id) -> Vec<(String, String)> {
    let entries = store.timeline(lead, None, 500).await.expect("a timeline");
    let fact = |it: &kopru_store::lead::TimelineEntry| {
        let row = it.fact.as_ref()?;
        let body: serde_json::Value = serde_json::from_str(row.body.as_deref()?).ok()?;
        Some((row.kind.clone(), body["data"]["by"].as_str().unwrap_or_default().to_owned()))
    };
    entries.iter().filter_map(fact).collect()
}

/// The alarm rings only while a quarrel, in whole or in part, lies within the 90 days that are looked at, in each of both, and
/// names first what was planted.
async fn the_alarm_rings_in_the_right_weeks(store: &Store, truth: &serde_json::Value) {
    let at = |it: &serde_json::Value| Moment::parse(it.as_str().expect("a moment")).expect("a moment");
    let quarrels: Vec<(Moment, Moment)> = truth["quarrels"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (at(&it["from"]), at(&it["until"]).plus_secs(90 * 86_400)))
        .collect();
    let judged = store.judgements(730).await.expect("judgements");
    let within = |it: &Judged| quarrels.iter().position(|(from, until)| *from < it.at && it.at < *until);
    let alarms: Vec<&Judged> = judged.iter().filter(|it| it.verdict == Verdict::Alarm).collect();
    assert!(alarms.iter().all(|it| within(it).is_some()), "{alarms:?}");
    let told: Vec<&Judged> = alarms.iter().copied().filter(|it| it.told).collect();
    for quarrel in 0..quarrels.len() {
        let rings: Vec<_> = told.iter().filter(|it| within(it) == Some(quarrel)).collect();
        // Once that it is one, and once more for each cause that shows itself later.
        assert!((1..=3).contains(&rings.len()), "{rings:?}");
        let first = rings[0].cause.clone().map(|it| (it.0, it.1.unwrap_or_default()));
        let planted = [("source", truth["poor_source"].clone()), ("rule", truth["wrong_rule"].clone())];
        assert!(planted.iter().any(|it| first == Some((it.0, it.1.as_str().expect("text").to_owned()))), "{rings:?}");
    }
    let last = judged.last().expect("a judgement");
    assert_eq!(last.verdict, Verdict::Alarm, "the second quarrel goes on");
    // Before the first quarrel, and between what is left of it and the second, sales takes what it is given.
    let quiet = judged.iter().filter(|it| within(it).is_none() && it.verdict != Verdict::TooFew);
    let (on_target, all) =
        quiet.fold((0, 0), |sum, it| (sum.0 + u32::from(it.verdict == Verdict::OnTarget), sum.1 + 1));
    assert!(all > 40 && on_target * 10 > all * 9, "{on_target} of {all}");
}

#[test]
fn what_was_planted_shows_in_plain_counts() {
    within(async {
        let (made, store) = made(&options("planted", 3_000, Lang::Tr)).await;
        assert_eq!(made.told.refused, 0, "the playbook knows every fact of the story");
        let leads = all_leads(&store).await;
        assert_eq!(leads.len(), 3_000);
        let truth = &made.truth;
        let (mut won, mut of_source) = (BTreeMap::new(), BTreeMap::new());
        for lead in &leads {
            let source = lead.source.clone().unwrap_or_default();
            *of_source.entry(source.clone()).or_insert(0_u64) += 1;
            *won.entry(source).or_insert(0_u64) += u64::from(lead.disposition == "won");
        }
        let poor = truth["poor_source"].as_str().expect("a source");
        let (ours, others): (u64, u64) =
            (won[poor], won.iter().filter(|(source, _)| *source != poor).map(|(_, count)| count).sum());
        let rest: u64 = of_source.iter().filter(|(source, _)| *source != poor).map(|(_, count)| count).sum();
        // Of the poor source an eighth of the buyers: less than a third of the others' share holds in any story.
        assert!(ours * 3 * rest < others * of_source[poor], "{won:?} of {of_source:?}");
        assert!(others >= 10, "{won:?}");

        // The report on hand-overs says so too: fewer are accepted than both teams want, what was planted is what carries the
        // gap, and the slow rep has the most late contacts.
        let report = store.acceptance(730).await.expect("a report");
        assert!(matches!(report.verdict, Verdict::Alarm | Verdict::BelowTarget), "{:?}", report.outcomes);
        let planted: Vec<(String, String)> =
            serde_json::from_value(truth["quarrel_causes"].clone()).expect("dimensions with values");
        let mut clear: Vec<(String, String)> = report.causes[..2]
            .iter()
            .filter(|it| it.clear)
            .map(|it| (it.dimension.to_owned(), it.value.clone().unwrap_or_default()))
            .collect();
        clear.sort_by(|a, b| b.cmp(a));
        assert_eq!(clear, planted, "{:?}", report.causes);
        the_alarm_rings_in_the_right_weeks(&store, truth).await;
        // Marketing disputed refusals of people who would have bought: one is settled, two are open.
        assert_eq!((report.disputes.wrong_refusals, report.disputes.open), (1, 2), "{:?}", report.disputes);
        let slow = truth["slow_rep"].as_str().expect("a rep");
        assert_eq!(report.reps.first().map(|it| it.0.as_str()), Some(slow));
        let saved = store.time_saved(730).await.expect("a report").savings;
        assert!(saved.mean.is_some() && saved.early.saved > 0 && saved.early.leads > saved.won, "{saved:?}");

        let buyers: BTreeSet<&str> =
            truth["would_buy"].as_array().expect("a list").iter().filter_map(|it| it["email"].as_str()).collect();
        let mut chatters_won = (0, 0);
        for lead in &leads {
            let handed_over = matches!(lead.stage.as_deref(), Some("mql" | "sal" | "sql" | "opportunity" | "customer"));
            if lead.disposition == "won" {
                assert!(buyers.contains(lead.email.as_deref().unwrap_or_default()), "{lead:?}");
            }
            if handed_over && facts_of(&store, lead.id).await.iter().any(|it| it.0 == "chat_started") {
                chatters_won.0 += 1;
                chatters_won.1 += u64::from(lead.disposition == "won");
            }
        }
        assert_eq!((truth["wrong_rule"].as_str(), chatters_won.1), (Some("chat"), 0));
        assert!(chatters_won.0 > 5, "the wrong rule brings leads to sales: {chatters_won:?}");

        for (list, disposition, kind) in
            [("revivable", "disqualified", Some("not_now")), ("refused_buyers", "recycled", None)]
        {
            let planted: BTreeSet<&str> =
                truth[list].as_array().expect("a list").iter().filter_map(serde_json::Value::as_str).collect();
            let there = |it: &&LeadRow| {
                planted.contains(it.email.as_deref().unwrap_or_default())
                    && it.disposition == disposition
                    && it.kind.as_deref() == kind
            };
            assert!(!planted.is_empty() && leads.iter().any(|it| there(&it)), "{list}: {planted:?}");
        }
    });
}

#[test]
fn the_same_settings_tell_the_same_story_which_replays_without_a_difference() {
    within(async {
        let (first, store) = made(&options("first", 120, Lang::En)).await;
        let (second, _) = made(&options("second", 120, Lang::En)).await;
        assert_eq!(first.told, second.told);
        assert_eq!((first.truth, first.counts), (second.truth, second.counts));
        let replayed = store.replay(true, |_| {}).await.expect("a replay");
        assert_eq!((replayed.differences, replayed.facts, replayed.streams), (0, first.told.facts, 120));
        let other = Options {
            settings: Settings { seed: 43, ..options("third", 120, Lang::En).settings },
            ..options("third", 120, Lang::En)
        };
        assert_ne!(made(&other).await.0.told.digest, first.told.digest);
    });
}

struct Got {
    status: u16,
    policy: String,
    body: String,
}

async fn get(store: &Store, path: &str) -> Got {
    let app = App::new(Services::new(store.clone()), true);
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let answer = pages(&app, Lang::En).oneshot(request).await.expect("an answer");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    Got {
        status: parts.status.as_u16(),
        policy: parts.headers["content-security-policy"].to_str().expect("text").to_owned(),
        body: String::from_utf8(body.to_vec()).expect("UTF-8"),
    }
}

#[test]
fn the_page_shows_stages_decisions_and_one_lead_in_both_languages() {
    within(async {
        let (_, store) = made(&options("page", 120, Lang::Tr)).await;
        let page = get(&store, "/").await;
        assert_eq!(page.status, 200);
        // Whoever comes may be one of the company's people.
        assert!(page.body.contains("/enter/ayse") && page.body.contains("/enter/deniz"));
        assert_eq!(get(&store, "/enter/ayse").await.status, 303);
        assert_eq!(get(&store, "/enter/nobody").await.status, 303);
        assert!(!page.policy.contains("unsafe") && page.policy.contains("default-src 'none'"), "{}", page.policy);
        for words in
            ["<html lang=\"en\">", "Marketing qualified (MQL)", "The newest decisions", "Every point of its scores"]
        {
            assert!(page.body.contains(words), "{words}");
        }
        let turkish = get(&store, "/?lang=tr").await.body;
        assert!(turkish.contains("<html lang=\"tr\">") && turkish.contains("En yeni kararlar"));
        let list = get(&store, "/?stage=lead").await.body;
        let link = list.split("href=\"").find(|it| it.contains("lead=")).expect("a lead's link");
        let link = link.split(['"', '#']).next().expect("an address").replace("&amp;", "&");
        assert!(get(&store, &link).await.body.contains("kopru explain "));
        let nobody = get(&store, "/?lead=nobody%40nowhere.example").await;
        assert!(nobody.status == 200 && nobody.body.contains("Nobody is known as “nobody@nowhere.example”."));
        assert!(get(&store, "/?stage=nonsense").await.body.contains("There is no such stage."));
        assert_eq!(get(&store, "/?colour=red").await.status, 400);
        let style = get(&store, "/style.css").await;
        assert!(style.status == 200 && style.body.contains("prefers-color-scheme"));
    });
}

#[test]
fn a_hostile_name_stays_text_on_the_page() {
    within(async {
        let (_, store) = made(&options("hostile", 20, Lang::En)).await;
        let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
        let mut raw = kopru_engine::fact::RawFact::new(
            kopru_engine::fact::Subject::Email("mallory@evil.example".into()),
            "demo_requested",
        );
        raw.id = Some("hostile".into());
        raw.account = Some("<b>evil</b>.example".into());
        for field in ["name", "title"] {
            raw.fields.insert(field.into(), kopru_engine::value::Scalar::Text(hostile.into()));
        }
        let fact = FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false };
        let answers = store.take(vec![fact]).await.expect("an answer");
        assert!(answers[0].is_ok(), "{answers:?}");
        for path in ["/", "/?lead=mallory%40evil.example", "/?stage=mql", "/?lead=%3Cscript%3E%22"] {
            let body = get(&store, path).await.body;
            assert!(
                !body.contains("<script") && !body.contains("<img src=x") && !body.contains("<b>"),
                "{path}: {body}"
            );
        }
        assert!(get(&store, "/?lead=mallory%40evil.example").await.body.contains("&lt;script&gt;alert(1)"));
    });
}

#[test]
fn only_an_earlier_demo_is_replaced() {
    within(async {
        let options = options("replaced", 10, Lang::En);
        std::fs::write(&options.database, "something else").expect("a file");
        let fault = make(&options, |_| {}).await.expect_err("a refusal").text();
        assert!(fault.en.contains("is no demo") && fault.tr.contains("demo değil"), "{fault:?}");
        assert_eq!(std::fs::read(&options.database).expect("the file"), b"something else");
        std::fs::remove_file(&options.database).expect("no file");
        for _ in 0..2 {
            assert!(make(&options, |_| {}).await.is_ok_and(|it| it.counts.leads_in_all() == 10));
        }
    });
}
