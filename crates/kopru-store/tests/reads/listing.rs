//! Lists of leads and what is counted.

use crate::engines::{PLAYBOOK, Scene, account, assert_replays, fact, field, on_both, on_both_empty, with};
use kopru_store::accounts::AccountFilter;
use kopru_store::counts::Counts;
use kopru_store::leads::{LeadFilter, LeadRow};
use kopru_store::publish::Existing;
use kopru_store::{FactIn, Id};

const DAY: i64 = 86_400;

async fn names(scene: &Scene, filter: LeadFilter) -> Vec<String> {
    let page = scene.store.leads(filter, None, 100).await.expect("a page");
    assert_eq!(page.next, None);
    let mut names: Vec<String> = page.items.into_iter().map(|row| row.email.expect("an address")).collect();
    names.sort();
    names
}

fn words(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Ada asked for a demo, Bob only subscribed, Cem is too small, Dan is at Ada's company.
async fn company(scene: &Scene) {
    let at_acme = |fact: FactIn| account(fact, "Acme", &[("employees", "120"), ("name", "Acme Ltd")]);
    scene
        .take(vec![
            at_acme(field(fact(scene, "1", "ada@acme.com", "demo_requested"), "country", "TR")),
            field(fact(scene, "2", "ada@acme.com", "fields_set"), "title", "VP Sales"),
            field(fact(scene, "3", "bob@bolt.com", "newsletter_subscribed"), "country", "tr"),
            account(fact(scene, "4", "cem@tiny.com", "newsletter_subscribed"), "Tiny", &[("employees", "2")]),
            at_acme(field(fact(scene, "5", "dan@acme.com", "newsletter_subscribed"), "country", "de")),
        ])
        .await;
    scene.settle().await;
}

#[test]
fn a_row_shows_where_a_lead_stands_and_its_engagement_at_this_moment() {
    on_both(|scene| async move {
        company(&scene).await;
        let made = scene.clock.now();
        scene.take(vec![with(fact(&scene, "6", "ada@acme.com", "page_viewed"), "path", "/pricing")]).await;
        let row = |scene: Scene| async move {
            let filter = LeadFilter { stage: words("mql"), ..LeadFilter::default() };
            let mut page = scene.store.leads(filter, None, 10).await.expect("a page");
            assert_eq!(page.items.len(), 1);
            page.items.remove(0)
        };
        let ada: LeadRow = row(scene.clone()).await;
        assert_eq!((ada.email.as_deref(), ada.account_name.as_deref()), (Some("ada@acme.com"), Some("Acme Ltd")));
        assert_eq!((ada.disposition.as_str(), ada.kind.as_deref(), ada.cycle), ("open", None, 1));
        // Fit: 40 for 120 employees and 35 for a vice president; A from 70.
        assert_eq!((ada.fit, ada.grade, ada.persona.as_deref()), (75, "A", Some("leader")));
        // Engagement: 50 for the demo and 8 for the prices; warm from 30.
        assert_eq!((ada.engagement, ada.band), (58, "warm"));
        assert_eq!((ada.source.as_deref(), ada.entered_at, ada.created_at), (Some("web"), made, made));
        assert_eq!(ada.version.len(), 16);
        // One half-life later: 25 and 4; nobody has looked at the lead since.
        scene.clock.advance_secs(14 * DAY);
        assert_eq!(row(scene.clone()).await.engagement, 29);
    });
}

#[test]
fn each_filter_shows_those_whom_it_names_and_all_of_them_together_only_whom_all_name() {
    on_both(|scene| async move {
        company(&scene).await;
        let none = LeadFilter::default;
        let all = ["ada@acme.com", "bob@bolt.com", "cem@tiny.com", "dan@acme.com"];
        assert_eq!(names(&scene, none()).await, all);
        let acme = scene.store.leads(none(), None, 10).await.expect("a page").items;
        let acme = acme.iter().find(|row| row.email.as_deref() == Some("ada@acme.com")).and_then(|row| row.account);
        let field = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let cases: Vec<(LeadFilter, &[&str])> = vec![
            (LeadFilter { stage: words("mql"), ..none() }, &["ada@acme.com"]),
            (LeadFilter { stage: words("sql"), ..none() }, &[]),
            (LeadFilter { disposition: words("disqualified"), ..none() }, &["cem@tiny.com"]),
            (
                LeadFilter { stage: words("subscriber"), disposition: words("open"), ..none() },
                &["bob@bolt.com", "dan@acme.com"],
            ),
            (LeadFilter { kind: words("not_now"), ..none() }, &["cem@tiny.com"]),
            (LeadFilter { kind: words("never"), ..none() }, &[]),
            (LeadFilter { band: words("warm"), ..none() }, &["ada@acme.com"]),
            // 40 points for the company's size: C from 30.
            (LeadFilter { grade: words("C"), ..none() }, &["dan@acme.com"]),
            (LeadFilter { persona: words("leader"), grade: words("A"), ..none() }, &["ada@acme.com"]),
            (LeadFilter { source: words("web"), ..none() }, &all),
            (LeadFilter { source: words("crm"), ..none() }, &[]),
            (LeadFilter { account: acme, ..none() }, &["ada@acme.com", "dan@acme.com"]),
            (LeadFilter { account: acme, stage: words("mql"), ..none() }, &["ada@acme.com"]),
            (LeadFilter { fields: field("person.country", " TR"), ..none() }, &["ada@acme.com", "bob@bolt.com"]),
            (LeadFilter { fields: field("person.country", "fr"), ..none() }, &[]),
            (LeadFilter { fields: field("account.employees", "120"), ..none() }, &["ada@acme.com", "dan@acme.com"]),
            (
                LeadFilter {
                    fields: [field("person.country", "tr"), field("account.employees", "120")].concat(),
                    ..none()
                },
                &["ada@acme.com"],
            ),
            (
                LeadFilter { fields: field("person.country", "tr"), stage: words("subscriber"), ..none() },
                &["bob@bolt.com"],
            ),
            (LeadFilter { behind: true, ..none() }, &[]),
        ];
        for (filter, expected) in cases {
            assert_eq!(names(&scene, filter.clone()).await, expected, "{filter:?}");
        }
    });
}

#[test]
fn a_word_that_nothing_has_and_a_field_that_is_not_indexed_are_refused() {
    on_both(|scene| async move {
        let none = LeadFilter::default;
        let field = |name: &str| vec![(name.to_owned(), "x".to_owned())];
        for (filter, code) in [
            (LeadFilter { stage: words("nowhere"), ..none() }, "filter_invalid"),
            (LeadFilter { disposition: words("closed"), ..none() }, "filter_invalid"),
            (LeadFilter { kind: words("later"), ..none() }, "filter_invalid"),
            (LeadFilter { band: words("boiling"), ..none() }, "filter_invalid"),
            (LeadFilter { grade: words("E"), ..none() }, "filter_invalid"),
            (LeadFilter { fields: field("person.goal"), ..none() }, "field_not_indexed"),
            (LeadFilter { fields: field("country"), ..none() }, "field_not_indexed"),
            (LeadFilter { fields: field("account.country"), ..none() }, "field_not_indexed"),
        ] {
            let refused = scene.store.leads(filter.clone(), None, 10).await.expect_err("a refusal");
            assert_eq!(refused.code(), code, "{filter:?}");
        }
    });
}

#[test]
fn paging_shows_each_lead_once_while_others_come_in() {
    on_both(|scene| async move {
        let mut first = Vec::new();
        for number in 0..25 {
            // Some in the same millisecond, some not.
            scene.clock.advance_secs(i64::from(number % 3 == 0));
            let email = format!("old-{number}@x.com");
            first.extend(scene.take(vec![fact(&scene, &format!("o{number}"), &email, "newsletter_subscribed")]).await);
        }
        let expected: std::collections::BTreeSet<Id> = first.iter().filter_map(|it| it.person).collect();
        assert_eq!(expected.len(), 25);
        let (mut after, mut seen, mut pages) = (None, Vec::new(), 0);
        loop {
            let filter = LeadFilter { disposition: words("open"), ..LeadFilter::default() };
            let page = scene.store.leads(filter, after, 4).await.expect("a page");
            seen.extend(page.items.iter().map(|row| row.id));
            pages += 1;
            // Somebody new is newer than all that is still to be shown.
            scene.clock.advance_secs(1);
            let email = format!("new-{pages}@x.com");
            scene.take(vec![fact(&scene, &format!("n{pages}"), &email, "newsletter_subscribed")]).await;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        // 25 in pages of 4.
        assert_eq!((pages, seen.len()), (7, 25));
        assert!(seen.windows(2).all(|two| two[0] > two[1]));
        assert_eq!(seen.into_iter().collect::<std::collections::BTreeSet<_>>(), expected);
    });
}

#[test]
fn an_empty_store_has_an_empty_list() {
    on_both_empty(|scene| async move {
        let page = scene.store.leads(LeadFilter::default(), None, 10).await.expect("a page");
        assert_eq!((page.items.len(), page.next), (0, None));
        scene.publish(PLAYBOOK, Existing::Keep).await;
        let page = scene.store.leads(LeadFilter::default(), None, 0).await.expect("a page");
        assert_eq!((page.items.len(), page.next), (0, None));
    });
}

#[test]
fn counts_tell_what_lists_would_show_and_what_waits() {
    on_both(|scene| async move {
        let empty = scene.store.counts().await.expect("counts");
        assert_eq!(empty, Counts::default());
        company(&scene).await;
        let mut visit = fact(&scene, "v", "", "page_viewed");
        visit.incoming.raw.subject = kopru_engine::fact::Subject::Visitor("v-1".to_owned());
        assert_eq!(scene.take(vec![visit]).await[0].person, None);
        let counts = scene.store.counts().await.expect("counts");
        let places: Vec<_> = counts
            .leads
            .iter()
            .map(|it| (it.stage.as_deref().unwrap_or(""), it.disposition.as_str(), it.leads))
            .collect();
        assert_eq!(places, [("subscriber", "disqualified", 1), ("subscriber", "open", 2), ("mql", "open", 1)]);
        assert_eq!((counts.leads_in_all(), counts.facts, counts.waiting), (4, 5, 1));
        let mut kept = 0;
        for row in scene.store.leads(LeadFilter::default(), None, 10).await.expect("a page").items {
            let entries = scene.store.timeline(row.id, None, 100).await.expect("entries");
            kept += entries.iter().filter(|it| it.decision.is_some()).count();
        }
        assert_eq!(counts.decisions, i64::try_from(kept).expect("few"));
        let open = scene.store.claim_events(100, 60).await.expect("messages").len();
        assert_eq!(counts.outbox, i64::try_from(open).expect("few"));
        assert_eq!((counts.behind, counts.account_queue, counts.timers_due), (0, 0, 0));
        // An MQL stagnates after 5 days; Dan has not heard yet of what Ada says of their company.
        scene.clock.advance_secs(5 * DAY);
        let told = account(fact(&scene, "7", "ada@acme.com", "fields_set"), "Acme", &[("employees", "130")]);
        assert_eq!(scene.store.counts().await.expect("counts").timers_due, 1);
        scene.take(vec![told]).await;
        assert_eq!(scene.store.counts().await.expect("counts").account_queue, 1);
        scene.settle().await;
        let counts = scene.store.counts().await.expect("counts");
        assert_eq!((counts.account_queue, counts.timers_due, counts.leads_in_all()), (0, 0, 4));
    });
}

#[test]
fn one_round_tells_the_people_of_many_accounts_and_a_large_account_takes_several_rounds() {
    on_both(|scene| async move {
        let queue = async || scene.store.counts().await.expect("counts").account_queue;
        let tell = async || scene.store.tell_people().await.expect("upkeep");
        let mut facts = Vec::new();
        // Three companies of two people, and one of 202.
        for (company, people) in [("a", 2), ("b", 2), ("c", 2), ("large", 202)] {
            for person in 0..people {
                let (id, email) = (format!("{company}{person}"), format!("p{person}@{company}.example"));
                facts.push(account(fact(&scene, &id, &email, "demo_requested"), company, &[]));
            }
        }
        scene.take(facts).await;
        scene.settle().await;
        let grow = |company: &str| {
            let (id, email) = (format!("{company}-grows"), format!("p0@{company}.example"));
            account(fact(&scene, &id, &email, "fields_set"), company, &[("employees", "130")])
        };
        scene.take(["a", "b", "c"].map(grow).to_vec()).await;
        assert_eq!(queue().await, 3);
        // Who says it knows it; the other one of each hears.
        assert_eq!((tell().await, queue().await, tell().await), (3, 0, 0));
        scene.take(vec![grow("large")]).await;
        // 201 have not heard, and a round tells 200.
        assert_eq!((tell().await, queue().await), (200, 1));
        assert_eq!((tell().await, queue().await, tell().await), (1, 0, 0));
        assert_replays(&scene).await;
    });
}

#[test]
fn leads_under_an_earlier_version_are_counted_and_listed_until_they_are_swept() {
    on_both(|scene| async move {
        company(&scene).await;
        let behind = LeadFilter { behind: true, ..LeadFilter::default() };
        scene.publish(&PLAYBOOK.replace("points = 8", "points = 9"), Existing::Keep).await;
        assert_eq!(scene.store.counts().await.expect("counts").behind, 4);
        assert_eq!(names(&scene, behind.clone()).await.len(), 4);
        scene.settle().await;
        assert_eq!(scene.store.counts().await.expect("counts").behind, 0);
        assert!(names(&scene, behind).await.is_empty());
    });
}

#[test]
fn accounts_are_listed_by_how_their_name_begins_and_shown_with_their_people() {
    on_both(|scene| async move {
        let at = |id: &str, email: &str, key: &str, fields: &[(&str, &str)]| {
            account(fact(&scene, id, email, "page_viewed"), key, fields)
        };
        scene
            .take(vec![
                at("1", "ada@acme.com", "Acme", &[("employees", "120"), ("name", "Acme Ltd"), ("domain", "acme.com")]),
                at("2", "bob@acme.com", "Acme", &[]),
                at("3", "cem@a_b.com", "A_B", &[("domain", "Ab.example")]),
                at("4", "dan@zed.com", "Zed", &[]),
            ])
            .await;
        let list = async |text: &str, after, limit| {
            let filter = AccountFilter { text: (!text.is_empty()).then(|| text.to_owned()) };
            scene.store.accounts(filter, after, limit).await.expect("a page")
        };
        let keys = async |text: &str| {
            let mut keys: Vec<String> = list(text, None, 10).await.items.into_iter().map(|it| it.key).collect();
            keys.sort();
            keys
        };
        assert_eq!(keys("").await, ["a_b", "acme", "zed"]);
        assert_eq!(keys(" AC").await, ["acme"]);
        assert_eq!(keys("acme.c").await, ["acme"]);
        assert_eq!(keys("ab.").await, ["a_b"]);
        assert_eq!(keys("a_").await, ["a_b"]);
        assert!(keys("cme").await.is_empty() && keys("%").await.is_empty());
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = list("", after, 2).await;
            seen.extend(page.items.iter().map(|it| it.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(seen.len() == 3 && seen.windows(2).all(|two| two[0] > two[1]));

        let acme = list("acme", None, 10).await.items.remove(0);
        // Two visits of 10 points each; half of them a half-life of 30 days later.
        assert_eq!((acme.people, acme.engagement, acme.name.as_deref()), (2, 20, Some("Acme Ltd")));
        scene.clock.advance_secs(30 * DAY);
        let view = scene.store.account(acme.id).await.expect("an account");
        assert_eq!((view.engagement, view.row.version, view.account.version), (10, acme.version, 2));
        assert_eq!(view.people.items.len(), 2);
        let employees = view.fields.iter().find(|it| &*it.id == "employees").expect("a field");
        assert_eq!((employees.shown.as_str(), employees.stamp.as_ref().map(|it| &*it.id)), ("120", Some("1")));
        assert_eq!(scene.store.account(Id([7; 16])).await.expect_err("none").code(), "not_found");
    });
}
