//! Leads found by a condition: as many as a walk through everybody finds, page by page, whatever the pages are.

use crate::engines::random::{DAY, Random, random_fact};
use crate::engines::{PLAYBOOK, Scene, account, fact, field, on_both, with};
use kopru_engine::account::Account;
use kopru_engine::condition::Tri;
use kopru_store::leads::{LeadFilter, When};
use kopru_store::publish::Existing;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id, StoreError};

const WORLDS: u64 = 12;
const CONDITIONS: [&str; 9] = [
    "role.part == 'decider'",
    "!has(role.part)",
    "account.employees >= 100",
    "person.country == 'TR' || account.employees < 100",
    "engagement >= 20 && engagement.band <= 'warm'",
    "account.engagement > 0",
    "fit.grade <= 'C' && disposition == 'open'",
    "facts('page_viewed', '30d') >= 2 || days_since_last_fact > 20",
    "cycle > 7",
];

fn filter(when: When, rest: &LeadFilter) -> LeadFilter {
    LeadFilter { when: Some(when), ..rest.clone() }
}

/// Everybody whom a filter without condition shows, held against the condition one by one.
async fn naive(scene: &Scene, text: &str, rest: &LeadFilter) -> Vec<Id> {
    let mut found = Vec::new();
    for row in scene.store.leads(rest.clone(), None, 500).await.expect("a page").items {
        let view = scene.store.lead(row.id).await.expect("a lead");
        let playbook = &view.book.playbook;
        let Ok(condition) = playbook.asked(text) else { continue };
        let account = view.account.map_or_else(|| Account::new(playbook), |it| it.1);
        if condition.eval(&view.lead.env(&account, scene.clock.now())) == Tri::True {
            found.push(row.id);
        }
    }
    found
}

/// All pages together; each looked at no more than it may, and went on where leads were left.
async fn paged(scene: &Scene, text: &str, rest: &LeadFilter, (limit, most): (usize, usize)) -> (Vec<Id>, usize) {
    let (mut after, mut found, mut looked) = (None, Vec::new(), 0);
    loop {
        let when = When { most, ..When::new(text) };
        let page = scene.store.leads(filter(when, rest), after, limit).await.expect("a page");
        let here = page.looked_at.expect("a number");
        assert!(here <= most && page.items.len() <= limit.min(here), "{here} of {most}");
        assert!(page.next.is_none() || page.items.len() == limit || here == most, "a page that ends for no reason");
        looked += here;
        found.extend(page.items.iter().map(|it| it.id));
        match page.next {
            Some(_) => after = page.next,
            None => return (found, looked),
        }
    }
}

async fn world(scene: &Scene, random: &mut Random) {
    let mut earlier = Vec::new();
    for place in 0..40 {
        scene.clock.advance_secs(random.secs(2 * DAY));
        let (person, raw) = random_fact(random, place, scene.clock.now(), &earlier);
        earlier.push((person, format!("f{place}")));
        let fact = FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false };
        scene.store.take(vec![fact]).await.expect("a store that works");
    }
    scene.settle().await;
}

#[test]
fn all_pages_together_are_those_whom_a_walk_through_everybody_finds() {
    on_both(|scene| async move {
        let (mut found, mut missed) = (0, 0);
        for seed in 0..WORLDS {
            let random = &mut Random(seed);
            // People of all worlds stand beside one another: those of earlier ones go on living.
            world(&scene, random).await;
            // At times everybody belongs to an earlier version, which knows no `person.shoe_size`.
            if seed % 4 == 3 {
                let field = "shoe_size = { type = \"int\" }\ngoal = { one_of";
                let points = format!("points = {}", 9 + seed);
                let newer = PLAYBOOK.replace("points = 8", &points).replace("goal = { one_of", field);
                scene.publish(&newer, Existing::Keep).await;
                let asked = filter(When::new("!has(person.shoe_size)"), &LeadFilter::default());
                let page = scene.store.leads(asked, None, 10).await.expect("a page");
                assert!(page.items.is_empty() && page.looked_at > Some(0));
            }
            for text in CONDITIONS {
                let rest = match random.below(3) {
                    0 => LeadFilter { disposition: Some("open".into()), ..LeadFilter::default() },
                    _ => LeadFilter::default(),
                };
                let wanted = naive(&scene, text, &rest).await;
                let size = (1 + random.below(3) as usize, 1 + random.below(4) as usize);
                let (all, looked) = paged(&scene, text, &rest, size).await;
                let everybody = scene.store.leads(rest, None, 500).await.expect("a page").items.len();
                assert_eq!((&all, looked), (&wanted, everybody), "seed {seed}: {text}");
                found += wanted.len();
                missed += everybody - wanted.len();
            }
            scene.publish(PLAYBOOK, Existing::Keep).await;
            scene.settle().await;
        }
        assert!(found > 100 && missed > 100, "{found} found, {missed} not: nothing was tried");
    });
}

