//! The funnel: what is kept of cohorts is what counting all leads anew gives, whatever happens to them, and says what a
//! reader can work out.

mod engines;

use engines::random::{DAY, Random, random_fact};
use engines::{PLAYBOOK, Scene, account, fact, field, on_both, with};
use kopru_engine::month::Month;
use kopru_engine::share::Share;
use kopru_engine::time::{Day, Moment};
use kopru_store::publish::Existing;
use kopru_store::report::funnel::{By, Cell, Funnel, FunnelQuery, Group, GroupKey};
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id, StoreError};

fn at(day: &str) -> Moment {
    Day::parse(day).expect("a day").start()
}

/// What another system reports, imported.
fn reported(scene: &Scene, email: &str, stage: &str, day: &str) -> FactIn {
    let mut it = with(fact(scene, &format!("{email}-{stage}"), email, "stage_reported"), "stage", stage);
    it.incoming.raw.occurred_at = Some(at(day));
    it.incoming.raw.source = Some("crm".to_owned());
    it.import = true;
    it
}

async fn funnel(scene: &Scene, query: FunnelQuery) -> Funnel {
    scene.store.funnel(query).await.expect("a funnel")
}

async fn by(scene: &Scene, field: &str) -> Funnel {
    funnel(scene, FunnelQuery { by: By::Field(field.to_owned()), ..FunnelQuery::default() }).await
}

fn cell<'f>(funnel: &'f Funnel, group: &'f Group, stage: &str) -> &'f Cell {
    let place = funnel.stages.iter().position(|it| &*it.id == stage).expect("a stage");
    &group.cells[place]
}

fn groups(funnel: &Funnel) -> Vec<(String, u64)> {
    let name = |key: &GroupKey| match key {
        GroupKey::Month(month) => month.to_string(),
        GroupKey::Value(value) => value.clone(),
        other => format!("{other:?}"),
    };
    funnel.groups.iter().map(|it| (name(&it.key), it.entered)).collect()
}

async fn person(scene: &Scene, email: &str) -> Id {
    scene.store.people_with("email", email).await.expect("people")[0]
}

#[test]
fn cohorts_are_what_counting_all_leads_anew_gives_whatever_happens_to_them() {
    on_both(|scene| async move {
        let mut merges = Vec::new();
        let mut random = Random(11);
        let mut earlier = Vec::new();
        for place in 0..400 {
            scene.clock.advance_secs(random.secs(2 * DAY));
            let (who, mut raw) = random_fact(&mut random, place, scene.clock.now(), &earlier);
            // Several companies of five people, one after the other: some get old, others are just known.
            let email = format!("p{who}@{}.example.com", place / 80);
            raw.subject = kopru_engine::fact::Subject::Email(email.clone());
            let import = random.below(6) == 0;
            if import {
                raw.occurred_at = raw.occurred_at.map(|it| it.plus_secs(-random.secs(300 * DAY)));
            }
            earlier.push((who, format!("f{place}")));
            let _ = scene.store.take(vec![FactIn { incoming: Incoming { raw, also: Vec::new() }, import }]).await;
            let other = format!("p{}@{}.example.com", (who + 1) % 5, place / 80);
            match random.below(30) {
                0 => {
                    let people = [person_or_none(&scene, &email).await, person_or_none(&scene, &other).await];
                    if let [Some(one), Some(two)] = people
                        && let Ok(made) = scene.store.merge(one, two, "t".into()).await
                    {
                        merges.push(made.merge);
                    }
                }
                1 => {
                    if let Some(merge) = merges.pop() {
                        let _ = scene.store.unmerge(merge, "t".into()).await;
                    }
                }
                2 => {
                    if let Some(gone) = person_or_none(&scene, &email).await {
                        let _ = scene.store.erase(gone, "t".into()).await;
                    }
                }
                3 => scene.settle().await,
                _ => {}
            }
            match place {
                150 => {
                    scene.publish(&PLAYBOOK.replace("goal = {", "goal = { dimension = true, "), Existing::Keep).await
                }
                250 => {
                    let calendar =
                        "[calendar.sales]\ntime_zone = \"Pacific/Auckland\"\nopen = [\"Mon-Fri 09:00-18:00\"]\n";
                    let moved = PLAYBOOK.replace("[fit]\n", &format!("{calendar}[fit]\n"));
                    let fewer = moved.replace("[[stage]]\nid = \"lead\"\nname = \"Lead\"\nenter = \"facts('page_viewed', '90d') >= 3\"\nmax_age = \"90d\"\n", "");
                    scene.publish(&fewer, Existing::Advance).await;
                }
                _ => {}
            }
            if place % 10 == 0 || matches!(place, 150..170 | 250..270) {
                assert_eq!(scene.store.cohorts_apart().await, Ok(0), "after {place}");
            }
        }
        scene.settle().await;
        assert_eq!(scene.store.cohorts_apart().await, Ok(0));
        let all = funnel(&scene, FunnelQuery::default()).await;
        assert!(all.whole.entered >= 15, "{}", all.whole.entered);
        assert_eq!(all.whole.entered, all.groups.iter().map(|it| it.entered).sum::<u64>());
    });
}

