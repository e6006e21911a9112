//! One lead, one person, a timeline; finding people; why a lead stood where it stood.

use crate::engines::{Scene, account, fact, field, on_both, with};
use kopru_engine::decide::{Cause, Change, Outcome};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lead::Lead;
use kopru_engine::trace::{Line, Trace};
use kopru_engine::value::Value;
use kopru_store::explain::Explanation;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id};

const DAY: i64 = 86_400;

fn about(scene: &Scene, id: &str, subject: Subject, also: Vec<Subject>, kind: &str) -> FactIn {
    let mut raw = RawFact::new(subject, kind);
    raw.id = Some(id.to_owned());
    raw.occurred_at = Some(scene.clock.now());
    raw.source = Some("crm".to_owned());
    FactIn { incoming: Incoming { raw, also }, import: false }
}

async fn take_one(scene: &Scene, fact: FactIn) -> Id {
    scene.take(vec![fact]).await[0].person.expect("a person")
}

/// The scores as the trace's lines add up: fit, engagement, account.
fn sums(trace: &Trace) -> (i64, i64, i64) {
    trace.lines.iter().fold((0, 0, 0), |(fit, engagement, account), line| match line {
        Line::Fit { points, .. } => (fit + points, engagement, account),
        Line::Engagement { points, .. } => (fit, engagement + points, account),
        Line::Account { points, .. } => (fit, engagement, account + points),
        Line::Open { .. } | Line::Persona { .. } => (fit, engagement, account),
    })
}

fn stage(lead: &Lead, book: &kopru_store::book::Book) -> String {
    lead.standing.stage.map_or(String::new(), |stage| book.playbook.stages[usize::from(stage)].id.to_string())
}

/// Fit, engagement, the account's engagement and the stage, once lead and trace agree.
fn scores(it: &Explanation) -> (i64, i64, i64, String) {
    let (fit, engagement, account) = sums(&it.trace);
    assert_eq!((it.lead.fit(), it.lead.engagement()), (fit, engagement));
    assert_eq!((it.trace.fit, it.trace.engagement, it.trace.account), (fit, engagement, account));
    (fit, engagement, account, stage(&it.lead, &it.book))
}

#[test]
fn a_lead_is_shown_as_it_is_now_and_what_fell_due_is_not_written() {
    on_both(|scene| async move {
        let demo = account(fact(&scene, "1", "ada@acme.com", "demo_requested"), "Acme", &[("employees", "120")]);
        let ada = take_one(&scene, demo).await;
        scene.settle().await;
        let before = scene.store.timeline(ada, None, 100).await.expect("entries").len();
        // An MQL stagnates after 5 days; the demo has faded to half after 14: 25.
        scene.clock.advance_secs(14 * DAY);
        for _ in 0..2 {
            let view = scene.store.lead(ada).await.expect("a lead");
            assert_eq!((view.lead.engagement(), view.lead.fit(), view.row.engagement), (25, 40, 25));
            assert_eq!(stage(&view.lead, &view.book), "mql");
            // After 5 and after 10 days.
            assert_eq!(view.lead.standing.stagnations, 2);
            let stagnant = |change: &Change| matches!(change, Change::Stagnant { .. });
            assert_eq!(view.due.iter().filter(|it| it.changes.iter().any(stagnant)).count(), 2);
            let (row, company) = view.account.expect("an account");
            assert_eq!((row.key.as_str(), company.version), ("acme", 1));
            assert_eq!(view.identities.len(), 1);
            assert_eq!((view.identities[0].kind, view.identities[0].value.as_str()), ("email", "ada@acme.com"));
            assert!(view.deals.is_empty() && view.merged.is_empty());
        }
        assert_eq!(scene.store.timeline(ada, None, 100).await.expect("entries").len(), before);
        let stranger = scene.store.lead(Id([7; 16])).await.expect_err("nobody");
        assert_eq!(stranger.code(), "not_found");
    });
}

#[test]
fn a_change_of_the_account_is_seen_before_the_lead_has_heard_of_it() {
    on_both(|scene| async move {
        let ada = take_one(&scene, account(fact(&scene, "1", "ada@acme.com", "page_viewed"), "Acme", &[])).await;
        scene.clock.advance_secs(60);
        take_one(&scene, account(fact(&scene, "2", "bob@acme.com", "page_viewed"), "Acme", &[("employees", "120")]))
            .await;
        let view = scene.store.lead(ada).await.expect("a lead");
        // Nobody has told Ada; 40 points for 120 employees.
        assert_eq!((view.row.fit, view.lead.fit()), (0, 40));
        let company = view.account.expect("an account").1;
        assert_eq!(company.version, 2);
    });
}