#[test]
fn a_page_ends_when_it_is_full_or_when_enough_were_looked_at() {
    on_both(|scene| async move {
        // 450 leads; every hundredth, from the oldest on, is a chief.
        let facts = (0..450).map(|it| {
            let one = fact(&scene, &format!("n{it}"), &format!("n{it}@x.example"), "newsletter_subscribed");
            if it % 100 == 0 { field(one, "title", "CEO") } else { one }
        });
        scene.take(facts.collect()).await;
        let ask = async |most, after, limit| {
            let when = When { most, ..When::new("role.seniority == 'c_level'") };
            let page = scene.store.leads(filter(when, &LeadFilter::default()), after, limit).await.expect("a page");
            let emails: Vec<String> = page.items.into_iter().map(|it| it.email.expect("an address")).collect();
            (emails, page.looked_at.expect("a number"), page.next)
        };
        // Ids of one moment are in no order that is known, so pages are compared by numbers alone where leads are many.
        let (all, looked, next) = ask(5_000, None, 50).await;
        assert_eq!((all.len(), looked, next), (5, 450, None));
        let (first, looked, next) = ask(5_000, None, 2).await;
        assert_eq!((&first[..], looked <= 450, next.is_some()), (&all[..2], true, true));
        let (rest, further, next) = ask(5_000, next, 50).await;
        assert_eq!((&rest[..], looked + further, next), (&all[2..], 450, None));
        // 250 of 450, then the rest; exactly as many as there are ends it.
        let (some, looked, next) = ask(250, None, 50).await;
        assert_eq!((looked, next.is_some()), (250, true));
        let (others, looked, next) = ask(250, next, 50).await;
        assert_eq!(([some, others].concat(), looked, next), (all, 200, None));
        assert_eq!(ask(450, None, 50).await.2, None);
        // More than may be looked at is not.
        assert_eq!(ask(usize::MAX, None, 50).await.1, 450);
    });
}

#[test]
fn a_condition_looks_at_the_lead_and_its_company_at_this_moment() {
    on_both(|scene| async move {
        let at_acme = |fact: FactIn| account(fact, "Acme", &[("employees", "240")]);
        scene
            .take(vec![
                at_acme(field(fact(&scene, "1", "ada@acme.com", "demo_requested"), "title", "VP Sales")),
                at_acme(field(fact(&scene, "2", "bob@acme.com", "newsletter_subscribed"), "title", "Intern")),
                field(fact(&scene, "3", "cem@bolt.com", "newsletter_subscribed"), "title", "CEO"),
                at_acme(with(fact(&scene, "4", "dan@acme.com", "page_viewed"), "path", "/")),
            ])
            .await;
        scene.settle().await;
        let ask = async |text: &str| {
            let page =
                scene.store.leads(filter(When::new(text), &LeadFilter::default()), None, 10).await.expect("a page");
            let mut names: Vec<String> = page.items.into_iter().map(|it| it.email.expect("an address")).collect();
            names.sort();
            names
        };
        assert_eq!(ask("role.part == 'decider' && account.employees >= 200").await, ["ada@acme.com"]);
        assert_eq!(ask("role.part == 'decider'").await, ["ada@acme.com", "cem@bolt.com"]);
        // Of somebody without a company nothing is known of it.
        assert_eq!(ask("!has(account.employees)").await, ["cem@bolt.com"]);
        assert_eq!(ask("account.engagement >= 10").await, ["ada@acme.com", "bob@acme.com", "dan@acme.com"]);
        // 50 points for the demo; half of them after a half-life, though nobody looked at the lead since.
        assert_eq!(ask("engagement >= 50").await, ["ada@acme.com"]);
        scene.clock.advance_secs(14 * DAY);
        assert_eq!(ask("engagement >= 50").await, Vec::<String>::new());
        assert_eq!(ask("engagement == 25 && days_since_last_fact == 14").await, ["ada@acme.com"]);
    });
}