async fn person_or_none(scene: &Scene, email: &str) -> Option<Id> {
    scene.store.people_with("email", email).await.expect("people").first().copied()
}

#[test]
fn a_lead_belongs_to_the_month_of_its_first_contact_whenever_it_was_imported() {
    on_both(|scene| async move {
        // It is March 2026. Ada was won ten days after she became an MQL, Bora is still one, Cem is won two days before his
        // first contact, and Dilek asks for a demo at this moment.
        scene
            .take(vec![
                reported(&scene, "ada@x.example", "mql", "2026-01-10"),
                reported(&scene, "ada@x.example", "customer", "2026-01-20"),
                reported(&scene, "bora@x.example", "mql", "2026-01-15"),
                reported(&scene, "cem@x.example", "customer", "2026-01-30"),
                reported(&scene, "cem@x.example", "mql", "2026-02-01"),
                fact(&scene, "demo", "dilek@x.example", "demo_requested"),
            ])
            .await;
        let it = funnel(&scene, FunnelQuery::default()).await;
        let names: Vec<(String, u64)> =
            [("2026-01", 2), ("2026-02", 1), ("2026-03", 1)].map(|(month, count)| (month.to_owned(), count)).into();
        assert_eq!((groups(&it), it.whole.entered, it.kept, it.zone.as_str()), (names, 4, true, "UTC"));
        let won = |group: usize| cell(&it, &it.groups[group], "customer");
        assert_eq!((won(0).through, won(0).reported_only, won(0).decided()), (Share::new(1, 2), 1, 0));
        assert_eq!((won(0).reach.within, won(0).reach.before), ([0, 1, 1], 0));
        assert_eq!((won(1).reach.within, won(1).reach.before), ([1, 1, 1], 1));
        // Nobody is recorded as accepted; who was won came through it all the same.
        let sal = cell(&it, &it.groups[0], "sal");
        assert_eq!((sal.through, sal.decided(), sal.reported()), (Share::new(1, 2), 0, 0));
        // Dilek is an MQL by decision, at once. What the import made Köprü decide has no time of its own.
        let mql = cell(&it, &it.whole, "mql");
        assert_eq!((mql.through, mql.decided(), mql.reported()), (Share::new(4, 4), 1, 3));
        let first = cell(&it, &it.whole, "subscriber");
        assert_eq!((first.decided(), first.reach.timed, first.reach.untimed), (4, 1, 3));
        // Ada and Bora stood at MQL; Ada went on after ten days, Cem before he was one.
        assert_eq!((mql.stay.timed, mql.stay.before, mql.stay.within), (2, 1, [1, 2, 2]));
        let january = FunnelQuery { to: Month::parse("2026-01"), ..FunnelQuery::default() };
        assert_eq!(funnel(&scene, january).await.whole.entered, 2);
        let crm = FunnelQuery { by: By::Source, source: Some("crm".into()), ..FunnelQuery::default() };
        assert_eq!(groups(&funnel(&scene, crm).await), [("crm".to_owned(), 3)]);
        // A report that comes late moves the entry: Bora had been a subscriber in December.
        scene.take(vec![reported(&scene, "bora@x.example", "subscriber", "2025-12-24")]).await;
        let it = funnel(&scene, FunnelQuery::default()).await;
        assert_eq!(groups(&it)[0], ("2025-12".to_owned(), 1));
        assert_eq!(scene.store.cohorts_apart().await, Ok(0));
    });
}

