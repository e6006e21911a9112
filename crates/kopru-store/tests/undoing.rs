//! An import that is undone: who came with it alone is gone as if the file had never been read; of everybody else its facts
//! are taken back; the same file can be imported again.

#[path = "engines/dump.rs"]
mod dump;
mod engines;

use dump::{Dump, Row, dump};
use engines::{Place, Scene, account, assert_replays, fact, field, on_both, with};
use kopru_engine::value::Scalar;
use kopru_store::doctor::{Check, State, examine};
use kopru_store::import::{Batch, Told, Undone};
use kopru_store::leads::LeadFilter;
use kopru_store::remarks::About;
use kopru_store::sql::Cell;
use kopru_store::{FactIn, address};
use std::collections::BTreeMap;

const DAY: i64 = 86_400;

fn ago(scene: &Scene, id: &str, email: &str, kind: &str, secs: i64) -> FactIn {
    let mut it = fact(scene, id, email, kind);
    it.incoming.raw.occurred_at = Some(scene.clock.now().plus_secs(-secs));
    it.import = true;
    it
}

/// Imports facts, those of each person together; what was told, in the order of the people.
async fn import(scene: &Scene, facts: &[FactIn]) -> (i64, Vec<Told>) {
    let number = scene.store.begin_import("crm", "leads.csv", None, "test").await.expect("a number");
    let mut facts = facts.to_vec();
    facts.sort_by_key(|it| (it.incoming.raw.subject.clone(), it.incoming.raw.occurred_at));
    let mut told = Vec::new();
    for part in facts.chunk_by(|a, b| a.incoming.raw.subject == b.incoming.raw.subject) {
        let batch = Batch { number: Some(number), derived: true, facts: part.to_vec() };
        told.extend(scene.store.import(batch).await.expect("an import").told);
    }
    scene.store.end_import(number, Default::default()).await.expect("an end");
    (number, told)
}

fn count(told: &[Told]) -> (usize, usize) {
    let taken = told.iter().filter(|it| matches!(it, Told::Taken(_))).count();
    (taken, told.iter().filter(|it| **it == Told::Known).count())
}

async fn undo(scene: &Scene, number: i64) -> Undone {
    let (would, whole) = scene.store.undo_would(number, usize::MAX).await.expect("a look");
    assert!(whole);
    let done = scene.store.undo_import(number, "test", |_| ()).await.expect("an undo");
    assert_eq!(would, Undone { accounts: 0, ..done }, "what it would do is what it did");
    scene.settle().await;
    assert_sound(scene).await;
    done
}

/// Streams replay, counters and cohorts are what they count, no row is of nobody.
async fn assert_sound(scene: &Scene) {
    assert_replays(scene).await;
    let place = address(&scene.place.url).expect("an address");
    let checks = examine(place, false, scene.clock.clock()).await.expect("checks");
    let trouble: Vec<&Check> = checks.iter().filter(|it| it.state == State::Trouble).collect();
    assert!(trouble.is_empty(), "{trouble:#?}");
}

/// Rows that tell of leads: without what the import itself and the audit keep, and with counts added up.
fn told_of_leads(mut all: Dump) -> Dump {
    for table in ["import", "audit"] {
        all.remove(table);
    }
    for (table, measure) in [("counter", "value"), ("cohort", "count")] {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for mut row in all.remove(table).unwrap_or_default() {
            let Some(Cell::Int(more)) = row.remove(measure) else { panic!("{table} counts") };
            row.remove("slot");
            *sums.entry(format!("{row:?}")).or_default() += more;
        }
        let rows = sums.into_iter().filter(|it| it.1 != 0);
        all.insert(table.into(), rows.map(|(what, sum)| Row::from([(what, Cell::Int(sum))])).collect());
    }
    all
}

/// Every lead by its address: its scores and the entries of its account.
async fn scores(scene: &Scene) -> BTreeMap<String, String> {
    let page = scene.store.leads(LeadFilter::default(), None, 500).await.expect("a page");
    assert!(page.next.is_none());
    let told = |fit: i64, engagement: i64, grade: &dyn std::fmt::Debug| format!("{fit} {engagement} {grade:?}");
    page.items
        .iter()
        .map(|it| {
            let about = told(it.fit, it.engagement, &it.grade);
            (it.email.clone().unwrap_or_default(), format!("{about} {:?}", it.account_name))
        })
        .collect()
}

