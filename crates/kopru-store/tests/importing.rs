//! What a file tells of a person is taken in whole, then the person is decided once; stopping and starting again neither
//! loses nor doubles.

mod engines;

use engines::{Place, Scene, TestClock, account, assert_replays, fact, field, on_both, with};
use kopru_engine::decide::{Change, Outcome};
use kopru_engine::fact::Subject;
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;
use kopru_store::import::{Batch, Counts, Refusals, RefusedRow, Stage, Told};
use kopru_store::leads::LeadFilter;
use kopru_store::{FactIn, Store, StoreError, address};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

const DAY: i64 = 86_400;

/// A fact of a file, so many seconds ago.
fn ago(scene: &Scene, id: &str, email: &str, kind: &str, secs: i64) -> FactIn {
    let mut it = fact(scene, id, email, kind);
    it.incoming.raw.occurred_at = Some(scene.clock.now().plus_secs(-secs));
    it.import = true;
    it
}

fn batch(number: Option<i64>, facts: Vec<FactIn>) -> Batch {
    Batch { number, derived: false, facts }
}

/// Sorts facts as a file's are and imports them; the answers by the facts' ids.
async fn import(scene: &Scene, number: Option<i64>, facts: &[FactIn]) -> BTreeMap<String, Told> {
    let mut stage = Stage::new().expect("a stage");
    for (line, fact) in facts.iter().enumerate() {
        stage.push(line as u64 + 1, &fact.incoming).expect("room");
    }
    assert_eq!(stage.facts(), facts.len() as u64);
    let mut groups = Vec::new();
    stage
        .groups(|group| {
            groups.push(group);
            true
        })
        .expect("groups");
    let mut all = BTreeMap::new();
    for group in groups {
        let ids: Vec<String> = group.iter().filter_map(|it| it.incoming.raw.id.clone()).collect();
        let facts = group.into_iter().map(|it| FactIn { incoming: it.incoming, import: true }).collect();
        let told = scene.store.import(batch(number, facts)).await.expect("an import").told;
        assert_eq!(told.len(), ids.len());
        all.extend(ids.into_iter().zip(told));
    }
    all
}

/// Every lead by its address: where it stands, its scores, how many entries its stream has.
async fn leads(scene: &Scene) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut after = None;
    loop {
        let page = scene.store.leads(LeadFilter::default(), after, 500).await.expect("a page");
        for lead in page.items {
            let told = format!(
                "{:?} {} {:?} {} {} {} {}",
                lead.stage, lead.disposition, lead.kind, lead.grade, lead.band, lead.fit, lead.engagement
            );
            all.insert(lead.email.unwrap_or_default(), told);
        }
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn a_person_is_decided_once_with_everything_that_the_file_tells() {
    on_both(|scene| async move {
        let demo = ago(&scene, "demo", "ada@acme.com", "demo_requested", 5 * DAY);
        let small = account(ago(&scene, "small", "ada@acme.com", "fields_set", 90 * DAY), "Acme", &[]);
        let mut small = small;
        small.incoming.raw.account_fields.insert("employees".into(), kopru_engine::value::Scalar::Int(3));
        let mut grown = account(ago(&scene, "grown", "ada@acme.com", "fields_set", 30 * DAY), "Acme", &[]);
        grown.incoming.raw.account_fields.insert("employees".into(), kopru_engine::value::Scalar::Int(80));
        // The file tells the latest first. Decided one by one, a company of three people would let the lead go.
        let told = import(&scene, Some(1), &[demo, grown, small]).await;
        assert_eq!(told.values().filter(|it| **it == Told::Taken(Outcome::Applied)).count(), 3);
        let person = scene.store.people_with("email", "ada@acme.com").await.expect("people")[0];
        let told = leads(&scene).await;
        assert!(told["ada@acme.com"].starts_with("Some(\"mql\") open"), "{told:?}");
        let moved: Vec<Moment> = scene
            .store
            .decisions_of(person)
            .await
            .expect("decisions")
            .into_iter()
            .filter(|(_, _, changes)| {
                changes.iter().any(|it| matches!(it, Change::Stage { .. } | Change::Disposition { .. }))
            })
            .map(|(at, _, _)| at)
            .collect();
        assert_eq!(moved, [scene.clock.now()]);
        scene.settle().await;
        assert_replays(&scene).await;
    });
}

/// Facts of some people over two months, mixed.
fn history(scene: &Scene, people: u64, each: u64) -> Vec<FactIn> {
    let mut random: u64 = 11;
    let mut next = |most: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % most
    };
    (0..people * each)
        .map(|number| {
            let email = format!("p{}@example.com", next(people));
            let secs = i64::try_from(next(60 * 86_400)).expect("small");
            let id = format!("n{number}");
            match next(5) {
                0 => field(ago(scene, &id, &email, "fields_set", secs), "country", ["TR", "DE"][number as usize % 2]),
                1 => ago(scene, &id, &email, "newsletter_subscribed", secs),
                2 => account(ago(scene, &id, &email, "page_viewed", secs), &format!("company {}", next(9)), &[]),
                _ => with(ago(scene, &id, &email, "page_viewed", secs), "path", ["/pricing", "/"][number as usize % 2]),
            }
        })
        .collect()
}

