//! A lead whose rows are damaged holds up nobody else, loses nothing, and goes on by itself once it is mended.

mod engines;

use engines::{Scene, account, assert_replays, fact, on_both, with};
use kopru_engine::decide::Outcome;
use kopru_store::doctor::{Check, State, examine};
use kopru_store::import::{Batch, Told};
use kopru_store::publish::Existing;
use kopru_store::{FactIn, Id, address};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
const NAMES: [&str; 5] = ["ada", "bea", "cem", "dil", "eda"];

/// Rows of one lead that cannot be read any more, and what mends them.
struct Damage {
    harm: String,
    mend: String,
}

/// The state of a lead is lost, and what it could be built again from is no JSON; or its row holds what is no id.
fn damages(scene: &Scene, lead: Id) -> [Damage; 2] {
    let lead = scene.literal(lead);
    let odd = if scene.place.engine == "sqlite" { "x'0102'" } else { "'\\x0102'::bytea" };
    let empty = if scene.place.engine == "sqlite" { "x''" } else { "''::bytea" };
    [
        Damage {
            harm: format!(
                "update person set state = {empty} where person = {lead};
                 update decision set changes = 'x' || changes where person = {lead}"
            ),
            mend: format!("update decision set changes = substr(changes, 2) where person = {lead}"),
        },
        Damage {
            harm: format!("update person set merged_into = {odd} where person = {lead}"),
            mend: format!("update person set merged_into = null where person = {lead}"),
        },
    ]
}

fn email(name: &str) -> String {
    format!("{name}@{name}.example")
}

/// Five leads, each of whom asked for a demo and became MQL.
async fn five(scene: &Scene) -> Vec<Id> {
    let facts = NAMES.iter().map(|it| fact(scene, it, &email(it), "demo_requested")).collect();
    scene.take(facts).await.into_iter().map(|it| it.person.expect("a person")).collect()
}

async fn due(scene: &Scene) -> i64 {
    scene.store.counts().await.expect("counts").timers_due
}

fn aside(scene: &Scene) -> Vec<Id> {
    scene.store.unreadable().into_iter().map(|it| it.person).collect()
}

/// What `doctor` says of leads that cannot be read.
async fn unreadable_check(scene: &Scene) -> Option<Check> {
    let place = address(&scene.place.url).expect("an address");
    let checks = examine(place, true, scene.clock.clock()).await.expect("checks");
    checks.into_iter().find(|it| it.id == "unreadable_leads")
}

#[test]
fn the_clocks_of_others_run_on() {
    on_both(|scene| async move {
        let leads = five(&scene).await;
        scene.settle().await;
        for (damage, lead) in [(0, leads[0]), (1, leads[3])] {
            let Damage { harm, mend } = &damages(&scene, lead)[damage];
            scene.sql(harm).await;
            // An MQL stands at most five days, and again after each time that this was said.
            scene.clock.advance_secs(5 * DAY + HOUR);
            assert_eq!(due(&scene).await, 5);
            scene.settle().await;
            assert_eq!((due(&scene).await, aside(&scene)), (1, vec![lead]));
            // An hour later it is tried again, in vain.
            scene.clock.advance_secs(HOUR + 1);
            scene.settle().await;
            assert_eq!((due(&scene).await, aside(&scene)), (1, vec![lead]));
            let named = unreadable_check(&scene).await.expect("a check");
            assert_eq!(named.state, State::Trouble);
            assert!(
                named.found.en.contains(&lead.to_string()) && named.found.tr.contains(&lead.to_string()),
                "{named:?}"
            );
            scene.sql(mend).await;
            scene.clock.advance_secs(HOUR + 1);
            scene.settle().await;
            assert_eq!((due(&scene).await, aside(&scene)), (0, vec![]));
            assert_eq!(unreadable_check(&scene).await, None);
        }
        assert_replays(&scene).await;
    });
}

#[test]
fn a_new_playbook_reaches_the_others() {
    on_both(|scene| async move {
        let leads = five(&scene).await;
        scene.settle().await;
        let Damage { harm, mend } = &damages(&scene, leads[2])[0];
        scene.sql(harm).await;
        scene.publish(&engines::PLAYBOOK.replace("points = 8", "points = 9"), Existing::Keep).await;
        scene.settle().await;
        assert_eq!(scene.store.counts().await.expect("counts").behind, 1);
        assert_eq!(aside(&scene), [leads[2]]);
        scene.sql(mend).await;
        scene.clock.advance_secs(HOUR + 1);
        scene.settle().await;
        assert_eq!(scene.store.counts().await.expect("counts").behind, 0);
        assert_replays(&scene).await;
    });
}

#[test]
fn colleagues_hear_of_their_company() {
    on_both(|scene| async move {
        let of_acme = |id: &str, who: &str, staff: &str| {
            account(fact(&scene, id, &email(who), "page_viewed"), "Acme", &[("employees", staff)])
        };
        let facts = vec![of_acme("1", "ada", "120"), of_acme("2", "bea", "120"), of_acme("3", "cem", "120")];
        let leads: Vec<Id> = scene.take(facts).await.into_iter().map(|it| it.person.expect("a person")).collect();
        scene.settle().await;
        let Damage { harm, mend } = &damages(&scene, leads[0])[0];
        scene.sql(harm).await;
        scene.take(vec![of_acme("4", "cem", "700")]).await;
        scene.settle().await;
        assert_eq!(scene.store.counts().await.expect("counts").account_queue, 0);
        assert_eq!(aside(&scene), [leads[0]]);
        scene.sql(mend).await;
        // Whoever did not hear of it then hears of it with the next fact.
        scene.take(vec![fact(&scene, "5", &email("ada"), "demo_requested")]).await;
        scene.clock.advance_secs(HOUR + 1);
        scene.settle().await;
        assert_replays(&scene).await;
    });
}