#[test]
fn people_who_came_with_it_alone_are_gone_as_if_the_file_had_never_been_read() {
    on_both(|scene| async move {
        let known = account(ago(&scene, "1", "ada@acme.com", "demo_requested", DAY), "Acme", &[("employees", "120")]);
        scene.take(vec![known]).await;
        scene.settle().await;
        let before = told_of_leads(dump(&scene).await);
        let mut facts = vec![
            account(ago(&scene, "n1", "bea@beta.com", "fields_set", 90 * DAY), "Beta", &[("employees", "70")]),
            ago(&scene, "n2", "bea@beta.com", "demo_requested", 3_600),
            field(ago(&scene, "n3", "cem@beta.com", "fields_set", DAY), "country", "TR"),
            account(ago(&scene, "n4", "cem@beta.com", "page_viewed", DAY), "Beta", &[]),
            account(ago(&scene, "n5", "cem@beta.com", "page_viewed", DAY - 60), "Gamma", &[("employees", "9")]),
            ago(&scene, "n6", "dil@delta.com", "newsletter_subscribed", 2 * DAY),
        ];
        let mut reported = ago(&scene, "n7", "dil@delta.com", "stage_reported", 2 * DAY);
        reported.incoming.raw.data.insert("stage".into(), Scalar::Text("mql".into()));
        // One fact names somebody else beside its own person.
        facts[1].incoming.also.push(kopru_engine::fact::Subject::Email("ada@acme.com".into()));
        facts.push(reported);
        let (number, told) = import(&scene, &facts).await;
        assert_eq!(count(&told), (7, 0));
        scene.settle().await;
        assert_eq!(scores(&scene).await.len(), 4);
        // Beta and Gamma came with it.
        let wanted = Undone { removed: 3, facts: 7, retracted: 0, kept: 0, accounts: 2 };
        assert_eq!(undo(&scene, number).await, wanted);
        assert_eq!(told_of_leads(dump(&scene).await), before);
        let import_row = scene.store.import_of(number).await.expect("the import").undo.expect("an undo");
        assert_eq!((import_row.removed, import_row.retracted, import_row.kept), (3, 0, 0));
        assert_eq!(import_row.done.map(|it| it.1).as_deref(), Some("test"));
        // Once more is nothing more, and the file can be read again.
        assert_eq!(undo(&scene, number).await, Undone::default());
        let (number, told) = import(&scene, &facts).await;
        assert_eq!(count(&told), (7, 0));
        scene.settle().await;
        assert_eq!(undo(&scene, number).await, wanted);
        assert_eq!(told_of_leads(dump(&scene).await), before);
    });
}

#[test]
fn a_company_with_others_is_what_they_told_of_it() {
    on_both(|scene| async move {
        let of_acme = |fact: FactIn, employees: &str| account(fact, "Acme", &[("employees", employees)]);
        scene.take(vec![of_acme(ago(&scene, "1", "ada@acme.com", "page_viewed", 9 * DAY), "120")]).await;
        scene.settle().await;
        let before = scores(&scene).await;
        let (number, _) = import(
            &scene,
            &[
                of_acme(ago(&scene, "n1", "bea@acme.com", "fields_set", DAY), "30"),
                account(ago(&scene, "n2", "bea@acme.com", "page_viewed", DAY), "Acme", &[]),
            ],
        )
        .await;
        scene.settle().await;
        // 30 employees are too few for the points that 120 bring.
        assert!(before["ada@acme.com"].starts_with("40 ") && scores(&scene).await["ada@acme.com"].starts_with("0 "));
        assert_eq!(undo(&scene, number).await, Undone { removed: 1, facts: 2, ..Undone::default() });
        assert_eq!(scores(&scene).await, before);
    });
}

#[test]
fn of_people_who_stay_its_facts_are_taken_back_and_can_be_told_again() {
    on_both(|scene| async move {
        let own = with(ago(&scene, "1", "ada@acme.com", "page_viewed", DAY), "path", "/pricing");
        scene.take(vec![field(own, "country", "DE")]).await;
        let before = scores(&scene).await;
        let mut reported = ago(&scene, "n3", "ada@acme.com", "stage_reported", DAY);
        reported.incoming.raw.data.insert("stage".into(), Scalar::Text("mql".into()));
        let facts = [
            field(ago(&scene, "n1", "ada@acme.com", "fields_set", 3_600), "country", "TR"),
            ago(&scene, "n2", "ada@acme.com", "demo_requested", DAY),
            reported,
        ];
        let (first, _) = import(&scene, &facts).await;
        scene.settle().await;
        let with_it = scores(&scene).await;
        assert_ne!(with_it, before);
        // That a stage was reported is not taken back.
        assert_eq!(undo(&scene, first).await, Undone { retracted: 2, kept: 1, ..Undone::default() });
        assert_eq!(scores(&scene).await, before);
        assert_eq!(undo(&scene, first).await, Undone { kept: 1, ..Undone::default() });
        for round in 0..2 {
            let (again, told) = import(&scene, &facts).await;
            assert_eq!(count(&told), (2, 1), "round {round}");
            let (_, told) = import(&scene, &facts).await;
            assert_eq!(count(&told), (0, 3), "what is known is not told twice, in round {round}");
            assert_eq!(scores(&scene).await, with_it);
            assert_eq!(undo(&scene, again).await, Undone { retracted: 2, ..Undone::default() });
            assert_eq!(scores(&scene).await, before);
        }
        // A program that sends the same fact learns that it is known; what was taken back stays so.
        let answer = scene.take(vec![facts[1].clone()]).await.remove(0);
        assert!(answer.repeated);
        assert_eq!(scores(&scene).await, before);
    });
}