#[test]
fn scores_are_the_same_imported_or_taken_one_by_one() {
    on_both(|scene| async move {
        let facts = history(&scene, 25, 8);
        let place =
            if scene.place.engine == "sqlite" { Place::sqlite() } else { Place::postgres().await.expect("PostgreSQL") };
        let other = engines::fresh(place).await;
        import(&scene, Some(1), &facts).await;
        for fact in &facts {
            other.store.take(vec![fact.clone()]).await.expect("a store").remove(0).expect("taken");
        }
        for it in [&scene, &other] {
            it.settle().await;
            assert_replays(it).await;
        }
        let (imported, taken) = (leads(&scene).await, leads(&other).await);
        assert_eq!(imported.len(), taken.len());
        let scores = |told: &String| told.split(' ').rev().take(4).map(str::to_owned).collect::<Vec<_>>();
        for (email, told) in &imported {
            assert_eq!(scores(told), scores(&taken[email]), "{email}");
        }
    });
}

#[test]
fn what_is_known_is_not_taken_again_and_a_rehearsal_keeps_nothing() {
    on_both(|scene| async move {
        let facts = history(&scene, 12, 6);
        let (old, new) = facts.split_at(50);
        let rehearsed = import(&scene, None, old).await;
        assert!(rehearsed.values().all(|it| *it == Told::Taken(Outcome::Applied)), "{rehearsed:?}");
        assert_eq!(scene.store.fact_ids().await.expect("ids"), Vec::<String>::new());
        assert_eq!(scene.store.people_with("email", "p1@example.com").await.expect("people"), []);
        assert_eq!(scene.store.counted("facts").await.expect("a counter"), 0);

        import(&scene, Some(1), old).await;
        let before = leads(&scene).await;
        let again = import(&scene, Some(2), old).await;
        assert!(again.values().all(|it| *it == Told::Known), "{again:?}");
        assert_eq!(leads(&scene).await, before);

        let more = import(&scene, Some(3), &facts).await;
        assert_eq!(more.values().filter(|it| **it == Told::Known).count(), old.len());
        assert_eq!(more.values().filter(|it| **it == Told::Taken(Outcome::Applied)).count(), new.len());
        let same_id = with(ago(&scene, "n0", "p3@example.com", "page_viewed", 1), "path", "/else");
        let told = import(&scene, Some(3), &[same_id]).await;
        assert!(matches!(&told["n0"], Told::Refused(it) if it.code == "id_taken"), "{told:?}");
        assert_replays(&scene).await;
    });
}

#[test]
fn the_past_is_news_to_nobody() {
    on_both(|scene| async move {
        let old = ago(&scene, "old", "ada@acme.com", "demo_requested", 2 * DAY + 1);
        let fresh = ago(&scene, "fresh", "bob@acme.com", "demo_requested", 2 * DAY);
        import(&scene, Some(1), &[old, fresh]).await;
        let stages = leads(&scene).await;
        assert!(stages.values().all(|it| it.starts_with("Some(\"mql\")")), "{stages:?}");
        scene.clock.advance_secs(60);
        let told = scene.store.events(None, 10).await.expect("messages");
        let bob = scene.store.people_with("email", "bob@acme.com").await.expect("people")[0];
        assert_eq!(told.iter().map(|it| (it.topic.as_str(), it.person)).collect::<Vec<_>>(), [("lead.stage", bob)]);
    });
}

#[test]
fn imports_are_remembered() {
    on_both(|scene| async move {
        let counts = Counts { rows: 7, facts: 20, known: 1, refused: 2 };
        let first = scene.store.begin_import("crm", "leads.csv", Some("format = 1\n"), "cli").await.expect("a number");
        let second = scene.store.begin_import("crm", "more.csv", None, "ayse").await.expect("a number");
        scene.clock.advance_secs(5);
        scene.store.end_import(first, counts).await.expect("its end");
        assert!(matches!(scene.store.end_import(99, counts).await, Err(StoreError::NotFound(_))));
        let all = scene.store.imports(10).await.expect("imports");
        let told: Vec<_> = all.iter().map(|it| (it.number, it.file.as_str(), it.actor.as_str(), it.counts)).collect();
        assert_eq!(told, [(second, "more.csv", "ayse", Counts::default()), (first, "leads.csv", "cli", counts)]);
        assert_eq!(all[0].ended_at, None);
        assert_eq!(all[1].ended_at, Some(all[1].started_at.plus_secs(5)));
    });
}