#[test]
fn a_field_that_is_kept_and_one_that_is_read_from_leads_give_the_same_funnel() {
    on_both(|scene| async move {
        for (place, (country, goal, company)) in
            [("TR", "solve", "acme"), ("TR", "learn", "acme"), ("DE", "solve", "globex"), ("DE", "", "")]
                .iter()
                .enumerate()
        {
            let email = format!("p{place}@x.example");
            let mut it = field(fact(&scene, &email, &email, "demo_requested"), "country", country);
            if !goal.is_empty() {
                it = field(it, "goal", goal);
            }
            if !company.is_empty() {
                it = account(it, company, &[("employees", if *company == "acme" { "40" } else { "900" })]);
            }
            scene.take(vec![it]).await;
        }
        let kept = by(&scene, "person.country").await;
        let all = vec![("de".to_owned(), 2), ("tr".to_owned(), 2)];
        assert_eq!((groups(&kept), kept.kept), (all, true));
        let query = By::Field("person.country".to_owned());
        let read = FunnelQuery { by: query, source: Some("web".into()), ..FunnelQuery::default() };
        let read = funnel(&scene, read).await;
        assert_eq!((&read.groups, &read.whole, read.kept), (&kept.groups, &kept.whole, false));
        let goal = by(&scene, "person.goal").await;
        let all = [("solve".to_owned(), 2), ("learn".to_owned(), 1), ("Unknown".to_owned(), 1)];
        assert_eq!((groups(&goal), goal.kept), (all.to_vec(), false));
        let employees = by(&scene, "account.employees").await;
        let all = [("40".to_owned(), 2), ("900".to_owned(), 1), ("Unknown".to_owned(), 1)];
        assert_eq!(groups(&employees), all);
        // Marked as a dimension it is kept, once the background has seen every lead.
        scene.publish(&PLAYBOOK.replace("goal = {", "goal = { dimension = true, "), Existing::Keep).await;
        let meanwhile = by(&scene, "person.goal").await;
        assert_eq!((&meanwhile.groups, meanwhile.kept), (&goal.groups, false));
        scene.settle().await;
        let again = by(&scene, "person.goal").await;
        assert_eq!((&again.groups, again.kept), (&goal.groups, true));
    });
}

#[test]
fn who_is_erased_still_counts_but_not_by_what_they_said() {
    on_both(|scene| async move {
        for place in 0..3 {
            let email = format!("p{place}@x.example");
            scene.take(vec![field(fact(&scene, &email, &email, "demo_requested"), "country", "TR")]).await;
        }
        let before = funnel(&scene, FunnelQuery::default()).await;
        scene.store.erase(person(&scene, "p0@x.example").await, "t".into()).await.expect("erased");
        let after = funnel(&scene, FunnelQuery::default()).await;
        assert_eq!((&after.groups, &after.whole), (&before.groups, &before.whole));
        let source = FunnelQuery { by: By::Source, ..FunnelQuery::default() };
        assert_eq!(groups(&funnel(&scene, source).await), [("web".to_owned(), 3)]);
        let country = by(&scene, "person.country").await;
        assert_eq!(groups(&country), [("tr".to_owned(), 2), ("Unknown".to_owned(), 1)]);
        // Also by a field that becomes a dimension only now.
        scene.publish(&PLAYBOOK.replace("goal = {", "goal = { dimension = true, "), Existing::Keep).await;
        scene.settle().await;
        let goal = by(&scene, "person.goal").await;
        assert_eq!((groups(&goal), goal.kept), (vec![("Unknown".to_owned(), 3)], true));
        assert_eq!(scene.store.cohorts_apart().await, Ok(0));
    });
}

#[test]
fn what_makes_no_sense_is_refused() {
    on_both(|scene| async move {
        let code = |fault: StoreError| match fault {
            StoreError::Refused(code, _) => code,
            other => panic!("{other:?}"),
        };
        for wrong in ["country", "person.countri", "lead.stage", ""] {
            let query = FunnelQuery { by: By::Field(wrong.to_owned()), ..FunnelQuery::default() };
            assert_eq!(code(scene.store.funnel(query).await.expect_err(wrong)), "field_unknown");
        }
        let reversed =
            FunnelQuery { from: Month::parse("2026-02"), to: Month::parse("2026-01"), ..FunnelQuery::default() };
        assert_eq!(code(scene.store.funnel(reversed).await.expect_err("reversed")), "months_reversed");
        let empty = funnel(&scene, FunnelQuery::default()).await;
        assert_eq!((empty.whole.entered, empty.groups.len(), empty.stages.len()), (0, 0, 7));
    });
}