#[test]
fn a_won_deal_is_shown_with_the_lead() {
    on_both(|scene| async move {
        let won = with(fact(&scene, "1", "ada@acme.com", "stage_reported"), "stage", "customer");
        let ada = take_one(&scene, field(won, "title", "Chief Executive Officer")).await;
        let view = scene.store.lead(ada).await.expect("a lead");
        assert_eq!(view.row.disposition, "won");
        assert_eq!(view.deals.len(), 1);
        let deal = &view.deals[0];
        assert_eq!((deal.person, deal.outcome.as_str(), deal.reported), (ada, "won", true));
        assert_eq!(deal.closed_at, Some(scene.clock.now()));
        assert_eq!(deal.people, [(ada, "decider".to_owned())], "a chief executive decides");
        let won = with(fact(&scene, "2", "bob@acme.com", "stage_reported"), "stage", "customer");
        let bob = take_one(&scene, won).await;
        let deals = scene.store.lead(bob).await.expect("a lead").deals;
        assert_eq!(deals[0].people, [(bob, "contact".to_owned())], "of whom nobody knows what they decide");
    });
}

#[test]
fn a_timeline_tells_facts_points_and_decisions_the_newest_first() {
    on_both(|scene| async move {
        let ada = take_one(&scene, fact(&scene, "1", "ada@acme.com", "newsletter_subscribed")).await;
        scene.clock.advance_secs(60);
        take_one(&scene, with(fact(&scene, "2", "ada@acme.com", "page_viewed"), "path", "/pricing")).await;
        scene.clock.advance_secs(60);
        take_one(&scene, fact(&scene, "3", "ada@acme.com", "demo_requested")).await;
        let all = scene.store.timeline(ada, None, 100).await.expect("entries");
        assert_eq!(all.iter().map(|it| it.seq).collect::<Vec<_>>(), [3, 2, 1]);
        let points = |place: usize| all[place].points.clone();
        assert_eq!(points(0), [("demo".to_owned(), 50)]);
        assert_eq!(points(1), [("pricing".to_owned(), 8)]);
        assert_eq!(points(2), [("newsletter".to_owned(), 5)]);
        let first = all[2].decision.as_ref().expect("the first decision");
        assert_eq!((first.at, first.outcome), (all[2].recorded_at, Outcome::Applied));
        assert!(matches!(&first.cause, Cause::Fact { id, .. } if &**id == "1"));
        assert_eq!(first.changes[0], Change::Known);
        let demo = all[0].decision.as_ref().expect("the demo's decision");
        // 5 for the newsletter two minutes ago, 8 for the prices, 50 for the demo.
        assert_eq!(demo.trace.as_ref().map(|trace| trace.engagement), Some(63));
        assert_eq!(demo.version, all[0].book.playbook.version);
        let page = scene.store.timeline(ada, Some(3), 1).await.expect("entries");
        assert_eq!(page.iter().map(|it| it.seq).collect::<Vec<_>>(), [2]);
        assert!(scene.store.timeline(ada, Some(1), 10).await.expect("entries").is_empty());
        assert_eq!(scene.store.timeline(Id([7; 16]), None, 10).await.expect_err("nobody").code(), "not_found");
    });
}

#[test]
fn a_person_is_shown_with_fields_and_what_they_are_called() {
    on_both(|scene| async move {
        let said = scene.clock.now();
        let title = field(fact(&scene, "1", "Ada@Acme.com", "fields_set"), "title", "VP Sales");
        let ada = take_one(&scene, account(field(title, "country", "TR"), "Acme Ltd", &[])).await;
        let person = scene.store.person(ada).await.expect("a person");
        assert_eq!((person.created_at, person.erased_at, person.merged_into), (said, None, None));
        assert_eq!(person.account.as_ref().map(|it| it.1.as_str()), Some("acme ltd"));
        assert_eq!(person.identities[0].value, "ada@acme.com");
        let field = |id: &str| person.fields.iter().find(|field| &*field.id == id).expect("a field");
        assert_eq!((field("country").shown.as_str(), field("title").shown.as_str()), ("TR", "VP Sales"));
        let stamp = field("country").stamp.as_ref().expect("a stamp");
        assert_eq!((stamp.at, &*stamp.id), (said, "1"));
        assert_eq!(
            (&field("goal").value, field("goal").shown.as_str(), &field("goal").stamp),
            (&Value::Unknown, "", &None)
        );
        assert_eq!(person.consents.len(), person.book.playbook.consents.len());
        assert_eq!(scene.store.person(Id([7; 16])).await.expect_err("nobody").code(), "not_found");
    });
}