#[test]
fn a_condition_that_cannot_be_read_or_reads_what_is_hidden_is_refused() {
    on_both(|scene| async move {
        let refused = async |when: When| match scene.store.leads(filter(when, &LeadFilter::default()), None, 10).await {
            Err(StoreError::Refused(code, why)) => (code, why),
            other => panic!("{other:?}"),
        };
        let (code, why) = refused(When::new("role.part == 'decider' && account.employes >= 2")).await;
        assert_eq!(code, "condition_invalid");
        assert!(why.contains("at letter 27") && why.contains("account.employees"), "{why}");
        for text in ["", "engagement", "engagement >", &"engagement > 1 && ".repeat(400), "fact.path == '/'"] {
            assert_eq!(refused(When::new(text)).await.0, "condition_invalid", "{text}");
        }
        let marked = PLAYBOOK.replace("country = { type = \"text\",", "country = { type = \"text\", sensitive = true,");
        assert_ne!(marked, PLAYBOOK);
        scene.take(vec![field(fact(&scene, "1", "ada@acme.com", "demo_requested"), "country", "TR")]).await;
        scene.publish(&marked, Existing::Keep).await;
        scene.settle().await;
        let veiled = |text: &str| When { veiled: true, ..When::new(text) };
        for text in ["person.country == 'TR'", "has(person.country)", "engagement >= 0 || person.country in ['TR']"] {
            let (code, why) = refused(veiled(text)).await;
            assert_eq!((code, why.contains("`person.country`")), ("field_sensitive", true), "{text}: {why}");
            let open = scene.store.leads(filter(When::new(text), &LeadFilter::default()), None, 10).await;
            assert_eq!(open.expect("a page").items.len(), 1, "{text}");
        }
        // Of a lead whose version hides it nothing is told, though the one in force shows it again.
        scene.publish(PLAYBOOK, Existing::Keep).await;
        let ask = async |when: When| {
            scene.store.leads(filter(when, &LeadFilter::default()), None, 10).await.expect("a page").items.len()
        };
        let text = "has(person.country)";
        assert_eq!((ask(veiled(text)).await, ask(When::new(text)).await), (0, 1));
        scene.settle().await;
        assert_eq!(ask(veiled(text)).await, 1);
    });
}

#[test]
fn a_damaged_lead_hides_nobody_else() {
    on_both(|scene| async move {
        let facts = ["ada", "bea", "cem"].map(|it| fact(&scene, it, &format!("{it}@x.example"), "demo_requested"));
        let bea = scene.take(facts.to_vec()).await[1].person.expect("a person");
        let (lead, empty) = (scene.literal(bea), if scene.place.engine == "sqlite" { "x''" } else { "''::bytea" });
        scene
            .sql(&format!(
                "update person set state = {empty} where person = {lead};
                 update decision set changes = 'x' || changes where person = {lead}"
            ))
            .await;
        let page = scene.store.leads(filter(When::new("engagement > 0"), &LeadFilter::default()), None, 10).await;
        let page = page.expect("a page");
        assert_eq!((page.items.len(), page.looked_at, page.next), (2, Some(3), None));
        assert!(page.items.iter().all(|it| it.id != bea));
    });
}