#[test]
fn who_came_with_several_imports_is_gone_when_all_of_them_are_undone() {
    on_both(|scene| async move {
        scene.take(vec![fact(&scene, "own", "ada@acme.com", "page_viewed")]).await;
        scene.settle().await;
        let before = told_of_leads(dump(&scene).await);
        let leads = [ago(&scene, "n1", "bea@beta.com", "demo_requested", DAY)];
        let mut won = ago(&scene, "n2", "bea@beta.com", "stage_reported", 3_600);
        won.incoming.raw.data.insert("stage".into(), Scalar::Text("mql".into()));
        let deals =
            [account(ago(&scene, "n3", "bea@beta.com", "fields_set", DAY), "Beta", &[("employees", "70")]), won];
        for later_first in [true, false] {
            let (first, _) = import(&scene, &leads).await;
            let (second, _) = import(&scene, &deals).await;
            scene.settle().await;
            let (one, other) = if later_first { (second, first) } else { (first, second) };
            let kept = u64::from(later_first);
            let retracted = 1;
            assert_eq!(undo(&scene, one).await, Undone { retracted, kept, ..Undone::default() });
            // Three facts of the files, and the one that took one of them back.
            assert_eq!(undo(&scene, other).await, Undone { removed: 1, facts: 4, accounts: 1, ..Undone::default() });
            assert_eq!(told_of_leads(dump(&scene).await), before);
        }
    });
}

#[test]
fn a_company_that_is_talked_about_stays() {
    on_both(|scene| async move {
        let of_beta = account(ago(&scene, "n1", "bea@beta.com", "demo_requested", DAY), "Beta", &[]);
        scene.take(vec![fact(&scene, "own", "ada@acme.com", "page_viewed")]).await;
        let (number, _) = import(&scene, &[of_beta]).await;
        let bea = scene.store.people_with("email", "bea@beta.com").await.expect("people")[0];
        let beta = scene.store.lead(bea).await.expect("a lead").row.account.expect("a company");
        scene.store.say(About::Account(beta), "a partner of ours", "ayse").await.expect("a remark");
        assert_eq!(undo(&scene, number).await, Undone { removed: 1, facts: 1, ..Undone::default() });
        assert_eq!(scene.store.remarks(About::Account(beta)).await.expect("a thread").len(), 1);
        assert_eq!(scene.store.account(beta).await.expect("a company").people.items.len(), 0);
    });
}

#[test]
fn people_somebody_acted_on_stay() {
    on_both(|scene| async move {
        let facts: Vec<FactIn> = ["bea", "cem", "dil", "eda"]
            .iter()
            .flat_map(|it| {
                let email = format!("{it}@{it}.example");
                [
                    ago(&scene, &format!("{it} 1"), &email, "demo_requested", DAY),
                    ago(&scene, &format!("{it} 2"), &email, "newsletter_subscribed", DAY),
                ]
            })
            .collect();
        let (number, _) = import(&scene, &facts).await;
        scene.settle().await;
        let person = async |it: &str| {
            let found = scene.store.people_with("email", &format!("{it}@{it}.example")).await.expect("people");
            found[0]
        };
        // One came again by herself, of one somebody said something, two are one person, one was erased.
        scene.take(vec![fact(&scene, "own", "bea@bea.example", "page_viewed")]).await;
        scene.store.say(About::Lead(person("cem").await), "call after noon", "ayse").await.expect("a remark");
        let (dil, eda) = (person("dil").await, person("eda").await);
        scene.store.merge(dil, eda, "test".into()).await.expect("a merge");
        assert_eq!(undo(&scene, number).await, Undone { retracted: 8, ..Undone::default() });
        let left = scores(&scene).await;
        assert_eq!(left.len(), 3);
        assert!(left.values().all(|it| it.starts_with("0 0 ")), "{left:?}");
        let (number, told) = import(&scene, &facts[..2]).await;
        assert_eq!(count(&told), (2, 0));
        scene.store.erase(person("bea").await, "test".into()).await.expect("erased");
        assert_eq!(undo(&scene, number).await, Undone { kept: 2, ..Undone::default() });
    });
}