#[test]
fn facts_are_sorted_by_person_and_date_and_refusals_by_line() {
    let mut stage = Stage::new().expect("a stage");
    let clock = TestClock::new();
    let of = |email: &str, secs: Option<i64>, id: &str| {
        let mut raw = kopru_engine::fact::RawFact::new(Subject::Email(email.into()), "page_viewed");
        raw.occurred_at = secs.map(|secs| clock.now().plus_secs(secs));
        raw.id = Some(id.to_owned());
        kopru_store::written::Incoming { raw, also: Vec::new() }
    };
    for (line, (email, secs, id)) in
        [("b@x.com", Some(5), "b5"), ("A@x.com", None, "a-"), ("a@x.com", Some(9), "a9"), ("a@x.com", Some(-2), "a-2")]
            .into_iter()
            .enumerate()
    {
        stage.push(line as u64 + 2, &of(email, secs, id)).expect("room");
    }
    let mut seen = Vec::new();
    stage
        .groups(|group| {
            seen.extend(group.into_iter().map(|it| (it.line, it.incoming.raw.id.unwrap_or_default())));
            true
        })
        .expect("groups");
    // A capital makes nobody else, and what has no date comes last.
    assert_eq!(seen, [(5, "a-2".into()), (4, "a9".into()), (3, "a-".into()), (2, "b5".into())]);

    let mut refusals = Refusals::new().expect("a place");
    let row = |line| RefusedRow {
        line,
        code: "I014".into(),
        reason: Both { en: "no".into(), tr: "hayır".into() },
        excerpt: "x".into(),
    };
    for line in [9, 3, 5] {
        refusals.push(&row(line)).expect("room");
    }
    let mut lines = Vec::new();
    refusals
        .each(usize::MAX, |it| -> Result<(), StoreError> {
            assert_eq!(it, row(it.line));
            lines.push(it.line);
            Ok(())
        })
        .expect("told");
    assert_eq!((lines, refusals.count()), (vec![3, 5, 9], 3));
}

const ADDRESS: &str = "KOPRU_IMPORT_ADDRESS";

/// What the killed import tells: enough for many groups.
fn file(scene: &Scene) -> Vec<FactIn> {
    history(scene, 400, 5)
}

/// Imports in small groups and says after each that it is in.
async fn in_groups(scene: &Scene, say: bool) {
    let mut facts = file(scene);
    facts.sort_by(|a, b| a.incoming.raw.subject.value().cmp(b.incoming.raw.subject.value()));
    let mut groups: Vec<Vec<FactIn>> = Vec::new();
    for fact in facts {
        let whose = |it: &FactIn| it.incoming.raw.subject.clone();
        match groups.last_mut() {
            Some(group) if group.len() < 20 || group.last().is_some_and(|last| whose(last) == whose(&fact)) => {
                group.push(fact)
            }
            _ => groups.push(vec![fact]),
        }
    }
    for group in groups {
        scene.store.import(batch(Some(1), group)).await.expect("a group");
        if say {
            println!("a group is in");
        }
    }
}

/// Not a test by itself but the process that is killed. Without orders it does nothing.
#[test]
fn groups_go_in_one_by_one() {
    let Ok(url) = std::env::var(ADDRESS) else { return };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let clock = TestClock::new();
        let store = Store::open(address(&url).expect("an address"), clock.clock()).await.expect("a store");
        in_groups(&Scene { store, clock, place: Arc::new(Place::nowhere()) }, true).await;
    });
}

#[test]
fn an_import_killed_and_started_again_ends_as_if_nothing_had_happened() {
    on_both(|scene| async move {
        for kill in 0..6 {
            let mut child = Command::new(std::env::current_exe().expect("this test"))
                .args(["--exact", "groups_go_in_one_by_one", "--nocapture"])
                .env(ADDRESS, &scene.place.url)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("a process");
            let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
            let said = lines.map_while(Result::ok).filter(|line| line == "a group is in").take(1 + kill * 7).count();
            assert_eq!(said, 1 + kill * 7);
            child.kill().expect("killed");
            child.wait().expect("its end");
        }
        in_groups(&scene, false).await;
        let place =
            if scene.place.engine == "sqlite" { Place::sqlite() } else { Place::postgres().await.expect("PostgreSQL") };
        let whole = engines::fresh(place).await;
        in_groups(&whole, false).await;
        for it in [&scene, &whole] {
            it.settle().await;
            assert_replays(it).await;
        }
        assert_eq!(scene.store.fact_ids().await.expect("ids"), whole.store.fact_ids().await.expect("ids"));
        assert_eq!(leads(&scene).await, leads(&whole).await);
        assert_eq!(whole.store.fact_ids().await.expect("ids").len(), 2_000);
    });
}