#[test]
fn people_are_found_by_whatever_they_are_called() {
    on_both(|scene| async move {
        let email = |it: &str| Subject::Email(it.to_owned());
        let external = |it: &str| Subject::External(it.to_owned());
        let also = vec![Subject::Phone("+90 (532) 111 22 33".to_owned()), Subject::Visitor("v-1".to_owned())];
        let ada = take_one(&scene, about(&scene, "1", email("ada@acme.com"), also, "newsletter_subscribed")).await;
        let bob = take_one(&scene, about(&scene, "2", external("003:7"), vec![], "newsletter_subscribed")).await;
        let mut odd = about(&scene, "3", external("x_9"), vec![], "newsletter_subscribed");
        odd.incoming.raw.source = Some("badges".to_owned());
        let cem = take_one(&scene, odd).await;
        let mut twin = about(&scene, "4", external("003:7"), vec![], "newsletter_subscribed");
        twin.incoming.raw.source = Some("form".to_owned());
        let dan = take_one(&scene, twin).await;
        let whole = ada.to_string();
        let mut both = vec![bob, dan];
        both.sort_unstable();
        for (text, expected) in [
            (whole.as_str(), vec![ada]),
            (" ADA@acme.com ", vec![ada]),
            ("0090 532 1112233", vec![ada]),
            ("v-1", vec![ada]),
            ("crm:003:7", vec![bob]),
            // In any source that the playbook lists, and else in any other.
            ("003:7", both),
            ("badges:x_9", vec![cem]),
            ("x_9", vec![cem]),
            ("x%9", vec![]),
            ("X_9", vec![]),
            ("ada", vec![]),
            ("", vec![]),
            ("07070707-0707-0707-0707-070707070707", vec![]),
        ] {
            assert_eq!(scene.store.find_people(text).await.expect("an answer"), expected, "{text}");
        }
    });
}