#[test]
fn its_facts_wait_and_those_of_others_are_taken() {
    on_both(|scene| async move {
        let leads = five(&scene).await;
        scene.settle().await;
        let Damage { harm, mend } = &damages(&scene, leads[1])[0];
        scene.sql(harm).await;
        let page =
            |it: &&str| with(fact(&scene, &format!("page of {it}"), &email(it), "page_viewed"), "path", "/pricing");
        let pages: Vec<FactIn> = NAMES.iter().map(page).collect();
        let outcomes = async |facts: Vec<FactIn>| -> Vec<(Outcome, bool)> {
            scene.take(facts).await.into_iter().map(|it| (it.outcome, it.repeated)).collect()
        };
        // What was taken before gets its first answer, also of a lead that cannot be read.
        let known = fact(&scene, NAMES[1], &email(NAMES[1]), "demo_requested");
        assert_eq!(outcomes(vec![known]).await, [(Outcome::Applied, true)]);
        let mut wanted = vec![(Outcome::Applied, false); 5];
        wanted[1] = (Outcome::Held, false);
        assert_eq!(outcomes(pages.clone()).await, wanted);
        wanted.iter_mut().for_each(|it| it.1 = true);
        assert_eq!(outcomes(pages.clone()).await, wanted, "the same again is known");
        // What lies ahead of others is taken when its moment comes, and the fact of the damaged lead waits on.
        let soon = scene.clock.now().plus_secs(120);
        let mut ahead = fact(&scene, "soon", &email("cem"), "page_viewed");
        ahead.incoming.raw.occurred_at = Some(soon);
        assert_eq!(outcomes(vec![ahead]).await, [(Outcome::Held, false)]);
        scene.clock.advance_secs(HOUR + 1);
        scene.settle().await;
        assert_eq!(scene.store.counts().await.expect("counts").waiting, 1);
        scene.sql(mend).await;
        scene.clock.advance_secs(HOUR + 1);
        scene.settle().await;
        assert_eq!(scene.store.counts().await.expect("counts").waiting, 0);
        let again = scene.take(pages.clone()).await;
        assert!(again.iter().all(|it| it.repeated && it.outcome == Outcome::Applied && it.seq > 0), "{again:?}");
        assert_replays(&scene).await;
    });
}

#[test]
fn an_import_refuses_its_rows_alone() {
    on_both(|scene| async move {
        let leads = five(&scene).await;
        scene.settle().await;
        let Damage { harm, mend } = &damages(&scene, leads[4])[0];
        scene.sql(harm).await;
        let number = scene.store.begin_import("crm", "leads.csv", None, "test").await.expect("a number");
        let two = |it: &&str| {
            let page = |at: u8| fact(&scene, &format!("{it} {at}"), &email(it), "page_viewed");
            [page(1), page(2)]
        };
        let facts: Vec<FactIn> = NAMES.iter().flat_map(two).collect();
        let batch = || Batch { number: Some(number), derived: false, facts: facts.clone() };
        let count = |told: &[Told]| {
            let refused = told.iter().filter(|it| matches!(it, Told::Refused(why) if why.code == "lead_unreadable"));
            let taken = told.iter().filter(|it| matches!(it, Told::Taken(_)));
            (taken.count(), told.iter().filter(|it| **it == Told::Known).count(), refused.count())
        };
        let first = scene.store.import(batch()).await.expect("an import");
        assert_eq!((count(&first.told), first.people), ((8, 0, 2), 4));
        assert_eq!(count(&first.told[8..]), (0, 0, 2));
        scene.sql(mend).await;
        let second = scene.store.import(batch()).await.expect("an import");
        assert_eq!(count(&second.told), (2, 8, 0));
        assert_replays(&scene).await;
    });
}

#[test]
fn an_undone_import_leaves_it_and_takes_it_once_it_is_mended() {
    on_both(|scene| async move {
        scene.take(vec![fact(&scene, "own", "own@own.example", "page_viewed")]).await;
        let number = scene.store.begin_import("crm", "leads.csv", None, "test").await.expect("a number");
        let facts: Vec<FactIn> = NAMES.iter().map(|it| fact(&scene, it, &email(it), "demo_requested")).collect();
        scene.store.import(Batch { number: Some(number), derived: false, facts }).await.expect("an import");
        scene.settle().await;
        let lead = scene.store.people_with("email", &email(NAMES[2])).await.expect("people")[0];
        for damage in damages(&scene, lead) {
            scene.sql(&damage.harm).await;
            // The look before does not read what was decided of each, so it may count one too many; it fails on none.
            scene.store.undo_would(number, 9).await.expect("a look");
            let done = scene.store.undo_import(number, "test", |_| ()).await.expect("an undo");
            assert_eq!(done.kept, 1, "{}", damage.harm);
            scene.sql(&damage.mend).await;
        }
        let done = scene.store.undo_import(number, "test", |_| ()).await.expect("an undo");
        assert_eq!((done.removed, done.kept), (1, 0));
        assert_replays(&scene).await;
    });
}

#[test]
fn damage_that_is_no_leads_stays_a_fault() {
    on_both(|scene| async move {
        five(&scene).await;
        scene.settle().await;
        scene.clock.advance_secs(5 * DAY + HOUR);
        scene.sql("update playbook set lists = 'x' || lists").await;
        let other = scene.another().await;
        let fault = other.store.upkeep().await.expect_err("a fault");
        assert_eq!((fault.code(), aside(&other)), ("database_corrupt", vec![]));
        let fault = other.store.take(vec![fact(&scene, "1", "ada@ada.example", "page_viewed")]).await;
        assert_eq!(fault.expect_err("a fault").code(), "database_corrupt");
    });
}