#[test]
fn one_that_is_stopped_goes_on() {
    on_both(|scene| async move {
        scene.take(vec![fact(&scene, "own", "ada@acme.com", "page_viewed")]).await;
        scene.settle().await;
        let before = told_of_leads(dump(&scene).await);
        let facts: Vec<FactIn> = (0..700)
            .map(|it| ago(&scene, &format!("n{it}"), &format!("p{it}@p{}.example", it / 3), "page_viewed", DAY))
            .collect();
        let number = scene.store.begin_import("crm", "leads.csv", None, "test").await.expect("a number");
        let batch = Batch { number: Some(number), derived: true, facts };
        scene.store.import(batch).await.expect("an import");
        let would = scene.store.undo_would(number, 10).await.expect("a look");
        assert_eq!(would, (Undone { removed: 500, facts: 500, ..Undone::default() }, false));
        // The import itself was stopped as well: it has no end.
        let (send, mut steps) = tokio::sync::mpsc::unbounded_channel();
        let undoing = scene.store.undo_import(number, "test", move |step| {
            let _ = send.send(*step);
        });
        tokio::select! {
            biased;
            step = steps.recv() => assert_eq!(step, Some(Undone { removed: 500, facts: 500, ..Undone::default() })),
            done = undoing => panic!("through at once: {done:?}"),
        }
        let half = scene.store.import_of(number).await.expect("the import").undo.expect("an undo");
        // The step that lay before the writer when the undo was stopped is still taken, before or after this look.
        assert!(matches!(half.removed, 500 | 700) && half.done.is_none(), "{half:?}");
        assert_sound(&scene).await;
        let more = undo(&scene, number).await.removed;
        assert!(matches!(more, 0 | 200), "{more}");
        let whole = scene.store.import_of(number).await.expect("the import").undo.expect("an undo");
        assert_eq!((whole.removed, whole.done.is_some()), (700, true));
        assert_eq!(told_of_leads(dump(&scene).await), before);
        assert_eq!(scene.store.undo_import(99, "test", |_| ()).await.expect_err("no import").code(), "not_found");
        assert_eq!(scene.store.undo_would(99, 1).await.expect_err("no import").code(), "not_found");
    });
}

/// Facts of some people over two months, mixed; all of them can be taken back. Each names the person's company, since where
/// somebody belongs is not taken back with the fact that said so.
fn mixed(scene: &Scene, from: &str, seed: u64, count: u64) -> Vec<FactIn> {
    let mut random = engines::random::Random(seed);
    (0..count)
        .map(|number| {
            let person = random.below(9);
            let email = format!("p{person}@example.com");
            let secs = random.secs(60 * DAY);
            let id = format!("{from}{number}");
            let staff = [("employees", random.pick(&["20", "70", "800"]))];
            let kind = random.pick(&["fields_set", "fields_set", "demo_requested", "page_viewed", "page_viewed"]);
            let it = ago(scene, &id, &email, kind, secs);
            let it = match kind {
                "fields_set" => field(it, "country", random.pick(&["TR", "DE"])),
                "page_viewed" => with(it, "path", random.pick(&["/pricing", "/"])),
                _ => it,
            };
            let company = ["Acme", "Beta", "Gamma", "Delta"][person as usize % 4];
            account(it, company, if random.below(3) == 0 { &staff } else { &[] })
        })
        .collect()
}

#[test]
fn whatever_else_was_told_scores_are_those_of_a_world_without_it() {
    on_both(|scene| async move {
        for seed in 0..6 {
            let place = async || match scene.place.engine {
                "sqlite" => Place::sqlite(),
                _ => Place::postgres().await.expect("PostgreSQL"),
            };
            let (one, other) = (engines::fresh(place().await).await, engines::fresh(place().await).await);
            let own = mixed(&one, "own", seed, 6);
            let (file, next) = (mixed(&one, "file", seed + 100, 25), mixed(&one, "next", seed + 200, 8));
            one.take(own.clone()).await;
            let (number, _) = import(&one, &file).await;
            one.settle().await;
            import(&one, &next).await;
            let done = undo(&one, number).await;
            assert_eq!(done.facts + done.retracted, 25, "seed {seed}: {done:?}");
            other.take(own).await;
            import(&other, &next).await;
            other.settle().await;
            assert_eq!(scores(&one).await, scores(&other).await, "seed {seed}");
        }
    });
}