#[test]
fn a_late_fact_changes_what_is_known_now_of_a_past_moment_and_not_what_was_known_then() {
    on_both(|scene| async move {
        let start = scene.clock.now();
        let at = |days: i64| Some(start.plus_secs(days * DAY));
        let view = with(fact(&scene, "1", "ada@acme.com", "page_viewed"), "path", "/pricing");
        let ada = take_one(&scene, account(view, "Acme", &[("employees", "120")])).await;
        let mut demo = fact(&scene, "2", "ada@acme.com", "demo_requested");
        demo.incoming.raw.occurred_at = Some(start);
        scene.clock.advance_secs(20 * DAY);
        scene.settle().await;
        take_one(&scene, demo).await;
        scene.clock.advance_secs(DAY);
        take_one(&scene, account(fact(&scene, "3", "bob@acme.com", "fields_set"), "Acme", &[("employees", "20")]))
            .await;
        scene.settle().await;
        scene.clock.advance_secs(9 * DAY);
        scene.settle().await;
        let explain = async |days: i64, known: bool| scene.store.explain(ada, at(days), known).await.expect("reasons");
        let stage = |stage: &str| stage.to_owned();

        // At the start: 8 for the prices, 40 for the company's size, 10 for the account's visit.
        let then = explain(0, false).await;
        assert_eq!(scores(&then), (40, 8, 10, stage("subscriber")));
        assert_eq!((then.later_known.len(), then.decisions.len(), then.sure), (1, 1, true));
        assert_eq!((then.later_known[0].id.as_deref(), then.recorded_until), (Some("2"), start));
        assert_eq!(then.decisions[0].fact.as_ref().and_then(|fact| fact.id.as_deref()), Some("1"));
        // As known now there are 50 for the demo beside it; the stage was never another one.
        let now = explain(0, true).await;
        assert_eq!(scores(&now), (40, 58, 10, stage("subscriber")));
        assert_eq!(now.recorded_until, scene.clock.now());

        // One half-life later 4, and 25 beside it; the account's visit has a half-life of 30 days.
        assert_eq!(explain(14, false).await.trace.engagement, 4);
        assert_eq!(explain(14, true).await.trace.engagement, 29);
        let (fit, engagement, _, then) = scores(&explain(19, false).await);
        assert_eq!((fit, then), (40, stage("subscriber")));
        // 8 · 2^(−19/14) = 3.1.
        assert_eq!(engagement, 3);
        let day_20 = explain(20, false).await;
        assert_eq!((scores(&day_20).3, day_20.later_known.len()), (stage("mql"), 0));

        // Two half-lives: 2 and 12.5, which is 13. The company has 20 people since day 21: no points for its size.
        let (fit, engagement, _, then) = scores(&explain(28, false).await);
        assert_eq!((fit, engagement, then), (0, 15, stage("mql")));
        // 10 visits' points after 30 days: 5.
        let last = scene.store.explain(ada, None, false).await.expect("reasons");
        assert_eq!((last.at, scores(&last).2), (scene.clock.now(), 5));
        let view = scene.store.lead(ada).await.expect("a lead");
        assert_eq!((view.lead.fit(), view.lead.engagement()), (last.lead.fit(), last.lead.engagement()));
        assert_eq!(view.lead.standing, last.lead.standing);
        assert!(last.decisions.windows(2).all(|two| two[0].seq < two[1].seq));

        let before = scene.store.explain(ada, Some(start.plus_secs(-1)), true).await.expect_err("too early");
        assert_eq!(before.code(), "not_yet");
        let ahead = scene.store.explain(ada, at(31), false).await.expect_err("too late");
        assert_eq!(ahead.code(), "not_happened");
        assert_eq!(scene.store.explain(Id([7; 16]), None, false).await.expect_err("nobody").code(), "not_found");
    });
}

#[test]
fn what_was_taken_back_counted_then_and_does_not_count_as_known_now() {
    on_both(|scene| async move {
        let start = scene.clock.now();
        let ada = take_one(&scene, with(fact(&scene, "p", "ada@acme.com", "page_viewed"), "path", "/pricing")).await;
        take_one(&scene, fact(&scene, "n", "ada@acme.com", "newsletter_subscribed")).await;
        scene.clock.advance_secs(2 * DAY);
        take_one(&scene, with(fact(&scene, "r", "ada@acme.com", "retracted"), "fact", "p")).await;
        // 8 and 5; then only 5; after the retraction 5 · 2^(−2/14) = 4.5, which is 5.
        assert_eq!(scores(&scene.store.explain(ada, Some(start), false).await.expect("reasons")).1, 13);
        assert_eq!(scores(&scene.store.explain(ada, Some(start), true).await.expect("reasons")).1, 5);
        assert_eq!(scores(&scene.store.explain(ada, None, false).await.expect("reasons")).1, 5);
    });
}

#[test]
fn a_file_may_say_when_each_fact_of_somebody_new_became_known() {
    on_both(|scene| async move {
        let start = scene.clock.now();
        scene.clock.advance_secs(40 * DAY);
        let told = |id: &str, day: i64| {
            let company = ("Acme", [("employees", "120")]);
            let mut it = account(fact(&scene, id, "ada@acme.com", "newsletter_subscribed"), company.0, &company.1);
            let at = Some(start.plus_secs(day * DAY));
            (it.incoming.raw.occurred_at, it.incoming.raw.recorded_at, it.import) = (at, at, true);
            it
        };
        let ada = scene.take(vec![told("1", 1), told("2", 2)]).await[0].person.expect("a person");
        let entries = scene.store.timeline(ada, None, 10).await.expect("entries");
        let facts = entries.iter().filter_map(|it| it.fact.as_ref());
        let days: Vec<i64> = facts.map(|it| (it.recorded_at.secs() - start.secs()) / DAY).collect();
        let then = scene.store.explain(ada, Some(start.plus_secs(DAY)), false).await.expect("reasons");
        // 120 people: the rule for mid-sized companies gives 40.
        assert_eq!((days, then.lead.fit()), (vec![2, 1], 40));
    });
}
